use super::*;
use crate::importing::ImportOptions;
use crate::{AssessOptions, SampleReport};
use countersign_core::tables::spec;
use std::path::PathBuf;
use tempfile::TempDir;

const WORKFLOWS: &str = "id,name,criticality,control_flow,output,tool_mode,parameters,effect,human_gate,scope_growth,started_by,memory,identities\n\
     WF-1,Refunds,high,code,none,none,template,advisory,before_every_effect,no,human,none,svc-a;svc-b\n\
     WF-2,Notes,low,code,none,none,template,none,before_every_effect,no,human,none,svc-b\n";
const CONTROLS: &str = "id,title,frequency,scope_workflows\nC-1,Each refund is approved,weekly,WF-1\nC-2,Everywhere,,\n";

struct Desk {
    folder: TempDir,
    bench: Workbench,
}

fn now() -> Moment {
    Moment { at: "2026-10-01T08:30:00Z".to_owned(), actor: "p.lee".to_owned() }
}

/// `approvals` approvals of WF-1 in May, one of the year before, one of WF-2, and an effect.
fn log(approvals: usize) -> String {
    let mut text = String::from("event_id,workflow,type,ts,actor,outcome\n");
    for n in 0..approvals {
        text.push_str(&format!("a-{n:03},WF-1,approval,2026-05-{:02}T10:00:00Z,P-1,approved\n", n % 28 + 1));
    }
    text + "old,WF-1,approval,2025-05-01T10:00:00Z,P-1,approved\nother,WF-2,approval,2026-09-30,P-1,rejected\neff,WF-1,effect,2026-05-02T10:00:00Z,svc-a,\n"
}

fn desk(approvals: usize) -> Desk {
    let folder = tempfile::tempdir().unwrap();
    let bench = Workbench::create(&folder.path().join("w.countersign"), "Brackwater Mutual", &now()).unwrap();
    let mut desk = Desk { folder, bench };
    desk.import("workflows.csv", WORKFLOWS);
    desk.import("controls.csv", CONTROLS);
    desk.import("events.csv", &log(approvals));
    desk
}

impl Desk {
    fn import(&mut self, name: &str, text: &str) -> Option<String> {
        let file: PathBuf = self.folder.path().join(name);
        std::fs::write(&file, text).unwrap();
        let report = self.bench.import(&[file], &ImportOptions::default(), &now(), &mut |_, _| true).unwrap();
        assert!(!report.refused && report.files.iter().all(|f| f.rejected == 0), "{:#?}", report.files);
        report.batch
    }

    fn freeze(&mut self, of: &str, workflow: Option<&str>, control: Option<&str>) -> Result<SampleView> {
        let dated = Items::find(of).is_some_and(|i| i.dated);
        let day = |d: &str| dated.then(|| d.to_owned());
        let options = FreezeOptions {
            of: of.to_owned(),
            workflow: workflow.map(str::to_owned),
            control: control.map(str::to_owned),
            from: day("2026-04-01"),
            to: day("2026-09-30"),
        };
        self.bench.freeze_population(&options, &now()).map(one)
    }

    fn draw(&mut self, name: &str, seed: &str, asked: Asked) -> Result<SampleView> {
        self.bench.draw_sample(name, seed, asked, &now()).map(one)
    }

    fn codes(&self, name: &str) -> Vec<String> {
        one(self.bench.sample(name).unwrap()).diagnostics.into_iter().map(|d| d.code).collect()
    }
}

fn one(mut report: SampleReport) -> SampleView {
    assert_eq!((report.schema, report.samples.len()), ("countersign/sample@1", 1));
    report.samples.remove(0)
}

#[test]
fn from_a_frozen_population_to_a_conclusion() {
    let mut d = desk(60);
    let frozen = d.freeze("approvals", None, Some("C-1")).unwrap();
    assert_eq!((frozen.name.as_str(), frozen.population.items, frozen.seed.as_ref()), ("S-1", 60, None));
    assert_eq!(
        frozen.said,
        "The approvals of WF-1 from 2026-04-01 to 2026-09-30, days in UTC, whatever their outcome; each by the id of the event."
    );
    let ids = d.bench.population_ids("S-1").unwrap();
    assert!(ids.starts_with("a-000\na-001\n") && ids.ends_with("a-059\n") && ids.lines().count() == 60);
    assert_eq!(countersign_core::digest::sha256_hex(ids.as_bytes()), frozen.population.sha256);

    let drawn = d.draw("S-1", "7", Asked::Default).unwrap();
    assert_eq!((drawn.items.len(), drawn.draws[0].basis.as_str()), (5, "C-1 is weekly (sampling_weekly)"));
    assert!(drawn.draws[0].step.entry > drawn.population.step.entry, "the journal shows which came first");
    assert!(drawn.items.windows(2).all(|w| w[0].rank < w[1].rank));
    let at = drawn.items[0].source.as_ref().unwrap();
    assert_eq!((at.file.as_str(), at.column.as_deref(), at.row.is_some()), ("events.csv", Some("event_id"), true));
    assert!(drawn.conclusion.is_none() && drawn.diagnostics.is_empty(), "{:?}", drawn.diagnostics);
    assert_eq!(d.draw("S-1", "8", Asked::Default).unwrap_err().code, "sample/drawn");

    let item = drawn.items[2].id.clone();
    let deviates = |d: &mut Desk, item: &str, why: &str| d.bench.record_deviation("S-1", item, why, &now());
    assert_eq!(deviates(&mut d, &item, " ").unwrap_err().code, "usage/why");
    assert_eq!(deviates(&mut d, "old", "x").unwrap_err().code, "sample/not-in-sample");
    deviates(&mut d, &item, "approved by whoever asked").unwrap();
    assert_eq!(deviates(&mut d, &item, "again").unwrap_err().code, "sample/said");
    let concluded = one(d.bench.conclude_sample("S-1", &now()).unwrap());
    let c = concluded.conclusion.unwrap().conclusion;
    assert_eq!(
        (c.deviations, c.tested, c.sentence.as_str()),
        (1, 5, "1 of 5 items deviates: 20.0 %, with a 95 % interval from 3.6 % to 62.4 %.")
    );

    let extended = one(d.bench.extend_sample("S-1", Asked::Items(25), "one deviates", &now()).unwrap());
    assert_eq!((extended.items.len(), extended.draws[1].deviations_known), (25, 1));
    assert_eq!(extended.items[..5].iter().map(|i| &i.rank).collect::<Vec<_>>(), drawn.items.iter().map(|i| &i.rank).collect::<Vec<_>>());
    assert!(extended.items[2].deviation.is_some() && extended.items[4].draw == 1 && extended.items[5].draw == 2);
    assert!(extended.conclusion.is_none(), "what was drawn since was not tested then");
    assert_eq!(d.codes("S-1"), ["sample/conclusion-outdated"]);
    assert_eq!(d.bench.extend_sample("S-1", Asked::Items(25), "more", &now()).unwrap_err().code, "sample/not-larger");
    d.bench.withdraw_deviation("S-1", &item, "ticket 4711 has the approval", &now()).unwrap();
    let clean = one(d.bench.conclude_sample("S-1", &now()).unwrap());
    assert_eq!(
        clean.conclusion.unwrap().conclusion.sentence,
        "25 items without deviation support only a rate below 8.8 % at 90 % confidence, or below 11.3 % at 95 %. \
         These are the figures of a large population; for this one of 60 items they are on the safe side. 1 recorded deviation was taken back."
    );
    assert_eq!((clean.withdrawn.len(), clean.withdrawn[0].deviation.why.as_str()), (1, "approved by whoever asked"));
    assert!(d.codes("S-1").is_empty());
    assert!(d.bench.verify_journal().unwrap().broken.is_none());
    let told: Vec<String> = d
        .bench
        .reading(&now())
        .unwrap()
        .journal(&crate::screens::JournalQuery { rows: 9, ..Default::default() })
        .unwrap()
        .entries
        .into_iter()
        .map(|e| e.sentence)
        .collect();
    assert_eq!(told[0], "Concluded from S-1: 0 of 25 items");
    assert_eq!(told[5], "Drew the 5 items of S-1 with the seed `7`");
}

#[test]
fn each_population_has_its_own_items() {
    let mut d = desk(3);
    d.import("identities.csv", "id,name,kind\nsvc-a,A,workload\nsvc-b,B,workload\nsvc-c,C,workload\n");
    d.import("resources.csv", "id,name\nr,R\n");
    d.import("grants.csv", "workflow,identity,resource,permission\n,svc-a,r,read\n,svc-b,r,write\n,svc-c,r,read\nWF-2,svc-c,r,write\n");
    d.import("system_records.csv", "record,workflow,at\nr-1,WF-1,2026-05-01\nr-2,WF-1,\nr-3,WF-1,2026-10-01\nr-4,WF-2,2026-05-01\n");
    let ids = |d: &mut Desk, of: &str, workflow, control| {
        let frozen = d.freeze(of, workflow, control).unwrap();
        d.bench.population_ids(&frozen.name).unwrap().lines().map(str::to_owned).collect::<Vec<_>>()
    };
    assert_eq!(ids(&mut d, "approvals", None, None), ["a-000", "a-001", "a-002", "other"]);
    assert_eq!(ids(&mut d, "approvals", Some("WF-2"), Some("C-1")), ["other"], "a workflow that is named goes before the control's");
    assert_eq!(ids(&mut d, "effects", None, None), ["eff"]);
    assert_eq!(ids(&mut d, "system-records", Some("WF-1"), None), ["r-1", "r-2"], "a day that is not told is not excluded");
    assert_eq!(ids(&mut d, "grants", None, None).len(), 4);
    assert_eq!(ids(&mut d, "grants", Some("WF-2"), None), ["svc-b / r / write", "svc-c / r / write"]);
    assert_eq!(ids(&mut d, "identities", Some("WF-1"), None), ["svc-a", "svc-b"]);
    assert_eq!(ids(&mut d, "identities", None, None), ["svc-a", "svc-b", "svc-c"]);
    assert_eq!(ids(&mut d, "workflows", None, Some("C-1")), ["WF-1"]);
    assert_eq!(ids(&mut d, "workflows", None, Some("C-2")), ["WF-1", "WF-2"], "a control without a scope is of all");
    let all = d.bench.samples().unwrap().samples;
    assert_eq!(all[3].notes, ["The day of 1 item is not told; it is in the population, because it cannot be excluded."]);
    assert_eq!(all[1].notes, ["WF-2 is not among the workflows that C-1 is told to cover."]);
    assert!(all.iter().all(|s| s.diagnostics.is_empty()));
}

#[test]
fn what_cannot_be_frozen_or_drawn_is_refused() {
    let mut d = desk(3);
    let code = |r: Result<SampleView>| r.unwrap_err().code;
    assert_eq!(code(d.freeze("colours", None, None)), "usage/of");
    assert_eq!(code(d.freeze("approvals", Some("WF-9"), None)), "usage/workflow");
    assert_eq!(code(d.freeze("approvals", None, Some("C-9"))), "usage/control");
    assert_eq!(code(d.freeze("executions", None, None)), "sample/empty");
    let freeze = |d: &mut Desk, of: &str, from: Option<&str>, to: Option<&str>| {
        let day = |day: Option<&str>| day.map(str::to_owned);
        d.bench.freeze_population(&FreezeOptions { of: of.to_owned(), from: day(from), to: day(to), ..FreezeOptions::default() }, &now())
    };
    assert_eq!(freeze(&mut d, "approvals", None, None).unwrap_err().code, "usage/date", "no assessment, no period");
    assert_eq!(freeze(&mut d, "approvals", Some("2026-09-30"), Some("2026-04-01")).unwrap_err().code, "usage/date");
    assert_eq!(freeze(&mut d, "grants", Some("2026-04-01"), Some("2026-09-30")).unwrap_err().code, "usage/date");
    let half_year = AssessOptions { from: Some("2026-04-01".into()), to: Some("2026-09-30".into()), ..AssessOptions::default() };
    d.bench.assess(&half_year, &now()).unwrap();
    let frozen = one(freeze(&mut d, "approvals", None, None).unwrap());
    assert_eq!((frozen.from.as_deref(), frozen.to.as_deref(), frozen.name.as_str()), (Some("2026-04-01"), Some("2026-09-30"), "S-1"));

    // A draw before a freeze.
    assert_eq!(code(d.draw("S-2", "7", Asked::Default)), "sample/unknown");
    assert_eq!(code(d.draw("S-1", "", Asked::Default)), "usage/seed");
    assert_eq!(code(d.draw("S-1", "7", Asked::Items(0))), "usage/size");
    assert_eq!(code(d.draw("S-1", "7", Asked::Statistical { confidence: Some(2.0), tolerable: None })), "usage/size");
    assert_eq!(d.bench.conclude_sample("S-1", &now()).unwrap_err().code, "sample/not-drawn");
    let drawn = d.draw("S-1", "7", Asked::Default).unwrap();
    assert_eq!(
        (drawn.items.len(), drawn.draws[0].basis.as_str()),
        (4, "a population of at most 5 items is tested whole (sampling_all_below)")
    );
    let before = d.bench.content_digest().unwrap();
    assert_eq!(code(d.draw("S-1", "8", Asked::Default)), "sample/drawn");
    assert_eq!(d.bench.content_digest().unwrap(), before, "what is refused changes nothing");
}

#[test]
fn what_came_and_went_is_told_and_an_undo_says_so() {
    let mut d = desk(40);
    let more = d.import("more.csv", "event_id,workflow,type,ts\nb-1,WF-1,approval,2026-06-01\nb-2,WF-1,approval,2026-06-02\n");
    // The table is known by its headers.
    let more = more.unwrap();
    d.freeze("approvals", Some("WF-1"), None).unwrap();
    d.freeze("approvals", Some("WF-1"), None).unwrap();
    let all = d.draw("S-1", "7", Asked::Items(42)).unwrap();
    assert_eq!(all.items.len(), 42);
    d.bench.conclude_sample("S-1", &now()).unwrap();
    let undone = d.bench.undo_import(&more, &now()).unwrap();
    let codes: Vec<&str> = undone.samples.iter().map(|s| s.code.as_str()).collect();
    assert_eq!(codes, ["sample/population-changed", "sample/item-gone", "sample/item-gone", "sample/population-changed"]);
    assert_eq!(undone.samples[0].message, "The population of S-1 is not what was frozen: 2 items went (b-1, b-2).");
    let entry = d.bench.journal().unwrap().pop().unwrap();
    assert_eq!((entry.action.as_str(), entry.detail["samples"].as_array().map(Vec::len)), ("undo", Some(4)));

    // The sample keeps what was frozen and says what is gone; nothing is drawn from what changed.
    let kept = one(d.bench.sample("S-1").unwrap());
    assert_eq!((kept.items.len(), kept.items.iter().filter(|i| i.source.is_none()).count()), (42, 2));
    let refused = d.draw("S-2", "7", Asked::Default).unwrap_err();
    assert_eq!(refused.code, "sample/population-changed");
    assert!(refused.message.contains("2 items went (b-1, b-2)"), "{}", refused.message);
    d.import("events2.csv", "event_id,workflow,type,ts\nb-3,WF-1,approval,2026-06-01\n");
    assert!(one(d.bench.sample("S-2").unwrap()).diagnostics[0].message.ends_with("1 item came (b-3); 2 items went (b-1, b-2)."));
    assert!(d.bench.undo_import("nothing", &now()).is_err());
}

#[test]
fn two_items_with_one_id_are_no_population_and_spoil_no_other() {
    let mut d = desk(3);
    d.import("grants.csv", "identity,resource,permission\na / b,c,read\n");
    d.freeze("grants", None, None).unwrap();
    d.import("grants.csv", "identity,resource,permission\na / b,c,read\na,b / c,read\n");
    assert_eq!(d.freeze("grants", None, None).unwrap_err().code, "sample/ids");
    assert_eq!(d.draw("S-1", "7", Asked::Default).unwrap_err().code, "sample/ids", "one more is there that cannot be told apart");
    assert_eq!(d.bench.samples().unwrap().samples.len(), 1);
}

#[test]
fn another_sample_of_the_same_items_is_told_in_both() {
    let mut d = desk(40);
    d.freeze("approvals", Some("WF-1"), None).unwrap();
    d.freeze("approvals", None, None).unwrap();
    d.freeze("effects", None, None).unwrap();
    d.draw("S-2", "7", Asked::Default).unwrap();
    let told = |d: &Desk, name: &str| {
        let all = one(d.bench.sample(name).unwrap()).diagnostics;
        all.into_iter().map(|d| (d.code, d.message)).collect::<Vec<_>>()
    };
    let shares = |said: &str| vec![("sample/shares-items".to_owned(), said.to_owned())];
    let one_drawn = "Of the 40 items of S-1, others were drawn from too: 40 with S-2, drawn with the seed `7`, with 0 recorded deviations.";
    assert_eq!((told(&d, "S-2"), told(&d, "S-1")), (vec![], shares(one_drawn)));
    // Another population, and the same seed.
    let drawn = d.draw("S-1", "7", Asked::Default).unwrap();
    d.draw("S-3", "7", Asked::Default).unwrap();
    let later =
        "Of the 41 items of S-2, others were drawn from too: 40 with S-1, drawn after it with the seed `7`, with 0 recorded deviations.";
    assert_eq!(told(&d, "S-2"), shares(later));
    let earlier =
        "Of the 40 items of S-1, others were drawn from too: 40 with S-2, drawn before it with the seed `7`, with 0 recorded deviations.";
    assert_eq!((told(&d, "S-1"), told(&d, "S-3")), (shares(earlier), vec![]));
    assert_eq!(
        drawn.draws[0].basis,
        "no control is named, which counts as many times a day; WF-1 is of high criticality (sampling_many_high_risk)"
    );
    assert_eq!(drawn.items.len(), 40);
}

#[test]
fn a_deviation_is_not_dropped_by_freezing_again() {
    let mut d = desk(40);
    d.freeze("approvals", Some("WF-1"), None).unwrap();
    let item = d.draw("S-1", "7", Asked::Items(5)).unwrap().items[0].id.clone();
    d.bench.record_deviation("S-1", &item, "no approval", &now()).unwrap();
    d.freeze("approvals", Some("WF-1"), None).unwrap();
    d.draw("S-2", "7", Asked::Items(5)).unwrap();
    let refused = d.bench.conclude_sample("S-2", &now()).unwrap_err();
    assert_eq!(refused.code, "sample/deviates-elsewhere");
    assert!(refused.message.contains(&format!("`{item}` in S-1 (no approval)")), "{}", refused.message);
    assert_eq!(d.codes("S-2"), ["sample/deviates-elsewhere", "sample/shares-items"]);
    // Recorded here as well, it is concluded with it.
    d.bench.record_deviation("S-2", &item, "no approval", &now()).unwrap();
    let concluded = one(d.bench.conclude_sample("S-2", &now()).unwrap()).conclusion.unwrap();
    assert_eq!(concluded.conclusion.deviations, 1);
    // Taken back here alone, it stands there still; taken back there too, nothing is in the way.
    d.bench.withdraw_deviation("S-2", &item, "found", &now()).unwrap();
    assert_eq!(d.bench.conclude_sample("S-2", &now()).unwrap_err().code, "sample/deviates-elsewhere");
    d.bench.withdraw_deviation("S-1", &item, "found", &now()).unwrap();
    assert!(one(d.bench.conclude_sample("S-2", &now()).unwrap()).conclusion.is_some());
    // What is recorded elsewhere later ends a conclusion.
    d.bench.record_deviation("S-1", &item, "it was of another item", &now()).unwrap();
    assert_eq!(one(d.bench.sample("S-2").unwrap()).conclusion, None);
}

#[test]
fn what_an_extension_cannot_show_is_not_its_reason() {
    let mut d = desk(40);
    d.freeze("approvals", Some("WF-1"), None).unwrap();
    let item = d.draw("S-1", "7", Asked::Items(5)).unwrap().items[0].id.clone();
    d.bench.record_deviation("S-1", &item, "no approval", &now()).unwrap();
    let asked = Asked::Statistical { confidence: Some(0.9), tolerable: Some(0.1) };
    let extended = one(d.bench.extend_sample("S-1", asked, "one deviates", &now()).unwrap());
    assert!(
        extended.draws[1].basis.ends_with("; 1 deviation is known, so that this sample does not show it"),
        "{}",
        extended.draws[1].basis
    );
}

#[test]
fn what_is_of_no_workflow_alone_is_left_out_and_counted() {
    let mut d = desk(3);
    d.import("more.csv", "event_id,workflow,type,ts,actor\nm-1,WF-2,approval,2026-06-01,svc-b\nm-2,WF-2,approval,2026-06-01,svc-a\nm-3,WF-2,approval,2025-06-01,svc-b\n");
    d.import("system_records.csv", "record,workflow,at\nr-1,WF-1,2026-05-01\n");
    // As the logs of platforms have them, which know no workflow.
    let position = |column: &str| u16::try_from(spec(Table::Events).position(column).unwrap()).unwrap();
    let mut more: Vec<Record> = Vec::new();
    d.bench
        .workspace
        .events(None, &mut |e| {
            if e.key.starts_with("m-") {
                let mut e = e.clone();
                e.key = e.key.replace("m-", "n-");
                e.fields.remove(position("workflow"));
                e.fields.set(position("event_id"), &e.key);
                more.push(e);
            }
            Ok(())
        })
        .unwrap();
    let at = now();
    let action = Workbench::action(&at, "import", "platform");
    let mut change = d.bench.workspace.change(&action).unwrap();
    change.put_events(&more).unwrap();
    change.commit(&serde_json::Value::Null).unwrap();
    let left = "1 item of this kind names no workflow and cannot be told to be of one alone; it is not in the population.";
    let approvals = d.freeze("approvals", Some("WF-1"), None).unwrap();
    assert_eq!((approvals.notes, approvals.population.items), (vec![left.to_owned()], 4), "svc-a acts for WF-1 alone, svc-b for two");
    assert!(d.freeze("approvals", None, None).unwrap().notes.is_empty(), "of the whole log nothing is left out");
    // A control whose scope names a workflow that is not on record.
    d.import("controls.csv", "id,title,frequency,scope_workflows\nC-3,More,weekly,WF-1;WF-9\n");
    d.import("system_records.csv", "record,workflow,at\nr-1,WF-1,2026-05-01\nr-9,WF-9,2026-05-01\n");
    let named = d.freeze("system-records", None, Some("C-3")).unwrap();
    assert!(d.bench.population_ids(&named.name).unwrap().contains("r-9"));
    let note = "WF-9 is not among the workflows of the workspace; only what names it is in the population.";
    assert!(named.notes.contains(&note.to_owned()), "{:?}", named.notes);
}

#[test]
fn a_sample_that_the_journal_does_not_know_is_not_relied_on() {
    let mut d = desk(40);
    d.freeze("approvals", Some("WF-1"), None).unwrap();
    d.draw("S-1", "7", Asked::Items(5)).unwrap();
    d.bench.conclude_sample("S-1", &now()).unwrap();
    assert!(one(d.bench.sample("S-1").unwrap()).conclusion.is_some());
    // Somebody writes another seed into the row, past the steps.
    let mut kept = d.bench.workspace.samples(None).unwrap().remove(0);
    kept.seed = Some("9".to_owned());
    let later = Moment { at: "2026-10-02T00:00:00Z".into(), actor: "x".into() };
    let action = Workbench::action(&later, "other", "x");
    let mut change = d.bench.workspace.change(&action).unwrap();
    change.keep_sample(&kept).unwrap();
    change.commit(&serde_json::Value::Null).unwrap();
    let shown = one(d.bench.sample("S-1").unwrap());
    assert_eq!((shown.diagnostics[0].code.as_str(), shown.conclusion), ("sample/journal-differs", None));
}

/// Puts a row of a sample in place of what it is, past the steps.
fn forge(d: &mut Desk, name: &str, work: impl FnOnce(&mut Kept)) {
    let mut kept = d.bench.workspace.samples(None).unwrap().into_iter().find(|k| k.name == name).unwrap();
    work(&mut kept);
    let at = now();
    let action = Workbench::action(&at, "other", "x");
    let mut change = d.bench.workspace.change(&action).unwrap();
    change.keep_sample(&kept).unwrap();
    change.commit(&serde_json::Value::Null).unwrap();
}

#[test]
fn a_step_that_the_sample_lost_is_told_and_nothing_is_done_with_it() {
    let mut d = desk(40);
    d.freeze("approvals", Some("WF-1"), None).unwrap();
    let item = d.draw("S-1", "7", Asked::Items(5)).unwrap().items[0].id.clone();
    d.bench.record_deviation("S-1", &item, "no approval", &now()).unwrap();
    // The row is put back to before the deviation.
    forge(&mut d, "S-1", |kept| kept.deviations.clear());
    let shown = one(d.bench.sample("S-1").unwrap());
    assert_eq!(shown.diagnostics[0].code, "sample/journal-differs");
    assert_eq!(shown.diagnostics[0].message, "The journal holds 3 steps of S-1, which itself has 2.");
    let before = d.bench.content_digest().unwrap();
    let refused = [
        d.bench.extend_sample("S-1", Asked::Items(9), "more", &now()),
        d.bench.record_deviation("S-1", &item, "x", &now()),
        d.bench.withdraw_deviation("S-1", &item, "x", &now()),
        d.bench.conclude_sample("S-1", &now()),
    ];
    for refused in refused {
        assert_eq!(refused.unwrap_err().code, "sample/journal-differs");
    }
    assert_eq!(d.bench.content_digest().unwrap(), before);
    d.freeze("approvals", Some("WF-1"), None).unwrap();
    forge(&mut d, "S-2", |kept| kept.notes.push("All is well.".to_owned()));
    assert_eq!(d.draw("S-2", "7", Asked::Default).unwrap_err().code, "sample/journal-differs");
}

#[test]
fn every_field_is_held_against_the_journal() {
    let forgeries: [fn(&mut Kept); 7] = [
        |k| k.notes.push("All is well.".to_owned()),
        |k| k.draws[1].known = 0,
        |k| k.draws[1].why = None,
        |k| k.draws[0].why = Some("by dice".to_owned()),
        |k| k.draws[0].known = 3,
        |k| k.definition.control = Some("C-1".to_owned()),
        |k| k.draws[0].basis.clear(),
    ];
    for (i, forgery) in forgeries.into_iter().enumerate() {
        let mut d = desk(20);
        d.freeze("approvals", Some("WF-1"), None).unwrap();
        let item = d.draw("S-1", "7", Asked::Items(5)).unwrap().items[0].id.clone();
        d.bench.record_deviation("S-1", &item, "no approval", &now()).unwrap();
        d.bench.extend_sample("S-1", Asked::Items(9), "one deviates", &now()).unwrap();
        assert!(d.codes("S-1").is_empty());
        forge(&mut d, "S-1", forgery);
        assert_eq!(d.codes("S-1"), ["sample/journal-differs"], "{i}");
    }
    let mut d = desk(20);
    d.freeze("approvals", Some("WF-1"), None).unwrap();
    forge(&mut d, "S-1", |k| k.seed = Some("7".to_owned()));
    assert_eq!(d.codes("S-1"), ["sample/journal-differs"], "a seed that nobody typed");
}

#[test]
fn a_population_that_cannot_be_read_is_told_and_stops_nothing_else() {
    let mut d = desk(40);
    let more = d.import("more.csv", "event_id,workflow,type,ts\nb-1,WF-1,approval,2026-06-01\n").unwrap();
    d.freeze("approvals", Some("WF-1"), None).unwrap();
    let item = d.draw("S-1", "7", Asked::Items(5)).unwrap().items[0].id.clone();
    d.bench.record_deviation("S-1", &item, "no approval", &now()).unwrap();
    d.freeze("effects", None, None).unwrap();
    forge(&mut d, "S-1", |kept| kept.sha256 = "00".repeat(32));
    let shown = one(d.bench.sample("S-1").unwrap());
    let lost = shown.diagnostics.iter().find(|d| d.code == "sample/population-lost").unwrap();
    assert!(lost.message.ends_with(&format!("Recorded as deviating: `{item}` (no approval).")), "{}", lost.message);
    assert!(shown.items.is_empty() && shown.conclusion.is_none());
    assert_eq!(d.bench.samples().unwrap().samples.len(), 2);
    d.bench.assess(&AssessOptions { as_of: Some("2026-09-30".into()), ..AssessOptions::default() }, &now()).unwrap();
    let packed = d.bench.pack(&d.folder.path().join("p.zip"), None, &now()).unwrap();
    assert!(packed.samples.iter().any(|d| d.code == "sample/population-lost"), "{:?}", packed.samples);
    assert!(crate::verify(&d.folder.path().join("p.zip"), None).unwrap().ok);
    assert!(d.bench.undo_import(&more, &now()).is_ok());
}

#[test]
fn a_pack_says_that_what_was_concluded_does_not_stand_any_more() {
    let mut d = desk(30);
    d.freeze("approvals", Some("WF-1"), None).unwrap();
    let item = d.draw("S-1", "7", Asked::Items(5)).unwrap().items[0].id.clone();
    d.bench.conclude_sample("S-1", &now()).unwrap();
    d.bench.assess(&AssessOptions { as_of: Some("2026-09-30".into()), ..AssessOptions::default() }, &now()).unwrap();
    let quiet = d.bench.pack(&d.folder.path().join("p.zip"), None, &now()).unwrap();
    assert!(quiet.samples.is_empty(), "{:?}", quiet.samples);
    d.bench.conclude_sample("S-1", &now()).unwrap();
    let told = |d: &mut Desk, file: &str| d.bench.pack(&d.folder.path().join(file), None, &now()).unwrap().samples;
    let again = told(&mut d, "q.zip");
    assert_eq!(again[0].message, "1 step of S-1 came after the dataset that was assessed.", "the same is concluded again");
    d.bench.record_deviation("S-1", &item, "no approval", &now()).unwrap();
    let found = told(&mut d, "r.zip");
    assert_eq!((found.len(), found[0].code.as_str()), (1, "sample/later-steps"));
    assert_eq!(
        found[0].message,
        "2 steps of S-1 came after the dataset that was assessed. What was concluded from it by then does not stand any more."
    );
    let mut zip = String::new();
    let assessed = d.bench.latest().unwrap();
    for s in d.bench.samples_then(&assessed.frozen).unwrap().samples {
        zip.push_str(&serde_json::to_string(&s).unwrap());
    }
    assert!(zip.contains("sample/later-steps") && zip.contains("\"tested\":5"));
}

#[test]
fn a_pack_holds_the_samples_as_they_were_when_it_was_assessed() {
    let mut d = desk(30);
    d.freeze("approvals", Some("WF-1"), None).unwrap();
    d.draw("S-1", "7", Asked::Items(5)).unwrap();
    d.bench.assess(&AssessOptions { as_of: Some("2026-09-30".into()), ..AssessOptions::default() }, &now()).unwrap();
    d.bench.extend_sample("S-1", Asked::Items(9), "later", &now()).unwrap();
    let packed = d.bench.pack(&d.folder.path().join("p.zip"), None, &now()).unwrap();
    let folder = packed.folders.iter().find(|f| f.name == "samples/").unwrap();
    assert_eq!(folder.files, 2);
    let assessed = d.bench.latest().unwrap();
    let then = one(d.bench.samples_of(Some(&assessed.frozen), &|_| true).unwrap());
    assert_eq!((then.items.len(), then.diagnostics.len()), (5, 0));
    assert!(crate::verify(&d.folder.path().join("p.zip"), None).unwrap().ok);
}

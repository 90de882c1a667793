//! Words that no assessment keeps, and that everything prints.

use super::*;
use crate::analysing;
use crate::assessing::AssessOptions;
use crate::desk::Moment;
use crate::importing::ImportOptions;
use countersign_core::analysis::Analyses;
use countersign_core::assess::{Earlier, Frame, assess};
use countersign_core::citation::Resolver;
use countersign_core::findings::{FindingLine, NOT_AGAIN};
use countersign_core::tables::{Table, spec};
use countersign_core::workers::map;
use std::fmt::Write as _;
use std::path::Path;
use tempfile::TempDir;

fn now() -> Moment {
    Moment { at: "2026-10-01T08:30:00Z".to_owned(), actor: "p.lee".to_owned() }
}

fn half_year() -> AssessOptions {
    AssessOptions { from: Some("2026-04-01".into()), to: Some("2026-09-30".into()), ..AssessOptions::default() }
}

/// The sample organisation, imported and assessed for its half-year.
fn sample() -> (TempDir, Workbench) {
    let folder = crate::screens::analysed_tests::made();
    let bench = Workbench::open(&folder.path().join("w.countersign"), true).unwrap();
    (folder, bench)
}

fn put(bench: &mut Workbench, folder: &Path, files: &[(&str, &str)]) {
    for (name, text) in files {
        std::fs::write(folder.join(name), text).unwrap();
        let report = bench.import(&[folder.join(name)], &ImportOptions::default(), &now(), &mut |_, _| true).unwrap();
        assert!(!report.refused, "{:#?}", report.files);
    }
}

/// So many workflows, each with an identity of its own that holds a credential without an end, and two events: one that names the
/// workflow, by an actor whom nobody knows, and one that names its identity alone.
fn made(workflows: usize) -> (TempDir, Workbench) {
    let folder = tempfile::tempdir().unwrap();
    let mut bench = Workbench::create(&folder.path().join("w.countersign"), "Made", &now()).unwrap();
    let mut of = [
        "id,name,environment,identities\n".to_owned(),
        "id,kind,owner\n".to_owned(),
        "id,identity,kind,issued_per,issued_at,expires_at,holders\n".to_owned(),
        "event_id,run_id,workflow,type,ts,actor,actor_kind,credential\n".to_owned(),
    ];
    for n in 1..=workflows {
        writeln!(of[0], "WF-{n:02},Letters {n},prod,svc-{n}").unwrap();
        writeln!(of[1], "svc-{n},workload,P-1").unwrap();
        writeln!(of[2], "C-{n},svc-{n},api_key,standing,2026-01-01,,WF-{n:02}").unwrap();
        writeln!(of[3], "e{n},r{n},WF-{n:02},tool_call,2026-08-01T10:00:00Z,ghost-{n},agent,C-{n}").unwrap();
    }
    let files = ["workflows.csv", "identities.csv", "credentials.csv", "events.csv"];
    put(&mut bench, folder.path(), &files.iter().zip(&of).map(|(name, text)| (*name, text.as_str())).collect::<Vec<_>>());
    log_of_identities(&mut bench);
    (folder, bench)
}

/// Adds for each event one by the identity alone, as the logs of platforms have it, which know no workflow; its key is on no record.
fn log_of_identities(bench: &mut Workbench) {
    let position = |column: &str| u16::try_from(spec(Table::Events).position(column).unwrap()).unwrap();
    let mut more: Vec<Record> = Vec::new();
    let read = bench.workspace.events(None, &mut |e| {
        let mut e = e.clone();
        e.key = e.key.replace('e', "f");
        let (actor, key) = (e.key.replace('f', "svc-"), e.key.replace('f', "KEY-"));
        e.fields.remove(position("workflow"));
        for (column, value) in [("event_id", &e.key), ("actor", &actor), ("credential", &key)] {
            e.fields.set(position(column), value);
        }
        more.push(e);
        Ok(())
    });
    read.unwrap();
    let moment = now();
    let mut change = bench.workspace.change(&Workbench::action(&moment, "import", "platform")).unwrap();
    change.put_events(&more).unwrap();
    change.commit(&serde_json::json!({})).unwrap();
}

fn all(assessed: &Assessed) -> Vec<&Finding> {
    assessed.assessment.findings.iter().collect()
}

/// Whether the analysis of a workflow found it, rather than a look at a claim, an exception, a control or the programme.
fn of_an_analysis(f: &Finding) -> bool {
    !["CF-", "CT-", "EX-"].iter().any(|family| f.code.starts_with(family))
}

/// The findings as an assessment would make them that had its words from the start.
fn told_at_once(bench: &Workbench, assessed: &Assessed) -> Vec<Finding> {
    let of = &assessed.frozen;
    let resolver = Resolver::new(&bench.content, &of.choices);
    let framed = || Frame::new(&of.data, &bench.content, &resolver, &assessed.assessment.basis);
    let (frame, mut analyses) = (framed(), Analyses::default());
    let work = |w: &Record, events: &[Record]| (w.key.clone(), analyse(&frame, w, events));
    let strays = analysing::each(&bench.workspace, Some(of.seq), &frame, None, &work, &mut |portion| {
        portion.into_iter().for_each(|(id, analysis)| analyses.put(id, analysis));
        Ok(())
    });
    analyses.strays = strays.unwrap();
    assess(framed(), &bench.content, analyses, &Earlier::default(), &mut |_, _| true).unwrap().0.findings
}

#[test]
fn what_is_stored_has_no_words_and_what_is_told_is_what_would_have_been_told_at_once() {
    let (_folder, bench) = sample();
    let assessed = bench.latest().unwrap();
    let untold: Vec<&Finding> = all(&assessed).into_iter().filter(|f| of_an_analysis(f)).collect();
    assert!(untold.len() > 100 && untold.iter().all(|f| f.is_untold() && f.paths.is_none()));
    assert!(all(&assessed).iter().all(|f| of_an_analysis(f) || !f.condition.is_empty()), "claims and exceptions keep theirs");
    let told = bench.told(&assessed, &all(&assessed)).unwrap();
    assert_eq!(told, told_at_once(&bench, &assessed));
    assert!(told.iter().any(|f| f.paths.is_some()));
    // What is opened one by one says the same, and what was just assessed as what was read again.
    assert_eq!(told, bench.telling(&assessed).few(&all(&assessed)).unwrap());
    let looked = bench.look(&half_year(), &now()).unwrap();
    assert_eq!(told, bench.told(&looked, &all(&looked)).unwrap());
}

#[test]
fn a_listing_a_report_and_an_explanation_print_what_is_not_stored() {
    let (_folder, bench) = sample();
    let assessed = bench.latest().unwrap();
    let told = bench.told(&assessed, &all(&assessed)).unwrap();
    let lines: Vec<FindingLine> = told.iter().map(|f| FindingLine::of(&bench.content, f, &assessed.frozen.data)).collect();
    assert_eq!(bench.findings(&assessed, None, None).unwrap().findings, lines);
    assert!(lines.iter().all(|line| !line.condition.is_empty() && line.condition != NOT_AGAIN));
    let report = bench.gap_report(&assessed, None, None).unwrap();
    assert!(report.findings.len() > 100);
    for line in &report.findings {
        let same = lines.iter().find(|l| l.id == line.id).unwrap();
        assert_eq!((&line.condition, &line.paths, &line.sources), (&same.condition, &same.paths, &same.sources));
    }
    let reading = bench.reading(&now()).unwrap();
    for f in &told {
        let explained = bench.explain(&assessed, &f.id, None).unwrap();
        let facts: Vec<&str> = explained.steps.iter().filter(|s| s.code == "condition").map(|s| s.text.as_str()).collect();
        assert_eq!(facts, f.condition.iter().map(|s| s.text.as_str()).collect::<Vec<_>>(), "{}", f.id);
        let paths = explained.steps.iter().filter(|s| s.kind == "path").count();
        assert_eq!(paths, f.paths.as_ref().map_or(0, |p| p.witness.len() + p.smallest_fix.len()), "{}", f.id);
        assert_eq!(reading.explain(&f.id, None).unwrap(), explained);
    }
    let drawn = bench.analysis(&assessed, None).unwrap();
    let drawn = drawn.workflows.iter().flat_map(|w| &w.boundary).filter(|line| !line.witness.is_empty()).count();
    assert_eq!(drawn, told.iter().filter(|f| f.paths.as_ref().is_some_and(|p| !p.witness.is_empty())).count());
}

#[test]
fn the_words_are_those_of_the_version_that_was_assessed() {
    let (folder, mut bench) = made(1);
    bench.assess(&half_year(), &now()).unwrap();
    let said = |bench: &Workbench, of: &Assessed| -> Vec<(String, String, Vec<String>)> {
        bench.findings(of, None, None).unwrap().findings.into_iter().map(|l| (l.id, l.condition, l.sources)).collect()
    };
    let before = said(&bench, &bench.latest().unwrap());
    assert!(before.iter().any(|(_, condition, _)| condition.contains("ghost-1")), "{before:#?}");
    assert!(before.iter().all(|(_, condition, _)| condition != NOT_AGAIN));
    // The credential ends, the actor is somebody known, and an event is added.
    put(
        &mut bench,
        folder.path(),
        &[
            (
                "credentials.csv",
                "id,identity,kind,issued_per,issued_at,expires_at,holders\nC-1,svc-1,svid,task,2026-08-01,2026-08-02,WF-01\n",
            ),
            (
                "events.csv",
                "event_id,run_id,workflow,type,ts,actor,actor_kind,credential\n\
                 e1,r1,WF-01,tool_call,2026-08-01T10:00:00Z,svc-1,service,C-1\n\
                 e2,r2,WF-01,tool_call,2026-08-03T10:00:00Z,stranger,agent,C-1\n",
            ),
        ],
    );
    let assessed = bench.latest().unwrap();
    assert!(bench.changed_since(&assessed).unwrap());
    assert_eq!(said(&bench, &assessed), before);
    let reading = bench.reading(&now()).unwrap();
    for (id, condition, _) in &before {
        let view = reading.finding(id).unwrap();
        assert_eq!(view.condition.iter().map(|s| s.text.as_str()).collect::<Vec<_>>().join(" "), *condition);
    }
    let after = said(&bench, &bench.look(&half_year(), &now()).unwrap());
    let has = |text: &str| after.iter().any(|(_, condition, _)| condition.contains(text));
    assert!(has("stranger") && !has("ghost-1"), "{after:#?}");
    bench.assess(&half_year(), &now()).unwrap();
    assert_eq!(said(&bench, &bench.latest().unwrap()), after);
}

#[test]
fn many_workflows_are_told_in_passing_as_each_is_told_alone() {
    let (_folder, mut bench) = made(40);
    let (assessed, _) = bench.assess(&half_year(), &now()).unwrap();
    let at_once = told_at_once(&bench, &assessed);
    assert_eq!(bench.told(&assessed, &all(&assessed)).unwrap(), at_once, "all forty");
    assert_eq!(bench.latest().unwrap().assessment.findings.len(), at_once.len());
    // Thirty-five of them are passed over in one go as well, and the others are left alone.
    let some: Vec<&Finding> = all(&assessed).into_iter().filter(|f| f.workflow.as_deref().is_some_and(|w| w > "WF-05")).collect();
    let wanted: Vec<&Finding> = at_once.iter().filter(|f| some.iter().any(|s| s.id == f.id)).collect();
    assert_eq!(bench.told(&assessed, &some).unwrap().iter().collect::<Vec<_>>(), wanted);
    for w in ["WF-01", "WF-07", "WF-40"] {
        let wanted: Vec<&Finding> = at_once.iter().filter(|f| f.workflow.as_deref() == Some(w)).collect();
        assert_eq!(bench.telling(&assessed).about(w).unwrap().iter().collect::<Vec<_>>(), wanted);
    }
    // The event that names an identity alone is its workflow's, both ways.
    let by_key = |f: &&Finding| f.condition.iter().any(|said| said.text.contains("KEY-"));
    assert_eq!(at_once.iter().filter(by_key).filter_map(|f| f.workflow.as_deref()).collect::<BTreeSet<_>>().len(), 40);
    assert_eq!(assessed.assessment.analyses.iter().map(|a| a.events).collect::<Vec<_>>(), vec![2; 40]);
}

#[test]
fn what_was_told_of_a_workflow_is_kept_and_not_without_end() {
    let (_folder, mut bench) = made(KEPT + 3);
    let (assessed, _) = bench.assess(&half_year(), &now()).unwrap();
    let kept = || assessed.told.0.lock().unwrap().keys().cloned().collect::<Vec<_>>();
    bench.told(&assessed, &all(&assessed)).unwrap();
    assert!(kept().is_empty(), "what goes into a report is let go of");
    let first = bench.telling(&assessed).about("WF-01").unwrap();
    assert_eq!(kept(), ["WF-01"]);
    assert!(!first.is_empty() && first.iter().all(|f| !f.condition.is_empty()));
    // Without the events it could not be told again: it is taken from what is kept.
    let elsewhere = tempfile::tempdir().unwrap();
    let empty = Workbench::create(&elsewhere.path().join("e.countersign"), "Empty", &now()).unwrap();
    let of_nothing = Telling { workspace: &empty.workspace, ..bench.telling(&assessed) };
    assert_eq!(of_nothing.about("WF-01").unwrap(), first);
    assert_ne!(of_nothing.about("WF-02").unwrap(), bench.told(&assessed, &all(&assessed)).unwrap());
    for n in 1..=KEPT + 3 {
        bench.telling(&assessed).about(&format!("WF-{n:02}")).unwrap();
        assert!(kept().len() <= KEPT);
    }
    assert_eq!(bench.telling(&assessed).about("WF-01").unwrap(), first, "told anew");
    assert_eq!(bench.telling(&assessed).about("WF-none").unwrap(), []);
}

#[test]
fn several_threads_may_open_findings_of_one_reading() {
    let (_folder, bench) = sample();
    let reading = bench.reading(&now()).unwrap();
    let ids: Vec<String> = reading.assessment().unwrap().assessment.findings.iter().map(|f| f.id.clone()).collect();
    let one_by_one: Vec<_> = ids.iter().map(|id| reading.finding(id).unwrap()).collect();
    let again = bench.reading(&now()).unwrap();
    assert_eq!(map(&crate::Threads::of_machine(), ids, |id| again.finding(&id).unwrap()), one_by_one);
}

#[test]
fn what_cannot_be_worked_out_again_says_so_wherever_it_is_shown() {
    let (_folder, bench) = made_and_assessed();
    let mut assessed = bench.latest().unwrap();
    let lost = "F-0000000000";
    let of = assessed.assessment.findings.iter_mut().find(|f| f.code == "EB-19").unwrap();
    of.id = lost.to_owned();
    let line = bench.findings(&assessed, None, None).unwrap().findings.into_iter().find(|l| l.id == lost).unwrap();
    assert_eq!((line.condition.as_str(), line.sources.len()), (NOT_AGAIN, 0));
    let explained = bench.explain(&assessed, lost, None).unwrap();
    let facts: Vec<&str> = explained.steps.iter().filter(|s| s.kind == "fact").map(|s| s.text.as_str()).collect();
    assert_eq!(facts, [NOT_AGAIN]);
    let mut reading = bench.reading(&now()).unwrap();
    reading.assessed = Some(Arc::new(assessed));
    let view = reading.finding(lost).unwrap();
    assert_eq!(view.condition.iter().map(|s| s.text.as_str()).collect::<Vec<_>>(), [NOT_AGAIN]);
    let access = bench.workflow_access(&reading, "WF-01").unwrap();
    let of_parts = access.identities.iter().flat_map(|i| i.findings.iter().chain(i.credentials.iter().flat_map(|c| &c.findings)));
    let marks: Vec<&str> =
        access.findings.iter().chain(of_parts).filter(|m| m.id.as_deref() == Some(lost)).map(|m| m.text.as_str()).collect();
    assert!(!marks.is_empty() && marks.iter().all(|text| *text == NOT_AGAIN), "{access:#?}");
}

fn made_and_assessed() -> (TempDir, Workbench) {
    let (folder, mut bench) = made(1);
    bench.assess(&half_year(), &now()).unwrap();
    (folder, bench)
}

#[test]
fn an_assessment_of_another_version_is_not_put_into_words_by_this_one() {
    let (_folder, mut bench) = made(4);
    bench.assess(&half_year(), &now()).unwrap();
    let stored = bench.workspace.latest_assessment().unwrap().unwrap();
    assert!(bench.latest().is_ok());
    let mut header = stored.about.header;
    header["tool_version"] = "0.0.1".into();
    let moment = now();
    let mut change = bench.workspace.change(&Workbench::action(&moment, "assess", "earlier")).unwrap();
    change.save_assessment("other", &header, &stored.body).unwrap();
    change.commit(&serde_json::json!({})).unwrap();
    assert_eq!(bench.latest().err().map(|e| e.code), Some("assess/other-ruleset"));
}

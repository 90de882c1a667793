//! What the window reads when the workspace is not what the assessment saw, or holds little: nothing it says is more than is known.
#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, reason = "a test may fail loudly")]

use countersign_core::status::Status;
use countersign_tests::desk::{Desk, half_year, now};
use countersign_workbench::screens::{ControlQuery, WorkflowQuery};

fn write(desk: &mut Desk, name: &str, text: &str) {
    let file = desk.folder.path().join(name);
    std::fs::write(&file, text).unwrap();
    let report = desk.import(&file);
    assert!(!report.refused, "{report:#?}");
}

#[test]
fn an_assessment_that_is_stopped_leaves_nothing_behind_wherever_it_is_stopped() {
    let mut steps = Vec::new();
    let mut watched = Desk::sample();
    let mut count = |done, total| {
        steps.push((done, total));
        true
    };
    watched.bench.assess_with(&half_year(), &now(), &mut count).unwrap();
    let all = steps.len();
    assert!(all >= 4, "told before, between and after: {steps:?}");
    let mut desk = Desk::sample();
    let before = (desk.bench.content_digest().unwrap(), desk.bench.journal().unwrap().len());
    for stop in 0..all {
        steps.clear();
        let stopped = desk.bench.assess_with(&half_year(), &now(), &mut |done, total| {
            steps.push((done, total));
            steps.len() <= stop
        });
        assert_eq!(stopped.err().unwrap().code, "program/cancelled", "{stop} of {all}");
        assert_eq!((desk.bench.content_digest().unwrap(), desk.bench.journal().unwrap().len()), before);
        assert_eq!(desk.bench.latest().err().unwrap().code, "assess/none");
    }
    steps.clear();
    let (assessed, _) = desk
        .bench
        .assess_with(&half_year(), &now(), &mut |done, total| {
            steps.push((done, total));
            true
        })
        .unwrap();
    assert!(steps.is_sorted() && steps[0] == (0, 25) && steps.last() == Some(&(25, 25)), "{steps:?}");
    let mut plain = Desk::sample();
    assert_eq!(plain.assess().assessment, assessed.assessment, "watching changes nothing");
}

#[test]
fn without_a_workflow_nothing_is_said_not_to_apply() {
    let mut desk = Desk::empty();
    write(&mut desk, "people.csv", "id,name,kind,active\nP-1,Ada,human,yes\n");
    desk.assess();
    let reading = desk.bench.reading(&now()).unwrap();
    let view = reading.requirement("nist-csf@2.0/PR.AA-05").unwrap();
    assert_eq!((view.status, view.leaves_total), (Some(Status::NotAssessed), 0));
    assert!(view.facets.iter().all(|f| f.state.is_none() && f.line == "no workflow is in the assessment"), "{:#?}", view.facets);
    assert_eq!(reading.workflows(&WorkflowQuery::default()).unwrap().total, 0);
    for bar in reading.frameworks().unwrap() {
        assert_eq!(bar.counts.unwrap().met, 0, "{}", bar.id);
    }
}

const CONTROL: &str = "id,title,requirements,facets,claim,frequency\n";

#[test]
fn a_control_that_changed_after_the_assessment_says_so_where_it_is_judged() {
    let mut desk = Desk::empty();
    write(&mut desk, "workflows.csv", "id,name,owner\nWF-1,Alone,P-1\nWF-2,Alone,P-1\n");
    let one = "CTL-1,First,nist-csf@2.0/PR.AA-05,enforced,implemented,annual\n";
    let two = "CTL-2,Second,nist-csf@2.0/PR.AA-05,policy,planned,annual\n";
    write(&mut desk, "controls.csv", &format!("{CONTROL}{one}{two}"));
    let before = desk.bench.reading(&now()).unwrap().requirement("nist-csf@2.0/PR.AA-05").unwrap();
    assert!(before.controls.iter().all(|c| c.effectiveness == "not assessed" && c.reason == "there is no assessment yet"));
    desk.assess();
    let reading = desk.bench.reading(&now()).unwrap();
    let reasons = |reading: &countersign_workbench::screens::Reading| {
        let of = |id: &str| reading.control(id).unwrap().reason;
        [of("CTL-1"), of("CTL-2")]
    };
    assert!(reasons(&reading).iter().all(|r| !r.contains("changed")));
    write(&mut desk, "control_tests.csv", "id,control,method,result,tested_at,tester\nT-1,CTL-1,test,effective,2026-09-01,P-2\n");
    let reading = desk.bench.reading(&now()).unwrap();
    let [first, second] = reasons(&reading);
    assert!(first.ends_with("(it changed after the assessment)") && !second.contains("changed"), "{first} | {second}");
    write(&mut desk, "controls.csv", &format!("{CONTROL}{one}{}", two.replace("planned", "implemented")));
    let reading = desk.bench.reading(&now()).unwrap();
    assert!(reasons(&reading).iter().all(|r| r.ends_with("(it changed after the assessment)")), "{:?}", reasons(&reading));
    let view = reading.requirement("nist-csf@2.0/PR.AA-05").unwrap();
    assert!(view.controls.iter().all(|c| c.reason.matches("changed after").count() == 1), "{:#?}", view.controls);
    // Two workflows of one name stay two.
    let found = reading.workflows(&WorkflowQuery { text: "alone".into(), rows: 10, ..WorkflowQuery::default() }).unwrap();
    assert_eq!(found.rows.iter().map(|r| r.id.as_str()).collect::<Vec<_>>(), ["WF-1", "WF-2"]);
    let all = reading.controls(&ControlQuery { rows: 10, ..ControlQuery::default() }).unwrap();
    assert_eq!(all.effectiveness.iter().map(|(_, n)| n).sum::<u64>(), all.total);
}

#[test]
fn a_policy_older_than_the_last_change_is_not_counted_as_fresh() {
    let mut desk = Desk::sample();
    desk.assess();
    let marks = |desk: &Desk| {
        let reading = desk.bench.reading(&now()).unwrap();
        let of = |w: &str| {
            let a = reading.alignment(w, "nist-csf@2.0").unwrap();
            a.groups
                .into_iter()
                .flat_map(|g| g.requirements)
                .filter(|r| !r.organisation_wide)
                .map(|r| (r.id, r.evidence, r.fresh))
                .collect::<Vec<_>>()
        };
        reading
            .workflows(&WorkflowQuery { rows: 100, ..WorkflowQuery::default() })
            .unwrap()
            .rows
            .iter()
            .map(|r| (r.id.clone(), of(&r.id)))
            .collect::<Vec<_>>()
    };
    let before = marks(&desk);
    assert!(before.iter().flat_map(|(_, rows)| rows).all(|(_, evidence, fresh)| fresh <= evidence));
    // A policy for one workflow, and a change of that workflow after it.
    let sha = "id,title,requirements,facets,claim,frequency,scope_workflows\nCTL-90,Written rules,nist-csf@2.0/PR.AA-05,policy,implemented,annual,WF-03\n";
    write(&mut desk, "controls.csv", sha);
    std::fs::create_dir_all(desk.folder.path().join("new")).unwrap();
    std::fs::write(desk.folder.path().join("new/rules.txt"), "rules").unwrap();
    std::fs::write(
        desk.folder.path().join("new/evidence.csv"),
        "file,title,kind,tier,direction,controls,workflows,period_from,period_to,collected_at\nrules.txt,Rules,policy,R5,supports,CTL-90,WF-03,2026-09-05,2026-09-05,2026-09-05\n",
    )
    .unwrap();
    std::fs::write(
        desk.folder.path().join("new/control_tests.csv"),
        "id,control,method,result,tested_at,tester,evidence\nT-90,CTL-90,examine,effective,2026-09-06,P-02,rules.txt\n",
    )
    .unwrap();
    let folder = desk.folder.path().join("new");
    assert!(!desk.import(&folder).refused);
    desk.assess();
    let row = |desk: &Desk| {
        let reading = desk.bench.reading(&now()).unwrap();
        let a = reading.alignment("WF-03", "nist-csf@2.0").unwrap();
        let r = a.groups.into_iter().flat_map(|g| g.requirements).find(|r| r.id == "nist-csf@2.0/PR.AA-05").unwrap();
        (r.evidence, r.fresh)
    };
    let fresh = row(&desk);
    write(&mut desk, "context_changes.csv", "id,workflow,kind,at\nCC-90,WF-03,model,2026-09-20\n");
    desk.assess();
    let outdated = row(&desk);
    let line = desk.bench.reading(&now()).unwrap().artefact("rules.txt").unwrap().limit_line;
    assert!(line.ends_with("out of date once that has changed after its last day."), "{line}");
    assert_eq!(outdated.0, fresh.0);
    assert_eq!(outdated.1 + 1, fresh.1, "{fresh:?} {outdated:?}");
}

#[test]
fn what_an_exception_covers_goes_on_being_accepted_when_one_part_is_mended() {
    let mut desk = Desk::empty();
    // All is told and in order, so that nothing is found that would speak against it as well.
    let told = [
        (
            "id,name,owner,lifecycle,environment,data_classes,identity_mode,output,control_flow,tool_mode,parameters,effect,human_gate",
            "WF-1,Alone,P-1,active,prod,internal,own_workload,none,code,none,template,none,before_every_effect",
        ),
        (
            "scope_growth,started_by,memory,untrusted_inputs,external_egress,identities,agents,tools,declared_environments,last_reviewed",
            "no,human,none,no,no,I-1,none,none,prod,2026-09-01",
        ),
    ];
    let [columns, values] = [told.map(|(c, _)| c).join(","), told.map(|(_, v)| v).join(",")];
    write(&mut desk, "workflows.csv", &format!("{columns}\n{values}\n"));
    write(&mut desk, "identities.csv", "id,kind,owner,home_environment,broker\nI-1,workload,P-1,prod,no\n");
    write(&mut desk, "resources.csv", "id,kind,sensitivity,environment\nR-1,store,internal,prod\n");
    write(
        &mut desk,
        "credentials.csv",
        "id,identity,kind,issued_per,ttl_seconds,holders,workload_claim,downscoped\nC-1,I-1,svid,task,900,WF-1,yes,yes\n",
    );
    let grant = "I-1,R-1,read,prod,jit,2026-01-01,2026-09-29,work,one case,task end,2026-09-01";
    let of_grants =
        "identity,resource,permission,environment,kind,granted_at,last_used,purpose,conditions,revocation_triggers,revocation_exercised";
    write(&mut desk, "grants.csv", &format!("{of_grants}\n{grant}\n"));
    write(&mut desk, "people.csv", "id,name,kind,active,authority\nP-1,Ada,human,yes,\nP-2,Bo,human,yes,accept:low\n");
    let mut decisions = "id,kind,subject,decided_by,approved_by,reason,at\n".to_owned();
    for (i, facet) in ["policy", "managed", "enforced", "reviewed", "least_privilege", "separation_of_duties"].iter().enumerate() {
        decisions.push_str(&format!("D-{i},no_control,nist-csf@2.0/PR.AA-05#{facet},P-1,P-2,none is there,2026-09-01\n"));
    }
    write(&mut desk, "decisions.csv", &decisions);
    write(
        &mut desk,
        "exceptions.csv",
        "id,requirement,severity,requested_by,approved_by,status,valid_from,expires,reason\nEX-1,nist-csf@2.0/PR.AA-05,low,P-1,P-2,approved,2026-08-01,2026-12-01,known\n",
    );
    desk.assess();
    let leaf = desk.bench.reading(&now()).unwrap().leaf("nist-csf@2.0/PR.AA-05", Some("WF-1")).unwrap();
    assert_eq!(leaf.status, Status::AcceptedRisk, "{leaf:#?}");
    let promised: Vec<&String> = leaf.changes.iter().filter(|c| c.contains("reads")).collect();
    assert_eq!(promised.len(), 2, "{:#?}", leaf.changes);
    assert!(promised[0].ends_with("it reads Met.") && promised[1].ends_with("it then reads Not met."), "{promised:#?}");
}

#[test]
fn what_is_due_soon_is_one_number_wherever_it_stands() {
    let mut desk = Desk::sample();
    desk.assess();
    let reading = desk.bench.reading(&now()).unwrap();
    let overview = reading.overview().unwrap();
    let step = overview.next.iter().find(|s| s.kind == "evidence").unwrap();
    let (stale, soon) = (overview.evidence.stale, overview.evidence.due_soon);
    assert_eq!(step.detail.contains("due soon"), soon > 0);
    assert!(soon == 0 || step.detail.contains(&format!("{soon} ")), "{stale} {soon} {step:#?}");
}

#[test]
fn a_key_is_masked_wherever_a_screen_shows_text_of_a_file() {
    const KEY: &str = "AKIAABCDEFGHIJKLMNOP";
    let mut desk = Desk::empty();
    let folder = desk.folder.path().join("in");
    std::fs::create_dir_all(&folder).unwrap();
    let put = |name: &str, text: String| std::fs::write(folder.join(name), text).unwrap();
    put("workflows.csv", format!("id,name,owner,purpose,notes {KEY}\nWF-1,Pay {KEY},P-1,uses {KEY},x {KEY}\n,Nobody {KEY},,,\n"));
    put("controls.csv", format!("{CONTROL}CTL-1,Key {KEY},{KEY},,implemented,annual\n"));
    put("log.txt", format!("first\ntoken {KEY}\n"));
    put("list.csv", format!("a,{KEY}\n{KEY},1\n"));
    put("requests.csv", format!("id,what,owner,due,status\nRQ-1,Where is {KEY},P-1,2026-05-01,open\n"));
    put("exceptions.csv", format!("id,requirement,reason,status,expires\nEX-1,nist-csf@2.0/PR.AA-05,because {KEY},approved,2026-12-01\n"));
    put(
        "evidence.csv",
        format!("file,title,kind,controls,source_system\nlog.txt,Log {KEY},event_log,CTL-1,{KEY}\nlist.csv,List,access_list,CTL-1,\n"),
    );
    let report = desk.import(&folder);
    assert!(!report.refused, "{report:#?}");
    desk.assess();
    let reading = desk.bench.reading(&now()).unwrap();
    let mut said = vec![format!("{report:?}"), format!("{:?}", reading.overview().unwrap()), format!("{:?}", reading.summary().unwrap())];
    said.push(format!("{:?}", reading.workflow("WF-1").unwrap()));
    said.push(format!("{:?}", reading.control("CTL-1").unwrap()));
    said.push(format!("{:?}", reading.requests().unwrap()));
    said.push(format!("{:?}", reading.journal(&countersign_workbench::screens::JournalQuery { rows: 100, ..Default::default() }).unwrap()));
    for words in ["AKIA", "pay", "log", KEY, "ex-1", "because"] {
        said.push(format!("{:?}", reading.find(words).unwrap()).replace(&format!("{KEY:?}"), ""));
    }
    for file in ["log.txt", "list.csv"] {
        said.push(format!("{:?}", reading.artefact(file).unwrap()));
        said.push(format!("{:?}", desk.bench.preview(file).unwrap()));
    }
    for file in ["workflows.csv", "controls.csv", "requests.csv", "exceptions.csv", "evidence.csv"] {
        for column in [None, Some("name".to_owned()), Some("requirements".to_owned())] {
            let query = countersign_workbench::screens::CellQuery { file: file.to_owned(), sheet: None, row: Some(2), column };
            said.push(format!("{:?}", desk.bench.cell(&query).unwrap()));
        }
    }
    for batch in desk.bench.batch_lines().unwrap() {
        let lines = desk.bench.rejected_lines(&batch.id).unwrap();
        assert!(lines.iter().any(|l| l.raw.contains("[masked]")), "{lines:?}");
        said.push(format!("{lines:?} {batch:?}"));
    }
    for text in said {
        assert!(!text.contains(KEY), "{text}");
    }
}

#[test]
fn a_review_that_nobody_planned_is_not_counted_among_the_reviews() {
    let mut desk = Desk::empty();
    write(&mut desk, "workflows.csv", "id,name,next_review\nWF-1,One,2026-09-01\nWF-2,Two,\nWF-3,Three,2026-12-01\n");
    desk.assess();
    let steps = desk.bench.reading(&now()).unwrap().overview().unwrap().next;
    assert_eq!(steps.iter().find(|s| s.kind == "reviews").unwrap().detail, "1 of 2 reviews was due before 30 Sep 2026.");
}

#[test]
fn an_assessment_of_another_rule_set_is_named_and_nothing_of_it_is_shown() {
    let mut desk = Desk::sample();
    desk.assess();
    let mut other = countersign_workbench::shipped().unwrap();
    other.rules.pop();
    let bench = countersign_workbench::Workbench::open_with(&desk.workspace(), false, std::sync::Arc::new(other)).unwrap();
    let reading = bench.reading(&now()).unwrap();
    let summary = reading.summary().unwrap();
    assert_eq!((summary.unassessed.as_deref(), summary.assessment, summary.changed_since), (Some("assess/other-ruleset"), None, false));
    assert_eq!(reading.leaf("nist-csf@2.0/PR.AA-05", Some("WF-03")).unwrap_err().code, "assess/other-ruleset");
    let overview = reading.overview().unwrap();
    assert!(overview.claims.is_none() && overview.gaps.is_empty() && overview.frameworks.iter().all(|f| f.counts.is_none()));
    assert!(overview.lead[1].contains("another rule set") && overview.next[0].detail.contains("another rule set"), "{overview:#?}");
    let control = reading.controls(&ControlQuery { rows: 1, ..ControlQuery::default() }).unwrap().rows.remove(0);
    assert!(control.effectiveness.is_none());
    assert!(reading.control(&control.id).unwrap().reason.contains("another rule set"));
}

#[test]
fn a_report_says_what_people_set_and_which_decisions_are_without_effect() {
    let mut desk = Desk::empty();
    write(&mut desk, "workflows.csv", "id,name,owner\nWF-1,Alone,P-1\nWF-2,Together,P-1\n");
    write(&mut desk, "people.csv", "id,name,kind,active\nP-1,Ada Low,human,yes\nP-2,Bo Ek,human,yes\n");
    let decisions = "id,kind,subject,workflow,value,reason,decided_by,approved_by,at\n\
        D-1,override,nist-csf@2.0/GV.PO-01,,met,Seen on site,P-1,P-2,2026-09-01\n\
        D-2,override,nist-csf@2.0/GV.PO-02,WF-1,met,Seen on site,P-1,P-1,2026-09-01\n\
        D-3,no_control,nist-csf@2.0/GV.OC-01,WF-9,,Nobody has one,P-1,,2026-09-01\n\
        D-4,override,nist-csf@2.0/ZZ.ZZ-99,,not_met,Seen on site,P-1,,2026-09-01\n\
        D-5,no_control,nist-csf@2.0/GV.OC-01,WF-1,,Nobody has one,P-1,,2026-12-01\n\
        D-6,no_control,nist-csf@2.0/GV.OC-01,WF-2,,Nobody has one,P-1,,2026-09-01\n\
        D-7,not_applicable,owasp-agentic-threats@1.1/T9,WF-1,,Not here,P-1,,2026-09-01\n\
        D-8,override,nist-csf@2.0/GV.OC-05,,met,Seen on site,P-1,P-2,2026-09-01\n\
        D-9,override,nist-csf@2.0/GV.OC-05,WF-1,not_met,Seen on site,P-1,,2026-09-02\n\
        E-1,override,nist-csf@2.0/GV.PO-02,WF-2,fine,Seen on site,P-1,,2026-09-02\n";
    write(&mut desk, "decisions.csv", decisions);
    let assessed = desk.assess();
    let said = |framework: Option<&str>, workflow: Option<&str>| {
        let report = desk.bench.gap_report(&assessed, framework, workflow).unwrap();
        let told: Vec<String> = report.limits.iter().filter(|l| l.contains("ecision")).cloned().collect();
        (report.lead, told)
    };
    let (lead, told) = said(None, None);
    let two = " 2 more are met because a person set them, whatever is computed.";
    assert!(lead.ends_with(two), "{lead}");
    let sets = "Decision D-1 sets nist-csf@2.0/GV.PO-01 to met in 2 leaves, whatever is computed: Seen on site (P-1, approved by P-2).";
    let for_all = "Decision D-8 sets nist-csf@2.0/GV.OC-05 to met in 1 leaf, whatever is computed: Seen on site (P-1, approved by P-2).";
    let untold = "Decision E-1 sets nist-csf@2.0/GV.PO-02 to “fine”, which is no status, so that in 1 leaf not met cannot be excluded, whatever is computed: Seen on site (P-1).";
    let refused = "Decision D-2 (override, nist-csf@2.0/GV.PO-02) is without effect in 1 leaf: it needs a reason, and to set a better status than is computed or was set before an approver who is an active person other than the decider, who is on record as well.";
    let nowhere = [
        "Decision D-3 (no control, nist-csf@2.0/GV.OC-01) is without effect: workflow WF-9 is not on record.",
        "Decision D-4 (override, nist-csf@2.0/ZZ.ZZ-99) is without effect: what it is about is no requirement that is assessed, or waits for a person.",
        "Decision D-5 (no control, nist-csf@2.0/GV.OC-01) is without effect as of 2026-09-30: it was taken on 2026-12-01.",
    ];
    let threat = "Decision D-7 (not applicable, owasp-agentic-threats@1.1/T9) is without effect in 1 leaf: it needs a reason, a decider on record, and an approver who is an active person and known to be neither the decider nor the workflow's owner.";
    let of_all = "Decision D-9 (override, nist-csf@2.0/GV.OC-05) is without effect: it names a workflow, and what it is about is asked of the organisation as a whole.";
    let set =
        |n: u64| format!("People's decisions set the status of {n} leaves; the computed status stands beside each in the explanation.");
    let all: Vec<String> = [set(4)]
        .into_iter()
        .chain([sets, for_all, untold, refused].into_iter().chain(nowhere).chain([threat, of_all]).map(str::to_owned))
        .collect();
    assert_eq!(told, all);
    // A report of a part tells what is about that part or the organisation, and what is about nothing that is known.
    let (lead, of_second) = said(Some("nist-csf@2.0"), Some("WF-2"));
    assert!(lead.ends_with(two), "{lead}");
    assert_eq!(of_second, [&set(3), &sets.replace("2 leaves", "1 leaf"), for_all, untold, nowhere[1]]);
    let (lead, of_threats) = said(Some("owasp-agentic-threats@1.1"), None);
    assert!(!lead.contains("a person set"), "{lead}");
    assert_eq!(of_threats, [nowhere[1], threat]);
    // Who assesses is told at once, with the cell and what to do; what begins to count later is not called wrong.
    let noticed: Vec<(&str, &str, &str)> = assessed
        .diagnostics
        .iter()
        .filter(|d| d.code == "decision/unsupported")
        .map(|d| (d.subject.as_deref().unwrap(), d.at.column.as_deref().unwrap(), d.hint.as_str()))
        .collect();
    let values = "Set met, partial, not_met or not_assessed; risk is accepted by an exception.";
    let name = "Name a requirement that is assessed, and workflows that are on record or none.";
    let approver = "Add a reason, and an approver whom the table people names as active.";
    let expected = [
        ("D-2", "approved_by", approver),
        ("D-7", "approved_by", approver),
        ("E-1", "value", values),
        ("D-3", "subject", name),
        ("D-4", "subject", name),
        ("D-9", "subject", name),
    ];
    assert_eq!(noticed, expected);
    // A gap that a person set is not said to come from what is shown.
    let report = desk.bench.gap_report(&assessed, None, None).unwrap();
    let gap = report.gaps.iter().find(|g| g.requirement.ends_with("GV.PO-02")).unwrap();
    assert!(gap.cause.contains("a person set it, and to what cannot be read"), "{}", gap.cause);
    assert_eq!(gap.next_step, "Review the decision E-1, which set this.");
    let overview = desk.bench.reading(&now()).unwrap().overview().unwrap();
    assert_eq!(overview.lead[1], two.trim_start());
    for workflow in [None, Some("WF-2")] {
        let status = desk.bench.status_of(&assessed, None, workflow).unwrap();
        assert_eq!((status.frameworks[0].counts.met, status.frameworks[0].by_decision), (2, 2), "{workflow:?}");
    }
}

#[test]
fn a_report_says_how_many_overdue_requests_are_held_against_nothing() {
    let mut desk = Desk::empty();
    write(&mut desk, "workflows.csv", "id,name,owner\nWF-1,Alone,P-1\n");
    write(&mut desk, "controls.csv", &format!("{CONTROL}CTL-1,First,nist-csf@2.0/PR.AA-05,enforced,implemented,annual\n"));
    let requests = "id,requirement,control,what,due,status\n\
        RQ-1,,,The list,2026-09-01,open\n\
        RQ-2,,CTL-9,The list,2026-09-01,open\n\
        RQ-3,,CTL-1,The list,2026-09-01,open\n\
        RQ-4,nist-csf@2.0/PR.AA-05,,The list,2026-09-01,open\n\
        RQ-5,,,The list,2026-09-01,received\n\
        RQ-6,,,The list,,open\n";
    write(&mut desk, "requests.csv", requests);
    let assessed = desk.assess();
    let limits = desk.bench.gap_report(&assessed, None, None).unwrap().limits;
    let said: Vec<&String> = limits.iter().filter(|l| l.contains("request")).collect();
    let three =
        "3 requests are overdue, or may be, and name no control and no requirement on record: what they ask for is held against nothing.";
    assert_eq!(said, [three]);
}

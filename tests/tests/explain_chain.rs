//! From a status to the cell it rests on, and open the file to look. Read this one first: `golden/explain.txt` is what the program says
//! about one requirement and one workflow, whole.
//!
//! `COUNTERSIGN_UPDATE_GOLDEN=1 cargo test -p countersign-tests --test explain_chain` writes it anew.
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::print_stderr,
    reason = "a test may fail loudly, its helpers too"
)]

use countersign_tests::cells::Cells;
use countersign_tests::desk::{Desk, sample_folder};
use countersign_tests::tree;
use countersign_workbench::{Explanation, Step};
use std::fmt::Write;

const REQUIREMENT: &str = "nist-csf@2.0/PR.AT-02";
const WORKFLOW: &str = "WF-01";

fn printed(e: &Explanation) -> String {
    let mut out = format!("{} for {WORKFLOW}: {}\nas of {}\n\n", e.id, e.title, e.as_of);
    for s in &e.steps {
        let _ = writeln!(out, "{:indent$}{} {}: {}", "", s.kind, s.code, s.text, indent = usize::from(s.depth) * 2);
        if let Some(at) = &s.source {
            let _ = writeln!(out, "{:indent$}at {at}", "", indent = usize::from(s.depth) * 2 + 4);
        }
    }
    out
}

/// Whether the cell a step names holds what the step says. `None` when the step claims nothing about the cell's own value.
fn bears_out(step: &Step, cell: &str) -> Option<bool> {
    let plain = |word: &str| countersign_core::rule::plain(word);
    match step.kind {
        "status" => Some(!cell.is_empty() && step.text.contains(cell)),
        "test" | "decision" | "exception" => Some(!cell.is_empty() && step.text.contains(cell)),
        "evidence" => Some(step.code == cell),
        // A free text of which only one word is used.
        "fact" if step.code == "stop_mechanism" => {
            let found = if cell.is_empty() {
                "unknown"
            } else if cell.eq_ignore_ascii_case("none") {
                "none"
            } else {
                "present"
            };
            Some(step.text.contains(found))
        }
        "fact" if step.source.as_ref().and_then(|s| s.column.as_deref()) == Some(step.code.as_str()) => {
            let items: Vec<String> = countersign_core::record::split_list(cell).map(plain).collect();
            let unknown = items.is_empty() && step.text.contains(&format!("{} is unknown", step.code));
            Some(unknown || (!items.is_empty() && items.iter().all(|i| step.text.contains(i))))
        }
        _ => None,
    }
}

#[test]
fn one_requirement_and_one_workflow_from_status_to_cell() {
    let mut desk = Desk::sample();
    let assessed = desk.assess();
    let found = printed(&desk.bench.explain(&assessed, REQUIREMENT, Some(WORKFLOW)).unwrap());
    let golden = tree::root().join("tests/golden/explain.txt");
    if std::env::var_os("COUNTERSIGN_UPDATE_GOLDEN").is_some() {
        std::fs::write(&golden, &found).unwrap();
    }
    let wanted = std::fs::read_to_string(&golden).unwrap_or_else(|e| panic!("{}: {e}", golden.display()));
    for (n, (is, was)) in found.lines().zip(wanted.lines()).enumerate() {
        assert_eq!(is, was, "line {} differs; set COUNTERSIGN_UPDATE_GOLDEN=1 when the change is meant", n + 1);
    }
    assert_eq!(found.lines().count(), wanted.lines().count(), "lines; set COUNTERSIGN_UPDATE_GOLDEN=1 when the change is meant");
    for kind in ["status", "rule", "fact", "facet", "control", "test", "evidence", "exception"] {
        assert!(found.lines().any(|l| l.trim_start().starts_with(kind)), "the chain has no {kind}");
    }
}

#[test]
fn every_leaf_reaches_a_cell_that_holds_what_is_claimed() {
    let mut desk = Desk::sample();
    let assessed = desk.assess();
    let a = &assessed.assessment;
    let mut cells = Cells::below(&sample_folder());
    let (mut leaves, mut looked, mut wrong) = (0_usize, 0_usize, Vec::new());
    for (r, id) in a.requirements.iter().enumerate() {
        let workflows: Vec<Option<&str>> =
            if a.organisation.contains_key(&r) { vec![None] } else { a.rows.iter().map(|row| Some(row.workflow.as_str())).collect() };
        for workflow in workflows {
            leaves += 1;
            let chain = desk.bench.explain(&assessed, &id.to_string(), workflow).unwrap();
            let mut reached = 0;
            for step in &chain.steps {
                let Some(at) = &step.source else { continue };
                if at.column.is_none() {
                    // The row, for what the file has no column of.
                    continue;
                }
                let whose = format!("{id} {} {} `{}`", workflow.unwrap_or("(organisation)"), step.kind, step.text);
                match cells.read(at) {
                    Err(why) => wrong.push(format!("{whose}: {why}")),
                    Ok(cell) => {
                        looked += 1;
                        reached += 1;
                        if bears_out(step, &cell) == Some(false) {
                            wrong.push(format!("{whose}: {at} holds `{cell}`"));
                        }
                    }
                }
            }
            if reached == 0 {
                wrong.push(format!("{id} {}: no cell at all", workflow.unwrap_or("(organisation)")));
            }
        }
    }
    assert!(leaves > 3_000, "only {leaves} leaves");
    eprintln!("{leaves} leaves, {looked} cells looked up");
    let n = wrong.len();
    wrong.sort();
    wrong.dedup_by(|a, b| a.split(": ").last() == b.split(": ").last());
    wrong.truncate(40);
    assert!(n == 0, "{n} steps do not lead to their cell:\n{}", wrong.join("\n"));
}

#[test]
fn a_part_that_fails_by_its_controls_leads_to_the_test_or_the_decision_and_to_its_finding() {
    let mut desk = Desk::sample();
    let assessed = desk.assess();
    let mut cells = Cells::below(&sample_folder());
    for (requirement, workflow, code, holds) in [
        ("nist-csf@2.0/PR.PS-01", Some("WF-14"), "CF-01", "ineffective"),
        ("nist-csf@2.0/PR.AA-06", None, "CF-01", "ineffective"),
        ("nist-csf@2.0/PR.IR-03", Some("WF-03"), "CF-02", "nist-csf@2.0/PR.IR-03"),
        ("nist-csf@2.0/RC.RP-01", None, "CF-02", "nist-csf@2.0/RC.RP-01"),
    ] {
        let chain = desk.bench.explain(&assessed, requirement, workflow).unwrap();
        let step = chain.steps.iter().find(|s| s.kind == "finding").unwrap_or_else(|| panic!("{requirement} has no finding"));
        assert_eq!(step.code, code, "{requirement}");
        assert_eq!(cells.read(step.source.as_ref().unwrap()).unwrap(), holds, "{requirement}");
        assert!(assessed.assessment.findings.iter().any(|f| step.text.starts_with(&f.id)), "{}", step.text);
    }
    // A control that failed is the finding of its own parts alone.
    let chain = desk.bench.explain(&assessed, "nist-ai-rmf@1.0/MEASURE-2.11", Some("WF-19")).unwrap();
    let found: Vec<&str> = chain.steps.iter().filter(|s| s.kind == "finding" && s.code == "CF-01").map(|s| s.text.as_str()).collect();
    assert!(found.len() == 2 && found.iter().all(|text| text.contains("BM-ME-11")), "{found:?}");
}

#[test]
fn an_exception_is_named_where_it_accepts_and_where_it_has_no_effect() {
    let mut desk = Desk::sample();
    let assessed = desk.assess();
    let said = |requirement: &str, workflow: &str| -> Vec<(String, String)> {
        let chain = desk.bench.explain(&assessed, requirement, Some(workflow)).unwrap();
        chain.steps.into_iter().filter(|s| s.kind == "exception").map(|s| (s.code, s.text)).collect()
    };
    for (requirement, workflow, id, how) in [
        ("nist-csf@2.0/PR.AT-02", "WF-01", "EX-09", "risk accepted by a valid exception: Reviewer found half"),
        ("nist-csf@2.0/PR.AT-02", "WF-03", "EX-02", "without effect here (EX-EXPIRED"),
        ("nist-csf@2.0/PR.AT-02", "WF-07", "EX-03", "without effect here (EX-SELF)"),
    ] {
        let found = said(requirement, workflow);
        assert!(found.len() == 1 && found[0].0 == id && found[0].1.starts_with(how), "{requirement} {workflow}: {found:?}");
    }
    let ids: Vec<String> = said("nist-csf@2.0/GV.SC-05", "WF-12").into_iter().map(|(id, _)| id).collect();
    assert_eq!(ids, ["EX-07D", "EX-07A", "EX-07B", "EX-07C"], "the renewal in force, then those that ran out");
    assert!(said("nist-csf@2.0/PR.AT-02", "WF-02").is_empty(), "another workflow's are not told");
}

#[test]
fn a_decision_an_exception_and_an_event_say_what_came_of_them() {
    let mut desk = Desk::sample();
    let assessed = desk.assess();
    let said = |id: &str| {
        let explained = desk.bench.explain(&assessed, id, None).unwrap();
        explained.steps.into_iter().map(|s| (s.depth, s.code, s.text, s.source.map(|at| at.to_string()))).collect::<Vec<_>>()
    };
    let (text, at) = (|s: &str| s.to_owned(), |s: &str| Some(s.to_owned()));
    assert_eq!(said("DC-01")[0], (0, text("COUNTS"), text("by it the requirement does not apply in 1 leaf"), at("decisions.csv#2:kind")));
    let (_, code, why, _) = &said("DC-02")[0];
    assert_eq!(code, "NA-UNSUPPORTED");
    assert!(
        why.starts_with("without effect in 1 leaf: it needs a reason, a decider on record, and an approver who is an active person"),
        "{why}"
    );
    assert_eq!(said("DC-06")[0].2, "by it a part is without a control in 1 leaf");
    assert_eq!(said("EX-01")[0].2, "every clause holds; it accepts the risk in 1 leaf");
    let refused = said("EX-14");
    assert_eq!((refused[0].2.as_str(), refused[1].1.as_str()), ("it does not hold: EX-REASON", "EX-REASON"));
    assert_eq!(refused[1].2, "this clause fails: Is a reason given?");
    let event = said("EV01-001-01");
    assert!(event.contains(&(1, text("actor"), text("svc-ingest"), at("events.csv#2:actor"))), "{event:?}");
    // What was read from the bytes of an artefact stands in none of the columns of the table that names it.
    let artefact = said("ai-register-2026-09-21.json");
    let counted = artefact.iter().find(|(_, code, ..)| code == "imported_record_count").unwrap();
    assert!(counted.3.as_ref().unwrap().ends_with("evidence.csv#15:file"), "{counted:?}");
    // Nothing is judged of what does not apply.
    let left_out = desk.bench.explain(&assessed, "nist-csf@2.0/GV.SC-10", Some("WF-15")).unwrap();
    assert!(left_out.steps.iter().all(|s| s.kind != "judgement"));
}

//! A cell of what is shown for a control that is emptied proves no more than any value of it did.

use super::leaf::{FacetState, facet_of};
use super::theatre::lab::Lab;
use crate::tables::Kind;
use crate::tables::Table::{self, ControlTests, Controls, Evidence, Requests, Workflows};

/// C-1, annual, shown to work in WF-1 by a log, with everything told.
fn lab() -> Lab {
    let mut lab = Lab::default();
    lab.made.set(Controls, "C-1", "frequency", "annual").set(Controls, "C-1", "claimed_at", "2026-04-15");
    lab.artefact("log.csv", &[("period_from", "2026-04-01"), ("period_to", "2026-09-30"), ("collected_at", "2026-09-30")]);
    lab.test("T-1", &[("evidence", "log.csv"), ("sample_size", "25"), ("deviations", "0")]);
    lab
}

/// The state of the facet that C-1 covers, with its reason. A part that no test speaks for counts as open.
fn facet(lab: &Lab) -> (FacetState, String) {
    let (state, code) = lab.look(|frame, signals| {
        let facet = frame.facet(0, 0).unwrap();
        let scope = frame.scope_of(frame.data.find(Workflows, "WF-1").unwrap());
        let of = frame.controls.iter().filter(|c| c.covers.contains_key(&0));
        let proofs: Vec<_> = of.map(|c| frame.proof(c, &facet.demand, Some(0), Some(&facet.id), scope, signals)).collect();
        let (state, code) = facet_of(&proofs);
        (state, if code == "EFFECTIVE" { code.to_owned() } else { format!("{code} {}", proofs[0].code) })
    });
    let untested = code.starts_with("UNSUBSTANTIATED") || code.starts_with("DESIGN-ONLY");
    (if untested { FacetState::Open } else { state }, code)
}

fn with(lab: &Lab, table: Table, key: &str, column: &str, value: &str) -> Lab {
    let mut lab = lab.clone();
    lab.made.set(table, key, column, value);
    lab
}

/// The values that are tried in a column.
fn values(table: Table, column: &str) -> Vec<&'static str> {
    let kind = crate::tables::spec(table).columns.iter().find(|c| c.name == column).unwrap().kind;
    match kind {
        Kind::One(words) => words.to_vec(),
        Kind::Integer => vec!["0", "1", "25"],
        Kind::Date => vec!["2025-01-01", "2026-04-15", "2026-09-29", "2026-12-31"],
        _ => vec!["C-1", "C-9", "WF-1", "WF-2", "P-8", "R1", "R4", "R6"],
    }
}

#[test]
fn an_empty_cell_proves_no_more_than_any_value_of_it() {
    let columns = [
        (Evidence, "log.csv", &["kind", "direction", "tier", "ipe_conclusion", "period_to", "collected_by", "source_system"][..]),
        (Evidence, "log.csv", &["stated_record_count", "independent_count", "extraction_channel"]),
        (ControlTests, "T-1", &["method", "result", "tested_at", "deviations", "evidence"]),
        (Controls, "C-1", &["owner", "frequency", "claim", "claimed_at"]),
    ];
    assert_eq!(facet(&lab()).0, FacetState::Ok, "{:?}", facet(&lab()));
    for (table, key, names) in columns {
        for column in names {
            let empty = facet(&with(&lab(), table, key, column, ""));
            for value in values(table, column) {
                let told = facet(&with(&lab(), table, key, column, value));
                // A conclusion about a document is asked of nobody, and a row without a day and a result is a test that was not made.
                assert!(empty.0 >= told.0, "{table}.{column}: {value} gives {told:?}, nothing gives {empty:?}");
            }
        }
    }
}

#[test]
fn what_is_empty_is_named_in_the_reason() {
    for (table, key, column, state, code) in [
        (Evidence, "log.csv", "direction", FacetState::Open, "NOT-SHOWN EVIDENCE-NONE"),
        (Evidence, "log.csv", "tier", FacetState::Open, "NOT-SHOWN EVIDENCE-TIER"),
        (Evidence, "log.csv", "ipe_conclusion", FacetState::Open, "NOT-SHOWN IPE-NOT-TESTED"),
        (ControlTests, "T-1", "result", FacetState::Fail, "TEST-NO-RESULT TEST-NO-RESULT"),
        (ControlTests, "T-1", "deviations", FacetState::Part, "DEVIATION DEVIATIONS-NOT-TOLD"),
        (Controls, "C-1", "claim", FacetState::Open, "CLAIM-NOT-STATED CLAIM-NOT-STATED"),
    ] {
        assert_eq!(facet(&with(&lab(), table, key, column, "")), (state, code.to_owned()), "{column}");
    }
}

#[test]
fn what_comes_from_its_own_owner_is_not_hidden_by_something_else_that_is_not_known_of_it() {
    let mut lab = lab();
    lab.made.set(Evidence, "log.csv", "collected_by", "P-8");
    for (column, value) in [("title", ""), ("stated_record_count", ""), ("independent_count", "41"), ("ipe_conclusion", "not_tested")] {
        assert_eq!(facet(&with(&lab, Evidence, "log.csv", column, value)).1, "NOT-SHOWN SELF-ATTESTED", "{column} {value}");
    }
}

#[test]
fn a_claim_that_does_not_stand_is_not_hidden_by_something_that_is_not_told() {
    let mut lab = lab();
    lab.made.put(Requests, &[("id", "RQ-1"), ("control", "C-1"), ("due", "2026-06-01"), ("status", "open")]);
    let overdue = (FacetState::Open, "UNSUBSTANTIATED REQUEST-OVERDUE".to_owned());
    assert_eq!(facet(&lab), overdue);
    assert_eq!(facet(&with(&lab, ControlTests, "T-1", "deviations", "")), overdue);
    assert_eq!(facet(&with(&lab, Evidence, "log.csv", "independent_count", "")), overdue);
}

#[test]
fn a_second_artefact_that_does_not_say_for_what_it_speaks_may_speak_against_it() {
    let mut lab = lab();
    lab.artefact("more.csv", &[("direction", ""), ("kind", "ticket")]);
    assert_eq!(facet(&lab), (FacetState::Part, "DEVIATION CONTRADICTED".to_owned()));
    assert!(lab.raises("CT-12-U"));
    for direction in ["supports", "context"] {
        assert_eq!(facet(&with(&lab, Evidence, "more.csv", "direction", direction)).0, FacetState::Ok, "{direction}");
    }
    lab.extra("more.csv", "raw.direction", "against");
    assert_eq!(facet(&lab).0, FacetState::Part, "a word that was not understood");
    let note = [("id", "D-1"), ("kind", "contradiction_resolved"), ("subject", "more.csv"), ("reason", "read"), ("at", "2026-09-30")];
    lab.made.put(Table::Decisions, &note);
    assert_eq!(facet(&lab).0, FacetState::Ok, "somebody resolved it");
}

#[test]
fn what_contradicts_and_names_no_control_contradicts_those_that_answer_what_it_is_about() {
    let mut lab = lab();
    lab.artefact("bad.csv", &[("direction", "contradicts")]);
    assert_eq!(facet(&lab).1, "DEVIATION CONTRADICTED");
    lab.made.set(Evidence, "bad.csv", "controls", "");
    assert_eq!(facet(&lab).1, "DEVIATION CONTRADICTED");
    assert!(lab.raises("CT-12"));
    lab.made.set(Evidence, "bad.csv", "requirements", "made@1/R-1");
    assert_eq!(facet(&lab).1, "DEVIATION CONTRADICTED");
    lab.made.set(Evidence, "bad.csv", "requirements", "made@1/R-2");
    assert_eq!(facet(&lab).1, "EFFECTIVE", "another requirement, which C-1 does not cover");
    lab.made.set(Evidence, "bad.csv", "requirements", "").set(Evidence, "bad.csv", "direction", "");
    assert_eq!(facet(&lab).1, "EFFECTIVE", "it is about nothing, and says nothing");
}

#[test]
fn one_control_that_does_not_work_is_not_hidden_by_another_of_which_nothing_is_known() {
    let mut lab = lab();
    lab.made.set(ControlTests, "T-1", "result", "ineffective").put(
        Controls,
        &[("id", "C-2"), ("title", "made"), ("requirements", "made@1/R-1#works"), ("claim", "implemented"), ("claimed_at", "2026-12-31")],
    );
    let failed = |lab: &Lab| assert_eq!(facet(lab), (FacetState::Fail, "CONTROLS-INEFFECTIVE TEST-INEFFECTIVE".to_owned()));
    failed(&lab);
    for (column, value) in [("claimed_at", ""), ("claim", "planned"), ("claim", "")] {
        failed(&with(&lab, Controls, "C-2", column, value));
    }
}

#[test]
fn a_claim_of_a_later_day_covers_nothing_unless_a_test_shows_that_it_was_there() {
    let mut lab = lab();
    lab.made.set(Controls, "C-1", "claimed_at", "2026-12-31");
    assert_eq!(facet(&lab).1, "EFFECTIVE");
    lab.made.set(ControlTests, "T-1", "control", "C-9").set(Evidence, "log.csv", "kind", "policy");
    assert_eq!(facet(&lab).1, "NOT-IMPLEMENTED CLAIM-NOT-IMPLEMENTED");
    assert_eq!(facet(&with(&lab, Controls, "C-1", "claimed_at", "")).1, "NOT-TESTED TEST-NONE");
    assert_eq!(facet(&with(&lab, Controls, "C-1", "claimed_at", "2026-09-29")).1, "DESIGN-ONLY DESIGN-ONLY");
}

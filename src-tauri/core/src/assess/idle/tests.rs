//! What is said of exceptions that accept nothing.

use super::super::theatre::{Against, lab::Lab};
use super::*;
use crate::risk::Level;
use crate::tables::Table::{Decisions, Exceptions, People, Workflows};

/// R-1, of which it was concluded that no control covers it, with an exception of medium risk to it by P-5, who may accept high risk.
fn lab() -> Lab {
    let mut lab = Lab::default();
    for (id, authority) in [("P-1", ""), ("P-2", ""), ("P-5", "accept:high")] {
        lab.made.put(People, &[("id", id), ("kind", "human"), ("active", "yes"), ("authority", authority)]);
    }
    let none =
        [("id", "D-1"), ("kind", "no_control"), ("subject", "made@1/R-1"), ("reason", "made"), ("decided_by", "P-1"), ("at", "2026-09-01")];
    lab.made.put(Decisions, &none);
    lab.exception(&[]);
    lab
}

/// The status of a requirement in WF-1, and what is said of each exception that accepts nothing there.
fn said_of(lab: &Lab, requirement: usize) -> (Status, Vec<String>) {
    lab.look(|frame, signals| {
        let scope = frame.scope_of(frame.data.find(Workflows, "WF-1").unwrap());
        let outcome = frame.leaf(requirement, scope, signals);
        let idle = frame.idle_exceptions(requirement, scope, &outcome);
        (outcome.status, idle.into_iter().map(|(e, why)| format!("{}: {why}", e.key)).collect())
    })
}

fn said(lab: &Lab) -> (Status, Vec<String>) {
    said_of(lab, 0)
}

#[test]
fn one_that_accepts_the_risk_is_not_idle() {
    let mut lab = lab();
    assert_eq!(said(&lab), (Status::AcceptedRisk, vec![]));
    lab.exception(&[("id", "X-2")]);
    assert_eq!(said(&lab), (Status::AcceptedRisk, vec!["X-2: X-1 accepts the risk".to_owned()]));
}

#[test]
fn each_reason_is_told_and_none_that_is_not_so() {
    for (column, value, why) in [
        ("expires", "2026-09-15", "EX-EXPIRED"),
        ("facets", "works", "it does not cover laid_down"),
        ("environment", "test", "it is for another environment"),
        ("break_triggers", "model", "EX-TRIGGER"),
    ] {
        let mut lab = lab();
        lab.made.set(Workflows, "WF-1", "environment", "prod").set(Workflows, "WF-2", "environment", "test");
        lab.made.put(crate::Table::ContextChanges, &[("workflow", "WF-1"), ("kind", "model"), ("at", "2026-09-10")]);
        lab.made.set(Exceptions, "X-1", column, value);
        assert_eq!(said(&lab), (Status::NotMet, vec![format!("X-1: {why}")]), "{column}");
    }
    let mut both = lab();
    both.made.set(Exceptions, "X-1", "expires", "2026-09-15").set(Exceptions, "X-1", "facets", "laid_down");
    assert_eq!(said(&both).1, ["X-1: EX-EXPIRED; it does not cover works"]);
}

#[test]
fn a_change_in_another_workflow_is_no_reason_here() {
    let mut lab = lab();
    lab.made.set(Exceptions, "X-1", "break_triggers", "model").set(Exceptions, "X-1", "facets", "works");
    lab.made.put(crate::Table::ContextChanges, &[("workflow", "WF-2"), ("kind", "model"), ("at", "2026-09-10")]);
    assert_eq!(said(&lab).1, ["X-1: it does not cover laid_down"]);
}

#[test]
fn one_that_states_less_than_was_found_does_not_hold_for_that() {
    let of = "X-1: it does not hold for a risk as severe as the one that was found".to_owned();
    let mut lab = lab();
    let against = Against { finding: "EB-01".into(), workflow: Some("WF-1".into()), unsure: false, level: Level::High };
    lab.against.insert((0, Some("works".to_owned())), vec![against]);
    assert_eq!(said(&lab), (Status::NotMet, vec![of]));
}

#[test]
fn what_a_person_set_is_told_as_it_was_computed() {
    let mut lab = lab();
    lab.made.set(Exceptions, "X-1", "facets", "works");
    let values = [
        ("id", "D-2"),
        ("kind", "override"),
        ("subject", "made@1/R-1"),
        ("value", "met"),
        ("reason", "weighed again"),
        ("decided_by", "P-1"),
        ("approved_by", "P-2"),
        ("at", "2026-09-20"),
    ];
    lab.made.put(Decisions, &values);
    assert_eq!(said(&lab), (Status::Met, vec!["X-1: it does not cover laid_down".to_owned()]));
}

#[test]
fn where_nothing_is_lacking_or_nothing_is_known_that_is_why() {
    let mut lab = lab();
    lab.exception(&[("id", "X-2"), ("requirement", "made@1/R-3")]);
    assert_eq!(said_of(&lab, 2), (Status::NotAssessed, vec!["X-2: nobody can accept a part of which nothing is known".to_owned()]));
    lab.made.proven_control("C-9", &[("requirements", "made@1/R-3")]);
    assert_eq!(said_of(&lab, 2), (Status::Met, vec!["X-2: nothing is lacking".to_owned()]));
}

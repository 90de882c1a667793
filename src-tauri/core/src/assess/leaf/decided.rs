//! What people decide about a leaf, and what findings say against it.

use super::super::theatre::lab::Lab;
use super::*;
use crate::tables::Table::{Decisions, Exceptions, People, Workflows};

/// R-3, which no control covers: its one facet is open.
const BARE: &str = "made@1/R-3";

fn of(lab: &Lab, requirement: &str, workflow: Option<&str>) -> Outcome {
    lab.look(|frame, signals| {
        let at = frame.requirements.iter().position(|r| r.id.to_string() == requirement).unwrap();
        let scope = workflow.map_or_else(Scope::organisation, |w| frame.scope_of(frame.data.find(Workflows, w).unwrap()));
        frame.leaf(at, scope, signals)
    })
}

/// A decision about R-3, decided by P-1 and reviewed by nobody, with some of it changed.
fn decide(lab: &mut Lab, id: &str, kind: &str, values: &[(&str, &str)]) {
    let mut all = vec![("id", id), ("kind", kind), ("subject", BARE), ("reason", "made"), ("decided_by", "P-1"), ("at", "2026-09-01")];
    all.retain(|(c, _)| !values.iter().any(|(x, _)| x == c));
    all.extend(values);
    lab.made.put(Decisions, &all);
}

fn decided(kind: &str, values: &[(&str, &str)]) -> Lab {
    let mut lab = Lab::default();
    lab.made.set(Workflows, "WF-1", "owner", "P-7");
    decide(&mut lab, "D-1", kind, values);
    lab
}

fn flags(outcome: &Outcome) -> String {
    outcome.flags.iter().map(|(_, code)| code.as_str()).collect::<Vec<_>>().join(" ")
}

#[test]
fn an_override_downwards_needs_a_reason_and_one_upwards_a_reviewer_too() {
    let set = |values: &[(&str, &str)]| {
        let o = of(&decided("override", values), BARE, Some("WF-1"));
        assert_eq!(o.computed.is_some(), o.code == "OVERRIDE");
        (o.status, flags(&o))
    };
    let refused = |code: &str| (Status::NotAssessed, code.to_owned());
    let taken = |status| (status, String::new());
    assert_eq!(set(&[("value", "not_met")]), taken(Status::NotMet));
    assert_eq!(set(&[("value", "not_met"), ("reason", "")]), refused("OVERRIDE-UNSUPPORTED"));
    assert_eq!(set(&[("value", "not_assessed")]), taken(Status::NotAssessed), "what is so already needs no reviewer");
    for better in ["met", "partial"] {
        assert_eq!(set(&[("value", better)]), refused("OVERRIDE-UNSUPPORTED"));
        assert_eq!(set(&[("value", better), ("approved_by", "P-1")]), refused("OVERRIDE-UNSUPPORTED"), "reviewed by the decider");
        assert_eq!(set(&[("value", better), ("approved_by", "P-2"), ("reason", "")]), refused("OVERRIDE-UNSUPPORTED"));
    }
    assert_eq!(set(&[("value", "met"), ("approved_by", "P-2")]), taken(Status::Met));
    for value in ["accepted_risk", "not_applicable", "fine", ""] {
        assert_eq!(set(&[("value", value), ("approved_by", "P-2")]), refused("OVERRIDE-VALUE"));
    }
    assert_eq!(set(&[("value", "not_met"), ("subject", "made@1/R-3#outcome")]), refused("OVERRIDE-FACET"));
    assert_eq!(set(&[("value", "not_met"), ("subject", "made@1/R-4")]), taken(Status::NotAssessed), "about another requirement");
    assert_eq!(set(&[("value", "not_met"), ("workflow", "WF-2")]), taken(Status::NotAssessed), "about another workflow");
    assert_eq!(set(&[("value", "not_met"), ("workflow", "WF-1")]), taken(Status::NotMet));
}

#[test]
fn the_last_override_holds_and_what_was_computed_stays_beside_it() {
    let mut lab = decided("override", &[("value", "not_met")]);
    let o = of(&lab, BARE, Some("WF-1"));
    assert_eq!((o.computed, o.decision.as_deref()), (Some(Status::NotAssessed), Some("D-1")));
    decide(&mut lab, "D-2", "override", &[("value", "partial"), ("approved_by", "P-2"), ("at", "2026-09-02")]);
    let o = of(&lab, BARE, Some("WF-1"));
    assert_eq!((o.status, o.decision.as_deref()), (Status::Partial, Some("D-2")));
    decide(&mut lab, "D-3", "override", &[("value", "not_assessed"), ("at", "2026-09-03")]);
    let o = of(&lab, BARE, Some("WF-1"));
    assert_eq!((o.status, o.code.as_str(), o.computed, o.decision), (Status::NotAssessed, "FACET-OPEN", None, None));
}

#[test]
fn not_applicable_needs_a_reason_and_an_approver_who_neither_decided_nor_owns_the_workflow() {
    let set = |values: &[(&str, &str)]| {
        let o = of(&decided("not_applicable", values), BARE, Some("WF-1"));
        (o.status == Status::NotApplicable, flags(&o))
    };
    let (taken, refused) = ((true, String::new()), (false, "NA-UNSUPPORTED".to_owned()));
    assert_eq!(set(&[("approved_by", "P-2")]), taken);
    assert_eq!(set(&[]), refused, "nobody approved it");
    assert_eq!(set(&[("approved_by", "P-2"), ("reason", "")]), refused);
    assert_eq!(set(&[("approved_by", "P-1")]), refused, "the decider approved it");
    assert_eq!(set(&[("approved_by", "P-7")]), refused, "the owner approved it");
    assert_eq!(set(&[("approved_by", "P-2"), ("subject", "made@1/R-3#outcome")]), (false, "NA-FACET".to_owned()));
    assert_eq!(set(&[("approved_by", "P-2"), ("workflow", "WF-2")]), (false, String::new()));
    assert_eq!(set(&[("approved_by", "P-2"), ("subject", "made@1/R-4")]), (false, String::new()));
    let mut lab = decided("not_applicable", &[("approved_by", "P-2")]);
    assert_eq!(of(&lab, BARE, None).status, Status::NotApplicable, "the organisation has no owner");
    lab.made.set(Workflows, "WF-1", "owner", "");
    assert_eq!(flags(&of(&lab, BARE, Some("WF-1"))), "NA-UNSUPPORTED", "the owner is not told");
}

#[test]
fn a_decision_that_there_is_no_control_fails_the_facets_it_is_about() {
    let codes = |values: &[(&str, &str)], requirement: &str, workflow: &str| {
        let o = of(&decided("no_control", values), requirement, Some(workflow));
        o.facets.iter().map(|f| f.code.clone()).collect::<Vec<_>>().join(" ")
    };
    assert_eq!(codes(&[], BARE, "WF-1"), "NO-CONTROL");
    assert_eq!(codes(&[], "made@1/R-4", "WF-1"), "NO-CONTROL-NAMED");
    assert_eq!(codes(&[("workflow", "WF-1")], BARE, "WF-2"), "NO-CONTROL-NAMED");
    assert_eq!(codes(&[("subject", "made@1/R-1")], "made@1/R-1", "WF-1"), "NO-CONTROL NO-CONTROL");
    let only = codes(&[("subject", "made@1/R-1#laid_down")], "made@1/R-1", "WF-1");
    assert!(only.ends_with(" NO-CONTROL") && !only.starts_with("NO-CONTROL "), "{only}");
}

#[test]
fn an_exception_accepts_what_fails_when_it_covers_all_of_it_and_nothing_is_open() {
    let status = |decision: &str, exception: &[(&str, &str)]| {
        let mut lab = decided("no_control", &[("subject", decision)]);
        let person = [("id", "P-5"), ("name", "Ann Lee"), ("kind", "human"), ("active", "yes"), ("authority", "accept:medium")];
        lab.made.put(People, &person);
        let mut all = vec![
            ("id", "X-1"),
            ("requirement", "made@1/R-1"),
            ("reason", "made"),
            ("owner", "P-6"),
            ("requested_by", "P-6"),
            ("approved_by", "P-5"),
            ("severity", "medium"),
            ("valid_from", "2026-09-01"),
            ("expires", "2026-10-31"),
            ("status", "approved"),
        ];
        all.retain(|(c, _)| !exception.iter().any(|(x, _)| x == c));
        all.extend(exception);
        lab.made.put(Exceptions, &all);
        of(&lab, "made@1/R-1", Some("WF-1")).status
    };
    assert_eq!(status("made@1/R-1", &[]), Status::AcceptedRisk);
    assert_eq!(status("made@1/R-1", &[("facets", "works; laid_down")]), Status::AcceptedRisk);
    assert_eq!(status("made@1/R-1", &[("facets", "works")]), Status::NotMet, "the other facet fails too");
    assert_eq!(status("made@1/R-1", &[("expires", "2026-09-30")]), Status::NotMet, "it is over");
    assert_eq!(status(BARE, &[]), Status::NotAssessed, "nothing is known yet");
}

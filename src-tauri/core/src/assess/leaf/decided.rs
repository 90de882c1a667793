//! What people decide about a leaf, and what findings say against it.

use super::super::theatre::{self, lab::Lab};
use super::*;
use crate::tables::Table::{Controls, Decisions, Exceptions, People, Workflows};
use crate::testing::varied;

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
    let all =
        varied(&[("id", id), ("kind", kind), ("subject", BARE), ("reason", "made"), ("decided_by", "P-1"), ("at", "2026-09-01")], values);
    lab.made.put(Decisions, &all);
}

fn decided(kind: &str, values: &[(&str, &str)]) -> Lab {
    let mut lab = Lab::default();
    lab.made.set(Workflows, "WF-1", "owner", "P-7");
    for (id, name) in [("P-1", "Ann Lee"), ("P-2", "Bo Ek"), ("P-7", "Cy Roe")] {
        lab.made.put(People, &[("id", id), ("name", name), ("kind", "human"), ("active", "yes")]);
    }
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
        assert_eq!(o.computed.is_some(), o.code.starts_with("OVERRIDE"));
        (o.status, flags(&o))
    };
    let refused = |code: &str| (Status::NotAssessed, code.to_owned());
    let taken = |status| (status, String::new());
    assert_eq!(set(&[("value", "not_met")]), taken(Status::NotMet));
    assert_eq!(set(&[("value", "not_met"), ("reason", "")]), refused("OVERRIDE-UNSUPPORTED"));
    assert_eq!(set(&[("value", "not_met"), ("reason", "tbc")]), taken(Status::NotMet), "what makes it worse is not asked why");
    assert_eq!(set(&[("value", "not_assessed")]), taken(Status::NotAssessed), "what is so already needs no reviewer");
    for better in ["met", "partial"] {
        assert_eq!(set(&[("value", better)]), refused("OVERRIDE-UNSUPPORTED"));
        assert_eq!(set(&[("value", better), ("approved_by", "P-1")]), refused("OVERRIDE-UNSUPPORTED"), "reviewed by the decider");
        for reason in ["", "tbc"] {
            assert_eq!(set(&[("value", better), ("approved_by", "P-2"), ("reason", reason)]), refused("OVERRIDE-UNSUPPORTED"));
        }
    }
    assert_eq!(set(&[("value", "met"), ("approved_by", "P-2")]), taken(Status::Met));
    for value in ["accepted_risk", "not_applicable"] {
        assert_eq!(set(&[("value", value), ("approved_by", "P-2")]), refused("OVERRIDE-VALUE"));
    }
    for value in ["fine", ""] {
        // What somebody set and cannot be read may have been the worst.
        assert_eq!(set(&[("value", value)]), taken(Status::NotMet), "{value}");
        assert_eq!(of(&decided("override", &[("value", value)]), BARE, Some("WF-1")).code, "OVERRIDE-UNTOLD");
    }
    assert_eq!(set(&[("value", "not_met"), ("subject", "made@1/R-3#outcome")]), refused("OVERRIDE-FACET"));
    assert_eq!(set(&[("value", "not_met"), ("subject", "made@1/R-4")]), taken(Status::NotAssessed), "about another requirement");
    assert_eq!(set(&[("value", "not_met"), ("workflow", "WF-2")]), taken(Status::NotAssessed), "about another workflow");
    assert_eq!(set(&[("value", "not_met"), ("workflow", "WF-1")]), taken(Status::NotMet));
}

#[test]
fn an_override_that_is_refused_takes_back_what_was_set_better() {
    let mut lab = decided("no_control", &[]);
    decide(&mut lab, "D-2", "override", &[("value", "met"), ("approved_by", "P-2"), ("at", "2026-09-02")]);
    let reads = |lab: &Lab| {
        let o = of(lab, BARE, Some("WF-1"));
        (o.status, o.computed, flags(&o))
    };
    assert_eq!(reads(&lab), (Status::Met, Some(Status::NotMet), String::new()));
    decide(&mut lab, "D-3", "override", &[("value", "partial"), ("approved_by", "P-2"), ("at", "2026-09-03")]);
    assert_eq!(reads(&lab), (Status::Partial, Some(Status::NotMet), String::new()));
    lab.made.set(Decisions, "D-3", "approved_by", "");
    assert_eq!(reads(&lab), (Status::NotMet, None, "OVERRIDE-UNSUPPORTED".to_owned()), "nobody gains by hiding who approved it");
    for (value, subject, code) in [
        ("accepted_risk", BARE, "OVERRIDE-VALUE"),
        ("not_applicable", BARE, "OVERRIDE-VALUE"),
        ("not_met", "made@1/R-3#outcome", "OVERRIDE-FACET"),
    ] {
        lab.made.set(Decisions, "D-3", "value", value).set(Decisions, "D-3", "subject", subject);
        assert_eq!(reads(&lab), (Status::NotMet, None, code.to_owned()), "nobody says any more that it is met");
    }
    lab.made.set(Decisions, "D-3", "subject", BARE);
    lab.made.set(Decisions, "D-3", "value", "met");
    assert_eq!(
        reads(&lab),
        (Status::Met, Some(Status::NotMet), "OVERRIDE-UNSUPPORTED".to_owned()),
        "to say the same again takes nothing back"
    );
    // One that goes upwards without a reviewer leaves what was set lower.
    lab.made.set(Decisions, "D-2", "value", "not_assessed").set(Decisions, "D-3", "value", "met");
    assert_eq!(reads(&lab), (Status::NotAssessed, Some(Status::NotMet), "OVERRIDE-UNSUPPORTED".to_owned()));
}

#[test]
fn where_nobody_knows_who_decided_nobody_is_known_to_be_another() {
    for kind in ["override", "not_applicable"] {
        let mut lab = decided(kind, &[("value", "met"), ("approved_by", "P-2")]);
        let before = of(&lab, BARE, Some("WF-1")).status;
        assert!(matches!(before, Status::Met | Status::NotApplicable));
        lab.made.set(Decisions, "D-1", "decided_by", "P-99");
        assert_eq!(of(&lab, BARE, Some("WF-1")).status, Status::NotAssessed, "{kind}");
        lab.made.set(Decisions, "D-1", "decided_by", "Ann Lee");
        assert_eq!(of(&lab, BARE, Some("WF-1")).status, before, "by name");
    }
}

#[test]
fn a_decision_counts_in_each_workflow_that_it_names() {
    let mut lab = decided("no_control", &[("workflow", "WF-2; WF-1")]);
    assert_eq!(of(&lab, BARE, Some("WF-1")).status, Status::NotMet);
    lab.made.set(Decisions, "D-1", "workflow", "WF-2;WF-9");
    assert_eq!(of(&lab, BARE, Some("WF-1")).status, Status::NotAssessed);
}

#[test]
fn a_decision_that_names_a_requirement_twice_is_told_once() {
    let parts = "made@1/R-3#outcome;made@1/R-3";
    let o = of(&decided("override", &[("value", "met"), ("subject", parts)]), BARE, Some("WF-1"));
    assert_eq!(flags(&o), "OVERRIDE-FACET OVERRIDE-UNSUPPORTED");
    let o = of(&decided("override", &[("value", "met"), ("subject", "made@1/R-3;made@1/R-3")]), BARE, Some("WF-1"));
    assert_eq!(flags(&o), "OVERRIDE-UNSUPPORTED");
    let o = of(&decided("override", &[("value", "not_met"), ("subject", parts)]), BARE, Some("WF-1"));
    assert_eq!((o.status, flags(&o)), (Status::NotMet, String::new()), "one subject sets it");
    let o = of(&decided("not_applicable", &[("subject", "made@1/R-3#outcome;made@1/R-3#outcome")]), BARE, Some("WF-1"));
    assert_eq!(flags(&o), "NA-FACET");
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
fn what_a_person_set_lower_is_lifted_by_a_reviewer_only() {
    let mut lab = decided("override", &[("value", "not_met")]);
    decide(&mut lab, "D-2", "override", &[("value", "not_assessed"), ("at", "2026-09-02")]);
    let o = of(&lab, BARE, Some("WF-1"));
    assert_eq!((o.status, o.decision.as_deref(), flags(&o)), (Status::NotMet, Some("D-1"), "OVERRIDE-UNSUPPORTED".to_owned()));
    lab.made.set(Decisions, "D-2", "approved_by", "P-2");
    let o = of(&lab, BARE, Some("WF-1"));
    assert_eq!((o.status, o.decision.as_deref(), flags(&o)), (Status::NotAssessed, None, String::new()));
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
    assert_eq!(set(&[("approved_by", "P-2"), ("reason", "to follow")]), refused);
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
fn who_reviews_or_approves_is_an_active_person_on_record_and_another_one() {
    let joined = [("id", "u-ann"), ("name", "Ann Lee"), ("kind", "human")];
    let made = |by: &str, approver: &str, people: &[(&str, &str)]| {
        let mut lab = decided("override", &[("value", "met"), ("decided_by", by), ("approved_by", approver)]);
        decide(&mut lab, "D-2", "not_applicable", &[("subject", "made@1/R-4"), ("decided_by", by), ("approved_by", approver)]);
        lab.made.put(crate::Table::Identities, &joined);
        for (column, value) in people {
            lab.made.set(People, "P-2", column, value);
        }
        let upwards = of(&lab, BARE, Some("WF-1")).status == Status::Met;
        let left_out = of(&lab, "made@1/R-4", Some("WF-1")).status == Status::NotApplicable;
        assert_eq!(upwards, left_out, "{by} {approver} {people:?}");
        upwards
    };
    assert!(made("P-1", "P-2", &[]));
    assert!(made("P-1", "Bo Ek", &[]));
    for (by, approver) in [("P-1", "TBD"), ("P-1", "P-99"), ("P-1", "ann lee"), ("ANN  Lee", "P-1"), ("u-ann", "Ann Lee"), ("u-ann", "P-1")]
    {
        assert!(!made(by, approver, &[]), "{approver} approves what {by} decided");
    }
    for people in [("active", "no"), ("active", ""), ("kind", "team"), ("kind", "")] {
        assert!(!made("P-1", "P-2", &[people]), "{people:?}");
    }
}

#[test]
fn of_overrides_of_one_day_the_worst_holds_where_their_order_is_not_told() {
    let last = |down: &str, up: &str| {
        let mut lab = decided("override", &[("value", "not_met"), ("at", down)]);
        decide(&mut lab, "D-2", "override", &[("value", "met"), ("approved_by", "P-2"), ("at", up)]);
        of(&lab, BARE, Some("WF-1")).status
    };
    assert_eq!(last("2026-09-01", "2026-09-01T09:00:00Z"), Status::NotMet);
    assert_eq!(last("2026-09-01T09:00:00Z", "2026-09-01"), Status::NotMet);
    assert_eq!(last("2026-09-01", "2026-09-02"), Status::Met);
    assert_eq!(last("2026-09-01T08:00:00Z", "2026-09-01T09:00:00Z"), Status::Met);
    // 23:00 five hours west of Greenwich is 4:00 of the next day.
    assert_eq!(last("2026-09-01T23:00:00-05:00", "2026-09-02T01:00:00Z"), Status::NotMet);
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
    let unknown = codes(&[("subject", "made@1/R-1#laid")], "made@1/R-1", "WF-1");
    assert_eq!(unknown, "NO-CONTROL NO-CONTROL", "a facet that it does not have may be any of them");
    let only = codes(&[("subject", "made@1/R-1#laid_down")], "made@1/R-1", "WF-1");
    assert!(only.ends_with(" NO-CONTROL") && !only.starts_with("NO-CONTROL "), "{only}");
}

#[test]
fn an_exception_accepts_what_fails_when_it_covers_all_of_it_and_nothing_is_open() {
    let with = |decision: &str, exception: &[(&str, &str)]| {
        let mut lab = decided("no_control", &[("subject", decision)]);
        let person = [("id", "P-5"), ("name", "Ann Lee"), ("kind", "human"), ("active", "yes"), ("authority", "accept:medium")];
        lab.made.put(People, &person);
        lab.exception(&[&[("owner", "P-6")], exception].concat());
        lab
    };
    let leaf = |lab: &Lab| of(lab, "made@1/R-1", Some("WF-1")).status;
    let status = |decision: &str, exception: &[(&str, &str)]| leaf(&with(decision, exception));
    assert_eq!(status("made@1/R-1", &[]), Status::AcceptedRisk);
    assert_eq!(status("made@1/R-1", &[("facets", "works; laid_down")]), Status::AcceptedRisk);
    assert_eq!(status("made@1/R-1", &[("facets", "works")]), Status::NotMet, "the other facet fails too");
    assert_eq!(status("made@1/R-1", &[("expires", "2026-09-30")]), Status::NotMet, "it is over");
    assert_eq!(status(BARE, &[]), Status::NotAssessed, "nothing is known yet");
    let parts = "made@1/R-1#works;made@1/R-1#laid_down";
    assert_eq!(status("made@1/R-1", &[("requirement", parts)]), Status::AcceptedRisk, "both parts, one by one");
    assert_eq!(status("made@1/R-1", &[("environment", "prod")]), Status::AcceptedRisk);
    let mut misread = with("made@1/R-1", &[]);
    misread.made.records.last_mut().unwrap().extra.push(("raw.environment".into(), "staging".into()));
    assert_eq!(leaf(&misread), Status::NotMet, "it is for an environment that was not understood");
    misread.look(|frame, _| {
        let e = frame.data.find(Exceptions, "X-1").unwrap();
        assert_eq!(frame.failing_clauses(e, Some(0), None), ["EX-SCOPE"]);
    });
}

#[test]
fn an_exception_for_a_facet_accepts_that_facet_and_no_other() {
    let status = |facets: &str| {
        let mut lab = decided("no_control", &[]);
        let person = [("id", "P-5"), ("name", "Ann Lee"), ("kind", "human"), ("active", "yes"), ("authority", "accept:medium")];
        lab.made.put(People, &person);
        lab.exception(&[("owner", "P-6"), ("requirement", BARE), ("facets", facets)]);
        of(&lab, BARE, Some("WF-1")).status
    };
    assert_eq!(status("outcome"), Status::AcceptedRisk);
    assert_eq!(status("another"), Status::NotMet);
}

/// A lab in which a control is proven that covers R-3, the third requirement.
fn working() -> Lab {
    let mut lab = Lab::default();
    lab.made.proven_control("C-9", &[("requirements", BARE)]);
    lab
}

/// The state of R-3's one facet with its code, and what speaks against it.
fn outcome_of(lab: &Lab) -> (FacetState, String, Vec<String>) {
    let facet = of(lab, BARE, Some("WF-1")).facets.remove(0);
    (facet.state, facet.code, facet.findings)
}

#[test]
fn an_open_finding_fails_the_facet_it_cites_whatever_controls_prove() {
    assert_eq!(outcome_of(&working()).0, FacetState::Ok);
    let against = |cited: (usize, Option<&str>), workflow: &str, unsure: bool, level: Level| {
        let mut lab = working();
        let finding = theatre::Against { finding: "EB-02".into(), workflow: Some(workflow.into()), unsure, level };
        lab.against.insert((cited.0, cited.1.map(str::to_owned)), vec![finding]);
        let (state, code, findings) = outcome_of(&lab);
        assert_eq!(findings.is_empty(), code != "FINDING" && code != "NOT-EXCLUDED");
        (state, code)
    };
    let failed = |code: &str| (FacetState::Fail, code.to_owned());
    let (facet, whole) = ((2, Some("outcome")), (2, None));
    assert_eq!(against(facet, "WF-1", false, Level::High), failed("FINDING"));
    assert_eq!(against(whole, "WF-1", false, Level::Critical), failed("FINDING"), "what is against the whole is against each part");
    assert_eq!(against(facet, "WF-1", true, Level::High), failed("NOT-EXCLUDED"), "what cannot be excluded counts");
    assert_eq!(against(facet, "WF-1", false, Level::Medium).0, FacetState::Ok, "too mild to decide");
    assert_eq!(against((1, Some("outcome")), "WF-1", false, Level::High).0, FacetState::Ok, "against another requirement");
    assert_eq!(against(facet, "WF-2", false, Level::High).0, FacetState::Ok, "about another workflow");
}

#[test]
fn evidence_against_a_requirement_leaves_open_what_controls_prove() {
    let against = |workflows: &str| {
        let mut lab = working();
        let values = [("controls", ""), ("requirements", BARE), ("direction", "contradicts"), ("workflows", workflows)];
        lab.artefact("note.csv", &values);
        lab
    };
    let state = |lab: &Lab| outcome_of(lab).0;
    let (part, code, _) = outcome_of(&against(""));
    assert_eq!((part, code.as_str()), (FacetState::Part, "DEVIATION"), "it takes away from every control that answers the requirement");
    assert_eq!(state(&against("WF-2")), FacetState::Ok, "about another workflow");
    let mut lab = against("");
    decide(&mut lab, "D-1", "contradiction_resolved", &[("subject", "note.csv")]);
    assert_eq!(state(&lab), FacetState::Ok, "a person resolved it");
}

#[test]
fn evidence_against_a_requirement_counts_also_where_it_names_another_control() {
    let against = |direction: &str| {
        let mut lab = working();
        lab.made.put(Controls, &[("id", "C-2"), ("title", "t"), ("owner", "P-8"), ("claim", "implemented")]);
        lab.artefact("note.csv", &[("controls", "C-2"), ("requirements", BARE), ("direction", direction)]);
        let (state, code, _) = outcome_of(&lab);
        (state, code)
    };
    assert_eq!(against("contradicts"), (FacetState::Part, "CONTRADICTED".to_owned()));
    assert_eq!(against("supports").0, FacetState::Ok);
}

#[test]
fn a_facet_names_what_resolved_the_evidence_against_its_requirement() {
    let resting = |direction: &str, resolved: &str| {
        let mut lab = working();
        lab.made.put(Controls, &[("id", "C-2"), ("title", "t"), ("owner", "P-8"), ("claim", "implemented")]);
        lab.artefact("note.csv", &[("controls", "C-2"), ("requirements", BARE), ("direction", direction)]);
        decide(&mut lab, "D-1", "contradiction_resolved", &[("subject", resolved)]);
        let facet = of(&lab, BARE, Some("WF-1")).facets.remove(0);
        (facet.state, facet.decisions)
    };
    let by_it = (FacetState::Ok, vec!["D-1".to_owned()]);
    assert_eq!(resting("contradicts", "note.csv"), by_it);
    assert_eq!(resting("", "note.csv"), by_it, "of which it is not told for which side it speaks");
    assert_eq!(resting("contradicts", "other.csv"), (FacetState::Part, vec![]));
    assert_eq!(resting("supports", "note.csv"), (FacetState::Ok, vec![]), "there was nothing to resolve");
}

#[test]
fn what_is_lacking_comes_worst_first() {
    let lab = Lab::default();
    let mut outcome = of(&lab, "made@1/R-1", Some("WF-1"));
    let mut lacking = |first: FacetState, second: FacetState| {
        (outcome.facets[0].state, outcome.facets[1].state) = (first, second);
        outcome.lacking().iter().map(|f| f.state).collect::<Vec<_>>()
    };
    use FacetState::{Fail, Ok, Open, Part};
    assert_eq!(lacking(Ok, Part), [Part], "what works lacks nothing");
    assert_eq!(lacking(Open, Fail), [Fail, Open]);
    assert_eq!(lacking(Ok, Ok), []);
}

//! What is told and not understood, or told of something else, shows nothing: the cases in which it once did.

use super::leaf::{FacetState, Outcome};
use super::proof::Effectiveness::{self, Deviation, Effective, Ineffective, Untested};
use super::theatre::Against;
use super::theatre::lab::{Lab, content};
use super::{ClaimState, Proof};
use crate::Table::{ControlTests, Controls, Decisions, Evidence, People, Workflows};
use crate::risk::Level;
use crate::status::Status;
use crate::variability::Class;

fn proof(lab: &Lab, workflow: Option<&str>) -> Proof {
    lab.look(|f, s| {
        let scope = workflow.map_or_else(|| f.organisation(), |w| f.scope_of(f.data.find(Workflows, w).unwrap()));
        let facet = f.facet(0, 0).unwrap();
        f.proof(&f.controls[0], &facet.demand, Some(0), Some(&facet.id), scope, s)
    })
}

fn shown(lab: &Lab) -> (Effectiveness, String) {
    let proof = proof(lab, Some("WF-1"));
    (proof.effectiveness, proof.code)
}

fn is(effectiveness: Effectiveness, code: &str) -> (Effectiveness, String) {
    (effectiveness, code.to_owned())
}

/// The organisation's leaf of R-1.
fn of_organisation(lab: &Lab) -> Outcome {
    lab.look(|f, s| f.leaf(0, f.organisation(), s))
}

#[test]
fn an_environment_that_was_not_understood_is_not_every_environment() {
    let mut lab = Lab::shown_to_work();
    assert_eq!(shown(&lab), is(Effective, "EFFECTIVE"));
    lab.extra("log.csv", "raw.environment", "staging");
    assert_eq!(shown(&lab), is(Untested, "EVIDENCE-NONE"));
}

#[test]
fn evidence_of_one_environment_speaks_for_an_organisation_that_has_no_other() {
    let mut lab = Lab::shown_to_work();
    lab.made.set(Evidence, "log.csv", "environment", "prod");
    assert_eq!(proof(&lab, None).code, "EVIDENCE-NONE", "WF-2 is in the test environment");
    lab.made.set(Workflows, "WF-2", "environment", "");
    assert_eq!(proof(&lab, None).code, "EVIDENCE-NONE", "where WF-2 is is not told");
    lab.made.set(Workflows, "WF-2", "environment", "prod");
    assert_eq!(proof(&lab, None).code, "EFFECTIVE");
}

#[test]
fn what_contradicts_a_part_that_does_not_exist_contradicts_the_whole() {
    let spoken = |requirements: &str| {
        let mut lab = Lab::shown_to_work();
        let row = [("controls", ""), ("direction", "contradicts"), ("requirements", requirements)];
        lab.artefact("bad.csv", &row);
        lab.look(|f, _| f.spoken_against(0, "works", f.organisation()).is_some())
    };
    assert!(spoken("made@1/R-1#works"));
    assert!(spoken("made@1/R-1#working"), "R-1 has no such part");
    assert!(!spoken("made@1/R-2#working"), "another requirement");
    assert!(!spoken("made@1/R-1#laid_down"), "another part");
}

#[test]
fn what_contradicts_something_that_may_be_several_contradicts_each_of_them() {
    let mut content = content();
    let edition = &mut content.editions[0];
    let mut group = edition.requirements[0].clone();
    (group.id, group.level, group.assessable) = (edition.id.requirement("R"), "group".into(), false);
    for r in edition.requirements.iter_mut().take(2) {
        r.parent = Some(group.id.id.clone());
    }
    edition.requirements.push(group);
    let mut lab = Lab::shown_to_work();
    lab.artefact("bad.csv", &[("controls", ""), ("direction", "contradicts"), ("requirements", "made@1/R")]);
    lab.artefact("good.csv", &[("controls", ""), ("requirements", "made@1/R")]);
    lab.made.frame(&content, |f| {
        assert_eq!(f.against.keys().copied().collect::<Vec<_>>(), [0, 1]);
        assert!(f.against.values().flatten().all(|l| l.record.key == "bad.csv"));
    });
}

#[test]
fn a_failed_test_of_one_workflow_bears_on_the_organisation() {
    let mut lab = Lab::shown_to_work();
    assert_eq!(proof(&lab, None).code, "EFFECTIVE");
    lab.test("T-2", &[("workflow", "WF-1"), ("result", "ineffective"), ("tested_at", "2026-09-25")]);
    assert_eq!(proof(&lab, None).effectiveness, Ineffective);
    assert_eq!(of_organisation(&lab).facets[0].state, FacetState::Fail);
    assert_eq!(proof(&lab, Some("WF-2")).effectiveness, Effective, "it was found elsewhere");
    lab.test("T-3", &[("workflow", "WF-1"), ("tested_at", "2026-09-28")]);
    assert_eq!(proof(&lab, None).code, "EFFECTIVE", "the same was tested again there");
    lab.made.set(ControlTests, "T-1", "result", "deviation").set(ControlTests, "T-3", "tested_at", "2026-09-29");
    assert_eq!(proof(&lab, None).code, "TEST-DEVIATION", "that it works in one workflow says nothing of the others");
}

#[test]
fn only_the_same_procedure_done_again_replaces_what_a_test_found() {
    let mut lab = Lab::shown_to_work();
    lab.made.set(ControlTests, "T-1", "result", "ineffective").set(ControlTests, "T-1", "procedure", "removals");
    lab.test("T-2", &[("tested_at", "2026-09-21"), ("procedure", "retention")]);
    assert_eq!(shown(&lab), is(Ineffective, "TEST-INEFFECTIVE"));
    lab.made.set(ControlTests, "T-2", "procedure", "");
    assert_eq!(shown(&lab), is(Ineffective, "TEST-INEFFECTIVE"), "what it did is not told");
    lab.made.set(ControlTests, "T-2", "procedure", "removals");
    assert_eq!(shown(&lab), is(Effective, "EFFECTIVE"));
    lab.made.set(ControlTests, "T-1", "procedure", "").set(ControlTests, "T-2", "procedure", "");
    assert_eq!(shown(&lab), is(Effective, "EFFECTIVE"), "neither tells one: the control was tested again");
}

#[test]
fn deviations_that_were_not_understood_are_not_none() {
    let mut lab = Lab::shown_to_work();
    let test = lab.made.records.iter_mut().find(|r| r.key == "T-1").unwrap();
    test.extra.push(("raw.deviations".into(), "2 of 25".into()));
    assert_eq!(shown(&lab), is(Deviation, "DEVIATIONS-NOT-TOLD"));
    lab.made.set(ControlTests, "T-1", "result", "deviation");
    assert_eq!(shown(&lab), is(Deviation, "TEST-DEVIATION"));
}

#[test]
fn evidence_that_is_missing_was_missed_only_when_it_was_due() {
    let mut lab = Lab::shown_to_work();
    lab.made.set(Evidence, "log.csv", "controls", "C-9").set(ControlTests, "T-1", "evidence", "");
    let due = |lab: &Lab| {
        let proof = proof(lab, Some("WF-1"));
        assert_eq!(proof.code, "EVIDENCE-NONE");
        proof.due
    };
    assert!(!due(&lab), "since when it is claimed is not told");
    lab.made.set(Controls, "C-1", "claimed_at", "2026-09-29");
    assert!(!due(&lab), "claimed since yesterday");
    lab.made.set(Controls, "C-1", "claimed_at", "2025-01-01");
    assert!(due(&lab));
}

#[test]
fn a_class_that_is_not_told_makes_no_evidence_due() {
    let mut lab = Lab::default();
    lab.made.set(Controls, "C-1", "frequency", "annual").set(Controls, "C-1", "claimed_at", "2026-03-14");
    for (column, value) in [
        ("output", "none"),
        ("control_flow", "code"),
        ("tool_mode", "none"),
        ("parameters", "template"),
        ("effect", "none"),
        ("scope_growth", "no"),
        ("started_by", "human"),
        ("memory", "none"),
    ] {
        lab.made.set(Workflows, "WF-1", column, value);
    }
    let state = |o: &Outcome| o.facets.first().map(|f| (f.state, f.proofs[0].due));
    let of = |lab: &Lab| {
        lab.look(|f, s| {
            let scope = f.scope_of(f.data.find(Workflows, "WF-1").unwrap());
            ((scope.least, scope.class), state(&f.leaf(0, scope, s)))
        })
    };
    let (open, part) = (Some((FacetState::Open, false)), Some((FacetState::Part, true)));
    assert_eq!(of(&lab), ((Class::D0, Class::D0), open), "200 days since it was claimed, of the 400 of an annual control");
    lab.made.set(Workflows, "WF-1", "scope_growth", "");
    assert_eq!(of(&lab), ((Class::D0, Class::D3), open), "unknown must not look like progress");
    assert_eq!(state(&of_organisation(&lab)), open);
    lab.made.set(Workflows, "WF-1", "scope_growth", "yes");
    assert_eq!(of(&lab), ((Class::D3, Class::D3), part), "by this class it was due after 100");
    assert_eq!(state(&of_organisation(&lab)), part);
}

#[test]
fn how_often_a_control_runs_has_to_be_told_or_every_day_is_covered() {
    let mut lab = Lab::shown_to_work();
    let days = [("kind", "config_snapshot"), ("period_from", "2026-09-20"), ("period_to", "2026-09-20"), ("collected_at", "2026-09-20")];
    for (column, value) in days {
        lab.made.set(Evidence, "log.csv", column, value);
    }
    assert_eq!(shown(&lab), is(Effective, "EFFECTIVE"), "once a year");
    for frequency in ["monthly", ""] {
        lab.made.set(Controls, "C-1", "frequency", frequency);
        assert_eq!(shown(&lab), is(Deviation, "OCCURRENCES-MISSING"), "{frequency}");
    }
    assert!(proof(&lab, Some("WF-1")).text.starts_with("how often it runs is not told"));
    lab.made.set(Evidence, "log.csv", "period_from", "2026-04-01").set(Evidence, "log.csv", "period_to", "2026-09-30");
    lab.made.set(Evidence, "log.csv", "collected_at", "2026-09-30");
    assert_eq!(shown(&lab), is(Effective, "EFFECTIVE"), "all days are covered, however often it runs");
    lab.made.set(Evidence, "log.csv", "period_to", "2026-09-29");
    assert_eq!(shown(&lab), is(Deviation, "OCCURRENCES-MISSING"), "a day is not");
}

#[test]
fn a_kind_that_is_not_told_may_be_paper_and_may_be_a_list() {
    let mut lab = Lab::shown_to_work();
    lab.made.set(Controls, "C-1", "requirements", "");
    let proven = |lab: &Lab| lab.look(|f, _| f.is_proven("C-1", f.scope_of(f.data.find(Workflows, "WF-1").unwrap())));
    assert!(proven(&lab));
    lab.made.set(Evidence, "log.csv", "kind", "attestation");
    assert!(!proven(&lab));
    lab.made.set(Evidence, "log.csv", "kind", "");
    assert!(!proven(&lab));
}

#[test]
fn the_organisation_is_judged_by_the_highest_class_of_its_workflows() {
    let mut lab = Lab::shown_to_work();
    // 40 days old; 45 are allowed, and a quarter of it where scope grows at run time.
    lab.made.set(Controls, "C-1", "frequency", "per_event");
    lab.made.parameters.set("fresh_continuous_days", "45").unwrap();
    lab.made.set(Evidence, "log.csv", "period_to", "2026-08-21");
    assert_eq!(proof(&lab, None).code, "EFFECTIVE");
    lab.made.set(Workflows, "WF-2", "scope_growth", "yes");
    assert_eq!(proof(&lab, None).code, "EVIDENCE-STALE");
    assert_eq!(proof(&lab, Some("WF-1")).code, "EFFECTIVE");
}

#[test]
fn risk_is_accepted_by_whoever_may_accept_what_was_found() {
    let accepted = |level: Level, severity: &str| {
        let mut lab = Lab::shown_to_work();
        lab.made.put(People, &[("id", "P-5"), ("kind", "human"), ("active", "yes"), ("authority", "accept:high")]);
        let no_control = [("id", "D-1"), ("kind", "no_control"), ("subject", "made@1/R-1"), ("reason", "r"), ("at", "2026-09-01")];
        lab.made.put(Decisions, &no_control).proven_control("K-1", &[]);
        lab.exception(&[("severity", severity), ("compensating_controls", "K-1")]);
        let finding = Against { finding: "EB-10".into(), workflow: Some("WF-1".into()), unsure: false, level };
        lab.against.entry((0, Some("works".into()))).or_default().push(finding);
        lab.look(|f, s| {
            let leaf = |w: &str| f.leaf(0, f.scope_of(f.data.find(Workflows, w).unwrap()), s).status == Status::AcceptedRisk;
            (leaf("WF-1"), leaf("WF-2"))
        })
    };
    assert_eq!(accepted(Level::High, "high"), (true, true));
    assert_eq!(accepted(Level::High, "low"), (true, true));
    assert_eq!(accepted(Level::Critical, "high"), (false, true));
    assert_eq!(accepted(Level::Critical, "low"), (false, true));
}

#[test]
fn the_same_name_in_other_letters_is_no_second_source() {
    let mut lab = Lab::shown_to_work();
    lab.made.put(People, &[("id", "P-3"), ("name", "Ann Lee")]).set(Controls, "C-1", "owner", "Ann Lee");
    for (author, state) in
        [("ann  lee", ClaimState::Unsubstantiated), ("P-3", ClaimState::Unsubstantiated), ("P-9", ClaimState::Substantiated)]
    {
        lab.made.set(Evidence, "log.csv", "collected_by", author);
        assert_eq!(lab.state("WF-1"), state, "{author}");
    }
}

#[test]
fn a_claim_for_a_workflow_that_is_not_on_record_is_a_claim() {
    let mut lab = Lab::shown_to_work();
    lab.made.set(Controls, "C-1", "scope_workflows", "WF-1;WF-9");
    let a = lab.made.assessed(&content());
    let of = |w: &str| a.claims.iter().find(|c| c.workflow.as_deref() == Some(w)).map(|c| c.state);
    assert!(of("WF-1").is_some());
    assert_eq!(of("WF-9"), Some(ClaimState::Unsubstantiated));
}

#[test]
fn an_exception_that_a_change_ended_in_one_workflow_says_so() {
    let mut lab = Lab::shown_to_work();
    lab.made.put(People, &[("id", "P-5"), ("kind", "human"), ("active", "yes"), ("authority", "accept:medium")]);
    let no_control = [("id", "D-1"), ("kind", "no_control"), ("subject", "made@1/R-1"), ("reason", "r"), ("at", "2026-09-01")];
    lab.made.put(Decisions, &no_control);
    lab.exception(&[("break_triggers", "model")]);
    let found = |lab: &Lab| {
        let a = lab.made.assessed(&named());
        assert_eq!(a.exceptions.get("X-1"), Some(&Vec::new()), "it holds in one workflow at least");
        a.findings.iter().filter(|f| f.code.starts_with("EX-")).map(|f| f.code.clone()).collect::<Vec<_>>()
    };
    assert_eq!(found(&lab), [""; 0]);
    lab.made.put(crate::Table::ContextChanges, &[("workflow", "WF-1"), ("kind", "model"), ("at", "2026-09-15")]);
    assert_eq!(found(&lab), ["EX-TRIGGER"]);
    let a = lab.made.assessed(&named());
    let status = |w: &str| a.outcome(0, a.workflow(w)).unwrap().status;
    assert_eq!((status("WF-1"), status("WF-2")), (Status::NotMet, Status::AcceptedRisk));
}

/// The same requirements, with a rule that names R-1 for every workflow.
fn named() -> crate::catalog::Content {
    let mut content = content();
    let requires = vec![content.editions[0].requirements[0].id.clone()];
    let (title, why, when) = ("made".into(), "made".into(), crate::rule::Condition::Always);
    let rule = crate::rule::Rule { id: "R01".into(), title, why, when, requires };
    content.rules.push(rule);
    content
}

//! The worked example and the states of domain 4e.

use super::lab::Lab;
use super::{Approvals, ClaimState, programme, state_of};
use crate::Table::{Controls, Evidence, Requests};
use crate::hit::Hit;
use crate::parameters::Parameters;
use crate::risk::Level;

#[test]
fn six_of_eight_artefacts_after_12_september_are_a_burst_and_leave_the_claim_questionable() {
    let mut lab = Lab::default();
    let days = ["2026-05-02", "2026-06-30", "2026-09-14", "2026-09-20", "2026-09-21", "2026-09-22", "2026-09-25", "2026-09-28"];
    for (i, day) in days.iter().enumerate() {
        lab.artefact(&format!("{i}.csv"), &[("period_from", day), ("period_to", day), ("collected_at", day)]);
    }
    assert_eq!((lab.flags("WF-1"), lab.state("WF-1")), (vec!["CT-08".to_owned()], ClaimState::Questionable));
    let hits = lab.look(|f, s| f.questions(&f.controls[0], crate::assess::Scope::organisation(), s));
    assert_eq!(
        hits[0].condition[0].text,
        "6 of the 8 artefacts of control C-1 were captured in the last days of the period or after they were asked for."
    );
}

#[test]
fn a_state_is_the_worst_that_its_flags_amount_to() {
    let hit = |code: &str| match code.strip_suffix("-U") {
        Some(base) => Hit::new(base, true, Level::Low, ""),
        None => Hit::new(code, false, Level::Low, ""),
    };
    let state = |codes: &[&str], overdue| state_of(&codes.iter().map(|c| hit(c)).collect::<Vec<_>>(), overdue);
    assert_eq!(state(&[], false), ClaimState::Substantiated);
    assert_eq!(state(&[], true), ClaimState::Unsubstantiated);
    for code in ["CT-02", "CT-03", "CT-04", "CT-04-U", "CT-07", "CT-07-U", "CT-08", "CT-09"] {
        assert_eq!(state(&[code], false), ClaimState::Questionable, "{code}");
        assert_eq!(state(&[code], true), ClaimState::Unsubstantiated, "{code}");
    }
    for code in ["CT-01", "CT-05", "CT-05-U", "CT-06", "CT-06-U", "CT-11", "CT-11-U", "CT-12-U"] {
        assert_eq!(state(&["CT-08", code], false), ClaimState::Unsubstantiated, "{code}");
    }
    assert_eq!(state(&["CT-01", "CT-12"], true), ClaimState::Contradicted);
}

#[test]
fn an_overdue_request_leaves_the_claim_unsubstantiated_without_a_flag() {
    let mut lab = Lab::default();
    lab.artefact("log.csv", &[]);
    assert_eq!(lab.state("WF-1"), ClaimState::Substantiated);
    lab.made.put(Requests, &[("id", "RQ-1"), ("control", "C-1"), ("what", "logs"), ("due", "2026-09-29"), ("status", "open")]);
    assert_eq!((lab.flags("WF-1").len(), lab.state("WF-1")), (0, ClaimState::Unsubstantiated));
    lab.made.set(Requests, "RQ-1", "due", "2026-09-30");
    assert_eq!(lab.state("WF-1"), ClaimState::Substantiated, "due on the as-of day is not late");
    lab.made.set(Requests, "RQ-1", "control", "").set(Requests, "RQ-1", "requirement", "made@1/R-1").set(
        Requests,
        "RQ-1",
        "status",
        "not_available",
    );
    assert_eq!(lab.state("WF-1"), ClaimState::Unsubstantiated, "asked of the requirement");
    lab.made.set(Requests, "RQ-1", "requirement", "made@1/R-2");
    assert_eq!(lab.state("WF-1"), ClaimState::Substantiated, "asked of another requirement");
}

#[test]
fn the_claim_of_the_organisation_is_the_worst_of_the_workflows_it_is_for() {
    let mut lab = Lab::default();
    lab.artefact("log.csv", &[("workflows", "WF-1")]).gate("C-1", "WF-1", "human_approval");
    lab.approvals("WF-1", Approvals { required: 1, untraced: 1, prod: true, decisions: 1, ..Approvals::default() });
    let claim = lab.look(|f, s| {
        let scopes: Vec<_> = f.data.rows(crate::Table::Workflows).iter().map(|w| f.scope_of(w)).collect();
        f.organisation_claim(&f.controls[0], &scopes, s)
    });
    assert_eq!(claim.workflow, None);
    assert_eq!(claim.flags, ["CT-01", "CT-04"], "nothing is shown for WF-2; the approvals of WF-1 lead nowhere");
    assert_eq!(claim.state, ClaimState::Unsubstantiated);
    assert_eq!(claim.evidence, ["log.csv"]);
}

#[test]
fn without_an_analysis_the_questions_of_the_evidence_are_asked_all_the_same() {
    let mut lab = Lab::default();
    lab.artefact("july.csv", &[("period_from", "2026-07-01")]).artefact("august.csv", &[]);
    lab.extra("july.csv", "sha256", "aa").extra("august.csv", "sha256", "aa");
    lab.look(|f, s| {
        let codes = |s| f.questions(&f.controls[0], crate::assess::Scope::organisation(), s).iter().map(Hit::full_code).collect::<Vec<_>>();
        assert_eq!((codes(&super::Signals::default()), codes(s)), (vec!["CT-07".to_owned()], vec!["CT-07".to_owned()]));
    });
}

/// Every cell of the evidence and of the control: leaving it out never takes a question away, unless the empty cell has a meaning of
/// its own (scope, direction).
#[test]
fn blanking_a_cell_never_improves_a_claim() {
    let mut lab = Lab::default();
    for i in 0..5 {
        let day = format!("2026-09-2{i}");
        lab.artefact(&format!("{i}.csv"), &[("collected_by", "P-8"), ("period_from", &day), ("period_to", &day), ("collected_at", &day)]);
        lab.extra(&format!("{i}.csv"), "undated", "dd");
    }
    lab.test("T-1", &[("workflow", "WF-1"), ("evidence", "0.csv")]);
    let before = lab.claim("WF-1");
    assert_eq!(before.flags, ["CT-06", "CT-07", "CT-08"]);
    for file in ["0.csv", "4.csv"] {
        for column in ["kind", "source_system", "period_from", "period_to", "collected_at", "collected_by", "ipe_conclusion"] {
            let mut blanked = lab.clone();
            blanked.made.set(Evidence, file, column, "");
            worse(&before, &blanked, &format!("{file} {column}"));
        }
        for header in ["undated", "bytes"] {
            let mut blanked = lab.clone();
            blanked.made.records.iter_mut().filter(|r| r.key == file).for_each(|r| r.extra.retain(|(h, _)| h != header));
            worse(&before, &blanked, &format!("{file} {header}"));
        }
    }
    for column in ["owner", "frequency"] {
        let mut blanked = lab.clone();
        blanked.made.set(Controls, "C-1", column, "");
        worse(&before, &blanked, column);
    }
}

fn worse(before: &super::Claim, lab: &Lab, what: &str) {
    let after = lab.claim("WF-1");
    assert!(after.state <= before.state, "{what}");
    for flag in &before.flags {
        assert!(after.flags.iter().any(|f| f.starts_with(flag.as_str())), "{what} takes {flag} away: {:?}", after.flags);
    }
}

#[test]
fn the_flags_of_the_programme_stand_beside_the_claims() {
    let lab = Lab::default();
    lab.look(|_, s| assert!(programme(s, &Parameters::default()).is_empty()));
    let adoption = Some(super::Adoption { use_before: Some(0.1), use_now: Some(0.9), ..super::Adoption::default() });
    let growing = Lab { adoption, ..Lab::default() };
    growing.look(|_, s| assert_eq!(programme(s, &Parameters::default())[0].full_code(), "CT-10-U"));
}

//! The words of a gap say what its status comes from.

use super::*;

fn proof(control: &str, effectiveness: Effectiveness, code: &str) -> Proof {
    Proof {
        control: control.into(),
        effectiveness,
        due: false,
        code: code.into(),
        text: String::new(),
        tests: vec![],
        evidence: vec![],
        decisions: vec![],
    }
}

fn part(facet: &str, state: FacetState, code: &str, proofs: Vec<Proof>, findings: &[&str]) -> FacetResult {
    let findings = findings.iter().map(|f| (*f).to_owned()).collect();
    FacetResult { facet: facet.into(), state, code: code.into(), proofs, findings, decisions: Vec::new() }
}

fn leaf(status: Status, facets: Vec<FacetResult>) -> Outcome {
    let code = String::new();
    Outcome { status, code, facets, exception: None, decision: None, computed: None, flags: vec![], why: vec![] }
}

fn counts(status: Status) -> Counts {
    Counts::of([status])
}

fn said(status: Status, facets: Vec<FacetResult>) -> String {
    let outcome = leaf(status, facets);
    cause(status, &[(Some(0), &outcome)], counts(status), &BTreeSet::new())
}

fn untested() -> FacetResult {
    part("open", FacetState::Open, "NO-CONTROL-NAMED", vec![], &[])
}

#[test]
fn the_cause_is_what_decides_and_not_what_is_open_beside_it() {
    let tested = vec![proof("C-1", Effectiveness::Untested, "TEST-NONE"), proof("C-2", Effectiveness::Ineffective, "TEST-INEFFECTIVE")];
    let failing = part("a", FacetState::Fail, "CONTROLS-INEFFECTIVE", tested.clone(), &[]);
    let not_met = said(Status::NotMet, vec![untested(), failing, untested()]);
    assert_eq!(not_met, "Not shown for 1 of 1 applicable workflow: a test found the control ineffective.");
    let found = part("a", FacetState::Fail, "FINDING", tested, &["EB-01"]);
    let not_met = said(Status::NotMet, vec![found, untested()]);
    assert_eq!(not_met, "Not shown for 1 of 1 applicable workflow: an open finding of high severity or above cites it.");
    let bare = part("a", FacetState::Fail, "NO-CONTROL", vec![], &["AD-06-U"]);
    assert!(said(Status::NotMet, vec![bare]).ends_with("the assessor concluded that no control exists."));
}

#[test]
fn a_part_without_a_control_is_not_said_to_be_the_whole() {
    let shown = part("b", FacetState::Ok, "EFFECTIVE", vec![proof("C-1", Effectiveness::Effective, "EFFECTIVE")], &[]);
    let open = said(Status::NotAssessed, vec![shown, untested()]);
    assert!(open.ends_with(": no control in the workspace is named for a part of it."), "{open}");
    let open = said(Status::NotAssessed, vec![untested(), untested()]);
    assert!(open.ends_with(": no control in the workspace is named for it."), "{open}");
}

#[test]
fn the_next_step_names_everything_found_the_control_that_failed_or_the_exception() {
    let content = countersign_content::shipped().unwrap();
    let r = content.requirement(&"nist-csf@2.0/PR.AA-05".parse().unwrap()).unwrap();
    let step = |outcome: &Outcome| next_step(r, &[(None, outcome)], None);
    let one = part("a", FacetState::Fail, "FINDING", vec![], &["EB-13", "EB-01"]);
    let other = part("b", FacetState::Fail, "FINDING", vec![], &["AD-04"]);
    assert_eq!(step(&leaf(Status::NotMet, vec![one.clone(), other])), "Settle what was found: AD-04, EB-01, EB-13.");
    let unsure = part("b", FacetState::Fail, "FINDING", vec![], &["AD-04-U"]);
    let both = "Settle what was found: EB-01, EB-13, AD-04-U. Of those marked -U, first fill in what is not told.";
    assert_eq!(step(&leaf(Status::NotMet, vec![one.clone(), unsure.clone()])), both);
    // In two workflows each with something else, both are named.
    let [here, there] = [one, unsure].map(|part| leaf(Status::NotMet, vec![part]));
    let leaves = [(Some(0), &here), (Some(1), &there)];
    assert_eq!(next_step(r, &leaves, None), both);
    assert_eq!(lacking(&leaves).iter().map(|f| f.facet.as_str()).collect::<Vec<_>>(), ["a", "b"]);
    let tested = vec![proof("C-1", Effectiveness::Untested, "TEST-NONE"), proof("C-2", Effectiveness::Ineffective, "TEST-INEFFECTIVE")];
    let failing = part("a", FacetState::Fail, "CONTROLS-INEFFECTIVE", tested, &[]);
    assert!(step(&leaf(Status::NotMet, vec![failing])).starts_with("Repair C-2 and test it again"));
    let bare = part("a", FacetState::Fail, "NO-CONTROL", vec![], &[]);
    assert!(step(&leaf(Status::NotMet, vec![bare.clone()])).starts_with("Name the control that answers PR.AA-05"));
    // In one workflow no control exists, in another something was found: both are told, whichever comes first.
    let [bare, found] = [bare, part("a", FacetState::Fail, "FINDING", vec![], &["EB-13"])].map(|part| leaf(Status::NotMet, vec![part]));
    for leaves in [[(Some(0), &bare), (Some(1), &found)], [(Some(0), &found), (Some(1), &bare)]] {
        let both = next_step(r, &leaves, None);
        assert!(
            both.starts_with("Settle what was found: EB-13. Where no control exists: name the control that answers PR.AA-05"),
            "{both}"
        );
    }
    let mut accepted = leaf(Status::AcceptedRisk, vec![part("a", FacetState::Part, "DEVIATION", vec![], &[])]);
    accepted.exception = Some("EX-1".into());
    assert_eq!(step(&accepted), "Look at exception EX-1 again before it ends; until then the risk is accepted.");
    let other = Outcome { exception: Some("EX-2".into()), ..accepted.clone() };
    let both = next_step(r, &[(Some(0), &accepted), (Some(1), &other)], None);
    assert_eq!(both, "Look at exceptions EX-1, EX-2 again before they end; until then the risk is accepted.");
}

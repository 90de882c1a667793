//! Whether what is shown of a control holds once its claim is asked about: requests, contradictions, questions, sign-offs (domain 4f.2).
//! What gates, exceptions and analyses rest on is taken before this ([`Frame::is_proven`]), so that there is no circle.

use super::Scope;
use super::frame::{Control, Frame};
use super::proof::{Effectiveness, Proof};
use super::sign_off::SignOff;
use super::theatre::Signals;
use crate::catalog::Demand;
use crate::record::Record;
use crate::tables::Table;

impl<'a> Frame<'a> {
    /// What a control proves for one facet (or, without one, for itself) in one scope: what is shown, unless the claim does not hold.
    pub fn proof(
        &self,
        control: &Control<'a>,
        demand: &Demand,
        requirement: Option<usize>,
        facet: Option<&str>,
        scope: Scope<'_>,
        signals: &Signals,
    ) -> Proof {
        let shown = self.shown(control, demand, requirement, facet, scope);
        if shown.effectiveness == Effectiveness::Effective { self.upheld(shown, control, requirement, scope, signals) } else { shown }
    }

    /// What is shown, when the claim holds: no request is overdue, nothing contradicts the claim in this scope, a reviewer has
    /// answered what it raises, and what was signed is what is there (domain 4f.2).
    fn upheld(&self, mut proof: Proof, control: &Control<'a>, requirement: Option<usize>, scope: Scope<'_>, signals: &Signals) -> Proof {
        use Effectiveness::Deviation;
        if self.overdue(control, requirement) {
            return proof.lacking("REQUEST-OVERDUE", "evidence asked for is overdue or cannot be had".to_owned());
        }
        if let Some(hit) = self.spoken_against_claim(control, scope, signals) {
            let code = if hit.unsure { "CANNOT-BE-EXCLUDED" } else { "CLAIM-CONTRADICTED" };
            let text = hit.condition.into_iter().map(|s| s.text).collect::<Vec<_>>().join(" ");
            return proof.because(Deviation, code, text);
        }
        let flags: Vec<String> = self.questions(control, scope, signals).iter().map(crate::hit::Hit::full_code).collect();
        if !flags.is_empty() && !self.reviewer_note(control, &flags, scope) {
            let text = format!("the evidence raises {} and no reviewer's note answers it", flags.join(", "));
            return proof.because(Deviation, "CLAIM-QUESTIONABLE", text);
        }
        if let Some(stale) = self.stale_sign_off(control, &proof) {
            proof.evidence.retain(|e| *e == stale.key);
            let text = format!("what was signed of {} is not what is there now", stale.key);
            return proof.because(Deviation, "SIGN-OFF-STALE", text);
        }
        proof
    }

    /// The control, a test or a piece of evidence of a proof, when the last sign-off of it no longer holds.
    fn stale_sign_off(&self, control: &Control<'a>, proof: &Proof) -> Option<&'a Record> {
        if self.decisions("sign_off").is_empty() {
            return None;
        }
        let tests = proof.tests.iter().filter_map(|t| self.data.find(Table::ControlTests, t));
        let files = proof.evidence.iter().filter_map(|e| self.data.find(Table::Evidence, e));
        [control.record].into_iter().chain(tests).chain(files).find(|r| self.signed(r) == SignOff::Stale)
    }
}

#[cfg(test)]
mod tests {
    use super::super::theatre::lab::Lab;
    use super::super::theatre::{Against, Approvals};
    use super::*;
    use crate::Table::{ControlTests, Controls, Decisions, Evidence, Requests};
    use crate::assess::sign_off::content_hash;
    use crate::risk::Level;

    /// C-1, quarterly, shown to work in WF-1.
    fn lab() -> Lab {
        let mut lab = Lab::default();
        lab.made.set(Controls, "C-1", "frequency", "annual");
        lab.artefact("log.csv", &[("period_from", "2026-04-01"), ("period_to", "2026-09-30"), ("collected_at", "2026-09-30")]);
        lab.test("T-1", &[("evidence", "log.csv")]);
        lab
    }

    fn proof_in(lab: &Lab, workflow: &str) -> Proof {
        lab.look(|f, s| {
            let w = f.data.find(Table::Workflows, workflow).unwrap();
            let facet = f.facet(0, 0).unwrap();
            f.proof(&f.controls[0], &facet.demand, Some(0), Some(&facet.id), f.scope_of(w), s)
        })
    }

    fn code(lab: &Lab) -> (Effectiveness, String) {
        let proof = proof_in(lab, "WF-1");
        (proof.effectiveness, proof.code)
    }

    fn proven(lab: &Lab) -> bool {
        lab.look(|f, _| f.is_proven("C-1", f.scope_of(f.data.find(Table::Workflows, "WF-1").unwrap())))
    }

    fn deviation(code: &str) -> (Effectiveness, String) {
        (Effectiveness::Deviation, code.to_owned())
    }

    fn effective() -> (Effectiveness, String) {
        (Effectiveness::Effective, "EFFECTIVE".to_owned())
    }

    #[test]
    fn a_control_with_nothing_against_it_is_effective_and_proven() {
        assert_eq!(code(&lab()), effective());
        assert!(proven(&lab()));
    }

    #[test]
    fn a_finding_of_high_takes_away_from_the_control_where_it_is_about_it() {
        for (unsure, wanted) in [(false, "CLAIM-CONTRADICTED"), (true, "CANNOT-BE-EXCLUDED")] {
            let mut lab = lab();
            let finding = Against { finding: "F-1".into(), workflow: Some("WF-1".into()), unsure, level: Level::High };
            lab.against.entry((0, None)).or_default().push(finding);
            assert_eq!(code(&lab), deviation(wanted));
            assert!(proof_in(&lab, "WF-1").text.starts_with("F-1"));
            assert_eq!(proof_in(&lab, "WF-2").code, "EFFECTIVE");
            assert!(proven(&lab), "proven asks nothing of findings");
        }
    }

    #[test]
    fn an_overdue_request_leaves_it_untested_and_due() {
        let mut lab = lab();
        lab.made.put(Requests, &[("id", "RQ-1"), ("control", "C-1"), ("what", "logs"), ("due", "2026-09-29"), ("status", "open")]);
        assert_eq!(code(&lab), (Effectiveness::Untested, "REQUEST-OVERDUE".to_owned()));
        assert!(proof_in(&lab, "WF-1").due && proven(&lab));
        lab.made.set(Requests, "RQ-1", "control", "").set(Requests, "RQ-1", "requirement", "made@1/R-1");
        assert_eq!(code(&lab).1, "REQUEST-OVERDUE", "asked of the requirement");
        lab.made.set(Requests, "RQ-1", "requirement", "made@1/R-2");
        assert_eq!(code(&lab), effective());
        lab.made.set(Requests, "RQ-1", "requirement", "made@1/R-1").set(Requests, "RQ-1", "status", "received");
        assert_eq!(code(&lab), effective());
    }

    #[test]
    fn a_question_takes_away_until_a_reviewer_other_than_the_owner_answers_it() {
        let mut lab = lab();
        lab.gate("C-1", "WF-1", "human_approval");
        lab.approvals("WF-1", Approvals { required: 4, untraced: 1, prod: true, decisions: 4, ..Approvals::default() });
        assert_eq!(code(&lab), deviation("CLAIM-QUESTIONABLE"));
        assert!(proof_in(&lab, "WF-1").text.contains("CT-04") && proven(&lab));
        assert_eq!(proof_in(&lab, "WF-2").code, "EFFECTIVE", "the gate is in WF-1");
        let note =
            [("id", "D-1"), ("kind", "reviewer_note"), ("subject", "C-1"), ("reason", "seen"), ("decided_by", "P-9"), ("at", "2026-09-30")];
        lab.made.put(Decisions, &note);
        assert_eq!(code(&lab), effective());
        let mut owner = lab.clone();
        owner.made.set(Decisions, "D-1", "decided_by", "P-8");
        assert_eq!(code(&owner), deviation("CLAIM-QUESTIONABLE"), "the owner's own note");
        let mut nobody = lab.clone();
        nobody.made.set(Controls, "C-1", "owner", "").set(Evidence, "log.csv", "extracted_by", "P-7");
        assert_eq!(code(&nobody), deviation("CLAIM-QUESTIONABLE"), "the reviewer may be the owner");
        let mut elsewhere = lab.clone();
        elsewhere.made.set(Decisions, "D-1", "workflow", "WF-2");
        assert_eq!(code(&elsewhere), deviation("CLAIM-QUESTIONABLE"));
    }

    #[test]
    fn a_sign_off_of_the_control_a_test_or_evidence_must_not_be_stale() {
        for (table, key) in [(Controls, "C-1"), (ControlTests, "T-1"), (Evidence, "log.csv")] {
            let mut lab = lab();
            let hash = lab.look(|f, _| content_hash(f.data.find(table, key).unwrap()));
            let sign =
                [("id", "D-1"), ("kind", "sign_off"), ("subject", key), ("value", hash.as_str()), ("reason", "read"), ("at", "2026-09-30")];
            lab.made.put(Decisions, &sign);
            assert_eq!(code(&lab), effective(), "{key}");
            lab.made.set(Decisions, "D-1", "value", &hash.replace(|c: char| c.is_ascii_digit(), "a"));
            assert_eq!(code(&lab), deviation("SIGN-OFF-STALE"), "{key}");
            let proof = proof_in(&lab, "WF-1");
            assert!(proof.text.contains(key), "{}", proof.text);
            assert_eq!(proof.evidence.len(), usize::from(table == Evidence));
            assert!(proven(&lab));
            lab.made.set(Decisions, "D-1", "subject", "C-9");
            assert_eq!(code(&lab), effective(), "another record was signed");
        }
    }

    #[test]
    fn what_is_not_shown_is_not_made_worse() {
        let mut lab = lab();
        lab.made.set(ControlTests, "T-1", "result", "ineffective");
        let finding = Against { finding: "F-1".into(), workflow: None, unsure: false, level: Level::High };
        lab.against.entry((0, None)).or_default().push(finding);
        assert_eq!(code(&lab), (Effectiveness::Ineffective, "TEST-INEFFECTIVE".to_owned()));
        assert!(!proven(&lab));
    }

    #[test]
    fn an_unresolved_link_that_contradicts_takes_away_the_proof_itself() {
        let mut lab = lab();
        lab.artefact("bad.csv", &[("direction", "contradicts")]);
        assert_eq!(code(&lab), deviation("CONTRADICTED"));
        assert!(!proven(&lab));
        lab.made.set(Evidence, "bad.csv", "requirements", "made@1/R-2");
        assert_eq!(code(&lab), deviation("CLAIM-CONTRADICTED"), "it is about another requirement, and against the same claim");
        assert!(!proven(&lab), "it speaks against the control");
    }

    #[test]
    fn proven_takes_the_methods_and_kinds_that_a_covered_facet_demands() {
        let mut lab = lab();
        lab.made.set(ControlTests, "T-1", "method", "interview");
        assert!(!proven(&lab), "the facet demands a test");
        lab.made.set(Controls, "C-1", "requirements", "");
        assert!(proven(&lab), "nothing is demanded");
        let mut kind = self::lab();
        kind.made.set(Evidence, "log.csv", "kind", "minutes");
        assert!(!proven(&kind));
        kind.made.set(Controls, "C-1", "requirements", "");
        assert!(proven(&kind));
    }

    #[test]
    fn a_contradicted_validation_counts_as_not_tested() {
        let mut lab = lab();
        lab.extra("log.csv", "ipe.differs", "totals");
        assert_eq!(code(&lab), deviation("IPE-NOT-TESTED"));
        assert!(!proven(&lab));
    }
}

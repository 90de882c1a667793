//! Whether what is shown of a control holds once its claim is asked about: requests, contradictions, questions, sign-offs (domain 4f.2).
//! What gates, exceptions and analyses rest on is taken before this ([`Frame::is_proven`]), so that there is no circle.

use super::Scope;
use super::bearing::keys_of;
use super::frame::{Control, Frame};
use super::proof::{Effectiveness, Proof};
use super::sign_off::SignOff;
use super::theatre::Signals;
use crate::catalog::Demand;
use crate::evidence::requests;
use crate::record::Record;
use crate::tables::Table;

/// What is held against a control's claim: what it proves then, and why.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Objection {
    effectiveness: Effectiveness,
    code: &'static str,
    text: String,
    /// Whether evidence was due; `None` leaves what was said of that.
    due: Option<bool>,
}

/// The ids of the decisions by which a claim stands, or what is held against it.
pub(super) type Standing = Result<Vec<String>, Objection>;

impl Objection {
    /// What is left of what was shown.
    fn to(self, mut shown: Proof) -> Proof {
        shown.due = self.due.unwrap_or(shown.due);
        shown.because(self.effectiveness, self.code, self.text)
    }
}

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
        self.held(shown, control, (demand, requirement, facet), scope, signals, &mut || self.standing(control, scope, signals))
    }

    /// The same of what is shown already, with whether the claim stands asked of `standing` where that matters.
    pub(super) fn held(
        &self,
        shown: Proof,
        control: &Control<'a>,
        (demand, requirement, facet): (&Demand, Option<usize>, Option<&str>),
        scope: Scope<'_>,
        signals: &Signals,
        standing: &mut dyn FnMut() -> Standing,
    ) -> Proof {
        // Capped for want of something that is not told; told, it might be effective, and then its claim is asked.
        let untold = matches!(shown.code.as_str(), "DEVIATIONS-NOT-TOLD" | "COMPLETENESS-UNKNOWN");
        if shown.effectiveness != Effectiveness::Effective && !untold {
            return shown;
        }
        let open = !untold && requirement.is_some_and(|r| signals.log_open(r, facet, scope.id()));
        let capped = if open && !self.stands_without_events(&shown, control, demand, requirement, facet, scope) {
            let text = "completeness of the log is not established: no independent list says how many effects there were";
            Some(shown.clone().because(Effectiveness::Deviation, "LOG-NOT-ESTABLISHED", text.to_owned()))
        } else {
            Some(shown.clone()).filter(|_| untold)
        };
        let held = match standing() {
            Ok(decisions) if decisions.is_empty() => self.signed_as_shown(control, shown),
            Ok(decisions) => {
                let text = format!("{}; rests on {}", shown.text, decisions.join(", "));
                self.signed_as_shown(control, Proof { decisions, text, ..shown })
            }
            Err(objection) => objection.to(shown),
        };
        // What is not told makes nobody's claim stand: where it does not, that is worse than the cap.
        capped.filter(|_| held.effectiveness != Effectiveness::Untested).unwrap_or(held)
    }

    /// Whether a control's claim stands in a scope, whatever part of it is asked about. It does not where a request is overdue, something
    /// contradicts it, nothing fresh and relevant speaks for it, or nobody has answered what it raises (domain 4f.2).
    pub(super) fn standing(&self, control: &Control<'a>, scope: Scope<'_>, signals: &Signals) -> Standing {
        use Effectiveness::{Deviation, Untested};
        let of = |effectiveness, code, text| Err(Objection { effectiveness, code, text, due: None });
        if let Some(request) = self.overdue(control) {
            let due = request.get("due").map_or_else(String::new, |due| format!(", due {due},"));
            let how = match requests::lateness(request, self.basis.period.as_of) {
                requests::Lateness::Yes => "is overdue or cannot be had",
                _ => "may be overdue, or it may be that it cannot be had",
            };
            let text = format!("request {}{due} {how}", request.key);
            return Err(Objection { effectiveness: Untested, code: "REQUEST-OVERDUE", text, due: Some(true) });
        }
        if let Some(hit) = self.spoken_against_claim(control, scope, signals) {
            let code = if hit.unsure { "CANNOT-BE-EXCLUDED" } else { "CLAIM-CONTRADICTED" };
            return of(Deviation, code, hit.condition.into_iter().map(|s| s.text).collect::<Vec<_>>().join(" "));
        }
        let unsupported = self.unsupported(control, scope, signals);
        if !unsupported.is_empty() {
            let codes = unsupported.iter().map(crate::hit::Hit::full_code).collect::<Vec<_>>().join(", ");
            let text = format!("what is shown for its claim as a whole raises {codes}");
            let due = Some(self.evidence_was_due(control, scope));
            return Err(Objection { effectiveness: Untested, code: "CLAIM-UNSUBSTANTIATED", text, due });
        }
        let mut by = self.resolutions(control, scope);
        let flags: Vec<String> = self.questions(control, scope, signals).iter().map(crate::hit::Hit::full_code).collect();
        if !flags.is_empty() {
            match self.answer(control, &flags, scope) {
                Ok(notes) => by.extend(notes),
                Err(why) => return of(Deviation, "CLAIM-QUESTIONABLE", format!("the evidence raises {} and {why}", flags.join(", "))),
            }
        }
        Ok(keys_of(by))
    }

    /// What is shown, unless what was signed of it is not what is there.
    fn signed_as_shown(&self, control: &Control<'a>, mut proof: Proof) -> Proof {
        let Some(stale) = self.stale_sign_off(control, &proof) else { return proof };
        proof.evidence.retain(|e| *e == stale.key);
        proof.decisions.clear();
        let text = format!("what was signed of {} is not what is there now", stale.key);
        proof.because(Effectiveness::Deviation, "SIGN-OFF-STALE", text)
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
    use crate::testing::varied;

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
        assert_eq!(code(&Lab::shown_to_work()), effective());
        assert!(proven(&Lab::shown_to_work()));
    }

    #[test]
    fn a_finding_of_high_takes_away_from_the_control_where_it_is_about_it() {
        for (unsure, wanted) in [(false, "CLAIM-CONTRADICTED"), (true, "CANNOT-BE-EXCLUDED")] {
            let mut lab = Lab::shown_to_work();
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
        let mut lab = Lab::shown_to_work();
        lab.made.put(Requests, &[("id", "RQ-1"), ("control", "C-1"), ("what", "logs"), ("due", "2026-09-29"), ("status", "open")]);
        assert_eq!(code(&lab), (Effectiveness::Untested, "REQUEST-OVERDUE".to_owned()));
        assert_eq!(proof_in(&lab, "WF-1").text, "request RQ-1, due 2026-09-29, is overdue or cannot be had");
        lab.made.set(Requests, "RQ-1", "due", "");
        assert_eq!(proof_in(&lab, "WF-1").text, "request RQ-1 may be overdue, or it may be that it cannot be had");
        lab.made.set(Requests, "RQ-1", "due", "2026-09-29");
        assert!(proof_in(&lab, "WF-1").due && proven(&lab));
        lab.made.set(Requests, "RQ-1", "control", "").set(Requests, "RQ-1", "requirement", "made@1/R-1");
        assert_eq!(code(&lab).1, "REQUEST-OVERDUE", "asked of the requirement");
        lab.made.set(Requests, "RQ-1", "requirement", "made@1/R-2");
        assert_eq!(code(&lab), effective());
        lab.made.set(Requests, "RQ-1", "requirement", "made@1/R-1").set(Requests, "RQ-1", "status", "received");
        assert_eq!(code(&lab), effective());
    }

    #[test]
    fn a_claim_without_support_for_one_part_is_effective_for_none() {
        let mut lab = Lab::shown_to_work();
        lab.made.set(Controls, "C-1", "requirements", "made@1/R-1#works;made@1/R-2").set(Controls, "C-1", "claimed_at", "2025-01-01");
        lab.made.set(Evidence, "log.csv", "requirements", "made@1/R-1");
        assert_eq!(code(&lab), effective(), "nothing is shown for the other part");
        lab.artefact("paper.pdf", &[("kind", "policy"), ("requirements", "made@1/R-2")]);
        assert_eq!(code(&lab), (Effectiveness::Untested, "CLAIM-UNSUBSTANTIATED".to_owned()));
        let proof = proof_in(&lab, "WF-1");
        assert!(proof.text.contains("CT-05") && proof.due);
        lab.made.set(Evidence, "log.csv", "requirements", "").set(Evidence, "paper.pdf", "requirements", "");
        assert_eq!(code(&lab), effective(), "the log speaks for both parts");
        lab.made
            .put(Requests, &[("id", "RQ-1"), ("requirement", "made@1/R-2"), ("what", "logs"), ("due", "2026-09-29"), ("status", "open")]);
        assert_eq!(code(&lab).1, "REQUEST-OVERDUE", "asked of the other part");
        lab.made.set(Requests, "RQ-1", "control", "C-01");
        assert_eq!(code(&lab).1, "REQUEST-OVERDUE", "and of a control that is not on record");
    }

    #[test]
    fn a_question_takes_away_until_a_reviewer_other_than_the_owner_answers_it() {
        let mut lab = Lab::shown_to_work();
        lab.gate("C-1", "WF-1", "human_approval");
        lab.approvals("WF-1", Approvals { required: 4, untraced: 1, prod: true, decisions: 4, ..Approvals::default() });
        assert_eq!(code(&lab), deviation("CLAIM-QUESTIONABLE"));
        assert!(proof_in(&lab, "WF-1").text.contains("CT-04") && proven(&lab));
        assert_eq!(proof_in(&lab, "WF-2").code, "EFFECTIVE", "the gate is in WF-1");
        let note =
            [("id", "D-1"), ("kind", "reviewer_note"), ("subject", "C-1"), ("reason", "seen"), ("decided_by", "P-9"), ("at", "2026-09-30")];
        assert!(proof_in(&lab, "WF-2").decisions.is_empty(), "nothing is asked there");
        lab.made.put(Decisions, &note);
        assert_eq!(code(&lab), effective());
        assert_eq!((proof_in(&lab, "WF-1").decisions, proof_in(&lab, "WF-2").decisions), (vec!["D-1".to_owned()], vec![]));
        let mut earlier = lab.clone();
        earlier.made.set(Decisions, "D-1", "at", "2026-09-29");
        assert!(proof_in(&earlier, "WF-1").text.ends_with("raises CT-04 and the reviewer's note D-1 was written before the period ended"));
        earlier.made.set(Decisions, "D-1", "at", "2026-09-30").set(Decisions, "D-1", "reason", "tbc");
        assert_eq!(code(&earlier), deviation("CLAIM-QUESTIONABLE"), "it says nothing yet");
        earlier.made.put(Decisions, &varied(&note, &[("id", "D-2")]));
        assert_eq!(code(&earlier), effective(), "a later note answers");
        let later = [("period_from", "2026-10-01"), ("period_to", "2026-10-31"), ("collected_at", "2026-11-02")];
        earlier.artefact("october.csv", &later);
        assert_eq!(code(&earlier), effective(), "what comes after the as-of day is not known yet");
        let mut owner = lab.clone();
        owner.made.set(Decisions, "D-1", "decided_by", "P-8");
        assert_eq!(code(&owner), deviation("CLAIM-QUESTIONABLE"), "the owner's own note");
        let mut nobody = lab.clone();
        nobody.made.set(Controls, "C-1", "owner", "").set(Evidence, "log.csv", "extracted_by", "P-7");
        assert_eq!(code(&nobody), deviation("CLAIM-QUESTIONABLE"), "the reviewer may be the owner");
        for by in ["P-7", "reviewer"] {
            let mut unknown = lab.clone();
            unknown.made.set(Decisions, "D-1", "decided_by", by);
            assert_eq!(code(&unknown), deviation("CLAIM-QUESTIONABLE"), "{by} is nobody on record");
        }
        let mut elsewhere = lab.clone();
        elsewhere.made.set(Decisions, "D-1", "workflow", "WF-2");
        assert_eq!(code(&elsewhere), deviation("CLAIM-QUESTIONABLE"));
        let mut mapping = lab.clone();
        mapping.made.set(Decisions, "D-1", "value", "mapping=passed;control=C-1");
        assert_eq!(code(&mapping), deviation("CLAIM-QUESTIONABLE"), "what is said of a mapping answers no question");
    }

    #[test]
    fn what_is_asked_of_one_artefact_alone_a_note_on_it_answers() {
        let mut lab = Lab::shown_to_work();
        let of: Vec<String> = (2..12).map(|i| format!("made@1/R-{i}")).collect();
        lab.made.set(Controls, "C-1", "requirements", &format!("made@1/R-1#works;{}", of.join(";")));
        assert_eq!(proof_in(&lab, "WF-1").text, "the evidence raises CT-03 and no reviewer's note answers it");
        let usual = [("id", "D-1"), ("kind", "reviewer_note"), ("subject", "log.csv"), ("reason", "seen"), ("decided_by", "P-9")];
        lab.made.put(Decisions, &varied(&usual, &[("at", "2026-09-30")]));
        assert_eq!((code(&lab), proof_in(&lab, "WF-1").decisions), (effective(), vec!["D-1".to_owned()]));
        assert!(proof_in(&lab, "WF-1").text.ends_with("; rests on D-1"), "it says so");
        let mut stale = lab.clone();
        let sign = [("id", "D-2"), ("kind", "sign_off"), ("subject", "C-1"), ("value", "aaaa"), ("reason", "read"), ("at", "2026-09-30")];
        stale.made.put(Decisions, &sign);
        assert_eq!((code(&stale), proof_in(&stale, "WF-1").decisions), (deviation("SIGN-OFF-STALE"), vec![]), "nothing is effective by it");
        for at in ["2026-09-29", "2026-09-30T08:00:00Z"] {
            let mut early = lab.clone();
            early.made.set(Decisions, "D-1", "at", at).set(Evidence, "log.csv", "collected_at", "2026-09-30T17:00:00Z");
            assert_eq!(code(&early), deviation("CLAIM-QUESTIONABLE"), "it was not there yet: {at}");
            early.made.set(Decisions, "D-1", "subject", "C-1");
            assert_eq!(
                proof_in(&early, "WF-1").text,
                "the evidence raises CT-03 and the reviewer's note D-1 is not known to be as recent as log.csv"
            );
        }
        for subject in ["C-1", "log.csv"] {
            lab.made.set(Decisions, "D-1", "subject", subject);
            assert_eq!(code(&lab), effective());
            for collected in ["", "2026-10-05"] {
                let mut later = lab.clone();
                later.made.set(Evidence, "log.csv", "collected_at", collected);
                assert_eq!(code(&later), deviation("CLAIM-QUESTIONABLE"), "{subject}: nobody is known to have looked at it: {collected}");
            }
        }
    }

    #[test]
    fn an_older_occurrence_that_is_not_what_was_signed_does_not_count() {
        let mut lab = Lab::shown_to_work();
        lab.made.set(Controls, "C-1", "frequency", "monthly");
        lab.made.set(Evidence, "log.csv", "period_from", "2026-05-01").set(Evidence, "log.csv", "period_to", "2026-09-30");
        let april = [("period_from", "2026-04-01"), ("period_to", "2026-04-30"), ("collected_at", "2026-05-02"), ("controls", "C-1")];
        assert_eq!(code(&lab).1, "OCCURRENCES-MISSING", "April has none");
        let text = proof_in(&lab, "WF-1").text;
        assert!(text.starts_with("5 of 6 occurrences have evidence; missing "), "{text}");
        lab.made.set(Controls, "C-1", "frequency", "quarterly");
        let text = proof_in(&lab, "WF-1").text;
        assert!(text.starts_with("1 of 2 occurrences has evidence; missing "), "{text}");
        lab.made.set(Controls, "C-1", "frequency", "monthly");
        lab.artefact("april.csv", &april);
        assert_eq!(code(&lab), effective());
        let sign =
            [("id", "D-1"), ("kind", "sign_off"), ("subject", "april.csv"), ("value", "ab"), ("reason", "read"), ("at", "2026-09-30")];
        lab.made.put(Decisions, &sign);
        assert_eq!(code(&lab), deviation("OCCURRENCES-MISSING"));
        let hash = lab.look(|f, _| content_hash(f.data.find(Evidence, "april.csv").unwrap()));
        lab.made.set(Decisions, "D-1", "value", &hash);
        assert_eq!(code(&lab), effective());
    }

    #[test]
    fn a_test_of_completeness_of_a_later_day_has_not_been_made() {
        let mut lab = Lab::shown_to_work();
        lab.made.set(Evidence, "log.csv", "ipe_tested_at", "2026-09-30");
        assert_eq!(code(&lab), effective());
        lab.made.set(Evidence, "log.csv", "ipe_tested_at", "2026-10-01");
        assert_eq!(code(&lab), deviation("IPE-NOT-TESTED"));
    }

    #[test]
    fn what_speaks_against_something_that_is_not_on_record_is_not_lost() {
        let against = |column: &str, value: &str| {
            let mut lab = Lab::shown_to_work();
            let told = [("direction", "contradicts"), ("controls", "C-1"), ("requirements", "made@1/R-1"), ("workflows", "WF-1")];
            lab.artefact("bad.csv", &told);
            lab.made.set(Evidence, "bad.csv", column, value);
            code(&lab).1
        };
        assert_eq!(against("title", "x"), "CONTRADICTED");
        for (column, value) in [("controls", "C-77"), ("requirements", "XX-99"), ("workflows", "WF-77")] {
            assert_eq!(against(column, value), "CONTRADICTED", "{column}");
        }
        assert_eq!(against("workflows", "WF-2"), "EFFECTIVE", "another workflow that is on record");
        let mut lab = Lab::shown_to_work();
        lab.test("T-2", &[("control", "C-1"), ("result", "ineffective"), ("workflow", "WF-77"), ("procedure", "other")]);
        assert_eq!(code(&lab).1, "TEST-INEFFECTIVE");
        lab.made.set(ControlTests, "T-2", "workflow", "WF-2");
        assert_eq!(code(&lab), effective());
    }

    #[test]
    fn a_count_below_nothing_is_no_count() {
        let mut lab = Lab::shown_to_work();
        lab.made.set(ControlTests, "T-1", "sample_size", "25").set(ControlTests, "T-1", "deviations", "0");
        assert_eq!(code(&lab), effective());
        lab.made.set(ControlTests, "T-1", "deviations", "-5");
        assert_eq!(code(&lab), deviation("DEVIATIONS-NOT-TOLD"));
        lab.made.set(ControlTests, "T-1", "deviations", "0");
        lab.made.set(Evidence, "log.csv", "stated_record_count", "-7").set(Evidence, "log.csv", "independent_count", "-7");
        assert_eq!(code(&lab), deviation("COMPLETENESS-UNKNOWN"));
    }

    #[test]
    fn nobody_resolves_what_is_not_there_yet() {
        let mut lab = Lab::shown_to_work();
        lab.artefact(
            "bad.csv",
            &[("direction", "contradicts"), ("controls", "C-1"), ("collected_at", "2026-08-01"), ("period_to", "2026-07-31")],
        );
        let decision = |at| [("id", "D-1"), ("kind", "contradiction_resolved"), ("subject", "bad.csv"), ("reason", "read"), ("at", at)];
        lab.made.put(Decisions, &decision("2026-07-31"));
        assert_eq!(code(&lab).1, "CONTRADICTED");
        lab.made.set(Decisions, "D-1", "at", "2026-08-01");
        assert_eq!((code(&lab), proof_in(&lab, "WF-1").decisions), (effective(), vec!["D-1".to_owned()]));
        lab.made.set(Evidence, "bad.csv", "direction", "supports");
        assert!(proof_in(&lab, "WF-1").decisions.is_empty(), "there is nothing to resolve");
    }

    #[test]
    fn a_sign_off_of_the_control_a_test_or_evidence_must_not_be_stale() {
        for (table, key) in [(Controls, "C-1"), (ControlTests, "T-1"), (Evidence, "log.csv")] {
            let mut lab = Lab::shown_to_work();
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
        let mut lab = Lab::shown_to_work();
        lab.made.set(ControlTests, "T-1", "result", "ineffective");
        let finding = Against { finding: "F-1".into(), workflow: None, unsure: false, level: Level::High };
        lab.against.entry((0, None)).or_default().push(finding);
        assert_eq!(code(&lab), (Effectiveness::Ineffective, "TEST-INEFFECTIVE".to_owned()));
        assert!(!proven(&lab));
    }

    #[test]
    fn an_unresolved_link_that_contradicts_takes_away_the_proof_itself() {
        let mut lab = Lab::shown_to_work();
        lab.artefact("bad.csv", &[("direction", "contradicts")]);
        assert_eq!(code(&lab), deviation("CONTRADICTED"));
        assert!(!proven(&lab));
        lab.made.set(Evidence, "bad.csv", "requirements", "made@1/R-2");
        assert_eq!(code(&lab), deviation("CLAIM-CONTRADICTED"), "it is about another requirement, and against the same claim");
        assert!(!proven(&lab), "it speaks against the control");
    }

    #[test]
    fn proven_takes_the_methods_and_kinds_that_a_covered_facet_demands() {
        let mut lab = Lab::shown_to_work();
        lab.made.set(ControlTests, "T-1", "method", "interview");
        assert!(!proven(&lab), "the facet demands a test");
        lab.made.set(Controls, "C-1", "requirements", "");
        assert!(proven(&lab), "nothing is demanded");
        let mut kind = Lab::shown_to_work();
        kind.made.set(Evidence, "log.csv", "kind", "minutes");
        assert!(!proven(&kind));
        kind.made.set(Controls, "C-1", "requirements", "");
        assert!(proven(&kind));
    }

    #[test]
    fn what_rests_on_a_log_that_nothing_independent_counts_is_no_more_than_a_part() {
        let mut lab = Lab::shown_to_work();
        lab.open_logs.insert("WF-1".into());
        assert_eq!(code(&lab), deviation("LOG-NOT-ESTABLISHED"));
        assert!(proven(&lab), "proven asks nothing of analyses");
        assert_eq!(proof_in(&lab, "WF-2").code, "EFFECTIVE", "its log is another");
        for kind in ["approval_record", "config_snapshot"] {
            let mut other = lab.clone();
            other.made.set(Evidence, "log.csv", "kind", kind);
            assert_eq!(code(&other).1 == "EFFECTIVE", kind == "config_snapshot", "{kind}");
        }
        // What stands without the log is not capped by it.
        let mut beside = lab.clone();
        let days = [("period_from", "2026-04-01"), ("period_to", "2026-09-30"), ("collected_at", "2026-09-30")];
        beside.artefact("settings.json", &[&[("kind", "config_snapshot")], &days[..]].concat());
        assert_eq!(code(&beside), effective());
    }

    #[test]
    fn the_cap_reaches_the_leaf_of_the_workflow_and_that_of_the_organisation() {
        use crate::rule::{Condition, Rule};
        let mut lab = Lab::shown_to_work();
        lab.made.set(Controls, "C-1", "requirements", "made@1/R-2;made@1/R-3").set(Table::Workflows, "WF-1", "effect", "reversible_write");
        lab.extra("log.csv", "sha256", crate::testing::HELD);
        let mut content = super::super::theatre::lab::content();
        let id = |r: &str| content.editions[0].id.requirement(r);
        let requires = vec![id("R-2")];
        content.findings = vec![crate::findings::tests::kind("CH-05", &[("R-2", &["outcome"]), ("R-3", &[])], None)];
        content.rules = vec![Rule { id: "R1".into(), title: String::new(), why: String::new(), when: Condition::Always, requires }];
        let statuses = |lab: &Lab| {
            let a = lab.made.assessed(&content);
            let of = |r: usize, w: Option<usize>| a.outcome(r, w).unwrap().status;
            (of(1, Some(0)), of(1, Some(1)), of(2, None))
        };
        use crate::status::Status::{Met, Partial};
        assert_eq!(statuses(&lab), (Partial, Met, Partial));
        let mut elsewhere = lab.clone();
        elsewhere.made.set(Controls, "C-1", "requirements", "made@1/R-2;made@1/R-4");
        assert_eq!(elsewhere.made.assessed(&content).outcome(3, None).unwrap().status, Met, "it asks for no log without gaps");
        lab.made.put(Table::SystemRecords, &[("record", "R-9"), ("workflow", "WF-1"), ("at", "2026-05-01")]);
        assert_eq!(statuses(&lab), (Met, Met, Met));
    }

    #[test]
    fn a_contradicted_validation_counts_as_not_tested() {
        let mut lab = Lab::shown_to_work();
        lab.extra("log.csv", "ipe.differs", "totals");
        assert_eq!(code(&lab), deviation("IPE-NOT-TESTED"));
        assert!(!proven(&lab));
    }
}

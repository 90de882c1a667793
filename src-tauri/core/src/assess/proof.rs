//! What a control proves for one facet in one scope: claim, test, evidence, completeness (domain 4e, 4f.2).

use super::Scope;
use super::frame::{Control, Frame, limited_to, supports};
use super::theatre::ct06;
use crate::catalog::{Demand, Question};
use crate::evidence::{self, Freshness};
use crate::record::Record;
use serde::{Deserialize, Serialize};

/// How well a control was shown to work.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
#[serde(rename_all = "snake_case")]
pub enum Effectiveness {
    /// Tested, with fresh, complete evidence in scope.
    Effective,
    /// Tested, with something left open.
    Deviation,
    /// Laid down, not shown to work.
    DesignOnly,
    /// Nothing can be said yet.
    Untested,
    /// Tested and found not to work.
    Ineffective,
}

/// What a control proves, with the reason and what it rests on.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Proof {
    /// The control's id.
    pub control: String,
    /// How well it was shown to work.
    pub effectiveness: Effectiveness,
    /// Whether evidence was due and is not there.
    pub due: bool,
    /// Reason code.
    pub code: String,
    /// The reason in one line.
    pub text: String,
    /// Ids of the tests it rests on.
    pub tests: Vec<String>,
    /// Keys of the evidence it rests on, or that was looked at and found wanting.
    pub evidence: Vec<String>,
}

/// What the claim of a control amounts to (domain 4e).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
#[serde(rename_all = "snake_case")]
pub enum ClaimState {
    /// Something speaks against it.
    Contradicted,
    /// Nothing fresh and relevant speaks for it.
    Unsubstantiated,
    /// Evidence speaks for it, and raises a question.
    Questionable,
    /// Evidence speaks for it.
    Substantiated,
}

impl<'a> Frame<'a> {
    /// What is shown of a control by its tests and its evidence, whatever was found elsewhere: no finding and no test of its claim
    /// is asked.
    pub(super) fn shown(
        &self,
        control: &Control<'a>,
        demand: &Demand,
        requirement: Option<usize>,
        facet: Option<&str>,
        scope: Scope<'_>,
    ) -> Proof {
        let id = requirement.and_then(|r| self.requirements.get(r)).map(|r| &r.id);
        let links = control.evidence.iter().filter(|l| limited_to(l, id, facet));
        let supporting: Vec<&Record> = links.map(|l| l.record).filter(|e| supports(e) && self.in_scope(e, scope)).collect();
        let tests = self.latest_tests(control, scope);
        let mut proof = Proof {
            control: control.id().to_owned(),
            effectiveness: Effectiveness::Untested,
            due: false,
            code: String::new(),
            text: String::new(),
            tests: tests.bearing.iter().map(|t| t.key.clone()).collect(),
            evidence: Vec::new(),
        };
        if let Some(t) = tests.bearing.iter().find(|t| t.get("result") == Some("ineffective")) {
            return proof.because(Effectiveness::Ineffective, "TEST-INEFFECTIVE", format!("test {} found it ineffective", t.key));
        }
        match control.record.get("claim") {
            Some(word @ ("planned" | "not_implemented")) => {
                let text = format!("the control is {}", if word == "planned" { "planned" } else { "said not to be implemented" });
                return proof.because(Effectiveness::Untested, "CLAIM-NOT-IMPLEMENTED", text);
            }
            _ if control.record.day("claimed_at").is_some_and(|at| at > self.basis.period.as_of) => {
                return proof.because(
                    Effectiveness::Untested,
                    "CLAIM-NOT-IMPLEMENTED",
                    "the control is claimed from a later day on".to_owned(),
                );
            }
            _ => {}
        }
        if tests.bearing.is_empty() {
            proof.evidence = supporting.iter().map(|e| e.key.clone()).collect();
            return self.untested(control, demand, requirement, &supporting, tests.old, scope, proof);
        }
        let deviates = |t: &&&Record| t.get("result") == Some("deviation") || t.integer("deviations").is_some_and(|n| n > 0);
        if let Some(t) = tests.bearing.iter().find(deviates) {
            return proof.because(Effectiveness::Deviation, "TEST-DEVIATION", format!("test {} found a deviation", t.key));
        }
        if tests.bearing.iter().any(|t| t.get("result").is_none()) {
            return proof.because(Effectiveness::Untested, "TEST-NO-RESULT", "a test has no result".to_owned());
        }
        if !demand.methods.is_empty()
            && !tests.bearing.iter().any(|t| t.get("method").is_some_and(|m| demand.methods.iter().any(|d| d == m)))
        {
            if !supporting.is_empty() && on_paper_alone(demand, &supporting) {
                return proof.because(Effectiveness::DesignOnly, "DESIGN-ONLY", PAPER.to_owned());
            }
            let text = format!("no test used a required method ({})", demand.methods.join(" or "));
            return proof.because(Effectiveness::Untested, "TEST-METHOD", text);
        }
        let mut proof = self.rests_on(control, demand, &supporting, scope, proof);
        // What speaks against it takes away from what is shown; it never shows anything by itself.
        let shown = matches!(proof.effectiveness, Effectiveness::Effective | Effectiveness::Deviation);
        if let Some(against) = self.contradiction(control, id, facet, scope).filter(|_| shown) {
            proof.evidence = vec![against.key.clone()];
            let text = format!("{} speaks against it and has not been resolved", against.key);
            return proof.because(Effectiveness::Deviation, "CONTRADICTED", text);
        }
        proof
    }

    /// What a tested control proves by its evidence: the evidence is narrowed step by step, and the first step that leaves
    /// nothing is the reason.
    fn rests_on(&self, control: &Control<'a>, demand: &Demand, supporting: &[&'a Record], scope: Scope<'_>, mut proof: Proof) -> Proof {
        use Effectiveness::{Deviation, Effective};
        let frequency = control.record.get("frequency");
        let keys = |records: &[&Record]| records.iter().map(|e| e.key.clone()).collect::<Vec<_>>();
        proof.evidence = keys(supporting);
        if supporting.is_empty() {
            return proof.lacking("EVIDENCE-NONE", "no evidence in scope is linked to it".to_owned());
        }
        let usable: Vec<&Record> = supporting.iter().copied().filter(|e| e.get("ipe_conclusion") != Some("failed")).collect();
        if usable.is_empty() {
            return proof.lacking("IPE-FAILED", "the completeness and accuracy test of its evidence failed".to_owned());
        }
        if on_paper_alone(demand, &usable) {
            return proof.because(Effectiveness::DesignOnly, "DESIGN-ONLY", PAPER.to_owned());
        }
        let accepted: Vec<&Record> = usable.into_iter().filter(|e| evidence::accepts(demand, e)).collect();
        if accepted.is_empty() {
            return proof
                .lacking("EVIDENCE-KIND", format!("none of its evidence is of an accepted kind ({})", demand.accepted_kinds.join(", ")));
        }
        let reliable: Vec<&Record> =
            accepted.into_iter().filter(|e| demand.min_tier == 0 || evidence::tier(e) <= demand.min_tier).collect();
        if reliable.is_empty() {
            return proof.lacking("EVIDENCE-TIER", format!("none of its evidence reaches tier R{}", demand.min_tier));
        }
        let held: Vec<&Record> = reliable.into_iter().filter(|e| evidence::bytes_held(self.data, e)).collect();
        if held.is_empty() {
            return proof.lacking("EVIDENCE-NO-BYTES", "the files named as evidence are not held".to_owned());
        }
        let age =
            |e: &Record| evidence::freshness(e, self.basis.period, evidence::limit(e, frequency, scope.class, &self.basis.parameters));
        let outdated = |e: &Record| self.outdated_document(control, e, scope);
        let fresh: Vec<&Record> = held.iter().copied().filter(|e| age(e).is_fresh() && !outdated(e)).collect();
        if fresh.is_empty() {
            let text = held.first().map_or_else(String::new, |e| {
                let how = if outdated(e) { "older than the last change of what it governs".to_owned() } else { age(e).text() };
                format!("{} is {how}", e.key)
            });
            return proof.lacking("EVIDENCE-STALE", text);
        }
        proof.evidence = keys(&fresh);
        let tested: Vec<&Record> = fresh.into_iter().filter(|e| evidence::ipe_ok(e)).collect();
        if tested.is_empty() {
            return proof.because(Deviation, "IPE-NOT-TESTED", "the completeness and accuracy of its evidence was not tested".to_owned());
        }
        let complete: Vec<&Record> = tested.into_iter().filter(|e| evidence::completeness_known(e)).collect();
        if complete.is_empty() {
            return proof.because(Deviation, "COMPLETENESS-UNKNOWN", "no independent count agrees with the evidence's own".to_owned());
        }
        proof.evidence = keys(&complete);
        if on_paper_alone(demand, &complete) {
            return proof.because(Effectiveness::DesignOnly, "DESIGN-ONLY", PAPER.to_owned());
        }
        if ct06::attested(self, control, &complete).is_some() {
            return proof.lacking("SELF-ATTESTED", "all its evidence comes from its own owner".to_owned());
        }
        // An occurrence counts when its evidence would have been good at the time: valid, whatever its age is now.
        let valid = held.iter().copied().filter(|e| evidence::ipe_ok(e) && evidence::completeness_known(e));
        let valid = valid.filter(|e| matches!(age(e), Freshness::Fresh { .. } | Freshness::Stale { .. }));
        let standing = demand.question == Question::Design || frequency == Some("policy");
        if let Some(o) = evidence::occurrences(valid, frequency, self.basis.period, standing).filter(|o| !o.missing.is_empty()) {
            let text = format!("{} of {} occurrences have evidence; missing {}", o.found, o.expected, shortened(&o.missing));
            return proof.because(Deviation, "OCCURRENCES-MISSING", text);
        }
        match control.record.get("claim") {
            Some("implemented") => {}
            Some(_) => return proof.because(Deviation, "CLAIM-PARTIAL", "the control is claimed in part".to_owned()),
            None => return proof.because(Deviation, "CLAIM-NOT-STATED", "nobody claims the control is implemented".to_owned()),
        }
        let text = format!("test {} found it effective; {} is fresh and complete", proof.tests.join(", "), proof.evidence.join(", "));
        proof.because(Effective, "EFFECTIVE", text)
    }

    #[allow(clippy::too_many_arguments, reason = "the parts of one proof, gathered by its only caller")]
    fn untested(
        &self,
        control: &Control<'a>,
        demand: &Demand,
        requirement: Option<usize>,
        supporting: &[&'a Record],
        old: bool,
        scope: Scope<'_>,
        mut proof: Proof,
    ) -> Proof {
        if !supporting.is_empty() && on_paper_alone(demand, supporting) {
            return proof.because(Effectiveness::DesignOnly, "DESIGN-ONLY", PAPER.to_owned());
        }
        let (code, text) = if old { ("TEST-OLD", "its last test is before the period") } else { ("TEST-NONE", "it has not been tested") };
        proof.due = self.evidence_due(control, requirement, supporting, scope);
        let text = if proof.due { format!("{text}, and evidence was due") } else { text.to_owned() };
        proof.because(Effectiveness::Untested, code, text)
    }
}

/// What is said of a control that rests on documents.
const PAPER: &str = "it rests on policy, procedure or attestation alone";

/// Whether a question about operation is answered by nothing but paper.
fn on_paper_alone(demand: &Demand, shown: &[&Record]) -> bool {
    demand.question == Question::Operating && shown.iter().all(|e| e.get("kind").is_some_and(evidence::is_paper))
}

impl Proof {
    /// Claimed, and what should show it is not there.
    pub(super) fn lacking(mut self, code: &str, text: String) -> Self {
        self.due = true;
        self.because(Effectiveness::Untested, code, text)
    }

    pub(super) fn because(mut self, effectiveness: Effectiveness, code: &str, text: String) -> Self {
        self.effectiveness = effectiveness;
        self.code = code.to_owned();
        self.text = text;
        self
    }
}

fn shortened(names: &[String]) -> String {
    let shown = names.iter().take(6).cloned().collect::<Vec<_>>().join(", ");
    if names.len() > 6 { format!("{shown} and {} more", names.len() - 6) } else { shown }
}

//! What a control proves for one facet in one scope: claim, test, evidence, completeness (domain 4e, 4f.2).

use super::Scope;
use super::frame::{Control, Frame, limited_to};
use super::sign_off::SignOff;
use super::theatre::ct06;
use crate::catalog::{Demand, Question};
use crate::evidence::{self, Freshness};
use crate::facts::misread;
use crate::ids::RequirementId;
use crate::record::Record;
use crate::words::{counted, verb};
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
    /// Ids of the decisions by which it is effective: reviewers' notes that answer what the evidence raises, and resolutions of evidence
    /// that contradicts, or may.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub decisions: Vec<String>,
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
        let supporting = self.supporting(control, id, facet, scope);
        let tests = self.latest_tests(control, scope);
        let mut proof = Proof {
            control: control.id().to_owned(),
            effectiveness: Effectiveness::Untested,
            due: false,
            code: String::new(),
            text: String::new(),
            tests: tests.bearing.iter().map(|t| t.key.clone()).collect(),
            evidence: Vec::new(),
            decisions: Vec::new(),
        };
        if let Some(t) = tests.bearing.iter().find(|t| t.get("result") == Some("ineffective")) {
            return proof.because(Effectiveness::Ineffective, "TEST-INEFFECTIVE", format!("test {} found it ineffective", t.key));
        }
        if let Some(t) = tests.bearing.iter().find(|t| t.get("result").is_none()) {
            let text = format!("test {} tells no result; that it found the control ineffective cannot be excluded", t.key);
            return proof.because(Effectiveness::Ineffective, "TEST-NO-RESULT", text);
        }
        match control.record.get("claim") {
            Some(word @ ("planned" | "not_implemented")) => {
                let text = format!("the control is {}", if word == "planned" { "planned" } else { "said not to be implemented" });
                return proof.because(Effectiveness::Untested, "CLAIM-NOT-IMPLEMENTED", text);
            }
            // What nobody says to be implemented may be planned.
            None => {
                let text = "nobody claims the control is implemented".to_owned();
                return proof.because(Effectiveness::Untested, "CLAIM-NOT-STATED", text);
            }
            // What was tested was there, whatever day it is claimed from.
            _ if tests.bearing.is_empty() && control.record.day("claimed_at").is_some_and(|at| at > self.basis.period.as_of) => {
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
            return self.untested(control, demand, &supporting, tests.old, scope, proof);
        }
        let deviates = |t: &&&Record| t.get("result") == Some("deviation") || t.count("deviations").is_some_and(|n| n > 0);
        if let Some(t) = tests.bearing.iter().find(deviates) {
            return proof.because(Effectiveness::Deviation, "TEST-DEVIATION", format!("test {} found a deviation", t.key));
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
        // What is not there was missed only when it was due: unknown must not look like progress.
        proof.due = proof.due && self.evidence_was_due(control, scope);
        let sampled = |t: &Record| t.get("sample_size").is_some() && t.count("sample_size") != Some(0);
        let uncounted = |t: &&&Record| t.count("deviations").is_none() && (sampled(t) || misread(t, "deviations"));
        let effective = proof.effectiveness == Effectiveness::Effective;
        if let Some(t) = tests.bearing.iter().find(uncounted).filter(|_| effective) {
            let text = format!("test {} does not tell how many of the items it looked at deviate", t.key);
            return proof.because(Effectiveness::Deviation, "DEVIATIONS-NOT-TOLD", text);
        }
        // What speaks against it takes away from what is shown; it never shows anything by itself.
        let shown = matches!(proof.effectiveness, Effectiveness::Effective | Effectiveness::Deviation);
        if let Some(against) = self.contradiction(control, id, facet, scope).filter(|_| shown) {
            proof.evidence = vec![against.key.clone()];
            let text = if evidence::contradicts(against) {
                format!("{} speaks against it and has not been resolved", against.key)
            } else {
                format!("whether {} speaks for or against it is not told", against.key)
            };
            return proof.because(Effectiveness::Deviation, "CONTRADICTED", text);
        }
        proof
    }

    /// The same for a facet that the control covers, by the positions of requirement and facet: worked out once for each kind of workflow.
    pub(super) fn shown_of(&self, control: &Control<'a>, (requirement, at): (usize, usize), scope: Scope<'_>) -> Option<Proof> {
        let facet = self.facet(requirement, at)?;
        let shown = || self.shown(control, &facet.demand, Some(requirement), Some(&facet.id), scope);
        let kept = control.shown.get(&(requirement, at)).zip(self.kind_for(control, scope));
        let Some(known) = kept.and_then(|(of, kind)| of.of(kind, shown)) else { return Some(shown()) };
        debug_assert_eq!(*known, shown(), "the same is shown of a control in workflows of a kind");
        Some(known.clone())
    }

    /// The evidence that speaks for a control on a facet in a scope.
    fn supporting(&self, control: &Control<'a>, id: Option<&RequirementId>, facet: Option<&str>, scope: Scope<'_>) -> Vec<&'a Record> {
        let links = control.evidence.iter().filter(|l| limited_to(l, id, facet));
        links.map(|l| l.record).filter(|e| evidence::supports(e) && self.in_scope(e, scope)).collect()
    }

    /// Whether what is shown to be effective would be so without what rests on events (domain 4d).
    pub(super) fn stands_without_events(
        &self,
        proof: &Proof,
        control: &Control<'a>,
        demand: &Demand,
        requirement: Option<usize>,
        facet: Option<&str>,
        scope: Scope<'_>,
    ) -> bool {
        let id = requirement.and_then(|r| self.requirements.get(r)).map(|r| &r.id);
        let mut rest = self.supporting(control, id, facet, scope);
        let all = rest.len();
        rest.retain(|e| !evidence::of_events(e));
        rest.len() == all || self.rests_on(control, demand, &rest, scope, proof.clone()).effectiveness == Effectiveness::Effective
    }

    /// What a tested control proves by its evidence: the evidence is narrowed step by step, and the first step that leaves
    /// nothing is the reason.
    fn rests_on(&self, control: &Control<'a>, demand: &Demand, supporting: &[&'a Record], scope: Scope<'_>, mut proof: Proof) -> Proof {
        use Effectiveness::{Deviation, Effective};
        let frequency = control.record.get("frequency");
        let keys = |records: &[&Record]| records.iter().map(|e| e.key.clone()).collect::<Vec<_>>();
        proof.evidence = keys(supporting);
        if supporting.is_empty() {
            return proof.lacking("EVIDENCE-NONE", "no evidence in scope is told to support it".to_owned());
        }
        let usable: Vec<&Record> = supporting.iter().copied().filter(|e| !evidence::may_have_failed(e)).collect();
        if usable.is_empty() {
            let untold = supporting.iter().any(|e| e.get("ipe_conclusion").is_none());
            return match untold {
                true => proof
                    .lacking("IPE-NOT-TESTED", "what a test of the completeness and accuracy of its evidence found is not told".to_owned()),
                false => proof.lacking("IPE-FAILED", "the completeness and accuracy test of its evidence failed".to_owned()),
            };
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
            let text = held.first().map_or_else(String::new, |e| match age(e) {
                _ if outdated(e) => format!("{} is older than the last change of what it governs", e.key),
                Freshness::CannotBeAged => format!("{} cannot be aged", e.key),
                age => format!("{} is {}", e.key, age.text()),
            });
            return proof.lacking("EVIDENCE-STALE", text);
        }
        proof.evidence = keys(&fresh);
        // Asked of what is left at each step, so that one more thing that is not known of an artefact never hides it.
        let attested = |of: &[&Record]| ct06::attested(self, control, of).is_some();
        let own = |proof: Proof| proof.lacking("SELF-ATTESTED", "all its evidence comes from its own owner".to_owned());
        // A test of a later day has not been made at the as-of day.
        let made = |e: &Record| e.day("ipe_tested_at").is_none_or(|at| at <= self.basis.period.as_of) || evidence::is_document(e);
        let ipe_ok = |e: &&Record| evidence::ipe_ok(e) && made(e);
        let tested: Vec<&Record> = fresh.iter().copied().filter(ipe_ok).collect();
        if tested.is_empty() && attested(&fresh) {
            return own(proof);
        }
        if tested.is_empty() {
            return proof.because(Deviation, "IPE-NOT-TESTED", "the completeness and accuracy of its evidence was not tested".to_owned());
        }
        let complete: Vec<&Record> = tested.iter().copied().filter(|e| evidence::completeness_known(e)).collect();
        if complete.is_empty() && attested(&tested) {
            return own(proof);
        }
        if complete.is_empty() {
            return proof.because(Deviation, "COMPLETENESS-UNKNOWN", "no independent count agrees with the evidence's own".to_owned());
        }
        proof.evidence = keys(&complete);
        if on_paper_alone(demand, &complete) {
            return proof.because(Effectiveness::DesignOnly, "DESIGN-ONLY", PAPER.to_owned());
        }
        if attested(&complete) {
            return own(proof);
        }
        // An occurrence counts when its evidence would have been good at the time: valid, whatever its age is now.
        // What was signed of an older artefact and is not what is there shows no occurrence; of what it rests on it is said after this.
        let signed = |e: &Record| complete.iter().any(|c| std::ptr::eq(*c, e)) || self.signed(e) != SignOff::Stale;
        let valid = held.iter().copied().filter(|e| ipe_ok(e) && evidence::completeness_known(e) && signed(e));
        let mut valid = valid.filter(|e| matches!(age(e), Freshness::Fresh { .. } | Freshness::Stale { .. }));
        let standing = demand.question == Question::Design || frequency == Some("policy");
        let period = self.basis.period;
        let missing = match frequency {
            Some(_) => evidence::occurrences(valid, frequency, period, standing).filter(|o| !o.missing.is_empty()).map(|o| {
                let has = verb(if o.expected == 1 { 1 } else { o.found }, "has", "have");
                let (of, missing) = (counted(o.expected, "occurrence"), shortened(&o.missing));
                format!("{} of {of} {has} evidence; missing {missing}", o.found)
            }),
            // What covers the whole period covers every occurrence, however often there should be one.
            None => (!valid.any(|e| evidence::covers_all(e, period, standing)))
                .then(|| "how often it runs is not told, and no evidence covers the whole period".to_owned()),
        };
        if let Some(text) = missing {
            return proof.because(Deviation, "OCCURRENCES-MISSING", text);
        }
        match control.record.get("claim") {
            Some("implemented") => {}
            _ => return proof.because(Deviation, "CLAIM-PARTIAL", "the control is claimed in part".to_owned()),
        }
        let text = format!(
            "test {} found it effective; {} {} fresh and complete",
            proof.tests.join(", "),
            proof.evidence.join(", "),
            verb(proof.evidence.len(), "is", "are")
        );
        proof.because(Effective, "EFFECTIVE", text)
    }

    fn untested(
        &self,
        control: &Control<'a>,
        demand: &Demand,
        supporting: &[&'a Record],
        old: bool,
        scope: Scope<'_>,
        mut proof: Proof,
    ) -> Proof {
        // A claim of an untold day may be one of a later day, which covers nothing yet.
        let dated = control.record.day("claimed_at").is_some();
        if dated && !supporting.is_empty() && on_paper_alone(demand, supporting) {
            return proof.because(Effectiveness::DesignOnly, "DESIGN-ONLY", PAPER.to_owned());
        }
        let (code, text) = if old { ("TEST-OLD", "its last test is before the period") } else { ("TEST-NONE", "it has not been tested") };
        proof.due = self.evidence_due(control, supporting, scope);
        let text = if proof.due { format!("{text}, and evidence was due") } else { text.to_owned() };
        proof.because(Effectiveness::Untested, code, text)
    }
}

/// What is said of a control that rests on documents.
const PAPER: &str = "it rests on policy, procedure or attestation alone";

/// Whether a question about operation is answered by nothing but paper. A kind that is not told may be one.
fn on_paper_alone(demand: &Demand, shown: &[&Record]) -> bool {
    demand.question == Question::Operating && shown.iter().all(|e| e.get("kind").is_none_or(evidence::is_paper))
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

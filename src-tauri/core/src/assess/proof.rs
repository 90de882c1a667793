//! What a control proves for one facet in one scope: claim, test, evidence, completeness (domain 4e, 4f.2).

use super::Scope;
use super::frame::{Control, Frame, Linked, limited_to, supports};
use crate::catalog::{Demand, Question};
use crate::evidence::{self, Freshness};
use crate::record::Record;
use serde::{Deserialize, Serialize};

/// How well a control was shown to work.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
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
    /// What a control proves for one facet (or, without one, for itself) in one scope.
    pub fn proof(&self, control: &Control<'a>, demand: &Demand, requirement: Option<usize>, scope: Scope<'_>) -> Proof {
        let id = requirement.and_then(|r| self.requirements.get(r)).map(|r| &r.id);
        let links: Vec<&Linked<'a>> = control.evidence.iter().filter(|l| limited_to(l, id) && self.in_scope(l.record, scope)).collect();
        let supporting: Vec<&Record> = links.iter().map(|l| l.record).filter(|e| supports(e)).collect();
        let mut proof = Proof {
            control: control.id().to_owned(),
            effectiveness: Effectiveness::Untested,
            due: false,
            code: String::new(),
            text: String::new(),
            tests: Vec::new(),
            evidence: Vec::new(),
        };
        let claim = control.record.get("claim");
        if matches!(claim, Some("planned" | "not_implemented")) {
            let word = if claim == Some("planned") { "planned" } else { "said not to be implemented" };
            return proof.because(Effectiveness::Untested, "CLAIM-NOT-IMPLEMENTED", format!("the control is {word}"));
        }
        let (tests, old) = self.latest_tests(control, scope);
        proof.tests = tests.iter().map(|t| t.key.clone()).collect();
        if tests.is_empty() {
            return self.untested(control, demand, &supporting, old, scope, proof);
        }
        let result = |wanted: &str| tests.iter().find(|t| t.get("result") == Some(wanted));
        if let Some(t) = result("ineffective") {
            return proof.because(Effectiveness::Ineffective, "TEST-INEFFECTIVE", format!("test {} found it ineffective", t.key));
        }
        if let Some(t) = result("deviation") {
            return proof.because(Effectiveness::Deviation, "TEST-DEVIATION", format!("test {} found a deviation", t.key));
        }
        if tests.iter().any(|t| t.get("result").is_none()) {
            return proof.because(Effectiveness::Untested, "TEST-NO-RESULT", "a test has no result".to_owned());
        }
        self.tested_effective(control, demand, &links, &supporting, &tests, scope, proof)
    }

    #[allow(clippy::too_many_arguments, reason = "the parts of one proof, gathered by its only caller")]
    fn tested_effective(
        &self,
        control: &Control<'a>,
        demand: &Demand,
        links: &[&Linked<'a>],
        supporting: &[&'a Record],
        tests: &[&'a Record],
        scope: Scope<'_>,
        proof: Proof,
    ) -> Proof {
        use Effectiveness::{DesignOnly, Deviation, Effective, Untested};
        if let Some(against) =
            links.iter().map(|l| l.record).find(|e| e.get("direction") == Some("contradicts") && !self.contradiction_resolved(e))
        {
            let mut proof = proof;
            proof.evidence = vec![against.key.clone()];
            let text = format!("{} speaks against it and has not been resolved", against.key);
            return proof.because(Deviation, "CONTRADICTED", text);
        }
        if !demand.methods.is_empty() && !tests.iter().any(|t| t.get("method").is_some_and(|m| demand.methods.iter().any(|d| d == m))) {
            let text = format!("no test used a required method ({})", demand.methods.join(" or "));
            return proof.because(Untested, "TEST-METHOD", text);
        }
        let due = |mut proof: Proof, code: &str, text: String| {
            proof.due = true;
            proof.because(Untested, code, text)
        };
        let mut proof = proof;
        proof.evidence = supporting.iter().map(|e| e.key.clone()).collect();
        if supporting.is_empty() {
            return due(proof, "EVIDENCE-NONE", "no evidence in scope is linked to it".to_owned());
        }
        let usable: Vec<&Record> = supporting.iter().copied().filter(|e| e.get("ipe_conclusion") != Some("failed")).collect();
        if usable.is_empty() {
            return due(proof, "IPE-FAILED", "the completeness and accuracy test of its evidence failed".to_owned());
        }
        let design_only = |e: &&Record| matches!(e.get("kind"), Some("policy" | "procedure" | "attestation"));
        if demand.question == Question::Operating && usable.iter().all(design_only) {
            return proof.because(DesignOnly, "DESIGN-ONLY", "it rests on policy, procedure or attestation alone".to_owned());
        }
        let accepted: Vec<&Record> = usable.into_iter().filter(|e| accepts(demand, e)).collect();
        if accepted.is_empty() {
            let text = format!("none of its evidence is of an accepted kind ({})", demand.accepted_kinds.join(", "));
            return due(proof, "EVIDENCE-KIND", text);
        }
        let reliable: Vec<&Record> =
            accepted.iter().copied().filter(|e| demand.min_tier == 0 || evidence::tier(e) <= demand.min_tier).collect();
        if reliable.is_empty() {
            return due(proof, "EVIDENCE-TIER", format!("none of its evidence reaches tier R{}", demand.min_tier));
        }
        let held: Vec<&Record> = reliable.into_iter().filter(|e| evidence::bytes_held(self.data, e)).collect();
        if held.is_empty() {
            return due(proof, "EVIDENCE-NO-BYTES", "the files named as evidence are not held".to_owned());
        }
        let frequency = control.record.get("frequency");
        let aged: Vec<(&Record, Freshness)> = held
            .iter()
            .map(|e| (*e, evidence::freshness(e, self.basis.period, evidence::limit(e, frequency, scope.class, &self.basis.parameters))))
            .map(|(e, f)| (e, if self.outdated_document(e, scope) { Freshness::Stale { age: 0, limit: 0 } } else { f }))
            .collect();
        let fresh: Vec<&Record> = aged.iter().filter(|(_, f)| f.is_fresh()).map(|(e, _)| *e).collect();
        if fresh.is_empty() {
            let text = aged.first().map_or_else(String::new, |(e, f)| {
                let how =
                    if self.outdated_document(e, scope) { "older than the last change of what it governs".to_owned() } else { f.text() };
                format!("{} is {}", e.key, how)
            });
            return due(proof, "EVIDENCE-STALE", text);
        }
        proof.evidence = fresh.iter().map(|e| e.key.clone()).collect();
        if self.self_attested(control, &fresh) {
            return due(proof, "SELF-ATTESTED", "all its evidence comes from its own owner".to_owned());
        }
        let tested: Vec<&Record> = fresh.into_iter().filter(|e| evidence::ipe_ok(e)).collect();
        if tested.is_empty() {
            return proof.because(Deviation, "IPE-NOT-TESTED", "the completeness and accuracy of its evidence was not tested".to_owned());
        }
        let complete: Vec<&Record> = tested.into_iter().filter(|e| evidence::completeness_known(e)).collect();
        if complete.is_empty() {
            return proof.because(Deviation, "COMPLETENESS-UNKNOWN", "no independent count agrees with the evidence's own".to_owned());
        }
        proof.evidence = complete.iter().map(|e| e.key.clone()).collect();
        if let Some(o) = evidence::occurrences(held.iter().copied(), frequency, self.basis.period).filter(|o| !o.missing.is_empty()) {
            let text = format!("{} of {} occurrences have evidence; missing {}", o.found, o.expected, shortened(&o.missing));
            return proof.because(Deviation, "OCCURRENCES-MISSING", text);
        }
        match control.record.get("claim") {
            Some("implemented") => {}
            Some(_) => return proof.because(Deviation, "CLAIM-PARTIAL", "the control is claimed in part".to_owned()),
            None => return proof.because(Deviation, "CLAIM-NOT-STATED", "nobody claims the control is implemented".to_owned()),
        }
        let flags = self.questions(control);
        if !flags.is_empty() && !self.reviewer_note(control) {
            return proof.because(
                Deviation,
                "CLAIM-QUESTIONABLE",
                format!("the evidence raises {} and no reviewer's note answers it", flags.join(", ")),
            );
        }
        let text = format!("test {} found it effective; {} is fresh and complete", proof.tests.join(", "), proof.evidence.join(", "));
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
        proof.evidence = supporting.iter().map(|e| e.key.clone()).collect();
        let documents =
            !supporting.is_empty() && supporting.iter().all(|e| matches!(e.get("kind"), Some("policy" | "procedure" | "attestation")));
        if demand.question == Question::Operating && documents {
            return proof.because(
                Effectiveness::DesignOnly,
                "DESIGN-ONLY",
                "it rests on policy, procedure or attestation alone".to_owned(),
            );
        }
        let (code, text) = if old { ("TEST-OLD", "its last test is before the period") } else { ("TEST-NONE", "it has not been tested") };
        proof.due = self.evidence_due(control, supporting, scope);
        let text = if proof.due { format!("{text}, and evidence was due") } else { text.to_owned() };
        proof.because(Effectiveness::Untested, code, text)
    }

    /// The latest test by each method that bears on the scope and lies between the first day and the as-of day; and whether there are older ones.
    fn latest_tests(&self, control: &Control<'a>, scope: Scope<'_>) -> (Vec<&'a Record>, bool) {
        let mut latest: Vec<&'a Record> = Vec::new();
        let mut old = false;
        for test in &control.tests {
            let bears = test.get("workflow").is_none_or(|w| Some(w) == scope.id());
            let Some(at) = test.day("tested_at").filter(|at| bears && *at <= self.basis.period.as_of) else { continue };
            if at < self.basis.period.from {
                old = true;
                continue;
            }
            match latest.iter_mut().find(|t| t.get("method") == test.get("method") && t.get("workflow") == test.get("workflow")) {
                Some(slot) if slot.day("tested_at") <= Some(at) => *slot = test,
                Some(_) => {}
                None => latest.push(test),
            }
        }
        (latest, old)
    }

    /// Whether a claimed control should have left evidence by now: a request is overdue, or an occurrence has passed.
    pub fn evidence_due(&self, control: &Control<'a>, supporting: &[&'a Record], scope: Scope<'_>) -> bool {
        let t0 = self.basis.period.as_of;
        let asked = self.requests.get(control.id()).is_some_and(|requests| {
            requests.iter().any(|r| match r.get("status") {
                Some("not_available") => true,
                Some("accepted" | "received") => false,
                _ => r.day("due").is_some_and(|d| d < t0),
            })
        });
        let frequency = control.record.get("frequency");
        let passed = control
            .record
            .day("claimed_at")
            .zip(self.basis.parameters.freshness_limit("other", frequency, scope.class))
            .is_some_and(|(at, limit)| (t0 - at).num_days() > limit);
        let fresh = supporting.iter().any(|e| {
            evidence::freshness(e, self.basis.period, evidence::limit(e, frequency, scope.class, &self.basis.parameters)).is_fresh()
        });
        asked || (passed && !fresh)
    }

    /// Whether evidence speaks about a scope: its workflows and environment, where it names any.
    pub fn in_scope(&self, evidence: &Record, scope: Scope<'_>) -> bool {
        let workflows = evidence.list("workflows").filter(|w| !w.is_empty());
        let by_workflow = match (&workflows, scope.id()) {
            (None, _) => true,
            (Some(named), Some(id)) => named.contains(&id),
            (Some(_), None) => false,
        };
        // Evidence from one environment says nothing about another, or about one that is not told.
        let by_environment = match (evidence.get("environment"), scope.workflow) {
            (None, _) | (_, None) => true,
            (Some(e), Some(w)) => w.get("environment") == Some(e),
        };
        by_workflow && by_environment
    }

    fn contradiction_resolved(&self, evidence: &Record) -> bool {
        self.decisions("contradiction_resolved")
            .iter()
            .any(|d| d.record.get("subject") == Some(evidence.key.as_str()) && d.record.get("reason").is_some())
    }

    /// A document that is older than the last context change of the workflow it governs.
    fn outdated_document(&self, e: &Record, scope: Scope<'_>) -> bool {
        evidence::in_force(e.get("kind").unwrap_or("other"))
            && e.get("kind") != Some("contract")
            && e.list("workflows").is_some_and(|w| scope.id().is_some_and(|id| w.contains(&id)))
            && scope.last_change.is_some_and(|change| evidence::covers(e).is_some_and(|(_, to)| to < change))
    }

    fn self_attested(&self, control: &Control<'a>, fresh: &[&Record]) -> bool {
        let owner = control.record.get("owner");
        let by_owner = owner.is_some() && fresh.iter().all(|e| e.get("collected_by").is_some() && e.get("collected_by") == owner);
        fresh.iter().all(|e| evidence::tier(e) == 6) || (by_owner && fresh.len() < 2)
    }

    fn reviewer_note(&self, control: &Control<'a>) -> bool {
        self.decisions("reviewer_note").iter().any(|d| {
            let subject = d.record.get("subject");
            subject == Some(control.id()) || control.evidence.iter().any(|l| subject == Some(l.record.key.as_str()))
        })
    }
}

impl Proof {
    fn because(mut self, effectiveness: Effectiveness, code: &str, text: String) -> Self {
        self.effectiveness = effectiveness;
        self.code = code.to_owned();
        self.text = text;
        self
    }
}

/// Whether a kind of evidence may answer.
pub fn accepts(demand: &Demand, e: &Record) -> bool {
    demand.accepted_kinds.is_empty() || e.get("kind").is_some_and(|k| demand.accepted_kinds.iter().any(|a| a == k))
}

fn shortened(names: &[String]) -> String {
    let shown = names.iter().take(6).cloned().collect::<Vec<_>>().join(", ");
    if names.len() > 6 { format!("{shown} and {} more", names.len() - 6) } else { shown }
}

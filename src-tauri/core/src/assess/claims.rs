//! Compliance-theatre tests that need no event log (domain 4e): CT-01, 02, 03, 05, 06, 07, 08, 11 and 12.
//! CT-04, CT-09 and CT-10 rest on approvals and trends, which are not analysed yet.

use super::Scope;
use super::frame::{Control, Frame, limited_to, sole_artefact, supports};
use super::proof::{ClaimState, accepts};
use crate::catalog::{Demand, Question};
use crate::evidence;
use crate::record::Record;
use chrono::Days;
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;

/// A claim, its state, and the questions it raises.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
pub struct Claim {
    /// The control's id.
    pub control: String,
    /// The workflow the claim is about; `None` for the organisation as a whole.
    pub workflow: Option<String>,
    /// What the claim amounts to.
    pub state: ClaimState,
    /// Codes of the tests that raised a question.
    pub flags: Vec<String>,
    /// The evidence looked at.
    pub evidence: Vec<String>,
}

impl<'a> Frame<'a> {
    /// The flags of a claim that do not depend on requirement or workflow: over-reuse, clones, bursts, links beyond scope.
    pub fn questions(&self, control: &Control<'a>) -> Vec<&'static str> {
        let mut flags = Vec::new();
        if self.beyond_scope(control) {
            flags.push("CT-02");
        }
        if !self.over_reused(control).is_empty() {
            flags.push("CT-03");
        }
        if self.cloned(control) {
            flags.push("CT-07");
        }
        if self.burst(control) {
            flags.push("CT-08");
        }
        flags
    }

    /// The records of a control's only artefact, when that artefact alone supports more requirements or workflows than one should.
    pub fn over_reused(&self, control: &Control<'a>) -> Vec<&'a Record> {
        let p = &self.basis.parameters;
        let over = |(requirements, workflows): &(usize, usize)| {
            to_f64(*requirements) > p.get("theatre_reuse_requirements") || to_f64(*workflows) > p.get("theatre_reuse_workflows")
        };
        let sole = sole_artefact(control).filter(|sha| self.reuse.get(sha).is_some_and(over));
        control.evidence.iter().map(|l| l.record).filter(|e| sole.is_some() && e.extra("sha256") == sole).collect()
    }

    /// A test names evidence whose own scope leaves out the control, the workflow or every requirement of the control.
    fn beyond_scope(&self, control: &Control<'a>) -> bool {
        control.evidence.iter().filter(|l| l.by_test).any(|l| {
            let e = l.record;
            let other_control = e.list("controls").is_some_and(|c| !c.is_empty() && !c.contains(&control.id()));
            let other_requirement =
                l.requirements.is_some() && !control.covers.keys().any(|r| limited_to(l, self.requirements.get(*r).map(|r| &r.id), None));
            let named = e.list("workflows").filter(|w| !w.is_empty());
            let other_workflow = control
                .tests
                .iter()
                .filter(|t| t.list("evidence").is_some_and(|f| f.contains(&e.key.as_str())))
                .filter_map(|t| t.get("workflow"))
                .any(|w| named.as_ref().is_some_and(|n| !n.contains(&w)));
            other_control || other_requirement || other_workflow
        })
    }

    /// The same bytes stand for two different spans of time.
    fn cloned(&self, control: &Control<'a>) -> bool {
        let spans: Vec<(&str, _)> =
            control.evidence.iter().filter_map(|l| Some((l.record.extra("sha256")?, evidence::covers(l.record)?))).collect();
        spans.iter().enumerate().any(|(i, (sha, span))| spans.iter().skip(i + 1).any(|(s, other)| s == sha && other != span))
    }

    /// Most artefacts of a monthly or denser control were captured at the very end of the period.
    fn burst(&self, control: &Control<'a>) -> bool {
        if !matches!(control.record.get("frequency"), Some("continuous" | "per_event" | "daily" | "weekly" | "monthly")) {
            return false;
        }
        let p = self.basis.period;
        let length = (p.to - p.from).num_days() + 1;
        let share = self.basis.parameters.get("theatre_burst_tail");
        #[allow(clippy::cast_precision_loss, clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "day counts of one period")]
        let tail = (length as f64 * share).floor() as u64;
        let Some(begins) = p.to.checked_sub_days(Days::new(tail)) else { return false };
        let captured: Vec<_> = control
            .evidence
            .iter()
            .filter(|l| supports(l.record))
            .filter_map(|l| l.record.day("collected_at").or_else(|| l.record.day("period_to")))
            .filter(|d| *d >= p.from && *d <= p.to)
            .collect();
        let late = captured.iter().filter(|d| **d > begins).count();
        to_f64(captured.len()) >= self.basis.parameters.get("theatre_burst_min_artefacts")
            && to_f64(late) >= self.basis.parameters.get("theatre_burst_share") * to_f64(captured.len())
    }

    /// The state of a control's claim for one scope.
    pub fn claim(&self, control: &Control<'a>, scope: Scope<'_>) -> Claim {
        let in_scope: Vec<&Record> = control.evidence.iter().map(|l| l.record).filter(|e| self.in_scope(e, scope)).collect();
        let supporting: Vec<&Record> = in_scope.iter().copied().filter(|e| supports(e)).collect();
        let demands: Vec<&Demand> =
            control.covers.iter().flat_map(|(r, fs)| fs.iter().filter_map(|f| self.facet(*r, *f)).map(|f| &f.demand)).collect();
        let frequency = control.record.get("frequency");
        let relevant = |e: &&&Record| demands.is_empty() || demands.iter().any(|d| accepts(d, e));
        let strong = |e: &&&Record| {
            demands.is_empty() || demands.iter().any(|d| accepts(d, e) && (d.min_tier == 0 || evidence::tier(e) <= d.min_tier))
        };
        let fresh = |e: &&&Record| {
            evidence::freshness(e, self.basis.period, evidence::limit(e, frequency, scope.class, &self.basis.parameters)).is_fresh()
        };
        let mut flags: Vec<String> = Vec::new();
        let valid = supporting.iter().filter(strong).filter(fresh).filter(|e| evidence::bytes_held(self.data, e)).count();
        if valid == 0 {
            flags.push("CT-01".into());
        }
        let operating = demands.iter().any(|d| d.question == Question::Operating);
        let paper = |e: &&Record| matches!(e.get("kind"), Some("policy" | "procedure" | "attestation"));
        if operating && !supporting.is_empty() && supporting.iter().all(paper) {
            flags.push("CT-05".into());
        }
        if self.self_attested(control, &supporting) {
            flags.push("CT-06".into());
        }
        if !supporting.is_empty() && supporting.iter().filter(relevant).count() == 0 {
            flags.push("CT-11".into());
        }
        let unsubstantiated = !flags.is_empty() || self.overdue(control, None);
        flags.extend(self.questions(control).into_iter().map(str::to_owned));
        let against = self.contradiction(control, None, None, scope).is_some();
        if against {
            flags.push("CT-12".into());
        }
        flags.sort_unstable();
        let state = match (against, unsubstantiated, flags.is_empty()) {
            (true, _, _) => ClaimState::Contradicted,
            (false, true, _) => ClaimState::Unsubstantiated,
            (false, false, false) => ClaimState::Questionable,
            (false, false, true) => ClaimState::Substantiated,
        };
        Claim {
            control: control.id().to_owned(),
            workflow: scope.id().map(str::to_owned),
            state,
            flags,
            evidence: in_scope.iter().map(|e| e.key.clone()).collect(),
        }
    }

    /// A request for the control, or for the requirement alone, is overdue or cannot be met.
    pub fn overdue(&self, control: &Control<'a>, requirement: Option<usize>) -> bool {
        let of = requirement.and_then(|r| self.requests_of.get(&r));
        self.requests.get(control.id()).into_iter().chain(of).flatten().any(|r| match r.get("status") {
            Some("not_available") => true,
            Some("accepted" | "received") => false,
            _ => r.day("due").is_some_and(|d| d < self.basis.period.as_of),
        })
    }

    /// Whether all evidence comes from the control's own owner without a second source, or from oral statements. A second source
    /// is another author, or another system of record. An author who is not told cannot be another one.
    pub fn self_attested(&self, control: &Control<'a>, evidence: &[&Record]) -> bool {
        let owner = control.record.get("owner");
        let another = |e: &&Record| {
            let authors = [e.get("collected_by"), e.get("extracted_by")];
            authors.into_iter().flatten().any(|a| owner.is_none_or(|o| !self.same_person(a, o)))
        };
        let systems: BTreeSet<&str> = evidence.iter().filter_map(|e| e.get("source_system")).collect();
        let oral = evidence.iter().all(|e| evidence::tier(e) == 6);
        !evidence.is_empty() && (oral || (systems.len() < 2 && !evidence.iter().any(another)))
    }

    /// The worst claim of an organisation-wide control over the organisation and every kind of workflow it is for.
    pub fn organisation_claim(&self, control: &Control<'a>, scopes: &[Scope<'a>]) -> Claim {
        let mut worst = self.claim(control, Scope::organisation());
        let named: Vec<&str> = control.evidence.iter().flat_map(|l| l.record.list("workflows").unwrap_or_default()).collect();
        let extra = named.into_iter().map(|id| self.scope_named(Some(id))).filter(|s| s.workflow.is_some());
        for scope in scopes.iter().copied().chain(extra) {
            let claim = self.claim(control, scope);
            worst.flags.extend(claim.flags);
            worst.evidence.extend(claim.evidence);
            worst.state = worst.state.min(claim.state);
        }
        for list in [&mut worst.flags, &mut worst.evidence] {
            list.sort_unstable();
            list.dedup();
        }
        worst.workflow = None;
        worst
    }
}

fn to_f64(n: usize) -> f64 {
    f64::from(u32::try_from(n).unwrap_or(u32::MAX))
}

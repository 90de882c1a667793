//! Compliance-theatre tests that need no event log (domain 4e): CT-01, 02, 03, 05, 06, 07, 08, 11 and 12.
//! CT-04, CT-09 and CT-10 rest on approvals and trends, which are not analysed yet.

use super::Scope;
use super::frame::{Control, Frame, limited_to, supports};
use super::proof::{ClaimState, accepts};
use crate::catalog::{Demand, Question};
use crate::evidence;
use crate::record::Record;
use chrono::Days;
use serde::{Deserialize, Serialize};

/// A claim, its state, and the questions it raises.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
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
        let p = &self.basis.parameters;
        let over = |sha: &str| {
            self.reuse
                .get(sha)
                .is_some_and(|(r, w)| to_f64(*r) > p.get("theatre_reuse_requirements") || to_f64(*w) > p.get("theatre_reuse_workflows"))
        };
        let shas: Vec<&str> = control.evidence.iter().filter(|l| supports(l.record)).filter_map(|l| l.record.extra("sha256")).collect();
        if shas.iter().any(|s| over(s)) {
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

    /// A test names evidence whose own scope leaves out the control, the workflow or every requirement of the control.
    fn beyond_scope(&self, control: &Control<'a>) -> bool {
        control.evidence.iter().filter(|l| l.by_test).any(|l| {
            let e = l.record;
            let other_control = e.list("controls").is_some_and(|c| !c.is_empty() && !c.contains(&control.id()));
            let other_requirement =
                l.requirements.is_some() && !control.covers.keys().any(|r| limited_to(l, self.requirements.get(*r).map(|r| &r.id)));
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
        let owner = control.record.get("owner");
        let own = |e: &&Record| owner.is_some() && e.get("collected_by") == owner;
        if !supporting.is_empty()
            && (supporting.iter().all(|e| evidence::tier(e) == 6) || (supporting.len() < 2 && supporting.iter().all(own)))
        {
            flags.push("CT-06".into());
        }
        if !supporting.is_empty() && supporting.iter().filter(relevant).count() == 0 {
            flags.push("CT-11".into());
        }
        let unsubstantiated = !flags.is_empty() || self.overdue(control);
        flags.extend(self.questions(control).into_iter().map(str::to_owned));
        let against = in_scope.iter().any(|e| e.get("direction") == Some("contradicts") && !self.is_resolved(e));
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

    fn is_resolved(&self, e: &Record) -> bool {
        self.decisions("contradiction_resolved")
            .iter()
            .any(|d| d.record.get("subject") == Some(e.key.as_str()) && d.record.get("reason").is_some())
    }

    /// A request for the control is overdue or cannot be met.
    fn overdue(&self, control: &Control<'a>) -> bool {
        self.requests.get(control.id()).into_iter().flatten().any(|r| match r.get("status") {
            Some("not_available") => true,
            Some("accepted" | "received") => false,
            _ => r.day("due").is_some_and(|d| d < self.basis.period.as_of),
        })
    }
}

fn to_f64(n: usize) -> f64 {
    f64::from(u32::try_from(n).unwrap_or(u32::MAX))
}

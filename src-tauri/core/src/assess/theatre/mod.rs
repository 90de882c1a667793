//! Compliance-theatre tests (domain 4e): whether what is shown for a claim is more than a show of it. A claim is a control that is
//! said to be implemented, for one workflow or for the organisation. Each test asks a question of the claim's owner; none accuses.
//!
//! A test that holds on what is known raises its code; one that cannot be excluded because something is not told raises the `-U`
//! variant. The state of a claim is taken as if every `-U` held.

mod ct01;
mod ct02;
mod ct03;
mod ct04;
mod ct05;
pub(super) mod ct06;
mod ct07;
mod ct08;
mod ct09;
mod ct10;
mod ct11;
mod ct12;
#[cfg(test)]
pub(crate) mod lab;
mod look;
mod signals;
#[cfg(test)]
mod worked;

pub use signals::{Adoption, Against, Approvals, Cited, Gates, Signals};

use super::Scope;
use super::frame::{Control, Frame};
use super::proof::ClaimState;
use crate::hit::Hit;
use crate::parameters::Parameters;
use crate::place::Place;
use crate::record::Record;
use crate::tables::Table;
use look::Look;
use serde::{Deserialize, Serialize};
use signals::NAMED;

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
    /// Codes of the tests that raised a question, with `-U` behind one that only cannot be excluded.
    pub flags: Vec<String>,
    /// The evidence looked at.
    pub evidence: Vec<String>,
    /// What raised the flags, until findings are made of it.
    #[serde(skip)]
    #[cfg_attr(feature = "types", ts(skip))]
    pub hits: Vec<Hit>,
}

/// A claim with what raised its flags.
#[derive(Clone, Debug)]
pub struct Examined<'a> {
    /// The claim.
    pub claim: Claim,
    /// What each test found, in code order. Their severity stays below high: the finding that a claim is held against is counted
    /// by itself.
    pub hits: Vec<Hit>,
    /// Requests for evidence that are overdue, or that cannot be met.
    pub overdue: Vec<&'a Record>,
}

/// The codes that leave a claim without support, in either variant.
const UNSUBSTANTIATED: [&str; 4] = ["CT-01", "CT-05", "CT-06", "CT-11"];

/// Whether a test asks what a reviewer's note can answer: its code leaves the claim standing.
pub(crate) fn is_question(code: &str) -> bool {
    code != "CT-12" && !UNSUBSTANTIATED.contains(&code)
}

/// The state that flags amount to (domain 4e): the first that applies, worst first.
pub fn state_of(hits: &[Hit], overdue: bool) -> ClaimState {
    let any = |holds: &dyn Fn(&Hit) -> bool| hits.iter().any(holds);
    if any(&|h| h.code == "CT-12" && !h.unsure) {
        return ClaimState::Contradicted;
    }
    if overdue || any(&|h| h.code == "CT-12" || UNSUBSTANTIATED.contains(&h.code.as_str())) {
        return ClaimState::Unsubstantiated;
    }
    if hits.is_empty() { ClaimState::Substantiated } else { ClaimState::Questionable }
}

impl<'a> Frame<'a> {
    /// The state of a control's claim for one scope.
    pub fn claim(&self, control: &Control<'a>, scope: Scope<'_>, signals: &Signals) -> Claim {
        self.examine(control, scope, signals).claim
    }

    /// A control's claim for one scope, with what each test found.
    pub fn examine(&self, control: &Control<'a>, scope: Scope<'_>, signals: &Signals) -> Examined<'a> {
        let look = Look::new(self, control, scope, signals);
        let mut hits = look.unsupported();
        hits.extend(ct12::test(&look));
        hits.extend(look.questions());
        hits.sort_by(|a, b| a.code.cmp(&b.code));
        let overdue = look.overdue();
        let in_scope = control.evidence.iter().map(|l| l.record).filter(|e| self.in_scope(e, scope));
        let claim = Claim {
            control: control.id().to_owned(),
            workflow: scope.id().map(str::to_owned),
            state: state_of(&hits, !overdue.is_empty()),
            flags: hits.iter().map(Hit::full_code).collect(),
            evidence: in_scope.map(|e| e.key.clone()).collect(),
            hits: hits.clone(),
        };
        Examined { claim, hits, overdue }
    }

    /// What the tests that leave a claim standing found for a control in a scope (CT-02, 03, 04, 07, 08, 09): questions that a
    /// reviewer's note can answer.
    pub fn questions(&self, control: &Control<'a>, scope: Scope<'_>, signals: &Signals) -> Vec<Hit> {
        Look::new(self, control, scope, signals).questions()
    }

    /// Whether a control's claim may rest on the approvals of a workflow that nothing about the control names: it stands behind the gate
    /// of one, or makes up for what is found about approvals.
    pub(super) fn may_rest_on_approvals(&self, control: &Control<'a>, signals: &Signals) -> bool {
        look::makes_up_for_approvals(control) || signals.gated_by(control.id()).next().is_some()
    }

    /// What is asked of the approvals that a control's claim rests on in a scope, as a number (CT-04, CT-09).
    pub(super) fn asked_of_approvals(&self, control: &Control<'a>, scope: Scope<'_>, signals: &Signals) -> u64 {
        Look::new(self, control, scope, signals).asked_of_approvals()
    }

    /// What leaves a control's claim without support in a scope (CT-01, 05, 06, 11).
    pub(super) fn unsupported(&self, control: &Control<'a>, scope: Scope<'_>, signals: &Signals) -> Vec<Hit> {
        Look::new(self, control, scope, signals).unsupported()
    }

    /// What speaks against a control's claim in a scope (CT-12): evidence that was not resolved, or a finding of high and above.
    pub(super) fn spoken_against_claim(&self, control: &Control<'a>, scope: Scope<'_>, signals: &Signals) -> Option<Hit> {
        ct12::test(&Look::new(self, control, scope, signals))
    }

    /// The worst claim of an organisation-wide control over the organisation and every kind of workflow it is for.
    pub fn organisation_claim(&self, control: &Control<'a>, scopes: &[Scope<'a>], signals: &Signals) -> Claim {
        let mut worst = self.claim(control, Scope::organisation(), signals);
        let named: Vec<&str> = control.evidence.iter().flat_map(|l| l.record.list("workflows").unwrap_or_default()).collect();
        let extra = named.into_iter().map(|id| self.scope_named(Some(id))).filter(|s| s.workflow.is_some());
        for scope in scopes.iter().copied().chain(extra) {
            let claim = self.claim(control, scope, signals);
            worst.flags.extend(claim.flags);
            worst.evidence.extend(claim.evidence);
            worst.hits.extend(claim.hits);
            worst.state = worst.state.min(claim.state);
        }
        for list in [&mut worst.flags, &mut worst.evidence] {
            list.sort_unstable();
            list.dedup();
        }
        worst.workflow = None;
        worst
    }

    /// The records of a control's only artefact, when that artefact alone supports more requirements or workflows than one should.
    pub fn over_reused(&self, control: &Control<'a>) -> Vec<&'a Record> {
        ct03::over_reused(self, control)
    }
}

/// What is asked of the programme as a whole (CT-10).
pub fn programme(signals: &Signals, parameters: &Parameters) -> Vec<Hit> {
    ct10::test(signals, parameters).into_iter().collect()
}

/// Adds a sentence for each of the first workflows, with the workflow as its place, and says how many others there are.
fn about_workflows(look: &Look<'_, '_>, mut hit: Hit, workflows: &[(&str, &Approvals)], words: impl Fn(&str, &Approvals) -> String) -> Hit {
    for (id, a) in workflows.iter().take(NAMED) {
        let workflow = look.frame.data.find(Table::Workflows, id);
        hit = hit.saying(words(workflow.map_or(id, |w| w.called()), a), workflow.map(Place::record).into_iter().collect());
    }
    match workflows.len().saturating_sub(NAMED) {
        0 => hit,
        1 => hit.saying("The same is so in 1 other workflow.", Vec::new()),
        n => hit.saying(format!("The same is so in {n} other workflows."), Vec::new()),
    }
}

/// A count as a number to compare with a threshold.
#[allow(clippy::cast_precision_loss, reason = "counts of records, far below 2^53")]
fn count(n: impl TryInto<u64>) -> f64 {
    n.try_into().unwrap_or(u64::MAX) as f64
}

/// Whether a number reaches a threshold, forgiving what binary fractions lose.
fn reaches(value: f64, threshold: f64) -> bool {
    value >= threshold - 1e-9
}

/// Whether a number is above a threshold, forgiving what binary fractions lose.
fn exceeds(value: f64, threshold: f64) -> bool {
    value > threshold + 1e-9
}

//! The links of an evidence chain, and what can be said of each.

use crate::event::Kind;
use serde::{Deserialize, Serialize};

/// A link of the chain, in the order of domain 4d. Issuing and withdrawing a credential are links where access for one task is
/// claimed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
#[serde(rename_all = "snake_case")]
pub enum LinkKind {
    /// Work was asked for.
    Request,
    /// What the model was given.
    Prompt,
    /// What the model answered, with its id and version.
    ModelOutput,
    /// A tool was called.
    ToolCall,
    /// A policy decided about that call.
    PolicyDecision,
    /// Somebody approved it.
    Approval,
    /// A credential was issued for the task.
    CredentialIssue,
    /// It was carried out.
    Execution,
    /// Something changed in a system of record.
    Effect,
    /// The credential was withdrawn.
    CredentialRevoke,
}

impl LinkKind {
    /// All links, in order.
    pub const ALL: [Self; 10] = [
        Self::Request,
        Self::Prompt,
        Self::ModelOutput,
        Self::ToolCall,
        Self::PolicyDecision,
        Self::Approval,
        Self::CredentialIssue,
        Self::Execution,
        Self::Effect,
        Self::CredentialRevoke,
    ];

    /// The link that an event of a kind makes; edits and reviews make none.
    pub fn of(kind: Kind) -> Option<Self> {
        Some(match kind {
            Kind::Request => Self::Request,
            Kind::Prompt => Self::Prompt,
            Kind::ModelOutput => Self::ModelOutput,
            Kind::ToolCall => Self::ToolCall,
            Kind::PolicyDecision => Self::PolicyDecision,
            Kind::Approval => Self::Approval,
            Kind::CredentialIssue => Self::CredentialIssue,
            Kind::CredentialRevoke => Self::CredentialRevoke,
            Kind::Execution => Self::Execution,
            Kind::Effect => Self::Effect,
            Kind::HumanEdit | Kind::ReviewOpen | Kind::ReviewComment => return None,
        })
    }

    /// The word of `logged_links` and of machine formats.
    pub fn word(self) -> &'static str {
        match self {
            Self::Request => "request",
            Self::Prompt => "prompt",
            Self::ModelOutput => "model_output",
            Self::ToolCall => "tool_call",
            Self::PolicyDecision => "policy_decision",
            Self::Approval => "approval",
            Self::CredentialIssue => "credential_issue",
            Self::Execution => "execution",
            Self::Effect => "effect",
            Self::CredentialRevoke => "credential_revoke",
        }
    }

    /// As a sentence names it.
    pub fn title(self) -> &'static str {
        match self {
            Self::Request => "request",
            Self::Prompt => "prompt",
            Self::ModelOutput => "model output",
            Self::ToolCall => "tool call",
            Self::PolicyDecision => "policy decision",
            Self::Approval => "approval",
            Self::CredentialIssue => "issue of the credential",
            Self::Execution => "execution",
            Self::Effect => "effect",
            Self::CredentialRevoke => "withdrawal of the credential",
        }
    }

    /// Its position in [`LinkKind::ALL`].
    pub(super) fn index(self) -> usize {
        self as usize
    }
}

/// Whether a link is required.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub enum Need {
    /// It is not.
    #[default]
    No,
    /// Something that is not told would make it required, and is read so.
    Assumed,
    /// It is.
    Yes,
}

/// What the log shows of a link; the order is from best to worst.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
#[serde(rename_all = "snake_case")]
pub enum LinkState {
    /// It is there, follows from what it names, its actor is known and what binds it agrees.
    #[default]
    Valid,
    /// It is not there, or something that would bind it is not told.
    Missing,
    /// It is there, and something of it does not agree.
    Invalid,
}

/// Why a link is not valid.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
#[serde(rename_all = "snake_case")]
pub enum Why {
    /// The log has no such event.
    Absent,
    /// A parent it names is not in the log.
    LostParent,
    /// It is earlier than a parent it names.
    BeforeParent,
    /// It is later than the execution it should lead to.
    AfterExecution,
    /// It is earlier than any execution it could be of.
    BeforeExecution,
    /// Its actor does not resolve to exactly one registered identity.
    Actor,
    /// A model output without the id or the version of the model.
    Model,
    /// A decision about a call that the log does not have.
    CallLost,
    /// A decision about a call of another run.
    CallElsewhere,
    /// A decision that does not say which call it is about.
    CallUntold,
    /// A decision or an approval that does not say how it went.
    OutcomeUntold,
    /// The policy said no.
    Denied,
    /// The approver said no, or asked for changes.
    NotApproved,
    /// The content executed is not the content approved.
    Hash,
    /// The content executed or the content approved has no hash.
    HashUntold,
    /// The approval or the execution tells a day and no hour: which came first is not known.
    HourUntold,
    /// The executor is not one that the approval names.
    Executor,
    /// The approval names no executor.
    ExecutorUntold,
    /// An effect without an id in a system of record.
    NoRecord,
}

impl Why {
    /// What is to be said of the link, after its name: "The execution ...".
    pub fn text(self) -> &'static str {
        match self {
            Self::Absent => "is not in the log",
            Self::LostParent => "names a parent that is not in the log",
            Self::BeforeExecution => "is earlier than the first execution of its run",
            Self::BeforeParent => "is earlier than the event it follows from",
            Self::AfterExecution => "is later than the execution",
            Self::Actor => "has an actor that does not resolve to one registered identity",
            Self::Model => "names no model or no version of it",
            Self::CallLost => "is about a call that is not in the log",
            Self::CallElsewhere => "is about a call of another run",
            Self::CallUntold => "does not say which call it is about",
            Self::OutcomeUntold => "does not say how it was decided",
            Self::Denied => "follows a policy decision that says deny",
            Self::NotApproved => "follows an approval step that did not approve",
            Self::Hash => "has a content hash other than the approved one",
            Self::HashUntold => "cannot be compared with what was approved, because a content hash is not told",
            Self::HourUntold => "cannot be put before or after the approval of its day, because an hour is not told",
            Self::Executor => "has an executor whom the approval does not name",
            Self::ExecutorUntold => "cannot be compared with the approval, which names no executor",
            Self::NoRecord => "names no record in a system of record",
        }
    }

    /// Whether it could turn out to be a link that is not valid: something that would bind it is not told.
    pub fn is_untold(self) -> bool {
        matches!(self, Self::CallUntold | Self::OutcomeUntold | Self::HashUntold | Self::HourUntold | Self::ExecutorUntold)
    }

    /// What it makes of the link.
    pub fn state(self) -> LinkState {
        if self.is_untold() || matches!(self, Self::Absent | Self::Model) { LinkState::Missing } else { LinkState::Invalid }
    }
}

/// One link of one run.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Link {
    /// Whether the run needs it.
    pub need: Need,
    /// How many events make it.
    pub events: u32,
    /// The position of the first of them.
    pub first: Option<usize>,
    /// The worst of what the log shows.
    pub state: LinkState,
    /// Why it is not valid, and the position of the event that shows it (for a link that is absent, of the event that needs it).
    pub why: Option<(Why, usize)>,
    /// Whether it is missing for sure, and not only bound by something that is not told.
    pub absent: bool,
    /// Whether something that would bind it is not told: it may turn out invalid.
    pub unsure: bool,
}

impl Link {
    /// Notes a reason; the worst stands, and of equals the first.
    pub(super) fn note(&mut self, why: Why, at: usize) {
        let state = why.state();
        self.absent |= state == LinkState::Missing && !why.is_untold();
        self.unsure |= why.is_untold();
        let stands = self.why.map(|(w, _)| (w.state(), w.is_untold()));
        if stands.is_none_or(|s| (state, why.is_untold()) > s) {
            self.state = state;
            self.why = Some((why, at));
        }
    }

    /// Notes what was found of the same link elsewhere in the run.
    pub(super) fn merge(&mut self, other: &Self) {
        self.need = self.need.max(other.need);
        if let Some((why, at)) = other.why {
            self.note(why, at);
        }
        self.absent |= other.absent;
        self.unsure |= other.unsure;
    }

    /// Whether the run lacks it.
    pub fn is_gap(&self) -> bool {
        self.need > Need::No && self.state != LinkState::Valid
    }
}

/// What a run amounts to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
#[serde(rename_all = "snake_case")]
pub enum RunState {
    /// Every required link is valid.
    Complete,
    /// None is invalid and at least one is missing.
    Partial,
    /// At least one is invalid.
    Broken,
}

impl RunState {
    /// The word of machine formats.
    pub fn word(self) -> &'static str {
        match self {
            Self::Complete => "complete",
            Self::Partial => "partial",
            Self::Broken => "broken",
        }
    }
}

/// What links, by position in [`LinkKind::ALL`], amount to, and the first that the run lacks.
pub fn verdict(links: &[Link]) -> (RunState, Option<LinkKind>) {
    let gaps = || LinkKind::ALL.into_iter().zip(links).filter(|(_, l)| l.is_gap());
    let worst = gaps().map(|(_, l)| l.state).max();
    let state = match worst {
        Some(LinkState::Invalid) => RunState::Broken,
        Some(_) => RunState::Partial,
        None => RunState::Complete,
    };
    (state, gaps().map(|(k, _)| k).next())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_link_stands_at_its_index() {
        assert!(LinkKind::ALL.iter().enumerate().all(|(at, kind)| kind.index() == at));
    }

    #[test]
    fn the_worst_reason_stands_and_of_equals_the_first() {
        let mut link = Link { need: Need::Yes, ..Link::default() };
        assert!(!link.is_gap());
        link.note(Why::Absent, 1);
        assert_eq!((link.state, link.why, link.absent, link.unsure), (LinkState::Missing, Some((Why::Absent, 1)), true, false));
        link.note(Why::HashUntold, 2);
        assert_eq!((link.state, link.why, link.absent, link.unsure), (LinkState::Missing, Some((Why::HashUntold, 2)), true, true));
        link.note(Why::Hash, 3);
        link.note(Why::Executor, 4);
        link.note(Why::Absent, 5);
        assert_eq!((link.state, link.why), (LinkState::Invalid, Some((Why::Hash, 3))));
        assert!(link.is_gap());
        link.need = Need::No;
        assert!(!link.is_gap(), "a link that is not required is no gap");
    }

    #[test]
    fn a_reason_is_what_does_not_agree_or_what_is_not_there() {
        let invalid = [
            Why::LostParent,
            Why::BeforeParent,
            Why::AfterExecution,
            Why::BeforeExecution,
            Why::Actor,
            Why::CallLost,
            Why::CallElsewhere,
            Why::Denied,
            Why::NotApproved,
            Why::Hash,
            Why::Executor,
            Why::NoRecord,
        ];
        for why in invalid {
            assert_eq!((why.state(), why.is_untold()), (LinkState::Invalid, false), "{}", why.text());
        }
        for why in [Why::Absent, Why::Model] {
            assert_eq!((why.state(), why.is_untold()), (LinkState::Missing, false), "{}", why.text());
        }
        for why in [Why::CallUntold, Why::OutcomeUntold, Why::HashUntold, Why::HourUntold, Why::ExecutorUntold] {
            assert_eq!((why.state(), why.is_untold()), (LinkState::Missing, true), "{}", why.text());
        }
    }

    #[test]
    fn words_and_positions_follow_the_order_of_the_chain() {
        for (i, kind) in LinkKind::ALL.into_iter().enumerate() {
            assert_eq!(kind.index(), i);
            assert_eq!(Kind::parse(kind.word()).and_then(LinkKind::of), Some(kind));
            assert!(!kind.title().contains('_'));
        }
        assert_eq!(LinkKind::of(Kind::HumanEdit), None);
        assert_eq!([RunState::Complete, RunState::Partial, RunState::Broken].map(RunState::word), ["complete", "partial", "broken"]);
    }

    #[test]
    fn five_sets_of_links_amount_to_what_the_definition_says() {
        let all = |bad: &[(LinkKind, Why)], not_required: &[LinkKind]| {
            let mut links = [Link::default(); 10];
            for kind in &LinkKind::ALL[..9] {
                let need = if not_required.contains(kind) || *kind == LinkKind::CredentialIssue { Need::No } else { Need::Yes };
                links[kind.index()].need = need;
            }
            for (kind, why) in bad {
                links[kind.index()].note(*why, 0);
            }
            verdict(&links)
        };
        use LinkKind::{Approval, Execution, PolicyDecision, ToolCall};
        let missing = |kinds: &[LinkKind]| kinds.iter().map(|k| (*k, Why::Absent)).collect::<Vec<_>>();
        assert_eq!(all(&[], &[]), (RunState::Complete, None));
        assert_eq!(all(&missing(&[Approval]), &[]), (RunState::Partial, Some(Approval)));
        assert_eq!(all(&missing(&[Approval]), &[Approval]), (RunState::Complete, None));
        assert_eq!(all(&[(Execution, Why::Hash)], &[]), (RunState::Broken, Some(Execution)));
        assert_eq!(all(&missing(&[Approval, PolicyDecision, ToolCall]), &[]), (RunState::Partial, Some(ToolCall)));
    }
}

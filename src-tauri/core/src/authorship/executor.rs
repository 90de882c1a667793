//! Whether who carried an action out is who was meant to, and whether the approver may (domain 4a, 3).

use super::book::{Book, bare, detail};
use super::chain::Item;
use super::review::Review;
use crate::event::{ActorKind, Kind};
use crate::tables::Table;
use serde::{Deserialize, Serialize};

/// Whether something holds.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
#[serde(rename_all = "lowercase")]
pub enum Held {
    /// It does not.
    #[default]
    No,
    /// It cannot be excluded, because something is not told.
    Open,
    /// It does.
    Yes,
}

impl Held {
    fn known(told: Option<bool>) -> Self {
        match told {
            Some(true) => Self::Yes,
            Some(false) => Self::No,
            None => Self::Open,
        }
    }

    /// Whether both hold.
    fn and(self, other: Self) -> Self {
        self.min(other)
    }
}

/// The mismatches between who was to act and who did.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
pub struct Mismatch {
    /// A person is on record, and an agent or a service acted (X1).
    pub masked: Held,
    /// Somebody acted whom the approval does not name (X2).
    pub executor: Held,
    /// The approver may not approve effects of this class (X4).
    pub authority: Held,
}

impl Mismatch {
    /// The worse of two, each for itself.
    pub(super) fn worst(self, other: Self) -> Self {
        Self {
            masked: self.masked.max(other.masked),
            executor: self.executor.max(other.executor),
            authority: self.authority.max(other.authority),
        }
    }

    /// Whether any of them holds.
    pub fn any(self) -> Held {
        self.masked.max(self.executor).max(self.authority)
    }
}

impl Book<'_, '_, '_> {
    /// Whether a person is on record for an action. An execution that does not say who is on record has its actor on record; one
    /// without any details may have had a person.
    pub(super) fn recorded_human(&self, item: &Item) -> Held {
        let Some(event) = self.trail().get(item.at) else { return Held::Open };
        match detail(event, "recorded_as").filter(|r| !r.trim().is_empty()) {
            Some(who) => Held::known(self.names.is_person(&who).or_else(|| {
                // Not registered: as the log itself calls the same name.
                let named = event.actor == Some(who.as_ref()) && event.actor_kind != ActorKind::Unknown;
                if named { Some(event.actor_kind == ActorKind::Human) } else { None }
            })),
            None => match self.names.is_human(event) {
                Some(true) => Held::Yes,
                Some(false) if !bare(event) => Held::No,
                _ => Held::Open,
            },
        }
    }

    /// Whether an agent or a service carried an action out. That the log calls the actor a person does not exclude it where the credential
    /// is a machine's, or is not on record.
    fn by_machine(&self, item: &Item) -> Held {
        let Some(event) = self.trail().get(item.at) else { return Held::Open };
        let logged = matches!(event.actor_kind, ActorKind::Agent | ActorKind::Service);
        let registered = event.actor.and_then(|a| self.names.is_person(a));
        if logged || registered == Some(false) {
            return Held::Yes;
        }
        let credential = event.credential.and_then(|c| self.case.data().find(Table::Credentials, c));
        let of_a_person = credential.and_then(|c| c.get("identity")).and_then(|i| self.names.is_person(i));
        if event.actor_kind == ActorKind::Human || registered == Some(true) {
            return if event.credential.is_none() || of_a_person == Some(true) { Held::No } else { Held::Open };
        }
        Held::known(of_a_person.filter(|human| !human).map(|_| true))
    }

    /// The mismatches of an action.
    pub(super) fn mismatch(&self, item: &Item, review: &Review, class: Option<&str>) -> Mismatch {
        let masked = self.recorded_human(item).and(self.by_machine(item));
        let Some(at) = review.approval else {
            let open = if review.untold { Held::Open } else { Held::No };
            return Mismatch { masked, executor: open, authority: open };
        };
        Mismatch { masked, executor: self.other_executor(item, at), authority: self.without_authority(at, class) }
    }

    /// Whether somebody carried it out whom the approval does not name. An approval that names nobody counts where a policy decision
    /// of the action names who may; one without details is open where other approvals of the log name somebody.
    fn other_executor(&self, item: &Item, approval: usize) -> Held {
        let (Some(event), Some(approval)) = (self.trail().get(item.at), self.trail().get(approval)) else { return Held::Open };
        let named = detail(approval, "executors").filter(|x| !x.trim().is_empty());
        let Some(named) = named else {
            let demands = |p: &usize| {
                let policy = self.trail().get(*p).filter(|e| e.kind == Kind::PolicyDecision);
                policy.and_then(|e| detail(e, "executors")).is_some_and(|x| !x.trim().is_empty())
            };
            return match item.events.iter().any(demands) {
                true => Held::Yes,
                false if bare(approval) && self.practice.executors => Held::Open,
                false => Held::No,
            };
        };
        let Some(actor) = event.actor else { return Held::Open };
        let among = named.split(',').map(str::trim).any(|x| self.names.same(x, actor));
        Held::known(Some(!among))
    }

    /// Whether the approver may not approve effects of this class. Where the effect does not tell its class, it has to be one of those
    /// that the workflow has.
    fn without_authority(&self, approval: usize, class: Option<&str>) -> Held {
        let workflow = self.workflow();
        if class.is_none() && matches!(workflow.get("effect"), Some("none" | "advisory")) {
            return Held::No;
        }
        let reviewer = self.trail().get(approval).and_then(|e| e.actor).map(|a| self.names.key(a));
        let person = reviewer.and_then(|key| self.case.data().find(Table::People, &key));
        let Some(may) = person.and_then(|p| p.items("authority")) else { return Held::Open };
        let allowed = |c: &str| may.clone().any(|m| m == c);
        if let Some(class) = class {
            return Held::known(Some(!allowed(class)));
        }
        let possible = workflow.list("effect_classes").unwrap_or_default();
        match (possible.iter().filter(|c| allowed(c)).count(), possible.len()) {
            (_, 0) => Held::Open,
            (0, _) => Held::Yes,
            (a, n) if a == n => Held::No,
            _ => Held::Open,
        }
    }
}

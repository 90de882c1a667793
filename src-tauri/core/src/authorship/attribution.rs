//! Whether each step of an action is of exactly one registered identity (domain 4a, 4).

use super::book::{Book, detail};
use super::chain::Item;
use super::executor::Held;
use super::names::Names;
use crate::case::Case;
use crate::event::{Event, Kind};
use crate::record::Record;
use crate::tables::Table;
use serde::Serialize;
use std::collections::{BTreeMap, BTreeSet};

/// Why a step is not of exactly one registered identity.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
#[serde(rename_all = "snake_case")]
pub enum Why {
    /// The log does not tell who acted.
    ActorUntold,
    /// Nothing is registered under the name, or only a team.
    NotRegistered,
    /// More than one is registered under the name.
    Several,
    /// The credential is shared by several workloads, and its use does not tell them apart.
    SharedCredential,
    /// It is not told whether the credential is shared.
    MaybeShared,
}

impl Why {
    /// Whether the reason lies in the credential.
    pub fn is_about_credential(self) -> bool {
        matches!(self, Self::SharedCredential | Self::MaybeShared)
    }

    /// The reason in words.
    pub fn words(self) -> &'static str {
        match self {
            Self::ActorUntold => "the actor is not told",
            Self::NotRegistered => "the actor is not registered as one person or machine",
            Self::Several => "more than one identity bears the actor's name",
            Self::SharedCredential => "the credential is shared by several workloads and does not tell them apart",
            Self::MaybeShared => "it is not told whether the credential is shared",
        }
    }
}

/// A step of an action that is not of exactly one registered identity.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct Gap {
    /// The position of its event.
    pub event: usize,
    /// What the step is.
    pub step: Kind,
    /// Why.
    pub why: Why,
    /// Whether it is so, or only cannot be excluded.
    pub held: Held,
}

/// Whether a kind of event is a step that somebody has to answer for. Who opened an item, and the issue of credentials, are not.
fn is_step(kind: Kind) -> bool {
    !matches!(kind, Kind::ReviewOpen | Kind::ReviewComment | Kind::CredentialIssue | Kind::CredentialRevoke)
}

/// Which credentials of a log are shared, looked up once for each.
pub(super) struct Sharing<'c> {
    known: BTreeMap<&'c str, Held>,
    /// Actors that have a shared credential, or use one elsewhere in the log.
    sharers: BTreeSet<&'c str>,
}

impl<'c> Sharing<'c> {
    /// Looks up the credentials of a log.
    pub fn new(case: &Case<'c, '_>, names: &Names<'c, '_>) -> Self {
        let (mut known, mut sharers) = (BTreeMap::new(), BTreeSet::new());
        let mut looked = vec![false; case.trail.names().len()];
        // Events with one credential come one after the other more often than not.
        let mut last = None;
        for event in case.trail.events() {
            if let Some(id) = event.credential {
                // Of a credential that is not on record nothing is told.
                let look_up = || case.data().find(Table::Credentials, id).map_or(Held::Open, |c| shared(c, names));
                let held = match last {
                    Some((same, held)) if same == id => held,
                    _ => *known.entry(id).or_insert_with(look_up),
                };
                last = Some((id, held));
                sharers.extend(event.actor.filter(|_| held != Held::No));
            }
        }
        for at in case.trail.of(Kind::Execution) {
            let first = case.trail.actor(at).and_then(|actor| looked.get_mut(actor)).is_some_and(|looked| !std::mem::replace(looked, true));
            if let Some(id) = case.trail.get(at).filter(|_| first).and_then(|e| e.actor) {
                let own = case.related().credentials_of(&names.key(id));
                sharers.extend(own.into_iter().any(|c| shared(c, names) != Held::No).then_some(id));
            }
        }
        Self { known, sharers }
    }
}

/// Whether a credential is shared by several workloads without a claim that tells them apart. People who hold it are not workloads.
fn shared(credential: &Record, names: &Names<'_, '_>) -> Held {
    let Some(holders) = credential.list("holders") else {
        return if credential.yes_no("workload_claim") == Some(true) { Held::No } else { Held::Open };
    };
    let workloads = holders.into_iter().filter(|h| names.is_person(h) != Some(true)).count();
    if credential.yes_no("workload_claim") == Some(true) || workloads < 2 {
        return Held::No;
    }
    Held::Yes
}

impl<'c> Book<'_, 'c, '_> {
    /// The steps of an action that are not of exactly one registered identity, in order.
    pub(super) fn gaps(&self, item: &Item) -> Vec<Gap> {
        let mut found = Vec::new();
        for at in item.events.iter().copied().chain([item.at]).chain(item.effects.iter().copied().filter(|e| *e != item.at)) {
            let Some(event) = self.trail().get(at).filter(|e| is_step(e.kind)) else { continue };
            let mut put = |why: Why, held: Held| found.push(Gap { event: at, step: event.kind, why, held });
            match self.names.actor(at) {
                None => put(Why::ActorUntold, Held::Yes),
                Some(who) if who.several => put(Why::Several, Held::Yes),
                Some(who) if !who.resolved => put(Why::NotRegistered, Held::Yes),
                Some(_) => {}
            }
            match self.is_shared(item, event) {
                Held::Yes => put(Why::SharedCredential, Held::Yes),
                Held::Open => put(Why::MaybeShared, Held::Open),
                Held::No => {}
            }
        }
        found
    }

    /// Whether what was done with a shared credential cannot be told apart. An execution that does not tell its credential may have
    /// used a shared one that its actor has.
    fn is_shared(&self, item: &Item, event: &Event<'c>) -> Held {
        let Some(id) = event.credential else {
            let may = event.kind == Kind::Execution && event.actor.is_some_and(|a| self.sharing.sharers.contains(a));
            return if may { Held::Open } else { Held::No };
        };
        let held = match self.sharing.known.get(id) {
            None | Some(Held::No) => return Held::No,
            Some(held) => *held,
        };
        let claims = |p: &usize| {
            let issue = self.trail().get(*p).filter(|e| e.kind == Kind::CredentialIssue && e.credential == Some(id));
            issue.and_then(|e| detail(e, "workload_claim")).as_deref() == Some("yes")
        };
        if item.events.iter().any(claims) || self.runs.earlier(item.at).take(64).any(|p| claims(&p)) { Held::No } else { held }
    }
}

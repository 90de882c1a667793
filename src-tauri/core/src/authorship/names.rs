//! Who the actors of one workflow's events are, looked up once for each name.

use crate::dataset::Dataset;
use crate::event::{ActorKind, Event};
use crate::places::Known;
use crate::registry::{Actor, Registry};
use crate::tables::Table;
use crate::trail::Trail;
use std::borrow::Cow;

/// What an id of the log resolves to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Who {
    /// What is the same text for every id of one actor. The account of a person is the person.
    pub key: String,
    /// Whether it resolves to exactly one registered identity.
    pub resolved: bool,
    /// Whether more than one is registered under it.
    pub several: bool,
    /// Whether it is a person, as far as the registers tell.
    pub human: Option<bool>,
}

/// The actors of a log.
pub(super) struct Names<'c, 'a> {
    registry: &'c Registry<'a>,
    data: &'a Dataset,
    known: Known<&'c str, usize>,
    /// In the order of the trail's names.
    who: Vec<Who>,
    trail: &'c Trail<'c>,
}

impl<'c, 'a> Names<'c, 'a> {
    /// Looks up every actor of the events, and everybody they acted for.
    pub fn new(registry: &'c Registry<'a>, data: &'a Dataset, trail: &'c Trail<'c>) -> Self {
        let mut known: Known<&'c str, usize> = Known::default();
        for (at, id) in trail.names().iter().enumerate() {
            known.put::<str>(id, at);
        }
        let who = trail.names().iter().map(|id| look_up(registry, data, id)).collect();
        Self { registry, data, known, who, trail }
    }

    fn get(&self, id: &str) -> Option<&Who> {
        self.who.get(*self.known.get(id)?)
    }

    /// Who acted in the event at a position.
    pub fn actor(&self, at: usize) -> Option<&Who> {
        self.who.get(self.trail.actor(at)?)
    }

    /// Whether the events at two positions are of one actor; not where one does not tell.
    pub fn same_actor(&self, a: usize, b: usize) -> bool {
        self.actor(a).zip(self.actor(b)).is_some_and(|(a, b)| a.key == b.key)
    }

    /// Who an id is.
    pub fn who(&self, id: &str) -> Who {
        self.get(id).cloned().unwrap_or_else(|| look_up(self.registry, self.data, id))
    }

    /// What is the same text for every id of one actor.
    pub fn key(&self, id: &str) -> Cow<'_, str> {
        self.get(id).map_or_else(|| look_up(self.registry, self.data, id).key.into(), |who| who.key.as_str().into())
    }

    /// Whether an id is a person, as far as the registers tell.
    pub fn is_person(&self, id: &str) -> Option<bool> {
        self.get(id).map_or_else(|| look_up(self.registry, self.data, id).human, |w| w.human)
    }

    /// Whether two ids are one actor; a person and the person's account are.
    pub fn same(&self, a: &str, b: &str) -> bool {
        a == b
            || match (self.get(a), self.get(b)) {
                (Some(a), Some(b)) => a.key == b.key,
                _ => self.who(a).key == self.who(b).key,
            }
    }

    /// Whether an event was the act of a person: `None` where it is not told, or where the log and the registers disagree.
    pub fn is_human(&self, event: &Event<'_>) -> Option<bool> {
        let registered = event.actor.and_then(|a| self.get(a)).and_then(|w| w.human);
        let logged = match event.actor_kind {
            ActorKind::Human => Some(true),
            ActorKind::Agent | ActorKind::Service => Some(false),
            ActorKind::Unknown => None,
        };
        match (logged, registered) {
            (Some(a), Some(b)) if a != b => None,
            (Some(a), _) => Some(a),
            (None, b) => b,
        }
    }
}

fn look_up(registry: &Registry<'_>, data: &Dataset, id: &str) -> Who {
    let actor = registry.resolve(id);
    let owner = match actor {
        Actor::Identity(i) if i.get("kind") == Some("human") => i.get("owner").and_then(|o| registry.resolve(o).record()),
        _ => None,
    };
    let stands = owner.filter(|o| o.table == Table::People).or(actor.record());
    let key = stands.map_or_else(|| data.canonical(id).to_owned(), |r| r.key.clone());
    Who { key, resolved: actor.is_resolved(), several: matches!(actor, Actor::Several), human: actor.is_human() }
}

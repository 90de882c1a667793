//! The events of one workflow: in order of time, found by id, grouped into runs, and walked back to what they follow from.

use crate::event::{Event, Kind};
use crate::places::{Known, Slots};
use crate::record::Record;
use std::collections::{BTreeMap, BTreeSet};

/// What events were grouped by.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum GroupedBy {
    /// The run id that the log gives.
    Run,
    /// The artefact, because the log gives no run id.
    Artefact,
    /// Nothing: an event with neither stands alone.
    Nothing,
}

/// Events that belong together.
#[derive(Clone, Debug)]
pub struct Run<'e> {
    /// The run's id; the artefact or the event's id where the log gives none.
    pub id: &'e str,
    /// What it was grouped by.
    pub by: GroupedBy,
    /// Positions of its events, in order of time.
    pub events: Vec<usize>,
}

/// The events of one workflow.
#[derive(Clone, Debug, Default)]
pub struct Trail<'e> {
    events: Vec<Event<'e>>,
    /// Positions, kind by kind: events are asked for by their kind again and again.
    by_kind: Vec<u32>,
    /// For each kind, where its positions end; they begin where those of the kind before end.
    kind_ends: [usize; Kind::ALL.len()],
    /// Who acted or was acted for, each name once, in the order of the events.
    names: Vec<&'e str>,
    /// For each event, the position of the name of who acted; none so high where it is not told.
    actors: Vec<u32>,
    /// Positions, by event id.
    by_id: Slots,
    runs: Vec<Run<'e>>,
    /// For each event, the position of its run.
    run_of: Vec<u32>,
    /// The positions of those that each event follows from, one event after the other; sorted, and found in this workflow.
    parents: Vec<u32>,
    /// For each event, where its parents end; they begin where those of the event before end.
    parents_end: Vec<u32>,
    /// Whether a parent that an event names is not here, for each event.
    lost: Vec<bool>,
}

impl<'e> Trail<'e> {
    /// Puts events in order: by time, then by file and row.
    pub fn new(records: impl IntoIterator<Item = &'e Record>) -> Self {
        let records: Vec<&'e Record> = records.into_iter().collect();
        // Events are large, so that they are put in order before they are read.
        let place = |(at, r): (usize, &&'e Record)| Some((Event::moment_of(r)?, r.origin.file, r.origin.row, at));
        let mut order: Vec<(i64, u32, u64, usize)> = Vec::with_capacity(records.len());
        order.extend(records.iter().enumerate().filter_map(place));
        if !order.is_sorted() {
            order.sort_unstable();
        }
        let mut events: Vec<Event<'e>> = Vec::with_capacity(order.len());
        events.extend(order.iter().filter_map(|(moment, .., at)| Event::read_at(records.get(*at)?, *moment)));
        let mut by_id = Slots::with_room(events.len());
        // The first event with an id is the one that is meant by it.
        for (at, event) in events.iter().enumerate().rev() {
            by_id.put(event.id, at, |other| events.get(other).is_some_and(|e| e.id == event.id));
        }
        let mut trail = Self { events, by_id, ..Self::default() };
        trail.by_kind();
        trail.name();
        trail.link();
        trail.group();
        trail
    }

    fn by_kind(&mut self) {
        self.by_kind.reserve_exact(self.events.len());
        for (kind, end) in Kind::ALL.into_iter().zip(&mut self.kind_ends) {
            let of = self.events.iter().zip(0..).filter(|(e, _)| e.kind == kind);
            self.by_kind.extend(of.map(|(_, at)| at));
            *end = self.by_kind.len();
        }
    }

    fn name(&mut self) {
        let mut known: Known<&'e str, u32> = Known::default();
        let mut position = |name: &'e str| {
            known.get(name).copied().unwrap_or_else(|| {
                let at = u32::try_from(self.names.len()).unwrap_or(u32::MAX);
                self.names.push(name);
                known.put::<str>(name, at);
                at
            })
        };
        self.actors.reserve_exact(self.events.len());
        // Events of one actor come one after the other more often than not.
        let (mut last, mut served) = (None, None);
        for event in &self.events {
            let known = last.filter(|(actor, _)| event.actor == Some(*actor)).map(|(_, at)| at);
            let actor = known.or_else(|| event.actor.map(&mut position));
            last = event.actor.zip(actor).or(last);
            self.actors.push(actor.unwrap_or(u32::MAX));
            if let Some(name) = event.on_behalf_of.filter(|name| served.replace(*name) != Some(*name)) {
                position(name);
            }
        }
    }

    fn link(&mut self) {
        let mut parents: Vec<u32> = Vec::with_capacity(self.events.len());
        let mut ends = Vec::with_capacity(self.events.len());
        let mut lost = Vec::with_capacity(self.events.len());
        let mut found: Vec<u32> = Vec::new();
        for (at, event) in self.events.iter().enumerate() {
            let mut missing = false;
            // Most events follow from the one before.
            let before = at.checked_sub(1).and_then(|p| Some((p, self.events.get(p)?)));
            if let Some(at) = before.filter(|(_, e)| event.follows_only(e.id)).and_then(|(at, _)| u32::try_from(at).ok()) {
                parents.push(at);
                ends.push(u32::try_from(parents.len()).unwrap_or(u32::MAX));
                lost.push(false);
                continue;
            }
            for id in event.parents() {
                let near = before.filter(|(_, e)| e.id == id).map(|(p, _)| p);
                match near.or_else(|| self.find(id)).and_then(|at| u32::try_from(at).ok()) {
                    Some(at) => found.push(at),
                    None => missing = true,
                }
            }
            found.sort_unstable();
            found.dedup();
            parents.append(&mut found);
            ends.push(u32::try_from(parents.len()).unwrap_or(u32::MAX));
            lost.push(missing);
        }
        (self.parents, self.parents_end, self.lost) = (parents, ends, lost);
    }

    fn group(&mut self) {
        let mut positions: BTreeMap<(GroupedBy, &'e str), usize> = BTreeMap::new();
        let mut last = None;
        self.run_of.reserve_exact(self.events.len());
        for (at, event) in self.events.iter().enumerate() {
            let key = match (event.run, event.artefact) {
                (Some(run), _) => (GroupedBy::Run, run),
                (None, Some(artefact)) => (GroupedBy::Artefact, artefact),
                (None, None) => (GroupedBy::Nothing, event.id),
            };
            // Most events are of the run of the one before.
            let position = match last {
                Some((same, position)) if same == key => position,
                _ => *positions.entry(key).or_insert_with(|| {
                    self.runs.push(Run { id: key.1, by: key.0, events: Vec::with_capacity(8) });
                    self.runs.len() - 1
                }),
            };
            last = Some((key, position));
            if let Some(run) = self.runs.get_mut(position) {
                run.events.push(at);
            }
            self.run_of.push(u32::try_from(position).unwrap_or(u32::MAX));
        }
    }

    /// The events, in order.
    pub fn events(&self) -> &[Event<'e>] {
        &self.events
    }

    /// The event at a position.
    pub fn get(&self, at: usize) -> Option<&Event<'e>> {
        self.events.get(at)
    }

    /// The names of those who acted or were acted for, each once.
    pub fn names(&self) -> &[&'e str] {
        &self.names
    }

    /// Who acted in the event at a position, by position in [`Trail::names`]; `None` where it is not told.
    pub fn actor(&self, at: usize) -> Option<usize> {
        self.actors.get(at).map(|actor| *actor as usize).filter(|actor| *actor < self.names.len())
    }

    /// The position after the last event that is not later than another: at the same moment nothing is before anything, whatever the
    /// order in which it was read.
    pub fn until(&self, at: usize) -> usize {
        self.events.get(at).map_or(at, |event| self.events.partition_point(|e| e.at <= event.latest()))
    }

    /// The runs, by their first event.
    pub fn runs(&self) -> &[Run<'e>] {
        &self.runs
    }

    /// The run of an event.
    pub fn run_of(&self, at: usize) -> Option<&Run<'e>> {
        self.runs.get(*self.run_of.get(at)? as usize)
    }

    /// The position of an event by its id.
    pub fn find(&self, id: &str) -> Option<usize> {
        self.by_id.find(id, |at| self.events.get(at).is_some_and(|e| e.id == id))
    }

    /// The positions of the events that one names as those it follows from.
    #[inline]
    pub fn parents(&self, at: usize) -> impl Iterator<Item = usize> + '_ {
        let end_of = |at: usize| self.parents_end.get(at).map(|end| *end as usize);
        let start = at.checked_sub(1).map_or(Some(0), end_of);
        let own = start.zip(end_of(at)).and_then(|(start, end)| self.parents.get(start..end)).unwrap_or_default();
        own.iter().map(|p| *p as usize)
    }

    /// Whether an event names a parent that is not here.
    pub fn has_lost_parent(&self, at: usize) -> bool {
        self.lost.get(at).copied().unwrap_or(false)
    }

    /// Everything an event follows from, in order, and whether it had to be taken from the run: an event without any parent that is
    /// found follows from the earlier events of its run that are about the same artefact (or about none).
    pub fn ancestors(&self, at: usize) -> (Vec<usize>, bool) {
        let mut found: BTreeSet<usize> = BTreeSet::new();
        let mut stack: Vec<usize> = self.parents(at).collect();
        let by_run = stack.is_empty();
        if by_run {
            let artefact = self.get(at).and_then(|e| e.artefact);
            let about = |p: &usize| self.get(*p).is_some_and(|e| e.artefact.is_none() || artefact.is_none() || e.artefact == artefact);
            let grouped = self.run_of(at).filter(|r| r.by != GroupedBy::Nothing);
            stack.extend(grouped.into_iter().flat_map(|r| r.events.iter().copied()).filter(|p| *p < at).filter(about));
        }
        while let Some(p) = stack.pop() {
            if p != at && found.insert(p) {
                stack.extend(self.parents(p));
            }
        }
        (found.into_iter().collect(), by_run)
    }

    /// The positions of the events of a kind, in order.
    pub fn of(&self, kind: Kind) -> impl Iterator<Item = usize> + '_ {
        let end_of = |kind: usize| self.kind_ends.get(kind).copied();
        let start = (kind as usize).checked_sub(1).map_or(Some(0), end_of);
        let own = start.zip(end_of(kind as usize)).and_then(|(start, end)| self.by_kind.get(start..end)).unwrap_or_default();
        own.iter().map(|at| *at as usize)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::record::Origin;
    use crate::tables::{Table, spec};

    fn event(row: u64, values: &[(&str, &str)]) -> Record {
        let spec = spec(Table::Events);
        let fields = values.iter().map(|(c, v)| (spec.position(c).unwrap() as u16, v)).collect();
        Record::new(Table::Events, values[0].1.into(), fields, Origin { file: 1, row })
    }

    #[test]
    fn events_are_ordered_by_time_then_row_and_walked_back() {
        let log = [
            event(4, &[("event_id", "e"), ("type", "execution"), ("ts", "2026-09-01T10:00:03Z"), ("parents", "c;lost")]),
            event(3, &[("event_id", "c"), ("type", "tool_call"), ("ts", "2026-09-01T12:00:02+02:00"), ("parents", "a")]),
            event(2, &[("event_id", "a"), ("type", "request"), ("ts", "2026-09-01T10:00:02Z")]),
            event(5, &[("event_id", "x"), ("type", "guess"), ("ts", "2026-09-01T10:00:02Z")]),
        ];
        let trail = Trail::new(&log);
        assert_eq!(trail.events().iter().map(|e| e.id).collect::<Vec<_>>(), ["a", "c", "e"]);
        let e = trail.find("e").unwrap();
        assert_eq!(trail.ancestors(e), (vec![0, 1], false));
        assert!(trail.has_lost_parent(e) && !trail.has_lost_parent(1));
        assert_eq!(trail.find("x"), None);
    }

    #[test]
    fn events_are_found_by_their_kind_and_each_name_is_kept_once() {
        let at = |n: u64| format!("2026-09-01T10:00:0{n}Z");
        let log = [
            event(1, &[("event_id", "a"), ("type", "tool_call"), ("ts", &at(1)), ("actor", "bot"), ("on_behalf_of", "P-1")]),
            event(2, &[("event_id", "b"), ("type", "approval"), ("ts", &at(2)), ("actor", "P-2")]),
            event(3, &[("event_id", "c"), ("type", "tool_call"), ("ts", &at(3)), ("on_behalf_of", "bot")]),
            event(4, &[("event_id", "d"), ("type", "request"), ("ts", &at(4)), ("actor", "P-1")]),
            event(5, &[("event_id", "e"), ("type", "tool_call"), ("ts", &at(5)), ("actor", "bot"), ("on_behalf_of", "P-3")]),
        ];
        let trail = Trail::new(&log);
        for kind in Kind::ALL {
            let all: Vec<usize> = (0..log.len()).filter(|at| trail.get(*at).unwrap().kind == kind).collect();
            assert_eq!(trail.of(kind).collect::<Vec<_>>(), all, "{kind:?}");
        }
        assert_eq!(trail.names(), ["bot", "P-1", "P-2", "P-3"]);
        assert_eq!((0..6).map(|at| trail.actor(at)).collect::<Vec<_>>(), [Some(0), Some(2), None, Some(1), Some(0), None]);
        assert!(Trail::default().of(Kind::Effect).next().is_none());
    }

    #[test]
    fn without_parents_the_run_and_the_artefact_link() {
        let at = |n: u64| format!("2026-09-01T10:00:0{n}Z");
        let log = [
            event(1, &[("event_id", "a"), ("run_id", "r"), ("type", "request"), ("ts", &at(1))]),
            event(2, &[("event_id", "b"), ("run_id", "r"), ("type", "model_output"), ("ts", &at(2)), ("artefact", "one")]),
            event(3, &[("event_id", "c"), ("run_id", "r"), ("type", "model_output"), ("ts", &at(3)), ("artefact", "two")]),
            event(4, &[("event_id", "d"), ("run_id", "r"), ("type", "execution"), ("ts", &at(4)), ("artefact", "one")]),
            event(5, &[("event_id", "f"), ("type", "execution"), ("ts", &at(5)), ("artefact", "one")]),
            event(6, &[("event_id", "g"), ("type", "execution"), ("ts", &at(6))]),
        ];
        let trail = Trail::new(&log);
        assert_eq!(trail.ancestors(3), (vec![0, 1], true));
        assert_eq!(trail.ancestors(4), (vec![], true));
        assert_eq!(trail.ancestors(5), (vec![], true));
        assert_eq!(
            trail.runs().iter().map(|r| (r.id, r.by, r.events.len())).collect::<Vec<_>>(),
            [("r", GroupedBy::Run, 4), ("one", GroupedBy::Artefact, 1), ("g", GroupedBy::Nothing, 1)]
        );
    }

    #[test]
    fn parents_in_a_circle_end() {
        let log = [
            event(1, &[("event_id", "a"), ("type", "prompt"), ("ts", "2026-09-01T10:00:01Z"), ("parents", "b")]),
            event(2, &[("event_id", "b"), ("type", "prompt"), ("ts", "2026-09-01T10:00:02Z"), ("parents", "a")]),
        ];
        assert_eq!(Trail::new(&log).ancestors(1), (vec![0], false));
    }
}

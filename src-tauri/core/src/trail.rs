//! The events of one workflow: in order of time, found by id, grouped into runs, and walked back to what they follow from.

use crate::event::{Event, Kind};
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
    /// Positions, by event id.
    by_id: Vec<u32>,
    runs: Vec<Run<'e>>,
    /// For each event, the position of its run.
    run_of: Vec<u32>,
    /// For each event, the positions of those it follows from; sorted, and found in this workflow.
    parents: Vec<Vec<u32>>,
    /// Whether a parent that an event names is not here, for each event.
    lost: Vec<bool>,
}

impl<'e> Trail<'e> {
    /// Puts events in order: by time, then by file and row.
    pub fn new(records: impl IntoIterator<Item = &'e Record>) -> Self {
        let mut events: Vec<Event<'e>> = records.into_iter().filter_map(Event::read).collect();
        events.sort_by_key(|e| (e.at, e.record.origin.file, e.record.origin.row));
        let mut by_id: Vec<u32> = (0..u32::try_from(events.len()).unwrap_or(u32::MAX)).collect();
        by_id.sort_by_key(|at| usize::try_from(*at).ok().and_then(|i| events.get(i)).map_or("", |e| e.id));
        let mut trail = Self { events, by_id, ..Self::default() };
        trail.link();
        trail.group();
        trail
    }

    fn link(&mut self) {
        let mut parents = Vec::with_capacity(self.events.len());
        let mut lost = Vec::with_capacity(self.events.len());
        for event in &self.events {
            let mut found = Vec::new();
            let mut missing = false;
            for id in event.parents() {
                match self.find(id).and_then(|at| u32::try_from(at).ok()) {
                    Some(at) => found.push(at),
                    None => missing = true,
                }
            }
            found.sort_unstable();
            found.dedup();
            parents.push(found);
            lost.push(missing);
        }
        (self.parents, self.lost) = (parents, lost);
    }

    fn group(&mut self) {
        let mut positions: BTreeMap<(GroupedBy, &'e str), usize> = BTreeMap::new();
        for (at, event) in self.events.iter().enumerate() {
            let key = match (event.run, event.artefact) {
                (Some(run), _) => (GroupedBy::Run, run),
                (None, Some(artefact)) => (GroupedBy::Artefact, artefact),
                (None, None) => (GroupedBy::Nothing, event.id),
            };
            let position = *positions.entry(key).or_insert_with(|| {
                self.runs.push(Run { id: key.1, by: key.0, events: Vec::new() });
                self.runs.len() - 1
            });
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

    /// The runs, by their first event.
    pub fn runs(&self) -> &[Run<'e>] {
        &self.runs
    }

    /// The run of an event.
    pub fn run_of(&self, at: usize) -> Option<&Run<'e>> {
        self.runs.get(usize::try_from(*self.run_of.get(at)?).ok()?)
    }

    /// The position of an event by its id.
    pub fn find(&self, id: &str) -> Option<usize> {
        let name = |at: &u32| usize::try_from(*at).ok().and_then(|i| self.events.get(i)).map_or("", |e| e.id);
        let slot = self.by_id.binary_search_by(|at| name(at).cmp(id)).ok()?;
        self.by_id.get(slot).and_then(|at| usize::try_from(*at).ok())
    }

    /// The positions of the events that one names as those it follows from.
    pub fn parents(&self, at: usize) -> impl Iterator<Item = usize> + '_ {
        self.parents.get(at).into_iter().flatten().filter_map(|p| usize::try_from(*p).ok())
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
        self.events.iter().enumerate().filter(move |(_, e)| e.kind == kind).map(|(at, _)| at)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::record::Origin;
    use crate::tables::{Table, spec};

    fn event(row: u64, values: &[(&str, &str)]) -> Record {
        let spec = spec(Table::Events);
        let mut fields: Vec<(u16, String)> = values.iter().map(|(c, v)| (spec.position(c).unwrap() as u16, (*v).to_owned())).collect();
        fields.sort();
        Record { table: Table::Events, key: values[0].1.into(), fields, extra: vec![], origin: Origin { file: 1, row }, others: vec![] }
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

//! The events of one run about one artefact, found without looking through the run again for each action.

use crate::event::Event;
use crate::trail::{GroupedBy, Run, Trail};
use std::collections::BTreeMap;

/// From this many events on, a run is indexed by artefact.
const LONG: usize = 64;

/// Whether two events can be about the same artefact: the same one, or one of them does not tell.
pub(super) fn about(a: &Event<'_>, b: &Event<'_>) -> bool {
    a.artefact.is_none() || b.artefact.is_none() || a.artefact == b.artefact
}

/// The runs of a trail.
pub(super) struct Runs<'t, 'e> {
    /// The trail.
    pub trail: &'t Trail<'e>,
    /// For long runs, by the position of their first event: the positions about each artefact, and about none.
    long: BTreeMap<(usize, Option<&'e str>), Vec<usize>>,
}

impl<'t, 'e> Runs<'t, 'e> {
    /// Indexes the long runs.
    pub fn new(trail: &'t Trail<'e>) -> Self {
        let mut long: BTreeMap<(usize, Option<&'e str>), Vec<usize>> = BTreeMap::new();
        for run in trail.runs().iter().filter(|r| r.events.len() >= LONG) {
            let Some(first) = run.events.first() else { continue };
            for at in &run.events {
                let artefact = trail.get(*at).and_then(|e| e.artefact);
                long.entry((*first, artefact)).or_default().push(*at);
            }
        }
        Self { trail, long }
    }

    /// The run of an event, unless the event stands alone.
    fn run(&self, at: usize) -> Option<&'t Run<'e>> {
        self.trail.run_of(at).filter(|r| r.by != GroupedBy::Nothing)
    }

    /// The positions of the run that can be about the event's artefact, in up to two sorted lists, and whether they still need a look.
    fn lists(&self, at: usize) -> (&[usize], &[usize], bool) {
        let Some(run) = self.run(at) else { return (&[], &[], false) };
        let artefact = self.trail.get(at).and_then(|e| e.artefact);
        match (artefact, run.events.first()) {
            (Some(_), Some(first)) if run.events.len() >= LONG => {
                let list = |artefact| self.long.get(&(*first, artefact)).map_or(&[][..], Vec::as_slice);
                (list(artefact), list(None), false)
            }
            _ => (&run.events, &[], artefact.is_some()),
        }
    }

    fn wanted(&self, at: usize, look: bool) -> impl Fn(&usize) -> bool + '_ {
        let event = self.trail.get(at);
        move |p| !look || event.zip(self.trail.get(*p)).is_some_and(|(a, b)| about(a, b))
    }

    /// The earlier events of the run that can be about the event's artefact, last first.
    pub fn earlier(&self, at: usize) -> impl Iterator<Item = usize> + '_ {
        let (one, other, look) = self.lists(at);
        let before = |list: &'_ [usize]| list.partition_point(|p| *p < at);
        let (mut i, mut j) = (before(one), before(other));
        let next = move || {
            let (a, b) = (i.checked_sub(1).and_then(|i| one.get(i)), j.checked_sub(1).and_then(|j| other.get(j)));
            let (p, from_one) = match (a, b) {
                (Some(a), Some(b)) if a > b => (a, true),
                (_, Some(b)) => (b, false),
                (Some(a), None) => (a, true),
                (None, None) => return None,
            };
            if from_one {
                i -= 1;
            } else {
                j -= 1;
            }
            Some(*p)
        };
        std::iter::from_fn(next).filter(self.wanted(at, look))
    }

    /// The later events of the run that can be about the event's artefact, first first.
    pub fn later(&self, at: usize) -> impl Iterator<Item = usize> + '_ {
        let (one, other, look) = self.lists(at);
        let after = |list: &'_ [usize]| list.partition_point(|p| *p <= at);
        let (mut i, mut j) = (after(one), after(other));
        let next = move || {
            let (p, from_one) = match (one.get(i), other.get(j)) {
                (Some(a), Some(b)) if a < b => (a, true),
                (_, Some(b)) => (b, false),
                (Some(a), None) => (a, true),
                (None, None) => return None,
            };
            if from_one {
                i += 1;
            } else {
                j += 1;
            }
            Some(*p)
        };
        std::iter::from_fn(next).filter(self.wanted(at, look))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::record::Record;
    use crate::tables::Table;
    use crate::testing::row;

    /// A run whose events are about `one`, `two` and nothing in turn.
    fn log(events: u64) -> Vec<Record> {
        let made = |n: u64| {
            let (id, ts) = (format!("e{n:04}"), format!("2026-05-01T10:{:02}:{:02}Z", n / 60, n % 60));
            let artefact = ["one", "two", ""][usize::try_from(n % 3).unwrap()];
            let values = [("event_id", id.as_str()), ("type", "prompt"), ("ts", &ts), ("run_id", "r"), ("artefact", artefact)];
            row(Table::Events, n, &values)
        };
        (0..events).map(made).collect()
    }

    #[test]
    fn a_long_run_gives_what_a_short_one_gives() {
        let (short, long) = (log(12), log(90));
        let (short, long) = (Trail::new(&short), Trail::new(&long));
        let (short, long) = (Runs::new(&short), Runs::new(&long));
        assert!(short.long.is_empty() && !long.long.is_empty());
        for at in 0..12 {
            let seen: Vec<usize> = short.earlier(at).collect();
            assert_eq!(seen, long.earlier(at).collect::<Vec<_>>(), "before {at}");
            let expected: Vec<usize> = (0..at).rev().filter(|p| at % 3 == 2 || p % 3 == 2 || p % 3 == at % 3).collect();
            assert_eq!(seen, expected, "before {at}");
            let after: Vec<usize> = (at + 1..12).filter(|p| at % 3 == 2 || p % 3 == 2 || p % 3 == at % 3).collect();
            assert_eq!(short.later(at).collect::<Vec<_>>(), after, "after {at}");
            assert_eq!(long.later(at).take_while(|p| *p < 12).collect::<Vec<_>>(), after, "after {at}");
        }
    }
}

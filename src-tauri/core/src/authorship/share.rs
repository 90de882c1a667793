//! The machine share of one action (domain 4a, 1): how much of what was carried out a model wrote.

use super::book::detail;
use super::chain::Item;
use super::names::Names;
use crate::event::{Event, Kind, Unit};
use crate::trail::Trail;

/// How much of an action's content a machine made.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Share {
    /// At least.
    pub low: f64,
    /// At most.
    pub high: f64,
    /// Units of machine and of human origin, where they are known.
    pub units: Option<(u64, u64)>,
    /// The size of the content, where it is known, at its largest.
    pub size: Option<u64>,
    /// What the sizes count.
    pub unit: Option<Unit>,
}

const OPEN: Share = Share { low: 0.0, high: 1.0, units: None, size: None, unit: None };

fn label(low: f64, high: f64) -> Share {
    Share { low, high, ..OPEN }
}

/// Units of machine and of human origin.
#[derive(Clone, Copy, Default)]
struct Units {
    machine: u64,
    human: u64,
}

impl Units {
    fn plus(self, other: Self) -> Self {
        Self { machine: self.machine.saturating_add(other.machine), human: self.human.saturating_add(other.human) }
    }

    fn total(self) -> u64 {
        self.machine.saturating_add(self.human)
    }

    fn share(self) -> Option<f64> {
        let total = self.total();
        if total == 0 { None } else { Some(self.machine as f64 / total as f64) }
    }
}

/// The machine share of an item. Where a link is missing, the content of the run that may belong to it is read with and without.
pub(super) fn share(trail: &Trail<'_>, names: &Names<'_, '_>, item: &Item) -> Share {
    let own = of(trail, names, item, &item.content);
    if item.maybe.is_empty() {
        return own;
    }
    let mut all = [item.content.as_slice(), &item.maybe].concat();
    all.sort_unstable();
    let with = of(trail, names, item, &all);
    let units = own.units.filter(|u| with.units == Some(*u));
    Share { low: own.low.min(with.low), high: own.high.max(with.high), units, size: own.size.max(with.size), unit: own.unit.or(with.unit) }
}

fn of(trail: &Trail<'_>, names: &Names<'_, '_>, item: &Item, content: &[usize]) -> Share {
    let events: Vec<&Event<'_>> = content.iter().filter_map(|p| trail.get(*p)).collect();
    let Some(first) = events.first() else { return chosen(trail, names, item) };
    let unit = first.unit.filter(|u| events.iter().all(|e| e.unit == Some(*u)));
    let mut artefacts: Vec<Option<&str>> = events.iter().map(|e| e.artefact).collect();
    artefacts.sort_unstable();
    artefacts.dedup();
    let (mut low, mut high) = (Units::default(), Units::default());
    for artefact in &artefacts {
        let part: Vec<&Event<'_>> = events.iter().copied().filter(|e| e.artefact == *artefact).collect();
        match tracks(names, &part) {
            Some((l, h)) => {
                (low, high) = (low.plus(l), high.plus(h));
            }
            None if artefacts.len() == 1 => return unsized_share(names, &part),
            None => return OPEN,
        }
    }
    let size = Some(low.total().max(high.total()));
    // Sizes in different units, or of which the unit is not told, cannot be put in one ratio.
    let mixed = unit.is_none() && events.len() > 1 && low.human.max(high.human) > 0 && low.machine.max(high.machine) > 0;
    if mixed {
        return Share { size, ..OPEN };
    }
    let known = (low.machine, low.human) == (high.machine, high.human);
    match (low.share(), high.share()) {
        (Some(l), Some(h)) => {
            let units = if known { Some((low.machine, low.human)) } else { None };
            Share { low: l.min(h), high: l.max(h), units, size, unit }
        }
        (None, None) => {
            let machine = events.iter().any(|e| e.kind == Kind::ModelOutput && detail(e, "origin").as_deref() == Some("machine"));
            Share { size, unit, ..label(if machine { 1.0 } else { 0.0 }, 1.0) }
        }
        _ => Share { size, unit, ..OPEN },
    }
}

/// The units of one artefact, read so that the machine's part is smallest and so that it is largest. `None` when a size is not told.
fn tracks(names: &Names<'_, '_>, events: &[&Event<'_>]) -> Option<(Units, Units)> {
    let draft = events.iter().rposition(|e| e.kind == Kind::ModelOutput);
    let (mut low, mut high) = (Units::default(), Units::default());
    if let Some(at) = draft {
        let size = events.get(at).and_then(|e| e.size)?;
        // What people wrote before the last draft may have been taken over into it.
        let edits = events.iter().take(at).filter(|e| e.kind == Kind::HumanEdit && names.is_human(e) != Some(false));
        let before = edits.map(|e| e.size.unwrap_or(u64::MAX)).fold(0, u64::saturating_add).min(size);
        low = Units { machine: size - before, human: before };
        high = Units { machine: size, human: 0 };
    }
    for edit in events.iter().skip(draft.map_or(0, |at| at + 1)) {
        let added = edit.size?;
        // An edit that does not say what it removed removed nothing: the machine's part is then at its largest.
        let removed: u64 = detail(edit, "removed").and_then(|r| r.parse().ok()).unwrap_or(0);
        let human = |u: &mut Units| {
            u.machine = u.machine.saturating_sub(removed);
            u.human = u.human.saturating_add(added);
        };
        match names.is_human(edit) {
            Some(true) => [&mut low, &mut high].into_iter().for_each(human),
            other => {
                // An edit by a machine is of machine origin; what it removed may have been anybody's.
                if other.is_none() {
                    human(&mut low);
                } else {
                    low.machine = low.machine.saturating_sub(removed).saturating_add(added);
                }
                high.human = high.human.saturating_sub(removed);
                high.machine = high.machine.saturating_add(added);
            }
        }
    }
    Some((low, high))
}

/// The share of content without sizes: the label of the last draft, unless a person edited it.
fn unsized_share(names: &Names<'_, '_>, events: &[&Event<'_>]) -> Share {
    let edited = events.iter().any(|e| e.kind == Kind::HumanEdit && names.is_human(e) != Some(false));
    let draft = events.iter().rev().find(|e| e.kind == Kind::ModelOutput);
    match draft.and_then(|d| detail(d, "origin")).as_deref() {
        Some("machine") if !edited => label(1.0, 1.0),
        Some("human") if events.len() == 1 => label(0.0, 0.0),
        _ => OPEN,
    }
}

/// The share of an action without content: who chose its parameters.
fn chosen(trail: &Trail<'_>, names: &Names<'_, '_>, item: &Item) -> Share {
    let events = || item.events.iter().rev().chain([&item.at]).filter_map(|p| trail.get(*p));
    let origin = |kinds: &[Kind]| events().filter(|e| kinds.contains(&e.kind)).find_map(|e| detail(e, "origin"));
    let told = origin(&[Kind::Execution, Kind::ToolCall]);
    let acts = |e: &&Event<'_>| matches!(e.kind, Kind::ToolCall | Kind::Execution | Kind::Prompt);
    match told.as_deref() {
        Some("machine") => return label(1.0, 1.0),
        Some("human") => return label(0.0, 0.0),
        Some(_) => return OPEN,
        None => {}
    }
    match origin(&[Kind::Request, Kind::Prompt]).as_deref() {
        Some("machine") => label(1.0, 1.0),
        Some("human") if events().filter(acts).all(|e| names.is_human(e) == Some(true)) => label(0.0, 0.0),
        _ => OPEN,
    }
}

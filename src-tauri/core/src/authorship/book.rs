//! Everything about one workflow's log that the judgement of its actions needs, gathered once.

use super::attribution::Sharing;
use super::chain::{Item, items};
use super::names::Names;
use super::review::{Need, Reading};
use super::runs::Runs;
use super::share::{Share, share};
use super::signs::Signs;
use crate::case::Case;
use crate::dataset::Dataset;
use crate::event::{Event, Kind, midnight};
use crate::record::Record;
use crate::tables::Table;
use crate::trail::Trail;
use chrono::NaiveDate;
use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};

/// What approvals of this log tell elsewhere, so that one without details may only have been cut short.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Practice {
    /// Some approval names who may carry out.
    pub executors: bool,
    /// Some approval is a standing one.
    pub standing: bool,
}

/// One workflow's log.
pub(super) struct Book<'b, 'c, 'a> {
    /// The workflow in its frame.
    pub case: &'b Case<'c, 'a>,
    /// Its runs.
    pub runs: Runs<'c, 'c>,
    /// Its actors.
    pub names: Names<'c, 'a>,
    /// Its actions, in order, those outside the period included.
    pub items: Vec<Item>,
    /// The machine share of each action.
    shares: Vec<Share>,
    /// How fast people read.
    pub reading: Reading,
    /// What reading takes, for approvals that actions rest on.
    needs: BTreeMap<usize, Need>,
    /// What the runs show before each approval.
    pub signs: BTreeMap<usize, Signs>,
    /// Openings and comments that follow from a draft or edit, by its position.
    pub linked: BTreeMap<usize, Vec<usize>>,
    /// What approvals tell elsewhere.
    pub practice: Practice,
    /// Which credentials are shared.
    pub sharing: Sharing<'c>,
    /// How far the clock of a file may be off, in milliseconds.
    skews: BTreeMap<u32, i64>,
}

/// One detail of an event.
pub(super) fn detail<'e>(event: &Event<'e>, key: &str) -> Option<Cow<'e, str>> {
    event.detail(key)
}

/// Whether an event has no details at all: what they would say is unknown.
pub(super) fn bare(event: &Event<'_>) -> bool {
    event.is_bare()
}

impl<'b, 'c, 'a> Book<'b, 'c, 'a> {
    /// Gathers what a workflow's log tells.
    pub fn new(case: &'b Case<'c, 'a>) -> Self {
        let trail: &'c Trail<'c> = case.trail;
        let runs = Runs::new(trail);
        let names = Names::new(case.registry(), case.data(), trail);
        let items = items(&runs);
        let shares = items.iter().map(|i| share(trail, &names, i)).collect();
        let mut practice = Practice::default();
        for e in trail.of(Kind::Approval).filter_map(|at| trail.get(at)) {
            practice.executors |= detail(e, "executors").is_some_and(|x| !x.trim().is_empty());
            practice.standing |= detail(e, "standing").as_deref() == Some("yes");
        }
        let mut linked: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
        for at in trail.of(Kind::ReviewOpen).chain(trail.of(Kind::ReviewComment)) {
            for parent in trail.parents(at) {
                linked.entry(parent).or_default().push(at);
            }
        }
        let cap = case.parameters().get("authorship_clock_skew_seconds");
        let skews = skews(case.data(), trail.events(), cap);
        let (needs, signs) = (BTreeMap::new(), BTreeMap::new());
        let sharing = Sharing::new(case, &names);
        let reading = Reading::of(case.parameters());
        let mut book = Self { sharing, case, reading, runs, names, items, shares, needs, signs, linked, practice, skews };
        book.needs = book.all_needs();
        book.signs = trail.of(Kind::Approval).map(|at| (at, Signs::of(&book, at))).collect();
        book
    }

    /// The events.
    pub fn trail(&self) -> &'c Trail<'c> {
        self.case.trail
    }

    /// The workflow.
    pub fn workflow(&self) -> &'a Record {
        self.case.workflow
    }

    /// A threshold.
    pub fn parameter(&self, name: &str) -> f64 {
        self.case.parameters().get(name)
    }

    /// The machine share of an action.
    pub fn share_of(&self, item: &Item) -> Option<Share> {
        let at = self.items.binary_search_by(|i| i.at.cmp(&item.at)).ok()?;
        self.shares.get(at).copied()
    }

    /// How many milliseconds one event may be logged too early or too late against another.
    pub fn tolerance(&self, a: &Event<'_>, b: &Event<'_>) -> i64 {
        let of = |e: &Event<'_>| self.skews.get(&e.record.origin.file).copied().unwrap_or(0);
        if self.skews.is_empty() { 0 } else { of(a).max(of(b)) }
    }

    /// The positions of actions within some days, both ends included, none after the as-of day.
    pub fn within(&self, from: NaiveDate, to: NaiveDate) -> impl Iterator<Item = &Item> {
        self.items.iter().filter(move |i| self.is_within(i.at, from, to))
    }

    /// Whether an event lies within some days.
    pub fn is_within(&self, at: usize, from: NaiveDate, to: NaiveDate) -> bool {
        let to = to.min(self.case.as_of());
        // Days are compared as milliseconds: this is asked of every action and decision.
        self.trail().get(at).is_some_and(|e| midnight(from) <= e.at && e.at < midnight(to) + 86_400_000)
    }

    /// The positions of decisions within some days.
    pub fn decisions(&self, from: NaiveDate, to: NaiveDate) -> Vec<usize> {
        self.trail().of(Kind::Approval).filter(|at| self.is_within(*at, from, to)).collect()
    }

    /// Who asked for an action or had the agent do it: requesters, authors of prompts, those it was done for; machines left out.
    pub fn persons(&self, item: &Item) -> impl Iterator<Item = &'c str> {
        let event = |p: &usize| self.trail().get(*p);
        let asked = item.asked.iter().filter_map(event).filter_map(|e| e.actor);
        let decides = |k: Kind| matches!(k, Kind::Approval | Kind::ReviewOpen | Kind::ReviewComment);
        let events = item.events.iter().chain([&item.at]).filter_map(event);
        let served = events.filter(move |e| !decides(e.kind)).filter_map(|e| e.on_behalf_of);
        asked.chain(served).filter(|p| self.names.is_person(p) != Some(false))
    }

    /// Who had the agent do it, as far as the log tells: those it acted for, and persons who wrote a prompt.
    pub fn operators(&self, item: &Item) -> impl Iterator<Item = &'c str> {
        let event = |p: &usize| self.trail().get(*p);
        let prompts = item.asked.iter().filter_map(event).filter(|e| e.kind == Kind::Prompt).filter_map(|e| e.actor);
        let decides = |k: Kind| matches!(k, Kind::Approval | Kind::ReviewOpen | Kind::ReviewComment);
        let events = item.events.iter().chain([&item.at]).filter_map(event);
        let served = events.filter(move |e| !decides(e.kind)).filter_map(|e| e.on_behalf_of);
        prompts.chain(served).filter(|p| self.names.is_person(p) == Some(true))
    }

    /// What reading takes before an approval of an action.
    pub fn need(&self, item: &Item, at: usize) -> Need {
        self.needs.get(&at).copied().unwrap_or_else(|| self.need_of(at, &[item]))
    }

    fn all_needs(&self) -> BTreeMap<usize, Need> {
        let mut of: BTreeMap<usize, Vec<&Item>> = BTreeMap::new();
        for item in &self.items {
            let executed = self.trail().get(item.at).and_then(|e| e.sha256);
            for at in &item.approvals {
                // What is not what was approved was not read for this approval.
                let approved = self.trail().get(*at).and_then(|e| e.sha256);
                if approved.zip(executed).is_none_or(|(a, b)| a.eq_ignore_ascii_case(b)) {
                    of.entry(*at).or_default().push(item);
                }
            }
        }
        of.into_iter().map(|(at, of)| (at, self.need_of(at, &of))).collect()
    }

    /// What reading takes before an approval of these actions: the size that the approval states, else that of the content; of all
    /// the content, each once, where it covers several.
    fn need_of(&self, at: usize, of: &[&Item]) -> Need {
        let approval = self.trail().get(at);
        let mut seen: BTreeSet<&[usize]> = BTreeSet::new();
        let mut total: Option<Need> = None;
        let mut unit = None;
        for item in of {
            let known = self.share_of(item);
            unit = unit.or(known.and_then(|s| s.unit));
            if item.content.is_empty() || seen.insert(&item.content) {
                let need = self.reading.need(known.and_then(|s| s.size), known.and_then(|s| s.unit));
                total = Some(total.map_or(need, |t| t.plus(need)));
            }
        }
        let read = approval.filter(|a| a.size.is_some()).map(|a| self.reading.need(a.size, a.unit.or(unit)));
        match (read, total) {
            (Some(read), Some(total)) if seen.len() > 1 => read.max(total),
            (Some(read), _) => read,
            (None, Some(total)) => total,
            (None, None) => self.reading.need(None, None),
        }
    }
}

/// How far the clocks of the events' files may be off, as their sources declare it. A source is the one whose id or name is the name
/// of the file without its ending, or the only one there is.
fn skews(data: &Dataset, events: &[Event<'_>], cap: f64) -> BTreeMap<u32, i64> {
    let sources = data.rows(Table::Sources);
    let declared = |s: &Record| {
        let seconds: f64 = s.get("clock_skew_seconds").and_then(|v| v.parse().ok()).filter(|v: &f64| *v > 0.0)?;
        #[allow(clippy::cast_possible_truncation, reason = "a small number of seconds, capped")]
        let milliseconds = (seconds.min(cap) * 1_000.0) as i64;
        Some(milliseconds)
    };
    if sources.iter().all(|s| declared(s).is_none()) {
        return BTreeMap::new();
    }
    let used: BTreeSet<u32> = events.iter().map(|e| e.record.origin.file).collect();
    if let [one] = sources {
        return declared(one).into_iter().flat_map(|skew| used.iter().map(move |f| (*f, skew))).collect();
    }
    let named = |file: &str| {
        let stem = file.rsplit_once('.').map_or(file, |(stem, _)| stem);
        sources.iter().find(|s| [stem, file].iter().any(|n| s.key == *n || s.get("name") == Some(n)))
    };
    let files = data.files().filter(|f| used.contains(&f.id));
    files.filter_map(|f| Some((f.id, declared(named(&f.name)?)?))).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::record::Origin;
    use crate::source::SourceFile;
    use crate::testing::row;

    #[test]
    fn a_clock_is_as_wrong_as_its_source_declares_up_to_the_limit() {
        let file = |id: u32, name: &str| SourceFile { id, name: name.into(), sha256: String::new(), sheet: None, columns: BTreeMap::new() };
        let source = |id: &str, name: &str, skew: &str| row(Table::Sources, 2, &[("id", id), ("name", name), ("clock_skew_seconds", skew)]);
        let made = |sources: Vec<Record>| {
            let files = vec![file(1, "gateway.csv"), file(2, "Service desk.jsonl"), file(3, "other.csv"), file(4, "gateway.csv")];
            Dataset::new(files, sources, BTreeSet::new())
        };
        let records: Vec<Record> = [1, 2, 3]
            .map(|f| Record {
                origin: Origin { file: f, row: 1 },
                ..row(Table::Events, 1, &[("event_id", "e"), ("type", "prompt"), ("ts", "2026-05-01")])
            })
            .to_vec();
        let events: Vec<Event<'_>> = records.iter().filter_map(Event::read).collect();
        let two = made(vec![source("gateway", "", "1.5"), source("desk", "Service desk", "7")]);
        assert_eq!(skews(&two, &events, 2.0), BTreeMap::from([(1, 1_500), (2, 2_000)]));
        let one = made(vec![source("elsewhere", "", "1")]);
        assert_eq!(skews(&one, &events, 2.0), BTreeMap::from([(1, 1_000), (2, 1_000), (3, 1_000)]));
        for silent in ["", "0", "-1"] {
            assert!(skews(&made(vec![source("gateway", "", silent)]), &events, 2.0).is_empty(), "{silent:?}");
        }
    }
}

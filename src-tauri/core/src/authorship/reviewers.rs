//! What the decisions of each reviewer can have been (domain 4a, 8): how often they said no, how fast, and whether the time sufficed.

use super::book::Book;
use super::chain::Item;
use super::review::Need;
use super::signs::Rationales;
use crate::event::{Decided, Event};
use crate::stats::{rule_of_three, share, zero_cases_upper};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// A day in milliseconds.
const DAY_MS: i64 = 86_400_000;

/// Whether the time from the first opening to the last approval sufficed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
#[serde(rename_all = "snake_case")]
pub enum Capacity {
    /// It did, or nothing speaks against it.
    Possible,
    /// For fast reading only.
    Hurried,
    /// Not even for that.
    Impossible,
}

/// The decisions of one reviewer in a period.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
pub struct Reviewer {
    /// Who.
    pub id: String,
    /// Decisions of every kind.
    pub decisions: usize,
    /// Rejections and requests for changes among them.
    pub rejections: usize,
    /// Without a rejection: the challenge rate that stays possible at 95 %, by the rule of three.
    pub challenge_below: Option<f64>,
    /// The same, exactly.
    pub challenge_below_exact: Option<f64>,
    /// How many times approvals came in a batch.
    pub batches: usize,
    /// The median of the known dwells, in seconds.
    pub median_dwell: Option<f64>,
    /// The median of what reading takes at the least, in seconds.
    pub median_required: Option<f64>,
    /// Whether the time sufficed.
    pub capacity: Capacity,
    /// Whether it cannot be excluded that it did not, because sizes are not told.
    pub maybe_impossible: bool,
    /// Seconds that fast reading takes, in the span that decided.
    pub seconds_needed: Option<f64>,
    /// Seconds that there were, in the span that decided.
    pub seconds_available: Option<f64>,
    /// Which approvals those figures are of.
    #[serde(skip)]
    pub span: Option<Box<Span>>,
    /// The first batch.
    #[serde(skip)]
    pub first_batch: Option<Box<Span>>,
    /// Rationales given.
    pub rationales: usize,
    /// The share of the most common one among them.
    pub same_rationale: Option<f64>,
}

/// Approvals of one reviewer that are judged together.
#[derive(Clone, Debug, PartialEq)]
pub struct Span {
    /// When the first of them was begun, in milliseconds since 1970 in UTC: opened, else last changed, else approved.
    pub from: i64,
    /// When the last was approved.
    pub to: i64,
    /// The positions of the approvals in the trail, in order of time.
    pub approvals: Vec<usize>,
}

/// One approval of a reviewer.
struct Given {
    position: usize,
    at: i64,
    begun: Option<i64>,
    dwell: Option<f64>,
    need: Need,
}

impl Book<'_, '_, '_> {
    /// The reviewers of the decisions at these positions, in the order of their ids.
    pub(super) fn reviewers(&self, decisions: &[usize], rationales: &Rationales<'_>) -> Vec<Reviewer> {
        let mut item_of: BTreeMap<usize, &Item> = BTreeMap::new();
        for item in &self.items {
            for at in &item.approvals {
                item_of.entry(*at).or_insert(item);
            }
        }
        let mut by: BTreeMap<String, (Vec<Given>, usize, usize)> = BTreeMap::new();
        for at in decisions {
            let Some(event) = self.trail().get(*at) else { continue };
            let Some(actor) = event.actor.filter(|_| self.names.is_human(event) != Some(false)) else { continue };
            let (given, all, rejected) = by.entry(self.names.key(actor).into_owned()).or_default();
            *all += 1;
            match event.decided() {
                Decided::No => *rejected += 1,
                _ => given.push(self.given(event, *at, item_of.get(at).copied())),
            }
        }
        by.into_iter().map(|(id, (given, all, rejected))| self.reviewer(id, given, all, rejected, rationales)).collect()
    }

    fn given(&self, event: &Event<'_>, at: usize, item: Option<&Item>) -> Given {
        let alone = Item { at, ..Item::default() };
        let item = item.unwrap_or(&alone);
        let need = if event.size.is_some() || item.at != at { self.need(item, at) } else { self.reading.need(None, None) };
        Given { position: at, at: event.at, begun: self.begun(item, at), dwell: self.dwell(item, at), need }
    }

    fn reviewer(&self, id: String, mut given: Vec<Given>, decisions: usize, rejections: usize, rationales: &Rationales<'_>) -> Reviewer {
        given.sort_by_key(|g| g.at);
        let none = rejections == 0;
        let (capacity, maybe_impossible, span) = self.capacity(&given);
        let (batches, first_batch) = self.batches(&given);
        let common = rationales.most_common(&id);
        Reviewer {
            decisions,
            rejections,
            challenge_below: rule_of_three(decisions).filter(|_| none),
            challenge_below_exact: zero_cases_upper(decisions, 0.95).filter(|_| none),
            batches,
            first_batch: first_batch.map(Box::new),
            median_dwell: median(given.iter().filter_map(|g| g.dwell).collect()),
            median_required: median(given.iter().map(|g| g.need.floor.max(g.need.low)).collect()),
            capacity,
            maybe_impossible,
            seconds_needed: span.as_ref().map(|s| s.0),
            seconds_available: span.as_ref().map(|s| s.1),
            span: span.map(|s| Box::new(s.2)),
            rationales: common.map_or(0, |c| c.0),
            same_rationale: common.map(|(all, most)| share(most, all)),
            id,
        }
    }

    /// How many times so many approvals came within so many seconds, and the first of these; an approval is of one batch only.
    fn batches(&self, given: &[Given]) -> (usize, Option<Span>) {
        let least = self.parameter("authorship_batch_approvals").max(1.0);
        let span = self.parameter("authorship_batch_seconds") * 1_000.0;
        let (mut found, mut earliest, mut rest) = (0, None, given);
        while let Some(first) = rest.first() {
            let together = rest.partition_point(|g| (g.at - first.at) as f64 <= span);
            let batch = together as f64 >= least;
            let (those, others) = rest.split_at(if batch { together } else { 1 });
            found += usize::from(batch);
            if let (true, None, Some(last)) = (batch, &earliest, those.last()) {
                earliest = Some(Span { from: first.at, to: last.at, approvals: positions(those) });
            }
            rest = others;
        }
        (found, earliest)
    }

    /// Whether the time sufficed over the whole period, and on each day with as many approvals as a batch has; the worst, with the
    /// seconds needed and available and the approvals they are of.
    fn capacity(&self, given: &[Given]) -> (Capacity, bool, Option<(f64, f64, Span)>) {
        let least = self.parameter("authorship_batch_approvals");
        let days = given.chunk_by(|a, b| a.at.div_euclid(DAY_MS) == b.at.div_euclid(DAY_MS)).filter(|d| d.len() as f64 >= least);
        let (mut worst, mut maybe, mut span) = (Capacity::Possible, false, None);
        for part in std::iter::once(given).chain(days) {
            // One approval alone is judged by its dwell.
            let (Some(last), false) = (part.last(), part.len() < 2) else { continue };
            let first = part.iter().map(|g| g.begun.unwrap_or(g.at).min(g.at)).min().unwrap_or(last.at);
            let available = (last.at - first) as f64 / 1_000.0;
            let sum = |of: &dyn Fn(&Given) -> f64| part.iter().map(|g| of(g).max(g.need.floor)).sum::<f64>();
            let needed = sum(&|g| g.need.low);
            // A size that is not told has no bound.
            let at_worst = sum(&|g| g.need.high);
            let careful = sum(&|g| if g.need.plausible.is_finite() { g.need.plausible } else { 0.0 });
            let verdict = match available {
                a if needed > a => Capacity::Impossible,
                a if careful > a => Capacity::Hurried,
                _ => Capacity::Possible,
            };
            maybe |= verdict != Capacity::Impossible && at_worst > available;
            if span.is_none() || verdict > worst {
                let of = Span { from: first, to: last.at, approvals: positions(part) };
                (worst, span) = (verdict, Some((needed, available, of)));
            }
        }
        (worst, maybe && worst != Capacity::Impossible, span)
    }
}

fn positions(given: &[Given]) -> Vec<usize> {
    given.iter().map(|g| g.position).collect()
}

/// The median; of an even number the mean of the two in the middle.
fn median(mut values: Vec<f64>) -> Option<f64> {
    values.sort_by(f64::total_cmp);
    let upper = values.get(values.len() / 2)?;
    if values.len() % 2 == 1 {
        return Some(*upper);
    }
    let lower = values.get(values.len() / 2 - 1)?;
    Some((lower + upper) / 2.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_median_of_two_is_between_them() {
        assert_eq!(median(vec![]), None);
        assert_eq!(median(vec![3.0, 1.0]), Some(2.0));
        assert_eq!(median(vec![9.0, 1.0, 4.0]), Some(4.0));
    }
}

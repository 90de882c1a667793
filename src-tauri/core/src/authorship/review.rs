//! The review class of one action (domain 4a, 2): what the record of its review can and cannot show.

use super::book::{Book, bare, detail};
use super::chain::Item;
use super::signs::Rationales;
use crate::event::{Decided, Event, Kind, Unit};
use crate::parameters::Parameters;
use serde::{Deserialize, Serialize};

/// What the record of a review shows; worst first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
#[serde(rename_all = "lowercase")]
pub enum ReviewClass {
    /// No approval by a person is recorded.
    None,
    /// What was approved is not what was carried out, or the order does not show it.
    Unbound,
    /// The reviewer asked for it, or operates the agent.
    #[serde(rename = "self")]
    Own,
    /// There was less time than reading takes.
    Implausible,
    /// In order, but without a sign of engagement, or with an unknown dwell.
    Procedural,
    /// In order, and with a sign of engagement.
    Substantive,
}

/// Seconds that reading takes.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Need {
    /// No review takes less.
    pub floor: f64,
    /// Below this it cannot have been read, at the least that size and unit allow.
    pub low: f64,
    /// The same at the most.
    pub high: f64,
    /// Below this it was hurried.
    pub plausible: f64,
}

/// How fast people read, by the thresholds.
#[derive(Clone, Copy, Debug)]
pub(super) struct Reading {
    /// Seconds that no review is shorter than.
    floor: f64,
    /// Words a minute above which it cannot have been read, and above which it was hurried.
    words: (f64, f64),
    /// Lines an hour, likewise.
    lines: (f64, f64),
}

impl Reading {
    /// As the thresholds say.
    pub fn of(parameters: &Parameters) -> Self {
        let of = |implausible, plausible| (parameters.get(implausible), parameters.get(plausible));
        Self {
            floor: parameters.get("authorship_review_floor_seconds"),
            words: of("authorship_prose_implausible_words_per_minute", "authorship_prose_plausible_words_per_minute"),
            lines: of("authorship_code_implausible_lines_per_hour", "authorship_code_plausible_lines_per_hour"),
        }
    }

    /// What a size takes; a unit that is not told may be either, a size that is not told any.
    pub fn need(&self, size: Option<u64>, unit: Option<Unit>) -> Need {
        let floor = self.floor;
        let Some(size) = size.map(|s| s as f64) else { return Need { floor, low: 0.0, high: f64::INFINITY, plausible: f64::INFINITY } };
        let words = (size * 60.0 / self.words.0, size * 60.0 / self.words.1);
        let lines = (size * 3_600.0 / self.lines.0, size * 3_600.0 / self.lines.1);
        let (low, high, plausible) = match unit {
            Some(Unit::Word) => (words.0, words.0, words.1),
            Some(Unit::Line) => (lines.0, lines.0, lines.1),
            None => (words.0.min(lines.0), words.0.max(lines.0), words.1.max(lines.1)),
        };
        Need { floor, low, high, plausible }
    }
}

impl Need {
    /// Reading both.
    pub fn plus(self, other: Self) -> Self {
        Self { floor: self.floor, low: self.low + other.low, high: self.high + other.high, plausible: self.plausible + other.plausible }
    }

    /// Whatever takes longer.
    pub fn max(self, other: Self) -> Self {
        Self {
            floor: self.floor,
            low: self.low.max(other.low),
            high: self.high.max(other.high),
            plausible: self.plausible.max(other.plausible),
        }
    }

    /// What a dwell shows.
    pub fn pace(self, dwell: Option<f64>) -> Pace {
        match dwell {
            None => Pace::Unknown,
            Some(d) if d < self.floor.max(self.low) => Pace::Implausible,
            Some(d) if d < self.high => Pace::Unknown,
            Some(d) if d < self.plausible => Pace::Hurried,
            Some(_) => Pace::Plausible,
        }
    }
}

/// What a dwell shows. A long one proves nothing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Pace {
    /// Less than reading takes.
    Implausible,
    /// It cannot be judged.
    Unknown,
    /// Less than careful reading takes.
    Hurried,
    /// Not disproved.
    Plausible,
}

/// The review of one action.
#[derive(Clone, Copy, Debug)]
pub(super) struct Review {
    /// Its class.
    pub class: ReviewClass,
    /// The approval it was judged by.
    pub approval: Option<usize>,
    /// Seconds between the last change, or the opening, and the approval.
    pub dwell: Option<f64>,
    /// Whether it was hurried.
    pub hurried: bool,
    /// Whether what was approved is what was carried out.
    pub bound: bool,
    /// Whether something that is not told keeps a better class from being relied on.
    pub doubtful: bool,
    /// Whether the reviewer asked for it or operated the agent, whatever the class: an approval that is not bound may be one's own too.
    pub own: bool,
    /// Whether a self-approval cannot be excluded.
    pub maybe_own: bool,
    /// Whether that is because the workflow lists the reviewer as an operator and the log does not tell who operated it.
    pub listed_operator: bool,
    /// Whether there is no approval that counts, and one that tells no decision, or not whose.
    pub untold: bool,
}

impl Review {
    const NONE: Self = Self {
        class: ReviewClass::None,
        approval: None,
        dwell: None,
        hurried: false,
        bound: false,
        doubtful: false,
        own: false,
        maybe_own: false,
        listed_operator: false,
        untold: false,
    };
}

/// Judges the review of an action: by the approval that shows most, the later one of two that show the same.
pub(super) fn judge(book: &Book<'_, '_, '_>, item: &Item, rationales: &Rationales<'_>) -> Review {
    let mut best = Review::NONE;
    for at in candidates(book, item) {
        if let Some(review) = one(book, item, at, rationales).filter(|r| r.class >= best.class) {
            best = review;
        }
    }
    if best.approval.is_none() && item.approvals.iter().filter_map(|p| book.trail().get(*p)).any(says_little) {
        // Somebody decided something: who asked, and who may not.
        (best.maybe_own, best.untold) = (true, true);
    }
    best
}

/// An approval that tells no decision, or not whose.
fn says_little(approval: &Event<'_>) -> bool {
    approval.decided() == Decided::Untold || approval.actor.is_none()
}

/// Approvals by a person that were not taken back; where none is linked, those of the run about the same artefact or content, before
/// the action and after it.
fn candidates(book: &Book<'_, '_, '_>, item: &Item) -> Vec<usize> {
    let trail = book.trail();
    let given = |p: &usize| {
        trail.get(*p).is_some_and(|e| e.decided() == Decided::Yes && e.actor.is_some() && book.names.is_human(e) != Some(false))
    };
    // Whoever says no later, before the action, and about the same content as far as that is told, leaves no approval standing.
    let near = |p: &usize| trail.get(*p).is_some_and(|e| e.kind != Kind::Execution);
    let taken_back = |p: &usize| {
        let approved = trail.get(*p).and_then(|e| e.sha256);
        let same = |q: &Event<'_>| approved.zip(q.sha256).map(|(a, b)| a.eq_ignore_ascii_case(b));
        let no = |q: &&Event<'_>| q.kind == Kind::Approval && q.decided() == Decided::No;
        let linked = item.approvals.iter().filter(|q| *q > p).filter_map(|q| trail.get(*q)).filter(no).any(|q| same(q) != Some(false));
        // What the action does not name counts when it is of the run and of the same content for certain.
        let beside = || book.runs.earlier(item.at).take_while(|q| near(q) && q > p).filter_map(|q| trail.get(q));
        linked || beside().filter(no).any(|q| same(q) == Some(true))
    };
    let before: Vec<usize> = item.approvals.iter().copied().filter(|p| given(p) && !taken_back(p)).collect();
    if !item.approvals.is_empty() {
        return before;
    }
    let Some(action) = trail.get(item.at) else { return before };
    let of_it = |p: &usize| {
        let same = |a: Option<&str>, b: Option<&str>| a.is_some() && a == b;
        trail.get(*p).is_some_and(|e| {
            e.kind == Kind::Approval && (same(e.artefact, action.artefact) || same(e.sha256, action.sha256))
                || trail.parents(*p).any(|q| q == item.at)
        })
    };
    let beside = book.runs.earlier(item.at).take_while(near).chain(book.runs.later(item.at).take_while(near));
    let mut found: Vec<usize> =
        beside.filter(|p| trail.get(*p).is_some_and(|e| e.kind == Kind::Approval)).filter(|p| of_it(p) && given(p)).collect();
    found.sort_unstable();
    found
}

fn one(book: &Book<'_, '_, '_>, item: &Item, at: usize, rationales: &Rationales<'_>) -> Option<Review> {
    let trail = book.trail();
    let approval = trail.get(at)?;
    let reviewer = approval.actor?;
    let standing = detail(approval, "standing").as_deref() == Some("yes");
    let bound = is_bound(book, item, approval, standing);
    let dwell = book.dwell(item, at);
    let need = book.need(item, at);
    let pace = need.pace(dwell);
    let own = book.persons(item).any(|p| book.names.same(p, reviewer));
    let engaged = || book.engaged(item, at, rationales);
    let class = match pace {
        _ if !bound => ReviewClass::Unbound,
        _ if own => ReviewClass::Own,
        Pace::Implausible => ReviewClass::Implausible,
        Pace::Unknown => ReviewClass::Procedural,
        Pace::Hurried | Pace::Plausible if engaged() => ReviewClass::Substantive,
        Pace::Hurried | Pace::Plausible => ReviewClass::Procedural,
    };
    // Where nothing asked is linked, or it does not tell whose it is, the reviewer may have asked.
    let asker_untold = item.asked.is_empty() || item.asked.iter().filter_map(|p| trail.get(*p)).any(|e| e.actor.is_none());
    // A person whom the workflow lists as an operator may have operated it: that is asked, as AD-04-U, and not counted as drift.
    // Who operated the agent is told by whom it acted for, or who wrote the prompt; else it may have been any who operate the workflow.
    let listed = book.operators(item).next().is_none()
        && book.workflow().list("operators").unwrap_or_default().into_iter().any(|o| book.names.same(o, reviewer));
    // Whom no register knows may be anybody, also who asked.
    let nobody_known = book.names.actor(at).is_none_or(|who| !who.resolved);
    let unsure_standing = bare(approval) && book.practice.standing;
    // Of two times of one day, one of which tells no hour, neither is known to be the earlier.
    let same_day = trail.get(item.at).is_some_and(|a| a.may_be_either_way(approval));
    Some(Review {
        class,
        approval: Some(at),
        dwell,
        hurried: pace == Pace::Hurried,
        bound,
        doubtful: asker_untold || unsure_standing || same_day || book.names.is_human(approval) != Some(true),
        own,
        maybe_own: !own && (asker_untold || listed || nobody_known),
        listed_operator: !own && listed,
        untold: false,
    })
}

/// Whether the approval is of what was carried out: the same hash, before it, and nothing changed in between. A standing approval has
/// to name scope, executors and an end that was not yet reached; it may come before the content.
fn is_bound(book: &Book<'_, '_, '_>, item: &Item, approval: &Event<'_>, standing: bool) -> bool {
    let trail = book.trail();
    let Some(action) = trail.get(item.at) else { return false };
    let told = |key: &str| detail(approval, key).filter(|v| !v.trim().is_empty());
    let in_time = approval.at <= action.latest() + book.tolerance(approval, action);
    let hash = match (approval.sha256, action.sha256) {
        (Some(a), Some(b)) => a.eq_ignore_ascii_case(b),
        _ => standing && approval.sha256.is_none(),
    };
    if standing {
        let scope = told("scope").is_some() || approval.artefact.is_some() || approval.sha256.is_some();
        let end = told("expires").and_then(|e| crate::event::moment(&e));
        return hash && in_time && scope && told("executors").is_some() && end.is_some_and(|e| action.at <= e);
    }
    let changed = item.content.iter().chain(&item.maybe).filter_map(|p| trail.get(*p)).any(|c| {
        let approved = c.sha256.zip(approval.sha256).is_some_and(|(a, b)| a.eq_ignore_ascii_case(b));
        !approved && c.at > approval.latest() + book.tolerance(approval, c)
    });
    hash && in_time && !changed
}

//! How the tab Authorship is filled: the figures of the analysis, and every action behind them.

use crate::cases::Looked;
use crate::desk::Workbench;
use crate::error::Result;
use crate::screens::Reading;
use crate::screens::authorship::{
    ActionLine, AuthorshipView, CountRange, DriftMark, DriftPoint, DriftTrend, ReviewCount, ReviewMark, ReviewerLine, ShareRange, TrendMark,
};
use crate::screens::marks::Marks;
use crate::screens::reading::count;
use crate::screens::register::person_name;
use crate::screens::runs_view::moment;
use crate::screens::words::{day, number};
use chrono::{Days, NaiveDate};
use countersign_core::authorship::{self, Action, Authorship, Bounded, Capacity, Drift, ReviewClass, Reviewer, Trend, Verdict};
use countersign_core::case::Case;
use countersign_core::event::Kind;
use countersign_core::findings::Finding;
use countersign_core::stats::wilson;
use countersign_core::tables::Table;
use std::collections::BTreeMap;

/// The stretches that a period is shown in.
const STRETCHES: u64 = 6;

impl Workbench {
    /// Who wrote what a workflow carried out, and whether somebody really looked.
    ///
    /// # Errors
    /// `usage/workflow`, `workspace/failed`.
    pub fn workflow_authorship(&self, reading: &Reading, id: &str) -> Result<AuthorshipView> {
        let told = self.told_about(reading, id)?;
        self.with_case(reading, id, |looked| view(&told, looked))
    }
}

fn view(told: &[Finding], looked: &Looked<'_, '_>) -> AuthorshipView {
    let case = &looked.case;
    let (a, actions) = if looked.analysed { authorship::look(case) } else { return nothing() };
    let half = case.parameters().get("authorship_machine_made");
    let counted = |of: fn(&Action<'_>, f64) -> (bool, bool)| {
        let all = || actions.iter().map(|action| of(action, half));
        CountRange { low: count(all().filter(|h| h.0).count()), high: count(all().filter(|h| h.1).count()), of: count(a.actions) }
    };
    let really = actions.iter().filter(|x| x.review_required && x.review == ReviewClass::Substantive).count();
    AuthorshipView {
        analysed: true,
        not_assessable: a.reason.clone(),
        level: level(a.level),
        indicative: a.indicative,
        raised_by: a.forced_by.iter().map(|f| raised(f)).collect(),
        drift: counted(|a, h| a.drifted(h)),
        wilson: a.drift_rate.map(|r| ShareRange { low: r.wilson95_of_high[0], high: r.wilson95_of_high[1] }),
        machine: a.machine_share.map(|m| ShareRange { low: m.low, high: m.high }),
        machine_by_volume: a.machine_share.and_then(|m| m.volume_weighted).map(|v| ShareRange { low: v, high: v }),
        share_unknown: count(actions.iter().filter(|x| x.share_low < x.share_high).count()),
        substantive: CountRange { low: count(a.substantive_review.n), high: count(really), of: count(a.substantive_review.of) },
        unreviewed: counted(|a, h| a.unreviewed(h)),
        mismatch: bounded(a.executor_mismatch),
        unattributed: bounded(a.attribution_gap),
        reviews: reviews(&a),
        actions: actions.iter().map(|x| line(x, half)).collect(),
        trend: a.trend.map(|t| trend(case, &t, &actions, half)),
        reviewers: reviewers(case, &a, &actions),
        findings: Marks::of(told, &["AD-", "CH-00"]).all(),
    }
}

/// What is shown of a workflow that no assessment has looked at: nothing, which is not the same as none.
fn nothing() -> AuthorshipView {
    let zero = || CountRange { low: 0, high: 0, of: 0 };
    AuthorshipView {
        analysed: false,
        not_assessable: None,
        level: DriftMark::Insufficient,
        indicative: false,
        raised_by: Vec::new(),
        drift: zero(),
        wilson: None,
        machine: None,
        machine_by_volume: None,
        share_unknown: 0,
        substantive: zero(),
        unreviewed: zero(),
        mismatch: zero(),
        unattributed: zero(),
        reviews: Vec::new(),
        actions: Vec::new(),
        trend: None,
        reviewers: Vec::new(),
        findings: Vec::new(),
    }
}

/// The mark of a level; without one there is too little to tell.
pub(crate) fn level(level: Option<Drift>) -> DriftMark {
    match level {
        None => DriftMark::Insufficient,
        Some(Drift::None) => DriftMark::None,
        Some(Drift::Low) => DriftMark::Low,
        Some(Drift::Moderate) => DriftMark::Moderate,
        Some(Drift::High) => DriftMark::High,
        Some(Drift::Severe) => DriftMark::Severe,
    }
}

/// What raised a level, as a sentence.
fn raised(by: &str) -> String {
    match by {
        "executor_mismatch_in_production" => "In production, somebody else carried out an action than its approval names.",
        "no_substantive_review" => "Reviews are required, and none of them is shown to be substantive.",
        "attribution_gap" => "Too many actions have a step that is not of exactly one registered identity.",
        other => return other.to_owned(),
    }
    .to_owned()
}

fn bounded(b: Bounded) -> CountRange {
    CountRange { low: count(b.n), high: count(b.at_worst), of: count(b.of) }
}

fn reviews(a: &Authorship) -> Vec<ReviewCount> {
    let c = a.review_classes;
    [
        (ReviewMark::Substantive, c.substantive),
        (ReviewMark::Procedural, c.procedural),
        (ReviewMark::Implausible, c.implausible),
        (ReviewMark::Own, c.own),
        (ReviewMark::Unbound, c.unbound),
        (ReviewMark::None, c.none),
    ]
    .map(|(review, n)| ReviewCount { review, actions: count(n) })
    .to_vec()
}

/// An action as a line of the roll.
pub(crate) fn line(action: &Action<'_>, half: f64) -> ActionLine {
    let (drift, drift_possible) = action.drifted(half);
    ActionLine {
        event: action.id.to_owned(),
        at: moment(action.ts).unwrap_or_default(),
        machine_low: action.share_low,
        machine_high: action.share_high,
        review: match action.review {
            ReviewClass::Substantive => ReviewMark::Substantive,
            ReviewClass::Procedural => ReviewMark::Procedural,
            ReviewClass::Implausible => ReviewMark::Implausible,
            ReviewClass::Own => ReviewMark::Own,
            ReviewClass::Unbound => ReviewMark::Unbound,
            ReviewClass::None => ReviewMark::None,
        },
        drift,
        drift_possible,
    }
}

fn trend(case: &Case<'_, '_>, t: &Trend, actions: &[Action<'_>], half: f64) -> DriftTrend {
    let period = case.period();
    let (_, last) = t.baseline_days;
    let before = period.from.checked_sub_days(Days::new(1)).unwrap_or(period.from);
    let title = if last == before { "Against the period before".to_owned() } else { format!("Since the review of {}", day(last)) };
    DriftTrend {
        title,
        before: point(format!("up to {}", day(last)), t.baseline.n, t.baseline.of),
        after: point(format!("from {}", day(period.from)), t.current.n, t.current.of),
        difference: t.difference,
        low: t.interval95.map(|i| i[0]),
        high: t.interval95.map(|i| i[1]),
        verdict: match t.verdict {
            Verdict::Increasing => TrendMark::Increasing,
            Verdict::Decreasing => TrendMark::Decreasing,
            Verdict::NoEvidenceOfChange => TrendMark::NoEvidence,
            Verdict::Insufficient => TrendMark::Insufficient,
        },
        points: stretches(period.from, period.to).into_iter().map(|(from, to)| stretch(from, to, actions, half)).collect(),
    }
}

fn point(label: String, drift: usize, of: usize) -> DriftPoint {
    let interval = (of > 0).then(|| wilson(drift, of));
    DriftPoint { label, drift: count(drift), of: count(of), low: interval.map(|i| i.0), high: interval.map(|i| i.1) }
}

/// First and last day of equal stretches of a period; a short one is one stretch.
fn stretches(from: NaiveDate, to: NaiveDate) -> Vec<(NaiveDate, NaiveDate)> {
    let length = u64::try_from((to - from).num_days()).unwrap_or(0) + 1;
    let parts = if length < STRETCHES * 2 { 1 } else { STRETCHES };
    let at = |part: u64| from.checked_add_days(Days::new(length * part / parts)).unwrap_or(to);
    (0..parts).map(|p| (at(p), at(p + 1).checked_sub_days(Days::new(1)).unwrap_or(to))).collect()
}

fn stretch(from: NaiveDate, to: NaiveDate, actions: &[Action<'_>], half: f64) -> DriftPoint {
    let start = |d: NaiveDate| d.and_time(chrono::NaiveTime::MIN).and_utc().timestamp_millis();
    let within = || actions.iter().filter(|a| start(from) <= a.ts && a.ts < start(to) + 86_400_000);
    point(from.format("%-d %b").to_string(), within().filter(|a| a.drifted(half).1).count(), within().count())
}

/// What the log shows of each reviewer, the most decisions first.
fn reviewers(case: &Case<'_, '_>, a: &Authorship, actions: &[Action<'_>]) -> Vec<ReviewerLine> {
    let key = |actor: &str| key_of(case, actor);
    // For each reviewer: actions approved, of these those with a substantive review for certain, and at best.
    let mut approved: BTreeMap<String, (u64, u64, u64)> = BTreeMap::new();
    for action in actions {
        let Some(reviewer) = action.reviewer else { continue };
        let (all, sure, best) = approved.entry(key(reviewer)).or_default();
        let real = action.review == ReviewClass::Substantive;
        *all += 1;
        *sure += u64::from(real && !action.review_doubtful);
        *best += u64::from(real);
    }
    let period = case.period();
    let mut first: BTreeMap<String, usize> = BTreeMap::new();
    for at in case.trail.of(Kind::Approval) {
        let event = case.trail.get(at).filter(|e| e.day().is_some_and(|d| d >= period.from && d <= period.to));
        if let Some(actor) = event.and_then(|e| e.actor) {
            first.entry(key(actor)).or_insert(at);
        }
    }
    let mut all: Vec<&Reviewer> = a.reviewers.iter().collect();
    all.sort_by(|x, y| y.decisions.cmp(&x.decisions).then_with(|| x.id.cmp(&y.id)));
    all.into_iter()
        .map(|r| {
            let own = key(&r.id);
            let (of, low, high) = approved.get(&own).copied().unwrap_or_default();
            ReviewerLine {
                name: person_name(case.data(), &r.id).to_owned(),
                decisions: count(r.decisions),
                refused: count(r.rejections),
                dwell: r.median_dwell,
                needed: r.median_required,
                substantive: CountRange { low, high, of },
                challenge_below: r.challenge_below,
                batches: count(r.batches),
                capacity: capacity(r).map(str::to_owned),
                question: question(r),
                source: first.get(&own).and_then(|at| case.trail.get(*at)).map(|e| e.place(Some("actor")).source(case.data())),
            }
        })
        .collect()
}

/// What is the same text for every id of one person: the account of a person is the person, as the analysis counts reviewers.
fn key_of(case: &Case<'_, '_>, actor: &str) -> String {
    let of = case.registry().resolve(actor).record();
    let account = of.filter(|r| r.table == Table::Identities && r.get("kind") == Some("human"));
    let owner = account.and_then(|i| case.registry().resolve(i.get("owner")?).record()).filter(|o| o.table == Table::People);
    owner.or(of).map_or_else(|| case.data().canonical(actor).to_owned(), |r| r.key.clone())
}

fn capacity(r: &Reviewer) -> Option<&'static str> {
    match (r.capacity, r.maybe_impossible) {
        (Capacity::Impossible, _) => Some("more than can be read in the time"),
        (_, true) => Some("it cannot be told whether the time sufficed, because sizes are not told"),
        (Capacity::Hurried, _) => Some("for fast reading only"),
        (Capacity::Possible, _) => None,
    }
}

fn question(r: &Reviewer) -> Option<String> {
    match (r.batches, r.capacity) {
        (0, Capacity::Impossible) => Some("How was this much read in the time there was?".to_owned()),
        (0, _) => None,
        (1, _) => Some("Decisions came in a batch: was each read by itself?".to_owned()),
        (n, _) => Some(format!("Decisions came in {} batches: was each read by itself?", number(count(n)))),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn stretches_are_equal_and_cover_the_period() {
        let day = |text: &str| text.parse::<NaiveDate>().unwrap();
        let all = stretches(day("2026-04-01"), day("2026-09-30"));
        assert_eq!(all.len(), 6);
        assert_eq!((all[0].0, all[5].1), (day("2026-04-01"), day("2026-09-30")));
        assert!(all.windows(2).all(|w| w[0].1.succ_opt() == Some(w[1].0)), "{all:?}");
        assert_eq!(stretches(day("2026-04-01"), day("2026-04-05")), [(day("2026-04-01"), day("2026-04-05"))]);
    }

    #[test]
    fn a_point_without_actions_has_no_interval() {
        assert_eq!((point("x".into(), 0, 0).low, point("x".into(), 0, 4).low), (None, Some(0.0)));
        assert_eq!(level(None), DriftMark::Insufficient);
    }
}

//! Occurrence coverage (domain 1.4): which of the occurrences that a control should have left evidence of have some.

use super::{Period, covers, in_force};
use crate::record::Record;
use chrono::{Datelike, Days, NaiveDate, Weekday};

/// The name of the one occurrence that a period as such is.
const PERIOD: &str = "the period";

/// The occurrences a control of this frequency should have left in the period, each as its first and last day and its name.
/// `None` when occurrences are not counted by the calendar (continuous, per event, unknown).
pub fn expected(frequency: Option<&str>, period: Period) -> Option<Vec<(NaiveDate, NaiveDate, String)>> {
    let whole = || vec![(period.from, period.to, PERIOD.to_owned())];
    let months = |step: u32, name: fn(NaiveDate) -> String| {
        let mut found = Vec::new();
        let mut first = period.from.with_day(1);
        while let Some(from) = first {
            let aligned = (from.month0() % step) == 0;
            let next = from.checked_add_months(chrono::Months::new(if aligned { step } else { 1 }));
            let last = next.and_then(|n| n.pred_opt());
            match last {
                Some(to) if aligned && from >= period.from && to <= period.to => found.push((from, to, name(from))),
                _ => {}
            }
            first = next.filter(|n| *n <= period.to);
        }
        found
    };
    Some(match frequency? {
        "daily" => period
            .from
            .iter_days()
            .take_while(|d| *d <= period.to)
            .filter(|d| !matches!(d.weekday(), Weekday::Sat | Weekday::Sun))
            .map(|d| (d, d, d.to_string()))
            .collect(),
        "weekly" => period
            .from
            .iter_days()
            .take_while(|d| *d <= period.to)
            .filter(|d| d.weekday() == Weekday::Mon)
            .filter_map(|d| Some((d, d.checked_add_days(Days::new(6))?)))
            .filter(|(_, to)| *to <= period.to)
            .map(|(from, to)| (from, to, format!("the week of {from}")))
            .collect(),
        "monthly" => months(1, |d| d.format("%Y-%m").to_string()),
        "quarterly" => months(3, |d| format!("{} Q{}", d.year(), d.month0() / 3 + 1)),
        "semi_annual" => {
            let halves = months(6, |d| format!("{} H{}", d.year(), d.month0() / 6 + 1));
            if halves.is_empty() { whole() } else { halves }
        }
        "annual" | "config_snapshot" | "policy" => whole(),
        _ => return None,
    })
}

/// How much of what was expected is there.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Occurrences {
    /// How many were expected.
    pub expected: usize,
    /// How many have evidence.
    pub found: usize,
    /// The names of those that have none.
    pub missing: Vec<String>,
}

impl Occurrences {
    /// The share of those expected that have evidence, 0 to 1; `None` when none was expected.
    pub fn coverage(&self) -> Option<f64> {
        #[allow(clippy::cast_precision_loss, reason = "occurrences of one period")]
        let share = |found: usize, of: usize| found as f64 / of as f64;
        (self.expected > 0).then(|| share(self.found, self.expected))
    }
}

/// Which expected occurrences some evidence covers. An artefact covers an occurrence that its days contain, or within which
/// its days lie. When the period as such is the occurrence, not a month or a quarter that it happens to be, any overlap covers it, and
/// so does a document in force. With `standing`, a document in force covers every occurrence from its date on.
pub fn occurrences<'a>(
    evidence: impl Iterator<Item = &'a Record>,
    frequency: Option<&str>,
    period: Period,
    standing: bool,
) -> Option<Occurrences> {
    let wanted = expected(frequency, period)?;
    let spans: Vec<(NaiveDate, NaiveDate, bool)> = evidence.filter_map(|e| covers(e).map(|(from, to)| (from, to, in_force(e)))).collect();
    let mut missing = Vec::new();
    let mut found = 0;
    for (from, to, name) in &wanted {
        let is_whole = name == PERIOD;
        let hit = spans.iter().any(|(f, t, document)| {
            let t = if *document && (standing || is_whole) { t.max(&period.to) } else { t };
            (f <= from && t >= to) || (f >= from && t <= to) || (is_whole && f <= to && t >= from)
        });
        if hit {
            found += 1;
        } else {
            missing.push(name.clone());
        }
    }
    Some(Occurrences { expected: wanted.len(), found, missing })
}

/// Whether one artefact covers every day of a period, and with that every occurrence that may be expected in it. With `standing`, a
/// document in force covers every day from its date on.
pub fn covers_all(evidence: &Record, period: Period, standing: bool) -> bool {
    let lasts = |to: NaiveDate| to >= period.to || (standing && in_force(evidence));
    covers(evidence).is_some_and(|(from, to)| from <= period.from && lasts(to))
}

#[cfg(test)]
mod tests {
    use super::super::tests::{day, evidence, period};
    use super::*;

    #[test]
    fn what_covers_the_whole_period_covers_every_occurrence() {
        let p = period("2026-04-01", "2026-09-30");
        let of = |kind, from, to| evidence(&[("kind", kind), ("period_from", from), ("period_to", to)]);
        let whole = of("event_log", "2026-04-01", "2026-09-30");
        assert!(covers_all(&whole, p, false));
        for frequency in ["daily", "weekly", "monthly", "quarterly", "semi_annual", "annual"] {
            assert!(occurrences([&whole].into_iter(), Some(frequency), p, false).unwrap().missing.is_empty(), "{frequency}");
        }
        assert!(!covers_all(&of("event_log", "2026-04-02", "2026-09-30"), p, false));
        assert!(!covers_all(&of("event_log", "2026-04-01", "2026-09-29"), p, false));
        let signed = of("policy", "2026-03-01", "2026-03-01");
        assert!(covers_all(&signed, p, true) && !covers_all(&signed, p, false));
        assert!(!covers_all(&of("policy", "2026-03-01", "2026-05-31"), p, true), "it ended");
    }

    #[test]
    fn a_month_that_is_the_whole_period_is_covered_like_any_other() {
        let p = period("2026-07-01", "2026-07-31");
        let across = evidence(&[("kind", "event_log"), ("period_from", "2026-06-25"), ("period_to", "2026-07-01")]);
        assert_eq!(occurrences([&across].into_iter(), Some("monthly"), p, false).unwrap().found, 0);
        assert_eq!(occurrences([&across].into_iter(), Some("annual"), p, false).unwrap().found, 1, "any overlap with the period");
    }

    #[test]
    fn a_monthly_control_with_five_of_six_months_names_the_missing_one() {
        let p = period("2026-04-01", "2026-09-30");
        let months: Vec<Record> = ["04", "05", "06", "08", "09"]
            .iter()
            .map(|m| {
                evidence(&[
                    ("period_from", &format!("2026-{m}-01")),
                    ("period_to", &format!("2026-{m}-{}", if ["04", "06", "09"].contains(m) { "30" } else { "31" })),
                ])
            })
            .collect();
        let found = occurrences(months.iter(), Some("monthly"), p, false).unwrap();
        assert_eq!((found.found, found.expected), (5, 6));
        assert!((found.coverage().unwrap() - 0.833).abs() < 0.001);
        assert_eq!(found.missing, ["2026-07"]);
    }

    #[test]
    fn expected_occurrences_count_whole_ones_only() {
        let p = period("2026-04-01", "2026-09-30");
        let n = |f: &str| expected(Some(f), p).map(|x| x.len());
        assert_eq!(n("monthly"), Some(6));
        assert_eq!(n("quarterly"), Some(2));
        assert_eq!(n("semi_annual"), Some(1));
        assert_eq!(n("annual"), Some(1));
        assert_eq!(n("weekly"), Some(25));
        assert_eq!(n("daily"), Some(131));
        assert_eq!(n("per_event"), None);
        assert_eq!(expected(Some("quarterly"), period("2026-02-15", "2026-05-31")).map(|x| x.len()), Some(0));
        assert_eq!(expected(Some("semi_annual"), period("2026-01-01", "2026-12-31")).map(|x| x.len()), Some(2));
    }

    #[test]
    fn one_artefact_covers_every_occurrence_that_its_days_contain() {
        let p = period("2026-04-01", "2026-09-30");
        let half = evidence(&[("period_from", "2026-04-01"), ("period_to", "2026-09-30")]);
        assert_eq!(occurrences([&half].into_iter(), Some("monthly"), p, false).unwrap().found, 6);
        let across = evidence(&[("period_from", "2026-04-15"), ("period_to", "2026-06-15")]);
        assert_eq!(occurrences([&across].into_iter(), Some("monthly"), p, false).unwrap().found, 1);
        let point = evidence(&[("collected_at", "2026-06-28")]);
        assert_eq!(occurrences([&point].into_iter(), Some("quarterly"), p, false).unwrap().missing, ["2026 Q3"]);
    }

    #[test]
    fn a_period_without_a_whole_occurrence_has_no_coverage() {
        let o = Occurrences { expected: 0, found: 0, missing: vec![] };
        assert_eq!(o.coverage(), None);
        assert_eq!(day("2026-04-01").month0(), 3);
    }
}

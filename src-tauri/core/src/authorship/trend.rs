//! Whether drift changed between a baseline and the period (domain 4a, 6).

use super::book::Book;
use super::drift::{Part, maybe_both_three, maybe_three};
use crate::facts::acting_as;
use crate::parameters::Parameters;
use crate::stats::newcombe;
use chrono::{Days, NaiveDate};
use serde::{Deserialize, Serialize};

/// What two drift rates show.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
#[serde(rename_all = "snake_case")]
pub enum Verdict {
    /// It grew.
    Increasing,
    /// It shrank.
    Decreasing,
    /// Neither can be shown.
    NoEvidenceOfChange,
    /// There are too few actions to tell.
    Insufficient,
}

/// The change of the upper drift rate.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
pub struct Trend {
    /// Actions that drifted before.
    pub baseline: Part,
    /// Actions that drifted in the period.
    pub current: Part,
    /// The change of the rate.
    #[serde(serialize_with = "maybe_three")]
    pub difference: Option<f64>,
    /// Newcombe's 95 % interval of it.
    #[serde(serialize_with = "maybe_both_three")]
    pub interval95: Option<[f64; 2]>,
    /// What that shows.
    pub verdict: Verdict,
    /// The first and the last day of the baseline.
    #[cfg_attr(feature = "types", ts(type = "[string, string]"))]
    pub baseline_days: (NaiveDate, NaiveDate),
}

/// The change between two counts at worst. That drift shrank has to hold against the least that there was before: what was not known then
/// is no drift that went away.
pub(super) fn trend(
    (baseline, least_before): (Part, usize),
    current: Part,
    baseline_days: (NaiveDate, NaiveDate),
    parameters: &Parameters,
) -> Trend {
    let against_least = newcombe((least_before, baseline.of), (current.n, current.of));
    let found = newcombe((baseline.n, baseline.of), (current.n, current.of));
    let least = parameters.get("authorship_trend_min_actions");
    let step = parameters.get("authorship_trend_difference");
    let enough = [baseline, current].iter().all(|p| p.of as f64 >= least);
    // A difference of two quotients misses a round decimal by a few units in the last place.
    let reaches = |x: f64| x >= step - 1e-12;
    let verdict = match found.filter(|_| enough) {
        None => Verdict::Insufficient,
        Some(d) if d.low > 0.0 && reaches(d.value) => Verdict::Increasing,
        Some(d) if d.high < 0.0 && reaches(-d.value) && against_least.is_some_and(|d| d.high < 0.0 && reaches(-d.value)) => {
            Verdict::Decreasing
        }
        Some(_) => Verdict::NoEvidenceOfChange,
    };
    Trend { baseline, current, difference: found.map(|d| d.value), interval95: found.map(|d| [d.low, d.high]), verdict, baseline_days }
}

impl Book<'_, '_, '_> {
    /// The days of the baseline: as long as the period, ending with the last review of the workflow or of an identity of it that was
    /// decided before the period, else with the day before the period.
    pub(super) fn baseline(&self) -> (NaiveDate, NaiveDate) {
        let period = self.case.period();
        let workflow = self.workflow();
        let related = self.case.related();
        let subjects = acting_as(workflow).map(|id| ("identity", id)).chain([("workflow", workflow.key.as_str())]);
        let reviews = subjects.flat_map(|(kind, id)| {
            let of = related.reviews_of(id).into_iter();
            of.filter(move |r| r.get("subject_kind").is_none_or(|k| k == kind) && r.get("decision").is_some())
        });
        let days = reviews.filter_map(|r| r.day("at")).chain(workflow.day("last_reviewed"));
        let before = period.from.checked_sub_days(Days::new(1)).unwrap_or(period.from);
        let to = days.filter(|d| *d < period.from).max().unwrap_or(before);
        let length = u64::try_from((period.to - period.from).num_days()).unwrap_or(0);
        (to.checked_sub_days(Days::new(length)).unwrap_or(to), to)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::stats::rounded;

    fn of(n: usize, of: usize) -> Part {
        Part { n, of }
    }

    fn change(a: Part, b: Part) -> Trend {
        let day = "2026-01-01".parse().unwrap();
        trend((a, a.n), b, (day, day), &Parameters::default())
    }

    #[test]
    fn the_worked_trends_come_out() {
        let up = change(of(12, 60), of(27, 75));
        assert_eq!((up.difference.map(rounded), up.interval95.map(|i| i.map(rounded))), (Some(0.16), Some([0.006, 0.299])));
        assert_eq!(up.verdict, Verdict::Increasing);
        let flat = change(of(12, 60), of(19, 75));
        assert_eq!((flat.difference.map(rounded), flat.interval95.map(|i| i.map(rounded))), (Some(0.053), Some([-0.092, 0.189])));
        assert_eq!(flat.verdict, Verdict::NoEvidenceOfChange);
        assert_eq!(change(of(27, 75), of(12, 60)).verdict, Verdict::Decreasing);
    }

    #[test]
    fn what_was_not_known_before_is_no_drift_that_went_away() {
        let day = "2026-01-01".parse().unwrap();
        let from = |least: usize| trend((of(60, 60), least), of(27, 75), (day, day), &Parameters::default()).verdict;
        assert_eq!((from(60), from(40), from(0)), (Verdict::Decreasing, Verdict::Decreasing, Verdict::NoEvidenceOfChange));
        // Against the least there was, a step that is not certain, and one that is certain and too small.
        assert_eq!(from(27), Verdict::NoEvidenceOfChange);
        let many = |least: usize| trend((of(3_000, 10_000), least), of(1_000, 10_000), (day, day), &Parameters::default()).verdict;
        assert_eq!((many(1_500), many(1_400)), (Verdict::Decreasing, Verdict::NoEvidenceOfChange));
    }

    #[test]
    fn a_trend_needs_twenty_actions_on_both_sides_and_a_step() {
        assert_eq!(change(of(0, 20), of(20, 20)).verdict, Verdict::Increasing);
        assert_eq!(change(of(0, 19), of(20, 20)).verdict, Verdict::Insufficient);
        assert_eq!(change(of(0, 20), of(19, 19)).verdict, Verdict::Insufficient);
        let none = change(of(0, 0), of(20, 20));
        assert_eq!((none.difference, none.interval95, none.verdict), (None, None, Verdict::Insufficient));
        // Certain, but smaller than the step; then of exactly the step, both ways.
        let (before, after, step) = (of(1_000, 10_000), of(1_499, 10_000), of(1_500, 10_000));
        assert_eq!(change(before, after).verdict, Verdict::NoEvidenceOfChange);
        assert_eq!(change(before, step).verdict, Verdict::Increasing);
        assert_eq!(change(after, before).verdict, Verdict::NoEvidenceOfChange);
        assert_eq!(change(step, before).verdict, Verdict::Decreasing);
    }
}

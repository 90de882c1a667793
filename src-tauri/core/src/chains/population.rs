//! Whether the log holds every effect there was: effects of an independent system of record against effects in the log.

use crate::case::Case;
use crate::event::{Kind, moment};
use crate::record::Record;
use serde::{Deserialize, Serialize};
use std::borrow::Cow;

/// Effects in the independent list for the period, and how many of them an effect in the log names.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
pub struct Population {
    /// Those that the log explains.
    pub matched: usize,
    /// All of them.
    pub of: usize,
}

impl Population {
    /// The share that the log explains; `None` when the list has no effect in the period.
    pub fn share(self) -> Option<f64> {
        let number = |n: usize| u32::try_from(n).map_or(f64::from(u32::MAX), f64::from);
        if self.of == 0 { None } else { Some(number(self.matched) / number(self.of)) }
    }
}

/// How the effects of a log and of an independent list match.
pub(super) struct Matching<'a> {
    /// `None` when there is no independent list for the workflow.
    pub population: Option<Population>,
    /// Whether the list says anything of the period: it has a record of it, or records before and after it.
    pub covers: bool,
    /// Records that no effect names.
    pub unexplained: Vec<&'a Record>,
    /// Positions of effects in the period that name no record of the list.
    pub phantom: Vec<usize>,
    /// Of those, the effects that name no record at all.
    pub unnamed: usize,
}

/// Matches the effects of a workflow with the independent list. A record without a day counts as one of the period; an effect outside
/// the period explains a record all the same. Times are compared in UTC; a day begins at midnight there.
pub(super) fn matching<'a>(case: &Case<'_, 'a>) -> Matching<'a> {
    let trail = case.trail;
    let done = trail.of(Kind::Effect).filter_map(|at| Some((trail.get(at)?, at))).filter(|(e, _)| !e.not_done());
    let mut effects: Vec<(Cow<'_, str>, usize)> = done.map(|(e, at)| (e.detail("record").unwrap_or_default(), at)).collect();
    effects.sort_unstable();
    let listed = case.related().system_records_of(&case.workflow.key);
    if listed.is_empty() {
        return Matching { population: None, covers: false, unexplained: Vec::new(), phantom: Vec::new(), unnamed: 0 };
    }
    let period = case.period();
    let names = |r: &&Record| effects.binary_search_by(|(name, _)| name.as_ref().cmp(r.key.as_str())).is_ok();
    let (from, to) = super::bounds(period);
    let at = |r: &Record| r.get("at").and_then(moment);
    let due: Vec<&'a Record> = listed.iter().copied().filter(|r| at(r).is_none_or(|at| from <= at && at <= to)).collect();
    let unexplained: Vec<&'a Record> = due.iter().copied().filter(|r| !names(r)).collect();
    let mut keys: Vec<&str> = listed.iter().map(|r| r.key.as_str()).collect();
    keys.sort_unstable();
    let in_period = |at: &usize| trail.get(*at).is_some_and(|e| from <= e.at && e.at <= to);
    let lost = effects.iter().filter(|(name, at)| keys.binary_search(&name.as_ref()).is_err() && in_period(at));
    let mut unnamed = 0;
    let mut phantom: Vec<usize> = lost.inspect(|(name, _)| unnamed += usize::from(name.is_empty())).map(|(_, at)| *at).collect();
    phantom.sort_unstable();
    let population = Some(Population { matched: due.len() - unexplained.len(), of: due.len() });
    // A list that ends before the period, or begins after it, may say nothing of it.
    let around = listed.iter().any(|r| at(r).is_some_and(|at| at < from)) && listed.iter().any(|r| at(r).is_some_and(|at| at > to));
    Matching { population, covers: !due.is_empty() || around, unexplained, phantom, unnamed }
}

/// The population of a workflow: `None` when nothing independent says how many effects there were.
pub fn population(case: &Case<'_, '_>) -> Option<Population> {
    matching(case).population
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tables::Table;
    use crate::testing::Made;

    fn made(records: &[(&str, &str)], effects: &[(&str, &str, &str)]) -> Made {
        let mut made = Made::default();
        made.put(Table::Workflows, &[("id", "WF-1"), ("name", "w")]);
        for (record, at) in records {
            made.put(Table::SystemRecords, &[("record", record), ("workflow", "WF-1"), ("at", at)]);
        }
        for (number, (record, day, outcome)) in effects.iter().enumerate() {
            let (id, details, ts) = (format!("e{number}"), format!("record={record}"), format!("{day}T10:00:00Z"));
            let details = if record.is_empty() { "class=money" } else { &details };
            made.event(&id, "effect", &ts, &[("run_id", "r"), ("details", details), ("outcome", outcome)]);
        }
        made
    }

    fn of(made: &Made) -> (Option<Population>, Vec<String>, Vec<usize>, usize) {
        made.case("WF-1", |c| {
            let m = matching(c);
            (m.population, m.unexplained.iter().map(|r| r.key.clone()).collect(), m.phantom, m.unnamed)
        })
    }

    #[test]
    fn nine_of_128_effects_are_unexplained() {
        let mut made = Made::default();
        made.put(Table::Workflows, &[("id", "WF-1"), ("name", "w")]);
        for n in 0..128 {
            made.put(Table::SystemRecords, &[("record", &format!("R-{n:03}")), ("workflow", "WF-1"), ("at", "2026-06-01")]);
        }
        for n in 0..119 {
            let details = format!("record=R-{n:03}");
            made.event(&format!("e{n}"), "effect", "2026-06-01T10:00:00Z", &[("run_id", "r"), ("details", &details)]);
        }
        let (population, unexplained, phantom, _) = of(&made);
        assert_eq!(population, Some(Population { matched: 119, of: 128 }));
        assert_eq!(format!("{:.3}", population.and_then(Population::share).unwrap()), "0.930");
        assert_eq!((unexplained.len(), unexplained[0].as_str(), phantom.len()), (9, "R-119", 0));
    }

    #[test]
    fn without_an_independent_list_nothing_is_established() {
        assert_eq!(of(&made(&[], &[("A", "2026-06-01", "")])), (None, vec![], vec![], 0));
    }

    #[test]
    fn only_the_period_is_counted_and_a_record_without_a_day_is_in_it() {
        let records = [("A", "2026-03-31"), ("B", "2026-04-01"), ("C", "2026-09-30"), ("D", "2026-10-01"), ("E", "")];
        let (population, unexplained, _, _) = of(&made(&records, &[("B", "2026-03-31", "")]));
        assert_eq!((population, unexplained), (Some(Population { matched: 1, of: 3 }), vec!["C".to_owned(), "E".to_owned()]));
        let (population, _, _, _) = of(&made(&[("A", "2026-03-31")], &[]));
        assert_eq!((population, population.and_then(Population::share)), (Some(Population { matched: 0, of: 0 }), None));
    }

    #[test]
    fn a_list_covers_the_period_by_a_record_of_it_or_by_records_around_it() {
        let covers = |records: &[(&str, &str)]| made(records, &[]).case("WF-1", |c| matching(c).covers);
        assert!(!covers(&[]) && !covers(&[("A", "2025-06-01")]) && !covers(&[("A", "2026-10-01")]));
        assert!(covers(&[("A", "2026-09-30")]) && covers(&[("A", "")]) && covers(&[("A", "2026-03-31"), ("B", "2026-10-01")]));
    }

    #[test]
    fn a_record_is_of_the_day_it_is_in_utc() {
        let of = |at: &str| of(&made(&[("A", at)], &[])).0;
        assert_eq!(of("2026-10-01T00:30:00+02:00"), Some(Population { matched: 0, of: 1 }));
        assert_eq!(of("2026-09-30T23:30:00-02:00"), Some(Population { matched: 0, of: 0 }));
    }

    #[test]
    fn an_effect_that_failed_explains_nothing_and_one_without_a_record_is_a_phantom() {
        let effects = [
            ("A", "2026-06-01", "failed"),
            ("X", "2026-06-01", ""),
            ("", "2026-06-01", ""),
            ("Y", "2026-03-01", ""),
            ("Z", "2026-10-01", ""),
        ];
        let (population, unexplained, phantom, unnamed) = of(&made(&[("A", "2026-06-01")], &effects));
        assert_eq!(population, Some(Population { matched: 0, of: 1 }));
        assert_eq!((unexplained, unnamed), (vec!["A".to_owned()], 1));
        // In order of time the effect of March comes first.
        assert_eq!(phantom, [2, 3]);
    }
}

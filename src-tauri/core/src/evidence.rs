//! Evidence in time and in kind (domain 1.2 to 1.4): does it overlap the period, is it fresh, may it answer.

use crate::dataset::Dataset;
use crate::parameters::Parameters;
use crate::record::Record;
use crate::variability::Class;
use chrono::{Datelike, Days, NaiveDate, Weekday};
use serde::{Deserialize, Serialize};

/// The days an assessment covers, both ends included, and the day every figure obeys.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Period {
    /// First day.
    pub from: NaiveDate,
    /// Last day.
    pub to: NaiveDate,
    /// The as-of day; the last day for a period.
    pub as_of: NaiveDate,
}

/// How old evidence is at the as-of day.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "freshness")]
pub enum Freshness {
    /// Within its limit.
    Fresh {
        /// Days since the last day it covers.
        age: i64,
        /// Days it stays fresh.
        limit: i64,
    },
    /// Past its limit.
    Stale {
        /// Days since the last day it covers.
        age: i64,
        /// Days it stays fresh.
        limit: i64,
    },
    /// It covers no day of the period.
    OutOfPeriod,
    /// It covers days after the as-of day.
    InvalidDate {
        /// How many days after.
        ahead: i64,
    },
    /// It has no date, or nothing says how long it stays fresh.
    CannotBeAged,
}

impl Freshness {
    /// The word used in machine formats.
    pub fn word(self) -> &'static str {
        match self {
            Freshness::Fresh { .. } => "fresh",
            Freshness::Stale { .. } => "stale",
            Freshness::OutOfPeriod => "out_of_period",
            Freshness::InvalidDate { .. } => "invalid_date",
            Freshness::CannotBeAged => "cannot_be_aged",
        }
    }

    /// The age as people read it: "18 of 45 d".
    pub fn text(self) -> String {
        match self {
            Freshness::Fresh { age, limit } => format!("{age} of {limit} d"),
            Freshness::Stale { age, limit } => format!("{age} of {limit} d, {} days late", age - limit),
            Freshness::OutOfPeriod => "out of period".to_owned(),
            Freshness::InvalidDate { ahead } => format!("dated {ahead} days in the future"),
            Freshness::CannotBeAged => "cannot be aged".to_owned(),
        }
    }

    /// Whether it is fresh.
    pub fn is_fresh(self) -> bool {
        matches!(self, Freshness::Fresh { .. })
    }
}

/// The first and last day a piece of evidence covers; a capture date alone is a point. `None` when no date is told.
pub fn covers(evidence: &Record) -> Option<(NaiveDate, NaiveDate)> {
    match (evidence.day("period_from"), evidence.day("period_to"), evidence.day("collected_at")) {
        (Some(from), Some(to), _) => Some((from, to)),
        (None, Some(to), _) => Some((to, to)),
        // A beginning without an end covers nothing that can be aged.
        (Some(_), None, _) => None,
        (None, None, Some(at)) => Some((at, at)),
        (None, None, None) => None,
    }
}

/// Policies, procedures and contracts are in force from their date on; everything else covers its days only.
pub fn in_force(kind: &str) -> bool {
    matches!(kind, "policy" | "procedure" | "contract")
}

/// The freshness of evidence with a limit in days; a limit of `None` cannot be aged.
pub fn freshness(evidence: &Record, period: Period, limit: Option<i64>) -> Freshness {
    let Some((from, to)) = covers(evidence).filter(|(from, to)| from <= to) else { return Freshness::CannotBeAged };
    if to > period.as_of {
        return Freshness::InvalidDate { ahead: (to - period.as_of).num_days() };
    }
    let standing = in_force(evidence.get("kind").unwrap_or("other"));
    if from > period.to || (to < period.from && !standing) {
        return Freshness::OutOfPeriod;
    }
    let age = (period.as_of - to).num_days();
    match limit {
        None => Freshness::CannotBeAged,
        Some(limit) if age <= limit => Freshness::Fresh { age, limit },
        Some(limit) => Freshness::Stale { age, limit },
    }
}

/// The first and the last day on which evidence is fresh, by its dates and its limit alone: what [`freshness`] says of each as-of day.
/// Nothing for evidence that covers no day of the period or cannot be aged.
pub fn fresh_days(evidence: &Record, period: Period, limit: Option<i64>) -> Option<(NaiveDate, NaiveDate)> {
    let (from, to) = covers(evidence).filter(|(from, to)| from <= to)?;
    let standing = in_force(evidence.get("kind").unwrap_or("other"));
    if from > period.to || (to < period.from && !standing) {
        return None;
    }
    let last = to.checked_add_days(Days::new(u64::try_from(limit?).ok()?))?;
    Some((to, last))
}

/// The reliability tier (1 strongest, 6 weakest): what is told, never better than what the record shows.
pub fn tier(evidence: &Record) -> u8 {
    let shown = match (evidence.get("kind").unwrap_or("other"), evidence.get("ipe_conclusion")) {
        ("attestation", _) => 6,
        ("screenshot" | "photo" | "policy" | "procedure" | "minutes" | "contract" | "other", _) => 5,
        (_, Some("validated" | "relied_on_itgc")) => 3,
        _ if matches!(evidence.get("extraction_channel"), Some("manual" | "screenshot")) => 5,
        _ => 4,
    };
    match evidence.get("tier") {
        // Obtained by the assessor or an independent third party: only a person can tell. An attestation is never the
        // assessor's own.
        Some("R1") if shown < 6 => 1,
        Some("R2") => 2,
        Some("R3") => shown.max(3),
        Some("R4") => shown.max(4),
        Some("R5") => 5,
        Some("R6") => 6,
        _ => shown,
    }
}

/// Whether the bytes the record names are held. A file without a byte shows nothing.
pub fn bytes_held(data: &Dataset, evidence: &Record) -> bool {
    evidence.extra("bytes") != Some("0") && evidence.extra("sha256").is_some_and(|sha| data.holds(sha))
}

/// Kinds that are lists of records, whose completeness has to be shown.
pub fn is_population(evidence: &Record) -> bool {
    matches!(evidence.get("kind"), Some("access_list" | "event_log" | "approval_record" | "ticket" | "training_record"))
        || evidence.get("stated_record_count").is_some()
}

/// Documents that say how things should be; the completeness of a population is no question for them.
pub fn is_document(evidence: &Record) -> bool {
    matches!(evidence.get("kind"), Some("policy" | "procedure" | "contract" | "minutes" | "attestation" | "photo"))
}

/// Whether the information the entity produced was shown complete and accurate.
pub fn ipe_ok(evidence: &Record) -> bool {
    is_document(evidence) || matches!(evidence.get("ipe_conclusion"), Some("validated" | "relied_on_itgc"))
}

/// Whether the completeness of the evidence's own population is known.
pub fn completeness_known(evidence: &Record) -> bool {
    if is_document(evidence) || !is_population(evidence) {
        return true;
    }
    matches!((evidence.integer("stated_record_count"), evidence.integer("independent_count")), (Some(s), Some(i)) if s == i)
}

/// The occurrences a control of this frequency should have left in the period, each as its first and last day and its name.
/// `None` when occurrences are not counted by the calendar (continuous, per event, unknown).
pub fn expected(frequency: Option<&str>, period: Period) -> Option<Vec<(NaiveDate, NaiveDate, String)>> {
    let whole = || vec![(period.from, period.to, "the period".to_owned())];
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

/// Which expected occurrences some evidence covers. An artefact covers an occurrence that its days contain, or within which
/// its days lie. When the whole period is one occurrence, any overlap covers it, and so does a document in force. With
/// `standing`, a document in force covers every occurrence from its date on.
pub fn occurrences<'a>(
    evidence: impl Iterator<Item = &'a Record>,
    frequency: Option<&str>,
    period: Period,
    standing: bool,
) -> Option<Occurrences> {
    let wanted = expected(frequency, period)?;
    let spans: Vec<(NaiveDate, NaiveDate, bool)> =
        evidence.filter_map(|e| covers(e).map(|(from, to)| (from, to, in_force(e.get("kind").unwrap_or("other"))))).collect();
    let mut missing = Vec::new();
    let mut found = 0;
    for (from, to, name) in &wanted {
        let is_whole = *from == period.from && *to == period.to;
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

/// The freshness limit of evidence for one control and class.
pub fn limit(evidence: &Record, frequency: Option<&str>, class: Class, parameters: &Parameters) -> Option<i64> {
    parameters.freshness_limit(evidence.get("kind").unwrap_or("other"), frequency, class)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::record::Origin;
    use crate::tables::{Table, spec};

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    fn evidence(values: &[(&str, &str)]) -> Record {
        let spec = spec(Table::Evidence);
        let mut fields: Vec<(u16, String)> = values.iter().map(|(c, v)| (spec.position(c).unwrap() as u16, (*v).to_owned())).collect();
        fields.sort();
        Record { table: Table::Evidence, key: "e".into(), fields, extra: vec![], origin: Origin { file: 1, row: 2 }, others: vec![] }
    }

    fn period(from: &str, to: &str) -> Period {
        Period { from: day(from), to: day(to), as_of: day(to) }
    }

    #[test]
    fn quarterly_evidence_of_28_june_becomes_stale_on_27_october() {
        let e = evidence(&[("kind", "access_list"), ("collected_at", "2026-06-28")]);
        let at = |as_of: &str| freshness(&e, Period { from: day("2026-04-01"), to: day("2026-12-31"), as_of: day(as_of) }, Some(120));
        assert_eq!(at("2026-10-15"), Freshness::Fresh { age: 109, limit: 120 });
        assert!(at("2026-10-26").is_fresh());
        assert_eq!(at("2026-10-27"), Freshness::Stale { age: 121, limit: 120 });
    }

    #[test]
    fn the_days_of_freshness_are_those_on_which_it_is_fresh() {
        let cases = [
            evidence(&[("kind", "access_list"), ("collected_at", "2026-06-28")]),
            evidence(&[("kind", "policy"), ("collected_at", "2026-01-10")]),
            evidence(&[("kind", "ticket"), ("period_from", "2026-01-01"), ("period_to", "2026-03-01")]),
            evidence(&[("kind", "ticket"), ("period_from", "2026-08-01"), ("period_to", "2026-07-01")]),
            evidence(&[("kind", "ticket"), ("period_to", "2026-09-30")]),
            evidence(&[]),
        ];
        let p = period("2026-04-01", "2026-09-30");
        for e in &cases {
            for limit in [None, Some(0), Some(45)] {
                let days = fresh_days(e, p, limit);
                for as_of in p.from.iter_days().take(300) {
                    let inside = days.is_some_and(|(first, last)| first <= as_of && as_of <= last);
                    assert_eq!(inside, freshness(e, Period { as_of, ..p }, limit).is_fresh(), "{e:?} {limit:?} {as_of}");
                }
            }
        }
    }

    #[test]
    fn dates_out_of_the_period_in_the_future_or_missing_are_told_apart() {
        let p = period("2026-04-01", "2026-09-30");
        let f = |values: &[(&str, &str)]| freshness(&evidence(values), p, Some(400)).word();
        assert_eq!(f(&[("period_from", "2026-01-01"), ("period_to", "2026-03-31")]), "out_of_period");
        assert_eq!(f(&[("period_from", "2026-01-01"), ("period_to", "2026-04-01")]), "fresh");
        assert_eq!(f(&[("collected_at", "2026-10-01")]), "invalid_date");
        assert_eq!(f(&[]), "cannot_be_aged");
        assert_eq!(f(&[("period_from", "2026-05-01")]), "cannot_be_aged");
        assert_eq!(f(&[("period_from", "2026-06-01"), ("period_to", "2026-05-01")]), "cannot_be_aged");
        assert_eq!(f(&[("kind", "policy"), ("collected_at", "2026-01-10")]), "fresh");
        assert_eq!(freshness(&evidence(&[("collected_at", "2026-09-01")]), p, None), Freshness::CannotBeAged);
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
        assert!((found.found as f64 / found.expected as f64 - 0.833).abs() < 0.001);
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
    fn a_tier_is_never_better_than_what_the_record_shows() {
        assert_eq!(tier(&evidence(&[("kind", "event_log"), ("tier", "R3")])), 4);
        assert_eq!(tier(&evidence(&[("kind", "event_log"), ("tier", "R3"), ("ipe_conclusion", "validated")])), 3);
        assert_eq!(tier(&evidence(&[("kind", "attestation"), ("tier", "R4")])), 6);
        assert_eq!(tier(&evidence(&[("kind", "event_log"), ("tier", "R1")])), 1);
        assert_eq!(tier(&evidence(&[("kind", "attestation"), ("tier", "R1")])), 6);
        assert_eq!(tier(&evidence(&[])), 5);
    }

    #[test]
    fn bytes_are_held_when_they_were_stored_and_there_are_any() {
        let with = |bytes: &str| {
            let mut e = evidence(&[("kind", "access_list")]);
            e.extra = vec![("sha256".into(), "ab".into()), ("bytes".into(), bytes.into())];
            e
        };
        let data = Dataset::new(vec![], vec![], ["ab".to_owned()].into());
        assert!(bytes_held(&data, &with("12")));
        assert!(!bytes_held(&data, &with("0")), "an empty file shows nothing");
        assert!(!bytes_held(&Dataset::default(), &with("12")));
        assert!(!bytes_held(&data, &evidence(&[("kind", "access_list")])));
    }

    #[test]
    fn completeness_needs_an_independent_count_that_agrees() {
        let base = [("kind", "access_list"), ("ipe_conclusion", "validated"), ("stated_record_count", "40")];
        assert!(!completeness_known(&evidence(&base)));
        let with = |n: &str| completeness_known(&evidence(&[&base[..], &[("independent_count", n)]].concat()));
        assert!(with("40"));
        assert!(!with("41"));
        assert!(completeness_known(&evidence(&[("kind", "policy")])));
    }
}

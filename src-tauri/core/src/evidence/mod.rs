//! Evidence in time and in kind (domain 1.2 to 1.4): does it overlap the period, is it fresh, may it answer.

pub mod ipe;
mod occurrences;
pub mod requests;
mod undated;

pub use occurrences::{Occurrences, covers_all, expected, occurrences};
pub use undated::{UNDATED, Undated, undated};

use crate::catalog::Demand;
use crate::dataset::Dataset;
use crate::facts::misread;
use crate::parameters::Parameters;
use crate::record::Record;
use crate::variability::Class;
use crate::words::counted;
use chrono::{Days, NaiveDate};
use serde::{Deserialize, Serialize};

/// Attributes of an evidence record that only whoever read the bytes of its file writes: its hash and size, the digest without dates,
/// how many of its rows were read and rejected, and what the checks of them showed. What a table says under these headers is set
/// aside, so that no row can answer for a file.
pub const READ: [&str; 7] = ["sha256", "bytes", UNDATED, "imported_record_count", "rejected_record_count", ipe::CHECKS, ipe::DIFFERS];

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
            Freshness::Stale { age, limit } => {
                format!("{age} of {limit} d, {} late", counted(age - limit, "day"))
            }
            Freshness::OutOfPeriod => "out of period".to_owned(),
            Freshness::InvalidDate { ahead } => format!("dated {} in the future", counted(ahead, "day")),
            Freshness::CannotBeAged => "cannot be aged".to_owned(),
        }
    }

    /// Whether it is fresh.
    pub fn is_fresh(self) -> bool {
        matches!(self, Freshness::Fresh { .. })
    }
}

/// The first and last day a piece of evidence covers; a capture date alone is a point, and nothing shows days after its capture.
/// `None` when no date is told.
pub fn covers(evidence: &Record) -> Option<(NaiveDate, NaiveDate)> {
    let captured = evidence.day("collected_at");
    let until = |to: NaiveDate| captured.map_or(to, |at| to.min(at));
    match (evidence.day("period_from"), evidence.day("period_to"), captured) {
        (Some(from), Some(to), _) => Some((from, until(to))),
        (None, Some(to), _) => Some((until(to), until(to))),
        // A beginning without an end covers nothing that can be aged.
        (Some(_), None, _) => None,
        (None, None, Some(at)) => Some((at, at)),
        (None, None, None) => None,
    }
}

/// Policies, procedures and contracts that bear one date are in force from it on. One that tells a first and a later last day is in
/// force for those days, and everything else covers its days only.
pub fn in_force(evidence: &Record) -> bool {
    let ends = evidence.day("period_from").zip(evidence.day("period_to")).is_some_and(|(from, to)| from < to);
    matches!(evidence.get("kind"), Some("policy" | "procedure" | "contract")) && !ends
}

/// The freshness of evidence with a limit in days; a limit of `None` cannot be aged.
pub fn freshness(evidence: &Record, period: Period, limit: Option<i64>) -> Freshness {
    let Some((from, to)) = covers(evidence).filter(|(from, to)| from <= to) else { return Freshness::CannotBeAged };
    let told = evidence.day("period_to").unwrap_or(to);
    if told > period.as_of {
        return Freshness::InvalidDate { ahead: (told - period.as_of).num_days() };
    }
    let standing = in_force(evidence);
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
    if from > period.to || (to < period.from && !in_force(evidence)) {
        return None;
    }
    let last = to.checked_add_days(Days::new(u64::try_from(limit?).ok()?))?;
    Some((evidence.day("period_to").unwrap_or(to), last))
}

/// The reliability tier (1 strongest, 6 weakest): what is told, never better than what the record shows. One that is not told counts as
/// the weakest: nobody has said that it is more than somebody's word.
pub fn tier(evidence: &Record) -> u8 {
    let shown = match evidence.get("kind").unwrap_or("other") {
        "attestation" => 6,
        "screenshot" | "photo" | "policy" | "procedure" | "minutes" | "contract" | "other" => 5,
        _ if ipe::State::of(evidence).is_ok() => 3,
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
        _ => 6,
    }
}

/// Whether the bytes the record names are held. A file without a byte shows nothing.
pub fn bytes_held(data: &Dataset, evidence: &Record) -> bool {
    evidence.extra("bytes") != Some("0") && evidence.extra("sha256").is_some_and(|sha| data.holds(sha))
}

/// Kinds that say how things should be, or that they are so: paper. They never answer alone whether something works.
pub fn is_paper(kind: &str) -> bool {
    matches!(kind, "policy" | "procedure" | "attestation")
}

/// Whether a kind of evidence may answer a demand. A kind that is not told answers none that names kinds.
pub fn accepts(demand: &Demand, evidence: &Record) -> bool {
    demand.accepted_kinds.is_empty() || evidence.get("kind").is_some_and(|k| demand.accepted_kinds.iter().any(|a| a == k))
}

/// Lists of records, whose completeness has to be shown: kinds that are lists, a kind that is not told, and whatever tells a count of
/// its own or of another source.
pub fn is_population(evidence: &Record) -> bool {
    let told = |column: &str| evidence.get(column).is_some() || misread(evidence, column);
    matches!(evidence.get("kind"), None | Some("access_list" | "event_log" | "approval_record" | "ticket" | "training_record"))
        || told("stated_record_count")
        || told("independent_count")
}

/// Whether evidence is a record of events, or may be one because its kind is not told: its completeness is that of the workflow's log
/// (domain 4d). An approval is an event.
pub fn of_events(evidence: &Record) -> bool {
    matches!(evidence.get("kind"), None | Some("event_log" | "approval_record"))
}

/// Documents that say how things should be; the completeness of a population is no question for them.
pub fn is_document(evidence: &Record) -> bool {
    matches!(evidence.get("kind"), Some("policy" | "procedure" | "contract" | "minutes" | "attestation" | "photo"))
}

/// Whether the information the entity produced was shown complete and accurate.
pub fn ipe_ok(evidence: &Record) -> bool {
    is_document(evidence) || ipe::State::of(evidence).is_ok()
}

/// Whether its test of completeness and accuracy failed, or that cannot be excluded: no conclusion is told of something that has to be
/// tested. Of a document nobody asks one.
pub fn may_have_failed(evidence: &Record) -> bool {
    evidence.get("ipe_conclusion").map_or(!is_document(evidence), |c| c == "failed")
}

/// Whether it is told to speak for what it is linked to.
pub fn supports(evidence: &Record) -> bool {
    evidence.get("direction") == Some("supports")
}

/// Whether it is told to speak against what it is linked to.
pub fn contradicts(evidence: &Record) -> bool {
    evidence.get("direction") == Some("contradicts")
}

/// Whether it is not told for or against what it speaks: it shows nothing, and that it contradicts cannot be excluded.
pub fn direction_untold(evidence: &Record) -> bool {
    evidence.get("direction").is_none()
}

/// Whether the completeness of the evidence's own population is known.
pub fn completeness_known(evidence: &Record) -> bool {
    if is_document(evidence) || !is_population(evidence) {
        return true;
    }
    evidence.count("stated_record_count").is_some_and(|stated| evidence.count("independent_count") == Some(stated))
}

/// The freshness limit of evidence for one control and class.
pub fn limit(evidence: &Record, frequency: Option<&str>, class: Class, parameters: &Parameters) -> Option<i64> {
    parameters.freshness_limit(evidence.get("kind").unwrap_or("other"), frequency, class)
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;
    use crate::record::Origin;
    use crate::tables::{Table, spec};

    pub(super) fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    pub(super) fn evidence(values: &[(&str, &str)]) -> Record {
        let spec = spec(Table::Evidence);
        let fields = values.iter().map(|(c, v)| (spec.position(c).unwrap() as u16, v)).collect();
        Record::new(Table::Evidence, "e".into(), fields, Origin { file: 1, row: 2 })
    }

    pub(super) fn period(from: &str, to: &str) -> Period {
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
            evidence(&[("kind", "ticket"), ("period_from", "2026-07-01"), ("period_to", "2026-09-30"), ("collected_at", "2026-08-20")]),
            evidence(&[("kind", "contract"), ("period_from", "2026-01-01"), ("period_to", "2026-03-01")]),
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
    fn a_document_is_in_force_from_its_date_on_and_not_after_its_own_end() {
        let p = period("2026-04-01", "2026-09-30");
        let f = |values: &[(&str, &str)]| freshness(&evidence(&[&[("kind", "contract")], values].concat()), p, Some(400)).word();
        assert_eq!(f(&[("collected_at", "2025-12-31")]), "fresh");
        assert_eq!(f(&[("period_from", "2025-12-31"), ("period_to", "2025-12-31")]), "fresh", "signed on that day");
        assert_eq!(f(&[("period_from", "2025-01-01"), ("period_to", "2025-12-31")]), "out_of_period", "it ended");
        let ends = evidence(&[("kind", "policy"), ("period_from", "2025-01-01"), ("period_to", "2026-05-31")]);
        assert!(freshness(&ends, p, Some(400)).is_fresh());
        let found = occurrences([&ends].into_iter(), Some("monthly"), p, true).unwrap();
        assert_eq!(found.missing, ["2026-06", "2026-07", "2026-08", "2026-09"]);
    }

    #[test]
    fn nothing_shows_days_after_its_capture() {
        let p = period("2026-04-01", "2026-09-30");
        let e = |collected: &str| {
            let values = [("kind", "event_log"), ("period_from", "2026-04-01"), ("period_to", "2026-09-30"), ("collected_at", collected)];
            evidence(&values)
        };
        assert_eq!(covers(&e("2026-10-02")), Some((day("2026-04-01"), day("2026-09-30"))));
        assert_eq!(covers(&e("2026-05-01")), Some((day("2026-04-01"), day("2026-05-01"))));
        assert_eq!(freshness(&e("2026-05-01"), p, Some(45)), Freshness::Stale { age: 152, limit: 45 });
        assert_eq!(occurrences([&e("2026-05-01")].into_iter(), Some("monthly"), p, false).unwrap().found, 1);
        assert_eq!(freshness(&e("2026-03-31"), p, Some(45)), Freshness::CannotBeAged, "captured before it begins");
        let ahead = evidence(&[("period_from", "2026-04-01"), ("period_to", "2026-12-31"), ("collected_at", "2026-09-30")]);
        assert_eq!(freshness(&ahead, p, Some(45)).word(), "invalid_date", "it says days that have not been");
        let dated = |to: &str| freshness(&evidence(&[("period_to", to), ("collected_at", to)]), p, Some(45)).text();
        assert_eq!([dated("2026-10-01"), dated("2026-10-02")], ["dated 1 day in the future", "dated 2 days in the future"]);
    }

    #[test]
    fn a_tier_is_never_better_than_what_the_record_shows() {
        assert_eq!(tier(&evidence(&[("kind", "event_log"), ("tier", "R3")])), 4);
        assert_eq!(tier(&evidence(&[("kind", "event_log"), ("tier", "R3"), ("ipe_conclusion", "validated")])), 3);
        assert_eq!(tier(&evidence(&[("kind", "attestation"), ("tier", "R4")])), 6);
        assert_eq!(tier(&evidence(&[("kind", "event_log"), ("tier", "R1")])), 1);
        assert_eq!(tier(&evidence(&[("kind", "attestation"), ("tier", "R1")])), 6);
        assert_eq!(tier(&evidence(&[("tier", "R5")])), 5);
        let best = [("kind", "event_log"), ("ipe_conclusion", "validated"), ("extraction_channel", "api")];
        assert_eq!(tier(&evidence(&best)), 6, "one that is not told is not better than the weakest that could be told");
    }

    #[test]
    fn bytes_are_held_when_they_were_stored_and_there_are_any() {
        let with = |bytes: &str| {
            let mut e = evidence(&[("kind", "access_list")]);
            e.extra = vec![("sha256".into(), "ab".into()), ("bytes".into(), bytes.into())].into();
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
        // What is no list by its kind is one once a count is told, and one whose kind is not told may be.
        assert!(completeness_known(&evidence(&[("kind", "config_snapshot")])));
        assert!(!completeness_known(&evidence(&[("kind", "config_snapshot"), ("stated_record_count", "40")])));
        assert!(!completeness_known(&evidence(&[("kind", "config_snapshot"), ("independent_count", "41")])));
        assert!(!completeness_known(&evidence(&[])));
        let mut misread = evidence(&[("kind", "config_snapshot")]);
        misread.extra.push(("raw.stated_record_count".into(), "about 40".into()));
        assert!(!completeness_known(&misread));
    }

    #[test]
    fn a_log_an_approval_and_what_does_not_tell_its_kind_are_of_events() {
        let of = |kind: &str| of_events(&if kind.is_empty() { evidence(&[]) } else { evidence(&[("kind", kind)]) });
        assert_eq!(
            ["event_log", "approval_record", "", "ticket", "config_snapshot", "other"].map(of),
            [true, true, true, false, false, false]
        );
    }
}

//! The checks of a list that need nothing but the list (domain 1.2). Each says what it compared.

use super::super::Period;
use crate::event;
use crate::words::verb;
use chrono::{DateTime, NaiveDate};
use std::collections::{BTreeMap, BTreeSet};

/// How a check came out.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Verdict {
    /// What was compared agrees.
    Ok,
    /// It does not.
    Differs,
    /// Something it needs is not told.
    Cannot,
}

impl Verdict {
    /// The word of machine formats.
    pub fn word(self) -> &'static str {
        match self {
            Self::Ok => "ok",
            Self::Differs => "differs",
            Self::Cannot => "cannot",
        }
    }
}

/// One check.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Check {
    /// `counts`, `independent_count`, `gaps`, `duplicates`, `period`, `silence`, `zone`, `total:NAME`, `overlap`.
    pub id: String,
    /// What was compared with what, with the numbers.
    pub compared: String,
    /// How it came out.
    pub result: Verdict,
}

impl Check {
    /// Whether it contradicts somebody's word that the list is complete and accurate. A gap in the numbering and a silence are
    /// questions: numbers may be shared with other lists, and nights are quiet. An independent count is judged by itself.
    pub fn contradicts(&self) -> bool {
        self.result == Verdict::Differs && !matches!(self.id.as_str(), "gaps" | "silence" | "independent_count")
    }
}

/// A time as it stands in a list.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Stamp {
    /// Milliseconds since 1970, in UTC, or as if the time were in UTC where it has no zone.
    pub at: i64,
    /// Whether it says its zone.
    pub zoned: bool,
}

impl Stamp {
    /// Reads a time: RFC 3339, the same without a zone, or a day. `None` when it is none of these.
    pub fn read(text: &str) -> Option<Self> {
        let text = text.trim();
        if let Ok(t) = DateTime::parse_from_rfc3339(text) {
            return Some(Self { at: t.timestamp_millis(), zoned: true });
        }
        let bare = text.replacen(' ', "T", 1);
        let at = event::moment(&format!("{bare}Z")).or_else(|| event::moment(&bare))?;
        Some(Self { at, zoned: false })
    }
}

/// A total that the source states, beside the one that the rows amount to.
#[derive(Clone, Debug, PartialEq)]
pub struct Total {
    /// Of what.
    pub name: String,
    /// As stated.
    pub stated: Option<f64>,
    /// As recomputed from the rows.
    pub computed: Option<f64>,
}

/// A list of the same things from another source.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Independent<'p> {
    /// Where it is from.
    pub source: String,
    /// Its ids; `None` when only the count is known.
    pub ids: Option<BTreeSet<&'p str>>,
    /// How many things it holds; `None` when that is not told.
    pub count: Option<u64>,
}

/// A list as it was read.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Population<'p> {
    /// The days it is said to cover.
    pub period: Option<(NaiveDate, NaiveDate)>,
    /// How many records its source says it holds.
    pub stated: Option<u64>,
    /// How many were read.
    pub imported: Option<u64>,
    /// How many of its rows were rejected.
    pub rejected: Option<u64>,
    /// The ids of its records.
    pub ids: Vec<&'p str>,
    /// Their times, as far as they could be read.
    pub times: Vec<Stamp>,
    /// Totals.
    pub totals: Vec<Total>,
    /// Another source's list.
    pub independent: Option<Independent<'p>>,
}

impl Population<'_> {
    /// The days it is said to cover, taken from an assessment's period where the list does not say.
    #[must_use]
    pub fn in_period(mut self, period: Period) -> Self {
        self.period.get_or_insert((period.from, period.to));
        self
    }
}

/// Makes every check, in the order of [`Check::id`]. `silence_factor` is the threshold `evidence_silence_factor`.
pub fn checks(p: &Population<'_>, silence_factor: f64) -> Vec<Check> {
    let mut all = vec![
        counts(p),
        independent_count(p),
        gaps(&p.ids),
        duplicates(&p.ids),
        period(p),
        silence(&p.times, silence_factor),
        zone(&p.times),
    ];
    all.extend(p.totals.iter().map(total));
    all.push(overlap(p));
    all
}

fn check(id: &str, compared: String, result: Verdict) -> Check {
    Check { id: id.to_owned(), compared, result }
}

fn agree(same: bool) -> Verdict {
    if same { Verdict::Ok } else { Verdict::Differs }
}

fn shown(n: Option<u64>) -> String {
    n.map_or_else(|| "a number that is not told".to_owned(), |n| n.to_string())
}

fn counts(p: &Population<'_>) -> Check {
    let compared = format!("stated {} with {} read and {} rejected", shown(p.stated), shown(p.imported), shown(p.rejected));
    let result = match (p.stated, p.imported, p.rejected) {
        (Some(stated), Some(imported), Some(rejected)) => agree(stated == imported.saturating_add(rejected)),
        _ => Verdict::Cannot,
    };
    check("counts", compared, result)
}

fn independent_count(p: &Population<'_>) -> Check {
    let other = p.independent.as_ref();
    let count = other.and_then(|i| i.count.or_else(|| i.ids.as_ref().map(|ids| length(ids.len()))));
    let source = other.map_or("another source", |i| i.source.as_str());
    let compared = format!("stated {} with {} counted in {source}", shown(p.stated), shown(count));
    check("independent_count", compared, p.stated.zip(count).map_or(Verdict::Cannot, |(a, b)| agree(a == b)))
}

fn length(n: usize) -> u64 {
    u64::try_from(n).unwrap_or(u64::MAX)
}

/// Numbers that are missing between the lowest and the highest of ids that are a common text and a number.
fn gaps(ids: &[&str]) -> Check {
    let mut series: BTreeMap<&str, Vec<u64>> = BTreeMap::new();
    let mut plain = 0_u64;
    for id in ids {
        let stem = id.trim_end_matches(|c: char| c.is_ascii_digit());
        match id.get(stem.len()..).and_then(|n| n.parse::<u64>().ok()) {
            Some(n) => series.entry(stem).or_default().push(n),
            None => plain += 1,
        }
    }
    if ids.is_empty() || plain > 0 {
        let compared = format!("{} ids; {plain} of them end in no number", ids.len());
        return check("gaps", compared, Verdict::Cannot);
    }
    let (mut missing, mut first) = (0_u64, None);
    for (stem, numbers) in &mut series {
        numbers.sort_unstable();
        numbers.dedup();
        for (a, b) in numbers.iter().zip(numbers.iter().skip(1)) {
            let between = b - a - 1;
            if between > 0 && first.is_none() {
                first = Some(format!("{stem}{a} and {stem}{b}"));
            }
            missing = missing.saturating_add(between);
        }
    }
    let compared = match first {
        Some(between) => {
            format!("the numbers of {} ids: {missing} {} missing, the first between {between}", ids.len(), verb(missing, "is", "are"))
        }
        None => format!("the numbers of {} ids in {} series: none is missing", ids.len(), series.len()),
    };
    check("gaps", compared, agree(missing == 0))
}

fn duplicates(ids: &[&str]) -> Check {
    if ids.is_empty() {
        return check("duplicates", "no ids".to_owned(), Verdict::Cannot);
    }
    let mut sorted = ids.to_vec();
    sorted.sort_unstable();
    let again: Vec<&str> = sorted.iter().zip(sorted.iter().skip(1)).filter(|(a, b)| a == b).map(|(a, _)| *a).collect();
    let compared = match again.first() {
        Some(first) => format!(
            "{} ids with each other: {} {} there again, the first is {first}",
            ids.len(),
            again.len(),
            verb(again.len(), "stands", "stand")
        ),
        None => format!("{} ids with each other: each stands there once", ids.len()),
    };
    check("duplicates", compared, agree(again.is_empty()))
}

/// Half a day's difference and more: as far as a time without a zone may be off.
const ZONES: i64 = 14 * 3_600_000;

fn period(p: &Population<'_>) -> Check {
    let Some((from, to)) = p.period.filter(|_| !p.times.is_empty()) else {
        return check("period", format!("{} times with a period that is not told, or none at all", p.times.len()), Verdict::Cannot);
    };
    let midnight = |d: NaiveDate| d.and_hms_opt(0, 0, 0).map_or(0, |t| t.and_utc().timestamp_millis());
    let (begins, ends) = (midnight(from), to.succ_opt().map_or(i64::MAX, midnight));
    let slack = |t: &Stamp| if t.zoned { 0 } else { ZONES };
    let out = p.times.iter().filter(|t| t.at < begins - slack(t) || t.at >= ends.saturating_add(slack(t))).count();
    let perhaps = p.times.iter().filter(|t| t.at < begins + slack(t) || t.at >= ends - slack(t)).count() - out;
    let mut compared = format!("{} times with {from} to {to}: {out} lie outside", p.times.len());
    if perhaps > 0 {
        compared.push_str(&format!("; {perhaps} without a zone may"));
    }
    let result = match (out, perhaps) {
        (0, 0) => Verdict::Ok,
        (0, _) => Verdict::Cannot,
        _ => Verdict::Differs,
    };
    check("period", compared, result)
}

fn silence(times: &[Stamp], factor: f64) -> Check {
    let mut sorted: Vec<i64> = times.iter().map(|t| t.at).collect();
    sorted.sort_unstable();
    let mut between: Vec<i64> = sorted.iter().zip(sorted.iter().skip(1)).map(|(a, b)| b - a).collect();
    let longest = between.iter().copied().max();
    between.sort_unstable();
    let n = between.len();
    #[allow(clippy::cast_precision_loss, reason = "spans of milliseconds within a few years")]
    let median = match (between.get((n.saturating_sub(1)) / 2), between.get(n / 2)) {
        (Some(a), Some(b)) if n >= 2 => (*a as f64 + *b as f64) / 2.0,
        _ => 0.0,
    };
    let Some(longest) = longest.filter(|_| median > 0.0) else {
        return check("silence", format!("{} times: too few, or too close together, for a usual gap", times.len()), Verdict::Cannot);
    };
    #[allow(clippy::cast_precision_loss, reason = "a span of milliseconds within a few years")]
    let longest = longest as f64;
    let compared =
        format!("the longest silence, {:.0} s, with {factor} times the median gap of {:.0} s", longest / 1000.0, median / 1000.0);
    check("silence", compared, agree(longest <= factor * median))
}

fn zone(times: &[Stamp]) -> Check {
    let without = times.iter().filter(|t| !t.zoned).count();
    let compared = format!("{} times: {without} say no zone", times.len());
    check("zone", compared, if times.is_empty() || without > 0 { Verdict::Cannot } else { Verdict::Ok })
}

fn total(t: &Total) -> Check {
    let number = |n: Option<f64>| n.map_or_else(|| "a number that is not told".to_owned(), |n| n.to_string());
    let compared = format!("{}: stated {} with {} added up from the rows", t.name, number(t.stated), number(t.computed));
    let result = match (t.stated, t.computed) {
        // A cent in a billion is what adding up binary fractions may lose.
        (Some(a), Some(b)) => agree((a - b).abs() <= 1e-11 * a.abs().max(b.abs()).max(1.0)),
        _ => Verdict::Cannot,
    };
    check(&format!("total:{}", t.name), compared, result)
}

fn overlap(p: &Population<'_>) -> Check {
    let Some((source, theirs)) = p.independent.as_ref().and_then(|i| Some((&i.source, i.ids.as_ref()?))).filter(|_| !p.ids.is_empty())
    else {
        return check("overlap", "no list of ids from another source".to_owned(), Verdict::Cannot);
    };
    let ours: BTreeSet<&str> = p.ids.iter().copied().collect();
    let matched = theirs.intersection(&ours).count();
    let (missing, more) = (theirs.len() - matched, ours.len() - matched);
    let compared =
        format!("{matched} of {} ids of {source} are in the list; {missing} are not, and {more} are in the list alone", theirs.len());
    check("overlap", compared, agree(missing == 0 && more == 0))
}

#[cfg(test)]
mod tests {
    use super::Verdict::{Cannot, Differs, Ok};
    use super::*;

    fn at(texts: &[&str]) -> Vec<Stamp> {
        texts.iter().map(|t| Stamp::read(t).unwrap()).collect()
    }

    fn result(p: &Population<'_>, id: &str) -> (Verdict, String) {
        let check = checks(p, 3.0).into_iter().find(|c| c.id == id).unwrap();
        (check.result, check.compared)
    }

    #[test]
    fn counts_agree_when_what_was_read_and_rejected_is_what_was_stated() {
        let p = |stated, imported, rejected| Population { stated, imported, rejected, ..Population::default() };
        assert_eq!(result(&p(Some(40), Some(38), Some(2)), "counts"), (Ok, "stated 40 with 38 read and 2 rejected".into()));
        assert_eq!(result(&p(Some(40), Some(38), Some(1)), "counts").0, Differs);
        for unknown in [p(None, Some(1), Some(0)), p(Some(1), None, Some(0)), p(Some(1), Some(1), None)] {
            assert_eq!(result(&unknown, "counts").0, Cannot);
        }
        assert!(result(&p(None, Some(1), Some(0)), "counts").1.contains("not told"));
    }

    #[test]
    fn an_independent_count_is_compared_with_the_stated_one() {
        let p = |count, ids: Option<Vec<&'static str>>| Population {
            stated: Some(2),
            independent: Some(Independent { source: "the ledger".into(), ids: ids.map(|i| i.into_iter().collect()), count }),
            ..Population::default()
        };
        assert_eq!(result(&p(Some(2), None), "independent_count"), (Ok, "stated 2 with 2 counted in the ledger".into()));
        assert_eq!(result(&p(Some(3), None), "independent_count").0, Differs);
        assert_eq!(result(&p(None, Some(vec!["a", "b"])), "independent_count").0, Ok);
        assert_eq!(result(&p(None, None), "independent_count").0, Cannot);
        assert!(!checks(&p(Some(3), None), 3.0).iter().any(Check::contradicts), "it is judged by itself");
    }

    #[test]
    fn numbers_that_are_missing_between_ids_are_counted_by_series() {
        let p = |ids: &[&'static str]| Population { ids: ids.to_vec(), ..Population::default() };
        assert_eq!(result(&p(&["A-1", "A-2", "B-9", "A-3"]), "gaps").0, Ok);
        let (verdict, compared) = result(&p(&["A-1", "A-4", "A-6"]), "gaps");
        assert_eq!((verdict, compared.as_str()), (Differs, "the numbers of 3 ids: 3 are missing, the first between A-1 and A-4"));
        assert!(result(&p(&["A-1", "A-3"]), "gaps").1.ends_with("2 ids: 1 is missing, the first between A-1 and A-3"));
        assert_eq!(result(&p(&["A-1", "x"]), "gaps").0, Cannot);
        assert_eq!(result(&p(&[]), "gaps").0, Cannot);
        assert_eq!(result(&p(&["7", "7", "8"]), "gaps").0, Ok);
        assert!(checks(&p(&["A-1", "A-4"]), 3.0).iter().all(|c| !c.contradicts()), "a gap is a question");
    }

    #[test]
    fn ids_that_stand_there_again_are_named() {
        let p = |ids: &[&'static str]| Population { ids: ids.to_vec(), ..Population::default() };
        assert_eq!(result(&p(&["b", "a"]), "duplicates").0, Ok);
        let (verdict, compared) = result(&p(&["b", "a", "b"]), "duplicates");
        assert_eq!((verdict, compared.as_str()), (Differs, "3 ids with each other: 1 stands there again, the first is b"));
        assert_eq!(result(&p(&[]), "duplicates").0, Cannot);
        assert!(checks(&p(&["b", "b"]), 3.0).iter().any(Check::contradicts));
    }

    #[test]
    fn times_outside_the_period_differ_and_those_without_a_zone_may() {
        let day = |d: &str| d.parse::<NaiveDate>().unwrap();
        let p =
            |times: &[&str]| Population { period: Some((day("2026-04-01"), day("2026-09-30"))), times: at(times), ..Population::default() };
        assert_eq!(result(&p(&["2026-04-01T00:00:00Z", "2026-09-30T23:59:59.999Z"]), "period").0, Ok);
        assert_eq!(result(&p(&["2026-03-31T23:59:59Z"]), "period").0, Differs);
        assert_eq!(result(&p(&["2026-10-01T00:00:00Z"]), "period").0, Differs);
        assert_eq!(result(&p(&["2026-10-01T01:00:00+02:00"]), "period").0, Ok, "still September in UTC");
        assert_eq!(result(&p(&["2026-09-30 20:00:00"]), "period").0, Cannot);
        assert_eq!(result(&p(&["2026-10-01 13:59:59"]), "period").0, Cannot);
        assert_eq!(result(&p(&["2026-10-01 14:00:00"]), "period").0, Differs);
        assert_eq!(result(&p(&["2026-06-01 14:00:00"]), "period").0, Ok);
        assert_eq!(result(&p(&["2026-04-01 13:00:00"]), "period").0, Cannot);
        assert_eq!(result(&p(&[]), "period").0, Cannot);
        let untold = Population { times: at(&["2026-06-01T00:00:00Z"]), ..Population::default() };
        assert_eq!(result(&untold, "period").0, Cannot);
        let taken = untold.in_period(Period { from: day("2026-07-01"), to: day("2026-09-30"), as_of: day("2026-09-30") });
        assert_eq!(result(&taken, "period").0, Differs);
    }

    #[test]
    fn a_silence_longer_than_three_median_gaps_stands_out() {
        let p = |times: &[&str]| Population { times: at(times), ..Population::default() };
        let hours = |h: &[u32]| h.iter().map(|h| format!("2026-06-01T{h:02}:00:00Z")).collect::<Vec<_>>();
        let of = |h: &[u32]| {
            let texts = hours(h);
            result(&p(&texts.iter().map(String::as_str).collect::<Vec<_>>()), "silence")
        };
        assert_eq!(of(&[0, 1, 2, 3, 6]), (Ok, "the longest silence, 10800 s, with 3 times the median gap of 3600 s".into()));
        assert_eq!(of(&[0, 1, 2, 3, 7]).0, Differs);
        assert_eq!(of(&[7, 3, 2, 1, 0]).0, Differs, "in any order");
        assert_eq!(of(&[0, 4]).0, Cannot, "one gap is no usual gap");
        assert_eq!(of(&[0, 0, 0, 0, 5]).0, Cannot);
        assert_eq!(of(&[0, 1, 4]).0, Ok, "the median of an even number lies between the two");
    }

    #[test]
    fn times_without_a_zone_are_counted() {
        let p = |times: &[&str]| Population { times: at(times), ..Population::default() };
        assert_eq!(result(&p(&["2026-06-01T00:00:00Z"]), "zone").0, Ok);
        assert_eq!(result(&p(&["2026-06-01T00:00:00Z", "2026-06-01T00:00:00"]), "zone"), (Cannot, "2 times: 1 say no zone".into()));
        assert_eq!(result(&p(&["2026-06-01"]), "zone").0, Cannot);
        assert_eq!(result(&p(&[]), "zone").0, Cannot);
        assert_eq!(Stamp::read("noon"), None);
    }

    #[test]
    fn totals_are_recomputed() {
        let p = |stated, computed| Population { totals: vec![Total { name: "amount".into(), stated, computed }], ..Population::default() };
        assert_eq!(result(&p(Some(0.3), Some(0.1 + 0.2)), "total:amount").0, Ok);
        assert_eq!(
            result(&p(Some(1000.0), Some(1000.01)), "total:amount"),
            (Differs, "amount: stated 1000 with 1000.01 added up from the rows".into())
        );
        assert_eq!(result(&p(Some(1.0), None), "total:amount").0, Cannot);
        assert!(checks(&p(Some(1.0), Some(2.0)), 3.0).iter().any(Check::contradicts));
    }

    #[test]
    fn keys_are_compared_with_those_of_another_list() {
        let p = |ids: &[&'static str], theirs: Option<&[&'static str]>| Population {
            ids: ids.to_vec(),
            independent: Some(Independent { source: "the ledger".into(), ids: theirs.map(|t| t.iter().copied().collect()), count: None }),
            ..Population::default()
        };
        assert_eq!(result(&p(&["a", "b"], Some(&["b", "a"])), "overlap").0, Ok);
        let (verdict, compared) = result(&p(&["a", "b"], Some(&["b", "c", "d"])), "overlap");
        assert_eq!(verdict, Differs);
        assert_eq!(compared, "1 of 3 ids of the ledger are in the list; 2 are not, and 1 are in the list alone");
        assert_eq!(result(&p(&["a", "b"], Some(&["a"])), "overlap").0, Differs);
        assert_eq!(result(&p(&["a"], None), "overlap").0, Cannot);
        assert_eq!(result(&p(&[], Some(&["a"])), "overlap").0, Cannot);
    }
}

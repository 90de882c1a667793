//! Evidence over time: how much is on file and how much of it is fresh, day by day; after the as-of day, what remains if nothing
//! new arrives.

use crate::screens::EvidencePoint;
use crate::screens::ages::Ages;
use crate::screens::reading::count;
use chrono::{Days, NaiveDate};
use countersign_core::Record;
use countersign_core::dataset::Dataset;
use countersign_core::evidence;
use countersign_core::tables::Table;

/// How far it looks beyond the as-of day.
const AHEAD: u64 = 90;
/// About how many points it has at most.
const POINTS: i64 = 110;

/// One piece of evidence as three days.
struct Span {
    /// The day it was collected, else the last day it covers; never after the as-of day, for it is on file by then.
    known: NaiveDate,
    /// The first and last day it is fresh, from the day it is known.
    fresh: Option<(NaiveDate, NaiveDate)>,
}

/// The points, from the first day of the period on.
pub(crate) fn timeline(data: &Dataset, ages: &Ages) -> Vec<EvidencePoint> {
    let period = ages.period;
    let rows = data.rows(Table::Evidence);
    if rows.is_empty() {
        return Vec::new();
    }
    let spans: Vec<Span> = rows.iter().zip(&ages.of).map(|(e, age)| span(e, age.limit, ages)).collect();
    let end = period.as_of.checked_add_days(Days::new(AHEAD)).unwrap_or(period.as_of);
    let step = u64::try_from(((end - period.from).num_days() + POINTS - 1) / POINTS).unwrap_or(1).max(1);
    let mut days: Vec<NaiveDate> =
        std::iter::successors(Some(period.from), |d| d.checked_add_days(Days::new(step))).take_while(|d| *d < end).collect();
    days.extend([period.as_of, end]);
    days.sort_unstable();
    days.dedup();
    days.into_iter()
        .map(|day| EvidencePoint {
            day: day.to_string(),
            on_file: count(spans.iter().filter(|s| s.known <= day).count()),
            fresh: count(spans.iter().filter(|s| s.fresh.is_some_and(|(from, to)| from <= day && day <= to)).count()),
            projected: day > period.as_of,
        })
        .collect()
}

fn span(e: &Record, limit: Option<i64>, ages: &Ages) -> Span {
    let as_of = ages.period.as_of;
    let collected = e.day("collected_at").or_else(|| evidence::covers(e).map(|(_, to)| to));
    let known = collected.map_or(as_of, |day| day.min(as_of));
    let fresh = evidence::fresh_days(e, ages.period, limit).map(|(from, to)| (from.max(known), to));
    Span { known, fresh }
}

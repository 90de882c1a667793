//! How old each piece of evidence is, by the strictest control it is linked to, before any tightening by class.

use crate::screens::EvidenceCounts;
use crate::screens::reading::count;
use chrono::{Days, NaiveDate};
use countersign_core::Record;
use countersign_core::dataset::Dataset;
use countersign_core::evidence::{self, Freshness, Period};
use countersign_core::parameters::Parameters;
use countersign_core::tables::Table;
use countersign_core::variability::Class;
use std::collections::{BTreeMap, BTreeSet};

/// Evidence is due soon in the last quarter of its limit, and never earlier than this many days before its end.
const SOON: i64 = 30;

/// The age of every piece of evidence, in the order of the records.
pub(crate) struct Ages {
    /// The days looked at.
    pub period: Period,
    /// One for each record of evidence.
    pub of: Vec<Age>,
}

/// The age of one piece of evidence.
pub(crate) struct Age {
    /// Positions of the controls it is linked to: by itself, or by one of their tests.
    pub controls: Vec<usize>,
    /// Its limit in days; nothing when neither its kind nor a control tells.
    pub limit: Option<i64>,
    /// How old it is at the as-of day.
    pub freshness: Freshness,
}

/// The days looked at before the first assessment: the year up to a day.
pub(crate) fn year_up_to(day: NaiveDate) -> Period {
    Period { from: day.checked_sub_days(Days::new(364)).unwrap_or(day), to: day, as_of: day }
}

/// Whether evidence of an age has to be renewed soon.
pub(crate) fn due_soon(freshness: Freshness) -> bool {
    matches!(freshness, Freshness::Fresh { age, limit } if limit - age <= SOON.min(limit / 4))
}

/// Whether nobody described a file: it is held under its name alone.
pub(crate) fn undescribed(e: &Record) -> bool {
    e.named().all(|(column, value)| matches!((column, value), ("file", _) | ("kind", "other") | ("tier", "R5")))
}

impl Ages {
    /// Looks at every piece of evidence once.
    pub fn new(data: &Dataset, period: Period, parameters: &Parameters) -> Self {
        let controls = data.rows(Table::Controls);
        let position: BTreeMap<&str, usize> = controls.iter().enumerate().map(|(i, c)| (c.key.as_str(), i)).collect();
        let mut linked: BTreeMap<&str, BTreeSet<usize>> = BTreeMap::new();
        for test in data.rows(Table::ControlTests) {
            if let Some(control) = test.get("control").and_then(|c| position.get(c)) {
                for file in test.list("evidence").unwrap_or_default() {
                    linked.entry(file).or_default().insert(*control);
                }
            }
        }
        let of = data.rows(Table::Evidence).iter().map(|e| {
            let mut of: BTreeSet<usize> = linked.remove(e.key.as_str()).unwrap_or_default();
            of.extend(e.list("controls").unwrap_or_default().into_iter().filter_map(|c| position.get(c)));
            let frequencies = of.iter().filter_map(|c| controls.get(*c)).map(|c| c.get("frequency"));
            let limits = frequencies.filter_map(|f| evidence::limit(e, f, Class::D0, parameters));
            let limit = limits.min().or_else(|| evidence::limit(e, None, Class::D0, parameters));
            Age { controls: of.into_iter().collect(), limit, freshness: evidence::freshness(e, period, limit) }
        });
        Self { period, of: of.collect() }
    }

    /// Evidence by freshness; the sum is all of it.
    pub fn counts(&self, data: &Dataset) -> EvidenceCounts {
        let mut counts = EvidenceCounts { total: count(self.of.len()), ..EvidenceCounts::default() };
        for age in &self.of {
            let slot = match age.freshness {
                Freshness::Fresh { .. } if due_soon(age.freshness) => &mut counts.due_soon,
                Freshness::Fresh { .. } => &mut counts.fresh,
                Freshness::Stale { .. } => &mut counts.stale,
                Freshness::OutOfPeriod => &mut counts.out_of_period,
                Freshness::InvalidDate { .. } => &mut counts.invalid_date,
                Freshness::CannotBeAged => &mut counts.cannot_be_aged,
            };
            *slot += 1;
        }
        counts.undescribed = count(data.rows(Table::Evidence).iter().filter(|e| undescribed(e)).count());
        counts
    }
}

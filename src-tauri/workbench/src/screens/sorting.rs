//! The orders of the register: each is made when it is first asked for, and kept.

use crate::error::{Error, Result};
use crate::screens::register::{Line, Register, person_name};
use crate::screens::tally::Tally;
use countersign_core::dataset::Dataset;
use countersign_core::tables::{Kind, Table, spec};
use std::cmp::Reverse;
use std::sync::OnceLock;

/// What can be sorted by whatever framework is shown.
const PLAIN: [&str; 10] = ["id", "name", "unit", "owner", "class", "environment", "criticality", "lifecycle", "acts_as", "next_review"];
/// What is sorted by the counts of the framework shown.
const COUNTED: [&str; 4] = ["not_met", "not_assessed", "met", ""];

type Kept = [OnceLock<Vec<u32>>; 2];

/// The orders made so far: forwards and backwards for each thing that can be sorted by.
pub(crate) struct Orders {
    plain: [Kept; PLAIN.len()],
    /// One set for each edition, and a last one for no edition.
    counted: Vec<[Kept; COUNTED.len()]>,
}

/// What a line is sorted by. What is unknown comes last, whichever way.
#[derive(PartialEq, Eq, PartialOrd, Ord)]
enum By {
    Number(i64),
    Text(String),
}

impl Orders {
    /// Nothing is sorted yet.
    pub fn new(editions: usize) -> Self {
        let kept = || [const { OnceLock::new() }; 2];
        Self { plain: [(); PLAIN.len()].map(|()| kept()), counted: (0..=editions).map(|_| [(); COUNTED.len()].map(|()| kept())).collect() }
    }

    /// The lines by what a query sorts by; worst first when it sorts by nothing.
    pub fn by(
        &self,
        register: &Register,
        data: &Dataset,
        tally: &Tally,
        sort: &str,
        descending: bool,
        edition: Option<usize>,
    ) -> Result<&[u32]> {
        if sort.is_empty() {
            return Ok(self.worst_first(register, tally, edition.unwrap_or(self.counted.len().saturating_sub(1))));
        }
        let last = self.counted.len().saturating_sub(1);
        let place = if let Some(at) = PLAIN.iter().position(|s| *s == sort) {
            self.plain.get(at)
        } else {
            let at = COUNTED.iter().position(|s| *s == sort);
            self.counted.get(edition.unwrap_or(last)).zip(at).and_then(|(of, at)| of.get(at))
        };
        let place = place.and_then(|kept| kept.get(usize::from(descending))).ok_or_else(|| {
            Error::new(
                "usage/sort",
                format!("Workflows cannot be sorted by `{sort}`."),
                format!("Sort by one of {}, {}.", PLAIN.join(", "), COUNTED.join(", ").trim_end_matches(", ")),
            )
        })?;
        Ok(place.get_or_init(|| {
            let keys: Vec<Option<By>> = register.lines.iter().map(|line| key(line, data, tally, sort, edition)).collect();
            let mut order = numbers(register.lines.len());
            let of = |at: &u32| usize::try_from(*at).ok().and_then(|at| keys.get(at)).and_then(Option::as_ref);
            order.sort_by(|a, b| match (of(a), of(b)) {
                (Some(x), Some(y)) if descending => y.cmp(x),
                (Some(x), Some(y)) => x.cmp(y),
                (Some(_), None) => std::cmp::Ordering::Less,
                (None, Some(_)) => std::cmp::Ordering::Greater,
                (None, None) => std::cmp::Ordering::Equal,
            });
            order
        }))
    }

    /// The lines with more requirements not met first, then more partial, then more not assessed; those not assessed at all last.
    pub fn worst_first(&self, register: &Register, tally: &Tally, edition: usize) -> &[u32] {
        let place = self.counted.get(edition).and_then(|of| of.last()).and_then(|kept| kept.first());
        place.map_or(&[], |place| {
            place.get_or_init(|| {
                let keys: Vec<_> = register
                    .lines
                    .iter()
                    .map(|line| {
                        let counts = line.row.and_then(|row| tally.row(row, edition));
                        counts.map_or((true, Reverse(0), Reverse(0), Reverse(0)), |c| {
                            (false, Reverse(c.not_met), Reverse(c.partial), Reverse(c.not_assessed))
                        })
                    })
                    .collect();
                let mut order = numbers(register.lines.len());
                order.sort_by_key(|at| usize::try_from(*at).ok().and_then(|at| keys.get(at)));
                order
            })
        })
    }
}

/// The lines in id order, as they stand; every sort keeps it among equals.
fn numbers(lines: usize) -> Vec<u32> {
    (0..u32::try_from(lines).unwrap_or(u32::MAX)).collect()
}

/// What one line is sorted by; nothing when it is unknown.
fn key(line: &Line, data: &Dataset, tally: &Tally, sort: &str, edition: Option<usize>) -> Option<By> {
    let w = data.rows(Table::Workflows).get(line.record)?;
    let counts = || line.row.zip(edition).and_then(|(row, e)| tally.row(row, e));
    let whole = |n: u64| i64::try_from(n).unwrap_or(i64::MAX);
    Some(match sort {
        "id" => By::Number(i64::try_from(line.record).unwrap_or(i64::MAX)),
        "name" => By::Text(w.get("name")?.to_lowercase()),
        "unit" => By::Text(w.get("business_unit")?.to_lowercase()),
        "owner" => By::Text(person_name(data, w.get("owner")?).to_lowercase()),
        "class" => By::Number(4 * line.class.high as i64 + line.class.low as i64),
        "acts_as" => By::Number(place("identity_mode", w.get("identity_mode")?)),
        "next_review" => By::Number(i64::from(chrono::Datelike::num_days_from_ce(&line.next_review?))),
        "not_met" => By::Number(whole(counts()?.not_met)),
        "not_assessed" => By::Number(whole(counts()?.not_assessed)),
        "met" => By::Number(whole(counts()?.met)),
        column => By::Number(place(column, w.get(column)?)),
    })
}

/// The place of a word in its vocabulary: `low` before `medium` before `high`.
fn place(column: &str, word: &str) -> i64 {
    let columns = spec(Table::Workflows);
    let kind = columns.position(column).and_then(|p| columns.columns.get(p)).map(|c| c.kind);
    let at = match kind {
        Some(Kind::One(words)) => words.iter().position(|w| *w == word),
        _ => None,
    };
    at.and_then(|at| i64::try_from(at).ok()).unwrap_or(i64::MAX)
}

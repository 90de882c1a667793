//! Facts from cells: one column, or several records of which some may be silent. A fact is complete only when nothing that
//! bears on it is silent; only a complete fact can say no.

use super::{Cell, Fact, Value};
use crate::record::Record;

/// Whether a column holds a text that was not understood.
pub fn misread(w: &Record, column: &str) -> bool {
    w.extra.iter().any(|(h, _)| h.strip_prefix("raw.") == Some(column))
}

/// The columns that say what a workflow acts as.
const ACTING: [&str; 2] = ["identities", "agents"];

/// What a workflow acts as, as far as it is told: its identities, then its agents.
pub fn acting_as(w: &Record) -> impl Iterator<Item = &str> {
    ACTING.into_iter().filter_map(|column| w.items(column)).flatten()
}

/// Whether all that a workflow acts as is told: both columns speak and were understood.
pub fn acting_told(w: &Record) -> bool {
    ACTING.into_iter().all(|column| w.get(column).is_some() && !misread(w, column))
}

/// A word derived from cells; `None` is unknown.
pub(super) fn derived<'a>(value: Option<&'a str>, cells: Vec<Cell<'a>>) -> Fact<'a> {
    Fact { value: value.map(Value::Word), complete: true, cells, why_unknown: None }
}

/// A number of things; `complete` says whether there can be more.
pub(super) fn number(n: Option<usize>, complete: bool, cells: Vec<Cell<'_>>) -> Fact<'_> {
    let value = n.and_then(|n| u32::try_from(n).ok()).map(|n| Value::Number(f64::from(n)));
    Fact { value, complete, cells, why_unknown: None }
}

/// Gathers words over several records, remembering whether any of them was silent.
pub(super) struct Gather<'a> {
    found: Vec<&'a str>,
    complete: bool,
    /// The cells that it rests on; `None` where nobody asks for them.
    cells: Option<Vec<Cell<'a>>>,
}

impl<'a> Gather<'a> {
    /// Starts from the cells that say which records to look at, and whether they say it completely.
    pub fn new(known: bool, cells: Option<Vec<Cell<'a>>>) -> Self {
        Self { found: Vec::new(), complete: known, cells }
    }

    /// Something that bears on it says nothing.
    pub fn silent(&mut self) {
        self.complete = false;
    }

    /// What one record says.
    pub fn put(&mut self, value: Option<&'a str>, record: &'a Record, column: &'static str) {
        if let Some(cells) = &mut self.cells {
            cells.push(Cell { record, column });
        }
        match value {
            Some(v) if self.found.contains(&v) => {}
            Some(v) => self.found.push(v),
            None => self.silent(),
        }
    }

    /// What one record's column says.
    pub fn word(&mut self, record: &'a Record, column: &'static str) {
        self.put(record.get(column), record, column);
    }

    /// The words found.
    pub fn words(self) -> Fact<'a> {
        let value = if self.found.is_empty() && !self.complete { None } else { Some(Value::Words(self.found)) };
        Fact { value, complete: self.complete, cells: self.cells.unwrap_or_default(), why_unknown: None }
    }

    /// Yes when any record says yes; no only when all of them speak and none does.
    pub fn any_yes(self) -> Fact<'a> {
        let value = match (self.found.contains(&"yes"), self.complete) {
            (true, _) => Some("yes"),
            (false, true) => Some("no"),
            (false, false) => None,
        };
        derived(value, self.cells.unwrap_or_default())
    }
}

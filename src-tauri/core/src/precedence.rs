//! One record from several sources: which source wins a column, why, and what the others say instead.
//!
//! The rule, in this order: the source whose row in `sources` has the higher `precedence` (one that is stated comes before none);
//! the organisation's own tables; the source that was read last; the name. What is known always wins over what is unknown, so a
//! merged record knows all that any source knows, and each column still points to the cell it was read from.

use crate::record::{Origin, Record, parse_day, split_list};
use crate::tables::{Kind, Table, spec};
use serde::{Deserialize, Serialize};
use std::cmp::Ordering;
use std::collections::{BTreeMap, BTreeSet};

/// The id that the organisation's own tables have in the table `sources`. As a source of rows their name is the empty text.
pub const OWN_TABLES: &str = "tables";

/// What stands between a source and the file or sheet of it, when several of them say something of one record at once.
pub const PART: char = '#';

/// The attribute with the path of a record inside its file's record, for files that are trees; `at.<column>` in a merged record
/// for a column that another source gave.
pub const PATH: &str = "at";

/// What one source says of a record.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Told {
    /// The source system; empty for the organisation's own tables.
    pub source: String,
    /// Whether the source only names the record, as a log does, and does not describe it.
    pub mention: bool,
    /// The number of the change that first said so. An undo that brings the row back does not make it younger.
    pub said: i64,
    /// What it says.
    pub record: Record,
}

/// One source's value of a column that sources disagree on.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Said {
    /// The source system; empty for the organisation's own tables.
    pub source: String,
    /// What it says.
    pub value: String,
    /// Where it was read.
    pub origin: Origin,
}

/// A column that sources disagree on.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Conflict {
    /// The record's table.
    pub table: Table,
    /// The record's key.
    pub key: String,
    /// The column, or the header of an attribute.
    pub column: String,
    /// The value that stands.
    pub winner: Said,
    /// The values that do not, strongest source first.
    pub others: Vec<Said>,
    /// Why the winner wins, one sentence for each reason.
    pub why: String,
}

/// The stated precedence of sources.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Precedence(BTreeMap<String, i64>);

impl Precedence {
    /// Takes the precedence of each row of the table `sources` that states one.
    pub fn new<'a>(sources: impl IntoIterator<Item = &'a Record>) -> Self {
        Self(sources.into_iter().filter_map(|s| Some((s.key.clone(), s.integer("precedence")?))).collect())
    }

    /// A file of a source (`prowler#results.csv`) has the precedence of its source, unless it has one of its own.
    fn stated(&self, source: &str) -> Option<i64> {
        let source = if source.is_empty() { OWN_TABLES } else { source };
        self.0.get(source).or_else(|| self.0.get(source.split(PART).next()?)).copied()
    }

    /// Which of two sources wins a column that both know (`Less` is the first), and the sentence that says why.
    fn decide(&self, a: &Told, b: &Told) -> (Ordering, impl Fn() -> String) {
        let (stated_a, stated_b) = (self.stated(&a.source), self.stated(&b.source));
        let rules = [stated_b.cmp(&stated_a), b.source.is_empty().cmp(&a.source.is_empty()), b.said.cmp(&a.said), a.source.cmp(&b.source)];
        let rule = rules.iter().position(|r| r.is_ne()).unwrap_or(rules.len());
        let order = rules.get(rule).copied().unwrap_or(Ordering::Equal);
        let (winner, loser) = if order.is_gt() { (b, a) } else { (a, b) };
        let (winner, loser) = (shown(&winner.source), shown(&loser.source));
        let (high, low) = (stated_a.max(stated_b), stated_a.min(stated_b));
        let number = |n: Option<i64>| n.map_or_else(|| "not given".to_owned(), |n| n.to_string());
        let why = move || match rule {
            0 => {
                format!("In the table of sources the precedence of {winner} is {}, that of {loser} is {}.", number(high), number(low))
            }
            1 => format!("The organisation's own tables come before exports ({loser})."),
            2 => format!("{winner} was read after {loser}."),
            _ => format!("{winner} and {loser} were read at once; {winner} comes first by name."),
        };
        (order, why)
    }

    /// The strongest source first.
    fn rank(&self, told: &mut [Told]) {
        told.sort_by(|a, b| self.decide(a, b).0);
    }

    /// One record from what the sources say of it; `told` is left empty. `None` when no source says anything.
    pub fn merge(&self, told: &mut Vec<Told>) -> Option<Record> {
        if told.len() > 1 {
            self.rank(told);
        }
        let mut rows = told.drain(..);
        let mut merged = rows.next()?.record;
        rows.for_each(|weaker| fill(&mut merged, weaker.record));
        Some(merged)
    }

    /// The columns that the sources disagree on, in column order, attributes after them; `told` is left empty.
    pub fn conflicts(&self, told: &mut Vec<Told>) -> Vec<Conflict> {
        self.rank(told);
        let told = std::mem::take(told);
        let Some(first) = told.first() else { return Vec::new() };
        let (table, key) = (first.record.table, first.record.key.clone());
        let mut found = Vec::new();
        for (position, column) in (0_u16..).zip(spec(table).columns) {
            let values = told.iter().filter_map(|t| Some((t, t.record.at(position)?, t.record.origin_at(position))));
            found.extend(self.conflict(values, |a, b| agree(column.kind, a, b), table, &key, column.name));
        }
        let headers: BTreeSet<&str> = told.iter().flat_map(|t| &t.record.extra).map(|(h, _)| h.as_str()).collect();
        for header in headers.into_iter().filter(|h| !about_reading(h)) {
            let values = told.iter().filter_map(|t| Some((t, t.record.extra(header)?, t.record.origin_of(header))));
            found.extend(self.conflict(values, |a, b| a == b, table, &key, header));
        }
        found
    }

    fn conflict<'t>(
        &self,
        mut values: impl Iterator<Item = (&'t Told, &'t str, Origin)>,
        agree: impl Fn(&str, &str) -> bool,
        table: Table,
        key: &str,
        column: &str,
    ) -> Option<Conflict> {
        let said = |t: &Told, value: &str, origin| Said { source: t.source.clone(), value: value.to_owned(), origin };
        let (winner, value, origin) = values.next()?;
        let mut others = Vec::new();
        let mut why: Vec<String> = Vec::new();
        for (other, differs, there) in values.filter(|(_, v, _)| !agree(value, v)) {
            let reason = self.decide(winner, other).1();
            if !why.contains(&reason) {
                why.push(reason);
            }
            others.push(said(other, differs, there));
        }
        if others.is_empty() {
            return None;
        }
        let (key, column, winner) = (key.to_owned(), column.to_owned(), said(winner, value, origin));
        Some(Conflict { table, key, column, winner, others, why: why.join(" ") })
    }
}

/// Adds one row to what the sources say of a record. Rows come by source, a description before the mentions of the same source,
/// and these in the order they were made: the first that knows a column of its source gives it.
pub fn add(told: &mut Vec<Told>, one: Told) {
    match told.last_mut().filter(|t| t.source == one.source) {
        None => told.push(one),
        Some(before) => {
            if before.mention {
                before.said = before.said.max(one.said);
            }
            fill(&mut before.record, one.record);
        }
    }
}

/// What a record does not know yet, from a weaker row of the same record.
fn fill(record: &mut Record, weaker: Record) {
    let columns = spec(record.table).columns;
    let mut attributes = attributes(record);
    let news: Vec<(u16, &str)> = weaker.fields.iter().filter(|(position, _)| !record.fields.contains(*position)).collect();
    for (position, _) in &news {
        let origin = weaker.origin_at(*position);
        if origin != record.origin {
            record.others.push((*position, origin));
        }
        let Some(column) = columns.get(usize::from(*position)).map(|c| c.name) else { continue };
        if let Some(path) = weaker.path(Some(column)) {
            attributes.push((format!("{PATH}.{column}"), path.to_owned(), origin));
        }
        // A text the stronger row could not be read from is answered now; what the weaker one says of its own reading comes along.
        let raw = format!("raw.{column}");
        attributes.retain(|(h, ..)| *h != raw);
        attributes.extend(weaker.extra(&raw).map(|text| (raw, text.to_owned(), origin)));
    }
    if !news.is_empty() {
        record.fields = record.fields.iter().chain(news).collect();
    }
    for (header, value, origin) in self::attributes(&weaker) {
        let answered = header.strip_prefix("raw.").is_some_and(|c| record.get(c).is_some());
        let path = header == PATH || header.strip_prefix("at.").is_some_and(|c| columns.iter().any(|x| x.name == c));
        if !answered && !path && attributes.iter().all(|(h, ..)| *h != header) {
            attributes.push((header, value, origin));
        }
    }
    record.others.retain(|(p, _)| usize::from(*p) < columns.len());
    for (i, (.., origin)) in attributes.iter().enumerate().filter(|(_, (.., origin))| *origin != record.origin) {
        record.others.extend(u16::try_from(columns.len() + i).ok().map(|p| (p, *origin)));
    }
    record.others.sort_unstable();
    record.extra = attributes.into_iter().map(|(header, value, _)| (header, value)).collect();
}

/// A record's attributes, each with where it was read.
fn attributes(record: &Record) -> Vec<(String, String, Origin)> {
    let width = spec(record.table).columns.len();
    let origin = |i: usize| u16::try_from(width + i).map_or(record.origin, |p| record.origin_at(p));
    record.extra.iter().enumerate().map(|(i, (header, value))| (header.clone(), value.clone(), origin(i))).collect()
}

/// An attribute that says how a row was read, not what it says.
fn about_reading(header: &str) -> bool {
    header == PATH || header.starts_with("at.") || header.starts_with("raw.")
}

/// Whether two cells of a column say the same: a list in any order, a day and a time on that day.
fn agree(kind: Kind, a: &str, b: &str) -> bool {
    if a == b {
        return true;
    }
    match kind {
        Kind::List | Kind::ListOrNone | Kind::Many(_) => split_list(a).collect::<BTreeSet<_>>() == split_list(b).collect(),
        Kind::Integer => a.parse::<i64>().ok().is_some_and(|n| b.parse() == Ok(n)),
        Kind::Date => match (chrono::DateTime::parse_from_rfc3339(a), chrono::DateTime::parse_from_rfc3339(b)) {
            (Ok(a), Ok(b)) => a == b,
            _ => (a.len() == 10 || b.len() == 10) && parse_day(a).is_some() && parse_day(a) == parse_day(b),
        },
        _ => false,
    }
}

/// A source as people read it.
fn shown(source: &str) -> String {
    if source.is_empty() { "the organisation's own tables".to_owned() } else { format!("`{source}`") }
}

#[cfg(test)]
mod tests;

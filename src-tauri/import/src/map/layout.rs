//! Which cells feed which columns, worked out once from the headers.

use super::gives::Gives;
use super::rule::{Makeup, Piece, Place, Rule};
use crate::text::{snake, words};
use countersign_core::tables::{Kind, Table, spec};
use std::collections::BTreeMap;

/// The position of a cell that the file does not have.
pub const NOWHERE: usize = usize::MAX;

/// One of our columns and the cells it is read from.
#[derive(Clone, Debug)]
pub struct Target {
    /// Position in the table.
    pub column: u16,
    /// Its name.
    pub name: &'static str,
    /// What it may hold.
    pub kind: Kind,
    /// The cells, by position in the row; [`NOWHERE`] for one that the file does not have.
    pub cells: Vec<usize>,
    /// The rule of the preset, by position.
    pub rule: Option<usize>,
    /// Under which name a raw text is kept.
    pub raw: String,
}

/// The columns of a file.
#[derive(Clone, Debug)]
pub struct Layout {
    /// What feeds our columns, in column order.
    pub targets: Vec<Target>,
    /// Cells that are not ours, with their header.
    pub extras: Vec<(usize, String)>,
}

impl Layout {
    /// Works out the columns of a table from headers, by what a preset gives or by their exact names.
    pub fn new(table: Table, gives: Option<&Gives>, headers: &[String]) -> Self {
        let mut targets = match gives {
            Some(gives) => by_rules(table, gives, headers),
            None => by_name(table, headers),
        };
        targets.sort_by_key(|t| t.column);
        let mut last = None;
        for target in &mut targets {
            if last == Some(target.column) {
                target.raw.push_str("#2");
            }
            last = Some(target.column);
        }
        let used = |i: usize| targets.iter().any(|t| t.cells.contains(&i));
        let extras = headers.iter().enumerate().filter(|(i, _)| !used(*i)).map(|(i, h)| (i, h.clone())).collect();
        Self { targets, extras }
    }

    /// Our columns and the headers they are read from.
    pub fn columns(&self, headers: &[String]) -> BTreeMap<String, String> {
        let mut columns = BTreeMap::new();
        for target in &self.targets {
            let names: Vec<&str> = target.cells.iter().filter_map(|i| headers.get(*i)).map(String::as_str).collect();
            let entry: &mut String = columns.entry(target.name.to_owned()).or_default();
            if !entry.is_empty() {
                entry.push_str(" + ");
            }
            entry.push_str(&names.join(" + "));
        }
        columns
    }

    /// The required columns of a table that no header names.
    pub fn missing(&self, table: Table, gives: Option<&Gives>) -> Vec<&'static str> {
        let derived = gives.is_some_and(|g| g.derived.is_some());
        let spec = spec(table);
        let has = |name: &str| self.targets.iter().any(|t| t.name == name);
        let excused = |name: &str| derived && spec.key.contains(&name);
        spec.columns.iter().filter(|c| c.required && !has(c.name) && !excused(c.name)).map(|c| c.name).collect()
    }

    /// How many headers name a column.
    pub fn known(&self) -> usize {
        self.targets.len()
    }
}

fn target(table: Table, column: u16, cells: Vec<usize>, rule: Option<usize>) -> Option<Target> {
    let found = spec(table).columns.get(usize::from(column))?;
    Some(Target { column, name: found.name, kind: found.kind, cells, rule, raw: format!("raw.{}", found.name) })
}

fn by_name(table: Table, headers: &[String]) -> Vec<Target> {
    let names: Vec<String> = headers.iter().map(|h| snake(h)).collect();
    let columns = spec(table).columns.iter().enumerate();
    let found = columns.filter_map(|(c, column)| {
        // JSON records may spell one key in several ways.
        let cells: Vec<usize> = names.iter().enumerate().filter(|(_, n)| *n == column.name).map(|(i, _)| i).collect();
        (!cells.is_empty()).then(|| target(table, u16::try_from(c).ok()?, cells, None)).flatten()
    });
    found.collect()
}

fn by_rules(table: Table, gives: &Gives, headers: &[String]) -> Vec<Target> {
    // A repeated header's `#2` is ours, not the file's.
    let names: Vec<String> = headers.iter().map(|h| words(h)).collect();
    let found = gives.columns.iter().enumerate().filter_map(|(i, rule)| {
        let cells = cells(rule, &names);
        let there = cells.iter().any(|c| *c != NOWHERE) || matches!(&rule.makeup, Makeup::Composed(pieces) if pieces.iter().all(said));
        there.then(|| target(table, rule.to, cells, Some(i))).flatten()
    });
    found.collect()
}

fn said(piece: &Piece) -> bool {
    matches!(piece, Piece::Said(_))
}

/// The cells a rule reads, in the order it wants them.
fn cells(rule: &Rule, names: &[String]) -> Vec<usize> {
    let first = |place: &Place| match place {
        Place::Path(i) => *i,
        Place::Header(pattern) => names.iter().position(|n| pattern.fits(n)).unwrap_or(NOWHERE),
    };
    match &rule.makeup {
        Makeup::Composed(pieces) => {
            pieces.iter().filter_map(|p| if let Piece::Read(place) = p { Some(first(place)) } else { None }).collect()
        }
        Makeup::Pairs(named) => named.iter().map(|(_, place)| first(place)).collect(),
        Makeup::First(places) => fitting(places, rule.join.is_some(), names),
    }
}

/// The first header that fits the earliest pattern, or all that fit when they are joined; every path, for the first that holds something counts.
fn fitting(places: &[Place], joined: bool, names: &[String]) -> Vec<usize> {
    let mut all: Vec<usize> = Vec::new();
    for place in places {
        let found = match place {
            Place::Path(i) => vec![*i],
            Place::Header(pattern) => names.iter().enumerate().filter(|(_, n)| pattern.fits(n)).map(|(i, _)| i).collect(),
        };
        for i in found {
            if !all.contains(&i) {
                all.push(i);
            }
            if !joined && matches!(place, Place::Header(_)) {
                return all;
            }
        }
    }
    all
}

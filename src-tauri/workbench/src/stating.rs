//! What a person states in the window becomes rows of the organisation's own tables, through the same door as every other row: a file
//! with the statement is written and imported, so that it has a hash, a place to point to, diagnostics, a batch and an undo.

use crate::desk::{Moment, Workbench};
use crate::error::{Error, Result};
use crate::importing::{FileChoice, ImportOptions, ImportReport};
use countersign_core::evidence::READ;
use countersign_core::record::{KEY_SEPARATOR, Record};
use countersign_core::tables::{Table, spec};
use std::collections::BTreeMap;

/// One row that a person states: the columns given, and the others as they are known already.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Statement {
    /// The table.
    pub table: Table,
    /// Column and value; an empty value makes a column unknown. The key columns have to be among them.
    pub values: Vec<(&'static str, String)>,
}

impl Statement {
    /// A row of a table.
    pub fn new(table: Table, values: Vec<(&'static str, String)>) -> Self {
        Self { table, values }
    }

    fn key(&self) -> String {
        let of = |column: &str| self.values.iter().find(|(c, _)| *c == column).map_or("", |(_, v)| v.as_str());
        spec(self.table).key.iter().map(|c| of(c)).collect::<Vec<_>>().join(&KEY_SEPARATOR.to_string())
    }

    /// The row in full: what is known of the record, and what is stated now. Columns that are not ours stay.
    fn row(&self, known: Option<&Record>) -> BTreeMap<String, String> {
        let mut row: BTreeMap<String, String> = BTreeMap::new();
        if let Some(r) = known {
            row.extend(r.named().map(|(c, v)| (c.to_owned(), v.to_owned())));
            // What was read of a file's bytes is not said again by a row.
            let read = |header: &str| READ.contains(&header.strip_prefix("stated.").unwrap_or(header));
            for (header, value) in r.extra.iter().filter(|(h, _)| r.table != Table::Evidence || !read(h)) {
                // A text that was not understood stands in its column again.
                let header = header.strip_prefix("raw.").unwrap_or(header);
                row.entry(header.to_owned()).or_insert_with(|| value.clone());
            }
        }
        row.extend(self.values.iter().map(|(c, v)| ((*c).to_owned(), v.clone())));
        row
    }
}

impl Workbench {
    /// Takes rows that a person states, as one batch that can be undone.
    ///
    /// # Errors
    /// `state/refused` when a row cannot be taken, with the reason; nothing is changed then. `workspace/failed`.
    pub fn state(&mut self, statements: &[Statement], now: &Moment) -> Result<ImportReport> {
        let folder = tempfile::tempdir().map_err(|e| unwritten(&e))?;
        let stamp: String = now.at.chars().filter(|c| c.is_ascii_alphanumeric()).collect();
        let mut tables: BTreeMap<Table, Vec<&Statement>> = BTreeMap::new();
        for s in statements {
            tables.entry(s.table).or_default().push(s);
        }
        let mut paths = Vec::new();
        let mut options = ImportOptions::default();
        for (table, rows) in &tables {
            let records = self.workspace.records(*table, None)?;
            let rows: Vec<BTreeMap<String, String>> = rows.iter().map(|s| s.row(records.iter().find(|r| r.key == s.key()))).collect();
            let name = format!("stated-{table}-{stamp}.csv");
            let path = folder.path().join(&name);
            write(&path, *table, &rows)?;
            options.files.insert(name, FileChoice { table: Some(*table), ..FileChoice::default() });
            paths.push(path);
        }
        options.dry_run = true;
        let look = self.import(&paths, &options, now, &mut |_, _| true)?;
        let refused = look.files.iter().find(|f| f.rejected > 0 || f.refused);
        if let Some(file) = refused {
            let why = file.diagnostics.iter().find(|d| d.severity == countersign_core::Severity::Error).or(file.diagnostics.first());
            let (message, hint) = why.map_or(("It cannot be taken.", ""), |d| (d.message.as_str(), d.hint.as_str()));
            return Err(Error::new("state/refused", message, hint));
        }
        options.dry_run = false;
        self.import(&paths, &options, now, &mut |_, _| true)
    }
}

/// Writes rows as a table of ours: its columns first, then others.
fn write(path: &std::path::Path, table: Table, rows: &[BTreeMap<String, String>]) -> Result<()> {
    let ours: Vec<&str> = spec(table).columns.iter().map(|c| c.name).filter(|c| rows.iter().any(|r| r.contains_key(*c))).collect();
    let mut others: Vec<&str> = rows.iter().flat_map(|r| r.keys().map(String::as_str)).filter(|c| !ours.contains(c)).collect();
    others.sort_unstable();
    others.dedup();
    let headers: Vec<&str> = ours.into_iter().chain(others).collect();
    let mut out = csv::Writer::from_path(path).map_err(|e| unwritten(&e))?;
    out.write_record(&headers).map_err(|e| unwritten(&e))?;
    for row in rows {
        out.write_record(headers.iter().map(|h| row.get(*h).map_or("", String::as_str))).map_err(|e| unwritten(&e))?;
    }
    out.flush().map_err(|e| unwritten(&e))
}

fn unwritten(e: &dyn std::error::Error) -> Error {
    Error::new("workspace/failed", format!("What was stated cannot be written: {e}"), "Nothing was changed. Check that the disk has room.")
}

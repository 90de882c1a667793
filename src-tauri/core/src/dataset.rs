//! Everything a workspace holds at one moment, as records with the files they came from.

use crate::record::Record;
use crate::source::{SourceFile, SourceRef};
use crate::tables::{Table, spec};
use std::collections::{BTreeMap, BTreeSet};

/// The records of a workspace at one moment. Events are not held here: they are streamed.
#[derive(Clone, Debug, Default)]
pub struct Dataset {
    files: BTreeMap<u32, SourceFile>,
    tables: BTreeMap<Table, Vec<Record>>,
    keys: BTreeMap<Table, BTreeMap<String, usize>>,
    held: BTreeSet<String>,
}

impl Dataset {
    /// Gathers records, the files they came from, and the SHA-256 of the evidence bytes that are held.
    pub fn new(files: Vec<SourceFile>, records: impl IntoIterator<Item = Record>, held: BTreeSet<String>) -> Self {
        let mut tables: BTreeMap<Table, Vec<Record>> = BTreeMap::new();
        for record in records {
            tables.entry(record.table).or_default().push(record);
        }
        let mut keys = BTreeMap::new();
        for (table, rows) in &mut tables {
            rows.sort_by(|a, b| a.key.cmp(&b.key));
            keys.insert(*table, rows.iter().enumerate().map(|(i, r)| (r.key.clone(), i)).collect());
        }
        Self { files: files.into_iter().map(|f| (f.id, f)).collect(), tables, keys, held }
    }

    /// The records of a table, in key order.
    pub fn rows(&self, table: Table) -> &[Record] {
        self.tables.get(&table).map_or(&[], Vec::as_slice)
    }

    /// One record by key.
    pub fn find(&self, table: Table, key: &str) -> Option<&Record> {
        let index = *self.keys.get(&table)?.get(key)?;
        self.tables.get(&table)?.get(index)
    }

    /// Whether the evidence bytes with this SHA-256 are held.
    pub fn holds(&self, sha256: &str) -> bool {
        self.held.contains(sha256)
    }

    /// The files, by the workspace's number.
    pub fn files(&self) -> impl Iterator<Item = &SourceFile> {
        self.files.values()
    }

    /// The cell that names a record: the first of its key columns, its name or its title that the file has.
    pub fn naming_cell(&self, record: &Record) -> SourceRef {
        let columns = self.files.get(&record.origin.file).map(|f| &f.columns);
        let named = spec(record.table).key.iter().copied().chain(["name", "title"]).find(|c| columns.is_some_and(|m| m.contains_key(*c)));
        self.cell(record, named)
    }

    /// Whether the file a record was read from has a column.
    pub fn has_column(&self, record: &Record, column: &str) -> bool {
        self.files.get(&record.origin.file).is_some_and(|f| f.columns.contains_key(column))
    }

    /// The cell a record's column was read from (the row, for a column that the file does not have).
    pub fn cell(&self, record: &Record, column: Option<&str>) -> SourceRef {
        match self.files.get(&record.origin.file) {
            Some(file) => file.cell(record.origin.row, column),
            None => SourceRef::file(&format!("(file {} is not in the workspace)", record.origin.file)).at_row(record.origin.row),
        }
    }
}

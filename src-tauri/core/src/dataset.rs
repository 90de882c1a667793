//! Everything a workspace holds at one moment, as records with the files they came from.

use crate::places::Slots;
use crate::record::{Origin, Record};
use crate::source::{SourceFile, SourceRef};
use crate::tables::{Table, spec};
use std::collections::{BTreeMap, BTreeSet};

/// The records of a workspace at one moment. Events are not held here: they are streamed.
#[derive(Clone, Debug, Default)]
pub struct Dataset {
    files: BTreeMap<u32, SourceFile>,
    /// The records of each table in key order, by the position of the table.
    tables: Vec<Vec<Record>>,
    /// Where each key of a table stands in it.
    keys: Vec<Slots>,
    held: BTreeSet<String>,
    /// For each joined id, the one that stands for it.
    joined: BTreeMap<String, String>,
}

impl Dataset {
    /// Gathers records, the files they came from, and the SHA-256 of the evidence bytes that are held.
    pub fn new(files: Vec<SourceFile>, records: impl IntoIterator<Item = Record>, held: BTreeSet<String>) -> Self {
        let mut tables: Vec<Vec<Record>> = vec![Vec::new(); Table::ALL.len()];
        for mut record in records {
            record.key.shrink_to_fit();
            record.extra.shrink_to_fit();
            record.others.shrink_to_fit();
            if let Some(rows) = tables.get_mut(record.table as usize) {
                rows.push(record);
            }
        }
        for rows in &mut tables {
            rows.sort_by(|a, b| a.key.cmp(&b.key));
            rows.shrink_to_fit();
        }
        let keys = tables.iter().map(|rows| keys_of(rows)).collect();
        Self { files: files.into_iter().map(|f| (f.id, f)).collect(), tables, keys, held, joined: BTreeMap::new() }
    }

    /// The records of a table, in key order.
    pub fn rows(&self, table: Table) -> &[Record] {
        self.tables.get(table as usize).map_or(&[], Vec::as_slice)
    }

    /// One record by key.
    pub fn find(&self, table: Table, key: &str) -> Option<&Record> {
        let rows = self.rows(table);
        let at = self.keys.get(table as usize)?.find(key, |at| rows.get(at).is_some_and(|r| r.key == key))?;
        rows.get(at)
    }

    /// Whether the evidence bytes with this SHA-256 are held.
    pub fn holds(&self, sha256: &str) -> bool {
        self.held.contains(sha256)
    }

    /// The files, by the workspace's number.
    pub fn files(&self) -> impl Iterator<Item = &SourceFile> {
        self.files.values()
    }

    /// Says which ids are the same person, account or workload, as joins that were accepted. `own` are those of the ids that the
    /// organisation's own tables hold; they stand for the others.
    pub fn with_joins(mut self, same: &[(String, String)], own: &BTreeSet<String>) -> Self {
        let ours = |id: &str| own.contains(id) || self.find(Table::People, id).is_some();
        self.joined = joined(same, ours);
        self
    }

    /// The id that stands for an id and all that were joined with it, over any number of steps: of these the smallest that
    /// `people` or the organisation's own tables hold, or else the smallest. An id without joins stands for itself.
    pub fn canonical<'i>(&'i self, id: &'i str) -> &'i str {
        self.joined.get(id).map_or(id, String::as_str)
    }

    /// The cell that names a record: the first of its key columns, its name or its title that the file has.
    pub fn naming_cell(&self, record: &Record) -> SourceRef {
        let names = spec(record.table).key.iter().copied().chain(["name", "title"]);
        self.cell(record, names.into_iter().find(|c| self.mapped(record, c)))
    }

    /// Whether the file a record's column was read from has a place for the column: a header, or a path in a file that is a tree.
    pub fn has_column(&self, record: &Record, column: &str) -> bool {
        self.mapped(record, column) || (record.get(column).is_some() && self.path(record, Some(column)).is_some())
    }

    /// The cell a record's column was read from (the row, for a column that the file does not have). A record of a file that is a
    /// tree has a path inside the file's record, which stands for the header there.
    pub fn cell(&self, record: &Record, column: Option<&str>) -> SourceRef {
        let origin = column.map_or(record.origin, |c| record.origin_of(c));
        let Some(file) = self.files.get(&origin.file) else {
            return SourceRef::file(&format!("(file {} is not in the workspace)", origin.file)).at_row(origin.row);
        };
        let mut cell = file.cell(origin.row, column);
        if cell.column.is_none() {
            cell.column = self.path(record, column).map(str::to_owned);
        }
        cell
    }

    /// A cell of an event, which is not held here: its file and row, and the header of the column.
    pub fn event_cell(&self, at: Origin, column: Option<&str>) -> SourceRef {
        match self.files.get(&at.file) {
            Some(file) => file.cell(at.row, column),
            None => SourceRef::file(&format!("(file {} is not in the workspace)", at.file)).at_row(at.row),
        }
    }

    /// The cell of an attribute. Of a table its header is its own; of a file that is a tree, or that an adapter read, it is where the
    /// record stands. The raw text of a column (`raw.owner`) stands in that column's cell of the file that gave the text.
    pub fn attribute(&self, record: &Record, header: &str) -> SourceRef {
        let origin = record.origin_of(header);
        let Some(file) = self.files.get(&origin.file) else { return self.cell(record, Some(header)) };
        let raw = header.strip_prefix("raw.").map(|column| column.split('#').next().unwrap_or(column));
        match raw {
            Some(column) if file.columns.contains_key(column) => file.cell(origin.row, Some(column)),
            None if !file.columns.is_empty() => file.cell(origin.row, None).at_column(header),
            _ => self.cell(record, Some(header)),
        }
    }

    fn mapped(&self, record: &Record, column: &str) -> bool {
        self.files.get(&record.origin_of(column).file).is_some_and(|f| f.columns.contains_key(column))
    }

    /// The path of a column (with `None`, of the record) in a file that is a tree. A file with headers names its key columns, and
    /// a header `at` in it is an attribute like any other.
    fn path<'r>(&self, record: &'r Record, column: Option<&str>) -> Option<&'r str> {
        let origin = column.map_or(record.origin, |c| record.origin_of(c));
        let tabular = |f: &SourceFile| spec(record.table).key.iter().any(|k| f.columns.contains_key(*k));
        if self.files.get(&origin.file).is_none_or(tabular) { None } else { record.path(column) }
    }
}

/// Where each key stands: the last record of its key, should there be several.
fn keys_of(rows: &[Record]) -> Slots {
    let mut keys = Slots::with_room(rows.len());
    for (at, row) in rows.iter().enumerate() {
        keys.put(&row.key, at, |at| rows.get(at).is_some_and(|r| r.key == row.key));
    }
    keys
}

/// For each id of a join, the one that stands for its group.
fn joined(same: &[(String, String)], ours: impl Fn(&str) -> bool) -> BTreeMap<String, String> {
    let mut beside: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    for (a, b) in same {
        beside.entry(a).or_default().push(b);
        beside.entry(b).or_default().push(a);
    }
    let mut found = BTreeMap::new();
    for start in beside.keys() {
        if found.contains_key(*start) {
            continue;
        }
        let (mut group, mut next) = (BTreeSet::from([*start]), vec![*start]);
        while let Some(id) = next.pop() {
            next.extend(beside.get(id).into_iter().flatten().filter(|other| group.insert(other)));
        }
        // Ids come in order, so the first is the smallest.
        let Some(stands) = group.iter().find(|id| ours(id)).or(group.first()) else { continue };
        found.extend(group.iter().map(|id| ((*id).to_owned(), (*stands).to_owned())));
    }
    found
}

#[cfg(test)]
mod tests;

//! What a newer export no longer has.
//!
//! A file read now is a newer export of an earlier one when it has the same name (the last part of it, and the sheet) and gave rows of a table and source
//! that the earlier one had given, or none at all; or when this change met at least half of the rows that stand as the earlier
//! file gave them. Of such an earlier file, the rows that the change did not meet are missing. Nothing is removed for that: a file
//! may be part of an export. Events and mentions are never missing; what is not said again in a log is no less true.

use crate::Change;
use crate::error::{During, Result, StoreError};
use crate::journal::Seq;
use crate::merged::decode;
use countersign_core::Table;
use rusqlite::{OptionalExtension, named_params};
use std::collections::{BTreeMap, BTreeSet};

/// A record that a newer export no longer has.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Missing {
    /// The table.
    pub table: Table,
    /// The record's key.
    pub key: String,
    /// What it is called.
    pub name: Option<String>,
    /// The source system; empty for the organisation's own tables.
    pub source: String,
    /// The number of the file that gave it.
    pub file: u32,
    /// That file's name.
    pub file_name: String,
    /// The row in it.
    pub row: u64,
    /// The change that first said it.
    pub seq: Seq,
    /// The import batch that this change was.
    pub batch: Option<String>,
}

/// Rows of one table and source that stand as one file gave them.
type Kind = (u32, Table, String);

/// How many of them the change met, and those it did not.
#[derive(Default)]
struct Tally {
    met: u64,
    unmet: Vec<i64>,
}

impl Change<'_> {
    /// The records that earlier files gave and that the files read in this change, newer exports of these, no longer have; by
    /// table, key and source. To be asked when all of the files' rows were put and each was finished. `files` are their numbers.
    ///
    /// # Errors
    /// When rows cannot be read.
    pub fn missing(&self, files: &[u32]) -> Result<Vec<Missing>> {
        let names = self.names()?;
        let given: BTreeSet<&Kind> = self.given.kinds.iter().filter(|(f, ..)| files.contains(f)).collect();
        let namesakes = namesakes(&names, files);
        // Files that gave nothing may be exports that have become empty; those that gave nothing but events are logs.
        let mut empty: BTreeSet<u32> = files.iter().copied().filter(|f| !given.iter().any(|(g, ..)| g == f)).collect();
        // Rows that could not be used are rows: what such a file has is unknown.
        for file in self.with_records()? {
            empty.remove(&file);
        }
        let emptied = namesakes.iter().any(|(now, then)| empty.contains(now) && !then.is_empty());
        let records = given.iter().any(|(_, t, _)| *t != Table::Events);
        if !records && !emptied {
            return Ok(Vec::new());
        }
        let tallies = self.tallies()?;
        let mut gone: Vec<i64> = Vec::new();
        let of = |file: u32| given.iter().filter(move |(f, ..)| *f == file).map(|(_, t, s)| (*t, s.as_str()));
        for (kind, tally) in tallies.iter().filter(|(_, t)| !t.unmet.is_empty()) {
            let (file, table, source) = kind;
            let kin = |now: &u32| {
                let again = of(*now).any(|(t, s)| tallies.contains_key(&(*file, t, s.to_owned())) && s == source);
                again || empty.contains(now)
            };
            let by_name = namesakes.iter().any(|(now, then)| then.contains(file) && kin(now));
            let here = given.iter().any(|(_, t, s)| t == table && s == source);
            let total = tally.met + tally.unmet.len() as u64;
            if by_name || (here && tally.met * 2 >= total) {
                gone.extend(&tally.unmet);
            }
        }
        let mut found = self.described(&gone, &names)?;
        found.sort_by(|x, y| (x.table, &x.key, &x.source).cmp(&(y.table, &y.key, &y.source)));
        Ok(found)
    }

    /// For every file, table and source: how many of the rows that stood before this change it met.
    fn tallies(&self) -> Result<BTreeMap<Kind, Tally>> {
        let mut found: BTreeMap<Kind, Tally> = BTreeMap::new();
        for (kind, n) in &self.given.replaced {
            found.entry(kind.clone()).or_default().met += n;
        }
        let sql = "SELECT id, tbl, source, file FROM records WHERE to_seq IS NULL AND mention = 0 AND from_seq < :seq ORDER BY id";
        let mut statement = self.conn().prepare_cached(sql).during("look for", "missing records")?;
        let mut rows = statement.query(named_params! {":seq": self.seq()}).during("look for", "missing records")?;
        // Rows of one file mostly stand together.
        let mut last: Option<(Kind, Tally)> = None;
        let mut keep = |done: Option<(Kind, Tally)>| {
            if let Some((kind, tally)) = done {
                let all = found.entry(kind).or_default();
                all.met += tally.met;
                all.unmet.extend(tally.unmet);
            }
        };
        while let Some(row) = rows.next().during("look for", "missing records")? {
            let text = |i: usize| row.get_ref(i).during("read", "a record").and_then(|v| v.as_str().during("read", "a record"));
            let (id, file): (i64, u32) = (row.get(0).during("read", "a record")?, row.get(3).during("read", "a record")?);
            let (name, source) = (text(1)?, text(2)?);
            if last.as_ref().is_none_or(|((f, t, s), _)| (*f, t.name(), s.as_str()) != (file, name, source)) {
                let table = table(name)?;
                keep(last.replace(((file, table, source.to_owned()), Tally::default())));
            }
            let Some((_, tally)) = &mut last else { continue };
            if self.seen_records.contains(id) {
                tally.met += 1;
            } else {
                tally.unmet.push(id);
            }
        }
        keep(last);
        Ok(found)
    }

    /// The files whose reading in this change came to any records, used or not.
    fn with_records(&self) -> Result<Vec<u32>> {
        let sql = "SELECT file FROM file_reads WHERE from_seq = :seq AND records > 0 ORDER BY file";
        let mut statement = self.conn().prepare_cached(sql).during("read", "files")?;
        let rows = statement.query_map(named_params! {":seq": self.seq()}, |row| row.get("file"));
        rows.and_then(Iterator::collect).during("read", "files")
    }

    /// Name and sheet of every file there ever was.
    fn names(&self) -> Result<BTreeMap<u32, (String, Option<String>)>> {
        let mut statement = self.conn().prepare_cached("SELECT id, name, sheet FROM files ORDER BY id").during("read", "files")?;
        let rows = statement.query_map([], |row| Ok((row.get("id")?, (row.get("name")?, row.get("sheet")?))));
        rows.and_then(Iterator::collect).during("read", "files")
    }

    fn described(&self, ids: &[i64], names: &BTreeMap<u32, (String, Option<String>)>) -> Result<Vec<Missing>> {
        let sql = "SELECT tbl, key, source, mention, fields, extra, file, row, made_seq FROM records WHERE id = :id";
        let mut statement = self.conn().prepare_cached(sql).during("read", "missing records")?;
        let mut batches: BTreeMap<Seq, Option<String>> = BTreeMap::new();
        let mut found = Vec::with_capacity(ids.len());
        for id in ids {
            let mut rows = statement.query(named_params! {":id": id}).during("read", "missing records")?;
            let Some(row) = rows.next().during("read", "missing records")? else { continue };
            let table = table(&row.get::<_, String>("tbl").during("read", "missing records")?)?;
            let told = decode(table, row)?;
            let batch = match batches.get(&told.said) {
                Some(known) => known.clone(),
                None => {
                    let batch = self.batch(told.said)?;
                    batches.insert(told.said, batch.clone());
                    batch
                }
            };
            let record = told.record;
            found.push(Missing {
                table,
                name: record.get("name").or_else(|| record.get("title")).map(str::to_owned),
                source: told.source,
                file: record.origin.file,
                file_name: names.get(&record.origin.file).map(|(name, _)| name.clone()).unwrap_or_default(),
                row: record.origin.row,
                seq: told.said,
                batch,
                key: record.key,
            });
        }
        Ok(found)
    }

    fn batch(&self, seq: Seq) -> Result<Option<String>> {
        let sql = "SELECT id FROM batches WHERE seq = :seq";
        let read = |row: &rusqlite::Row<'_>| row.get("id");
        self.conn().query_row(sql, named_params! {":seq": seq}, read).optional().during("look up batch", &seq.to_string())
    }
}

/// For each file read now, the other files of its name and sheet; where none has the whole name, those whose names end alike, for
/// exports lie in dated folders.
fn namesakes(names: &BTreeMap<u32, (String, Option<String>)>, files: &[u32]) -> BTreeMap<u32, BTreeSet<u32>> {
    fn called((name, sheet): &(String, Option<String>), whole: bool) -> (&str, Option<&str>) {
        let last = name.rsplit(['/', '\\']).next().unwrap_or(name);
        (if whole { name } else { last }, sheet.as_deref())
    }
    let mut by_name: BTreeMap<_, BTreeSet<u32>> = BTreeMap::new();
    for (id, name) in names {
        for whole in [true, false] {
            by_name.entry((whole, called(name, whole))).or_default().insert(*id);
        }
    }
    let of = |id: &u32, whole: bool| {
        let alike = names.get(id).and_then(|name| by_name.get(&(whole, called(name, whole))));
        alike.into_iter().flatten().copied().filter(|then| then != id).collect::<BTreeSet<u32>>()
    };
    let either = |id: &u32| Some(of(id, true)).filter(|found| !found.is_empty()).unwrap_or_else(|| of(id, false));
    files.iter().map(|id| (*id, either(id))).collect()
}

fn table(name: &str) -> Result<Table> {
    name.parse().map_err(|detail| StoreError::Value { operation: "read", subject: "a table's name".to_owned(), detail })
}

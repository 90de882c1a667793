//! Undoing an import batch. It is a change like any other: what the batch made is closed, what it closed comes back as a copy,
//! and everything in between can still be read as of its version.
//!
//! A copy keeps `made_seq`, the change that first said it. So "a later change touched this key" reads: the key's current row is not
//! the one the batch made; and after a later batch has itself been undone, the batch before it can be.

use crate::Change;
use crate::error::{During, Result, StoreError};
use crate::journal::Seq;
use crate::versions::{FAMILIES, Family};
use countersign_core::record::KEY_SEPARATOR;
use rusqlite::{OptionalExtension, named_params};

/// How many keys a refusal names.
const NAMED: usize = 20;

/// What undoing a batch came to.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct UndoReport {
    /// The change that was undone.
    pub batch: Seq,
    /// Rows the batch had made, now closed.
    pub closed: u64,
    /// Rows the batch had closed, now back.
    pub restored: u64,
}

impl Change<'_> {
    /// Undoes an import batch: afterwards the current content is what it was before the batch, later changes to other keys aside.
    ///
    /// # Errors
    /// [`StoreError::UnknownBatch`], [`StoreError::AlreadyUndone`]; [`StoreError::UndoConflict`] when a later change touched one of the
    /// batch's keys, or a later batch took as known what this one said: undo that one first, or correct the rows. Nothing is changed then.
    pub fn undo_batch(&mut self, id: &str) -> Result<UndoReport> {
        let find = "SELECT seq, undone_by FROM batches WHERE id = :id";
        let found = self.conn().query_row(find, named_params! {":id": id}, |row| Ok((row.get("seq")?, row.get("undone_by")?)));
        let (batch, undone_by): (Seq, Option<Seq>) =
            found.optional().during("look up batch", id)?.ok_or_else(|| StoreError::UnknownBatch { id: id.to_owned() })?;
        if let Some(by) = undone_by {
            return Err(StoreError::AlreadyUndone { id: id.to_owned(), by });
        }
        let mut keys = Vec::new();
        let mut total = 0;
        for family in FAMILIES {
            total += self.conflicts(family, batch, &mut keys)?;
        }
        let leaning = self.leaning(batch)?;
        total += leaning.len();
        keys.extend(leaning.iter().take(NAMED).map(|later| format!("batch {later}")));
        if total > 0 {
            return Err(StoreError::UndoConflict { id: id.to_owned(), keys, total });
        }
        let mut report = UndoReport { batch, ..UndoReport::default() };
        for family in FAMILIES {
            self.swap(family, &mut report)?;
        }
        let params = named_params! {":batch": batch, ":seq": self.seq()};
        for table in ["blob_uses", "file_reads"] {
            let sql = format!("UPDATE {table} SET to_seq = :seq WHERE from_seq = :batch AND to_seq IS NULL");
            self.conn().execute(&sql, params).during("undo batch in", table)?;
        }
        self.conn().execute("UPDATE batches SET undone_by = :seq WHERE seq = :batch", params).during("undo batch", id)?;
        Ok(report)
    }

    /// The later batches that took as known what this one said.
    fn leaning(&self, batch: Seq) -> Result<Vec<String>> {
        let mut statement = self.conn().prepare(include_str!("sql/leaning_batches.sql")).during("look for", "later batches")?;
        let rows = statement.query_map(named_params! {":batch": batch}, |row| row.get("id"));
        rows.and_then(Iterator::collect).during("look for", "later batches")
    }

    /// Counts the keys of the batch whose current row is not the one the batch left, and names the first of them.
    fn conflicts(&self, family: &Family, batch: Seq, named: &mut Vec<String>) -> Result<usize> {
        let Family { table, key, .. } = family;
        let touched = key.iter().map(|k| format!("touched.{k}")).collect::<Vec<_>>().join(", ");
        let same_key = key.iter().map(|k| format!("now.{k} = touched.{k}")).collect::<Vec<_>>().join(" AND ");
        let now = format!("SELECT 1 FROM {table} AS now WHERE {same_key} AND now.to_seq IS NULL AND now.made_seq");
        let sql = format!(
            "SELECT DISTINCT {touched} FROM {table} AS touched
             WHERE (touched.made_seq = :batch AND NOT EXISTS ({now} = :batch))
                OR (touched.to_seq = :batch AND EXISTS ({now} <> :batch))
             ORDER BY {touched}"
        );
        let mut statement = self.conn().prepare(&sql).during("look for later changes of", table)?;
        let mut rows = statement.query(named_params! {":batch": batch}).during("look for later changes of", table)?;
        let mut count = 0;
        while let Some(row) = rows.next().during("look for later changes of", table)? {
            count += 1;
            if named.len() < NAMED {
                let mut parts = if *table == "records" { Vec::new() } else { vec![(*table).to_owned()] };
                for (column, name) in key.iter().enumerate() {
                    // The number of a mention is nothing to anyone; a row of the organisation's own tables has no source to name.
                    match (*name, row.get_ref(column).during("look for later changes of", table)?.as_str().unwrap_or("")) {
                        ("source", source) if !source.is_empty() => parts.push(format!("({source})")),
                        ("source" | "mention", _) => {}
                        (_, part) => parts.push(part.replace(KEY_SEPARATOR, " / ")),
                    }
                }
                named.push(parts.join(" ").trim_end().to_owned());
            }
        }
        Ok(count)
    }

    /// Closes what the batch made and brings back what it closed.
    fn swap(&self, family: &Family, report: &mut UndoReport) -> Result<()> {
        let Family { table, columns, .. } = family;
        let params = named_params! {":batch": report.batch, ":seq": self.seq()};
        let run = |sql: String| self.conn().execute(&sql, params).during("undo batch in", table).map(|n| u64::try_from(n).unwrap_or(0));
        report.closed += run(format!("UPDATE {table} SET to_seq = :seq WHERE made_seq = :batch AND to_seq IS NULL"))?;
        report.restored += run(format!(
            "INSERT INTO {table} ({columns}, made_seq, from_seq)
             SELECT {columns}, made_seq, :seq FROM {table} WHERE to_seq = :batch ORDER BY id"
        ))?;
        Ok(())
    }
}

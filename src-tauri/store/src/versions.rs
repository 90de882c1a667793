//! Rows that were true from one journal entry to another.

use crate::Change;
use crate::error::{During, Result};
use crate::journal::Seq;
use rusqlite::{OptionalExtension, named_params, params_from_iter};

/// The rows true at `:at`, or now when it is NULL. The current ones are found by the partial indexes.
pub(crate) fn live(at: Option<Seq>) -> &'static str {
    match at {
        None => "(to_seq IS NULL AND :at IS NULL)",
        Some(_) => "(from_seq <= :at AND (to_seq IS NULL OR to_seq > :at))",
    }
}

/// A table whose rows are versioned: what undo and dump need to know of it.
pub(crate) struct Family {
    /// The table.
    pub table: &'static str,
    /// The columns that name a row, of which at most one is current.
    pub key: &'static [&'static str],
    /// The columns that a copy takes over, key included.
    pub columns: &'static str,
}

/// Every versioned table whose rows have keys.
pub(crate) const FAMILIES: &[Family] = &[
    Family { table: "records", key: &["tbl", "key", "source", "mention"], columns: "tbl, key, source, mention, fields, extra, file, row" },
    Family { table: "events", key: &["event_id"], columns: crate::events::COLUMNS },
    Family { table: "settings", key: &["name"], columns: "name, value" },
    Family { table: "attached_catalogs", key: &["edition"], columns: "edition, file_name, sha256, entries" },
    Family { table: "citation_choices", key: &["citation", "framework"], columns: "citation, framework, requirement, why, by" },
    Family { table: "joins", key: &["a", "b"], columns: "a, b, state, rule, why, by" },
    Family { table: "samples", key: &["name"], columns: "name, sample" },
];

impl Change<'_> {
    /// Puts `row` in place of the current row with this key in one of the small tables; an empty `row` puts nothing there.
    /// `false` when that changes nothing.
    pub(crate) fn replace(&mut self, table: &'static str, key: &[(&'static str, &str)], row: &[(&'static str, &str)]) -> Result<bool> {
        let which = key.iter().enumerate().map(|(i, (column, _))| format!("{column} = ?{}", i + 1)).collect::<Vec<_>>().join(" AND ");
        let columns = if row.is_empty() { key } else { row }.iter().map(|(column, _)| *column).collect::<Vec<_>>().join(", ");
        let conn = self.conn();
        let sql = format!("SELECT id, from_seq, {columns} FROM {table} WHERE {which} AND to_seq IS NULL");
        let old = conn
            .query_row(&sql, params_from_iter(key.iter().map(|(_, value)| value)), |found| {
                let values = (2..row.len() + 2).map(|i| found.get::<_, String>(i)).collect::<rusqlite::Result<Vec<_>>>()?;
                Ok((found.get::<_, i64>(0)?, found.get::<_, Seq>(1)?, values))
            })
            .optional()
            .during("look up", table)?;
        match &old {
            None if row.is_empty() => return Ok(false),
            Some((_, _, values)) if !row.is_empty() && values.iter().eq(row.iter().map(|(_, value)| value)) => return Ok(false),
            // Made by this very change: it never was.
            Some((id, from_seq, _)) if *from_seq == self.seq() => {
                conn.execute(&format!("DELETE FROM {table} WHERE id = :id"), named_params! {":id": id}).during("change", table)?;
            }
            Some((id, _, _)) => {
                let params = named_params! {":seq": self.seq(), ":id": id};
                conn.execute(&format!("UPDATE {table} SET to_seq = :seq WHERE id = :id"), params).during("change", table)?;
            }
            None => {}
        }
        if !row.is_empty() {
            let marks = (1..=row.len()).map(|i| format!("?{i}")).collect::<Vec<_>>().join(", ");
            // The number is ours, so it may stand in the text.
            let seq = self.seq();
            let sql = format!("INSERT INTO {table} ({columns}, made_seq, from_seq) VALUES ({marks}, {seq}, {seq})");
            conn.execute(&sql, params_from_iter(row.iter().map(|(_, value)| value))).during("change", table)?;
        }
        Ok(true)
    }
}

//! How many rows there are.

use crate::Workspace;
use crate::error::{During, Result, StoreError};
use crate::journal::Seq;
use crate::versions::live;
use countersign_core::Table;
use rusqlite::{Connection, named_params};
use std::collections::BTreeMap;

impl Workspace {
    /// The records of each table that has any, now or as of a version; one that several sources describe counts once.
    ///
    /// # Errors
    /// When they cannot be counted.
    pub fn counts(&self, at: Option<Seq>) -> Result<BTreeMap<Table, u64>> {
        counts(&self.conn, at)
    }

    /// The rows that stand as a file gave them, by file and table; a record that several sources describe has a row of each.
    ///
    /// # Errors
    /// When they cannot be counted.
    pub fn counts_by_file(&self, at: Option<Seq>) -> Result<BTreeMap<(u32, Table), u64>> {
        let live = live(at);
        let sql = format!(
            "SELECT file, tbl, count(*) AS n FROM records WHERE {live} GROUP BY file, tbl
             UNION ALL
             SELECT file, 'events' AS tbl, count(*) AS n FROM events WHERE {live} GROUP BY file
             ORDER BY file, tbl"
        );
        let mut statement = self.conn.prepare_cached(&sql).during("count", "rows by file")?;
        let read = |row: &rusqlite::Row<'_>| Ok((row.get("file")?, row.get::<_, String>("tbl")?, row.get("n")?));
        let rows = statement.query_map(named_params! {":at": at}, read).during("count", "rows by file")?;
        let mut found = BTreeMap::new();
        for row in rows {
            let (file, name, n): (u32, String, i64) = row.during("count", "rows by file")?;
            found.insert((file, table(&name)?), n.unsigned_abs());
        }
        Ok(found)
    }
}

pub(crate) fn counts(conn: &Connection, at: Option<Seq>) -> Result<BTreeMap<Table, u64>> {
    let live = live(at);
    let sql = format!(
        "SELECT tbl, count(*) AS n FROM (SELECT DISTINCT tbl, key FROM records WHERE {live}) GROUP BY tbl
         UNION ALL
         SELECT 'events' AS tbl, count(*) AS n FROM events WHERE {live}
         ORDER BY tbl"
    );
    let mut statement = conn.prepare_cached(&sql).during("count", "rows")?;
    let read = |row: &rusqlite::Row<'_>| Ok((row.get::<_, String>("tbl")?, row.get("n")?));
    let rows = statement.query_map(named_params! {":at": at}, read).during("count", "rows")?;
    let mut found = BTreeMap::new();
    for row in rows {
        let (name, n): (String, i64) = row.during("count", "rows")?;
        if n > 0 {
            found.insert(table(&name)?, n.unsigned_abs());
        }
    }
    Ok(found)
}

fn table(name: &str) -> Result<Table> {
    name.parse().map_err(|detail| StoreError::Value { operation: "read", subject: "a table's name".to_owned(), detail })
}

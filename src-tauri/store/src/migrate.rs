//! The schema's versions, in order.
//!
//! `PRAGMA user_version` is the number of the last migration that ran; the list and the loop below are all there is to it.
//! (The usual crate for this needs an older rusqlite than the one we build on.)

use crate::error::{During, Result, StoreError};
use rusqlite::{Connection, Transaction};
use std::path::Path;

/// The step from one schema version to the next.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Migration {
    /// The version it leads to.
    pub version: u32,
    /// What it does.
    pub sql: &'static str,
}

/// All steps, from an empty file to the newest schema.
pub(crate) const MIGRATIONS: &[Migration] = &[
    Migration { version: 1, sql: include_str!("schema/v1.sql") },
    Migration { version: 2, sql: include_str!("schema/v2.sql") },
    Migration { version: 3, sql: include_str!("schema/v3.sql") },
];

/// The newest version in a list.
pub(crate) fn newest(migrations: &[Migration]) -> u32 {
    migrations.last().map_or(0, |m| m.version)
}

/// The version the database says it has.
pub(crate) fn version(conn: &Connection) -> Result<u32> {
    conn.pragma_query_value(None, "user_version", |row| row.get(0)).during("read", "the schema version")
}

/// Runs the steps after `from`, inside the caller's transaction.
pub(crate) fn run(tx: &Transaction<'_>, from: u32, migrations: &[Migration], path: &Path) -> Result<()> {
    for step in migrations.iter().filter(|m| m.version > from) {
        let subject = format!("schema {}", step.version);
        tx.execute_batch(step.sql).during("migrate to", &subject)?;
        tx.pragma_update(None, "user_version", step.version).during("migrate to", &subject)?;
    }
    let mut broken = tx.prepare("SELECT \"table\" FROM pragma_foreign_key_check").during("check", "references")?;
    match broken.query_map([], |row| row.get::<_, String>(0)).during("check", "references")?.next() {
        None => Ok(()),
        Some(table) => {
            let detail = format!("rows of {} refer to rows that are not there", table.during("check", "references")?);
            Err(StoreError::Damaged { path: path.to_owned(), detail })
        }
    }
}

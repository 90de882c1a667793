//! Whose workspace it is.

use crate::Workspace;
use crate::error::{During, Result};
use rusqlite::{Connection, named_params};

/// What a workspace says of itself. It never changes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Meta {
    /// The organisation it is about.
    pub organisation: String,
    /// The workspace's UUID.
    pub id: String,
    /// When it was made, RFC 3339.
    pub created_at: String,
}

pub(crate) fn write(conn: &Connection, organisation: &str, id: &str, at: &str) -> Result<()> {
    for (name, value) in [("organisation", organisation), ("id", id), ("created_at", at)] {
        let params = named_params! {":name": name, ":value": value};
        conn.execute("INSERT INTO meta (name, value) VALUES (:name, :value)", params).during("write", name)?;
    }
    Ok(())
}

impl Workspace {
    /// Whose workspace it is.
    ///
    /// # Errors
    /// When it cannot be read.
    pub fn meta(&self) -> Result<Meta> {
        let value = |name: &str| -> Result<String> {
            let sql = "SELECT value FROM meta WHERE name = :name";
            self.conn.query_row(sql, named_params! {":name": name}, |row| row.get("value")).during("read", name)
        };
        Ok(Meta { organisation: value("organisation")?, id: value("id")?, created_at: value("created_at")? })
    }
}

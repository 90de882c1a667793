//! Publishers' catalog files that a user attached, so that official wording can be shown.

use crate::error::{During, Result};
use crate::journal::Seq;
use crate::versions::live;
use crate::{Change, Workspace};
use countersign_core::digest::canonical_json;
use rusqlite::{Row, named_params};
use serde_json::Value;

/// One attached file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AttachedCatalog {
    /// The edition it belongs to, for example `nist-csf@2.0`. An edition has one file.
    pub edition: String,
    /// The file's name.
    pub file_name: String,
    /// SHA-256 of its bytes.
    pub sha256: String,
    /// What was taken from it, as JSON.
    pub entries: Value,
}

impl Change<'_> {
    /// Attaches a file to an edition in place of the one it has. `false` when it has just this one.
    ///
    /// # Errors
    /// When it cannot be written.
    pub fn attach_catalog(&mut self, catalog: &AttachedCatalog) -> Result<bool> {
        let entries = canonical_json(&catalog.entries).during("write the entries of", &catalog.edition)?;
        let row =
            [("edition", catalog.edition.as_str()), ("file_name", &catalog.file_name), ("sha256", &catalog.sha256), ("entries", &entries)];
        self.replace("attached_catalogs", &[("edition", &catalog.edition)], &row)
    }

    /// Takes the file of an edition away. `false` when it has none.
    ///
    /// # Errors
    /// When it cannot be written.
    pub fn detach_catalog(&mut self, edition: &str) -> Result<bool> {
        self.replace("attached_catalogs", &[("edition", edition)], &[])
    }
}

impl Workspace {
    /// The attached files, now or as of a version, by edition.
    ///
    /// # Errors
    /// When they cannot be read.
    pub fn attached(&self, at: Option<Seq>) -> Result<Vec<AttachedCatalog>> {
        let sql = format!("SELECT edition, file_name, sha256, entries FROM attached_catalogs WHERE {} ORDER BY edition", live(at));
        let mut statement = self.conn.prepare_cached(&sql).during("read", "attached catalogs")?;
        let mut rows = statement.query(named_params! {":at": at}).during("read", "attached catalogs")?;
        let mut found = Vec::new();
        while let Some(row) = rows.next().during("read", "attached catalogs")? {
            let (catalog, entries) = attached(row).during("read", "attached catalogs")?;
            let entries = serde_json::from_str(&entries).during("read the entries of", &catalog.edition)?;
            found.push(AttachedCatalog { entries, ..catalog });
        }
        Ok(found)
    }
}

fn attached(row: &Row<'_>) -> rusqlite::Result<(AttachedCatalog, String)> {
    let catalog = AttachedCatalog {
        edition: row.get("edition")?,
        file_name: row.get("file_name")?,
        sha256: row.get("sha256")?,
        entries: Value::Null,
    };
    Ok((catalog, row.get("entries")?))
}

//! The files that were read, and what each reading came to.

use crate::error::{During, Result};
use crate::journal::Seq;
use crate::versions::live;
use crate::{Change, Workspace};
use countersign_core::SourceFile;
use countersign_core::digest::canonical_json;
use rusqlite::{OptionalExtension, Row, named_params};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use std::collections::BTreeMap;

/// A file, or one sheet of it, about to be read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewFile {
    /// Its name, without its folder.
    pub name: String,
    /// SHA-256 of its bytes, lower-case hex.
    pub sha256: String,
    /// The sheet, for workbooks.
    pub sheet: Option<String>,
    /// How it was read: format, encoding, delimiter, header row, preset.
    pub format: Value,
    /// For each of our columns, the header it was read from.
    pub columns: BTreeMap<String, String>,
}

/// What reading a file came to: `records = new + changed + same + rejected`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct FileCounts {
    /// Records in the file.
    pub records: u64,
    /// Records whose key was not there.
    pub new: u64,
    /// Records that changed one that was there.
    pub changed: u64,
    /// Records that were there already.
    pub same: u64,
    /// Records that could not be used.
    pub rejected: u64,
}

/// A file that was read, and its latest reading.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StoredFile {
    /// The file as records name it.
    pub source: SourceFile,
    /// The change that read it last.
    pub read_by: Seq,
    /// How it was read.
    pub format: Value,
    /// What that came to.
    pub counts: FileCounts,
}

impl Change<'_> {
    /// Registers a reading of a file and gives the file's number for [`countersign_core::Origin`]. The same content under the same
    /// name, sheet and column map keeps its number.
    ///
    /// # Errors
    /// When it cannot be written.
    pub fn add_file(&mut self, new: &NewFile) -> Result<u32> {
        let columns = canonical_json(&new.columns).during("write the columns of", &new.name)?;
        let format = canonical_json(&new.format).during("write the format of", &new.name)?;
        let find = "SELECT id FROM files WHERE sha256 = :sha256 AND name = :name AND sheet IS :sheet AND columns = :columns";
        let params = named_params! {":name": new.name, ":sha256": new.sha256, ":sheet": new.sheet, ":columns": columns};
        let known = self.conn().query_row(find, params, |row| row.get("id")).optional().during("look up file", &new.name)?;
        let id: u32 = match known {
            Some(id) => id,
            None => {
                let insert = "INSERT INTO files (name, sha256, sheet, columns) VALUES (:name, :sha256, :sheet, :columns) RETURNING id";
                self.conn().query_row(insert, params, |row| row.get("id")).during("add file", &new.name)?
            }
        };
        let read = "INSERT INTO file_reads (from_seq, file, format, records, new, changed, same, rejected)
                    VALUES (:seq, :file, :format, 0, 0, 0, 0, 0) ON CONFLICT DO NOTHING";
        let params = named_params! {":seq": self.seq(), ":file": id, ":format": format};
        self.conn().execute(read, params).during("add file", &new.name)?;
        Ok(id)
    }

    /// Notes what reading a file came to in this change.
    ///
    /// # Errors
    /// When it cannot be written.
    pub fn finish_file(&mut self, id: u32, counts: FileCounts) -> Result<()> {
        let n = |count: u64| i64::try_from(count).unwrap_or(i64::MAX);
        let sql = "UPDATE file_reads SET records = :records, new = :new, changed = :changed, same = :same, rejected = :rejected
                   WHERE from_seq = :seq AND file = :file";
        let params = named_params! {
            ":records": n(counts.records), ":new": n(counts.new), ":changed": n(counts.changed), ":same": n(counts.same),
            ":rejected": n(counts.rejected), ":seq": self.seq(), ":file": id,
        };
        self.conn().execute(sql, params).during("count file", &id.to_string())?;
        Ok(())
    }
}

impl Workspace {
    /// The files with a reading that was not undone, now or as of a version, by number.
    ///
    /// # Errors
    /// When they cannot be read.
    pub fn files(&self, at: Option<Seq>) -> Result<Vec<StoredFile>> {
        // The highest `from_seq` of a file picks the row the other columns are taken from.
        let sql = format!(
            "SELECT id, name, sha256, sheet, columns, format, records, new, changed, same, rejected, max(from_seq) AS read_by
             FROM files JOIN file_reads ON file = id WHERE {} GROUP BY id ORDER BY id",
            live(at)
        );
        self.read_files(&sql, at)
    }

    /// The files a change read, undone or not, by number.
    ///
    /// # Errors
    /// When they cannot be read.
    pub fn files_of_batch(&self, seq: Seq) -> Result<Vec<StoredFile>> {
        let sql = "SELECT id, name, sha256, sheet, columns, format, records, new, changed, same, rejected, from_seq AS read_by
                   FROM files JOIN file_reads ON file = id WHERE from_seq = :at ORDER BY id";
        self.read_files(sql, Some(seq))
    }

    fn read_files(&self, sql: &str, at: Option<Seq>) -> Result<Vec<StoredFile>> {
        let mut statement = self.conn.prepare_cached(sql).during("read", "files")?;
        let mut rows = statement.query(named_params! {":at": at}).during("read", "files")?;
        let mut found = Vec::new();
        while let Some(row) = rows.next().during("read", "files")? {
            let (mut file, columns, format) = stored(row).during("read", "files")?;
            file.source.columns = serde_json::from_str(&columns).during("read the columns of", &file.source.name)?;
            file.format = serde_json::from_str(&format).during("read the format of", &file.source.name)?;
            found.push(file);
        }
        Ok(found)
    }
}

/// A file, with its two JSON texts still to be read.
fn stored(row: &Row<'_>) -> rusqlite::Result<(StoredFile, String, String)> {
    let n = |column: &str| row.get::<_, i64>(column).map(i64::unsigned_abs);
    let source = SourceFile {
        id: row.get("id")?,
        name: row.get("name")?,
        sha256: row.get("sha256")?,
        sheet: row.get("sheet")?,
        columns: BTreeMap::new(),
    };
    let counts = FileCounts { records: n("records")?, new: n("new")?, changed: n("changed")?, same: n("same")?, rejected: n("rejected")? };
    let file = StoredFile { source, read_by: row.get("read_by")?, format: Value::Null, counts };
    Ok((file, row.get("columns")?, row.get("format")?))
}

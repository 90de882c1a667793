//! The batches that were imported.

use crate::error::{Error, Result};
use crate::screens::reading::count;
use countersign_import::inert;
use serde::Serialize;
use serde_json::Value;
use std::collections::BTreeMap;

/// One batch.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
pub struct BatchLine {
    /// Its id.
    pub id: String,
    /// 1 for the first.
    pub number: u64,
    /// When, RFC 3339.
    pub at: String,
    /// Who.
    pub actor: String,
    /// Its files.
    pub files: Vec<BatchFile>,
    /// Rejected rows kept with it.
    pub rejected: u64,
    /// Whether it was undone.
    pub undone: bool,
}

/// One file of a batch.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
pub struct BatchFile {
    /// Its name.
    pub path: String,
    /// Records read: new + changed + same + rejected.
    pub records: u64,
    /// Not there before.
    pub new: u64,
    /// There, with other values.
    pub changed: u64,
    /// There already.
    pub same: u64,
    /// Not taken.
    pub rejected: u64,
}

/// A row that could not be used.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
pub struct RejectedLine {
    /// The file's name.
    pub file: String,
    /// The row as a spreadsheet counts it.
    pub row: u64,
    /// The column at fault.
    pub column: Option<String>,
    /// The diagnostic code.
    pub code: String,
    /// Why, in a sentence.
    pub reason: String,
    /// The row's raw text, key-like strings masked.
    pub raw: String,
}

impl crate::Workbench {
    /// The batches, latest first.
    ///
    /// # Errors
    /// `workspace/failed`.
    pub fn batch_lines(&self) -> Result<Vec<BatchLine>> {
        let batches = self.imports()?.into_iter().enumerate();
        let mut lines: Vec<BatchLine> = batches
            .map(|(at, batch)| {
                let files = batch.summary.get("files").and_then(Value::as_array).map_or(&[][..], Vec::as_slice);
                let files: Vec<BatchFile> = files.iter().map(batch_file).collect();
                BatchLine {
                    id: batch.id,
                    number: count(at + 1),
                    at: batch.at,
                    actor: inert(&batch.actor),
                    rejected: files.iter().map(|f| f.rejected).sum(),
                    files,
                    undone: batch.undone_by.is_some(),
                }
            })
            .collect();
        lines.reverse();
        Ok(lines)
    }

    /// The rows a batch could not use, by file and row; `batch` is its id.
    ///
    /// # Errors
    /// `import/unknown-batch`, `workspace/failed`.
    pub fn rejected_lines(&self, batch: &str) -> Result<Vec<RejectedLine>> {
        let found = self.imports()?.into_iter().find(|b| b.id == batch);
        let found = found.ok_or_else(|| {
            Error::new("import/unknown-batch", format!("There is no batch `{}`.", inert(batch)), "Choose one of the list.")
        })?;
        let files = self.workspace.files_of_batch(found.seq)?;
        let names: BTreeMap<u32, String> = files.into_iter().map(|f| (f.source.id, f.source.name)).collect();
        let rejected = self.workspace.rejected(found.seq)?.into_iter();
        Ok(rejected
            .map(|r| RejectedLine {
                file: names.get(&r.file).cloned().unwrap_or_default(),
                row: r.row,
                column: r.column,
                code: r.code,
                reason: inert(&r.reason),
                raw: inert(&r.raw),
            })
            .collect())
    }
}

fn batch_file(file: &Value) -> BatchFile {
    let n = |name: &str| file.get(name).and_then(Value::as_u64).unwrap_or(0);
    BatchFile {
        path: file.get("path").and_then(Value::as_str).unwrap_or("").to_owned(),
        records: n("records"),
        new: n("new"),
        changed: n("changed"),
        same: n("same"),
        rejected: n("rejected"),
    }
}

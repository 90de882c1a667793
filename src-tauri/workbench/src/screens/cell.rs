//! The raw cell: where every chain ends.

use crate::desk::Workbench;
use crate::error::{Error, Result};
use countersign_import::{How, inert, raw_rows, raw_value};
use countersign_store::StoredFile;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use std::io::Read;
use std::path::Path;

/// Which cell.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
#[serde(default)]
pub struct CellQuery {
    /// The file's name as the source says it.
    pub file: String,
    /// The sheet of a workbook.
    pub sheet: Option<String>,
    /// The row as a spreadsheet counts it, or the position in a JSON array.
    pub row: Option<u64>,
    /// The column's header.
    pub column: Option<String>,
}

/// A cell with the rows around it, read again from the bytes that were imported.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
pub struct CellView {
    /// The file.
    pub file: String,
    /// The sheet of a workbook.
    pub sheet: Option<String>,
    /// SHA-256 of the bytes read.
    pub sha256: String,
    /// When they were imported, RFC 3339.
    pub imported_at: String,
    /// By whom.
    pub imported_by: String,
    /// The header row.
    pub columns: Vec<String>,
    /// The row asked for, and some before and after.
    pub rows: Vec<RawRow>,
    /// The row asked for.
    pub row: Option<u64>,
    /// Position of the column asked for in `columns`.
    pub column: Option<u64>,
    /// The cell's text, exactly as it stands in the file (key-like strings masked).
    pub value: Option<String>,
    /// Something to know: another file of the same name was imported too, the file is not a table, …
    pub note: Option<String>,
}

/// A cell of a file that waits to be imported, and how the look read the file.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
#[serde(default)]
pub struct WaitingCell {
    /// `csv`, `xlsx`, `json`, …, as the look says it.
    pub format: String,
    /// WHATWG name.
    pub encoding: Option<String>,
    /// What stands between cells.
    pub delimiter: Option<String>,
    /// The row of the headers.
    pub header_row: Option<u64>,
    /// Which cell.
    pub cell: CellQuery,
}

/// One row of a file.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
pub struct RawRow {
    /// Its number.
    pub row: u64,
    /// Its cells.
    pub cells: Vec<String>,
}

/// Rows shown before and after the one asked for.
const AROUND: u64 = 3;
/// Bytes of the cell asked for that are shown.
const CELL: usize = 1 << 16;
/// Bytes of every other cell that are shown.
const BESIDE: usize = 1 << 10;
/// A file of at most this many bytes is read to its end, so that its hash is checked.
const CHECKED: u64 = 64 << 20;

impl Workbench {
    /// The raw cell with the rows around it, read again from the bytes that were imported. Keys are masked and hidden characters shown.
    /// Of several files of one name the one that was read last is taken, and `note` says so.
    ///
    /// # Errors
    /// `usage/id` when no file of that name was imported, `workspace/damaged` when its bytes are not those that were imported,
    /// `workspace/failed`, `import/refused`.
    pub fn cell(&self, query: &CellQuery) -> Result<CellView> {
        let files = self.files_named(query)?;
        let file = files.iter().max_by_key(|f| (f.read_by, f.source.id)).ok_or_else(|| {
            Error::new(
                "usage/id",
                format!("No file called `{}` was imported.", inert(&query.file)),
                "The row may have been typed in, or its import undone.",
            )
        })?;
        let mut notes = Vec::new();
        let mut hashes: Vec<&str> = files.iter().map(|f| f.source.sha256.as_str()).collect();
        hashes.sort_unstable();
        hashes.dedup();
        if hashes.len() > 1 {
            notes.push(format!("{} files of this name were imported; this is the one that was read last.", hashes.len()));
        }
        let entry = self.workspace.journal()?.into_iter().find(|e| e.seq == file.read_by);
        let mut view = CellView {
            file: file.source.name.clone(),
            sheet: file.source.sheet.clone(),
            sha256: file.source.sha256.clone(),
            imported_at: entry.as_ref().map_or_else(String::new, |e| e.at.clone()),
            imported_by: entry.map_or_else(String::new, |e| inert(&e.actor)),
            columns: Vec::new(),
            rows: Vec::new(),
            row: query.row,
            column: None,
            value: None,
            note: None,
        };
        let (held, masked) = match self.workspace.masked_copy(&file.source.sha256)? {
            Some(copy) if self.workspace.blob_len(&file.source.sha256)?.is_none() => (copy, true),
            _ => (file.source.sha256.clone(), false),
        };
        match self.workspace.blob_len(&held)? {
            None => notes.push("The bytes of this file are not held.".to_owned()),
            Some(size) => {
                let mut how = how_read(file);
                if masked {
                    // The copy is UTF-8, whatever the file was.
                    how.encoding = Some("UTF-8".to_owned());
                    notes.push("Keys in this file are masked; its own bytes are not kept.".to_owned());
                }
                if how.format == "file" {
                    notes.push("The file is evidence as it is, not a table; look at it in the evidence register.".to_owned());
                }
                let open = || -> Result<Box<dyn Read + '_>> {
                    Ok(self.workspace.read_blob(&held)?.map_or_else(|| Box::new(std::io::empty()) as Box<dyn Read>, |r| Box::new(r)))
                };
                let sha256 = view.read(query, &how, size <= CHECKED, &open, &mut notes)?;
                if sha256.is_some_and(|sha| sha != held) {
                    return Err(Error::new(
                        "workspace/damaged",
                        format!("The bytes held of `{}` are not those that were imported.", inert(&query.file)),
                        "Restore a backup; nothing was changed.",
                    ));
                }
            }
        }
        view.note = Some(notes.join(" ")).filter(|n| !n.is_empty());
        Ok(view)
    }

    /// The files of that name in the workspace as it is; when it holds none, those of the latest assessment.
    fn files_named(&self, query: &CellQuery) -> Result<Vec<StoredFile>> {
        let named = |files: Vec<StoredFile>| -> Vec<StoredFile> {
            let fits = |f: &StoredFile| f.source.name == query.file && (query.sheet.is_none() || f.source.sheet == query.sheet);
            files.into_iter().filter(fits).collect()
        };
        let now = named(self.workspace.files(None)?);
        if !now.is_empty() {
            return Ok(now);
        }
        let latest = self.workspace.assessments()?.into_iter().max_by_key(|a| a.seq);
        match latest.and_then(|a| a.header.get("dataset").and_then(Value::as_i64)) {
            Some(dataset) => Ok(named(self.workspace.files(Some(dataset))?)),
            None => Ok(Vec::new()),
        }
    }
}

/// The raw cell of a file that waits to be imported, with the rows around it.
///
/// # Errors
/// `import/refused` when it cannot be read any more.
pub fn waiting_cell(path: &Path, name: &str, wanted: &WaitingCell) -> Result<CellView> {
    let open = || -> Result<Box<dyn Read>> {
        let refused =
            |e: std::io::Error| Error::new("import/refused", format!("cannot read {}: {e}", inert(name)), "Choose the file again.");
        Ok(Box::new(std::fs::File::open(path).map_err(refused)?))
    };
    let how = How {
        format: wanted.format.clone(),
        encoding: wanted.encoding.clone(),
        delimiter: wanted.delimiter.as_deref().and_then(|d| d.chars().next()),
        header_row: wanted.header_row,
        sheet: wanted.cell.sheet.clone(),
    };
    let mut notes = vec!["The file is not imported yet.".to_owned()];
    let mut view = CellView {
        file: name.to_owned(),
        sheet: wanted.cell.sheet.clone(),
        sha256: String::new(),
        imported_at: String::new(),
        imported_by: String::new(),
        columns: Vec::new(),
        rows: Vec::new(),
        row: wanted.cell.row,
        column: None,
        value: None,
        note: None,
    };
    view.read(&wanted.cell, &how, false, &open, &mut notes)?;
    view.note = Some(notes.join(" "));
    Ok(view)
}

/// Opens the bytes of a file from their beginning.
type Open<'o> = dyn Fn() -> Result<Box<dyn Read + 'o>> + 'o;

impl CellView {
    /// Reads the rows around the cell and the cell itself; the SHA-256 of the bytes, when they are read `to_the_end`.
    fn read(&mut self, query: &CellQuery, how: &How, to_the_end: bool, open: &Open<'_>, notes: &mut Vec<String>) -> Result<Option<String>> {
        let first = how.header_row.unwrap_or(0);
        let around = query.row.map_or(first..=first + 2 * AROUND, |row| row.saturating_sub(AROUND)..=row.saturating_add(AROUND));
        let found = raw_rows(&self.file, open()?, how, around, to_the_end)?;
        self.columns = found.columns;
        self.rows = found.rows.into_iter().map(|(row, cells)| RawRow { row, cells }).collect();
        self.find(query, notes);
        if let (Some(path), Some(row), None) = (&query.column, query.row, &self.value)
            && let Some(value) = raw_value(&self.file, open()?, how, row, path)?
        {
            self.at_path(path, &value, notes);
        }
        Ok(found.sha256)
    }

    /// The value at a path inside the record asked for.
    fn at_path(&mut self, path: &str, value: &str, notes: &mut Vec<String>) {
        let first = path.trim_start_matches('/').split('/').next().unwrap_or_default();
        self.column = self.columns.iter().position(|c| c == first).and_then(|at| u64::try_from(at).ok());
        self.value = Some(cut(value, CELL));
        notes.retain(|n| !n.starts_with("The file has no column"));
        notes.push(format!("The value stands at `{}` in this record.", inert(path)));
    }

    /// Finds the cell asked for among the rows, and cuts what is too long to be shown.
    fn find(&mut self, query: &CellQuery, notes: &mut Vec<String>) {
        let row = self.rows.iter().find(|r| Some(r.row) == query.row);
        if let (Some(wanted), None, false) = (query.row, row, self.columns.is_empty()) {
            notes.push(format!("The file has no row {wanted} with cells."));
        }
        if let Some(wanted) = &query.column {
            // A value joined from several columns names all of them; the first is shown.
            let names: Vec<&str> = std::iter::once(wanted.as_str()).chain(wanted.split(" + ")).collect();
            let at = names.iter().find_map(|name| self.columns.iter().position(|c| c == name));
            match at {
                Some(at) => {
                    self.column = u64::try_from(at).ok();
                    self.value = row.and_then(|r| r.cells.get(at)).map(|cell| cut(cell, CELL));
                    if self.columns.get(at).is_some_and(|c| c != wanted) {
                        notes.push(format!("The value was joined from the columns {}.", inert(wanted)));
                    }
                }
                None if self.columns.is_empty() => {}
                None => notes.push(format!("The file has no column `{}`.", inert(wanted))),
            }
        }
        for cell in self.rows.iter_mut().flat_map(|r| &mut r.cells) {
            if cell.len() > BESIDE {
                *cell = cut(cell, BESIDE);
            }
        }
    }
}

/// How a file was read when it was imported.
fn how_read(file: &StoredFile) -> How {
    let text = |name: &str| file.format.get(name).and_then(Value::as_str).map(str::to_owned);
    How {
        format: text("format").unwrap_or_default(),
        encoding: text("encoding"),
        delimiter: text("delimiter").and_then(|d| d.chars().next()),
        header_row: file.format.get("header_row").and_then(Value::as_u64),
        sheet: file.source.sheet.clone(),
    }
}

/// The beginning of a text, saying how much was left out.
pub(crate) fn cut(text: &str, bytes: usize) -> String {
    if text.len() <= bytes {
        return text.to_owned();
    }
    let at = (0..=bytes).rev().find(|i| text.is_char_boundary(*i)).unwrap_or(0);
    format!("{}\u{2026} ({} more bytes)", text.get(..at).unwrap_or_default(), text.len() - at)
}

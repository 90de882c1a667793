//! The cells of CSV files, as a spreadsheet counts them (the header is row 1), and the values of JSON files, by the path of their records,
//! the position of one, and the path inside it.

use countersign_core::SourceRef;
use serde_json::Value;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

/// A CSV file, read once.
pub struct Sheet {
    header: Vec<String>,
    rows: Vec<Vec<String>>,
}

/// The CSV and JSON files below one folder, by name.
pub struct Cells {
    files: BTreeMap<String, PathBuf>,
    sheets: BTreeMap<String, Sheet>,
}

impl Cells {
    /// Looks for the files.
    pub fn below(folder: &Path) -> Self {
        let files = walkdir::WalkDir::new(folder)
            .into_iter()
            .map(Result::unwrap)
            .filter(|e| e.file_type().is_file())
            .map(|e| (e.file_name().to_string_lossy().into_owned(), e.path().to_owned()))
            .collect();
        Self { files, sheets: BTreeMap::new() }
    }

    /// What stands in the cell, or why there is no such cell.
    ///
    /// # Errors
    /// A sentence that says what is missing.
    pub fn read(&mut self, at: &SourceRef) -> Result<String, String> {
        let name = Path::new(&at.file).file_name().map_or_else(String::new, |n| n.to_string_lossy().into_owned());
        let path = self.files.get(&name).ok_or_else(|| format!("{at}: there is no file {name}"))?;
        if path.extension().is_some_and(|e| e == "json") {
            return in_json(&std::fs::read_to_string(path).map_err(|e| e.to_string())?, at);
        }
        if !self.sheets.contains_key(&name) {
            let mut reader = csv::ReaderBuilder::new().has_headers(false).flexible(true).from_path(path).map_err(|e| e.to_string())?;
            let mut rows = reader.records().map(|r| r.map(|r| r.iter().map(str::to_owned).collect::<Vec<_>>()));
            let header = rows.next().ok_or_else(|| format!("{at}: the file is empty"))?.map_err(|e| e.to_string())?;
            let rows = rows.collect::<Result<Vec<_>, _>>().map_err(|e| e.to_string())?;
            self.sheets.insert(name.clone(), Sheet { header, rows });
        }
        let sheet = &self.sheets[&name];
        let row = at.row.ok_or_else(|| format!("{at}: no row is named"))?;
        let column = at.column.as_deref().ok_or_else(|| format!("{at}: no column is named"))?;
        let index = sheet.header.iter().position(|h| h == column).ok_or_else(|| format!("{at}: {name} has no column {column}"))?;
        let cells = usize::try_from(row).ok().and_then(|r| r.checked_sub(2)).and_then(|r| sheet.rows.get(r));
        cells.ok_or_else(|| format!("{at}: {name} has no row {row}"))?.get(index).cloned().ok_or_else(|| format!("{at}: the row is short"))
    }
}

/// A value in a JSON text; a value that is no text as JSON writes it.
fn in_json(text: &str, at: &SourceRef) -> Result<String, String> {
    let whole: Value = serde_json::from_str(text).map_err(|e| format!("{at}: {e}"))?;
    let mut records = vec![&whole];
    for key in at.sheet.iter().flat_map(|path| path.split('/')) {
        records = records
            .into_iter()
            .flat_map(|value| match (key, value) {
                ("*", Value::Array(items)) => items.iter().collect(),
                ("*", Value::Object(members)) => members.values().collect(),
                (key, value) => value.get(key).into_iter().collect::<Vec<_>>(),
            })
            .collect();
    }
    let row = at.row.and_then(|row| usize::try_from(row).ok()?.checked_sub(1));
    let record = row.and_then(|row| records.get(row)).ok_or_else(|| format!("{at}: there is no such record"))?;
    let column = at.column.as_deref().ok_or_else(|| format!("{at}: no place in the record is named"))?;
    let value = record.pointer(&format!("/{column}")).ok_or_else(|| format!("{at}: nothing stands there"))?;
    Ok(value.as_str().map_or_else(|| value.to_string(), str::to_owned))
}

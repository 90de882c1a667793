//! Where a fact came from: the file, the sheet, the row and the column.

use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::fmt;

/// A place in a file of the user's, down to the cell.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
pub struct SourceRef {
    /// The file's name as the user gave it; of a folder that was given, the path below it.
    pub file: String,
    /// The sheet of a workbook, or the path to the records of a structured file.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sheet: Option<String>,
    /// The row as a spreadsheet counts it (the header is row 1), or the 1-based position among those records.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub row: Option<u64>,
    /// The column's header as it stands in the file (`#2` after a repeated one), or the path in the record.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub column: Option<String>,
}

impl SourceRef {
    /// A place that is a whole file.
    pub fn file(name: &str) -> Self {
        Self { file: name.to_owned(), ..Self::default() }
    }

    /// The same file at another row.
    pub fn at_row(mut self, row: u64) -> Self {
        self.row = Some(row);
        self
    }

    /// The same row at another column.
    pub fn at_column(mut self, column: &str) -> Self {
        self.column = Some(column.to_owned());
        self
    }
}

/// `file#sheet!row:column`, leaving out what is not known.
impl fmt::Display for SourceRef {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.file)?;
        if self.sheet.is_some() || self.row.is_some() || self.column.is_some() {
            f.write_str("#")?;
        }
        if let Some(sheet) = &self.sheet {
            write!(f, "{sheet}!")?;
        }
        if let Some(row) = self.row {
            write!(f, "{row}")?;
        }
        if let Some(column) = &self.column {
            // A header may be a whole question; one line is enough to find it.
            let line: String = column.split_whitespace().collect::<Vec<_>>().join(" ");
            write!(f, ":{line}")?;
        }
        Ok(())
    }
}

/// One imported file (or one sheet of it) as the source of records of one table.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SourceFile {
    /// The workspace's number for it; records name their file by it.
    pub id: u32,
    /// The file's name as the user gave it; of a folder that was given, the path below it.
    pub name: String,
    /// SHA-256 of the file's bytes, lower-case hex.
    pub sha256: String,
    /// The sheet, for workbooks.
    pub sheet: Option<String>,
    /// For each of our columns, the header it was read from.
    pub columns: BTreeMap<String, String>,
}

impl SourceFile {
    /// The cell a record's column was read from; the row alone when the column did not come from the file.
    pub fn cell(&self, row: u64, column: Option<&str>) -> SourceRef {
        SourceRef {
            file: self.name.clone(),
            sheet: self.sheet.clone(),
            row: Some(row),
            column: column.and_then(|c| self.columns.get(c)).cloned(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_source_reads_from_file_to_column() {
        let at = SourceRef { file: "w.xlsx".into(), sheet: Some("AI".into()), row: Some(14), column: Some("Who owns\nthis?".into()) };
        assert_eq!(at.to_string(), "w.xlsx#AI!14:Who owns this?");
        assert_eq!(SourceRef::file("w.csv").to_string(), "w.csv");
        assert_eq!(SourceRef::file("w.csv").at_row(3).to_string(), "w.csv#3");
    }
}

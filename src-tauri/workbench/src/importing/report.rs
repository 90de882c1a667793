//! What an import did, or would do: the document of `import --json` and of the window's Import screen.

use countersign_core::Diagnostic;
use countersign_core::record::FieldChange;
use countersign_core::tables::Table;
use serde::Serialize;
use std::collections::BTreeMap;

/// What an import did, or would do (`countersign/import@1`).
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
pub struct ImportReport {
    /// `countersign/import@1`.
    pub schema: &'static str,
    /// The batch, when something was applied.
    pub batch: Option<String>,
    /// Whether it was a look only.
    pub dry_run: bool,
    /// One entry per file.
    pub files: Vec<ImportedFile>,
    /// Whether a file was refused; then nothing was applied.
    pub refused: bool,
    /// Citations that a person has to decide.
    pub unresolved_citations: usize,
    /// What sources say differently of one subject, for the subjects of this import; the first ones.
    pub conflicts: Vec<ConflictLine>,
    /// How many such differences there are.
    pub conflict_count: u64,
    /// Identities that may be one and wait for a person.
    pub open_joins: usize,
}

/// One file of an import.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
pub struct ImportedFile {
    /// As given, or inside the folder given.
    pub path: String,
    /// SHA-256 of its bytes.
    pub sha256: Option<String>,
    /// `csv`, `xlsx`, `json`, `jsonl`, `yaml`, `xml`, …
    pub format: Option<String>,
    /// The preset used; of a workbook, the first sheet's.
    pub preset: Option<String>,
    /// WHATWG name.
    pub encoding: Option<String>,
    /// The character itself.
    pub delimiter: Option<String>,
    /// The header's row, from 1.
    pub header_row: Option<u64>,
    /// Why it was recognised as this.
    pub why: Vec<String>,
    /// Whether the file cannot be read as it is; why is its first diagnostic.
    pub refused: bool,
    /// Records read; always new + changed + same + rejected. A row that gives several subjects counts once.
    pub records: u64,
    /// Not there before.
    pub new: u64,
    /// There, with other values.
    pub changed: u64,
    /// There already.
    pub same: u64,
    /// Not taken, each with its reason.
    pub rejected: u64,
    /// Subjects taken by table; a row may give several.
    pub tables: BTreeMap<String, u64>,
    /// Its sheets, or the places in it that hold records.
    pub parts: Vec<ImportedPart>,
    /// The first subjects that were not there before.
    pub added: Vec<AddedRecord>,
    /// What differs, for the first changed subjects.
    pub changes: Vec<ChangedRecord>,
    /// The first of those that an earlier export of this gave and this one no longer has. They are kept as they are.
    pub missing: Vec<MissingRecord>,
    /// How many there are.
    pub missing_count: u64,
    /// What was noticed.
    pub diagnostics: Vec<Diagnostic>,
    /// Positions in `diagnostics` of those that say why a row is not taken.
    pub rejects: Vec<usize>,
}

/// A sheet of a file, or a place in it that holds records.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
pub struct ImportedPart {
    /// The sheet's name or the place; nothing when the file is one table.
    pub sheet: Option<String>,
    /// The preset used.
    pub preset: Option<String>,
    /// The source system; nothing for our own tables.
    pub source: String,
    /// The header's row, from 1.
    pub header_row: Option<u64>,
    /// The tables it fills.
    pub tables: Vec<String>,
    /// For each of our columns, `table.column` when it fills several tables, the header or path it is read from.
    pub columns: BTreeMap<String, String>,
    /// Records read.
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

/// A subject that an import adds.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
pub struct AddedRecord {
    /// The table.
    pub table: Table,
    /// The key, its parts joined by ` / `.
    pub key: String,
    /// Its name or title, when it has one.
    pub name: Option<String>,
    /// The sheet or place it was read from.
    pub sheet: Option<String>,
    /// The row it was read from.
    pub row: u64,
}

/// A subject that an import changes.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
pub struct ChangedRecord {
    /// The table.
    pub table: Table,
    /// The key, its parts joined by ` / `.
    pub key: String,
    /// Its name or title, when it has one.
    pub name: Option<String>,
    /// The sheet or place it was read from.
    pub sheet: Option<String>,
    /// The row it was read from.
    pub row: u64,
    /// Column by column.
    pub fields: Vec<FieldChange>,
}

/// A subject that an earlier export gave and this one no longer has.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
pub struct MissingRecord {
    /// The table.
    pub table: Table,
    /// The key, its parts joined by ` / `.
    pub key: String,
    /// Its name or title, when it has one.
    pub name: Option<String>,
    /// The file that gave it.
    pub file: String,
    /// The batch that read that file, when it is known.
    pub batch: Option<String>,
}

/// What sources say differently of one column.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
pub struct ConflictLine {
    /// The table.
    pub table: Table,
    /// The key, its parts joined by ` / `.
    pub key: String,
    /// The column.
    pub column: String,
    /// What counts.
    pub winner: SaidBy,
    /// What the others say; it is kept.
    pub others: Vec<SaidBy>,
    /// Why the winner counts, as a sentence.
    pub why: String,
}

/// A value and the source that says it.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
pub struct SaidBy {
    /// The source system; `tables` for our own tables.
    pub source: String,
    /// The value.
    pub value: String,
    /// The file it was read from.
    pub file: String,
    /// The row.
    pub row: u64,
}

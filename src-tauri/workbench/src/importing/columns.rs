//! The column editor: what a file's columns hold, what they may be, and what a map makes of the first rows. Nothing is written.

use super::choices::{FileChoice, presets};
use super::shown_key;
use crate::error::{Error, Result};
use countersign_core::Diagnostic;
use countersign_core::tables::{Kind, Table, spec};
use countersign_import::{Look, Sketch, Subject};
use serde::Serialize;
use std::path::{Path, PathBuf};

/// A file as the column editor shows it.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
pub struct ColumnsLook {
    /// `csv`, `xlsx`, `json`, `jsonl`, `yaml`, `xml`.
    pub format: String,
    /// Whether columns can be mapped; a tree is read by a preset only.
    pub mappable: bool,
    /// The sheets of a workbook, or the places in a document.
    pub sheets: Vec<SheetLook>,
    /// The sheet that is looked at.
    pub sheet: Option<String>,
    /// The encoding it is read with, WHATWG name.
    pub encoding: Option<String>,
    /// What stands between cells.
    pub delimiter: Option<String>,
    /// The row of the headers.
    pub header_row: Option<u64>,
    /// The first rows as they stand, for choosing the header row: number and cells.
    pub first_rows: Vec<(u64, Vec<String>)>,
    /// The columns of the file.
    pub headers: Vec<HeaderLook>,
    /// What is known or guessed: the map to start from.
    pub sketch: Sketch,
    /// Whether the map is only a guess, which a person has to look at.
    pub guessed: bool,
    /// Why it is this, as sentences.
    pub why: Vec<String>,
    /// Whether a date can be read day first or month first, so that an order is asked for.
    pub asks_order: bool,
}

/// A sheet, or a place in a document.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
pub struct SheetLook {
    /// Its name.
    pub name: String,
    /// The table or preset it is known as.
    pub known_as: Option<String>,
    /// Whether the workbook hides it.
    pub hidden: bool,
}

/// A column of the file.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
pub struct HeaderLook {
    /// Its header, repeats marked.
    pub header: String,
    /// The first different texts in it.
    pub samples: Vec<String>,
    /// Of the rows looked at, how many hold something.
    pub filled: u64,
    /// Rows looked at.
    pub of: u64,
    /// The column of ours it fills, by the map to start from.
    pub to: Option<String>,
}

/// What a map makes of the first rows.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
pub struct MapPreview {
    /// What the rows give, in the order read.
    pub subjects: Vec<PreviewSubject>,
    /// Rows looked at.
    pub rows: u64,
    /// Of these, rows that are rejected.
    pub rejected: u64,
    /// What is said about them.
    pub diagnostics: Vec<Diagnostic>,
}

/// One subject of the preview.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
pub struct PreviewSubject {
    /// The row it comes from.
    pub row: u64,
    /// The table.
    pub table: Table,
    /// The key, its parts joined by ` / `.
    pub key: String,
    /// Our columns that are known, with their values.
    pub fields: Vec<(String, String)>,
    /// What is kept beside: attributes and raw texts.
    pub extra: Vec<(String, String)>,
}

/// One of our tables, for choosing columns from.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
pub struct TableSpec {
    /// The table.
    pub table: Table,
    /// The columns that name a row.
    pub key: Vec<String>,
    /// Its columns, in order.
    pub columns: Vec<ColumnSpec>,
}

/// A column of one of our tables.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
pub struct ColumnSpec {
    /// The column.
    pub name: String,
    /// `text`, `list`, `date`, `number`, `yes/no`, `one of` or `some of`.
    pub kind: String,
    /// A row without it is rejected.
    pub required: bool,
    /// The values it may have; none when any text goes.
    pub values: Vec<String>,
}

/// A preset in the list of presets.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
pub struct PresetInfo {
    /// Its name.
    pub name: String,
    /// What it is for.
    pub title: String,
    /// What it says about itself.
    pub about: String,
    /// The tables it fills.
    pub tables: Vec<Table>,
    /// Whether it comes from the user's own folder.
    pub yours: bool,
}

/// Looks at a file for the column editor: what its columns hold, and the map to start from. A large file is not read to its end.
///
/// # Errors
/// `import/refused` when it cannot be read, or when the choice names what does not exist.
pub fn look_at_columns(path: &Path, name: &str, choice: &FileChoice, folder: Option<&Path>) -> Result<ColumnsLook> {
    let found = countersign_import::look(path, name, &choice.checked()?, &presets(folder)?)?;
    Ok(found.map_err(|why| Error::new("import/refused", format!("{name}: {}", why.message), why.hint))?.into())
}

/// What an import by this choice would make of the first rows of a file.
///
/// # Errors
/// `import/refused` when it cannot be read, or when the choice names what does not exist.
pub fn preview_map(path: &Path, name: &str, choice: &FileChoice, folder: Option<&Path>, rows: u64) -> Result<MapPreview> {
    let found = countersign_import::sample(path, name, &choice.checked()?, &presets(folder)?, rows)?;
    Ok(MapPreview {
        subjects: found.subjects.into_iter().map(PreviewSubject::from).collect(),
        rows: found.rows,
        rejected: found.rejected,
        diagnostics: found.diagnostics,
    })
}

/// The file that an import of these paths calls by this name.
///
/// # Errors
/// `import/no-file`; `import/refused` when a folder cannot be read.
pub fn find_file(paths: &[PathBuf], name: &str) -> Result<PathBuf> {
    let none =
        || Error::new("import/no-file", format!("There is no file `{name}` in what was named."), "Give a name as the import lists it.");
    countersign_import::located(paths, name)?.ok_or_else(none)
}

/// Our tables, for choosing columns from, in dependency order.
pub fn table_specs() -> Vec<TableSpec> {
    Table::ALL
        .iter()
        .map(|table| {
            let spec = spec(*table);
            let columns = spec.columns.iter().map(|c| ColumnSpec {
                name: c.name.to_owned(),
                kind: kind(c.kind).to_owned(),
                required: c.required,
                values: values(c.kind).iter().map(|v| (*v).to_owned()).collect(),
            });
            TableSpec { table: *table, key: spec.key.iter().map(|k| (*k).to_owned()).collect(), columns: columns.collect() }
        })
        .collect()
}

fn kind(kind: Kind) -> &'static str {
    match kind {
        Kind::Text | Kind::TextOrNone => "text",
        Kind::List | Kind::ListOrNone => "list",
        Kind::Date => "date",
        Kind::Integer => "number",
        Kind::YesNo => "yes/no",
        Kind::One(_) => "one of",
        Kind::Many(_) => "some of",
    }
}

fn values(kind: Kind) -> &'static [&'static str] {
    match kind {
        Kind::One(values) | Kind::Many(values) => values,
        Kind::YesNo => &["yes", "no"],
        _ => &[],
    }
}

impl From<Look> for ColumnsLook {
    fn from(look: Look) -> Self {
        let sheet = |p: countersign_import::LookPart| SheetLook { name: p.name, known_as: p.known_as, hidden: p.hidden };
        let header =
            |h: countersign_import::LookHeader| HeaderLook { header: h.header, samples: h.samples, filled: h.filled, of: h.of, to: h.to };
        Self {
            format: look.format.name().to_owned(),
            mappable: look.mappable,
            sheets: look.parts.into_iter().map(sheet).collect(),
            sheet: look.sheet,
            encoding: look.encoding,
            delimiter: look.delimiter.map(String::from),
            header_row: look.header_row,
            first_rows: look.first_rows,
            headers: look.headers.into_iter().map(header).collect(),
            sketch: look.sketch,
            guessed: look.guessed,
            why: look.why,
            asks_order: look.asks_order,
        }
    }
}

impl From<Subject> for PreviewSubject {
    fn from(subject: Subject) -> Self {
        let record = subject.record;
        Self {
            row: record.origin.row,
            table: record.table,
            key: shown_key(&record.key),
            fields: record.named().map(|(column, value)| (column.to_owned(), value.to_owned())).collect(),
            extra: record.extra.into_iter().collect(),
        }
    }
}

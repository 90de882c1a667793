//! What a person decides about the files of an import.

use crate::error::{Error, Result};
use countersign_core::tables::Table;
use countersign_import::{Choice, Map, Options, Order, Presets, Sketch};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

/// How to import.
#[derive(Clone, Debug, Default)]
pub struct ImportOptions {
    /// What holds for every file.
    pub choice: FileChoice,
    /// What holds for single files in place of that, by their names as the report gives them.
    pub files: BTreeMap<String, FileChoice>,
    /// A folder with presets of the user's own, which add to ours.
    pub presets: Option<PathBuf>,
    /// Look only.
    pub dry_run: bool,
}

/// What a person decides about a file; what is not decided is detected.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
#[serde(default, deny_unknown_fields)]
pub struct FileChoice {
    /// Leave the file out.
    pub leave_out: bool,
    /// Read it by this preset.
    pub preset: Option<String>,
    /// Read it by this map file.
    #[serde(skip)]
    #[cfg_attr(feature = "types", ts(skip))]
    pub map: Option<PathBuf>,
    /// Read it by this map, as it stands in the column editor.
    pub sketch: Option<Sketch>,
    /// The sheet of a workbook, or the place in a document.
    pub sheet: Option<String>,
    /// The encoding, by any of its WHATWG names.
    pub encoding: Option<String>,
    /// What stands between cells: one character.
    pub delimiter: Option<String>,
    /// The row of the headers, as a spreadsheet counts it.
    pub header_row: Option<u64>,
    /// The table that it is.
    pub table: Option<Table>,
    /// Which of the first two numbers of `7/1/2023` is the month: `month-first` or `day-first`.
    pub dates: Option<Order>,
    /// Headers whose blank cells take the value of the row above.
    pub fill_down: Vec<String>,
}

/// The presets there are: ours, and those of the user's folder.
pub(crate) fn presets(folder: Option<&Path>) -> Result<Presets> {
    let mut all = Presets::builtin()?;
    if let Some(folder) = folder {
        all.add_folder(folder)?;
    }
    Ok(all)
}

impl ImportOptions {
    /// The options as the import room takes them.
    pub(crate) fn checked(&self) -> Result<Options> {
        let files = self.files.iter().map(|(name, choice)| Ok((name.clone(), choice.checked()?)));
        Ok(Options { choice: self.choice.checked()?, files: files.collect::<Result<_>>()? })
    }
}

impl FileChoice {
    /// The choice as the import room takes it.
    pub(crate) fn checked(&self) -> Result<Choice> {
        let map = match (&self.sketch, &self.map) {
            (Some(sketch), _) => Some(sketch.map()?),
            (None, Some(path)) => Some(map_file(path)?),
            (None, None) => None,
        };
        let delimiter = match self.delimiter.as_deref().map(|d| d.chars().collect::<Vec<_>>()) {
            None => None,
            Some(all) => match all.as_slice() {
                [one] => Some(*one),
                // As people write a tab where they cannot type one.
                ['\\', 't'] => Some('\t'),
                _ => {
                    return Err(Error::new("import/refused", "A delimiter is one character.", "Give a comma, a semicolon, \\t or |."));
                }
            },
        };
        Ok(Choice {
            leave_out: self.leave_out,
            preset: self.preset.clone(),
            map,
            sheet: self.sheet.clone(),
            encoding: self.encoding.clone(),
            delimiter,
            header_row: self.header_row,
            table: self.table,
            order: self.dates,
            fill_down: self.fill_down.clone(),
        })
    }
}

/// Reads a map file.
pub(crate) fn map_file(path: &Path) -> Result<Map> {
    let text = std::fs::read_to_string(path)
        .map_err(|e| Error::new("import/refused", format!("cannot read {}: {e}", path.display()), "Check the path of the map file."))?;
    let name = path.file_stem().map_or_else(String::new, |s| s.to_string_lossy().into_owned());
    Ok(Map::parse(&name, &text)?)
}

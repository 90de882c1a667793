//! What a person decides about a file instead of leaving it to detection.

use crate::error::ImportError;
use crate::map::date::Order;
use crate::map::preset::Map;
use crate::map::presets::Presets;
use crate::text::Pattern;
use countersign_core::tables::Table;
use encoding_rs::Encoding;
use std::collections::BTreeMap;
use std::sync::Arc;

/// What the user decides; the default is to detect everything.
#[derive(Clone, Debug, Default)]
pub struct Options {
    /// What holds for every file.
    pub choice: Choice,
    /// What holds for single files, by their names, in place of that.
    pub files: BTreeMap<String, Choice>,
}

/// What the user decides about a file; what is not decided is detected.
#[derive(Clone, Debug, Default)]
pub struct Choice {
    /// Leave the file out.
    pub leave_out: bool,
    /// Read it by this preset.
    pub preset: Option<String>,
    /// Read it by this map.
    pub map: Option<Map>,
    /// The sheet of a workbook, or the place in a document, to read; the others are left out.
    pub sheet: Option<String>,
    /// The encoding, by any of its WHATWG names.
    pub encoding: Option<String>,
    /// What stands between cells.
    pub delimiter: Option<char>,
    /// The row of the headers, as a spreadsheet counts it.
    pub header_row: Option<u64>,
    /// The table that it is.
    pub table: Option<Table>,
    /// Which of the first two numbers of `7/1/2023` is the month.
    pub order: Option<Order>,
    /// Headers whose blank cells take the value of the row above.
    pub fill_down: Vec<String>,
}

/// A choice, checked.
#[derive(Clone, Debug, Default)]
pub(crate) struct Chosen {
    pub leave_out: bool,
    pub map: Option<Arc<Map>>,
    pub table: Option<Table>,
    pub sheet: Option<String>,
    pub encoding: Option<&'static str>,
    pub delimiter: Option<u8>,
    pub header_row: Option<u64>,
    pub order: Option<Order>,
    pub fill_down: Vec<Pattern>,
}

impl Chosen {
    fn new(choice: &Choice, presets: &Presets) -> Result<Self, ImportError> {
        let map = match (&choice.map, &choice.preset) {
            (Some(map), _) => Some(Arc::new(map.clone())),
            (None, Some(name)) => Some(presets.get(name)?),
            (None, None) => None,
        };
        let encoding = choice.encoding.as_deref().map(|label| {
            let found = Encoding::for_label(label.as_bytes()).ok_or_else(|| ImportError::Encoding { label: label.to_owned() })?;
            Ok(found.name())
        });
        let delimiter = choice.delimiter.map(|delimiter| match u8::try_from(delimiter) {
            Ok(byte) if byte.is_ascii() && !byte.is_ascii_alphanumeric() && !matches!(byte, b'"' | b'\n' | b'\r' | 0) => Ok(byte),
            _ => Err(ImportError::Delimiter { delimiter }),
        });
        Ok(Self {
            leave_out: choice.leave_out,
            map,
            table: choice.table,
            sheet: choice.sheet.clone(),
            encoding: encoding.transpose()?,
            delimiter: delimiter.transpose()?,
            header_row: choice.header_row.filter(|row| *row > 0),
            order: choice.order,
            fill_down: choice.fill_down.iter().filter_map(|h| Pattern::parse(h)).collect(),
        })
    }

    /// Whether the user said what the file is.
    pub fn told(&self) -> bool {
        self.map.is_some() || self.table.is_some()
    }
}

/// The options, checked.
pub(crate) struct Choices<'a> {
    pub presets: &'a Presets,
    all: Chosen,
    files: BTreeMap<String, Chosen>,
}

impl<'a> Choices<'a> {
    pub fn new(options: &Options, presets: &'a Presets) -> Result<Self, ImportError> {
        let one = |(name, choice): (&String, &Choice)| Ok((name.clone(), Chosen::new(choice, presets)?));
        let files = options.files.iter().map(one).collect::<Result<_, ImportError>>()?;
        Ok(Self { presets, all: Chosen::new(&options.choice, presets)?, files })
    }

    /// What was chosen for a file.
    pub fn of(&self, name: &str) -> &Chosen {
        self.files.get(name).unwrap_or(&self.all)
    }
}

//! What a file is, with the reasons. Every guess can be overridden.

pub mod bytes;
pub mod delimited;
pub mod purpose;

use countersign_core::tables::Table;

/// How a file is built.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Format {
    /// Rows of cells with a delimiter between.
    Delimited,
    /// One JSON document.
    Json,
    /// One JSON record on each line.
    JsonLines,
    /// YAML, of one document or several.
    Yaml,
    /// XML.
    Xml,
    /// A sheet of a workbook.
    Workbook,
    /// The description of one evidence file.
    Toml,
    /// An evidence file itself, of any format.
    File,
}

impl Format {
    /// Its short name.
    pub fn name(self) -> &'static str {
        match self {
            Format::Delimited => "csv",
            Format::Json => "json",
            Format::JsonLines => "jsonl",
            Format::Yaml => "yaml",
            Format::Xml => "xml",
            Format::Workbook => "xlsx",
            Format::Toml => "toml",
            Format::File => "file",
        }
    }
}

/// What was detected about a file, and why.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Detected {
    /// How it is built.
    pub format: Format,
    /// The WHATWG name of its encoding; none for a file that is not read as text.
    pub encoding: Option<String>,
    /// What stands between cells.
    pub delimiter: Option<char>,
    /// The row that holds the headers, as a spreadsheet counts it.
    pub header_row: Option<u64>,
    /// The interchange table its rows become.
    pub table: Table,
    /// The preset or map it is read by.
    pub preset: Option<String>,
    /// The reasons, as sentences.
    pub why: Vec<String>,
}

/// Why a file cannot be read, as a diagnostic code and sentences.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Refusal {
    /// The code.
    pub code: &'static str,
    /// What was found.
    pub message: String,
    /// What to do, when more can be said than the code's own hint.
    pub hint: Option<String>,
}

impl Refusal {
    /// A refusal with the code's own hint.
    pub fn new(code: &'static str, message: impl Into<String>) -> Self {
        Self { code, message: message.into(), hint: None }
    }
}

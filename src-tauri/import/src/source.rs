//! How the rows or records of an input are read again from its bytes.

use crate::decode::Window;
use crate::delimited::DelimitedRows;
use crate::error::ImportError;
use crate::filled::Filled;
use crate::first::First;
use crate::map::date::Order;
use crate::node::Node;
use crate::rows::Rows;
use crate::sheet::SheetRows;
use crate::text::Pattern;
use crate::tree::Records;
use crate::tree::document::{DocumentRecords, whole};
use crate::tree::flat::FlatRows;
use crate::tree::lines::LineRecords;
use crate::tree::parsed::ParsedRecords;
use crate::tree::place::Place;
use crate::{xml, yaml};
use countersign_core::digest::sha256_hex;
use countersign_workbook::{LIMITS, Workbook};
use std::io::Read;
use std::path::Path;

/// How a file is built.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Source {
    Delimited { delimiter: u8, header_row: u64 },
    Sheet { sheet: String, header_row: u64 },
    Json { place: Place, relaxed: bool },
    Lines,
    Yaml { place: Place },
    Xml { place: Place },
}

/// A source with what is laid over it.
#[derive(Clone, Debug)]
pub(crate) struct Layered {
    pub source: Source,
    /// The keys of its first records, for records read as rows.
    pub keys: Vec<String>,
    /// Headers whose blank cells take the value of the row above.
    pub fill_down: Vec<Pattern>,
    /// The order of its dates, when it is known.
    pub order: Option<Order>,
    /// Only this many rows are read: for a look, not for an import.
    pub first: Option<u64>,
}

/// The bytes of a file, wherever they are held, and what it is called.
pub(crate) struct Bytes<'r> {
    pub read: Box<dyn Read + 'r>,
    pub path: &'r Path,
    pub encoding: &'r str,
}

impl<'r> Bytes<'r> {
    /// The bytes of a file on disk.
    ///
    /// # Errors
    /// When it cannot be opened.
    pub fn of(path: &'r Path, encoding: &'r str) -> Result<Self, ImportError> {
        Ok(Self { read: Box::new(crate::decode::open(path)?), path, encoding })
    }

    /// The text they hold.
    ///
    /// # Errors
    /// When the name is of no encoding.
    pub fn window(self) -> Result<Window<'r>, ImportError> {
        Window::over(self.read, self.path, self.encoding)
    }
}

impl Layered {
    /// Opens the rows.
    ///
    /// # Errors
    /// When the bytes cannot be read, or are not what they were when they were looked at.
    pub fn rows<'r>(&self, bytes: Bytes<'r>) -> Result<Box<dyn Rows + 'r>, ImportError> {
        let rows = self.every_row(bytes)?;
        Ok(match self.first {
            Some(most) => Box::new(First::of(rows, most)),
            None => rows,
        })
    }

    fn every_row<'r>(&self, bytes: Bytes<'r>) -> Result<Box<dyn Rows + 'r>, ImportError> {
        let rows: Box<dyn Rows + 'r> = match &self.source {
            Source::Delimited { delimiter, header_row } => Box::new(DelimitedRows::over(bytes.window()?, *delimiter, *header_row)?),
            Source::Sheet { sheet, header_row } => {
                let broken = |why: String| ImportError::Read { path: bytes.path.to_owned(), source: std::io::Error::other(why) };
                let mut all = Vec::new();
                let mut read = bytes.read;
                read.read_to_end(&mut all).map_err(|source| ImportError::Read { path: bytes.path.to_owned(), source })?;
                let book = Workbook::open(all).map_err(broken)?;
                let at = book.find(sheet).ok_or_else(|| ImportError::Sheet { path: bytes.path.to_owned(), sheet: sheet.clone() })?;
                return Ok(Box::new(SheetRows::open(&book, at, *header_row, &self.fill_down).map_err(broken)?));
            }
            _ => Box::new(FlatRows::over(self.records(bytes, &[])?, &self.keys)),
        };
        Ok(if self.fill_down.is_empty() { rows } else { Box::new(Filled::over(rows, &self.fill_down)) })
    }

    /// Opens the records of a tree.
    ///
    /// # Errors
    /// When the bytes cannot be read, or are not what they were when they were looked at.
    pub fn records<'r>(&self, bytes: Bytes<'r>, embedded: &[String]) -> Result<Box<dyn Records + 'r>, ImportError> {
        let path = bytes.path;
        let broken = || ImportError::Changed { path: path.to_owned() };
        let records: Box<dyn Records + 'r> = match &self.source {
            Source::Json { place, relaxed } => {
                let found = DocumentRecords::of(whole(bytes.window()?)?, place, *relaxed, embedded);
                // A place that leads nowhere was not there when the file was looked at.
                found.is_there().then(|| Box::new(found)).ok_or_else(broken)?
            }
            Source::Lines => Box::new(LineRecords::over(bytes.window()?, embedded)),
            Source::Yaml { place } => {
                let (text, sha256, total) = whole(bytes.window()?)?;
                let documents = yaml::documents(&text).map_err(|_| broken())?;
                let documents = documents.into_iter().map(|d| (d.node, d.duplicate)).collect();
                Box::new(ParsedRecords::of(documents, sha256, total, place, embedded))
            }
            Source::Xml { place } => {
                let (text, sha256, total) = whole(bytes.window()?)?;
                let (name, node) = xml::document(&text).map_err(|_| broken())?;
                let root = Node::Object(vec![(name, node)]);
                Box::new(ParsedRecords::of(vec![(root, None)], sha256, total, place, embedded))
            }
            Source::Delimited { .. } | Source::Sheet { .. } => return Err(broken()),
        };
        Ok(match self.first {
            Some(most) => Box::new(First::of(records, most)),
            None => records,
        })
    }
}

/// Opens a workbook on disk; the inner error says why it cannot be read.
///
/// # Errors
/// When it cannot be read at all, or is not the file with that SHA-256.
pub(crate) fn workbook(path: &Path, sha256: &str) -> Result<Result<Workbook, String>, ImportError> {
    let fail = |source| ImportError::Read { path: path.to_owned(), source };
    let mut bytes = Vec::new();
    // One byte more than is allowed is enough to be refused.
    crate::decode::open(path)?.take(LIMITS.file.saturating_add(1)).read_to_end(&mut bytes).map_err(fail)?;
    let whole = bytes.len() as u64 <= LIMITS.file;
    if whole && sha256_hex(&bytes) != sha256 {
        return Err(ImportError::Changed { path: path.to_owned() });
    }
    Ok(Workbook::open(bytes))
}

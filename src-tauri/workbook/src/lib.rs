//! An Excel workbook, opened safely: its container is inspected before anything is parsed, and its rows are read as a stream.
//!
//! ```text
//! inspect(bytes, limits) -> Result<(), String>          // the container alone
//! Workbook::open(bytes)  -> Result<Workbook, String>    // an error is a plain sentence that says what to do
//! workbook.sheets()      -> [SheetInfo]                 // in the workbook's order
//! workbook.merges(sheet) -> Result<Vec<Merge>, String>  // from top to bottom
//! workbook.cells(sheet)  -> Result<Cells, String>       // rows one by one, each with the number a spreadsheet program shows
//! ```
//!
//! Formulas are never computed, links never followed, and what a workbook announces about its size is never believed.

mod book;
mod cell;
mod cells;
mod container;
mod date;
mod formats;
mod kind;
mod merges;
mod plain;
mod stream;
mod strings;
mod xml;

pub use cell::Cell;
pub use cells::{CELL_MOST, Cells, SheetRow};
pub use container::{LIMITS, Limits, inspect};
pub use merges::{Filled, Merge, MergedDown};
pub use plain::hidden;

use container::Part;
use date::Shape;
use plain::SAVE_AGAIN;
use std::sync::Arc;
use stream::Stream;
use strings::Strings;
use xml::Xml;

/// A workbook in memory: its file, the texts that cells share, and nothing of its sheets. Copies share all of it.
#[derive(Clone, Debug)]
pub struct Workbook {
    inner: Arc<Inner>,
}

#[derive(Debug)]
struct Inner {
    file: Arc<Vec<u8>>,
    strings: Strings,
    shapes: Vec<Shape>,
    sheets: Vec<SheetInfo>,
    places: Vec<Part>,
    from_1904: bool,
    recalculates: bool,
}

/// Whether a sheet is shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Visible {
    /// It is.
    Yes,
    /// It is hidden and can be shown again.
    Hidden,
    /// It is hidden so that only a program can show it.
    VeryHidden,
}

/// What is known of a sheet before it is read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SheetInfo {
    /// The name on its tab; no other sheet has it.
    pub name: String,
    /// Whether it is shown.
    pub visible: Visible,
    /// Whether it has cells; a chart of its own has none.
    pub has_cells: bool,
    /// The last row it says it has, when it says so; nobody checked.
    pub last_row: Option<u64>,
}

impl Workbook {
    /// Opens a workbook within [`LIMITS`].
    ///
    /// # Errors
    /// A plain sentence that says why it cannot be read and what to do: another kind of file, a password, macros, links to other
    /// workbooks, too much inside, or damage.
    pub fn open(bytes: Vec<u8>) -> Result<Self, String> {
        Self::open_within(bytes, &LIMITS)
    }

    /// Opens a workbook within limits of the caller's.
    ///
    /// # Errors
    /// As [`Workbook::open`].
    pub fn open_within(bytes: Vec<u8>, limits: &Limits) -> Result<Self, String> {
        match kind::refusal(&bytes) {
            Some(why) => Err(why),
            None => Ok(Self { inner: Arc::new(book::read(bytes, limits)?) }),
        }
    }

    /// The sheets in the workbook's order.
    pub fn sheets(&self) -> &[SheetInfo] {
        &self.inner.sheets
    }

    /// The position of a sheet by its name, whatever the case of its letters.
    pub fn find(&self, name: &str) -> Option<usize> {
        let exact = self.sheets().iter().position(|s| s.name == name);
        exact.or_else(|| self.sheets().iter().position(|s| s.name.to_lowercase() == name.to_lowercase()))
    }

    /// The rows of a sheet that hold something.
    ///
    /// # Errors
    /// When there is no such sheet, or it has no cells.
    pub fn cells(&self, sheet: usize) -> Result<Cells, String> {
        let (xml, stored) = self.part(sheet)?;
        Ok(Cells::new(xml, self.inner.clone(), stored))
    }

    /// The merged ranges of a sheet from top to bottom. Reads the sheet once.
    ///
    /// # Errors
    /// When there is no such sheet, or it is damaged.
    pub fn merges(&self, sheet: usize) -> Result<Vec<Merge>, String> {
        merges::read(self.part(sheet)?.0)
    }

    /// The file itself.
    pub fn bytes(&self) -> &[u8] {
        &self.inner.file
    }

    fn part(&self, sheet: usize) -> Result<(Xml, usize), String> {
        match (self.inner.sheets.get(sheet), self.inner.places.get(sheet)) {
            (Some(info), Some(part)) if info.has_cells => Ok((Xml::new(Stream::open(&self.inner.file, part)), part.length)),
            (Some(info), _) => Err(format!("the sheet `{}` is a chart or a dialog and has no cells", plain::short(&info.name))),
            (None, _) => Err("the workbook has no such sheet".to_owned()),
        }
    }
}

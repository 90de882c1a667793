//! A row, whatever file it comes from: cells by position, and its number.

use crate::clean::{Found, clean};
use crate::error::ImportError;

/// A cell may hold this many bytes.
pub const CELL_LIMIT: usize = 1 << 20;

/// One row's cells, in one buffer that is used again for the next row.
#[derive(Debug, Default)]
pub struct Row {
    text: String,
    ends: Vec<usize>,
    /// The row as a spreadsheet counts it, the position in a JSON array, or the line of a JSON Lines file.
    pub number: u64,
}

impl Row {
    /// Takes cells that are already in one text, with where each ends. The ends must lie between characters.
    pub fn set(&mut self, text: String, ends: &[usize], number: u64) {
        self.text = text;
        self.ends.clear();
        self.ends.extend_from_slice(ends);
        self.number = number;
    }

    /// Takes cells of a text that is not UTF-8 although it was said to be; what cannot be read becomes U+FFFD.
    pub fn set_lossy(&mut self, bytes: &[u8], ends: &[usize], number: u64) {
        self.start(number);
        let mut from = 0;
        for end in ends {
            self.push(&String::from_utf8_lossy(bytes.get(from..*end).unwrap_or_default()));
            from = *end;
        }
    }

    /// The buffer, to be filled again.
    pub fn take(&mut self) -> Vec<u8> {
        self.ends.clear();
        let mut buffer = std::mem::take(&mut self.text).into_bytes();
        buffer.clear();
        buffer
    }

    /// Empties the row and gives it a number.
    pub fn start(&mut self, number: u64) {
        self.text.clear();
        self.ends.clear();
        self.number = number;
    }

    /// Adds a cell.
    pub fn push(&mut self, cell: &str) {
        self.text.push_str(cell);
        self.ends.push(self.text.len());
    }

    /// How many cells there are.
    pub fn len(&self) -> usize {
        self.ends.len()
    }

    /// A cell; empty when the row is shorter.
    #[inline]
    pub fn cell(&self, at: usize) -> &str {
        let Some(end) = self.ends.get(at) else { return "" };
        let start = at.checked_sub(1).and_then(|i| self.ends.get(i)).copied().unwrap_or(0);
        self.text.get(start..*end).unwrap_or_default()
    }

    /// All cells.
    pub fn cells(&self) -> impl Iterator<Item = &str> {
        (0..self.len()).map(|i| self.cell(i))
    }

    /// All cells without anything between them.
    pub fn text(&self) -> &str {
        &self.text
    }
}

/// What came next.
#[derive(Debug, PartialEq, Eq)]
pub enum Next {
    /// A row, in [`Rows::row`].
    Row,
    /// Something that cannot be a row.
    Reject {
        /// A diagnostic code.
        code: &'static str,
        /// The header of the cell, when it is about one.
        column: Option<String>,
        /// What was found.
        reason: String,
    },
    /// Nothing more.
    End,
}

/// Rows read one by one.
pub trait Rows {
    /// The headers known so far; JSON records may add some.
    fn headers(&self) -> &[String];
    /// Reads on.
    fn next(&mut self) -> Result<Next, ImportError>;
    /// The row that was read.
    fn row(&self) -> &Row;
    /// The number of the row or of what was rejected.
    fn number(&self) -> u64;
    /// The text of what was read, as it stands in the file.
    fn raw(&self) -> String;
    /// Numbers of this row that are too wide for 64 bits, by header.
    fn wide(&self) -> &[String] {
        &[]
    }
    /// Bytes of the file read so far.
    fn done(&self) -> u64;
    /// What there is to say about the file once its rows are read: a code, the first row it concerns, its header, and a sentence.
    fn noticed(&self) -> Vec<(&'static str, u64, Option<String>, String)> {
        Vec::new()
    }
    /// SHA-256 of the whole file, once [`Next::End`] was seen.
    fn sha256(&mut self) -> Result<String, ImportError>;
}

/// Headers with repeats marked `#2` and blanks named by their position; also the repeats.
pub fn name_headers<'a>(cells: impl Iterator<Item = &'a str>) -> (Vec<String>, Vec<String>) {
    let mut names: Vec<String> = Vec::new();
    let mut repeats = Vec::new();
    let mut seen: std::collections::HashMap<String, usize> = std::collections::HashMap::new();
    for (i, cell) in cells.enumerate() {
        let cell = clean(cell, &mut Found::default());
        let mut name = if cell.trim().is_empty() { format!("(column {})", i + 1) } else { cell.trim().to_owned() };
        let count = seen.entry(name.clone()).or_insert(0);
        *count += 1;
        if *count > 1 {
            name = format!("{name}#{count}");
            repeats.push(name.clone());
        }
        names.push(name);
    }
    (names, repeats)
}

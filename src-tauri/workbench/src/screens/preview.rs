//! A look into a piece of evidence, as inert content.

use crate::desk::Workbench;
use crate::error::{Error, Result};
use crate::screens::RawRow;
use crate::screens::cell::cut;
use countersign_core::tables::Table;
use countersign_import::{as_table, beginning, inert, known_as, raw_rows};
use countersign_store::BlobReader;
use serde::Serialize;
use std::io::Read;

/// What can be shown of a piece of evidence. Text and cells are data: never markup, link or instruction.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Preview {
    /// Lines of text.
    Text {
        /// The lines.
        lines: Vec<String>,
        /// Whether there is more.
        more: bool,
        /// WHATWG name of the encoding it was read with.
        encoding: String,
    },
    /// Rows of a table.
    Table {
        /// The header.
        columns: Vec<String>,
        /// The rows, with their numbers as a spreadsheet counts them.
        rows: Vec<RawRow>,
        /// Whether there is more.
        more: bool,
    },
    /// A picture whose bytes the command `artefact_bytes` gives.
    Image {
        /// `image/png`, `image/jpeg`, `image/gif`, `image/webp`, by its first bytes.
        mime: String,
        /// Its size.
        bytes: u64,
    },
    /// A PDF whose bytes the command `artefact_bytes` gives.
    Pdf {
        /// Its size.
        bytes: u64,
    },
    /// Nothing can be shown.
    None {
        /// Why, in a sentence.
        why: String,
    },
}

/// Bytes looked at to find out what a file is.
const HEAD: u64 = 256 << 10;
/// Lines of text, and bytes of them, that are shown.
const LINES: (usize, usize) = (500, 64 << 10);
/// Rows of a table, and bytes of them, that are shown.
const ROWS: (u64, usize) = (200, 256 << 10);
/// Bytes of one cell of a table that are shown.
const CELL: usize = 1 << 10;
/// Pictures and documents larger than this are not drawn.
const DRAWN: u64 = 20 << 20;
/// Pictures with more dots than this are not drawn: a small file may unfold to a very large picture.
const DOTS: u64 = 50_000_000;

/// What the first bytes say a file is.
enum Drawn {
    Picture(&'static str),
    Pdf,
    Neither,
}

impl Workbench {
    /// A look into one artefact, by its file.
    ///
    /// # Errors
    /// `usage/id` when the register holds no such file; `workspace/failed`.
    pub fn preview(&self, file: &str) -> Result<Preview> {
        let nothing = |why: &str| Ok(Preview::None { why: why.to_owned() });
        let Some(mut reader) = self.artefact_reader(file)? else {
            return nothing("The register names this file, and its bytes are not held.");
        };
        let size = reader.size();
        if size == 0 {
            return nothing("The file is empty; it shows nothing.");
        }
        let head = head(&mut reader)?;
        let whole = u64::try_from(head.len()).is_ok_and(|n| n == size);
        match drawn(&head) {
            Drawn::Picture(_) | Drawn::Pdf if size > DRAWN => {
                return nothing("The file is larger than 20 MB; it is held, and not drawn here.");
            }
            Drawn::Picture("image/png") if !png_is_drawable(&head) => {
                return nothing("The file begins like a PNG picture and is none, or one too large to be drawn.");
            }
            Drawn::Picture(mime) => return Ok(Preview::Image { mime: mime.to_owned(), bytes: size }),
            Drawn::Pdf => return Ok(Preview::Pdf { bytes: size }),
            Drawn::Neither => {}
        }
        if let Some(what) = known_as(file, &head) {
            return Ok(Preview::None { why: format!("The file is {what}; it is held, and cannot be shown here.") });
        }
        if let (Some(how), Some(reader)) = (as_table(file, &head, whole), self.artefact_reader(file)?) {
            let found = raw_rows(file, Box::new(reader), &how, 0..=how.header_row.unwrap_or(1) + ROWS.0, false)?;
            return Ok(table(found));
        }
        let Some(text) = beginning(&head, whole) else {
            return nothing("The file is neither text nor a picture that can be drawn; it is held as it is.");
        };
        let mut lines = Vec::new();
        let mut left = LINES.1;
        let mut more = !whole;
        for line in text.text.lines() {
            if lines.len() == LINES.0 || left == 0 {
                more = true;
                break;
            }
            let shown = cut(line, left);
            more |= shown.len() != line.len();
            left = left.saturating_sub(line.len() + 1);
            lines.push(shown);
        }
        Ok(Preview::Text { lines, more, encoding: text.encoding.to_owned() })
    }

    /// The bytes of an artefact that can be drawn: a picture or a PDF.
    ///
    /// # Errors
    /// `usage/id` when the register holds no such file, `evidence/not-drawn` when it is neither, too large, or its bytes are not held;
    /// `import/file-changed` when they are not those that were imported, `workspace/failed`.
    pub fn artefact_bytes(&self, file: &str) -> Result<Vec<u8>> {
        match self.preview(file)? {
            Preview::Image { .. } | Preview::Pdf { .. } => {}
            _ => return Err(not_drawn(file)),
        }
        let sha256 = self.artefact_hash(file)?.ok_or_else(|| not_drawn(file))?;
        self.workspace.blob(&sha256)?.ok_or_else(|| not_drawn(file))
    }

    fn artefact_hash(&self, file: &str) -> Result<Option<String>> {
        let record = self.workspace.record(Table::Evidence, file, None)?.ok_or_else(|| {
            Error::new("usage/id", format!("The register holds no artefact `{}`.", inert(file)), "Choose one of the register.")
        })?;
        Ok(record.extra("sha256").map(str::to_owned))
    }

    fn artefact_reader(&self, file: &str) -> Result<Option<BlobReader<'_>>> {
        match self.artefact_hash(file)? {
            Some(sha256) => Ok(self.workspace.read_blob(&sha256)?),
            None => Ok(None),
        }
    }
}

fn not_drawn(file: &str) -> Error {
    Error::new("evidence/not-drawn", format!("`{}` cannot be drawn.", inert(file)), "Pictures and PDF files of at most 20 MB can.")
}

fn head(reader: &mut BlobReader<'_>) -> Result<Vec<u8>> {
    let mut head = Vec::new();
    reader.take(HEAD).read_to_end(&mut head).map_err(|e| {
        Error::new("workspace/failed", format!("The bytes of this file cannot be read: {e}."), "Check that the disk is readable.")
    })?;
    Ok(head)
}

/// What can be drawn is told by the first bytes alone, never by a name.
fn drawn(head: &[u8]) -> Drawn {
    let webp = head.starts_with(b"RIFF") && head.get(8..12) == Some(b"WEBP");
    match head {
        [0x89, b'P', b'N', b'G', 0x0d, 0x0a, 0x1a, 0x0a, ..] => Drawn::Picture("image/png"),
        [0xff, 0xd8, 0xff, ..] => Drawn::Picture("image/jpeg"),
        [b'G', b'I', b'F', b'8', b'7' | b'9', b'a', ..] => Drawn::Picture("image/gif"),
        [b'%', b'P', b'D', b'F', b'-', ..] => Drawn::Pdf,
        _ if webp => Drawn::Picture("image/webp"),
        _ => Drawn::Neither,
    }
}

/// Whether a PNG says how large it is, and is not too large.
fn png_is_drawable(head: &[u8]) -> bool {
    let number = |at: usize| head.get(at..at + 4).and_then(|b| <[u8; 4]>::try_from(b).ok()).map(u32::from_be_bytes).map(u64::from);
    let dots = number(16).zip(number(20)).map(|(width, height)| width * height);
    head.get(12..16) == Some(b"IHDR") && dots.is_some_and(|dots| dots > 0 && dots <= DOTS)
}

fn table(found: countersign_import::RawRows) -> Preview {
    let mut more = found.more;
    let mut left = ROWS.1;
    let mut rows = Vec::new();
    for (row, cells) in found.rows {
        let cells: Vec<String> = cells.iter().map(|cell| cut(cell, CELL)).collect();
        let size: usize = cells.iter().map(String::len).sum();
        if size > left && !rows.is_empty() {
            more = true;
            break;
        }
        left = left.saturating_sub(size);
        rows.push(RawRow { row, cells });
    }
    Preview::Table { columns: found.columns.iter().map(|c| cut(c, CELL)).collect(), rows, more }
}

//! What may be kept of a file's bytes: all of them, or a copy in which every key-like string is masked. Rows, cells and records of the
//! copy are where they were, so what was read from the file is found in it again.

use crate::decode::Window;
use crate::error::ImportError;
use crate::plan::Input;
use crate::secret;
use countersign_core::digest::hex;
use sha2::{Digest, Sha256};
use std::io::Write;

/// Text looked at in one go, unless a line is longer.
const PIECE: usize = 1 << 20;
/// A line, or a private key block, is looked at in parts from this length on.
const LONGEST: usize = 16 << 20;

/// What may be kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Keepable {
    /// The bytes as they are.
    AsTheyAre,
    /// A masked copy that was written out as UTF-8: its SHA-256, and how many strings were masked.
    Masked {
        /// SHA-256 of the copy, lower-case hex.
        sha256: String,
        /// Strings masked.
        strings: usize,
    },
    /// Nothing: the file is no text, and a key-like string stands in it.
    Nothing,
}

/// Finds out what may be kept of an input's file; a masked copy is written to `out`, which is to be thrown away otherwise.
///
/// # Errors
/// When the file cannot be read, is not the one that was planned, or the copy cannot be written.
pub fn keepable(input: &Input, out: &mut dyn Write) -> Result<Keepable, ImportError> {
    let Some(encoding) = &input.detected.encoding else { return of_workbook(input) };
    let mut window = Window::open(&input.path, encoding)?;
    let mut copy = Copy { hash: Sha256::new(), strings: 0, out };
    let fail = |source| ImportError::Copy { path: input.path.clone(), source };
    loop {
        while !window.ended() && window.data().len() < PIECE {
            window.fill()?;
        }
        let data = window.data();
        if data.is_empty() {
            break;
        }
        let end = if window.ended() { data.len() } else { cut(data) };
        if end == 0 {
            window.fill()?;
            continue;
        }
        copy.take(data.get(..end).unwrap_or_default()).map_err(fail)?;
        window.consume(end);
    }
    if window.sha256()? != input.sha256 {
        return Err(ImportError::Changed { path: input.path.clone() });
    }
    Ok(match copy.strings {
        0 => Keepable::AsTheyAre,
        strings => Keepable::Masked { sha256: hex(&copy.hash.finalize()), strings },
    })
}

/// Whether a key-like string stands in a file that is read as UTF-8 text.
///
/// # Errors
/// When it cannot be read.
pub fn holds_keys(path: &std::path::Path) -> Result<bool, ImportError> {
    let mut window = Window::open(path, "UTF-8")?;
    let mut copy = Copy { hash: Sha256::new(), strings: 0, out: &mut std::io::sink() };
    loop {
        while !window.ended() && window.data().len() < PIECE {
            window.fill()?;
        }
        let data = window.data();
        if data.is_empty() || copy.strings > 0 {
            return Ok(copy.strings > 0);
        }
        let end = if window.ended() { data.len() } else { cut(data) };
        if end == 0 {
            window.fill()?;
            continue;
        }
        let fail = |source| ImportError::Copy { path: path.to_owned(), source };
        copy.take(data.get(..end).unwrap_or_default()).map_err(fail)?;
        window.consume(end);
    }
}

/// A copy being made.
struct Copy<'w> {
    hash: Sha256,
    strings: usize,
    out: &'w mut dyn Write,
}

impl Copy<'_> {
    fn take(&mut self, piece: &[u8]) -> std::io::Result<()> {
        let suspected = (0..piece.len()).any(|at| secret::suspicious(piece, at));
        let text = String::from_utf8_lossy(piece);
        let masked = if suspected { secret::mask(&text) } else { None };
        let bytes = match &masked {
            Some((text, strings)) => {
                self.strings += strings;
                text.as_bytes()
            }
            None => piece,
        };
        self.hash.update(bytes);
        self.out.write_all(bytes)
    }
}

/// Where a piece of text may end: at a line, or in a very long line behind a comma; never inside a private key block. 0 = read on.
fn cut(data: &[u8]) -> usize {
    let long = data.len() >= LONGEST;
    let line = data.iter().rposition(|b| *b == b'\n').map(|at| at + 1);
    let comma = || data.iter().rposition(|b| *b == b',').filter(|_| long).map(|at| at + 1);
    let Some(end) = line.or_else(comma) else { return if long { boundary(data) } else { 0 } };
    let piece = data.get(..end).unwrap_or_default();
    let begin = find_last(piece, b"-----BEGIN ");
    match begin {
        // A block that is open where the piece would end goes with what follows, unless it never ends.
        Some(at) if find_last(piece.get(at..).unwrap_or_default(), b"-----END ").is_none() && !long => at,
        _ => end,
    }
}

/// The last place where no character is cut in two.
fn boundary(data: &[u8]) -> usize {
    (0..data.len()).rev().find(|at| data.get(*at).is_some_and(|b| (b & 0xc0) != 0x80)).unwrap_or(0)
}

fn find_last(data: &[u8], wanted: &[u8]) -> Option<usize> {
    data.windows(wanted.len()).rposition(|w| w == wanted)
}

/// A workbook is not rewritten: it is kept as it is, or not at all.
fn of_workbook(input: &Input) -> Result<Keepable, ImportError> {
    let Ok(book) = crate::source::workbook(&input.path, &input.sha256)? else { return Ok(Keepable::AsTheyAre) };
    for sheet in 0..book.sheets().len() {
        let Ok(cells) = book.cells(sheet) else { continue };
        for row in cells.map_while(Result::ok) {
            if row.cells.iter().any(|(_, cell)| secret::mask(cell.text()).is_some()) {
                return Ok(Keepable::Nothing);
            }
        }
    }
    Ok(Keepable::AsTheyAre)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_piece_ends_at_a_line_and_never_inside_a_key_block() {
        assert_eq!(cut(b"ab\ncd"), 3);
        assert_eq!(cut(b"abcd"), 0);
        assert_eq!(cut(b"ab\n-----BEGIN RSA PRIVATE KEY-----\nMIIE\n"), 3);
        let whole = b"-----BEGIN RSA PRIVATE KEY-----\nMIIE\n-----END RSA PRIVATE KEY-----\nx";
        assert_eq!(cut(whole), whole.len() - 1);
        let mut long = vec![b'a'; LONGEST];
        assert_eq!(cut(&long), LONGEST - 1);
        long[5] = b',';
        assert_eq!(cut(&long), 6);
    }

    #[test]
    fn what_is_masked_is_counted_and_hashed_as_written() {
        let mut out = Vec::new();
        let mut copy = Copy { hash: Sha256::new(), strings: 0, out: &mut out };
        copy.take(b"id,key\n1,AKIAABCDEFGHIJKLMNOP\n").unwrap();
        copy.take("2,\u{e9}\n".as_bytes()).unwrap();
        let (hash, strings) = (hex(&copy.hash.finalize()), copy.strings);
        let text = String::from_utf8(out).unwrap();
        assert!(strings == 1 && text.starts_with("id,key\n1,AKIA[masked]") && text.ends_with("\n2,\u{e9}\n"), "{text}");
        assert_eq!(hash, countersign_core::digest::sha256_hex(text.as_bytes()));
    }
}

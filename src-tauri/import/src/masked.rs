//! What may be kept of a file's bytes: all of them, or a copy in which every key-like string is masked. Rows, cells and records of the
//! copy are where they were, so what was read from the file is found in it again.

use crate::decode::Window;
use crate::error::ImportError;
use crate::plan::Input;
use crate::secret;
use countersign_core::digest::hex;
use sha2::{Digest, Sha256};
use std::io::Write;
use std::path::Path;

/// Text looked at in one go, unless a line is longer.
const PIECE: usize = 1 << 20;
/// A line, or a private key block, is looked at in parts from this length on.
const LONGEST: usize = 16 << 20;

/// What may be kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Keepable {
    /// The bytes as they are.
    AsTheyAre,
    /// A copy with the key-like strings masked: [`masked_copy`].
    Masked,
    /// Nothing: the file is no text, and a key-like string stands in it.
    Nothing,
}

/// Finds out what may be kept of an input's file.
///
/// # Errors
/// When the file cannot be read.
pub fn keepable(input: &Input) -> Result<Keepable, ImportError> {
    let (held, otherwise) = match &input.detected.encoding {
        Some(encoding) => (holds_keys(&input.path, encoding)?, Keepable::Masked),
        None => (workbook_holds_keys(input)?, Keepable::Nothing),
    };
    Ok(if held { otherwise } else { Keepable::AsTheyAre })
}

/// Whether a key-like string stands in a file that is read as text in an encoding.
///
/// # Errors
/// When it cannot be read.
pub fn holds_keys(path: &Path, encoding: &str) -> Result<bool, ImportError> {
    let mut found = false;
    pieces(&mut Window::open(path, encoding)?, |piece| {
        found = masked(piece).is_some();
        Ok(!found)
    })?;
    Ok(found)
}

/// Writes a copy of an input's file as UTF-8 text in which every key-like string is masked; its SHA-256, and how many were masked.
///
/// # Errors
/// When the file cannot be read, is not the one that was planned, or the copy cannot be written.
pub fn masked_copy(input: &Input, out: &mut dyn Write) -> Result<(String, usize), ImportError> {
    let mut window = Window::open(&input.path, input.detected.encoding.as_deref().unwrap_or("UTF-8"))?;
    let (mut hash, mut strings) = (Sha256::new(), 0);
    pieces(&mut window, |piece| {
        let masked = masked(piece);
        strings += masked.as_ref().map_or(0, |(_, count)| *count);
        let bytes = masked.as_ref().map_or(piece, |(text, _)| text.as_bytes());
        hash.update(bytes);
        out.write_all(bytes).map_err(|source| ImportError::Copy { path: input.path.clone(), source })?;
        Ok(true)
    })?;
    if window.sha256()? != input.sha256 {
        return Err(ImportError::Changed { path: input.path.clone() });
    }
    Ok((hex(&hash.finalize()), strings))
}

/// Hands on the text of a window piece by piece, no key-like string cut in two, until it ends or no more is wanted.
fn pieces(window: &mut Window<'_>, mut take: impl FnMut(&[u8]) -> Result<bool, ImportError>) -> Result<(), ImportError> {
    loop {
        while !window.ended() && window.data().len() < PIECE {
            window.fill()?;
        }
        let data = window.data();
        let end = if window.ended() { data.len() } else { cut(data) };
        if end == 0 {
            if window.ended() {
                return Ok(());
            }
            window.fill()?;
            continue;
        }
        if !take(data.get(..end).unwrap_or_default())? {
            return Ok(());
        }
        window.consume(end);
    }
}

/// A piece of text with its key-like strings masked, and how many there were; nothing when there was none.
fn masked(piece: &[u8]) -> Option<(String, usize)> {
    let suspected = (0..piece.len()).any(|at| secret::suspicious(piece, at));
    if suspected { secret::mask(&String::from_utf8_lossy(piece)) } else { None }
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

/// Whether a key-like string stands in a cell of a workbook.
fn workbook_holds_keys(input: &Input) -> Result<bool, ImportError> {
    let Ok(book) = crate::source::workbook(&input.path, &input.sha256)? else { return Ok(false) };
    let held = |sheet| {
        let mut rows = book.cells(sheet).into_iter().flat_map(|cells| cells.map_while(Result::ok));
        rows.any(|row| row.cells.iter().any(|(_, cell)| secret::mask(cell.text()).is_some()))
    };
    Ok((0..book.sheets().len()).any(held))
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
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("people.csv");
        std::fs::write(&path, "id,name,key\n1,Ann,AKIAABCDEFGHIJKLMNOP\n2,\u{e9},\n").unwrap();
        let presets = crate::Presets::builtin().unwrap();
        let plan = crate::plan(std::slice::from_ref(&path), &crate::Options::default(), &presets).unwrap();
        let input = &plan.inputs[0];
        assert_eq!(keepable(input).unwrap(), Keepable::Masked);
        let mut out = Vec::new();
        let (hash, strings) = masked_copy(input, &mut out).unwrap();
        let text = String::from_utf8(out).unwrap();
        assert!(strings == 1 && text.starts_with("id,name,key\n1,Ann,AKIA[masked]") && text.ends_with("\n2,\u{e9},\n"), "{text}");
        assert_eq!(hash, countersign_core::digest::sha256_hex(text.as_bytes()));
    }
}

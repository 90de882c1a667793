//! One pass over a file's bytes: its digest, its first part, whether it is UTF-8, and whether it changed meanwhile.

use crate::decode::open;
use crate::error::ImportError;
use countersign_core::digest::hex;
use sha2::{Digest, Sha256};
use std::io::{Read, Write};
use std::path::Path;

/// Bytes of the first part.
pub const SAMPLE: usize = 1 << 18;

/// What one pass over a file tells.
#[derive(Debug)]
pub struct Scanned {
    /// SHA-256, lower-case hex.
    pub sha256: String,
    /// Size.
    pub bytes: u64,
    /// The first part.
    pub sample: Vec<u8>,
    /// Characters beyond ASCII that are valid UTF-8.
    pub wide: u64,
    /// The first byte that is not UTF-8, with its offset.
    pub not_utf8: Option<(u64, u8)>,
}

/// The first part of a file, once more.
///
/// # Errors
/// When it cannot be read.
pub fn first_part(path: &Path) -> Result<Vec<u8>, ImportError> {
    let mut sample = Vec::new();
    let read = open(path)?.take(SAMPLE as u64).read_to_end(&mut sample);
    read.map_err(|source| ImportError::Read { path: path.to_owned(), source })?;
    Ok(sample)
}

/// Reads a file once, copying it out when wanted.
///
/// # Errors
/// When it cannot be read, or changed while it was read.
pub fn scan(path: &Path, mut out: Option<&mut dyn Write>) -> Result<Scanned, ImportError> {
    let fail = |source| ImportError::Read { path: path.to_owned(), source };
    let mut file = open(path)?;
    let before = file.metadata().map_err(fail)?;
    let mut hash = Sha256::new();
    let mut scanned = Scanned { sha256: String::new(), bytes: 0, sample: Vec::new(), wide: 0, not_utf8: None };
    let mut buffer = vec![0; 1 << 18];
    let mut carried = Vec::new();
    loop {
        let n = file.read(&mut buffer).map_err(fail)?;
        let chunk = buffer.get(..n).unwrap_or_default();
        if chunk.is_empty() {
            break;
        }
        hash.update(chunk);
        if scanned.sample.len() < SAMPLE {
            let rest = (SAMPLE - scanned.sample.len()).min(n);
            scanned.sample.extend_from_slice(chunk.get(..rest).unwrap_or_default());
        }
        utf8(chunk, &mut carried, &mut scanned);
        scanned.bytes += n as u64;
        if let Some(out) = out.as_deref_mut() {
            out.write_all(chunk).map_err(|source| ImportError::Copy { path: path.to_owned(), source })?;
        }
    }
    if let (Some(first), None) = (carried.first(), scanned.not_utf8) {
        scanned.not_utf8 = Some((scanned.bytes - carried.len() as u64, *first));
    }
    let after = file.metadata().map_err(fail)?;
    if after.len() != scanned.bytes || before.len() != after.len() || before.modified().ok() != after.modified().ok() {
        return Err(ImportError::Changed { path: path.to_owned() });
    }
    scanned.sha256 = hex(&hash.finalize());
    Ok(scanned)
}

/// Looks at the first part of a file only: it has no digest then.
///
/// # Errors
/// When it cannot be read.
pub fn head(path: &Path) -> Result<Scanned, ImportError> {
    let fail = |source| ImportError::Read { path: path.to_owned(), source };
    let file = open(path)?;
    let bytes = file.metadata().map_err(fail)?.len();
    let mut sample = Vec::new();
    file.take(SAMPLE as u64).read_to_end(&mut sample).map_err(fail)?;
    let mut scanned = Scanned { sha256: String::new(), bytes: 0, sample: Vec::new(), wide: 0, not_utf8: None };
    // A character that is cut off by the end of the sample is no fault of the file.
    utf8(&sample, &mut Vec::new(), &mut scanned);
    Ok(Scanned { bytes, sample, ..scanned })
}

/// Checks a chunk; a character cut by its end is carried over.
pub(crate) fn utf8(chunk: &[u8], carried: &mut Vec<u8>, scanned: &mut Scanned) {
    if carried.is_empty() && chunk.is_ascii() {
        return;
    }
    let start = scanned.bytes - carried.len() as u64;
    let mut joined = std::mem::take(carried);
    joined.extend_from_slice(chunk);
    let mut rest = joined.as_slice();
    loop {
        let (valid, wrong) = match std::str::from_utf8(rest) {
            Ok(text) => (text, None),
            Err(e) => (std::str::from_utf8(rest.get(..e.valid_up_to()).unwrap_or_default()).unwrap_or_default(), Some(e)),
        };
        scanned.wide += valid.chars().filter(|c| !c.is_ascii()).count() as u64;
        let Some(error) = wrong else { return };
        let at = error.valid_up_to();
        let Some(length) = error.error_len() else {
            carried.extend_from_slice(rest.get(at..).unwrap_or_default());
            return;
        };
        let offset = start + (joined.len() - rest.len() + at) as u64;
        scanned.not_utf8.get_or_insert((offset, rest.get(at).copied().unwrap_or_default()));
        rest = rest.get(at + length..).unwrap_or_default();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn utf8_is_checked_across_chunks() {
        for (bytes, wrong) in [("\u{e9}\u{1f916}x".as_bytes().to_vec(), None), (b"ab\x92c\xc3\xa9".to_vec(), Some((2, 0x92)))] {
            for cut in 0..bytes.len() {
                let mut s = Scanned { sha256: String::new(), bytes: 0, sample: vec![], wide: 0, not_utf8: None };
                let mut carried = vec![];
                utf8(&bytes[..cut], &mut carried, &mut s);
                s.bytes = cut as u64;
                utf8(&bytes[cut..], &mut carried, &mut s);
                assert_eq!((s.not_utf8, carried.len()), (wrong, 0), "{cut}");
                assert_eq!(s.wide, if wrong.is_none() { 2 } else { 1 }, "{cut}");
            }
        }
    }
}

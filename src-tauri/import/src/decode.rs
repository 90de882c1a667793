//! A file as UTF-8 text in a window that moves on: constant memory, every byte hashed.

use crate::error::ImportError;
use countersign_core::digest::hex;
use encoding_rs::{Decoder, Encoding, UTF_8};
use sha2::{Digest, Sha256};
use std::fs::File;
use std::io::Read;
use std::path::{Path, PathBuf};

const CHUNK: usize = 1 << 18;

/// A window of decoded text over a file.
pub struct Window<'r> {
    path: PathBuf,
    file: Box<dyn Read + 'r>,
    hash: Sha256,
    decoder: Option<Decoder>,
    first: bool,
    buffer: Vec<u8>,
    start: usize,
    chunk: Vec<u8>,
    read: u64,
    ended: bool,
}

impl<'r> Window<'r> {
    /// Opens a file, not following a link, in an encoding by its WHATWG name.
    ///
    /// # Errors
    /// When it cannot be opened, or the name is of no encoding.
    pub fn open(path: &Path, encoding: &str) -> Result<Self, ImportError> {
        Self::over(Box::new(open(path)?), path, encoding)
    }

    /// Reads bytes from wherever they are held; `path` is what they are called.
    ///
    /// # Errors
    /// When the name is of no encoding.
    pub fn over(file: Box<dyn Read + 'r>, path: &Path, encoding: &str) -> Result<Self, ImportError> {
        let found = Encoding::for_label(encoding.as_bytes()).ok_or_else(|| ImportError::Encoding { label: encoding.to_owned() })?;
        let decoder = (found != UTF_8).then(|| found.new_decoder_with_bom_removal());
        let path = path.to_owned();
        Ok(Self {
            path,
            file,
            hash: Sha256::new(),
            decoder,
            first: true,
            buffer: Vec::new(),
            start: 0,
            chunk: Vec::new(),
            read: 0,
            ended: false,
        })
    }

    /// What is in the window.
    pub fn data(&self) -> &[u8] {
        self.buffer.get(self.start..).unwrap_or_default()
    }

    /// Whether the file's end is in the window.
    pub fn ended(&self) -> bool {
        self.ended
    }

    /// Bytes of the file read so far.
    pub fn read(&self) -> u64 {
        self.read
    }

    /// Moves the window's start on.
    pub fn consume(&mut self, bytes: usize) {
        self.start = (self.start + bytes).min(self.buffer.len());
    }

    /// Reads more into the window.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub fn fill(&mut self) -> Result<(), ImportError> {
        if self.ended {
            return Ok(());
        }
        self.buffer.drain(..self.start);
        self.start = 0;
        // A record longer than the window makes the window grow by its own size.
        let want = CHUNK.max(self.buffer.len());
        self.chunk.resize(want, 0);
        let n = self.file.read(&mut self.chunk).map_err(|source| ImportError::Read { path: self.path.clone(), source })?;
        self.ended = n == 0;
        self.read += n as u64;
        let chunk = self.chunk.get(..n).unwrap_or_default();
        self.hash.update(chunk);
        if let Some(decoder) = &mut self.decoder {
            let room = decoder.max_utf8_buffer_length(n).unwrap_or(n * 3 + 16);
            let from = self.buffer.len();
            self.buffer.resize(from + room, 0);
            // A file that starts as UTF-8 and is none: the mark is not text in the other encoding either.
            let marked = std::mem::take(&mut self.first) && chunk.starts_with(b"\xef\xbb\xbf");
            let chunk = chunk.get(if marked { 3 } else { 0 }..).unwrap_or_default();
            let (_, _, written, _) = decoder.decode_to_utf8(chunk, self.buffer.get_mut(from..).unwrap_or_default(), self.ended);
            self.buffer.truncate(from + written);
        } else {
            self.buffer.extend_from_slice(chunk);
            if self.first && self.buffer.len() >= 3 {
                if self.buffer.starts_with(b"\xef\xbb\xbf") {
                    self.buffer.drain(..3);
                }
                self.first = false;
            }
        }
        Ok(())
    }

    /// SHA-256 of the whole file; reads what is left of it.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub fn sha256(&mut self) -> Result<String, ImportError> {
        while !self.ended {
            self.start = self.buffer.len();
            self.fill()?;
        }
        Ok(hex(&std::mem::take(&mut self.hash).finalize()))
    }
}

/// Opens a regular file, not following a link: what was looked at must be what was opened.
///
/// # Errors
/// When it is not a regular file, or not the one that was looked at.
pub fn open(path: &Path) -> Result<File, ImportError> {
    let fail = |source| ImportError::Read { path: path.to_owned(), source };
    let refuse = |why: &str| fail(std::io::Error::new(std::io::ErrorKind::InvalidInput, why.to_owned()));
    let before = path.symlink_metadata().map_err(fail)?;
    if !before.is_file() {
        return Err(refuse("not a regular file"));
    }
    let file = File::open(path).map_err(fail)?;
    let after = file.metadata().map_err(fail)?;
    if !after.is_file() || before.len() != after.len() || before.modified().ok() != after.modified().ok() {
        return Err(ImportError::Changed { path: path.to_owned() });
    }
    Ok(file)
}

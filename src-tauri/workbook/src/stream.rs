//! The bytes of one part, inflated as they are read.

use crate::container::Part;
use flate2::bufread::DeflateDecoder;
use std::io::{BufRead, BufReader, Read};
use std::sync::Arc;

/// A part as it lies in the file.
#[derive(Debug)]
pub struct Stored {
    file: Arc<Vec<u8>>,
    at: usize,
    end: usize,
}

impl Stored {
    fn rest(&self) -> &[u8] {
        self.file.get(self.at..self.end).unwrap_or_default()
    }
}

impl Read for Stored {
    fn read(&mut self, out: &mut [u8]) -> std::io::Result<usize> {
        let n = self.rest().read(out)?;
        self.at += n;
        Ok(n)
    }
}

impl BufRead for Stored {
    fn fill_buf(&mut self) -> std::io::Result<&[u8]> {
        Ok(self.rest())
    }

    fn consume(&mut self, n: usize) {
        self.at = self.at.saturating_add(n).min(self.end);
    }
}

/// A part as it is meant.
#[derive(Debug)]
pub enum Stream {
    /// It lies there as it is.
    Plain(Stored),
    /// It is deflated.
    Deflated(BufReader<DeflateDecoder<Stored>>),
}

impl Stream {
    /// Opens a part of a container that was inspected.
    pub fn open(file: &Arc<Vec<u8>>, part: &Part) -> Self {
        let stored = Stored { file: file.clone(), at: part.start, end: part.start.saturating_add(part.length) };
        if part.deflated { Self::Deflated(BufReader::with_capacity(32 * 1024, DeflateDecoder::new(stored))) } else { Self::Plain(stored) }
    }

    /// Bytes of the stored part that are still to come.
    pub fn left(&self) -> usize {
        match self {
            Self::Plain(stored) => stored.rest().len(),
            Self::Deflated(inflated) => inflated.get_ref().get_ref().rest().len(),
        }
    }
}

impl Read for Stream {
    fn read(&mut self, out: &mut [u8]) -> std::io::Result<usize> {
        match self {
            Self::Plain(stored) => stored.read(out),
            Self::Deflated(inflated) => inflated.read(out),
        }
    }
}

impl BufRead for Stream {
    fn fill_buf(&mut self) -> std::io::Result<&[u8]> {
        match self {
            Self::Plain(stored) => stored.fill_buf(),
            Self::Deflated(inflated) => inflated.fill_buf(),
        }
    }

    fn consume(&mut self, n: usize) {
        match self {
            Self::Plain(stored) => stored.consume(n),
            Self::Deflated(inflated) => inflated.consume(n),
        }
    }
}

//! Reading one file: digest, size and the little that is kept, never more than the limits allow.

use crate::bag::{ALLOWED_SIGNERS, BAG_INFO, BAGIT, LISTED, MANIFEST, REPORT, SIGNATURE, TAG_MANIFEST, TIMESTAMPS};
use crate::limits::Limits;
use countersign_core::digest::hex;
use serde::Deserialize;
use sha2::{Digest, Sha256};
use std::io::{self, BufReader, Read};

/// What is known about one file after reading it.
#[derive(Debug, Default)]
pub(super) struct Facts {
    /// Bytes read.
    pub bytes: u64,
    /// SHA-256 of what was read, lower-case hex.
    pub sha256: String,
    /// The content, of the few files that are looked into.
    pub kept: Option<Vec<u8>>,
    /// `basis.snapshot` of the report, or why there is none.
    pub snapshot: Option<Result<String, String>>,
    /// Why the file could not be read to its end.
    pub trouble: Option<String>,
}

/// What may still be read of a pack.
pub(super) struct Budget<'a> {
    pub limits: &'a Limits,
    pub total: u64,
    /// Limits that were met, with the file that met them.
    pub exceeded: Vec<String>,
}

impl<'a> Budget<'a> {
    pub(super) fn new(limits: &'a Limits) -> Self {
        Self { limits, total: 0, exceeded: Vec::new() }
    }

    /// Reads one file of the bag. `packed` is its size inside a zip.
    pub(super) fn read(&mut self, path: &str, packed: Option<u64>, source: impl Read) -> Facts {
        let keep = [SIGNATURE, ALLOWED_SIGNERS, BAGIT, BAG_INFO, MANIFEST, TAG_MANIFEST].contains(&path) || TIMESTAMPS.contains(&path);
        let mut meter = Meter { source, hash: Sha256::new(), bytes: 0, packed, total: self.total, limits: self.limits, refused: None };
        let mut facts = Facts::default();
        let result = if keep {
            let mut content = Vec::new();
            let result = (&mut meter).take(self.limits.tag_bytes).read_to_end(&mut content);
            facts.kept = Some(content);
            result.map(|_| ())
        } else if path == REPORT {
            // One pass: the parser reads through the meter, and what it leaves is read below.
            facts.snapshot = Some(snapshot(BufReader::with_capacity(64 * 1024, &mut meter)));
            Ok(())
        } else {
            Ok(())
        };
        let result = result.and_then(|()| drain(&mut meter));
        if facts.kept.as_ref().is_some_and(|k| (k.len() as u64) < meter.bytes) {
            self.exceeded.push(format!("{path} is too large for a tag file"));
            facts.kept = None;
        }
        facts.bytes = meter.bytes;
        facts.sha256 = hex(&meter.hash.finalize());
        self.total += meter.bytes;
        if let Some(why) = meter.refused {
            self.exceeded.push(format!("{} {why}", path.escape_default()));
        }
        facts.trouble = result.err().map(|e| e.to_string());
        facts
    }
}

/// Names that are looked into or expected beside `data/`.
pub(super) fn is_known_tag(path: &str) -> bool {
    LISTED.contains(&path) || [TAG_MANIFEST, SIGNATURE, ALLOWED_SIGNERS].contains(&path) || TIMESTAMPS.contains(&path)
}

fn drain(reader: &mut impl Read) -> io::Result<()> {
    let mut buffer = vec![0; 64 * 1024];
    loop {
        match reader.read(&mut buffer) {
            Ok(0) => return Ok(()),
            Ok(_) => {}
            Err(e) if e.kind() == io::ErrorKind::Interrupted => {}
            Err(e) => return Err(e),
        }
    }
}

#[derive(Deserialize)]
struct Head {
    basis: Basis,
}

#[derive(Deserialize)]
struct Basis {
    snapshot: String,
}

fn snapshot(reader: impl Read) -> Result<String, String> {
    serde_json::from_reader::<_, Head>(reader)
        .map(|head| head.basis.snapshot)
        .map_err(|e| format!("no basis.snapshot in it (read to line {}, column {})", e.line(), e.column()))
}

/// Counts and hashes what passes, and stops at a limit.
struct Meter<'a, R> {
    source: R,
    hash: Sha256,
    bytes: u64,
    packed: Option<u64>,
    total: u64,
    limits: &'a Limits,
    refused: Option<&'static str>,
}

impl<R: Read> Read for Meter<'_, R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let n = if self.refused.is_none() { self.source.read(buffer)? } else { 0 };
        self.hash.update(buffer.get(..n).unwrap_or_default());
        self.bytes += n as u64;
        self.refused = if self.bytes > self.limits.file_bytes {
            Some("is larger than a file may be")
        } else if self.total + self.bytes > self.limits.total_bytes {
            Some("makes the pack larger than it may be")
        } else if self.packed.is_some_and(|packed| self.limits.is_bomb(self.bytes, packed)) {
            Some("inflates like a bomb")
        } else {
            self.refused
        };
        match self.refused {
            Some(why) => Err(io::Error::other(why)),
            None => Ok(n),
        }
    }
}

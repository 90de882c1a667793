//! Bytes by their SHA-256: evidence, and every imported file as it was.
//!
//! They stand in plain pieces. Compression would make them smaller but every reading slower, and evidence is often compressed already.

use crate::error::{During, Result, StoreError};
use crate::{Change, Workspace};
use countersign_core::digest::hex;
use rusqlite::{Connection, OptionalExtension, named_params};
use sha2::{Digest, Sha256};
use std::collections::BTreeMap;
use std::io::{Read, Write};

/// How many bytes one piece holds.
const CHUNK: usize = 4 << 20;

impl Change<'_> {
    /// Stores bytes under their SHA-256 (lower-case hex), reading them once. `false` when they were there already.
    ///
    /// # Errors
    /// [`StoreError::Digest`] when the bytes have another SHA-256, and then none of them are kept.
    pub fn put_blob(&mut self, sha256: &str, reader: &mut dyn Read) -> Result<bool> {
        let (blob, new) = store(self.conn(), sha256, reader)?;
        let sql = "INSERT INTO blob_uses (from_seq, blob) VALUES (:seq, :blob) ON CONFLICT DO NOTHING";
        self.conn().execute(sql, named_params! {":seq": self.seq(), ":blob": blob}).during("put bytes", sha256)?;
        Ok(new)
    }
}

impl Change<'_> {
    /// Stores a copy, in which keys are masked, in place of bytes that are not to be kept. `original` is the SHA-256 of those.
    ///
    /// # Errors
    /// As [`Change::put_blob`].
    pub fn put_masked(&mut self, original: &str, copy: &str, reader: &mut dyn Read) -> Result<bool> {
        let new = self.put_blob(copy, reader)?;
        let sql = "INSERT INTO masked_copies (original, copy) VALUES (:original, :copy) ON CONFLICT (original) DO UPDATE SET copy = :copy";
        self.conn().execute(sql, named_params! {":original": original, ":copy": copy}).during("put bytes", copy)?;
        Ok(new)
    }
}

impl Workspace {
    /// The SHA-256 of the masked copy that stands for bytes that are not kept.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub fn masked_copy(&self, original: &str) -> Result<Option<String>> {
        let sql = "SELECT copy FROM masked_copies WHERE original = :original";
        let found = self.conn.query_row(sql, named_params! {":original": original}, |row| row.get("copy"));
        found.optional().during("look up bytes", original)
    }

    /// All the bytes with a SHA-256; `None` when there are none. Also those of undone batches.
    ///
    /// # Errors
    /// [`StoreError::Digest`] when they are no longer the bytes that were stored.
    pub fn blob(&self, sha256: &str) -> Result<Option<Vec<u8>>> {
        let mut bytes = Vec::new();
        Ok(self.copy_blob(sha256, &mut bytes)?.map(|_| bytes))
    }

    /// How many bytes there are with a SHA-256; `None` when there are none.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub fn blob_len(&self, sha256: &str) -> Result<Option<u64>> {
        Ok(find(&self.conn, sha256)?.map(|(_, size)| size))
    }

    /// Writes the bytes with a SHA-256 piece by piece; gives their number, or `None` when there are none.
    ///
    /// # Errors
    /// [`StoreError::Digest`] when they are no longer the bytes that were stored: what was written must not be used then.
    pub fn copy_blob(&self, sha256: &str, writer: &mut dyn Write) -> Result<Option<u64>> {
        match find(&self.conn, sha256)? {
            Some((blob, size)) => {
                copy(&self.conn, blob, sha256, writer)?;
                Ok(Some(size))
            }
            None => Ok(None),
        }
    }
}

/// Bytes of the workspace, read from their beginning on, one piece in memory at a time. Whoever reads to the end can compare their
/// SHA-256; a reader that stops early has not checked it.
pub struct BlobReader<'w> {
    conn: &'w Connection,
    blob: i64,
    next: i64,
    piece: Vec<u8>,
    at: usize,
    size: u64,
}

impl BlobReader<'_> {
    /// How many bytes there are in all.
    pub fn size(&self) -> u64 {
        self.size
    }
}

impl Read for BlobReader<'_> {
    fn read(&mut self, out: &mut [u8]) -> std::io::Result<usize> {
        if self.at == self.piece.len() {
            let sql = "SELECT bytes FROM blob_chunks WHERE blob = :blob AND n = :n";
            let mut statement = self.conn.prepare_cached(sql).map_err(std::io::Error::other)?;
            let params = named_params! {":blob": self.blob, ":n": self.next};
            let piece = statement.query_row(params, |row| row.get("bytes")).optional().map_err(std::io::Error::other)?;
            self.piece = piece.unwrap_or_default();
            self.at = 0;
            self.next += 1;
        }
        let rest = self.piece.get(self.at..).unwrap_or_default();
        let n = rest.len().min(out.len());
        if let (Some(to), Some(from)) = (out.get_mut(..n), rest.get(..n)) {
            to.copy_from_slice(from);
        }
        self.at += n;
        Ok(n)
    }
}

impl Workspace {
    /// The bytes with a SHA-256, to be read piece by piece; `None` when there are none.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub fn read_blob(&self, sha256: &str) -> Result<Option<BlobReader<'_>>> {
        let found = find(&self.conn, sha256)?;
        Ok(found.map(|(blob, size)| BlobReader { conn: &self.conn, blob, next: 0, piece: Vec::new(), at: 0, size }))
    }

    /// When each SHA-256 was first known: the time of the change that first brought its bytes, RFC 3339.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub fn known_since(&self) -> Result<BTreeMap<String, String>> {
        let sql = "SELECT sha256, at FROM (SELECT blob, min(from_seq) AS seq FROM blob_uses GROUP BY blob)
                   JOIN blobs ON blobs.id = blob JOIN journal USING (seq)";
        let mut statement = self.conn.prepare_cached(sql).during("read", "when bytes came")?;
        let rows = statement.query_map([], |row| Ok((row.get("sha256")?, row.get("at")?)));
        rows.and_then(Iterator::collect).during("read", "when bytes came")
    }
}

/// The row and size of some bytes.
fn find(conn: &Connection, sha256: &str) -> Result<Option<(i64, u64)>> {
    let sql = "SELECT id, size FROM blobs WHERE sha256 = :sha256";
    let read = |row: &rusqlite::Row<'_>| Ok((row.get("id")?, row.get::<_, i64>("size")?.unsigned_abs()));
    conn.query_row(sql, named_params! {":sha256": sha256}, read).optional().during("look up bytes", sha256)
}

/// Stores bytes without saying that they are current content; gives their row and whether they are new.
pub(crate) fn store(conn: &Connection, sha256: &str, reader: &mut dyn Read) -> Result<(i64, bool)> {
    if let Some((blob, _)) = find(conn, sha256)? {
        each_chunk(sha256, reader, |_, _| Ok(()))?;
        return Ok((blob, false));
    }
    // Undone alone when the bytes are not what they were said to be; the rest of the change stands.
    conn.execute_batch("SAVEPOINT put_blob").during("put bytes", sha256)?;
    let stored = insert(conn, sha256, reader);
    let end = if stored.is_ok() { "RELEASE put_blob" } else { "ROLLBACK TO put_blob; RELEASE put_blob" };
    conn.execute_batch(end).during("put bytes", sha256)?;
    Ok((stored?, true))
}

fn insert(conn: &Connection, sha256: &str, reader: &mut dyn Read) -> Result<i64> {
    let insert = "INSERT INTO blobs (sha256, size) VALUES (:sha256, 0) RETURNING id";
    let blob: i64 = conn.query_row(insert, named_params! {":sha256": sha256}, |row| row.get("id")).during("put bytes", sha256)?;
    let chunk = "INSERT INTO blob_chunks (blob, n, bytes) VALUES (:blob, :n, :bytes)";
    let mut chunk = conn.prepare_cached(chunk).during("put bytes", sha256)?;
    let size = each_chunk(sha256, reader, |n, bytes| {
        chunk.execute(named_params! {":blob": blob, ":n": n, ":bytes": bytes}).during("put bytes", sha256).map(|_| ())
    })?;
    let sized = "UPDATE blobs SET size = :size WHERE id = :blob";
    let size = i64::try_from(size).unwrap_or(i64::MAX);
    conn.execute(sized, named_params! {":size": size, ":blob": blob}).during("put bytes", sha256)?;
    Ok(blob)
}

/// Reads to the end in whole pieces, and refuses bytes that have another SHA-256.
fn each_chunk(sha256: &str, reader: &mut dyn Read, mut visit: impl FnMut(i64, &[u8]) -> Result<()>) -> Result<u64> {
    let mut hash = Sha256::new();
    let mut buffer = Vec::new();
    let (mut n, mut size) = (0, 0);
    loop {
        buffer.clear();
        let limit = u64::try_from(CHUNK).unwrap_or(u64::MAX);
        let read = (&mut *reader).take(limit).read_to_end(&mut buffer).during("read bytes", sha256)?;
        if read == 0 {
            break;
        }
        hash.update(&buffer);
        visit(n, &buffer)?;
        n += 1;
        size += u64::try_from(read).unwrap_or(u64::MAX);
    }
    same(sha256, hash)?;
    Ok(size)
}

/// Writes the bytes of a row out and checks that they are still what was stored.
pub(crate) fn copy(conn: &Connection, blob: i64, sha256: &str, writer: &mut dyn Write) -> Result<()> {
    let sql = "SELECT bytes FROM blob_chunks WHERE blob = :blob ORDER BY n";
    let mut statement = conn.prepare_cached(sql).during("read bytes", sha256)?;
    let mut rows = statement.query(named_params! {":blob": blob}).during("read bytes", sha256)?;
    let mut hash = Sha256::new();
    while let Some(row) = rows.next().during("read bytes", sha256)? {
        let chunk = row.get_ref("bytes").during("read bytes", sha256)?;
        let chunk = chunk.as_blob().during("read bytes", sha256)?;
        hash.update(chunk);
        writer.write_all(chunk).during("write out bytes", sha256)?;
    }
    same(sha256, hash)
}

fn same(expected: &str, hash: Sha256) -> Result<()> {
    let actual = hex(&hash.finalize());
    if actual == expected { Ok(()) } else { Err(StoreError::Digest { expected: expected.to_owned(), actual }) }
}

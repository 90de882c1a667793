//! The journal: who did what, when, in a chain of hashes that shows whether an entry was altered afterwards.
//!
//! It is tamper-evident, not tamper-proof: whoever holds the file could write a new chain. Hence its head is printed in packs.

use crate::error::{During, Result};
use crate::{Action, Workspace};
use countersign_core::digest::{canonical_json, hex};
use rusqlite::{Connection, OptionalExtension, named_params};
use serde::Serialize;
use serde_json::Value;
use sha2::{Digest, Sha256};

/// The number of a journal entry, and so a version of the workspace. The first is 1.
pub type Seq = i64;

/// What stands in place of a hash before the first entry.
const NOTHING: &str = "0000000000000000000000000000000000000000000000000000000000000000";

/// One entry.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct JournalEntry {
    /// Its number.
    pub seq: Seq,
    /// When, RFC 3339, by the clock of whoever did it.
    pub at: String,
    /// Who.
    pub actor: String,
    /// What was done.
    pub action: String,
    /// To what.
    pub subject: String,
    /// What it came to.
    pub detail: Value,
    /// The hash of the entry before.
    pub prev: String,
    /// SHA-256 (hex) of `prev` (as hex text) followed by the canonical JSON of the entry's first six members.
    pub hash: String,
}

/// The last entry's number and hash: all of the journal in one line.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Head {
    /// The last entry's number.
    pub seq: Seq,
    /// The last entry's hash.
    pub hash: String,
}

/// The outcome of recomputing the chain.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct JournalCheck {
    /// How many entries there are.
    pub entries: u64,
    /// The last entry.
    pub head: Head,
    /// The first entry at which the chain does not hold, and why; `None` when it holds.
    pub broken: Option<(Seq, String)>,
}

/// Adds the entry `seq`.
pub(crate) fn append(conn: &Connection, seq: Seq, action: &Action<'_>, detail: &Value) -> Result<()> {
    let prev = head(conn)?.hash;
    let detail_text = canonical_json(detail).during("write", "a journal entry")?;
    let hash = link(&prev, seq, action, detail)?;
    let sql = "INSERT INTO journal (seq, at, actor, action, subject, detail, prev, hash)
               VALUES (:seq, :at, :actor, :action, :subject, :detail, :prev, :hash)";
    let params = named_params! {
        ":seq": seq, ":at": action.at, ":actor": action.actor, ":action": action.kind, ":subject": action.subject,
        ":detail": detail_text, ":prev": prev, ":hash": hash,
    };
    conn.execute(sql, params).during("write journal entry", &seq.to_string())?;
    Ok(())
}

pub(crate) fn head(conn: &Connection) -> Result<Head> {
    conn.query_row("SELECT seq, hash FROM journal ORDER BY seq DESC LIMIT 1", [], |row| {
        Ok(Head { seq: row.get("seq")?, hash: row.get("hash")? })
    })
    .optional()
    .during("read", "the journal's head")
    .map(|head| head.unwrap_or_else(|| Head { seq: 0, hash: NOTHING.to_owned() }))
}

fn link(prev: &str, seq: Seq, action: &Action<'_>, detail: &Value) -> Result<String> {
    let entry = serde_json::json!({
        "seq": seq, "at": action.at, "actor": action.actor, "action": action.kind, "subject": action.subject, "detail": detail,
    });
    let text = canonical_json(&entry).during("write", "a journal entry")?;
    Ok(hex(&Sha256::new().chain_update(prev).chain_update(text).finalize()))
}

impl Workspace {
    /// The last entry.
    ///
    /// # Errors
    /// When the journal cannot be read.
    pub fn head(&self) -> Result<Head> {
        head(&self.conn)
    }

    /// All entries, in order.
    ///
    /// # Errors
    /// When the journal cannot be read.
    pub fn journal(&self) -> Result<Vec<JournalEntry>> {
        let sql = "SELECT seq, at, actor, action, subject, detail, prev, hash FROM journal ORDER BY seq";
        let mut statement = self.conn.prepare_cached(sql).during("read", "the journal")?;
        let mut rows = statement.query([]).during("read", "the journal")?;
        let mut entries = Vec::new();
        while let Some(row) = rows.next().during("read", "the journal")? {
            let (entry, detail) = entry(row).during("read", "the journal")?;
            let detail = serde_json::from_str(&detail).during("read journal entry", &entry.seq.to_string())?;
            entries.push(JournalEntry { detail, ..entry });
        }
        Ok(entries)
    }

    /// The hash of one entry.
    pub(crate) fn hash_at(&self, seq: Seq) -> Result<Option<String>> {
        let sql = "SELECT hash FROM journal WHERE seq = :seq";
        self.conn
            .query_row(sql, named_params! {":seq": seq}, |row| row.get("hash"))
            .optional()
            .during("read journal entry", &seq.to_string())
    }

    /// Recomputes every hash.
    ///
    /// # Errors
    /// When the journal cannot be read. A chain that does not hold is an answer, not an error.
    pub fn verify_journal(&self) -> Result<JournalCheck> {
        verify(&self.conn)
    }
}

fn entry(row: &rusqlite::Row<'_>) -> rusqlite::Result<(JournalEntry, String)> {
    let entry = JournalEntry {
        seq: row.get("seq")?,
        at: row.get("at")?,
        actor: row.get("actor")?,
        action: row.get("action")?,
        subject: row.get("subject")?,
        detail: Value::Null,
        prev: row.get("prev")?,
        hash: row.get("hash")?,
    };
    Ok((entry, row.get("detail")?))
}

pub(crate) fn verify(conn: &Connection) -> Result<JournalCheck> {
    let sql = "SELECT seq, at, actor, action, subject, detail, prev, hash FROM journal ORDER BY seq";
    let mut statement = conn.prepare_cached(sql).during("verify", "the journal")?;
    let mut rows = statement.query([]).during("verify", "the journal")?;
    let mut check = JournalCheck { entries: 0, head: Head { seq: 0, hash: NOTHING.to_owned() }, broken: None };
    while let Some(row) = rows.next().during("verify", "the journal")? {
        let (found, detail) = entry(row).during("verify", "the journal")?;
        if check.broken.is_none() {
            check.broken = fault(&check.head, &found, &detail)?.map(|why| (found.seq, why.to_owned()));
        }
        check.entries += 1;
        check.head = Head { seq: found.seq, hash: found.hash };
    }
    Ok(check)
}

/// Why an entry does not follow the one before it.
fn fault(before: &Head, found: &JournalEntry, detail: &str) -> Result<Option<&'static str>> {
    if found.seq != before.seq + 1 {
        return Ok(Some("entries before it are missing"));
    }
    if found.prev != before.hash {
        return Ok(Some("it does not name the hash of the entry before it"));
    }
    let Ok(detail) = serde_json::from_str::<Value>(detail) else { return Ok(Some("its detail is not JSON")) };
    let action = Action { at: &found.at, actor: &found.actor, kind: &found.action, subject: &found.subject };
    if link(&found.prev, found.seq, &action, &detail)? != found.hash {
        return Ok(Some("its content does not have its hash"));
    }
    Ok(None)
}

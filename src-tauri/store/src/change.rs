//! A change: one transaction, one journal entry.

use crate::error::{During, Result};
use crate::journal::{self, Seq};
use crate::records::Given;
use crate::{Action, Workspace};
use rusqlite::{Connection, Transaction, TransactionBehavior};
use serde_json::Value;
use std::collections::BTreeSet;

/// The one write transaction. Nothing of it is in the file until [`Change::commit`]; dropping it undoes all of it.
#[derive(Debug)]
pub struct Change<'a> {
    workspace: &'a Workspace,
    tx: Transaction<'a>,
    action: Action<'a>,
    seq: Seq,
    /// Current rows this change was given again unchanged, so that a second, different row with the same key is noticed.
    pub(crate) seen_records: RowSet,
    pub(crate) seen_events: RowSet,
    /// Which files gave rows of what, and whose rows they replaced.
    pub(crate) given: Given,
    /// Mentions that would add nothing.
    pub(crate) known_mentions: BTreeSet<String>,
}

impl<'a> Change<'a> {
    pub(crate) fn begin(workspace: &'a mut Workspace, action: Action<'a>) -> Result<Change<'a>> {
        let workspace: &'a Workspace = workspace;
        let tx = Transaction::new_unchecked(&workspace.conn, TransactionBehavior::Immediate).during("begin", action.kind)?;
        let seq = journal::head(&tx)?.seq + 1;
        let (seen_records, seen_events) = (RowSet::default(), RowSet::default());
        Ok(Change { workspace, tx, action, seq, seen_records, seen_events, given: Given::default(), known_mentions: BTreeSet::new() })
    }

    /// The version this change will make.
    pub fn seq(&self) -> Seq {
        self.seq
    }

    /// The time of the change, RFC 3339.
    pub fn at(&self) -> &'a str {
        self.action.at
    }

    /// The workspace as this change would leave it; with `at: Some(seq)` as it was.
    pub fn view(&self) -> &Workspace {
        self.workspace
    }

    /// Writes the journal entry and makes the change lasting. `detail` is what the entry says it came to.
    ///
    /// # Errors
    /// When it cannot be written; then nothing has changed.
    pub fn commit(self, detail: &Value) -> Result<Seq> {
        journal::append(&self.tx, self.seq, &self.action, detail)?;
        self.tx.commit().during("commit", self.action.kind)?;
        Ok(self.seq)
    }

    /// Undoes everything done in the change, as dropping it does.
    ///
    /// # Errors
    /// When the database refuses; the next opening undoes it then.
    pub fn rollback(self) -> Result<()> {
        self.tx.rollback().during("roll back", self.action.kind)
    }

    pub(crate) fn conn(&self) -> &Connection {
        &self.tx
    }
}

/// A set of row ids, one bit each.
#[derive(Debug, Default)]
pub(crate) struct RowSet(Vec<u64>);

impl RowSet {
    /// Adds a row; `false` when it was there already.
    pub fn insert(&mut self, id: i64) -> bool {
        let Ok(id) = usize::try_from(id) else { return true };
        let (word, bit) = (id / 64, 1_u64 << (id % 64));
        if word >= self.0.len() {
            self.0.resize(word + 1, 0);
        }
        match self.0.get_mut(word) {
            Some(w) if *w & bit == 0 => {
                *w |= bit;
                true
            }
            _ => false,
        }
    }

    /// Whether a row is in it.
    pub fn contains(&self, id: i64) -> bool {
        usize::try_from(id).is_ok_and(|id| self.0.get(id / 64).is_some_and(|w| w & (1 << (id % 64)) != 0))
    }
}

//! What can go wrong with a workspace, each with the operation, its subject and its cause.

use crate::journal::Seq;
use std::path::PathBuf;

/// The result of a store operation.
pub type Result<T> = std::result::Result<T, StoreError>;

/// A failed operation on a workspace. Nothing was changed.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum StoreError {
    /// There is no such file.
    #[error("there is no file {}", path.display())]
    Missing {
        /// The file.
        path: PathBuf,
    },
    /// The file has no bytes.
    #[error("{} is empty, not a workspace", path.display())]
    Empty {
        /// The file.
        path: PathBuf,
    },
    /// The file is not a SQLite database.
    #[error("{} is not a workspace (it is not a SQLite database)", path.display())]
    NotSqlite {
        /// The file.
        path: PathBuf,
    },
    /// The file is another program's SQLite database.
    #[error("{} is a database of another program (application id {application_id:#010x})", path.display())]
    Foreign {
        /// The file.
        path: PathBuf,
        /// The mark of the other program.
        application_id: u32,
    },
    /// The file was written by a newer version of this program.
    #[error("{} was written by a newer version (schema {found}; this program knows {known})", path.display())]
    Newer {
        /// The file.
        path: PathBuf,
        /// The file's schema version.
        found: u32,
        /// The newest schema version this program knows.
        known: u32,
    },
    /// The file has an older schema and was opened for reading only.
    #[error("{} has schema {found} of an earlier version; open it once for writing to upgrade it", path.display())]
    NeedsUpgrade {
        /// The file.
        path: PathBuf,
        /// The file's schema version.
        found: u32,
    },
    /// The file's structure or content does not hold together.
    #[error("{} is damaged: {detail}", path.display())]
    Damaged {
        /// The file.
        path: PathBuf,
        /// What the check found.
        detail: String,
    },
    /// Another process has the workspace open for writing.
    #[error("{} is open for writing elsewhere", path.display())]
    InUse {
        /// The file.
        path: PathBuf,
    },
    /// The target exists already, and nothing is overwritten.
    #[error("{} exists already", path.display())]
    Exists {
        /// The file.
        path: PathBuf,
    },
    /// A change was asked of a workspace that was opened for reading.
    #[error("cannot {operation}: {} is open for reading only", path.display())]
    ReadOnly {
        /// What was asked.
        operation: &'static str,
        /// The file.
        path: PathBuf,
    },
    /// A file operation failed.
    #[error("cannot {operation} {subject}")]
    Io {
        /// What was tried.
        operation: &'static str,
        /// On what.
        subject: String,
        /// Why it failed.
        source: std::io::Error,
    },
    /// A database operation failed.
    #[error("cannot {operation} {subject}")]
    Database {
        /// What was tried.
        operation: &'static str,
        /// On what.
        subject: String,
        /// Why it failed.
        source: rusqlite::Error,
    },
    /// JSON could not be written or read back.
    #[error("cannot {operation} {subject}")]
    Json {
        /// What was tried.
        operation: &'static str,
        /// On what.
        subject: String,
        /// Why it failed.
        source: serde_json::Error,
    },
    /// A value in the file, or one to be stored, is outside what it may be.
    #[error("cannot {operation} {subject}: {detail}")]
    Value {
        /// What was tried.
        operation: &'static str,
        /// On what.
        subject: String,
        /// What is wrong with it.
        detail: String,
    },
    /// Bytes do not have the SHA-256 they were announced, or stored, with.
    #[error("the bytes of {expected} have the SHA-256 {actual}")]
    Digest {
        /// The SHA-256 they should have.
        expected: String,
        /// The one they have.
        actual: String,
    },
    /// Events and other tables are read and written by different calls.
    #[error("cannot {operation} {table}: events have calls of their own")]
    Events {
        /// What was asked.
        operation: &'static str,
        /// The table it was asked of.
        table: &'static str,
    },
    /// No batch has this id.
    #[error("there is no batch {id}")]
    UnknownBatch {
        /// The id.
        id: String,
    },
    /// The batch was undone before.
    #[error("batch {id} is already undone (journal entry {by})")]
    AlreadyUndone {
        /// The batch.
        id: String,
        /// The entry that undid it.
        by: Seq,
    },
    /// A later change touched what the batch touched, so undoing it would lose the later change.
    #[error("batch {id} cannot be undone: later changes touched {}{}", keys.join(", "), more(*total, keys.len()))]
    UndoConflict {
        /// The batch.
        id: String,
        /// The first of the keys, as `table key`.
        keys: Vec<String>,
        /// How many keys there are in all.
        total: usize,
    },
    /// A copy does not hold what its original holds.
    #[error("the copy {} is not good: {detail}", path.display())]
    BadCopy {
        /// The copy.
        path: PathBuf,
        /// What differs.
        detail: String,
    },
    /// The caller asked to stop.
    #[error("stopped")]
    Stopped,
}

fn more(total: usize, named: usize) -> String {
    if total > named { format!(" and {} more", total - named) } else { String::new() }
}

/// Adds the operation and its subject to a failure.
pub(crate) trait During<T> {
    /// `cannot <operation> <subject>: <cause>`.
    fn during(self, operation: &'static str, subject: &str) -> Result<T>;
}

impl<T> During<T> for rusqlite::Result<T> {
    fn during(self, operation: &'static str, subject: &str) -> Result<T> {
        self.map_err(|source| StoreError::Database { operation, subject: subject.to_owned(), source })
    }
}

impl<T> During<T> for std::io::Result<T> {
    fn during(self, operation: &'static str, subject: &str) -> Result<T> {
        self.map_err(|source| StoreError::Io { operation, subject: subject.to_owned(), source })
    }
}

impl<T> During<T> for serde_json::Result<T> {
    fn during(self, operation: &'static str, subject: &str) -> Result<T> {
        self.map_err(|source| StoreError::Json { operation, subject: subject.to_owned(), source })
    }
}

impl<T> During<T> for rusqlite::types::FromSqlResult<T> {
    fn during(self, operation: &'static str, subject: &str) -> Result<T> {
        self.map_err(rusqlite::Error::from).during(operation, subject)
    }
}

//! The one error that crosses to the command line and the window. Screens switch on the code, never on the words.

use countersign_content::ContentError;
use countersign_import::ImportError;
use countersign_pack::PackError;
use countersign_report::ReportError;
use countersign_store::StoreError;
use serde::Serialize;
use std::fmt::Write as _;

/// A use case that could not be done.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, thiserror::Error)]
#[error("{message}")]
pub struct Error {
    /// `room/what`, stable.
    pub code: &'static str,
    /// What happened, for a person.
    pub message: String,
    /// What to do.
    pub hint: String,
    /// The causes below, one a line; empty when there are none.
    pub detail: String,
}

/// The result of a use case.
pub type Result<T> = std::result::Result<T, Error>;

impl Error {
    /// An error with a hint.
    pub fn new(code: &'static str, message: impl Into<String>, hint: impl Into<String>) -> Self {
        Self { code, message: message.into(), hint: hint.into(), detail: String::new() }
    }

    fn caused(code: &'static str, hint: &str, error: &dyn std::error::Error) -> Self {
        let mut detail = String::new();
        let mut cause = error.source();
        while let Some(c) = cause {
            let _ = writeln!(detail, "{c}");
            cause = c.source();
        }
        Self { code, message: error.to_string(), hint: hint.to_owned(), detail: detail.trim_end().to_owned() }
    }
}

impl From<StoreError> for Error {
    fn from(e: StoreError) -> Self {
        let (code, hint) = match &e {
            StoreError::Missing { .. } => ("workspace/missing", "Check the path, or make one with `countersign new`."),
            StoreError::Empty { .. } | StoreError::NotSqlite { .. } | StoreError::Foreign { .. } => {
                ("workspace/foreign", "Open a file that Countersign made; this one was not touched.")
            }
            StoreError::Newer { .. } => ("workspace/newer", "Open it with the newer version of Countersign; it was not touched."),
            StoreError::NeedsUpgrade { .. } => ("workspace/needs-upgrade", "Open it once for writing; a backup is made first."),
            StoreError::Damaged { .. } => ("workspace/damaged", "Restore a backup with `countersign restore`; the file was not touched."),
            StoreError::InUse { .. } => ("workspace/in-use", "Close the other Countersign, then try again."),
            StoreError::Exists { .. } => ("workspace/exists", "Choose another name; nothing is overwritten."),
            StoreError::ReadOnly { .. } => ("workspace/read-only", "Open it for writing."),
            StoreError::UnknownBatch { .. } => ("import/unknown-batch", "List the batches with `countersign imports`."),
            StoreError::AlreadyUndone { .. } => ("import/already-undone", "Nothing to do."),
            StoreError::Digest { .. } => ("import/file-changed", "Nothing was changed. Import it again when nothing writes to it."),
            StoreError::UndoConflict { .. } => ("import/undo-conflict", "Undo the later change first."),
            _ => ("workspace/failed", "Nothing was changed. Check that the disk is writable and has room."),
        };
        Self::caused(code, hint, &e)
    }
}

impl From<ImportError> for Error {
    fn from(e: ImportError) -> Self {
        let code = match &e {
            ImportError::Cancelled { .. } => "import/cancelled",
            ImportError::Changed { .. } => "import/file-changed",
            _ => "import/refused",
        };
        Self::caused(code, "Nothing was changed. Correct the file and import it again.", &e)
    }
}

impl From<ContentError> for Error {
    fn from(e: ContentError) -> Self {
        Self::caused("catalog/refused", "Nothing was changed. Correct the file at the place named.", &e)
    }
}

impl From<ReportError> for Error {
    fn from(e: ReportError) -> Self {
        Self::caused("report/failed", "The report was not written.", &e)
    }
}

impl From<PackError> for Error {
    fn from(e: PackError) -> Self {
        Self::caused("pack/refused", "Nothing was written.", &e)
    }
}

impl From<serde_json::Error> for Error {
    fn from(e: serde_json::Error) -> Self {
        Self::caused("program/json", "This is a bug; please report it with the detail.", &e)
    }
}

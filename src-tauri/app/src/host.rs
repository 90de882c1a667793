//! What the session asks of whatever it runs in: a clock, a way to tell the window something, native dialogs.

use serde_json::Value;
use std::path::PathBuf;

/// The surroundings of a session: the desktop shell, or a test.
pub trait Host: Send + Sync {
    /// The time, RFC 3339 in UTC, to the second.
    fn now(&self) -> String;
    /// Who acts when the preferences name nobody; the account and the computer are never asked.
    fn actor(&self) -> String;
    /// Tells the window something: `changed`, `progress`, `dropped`, `menu`.
    fn emit(&self, event: &str, payload: Value);
    /// Asks the person for a path, and waits. Nothing when it was cancelled. The path never reaches the window.
    fn choose(&self, what: &Choose) -> Option<Vec<PathBuf>>;
}

/// The kinds of files a dialog offers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Filter {
    /// As the person reads it.
    pub label: &'static str,
    /// Without the dot; empty for any file.
    pub extensions: &'static [&'static str],
}

/// What a dialog asks for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Choose {
    /// One file to read.
    OpenFile {
        /// The dialog's title.
        title: &'static str,
        /// What it offers.
        filter: Filter,
    },
    /// Files to read.
    OpenFiles {
        /// The dialog's title.
        title: &'static str,
        /// What it offers.
        filter: Filter,
    },
    /// A folder.
    OpenFolder {
        /// The dialog's title.
        title: &'static str,
    },
    /// A file to write.
    SaveFile {
        /// The dialog's title.
        title: &'static str,
        /// The name it proposes.
        name: String,
        /// What it offers.
        filter: Filter,
    },
}

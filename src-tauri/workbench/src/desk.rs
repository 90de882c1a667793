//! One open workspace with its content.

use crate::error::{Error, Result};
use countersign_core::catalog::Content;
use countersign_store::{Access, Action, BackupInfo, JournalCheck, JournalEntry, Workspace};
use std::path::Path;
use std::sync::Arc;

/// When something is done, and by whom. The caller reads the clock, once.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Moment {
    /// RFC 3339 in UTC, to the second.
    pub at: String,
    /// Who acts, as the journal names them. An assertion, not a proof of identity.
    pub actor: String,
}

/// One open workspace with the content it is assessed against.
pub struct Workbench {
    pub(crate) workspace: Workspace,
    pub(crate) content: Arc<Content>,
    /// What opening did, in one line, when there is something to say.
    pub opened: Option<String>,
}

impl Workbench {
    /// Makes a new workspace; refuses to overwrite.
    ///
    /// # Errors
    /// `workspace/exists`, `workspace/failed`.
    pub fn create(path: &Path, organisation: &str, now: &Moment) -> Result<Self> {
        Self::create_with(path, organisation, now, Arc::new(countersign_content::shipped()?))
    }

    /// Makes a new workspace that shares content already read; refuses to overwrite.
    ///
    /// # Errors
    /// `workspace/exists`, `workspace/failed`.
    pub fn create_with(path: &Path, organisation: &str, now: &Moment, content: Arc<Content>) -> Result<Self> {
        let name = format!("{organisation}\n{}\n{}", path.display(), now.at);
        let id = uuid::Uuid::new_v5(&uuid::Uuid::NAMESPACE_URL, name.as_bytes()).to_string();
        let workspace = Workspace::create(path, organisation, &now.at, &now.actor, &id)?;
        Ok(Self { workspace, content, opened: None })
    }

    /// Opens a workspace, for writing or for reading only.
    ///
    /// # Errors
    /// `workspace/missing`, `workspace/foreign`, `workspace/newer`, `workspace/damaged`, `workspace/in-use`.
    pub fn open(path: &Path, write: bool) -> Result<Self> {
        Self::open_with(path, write, Arc::new(countersign_content::shipped()?))
    }

    /// Opens a workspace with content already read, so that several connections share it.
    ///
    /// # Errors
    /// As [`Workbench::open`].
    pub fn open_with(path: &Path, write: bool, content: Arc<Content>) -> Result<Self> {
        let opened = Workspace::open(path, if write { Access::Write } else { Access::Read })?;
        let said =
            opened.upgraded.map(|u| format!("The workspace was upgraded from schema {}; the backup is {}.", u.from, u.backup.display()));
        Ok(Self { workspace: opened.workspace, content, opened: said })
    }

    /// One more connection to this workspace, which only reads: for what takes long, while this one goes on.
    ///
    /// # Errors
    /// `workspace/failed`.
    pub fn reader(&self) -> Result<Self> {
        Ok(Self { workspace: self.workspace.reader()?, content: Arc::clone(&self.content), opened: None })
    }

    /// The organisation the workspace is about.
    ///
    /// # Errors
    /// `workspace/failed`.
    pub fn organisation(&self) -> Result<String> {
        Ok(self.workspace.meta()?.organisation)
    }

    /// The content the workspace is assessed against.
    pub fn content(&self) -> &Content {
        &self.content
    }

    /// The same content, to share with another connection.
    pub fn shared_content(&self) -> Arc<Content> {
        Arc::clone(&self.content)
    }

    /// Who did what.
    ///
    /// # Errors
    /// `workspace/failed`.
    pub fn journal(&self) -> Result<Vec<JournalEntry>> {
        Ok(self.workspace.journal()?)
    }

    /// Checks the journal's hash chain.
    ///
    /// # Errors
    /// `workspace/failed`.
    pub fn verify_journal(&self) -> Result<JournalCheck> {
        Ok(self.workspace.verify_journal()?)
    }

    /// Writes a verified copy; refuses to overwrite.
    ///
    /// # Errors
    /// `workspace/exists`, `workspace/failed`.
    pub fn backup(&self, out: &Path) -> Result<BackupInfo> {
        Ok(self.workspace.backup(out)?)
    }

    /// A text that changes exactly when the logical content does.
    ///
    /// # Errors
    /// `workspace/failed`.
    pub fn content_digest(&self) -> Result<String> {
        Ok(self.workspace.dump_digest()?)
    }

    pub(crate) fn action<'a>(now: &'a Moment, kind: &'a str, subject: &'a str) -> Action<'a> {
        Action { at: &now.at, actor: &now.actor, kind, subject }
    }

    pub(crate) fn day(text: &str) -> Result<chrono::NaiveDate> {
        countersign_core::record::parse_day(text)
            .filter(|_| text.len() == 10 || text.len() >= 20)
            .ok_or_else(|| Error::new("usage/date", format!("`{text}` is not a date."), "Write dates as YYYY-MM-DD."))
    }
}

/// Makes a workspace from a verified copy; refuses to overwrite.
///
/// # Errors
/// `workspace/exists`, `workspace/damaged`, `workspace/failed`.
pub fn restore(from: &Path, to: &Path) -> Result<()> {
    Ok(Workspace::restore(from, to)?)
}

//! What the session holds for the window under a token: chosen files, built reports, a signing key's path.

use crate::shapes::ImportQueue;
use countersign_workbench::{Error, Result};
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// How many built reports are kept for preview.
const REPORTS: usize = 3;

/// What is held, by token.
#[derive(Default)]
pub(crate) struct Held {
    next: u64,
    queues: BTreeMap<String, Vec<PathBuf>>,
    reports: Vec<(String, Arc<Vec<u8>>)>,
    keys: BTreeMap<String, PathBuf>,
}

impl Held {
    fn token(&mut self, kind: &str) -> String {
        self.next += 1;
        format!("{kind}-{}", self.next)
    }

    /// Holds files to import. Earlier ones are forgotten: one queue is looked at, at a time.
    pub fn queue(&mut self, paths: Vec<PathBuf>) -> ImportQueue {
        let token = self.token("import");
        let names = paths.iter().map(|p| name_of(p)).collect();
        self.queues = BTreeMap::from([(token.clone(), paths)]);
        ImportQueue { token, names }
    }

    /// The files under a token.
    ///
    /// # Errors
    /// `import/no-queue`.
    pub fn files(&self, token: &str) -> Result<Vec<PathBuf>> {
        self.queues
            .get(token)
            .cloned()
            .ok_or_else(|| Error::new("import/no-queue", "These files are no longer held.", "Choose the files again; nothing was written."))
    }

    pub fn forget(&mut self, token: &str) {
        self.queues.remove(token);
    }

    /// Holds a built report; the oldest is forgotten.
    pub fn report(&mut self, bytes: Vec<u8>) -> String {
        let token = self.token("report");
        if self.reports.len() >= REPORTS {
            self.reports.remove(0);
        }
        self.reports.push((token.clone(), Arc::new(bytes)));
        token
    }

    /// The bytes of a built report.
    ///
    /// # Errors
    /// `report/no-preview`.
    pub fn report_bytes(&self, token: &str) -> Result<Arc<Vec<u8>>> {
        let found = self.reports.iter().find(|(t, _)| t == token).map(|(_, bytes)| Arc::clone(bytes));
        found.ok_or_else(|| Error::new("report/no-preview", "This preview is no longer held.", "Build the report again."))
    }

    pub fn key(&mut self, path: PathBuf) -> String {
        let token = self.token("key");
        self.keys = BTreeMap::from([(token.clone(), path)]);
        token
    }

    /// The path of a chosen key.
    ///
    /// # Errors
    /// `pack/no-key`.
    pub fn key_path(&self, token: &str) -> Result<PathBuf> {
        self.keys.get(token).cloned().ok_or_else(|| Error::new("pack/no-key", "This key is no longer held.", "Choose the key again."))
    }

    pub fn clear(&mut self) {
        *self = Self { next: self.next, ..Self::default() };
    }
}

/// The name of a path without its folder.
pub(crate) fn name_of(path: &Path) -> String {
    path.file_name().map_or_else(String::new, |n| n.to_string_lossy().into_owned())
}

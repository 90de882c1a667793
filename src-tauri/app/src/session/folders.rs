//! The folders of the files a session has to do with: taken out of what is said before it crosses to the window.

use countersign_workbench::Error;
use std::collections::BTreeSet;
use std::path::{MAIN_SEPARATOR, Path};

/// Folders as they are written in front of a name, each with its last separator.
#[derive(Default)]
pub(crate) struct Folders(BTreeSet<String>);

impl Folders {
    /// Remembers the folder a file or folder lies in, as it was named and as the system resolves it.
    pub fn know(&mut self, path: &Path) {
        let path = std::path::absolute(path).unwrap_or_else(|_| path.to_owned());
        let Some(folder) = path.parent() else { return };
        for folder in [Some(folder.to_owned()), std::fs::canonicalize(folder).ok()].into_iter().flatten() {
            let mut text = folder.display().to_string();
            if !text.ends_with(MAIN_SEPARATOR) {
                text.push(MAIN_SEPARATOR);
            }
            // The root alone says nothing about anybody, and stands in front of everything.
            if text.len() > 1 {
                self.0.insert(text);
            }
        }
    }

    /// A text in which files have their names, not their folders.
    pub fn out_of(&self, text: &str) -> String {
        // The longest first, so that a folder inside another one goes as a whole.
        let mut folders: Vec<&String> = self.0.iter().collect();
        folders.sort_by_key(|f| std::cmp::Reverse(f.len()));
        folders.into_iter().fold(text.to_owned(), |text, folder| text.replace(folder.as_str(), ""))
    }

    /// The same for an error.
    pub fn taken_out(&self, e: Error) -> Error {
        Error { code: e.code, message: self.out_of(&e.message), hint: self.out_of(&e.hint), detail: self.out_of(&e.detail) }
    }
}

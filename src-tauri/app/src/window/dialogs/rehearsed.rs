//! Answers to dialogs that were written down beforehand, for a test that drives the window. Not in a release.

use std::path::PathBuf;
use std::sync::{Mutex, PoisonError};

/// One JSON array of paths a line, used up in order. An empty array is a dialog that was cancelled; so is a dialog for which no
/// line is left. The file is read again for each dialog, so that a test can write the next answer when it knows it.
pub struct Answers {
    file: PathBuf,
    used: Mutex<usize>,
}

impl Answers {
    /// The answers in the file that `COUNTERSIGN_DIALOGS` names.
    pub fn from_environment() -> Option<Self> {
        std::env::var_os("COUNTERSIGN_DIALOGS").filter(|path| !path.is_empty()).map(Self::in_file)
    }

    fn in_file(path: impl Into<PathBuf>) -> Self {
        Self { file: path.into(), used: Mutex::new(0) }
    }

    /// The next answer. A file that cannot be read is no reason to show a dialog that nobody answers.
    pub fn next(&self) -> Option<Vec<PathBuf>> {
        let mut used = self.used.lock().unwrap_or_else(PoisonError::into_inner);
        let text = std::fs::read_to_string(&self.file).unwrap_or_default();
        let line = text.lines().nth(*used)?;
        *used += 1;
        serde_json::from_str::<Vec<PathBuf>>(line).ok().filter(|paths| !paths.is_empty())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn answers_are_used_up_in_order_and_may_be_added() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("dialogs");
        let answers = Answers::in_file(&file);
        assert!(answers.next().is_none());
        std::fs::write(&file, "[\"a.csv\", \"b.csv\"]\n[]\n").unwrap();
        assert_eq!(answers.next().unwrap(), ["a.csv", "b.csv"].map(PathBuf::from));
        assert!(answers.next().is_none());
        assert!(answers.next().is_none(), "no line is left");
        std::fs::write(&file, "[\"a.csv\", \"b.csv\"]\n[]\n[\"out/report.pdf\"]\n").unwrap();
        assert_eq!(answers.next().unwrap(), [PathBuf::from("out/report.pdf")]);
    }
}

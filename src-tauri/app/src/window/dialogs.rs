//! The dialogs of the desktop. They are opened from here and never from the page, so that the page needs no path.

#[cfg(debug_assertions)]
mod rehearsed;

use countersign_app::{Choose, Filter};
use std::path::{Path, PathBuf};
use tauri::{AppHandle, Manager as _};
use tauri_plugin_dialog::{DialogExt as _, FileDialogBuilder, FilePath};

/// Asks the person at the desktop for files and folders.
pub struct Dialogs {
    app: AppHandle,
    #[cfg(debug_assertions)]
    rehearsed: Option<rehearsed::Answers>,
}

impl Dialogs {
    /// Dialogs over the main window. A build with debug assertions takes the answers from a file when `COUNTERSIGN_DIALOGS`
    /// names one, so that a test can walk through what a person would click.
    pub fn new(app: AppHandle) -> Self {
        Self {
            app,
            #[cfg(debug_assertions)]
            rehearsed: rehearsed::Answers::from_environment(),
        }
    }

    /// Waits for the answer; nothing when the dialog was cancelled. Not to be called on the thread that draws.
    pub fn choose(&self, what: &Choose) -> Option<Vec<PathBuf>> {
        #[cfg(debug_assertions)]
        if let Some(answers) = &self.rehearsed {
            return answers.next();
        }
        match what {
            Choose::OpenFile { title, filter } => one(self.dialog(title, Some(filter)).blocking_pick_file()),
            Choose::OpenFiles { title, filter } => {
                let picked = self.dialog(title, Some(filter)).blocking_pick_files()?;
                Some(picked.into_iter().filter_map(|p| p.into_path().ok()).collect())
            }
            Choose::OpenFolder { title } => one(self.dialog(title, None).blocking_pick_folder()),
            Choose::SaveFile { title, name, filter } => self.save(title, name, *filter),
        }
    }

    fn dialog(&self, title: &str, filter: Option<&Filter>) -> FileDialogBuilder<tauri::Wry> {
        let mut dialog = self.app.dialog().file().set_title(title);
        if let Some(window) = self.app.get_webview_window(super::MAIN) {
            dialog = dialog.set_parent(&window);
        }
        if let Some(filter) = filter.filter(|f| !f.extensions.is_empty()) {
            dialog = dialog.add_filter(filter.label, filter.extensions);
        }
        dialog
    }

    /// Not every desktop adds the ending that a person leaves out. Where the name with the ending is taken, the dialog is shown
    /// again with it, so that the desktop asks before anything is replaced.
    fn save(&self, title: &str, name: &str, filter: Filter) -> Option<Vec<PathBuf>> {
        let mut dialog = self.dialog(title, Some(&filter)).set_file_name(name);
        loop {
            let typed = dialog.blocking_save_file()?.into_path().ok()?;
            let ended = with_ending(&typed, filter.extensions);
            if ended == typed || !ended.exists() {
                return Some(vec![ended]);
            }
            let name = ended.file_name()?.to_string_lossy();
            dialog = self.dialog(title, Some(&filter)).set_file_name(name).set_directory(ended.parent()?);
        }
    }
}

fn one(picked: Option<FilePath>) -> Option<Vec<PathBuf>> {
    Some(vec![picked?.into_path().ok()?])
}

/// The path with the first of these endings, unless it has one of them.
fn with_ending(path: &Path, endings: &[&str]) -> PathBuf {
    let has = |ending: &&str| path.extension().is_some_and(|e| e.eq_ignore_ascii_case(ending));
    match endings.first() {
        Some(first) if !endings.iter().any(has) => {
            let mut name = path.as_os_str().to_owned();
            name.push(".");
            name.push(first);
            name.into()
        }
        _ => path.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_gets_the_ending_that_was_left_out() {
        let ended = |path: &str, endings: &[&str]| with_ending(Path::new(path), endings).to_str().unwrap().to_owned();
        assert_eq!(ended("a/report", &["pdf"]), "a/report.pdf");
        assert_eq!(ended("a/report.PDF", &["pdf"]), "a/report.PDF");
        assert_eq!(ended("a/report v1.2", &["pdf"]), "a/report v1.2.pdf");
        assert_eq!(ended("a/table.tsv", &["csv", "tsv"]), "a/table.tsv");
        assert_eq!(ended("a/anything", &[]), "a/anything");
    }
}

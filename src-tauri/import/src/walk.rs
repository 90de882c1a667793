//! Folders, walked without following anything out of them.

use crate::clean::{Found, clean};
use crate::error::ImportError;
use countersign_core::diagnostic::Diagnostic;
use countersign_core::source::SourceRef;
use std::path::{Path, PathBuf};

/// A folder may hold this many files.
pub const FILE_LIMIT: usize = 50_000;
/// Folders may be nested this deep.
pub const DEPTH_LIMIT: usize = 32;

/// A regular file in a folder.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Walked {
    /// Where it is; used to read it and for nothing else.
    pub path: PathBuf,
    /// Its name from the folder on, parts separated by `/`, hidden characters visible.
    pub name: String,
}

/// The regular files of a folder by name, and what was not followed.
///
/// # Errors
/// When the folder cannot be read, or is larger or deeper than the limits.
pub fn walk(root: &Path) -> Result<(Vec<Walked>, Vec<Diagnostic>), ImportError> {
    let (mut files, mut skipped) = (Vec::new(), Vec::new());
    let entries = walkdir::WalkDir::new(root).follow_links(false).follow_root_links(false).max_depth(DEPTH_LIMIT + 1).sort_by_file_name();
    for entry in entries {
        let entry = entry.map_err(|e| {
            let path = e.path().unwrap_or(root).to_owned();
            ImportError::Read { path, source: e.into() }
        })?;
        if entry.file_type().is_dir() {
            if entry.depth() > DEPTH_LIMIT {
                return Err(ImportError::TooDeep { path: entry.into_path(), limit: DEPTH_LIMIT });
            }
            continue;
        }
        let name = relative(root, entry.path());
        if !entry.file_type().is_file() {
            skipped.push(link(&name, entry.file_type().is_symlink()));
            continue;
        }
        if files.len() == FILE_LIMIT {
            return Err(ImportError::TooManyFiles { path: root.to_owned(), limit: FILE_LIMIT });
        }
        files.push(Walked { path: entry.into_path(), name });
    }
    files.sort_by(|a, b| a.name.cmp(&b.name));
    Ok((files, skipped))
}

/// The file that an import of these paths calls by this name.
///
/// # Errors
/// When a folder cannot be read, or is larger or deeper than the limits.
pub fn located(paths: &[PathBuf], name: &str) -> Result<Option<PathBuf>, ImportError> {
    for path in paths {
        let kind = path.symlink_metadata().map_err(|source| ImportError::Read { path: path.clone(), source })?;
        if kind.is_file() && shown(path) == name {
            return Ok(Some(path.clone()));
        }
        if kind.is_dir()
            && let Some(found) = walk(path)?.0.into_iter().find(|file| file.name == name)
        {
            return Ok(Some(found.path));
        }
    }
    Ok(None)
}

/// Says that something is no regular file.
pub fn link(name: &str, is_link: bool) -> Diagnostic {
    let what = if is_link { "a link" } else { "a device, pipe or socket" };
    Diagnostic::new("import/link-skipped", format!("`{name}` is {what}; it was not followed"), SourceRef::file(name))
}

/// The name to show for a path.
pub fn shown(path: &Path) -> String {
    inert(&path.file_name().unwrap_or(path.as_os_str()).to_string_lossy())
}

/// A name with what is hidden in it made visible, on one line.
fn inert(name: &str) -> String {
    clean(name, &mut Found::default()).replace('\n', "<U+000A>").replace('\t', "<U+0009>")
}

fn relative(root: &Path, path: &Path) -> String {
    let inside = path.strip_prefix(root).unwrap_or(path);
    let parts: Vec<String> = inside.components().map(|c| c.as_os_str().to_string_lossy().into_owned()).collect();
    inert(&parts.join("/"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn files_are_listed_and_folders_too_deep_are_refused() {
        let dir = tempfile::tempdir().unwrap();
        std::fs::create_dir_all(dir.path().join("b")).unwrap();
        std::fs::write(dir.path().join("b/x.csv"), "x").unwrap();
        std::fs::write(dir.path().join("a\u{202e}.csv"), "x").unwrap();
        let (files, skipped) = walk(dir.path()).unwrap();
        assert_eq!(files.iter().map(|f| f.name.as_str()).collect::<Vec<_>>(), ["a<U+202E>.csv", "b/x.csv"]);
        assert!(skipped.is_empty());
        let find = |name: &str| located(&[dir.path().join("b/x.csv"), dir.path().to_owned()], name).unwrap();
        assert_eq!(find("b/x.csv"), Some(dir.path().join("b/x.csv")));
        assert_eq!(find("x.csv"), Some(dir.path().join("b/x.csv")));
        assert_eq!(find("a<U+202E>.csv"), Some(dir.path().join("a\u{202e}.csv")));
        assert_eq!(find("../b/x.csv"), None);
        let deep = (0..40).fold(dir.path().to_owned(), |p, _| p.join("d"));
        std::fs::create_dir_all(deep).unwrap();
        assert!(matches!(walk(dir.path()), Err(ImportError::TooDeep { .. })));
    }

    #[cfg(unix)]
    #[test]
    fn links_are_listed_and_not_followed() {
        let dir = tempfile::tempdir().unwrap();
        let outside = tempfile::tempdir().unwrap();
        std::fs::write(outside.path().join("secret.csv"), "x").unwrap();
        std::os::unix::fs::symlink(outside.path(), dir.path().join("folder")).unwrap();
        std::os::unix::fs::symlink(outside.path().join("secret.csv"), dir.path().join("file.csv")).unwrap();
        let (files, skipped) = walk(dir.path()).unwrap();
        assert!(files.is_empty());
        assert_eq!(skipped.iter().map(|d| d.code.as_str()).collect::<Vec<_>>(), ["import/link-skipped"; 2]);
    }
}

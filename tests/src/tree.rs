//! The source tree as text.

use std::path::{Path, PathBuf};
use walkdir::WalkDir;

/// The top of the project.
pub fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap().to_owned()
}

/// A path in the folder of shared files beside the project; says so when there is none.
pub fn shared(path: &str) -> Option<PathBuf> {
    let found = root().parent().unwrap().join("shared").join(path);
    if found.exists() {
        return Some(found);
    }
    eprintln!("skipped: no shared files ({path})");
    None
}

/// One source file, its path relative to the top with `/` between folders.
pub struct Source {
    /// Where it is.
    pub path: String,
    /// What it says.
    pub text: String,
}

impl Source {
    /// Whether the whole file is tests.
    pub fn is_test(&self) -> bool {
        self.path.split('/').any(|part| part == "tests" || part == "tests.rs")
    }

    /// The program in it: without test modules and without comments.
    pub fn program(&self) -> String {
        if self.is_test() { String::new() } else { without_comments(split(&self.text).0) }
    }

    /// The tests in it.
    pub fn tests(&self) -> &str {
        if self.is_test() { &self.text } else { split(&self.text).1 }
    }
}

/// The files below a folder of the project with one of these endings, in path order. Build output and packages are left out.
pub fn sources(folder: &str, endings: &[&str]) -> Vec<Source> {
    let root = root();
    let mut found: Vec<Source> = WalkDir::new(root.join(folder))
        .into_iter()
        .filter_entry(|e| !matches!(e.file_name().to_str(), Some("target" | "node_modules" | ".git")))
        .map(Result::unwrap)
        .filter(|e| e.file_type().is_file())
        .filter(|e| e.path().extension().and_then(|x| x.to_str()).is_some_and(|x| endings.contains(&x)))
        .map(|e| Source {
            path: e.path().strip_prefix(&root).unwrap().to_str().unwrap().replace('\\', "/"),
            text: std::fs::read_to_string(e.path()).unwrap(),
        })
        .collect();
    found.sort_by(|a, b| a.path.cmp(&b.path));
    assert!(!found.is_empty(), "no source below {folder}: this suite would test nothing");
    found
}

/// A file before and after its test module, which stands last.
fn split(text: &str) -> (&str, &str) {
    match text.find("#[cfg(test)]\nmod ") {
        Some(at) if text[at..].lines().nth(1).is_some_and(|l| l.ends_with('{')) => text.split_at(at),
        _ => (text, ""),
    }
}

fn without_comments(text: &str) -> String {
    text.lines().map(|l| l.find("//").filter(|at| !l[..*at].contains('"')).map_or(l, |at| &l[..at])).collect::<Vec<_>>().join("\n")
}

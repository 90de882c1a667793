//! `frameworks/` as core types: editions, crosswalks, aliases, applicability rules, starter controls and kinds of findings, read from TOML and
//! checked against each other; and publishers' own files, read so that a user can attach official wording.

mod aliases;
mod condition;
mod controls;
mod crosswalks;
mod edition;
mod error;
mod findings;
pub mod official;
mod rules;
mod toml_file;

pub use error::ContentError;

use countersign_core::catalog::Content;
use include_dir::{Dir, include_dir};
use std::collections::BTreeMap;
use toml_file::TomlFile;

static SHIPPED: Dir<'static> = include_dir!("$CARGO_MANIFEST_DIR/../../frameworks");

/// Files of content by their path inside `frameworks/`, with `/` between folders.
pub type Files = BTreeMap<String, String>;

/// The files that are built in.
pub fn shipped_files() -> Files {
    let mut files = Files::new();
    gather(&SHIPPED, &mut files);
    files
}

fn gather(dir: &Dir<'static>, files: &mut Files) {
    for file in dir.files() {
        if let Some(text) = file.contents_utf8() {
            files.insert(file.path().to_string_lossy().replace('\\', "/"), text.to_owned());
        }
    }
    for sub in dir.dirs() {
        gather(sub, files);
    }
}

/// The content that is built in.
///
/// # Errors
/// When a file is wrong; a test keeps that from being shipped.
pub fn shipped() -> Result<Content, ContentError> {
    load(&shipped_files())
}

/// Reads content from files and checks it as a whole: every id that is named exists.
///
/// # Errors
/// When a file is wrong, with the file, line and column.
pub fn load(files: &Files) -> Result<Content, ContentError> {
    let mut content = Content::default();
    let toml = |folder: &str| -> Vec<TomlFile<'_>> {
        files
            .iter()
            .filter(|(path, _)| path.ends_with(".toml") && path.rsplit_once('/').map_or("", |(dir, _)| dir) == folder)
            .map(|(path, text)| TomlFile { path, text })
            .collect()
    };
    for file in toml("") {
        content.editions.push(edition::read(&file)?);
    }
    content.editions.sort_by_key(|e| {
        let id = e.id.to_string();
        (countersign_core::catalog::DEFAULT_EDITIONS.iter().position(|d| *d == id).unwrap_or(usize::MAX), id)
    });
    for file in toml("rules") {
        content.rules.extend(rules::read(&file, &content)?);
    }
    content.rules.sort_by(|a, b| a.id.cmp(&b.id));
    if content.rules.len() > countersign_core::assess::RuleSet::MOST {
        return Err(ContentError::whole("rules", "there are more rules than a rule set can hold"));
    }
    for file in toml("aliases") {
        let (aliases, names) = aliases::read(&file, &content)?;
        content.aliases.extend(aliases);
        content.edition_names.extend(names);
    }
    for file in toml("crosswalks") {
        content.crosswalks.push(crosswalks::read(&file, &content)?);
    }
    for file in toml("controls") {
        content.controls.extend(controls::read(&file, &content)?);
    }
    for file in toml("findings") {
        content.findings.extend(findings::read(&file, &content)?);
    }
    content.findings.sort_by(|a, b| a.code.cmp(&b.code));
    Ok(content)
}

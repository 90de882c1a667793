//! A pack as a zip. Nothing is unpacked; names that are not plain are refused, never rewritten.

use super::meter::{Budget, Facts};
use super::zip_layout::{self, Entry, Layout};
use super::{Bag, Check};
use crate::bag::{BAGIT, MANIFEST, TAG_MANIFEST};
use crate::error::PackError;
use crate::limits::Limits;
use crate::names::{collisions, why_unsafe};
use std::collections::{BTreeMap, BTreeSet};
use std::fs::File;
use std::io::{BufReader, Read, Seek};
use std::path::Path;
use zip::ZipArchive;

const STORED: u16 = 0;
const DEFLATED: u16 = 8;

/// Reads every entry with a plain name.
pub(super) fn read(path: &Path, limits: &Limits) -> Result<Bag, PackError> {
    let failed = |source| PackError::Read { path: path.to_owned(), source };
    let mut file = BufReader::new(File::open(path).map_err(failed)?);
    let layout = match zip_layout::read(&mut file, limits).map_err(failed)? {
        Ok(layout) => layout,
        Err(why) => {
            file.rewind().map_err(failed)?;
            let mut magic = Vec::new();
            file.by_ref().take(4).read_to_end(&mut magic).map_err(failed)?;
            if magic.starts_with(b"PK\x03\x04") {
                return Ok(Bag::broken(vec![format!("the zip is damaged: {why}")]));
            }
            return Err(PackError::NotAPack { path: path.to_owned(), why: "it is neither a zip nor a folder".to_owned() });
        }
    };
    Ok(read_entries(file, layout, limits))
}

impl Bag {
    fn broken(problems: Vec<String>) -> Self {
        Self { checks: vec![Check::of("container/structure", &problems, "")], unreadable: true, ..Self::default() }
    }
}

fn read_entries<R: Read + Seek>(file: R, mut layout: Layout, limits: &Limits) -> Bag {
    let mut archive = match ZipArchive::new(file) {
        Ok(archive) => archive,
        Err(e) => {
            layout.problems.push(format!("the zip cannot be opened: {e}"));
            return Bag::broken(layout.problems);
        }
    };
    if archive.central_directory_start() != layout.directory {
        layout.problems.push("the zip has two directories".to_owned());
        return Bag::broken(layout.problems);
    }
    // Sizes, checksums and formats of the local headers against the directory. Names and places are compared already, and
    // doubled names have a check of their own.
    if layout.problems.is_empty()
        && !archive.has_duplicate_names()
        && let Err(e) = archive.validate_header_consistency()
    {
        layout.problems.push(e.to_string());
    }

    let names = Names::of(&layout.entries);
    let mut bag = Bag::default();
    let mut budget = Budget::new(limits);
    let mut broken = Vec::new();
    let mut outside = Vec::new();
    for (full, entry) in &names.files {
        let Some(path) = inside(full, &names.folder) else {
            outside.push(full.clone());
            continue;
        };
        let facts = read_entry(&mut archive, entry, path, &mut budget);
        if let Some(why) = &facts.trouble {
            broken.push(format!("{path} ({why})"));
        }
        bag.files.insert(path.to_owned(), facts);
    }
    let count = bag.files.len();
    bag.checks = vec![
        Check::of("container/structure", &layout.problems, "no byte before, between or after the entries"),
        Check::of("container/safe-names", &names.refused, format!("{count} files, all with plain names")),
        Check::of("container/one-folder", &outside, format!("everything is in {}", names.folder)),
        Check::of("container/limits", &budget.exceeded, format!("{} bytes", budget.total)),
        Check::of("container/readable", &broken, format!("{count} files read to the end, checksums match")),
    ];
    bag
}

fn read_entry<R: Read + Seek>(archive: &mut ZipArchive<R>, entry: &Entry, path: &str, budget: &mut Budget) -> Facts {
    let trouble = |why: String| Facts { trouble: Some(why), ..Facts::default() };
    if entry.is_encrypted() {
        return trouble("it is encrypted".to_owned());
    }
    if entry.method != STORED && entry.method != DEFLATED {
        return trouble(format!("compression method {} is not read", entry.method));
    }
    let Some(index) = archive.index_for_name_raw(&entry.name) else { return trouble("it cannot be found by its name".to_owned()) };
    match archive.by_index(index) {
        Err(e) => trouble(e.to_string()),
        Ok(content) => {
            let mut facts = budget.read(path, Some(entry.packed), content);
            if facts.trouble.is_none() && facts.bytes != entry.size {
                facts.trouble = Some(format!("it has {} bytes, the directory says {}", facts.bytes, entry.size));
            }
            facts
        }
    }
}

/// The entries sorted into those that can be read and those whose names are refused.
struct Names<'a> {
    files: BTreeMap<String, &'a Entry>,
    refused: Vec<String>,
    /// The one folder the pack should be in; empty when the bag is at the top.
    folder: String,
}

impl<'a> Names<'a> {
    fn of(entries: &'a [Entry]) -> Self {
        let mut files = BTreeMap::new();
        let mut all = Vec::new();
        let mut refused = Vec::new();
        for entry in entries {
            let shown = String::from_utf8_lossy(&entry.name).escape_default().to_string();
            let name = std::str::from_utf8(&entry.name).unwrap_or("\u{fffd}");
            let plain = if entry.is_folder() { name.trim_end_matches('/') } else { name };
            let why = match why_unsafe(plain).or(entry.odd_kind()) {
                None if entry.is_folder() && entry.size > 0 => Some("a folder with content"),
                other => other,
            };
            match why {
                Some(why) => refused.push(format!("{shown} ({why})")),
                None if entry.is_folder() => {}
                None => {
                    all.push(name);
                    files.insert(name.to_owned(), entry);
                }
            }
        }
        all.sort_unstable();
        refused.extend(collisions(all));
        let folder = bag_folder(&files);
        Self { files, refused, folder }
    }
}

/// The top folder with most of a bag's own files in it.
fn bag_folder(files: &BTreeMap<String, &Entry>) -> String {
    let tops: BTreeSet<&str> = files.keys().map(|name| name.split_once('/').map_or("", |(top, _)| top)).collect();
    let marks = |top: &str| [BAGIT, MANIFEST, TAG_MANIFEST].iter().filter(|m| files.contains_key(&join(top, m))).count();
    // max_by_key keeps the last of equals; the folder that sorts first is meant.
    tops.iter().rev().max_by_key(|top| marks(top)).map(|top| (*top).to_owned()).unwrap_or_default()
}

fn join(folder: &str, name: &str) -> String {
    if folder.is_empty() { name.to_owned() } else { format!("{folder}/{name}") }
}

fn inside<'n>(full: &'n str, folder: &str) -> Option<&'n str> {
    if folder.is_empty() { Some(full) } else { full.strip_prefix(folder)?.strip_prefix('/') }
}

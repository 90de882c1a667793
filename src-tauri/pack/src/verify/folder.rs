//! A pack as a folder: what `unzip` left.

use super::meter::Budget;
use super::{Bag, Check};
use crate::error::PackError;
use crate::limits::Limits;
use crate::names::{collisions, why_unsafe};
use std::fs::{self, File};
use std::path::{Path, PathBuf};

/// Reads every file below `root`. Links are never followed, devices and pipes never opened.
pub(super) fn read(root: &Path, limits: &Limits) -> Result<Bag, PackError> {
    let mut found = Found::default();
    found.walk(root, limits)?;
    found.paths.sort();
    found.unsafe_names.extend(collisions(found.paths.iter().map(|(path, _)| path.as_str())));

    let mut bag = Bag::default();
    let mut budget = Budget::new(limits);
    let mut broken = Vec::new();
    budget.exceeded.append(&mut found.exceeded);
    for (path, place) in found.paths {
        let facts = match File::open(&place) {
            Ok(file) => budget.read(&path, None, file),
            Err(e) => super::Facts { trouble: Some(e.to_string()), ..Default::default() },
        };
        if let Some(why) = &facts.trouble {
            broken.push(format!("{path} ({why})"));
        }
        bag.files.insert(path, facts);
    }
    let count = bag.files.len();
    bag.checks = vec![
        Check::of("container/safe-names", &found.unsafe_names, format!("{count} files, all with plain names")),
        Check::of("container/limits", &budget.exceeded, format!("{} bytes", budget.total)),
        Check::of("container/readable", &broken, format!("{count} files read to the end")),
    ];
    Ok(bag)
}

#[derive(Default)]
struct Found {
    paths: Vec<(String, PathBuf)>,
    unsafe_names: Vec<String>,
    exceeded: Vec<String>,
}

impl Found {
    fn walk(&mut self, root: &Path, limits: &Limits) -> Result<(), PackError> {
        let mut folders = vec![(String::new(), root.to_owned())];
        while let Some((prefix, folder)) = folders.pop() {
            let failed = |source| PackError::Read { path: folder.clone(), source };
            for entry in fs::read_dir(&folder).map_err(failed)? {
                let entry = entry.map_err(failed)?;
                let Some(name) = entry.file_name().to_str().map(str::to_owned) else {
                    self.unsafe_names.push(format!("{}{} (not Unicode)", prefix, entry.file_name().to_string_lossy().escape_default()));
                    continue;
                };
                let path = format!("{prefix}{name}");
                let kind = entry.file_type().map_err(failed)?;
                let why = match why_unsafe(&path) {
                    Some(why) => Some(why),
                    None if kind.is_symlink() => Some("a link"),
                    None if !kind.is_dir() && !kind.is_file() => Some("a device or a pipe"),
                    None => None,
                };
                if let Some(why) = why {
                    self.unsafe_names.push(format!("{} ({why})", path.escape_default()));
                } else if kind.is_dir() {
                    folders.push((format!("{path}/"), entry.path()));
                } else if self.paths.len() as u64 >= limits.entries {
                    self.exceeded.push(format!("more than {} files", limits.entries));
                    return Ok(());
                } else {
                    self.paths.push((path, entry.path()));
                }
            }
        }
        Ok(())
    }
}

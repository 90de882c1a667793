//! What a session keeps between runs: preferences and the list of workspaces. Plain JSON files that may be deleted at any time.

use crate::shapes::{Prefs, Recent};
use countersign_core::digest::sha256_hex;
use countersign_workbench::{Error, Result};
use serde::{Deserialize, Serialize};
use std::path::{Path, PathBuf};

/// The folder of a person's preferences.
pub(super) struct Keep<'a>(&'a Path);

/// A workspace that was open, with its path.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Kept {
    pub path: PathBuf,
    pub organisation: String,
    pub opened_at: String,
    /// Whether it was open when the program ended.
    #[serde(default)]
    pub open: bool,
}

impl Kept {
    /// What the window calls it: it says nothing of the path.
    pub fn id(&self) -> String {
        sha256_hex(self.path.as_os_str().as_encoded_bytes()).chars().take(16).collect()
    }

    /// What the window may know of it.
    pub fn shown(&self) -> Recent {
        Recent {
            id: self.id(),
            file: self.path.file_name().map_or_else(String::new, |n| n.to_string_lossy().into_owned()),
            organisation: self.organisation.clone(),
            opened_at: self.opened_at.clone(),
            missing: !self.path.exists(),
        }
    }
}

impl<'a> Keep<'a> {
    pub fn at(folder: &'a Path) -> Self {
        Self(folder)
    }

    /// What is kept; those of a new person when there is nothing that can be read.
    pub fn prefs(&self) -> Prefs {
        self.read("prefs.json").unwrap_or_default()
    }

    pub fn recent(&self) -> Vec<Kept> {
        self.read("recent.json").unwrap_or_default()
    }

    pub fn write_prefs(&self, prefs: &Prefs) -> Result<()> {
        self.write("prefs.json", prefs)
    }

    pub fn write_recent(&self, recent: &[Kept]) -> Result<()> {
        self.write("recent.json", &recent)
    }

    fn read<T: serde::de::DeserializeOwned>(&self, name: &str) -> Option<T> {
        serde_json::from_slice(&std::fs::read(self.0.join(name)).ok()?).ok()
    }

    /// Written beside and then given its name, so that half a file is never read.
    fn write<T: Serialize>(&self, name: &str, value: &T) -> Result<()> {
        let failed = |e: std::io::Error| {
            Error::new(
                "program/preferences",
                format!("The preferences cannot be kept: {e}."),
                "Check that the folder of settings can be written.",
            )
        };
        let bytes = serde_json::to_vec_pretty(value)?;
        let part = self.0.join(format!("{name}.part"));
        std::fs::create_dir_all(self.0).map_err(failed)?;
        std::fs::write(&part, bytes).map_err(failed)?;
        std::fs::rename(&part, self.0.join(name)).map_err(failed)
    }
}

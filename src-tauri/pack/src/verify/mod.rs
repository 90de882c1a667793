//! Checking a pack that comes from anywhere.
//!
//! Nothing is unpacked to the disk: every file is streamed through the hash, then the answers are compared. The container
//! ([`zip_pack`], [`folder`]) yields a [`Bag`] of facts; [`contents`] and [`signature`] turn the facts into checks.

mod contents;
mod folder;
mod meter;
mod signature;
mod zip_layout;
mod zip_pack;

#[cfg(test)]
mod tests;

use crate::bag::{BAGIT, MANIFEST, TAG_MANIFEST};
use crate::error::PackError;
use crate::limits::{LIMITS, Limits};
use crate::text::{ascii_line, listed};
use meter::Facts;
use serde::Serialize;
use std::collections::BTreeMap;
use std::path::Path;

/// The answer about one pack.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Report {
    /// Whether every check is ok.
    pub ok: bool,
    /// `sha256:…` of `tagmanifest-sha256.txt` as found; nothing when there is none to read.
    pub root_digest: Option<String>,
    /// The checks, always in the same order.
    pub checks: Vec<Check>,
}

/// One question about a pack.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Check {
    /// Stable name, such as `manifest/digests`.
    pub id: &'static str,
    /// The answer.
    pub ok: bool,
    /// What was looked at or, when not ok, every file that is to blame and why.
    pub detail: String,
}

impl Check {
    /// Ok when there are no problems.
    fn of(id: &'static str, problems: &[String], fine: impl Into<String>) -> Self {
        let ok = problems.is_empty();
        let detail = if ok { fine.into() } else { listed(problems) };
        // Parts of it may come from the pack: nothing that moves a cursor or turns the line around gets out.
        Self { id, ok, detail: ascii_line(&detail) }
    }
}

/// What was found in a container.
#[derive(Debug, Default)]
struct Bag {
    /// Facts by path inside the bag.
    files: BTreeMap<String, Facts>,
    /// Checks of the container itself.
    checks: Vec<Check>,
    /// Set when the container is so broken that its files were not read.
    unreadable: bool,
}

/// Verifies a pack, as a zip or as the folder it was unzipped to.
///
/// `allowed_signers` is a list the caller trusts (format of `ssh-keygen -Y verify -f`); with it, a pack that is not signed by
/// somebody on the list is not ok. Without it, the enclosed list is used, which shows only that the pack agrees with itself.
///
/// # Errors
/// [`PackError::NotAPack`] when there is nothing to verify, [`PackError::Read`] and [`PackError::AllowedSigners`]. Whatever is
/// wrong inside the pack is in the report.
pub fn verify(path: &Path, allowed_signers: Option<&Path>) -> Result<Report, PackError> {
    verify_within(path, allowed_signers, &LIMITS)
}

fn verify_within(path: &Path, allowed_signers: Option<&Path>, limits: &Limits) -> Result<Report, PackError> {
    let trusted = allowed_signers.map(signature::read_list).transpose()?;
    let metadata = std::fs::metadata(path).map_err(|source| PackError::Read { path: path.to_owned(), source })?;
    let bag = if metadata.is_dir() {
        folder::read(path, limits)?
    } else if metadata.is_file() {
        zip_pack::read(path, limits)?
    } else {
        return Err(PackError::NotAPack { path: path.to_owned(), why: "it is neither a file nor a folder".to_owned() });
    };
    let has_marker = [BAGIT, MANIFEST, TAG_MANIFEST].iter().any(|name| bag.files.contains_key(*name));
    if !has_marker && bag.checks.iter().all(|c| c.ok) {
        return Err(PackError::NotAPack { path: path.to_owned(), why: format!("it has no {BAGIT} and no manifest") });
    }
    let root_digest = bag.files.get(TAG_MANIFEST).filter(|f| f.trouble.is_none()).map(|f| format!("sha256:{}", f.sha256));
    let mut checks = Vec::new();
    if !bag.unreadable {
        checks.extend(contents::checks(&bag.files));
        checks.extend(signature::checks(&bag.files, trusted.as_deref(), chrono::Utc::now().naive_utc()));
        checks.push(contents::snapshot(&bag.files));
    }
    checks.splice(0..0, bag.checks);
    Ok(Report { ok: checks.iter().all(|c| c.ok), root_digest, checks })
}

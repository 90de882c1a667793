//! Writing a file where a person said, and what the dialogs offer.

use super::shell::one;
use crate::host::{Choose, Filter};
use crate::session::Session;
use crate::shapes::Saved;
use countersign_core::digest::sha256_hex;
use countersign_workbench::{Error, Result};
use std::io::Write as _;
use std::path::Path;

pub(super) const OPEN_WORKSPACE: Filter = Filter { label: "Countersign workspace", extensions: &["countersign"] };
pub(super) const SAVE_WORKSPACE: Filter = OPEN_WORKSPACE;
pub(super) const ANY: Filter = Filter { label: "Any file", extensions: &[] };
pub(super) const ZIP: Filter = Filter { label: "Audit pack", extensions: &["zip"] };

/// What each format of a file is called in a dialog.
pub(super) fn filter_of(format: &str) -> Filter {
    match format {
        "pdf" => Filter { label: "PDF", extensions: &["pdf"] },
        "xlsx" => Filter { label: "Excel workbook", extensions: &["xlsx"] },
        "csv" => Filter { label: "CSV", extensions: &["csv"] },
        "json" => Filter { label: "JSON", extensions: &["json"] },
        _ => ANY,
    }
}

/// Asks where, then writes. The dialog has asked about a file that is there already. Written beside and then given its name, so that
/// a disk that is full leaves the earlier file as it was.
pub(super) fn save(
    session: &Session,
    title: &'static str,
    name: String,
    filter: Filter,
    bytes: impl FnOnce() -> Result<Vec<u8>>,
) -> Result<Option<Saved>> {
    let Some(path) = one(session, &Choose::SaveFile { title, name, filter }) else { return Ok(None) };
    let bytes = bytes()?;
    write(&path, &bytes)?;
    Ok(Some(saved(&path, &bytes)))
}

/// What is said of a file that was written.
pub(super) fn saved(path: &Path, bytes: &[u8]) -> Saved {
    Saved { file: file_name(path), bytes: bytes.len() as u64, sha256: sha256_hex(bytes) }
}

pub(super) fn file_name(path: &Path) -> String {
    path.file_name().map_or_else(String::new, |n| n.to_string_lossy().into_owned())
}

fn write(path: &Path, bytes: &[u8]) -> Result<()> {
    let failed = |e: std::io::Error| {
        Error::new(
            "report/not-written",
            format!("{} cannot be written: {e}.", file_name(path)),
            "Choose a folder that can be written and has room.",
        )
    };
    let mut part = path.as_os_str().to_owned();
    part.push(".part");
    let part = std::path::PathBuf::from(part);
    let written = private(&part, bytes).and_then(|()| std::fs::rename(&part, path));
    if written.is_err() {
        let _ = std::fs::remove_file(&part);
    }
    written.map_err(failed)
}

/// Writes a file that only its owner may read: what leaves a workspace is nobody else's unless a person hands it on.
fn private(path: &Path, bytes: &[u8]) -> std::io::Result<()> {
    let mut options = std::fs::OpenOptions::new();
    options.write(true).create(true).truncate(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(path)?.write_all(bytes)
}

//! `templates`: the empty interchange tables and an example of each.

use crate::error::{Error, Result};
use std::path::{Path, PathBuf};

/// Writes the tables into a folder, which is made when it is not there; files that exist are left alone and cause a refusal.
///
/// # Errors
/// `templates/exists` when a file is there already, `templates/failed` when the folder cannot be written.
pub fn write_templates(folder: &Path) -> Result<Vec<PathBuf>> {
    let failed = |e: std::io::Error| {
        Error::new("templates/failed", format!("cannot write into {}: {e}", folder.display()), "Choose a folder that can be written.")
    };
    let files = countersign_import::templates();
    if let Some((name, _)) = files.iter().find(|(name, _)| folder.join(name).exists()) {
        return Err(Error::new(
            "templates/exists",
            format!("{} exists already.", folder.join(name).display()),
            "Choose an empty folder; nothing is overwritten.",
        ));
    }
    std::fs::create_dir_all(folder).map_err(failed)?;
    let mut written = Vec::with_capacity(files.len());
    for (name, content) in files {
        let path = folder.join(name);
        std::fs::write(&path, content).map_err(failed)?;
        written.push(path);
    }
    Ok(written)
}

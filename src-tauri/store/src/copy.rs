//! Whole copies of a workspace: backup, restore, and the copy made before an upgrade.

use crate::counts::counts;
use crate::error::{During, Result, StoreError};
use crate::journal::{self, Head};
use crate::migrate::{MIGRATIONS, newest};
use crate::workspace::{beside, connect, private, quick_check};
use crate::{Workspace, header};
use countersign_core::Table;
use rusqlite::{Connection, named_params};
use std::collections::BTreeMap;
use std::fs::{File, OpenOptions};
use std::path::{Path, PathBuf};

/// A finished, verified copy.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BackupInfo {
    /// The copy.
    pub path: PathBuf,
    /// Its size in bytes.
    pub bytes: u64,
    /// The journal's head in it.
    pub head: Head,
    /// The current rows of each table in it.
    pub counts: BTreeMap<Table, u64>,
}

impl Workspace {
    /// Writes a copy of the workspace, reopens it, compares it, and only then gives it its name.
    ///
    /// # Errors
    /// [`StoreError::Exists`] when `out` is there already; [`StoreError::BadCopy`] when the copy differs.
    pub fn backup(&self, out: &Path) -> Result<BackupInfo> {
        // A connection of its own: that of a reader may not even write elsewhere.
        publish(&connect(&self.path)?, out, |part| {
            let (conn, head) = verified(part, out)?;
            let bad = |detail: String| StoreError::BadCopy { path: out.to_owned(), detail };
            // The copy is of one moment; another process may have written since, so compare as of that moment.
            if self.hash_at(head.seq)?.as_ref() != Some(&head.hash) {
                return Err(bad(format!("its journal entry {} is not ours", head.seq)));
            }
            let counts = counts(&conn, None)?;
            if counts != self.counts(Some(head.seq))? {
                return Err(bad("its tables have other numbers of rows".to_owned()));
            }
            let bytes = std::fs::metadata(part).during("look at", &part.display().to_string())?.len();
            Ok(BackupInfo { path: out.to_owned(), bytes, head, counts })
        })
    }

    /// Writes a copy of a backup as a workspace.
    ///
    /// # Errors
    /// As [`Workspace::open`] for `from`; [`StoreError::BadCopy`] when its journal does not hold; [`StoreError::Exists`] when
    /// `to` is there already.
    pub fn restore(from: &Path, to: &Path) -> Result<()> {
        header::check(from, newest(MIGRATIONS))?;
        let conn = connect(from)?;
        quick_check(&conn, from)?;
        publish(&conn, to, |part| verified(part, from).map(|_| ()))
    }
}

/// Copies the database under a name of its own, has it checked, and moves it to `out`.
pub(crate) fn publish<T>(conn: &Connection, out: &Path, check: impl FnOnce(&Path) -> Result<T>) -> Result<T> {
    if out.exists() {
        return Err(StoreError::Exists { path: out.to_owned() });
    }
    let part = beside(out, &format!(".part-{}", std::process::id()));
    vacuum_into(conn, &part)?;
    let done = check(&part).and_then(|answer| rename_new(&part, out).map(|()| answer));
    if done.is_err() {
        let _ = std::fs::remove_file(&part);
    }
    done
}

/// Opens a copy whose structure and journal hold; gives its last entry.
fn verified(part: &Path, named: &Path) -> Result<(Connection, Head)> {
    let conn = connect(part)?;
    quick_check(&conn, part)?;
    let chain = journal::verify(&conn)?;
    match chain.broken {
        None => Ok((conn, chain.head)),
        Some((seq, why)) => {
            let detail = format!("its journal does not hold at entry {seq}: {why}");
            Err(StoreError::BadCopy { path: named.to_owned(), detail })
        }
    }
}

/// Gives a finished file its name; never takes the name from another file.
fn rename_new(part: &Path, out: &Path) -> Result<()> {
    let subject = out.display().to_string();
    match std::fs::hard_link(part, out) {
        Ok(()) => std::fs::remove_file(part).during("tidy up after", &subject)?,
        Err(e) if e.kind() == std::io::ErrorKind::AlreadyExists => return Err(StoreError::Exists { path: out.to_owned() }),
        // A file system without links: the check before was all there is.
        Err(_) => std::fs::rename(part, out).during("name", &subject)?,
    }
    sync_folder(out)
}

/// A compact copy of the whole database in a file that is not there yet, on disk when this returns.
fn vacuum_into(conn: &Connection, to: &Path) -> Result<()> {
    new_file(to)?;
    let subject = to.display().to_string();
    let name = to.to_str().ok_or_else(|| StoreError::Value {
        operation: "copy to",
        subject: subject.clone(),
        detail: "the name is not Unicode".to_owned(),
    })?;
    let copied = conn
        .execute("VACUUM INTO :name", named_params! {":name": name})
        .during("copy to", &subject)
        .and_then(|_| File::open(to).and_then(|f| f.sync_all()).during("write out", &subject))
        .and_then(|()| sync_folder(to));
    if copied.is_err() {
        let _ = std::fs::remove_file(to);
    }
    copied
}

/// Makes an empty file for its owner only.
pub(crate) fn new_file(path: &Path) -> Result<()> {
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    private(&mut options);
    match options.open(path) {
        Err(e) if e.kind() == std::io::ErrorKind::AlreadyExists => Err(StoreError::Exists { path: path.to_owned() }),
        other => other.map(drop).during("create", &path.display().to_string()),
    }
}

#[cfg(unix)]
fn sync_folder(of: &Path) -> Result<()> {
    let folder = match of.parent() {
        Some(p) if !p.as_os_str().is_empty() => p,
        _ => Path::new("."),
    };
    File::open(folder).and_then(|f| f.sync_all()).during("write out", &folder.display().to_string())
}

#[cfg(not(unix))]
fn sync_folder(_of: &Path) -> Result<()> {
    Ok(())
}

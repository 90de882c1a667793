//! Creating and opening a workspace file.

use crate::error::{During, Result, StoreError};
use crate::header::{self, APPLICATION_ID};
use crate::migrate::{self, MIGRATIONS, Migration};
use crate::{Change, copy, journal, meta};
use rusqlite::{Connection, ErrorCode, OpenFlags, Transaction, TransactionBehavior};
use std::fs::{File, OpenOptions, TryLockError};
use std::path::{Path, PathBuf};
use std::time::Duration;

const BUSY: Duration = Duration::from_secs(10);
/// Page cache in KiB, as SQLite wants it (negative). Memory is taken only as pages are used.
const CACHE_KIB: i64 = -98_304;
const LOG_BYTES: i64 = 64 << 20;

/// What a workspace is opened for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Access {
    /// Reading and changing; one process at a time.
    Write,
    /// Reading, beside a writer if there is one.
    Read,
}

/// One connection to a workspace file.
#[derive(Debug)]
pub struct Workspace {
    pub(crate) conn: Connection,
    pub(crate) path: PathBuf,
    access: Access,
    /// Held for as long as the workspace is open for writing; the system lets go of it when the process ends.
    _lock: Option<File>,
}

/// An opened workspace, and what opening did to the file.
#[derive(Debug)]
pub struct Opened {
    /// The workspace.
    pub workspace: Workspace,
    /// Set when the file had an older schema.
    pub upgraded: Option<Upgraded>,
}

/// An older file that was brought to the newest schema.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Upgraded {
    /// The schema version it had.
    pub from: u32,
    /// The copy made of it first.
    pub backup: PathBuf,
}

impl Workspace {
    /// Makes a new workspace file, readable by its owner only, with one journal entry. `id` is the workspace's UUID, `at` RFC 3339.
    ///
    /// # Errors
    /// [`StoreError::Exists`] when the file is there already; when it cannot be written, and then none is left behind.
    pub fn create(path: &Path, organisation: &str, at: &str, actor: &str, id: &str) -> Result<Workspace> {
        copy::new_file(path)?;
        let filled = lock(path).and_then(|lock| {
            let conn = connect(path)?;
            fill(&conn, organisation, at, actor, id, path)?;
            // Only now: the first page, with our mark in it, is in the file itself and not in a log beside it.
            settle(&conn)?;
            Ok(Workspace { conn, path: path.to_owned(), access: Access::Write, _lock: Some(lock) })
        });
        if filled.is_err() {
            for half in ["", "-journal", "-wal", "-shm", ".lock"] {
                let _ = std::fs::remove_file(beside(path, half));
            }
        }
        filled
    }

    /// Opens a workspace. A file that is missing, empty, not SQLite, another program's or newer is refused before SQLite sees it;
    /// one with an older schema is copied to `<name>.backup-v<N>` beside it and then upgraded.
    ///
    /// # Errors
    /// One variant for each of those; [`StoreError::InUse`] for a second writer; [`StoreError::Damaged`] when the file's own check fails.
    pub fn open(path: &Path, access: Access) -> Result<Opened> {
        Self::open_with(path, access, MIGRATIONS)
    }

    pub(crate) fn open_with(path: &Path, access: Access, migrations: &[Migration]) -> Result<Opened> {
        let known = migrate::newest(migrations);
        header::check(path, known)?;
        let lock = if access == Access::Write { Some(lock(path)?) } else { None };
        let conn = connect(path)?;
        quick_check(&conn, path)?;
        // The write-ahead log may hold a newer first page than the one looked at above.
        let found = migrate::version(&conn)?;
        header::version_known(path, found, known)?;
        let mut upgraded = None;
        if found < known {
            if access == Access::Read {
                return Err(StoreError::NeedsUpgrade { path: path.to_owned(), found });
            }
            upgraded = Some(upgrade(&conn, path, found, migrations)?);
        }
        if access == Access::Write {
            settle(&conn)?;
        } else {
            conn.pragma_update(None, "query_only", true).during("set up", "the connection")?;
        }
        Ok(Opened { workspace: Workspace { conn, path: path.to_owned(), access, _lock: lock }, upgraded })
    }

    /// One more connection to this workspace, for reading only. The file was checked when it was opened, and is not checked again.
    ///
    /// # Errors
    /// When the file has gone since, or no connection can be made.
    pub fn reader(&self) -> Result<Workspace> {
        let conn = connect(&self.path)?;
        conn.pragma_update(None, "query_only", true).during("set up", "the connection")?;
        Ok(Workspace { conn, path: self.path.clone(), access: Access::Read, _lock: None })
    }

    /// Begins a change: takes the write transaction, which no other change can share. Dropping it undoes everything done in it.
    ///
    /// # Errors
    /// [`StoreError::ReadOnly`] when the workspace was opened for reading.
    pub fn change<'a>(&'a mut self, action: &Action<'a>) -> Result<Change<'a>> {
        if self.access == Access::Read {
            return Err(StoreError::ReadOnly { operation: "change the workspace", path: self.path.clone() });
        }
        Change::begin(self, *action)
    }

    /// The workspace's file.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// What the workspace was opened for.
    pub fn access(&self) -> Access {
        self.access
    }
}

/// Who does what, when: the head of a journal entry.
#[derive(Clone, Copy, Debug)]
pub struct Action<'a> {
    /// The time, RFC 3339.
    pub at: &'a str,
    /// The person, as they call themselves.
    pub actor: &'a str,
    /// What is done, for example `import`.
    pub kind: &'a str,
    /// What it is done to.
    pub subject: &'a str,
}

/// `path` with something after its name.
pub(crate) fn beside(path: &Path, suffix: &str) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(suffix);
    PathBuf::from(name)
}

/// A connection with the settings every connection has; the file is there already.
pub(crate) fn connect(path: &Path) -> Result<Connection> {
    let set_up = || -> rusqlite::Result<Connection> {
        let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
        let conn = Connection::open_with_flags(path, flags)?;
        conn.set_prepared_statement_cache_capacity(64);
        conn.busy_timeout(BUSY)?;
        conn.pragma_update(None, "foreign_keys", true)?;
        conn.pragma_update(None, "trusted_schema", false)?;
        conn.pragma_update(None, "synchronous", "FULL")?;
        conn.pragma_update(None, "cache_size", CACHE_KIB)?;
        Ok(conn)
    };
    set_up().map_err(|error| damage("open", error, path))
}

/// SQLite's own check of the file's structure.
pub(crate) fn quick_check(conn: &Connection, path: &Path) -> Result<()> {
    let answer = conn.query_row("PRAGMA quick_check(1)", [], |row| row.get::<_, String>(0));
    match answer.map_err(|error| damage("check", error, path))? {
        answer if answer == "ok" => Ok(()),
        detail => Err(StoreError::Damaged { path: path.to_owned(), detail }),
    }
}

/// A failure that is the file's fault, said as such.
fn damage(operation: &'static str, source: rusqlite::Error, path: &Path) -> StoreError {
    match source.sqlite_error_code() {
        Some(ErrorCode::DatabaseCorrupt | ErrorCode::NotADatabase) => {
            StoreError::Damaged { path: path.to_owned(), detail: source.to_string() }
        }
        _ => StoreError::Database { operation, subject: path.display().to_string(), source },
    }
}

/// Readers beside a writer: the write-ahead log.
fn settle(conn: &Connection) -> Result<()> {
    // After a long import the log is cut back to this size, not kept as long as it was.
    conn.pragma_update(None, "journal_size_limit", LOG_BYTES).during("set up", "the write-ahead log")?;
    conn.query_row("PRAGMA journal_mode = WAL", [], |_| Ok(())).during("set up", "the write-ahead log")
}

fn fill(conn: &Connection, organisation: &str, at: &str, actor: &str, id: &str, path: &Path) -> Result<()> {
    let tx = Transaction::new_unchecked(conn, TransactionBehavior::Exclusive).during("create", "the workspace")?;
    tx.pragma_update(None, "application_id", APPLICATION_ID).during("mark", "the workspace")?;
    migrate::run(&tx, 0, MIGRATIONS, path)?;
    meta::write(&tx, organisation, id, at)?;
    let action = Action { at, actor, kind: "create", subject: organisation };
    journal::append(&tx, 1, &action, &serde_json::json!({"workspace": id}))?;
    tx.commit().during("create", "the workspace")
}

fn upgrade(conn: &Connection, path: &Path, from: u32, migrations: &[Migration]) -> Result<Upgraded> {
    let mut backup = beside(path, &format!(".backup-v{from}"));
    let mut n = 1;
    while backup.exists() {
        n += 1;
        backup = beside(path, &format!(".backup-v{from}-{n}"));
    }
    copy::publish(conn, &backup, |part| quick_check(&connect(part)?, part))?;
    // A step may rebuild a table others refer to; `migrate::run` checks the references at its end.
    conn.pragma_update(None, "foreign_keys", false).during("set up", "the upgrade")?;
    let tx = Transaction::new_unchecked(conn, TransactionBehavior::Exclusive).during("upgrade", "the workspace")?;
    migrate::run(&tx, from, migrations, path)?;
    tx.commit().during("upgrade", "the workspace")?;
    conn.pragma_update(None, "foreign_keys", true).during("set up", "the connection")?;
    // So that the header in the file, which is looked at first, tells the new version.
    conn.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |_| Ok(())).during("write back", "the upgrade")?;
    Ok(Upgraded { from, backup })
}

fn lock(path: &Path) -> Result<File> {
    let name = beside(path, ".lock");
    let subject = name.display().to_string();
    let mut options = OpenOptions::new();
    options.write(true).create(true).truncate(false);
    private(&mut options);
    let file = options.open(&name).during("open", &subject)?;
    match file.try_lock() {
        Ok(()) => Ok(file),
        Err(TryLockError::WouldBlock) => Err(StoreError::InUse { path: path.to_owned() }),
        Err(TryLockError::Error(e)) => Err(e).during("lock", &subject),
    }
}

/// For the owner's eyes only, where the system knows owners.
pub(crate) fn private(options: &mut OpenOptions) {
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(options, 0o600);
    #[cfg(not(unix))]
    let _ = options;
}

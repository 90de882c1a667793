//! Looks at a file before SQLite does, so that a file that is not ours is never touched.

use crate::error::{During, Result, StoreError};
use std::fs::File;
use std::io::Read;
use std::path::Path;

/// The mark of a workspace in the database header: `CSGN`.
pub(crate) const APPLICATION_ID: u32 = 0x4353_474E;

const MAGIC: &[u8] = b"SQLite format 3\0";
const USER_VERSION_AT: usize = 60;
const APPLICATION_ID_AT: usize = 68;

/// Refuses what is not a workspace this program can read; gives the schema version the header names.
pub(crate) fn check(path: &Path, known: u32) -> Result<u32> {
    let subject = path.display().to_string();
    let mut file = match File::open(path) {
        Err(e) if e.kind() == std::io::ErrorKind::NotFound => return Err(StoreError::Missing { path: path.to_owned() }),
        other => other.during("open", &subject)?,
    };
    if !file.metadata().during("look at", &subject)?.is_file() {
        return Err(StoreError::NotSqlite { path: path.to_owned() });
    }
    let mut header = Vec::with_capacity(100);
    file.by_ref().take(100).read_to_end(&mut header).during("read", &subject)?;
    if header.is_empty() {
        return Err(StoreError::Empty { path: path.to_owned() });
    }
    if !header.starts_with(MAGIC) {
        return Err(StoreError::NotSqlite { path: path.to_owned() });
    }
    let (Some(version), Some(application_id)) = (number(&header, USER_VERSION_AT), number(&header, APPLICATION_ID_AT)) else {
        return Err(StoreError::Damaged { path: path.to_owned(), detail: "the file ends inside its header".to_owned() });
    };
    if application_id != APPLICATION_ID {
        return Err(StoreError::Foreign { path: path.to_owned(), application_id });
    }
    version_known(path, version, known)?;
    Ok(version)
}

/// Refuses a schema version this program does not know.
pub(crate) fn version_known(path: &Path, found: u32, known: u32) -> Result<()> {
    if found > known {
        return Err(StoreError::Newer { path: path.to_owned(), found, known });
    }
    if found == 0 {
        return Err(StoreError::Damaged { path: path.to_owned(), detail: "it has no schema version".to_owned() });
    }
    Ok(())
}

fn number(header: &[u8], at: usize) -> Option<u32> {
    let bytes: [u8; 4] = header.get(at..at + 4)?.try_into().ok()?;
    Some(u32::from_be_bytes(bytes))
}

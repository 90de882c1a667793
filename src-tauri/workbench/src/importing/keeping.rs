//! The bytes of the files that were read: kept as they are, so that every fact can be looked up in them, unless they hold keys.

use super::base_name;
use super::taking::Taken;
use crate::error::{Error, Result};
use countersign_core::{Diagnostic, SourceRef};
use countersign_import::{ImportError, Input, Keepable, Plan, holds_keys, keepable, masked_copy};
use countersign_store::{Change, StoreError};
use std::collections::BTreeSet;
use std::fs::File;
use std::io::{Seek, SeekFrom};
use std::path::Path;

/// Keeps the bytes of every file that was read. A file of evidence is kept byte for byte, because its hash is what is relied on; of any
/// other file that holds a key, a copy with the key masked is kept instead.
pub(super) fn keep(change: &mut Change<'_>, plan: &Plan, files: &mut [Taken]) -> Result<()> {
    let mut kept: BTreeSet<&str> = BTreeSet::new();
    for evidence in plan.evidence.iter().filter(|e| kept.insert(&e.sha256)) {
        put(change, &evidence.path, &evidence.sha256)?;
        if holds_keys(&evidence.path, "UTF-8")? {
            let message = format!("`{}` holds a key-like string; as evidence it is kept byte for byte, and goes into packs", evidence.name);
            say(files, &evidence.name, Diagnostic::new("secret/in-evidence", message, SourceRef::file(&evidence.name)));
        }
    }
    for input in &plan.inputs {
        // The sheets of a workbook are one file.
        if !kept.insert(&input.sha256) {
            continue;
        }
        let keepable = if may_hold_keys(input, files) { keepable(input)? } else { Keepable::AsTheyAre };
        let at = SourceRef::file(&input.name);
        match keepable {
            Keepable::AsTheyAre => put(change, &input.path, &input.sha256)?,
            Keepable::Nothing => {
                let message = format!("the bytes of `{}` are not kept, because a key-like string stands in them", input.name);
                say(files, &input.name, Diagnostic::new("secret/bytes-not-kept", message, at));
            }
            Keepable::Masked => {
                let mut copy = tempfile::tempfile().map_err(|e| no_room(&e))?;
                let (sha256, strings) = masked_copy(input, &mut copy)?;
                copy.seek(SeekFrom::Start(0)).map_err(|e| no_room(&e))?;
                change.put_masked(&input.sha256, &sha256, &mut copy)?;
                let masked = if strings == 1 { "1 key-like string is".to_owned() } else { format!("{strings} key-like strings are") };
                let message = format!("of `{}` a copy is kept in which {masked} masked, not its own bytes", input.name);
                say(files, &input.name, Diagnostic::new("secret/copy-kept", message, at));
            }
        }
    }
    Ok(())
}

/// Whether a key may stand in a file: every cell of our own tables was looked at when it was read, so what was found is said; of a foreign
/// file only what a preset takes was.
fn may_hold_keys(input: &Input, files: &[Taken]) -> bool {
    let said = |f: &Taken| f.report.path == input.name && f.report.diagnostics.iter().any(|d| d.code == "secret/masked");
    !input.is_own_table() || files.iter().any(said)
}

fn put(change: &mut Change<'_>, path: &Path, sha256: &str) -> Result<()> {
    let changed = || Error::from(ImportError::Changed { path: path.to_owned() });
    // What stands there now may be a pipe that nobody writes to: opening it would wait for ever.
    if !path.symlink_metadata().is_ok_and(|there| there.is_file()) {
        return Err(changed());
    }
    let mut opened = File::open(path)
        .map_err(|e| Error::new("import/refused", format!("cannot read {}: {e}", base_name(path)), "Nothing was changed."))?;
    match change.put_blob(sha256, &mut opened) {
        Err(StoreError::Digest { .. }) => Err(changed()),
        other => Ok(other.map(|_| ())?),
    }
}

fn no_room(e: &std::io::Error) -> Error {
    Error::new(
        "workspace/failed",
        format!("a masked copy could not be written: {e}"),
        "Nothing was changed. Check the folder for temporary files.",
    )
}

fn say(files: &mut [Taken], name: &str, diagnostic: Diagnostic) {
    // A file that an index names has no place of its own in the report.
    let at = files.iter().position(|f| f.report.path == name).unwrap_or(0);
    if let Some(taken) = files.get_mut(at) {
        taken.report.diagnostics.push(diagnostic);
    }
}

//! The shell: preferences, and which workspace is open.

use super::write::{OPEN_WORKSPACE, SAVE_WORKSPACE};
use crate::host::Choose;
use crate::session::{Job, Session};
use crate::shapes::{ById, NewWorkspace, Nothing, OpenWhich, OpenWorkspace, Prefs, Recent, Start};
use countersign_workbench::{Error, Result};
use std::path::PathBuf;

pub(super) fn start(session: &Session, _: Nothing, _: &Job) -> Result<Start> {
    let codes = countersign_core::codes::CODES.iter().map(|c| (c.code.to_owned(), c.meaning.to_owned())).collect();
    Ok(Start {
        version: countersign_workbench::VERSION.to_owned(),
        prefs: session.prefs(),
        recent: session.recent(),
        open: session.shown()?,
        codes,
    })
}

pub(super) fn workspace(session: &Session, _: Nothing, _: &Job) -> Result<Option<OpenWorkspace>> {
    session.shown()
}

pub(super) fn set_prefs(session: &Session, prefs: Prefs, _: &Job) -> Result<Prefs> {
    session.set_prefs(prefs)
}

pub(super) fn create_workspace(session: &Session, new: NewWorkspace, _: &Job) -> Result<Option<OpenWorkspace>> {
    let organisation = new.organisation.trim();
    if organisation.is_empty() || organisation.chars().any(char::is_control) || organisation.chars().count() > 200 {
        return Err(Error::new(
            "usage/organisation",
            "A workspace needs the name of its organisation, in one line.",
            "Say whose workflows these are.",
        ));
    }
    let name = format!("{}.countersign", file_word(organisation));
    let Some(path) = one(session, &Choose::SaveFile { title: "New workspace", name, filter: SAVE_WORKSPACE }) else { return Ok(None) };
    let path = named(path);
    let opened = session.creating(&path, organisation)?;
    session.changed("workspace");
    Ok(Some(opened))
}

pub(super) fn open_workspace(session: &Session, which: OpenWhich, _: &Job) -> Result<Option<OpenWorkspace>> {
    let path = match which.recent {
        Some(id) => session
            .recent_path(&id)
            .ok_or_else(|| Error::new("workspace/missing", "That workspace is no longer on the list.", "Open it from its folder."))?,
        None => match one(session, &Choose::OpenFile { title: "Open a workspace", filter: OPEN_WORKSPACE }) {
            Some(path) => path,
            None => return Ok(None),
        },
    };
    let opened = session.opening(&path)?;
    session.changed("workspace");
    Ok(Some(opened))
}

pub(super) fn open_demo(session: &Session, _: Nothing, job: &Job) -> Result<OpenWorkspace> {
    let folder = session.places.data.join("demo");
    let path = folder.join("demo.countersign");
    if !path.exists() {
        job.part("Making the made-up organisation")?;
        countersign_workbench::demo(&folder, &session.now(), &mut |what| {
            // It takes a second or two and writes into a folder of its own: it is not stopped half-way.
            let _ = job.part(what);
        })?;
    }
    let opened = session.opening(&path)?;
    session.changed("workspace");
    Ok(opened)
}

pub(super) fn close_workspace(session: &Session, _: Nothing, _: &Job) -> Result<Nothing> {
    session.close();
    session.changed("workspace");
    Ok(Nothing {})
}

pub(super) fn forget_recent(session: &Session, which: ById, _: &Job) -> Result<Vec<Recent>> {
    session.forget_recent(&which.id)?;
    Ok(session.recent())
}

pub(super) fn restore_backup(session: &Session, _: Nothing, job: &Job) -> Result<Option<OpenWorkspace>> {
    let Some(from) = one(session, &Choose::OpenFile { title: "Choose a backup", filter: OPEN_WORKSPACE }) else { return Ok(None) };
    let name = "restored.countersign".to_owned();
    let Some(to) = one(session, &Choose::SaveFile { title: "Restore as", name, filter: SAVE_WORKSPACE }) else { return Ok(None) };
    job.part("Restoring the backup")?;
    countersign_workbench::restore(&from, &to)?;
    let opened = session.opening(&to)?;
    session.changed("workspace");
    Ok(Some(opened))
}

/// The one path a dialog gave.
pub(super) fn one(session: &Session, what: &Choose) -> Option<PathBuf> {
    let path = session.host.choose(what)?.into_iter().next()?;
    session.folders().know(&path);
    Some(path)
}

/// A path that the dialogs find again: what stands after the last stop of a name may be part of it.
fn named(path: PathBuf) -> PathBuf {
    if path.extension().is_some_and(|e| e.eq_ignore_ascii_case("countersign")) {
        return path;
    }
    let mut name = path.into_os_string();
    name.push(".countersign");
    PathBuf::from(name)
}

/// An organisation's name as the name of a file.
fn file_word(organisation: &str) -> String {
    let word: String = organisation.chars().map(|c| if c.is_alphanumeric() { c } else { '-' }).take(60).collect();
    let word = word.trim_matches('-').to_lowercase();
    if word.is_empty() { "workspace".to_owned() } else { word }
}

//! The workspace itself: its journal, thresholds, attached texts and backups.

use super::shell::one;
use super::write::{ANY, SAVE_WORKSPACE, file_name};
use crate::host::Choose;
use crate::session::{Job, Session};
use crate::shapes::{ById, Nothing, Saved, SetParameter};
use countersign_workbench::screens::{JournalPage, JournalQuery, JournalState, ParameterLine};
use countersign_workbench::{AttachReport, Result};

pub(super) fn journal(session: &Session, query: JournalQuery, _: &Job) -> Result<JournalPage> {
    session.opened()?.reading()?.journal(&query)
}

pub(super) fn check_journal(session: &Session, _: Nothing, job: &Job) -> Result<JournalState> {
    job.part("Checking the chain")?;
    session.opened()?.reader().journal_state()
}

pub(super) fn parameters(session: &Session, _: Nothing, _: &Job) -> Result<Vec<ParameterLine>> {
    session.opened()?.reading()?.parameters()
}

pub(super) fn set_parameter(session: &Session, set: SetParameter, job: &Job) -> Result<Vec<ParameterLine>> {
    session.change("settings", |bench, now| bench.set_parameter(&set.name, set.value.as_deref(), &set.why, now))?;
    parameters(session, Nothing {}, job)
}

pub(super) fn attach_official(session: &Session, which: ById, job: &Job) -> Result<Option<AttachReport>> {
    let asked = Choose::OpenFile { title: "Choose the publisher's file", filter: ANY };
    let Some(path) = one(session, &asked) else { return Ok(None) };
    job.part("Comparing the publisher's file")?;
    session.change("catalogs", |bench, now| bench.attach(&which.id, &path, now)).map(Some)
}

pub(super) fn backup_save(session: &Session, _: Nothing, job: &Job) -> Result<Option<Saved>> {
    let opened = session.opened()?;
    let stem = opened.path.file_stem().map_or_else(String::new, |s| s.to_string_lossy().into_owned());
    let day = session.now().at.get(..10).unwrap_or("").to_owned();
    let name = format!("{stem}-backup-{day}.countersign");
    let Some(path) = one(session, &Choose::SaveFile { title: "Save a backup", name, filter: SAVE_WORKSPACE }) else { return Ok(None) };
    job.part("Writing and comparing the copy")?;
    let info = opened.fresh()?.backup(&path)?;
    Ok(Some(Saved { file: file_name(&path), bytes: info.bytes, sha256: String::new() }))
}

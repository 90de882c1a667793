//! Exchange: files come in as one batch, seen before anything is written, and can be taken back.

use super::shell::one;
use super::write::{ANY, file_name};
use crate::host::Choose;
use crate::session::{Job, Session};
use crate::shapes::{ById, CitationChoice, FileOrFolder, ImportLook, ImportQueue, ImportWhich, Nothing, PresetLine, Saved, UndoDone};
use countersign_workbench::screens::{BatchLine, RejectedLine};
use countersign_workbench::{CitationReport, Error, ImportOptions, ImportReport, Result};

pub(super) fn choose_import(session: &Session, which: FileOrFolder, _: &Job) -> Result<Option<ImportQueue>> {
    let asked = if which.folder {
        Choose::OpenFolder { title: "Choose a folder to import" }
    } else {
        Choose::OpenFiles { title: "Choose files to import", filter: ANY }
    };
    Ok(session.host.choose(&asked).and_then(|paths| session.queue(paths)))
}

pub(super) fn import_look(session: &Session, which: ImportWhich, job: &Job) -> Result<ImportLook> {
    let paths = session.held().files(&which.token)?;
    let options = ImportOptions { preset: which.preset, dry_run: true, ..ImportOptions::default() };
    let now = session.now();
    let report = session
        .opened()?
        .write(|bench| bench.import(&paths, &options, &now, &mut |done, total| job.step("Reading and comparing", done, total)))?;
    Ok(ImportLook { token: which.token, report })
}

pub(super) fn import_apply(session: &Session, which: ImportWhich, job: &Job) -> Result<ImportReport> {
    let paths = session.held().files(&which.token)?;
    let options = ImportOptions { preset: which.preset, ..ImportOptions::default() };
    let report =
        session.change("import", |bench, now| bench.import(&paths, &options, now, &mut |done, total| job.step("Applying", done, total)))?;
    if !report.refused {
        session.held().forget(&which.token);
    }
    Ok(report)
}

pub(super) fn import_forget(session: &Session, which: ImportWhich, _: &Job) -> Result<Nothing> {
    session.held().forget(&which.token);
    Ok(Nothing {})
}

pub(super) fn presets(_: &Session, _: Nothing, _: &Job) -> Result<Vec<PresetLine>> {
    let found = countersign_workbench::screens::presets()?;
    Ok(found.into_iter().map(|(name, title)| PresetLine { name, title }).collect())
}

pub(super) fn batches(session: &Session, _: Nothing, _: &Job) -> Result<Vec<BatchLine>> {
    session.opened()?.reader().batch_lines()
}

pub(super) fn rejected(session: &Session, which: ById, _: &Job) -> Result<Vec<RejectedLine>> {
    session.opened()?.reader().rejected_lines(&which.id)
}

pub(super) fn undo_batch(session: &Session, which: ById, job: &Job) -> Result<UndoDone> {
    job.part("Undoing the import")?;
    let undone = session.change("undo", |bench, now| {
        // A person at the prompt may give the beginning of an id; the window says which batch it means.
        if !bench.imports()?.iter().any(|b| b.id == which.id) {
            return Err(Error::new("import/unknown-batch", "There is no such batch.", "Choose one of the list."));
        }
        bench.undo_import(&which.id, now)
    })?;
    Ok(UndoDone { closed: undone.closed, restored: undone.restored })
}

pub(super) fn citations(session: &Session, _: Nothing, _: &Job) -> Result<CitationReport> {
    session.opened()?.reader().citations()
}

pub(super) fn choose_citation(session: &Session, choice: CitationChoice, job: &Job) -> Result<CitationReport> {
    session.change("citations", |bench, now| bench.choose(&choice.text, &choice.requirement, &choice.why, now))?;
    citations(session, Nothing {}, job)
}

pub(super) fn save_templates(session: &Session, _: Nothing, _: &Job) -> Result<Option<Saved>> {
    let Some(folder) = one(session, &Choose::OpenFolder { title: "Choose a folder for the empty tables" }) else { return Ok(None) };
    countersign_workbench::write_templates(&folder)?;
    Ok(Some(Saved { file: file_name(&folder), bytes: 0, sha256: String::new() }))
}

//! Exchange: files come in as one batch, seen before anything is written, and can be taken back.

use super::shell::one;
use super::write::{ANY, file_name};
use crate::host::Choose;
use crate::session::{Job, Session};
use crate::shapes::{
    ById, CitationChoice, FileOrFolder, FileWhich, ImportChoices, ImportLook, ImportQueue, ImportWhich, MapToSave, Nothing, QueueWhich,
    Saved, SettleJoin, UndoDone, WaitingWhich,
};
use countersign_core::digest::sha256_hex;
use countersign_workbench::screens::{BatchLine, CellView, RejectedLine};
use countersign_workbench::{
    CitationReport, ColumnsLook, Error, ImportOptions, ImportReport, JoinReport, MapPreview, PresetInfo, Result, TableSpec, find_file,
};
use std::path::Path;

/// Rows of a file that a preview maps.
const PREVIEW_ROWS: u64 = 20;

pub(super) fn choose_import(session: &Session, which: FileOrFolder, _: &Job) -> Result<Option<ImportQueue>> {
    let asked = if which.folder {
        Choose::OpenFolder { title: "Choose a folder to import" }
    } else {
        Choose::OpenFiles { title: "Choose files to import", filter: ANY }
    };
    let held = which.add_to.map(|token| session.held().files(&token)).transpose()?.unwrap_or_default();
    Ok(session.host.choose(&asked).and_then(|paths| {
        let new: Vec<_> = paths.into_iter().filter(|path| !held.contains(path)).collect();
        session.queue(held.into_iter().chain(new).collect())
    }))
}

pub(super) fn import_cell(session: &Session, which: WaitingWhich, _: &Job) -> Result<CellView> {
    let path = find_file(&session.held().files(&which.token)?, &which.file)?;
    countersign_workbench::screens::waiting_cell(&path, &which.file, &which.wanted)
}

pub(super) fn import_look(session: &Session, which: ImportWhich, job: &Job) -> Result<ImportLook> {
    let paths = session.held().files(&which.token)?;
    let options = options(session, which.choices, true);
    let now = session.now();
    let report = session
        .opened()?
        .write(|bench| bench.import(&paths, &options, &now, &mut |done, total| job.step("Reading and comparing", done, total)))?;
    Ok(ImportLook { token: which.token, report })
}

pub(super) fn import_apply(session: &Session, which: ImportWhich, job: &Job) -> Result<ImportReport> {
    let paths = session.held().files(&which.token)?;
    let options = options(session, which.choices, false);
    let report =
        session.change("import", |bench, now| bench.import(&paths, &options, now, &mut |done, total| job.step("Applying", done, total)))?;
    if !report.refused {
        session.held().forget(&which.token);
    }
    Ok(report)
}

fn options(session: &Session, choices: ImportChoices, dry_run: bool) -> ImportOptions {
    ImportOptions { choice: choices.all, files: choices.files, presets: session.places.presets.clone(), dry_run }
}

pub(super) fn import_forget(session: &Session, which: QueueWhich, _: &Job) -> Result<Nothing> {
    session.held().forget(&which.token);
    Ok(Nothing {})
}

pub(super) fn import_columns(session: &Session, which: FileWhich, _: &Job) -> Result<ColumnsLook> {
    let path = find_file(&session.held().files(&which.token)?, &which.file)?;
    countersign_workbench::look_at_columns(&path, &which.file, &which.choice, session.places.presets.as_deref())
}

pub(super) fn import_preview(session: &Session, which: FileWhich, _: &Job) -> Result<MapPreview> {
    let path = find_file(&session.held().files(&which.token)?, &which.file)?;
    countersign_workbench::preview_map(&path, &which.file, &which.choice, session.places.presets.as_deref(), PREVIEW_ROWS)
}

pub(super) fn save_map(session: &Session, map: MapToSave, _: &Job) -> Result<Saved> {
    let none =
        || Error::new("import/preset-not-kept", "There is no folder for presets.", "Name one with the variable COUNTERSIGN_PRESETS.");
    let path = countersign_workbench::save_map(session.places.presets.as_deref().ok_or_else(none)?, &map.sketch)?;
    let bytes = map_bytes(&path)?;
    Ok(Saved { file: file_name(&path), bytes: bytes.len() as u64, sha256: sha256_hex(&bytes) })
}

fn map_bytes(path: &Path) -> Result<Vec<u8>> {
    std::fs::read(path).map_err(|e| Error::new("import/preset-not-kept", format!("cannot read {}: {e}", file_name(path)), "Save it again."))
}

pub(super) fn table_specs(_: &Session, _: Nothing, _: &Job) -> Result<Vec<TableSpec>> {
    Ok(countersign_workbench::table_specs())
}

pub(super) fn presets(session: &Session, _: Nothing, _: &Job) -> Result<Vec<PresetInfo>> {
    countersign_workbench::preset_list(session.places.presets.as_deref())
}

pub(super) fn joins(session: &Session, _: Nothing, _: &Job) -> Result<JoinReport> {
    session.opened()?.reader().joins()
}

pub(super) fn settle_join(session: &Session, which: SettleJoin, _: &Job) -> Result<JoinReport> {
    session.change("identities", |bench, now| bench.settle_join(&which.a, &which.b, which.same, &which.why, now))
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

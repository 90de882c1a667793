//! Import: look, map, diff, apply in one transaction, or apply nothing at all.

mod choices;
mod columns;
mod joins;
mod keeping;
mod preset_folder;
mod report;
mod taking;
#[cfg(test)]
mod tests;

pub use choices::{FileChoice, ImportOptions};
pub use columns::{
    ColumnSpec, ColumnsLook, HeaderLook, MapPreview, PresetInfo, PreviewSubject, SheetLook, TableSpec, find_file, look_at_columns,
    preview_map, table_specs,
};
pub(crate) use joins::same_ids;
pub use joins::{JoinPair, JoinReport, JoinSide};
pub use preset_folder::{preset_folder, preset_list, save_map};
pub use report::{AddedRecord, ChangedRecord, ConflictLine, ImportReport, ImportedFile, ImportedPart, MissingRecord, SaidBy};

use crate::desk::{Moment, Workbench};
use crate::error::{Error, Result};
use crate::resolving::say_citations;
use countersign_core::Diagnostic;
use countersign_core::precedence::{Conflict, OWN_TABLES, Said};
use countersign_core::record::Record;
use countersign_import::{Continue, Plan, Refused, read};
use countersign_store::{Batch, Change, Workspace};
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use taking::Taking;

/// How many changed, new or missing subjects of a file are shown one by one, and how many conflicts.
const SHOWN: usize = 200;

/// What undoing an import came to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Undone {
    /// Rows it had made, now closed.
    pub closed: u64,
    /// Rows it had closed, now back.
    pub restored: u64,
    /// What there is to say of samples from now on: items that are gone, populations that changed. The journal says it too.
    pub samples: Vec<Diagnostic>,
}

/// The schema of an import's report.
const SCHEMA: &str = "countersign/import@1";

impl Workbench {
    /// Imports files and folders as one batch; a dry run leaves nothing behind.
    ///
    /// `progress` is told bytes done and of how many; while files are being looked at, files. It answers whether to go on.
    ///
    /// # Errors
    /// `import/refused`, `import/file-changed`, `import/cancelled`, `workspace/failed`. A file that is refused as a whole is not an
    /// error: the report says so and nothing is applied.
    pub fn import(
        &mut self,
        paths: &[PathBuf],
        options: &ImportOptions,
        now: &Moment,
        progress: &mut dyn FnMut(u64, u64) -> bool,
    ) -> Result<ImportReport> {
        let presets = choices::presets(options.presets.as_deref())?;
        let plan = countersign_import::plan_watched(paths, &options.checked()?, &presets, &mut |done, total| go_on(progress(done, total)))?;
        if plan.inputs.is_empty() && plan.refused.is_empty() {
            // What was named, or lies in the folder, may be something that is not read.
            let why = plan.diagnostics.first().map_or_else(String::new, |d| format!(" {}.", d.message));
            let said = format!("There is nothing to read.{why}");
            return Err(Error::new("import/refused", said, "Name a file, or a folder that holds files."));
        }
        // A look says of every file what it is and would change, even when another one cannot be read.
        if plan.inputs.is_empty() || !plan.refused.is_empty() && !options.dry_run {
            return Ok(refusal(&plan, options.dry_run));
        }
        let subject = paths.iter().filter_map(|p| p.file_name()).map(|n| n.to_string_lossy().into_owned()).collect::<Vec<_>>().join(", ");
        let action = Self::action(now, "import", &subject);
        let workspace_id = self.workspace.meta()?.id;
        let met_before: Vec<Option<String>> = self.workspace.files(None)?.into_iter().map(|f| Some(f.source.sha256)).collect();
        let change = self.workspace.change(&action)?;
        let name = format!("{workspace_id}\nbatch\n{}", change.seq());
        let batch = uuid::Uuid::new_v5(&uuid::Uuid::NAMESPACE_URL, name.as_bytes()).to_string();
        let (mut change, mut files, references) = take(change, &plan, progress)?;
        // Rejected rows are kept with the batch that first met them; the same file again changes nothing.
        let changed_something =
            files.iter().any(|f| f.changed_something || (f.report.rejected > 0 && !met_before.contains(&f.report.sha256)));
        if !options.dry_run && changed_something {
            keeping::keep(&mut change, &plan, &mut files)?;
        }
        taking::say_missing(&change, &mut files)?;
        let mut files: Vec<ImportedFile> = files.into_iter().map(|f| f.report).collect();
        references.check(change.view(), &mut files)?;
        let unresolved_citations = say_citations(change.view(), &self.content, &mut files)?;
        let conflicts = change.view().conflicts_since(change.seq() - 1)?;
        let conflict_count = conflicts.len() as u64;
        let conflicts = conflict_lines(change.view(), conflicts)?;
        let open_joins = joins::open(change.view())?;
        for refused in &plan.refused {
            files.push(refused_file(refused));
        }
        if let Some(first) = files.first_mut() {
            first.diagnostics.extend(plan.diagnostics.iter().cloned());
        }
        let mut report = ImportReport {
            schema: SCHEMA,
            batch: None,
            dry_run: options.dry_run,
            files,
            refused: !plan.refused.is_empty(),
            unresolved_citations,
            conflicts,
            conflict_count,
            open_joins,
        };
        if options.dry_run || !changed_something {
            change.rollback()?;
            return Ok(report);
        }
        for file in &report.files {
            change.add_diagnostics(&file.diagnostics)?;
        }
        report.batch = Some(batch.clone());
        change.save_batch(&batch, &serde_json::to_value(&report)?)?;
        let detail = serde_json::json!({
            "batch": batch,
            "files": report.files.iter().map(|f| serde_json::json!({"path": f.path, "sha256": f.sha256, "records": f.records, "new": f.new, "changed": f.changed, "same": f.same, "rejected": f.rejected})).collect::<Vec<_>>(),
        });
        change.commit(&detail)?;
        Ok(report)
    }

    /// The import history.
    ///
    /// # Errors
    /// `workspace/failed`.
    pub fn imports(&self) -> Result<Vec<Batch>> {
        Ok(self.workspace.batches()?)
    }

    /// Undoes a batch; `batch` may be the beginning of its id.
    ///
    /// # Errors
    /// `import/unknown-batch`, `import/already-undone`, `import/undo-conflict`, `workspace/failed`.
    pub fn undo_import(&mut self, batch: &str, now: &Moment) -> Result<Undone> {
        let known = self.workspace.batches()?;
        // The beginning of an id is enough, but not no beginning at all.
        let mut fitting = known.iter().filter(|b| !batch.is_empty() && b.id.starts_with(batch));
        let unknown = |said: String, hint: &str| Err(Error::new("import/unknown-batch", said, hint));
        let id = match (fitting.next(), fitting.next()) {
            (Some(one), None) => one.id.clone(),
            (Some(_), Some(_)) => return unknown(format!("More than one batch begins with `{batch}`."), "Give more of its id."),
            (None, _) => return unknown(format!("There is no batch `{batch}`."), "List the batches with `countersign imports`."),
        };
        let action = Self::action(now, "undo", &id);
        let mut change = self.workspace.change(&action)?;
        let known = crate::sampling::said_of_samples(change.view(), &self.content, change.seq())?;
        let report = change.undo_batch(&id)?;
        let mut samples = crate::sampling::said_of_samples(change.view(), &self.content, change.seq())?;
        samples.retain(|d| !known.contains(d));
        let mut detail = serde_json::json!({"batch": id, "closed": report.closed, "restored": report.restored});
        if let Some(members) = detail.as_object_mut().filter(|_| !samples.is_empty()) {
            members.insert("samples".to_owned(), samples.iter().map(|d| d.message.as_str()).collect());
        }
        change.commit(&detail)?;
        Ok(Undone { closed: report.closed, restored: report.restored, samples })
    }
}

fn go_on(yes: bool) -> Continue {
    if yes { Continue::Yes } else { Continue::No }
}

/// Reads everything that was planned into a change.
fn take<'c>(
    change: Change<'c>,
    plan: &Plan,
    progress: &mut dyn FnMut(u64, u64) -> bool,
) -> Result<(Change<'c>, Vec<taking::Taken>, crate::references::References)> {
    let mut taking = Taking::new(change, progress, plan);
    for input in &plan.inputs {
        taking.begin(input);
        let outcome = read(input, &mut taking);
        let flushed = taking.finish();
        if let Some(e) = taking.failed.take() {
            return Err(e.into());
        }
        outcome?;
        flushed?;
    }
    Ok((taking.change, taking.files, taking.references))
}

/// The report of an import that takes nothing because a file cannot be read.
fn refusal(plan: &Plan, dry_run: bool) -> ImportReport {
    let mut files: Vec<ImportedFile> = plan.refused.iter().map(refused_file).collect();
    if let Some(first) = files.first_mut() {
        first.diagnostics.extend(plan.diagnostics.iter().cloned());
    }
    ImportReport {
        schema: SCHEMA,
        batch: None,
        dry_run,
        files,
        refused: true,
        unresolved_citations: 0,
        conflicts: Vec::new(),
        conflict_count: 0,
        open_joins: 0,
    }
}

fn refused_file(refused: &Refused) -> ImportedFile {
    ImportedFile {
        path: refused.name.clone(),
        sha256: refused.sha256.clone(),
        format: refused.format.clone(),
        refused: true,
        diagnostics: vec![refused.diagnostic.clone()],
        ..ImportedFile::default()
    }
}

/// The first conflicts as the report gives them.
fn conflict_lines(workspace: &Workspace, conflicts: Vec<Conflict>) -> Result<Vec<ConflictLine>> {
    if conflicts.is_empty() {
        return Ok(Vec::new());
    }
    let names: BTreeMap<u32, String> = workspace.files(None)?.into_iter().map(|f| (f.source.id, f.source.name)).collect();
    let side = |said: Said| SaidBy {
        source: if said.source.is_empty() { OWN_TABLES.to_owned() } else { said.source },
        value: said.value,
        file: names.get(&said.origin.file).cloned().unwrap_or_default(),
        row: said.origin.row,
    };
    let line = |conflict: Conflict| ConflictLine {
        table: conflict.table,
        key: shown_key(&conflict.key),
        column: conflict.column,
        winner: side(conflict.winner),
        others: conflict.others.into_iter().map(side).collect(),
        why: conflict.why,
    };
    Ok(conflicts.into_iter().take(SHOWN).map(line).collect())
}

/// A record's key as people read it, and what it is called.
fn named(record: &Record) -> (String, Option<String>) {
    (shown_key(&record.key), record.get("name").or_else(|| record.get("title")).map(Into::into))
}

/// A key as people read it.
pub(crate) fn shown_key(key: &str) -> String {
    key.replace(countersign_core::record::KEY_SEPARATOR, " / ")
}

/// The name of a path without its folder.
pub(crate) fn base_name(path: &Path) -> String {
    path.file_name().map_or_else(String::new, |n| n.to_string_lossy().into_owned())
}

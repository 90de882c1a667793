//! Import: look, map, diff, apply in one transaction, or apply nothing at all.

use crate::desk::{Moment, Workbench};
use crate::error::{Error, Result};
use crate::references::References;
use countersign_core::Diagnostic;
use countersign_core::record::{FieldChange, Record};
use countersign_core::tables::Table;
use countersign_import::{Continue, FileHead, Input, Map, Options, Plan, Presets, Rejected, Sink, SinkError};
use countersign_store::{Batch, Change, FileCounts, NewFile, Put, UndoReport};
use serde::Serialize;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

/// How to import.
#[derive(Clone, Debug, Default)]
pub struct ImportOptions {
    /// The preset to use; detected when absent.
    pub preset: Option<String>,
    /// A map file of the user's own.
    pub map: Option<PathBuf>,
    /// The sheet of a workbook.
    pub sheet: Option<String>,
    /// Look only.
    pub dry_run: bool,
}

/// What an import did, or would do (`countersign/import@1`).
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
pub struct ImportReport {
    /// `countersign/import@1`.
    pub schema: &'static str,
    /// The batch, when something was applied.
    pub batch: Option<String>,
    /// Whether it was a look only.
    pub dry_run: bool,
    /// One entry per file.
    pub files: Vec<ImportedFile>,
    /// Whether a file was refused; then nothing was applied.
    pub refused: bool,
    /// Citations that a person has to decide.
    pub unresolved_citations: usize,
}

/// One file of an import.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
pub struct ImportedFile {
    /// As given, or inside the folder given.
    pub path: String,
    /// SHA-256 of its bytes.
    pub sha256: Option<String>,
    /// `csv`, `json`, `jsonl`, …
    pub format: Option<String>,
    /// The preset used.
    pub preset: Option<String>,
    /// WHATWG name.
    pub encoding: Option<String>,
    /// The character itself.
    pub delimiter: Option<String>,
    /// The header's row, from 1.
    pub header_row: Option<u64>,
    /// Why it was recognised as this.
    pub why: Vec<String>,
    /// Records read; always new + changed + same + rejected.
    pub records: u64,
    /// Not there before.
    pub new: u64,
    /// There, with other values.
    pub changed: u64,
    /// There already.
    pub same: u64,
    /// Not taken, each with its reason.
    pub rejected: u64,
    /// Records taken by table.
    pub tables: BTreeMap<String, u64>,
    /// The first records that were not there before.
    pub added: Vec<AddedRecord>,
    /// What differs, for the first changed records.
    pub changes: Vec<ChangedRecord>,
    /// What was noticed.
    pub diagnostics: Vec<Diagnostic>,
    /// Positions in `diagnostics` of those that say why a row is not taken.
    pub rejects: Vec<usize>,
}

/// A record that an import adds.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
pub struct AddedRecord {
    /// The table.
    pub table: Table,
    /// The key, its parts joined by ` / `.
    pub key: String,
    /// Its name or title, when it has one.
    pub name: Option<String>,
    /// The row it was read from.
    pub row: u64,
}

/// A record that an import changes.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
pub struct ChangedRecord {
    /// The table.
    pub table: Table,
    /// The key, its parts joined by ` / `.
    pub key: String,
    /// Its name or title, when it has one.
    pub name: Option<String>,
    /// The row it was read from.
    pub row: u64,
    /// Column by column.
    pub fields: Vec<FieldChange>,
}

/// How many changed records are shown field by field, and how many new ones are named.
const SHOWN_CHANGES: usize = 200;
/// How many events are handed to the store at once.
const CHUNK: usize = 4096;

impl Workbench {
    /// Imports files and folders as one batch; a dry run leaves nothing behind.
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
        let presets = Presets::builtin()?;
        let plan = countersign_import::plan(paths, &import_options(options)?, &presets)?;
        if !plan.refused.is_empty() || plan.inputs.is_empty() {
            return refusal(&plan, options.dry_run);
        }
        let subject = paths.iter().filter_map(|p| p.file_name()).map(|n| n.to_string_lossy().into_owned()).collect::<Vec<_>>().join(", ");
        let action = Self::action(now, "import", &subject);
        let workspace_id = self.workspace.meta()?.id;
        let met_before: Vec<Option<String>> = self.workspace.files(None)?.into_iter().map(|f| Some(f.source.sha256)).collect();
        let change = self.workspace.change(&action)?;
        let batch =
            uuid::Uuid::new_v5(&uuid::Uuid::NAMESPACE_URL, format!("{workspace_id}\nbatch\n{}", change.seq()).as_bytes()).to_string();
        let mut taking = Taking::new(change, progress, &plan);
        for input in &plan.inputs {
            taking.begin(input);
            let outcome = countersign_import::read(input, &mut taking);
            let flushed = taking.finish();
            if let Some(e) = taking.failed.take() {
                return Err(e.into());
            }
            outcome?;
            flushed?;
        }
        let Taking { mut change, mut files, references, .. } = taking;
        // Rejected rows are kept with the batch that first met them; the same file again changes nothing.
        let changed_something = files.iter().any(|f| f.new + f.changed > 0 || (f.rejected > 0 && !met_before.contains(&f.sha256)));
        for evidence in &plan.evidence {
            let mut opened = std::fs::File::open(&evidence.path)
                .map_err(|e| Error::new("import/refused", format!("cannot read {}: {e}", evidence.name), "Nothing was changed."))?;
            change.put_blob(&evidence.sha256, &mut opened)?;
        }
        for (path, sha256) in plan.inputs.iter().map(|i| (&i.path, &i.sha256)) {
            let mut opened = std::fs::File::open(path)
                .map_err(|e| Error::new("import/refused", format!("cannot read {}: {e}", path.display()), "Nothing was changed."))?;
            change.put_blob(sha256, &mut opened)?;
        }
        references.check(change.view(), &mut files)?;
        let unresolved_citations = crate::resolving::say_citations(change.view(), &self.content, &mut files)?;
        if let Some(first) = files.first_mut() {
            first.diagnostics.extend(plan.diagnostics.iter().cloned());
        }
        let mut report = ImportReport {
            schema: "countersign/import@1",
            batch: None,
            dry_run: options.dry_run,
            files,
            refused: false,
            unresolved_citations,
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
    pub fn undo_import(&mut self, batch: &str, now: &Moment) -> Result<UndoReport> {
        let known = self.workspace.batches()?;
        // The beginning of an id is enough, but not no beginning at all.
        let mut fitting = known.iter().filter(|b| !batch.is_empty() && b.id.starts_with(batch));
        let id = match (fitting.next(), fitting.next()) {
            (Some(one), None) => one.id.clone(),
            (Some(_), Some(_)) => {
                return Err(Error::new(
                    "import/unknown-batch",
                    format!("More than one batch begins with `{batch}`."),
                    "Give more of its id.",
                ));
            }
            (None, _) => {
                return Err(Error::new(
                    "import/unknown-batch",
                    format!("There is no batch `{batch}`."),
                    "List the batches with `countersign imports`.",
                ));
            }
        };
        let action = Self::action(now, "undo", &id);
        let mut change = self.workspace.change(&action)?;
        let report = change.undo_batch(&id)?;
        change.commit(&serde_json::json!({"batch": id, "closed": report.closed, "restored": report.restored}))?;
        Ok(report)
    }
}

fn import_options(options: &ImportOptions) -> Result<Options> {
    let map = match &options.map {
        None => None,
        Some(path) => {
            let text = std::fs::read_to_string(path).map_err(|e| {
                Error::new("import/refused", format!("cannot read {}: {e}", path.display()), "Check the path of the map file.")
            })?;
            let name = path.file_stem().map_or_else(String::new, |s| s.to_string_lossy().into_owned());
            Some(Map::parse(&name, &text)?)
        }
    };
    Ok(Options { preset: options.preset.clone(), map, sheet: options.sheet.clone(), ..Options::default() })
}

/// The report of an import that takes nothing because a file cannot be read.
fn refusal(plan: &Plan, dry_run: bool) -> Result<ImportReport> {
    let mut files: Vec<ImportedFile> = plan
        .refused
        .iter()
        .map(|r| ImportedFile {
            sha256: r.sha256.clone(),
            format: r.format.clone(),
            diagnostics: vec![r.diagnostic.clone()],
            ..blank(&r.name)
        })
        .collect();
    if files.is_empty() {
        return Err(Error::new("import/refused", "There is nothing to read.", "Name a file, or a folder that holds files."));
    }
    if let Some(first) = files.first_mut() {
        first.diagnostics.extend(plan.diagnostics.iter().cloned());
    }
    Ok(ImportReport { schema: "countersign/import@1", batch: None, dry_run, files, refused: true, unresolved_citations: 0 })
}

fn blank(path: &str) -> ImportedFile {
    ImportedFile {
        path: path.to_owned(),
        sha256: None,
        format: None,
        preset: None,
        encoding: None,
        delimiter: None,
        header_row: None,
        why: Vec::new(),
        records: 0,
        new: 0,
        changed: 0,
        same: 0,
        rejected: 0,
        tables: BTreeMap::new(),
        added: Vec::new(),
        changes: Vec::new(),
        diagnostics: Vec::new(),
        rejects: Vec::new(),
    }
}

/// Takes records from the import room into the store, counting.
struct Taking<'a, 'p> {
    change: Change<'a>,
    progress: &'p mut dyn FnMut(u64, u64) -> bool,
    files: Vec<ImportedFile>,
    references: References,
    path: PathBuf,
    head: Option<(u32, FileHead)>,
    counts: FileCounts,
    events: Vec<Record>,
    rejected: Vec<countersign_store::Rejected>,
    bytes_before: u64,
    bytes_here: u64,
    bytes_total: u64,
    failed: Option<countersign_store::StoreError>,
}

impl<'a, 'p> Taking<'a, 'p> {
    fn new(change: Change<'a>, progress: &'p mut dyn FnMut(u64, u64) -> bool, plan: &Plan) -> Self {
        Self {
            change,
            progress,
            files: Vec::new(),
            references: References::default(),
            path: PathBuf::new(),
            head: None,
            counts: FileCounts::default(),
            events: Vec::new(),
            rejected: Vec::new(),
            bytes_before: 0,
            bytes_here: 0,
            bytes_total: plan.inputs.iter().map(|i| i.bytes).sum(),
            failed: None,
        }
    }

    fn begin(&mut self, input: &Input) {
        if self.path != input.path || self.files.is_empty() {
            let d = &input.detected;
            self.files.push(ImportedFile {
                sha256: Some(input.sha256.clone()),
                format: Some(d.format.name().to_owned()),
                preset: d.preset.clone(),
                encoding: d.encoding.clone(),
                delimiter: d.delimiter.map(String::from),
                header_row: d.header_row,
                why: d.why.clone(),
                ..blank(&input.name)
            });
        }
        if self.path != input.path {
            self.bytes_before += self.bytes_here;
            self.bytes_here = input.bytes;
        }
        self.path.clone_from(&input.path);
        self.head = None;
        self.counts = FileCounts::default();
    }

    fn finish(&mut self) -> Result<()> {
        self.flush()?;
        let Some((id, _)) = self.head.take() else { return Ok(()) };
        let rejected = std::mem::take(&mut self.rejected);
        self.change.add_rejected(&rejected)?;
        self.change.finish_file(id, self.counts)?;
        if let Some(file) = self.files.last_mut() {
            file.records += self.counts.records;
            file.new += self.counts.new;
            file.changed += self.counts.changed;
            file.same += self.counts.same;
            file.rejected += self.counts.rejected;
        }
        Ok(())
    }

    fn stored(&mut self, result: std::result::Result<(), countersign_store::StoreError>) -> std::result::Result<(), SinkError> {
        result.map_err(|e| {
            let message = e.to_string();
            self.failed = Some(e);
            SinkError::from(message)
        })
    }

    fn flush(&mut self) -> std::result::Result<(), countersign_store::StoreError> {
        if self.events.is_empty() {
            return Ok(());
        }
        let events = std::mem::take(&mut self.events);
        let puts = self.change.put_events(&events)?;
        for (record, put) in events.iter().zip(puts) {
            self.count(record, put);
        }
        self.events = events;
        self.events.clear();
        Ok(())
    }

    fn count(&mut self, record: &Record, put: Put) {
        self.counts.records += 1;
        let Some(file) = self.files.last_mut() else { return };
        match put {
            Put::New => {
                self.counts.new += 1;
                if file.added.len() < SHOWN_CHANGES {
                    let (key, name) = named(record);
                    file.added.push(AddedRecord { table: record.table, key, name, row: record.origin.row });
                }
            }
            Put::Same => self.counts.same += 1,
            Put::Changed(fields) => {
                self.counts.changed += 1;
                if file.changes.len() < SHOWN_CHANGES {
                    let (key, name) = named(record);
                    file.changes.push(ChangedRecord { table: record.table, key, name, row: record.origin.row, fields });
                }
            }
            Put::DuplicateInBatch => {
                self.counts.rejected += 1;
                let at = countersign_core::SourceRef::file(&file.path).at_row(record.origin.row);
                let d = Diagnostic::new(
                    "import/duplicate-key",
                    format!("The key `{}` occurs again with other content.", shown_key(&record.key)),
                    at,
                )
                .about(&record.key);
                let raw = record.named().map(|(c, v)| format!("{c}={v}")).collect::<Vec<_>>().join("; ");
                self.rejected.push(countersign_store::Rejected {
                    file: record.origin.file,
                    row: record.origin.row,
                    column: None,
                    code: d.code.clone(),
                    reason: d.message.clone(),
                    raw,
                });
                file.rejects.push(file.diagnostics.len());
                file.diagnostics.push(d);
                return;
            }
        }
        *file.tables.entry(record.table.name().to_owned()).or_default() += 1;
    }
}

impl Sink for Taking<'_, '_> {
    fn file(&mut self, head: &FileHead) -> std::result::Result<u32, SinkError> {
        let d = &head.detected;
        let new = NewFile {
            name: head.name.clone(),
            sha256: head.sha256.clone(),
            sheet: head.sheet.clone(),
            format: serde_json::json!({"format": d.format.name(), "preset": d.preset, "encoding": d.encoding, "delimiter": d.delimiter, "header_row": d.header_row, "table": head.table}),
            columns: head.columns.clone(),
        };
        let added = self.change.add_file(&new);
        match added {
            Ok(id) => {
                self.head = Some((id, head.clone()));
                Ok(id)
            }
            Err(e) => self.stored(Err(e)).map(|()| 0),
        }
    }

    fn record(&mut self, record: Record) -> std::result::Result<(), SinkError> {
        self.references.note(&record);
        if record.table == Table::Events {
            self.events.push(record);
            if self.events.len() >= CHUNK {
                let flushed = self.flush();
                return self.stored(flushed);
            }
            return Ok(());
        }
        match self.change.put(&record) {
            Ok(put) => {
                self.count(&record, put);
                Ok(())
            }
            Err(e) => self.stored(Err(e)),
        }
    }

    fn rejected(&mut self, rejected: Rejected) -> std::result::Result<(), SinkError> {
        self.counts.records += 1;
        self.counts.rejected += 1;
        let file = self.head.as_ref().map_or(0, |(id, _)| *id);
        let d = rejected.diagnostic;
        self.rejected.push(countersign_store::Rejected {
            file,
            row: rejected.row,
            column: d.at.column.clone(),
            code: d.code.clone(),
            reason: d.message.clone(),
            raw: rejected.raw,
        });
        if let Some(file) = self.files.last_mut() {
            file.rejects.push(file.diagnostics.len());
            file.diagnostics.push(d);
        }
        Ok(())
    }

    fn diagnostic(&mut self, diagnostic: Diagnostic) -> std::result::Result<(), SinkError> {
        if let Some(file) = self.files.last_mut() {
            file.diagnostics.push(diagnostic);
        }
        Ok(())
    }

    fn progress(&mut self, done: u64, _total: u64) -> Continue {
        if (self.progress)((self.bytes_before + done).min(self.bytes_total), self.bytes_total) { Continue::Yes } else { Continue::No }
    }
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

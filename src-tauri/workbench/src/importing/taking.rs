//! Takes subjects from the import room into the store, and counts rows: a row that gives several subjects counts once, by its
//! strongest state.

use super::report::{AddedRecord, ChangedRecord, ImportedFile, ImportedPart, MissingRecord};
use super::{SHOWN, go_on, named, shown_key};
use crate::error::Result;
use crate::references::References;
use countersign_core::evidence::READ;
use countersign_core::precedence::PART;
use countersign_core::record::Record;
use countersign_core::tables::Table;
use countersign_core::{Diagnostic, SourceRef};
use countersign_import::{Continue, FileHead, Input, Plan, Rejected, Role, Sink, SinkError, Subject};
use countersign_store::{Change, FileCounts, NewFile, Put, StoreError};
use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;

/// How many events or rejected rows are handed to the store at once.
const CHUNK: usize = 4096;
/// Rejected rows of one code and file that are said one by one; all of them are kept.
const EACH: u64 = 1000;

/// What became of a row, weakest first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum State {
    Same,
    New,
    Changed,
    Rejected,
}

/// A file with what became of it.
#[derive(Debug, Default)]
pub(crate) struct Taken {
    pub report: ImportedFile,
    /// Whether anything of it is new or different: of its rows or of the file itself.
    pub changed_something: bool,
    /// The numbers of its tables and sheets, each with its table and source.
    pub numbers: Vec<(u32, Table, String)>,
    /// Rejected rows by code.
    rejects: BTreeMap<String, u64>,
}

/// Takes subjects into the store.
pub(crate) struct Taking<'a, 'p> {
    pub change: Change<'a>,
    pub files: Vec<Taken>,
    pub references: References,
    /// Why the store would not take something.
    pub failed: Option<StoreError>,
    progress: &'p mut dyn FnMut(u64, u64) -> bool,
    /// Files by path.
    known: BTreeMap<PathBuf, usize>,
    file: usize,
    source: String,
    /// The source as which this file or sheet is kept beside the others of its system.
    beside: String,
    /// The tables of it that were begun.
    heads: usize,
    /// Which file or sheet first gave a key of another system, so that what a second one says differently is kept beside it.
    first: BTreeMap<(Table, String), u32>,
    /// The columns and headers of the organisation's own table that is being read; nothing for anything else.
    says: Option<BTreeSet<String>>,
    /// The number that counts the rows of what is being read.
    number: Option<u32>,
    counts: FileCounts,
    /// Rows whose state is not known to the end.
    rows: Vec<State>,
    /// Events not yet stored, each with its row.
    events: Vec<Record>,
    of_rows: Vec<Option<usize>>,
    rejected: Vec<countersign_store::Rejected>,
    bytes_before: u64,
    bytes_here: u64,
    bytes_total: u64,
}

impl<'a, 'p> Taking<'a, 'p> {
    pub fn new(change: Change<'a>, progress: &'p mut dyn FnMut(u64, u64) -> bool, plan: &Plan) -> Self {
        Self {
            change,
            files: Vec::new(),
            references: References::default(),
            failed: None,
            progress,
            known: BTreeMap::new(),
            file: 0,
            source: String::new(),
            beside: String::new(),
            heads: 0,
            first: BTreeMap::new(),
            says: None,
            number: None,
            counts: FileCounts::default(),
            rows: Vec::new(),
            events: Vec::new(),
            of_rows: Vec::new(),
            rejected: Vec::new(),
            bytes_before: 0,
            bytes_here: 0,
            bytes_total: plan.inputs.iter().map(|i| i.bytes).sum(),
        }
    }

    /// Begins a sheet or place of a file.
    pub fn begin(&mut self, input: &Input) {
        let d = &input.detected;
        self.file = *self.known.entry(input.path.clone()).or_insert_with(|| {
            self.files.push(Taken {
                report: ImportedFile {
                    path: input.name.clone(),
                    sha256: Some(input.sha256.clone()),
                    format: Some(d.format.name().to_owned()),
                    preset: d.preset.clone(),
                    encoding: d.encoding.clone(),
                    delimiter: d.delimiter.map(String::from),
                    header_row: d.header_row,
                    why: d.why.clone(),
                    ..ImportedFile::default()
                },
                ..Taken::default()
            });
            self.files.len() - 1
        });
        self.bytes_before += self.bytes_here;
        self.bytes_here = input.bytes;
        self.number = None;
        self.says = input.is_own_table().then(BTreeSet::new);
        self.heads = 0;
        self.counts = FileCounts::default();
        if let Some(taken) = self.files.get_mut(self.file) {
            for why in &d.why {
                if !taken.report.why.contains(why) {
                    taken.report.why.push(why.clone());
                }
            }
            taken.report.parts.push(ImportedPart {
                sheet: input.sheet.clone(),
                preset: d.preset.clone(),
                header_row: d.header_row,
                ..ImportedPart::default()
            });
        }
    }

    /// Ends it.
    pub fn finish(&mut self) -> Result<()> {
        self.flush()?;
        self.change.add_rejected(&std::mem::take(&mut self.rejected))?;
        let Some(number) = self.number.take() else { return Ok(()) };
        self.change.finish_file(number, self.counts)?;
        let Some(taken) = self.files.get_mut(self.file) else { return Ok(()) };
        let (file, c) = (&mut taken.report, self.counts);
        file.records += c.records;
        file.new += c.new;
        file.changed += c.changed;
        file.same += c.same;
        file.rejected += c.rejected;
        taken.changed_something |= c.new + c.changed > 0;
        if let Some(part) = file.parts.last_mut() {
            (part.records, part.new, part.changed, part.same, part.rejected) = (c.records, c.new, c.changed, c.same, c.rejected);
        }
        for (code, count) in std::mem::take(&mut taken.rejects) {
            if count > EACH {
                let message = format!("{} more rows of this file are rejected for this reason; all are kept", count - EACH);
                file.diagnostics.push(Diagnostic::new(&code, message, SourceRef::file(&file.path)));
            }
        }
        Ok(())
    }

    fn stored<T: Default>(&mut self, result: std::result::Result<T, StoreError>) -> std::result::Result<T, SinkError> {
        result.map_err(|e| {
            let message = e.to_string();
            self.failed = Some(e);
            SinkError::from(message)
        })
    }

    /// Stores what a row says. Two exports of one system, or two sheets of one workbook, may say different things of one subject: what
    /// the second says is kept as that file's own, beside the first's. Inside one file a key stands once.
    fn put(&mut self, record: &Record, mention: bool) -> std::result::Result<Put, StoreError> {
        if mention {
            return self.change.put_mention(record, &self.source);
        }
        if self.source.is_empty() {
            let Some(says) = &self.says else { return self.change.put(record, "") };
            // A table without a column says nothing of it; one whose cell is empty says that it is unknown.
            return self.change.put_columns(record, "", &|name| tells(record, name, says));
        }
        // It was kept beside another file's before: read again, alone or with that one, it is still its own.
        if self.change.stands_beside(record, &self.source, &self.beside)? {
            return self.change.put(record, &self.beside);
        }
        let put = self.change.put(record, &self.source)?;
        let first = *self.first.entry((record.table, record.key.clone())).or_insert(record.origin.file);
        if put != Put::DuplicateInBatch || first == record.origin.file {
            return Ok(put);
        }
        self.change.put(record, &self.beside)
    }

    fn named_beside(&self) -> String {
        let part = self.files.get(self.file).map(|taken| {
            let path = &taken.report.path;
            let sheet = taken.report.parts.last().and_then(|p| p.sheet.as_deref()).filter(|_| taken.report.parts.len() > 1);
            sheet.map_or_else(|| path.clone(), |sheet| format!("{path}/{sheet}"))
        });
        format!("{}{PART}{}", self.source, part.unwrap_or_default())
    }

    /// Stores the events that wait, and counts the rows that are complete.
    fn flush(&mut self) -> std::result::Result<(), StoreError> {
        let (events, of_rows) = (std::mem::take(&mut self.events), std::mem::take(&mut self.of_rows));
        let puts = self.change.put_events(&events)?;
        for ((record, put), row) in events.iter().zip(puts).zip(of_rows) {
            self.count(record, put, row, false);
        }
        for state in std::mem::take(&mut self.rows) {
            self.counts.records += 1;
            match state {
                State::Same => self.counts.same += 1,
                State::New => self.counts.new += 1,
                State::Changed => self.counts.changed += 1,
                State::Rejected => self.counts.rejected += 1,
            }
        }
        // The buffer is used again.
        self.events = events;
        self.events.clear();
        Ok(())
    }

    /// Counts what became of a subject for its row.
    fn count(&mut self, record: &Record, put: Put, row: Option<usize>, mention: bool) {
        let Some(taken) = self.files.get_mut(self.file) else { return };
        let file = &mut taken.report;
        let sheet = || file.parts.last().and_then(|p| p.sheet.clone());
        let state = match put {
            Put::New => {
                if file.added.len() < SHOWN {
                    let (sheet, (key, name)) = (sheet(), named(record));
                    file.added.push(AddedRecord { table: record.table, key, name, sheet, row: record.origin.row });
                }
                State::New
            }
            Put::Same => State::Same,
            Put::Changed(fields) => {
                if file.changes.len() < SHOWN {
                    let (sheet, (key, name)) = (sheet(), named(record));
                    file.changes.push(ChangedRecord { table: record.table, key, name, sheet, row: record.origin.row, fields });
                }
                State::Changed
            }
            Put::DuplicateInBatch if mention => State::Same,
            Put::DuplicateInBatch => {
                let mut at = SourceRef::file(&file.path).at_row(record.origin.row);
                at.sheet = sheet();
                let message = format!(
                    "The key `{}` occurs again with other content; the row that came first stands, this one is left out.",
                    shown_key(&record.key)
                );
                let d = Diagnostic::new("import/duplicate-key", message, at);
                let d = d.about(&record.key);
                let raw = record.named().map(|(c, v)| format!("{c}={v}")).collect::<Vec<_>>().join("; ");
                self.reject(record.origin.file, record.origin.row, raw, d);
                if let Some(state) = row.and_then(|r| self.rows.get_mut(r)) {
                    *state = State::Rejected;
                }
                return;
            }
        };
        if state != State::Same {
            taken.changed_something = true;
        }
        *file.tables.entry(record.table.name().to_owned()).or_default() += 1;
        if let Some(strongest) = row.and_then(|r| self.rows.get_mut(r)) {
            *strongest = (*strongest).max(state);
        }
    }

    /// Keeps a row that is not taken, and says why.
    fn reject(&mut self, number: u32, row: u64, raw: String, why: Diagnostic) {
        self.rejected.push(countersign_store::Rejected {
            file: number,
            row,
            column: why.at.column.clone(),
            code: why.code.clone(),
            reason: why.message.clone(),
            raw,
        });
        let Some(taken) = self.files.get_mut(self.file) else { return };
        let count = taken.rejects.entry(why.code.clone()).or_default();
        *count += 1;
        if *count <= EACH {
            taken.report.rejects.push(taken.report.diagnostics.len());
            taken.report.diagnostics.push(why);
        }
    }

    /// Room for more, once enough has gathered.
    fn gathered(&mut self) -> std::result::Result<(), SinkError> {
        if self.rejected.len() >= CHUNK {
            let rejected = std::mem::take(&mut self.rejected);
            let added = self.change.add_rejected(&rejected);
            self.stored(added)?;
        }
        if self.events.len() < CHUNK && self.rows.len() < CHUNK {
            return Ok(());
        }
        let flushed = self.flush();
        self.stored(flushed)
    }
}

impl Sink for Taking<'_, '_> {
    fn file(&mut self, head: &FileHead) -> std::result::Result<u32, SinkError> {
        let d = &head.detected;
        let new = NewFile {
            name: head.name.clone(),
            sha256: head.sha256.clone(),
            sheet: head.sheet.clone(),
            format: serde_json::json!({"format": d.format.name(), "preset": d.preset, "encoding": d.encoding, "delimiter": d.delimiter, "header_row": d.header_row, "table": head.table, "source": head.source}),
            columns: head.columns.clone(),
        };
        let added = self.change.add_file(&new);
        let number = self.stored(added)?;
        self.number.get_or_insert(number);
        if let Some(says) = &mut self.says {
            says.extend(head.columns.keys().chain(&head.headers).cloned());
        }
        self.heads += 1;
        if self.heads == 1 {
            self.source.clone_from(&head.source);
            self.beside = self.named_beside();
        }
        if let Some(taken) = self.files.get_mut(self.file) {
            taken.numbers.push((number, head.table, head.source.clone()));
            if let Some(part) = taken.report.parts.last_mut() {
                part.source.clone_from(&head.source);
                let table = head.table.name().to_owned();
                if self.heads == 1 {
                    part.columns.clone_from(&head.columns);
                } else {
                    // With several tables the column alone does not say whose it is.
                    if let (2, Some(only)) = (self.heads, part.tables.first().cloned()) {
                        part.columns = std::mem::take(&mut part.columns).into_iter().map(|(c, h)| (format!("{only}.{c}"), h)).collect();
                    }
                    part.columns.extend(head.columns.iter().map(|(c, h)| (format!("{table}.{c}"), h.clone())));
                }
                if !part.tables.contains(&table) {
                    part.tables.push(table);
                }
            }
        }
        Ok(number)
    }

    fn record(&mut self, subject: Subject) -> std::result::Result<(), SinkError> {
        let Subject { record, role, mention } = subject;
        if role == Role::Row {
            // Before a row begins, never inside one.
            self.gathered()?;
            self.rows.push(State::Same);
        }
        let row = if role == Role::Beside { None } else { self.rows.len().checked_sub(1) };
        if !mention {
            self.references.note(&record);
        }
        if record.table == Table::Events {
            self.events.push(record);
            self.of_rows.push(row);
            return Ok(());
        }
        match self.put(&record, mention) {
            Ok(put) => {
                self.count(&record, put, row, mention);
                Ok(())
            }
            Err(e) => self.stored(Err(e)),
        }
    }

    fn rejected(&mut self, rejected: Rejected) -> std::result::Result<(), SinkError> {
        self.counts.records += 1;
        self.counts.rejected += 1;
        self.reject(self.number.unwrap_or(0), rejected.row, rejected.raw, rejected.diagnostic);
        self.gathered()
    }

    fn diagnostic(&mut self, diagnostic: Diagnostic) -> std::result::Result<(), SinkError> {
        if let Some(taken) = self.files.get_mut(self.file) {
            taken.report.diagnostics.push(diagnostic);
        }
        Ok(())
    }

    fn progress(&mut self, done: u64, _total: u64) -> Continue {
        go_on((self.progress)((self.bytes_before + done).min(self.bytes_total), self.bytes_total))
    }
}

/// Whether a row tells a column or an attribute: its file has it, or it does itself. Records of JSON may bring members that the first ones had not; what is read of
/// a file's bytes is told as a whole, or not at all when the file is not there.
fn tells(record: &Record, name: &str, headers: &BTreeSet<String>) -> bool {
    if record.table == Table::Evidence && READ.contains(&name.strip_prefix("stated.").unwrap_or(name)) {
        return record.extra("sha256").is_some();
    }
    headers.contains(name) || record.get(name).is_some() || record.extra(name).is_some() || record.extra(&format!("raw.{name}")).is_some()
}

/// Says what earlier exports gave and the files just read no longer have.
pub(crate) fn say_missing(change: &Change<'_>, files: &mut [Taken]) -> Result<()> {
    let numbers: Vec<u32> = files.iter().flat_map(|f| f.numbers.iter().map(|(n, ..)| *n)).collect();
    for missing in change.missing(&numbers)? {
        let base = |name: &str| name.rsplit('/').next().unwrap_or(name).to_owned();
        let namesake = files.iter().position(|f| base(&f.report.path) == base(&missing.file_name));
        let kin =
            || files.iter().position(|f| f.numbers.iter().any(|(_, table, source)| *table == missing.table && *source == missing.source));
        let Some(taken) = namesake.or_else(kin).and_then(|at| files.get_mut(at)) else { continue };
        taken.report.missing_count += 1;
        if taken.report.missing.len() < SHOWN {
            taken.report.missing.push(MissingRecord {
                table: missing.table,
                key: shown_key(&missing.key),
                name: missing.name,
                file: missing.file_name,
                batch: missing.batch,
            });
        }
    }
    Ok(())
}

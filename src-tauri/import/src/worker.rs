//! The reading thread: rows in, records and everything there is to say about them out.

use crate::adapters::masked_by_name;
use crate::error::ImportError;
use crate::evidence;
use crate::inspect::one_line;
use crate::map::draft::Role;
use crate::map::mapper::{Mapper, Orders, Remark};
use crate::plan::{Input, Shape};
use crate::prove::prove;
use crate::read::{Event, Rejected, Subject};
use crate::reread::inert;
use crate::rows::{Next, Rows};
use crate::source::{Bytes, Layered};
use crate::subjects::{Given, Subjects};
use crate::tree::{NextRecord, Records};
use countersign_core::diagnostic::Diagnostic;
use countersign_core::record::Record;
use countersign_core::source::SourceRef;
use std::collections::BTreeMap;
use std::sync::mpsc::SyncSender;

/// Diagnostics of one code and file that are delivered one by one; the rest is counted.
pub const EACH: u64 = 1000;
/// Bytes of a rejected row's text that are kept.
const RAW_LIMIT: usize = 1 << 16;
/// What is handed over at once.
const BATCH: usize = 512;

/// Why reading ended early.
enum Stop {
    /// Nobody takes any more; why is known on the other side.
    Gone,
    Failed(ImportError),
}

impl From<ImportError> for Stop {
    fn from(error: ImportError) -> Self {
        Stop::Failed(error)
    }
}

/// Reads one input.
pub(crate) struct Worker<'a> {
    input: &'a Input,
    /// The numbers of its tables, as they were begun.
    files: Vec<u32>,
    sender: SyncSender<(Vec<Event>, u64)>,
    batch: Vec<Event>,
    said: BTreeMap<String, u64>,
    done: u64,
}

impl<'a> Worker<'a> {
    pub(crate) fn new(input: &'a Input, files: Vec<u32>, sender: SyncSender<(Vec<Event>, u64)>) -> Self {
        Self { input, files, sender, batch: Vec::with_capacity(BATCH), said: BTreeMap::new(), done: 0 }
    }

    /// Reads to the end.
    pub(crate) fn run(mut self) -> Result<(), ImportError> {
        match self.everything() {
            Ok(()) | Err(Stop::Gone) => Ok(()),
            Err(Stop::Failed(error)) => Err(error),
        }
    }

    fn everything(&mut self) -> Result<(), Stop> {
        for note in &self.input.notes {
            self.say(note.clone())?;
        }
        match &self.input.shape {
            Shape::Undescribed { why, key } => self.undescribed(why.as_deref(), key)?,
            Shape::Description { of } => self.description(of)?,
            Shape::Table(layered) => self.layered(layered)?,
        }
        for (code, count) in std::mem::take(&mut self.said) {
            if count > EACH {
                let message = format!("{} more of this kind in this file", count - EACH);
                self.send(Event::Diagnostic(Diagnostic::new(&code, message, self.at())))?;
            }
        }
        self.done = self.input.bytes;
        self.flush()
    }

    fn layered(&mut self, layered: &'a Layered) -> Result<(), Stop> {
        let input = self.input;
        let encoding = input.detected.encoding.as_deref().unwrap_or("UTF-8");
        let bytes = Bytes::of(&input.path, encoding)?;
        if let Some((map, artefact)) = input.map.as_ref().and_then(|m| Some((m, m.evidence.as_ref()?))) {
            let record = evidence::artefact(input, artefact, self.files.last().copied().unwrap_or(0))?;
            // A preset that gives nothing else takes the file as a whole.
            let whole = map.gives.is_empty() && map.adapter.is_none();
            self.record(record, if whole { Role::Row } else { Role::Beside }, false)?;
            if whole {
                drop(bytes);
                let same = crate::scan::scan(&input.path, None)?.sha256 == input.sha256;
                return if same { Ok(()) } else { Err(ImportError::Changed { path: input.path.clone() }.into()) };
            }
        }
        let sha256 = match &input.map {
            Some(map) if map.is_tree() => {
                let mut records = layered.records(bytes, &map.recognise.embedded)?;
                self.tree(records.as_mut())?;
                records.sha256()?
            }
            Some(map) if map.gives.len() > 1 || map.adapter.is_some() || map.gives.first().is_some_and(|g| !g.only.is_empty()) => {
                let mut rows = layered.rows(bytes)?;
                self.many(rows.as_mut(), layered)?;
                rows.sha256()?
            }
            _ => {
                let mut rows = layered.rows(bytes)?;
                self.table(rows.as_mut(), layered)?;
                rows.sha256()?
            }
        };
        if sha256 != input.sha256 {
            return Err(ImportError::Changed { path: input.path.clone() }.into());
        }
        Ok(())
    }

    /// Rows that each become one record.
    fn table(&mut self, rows: &mut dyn Rows, layered: &'a Layered) -> Result<(), Stop> {
        let input = self.input;
        let gives = input.map.as_ref().and_then(|m| m.gives.first()).cloned();
        let prove = move |dates: &[String]| prove(input, layered, dates);
        let mut mapper = Mapper::new(input.table, gives, rows.headers(), self.file(0), layered.order, Box::new(prove));
        self.other_columns(mapper.extras().map(str::to_owned).collect())?;
        self.each_row(rows, |worker, rows| {
            if rows.headers().len() > mapper.width() {
                let new = mapper.extend(rows.headers());
                worker.other_columns(new)?;
            }
            let mapped = mapper.record(rows.row())?;
            if !mapper.remarks.is_empty() {
                worker.remarks(std::mem::take(&mut mapper.remarks), rows.number())?;
            }
            match mapped {
                Ok(record) => worker.record(record, Role::Row, false),
                Err(remark) => worker.reject(rows.number(), &rows.raw(), remark),
            }
        })?;
        self.whole_file(&mapper)
    }

    /// Rows that each give several subjects.
    fn many(&mut self, rows: &mut dyn Rows, layered: &'a Layered) -> Result<(), Stop> {
        let Some(map) = self.input.map.clone() else { return Ok(()) };
        let input = self.input;
        let prove = move |dates: &[String]| prove(input, layered, dates);
        let mut subjects = Subjects::new(map, &self.files, rows.headers(), layered.order, &prove);
        self.other_columns(subjects.others())?;
        self.each_row(rows, |worker, rows| {
            if rows.headers().len() > subjects.width() {
                let new = subjects.extend(rows.headers());
                worker.other_columns(new)?;
            }
            let given = subjects.of_row(rows.row(), rows.headers(), &input.name)?;
            worker.given(given, rows.number(), &|| rows.raw())
        })?;
        subjects.mappers().try_for_each(|mapper| self.whole_file(mapper))
    }

    /// Takes rows to the end; what cannot be a row is rejected here.
    fn each_row(&mut self, rows: &mut dyn Rows, mut take: impl FnMut(&mut Self, &dyn Rows) -> Result<(), Stop>) -> Result<(), Stop> {
        loop {
            match rows.next()? {
                Next::End => break,
                Next::Reject { code, column, reason } => {
                    self.reject(rows.number(), &rows.raw(), Remark { code, column, message: reason })?;
                }
                Next::Row => {
                    self.wide(rows)?;
                    take(self, rows)?;
                }
            }
            self.done = rows.done();
        }
        self.noticed(rows)
    }

    /// Records of a tree.
    fn tree(&mut self, records: &mut dyn Records) -> Result<(), Stop> {
        let Some(map) = self.input.map.clone() else { return Ok(()) };
        let mut subjects = Subjects::new(map, &self.files, &[], None, &|_| Ok(Orders::default()));
        loop {
            match records.next()? {
                NextRecord::End => break,
                NextRecord::Reject { code, reason } => {
                    self.reject(records.number(), &records.raw(), Remark { code, column: None, message: reason })?;
                }
                NextRecord::Record => {
                    let given = subjects.of_record(records, &self.input.name)?;
                    self.given(given, records.number(), &|| records.raw())?;
                }
            }
            self.done = records.done();
        }
        subjects.mappers().try_for_each(|mapper| self.whole_file(mapper))
    }

    /// What one row or record gave.
    fn given(&mut self, given: Given, row: u64, raw: &dyn Fn() -> String) -> Result<(), Stop> {
        self.remarks(given.remarks, row)?;
        let mut role = Role::Row;
        if let Some(remark) = given.rejected {
            self.reject(row, &raw(), remark)?;
            role = Role::Beside;
        }
        for (record, mention) in given.subjects {
            self.record(record, role, mention)?;
            role = if role == Role::Beside { Role::Beside } else { Role::Also };
        }
        Ok(())
    }

    fn record(&mut self, mut record: Record, role: Role, mention: bool) -> Result<(), Stop> {
        if self.input.map.as_ref().is_some_and(|m| m.evidence.is_some()) {
            evidence::point_to(&mut record, &self.input.name);
        }
        if record.table == countersign_core::Table::Evidence && role != Role::Beside {
            evidence::set_stated_aside(&mut record);
        }
        if self.input.map.as_ref().is_none_or(|m| m.adapter.is_none()) {
            evidence::set_secrets_aside(&mut record);
        }
        if let Some(listed) = &self.input.listed {
            let at = self.at().at_row(record.origin.row).at_column(self.input.columns.get("file").map_or("file", String::as_str));
            for diagnostic in listed.complete(&mut record, at)? {
                self.say(diagnostic)?;
            }
        }
        self.send(Event::Record(Subject { record, role, mention }))
    }

    fn wide(&mut self, rows: &dyn Rows) -> Result<(), Stop> {
        for header in rows.wide() {
            let at = self.at().at_row(rows.number()).at_column(header);
            self.say(Diagnostic::new("import/raw-wide-number", "a number beyond 64 bits was kept as text", at))?;
        }
        Ok(())
    }

    fn noticed(&mut self, rows: &dyn Rows) -> Result<(), Stop> {
        for (code, row, column, message) in rows.noticed() {
            let mut at = self.at().at_row(row);
            at.column = column;
            self.say(Diagnostic::new(code, message, at))?;
        }
        Ok(())
    }

    /// What concerns the whole file, once its rows are read.
    fn whole_file(&mut self, mapper: &Mapper<'_>) -> Result<(), Stop> {
        let (found, first) = &mapper.found;
        if let Some(row) = first {
            let message = format!("{} control or direction characters are shown as tokens; the first is in this row", found.controls);
            self.say(Diagnostic::new("import/control-character", message, self.at().at_row(*row)))?;
        }
        if let (count, Some(row)) = mapper.derived {
            let message = match count {
                1 => "the id of this row was derived".to_owned(),
                _ => format!("the ids of {count} rows were derived; the first is this one"),
            };
            self.say(Diagnostic::new("import/derived-key", message, self.at().at_row(row)))?;
        }
        if let (count, Some(row)) = mapper.unassigned {
            let message = match count {
                1 => "the event in this row names no workflow; it is kept and counts for none".to_owned(),
                _ => format!("{count} events name no workflow, the first is in this row; they are kept and count for none"),
            };
            self.say(Diagnostic::new("import/event-without-workflow", message, self.at().at_row(row)))?;
        }
        for (header, text, count, row) in mapper.left_unknown() {
            let message = format!("`{text}` says nothing sure about a column of ours; it was kept as it is ({})", values(count));
            self.say(Diagnostic::new("import/value-unmapped", message, self.at().at_row(row).at_column(header)))?;
        }
        for (header, assumed, count, row) in mapper.assumptions() {
            let message = format!("{} ({})", assumed.says(), values(count));
            self.say(Diagnostic::new("import/date-assumed", message, self.at().at_row(row).at_column(header)))?;
        }
        Ok(())
    }

    /// Columns that are not ours: one by one for our own tables, together for a preset, which expects them.
    fn other_columns(&mut self, headers: Vec<String>) -> Result<(), Stop> {
        if self.input.map.is_some() {
            if headers.is_empty() {
                return Ok(());
            }
            let names: Vec<String> = headers.iter().map(|h| one_line(h)).collect();
            let kept = if names.len() == 1 { "column is kept as an attribute" } else { "columns are kept as attributes" };
            let message = format!("{} {kept}: {}", names.len(), names.join(" | "));
            return self.say(Diagnostic::new("import/unknown-column", message, self.at()));
        }
        for header in headers {
            let message = format!("`{}` is not a column of {}; it is kept as an attribute", one_line(&header), self.input.table);
            self.say(Diagnostic::new("import/unknown-column", message, self.at().at_column(&header)))?;
        }
        Ok(())
    }

    fn remarks(&mut self, remarks: Vec<Remark>, row: u64) -> Result<(), Stop> {
        for remark in remarks {
            let mut at = self.at().at_row(row);
            // Names from the file may stand in the path and in the message.
            at.column = remark.column.as_deref().map(inert);
            self.say(Diagnostic::new(remark.code, inert(&remark.message), at))?;
        }
        Ok(())
    }

    fn reject(&mut self, row: u64, raw: &str, remark: Remark) -> Result<(), Stop> {
        let mut at = self.at().at_row(row);
        at.column = remark.column.as_deref().map(inert);
        let diagnostic = Diagnostic::new(remark.code, inert(&remark.message), at);
        let mut raw = inert(masked_by_name(raw).as_deref().unwrap_or(raw));
        if raw.len() > RAW_LIMIT {
            let cut = (0..=RAW_LIMIT).rev().find(|i| raw.is_char_boundary(*i)).unwrap_or(0);
            let rest = raw.len() - cut;
            raw.truncate(cut);
            raw.push_str(&format!("\u{2026} ({rest} more bytes)"));
        }
        self.send(Event::Rejected(Rejected { row, raw, diagnostic }))
    }

    fn undescribed(&mut self, why: Option<&str>, key: &str) -> Result<(), Stop> {
        let record = evidence::undescribed(self.input, key, self.file(0))?;
        let why = why.map_or(String::new(), |w| format!("; it was not read as a table: {w}"));
        let message = format!("`{}` was registered as evidence of kind other, tier R5{why}", self.input.name);
        self.say(Diagnostic::new("evidence/undescribed", message, self.at()).about(&self.input.name))?;
        self.send(Event::Record(Subject { record, role: Role::Row, mention: false }))
    }

    fn description(&mut self, of: &str) -> Result<(), Stop> {
        let (headers, row, raw) = evidence::description_row(self.input, of)?;
        let never = |_: &[String]| Ok(Orders::default());
        let mut mapper = Mapper::new(self.input.table, None, &headers, self.file(0), None, Box::new(never));
        self.other_columns(mapper.extras().map(str::to_owned).collect())?;
        let mapped = mapper.record(&row)?;
        self.remarks(std::mem::take(&mut mapper.remarks), row.number)?;
        match mapped {
            Ok(record) => self.record(record, Role::Row, false)?,
            Err(remark) => self.reject(row.number, &raw, remark)?,
        }
        self.whole_file(&mapper)
    }

    fn file(&self, at: usize) -> u32 {
        self.files.get(at).copied().unwrap_or(0)
    }

    fn at(&self) -> SourceRef {
        SourceRef { file: self.input.name.clone(), sheet: self.input.sheet.clone(), ..SourceRef::default() }
    }

    fn say(&mut self, diagnostic: Diagnostic) -> Result<(), Stop> {
        let count = self.said.entry(diagnostic.code.clone()).or_insert(0);
        *count += 1;
        if *count > EACH {
            return Ok(());
        }
        self.send(Event::Diagnostic(diagnostic))
    }

    fn send(&mut self, event: Event) -> Result<(), Stop> {
        self.batch.push(event);
        if self.batch.len() >= BATCH { self.flush() } else { Ok(()) }
    }

    fn flush(&mut self) -> Result<(), Stop> {
        let batch = std::mem::replace(&mut self.batch, Vec::with_capacity(BATCH));
        self.sender.send((batch, self.done)).map_err(|_| Stop::Gone)
    }
}

/// How many values are meant, when the place named is that of the first.
fn values(count: u64) -> String {
    if count == 1 { "1 value, in this row".to_owned() } else { format!("{count} values, the first in this row") }
}

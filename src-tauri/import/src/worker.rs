//! The reading thread: rows in, records and everything there is to say about them out.

use crate::clean::{Found, clean};
use crate::delimited::DelimitedRows;
use crate::error::ImportError;
use crate::evidence;
use crate::inspect::one_line;
use crate::json::rows::{DocumentRows, LineRows};
use crate::map::date::{Order, proves};
use crate::map::mapper::{Mapper, Orders, Remark};
use crate::plan::{Input, Shape, TableShape};
use crate::read::{Event, Rejected};
use crate::rows::{Next, Rows};
use countersign_core::diagnostic::Diagnostic;
use countersign_core::source::SourceRef;
use std::collections::{BTreeMap, BTreeSet};
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
    file: u32,
    sender: SyncSender<(Vec<Event>, u64)>,
    batch: Vec<Event>,
    said: BTreeMap<String, u64>,
    done: u64,
}

impl<'a> Worker<'a> {
    pub(crate) fn new(input: &'a Input, file: u32, sender: SyncSender<(Vec<Event>, u64)>) -> Self {
        Self { input, file, sender, batch: Vec::with_capacity(BATCH), said: BTreeMap::new(), done: 0 }
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
            Shape::Table(shape) => self.table(shape)?,
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

    fn table(&mut self, shape: &'a TableShape) -> Result<(), Stop> {
        let input = self.input;
        let mut rows = open(input, shape)?;
        let prove = move |dates: &[String]| prove(input, shape, dates);
        let mut mapper = Mapper::new(input.table, input.map.clone(), rows.headers(), self.file, Box::new(prove));
        self.other_columns(mapper.extras().map(str::to_owned).collect())?;
        loop {
            match rows.next()? {
                Next::End => break,
                Next::Reject { code, column, reason } => self.reject(rows.as_ref(), Remark { code, column, message: reason })?,
                Next::Row => {
                    if rows.headers().len() > mapper.width() {
                        let new = mapper.extend(rows.headers());
                        self.other_columns(new)?;
                    }
                    for header in rows.wide().to_vec() {
                        let at = self.at().at_row(rows.number()).at_column(&header);
                        self.say(Diagnostic::new("import/raw-wide-number", "a number beyond 64 bits was kept as text", at))?;
                    }
                    let mapped = mapper.record(rows.row())?;
                    self.remarks(&mut mapper, rows.number())?;
                    match mapped {
                        Ok(record) => self.record(record)?,
                        Err(remark) => self.reject(rows.as_ref(), remark)?,
                    }
                }
            }
            self.done = rows.done();
        }
        self.whole_file(&mapper)?;
        if rows.sha256()? != input.sha256 {
            return Err(ImportError::Changed { path: input.path.clone() }.into());
        }
        Ok(())
    }

    fn record(&mut self, mut record: countersign_core::Record) -> Result<(), Stop> {
        if record.table == countersign_core::Table::Evidence {
            evidence::set_stated_aside(&mut record);
        }
        if let Some(listed) = &self.input.listed {
            let at = self.at().at_row(record.origin.row).at_column(self.input.columns.get("file").map_or("file", String::as_str));
            for diagnostic in listed.complete(&mut record, at) {
                self.say(diagnostic)?;
            }
        }
        self.send(Event::Record(record))
    }

    /// What concerns the whole file, once its rows are read.
    fn whole_file(&mut self, mapper: &Mapper<'_>) -> Result<(), Stop> {
        let (found, first) = &mapper.found;
        if let Some(row) = first {
            let message = format!("{} control or direction characters are shown as tokens; the first is in this row", found.controls);
            self.say(Diagnostic::new("import/control-character", message, self.at().at_row(*row)))?;
        }
        if let (count, Some(row)) = mapper.derived {
            let message = format!("the ids of {count} rows were derived; the first is this one");
            self.say(Diagnostic::new("import/derived-key", message, self.at().at_row(row)))?;
        }
        for (header, text, count, row) in mapper.left_unknown() {
            let message =
                format!("`{text}` says nothing sure about a column of ours; it was kept as it is ({count} values, the first in this row)");
            self.say(Diagnostic::new("import/value-unmapped", message, self.at().at_row(row).at_column(header)))?;
        }
        for (header, assumed, count, row) in mapper.assumptions() {
            let message = format!("{} ({count} values, the first in this row)", assumed.says());
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
            let message = format!("{} columns are kept as attributes: {}", names.len(), names.join(" | "));
            return self.say(Diagnostic::new("import/unknown-column", message, self.at()));
        }
        for header in headers {
            let message = format!("`{}` is not a column of {}; it is kept as an attribute", one_line(&header), self.input.table);
            self.say(Diagnostic::new("import/unknown-column", message, self.at().at_column(&header)))?;
        }
        Ok(())
    }

    fn remarks(&mut self, mapper: &mut Mapper<'_>, row: u64) -> Result<(), Stop> {
        if mapper.remarks.is_empty() {
            return Ok(());
        }
        for remark in std::mem::take(&mut mapper.remarks) {
            let mut at = self.at().at_row(row);
            at.column = remark.column;
            self.say(Diagnostic::new(remark.code, remark.message, at))?;
        }
        Ok(())
    }

    fn reject(&mut self, rows: &dyn Rows, remark: Remark) -> Result<(), Stop> {
        let mut at = self.at().at_row(rows.number());
        at.column = remark.column;
        self.rejected(rows.number(), &rows.raw(), Diagnostic::new(remark.code, clean(&remark.message, &mut Found::default()), at))
    }

    fn rejected(&mut self, row: u64, raw: &str, diagnostic: Diagnostic) -> Result<(), Stop> {
        let mut raw = clean(raw, &mut Found::default()).into_owned();
        if raw.len() > RAW_LIMIT {
            let cut = (0..=RAW_LIMIT).rev().find(|i| raw.is_char_boundary(*i)).unwrap_or(0);
            let rest = raw.len() - cut;
            raw.truncate(cut);
            raw.push_str(&format!("\u{2026} ({rest} more bytes)"));
        }
        self.send(Event::Rejected(Rejected { row, raw, diagnostic }))
    }

    fn undescribed(&mut self, why: Option<&str>, key: &str) -> Result<(), Stop> {
        let record = evidence::undescribed(self.input, key, self.file);
        let why = why.map_or(String::new(), |w| format!("; it was not read as a table: {w}"));
        let message = format!("`{}` was registered as evidence of kind other, tier R5{why}", self.input.name);
        self.say(Diagnostic::new("evidence/undescribed", message, self.at()).about(&self.input.name))?;
        self.send(Event::Record(record))
    }

    fn description(&mut self, of: &str) -> Result<(), Stop> {
        let (headers, row, raw) = evidence::description_row(self.input, of)?;
        let never = |_: &[String]| Ok(Orders::default());
        let mut mapper = Mapper::new(self.input.table, None, &headers, self.file, Box::new(never));
        self.other_columns(mapper.extras().map(str::to_owned).collect())?;
        let mapped = mapper.record(&row)?;
        self.remarks(&mut mapper, row.number)?;
        match mapped {
            Ok(record) => self.record(record)?,
            Err(remark) => {
                let mut at = self.at().at_row(row.number);
                at.column = remark.column;
                self.rejected(row.number, &raw, Diagnostic::new(remark.code, remark.message, at))?;
            }
        }
        self.whole_file(&mapper)
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

/// Opens the rows of a table.
fn open(input: &Input, shape: &TableShape) -> Result<Box<dyn Rows>, ImportError> {
    let encoding = input.detected.encoding.as_deref().unwrap_or("UTF-8");
    Ok(match shape {
        TableShape::Json { at, single, keys } => Box::new(DocumentRows::open(&input.path, encoding, *at, *single, keys)?),
        TableShape::Lines { keys } => Box::new(LineRows::open(&input.path, encoding, keys)?),
        TableShape::Delimited { delimiter, header_row } => Box::new(DelimitedRows::open(&input.path, encoding, *delimiter, *header_row)?),
    })
}

/// Reads the file once more to find in which order its dates are.
fn prove(input: &Input, shape: &TableShape, dates: &[String]) -> Result<Orders, ImportError> {
    let mut rows = open(input, shape)?;
    let wanted: BTreeSet<&String> = dates.iter().collect();
    let mut columns: Vec<bool> = Vec::new();
    let mut orders = Orders::default();
    let mut contradicted = false;
    loop {
        match rows.next()? {
            Next::End => break,
            Next::Reject { .. } => continue,
            Next::Row => {}
        }
        while columns.len() < rows.headers().len() {
            columns.push(rows.headers().get(columns.len()).is_some_and(|h| wanted.contains(h)));
        }
        for (i, _) in columns.iter().enumerate().filter(|(_, is_date)| **is_date) {
            let Some(order) = proves(rows.row().cell(i).trim()) else { continue };
            contradicted |= orders.file.is_some_and(|o: Order| o != order);
            orders.file = Some(order);
            let Some(header) = rows.headers().get(i) else { continue };
            let known = orders.by_header.entry(header.clone()).or_insert(Some(order));
            if *known != Some(order) {
                *known = None;
            }
        }
    }
    if contradicted {
        orders.file = None;
    }
    Ok(orders)
}

//! One input, read from beginning to end, in a thread of its own; the sink is called in the caller's.

use crate::detect::Detected;
use crate::error::{ImportError, SinkError};
use crate::map::draft::Role;
use crate::map::layout::Layout;
use crate::plan::Input;
use crate::worker::Worker;
use countersign_core::diagnostic::Diagnostic;
use countersign_core::record::Record;
use countersign_core::tables::Table;
use std::collections::BTreeMap;
use std::sync::mpsc::{Receiver, sync_channel};

/// What is known about a file before its records come.
#[derive(Clone, Debug)]
pub struct FileHead {
    /// Its name: from the folder given on, or the file's own.
    pub name: String,
    /// SHA-256 of its bytes.
    pub sha256: String,
    /// The sheet of a workbook, or the place in a document, that holds the rows.
    pub sheet: Option<String>,
    /// The table the rows become.
    pub table: Table,
    /// The source system its rows come from: the preset's; nothing for our own tables.
    pub source: String,
    /// What was detected.
    pub detected: Detected,
    /// For each of our columns, the header it is read from.
    pub columns: BTreeMap<String, String>,
    /// The headers of the file, ours and others: of records read as rows those of the first ones, of a tree none.
    pub headers: Vec<String>,
}

/// A row that did not become a record.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rejected {
    /// The row as a spreadsheet counts it, the position in a JSON array, or the line of a JSON Lines file.
    pub row: u64,
    /// The row's text (keys masked, at most 64 KB).
    pub raw: String,
    /// Why, with its code and place. It is not delivered again through [`Sink::diagnostic`].
    pub diagnostic: Diagnostic,
}

/// Whether to go on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Continue {
    /// Go on.
    Yes,
    /// Stop; [`read`] ends with [`ImportError::Cancelled`].
    No,
}

/// A record and how it stands to the row it was read from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Subject {
    /// The record.
    pub record: Record,
    /// Its part in the row.
    pub role: Role,
    /// Whether the row only names it: it never changes what is known of it.
    pub mention: bool,
}

/// Where records go.
pub trait Sink {
    /// A file begins, or another table of it; the number returned becomes `origin.file` of its records. The first call counts the rows.
    ///
    /// # Errors
    /// Ends the reading.
    fn file(&mut self, head: &FileHead) -> Result<u32, SinkError>;
    /// A record. A row that gives several counts once: the first has [`Role::Row`], the others follow it before the next row's.
    ///
    /// # Errors
    /// Ends the reading.
    fn record(&mut self, subject: Subject) -> Result<(), SinkError>;
    /// A row that did not become a record, or whose own record could not be taken; others it gave come as [`Role::Beside`].
    ///
    /// # Errors
    /// Ends the reading.
    fn rejected(&mut self, rejected: Rejected) -> Result<(), SinkError>;
    /// Something to say about the file.
    ///
    /// # Errors
    /// Ends the reading.
    fn diagnostic(&mut self, diagnostic: Diagnostic) -> Result<(), SinkError>;
    /// Bytes read so far, of all bytes.
    fn progress(&mut self, done: u64, total: u64) -> Continue {
        let _ = (done, total);
        Continue::Yes
    }
}

/// What became of a file's rows.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct FileSummary {
    /// Rows that became records.
    pub records: u64,
    /// Rows that did not.
    pub rejected: u64,
}

/// What the reading thread sends.
pub(crate) enum Event {
    Record(Subject),
    Rejected(Rejected),
    Diagnostic(Diagnostic),
}

/// Reads an input and hands its records on, in file order.
///
/// # Errors
/// When the file cannot be read, is not what was planned any more, or the sink fails or stops.
pub fn read(input: &Input, sink: &mut dyn Sink) -> Result<FileSummary, ImportError> {
    let fail = |source| ImportError::Sink { name: input.name.clone(), source };
    let mut files = Vec::new();
    for head in heads(input) {
        files.push(sink.file(&head).map_err(fail)?);
    }
    let mut summary = FileSummary::default();
    let ended = std::thread::scope(|scope| {
        let (sender, receiver) = sync_channel(8);
        let reader = scope.spawn(move || Worker::new(input, files, sender).run());
        let taken = take(input, sink, &receiver, &mut summary);
        // A reader that is still sending sees that nobody takes any more.
        drop(receiver);
        let read = reader.join().unwrap_or_else(|_| Err(ImportError::Broken { name: input.name.clone() }));
        taken.and(read)
    });
    ended.map(|()| summary)
}

/// What is to be said about an input before its records come: one head for each table it gives.
fn heads(input: &Input) -> Vec<FileHead> {
    let head = |table, columns| FileHead {
        name: input.name.clone(),
        sha256: input.sha256.clone(),
        sheet: input.sheet.clone(),
        table,
        source: input.map.as_ref().map(|m| m.source.clone()).unwrap_or_default(),
        detected: input.detected.clone(),
        columns,
        headers: match &input.shape {
            // As the attributes of that name are kept: a header can hold a key as well.
            crate::plan::Shape::Table(layered) => {
                layered.keys.iter().map(|h| crate::secret::mask(h).map_or_else(|| h.clone(), |(masked, _)| masked)).collect()
            }
            _ => Vec::new(),
        },
    };
    let Some(map) = &input.map else { return vec![head(input.table, input.columns.clone())] };
    let keys = match &input.shape {
        crate::plan::Shape::Table(layered) => layered.keys.as_slice(),
        _ => &[],
    };
    let given = map.gives.iter().map(|gives| {
        // What stands at several places of a record says itself where; a column alone would point to none of them.
        if gives.each.is_some() {
            return head(gives.table, BTreeMap::new());
        }
        let headers = if map.is_tree() { &gives.paths } else { keys };
        head(gives.table, Layout::new(gives.table, Some(gives.as_ref()), headers).columns(headers))
    });
    let mut heads: Vec<FileHead> = given.collect();
    if map.adapter.is_some() || map.evidence.is_some() || heads.is_empty() {
        heads.push(head(input.table, BTreeMap::new()));
    }
    heads
}

/// Hands on what the reading thread sends.
fn take(input: &Input, sink: &mut dyn Sink, batches: &Receiver<(Vec<Event>, u64)>, summary: &mut FileSummary) -> Result<(), ImportError> {
    let fail = |source| ImportError::Sink { name: input.name.clone(), source };
    for (events, done) in batches {
        for event in events {
            match event {
                Event::Record(subject) => {
                    summary.records += u64::from(subject.role == Role::Row);
                    sink.record(subject).map_err(fail)?;
                }
                Event::Rejected(rejected) => {
                    summary.rejected += 1;
                    sink.rejected(rejected).map_err(fail)?;
                }
                Event::Diagnostic(diagnostic) => sink.diagnostic(diagnostic).map_err(fail)?,
            }
        }
        if sink.progress(done.min(input.bytes), input.bytes) == Continue::No {
            return Err(ImportError::Cancelled { name: input.name.clone() });
        }
    }
    Ok(())
}

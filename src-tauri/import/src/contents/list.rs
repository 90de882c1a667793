//! The rows of a list, read once for what its checks need.

use super::built::Built;
use crate::error::ImportError;
use crate::rows::{Next, Row};
use crate::source::Bytes;
use crate::text::snake;
use countersign_core::evidence::ipe::Stamp;
use std::path::Path;

/// Headers of what names a record, so that it stands once in a list. `user_id` may stand in many rows.
const IDS: [&str; 20] = [
    "id",
    "key",
    "uuid",
    "guid",
    "event_id",
    "record_id",
    "entry_id",
    "log_id",
    "transaction_id",
    "ticket_id",
    "ticket_number",
    "ticket_no",
    "issue_key",
    "issue_id",
    "case_id",
    "case_number",
    "change_id",
    "change_number",
    "incident_id",
    "incident_number",
];
/// Headers of when a record happened, the plainest first.
const TIMES: [&str; 14] = [
    "timestamp",
    "ts",
    "time",
    "event_time",
    "date_time",
    "datetime",
    "occurred_at",
    "logged_at",
    "time_generated",
    "event_date",
    "date",
    "created",
    "created_at",
    "opened_at",
];
/// A longer text names nothing.
const LONGEST_ID: usize = 256;

/// A list as it was read.
#[derive(Debug, Default)]
pub(super) struct List {
    /// Rows with something in them.
    pub records: u64,
    /// What cannot be a row.
    pub rejected: u64,
    /// What names them.
    pub ids: Vec<String>,
    /// When they happened.
    pub times: Vec<Stamp>,
    /// For each of the totals asked for, the sum of the column of that name; nothing when there is none, or a cell is no number.
    pub totals: Vec<Option<f64>>,
}

/// Where the columns stand.
#[derive(Default)]
struct Columns {
    width: usize,
    id: Option<usize>,
    time: Option<usize>,
    totals: Vec<Option<usize>>,
}

impl Columns {
    fn of(headers: &[String], totals: &[&str]) -> Self {
        let names: Vec<String> = headers.iter().map(|h| snake(h)).collect();
        let at = |wanted: &str| names.iter().position(|n| n == wanted);
        Self {
            width: headers.len(),
            id: IDS.iter().find_map(|w| at(w)),
            time: TIMES.iter().find_map(|w| at(w)),
            totals: totals.iter().map(|t| at(&snake(t))).collect(),
        }
    }
}

/// Reads a list to its end.
///
/// # Errors
/// When it cannot be read.
pub(super) fn read(path: &Path, built: &Built, totals: &[&str]) -> Result<List, ImportError> {
    let mut rows = built.layered.rows(Bytes::of(path, built.encoding)?)?;
    let mut columns = Columns::of(rows.headers(), totals);
    let mut list = List { totals: vec![Some(0.0); totals.len()], ..List::default() };
    loop {
        match rows.next()? {
            Next::End => break,
            Next::Reject { .. } => list.rejected += 1,
            Next::Row => {
                if rows.headers().len() > columns.width {
                    columns = Columns::of(rows.headers(), totals);
                }
                list.take(rows.row(), &columns);
            }
        }
    }
    for (total, column) in list.totals.iter_mut().zip(&columns.totals) {
        *total = total.filter(|_| column.is_some());
    }
    Ok(list)
}

impl List {
    fn take(&mut self, row: &Row, columns: &Columns) {
        if row.cells().all(|cell| cell.trim().is_empty()) {
            return;
        }
        self.records += 1;
        let cell = |at: Option<usize>| at.map(|at| row.cell(at).trim()).filter(|text| !text.is_empty());
        self.ids.extend(cell(columns.id).filter(|id| id.len() <= LONGEST_ID).map(str::to_owned));
        self.times.extend(cell(columns.time).and_then(Stamp::read));
        for (total, at) in self.totals.iter_mut().zip(&columns.totals) {
            // An empty cell adds nothing; one that is no plain number leaves the sum unknown.
            if let Some(text) = cell(*at) {
                *total = total.zip(number(text)).map(|(sum, n)| sum + n);
            }
        }
    }
}

/// A plain decimal number. `1,000` may be one or a thousand.
pub(super) fn number(text: &str) -> Option<f64> {
    text.trim().parse::<f64>().ok().filter(|n| n.is_finite())
}

//! The rows that were rejected at import: the first of them, and how many more the other forms hold.

use super::Book;
use crate::flow::{Cell, Row, Table};
use crate::inert::CAP;
use crate::typeset::{CAPTION, CELL, CELL_2, CELL_ID, CELL_ID_2, Span};
use crate::words;
use countersign_core::gap_report::RejectedRow;

/// The most rows that are printed.
const PRINTED: usize = 50;

/// The most characters of a row's own text that are printed.
const TEXT: usize = 240;

impl Book<'_> {
    /// Rows that were left out, each with its reason and its text.
    pub(super) fn rejected(&mut self) {
        let all = &self.report.rejected;
        if all.is_empty() {
            self.flow.prose("No row was rejected.");
            return;
        }
        let table =
            Table::new(&[("Where", 118.0, false), ("Read for", 54.0, false), ("Reason", 170.0, false), ("What to do", 140.0, false)]);
        let rows: Vec<Row> = all.iter().take(PRINTED).map(|r| self.rejected_row(r)).collect();
        self.flow.table(&table, rows);
        let rest = all.len().saturating_sub(PRINTED);
        if rest > 0 {
            let more = words::many(rest as u64, "more row is", "more rows are");
            let all = words::number(all.len() as u64);
            let told = format!("And {more} not printed: the workbook, the JSON form and, in a pack, csv/rejected-rows.csv hold all {all}.");
            self.flow.say(&told, CAPTION);
        }
    }

    fn rejected_row(&self, r: &RejectedRow) -> Row {
        let text = self.line(&r.raw, TEXT);
        Row {
            cells: vec![
                Cell::text(self.line(&words::place(&r.at), 400), CELL_ID),
                Cell::text(self.line(&r.table, 60), CELL_2),
                Cell::Spans(vec![
                    Span::new(self.text(&r.reason, CAP), CELL),
                    Span::new(format!("\n{}", self.line(&r.code, 60)), CELL_ID_2),
                ]),
                Cell::text(self.text(&r.hint, CAP), CELL_2),
            ],
            note: if text.is_empty() { Vec::new() } else { vec![Span::new(text, CELL_ID_2)] },
            ..Row::default()
        }
    }
}

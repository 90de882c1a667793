//! The rows that were rejected at import and the cells that were not understood: the first of them, and how many more the other forms
//! hold.

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
        self.not_printed(all.len(), ("more row is", "more rows are"), "csv/rejected-rows.csv");
    }

    /// Cells that were not understood, each with what stands there.
    pub(super) fn unread(&mut self) {
        let all = &self.report.unread;
        if all.is_empty() {
            self.flow.prose("Every cell of a record was understood.");
            return;
        }
        let table = Table::new(&[("Where", 150.0, false), ("Record", 110.0, false), ("Column", 92.0, false), ("Text", 130.0, false)]);
        let rows = all.iter().take(PRINTED).map(|u| Row {
            cells: vec![
                Cell::text(self.line(&words::place(&u.at), 400), CELL_ID),
                Cell::text(self.line(&format!("{} {}", u.table, u.record), 200), CELL_ID_2),
                Cell::text(self.line(&u.column, 60), CELL_ID_2),
                Cell::text(self.line(&u.raw, TEXT), CELL),
            ],
            ..Row::default()
        });
        let rows: Vec<Row> = rows.collect();
        self.flow.table(&table, rows);
        self.not_printed(all.len(), ("more cell is", "more cells are"), "csv/unread-cells.csv");
    }

    /// How many of a list are not printed, and where all of them are.
    fn not_printed(&mut self, all: usize, (one, many): (&str, &str), file: &str) {
        let rest = all.saturating_sub(PRINTED);
        if rest > 0 {
            let (more, all) = (words::many(rest as u64, one, many), words::number(all as u64));
            let told = format!("And {more} not printed: the workbook, the JSON form and, in a pack, {file} hold all {all}.");
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

//! The tables of one framework.

use super::Book;
use crate::flow::{Cell, Row, Table};
use crate::typeset::{CAPTION, CELL, CELL_2, CELL_ID, CELL_STRONG, Face};
use crate::words;
use countersign_core::gap_report::{FrameworkPage, Group};
use countersign_core::status::Status;

impl Book<'_> {
    /// Functions and categories with their counts. Keeps to what is left of the page: lower levels give way first.
    pub(super) fn groups(&mut self, framework: &FrameworkPage) {
        let k = framework.kind;
        let head = |status: Status| status.label(k);
        let table = Table::new(&[
            ("Group", 58.0, false),
            ("Title", 142.0, false),
            ("Status", 74.0, false),
            (head(Status::Met), 29.0, true),
            (head(Status::AcceptedRisk), 37.0, true),
            (head(Status::Partial), 33.0, true),
            (head(Status::NotAssessed), 40.0, true),
            (head(Status::NotMet), 34.0, true),
            (head(Status::NotApplicable), 45.0, true),
            ("Assessed of applicable", 50.0, true),
        ]);
        let mut rows: Vec<Row> = framework.groups.iter().map(|g| self.group(framework, g)).collect();
        let room = self.flow.room() - 14.0;
        let mut left_out = 0;
        if self.flow.table_height(&table, &rows) > room {
            let top: Vec<Row> = framework.groups.iter().filter(|g| g.depth == 0).map(|g| self.group(framework, g)).collect();
            if !top.is_empty() {
                left_out = rows.len() - top.len();
                rows = top;
            }
            while rows.len() > 1 && self.flow.table_height(&table, &rows) > room {
                rows.pop();
                left_out += 1;
            }
        }
        if rows.is_empty() {
            self.flow.prose("This framework has no groups.");
            return;
        }
        self.flow.table(&table, rows);
        if left_out > 0 {
            self.flow.say(&format!("{} are in the list of requirements.", words::many(left_out as u64, "more group", "more groups")), CAPTION);
        }
    }

    fn group(&self, framework: &FrameworkPage, group: &Group) -> Row {
        let (name, figure) = if group.depth == 0 { (CELL_STRONG, CELL_STRONG) } else { (CELL, CELL_2) };
        let count = |status: Status| match group.counts.get(status) {
            0 => Cell::text("–", CELL_2),
            n => Cell::text(words::number(n), figure),
        };
        let indent = "  ".repeat(usize::from(group.depth.min(3)));
        let mut cells = vec![
            Cell::text(self.line(&group.label, 60), CELL_ID),
            Cell::text(format!("{indent}{}", self.line(&group.title, 160)), name),
            Cell::Status(group.status, framework.kind),
        ];
        cells.extend(Status::ALL.map(count));
        cells.push(Cell::text(words::of(group.counts.assessed(), group.counts.applicable()), figure.faced(Face::Sans)));
        Row { cells, ..Row::default() }
    }

    /// Every requirement with its status and the reason.
    pub(super) fn requirements(&mut self, framework: &FrameworkPage) {
        let table = Table::new(&[
            ("Id", 66.0, false),
            ("Requirement", 160.0, false),
            ("Status", 74.0, false),
            ("Met of applicable", 52.0, true),
            ("Reason", 150.0, false),
        ]);
        let rows: Vec<Row> = framework
            .requirements
            .iter()
            .map(|r| Row {
                cells: vec![
                    Cell::text(self.line(&r.label, 120), CELL_ID),
                    Cell::text(self.text(&r.title, 400), CELL),
                    Cell::Status(r.status, framework.kind),
                    Cell::text(words::of(r.counts.met, r.counts.applicable()), CELL_2),
                    Cell::text(self.text(&r.reason, 600), CELL_2),
                ],
                anchor: Some(format!("requirement:{}", r.id)),
                ..Row::default()
            })
            .collect();
        if rows.is_empty() {
            self.flow.prose("This framework lists no requirements.");
        } else {
            self.flow.table(&table, rows);
        }
    }
}

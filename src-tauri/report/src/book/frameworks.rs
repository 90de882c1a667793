//! The tables of one framework.

use super::Book;
use crate::flow::{Cell, Row, Table};
use crate::typeset::{CAPTION, CELL, CELL_2, CELL_ID, CELL_LINK, CELL_STRONG, Face, SUBSECTION, Span};
use crate::words;
use countersign_core::gap_report::{FrameworkPage, Group, RequirementLine};
use countersign_core::status::Status;

impl Book<'_> {
    /// Functions and categories with their counts. Keeps to what is left of the page: lower levels give way first.
    pub(super) fn groups(&mut self, framework: &FrameworkPage) {
        let [met, accepted, partial, open, not_met, neutral] = Status::ALL.map(Status::word);
        let columns = [
            ("Group", 54.0, false),
            ("Title", 152.0, false),
            ("Status", 76.0, false),
            (met, 24.0, true),
            (accepted, 24.0, true),
            (partial, 24.0, true),
            (open, 24.0, true),
            (not_met, 24.0, true),
            (neutral, 24.0, true),
            ("Assessed of applicable", 56.0, true),
        ];
        let table = Table::new(&columns).dense();
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
            self.flow
                .say(&format!("{} are in the list of requirements.", words::many(left_out as u64, "more group", "more groups")), CAPTION);
        }
    }

    /// The requirements that need attention first, as many as the rest of the page holds.
    pub(super) fn pressing(&mut self, framework: &FrameworkPage) {
        let order = [Status::NotMet, Status::NotAssessed, Status::Partial, Status::AcceptedRisk, Status::Met];
        let mut pressing: Vec<&RequirementLine> = framework.requirements.iter().filter(|r| r.status != Status::NotApplicable).collect();
        pressing.sort_by_key(|r| order.iter().position(|s| *s == r.status));
        let table =
            Table::new(&[("Id", 70.0, false), ("Requirement", 258.0, false), ("Status", 90.0, false), ("Met of applicable", 64.0, true)])
                .dense();
        let mut rows = Vec::new();
        let mut height = self.flow.table_height(&table, &[]) + 62.0;
        for requirement in &pressing {
            let row = Row {
                cells: vec![
                    Cell::Spans(vec![
                        Span::new(self.line(&requirement.label, 60), CELL_LINK).to(&format!("requirement:{}", requirement.id)),
                    ]),
                    Cell::text(self.line(&requirement.title, 160), CELL),
                    Cell::Status(requirement.status, framework.kind),
                    Cell::text(words::of(requirement.counts.met, requirement.counts.applicable()), CELL_2),
                ],
                ..Row::default()
            };
            height += self.flow.row_height(&table, &row);
            if height > self.flow.room() {
                break;
            }
            rows.push(row);
        }
        if rows.len() < 3 && rows.len() < pressing.len() || rows.is_empty() {
            return;
        }
        let title = if rows.len() == pressing.len() { "What applies, most pressing first" } else { "Most pressing first" };
        self.flow.heading(3, title, &[Span::new(title, SUBSECTION)]);
        let caption = format!("{} that apply. All are in the list of requirements.", words::of(rows.len() as u64, pressing.len() as u64));
        self.flow.table(&table, rows);
        self.flow.say(&caption, CAPTION);
    }

    fn group(&self, framework: &FrameworkPage, group: &Group) -> Row {
        let (name, figure) = if group.depth == 0 { (CELL_STRONG, CELL_STRONG) } else { (CELL, CELL_2) };
        let count = |status: Status| match group.counts.get(status) {
            0 => Cell::text("–", CELL_2),
            n => Cell::text(words::number(n), figure),
        };
        let mut cells = vec![
            Cell::text(self.line(&group.label, 60), CELL_ID),
            Cell::text(self.line(&group.title, 160), name),
            Cell::Status(group.status, framework.kind),
        ];
        cells.extend(Status::ALL.map(count));
        cells.push(Cell::text(words::of(group.counts.assessed(), group.counts.applicable()), figure.faced(Face::Sans)));
        Row { cells, ..Row::default() }
    }

    /// Every requirement with its status and the reason.
    pub(super) fn requirements(&mut self, framework: &FrameworkPage) {
        let table = Table::new(&[
            ("Id", 70.0, false),
            ("Requirement", 156.0, false),
            ("Status", 78.0, false),
            ("Met of applicable", 54.0, true),
            ("Reason", 144.0, false),
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

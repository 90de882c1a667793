//! The registers: workflows, controls, evidence, exceptions, unresolved citations.

use super::Book;
use crate::flow::{Cell, Row, Table};
use crate::inert::CAP;
use crate::typeset::{CELL, CELL_2, CELL_ID, CELL_ID_2, Span};
use crate::words;
use countersign_core::gap_report::{EvidenceLine, WorkflowLine};

impl Book<'_> {
    /// Every workflow in scope.
    pub(super) fn workflows(&mut self) {
        let all = &self.report.workflows;
        if all.is_empty() {
            self.flow.prose("No workflow is in scope.");
            return;
        }
        let table = Table::new(&[
            ("Id", 58.0, false),
            ("Workflow", 112.0, false),
            ("Owner", 66.0, false),
            ("Runs in", 40.0, false),
            ("Criticality", 44.0, false),
            ("Lifecycle", 42.0, false),
            ("Class", 40.0, false),
            ("Met of applicable", 46.0, true),
            ("Not met", 30.0, true),
            ("Source", 84.0, false),
        ]);
        let some: Vec<Row> = all.iter().take(40).map(|w| self.workflow(w)).collect();
        let table = self.flow.begin_table(&table, &some);
        for workflow in all {
            let row = self.workflow(workflow);
            self.flow.add_row(&table, &row);
        }
    }

    fn workflow(&self, w: &WorkflowLine) -> Row {
        let known = |text: &str| if text.is_empty() { "unknown".to_owned() } else { self.line(text, 200) };
        Row {
            cells: vec![
                Cell::text(self.line(&w.id, 200), CELL_ID),
                Cell::text(self.text(&w.name, CAP), CELL),
                Cell::text(known(&w.owner), CELL_2),
                Cell::text(known(&w.environment), CELL_2),
                Cell::text(known(&w.criticality), CELL_2),
                Cell::text(known(&w.lifecycle), CELL_2),
                Cell::text(self.line(&w.class, 60), CELL_2),
                Cell::text(words::of(w.counts.met, w.counts.applicable()), CELL),
                Cell::text(words::number(w.counts.not_met), CELL_2),
                Cell::text(self.line(&words::place(&w.source), 400), CELL_ID_2),
            ],
            anchor: Some(format!("workflow:{}", w.id)),
            ..Row::default()
        }
    }

    /// Every control.
    pub(super) fn controls(&mut self) {
        if self.report.controls.is_empty() {
            self.flow.prose("No control is recorded.");
            return;
        }
        let table = Table::new(&[
            ("Id", 46.0, false),
            ("Control", 126.0, false),
            ("Owner", 66.0, false),
            ("Claimed", 58.0, false),
            ("Found", 56.0, false),
            ("Because", 120.0, false),
            ("Covers", 34.0, true),
            ("Source", 70.0, false),
        ]);
        let rows: Vec<Row> = self
            .report
            .controls
            .iter()
            .map(|c| Row {
                cells: vec![
                    Cell::text(self.line(&c.id, 200), CELL_ID),
                    Cell::text(self.text(&c.title, CAP), CELL),
                    Cell::text(if c.owner.is_empty() { "unknown".to_owned() } else { self.line(&c.owner, 200) }, CELL_2),
                    Cell::text(if c.claim.is_empty() { "Nothing".to_owned() } else { self.line(&words::plain(&c.claim), 60) }, CELL_2),
                    Cell::text(self.line(&words::plain(&c.effectiveness), 60), CELL),
                    Cell::text(self.text(&c.reason, CAP), CELL_2),
                    Cell::text(words::number(c.requirements), CELL),
                    Cell::text(self.line(&c.source.to_string(), 400), CELL_ID_2),
                ],
                ..Row::default()
            })
            .collect();
        self.flow.table(&table, rows);
    }

    /// Every piece of evidence, with its hash in full.
    pub(super) fn evidence(&mut self) {
        let all = &self.report.evidence;
        if all.is_empty() {
            self.flow.prose("No evidence is held.");
            return;
        }
        let table = Table::new(&[
            ("Id", 44.0, false),
            ("Evidence", 150.0, false),
            ("Covers", 74.0, false),
            ("Age", 78.0, false),
            ("Tier", 26.0, false),
            ("IPE", 58.0, false),
            ("Used by", 60.0, false),
        ]);
        let some: Vec<Row> = all.iter().take(40).map(|e| self.evidence_row(e)).collect();
        let table = self.flow.begin_table(&table, &some);
        for evidence in all {
            let row = self.evidence_row(evidence);
            self.flow.add_row(&table, &row);
        }
    }

    fn evidence_row(&self, e: &EvidenceLine) -> Row {
        let hash = if e.sha256.is_empty() { "the file is not held".to_owned() } else { self.line(&e.sha256, 128) };
        let place = format!(
            "{}, {} bytes, described in {}\n",
            self.line(&e.file, 400),
            words::number(e.bytes),
            self.line(&e.source.to_string(), 400)
        );
        Row {
            cells: vec![
                Cell::text(self.line(&e.id, 200), CELL_ID),
                Cell::Spans(vec![
                    Span::new(self.text(&e.title, CAP), CELL),
                    Span::new(format!("\n{}", self.line(&words::plain(&e.kind), 60)), CELL_2),
                ]),
                Cell::text(self.line(&e.period, 60), CELL_2),
                // Whatever its age, a file that is not held shows nothing.
                Cell::Spans(vec![
                    Span::new(if e.sha256.is_empty() { "Not held".to_owned() } else { self.line(&words::plain(&e.freshness), 60) }, CELL),
                    Span::new(format!("\n{}", self.line(&e.age, 120)), CELL_2),
                ]),
                Cell::text(self.line(&e.tier, 20), CELL),
                Cell::text(self.line(&words::plain(&e.ipe), 60), CELL_2),
                Cell::text(words::some(e.used_by.iter().map(|u| self.line(u, 120)), 20, ", "), CELL_ID_2),
            ],
            note: vec![Span::new(place, CELL_ID_2), Span::new(hash, CELL_ID_2)],
            anchor: Some(format!("evidence:{}", e.id)),
        }
    }

    /// Every exception, with the clauses it fails.
    pub(super) fn exceptions(&mut self) {
        if self.report.exceptions.is_empty() {
            self.flow.prose("No exception is recorded.");
            return;
        }
        let table = Table::new(&[
            ("Id", 50.0, false),
            ("Requirement", 108.0, false),
            ("Workflow", 62.0, false),
            ("Owner", 72.0, false),
            ("Ends", 54.0, false),
            ("At the as-of day", 84.0, false),
            ("Source", 82.0, false),
        ]);
        let rows: Vec<Row> = self
            .report
            .exceptions
            .iter()
            .map(|x| {
                let failing = words::some(x.failing.iter().map(|f| self.line(f, 60)), 12, ", ");
                let accepts = match x.accepts {
                    _ if !x.valid => "Does not hold".to_owned(),
                    0 => "Holds; used nowhere".to_owned(),
                    n => format!("Holds; used in {}", words::many(n, "place", "places")),
                };
                let mut state = vec![Span::new(accepts, CELL)];
                if !failing.is_empty() {
                    state.push(Span::new(format!("\n{failing}"), CELL_ID_2));
                }
                Row {
                    cells: vec![
                        Cell::text(self.line(&x.id, 200), CELL_ID),
                        Cell::text(self.line(&x.requirement, 200), CELL_ID_2),
                        Cell::text(if x.workflow.is_empty() { "all".to_owned() } else { self.line(&x.workflow, 200) }, CELL_ID_2),
                        Cell::text(if x.owner.is_empty() { "unknown".to_owned() } else { self.line(&x.owner, 200) }, CELL_2),
                        Cell::text(self.line(&words::date(&x.expires), 40), CELL_2),
                        Cell::Spans(state),
                        Cell::text(self.line(&x.source.to_string(), 400), CELL_ID_2),
                    ],
                    ..Row::default()
                }
            })
            .collect();
        self.flow.table(&table, rows);
    }

    /// Citations a person has to decide.
    pub(super) fn citations(&mut self) {
        if self.report.citations.is_empty() {
            self.flow.prose("Every citation is resolved.");
            return;
        }
        let table =
            Table::new(&[("As written", 130.0, false), ("State", 60.0, false), ("May mean", 150.0, false), ("Where", 142.0, false)]);
        let rows: Vec<Row> = self
            .report
            .citations
            .iter()
            .map(|c| {
                let may = words::some(c.candidates.iter().map(|c| self.line(c, 200)), 8, "\n");
                Row {
                    cells: vec![
                        Cell::text(self.text(&c.text, CAP), CELL),
                        Cell::text(self.line(&words::plain(&c.state), 60), CELL_2),
                        Cell::text(if may.is_empty() { "nothing known".to_owned() } else { may }, CELL_ID_2),
                        Cell::text(words::some(c.at.iter().map(|s| self.line(&s.to_string(), 300)), 12, "\n"), CELL_ID_2),
                    ],
                    ..Row::default()
                }
            })
            .collect();
        self.flow.table(&table, rows);
    }
}

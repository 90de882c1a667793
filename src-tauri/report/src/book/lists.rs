//! The smaller lists: reasons, exclusions, thresholds, rules, sources.

use super::Book;
use crate::flow::{Cell, Row, Table};
use crate::inert::CAP;
use crate::typeset::{CAPTION, CELL, CELL_2, CELL_ID, CELL_ID_2, CELL_STRONG, Span};
use crate::words;
use countersign_core::gap_report::ListedRequirement;
use std::collections::BTreeMap;

/// The most reasons, and exclusions, in the body.
const MOST: usize = 8;

impl Book<'_> {
    /// How many requirements for each reason, the most frequent first.
    pub(super) fn reasons(&mut self, list: &[ListedRequirement]) {
        let mut groups: BTreeMap<(&str, &str), Vec<&str>> = BTreeMap::new();
        for line in list {
            groups.entry((&line.code, &line.reason)).or_default().push(&line.label);
        }
        if groups.is_empty() {
            self.flow.prose("None.");
            return;
        }
        let mut groups: Vec<_> = groups.into_iter().collect();
        groups.sort_by_key(|(reason, labels)| (std::cmp::Reverse(labels.len()), *reason));
        let table =
            Table::new(&[("Reason", 84.0, false), ("In words", 190.0, false), ("Requirements", 58.0, true), ("For example", 150.0, false)]);
        let rest = groups.len().saturating_sub(MOST);
        let rows: Vec<Row> = groups
            .iter()
            .take(MOST)
            .map(|((code, reason), labels)| Row {
                cells: vec![
                    Cell::text(self.line(code, 60), CELL_ID),
                    Cell::text(self.text(reason, 200), CELL),
                    Cell::text(words::of(labels.len() as u64, list.len() as u64), CELL_2),
                    Cell::text(words::some(labels.iter().map(|l| self.line(l, 60)), 6, ", "), CELL_ID_2),
                ],
                ..Row::default()
            })
            .collect();
        self.flow.table(&table, rows);
        if rest > 0 {
            self.flow.say(&format!("{} in the full list.", words::many(rest as u64, "more reason is", "more reasons are")), CAPTION);
        }
    }

    /// A full list with reasons.
    pub(super) fn listed(&mut self, list: &[ListedRequirement]) {
        if list.is_empty() {
            self.flow.prose("None.");
            return;
        }
        let table = Table::new(&[
            ("Requirement", 70.0, false),
            ("Title", 128.0, false),
            ("Reason", 156.0, false),
            ("Decided by", 56.0, false),
            ("Workflows", 34.0, true),
            ("Source", 68.0, false),
        ]);
        let rows = list.iter().map(|line| Row {
            cells: vec![
                Cell::text(self.line(&line.label, 120), CELL_ID),
                Cell::text(self.text(&line.title, 400), CELL),
                Cell::Spans(vec![
                    Span::new(self.text(&line.reason, CAP), CELL_2),
                    Span::new(format!(" {}", self.line(&line.code, 60)), CELL_ID_2),
                ]),
                Cell::text(self.line(&line.decided_by, 200), CELL_2),
                Cell::text(words::number(line.leaves), CELL_2),
                Cell::text(line.source.as_ref().map(|s| self.line(&s.to_string(), 300)).unwrap_or_default(), CELL_ID_2),
            ],
            ..Row::default()
        });
        let rows: Vec<Row> = rows.collect();
        self.flow.table(&table, rows);
    }

    /// What was left out, and why.
    pub(super) fn exclusions(&mut self) {
        let all = &self.report.scope.exclusions;
        if all.is_empty() {
            self.flow.prose("Nothing was left out.");
            return;
        }
        let table = Table::new(&[("Left out", 200.0, false), ("Reason", 282.0, false)]);
        let rows: Vec<Row> = all
            .iter()
            .take(MOST)
            .map(|e| Row {
                cells: vec![Cell::text(self.text(&e.what, 200), CELL), Cell::text(self.text(&e.reason, 200), CELL_2)],
                ..Row::default()
            })
            .collect();
        self.flow.table(&table, rows);
        let rest = all.len().saturating_sub(MOST);
        if rest > 0 {
            self.flow.say(&format!("{} in the workbook and in the JSON form.", words::many(rest as u64, "more is", "more are")), CAPTION);
        }
    }

    /// Every threshold; those that differ from the shipped value stand out.
    pub(super) fn thresholds(&mut self) {
        if self.report.thresholds.is_empty() {
            self.flow.prose("No threshold was used.");
            return;
        }
        let table =
            Table::new(&[("Name", 150.0, false), ("Value", 48.0, true), ("Shipped", 48.0, true), ("What it decides", 236.0, false)]);
        let rows: Vec<Row> = self
            .report
            .thresholds
            .iter()
            .map(|t| {
                let changed = t.value != t.default;
                let meaning = self.text(&t.meaning, CAP);
                let meaning = if changed { format!("{meaning} (changed)") } else { meaning };
                Row {
                    cells: vec![
                        Cell::text(self.line(&t.name, 200), CELL_ID),
                        Cell::text(self.line(&t.value, 200), if changed { CELL_STRONG } else { CELL }),
                        Cell::text(self.line(&t.default, 200), CELL_2),
                        Cell::text(meaning, CELL_2),
                    ],
                    ..Row::default()
                }
            })
            .collect();
        self.flow.table(&table, rows);
    }

    /// The applicability rules as sentences.
    pub(super) fn rules(&mut self) {
        if self.report.rules.is_empty() {
            self.flow.prose("No rule was used.");
            return;
        }
        let table = Table::new(&[
            ("Rule", 34.0, false),
            ("Applies when", 218.0, false),
            ("Why", 136.0, false),
            ("Fired", 42.0, true),
            ("Assumed", 46.0, true),
        ]);
        let rows: Vec<Row> = self
            .report
            .rules
            .iter()
            .map(|r| Row {
                cells: vec![
                    Cell::text(self.line(&r.id, 60), CELL_ID),
                    Cell::Spans(vec![
                        Span::new(self.line(&r.title, 200), CELL_STRONG),
                        Span::new(format!("\n{}", self.text(&r.sentence, CAP)), CELL),
                    ]),
                    Cell::text(self.text(&r.why, CAP), CELL_2),
                    Cell::text(words::number(r.fired), CELL),
                    Cell::text(words::number(r.assumed), CELL_2),
                ],
                anchor: Some(format!("rule:{}", r.id)),
                ..Row::default()
            })
            .collect();
        self.flow.table(&table, rows);
    }

    /// The files the workspace was built from.
    pub(super) fn sources(&mut self) {
        if self.report.sources.is_empty() {
            self.flow.prose("Nothing was imported.");
            return;
        }
        let table = Table::new(&[("File", 190.0, false), ("Filled", 170.0, false), ("Records read", 60.0, true), ("Rejected", 50.0, true)]);
        let rows: Vec<Row> = self
            .report
            .sources
            .iter()
            .map(|s| {
                let tables = words::some(s.tables.iter().map(|(t, n)| format!("{} {}", words::number(*n), self.line(t, 60))), 12, ", ");
                Row {
                    cells: vec![
                        Cell::text(self.line(&s.file, 400), CELL),
                        Cell::text(tables, CELL_2),
                        Cell::text(words::number(s.records), CELL),
                        Cell::text(words::number(s.rejected), CELL_2),
                    ],
                    note: vec![Span::new(self.line(&s.sha256, 128), CELL_ID_2)],
                    ..Row::default()
                }
            })
            .collect();
        self.flow.table(&table, rows);
    }
}

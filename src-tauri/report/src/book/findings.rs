//! What the analyses found: how many of each kind, the worst in detail, the others in a table.

use super::Book;
use super::entries::{BODY, Entry, FIELD, RECORD, said};
use crate::flow::{Cell, Row, Table};
use crate::inert::CAP;
use crate::palette::{INK, TEXT_2};
use crate::typeset::{CAPTION, CELL, CELL_2, CELL_ID, Face, Span};
use crate::words;
use countersign_core::findings::FindingLine;
use countersign_core::risk::Level;
use std::collections::{BTreeMap, BTreeSet};

/// The most pages findings in detail may take; the others go to the appendix.
const PAGES: usize = 3;

/// The most kinds listed in the body.
const KINDS: usize = 14;

/// The most findings printed at all. The workbook and the JSON form hold every one.
const PRINTED: usize = 600;

/// The findings of one kind.
#[derive(Default)]
struct Kind<'a> {
    worst: Option<&'a FindingLine>,
    findings: u64,
    unsure: u64,
    workflows: BTreeSet<&'a str>,
}

impl Book<'_> {
    /// How many findings of each kind, the worst first.
    pub(super) fn finding_kinds(&mut self) {
        let mut kinds: BTreeMap<&str, Kind<'_>> = BTreeMap::new();
        for f in &self.report.findings {
            let kind = kinds.entry(f.code.trim_end_matches("-U")).or_default();
            if kind.worst.is_none_or(|w| f.severity > w.severity) {
                kind.worst = Some(f);
            }
            kind.findings += 1;
            kind.unsure += u64::from(f.unsure);
            kind.workflows.extend(f.workflow.as_deref());
        }
        let mut kinds: Vec<(&str, Kind<'_>)> = kinds.into_iter().collect();
        kinds.sort_by_key(|(code, k)| (std::cmp::Reverse(k.worst.map(|f| f.severity)), std::cmp::Reverse(k.findings), *code));
        if kinds.is_empty() {
            return;
        }
        let rest = kinds.len().saturating_sub(KINDS);
        let table = Table::new(&[
            ("Kind", 62.0, false),
            ("Worst", 46.0, false),
            ("For example", 206.0, false),
            ("Findings", 44.0, true),
            ("Cannot be excluded", 62.0, true),
            ("Workflows", 50.0, true),
        ]);
        let rows = kinds.iter().take(KINDS).map(|(code, k)| Row {
            cells: vec![
                Cell::text(self.line(code, 40), CELL_ID),
                Cell::text(k.worst.map_or("", |f| f.severity.word()), CELL),
                Cell::text(k.worst.map_or_else(String::new, |f| self.line(&f.title, 140)), CELL_2),
                Cell::text(words::number(k.findings), CELL),
                Cell::text(words::number(k.unsure), CELL_2),
                Cell::text(words::number(k.workflows.len() as u64), CELL_2),
            ],
            ..Row::default()
        });
        let rows: Vec<Row> = rows.collect();
        self.flow.table(&table, rows);
        if rest > 0 {
            self.flow.say(
                &format!("{} in the list of remaining findings.", words::many(rest as u64, "more kind is", "more kinds are")),
                CAPTION,
            );
        }
    }

    /// The worst findings as ruled entries, until their number or their pages are used up.
    pub(super) fn finding_entries(&mut self, most: usize) {
        if self.report.findings.is_empty() {
            self.flow.prose("Nothing was found.");
            return;
        }
        let entries: Vec<Entry> = self.report.findings.iter().take(most).enumerate().map(|(i, f)| self.finding_entry(i + 1, f)).collect();
        self.findings_detailed = self.entries(&entries, PAGES);
        let rest = self.report.findings.len().saturating_sub(self.findings_detailed);
        if rest > 0 {
            let verb = if rest == 1 { "is" } else { "are" };
            self.flow.say(
                &format!("{} {verb} in the appendix of remaining findings.", words::many(rest as u64, "more finding", "more findings")),
                CAPTION,
            );
        }
    }

    fn finding_entry(&self, number: usize, f: &FindingLine) -> Entry {
        let body = |text: &str| vec![Span::new(said(self.text(text, FIELD)), BODY)];
        let record = |text: String| vec![Span::new(text, RECORD.coloured(TEXT_2))];
        let mut fields = vec![
            (
                "Finding",
                vec![
                    Span::new(self.line(&f.code, 40), RECORD.coloured(INK)),
                    Span::new(format!("  {}  ", self.line(&f.id, 40)), RECORD.coloured(TEXT_2)),
                    Span::new(self.line(&f.subject, 200), BODY),
                ],
            ),
            ("Criteria", record(words::some(f.criteria.iter().map(|c| self.line(c, 120)), 8, "; "))),
            ("Condition", body(&f.condition)),
            ("Cause", body(&f.cause)),
            ("Effect", body(&f.effect)),
            ("Settled by", body(&f.recommendation)),
            ("Owner", vec![Span::new(self.answering(f), BODY)]),
        ];
        if !f.exceptions.is_empty() {
            fields.push(("Exceptions", record(words::some(f.exceptions.iter().map(|x| self.line(x, 60)), 8, ", "))));
        }
        if !f.sources.is_empty() {
            fields.push(("Sources", record(words::some(f.sources.iter().map(|s| self.line(s, 240)), 6, "; "))));
        }
        Entry {
            anchor: format!("finding:{}", f.id),
            number: number.to_string(),
            question: self.line(&f.title, 400),
            word: f.severity.word(),
            mark: None,
            fields,
        }
    }

    /// Who answers a finding, by when, and where it stands.
    fn answering(&self, f: &FindingLine) -> String {
        let owner = f.owner.as_deref().map_or_else(|| "Nobody is named".to_owned(), |o| self.line(o, 200));
        let mut text = format!("{owner}; due {}; {}", words::date(&f.due), words::plain(&f.status).to_lowercase());
        if f.first_seen != self.report.basis.as_of {
            text.push_str(&format!("; first seen {}", words::date(&f.first_seen)));
        }
        if let Some(day) = &f.repeat_of {
            text.push_str(&format!("; found before, last on {}", words::date(day)));
        }
        text
    }

    /// Findings that were not printed in detail.
    pub(super) fn remaining_findings(&mut self) {
        let all = self.report.findings.len();
        let table = Table::new(&[
            ("Finding", 62.0, false),
            ("Severity", 46.0, false),
            ("Question", 190.0, false),
            ("About", 84.0, false),
            ("Owner", 58.0, false),
            ("Due", 48.0, false),
        ]);
        let rows: Vec<Row> =
            self.report.findings.iter().take(PRINTED).skip(self.findings_detailed).map(|f| self.compact_finding(f)).collect();
        if rows.is_empty() {
            self.flow.prose(if all == 0 { "Nothing was found." } else { "Every finding is printed in full in the body." });
            return;
        }
        self.flow.table(&table, rows);
        let rest = all.saturating_sub(PRINTED.max(self.findings_detailed));
        if rest > 0 {
            let less = self.report.findings.get(PRINTED).map_or(Level::Info, |f| f.severity).word();
            self.flow.say(
                &format!(
                    "{}, {less} at most, not printed: the workbook, the tables and the JSON form hold all {}.",
                    words::many(rest as u64, "more finding is", "more findings are"),
                    words::number(all as u64)
                ),
                CAPTION,
            );
        }
    }

    fn compact_finding(&self, f: &FindingLine) -> Row {
        let sources = words::some(f.sources.iter().map(|s| self.line(s, 240)), 6, "; ");
        let criteria = words::some(f.criteria.iter().map(|c| self.line(c, 120)), 6, "; ");
        Row {
            cells: vec![
                Cell::text(self.line(&f.code, 40), CELL_ID),
                Cell::text(f.severity.word(), CELL),
                Cell::text(self.text(&f.title, CAP), CELL),
                Cell::text(self.line(&f.subject, 200), CELL_2),
                Cell::text(f.owner.as_deref().map_or_else(|| "Nobody is named".to_owned(), |o| self.line(o, 200)), CELL_2),
                Cell::text(words::date(&f.due), CELL_2),
            ],
            note: vec![
                Span::new(self.text(&f.condition, CAP), CELL_2),
                Span::new(format!("\n{} ", self.text(&f.recommendation, CAP)), CAPTION),
                Span::new(format!("{} {criteria} ", self.line(&f.id, 40)), CAPTION.faced(Face::Mono)),
                Span::new(sources, CAPTION),
            ],
            anchor: Some(format!("finding:{}", f.id)),
        }
    }
}

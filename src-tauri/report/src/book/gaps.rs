//! The gaps: in short, in detail, and the remaining ones.

use super::Book;
use super::entries::{BODY, Entry, FIELD, RECORD, said};
use crate::flow::{Cell, Row, Table};
use crate::inert::CAP;
use crate::palette::{INK, TEXT_2, TEXT_3};
use crate::typeset::{CAPTION, CELL, CELL_2, CELL_ID, CELL_LINK, Face, Span};
use crate::words;
use countersign_core::gap_report::Gap;

/// The most pages gaps in detail may take; the others go to the appendix.
const PAGES: usize = 8;

impl Book<'_> {
    /// The most pressing gaps, one line each.
    pub(super) fn top_gaps(&mut self, most: usize) {
        if self.report.gaps.is_empty() {
            self.flow.prose("No gap is known. Requirements that are not applicable are listed with their reasons.");
            return;
        }
        let table = Table::new(&[
            ("", 20.0, false),
            ("Question", 240.0, false),
            ("Requirement", 78.0, false),
            ("Status", 82.0, false),
            ("Met of applicable", 62.0, true),
        ]);
        let rows: Vec<Row> = self
            .report
            .gaps
            .iter()
            .take(most)
            .map(|gap| Row {
                cells: vec![
                    Cell::text(gap.rank.to_string(), CELL_2),
                    Cell::Spans(vec![Span::new(self.line(&gap.question, 110), CELL).to(&format!("gap:{}", gap.rank))]),
                    Cell::text(self.line(&gap.label, 80), CELL_ID),
                    Cell::Status(gap.status, gap.kind),
                    Cell::text(words::of(gap.counts.met, gap.counts.applicable()), CELL_2),
                ],
                ..Row::default()
            })
            .collect();
        let shown = rows.len();
        self.flow.table(&table, rows);
        if shown < self.report.gaps.len() {
            self.flow.say(&format!("{} of {} gaps, most pressing first.", shown, words::number(self.report.gaps.len() as u64)), CAPTION);
        }
    }

    /// Gaps as ruled entries, until their number or their pages are used up.
    pub(super) fn gap_entries(&mut self, most: usize) {
        if self.report.gaps.is_empty() {
            self.flow.prose("No gap is known.");
        }
        let entries: Vec<Entry> = self.report.gaps.iter().take(most).map(|gap| self.gap_entry(gap)).collect();
        self.detailed = self.entries(&entries, PAGES);
        let rest = self.report.gaps.len().saturating_sub(self.detailed);
        if rest > 0 {
            let verb = if rest == 1 { "is" } else { "are" };
            self.flow
                .say(&format!("{} {verb} in the appendix of remaining gaps.", words::many(rest as u64, "more gap", "more gaps")), CAPTION);
        }
    }

    /// A gap with its fields.
    fn gap_entry(&self, gap: &Gap) -> Entry {
        let body = |text: String| vec![Span::new(text, BODY)];
        let framework = self.report.frameworks.iter().find(|f| f.id == gap.framework);
        let edition = framework.map_or(gap.framework.as_str(), |f| f.title.as_str());
        let requirement = vec![
            Span::new(self.line(&gap.label, 80), RECORD.coloured(INK)).to(&format!("requirement:{}", gap.requirement)),
            Span::new(format!("  {}", self.line(&gap.title, 300)), BODY),
            Span::new(format!("  {}", self.line(edition, 120)), BODY.coloured(TEXT_3)),
        ];
        let counts = words::counts(&gap.counts, gap.kind);
        let missing = words::some(gap.missing.iter().map(|m| format!("• {}", self.line(m, FIELD / 2))), 6, "\n");
        let mut fields = vec![
            ("Requirement", requirement),
            ("Workflows", body(format!("{} assessed: {counts}.", words::of(gap.counts.assessed(), gap.counts.applicable())))),
            ("What is shown", body(said(self.text(&gap.cause, FIELD)))),
            ("Missing", body(if missing.is_empty() { "Nothing is named.".to_owned() } else { missing })),
            ("Next step", body(said(self.text(&gap.next_step, FIELD)))),
            ("Owner", body(if gap.owner.is_empty() { "Nobody is named.".to_owned() } else { self.line(&gap.owner, 200) })),
        ];
        if !gap.workflows.is_empty() {
            let mut spans = Vec::new();
            for (i, w) in gap.workflows.iter().take(8).enumerate() {
                spans.push(Span::new(if i > 0 { "; " } else { "" }, BODY));
                spans.push(Span::new(self.line(&w.id, 120), RECORD.coloured(INK)).to(&format!("workflow:{}", w.id)));
                spans.push(Span::new(format!(" {}", self.line(&w.name, 120)), BODY));
            }
            let rest = gap.affected.saturating_sub(8);
            if rest > 0 {
                spans.push(Span::new(format!("; and {} more", words::number(rest)), BODY));
            }
            fields.push(("Affected", spans));
        }
        let record = |text: String| vec![Span::new(text, RECORD.coloured(TEXT_2))];
        if !gap.rules.is_empty() {
            fields.push(("Rules", record(words::some(gap.rules.iter().map(|r| self.line(r, 60)), 16, ", "))));
        }
        if !gap.sources.is_empty() {
            fields.push(("Sources", record(self.first_sources(gap, 6))));
        }
        Entry {
            anchor: format!("gap:{}", gap.rank),
            number: gap.rank.to_string(),
            question: self.line(&gap.question, 400),
            word: gap.status.label(gap.kind),
            mark: Some(gap.status),
            fields,
        }
    }

    /// The first cells a gap rests on, and how many there are beside them.
    fn first_sources(&self, gap: &Gap, most: usize) -> String {
        let shown: Vec<String> = gap.sources.iter().take(most).map(|s| self.line(&words::place(s), 240)).collect();
        let held = gap.sources.len().saturating_sub(most);
        let more = match gap.more_sources.saturating_add(u64::try_from(held).unwrap_or(u64::MAX)) {
            0 => String::new(),
            n => format!("; and {} more", words::number(n)),
        };
        format!("{}{more}", shown.join("; "))
    }

    /// Gaps that were not printed in detail.
    pub(super) fn remaining_gaps(&mut self) {
        let table = Table::new(&[
            ("", 24.0, false),
            ("Requirement", 66.0, false),
            ("Question", 140.0, false),
            ("Status", 78.0, false),
            ("Next step", 112.0, false),
            ("Owner", 58.0, false),
        ]);
        let rows: Vec<Row> = self.report.gaps.iter().skip(self.detailed).map(|gap| self.compact(gap)).collect();
        if rows.is_empty() {
            self.flow.prose("Every gap is printed in full in the body.");
        } else {
            self.flow.table(&table, rows);
        }
    }

    fn compact(&self, gap: &Gap) -> Row {
        let rules = words::some(gap.rules.iter().map(|r| self.line(r, 60)), 24, ", ");
        let sources = self.first_sources(gap, 8);
        Row {
            cells: vec![
                Cell::text(gap.rank.to_string(), CELL_2),
                Cell::Spans(vec![Span::new(self.line(&gap.label, 120), CELL_LINK).to(&format!("requirement:{}", gap.requirement))]),
                Cell::text(self.text(&gap.question, CAP), CELL),
                Cell::Status(gap.status, gap.kind),
                Cell::text(self.text(&gap.next_step, CAP), CELL),
                Cell::text(if gap.owner.is_empty() { "Nobody is named".to_owned() } else { self.line(&gap.owner, 200) }, CELL_2),
            ],
            note: vec![
                Span::new(self.text(&gap.cause, CAP), CELL_2),
                Span::new(
                    format!(
                        "\nMissing: {}. Rules ",
                        self.line(&words::some(gap.missing.iter().cloned(), 12, "; "), CAP).trim_end_matches('.')
                    ),
                    CAPTION,
                ),
                Span::new(rules, CAPTION.faced(Face::Mono)),
                Span::new(". Sources ", CAPTION),
                Span::new(sources, CAPTION.faced(Face::Mono)),
            ],
            anchor: Some(format!("gap:{}", gap.rank)),
        }
    }
}

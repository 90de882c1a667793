//! The gaps: in short, in detail, and the remaining ones.

use super::Book;
use crate::flow::{Cell, LEFT, MEASURE, Row, Table};
use crate::inert::CAP;
use crate::marks::{self, MARK};
use crate::palette::{EDGE, INK, TEXT, TEXT_2, TEXT_3};
use crate::typeset::{CAPTION, CELL, CELL_2, CELL_ID, CELL_LINK, Face, Line, Span, Style};
use crate::words;
use countersign_core::gap_report::Gap;

/// The most pages gaps in detail may take; the others go to the appendix.
const PAGES: usize = 8;

/// The most characters of one field in an entry.
const FIELD: usize = 600;

const QUESTION: Style = Style::new(Face::Serif, 12.0, 15.4, TEXT);
const BODY: Style = Style::new(Face::Sans, 8.6, 11.7, TEXT);
const LABEL: Style = Style::new(Face::Sans, 7.6, 11.7, TEXT_3);
const RECORD: Style = Style::new(Face::Mono, 7.6, 11.7, TEXT);
const LABEL_WIDTH: f32 = 62.0;
const RANK_WIDTH: f32 = 26.0;

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
        let first = self.flow.doc.pages.len();
        let gaps = &self.report.gaps;
        if gaps.is_empty() {
            self.flow.prose("No gap is known.");
        }
        for gap in gaps.iter().take(most) {
            let rows = self.entry(gap);
            let question = self.line(&gap.question, 400);
            let head = self.flow.set.lines(&[Span::new(question.clone(), QUESTION)], MEASURE - RANK_WIDTH - 100.0);
            let height =
                head.len() as f32 * QUESTION.leading + rows.iter().map(|(_, l)| l.len() as f32 * BODY.leading + 0.9).sum::<f32>() + 9.0;
            // Room is kept for the line that says how many are left.
            let turns = height + 24.0 > self.flow.room() && height < 480.0;
            if self.flow.doc.pages.len() + usize::from(turns) >= first + PAGES {
                break;
            }
            if turns {
                self.flow.break_page();
            }
            self.print_entry(gap, &question, &head, &rows);
            self.detailed += 1;
        }
        let rest = gaps.len().saturating_sub(self.detailed);
        if rest > 0 {
            let verb = if rest == 1 { "is" } else { "are" };
            self.flow
                .say(&format!("{} {verb} in the appendix of remaining gaps.", words::many(rest as u64, "more gap", "more gaps")), CAPTION);
        }
    }

    fn print_entry(&mut self, gap: &Gap, question: &str, head: &[Line], rows: &[(&'static str, Vec<Line>)]) {
        self.flow.ensure(90.0);
        self.flow.rule(EDGE, 0.5);
        self.flow.y += 6.0;
        self.flow.anchor(&format!("gap:{}", gap.rank));
        self.flow.outline(2, &format!("{}. {question}", gap.rank), false);
        let baseline = self.flow.y + QUESTION.drop();
        self.flow.at(&gap.rank.to_string(), BODY.coloured(TEXT_3), LEFT, baseline);
        let label = gap.status.label(gap.kind);
        let wide = self.flow.set.width(label, BODY);
        self.flow.right(label, BODY.coloured(TEXT_2), baseline);
        marks::draw(&mut self.flow.page, gap.status, LEFT + MEASURE - wide - 8.0, baseline - 3.1, MARK);
        self.flow.lines(head, QUESTION, LEFT + RANK_WIDTH);
        self.flow.y += 3.0;
        for (label, lines) in rows {
            self.flow.ensure(BODY.leading);
            let baseline = self.flow.y + LABEL.drop();
            self.flow.at(label, LABEL, LEFT + RANK_WIDTH, baseline);
            self.flow.lines(lines, BODY, LEFT + RANK_WIDTH + LABEL_WIDTH);
            self.flow.y += 0.9;
        }
        self.flow.y += 9.0;
    }

    /// The fields of an entry, broken into lines.
    fn entry(&mut self, gap: &Gap) -> Vec<(&'static str, Vec<Line>)> {
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
            fields.push(("Sources", record(self.first_sources(gap))));
        }
        let width = MEASURE - RANK_WIDTH - LABEL_WIDTH;
        fields.into_iter().map(|(label, spans)| (label, self.flow.set.lines(&spans, width))).collect()
    }

    /// The first cells a gap rests on.
    fn first_sources(&self, gap: &Gap) -> String {
        let shown: Vec<String> = gap.sources.iter().take(6).map(|s| self.line(&words::place(s), 240)).collect();
        let more = if gap.sources.len() > 6 || gap.affected > 6 { "; and others" } else { "" };
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
        let sources = words::some(gap.sources.iter().map(|s| self.line(&s.to_string(), 240)), 8, "; ");
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
                Span::new(format!("\nMissing: {}. Rules ", self.line(&words::some(gap.missing.iter().cloned(), 12, "; "), CAP)), CAPTION),
                Span::new(rules, CAPTION.faced(Face::Mono)),
                Span::new(". Sources ", CAPTION),
                Span::new(sources, CAPTION.faced(Face::Mono)),
            ],
            anchor: Some(format!("gap:{}", gap.rank)),
        }
    }
}

/// A field that was left empty says so.
fn said(text: String) -> String {
    if text.trim().is_empty() { "Nothing is written.".to_owned() } else { text }
}

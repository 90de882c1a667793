//! Posture as stacked bars of counts: never a score, never a figure without its denominator.

use super::Book;
use crate::flow::{LEFT, MEASURE};
use crate::marks::{self, MARK};
use crate::palette::{SHEET, TEXT, TEXT_2, TEXT_3};
use crate::typeset::{CAPTION, CELL, Face, Span, Style};
use crate::words;
use countersign_core::gap_report::FrameworkPage;
use countersign_core::status::{EditionKind, Status};

const TITLE: Style = Style::new(Face::SansSemiBold, 9.4, 13.0, TEXT);
const FIGURE: Style = Style::new(Face::Sans, 9.0, 13.0, TEXT_2);
const IN_BAR: Style = Style::new(Face::SansSemiBold, 7.6, 10.0, SHEET);
const HIGH: f32 = 14.0;

/// The most frameworks on the summary.
const SUMMARY: usize = 6;

impl Book<'_> {
    /// One bar per framework.
    pub(super) fn bars(&mut self) {
        for framework in self.report.frameworks.iter().take(SUMMARY) {
            self.flow.ensure(50.0);
            let met = Status::Met.label(framework.kind).to_lowercase();
            let figure = format!("{} {met}", words::of(framework.counts.met, framework.counts.applicable()));
            let title = self.line(&framework.title, 160);
            let title = self.flow.set.fit(&title, TITLE, MEASURE - 110.0);
            let baseline = self.flow.y + TITLE.drop();
            let anchor = format!("framework:{}", framework.id);
            for line in self.flow.set.lines(&[Span::new(title, TITLE).to(&anchor)], MEASURE) {
                self.flow.draw(&line, LEFT, baseline);
            }
            self.flow.right(&figure, FIGURE, baseline);
            self.flow.y += TITLE.leading + 2.0;
            self.stack(framework, true);
            self.flow.y += 7.0;
        }
        let rest = self.report.frameworks.len().saturating_sub(SUMMARY);
        if rest > 0 {
            self.flow.say(&format!("{} on the pages that follow.", words::many(rest as u64, "more framework", "more frameworks")), CAPTION);
        }
        if self.report.frameworks.is_empty() {
            self.flow.prose("No framework is assessed.");
        } else {
            self.legend(None);
        }
    }

    /// One framework's bar, with counts inside and below, and the legend in its words.
    pub(super) fn bar(&mut self, framework: &FrameworkPage) {
        self.flow.anchor(&format!("framework:{}", framework.id));
        self.flow.ensure(60.0);
        self.stack(framework, false);
        self.legend(Some(framework));
    }

    fn stack(&mut self, framework: &FrameworkPage, full: bool) {
        let counts = &framework.counts;
        let y = self.flow.y;
        marks::bar(&mut self.flow.page, counts, LEFT, y, MEASURE, HIGH, 17.0);
        for (status, left, wide) in marks::segments(counts, LEFT, MEASURE, 17.0) {
            let style = match status {
                Status::NotApplicable => continue,
                Status::Partial | Status::NotAssessed => IN_BAR.coloured(TEXT),
                _ => IN_BAR,
            };
            let text = words::number(counts.get(status));
            for line in self.flow.set.lines(&[Span::new(text, style)], MEASURE) {
                if line.width + 3.0 <= wide {
                    self.flow.draw(&line, left + (wide - line.width) / 2.0, y + HIGH / 2.0 + 2.7);
                }
            }
        }
        self.flow.y += HIGH + 3.0;
        let apply = format!("{} {} apply", words::of(counts.applicable(), counts.total()), self.line(&framework.unit, 60));
        let assessed = words::of(counts.assessed(), counts.applicable());
        let tail = if full { format!("; {}", words::counts(counts, framework.kind)) } else { String::new() };
        self.flow.say(&format!("{apply}; {assessed} assessed{tail}."), CAPTION);
    }

    /// Shapes and words of the six statuses; in one framework's words with its counts, or in all words that occur.
    pub(super) fn legend(&mut self, framework: Option<&FrameworkPage>) {
        self.flow.y += 5.0;
        self.flow.ensure(30.0);
        let kinds: Vec<EditionKind> = match framework {
            Some(f) => vec![f.kind],
            None => self.report.frameworks.iter().map(|f| f.kind).collect(),
        };
        let (mut x, style) = (LEFT, CELL.coloured(TEXT_2));
        for status in Status::ALL {
            let mut labels: Vec<&str> = Vec::new();
            for kind in &kinds {
                if !labels.contains(&status.label(*kind)) {
                    labels.push(status.label(*kind));
                }
            }
            let mut text = labels.join(", ").to_lowercase();
            if let Some(f) = framework {
                text = format!("{text} {}", words::number(f.counts.get(status)));
            }
            let wide = self.flow.set.width(&text, style);
            if x + wide + MARK + 5.0 > LEFT + MEASURE {
                x = LEFT;
                self.flow.y += 13.0;
            }
            let y = self.flow.y;
            marks::draw(&mut self.flow.page, status, x + MARK / 2.0, y + 6.0, MARK);
            self.flow.at(&text, style, x + MARK + 4.0, y + 8.8);
            x += MARK + 4.0 + wide + 11.0;
        }
        self.flow.y += 15.0;
        if framework.is_none() {
            let note = "Counts of requirements by status. The worst workflow decides a requirement. Hatched: not assessed. Thin line: not applicable.";
            self.flow.say(note, CAPTION.coloured(TEXT_3));
        }
        self.flow.y += 6.0;
    }
}

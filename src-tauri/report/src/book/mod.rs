//! The gap report as a document: the template's blocks, and the components it places.

mod bars;
mod cover;
mod entries;
mod findings;
mod frameworks;
mod gaps;
mod lists;
mod registers;
mod rejected;

use crate::context::Context;
use crate::display::Document;
use crate::error::ReportError;
use crate::flow::{Flow, Furniture};
use crate::markdown::{self, Block, Inline};
use crate::palette::LINE;
use crate::templates::{GAP, Templates};
use crate::typeset::{CAPTION, Face, LEAD, PROSE, Span, Style, Typesetter};
use crate::{inert, words};
use countersign_core::gap_report::{FrameworkPage, GapReport};
use std::collections::BTreeSet;

/// The document under way.
pub(crate) struct Book<'a> {
    report: &'a GapReport,
    flow: Flow,
    /// Gaps printed in detail so far; the rest goes to the appendix.
    detailed: usize,
    /// Findings printed in detail so far; the rest goes to the appendix.
    findings_detailed: usize,
}

/// Lays the whole report out.
pub(crate) fn lay_out(report: &GapReport, templates: &Templates) -> Result<(Document, Typesetter), ReportError> {
    let mut set = Typesetter::new()?;
    set.look_for_missing(&characters(report)?);
    let rendered = templates.render(GAP, &Context::new(report, set.missing.iter().copied()))?;
    let blocks = markdown::blocks(&rendered);
    let mut book = Book { report, flow: Flow::new(set), detailed: 0, findings_detailed: 0 };
    for block in &blocks {
        book.block(block)?;
    }
    let furniture = Furniture {
        organisation: inert::one_line(&report.organisation, 200, &book.flow.set.missing).into_owned(),
        title: "Gap report".to_owned(),
        as_of: format!("as of {}", book.line(&words::date(&report.basis.as_of), 40)),
        snapshot: format!("snapshot {}", words::short_digest(&report.basis.snapshot)),
    };
    let (document, set) = book.flow.finish(&furniture);
    Ok((document, set))
}

/// Every character of the report that is not plain ASCII.
fn characters(report: &GapReport) -> Result<BTreeSet<char>, ReportError> {
    /// Takes the JSON as it is written and keeps its characters.
    struct Sieve(BTreeSet<char>, Vec<u8>);
    impl std::io::Write for Sieve {
        fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
            if self.1.is_empty() && bytes.is_ascii() {
                return Ok(bytes.len());
            }
            self.1.extend_from_slice(bytes);
            let whole = match std::str::from_utf8(&self.1) {
                Ok(text) => text.len(),
                Err(error) => error.valid_up_to(),
            };
            let rest = self.1.split_off(whole);
            let done = std::mem::replace(&mut self.1, rest);
            self.0.extend(String::from_utf8_lossy(&done).chars().filter(|c| !c.is_ascii()));
            Ok(bytes.len())
        }
        fn flush(&mut self) -> std::io::Result<()> {
            Ok(())
        }
    }
    let mut sieve = Sieve(BTreeSet::new(), Vec::new());
    serde_json::to_writer(&mut sieve, report)?;
    Ok(sieve.0)
}

impl<'a> Book<'a> {
    fn block(&mut self, block: &Block) -> Result<(), ReportError> {
        match block {
            Block::Heading(level, text) => {
                let title: String = text.iter().map(|i| i.text.as_str()).collect();
                let title = self.line(&title, 300);
                let style = match level {
                    1 => crate::typeset::CHAPTER,
                    2 => crate::typeset::SECTION,
                    _ => crate::typeset::SUBSECTION,
                };
                self.flow.heading(*level, &title, &[Span::new(title.clone(), style)]);
            }
            Block::Paragraph(text) => {
                let spans = self.spans(text, PROSE);
                self.flow.paragraph(&spans, PROSE);
                self.flow.y += 6.0;
            }
            Block::Lead(text) => {
                let spans = self.spans(text, LEAD);
                self.flow.paragraph(&spans, LEAD);
                self.flow.y += 10.0;
            }
            Block::Item { mark, depth, text } => {
                let spans = self.spans(text, PROSE);
                self.flow.item(mark, &spans, PROSE, *depth);
            }
            Block::Rule => {
                self.flow.ensure(20.0);
                self.flow.y += 8.0;
                self.flow.rule(LINE, 0.5);
                self.flow.y += 8.0;
            }
            Block::Component { words, body } => return self.component(words, body),
        }
        Ok(())
    }

    fn component(&mut self, words: &[String], body: &str) -> Result<(), ReportError> {
        let words: Vec<&str> = words.iter().map(String::as_str).collect();
        match words.as_slice() {
            ["cover"] => self.cover(),
            ["contents"] => self.flow.place_contents(),
            ["page"] => self.flow.break_page(),
            ["appendix"] => self.flow.begin_appendices(),
            ["note"] => {
                let text = self.text(body.trim(), inert::CAP);
                self.flow.say(&text, CAPTION);
                self.flow.y += 8.0;
            }
            ["bars"] => self.bars(),
            ["legend"] => self.legend(None),
            ["bar", id] => {
                let framework = self.framework(id)?;
                self.bar(framework);
            }
            ["list", "gaps", most] => self.top_gaps(most.parse().unwrap_or(6)),
            ["entries", "gaps", most] => self.gap_entries(most.parse().unwrap_or(25)),
            ["table", "groups", id] => {
                let framework = self.framework(id)?;
                self.groups(framework);
            }
            ["table", "pressing", id] => {
                let framework = self.framework(id)?;
                self.pressing(framework);
            }
            ["table", "requirements", id] => {
                let framework = self.framework(id)?;
                self.requirements(framework);
            }
            ["table", "gaps"] => self.remaining_gaps(),
            ["table", "finding-kinds"] => self.finding_kinds(),
            ["entries", "findings", most] => self.finding_entries(most.parse().unwrap_or(12)),
            ["table", "findings"] => self.remaining_findings(),
            ["reasons", "not-applicable"] => self.reasons(&self.report.not_applicable),
            ["reasons", "not-assessed"] => self.reasons(&self.report.not_assessed),
            ["table", "not-applicable"] => self.listed(&self.report.not_applicable),
            ["table", "not-assessed"] => self.listed(&self.report.not_assessed),
            ["table", "exclusions"] => self.exclusions(),
            ["table", "thresholds"] => self.thresholds(),
            ["table", "rules"] => self.rules(),
            ["table", "sources"] => self.sources(),
            ["table", "rejected"] => self.rejected(),
            ["table", "unread"] => self.unread(),
            ["table", "workflows"] => self.workflows(),
            ["table", "controls"] => self.controls(),
            ["table", "evidence"] => self.evidence(),
            ["table", "exceptions"] => self.exceptions(),
            ["table", "citations"] => self.citations(),
            other => {
                let reason = format!("`{}` is not a component; templates/report/README.md lists them", other.join(" "));
                return Err(ReportError::Template { template: GAP.to_owned(), reason });
            }
        }
        Ok(())
    }

    fn framework(&self, id: &str) -> Result<&'a FrameworkPage, ReportError> {
        self.report.frameworks.iter().find(|f| f.id == id).ok_or_else(|| ReportError::Template {
            template: GAP.to_owned(),
            reason: format!("there is no framework `{id}` in this report"),
        })
    }

    fn spans(&self, text: &[Inline], style: Style) -> Vec<Span> {
        let span = |inline: &Inline| {
            let face = match inline {
                Inline { code: true, .. } => Face::Mono,
                Inline { strong: true, .. } => Face::SansSemiBold,
                Inline { emphasis: true, .. } => Face::SerifItalic,
                _ => style.face,
            };
            let style = Style { size: if face == Face::Mono { style.size * 0.88 } else { style.size }, ..style.faced(face) };
            Span::new(self.text(&inline.text, inert::CAP * 2), style)
        };
        text.iter().map(span).collect()
    }

    /// A value of the user's, inert.
    fn text(&self, text: &str, cap: usize) -> String {
        self.flow.set.safe(text, cap)
    }

    /// A value of the user's, inert and on one line.
    fn line(&self, text: &str, cap: usize) -> String {
        inert::one_line(text, cap, &self.flow.set.missing).into_owned()
    }
}

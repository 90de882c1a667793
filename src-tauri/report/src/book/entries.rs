//! A question with its fields, ruled off from the one before: how a gap and a finding are printed in detail.

use super::Book;
use crate::flow::{LEFT, MEASURE};
use crate::marks::{self, MARK};
use crate::palette::{EDGE, TEXT, TEXT_2, TEXT_3};
use crate::typeset::{Face, Line, Span, Style};
use countersign_core::status::Status;

/// The most characters of one field.
pub(super) const FIELD: usize = 600;

const QUESTION: Style = Style::new(Face::Serif, 12.0, 15.4, TEXT);
pub(super) const BODY: Style = Style::new(Face::Sans, 8.6, 11.7, TEXT);
const LABEL: Style = Style::new(Face::Sans, 7.6, 11.7, TEXT_3);
pub(super) const RECORD: Style = Style::new(Face::Mono, 7.6, 11.7, TEXT);
const LABEL_WIDTH: f32 = 62.0;
const NUMBER_WIDTH: f32 = 26.0;

/// One entry, every text of it made inert.
pub(super) struct Entry {
    /// What a link in the document goes to.
    pub anchor: String,
    /// Its place in the list.
    pub number: String,
    /// The question it is put as.
    pub question: String,
    /// The status or severity at the right.
    pub word: &'static str,
    /// The shape before the word; a severity has none.
    pub mark: Option<Status>,
    /// Label and text of each field.
    pub fields: Vec<(&'static str, Vec<Span>)>,
}

impl Book<'_> {
    /// Prints entries until they or their pages are used up, and says how many were printed.
    pub(super) fn entries(&mut self, entries: &[Entry], pages: usize) -> usize {
        let first = self.flow.doc.pages.len();
        let mut printed = 0;
        for entry in entries {
            let width = MEASURE - NUMBER_WIDTH - LABEL_WIDTH;
            let rows: Vec<(&'static str, Vec<Line>)> =
                entry.fields.iter().map(|(label, spans)| (*label, self.flow.set.lines(spans, width))).collect();
            let head = self.flow.set.lines(&[Span::new(entry.question.clone(), QUESTION)], MEASURE - NUMBER_WIDTH - 100.0);
            let height =
                head.len() as f32 * QUESTION.leading + rows.iter().map(|(_, l)| l.len() as f32 * BODY.leading + 0.9).sum::<f32>() + 9.0;
            // Room is kept for the line that says how many are left.
            let turns = height + 24.0 > self.flow.room() && height < 480.0;
            if self.flow.doc.pages.len() + usize::from(turns) >= first + pages {
                break;
            }
            if turns {
                self.flow.break_page();
            }
            self.print_entry(entry, &head, &rows);
            printed += 1;
        }
        printed
    }

    fn print_entry(&mut self, entry: &Entry, head: &[Line], rows: &[(&'static str, Vec<Line>)]) {
        self.flow.ensure(90.0);
        self.flow.rule(EDGE, 0.5);
        self.flow.y += 6.0;
        self.flow.anchor(&entry.anchor);
        self.flow.outline(2, &format!("{}. {}", entry.number, entry.question), false);
        let baseline = self.flow.y + QUESTION.drop();
        self.flow.at(&entry.number, BODY.coloured(TEXT_3), LEFT, baseline);
        let wide = self.flow.set.width(entry.word, BODY);
        self.flow.right(entry.word, BODY.coloured(TEXT_2), baseline);
        if let Some(status) = entry.mark {
            marks::draw(&mut self.flow.page, status, LEFT + MEASURE - wide - 8.0, baseline - 3.1, MARK);
        }
        self.flow.lines(head, QUESTION, LEFT + NUMBER_WIDTH);
        self.flow.y += 3.0;
        for (label, lines) in rows {
            self.flow.ensure(BODY.leading);
            let baseline = self.flow.y + LABEL.drop();
            self.flow.at(label, LABEL, LEFT + NUMBER_WIDTH, baseline);
            self.flow.lines(lines, BODY, LEFT + NUMBER_WIDTH + LABEL_WIDTH);
            self.flow.y += 0.9;
        }
        self.flow.y += 9.0;
    }
}

/// A field that was left empty says so.
pub(super) fn said(text: String) -> String {
    if text.trim().is_empty() { "Nothing is written.".to_owned() } else { text }
}

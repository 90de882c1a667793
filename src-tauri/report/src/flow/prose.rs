//! Paragraphs, headings and lists.

use super::{Flow, LEFT, MEASURE};
use crate::palette::{INK, TEXT_3};
use crate::typeset::{CHAPTER, Face, Line, PROSE, SECTION, SUBSECTION, Span, Style};

/// What must fit below a heading on its page.
const KEEP: f32 = 76.0;

/// The widest a line of prose may be: about eighty letters.
const PROSE_WIDTH: f32 = 440.0;

impl Flow {
    /// Lines one below the other, splitting over pages but leaving no single line behind.
    pub fn lines(&mut self, lines: &[Line], style: Style, x: f32) {
        if lines.len() > 2 && self.room() < style.leading * 2.0 {
            self.break_page();
        }
        for line in lines {
            self.ensure(style.leading);
            let baseline = self.y + style.drop();
            self.draw(line, x, baseline);
            self.y += style.leading;
        }
    }

    /// A paragraph across the measure.
    pub fn paragraph(&mut self, spans: &[Span], style: Style) {
        let width = if style.face == Face::Serif { PROSE_WIDTH.max(style.size * 30.0).min(MEASURE) } else { MEASURE };
        let lines = self.set.lines(spans, width);
        self.lines(&lines, style, LEFT);
    }

    /// A paragraph of one style.
    pub fn say(&mut self, text: &str, style: Style) {
        self.paragraph(&[Span::new(text, style)], style);
    }

    /// A list item with its mark.
    pub fn item(&mut self, mark: &str, spans: &[Span], style: Style, depth: usize) {
        let indent = 14.0 * (depth + 1) as f32 + if mark.len() > 2 { 6.0 } else { 0.0 };
        let lines = self.set.lines(spans, PROSE_WIDTH - indent);
        if lines.len() > 1 && self.room() < style.leading * 2.0 {
            self.break_page();
        }
        self.ensure(style.leading);
        let baseline = self.y + style.drop();
        for line in self.set.lines(&[Span::new(mark, style.coloured(TEXT_3))], MEASURE).iter().take(1) {
            self.draw(line, LEFT + indent - 12.0 - if mark.len() > 2 { 6.0 } else { 0.0 }, baseline);
        }
        self.lines(&lines, style, LEFT + indent);
        self.y += 2.5;
    }

    /// A heading, kept with what follows, in the outline and (levels 1 and 2) in the contents.
    pub fn heading(&mut self, level: u8, title: &str, spans: &[Span]) {
        let (style, before, after) = match level {
            1 => (CHAPTER, 34.0, 12.0),
            2 => (SECTION, 24.0, 7.0),
            _ => (SUBSECTION, 15.0, 4.0),
        };
        let numbered = level <= 2;
        let indent = if level == 1 { 30.0 } else { 34.0 };
        let lines = self.set.lines(spans, MEASURE - if numbered { indent } else { 0.0 });
        let height = lines.len() as f32 * style.leading;
        self.space(if self.below_heading == Some(self.y) { 2.0 } else { before });
        self.ensure(height.min(300.0) + after + KEEP);
        let number = self.outline(level, title, numbered);
        if number.is_empty() {
            self.lines(&lines, style, LEFT);
        } else {
            let baseline = self.y + style.drop();
            let mark = self.set.lines(&[Span::new(number, style.coloured(if level == 1 { INK } else { TEXT_3 }))], MEASURE);
            let wide = mark.first().map_or(0.0, |line| line.width);
            for line in &mark {
                self.draw(line, LEFT, baseline);
            }
            self.lines(&lines, style, LEFT + if wide + 8.0 > indent { wide + 8.0 } else { indent });
        }
        self.y += after;
        self.below_heading = Some(self.y);
    }

    /// A paragraph of the document's own prose.
    pub fn prose(&mut self, text: &str) {
        self.say(text, PROSE);
        self.y += 6.0;
    }
}

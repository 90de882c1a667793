//! Breaking spans of simple text into lines.

use super::words::is_simple;
use super::{Line, Piece, Span, Typesetter, Word};
use crate::display::Glyph;
use std::rc::Rc;

/// Places where a word that is too long for its line is broken first.
const SOFT: &str = "/-_.:@#!?&=,;|\\)]}>";

/// Letters that are joined may come out this much wider than the line was broken at, in points.
const JOINED: f32 = 1.5;

/// A part of a word: some glyphs of one span.
struct Part<'a> {
    span: usize,
    text: &'a str,
    word: Rc<Word>,
}

impl Typesetter {
    /// Lines at most `width` wide; a word wider than a line is broken anywhere.
    pub fn lines(&mut self, spans: &[Span], width: f32) -> Vec<Line> {
        if spans.iter().all(|span| span.text.chars().all(|c| is_simple(c) || c == '\n'))
            && let Some(lines) = self.simple_lines(spans, width)
        {
            return lines;
        }
        self.complex_lines(spans, width - JOINED)
    }

    fn simple_lines(&mut self, spans: &[Span], width: f32) -> Option<Vec<Line>> {
        let mut setter = Setter { spans, width, lines: Vec::new(), line: Line::default(), space: None };
        let mut cluster: Vec<Part> = Vec::new();
        for (index, span) in spans.iter().enumerate() {
            let mut rest = span.text.as_str();
            while !rest.is_empty() {
                let end = rest.find([' ', '\n']).unwrap_or(rest.len());
                let (text, after) = rest.split_at(end);
                if !text.is_empty() {
                    cluster.push(Part { span: index, text, word: self.word(span.style.face, text)? });
                }
                let mut chars = after.chars();
                match chars.next() {
                    Some('\n') => {
                        setter.place(&mut cluster);
                        setter.finish_line();
                    }
                    Some(_) => {
                        setter.place(&mut cluster);
                        setter.space = Some((index, self.char(span.style.face, ' ')?));
                    }
                    None => {}
                }
                rest = chars.as_str();
            }
        }
        setter.place(&mut cluster);
        if !setter.line.pieces.is_empty() || setter.lines.is_empty() {
            setter.finish_line();
        }
        Some(setter.lines)
    }
}

/// The line being filled.
struct Setter<'a> {
    spans: &'a [Span],
    width: f32,
    lines: Vec<Line>,
    line: Line,
    /// A space that is set only if something follows it on the line.
    space: Option<(usize, Glyph)>,
}

impl Setter<'_> {
    fn finish_line(&mut self) {
        self.space = None;
        self.lines.push(std::mem::take(&mut self.line));
    }

    fn size(&self, span: usize) -> f32 {
        self.spans.get(span).map_or(0.0, |s| s.style.size)
    }

    fn place(&mut self, cluster: &mut Vec<Part>) {
        if cluster.is_empty() {
            return;
        }
        let wide: f32 = cluster.iter().map(|p| p.word.advance as f32 * self.size(p.span) / 1000.0).sum();
        let gap = self.space.map_or(0.0, |(span, g)| f32::from(g.advance) * self.size(span) / 1000.0);
        if self.line.width > 0.0 && self.line.width + gap + wide > self.width && (wide <= self.width || self.line.width > self.width * 0.5)
        {
            self.finish_line();
        }
        if self.line.width > 0.0
            && let Some((span, glyph)) = self.space
        {
            self.push(span, " ", &[glyph]);
        }
        self.space = None;
        let fits = self.line.width + wide <= self.width;
        for part in cluster.drain(..) {
            if fits { self.push(part.span, part.text, &part.word.glyphs) } else { self.push_broken(&part) }
        }
    }

    /// Sets a word piece by piece, filling one line after another.
    fn push_broken(&mut self, part: &Part) {
        let size = self.size(part.span);
        let (mut glyphs, mut text) = (part.word.glyphs.as_slice(), part.text);
        while !glyphs.is_empty() {
            let room = self.width - self.line.width;
            let (mut fits, mut soft, mut wide) = (0, 0, 0.0);
            for (glyph, c) in glyphs.iter().zip(text.chars()) {
                wide += f32::from(glyph.advance) * size / 1000.0;
                if wide > room {
                    break;
                }
                fits += 1;
                if SOFT.contains(c) {
                    soft = fits;
                }
            }
            let mut take = if fits < glyphs.len() && soft * 5 > fits * 2 { soft } else { fits };
            if take == 0 {
                if self.line.width > 0.0 {
                    self.finish_line();
                    continue;
                }
                take = 1;
            }
            let at = text.char_indices().nth(take).map_or(text.len(), |(at, _)| at);
            let (head, tail) = text.split_at(at);
            let (now, later) = glyphs.split_at(take.min(glyphs.len()));
            self.push(part.span, head, now);
            (glyphs, text) = (later, tail);
            if !glyphs.is_empty() {
                self.finish_line();
            }
        }
    }

    fn push(&mut self, index: usize, text: &str, glyphs: &[Glyph]) {
        let Some(span) = self.spans.get(index) else { return };
        let advance: i32 = glyphs.iter().map(|g| i32::from(g.advance)).sum();
        let width = advance as f32 * span.style.size / 1000.0;
        let (font, colour, size) = (span.style.face.font(), span.style.colour, span.style.size);
        match self.line.pieces.last_mut() {
            Some(piece) if piece.font == font && piece.colour == colour && piece.size == size && piece.link == span.link => {
                piece.glyphs.extend_from_slice(glyphs);
                piece.text.push_str(text);
                piece.width += width;
            }
            _ => self.line.pieces.push(Piece {
                x: self.line.width,
                width,
                font,
                size,
                colour,
                glyphs: glyphs.to_vec(),
                text: text.to_owned(),
                spell: false,
                link: span.link.clone(),
            }),
        }
        self.line.width += width;
    }
}

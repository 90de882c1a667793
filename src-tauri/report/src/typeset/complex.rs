//! Paragraphs with scripts that need more than one glyph per letter, another direction, or another font.

use super::words::{FEATURES, is_simple, milli};
use super::{Line, Piece, Span, Typesetter};
use crate::display::Glyph;
use parley::{Alignment, FontFamily, FontFamilyName, FontFeatures, GenericFamily, Layout, LineHeight, OverflowWrap, Run, StyleProperty};
use std::collections::BTreeSet;
use std::ops::Range;

impl Typesetter {
    /// Finds the characters of a text for which no font has a glyph, so that they can be shown as tokens everywhere.
    pub fn look_for_missing(&mut self, chars: &BTreeSet<char>) {
        for c in chars.iter().copied().filter(|c| !is_simple(*c) && !crate::inert::is_hidden(*c)) {
            let alone = [Span::new(c.to_string(), super::CELL)];
            let on_letter = [Span::new(format!("a{c}"), super::CELL)];
            if self.holes(&alone).contains(&c) && self.holes(&on_letter).contains(&c) {
                self.missing.insert(c);
            }
        }
    }

    fn holes(&mut self, spans: &[Span]) -> BTreeSet<char> {
        let text: String = spans.iter().map(|s| s.text.as_str()).collect();
        let layout = self.layout(spans, &text, f32::MAX);
        self.take_lines(&layout, &text, spans).1
    }

    /// Lines of any text, with system fonts where ours have no glyph. What has none anywhere becomes a token.
    pub(super) fn complex_lines(&mut self, spans: &[Span], width: f32) -> Vec<Line> {
        let text: String = spans.iter().map(|s| s.text.as_str()).collect();
        let layout = self.layout(spans, &text, width);
        let (lines, holes) = self.take_lines(&layout, &text, spans);
        if holes.is_empty() {
            return lines;
        }
        self.missing.extend(holes.iter().copied());
        let shown: Vec<Span> = spans
            .iter()
            .map(|span| Span { text: crate::inert::visible(&span.text, usize::MAX, &holes).into_owned(), ..span.clone() })
            .collect();
        let text: String = shown.iter().map(|s| s.text.as_str()).collect();
        let layout = self.layout(&shown, &text, width);
        self.take_lines(&layout, &text, &shown).0
    }

    fn layout(&mut self, spans: &[Span], text: &str, width: f32) -> Layout<u16> {
        self.fonts.use_system();
        let fonts = &mut self.fonts;
        let families: Vec<[FontFamilyName; 5]> = spans
            .iter()
            .map(|span| {
                [
                    FontFamilyName::named(span.style.face.family()),
                    FontFamilyName::named(super::Face::Sans.family()),
                    FontFamilyName::named("Noto Sans"),
                    FontFamilyName::named("DejaVu Sans"),
                    FontFamilyName::Generic(GenericFamily::SansSerif),
                ]
            })
            .collect();
        let mut builder = fonts.layouts.ranged_builder(&mut fonts.context, text, 1.0, false);
        builder.push_default(StyleProperty::OverflowWrap(OverflowWrap::Anywhere));
        builder.push_default(StyleProperty::FontFeatures(FontFeatures::from(FEATURES)));
        let mut start = 0;
        for (index, (span, family)) in spans.iter().zip(&families).enumerate() {
            let end = start + span.text.len();
            builder.push(StyleProperty::Brush(index as u16), start..end);
            builder.push(StyleProperty::FontSize(span.style.size), start..end);
            builder.push(StyleProperty::LineHeight(LineHeight::Absolute(span.style.leading)), start..end);
            builder.push(StyleProperty::FontFamily(FontFamily::List(family.as_slice().into())), start..end);
            start = end;
        }
        let mut layout = builder.build(text);
        layout.break_all_lines((width < 10_000.0).then_some(width));
        layout.align(Alignment::Left, Default::default());
        layout
    }

    /// The lines of a layout, and the characters that came out without a glyph.
    fn take_lines(&mut self, layout: &Layout<u16>, text: &str, spans: &[Span]) -> (Vec<Line>, BTreeSet<char>) {
        let (mut lines, mut holes) = (Vec::new(), BTreeSet::new());
        for source in layout.lines() {
            let mut line = Line::default();
            for run in source.runs() {
                let font = self.fonts.number(run.font());
                let mut at: Option<(u16, Range<usize>)> = None;
                for (range, index, glyphs) in atoms(&run) {
                    let part = text.get(range.clone()).unwrap_or_default();
                    if part.chars().all(|c| c == '\n') {
                        continue;
                    }
                    let Some(span) = spans.get(usize::from(index)) else { continue };
                    let scale = 1000.0 / span.style.size.max(0.1);
                    let glyphs: Vec<Glyph> = glyphs
                        .into_iter()
                        .map(|g| Glyph {
                            id: u16::try_from(g.id).unwrap_or(0),
                            advance: milli(g.advance * scale),
                            dx: milli(g.x * scale),
                            dy: milli(-g.y * scale),
                        })
                        .collect();
                    let Some(font) = font.filter(|_| glyphs.iter().all(|g| g.id != 0)) else {
                        holes.extend(part.chars().filter(|c| !c.is_whitespace()));
                        continue;
                    };
                    let plain = glyphs.len() == 1 && part.chars().count() == 1;
                    for glyph in glyphs.iter().take(1) {
                        self.fonts.note(font, glyph.id, part);
                    }
                    for glyph in glyphs.iter().skip(1) {
                        self.fonts.note(font, glyph.id, "\u{200B}");
                    }
                    let width = glyphs.iter().map(|g| f32::from(g.advance)).sum::<f32>() / scale;
                    // What is not one glyph for one letter is spelled out on its own; the order of right-to-left letters is
                    // left to the reader's program, which expects them as they are seen.
                    let known = at.as_ref().filter(|(i, _)| *i == index && plain).map(|(_, r)| r.clone());
                    match (line.pieces.last_mut(), known) {
                        (Some(piece), Some(so_far)) => {
                            let all = so_far.start.min(range.start)..so_far.end.max(range.end);
                            piece.text = text.get(all.clone()).unwrap_or_default().to_owned();
                            piece.glyphs.extend(glyphs);
                            piece.width += width;
                            at = Some((index, all));
                        }
                        _ => {
                            line.pieces.push(Piece {
                                x: line.width,
                                width,
                                font,
                                size: span.style.size,
                                colour: span.style.colour,
                                glyphs,
                                text: part.to_owned(),
                                spell: !plain,
                                link: span.link.clone(),
                            });
                            at = plain.then_some((index, range));
                        }
                    }
                    line.width += width;
                }
            }
            trim(&mut line);
            lines.push(line);
        }
        (lines, holes)
    }
}

/// Text range, span and glyphs of each cluster as it is seen, the letters of a ligature taken together.
fn atoms(run: &Run<u16>) -> Vec<(Range<usize>, u16, Vec<parley::Glyph>)> {
    let mut out: Vec<(Range<usize>, u16, Vec<parley::Glyph>)> = Vec::new();
    // The letters that follow in a ligature are seen after its start, or before it when read from the right.
    let mut waiting: Option<Range<usize>> = None;
    for cluster in run.visual_clusters() {
        let range = cluster.text_range();
        let join = |a: &Range<usize>, b: &Range<usize>| a.start.min(b.start)..a.end.max(b.end);
        if !cluster.is_ligature_continuation() {
            let whole = waiting.take().map_or(range.clone(), |w| join(&w, &range));
            out.push((whole, cluster.style().brush, cluster.glyphs().collect()));
        } else if run.is_rtl() {
            waiting = Some(waiting.map_or(range.clone(), |w| join(&w, &range)));
        } else if let Some(last) = out.last_mut() {
            last.0 = join(&last.0, &range);
        }
    }
    out
}

/// A space at the end of a line takes no room.
fn trim(line: &mut Line) {
    while let Some(piece) = line.pieces.last_mut() {
        if !piece.text.ends_with(' ') || piece.spell {
            return;
        }
        piece.text.pop();
        let space = piece.glyphs.pop().map_or(0.0, |g| f32::from(g.advance) * piece.size / 1000.0);
        piece.width -= space;
        line.width -= space;
        if piece.glyphs.is_empty() {
            line.pieces.pop();
        }
    }
}

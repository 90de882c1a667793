//! Words of simple scripts: shaped once, kept, and set one after another.

use super::{Face, Typesetter, Word};
use crate::display::Glyph;
use parley::{FontFamily, FontFeatures, LineHeight, StyleProperty};
use std::rc::Rc;

/// The size words are shaped at, so that advances are thousandths of the size.
const EM: f32 = 1000.0;

/// No ligatures: copied text must be what was written.
pub(super) const FEATURES: &str = "\"liga\" 0, \"clig\" 0, \"dlig\" 0, \"calt\" 0";

/// Scripts whose words are one glyph per character, left to right.
pub(super) fn is_simple(c: char) -> bool {
    matches!(u32::from(c), 0x20..=0x7E | 0xA0..=0xAC | 0xAE..=0x17F | 0x218..=0x21B | 0x386..=0x3CE | 0x400..=0x45F | 0x490..=0x491
        | 0x1E80..=0x1E85 | 0x1EA0..=0x1EF9 | 0x2010..=0x2015 | 0x2018..=0x2022 | 0x2026 | 0x2030 | 0x2039 | 0x203A | 0x20AC | 0x2122 | 0x2212)
}

impl Typesetter {
    /// A word, when it is simple and the face has every character of it.
    pub(super) fn word(&mut self, face: Face, text: &str) -> Option<Rc<Word>> {
        if let Some(known) = self.words.get(&(face, Box::from(text))) {
            return known.clone();
        }
        let shaped = if face == Face::Mono {
            text.chars().map(|c| self.char(face, c)).collect::<Option<Vec<_>>>().map(Word::of)
        } else {
            self.shape(face, text)
        };
        let shaped = shaped.map(Rc::new);
        self.words.insert((face, text.into()), shaped.clone());
        shaped
    }

    /// A single character, when the face has it.
    pub(super) fn char(&mut self, face: Face, c: char) -> Option<Glyph> {
        if let Some(known) = self.chars.get(&(face, c)) {
            return *known;
        }
        let glyph = self.shape(face, c.encode_utf8(&mut [0; 4])).and_then(|word| word.glyphs.first().copied());
        self.chars.insert((face, c), glyph);
        glyph
    }

    fn shape(&mut self, face: Face, text: &str) -> Option<Word> {
        let fonts = &mut self.fonts;
        let mut builder = fonts.layouts.ranged_builder(&mut fonts.context, text, 1.0, false);
        builder.push_default(StyleProperty::FontFamily(FontFamily::named(face.family())));
        builder.push_default(StyleProperty::FontSize(EM));
        builder.push_default(StyleProperty::LineHeight(LineHeight::FontSizeRelative(1.0)));
        builder.push_default(StyleProperty::FontFeatures(FontFeatures::from(FEATURES)));
        let mut layout = builder.build(text);
        layout.break_all_lines(None);
        let mut glyphs = Vec::with_capacity(text.len());
        let mut found = Vec::with_capacity(text.len());
        let line = layout.get(0)?;
        for run in line.runs() {
            let own = fonts.files.get(usize::from(face.font())).is_some_and(|f| f.data.id() == run.font().data.id());
            if !own || run.is_rtl() {
                return None;
            }
            for cluster in run.clusters() {
                let part = text.get(cluster.text_range())?;
                let mut these = cluster.glyphs();
                let (glyph, more) = (these.next()?, these.next());
                if more.is_some() || glyph.id == 0 || part.chars().count() != 1 {
                    return None;
                }
                let glyph =
                    Glyph { id: u16::try_from(glyph.id).ok()?, advance: milli(glyph.advance), dx: milli(glyph.x), dy: milli(-glyph.y) };
                found.push((glyph.id, part));
                glyphs.push(glyph);
            }
        }
        for (id, part) in found {
            fonts.note(face.font(), id, part);
        }
        (glyphs.len() == text.chars().count()).then(|| Word::of(glyphs))
    }
}

impl Word {
    pub(super) fn of(glyphs: Vec<Glyph>) -> Self {
        let advance = glyphs.iter().map(|g| i32::from(g.advance)).sum();
        Self { glyphs, advance }
    }
}

/// A length as a whole number that fits a glyph.
pub(super) fn milli(length: f32) -> i16 {
    length.round().clamp(f32::from(i16::MIN), f32::from(i16::MAX)) as i16
}

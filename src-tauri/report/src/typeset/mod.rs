//! From styled text to lines of glyphs. Words of simple scripts are shaped once and kept; everything else is laid out
//! as a paragraph, with bidirectional order and fonts of the system.

mod complex;
mod face;
mod fonts;
mod lines;
mod words;

pub(crate) use face::*;
pub(crate) use fonts::{FontFile, Fonts};

use crate::display::Glyph;
use crate::error::ReportError;
use crate::palette::Colour;
use std::collections::{BTreeSet, HashMap};
use std::rc::Rc;

/// Some text in one style, perhaps leading somewhere.
#[derive(Clone, Debug)]
pub(crate) struct Span {
    pub text: String,
    pub style: Style,
    pub link: Option<Rc<str>>,
}

impl Span {
    pub fn new(text: impl Into<String>, style: Style) -> Self {
        Self { text: text.into(), style, link: None }
    }

    /// The same, leading to an anchor.
    pub fn to(mut self, anchor: &str) -> Self {
        self.link = Some(anchor.into());
        self
    }
}

/// Glyphs of one font and style on a line.
#[derive(Clone, Debug)]
pub(crate) struct Piece {
    pub x: f32,
    pub width: f32,
    pub font: u16,
    pub size: f32,
    pub colour: Colour,
    pub glyphs: Vec<Glyph>,
    pub text: String,
    pub spell: bool,
    pub link: Option<Rc<str>>,
}

/// One line.
#[derive(Clone, Debug, Default)]
pub(crate) struct Line {
    pub pieces: Vec<Piece>,
    pub width: f32,
}

/// A shaped word: one glyph per character.
#[derive(Debug)]
pub(crate) struct Word {
    pub glyphs: Vec<Glyph>,
    /// Sum of the advances, thousandths of the size.
    pub advance: i32,
}

/// Shapes text and breaks it into lines; keeps what it has shaped.
pub(crate) struct Typesetter {
    pub fonts: Fonts,
    words: HashMap<(Face, Box<str>), Option<Rc<Word>>>,
    chars: HashMap<(Face, char), Option<Glyph>>,
    /// Characters for which no font has a glyph.
    pub missing: BTreeSet<char>,
}

impl Typesetter {
    /// With the fonts of the program; those of the system are looked at when first needed.
    pub fn new() -> Result<Self, ReportError> {
        Ok(Self { fonts: Fonts::new()?, words: HashMap::new(), chars: HashMap::new(), missing: BTreeSet::new() })
    }

    /// A value of the user's, made inert and cut to `cap` characters.
    pub fn safe(&self, text: &str, cap: usize) -> String {
        crate::inert::visible(text, cap, &self.missing).into_owned()
    }

    /// The width of text on one line.
    pub fn width(&mut self, text: &str, style: Style) -> f32 {
        self.lines(&[Span::new(text, style)], f32::MAX).iter().map(|line| line.width).fold(0.0, f32::max)
    }

    /// The longest beginning of a text that fits on one line, with an ellipsis when something is left out.
    pub fn fit(&mut self, text: &str, style: Style, width: f32) -> String {
        if self.width(text, style) <= width {
            return text.to_owned();
        }
        let chars: Vec<char> = text.chars().collect();
        let (mut low, mut high) = (0, chars.len());
        while low < high {
            let middle = (low + high).div_ceil(2);
            let head: String = chars.iter().take(middle).chain(std::iter::once(&'…')).collect();
            if self.width(&head, style) <= width { low = middle } else { high = middle - 1 }
        }
        let head: String = chars.iter().take(low).collect();
        format!("{}…", head.trim_end())
    }
}

//! The display list: pages of glyph runs, shapes and links, with anchors and an outline. It knows no PDF library.
//! Lengths are points; the origin is the upper left corner of the page.

use crate::palette::Colour;
use std::collections::BTreeMap;
use std::rc::Rc;

/// A glyph; advance and offsets are thousandths of the type size.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Glyph {
    pub id: u16,
    pub advance: i16,
    pub dx: i16,
    pub dy: i16,
}

/// Glyphs of one font on one baseline, with the text they stand for.
#[derive(Clone, Debug)]
pub(crate) struct Run {
    pub x: f32,
    pub baseline: f32,
    pub font: u16,
    pub size: f32,
    pub colour: Colour,
    pub glyphs: Vec<Glyph>,
    pub text: Box<str>,
    /// Whether a reader that copies needs the text spelled out beside the glyphs.
    pub spell: bool,
}

/// A step of a path.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Step {
    Move(f32, f32),
    Line(f32, f32),
    Curve([f32; 6]),
    Close,
}

/// Something drawn that is not text.
#[derive(Clone, Debug)]
pub(crate) enum Shape {
    Rect { x: f32, y: f32, width: f32, height: f32, fill: Colour },
    Line { from: (f32, f32), to: (f32, f32), width: f32, colour: Colour },
    Path { steps: Vec<Step>, fill: Option<Colour>, stroke: Option<(Colour, f32)> },
}

/// A rectangle that leads to an anchor.
#[derive(Clone, Debug)]
pub(crate) struct Link {
    pub x: f32,
    pub y: f32,
    pub width: f32,
    pub height: f32,
    pub to: Rc<str>,
}

/// One page. Shapes are drawn first, then the runs in reading order.
#[derive(Clone, Debug, Default)]
pub(crate) struct Page {
    pub shapes: Vec<Shape>,
    pub runs: Vec<Run>,
    pub links: Vec<Link>,
}

/// An entry of the outline and of the contents page.
#[derive(Clone, Debug)]
pub(crate) struct OutlineEntry {
    /// 1 for a chapter.
    pub level: u8,
    /// `2.1`, `A`, or empty.
    pub number: String,
    pub title: String,
    pub page: usize,
    pub y: f32,
    pub anchor: Rc<str>,
    /// Whether the contents page lists it.
    pub listed: bool,
}

/// A finished document.
#[derive(Debug, Default)]
pub(crate) struct Document {
    pub pages: Vec<Page>,
    pub outline: Vec<OutlineEntry>,
    /// Where each anchor stands: page (from 0) and height.
    pub anchors: BTreeMap<Rc<str>, (usize, f32)>,
    /// Pages before the first appendix.
    pub body_pages: usize,
}

impl Run {
    /// How far it reaches.
    #[cfg(test)]
    pub fn width(&self) -> f32 {
        self.glyphs.iter().map(|g| f32::from(g.advance)).sum::<f32>() * self.size / 1000.0
    }
}

impl Page {
    /// The text of the page in reading order, one line per run.
    #[cfg(test)]
    pub fn text(&self) -> String {
        self.runs.iter().map(|run| &*run.text).collect::<Vec<_>>().join("\n")
    }
}

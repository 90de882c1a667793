//! Filling pages from top to bottom: paragraphs, headings, tables, and what stands on every page.

mod contents;
mod furniture;
mod prose;
mod table;

pub(crate) use furniture::Furniture;
pub(crate) use table::{Cell, Row, Table};

use crate::display::{Document, Link, OutlineEntry, Page, Run, Shape};
use crate::palette::Colour;
use crate::typeset::{Line, Typesetter};
use std::rc::Rc;

/// A4, portrait.
pub(crate) const WIDTH: f32 = 595.276;
pub(crate) const HEIGHT: f32 = 841.89;
pub(crate) const LEFT: f32 = 56.7;
pub(crate) const RIGHT: f32 = WIDTH - 56.7;
pub(crate) const TOP: f32 = 78.0;
pub(crate) const BOTTOM: f32 = HEIGHT - 64.0;
/// The width of the text.
pub(crate) const MEASURE: f32 = RIGHT - LEFT;

/// The document being filled.
pub(crate) struct Flow {
    pub set: Typesetter,
    pub doc: Document,
    pub page: Page,
    pub y: f32,
    appendix: bool,
    chapter: usize,
    section: usize,
    anchors: usize,
    contents_at: Option<usize>,
    /// The height right below the last heading: another heading there stands closer.
    below_heading: Option<f32>,
    /// Where the chapters under way began, for budgets.
    pub chapter_page: usize,
}

impl Flow {
    pub fn new(set: Typesetter) -> Self {
        Self {
            set,
            doc: Document::default(),
            page: Page::default(),
            y: TOP,
            appendix: false,
            chapter: 0,
            section: 0,
            anchors: 0,
            contents_at: None,
            below_heading: None,
            chapter_page: 0,
        }
    }

    /// The height left on the page.
    pub fn room(&self) -> f32 {
        BOTTOM - self.y
    }

    /// Whether nothing stands on the page yet.
    pub fn is_fresh(&self) -> bool {
        self.page.runs.is_empty() && self.page.shapes.is_empty()
    }

    /// Goes to a new page, unless this one is still empty.
    pub fn break_page(&mut self) {
        if !self.is_fresh() {
            self.doc.pages.push(std::mem::take(&mut self.page));
        }
        self.y = TOP;
    }

    /// Goes to a new page when less than `height` is left.
    pub fn ensure(&mut self, height: f32) {
        if height > self.room() {
            self.break_page();
        }
    }

    /// Leaves some space, never at the top of a page.
    pub fn space(&mut self, height: f32) {
        if self.y > TOP {
            self.y += height;
        }
    }

    /// A place other parts can lead to.
    pub fn anchor(&mut self, name: &str) {
        self.doc.anchors.entry(name.into()).or_insert((self.doc.pages.len(), self.y));
    }

    /// Puts a line on the page.
    pub fn draw(&mut self, line: &Line, x: f32, baseline: f32) {
        for piece in &line.pieces {
            if let Some(to) = &piece.link {
                let (y, height) = (baseline - piece.size, piece.size * 1.3);
                self.page.links.push(Link { x: x + piece.x, y, width: piece.width, height, to: Rc::clone(to) });
            }
            self.page.runs.push(Run {
                x: x + piece.x,
                baseline,
                font: piece.font,
                size: piece.size,
                colour: piece.colour,
                glyphs: piece.glyphs.clone(),
                text: piece.text.as_str().into(),
                spell: piece.spell,
            });
        }
    }

    /// A hairline across the text.
    pub fn rule(&mut self, colour: Colour, width: f32) {
        let y = self.y;
        self.line((LEFT, y), (RIGHT, y), width, colour);
    }

    pub fn line(&mut self, from: (f32, f32), to: (f32, f32), width: f32, colour: Colour) {
        self.page.shapes.push(Shape::Line { from, to, width, colour });
    }

    /// The appendices begin: a new page, and letters for numbers.
    pub fn begin_appendices(&mut self) {
        self.break_page();
        if !self.appendix {
            self.doc.body_pages = self.doc.pages.len();
            self.appendix = true;
            self.chapter = 0;
        }
    }

    /// The contents pages will be put here.
    pub fn place_contents(&mut self) {
        self.break_page();
        self.contents_at.get_or_insert(self.doc.pages.len());
    }

    /// Adds an entry to the outline and returns the number it was given.
    pub fn outline(&mut self, level: u8, title: &str, numbered: bool) -> String {
        let number = match (level, numbered) {
            (1, true) => {
                (self.chapter, self.section) = (self.chapter + 1, 0);
                self.chapter_page = self.doc.pages.len();
                self.chapter_name()
            }
            (2, true) => {
                self.section += 1;
                format!("{}.{}", self.chapter_name(), self.section)
            }
            _ => String::new(),
        };
        self.anchors += 1;
        let anchor: Rc<str> = format!("outline:{}", self.anchors).into();
        self.anchor(&anchor);
        let (page, y) = (self.doc.pages.len(), self.y);
        self.doc.outline.push(OutlineEntry { level, number: number.clone(), title: title.to_owned(), page, y, anchor, listed: numbered });
        number
    }

    fn chapter_name(&self) -> String {
        if !self.appendix {
            return self.chapter.to_string();
        }
        let (mut n, mut name) = (self.chapter, String::new());
        while n > 0 {
            let letter = char::from(b'A' + u8::try_from((n - 1) % 26).unwrap_or(0));
            name.insert(0, letter);
            n = (n - 1) / 26;
        }
        name
    }

    /// Ends the last page, puts in the contents, and prints what stands on every page.
    pub fn finish(mut self, furniture: &Furniture) -> (Document, Typesetter) {
        self.break_page();
        if self.doc.body_pages == 0 {
            self.doc.body_pages = self.doc.pages.len();
        }
        if let Some(at) = self.contents_at {
            self.insert_contents(at);
        }
        self.print_furniture(furniture);
        (self.doc, self.set)
    }
}

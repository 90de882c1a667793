//! What stands on every page: whose report, as of when, which page, which snapshot.

use super::{Flow, HEIGHT, LEFT, MEASURE, RIGHT};
use crate::display::Page;
use crate::palette::{LINE, TEXT_2};
use crate::typeset::{FURNITURE, FURNITURE_ID, Span, Style};

/// The words of header and footer.
pub(crate) struct Furniture {
    pub organisation: String,
    pub title: String,
    pub as_of: String,
    /// `snapshot 9f3c 1a7e 44b0 2d61 … c8e5`.
    pub snapshot: String,
}

impl Flow {
    pub(super) fn print_furniture(&mut self, furniture: &Furniture) {
        let all = self.doc.pages.len();
        let who = self.set.fit(&furniture.organisation, FURNITURE.coloured(TEXT_2), MEASURE * 0.55);
        for index in 0..all {
            let Some(page) = self.doc.pages.get_mut(index) else { continue };
            self.page = std::mem::take(page);
            if index > 0 {
                let y = 52.0;
                self.line((LEFT, y), (RIGHT, y), 0.5, LINE);
                let at = self.at(&who, FURNITURE.coloured(TEXT_2), LEFT, 43.0);
                self.at(&furniture.title, FURNITURE, LEFT + at + 12.0, 43.0);
                self.right(&furniture.as_of, FURNITURE, 43.0);
                let y = HEIGHT - 48.0;
                self.line((LEFT, y), (RIGHT, y), 0.5, LINE);
            }
            self.at(&furniture.snapshot, FURNITURE_ID, LEFT, HEIGHT - 36.0);
            self.right(&format!("Page {} of {all}", index + 1), FURNITURE, HEIGHT - 36.0);
            let done: Page = std::mem::take(&mut self.page);
            if let Some(page) = self.doc.pages.get_mut(index) {
                *page = done;
            }
        }
    }

    /// Text on one line from a place; returns its width.
    pub fn at(&mut self, text: &str, style: Style, x: f32, baseline: f32) -> f32 {
        let lines = self.set.lines(&[Span::new(text, style)], f32::MAX);
        for line in lines.iter().take(1) {
            self.draw(line, x, baseline);
        }
        lines.first().map_or(0.0, |line| line.width)
    }

    /// Text on one line that ends at the right edge.
    pub fn right(&mut self, text: &str, style: Style, baseline: f32) {
        for line in self.set.lines(&[Span::new(text, style)], f32::MAX).iter().take(1) {
            self.draw(line, RIGHT - line.width, baseline);
        }
    }
}

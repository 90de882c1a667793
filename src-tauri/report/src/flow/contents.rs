//! The contents: laid out when every page is known, then put in its place.

use super::{BOTTOM, Flow, LEFT, MEASURE, RIGHT, TOP};
use crate::display::{OutlineEntry, Page};
use crate::palette::{INK, LINE, TEXT, TEXT_2, TEXT_3};
use crate::typeset::{CHAPTER, Face, Span, Style};

const CHAPTER_LINE: Style = Style::new(Face::SansSemiBold, 9.6, 13.0, TEXT);
const SECTION_LINE: Style = Style::new(Face::Sans, 9.0, 12.6, TEXT_2);
const PAGE_NUMBER: Style = Style::new(Face::Sans, 9.0, 12.6, TEXT_3);

impl Flow {
    /// Lays the contents out and shifts everything after it.
    pub(super) fn insert_contents(&mut self, at: usize) {
        let all: Vec<OutlineEntry> = self.doc.outline.iter().filter(|e| e.listed && e.page >= at).cloned().collect();
        let chapters: Vec<OutlineEntry> = all.iter().filter(|e| e.level == 1).cloned().collect();
        let held = (std::mem::take(&mut self.doc.pages), std::mem::take(&mut self.page), self.y);
        // The page numbers need the number of contents pages, which does not depend on them: two passes. Sections are
        // left out when the contents would take more than a page.
        let mut entries = all;
        self.contents_pages(&entries, 0);
        if self.doc.pages.len() > 1 {
            self.doc.pages.clear();
            entries = chapters;
            self.contents_pages(&entries, 0);
        }
        let pages = self.doc.pages.len();
        self.doc.pages.clear();
        self.contents_pages(&entries, pages);
        let contents = std::mem::take(&mut self.doc.pages);
        (self.doc.pages, self.page, self.y) = held;
        self.doc.pages.splice(at..at, contents);
        for entry in self.doc.outline.iter_mut().filter(|e| e.page >= at) {
            entry.page += pages;
        }
        for (page, _) in self.doc.anchors.values_mut().filter(|(page, _)| *page >= at) {
            *page += pages;
        }
        if self.doc.body_pages >= at {
            self.doc.body_pages += pages;
        }
        let here = OutlineEntry {
            level: 1,
            number: String::new(),
            title: "Contents".to_owned(),
            page: at,
            y: TOP,
            anchor: "contents".into(),
            listed: false,
        };
        self.doc.anchors.insert("contents".into(), (at, TOP));
        let place = self.doc.outline.iter().position(|e| e.page >= at).unwrap_or(self.doc.outline.len());
        self.doc.outline.insert(place, here);
    }

    fn contents_pages(&mut self, entries: &[OutlineEntry], shift: usize) {
        self.page = Page::default();
        self.y = TOP;
        let title = self.set.lines(&[Span::new("Contents", CHAPTER)], MEASURE);
        self.lines(&title, CHAPTER, LEFT);
        self.y += 14.0;
        for entry in entries {
            let chapter = entry.level == 1;
            let style = if chapter { CHAPTER_LINE } else { SECTION_LINE };
            let indent = if chapter { 26.0 } else { 58.0 };
            let lines = self.set.lines(&[Span::new(&entry.title, style).to(&entry.anchor)], MEASURE - indent - 46.0);
            let height = lines.len() as f32 * style.leading + if chapter { 7.0 } else { 2.4 };
            if self.y + height > BOTTOM {
                self.break_page();
            }
            if chapter {
                self.y += 3.5;
                let y = self.y;
                self.line((LEFT, y), (RIGHT, y), 0.4, LINE);
                self.y += 3.5;
            } else {
                self.y += 1.2;
            }
            let baseline = self.y + style.drop();
            let number = style.coloured(if chapter { INK } else { TEXT_3 });
            for line in self.set.lines(&[Span::new(&entry.number, number)], MEASURE) {
                self.draw(&line, LEFT + indent - if chapter { 26.0 } else { 32.0 }, baseline);
            }
            let page = (entry.page + shift + 1).to_string();
            for line in self.set.lines(&[Span::new(page, PAGE_NUMBER).to(&entry.anchor)], MEASURE) {
                self.draw(&line, RIGHT - line.width, baseline);
            }
            self.lines(&lines, style, LEFT + indent);
            self.y += if chapter { 0.0 } else { 1.2 };
        }
        self.break_page();
    }
}

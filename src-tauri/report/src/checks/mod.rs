//! Checks of the laid-out pages, before any file is written.

mod layout;
mod words;

use crate::book::lay_out;
use crate::display::{Document, Page};
use crate::{Templates, synthetic};
use countersign_core::gap_report::GapReport;

fn laid_out(report: &GapReport) -> Document {
    lay_out(report, &Templates::embedded()).unwrap().0
}

fn hostile(workflows: usize) -> GapReport {
    let mut report = synthetic(workflows);
    crate::synthetic::make_hostile(&mut report);
    report
}

/// The text of a page with line ends taken out.
fn flat(page: &Page) -> String {
    squeeze(&page.text())
}

/// A text without white space, so that line breaks do not matter.
fn squeeze(text: &str) -> String {
    text.chars().filter(|c| !c.is_whitespace()).collect()
}

fn everything(document: &Document) -> String {
    document.pages.iter().map(flat).collect()
}

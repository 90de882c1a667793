//! The PDF as other people's programs read it: sound, titled, every font in it, every question as text.
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::print_stderr,
    reason = "a test may fail loudly, its helpers too"
)]

use countersign_core::gap_report::GapReport;
use countersign_tests::desk::Desk;
use countersign_tests::{tools, tree};
use std::path::Path;

const TOOLS: &[&str] = &["qpdf", "pdfinfo", "pdffonts", "pdftotext"];
const INVENTORY: &str = "samples/ai-inventory-csv/2024_consolidated_ai_inventory_raw_v2.csv";

/// The words of a text with nothing between them, so that a line break or a hyphen at a line's end makes no difference.
fn squeezed(text: &str) -> String {
    text.replace("\u{ad}", "").chars().filter(|c| !c.is_whitespace() && *c != '-' && *c != '\u{2010}').collect()
}

fn check(desk: &Desk) -> (usize, String) {
    let latest = desk.bench.latest().unwrap();
    let report: GapReport = desk.bench.gap_report(&latest, None, None).unwrap();
    let pdf = desk.folder.path().join("report.pdf");
    std::fs::write(&pdf, desk.bench.report_bytes(&report, "pdf").unwrap()).unwrap();
    let (here, name) = (Path::new("."), pdf.to_str().unwrap());

    let said = tools::stdout(here, "qpdf", &["--check", name]);
    assert!(said.contains("No syntax or stream encoding errors found"), "{said}");

    let info = tools::stdout(here, "pdfinfo", &["-isodates", name]);
    let field = |key: &str| info.lines().find_map(|l| l.strip_prefix(key)).map(str::trim).unwrap_or_else(|| panic!("no {key}\n{info}"));
    assert!(field("Title:").contains(&report.organisation), "{info}");
    assert!(field("Encrypted:").starts_with("no") && field("JavaScript:") == "no" && field("Form:") == "none", "{info}");
    let pages: usize = field("Pages:").parse().unwrap();

    let fonts = tools::pdf_fonts(&pdf);
    assert!(!fonts.is_empty());
    for (font, embedded, subset) in &fonts {
        assert!(*embedded && *subset, "{font}: embedded {embedded}, subset {subset}");
    }

    let text = tools::stdout(here, "pdftotext", &["-enc", "UTF-8", name, "-"]);
    assert!(
        !text.contains('\u{fffd}'),
        "a character without a meaning, after: {:?}",
        text.split('\u{fffd}').next().unwrap().lines().last()
    );
    let found = squeezed(&text);
    assert!(found.contains(&squeezed(&report.organisation)));
    assert!(found.contains(&squeezed(&latest.snapshot)), "the snapshot digest is not printed");
    assert!(report.gaps.len() >= 25, "{} gaps", report.gaps.len());
    let missing: Vec<&str> = report.gaps.iter().take(25).map(|g| g.question.as_str()).filter(|q| !found.contains(&squeezed(q))).collect();
    assert!(missing.is_empty(), "questions that cannot be read in the PDF: {missing:#?}");
    (pages, text)
}

#[test]
fn the_samples_report_is_sound_and_readable() {
    if !tools::need(TOOLS) {
        return;
    }
    let mut desk = Desk::sample();
    desk.assess();
    let (pages, text) = check(&desk);
    assert!(pages >= 5, "{pages} pages");
    assert!(text.contains("not a certification"), "the report does not say what it is not");
    eprintln!("the sample's report has {pages} pages");
}

#[test]
fn the_report_of_two_thousand_foreign_rows_is_sound_and_readable() {
    if !tools::need(TOOLS) {
        return;
    }
    let Some(inventory) = tree::shared(INVENTORY) else { return };
    let mut desk = Desk::empty();
    desk.import(&inventory);
    desk.assess();
    let (pages, _) = check(&desk);
    eprintln!("the inventory's report has {pages} pages");
}

//! Pages that are made from the program are current (invariant 12). `COUNTERSIGN_REGENERATE=1` writes them anew.
#![allow(clippy::unwrap_used, reason = "a test may fail loudly")]

use countersign_core::Severity;
use countersign_core::codes::CODES;
use countersign_import::{Presets, presets_page};
use countersign_tests::tree;

const CODES_PAGE: &str = "src-tauri/docs/codes.md";
const CODES_HEAD: &str = "| code | severity | meaning | what to do |\n|---|---|---|---|\n";

#[test]
fn the_page_of_codes_is_current() {
    let rows: String = CODES
        .iter()
        .map(|c| {
            let severity = match c.severity {
                Severity::Error => "error",
                Severity::Warning => "warning",
                Severity::Note => "note",
            };
            format!("| {} | {severity} | {} | {} |\n", c.code, c.meaning, c.hint)
        })
        .collect();
    current(CODES_PAGE, CODES_HEAD, &format!("{CODES_HEAD}{rows}"));
}

#[test]
fn the_page_of_presets_is_current() {
    let page = presets_page(&Presets::builtin().unwrap());
    let head = page.lines().next().unwrap();
    current("src-tauri/docs/presets.md", head, &page);
}

/// A page is what stands in it before `head`, and then what is made.
fn current(file: &str, head: &str, made: &str) {
    let path = tree::root().join(file);
    let page = std::fs::read_to_string(&path).unwrap();
    let before = page.split_once(head).map_or(page.as_str(), |(before, _)| before);
    let wanted = format!("{before}{made}");
    if std::env::var_os("COUNTERSIGN_REGENERATE").is_some() {
        std::fs::write(&path, &wanted).unwrap();
        return;
    }
    assert!(page == wanted, "{file} is not current: run this test with COUNTERSIGN_REGENERATE=1");
}

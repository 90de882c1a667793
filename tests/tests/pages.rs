//! Pages that are made from the program are current (invariant 12). `COUNTERSIGN_REGENERATE=1` writes them anew.
#![allow(clippy::unwrap_used, reason = "a test may fail loudly")]

use countersign_core::Severity;
use countersign_core::codes::CODES;
use countersign_tests::tree;

const PAGE: &str = "src-tauri/docs/codes.md";
const HEAD: &str = "| code | severity | meaning | what to do |\n|---|---|---|---|\n";

#[test]
fn the_page_of_codes_is_current() {
    let path = tree::root().join(PAGE);
    let page = std::fs::read_to_string(&path).unwrap();
    let (before, _) = page.split_once(HEAD).unwrap();
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
    let wanted = format!("{before}{HEAD}{rows}");
    if std::env::var_os("COUNTERSIGN_REGENERATE").is_some() {
        std::fs::write(&path, &wanted).unwrap();
    }
    assert!(
        page == wanted || std::env::var_os("COUNTERSIGN_REGENERATE").is_some(),
        "{PAGE} is not current: run this test with COUNTERSIGN_REGENERATE=1"
    );
}

//! Pages that are made from the program are current (invariant 12). `COUNTERSIGN_REGENERATE=1` writes them anew.
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test may fail loudly")]

use countersign_core::Severity;
use countersign_core::codes::CODES;
use countersign_import::{Presets, presets_page};
use countersign_tests::tree;
use std::collections::{BTreeMap, BTreeSet};

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

/// One page for each kind of finding, and none beside them.
#[test]
fn the_pages_of_findings_are_current() {
    let content = countersign_content::shipped().unwrap();
    let folder = "src-tauri/docs/findings";
    let pages: BTreeMap<String, String> =
        content.findings.iter().map(|k| (format!("{}.md", k.code), countersign_core::findings::page(&content, k))).collect();
    let list = countersign_core::findings::index(&content);
    current(&format!("{folder}/README.md"), list.lines().next().unwrap(), &list);
    for (name, page) in &pages {
        current(&format!("{folder}/{name}"), page.lines().next().unwrap(), page);
    }
    let there: BTreeSet<String> = std::fs::read_dir(tree::root().join(folder))
        .unwrap()
        .map(|e| e.unwrap().file_name().to_string_lossy().into_owned())
        .filter(|name| name != "README.md")
        .collect();
    assert_eq!(there, pages.into_keys().collect::<BTreeSet<_>>());
}

/// A page is what stands in it before `head`, and then what is made.
fn current(file: &str, head: &str, made: &str) {
    let path = tree::root().join(file);
    let regenerate = std::env::var_os("COUNTERSIGN_REGENERATE").is_some();
    let page = match std::fs::read_to_string(&path) {
        Ok(page) => page,
        // A page of something new begins empty.
        Err(_) if regenerate => String::new(),
        Err(e) => panic!("{file}: {e}"),
    };
    let before = page.split_once(head).map_or(page.as_str(), |(before, _)| before);
    let wanted = format!("{before}{made}");
    if regenerate {
        std::fs::write(&path, &wanted).unwrap();
        return;
    }
    assert!(page == wanted, "{file} is not current: run this test with COUNTERSIGN_REGENERATE=1");
}

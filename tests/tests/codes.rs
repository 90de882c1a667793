//! Every diagnostic code is raised by the program and looked at by a test (invariant 11).
#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, reason = "a test may fail loudly, its helpers too")]

use countersign_core::codes::CODES;
use countersign_tests::tree::{self, Source};

const REGISTER: &str = "src-tauri/core/src/codes.rs";
const THIS: &str = "tests/tests/codes.rs";

/// Whether a text names a code, not only a longer code that begins with it.
fn names(text: &str, code: &str) -> bool {
    text.match_indices(code).any(|(at, _)| {
        let next = text[at + code.len()..].chars().next();
        !next.is_some_and(|c| c.is_ascii_alphanumeric() || c == '-')
    })
}

fn rust() -> Vec<Source> {
    let mut all = tree::sources("src-tauri", &["rs"]);
    all.extend(tree::sources("tests", &["rs", "toml", "txt", "json"]));
    all.retain(|s| s.path != REGISTER && s.path != THIS);
    all
}

#[test]
fn every_code_is_raised_and_tested() {
    let sources = rust();
    let programs: Vec<String> = sources.iter().map(Source::program).collect();
    let raised = |code: &str| programs.iter().any(|p| names(p, &format!("\"{code}")));
    let tested = |code: &str| sources.iter().any(|s| names(s.tests(), code));
    let list = |what: &dyn Fn(&str) -> bool| CODES.iter().map(|c| c.code).filter(|c| !what(c)).collect::<Vec<_>>();
    let (unraised, untested) = (list(&raised), list(&tested));
    assert!(
        unraised.is_empty() && untested.is_empty(),
        "{} codes that nothing raises: {unraised:#?}\n{} codes that no test looks at: {untested:#?}",
        unraised.len(),
        untested.len()
    );
}

#[test]
fn every_code_that_is_raised_is_registered() {
    let rooms: std::collections::BTreeSet<&str> = CODES.iter().filter_map(|c| c.code.split('/').next()).collect();
    let mut unknown = Vec::new();
    for source in rust().iter().filter(|s| s.path.starts_with("src-tauri/")) {
        for call in source.program().split("Diagnostic::new(").skip(1) {
            let Some(code) = call.trim_start().strip_prefix('"').and_then(|c| c.split('"').next()) else { continue };
            if !CODES.iter().any(|c| c.code == code) {
                unknown.push(format!("{}: {code}", source.path));
            }
        }
    }
    assert!(unknown.is_empty(), "not in the register: {unknown:#?} (rooms: {rooms:?})");
}

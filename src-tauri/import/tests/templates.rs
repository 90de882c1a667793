//! The shipped tables are those of the program, and every code this crate may raise is raised by a test.
#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, clippy::print_stdout, reason = "tests")]

mod common;

use common::one;
use countersign_core::tables::{Table, spec};
use countersign_import::templates;

#[test]
fn templates_are_current_and_their_examples_are_read_without_a_word() {
    let all = templates();
    assert_eq!(all.len(), Table::ALL.len() * 2, "a table lacks its example");
    for table in Table::ALL {
        let header = spec(*table).columns.iter().map(|c| c.name).collect::<Vec<_>>().join(",");
        let text = |name: String| all.iter().find(|(n, _)| *n == name).map(|(_, t)| t.clone()).unwrap();
        assert_eq!(text(format!("{table}.csv")), format!("{header}\n"));
        let example = text(format!("{table}.example.csv"));
        assert_eq!(example.lines().next(), Some(header.as_str()), "{table}.example.csv is not current");
        let shipped = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../../templates/import").join(format!("{table}.csv"));
        assert_eq!(std::fs::read_to_string(shipped).unwrap(), format!("{header}\n"), "templates/import/{table}.csv is not current");
        let kept = one(&format!("{table}.csv"), example);
        assert_eq!((kept.records.len(), kept.rejected.len()), (2, 0), "{table}");
        assert!(kept.codes().iter().all(|c| *c == "evidence/file-missing"), "{table}: {:?}", kept.diagnostics);
        // An empty table is a table without rows.
        assert_eq!(one(&format!("{table}.csv"), format!("{header}\n")).records.len(), 0);
    }
}

/// The tests that stand in the modules themselves: files of tests, and what follows the mark of a test module.
fn in_modules(folder: &std::path::Path) -> String {
    let mut text = String::new();
    for entry in std::fs::read_dir(folder).unwrap().flatten() {
        let path = entry.path();
        if path.is_dir() {
            text.push_str(&in_modules(&path));
            continue;
        }
        let source = std::fs::read_to_string(&path).unwrap();
        let of_tests = path.file_name().is_some_and(|n| n.to_string_lossy().ends_with("tests.rs"));
        text.push_str(if of_tests { &source } else { source.split_once("#[cfg(test)]\nmod tests {").map_or("", |(_, tests)| tests) });
    }
    text
}

#[test]
fn every_code_this_crate_raises_is_registered_and_named_in_a_test() {
    let here = std::path::Path::new(env!("CARGO_MANIFEST_DIR"));
    let read = |dir: &str| -> String {
        let mut text = String::new();
        let mut folders = vec![here.join(dir)];
        while let Some(folder) = folders.pop() {
            for entry in std::fs::read_dir(folder).unwrap().flatten() {
                if entry.path().is_dir() {
                    folders.push(entry.path());
                } else {
                    text.push_str(&std::fs::read_to_string(entry.path()).unwrap());
                }
            }
        }
        text
    };
    let source = read("src");
    let tests = read("tests") + &in_modules(&here.join("src"));
    let mut codes: Vec<&str> = source
        .split('"')
        .filter(|t| ["import/", "secret/", "evidence/"].iter().any(|r| t.starts_with(r)) && !t.contains([' ', '.']))
        .collect();
    codes.sort_unstable();
    codes.dedup();
    assert!(codes.len() > 20, "{codes:?}");
    for code in codes {
        assert!(countersign_core::codes::find(code).is_some(), "{code} is not registered");
        assert!(tests.contains(&format!("\"{code}\"")), "no test names {code}");
    }
}

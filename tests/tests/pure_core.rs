//! `core` does no input or output and reads no clock, environment or chance (invariant 1).
#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, reason = "a test may fail loudly, its helpers too")]

use countersign_tests::tree;

const IMPURE: &[&str] = &[
    "std::fs",
    "std::env",
    "std::io",
    "std::net",
    "std::process",
    "std::thread",
    "std::time",
    "env!(",
    "SystemTime",
    "Instant",
    "Utc::now",
    "Local::now",
    "Local::today",
    "thread_rng",
    "rand::",
    "new_v4",
    "now_v7",
    "HashMap",
    "HashSet",
    "println!",
    "static mut",
    "thread_local!",
];

#[test]
fn core_reaches_nothing_outside_its_arguments() {
    let mut wrong = Vec::new();
    for source in tree::sources("src-tauri/core/src", &["rs"]) {
        for (n, line) in source.program().lines().enumerate() {
            wrong.extend(IMPURE.iter().filter(|w| line.contains(*w)).map(|w| format!("{}:{}: {w}", source.path, n + 1)));
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn core_depends_on_nothing_that_reaches_out() {
    let text = std::fs::read_to_string(tree::root().join("src-tauri/core/Cargo.toml")).unwrap();
    let manifest: toml::Table = toml::from_str(&text).unwrap();
    // ts-rs names the shapes for the window, in tests alone.
    let known = ["chrono", "serde", "serde_json", "sha2", "thiserror", "ts-rs", "uuid"];
    let others: Vec<&String> = manifest["dependencies"].as_table().unwrap().keys().filter(|k| !known.contains(&k.as_str())).collect();
    assert!(others.is_empty(), "say here why core may depend on {others:?}");
    assert!(!manifest.contains_key("build-dependencies"));
}

//! Arrows point down only (invariant 2), and the packages the owner named do real work.
#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, reason = "a test may fail loudly, its helpers too")]

use cargo_metadata::{DependencyKind, Metadata, MetadataCommand};
use countersign_tests::tree;
use std::collections::{BTreeMap, BTreeSet};

/// Which of our crates each of our crates may know. `app` is the window.
const ARROWS: &[(&str, &[&str])] = &[
    ("core", &[]),
    ("workbook", &[]),
    ("content", &["core", "workbook"]),
    ("import", &["core", "workbook"]),
    ("store", &["core"]),
    ("report", &["core"]),
    ("pack", &["core"]),
    ("workbench", &["content", "core", "import", "pack", "report", "store"]),
    ("cli", &["core", "workbench"]),
    ("app", &["core", "workbench"]),
    ("tests", &["content", "core", "import", "pack", "report", "store", "workbench"]),
];

/// Packages the owner asked for by name.
const NAMED: &[&str] = &["serde", "rusqlite", "csv", "printpdf", "chrono", "walkdir", "toml"];

fn metadata() -> Metadata {
    MetadataCommand::new().current_dir(tree::root()).no_deps().exec().unwrap()
}

fn short(name: &str) -> Option<&str> {
    name.strip_prefix("countersign-").or(if name == "countersign" { Some("cli") } else { None })
}

#[test]
fn each_crate_knows_only_those_below_it() {
    let allowed: BTreeMap<&str, &[&str]> = ARROWS.iter().copied().collect();
    let metadata = metadata();
    let mut seen = BTreeSet::new();
    let mut wrong = Vec::new();
    for package in &metadata.packages {
        let name = short(&package.name).unwrap_or_else(|| panic!("{} is not one of the rooms", package.name));
        let allowed = allowed.get(name).unwrap_or_else(|| panic!("{name} has no place in the drawing"));
        seen.insert(name);
        for dependency in &package.dependencies {
            if let Some(to) = short(&dependency.name).filter(|to| !allowed.contains(to)) {
                wrong.push(format!("{name} -> {to} ({:?})", dependency.kind));
            }
        }
    }
    assert!(wrong.is_empty(), "arrows that do not point down: {wrong:#?}");
    for (name, _) in ARROWS {
        assert!(seen.contains(name), "{name} is not in the workspace");
    }
}

#[test]
fn nobody_below_names_a_room_above_in_its_source() {
    for (name, allowed) in ARROWS.iter().filter(|(n, _)| *n != "tests") {
        for source in tree::sources(&format!("src-tauri/{name}/src"), &["rs"]) {
            let program = source.program();
            for (other, _) in ARROWS.iter().filter(|(o, _)| o != name && !allowed.contains(o)) {
                assert!(!program.contains(&format!("countersign_{other}::")), "{} names {other}", source.path);
            }
        }
    }
}

#[test]
fn the_packages_that_were_asked_for_are_used() {
    let metadata = metadata();
    let sources: Vec<tree::Source> = tree::sources("src-tauri", &["rs"]);
    for wanted in NAMED {
        let users: Vec<&str> = metadata
            .packages
            .iter()
            .filter(|p| p.name.as_str() != "countersign-tests")
            .filter(|p| p.dependencies.iter().any(|d| d.name == *wanted && d.kind == DependencyKind::Normal))
            .filter_map(|p| short(&p.name))
            .collect();
        assert!(!users.is_empty(), "no crate of ours depends on {wanted}");
        let called = users.iter().any(|u| {
            let folder = format!("src-tauri/{u}/src/");
            sources.iter().filter(|s| s.path.starts_with(&folder)).any(|s| s.program().contains(&format!("{wanted}::")))
        });
        assert!(called, "{users:?} depend on {wanted}, and none of them calls it");
    }
}

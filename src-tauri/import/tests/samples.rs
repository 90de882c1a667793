//! The four published inventories, when they are beside the project.
#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, clippy::print_stdout, reason = "tests")]

mod common;

use common::{all, planned};
use countersign_core::tables::Table;
use countersign_import::Options;
use std::collections::BTreeMap;
use std::path::PathBuf;

fn sample(name: &str) -> Option<PathBuf> {
    let path = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../../shared/samples").join(name);
    if path.exists() {
        return Some(path);
    }
    println!("skipped: no sample files");
    None
}

struct Expected {
    name: &'static str,
    records: usize,
    encoding: &'static str,
    delimiter: char,
    columns: &'static [&'static str],
}

#[test]
fn the_four_inventories_are_recognised_and_read_to_the_last_row() {
    let files = [
        Expected {
            name: "2023_consolidated_ai_inventory_raw.csv",
            records: 710,
            encoding: "UTF-8",
            delimiter: ',',
            columns: &["business_unit", "id", "lifecycle", "name", "purpose"],
        },
        Expected {
            name: "2024_consolidated_ai_inventory_raw_v2.csv",
            records: 2133,
            encoding: "windows-1252",
            delimiter: ',',
            columns: &["business_unit", "data_classes", "lifecycle", "name", "purpose"],
        },
        Expected {
            name: "2025_consolidated_COTS_AI_use_cases.csv",
            records: 900,
            encoding: "UTF-8",
            delimiter: ',',
            columns: &["business_unit", "lifecycle", "name"],
        },
        Expected {
            name: "ai-system-inventory.csv",
            records: 10,
            encoding: "UTF-8",
            delimiter: '\t',
            columns: &["business_unit", "id", "last_reviewed", "lifecycle", "name", "owner", "purpose", "vendor"],
        },
    ];
    for expected in files {
        let Some(path) = sample(&format!("ai-inventory-csv/{}", expected.name)) else { return };
        let plan = planned(&[path], &Options::default());
        let kept = all(&plan);
        let head = &kept.heads[0];
        println!("{} {:?} {:?}", expected.name, head.detected, head.columns);
        let mut codes: BTreeMap<&str, usize> = BTreeMap::new();
        kept.codes().into_iter().for_each(|c| *codes.entry(c).or_default() += 1);
        println!("{codes:?}");
        for code in ["import/bad-value", "import/missing-required", "secret/masked", "import/control-character"] {
            kept.diagnostics.iter().filter(|d| d.code == code).take(8).for_each(|d| println!("  {} {}", d.at, d.message));
        }
        let mut values: BTreeMap<(&str, &str), usize> = BTreeMap::new();
        for r in &kept.records {
            for c in ["lifecycle", "data_classes", "vendor"] {
                *values.entry((c, r.get(c).unwrap_or("?"))).or_default() += 1;
            }
        }
        println!("{values:?}");
        assert_eq!((kept.records.len(), kept.rejected.len()), (expected.records, 0), "{}", expected.name);
        assert_eq!(head.detected.encoding.as_deref(), Some(expected.encoding));
        assert_eq!(head.detected.delimiter, Some(expected.delimiter));
        assert_eq!(
            (head.detected.header_row, head.table, head.detected.preset.as_deref()),
            (Some(1), Table::Workflows, Some("ai-inventory"))
        );
        assert_eq!(head.columns.keys().map(String::as_str).collect::<Vec<_>>(), expected.columns);
        for column in ["identities", "tools", "code_merged", "retrieval", "criticality", "model_hosting", "environment"] {
            assert!(kept.records.iter().all(|r| r.get(column).is_none()), "{column} cannot be known");
        }
        let again = all(&plan);
        assert!(again.records.iter().map(|r| &r.key).eq(kept.records.iter().map(|r| &r.key)));
    }
}

#[test]
fn no_other_sample_is_taken_for_an_inventory() {
    let Some(root) = sample("ai-inventory-csv").and_then(|p| p.parent().map(PathBuf::from)) else { return };
    let mut taken = Vec::new();
    for folder in std::fs::read_dir(root).unwrap().flatten().filter(|f| f.path().is_dir()) {
        for file in std::fs::read_dir(folder.path()).unwrap().flatten() {
            let plan = planned(&[file.path()], &Options::default());
            for input in plan.inputs.iter().filter(|i| i.detected.preset.as_deref() == Some("ai-inventory")) {
                taken.push(format!("{}/{}", folder.file_name().display(), input.name));
            }
        }
    }
    taken.sort();
    taken.dedup();
    let expected = [
        "ai-inventory-csv/2023_consolidated_ai_inventory_raw.csv",
        "ai-inventory-csv/2024_consolidated_ai_inventory_raw_v2.csv",
        "ai-inventory-csv/2025_consolidated_COTS_AI_use_cases.csv",
        "ai-inventory-csv/ai-system-inventory.csv",
        "ai-inventory-xlsx/2025_consolidated_COTS_AI_use_cases.xlsx",
        "ai-inventory-xlsx/AI-Inventory-Register-Pro.xlsx",
        "ai-inventory-xlsx/ai-system-inventory.xlsx",
    ];
    assert_eq!(taken, expected);
}

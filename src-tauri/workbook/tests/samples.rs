//! Real workbooks, when they are there.
#![allow(clippy::unwrap_used, clippy::print_stdout, reason = "a test may fail loudly and says what it skips")]

use countersign_workbook::Workbook;
use std::path::PathBuf;

fn sample(name: &str) -> Option<Vec<u8>> {
    let path = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../../shared/samples").join(name);
    let bytes = std::fs::read(path).ok();
    if bytes.is_none() {
        println!("skipped: no sample files");
    }
    bytes
}

/// Sheets, rows, cells and merged ranges as another reader counts them.
#[test]
fn real_workbooks_are_read_whole() {
    for (name, counted) in [
        ("ai-inventory-xlsx/2025_consolidated_COTS_AI_use_cases.xlsx", (1, 901, 3587, 0)),
        ("ai-inventory-xlsx/ai-system-inventory.xlsx", (1, 11, 198, 0)),
        ("attestations/attestations_xlsxInputFormat.xlsx", (1, 10, 60, 0)),
        ("csf-profile/yyyy-mm-dd_CSF_Profile.xlsx", (5, 436, 13740, 0)),
        ("csf2/csf-2-0-export.xlsx", (2, 238, 486, 1)),
    ] {
        let Some(bytes) = sample(name) else { continue };
        let book = Workbook::open(bytes).unwrap();
        let (mut rows, mut cells, mut merges) = (0, 0, 0);
        for sheet in 0..book.sheets().len() {
            merges += book.merges(sheet).unwrap().len();
            for row in book.cells(sheet).unwrap() {
                rows += 1;
                cells += row.unwrap().cells.len();
            }
        }
        assert_eq!((book.sheets().len(), rows, cells, merges), counted, "{name}");
    }
}

#[test]
fn an_old_workbook_is_refused_with_what_to_do() {
    let Some(bytes) = sample("ai-inventory-xls/2024_consolidated_ai_inventory_raw_v2.xls") else { return };
    assert_eq!(Workbook::open(bytes).unwrap_err(), "it is an old Excel workbook (.xls); save it as .xlsx");
}

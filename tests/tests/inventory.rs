//! A real inventory of two thousand systems that knows nothing of us: nothing is lost, nothing is guessed, nothing is met.
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::print_stderr,
    reason = "a test may fail loudly, its helpers too"
)]

use countersign_core::Table;
use countersign_core::status::Status;
use countersign_tests::desk::{Desk, now};
use countersign_tests::{tools, tree};
use countersign_workbench::verify;
use std::path::{Path, PathBuf};

const INVENTORY: &str = "samples/ai-inventory-csv/2024_consolidated_ai_inventory_raw_v2.csv";
const RECORDS: u64 = 2_133;

fn inventory() -> Option<PathBuf> {
    tree::shared(INVENTORY)
}

#[test]
fn every_row_is_taken_or_rejected_with_a_reason_and_again_changes_nothing() {
    let Some(file) = inventory() else { return };
    let mut desk = Desk::empty();
    let empty = desk.bench.content_digest().unwrap();

    let report = desk.import(&file);
    let f = &report.files[0];
    assert_eq!((report.files.len(), report.refused), (1, false));
    assert_eq!(f.records, RECORDS, "{f:#?}");
    assert_eq!(f.records, f.new + f.changed + f.same + f.rejected);
    assert_eq!(f.encoding.as_deref(), Some("windows-1252"));
    assert!(f.diagnostics.iter().any(|d| d.code == "import/encoding"));
    let batch = report.batch.clone().expect("a batch");
    let after = desk.bench.content_digest().unwrap();
    assert_ne!(after, empty);
    let data = desk.dataset();
    assert_eq!(data.rows(Table::Workflows).len() as u64, f.new);

    let again = desk.import(&file);
    let g = &again.files[0];
    assert_eq!((g.new, g.changed), (0, 0), "{g:#?}");
    assert_eq!(g.records, g.same + g.rejected);
    assert_eq!(again.batch, None, "nothing changed, so there is no batch");
    assert_eq!(desk.bench.content_digest().unwrap(), after);

    assert_eq!(desk.bench.undo_import("", &now()).unwrap_err().code, "import/unknown-batch", "no id is the beginning of every id");
    desk.bench.undo_import(&batch, &now()).unwrap();
    assert_eq!(desk.bench.content_digest().unwrap(), empty, "undo returns to the first dump");
    assert!(desk.bench.verify_journal().unwrap().broken.is_none(), "the journal still verifies");
}

#[test]
fn an_inventory_without_evidence_meets_nothing() {
    let Some(file) = inventory() else { return };
    let mut desk = Desk::empty();
    desk.import(&file);
    let assessed = desk.assess();
    let a = &assessed.assessment;
    for (r, id) in a.requirements.iter().enumerate() {
        let counts = a.counts(r);
        assert_eq!((counts.met, counts.accepted_risk, counts.partial), (0, 0, 0), "{id}: {counts:?}");
        assert_ne!(a.status(r), Status::Met, "{id}");
    }
    let status = desk.bench.status_of(&assessed, None, None).unwrap();
    for f in &status.frameworks {
        let c = &f.counts;
        assert_eq!(c.total(), f.requirements, "{}", f.id);
        assert_eq!(f.applicable, f.requirements - c.not_applicable, "{}", f.id);
        assert_eq!(c.met, 0, "{}", f.id);
    }
}

#[test]
fn its_report_and_its_pack_are_sound() {
    let Some(file) = inventory() else { return };
    let mut desk = Desk::empty();
    desk.import(&file);
    let assessed = desk.assess();
    let report = desk.bench.gap_report(&assessed, None, None).unwrap();
    let pdf = desk.folder.path().join("gap.pdf");
    std::fs::write(&pdf, desk.bench.report_bytes(&report, "pdf").unwrap()).unwrap();
    if tools::need(&["qpdf"]) {
        tools::stdout(Path::new("."), "qpdf", &["--check", pdf.to_str().unwrap()]);
    }
    let pack = desk.pack("p.zip");
    let found = verify(&pack, None).unwrap();
    let failed: Vec<_> = found.checks.iter().filter(|c| !c.ok).collect();
    assert!(found.ok && failed.is_empty(), "{failed:#?}");
}

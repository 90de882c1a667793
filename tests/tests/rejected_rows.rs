//! A row that was left out at import is found again, with its reason, by whoever has nothing but the report or the pack; and so is what
//! was found of a workflow that no row tells of.
#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, reason = "a test may fail loudly, its helpers too")]

use countersign_core::gap_report::GapReport;
use countersign_tests::desk::{Desk, now};
use countersign_workbench::{ImportReport, verify};
use std::collections::BTreeMap;
use std::io::Read;
use std::path::Path;

/// A key of no account.
const KEY: &str = "AKIAABCDEFGHIJKLMNOP";
const PLACE: &str = "in the list of rejected rows; in a pack that is csv/rejected-rows.csv.";

/// One workflow that is taken, and three rows that are not: without a key, of a second kind for one key, and with a cell too many.
fn workflows() -> String {
    format!(
        "id,name,owner\nWF-1,Refund triage,ann\n,=HYPERLINK(\"\"http://x.example\"\"),ann\n=1+1,uses {KEY},ann,more\nWF-1,Ticket routing,bob\n"
    )
}

fn import(desk: &mut Desk, name: &str, text: &str) -> ImportReport {
    let path = desk.folder.path().join(name);
    std::fs::write(&path, text).unwrap();
    let report = desk.import(&path);
    assert!(!report.refused, "{:#?}", report.files);
    report
}

fn gap_report(desk: &Desk) -> GapReport {
    desk.bench.gap_report(&desk.bench.latest().unwrap(), None, None).unwrap()
}

/// Every file of a pack, by its path inside the bag.
fn unzipped(pack: &Path) -> BTreeMap<String, Vec<u8>> {
    let mut archive = zip::ZipArchive::new(std::fs::File::open(pack).unwrap()).unwrap();
    (0..archive.len())
        .map(|i| {
            let mut file = archive.by_index(i).unwrap();
            let mut bytes = Vec::new();
            file.read_to_end(&mut bytes).unwrap();
            (file.name().unwrap().split_once('/').unwrap().1.to_owned(), bytes)
        })
        .collect()
}

/// The rows of a CSV table below its head.
fn table(bytes: &[u8]) -> Vec<Vec<String>> {
    let rows = csv::Reader::from_reader(bytes).into_records();
    rows.map(|row| row.unwrap().iter().map(str::to_owned).collect()).collect()
}

/// What is told of each rejected row: row, table, code, raw text.
fn told(report: &GapReport) -> Vec<(u64, &str, &str, &str)> {
    report.rejected.iter().map(|r| (r.at.row.unwrap(), r.table.as_str(), r.code.as_str(), r.raw.as_str())).collect()
}

#[test]
fn each_rejected_row_is_in_report_and_pack_with_its_reason() {
    let mut desk = Desk::empty();
    let imported = import(&mut desk, "workflows.csv", &workflows());
    assert_eq!((imported.files[0].records, imported.files[0].rejected), (4, 3), "{:#?}", imported.files);
    desk.assess();
    let report = gap_report(&desk);

    let formula = ",=HYPERLINK(\"\"http://x.example\"\"),ann";
    let masked = report.rejected[1].raw.clone();
    assert!(masked.starts_with("=1+1,uses AKIA[masked]~") && masked.ends_with(",ann,more"), "{masked}");
    let expected = [
        (3, "workflows", "import/missing-key", formula),
        (4, "workflows", "import/column-count", masked.as_str()),
        (5, "workflows", "import/duplicate-key", "id=WF-1; name=Ticket routing; owner=bob"),
    ];
    assert_eq!(told(&report), expected);
    for row in &report.rejected {
        assert_eq!((row.at.file.as_str(), &row.at.sheet), ("workflows.csv", &None));
        assert_eq!(row.sha256, report.sources[0].sha256);
        assert!(!row.reason.is_empty() && !row.hint.is_empty(), "{row:?}");
    }
    let said = format!("3 rows were rejected at import. Each stands with its reason {PLACE}");
    assert!(report.limits.contains(&said), "{:#?}", report.limits);

    let pack = desk.pack("p.zip");
    assert!(verify(&pack, None).unwrap().ok);
    let files = unzipped(&pack);
    let sealed: GapReport = serde_json::from_slice(&files["data/report.json"]).unwrap();
    assert_eq!(sealed.rejected, report.rejected);
    let rows = table(&files["data/csv/rejected-rows.csv"]);
    assert_eq!(rows.len(), 3);
    for (row, line) in report.rejected.iter().zip(&rows) {
        let cell = |text: &str| if text.starts_with('=') { format!("'{text}") } else { text.to_owned() };
        let (at, column) = (row.at.row.unwrap().to_string(), row.at.column.as_deref().unwrap_or_default());
        let raw = cell(&row.raw);
        let wanted = ["workflows.csv", "", &at, column, "workflows", &row.code, &row.reason, &row.hint, &raw, &row.sha256];
        assert_eq!(line, &wanted);
    }
    assert_eq!(rows[1][8], format!("'{masked}"), "a formula is a text");
    let words = String::from_utf8(files["VERIFY.txt"].clone()).unwrap();
    let squeezed = |text: &str| text.split_whitespace().collect::<Vec<_>>().join(" ");
    assert!(squeezed(&words).contains(&squeezed(&said)), "{words}");
    for (path, bytes) in &files {
        // Evidence is kept byte for byte; nothing here is evidence.
        assert!(!bytes.windows(KEY.len()).any(|w| w == KEY.as_bytes()), "the key stands in {path}");
    }
}

#[test]
fn where_no_row_was_rejected_report_and_pack_say_so() {
    let mut desk = Desk::empty();
    import(&mut desk, "workflows.csv", "id,name\nWF-1,Refund triage\n");
    desk.assess();
    let report = gap_report(&desk);
    assert!(report.rejected.is_empty());
    assert!(report.limits.contains(&"No row was rejected at import.".to_owned()), "{:#?}", report.limits);
    let files = unzipped(&desk.pack("p.zip"));
    assert!(table(&files["data/csv/rejected-rows.csv"]).is_empty());
    assert!(String::from_utf8_lossy(&files["VERIFY.txt"]).contains("No row was rejected at import."));
}

#[test]
fn the_list_is_of_the_files_that_were_assessed_and_of_their_last_reading() {
    let mut desk = Desk::empty();
    import(&mut desk, "workflows.csv", &workflows());
    desk.assess();
    let before = gap_report(&desk);
    // Read again together with something new: the rows are kept twice and listed once.
    let folder = desk.folder.path().join("again");
    std::fs::create_dir(&folder).unwrap();
    std::fs::write(folder.join("workflows.csv"), workflows()).unwrap();
    std::fs::write(folder.join("people.csv"), "id,name\np-1,Ann\n,Nobody\n").unwrap();
    let again = desk.import(&folder);
    let batch = again.batch.unwrap();
    assert_eq!(told(&gap_report(&desk)), told(&before), "what was assessed is what it was");
    desk.assess();
    let after = gap_report(&desk);
    let files: Vec<(&str, u64)> = after.rejected.iter().map(|r| (r.at.file.as_str(), r.at.row.unwrap())).collect();
    assert_eq!(files, [("people.csv", 3), ("workflows.csv", 3), ("workflows.csv", 4), ("workflows.csv", 5)]);
    let counted: u64 = after.sources.iter().map(|s| s.rejected).sum();
    assert_eq!(counted, 4);
    // Taken back, they are gone from what is assessed next.
    desk.bench.undo_import(&batch, &now()).unwrap();
    assert_eq!(gap_report(&desk).rejected, after.rejected);
    desk.assess();
    assert_eq!(told(&gap_report(&desk)), told(&before));
}

#[test]
fn sheets_stand_in_order_and_many_rows_are_all_there() {
    let mut desk = Desk::empty();
    let rows: String = (0..5_000).map(|n| format!(",nameless {n}\n")).collect();
    import(&mut desk, "workflows.csv", &format!("id,name\n{rows}"));
    let mut book = rust_xlsxwriter::Workbook::new();
    for (sheet, key) in [("workflows", "WF-1"), ("people", "p-1")] {
        let out = book.add_worksheet();
        out.set_name(sheet).unwrap();
        for (row, cells) in [["id", "name"], [key, "one"], ["", "two"]].into_iter().enumerate() {
            for (column, text) in cells.into_iter().enumerate().filter(|(_, text)| !text.is_empty()) {
                out.write_string(row as u32, column as u16, text).unwrap();
            }
        }
    }
    let path = desk.folder.path().join("book.xlsx");
    book.save(&path).unwrap();
    let report = desk.import(&path);
    assert!(!report.refused, "{:#?}", report.files);
    desk.assess();
    let report = gap_report(&desk);
    let first: Vec<(&str, Option<&str>, Option<u64>, &str)> =
        report.rejected[..3].iter().map(|r| (r.at.file.as_str(), r.at.sheet.as_deref(), r.at.row, r.table.as_str())).collect();
    let expected = [
        ("book.xlsx", Some("people"), Some(3), "people"),
        ("book.xlsx", Some("workflows"), Some(3), "workflows"),
        ("workflows.csv", None, Some(2), "workflows"),
    ];
    assert_eq!(first, expected);
    let last = report.rejected.last().unwrap();
    assert_eq!((report.rejected.len(), last.at.row, last.raw.as_str()), (5_002, Some(5_001), ",nameless 4999"));
    assert!(report.limits.iter().any(|l| l.starts_with("5,002 rows were rejected at import. ")), "{:#?}", report.limits);
    let files = unzipped(&desk.pack("p.zip"));
    assert_eq!(table(&files["data/csv/rejected-rows.csv"]).len(), 5_002);
}

#[test]
fn what_is_found_of_a_workflow_that_is_not_on_record_is_in_the_report_too() {
    let mut desk = Desk::empty();
    import(&mut desk, "workflows.csv", "id,name,owner\nWF-1,Refund triage,ann\n");
    let controls = "id,title,scope_workflows,claim,claimed_at,frequency,requirements\nC-1,Refunds are read,WF-77,implemented,2024-01-01,monthly,nist-csf@2.0/PR.AA-05#enforced\n";
    import(&mut desk, "controls.csv", controls);
    let assessed = desk.assess();
    let found: Vec<&str> = assessed.assessment.findings.iter().map(|f| f.id.as_str()).collect();
    assert!(assessed.assessment.findings.iter().any(|f| f.workflow.as_deref() == Some("WF-77")), "{found:?}");
    let report = gap_report(&desk);
    assert_eq!(report.findings.iter().map(|f| f.id.as_str()).collect::<Vec<_>>(), found);
    let one = desk.bench.gap_report(&desk.bench.latest().unwrap(), None, Some("WF-1")).unwrap();
    assert!(one.findings.iter().all(|f| f.workflow.as_deref() == Some("WF-1")) && one.findings.len() < found.len());
}

#[test]
fn a_cell_that_was_not_understood_is_in_report_and_pack_with_what_stands_there() {
    let mut desk = Desk::empty();
    let rows = "id,name,environment,last_reviewed\nWF-1,Refund triage,prod,2026-09-30 12:00\nWF-2,Ticket routing,=somewhere,30.9.2026\n";
    import(&mut desk, "workflows.csv", rows);
    desk.assess();
    let report = gap_report(&desk);
    let told: Vec<_> = report.unread.iter().map(|u| (u.table.as_str(), u.record.as_str(), u.column.as_str(), u.raw.as_str())).collect();
    assert_eq!(told, [("workflows", "WF-2", "environment", "=somewhere")], "a day that was read is none of them");
    assert_eq!(report.unread.iter().find(|u| u.table == "workflows").unwrap().at.to_string(), "workflows.csv#3:environment");
    let of = u64::try_from(told.len()).unwrap();
    let said = countersign_core::words::counted(of, "cell");
    assert!(report.limits.iter().any(|l| l.starts_with(&said) && l.ends_with("csv/unread-cells.csv.")), "{:#?}", report.limits);
    let files = unzipped(&desk.pack("p.zip"));
    let rows = table(&files["data/csv/unread-cells.csv"]);
    assert_eq!(rows.len(), told.len());
    // A text that a spreadsheet would calculate stays a text.
    let row = rows.iter().find(|row| row[1] == "WF-2").unwrap();
    assert_eq!((row[0].as_str(), row[2].as_str(), row[4].as_str()), ("workflows", "environment", "workflows.csv#3:environment"));
    assert!(row[3].ends_with("=somewhere") && !row[3].starts_with('='), "{row:?}");
    // Mended, it is known.
    import(&mut desk, "workflows.csv", "id,name,environment\nWF-1,Refund triage,prod\nWF-2,Ticket routing,test\n");
    desk.assess();
    assert!(gap_report(&desk).unread.iter().all(|u| u.record != "WF-2"));
}

#[test]
fn a_gap_of_many_workflows_says_how_many_it_does_not_name() {
    let mut desk = Desk::empty();
    let rows: String = (1..=130).map(|n| format!("WF-{n:03},Workflow {n}\n")).collect();
    import(&mut desk, "workflows.csv", &format!("id,name\n{rows}"));
    desk.assess();
    let report = gap_report(&desk);
    let at = report.gaps.iter().position(|g| g.affected == 130).unwrap();
    let gap = &report.gaps[at];
    assert_eq!((gap.workflows.len(), gap.sources.len(), gap.more_sources), (100, 100, 30));
    let files = unzipped(&desk.pack("p.zip"));
    let gaps = csv::Reader::from_reader(files["data/csv/gaps.csv"].as_slice());
    let (mut gaps, name) = (gaps, |headers: &csv::StringRecord, of: &str| headers.iter().position(|h| h == of).unwrap());
    let headers = gaps.headers().unwrap().clone();
    let row = gaps.records().nth(at).unwrap().unwrap();
    assert_eq!(&row[name(&headers, "Affected")], "130");
    let workflows = &row[name(&headers, "Workflows")];
    assert!(workflows.contains("WF-100 Workflow 100; and 30 more: the grid of the workbook and of the JSON has all"), "{workflows}");
    assert!(row[name(&headers, "Sources")].ends_with("; and 30 more"));
}

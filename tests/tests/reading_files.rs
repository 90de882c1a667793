//! Raw cells, previews, the journal, batches and thresholds: what is read again from the workspace file, and what is set in it.
#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, reason = "a test may fail loudly, its helpers too")]

use countersign_core::SourceRef;
use countersign_tests::cells::Cells;
use countersign_tests::desk::{Desk, Read, half_year, now, sample_folder};
use countersign_workbench::screens::{CellQuery, JournalQuery, Preview};
use countersign_workbench::{Moment, Workbench};
use std::collections::BTreeSet;
use std::path::Path;

fn query(at: &SourceRef) -> CellQuery {
    CellQuery { file: at.file.clone(), sheet: at.sheet.clone(), row: at.row, column: at.column.clone() }
}

fn write(folder: &Path, name: &str, content: impl AsRef<[u8]>) -> std::path::PathBuf {
    let path = folder.join(name);
    std::fs::create_dir_all(path.parent().unwrap()).unwrap();
    std::fs::write(&path, content).unwrap();
    path
}

#[test]
fn every_cell_that_a_chain_names_holds_what_the_file_holds() {
    let read = Read::sample();
    let bench = read.bench();
    let mut cells = Cells::below(&sample_folder());
    let mut seen: BTreeSet<SourceRef> = BTreeSet::new();
    for bar in read.reading.frameworks().unwrap() {
        for node in read.reading.framework_tree(&bar.id).unwrap().nodes.iter().filter(|n| n.assessable) {
            seen.extend(read.reading.explain(&node.id, None).unwrap().steps.into_iter().filter_map(|s| s.source));
        }
    }
    let with_cell: Vec<&SourceRef> = seen.iter().filter(|s| s.row.is_some() && s.column.is_some()).collect();
    assert!(with_cell.len() > 300, "{}", with_cell.len());
    for at in with_cell.iter().step_by(3) {
        let view = bench.cell(&query(at)).unwrap();
        assert_eq!(view.value.as_ref(), Some(&cells.read(at).unwrap()), "{at}");
        assert_eq!(view.columns[view.column.unwrap() as usize], *at.column.as_ref().unwrap());
        assert!(view.rows.len() <= 7 && view.rows.windows(2).all(|w| w[0].row < w[1].row));
        assert_eq!((view.note.as_deref(), view.imported_at.as_str(), view.imported_by.as_str()), (None, "2026-10-01T08:30:00Z", "p.lee"));
    }
}

#[test]
fn a_cell_far_down_is_found_and_keys_stay_masked() {
    let mut desk = Desk::empty();
    let mut text = String::from("id,name,purpose\n");
    for i in 2..=100_000 {
        text.push_str(&format!("WF-{i:06},Flow {i},does something ordinary with the number {i}\n"));
    }
    text.push_str("WF-X,Last,\"uses AKIAABCDEFGHIJKLMNOP \u{202e}now\"\n");
    let path = write(desk.folder.path(), "workflows.csv", text);
    desk.import(&path);
    let at = |row, column: &str| CellQuery { file: "workflows.csv".into(), sheet: None, row: Some(row), column: Some(column.into()) };
    let begun = std::time::Instant::now();
    let view = desk.bench.cell(&at(90_000, "name")).unwrap();
    let took = begun.elapsed();
    assert_eq!(view.value.as_deref(), Some("Flow 90000"));
    assert_eq!(view.rows.iter().map(|r| r.row).collect::<Vec<_>>(), (89_997..=90_003).collect::<Vec<_>>());
    assert!(took.as_secs() < 10, "{took:?}");
    let last = desk.bench.cell(&at(100_001, "purpose")).unwrap();
    let value = last.value.unwrap();
    assert!(value.starts_with("uses AKIA[masked]") && value.ends_with("<U+202E>now"), "{value}");
    let beyond = desk.bench.cell(&at(100_009, "name")).unwrap();
    assert!(beyond.value.is_none() && beyond.note.unwrap().contains("no row 100009"));
    let other = desk.bench.cell(&at(2, "no such")).unwrap();
    assert!(other.value.is_none() && other.note.unwrap().contains("no column `no such`"));
    let no_row = desk.bench.cell(&CellQuery { file: "workflows.csv".into(), ..CellQuery::default() }).unwrap();
    assert_eq!(no_row.rows[0].row, 2);
    assert_eq!(desk.bench.cell(&CellQuery { file: "../etc/passwd".into(), ..CellQuery::default() }).unwrap_err().code, "usage/id");
}

#[test]
fn of_two_files_of_one_name_the_last_is_read_and_it_says_so() {
    let mut desk = Desk::empty();
    for name in ["First", "Second"] {
        let path = write(desk.folder.path(), "workflows.csv", format!("id,name\nWF-1,{name}\n"));
        desk.import(&path);
    }
    let at = CellQuery { file: "workflows.csv".into(), row: Some(2), column: Some("name".into()), ..CellQuery::default() };
    let view = desk.bench.cell(&at).unwrap();
    assert_eq!(view.value.as_deref(), Some("Second"));
    assert!(view.note.unwrap().starts_with("2 files of this name"));
}

#[test]
fn json_records_are_rows_with_their_keys() {
    let mut desk = Desk::empty();
    let path = write(desk.folder.path(), "tools.json", r#"[{"id":"T-1","name":"One"},{"id":"T-2","name":"Two","provider":"x"}]"#);
    desk.import(&path);
    let view =
        desk.bench.cell(&CellQuery { file: "tools.json".into(), row: Some(2), column: Some("provider".into()), sheet: None }).unwrap();
    assert_eq!((view.columns.len(), view.value.as_deref()), (3, Some("x")));
    assert_eq!(view.rows.iter().map(|r| r.row).collect::<Vec<_>>(), [1, 2]);
}

fn evidence_desk() -> (Desk, Workbench) {
    let mut desk = Desk::empty();
    let folder = desk.folder.path().join("proof");
    let png = |width: u32, height: u32| {
        let mut bytes = b"\x89PNG\r\n\x1a\n\0\0\0\x0dIHDR".to_vec();
        bytes.extend(width.to_be_bytes());
        bytes.extend(height.to_be_bytes());
        bytes.extend(b"\x08\x06\0\0\0junk that is no picture");
        bytes
    };
    let long_line = "x".repeat(1 << 20);
    let many_rows: String = std::iter::once("a,b\n".to_owned()).chain((0..500).map(|i| format!("{i},cell {i}\n"))).collect();
    let files: Vec<(&str, Vec<u8>)> = vec![
        ("shot.png", png(800, 600)),
        ("bomb.png", png(60_000, 60_000)),
        ("junk.png", b"\x89PNG\r\n\x1a\njunk".to_vec()),
        ("photo.jpg", b"\xff\xd8\xff\xe0rest".to_vec()),
        ("moving.gif", b"GIF89a\x01\0\x01\0".to_vec()),
        ("small.webp", b"RIFF\x10\0\0\0WEBPVP8 ".to_vec()),
        ("paper.pdf", b"%PDF-1.7\n1 0 obj".to_vec()),
        ("not-a-picture.png", b"plain text under a false name".to_vec()),
        ("page.html", b"<h1>Hi</h1><script>alert(1)</script>\nsecond \xe2\x80\xaeline".to_vec()),
        ("drawing.svg", b"<svg xmlns='http://www.w3.org/2000/svg' onload='x()'/>".to_vec()),
        ("notes.md", b"# Title\nkey sk-proj-a1b2c3d4e5f6g7h8\n".to_vec()),
        ("line.log", long_line.into_bytes()),
        ("list.tsv", b"a\tb\n1\t=HYPERLINK(1)\n".to_vec()),
        ("many.csv", many_rows.into_bytes()),
        ("empty.txt", Vec::new()),
        ("book.xlsx", b"PK\x03\x04binary".to_vec()),
        ("noise.bin", vec![0; 4096]),
        ("caf\u{e9} \u{202e}gnp.txt", b"caf\xe9".to_vec()),
    ];
    let mut index = String::from("file,title,kind\n");
    for (name, bytes) in &files {
        write(&folder, name, bytes);
        index.push_str(&format!("{name},A file,other\n"));
    }
    index.push_str("gone.txt,Never sent,other\n");
    write(&folder, "evidence.csv", index);
    let report = desk.import(&folder);
    assert!(!report.refused, "{:#?}", report.files);
    let bench = Workbench::open(&desk.workspace(), false).unwrap();
    (desk, bench)
}

#[test]
fn previews_are_inert_and_limited() {
    let (_desk, bench) = evidence_desk();
    let shown = |file: &str| bench.preview(file).unwrap();
    let mime = |file: &str| match shown(file) {
        Preview::Image { mime, bytes } => {
            assert_eq!(bench.artefact_bytes(file).unwrap().len() as u64, bytes);
            mime
        }
        other => panic!("{file}: {other:?}"),
    };
    assert_eq!(["shot.png", "photo.jpg", "moving.gif", "small.webp"].map(mime), ["image/png", "image/jpeg", "image/gif", "image/webp"]);
    assert_eq!(shown("paper.pdf"), Preview::Pdf { bytes: 16 });
    assert_eq!(bench.artefact_bytes("paper.pdf").unwrap(), b"%PDF-1.7\n1 0 obj");
    for file in ["bomb.png", "junk.png", "empty.txt", "book.xlsx", "noise.bin", "gone.txt"] {
        assert!(matches!(shown(file), Preview::None { .. }), "{file}: {:?}", shown(file));
        assert_eq!(bench.artefact_bytes(file).unwrap_err().code, "evidence/not-drawn");
    }
    assert!(matches!(shown("book.xlsx"), Preview::None { why } if why.contains("Excel workbook")));
    let text = |file: &str| match shown(file) {
        Preview::Text { lines, more, encoding } => (lines, more, encoding),
        other => panic!("{file}: {other:?}"),
    };
    assert_eq!(text("not-a-picture.png").0, ["plain text under a false name"]);
    assert_eq!(text("page.html").0, ["<h1>Hi</h1><script>alert(1)</script>", "second <U+202E>line"]);
    assert_eq!(text("drawing.svg").0.len(), 1);
    assert!(text("notes.md").0[1].starts_with("key sk-[masked]"));
    let (lines, more, _) = text("line.log");
    assert!(more && lines.len() == 1 && lines[0].len() < (64 << 10) + 40, "{}", lines[0].len());
    let Preview::Table { columns, rows, more } = shown("list.tsv") else { panic!("no table") };
    assert_eq!(
        (columns, rows[0].cells.clone(), rows[0].row, more),
        (vec!["a".into(), "b".into()], vec!["1".into(), "=HYPERLINK(1)".into()], 2, false)
    );
    let Preview::Table { rows, more, .. } = shown("many.csv") else { panic!("no table") };
    assert_eq!((rows.len(), rows[199].row, more), (200, 201, true));
    assert_eq!(bench.preview("../../etc/passwd").unwrap_err().code, "usage/id");
    // A hostile name is a name: it is looked up as it was registered, or not at all.
    let register =
        bench.reading(&now()).unwrap().evidence(&countersign_workbench::screens::EvidenceQuery { rows: 99, ..Default::default() }).unwrap();
    let hostile = register.rows.iter().find(|r| r.file.starts_with("caf")).unwrap();
    assert!(!hostile.file.contains('\u{202e}'), "{:?}", hostile.file);
}

#[test]
fn every_piece_of_the_samples_evidence_can_be_looked_into() {
    let read = Read::sample();
    let bench = read.bench();
    let all = countersign_workbench::screens::EvidenceQuery { rows: 999, ..Default::default() };
    for row in read.reading.evidence(&all).unwrap().rows {
        match bench.preview(&row.file).unwrap() {
            Preview::Text { lines, encoding, .. } => assert!(!lines.is_empty() && encoding == "UTF-8", "{}", row.file),
            Preview::Table { columns, rows, .. } => assert!(columns.len() > 1 && !rows.is_empty(), "{}", row.file),
            Preview::None { why } => {
                assert!(why.ends_with('.') && read.reading.artefact(&row.file).unwrap().bytes.is_none_or(|b| b == 0), "{}: {why}", row.file)
            }
            other => panic!("{}: {other:?}", row.file),
        }
    }
}

#[test]
fn the_journal_reads_as_sentences_and_its_chain_holds() {
    let mut desk = Desk::sample();
    desk.assess();
    desk.bench.set_parameter("fresh_monthly_days", Some("30"), "Agreed with internal audit", &now()).unwrap();
    let reading = desk.bench.reading(&now()).unwrap();
    let page = reading.journal(&JournalQuery { rows: 50, ..JournalQuery::default() }).unwrap();
    let sentences: Vec<&str> = page.entries.iter().rev().map(|e| e.sentence.as_str()).collect();
    assert_eq!(sentences[0], "Made the workspace of Brackwater Mutual");
    assert!(sentences[1].starts_with("Imported ") && sentences[1].ends_with(" rejected"), "{}", sentences[1]);
    assert_eq!(sentences[2], "Assessed 1 Apr 2026 to 30 Sep 2026");
    assert_eq!(sentences[3], "Set fresh_monthly_days to 30");
    assert_eq!((page.total, page.matching), (4, 4));
    assert!(page.entries.windows(2).all(|w| w[0].prev == w[1].hash && w[0].seq == w[1].seq + 1));
    assert!(page.entries[0].detail.contains(&("Why".to_owned(), "Agreed with internal audit".to_owned())), "{:?}", page.entries[0].detail);
    assert!(page.entries.iter().all(|e| e.detail.len() <= 100));
    let found = reading.journal(&JournalQuery { text: "INTERNAL monthly".into(), rows: 9, ..JournalQuery::default() }).unwrap();
    assert_eq!((found.total, found.matching, found.entries[0].action.as_str()), (4, 1, "set"));
    let state = desk.bench.journal_state().unwrap();
    assert!(state.ok && state.broken.is_none() && state.entries == 4 && state.head == page.entries[0].hash);
}

#[test]
fn batches_keep_their_files_and_their_rejected_rows_masked() {
    let mut desk = Desk::empty();
    let path = write(
        desk.folder.path(),
        "workflows.csv",
        "id,name\nWF-1,One\n,\"no key sk-proj-a1b2c3d4e5f6g7h8\"\nWF-1,Other\nWF-2,Two,too,many\n",
    );
    desk.import(&path);
    let lines = desk.bench.batch_lines().unwrap();
    assert_eq!((lines.len(), lines[0].number, lines[0].undone, lines[0].actor.as_str()), (1, 1, false, "p.lee"));
    let file = &lines[0].files[0];
    assert_eq!((file.path.as_str(), file.records, file.new, file.rejected), ("workflows.csv", 4, 1, 3));
    assert_eq!(file.records, file.new + file.changed + file.same + file.rejected);
    let rejected = desk.bench.rejected_lines(&lines[0].id).unwrap();
    assert_eq!(lines[0].rejected, rejected.len() as u64);
    assert_eq!(rejected.iter().map(|r| r.row).collect::<Vec<_>>(), [3, 4, 5]);
    assert!(rejected.iter().all(|r| r.file == "workflows.csv" && !r.raw.contains("a1b2c3") && !r.reason.is_empty()), "{rejected:?}");
    desk.bench.undo_import(&lines[0].id, &now()).unwrap();
    assert!(desk.bench.batch_lines().unwrap()[0].undone);
    assert_eq!(desk.bench.rejected_lines("nothing").unwrap_err().code, "import/unknown-batch");
    let undone = desk.bench.reading(&now()).unwrap().journal(&JournalQuery { rows: 1, ..JournalQuery::default() }).unwrap();
    assert_eq!(undone.entries[0].sentence, "Undid an import: 1 row taken back, 0 restored");
}

#[test]
fn a_threshold_is_set_with_a_reason_and_the_next_assessment_uses_it() {
    let mut desk = Desk::sample();
    let earlier = desk.assess();
    let later = Moment { at: "2026-10-02T09:00:00Z".into(), actor: "m.ruiz".into() };
    let set = |bench: &mut Workbench, name: &str, value: Option<&str>, why: &str| {
        bench.set_parameter(name, value, why, &later).map_err(|e| e.code)
    };
    assert_eq!(set(&mut desk.bench, "fresh", Some("1"), "why"), Err("usage/threshold"));
    assert_eq!(set(&mut desk.bench, "fresh_monthly_days", Some("-1"), "why"), Err("usage/threshold"));
    assert_eq!(set(&mut desk.bench, "fresh_monthly_days", Some("soon"), "why"), Err("usage/threshold"));
    assert_eq!(set(&mut desk.bench, "fresh_monthly_days", Some("1"), "  "), Err("usage/why"));
    let entries = desk.bench.journal().unwrap().len();
    // What is shipped already, set again, is no change.
    assert_eq!(set(&mut desk.bench, "fresh_monthly_days", Some("45.0"), "as before"), Ok(()));
    assert_eq!(desk.bench.journal().unwrap().len(), entries);
    assert_eq!(set(&mut desk.bench, "fresh_monthly_days", Some(" 1 "), "Agreed"), Ok(()));
    let line = |desk: &Desk| {
        let lines = desk.bench.reading(&now()).unwrap().parameters().unwrap();
        assert!(lines.windows(2).all(|w| w[0].name < w[1].name));
        lines.into_iter().find(|l| l.name == "fresh_monthly_days").unwrap()
    };
    let now_set = line(&desk);
    assert_eq!((now_set.default.as_str(), now_set.value.as_deref()), ("45", Some("1")));
    assert_eq!(
        (now_set.changed_by.as_deref(), now_set.changed_at.as_deref(), now_set.why.as_deref()),
        (Some("m.ruiz"), Some("2026-10-02T09:00:00Z"), Some("Agreed"))
    );
    assert!(desk.bench.changed_since(&earlier).unwrap());
    let (after, _) = desk.bench.assess(&half_year(), &later).unwrap();
    assert!((after.assessment.basis.parameters.get("fresh_monthly_days") - 1.0).abs() < f64::EPSILON);
    assert!((earlier.assessment.basis.parameters.get("fresh_monthly_days") - 45.0).abs() < f64::EPSILON);
    assert_ne!(after.assessment.outcomes, earlier.assessment.outcomes);
    assert_eq!(set(&mut desk.bench, "fresh_monthly_days", None, "Back to the shipped value"), Ok(()));
    let back = line(&desk);
    assert_eq!((back.value, back.changed_by, back.why), (None, None, None));
}

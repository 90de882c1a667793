//! The written files: the same bytes, openable, readable, harmless.

use calamine::{Data, Reader, Xlsx, open_workbook_from_rs};
use countersign_core::gap_report::{GapReport, RejectedRow};
use countersign_report::synthetic::make_hostile;
use countersign_report::{Templates, csv, csv_tables, json, pdf, synthetic, xlsx};
use lopdf::{Document, Object};
use std::io::Cursor;

fn hostile() -> GapReport {
    let mut report = synthetic(25);
    make_hostile(&mut report);
    for (gap, question) in report.gaps.iter_mut().zip([" =1+1", "＝1+1", "say \"hello\"\nand go"]) {
        gap.question = question.to_owned();
    }
    report
}

#[test]
fn the_same_report_gives_the_same_bytes() {
    for report in [synthetic(25), hostile()] {
        let templates = Templates::embedded();
        let all = || {
            (
                pdf(&report, &templates).unwrap(),
                xlsx(&report).unwrap(),
                csv(&report).unwrap(),
                csv_tables(&report).unwrap(),
                json(&report).unwrap(),
            )
        };
        let first = all();
        std::thread::sleep(std::time::Duration::from_millis(2_100));
        assert!(first == all());
    }
    let mut other = synthetic(25);
    other.lead.push('!');
    let ids: Vec<Vec<u8>> = [synthetic(25), other]
        .iter()
        .map(|r| Document::load_mem(&pdf(r, &Templates::embedded()).unwrap()).unwrap())
        .map(|d| d.trailer.get(b"ID").unwrap().as_array().unwrap()[0].as_str().unwrap().to_vec())
        .collect();
    assert_ne!(ids[0], ids[1]);
}

#[test]
fn the_pdf_is_a_document() {
    let report = synthetic(25);
    let file = Document::load_mem(&pdf(&report, &Templates::embedded()).unwrap()).unwrap();
    let catalog = file.catalog().unwrap();
    assert_eq!(catalog.get(b"PageMode").unwrap().as_name().unwrap(), b"UseOutlines");
    assert_eq!(catalog.get(b"Lang").unwrap().as_str().unwrap(), b"en");
    assert!(catalog.has(b"PageLabels") && catalog.has(b"Metadata") && catalog.has(b"OutputIntents"));
    let info = file.dereference(file.trailer.get(b"Info").unwrap()).unwrap().1.as_dict().unwrap();
    assert_eq!(info.get(b"CreationDate").unwrap().as_str().unwrap(), b"D:20260930143000Z");
    assert!(!info.has(b"GTS_PDFXVersion"));
    // Outline: chapters, with sections below them, with gaps below "Gaps".
    let root = file.dereference(catalog.get(b"Outlines").unwrap()).unwrap().1.as_dict().unwrap();
    let mut next = root.get(b"First").ok().cloned();
    let (mut chapters, mut nested) = (0, 0);
    while let Some(id) = next {
        let item = file.dereference(&id).unwrap().1.as_dict().unwrap();
        chapters += 1;
        nested += usize::from(item.has(b"First"));
        next = item.get(b"Next").ok().cloned();
    }
    assert!(chapters > 15 && nested >= 4, "{chapters} {nested}");
}

#[test]
fn the_text_of_the_pdf_can_be_copied() {
    let report = synthetic(6);
    let file = Document::load_mem(&pdf(&report, &Templates::embedded()).unwrap()).unwrap();
    let pages: Vec<u32> = file.get_pages().into_keys().collect();
    let text: String = pages.iter().map(|p| file.extract_text(&[*p]).unwrap()).collect();
    let text: String = text.chars().filter(|c| !c.is_whitespace()).collect();
    assert!(text.contains("Mappingisareviewaid.Itisnotacertification."));
    for evidence in &report.evidence {
        assert!(text.contains(&evidence.sha256), "{}", evidence.id);
    }
    for gap in &report.gaps {
        assert!(text.contains(&gap.question.replace(' ', "")), "{}", gap.question);
    }
    for finding in &report.findings {
        assert!(text.contains(&finding.id) && text.contains(&finding.condition.replace(' ', "")), "{}", finding.id);
    }
    // Ligatures would come out as something else.
    assert!(text.contains("certification") && text.contains("refunds"));
}

#[test]
fn the_workbook_holds_texts_and_the_grid() {
    let report = hostile();
    let mut book: Xlsx<_> = open_workbook_from_rs(Cursor::new(xlsx(&report).unwrap())).unwrap();
    let names = book.sheet_names();
    assert_eq!(names[0], "Summary");
    for wanted in [
        "Gaps",
        "Findings",
        "Not assessed",
        "Not applicable",
        "Workflows",
        "Grid",
        "Controls",
        "Evidence",
        "Exceptions",
        "Rules",
        "Thresholds",
        "Sources",
        "Rejected rows",
        "Unread cells",
    ] {
        assert!(names.contains(&wanted.to_owned()), "{wanted} in {names:?}");
    }
    assert_eq!(names.len(), 16 + report.frameworks.len());
    let findings = book.worksheet_range("Findings").unwrap();
    assert_eq!(findings.get_size(), (1 + report.findings.len(), 20));
    assert_eq!(findings.get_value((1, 0)).unwrap().to_string(), report.findings[0].id);
    let gaps = book.worksheet_range("Gaps").unwrap();
    let question = |row: u32| gaps.get_value((row, 5)).unwrap().to_string();
    assert_eq!((question(1), question(2)), ("' =1+1".to_owned(), "'＝1+1".to_owned()));
    for name in &names {
        assert!(book.worksheet_formula(name).unwrap().cells().all(|(_, _, f)| f.is_empty()), "{name}");
    }
    let grid = book.worksheet_range("Grid").unwrap();
    let (rows, columns) = grid.get_size();
    assert_eq!(columns, 2 + report.grid.requirements.len());
    assert_eq!(rows, 4 + report.grid.rows.len());
    let cell = grid.get_value((4, 2)).unwrap();
    assert!(matches!(cell, Data::String(s) if "MAPOX–".contains(s.as_str())), "{cell:?}");
}

#[test]
fn csv_quotes_everything_and_defuses_formulas() {
    let report = hostile();
    let text = String::from_utf8(csv(&report).unwrap()).unwrap();
    assert!(text.starts_with("\"Rank\",\"Framework\""));
    assert!(text.contains("\"' =1+1\"") && text.contains("\"'＝1+1\"") && text.contains("\"say \"\"hello\"\"\nand go\""));
    assert!(text.contains("\"'=HYPERLINK("));
    let tables = csv_tables(&report).unwrap();
    let names: Vec<&str> = tables.iter().map(|t| t.0.as_str()).collect();
    for wanted in [
        "summary.csv",
        "gaps.csv",
        "findings.csv",
        "requirements-nist-csf-2.0.csv",
        "not-applicable.csv",
        "workflows.csv",
        "evidence.csv",
        "citations.csv",
        "rejected-rows.csv",
        "grid.csv",
    ] {
        assert!(names.contains(&wanted), "{wanted} in {names:?}");
    }
    for (name, bytes) in &tables {
        assert!(name.chars().all(|c| c.is_ascii_alphanumeric() || "._-".contains(c)), "{name}");
        let text = std::str::from_utf8(bytes).unwrap();
        assert!(text.lines().next().unwrap().split("\",\"").count() > 1, "{name}");
    }
}

#[test]
fn every_rejected_row_is_in_every_form_and_none_is_a_formula() {
    let mut report = synthetic(3);
    let row = report.rejected.remove(0);
    let at = |n: usize| row.at.clone().at_row(n as u64);
    let line = |n| RejectedRow { at: at(n), raw: format!("=cmd({n}),\"a, b\"\nnext line"), reason: "@SUM(A1)".to_owned(), ..row.clone() };
    report.rejected = (0..3_000).map(line).collect();
    let tables = csv_tables(&report).unwrap();
    let bytes = &tables.iter().find(|t| t.0 == "rejected-rows.csv").unwrap().1;
    assert!(
        String::from_utf8_lossy(bytes).starts_with("\"File\",\"Sheet\",\"Row\",\"Column\",\"Table\",\"Code\",\"Reason\",\"What to do\",")
    );
    let back: GapReport = serde_json::from_slice(&json(&report).unwrap()).unwrap();
    assert_eq!(back.rejected, report.rejected);
    let read: Vec<csv::StringRecord> = csv::Reader::from_reader(bytes.as_slice()).into_records().map(Result::unwrap).collect();
    let mut book: Xlsx<_> = open_workbook_from_rs(Cursor::new(xlsx(&report).unwrap())).unwrap();
    let sheet = book.worksheet_range("Rejected rows").unwrap();
    assert_eq!((read.len(), sheet.get_size()), (3_000, (3_001, 10)));
    for (n, wanted) in report.rejected.iter().enumerate() {
        let place = ["inventory.xlsx", "Workflows", &n.to_string(), "Id", "workflows", "import/missing-key"];
        let told = ["'@SUM(A1)", "Fill the key.", &format!("'{}", wanted.raw), &wanted.sha256];
        let cells: Vec<&str> = place.into_iter().chain(told).collect();
        assert_eq!(read[n].iter().collect::<Vec<_>>(), cells);
        let row = (0..10).map(|column| sheet.get_value((n as u32 + 1, column)).unwrap().to_string());
        assert_eq!(row.collect::<Vec<_>>(), cells);
    }
}

#[test]
fn a_report_without_a_rejected_row_has_an_empty_list() {
    let mut report = synthetic(3);
    report.rejected.clear();
    let tables = csv_tables(&report).unwrap();
    let bytes = &tables.iter().find(|t| t.0 == "rejected-rows.csv").unwrap().1;
    assert_eq!(String::from_utf8_lossy(bytes).lines().count(), 1);
    let text = String::from_utf8(json(&report).unwrap()).unwrap();
    assert!(text.contains("\"rejected\":[],\"rules\""));
    // One that was written before the list was there.
    let older: GapReport = serde_json::from_str(&text.replace("\"rejected\":[],", "")).unwrap();
    assert_eq!(older, report);
}

#[test]
fn json_is_canonical_and_reads_back() {
    let report = synthetic(5);
    let bytes = json(&report).unwrap();
    assert!(bytes.starts_with(b"{\"basis\":{\"as_of\""));
    let back: GapReport = serde_json::from_slice(&bytes).unwrap();
    assert_eq!(back, report);
}

#[test]
fn an_object_is_an_object() {
    // Object streams: most objects are packed.
    let bytes = pdf(&synthetic(25), &Templates::embedded()).unwrap();
    let file = Document::load_mem(&bytes).unwrap();
    let packed = file.objects.values().filter(|o| matches!(o, Object::Dictionary(_))).count();
    assert!(packed > 50 && bytes.len() < 400_000);
}

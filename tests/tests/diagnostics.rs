//! What is said about material that does not fit together: the codes that only show when rows meet each other.
#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, reason = "a test may fail loudly, its helpers too")]

use countersign_core::Table;
use countersign_core::assess::Frame;
use countersign_core::citation::Resolver;
use countersign_tests::desk::Desk;
use countersign_tests::records::{Lab, basis, half_year};
use countersign_tests::sound;
use countersign_workbench::{AssessOptions, ImportOptions, Moment};
use std::collections::BTreeMap;
use std::path::Path;

/// Codes with the cell each is said about, after controls were matched to requirements.
fn framed(lab: &Lab) -> Vec<(String, String)> {
    let content = countersign_content::shipped().unwrap();
    let (data, basis, choices) = (lab.dataset(), basis(&content, half_year()), BTreeMap::new());
    let frame = Frame::new(&data, &content, &Resolver::new(&content, &choices), &basis);
    frame.diagnostics.iter().map(|d| (d.code.clone(), d.at.to_string())).collect()
}

fn cited(requirements: &str, facets: &str) -> Vec<(String, String)> {
    let mut lab = Lab::default();
    lab.add(Table::Controls, &[("id", "C-1"), ("title", "It"), ("requirements", requirements), ("facets", facets)]);
    framed(&lab)
}

fn one(code: &str, at: &str) -> Vec<(String, String)> {
    vec![(code.to_owned(), at.to_owned())]
}

#[test]
fn a_control_that_does_not_say_which_facet_covers_none_and_is_told_so() {
    assert_eq!(cited(sound::ACCESS, ""), one("control/facet-unstated", "controls.csv#2:requirements"));
    assert_eq!(cited(sound::ACCESS, "enforced"), []);
    assert_eq!(cited(&format!("{}#enforced", sound::ACCESS), ""), []);
    assert_eq!(cited("nist-csf@2.0/GV.OC-05", ""), [], "a requirement without facets has nothing to state");
}

#[test]
fn a_facet_that_does_not_exist_is_told() {
    assert_eq!(cited(&format!("{}#enforcd", sound::ACCESS), ""), one("control/facet-unknown", "controls.csv#2:requirements"));
    assert!(cited(sound::ACCESS, "enforced;colour").contains(&("control/facet-unknown".into(), "controls.csv#2:facets".into())));
}

#[test]
fn a_test_or_evidence_for_a_control_that_is_not_there_is_told() {
    let mut lab = Lab::default();
    sound::test(&mut lab, "C-9", "", "effective", "2026-09-30");
    assert_eq!(framed(&lab), one("control/unknown", "control_tests.csv#2:control"));
    let mut lab = Lab::default();
    sound::artefact(&mut lab, "log.csv", "C-9", "2026-04-01", "2026-09-30");
    assert_eq!(framed(&lab), one("control/unknown", "evidence.csv#2:controls"));
}

#[test]
fn more_deviations_than_items_is_told() {
    let with = |items: &str, deviations: &str| {
        let mut lab = Lab::default();
        let test = [("control", "C-1"), ("result", "deviation"), ("sample_size", items), ("deviations", deviations)];
        lab.add(Table::Controls, &[("id", "C-1"), ("title", "It")]).add(Table::ControlTests, &[&[("id", "T-1")], &test[..]].concat());
        framed(&lab)
    };
    assert_eq!(with("25", "26"), one("control/test-counts", "control_tests.csv#2:deviations"));
    for (items, deviations) in [("25", "25"), ("", "26"), ("25", ""), ("-1", "2"), ("25", "-2")] {
        assert_eq!(with(items, deviations), [], "{items} {deviations}");
    }
}

/// The codes of an import of one file.
fn imported(desk: &mut Desk, name: &str, text: &str) -> Vec<(String, Option<u64>)> {
    let path = desk.folder.path().join(name);
    std::fs::write(&path, text).unwrap();
    let report = desk.import(Path::new(&path));
    for f in &report.files {
        assert_eq!(f.records, f.new + f.changed + f.same + f.rejected, "{}", f.path);
    }
    report.files.iter().flat_map(|f| f.diagnostics.iter().map(|d| (d.code.clone(), d.at.row))).collect()
}

#[test]
fn a_key_twice_in_one_file_with_other_content_is_rejected_and_told() {
    let mut desk = Desk::empty();
    let said = imported(&mut desk, "people.csv", "id,name\nP-1,Lee\nP-2,Amari\nP-1,Someone else\nP-2,Amari\n");
    assert!(said.contains(&("import/duplicate-key".to_owned(), Some(4))), "{said:?}");
    assert!(!said.iter().any(|(c, row)| c == "import/duplicate-key" && *row == Some(5)), "the same row again is only the same: {said:?}");
    let data = desk.dataset();
    assert_eq!(data.find(Table::People, "P-1").unwrap().get("name"), Some("Lee"));
}

#[test]
fn a_name_that_is_not_in_the_workspace_is_told_with_its_cell() {
    let mut desk = Desk::empty();
    let rows = "id,control,method,result,tested_at\nT-1,C-404,examine,effective,2026-09-01\n";
    let said = imported(&mut desk, "control_tests.csv", rows);
    assert!(said.contains(&("import/unknown-reference".to_owned(), Some(2))), "{said:?}");
    let said = imported(&mut desk, "controls.csv", "id,title\nC-404,It\n");
    assert!(!said.iter().any(|(c, _)| c == "import/unknown-reference"), "{said:?}");
}

#[test]
fn a_list_that_says_none_names_nothing() {
    let mut desk = Desk::empty();
    let said = imported(&mut desk, "workflows.csv", "id,name,agents,identities,tools\nWF-1,It,none,none,none\nWF-2,It too,A-1,I-1,T-1\n");
    assert_eq!(said, vec![("import/unknown-reference".to_owned(), Some(3)); 3]);
}

#[test]
fn a_grant_that_says_none_has_no_purpose_and_no_condition() {
    let mut desk = Desk::empty();
    let columns = "identity,resource,permission,purpose,conditions";
    imported(&mut desk, "grants.csv", &format!("{columns}\nI-1,R-1,read,none,None\nI-1,R-2,read,N/A,\n"));
    let data = desk.dataset();
    let told: Vec<_> = data.rows(Table::Grants).iter().map(|g| (g.get("purpose"), g.get("conditions"))).collect();
    assert_eq!(told, [(Some("none"), Some("none")), (None, None)]);
}

#[test]
fn a_sample_without_loose_ends_names_none() {
    let mut desk = Desk::empty();
    let sample = desk.folder.path().join("sample");
    countersign_tests::desk::copy_sample(&sample);
    let report = desk.import(&sample);
    let loose: Vec<String> = report
        .files
        .iter()
        .flat_map(|f| &f.diagnostics)
        .filter(|d| d.code == "import/unknown-reference" || d.code == "import/bad-value")
        .map(|d| format!("{}: {}", d.at, d.message))
        .collect();
    assert!(loose.is_empty(), "{} loose ends: {:#?}", loose.len(), &loose[..loose.len().min(30)]);
}

#[test]
fn each_way_a_citation_is_understood_is_told_with_its_code() {
    for (text, code) in [
        ("PR.AC-4", "catalog/legacy-id"),
        ("ASI3", "catalog/short-form"),
        ("ASI01 (0.5)", "catalog/draft-id"),
        ("A2", "citation/ambiguous"),
        ("nist-csf@2.0/PR.AA-09", "citation/unknown"),
    ] {
        let mut desk = Desk::empty();
        let said =
            imported(&mut desk, "controls.csv", &format!("id,title,requirements\nC-1,It,nist-csf@2.0/GV.OC-05\nC-2,It too,{text}\n"));
        assert_eq!(said, [(code.to_owned(), Some(3))], "{text}");
    }
}

#[test]
fn a_report_says_when_its_as_of_day_lies_after_the_last_import() {
    let mut desk = Desk::empty();
    let at = |day: &str| Moment { at: format!("{day}T08:00:00Z"), actor: "p.lee".to_owned() };
    let import = |desk: &mut Desk, day: &str| {
        let path = desk.folder.path().join("people.csv");
        std::fs::write(&path, format!("id,name\nP-{day},Lee\n")).unwrap();
        desk.bench.import(&[path], &ImportOptions::default(), &at(day), &mut |_, _| true).unwrap()
    };
    let said = |desk: &mut Desk, as_of: &str| {
        let options = AssessOptions { from: Some("2026-04-01".into()), to: Some(as_of.into()), ..AssessOptions::default() };
        let assessed = desk.bench.assess(&options, &at("2026-12-01")).unwrap().0;
        let limits = desk.bench.gap_report(&assessed, None, None).unwrap().limits;
        limits.into_iter().filter(|l| l.contains("last import")).collect::<Vec<_>>()
    };
    assert!(said(&mut desk, "2026-09-30").is_empty(), "nothing was imported");
    import(&mut desk, "2026-10-01");
    assert!(said(&mut desk, "2026-09-30").is_empty() && said(&mut desk, "2026-10-01").is_empty());
    let note = ["The last import was on 2026-10-01, before the as-of day: what came after it is not on record."];
    assert_eq!(said(&mut desk, "2026-10-02"), note);
    let later = import(&mut desk, "2026-11-05");
    assert!(said(&mut desk, "2026-11-05").is_empty());
    desk.bench.undo_import(&later.batch.unwrap(), &at("2026-11-06")).unwrap();
    assert_eq!(said(&mut desk, "2026-11-05"), note, "what was taken back is not on record");
}

#[test]
fn a_decision_without_effect_is_told() {
    let mut desk = Desk::sample();
    let assessed = desk.assess();
    let told = |d: &countersign_core::Diagnostic| (d.subject.clone().unwrap(), d.at.column.clone().unwrap());
    let said: Vec<_> = assessed.diagnostics.iter().filter(|d| d.code == "decision/unsupported").map(told).collect();
    // By the owner alone; upwards without a reviewer.
    let approver = |id: &str| (id.to_owned(), "approved_by".to_owned());
    assert_eq!(said, [approver("DC-02"), approver("DC-13")]);
    let refused = assessed.diagnostics.iter().find(|d| d.subject.as_deref() == Some("DC-13")).unwrap();
    assert!(
        refused.message.starts_with("The decision DC-13 is without effect in 1 leaf (OVERRIDE-UNSUPPORTED): it needs a reason"),
        "{refused:#?}"
    );
    assert!(assessed.diagnostics.iter().any(|d| d.code == "control/facet-unstated" && d.subject.as_deref() == Some("BM-DS-02")));
}

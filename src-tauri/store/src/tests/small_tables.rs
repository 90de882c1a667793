//! Batches and what was said about them, assessments, settings, attached catalogs, citation choices.

use super::{desk, file};
use crate::{AttachedCatalog, CitationChoice, Rejected, StoreError};
use countersign_core::{Diagnostic, SourceRef};
use serde_json::json;

#[test]
fn a_batch_keeps_what_was_said_and_what_was_rejected() {
    let mut d = desk();
    let whole = Diagnostic::new("import/encoding", "windows-1252", SourceRef::file("a.csv"));
    let mut cell = Diagnostic::new("import/missing-key", "no id", SourceRef::file("a.csv").at_row(3).at_column("ID")).about("P-1");
    cell.at.sheet = Some("AI".into());
    let said = [cell, whole];
    let row = |row| Rejected {
        file: 1,
        row,
        column: Some("ID".into()),
        code: "import/missing-key".into(),
        reason: "no id".into(),
        raw: ",Lee".into(),
    };
    let seq = d.change(|c| {
        c.add_file(&file("a")).unwrap();
        c.save_batch("b1", &json!({"files": 1})).unwrap();
        c.add_diagnostics(&said).unwrap();
        c.add_rejected(&[row(9), row(3)]).unwrap();
    });
    assert_eq!(d.ws.diagnostics(seq).unwrap(), said);
    assert_eq!(d.ws.rejected(seq).unwrap(), [row(3), row(9)]);
    assert!(d.ws.diagnostics(1).unwrap().is_empty() && d.ws.rejected(1).unwrap().is_empty());
    let batches = d.ws.batches().unwrap();
    assert_eq!(batches.len(), 1);
    let b = &batches[0];
    assert_eq!((b.seq, b.id.as_str(), b.actor.as_str(), b.at.as_str()), (seq, "b1", "p.lee", "2026-03-02T10:00:00Z"));
    assert_eq!((&b.summary, b.undone_by), (&json!({"files": 1}), None));
    let mut again = d.ws.change(&super::action("import")).unwrap();
    assert!(matches!(again.save_batch("b1", &json!({})), Err(StoreError::Database { .. })));
}

#[test]
fn assessments_stay_and_the_latest_is_the_last() {
    let mut d = desk();
    assert_eq!(d.ws.latest_assessment().unwrap(), None);
    let before = d.dump();
    let first = d.change(|c| c.save_assessment("a1", &json!({"as_of": "2026-01-01"}), b"one").unwrap());
    d.change(|c| c.save_assessment("a2", &json!({"as_of": "2026-02-01"}), b"two").unwrap());
    assert_eq!(d.dump(), before, "an assessment is about the content, not part of it");
    let a1 = d.ws.assessment("a1").unwrap().unwrap();
    assert_eq!((a1.about.seq, a1.about.header, a1.body), (first, json!({"as_of": "2026-01-01"}), b"one".to_vec()));
    assert_eq!(d.ws.latest_assessment().unwrap().unwrap().body, b"two");
    assert_eq!(d.ws.assessment("a3").unwrap(), None);
    assert_eq!(d.ws.assessments().unwrap().iter().map(|a| a.id.as_str()).collect::<Vec<_>>(), ["a1", "a2"]);
}

#[test]
fn settings_change_by_version() {
    let mut d = desk();
    let set = |d: &mut super::Desk, value: Option<&str>, changes: bool| {
        d.change(|c| assert_eq!(c.set_setting("limit", value).unwrap(), changes));
    };
    set(&mut d, None, false);
    set(&mut d, Some("1"), true);
    set(&mut d, Some("1"), false);
    set(&mut d, Some("2"), true);
    set(&mut d, None, true);
    let value = |seq| d.ws.settings(Some(seq)).unwrap().get("limit").cloned();
    assert_eq!((2..=6).map(value).collect::<Vec<_>>(), [None, Some("1".into()), Some("1".into()), Some("2".into()), None]);
    d.change(|c| {
        assert!(c.set_setting("x", Some("1")).unwrap());
        assert!(c.set_setting("x", Some("2")).unwrap());
    });
    assert_eq!(d.ws.settings(None).unwrap(), [("x".to_owned(), "2".to_owned())].into());
}

#[test]
fn an_edition_has_one_attached_file() {
    let mut d = desk();
    let catalog = |sha: &str| AttachedCatalog {
        edition: "nist-csf@2.0".into(),
        file_name: "csf.json".into(),
        sha256: sha.into(),
        entries: json!([{"id": "GV.RR-02"}]),
    };
    d.change(|c| assert!(c.attach_catalog(&catalog("aa")).unwrap()));
    d.change(|c| assert!(!c.attach_catalog(&catalog("aa")).unwrap()));
    d.change(|c| assert!(c.attach_catalog(&catalog("bb")).unwrap()));
    assert_eq!(d.ws.attached(None).unwrap(), [catalog("bb")]);
    assert_eq!(d.ws.attached(Some(3)).unwrap(), [catalog("aa")]);
    d.change(|c| {
        assert!(c.detach_catalog("nist-csf@2.0").unwrap());
        assert!(!c.detach_catalog("nist-csf@2.0").unwrap());
    });
    assert!(d.ws.attached(None).unwrap().is_empty());
}

#[test]
fn a_citation_means_what_was_said_last_in_its_framework() {
    let mut d = desk();
    let choice = |framework: Option<&str>, requirement: &str| CitationChoice {
        citation: "A2".into(),
        framework: framework.map(Into::into),
        requirement: requirement.into(),
        why: "the author meant tools".into(),
        by: "p.lee".into(),
    };
    d.change(|c| {
        assert!(c.choose_citation(&choice(None, "owasp-agentic-threats@1.1/T2")).unwrap());
        assert!(c.choose_citation(&choice(Some("owasp"), "owasp-agentic-top10@2026/ASI02")).unwrap());
    });
    d.change(|c| assert!(c.choose_citation(&choice(None, "owasp-agentic-threats@1.1/T3")).unwrap()));
    let two = [choice(None, "owasp-agentic-threats@1.1/T3"), choice(Some("owasp"), "owasp-agentic-top10@2026/ASI02")];
    assert_eq!(d.ws.citation_choices(None).unwrap(), two);
    assert_eq!(d.ws.citation_choices(Some(2)).unwrap()[0], choice(None, "owasp-agentic-threats@1.1/T2"));
    d.change(|c| assert!(c.forget_citation("A2", Some("owasp")).unwrap()));
    assert_eq!(d.ws.citation_choices(None).unwrap(), two[..1]);
}

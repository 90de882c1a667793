//! Exceptions, mappings, checks and requests of the sample organisation: the same as its assessment found.

use crate::screens::analysed_tests::sample;
use crate::screens::*;
use countersign_core::assess::Effectiveness;
use countersign_core::evidence::ipe::State;
use countersign_core::tables::Table;
use std::collections::BTreeSet;

#[test]
fn every_clause_that_fails_is_one_that_the_assessment_found_to_fail() {
    let (_, reading) = sample();
    let a = &reading.assessment().unwrap().assessment;
    let view = reading.exceptions().unwrap();
    assert_eq!(view.exceptions.len(), 17);
    for e in &view.exceptions {
        let shown: BTreeSet<&str> = e.clauses.iter().filter_map(|c| c.code.as_deref()).collect();
        let found: BTreeSet<&str> = a.exceptions[&e.id].iter().map(String::as_str).collect();
        assert_eq!((e.clauses.len(), shown), (11, found), "{}", e.id);
        assert!(e.clauses.iter().all(|c| (c.code.is_none() || c.holds != Some(true)) && !c.text.is_empty()), "{e:#?}");
        let holds = matches!(e.state, ExceptionState::Holds | ExceptionState::EndsSoon);
        assert_eq!(holds, a.exceptions[&e.id].is_empty(), "{}", e.id);
    }
    let one = |id: &str| view.exceptions.iter().find(|e| e.id == id).unwrap();
    let states = [
        ("EX-02", ExceptionState::Ended),
        ("EX-03", ExceptionState::NoEffect),
        ("EX-07C", ExceptionState::Ended),
        ("EX-08", ExceptionState::NoEffect),
        ("EX-11", ExceptionState::Requested),
        ("EX-12", ExceptionState::NotYet),
    ];
    for (id, state) in states {
        assert_eq!(one(id).state, state, "{id}");
    }
    let renewed: Vec<&str> = one("EX-07D").renewals.iter().map(|r| r.id.as_str()).collect();
    assert_eq!((renewed, one("EX-07D").renewals_told), (vec!["EX-07C", "EX-07B", "EX-07A"], true));
    let fired: Vec<(&str, Option<&str>)> = one("EX-08").triggers.iter().map(|t| (t.text.as_str(), t.fired.as_deref())).collect();
    assert_eq!(fired, [("model", Some("2026-08-12")), ("sensitivity", None)]);
    let fired = view.exceptions.iter().filter(|e| e.triggers.iter().any(|t| t.fired.is_some()));
    assert_eq!(fired.map(|e| e.id.as_str()).collect::<Vec<_>>(), ["EX-08"], "nobody else's exception is shown to have ended by it");
}

#[test]
fn a_mark_of_the_matrix_is_never_better_than_the_proofs_it_stands_for() {
    let (_, reading) = sample();
    let a = &reading.assessment().unwrap().assessment;
    let mut marked = 0;
    for framework in reading.frameworks().unwrap() {
        let m = reading.controls_matrix(&MappingWhich { framework: framework.id.clone() }).unwrap();
        assert_eq!((m.applicable, m.applicable as usize), (framework.applicable, m.columns.len()), "{}", framework.id);
        for row in &m.rows {
            for cell in &row.cells {
                let column = &m.columns[usize::try_from(cell.column).unwrap()];
                let at = a.requirements.iter().position(|r| r.to_string() == column.id).unwrap();
                let cells = a.rows.iter().filter_map(|w| w.cells.get(at)).chain(a.organisation.get(&at));
                let outcomes = cells.map(|c| &a.outcomes[usize::try_from(*c).unwrap()]);
                let proofs: Vec<Effectiveness> = outcomes
                    .flat_map(|o| &o.facets)
                    .flat_map(|f| &f.proofs)
                    .filter(|p| p.control == row.id)
                    .map(|p| p.effectiveness)
                    .collect();
                let has = |e: Effectiveness| proofs.contains(&e);
                marked += 1;
                match cell.mark {
                    MappingMark::Effective => assert!(proofs.iter().all(|p| *p == Effectiveness::Effective) && !proofs.is_empty()),
                    MappingMark::Deviation => assert!(has(Effectiveness::Deviation) && !has(Effectiveness::Ineffective)),
                    MappingMark::Ineffective => assert!(has(Effectiveness::Ineffective)),
                    MappingMark::DesignOnly => assert!(has(Effectiveness::DesignOnly) && !has(Effectiveness::Untested)),
                    MappingMark::Untested => assert!(proofs.is_empty() || has(Effectiveness::Untested)),
                    MappingMark::NoFacet => assert!(cell.facets.is_empty()),
                    MappingMark::Mapped => panic!("{} was assessed", row.id),
                }
            }
        }
    }
    assert!(marked > 40, "{marked}");
}

#[test]
fn what_is_suggested_applies_is_not_mapped_and_names_its_words() {
    let (_, reading) = sample();
    let m = reading.controls_matrix(&MappingWhich { framework: String::new() }).unwrap();
    let which = SuggestionsWhich { control: None, framework: Some(m.framework.clone()) };
    let list = reading.suggestions(&which).unwrap();
    assert!(!list.suggestions.is_empty() && list.passed == 0);
    for s in &list.suggestions {
        let column = m.columns.iter().position(|c| c.id == s.requirement).unwrap() as u64;
        let row = m.rows.iter().find(|r| r.id == s.control.id).unwrap();
        assert!(row.cells.iter().all(|c| c.column != column), "{} covers {}", s.control.id, s.label);
        assert!(s.words.len() >= 3 && s.words.len() as u64 <= s.of, "{s:?}");
    }
    let mut pairs: Vec<(&str, &str)> = list.suggestions.iter().map(|s| (s.control.id.as_str(), s.requirement.as_str())).collect();
    let all = pairs.len();
    pairs.sort_unstable();
    pairs.dedup();
    assert_eq!(pairs.len(), all, "each once");
}

#[test]
fn checks_and_requests_say_what_the_register_and_the_list_say() {
    let (bench, reading) = sample();
    for e in reading.now.data.rows(Table::Evidence) {
        let found = reading.evidence_checks(&EvidenceWhich { file: e.key.clone() }).unwrap();
        let row = reading.artefact(&e.key).unwrap().row;
        assert_eq!(found.conclusion, State::of(e).word());
        assert!(row.ipe == found.conclusion || row.ipe == "not_needed", "{}", e.key);
        assert_eq!(found.checks.is_empty(), !found.needed, "{}", e.key);
        let can = found.consequence.ends_with("on its own it can support met.");
        assert!(!can || State::of(e).is_ok(), "{}: {}", e.key, found.consequence);
    }
    let lines = reading.requests().unwrap();
    assert_eq!(lines.len(), 8);
    let a = &reading.assessment().unwrap().assessment;
    for line in &lines {
        let view = bench.request(reading, &line.id).unwrap();
        assert_eq!(&view.line, line);
        let claimed = |id: &str| a.claims.iter().any(|c| c.control == id);
        assert!(view.claims.iter().all(|c| claimed(&c.id)) && view.said.is_empty());
    }
    let late: Vec<(&str, Option<i64>)> = lines.iter().filter(|l| l.late_days.is_some()).map(|l| (l.id.as_str(), l.late_days)).collect();
    assert_eq!(late, [("RQ-01", Some(20)), ("RQ-03", Some(15)), ("RQ-02", Some(10))]);
}

//! The controls matrix and the suggestions of a small organisation, with marks worked out by hand.

use crate::matching::Matcher;
use crate::screens::made_up::{Desk, now};
use crate::screens::*;
use countersign_core::assess::ClaimState;
use countersign_core::ids::{EditionId, RequirementId};
use countersign_core::tables::Table;
use std::collections::{BTreeMap, BTreeSet};

const CSF: &str = "nist-csf@2.0";
const TABLES: [(&str, &str); 4] = [
    ("workflows", "id,name,environment,ai_uses,external_comms\nWF-1,Letters,prod,generate,yes\n"),
    (
        "controls",
        "id,title,statement,owner,requirements,claim\n\
         C-1,Supplier watch,The risks of each supplier and its products are assessed and watched over time,p.lee,nist-csf@2.0/ID.AM-01; nist-csf@2.0/PR.AA-05#policy,implemented\n\
         C-2,Access rules,The rights of each identity are checked again at set times and after changes of its task,p.lee,nist-csf@2.0/PR.AA-05,planned\n\
         C-3,Words alone,It is,p.lee,,\n",
    ),
    ("control_tests", "id,control,method,result,tested_at,tester,evidence\nT-1,C-1,test,ineffective,2026-09-01,p.ek,list.csv\n"),
    (
        "evidence",
        "file,title,kind,collected_at,controls,direction\nlist.csv,Hosts,access_list,2026-09-01,C-1,supports\ntwo.csv,Hosts,ticket,2026-09-01,C-1,contradicts\n",
    ),
];

fn matrix(desk: &Desk, framework: &str) -> ControlsMatrix {
    desk.reading().controls_matrix(&MappingWhich { framework: framework.to_owned() }).unwrap()
}

/// The marks of a control by the label of the column, with the facets.
fn marks(m: &ControlsMatrix, control: &str) -> Vec<(String, MappingMark, Vec<String>)> {
    let row = m.rows.iter().find(|r| r.id == control).unwrap();
    let label = |c: &MappingCell| m.columns[usize::try_from(c.column).unwrap()].label.clone();
    row.cells.iter().map(|c| (label(c), c.mark, c.facets.clone())).collect()
}

const POLICY: &str = "Access rules are written down and owned";

#[test]
fn a_cell_says_what_was_shown_and_no_more() {
    let mut desk = Desk::new(&TABLES);
    let before = matrix(&desk, "");
    assert_eq!((before.framework.as_str(), before.analysed, before.controls, before.claimed), (CSF, false, 3, 1));
    assert_eq!(before.applicable as usize, before.columns.len());
    assert_eq!(before.groups.iter().map(|g| g.columns).sum::<u64>(), before.applicable);
    let policy = || vec![POLICY.to_owned()];
    let mapped = MappingMark::Mapped;
    assert_eq!(marks(&before, "C-1"), [("ID.AM-01".into(), mapped, vec![]), ("PR.AA-05".into(), mapped, policy())]);
    assert_eq!(marks(&before, "C-2"), [("PR.AA-05".into(), MappingMark::NoFacet, vec![])]);
    assert!(marks(&before, "C-3").is_empty());
    assert_eq!(before.rows[0].claim.as_deref(), Some("implemented"));
    assert!(before.rows.iter().all(|r| r.effectiveness.is_none() && r.claim_state.is_none()));

    desk.assess("2026-09-30");
    let after = matrix(&desk, CSF);
    assert!(after.analysed && after.applicable <= before.applicable);
    let ineffective = |label: &str, facets: Vec<String>| (label.to_owned(), MappingMark::Ineffective, facets);
    assert_eq!(
        marks(&after, "C-1"),
        [ineffective("ID.AM-01", vec![]), ineffective("PR.AA-05", policy())],
        "its test says so of all it covers"
    );
    assert_eq!(marks(&after, "C-2"), [("PR.AA-05".into(), MappingMark::NoFacet, vec![])], "it names no facet, so it covers nothing");
    assert_eq!(after.rows[0].effectiveness.as_deref(), Some("ineffective"));
    assert_eq!(after.rows[0].claim_state, Some(ClaimState::Contradicted));

    // What is mapped after the assessment was looked at by nobody, whatever the control shows elsewhere.
    let facet = SuggestionAccepted { control: "C-1".into(), requirement: format!("{CSF}/PR.AA-05"), facets: vec!["enforced".into()] };
    desk.bench.accept_suggestion(&facet, &now()).unwrap();
    let facets = vec![POLICY.to_owned(), "Systems allow only what the rules allow".to_owned()];
    let later = matrix(&desk, CSF);
    assert_eq!(marks(&later, "C-1"), [ineffective("ID.AM-01", vec![]), ("PR.AA-05".into(), mapped, facets)]);

    let wrong = desk.reading().controls_matrix(&MappingWhich { framework: "none@1".into() }).unwrap_err();
    assert_eq!(wrong.code, "usage/framework");
}

fn asked(control: Option<&str>, framework: Option<&str>) -> SuggestionsWhich {
    SuggestionsWhich { control: control.map(str::to_owned), framework: framework.map(str::to_owned) }
}

fn named(list: &SuggestionList) -> Vec<(&str, &str)> {
    list.suggestions.iter().map(|s| (s.control.id.as_str(), s.requirement.as_str())).collect()
}

#[test]
fn suggestions_are_the_best_matches_that_are_not_mapped_with_the_words_both_have() {
    let desk = Desk::new(&TABLES);
    let list = desk.reading().suggestions(&asked(None, Some(CSF))).unwrap();
    let found = named(&list);
    assert!(
        found.len() <= 2 * 3 && !found.is_empty() && list.passed == 0,
        "three of each control at most, none for words alone: {found:?}"
    );
    assert!(found.iter().all(|(control, _)| *control != "C-3"));
    assert!(!found.contains(&("C-1", "nist-csf@2.0/PR.AA-05")), "it is mapped");
    let supplier = list.suggestions.iter().find(|s| s.control.id == "C-1" && s.label == "GV.SC-07").unwrap();
    assert!(supplier.words.iter().any(|w| w == "supplier") && supplier.words.iter().any(|w| w.starts_with("risk")), "{:?}", supplier.words);
    assert!(supplier.words.windows(2).all(|w| w[0] < w[1]) && (supplier.words.len() as u64) < supplier.of);
    let understood = supplier.facets.iter().find(|f| f.id == "understood").unwrap();
    assert_eq!((understood.title.as_str(), understood.matched), ("The risks a supplier and its products bring are understood", true));
    assert!(!supplier.facets.iter().find(|f| f.id == "treated").unwrap().matched);

    // The order is that of the search itself, rank by rank.
    let content = desk.bench.shared_content();
    let matcher = Matcher::new(&content, &BTreeMap::new()).unwrap();
    let edition: EditionId = CSF.parse().unwrap();
    let statement = "The rights of each identity are checked again at set times and after changes of its task";
    let of = matcher.candidates("Access rules", statement, &BTreeSet::new(), &[edition]).unwrap();
    let rank = |requirement: &str| of[0].candidates.iter().take(3).position(|c| c.requirement == requirement).unwrap();
    let ranks: Vec<usize> = found.iter().filter(|(c, _)| *c == "C-2").map(|(_, r)| rank(r)).collect();
    assert!(!ranks.is_empty() && ranks.windows(2).all(|w| w[0] < w[1]), "{ranks:?}");

    let one = desk.reading().suggestions(&asked(Some("C-2"), None)).unwrap();
    assert!(named(&one).iter().all(|(c, _)| *c == "C-2") && one.suggestions.len() > ranks.len());
    let code = |which: SuggestionsWhich| desk.reading().suggestions(&which).unwrap_err().code;
    assert_eq!(code(asked(Some("C-9"), None)), "usage/id");
    assert_eq!(code(asked(None, Some("none@1"))), "usage/framework");
}

#[test]
fn what_a_person_passes_is_not_offered_again_and_is_evidence_of_nothing() {
    let mut desk = Desk::new(&TABLES);
    desk.assess("2026-09-30");
    let figures = |desk: &Desk| {
        let reading = desk.reading();
        let a = &reading.assessment().unwrap().assessment;
        let claims: Vec<_> = a.claims.iter().map(|c| (c.control.clone(), c.state)).collect();
        (claims, a.organisation.values().map(|o| a.outcomes[*o as usize].status).collect::<Vec<_>>())
    };
    let before = figures(&desk);
    let all = desk.reading().suggestions(&asked(None, Some(CSF))).unwrap();
    let first = all.suggestions[0].clone();
    let pass = SuggestionPassed { control: first.control.id.clone(), requirement: first.requirement.clone() };
    let written = desk.bench.pass_suggestion(&pass, &now()).unwrap();
    assert_eq!(written.said, format!("{} is not suggested for {} any more", first.label, first.control.id));
    let after = desk.reading().suggestions(&asked(None, Some(CSF))).unwrap();
    assert_eq!((after.passed, &named(&after)[..]), (1, &named(&all)[1..]), "nothing moves up in its place");
    assert_eq!(desk.reading().suggestions(&asked(None, Some("nist-ai-rmf@1.0"))).unwrap().passed, 0);
    assert_eq!(desk.bench.pass_suggestion(&pass, &now()).unwrap().batch, None, "it stands there already");
    let row = desk.bench.workspace.records(Table::Decisions, None).unwrap().remove(0);
    assert_eq!(
        (row.get("kind"), row.get("subject"), row.get("decided_by")),
        (Some("reviewer_note"), Some(first.requirement.as_str()), Some("p.lee"))
    );

    // An assessment that covers the day finds what the one before found.
    desk.assess("2026-10-01");
    assert_eq!(figures(&desk), before);
    desk.is_the_same_when_its_files_are_imported_again(&TABLES);
    desk.bench.undo_import(&written.batch.unwrap(), &now()).unwrap();
    assert_eq!(named(&desk.reading().suggestions(&asked(None, Some(CSF))).unwrap()), named(&all));

    let mut code = |control: &str, requirement: &str| {
        let pass = SuggestionPassed { control: control.to_owned(), requirement: requirement.to_owned() };
        desk.bench.pass_suggestion(&pass, &now()).unwrap_err().code
    };
    assert_eq!((code("C-9", "nist-csf@2.0/ID.AM-01"), code("C-1", "nist-csf@2.0/ID.AM-99")), ("usage/id", "usage/id"));
    assert_eq!(code("C-1", "nist-csf@2.0/ID.AM"), "usage/id", "a group is not met by itself");
}

#[test]
fn a_suggestion_that_is_taken_over_is_a_mapping_that_can_be_taken_back() {
    let mut desk = Desk::new(&TABLES);
    let mut accept = |control: &str, requirement: &str, facets: &[&str]| {
        let facets = facets.iter().map(|f| (*f).to_owned()).collect();
        desk.bench.accept_suggestion(&SuggestionAccepted { control: control.into(), requirement: requirement.into(), facets }, &now())
    };
    assert_eq!(accept("C-9", "nist-csf@2.0/ID.AM-01", &[]).unwrap_err().code, "usage/id");
    assert_eq!(accept("C-2", "nist-csf@2.0/ID.AM-99", &[]).unwrap_err().code, "usage/id");
    assert_eq!(accept("C-2", "nist-csf@2.0/GV.SC-07", &[]).unwrap_err().code, "usage/facet", "it is met facet by facet");
    assert_eq!(accept("C-2", "nist-csf@2.0/GV.SC-07", &["enforced"]).unwrap_err().code, "usage/facet");
    let whole = accept("C-2", "nist-csf@2.0/ID.AM-01", &[]).unwrap();
    let parts = accept("C-2", "nist-csf@2.0/GV.SC-07", &["recorded", "assessed"]).unwrap();
    assert_eq!(parts.said, "C-2 covers GV.SC-07");
    let row = desk.bench.workspace.record(Table::Controls, "C-2", None).unwrap().unwrap();
    let wanted = "nist-csf@2.0/PR.AA-05; nist-csf@2.0/ID.AM-01; nist-csf@2.0/GV.SC-07#recorded; nist-csf@2.0/GV.SC-07#assessed";
    assert_eq!(row.list("requirements").unwrap(), wanted.split("; ").collect::<Vec<_>>());
    assert_eq!((row.get("claim"), row.get("title")), (Some("planned"), Some("Access rules")), "the rest of the row stays");
    let taken: RequirementId = "nist-csf@2.0/GV.SC-07".parse().unwrap();
    let list = desk.reading().suggestions(&asked(Some("C-2"), Some(CSF))).unwrap();
    assert!(!named(&list).contains(&("C-2", taken.to_string().as_str())));
    desk.is_the_same_when_its_files_are_imported_again(&TABLES);
    for batch in [parts, whole] {
        desk.bench.undo_import(&batch.batch.unwrap(), &now()).unwrap();
    }
    let row = desk.bench.workspace.record(Table::Controls, "C-2", None).unwrap().unwrap();
    assert_eq!(row.get("requirements"), Some("nist-csf@2.0/PR.AA-05"));
}

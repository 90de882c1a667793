//! What NIST says, asked of the shipped content. The numbers are those of the list of assertions about the sources.
#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, reason = "tests")]

mod common;

use common::{candidates, content, edition, facts, ids, requirement, resolve, settled};
use countersign_core::citation::State;
use std::collections::{BTreeMap, BTreeSet};

const CSF: &str = "nist-csf@2.0";
const RMF: &str = "nist-ai-rmf@1.0";

/// The words of a requirement in our own words, lower case.
fn words(id: &str) -> String {
    let r = requirement(id);
    format!("{} {}", r.title, r.text).to_lowercase()
}

fn csf(id: &str) -> String {
    format!("{CSF}/{id}")
}

/// The assessed requirements of an edition below each of its tops, in order.
fn per_top(edition_id: &str) -> Vec<(&'static str, usize)> {
    let e = edition(edition_id);
    e.requirements.iter().filter(|r| r.parent.is_none()).map(|r| (r.id.id.as_str(), e.assessable_below(&r.id.id).len())).collect()
}

#[test]
fn a01_functions_in_order() {
    assert_eq!(ids(CSF, "function", None), ["GV", "ID", "PR", "DE", "RS", "RC"]);
}

#[test]
fn a02_categories_per_function() {
    let n = |f| ids(CSF, "category", Some(f)).len();
    assert_eq!(["GV", "ID", "PR", "DE", "RS", "RC"].map(n), [6, 3, 5, 2, 4, 2]);
    assert_eq!(ids(CSF, "category", None).len(), 22);
}

#[test]
fn a03_subcategories_per_function() {
    assert_eq!(per_top(CSF), [("GV", 31), ("ID", 21), ("PR", 22), ("DE", 11), ("RS", 13), ("RC", 8)]);
    assert_eq!(ids(CSF, "subcategory", None).len(), 106);
    assert_eq!(edition(CSF).assessable().count(), 106);
}

#[test]
fn a04_subcategories_of_three_categories() {
    let n = |c| ids(CSF, "subcategory", Some(c)).len();
    assert_eq!(["GV.SC", "GV.PO", "PR.AA"].map(n), [10, 2, 6]);
}

/// The official words are tested on the official file; ours have to be about the same thing.
#[test]
fn a05_pr_aa_05_is_about_access_rights() {
    assert!(words("nist-csf@2.0/PR.AA-05").contains("access rights"));
}

#[test]
fn a06_logs_and_secure_development() {
    assert!(words("nist-csf@2.0/PR.PS-04").contains("log record"));
    assert!(words("nist-csf@2.0/PR.PS-06").contains("secure software development"));
    assert!(!words("nist-csf@2.0/PR.PS-04").contains("development"));
}

#[test]
fn a07_mission_and_policy() {
    assert!(words("nist-csf@2.0/GV.OC-01").contains("mission"));
    assert!(words("nist-csf@2.0/GV.PO-01").contains("policy"));
    assert!(!words("nist-csf@2.0/GV.OC-01").contains("policy"));
}

#[test]
fn a08_contracts_and_diligence() {
    assert!(words("nist-csf@2.0/GV.SC-05").contains("contract"));
    let diligence = words("nist-csf@2.0/GV.SC-06");
    assert!(diligence.contains("diligence") && diligence.contains("before"));
}

#[test]
fn a09_pr_ds_has_four_and_pr_ds_09_never_existed() {
    assert_eq!(ids(CSF, "subcategory", Some("PR.DS")), ["PR.DS-01", "PR.DS-02", "PR.DS-10", "PR.DS-11"]);
    assert!(!edition(CSF).withdrawn.iter().any(|w| w.id == "PR.DS-09"));
    for text in ["PR.DS-09", "PR.DS-9", "nist-csf@2.0/PR.DS-09", "NIST CSF 2.0 PR.DS-09"] {
        let c = resolve(text);
        assert_eq!((c.state, settled(&c), c.candidates.len()), (State::Unknown, None, 0), "{text}");
    }
}

#[test]
fn a10_de_cm_has_five() {
    assert_eq!(ids(CSF, "subcategory", Some("DE.CM")), ["DE.CM-01", "DE.CM-02", "DE.CM-03", "DE.CM-06", "DE.CM-09"]);
}

#[test]
fn a11_withdrawn_ids() {
    let gone = &edition(CSF).withdrawn;
    let (subcategories, categories): (Vec<_>, Vec<_>) = gone.iter().partition(|w| w.id.contains('-'));
    assert_eq!((categories.len(), subcategories.len()), (12, 79));
    assert_eq!((22 + categories.len(), 106 + subcategories.len()), (34, 185));
    let different: BTreeSet<_> = gone.iter().map(|w| &w.id).collect();
    assert_eq!(different.len(), 91);
    // 45 of the 79 go to one place, one of them to a category.
    let one: Vec<_> = subcategories.iter().filter(|w| w.targets.len() == 1).collect();
    assert_eq!(one.len(), 45);
    assert_eq!(one.iter().filter(|w| !w.targets[0].contains('-')).map(|w| w.id.as_str()).collect::<Vec<_>>(), ["DE.DP-02"]);
}

#[test]
fn the_csf_is_the_one_of_the_facts() {
    let Some(facts) = facts("csf-2.0") else { return };
    let theirs = |key: &str| facts[key].as_array().unwrap().iter().map(|e| e["id"].as_str().unwrap().to_owned()).collect::<Vec<_>>();
    assert_eq!(theirs("elements"), edition(CSF).requirements.iter().map(|r| r.id.id.clone()).collect::<Vec<_>>());
    let sorted = |mut v: Vec<String>| {
        v.sort();
        v
    };
    assert_eq!(sorted(theirs("withdrawn")), sorted(edition(CSF).withdrawn.iter().map(|w| w.id.clone()).collect()));
    for w in facts["withdrawn"].as_array().unwrap() {
        let ours = edition(CSF).withdrawn.iter().find(|x| x.id == w["id"].as_str().unwrap()).unwrap();
        assert_eq!(ours.disposition, w["relation"].as_str().unwrap(), "{}", ours.id);
        let targets: Vec<_> = w["targets"].as_array().unwrap().iter().map(|t| t.as_str().unwrap()).collect();
        assert_eq!(ours.targets, targets, "{}", ours.id);
    }
}

/// The CSF 1.1 ids that our aliases know in the 1.1 spelling.
fn legacy() -> BTreeMap<&'static str, Vec<String>> {
    let old = |text: &str| text.split_once('-').is_some_and(|(_, n)| n.len() == 1) || ["PR.IP-10", "PR.IP-11", "PR.IP-12"].contains(&text);
    let all = content().aliases.iter().filter(|a| a.kind == "legacy" && a.framework.as_deref() == Some("nist-csf") && old(&a.text));
    all.map(|a| (a.text.as_str(), a.targets.iter().map(|t| t.id.clone()).collect())).collect()
}

#[test]
fn a13_every_csf_1_1_id_is_known() {
    let legacy = legacy();
    assert_eq!(legacy.len(), 108);
    let retained = legacy.iter().filter(|(id, _)| edition(CSF).requirement(&id.replace('-', "-0")).is_some()).count();
    assert_eq!(retained, 29);
    let disposed = |d: &str, sub: bool| edition(CSF).withdrawn.iter().filter(|w| w.disposition == d && w.id.contains('-') == sub).count();
    assert_eq!((disposed("moved_to", true), disposed("incorporated_into", true)), (18, 61));
    assert_eq!(disposed("moved_to", false) + disposed("incorporated_into", false), 12);
    // Never an answer without a note.
    for id in legacy.keys() {
        let c = resolve(id);
        assert!(matches!(c.state, State::Noted | State::Ambiguous) && c.note.is_some(), "{id}: {c:?}");
        assert_eq!(c.via.as_deref(), Some("legacy"), "{id}");
    }
    let Some(facts) = facts("csf-1.1-to-2.0") else { return };
    for row in facts["subcategories"].as_array().unwrap() {
        let id = row["id"].as_str().unwrap();
        let theirs: BTreeSet<&str> = row["targets"].as_array().unwrap().iter().map(|t| t.as_str().unwrap()).collect();
        let ours: BTreeSet<&str> = legacy[id].iter().map(String::as_str).collect();
        assert!(theirs.is_subset(&ours), "{id}: NIST names {theirs:?}, we {ours:?}");
        if row["sources_agree"] == true {
            assert_eq!(ours, theirs, "{id}");
        }
    }
    let categories = facts["categories"].as_array().unwrap();
    let withdrawn: Vec<_> = categories.iter().filter(|c| c["status_in_2_0"] == "withdrawn").map(|c| c["id"].as_str().unwrap()).collect();
    assert_eq!((categories.len(), withdrawn.len()), (23, 12));
    for id in withdrawn {
        let c = resolve(id);
        // NIST names a single subcategory for PR.MA alone; the others go to categories, to a function or nowhere in particular.
        let expected = (id == "PR.MA").then(|| csf("ID.AM-08"));
        assert_eq!((settled(&c), c.note.is_some()), (expected, true), "{id}");
    }
}

#[test]
fn a14_pr_ac_4_moved_to_pr_aa_05() {
    let forms =
        ["PR.AC-4", "PR.AC-04", "pr.ac-4", "NIST CSF PR.AC-4", "NIST CSF 2.0 PR.AC-4", "nist-csf@2.0/PR.AC-4", "nist-csf@2.0/PR.AC-04"];
    for text in forms {
        let c = resolve(text);
        assert_eq!((c.state, settled(&c)), (State::Noted, Some(csf("PR.AA-05"))), "{text}");
        assert!(c.note.unwrap().contains("moved"), "{text}: NIST's own word is shown");
        assert_eq!(c.text, text, "the citation is kept as written");
    }
}

#[test]
fn a15_several_targets_are_left_to_a_person() {
    for (text, targets) in [("PR.AC-1", vec!["PR.AA-01", "PR.AA-05"]), ("PR.AC-3", vec!["PR.AA-03", "PR.AA-05", "PR.IR-01"])] {
        let c = resolve(text);
        assert_eq!((c.state, settled(&c)), (State::Ambiguous, None), "{text}");
        assert_eq!(candidates(&c), targets.into_iter().map(csf).collect::<Vec<_>>(), "{text}");
    }
}

#[test]
fn a16_single_targets_are_noted() {
    for (text, target, word) in
        [("PR.IP-4", "PR.DS-11", "moved"), ("PR.IP-9", "ID.IM-04", "moved"), ("DE.CM-8", "ID.RA-01", "incorporated")]
    {
        let c = resolve(text);
        assert_eq!((c.state, settled(&c)), (State::Noted, Some(csf(target))), "{text}");
        assert!(c.note.unwrap().contains(word), "{text}");
    }
}

#[test]
fn a17_id_sc_1_and_2_have_five_targets_each() {
    for (text, targets) in [
        ("ID.SC-1", ["GV.RM-05", "GV.SC-01", "GV.SC-06", "GV.SC-09", "GV.SC-10"]),
        ("ID.SC-2", ["GV.OC-02", "GV.SC-03", "GV.SC-04", "GV.SC-07", "ID.RA-10"]),
    ] {
        let c = resolve(text);
        assert_eq!((c.state, settled(&c)), (State::Ambiguous, None), "{text}");
        assert_eq!(candidates(&c), targets.map(csf), "{text}");
    }
}

#[test]
fn a18_targets_that_are_categories_do_not_settle() {
    let c = resolve("DE.DP-2");
    assert_eq!((c.state, settled(&c)), (State::Ambiguous, None));
    assert_eq!(candidates(&c).len(), 6, "the parts of DE.AE are offered: {:?}", candidates(&c));
    let c = resolve("ID.GV-1");
    assert_eq!((c.state, settled(&c)), (State::Ambiguous, None));
    let offered: BTreeSet<_> = candidates(&c).into_iter().collect();
    assert_eq!(offered, BTreeSet::from([csf("GV.PO-01"), csf("GV.PO-02")]));
}

/// ID.GV-1 goes to a category and to both of its subcategories.
#[test]
fn a18_each_candidate_is_offered_once() {
    for text in legacy().keys() {
        let all = candidates(&resolve(text));
        let different: BTreeSet<_> = all.iter().collect();
        assert_eq!(all.len(), different.len(), "{text}: {all:?}");
    }
}

#[test]
fn a19_where_nists_two_statements_differ_both_are_offered() {
    for (text, targets) in [
        ("ID.GV-4", vec!["GV.RM-03", "GV.RM-04"]),
        ("DE.AE-3", vec!["DE.AE-03", "DE.AE-07"]),
        ("RS.CO-2", vec!["RC.CO-04", "RS.CO-02"]),
        ("RS.CO-3", vec!["RS.CO-02", "RS.CO-03"]),
        ("RS.AN-3", vec!["RS.AN-03", "RS.AN-06"]),
        ("RC.RP-1", vec!["RC.RP-01", "RC.RP-02"]),
    ] {
        let c = resolve(text);
        assert_eq!((c.state, settled(&c)), (State::Ambiguous, None), "{text}");
        assert_eq!(candidates(&c), targets.into_iter().map(csf).collect::<Vec<_>>(), "{text}");
    }
    // The seventh has a withdrawal note and no informative reference at all; the note says so.
    let c = resolve("RC.CO-2");
    assert_eq!((c.state, settled(&c)), (State::Noted, Some(csf("RC.CO-04"))));
    assert!(c.note.unwrap().contains("no informative reference"));
}

#[test]
fn a20_sixteen_subcategories_come_from_nowhere_in_1_1() {
    let sixteen = [
        "GV.RM-07", "GV.RR-01", "GV.OV-01", "GV.OV-02", "GV.OV-03", "ID.AM-07", "ID.IM-01", "PR.AA-04", "PR.PS-05", "RS.MA-05", "RS.AN-07",
        "RS.AN-08", "RC.RP-03", "RC.RP-04", "RC.RP-05", "RC.RP-06",
    ];
    let reached: BTreeSet<String> = legacy().into_values().flatten().collect();
    let never: Vec<&str> = ids(CSF, "subcategory", None).into_iter().filter(|id| !reached.contains(*id)).collect();
    assert_eq!(never, sixteen);
}

#[test]
fn a21_ai_rmf_counts() {
    assert_eq!(ids(RMF, "function", None), ["GOVERN", "MAP", "MEASURE", "MANAGE"]);
    let categories = |f| ids(RMF, "category", Some(f)).len();
    assert_eq!(["GOVERN", "MAP", "MEASURE", "MANAGE"].map(categories), [6, 5, 4, 4]);
    assert_eq!(per_top(RMF), [("GOVERN", 19), ("MAP", 18), ("MEASURE", 22), ("MANAGE", 13)]);
    assert_eq!((ids(RMF, "category", None).len(), ids(RMF, "subcategory", None).len()), (19, 72));
}

#[test]
fn the_ai_rmf_is_the_one_of_the_facts() {
    let Some(facts) = facts("ai-rmf-1.0") else { return };
    let theirs: Vec<_> = facts["elements"].as_array().unwrap().iter().map(|e| e["id"].as_str().unwrap()).collect();
    assert_eq!(theirs, edition(RMF).requirements.iter().map(|r| r.label.as_str()).collect::<Vec<_>>());
}

#[test]
fn a22_inventory_and_decommissioning() {
    assert!(words("nist-ai-rmf@1.0/GOVERN-1.6").contains("inventory of ai systems"));
    let retired = words("nist-ai-rmf@1.0/GOVERN-1.7");
    assert!(retired.contains("retire") && retired.contains("phased out"));
}

#[test]
fn a23_security_and_validity() {
    assert!(words("nist-ai-rmf@1.0/MEASURE-2.7").contains("security and resilience"));
    assert!(words("nist-ai-rmf@1.0/MEASURE-2.5").contains("valid and reliable"));
}

#[test]
fn a24_disengaging() {
    let text = words("nist-ai-rmf@1.0/MANAGE-2.4");
    assert!(text.contains("replaced") && text.contains("switched off"));
}

#[test]
fn a25_measure_2_sorts_by_number() {
    let expected: Vec<String> = (1..=13).map(|n| format!("MEASURE-2.{n}")).collect();
    assert_eq!(ids(RMF, "subcategory", Some("MEASURE-2")), expected);
}

#[test]
fn a26_spellings_of_an_ai_rmf_id_are_one() {
    for n in ["1.1", "1.6"] {
        let id = format!("{RMF}/GOVERN-{n}");
        assert_eq!(requirement(&id).label, format!("GOVERN {n}"));
        for text in [
            format!("GV-{n}"),
            format!("GV {n}"),
            format!("GOVERN-{n}"),
            format!("GOVERN {n}"),
            format!("govern  {n}"),
            format!("GOVERN\u{2011}{n}"),
            format!("NIST AI RMF GOVERN {n}"),
            format!("AI RMF 1.0 GV-{n}"),
            format!("{RMF}/GV-{n}"),
        ] {
            let c = resolve(&text);
            assert!(matches!(c.state, State::Resolved | State::Noted), "{text}: {c:?}");
            assert_eq!(settled(&c).as_ref(), Some(&id), "{text}");
        }
    }
    // The form with a space cannot stand in a full id but is understood where the edition is named.
    assert_eq!(settled(&resolve("nist-ai-rmf@1.0 GOVERN 1.6")), Some(format!("{RMF}/GOVERN-1.6")));
}

/// Of 27, what concerns us: an action id of AI 600-1 is not a requirement of the AI RMF.
#[test]
fn a27_an_action_id_of_ai_600_1_settles_nothing() {
    for text in ["GV-1.1-001", "GV-4.3-001", "GV4.3--001", "MS-2.7-009"] {
        let c = resolve(text);
        assert_eq!((settled(&c), matches!(c.state, State::Unknown | State::Ambiguous)), (None, true), "{text}: {c:?}");
    }
}

#[test]
fn every_spelling_of_every_ai_rmf_id_in_the_facts_leads_to_it() {
    let Some(facts) = facts("ai-rmf-1.0") else { return };
    for e in facts["elements"].as_array().unwrap().iter().filter(|e| e["level"] == "subcategory") {
        let label = e["id"].as_str().unwrap();
        for alias in e["aliases"].as_array().unwrap() {
            let text = alias.as_str().unwrap();
            assert_eq!(settled(&resolve(text)), Some(format!("{RMF}/{}", label.replace(' ', "-"))), "{text}");
        }
    }
}

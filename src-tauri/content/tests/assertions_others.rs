//! What OWASP and the CSA say, and what the crosswalks may hold, asked of the shipped content.
#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, reason = "tests")]

mod common;

use common::{content, edition, facts, ids, requirement};
use countersign_core::catalog::{Crosswalk, Edge};
use std::collections::BTreeSet;

const THREATS: &str = "owasp-agentic-threats@1.1";
const ASI: &str = "owasp-agentic-top10@2026";
const MAESTRO: &str = "csa-maestro@1";

fn titles(edition_id: &str) -> Vec<(&'static str, &'static str)> {
    edition(edition_id).requirements.iter().map(|r| (r.id.id.as_str(), r.title.as_str())).collect()
}

fn crosswalk(id: &str) -> &'static Crosswalk {
    content().crosswalks.iter().find(|c| c.id == id).unwrap_or_else(|| panic!("no crosswalk {id}"))
}

fn from<'a>(set: &'a Crosswalk, source: &str) -> Vec<&'a Edge> {
    set.edges.iter().filter(|e| e.source == source).collect()
}

#[test]
fn a28_threats_per_edition() {
    let numbered = |n: usize| (1..=n).map(|i| format!("T{i}")).collect::<Vec<_>>();
    assert_eq!(ids(THREATS, "threat", None), numbered(17));
    assert_eq!(ids("owasp-agentic-threats@1.0", "threat", None), numbered(15));
}

#[test]
fn a29_t16_and_t17_of_1_1() {
    assert_eq!(requirement("owasp-agentic-threats@1.1/T16").title, "Insecure Inter-Agent Protocol Abuse");
    assert_eq!(requirement("owasp-agentic-threats@1.1/T17").title, "Supply Chain Compromise");
    // The other meaning is named where a bare T16 or T17 is explained, and is no requirement of ours.
    for (text, other) in [("T16", "Model Inconsistency"), ("T17", "Semantic Drift")] {
        assert!(common::resolve(text).note.unwrap().contains(other), "{text}");
        assert!(!content().editions.iter().flat_map(|e| &e.requirements).any(|r| r.title.contains(other)));
    }
}

#[test]
fn a30_extended_threats_never_settle() {
    for n in 18..=60 {
        for text in [format!("T{n}"), format!("OWASP Agentic Threats 1.1 T{n}"), format!("owasp-agentic-threats@1.1/T{n}")] {
            assert_eq!(common::settled(&common::resolve(&text)), None, "{text}");
        }
    }
}

#[test]
fn a31_the_ten_of_2026() {
    let titles = titles(ASI);
    assert_eq!(titles.len(), 10);
    assert_eq!(
        (titles[0], titles[4], titles[9]),
        (("ASI01", "Agent Goal Hijack"), ("ASI05", "Unexpected Code Execution (RCE)"), ("ASI10", "Rogue Agents"))
    );
    assert_eq!(common::settled(&common::resolve("ASI11")), None);
    assert_eq!(common::settled(&common::resolve("owasp-agentic-top10@2026/ASI11")), None);
}

#[test]
fn owasp_ids_and_names_are_those_of_the_facts() {
    for (file, edition_id) in [("owasp-agentic-threats", THREATS), ("owasp-agentic-top10-2026", ASI)] {
        let Some(facts) = facts(file) else { return };
        let theirs: Vec<_> =
            facts["elements"].as_array().unwrap().iter().map(|e| (e["id"].as_str().unwrap(), e["name"].as_str().unwrap())).collect();
        assert_eq!(titles(edition_id), theirs);
    }
}

#[test]
fn a32_seven_layers() {
    assert_eq!(ids(MAESTRO, "layer", None), ["L1", "L2", "L3", "L4", "L5", "L6", "L7"]);
    assert_eq!(edition(MAESTRO).assessable().count(), 7);
    assert_eq!(requirement("csa-maestro@1/L4").title, "Deployment and Infrastructure");
    // Vertical: it runs through all the others.
    assert!(requirement("csa-maestro@1/L6").text.contains("cut across the other layers"));
}

#[test]
fn a33_threats_per_layer() {
    let n = |l| ids(MAESTRO, "threat", Some(l)).len();
    assert_eq!(["L1", "L2", "L3", "L4", "L5", "L6", "L7", "CL"].map(n), [7, 5, 6, 6, 6, 7, 13, 5]);
    let Some(facts) = facts("csa-maestro") else { return };
    let sorted = |mut v: Vec<(String, String)>| {
        v.sort();
        v
    };
    let theirs = facts["elements"].as_array().unwrap().iter().filter(|e| e["level"] == "threat" || !e["parent"].is_null());
    let theirs = theirs.map(|e| (e["parent"].as_str().unwrap_or_default().to_owned(), e["name"].as_str().unwrap().to_owned())).collect();
    let ours = edition(MAESTRO).requirements.iter().filter(|r| r.level == "threat");
    let ours = ours.map(|r| (r.parent.clone().unwrap(), r.title.clone())).collect();
    assert_eq!(sorted(ours), sorted(theirs));
}

/// No threat of MAESTRO has an official id, so none is numbered here and none is assessed by itself.
#[test]
fn a34_maestro_threats_carry_slugs_of_ours() {
    for r in edition(MAESTRO).requirements.iter().filter(|r| r.level == "threat") {
        assert!(!r.assessable, "{}", r.id);
        let (layer, slug) = r.id.id.split_once('-').unwrap();
        assert_eq!(Some(layer), r.parent.as_deref());
        assert!(slug.chars().any(char::is_alphabetic), "{} looks like a number", r.id);
    }
    assert!(!content().editions.iter().any(|e| e.id.framework == "csa-maestro" && e.id.edition != "1"), "version 2 was in review");
}

#[test]
fn a35_asi_to_t() {
    let set = crosswalk("owasp-asi-to-threats");
    assert_eq!((set.source.to_string().as_str(), set.target.to_string().as_str(), set.edges.len()), (ASI, THREATS, 27));
    let equal: Vec<_> = set.edges.iter().filter(|e| e.relation == "equal").map(|e| (e.source.as_str(), e.target.as_str())).collect();
    assert_eq!(equal, [("ASI03", "T3")]);
    let reached: BTreeSet<_> = set.edges.iter().map(|e| e.target.as_str()).collect();
    let never: Vec<_> = ids(THREATS, "threat", None).into_iter().filter(|t| !reached.contains(t)).collect();
    assert_eq!(never, ["T9"]);
}

#[test]
fn a36_asi02_and_asi04() {
    let set = crosswalk("owasp-asi-to-threats");
    let told = |source| from(set, source).into_iter().map(|e| (e.target.as_str(), e.strength.as_deref())).collect::<BTreeSet<_>>();
    assert_eq!(told("ASI02"), BTreeSet::from([("T2", Some("primary")), ("T4", Some("contributing")), ("T16", Some("contributing"))]));
    let four = told("ASI04");
    assert!(four.contains(&("T17", Some("primary"))));
    assert_eq!(four.iter().map(|(t, _)| *t).collect::<BTreeSet<_>>(), BTreeSet::from(["T17", "T2", "T11", "T12", "T13", "T16"]));
    assert_eq!(four.iter().filter(|(_, s)| *s == Some("primary")).count(), 1);
}

/// 37 and 39 are about lists we do not ship; no set may have an end outside our editions.
#[test]
fn a37_a39_no_set_ends_outside_our_editions() {
    for set in &content().crosswalks {
        for end in [&set.source, &set.target] {
            assert!(content().edition(end).is_some(), "{}: {end}", set.id);
            assert!(!end.framework.contains("llm"), "{}: {end}", set.id);
        }
    }
}

#[test]
fn a38_t_to_maestro() {
    let set = crosswalk("owasp-threats-to-maestro");
    assert_eq!(set.edges.len(), 23);
    let into = |layer: &str| set.edges.iter().filter(|e| e.target == layer).map(|e| e.source.as_str()).collect::<BTreeSet<_>>();
    assert_eq!(into("L3"), BTreeSet::from(["T2", "T5", "T6"]));
    assert_eq!(into("L6"), BTreeSet::from(["T3", "T7"]));
    assert_eq!(into("CL"), BTreeSet::from(["T6", "T12", "T13", "T15"]));
    for t in ["T11", "T16", "T17"] {
        assert!(from(set, t).is_empty(), "{t}");
    }
}

#[test]
fn a40_nothing_published_between_the_ai_rmf_and_the_csf() {
    let frameworks = |c: &Crosswalk| BTreeSet::from([c.source.framework.clone(), c.target.framework.clone()]);
    let pair = BTreeSet::from(["nist-ai-rmf".to_owned(), "nist-csf".to_owned()]);
    for set in content().crosswalks.iter().filter(|c| frameworks(c) == pair) {
        assert_eq!(set.basis, "inferred", "{}", set.id);
    }
    for set in content().crosswalks.iter().filter(|c| c.basis == "inferred") {
        assert_eq!(set.authority, "none", "{}: nobody stands behind an inference", set.id);
        for e in &set.edges {
            let rationale = e.rationale.as_deref().unwrap_or_default();
            assert!(rationale.split_whitespace().count() >= 2, "{}: {} to {} says no reason", set.id, e.source, e.target);
            assert!(["intersects_with", "supports"].contains(&e.relation.as_str()), "{}: an inference claims {}", set.id, e.relation);
        }
    }
}

#[test]
fn unreviewed_sets_are_not_shipped() {
    for set in &content().crosswalks {
        assert!(!set.id.to_uppercase().ends_with("-UNREVIEWED") && !set.status.contains("unreviewed"), "{}", set.id);
        assert!(["published", "inferred"].contains(&set.basis.as_str()) && !set.citation.is_empty(), "{}", set.id);
    }
}

#[test]
fn shipped_edges_are_those_of_the_facts() {
    let Some(facts) = facts("crosswalks") else { return };
    let norm = |id: &str| id.replace([' ', '/'], "-");
    for set in &content().crosswalks {
        let theirs = facts["sets"].as_array().unwrap().iter().find(|s| s["id"] == set.id.as_str()).unwrap_or_else(|| panic!("{}", set.id));
        assert_eq!((theirs["basis"].as_str().unwrap(), theirs["status"].as_str().unwrap()), (set.basis.as_str(), set.status.as_str()));
        let theirs = theirs["rows"].as_array().unwrap().iter().map(|r| {
            (norm(r["source"].as_str().unwrap()), norm(r["target"].as_str().unwrap()), r["relation"].as_str().unwrap().to_owned())
        });
        let mut theirs: Vec<_> = theirs.collect();
        let mut ours: Vec<_> = set.edges.iter().map(|e| (norm(&e.source), norm(&e.target), e.relation.clone())).collect();
        theirs.sort();
        ours.sort();
        assert_eq!(ours, theirs, "{}", set.id);
    }
}

//! What the shipped content owes its readers: own words, facets where they are asked about, evidence that can answer.
#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, reason = "tests")]

mod common;

use common::{content, edition, facts, reference, requirement};
use countersign_core::catalog::{Question, Requirement};
use std::collections::{BTreeMap, BTreeSet};

#[test]
fn pr_aa_05_has_its_six_facets() {
    let facets = &requirement("nist-csf@2.0/PR.AA-05").facets;
    let ids: Vec<&str> = facets.iter().map(|f| f.id.as_str()).collect();
    assert_eq!(ids, ["policy", "managed", "enforced", "reviewed", "least_privilege", "separation_of_duties"]);
    let essential: Vec<&str> = facets.iter().filter(|f| f.essential).map(|f| f.id.as_str()).collect();
    assert_eq!(essential, ["enforced"]);
}

#[test]
fn what_a_rule_names_declares_its_facets() {
    let named: BTreeSet<_> = content().rules.iter().flat_map(|r| &r.requires).collect();
    let without: Vec<String> =
        named.iter().filter(|id| !content().requirement(id).unwrap().facets_declared).map(ToString::to_string).collect();
    assert!(without.is_empty(), "{} of {} without facets: {without:?}", without.len(), named.len());
}

#[test]
fn facets_are_named_alike_and_can_be_answered() {
    let lower_snake = |id: &str| {
        id.starts_with(|c: char| c.is_ascii_lowercase()) && id.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_')
    };
    for r in content().editions.iter().flat_map(|e| e.assessable()) {
        assert!(!r.facets.is_empty() && !r.evidence.is_empty() && !r.text.is_empty(), "{}", r.id);
        for f in &r.facets {
            assert!(lower_snake(&f.id) && !f.title.is_empty(), "{}#{}", r.id, f.id);
            assert!(!f.demand.accepted_kinds.is_empty(), "{}#{} accepts nothing", r.id, f.id);
            assert!((1..=6).contains(&f.demand.min_tier), "{}#{} has no tier", r.id, f.id);
            if f.demand.question == Question::Operating {
                let paper = ["policy", "procedure", "attestation"];
                assert!(f.demand.accepted_kinds.iter().any(|k| !paper.contains(&k.as_str())), "{}#{}: paper answers it alone", r.id, f.id);
            }
        }
    }
}

#[test]
fn every_rule_names_only_what_is_assessed_and_speaks() {
    assert_eq!(content().rules.len(), 64);
    for rule in &content().rules {
        assert!(!rule.requires.is_empty() && !rule.why.is_empty() && !rule.when.sentence().is_empty(), "{}", rule.id);
        for id in &rule.requires {
            assert!(content().requirement(id).unwrap().assessable, "{}: {id}", rule.id);
        }
    }
}

/// Words in lower case, without what stands between them.
fn words(text: &str) -> Vec<String> {
    let plain = text.to_lowercase().replace(['\u{2019}', '\''], "");
    plain.split(|c: char| !c.is_alphanumeric()).filter(|w| !w.is_empty()).map(str::to_owned).collect()
}

const RUN: usize = 8;

/// Runs of eight words of official statements, with the id they stand under.
fn official_runs(statements: &[(String, String)]) -> BTreeMap<Vec<String>, String> {
    let mut runs = BTreeMap::new();
    for (id, text) in statements {
        for run in words(text).windows(RUN) {
            runs.insert(run.to_vec(), id.clone());
        }
    }
    runs
}

fn own_texts(r: &Requirement) -> Vec<(String, &str)> {
    let mut texts = vec![
        (format!("{} title", r.id), r.title.as_str()),
        (format!("{} text", r.id), &r.text),
        (format!("{} evidence", r.id), &r.evidence),
    ];
    texts.retain(|(at, _)| r.title_by == "us" || !at.ends_with("title"));
    texts.extend(r.facets.iter().map(|f| (format!("{}#{}", r.id, f.id), f.title.as_str())));
    texts
}

fn statements(file: &str) -> Option<Vec<(String, String)>> {
    let facts = facts(file)?;
    let of =
        |e: &serde_json::Value| Some((e["id"].as_str()?.to_owned(), e["statement"].as_str().or_else(|| e["text"].as_str())?.to_owned()));
    let found: Vec<_> = facts["elements"].as_array()?.iter().filter_map(of).collect();
    assert!(found.len() >= 90, "{file} holds statements");
    Some(found)
}

#[test]
fn our_words_are_ours() {
    let (Some(csf), Some(rmf)) = (statements("csf-2.0"), statements("ai-rmf-1.0")) else { return };
    let runs = official_runs(&[csf, rmf].concat());
    assert!(runs.len() > 1_000);
    let mut texts: Vec<(String, &str)> = content().editions.iter().flat_map(|e| &e.requirements).flat_map(own_texts).collect();
    texts.extend(content().rules.iter().map(|r| (r.id.clone(), r.why.as_str())));
    for c in &content().controls {
        for text in [&c.title, &c.statement, &c.evidence, &c.asks] {
            texts.push((c.id.clone(), text));
        }
        texts.extend(c.maps.iter().map(|m| (format!("{} to {}", c.id, m.requirement), m.rationale.as_str())));
    }
    for set in &content().crosswalks {
        texts.extend(set.edges.iter().filter_map(|e| Some((format!("{} {}", set.id, e.source), e.rationale.as_deref()?))));
    }
    let mut shared = Vec::new();
    for (at, text) in &texts {
        if let Some((run, id)) = words(text).windows(RUN).find_map(|w| runs.get_key_value(w)) {
            shared.push(format!("{at} shares with {id}: {}", run.join(" ")));
        }
    }
    assert!(shared.is_empty(), "{} texts:\n{}", shared.len(), shared.join("\n"));
}

/// The facts are a second copy of NIST's wording; the official file is the first.
#[test]
fn our_words_are_not_those_of_the_official_file() {
    let Some(bytes) = reference("official/nist-oscal/csf-2.0/NIST_CSF_v2.0_catalog.json") else { return };
    let csf = edition("nist-csf@2.0");
    let official = countersign_content::official::read(&bytes, "a.json", csf).unwrap();
    let runs = official_runs(&official.texts.into_iter().collect::<Vec<_>>());
    for (at, text) in csf.requirements.iter().flat_map(own_texts) {
        for w in words(text).windows(RUN) {
            assert!(!runs.contains_key(w), "{at} shares with {}: {}", runs[w], w.join(" "));
        }
    }
}

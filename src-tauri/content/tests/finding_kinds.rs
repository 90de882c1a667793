//! The shipped kinds of findings: every code has its words, and the words are questions and facts.
#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, reason = "tests")]

mod common;

use common::content;
use countersign_core::catalog::FindingKind;
use countersign_core::risk::{Level, level_of_risk};
use std::collections::BTreeSet;

fn kind(code: &str) -> &'static FindingKind {
    content().finding(code).unwrap_or_else(|| panic!("no kind {code}"))
}

/// `EB-01#least_privilege`: whether a kind speaks about a facet of a requirement.
fn cites(code: &str, requirement: &str, facet: &str) -> bool {
    kind(code).criteria.iter().any(|c| c.requirement.to_string() == requirement && c.facets.iter().any(|f| f == facet))
}

#[test]
fn every_code_has_its_words() {
    let numbered = |family: &str, from: usize, to: usize| (from..=to).map(|n| format!("{family}-{n:02}")).collect::<Vec<_>>();
    let mut codes = numbered("EB", 0, 19);
    codes.extend(numbered("CT", 1, 12));
    codes.extend(numbered("AD", 1, 6));
    codes.extend(numbered("CH", 0, 6));
    codes.extend(numbered("CF", 1, 2));
    codes.extend(["VC-01".into(), "SC-01".into()]);
    let clauses =
        ["EXPIRED", "SELF", "SCOPE", "NOCOMP", "TRIGGER", "TOOLONG", "STATUS", "AUTHORITY", "NOT-YET", "REASON", "OWNER", "PERMANENT"];
    codes.extend(clauses.map(|c| format!("EX-{c}")));
    codes.sort();
    assert_eq!(content().findings.iter().map(|k| k.code.clone()).collect::<Vec<_>>(), codes);
}

#[test]
fn titles_are_questions_and_the_rest_are_sentences() {
    let mut titles = BTreeSet::new();
    for k in &content().findings {
        for title in [&k.title, &k.unsure.title] {
            assert!(title.ends_with('?') && !title.contains(". "), "{}: {title}", k.code);
            assert!(titles.insert(title.clone()), "{} asks what another asks: {title}", k.code);
        }
        let p = &k.page;
        assert!(k.unsure.cause.as_ref().is_none_or(|c| c.ends_with('.') && *c != k.cause), "{}", k.code);
        for text in [&k.cause, &k.effect, &k.recommendation, &k.unsure.effect, &p.looks_at, &p.raises, &p.does_not, &p.clears] {
            assert!(text.ends_with('.') && !text.contains("  "), "{}: {text}", k.code);
        }
        assert!(p.asks.ends_with('?'), "{}: {}", k.code, p.asks);
        assert!(k.unsure.effect.contains("cannot be excluded") || k.unsure.effect.contains("not known"), "{}", k.code);
    }
}

#[test]
fn nobody_is_accused_and_nothing_is_certified() {
    for k in &content().findings {
        let text = format!("{k:?}").to_lowercase();
        for word in ["complian", "certif", "violat", "guilty", "fraud", "negligen", "ai-powered", "blame the", "fault"] {
            // `default` is a word of its own.
            assert!(!text.replace("default", "").contains(word), "{} says {word}", k.code);
        }
    }
}

#[test]
fn what_a_claim_or_an_exception_raises_fails_no_facet() {
    for k in &content().findings {
        if k.code.starts_with("CT-") || k.code.starts_with("EX-") {
            let level = level_of_risk(k.likelihood.unwrap(), k.impact.unwrap());
            assert!(level < Level::High, "{} is {level:?}", k.code);
        }
    }
}

/// The rules of applicability that come from a finding name what the finding speaks about.
#[test]
fn rules_and_findings_name_the_same_requirements() {
    let pairs = [
        ("R24", "EB-10"),
        ("R40", "AD-01"),
        ("R43", "EB-06"),
        ("R43", "EB-07"),
        ("R51", "AD-03"),
        ("R52", "CH-06"),
        ("R55", "EB-11"),
        ("R56", "EB-13"),
        ("R57", "EB-14"),
        ("R58", "EB-12"),
        ("R58", "EB-19"),
        ("R59", "EB-08"),
        ("R60", "EX-EXPIRED"),
        ("R60", "EX-PERMANENT"),
        ("R64", "EB-18"),
    ];
    for (rule, code) in pairs {
        let rule = content().rules.iter().find(|r| r.id == rule).unwrap();
        for id in rule.requires.iter().filter(|id| id.edition.framework == "nist-csf") {
            assert!(kind(code).criteria.iter().any(|c| c.requirement == *id), "{code} leaves out {id} of {}", rule.id);
        }
    }
}

#[test]
fn all_five_frameworks_are_spoken_about() {
    let frameworks: BTreeSet<String> =
        content().findings.iter().flat_map(|k| &k.criteria).map(|c| c.requirement.edition.to_string()).collect();
    let all = countersign_core::catalog::DEFAULT_EDITIONS.iter().map(|e| (*e).to_owned()).collect();
    assert_eq!(frameworks, all);
    // What fails by its controls is what a kind of theirs speaks about.
    assert!(content().findings.iter().all(|k| k.criteria.is_empty() == (k.family == "control")));
}

/// The example of domain 4f: an unused right bears on least privilege, a self-approval on separation of duties, and neither alone
/// makes the requirement not met.
#[test]
fn access_findings_name_the_part_of_access_that_they_are_about() {
    let access = "nist-csf@2.0/PR.AA-05";
    assert!(cites("EB-16", access, "least_privilege") && cites("AD-04", access, "separation_of_duties"));
    assert!(cites("EB-13", access, "reviewed") && cites("EB-14", access, "reviewed"));
    let enforced: Vec<&str> = content().findings.iter().map(|k| k.code.as_str()).filter(|c| cites(c, access, "enforced")).collect();
    assert_eq!(enforced, ["EB-17"], "the essential facet: only where a rule was not asked");
}

#[test]
fn the_words_are_part_of_the_rule_set() {
    let mut other = content().clone();
    other.findings[0].effect.push('!');
    assert_ne!(other.ruleset().unwrap(), content().ruleset().unwrap());
}

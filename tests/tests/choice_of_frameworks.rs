//! What is known of a requirement does not depend on which other frameworks are asked for: a finding that speaks against a control does so
//! whether or not the requirement it cites is on the page.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test may fail loudly")]

use countersign_core::assess::Assessment;
use countersign_core::catalog::DEFAULT_EDITIONS;
use countersign_core::findings::Finding;
use countersign_core::ids::RequirementId;
use countersign_tests::desk::{self, Desk};
use countersign_workbench::AssessOptions;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// A part of a requirement that a finding cites.
type Criterion = (RequirementId, Option<String>);

/// Every leaf as it is told: the requirement, the workflow, and the outcome with all its parts.
fn leaves(a: &Assessment) -> BTreeMap<(String, Option<&str>), String> {
    let mut told = BTreeMap::new();
    for (r, id) in a.requirements.iter().enumerate() {
        for w in std::iter::once(None).chain((0..a.rows.len()).map(Some)) {
            if let Some(outcome) = a.outcome(r, w) {
                told.insert((id.to_string(), w.map(|w| a.rows[w].workflow.as_str())), format!("{outcome:?}"));
            }
        }
    }
    told
}

/// Findings by their ids, but for those that say that a part of a requirement fails: they follow from what is assessed. What they cite is
/// told in the order in which the frameworks are asked for.
fn findings(a: &Assessment) -> BTreeMap<&str, (BTreeSet<&Criterion>, Finding)> {
    let told = a.findings.iter().filter(|f| !f.follows_statuses());
    told.map(|f| (f.id.as_str(), (f.criteria.iter().collect(), Finding { criteria: Arc::default(), ..f.clone() }))).collect()
}

#[test]
fn a_framework_alone_has_the_statuses_that_it_has_beside_the_others() {
    let desk = Desk::sample();
    let all = desk.bench.look(&desk::half_year(), &desk::now()).unwrap().assessment;
    let (whole, found) = (leaves(&all), findings(&all));
    let mut compared = BTreeSet::new();
    for edition in DEFAULT_EDITIONS {
        let options = AssessOptions { frameworks: vec![edition.to_owned()], ..desk::half_year() };
        let alone = desk.bench.look(&options, &desk::now()).unwrap().assessment;
        for (leaf, outcome) in leaves(&alone) {
            assert_eq!(Some(&outcome), whole.get(&leaf), "{leaf:?} with {edition} alone");
            compared.insert((leaf.0, leaf.1.map(str::to_owned)));
        }
        assert_eq!(alone.claims, all.claims, "with {edition} alone");
        let told = findings(&alone);
        let differing: Vec<_> = told.keys().chain(found.keys()).filter(|id| told.get(*id) != found.get(*id)).collect();
        assert!(differing.is_empty(), "with {edition} alone: {differing:?}");
    }
    assert_eq!(compared.len(), whole.len(), "every leaf was compared");
}

#[test]
fn a_framework_that_is_asked_for_twice_is_assessed_once() {
    let desk = Desk::sample();
    let twice = |n| AssessOptions { frameworks: vec!["csa-maestro@1".to_owned(); n], ..desk::half_year() };
    let [once, twice] = [1, 2].map(|n| desk.bench.look(&twice(n), &desk::now()).unwrap().assessment);
    assert_eq!(once.requirements, twice.requirements);
    assert_eq!(once.basis, twice.basis);
}

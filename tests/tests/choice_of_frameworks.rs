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

/// Findings by their ids. What they cite is told in the order in which the frameworks are asked for.
fn findings<'a>(a: &'a Assessment) -> BTreeMap<&'a str, (BTreeSet<&'a Criterion>, Finding)> {
    let told = |f: &'a Finding| (f.criteria.iter().collect(), Finding { criteria: Arc::default(), ..f.clone() });
    a.findings.iter().map(|f| (f.id.as_str(), told(f))).collect()
}

/// The sample, with exceptions and a decision about requirements of every framework: some accept, some are refused for what is found.
fn crowded() -> Desk {
    let mut desk = Desk::sample();
    let path = desk.folder.path().join("exceptions.csv");
    let head = "id,requirement,workflow,reason,owner,requested_by,approved_by,severity,compensating_controls,valid_from,expires,status";
    let of = ["nist-csf@2.0/PR.PS-04", "nist-ai-rmf@1.0/MEASURE-2.8", "owasp-agentic-threats@1.1/T8", "csa-maestro@1/L5"];
    let mut rows: Vec<String> = Vec::new();
    for (n, requirement) in of.into_iter().chain(["nist-csf@2.0/DE.AE-03", "owasp-agentic-top10@2026/ASI03"]).enumerate() {
        rows.push(format!("EY-{n},{requirement},,The log is read by hand,P-07,P-27,P-25,medium,,2026-05-01,2026-12-31,approved"));
    }
    rows.push("EZ-1,owasp-agentic-threats@1.0/T3,,Accepted long ago,P-07,P-27,P-25,medium,,2026-05-01,2026-12-31,approved".to_owned());
    std::fs::write(&path, format!("{head}\n{}\n", rows.join("\n"))).unwrap();
    assert!(!desk.import(&path).refused);
    let path = desk.folder.path().join("decisions.csv");
    let row = "DY-1,no_control,nist-ai-rmf@1.0/MEASURE-2.8,,high,high,Nothing is in place,P-23,P-22,2026-09-22";
    std::fs::write(&path, format!("id,kind,subject,workflow,likelihood,impact,reason,decided_by,approved_by,at\n{row}\n")).unwrap();
    assert!(!desk.import(&path).refused);
    desk
}

#[test]
fn a_framework_alone_has_the_statuses_that_it_has_beside_the_others() {
    let desk = crowded();
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
        assert_eq!(alone.exceptions, all.exceptions, "with {edition} alone");
        assert_eq!(alone.requirements.len(), alone.named_by.len());
        assert!(alone.rows.iter().all(|row| row.cells.len() == alone.requirements.len()));
        assert!(alone.outcomes.len() < all.outcomes.len(), "outcomes that nothing has are not kept");
        let told = findings(&alone);
        let differing: Vec<_> = told.keys().chain(found.keys()).filter(|id| told.get(*id) != found.get(*id)).collect();
        assert!(differing.is_empty(), "with {edition} alone: {differing:?}");
    }
    assert_eq!(compared.len(), whole.len(), "every leaf was compared");
    // An exception to a requirement of a superseded edition is one to nothing that is assessed.
    assert_eq!(all.exceptions["EZ-1"], ["EX-SCOPE"]);
}

#[test]
fn a_framework_that_is_asked_for_twice_is_assessed_once() {
    let desk = Desk::sample();
    let twice = |n| AssessOptions { frameworks: vec!["csa-maestro@1".to_owned(); n], ..desk::half_year() };
    let [once, twice] = [1, 2].map(|n| desk.bench.look(&twice(n), &desk::now()).unwrap().assessment);
    assert_eq!(once.requirements, twice.requirements);
    assert_eq!(once.basis, twice.basis);
}

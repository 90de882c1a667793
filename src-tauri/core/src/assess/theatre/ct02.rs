//! CT-02, evidence beyond its scope: an artefact is made to support a control, requirement, workflow, environment or period that it
//! does not speak about by its own description. Each such link is a fact of its own.
//!
//! * A test names an artefact whose own lists leave out the control, every requirement the control covers, or the workflow tested;
//!   whose environment is not known to be the tested workflow's; or which covers no day of the period that the test is in.
//! * A test of no workflow in particular stands for every one that the control is for, and the claim is about a workflow that all the
//!   artefacts it names leave out.
//! * An artefact that names the control itself also names workflows or an environment, and the control is for none of them; or
//!   requirements, and the control covers none of them.

use super::super::frame::{Linked, limited_to, may_support};
use super::look::Look;
use crate::evidence::{self, Freshness};
use crate::hit::Hit;
use crate::place::Place;
use crate::record::Record;
use crate::tables::Table;

pub(super) fn test(look: &Look<'_, '_>) -> Option<Hit> {
    let mut hit = look.hit("CT-02", false);
    for link in look.control.evidence.iter().filter(|l| may_support(l.record)) {
        if let Some((what, mut at)) = beyond(look, link) {
            at.push(Place::record(link.record));
            hit = hit.saying(format!("{} {what}.", link.record.key), at);
        }
    }
    (!hit.condition.is_empty()).then_some(hit)
}

/// The same of the claim's own workflow: the tests of no workflow in particular whose artefacts all leave it out.
pub(super) fn left_out(look: &Look<'_, '_>) -> Option<Hit> {
    let workflow = look.scope.id()?;
    if !look.control.evidence.iter().any(|l| l.by_test && l.record.list("workflows").is_some_and(|of| !of.is_empty())) {
        return None;
    }
    let leaves_out = |e: &Record| e.list("workflows").is_some_and(|of| !of.is_empty() && !of.contains(&workflow));
    let mut hit = look.hit("CT-02", false);
    for test in look.control.tests.iter().filter(|t| t.get("workflow").is_none()) {
        let named = test.list("evidence").unwrap_or_default();
        let of = || look.control.evidence.iter().map(|l| l.record).filter(|e| named.contains(&e.key.as_str()));
        let supporting: Vec<&Record> = of().filter(|e| may_support(e)).collect();
        if supporting.is_empty() || !supporting.iter().all(|e| leaves_out(e)) {
            continue;
        }
        for e in supporting {
            let at = vec![Place::cell(e, "workflows"), Place::cell(test, "evidence"), Place::record(e)];
            let text = format!("{} is about other workflows than {workflow}, which test {} stands for as well.", e.key, test.key);
            hit = hit.saying(text, at);
        }
    }
    (!hit.condition.is_empty()).then_some(hit)
}

/// How a link goes beyond what its artefact speaks about, and where that is said.
fn beyond(look: &Look<'_, '_>, link: &Linked<'_>) -> Option<(String, Vec<Place>)> {
    let (e, control) = (link.record, look.control);
    let said = |column: &'static str| vec![Place::cell(e, column)];
    let id = control.id();
    if e.list("controls").is_some_and(|c| !c.is_empty() && !c.contains(&id)) {
        return Some((format!("is about other controls than {id}"), said("controls")));
    }
    let about = |r: &usize| limited_to(link, look.frame.requirements.get(*r).map(|r| &r.id), None);
    if link.requirements.is_some() && !control.covers.keys().any(about) && (link.by_test || !control.covers.is_empty()) {
        return Some((format!("is about no requirement that control {id} covers"), said("requirements")));
    }
    let workflows = e.list("workflows").filter(|w| !w.is_empty());
    let leaves_out = |w: &str| workflows.as_ref().is_some_and(|of| !of.contains(&w));
    let elsewhere = |w: &str| {
        let environment = look.frame.data.find(Table::Workflows, w).and_then(|w| w.get("environment"));
        e.get("environment").is_some_and(|of| environment != Some(of))
    };
    if let Some(scope) = &control.scope {
        if scope.iter().all(|w| leaves_out(w)) {
            return Some((format!("is about other workflows than control {id} is for"), said("workflows")));
        }
        if scope.iter().all(|w| elsewhere(w)) {
            return Some((format!("is about another environment than the workflows of control {id} are in"), said("environment")));
        }
    }
    let names = |t: &&&Record| t.list("evidence").is_some_and(|f| f.contains(&e.key.as_str()));
    for test in control.tests.iter().filter(names) {
        let place = |column: &'static str| vec![Place::cell(e, column), Place::cell(test, "evidence")];
        if let Some(w) = test.get("workflow") {
            if leaves_out(w) {
                return Some((format!("is about other workflows than {w}, which test {} is of", test.key), place("workflows")));
            }
            if elsewhere(w) {
                return Some((
                    format!("is about another environment than that of {w}, which test {} is of", test.key),
                    place("environment"),
                ));
            }
        }
        let p = look.frame.basis.period;
        let in_period = test.day("tested_at").is_some_and(|at| p.from <= at && at <= p.as_of);
        if in_period && evidence::freshness(e, p, None) == Freshness::OutOfPeriod {
            return Some((format!("covers no day of the period that test {} is in", test.key), place("period_to")));
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::super::lab::Lab;
    use crate::Table::{Controls, Evidence, Workflows};

    /// A test of WF-1 that names an artefact.
    fn lab() -> Lab {
        let mut lab = Lab::default();
        lab.artefact("log.csv", &[]).test("T-1", &[("workflow", "WF-1"), ("evidence", "log.csv")]);
        lab
    }

    #[test]
    fn evidence_within_its_scope_is_not_asked_about() {
        assert!(!lab().raises("CT-02"));
        for (column, value) in [
            ("workflows", "WF-1;WF-2"),
            ("environment", "prod"),
            ("requirements", "made@1/R-1;made@1/R-2"),
            ("requirements", "made@1/R-1#laid_down"),
            ("controls", ""),
        ] {
            let mut lab = lab();
            lab.made.set(Evidence, "log.csv", column, value);
            assert!(!lab.raises("CT-02"), "{column} {value}");
        }
    }

    #[test]
    fn a_test_of_no_workflow_in_particular_stands_for_each_that_the_control_is_for() {
        let mut lab = Lab::default();
        lab.artefact("log.csv", &[("workflows", "WF-2")]).test("T-1", &[("evidence", "log.csv")]);
        assert!(lab.raises("CT-02"));
        assert!(!lab.flags("WF-2").contains(&"CT-02".to_owned()), "the one it is about");
        lab.made.set(Controls, "C-1", "scope_workflows", "WF-1;WF-2");
        assert!(lab.raises("CT-02"));
        let mut other = lab.clone();
        other.artefact("more.csv", &[("workflows", "WF-1")]);
        other.made.set(crate::Table::ControlTests, "T-1", "evidence", "log.csv;more.csv");
        assert!(!other.raises("CT-02"), "another artefact of the test is about it");
        lab.made.set(crate::Table::ControlTests, "T-1", "workflow", "WF-2");
        assert!(!lab.raises("CT-02"), "the test does not stand for it");
    }

    #[test]
    fn a_test_that_rests_on_evidence_about_something_else_is_asked_about() {
        for (column, value) in [
            ("controls", "C-9"),
            ("workflows", "WF-2"),
            ("environment", "test"),
            ("requirements", "made@1/R-2"),
            ("requirements", "none such"),
        ] {
            let mut lab = lab();
            lab.made.set(Evidence, "log.csv", column, value);
            assert!(lab.raises("CT-02"), "{column} {value}");
            lab.made.set(Evidence, "log.csv", "direction", "contradicts");
            assert!(!lab.raises("CT-02"), "what speaks against it supports nothing");
        }
        let mut unknown = lab();
        unknown.made.set(Evidence, "log.csv", "environment", "prod").set(Workflows, "WF-1", "environment", "");
        assert!(unknown.raises("CT-02"), "an environment that is not told is not shown to be the same");
    }

    #[test]
    fn a_test_in_the_period_that_rests_on_an_earlier_period_is_asked_about() {
        let mut lab = lab();
        lab.made.set(Evidence, "log.csv", "period_from", "2026-03-01").set(Evidence, "log.csv", "period_to", "2026-03-31");
        assert!(lab.raises("CT-02"));
        lab.made.set(crate::Table::ControlTests, "T-1", "tested_at", "2026-03-31");
        assert!(!lab.raises("CT-02"), "the test is as old");
        lab.made.set(crate::Table::ControlTests, "T-1", "tested_at", "2026-04-01");
        assert!(lab.raises("CT-02"));
        lab.made.set(Evidence, "log.csv", "period_to", "2026-04-01");
        assert!(!lab.raises("CT-02"), "one day of the period is enough");
    }

    #[test]
    fn a_link_to_a_control_for_other_workflows_is_asked_about() {
        let mut lab = Lab::default();
        lab.artefact("log.csv", &[("workflows", "WF-2")]);
        assert!(!lab.raises("CT-02"), "the control is for every workflow");
        lab.made.set(Controls, "C-1", "scope_workflows", "WF-1");
        assert!(lab.raises("CT-02"));
        lab.made.set(Controls, "C-1", "scope_workflows", "WF-1;WF-2");
        assert!(!lab.raises("CT-02"));
        lab.made.set(Evidence, "log.csv", "workflows", "").set(Evidence, "log.csv", "environment", "test");
        assert!(!lab.raises("CT-02"), "WF-2 is in the test environment");
        lab.made.set(Controls, "C-1", "scope_workflows", "WF-1");
        assert!(lab.raises("CT-02"));
    }
}

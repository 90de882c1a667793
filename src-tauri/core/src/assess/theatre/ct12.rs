//! CT-12, contradicted: evidence linked to the control speaks against it and has not been resolved with a reason, or a finding of high
//! or critical severity cites what the control covers, in the scope of the claim. A finding that only cannot be excluded raises the
//! `-U` variant: the claim is then one that the records cannot bear out.
//!
//! A control is claimed once in a workflow, for all that it covers, so that what speaks against one part speaks against the claim
//! (domain 4e), and a control whose claim does not stand is effective for none of its parts (4f.2).

use super::look::Look;
use super::signals::NAMED;
use crate::evidence;
use crate::hit::Hit;
use crate::place::Place;
use std::collections::BTreeSet;

pub(super) fn test(look: &Look<'_, '_>) -> Option<Hit> {
    let id = look.control.id();
    let link = look.frame.contradiction(look.control, None, None, look.scope);
    let proven = findings(look, false);
    let sure = link.is_some_and(evidence::contradicts) || !proven.is_empty();
    let named = if sure { proven } else { findings(look, true) };
    if !sure && named.is_empty() && link.is_none() {
        return None;
    }
    let mut hit = look.hit("CT-12", !sure);
    if let Some(e) = link {
        let (text, at) = if evidence::contradicts(e) {
            (format!("{} speaks against control {id}, and no reason resolves it.", e.key), Place::record(e))
        } else {
            (format!("Whether {} speaks for or against control {id} is not told.", e.key), Place::cell(e, "direction"))
        };
        hit = hit.about(e).saying(text, vec![at]);
    }
    if !named.is_empty() {
        let list = named.iter().take(NAMED).copied().collect::<Vec<_>>().join(", ");
        let others = if named.len() > NAMED { " and others" } else { "" };
        let how = if sure { "speaks against" } else { "cannot be excluded, and would speak against" };
        let text = format!("{list}{others}: a finding of high severity or above {how} what control {id} covers.");
        hit = hit.saying(text, vec![Place::cell(look.control.record, "claim")]);
    }
    Some(hit)
}

/// The findings of high and above that cite what the control covers, in the scope of the claim.
fn findings<'l>(look: &Look<'l, '_>, unsure: bool) -> BTreeSet<&'l str> {
    let mut found = BTreeSet::new();
    if look.signals.has_nothing_against() {
        return found;
    }
    for (requirement, facets) in &look.control.covers {
        let facets: Vec<&str> = facets.iter().filter_map(|f| look.frame.facet(*requirement, *f)).map(|f| f.id.as_str()).collect();
        let mut take = |workflow: Option<&str>| found.extend(look.signals.against(*requirement, &facets, workflow, unsure));
        match (look.scope.id(), &look.control.scope) {
            (None, Some(scope)) => scope.iter().for_each(|w| take(Some(w))),
            (workflow, _) => take(workflow),
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::super::lab::Lab;
    use super::super::{Against, ClaimState};
    use crate::Table::{Controls, Decisions, Evidence};
    use crate::risk::Level;

    fn against(facet: Option<&str>, workflow: Option<&str>, unsure: bool, level: Level) -> Lab {
        let mut lab = Lab::default();
        lab.artefact("log.csv", &[]);
        let finding = Against { finding: "F-1".into(), workflow: workflow.map(Into::into), unsure, level };
        lab.against.entry((0, facet.map(str::to_owned))).or_default().push(finding);
        lab
    }

    #[test]
    fn a_finding_of_high_contradicts_what_it_cites() {
        for (facet, workflow, level, state) in [
            (Some("works"), Some("WF-1"), Level::High, ClaimState::Contradicted),
            (None, Some("WF-1"), Level::Critical, ClaimState::Contradicted),
            (None, None, Level::High, ClaimState::Contradicted),
            (Some("works"), Some("WF-1"), Level::Medium, ClaimState::Substantiated),
            (Some("laid_down"), Some("WF-1"), Level::High, ClaimState::Substantiated),
            (Some("works"), Some("WF-2"), Level::High, ClaimState::Substantiated),
        ] {
            let lab = against(facet, workflow, false, level);
            assert_eq!(lab.state("WF-1"), state, "{facet:?} {workflow:?} {level:?}");
            assert_eq!(lab.raises("CT-12"), state == ClaimState::Contradicted);
        }
    }

    #[test]
    fn a_finding_that_cannot_be_excluded_leaves_the_claim_unsubstantiated() {
        let lab = against(Some("works"), Some("WF-1"), true, Level::High);
        assert_eq!((lab.flags("WF-1"), lab.state("WF-1")), (vec!["CT-12-U".to_owned()], ClaimState::Unsubstantiated));
        let mut both = lab.clone();
        let proven = Against { finding: "F-0".into(), workflow: None, unsure: false, level: Level::High };
        both.against.entry((0, None)).or_default().push(proven);
        assert_eq!((both.flags("WF-1"), both.state("WF-1")), (vec!["CT-12".to_owned()], ClaimState::Contradicted));
        assert_eq!(against(Some("works"), Some("WF-1"), true, Level::Medium).state("WF-1"), ClaimState::Substantiated);
    }

    #[test]
    fn for_the_organisation_a_finding_in_any_workflow_it_is_for_counts() {
        let mut lab = against(None, Some("WF-2"), false, Level::High);
        assert!(lab.organisation().contains(&"CT-12".to_owned()));
        lab.made.set(Controls, "C-1", "requirements", "made@1/R-2");
        assert!(!lab.organisation().contains(&"CT-12".to_owned()), "the finding cites something else");
    }

    #[test]
    fn five_findings_are_named_and_others_are_said_to_be() {
        for (n, wanted) in [(5, "F-0, F-1, F-2, F-3, F-4: a finding"), (6, "F-0, F-1, F-2, F-3, F-4 and others: a finding")] {
            let mut lab = Lab::default();
            lab.artefact("log.csv", &[]);
            for i in (0..n).rev() {
                let finding =
                    Against { finding: format!("F-{i}").into(), workflow: Some("WF-1".into()), unsure: false, level: Level::High };
                for facet in [None, Some("works".to_owned())] {
                    lab.against.entry((0, facet)).or_default().push(finding.clone());
                }
            }
            lab.look(|f, s| {
                for scope in [crate::assess::Scope::organisation(), f.scope_of(&f.data.rows(crate::Table::Workflows)[0])] {
                    let hit = f.spoken_against_claim(&f.controls[0], scope, s).unwrap();
                    assert!(hit.condition[0].text.starts_with(wanted), "{}", hit.condition[0].text);
                }
            });
        }
    }

    #[test]
    fn a_control_for_some_workflows_is_asked_about_those_alone() {
        let mut lab = against(None, Some("WF-2"), false, Level::High);
        lab.made.set(Controls, "C-1", "scope_workflows", "WF-1");
        assert!(!lab.organisation().contains(&"CT-12".to_owned()));
        lab.made.set(Controls, "C-1", "scope_workflows", "WF-1;WF-2");
        assert!(lab.organisation().contains(&"CT-12".to_owned()));
    }

    #[test]
    fn a_contradicting_link_counts_until_it_is_resolved_with_a_reason() {
        let mut lab = Lab::default();
        lab.artefact("log.csv", &[]).artefact("bad.csv", &[("direction", "contradicts")]);
        assert_eq!((lab.flags("WF-1"), lab.state("WF-1")), (vec!["CT-12".to_owned()], ClaimState::Contradicted));
        let mut elsewhere = lab.clone();
        elsewhere.made.set(Evidence, "bad.csv", "workflows", "WF-2");
        assert!(!elsewhere.raises("CT-12"));
        let decision =
            [("id", "D-1"), ("kind", "contradiction_resolved"), ("subject", "bad.csv"), ("reason", "made in error"), ("at", "2026-09-30")];
        lab.made.put(Decisions, &decision);
        assert!(!lab.raises("CT-12"));
        lab.made.set(Decisions, "D-1", "reason", "");
        assert!(lab.raises("CT-12"), "no reason is written down");
        lab.made.set(Decisions, "D-1", "reason", "made in error").set(Decisions, "D-1", "workflow", "WF-2");
        assert!(lab.raises("CT-12"), "it was resolved elsewhere");
    }
}

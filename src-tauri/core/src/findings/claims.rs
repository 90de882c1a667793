//! What claims raise (domain 4e): one hit for each question about a control.

use super::derive::{Raised, own_level};
use crate::assess::Claim;
use crate::assess::frame::{Control, Frame};
use crate::assess::theatre::is_question;
use crate::catalog::Content;
use crate::hit::{Hit, Said};
use crate::ids::RequirementId;
use crate::place::Place;
use crate::record::Record;
use std::collections::BTreeSet;

/// The hits of all claims, in the order of the claims. What several scopes of one control raise is one finding.
pub(super) fn raised(frame: &Frame<'_>, content: &Content, claims: &[Claim]) -> Vec<Raised> {
    let mut out = Vec::new();
    for claim in claims {
        let Some(control) = control(frame, &claim.control) else { continue };
        let answers = answers(frame, control, claim);
        for hit in &claim.hits {
            let own = own_level(content.finding(&hit.code));
            let mut raised = Raised::new(claim.workflow.clone(), Hit::new(&hit.code, hit.unsure, own, claim.control.as_str()));
            raised.hit = raised.hit.about(control.record);
            raised.hit.condition.clone_from(&hit.condition);
            raised.hit.condition.extend(answers.iter().filter(|_| is_question(&hit.code)).cloned());
            raised.owner = control.record.get("owner").map(str::to_owned);
            raised.evidence.clone_from(&claim.evidence);
            raised.criteria = claimed(frame, control);
            out.push(raised);
        }
    }
    out
}

/// What reviewers answered to the questions about a claim: they stay asked, and the control is taken to work.
fn answers(frame: &Frame<'_>, control: &Control<'_>, claim: &Claim) -> Vec<Said> {
    let flags = questions(claim);
    if flags.is_empty() {
        return Vec::new();
    }
    let notes = frame.answer(control, &flags, frame.scope_named(claim.workflow.as_deref())).unwrap_or_default();
    let said = |note: &Record| {
        let by = note.get("decided_by").map(|by| format!(" by {by}")).unwrap_or_default();
        let on = note.day("at").map(|day| format!(" of {day}")).unwrap_or_default();
        let text = format!("A reviewer's note, {}{by}{on}, answers it: \"{}\".", note.key, note.reason().unwrap_or(""));
        Said::new(text, vec![Place::cell(note, "reason")])
    };
    notes.into_iter().map(said).collect()
}

/// What a claim is asked that a reviewer may answer, each question once, whatever number of scopes raise it.
fn questions(claim: &Claim) -> Vec<String> {
    let asked: BTreeSet<String> = claim.hits.iter().filter(|hit| is_question(&hit.code)).map(Hit::full_code).collect();
    asked.into_iter().collect()
}

fn control<'f, 'a>(frame: &'f Frame<'a>, id: &str) -> Option<&'f Control<'a>> {
    frame.controls.binary_search_by(|c| c.id().cmp(id)).ok().and_then(|at| frame.controls.get(at))
}

/// What the control is claimed for: its requirements, facet by facet.
fn claimed(frame: &Frame<'_>, control: &Control<'_>) -> Vec<(RequirementId, Option<String>)> {
    let facets = control.covers.iter().flat_map(|(r, facets)| facets.iter().map(|f| (*r, *f)));
    facets
        .filter_map(|(r, f)| {
            let requirement = frame.requirements.get(r)?;
            let facet = requirement.facets.get(f).filter(|_| requirement.facets_declared).map(|f| f.id.clone());
            Some((requirement.id.clone(), facet))
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::assess::ClaimState;
    use crate::risk::Level;

    #[test]
    fn what_several_scopes_raise_is_one_question() {
        let hit = |code: &str, unsure: bool| Hit::new(code, unsure, Level::Low, "any");
        let hits = vec![hit("CT-07", true), hit("CT-03", false), hit("CT-01", false), hit("CT-03", false)];
        let claim = Claim { control: "C-1".into(), workflow: None, state: ClaimState::Questionable, flags: vec![], evidence: vec![], hits };
        assert_eq!(questions(&claim), ["CT-03", "CT-07-U"], "a claim without support is answered by nobody");
    }
}

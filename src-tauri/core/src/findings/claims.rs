//! What claims raise (domain 4e): one hit for each question about a control.

use super::derive::{Raised, own_level};
use crate::assess::Claim;
use crate::assess::frame::{Control, Frame};
use crate::catalog::Content;
use crate::hit::Hit;
use crate::ids::RequirementId;

/// The hits of all claims, in the order of the claims. What several scopes of one control raise is one finding.
pub(super) fn raised(frame: &Frame<'_>, content: &Content, claims: &[Claim]) -> Vec<Raised> {
    let mut out = Vec::new();
    for claim in claims {
        let Some(control) = control(frame, &claim.control) else { continue };
        for hit in &claim.hits {
            let own = own_level(content.finding(&hit.code));
            let mut raised = Raised::new(claim.workflow.clone(), Hit::new(&hit.code, hit.unsure, own, claim.control.as_str()));
            raised.hit = raised.hit.about(control.record);
            raised.hit.condition.clone_from(&hit.condition);
            raised.owner = control.record.get("owner").map(str::to_owned);
            raised.evidence.clone_from(&claim.evidence);
            raised.criteria = claimed(frame, control);
            out.push(raised);
        }
    }
    out
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

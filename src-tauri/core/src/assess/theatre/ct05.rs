//! CT-05, design only: the claim asks whether something works, and what is shown for that is policy, procedure or attestation alone.
//! An artefact of a kind that is not told may be one of them.

use super::super::frame::Linked;
use super::look::Look;
use crate::evidence;
use crate::hit::Hit;
use crate::place::Place;

pub(super) fn test(look: &Look<'_, '_>) -> Option<Hit> {
    let mut found: Option<(bool, Vec<&Linked<'_>>)> = None;
    for facet in look.operating() {
        let about = |l: &&&Linked<'_>| facet.is_none_or(|(r, f)| look.bears(l, r, f));
        let mut links: Vec<&Linked<'_>> = look.supporting.iter().filter(about).copied().collect();
        let paper = |l: &&Linked<'_>| l.record.get("kind").is_none_or(evidence::is_paper);
        if !links.iter().all(paper) {
            continue;
        }
        // What may support counts only where nothing else does, and only against the claim.
        let untold = links.is_empty();
        if untold {
            links = look.untold.iter().filter(about).copied().filter(paper).collect();
        }
        if links.is_empty() {
            continue;
        }
        let unsure = untold || look.untold.iter().any(|l| about(&l)) || links.iter().any(|l| l.record.get("kind").is_none());
        if found.as_ref().is_none_or(|(before, _)| *before && !unsure) {
            found = Some((unsure, links));
        }
    }
    let (unsure, links) = found?;
    let text = format!("What is shown for the operation of control {} is policy, procedure or attestation alone.", look.control.id());
    Some(look.hit("CT-05", unsure).saying(text, links.iter().map(|l| Place::cell(l.record, "kind")).collect()))
}

#[cfg(test)]
mod tests {
    use super::super::lab::Lab;
    use crate::Table::{Controls, Evidence};

    #[test]
    fn an_operating_claim_on_paper_alone_is_asked_about() {
        for kind in ["policy", "procedure", "attestation"] {
            let mut lab = Lab::default();
            lab.artefact("paper.pdf", &[("kind", kind)]);
            assert!(lab.raises("CT-05"), "{kind}");
            lab.artefact("log.csv", &[]);
            assert!(!lab.raises("CT-05"), "a log stands beside the {kind}");
        }
        assert!(!Lab::default().raises("CT-05"), "nothing is shown, which is another question");
        let mut unknown = Lab::default();
        unknown.artefact("what.bin", &[("kind", "")]);
        assert!(unknown.raises("CT-05-U"));
    }

    #[test]
    fn a_design_claim_may_rest_on_paper() {
        let mut lab = Lab::default();
        lab.made.set(Controls, "C-1", "requirements", "made@1/R-1#laid_down");
        lab.artefact("paper.pdf", &[("kind", "policy")]);
        assert!(!lab.raises("CT-05"));
        lab.made.set(Controls, "C-1", "requirements", "");
        assert!(lab.raises("CT-05"), "a control that cites nothing is asked whether it works");
    }

    #[test]
    fn each_operating_facet_needs_more_than_paper() {
        let mut lab = Lab::default();
        lab.made.set(Controls, "C-1", "requirements", "made@1/R-1#works;made@1/R-2");
        lab.artefact("paper.pdf", &[("kind", "policy")]).artefact("log.csv", &[("requirements", "made@1/R-2")]);
        assert!(lab.raises("CT-05"), "the log speaks about the other requirement");
        lab.made.set(Evidence, "log.csv", "requirements", "made@1/R-2;made@1/R-1#works");
        assert!(!lab.raises("CT-05"));
    }
}

//! CT-03, over-reuse: one artefact (the same bytes) is the only operating evidence of controls that together support more
//! requirements or more workflows than one artefact usually can.

use super::super::frame::{Control, Frame, sole_artefacts};
use super::look::Look;
use super::{count, exceeds};
use crate::evidence;
use crate::hit::Hit;
use crate::place::Place;
use crate::record::Record;
use crate::words::counted;

pub(super) fn over_reused<'a>(frame: &Frame<'a>, control: &Control<'a>) -> Vec<&'a Record> {
    let p = &frame.basis.parameters;
    let over = |(requirements, workflows): &(usize, usize)| {
        exceeds(count(*requirements), p.get("theatre_reuse_requirements")) || exceeds(count(*workflows), p.get("theatre_reuse_workflows"))
    };
    let mut sole = sole_artefacts(control);
    sole.retain(|sha| frame.reuse.get(sha).is_some_and(over));
    control.evidence.iter().map(|l| l.record).filter(|e| e.extra("sha256").is_some_and(|sha| sole.contains(sha))).collect()
}

pub(super) fn test(look: &Look<'_, '_>) -> Option<Hit> {
    let reused = over_reused(look.frame, look.control);
    let first = *reused.first()?;
    let (requirements, workflows) = look.frame.reuse.get(first.extra("sha256")?).copied()?;
    let (requirements, workflows) = (counted(requirements, "requirement"), counted(workflows, "workflow"));
    let text = format!("For {requirements} and {workflows}, {} is the only evidence of how something works.", first.key);
    let untold = look.control.evidence.iter().any(|l| evidence::direction_untold(l.record));
    Some(look.hit("CT-03", untold).saying(text, reused.into_iter().map(Place::record).collect()))
}

#[cfg(test)]
mod tests {
    use super::super::lab::Lab;
    use crate::Table::Controls;

    fn covering(n: usize) -> Lab {
        let mut lab = Lab::default();
        let cited: Vec<String> = (2..n + 2).map(|i| format!("made@1/R-{i}")).collect();
        lab.made.set(Controls, "C-1", "requirements", &cited.join(";"));
        lab.artefact("log.csv", &[("workflows", "WF-1")]);
        lab
    }

    #[test]
    fn more_than_ten_requirements_on_one_artefact_are_asked_about() {
        assert!(!covering(10).raises("CT-03"));
        assert!(covering(11).raises("CT-03"));
        let mut two = covering(11);
        two.artefact("second.csv", &[("workflows", "WF-1")]);
        assert!(!two.raises("CT-03"), "a second artefact stands beside it");
        let mut paper = covering(11);
        paper.artefact("policy.pdf", &[("kind", "policy")]);
        assert!(paper.raises("CT-03"), "a policy is no operating evidence");
    }

    #[test]
    fn more_than_five_workflows_on_one_artefact_are_asked_about() {
        for (n, raised) in [(5, false), (6, true)] {
            let mut lab = Lab::default();
            let named: Vec<String> = (1..=n).map(|i| format!("WF-{i}")).collect();
            lab.artefact("log.csv", &[("workflows", &named.join(";"))]);
            assert_eq!(lab.raises("CT-03"), raised, "{n}");
        }
    }
}

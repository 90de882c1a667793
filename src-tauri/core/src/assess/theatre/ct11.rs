//! CT-11, irrelevant: nothing shown is of a kind that can answer what the control covers. A kind that is not told is none that is known
//! to answer. A control that cites no known requirement is not asked: nothing says what would be relevant to it.

use super::super::frame::Linked;
use super::look::Look;
use crate::evidence;
use crate::hit::Hit;
use crate::place::Place;

pub(super) fn test(look: &Look<'_, '_>) -> Option<Hit> {
    let answers = |l: &&&Linked<'_>| look.answers(l, evidence::accepts);
    if look.supporting.iter().any(|l| answers(&l)) {
        return None;
    }
    // What may support counts only where nothing else does, and only against the claim.
    let mut shown = look.supporting.clone();
    if shown.is_empty() {
        shown = look.untold.iter().filter(|l| !answers(l)).copied().collect();
    }
    if shown.is_empty() {
        return None;
    }
    let unsure = !look.untold.is_empty() || shown.iter().any(|l| l.record.get("kind").is_none());
    let text = format!("What is shown for control {} is of no kind that can answer what it covers.", look.control.id());
    Some(look.hit("CT-11", unsure).saying(text, shown.iter().take(5).map(|l| Place::cell(l.record, "kind")).collect()))
}

#[cfg(test)]
mod tests {
    use super::super::lab::Lab;
    use crate::Table::{Controls, Evidence};

    #[test]
    fn evidence_of_no_accepted_kind_is_asked_about() {
        let mut lab = Lab::default();
        assert!(!lab.raises("CT-11"), "nothing is shown, which is another question");
        lab.artefact("photo.png", &[("kind", "photo")]);
        assert!(lab.raises("CT-11"));
        lab.artefact("log.csv", &[]);
        assert!(!lab.raises("CT-11"), "one of the two can answer");
        lab.made.set(Evidence, "log.csv", "requirements", "made@1/R-1#laid_down");
        assert!(lab.raises("CT-11"), "the log is limited to what the control does not cover");
    }

    #[test]
    fn a_kind_that_is_not_told_cannot_be_known_to_answer() {
        let mut lab = Lab::default();
        lab.artefact("what.bin", &[("kind", "")]);
        assert!(lab.raises("CT-11-U"));
    }

    #[test]
    fn a_control_that_cites_nothing_known_is_not_asked() {
        let mut lab = Lab::default();
        lab.artefact("photo.png", &[("kind", "photo")]).made.set(Controls, "C-1", "requirements", "no such id");
        assert!(!lab.raises("CT-11"));
    }
}

//! CT-06, self-attested: everything shown is somebody's word (tier R6), or comes from the control's own owner with no second source.
//! A second source is another author, or another system of record. An author who is not told cannot be known to be another one; when
//! the owner is not told, two authors who differ cannot both be the owner.

use super::super::frame::{Control, Frame};
use super::look::Look;
use crate::evidence;
use crate::hit::Hit;
use crate::place::Place;
use crate::record::Record;
use std::collections::BTreeSet;

/// Whether an artefact is told to be somebody's word.
fn oral(e: &Record) -> bool {
    e.get("tier") == Some("R6") || e.get("kind") == Some("attestation")
}

/// Who collected or extracted an artefact.
pub(in super::super) fn authors(e: &Record) -> impl Iterator<Item = &str> {
    ["collected_by", "extracted_by"].into_iter().filter_map(|c| e.get(c))
}

/// Whether evidence is attested by its own owner alone: `Some(true)` when it only cannot be excluded.
pub(in super::super) fn attested(frame: &Frame<'_>, control: &Control<'_>, shown: &[&Record]) -> Option<bool> {
    if shown.is_empty() {
        return None;
    }
    if shown.iter().all(|e| oral(e)) {
        return Some(false);
    }
    // A kind that is not told may be an attestation, and what nobody gave a tier may be somebody's word.
    let perhaps_oral = shown.iter().all(|e| evidence::tier(e) == 6 || e.get("kind").is_none());
    let systems: BTreeSet<&str> = shown.iter().filter_map(|e| e.get("source_system")).collect();
    let mut all = shown.iter().flat_map(|e| authors(e));
    let another = match control.record.get("owner") {
        Some(_) => all.any(|a| control.by_others.contains(a)),
        None => all.next().is_some_and(|first| all.any(|a| !frame.same_person(a, first))),
    };
    if systems.len() < 2 && !another {
        let told = control.record.get("owner").is_some() && shown.iter().all(|e| authors(e).next().is_some());
        return Some(!told);
    }
    perhaps_oral.then_some(true)
}

pub(super) fn test(look: &Look<'_, '_>) -> Option<Hit> {
    // What may support counts only where nothing else does, and only against the claim.
    let links = if look.supporting.is_empty() { &look.untold } else { &look.supporting };
    let shown: Vec<&Record> = links.iter().map(|l| l.record).collect();
    let unsure = attested(look.frame, look.control, &shown)? || !look.untold.is_empty();
    let id = look.control.id();
    let text = if shown.iter().all(|e| oral(e)) {
        format!("What is shown for control {id} is a statement only.")
    } else if unsure {
        format!("What is shown for control {id} does not tell a source other than the control's own owner.")
    } else {
        format!("What is shown for control {id} comes from the control's own owner, with no second source.")
    };
    let owner = Place::cell(look.control.record, "owner");
    let at = [owner].into_iter().chain(shown.iter().take(5).map(|e| Place::cell(e, "collected_by"))).collect();
    Some(look.hit("CT-06", unsure).saying(text, at))
}

#[cfg(test)]
mod tests {
    use super::super::lab::Lab;
    use crate::Table::{Controls, Evidence};

    #[test]
    fn statements_alone_are_asked_about() {
        let mut lab = Lab::default();
        lab.artefact("said.txt", &[("kind", "attestation")]);
        assert!(lab.raises("CT-06"));
        lab.artefact("log.csv", &[]);
        assert!(!lab.raises("CT-06"), "a log stands beside it");
        lab.made.set(Evidence, "log.csv", "tier", "R6");
        assert!(lab.raises("CT-06"));
        lab.made.set(Evidence, "said.txt", "kind", "");
        assert!(lab.raises("CT-06-U"), "it may still be a statement");
        lab.made.set(Evidence, "said.txt", "kind", "ticket");
        assert!(lab.flags("WF-1").iter().all(|f| !f.starts_with("CT-06")));
    }

    #[test]
    fn the_owners_own_evidence_is_asked_about_unless_there_is_a_second_source() {
        let own = || {
            let mut lab = Lab::default();
            lab.artefact("a.csv", &[("collected_by", "P-8")]).artefact("b.csv", &[("collected_by", "P-8")]);
            lab
        };
        assert!(own().raises("CT-06"));
        let mut by_name = own();
        by_name.made.put(crate::Table::People, &[("id", "P-8"), ("name", "Ann Lee")]);
        by_name.made.set(Evidence, "a.csv", "collected_by", "Ann Lee");
        assert!(by_name.raises("CT-06"), "the owner under their name");
        for (column, value) in [("collected_by", "P-9"), ("extracted_by", "P-9"), ("source_system", "register")] {
            let mut second = own();
            second.made.set(Evidence, "b.csv", column, value);
            assert!(!second.raises("CT-06"), "{column}");
        }
    }

    #[test]
    fn an_author_or_an_owner_who_is_not_told_cannot_exclude_it() {
        let mut lab = Lab::default();
        lab.artefact("a.csv", &[("collected_by", "P-8")]).artefact("b.csv", &[("collected_by", "")]);
        assert!(lab.raises("CT-06-U"));
        lab.made.set(Evidence, "b.csv", "collected_by", "P-8").set(Controls, "C-1", "owner", "");
        assert!(lab.raises("CT-06-U"), "both are by P-8, who may be the owner");
        lab.made.set(Evidence, "b.csv", "collected_by", "P-9");
        assert!(lab.flags("WF-1").is_empty(), "they cannot both be the owner");
    }
}

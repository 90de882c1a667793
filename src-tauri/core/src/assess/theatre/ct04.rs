//! CT-04, approval without traceability: of the approvals that a claim rests on, so many as a fifth of the required ones, or any in
//! production, have no chain to the content approved or to what was executed. Where the claim rests on approvals and the workflow's
//! log holds none, it cannot be excluded.
//!
//! Which claims rest on the approvals of a workflow is told at [`Look::approvals`].

use super::look::Look;
use super::{Approvals, about_workflows, count, reaches};
use crate::hit::Hit;
use crate::words::{counted, verb};

pub(super) fn test(look: &Look<'_, '_>) -> Option<Hit> {
    let share = look.threshold("theatre_untraced_share");
    let all = look.approvals();
    let untraced = |a: &Approvals| a.untraced > 0 && (a.prod || reaches(count(a.untraced), share * count(a.required)));
    let holds: Vec<_> = all.iter().copied().filter(|(_, a)| untraced(a)).collect();
    if !holds.is_empty() {
        let words = |w: &str, a: &Approvals| {
            let (approvals, actions) = (counted(a.untraced, "approval"), counted(a.required, "action"));
            let (lead, require) = (verb(a.untraced, "leads", "lead"), verb(a.required, "requires", "require"));
            format!("{approvals} in {w} {lead} to no content and no execution; {actions} there {require} a review.")
        };
        return Some(about_workflows(look, look.hit("CT-04", false), &holds, words));
    }
    let open: Vec<_> = all.into_iter().filter(|(_, a)| a.decisions == 0).collect();
    let words = |w: &str, _: &Approvals| format!("The log of {w} holds no approval that could be followed to an execution.");
    (!open.is_empty()).then(|| about_workflows(look, look.hit("CT-04", true), &open, words))
}

#[cfg(test)]
mod tests {
    use super::super::Approvals;
    use super::super::lab::Lab;
    use crate::Table::{Controls, Evidence};

    /// Approvals of WF-1, with a control that stands behind a human approval there.
    fn lab(required: u64, untraced: u64, prod: bool) -> Lab {
        let mut lab = Lab::default();
        lab.gate("C-1", "WF-1", "human_approval").artefact("log.csv", &[]);
        lab.approvals("WF-1", Approvals { required, untraced, prod, decisions: required, ..Approvals::default() });
        lab
    }

    #[test]
    fn a_fifth_of_the_required_approvals_without_a_chain_is_asked_about() {
        for (required, untraced, raised) in [(10, 2, true), (10, 1, false), (15, 3, true), (35, 7, true), (35, 6, false), (10, 0, false)] {
            assert_eq!(lab(required, untraced, false).raises("CT-04"), raised, "{untraced} of {required}");
        }
        assert!(lab(0, 1, false).raises("CT-04"), "none was required, and one leads nowhere");
    }

    #[test]
    fn one_in_production_is_enough() {
        assert!(lab(100, 1, true).raises("CT-04"));
        assert!(!lab(100, 0, true).raises("CT-04"));
    }

    #[test]
    fn five_workflows_are_named_and_the_others_counted() {
        for (n, last) in [(5, None), (6, Some("1 other workflow.")), (7, Some("2 other workflows."))] {
            let mut lab = Lab::default();
            for i in 0..n {
                let (id, of) = (format!("WX-{i}"), Approvals { untraced: 1, prod: true, decisions: 1, ..Approvals::default() });
                lab.gate("C-1", &id, "human_approval").approvals(&id, of);
            }
            let hits = lab.look(|f, s| f.questions(&f.controls[0], crate::assess::Scope::organisation(), s));
            let said = &hits[0].condition;
            assert_eq!(said.len(), 5 + usize::from(last.is_some()));
            assert!(said.last().unwrap().text.ends_with(last.unwrap_or("0 actions there require a review.")), "{n}");
        }
    }

    #[test]
    fn a_log_without_an_approval_cannot_exclude_it() {
        assert!(lab(0, 0, true).raises("CT-04-U"));
        assert!(!lab(1, 0, true).raises("CT-04-U"));
        let mut not_looked_at = Lab::default();
        not_looked_at.gate("C-1", "WF-1", "human_approval").artefact("log.csv", &[]);
        assert!(not_looked_at.flags("WF-1").is_empty(), "no log was looked at");
    }

    #[test]
    fn only_claims_that_rest_on_the_approvals_are_asked_about() {
        let bare = || {
            let mut lab = Lab::default();
            lab.approvals("WF-1", Approvals { required: 10, untraced: 5, prod: true, decisions: 10, ..Approvals::default() });
            lab
        };
        let mut log = bare();
        log.artefact("log.csv", &[("workflows", "WF-1")]);
        assert!(!log.raises("CT-04"), "a log of something else");
        for kind in ["approval_record", ""] {
            let mut record = bare();
            record.artefact("a.csv", &[("kind", kind), ("workflows", "WF-1")]);
            assert!(record.raises("CT-04"), "{kind}");
            record.made.set(Evidence, "a.csv", "workflows", "WF-2");
            assert!(!record.raises("CT-04"), "approvals of another workflow");
            record.made.set(Evidence, "a.csv", "workflows", "");
            assert!(!record.raises("CT-04"), "approvals of no workflow");
        }
        for (code, raised) in [("EB-06", true), ("EB-01;EB-07", true), ("EB-01", false)] {
            let mut compensating = bare();
            compensating.made.set(Controls, "C-1", "compensates", code);
            assert_eq!(compensating.raises("CT-04"), raised, "{code}");
            assert_eq!(compensating.organisation().contains(&"CT-04".to_owned()), raised, "{code}");
        }
        for (gate, raised) in [("human_approval", true), ("", true), ("dlp", false)] {
            let mut gated = bare();
            gated.gate("C-1", "WF-1", gate);
            assert_eq!(gated.raises("CT-04"), raised, "{gate}");
            assert!(!gated.flags("WF-2").contains(&"CT-04".to_owned()), "the gate is in another workflow");
            gated.made.set(Controls, "C-1", "scope_workflows", "WF-2");
            assert!(!gated.raises("CT-04"), "the control is not for it");
        }
        let mut other = bare();
        other.gate("C-2", "WF-1", "human_approval");
        assert!(!other.raises("CT-04"), "the gate of another control");
    }
}

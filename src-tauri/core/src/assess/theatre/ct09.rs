//! CT-09, uniform approval: at least thirty decisions and not one rejection or request for changes, and either the median time taken is
//! less than reading needs, or one rationale stands in more than 80 % of them. Where the times or the rationales are not told and the
//! rest holds, it cannot be excluded. Small numbers never raise it. Decisions are counted in each workflow, and, where none has so many,
//! over all that the control is for.

use super::look::Look;
use super::{Approvals, about_workflows, count, exceeds, reaches};
use crate::hit::Hit;

pub(super) fn test(look: &Look<'_, '_>) -> Option<Hit> {
    let fewest = fewest(look);
    let most = look.threshold("theatre_uniform_rationale");
    let (mut sure, mut open) = (Vec::new(), Vec::new());
    let mut here = look.approvals();
    let many = |a: &Approvals| reaches(count(a.decisions), fewest);
    if !here.is_empty()
        && !here.iter().any(|(_, a)| many(a))
        && let Joint::Counted(hit) = look.signals.joint_of(look.control.id()).cloned().unwrap_or_else(|| Joint::of(look))
    {
        return hit;
    }
    here.retain(|(_, a)| many(a) && a.refusals == 0);
    for (workflow, a) in here {
        let too_fast = a.median_dwell.zip(a.median_needed).map(|(dwell, needed)| dwell < needed);
        let one_rationale = uniform(a, most);
        match (too_fast, one_rationale) {
            (Some(true), _) | (_, Some(true)) => sure.push((workflow, a)),
            (None, _) | (_, None) => open.push((workflow, a)),
            (Some(false), Some(false)) => {}
        }
    }
    let unsure = sure.is_empty();
    let of = if unsure { open } else { sure };
    (!of.is_empty()).then(|| about_workflows(look, look.hit("CT-09", unsure), &of, sentence))
}

/// All decisions that a control is for, taken together. They are the same in every scope.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Joint {
    /// They are few even together, or one of them was a refusal: nothing is said of them.
    Dropped,
    /// They count together, and this is found.
    Counted(Option<Hit>),
}

impl Joint {
    pub fn of(look: &Look<'_, '_>) -> Self {
        let fewest = fewest(look);
        let all = look.all_approvals();
        let together = all.iter().map(|(_, a)| a.decisions).fold(0, u64::saturating_add);
        if !reaches(count(together), fewest) || all.iter().any(|(_, a)| a.refusals > 0) {
            return Self::Dropped;
        }
        Self::Counted(jointly(look, &all, look.threshold("theatre_uniform_rationale")))
    }
}

/// What decisions that are many only together hold: the same in each workflow is the same in all of them, and what differs cannot be
/// told of all without each decision.
fn jointly(look: &Look<'_, '_>, all: &[(&str, &Approvals)], most: f64) -> Option<Hit> {
    let of: Vec<(&str, &Approvals)> = all.iter().copied().filter(|(_, a)| a.decisions > 0).collect();
    let too_fast = |a: &Approvals| a.median_dwell.zip(a.median_needed).map(|(dwell, needed)| dwell < needed);
    let one_rationale = |a: &Approvals| uniform(a, most);
    if of.iter().all(|(_, a)| too_fast(a) == Some(false) && one_rationale(a) == Some(false)) {
        return None;
    }
    let sure = of.iter().all(|(_, a)| too_fast(a) == Some(true));
    Some(about_workflows(look, look.hit("CT-09", !sure), &of, sentence))
}

/// Whether one rationale stands in more than so much of all decisions; open where those that tell none could make it so.
fn uniform(a: &Approvals, most: f64) -> Option<bool> {
    let known = exceeds(a.same_rationale?, most);
    let possible = a.same_rationale_at_most.is_some_and(|share| exceeds(share, most));
    (known || !possible).then_some(known)
}

/// From how many decisions on uniform approval is looked for.
fn fewest(look: &Look<'_, '_>) -> f64 {
    look.threshold("theatre_uniform_decisions").max(look.threshold("theatre_small_number"))
}

fn sentence(workflow: &str, a: &Approvals) -> String {
    format!("{} decisions in {workflow} hold no rejection and no request for changes; {}.", a.decisions, words(a))
}

fn words(a: &Approvals) -> String {
    let dwell = match (a.median_dwell, a.median_needed) {
        (Some(dwell), Some(needed)) => format!("the median time taken is {dwell:.0} s where reading needs {needed:.0} s"),
        _ => "the times taken are not told".to_owned(),
    };
    let rationale = match a.same_rationale {
        Some(share) => {
            let rest = if a.same_rationale_at_most.is_some() { "; those of others are not told" } else { "" };
            format!("the most common rationale stands in {:.0} % of them{rest}", share * 100.0)
        }
        None => "the rationales are not told".to_owned(),
    };
    format!("{dwell}, and {rationale}")
}

#[cfg(test)]
mod tests {
    use super::super::Approvals;
    use super::super::lab::Lab;

    fn flags(decisions: u64, refusals: u64, dwell: Option<f64>, needed: Option<f64>, same: Option<f64>) -> Vec<String> {
        let mut lab = Lab::default();
        lab.gate("C-1", "WF-1", "human_approval").artefact("log.csv", &[]);
        let (median_dwell, median_needed, same_rationale) = (dwell, needed, same);
        let approvals = Approvals { decisions, refusals, median_dwell, median_needed, same_rationale, ..Approvals::default() };
        lab.approvals("WF-1", approvals);
        lab.flags("WF-1")
    }

    #[test]
    fn thirty_approvals_faster_than_reading_are_asked_about() {
        assert_eq!(flags(30, 0, Some(4.0), Some(5.0), Some(0.1)), ["CT-09"]);
        assert!(flags(29, 0, Some(4.0), Some(5.0), Some(0.1)).is_empty(), "29 are too few");
        assert!(flags(30, 1, Some(4.0), Some(5.0), Some(0.1)).is_empty(), "one was refused");
        assert!(flags(30, 0, Some(5.0), Some(5.0), Some(0.1)).is_empty(), "there was time enough");
    }

    #[test]
    fn a_rationale_that_most_decisions_do_not_tell_is_no_uniform_one() {
        let raised = |same_rationale: f64, at_most: Option<f64>| {
            let mut lab = Lab::default();
            lab.gate("C-1", "WF-1", "human_approval").artefact("log.csv", &[]);
            let (median_dwell, median_needed) = (Some(60.0), Some(5.0));
            let rest = Approvals { decisions: 30, median_dwell, median_needed, ..Approvals::default() };
            lab.approvals("WF-1", Approvals { same_rationale: Some(same_rationale), same_rationale_at_most: at_most, ..rest });
            lab.flags("WF-1")
        };
        assert_eq!(raised(0.81, Some(0.9)), ["CT-09"], "most are known to be alike");
        assert_eq!(raised(1.0 / 30.0, Some(1.0)), ["CT-09-U"], "one is told, and the others may be like it");
        assert!(raised(0.1, Some(0.8)).is_empty(), "at most as many as is allowed");
    }

    #[test]
    fn decisions_count_over_all_workflows_that_the_control_is_for() {
        let raised = |of: [(u64, u64, f64); 2]| {
            let mut lab = Lab::default();
            lab.artefact("log.csv", &[]);
            for (w, (decisions, refusals, dwell)) in ["WF-1", "WF-2"].into_iter().zip(of) {
                let (median_dwell, median_needed, same_rationale) = (Some(dwell), Some(5.0), Some(0.1));
                let a = Approvals { decisions, refusals, median_dwell, median_needed, same_rationale, ..Approvals::default() };
                lab.gate("C-1", w, "human_approval").approvals(w, a);
            }
            let codes = [lab.flags("WF-1"), lab.flags("WF-2"), lab.organisation()];
            assert!(codes.iter().all(|c| *c == codes[0]), "{codes:?}");
            codes[0].join(" ")
        };
        assert_eq!(raised([(20, 0, 4.0), (10, 0, 4.0)]), "CT-09");
        assert_eq!(raised([(20, 0, 4.0), (9, 0, 4.0)]), "", "29 are too few");
        assert_eq!(raised([(20, 0, 4.0), (10, 1, 4.0)]), "", "one was refused");
        assert_eq!(raised([(20, 0, 4.0), (10, 0, 9.0)]), "CT-09-U", "the median of all is not told");
        assert_eq!(raised([(20, 0, 9.0), (10, 0, 9.0)]), "", "there was time enough");
    }

    #[test]
    fn one_rationale_in_more_than_80_percent_is_asked_about() {
        assert_eq!(flags(30, 0, Some(50.0), Some(5.0), Some(0.81)), ["CT-09"]);
        assert!(flags(30, 0, Some(50.0), Some(5.0), Some(0.8)).is_empty());
        assert_eq!(flags(30, 0, None, None, Some(0.9)), ["CT-09"]);
    }

    #[test]
    fn times_and_rationales_that_are_not_told_cannot_exclude_it() {
        assert_eq!(flags(30, 0, None, Some(5.0), Some(0.1)), ["CT-09-U"]);
        assert_eq!(flags(30, 0, Some(50.0), None, Some(0.1)), ["CT-09-U"]);
        assert_eq!(flags(30, 0, Some(50.0), Some(5.0), None), ["CT-09-U"]);
        assert!(flags(29, 0, None, None, None).is_empty());
    }

    #[test]
    fn small_numbers_never_raise_it() {
        let few = |n: u64| {
            let mut lab = Lab::default();
            lab.made.parameters.set("theatre_uniform_decisions", "1").unwrap();
            lab.gate("C-1", "WF-1", "human_approval").artefact("log.csv", &[]);
            lab.approvals("WF-1", Approvals { decisions: n, same_rationale: Some(1.0), ..Approvals::default() });
            lab.raises("CT-09")
        };
        assert!(!few(4) && few(5));
    }
}

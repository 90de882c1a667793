//! How much the order of tools varies between runs of one task type: the normalised entropy of tool paths (domain 4b).

use crate::chains::{Group, LinkKind};
use crate::event::Kind;
use crate::parameters::Parameters;
use crate::trail::{GroupedBy, Trail};
use serde::{Deserialize, Serialize};
use std::borrow::Cow;
use std::collections::BTreeMap;

/// The tool paths of the runs of one task type.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
pub struct TaskType {
    /// As the requests name it; empty for runs whose request names none.
    pub name: String,
    /// How many runs.
    pub runs: usize,
    /// How many runs took each path, most first.
    pub paths: Vec<(Vec<String>, usize)>,
    /// Entropy of the paths, in bits.
    pub entropy: f64,
    /// Entropy of what it could be at most with so many distinct paths; 0 with one path.
    pub normalised: f64,
    /// The share of the runs that took the most common path.
    pub modal_share: f64,
    /// Whether there are enough runs to judge.
    pub judged: bool,
    /// Whether the paths vary enough to call the workflow dynamic.
    pub varies: bool,
    /// Position in the trail of an event of the first run.
    #[serde(skip)]
    pub first: usize,
}

fn number(n: usize) -> f64 {
    u32::try_from(n).map_or(f64::from(u32::MAX), f64::from)
}

/// Shannon entropy of counts, in bits. Counts of zero add nothing.
pub fn entropy(counts: &[usize]) -> f64 {
    let total = number(counts.iter().sum());
    counts.iter().filter(|c| **c > 0).map(|c| number(*c) / total).map(|p| -p * p.log2()).sum()
}

/// Entropy as a share of the most that so many distinct values could have; 0 for fewer than two.
pub fn normalised(counts: &[usize]) -> f64 {
    let distinct = counts.iter().filter(|c| **c > 0).count();
    if distinct < 2 { 0.0 } else { entropy(counts) / number(distinct).log2() }
}

/// How often each path was taken, and an event of the first run.
type Taken<'e> = (BTreeMap<Vec<Cow<'e, str>>, usize>, usize);

/// The task types of some runs, in name order. Loose events that stand alone are no run.
pub(super) fn task_types<'e>(
    trail: &'e Trail<'e>,
    groups: &[Group<'e>],
    in_period: impl Fn(&Group<'e>) -> bool,
    parameters: &Parameters,
) -> Vec<TaskType> {
    let mut types: BTreeMap<Cow<'e, str>, Taken<'e>> = BTreeMap::new();
    for group in groups.iter().filter(|g| g.by != GroupedBy::Nothing && in_period(g)) {
        let events = || group.events.iter().filter_map(|at| trail.get(*at));
        let is_link = events().any(|e| LinkKind::of(e.kind).is_some());
        let Some(first) = group.events.first().copied().filter(|_| is_link) else { continue };
        let task = events().find(|e| e.kind == Kind::Request).and_then(|e| e.detail("task")).unwrap_or_default();
        let calls = events().filter(|e| e.kind == Kind::ToolCall);
        let path: Vec<Cow<'e, str>> = calls.map(|e| e.detail("tool").unwrap_or_default()).collect();
        *types.entry(task).or_insert_with(|| (BTreeMap::new(), first)).0.entry(path).or_insert(0) += 1;
    }
    types.into_iter().map(|(name, (paths, first))| judged(name.into_owned(), paths, first, parameters)).collect()
}

fn judged(name: String, taken: BTreeMap<Vec<Cow<'_, str>>, usize>, first: usize, parameters: &Parameters) -> TaskType {
    let mut paths: Vec<(Vec<String>, usize)> =
        taken.into_iter().map(|(path, n)| (path.into_iter().map(Cow::into_owned).collect(), n)).collect();
    paths.sort_by(|a, b| b.1.cmp(&a.1).then_with(|| a.0.cmp(&b.0)));
    let counts: Vec<usize> = paths.iter().map(|(_, n)| *n).collect();
    let runs: usize = counts.iter().sum();
    let modal_share = counts.first().map_or(0.0, |most| number(*most) / number(runs));
    let (entropy, normalised) = (entropy(&counts), normalised(&counts));
    let judged = number(runs) >= parameters.get("variability_path_runs");
    let varies =
        judged && normalised > parameters.get("variability_path_entropy") && modal_share < parameters.get("variability_path_modal_share");
    TaskType { name, runs, paths, entropy, normalised, modal_share, judged, varies, first }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(counts: &[usize]) -> TaskType {
        let taken = counts.iter().enumerate().map(|(i, n)| (vec![Cow::Owned(format!("T{i}"))], *n)).collect();
        judged(String::new(), taken, 0, &Parameters::default())
    }

    #[test]
    fn the_worked_paths() {
        let t = of(&[14, 4, 2]);
        assert_eq!(format!("{:.3} {:.3} {:.2}", t.entropy, t.normalised, t.modal_share), "1.157 0.730 0.70");
        assert!(t.judged && t.varies);
        let t = of(&[6, 5, 4, 3, 2]);
        assert_eq!(format!("{:.3} {:.3} {:.2}", t.entropy, t.normalised, t.modal_share), "2.228 0.960 0.30");
        assert!(t.varies);
    }

    #[test]
    fn one_path_few_runs_or_one_common_path_do_not_vary() {
        let t = of(&[20]);
        assert_eq!((t.entropy, t.normalised, t.modal_share, t.judged, t.varies), (0.0, 0.0, 1.0, true, false));
        let t = of(&[13, 4, 2]);
        assert!(!t.judged && !t.varies && t.normalised > 0.5, "nineteen runs");
        // Four of five runs take one path: the share is not below the threshold.
        let t = of(&[16, 4]);
        assert!(t.normalised > 0.5 && !t.varies, "{t:?}");
        let t = of(&[15, 5]);
        assert!(t.varies, "{t:?}");
        // Below the share, but hardly any entropy of what many paths could have.
        let t = of(&[79, 21, 0]);
        assert!(t.varies && (t.normalised - 0.741).abs() < 0.001, "{t:?}");
        assert_eq!((entropy(&[]), normalised(&[]), normalised(&[0, 7])), (0.0, 0.0, 0.0));
    }

    #[test]
    fn the_entropy_has_to_exceed_its_threshold() {
        let taken = || (0..2).map(|i| (vec![Cow::Owned(format!("T{i}"))], 10)).collect::<BTreeMap<_, _>>();
        let mut parameters = Parameters::default();
        parameters.set("variability_path_entropy", "1").unwrap();
        assert!(!judged(String::new(), taken(), 0, &parameters).varies, "two even paths have all they could have, and no more");
        parameters.set("variability_path_entropy", "0.999").unwrap();
        assert!(judged(String::new(), taken(), 0, &parameters).varies);
    }
}

//! The figures of one workflow and the level of its drift (domain 4a).

use super::action::Action;
use super::executor::Held;
use super::review::ReviewClass;
use super::reviewers::Reviewer;
use super::trend::Trend;
use crate::parameters::Parameters;
use crate::stats::{rounded, share, wilson};
use crate::words::{counted, verb};
use serde::{Deserialize, Serialize, Serializer};

/// How many, of how many.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
pub struct Part {
    /// How many.
    pub n: usize,
    /// Of how many.
    pub of: usize,
}

impl Part {
    /// The share; 0 of nothing.
    pub fn share(self) -> f64 {
        share(self.n, self.of)
    }
}

/// How many for certain, of how many, and how many at worst.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
pub struct Bounded {
    /// How many for certain.
    pub n: usize,
    /// Of how many.
    pub of: usize,
    /// How many when everything that is not told turns out at its worst.
    pub at_worst: usize,
}

impl Bounded {
    fn count(of: usize, held: impl Iterator<Item = Held>) -> Self {
        let mut counted = Self { of, ..Self::default() };
        for h in held {
            counted.n += usize::from(h == Held::Yes);
            counted.at_worst += usize::from(h != Held::No);
        }
        counted
    }
}

/// A share that lies between two ends.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
pub struct Range {
    /// At least.
    #[serde(serialize_with = "three")]
    pub low: f64,
    /// At most.
    #[serde(serialize_with = "three")]
    pub high: f64,
}

/// The machine share of a workflow.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
pub struct MachineShare {
    /// The mean over actions, at least.
    #[serde(serialize_with = "three")]
    pub low: f64,
    /// The mean over actions, at most.
    #[serde(serialize_with = "three")]
    pub high: f64,
    /// Machine units over all units, of the actions whose sizes are known. Words and lines are added up as they are.
    #[serde(serialize_with = "maybe_three")]
    pub volume_weighted: Option<f64>,
    /// How many actions that is.
    pub volume_n: usize,
}

/// How many actions are of each review class.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
pub struct ReviewClasses {
    /// No approval.
    pub none: usize,
    /// Not bound to what was carried out.
    pub unbound: usize,
    /// By who asked for it.
    #[serde(rename = "self")]
    pub own: usize,
    /// Faster than reading.
    pub implausible: usize,
    /// Without a sign of engagement.
    pub procedural: usize,
    /// With one.
    pub substantive: usize,
}

impl ReviewClasses {
    fn count(classes: impl Iterator<Item = ReviewClass>) -> Self {
        let mut counted = Self::default();
        for class in classes {
            *match class {
                ReviewClass::None => &mut counted.none,
                ReviewClass::Unbound => &mut counted.unbound,
                ReviewClass::Own => &mut counted.own,
                ReviewClass::Implausible => &mut counted.implausible,
                ReviewClass::Procedural => &mut counted.procedural,
                ReviewClass::Substantive => &mut counted.substantive,
            } += 1;
        }
        counted
    }
}

/// The headline: the share of actions that are mostly machine-made, booked to a person, without evidence of real review.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
pub struct DriftRate {
    /// At least.
    #[serde(serialize_with = "three")]
    pub low: f64,
    /// At most; the level is taken from it.
    #[serde(serialize_with = "three")]
    pub high: f64,
    /// Wilson's 95 % interval of the upper one.
    #[serde(serialize_with = "both_three")]
    pub wilson95_of_high: [f64; 2],
}

/// How far authorship has drifted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
#[serde(rename_all = "lowercase")]
pub enum Drift {
    /// Not noticeably.
    None,
    /// A little.
    Low,
    /// Moderately.
    Moderate,
    /// Far.
    High,
    /// Very far.
    Severe,
}

impl Drift {
    /// The word of machine formats.
    pub fn word(self) -> &'static str {
        match self {
            Self::None => "none",
            Self::Low => "low",
            Self::Moderate => "moderate",
            Self::High => "high",
            Self::Severe => "severe",
        }
    }

    /// The level of a drift rate.
    pub fn of(rate: f64, parameters: &Parameters) -> Self {
        let at_least = |name: &str| rate >= parameters.get(name);
        match rate {
            _ if at_least("authorship_drift_severe") => Self::Severe,
            _ if at_least("authorship_drift_high") => Self::High,
            _ if at_least("authorship_drift_moderate") => Self::Moderate,
            _ if at_least("authorship_drift_low") => Self::Low,
            _ => Self::None,
        }
    }
}

/// Runtime authorship drift of one workflow in a period. Its JSON is the `authorship` of `analysis --json`; what cannot be assessed is
/// null, and the counts stay.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
pub struct Authorship {
    /// Whether it can be assessed.
    pub assessable: bool,
    /// Why not.
    pub reason: Option<String>,
    /// Whether there are too few actions for more than an indication.
    pub indicative: bool,
    /// How many actions.
    pub actions: usize,
    /// How much of them a model wrote.
    pub machine_share: Option<MachineShare>,
    /// What the records of their reviews show.
    pub review_classes: ReviewClasses,
    /// Substantive reviews among those that are required.
    pub substantive_review: Part,
    /// Actions carried out by somebody else than meant.
    pub executor_mismatch: Bounded,
    /// Actions with a step that is not of exactly one registered identity.
    pub attribution_gap: Bounded,
    /// The headline.
    pub drift_rate: Option<DriftRate>,
    /// The same without regard to who is on record.
    pub unreviewed_machine_share: Option<Range>,
    /// How far it has drifted.
    pub level: Option<Drift>,
    /// What raised the level above that of the rate.
    pub forced_by: Vec<String>,
    /// Whether it changed against the period before.
    pub trend: Option<Trend>,
    /// Actions whose review was hurried.
    pub hurried: usize,
    /// Actions that had to be linked by run and artefact.
    pub linked_by_run: usize,
    /// The reviewers, by id.
    pub reviewers: Vec<Reviewer>,
}

/// Counts that the figures and the trend share.
pub(super) fn drifted(actions: &[Action<'_>], parameters: &Parameters) -> (usize, usize) {
    let half = parameters.get("authorship_machine_made");
    actions.iter().fold((0, 0), |(low, high), a| {
        let (l, h) = a.drifted(half);
        (low + usize::from(l), high + usize::from(h))
    })
}

/// The figures of the actions of a period.
pub(super) fn figures(actions: &[Action<'_>], reviewers: Vec<Reviewer>, trend: Trend, parameters: &Parameters) -> Authorship {
    let n = actions.len();
    let reason = not_assessable(actions, parameters);
    let assessable = reason.is_none();
    let required = || actions.iter().filter(|a| a.review_required);
    let real = |a: &&Action<'_>| a.review == ReviewClass::Substantive && !a.review_doubtful;
    let mut out = Authorship {
        assessable,
        reason,
        indicative: (n as f64) < parameters.get("authorship_indicative_actions"),
        actions: n,
        machine_share: None,
        review_classes: ReviewClasses::count(actions.iter().map(|a| a.review)),
        substantive_review: Part { n: required().filter(real).count(), of: required().count() },
        executor_mismatch: Bounded::count(n, actions.iter().map(|a| a.mismatch.any())),
        attribution_gap: Bounded::count(n, actions.iter().map(Action::attribution_gap)),
        drift_rate: None,
        unreviewed_machine_share: None,
        level: None,
        forced_by: Vec::new(),
        trend: None,
        hurried: actions.iter().filter(|a| a.hurried).count(),
        linked_by_run: actions.iter().filter(|a| a.linked_by_run).count(),
        reviewers,
    };
    if !assessable {
        return out;
    }
    out.machine_share = Some(machine_share(actions));
    let (low, high) = drifted(actions, parameters);
    let (from, to) = wilson(high, n);
    out.drift_rate = Some(DriftRate { low: share(low, n), high: share(high, n), wilson95_of_high: [from, to] });
    let half = parameters.get("authorship_machine_made");
    let unreviewed = |pick: fn((bool, bool)) -> bool| share(actions.iter().filter(|a| pick(a.unreviewed(half))).count(), n);
    out.unreviewed_machine_share = Some(Range { low: unreviewed(|u| u.0), high: unreviewed(|u| u.1) });
    let rate = Drift::of(share(high, n), parameters);
    if rate < Drift::High {
        out.forced_by = forces(&out, actions, parameters);
    }
    out.level = Some(if out.forced_by.is_empty() { rate } else { Drift::High });
    out.trend = Some(trend);
    out
}

/// What makes the level at least high, whatever the rate.
fn forces(figures: &Authorship, actions: &[Action<'_>], parameters: &Parameters) -> Vec<String> {
    let other = actions.iter().any(|a| a.mismatch.executor.min(a.production) != Held::No);
    let review = figures.substantive_review;
    let no_review = review.n == 0 && review.of as f64 >= parameters.get("authorship_force_required_reviews");
    let gap = share(figures.attribution_gap.at_worst, figures.actions) >= parameters.get("authorship_force_attribution_gap");
    let all = [(other, "executor_mismatch_in_production"), (no_review, "no_substantive_review"), (gap, "attribution_gap")];
    all.into_iter().filter(|(holds, _)| *holds).map(|(_, name)| name.to_owned()).collect()
}

/// The level as far as it rests on what is told of who acted, where, and which reviews are required. The rate is taken at its upper
/// bound, as always.
pub(super) fn known_level(figures: &Authorship, actions: &[Action<'_>], parameters: &Parameters) -> Drift {
    let rate = figures.drift_rate.map_or(Drift::None, |r| Drift::of(r.high, parameters));
    let other = actions.iter().any(|a| a.mismatch.executor.min(a.production) == Held::Yes);
    let required = actions.iter().filter(|a| a.review_required && !a.review_assumed).count();
    let no_review = figures.substantive_review.n == 0 && required as f64 >= parameters.get("authorship_force_required_reviews");
    let gap = figures.attribution_gap;
    let no_owner = share(gap.n, gap.of) >= parameters.get("authorship_force_attribution_gap");
    if other || no_review || no_owner { rate.max(Drift::High) } else { rate }
}

/// Why drift cannot be assessed.
fn not_assessable(actions: &[Action<'_>], parameters: &Parameters) -> Option<String> {
    let (n, least) = (actions.len(), parameters.get("authorship_min_actions"));
    if n == 0 {
        return Some("No action is logged in the period.".to_owned());
    }
    if (n as f64) < least {
        let actions = format!("{} {}", counted(n, "action"), verb(n, "is", "are"));
        return Some(format!("{actions} logged in the period; at least {least} are needed."));
    }
    let linked = actions.iter().filter(|a| a.linked).count();
    let wanted = parameters.get("authorship_linkage_share");
    if share(linked, n) < wanted {
        let percent = wanted * 100.0;
        let tell = verb(linked, "tells", "tell");
        return Some(format!("{linked} of {n} actions {tell} actor, approval and content; at least {percent} % are needed."));
    }
    None
}

fn machine_share(actions: &[Action<'_>]) -> MachineShare {
    let mean = |of: fn(&Action<'_>) -> f64| actions.iter().map(of).sum::<f64>() / actions.len() as f64;
    let known: Vec<(f64, f64)> = actions.iter().filter_map(|a| Some((a.machine? as f64, a.human? as f64))).collect();
    let machine: f64 = known.iter().map(|k| k.0).sum();
    let all: f64 = known.iter().map(|k| k.0 + k.1).sum();
    let volume_weighted = if all > 0.0 { Some(machine / all) } else { None };
    MachineShare { low: mean(|a| a.share_low), high: mean(|a| a.share_high), volume_weighted, volume_n: known.len() }
}

// Serde hands every value over by reference.
pub(super) fn three<S: Serializer>(value: &f64, to: S) -> Result<S::Ok, S::Error> {
    to.serialize_f64(rounded(*value))
}

pub(super) fn maybe_three<S: Serializer>(value: &Option<f64>, to: S) -> Result<S::Ok, S::Error> {
    value.map(rounded).serialize(to)
}

pub(super) fn both_three<S: Serializer>(value: &[f64; 2], to: S) -> Result<S::Ok, S::Error> {
    value.map(rounded).serialize(to)
}

pub(super) fn maybe_both_three<S: Serializer>(value: &Option<[f64; 2]>, to: S) -> Result<S::Ok, S::Error> {
    value.map(|v| v.map(rounded)).serialize(to)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn levels_begin_at_their_thresholds() {
        let p = Parameters::default();
        for (rate, level) in [
            (0.0, Drift::None),
            (0.049, Drift::None),
            (0.05, Drift::Low),
            (0.149, Drift::Low),
            (0.15, Drift::Moderate),
            (0.349, Drift::Moderate),
            (0.35, Drift::High),
            (0.599, Drift::High),
            (0.6, Drift::Severe),
            (1.0, Drift::Severe),
        ] {
            assert_eq!(Drift::of(rate, &p), level, "{rate}");
        }
        let words = [Drift::None, Drift::Low, Drift::Moderate, Drift::High, Drift::Severe].map(Drift::word);
        assert_eq!(words, ["none", "low", "moderate", "high", "severe"]);
    }
}

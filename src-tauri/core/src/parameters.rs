//! Named thresholds: what each decides, its default, and the value used. Every one of them is printed in every report.

use crate::places::Slots;
use crate::variability::Class;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::sync::LazyLock;

/// One named threshold.
#[derive(Clone, Copy, Debug)]
pub struct Parameter {
    /// As `--set NAME=VALUE` takes it.
    pub name: &'static str,
    /// The value shipped.
    pub default: f64,
    /// What it decides, with its unit.
    pub meaning: &'static str,
}

const fn p(name: &'static str, default: f64, meaning: &'static str) -> Parameter {
    Parameter { name, default, meaning }
}

/// All thresholds, by name.
pub const PARAMETERS: &[Parameter] = &[
    p("authorship_batch_approvals", 5.0, "So many approvals by one person within `authorship_batch_seconds` are a batch."),
    p("authorship_batch_seconds", 60.0, "The span, in seconds, in which a batch of approvals is looked for."),
    p("authorship_change_share", 0.01, "A reviewer who changes at least this share of what was read (and at least one unit) is engaged."),
    p(
        "authorship_clock_skew_seconds",
        2.0,
        "A source may declare that its clock is off by so many seconds at most; an approval before the draft within it is still bound.",
    ),
    p("authorship_code_implausible_lines_per_hour", 2_000.0, "Code approved faster than this many lines an hour cannot have been read."),
    p("authorship_code_plausible_lines_per_hour", 500.0, "Code approved faster than this many lines an hour was hurried."),
    p("authorship_drift_high", 0.35, "From this upper drift rate on, authorship drift is high."),
    p("authorship_drift_low", 0.05, "From this upper drift rate on, authorship drift is low rather than none."),
    p("authorship_drift_moderate", 0.15, "From this upper drift rate on, authorship drift is moderate."),
    p("authorship_drift_severe", 0.6, "From this upper drift rate on, authorship drift is severe."),
    p("authorship_force_attribution_gap", 0.25, "An attribution gap of at least this share makes drift at least high."),
    p("authorship_force_required_reviews", 5.0, "No substantive review in at least so many required ones makes drift at least high."),
    p("authorship_indicative_actions", 20.0, "With fewer actions than this, drift is called indicative."),
    p(
        "authorship_linkage_share",
        0.6,
        "At least this share of actions must tell actor, approval and content, or drift cannot be assessed.",
    ),
    p("authorship_machine_made", 0.5, "An action is mostly machine-made from this machine share on."),
    p("authorship_min_actions", 5.0, "With fewer actions than this, drift cannot be assessed."),
    p("authorship_prose_implausible_words_per_minute", 600.0, "Prose approved faster than this many words a minute cannot have been read."),
    p("authorship_prose_plausible_words_per_minute", 300.0, "Prose approved faster than this many words a minute was hurried."),
    p("authorship_rationale_characters", 20.0, "A reviewer's rationale of at least so many characters is a sign of engagement."),
    p(
        "authorship_rationale_same_share",
        0.5,
        "A rationale that is identical in more than this share of a reviewer's rationales is no sign of engagement.",
    ),
    p("authorship_review_floor_seconds", 5.0, "No review takes less than so many seconds, however short the text."),
    p("authorship_trend_difference", 0.05, "A change of the drift rate counts from this difference on."),
    p("authorship_trend_min_actions", 20.0, "A change of the drift rate is looked for with at least so many actions on both sides."),
    p(
        "boundary_revalidation_days",
        7.0,
        "After a change of context, access of a workflow of class D0 or D1 is re-validated within so many days (EB-14).",
    ),
    p(
        "boundary_revalidation_days_dynamic",
        1.0,
        "After a change of context, access of a workflow of class D2 or D3 is re-validated within so many days (EB-14).",
    ),
    p("boundary_task_grace_seconds", 900.0, "A credential for one task may outlive it by so many seconds (EB-01)."),
    p("boundary_trigger_exercised_days", 400.0, "A revocation trigger counts when it was exercised within so many days (EB-12)."),
    p("boundary_unused_days", 90.0, "A permission is unused when it was not used for so many days (EB-16)."),
    p("credential_long_lived_seconds", 86_400.0, "A credential that lives longer than this many seconds is long-lived."),
    p(
        "evidence_silence_factor",
        3.0,
        "A silence in a log stands out when it is longer than so many times the median gap between its events.",
    ),
    p("exception_max_days", 365.0, "An exception may be valid for at most this many days."),
    p("exception_renewals", 3.0, "An exception that is renewed this many times has become permanent."),
    p("finding_due_critical_days", 14.0, "A critical finding is due so many days after it was first seen."),
    p("finding_due_high_days", 30.0, "A high finding is due so many days after it was first seen."),
    p("finding_due_low_days", 180.0, "A low or informational finding is due so many days after it was first seen."),
    p("finding_due_medium_days", 90.0, "A medium finding is due so many days after it was first seen."),
    p("fresh_annual_days", 400.0, "Evidence of an annual control is fresh for this many days."),
    p("fresh_config_snapshot_days", 90.0, "A configuration snapshot is fresh for this many days."),
    p("fresh_continuous_days", 7.0, "Evidence of a continuous or per-event control is fresh for this many days."),
    p("fresh_daily_days", 7.0, "Evidence of a daily control is fresh for this many days."),
    p("fresh_monthly_days", 45.0, "Evidence of a monthly control is fresh for this many days."),
    p("fresh_policy_days", 400.0, "A policy or procedure is fresh for this many days."),
    p("fresh_quarterly_days", 120.0, "Evidence of a quarterly control is fresh for this many days."),
    p("fresh_semi_annual_days", 210.0, "Evidence of a semi-annual control is fresh for this many days."),
    p("fresh_weekly_days", 14.0, "Evidence of a weekly control is fresh for this many days."),
    p("freshness_factor_d2", 0.5, "Freshness limits are multiplied by this for a dynamic workflow (D2), rounded up to whole days."),
    p("freshness_factor_d3", 0.25, "Freshness limits are multiplied by this for an autonomous workflow (D3), rounded up to whole days."),
    p("review_cycle_d0_days", 365.0, "Access of a deterministic workflow (D0) is reviewed at least every so many days."),
    p("review_cycle_d1_days", 180.0, "Access of a bounded workflow (D1) is reviewed at least every so many days."),
    p("review_cycle_d2_days", 90.0, "Access of a dynamic workflow (D2) is reviewed at least every so many days."),
    p("review_cycle_d3_days", 30.0, "Access of an autonomous workflow (D3) is reviewed at least every so many days."),
    p("review_due_soon_days", 14.0, "A review is due soon when it is due within so many days."),
    p("sampling_all_below", 5.0, "A population of at most so many items is tested whole."),
    p("sampling_annual", 1.0, "Items to test of an annual control."),
    p("sampling_confidence", 0.9, "The confidence of a statistical sample."),
    p("sampling_daily", 25.0, "Items to test of a daily control."),
    p("sampling_many", 25.0, "Items to test of a control that operates many times a day."),
    p("sampling_many_high_risk", 40.0, "The same where the risk is high."),
    p("sampling_monthly", 2.0, "Items to test of a monthly control."),
    p("sampling_quarterly", 2.0, "Items to test of a quarterly control."),
    p("sampling_tolerable_rate", 0.1, "The deviation rate that a statistical sample tolerates."),
    p("sampling_weekly", 5.0, "Items to test of a weekly control."),
    p("theatre_adoption_rise", 0.1, "AI use has risen (CT-10) when its share grew by at least this."),
    p("theatre_burst_min_artefacts", 5.0, "Evidence captured in a burst (CT-08) is looked for from this many artefacts on."),
    p("theatre_burst_share", 0.6, "A burst (CT-08) is at least this share of the artefacts in the tail of the period."),
    p("theatre_burst_tail", 0.1, "The tail of the period (CT-08) is this share of its days."),
    p("theatre_reuse_requirements", 10.0, "One artefact is over-reused (CT-03) when it alone supports more requirements than this."),
    p("theatre_reuse_workflows", 5.0, "One artefact is over-reused (CT-03) when it alone supports more workflows than this."),
    p(
        "theatre_small_number",
        5.0,
        "With fewer artefacts or decisions than this, bursts and uniform approval (CT-08, CT-09) are not looked for.",
    ),
    p("theatre_uniform_decisions", 30.0, "Uniform approval (CT-09) is looked for from this many decisions on."),
    p("theatre_uniform_rationale", 0.8, "One rationale in more than this share of decisions is uniform (CT-09)."),
    p(
        "theatre_untraced_share",
        0.2,
        "Approvals without a chain to what was executed are too many (CT-04) from this share of the required ones on.",
    ),
    p("variability_path_entropy", 0.5, "Tool paths vary (class D2) when their normalised entropy is above this ..."),
    p("variability_path_modal_share", 0.8, "... and the most common path has less than this share of the runs."),
    p("variability_path_runs", 20.0, "Tool paths are judged from this many runs of one task type on."),
];

/// Where each threshold stands. They are asked for by name for each workflow and event.
static PLACES: LazyLock<Slots> = LazyLock::new(|| Slots::of(PARAMETERS.iter().map(|p| p.name)));

/// The position of a threshold.
fn position(name: &str) -> Option<usize> {
    PLACES.find(name, |at| PARAMETERS.get(at).is_some_and(|p| p.name == name))
}

/// The values used in one assessment.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Parameters(BTreeMap<String, f64>);

/// Why a threshold cannot be set.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
pub enum ParameterError {
    /// No such threshold.
    #[error("there is no threshold named `{0}`")]
    Unknown(String),
    /// Not a number that makes sense.
    #[error("`{value}` is not a number of at least 0 for the threshold `{name}`")]
    Value {
        /// The threshold.
        name: String,
        /// The text given.
        value: String,
    },
}

impl Parameters {
    /// Sets one threshold from text.
    ///
    /// # Errors
    /// When there is no such threshold or the text is not a number of at least 0.
    pub fn set(&mut self, name: &str, value: &str) -> Result<(), ParameterError> {
        if !PARAMETERS.iter().any(|p| p.name == name) {
            return Err(ParameterError::Unknown(name.to_owned()));
        }
        let bad = || ParameterError::Value { name: name.to_owned(), value: value.to_owned() };
        let number: f64 = value.trim().parse().map_err(|_| bad())?;
        if !number.is_finite() || number < 0.0 {
            return Err(bad());
        }
        self.0.insert(name.to_owned(), number);
        Ok(())
    }

    /// The value of a threshold.
    pub fn get(&self, name: &str) -> f64 {
        let default = || position(name).and_then(|at| PARAMETERS.get(at)).map(|p| p.default);
        // Most workspaces change none.
        let changed = if self.0.is_empty() { None } else { self.0.get(name).copied() };
        changed.or_else(default).unwrap_or(0.0)
    }

    /// The thresholds that differ from their default.
    pub fn changed(&self) -> impl Iterator<Item = (&str, f64)> {
        self.0.iter().map(|(n, v)| (n.as_str(), *v))
    }

    /// Days after which access of a workflow of this class must be reviewed again.
    pub fn review_cycle(&self, class: Class) -> i64 {
        days(self.get(match class {
            Class::D0 => "review_cycle_d0_days",
            Class::D1 => "review_cycle_d1_days",
            Class::D2 => "review_cycle_d2_days",
            Class::D3 => "review_cycle_d3_days",
        }))
    }

    /// Seconds above which a credential is long-lived.
    pub fn credential_long_lived_seconds(&self) -> i64 {
        days(self.get("credential_long_lived_seconds"))
    }

    /// Days for which evidence is fresh: by its kind, else by the control's frequency; tightened by class. `None` when neither tells.
    pub fn freshness_limit(&self, kind: &str, frequency: Option<&str>, class: Class) -> Option<i64> {
        let name = match (kind, frequency) {
            ("policy" | "procedure", _) => "fresh_policy_days",
            ("config_snapshot", _) => "fresh_config_snapshot_days",
            (_, Some("policy")) => "fresh_policy_days",
            (_, Some("config_snapshot")) => "fresh_config_snapshot_days",
            (_, Some("continuous" | "per_event")) => "fresh_continuous_days",
            (_, Some("daily")) => "fresh_daily_days",
            (_, Some("weekly")) => "fresh_weekly_days",
            (_, Some("monthly")) => "fresh_monthly_days",
            (_, Some("quarterly")) => "fresh_quarterly_days",
            (_, Some("semi_annual")) => "fresh_semi_annual_days",
            (_, Some("annual")) => "fresh_annual_days",
            _ => return None,
        };
        let factor = match class {
            Class::D0 | Class::D1 => 1.0,
            Class::D2 => self.get("freshness_factor_d2"),
            Class::D3 => self.get("freshness_factor_d3"),
        };
        Some(days((self.get(name) * factor).ceil()))
    }
}

/// A threshold as a whole number.
fn days(value: f64) -> i64 {
    // Thresholds are small and checked to be finite and not negative when set.
    #[allow(clippy::cast_possible_truncation, reason = "a saturating cast of a checked, small number")]
    let whole = value as i64;
    whole
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn limits_are_those_of_domain_1_4_and_tighten_by_class() {
        let p = Parameters::default();
        for (frequency, limit) in [
            ("continuous", 7),
            ("per_event", 7),
            ("daily", 7),
            ("weekly", 14),
            ("monthly", 45),
            ("quarterly", 120),
            ("semi_annual", 210),
            ("annual", 400),
        ] {
            assert_eq!(p.freshness_limit("event_log", Some(frequency), Class::D1), Some(limit), "{frequency}");
        }
        assert_eq!(p.freshness_limit("config_snapshot", Some("daily"), Class::D0), Some(90));
        assert_eq!(p.freshness_limit("policy", None, Class::D0), Some(400));
        assert_eq!(p.freshness_limit("event_log", Some("monthly"), Class::D2), Some(23));
        assert_eq!(p.freshness_limit("event_log", Some("monthly"), Class::D3), Some(12));
        assert_eq!(p.freshness_limit("event_log", None, Class::D0), None);
    }

    #[test]
    fn a_threshold_is_set_by_name_or_refused() {
        let mut p = Parameters::default();
        assert!(p.set("fresh_monthly_days", "30").is_ok());
        assert_eq!(p.freshness_limit("ticket", Some("monthly"), Class::D0), Some(30));
        assert!(matches!(p.set("fresh", "30"), Err(ParameterError::Unknown(_))));
        for bad in ["-1", "many", "NaN", "inf"] {
            assert!(matches!(p.set("fresh_monthly_days", bad), Err(ParameterError::Value { .. })), "{bad}");
        }
        for (at, p) in PARAMETERS.iter().enumerate() {
            assert_eq!(position(p.name), Some(at));
            assert_eq!(position(&format!("{}x", p.name)), None);
        }
        assert_eq!(position(""), None);
        assert!(PARAMETERS.windows(2).all(|w| w[0].name < w[1].name));
    }
}

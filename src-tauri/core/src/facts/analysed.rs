//! What the analyses of a workflow say to the rules.

use super::gather::derived;
use super::{Fact, Facts, Value};
use crate::record::Record;
use serde::{Deserialize, Serialize};

/// What analyses found about one workflow, as rules ask for it; `None` is unknown.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Analysed {
    /// An approval without binding to its execution, or one that became access (EB-06, EB-07).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub approval_binding_gap: Option<bool>,
    /// The share of actions with an actor that does not resolve (4a.4).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub attribution_gap: Option<f64>,
    /// A context change that was not re-validated (EB-14).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub context_changed: Option<bool>,
    /// `none` to `severe` (4a.7).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub drift_level: Option<String>,
    /// A reviewer's batches or capacity stand out (4a.8).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub review_capacity_flag: Option<bool>,
    /// The share of required reviews that are substantive (4a.2).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub substantive_review_share: Option<f64>,
    /// A link of the chain that is not logged, by the workflow's own word or by its runs (4d).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub unlogged_links: Option<bool>,
    /// Untrusted input, private data and a way out on one path (EB-10).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub untrusted_private_egress_path: Option<bool>,
}

const NO_EVENTS: &str = "the events held do not tell";
const NO_RUNS: &str = "neither its own word nor the runs held exclude it";
const NO_FLOWS: &str = "the flows told do not exclude it";

/// The drift levels, in order.
const LEVELS: [&str; 5] = ["none", "low", "moderate", "high", "severe"];

impl<'a> Facts<'a> {
    /// Sets the attributes that analyses give for a workflow.
    pub(super) fn analysed(&mut self, w: &'a Record, of: &Analysed) {
        let yes_no = |known: Option<bool>, why: &'static str| match known {
            Some(yes) => derived(Some(if yes { "yes" } else { "no" }), Vec::new()),
            None => Fact { why_unknown: Some(why), ..Fact::default() },
        };
        let number = |known: Option<f64>| match known {
            Some(n) => Fact { value: Some(Value::Number(n)), complete: true, ..Fact::default() },
            None => Fact { why_unknown: Some(NO_EVENTS), ..Fact::default() },
        };
        self.set("approval_binding_gap", yes_no(of.approval_binding_gap, NO_EVENTS));
        self.set("attribution_gap", number(of.attribution_gap));
        self.set("context_changed", yes_no(of.context_changed, NO_EVENTS));
        self.set(
            "drift_level",
            match LEVELS.into_iter().find(|l| Some(*l) == of.drift_level.as_deref()) {
                Some(level) => derived(Some(level), Vec::new()),
                None => Fact { why_unknown: Some(NO_EVENTS), ..Fact::default() },
            },
        );
        self.set("review_capacity_flag", yes_no(of.review_capacity_flag, NO_EVENTS));
        self.set("substantive_review_share", number(of.substantive_review_share));
        let unlogged = yes_no(of.unlogged_links, NO_RUNS);
        self.set("unlogged_links", Fact { cells: self.at(w, ["logged_links"]), ..unlogged });
        self.set("untrusted_private_egress_path", yes_no(of.untrusted_private_egress_path, NO_FLOWS));
    }
}

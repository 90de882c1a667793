//! An assessment: every requirement of every edition, for every workflow, with a status that can be explained.

pub mod against;
mod asked;
mod bearing;
mod cells;
#[cfg(test)]
mod doubts;
pub mod exception;
pub mod frame;
mod idle;
mod judgement;
mod kinds;
pub mod leaf;
pub mod leaves;
pub mod proof;
mod proven;
pub mod refused;
mod rows;
mod run;
pub mod sign_off;
pub mod theatre;
#[cfg(test)]
mod untold;
mod upheld;

pub use frame::Frame;
pub use judgement::{Judged, Judgement};
pub use leaf::{FacetResult, FacetState, Outcome};
pub use leaves::Leaves;
pub use proof::{ClaimState, Effectiveness, Proof};
pub use run::{AssessError, assess, assess_with};
pub use theatre::{Claim, Signals};

use crate::analysis::Analysis;
use crate::evidence::Period;
use crate::findings::{Finding, Previous};
use crate::ids::{EditionId, RequirementId};
use crate::parameters::Parameters;
use crate::programme::Programme;
use crate::record::Record;
use crate::status::{Counts, Status};
use crate::variability::{Class, Interval};
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// What an assessment is made on.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Basis {
    /// The days covered and the as-of day.
    pub period: Period,
    /// Whether it is about one day only.
    pub point_in_time: bool,
    /// The editions covered, in order.
    pub editions: Vec<EditionId>,
    /// The thresholds used.
    pub parameters: Parameters,
}

/// What a leaf is about: one workflow with its class, or the organisation as a whole.
#[derive(Clone, Copy, Debug)]
pub struct Scope<'a> {
    /// The workflow; `None` for the organisation.
    pub workflow: Option<&'a Record>,
    /// The class that governs: the upper end.
    pub class: Class,
    /// The class that it has at least: only what was due by this one was due for certain.
    pub least: Class,
    /// The workflow's last context change up to the as-of day.
    pub last_change: Option<NaiveDate>,
}

impl<'a> Scope<'a> {
    /// The organisation as a whole.
    pub fn organisation() -> Self {
        Self { workflow: None, class: Class::D0, least: Class::D0, last_change: None }
    }

    /// The workflow's id.
    pub fn id(&self) -> Option<&'a str> {
        self.workflow.map(|w| w.key.as_str())
    }
}

/// Some of the rules, by their position in the rule set. Written as hexadecimal.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct RuleSet(u128);

impl RuleSet {
    /// How many rules a rule set may hold.
    pub const MOST: usize = 128;

    /// Adds the rule at a position below [`RuleSet::MOST`].
    pub fn insert(&mut self, position: usize) {
        if position < Self::MOST {
            self.0 |= 1 << position;
        }
    }

    /// Whether the rule at a position is in it.
    pub fn contains(self, position: usize) -> bool {
        position < Self::MOST && self.0 >> position & 1 == 1
    }

    /// Whether it is empty.
    pub fn is_empty(self) -> bool {
        self.0 == 0
    }

    /// Those that are not in another one.
    #[must_use]
    pub fn without(self, other: Self) -> Self {
        Self(self.0 & !other.0)
    }

    /// Two numbers that are the same for the same rules.
    #[allow(clippy::cast_possible_truncation, reason = "the lower half and the upper one")]
    pub(super) fn words(self) -> [u64; 2] {
        [self.0 as u64, (self.0 >> 64) as u64]
    }

    /// Whether the two have a rule in common.
    pub fn meets(self, other: Self) -> bool {
        self.0 & other.0 != 0
    }
}

impl From<RuleSet> for String {
    fn from(set: RuleSet) -> Self {
        format!("{:x}", set.0)
    }
}

impl TryFrom<String> for RuleSet {
    type Error = std::num::ParseIntError;
    fn try_from(text: String) -> Result<Self, Self::Error> {
        u128::from_str_radix(&text, 16).map(Self)
    }
}

/// What was looked at for one workflow.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Row {
    /// The workflow's id.
    pub workflow: String,
    /// Its class.
    pub class: Interval,
    /// Rules that fired on known values.
    pub fired: RuleSet,
    /// Rules that fired because a value is unknown.
    pub assumed: RuleSet,
    /// For each requirement, the position of its outcome in [`Assessment::outcomes`]. Written as one short text, because there are as
    /// many of them as workflows times requirements; rows that are alike share it.
    #[serde(with = "cells")]
    pub cells: Arc<[u32]>,
}

/// A finished assessment.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Assessment {
    /// What it was made on.
    pub basis: Basis,
    /// `sha256:…` of catalogs, rules and aliases.
    pub ruleset: String,
    /// The requirements assessed, in order.
    pub requirements: Vec<RequirementId>,
    /// For each requirement, the rules that name it.
    pub named_by: Vec<RuleSet>,
    /// The ids of the rules, by position.
    pub rules: Vec<String>,
    /// One row per workflow, in id order.
    pub rows: Vec<Row>,
    /// For each requirement that no rule names, its one outcome for the organisation.
    pub organisation: BTreeMap<usize, u32>,
    /// The distinct outcomes.
    pub outcomes: Vec<Outcome>,
    /// The claims looked at.
    pub claims: Vec<Claim>,
    /// Exceptions by id with the clauses that fail.
    pub exceptions: BTreeMap<String, Vec<String>>,
    /// What was found, worst first.
    pub findings: Vec<Finding>,
    /// What was analysed, workflow by workflow, in the order of `rows`.
    #[allow(clippy::vec_box, reason = "they are made one by one, of very many workflows, and are not moved again")]
    pub analyses: Vec<Box<Analysis>>,
    /// The programme as a whole.
    pub programme: Programme,
    /// Findings of earlier assessments that are no longer found, with the as-of day of the last one that found them.
    pub gone: BTreeMap<String, NaiveDate>,
    /// Events that belong to no workflow of the inventory.
    pub strays: u64,
}

/// What an assessment takes over from the one before it.
#[derive(Clone, Debug, Default)]
pub struct Earlier {
    /// What was found.
    pub found: Previous,
    /// The programme, when the one before is about an earlier day.
    pub programme: Option<(NaiveDate, Programme)>,
}

impl Earlier {
    /// What the next assessment takes over from one.
    pub fn from(a: &Assessment) -> Self {
        let as_of = a.basis.period.as_of;
        let mut ever = a.gone.clone();
        ever.extend(a.findings.iter().map(|f| (f.id.clone(), as_of)));
        let findings = a.findings.iter().map(|f| (f.id.clone(), f.first_seen)).collect();
        Self { found: Previous { findings, ever }, programme: Some((as_of, a.programme.clone())) }
    }
}

impl Assessment {
    /// The outcome of a leaf; `None` when there is no such leaf.
    pub fn outcome(&self, requirement: usize, workflow: Option<usize>) -> Option<&Outcome> {
        let at = match self.organisation.get(&requirement) {
            Some(at) => *at,
            None => *self.rows.get(workflow?)?.cells.get(requirement)?,
        };
        self.outcomes.get(usize::try_from(at).ok()?)
    }

    /// The counts of a requirement's leaves: one per workflow, or one for the organisation.
    pub fn counts(&self, requirement: usize) -> Counts {
        if self.organisation.contains_key(&requirement) {
            return Counts::of(self.outcome(requirement, None).map(|o| o.status));
        }
        Counts::of((0..self.rows.len()).filter_map(|w| self.outcome(requirement, Some(w))).map(|o| o.status))
    }

    /// Its leaves.
    pub fn leaves(&self) -> Leaves<'_> {
        Leaves { rows: &self.rows, organisation: &self.organisation, outcomes: &self.outcomes }
    }

    /// How many leaves have an outcome of some kind.
    pub fn leaves_where(&self, is: impl Fn(&Outcome) -> bool) -> u64 {
        let mut leaves = 0;
        self.leaves().each(is, |_, _, _| leaves += 1);
        leaves
    }

    /// The requirements of which a person set a leaf to met against what is computed: in one workflow or for the organisation, or anywhere.
    pub fn set_to_met(&self, workflow: Option<&str>) -> BTreeSet<usize> {
        let mut found = BTreeSet::new();
        let by_person = |o: &Outcome| o.computed.is_some() && o.status == Status::Met;
        self.leaves().each(by_person, |requirement, of, _| {
            if workflow.is_none() || of.is_none() || workflow == of {
                found.insert(requirement);
            }
        });
        found
    }

    /// The status of a requirement: the fold of its leaves.
    pub fn status(&self, requirement: usize) -> Status {
        self.counts(requirement).status()
    }

    /// The position of a requirement.
    pub fn position(&self, id: &RequirementId) -> Option<usize> {
        self.requirements.iter().position(|r| r == id)
    }

    /// The position of a workflow.
    pub fn workflow(&self, id: &str) -> Option<usize> {
        self.rows.binary_search_by(|r| r.workflow.as_str().cmp(id)).ok()
    }

    /// The rules that fired for a leaf, and whether each did so on an assumption.
    pub fn fired(&self, requirement: usize, workflow: usize) -> Vec<(&str, bool)> {
        let (Some(named), Some(row)) = (self.named_by.get(requirement), self.rows.get(workflow)) else { return Vec::new() };
        self.rules
            .iter()
            .enumerate()
            .filter(|(i, _)| named.contains(*i))
            .filter_map(|(i, id)| match (row.fired.contains(i), row.assumed.contains(i)) {
                (true, _) => Some((id.as_str(), false)),
                (_, true) => Some((id.as_str(), true)),
                _ => None,
            })
            .collect()
    }
}

//! Exceptions that would hold for the risk that they state, and do not for the one that is found (domain 1.9, 4f.5).

use super::exception::severity;
use super::frame::{Excepted, Frame};
use super::leaves::Leaves;
use super::theatre::Signals;
use super::{Outcome, Scope};
use crate::risk::Level;
use crate::status::Status;
use std::collections::{BTreeMap, BTreeSet};

/// Why an exception has no effect somewhere although it holds for the risk that it states.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Refusal {
    /// The worst that is found of what it covers.
    pub found: Level,
    /// The workflow in which that is found; `None` for the organisation. The first of those in which it is as bad.
    pub workflow: Option<String>,
    /// Codes of the findings there.
    pub findings: BTreeSet<String>,
    /// The codes of the clauses that fail for a risk as bad as that, in any place.
    pub clauses: BTreeSet<&'static str>,
    /// Every workflow in which it is refused.
    pub at: BTreeSet<Option<String>>,
    /// Whether it is accepted anywhere else.
    pub accepted: bool,
}

impl Refusal {
    /// Whether it has no effect on what is found in a workflow, or in the organisation.
    pub fn is_void(&self, workflow: Option<&str>) -> bool {
        !self.accepted || self.at.iter().any(|at| at.as_deref() == workflow)
    }
}

impl<'a> Frame<'a> {
    /// The exceptions that are refused somewhere for what is found there, by id. `used` are those that are accepted somewhere.
    pub(super) fn refusals(&self, leaves: Leaves<'_>, signals: &Signals, used: &BTreeSet<&str>) -> BTreeMap<&'a str, Refusal> {
        let mut refused: BTreeMap<&'a str, Refusal> = BTreeMap::new();
        // One that states the worst is judged by that already.
        let may = |e: &&Excepted<'a>| severity(e.record) < Level::Critical;
        let excepted: BTreeSet<usize> = self.exceptions.iter().filter(may).filter_map(|e| e.requirement).collect();
        if excepted.is_empty() {
            return refused;
        }
        let lacks = |o: &Outcome| {
            let computed = o.computed.unwrap_or(o.status);
            !matches!(computed, Status::Met | Status::NotApplicable)
                && o.facets.iter().any(|f| !f.findings.is_empty() || f.code == "NO-CONTROL")
        };
        leaves.each(lacks, |requirement, workflow, outcome| {
            if !excepted.contains(&requirement) {
                return;
            }
            let scope = self.scope_named(workflow);
            for (e, found, clauses) in self.refused(requirement, scope, outcome, signals) {
                let refusal = refused.entry(&e.record.key).or_insert_with(|| Refusal {
                    found: Level::Info,
                    workflow: None,
                    findings: BTreeSet::new(),
                    clauses: BTreeSet::new(),
                    at: BTreeSet::new(),
                    accepted: used.contains(e.record.key.as_str()),
                });
                refusal.at.insert(workflow.map(str::to_owned));
                refusal.clauses.extend(clauses);
                if found > refusal.found {
                    refusal.found = found;
                    refusal.workflow = workflow.map(str::to_owned);
                    refusal.findings.clear();
                }
                if refusal.workflow.as_deref() == workflow {
                    refusal.findings.extend(outcome.facets.iter().flat_map(|f| &f.findings).cloned());
                    // Where nothing else is found, it is the conclusion that there is no control, as a person rated it.
                    if refusal.findings.is_empty() {
                        refusal.findings.insert("CF-02".to_owned());
                    }
                }
            }
        });
        refused
    }

    /// The exceptions that would be accepted in a leaf for the risk that they state, with what is found and the clauses that fail by it.
    /// That another part is open there, which nobody accepts, takes nothing of that away.
    fn refused(
        &self,
        requirement: usize,
        scope: Scope<'_>,
        outcome: &Outcome,
        signals: &Signals,
    ) -> Vec<(&Excepted<'a>, Level, Vec<&'static str>)> {
        let (found, covering) = self.covering(requirement, scope, outcome, signals);
        let less = covering.into_iter().filter(|e| severity(e.record) < found);
        let clauses = |e: &Excepted<'a>, at: Level| self.failing_clauses_at(e.record, e.requirement, Some(scope), at);
        // Most hold for what is found, so that this is asked first.
        less.map(|e| (e, found, clauses(e, found)))
            .filter(|(e, _, failing)| !failing.is_empty() && clauses(e, Level::Info).is_empty())
            .collect()
    }
}

#[cfg(test)]
mod tests;

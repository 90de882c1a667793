//! Why an exception accepts nothing in a leaf that it is about (domain 1.9, 4f.5).

use super::Scope;
use super::frame::{Excepted, Frame};
use super::leaf::{FacetResult, FacetState, Outcome};
use crate::record::Record;
use crate::status::Status;

impl Excepted<'_> {
    /// The facets that lack something in a leaf and that it does not cover; `None` where it covers all that is lacking. A threat that is
    /// treated in part although every facet is ok lacks something that no facet names, and an exception for some facets leaves it out.
    pub(super) fn leaves_out<'o>(&self, outcome: &'o Outcome) -> Option<Vec<&'o str>> {
        if self.facets.is_empty() {
            return None;
        }
        let mut lacking = outcome.facets.iter().filter(|f| matches!(f.state, FacetState::Fail | FacetState::Part)).peekable();
        let nothing_named = lacking.peek().is_none();
        let left: Vec<&str> = lacking.map(|f| f.facet.as_str()).filter(|f| !self.facets.iter().any(|x| x == f)).collect();
        (nothing_named || !left.is_empty()).then_some(left)
    }
}

impl<'a> Frame<'a> {
    /// The exceptions about a requirement, and about the workflow of a scope or every one, that accept nothing in its leaf, each with why.
    /// Where the requirement does not apply there is nothing that they could accept. What is known of a leaf whose status a person set
    /// is what was computed.
    pub fn idle_exceptions(&self, requirement: usize, scope: Scope<'_>, outcome: &Outcome) -> Vec<(&'a Record, String)> {
        if outcome.status == Status::NotApplicable {
            return Vec::new();
        }
        let here = |e: &&Excepted<'a>| e.record.get("workflow").is_none_or(|w| Some(w) == scope.id());
        let idle = self.excepted(requirement).filter(here).filter(|e| outcome.exception.as_ref() != Some(&e.record.key));
        idle.map(|e| (e.record, self.why_idle(e, requirement, scope, outcome))).collect()
    }

    fn why_idle(&self, e: &Excepted<'a>, requirement: usize, scope: Scope<'_>, outcome: &Outcome) -> String {
        if outcome.computed.unwrap_or(outcome.status) == Status::Met {
            return "nothing is lacking".to_owned();
        }
        let mut why: Vec<String> = Vec::new();
        let clauses = self.failing_clauses(e.record, e.requirement, Some(scope));
        if !clauses.is_empty() {
            why.push(clauses.join(", "));
        }
        if !self.exception_covers(e, requirement, scope) {
            why.push("it is for another environment".to_owned());
        }
        match e.leaves_out(outcome) {
            Some(left) if left.is_empty() => why.push("it is for parts of which none is lacking".to_owned()),
            Some(left) => why.push(format!("it does not cover {}", left.join(", "))),
            None => {}
        }
        if outcome.facets.iter().any(FacetResult::is_open) {
            why.push("nobody can accept a part of which nothing is known".to_owned());
        }
        match &outcome.exception {
            _ if !why.is_empty() => why.join("; "),
            Some(other) => format!("{other} accepts the risk"),
            // It holds for the risk that it states.
            None => "it does not hold for a risk as severe as the one that was found".to_owned(),
        }
    }
}

#[cfg(test)]
mod tests;

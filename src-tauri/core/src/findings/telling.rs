//! Findings in words: the conditions and the paths of what an assessment concluded without them.

use super::Finding;
use super::derive::{DIGITS, by_cause, in_order};
use crate::hit::Hit;
use std::collections::BTreeMap;

/// What is said in the place of a condition that could not be worked out again.
pub const NOT_AGAIN: &str = "What it rests on could not be worked out again; assess once more.";

impl Finding {
    /// Whether it has still to be put into words: it was concluded about a workflow without them.
    pub fn is_untold(&self) -> bool {
        self.workflow.is_some() && self.condition.is_empty()
    }
}

/// Puts findings about a workflow into words, with what was found there in words ([`crate::analysis::analyse`]). Those that have
/// their words keep them, and so do those about anything else; one whose cause is not among the hits stays as it is. All findings that
/// share the workflow should come together: where two have nearly one digest, the order of their causes says which is which.
pub fn tell(workflow: &str, hits: Vec<Hit>, findings: &mut [Finding]) {
    // By the digits that nearly every id consists of; the shortest id was given first.
    let mut untold: BTreeMap<String, Vec<usize>> = BTreeMap::new();
    for (at, f) in findings.iter().enumerate().filter(|(_, f)| f.is_untold() && f.workflow.as_deref() == Some(workflow)) {
        if let Some(digits) = digits(f).get(..DIGITS) {
            untold.entry(digits.to_owned()).or_default().push(at);
        }
    }
    let length = |at: &usize| findings.get(*at).map(|f| f.id.len());
    untold.values_mut().for_each(|places| places.sort_by_key(length));
    for (digest, raised) in by_cause(workflow, hits, Vec::new()) {
        let Some(places) = digest.get(..DIGITS).and_then(|digits| untold.get_mut(digits)) else { continue };
        let is = |at: &usize| findings.get(*at).is_some_and(|f| f.code == raised.hit.code && digest.starts_with(digits(f)));
        let Some(place) = places.iter().position(is) else { continue };
        if let Some(f) = findings.get_mut(places.remove(place)) {
            f.condition = in_order(raised.hit.condition);
            f.paths = raised.hit.paths;
        }
    }
}

/// What the id of a finding has of the digest of its cause.
fn digits(f: &Finding) -> &str {
    f.id.strip_prefix("F-").unwrap_or_default()
}

#[cfg(test)]
mod tests;

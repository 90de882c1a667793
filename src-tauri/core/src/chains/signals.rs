//! What the chains of a workflow tell the rules of applicability; `None` where it is not known.

use super::ChainRun;
use crate::case::Case;
use crate::facts::misread;
use crate::hit::Hit;
use crate::tables::Table;

/// How many links can be logged.
const LINKS: usize = 8;

/// What hits of some codes say: yes when one holds, unknown when one cannot be excluded.
fn of(hits: &[Hit], codes: &[&str]) -> Option<bool> {
    let mut about = hits.iter().filter(|h| codes.contains(&h.code.as_str())).peekable();
    if about.peek().is_none() {
        Some(false)
    } else if about.any(|h| !h.unsure) {
        Some(true)
    } else {
        None
    }
}

/// Whether an approval is not bound to what was executed, or became access (EB-06, EB-07). Unknown without a log.
pub fn approval_binding_gap(case: &Case<'_, '_>, hits: &[Hit]) -> Option<bool> {
    of(hits, &["EB-06", "EB-07"]).filter(|gap| *gap || !case.trail.events().is_empty())
}

/// Whether a change of context was not followed by a re-validation (EB-14). Unknown when no changes of any workflow are recorded.
pub fn context_changed(case: &Case<'_, '_>, hits: &[Hit]) -> Option<bool> {
    of(hits, &["EB-14"]).filter(|changed| *changed || !case.data().rows(Table::ContextChanges).is_empty())
}

/// Whether a link of the chain is not logged: by the workflow's own word, or because runs of the period lack it.
pub fn unlogged_links(case: &Case<'_, '_>, runs: &[ChainRun<'_>]) -> Option<bool> {
    if runs.iter().any(|r| r.in_period && r.lacks_a_link()) {
        return Some(true);
    }
    let logged = case.workflow.list("logged_links")?;
    match (logged.len() >= LINKS, misread(case.workflow, "logged_links")) {
        (true, _) => Some(false),
        (false, false) => Some(true),
        (false, true) => None,
    }
}

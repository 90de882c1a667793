//! What the chains of a workflow tell the rules of applicability; `None` where it is not known.

use super::{ChainRun, LinkKind, Need};
use crate::case::Case;
use crate::event::Kind;
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

/// Whether an approval is not bound to what was executed, or became access (EB-06, EB-07). Unknown without a log that shows an approval,
/// or something that was carried out without one.
pub fn approval_binding_gap(case: &Case<'_, '_>, hits: &[Hit]) -> Option<bool> {
    let shows = |kind: Kind| case.trail.of(kind).next().is_some();
    let shown = || [Kind::Approval, Kind::Execution, Kind::Effect].into_iter().any(shows);
    of(hits, &["EB-06", "EB-07"]).filter(|gap| *gap || shown())
}

/// Whether a change of context was not followed by a re-validation (EB-14). Unknown when no changes of any workflow are recorded; where
/// a register of them is kept, its silence about a workflow says that nothing changed.
pub fn context_changed(case: &Case<'_, '_>, hits: &[Hit]) -> Option<bool> {
    of(hits, &["EB-14"]).filter(|changed| *changed || !case.data().rows(Table::ContextChanges).is_empty())
}

/// Whether a link of the chain is not logged: by the workflow's own word, or because no run of the period has it though one needs it. A
/// link that some runs lack and others have is logged, and a gap of those runs. Where no run is held, the workflow's word stands alone.
pub fn unlogged_links(case: &Case<'_, '_>, runs: &[ChainRun<'_>]) -> Option<bool> {
    let here = || runs.iter().filter(|r| r.in_period);
    let never = |need: Need| {
        let jit = |kind: &LinkKind| matches!(kind, LinkKind::CredentialIssue | LinkKind::CredentialRevoke);
        let seen = |kind: LinkKind| here().any(|r| r.link(kind).events > 0);
        let lacking = |kind: LinkKind| here().map(|r| r.link(kind)).any(|l| l.need == need && l.absent);
        LinkKind::ALL.into_iter().filter(|kind| !jit(kind)).any(|kind| lacking(kind) && !seen(kind))
    };
    if never(Need::Yes) {
        return Some(true);
    }
    let logged = case.workflow.list("logged_links")?;
    match (logged.len() >= LINKS, misread(case.workflow, "logged_links")) {
        (true, _) => Some(false).filter(|_| !never(Need::Assumed)),
        (false, false) => Some(true),
        (false, true) => None,
    }
}

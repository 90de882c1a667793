//! Path analysis (domain 4c): where untrusted content, private data and a way out meet, and where a path rises into what is better
//! guarded.
//!
//! A flow is a directed graph. An edge with a gate whose control is proven is broken; one with a gate that is only claimed is not.
//! Everything here is reachability over unbroken edges, so cycles are no trouble and a walk may pass a node twice. What is labelled is
//! kept apart from what only may be: a node whose label is not told is walked from (or to) in a second pass, whose results can only be
//! called "not excluded".

pub mod cause;
pub mod crossing;
pub mod flow;
pub mod net;
pub mod rank;
pub mod reach;
pub mod tree;

#[cfg(test)]
pub(crate) mod made;
#[cfg(test)]
mod tests;

use crate::case::Case;
use crate::hit::{Edge as Ends, Hit, Paths};
use crate::place::Place;
use cause::Cause;
use flow::{Flow, Gate, Leg};
use reach::{Holds, Reach};
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};

/// Whether untrusted content, private data and a way out meet in one node of a workflow's flow. `None` when it cannot be excluded.
pub fn has_trifecta(case: &Case<'_, '_>) -> Option<bool> {
    let flow = Flow::of(case);
    trifecta_in(&flow, Reach::told(&flow).as_ref())
}

/// The same of a flow that was read before, with what it reaches where it is told.
pub fn trifecta_in(flow: &Flow<'_>, reach: Option<&Reach<'_, '_>>) -> Option<bool> {
    let Some(reach) = reach else { return flow.excludes_a_leg().then_some(false) };
    let processing = flow.nodes.iter().enumerate().filter(|(_, n)| n.processes());
    match processing.map(|(at, _)| reach.holds_all(at)).max() {
        Some(Holds::Yes) => Some(true),
        Some(Holds::Unknown) => None,
        Some(Holds::No) | None => Some(false),
    }
}

/// A node that is one capability away from holding all three legs.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
pub struct Away {
    /// Its id.
    pub node: String,
    /// The leg it lacks: `untrusted`, `private` or `egress`.
    pub missing: String,
}

/// The nodes that hold exactly two legs while the third is excluded.
pub fn away(reach: &Reach<'_, '_>) -> Vec<Away> {
    let mut found = Vec::new();
    for (at, node) in reach.flow.nodes.iter().enumerate().filter(|(_, n)| n.processes()) {
        let legs = Leg::ALL.map(|leg| (leg, reach.holds(leg, at)));
        let held = legs.iter().filter(|(_, h)| *h == Holds::Yes).count();
        if let (2, Some((missing, _))) = (held, legs.iter().find(|(_, h)| *h == Holds::No)) {
            found.push(Away { node: node.id.to_owned(), missing: missing.word().to_owned() });
        }
    }
    found
}

/// Ids of nodes.
pub(super) fn ids(flow: &Flow<'_>, nodes: &[usize]) -> Vec<String> {
    nodes.iter().map(|n| flow.id(*n).to_owned()).collect()
}

/// How many steps of a path are written out at either end.
const SHOWN: usize = 6;

/// A path as text; a long one is shortened in its middle.
pub(super) fn drawn(flow: &Flow<'_>, path: &[usize]) -> String {
    let names = |nodes: &[usize]| nodes.iter().map(|n| flow.id(*n)).collect::<Vec<_>>().join(" > ");
    match (path.get(..SHOWN), path.len().checked_sub(SHOWN).and_then(|at| path.get(at..))) {
        (Some(head), Some(tail)) if path.len() > 2 * SHOWN + 1 => format!("{} > ... > {}", names(head), names(tail)),
        _ => names(path),
    }
}

/// The rows of the flow that tell the edges of a path; of a long one those that are written out.
pub(super) fn rows(flow: &Flow<'_>, path: &[usize]) -> Vec<Place> {
    let shown = |at: usize| at + 1 < SHOWN || at + SHOWN >= path.len();
    let edges = path.windows(2).enumerate().filter(|(at, _)| path.len() <= 2 * SHOWN + 1 || shown(*at));
    let told = edges.filter_map(|(_, ends)| match ends {
        [from, to] => flow.edge(*from, *to),
        _ => None,
    });
    told.flat_map(|e| e.rows.iter().map(|r| Place::cell(r, "to"))).collect()
}

/// Names as a list of words, shortened when it is long.
pub(super) fn listed(names: &[String]) -> String {
    let shown = names.get(..names.len().min(8)).unwrap_or(names);
    let more = names.len() - shown.len();
    match (shown.split_last(), more) {
        (Some((last, [])), 0) => last.clone(),
        (Some((last, rest)), 0) => format!("{} and {last}", rest.join(", ")),
        _ => format!("{} and {more} more", shown.join(", ")),
    }
}

/// What makes two hits on a flow one finding: the workflow and the fixes; where fixes do not tell causes apart, the first node too.
pub(super) fn cause_text(flow: &Flow<'_>, cause: &Cause) -> String {
    let sets = cause::named(flow, &cause.fixes);
    let set = |s: &Vec<Ends>| s.iter().map(|(a, b)| format!("{a}>{b}")).collect::<Vec<_>>().join("+");
    let mut text = format!("{}: {}", flow.workflow.key, sets.iter().map(set).collect::<Vec<_>>().join(", "));
    if cause.search != cause::Search::Whole {
        text.push_str(&format!("; from {}", cause.nodes.first().map_or("", |n| flow.id(*n))));
    }
    text
}

/// So many ways to remove a condition are written out; the others are counted.
const WAYS: usize = 4;

/// The smallest sets of edges whose gating would remove a condition, in words, with the rows of the first.
fn smallest_fix(flow: &Flow<'_>, cause: &Cause) -> Option<(String, Vec<Place>)> {
    let sets = cause::named(flow, &cause.fixes);
    let first = cause.fixes.first()?;
    let set = |s: &Vec<Ends>| s.iter().map(|(a, b)| format!("{a} > {b}")).collect::<Vec<_>>().join(" and ");
    let ways = sets.iter().take(WAYS).map(set).collect::<Vec<_>>().join("; or ");
    let more = match sets.len().saturating_sub(WAYS) {
        0 => String::new(),
        n => format!("; or {}", crate::words::counted(n, "other way")),
    };
    let each = if first.len() > 1 { "a proven gate on each of" } else { "a proven gate on" };
    let at = first.iter().filter_map(|e| flow.edges.get(*e)).flat_map(|e| e.rows.iter().map(|r| Place::cell(r, "gate"))).collect();
    Some((format!("The smallest fix: {each} {ways}{more}."), at))
}

/// Puts the paths behind a hit together and says what is to be said of its gates and of the search for fixes.
pub(super) fn with_paths(mut hit: Hit, flow: &Flow<'_>, cause: &Cause, witness: BTreeMap<String, Vec<usize>>) -> Hit {
    let steps = witness.values().flat_map(|p| p.windows(2));
    let on: BTreeSet<(usize, usize)> = steps.filter_map(|s| Some((*s.first()?, *s.last()?))).collect();
    let mut would_break = Vec::new();
    for edge in on.into_iter().filter_map(|(from, to)| flow.edge(from, to)).filter(|e| e.gate == Gate::Claimed) {
        let ends = (flow.id(edge.from).to_owned(), flow.id(edge.to).to_owned());
        for row in edge.rows.iter().filter(|r| r.get("gate").is_some_and(|g| g != "none")) {
            let kind = row.get("gate").unwrap_or("");
            let why = match row.get("gate_control") {
                Some(control) => format!("its control {control} is not proven"),
                None => "no control is named for it".to_owned(),
            };
            let text = format!("The gate {kind} on {} > {} is claimed; {why}.", ends.0, ends.1);
            hit = hit.saying(text, vec![Place::cell(row, "gate"), Place::cell(row, "gate_control")]);
        }
        would_break.push(ends);
    }
    if let Some((text, at)) = smallest_fix(flow, cause) {
        hit = hit.saying(text, at);
    }
    if let Some(note) = cause.search.note() {
        hit = hit.saying(note, vec![Place::record(flow.workflow)]);
    }
    hit.paths = Some(Box::new(Paths {
        nodes: ids(flow, &cause.nodes),
        witness: witness.into_iter().map(|(leg, path)| (leg, ids(flow, &path))).collect(),
        smallest_fix: cause::named(flow, &cause.fixes),
        would_break,
    }));
    hit
}

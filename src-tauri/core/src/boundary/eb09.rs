//! EB-09: a path crosses a trust boundary: it visits a zone that the workflow does not declare, or rises into what is better guarded
//! by steps that are each allowed (domain 4c, path analysis).

use super::access::Access;
use super::paths::cause::{Cause, Search, folded};
use super::paths::crossing::{Crossing, Routes, What};
use super::paths::flow::Flow;
use super::paths::rank::Scale;
use super::paths::{cause_text, drawn, ids, listed, rows, with_paths};
use crate::case::Case;
use crate::facts::misread;
use crate::hit::{Hit, Paths};
use crate::place::Place;
use crate::risk::Level;
use std::collections::BTreeMap;

/// The code.
const CODE: &str = "EB-09";

/// How many rises are told of the other nodes of a cause.
const MOST_RISES: usize = 6;

/// Where a path of a workflow's flow crosses a trust boundary, one hit for each cause.
pub fn check<'a>(case: &Case<'_, 'a>, _access: &Access<'a>) -> Vec<Hit> {
    in_flow(case, &Flow::of(case))
}

/// The same of a flow that was read before.
pub fn in_flow<'a>(case: &Case<'_, 'a>, flow: &Flow<'a>) -> Vec<Hit> {
    // Asked for only where there is a hit: it looks through the controls.
    let level = || flow.steps(case).level(case, CODE, Level::High);
    if !flow.is_told() {
        // Without an effect no path leads to one.
        return if flow.workflow.get("effect") == Some("none") { Vec::new() } else { vec![untold(flow, level()).for_want_of_a_list()] };
    }
    let mut routes = Routes::of(flow);
    let mut hits = Vec::new();
    let mut crossings = Vec::new();
    let declared = flow.workflow.list("declared_zones").filter(|_| !misread(flow.workflow, "declared_zones"));
    match declared {
        Some(declared) => {
            for (at, node) in flow.nodes.iter().enumerate().filter(|(_, n)| n.is_zoned()) {
                if node.zone().is_none_or(|z| !declared.contains(&z)) {
                    crossings.extend(routes.visit(at, node.zone().is_some()));
                }
            }
        }
        None => hits.extend(undeclared(flow, &routes, level)),
    }
    for scale in Scale::ALL {
        crossings.extend(routes.rises(case.data(), scale));
    }
    let level = if crossings.is_empty() { Level::High } else { level() };
    for sure in [true, false] {
        let of: Vec<&Crossing> = crossings.iter().filter(|c| c.sure == sure).collect();
        hits.extend(causes(&of).into_iter().map(|cause| told(case, &routes, flow, &of, &cause, sure, level)));
    }
    hits.sort_by_key(|h| h.unsure);
    hits
}

/// Groups crossings by the smallest sets of edges that remove them; what was not sought to the end is told apart by that.
fn causes(crossings: &[&Crossing]) -> Vec<Cause> {
    let mut groups: BTreeMap<(&[Vec<usize>], Search), Vec<usize>> = BTreeMap::new();
    for crossing in crossings {
        groups.entry((&crossing.fixes, crossing.search)).or_default().push(crossing.node);
    }
    let mut causes: Vec<Cause> = groups
        .into_iter()
        .map(|((fixes, search), mut nodes)| {
            nodes.sort_unstable();
            nodes.dedup();
            Cause { nodes, fixes: fixes.to_vec(), search, steps: 0 }
        })
        .collect();
    causes.sort_by(|a, b| (&a.nodes, &a.fixes).cmp(&(&b.nodes, &b.fixes)));
    folded(causes)
}

fn told<'a>(
    case: &Case<'_, 'a>,
    routes: &Routes<'_, 'a>,
    flow: &Flow<'a>,
    crossings: &[&Crossing],
    cause: &Cause,
    sure: bool,
    level: Level,
) -> Hit {
    let mut hit = Hit::new(CODE, !sure, level, cause_text(flow, cause)).about(flow.workflow);
    let Some((&first, others)) = cause.nodes.split_first() else { return hit };
    let whole = cause.search != Search::NotSought;
    let of_cause = |c: &&&Crossing| !whole || (c.fixes == cause.fixes && c.search == cause.search);
    let mine = |c: &&&Crossing| c.node == first && of_cause(c);
    let mut of: Vec<Crossing> = crossings.iter().filter(mine).map(|c| (*c).clone()).collect();
    for crossing in of.iter_mut().filter(|c| c.what == What::Undeclared && c.path.is_empty()) {
        crossing.path = routes.path(first);
    }
    let mut witness = BTreeMap::new();
    if let Some(path) = of.iter().map(|c| &c.path).find(|p| !p.is_empty()) {
        witness.insert("crossing".to_owned(), path.clone());
    }
    for crossing in &of {
        hit = match crossing.what {
            What::Undeclared => visited(hit, flow, crossing),
            What::Rise(scale) => risen(hit, case, flow, scale, crossing),
        };
    }
    if !others.is_empty() {
        let text = format!("The same edges carry a path that crosses a boundary at {}.", listed(&ids(flow, others)));
        hit = hit.saying(text, others.iter().take(8).filter_map(|n| flow.place(*n, "zone")).collect());
        // That a rank rises is told of each node; its path is that of the first.
        let rises = crossings.iter().filter(of_cause).filter(|c| others.contains(&c.node) && !c.path.is_empty());
        for crossing in rises.take(MOST_RISES) {
            if let What::Rise(scale) = crossing.what {
                hit = risen(hit, case, flow, scale, crossing);
            }
        }
    }
    with_paths(hit, flow, cause, witness)
}

fn visited(hit: Hit, flow: &Flow<'_>, crossing: &Crossing) -> Hit {
    let (id, path) = (flow.id(crossing.node), drawn(flow, &crossing.path));
    let zone = flow.nodes.get(crossing.node).and_then(|n| n.zone());
    let text = match zone {
        Some(zone) => format!("{id} lies in {zone}, which is not among the zones the workflow declares; the path is {path}."),
        None => format!("It is not told in which zone {id} lies; the path is {path}."),
    };
    let mut at: Vec<Place> = flow.place(crossing.node, "zone").into_iter().collect();
    at.push(Place::cell(flow.workflow, "declared_zones"));
    at.extend(rows(flow, &crossing.path));
    hit.saying(text, at)
}

fn risen<'a>(hit: Hit, case: &Case<'_, 'a>, flow: &Flow<'a>, scale: Scale, crossing: &Crossing) -> Hit {
    let word = scale.word();
    let (Some(&from), Some(&to)) = (crossing.path.first(), crossing.path.last()) else {
        let holds = if crossing.sure { "rises" } else { "may rise" };
        let text =
            format!("The rank of the {word} {holds} to {} over more than one edge; the path was not sought.", flow.id(crossing.node));
        return hit.saying(text, flow.place(crossing.node, word).into_iter().collect());
    };
    let path = drawn(flow, &crossing.path);
    let text = if crossing.sure {
        format!("The rank of the {word} rises from {} to {} over more than one edge: {path}.", flow.id(from), flow.id(to))
    } else {
        format!("Whether the rank of the {word} rises from {} to {} is not told; the path is {path}.", flow.id(from), flow.id(to))
    };
    let mut at = Vec::new();
    for node in [from, to] {
        let Some(of) = flow.nodes.get(node) else { continue };
        at.extend(flow.place(node, scale.column(of)));
        if let Some(zone) = of.zone().filter(|_| scale == Scale::Zone).and_then(|z| case.data().find(crate::tables::Table::Zones, z)) {
            at.push(Place::cell(zone, "rank"));
        }
    }
    at.extend(rows(flow, &crossing.path));
    hit.saying(text, at)
}

/// The zones the workflow may pass are not told, so that no zone its paths visit can be said to be declared.
fn undeclared(flow: &Flow<'_>, routes: &Routes<'_, '_>, level: impl FnOnce() -> Level) -> Option<Hit> {
    let w = flow.workflow;
    let all = flow.nodes.iter().enumerate().filter(|(_, n)| n.is_zoned());
    let visited: Vec<usize> = all.map(|(at, _)| at).filter(|at| routes.visits(*at)).collect();
    if visited.is_empty() {
        return None;
    }
    let names = ids(flow, &visited);
    let hit = Hit::new(CODE, true, level(), format!("{}: declared zones not told", w.key)).about(w);
    let text = format!("The zones that the workflow may pass are not told; its paths visit {}.", listed(&names));
    let places = visited.iter().take(8).filter_map(|n| flow.place(*n, "zone"));
    let mut hit = hit.saying(text, [Place::cell(w, "declared_zones")].into_iter().chain(places).collect());
    hit.paths = Some(Box::new(Paths { nodes: names, ..Paths::default() }));
    Some(hit)
}

/// No flow is told.
fn untold(flow: &Flow<'_>, level: Level) -> Hit {
    let w = flow.workflow;
    let mut hit = Hit::new(CODE, true, level, format!("{}: flows not told", w.key)).about(w);
    hit = hit.saying(super::eb10::NO_FLOW, vec![Place::record(w)]);
    let text = "Which zones its paths visit is therefore not known.";
    hit = hit.saying(text, vec![Place::cell(w, "declared_zones"), Place::cell(w, "effect")]);
    hit.paths = Some(Box::default());
    hit
}

#[cfg(test)]
mod tests;

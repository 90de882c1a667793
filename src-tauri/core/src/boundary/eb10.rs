//! EB-10: untrusted content, private data and a way out meet in one node (domain 4c, path analysis).

use super::access::Access;
use super::paths::cause::{Cause, causes};
use super::paths::flow::{Flow, Leg};
use super::paths::reach::{Holds, Reach};
use super::paths::{cause_text, drawn, ids, listed, rows, with_paths};
use crate::case::Case;
use crate::hit::Hit;
use crate::place::Place;
use crate::risk::Level;
use std::collections::BTreeMap;

/// The code.
const CODE: &str = "EB-10";

/// What EB-09 and EB-10 say where no flow is on record.
pub(super) const NO_FLOW: &str = "No flow of the workflow is told.";

/// Where untrusted content, private data and a way out meet in a workflow's flow, one hit for each cause.
///
/// The base is critical where what leaves does so without a person deciding, high where every way out passes an approval by a person,
/// which is claimed: a proven one would break the leg. What may be a way out counts as one for this.
pub fn check<'a>(case: &Case<'_, 'a>, _access: &Access<'a>) -> Vec<Hit> {
    let flow = Flow::of(case);
    in_flow(case, &flow, Reach::told(&flow).as_ref())
}

/// The same of a flow that was read before, with what it reaches where it is told.
pub fn in_flow<'a>(case: &Case<'_, 'a>, flow: &Flow<'a>, reach: Option<&Reach<'_, 'a>>) -> Vec<Hit> {
    let Some(reach) = reach else {
        return if flow.excludes_a_leg() { Vec::new() } else { vec![untold(case, flow).for_want_of_a_list()] };
    };
    let (mut known, mut possible) = (Vec::new(), Vec::new());
    for (at, _) in flow.nodes.iter().enumerate().filter(|(_, n)| n.processes()) {
        match reach.holds_all(at) {
            Holds::Yes => known.push(at),
            Holds::Unknown => possible.push(at),
            Holds::No => {}
        }
    }
    if known.is_empty() && possible.is_empty() {
        return Vec::new();
    }
    let (automatic, steps) = (reach.automatic(), flow.steps(case));
    let [freely, gated] = [Level::Critical, Level::High].map(|base| steps.level(case, CODE, base));
    let mut hits = Vec::new();
    for (sure, nodes) in [(true, &known), (false, &possible)] {
        for cause in causes(reach, nodes, sure) {
            let by_itself = cause.nodes.iter().any(|n| automatic.get(*n).copied().unwrap_or(true));
            hits.push(told(reach, &cause, sure, if by_itself { freely } else { gated }));
        }
    }
    hits
}

fn told(reach: &Reach<'_, '_>, cause: &Cause, sure: bool, level: Level) -> Hit {
    let flow = reach.flow;
    let mut hit = Hit::new(CODE, !sure, level, cause_text(flow, cause)).about(flow.workflow);
    let Some((&first, others)) = cause.nodes.split_first() else { return hit };
    let mut witness = BTreeMap::new();
    for leg in Leg::ALL {
        let path = reach.witness(leg, first);
        hit = if reach.holds(leg, first) == Holds::Yes { known(hit, flow, leg, &path) } else { unknown(hit, flow, leg, first, &path) };
        if !path.is_empty() {
            witness.insert(leg.word().to_owned(), path);
        }
    }
    if !others.is_empty() {
        let text = format!("The same is so for {}.", listed(&ids(flow, others)));
        hit = hit.saying(text, others.iter().take(8).filter_map(|n| flow.place(*n, "id")).collect());
    }
    with_paths(hit, flow, cause, witness)
}

/// The node whose label a leg rests on: the first of its path, and for the way out the last.
fn end(leg: Leg, path: &[usize]) -> Option<usize> {
    if leg == Leg::Egress { path.last().copied() } else { path.first().copied() }
}

fn places(flow: &Flow<'_>, leg: Leg, path: &[usize]) -> Vec<Place> {
    let label = end(leg, path).and_then(|n| flow.place(n, leg.column()));
    label.into_iter().chain(rows(flow, path)).collect()
}

fn known(hit: Hit, flow: &Flow<'_>, leg: Leg, path: &[usize]) -> Hit {
    let what = match leg {
        Leg::Untrusted => "Untrusted content arrives by",
        Leg::Private => "Private data arrive by",
        Leg::Egress => "A way out of the organisation is reached by",
    };
    hit.saying(format!("{what} {}.", drawn(flow, path)), places(flow, leg, path))
}

fn unknown(mut hit: Hit, flow: &Flow<'_>, leg: Leg, node: usize, path: &[usize]) -> Hit {
    if let Some(at) = end(leg, path) {
        let id = flow.id(at);
        let what = match leg {
            Leg::Untrusted => format!("whether {id} is untrusted"),
            Leg::Private => format!("how sensitive {id} is"),
            Leg::Egress => format!("whether {id} is a way out of the organisation"),
        };
        let why = if flow.nodes.get(at).is_some_and(super::paths::flow::Node::is_unregistered) {
            format!("{id} is in no inventory, so it is not told {what}; the path is {}.", drawn(flow, path))
        } else {
            format!("It is not told {what}; the path is {}.", drawn(flow, path))
        };
        hit = hit.saying(why, places(flow, leg, path));
    }
    if flow.untold.get(leg.position()) == Some(&true) {
        let id = flow.id(node);
        let says = match (leg, flow.attributes.get(leg.position()) == Some(&Some(true))) {
            (Leg::Untrusted, true) => "The workflow takes untrusted input",
            (Leg::Untrusted, false) => "It is not told whether the workflow takes untrusted input",
            (Leg::Private, true) => "The workflow handles private data",
            (Leg::Private, false) => "It is not told whether the workflow handles private data",
            (Leg::Egress, true) => "The workflow sends to the outside",
            (Leg::Egress, false) => "It is not told whether the workflow sends to the outside",
        };
        let text = format!("{says}, and no node of its flow is said to be where that happens; {id} is not excluded.");
        hit = hit.saying(text, vec![Place::cell(flow.workflow, leg.attribute())]);
    }
    hit
}

/// No flow is told, and nothing that is told excludes the condition.
fn untold<'a>(case: &Case<'_, 'a>, flow: &Flow<'a>) -> Hit {
    let w = flow.workflow;
    let level = flow.steps(case).level(case, CODE, Level::Critical);
    let mut hit = Hit::new(CODE, true, level, format!("{}: flows not told", w.key)).about(w);
    hit = hit.saying(NO_FLOW, vec![Place::record(w)]);
    let text = "What is told of its inputs, its data classes and its ways out does not exclude that outside content, private data and a \
                way out meet.";
    hit = hit.saying(text, Leg::ALL.map(|leg| Place::cell(w, leg.attribute())).to_vec());
    hit.paths = Some(Box::default());
    hit
}

#[cfg(test)]
mod tests;

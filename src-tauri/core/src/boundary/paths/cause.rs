//! Nodes that share a cause: the same smallest sets of edges whose gating removes the condition.
#![allow(clippy::indexing_slicing, reason = "positions are those of nodes and edges of one flow")]

use super::flow::{Flow, Leg};
use super::net::{Flood, NONE};
use super::reach::Reach;
use super::tree::Tree;
use std::collections::BTreeMap;

/// Pairs of edges are tried in flows of at most so many edges.
pub const PAIRS_MOST_EDGES: usize = 256;
/// So many alternatives are listed at most for one cause.
pub const FIXES_MOST: usize = 100;
/// So many causes of one workflow are told apart; the rest are put together.
pub const CAUSES_MOST: usize = 100;
/// So many arcs are looked at while fixes are sought by trying; beyond that they are not sought.
pub const STEPS_MOST: usize = 2_000_000;

/// How far the search for the smallest fixes went.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Search {
    /// To the end: the list is what there is.
    Whole,
    /// No edge alone would do, and no pair of edges.
    NoneOfTwo,
    /// No edge alone would do; the flow is too large to try pairs.
    PairsNotTried,
    /// More were found than are listed.
    Shortened,
    /// The flow is too large, or there are too many causes.
    NotSought,
    /// No edge can help: a leg is only suggested by the workflow as a whole.
    NoEdge,
}

impl Search {
    /// What has to be said of it, if anything.
    pub fn note(self) -> Option<String> {
        Some(match self {
            Self::Whole => return None,
            Self::NoneOfTwo => "No one edge and no two edges, if gated, would remove this.".to_owned(),
            Self::PairsNotTried => format!(
                "No one edge, if gated, would remove this. Pairs of edges were not tried: the flow has more than {PAIRS_MOST_EDGES} edges."
            ),
            Self::Shortened => format!("There are more ways to remove this; the first {FIXES_MOST} are listed."),
            Self::NotSought => "The flow is so large that the edges whose gating would remove this were not sought.".to_owned(),
            Self::NoEdge => "No gate on a told edge would remove this: the flow does not tell where it begins or ends.".to_owned(),
        })
    }
}

/// One cause.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Cause {
    /// The nodes that share it, in order.
    pub nodes: Vec<usize>,
    /// The smallest sets of edges, in order.
    pub fixes: Vec<Vec<usize>>,
    /// How far they were sought.
    pub search: Search,
    /// How many arcs were looked at to find the single edges.
    pub steps: usize,
}

/// Groups nodes that hold all three legs by what would take one of them away; `sure` looks at known labels only.
pub fn causes(reach: &Reach<'_, '_>, nodes: &[usize], sure: bool) -> Vec<Cause> {
    if nodes.is_empty() {
        return Vec::new();
    }
    let flow = reach.flow;
    // A leg that only the workflow as a whole suggests cannot be cut anywhere.
    let legs: Vec<Leg> = Leg::ALL.into_iter().filter(|l| sure || !flow.untold[l.position()]).collect();
    let trees: Vec<(Leg, Tree)> = legs.iter().map(|l| (*l, Tree::grow(&reach.net, reach.way(*l), reach.roots(*l, sure)))).collect();
    let mut steps = trees.iter().map(|(_, t)| t.steps).sum::<usize>();
    let mut found = Vec::new();
    for group in same_singles(reach, nodes, &trees, &mut steps) {
        if found.len() >= CAUSES_MOST {
            // These are put together anyway.
            found.push(Cause { nodes: group, fixes: Vec::new(), search: Search::NotSought, steps });
            continue;
        }
        let first = group[0];
        let mut fixes: Vec<usize> = trees.iter().flat_map(|(l, t)| t.chain(reach.place(*l, first))).collect();
        fixes.sort_unstable();
        fixes.dedup();
        if !fixes.is_empty() {
            let search = if fixes.len() > FIXES_MOST { Search::Shortened } else { Search::Whole };
            let fixes = fixes.into_iter().take(FIXES_MOST).map(|e| vec![e]).collect();
            found.push(Cause { nodes: group, fixes, search, steps });
        } else if legs.is_empty() {
            found.push(Cause { nodes: group, fixes: Vec::new(), search: Search::NoEdge, steps });
        } else if flow.edges.len() > PAIRS_MOST_EDGES {
            found.push(Cause { nodes: group, fixes: Vec::new(), search: Search::PairsNotTried, steps });
        } else {
            found.extend(by_pairs(reach, &group, &legs, sure, steps));
        }
    }
    folded(found)
}

/// Nodes with the same single edges, each group in order, the groups by their first node. Edges are looked at 64 at a time.
fn same_singles(reach: &Reach<'_, '_>, nodes: &[usize], trees: &[(Leg, Tree)], steps: &mut usize) -> Vec<Vec<usize>> {
    let mut edges: Vec<usize> = trees.iter().flat_map(|(_, t)| t.entries()).collect();
    edges.sort_unstable();
    edges.dedup();
    let mut order = vec![NONE; reach.flow.edges.len()];
    for (at, edge) in edges.iter().enumerate() {
        order[*edge] = at;
    }
    let mut group = vec![0; nodes.len()];
    for block in 0..edges.len().div_ceil(64) {
        let bit = |e: usize| if order[e] / 64 == block { 1_u64 << (order[e] % 64) } else { 0 };
        let mut masks = vec![0; nodes.len()];
        for (leg, tree) in trees {
            let of = tree.masks(bit);
            *steps += of.len();
            for (mask, node) in masks.iter_mut().zip(nodes) {
                *mask |= tree.number(reach.place(*leg, *node)).map_or(0, |n| of[n]);
            }
        }
        let mut ids: BTreeMap<(usize, u64), usize> = BTreeMap::new();
        let mut last = None;
        for (group, mask) in group.iter_mut().zip(masks) {
            let (next, key) = (ids.len(), (*group, mask));
            // Nodes next to each other are often alike.
            *group = match last {
                Some((before, id)) if before == key => id,
                _ => *ids.entry(key).or_insert(next),
            };
            last = Some((key, *group));
        }
    }
    let mut groups: Vec<Vec<usize>> = Vec::new();
    for (group, node) in group.into_iter().zip(nodes) {
        if group >= groups.len() {
            groups.resize(group + 1, Vec::new());
        }
        groups[group].push(*node);
    }
    groups
}

/// Nodes that no single edge helps, grouped by the pairs that do.
fn by_pairs(reach: &Reach<'_, '_>, nodes: &[usize], legs: &[Leg], sure: bool, steps: usize) -> Vec<Cause> {
    let mut groups: BTreeMap<(Vec<Vec<usize>>, Search), Vec<usize>> = BTreeMap::new();
    let mut budget = STEPS_MOST;
    for node in nodes {
        let mut holds = |without: &[usize]| {
            if budget == 0 {
                return None;
            }
            let mut used = Vec::new();
            for leg in legs {
                let roots = reach.roots(*leg, sure).iter().copied();
                let flood = Flood::from(&reach.net, reach.way(*leg), roots, |e| !without.contains(&e));
                budget = budget.saturating_sub(flood.steps + reach.net.places());
                let mut at = reach.place(*leg, *node);
                if !flood.reached(at) {
                    return Some(None);
                }
                while at != NONE {
                    used.push(flood.by(at));
                    at = flood.before(at);
                }
            }
            used.retain(|e| *e != NONE);
            Some(Some(used))
        };
        groups.entry(smallest(&mut holds)).or_default().push(*node);
    }
    let mut causes: Vec<Cause> = groups.into_iter().map(|((fixes, search), nodes)| Cause { nodes, fixes, search, steps }).collect();
    causes.sort_by(|a, b| a.nodes.cmp(&b.nodes));
    causes
}

/// The smallest sets of edges without which a condition no longer holds, found by trying single edges and then pairs. `holds` tells
/// the edges that the condition rests on without some edges: `Some(None)` when it does not hold, `None` when it may not be asked again.
/// A set that removes it has an edge in common with everything it can rest on, so nothing else need be tried.
pub fn smallest(holds: &mut impl FnMut(&[usize]) -> Option<Option<Vec<usize>>>) -> (Vec<Vec<usize>>, Search) {
    let Some(found) = tried(holds) else { return (Vec::new(), Search::NotSought) };
    let search = match found.len() {
        0 => Search::NoneOfTwo,
        n if n > FIXES_MOST => Search::Shortened,
        _ => Search::Whole,
    };
    (found.into_iter().take(FIXES_MOST).collect(), search)
}

fn tried(holds: &mut impl FnMut(&[usize]) -> Option<Option<Vec<usize>>>) -> Option<Vec<Vec<usize>>> {
    let Some(mut rests_on) = holds(&[])? else { return Some(Vec::new()) };
    rests_on.sort_unstable();
    rests_on.dedup();
    let mut found = Vec::new();
    let mut others = Vec::new();
    for edge in rests_on {
        match holds(&[edge])? {
            None => found.push(vec![edge]),
            Some(other) => others.push((edge, other)),
        }
    }
    if found.is_empty() {
        for (edge, other) in others {
            for second in other {
                if holds(&[edge, second])?.is_none() {
                    found.push(vec![edge.min(second), edge.max(second)]);
                }
            }
        }
    }
    found.sort_unstable();
    found.dedup();
    Some(found)
}

/// Puts the causes past the most that are told apart into one.
pub fn folded(mut causes: Vec<Cause>) -> Vec<Cause> {
    if causes.len() > CAUSES_MOST {
        let rest = causes.split_off(CAUSES_MOST - 1);
        let steps = rest.first().map_or(0, |c| c.steps);
        let mut nodes: Vec<usize> = rest.into_iter().flat_map(|c| c.nodes).collect();
        nodes.sort_unstable();
        causes.push(Cause { nodes, fixes: Vec::new(), search: Search::NotSought, steps });
    }
    causes
}

/// The edges of fixes as ids.
pub fn named(flow: &Flow<'_>, fixes: &[Vec<usize>]) -> Vec<Vec<crate::hit::Edge>> {
    let name = |e: &usize| (flow.id(flow.edges[*e].from).to_owned(), flow.id(flow.edges[*e].to).to_owned());
    fixes.iter().map(|set| set.iter().map(name).collect()).collect()
}

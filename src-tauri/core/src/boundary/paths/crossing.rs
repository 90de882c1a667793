//! Paths from where something starts to where it takes effect: what they visit, and where they rise.
#![allow(clippy::indexing_slicing, reason = "positions are those of the nodes of the flow and of the places of its net")]

use super::cause::{STEPS_MOST, Search, smallest};
use super::flow::{Flow, Gate};
use super::net::{Arc, Flood, NONE, Net, Way};
use super::rank::{Rank, Scale};
use crate::dataset::Dataset;
use std::collections::BTreeMap;

/// What is crossed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum What {
    /// A zone that the workflow does not declare, or may not.
    Undeclared,
    /// A rise on a scale over at least two edges.
    Rise(Scale),
}

/// A crossing at one node.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Crossing {
    /// The node that is visited, or that the path rises to.
    pub node: usize,
    /// What is crossed.
    pub what: What,
    /// Whether it is known; otherwise it cannot be excluded.
    pub sure: bool,
    /// One shortest path; empty past the budget of the search.
    pub path: Vec<usize>,
    /// The smallest sets of edges whose gating removes it.
    pub fixes: Vec<Vec<usize>>,
    /// How far they were sought.
    pub search: Search,
}

/// The paths of a flow from its triggers to its effects.
///
/// A trigger is where something can start: a resource that something leaves, or a node that nothing enters. An effect is where
/// something ends: a resource that something enters, or a node that nothing leaves. A node that no inventory knows counts as a
/// resource. Where a circle has neither, each of its nodes is both, so that every node lies on a path before any gate is looked at.
pub struct Routes<'f, 'a> {
    flow: &'f Flow<'a>,
    net: Net,
    triggers: Vec<bool>,
    effects: Vec<bool>,
    after: Flood,
    ahead: Flood,
    /// How many more arcs may be looked at.
    budget: usize,
}

impl<'f, 'a> Routes<'f, 'a> {
    /// Finds triggers and effects, and what lies between them over unbroken edges.
    pub fn of(flow: &'f Flow<'a>) -> Self {
        let whole = Net::plain(flow, |_| true);
        let triggers = ends(flow, &whole, Way::Forward);
        let effects = ends(flow, &whole, Way::Backward);
        let net = Net::plain(flow, |e| flow.edges[e].gate != Gate::Proven);
        let (after, ahead) = spread(&net, &triggers, &effects, &[]);
        Self { flow, net, triggers, effects, after, ahead, budget: STEPS_MOST }
    }

    /// Whether a path of at least one edge visits a node.
    pub fn visits(&self, node: usize) -> bool {
        let beside = |way| self.net.arcs(node, way).iter().map(|a| a.to);
        if self.triggers[node] && self.effects[node] {
            beside(Way::Backward).any(|n| self.after.reached(n)) || beside(Way::Forward).any(|n| self.ahead.reached(n))
        } else {
            self.after.reached(node) && self.ahead.reached(node)
        }
    }

    /// A shortest path of at least one edge that visits a node.
    pub fn path(&self, node: usize) -> Vec<usize> {
        self.through(node).map_or_else(Vec::new, |(path, _)| path)
    }

    fn through(&self, node: usize) -> Option<Walk> {
        let both = self.triggers[node] && self.effects[node];
        through(&self.net, node, both, &self.after, &self.ahead, &[])
    }

    /// The crossing at a node that a path visits. Past the budget it is found all the same, without its path and its fixes.
    pub fn visit(&mut self, node: usize, sure: bool) -> Option<Crossing> {
        if !self.visits(node) {
            return None;
        }
        if self.budget == 0 {
            let (what, search) = (What::Undeclared, Search::NotSought);
            return Some(Crossing { node, what, sure, path: Vec::new(), fixes: Vec::new(), search });
        }
        let path = self.path(node);
        let (net, triggers, effects) = (&self.net, &self.triggers, &self.effects);
        let budget = &mut self.budget;
        let mut holds = |without: &[usize]| {
            if *budget == 0 {
                return None;
            }
            let (after, ahead) = spread(net, triggers, effects, without);
            *budget = budget.saturating_sub(after.steps + ahead.steps + 2 * net.places());
            let found = through(net, node, triggers[node] && effects[node], &after, &ahead, without);
            Some(found.map(|(_, edges)| edges))
        };
        let (fixes, search) = smallest(&mut holds);
        Some(Crossing { node, what: What::Undeclared, sure, path, fixes, search })
    }

    /// The crossings by a rise on a scale: known ones first, then those that cannot be excluded where none is known.
    pub fn rises(&mut self, data: &'a Dataset, scale: Scale) -> Vec<Crossing> {
        let ranks = scale.ranks(data, self.flow);
        let mut found: BTreeMap<usize, Crossing> = BTreeMap::new();
        for sure in [true, false] {
            // What lies below a rank, and what it reaches; the same for all nodes of one rank.
            let mut below: BTreeMap<(Rank<'a>, usize), (Vec<usize>, Flood)> = BTreeMap::new();
            for node in (0..ranks.len()).filter(|n| self.effects[*n]) {
                let rank = ranks[node];
                if found.contains_key(&node) || rank == Rank::Without {
                    continue;
                }
                // A node does not rise over itself, though what is not told of it would allow any rank.
                let own = if rank == Rank::Unknown && self.triggers[node] { node } else { NONE };
                if self.budget == 0 && !below.contains_key(&(rank, own)) {
                    // So large a flow is not searched to the end; what was not looked at is not excluded.
                    let (what, search) = (What::Rise(scale), Search::NotSought);
                    found.insert(node, Crossing { node, what, sure: false, path: Vec::new(), fixes: Vec::new(), search });
                    continue;
                }
                let (net, triggers, budget) = (&self.net, &self.triggers, &mut self.budget);
                let (from, flood) = below.entry((rank, own)).or_insert_with(|| {
                    let low = |s: usize| s != own && if sure { ranks[s].is_below(rank) } else { ranks[s].may_be_below(rank) };
                    let from: Vec<usize> = (0..ranks.len()).filter(|s| triggers[*s] && low(*s)).collect();
                    let flood = onward(net, &from, &[]);
                    *budget = budget.saturating_sub(flood.steps + 2 * net.places());
                    (from, flood)
                });
                let (what, search) = (What::Rise(scale), Search::NotSought);
                if *budget == 0 {
                    if enters(net, flood, node, &[]).is_some() {
                        found.insert(node, Crossing { node, what, sure, path: Vec::new(), fixes: Vec::new(), search });
                    }
                    continue;
                }
                let Some(edges) = last_step(net, flood, node, &[]) else { continue };
                let path = self.flow.walked(&edges);
                let mut holds = |without: &[usize]| {
                    if *budget == 0 {
                        return None;
                    }
                    let flood = onward(net, from, without);
                    *budget = budget.saturating_sub(flood.steps + net.places() + from.len());
                    Some(last_step(net, &flood, node, without))
                };
                let (fixes, search) = smallest(&mut holds);
                found.insert(node, Crossing { node, what, sure, path, fixes, search });
            }
        }
        found.into_values().collect()
    }
}

/// What lies after triggers and before effects.
fn spread(net: &Net, triggers: &[bool], effects: &[bool], without: &[usize]) -> (Flood, Flood) {
    let marked = |is: &[bool]| is.iter().enumerate().filter(|(_, is)| **is).map(|(n, _)| n).collect::<Vec<_>>();
    let keep = |e: usize| !without.contains(&e);
    (Flood::from(net, Way::Forward, marked(triggers), keep), Flood::from(net, Way::Backward, marked(effects), keep))
}

/// Where something can start (or, backward, end) before any gate is looked at.
fn ends(flow: &Flow<'_>, whole: &Net, way: Way) -> Vec<bool> {
    let back = if way == Way::Forward { Way::Backward } else { Way::Forward };
    let starts = |n: usize| whole.arcs(n, back).is_empty() || (flow.nodes[n].may_hold() && !whole.arcs(n, way).is_empty());
    let mut is: Vec<bool> = (0..flow.nodes.len()).map(starts).collect();
    let flood = Flood::from(whole, way, (0..is.len()).filter(|n| is[*n]), |_| true);
    for (n, is) in is.iter_mut().enumerate() {
        *is |= !flood.reached(n);
    }
    is
}

/// Nodes and edges of a walk.
type Walk = (Vec<usize>, Vec<usize>);

/// A shortest walk of at least one edge that visits a node: to it, and on from it. Of a node that is both a trigger and an effect
/// (`both`), one side will do.
fn through(net: &Net, node: usize, both: bool, after: &Flood, ahead: &Flood, without: &[usize]) -> Option<Walk> {
    let onward = |from: usize| {
        let mut path = ahead.path(from);
        path.reverse();
        path
    };
    if !both {
        if !after.reached(node) || !ahead.reached(node) {
            return None;
        }
        let mut nodes = after.path(node);
        nodes.extend(onward(node).into_iter().skip(1));
        return Some((nodes, [after.edges(node), ahead.edges(node)].concat()));
    }
    let entering = net.arcs(node, Way::Backward).iter().filter(|a| !without.contains(&a.edge) && after.reached(a.to));
    if let Some(arc) = entering.min_by_key(|a| after.turn(a.to)) {
        let mut nodes = after.path(arc.to);
        nodes.push(node);
        return Some((nodes, [after.edges(arc.to), vec![arc.edge]].concat()));
    }
    let leaving = net.arcs(node, Way::Forward).iter().filter(|a| !without.contains(&a.edge) && ahead.reached(a.to));
    let arc = leaving.min_by_key(|a| ahead.turn(a.to))?;
    let mut nodes = vec![node];
    nodes.extend(onward(arc.to));
    Some((nodes, [ahead.edges(arc.to), vec![arc.edge]].concat()))
}

/// What is reached by at least one edge from some triggers. A trigger counts as reached only where something leads to it.
fn onward(net: &Net, from: &[usize], without: &[usize]) -> Flood {
    let mut flood = Flood::dry(net);
    let keep = |e: usize| !without.contains(&e);
    for trigger in from {
        for arc in net.arcs(*trigger, Way::Forward).iter().filter(|a| keep(a.edge)) {
            flood.reach(arc.to, NONE, arc.edge, 1);
        }
    }
    flood.spread(net, Way::Forward, keep);
    flood
}

/// The arc into a node from what is reached, the first reached first.
fn enters(net: &Net, flood: &Flood, node: usize, without: &[usize]) -> Option<Arc> {
    let into = net.arcs(node, Way::Backward).iter().filter(|a| !without.contains(&a.edge) && flood.reached(a.to));
    into.min_by_key(|a| flood.turn(a.to)).copied()
}

/// The edges of a shortest walk that ends with one more edge into a node, in order.
fn last_step(net: &Net, flood: &Flood, node: usize, without: &[usize]) -> Option<Vec<usize>> {
    let arc = enters(net, flood, node, without)?;
    let mut edges = flood.edges(arc.to);
    edges.reverse();
    edges.push(arc.edge);
    Some(edges)
}

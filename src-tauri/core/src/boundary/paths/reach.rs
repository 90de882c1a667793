//! Which legs each node of a flow holds: known, or only not excluded.
#![allow(clippy::indexing_slicing, reason = "positions are those of the nodes of the flow and of the places of its net")]

use super::flow::{Flow, Gate, Leg};
use super::net::{Flood, Net, Way};
use serde::{Deserialize, Serialize};

/// Whether something holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
#[serde(rename_all = "snake_case")]
pub enum Holds {
    /// It does not, as far as everything that bears on it is told.
    No,
    /// It cannot be excluded.
    Unknown,
    /// It does.
    Yes,
}

/// One leg over the whole flow.
struct Side {
    /// From nodes that are labelled with it.
    known: Flood,
    /// From nodes that are, or may be.
    possible: Flood,
    /// Roots of `possible`.
    roots: Vec<usize>,
    /// Roots of `known`.
    sure: Vec<usize>,
}

/// What every node of a flow can be reached by, and reaches.
pub struct Reach<'f, 'a> {
    /// The flow.
    pub flow: &'f Flow<'a>,
    /// Its places, without the edges that are broken.
    pub net: Net,
    sides: [Side; 3],
}

/// Which way a leg is walked from where it is labelled.
fn way(leg: Leg) -> Way {
    if leg == Leg::Egress { Way::Backward } else { Way::Forward }
}

impl<'f, 'a> Reach<'f, 'a> {
    /// The same of a flow that is on record; `None` where none is told.
    pub fn told(flow: &'f Flow<'a>) -> Option<Self> {
        flow.is_told().then(|| Self::of(flow))
    }

    /// Walks the edges of a flow that no proven gate breaks.
    pub fn of(flow: &'f Flow<'a>) -> Self {
        let net = Net::of(flow, |e| flow.edges[e].gate != Gate::Proven);
        let sides = Leg::ALL.map(|leg| {
            let at = |n: usize| if leg == Leg::Egress { n } else { net.leave[n] };
            let labelled = |n: &usize, least: Holds| match flow.nodes[*n].label(leg) {
                Some(true) => true,
                Some(false) => false,
                None => least == Holds::Unknown,
            };
            let all = 0..flow.nodes.len();
            let sure: Vec<usize> = all.clone().filter(|n| labelled(n, Holds::Yes)).map(at).collect();
            let roots: Vec<usize> = all.filter(|n| labelled(n, Holds::Unknown)).map(at).collect();
            let flood = |roots: &[usize]| Flood::from(&net, way(leg), roots.iter().copied(), |_| true);
            Side { known: flood(&sure), possible: flood(&roots), roots, sure }
        });
        Self { flow, net, sides }
    }

    /// Where a node is looked at for a leg: where things enter it, and for the way out where they leave it.
    pub fn place(&self, leg: Leg, node: usize) -> usize {
        if leg == Leg::Egress { self.net.leave[node] } else { node }
    }

    /// Whether a node holds a leg.
    pub fn holds(&self, leg: Leg, node: usize) -> Holds {
        let (side, place) = (&self.sides[leg.position()], self.place(leg, node));
        if side.known.reached(place) {
            Holds::Yes
        } else if self.flow.untold[leg.position()] || side.possible.reached(place) {
            Holds::Unknown
        } else {
            Holds::No
        }
    }

    /// Whether a node holds all three legs: the least certain of them decides.
    pub fn holds_all(&self, node: usize) -> Holds {
        Leg::ALL.into_iter().map(|leg| self.holds(leg, node)).min().unwrap_or(Holds::No)
    }

    /// Where a leg starts: at nodes labelled with it, or (`sure` false) also at those that may be.
    pub fn roots(&self, leg: Leg, sure: bool) -> &[usize] {
        let side = &self.sides[leg.position()];
        if sure { &side.sure } else { &side.roots }
    }

    /// One shortest path for a leg of a node, neighbours in id order; from a known source (to a known sink) where there is one. Empty
    /// when only the workflow as a whole suggests the leg.
    pub fn witness(&self, leg: Leg, node: usize) -> Vec<usize> {
        let (side, place) = (&self.sides[leg.position()], self.place(leg, node));
        let flood = if side.known.reached(place) { &side.known } else { &side.possible };
        if !flood.reached(place) {
            return Vec::new();
        }
        let places = if leg == Leg::Egress { flood.way_down(&self.net, place) } else { flood.path(place) };
        let mut nodes: Vec<usize> = places.into_iter().map(|p| self.net.node[p]).collect();
        nodes.dedup();
        nodes
    }

    /// Whether a node may reach a way out without a person deciding on the way.
    pub fn automatic(&self) -> Vec<bool> {
        let side = &self.sides[Leg::Egress.position()];
        let everywhere = self.flow.untold[Leg::Egress.position()];
        let gated = |e: usize| self.flow.edges[e].by_human;
        let flood = Flood::from(&self.net, Way::Backward, side.roots.iter().copied(), |e| !gated(e));
        (0..self.flow.nodes.len()).map(|n| everywhere || flood.reached(self.net.leave[n])).collect()
    }

    /// The way the leg is walked from where it is labelled.
    pub fn way(&self, leg: Leg) -> Way {
        way(leg)
    }
}

//! A flow laid out for walking. Every node has a place where things enter and one where they leave; they differ only for a node that
//! no inventory knows, so that it is never the source of what it processes itself.
#![allow(clippy::indexing_slicing, reason = "places are made here, and every list is as long as there are places")]

use super::flow::Flow;

/// No place, or no edge.
pub const NONE: usize = usize::MAX;

/// An arc between two places.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Arc {
    /// Where it leads: its end, or its start when it is walked backward.
    pub to: usize,
    /// The edge of the flow that it is; [`NONE`] for the arc inside a node.
    pub edge: usize,
}

/// Which way arcs are walked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Way {
    /// From start to end.
    Forward,
    /// From end to start.
    Backward,
}

/// The places and the arcs that nothing proven breaks.
#[derive(Clone, Debug)]
pub struct Net {
    /// The node of each place.
    pub node: Vec<usize>,
    /// The place where a node is left, by node; it is entered at its own position.
    pub leave: Vec<usize>,
    /// Where the arcs of a place begin in the list of arcs, each way.
    starts: [Vec<usize>; 2],
    arcs: [Vec<Arc>; 2],
}

impl Net {
    /// Lays out the edges of a flow that `keep` keeps, with one place for every node.
    pub fn plain(flow: &Flow<'_>, keep: impl Fn(usize) -> bool) -> Self {
        Self::laid(flow, |_| false, keep)
    }

    /// The same with two places for a node that no inventory knows: where it is entered, and where it is left.
    pub fn of(flow: &Flow<'_>, keep: impl Fn(usize) -> bool) -> Self {
        Self::laid(flow, |n| flow.nodes[n].is_unregistered(), keep)
    }

    fn laid(flow: &Flow<'_>, split: impl Fn(usize) -> bool, keep: impl Fn(usize) -> bool) -> Self {
        let n = flow.nodes.len();
        let (mut node, mut leave): (Vec<usize>, Vec<usize>) = ((0..n).collect(), (0..n).collect());
        let mut arcs: Vec<(usize, usize, usize)> = Vec::with_capacity(flow.edges.len());
        for at in (0..n).filter(|at| split(*at)) {
            leave[at] = node.len();
            arcs.push((at, node.len(), NONE));
            node.push(at);
        }
        arcs.extend(flow.edges.iter().enumerate().filter(|(i, _)| keep(*i)).map(|(i, e)| (leave[e.from], e.to, i)));
        // The edges of a flow are in order of their ends' ids, so the neighbours of a place are as well.
        let (starts, list) = laid_out(node.len(), arcs.iter().copied());
        let (backward, reversed) = laid_out(node.len(), arcs.iter().map(|(from, to, edge)| (*to, *from, *edge)));
        Self { node, leave, starts: [starts, backward], arcs: [list, reversed] }
    }

    /// How many places there are.
    pub fn places(&self) -> usize {
        self.node.len()
    }

    /// The arcs of a place, neighbours in id order.
    pub fn arcs(&self, place: usize, way: Way) -> &[Arc] {
        let side = usize::from(way == Way::Backward);
        &self.arcs[side][self.starts[side][place]..self.starts[side][place + 1]]
    }
}

fn laid_out(places: usize, arcs: impl Iterator<Item = (usize, usize, usize)> + Clone) -> (Vec<usize>, Vec<Arc>) {
    let mut starts = vec![0; places + 1];
    for (from, _, _) in arcs.clone() {
        starts[from + 1] += 1;
    }
    for place in 0..places {
        starts[place + 1] += starts[place];
    }
    let mut next = starts.clone();
    let mut list = vec![Arc { to: 0, edge: NONE }; starts[places]];
    for (from, to, edge) in arcs {
        list[next[from]] = Arc { to, edge };
        next[from] += 1;
    }
    (starts, list)
}

/// How a place is reached.
#[derive(Clone, Copy, Debug)]
struct Reached {
    /// How many edges away it is; [`NONE`] when it is not reached.
    distance: usize,
    /// The place it was first reached from; [`NONE`] for a root.
    before: usize,
    /// The edge it was first reached by.
    by: usize,
    /// When it was reached, counted in places.
    turn: usize,
}

/// A place that is not reached.
const DRY: Reached = Reached { distance: NONE, before: NONE, by: NONE, turn: NONE };

/// What is reached from some places, by shortest paths.
#[derive(Clone, Debug)]
pub struct Flood {
    /// How each place is reached.
    of: Vec<Reached>,
    /// How many arcs were looked at.
    pub steps: usize,
    queue: Vec<usize>,
}

impl Flood {
    /// Spreads from roots, in their order, over the edges that `keep` keeps.
    pub fn from(net: &Net, way: Way, roots: impl IntoIterator<Item = usize>, keep: impl Fn(usize) -> bool) -> Self {
        let mut flood = Self::dry(net);
        for root in roots {
            flood.reach(root, NONE, NONE, 0);
        }
        flood.spread(net, way, keep);
        flood
    }

    /// Nothing is reached yet.
    pub fn dry(net: &Net) -> Self {
        Self { of: vec![DRY; net.places()], steps: 0, queue: Vec::with_capacity(net.places()) }
    }

    /// The place that a place was first reached from; [`NONE`] for a root.
    pub fn before(&self, place: usize) -> usize {
        self.of[place].before
    }

    /// The edge that a place was first reached by.
    pub fn by(&self, place: usize) -> usize {
        self.of[place].by
    }

    /// When a place was reached, counted in places.
    pub fn turn(&self, place: usize) -> usize {
        self.of[place].turn
    }

    fn distance(&self, place: usize) -> usize {
        self.of[place].distance
    }

    /// Whether a place is reached.
    pub fn reached(&self, place: usize) -> bool {
        self.distance(place) != NONE
    }

    /// Marks a place as reached, unless it was before.
    pub fn reach(&mut self, place: usize, before: usize, by: usize, distance: usize) {
        if !self.reached(place) {
            self.of[place] = Reached { distance, before, by, turn: self.queue.len() };
            self.queue.push(place);
        }
    }

    /// Goes on from what is reached, the first reached first.
    pub fn spread(&mut self, net: &Net, way: Way, keep: impl Fn(usize) -> bool) {
        let mut next = 0;
        while let Some(&place) = self.queue.get(next) {
            next += 1;
            for arc in net.arcs(place, way) {
                self.steps += 1;
                if arc.edge == NONE {
                    self.reach(arc.to, place, NONE, self.distance(place));
                } else if keep(arc.edge) {
                    self.reach(arc.to, place, arc.edge, self.distance(place) + 1);
                }
            }
        }
    }

    /// The places from a root to a place that is reached.
    pub fn path(&self, mut place: usize) -> Vec<usize> {
        let mut path = Vec::new();
        while place != NONE {
            path.push(place);
            place = self.before(place);
        }
        path.reverse();
        path
    }

    /// The edges of the path by which a place was reached, the last first.
    pub fn edges(&self, place: usize) -> Vec<usize> {
        let along = std::iter::successors(Some(place), |p| Some(self.before(*p)).filter(|b| *b != NONE));
        along.map(|p| self.by(p)).filter(|e| *e != NONE).collect()
    }

    /// Of a flood that went backward from sinks: the places from one that is reached to the nearest sink, at each step the first in id
    /// order.
    pub fn way_down(&self, net: &Net, mut place: usize) -> Vec<usize> {
        let mut path = vec![place];
        loop {
            let here = self.distance(place);
            let closer = |a: &&Arc| self.distance(a.to) == here.wrapping_sub(usize::from(a.edge != NONE));
            // Inside a node nothing gets closer: from where it is entered the walk goes on to where it is left, and never back.
            let Some(arc) = net.arcs(place, Way::Forward).iter().find(|a| here > 0 && closer(a)) else { return path };
            place = arc.to;
            path.push(place);
        }
    }
}

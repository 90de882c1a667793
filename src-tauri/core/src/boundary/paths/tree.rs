//! Which edges every walk from some roots to a place has to use: the chain of the place in the tree of dominators, found for all
//! places at once in nearly linear time (Lengauer and Tarjan's method with path compression).
#![allow(clippy::indexing_slicing, reason = "numbers are given here, and every list is as long as there are numbers")]

use super::net::{NONE, Net, Way};

/// The dominators of what is reached from the roots. Places bear numbers in the order of the search; 0 stands before all roots.
#[derive(Clone, Debug)]
pub struct Tree {
    /// The number of each place; [`NONE`] when it is not reached.
    number: Vec<usize>,
    /// The number of the nearest place that every walk passes before.
    idom: Vec<usize>,
    /// The edge that every walk to the place enters it by; [`NONE`] when there is more than one, or it is a root.
    entry: Vec<usize>,
    /// How many arcs were looked at.
    pub steps: usize,
}

impl Tree {
    /// Finds the dominators of everything that is reached from the roots.
    pub fn grow(net: &Net, way: Way, roots: &[usize]) -> Self {
        let back = if way == Way::Forward { Way::Backward } else { Way::Forward };
        let mut is_root = vec![false; net.places()];
        roots.iter().for_each(|r| is_root[*r] = true);
        let mut steps = 0;
        let (number, place, parent) = numbered(net, way, roots, &mut steps);
        let count = place.len();
        let mut climb = Climb { above: vec![NONE; count], semi: (0..count).collect(), best: (0..count).collect() };
        let mut idom = vec![0; count];
        let mut waiting: Vec<Vec<usize>> = vec![Vec::new(); count];
        for w in (1..count).rev() {
            if is_root[place[w]] {
                climb.semi[w] = 0;
            }
            for arc in net.arcs(place[w], back) {
                steps += 1;
                if number[arc.to] != NONE {
                    let u = climb.least(number[arc.to]);
                    climb.semi[w] = climb.semi[w].min(climb.semi[u]);
                }
            }
            waiting[climb.semi[w]].push(w);
            climb.above[w] = parent[w];
            for v in std::mem::take(&mut waiting[parent[w]]) {
                let u = climb.least(v);
                idom[v] = if climb.semi[u] < climb.semi[v] { u } else { parent[w] };
            }
        }
        for w in 1..count {
            if idom[w] != climb.semi[w] {
                idom[w] = idom[idom[w]];
            }
        }
        let mut tree = Self { number, idom, entry: vec![NONE; count], steps };
        tree.enter(net, back, &place, &is_root);
        tree
    }

    /// Finds the edges that are the only way in. A walk may come back to a place from where it leads; that is no way in.
    fn enter(&mut self, net: &Net, back: Way, place: &[usize], is_root: &[bool]) {
        let count = place.len();
        let mut size = vec![1; count];
        for w in (1..count).rev() {
            size[self.idom[w]] += size[w];
        }
        // Below a place in the tree is an unbroken range of positions.
        let (mut position, mut next) = (vec![0; count], vec![1; count]);
        for w in 1..count {
            let above = self.idom[w];
            position[w] = next[above];
            next[above] += size[w];
            next[w] = position[w] + 1;
        }
        for w in 1..count {
            if is_root[place[w]] {
                continue;
            }
            let mut ways = net.arcs(place[w], back).iter().filter(|a| {
                let from = self.number[a.to];
                from != NONE && !(position[w]..position[w] + size[w]).contains(&position[from])
            });
            self.steps += net.arcs(place[w], back).len();
            if let (Some(only), None) = (ways.next(), ways.next()) {
                self.entry[w] = only.edge;
            }
        }
    }

    /// Whether a place is reached.
    pub fn reached(&self, place: usize) -> bool {
        self.number[place] != NONE
    }

    /// The edges that every walk to a place has to use, in no order.
    pub fn chain(&self, place: usize) -> impl Iterator<Item = usize> + '_ {
        let start = Some(self.number[place]).filter(|w| *w != NONE);
        std::iter::successors(start, |w| Some(self.idom[*w]).filter(|_| *w != 0)).map(|w| self.entry[w]).filter(|e| *e != NONE)
    }

    /// The edges that are the only way into some place.
    pub fn entries(&self) -> impl Iterator<Item = usize> + '_ {
        self.entry.iter().copied().filter(|e| *e != NONE)
    }

    /// For each number, which of up to 64 edges every walk there has to use; `bit` tells the bit of an edge.
    pub fn masks(&self, bit: impl Fn(usize) -> u64) -> Vec<u64> {
        let mut masks = vec![0; self.idom.len()];
        for w in 1..masks.len() {
            let own = if self.entry[w] == NONE { 0 } else { bit(self.entry[w]) };
            masks[w] = masks[self.idom[w]] | own;
        }
        masks
    }

    /// The number of a place that is reached.
    pub fn number(&self, place: usize) -> Option<usize> {
        Some(self.number[place]).filter(|n| *n != NONE)
    }
}

/// Numbers of places in the order of a search in depth, the places by number, and the number each was found from.
fn numbered(net: &Net, way: Way, roots: &[usize], steps: &mut usize) -> (Vec<usize>, Vec<usize>, Vec<usize>) {
    let mut number = vec![NONE; net.places()];
    let (mut place, mut parent) = (vec![NONE], vec![NONE]);
    let mut open: Vec<(usize, usize)> = Vec::new();
    for root in roots {
        open.push((*root, 0));
        while let Some((here, from)) = open.pop() {
            if number[here] != NONE {
                continue;
            }
            number[here] = place.len();
            place.push(here);
            parent.push(from);
            *steps += net.arcs(here, way).len();
            open.extend(net.arcs(here, way).iter().filter(|a| number[a.to] == NONE).map(|a| (a.to, number[here])));
        }
    }
    (number, place, parent)
}

/// The forest of the method: for a number, the one of least semidominator on the way up to the root of its tree.
struct Climb {
    above: Vec<usize>,
    semi: Vec<usize>,
    best: Vec<usize>,
}

impl Climb {
    fn least(&mut self, v: usize) -> usize {
        if self.above[v] == NONE {
            return v;
        }
        let mut way = Vec::new();
        let mut at = v;
        while self.above[self.above[at]] != NONE {
            way.push(at);
            at = self.above[at];
        }
        for at in way.into_iter().rev() {
            let up = self.above[at];
            if self.semi[self.best[up]] < self.semi[self.best[at]] {
                self.best[at] = self.best[up];
            }
            self.above[at] = self.above[up];
        }
        self.best[v]
    }
}

#[cfg(test)]
mod tests;

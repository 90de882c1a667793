//! The graph of a flow builder: nodes and connections to `flows` rows between the things that are subjects. Steps that only shape data
//! (conditions, merges, templates) are passed through; a human gate on the way marks the row.

use super::Out;
use countersign_core::tables::Table;
use std::collections::BTreeMap;

/// A node of the graph.
#[derive(Clone, Debug, Default)]
pub(super) struct Step {
    /// The subject it is; nothing when it only passes data on.
    pub subject: Option<String>,
    /// Whether what comes after it waits for a person.
    pub gate: bool,
    /// Whether it changes something or reaches outside.
    pub effect: bool,
    /// Whether runs start here.
    pub start: bool,
}

/// A connection between two nodes, by position.
#[derive(Clone, Debug)]
pub(super) struct Edge {
    pub from: usize,
    pub to: usize,
    /// Calling rather than handing on data.
    pub invoke: bool,
    /// Whether this connection alone waits for a person.
    pub gate: bool,
    /// Where it stands.
    pub at: String,
}

/// A flow graph.
#[derive(Clone, Debug, Default)]
pub(super) struct Graph {
    pub steps: Vec<Step>,
    pub edges: Vec<Edge>,
}

/// A connection between two subjects: whether it calls, whether every way waits for a person, where the first stands.
struct Link {
    invoke: bool,
    gated: bool,
    at: String,
}

impl Graph {
    fn after(&self, step: usize) -> impl Iterator<Item = &Edge> {
        self.edges.iter().filter(move |e| e.from == step)
    }

    fn gate(&self, step: usize) -> bool {
        self.steps.get(step).is_some_and(|s| s.gate)
    }

    /// Writes the `flows` rows of a workflow: the graph is whole, so a way without a gate node has the gate `none`.
    pub fn write(&self, workflow: &str, out: &mut Out) {
        let mut links: BTreeMap<(String, String), Link> = BTreeMap::new();
        for (i, step) in self.steps.iter().enumerate() {
            let Some(from) = &step.subject else { continue };
            for (to, link) in self.reached(i) {
                let Some(to) = self.steps.get(to).and_then(|s| s.subject.clone()).filter(|to| to != from) else { continue };
                let known = links.entry((from.clone(), to)).or_insert_with(|| Link { gated: true, ..link_at(&link) });
                known.gated &= link.gated;
            }
        }
        for ((from, to), link) in links {
            let draft = out.add(Table::Flows, &link.at);
            draft.set("workflow", workflow).set("from", from).set("to", to);
            draft.set("kind", if link.invoke { "invoke" } else { "data" });
            draft.set("gate", if link.gated { "human_approval" } else { "none" });
        }
    }

    /// The subjects reached from a node without passing another one, once with and once without a gate on the way.
    fn reached(&self, from: usize) -> Vec<(usize, Link)> {
        let mut found = Vec::new();
        let mut seen: Vec<(usize, bool)> = Vec::new();
        let mut open: Vec<(usize, bool, bool, String)> = vec![(from, self.gate(from), false, String::new())];
        while let Some((at, gated, invoke, place)) = open.pop() {
            for edge in self.after(at) {
                let Some(step) = self.steps.get(edge.to) else { continue };
                let gated = gated || edge.gate;
                if seen.contains(&(edge.to, gated)) {
                    continue;
                }
                seen.push((edge.to, gated));
                let place = if place.is_empty() { edge.at.clone() } else { place.clone() };
                let invoke = invoke || edge.invoke;
                if step.subject.is_some() {
                    found.push((edge.to, Link { invoke, gated, at: place }));
                } else {
                    open.push((edge.to, gated || step.gate, invoke, place));
                }
            }
        }
        found
    }

    /// Whether every effect is reached from the starts only through a human gate. Nothing when there is no gate, no effect or no start:
    /// the graph then does not say.
    pub fn gated_before_every_effect(&self) -> bool {
        let gates = self.steps.iter().any(|s| s.gate) || self.edges.iter().any(|e| e.gate);
        let effects: Vec<usize> = positions(&self.steps, |s| s.effect && !s.gate);
        let starts = positions(&self.steps, |s| s.start);
        if !gates || effects.is_empty() || starts.is_empty() {
            return false;
        }
        let free = self.free_from(&starts);
        let all = self.free_or_gated_from(&starts);
        effects.iter().all(|e| !free.contains(e)) && effects.iter().any(|e| all.contains(e))
    }

    fn free_from(&self, starts: &[usize]) -> Vec<usize> {
        self.spread(starts, true)
    }

    fn free_or_gated_from(&self, starts: &[usize]) -> Vec<usize> {
        self.spread(starts, false)
    }

    fn spread(&self, starts: &[usize], stop_at_gates: bool) -> Vec<usize> {
        let mut seen: Vec<usize> = starts.to_vec();
        let mut open: Vec<usize> = starts.to_vec();
        while let Some(at) = open.pop() {
            if stop_at_gates && self.gate(at) {
                continue;
            }
            for edge in self.after(at).filter(|e| !(stop_at_gates && e.gate)) {
                if !seen.contains(&edge.to) {
                    seen.push(edge.to);
                    open.push(edge.to);
                }
            }
        }
        seen
    }
}

fn link_at(link: &Link) -> Link {
    Link { invoke: link.invoke, gated: link.gated, at: link.at.clone() }
}

fn positions(steps: &[Step], wanted: impl Fn(&Step) -> bool) -> Vec<usize> {
    steps.iter().enumerate().filter(|(_, s)| wanted(s)).map(|(i, _)| i).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn step(subject: &str) -> Step {
        Step { subject: Some(subject.to_owned()).filter(|s| !s.is_empty()), ..Step::default() }
    }

    fn edge(from: usize, to: usize) -> Edge {
        Edge { from, to, invoke: false, gate: false, at: format!("{from}-{to}") }
    }

    fn rows(graph: &Graph) -> Vec<String> {
        let mut out = Out::default();
        graph.write("w", &mut out);
        let text = |d: &crate::map::draft::Draft, c: &str| d.get(c).unwrap_or_default().to_owned();
        out.drafts.iter().map(|d| format!("{}>{} {}", text(d, "from"), text(d, "to"), text(d, "gate"))).collect()
    }

    #[test]
    fn a_gate_on_one_of_two_ways_gates_nothing() {
        let mut graph = Graph { steps: vec![step("a"), Step { gate: true, ..step("") }, step("b")], edges: vec![edge(0, 1), edge(1, 2)] };
        assert_eq!(rows(&graph), ["a>b human_approval"]);
        graph.edges.push(edge(0, 2));
        assert_eq!(rows(&graph), ["a>b none"]);
    }

    #[test]
    fn a_gate_that_is_a_subject_gates_what_comes_after_it() {
        let gate = Step { gate: true, ..step("g") };
        let graph =
            Graph { steps: vec![step("a"), gate, step(""), step("b")], edges: vec![edge(0, 1), edge(1, 2), edge(2, 3), edge(2, 0)] };
        assert_eq!(rows(&graph), ["a>g none", "g>a human_approval", "g>b human_approval"]);
    }

    #[test]
    fn every_effect_must_be_behind_a_gate() {
        let start = Step { start: true, ..step("s") };
        let effect = || Step { effect: true, ..step("e") };
        let gate = Step { gate: true, ..step("") };
        let mut graph = Graph { steps: vec![start, gate, effect(), effect()], edges: vec![edge(0, 1), edge(1, 2)] };
        assert!(graph.gated_before_every_effect());
        graph.edges.push(edge(0, 3));
        assert!(!graph.gated_before_every_effect());
        graph.edges.clear();
        assert!(!graph.gated_before_every_effect());
    }
}

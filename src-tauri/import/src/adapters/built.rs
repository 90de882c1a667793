//! What the flow builders have in common: nodes by their ids, and the workflow that comes of them.

use super::graph::{Edge, Graph, Step};
use super::{Context, Out};
use crate::map::draft::Draft;
use crate::node::Node;
use countersign_core::tables::Table;

/// A workflow put together in a builder, as far as it is known.
#[derive(Default)]
pub(super) struct Built {
    /// Its id.
    pub id: String,
    /// Its name.
    pub name: String,
    /// The ids that nodes have in the file, in the order of the graph's steps.
    pub nodes: Vec<String>,
    pub graph: Graph,
    pub agents: Vec<String>,
    pub tools: Vec<String>,
    pub identities: Vec<String>,
    pub models: Vec<String>,
    /// Tools that agents may call.
    pub called: usize,
    /// Whether some of them are found when it runs.
    pub discovered: bool,
    pub session_memory: bool,
    pub persistent_memory: bool,
    pub retrieval: bool,
    pub gates: Vec<String>,
}

impl Built {
    /// A node of the graph; `file_id` is what connections call it.
    pub fn step(&mut self, file_id: &str, step: Step) -> usize {
        self.nodes.push(file_id.to_owned());
        self.graph.steps.push(step);
        self.graph.steps.len() - 1
    }

    /// The position of a node.
    pub fn position(&self, file_id: &str) -> Option<usize> {
        self.nodes.iter().position(|n| n == file_id)
    }

    /// A connection between two nodes of the file.
    pub fn edge(&mut self, from: &str, to: &str, at: &str) {
        if let (Some(from), Some(to)) = (self.position(from), self.position(to)) {
            self.graph.edges.push(Edge { from, to, invoke: false, gate: false, at: at.to_owned() });
        }
    }

    /// A tool that an agent calls, with its answers coming back; `gate` when a person has to agree to each call.
    pub fn call(&mut self, agent: usize, tool: &str, effect: bool, gate: bool, at: &str) {
        let step = self.step("", Step { subject: Some(tool.to_owned()), effect, ..Step::default() });
        self.graph.edges.push(Edge { from: agent, to: step, invoke: true, gate, at: at.to_owned() });
        self.graph.edges.push(Edge { from: step, to: agent, invoke: false, gate: false, at: at.to_owned() });
        self.tool(tool);
        self.called += 1;
    }

    /// A tool of the workflow.
    pub fn tool(&mut self, id: &str) {
        if !self.tools.iter().any(|t| t == id) {
            self.tools.push(id.to_owned());
        }
    }

    /// An agent or a step in which a model answers.
    pub fn agent<'o>(&mut self, id: &str, name: &str, system: &str, at: &str, out: &'o mut Out) -> &'o mut Draft {
        self.agents.push(id.to_owned());
        let draft = out.add(Table::Identities, at);
        draft.set("id", id).set("name", name).set("kind", "agent").set("identity_source", system);
        draft
    }

    /// Writes the `flows` rows and the workflow.
    pub fn write<'o>(&self, plans: bool, out: &'o mut Out) -> &'o mut Draft {
        self.graph.write(&self.id, out);
        let gated = self.graph.gated_before_every_effect();
        let draft = out.add(Table::Workflows, "");
        draft.set("id", &self.id).set("name", &self.name).list("models", &self.models);
        draft.list("agents", &self.agents).list("tools", &self.tools).list("identities", self.agents.iter().chain(&self.identities));
        if !self.agents.is_empty() {
            draft.set("output", "generative");
        }
        if plans && (self.called > 0 || self.discovered) {
            draft.set("control_flow", "model_plans");
        }
        match (self.discovered, self.called) {
            (true, _) => draft.set("tool_mode", "dynamic").set("agent_protocol", "mcp"),
            (false, 0) => draft,
            (false, 1) => draft.set("tool_mode", "fixed_single"),
            (false, _) => draft.set("tool_mode", "fixed_allowlist"),
        };
        if self.persistent_memory {
            draft.set("memory", "persistent");
        } else if self.session_memory {
            draft.set("memory", "session");
        }
        if self.retrieval {
            draft.set("retrieval", "yes");
        }
        if gated {
            draft.set("human_gate", "before_every_effect");
        }
        draft.note("gates", self.gates.join(";"));
        draft
    }
}

/// Whether a value is `true`, also as a text.
pub(super) fn on(node: Option<&Node>) -> bool {
    node.and_then(Node::text).as_deref() == Some("true")
}

/// The file's name without its last ending: what is called nothing else is called like its file.
pub(super) fn stem<'a>(from: &'a Context<'_>) -> &'a str {
    from.file.rsplit_once('.').map_or(from.file, |(name, _)| name)
}

//! n8n workflows: nodes and connections. Agents and chains are identities, services are tools, triggers and stores are resources; conditions
//! and code that only shape data are passed through.

mod kinds;
#[cfg(test)]
mod tests;

use super::graph::{Edge, Graph, Step};
use super::settings::{STANDING, key_like, kind_by_name};
use super::{Context, Out};
use crate::node::{Node, escape};
use countersign_core::tables::Table;
use kinds::{Kind, access, disabled, kind};

/// Reads one workflow.
pub(super) fn read(from: &Context<'_>, out: &mut Out) {
    let nodes = from.record.get("nodes").map(Node::items).unwrap_or_default();
    if nodes.is_empty() {
        return;
    }
    let stem = super::built::stem(from);
    let id = format!("n8n:{}", from.record.words_at("id").unwrap_or(stem));
    let mut flow = Flow { from, id, nodes: Vec::new(), graph: Graph::default() };
    for (i, node) in nodes.iter().enumerate() {
        let name = node.words_at("name").unwrap_or_default().replace(';', ",");
        let kind = if disabled(node) { Kind::Pass } else { kind(from, node) };
        flow.nodes.push(Item { node, at: format!("nodes/{i}"), id: format!("{}/{name}", flow.id), name, kind });
    }
    flow.connect();
    for item in &flow.nodes {
        flow.subject(item, out);
    }
    flow.credentials(out);
    for item in &flow.nodes {
        for at in key_like(item.node, &item.at) {
            literal(&flow, item, &at, out);
        }
    }
    flow.graph.write(&flow.id, out);
    flow.write(stem, out);
    out.lead(Table::Workflows);
}

/// A node with what it is.
struct Item<'a> {
    node: &'a Node,
    at: String,
    id: String,
    name: String,
    kind: Kind,
}

struct Flow<'a> {
    from: &'a Context<'a>,
    id: String,
    nodes: Vec<Item<'a>>,
    graph: Graph,
}

impl Flow<'_> {
    fn position(&self, name: &str) -> Option<usize> {
        self.nodes.iter().position(|n| n.name == name.replace(';', ","))
    }

    /// What hangs on a node by a kind of connection (`ai_tool`, `ai_memory`); passes through tools that ask a person first.
    fn attached(&self, kind: &str) -> Vec<usize> {
        let mut found = Vec::new();
        for (name, outputs) in self.from.record.get("connections").map(Node::members).unwrap_or_default() {
            let there = outputs.get(kind).is_some_and(|o| !o.all("*/*").is_empty());
            found.extend(self.position(name).filter(|_| there));
        }
        found
    }

    fn connect(&mut self) {
        let mut steps = Vec::new();
        for item in &self.nodes {
            let gate = item.kind == Kind::Gate || item.kind == Kind::GateTool;
            let passed = matches!(item.kind, Kind::Pass | Kind::Model | Kind::Part) || (gate && service(item).is_none());
            let subject = Some(item.id.clone()).filter(|_| !passed);
            let effect =
                matches!(item.kind, Kind::Tool | Kind::Vector) && matches!(access(self.from, item.node), Some("write" | "execute"));
            steps.push(Step { subject, gate, effect, start: item.kind == Kind::Source });
        }
        let mut edges = Vec::new();
        for (name, outputs) in self.from.record.get("connections").map(Node::members).unwrap_or_default() {
            let Some(from) = self.position(name) else { continue };
            for (kind, ways) in outputs.members() {
                for (path, link) in ways.all("*/*") {
                    let Some(to) = link.words_at("node").and_then(|n| self.position(n)) else { continue };
                    let at = format!("connections/{}/{}/{path}", escape(name), escape(kind));
                    let edge = |from, to, invoke| Edge { from, to, invoke, gate: false, at: at.clone() };
                    match kind.as_str() {
                        "main" => edges.push(edge(from, to, false)),
                        // An agent calls its tools, and their answers come back.
                        "ai_tool" => edges.extend([edge(to, from, true), edge(from, to, false)]),
                        "ai_memory" => edges.extend([edge(to, from, false), edge(from, to, false)]),
                        "ai_vectorStore" | "ai_retriever" => edges.push(edge(from, to, false)),
                        _ => {}
                    }
                }
            }
        }
        self.graph = Graph { steps, edges };
    }

    /// Writes down the subject that a node is.
    fn subject(&self, item: &Item<'_>, out: &mut Out) {
        let kind = item.node.words_at("type").unwrap_or_default();
        let plain = kinds::plain(kind);
        match item.kind {
            Kind::Pass | Kind::Model | Kind::Part => {}
            Kind::Agent | Kind::Chain => {
                let draft = out.add(Table::Identities, &item.at);
                draft.set("id", &item.id).set("name", &item.name).set("kind", "agent").set("identity_source", "n8n").note("type", kind);
            }
            Kind::Source => {
                let draft = out.add(Table::Resources, &item.at);
                draft.set("id", &item.id).set("name", &item.name).note("type", kind).maybe("kind", self.from.word("source_kind", plain));
                draft.maybe("untrusted", self.untrusted(item));
            }
            Kind::Vector | Kind::Memory if item.kind == Kind::Memory || !self.is_tool(item) => {
                let draft = out.add(Table::Resources, &item.at);
                draft.set("id", &item.id).set("name", &item.name).set("kind", "store").note("type", kind);
                let parameters = item.node.get("parameters");
                let named =
                    |p: &str| parameters.and_then(|n| n.words_at(p).or_else(|| n.words_at(&format!("{p}/value")))).map(str::to_owned);
                draft.maybe_note("collection", named("tableName").or_else(|| named("qdrantCollection")).or_else(|| named("pineconeIndex")));
            }
            Kind::Gate | Kind::GateTool if service(item).is_none() => {}
            _ => {
                let draft = out.add(Table::Tools, &item.at);
                draft.set("id", &item.id).set("name", &item.name).note("type", kind);
                draft.set("discovery", if plain.starts_with("mcpClient") { "dynamic" } else { "fixed" });
                draft.maybe("access", access(self.from, item.node)).maybe("provider", service(item));
                let parameters = item.node.get("parameters");
                let said = |p: &str| parameters.and_then(|n| n.words_at(p)).map(str::to_owned);
                draft.maybe_note("operation", said("operation")).maybe_note("method", said("method"));
                draft.maybe_note("url", said("url").map(|u| u.split('?').next().unwrap_or_default().to_owned()));
                draft.maybe_note("description", said("toolDescription").or_else(|| said("description")));
            }
        }
    }

    fn is_tool(&self, item: &Item<'_>) -> bool {
        self.attached("ai_tool").iter().any(|i| self.nodes.get(*i).is_some_and(|n| n.at == item.at))
    }

    /// Whether anybody may write what a trigger brings in.
    fn untrusted(&self, item: &Item<'_>) -> Option<&'static str> {
        let plain = kinds::plain(item.node.words_at("type").unwrap_or_default());
        match self.from.word("untrusted", plain)? {
            "always" => Some("yes"),
            "when_open" => {
                let closed = item.node.words_at("parameters/authentication").is_some_and(|a| a != "none");
                (!closed).then_some("yes")
            }
            _ => item.node.at("parameters/public").and_then(Node::text).filter(|t| t == "true").map(|_| "yes"),
        }
    }

    /// The stored credentials that nodes use, each once with all that use it.
    fn credentials(&self, out: &mut Out) {
        let mut known: Vec<(String, String, String, Vec<String>, String)> = Vec::new();
        for item in self.nodes.iter().filter(|i| !disabled(i.node)) {
            for (kind, said) in item.node.get("credentials").map(Node::members).unwrap_or_default() {
                let name = said.words_at("name").or_else(|| said.words()).unwrap_or(kind);
                let id = said.text_at("id").map_or_else(|| name.to_owned(), |id| id.into_owned());
                let holder = item.id.clone();
                match known.iter_mut().find(|(i, ..)| *i == id) {
                    Some((_, _, _, holders, _)) => holders.push(holder),
                    None => {
                        let at = format!("{}/credentials/{}", item.at, escape(kind));
                        known.push((id, name.to_owned(), kind.clone(), vec![self.id.clone(), holder], at));
                    }
                }
            }
        }
        for (id, name, kind, holders, at) in known {
            let identity = format!("n8n:{id}");
            out.mention(Table::Identities, &at).set("id", &identity).set("name", &name).set("identity_source", "n8n credentials");
            let draft = out.add(Table::Credentials, &at);
            draft.set("id", format!("{}/credential/{id}", self.id)).set("identity", &identity).set("issued_per", "standing");
            let holders = holders.iter().filter(|h| self.known(h));
            draft.maybe("kind", self.from.word("credential", &super::settings::apart(&kind)).or_else(|| kind_by_name(&kind)));
            draft.list("holders", holders).note("name", name).note("type", kind).note("stored", "in n8n, by reference");
        }
    }

    /// Whether an id is the workflow or a subject of it.
    fn known(&self, id: &str) -> bool {
        id == self.id || self.graph.steps.iter().any(|s| s.subject.as_deref() == Some(id))
    }

    fn ids(&self, wanted: impl Fn(&Item<'_>) -> bool) -> Vec<String> {
        self.nodes.iter().filter(|i| wanted(i)).map(|i| i.id.clone()).collect()
    }

    fn write(&self, stem: &str, out: &mut Out) {
        let any = |wanted: Kind| self.nodes.iter().any(|i| i.kind == wanted);
        let plain = |item: &Item<'_>| kinds::plain(item.node.words_at("type").unwrap_or_default()).to_owned();
        let identities: Vec<String> =
            out.drafts.iter().filter(|d| d.table() == Table::Credentials).filter_map(|d| d.get("identity")).map(str::to_owned).collect();
        let draft = out.add(Table::Workflows, "");
        draft.set("id", &self.id).set("name", self.from.record.words_at("name").unwrap_or(stem));
        draft.maybe("purpose", self.from.record.words_at("description"));
        let active = self.from.record.get("active").and_then(Node::text);
        match active.as_deref() {
            Some("true") => draft.set("lifecycle", "active"),
            // A workflow that is switched off may be new, paused or given up.
            Some(other) => draft.note("active", other),
            None => draft,
        };
        let models = self.nodes.iter().filter(|i| i.kind == Kind::Model || i.kind == Kind::Chain).filter_map(|i| kinds::model(i.node));
        draft.list("models", models);
        let agents = self.ids(|i| matches!(i.kind, Kind::Agent | Kind::Chain));
        let tools = self.ids(|i| out_is_tool(self, i));
        draft.list("agents", &agents).list("tools", &tools).list("identities", agents.iter().chain(&identities));
        if !agents.is_empty() {
            draft.set("output", "generative");
        }
        let called: Vec<&Item<'_>> =
            self.attached("ai_tool").into_iter().filter_map(|i| self.nodes.get(i)).filter(|i| !disabled(i.node)).collect();
        if any(Kind::Agent) {
            if called.iter().any(|i| plain(i).starts_with("mcpClient")) {
                draft.set("tool_mode", "dynamic");
            } else if called.len() > 1 {
                draft.set("tool_mode", "fixed_allowlist");
            } else if called.len() == 1 {
                draft.set("tool_mode", "fixed_single");
            }
        }
        if any(Kind::Agent) && !called.is_empty() {
            draft.set("control_flow", "model_plans");
        }
        // A trigger that nothing is connected to starts nothing.
        let leads = |i: usize| self.graph.edges.iter().any(|e| e.from == i);
        let all = self.nodes.iter().enumerate().filter(|(_, n)| n.kind == Kind::Source);
        let sources: Vec<&Item<'_>> = all.filter(|(i, _)| leads(*i) || self.graph.edges.is_empty()).map(|(_, n)| n).collect();
        if !sources.is_empty() {
            let event = sources.iter().any(|i| self.from.word("started_by", &plain(i)) != Some("human"));
            draft.set("started_by", if event { "schedule_or_event" } else { "human" });
        }
        let memory: Vec<&str> = self
            .nodes
            .iter()
            .filter(|i| i.kind == Kind::Memory)
            .map(|i| if plain(i).starts_with("memoryBufferWindow") { "session" } else { "persistent" })
            .collect();
        if memory.contains(&"persistent") {
            draft.set("memory", "persistent");
        } else if !memory.is_empty() {
            draft.set("memory", "session");
        }
        if any(Kind::Vector) {
            draft.set("retrieval", "yes");
        }
        if sources.iter().any(|i| self.untrusted(i) == Some("yes")) {
            draft.set("untrusted_inputs", "yes");
        }
        let sends = self
            .nodes
            .iter()
            .any(|i| i.kind == Kind::Tool && self.from.word("effect", &plain(i)).is_some() && access(self.from, i.node) == Some("write"));
        if sends {
            draft.set("external_egress", "yes").set("effect", "irreversible_or_external").list("effect_classes", ["external_comm"]);
        }
        if called.iter().any(|i| plain(i).starts_with("mcpClient")) || sources.iter().any(|i| plain(i).starts_with("mcp")) {
            draft.set("agent_protocol", "mcp");
        }
        if self.graph.gated_before_every_effect() {
            draft.set("human_gate", "before_every_effect");
        }
        draft.note(
            "gates",
            self.nodes
                .iter()
                .filter(|i| matches!(i.kind, Kind::Gate | Kind::GateTool))
                .map(|i| i.name.as_str())
                .collect::<Vec<_>>()
                .join(";"),
        );
        draft.note("switched off", self.nodes.iter().filter(|i| disabled(i.node)).map(|i| i.name.as_str()).collect::<Vec<_>>().join(";"));
    }
}

/// Whether a node is written down as a tool.
fn out_is_tool(flow: &Flow<'_>, item: &Item<'_>) -> bool {
    match item.kind {
        Kind::Tool => true,
        Kind::Vector => flow.is_tool(item),
        Kind::Gate | Kind::GateTool => service(item).is_some(),
        _ => false,
    }
}

/// The service that a node talks to, when it is one: a node that only waits is none.
fn service(item: &Item<'_>) -> Option<String> {
    let plain = kinds::plain(item.node.words_at("type")?);
    let plain = plain.strip_suffix("HitlTool").or_else(|| plain.strip_suffix("Tool")).unwrap_or(plain);
    (!matches!(plain, "wait" | "form"))
        .then(|| plain.strip_prefix("tool").filter(|p| p.starts_with(char::is_uppercase)).unwrap_or(plain).to_owned())
}

/// A key written into a node.
fn literal(flow: &Flow<'_>, item: &Item<'_>, at: &str, out: &mut Out) {
    let id = format!("{}/{}", item.id, at.rsplit('/').next().unwrap_or_default());
    let holder = if flow.known(&item.id) { &item.id } else { &flow.id };
    let draft = out.add(Table::Credentials, at);
    draft.set("id", &id).set("identity", &id).set("kind", "api_key").set("issued_per", "standing").list("holders", [holder]);
    draft.note("stored", "written in the definition");
    out.mention(Table::Identities, at).set("id", &id).set("name", format!("the account behind a key in {}", item.name));
    out.say(STANDING, at, format!("the node `{}` holds a key that is written into the definition", item.name));
}

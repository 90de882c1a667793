//! What the types of n8n nodes are, by how n8n names them and by the preset's vocabularies.

use super::super::Context;
use super::super::settings::apart;
use crate::node::Node;

/// What a node is in the graph.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    /// Shapes data, or is switched off.
    Pass,
    /// A language or embedding model.
    Model,
    /// A part of another node: a parser, a splitter, a loader.
    Part,
    /// An agent that may call tools.
    Agent,
    /// A step in which a model answers.
    Chain,
    /// What starts a run.
    Source,
    /// A vector store or what reads one.
    Vector,
    /// What keeps a conversation.
    Memory,
    /// A step that waits for a person's decision.
    Gate,
    /// A tool that a person has to agree to.
    GateTool,
    /// A service, an API, a command.
    Tool,
}

/// A type without the package it comes from.
pub(super) fn plain(kind: &str) -> &str {
    kind.rsplit('.').next().unwrap_or(kind)
}

pub(super) fn disabled(node: &Node) -> bool {
    node.get("disabled").and_then(Node::text).as_deref() == Some("true")
}

/// Whether what follows a prefix is a name of its own: `lmChatOpenAi`, not `lmnop`.
fn family(plain: &str, prefix: &str) -> bool {
    plain.strip_prefix(prefix).is_some_and(|rest| rest.starts_with(|c: char| c.is_uppercase()))
}

pub(super) fn kind(from: &Context<'_>, node: &Node) -> Kind {
    let plain = plain(node.words_at("type").unwrap_or_default());
    if gate(node, plain) {
        return if plain.ends_with("HitlTool") { Kind::GateTool } else { Kind::Gate };
    }
    match from.word("node", plain) {
        Some("pass") => return Kind::Pass,
        Some("source") => return Kind::Source,
        Some("agent") => return Kind::Agent,
        Some("model") => return Kind::Chain,
        Some("tool") => return Kind::Tool,
        _ => {}
    }
    if family(plain, "lm") || family(plain, "lmChat") || family(plain, "embeddings") || family(plain, "reranker") {
        Kind::Model
    } else if family(plain, "memory") {
        Kind::Memory
    } else if family(plain, "outputParser") || family(plain, "textSplitter") || family(plain, "document") {
        Kind::Part
    } else if family(plain, "vectorStore") || family(plain, "retriever") || plain == "toolVectorStore" {
        Kind::Vector
    } else if family(plain, "chain") {
        Kind::Chain
    } else if plain.ends_with("Trigger") {
        Kind::Source
    } else {
        Kind::Tool
    }
}

/// Whether a node waits for a person: `send and wait`, a form on the way, or a wait whose name says that it is for an approval.
fn gate(node: &Node, plain: &str) -> bool {
    let said = |path: &str| node.words_at(path).unwrap_or_default();
    let sends = matches!(said("parameters/operation"), "sendAndWait" | "dispatchAndWait");
    let waits = plain == "wait" && (said("parameters/resume") == "form" || waits_for_approval(node));
    sends || waits || plain.ends_with("HitlTool")
}

/// A wait for a call from outside may be for a person or for a machine; its name has to say.
fn waits_for_approval(node: &Node) -> bool {
    let by_call = ["parameters/resume", "parameters/mode"].iter().any(|p| node.words_at(p) == Some("webhook"));
    let name = crate::text::words(node.words_at("name").unwrap_or_default());
    by_call && name.split(' ').any(|w| w.starts_with("approv") || w == "human")
}

/// What a service node does: by its operation, its method or its query; by its type when n8n leaves the usual operation out.
pub(super) fn access<'a>(from: &'a Context<'_>, node: &Node) -> Option<&'a str> {
    let plain = plain(node.words_at("type")?);
    let parameters = node.get("parameters");
    let said = |name: &str| parameters.and_then(|p| p.words_at(name));
    let plain = plain.strip_suffix("HitlTool").or_else(|| plain.strip_suffix("Tool")).unwrap_or(plain);
    if matches!(plain, "httpRequest" | "toolHttpRequest") {
        let method = said("method").unwrap_or("GET").trim_start_matches('=').to_ascii_uppercase();
        return match method.as_str() {
            "GET" | "HEAD" | "OPTIONS" => Some("read"),
            "POST" | "PUT" | "PATCH" | "DELETE" => Some("write"),
            _ => None,
        };
    }
    if let Some(mode) = said("mode").filter(|_| plain.starts_with("vectorStore")) {
        return if matches!(mode, "insert" | "update") { Some("write") } else { Some("read") };
    }
    match said("operation") {
        Some("executeQuery") => query(said("query").unwrap_or_default()),
        Some(operation) => from.word("access", &apart(operation)).filter(|w| !w.is_empty()),
        None => from.word("default_access", plain).filter(|w| !w.is_empty()),
    }
}

/// What a fixed query does. One that is put together when it runs may do anything.
fn query(text: &str) -> Option<&'static str> {
    if text.starts_with('=') || text.contains("{{") || text.contains("$fromAI") {
        return Some("execute");
    }
    let words = crate::text::words(text);
    let writes = ["insert", "update", "delete", "create", "drop", "alter", "truncate", "merge", "grant", "upsert", "call", "do"];
    if words.split(' ').any(|w| writes.contains(&w)) {
        return Some("write");
    }
    words.starts_with("select").then_some("read")
}

/// The model that a node is set to.
pub(super) fn model(node: &Node) -> Option<String> {
    let parameters = node.get("parameters")?;
    let found = ["model", "modelName", "modelId"].iter().find_map(|name| {
        let value = parameters.get(name)?;
        value.words().or_else(|| value.words_at("value"))
    });
    found.map(|m| m.trim_start_matches("models/").to_owned()).filter(|m| !m.starts_with('='))
}

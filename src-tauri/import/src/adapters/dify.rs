//! Dify apps: the graph of a workflow or chat flow, or the settings of an app without one.

use super::built::{Built, on};
use super::graph::Step;
use super::mcp::access_by_name;
use super::settings::{STANDING, Setting, Standing, key_like, setting};
use super::{Context, Out};
use crate::node::Node;
use countersign_core::tables::Table;

/// Reads one app.
pub(super) fn read(from: &Context<'_>, out: &mut Out) {
    let name = from.record.words_at("app/name").unwrap_or_else(|| super::built::stem(from)).replace(';', ",");
    let mut app = Built { id: format!("dify:{name}"), name, ..Built::default() };
    let mode = from.record.words_at("app/mode");
    let mut plans = mode == Some("agent-chat");
    let nodes = from.record.at("workflow/graph/nodes").map(Node::items).unwrap_or_default();
    for (i, node) in nodes.iter().enumerate() {
        plans |= node.words_at("data/type") == Some("agent");
        step(from, node, &format!("workflow/graph/nodes/{i}"), &mut app, out);
    }
    for (i, edge) in from.record.at("workflow/graph/edges").map(Node::items).unwrap_or_default().iter().enumerate() {
        if let (Some(a), Some(b)) = (edge.text_at("source"), edge.text_at("target")) {
            app.edge(&a, &b, &format!("workflow/graph/edges/{i}"));
        }
    }
    inside(nodes, &mut app);
    settings(from, &mut app, out);
    variables(from, &mut app, out);
    for at in key_like(from.record, "").iter().filter(|at| !at.starts_with("workflow/environment_variables")) {
        out.say(STANDING, at, "a key-like string is written into the definition");
    }
    let started = started_by(from, nodes, mode);
    let draft = app.write(plans, out);
    draft.maybe("purpose", from.record.words_at("app/description")).maybe("started_by", started).maybe_note("mode", mode);
    out.lead(Table::Workflows);
}

/// Chats are started by who chats; a workflow by its trigger when it has one.
fn started_by(from: &Context<'_>, nodes: &[Node], mode: Option<&str>) -> Option<&'static str> {
    if nodes.iter().any(|n| n.words_at("data/type").is_some_and(|t| t.starts_with("trigger-"))) {
        return Some("schedule_or_event");
    }
    (from.word("mode", mode?) == Some("chat")).then_some("human")
}

/// Iterations and loops: what stands inside is entered from them and comes back to them.
fn inside(nodes: &[Node], app: &mut Built) {
    for (i, node) in nodes.iter().enumerate() {
        let (Some(id), Some(outer)) = (node.text_at("id"), node.text_at("parentId")) else { continue };
        let at = format!("workflow/graph/nodes/{i}/parentId");
        if node.words_at("data/type").is_some_and(|t| t.ends_with("-start")) {
            app.edge(&outer, &id, &at);
        } else {
            app.edge(&id, &outer, &at);
        }
    }
}

fn step(from: &Context<'_>, node: &Node, at: &str, app: &mut Built, out: &mut Out) {
    let (Some(file_id), Some(data)) = (node.text_at("id"), node.get("data")) else { return };
    let kind = data.words_at("type").unwrap_or_default();
    let title = data.words_at("title").unwrap_or(kind);
    let id = format!("{}/{file_id}", app.id);
    let subject = Some(id.clone());
    let plain = Step { subject: subject.clone(), ..Step::default() };
    match from.word("node", kind) {
        Some("source") => {
            out.add(Table::Resources, at).set("id", &id).set("name", title).set("kind", "api").note("type", kind);
            app.step(&file_id, Step { start: true, ..plain });
        }
        Some("agent") => {
            let draft = app.agent(&id, title, "Dify", at, out);
            draft
                .note("type", kind)
                .maybe_note("strategy", data.words_at("agent_strategy_name"))
                .maybe_note("plugin", data.words_at("agent_strategy_provider_name"));
            let position = app.step(&file_id, plain);
            app.models.extend(data.words_at("agent_parameters/model/value/model").map(str::to_owned));
            app.session_memory |= data.get("memory").is_some_and(|m| !m.members().is_empty());
            tools(from, data.at("agent_parameters/tools/value"), &format!("{at}/data/agent_parameters/tools/value"), position, app, out);
            servers(data, at, position, &id, app, out);
        }
        Some("model") => {
            app.agent(&id, title, "Dify", at, out).note("type", kind);
            app.step(&file_id, plain);
            app.models.extend(data.words_at("model/name").map(str::to_owned));
            app.session_memory |= data.at("memory/window").is_some();
        }
        Some("store") => {
            let draft = out.add(Table::Resources, at);
            draft
                .set("id", &id)
                .set("name", title)
                .set("kind", "store")
                .note("datasets", data.get("dataset_ids").map(crate::tree::cell).unwrap_or_default());
            app.retrieval = true;
            app.step(&file_id, plain);
        }
        Some("gate") => {
            app.gates.push(title.to_owned());
            app.step(&file_id, Step { gate: true, ..Step::default() });
        }
        Some("tool") => {
            let access = service(from, &Service { data, kind, id: &id, title, at }, app, out);
            app.tool(&id);
            app.step(&file_id, Step { effect: matches!(access.as_deref(), Some("write" | "execute")), ..plain });
        }
        _ => {
            app.step(&file_id, Step::default());
        }
    }
}

/// A step that calls a tool or an address by itself.
struct Service<'a> {
    data: &'a Node,
    kind: &'a str,
    id: &'a str,
    title: &'a str,
    at: &'a str,
}

/// Writes such a step down, and says what it does.
fn service(from: &Context<'_>, step: &Service<'_>, app: &Built, out: &mut Out) -> Option<String> {
    let Service { data, kind, id, title, at } = *step;
    let method = data.words_at("method").map(str::to_ascii_uppercase);
    let access = match method.as_deref() {
        Some("GET" | "HEAD") => Some("read".to_owned()),
        Some("POST" | "PUT" | "PATCH" | "DELETE") => Some("write".to_owned()),
        _ => data.words_at("tool_name").and_then(|n| access_by_name(from, n)).map(str::to_owned),
    };
    let draft = out.add(Table::Tools, at);
    draft.set("id", id).set("name", title).set("discovery", "fixed").note("type", kind).maybe("access", access.as_deref());
    draft
        .maybe("provider", data.words_at("provider_name").or_else(|| data.words_at("provider_id")))
        .maybe_note("tool", data.words_at("tool_name"));
    draft.maybe_note("method", method).maybe_note("url", data.words_at("url").map(|u| u.split('?').next().unwrap_or_default()));
    if let Some(key) = data.words_at("authorization/config/api_key") {
        let place = format!("{at}/data/authorization/config/api_key");
        let found = setting("api_key", key);
        let holders = vec![app.id.clone(), id.to_owned()];
        Standing { id: format!("{id}/api_key"), name: "api_key", identity: format!("{id}/api_key"), holders, setting: found, at: place }
            .write(out);
    }
    access
}

/// The tools that an agent may call.
fn tools(from: &Context<'_>, list: Option<&Node>, at: &str, agent: usize, app: &mut Built, out: &mut Out) {
    for (i, tool) in list.map(Node::items).unwrap_or_default().iter().enumerate() {
        let Some(name) = tool.words_at("tool_name") else { continue };
        if tool.get("enabled").is_some() && !on(tool.get("enabled")) {
            continue;
        }
        let provider = tool.words_at("provider_name").or_else(|| tool.words_at("provider_id")).unwrap_or("?");
        let at = format!("{at}/{i}");
        let id = format!("dify-tool:{provider}/{name}");
        let access = access_by_name(from, name);
        let draft = out.mention(Table::Tools, &at);
        draft.set("id", &id).set("name", tool.words_at("tool_label").unwrap_or(name)).set("provider", provider).set("discovery", "fixed");
        draft.maybe("access", access).maybe_note("type", tool.words_at("type").or_else(|| tool.words_at("provider_type")));
        app.call(agent, &id, matches!(access, Some("write" | "execute")), false, &at);
    }
}

/// MCP servers that a strategy is given: their tools are found when it runs.
fn servers(data: &Node, at: &str, agent: usize, id: &str, app: &mut Built, out: &mut Out) {
    for (name, said) in data.get("agent_parameters").map(Node::members).unwrap_or_default() {
        let words = crate::text::words(name);
        let Some(value) = said.words_at("value").filter(|_| words.split(' ').any(|w| w == "mcp")) else { continue };
        let host = value.split_once("://").map(|(_, rest)| rest.split(['/', '?']).next().unwrap_or(rest));
        let at = format!("{at}/data/agent_parameters/{name}/value");
        let tool = format!("{id}/{name}");
        let draft = out.add(Table::Tools, &at);
        draft.set("id", &tool).set("name", name).set("discovery", "dynamic").maybe("provider", host).note("type", "mcp");
        app.discovered = true;
        app.call(agent, &tool, false, false, &at);
    }
}

/// An app without a graph: its model, its tools, its knowledge.
fn settings(from: &Context<'_>, app: &mut Built, out: &mut Out) {
    let Some(config) = from.record.get("model_config").filter(|c| !c.members().is_empty()) else { return };
    let id = format!("{}/agent", app.id);
    let name = app.name.clone();
    app.agent(&id, &name, "Dify", "model_config", out);
    let position = app.step("agent", Step { subject: Some(id), ..Step::default() });
    app.models.extend(config.words_at("model/name").map(str::to_owned));
    let tool_list = config.at("agent_mode/tools").filter(|_| on(config.at("agent_mode/enabled")));
    tools(from, tool_list, "model_config/agent_mode/tools", position, app, out);
    app.retrieval |= !config.all("dataset_configs/datasets/datasets/*").is_empty();
}

/// Variables of the app; a secret one may come with its value.
fn variables(from: &Context<'_>, app: &mut Built, out: &mut Out) {
    for (i, variable) in from.record.at("workflow/environment_variables").map(Node::items).unwrap_or_default().iter().enumerate() {
        let Some(name) = variable.words_at("name") else { continue };
        let value = variable.text_at("value").unwrap_or_default();
        let found = match (variable.words_at("value_type"), setting(name, &value)) {
            (Some("secret"), Setting::Empty) => Setting::Hidden,
            (Some("secret"), Setting::Plain) if value.is_empty() => Setting::Hidden,
            (Some("secret"), Setting::Plain) => Setting::Secret,
            (_, found) => found,
        };
        let id = format!("{}/{name}", app.id);
        if !matches!(found, Setting::Plain | Setting::Empty) {
            app.identities.push(id.clone());
        }
        let at = format!("workflow/environment_variables/{i}/value");
        Standing { identity: id.clone(), id, name, holders: vec![app.id.clone()], setting: found, at }.write(out);
    }
}

#[cfg(test)]
#[path = "dify_tests.rs"]
mod tests;

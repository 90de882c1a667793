//! Flowise flows: agent flows (whose nodes hold their model, tools and memory) and chat flows (whose models, tools and memory are nodes).

use super::built::{Built, on, stem};
use super::graph::{Edge, Step};
use super::settings::{STANDING, apart, key_like};
use super::{Context, Out};
use crate::node::Node;
use countersign_core::tables::Table;

/// Reads one flow.
pub(super) fn read(from: &Context<'_>, out: &mut Out) {
    let nodes = from.record.get("nodes").map(Node::items).unwrap_or_default();
    if nodes.is_empty() {
        return;
    }
    let name = from.record.words_at("name").unwrap_or_else(|| stem(from)).replace(';', ",");
    let mut flow = Built { id: format!("flowise:{name}"), name, ..Built::default() };
    for (i, node) in nodes.iter().enumerate() {
        step(from, node, &format!("nodes/{i}"), &mut flow, out);
    }
    for (i, edge) in from.record.get("edges").map(Node::items).unwrap_or_default().iter().enumerate() {
        if let (Some(a), Some(b)) = (edge.words_at("source"), edge.words_at("target")) {
            connect(nodes, a, b, &format!("edges/{i}"), from, &mut flow);
        }
    }
    for (i, node) in nodes.iter().enumerate() {
        let back = node.words_at("data/inputs/loopBackToNode").and_then(|to| to.split('-').next());
        if let (Some(id), Some(to)) = (node.words_at("id"), back) {
            flow.edge(id, to, &format!("nodes/{i}/data/inputs/loopBackToNode"));
        }
        for at in key_like(node.at("data/inputs").unwrap_or(&Node::Null), &format!("nodes/{i}/data/inputs")) {
            out.say(STANDING, &at, "a key-like string is written into the definition");
        }
    }
    let starts: Vec<&str> = nodes.iter().filter_map(|n| n.words_at("data/inputs/startInputType")).collect();
    let draft = flow.write(true, out);
    draft.maybe("purpose", from.record.words_at("description"));
    if !starts.is_empty() && starts.iter().all(|s| matches!(*s, "chatInput" | "formInput")) {
        draft.set("started_by", "human");
    } else if !starts.is_empty() {
        draft.set("started_by", "schedule_or_event");
    }
    out.lead(Table::Workflows);
}

/// What a node is: by its name in agent flows, by its category in chat flows.
fn kind<'a>(from: &'a Context<'_>, data: &Node) -> &'a str {
    let by_name = data.words_at("name").and_then(|n| from.word("node", n));
    by_name.or_else(|| data.words_at("category").and_then(|c| from.word("category", c))).unwrap_or("pass")
}

fn step(from: &Context<'_>, node: &Node, at: &str, flow: &mut Built, out: &mut Out) {
    let (Some(file_id), Some(data)) = (node.words_at("id"), node.get("data")) else { return };
    let id = format!("{}/{file_id}", flow.id);
    let kind = kind(from, data);
    let label = data.words_at("label").unwrap_or(file_id);
    let kept = Step { subject: Some(id.clone()), ..Step::default() };
    let none = Node::Null;
    let inputs = data.get("inputs").unwrap_or(&none);
    match kind {
        "source" => {
            let draft = out.add(Table::Resources, at);
            draft.set("id", &id).set("name", label).maybe_note("input", inputs.words_at("startInputType"));
            flow.persistent_memory |= on(inputs.get("startPersistState"));
            flow.step(file_id, Step { start: true, ..kept });
        }
        "agent" | "model step" => {
            flow.agent(&id, label, "Flowise", at, out).maybe_note("type", data.words_at("name"));
            let position = flow.step(file_id, kept);
            agent(from, inputs, &format!("{at}/data/inputs"), position, flow, out);
        }
        "model" => {
            flow.models.extend(inputs.words_at("modelName").or_else(|| inputs.words_at("model")).map(str::to_owned));
            flow.step(file_id, Step::default());
        }
        "memory" => {
            let short = data
                .words_at("name")
                .is_some_and(|n| n.starts_with("bufferMemory") || n.starts_with("bufferWindow") || n.contains("Summary"));
            flow.session_memory |= short;
            flow.persistent_memory |= !short;
            out.add(Table::Resources, at).set("id", &id).set("name", label).set("kind", "store");
            flow.step(file_id, kept);
        }
        "store" => {
            flow.retrieval = true;
            out.add(Table::Resources, at).set("id", &id).set("name", label).set("kind", "store").maybe_note("type", data.words_at("name"));
            flow.step(file_id, kept);
        }
        "gate" => {
            flow.gates.push(label.to_owned());
            flow.step(file_id, Step { gate: true, ..Step::default() });
        }
        "tool" => {
            let name = inputs.words_at("toolAgentflowSelectedTool").or_else(|| data.words_at("name")).unwrap_or_default();
            let settings = inputs.get("toolAgentflowSelectedToolConfig").unwrap_or(inputs);
            let access = write_tool(from, &id, label, name, settings, at, out);
            flow.discovered |= mcp(name);
            flow.tool(&id);
            flow.step(file_id, Step { effect: matches!(access, Some("write" | "execute")), ..kept });
        }
        _ => {
            flow.step(file_id, Step::default());
        }
    }
    credential(data, inputs, &id, at, flow, out);
}

/// The model, tools, knowledge and memory of an agent or model step.
fn agent(from: &Context<'_>, inputs: &Node, at: &str, position: usize, flow: &mut Built, out: &mut Out) {
    for (model, settings) in
        [("agentModel", "agentModelConfig"), ("llmModel", "llmModelConfig"), ("conditionAgentModel", "conditionAgentModelConfig")]
    {
        let named = inputs.words_at(&format!("{settings}/modelName")).or_else(|| inputs.words_at(model));
        flow.models.extend(named.filter(|m| !flow.models.iter().any(|k| k == m)).map(str::to_owned));
    }
    flow.session_memory |= on(inputs.get("agentEnableMemory")) || on(inputs.get("llmEnableMemory"));
    let knowledge = |key: &str| inputs.get(key).is_some_and(|k| !k.items().is_empty());
    flow.retrieval |= knowledge("agentKnowledgeDocumentStores") || knowledge("agentKnowledgeVSEmbeddings");
    for (i, tool) in inputs.get("agentTools").map(Node::items).unwrap_or_default().iter().enumerate() {
        let Some(name) = tool.words_at("agentSelectedTool") else { continue };
        let none = Node::Null;
        let settings = tool.get("agentSelectedToolConfig").unwrap_or(&none);
        let label = settings.words_at(&format!("{name}Name")).unwrap_or(name);
        let at = format!("{at}/agentTools/{i}");
        let owner = flow.graph.steps.get(position).and_then(|s| s.subject.clone()).unwrap_or_default();
        // Two tools of one agent may be called the same.
        let id = Some(format!("{owner}/{label}")).filter(|id| !flow.tools.contains(id)).unwrap_or_else(|| format!("{owner}/{label}-{i}"));
        let access = write_tool(from, &id, label, name, settings, &at, out);
        let asks = on(tool.get("agentSelectedToolRequiresHumanInput"));
        if asks {
            flow.gates.push(label.to_owned());
        }
        flow.discovered |= mcp(name);
        flow.call(position, &id, matches!(access, Some("write" | "execute")), asks, &at);
        let credential_at = format!("{at}/agentSelectedToolConfig");
        credential(&Node::Null, settings, &id, &credential_at, flow, out);
    }
}

/// Whether a tool is an MCP server.
fn mcp(name: &str) -> bool {
    let words = crate::text::words(&apart(name));
    words.split(' ').any(|w| w == "mcp") || name.ends_with("MCP")
}

fn write_tool<'a>(from: &'a Context<'_>, id: &str, label: &str, name: &str, settings: &Node, at: &str, out: &mut Out) -> Option<&'a str> {
    let method = settings.words_at("method").map(str::to_ascii_uppercase);
    let access = match method.as_deref() {
        Some("GET" | "HEAD") => Some("read"),
        Some("POST" | "PUT" | "PATCH" | "DELETE") => Some("write"),
        _ => actions(settings).and_then(|a| from.word("access", &apart(&a))).or_else(|| from.word("tool", name)),
    };
    let draft = out.add(Table::Tools, at);
    draft.set("id", id).set("name", label).set("provider", name).set("discovery", if mcp(name) { "dynamic" } else { "fixed" });
    draft.maybe("access", access).maybe_note("method", method).maybe_note("actions", actions(settings));
    let url = settings.members().iter().find(|(k, _)| k.ends_with("Url") || k == "url").and_then(|(_, v)| v.words());
    draft.maybe_note(
        "url",
        url.map(|u| u.trim_start_matches("<p>").trim_end_matches("</p>").split('?').next().unwrap_or_default().to_owned()),
    );
    access
}

/// The actions that a tool is set to: `["sendMessage"]`, also as a text.
fn actions(settings: &Node) -> Option<String> {
    let (_, value) = settings.members().iter().find(|(k, _)| k.ends_with("Actions"))?;
    let listed = crate::tree::cell(value).replace(['[', ']', '"'], "").replace(',', ";");
    Some(listed).filter(|l| !l.trim().is_empty())
}

/// A stored credential that a node names.
fn credential(data: &Node, settings: &Node, holder: &str, at: &str, flow: &mut Built, out: &mut Out) {
    let named = data.words_at("credential").map(|c| (c, "data/credential"));
    let inside = settings.words_at("FLOWISE_CREDENTIAL_ID").map(|c| (c, "FLOWISE_CREDENTIAL_ID"));
    let Some((credential, inner)) = named.or(inside) else { return };
    let identity = format!("flowise:{credential}");
    let at = format!("{at}/{inner}");
    let holder = if flow.graph.steps.iter().any(|s| s.subject.as_deref() == Some(holder)) { holder } else { &flow.id };
    out.mention(Table::Identities, &at).set("id", &identity).set("identity_source", "Flowise credentials");
    let draft = out.add(Table::Credentials, &at);
    draft.set("id", format!("{}/credential/{credential}", flow.id)).set("identity", &identity).set("issued_per", "standing");
    draft.list("holders", [flow.id.as_str(), holder]).note("stored", "in Flowise, by reference");
    if !flow.identities.contains(&identity) {
        flow.identities.push(identity);
    }
}

/// In chat flows parts point at what they are part of; a tool is called by the agent it is attached to.
fn connect(nodes: &[Node], a: &str, b: &str, at: &str, from: &Context<'_>, flow: &mut Built) {
    let kind_of =
        |id: &str| nodes.iter().find(|n| n.words_at("id") == Some(id)).and_then(|n| n.get("data")).map_or("pass", |d| kind(from, d));
    let attached = nodes
        .iter()
        .find(|n| n.words_at("id") == Some(a))
        .is_some_and(|n| n.words_at("data/category").is_some_and(|c| from.word("category", c) == Some("tool")));
    match (kind_of(a), kind_of(b)) {
        ("tool", "agent") if attached => {
            if let (Some(tool), Some(agent)) = (flow.position(a), flow.position(b)) {
                flow.graph.edges.push(Edge { from: agent, to: tool, invoke: true, gate: false, at: at.to_owned() });
                flow.called += 1;
            }
            flow.edge(a, b, at);
        }
        _ => flow.edge(a, b, at),
    }
}

#[cfg(test)]
mod tests {
    use super::super::tests::taken;
    use countersign_core::record::Record;
    use countersign_core::tables::Table;

    const FLOW: &str = r#"{"description":"Replies","nodes":[
      {"id":"s_0","data":{"name":"startAgentflow","label":"Start","inputs":{"startInputType":"formInput"}}},
      {"id":"a_0","data":{"name":"agentAgentflow","label":"Writer","inputs":{"agentModel":"chatX","agentModelConfig":{"modelName":"m-4"},"agentEnableMemory":true,
         "agentTools":[{"agentSelectedTool":"requestsGet","agentSelectedToolRequiresHumanInput":"","agentSelectedToolConfig":{"requestsGetName":"get_cases","requestsGetUrl":"<p>https://x.example/c</p>"}}]}}},
      {"id":"h_0","data":{"name":"humanInputAgentflow","label":"Check","inputs":{}}},
      {"id":"l_0","data":{"name":"loopAgentflow","label":"Again","inputs":{"loopBackToNode":"a_0-Writer"}}},
      {"id":"t_0","data":{"name":"toolAgentflow","label":"Send","credential":"cred-1","inputs":{"toolAgentflowSelectedTool":"gmail","toolAgentflowSelectedToolConfig":{"messageActions":"[\"sendMessage\"]"}}}},
      {"id":"n_0","data":{"name":"stickyNoteAgentflow","inputs":{}}}],
     "edges":[{"source":"s_0","target":"a_0"},{"source":"a_0","target":"h_0"},{"source":"h_0","target":"l_0"},{"source":"h_0","target":"t_0"}]}"#;

    fn workflow(records: &[Record]) -> &Record {
        records.iter().find(|r| r.table == Table::Workflows).unwrap()
    }

    #[test]
    fn an_agent_flow_with_a_person_in_the_loop() {
        let (records, said) = taken("flowise", "Replies to cases.json", FLOW);
        let w = workflow(&records);
        assert_eq!(
            (w.key.as_str(), w.get("human_gate"), w.extra("gates")),
            ("flowise:Replies to cases", Some("before_every_effect"), Some("Check"))
        );
        assert_eq!((w.get("models"), w.get("memory"), w.get("tool_mode")), (Some("m-4"), Some("session"), Some("fixed_single")));
        assert_eq!((w.get("started_by"), w.get("identities")), (Some("human"), Some("flowise:Replies to cases/a_0;flowise:cred-1")));
        let access: Vec<_> =
            records.iter().filter(|r| r.table == Table::Tools).map(|r| (r.get("name").unwrap(), r.get("access"))).collect();
        assert_eq!(access, [("get_cases", Some("read")), ("Send", Some("write"))]);
        let flows: Vec<String> = records
            .iter()
            .filter(|r| r.table == Table::Flows)
            .map(|r| {
                format!(
                    "{}>{} {}",
                    r.get("from").unwrap().rsplit('/').next().unwrap(),
                    r.get("to").unwrap().rsplit('/').next().unwrap(),
                    r.get("gate").unwrap()
                )
            })
            .collect();
        assert_eq!(flows, ["a_0>get_cases none", "a_0>t_0 human_approval", "get_cases>a_0 none", "s_0>a_0 none"]);
        assert!(said.is_empty(), "{said:?}");
    }

    #[test]
    fn without_the_node_the_gate_is_unknown_and_a_tool_may_ask_itself() {
        let (records, _) = taken("flowise", "x.json", &FLOW.replace("humanInputAgentflow", "customFunctionAgentflow"));
        assert_eq!(workflow(&records).get("human_gate"), None);
        let asks = FLOW.replace(r#"RequiresHumanInput":"""#, r#"RequiresHumanInput":true"#);
        let (records, _) = taken("flowise", "x.json", &asks);
        let call = records.iter().find(|r| r.table == Table::Flows && r.get("kind") == Some("invoke")).unwrap();
        assert_eq!(call.get("gate"), Some("human_approval"));
    }

    #[test]
    fn a_chat_flow_has_its_parts_as_nodes() {
        let text = r#"{"nodes":[
          {"id":"m","data":{"name":"chatX","category":"Chat Models","inputs":{"modelName":"m-5"}}},
          {"id":"t","data":{"name":"calculator","category":"Tools","label":"Calculator","inputs":{}}},
          {"id":"b","data":{"name":"bufferMemory","category":"Memory","label":"Memory","inputs":{}}},
          {"id":"a","data":{"name":"toolAgent","category":"Agents","label":"Agent","inputs":{"key":"sk-proj-a1b2c3d4e5f6g7h8"}}}],
          "edges":[{"source":"m","target":"a"},{"source":"t","target":"a"},{"source":"b","target":"a"}]}"#;
        let (records, said) = taken("flowise", "x.json", text);
        let w = workflow(&records);
        assert_eq!(
            (w.get("models"), w.get("memory"), w.get("tool_mode"), w.get("started_by")),
            (Some("m-5"), Some("session"), Some("fixed_single"), None)
        );
        assert_eq!(said, ["secret/standing-credential"]);
    }
}

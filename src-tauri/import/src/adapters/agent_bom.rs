//! Inventories of agents and their MCP servers.

use super::mcp::{Server, server, tool_of};
use super::{Context, Out};
use crate::node::Node;
use countersign_core::tables::Table;

/// Reads one agent.
pub(super) fn read(from: &Context<'_>, out: &mut Out) {
    let agent = from.record;
    let Some(name) = agent.words_at("name") else { return };
    let id = agent.words_at("stable_id").map_or_else(|| format!("agent:{}", name.replace(';', ",")), str::to_owned);
    let mut tools: Vec<String> = Vec::new();
    let mut writes: Vec<(String, String)> = Vec::new();
    for (i, node) in agent.get("mcp_servers").map(Node::items).unwrap_or_default().iter().enumerate() {
        let Some(server_name) = node.words_at("name") else { continue };
        let at = format!("mcp_servers/{i}");
        let found = Server { name: server_name, node, at: &at, user: Some(&id) };
        server(from, &found, out);
        tools.push(found.id());
        writes.push((found.id(), at.clone()));
        for (j, tool) in node.get("tools").map(Node::items).unwrap_or_default().iter().enumerate() {
            let Some(tool_name) = tool.words_at("name").or_else(|| tool.words()) else { continue };
            tool_of(from, &found.id(), tool_name, tool.words_at("description"), &format!("{at}/tools/{j}"), out);
            tools.push(format!("{}/{tool_name}", found.id()));
        }
    }
    let credentials: Vec<String> =
        out.drafts.iter().filter(|d| d.table() == Table::Credentials).filter_map(|d| d.get("identity")).map(str::to_owned).collect();
    let draft = out.add(Table::Identities, "");
    draft
        .set("id", &id)
        .set("name", name)
        .set("kind", "agent")
        .set("identity_source", from.outside("/source").and_then(|s| s.words().map(str::to_owned)).unwrap_or_default());
    draft
        .maybe_note("agent_type", agent.words_at("agent_type").or_else(|| agent.words_at("type")))
        .maybe_note("config_path", agent.words_at("config_path"));
    let draft = out.add(Table::Workflows, "");
    draft
        .set("id", &id)
        .set("name", name)
        .list("agents", [&id])
        .list("identities", std::iter::once(&id).chain(&credentials))
        .list("tools", &tools);
    if !tools.is_empty() {
        draft.set("agent_protocol", "mcp");
    }
    draft.maybe_note("status", agent.words_at("status")).maybe_note("version", agent.words_at("version"));
    for (tool, at) in writes {
        let row = out.add(Table::Flows, &at);
        row.set("workflow", &id).set("from", &id).set("to", tool).set("kind", "invoke");
    }
    out.lead(Table::Workflows);
}

#[cfg(test)]
mod tests {
    use super::super::tests::taken;
    use countersign_core::tables::Table;

    #[test]
    fn an_agent_with_its_servers_and_hidden_keys() {
        let text = r#"{"name":"Clerk","agent_type":"custom","mcp_servers":[{"name":"cases","command":"npx","args":["acme-cases@2.1.0"],
          "env":{"CASES_KEY":"***","REGION":"eu"},"tools":[{"name":"list_cases"},{"name":"ponder"}]}]}"#;
        let (records, said) = taken("agent-bom", "inv.json", text);
        let w = records.iter().find(|r| r.table == Table::Workflows).unwrap();
        assert_eq!((w.key.as_str(), w.get("tools")), ("agent:Clerk", Some("mcp:cases;mcp:cases/list_cases;mcp:cases/ponder")));
        assert_eq!(w.get("identities"), Some("agent:Clerk;mcp:cases@agent:Clerk/CASES_KEY"));
        let key = records.iter().find(|r| r.table == Table::Credentials).unwrap();
        assert_eq!((key.get("holders"), key.extra("stored")), (Some("mcp:cases;agent:Clerk"), Some("set, hidden in the export")));
        let access: Vec<_> = records.iter().filter(|r| r.table == Table::Tools).map(|r| (r.key.as_str(), r.get("access"))).collect();
        assert_eq!(access.iter().find(|(k, _)| *k == "mcp:cases/list_cases").unwrap().1, Some("read"));
        assert_eq!(access.iter().find(|(k, _)| *k == "mcp:cases/ponder").unwrap().1, None);
        // What was seen of a server is not all that it may offer.
        let found = |key: &str| records.iter().find(|r| r.key == key).unwrap().get("discovery");
        assert_eq!((found("mcp:cases"), found("mcp:cases/ponder")), (Some("dynamic"), None));
        // A hidden value is not a value in the file.
        assert!(said.is_empty(), "{said:?}");
    }

    #[test]
    fn an_agent_without_servers_says_nothing_of_its_tools() {
        let (records, _) = taken("agent-bom", "inv.json", r#"{"name":"Idle","stable_id":"agent:idle-1","mcp_servers":[]}"#);
        let w = records.iter().find(|r| r.table == Table::Workflows).unwrap();
        assert_eq!((w.key.as_str(), w.get("tools"), w.get("agent_protocol")), ("agent:idle-1", None, None));
    }
}

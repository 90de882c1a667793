//! Microsoft 365 agents: the declarative agent, its plugins, and the manifest of the app.

use super::built::stem;
use super::mcp::access_by_name;
use super::{Context, Out};
use crate::node::Node;
use countersign_core::tables::Table;

/// Reads one part of an app package.
pub(super) fn read(from: &Context<'_>, out: &mut Out) {
    if from.record.get("copilotAgents").is_some() || from.record.get("copilotExtensions").is_some() {
        manifest(from, out);
    } else if from.record.get("runtimes").is_some() || from.record.get("functions").is_some() {
        plugin(from, out);
    } else {
        agent(from, out);
    }
}

/// A name without the placeholders that packaging fills in.
fn plain(text: &str) -> String {
    let mut out = String::new();
    let mut rest = text;
    while let Some((before, after)) = rest.split_once("${{") {
        out.push_str(before);
        rest = after.split_once("}}").map_or("", |(_, tail)| tail);
    }
    out.push_str(rest);
    out.trim().replace(';', ",")
}

fn agent(from: &Context<'_>, out: &mut Out) {
    let record = from.record;
    let name = record.words_at("name").map_or_else(|| stem(from).to_owned(), plain);
    let id = format!("m365-agent:{name}");
    let mut tools = Vec::new();
    let mut knowledge = false;
    let mut web = false;
    for (i, capability) in record.get("capabilities").map(Node::items).unwrap_or_default().iter().enumerate() {
        let Some(said) = capability.words_at("name") else { continue };
        let at = format!("capabilities/{i}");
        let meaning = from.word("capability", said);
        let tool = format!("m365:{said}");
        let draft = out.mention(Table::Tools, &at);
        draft.set("id", &tool).set("name", said).set("provider", "Microsoft 365").set("discovery", "fixed");
        draft.maybe(
            "access",
            match meaning {
                Some("knowledge" | "web") => Some("read"),
                Some("execute") => Some("execute"),
                Some("write") => Some("write"),
                _ => None,
            },
        );
        flow(&id, &id, &tool, "invoke", &at, out);
        tools.push(tool);
        knowledge |= matches!(meaning, Some("knowledge" | "web"));
        web |= meaning == Some("web");
        sources(&id, said, capability, &at, web, out);
        if meaning == Some("web") {
            let resource = "m365:web".to_owned();
            out.mention(Table::Resources, &at).set("id", &resource).set("name", "the public web").set("untrusted", "yes");
            flow(&id, &resource, &id, "data", &at, out);
        }
    }
    let draft = out.add(Table::Identities, "");
    draft.set("id", &id).set("name", &name).set("kind", "agent").set("identity_source", "Microsoft 365 Copilot");
    let actions: Vec<String> = record.all("actions/*/file").into_iter().filter_map(|(_, n)| n.words().map(str::to_owned)).collect();
    let draft = out.add(Table::Workflows, "");
    draft.set("id", &id).set("name", &name).maybe("purpose", record.words_at("description")).set("vendor", "Microsoft");
    draft.set("started_by", "human").set("output", "generative").list("agents", [&id]).list("identities", [&id]);
    // The functions of its plugins are in files of their own: this list is not all of them.
    if actions.is_empty() {
        draft.list("tools", &tools);
        match tools.len() {
            0 => {}
            1 => {
                draft.set("tool_mode", "fixed_single");
            }
            _ => {
                draft.set("tool_mode", "fixed_allowlist");
            }
        }
    } else {
        draft.list("tools", &tools).set("tool_mode", "fixed_allowlist").note("actions", actions.join(";"));
    }
    if !tools.is_empty() || !actions.is_empty() {
        draft.set("control_flow", "model_plans");
    }
    if knowledge {
        draft.set("retrieval", "yes");
    }
    if web {
        draft.set("untrusted_inputs", "yes");
    }
    let instructions = record.words_at("instructions").unwrap_or_default();
    draft.note(
        "instructions",
        if instructions.starts_with("$[file(") { instructions.to_owned() } else { format!("{} characters", instructions.chars().count()) },
    );
    out.lead(Table::Workflows);
}

/// What a capability is limited to: connections, sites, folders.
fn sources(id: &str, capability: &str, node: &Node, at: &str, web: bool, out: &mut Out) {
    for (list, key) in [
        ("connections", "connection_id"),
        ("items_by_url", "url"),
        ("items_by_sharepoint_ids", "site_id"),
        ("sites", "url"),
        ("folders", "folder_id"),
        ("urls", "url"),
        ("knowledge_sources", "host_name"),
    ] {
        for (i, item) in node.get(list).map(Node::items).unwrap_or_default().iter().enumerate() {
            let Some(value) = item.words_at(key) else { continue };
            let at = format!("{at}/{list}/{i}/{key}");
            let resource = if value.contains("://") {
                value.split('?').next().unwrap_or(value).to_owned()
            } else {
                format!("m365:{capability}/{value}")
            };
            let draft = out.mention(Table::Resources, &at);
            draft.set("id", &resource).set("name", value);
            if web {
                draft.set("untrusted", "yes");
            } else {
                draft.set("kind", "store");
            }
            flow(id, &resource, id, "data", &at, out);
        }
    }
}

fn flow(workflow: &str, from: &str, to: &str, kind: &str, at: &str, out: &mut Out) {
    out.add(Table::Flows, at).set("workflow", workflow).set("from", from).set("to", to).set("kind", kind);
}

fn plugin(from: &Context<'_>, out: &mut Out) {
    let record = from.record;
    let space = record
        .words_at("namespace")
        .map_or_else(|| record.words_at("name_for_human").map_or_else(|| stem(from).to_owned(), plain), str::to_owned);
    let provider = record.words_at("name_for_human").map(plain);
    for (i, function) in record.get("functions").map(Node::items).unwrap_or_default().iter().enumerate() {
        let Some(name) = function.words_at("name") else { continue };
        let at = format!("functions/{i}");
        let draft = out.add(Table::Tools, &at);
        draft.set("id", format!("m365:{space}/{name}")).set("name", name).set("discovery", "fixed").maybe("provider", provider.as_deref());
        if let Some(access) = access_by_name(from, name) {
            draft.set("access", access).note("access said by", "the function's name");
        }
        draft.maybe_note("description", function.words_at("description"));
        draft.maybe_note("confirmation", function.words_at("capabilities/confirmation/type"));
    }
    for (i, runtime) in record.get("runtimes").map(Node::items).unwrap_or_default().iter().enumerate() {
        let listed = runtime.get("run_for_functions").map(Node::items).unwrap_or_default();
        let all = record.all("functions/*/name").into_iter().filter_map(|(_, n)| n.words());
        let names: Vec<&str> = if listed.is_empty() { all.collect() } else { listed.iter().filter_map(Node::words).collect() };
        let holders: Vec<String> = names.iter().filter(|n| **n != "*").map(|n| format!("m365:{space}/{n}")).collect();
        let at = format!("runtimes/{i}");
        if let Some(spec) = runtime.words_at("spec/url") {
            let draft = out.mention(Table::Resources, &format!("{at}/spec/url"));
            draft
                .set("id", format!("m365:{space}/api/{spec}"))
                .set("name", spec)
                .set("kind", "api")
                .maybe_note("runtime", runtime.words_at("type"));
        }
        let kind = runtime.words_at("auth/type").unwrap_or_default();
        let Some(named) = runtime.words_at("auth/reference_id") else { continue };
        let named = super::settings::reference(named).unwrap_or_else(|| named.to_owned());
        let id = format!("m365:{space}/{named}");
        let at = format!("{at}/auth");
        out.mention(Table::Identities, &at).set("id", &id).set("name", format!("the account behind {named}"));
        let draft = out.add(Table::Credentials, &at);
        draft
            .set("id", &id)
            .set("identity", &id)
            .list("holders", holders)
            .note("auth", kind)
            .note("stored", "in the plugin vault, by reference");
        match kind {
            // Each user signs in.
            "OAuthPluginVault" => draft.set("kind", "oauth_token").set("issued_per", "session"),
            "ApiKeyPluginVault" => draft.set("kind", "api_key").set("issued_per", "standing"),
            _ => draft,
        };
    }
}

fn manifest(from: &Context<'_>, out: &mut Out) {
    let record = from.record;
    let said = record.words_at("id").filter(|id| !id.contains("${{"));
    let name = record.words_at("name/short").or_else(|| record.words_at("name")).map_or_else(|| stem(from).to_owned(), plain);
    let id = format!("m365-app:{}", said.unwrap_or(&name));
    let draft = out.add(Table::Identities, "");
    draft
        .set("id", &id)
        .set("name", &name)
        .set("identity_source", "Microsoft 365 app")
        .maybe_note("developer", record.words_at("developer/name"));
    let agents: Vec<String> =
        record.all("copilotAgents/declarativeAgents/*/file").into_iter().filter_map(|(_, n)| n.words().map(str::to_owned)).collect();
    draft.note("declarative agents", agents.join(";"));
    let general = record.all("permissions/*").into_iter().filter_map(|(at, n)| Some((at, n.words()?.to_owned())));
    let specific = record
        .all("authorization/permissions/resourceSpecific/*")
        .into_iter()
        .filter_map(|(at, n)| Some((at, n.words_at("name")?.to_owned())));
    for (at, permission) in general.chain(specific).collect::<Vec<_>>() {
        let Some(level) = from.word("permission", &super::settings::apart(&permission)) else {
            out.say(
                "import/value-unmapped",
                &at,
                format!("the permission `{permission}` says nothing sure of reading or writing; it gives no grant"),
            );
            continue;
        };
        let resource = format!("m365-permission:{permission}");
        out.mention(Table::Resources, &at).set("id", &resource).set("name", &permission).set("kind", "api");
        out.add(Table::Grants, &at).set("identity", &id).set("resource", &resource).set("permission", level).set("kind", "standing");
    }
}

#[cfg(test)]
mod tests {
    use super::super::tests::taken;
    use countersign_core::record::Record;
    use countersign_core::tables::Table;

    fn of(records: &[Record], table: Table) -> Vec<&Record> {
        records.iter().filter(|r| r.table == table).collect()
    }

    #[test]
    fn a_declarative_agent_with_knowledge_and_actions() {
        let text = r#"{"name":"Desk${{SUFFIX}}","instructions":"Be short.","actions":[{"id":"a","file":"plugin.json"}],
          "capabilities":[{"name":"GraphConnectors","connections":[{"connection_id":"KB1"}]},{"name":"CodeInterpreter"},{"name":"Sparkles"}]}"#;
        let (records, _) = taken("m365-declarative-agent", "desk.json", text);
        let w = of(&records, Table::Workflows)[0];
        assert_eq!((w.key.as_str(), w.get("retrieval"), w.get("untrusted_inputs")), ("m365-agent:Desk", Some("yes"), None));
        assert_eq!(
            (w.get("started_by"), w.get("control_flow"), w.extra("actions")),
            (Some("human"), Some("model_plans"), Some("plugin.json"))
        );
        let access: Vec<_> = of(&records, Table::Tools).iter().map(|t| t.get("access")).collect();
        assert_eq!(access, [Some("read"), Some("execute"), None]);
        let store = of(&records, Table::Resources)[0];
        assert_eq!(
            (store.key.as_str(), store.extra("at")),
            ("m365:GraphConnectors/KB1", Some("capabilities/0/connections/0/connection_id"))
        );
        assert_eq!(w.extra("instructions"), Some("9 characters"));
        assert_eq!(w.get("human_gate"), None);
    }

    #[test]
    fn a_plugin_signs_in_and_a_function_says_what_it_does_by_its_name() {
        let text = r#"{"namespace":"desk","functions":[{"name":"createCase"},{"name":"getCase"},{"name":"ponder"}],
          "runtimes":[{"type":"OpenApi","auth":{"type":"None"},"spec":{"url":"a.yaml"},"run_for_functions":["ponder"]},
                      {"type":"OpenApi","auth":{"type":"ApiKeyPluginVault","reference_id":"${{KEY_ID}}"},"spec":{"url":"a.yaml"},"run_for_functions":["createCase"]}]}"#;
        let (records, _) = taken("m365-declarative-agent", "x.json", text);
        let access: Vec<_> = of(&records, Table::Tools).iter().map(|t| t.get("access")).collect();
        assert_eq!(access, [Some("write"), Some("read"), None]);
        let credentials = of(&records, Table::Credentials);
        assert_eq!(credentials.len(), 1);
        assert_eq!((credentials[0].key.as_str(), credentials[0].get("issued_per")), ("m365:desk/KEY_ID", Some("standing")));
        assert_eq!(credentials[0].get("holders"), Some("m365:desk/createCase"));
    }

    #[test]
    fn a_manifest_asks_for_permissions_and_odd_ones_are_said() {
        let text = r#"{"id":"${{ID}}","name":{"short":"Desk"},"copilotAgents":{"declarativeAgents":[{"id":"d","file":"d.json"}]},"permissions":["identity","sparkle"]}"#;
        let (records, said) = taken("m365-declarative-agent", "manifest.json", text);
        let grants: Vec<_> =
            of(&records, Table::Grants).iter().map(|g| (g.get("identity").unwrap(), g.get("permission").unwrap())).collect();
        assert_eq!(grants, [("m365-app:Desk", "read")]);
        assert_eq!(said, ["import/value-unmapped"]);
    }
}

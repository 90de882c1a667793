//! Tools that an MCP server offers: the list in a registry, or one captured from a running server. Annotations say what a tool does; without
//! them its name may (and the record says that it is the name).

use super::mcp::access_by_name;
use super::{Context, Out};
use crate::node::Node;
use countersign_core::tables::Table;

/// Reads one tool.
pub(super) fn read(from: &Context<'_>, out: &mut Out) {
    let Some(name) = from.record.words_at("name") else { return };
    let captured = from.outside("/metadata/serverInfo/name").and_then(|n| n.words().map(str::to_owned));
    // A registry keeps the list in a file `tools.json`; what stands before that is the server.
    let by_file =
        Some(from.stem().strip_suffix("/tools").unwrap_or(from.stem())).filter(|s| !s.is_empty() && *s != "tools").map(str::to_owned);
    let server = captured.or(by_file);
    let id = server.as_ref().map_or_else(|| format!("mcp-tool:{name}"), |server| format!("mcp:{server}/{name}"));
    let draft = out.add(Table::Tools, "");
    draft.set("id", id).set("name", name).maybe("provider", server);
    let hint = |path: &str| from.record.at(path).and_then(Node::text).map(|t| t == "true");
    match (hint("annotations/readOnlyHint"), hint("annotations/destructiveHint")) {
        (Some(true), _) => {
            draft.set("access", "read").note("access said by", "the server's annotations");
        }
        (Some(false), _) | (None, Some(true)) => {
            draft.set("access", "write").note("access said by", "the server's annotations");
        }
        _ => {
            if let Some(access) = access_by_name(from, name) {
                draft.set("access", access).note("access said by", "the tool's name");
            }
        }
    }
    draft.maybe_note("description", from.record.words_at("description"));
    let parameters = from.record.all("inputSchema/properties/*").len().max(from.record.get("arguments").map_or(0, |a| a.items().len()));
    draft.note("parameters", parameters.to_string());
}

#[cfg(test)]
mod tests {
    use super::super::tests::taken;

    #[test]
    fn annotations_come_before_the_name_and_other_names_say_nothing() {
        for (json, access, by) in [
            (r#"{"name":"get_pod"}"#, Some("read"), Some("the tool's name")),
            (r#"{"name":"deletePod"}"#, Some("write"), Some("the tool's name")),
            (r#"{"name":"get_pod","annotations":{"readOnlyHint":false}}"#, Some("write"), Some("the server's annotations")),
            (r#"{"name":"frobnicate","annotations":{"readOnlyHint":true}}"#, Some("read"), Some("the server's annotations")),
            (r#"{"name":"frobnicate"}"#, None, None),
            (r#"{"name":"getter_of_keys"}"#, None, None),
        ] {
            let (records, _) = taken("mcp-tools", "pods.tools.json", json);
            assert_eq!((records[0].get("access"), records[0].extra("access said by")), (access, by), "{json}");
        }
        assert_eq!(taken("mcp-tools", "pods.tools.json", r#"{"name":"a"}"#).0[0].key, "mcp:pods/a");
        assert_eq!(taken("mcp-tools", "tools.json", r#"{"name":"a"}"#).0[0].key, "mcp-tool:a");
    }
}

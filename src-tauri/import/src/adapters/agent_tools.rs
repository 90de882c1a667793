//! How the tools of coding agents are named in lists and rules: `Bash(npm run:*)`, `Read(./.env)`, `mcp__server__tool`.

/// The id of the tool that a rule is about, and its name; nothing for an empty rule.
pub(super) fn id(rule: &str) -> Option<(String, &str)> {
    let name = rule.split('(').next().unwrap_or(rule).trim();
    if name.is_empty() {
        return None;
    }
    let Some(inner) = name.strip_prefix("mcp__") else { return Some((format!("agent-tool:{name}"), name)) };
    let (server, tool) = inner.split_once("__").unwrap_or((inner, ""));
    // A server, or every tool of it.
    let id = if tool.is_empty() || tool == "*" { format!("mcp:{server}") } else { format!("mcp:{server}/{tool}") };
    Some((id, if tool.is_empty() || tool == "*" { server } else { tool }))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rules_name_their_tool() {
        let id = |rule| id(rule).map(|(id, _)| id).unwrap_or_default();
        assert_eq!(id("Bash(npm run:*)"), "agent-tool:Bash");
        assert_eq!(id("mcp__github__create_issue"), "mcp:github/create_issue");
        assert_eq!((id("mcp__github").as_str(), id("mcp__github__*").as_str()), ("mcp:github", "mcp:github"));
        assert_eq!(id(" "), "");
    }
}

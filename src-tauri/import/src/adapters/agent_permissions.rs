//! What a coding agent may do: the settings of Claude Code, and the policy profiles of the Copilot CLI. Each rule becomes an action of the
//! agent's workflow with its mode (allowed: automatic; asked or reviewed: human review; denied: prohibited).

use super::settings::{Standing, join, setting};
use super::{Context, Out, agent_tools};
use crate::node::{Node, escape};
use countersign_core::tables::Table;

/// Reads one settings file or profile.
pub(super) fn read(from: &Context<'_>, out: &mut Out) {
    let profile = from.record.words_at("profile");
    let name = profile.unwrap_or(super::built::stem(from));
    let mut agent = Agent { id: format!("agent-settings:{name}"), ..Agent::default() };
    agent.claude(from, out);
    agent.policy(from, out);
    if agent.rules == 0 && agent.hooks == 0 && agent.settings == 0 {
        return;
    }
    let draft = out.add(Table::Workflows, "");
    draft.set("id", &agent.id).set("name", format!("Agent with the settings {name}"));
    draft.list("tools", &agent.tools).maybe("models", from.record.words_at("model"));
    draft.maybe_note("defaultMode", from.record.words_at("permissions/defaultMode"));
    draft.maybe_note("defaultEffect", from.record.words_at("toolPolicies/defaultEffect"));
    draft.maybe_note("mode", from.record.words_at("mode"));
    out.lead(Table::Workflows);
}

#[derive(Default)]
struct Agent {
    id: String,
    tools: Vec<String>,
    rules: usize,
    hooks: usize,
    settings: usize,
}

impl Agent {
    fn rule(&mut self, from: &Context<'_>, rule: &str, mode: &str, at: &str, out: &mut Out) {
        let Some((id, name)) = agent_tools::id(rule) else { return };
        self.rules += 1;
        if mode != "prohibited" && !self.tools.contains(&id) {
            self.tools.push(id.clone());
        }
        let draft = out.mention(Table::Tools, at);
        draft.set("id", &id).set("name", name).set("discovery", "fixed").maybe("access", from.word("agent_tool", name));
        let draft = out.add(Table::Actions, at);
        draft.set("workflow", &self.id).set("name", format!("{mode}: {rule}")).set("tool", &id).set("mode", mode);
    }

    /// `permissions.allow|ask|deny`, hooks and environment of Claude Code.
    fn claude(&mut self, from: &Context<'_>, out: &mut Out) {
        for (list, mode) in [("allow", "automatic"), ("ask", "human_review"), ("deny", "prohibited")] {
            let path = format!("permissions/{list}");
            for (i, rule) in from.record.at(&path).map(Node::items).unwrap_or_default().iter().enumerate() {
                if let Some(rule) = rule.words() {
                    self.rule(from, rule, mode, &format!("{path}/{i}"), out);
                }
            }
        }
        for (event, node) in from.record.get("hooks").map(Node::members).unwrap_or_default() {
            for (i, group) in node.items().iter().enumerate() {
                let matcher = group.words_at("matcher").unwrap_or("*");
                for (j, hook) in group.get("hooks").map(Node::items).unwrap_or_default().iter().enumerate() {
                    let at = format!("hooks/{}/{i}/hooks/{j}", escape(event));
                    self.hook(event, matcher, hook, &at, out);
                }
            }
        }
        for (name, value) in from.record.get("env").map(Node::members).unwrap_or_default() {
            let text = value.text().unwrap_or_default();
            let id = format!("{}/{name}", self.id);
            let at = join("env", &escape(name));
            self.settings += 1;
            Standing { identity: id.clone(), id, name, holders: vec![self.id.clone()], setting: setting(name, &text), at }.write(out);
        }
    }

    /// A command that runs by itself around a tool call.
    fn hook(&mut self, event: &str, matcher: &str, hook: &Node, at: &str, out: &mut Out) {
        self.hooks += 1;
        let id = format!("{}/hook/{event}", self.id);
        let draft = out.add(Table::Tools, at);
        draft.set("id", &id).set("name", format!("{event} hook")).set("discovery", "fixed");
        if hook.words_at("type") == Some("command") {
            draft.set("access", "execute");
        }
        if !self.tools.contains(&id) {
            self.tools.push(id.clone());
        }
        let draft = out.add(Table::Actions, at);
        draft.set("workflow", &self.id).set("name", format!("{event} hook on {matcher}: {}", hook.words_at("command").unwrap_or("?")));
        draft.set("tool", &id).set("mode", "automatic");
    }

    /// The tool lists and blocked calls of a policy profile.
    fn policy(&mut self, from: &Context<'_>, out: &mut Out) {
        for (list, mode) in [("allowedTools", "automatic"), ("reviewTools", "human_review"), ("blockedTools", "prohibited")] {
            let path = format!("toolPolicies/{list}");
            for (i, tool) in from.record.at(&path).map(Node::items).unwrap_or_default().iter().enumerate() {
                if let Some(tool) = tool.words() {
                    self.rule(from, tool, mode, &format!("{path}/{i}"), out);
                }
            }
        }
        for (path, what) in
            [("blockedToolCalls", "tool"), ("directResourcePolicies/pathRules", "operation"), ("directResourcePolicies/urlRules", "")]
        {
            for (i, rule) in from.record.at(path).map(Node::items).unwrap_or_default().iter().enumerate() {
                let Some(mode) = rule.words_at("effect").and_then(|e| from.word("effect", e)) else { continue };
                let name = rule.words_at("id").map_or_else(|| i.to_string(), str::to_owned);
                let of = rule.words_at(what).filter(|_| !what.is_empty());
                self.rules += 1;
                let draft = out.add(Table::Actions, &format!("{path}/{i}"));
                draft.set("workflow", &self.id).set("name", of.map_or(name.clone(), |of| format!("{name} ({of})"))).set("mode", mode);
                draft.maybe("tool", of.filter(|_| what == "tool").and_then(agent_tools::id).map(|(id, _)| id));
                draft.maybe_note("reason", rule.words_at("reason"));
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::tests::taken;
    use countersign_core::tables::Table;

    const SETTINGS: &str = r#"{
        "permissions": {"allow": ["Bash(make test:*)", "Read"], "ask": ["mcp__tracker__close"], "deny": ["Read(./.env)"]},
        "env": {"TRACKER_TOKEN": "${TRACKER_TOKEN}", "LOG": "debug"}}"#;

    #[test]
    fn allow_ask_and_deny_become_modes() {
        let (records, said) = taken("agent-permissions", "team.settings.json", SETTINGS);
        let action = |name: &str| records.iter().find(|r| r.table == Table::Actions && r.get("name") == Some(name)).unwrap();
        assert_eq!(action("automatic: Bash(make test:*)").get("mode"), Some("automatic"));
        assert_eq!(action("human_review: mcp__tracker__close").get("tool"), Some("mcp:tracker/close"));
        assert_eq!(action("prohibited: Read(./.env)").get("mode"), Some("prohibited"));
        let workflow = records.iter().find(|r| r.table == Table::Workflows).unwrap();
        assert_eq!(workflow.key, "agent-settings:team.settings");
        assert_eq!(workflow.get("tools"), Some("agent-tool:Bash;agent-tool:Read;mcp:tracker/close"));
        // Rules do not say that everything else is gated.
        assert_eq!(workflow.get("human_gate"), None);
        let bash = records.iter().find(|r| r.key == "agent-tool:Bash").unwrap();
        assert_eq!(bash.get("access"), Some("execute"));
        let credential = records.iter().find(|r| r.table == Table::Credentials).unwrap();
        assert_eq!((credential.get("issued_per"), credential.extra("reference")), (Some("standing"), Some("TRACKER_TOKEN")));
        assert!(said.is_empty(), "{said:?}");
    }

    #[test]
    fn a_profile_of_rules_becomes_actions() {
        let text = r#"{"profile":"office","toolPolicies":{"allowedTools":["view"],"reviewTools":["bash"],"blockedTools":["curl"],"defaultEffect":"review"},
            "blockedToolCalls":[{"id":"wipe","tool":"bash","effect":"deny","reason":"No."},{"id":"odd","tool":"bash","effect":"shrug"}]}"#;
        let (records, _) = taken("agent-permissions", "x.json", text);
        let modes: Vec<_> = records.iter().filter(|r| r.table == Table::Actions).map(|r| (r.get("name").unwrap(), r.get("mode"))).collect();
        let expected = [
            ("automatic: view", Some("automatic")),
            ("human_review: bash", Some("human_review")),
            ("prohibited: curl", Some("prohibited")),
            ("wipe (bash)", Some("prohibited")),
        ];
        assert_eq!(modes, expected);
        let workflow = records.iter().find(|r| r.table == Table::Workflows).unwrap();
        assert_eq!(workflow.get("tools"), Some("agent-tool:view;agent-tool:bash"));
    }

    #[test]
    fn settings_without_any_rule_give_nothing() {
        assert!(taken("agent-permissions", "x.json", r#"{"permissions":{},"model":"m"}"#).0.is_empty());
    }
}

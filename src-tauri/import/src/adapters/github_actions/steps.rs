//! The steps of a job: the actions and commands it runs, and where a model or an agent is among them.

use super::super::settings::join;
use super::super::{Context, Out};
use super::{Job, Workflow};
use crate::node::Node;
use countersign_core::tables::Table;

/// What runs in an AI step.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Running {
    /// An agent: it plans its own steps and calls tools.
    Agent,
    /// A model that answers.
    Model,
}

/// An AI step of a job, if there is one; writes down the actions that the job uses and the tools that an agent is allowed.
pub(super) fn of(from: &Context<'_>, job: &Job<'_>, identity: &str, flow: &mut Workflow, out: &mut Out) -> Option<Running> {
    let mut found = None;
    if let Some(called) = job.node.words_at("uses") {
        action(called, &join(&job.at, "uses"), identity, flow, out);
        found = found.or(running(from, "ai_action", called.split('@').next().unwrap_or(called)));
    }
    for (i, step) in job.node.get("steps").map(Node::items).unwrap_or_default().iter().enumerate() {
        let at = format!("{}/steps/{i}", job.at);
        let mut here = None;
        if let Some(used) = step.words_at("uses") {
            action(used, &join(&at, "uses"), identity, flow, out);
            here = running(from, "ai_action", used.split('@').next().unwrap_or(used));
        }
        let mut arguments: Vec<(String, String)> = Vec::new();
        if let Some(script) = step.words_at("run") {
            for command in commands(script) {
                let Some(runs) = running(from, "ai_command", &program(command)) else { continue };
                here = here.or(Some(runs));
                arguments.push((command.to_owned(), join(&at, "run")));
            }
        }
        let Some(runs) = here else { continue };
        for (name, value) in step.get("with").map(Node::members).unwrap_or_default() {
            let Some(text) = value.text() else { continue };
            let at = format!("{at}/with/{}", crate::node::escape(name));
            match from.word("ai_input", name) {
                Some("arguments") => arguments.push((text.into_owned(), at)),
                Some("model") => flow.models.push(text.into_owned()),
                Some("tools") => arguments.push((format!("--allowedTools \"{}\"", text.replace(['\n', '"'], ",")), at)),
                Some("limit") => flow.limits.push("turns"),
                _ => {}
            }
        }
        let mut listed = false;
        for (line, at) in &arguments {
            let words = split(line);
            flow.models.extend(after(&words, &["--model", "-m"]).into_iter().map(str::to_owned));
            if !after(&words, &["--max-turns"]).is_empty() {
                flow.limits.push("turns");
            }
            for list in after(&words, &["--allowedTools", "--allowed-tools"]) {
                listed = true;
                rules(list).into_iter().for_each(|rule| allowed(from, rule, at, identity, flow, out));
            }
        }
        flow.running.push(runs);
        if runs == Running::Agent {
            flow.allow_lists.push(listed);
        }
        found = if found == Some(Running::Agent) { found } else { Some(runs) };
    }
    flow.models.retain(|m| !m.contains("${{"));
    found
}

fn running(from: &Context<'_>, vocabulary: &str, text: &str) -> Option<Running> {
    match from.word(vocabulary, text)? {
        "agent" => Some(Running::Agent),
        "model" => Some(Running::Model),
        _ => None,
    }
}

/// An action or a reusable workflow: code of somebody else that runs with the job's token.
fn action(used: &str, at: &str, identity: &str, flow: &mut Workflow, out: &mut Out) {
    let (name, version) = used.split_once('@').map_or((used, None), |(n, v)| (n, Some(v)));
    let local = name.starts_with("./");
    let id = if local { format!("{}/{}", flow.id, name.trim_start_matches("./")) } else { format!("github-action:{name}") };
    let draft = out.mention(Table::Tools, at);
    draft.set("id", &id).set("name", name).set("discovery", "fixed");
    if !local && !name.starts_with("docker://") {
        draft.maybe("provider", name.split('/').next());
        let own = matches!(name.split('/').next(), Some("actions" | "github"));
        draft.set("third_party", if own { "no" } else { "yes" });
    }
    let pinned = version.is_some_and(|v| v.len() == 40 && v.bytes().all(|b| b.is_ascii_hexdigit()));
    draft.maybe_note("version", version).note("pinned", if pinned || local { "yes" } else { "no" });
    flow.tools.push(id.clone());
    let row = out.add(Table::Flows, at);
    row.set("workflow", &flow.id).set("from", identity).set("to", id).set("kind", "invoke");
}

/// A tool that the agent is allowed to call, as its list names it: `Bash(npm run test:*)`, `mcp__server__tool`.
fn allowed(from: &Context<'_>, rule: &str, at: &str, identity: &str, flow: &mut Workflow, out: &mut Out) {
    let Some((id, name)) = super::super::agent_tools::id(rule) else { return };
    let draft = out.mention(Table::Tools, at);
    draft.set("id", &id).set("name", name).set("discovery", "fixed").maybe("access", from.word("agent_tool", name));
    draft.note("rule", rule);
    let row = out.add(Table::Flows, at);
    row.set("workflow", &flow.id).set("from", identity).set("to", &id).set("kind", "invoke");
    flow.tools.push(id);
}

/// The commands of a script, one by one, with lines that are continued put together.
fn commands(script: &str) -> Vec<&str> {
    let ends = |c: char| matches!(c, '\n' | ';' | '|' | '&');
    script.split(ends).map(str::trim).filter(|c| !c.is_empty() && !c.starts_with('#')).collect()
}

/// What a command runs: the program and its first argument, past `X=y`, `sudo`, `npx` and the like.
fn program(command: &str) -> String {
    let skip = |w: &&str| {
        w.contains('=')
            || matches!(*w, "sudo" | "npx" | "bunx" | "uvx" | "pnpm" | "dlx" | "exec" | "time" | "env" | "-y" | "--yes" | "$(" | "(")
    };
    let mut words = command.split_whitespace().skip_while(skip);
    let first = words.next().unwrap_or_default().trim_start_matches("$(").trim_start_matches('(');
    let first = if first.starts_with('@') { first } else { first.rsplit('/').next().unwrap_or(first) };
    let first = first.strip_prefix('@').map_or(first, |scoped| scoped.split('@').next().unwrap_or(scoped));
    format!("{first} {}", words.next().unwrap_or_default())
}

/// A line of arguments, split as a shell does it for plain quotes.
fn split(line: &str) -> Vec<String> {
    let mut words = Vec::new();
    let mut word = String::new();
    let mut quote: Option<char> = None;
    for c in line.chars() {
        match quote {
            Some(q) if c == q => quote = None,
            Some(_) => word.push(c),
            None if matches!(c, '"' | '\'') => quote = Some(c),
            None if c.is_whitespace() => words.push(std::mem::take(&mut word)),
            None => word.push(c),
        }
    }
    words.push(word);
    words.retain(|w| !w.is_empty() && w != "\\");
    words
}

/// The values that follow any of some options: `--model x`, `--model=x`.
fn after<'w>(words: &'w [String], options: &[&str]) -> Vec<&'w str> {
    let mut found = Vec::new();
    for (i, word) in words.iter().enumerate() {
        match word.split_once('=') {
            Some((option, value)) if options.contains(&option) => found.push(value),
            _ if options.contains(&word.as_str()) => found.extend(words.get(i + 1).map(String::as_str)),
            _ => {}
        }
    }
    found
}

/// The rules of a list, apart at commas and spaces outside brackets.
pub(in super::super) fn rules(list: &str) -> Vec<&str> {
    let mut found = Vec::new();
    let (mut depth, mut start) = (0_usize, 0);
    for (i, c) in list.char_indices() {
        match c {
            '(' => depth += 1,
            ')' => depth = depth.saturating_sub(1),
            ',' | ' ' if depth == 0 => {
                found.extend(list.get(start..i));
                start = i + 1;
            }
            _ => {}
        }
    }
    found.extend(list.get(start..));
    found.retain(|rule| !rule.trim().is_empty());
    found
}

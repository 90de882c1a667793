//! MCP client configurations: each server is a tool. What a server offers is asked for when it runs, so its tools are discovered, unless the
//! configuration lists those that may be used.

use super::settings::{STANDING, Setting, Standing, apart, key_like, setting};
use super::{Context, Out};
use crate::map::draft::Draft;
use crate::node::{Node, escape};
use crate::secret;
use countersign_core::tables::Table;

/// Reads one server of a client configuration.
pub(super) fn read(from: &Context<'_>, out: &mut Out) {
    if !from.record.members().is_empty() && !from.name.is_empty() {
        server(from, &Server { name: from.name, node: from.record, at: "", user: None }, out);
    }
}

/// A server in a configuration or an inventory.
pub(super) struct Server<'a> {
    pub name: &'a str,
    pub node: &'a Node,
    /// Where it stands, from the record.
    pub at: &'a str,
    /// The agent that is configured to use it.
    pub user: Option<&'a str>,
}

impl Server<'_> {
    /// The tool it is.
    pub fn id(&self) -> String {
        format!("mcp:{}", self.name)
    }

    fn place(&self, inner: &str) -> String {
        if self.at.is_empty() { inner.to_owned() } else { format!("{}/{inner}", self.at) }
    }
}

/// Writes a server down: the tool, those of its tools that are listed, its credentials.
pub(super) fn server(from: &Context<'_>, server: &Server<'_>, out: &mut Out) {
    let node = server.node;
    let id = server.id();
    // What an inventory lists was seen; only what a configuration lists is all that may be used.
    let listed = if server.user.is_some() { Vec::new() } else { listed(node) };
    let url = node.words_at("url").or_else(|| node.words_at("serverUrl")).or_else(|| node.words_at("httpUrl"));
    let transport = node.words_at("type").or_else(|| node.words_at("transport"));
    let command = node.words_at("command");
    // A server that several agents use stands in several records.
    let draft = if server.user.is_some() { out.mention(Table::Tools, server.at) } else { out.add(Table::Tools, server.at) };
    draft.set("id", &id).set("name", server.name);
    draft.set("discovery", if listed.is_empty() { "dynamic" } else { "fixed" });
    let package = package(node);
    draft.maybe("provider", url.and_then(host).or(package.map(|p| unversioned(p).0)));
    draft.maybe_note("package", package);
    draft.note("transport", transport.unwrap_or(if url.is_some() { "http" } else { "stdio" }));
    draft.maybe_note("url", url.map(without_query)).maybe_note("command", command);
    if let Some(package) = package {
        let fixed = unversioned(package).1.is_some_and(|v| v.starts_with(|c: char| c.is_ascii_digit()) || v.starts_with("sha256:"));
        draft.note("version pinned", if fixed { "yes" } else { "no" });
    }
    if node.get("disabled").and_then(Node::text).as_deref() == Some("true") {
        draft.note("disabled", "yes");
    }
    for (tool, at) in &listed {
        tool_of(from, &id, tool, None, &server.place(at), out).set("discovery", "fixed");
    }
    credentials(server, &id, out);
}

/// One tool of a server.
pub(super) fn tool_of<'o>(
    from: &Context<'_>,
    server: &str,
    name: &str,
    description: Option<&str>,
    at: &str,
    out: &'o mut Out,
) -> &'o mut Draft {
    let draft = out.mention(Table::Tools, at);
    draft.set("id", format!("{server}/{name}")).set("name", name).maybe_note("description", description);
    if let Some(access) = access_by_name(from, name) {
        draft.set("access", access).note("access said by", "the tool's name");
    }
    draft
}

/// What a tool's name says that it does: `get_user` reads, `delete_user` writes. Nothing for other names.
pub(super) fn access_by_name<'a>(from: &'a Context<'_>, name: &str) -> Option<&'a str> {
    from.word("access", &apart(name)).filter(|w| !w.is_empty())
}

/// The tools that a configuration allows by name.
fn listed(node: &Node) -> Vec<(String, String)> {
    let mut found = Vec::new();
    for key in ["tools", "includeTools", "allowedTools", "enabled_tools", "enabledTools"] {
        for (i, tool) in node.get(key).map(Node::items).unwrap_or_default().iter().enumerate() {
            let name = tool.words().or_else(|| tool.words_at("name"));
            found.extend(name.filter(|n| *n != "*").map(|name| (name.to_owned(), format!("{key}/{i}"))));
        }
    }
    found
}

/// The package or image that a command fetches and starts; nothing for a script or a program of the host.
fn package(node: &Node) -> Option<&str> {
    let command = node.words_at("command")?;
    let program = command.rsplit(['/', '\\']).next().unwrap_or(command);
    let arguments = node.get("args").map(Node::items).unwrap_or_default();
    let mut plain = arguments.iter().filter_map(Node::words).filter(|a| !a.starts_with('-') && secret::mask(a).is_none());
    match program {
        "npx" | "bunx" | "uvx" | "pipx" => plain.find(|a| !matches!(*a, "run")),
        // Options with values of their own stand before the image.
        "docker" | "podman" => plain.find(|a| a.contains('/') && !a.starts_with('/') && !a.contains('=') && !a.contains(":/")),
        _ => None,
    }
}

/// A package without its version, and the version.
fn unversioned(package: &str) -> (&str, Option<&str>) {
    match package.rsplit_once('@').or_else(|| package.rsplit_once(':')) {
        Some((name, version)) if !name.is_empty() => (name, Some(version)),
        _ => (package, None),
    }
}

fn credentials(server: &Server<'_>, tool: &str, out: &mut Out) {
    let holders: Vec<String> = [Some(tool), server.user].into_iter().flatten().map(str::to_owned).collect();
    let owner = server.user.map_or_else(|| tool.to_owned(), |user| format!("{tool}@{user}"));
    let mut said: Vec<String> = Vec::new();
    for group in ["env", "headers", "http_headers"] {
        for (name, value) in server.node.get(group).map(Node::members).unwrap_or_default() {
            let at = server.place(&format!("{group}/{}", escape(name)));
            let found = setting(name, &value.text().unwrap_or_default());
            // One variable of the host holds one account's secret, whichever server is given it.
            let identity = match &found {
                Setting::Reference(variable) => format!("env:{variable}"),
                _ => format!("{owner}/{name}"),
            };
            said.push(at.clone());
            Standing { id: format!("{owner}/{name}"), name, identity, holders: holders.clone(), setting: found, at }.write(out);
        }
    }
    let arguments = server.node.get("args").map(Node::items).unwrap_or_default();
    for (i, argument) in arguments.iter().enumerate() {
        let Some(text) = argument.words() else { continue };
        let before = i.checked_sub(1).and_then(|b| arguments.get(b)).and_then(Node::words).filter(|b| b.starts_with('-'));
        let (name, value) = match text.split_once('=') {
            Some((name, value)) if name.starts_with('-') => (name, value),
            _ => (before.unwrap_or("argument"), text),
        };
        let name = name.trim_start_matches('-');
        let at = server.place(&format!("args/{i}"));
        let id = format!("{owner}/{name}");
        said.push(at.clone());
        Standing { identity: id.clone(), id, name, holders: holders.clone(), setting: setting(name, value), at }.write(out);
    }
    for at in key_like(server.node, server.at).into_iter().filter(|at| !said.contains(at)) {
        out.say(STANDING, &at, "a key-like string is written into the definition");
    }
}

/// The host of an address.
fn host(url: &str) -> Option<&str> {
    let (_, rest) = url.split_once("://")?;
    let host = rest.split(['/', '?', '#']).next()?;
    Some(host.rsplit('@').next().unwrap_or(host)).filter(|h| !h.is_empty())
}

/// An address without what may hold a key: user and query.
fn without_query(url: &str) -> String {
    let plain = url.split(['?', '#']).next().unwrap_or(url);
    match plain.split_once("://") {
        Some((scheme, rest)) => format!(
            "{scheme}://{}",
            rest.split('/').next().and_then(|h| h.rsplit_once('@')).map_or(rest, |(user, _)| rest.get(user.len() + 1..).unwrap_or(rest))
        ),
        None => plain.to_owned(),
    }
}

#[cfg(test)]
#[path = "mcp_tests.rs"]
mod tests;

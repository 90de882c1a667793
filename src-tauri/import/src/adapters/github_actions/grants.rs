//! What a job's token may do in its repository: `permissions`.

use super::super::Out;
use crate::node::{Node, escape};
use countersign_core::tables::Table;

/// The scope that lets a job ask for an OIDC token; it is no right on the repository.
const OIDC: &str = "id-token";

/// Whether the job may ask for an OIDC token: yes, no (permissions are stated without it), or not known.
pub(super) fn oidc(permissions: Option<&Node>) -> Option<bool> {
    let said = permissions?;
    Some(match said.words() {
        Some(all) => all == "write-all",
        None => said.words_at(OIDC) == Some("write"),
    })
}

/// Where that is said.
pub(super) fn oidc_at(permissions: Option<&Node>, at: &str) -> String {
    let named = permissions.is_some_and(|p| p.get(OIDC).is_some());
    if named { format!("{at}/{OIDC}") } else { at.to_owned() }
}

/// `permissions: {}`, or only `none`: the token may do nothing.
pub(super) fn nothing(permissions: &Node) -> bool {
    let none = |n: &Node| n.words() == Some("none");
    matches!(permissions, Node::Object(_)) && permissions.members().iter().all(|(_, level)| none(level))
}

/// Writes the grants of a job's identity. Scopes that are not named are none; permissions that are not stated at all are unknown and give no row.
pub(super) fn write(workflow: &str, identity: &str, permissions: Option<&Node>, at: &str, out: &mut Out) {
    let Some(said) = permissions else { return };
    if let Some(all) = said.words() {
        match all {
            "read-all" => grant(workflow, identity, "*", "read", at, out),
            "write-all" => grant(workflow, identity, "*", "write", at, out),
            other => out.say("import/bad-value", at, format!("permissions `{other}` is neither read-all nor write-all")),
        }
        return;
    }
    for (scope, level) in said.members().iter().filter(|(scope, _)| scope != OIDC) {
        let at = format!("{at}/{}", escape(scope));
        match level.words() {
            Some(level @ ("read" | "write" | "admin")) => grant(workflow, identity, scope, level, &at, out),
            Some("none") => {}
            _ => out.say("import/bad-value", &at, format!("the level of `{scope}` is none of read, write, none")),
        }
    }
}

fn grant(workflow: &str, identity: &str, scope: &str, level: &str, at: &str, out: &mut Out) {
    // App manifests write `pull_requests`, workflows `pull-requests`.
    let resource = format!("github-repository:{}", scope.replace('-', "_"));
    let name = if scope == "*" { "every scope of the repository".to_owned() } else { format!("{scope} of the repository") };
    let draft = out.mention(Table::Resources, at);
    draft.set("id", &resource).set("name", name);
    if matches!(scope, "contents" | "*") {
        draft.set("kind", "repo");
    }
    let draft = out.add(Table::Grants, at);
    draft.set("workflow", workflow).set("identity", identity).set("resource", &resource).set("permission", level);
    // The token, and the right with it, is there only while the job runs.
    draft.set("kind", "jit").list("revocation_triggers", ["job end"]);
    let flow = out.add(Table::Flows, at);
    let (from, to) = if level == "read" { (resource.as_str(), identity) } else { (identity, resource.as_str()) };
    flow.set("workflow", workflow).set("from", from).set("to", to).set("kind", "data");
}

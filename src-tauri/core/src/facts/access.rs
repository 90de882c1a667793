//! What a workflow may reach: identities, credentials, grants, tools.

use super::gather::{acting_as, acting_told, derived, misread, number};
use super::{Facts, Related, Value};
use crate::parameters::Parameters;
use crate::record::Record;
use crate::tables::Table;

impl<'a> Related<'a> {
    pub(super) fn access(&self, w: &'a Record, f: &mut Facts<'a>) {
        let lookups = &self.lookups;
        // An agent that is not told may reach what no identity told does: both columns have to speak.
        let known = acting_told(w);
        let mut ids: Vec<&'a str> = acting_as(w).collect();
        ids.sort_unstable();
        ids.dedup();
        let cells = f.at(w, ["identities", "agents"]);
        let start = || f.gather(known, &cells);
        let (mut lifetimes, mut per_task, mut federation) = (start(), start(), start());
        let (mut trigger_missing, mut secrets, mut crossing) = (start(), start(), start());
        let retired = w.get("lifecycle") == Some("retired");

        // Credentials of the identities, and those the workflow, its tools or its identities hold.
        let holders = ids.iter().copied().chain(w.items("tools").into_iter().flatten()).chain([w.key.as_str()]);
        for c in self.credentials_among(&ids, holders) {
            lifetimes.put(lifetime(c, self.parameters), c, "expires_at");
            per_task.put(c.get("issued_per").map(|p| if p == "task" { "yes" } else { "no" }), c, "issued_per");
            // A credential that outlives a retired workflow has nothing that revokes it.
            let outlives = retired && c.day("expires_at").is_none_or(|e| e > self.as_of);
            let trigger = if outlives { Some("yes") } else { listed(c, "revocation_triggers") };
            trigger_missing.put(trigger, c, "revocation_triggers");
        }
        let declared = w.list("declared_environments").or_else(|| w.list("environment"));
        for g in self.grants_among(&ids, &w.key) {
            let identity = g.get("identity").and_then(|i| self.data.find(Table::Identities, i));
            let resource = g.get("resource").and_then(|r| self.data.find(Table::Resources, r));
            per_task.put(g.get("kind").map(|k| if k == "jit" { "yes" } else { "no" }), g, "kind");
            trigger_missing.put(listed(g, "revocation_triggers"), g, "revocation_triggers");
            secrets.put(reads_secrets(g, identity, resource), g, "resource");
            crossing.put(crosses(declared.as_deref(), g, identity, resource), g, "environment");
        }
        for id in &ids {
            match self.data.find(Table::Identities, id) {
                Some(i) => federation.word(i, "federation"),
                None => federation.silent(),
            }
            if !lookups.credentials.contains(self.data.canonical(id)) {
                lifetimes.silent();
                per_task.silent();
            }
            if !lookups.grants_by_identity.contains(self.data.canonical(id)) {
                secrets.silent();
                crossing.silent();
                trigger_missing.silent();
                per_task.silent();
            }
        }
        f.set("credential_lifetime", lifetimes.words());
        f.set("jit_claimed", per_task.any_yes());
        f.set("federation", federation.words());
        f.set("revocation_trigger_missing", trigger_missing.any_yes());
        f.set("reads_secrets", secrets.any_yes());
        f.set("environment_crossing", crossing.any_yes());

        let (tools, complete) = self.tool_list(w);
        let several = match (tools.as_ref().map(Vec::len), ids.len()) {
            (Some(n), _) if n < 2 && complete => Some("no"),
            // More tools than identities: some identity serves two of them.
            (Some(n), i) if known && i > 0 && i < n => Some("yes"),
            _ => None,
        };
        f.set("identity_serves_several_tools", derived(several, f.at(w, ["identities", "tools"])));
        let agents = w.items("agents").map(Iterator::count);
        f.set("agent_count", number(agents, !misread(w, "agents"), f.at(w, ["agents"])));
    }

    /// The tools told, and whether there can be no others: a dynamic or untold tool mode leaves room for more.
    fn tool_list(&self, w: &'a Record) -> (Option<Vec<&'a str>>, bool) {
        let mode = w.get("tool_mode");
        let told = w.list("tools").or(if mode == Some("none") { Some(Vec::new()) } else { None });
        let fixed = matches!(mode, Some("none" | "fixed_single" | "fixed_allowlist")) && !misread(w, "tools");
        (told, fixed)
    }

    pub(super) fn tools(&self, w: &'a Record, f: &mut Facts<'a>) {
        let cells = f.at(w, ["tools", "tool_mode"]);
        let (tools, complete) = self.tool_list(w);
        let all = tools.is_some() && complete;
        let (mut access, mut third) = (f.gather(all, &cells), f.gather(all, &cells));
        let mut discovered = None;
        for t in tools.iter().flatten() {
            let Some(tool) = self.data.find(Table::Tools, t) else {
                access.silent();
                third.silent();
                continue;
            };
            match tool.items("access") {
                Some(list) => list.for_each(|a| access.put(Some(a), tool, "access")),
                None => access.silent(),
            }
            third.word(tool, "third_party");
            if tool.get("discovery") == Some("dynamic") {
                discovered = Some(tool);
            }
        }
        let access = access.words();
        let holds = |wanted: &str| match &access.value {
            Some(Value::Words(ws)) if ws.contains(&wanted) => Some("yes"),
            Some(Value::Words(_)) if access.complete => Some("no"),
            _ => None,
        };
        let read_only = match (w.get("effect"), holds("write"), holds("execute")) {
            (Some("reversible_write" | "irreversible_or_external"), _, _) | (_, Some("yes"), _) | (_, _, Some("yes")) => Some("no"),
            (Some(_), Some("no"), Some("no")) => Some("yes"),
            _ => None,
        };
        f.set("code_execution", derived(holds("execute"), access.cells.clone()));
        f.set("read_only", derived(read_only, f.at(w, ["effect", "tools"])));
        f.set("tool_access", access);
        f.set("third_party_tools", third.any_yes());
        f.set("tool_count", number(tools.map(|t| t.len()), complete, cells));
        f.set(
            "tool_mode",
            match discovered {
                // A tool that is discovered at run time makes the mode dynamic, whatever is declared.
                Some(tool) => derived(Some("dynamic"), f.at(tool, ["discovery"])),
                None => derived(w.get("tool_mode"), f.at(w, ["tool_mode"])),
            },
        );
    }
}

/// Whether a grant lets its identity, when that is no broker, read secrets of its resource.
fn reads_secrets(g: &Record, identity: Option<&Record>, resource: Option<&Record>) -> Option<&'static str> {
    if identity.and_then(|i| i.yes_no("broker")) == Some(true) || g.get("permission") == Some("write") {
        return Some("no");
    }
    let resource = resource?;
    match (resource.get("kind"), resource.get("sensitivity")) {
        (Some("secret_store"), _) | (_, Some("secrets")) => Some("yes"),
        (Some(_), Some(_)) => Some("no"),
        _ => None,
    }
}

/// Whether a grant reaches an environment that was not declared, or takes an identity that is at home elsewhere into production.
fn crosses(declared: Option<&[&str]>, g: &Record, identity: Option<&Record>, resource: Option<&Record>) -> Option<&'static str> {
    let reached = [g.get("environment"), resource.and_then(|r| r.get("environment"))];
    let any = |told: &dyn Fn(&str) -> bool| reached.into_iter().flatten().any(told);
    let home = identity.and_then(|i| i.get("home_environment"));
    let undeclared = declared.is_some_and(|d| any(&|e| !d.contains(&e)));
    let raised = home.is_some_and(|h| h != "prod") && any(&|e| e == "prod");
    match (undeclared || raised, !any(&|_| true), declared, home) {
        (true, ..) => Some("yes"),
        (false, false, Some(_), Some(_)) => Some("no"),
        _ => None,
    }
}

/// `yes` when a list column is told and holds nothing.
fn listed(r: &Record, column: &str) -> Option<&'static str> {
    r.items(column).map(|mut items| if items.next().is_none() { "yes" } else { "no" })
}

/// How long a credential lives: without an end it is static, above the threshold long-lived.
fn lifetime(c: &Record, parameters: &Parameters) -> Option<&'static str> {
    let span = || {
        let (from, to) = (c.get("issued_at")?, c.get("expires_at")?);
        let exact =
            || Some((chrono::DateTime::parse_from_rfc3339(to).ok()? - chrono::DateTime::parse_from_rfc3339(from).ok()?).num_seconds());
        // Two days say less than two times: the span is read at its longest.
        exact().or_else(|| Some((c.day("expires_at")? - c.day("issued_at")?).num_seconds() + 86_400))
    };
    let seconds = [c.integer("ttl_seconds"), span()].into_iter().flatten().max();
    match seconds {
        Some(s) if s < 0 => None,
        Some(s) if s <= parameters.credential_long_lived_seconds() => Some("short_lived"),
        Some(_) => Some("long_lived"),
        None if c.get("issued_per") == Some("standing") && c.get("expires_at").is_none() => Some("static"),
        None => None,
    }
}

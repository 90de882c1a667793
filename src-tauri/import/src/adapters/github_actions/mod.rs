//! GitHub Actions workflow files: what starts them, what each job's token may do, which secrets they name, and where a model or an agent runs.
//!
//! A file does not say which repository it is in, who reviews an environment, or what branch protection asks for: gates stay unknown.

mod grants;
mod steps;
#[cfg(test)]
mod tests;

use super::settings::{STANDING, Setting, Standing, join, key_like, setting};
use super::{Context, Out};
use crate::node::{Node, escape};
use countersign_core::tables::Table;
use steps::Running;

/// Reads one workflow file.
pub(super) fn read(from: &Context<'_>, out: &mut Out) {
    let id = format!("github-actions:{}", base(from.file));
    let mut flow = Workflow { id, ..Workflow::default() };
    let triggers = triggers(from.record);
    for (name, job) in from.record.get("jobs").map(Node::members).unwrap_or_default() {
        flow.job(from, &Job { name, node: job, at: format!("jobs/{}", escape(name)) }, out);
    }
    flow.secrets(from.record, out);
    flow.literals(from.record, out);
    flow.sources(from, &triggers, out);
    flow.write(from, &triggers, out);
    out.lead(Table::Workflows);
}

/// A workflow being read.
#[derive(Default)]
struct Workflow {
    id: String,
    identities: Vec<String>,
    /// The accounts behind the secrets.
    accounts: Vec<String>,
    agents: Vec<String>,
    tools: Vec<String>,
    models: Vec<String>,
    environments: Vec<String>,
    /// What the AI steps are: `agent` plans its own steps, `model` answers.
    running: Vec<Running>,
    /// Whether every AI step lists the tools it allows.
    allow_lists: Vec<bool>,
    limits: Vec<&'static str>,
}

/// A job.
struct Job<'a> {
    name: &'a str,
    node: &'a Node,
    at: String,
}

impl Workflow {
    fn job(&mut self, from: &Context<'_>, job: &Job<'_>, out: &mut Out) {
        let identity = format!("{}/{}", self.id, job.name);
        let (permissions, at) = match job.node.get("permissions") {
            Some(own) => (Some(own), join(&job.at, "permissions")),
            None => (from.record.get("permissions"), "permissions".to_owned()),
        };
        let found = steps::of(from, job, &identity, self, out);
        let draft = out.add(Table::Identities, &job.at);
        draft.set("id", &identity).set("name", job.node.words_at("name").unwrap_or(job.name)).set("identity_source", "GitHub Actions");
        draft.set("kind", if found.is_some() { "agent" } else { "workload" });
        let oidc = grants::oidc(permissions);
        if oidc == Some(true) {
            draft.set("federation", "oidc");
        }
        match permissions {
            None => {
                draft.note("permissions", "not stated: the repository's or organisation's default holds");
            }
            Some(said) => {
                draft
                    .note("permissions", crate::tree::cell(said))
                    .maybe_note("permissions.none", grants::nothing(said).then_some("no scope"));
            }
        }
        self.environment(job, draft);
        self.identities.push(identity.clone());
        if found.is_some() {
            self.agents.push(identity.clone());
        }
        if job.node.get("timeout-minutes").is_some() {
            self.limits.push("timeout");
        }
        let token = out.add(Table::Credentials, &at_or(&job.at, permissions.map(|_| at.as_str())));
        token.set("id", format!("{identity}/GITHUB_TOKEN")).set("identity", &identity).set("kind", "session").set("issued_per", "session");
        token.list("holders", [&self.id]).list("revocation_triggers", ["job end"]);
        if oidc == Some(true) {
            let at = grants::oidc_at(permissions, &at);
            let token = out.add(Table::Credentials, &at);
            token.set("id", format!("{identity}/oidc")).set("identity", &identity).set("kind", "oauth_token").set("issued_per", "task");
            token.list("holders", [&self.id]).set("workload_claim", "yes");
        }
        grants::write(&self.id, &identity, permissions, &at, out);
        for needed in job.node.get("needs").map(Node::one_or_many).unwrap_or_default().iter().filter_map(Node::words) {
            let draft = out.add(Table::Flows, &join(&job.at, "needs"));
            draft.set("workflow", &self.id).set("from", format!("{}/{needed}", self.id)).set("to", &identity).set("kind", "data");
        }
    }

    /// A deployment environment may ask for reviewers; the file does not say whether it does.
    fn environment(&mut self, job: &Job<'_>, draft: &mut crate::map::draft::Draft) {
        let environment = job.node.get("environment");
        let name = environment.and_then(|e| e.words().or_else(|| e.words_at("name")));
        if let Some(name) = name {
            draft
                .note("environment", name)
                .note("environment.reviewers", "unknown: the environment's protection rules are not in the file");
            self.environments.push(name.to_owned());
        }
    }

    /// The secrets that the file names, each once.
    fn secrets(&mut self, record: &Node, out: &mut Out) {
        let mut named: Vec<(String, String)> = Vec::new();
        texts(record, "", &mut |text, at| {
            for name in secret_names(text) {
                if !named.iter().any(|(n, _)| *n == name) && !name.eq_ignore_ascii_case("GITHUB_TOKEN") {
                    named.push((name, at.to_owned()));
                }
            }
        });
        for (job, node) in record.get("jobs").map(Node::members).unwrap_or_default() {
            if node.words_at("secrets") == Some("inherit") {
                named.push(("*".to_owned(), format!("jobs/{}/secrets", escape(job))));
            }
        }
        for (name, at) in named {
            let setting = Setting::Reference(format!("secrets.{name}"));
            let identity = format!("github-secret:{name}");
            let holders = vec![self.id.clone()];
            self.accounts.push(identity.clone());
            Standing { id: format!("{}/secrets.{name}", self.id), name: &name, identity, holders, setting, at }.write(out);
        }
    }

    /// Secrets written out where they should be named.
    fn literals(&self, record: &Node, out: &mut Out) {
        let mut found: Vec<(String, String)> = Vec::new();
        let places = ["env", "jobs/*/env", "jobs/*/steps/*/env", "jobs/*/steps/*/with"];
        for (path, node) in places.iter().flat_map(|path| record.all(path)) {
            for (name, value) in node.members() {
                let text = value.text().unwrap_or_default();
                if setting(name, &text) == Setting::Secret {
                    found.push((name.clone(), join(&path, &escape(name))));
                }
            }
        }
        for (name, at) in &found {
            let id = format!("{}/{}", self.id, at.replace("~1", "-"));
            let holders = vec![self.id.clone()];
            Standing { identity: id.clone(), id, name, holders, setting: Setting::Secret, at: at.clone() }.write(out);
        }
        for at in key_like(record, "").into_iter().filter(|at| !found.iter().any(|(_, f)| f == at)) {
            out.say(STANDING, &at, "a key-like string is written into the definition");
        }
    }

    /// The events that bring data in: text that anybody may have written.
    fn sources(&self, from: &Context<'_>, triggers: &[(String, String)], out: &mut Out) {
        for (event, at) in triggers {
            let untrusted = from.word("trigger", event).is_some_and(|w| w.contains("untrusted"));
            if !untrusted {
                continue;
            }
            let id = format!("github-event:{event}");
            out.mention(Table::Resources, at).set("id", &id).set("name", format!("{event} events")).set("untrusted", "yes");
            for identity in &self.identities {
                let draft = out.add(Table::Flows, at);
                draft.set("workflow", &self.id).set("from", &id).set("to", identity).set("kind", "data");
            }
        }
    }

    fn write(&mut self, from: &Context<'_>, triggers: &[(String, String)], out: &mut Out) {
        let draft = out.add(Table::Workflows, "");
        draft.set("id", &self.id).set("name", from.record.words_at("name").unwrap_or(base(from.file)));
        draft.maybe("purpose", from.record.words_at("description"));
        let words: Vec<&str> = triggers.iter().filter_map(|(event, _)| from.word("trigger", event)).collect();
        let event = words.iter().any(|w| w.contains("event")) || triggers.iter().any(|(e, _)| from.word("trigger", e).is_none());
        if !triggers.is_empty() {
            draft.set("started_by", if event { "schedule_or_event" } else { "human" });
        }
        if words.iter().any(|w| w.contains("untrusted")) {
            draft.set("untrusted_inputs", "yes");
        }
        draft
            .list("models", &self.models)
            .list("agents", &self.agents)
            .list("identities", self.identities.iter().chain(&self.accounts))
            .list("tools", &self.tools);
        if !self.running.is_empty() {
            draft.set("output", "generative");
        }
        if self.running.contains(&Running::Agent) {
            draft.set("control_flow", "model_plans");
            if self.allow_lists.iter().all(|listed| *listed) && !self.allow_lists.is_empty() {
                draft.set("tool_mode", "fixed_allowlist");
            }
        }
        if !self.limits.is_empty() {
            draft.set("resource_limit", "yes");
        }
        let mapped: Vec<&str> = self.environments.iter().filter_map(|e| from.word("environment", e)).collect();
        draft.list("declared_environments", mapped);
        draft.note("triggers", triggers.iter().map(|(e, _)| e.as_str()).collect::<Vec<_>>().join(";"));
        draft.note("environments", self.environments.join(";"));
        self.limits.dedup();
        draft.note("limits", self.limits.join(";"));
    }
}

/// The file's name without `.yml` or `.yaml`.
fn base(file: &str) -> &str {
    file.strip_suffix(".yml").or_else(|| file.strip_suffix(".yaml")).unwrap_or(file)
}

fn at_or(otherwise: &str, at: Option<&str>) -> String {
    at.unwrap_or(otherwise).to_owned()
}

/// What starts the workflow, each with its place: `on: push`, `on: [push, issues]`, or an object. YAML 1.1 reads the key `on` as true.
fn triggers(record: &Node) -> Vec<(String, String)> {
    let Some((key, on)) = record.members().iter().find(|(k, _)| matches!(k.as_str(), "on" | "true" | "On" | "ON")) else {
        return Vec::new();
    };
    let named = on.members().iter().map(|(name, _)| (name.clone(), join(key, &escape(name))));
    let listed = on.one_or_many().iter().filter_map(Node::words).map(|name| (name.to_owned(), key.clone()));
    if on.members().is_empty() { listed.collect() } else { named.collect() }
}

/// Every text under a value, with its path.
fn texts(node: &Node, at: &str, take: &mut impl FnMut(&str, &str)) {
    match node {
        Node::Text(text) => take(text, at),
        Node::Array(items) => items.iter().enumerate().for_each(|(i, n)| texts(n, &join(at, &i.to_string()), take)),
        Node::Object(members) => members.iter().for_each(|(k, n)| texts(n, &join(at, &escape(k)), take)),
        _ => {}
    }
}

/// The names after `secrets.` (or in `secrets['X']`) inside expressions.
fn secret_names(text: &str) -> Vec<String> {
    let mut found: Vec<String> = Vec::new();
    for part in text.split("${{").skip(1) {
        let inner = part.split("}}").next().unwrap_or_default();
        for rest in inner.split("secrets").skip(1) {
            let rest = rest.strip_prefix('.').or_else(|| rest.strip_prefix("['")).or_else(|| rest.strip_prefix("[\"")).unwrap_or_default();
            let name: String = rest.chars().take_while(|c| c.is_ascii_alphanumeric() || matches!(c, '_' | '-')).collect();
            if !name.is_empty() && !found.contains(&name) {
                found.push(name);
            }
        }
    }
    found
}

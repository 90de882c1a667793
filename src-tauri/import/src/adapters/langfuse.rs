//! Langfuse: a trace with its observations, or observations one by one.
//!
//! The trace is a request; a generation is a prompt and a model's output; a tool's or a retriever's run is a tool call; a guardrail is a policy
//! decision; a person's annotation is a review comment. Spans that only group others are no events, and hand their parent on.

use super::content::{details, hashed, sized, structure};
use super::{Context, Out};
use crate::map::draft::Draft;
use crate::node::Node;
use countersign_core::tables::Table;
use std::collections::HashMap;

/// Steps up from an observation to its ancestors.
const DEEP: usize = 256;

pub(super) fn read(from: &Context<'_>, out: &mut Out) {
    let node = from.record;
    let whole = node.get("observations").map(Node::items);
    let trace = match (node.get("trace"), whole) {
        (Some(trace), _) => Some(("trace/", trace)),
        (None, Some(_)) => Some(("", node)),
        (None, None) => None,
    };
    let observations: Vec<(String, &Node)> = match whole {
        Some(all) => all.iter().enumerate().map(|(i, o)| (format!("observations/{i}/"), o)).collect(),
        None => vec![(String::new(), node)],
    };
    let by_id = observations.iter().filter_map(|(_, o)| Some((o.words_at("id")?, *o))).collect();
    let name = trace.and_then(|(_, t)| t.words_at("name"));
    let run = Run { from, trace: trace.map(|(_, t)| t), name, by_id };
    if let Some((at, trace)) = trace {
        run.request(at, trace, out);
    }
    let mut grouping = 0;
    for (at, observation) in &observations {
        match run.kind(observation) {
            Some("model") => run.model(at, observation, out),
            Some("tool" | "retriever") => run.tool(at, observation, out),
            Some("guardrail") => run.guardrail(at, observation, out),
            Some("agent") => {
                run.agent(at, observation, out);
            }
            _ => grouping += 1,
        }
    }
    let scores = trace.map(|(_, t)| t.all("scores/*")).unwrap_or_default();
    for (at, score) in scores.into_iter().filter(|(_, s)| s.words_at("source") == Some("ANNOTATION")) {
        run.annotation(trace.map_or("", |(t, _)| t), &at, score, out);
    }
    if trace.is_some() && grouping > 0 {
        out.say("import/no-place", "observations", format!("{grouping} observations only group others and are no events"));
    }
}

struct Run<'a> {
    from: &'a Context<'a>,
    trace: Option<&'a Node>,
    /// The trace's name: what the workflow is called there.
    name: Option<&'a str>,
    by_id: HashMap<&'a str, &'a Node>,
}

impl<'a> Run<'a> {
    fn workflow(&self) -> Option<String> {
        self.name.map(|n| format!("langfuse:{n}"))
    }

    fn request(&self, at: &str, trace: &'a Node, out: &mut Out) {
        let Some(id) = trace.words_at("id") else { return };
        if let (Some(workflow), Some(name)) = (self.workflow(), self.name) {
            out.mention(Table::Workflows, &format!("{at}name")).set("id", workflow).set("name", name);
        }
        let user = trace.words_at("userId").map(|u| if u.contains('@') { u.to_lowercase() } else { format!("langfuse:{u}") });
        if let Some(user) = &user {
            out.mention(Table::Identities, &format!("{at}userId")).set("id", user);
        }
        let root =
            self.by_id.values().find(|o| o.words_at("parentObservationId").is_none() && o.get("input").is_some_and(|n| *n != Node::Null));
        let input = trace.get("input").filter(|n| **n != Node::Null).or_else(|| root.and_then(|o| o.get("input")));
        let event = out.add(Table::Events, &format!("{at}timestamp"));
        event.set("event_id", format!("langfuse:{id}")).set("type", "request").set("run_id", id).maybe("workflow", self.workflow());
        event.maybe("ts", trace.words_at("timestamp")).maybe("actor", user).maybe_note("session", trace.words_at("sessionId"));
        if let Some(input) = input {
            hashed(event, input);
        }
    }

    /// What an observation is; a plain span may say more in what was recorded with it.
    fn kind(&self, observation: &Node) -> Option<&str> {
        let kind = observation.words_at("type").and_then(|t| self.from.word("observation", t));
        if kind.is_some_and(|k| k != "span") {
            return kind;
        }
        let metadata = read_json(observation.get("metadata"));
        let names = ["gen_ai.operation.name", "openinference.span.kind", "langsmith.span.kind"];
        let said = names.iter().find_map(|n| metadata.get("attributes")?.words_at(n)).and_then(|s| self.from.word("operation", s));
        // LangChain's tools return a message of this type.
        said.or_else(|| (read_json(observation.get("output")).words_at("type") == Some("tool")).then_some("tool"))
    }

    /// The event an observation hangs on: its nearest ancestor that is one, else the request.
    fn parent(&self, observation: &Node) -> Option<String> {
        let mut above = observation.words_at("parentObservationId");
        for _ in 0..DEEP {
            let Some(id) = above else { break };
            match self.by_id.get(id) {
                // An ancestor in another file.
                None if self.trace.is_none() => return Some(format!("langfuse:{id}")),
                None => break,
                Some(node) if matches!(self.kind(node), Some("model" | "tool" | "retriever" | "guardrail")) => {
                    return Some(format!("langfuse:{id}"));
                }
                Some(node) => above = node.words_at("parentObservationId"),
            }
        }
        observation.words_at("traceId").map(|t| format!("langfuse:{t}"))
    }

    fn event<'o>(&self, at: &str, observation: &Node, kind: &str, part: &str, out: &'o mut Out) -> Option<&'o mut Draft> {
        let id = observation.words_at("id")?;
        let event = out.add(Table::Events, at);
        event.set("event_id", format!("langfuse:{id}{part}")).set("type", kind).maybe("run_id", observation.words_at("traceId"));
        event.maybe("workflow", self.workflow());
        Some(event)
    }

    fn model(&self, at: &str, observation: &Node, out: &mut Out) {
        let Some(id) = observation.words_at("id") else { return };
        let model = observation.words_at("model");
        let start = observation.words_at("startTime");
        if let Some(prompt) = self.event(&format!("{at}input"), observation, "prompt", "/prompt", out) {
            prompt.maybe("ts", start).list("parents", self.parent(observation));
            if let Some(input) = observation.get("input") {
                hashed(prompt, input);
            }
            details(prompt, &[("model", model)]);
        }
        let actor = self.actor(at, observation, out);
        let asked: Vec<&str> = observation.all("toolCallNames/*").into_iter().filter_map(|(_, n)| n.words()).collect();
        if let Some(output) = self.event(&format!("{at}output"), observation, "model_output", "", out) {
            output.maybe("ts", observation.words_at("endTime").or(start)).list("parents", [format!("langfuse:{id}/prompt")]);
            output.maybe("actor_kind", actor.as_ref().map(|_| "agent")).maybe("actor", actor);
            if let Some(content) = observation.get("output") {
                hashed(output, content);
                sized(output, content);
            }
            ended(output, observation);
            let asked = Some(asked.join(",")).filter(|a| !a.is_empty());
            details(output, &[("model", model), ("origin", Some("machine")), ("asks_for", asked.as_deref())]);
        }
    }

    fn tool(&self, at: &str, observation: &Node, out: &mut Out) {
        let metadata = read_json(observation.get("metadata"));
        let named = metadata.get("attributes").and_then(|a| a.words_at("tool.name").or_else(|| a.words_at("gen_ai.tool.name")));
        let name = named.or_else(|| observation.words_at("name"));
        if let Some(name) = name {
            out.mention(Table::Tools, &format!("{at}name")).set("id", name).set("name", name);
        }
        let reads = self.kind(observation) == Some("retriever");
        let actor = self.agent_above(at, observation, out);
        if let Some(call) = self.event(&format!("{at}input"), observation, "tool_call", "", out) {
            call.maybe("ts", observation.words_at("startTime")).list("parents", self.parent(observation));
            call.maybe("actor_kind", actor.as_ref().map(|_| "agent")).maybe("actor", actor);
            if let Some(input) = observation.get("input") {
                hashed(call, input);
            }
            ended(call, observation);
            details(call, &[("tool", name), ("access", reads.then_some("read"))]);
        }
    }

    fn guardrail(&self, at: &str, observation: &Node, out: &mut Out) {
        let policy = observation.words_at("name");
        if let Some(decision) = self.event(&format!("{at}output"), observation, "policy_decision", "", out) {
            decision.maybe("ts", observation.words_at("endTime").or_else(|| observation.words_at("startTime")));
            // What it decided is in words of its own; they are not guessed.
            decision.list("parents", self.parent(observation));
            details(decision, &[("policy", policy)]);
        }
    }

    /// A person's score of the trace or of an observation.
    fn annotation(&self, around: &str, at: &str, score: &Node, out: &mut Out) {
        let Some(id) = score.words_at("id") else { return };
        let author = score.words_at("authorUserId").map(|a| format!("langfuse:{a}"));
        if let Some(author) = &author {
            out.mention(Table::Identities, &format!("{around}{at}/authorUserId")).set("id", author).set("kind", "human");
        }
        let on = score.words_at("observationId").or_else(|| score.words_at("traceId")).map(|o| format!("langfuse:{o}"));
        let event = out.add(Table::Events, &format!("{around}{at}"));
        event.set("event_id", format!("langfuse:{id}")).set("type", "review_comment").maybe("ts", score.words_at("timestamp"));
        event.maybe("run_id", score.words_at("traceId")).maybe("workflow", self.workflow()).list("parents", on);
        event.maybe("actor_kind", author.as_ref().map(|_| "human")).maybe("actor", author);
        let length = score.words_at("comment").map(|c| c.chars().count().to_string());
        details(event, &[("text_length", length.as_deref()), ("score", score.words_at("name"))]);
    }

    /// The agent that an observation is, as an identity.
    fn agent(&self, at: &str, observation: &Node, out: &mut Out) -> Option<String> {
        let name = called(observation)?;
        Some(self.identity(&format!("{at}name"), &name, out))
    }

    fn identity(&self, at: &str, name: &str, out: &mut Out) -> String {
        let id = self.name.map_or_else(|| format!("langfuse:{name}"), |workflow| format!("langfuse:{workflow}/{name}"));
        out.mention(Table::Identities, at).set("id", &id).set("kind", "agent").set("name", name);
        id
    }

    /// The agent nearest above an observation.
    fn agent_above(&self, at: &str, observation: &Node, out: &mut Out) -> Option<String> {
        let mut above = observation.words_at("parentObservationId");
        for _ in 0..DEEP {
            let node = self.by_id.get(above?)?;
            if self.kind(node) == Some("agent") {
                return called(node).map(|name| self.identity(&format!("{at}parentObservationId"), &name, out));
            }
            above = node.words_at("parentObservationId");
        }
        None
    }

    /// Who a model spoke for: the agent above, or the node of the graph it ran in.
    fn actor(&self, at: &str, observation: &Node, out: &mut Out) -> Option<String> {
        if let Some(agent) = self.agent_above(at, observation, out) {
            return Some(agent);
        }
        let metadata = read_json(observation.get("metadata"));
        let named = metadata.get("attributes").and_then(|a| a.words_at("gen_ai.agent.name").or_else(|| a.words_at("agent.name")));
        named.or_else(|| metadata.words_at("langgraph_node")).map(|name| self.identity(&format!("{at}metadata"), name, out))
    }
}

/// What an agent is called: by what was recorded of it, else as the observation is.
fn called(observation: &Node) -> Option<String> {
    let metadata = read_json(observation.get("metadata"));
    let names = ["gen_ai.agent.name", "agent.name", "graph.node.name", "graph.node.id"];
    let recorded = names.iter().find_map(|n| metadata.get("attributes")?.words_at(n));
    recorded.or_else(|| observation.words_at("name")).map(str::to_owned)
}

/// How an observation ended, when it says that it failed.
fn ended(event: &mut Draft, observation: &Node) {
    if observation.words_at("level") == Some("ERROR") {
        event.set("outcome", "failed").maybe_note("status", observation.words_at("statusMessage"));
    }
}

/// A member that may be a text of JSON.
fn read_json(node: Option<&Node>) -> Node {
    match node {
        Some(Node::Text(text)) => structure(text).unwrap_or(Node::Null),
        Some(other) => other.clone(),
        None => Node::Null,
    }
}

#[cfg(test)]
#[path = "langfuse_tests.rs"]
mod tests;

//! Spans that follow the OpenTelemetry conventions for generative AI (`gen_ai.*`), or OpenInference's: what they say as events.
//!
//! A model's call is a prompt and an output, a tool's execution a tool call, an agent's invocation a request. Other spans group these; they
//! name who ran them and are no events.

use super::content::{details, hashed, sized, structure};
use super::results::{tool, verdict};
use super::{Context, Out};
use crate::map::draft::Draft;
use crate::node::Node;
use crate::text::says_unknown;
use countersign_core::tables::{Kind, Table};

/// A span, wherever it was written down.
pub(super) struct Span<'a> {
    /// What its ids start with.
    pub system: &'a str,
    /// The trace.
    pub run: Option<String>,
    /// The span's id and its parent's, as parts of event ids.
    pub id: String,
    pub parent: Option<String>,
    pub start: Option<String>,
    pub end: Option<String>,
    /// How it ended, when the span says so.
    pub outcome: Option<String>,
    /// What it is called.
    pub name: Option<String>,
    /// The service that ran it.
    pub service: Option<String>,
    /// Attributes by name.
    pub attributes: &'a Node,
    /// The path to an attribute.
    pub at: &'a dyn Fn(&str) -> String,
}

impl Span<'_> {
    fn text(&self, names: &[&str]) -> Option<String> {
        names.iter().find_map(|n| self.attributes.get(n)?.text().filter(|t| !t.trim().is_empty())).map(|t| t.trim().to_owned())
    }

    /// The first attribute that is there, with where it is; a text of JSON is read.
    fn content(&self, names: &[&str]) -> Option<(String, Node)> {
        let (name, node) = names.iter().find_map(|n| Some((*n, self.attributes.get(n).filter(|n| **n != Node::Null)?)))?;
        let read = node.words().and_then(structure);
        Some(((self.at)(name), read.unwrap_or_else(|| node.clone())))
    }

    /// What all events of the span have in common.
    fn event<'o>(&self, out: &'o mut Out, at: &str, part: &str, kind: &str, when: Option<&str>) -> &'o mut Draft {
        let draft = out.add(Table::Events, at);
        draft.set("event_id", format!("{}:{}{part}", self.system, self.id)).set("type", kind).maybe("run_id", self.run.as_deref());
        draft.maybe("ts", when.or(self.start.as_deref())).maybe("workflow", self.workflow());
        draft
    }

    fn parent_event(&self) -> Option<String> {
        self.parent.as_ref().map(|p| format!("{}:{p}", self.system))
    }

    /// The agent's name, without the version that some services put behind it.
    fn agent(&self) -> Option<String> {
        let named = self.text(&["gen_ai.agent.name", "agent.name"]);
        named.or_else(|| {
            let id = self.text(&["gen_ai.agent.id"])?;
            let version = id.rsplit_once(':').filter(|(_, v)| !v.is_empty() && v.bytes().all(|b| b.is_ascii_digit()));
            Some(version.map_or(id.as_str(), |(name, _)| name).to_owned())
        })
    }

    fn workflow(&self) -> Option<String> {
        Some(format!("{}:{}", self.system, self.agent()?))
    }
}

/// What a span says.
pub(super) fn read(from: &Context<'_>, span: &Span<'_>, out: &mut Out) {
    let agent = agent(span, out);
    if let Some(service) = span.service.as_deref().filter(|s| *s != "unknown_service" && !says_unknown(s, Kind::Text)) {
        out.mention(Table::Identities, "").set("id", format!("{}:{service}", span.system)).set("name", service);
    }
    if let Some(name) = span.text(&["gen_ai.evaluation.name"]) {
        return evaluation(from, span, &name, out);
    }
    let operation = span.text(&["gen_ai.operation.name", "openinference.span.kind", "traceloop.span.kind", "langsmith.span.kind"]);
    let operation = operation.and_then(|o| from.word("operation", &o));
    match operation {
        Some("tool") => tool_call(span, agent.as_deref(), out),
        Some("agent") => {
            let event = span.event(out, "", "", "request", None);
            event.list("parents", span.parent_event()).maybe("actor", span.text(&["enduser.id", "user.id"]));
            if let Some((_, content)) = span.content(&["gen_ai.input.messages", "input.value"]) {
                hashed(event, &content);
            }
        }
        Some("model") | None => {
            let told = span.name.as_deref().and_then(|n| from.word("span", n)) == Some("prompt");
            model(span, operation.is_some(), told, agent.as_deref(), out);
        }
        Some(_) => {}
    }
}

/// The agent as an identity and as a workflow.
fn agent(span: &Span<'_>, out: &mut Out) -> Option<String> {
    let (id, name) = (span.workflow()?, span.agent()?);
    let at = (span.at)(if span.attributes.get("gen_ai.agent.name").is_some() { "gen_ai.agent.name" } else { "gen_ai.agent.id" });
    out.mention(Table::Identities, &at).set("id", &id).set("kind", "agent").set("name", &name);
    out.mention(Table::Workflows, &at).set("id", &id).set("name", &name).list("agents", [&id]);
    Some(id)
}

fn acts(event: &mut Draft, agent: Option<&str>, outcome: Option<&str>) {
    event.maybe("actor", agent).maybe("actor_kind", agent.map(|_| "agent")).maybe("outcome", outcome);
}

fn tool_call(span: &Span<'_>, agent: Option<&str>, out: &mut Out) {
    let name = span.text(&["gen_ai.tool.name", "tool.name", "traceloop.entity.name"]);
    if let Some(name) = &name {
        out.mention(Table::Tools, &(span.at)("gen_ai.tool.name")).set("id", name).set("name", name);
    }
    let arguments = span.content(&["gen_ai.tool.call.arguments", "input.value", "gen_ai.output.messages"]);
    let event = span.event(out, arguments.as_ref().map_or("", |(at, _)| at), "", "tool_call", None);
    event.list("parents", span.parent_event());
    acts(event, agent, span.outcome.as_deref());
    if let Some((_, arguments)) = &arguments {
        hashed(event, arguments);
    }
    details(event, &[("tool", name), ("call", span.text(&["gen_ai.tool.call.id"]))]);
}

/// A model's call: what it was told and what it said. Foundry writes each message as a span of its own; what it is stands in its role, and for
/// earlier turns that are handed to the model again, in the span's name (`told`).
fn model(span: &Span<'_>, called: bool, told: bool, agent: Option<&str>, out: &mut Out) {
    let input = span.content(&["gen_ai.input.messages", "gen_ai.prompt", "gen_ai.system_instructions", "input.value"]);
    let output = span.content(&["gen_ai.output.messages", "gen_ai.completion", "output.value"]);
    let told = told || output.as_ref().and_then(|(_, n)| role(n)).is_some_and(|r| matches!(r, "user" | "developer" | "system"));
    let name = span.text(&["gen_ai.response.model", "gen_ai.request.model", "llm.model_name"]);
    let (input, output) = if told { (output.or(input), None) } else { (input, output) };
    // What a call was told and said may be kept out of the log; that it was called stands there.
    let prompted = input.is_some() || called;
    let answered = output.is_some() || called && !told;
    if prompted {
        // A span that is one event keeps its own id.
        let part = if answered { "/prompt" } else { "" };
        let event = span.event(out, input.as_ref().map_or("", |(at, _)| at), part, "prompt", None);
        event.list("parents", span.parent_event());
        let mut origin = None;
        if let Some((_, content)) = &input {
            hashed(event, content);
            origin = role(content);
        }
        details(event, &[("model", name.as_deref()), ("role", origin)]);
    }
    if answered {
        let event = span.event(out, output.as_ref().map_or("", |(at, _)| at), "", "model_output", span.end.as_deref());
        let prompt = format!("{}:{}/prompt", span.system, span.id);
        event.list("parents", if prompted { Some(prompt) } else { span.parent_event() });
        acts(event, agent, span.outcome.as_deref());
        if let Some((_, content)) = &output {
            hashed(event, content);
            sized(event, content);
        }
        details(
            event,
            &[("model", name.as_deref()), ("origin", Some("machine")), ("response", span.text(&["gen_ai.response.id"]).as_deref())],
        );
    }
}

/// The role that a message, or the first of several, has.
fn role(node: &Node) -> Option<&str> {
    node.words_at("role").or_else(|| node.items().first()?.words_at("role"))
}

/// A machine's judgement of an answer: a test of it.
fn evaluation(from: &Context<'_>, span: &Span<'_>, name: &str, out: &mut Out) {
    let at = (span.at)("gen_ai.evaluation.score.label");
    let label = span.text(&["gen_ai.evaluation.score.label"]);
    let said = label.as_deref().and_then(|l| verdict(from, out, &at, l)).map(str::to_owned);
    let check = format!("evaluation/{}", tool(name));
    let answer = span.text(&["gen_ai.response.id"]);
    let draft = super::results::result(out, &at, span.system, &check, answer.as_deref());
    draft
        .set("tester", span.system)
        .maybe("result", said)
        .maybe("tested_at", span.start.as_deref())
        .maybe("workflow", span.workflow())
        .maybe_note("label", label);
    draft
        .maybe_note("score", span.text(&["gen_ai.evaluation.score.value"]))
        .maybe_note("explanation", span.text(&["gen_ai.evaluation.explanation"]));
}

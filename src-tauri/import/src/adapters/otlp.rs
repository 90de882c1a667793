//! OpenTelemetry's JSON: spans and log records, each in its own place of a document, or a whole export request in each line.

use super::gen_ai::{self, Span};
use super::{Context, Out};
use crate::node::Node;
use countersign_core::tables::Table;

pub(super) fn read(from: &Context<'_>, out: &mut Out) {
    let node = from.record;
    for (resources, scopes, list) in [("resourceSpans", "scopeSpans", "spans"), ("resourceLogs", "scopeLogs", "logRecords")] {
        for (i, resource) in node.get(resources).map(Node::items).unwrap_or_default().iter().enumerate() {
            let service = service(resource.at("resource/attributes"));
            for (at, one) in resource.all(&format!("{scopes}/*/{list}/*")) {
                each(from, one, &format!("{resources}/{i}/{at}"), service.clone(), out);
            }
        }
    }
    if node.get("resourceSpans").is_none() && node.get("resourceLogs").is_none() {
        let resource: Vec<&str> = from.place.split('/').take(2).collect();
        let attributes = from.outside(&format!("{}/resource/attributes", resource.join("/")));
        each(from, node, "", service(attributes.as_ref()), out);
    }
}

fn service(attributes: Option<&Node>) -> Option<String> {
    let attributes = flattened(attributes?);
    attributes.words_at("service.name").map(str::to_owned)
}

fn each(from: &Context<'_>, node: &Node, at: &str, service: Option<String>, out: &mut Out) {
    let attributes = flattened(node.get("attributes").unwrap_or(&Node::Null));
    let place = |_: &str| if at.is_empty() { "attributes".to_owned() } else { format!("{at}/attributes") };
    let text = |name: &str| node.text_at(name).map(|t| t.into_owned());
    let id = |name: &str| text(name).map(|t| t.to_lowercase()).filter(|t| !t.bytes().all(|b| b == b'0'));
    let trace = id("traceId");
    let in_trace = |span: String| trace.as_ref().map_or_else(|| span.clone(), |t| format!("{t}/{span}"));
    if node.get("timeUnixNano").is_some() || node.get("observedTimeUnixNano").is_some() {
        let span = id("spanId").map(in_trace);
        return log(from, node, at, &Logged { attributes: &attributes, trace: trace.clone(), span, service }, out);
    }
    let Some(own) = id("spanId") else { return };
    let outcome = match node.text_at("status/code").as_deref() {
        Some("2" | "STATUS_CODE_ERROR") => Some("failed".to_owned()),
        Some("1" | "STATUS_CODE_OK") => Some("completed".to_owned()),
        _ => None,
    };
    let span = Span {
        system: &from.preset.source,
        id: in_trace(own),
        parent: id("parentSpanId").map(in_trace),
        run: trace.clone(),
        start: text("startTimeUnixNano"),
        end: text("endTimeUnixNano"),
        outcome,
        name: text("name"),
        service,
        attributes: &attributes,
        at: &place,
    };
    gen_ai::read(from, &span, out);
}

struct Logged<'a> {
    attributes: &'a Node,
    trace: Option<String>,
    span: Option<String>,
    service: Option<String>,
}

/// A log record: the conventions for generative AI write messages as events of their own.
fn log(from: &Context<'_>, node: &Node, at: &str, logged: &Logged<'_>, out: &mut Out) {
    let system = &from.preset.source;
    if let Some(service) = logged.service.as_deref().filter(|s| *s != "unknown_service") {
        out.mention(Table::Identities, at).set("id", format!("{system}:{service}")).set("name", service);
    }
    let name = node.words_at("eventName").or_else(|| logged.attributes.words_at("event.name"));
    let Some(kind) = name.and_then(|n| from.word("message", n)) else { return };
    let when = node.text_at("timeUnixNano").or_else(|| node.text_at("observedTimeUnixNano"));
    let (Some(name), Some(when)) = (name, when) else { return };
    let around = logged.span.clone().or_else(|| logged.trace.clone()).unwrap_or_else(|| "log".to_owned());
    let body = node.get("body").map(value).unwrap_or(Node::Null);
    let event = out.add(Table::Events, &if at.is_empty() { "body".to_owned() } else { format!("{at}/body") });
    event.set("event_id", format!("{system}:{around}/{name}/{when}")).set("type", kind).set("ts", &when);
    event.maybe("run_id", logged.trace.as_deref()).list("parents", logged.span.as_ref().map(|s| format!("{system}:{s}")));
    super::content::hashed(event, &body);
    let model = logged.attributes.words_at("gen_ai.response.model").or_else(|| logged.attributes.words_at("gen_ai.request.model"));
    if kind == "model_output" {
        super::content::sized(event, &body);
        super::content::details(event, &[("model", model), ("origin", Some("machine"))]);
    } else {
        super::content::details(event, &[("model", model), ("action", Some(name))]);
    }
}

/// A list of keys and typed values as one object.
fn flattened(list: &Node) -> Node {
    let members = list.items().iter().filter_map(|pair| Some((pair.words_at("key")?.to_owned(), value(pair.get("value")?))));
    Node::Object(members.collect())
}

/// A typed value as it would be written plainly.
fn value(typed: &Node) -> Node {
    match typed.members().first() {
        Some((kind, inner)) => match kind.as_str() {
            "arrayValue" => Node::Array(inner.at("values").map(Node::items).unwrap_or_default().iter().map(value).collect()),
            "kvlistValue" => flattened(inner.get("values").unwrap_or(&Node::Null)),
            _ => inner.clone(),
        },
        None => Node::Null,
    }
}

#[cfg(test)]
mod tests {
    use crate::adapters::tests::taken;
    use countersign_core::Table;

    const CHAT: &str = r#"{"traceId":"AA01","spanId":"BB02","parentSpanId":"CC03","startTimeUnixNano":"1700000000000000000","endTimeUnixNano":"1700000001000000000",
        "status":{"code":2},"attributes":[{"key":"gen_ai.operation.name","value":{"stringValue":"chat"}},{"key":"gen_ai.agent.name","value":{"stringValue":"clerk"}},
        {"key":"gen_ai.request.model","value":{"stringValue":"m-1"}}]}"#;

    #[test]
    fn a_models_call_is_a_prompt_and_an_output() {
        let (records, _) = taken("otlp", "t.json", CHAT);
        let events: Vec<_> = records.iter().filter(|r| r.table == Table::Events).collect();
        assert_eq!(
            events.iter().map(|e| (e.key.as_str(), e.get("type"), e.get("parents"))).collect::<Vec<_>>(),
            [
                ("otel:aa01/bb02/prompt", Some("prompt"), Some("otel:aa01/cc03")),
                ("otel:aa01/bb02", Some("model_output"), Some("otel:aa01/bb02/prompt"))
            ]
        );
        assert_eq!((events[0].get("ts"), events[1].get("ts")), (Some("2023-11-14T22:13:20Z"), Some("2023-11-14T22:13:21Z")));
        assert_eq!(
            (events[1].get("outcome"), events[1].get("run_id"), events[1].get("content_sha256")),
            (Some("failed"), Some("aa01"), None)
        );
    }

    #[test]
    fn a_line_may_hold_a_whole_request_and_other_spans_are_no_events() {
        let line = format!(
            r#"{{"resourceSpans":[{{"resource":{{"attributes":[{{"key":"service.name","value":{{"stringValue":"svc"}}}}]}},"scopeSpans":[{{"spans":[{CHAT},
            {{"traceId":"AA01","spanId":"DD04","name":"GET /","startTimeUnixNano":"1700000000000000000"}}]}}]}}]}}"#
        );
        let (records, _) = taken("otlp", "t.jsonl", &line);
        assert_eq!(records.iter().filter(|r| r.table == Table::Events).count(), 2);
        assert_eq!(records.iter().filter(|r| r.key == "otel:svc").count(), 2);
        assert!(
            records
                .iter()
                .find(|r| r.key == "otel:aa01/bb02")
                .unwrap()
                .extra("at")
                .is_none_or(|at| at.starts_with("resourceSpans/0/scopeSpans/0/spans/0"))
        );
    }

    #[test]
    fn messages_in_logs_are_events_by_their_name() {
        let (records, _) = taken(
            "otlp",
            "l.json",
            r#"{"timeUnixNano":"1700000000000000000","traceId":"AA01","spanId":"BB02","eventName":"gen_ai.choice","body":{"kvlistValue":{"values":[
            {"key":"message","value":{"kvlistValue":{"values":[{"key":"content","value":{"stringValue":"one two"}}]}}}]}}}"#,
        );
        assert_eq!(
            (records[0].get("type"), records[0].get("size"), records[0].get("parents")),
            (Some("model_output"), Some("2"), Some("otel:aa01/bb02"))
        );
        assert!(taken("otlp", "l.json", r#"{"timeUnixNano":"1700000000000000000","body":{"stringValue":"x"}}"#).0.is_empty());
    }
}

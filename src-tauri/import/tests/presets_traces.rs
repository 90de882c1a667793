//! Traces and audit trails of agents: events in their chain, contents hashed and counted, nobody named who is not there.
#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, clippy::print_stdout, reason = "tests")]

mod common;

use common::{Kept, one, planned};
use countersign_core::record::Record;
use countersign_core::tables::Table;
use countersign_import::Options;
use std::path::PathBuf;

fn events(kept: &Kept) -> Vec<&Record> {
    kept.records.iter().filter(|r| r.table == Table::Events).collect()
}

fn chain(kept: &Kept) -> Vec<(&str, &str)> {
    events(kept).into_iter().map(|e| (e.key.as_str(), e.get("type").unwrap())).collect()
}

fn preset(kept: &Kept) -> &str {
    kept.heads[0].detected.preset.as_deref().unwrap_or("none")
}

#[test]
fn a_langfuse_trace_is_read_in_both_of_its_shapes() {
    let observations = r#""observations":[{"id":"o1","traceId":"t1","type":"GENERATION","parentObservationId":null,"startTime":"2026-01-02T03:04:05Z","model":"m","input":"q","output":"a b c"}]"#;
    let export = format!(r#"{{"trace":{{"id":"t1","name":"Desk","timestamp":"2026-01-02T03:04:05Z"}},{observations}}}"#);
    let api = format!(r#"{{"id":"t1","name":"Desk","timestamp":"2026-01-02T03:04:05Z",{observations}}}"#);
    for (name, text) in [("export.json", export.clone()), ("api.json", api), ("list.json", format!("[{export}]"))] {
        let kept = one(name, text);
        assert_eq!(preset(&kept), "langfuse", "{name}");
        assert_eq!(chain(&kept), [("langfuse:t1", "request"), ("langfuse:o1/prompt", "prompt"), ("langfuse:o1", "model_output")], "{name}");
        assert_eq!((events(&kept)[2].get("size"), events(&kept)[2].get("actor")), (Some("3"), None));
        assert!(!format!("{:?}", kept.records).contains("a b c"), "{name}");
    }
    let line =
        r#"{"id":"o1","traceId":"t1","type":"GENERATION","parentObservationId":"o0","startTime":"2026-01-02T03:04:05Z","output":"a"}"#;
    let kept = one("observations.jsonl", format!("{line}\n{}\n", line.replace("o1", "o2")));
    assert_eq!((preset(&kept), events(&kept).len()), ("langfuse-observations", 4));
    assert_eq!(events(&kept)[0].get("parents"), Some("langfuse:o0"));
}

#[test]
fn spans_in_application_insights_may_hold_json_in_json() {
    let messages = serde_json::to_string(r#"[{"role":"assistant","parts":[{"type":"text","content":"one two"}]}]"#).unwrap();
    let properties = format!(r#"{{"gen_ai.agent.id":"clerk:2","gen_ai.response.model":"m-1","gen_ai.output.messages":{messages}}}"#);
    let properties = serde_json::to_string(&properties).unwrap();
    let text = format!(
        r#"[{{"Id":"s1","OperationId":"t1","ParentId":"0000000000000000","TimeGenerated":"2026-01-02T03:04:05Z","AppRoleName":"unknown","Properties":{properties}}}]"#
    );
    let kept = one("spans.json", text);
    assert_eq!((preset(&kept), chain(&kept)), ("app-insights", vec![("app-insights:s1", "model_output")]));
    let event = events(&kept)[0];
    assert_eq!((event.get("size"), event.get("parents"), event.get("workflow")), (Some("2"), None, Some("app-insights:clerk")));
    let identities: Vec<_> = kept.records.iter().filter(|r| r.table == Table::Identities).map(|r| r.key.as_str()).collect();
    assert_eq!(identities, ["app-insights:clerk"]);
}

#[test]
fn spans_and_logs_of_opentelemetry_are_read_where_they_stand() {
    let attribute = |key: &str, value: &str| format!(r#"{{"key":"{key}","value":{{"stringValue":"{value}"}}}}"#);
    let resource = |name: &str| format!(r#"{{"attributes":[{}]}}"#, attribute("service.name", name));
    let tool = format!(
        r#"{{"traceId":"AB","spanId":"02","parentSpanId":"01","startTimeUnixNano":"1700000000000000000","attributes":[{},{},{}]}}"#,
        attribute("gen_ai.operation.name", "execute_tool"),
        attribute("gen_ai.tool.name", "look_up"),
        attribute("gen_ai.agent.name", "clerk")
    );
    let plain = r#"{"traceId":"AB","spanId":"03","name":"GET /","startTimeUnixNano":"1700000000000000000"}"#;
    let text = format!(
        r#"{{"resourceSpans":[{{"resource":{},"scopeSpans":[{{"spans":[{tool}]}}]}},{{"resource":{},"scopeSpans":[{{"spans":[{plain}]}}]}}]}}"#,
        resource("first"),
        resource("second")
    );
    let kept = one("trace.json", &text);
    assert_eq!((preset(&kept), chain(&kept)), ("otlp", vec![("otel:ab/02", "tool_call")]));
    assert_eq!((events(&kept)[0].get("details"), events(&kept)[0].get("parents")), (Some("tool=look_up"), Some("otel:ab/01")));
    let named = |kept: &Kept| kept.records.iter().filter(|r| r.table == Table::Identities).map(|r| r.key.clone()).collect::<Vec<_>>();
    assert_eq!(named(&kept), ["otel:clerk", "otel:first", "otel:second"]);
    // The same as one request in a line.
    let kept = one("trace.jsonl", format!("{}\n", text.replace('\n', " ")));
    assert_eq!((preset(&kept), chain(&kept)), ("otlp", vec![("otel:ab/02", "tool_call")]));
}

#[test]
fn a_guards_trail_is_read_the_same_from_a_table_and_from_json() {
    let csv = "timestamp,agent_id,event_type,tool,role,reason,amount,decision\n\
        2026-03-01T10:59:34.9,clerk,ALLOWED,pay,teller,,,allowed\n2026-03-01T10:59:35.0,clerk,BLOCKED,pay,teller,too much,,blocked\n\
        2026-03-01T10:59:35.1,clerk,TRANSACTION,pay,teller,,500.0,pending_approval\n2026-03-01T10:59:35.2,clerk,CHECKPOINT,,teller,,,checkpoint\n\
        2026-03-01T10:59:35.3,,ALLOWED,pay,,,,allowed\n";
    let kept = one("trail.csv", csv);
    assert_eq!(preset(&kept), "agent-audit-trail");
    let seen: Vec<_> = events(&kept).into_iter().map(|e| (e.get("type").unwrap(), e.get("outcome"))).collect();
    assert_eq!(
        seen,
        [
            ("tool_call", None),
            ("policy_decision", Some("allow")),
            ("tool_call", Some("denied")),
            ("policy_decision", Some("deny")),
            ("tool_call", None),
            ("policy_decision", Some("needs_approval"))
        ]
    );
    assert_eq!((kept.said("import/no-place").at.row, kept.rejected.len(), kept.rejected[0].row), (Some(5), 1, 6));
    let json = r#"[{"agent_id":"clerk","tool":"pay","role":"teller","event_type":"ALLOWED","decision":"allowed","timestamp":"2026-03-01T10:59:34.9"},
        {"agent_id":"clerk","checkpoint":"c-1","event_type":"CHECKPOINT","decision":"checkpoint","timestamp":"2026-03-01T10:59:35.2"}]"#;
    let again = one("trail.json", json);
    assert_eq!((preset(&again), events(&again)[0].key.as_str()), ("agent-audit-trail", events(&kept)[0].key.as_str()));
}

#[test]
fn published_traces_are_recognised_and_read() {
    let samples = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../../shared/samples");
    if !samples.exists() {
        println!("skipped: no sample files");
        return;
    }
    for (file, preset, rows, events_there) in [
        ("langfuse-export/openai-agents-2025-09-30.json", "langfuse", 1, 6),
        ("langfuse-trace/claude-agent-2025-12-22.trace.json", "langfuse", 1, 11),
        ("langfuse-trace/langgraph-python-2025-08-22.trace.json", "langfuse", 1, 6),
        ("azure-foundry-traces/foundry-GiqkbN.json", "app-insights", 24, 23),
        ("otlp-json/otlp-trace.json", "otlp", 1, 0),
        ("otlp-json/otlp-logs.json", "otlp", 1, 0),
        ("agent-audit-trail/aml_audit_trail.csv", "agent-audit-trail", 87, 122),
        ("agent-audit-trail/aml_audit_trail.json", "agent-audit-trail", 87, 122),
        ("agent-audit-trail/soc2_audit_trail.csv", "agent-audit-trail", 9, 17),
        ("agent-audit-trail/soc2_audit_trail.json", "agent-audit-trail", 9, 17),
    ] {
        let plan = planned(&[samples.join(file)], &Options::default());
        let [input] = plan.inputs.as_slice() else { panic!("{file}: {:?}", plan.refused) };
        assert_eq!(input.detected.preset.as_deref(), Some(preset), "{file}");
        let mut kept = Kept::default();
        let summary = countersign_import::read(input, &mut kept).unwrap();
        assert_eq!((summary.records, summary.rejected, events(&kept).len()), (rows, 0, events_there), "{file}");
    }
}

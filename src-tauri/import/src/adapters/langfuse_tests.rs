use crate::adapters::tests::taken;
use countersign_core::Table;
use countersign_core::record::Record;

const TRACE: &str = r#"{"trace":{"id":"t1","name":"Desk","timestamp":"2026-01-02T03:04:05Z","userId":"Ann@Example.org","input":"\"q\"",
    "scores":[{"id":"s1","source":"EVAL","name":"x"},{"id":"s2","source":"ANNOTATION","authorUserId":"u7","traceId":"t1","timestamp":"2026-01-02T04:00:00Z","comment":"fine"}]},
  "observations":[
    {"id":"o1","type":"AGENT","name":"Clerk","traceId":"t1","parentObservationId":null,"startTime":"2026-01-02T03:04:05Z"},
    {"id":"o2","type":"SPAN","name":"step","traceId":"t1","parentObservationId":"o1"},
    {"id":"o3","type":"GENERATION","name":"call","traceId":"t1","parentObservationId":"o2","startTime":"2026-01-02T03:04:06Z","endTime":"2026-01-02T03:04:07Z",
     "model":"m-1","input":[{"role":"user","content":"q"}],"output":{"role":"assistant","content":"three small words"},"toolCallNames":["look_up"],"level":"DEFAULT"},
    {"id":"o4","type":"TOOL","name":"look_up","traceId":"t1","parentObservationId":"o3","startTime":"2026-01-02T03:04:08Z","input":{"a":1},"level":"ERROR","statusMessage":"no"},
    {"id":"o5","type":"SPAN","name":"wrapped","traceId":"t1","parentObservationId":"o2","startTime":"2026-01-02T03:04:09Z",
     "metadata":"{\"attributes\":{\"gen_ai.operation.name\":\"execute_tool\"}}"}]}"#;

fn all() -> Vec<Record> {
    let (records, said) = taken("langfuse", "t.json", TRACE);
    assert_eq!(said, ["import/no-place"]);
    records
}

#[test]
fn a_trace_is_a_chain_of_events() {
    let records = all();
    let events: Vec<_> =
        records.iter().filter(|r| r.table == Table::Events).map(|r| (r.key.as_str(), r.get("type"), r.get("parents"))).collect();
    assert_eq!(
        events,
        [
            ("langfuse:t1", Some("request"), None),
            ("langfuse:o3/prompt", Some("prompt"), Some("langfuse:t1")),
            ("langfuse:o3", Some("model_output"), Some("langfuse:o3/prompt")),
            ("langfuse:o4", Some("tool_call"), Some("langfuse:o3")),
            ("langfuse:o5", Some("tool_call"), Some("langfuse:t1")),
            ("langfuse:s2", Some("review_comment"), Some("langfuse:t1")),
        ]
    );
}

#[test]
fn outputs_have_their_size_actor_and_model_and_no_text() {
    let records = all();
    let output = records.iter().find(|r| r.key == "langfuse:o3").unwrap();
    assert_eq!(
        (output.get("size"), output.get("unit"), output.get("actor"), output.get("actor_kind")),
        (Some("3"), Some("word"), Some("langfuse:Desk/Clerk"), Some("agent"))
    );
    assert_eq!(output.get("details"), Some("model=m-1;origin=machine;asks_for=look_up"));
    assert_eq!(
        (output.get("ts"), output.get("run_id"), output.get("workflow"), output.get("outcome")),
        (Some("2026-01-02T03:04:07Z"), Some("t1"), Some("langfuse:Desk"), None)
    );
    assert!(output.get("content_sha256").is_some());
    assert!(!records.iter().any(|r| format!("{r:?}").contains("three small words")));
    let call = records.iter().find(|r| r.key == "langfuse:o4").unwrap();
    assert_eq!((call.get("outcome"), call.get("details")), (Some("failed"), Some("tool=look_up")));
    assert_eq!(records.iter().find(|r| r.key == "langfuse:t1").unwrap().get("actor"), Some("ann@example.org"));
}

#[test]
fn nobody_is_named_who_is_not_there() {
    let (records, _) =
        taken("langfuse", "t.json", &TRACE.replace("\"AGENT\"", "\"SPAN\"").replace("\"userId\":\"Ann@Example.org\"", "\"userId\":null"));
    for key in ["langfuse:o3", "langfuse:o4", "langfuse:t1"] {
        let event = records.iter().find(|r| r.key == key).unwrap();
        assert_eq!((event.get("actor"), event.get("actor_kind")), (None, None), "{key}");
    }
}

#[test]
fn an_observation_may_stand_alone() {
    let one = r#"{"id":"o9","type":"GENERATION","traceId":"t9","parentObservationId":"o8","startTime":"2026-01-02T03:04:05Z","model":"m","output":"a b"}"#;
    let (records, _) = taken("langfuse-observations", "o.jsonl", one);
    let events: Vec<_> = records.iter().map(|r| (r.key.as_str(), r.get("parents"), r.get("workflow"))).collect();
    assert_eq!(events, [("langfuse:o9/prompt", Some("langfuse:o8"), None), ("langfuse:o9", Some("langfuse:o9/prompt"), None)]);
}

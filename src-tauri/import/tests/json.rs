//! JSON in all the shapes exports have.
#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, clippy::print_stdout, reason = "tests")]

mod common;

use common::{all, one, planned, refused, write};
use countersign_core::tables::Table;
use countersign_import::{Choice, Format, Map, Options};

fn utf16le(text: &str) -> Vec<u8> {
    std::iter::once(0xfeff).chain(text.encode_utf16()).flat_map(u16::to_le_bytes).collect()
}

#[test]
fn an_array_becomes_records_with_their_positions() {
    let text = r#"[{"id":"W1","name":"One","ai_uses":["draft","code"],"retrieval":true,"review_cycle_days":90,"owner":null,"x":{"a":[1,2]}},
                   {"ID":"W2","Name":"Two","AI-Uses":"summary","ai uses":"code","tools":[]}]"#;
    let kept = one("workflows.json", text);
    assert_eq!((kept.heads[0].detected.format, kept.heads[0].table), (Format::Json, Table::Workflows));
    let w1 = kept.record("W1");
    assert_eq!(
        (w1.get("ai_uses"), w1.get("retrieval"), w1.get("review_cycle_days"), w1.get("owner")),
        (Some("draft;code"), Some("yes"), Some("90"), None)
    );
    assert_eq!((w1.extra("x"), w1.origin.row), (Some(r#"{"a":[1,2]}"#), 1));
    let w2 = kept.record("W2");
    assert_eq!((w2.get("name"), w2.get("ai_uses"), w2.get("tools")), (Some("Two"), Some("summary"), None));
    assert_eq!(w2.extra("ai uses"), Some("code"));
}

#[test]
fn one_object_may_hold_several_tables_in_dependency_order() {
    let dir = tempfile::tempdir().unwrap();
    let text = r#"{"workflows":[{"id":"W","name":"N"}],"zones":[{"id":"Z","rank":2}],"tools":[],"made_by":"us"}"#;
    let plan = planned(&[write(dir.path(), "all.json", text)], &Options::default());
    let tables: Vec<(Table, Option<&str>)> = plan.inputs.iter().map(|i| (i.table, i.sheet.as_deref())).collect();
    assert_eq!(tables, [(Table::Zones, Some("zones")), (Table::Tools, Some("tools")), (Table::Workflows, Some("workflows"))]);
    let kept = all(&plan);
    assert_eq!((kept.records.len(), kept.records[0].get("rank")), (2, Some("2")));
    assert!(kept.said("import/unknown-column").message.contains("made_by"));
    let one = planned(
        &[dir.path().join("all.json")],
        &Options { choice: Choice { sheet: Some("zones".into()), ..Choice::default() }, ..Options::default() },
    );
    assert_eq!(one.inputs.len(), 1);
}

#[test]
fn wrapped_arrays_and_raw_records_are_unwrapped() {
    for wrapper in ["Records", "value", "Findings", "entries"] {
        let kept = one("x.json", format!(r#"{{"{wrapper}":[{{"id":"Z","rank":1}}],"next":null}}"#));
        assert_eq!((kept.heads[0].table, kept.heads[0].sheet.as_deref(), kept.records.len()), (Table::Zones, Some(wrapper), 1));
    }
    let inner = serde_json::json!({"id": "Z", "rank": 3});
    let middle = serde_json::json!({"_raw": inner.to_string()});
    let outer = serde_json::json!([{"_raw": middle.to_string(), "source": "x"}]);
    assert_eq!(one("zones.json", outer.to_string()).record("Z").get("rank"), Some("3"));
}

#[test]
fn lines_are_records_and_a_bad_line_costs_only_itself() {
    let long = format!("{{\"id\":\"L\",\"rank\":1,\"x\":\"{}\"}}", "y".repeat(5 << 20));
    let text = format!(
        "\u{feff}{{\"id\":\"A\",\"rank\":1}}\r\n\n{{\"id\":\"B\",\"rank\":2,\"rank\":3}}\n{{\"id\":\n{long}\n[1]\n{{\"id\":\"C\",\"rank\":4,\"zz\":\"x\"}}"
    );
    let kept = one("zones.jsonl", text);
    let rejected: Vec<(u64, &str)> = kept.rejected.iter().map(|r| (r.row, r.diagnostic.code.as_str())).collect();
    assert_eq!(
        rejected,
        [(3, "import/duplicate-json-key"), (4, "import/unreadable-json"), (5, "import/line-too-long"), (6, "import/unreadable-json")]
    );
    assert!(
        kept.rejected[0].diagnostic.message.contains("`rank` occurs twice (line 3, column 20)"),
        "{}",
        kept.rejected[0].diagnostic.message
    );
    let rows: Vec<(&str, u64)> = kept.records.iter().map(|r| (r.key.as_str(), r.origin.row)).collect();
    assert_eq!(rows, [("A", 1), ("C", 7)]);
    assert_eq!((kept.heads[0].detected.format, kept.record("C").extra("zz")), (Format::JsonLines, Some("x")));
}

#[test]
fn wide_numbers_stay_text_and_encodings_do_not_matter() {
    let text = r#"[{"id":123456789012345678901234567890,"rank":1},{"id":"é","rank":123456789012345678901}]"#;
    for bytes in [text.as_bytes().to_vec(), format!("\u{feff}{text}").into_bytes(), utf16le(text)] {
        let kept = one("zones.json", bytes);
        assert_eq!(kept.records[0].key, "123456789012345678901234567890");
        assert_eq!(kept.said("import/raw-wide-number").at.to_string(), "zones.json#1:id");
        assert_eq!(kept.rejected[0].diagnostic.code, "import/missing-required");
        assert!(kept.rejected[0].diagnostic.message.contains("could not be used"));
    }
}

#[test]
fn one_long_line_and_differing_shapes_are_read() {
    let many: Vec<_> = (0..20_000)
        .map(|i| {
            if i % 2 == 0 {
                serde_json::json!({"id": format!("T{i}"), "access": ["read"]})
            } else {
                serde_json::json!({"id": format!("T{i}"), "extra": {"deep": true}, "third_party": false})
            }
        })
        .collect();
    let kept = one("tools.json", serde_json::Value::from(many).to_string());
    assert_eq!((kept.records.len(), kept.rejected.len()), (20_000, 0));
    assert_eq!(
        (kept.record("T3").get("third_party"), kept.record("T3").extra("extra"), kept.record("T2").get("access")),
        (Some("no"), Some("deep=true"), Some("read"))
    );
}

#[test]
fn details_of_an_event_may_be_an_object() {
    let text = r#"[{"event_id":"E","workflow":"W","type":"approval","ts":"2026-01-01T00:00:00Z","details":{"executors":"a,b","rationale":"ok; go","single_use":true}}]"#;
    assert_eq!(one("events.json", text).record("E").get("details"), Some("executors=a,b;rationale=\"ok; go\";single_use=true"));
}

#[test]
fn broken_or_foreign_json_is_refused_with_its_place() {
    let broken = refused("tools.json", "[{\"id\":\"a\"},\n{\"id\" \"b\"}]");
    assert_eq!((broken.code.as_str(), broken.message.as_str()), ("import/unreadable-json", "`:` is missing (line 2, column 7)"));
    assert_eq!(refused("x.json", "\"text\"").code, "import/unreadable-json");
    assert_eq!(refused("x.json", "{\"tools\":[{\"id\":\"x\"}],\"agent\":{\"a\":1}}").code, "import/unknown-format");
    assert_eq!(refused("x.json", format!("{}1{}", "[".repeat(200), "]".repeat(200))).code, "import/unreadable-json");
}

#[test]
fn comments_and_commas_too_many_are_passed_over_and_said() {
    let text = "// what may run\n{\"mcpServers\": {\n  /* one */ \"search\": {\"command\": \"run-search\", \"args\": [\"-q\",],},\n}}\n";
    let kept = one("settings.json", text);
    assert_eq!(
        (kept.heads[0].detected.preset.as_deref(), kept.said("import/relaxed-json").at.to_string().as_str()),
        (Some("mcp"), "settings.json")
    );
    assert!(kept.heads[0].detected.why.iter().any(|w| w.contains("comments")), "{:?}", kept.heads[0].detected.why);
    assert!(kept.records.iter().any(|r| r.table == Table::Tools), "{:?}", kept.records);
    // What is more than that is no JSON.
    assert_eq!(refused("settings.json", "{\"mcpServers\": {a: 1}}").code, "import/unreadable-json");
}

#[test]
fn events_that_name_no_workflow_are_kept_and_counted() {
    let map = "id='m'\ntitle='M'\n[recognise]\nkeys=[['eventID']]\n[[gives]]\ntable='events'\n[[gives.column]]\nto='event_id'\nfrom=['eventID']\n\
               [[gives.column]]\nto='ts'\nfrom=['at']\n[[gives.column]]\nto='type'\ntext='execution'\n[[gives.column]]\nto='workflow'\nfrom=['app']\n";
    let options = Options { choice: Choice { map: Some(Map::parse("m", map).unwrap()), ..Choice::default() }, ..Options::default() };
    let line = |id: u32, app: &str| format!("{{\"eventID\":\"e{id}\",\"at\":\"2026-01-01T00:00:00Z\"{app}}}\n");
    let text = line(1, ",\"app\":\"desk\"") + &line(2, "") + &line(3, "");
    let kept = common::one_with("log.jsonl", text, &options);
    assert_eq!((kept.records.len(), kept.rejected.len(), kept.record("e2").get("workflow")), (3, 0, None));
    let said = kept.said("import/event-without-workflow");
    assert_eq!((said.at.row, said.message.starts_with("2 events name no workflow")), (Some(2), true));
}

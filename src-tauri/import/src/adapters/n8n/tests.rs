use super::super::tests::taken;
use countersign_core::record::Record;
use countersign_core::tables::Table;

const MAIL: &str = r#"{"id":"w1","name":"Mail desk","active":true,
  "nodes":[
    {"name":"Inbox","type":"n8n-nodes-base.emailReadImap","parameters":{},"credentials":{"imap":{"id":"c1","name":"Inbox login"}}},
    {"name":"Shape","type":"n8n-nodes-base.set","parameters":{}},
    {"name":"Writer","type":"@n8n/n8n-nodes-langchain.agent","parameters":{}},
    {"name":"Model","type":"@n8n/n8n-nodes-langchain.lmChatOpenAi","parameters":{"model":{"value":"m-1"}},"credentials":{"openAiApi":{"id":"c2","name":"Vendor"}}},
    {"name":"Rows","type":"n8n-nodes-base.postgresTool","parameters":{"operation":"executeQuery","query":"SELECT 1"},"credentials":{"postgres":{"id":"c3","name":"DB"}}},
    {"name":"Ask","type":"n8n-nodes-base.gmail","parameters":{"operation":"sendAndWait"}},
    {"name":"OK?","type":"n8n-nodes-base.if","parameters":{}},
    {"name":"Send","type":"n8n-nodes-base.emailSend","parameters":{}}],
  "connections":{
    "Inbox":{"main":[[{"node":"Shape","type":"main","index":0}]]},
    "Shape":{"main":[[{"node":"Writer","type":"main","index":0}]]},
    "Model":{"ai_languageModel":[[{"node":"Writer","type":"ai_languageModel","index":0}]]},
    "Rows":{"ai_tool":[[{"node":"Writer","type":"ai_tool","index":0}]]},
    "Writer":{"main":[[{"node":"Ask","type":"main","index":0}]]},
    "Ask":{"main":[[{"node":"OK?","type":"main","index":0}]]},
    "OK?":{"main":[[{"node":"Send","type":"main","index":0}],[{"node":"Shape","type":"main","index":0}]]}}}"#;

fn workflow(records: &[Record]) -> &Record {
    records.iter().find(|r| r.table == Table::Workflows).unwrap()
}

fn flows(records: &[Record]) -> Vec<String> {
    let short = |t: &str| t.rsplit('/').next().unwrap_or_default().to_owned();
    let rows = records.iter().filter(|r| r.table == Table::Flows);
    rows.map(|r| {
        format!(
            "{}>{} {} {}",
            short(r.get("from").unwrap()),
            short(r.get("to").unwrap()),
            r.get("kind").unwrap(),
            r.get("gate").unwrap_or("?")
        )
    })
    .collect()
}

#[test]
fn a_mail_desk_with_approval() {
    let (records, said) = taken("n8n", "x.json", MAIL);
    let w = workflow(&records);
    let of = |c| w.get(c);
    assert_eq!((w.key.as_str(), of("name"), of("lifecycle")), ("n8n:w1", Some("Mail desk"), Some("active")));
    assert_eq!((of("models"), of("output"), of("started_by")), (Some("m-1"), Some("generative"), Some("schedule_or_event")));
    assert_eq!(
        (of("human_gate"), of("control_flow"), of("tool_mode")),
        (Some("before_every_effect"), Some("model_plans"), Some("fixed_single"))
    );
    assert_eq!((of("untrusted_inputs"), of("effect_classes"), of("memory")), (Some("yes"), Some("external_comm"), None));
    assert_eq!(of("tools"), Some("n8n:w1/Rows;n8n:w1/Ask;n8n:w1/Send"));
    let expected = [
        "Ask>Send data human_approval",
        "Ask>Writer data human_approval",
        "Inbox>Writer data none",
        "Rows>Writer data none",
        "Writer>Ask data none",
        "Writer>Rows invoke none",
    ];
    assert_eq!(flows(&records), expected);
    let rows = records.iter().find(|r| r.key == "n8n:w1/Rows").unwrap();
    assert_eq!((rows.get("access"), rows.extra("at")), (Some("read"), Some("nodes/4")));
    let vendor = records.iter().find(|r| r.key == "n8n:w1/credential/c2").unwrap();
    assert_eq!((vendor.get("kind"), vendor.get("issued_per"), vendor.get("holders")), (Some("api_key"), Some("standing"), Some("n8n:w1")));
    let inbox = records.iter().find(|r| r.key == "n8n:w1/Inbox").unwrap();
    assert_eq!((inbox.table, inbox.get("untrusted"), inbox.get("kind")), (Table::Resources, Some("yes"), Some("mailbox")));
    assert!(said.is_empty(), "{said:?}");
    // Every end of a flow is a subject of the file.
    let keys: Vec<&str> = records.iter().filter(|r| r.table != Table::Flows).map(|r| r.key.as_str()).collect();
    let ends = records.iter().filter(|r| r.table == Table::Flows).flat_map(|r| [r.get("from"), r.get("to")]).flatten();
    assert!(ends.into_iter().all(|e| keys.contains(&e)));
}

#[test]
fn without_a_gate_node_the_gate_of_the_workflow_is_unknown() {
    let (records, _) = taken("n8n", "x.json", &MAIL.replace("sendAndWait", "send"));
    assert_eq!(workflow(&records).get("human_gate"), None);
    assert!(flows(&records).iter().all(|f| f.ends_with("none")));
    // A wait for a call from a machine is no gate; one that is for an approval is.
    let wait = |name: &str| {
        let text =
            MAIL.replace("n8n-nodes-base.gmail", "n8n-nodes-base.wait").replace(r#""operation":"sendAndWait""#, r#""resume":"webhook""#);
        workflow(&taken("n8n", "x.json", &text.replace("Ask", name)).0).get("human_gate").map(str::to_owned)
    };
    assert_eq!((wait("Callback"), wait("Await approval").as_deref()), (None, Some("before_every_effect")));
}

#[test]
fn a_second_way_around_the_gate_leaves_it_unknown() {
    let around = MAIL.replace(
        r#""Writer":{"main":[[{"node":"Ask","type":"main","index":0}]]}"#,
        r#""Writer":{"main":[[{"node":"Ask"},{"node":"Send"}]]}"#,
    );
    let (records, _) = taken("n8n", "x.json", &around);
    assert_eq!(workflow(&records).get("human_gate"), None);
    assert!(flows(&records).contains(&"Writer>Send data none".to_owned()));
}

#[test]
fn a_node_that_is_switched_off_is_no_tool() {
    let (records, _) = taken("n8n", "x.json", &MAIL.replace(r#"{"name":"Send","#, r#"{"name":"Send","disabled":true,"#));
    let w = workflow(&records);
    assert_eq!((w.get("tools"), w.extra("switched off")), (Some("n8n:w1/Rows;n8n:w1/Ask"), Some("Send")));
    assert_eq!((w.get("human_gate"), w.get("effect")), (None, None));
}

#[test]
fn a_key_in_a_node_is_a_finding_and_an_expression_is_not() {
    let header = |value: &str| {
        format!(
            r#"{{"id":"w","nodes":[{{"name":"Call","type":"n8n-nodes-base.httpRequest","parameters":{{"method":"POST","headerParameters":{{"parameters":[{{"name":"X-Api-Key","value":"{value}"}}]}}}}}}],"connections":{{}}}}"#
        )
    };
    let (records, said) = taken("n8n", "x.json", &header("zz9plural7alpha"));
    assert_eq!(said, ["secret/standing-credential"]);
    let credential = records.iter().find(|r| r.table == Table::Credentials).unwrap();
    assert_eq!(credential.extra("at"), Some("nodes/0/parameters/headerParameters/parameters/0/value"));
    assert_eq!(credential.get("holders"), Some("n8n:w/Call"));
    assert_eq!(workflow(&records).extra("standing_secret"), Some("nodes/0/parameters/headerParameters/parameters/0/value"));
    assert!(!format!("{records:?}").contains("zz9plural"));
    let (records, said) = taken("n8n", "x.json", &header("={{ $env.KEY }}"));
    assert!(said.is_empty() && !records.iter().any(|r| r.table == Table::Credentials));
    assert!(!format!("{records:?}").contains("standing_secret"));
}

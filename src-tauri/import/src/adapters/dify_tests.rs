use super::super::tests::taken;
use countersign_core::record::Record;
use countersign_core::tables::Table;

const DESK: &str = r#"{"kind":"app","app":{"name":"問い合わせ窓口","mode":"advanced-chat"},
 "workflow":{"environment_variables":[{"name":"CRM_KEY","value":"","value_type":"secret"},{"name":"LIMIT","value":"5","value_type":"number"}],
 "graph":{"nodes":[
  {"id":"1","data":{"type":"start","title":"開始"}},
  {"id":"2","data":{"type":"agent","title":"担当","agent_strategy_name":"function_calling","agent_parameters":{
     "model":{"value":{"model":"m-2"}},
     "mcp_server":{"value":"https://mcp.example.com/sse/abc"},
     "tools":{"value":[{"enabled":true,"provider_name":"crm","tool_name":"update_case","tool_label":"案件更新"},{"enabled":false,"provider_name":"crm","tool_name":"drop_case"}]}}}},
  {"id":"3","data":{"type":"if-else","title":"分岐"}},
  {"id":"4","data":{"type":"human-input","title":"承認"}},
  {"id":"5","data":{"type":"http-request","title":"送信","method":"post","url":"https://x.example/a?k=1","authorization":{"config":{"api_key":"zz9plural7alpha"}}}}],
 "edges":[{"source":"1","target":"2"},{"source":"2","target":"3"},{"source":"3","target":"4"},{"source":"4","target":"5"}]}}}"#;

fn workflow(records: &[Record]) -> &Record {
    records.iter().find(|r| r.table == Table::Workflows).unwrap()
}

#[test]
fn a_chat_flow_with_an_agent_and_a_gate() {
    let (records, said) = taken("dify", "x.yml", DESK);
    let w = workflow(&records);
    assert_eq!((w.key.as_str(), w.get("started_by"), w.get("models")), ("dify:問い合わせ窓口", Some("human"), Some("m-2")));
    assert_eq!((w.get("control_flow"), w.get("tool_mode"), w.get("agent_protocol")), (Some("model_plans"), Some("dynamic"), Some("mcp")));
    // The agent's own tool writes without a gate: the workflow's gate is not before every effect.
    assert_eq!(w.get("human_gate"), None);
    assert_eq!(w.get("tools"), Some("dify-tool:crm/update_case;dify:問い合わせ窓口/2/mcp_server;dify:問い合わせ窓口/5"));
    let flows: Vec<String> = records
        .iter()
        .filter(|r| r.table == Table::Flows)
        .map(|r| {
            format!(
                "{}>{} {}",
                r.get("from").unwrap().rsplit(':').next().unwrap(),
                r.get("to").unwrap().rsplit(':').next().unwrap(),
                r.get("gate").unwrap()
            )
        })
        .collect();
    assert!(flows.contains(&"問い合わせ窓口/2>問い合わせ窓口/5 human_approval".to_owned()), "{flows:?}");
    assert!(flows.contains(&"問い合わせ窓口/1>問い合わせ窓口/2 none".to_owned()));
    assert_eq!(said, ["secret/standing-credential"]);
    let hidden = records.iter().find(|r| r.key == "dify:問い合わせ窓口/CRM_KEY" && r.table == Table::Credentials).unwrap();
    assert_eq!(hidden.extra("stored"), Some("set, hidden in the export"));
    assert!(!format!("{records:?}").contains("zz9plural"));
    assert!(!records.iter().any(|r| r.key.contains("drop_case") || r.key.contains("LIMIT")));
    let mcp = records.iter().find(|r| r.key.ends_with("mcp_server")).unwrap();
    assert_eq!((mcp.get("discovery"), mcp.get("provider")), (Some("dynamic"), Some("mcp.example.com")));
}

#[test]
fn with_the_writing_tool_gone_the_gate_holds() {
    let (records, _) = taken("dify", "x.yml", &DESK.replace("update_case", "ponder"));
    assert_eq!(workflow(&records).get("human_gate"), Some("before_every_effect"));
    let (records, _) = taken("dify", "x.yml", &DESK.replace("update_case", "ponder").replace("human-input", "template-transform"));
    assert_eq!(workflow(&records).get("human_gate"), None);
}

#[test]
fn an_app_without_a_graph_has_its_settings() {
    let text = r#"{"app":{"name":"Helper","mode":"agent-chat"},"model_config":{"model":{"name":"m-3"},"agent_mode":{"enabled":true,"tools":[{"enabled":true,"provider_id":"time","tool_name":"current_time"}]}}}"#;
    let (records, _) = taken("dify", "x.yml", text);
    let w = workflow(&records);
    assert_eq!((w.get("models"), w.get("tool_mode"), w.get("agents")), (Some("m-3"), Some("fixed_single"), Some("dify:Helper/agent")));
    assert_eq!(records.iter().find(|r| r.table == Table::Tools).unwrap().get("access"), None);
}

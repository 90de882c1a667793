use super::super::tests::taken;
use countersign_core::record::Record;
use countersign_core::tables::Table;

fn server(name: &str, json: &str) -> (Vec<Record>, Vec<&'static str>) {
    super::super::tests::taken_at("mcp", "mcp.json", name, json)
}

fn of(records: &[Record], table: Table) -> Vec<&Record> {
    records.iter().filter(|r| r.table == table).collect()
}

#[test]
fn a_server_is_a_tool_whose_own_tools_are_discovered() {
    let (records, said) = server("notes", r#"{"command":"uvx","args":["-y","acme.notes@1.2.0"],"env":{"LOG":"info"}}"#);
    assert_eq!(records.len(), 1);
    let tool = &records[0];
    assert_eq!((tool.key.as_str(), tool.get("discovery"), tool.get("provider")), ("mcp:notes", Some("dynamic"), Some("acme.notes")));
    assert_eq!((tool.get("access"), tool.extra("version pinned")), (None, Some("yes")));
    assert!(said.is_empty());
}

#[test]
fn a_reference_a_literal_and_a_plain_setting_are_three_things() {
    let text = r#"{"command":"node","args":["s.js","--api-key=zzzyyyxxx1"],"env":{"A_TOKEN":"${A_TOKEN}","B_TOKEN":"plainsecret1","REGION":"eu","C_KEY":"","D_TOKEN":"***"}}"#;
    let (records, said) = server("s", text);
    let credentials = of(&records, Table::Credentials);
    let found: Vec<_> = credentials.iter().map(|c| (c.key.as_str(), c.extra("stored").unwrap(), c.extra("at").unwrap())).collect();
    let expected = [
        ("mcp:s/A_TOKEN", "by reference", "env/A_TOKEN"),
        ("mcp:s/B_TOKEN", "written in the definition", "env/B_TOKEN"),
        ("mcp:s/D_TOKEN", "set, hidden in the export", "env/D_TOKEN"),
        ("mcp:s/api-key", "written in the definition", "args/1"),
    ];
    assert_eq!(found, expected);
    assert!(credentials.iter().all(|c| c.get("issued_per") == Some("standing") && c.get("holders") == Some("mcp:s")));
    assert_eq!(credentials[0].get("identity"), Some("env:A_TOKEN"));
    assert_eq!(said, ["secret/standing-credential"; 2]);
    let tool = records.iter().find(|r| r.key == "mcp:s").unwrap();
    assert_eq!(tool.extra("standing_secret"), Some("args/1;env/B_TOKEN"), "a configuration has no workflow: the tool has them");
    assert!(credentials.iter().all(|c| c.extra("standing_secret").is_none()));
    let all = format!("{records:?}");
    assert!(!all.contains("plainsecret1") && !all.contains("zzzyyyxxx1"));
}

#[test]
fn a_remote_server_keeps_its_address_without_user_and_query() {
    let text = r#"{"type":"http","url":"https://u:pw@mcp.example.com/x?key=1","headers":{"Authorization":"Bearer ${input:tok}"},"tools":["read_note","*"]}"#;
    let (records, _) = server("far", text);
    let tool = records.iter().find(|r| r.key == "mcp:far").unwrap();
    assert_eq!((tool.extra("url"), tool.get("discovery")), (Some("https://mcp.example.com/x"), Some("fixed")));
    assert_eq!(tool.get("provider"), Some("mcp.example.com"));
    let listed = records.iter().find(|r| r.key == "mcp:far/read_note").unwrap();
    assert_eq!(listed.get("access"), Some("read"));
    assert_eq!(of(&records, Table::Credentials)[0].extra("reference"), Some("input:tok"));
}

#[test]
fn nothing_comes_of_an_empty_server() {
    assert!(taken("mcp", "mcp.json", "{}").0.is_empty());
}

#[test]
fn a_script_has_no_provider_and_an_image_has() {
    let of = |json: &str| {
        let tool = server("s", json).0.remove(0);
        (tool.get("provider").map(str::to_owned), tool.extra("version pinned").map(str::to_owned))
    };
    let pair = |a: &str, b: &str| (Some(a.to_owned()), Some(b.to_owned()));
    assert_eq!(of(r#"{"command":"python","args":["tools/server.py"]}"#), (None, None));
    assert_eq!(of(r#"{"command":"npx","args":["-y","@acme/notes"]}"#), pair("@acme/notes", "no"));
    assert_eq!(of(r#"{"command":"npx","args":["@acme/notes@3.1.0"]}"#), pair("@acme/notes", "yes"));
    let image = r#"{"command":"docker","args":["run","-i","-v","/home/x:/data","-e","TOKEN","reg.example/acme/notes:latest"]}"#;
    assert_eq!(of(image), pair("reg.example/acme/notes", "no"));
}

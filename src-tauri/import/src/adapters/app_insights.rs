//! Application Insights tables (`AppDependencies`, `AppEvents`, ...) that hold the spans of AI agents, as Azure AI Foundry writes them.

use super::gen_ai::{self, Span};
use super::{Context, Out};
use crate::node::{Node, escape};

pub(super) fn read(from: &Context<'_>, out: &mut Out) {
    let node = from.record;
    let (member, attributes) = match (node.get("Properties"), node.get("properties")) {
        (Some(found), _) => ("Properties", found),
        (None, Some(found)) => ("properties", found),
        (None, None) => return,
    };
    let text = |names: &[&str]| names.iter().find_map(|n| node.text_at(n)).map(|t| t.into_owned());
    // Zeros stand for no id.
    let id = |names: &[&str]| text(names).filter(|t| !t.bytes().all(|b| b == b'0'));
    let Some(own) = id(&["Id", "id"]).or_else(|| id(&["_ItemId", "itemId"])) else { return };
    let outcome = text(&["Success", "success"]).map(|s| if s.eq_ignore_ascii_case("false") { "failed" } else { "completed" }.to_owned());
    let role = text(&["AppRoleName", "cloud_RoleName"]);
    let at = |name: &str| if name.is_empty() { member.to_owned() } else { format!("{member}/{}", escape(name)) };
    let span = Span {
        system: &from.preset.source,
        run: id(&["OperationId", "operation_Id"]),
        id: own,
        parent: id(&["ParentId", "operation_ParentId"]),
        start: text(&["TimeGenerated", "timestamp"]),
        end: None,
        outcome,
        name: text(&["Name", "name"]),
        service: role,
        attributes,
        at: &at,
    };
    if !matches!(attributes, Node::Object(_)) {
        return;
    }
    gen_ai::read(from, &span, out);
}

#[cfg(test)]
mod tests {
    use crate::adapters::tests::taken;
    use countersign_core::Table;
    use countersign_core::record::Record;

    fn events(properties: &str) -> (Vec<Record>, Vec<&'static str>) {
        let text = format!(
            r#"{{"Id":"s1","OperationId":"t1","ParentId":"p1","TimeGenerated":"2026-01-02T03:04:05.1234567Z","Success":true,"AppRoleName":"api",
            "Properties":{{"gen_ai.agent.id":"clerk:3",{properties}}}}}"#
        );
        taken("app-insights", "t.json", &text)
    }

    #[test]
    fn the_role_of_a_message_says_what_it_is() {
        let said = |role: &str| {
            format!(
                r#""gen_ai.response.model":"m-1","gen_ai.output.messages":[{{"role":"{role}","parts":[{{"type":"text","content":"a b"}}]}}]"#
            )
        };
        let (records, _) = events(&said("assistant"));
        let event = records.iter().find(|r| r.table == Table::Events).unwrap();
        assert_eq!(
            (event.key.as_str(), event.get("type"), event.get("run_id"), event.get("parents")),
            ("app-insights:s1", Some("model_output"), Some("t1"), Some("app-insights:p1"))
        );
        assert_eq!(
            (event.get("actor"), event.get("actor_kind"), event.get("size"), event.get("unit")),
            (Some("app-insights:clerk"), Some("agent"), Some("2"), Some("word"))
        );
        assert_eq!(event.get("details"), Some("model=m-1;origin=machine"));
        assert_eq!(event.extra("at"), Some("Properties/gen_ai.output.messages"));
        for role in ["user", "developer"] {
            let (records, _) = events(&said(role));
            let events: Vec<_> = records.iter().filter(|r| r.table == Table::Events).collect();
            assert_eq!(
                (events.len(), events[0].get("type"), events[0].get("actor"), events[0].get("size")),
                (1, Some("prompt"), None, None)
            );
        }
    }

    #[test]
    fn an_earlier_answer_handed_over_again_is_no_output() {
        let text = r#"{"Id":"s1","OperationId":"t1","Name":"Working - Processing request - User message","TimeGenerated":"2026-01-02T03:04:05Z",
            "Properties":{"gen_ai.agent.id":"clerk:3","gen_ai.output.messages":[{"role":"assistant","parts":[{"type":"text","content":"a b"}]}]}}"#;
        let (records, _) = taken("app-insights", "t.json", text);
        let events: Vec<_> =
            records.iter().filter(|r| r.table == Table::Events).map(|r| (r.get("type"), r.get("actor"), r.get("details"))).collect();
        assert_eq!(events, [(Some("prompt"), None, Some("role=assistant"))]);
    }

    #[test]
    fn a_tool_whose_name_is_not_there_has_none() {
        let (records, _) = events(r#""gen_ai.operation.name":"execute_tool","gen_ai.output.messages":[]"#);
        let event = records.iter().find(|r| r.table == Table::Events).unwrap();
        assert_eq!((event.get("type"), event.get("details"), event.get("outcome")), (Some("tool_call"), None, Some("completed")));
        assert!(!records.iter().any(|r| r.table == Table::Tools));
    }

    #[test]
    fn an_evaluation_is_a_test() {
        let (records, said) =
            events(r#""gen_ai.evaluation.name":"Made Up","gen_ai.evaluation.score.label":"pass","gen_ai.response.id":"r1""#);
        let test = records.iter().find(|r| r.table == Table::ControlTests).unwrap();
        assert_eq!((test.key.as_str(), test.get("result"), said.len()), ("app-insights:evaluation/made-up:r1", Some("effective"), 0));
        assert!(!records.iter().any(|r| r.table == Table::Events));
    }
}

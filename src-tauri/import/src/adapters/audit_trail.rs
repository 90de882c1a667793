//! Audit trails of agent guards: what an agent asked to do, and what the guard decided.

use super::content::details;
use super::{Context, Out};
use crate::map::draft::Draft;
use crate::text::{says_unknown, words};
use countersign_core::tables::{Kind, Table};

pub(super) fn read(from: &Context<'_>, out: &mut Out) {
    let row = from.record;
    let cell = |names: &[&str]| {
        let found = names.iter().find_map(|wanted| row.members().iter().find(|(h, n)| words(h) == *wanted && n.text().is_some()));
        let (header, node) = found?;
        let text = node.text()?.trim().to_owned();
        (!says_unknown(&text, Kind::Text)).then(|| (header.clone(), text))
    };
    let (Some((agent_at, agent)), Some((_, at))) = (cell(&["agent id", "agent"]), cell(&["timestamp", "time", "ts"])) else { return };
    let identity = out.add(Table::Identities, &agent_at);
    identity.set("id", &agent).set("kind", "agent").maybe_note("role", cell(&["role"]).map(|(_, r)| r));
    let kind = cell(&["event type", "event"]).map(|(_, k)| k).unwrap_or_default();
    let tool = cell(&["tool", "tool name", "action"]);
    let Some((decision_at, decision)) = cell(&["decision", "outcome"]) else { return };
    // Such files number nothing; who did what when is the key.
    let own =
        [Some(agent.as_str()), Some(at.as_str()), Some(kind.as_str()).filter(|k| !k.is_empty()), tool.as_ref().map(|(_, t)| t.as_str())];
    let own = format!("audit:{}", own.into_iter().flatten().collect::<Vec<_>>().join("/"));
    let base = |out: &mut Out, at_cell: &str, id: String, kind: &str| -> usize {
        let event = out.add(Table::Events, at_cell);
        event.set("event_id", id).set("type", kind).set("ts", &at).set("workflow", &agent);
        event.maybe("run_id", cell(&["run id", "session id", "trace id"]).map(|(_, r)| r));
        out.drafts.len() - 1
    };
    let told = |event: &mut Draft| {
        for header in ["role", "amount", "recipient", "call count", "risk score"] {
            if let Some((name, text)) = cell(&[header]) {
                event.note(&name, text);
            }
        }
    };
    match from.word("decision", &decision) {
        Some("approved" | "rejected") => {
            let outcome = from.word("decision", &decision).unwrap_or_default().to_owned();
            let i = base(out, &decision_at, own, "approval");
            if let Some(event) = out.drafts.get_mut(i) {
                event.set("outcome", outcome).set("actor", &agent).set("actor_kind", "agent");
                details(event, &[("rationale", cell(&["reason"]).map(|(_, r)| r)), ("tool", tool.as_ref().map(|(_, t)| t.clone()))]);
                told(event);
            }
        }
        Some(outcome @ ("allow" | "deny" | "needs_approval")) => {
            let outcome = outcome.to_owned();
            let mut call = None;
            if let Some((tool_at, _)) = &tool {
                let id = format!("{own}/call");
                let i = base(out, tool_at, id.clone(), "tool_call");
                if let Some(event) = out.drafts.get_mut(i) {
                    event.set("actor", &agent).set("actor_kind", "agent");
                    event.maybe("outcome", (outcome == "deny").then_some("denied"));
                    details(event, &[("tool", tool.as_ref().map(|(_, t)| t.clone()))]);
                    told(event);
                }
                call = Some(id);
            }
            let i = base(out, &decision_at, own, "policy_decision");
            if let Some(event) = out.drafts.get_mut(i) {
                event.set("outcome", outcome).list("parents", &call);
                let policy = cell(&["policy", "rule", "reason"]).map(|(_, r)| r);
                details(event, &[("call", call), ("policy", policy), ("action", Some(kind))]);
                told(event);
            }
        }
        Some(_) => out.say("import/no-place", &decision_at, format!("`{decision}` is no event of ours")),
        None => out.say("import/value-unmapped", &decision_at, format!("`{decision}` is no decision we know; no event was made of it")),
    }
    if let Some((at, tool)) = tool {
        out.mention(Table::Tools, &at).set("id", &tool).set("name", &tool);
    }
}

#[cfg(test)]
mod tests {
    use crate::adapters::tests::taken;
    use countersign_core::Table;
    use countersign_core::record::Record;

    fn events(decision: &str) -> (Vec<Record>, Vec<&'static str>) {
        let text = format!(
            r#"{{"timestamp":"2026-03-01T10:59:34.901929","agent_id":"clerk","event_type":"X","tool":"pay","role":"teller","reason":"too much","decision":"{decision}"}}"#
        );
        let (records, said) = taken("agent-audit-trail", "a.csv", &text);
        (records.into_iter().filter(|r| r.table == Table::Events).collect(), said)
    }

    #[test]
    fn a_guards_decision_follows_the_call_it_is_about() {
        let (events, said) = events("blocked");
        assert!(said.is_empty());
        let [call, decision] = events.as_slice() else { panic!("{events:?}") };
        assert_eq!(
            (call.get("type"), call.get("actor"), call.get("outcome"), call.get("details")),
            (Some("tool_call"), Some("clerk"), Some("denied"), Some("tool=pay"))
        );
        assert_eq!(
            (decision.get("type"), decision.get("outcome"), decision.get("parents")),
            (Some("policy_decision"), Some("deny"), Some(call.key.as_str()))
        );
        assert!(decision.get("details").unwrap().contains("policy=too much"));
        assert_eq!(decision.get("actor"), None);
        assert_eq!(call.get("ts"), Some("2026-03-01T10:59:34.901929Z"));
    }

    #[test]
    fn allowed_calls_are_not_said_to_have_run() {
        let (events, _) = events("allowed");
        assert_eq!((events[0].get("outcome"), events[1].get("outcome")), (None, Some("allow")));
    }

    #[test]
    fn approvals_are_by_whom_the_row_names() {
        let (one, _) = events("approved");
        assert_eq!(
            (one.len(), one[0].get("type"), one[0].get("outcome"), one[0].get("actor_kind")),
            (1, Some("approval"), Some("approved"), Some("agent"))
        );
        assert_eq!(events("pending_approval").0[1].get("outcome"), Some("needs_approval"));
    }

    #[test]
    fn what_is_no_decision_is_said() {
        assert_eq!((events("checkpoint").0.len(), events("checkpoint").1), (0, vec!["import/no-place"]));
        assert_eq!((events("perhaps").0.len(), events("perhaps").1), (0, vec!["import/value-unmapped"]));
    }
}

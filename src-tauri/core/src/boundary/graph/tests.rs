use super::*;
use crate::boundary::paths::made::{gate, worked};

#[test]
fn the_worked_flow_is_drawn_with_what_each_node_holds_and_each_gate_is_worth() {
    let mut made = worked();
    made.proven_control("C-1", &[]);
    made.set(Table::Resources, "kb", "untrusted", "");
    crate::boundary::paths::made::flow(&mut made, "agent", "kb");
    crate::boundary::paths::made::flow(&mut made, "mailer", "stranger");
    gate(&mut made, "agent", "kb", "dlp", "C-1");
    let graph = made.case("WF-1", Graph::of);
    let node = |id: &str| graph.nodes.iter().find(|n| n.id == id).unwrap();
    let ids: Vec<&str> = graph.nodes.iter().map(|n| n.id.as_str()).collect();
    assert_eq!(ids, ["agent", "crm", "deploy", "inbox", "kb", "mailer", "smtp", "stranger", "summariser"]);
    let agent = node("agent");
    assert_eq!((agent.kind, agent.inventory, agent.environment.as_deref()), (NodeKind::Processing, Some(Table::Identities), Some("test")));
    assert_eq!(agent.legs, [Holds::Yes; 3]);
    assert_eq!((agent.zone.as_deref(), agent.rank), (Some("z-1"), Some(1)));
    assert_eq!((node("inbox").kind, node("kb").kind, node("smtp").kind), (NodeKind::Source, NodeKind::Store, NodeKind::Sink));
    assert_eq!((node("inbox").untrusted, node("kb").untrusted, node("crm").untrusted), (Holds::Yes, Holds::Unknown, Holds::No));
    assert_eq!((node("crm").private, node("smtp").egress), (Holds::Yes, Holds::Yes));
    assert_eq!((node("crm").sensitivity.as_deref(), node("inbox").legs.len()), (Some("confidential"), 0));
    assert_eq!((node("stranger").inventory, node("stranger").legs.as_slice()), (None, [Holds::Yes, Holds::Yes, Holds::No].as_slice()));
    let edge = |from: &str, to: &str| graph.edges.iter().find(|e| (e.from.as_str(), e.to.as_str()) == (from, to)).unwrap();
    assert_eq!(edge("agent", "deploy").state, GateState::Claimed);
    assert_eq!((edge("agent", "kb").state, edge("agent", "kb").gate.as_deref()), (GateState::Proven, Some("dlp")));
    let open = edge("inbox", "agent");
    assert_eq!((open.state, open.kind.as_deref(), open.gate_control.as_deref()), (GateState::Open, Some("data"), None));
    assert!(open.witness.contains(&"EB-10 untrusted".to_owned()));
    assert!(edge("crm", "agent").witness.contains(&"EB-10 private".to_owned()));
    assert!(edge("agent", "kb").witness.is_empty(), "nothing passes a proven gate");
    assert_eq!(graph.away, [Away { node: "stranger".into(), missing: "egress".into() }]);
    let text = serde_json::to_string(&graph).unwrap();
    assert_eq!(serde_json::from_str::<Graph>(&text).unwrap(), graph);
    assert!(text.contains(r#""kind":"processing""#) && text.contains(r#""state":"claimed""#));
}

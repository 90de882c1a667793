use super::Presence::{Absent, Present, Unknown};
use super::*;
use crate::testing::Made;

/// A workflow in which everything that could be a component is told, and is none.
const BARE: [(&str, &str); 21] = [
    ("id", "WF-1"),
    ("name", "w"),
    ("models", "none"),
    ("output", "none"),
    ("control_flow", "code"),
    ("model_hosting", "none"),
    ("data_classes", "none"),
    ("retrieval", "no"),
    ("memory", "none"),
    ("untrusted_inputs", "no"),
    ("identities", "none"),
    ("agents", "none"),
    ("tools", "none"),
    ("tool_mode", "none"),
    ("agent_protocol", "none"),
    ("identity_mode", "inherited_human"),
    ("started_by", "human"),
    ("vendor", "none"),
    ("external_egress", "no"),
    ("logged_links", "request;prompt"),
    ("log_protection", "append_only"),
];

fn made() -> Made {
    let mut made = Made::default();
    made.put(Table::Workflows, &BARE);
    made
}

fn of(made: &Made) -> Vec<Layer> {
    made.case("WF-1", |c| {
        let facts = c.related().facts(c.workflow, c.class, &crate::facts::Analysed::default());
        let found = layers(c.data(), c.related(), c.workflow, &facts);
        let alone = presence(c.data(), c.related(), c.workflow, &facts);
        assert!(found.iter().zip(alone).all(|(l, p)| l.presence == p && !l.because.is_empty()), "{found:#?}");
        assert!(found.iter().flat_map(|l| &l.because).all(|s| !s.at.is_empty() && s.text.ends_with('.')), "{found:#?}");
        assert_eq!(found.iter().map(|l| l.id.as_str()).collect::<Vec<_>>(), LAYERS);
        found
    })
}

fn found(made: &Made) -> Vec<Presence> {
    of(made).into_iter().map(|l| l.presence).collect()
}

/// The layers that a change makes present, by their numbers, and those it leaves open.
fn with(changes: &[(&str, &str)]) -> (Vec<usize>, Vec<usize>) {
    let mut made = made();
    for (column, value) in changes {
        made.set(Table::Workflows, "WF-1", column, value);
    }
    let found = found(&made);
    let those = |p| found.iter().enumerate().filter(|(_, x)| **x == p).map(|(i, _)| i + 1).collect();
    (those(Present), those(Unknown))
}

#[test]
fn a_layer_without_a_component_says_what_tells_so() {
    // People start it, so that they are its ecosystem; started otherwise, it runs somewhere.
    assert_eq!(found(&made()), [Absent, Absent, Absent, Absent, Present, Present, Present]);
    assert_eq!(with(&[("started_by", "schedule_or_event")]), (vec![4, 5, 6], vec![]));
    let layers = of(&made());
    let texts: Vec<&str> = layers[0].because.iter().map(|s| s.text.as_str()).collect();
    assert_eq!(texts, ["The models: none.", "The output: none.", "The control flow: code.", "The model hosting: none."]);
    assert!(layers[1].because.iter().any(|s| s.text == "The workflow has no identity, and no flow of it touches a resource."));
    assert_eq!(layers[6].because[0].text, "What starts it: human.");
    assert_eq!(layers[4].because[0].text, "The logged links: request, prompt.");
}

#[test]
fn each_component_is_seen_in_its_layers() {
    let base = |more: &[usize]| {
        let mut all = vec![5, 6, 7];
        all.extend(more);
        all.sort_unstable();
        all.dedup();
        (all, vec![])
    };
    for (column, value, layers) in [
        ("models", "northlight-2", &[1][..]),
        ("output", "fixed_model", &[1]),
        ("output", "generative", &[1]),
        ("control_flow", "enumerated_branch", &[1, 3]),
        ("model_hosting", "self_hosted", &[1, 4]),
        ("model_hosting", "vendor_api", &[1]),
        ("model_hosting", "vendor_api;fine_tuned", &[1, 4]),
        ("data_classes", "public", &[2]),
        ("retrieval", "yes", &[2]),
        ("memory", "session", &[2]),
        ("untrusted_inputs", "yes", &[2]),
        ("tool_mode", "fixed_single", &[3, 4]),
        ("agent_protocol", "mcp", &[3]),
        ("identity_mode", "shared_service", &[4]),
        ("vendor", "Northlight", &[]),
        ("external_egress", "yes", &[]),
    ] {
        assert_eq!(with(&[(column, value)]), base(layers), "{column} is {value}");
    }
    // Ids whose grants or makers are not told leave more open.
    assert_eq!(with(&[("agents", "AG-1")]), (vec![3, 4, 5, 6, 7], vec![2]));
    assert_eq!(with(&[("identities", "I-1")]), (vec![4, 5, 6, 7], vec![2]));
    assert_eq!(with(&[("tools", "TL-1")]), (vec![3, 4, 5, 6, 7], vec![]));
}

#[test]
fn the_ecosystem_has_each_of_its_parties() {
    for (column, value) in
        [("agents", "AG-1"), ("agent_protocol", "a2a"), ("vendor", "N"), ("external_egress", "yes"), ("untrusted_inputs", "yes")]
    {
        let (present, _) = with(&[("started_by", "self"), (column, value)]);
        assert!(present.contains(&7), "{column}");
    }
    assert!(!with(&[("started_by", "self")]).0.contains(&7));
    let mut made = made();
    made.set(Table::Workflows, "WF-1", "started_by", "self").set(Table::Workflows, "WF-1", "tools", "TL-1");
    made.set(Table::Workflows, "WF-1", "tool_mode", "fixed_single").put(Table::Tools, &[("id", "TL-1"), ("third_party", "yes")]);
    assert_eq!(found(&made)[6], Present);
    made.set(Table::Tools, "TL-1", "third_party", "no");
    assert_eq!(found(&made)[6], Absent);
    made.set(Table::Tools, "TL-1", "third_party", "");
    assert_eq!(found(&made)[6], Unknown);
}

#[test]
fn data_is_reached_by_grants_and_flows() {
    let mut made = made();
    made.set(Table::Workflows, "WF-1", "identities", "I-1");
    assert_eq!(found(&made)[1], Unknown, "an identity whose grants are not told may reach anything");
    made.put(Table::Grants, &[("identity", "I-1"), ("resource", "R-1"), ("permission", "read")]);
    let layers = of(&made);
    assert_eq!((layers[1].presence, layers[1].because[0].text.as_str()), (Present, "The workflow reaches data by a grant or a flow."));
    made.set(Table::Workflows, "WF-1", "identities", "none");
    assert_eq!(found(&made)[1], Absent, "the grant is another's");
    made.put(Table::Grants, &[("identity", "I-2"), ("resource", "R-1"), ("permission", "read"), ("workflow", "WF-1")]);
    assert_eq!(found(&made)[1], Present);

    let mut flows = self::made();
    flows.put(Table::Flows, &[("workflow", "WF-1"), ("from", "R-1"), ("to", "P-1")]);
    assert_eq!(found(&flows)[1], Absent, "neither end is a resource");
    flows.put(Table::Resources, &[("id", "R-1")]);
    let layers = of(&flows);
    assert_eq!(layers[1].presence, Present);
    assert_eq!(layers[1].because[0].at, [Place::cell(flows.records.iter().find(|r| r.table == Table::Flows).unwrap(), "from")]);
}

#[test]
fn blanking_any_cell_never_takes_a_layer_away() {
    let variants: [&[(&str, &str)]; 6] = [
        &[],
        &[("started_by", "self")],
        &[("models", "m"), ("output", "generative")],
        &[("tools", "TL-1"), ("tool_mode", "dynamic")],
        &[("identities", "I-1"), ("agents", "I-1"), ("data_classes", "pii")],
        &[("vendor", "Northlight"), ("external_egress", "yes")],
    ];
    for variant in variants {
        let build = || {
            let mut made = made();
            for (column, value) in variant {
                made.set(Table::Workflows, "WF-1", column, value);
            }
            made.put(Table::Grants, &[("identity", "I-1"), ("resource", "R-1"), ("permission", "read")])
                .put(Table::Tools, &[("id", "TL-1"), ("third_party", "yes")]);
            made
        };
        let before = found(&build());
        for (column, _) in BARE.iter().filter(|(c, _)| !matches!(*c, "id" | "name")) {
            let mut made = build();
            made.set(Table::Workflows, "WF-1", column, "");
            let after = found(&made);
            for (i, (b, a)) in before.iter().zip(&after).enumerate() {
                assert!(*a != Absent || *b == Absent, "{variant:?}: {column} blanked takes L{} away", i + 1);
            }
        }
    }
}

#[test]
fn what_is_not_told_is_taken_to_be_there() {
    let mut made = Made::default();
    made.put(Table::Workflows, &[("id", "WF-1"), ("name", "w")]);
    assert_eq!(found(&made), [Unknown; 7]);
    let layers = of(&made);
    assert_eq!(layers[0].because[0].text, "The models are not told.");
    assert!(layers[1].because.iter().any(|s| s.text == "What the identities of the workflow may reach is not told in full."));
    assert_eq!(layers[4].because.len(), 1);
    // Part of a list was not understood: what was says something, and there may be more.
    let mut part = self::made();
    part.records[0].extra.push(("raw.tools".into(), "??".into()));
    assert_eq!(found(&part)[2], Unknown);
}

#[test]
fn the_upright_layers_are_there_wherever_anything_is() {
    // Nothing is logged: that is a gap in the layer, not a sign that there is none.
    assert_eq!(with(&[("logged_links", "none"), ("log_protection", "")]).0, [5, 6, 7]);
    let mut made = made();
    made.set(Table::Workflows, "WF-1", "started_by", "");
    let layers = of(&made);
    assert_eq!((layers[4].presence, layers[5].presence), (Unknown, Unknown));
    assert_eq!(layers[4].because.len(), 1);
    assert!(layers[4].because[0].text.contains("gap"));
    // Only without any other layer are they gone as well; a workflow that something starts is never so.
    assert_eq!(UPRIGHT.map(|i| LAYERS[i]), ["L5", "L6"]);
}

#[test]
fn the_default_matrix_places_each_threat() {
    let text: Vec<String> = PLACED
        .iter()
        .map(|p| {
            let also = if p.also.is_empty() { String::new() } else { format!("({})", p.also.join(",")) };
            format!("{} {}{also}{}", p.threat, p.primary.join(","), if p.crosses { " X" } else { "" })
        })
        .collect();
    let expected = "T1 L2(L1); T2 L3; T3 L4,L6; T4 L4; T5 L1,L3; T6 L3 X; T7 L1,L6; T8 L5; T9 L7; T10 L5; T11 L1,L3 X; T12 L2 X; T13 L4,L7 X; T14 L4,L7; T15 L7 X";
    assert_eq!(text.join("; "), expected);
    assert_eq!(placed("T9").map(|p| p.primary), Some(&["L7"][..]));
    assert!(placed("T16").is_none() && placed("T1 ").is_none());
}

use super::*;
use crate::boundary::paths::made::{
    Dice, agent, drawn as made_up, flow, gate, known as known_nodes, organisation, resource, tool, worked, worst,
};
use crate::boundary::paths::{away, has_trifecta};
use crate::hit::Edge;
use crate::tables::Table;
use crate::testing::Made;

fn hits(made: &Made) -> Vec<Hit> {
    made.case("WF-1", |c| check(c, &Access::of(c)))
}

fn edge(from: &str, to: &str) -> (String, String) {
    (from.to_owned(), to.to_owned())
}

#[test]
fn the_worked_example_is_one_hit_with_its_witness_and_its_smallest_fixes() {
    let made = worked();
    let found = hits(&made);
    assert_eq!(found.len(), 1);
    let hit = &found[0];
    assert_eq!((hit.full_code().as_str(), hit.severity, hit.if_true), ("EB-10", Level::Critical, Level::Critical));
    let paths = hit.paths.as_ref().unwrap();
    assert_eq!(paths.nodes, ["agent", "mailer", "summariser"]);
    assert_eq!(paths.witness["untrusted"], ["inbox", "agent"]);
    assert_eq!(paths.witness["private"], ["crm", "agent"]);
    assert_eq!(paths.witness["egress"], ["agent", "summariser", "mailer", "smtp"]);
    let fixes = [("agent", "summariser"), ("crm", "agent"), ("inbox", "agent"), ("mailer", "smtp"), ("summariser", "mailer")];
    assert_eq!(paths.smallest_fix, fixes.map(|(a, b)| vec![edge(a, b)]));
    assert!(paths.would_break.is_empty(), "the gate on the way to deployment is on no leg");
    assert_eq!(hit.subjects.len(), 1);
    assert_eq!(hit.cause, "WF-1: agent>summariser, crm>agent, inbox>agent, mailer>smtp, summariser>mailer");
    let said: Vec<&str> = hit.condition.iter().map(|s| s.text.as_str()).collect();
    assert_eq!(
        said,
        [
            "Untrusted content arrives by inbox > agent.",
            "Private data arrive by crm > agent.",
            "A way out of the organisation is reached by agent > summariser > mailer > smtp.",
            "The same is so for mailer and summariser.",
            "The smallest fix: a proven gate on agent > summariser; or crm > agent; or inbox > agent; or mailer > smtp; or 1 other way."
        ]
    );
    let cell = |table, key: &str, column: &'static str| Place::Cell { table, key: key.into(), column: Some(column.into()) };
    assert_eq!(hit.condition[0].at, [cell(Table::Resources, "inbox", "untrusted"), cell(Table::Flows, "WF-1\u{1f}inbox\u{1f}agent", "to")]);
    assert_eq!(hit.condition[1].at[0], cell(Table::Resources, "crm", "sensitivity"));
    assert_eq!(hit.condition[2].at[0], cell(Table::Resources, "smtp", "egress"));
    assert_eq!(hit.condition[2].at.len(), 4);
    assert_eq!(hit.condition[3].at, [cell(Table::Tools, "mailer", "id"), cell(Table::Identities, "summariser", "id")]);
    assert_eq!(made.case("WF-1", has_trifecta), Some(true));
}

#[test]
fn a_proven_gate_removes_all_three_and_each_drops_to_two_of_three() {
    let mut made = worked();
    made.proven_control("C-1", &[]);
    gate(&mut made, "mailer", "smtp", "human_approval", "C-1");
    assert_eq!(hits(&made), []);
    assert_eq!(made.case("WF-1", has_trifecta), Some(false));
    let two = made.case("WF-1", |c| away(&Reach::of(&Flow::of(c))));
    let said: Vec<(&str, &str)> = two.iter().map(|a| (a.node.as_str(), a.missing.as_str())).collect();
    assert_eq!(said, [("agent", "egress"), ("mailer", "egress"), ("summariser", "egress")]);
}

#[test]
fn a_claimed_gate_breaks_nothing_and_an_approval_makes_it_high() {
    let mut made = worked();
    for (kind, level) in [("human_approval", Level::High), ("dlp", Level::Critical), ("", Level::Critical), ("none", Level::Critical)] {
        gate(&mut made, "mailer", "smtp", kind, "C-9");
        let found = hits(&made);
        assert_eq!((found.len(), found[0].if_true, found[0].unsure), (1, level, false), "{kind}");
        let would = &found[0].paths.as_ref().unwrap().would_break;
        let claimed = matches!(kind, "human_approval" | "dlp");
        assert_eq!(would.as_slice(), if claimed { vec![edge("mailer", "smtp")] } else { vec![] }, "{kind}");
        let text = "The gate human_approval on mailer > smtp is claimed; its control C-9 is not proven.";
        assert_eq!(found[0].condition.iter().any(|s| s.text == text), kind == "human_approval");
    }
    gate(&mut made, "mailer", "smtp", "dlp", "");
    let text = "The gate dlp on mailer > smtp is claimed; no control is named for it.";
    assert!(hits(&made)[0].condition.iter().any(|s| s.text == text));
    // One way out that no person decides about is enough.
    gate(&mut made, "mailer", "smtp", "human_approval", "C-9");
    resource(&mut made, "hook", &["egress"]);
    flow(&mut made, "agent", "hook");
    assert_eq!(hits(&made)[0].if_true, Level::Critical);
    // As is one of which it is not told whether it is one.
    made.set(Table::Resources, "hook", "egress", "no");
    assert_eq!(hits(&made)[0].if_true, Level::High);
    made.set(Table::Resources, "hook", "egress", "");
    assert_eq!(hits(&made)[0].if_true, Level::Critical);
}

#[test]
fn circumstances_of_the_workflow_and_of_its_resources_raise_a_gated_path() {
    let mut made = worked();
    gate(&mut made, "mailer", "smtp", "human_approval", "C-9");
    let level = |made: &Made| hits(made)[0].if_true;
    assert_eq!(level(&made), Level::High);
    for (key, column, value, back) in [
        ("kb", "environment", "prod", "test"),
        ("kb", "environment", "", "test"),
        ("crm", "sensitivity", "restricted", "confidential"),
        ("kb", "sensitivity", "", "internal"),
    ] {
        made.set(Table::Resources, key, column, value);
        assert_eq!(level(&made), Level::Critical, "{key} {column} {value}");
        made.set(Table::Resources, key, column, back);
    }
    for (column, value, back) in [("environment", "prod", "test"), ("environment", "", "test"), ("data_classes", "secrets", "confidential")]
    {
        made.set(Table::Workflows, "WF-1", column, value);
        assert_eq!(level(&made), Level::Critical, "{column} {value}");
        made.set(Table::Workflows, "WF-1", column, back);
    }
    made.proven_control("C-2", &[("compensates", "EB-10")]);
    assert_eq!(level(&made), Level::Medium);
}

#[test]
fn a_label_that_is_not_told_gives_the_variant_that_cannot_be_excluded() {
    for (key, column, text) in [
        ("inbox", "untrusted", "It is not told whether inbox is untrusted; the path is inbox > agent."),
        ("crm", "sensitivity", "It is not told how sensitive crm is; the path is crm > agent."),
        ("smtp", "egress", "It is not told whether smtp is a way out of the organisation; the path is agent > summariser > mailer > smtp."),
    ] {
        let mut made = worked();
        let attribute = match column {
            "untrusted" => ("untrusted_inputs", "no"),
            "sensitivity" => ("data_classes", "internal"),
            _ => ("external_egress", "no"),
        };
        made.set(Table::Workflows, "WF-1", attribute.0, attribute.1).set(Table::Resources, key, column, "");
        let found = hits(&made);
        assert_eq!(found.len(), 1, "{key}");
        assert_eq!((found[0].full_code().as_str(), found[0].if_true, found[0].severity), ("EB-10-U", Level::Critical, Level::High));
        assert_eq!(found[0].paths.as_ref().unwrap().nodes, ["agent", "mailer", "summariser"]);
        assert_eq!(found[0].paths.as_ref().unwrap().smallest_fix.len(), 5);
        assert!(found[0].condition.iter().any(|s| s.text == text), "{:?}", found[0].condition);
        assert_eq!(made.case("WF-1", has_trifecta), None);
    }
}

#[test]
fn the_workflows_own_word_speaks_where_no_node_of_its_flow_does() {
    for (key, column, attribute, yes, no) in [
        ("inbox", "untrusted", "untrusted_inputs", "yes", "no"),
        ("crm", "sensitivity", "data_classes", "pii", "internal;public"),
        ("smtp", "egress", "external_egress", "yes", "no"),
    ] {
        let mut made = worked();
        made.set(Table::Resources, key, column, if column == "sensitivity" { "internal" } else { "no" });
        for (value, expected) in [(yes, 1), ("", 1), (no, 0)] {
            made.set(Table::Workflows, "WF-1", attribute, value);
            let found = hits(&made);
            let nodes: Vec<String> = worst(&found).into_keys().collect();
            assert_eq!(nodes, if expected == 1 { vec!["agent", "mailer", "summariser"] } else { vec![] }, "{attribute}={value}");
            for hit in &found {
                assert!(hit.unsure);
                let paths = hit.paths.as_ref().unwrap();
                assert_eq!(paths.witness.len(), 2, "no path is printed for a leg that nothing tells");
                let place = Place::Cell { table: Table::Workflows, key: "WF-1".into(), column: Some(attribute.into()) };
                assert!(hit.condition.iter().any(|s| s.at == [place.clone()]));
            }
            assert_eq!(made.case("WF-1", has_trifecta), if expected == 1 { None } else { Some(false) });
        }
    }
}

#[test]
fn labels_that_take_no_part_in_the_flow_do_not_answer_for_it() {
    let mut made = worked();
    made.set(Table::Resources, "inbox", "untrusted", "no").set(Table::Resources, "smtp", "untrusted", "yes");
    let found = hits(&made);
    assert!(found[0].unsure, "nothing leaves the mailbox that is untrusted");
    let mut made = worked();
    made.set(Table::Resources, "smtp", "egress", "no").set(Table::Resources, "inbox", "egress", "yes");
    assert!(hits(&made)[0].unsure, "nothing enters the mailbox that is a way out");
}

#[test]
fn without_flows_only_what_the_workflow_says_excludes_it() {
    let mut made = organisation();
    let found = hits(&made);
    assert_eq!((found.len(), found[0].full_code().as_str(), found[0].if_true), (1, "EB-10-U", Level::Critical));
    assert_eq!(found[0].cause, "WF-1: flows not told");
    assert_eq!(made.case("WF-1", has_trifecta), None);
    for (column, excludes, open) in [
        ("untrusted_inputs", "no", "yes"),
        ("external_egress", "no", "yes"),
        ("data_classes", "internal", "phi"),
        ("data_classes", "none", ""),
    ] {
        made.set(Table::Workflows, "WF-1", column, excludes);
        assert_eq!(hits(&made), [], "{column}");
        assert_eq!(made.case("WF-1", has_trifecta), Some(false));
        made.set(Table::Workflows, "WF-1", column, open);
        assert_eq!(hits(&made).len(), 1, "{column}");
    }
    // A list that was understood in part excludes nothing.
    made.set(Table::Workflows, "WF-1", "data_classes", "internal");
    made.records[0].extra.push(("raw.data_classes".into(), "internal; tbd".into()));
    assert_eq!(hits(&made).len(), 1);
}

#[test]
fn a_node_that_no_inventory_knows_processes_and_may_be_labelled_but_not_by_itself() {
    let mut made = organisation();
    resource(&mut made, "inbox", &["untrusted", "private"]);
    resource(&mut made, "smtp", &["egress"]);
    flow(&mut made, "inbox", "bot");
    flow(&mut made, "bot", "smtp");
    let found = hits(&made);
    assert_eq!(found.len(), 1);
    assert!(!found[0].unsure, "its legs are known whatever it is");
    assert_eq!(found[0].paths.as_ref().unwrap().nodes, ["bot"]);

    let mut made = organisation();
    made.set(Table::Workflows, "WF-1", "untrusted_inputs", "no");
    resource(&mut made, "crm", &["private"]);
    resource(&mut made, "smtp", &["egress"]);
    flow(&mut made, "crm", "bot");
    flow(&mut made, "bot", "smtp");
    assert_eq!(hits(&made), [], "it is not the untrusted source of itself");
    agent(&mut made, "agent");
    flow(&mut made, "bot", "agent");
    flow(&mut made, "agent", "smtp");
    let found = hits(&made);
    assert_eq!(found.len(), 1);
    assert_eq!(found[0].paths.as_ref().unwrap().nodes, ["agent"], "to another it may be one");
    assert!(found[0].condition.iter().any(|s| s.text.starts_with("bot is in no inventory")));
}

#[test]
fn two_ways_need_two_gates_and_three_need_more() {
    let mut made = organisation();
    resource(&mut made, "inbox", &["untrusted", "private"]);
    resource(&mut made, "smtp", &["egress"]);
    agent(&mut made, "agent");
    for (at, expected) in [(1, 0), (2, 4), (3, 0)] {
        let (reader, mailer) = (format!("in{at}"), format!("out{at}"));
        tool(&mut made, &reader);
        tool(&mut made, &mailer);
        for (from, to) in [("inbox", reader.as_str()), (&reader, "agent"), ("agent", &mailer), (&mailer, "smtp")] {
            flow(&mut made, from, to);
        }
        let found = hits(&made);
        let hit = found.iter().find(|h| h.paths.as_ref().unwrap().nodes.contains(&"agent".to_owned())).unwrap();
        let fixes = &hit.paths.as_ref().unwrap().smallest_fix;
        match at {
            1 => assert_eq!(fixes.len(), 4, "one edge on each step"),
            2 => {
                assert_eq!(fixes.len(), 2 * expected);
                assert!(fixes.iter().all(|set| set.len() == 2));
                assert_eq!(fixes[0], [edge("agent", "out1"), edge("agent", "out2")]);
                assert!(!hit.condition.iter().any(|s| s.text.contains("No one edge")));
            }
            _ => {
                assert!(fixes.is_empty());
                assert!(hit.condition.iter().any(|s| s.text == "No one edge and no two edges, if gated, would remove this."));
            }
        }
    }
}

#[test]
fn nodes_with_other_fixes_are_another_cause() {
    let mut made = worked();
    resource(&mut made, "hook", &["egress"]);
    tool(&mut made, "poster");
    flow(&mut made, "agent", "poster");
    flow(&mut made, "poster", "hook");
    let found = hits(&made);
    let nodes: Vec<&[String]> = found.iter().map(|h| h.paths.as_ref().unwrap().nodes.as_slice()).collect();
    assert_eq!(nodes, [vec!["agent"], vec!["mailer", "summariser"], vec!["poster"]]);
    let causes: std::collections::BTreeSet<&str> = found.iter().map(|h| h.cause.as_str()).collect();
    assert_eq!(causes.len(), 3);
}

#[test]
fn the_listed_fixes_are_those_that_trying_every_set_finds() {
    let (mut singles, mut pairs) = (0, 0);
    for seed in 1..=40 {
        let (mut made, edges) = made_up(seed, false);
        let found = hits(&made);
        if known_nodes(&found).is_empty() {
            continue;
        }
        // The nodes that are left, for each edge and each pair of edges that is gated.
        let mut left: Vec<(Vec<Edge>, Vec<String>)> = Vec::new();
        for (at, a) in edges.iter().enumerate() {
            for b in &edges[at..] {
                gate(&mut made, &a.0, &a.1, "dlp", "C-1");
                gate(&mut made, &b.0, &b.1, "dlp", "C-1");
                let set = if a == b { vec![a.clone()] } else { vec![a.clone(), b.clone()] };
                left.push((set, known_nodes(&hits(&made))));
                gate(&mut made, &a.0, &a.1, "none", "");
                gate(&mut made, &b.0, &b.1, "none", "");
            }
        }
        for paths in found.iter().filter(|h| !h.unsure).map(|h| h.paths.as_ref().unwrap()) {
            for node in &paths.nodes {
                let of = |size: usize| left.iter().filter(move |(set, nodes)| set.len() == size && !nodes.contains(node));
                let smallest = if of(1).next().is_some() { 1 } else { 2 };
                let expected: Vec<Vec<Edge>> = of(smallest).map(|(set, _)| set.clone()).collect();
                assert_eq!(paths.smallest_fix, expected, "seed {seed}, {node}");
                singles += usize::from(smallest == 1);
                pairs += usize::from(smallest == 2 && !expected.is_empty());
            }
        }
    }
    assert!(singles > 20 && pairs > 0, "{singles} {pairs}");
}

#[test]
fn blanking_never_removes_and_gating_never_adds() {
    let mut seen = 0;
    for seed in 1..=60 {
        let (made, edges) = made_up(seed, true);
        let before = worst(&hits(&made));
        let cells: Vec<(Table, String, String)> = (made.records.iter())
            .filter(|r| matches!(r.table, Table::Resources | Table::Workflows | Table::Flows | Table::Identities))
            .flat_map(|r| r.named().map(|(c, _)| (r.table, r.key.clone(), c.to_owned())))
            .filter(|(_, _, c)| !matches!(c.as_str(), "id" | "name" | "workflow" | "from" | "to"))
            .collect();
        for (table, key, column) in cells.into_iter().skip(seed as usize % 3).step_by(3) {
            let mut blanked = Made { records: made.records.clone(), ..Made::default() };
            blanked.set(table, &key, &column, "");
            let after = worst(&hits(&blanked));
            for (node, level) in &before {
                assert!(after.get(node).is_some_and(|l| l >= level), "seed {seed}: {table} {key} {column}, {node}");
            }
            seen += before.len();
        }
        let known = known_nodes(&hits(&made));
        for (from, to) in edges {
            let mut gated = Made { records: made.records.clone(), ..Made::default() };
            gate(&mut gated, &from, &to, "sanitiser", "C-1");
            let after = hits(&gated);
            assert!(worst(&after).iter().all(|(node, level)| before.get(node).is_some_and(|l| l >= level)), "seed {seed}: {from} {to}");
            assert!(known_nodes(&after).iter().all(|n| known.contains(n)));
        }
    }
    assert!(seen > 100, "{seen}");
}

#[test]
fn ten_thousand_nodes_with_cycles_take_steps_in_proportion() {
    let mut made = organisation();
    resource(&mut made, "inbox", &["untrusted"]);
    resource(&mut made, "crm", &["private"]);
    resource(&mut made, "smtp", &["egress"]);
    let id = |n: usize| format!("a{n:05}");
    let mut dice = Dice(7);
    let most = 10_000;
    for n in 0..most {
        agent(&mut made, &id(n));
        if n > 0 {
            flow(&mut made, &id(n - 1), &id(n));
        }
        if n > 100 && n % 3 == 0 {
            // A way back, never before the hundredth.
            flow(&mut made, &id(n), &id(100 + dice.below(n - 100)));
        }
    }
    flow(&mut made, "inbox", &id(0));
    flow(&mut made, "crm", &id(0));
    flow(&mut made, &id(most - 1), "smtp");
    made.case("WF-1", |c| {
        let flow = Flow::of(c);
        let reach = Reach::of(&flow);
        let all: Vec<usize> = (0..most).collect();
        let found = causes(&reach, &all, true);
        let size = flow.nodes.len() + flow.edges.len();
        // Trees in nearly linear time, then a 64th of the nodes times the edges that matter.
        let steps = found[0].steps;
        assert!(steps < 20 * size + 3 * size * (most / 64), "{steps} steps for {size} nodes and edges");
        let nodes: usize = found.iter().map(|c| c.nodes.len()).sum();
        assert_eq!(nodes, most, "every node has its cause");
        assert!(found[0].nodes.len() > 100 && found[0].nodes.starts_with(&[0, 1, 2]));
        assert_eq!(found[0].fixes.len(), super::super::paths::cause::FIXES_MOST);
        let hits = in_flow(c, &flow, Reach::told(&flow).as_ref());
        assert!(hits.iter().all(|h| h.paths.as_ref().unwrap().smallest_fix.len() <= 100));
        assert!(hits[0].condition.iter().any(|s| s.text.contains("the first 100 are listed")));
    });
}

#[test]
fn a_large_flow_without_a_single_edge_says_that_pairs_were_not_tried() {
    let mut made = organisation();
    resource(&mut made, "inbox", &["untrusted", "private"]);
    resource(&mut made, "smtp", &["egress"]);
    agent(&mut made, "agent");
    for n in 0..65 {
        for side in ["in", "out"] {
            let id = format!("{side}{n:02}");
            tool(&mut made, &id);
            let (from, to) = if side == "in" { ("inbox", "agent") } else { ("agent", "smtp") };
            flow(&mut made, from, &id);
            flow(&mut made, &id, to);
        }
        let fewer = 4 * (n + 1) <= 256;
        if n == 63 || n == 64 {
            let found = hits(&made);
            let hit = found.iter().find(|h| h.paths.as_ref().unwrap().nodes.contains(&"agent".to_owned())).unwrap();
            let said = hit.condition.iter().any(|s| s.text.contains("Pairs of edges were not tried: the flow has more than 256 edges."));
            assert_eq!(said, !fewer);
        }
    }
}

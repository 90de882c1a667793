use super::*;
use crate::boundary::paths::made::{agent, drawn as made_up, flow, gate, known as known_nodes, organisation, resource, tool, worst};
use crate::hit::Edge;
use crate::tables::Table;
use crate::testing::Made;

fn hits(made: &Made) -> Vec<Hit> {
    made.case("WF-1", |c| check(c, &Access::of(c)))
}

fn edge(from: &str, to: &str) -> (String, String) {
    (from.to_owned(), to.to_owned())
}

/// A repository, an agent, a tool and a cluster in a row, all in `z-1` and in test.
fn row_of_four() -> Made {
    let mut made = organisation();
    for (id, rank) in [("z-2", "2"), ("z-3", "3")] {
        made.put(Table::Zones, &[("id", id), ("rank", rank)]);
    }
    resource(&mut made, "repo", &[]);
    agent(&mut made, "agent");
    tool(&mut made, "deployer");
    resource(&mut made, "cluster", &[]);
    for (from, to) in [("repo", "agent"), ("agent", "deployer"), ("deployer", "cluster")] {
        flow(&mut made, from, to);
    }
    made
}

#[test]
fn a_path_within_the_declared_zones_that_does_not_rise_is_no_hit() {
    assert_eq!(hits(&row_of_four()), []);
}

#[test]
fn a_zone_that_is_not_declared_is_visited() {
    let mut made = row_of_four();
    made.set(Table::Tools, "deployer", "zone", "z-9");
    let found = hits(&made);
    assert_eq!(found.len(), 1);
    let hit = &found[0];
    assert_eq!((hit.full_code().as_str(), hit.severity, hit.if_true), ("EB-09", Level::High, Level::High));
    let paths = hit.paths.as_ref().unwrap();
    assert_eq!(paths.nodes, ["deployer"]);
    assert_eq!(paths.witness["crossing"], ["repo", "agent", "deployer", "cluster"]);
    assert_eq!(paths.smallest_fix, [vec![edge("agent", "deployer")], vec![edge("deployer", "cluster")], vec![edge("repo", "agent")]]);
    let text = "deployer lies in z-9, which is not among the zones the workflow declares; the path is repo > agent > deployer > cluster.";
    assert_eq!(hit.condition[0].text, text);
    let cell = |table, key: &str, column: &'static str| Place::Cell { table, key: key.into(), column: Some(column.into()) };
    assert_eq!(hit.condition[0].at[..2], [cell(Table::Tools, "deployer", "zone"), cell(Table::Workflows, "WF-1", "declared_zones")]);
    assert_eq!(hit.condition[0].at.len(), 5);
    assert_eq!(hit.cause, "WF-1: agent>deployer, deployer>cluster, repo>agent");
    made.set(Table::Workflows, "WF-1", "declared_zones", "z-1;z-9");
    assert_eq!(hits(&made), []);
    made.set(Table::Workflows, "WF-1", "declared_zones", "none");
    assert_eq!(known_nodes(&hits(&made)), ["agent", "cluster", "deployer", "repo"]);
    assert_eq!(hits(&made).len(), 1, "the same edges remove them all");
}

#[test]
fn a_zone_that_is_not_told_is_not_excluded() {
    let mut made = row_of_four();
    made.set(Table::Identities, "agent", "zone", "");
    let found = hits(&made);
    assert_eq!((found.len(), found[0].full_code().as_str(), found[0].severity), (1, "EB-09-U", Level::Medium));
    assert_eq!(found[0].paths.as_ref().unwrap().nodes, ["agent"]);
    assert!(found[0].condition[0].text.starts_with("It is not told in which zone agent lies"));
    // People lie in no zone.
    let mut made = organisation();
    made.put(Table::People, &[("id", "P-1"), ("name", "made")]);
    resource(&mut made, "repo", &[]);
    flow(&mut made, "P-1", "repo");
    assert_eq!(hits(&made), []);
}

#[test]
fn declared_zones_that_are_not_told_leave_every_visited_zone_open() {
    let mut made = row_of_four();
    made.set(Table::Workflows, "WF-1", "declared_zones", "");
    let found = hits(&made);
    assert_eq!((found.len(), found[0].full_code().as_str()), (1, "EB-09-U"));
    assert_eq!(found[0].cause, "WF-1: declared zones not told");
    assert_eq!(found[0].paths.as_ref().unwrap().nodes, ["agent", "cluster", "deployer", "repo"]);
    made.set(Table::Workflows, "WF-1", "declared_zones", "z-1");
    made.records[0].extra.push(("raw.declared_zones".into(), "z-1; somewhere".into()));
    assert_eq!(hits(&made).len(), 1, "a list that was understood in part");
}

#[test]
fn a_rise_is_told_of_each_node_that_shares_a_cause() {
    let mut made = row_of_four();
    made.set(Table::Workflows, "WF-1", "declared_zones", "z-1;z-2");
    made.set(Table::Identities, "agent", "zone", "z-9").set(Table::Resources, "cluster", "zone", "z-2");
    let found = hits(&made);
    assert_eq!((found.len(), found[0].unsure), (1, false));
    assert_eq!(found[0].paths.as_ref().unwrap().nodes, ["agent", "cluster"]);
    let said: Vec<&str> = found[0].condition.iter().map(|s| s.text.as_str()).collect();
    assert!(said[0].starts_with("agent lies in z-9"), "{said:?}");
    assert_eq!(said[1], "The same edges carry a path that crosses a boundary at cluster.");
    assert_eq!(said[2], "The rank of the zone rises from repo to cluster over more than one edge: repo > agent > deployer > cluster.");
}

#[test]
fn a_rise_over_two_edges_is_a_hit_and_over_one_it_is_not() {
    let mut made = row_of_four();
    made.set(Table::Workflows, "WF-1", "declared_zones", "z-1;z-2");
    made.set(Table::Resources, "cluster", "zone", "z-2");
    let found = hits(&made);
    assert_eq!(found.len(), 1);
    let paths = found[0].paths.as_ref().unwrap();
    assert_eq!((paths.nodes.as_slice(), found[0].unsure), (["cluster".to_owned()].as_slice(), false));
    assert_eq!(paths.witness["crossing"], ["repo", "agent", "deployer", "cluster"]);
    assert_eq!(paths.smallest_fix.len(), 3);
    assert_eq!(
        found[0].condition[0].text,
        "The rank of the zone rises from repo to cluster over more than one edge: repo > agent > deployer > cluster."
    );
    let cell = |table, key: &str, column: &'static str| Place::Cell { table, key: key.into(), column: Some(column.into()) };
    let at = &found[0].condition[0].at;
    assert_eq!(at[..2], [cell(Table::Resources, "repo", "zone"), cell(Table::Zones, "z-1", "rank")]);
    assert_eq!(at[2..4], [cell(Table::Resources, "cluster", "zone"), cell(Table::Zones, "z-2", "rank")]);

    let mut made = organisation();
    made.put(Table::Zones, &[("id", "z-2"), ("rank", "2")]);
    made.set(Table::Workflows, "WF-1", "declared_zones", "z-1;z-2");
    resource(&mut made, "repo", &[]);
    resource(&mut made, "cluster", &[]);
    made.set(Table::Resources, "cluster", "zone", "z-2");
    flow(&mut made, "repo", "cluster");
    assert_eq!(hits(&made), [], "one edge is one permitted step");
    agent(&mut made, "agent");
    flow(&mut made, "cluster", "agent");
    flow(&mut made, "agent", "cluster");
    assert_eq!(hits(&made)[0].paths.as_ref().unwrap().witness["crossing"], ["repo", "cluster", "agent", "cluster"]);
    made.set(Table::Resources, "cluster", "zone", "z-1");
    assert_eq!(hits(&made), [], "it does not rise");
    made.set(Table::Resources, "repo", "zone", "z-2");
    assert_eq!(hits(&made), [], "it falls");
}

#[test]
fn environments_and_sensitivities_rise_too_and_like_is_compared_with_like() {
    for (column, low, high, other) in [("environment", "dev", "prod", "test"), ("sensitivity", "public", "restricted", "internal")] {
        let mut made = row_of_four();
        made.set(Table::Resources, "repo", column, low).set(Table::Resources, "cluster", column, high);
        let found = hits(&made);
        assert_eq!(found.len(), 1, "{column}");
        assert_eq!(found[0].if_true, Level::Critical, "production, or restricted");
        assert!(found[0].condition[0].text.starts_with(&format!("The rank of the {column} rises from repo to cluster")));
        made.set(Table::Resources, "repo", column, high).set(Table::Resources, "cluster", column, other);
        assert_eq!(hits(&made), [], "{column} falls");
        // The usual order can be changed.
        made.put(Table::Zones, &[("id", other), ("rank", "9")]);
        assert_eq!(hits(&made).len(), 1, "{column}");
    }
    // One finding when the same edges remove both rises.
    let mut made = row_of_four();
    made.set(Table::Resources, "repo", "environment", "dev").set(Table::Resources, "repo", "sensitivity", "public");
    let found = hits(&made);
    assert_eq!((found.len(), found[0].condition.len()), (1, 3));
    assert!(found[0].condition[2].text.starts_with("The smallest fix: a proven gate on "), "{}", found[0].condition[2].text);
}

#[test]
fn an_identity_that_starts_by_itself_has_its_home_environment() {
    let mut made = organisation();
    agent(&mut made, "agent");
    tool(&mut made, "deployer");
    resource(&mut made, "cluster", &[]);
    flow(&mut made, "agent", "deployer");
    flow(&mut made, "deployer", "cluster");
    assert_eq!(hits(&made), []);
    made.set(Table::Identities, "agent", "home_environment", "dev");
    let found = hits(&made);
    assert_eq!((found.len(), found[0].unsure), (1, false));
    let cell = Place::Cell { table: Table::Identities, key: "agent".into(), column: Some("home_environment".into()) };
    assert_eq!(found[0].condition[0].at[0], cell);
    made.set(Table::Identities, "agent", "home_environment", "");
    assert!(hits(&made)[0].unsure);
}

#[test]
fn a_rank_that_is_not_told_is_not_excluded_unless_it_is_the_nodes_own() {
    for (key, value) in [("cluster", ""), ("repo", ""), ("cluster", "z-new")] {
        let mut made = row_of_four();
        made.set(Table::Workflows, "WF-1", "declared_zones", "z-1;z-new");
        made.set(Table::Resources, key, "zone", value);
        let found: Vec<Hit> = hits(&made).into_iter().filter(|h| h.paths.as_ref().unwrap().nodes.contains(&"cluster".to_owned())).collect();
        assert_eq!(found.len(), 1, "{key} {value}");
        assert!(found[0].unsure);
        assert!(
            found[0].condition.iter().any(|s| s.text.starts_with("Whether the rank of the zone rises from repo to cluster is not told"))
        );
    }
    let mut made = row_of_four();
    made.set(Table::Workflows, "WF-1", "declared_zones", "z-1;z-new");
    for key in ["repo", "cluster"] {
        made.set(Table::Resources, key, "zone", "z-new");
    }
    assert_eq!(hits(&made), [], "a zone without a rank does not rise over itself");
    // A store that is read and written does not rise over itself either.
    let mut made = organisation();
    resource(&mut made, "repo", &[]);
    agent(&mut made, "agent");
    flow(&mut made, "repo", "agent");
    flow(&mut made, "agent", "repo");
    made.set(Table::Resources, "repo", "environment", "");
    assert_eq!(hits(&made), []);
    resource(&mut made, "other", &[]);
    flow(&mut made, "other", "agent");
    assert_eq!(hits(&made).len(), 1, "over another it may");
}

#[test]
fn a_proven_gate_on_the_way_removes_it_and_a_claimed_one_does_not() {
    let mut made = row_of_four();
    made.proven_control("C-1", &[]);
    made.set(Table::Resources, "cluster", "zone", "z-9");
    gate(&mut made, "deployer", "cluster", "human_approval", "C-9");
    let found = hits(&made);
    assert!(!found[0].unsure);
    assert_eq!(found[0].paths.as_ref().unwrap().would_break, [edge("deployer", "cluster")]);
    for (from, to) in [("repo", "agent"), ("agent", "deployer"), ("deployer", "cluster")] {
        let mut gated = Made { records: made.records.clone(), ..Made::default() };
        gate(&mut gated, from, to, "policy_block", "C-1");
        assert_eq!(hits(&gated), [], "{from} {to}");
    }
}

#[test]
fn a_store_that_is_read_and_written_needs_a_gate_on_either_side() {
    let mut made = organisation();
    resource(&mut made, "repo", &[]);
    resource(&mut made, "in", &[]);
    resource(&mut made, "out", &[]);
    agent(&mut made, "writer");
    agent(&mut made, "reader");
    for (from, to) in [("in", "writer"), ("writer", "repo"), ("repo", "reader"), ("reader", "out")] {
        flow(&mut made, from, to);
    }
    made.set(Table::Resources, "repo", "zone", "z-1");
    made.set(Table::Workflows, "WF-1", "declared_zones", "z-2");
    for id in ["in", "out"] {
        made.set(Table::Resources, id, "zone", "z-2");
    }
    for id in ["writer", "reader"] {
        made.set(Table::Identities, id, "zone", "z-2");
    }
    made.put(Table::Zones, &[("id", "z-2"), ("rank", "1")]);
    let found = hits(&made);
    assert_eq!(found.len(), 1);
    let paths = found[0].paths.as_ref().unwrap();
    assert_eq!(paths.nodes, ["repo"]);
    let both = |a: (&str, &str), b: (&str, &str)| vec![edge(a.0, a.1), edge(b.0, b.1)];
    let (written, read) = ([("in", "writer"), ("writer", "repo")], [("reader", "out"), ("repo", "reader")]);
    let expected = [both(written[0], read[0]), both(written[0], read[1]), both(read[0], written[1]), both(read[1], written[1])];
    assert_eq!(paths.smallest_fix, expected);
    assert_eq!(paths.witness["crossing"], ["in", "writer", "repo"]);
    // Where only one side is left, it alone is the path.
    made.proven_control("C-1", &[]);
    gate(&mut made, "in", "writer", "dlp", "C-1");
    let paths = hits(&made)[0].paths.clone().unwrap();
    assert_eq!(paths.witness["crossing"], ["repo", "reader", "out"]);
    assert_eq!(paths.smallest_fix, [vec![edge("reader", "out")], vec![edge("repo", "reader")]]);
}

#[test]
fn a_circle_without_a_beginning_is_a_path_all_the_same() {
    let mut made = organisation();
    agent(&mut made, "a");
    agent(&mut made, "b");
    flow(&mut made, "a", "b");
    flow(&mut made, "b", "a");
    made.set(Table::Identities, "b", "zone", "z-9");
    assert_eq!(known_nodes(&hits(&made)), ["b"]);
}

#[test]
fn without_flows_only_a_workflow_without_effect_is_excluded() {
    let mut made = organisation();
    for (effect, expected) in [("reversible_write", 1), ("advisory", 1), ("", 1), ("none", 0)] {
        made.set(Table::Workflows, "WF-1", "effect", effect);
        let found = hits(&made);
        assert_eq!(found.len(), expected, "{effect}");
        assert!(found.iter().all(|h| h.unsure && h.if_true == Level::High && h.cause == "WF-1: flows not told"));
    }
}

#[test]
fn circumstances_raise_it_and_a_proven_compensating_control_lowers_it() {
    let mut made = row_of_four();
    made.set(Table::Tools, "deployer", "zone", "z-9");
    made.set(Table::Workflows, "WF-1", "environment", "prod");
    assert_eq!(hits(&made)[0].if_true, Level::Critical);
    made.proven_control("C-2", &[("compensates", "EB-09")]);
    assert_eq!(hits(&made)[0].if_true, Level::High);
}

/// For each node of hits that are known, the smallest fixes of every hit it is in.
fn fixes(hits: &[Hit]) -> Vec<(Vec<String>, Vec<Vec<Edge>>)> {
    let of = |h: &Hit| h.paths.as_ref().map(|p| (p.nodes.clone(), p.smallest_fix.clone()));
    hits.iter().filter(|h| !h.unsure).filter_map(of).collect()
}

#[test]
fn gating_a_listed_fix_removes_the_crossing_and_nothing_smaller_does() {
    let mut removed = 0;
    for seed in 1..=40 {
        let (made, edges) = made_up(seed, false);
        for (nodes, sets) in fixes(&hits(&made)) {
            for set in &sets {
                let mut gated = Made { records: made.records.clone(), ..Made::default() };
                set.iter().for_each(|(from, to)| gate(&mut gated, from, to, "dlp", "C-1"));
                // What was removed cannot stand again under the same fixes.
                assert!(!fixes(&hits(&gated)).iter().any(|(n, s)| n == &nodes && s == &sets), "seed {seed}");
                removed += 1;
            }
            if sets.iter().any(|s| s.len() == 2) {
                for (from, to) in &edges {
                    let mut gated = Made { records: made.records.clone(), ..Made::default() };
                    gate(&mut gated, from, to, "dlp", "C-1");
                    let still = known_nodes(&hits(&gated));
                    assert!(nodes.iter().all(|n| still.contains(n)), "seed {seed}: one edge was enough");
                }
            }
        }
    }
    assert!(removed > 50, "{removed}");
}

#[test]
fn blanking_never_removes_and_gating_never_adds() {
    let mut seen = 0;
    for seed in 1..=40 {
        let (made, edges) = made_up(seed, true);
        let before = worst(&hits(&made));
        let cells: Vec<(Table, String, String)> = (made.records.iter())
            .filter(|r| matches!(r.table, Table::Resources | Table::Workflows | Table::Flows | Table::Identities | Table::Tools))
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
        for (from, to) in edges {
            let mut gated = Made { records: made.records.clone(), ..Made::default() };
            gate(&mut gated, &from, &to, "sanitiser", "C-1");
            assert!(
                worst(&hits(&gated)).iter().all(|(node, level)| before.get(node).is_some_and(|l| l >= level)),
                "seed {seed}: {from} {to}"
            );
        }
    }
    assert!(seen > 300, "{seen}");
}

#[test]
fn ten_thousand_nodes_are_searched_within_the_budget_and_what_is_not_sought_is_said() {
    let mut made = organisation();
    resource(&mut made, "a", &[]);
    let id = |n: usize| format!("t{n:05}");
    for n in 0..10_000 {
        tool(&mut made, &id(n));
        if n > 0 {
            flow(&mut made, &id(n - 1), &id(n));
        }
        if n % 7 == 6 {
            flow(&mut made, &id(n), &id(n - 6));
        }
    }
    flow(&mut made, "a", &id(0));
    made.set(Table::Tools, &id(5_000), "zone", "z-9");
    let found = hits(&made);
    assert_eq!(known_nodes(&found), [id(5_000)]);
    assert!(found[0].condition.iter().any(|s| s.text.starts_with("The flow is so large that the edges")));
    assert!(found[0].cause.ends_with("; from t05000"));
}

#[test]
fn a_large_flow_that_crosses_everywhere_names_every_node() {
    let mut made = organisation();
    let id = |n: usize| format!("r{n:05}");
    let most = 3_000;
    for n in 0..most {
        resource(&mut made, &id(n), &[]);
        let last = made.records.len() - 1;
        let zone = format!("z{n:05}");
        made.records[last] = {
            let mut record = made.records[last].clone();
            record.fields = record.fields.iter().map(|(p, v)| (p, if v == "z-1" { &zone } else { v })).collect();
            record
        };
        made.put(Table::Zones, &[("id", &zone), ("rank", &n.to_string())]);
        if n > 0 {
            flow(&mut made, &id(n - 1), &id(n));
        }
    }
    let found = hits(&made);
    assert_eq!(known_nodes(&found).len(), most, "each lies in a zone that is not declared");
    assert!(found.len() <= 200);
    assert!(found.iter().any(|h| h.condition.iter().any(|s| s.text.contains("the path was not sought"))));
}

//! Paths at their limits: what a proven gate leaves, what each crossing says, and how much is told apart.

use super::super::access::Access;
use super::super::paths::cause::{CAUSES_MOST, Cause, FIXES_MOST, Search, folded};
use super::super::paths::flow::Flow;
use super::super::paths::made::{agent, flow, gate, known, organisation, resource, tool, worked};
use super::super::paths::rank::rank_of;
use super::super::{eb09, eb10};
use crate::hit::Hit;
use crate::place::Place;
use crate::tables::Table::{Flows, Resources, Tools, Workflows, Zones};
use crate::testing::Made;

fn hits(made: &Made) -> Vec<Hit> {
    made.case("WF-1", |c| eb09::check(c, &Access::of(c)))
}

fn cell(table: crate::tables::Table, key: &str, column: &'static str) -> Place {
    Place::Cell { table, key: key.into(), column: Some(column.into()) }
}

#[test]
fn behind_a_proven_gate_nothing_is_visited_also_not_in_a_circle() {
    let mut made = organisation();
    made.put(Zones, &[("id", "z-9"), ("rank", "1")]);
    resource(&mut made, "repo", &[]);
    tool(&mut made, "left");
    tool(&mut made, "right");
    for (from, to) in [("repo", "left"), ("left", "right"), ("right", "left")] {
        flow(&mut made, from, to);
    }
    made.set(Tools, "left", "zone", "z-9").set(Tools, "right", "zone", "z-9");
    let visited = |made: &Made| known(&hits(made));
    assert_eq!(visited(&made), ["left", "right"]);
    made.proven_control("C-1", &[]);
    gate(&mut made, "repo", "left", "human_approval", "C-1");
    assert_eq!(hits(&made), [], "nothing that starts reaches the circle");
}

#[test]
fn each_crossing_of_a_node_is_told_with_the_edges_that_remove_it() {
    let mut made = organisation();
    made.put(Zones, &[("id", "z-3"), ("rank", "3")]).put(Zones, &[("id", "z-9"), ("rank", "3")]);
    made.set(Workflows, "WF-1", "declared_zones", "z-1;z-3");
    resource(&mut made, "low", &[]);
    resource(&mut made, "high", &[]);
    resource(&mut made, "cluster", &[]);
    tool(&mut made, "one");
    tool(&mut made, "two");
    for (from, to) in [("low", "one"), ("one", "cluster"), ("high", "two"), ("two", "cluster")] {
        flow(&mut made, from, to);
    }
    made.set(Resources, "high", "zone", "z-3").set(Tools, "two", "zone", "z-3").set(Resources, "cluster", "zone", "z-9");
    let found = hits(&made);
    // It is visited from both sides, so that two edges have to be gated; it is risen to from one side only.
    let fixes: Vec<usize> = found.iter().map(|h| h.paths.as_ref().unwrap().smallest_fix[0].len()).collect();
    assert_eq!(found.len(), 2);
    assert!(fixes.contains(&1) && fixes.contains(&2), "{fixes:?}");
    for hit in &found {
        let about_declared = hit.condition.iter().filter(|s| s.text.contains("declares")).count();
        let of_two = hit.paths.as_ref().unwrap().smallest_fix[0].len() == 2;
        assert_eq!((hit.paths.as_ref().unwrap().nodes.clone(), about_declared), (vec!["cluster".to_owned()], usize::from(of_two)));
        assert_eq!(hit.paths.as_ref().unwrap().witness.len(), 1);
    }
}

#[test]
fn a_rise_is_read_where_the_environment_of_a_node_is_told() {
    let mut made = organisation();
    resource(&mut made, "repo", &[]);
    agent(&mut made, "agent");
    resource(&mut made, "cluster", &[]);
    flow(&mut made, "repo", "agent");
    flow(&mut made, "agent", "cluster");
    made.set(Resources, "cluster", "environment", "prod");
    let found = hits(&made);
    let at: Vec<&Place> = found.iter().flat_map(|h| &h.condition).flat_map(|s| &s.at).collect();
    assert!(at.contains(&&cell(Resources, "cluster", "environment")), "{at:?}");
    assert!(at.contains(&&cell(Resources, "repo", "environment")), "{at:?}");
}

#[test]
fn the_usual_orders_of_environments_and_sensitivities() {
    let made = organisation();
    made.case("WF-1", |c| {
        let rank = |word: &str| rank_of(c.data(), word);
        assert_eq!(["dev", "test", "prod"].map(rank), [Some(1), Some(2), Some(3)]);
        assert_eq!(["public", "internal", "confidential", "restricted", "secrets"].map(rank), [1, 2, 3, 4, 5].map(Some));
        assert_eq!((rank("z-1"), rank("elsewhere")), (Some(1), None));
    });
}

#[test]
fn a_node_that_no_inventory_knows_is_read_in_a_row_that_names_it() {
    let mut made = organisation();
    resource(&mut made, "repo", &[]);
    agent(&mut made, "agent");
    for (from, to) in [("agent", "end"), ("repo", "agent"), ("start", "agent")] {
        flow(&mut made, from, to);
    }
    made.case("WF-1", |c| {
        let flow = Flow::of(c);
        let place = |id: &str| {
            let at = (0..flow.nodes.len()).find(|n| flow.id(*n) == id).unwrap();
            flow.place(at, "zone")
        };
        assert_eq!(place("repo"), Some(cell(Resources, "repo", "zone")));
        assert_eq!(place("start"), Some(cell(Flows, "WF-1\u{1f}start\u{1f}agent", "from")));
        assert_eq!(place("end"), Some(cell(Flows, "WF-1\u{1f}agent\u{1f}end", "to")));
    });
}

#[test]
fn causes_are_put_together_only_past_the_most() {
    let causes =
        |n: usize| (0..n).map(|at| Cause { nodes: vec![at], fixes: Vec::new(), search: Search::Whole, steps: 0 }).collect::<Vec<_>>();
    assert_eq!(folded(causes(CAUSES_MOST)), causes(CAUSES_MOST));
    let folded = folded(causes(CAUSES_MOST + 1));
    assert_eq!((folded.len(), folded[CAUSES_MOST - 1].nodes.len()), (CAUSES_MOST, 2));
}

#[test]
fn a_walk_from_a_circle_goes_on_to_an_effect() {
    let mut made = organisation();
    made.put(Zones, &[("id", "z-9"), ("rank", "1")]);
    tool(&mut made, "here");
    tool(&mut made, "there");
    resource(&mut made, "store", &[]);
    for (from, to) in [("here", "there"), ("there", "here"), ("here", "store")] {
        flow(&mut made, from, to);
    }
    made.set(Tools, "here", "zone", "z-9");
    let found = hits(&made);
    let paths = found[0].paths.as_ref().unwrap();
    assert_eq!((found.len(), &paths.nodes[..]), (1, &["here".to_owned()][..]));
    assert_eq!(paths.witness["crossing"], ["here", "store"], "a circle begins anywhere, and ends where it leads to");
    assert_eq!(paths.smallest_fix, [vec![("here".to_owned(), "store".to_owned())]]);
}

/// What is found of private data and untrusted content on their way out.
fn ways_out(made: &Made) -> Vec<Hit> {
    made.case("WF-1", |c| eb10::check(c, &Access::of(c)))
}

#[test]
fn the_way_out_ends_where_it_is_out() {
    let mut made = worked();
    resource(&mut made, "archive", &[]);
    flow(&mut made, "smtp", "archive");
    let paths = ways_out(&made).remove(0).paths.unwrap();
    assert_eq!(paths.witness["egress"], ["agent", "summariser", "mailer", "smtp"]);
}

#[test]
fn what_the_workflow_says_of_a_leg_is_told_as_said() {
    let texts = |untrusted: &str| {
        let mut made = worked();
        made.set(Workflows, "WF-1", "untrusted_inputs", untrusted);
        made.set(Resources, "inbox", "untrusted", "no").set(Resources, "web", "untrusted", "no");
        let found = ways_out(&made);
        assert!(!found.is_empty() && found.iter().all(|h| h.unsure), "{untrusted}");
        found.iter().flat_map(|h| &h.condition).map(|s| s.text.clone()).collect::<Vec<_>>().join(" ")
    };
    let asks = "whether the workflow takes untrusted";
    assert!(!texts("yes").contains(asks) && texts("").contains(asks), "{} / {}", texts("yes"), texts(""));
}

#[test]
fn a_hundred_edges_that_each_would_do_are_all_listed() {
    let chain = |edges: usize| {
        let mut made = organisation();
        resource(&mut made, "from", &["untrusted", "private"]);
        resource(&mut made, "to", &["egress"]);
        let mut last = "from".to_owned();
        for n in 1..edges {
            let next = format!("a{n:03}");
            agent(&mut made, &next);
            flow(&mut made, &last, &next);
            last = next;
        }
        flow(&mut made, &last, "to");
        let hit = ways_out(&made).remove(0);
        let more = hit.condition.iter().any(|s| Some(&s.text) == Search::Shortened.note().as_ref());
        (hit.paths.unwrap().smallest_fix.len(), more)
    };
    assert_eq!((chain(FIXES_MOST), chain(FIXES_MOST + 1)), ((FIXES_MOST, false), (FIXES_MOST, true)));
}

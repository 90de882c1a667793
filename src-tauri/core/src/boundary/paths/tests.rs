use super::made::{agent, flow, gate, organisation, resource, worked};
use super::*;
use crate::dataset::Dataset;
use crate::tables::Table;

#[test]
fn an_edge_is_broken_only_by_a_gate_whose_control_is_proven() {
    let mut made = worked();
    made.proven_control("C-1", &[]);
    let gates = [
        ("human_approval", "C-1", Gate::Proven),
        ("human_approval", "C-9", Gate::Claimed),
        ("dlp", "", Gate::Claimed),
        ("none", "C-1", Gate::Open),
        ("", "C-1", Gate::Open),
    ];
    for (kind, control, expected) in gates {
        gate(&mut made, "mailer", "smtp", kind, control);
        made.case("WF-1", |c| {
            let flow = Flow::of(c);
            let at = |id: &str| flow.nodes.iter().position(|n| n.id == id).unwrap();
            let edge = flow.edge(at("mailer"), at("smtp")).unwrap();
            assert_eq!((edge.gate, edge.by_human), (expected, kind == "human_approval"), "{kind} {control}");
        });
    }
}

#[test]
fn ids_that_were_joined_are_one_node_and_its_weakest_gate_counts() {
    let mut made = organisation();
    made.proven_control("C-1", &[]);
    resource(&mut made, "inbox", &["untrusted"]);
    agent(&mut made, "bot");
    for id in ["bot", "bot@example"] {
        flow(&mut made, "inbox", id);
        gate(&mut made, "inbox", id, "human_approval", "C-1");
    }
    let joined = |made: &crate::testing::Made| {
        let held = [crate::testing::HELD.to_owned(), crate::testing::HELD.replace("aa", "bb")].into();
        let data = Dataset::new(vec![], made.records.clone(), held)
            .with_joins(&[("bot".into(), "bot@example".into())], &["bot".to_owned()].into());
        let (content, choices) = (crate::catalog::Content::default(), BTreeMap::new());
        let resolver = crate::citation::Resolver::new(&content, &choices);
        let basis =
            crate::assess::Basis { period: made.period, point_in_time: false, editions: vec![], parameters: made.parameters.clone() };
        let frame = crate::assess::Frame::new(&data, &content, &resolver, &basis);
        let trail = crate::trail::Trail::new(&[]);
        let workflow = data.find(Table::Workflows, "WF-1").unwrap();
        let linked = crate::chains::Linked::of(&trail);
        let class = crate::variability::interval(workflow);
        let case = Case { frame: &frame, workflow, trail: &trail, linked: &linked, class, in_words: true };
        let flow = Flow::of(&case);
        let names: Vec<String> = flow.nodes.iter().map(|n| n.id.to_owned()).collect();
        (names, flow.edges.iter().map(|e| (e.rows.len(), e.gate, e.by_human)).collect::<Vec<_>>())
    };
    assert_eq!(joined(&made), (vec!["bot".into(), "inbox".into()], vec![(2, Gate::Proven, true)]));
    gate(&mut made, "inbox", "bot@example", "dlp", "C-9");
    assert_eq!(joined(&made).1, [(2, Gate::Claimed, false)]);
}

#[test]
fn labels_are_those_of_resources_and_what_no_inventory_knows_is_unknown() {
    let mut made = organisation();
    for (id, sensitivity) in [("a", "public"), ("b", "internal"), ("c", "confidential"), ("d", "restricted"), ("e", "secrets"), ("f", "")] {
        made.put(Table::Resources, &[("id", id), ("sensitivity", sensitivity), ("untrusted", "yes"), ("egress", "no")]);
        flow(&mut made, id, "x");
    }
    made.put(Table::People, &[("id", "p"), ("name", "made")]);
    flow(&mut made, "x", "p");
    made.case("WF-1", |c| {
        let flow = Flow::of(c);
        let label = |id: &str, leg| flow.nodes.iter().find(|n| n.id == id).unwrap().label(leg);
        let private = ["a", "b", "c", "d", "e", "f", "p", "x"].map(|id| label(id, Leg::Private));
        assert_eq!(private, [Some(false), Some(false), Some(true), Some(true), Some(true), None, Some(false), None]);
        assert_eq!(["a", "p", "x"].map(|id| label(id, Leg::Untrusted)), [Some(true), Some(false), None]);
        assert_eq!(["a", "p", "x"].map(|id| label(id, Leg::Egress)), [Some(false), Some(false), None]);
        let of = |test: &dyn Fn(&flow::Node<'_>) -> bool| flow.nodes.iter().filter(|n| test(n)).map(|n| n.id).collect::<Vec<_>>();
        assert_eq!(of(&|n| n.processes()), ["p", "x"]);
        assert_eq!(of(&|n| n.may_hold()), ["a", "b", "c", "d", "e", "f", "x"]);
        assert_eq!(of(&|n| n.is_zoned()), ["a", "b", "c", "d", "e", "f", "x"]);
        assert_eq!(of(&|n| n.is_unregistered()), ["x"]);
    });
}

#[test]
fn witnesses_are_the_shortest_paths_and_the_first_in_id_order() {
    let mut made = organisation();
    for (id, labels) in [("s1", ["untrusted"]), ("s2", ["untrusted"]), ("o1", ["egress"]), ("o2", ["egress"])] {
        resource(&mut made, id, &labels);
    }
    for id in ["a", "b", "m", "z"] {
        agent(&mut made, id);
    }
    // m is two steps from either source, and as far from either way out; b and z come before and after by id only.
    for (from, to) in [("s1", "z"), ("s2", "b"), ("z", "m"), ("b", "m"), ("m", "z"), ("m", "b"), ("z", "o1"), ("b", "o2"), ("a", "s1")] {
        flow(&mut made, from, to);
    }
    made.case("WF-1", |c| {
        let flow = Flow::of(c);
        let reach = Reach::of(&flow);
        let at = |id: &str| flow.nodes.iter().position(|n| n.id == id).unwrap();
        let witness = |leg, id| ids(&flow, &reach.witness(leg, at(id)));
        assert_eq!(witness(Leg::Untrusted, "m"), ["s1", "z", "m"], "the sources come in id order first");
        assert_eq!(witness(Leg::Egress, "m"), ["m", "b", "o2"], "the next steps come in id order first");
        assert_eq!(witness(Leg::Untrusted, "a"), Vec::<String>::new());
    });
}

#[test]
fn one_capability_away_is_two_legs_held_and_the_third_excluded() {
    let mut made = worked();
    made.set(Table::Resources, "crm", "sensitivity", "internal").set(Table::Workflows, "WF-1", "data_classes", "internal");
    let away = |made: &crate::testing::Made| made.case("WF-1", |c| away(&Reach::of(&Flow::of(c))));
    let said: Vec<(String, String)> = away(&made).into_iter().map(|a| (a.node, a.missing)).collect();
    assert_eq!(said.len(), 3);
    assert!(said.iter().all(|(_, missing)| missing == "private"));
    made.set(Table::Resources, "crm", "sensitivity", "");
    assert_eq!(away(&made), [], "a leg that is not told is not missing");
    made.set(Table::Resources, "crm", "sensitivity", "confidential");
    assert_eq!(away(&made), [], "they hold all three");
}

#[test]
fn long_paths_and_long_lists_are_shortened_in_their_middle() {
    let mut made = organisation();
    for n in 0..20 {
        flow(&mut made, &format!("n{n:02}"), &format!("n{:02}", n + 1));
    }
    made.case("WF-1", |c| {
        let flow = Flow::of(c);
        let path: Vec<usize> = (0..21).collect();
        assert_eq!(drawn(&flow, &path[..3]), "n00 > n01 > n02");
        assert_eq!(drawn(&flow, &path[..13]).matches(" > ").count(), 12);
        assert_eq!(drawn(&flow, &path), "n00 > n01 > n02 > n03 > n04 > n05 > ... > n15 > n16 > n17 > n18 > n19 > n20");
        assert_eq!(rows(&flow, &path[..13]).len(), 12);
        assert_eq!(rows(&flow, &path).len(), 10, "the edges that are written out");
        assert_eq!(rows(&flow, &path)[5], Place::cell(flow.edges[15].rows[0], "to"));
        let names = ids(&flow, &path);
        assert_eq!(listed(&names[..1]), "n00");
        assert_eq!(listed(&names[..3]), "n00, n01 and n02");
        assert_eq!(listed(&names[..8]), "n00, n01, n02, n03, n04, n05, n06 and n07");
        assert_eq!(listed(&names[..9]), "n00, n01, n02, n03, n04, n05, n06, n07 and 1 more");
    });
}

#[test]
fn causes_past_the_most_are_put_into_one() {
    let one = |n: usize| Cause { nodes: vec![n], fixes: vec![vec![n]], search: cause::Search::Whole, steps: 1 };
    assert_eq!(cause::folded((0..100).map(one).collect()).len(), 100);
    let folded = cause::folded((0..105).map(one).collect());
    assert_eq!(folded.len(), 100);
    assert_eq!(folded[99].nodes, [99, 100, 101, 102, 103, 104]);
    assert_eq!((folded[99].search, folded[99].fixes.len()), (cause::Search::NotSought, 0));
}

#[test]
fn a_search_that_may_not_go_on_says_so() {
    let mut asked = 0;
    let mut holds = |without: &[usize]| {
        asked += 1;
        (asked < 3).then(|| (!without.contains(&1)).then(|| vec![0, 1, 2]))
    };
    assert_eq!(cause::smallest(&mut holds), (vec![], cause::Search::NotSought));
    let mut holds = |without: &[usize]| Some((!without.contains(&1)).then(|| vec![2, 1, 0, 1]));
    assert_eq!(cause::smallest(&mut holds), (vec![vec![1]], cause::Search::Whole));
    let mut holds = |_: &[usize]| Some(Some(vec![0]));
    assert_eq!(cause::smallest(&mut holds), (vec![], cause::Search::NoneOfTwo));
    let all: Vec<usize> = (0..101).collect();
    let mut holds = |without: &[usize]| Some(without.is_empty().then(|| all.clone()));
    let (found, search) = cause::smallest(&mut holds);
    assert_eq!((found.len(), search), (100, cause::Search::Shortened));
    let hundred: Vec<usize> = (0..100).collect();
    let mut holds = |without: &[usize]| Some(without.is_empty().then(|| hundred.clone()));
    assert_eq!(cause::smallest(&mut holds).1, cause::Search::Whole);
}

use super::*;
use crate::catalog::{Content, Crosswalk, Edge};
use crate::rule::{Condition, Rule};
use crate::tables::Table;
use crate::testing::{Made, edition};

fn set(id: &str, source: &str, target: &str, basis: &str, edges: &[(&str, &str, &str)]) -> Crosswalk {
    let edges = edges.iter().map(|(s, t, r)| Edge {
        source: (*s).into(),
        target: (*t).into(),
        relation: (*r).into(),
        strength: None,
        rationale: Some(format!("{s} and {t}")),
    });
    Crosswalk {
        id: id.into(),
        title: id.into(),
        source: source.parse().unwrap(),
        target: target.parse().unwrap(),
        basis: basis.into(),
        authority: "somebody".into(),
        status: "final".into(),
        citation: "page 1".into(),
        edges: edges.collect(),
    }
}

/// Outcomes a and b, threats t, joined a - b - t and a - t; one rule makes `b@1/B1` a matter of each workflow.
fn content() -> Content {
    let (a, b, t) = (
        edition("a@1", EditionKind::Outcomes, &[("A1", &[]), ("A2", &[]), ("A3", &[]), ("A4", &[])]),
        edition("b@1", EditionKind::Outcomes, &[("B1", &[]), ("B2", &[]), ("B3", &[])]),
        edition("t@1", EditionKind::Threats, &[("T1", &[]), ("T2", &[]), ("T3", &[])]),
    );
    Content {
        editions: vec![a, b, t],
        crosswalks: vec![
            set(
                "a-b",
                "a@1",
                "b@1",
                "published",
                &[("A1", "B1", "equal"), ("A2", "B2", "superset_of"), ("A3", "B3", "no_relationship"), ("A1", "B3", "subset_of")],
            ),
            set("b-t", "b@1", "t@1", "published", &[("B1", "T1", "equal"), ("B2", "T2", "supports")]),
            set("t-a", "t@1", "a@1", "inferred", &[("T3", "A2", "intersects_with")]),
            set("b-a", "b@1", "a@1", "inferred", &[("B2", "A1", "equal")]),
        ],
        rules: vec![Rule {
            id: "R1".into(),
            title: String::new(),
            why: String::new(),
            when: Condition::Always,
            requires: vec!["b@1/B1".parse().unwrap()],
        }],
        ..Content::default()
    }
}

fn made() -> Made {
    let mut made = Made::default();
    made.put(Table::Workflows, &[("id", "WF-1"), ("name", "w"), ("owner", "P-1")])
        .put(Table::Workflows, &[("id", "WF-2"), ("name", "v"), ("owner", "P-1")])
        .proven_control("C-1", &[("requirements", "b@1/B1"), ("scope_workflows", "WF-1")])
        .proven_control("C-2", &[("requirements", "a@1/A2;a@1/A1")])
        .proven_control("C-3", &[("requirements", "a@1/A1")])
        .put(Table::Controls, &[("id", "C-4"), ("title", "t"), ("claim", "planned"), ("requirements", "a@1/A1")]);
    made
}

fn of(offers: &[Offer]) -> Vec<(String, &'static str, Propagated, Option<String>)> {
    let via = |o: &Offer| o.via.as_ref().map(|v| v.id.clone());
    offers.iter().map(|o| (o.from.id.clone(), o.relation.word(), o.allows, via(o))).collect()
}

fn position(a: &Assessment, id: &str) -> usize {
    a.position(&id.parse().unwrap()).unwrap()
}

#[test]
fn a_requirement_is_offered_what_the_other_ends_of_its_edges_show() {
    let (content, made) = (content(), made());
    let a = made.assessed(&content);
    let (wf1, b1) = (a.workflow("WF-1"), position(&a, "b@1/B1"));
    assert_eq!(a.outcome(b1, wf1).unwrap().status, Status::Met, "the made control is proven");

    // A1 is equal to B1: its evidence may be reused, that of controls which do not cover B1 yet.
    let found = offers(&content, &a, b1, wf1);
    assert_eq!(found[0].from.to_string(), "a@1/A1");
    assert_eq!((found[0].status, found[0].allows, found[0].allows.verb()), (Status::Met, Propagated::Reuse, Some("reuse")));
    assert_eq!(found[0].controls, ["C-2", "C-3"], "the planned one shows nothing");
    assert_eq!(
        (found[0].basis.as_str(), found[0].citation.as_str(), found[0].rationale.as_deref()),
        ("published", "page 1", Some("A1 and B1"))
    );
    // The threat T1 has no evidence, so nothing comes of it, though the set says equal.
    assert_eq!((found[1].from.id.as_str(), found[1].relation, found[1].allows), ("T1", Relation::Equal, Propagated::Nothing));

    // The whole A2 is met, so its part B2 is; read back, the part says at most partial of the whole.
    let found = offers(&content, &a, position(&a, "b@1/B2"), wf1);
    assert_eq!((found[0].from.id.as_str(), found[0].allows), ("A1", Propagated::Offer), "an inferred set only offers");
    assert_eq!((found[1].from.id.as_str(), found[1].relation.word(), found[1].allows), ("A2", "superset_of", Propagated::Met));
    assert_eq!(found[1].controls, ["C-2"]);

    // What is asked of B3 is more than what A1 shows.
    let found = offers(&content, &a, position(&a, "b@1/B3"), wf1);
    assert_eq!(of(&found)[0], ("A1".into(), "subset_of", Propagated::AtMostPartial, None));
    assert_eq!(of(&found)[1], ("A3".into(), "no_relationship", Propagated::Nothing, None));
}

#[test]
fn a_threat_is_offered_evidence_of_controls_and_never_more() {
    let (content, made) = (content(), made());
    let a = made.assessed(&content);
    let found = offers(&content, &a, position(&a, "t@1/T1"), a.workflow("WF-1"));
    assert_eq!(of(&found)[0], ("B1".into(), "equal", Propagated::Offer, None));
    assert_eq!(found[0].controls, ["C-1"]);
    // WF-2 has no control for B1, so nothing is offered there; over all workflows B1 is not assessed.
    let elsewhere = offers(&content, &a, position(&a, "t@1/T1"), a.workflow("WF-2"));
    assert_eq!((elsewhere[0].status, elsewhere[0].allows), (Status::NotAssessed, Propagated::Nothing));
    let folded = offers(&content, &a, position(&a, "t@1/T1"), None);
    assert_eq!((folded[0].status, folded[0].allows), (Status::NotAssessed, Propagated::Nothing));
    assert_eq!(folded[0].controls, ["C-1"]);
}

#[test]
fn derived_edges_are_labelled_and_never_stronger_than_an_offer() {
    let (content, made) = (content(), made());
    let a = made.assessed(&content);
    // T1 - B1 - A1: two equal edges in a row are no equal edge.
    let found = offers(&content, &a, position(&a, "t@1/T1"), a.workflow("WF-1"));
    let derived: Vec<_> = found.iter().filter(|o| o.via.is_some()).collect();
    assert_eq!(derived.len(), 1);
    assert_eq!((derived[0].from.id.as_str(), derived[0].basis.as_str(), derived[0].allows), ("A1", "derived", Propagated::Offer));
    assert_eq!((derived[0].relation, derived[0].status), (Relation::Related, Status::Met));
    // An edge that joins nothing is no step, and a pair that is joined by an edge is not derived again.
    assert!(offers(&content, &a, position(&a, "b@1/B3"), None).iter().all(|o| o.from.id != "A3" || o.via.is_none()));
    let b1 = offers(&content, &a, position(&a, "b@1/B1"), None);
    assert!(b1.iter().all(|o| o.via.is_none() || (o.from.id != "A1" && o.from.id != "T1")), "{:?}", of(&b1));
    for r in 0..a.requirements.len() {
        for o in offers(&content, &a, r, None) {
            assert_ne!(o.from.edition, a.requirements[r].edition);
            assert!(o.via.is_none() || matches!(o.allows, Propagated::Offer | Propagated::Nothing));
            assert!(o.basis != "inferred" || matches!(o.allows, Propagated::Offer | Propagated::Nothing));
        }
    }
}

#[test]
fn what_is_not_assessed_offers_nothing() {
    let (mut content, made) = (content(), made());
    let all = content.editions.clone();
    content.editions.retain(|e| e.id.framework != "a");
    let a = made.assessed(&content);
    content.editions = all;
    assert!(offers(&content, &a, position(&a, "b@1/B3"), None).is_empty());
    assert!(offers(&content, &a, 99, None).is_empty());
}

#[test]
fn an_edge_to_a_group_stands_for_the_fold_of_its_parts() {
    let (mut content, made) = (content(), made());
    let mut group = content.editions[0].requirements[0].clone();
    group.id.id = "A".into();
    group.assessable = false;
    for part in ["A2", "A4"] {
        content.editions[0].requirements.iter_mut().find(|r| r.id.id == part).unwrap().parent = Some("A".into());
    }
    content.editions[0].requirements.push(group);
    content.crosswalks.push(set("g", "a@1", "t@1", "published", &[("A", "T3", "supports")]));
    let a = made.assessed(&content);
    let found = offers(&content, &a, position(&a, "t@1/T3"), None);
    // A2 is met, A4 is not assessed: the group is not assessed, and A2 has an edge of its own.
    assert_eq!(of(&found)[0], ("A".into(), "supports", Propagated::Nothing, None));
    assert_eq!(found[0].controls, ["C-2"]);
    assert_eq!(of(&found)[1], ("A2".into(), "intersects_with", Propagated::Offer, None).clone());
}

#[test]
fn gaps_are_named_on_both_sides_whichever_way_a_set_is_written() {
    let content = content();
    let ids = |list: &[RequirementId]| list.iter().map(|r| r.id.clone()).collect::<Vec<_>>();
    let (a, b, t) = ("a@1".parse().unwrap(), "b@1".parse().unwrap(), "t@1".parse().unwrap());
    let found = gaps(&content, &a, &b);
    assert_eq!((ids(&found.source_without), ids(&found.target_without)), (vec!["A3".to_owned(), "A4".to_owned()], vec![]));
    let back = gaps(&content, &b, &a);
    assert_eq!((&back.source_without, &back.target_without), (&found.target_without, &found.source_without));
    let found = gaps(&content, &a, &t);
    assert_eq!(
        (ids(&found.source_without), ids(&found.target_without)),
        (vec!["A1".into(), "A3".into(), "A4".into()], vec!["T1".into(), "T2".into()])
    );
}

//! Where the hits of authorship point to, and the figures at their limits.

use super::*;
use crate::place::Place;

/// The events that a statement points to, each with the column.
fn events(said: &crate::hit::Said) -> Vec<(String, String)> {
    let of = |p: &Place| match p {
        Place::Event { id, column, .. } => (id.clone(), column.as_deref().unwrap_or_default().to_owned()),
        Place::Cell { key, .. } => (key.clone(), String::new()),
    };
    said.at.iter().map(of).collect()
}

fn at(of: &[&str], column: &str) -> Vec<(String, String)> {
    of.iter().map(|id| ((*id).to_owned(), column.to_owned())).collect()
}

#[test]
fn what_forces_the_level_names_its_own_actions() {
    let mut other = twenty(|_, _| {});
    set(&mut other, "03-app", "details", "executors=gen;rationale=Checked against the order 77");
    set(&mut other, "03-exe", "details", "recorded_as=al;environment=prod");
    let hit = find(&other, "AD-01").unwrap();
    assert!(hit.condition[0].text.starts_with("Of the actions 03-exe, in production"), "{}", hit.condition[0].text);
    assert_eq!(events(&hit.condition[0]), at(&["03-exe"], "actor"));

    // People write everything and nobody reviews: five actions require a review.
    let mut unread = twenty(|_, t| (t.draft, t.added, t.approver) = (Some(0), 9, None));
    unread.set(Table::Workflows, "WF-1", "human_gate", "after");
    for n in 0..20 {
        let class = if (2..7).contains(&n) { "class=money" } else { "class=note" };
        let exe = format!("{n:02}-exe");
        let values = [("parents", exe.as_str()), ("actor", "al"), ("details", class)];
        unread.event(&format!("{n:02}-eff"), "effect", "2026-05-01T12:00:00Z", &values);
    }
    let hit = find(&unread, "AD-01").unwrap();
    assert!(hit.condition[0].text.starts_with("None of 5 actions that require a review"), "{}", hit.condition[0].text);
    assert_eq!(events(&hit.condition[0]), at(&["02-exe", "03-exe", "04-exe", "05-exe", "06-exe"], "parents"));

    let mut gaps = twenty(|_, _| {});
    (10..15).for_each(|i| set(&mut gaps, &format!("{i}-out"), "actor", "stranger"));
    let hit = find(&gaps, "AD-01").unwrap();
    assert!(hit.condition[0].text.starts_with("Of the actions 10-exe, 11-exe"), "{}", hit.condition[0].text);
    assert_eq!(events(&hit.condition[0]), at(&["10-exe", "11-exe", "12-exe", "13-exe", "14-exe"], "actor"));
}

#[test]
fn a_high_rate_needs_no_force() {
    let mut made = twenty(|n, t| t.approver = if n < 7 { None } else { Some("bo") });
    (10..16).for_each(|i| set(&mut made, &format!("{i}-out"), "actor", "stranger"));
    let f = figures(&made);
    assert_eq!((&f["level"], &f["forced_by"]), (&json!("high"), &json!([])));
}

#[test]
fn fewer_than_twenty_actions_are_indicative() {
    let indicative = |n: usize| {
        let ids: Vec<String> = (0..n).map(|i| format!("{i:02}")).collect();
        figures(&log(&ids.iter().map(|id| Told { id, ..PLAIN }).collect::<Vec<_>>()))["indicative"].clone()
    };
    assert_eq!([19, 20].map(indicative), [json!(true), json!(false)]);
}

#[test]
fn a_gap_points_to_the_actor_or_to_the_credential() {
    let mut made = twenty(|_, _| {});
    set(&mut made, "00-out", "actor", "");
    set(&mut made, "01-exe", "credential", "CR-S");
    set(&mut made, "01-exe", "actor", "shared");
    let hit = find(&made, "AD-03").unwrap();
    let both = "2 of 20 actions have a step without exactly one registered identity, or under a credential that several workloads share: ";
    assert!(hit.condition[0].text.starts_with(both), "{}", hit.condition[0].text);
    let said = |text: &str| hit.condition.iter().find(|s| s.text.starts_with(text)).map(events);
    assert_eq!(said("In action 00-exe"), Some(at(&["00-out"], "actor")));
    assert_eq!(said("In action 01-exe"), Some(at(&["01-exe"], "credential")));
    // What cannot be excluded of few actions is one level below what it would be.
    let mut maybe = twenty(|_, _| {});
    maybe.put(Table::Credentials, &[("id", "CR-1"), ("identity", "gen")]);
    set(&mut maybe, "00-exe", "credential", "CR-1");
    set(&mut maybe, "00-exe", "actor", "di");
    let hit = find(&maybe, "AD-03").unwrap();
    assert_eq!((hit.full_code().as_str(), hit.severity, hit.if_true), ("AD-03-U", Level::Low, Level::Medium));
}

#[test]
fn the_decisions_of_a_reviewer_are_those_of_the_period() {
    let mut made = queue(30, 12, "1");
    let decision = [("actor", "bo"), ("actor_kind", "human"), ("outcome", "approved")];
    for (id, ts) in [("early", "2026-03-31T09:00:00Z"), ("late", "2026-10-01T09:00:00Z")] {
        made.event(id, "approval", ts, &decision);
    }
    made.event("by-cy", "approval", "2026-05-31T09:00:00Z", &[("actor", "cy"), ("actor_kind", "human"), ("outcome", "approved")]);
    let hit = find(&made, "AD-05").unwrap();
    let said = events(&hit.condition[0]);
    assert_eq!(said[..5], at(&["000-app", "001-app", "002-app", "003-app", "004-app"], "ts"));
    assert_eq!(said[5..], at(&["001-open", "002-open", "003-open", "004-open", "005-open"], "ts"), "the openings of the first batch");
}

#[test]
fn the_span_that_decides_is_the_whole_unless_a_day_is_worse() {
    let of = |made: &Made| {
        let r = made.case("WF-1", |c| analyse(c).reviewers[0].clone());
        (r.capacity, r.seconds_needed, r.seconds_available)
    };
    assert_eq!(of(&queue(2, 1, "1500")).0, Capacity::Impossible, "two approvals are judged together");
    let mut two_days = queue(5, 30, "150");
    let other = [("actor", "bo"), ("actor_kind", "human"), ("outcome", "approved"), ("size", "1"), ("unit", "word")];
    two_days.event("far", "approval", "2026-06-02T09:00:00Z", &other);
    // Five texts of 15 s and one of the least, from the first opening to the next morning.
    assert_eq!(of(&two_days), (Capacity::Possible, Some(80.0), Some(86_400.0)));
    let exact = queue(40, 15, "150").case("WF-1", |c| analyse(c).reviewers[0].clone());
    assert_eq!((exact.capacity, exact.maybe_impossible), (Capacity::Hurried, false), "just enough time is enough");
}

#[test]
fn what_nobody_opened_was_begun_when_it_was_last_changed() {
    let made = log(&["1", "2"].map(|id| Told { id, ..PLAIN }));
    let r = made.case("WF-1", |c| analyse(c).reviewers[0].clone());
    // Two texts of 100 lines, changed at 10 s and approved at 1520 s.
    assert_eq!((r.seconds_needed, r.seconds_available), (Some(360.0), Some(1_510.0)));
    assert_eq!((r.median_required, r.median_dwell), (Some(180.0), Some(1_510.0)));
}

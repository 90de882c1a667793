//! Recertification of a small made-up organisation, as of 30 September 2026.

use super::*;
use crate::testing::Made;

fn organisation() -> Made {
    let mut made = Made::default();
    made.put(Table::Workflows, &[("id", "WF-1"), ("identities", "svc-1;svc-2"), ("agents", "none"), ("lifecycle", "active")])
        .put(Table::Workflows, &[("id", "WF-2"), ("identities", "svc-2")])
        .put(Table::Identities, &[("id", "svc-1")])
        .put(Table::Identities, &[("id", "svc-2")])
        .put(Table::Identities, &[("id", "svc-3")])
        .put(Table::Grants, &[("identity", "svc-1"), ("resource", "rs-1"), ("permission", "read")]);
    made
}

/// WF-1 is D1, WF-2 is D2.
fn class(w: &Record) -> Class {
    if w.key == "WF-1" { Class::D1 } else { Class::D2 }
}

fn review(made: &mut Made, id: &str, kind: &str, subject: &str, at: &str, decision: &str) {
    made.put(
        Table::Reviews,
        &[("id", id), ("subject_kind", kind), ("subject", subject), ("reviewer", "P-1"), ("at", at), ("decision", decision)],
    );
}

fn rows(made: &Made) -> Vec<Recertification> {
    made.case("WF-1", |c| recertifications(c.frame, &class))
}

fn of(made: &Made, subject: &str) -> Recertification {
    rows(made).into_iter().find(|r| r.subject == subject).unwrap()
}

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

#[test]
fn the_last_review_counts_and_of_one_day_the_one_that_takes_most_away() {
    let last = |made: &Made| {
        made.case("WF-1", |c| {
            latest(c.related(), c.workflow, c.as_of())
                .map(|l| (l.on, l.by().map(str::to_owned), l.decision().map(str::to_owned), l.place()))
        })
    };
    let mut made = organisation();
    assert!(last(&made).is_none());
    made.set(Table::Workflows, "WF-1", "last_reviewed", "2026-08-01");
    let own = last(&made).unwrap();
    assert_eq!((own.0, own.1, own.2), (day("2026-08-01"), None, None));
    assert!(matches!(own.3, Place::Cell { table: Table::Workflows, column: Some(c), .. } if c == "last_reviewed"));
    review(&mut made, "R-1", "workflow", "WF-1", "2026-08-01", "attest");
    review(&mut made, "R-2", "workflow", "WF-1", "2026-08-01", "revoke");
    review(&mut made, "R-3", "workflow", "WF-1", "2026-08-01", "change");
    review(&mut made, "R-4", "workflow", "WF-1", "2026-10-01", "attest");
    review(&mut made, "R-5", "identity", "WF-1", "2026-09-01", "attest");
    review(&mut made, "R-6", "", "WF-1", "2026-09-01", "attest");
    review(&mut made, "R-7", "workflow", "WF-1", "", "attest");
    let found = last(&made).unwrap();
    assert_eq!((found.0, found.1.as_deref(), found.2.as_deref()), (day("2026-08-01"), Some("P-1"), Some("revoke")));
    made.set(Table::Workflows, "WF-1", "last_reviewed", "2026-10-02");
    assert_eq!(last(&made).unwrap().0, day("2026-08-01"), "a day to come is none");
    made.set(Table::Workflows, "WF-1", "last_reviewed", "2026-09-02");
    assert_eq!(last(&made).unwrap().0, day("2026-09-02"));
}

#[test]
fn a_review_is_overdue_on_the_day_after_the_cycle() {
    // D1: 180 days before 30 September is 3 April; 14 days before the end it is due soon.
    for (at, state, due) in [
        ("2026-04-02", ReviewState::Overdue, "2026-09-29"),
        ("2026-04-03", ReviewState::DueSoon, "2026-09-30"),
        ("2026-04-17", ReviewState::DueSoon, "2026-10-14"),
        ("2026-04-18", ReviewState::Ok, "2026-10-15"),
    ] {
        let mut made = organisation();
        review(&mut made, "R-1", "workflow", "WF-1", at, "attest");
        let row = of(&made, "WF-1");
        assert_eq!((row.state, row.due, row.cycle_days), (state, Some(day(due)), Some(180)), "{at}");
        assert_eq!((row.last, row.reviewer.as_deref(), row.decision.as_deref()), (Some(day(at)), Some("P-1"), Some("attest")));
    }
}

#[test]
fn an_identity_and_a_grant_take_the_shortest_cycle_of_their_users() {
    let mut made = organisation();
    assert_eq!((of(&made, "svc-1").cycle_days, of(&made, "svc-2").cycle_days, of(&made, "svc-3").cycle_days), (Some(180), Some(90), None));
    assert_eq!(of(&made, "svc-2").workflows, ["WF-1", "WF-2"]);
    let grant = |made: &Made| rows(made).into_iter().find(|r| r.table == Table::Grants).unwrap();
    assert_eq!((grant(&made).cycle_days, grant(&made).workflows), (Some(180), vec!["WF-1".to_owned()]));
    made.set(Table::Grants, "svc-1\u{1f}rs-1\u{1f}read", "workflow", "WF-2");
    assert_eq!(grant(&made).cycle_days, Some(90));
    // A workflow may ask for more than its class, never for less.
    made.set(Table::Workflows, "WF-1", "review_cycle_days", "20");
    assert_eq!((of(&made, "WF-1").cycle_days, of(&made, "svc-2").cycle_days), (Some(20), Some(20)));
    made.set(Table::Workflows, "WF-1", "review_cycle_days", "400");
    assert_eq!(of(&made, "WF-1").cycle_days, Some(180));
    made.set(Table::Workflows, "WF-1", "review_cycle_days", "0");
    assert_eq!(of(&made, "WF-1").cycle_days, Some(180));
}

#[test]
fn a_grant_is_named_by_its_key_or_its_parts() {
    for subject in ["svc-1\u{1f}rs-1\u{1f}read", "svc-1/rs-1/read", "svc-1;rs-1;read", "svc-1|rs-1|read"] {
        let mut made = organisation();
        review(&mut made, "R-1", "grant", subject, "2026-09-01", "attest");
        assert_eq!(rows(&made).into_iter().find(|r| r.table == Table::Grants).unwrap().last, Some(day("2026-09-01")), "{subject}");
    }
}

#[test]
fn never_is_said_only_where_reviews_are_on_record() {
    let mut made = organisation();
    assert_eq!((of(&made, "svc-1").state, of(&made, "WF-1").state), (ReviewState::Unknown, ReviewState::Unknown));
    review(&mut made, "R-1", "identity", "svc-2", "2026-09-01", "attest");
    assert_eq!(
        (of(&made, "svc-1").state, of(&made, "svc-2").state, of(&made, "WF-1").state),
        (ReviewState::Never, ReviewState::Ok, ReviewState::Unknown)
    );
    made.set(Table::Workflows, "WF-2", "last_reviewed", "2026-09-01");
    assert_eq!(of(&made, "WF-1").state, ReviewState::Never);
    // Without a workflow nothing says how often: only what is older than any cycle is overdue.
    review(&mut made, "R-2", "identity", "svc-3", "2026-09-01", "attest");
    assert_eq!(of(&made, "svc-3").state, ReviewState::Unknown);
    review(&mut organisation(), "R-2", "identity", "svc-3", "2025-09-30", "attest");
    for (at, state) in [("2025-09-30", ReviewState::Unknown), ("2025-09-29", ReviewState::Overdue)] {
        let mut made = organisation();
        review(&mut made, "R-2", "identity", "svc-3", at, "attest");
        assert_eq!(of(&made, "svc-3").state, state, "{at}");
    }
}

#[test]
fn a_review_asked_for_or_a_day_named_may_come_first() {
    let mut made = organisation();
    made.put(Table::Reviews, &[("id", "R-1"), ("subject_kind", "identity"), ("subject", "svc-1"), ("due", "2026-06-30")]);
    assert_eq!((of(&made, "svc-1").state, of(&made, "svc-1").due), (ReviewState::Overdue, Some(day("2026-06-30"))));
    review(&mut made, "R-2", "workflow", "WF-1", "2026-09-01", "attest");
    made.set(Table::Workflows, "WF-1", "next_review", "2026-10-05");
    assert_eq!((of(&made, "WF-1").state, of(&made, "WF-1").due), (ReviewState::DueSoon, Some(day("2026-10-05"))));
    made.set(Table::Workflows, "WF-1", "next_review", "2026-09-01");
    assert_eq!(of(&made, "WF-1").state, ReviewState::Ok, "that review was held");
    made.set(Table::Workflows, "WF-1", "next_review", "2026-09-29");
    assert_eq!(of(&made, "WF-1").state, ReviewState::Overdue);
}

#[test]
fn the_list_begins_with_what_is_overdue_and_leaves_retired_workflows_out() {
    let mut made = organisation();
    review(&mut made, "R-1", "identity", "svc-1", "2026-01-01", "attest");
    review(&mut made, "R-2", "identity", "svc-2", "2026-01-02", "attest");
    let all = rows(&made);
    assert_eq!(all.iter().map(|r| r.subject.as_str()).take(3).collect::<Vec<_>>(), ["svc-2", "svc-1", "svc-3"]);
    assert_eq!(all.len(), 6);
    made.set(Table::Workflows, "WF-2", "lifecycle", "retired");
    assert!(rows(&made).iter().all(|r| r.subject != "WF-2") && rows(&made).len() == 5);
    assert_eq!(of(&made, "svc-2").cycle_days, Some(90), "its access is still there");
}

#[test]
fn a_workflow_is_reviewed_next_when_its_recertification_says() {
    let next = |made: &Made, w: &str| {
        made.case("WF-1", |c| {
            let (data, w) = (c.frame.data, c.frame.data.find(Table::Workflows, w).unwrap());
            OfWorkflows::new(data).next(w, class(w), &c.frame.basis.parameters, c.as_of()).map(|n| (n.on, n.at))
        })
    };
    let at = |table: Table, key: &str, column: &'static str| Place::Cell { table, key: key.into(), column: Some(column.into()) };
    let mut made = organisation();
    assert_eq!((next(&made, "WF-1"), of(&made, "WF-1").due), (None, None));
    let mut steps: Vec<(NaiveDate, Place)> = Vec::new();
    made.set(Table::Workflows, "WF-1", "last_reviewed", "2026-01-10");
    steps.extend(next(&made, "WF-1"));
    assert_eq!(Some(steps[0].0), of(&made, "WF-1").due);
    review(&mut made, "R-1", "workflow", "WF-1", "2026-09-01", "attest");
    // A review of another kind, of another workflow, or to come is none of it.
    review(&mut made, "R-2", "identity", "WF-1", "2026-09-20", "attest");
    review(&mut made, "R-3", "workflow", "WF-2", "2026-09-20", "attest");
    review(&mut made, "R-4", "workflow", "WF-1", "2026-10-01", "attest");
    steps.extend(next(&made, "WF-1"));
    assert_eq!(Some(steps[1].0), of(&made, "WF-1").due);
    made.put(Table::Reviews, &[("id", "R-5"), ("subject_kind", "workflow"), ("subject", "WF-1"), ("due", "2026-12-01")]);
    steps.extend(next(&made, "WF-1"));
    made.set(Table::Workflows, "WF-1", "next_review", "2026-11-30");
    steps.extend(next(&made, "WF-1"));
    made.set(Table::Workflows, "WF-1", "review_cycle_days", "20");
    steps.extend(next(&made, "WF-1"));
    assert_eq!(Some(steps[4].0), of(&made, "WF-1").due);
    assert_eq!(
        steps,
        [
            (day("2026-07-09"), at(Table::Workflows, "WF-1", "last_reviewed")),
            (day("2027-02-28"), at(Table::Reviews, "R-1", "at")),
            (day("2026-12-01"), at(Table::Reviews, "R-5", "due")),
            (day("2026-11-30"), at(Table::Workflows, "WF-1", "next_review")),
            (day("2026-09-21"), at(Table::Reviews, "R-1", "at")),
        ]
    );
    made.set(Table::Workflows, "WF-1", "lifecycle", "retired");
    assert_eq!(next(&made, "WF-1"), None, "there is no access left to look at");
}

fn changed(made: &mut Made, workflow: &str, at: &str) {
    made.put(Table::ContextChanges, &[("workflow", workflow), ("kind", "model"), ("at", at)]);
}

fn states(made: &Made) -> Vec<(String, RevalidationState, Option<NaiveDate>)> {
    made.case("WF-1", |c| revalidations(c.frame, &class).into_iter().map(|r| (r.workflow, r.state, r.reviewed)).collect())
}

#[test]
fn a_change_is_looked_at_within_seven_days_or_one() {
    use RevalidationState::{InTime, Late, Missing, Pending};
    for (workflow, changed_at, reviewed, state) in [
        ("WF-1", "2026-08-10", "2026-08-17", InTime),
        ("WF-1", "2026-08-10", "2026-08-18", Late),
        ("WF-1", "2026-08-10", "2026-08-10", InTime),
        ("WF-1", "2026-08-10", "2026-08-09", Missing),
        ("WF-1", "2026-09-23", "", Pending),
        ("WF-1", "2026-09-22", "", Missing),
        ("WF-2", "2026-08-10", "2026-08-11", InTime),
        ("WF-2", "2026-08-10", "2026-08-12", Late),
        ("WF-2", "2026-09-29", "", Pending),
        ("WF-2", "2026-09-28", "", Missing),
    ] {
        let mut made = organisation();
        changed(&mut made, workflow, changed_at);
        review(&mut made, "R-1", "workflow", workflow, reviewed, "attest");
        assert_eq!(states(&made)[0].1, state, "{workflow} {changed_at} {reviewed}");
    }
}

#[test]
fn a_review_earlier_on_the_day_of_the_change_is_none() {
    let at = |review_at: &str| {
        let mut made = organisation();
        changed(&mut made, "WF-1", "2026-08-10T12:00:00Z");
        review(&mut made, "R-1", "workflow", "WF-1", review_at, "attest");
        states(&made)[0].1
    };
    assert_eq!(at("2026-08-10T11:59:00Z"), RevalidationState::Missing);
    assert_eq!(at("2026-08-10T12:00:00Z"), RevalidationState::InTime);
    assert_eq!(at("2026-08-10"), RevalidationState::InTime);
}

#[test]
fn all_identities_reviewed_stand_for_the_workflow() {
    let mut made = organisation();
    changed(&mut made, "WF-1", "2026-08-10");
    review(&mut made, "R-1", "identity", "svc-1", "2026-08-11", "attest");
    assert_eq!(states(&made)[0].1, RevalidationState::Missing, "one of two");
    review(&mut made, "R-2", "identity", "svc-2", "2026-08-13", "attest");
    assert_eq!(states(&made)[0], ("WF-1".into(), RevalidationState::InTime, Some(day("2026-08-13"))));
    review(&mut made, "R-3", "workflow", "WF-1", "2026-08-12", "attest");
    assert_eq!(states(&made)[0].2, Some(day("2026-08-12")));
}

#[test]
fn changes_outside_the_period_and_of_unknown_workflows_are_left_out() {
    let mut made = organisation();
    for (workflow, at) in
        [("WF-1", "2026-03-31"), ("WF-1", "2026-10-01"), ("WF-9", "2026-08-10"), ("WF-1", "2026-04-01"), ("WF-1", "2026-09-30")]
    {
        changed(&mut made, workflow, at);
    }
    made.set(Table::Workflows, "WF-1", "last_reviewed", "2026-04-02");
    let all = states(&made);
    assert_eq!(all.iter().map(|r| r.1).collect::<Vec<_>>(), [RevalidationState::Pending, RevalidationState::InTime]);
}

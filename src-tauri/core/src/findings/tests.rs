//! Findings of a small made-up organisation.

use super::*;
use crate::analysis::Analyses;
use crate::assess::{Basis, Claim, ClaimState, Frame};
use crate::catalog::{Content, Criterion, Edition, Facet, FindingKind, FindingPage, Requirement, Unsure};
use crate::citation::Resolver;
use crate::dataset::Dataset;
use crate::ids::EditionId;
use crate::place::Place;
use crate::record::Record;
use crate::status::EditionKind;
use crate::tables::Table;
use crate::testing::{HELD, Made, varied};
use std::collections::BTreeSet;

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

fn requirement(id: &str, facets: &[&str]) -> Requirement {
    let declared = !facets.is_empty();
    let all = if declared { facets } else { &["outcome"] };
    let facets = all.iter().map(|f| Facet { id: (*f).into(), title: format!("{f} holds"), essential: false, demand: Default::default() });
    Requirement {
        id: format!("made@1/{id}").parse().unwrap(),
        label: id.into(),
        level: "x".into(),
        parent: None,
        title: format!("Title of {id}"),
        title_by: "us".into(),
        text: "made".into(),
        evidence: String::new(),
        assessable: true,
        demand: Default::default(),
        facets: facets.collect(),
        facets_declared: declared,
    }
}

pub(crate) fn kind(code: &str, criteria: &[(&str, &[&str])], risk: Option<(Level, Level)>) -> FindingKind {
    let criteria = criteria.iter().map(|(r, f)| Criterion {
        requirement: format!("made@1/{r}").parse().unwrap(),
        facets: f.iter().map(|f| (*f).to_owned()).collect(),
    });
    FindingKind {
        code: code.into(),
        family: "boundary".into(),
        title: "What about {subject} of {workflow}?".into(),
        criteria: criteria.collect(),
        method: Method::Test,
        cause: "A cause of {subject}.".into(),
        effect: "An effect on {workflow}.".into(),
        recommendation: "Settle it.".into(),
        unsure: Unsure {
            title: "Is it so with {subject}?".into(),
            cause: None,
            effect: "It cannot be excluded.".into(),
            recommendation: None,
        },
        likelihood: risk.map(|r| r.0),
        impact: risk.map(|r| r.1),
        page: FindingPage {
            looks_at: "a".into(),
            asks: "b".into(),
            raises: "c".into(),
            does_not: "d".into(),
            clears: "e {workflow}".into(),
        },
    }
}

pub(super) fn content() -> Content {
    let requirements = vec![requirement("R-1", &["kept", "checked"]), requirement("R-2", &[])];
    let edition = Edition {
        id: EditionId::new("made", "1"),
        title: "Made".into(),
        publisher: "us".into(),
        published: "2026".into(),
        source: String::new(),
        licence: String::new(),
        status: "final".into(),
        kind: EditionKind::Outcomes,
        assessed_level: "x".into(),
        requirements,
        withdrawn: vec![],
    };
    let risk = |l, i| Some((l, i));
    let findings = vec![
        kind("CT-01", &[("R-2", &[])], risk(Level::Medium, Level::Medium)),
        kind("EB-01", &[("R-1", &["checked"]), ("R-2", &[])], None),
        kind("EX-EXPIRED", &[("R-1", &["kept"])], risk(Level::Medium, Level::Medium)),
        kind("EX-PERMANENT", &[("R-1", &["kept"])], risk(Level::Medium, Level::Medium)),
        kind("EX-STATUS", &[("R-1", &["kept"])], risk(Level::Low, Level::Low)),
    ];
    Content { editions: vec![edition], findings, ..Content::default() }
}

/// Looks at a made-up organisation in the frame of the made-up edition.
fn framed<R>(made: &Made, look: impl FnOnce(&Frame<'_>, &Content) -> R) -> R {
    let held = BTreeSet::from([HELD.to_owned(), HELD.replace("aa", "bb")]);
    let data = Dataset::new(vec![], made.records.clone(), held);
    let (content, choices) = (content(), BTreeMap::new());
    let resolver = Resolver::new(&content, &choices);
    let editions = vec![EditionId::new("made", "1")];
    let basis = Basis { period: made.period, point_in_time: false, editions, parameters: made.parameters.clone() };
    look(&Frame::new(&data, &content, &resolver, &basis), &content)
}

/// What findings are derived from where nothing refuses an exception and no part fails by its controls.
fn of<'s>(hits: Vec<(String, Vec<Hit>)>, claims: &'s [Claim], exceptions: &'s BTreeMap<String, Vec<String>>) -> Sources<'s> {
    static NONE: BTreeMap<&str, Refusal> = BTreeMap::new();
    Sources { hits, claims, exceptions, refused: &NONE, controls: Vec::new() }
}

fn found(made: &Made, hits: Vec<Hit>, previous: &Previous) -> Vec<Finding> {
    let (hits, exceptions) = (vec![("WF-1".to_owned(), hits)], BTreeMap::new());
    framed(made, |frame, content| derive(frame, content, of(hits.clone(), &[], &exceptions), previous))
}

/// The findings that the exceptions of an organisation raise, as the assessment would list their clauses.
fn of_exceptions(made: &Made) -> Vec<Finding> {
    framed(made, |frame, content| {
        let mut failing: BTreeMap<String, Vec<String>> = BTreeMap::new();
        for e in &frame.exceptions {
            let codes = frame.failing_clauses(e.record, e.requirement, None).into_iter().map(str::to_owned).collect();
            failing.insert(e.record.key.clone(), codes);
        }
        derive(frame, content, of(Vec::new(), &[], &failing), &Previous::default())
    })
}

pub(super) fn organisation() -> Made {
    let mut made = Made::default();
    made.put(Table::Workflows, &[("id", "WF-1"), ("name", "Refunds"), ("owner", "P-1"), ("control_owner", "P-2"), ("environment", "prod")])
        .put(Table::People, &[("id", "P-1"), ("kind", "human"), ("active", "yes")])
        .put(Table::People, &[("id", "P-9"), ("kind", "human"), ("active", "yes"), ("authority", "accept:high")])
        .put(Table::Identities, &[("id", "svc-1"), ("owner", "P-3")])
        .put(Table::Credentials, &[("id", "C-1"), ("identity", "svc-1")]);
    made
}

/// An exception for all that EB-01 speaks about.
const BOTH: [(&str, &str); 2] = [("requirement", "made@1/R-1#checked;made@1/R-2"), ("facets", "")];

pub(super) fn exception(made: &mut Made, id: &str, values: &[(&str, &str)]) {
    let all = varied(
        &[
            ("id", id),
            ("requirement", "made@1/R-1"),
            ("workflow", "WF-1"),
            ("facets", "checked"),
            ("reason", "r"),
            ("requested_by", "P-1"),
            ("approved_by", "P-9"),
            ("severity", "medium"),
            ("valid_from", "2026-05-01"),
            ("expires", "2026-12-31"),
            ("status", "approved"),
        ],
        values,
    );
    made.put(Table::Exceptions, &all);
}

fn hit(unsure: bool, level: Level, cause: &str) -> Hit {
    Hit::new("EB-01", unsure, level, cause).saying("Credential C-1 has no expiry.", vec![credential("expires_at")])
}

fn credential(column: &'static str) -> Place {
    Place::Cell { table: Table::Credentials, key: "C-1".into(), column: Some(column.into()) }
}

#[test]
fn one_cause_is_one_finding_and_the_unsure_variant_shares_its_id() {
    let none = Previous::default();
    let sure = found(&organisation(), vec![hit(false, Level::High, "C-1")], &none);
    let unsure = found(&organisation(), vec![hit(true, Level::High, "C-1")], &none);
    let id = &crate::digest::sha256_hex("EB-01\u{1f}WF-1\u{1f}C-1".as_bytes())[..10];
    assert_eq!(sure[0].id, format!("F-{id}"));
    assert_eq!(sure[0].id, unsure[0].id);
    assert_eq!((sure[0].full_code(), unsure[0].full_code()), ("EB-01".into(), "EB-01-U".into()));
    assert_eq!((unsure[0].severity, unsure[0].if_true), (Level::Medium, Level::High));

    let mut second = hit(true, Level::Critical, "C-1").saying("More.", vec![]);
    second.subjects = vec![Subject { table: Table::Credentials, key: "C-1".into() }];
    let both = found(&organisation(), vec![hit(false, Level::Medium, "C-1"), second.clone(), hit(false, Level::Low, "C-2")], &none);
    assert_eq!(both.len(), 2);
    assert_eq!((both[0].unsure, both[0].severity, both[0].if_true), (false, Level::High, Level::Critical));
    assert_eq!(both[0].condition.iter().map(|s| s.text.as_str()).collect::<Vec<_>>(), ["Credential C-1 has no expiry.", "More."]);
    assert_eq!(both[0].subjects, second.subjects);
    assert_eq!(both[1].severity, Level::Low);
    assert_ne!(both[0].id, both[1].id);
}

#[test]
fn findings_are_worst_first_then_by_id_whatever_the_order_of_the_hits() {
    let hits =
        || vec![hit(false, Level::Low, "a"), hit(false, Level::Critical, "b"), hit(false, Level::Low, "c"), hit(true, Level::High, "d")];
    let one = found(&organisation(), hits(), &Previous::default());
    let other = found(&organisation(), hits().into_iter().rev().collect(), &Previous::default());
    assert_eq!(one, other);
    assert_eq!(one.iter().map(|f| f.severity).collect::<Vec<_>>(), [Level::Critical, Level::Medium, Level::Low, Level::Low]);
    assert!(one[2].id < one[3].id);
}

#[test]
fn criteria_are_those_of_the_kind_facet_by_facet() {
    let f = &found(&organisation(), vec![hit(false, Level::High, "C-1")], &Previous::default())[0];
    let written: Vec<(String, Option<&str>)> = f.criteria.iter().map(|(r, f)| (r.to_string(), f.as_deref())).collect();
    assert_eq!(written, [("made@1/R-1".to_owned(), Some("checked")), ("made@1/R-2".to_owned(), None)]);
    assert_eq!((f.method, f.likelihood), (Method::Test, None));
    let mut strange = hit(false, Level::High, "C-1");
    strange.code = "ZZ-01".into();
    let f = &found(&organisation(), vec![strange], &Previous::default())[0];
    assert_eq!((f.criteria.len(), f.method), (0, Method::Examine));
}

#[test]
fn the_control_owner_answers_then_the_owner_then_the_identity() {
    let owner = |made: &Made, hit: Hit| found(made, vec![hit], &Previous::default())[0].owner.clone();
    let about = |table, key: &str| {
        let mut h = hit(false, Level::High, "C-1");
        h.subjects = vec![Subject { table, key: key.into() }];
        h
    };
    let mut made = organisation();
    assert_eq!(owner(&made, about(Table::Credentials, "C-1")).as_deref(), Some("P-2"));
    made.set(Table::Workflows, "WF-1", "control_owner", "");
    assert_eq!(owner(&made, about(Table::Credentials, "C-1")).as_deref(), Some("P-1"));
    made.set(Table::Workflows, "WF-1", "owner", "");
    assert_eq!(owner(&made, about(Table::Credentials, "C-1")).as_deref(), Some("P-3"));
    assert_eq!(owner(&made, about(Table::Identities, "svc-1")).as_deref(), Some("P-3"));
    assert_eq!(owner(&made, about(Table::Tools, "svc-1")), None);
    assert_eq!(owner(&made, hit(false, Level::High, "C-1")), None);
}

#[test]
fn first_seen_stays_and_what_comes_back_is_a_repeat() {
    let now = day("2026-09-30");
    let fresh = found(&organisation(), vec![hit(false, Level::High, "C-1")], &Previous::default()).remove(0);
    assert_eq!((fresh.first_seen, fresh.repeat_of.clone(), fresh.due), (now, None, day("2026-10-30")));
    let seen = |d: &str| BTreeMap::from([(fresh.id.clone(), day(d))]);
    let again = |previous: Previous| found(&organisation(), vec![hit(false, Level::High, "C-1")], &previous).remove(0);
    let known = again(Previous { findings: seen("2026-07-01"), ever: seen("2026-08-31") });
    assert_eq!((known.first_seen, known.repeat_of, known.due), (day("2026-07-01"), None, day("2026-07-31")));
    // An assessment as of an earlier day was not later than its own.
    assert_eq!(again(Previous { findings: seen("2026-12-01"), ever: BTreeMap::new() }).first_seen, now);
    let back = again(Previous { findings: BTreeMap::new(), ever: seen("2026-03-31") });
    assert_eq!((back.first_seen, back.repeat_of), (now, Some(Box::new(Repeat { id: fresh.id.clone(), last_seen: day("2026-03-31") }))));
}

#[test]
fn the_day_it_is_due_follows_the_worse_severity() {
    for (level, days) in [(Level::Critical, 14), (Level::High, 30), (Level::Medium, 90), (Level::Low, 180), (Level::Info, 180)] {
        for unsure in [false, true] {
            let f = &found(&organisation(), vec![hit(unsure, level, "C-1")], &Previous::default())[0];
            assert_eq!((f.due - f.first_seen).num_days(), days, "{level:?} {unsure}");
        }
    }
    let f = &found(&organisation(), vec![hit(false, Level::High, "C-1")], &Previous::default())[0];
    assert!(!f.is_overdue(f.due) && f.is_overdue(f.due.succ_opt().unwrap()));
}

pub(crate) fn treated(values: &[(&str, &str)], level: Level) -> Finding {
    let mut made = organisation();
    let id = found(&made, vec![hit(false, level, "C-1")], &Previous::default())[0].id.clone();
    let all = varied(
        &[("id", "D-1"), ("kind", "treatment"), ("subject", id.as_str()), ("reason", "why"), ("decided_by", "P-1"), ("at", "2026-09-01")],
        values,
    );
    made.put(Table::Decisions, &all);
    found(&made, vec![hit(false, level, "C-1")], &Previous::default()).remove(0)
}

#[test]
fn a_word_changes_owner_day_and_status_and_takes_nothing_away() {
    for (value, status) in [
        ("open", FindingStatus::Open),
        ("in progress", FindingStatus::InProgress),
        ("accepted", FindingStatus::SaidAccepted),
        ("Resolved", FindingStatus::SaidResolved),
        ("", FindingStatus::Open),
    ] {
        let f = treated(&[("value", value)], Level::High);
        assert_eq!((f.status, f.severity, f.fails_facets()), (status, Level::High, true), "{value}");
        assert_eq!(f.response.as_ref().map(|r| (r.text.as_str(), r.by.as_deref())), Some(("why", Some("P-1"))));
    }
    let f = treated(&[("value", "owner=P-7; due=2027-01-15; status=resolved")], Level::High);
    assert_eq!((f.owner.as_deref(), f.due, f.status), (Some("P-7"), day("2027-01-15"), FindingStatus::SaidResolved));
    assert_eq!(f.status.label(), "said resolved, still found");
    let f = treated(&[("value", "due=soon;status=gone")], Level::High);
    assert_eq!((f.due, f.status), (day("2026-10-30"), FindingStatus::Open));
    assert_eq!(f.response.unwrap().not_understood, ["due=soon", "gone"]);
    assert_eq!(treated(&[("value", "done")], Level::High).response.unwrap().not_understood, ["done"]);
}

#[test]
fn a_decision_is_about_its_finding_here_up_to_the_as_of_day() {
    assert!(treated(&[("workflow", "WF-1")], Level::High).response.is_some());
    assert!(treated(&[("workflow", "WF-2")], Level::High).response.is_none());
    assert!(treated(&[("at", "2026-10-01")], Level::High).response.is_none());
    assert!(treated(&[("kind", "reviewer_note")], Level::High).response.is_none());
    assert!(treated(&[("subject", "F-0000000000")], Level::High).response.is_none());
}

#[test]
fn a_finding_is_no_citation() {
    let mut made = organisation();
    for (id, subject) in [("D-1", "F-0123456789"), ("D-2", "made@1/R-1"), ("D-3", "F-012")] {
        let row = [("id", id), ("kind", "treatment"), ("subject", subject), ("reason", "r"), ("decided_by", "P-1"), ("at", "2026-09-01")];
        made.put(Table::Decisions, &row);
    }
    framed(&made, |frame, _| {
        assert_eq!(frame.citations.iter().map(|(c, ..)| c.text.as_str()).collect::<Vec<_>>(), ["made@1/R-1", "F-012"]);
        assert_eq!(frame.decisions("treatment").iter().map(|d| d.requirement).collect::<Vec<_>>(), [None, Some(0), None]);
    });
}

#[test]
fn the_last_word_counts_for_what_it_says() {
    let mut made = organisation();
    let id = found(&made, vec![hit(false, Level::High, "C-1")], &Previous::default())[0].id.clone();
    let rows = [("D-2", "2026-09-02", "status=in_progress"), ("D-1", "2026-09-01", "owner=P-7;status=resolved")];
    for (d, at, value) in rows {
        let row = [("id", d), ("kind", "treatment"), ("subject", &id), ("reason", d), ("decided_by", "P-1"), ("at", at), ("value", value)];
        made.put(Table::Decisions, &row);
    }
    let f = found(&made, vec![hit(false, Level::High, "C-1")], &Previous::default()).remove(0);
    assert_eq!((f.owner.as_deref(), f.status), (Some("P-7"), FindingStatus::InProgress));
    let r = f.response.unwrap();
    assert_eq!((r.decisions, r.text.as_str()), (vec!["D-1".to_owned(), "D-2".to_owned()], "D-2"));
}

#[test]
fn a_rating_stands_beside_the_computed_severity_when_another_approved_it() {
    let rated = |values: &[(&str, &str)]| {
        let f = treated(values, Level::High);
        assert_eq!(f.severity, Level::High);
        f.response.unwrap().rated
    };
    let both = [("likelihood", "low"), ("impact", "moderate"), ("approved_by", "P-9")];
    assert_eq!(rated(&both), Some(Rated { likelihood: Level::Low, impact: Level::Medium, level: Level::Low }));
    assert_eq!(rated(&both[..2]), None);
    assert_eq!(rated(&[both[0], both[1], ("approved_by", "P-1")]), None);
    assert_eq!(rated(&[both[0], both[2]]), None);
    assert_eq!(rated(&[both[1], both[2]]), None);
}

#[test]
fn valid_exceptions_for_every_criterion_accept_a_finding() {
    let of = |values: &[(&str, &str)], hit: Hit| {
        let mut made = organisation();
        exception(&mut made, "EX-1", values);
        let f = found(&made, vec![hit], &Previous::default()).remove(0);
        assert_eq!(f.status, FindingStatus::Open, "the other criterion fails all the same");
        *f.exceptions == ["EX-1"]
    };
    let medium = || hit(false, Level::Medium, "C-1");
    assert!(of(&[], medium()));
    assert!(of(&[("facets", "")], medium()));
    assert!(of(&[("requirement", "made@1/R-2"), ("facets", "")], medium()));
    assert!(of(&[("requirement", "made@1/R-2"), ("facets", "outcome")], medium()));
    assert!(of(&[("workflow", "")], medium()));
    assert!(!of(&[("facets", "kept")], medium()), "another facet");
    assert!(!of(&[("workflow", "WF-2")], medium()));
    assert!(!of(&[("environment", "test")], medium()));
    assert!(!of(&[("expires", "2026-09-30")], medium()));
    assert!(!of(&[("approved_by", "P-1")], medium()));
    // The risk found is high: something has to compensate it, whatever the exception calls it.
    assert!(!of(&[], hit(false, Level::High, "C-1")));
    assert!(!of(&[], hit(true, Level::High, "C-1")), "medium as printed, high at worst");
    // The approver may accept high, not critical.
    let mut made = organisation();
    made.proven_control("K-1", &[]);
    exception(&mut made, "EX-1", &[("compensating_controls", "K-1"), BOTH[0], BOTH[1]]);
    let status = |level| {
        let f = found(&made, vec![hit(false, level, "C-1")], &Previous::default()).remove(0);
        assert!(f.fails_facets(), "an accepted risk is a risk");
        f.status
    };
    assert_eq!((status(Level::High), status(Level::Critical)), (FindingStatus::Accepted, FindingStatus::Open));
    // One for each of the two.
    let mut made = organisation();
    exception(&mut made, "EX-1", &[]);
    exception(&mut made, "EX-2", &[("requirement", "made@1/R-2"), ("facets", "")]);
    let f = found(&made, vec![hit(false, Level::Medium, "C-1")], &Previous::default()).remove(0);
    assert_eq!((f.status, &*f.exceptions), (FindingStatus::Accepted, &["EX-1".to_owned(), "EX-2".to_owned()][..]));
}

#[test]
fn an_exception_is_more_than_a_word_and_is_never_overdue() {
    let mut made = organisation();
    exception(&mut made, "EX-1", &BOTH);
    let find = |made: &Made| found(made, vec![hit(false, Level::Medium, "C-1")], &Previous::default()).remove(0);
    let id = find(&made).id;
    let row = [
        ("id", "D-1"),
        ("kind", "treatment"),
        ("subject", &id),
        ("reason", "r"),
        ("decided_by", "P-1"),
        ("at", "2026-09-01"),
        ("value", "resolved"),
    ];
    made.put(Table::Decisions, &row);
    let f = find(&made);
    assert_eq!((f.status, f.response.as_ref().and_then(|r| r.said.as_deref())), (FindingStatus::Accepted, Some("resolved")));
    assert!(!f.is_overdue(NaiveDate::MAX));
}

#[test]
fn a_workflow_that_is_not_on_record_is_covered_by_no_exception() {
    let mut made = organisation();
    exception(&mut made, "EX-1", &[("workflow", "")]);
    let hits = vec![("WF-9".to_owned(), vec![hit(false, Level::Medium, "a")]), (String::new(), vec![hit(false, Level::Medium, "a")])];
    let exceptions = BTreeMap::new();
    let all = framed(&made, |frame, content| derive(frame, content, of(hits.clone(), &[], &exceptions), &Previous::default()));
    let of = |w: Option<&str>| all.iter().find(|f| f.workflow.as_deref() == w).unwrap().exceptions.len();
    assert_eq!((of(Some("WF-9")), of(None)), (0, 1));
}

#[test]
fn an_expired_exception_raises_a_finding_and_a_renewed_one_says_so() {
    let mut made = organisation();
    exception(&mut made, "EX-1", &[("valid_from", "2025-10-01"), ("expires", "2026-04-30"), ("owner", "P-5")]);
    let f = of_exceptions(&made).remove(0);
    assert_eq!((f.code.as_str(), f.unsure, f.severity), ("EX-EXPIRED", false, Level::Medium));
    assert_eq!((f.workflow.as_deref(), f.owner.as_deref()), (Some("WF-1"), Some("P-5")));
    assert_eq!(f.condition[0].text, "Exception EX-1 ended on 2026-04-30; the as-of day is 2026-09-30.");
    assert!(f.condition[0].at.contains(&Place::Cell { table: Table::Exceptions, key: "EX-1".into(), column: Some("expires".into()) }));
    exception(&mut made, "EX-2", &[("renewal_of", "EX-1")]);
    let all = of_exceptions(&made);
    assert_eq!((all.len(), all[0].id.as_str(), all[0].severity), (1, f.id.as_str(), Level::Info));
    assert_eq!(all[0].condition[1].text, "It was renewed as EX-2.");
    // A renewal that is not approved, or has not begun, renews nothing.
    for (column, value) in [("status", "requested"), ("valid_from", "2026-10-01")] {
        let mut other = Made { records: made.records.clone(), ..Made::default() };
        other.set(Table::Exceptions, "EX-2", column, value);
        let expired = of_exceptions(&other).into_iter().find(|x| x.code == "EX-EXPIRED").unwrap();
        assert_eq!(expired.severity, Level::Medium, "{column}");
    }
}

#[test]
fn what_is_blank_in_an_exception_cannot_be_excluded() {
    let codes = |column: &str, value: &str| {
        let mut made = organisation();
        exception(&mut made, "EX-1", &[]);
        made.set(Table::Exceptions, "EX-1", column, value);
        of_exceptions(&made).iter().map(Finding::full_code).collect::<Vec<_>>()
    };
    let sorted = |mut list: Vec<String>| {
        list.sort();
        list
    };
    assert_eq!(codes("reason", "r"), Vec::<String>::new());
    assert_eq!(codes("status", ""), ["EX-STATUS-U"]);
    assert_eq!(codes("status", "closed"), ["EX-STATUS"]);
    assert_eq!(sorted(codes("expires", "")), ["EX-EXPIRED-U", "EX-TOOLONG-U"]);
    assert_eq!(sorted(codes("valid_from", "")), ["EX-NOT-YET-U", "EX-TOOLONG-U"]);
    assert_eq!(codes("valid_from", "2026-12-01"), ["EX-NOT-YET"]);
    assert_eq!(codes("expires", "2027-05-02"), ["EX-TOOLONG"]);
    assert_eq!(codes("expires", "2027-05-01"), Vec::<String>::new());
    assert_eq!(sorted(codes("severity", "")), ["EX-AUTHORITY-U", "EX-NOCOMP-U"]);
    assert_eq!(sorted(codes("severity", "high")), ["EX-NOCOMP"]);
    assert_eq!(sorted(codes("severity", "critical")), ["EX-AUTHORITY", "EX-NOCOMP"]);
    assert_eq!(codes("approved_by", ""), ["EX-AUTHORITY-U"]);
    assert_eq!(codes("approved_by", "P-77"), ["EX-AUTHORITY-U"]);
    assert_eq!(sorted(codes("approved_by", "P-1")), ["EX-AUTHORITY-U", "EX-SELF"]);
    assert_eq!(sorted(codes("requested_by", "")), ["EX-OWNER", "EX-SELF-U"]);
    assert_eq!(codes("workflow", "WF-9"), ["EX-SCOPE"]);
    assert_eq!(codes("environment", "test"), ["EX-SCOPE"]);
    assert_eq!(codes("facets", "none such"), ["EX-SCOPE"]);
    assert_eq!(codes("requirement", "made@1/R-9"), ["EX-SCOPE-U"]);
    assert_eq!(codes("reason", ""), ["EX-REASON"]);
    assert_eq!(codes("reason", "to be confirmed"), ["EX-REASON"]);
}

#[test]
fn one_that_was_never_approved_is_not_asked_the_rest() {
    let mut made = organisation();
    exception(&mut made, "EX-1", &[("status", "requested"), ("expires", "2026-06-01"), ("approved_by", "")]);
    assert_eq!(of_exceptions(&made).iter().map(|f| f.code.as_str()).collect::<Vec<_>>(), ["EX-STATUS"]);
}

#[test]
fn a_break_trigger_names_the_change() {
    let of = |trigger: &str, kind: &str, at: &str, workflow: &str| {
        let mut made = organisation();
        exception(&mut made, "EX-1", &[("break_triggers", trigger)]);
        made.put(Table::ContextChanges, &[("workflow", workflow), ("kind", kind), ("at", at)]);
        of_exceptions(&made).iter().map(|f| (f.full_code(), f.condition[0].text.clone())).collect::<Vec<_>>()
    };
    let text = "Exception EX-1 ends with \"Model; owner\"; since it began changed: the model of WF-1 on 2026-08-12.";
    assert_eq!(of("Model; owner", "model", "2026-08-12", "WF-1"), [("EX-TRIGGER".to_owned(), text.to_owned())]);
    assert_eq!(of("model", "tool", "2026-08-12", "WF-1"), []);
    assert_eq!(of("model", "model", "2026-08-12", "WF-2"), []);
    assert_eq!(of("model", "model", "2026-04-30", "WF-1"), [], "before it began");
    assert_eq!(of("model", "model", "2026-05-01", "WF-1").len(), 1, "on the day it began");
    assert_eq!(of("model", "model", "2026-10-01", "WF-1"), [], "after the as-of day");
    assert_eq!(of("model", "model", "2026-09-30", "WF-1").len(), 1);
    assert_eq!(of("a new vendor", "owner", "2026-08-12", "WF-1")[0].0, "EX-TRIGGER-U", "in words of its own");
    assert_eq!(of("", "model", "2026-08-12", "WF-1"), []);
}

/// Exceptions A, B, C, ... each a renewal of the one before.
fn chain(n: usize) -> Made {
    let mut made = organisation();
    for i in 0..n {
        let (id, before) = (format!("EX-{i}"), i.checked_sub(1).map_or(String::new(), |b| format!("EX-{b}")));
        exception(&mut made, &id, &[("renewal_of", &before)]);
    }
    made
}

#[test]
fn the_third_renewal_is_permanent_and_a_fourth_is_the_same_finding() {
    let permanent = |made: &Made| of_exceptions(made).into_iter().filter(|f| f.code == "EX-PERMANENT").collect::<Vec<_>>();
    assert_eq!(permanent(&chain(1)), []);
    assert_eq!(permanent(&chain(3)), []);
    let third = permanent(&chain(4)).remove(0);
    assert_eq!((third.unsure, third.severity), (false, Level::Medium));
    assert_eq!(third.condition[0].text, "Exception EX-3 renews EX-2, which renews EX-1, which renews EX-0.");
    let fourth = permanent(&chain(5));
    assert_eq!((fourth.len(), fourth[0].id.as_str(), fourth[0].subjects.len()), (1, third.id.as_str(), 2));
    // What was not approved, or has not begun, renews nothing yet; a status that is not told may be.
    for (column, value, expected) in [("status", "requested", 0), ("valid_from", "2026-10-01", 0), ("status", "", 1)] {
        let mut made = chain(4);
        made.set(Table::Exceptions, "EX-3", column, value);
        let all = permanent(&made);
        assert_eq!((all.len(), all.iter().all(|f| f.unsure)), (expected, true), "{column}={value}");
    }
    let mut made = chain(3);
    made.parameters.set("exception_renewals", "2").unwrap();
    assert_eq!(permanent(&made).len(), 1);
}

#[test]
fn renewals_in_a_circle_or_without_a_beginning_end_and_cannot_be_excluded() {
    let permanent = |made: &Made| of_exceptions(made).into_iter().filter(|f| f.code == "EX-PERMANENT").collect::<Vec<_>>();
    let mut made = chain(2);
    made.set(Table::Exceptions, "EX-0", "renewal_of", "EX-1");
    let all = permanent(&made);
    assert_eq!((all.len(), all[0].unsure, all[0].subjects.len()), (1, true, 2));
    let mut made = chain(1);
    made.set(Table::Exceptions, "EX-0", "renewal_of", "EX-0");
    assert_eq!(permanent(&made)[0].condition[0].text, "Exception EX-0 is said to renew itself.");
    let mut made = chain(2);
    made.set(Table::Exceptions, "EX-0", "renewal_of", "EX-OLD");
    let all = permanent(&made);
    assert_eq!((all.len(), all[0].unsure, all[0].subjects.len()), (1, true, 2), "one chain");
    assert!(all[0].condition[0].text.ends_with("EX-OLD. How often it was renewed before that is not on record."));
    let mut made = chain(3);
    made.set(Table::Exceptions, "EX-0", "renewal_of", "EX-OLD");
    assert!(permanent(&made).iter().any(|f| !f.unsure), "three renewals are known");
}

#[test]
fn a_claim_raises_one_finding_for_each_question() {
    let mut made = organisation();
    made.put(
        Table::Controls,
        &[("id", "K-1"), ("title", "t"), ("owner", "P-6"), ("claim", "implemented"), ("requirements", "made@1/R-1"), ("facets", "kept")],
    );
    let claim = Claim {
        control: "K-1".into(),
        workflow: None,
        state: ClaimState::Unsubstantiated,
        flags: vec!["CT-01".into(), "CT-06".into()],
        evidence: vec![],
        hits: ["CT-01", "CT-06"]
            .map(|code| Hit::new(code, false, Level::Low, "any").saying(format!("{code} was looked at."), vec![]))
            .to_vec(),
    };
    let none = BTreeMap::new();
    let gone = Claim { control: "K-9".into(), ..claim.clone() };
    let all = framed(&made, |frame, content| derive(frame, content, of(Vec::new(), &[claim, gone], &none), &Previous::default()));
    assert_eq!(all.len(), 2);
    let f = all.iter().find(|f| f.code == "CT-01").unwrap();
    assert_eq!((f.severity, f.owner.as_deref(), f.workflow.as_deref()), (Level::Medium, Some("P-6"), None));
    assert!(!f.fails_facets(), "a claim that is not shown is in part, never worse");
    let cited: Vec<String> = f.criteria.iter().map(|(r, f)| format!("{r} {f:?}")).collect();
    assert_eq!(cited, ["made@1/R-2 None", "made@1/R-1 Some(\"kept\")"]);
    assert_eq!(f.condition[0].text, "CT-01 was looked at.");
}

#[test]
fn a_question_that_a_reviewer_answered_names_the_answer_and_what_leaves_a_claim_bare_does_not() {
    let mut made = organisation();
    made.put(Table::Controls, &[("id", "K-1"), ("title", "t"), ("owner", "P-6"), ("claim", "implemented"), ("requirements", "made@1/R-1")]);
    made.put(
        Table::Decisions,
        &[
            ("id", "D-1"),
            ("kind", "reviewer_note"),
            ("subject", "K-1"),
            ("reason", "seen at the desk"),
            ("decided_by", "P-9"),
            ("at", "2026-09-30"),
        ],
    );
    made.put(Table::People, &[("id", "P-9"), ("name", "Nine"), ("kind", "human"), ("active", "yes")]);
    let mut claim = Claim {
        control: "K-1".into(),
        workflow: None,
        state: ClaimState::Questionable,
        flags: vec!["CT-01".into(), "CT-07".into()],
        evidence: vec![],
        hits: ["CT-01", "CT-07"].map(|code| Hit::new(code, false, Level::Low, "any").saying("It was looked at.", vec![])).to_vec(),
    };
    let none = BTreeMap::new();
    let said = |made: &Made, claim: &Claim| {
        let all =
            framed(made, |frame, content| derive(frame, content, of(Vec::new(), std::slice::from_ref(claim), &none), &Previous::default()));
        let of = |code: &str| all.iter().find(|f| f.code == code).unwrap().condition.iter().skip(1).map(|s| s.text.clone()).collect();
        [of("CT-01"), of("CT-07")] as [Vec<String>; 2]
    };
    assert_eq!(
        said(&made, &claim),
        [vec![], vec!["A reviewer's note, D-1 by P-9 of 2026-09-30, answers it: \"seen at the desk\".".to_owned()]]
    );
    claim.workflow = Some("WF-1".into());
    made.set(Table::Decisions, "D-1", "workflow", "WF-2");
    assert_eq!(said(&made, &claim), [Vec::<String>::new(), vec![]], "it is of another workflow");
}

#[test]
fn an_exception_for_what_a_control_covers_accepts_no_question_about_its_claim() {
    let mut made = organisation();
    made.put(
        Table::Controls,
        &[("id", "K-1"), ("title", "t"), ("claim", "implemented"), ("requirements", "made@1/R-1"), ("facets", "checked")],
    );
    exception(&mut made, "EX-1", &[("workflow", "")]);
    let claim = Claim {
        control: "K-1".into(),
        workflow: None,
        state: ClaimState::Unsubstantiated,
        flags: vec!["CT-01".into()],
        evidence: vec![],
        hits: vec![Hit::new("CT-01", false, Level::Low, "any")],
    };
    let none = BTreeMap::new();
    let all = framed(&made, |frame, content| derive(frame, content, of(Vec::new(), &[claim], &none), &Previous::default()));
    assert_eq!((all[0].status, all[0].criteria.len()), (FindingStatus::Open, 2));
}

#[test]
fn the_five_elements_are_filled_and_the_sources_are_cells() {
    let mut made = organisation();
    let mut h = hit(true, Level::High, "C-1");
    h.subjects = ["a", "b", "c", "d"].map(|k| Subject { table: Table::Credentials, key: k.into() }).to_vec();
    h = h.saying("Again.", vec![credential("expires_at"), credential("issued_at")]);
    let five = |made: &Made, hit: Hit| {
        framed(made, |frame, content| {
            let hits = vec![("WF-1".to_owned(), vec![hit])];
            let none = BTreeMap::new();
            let f = derive(frame, content, of(hits.clone(), &[], &none), &Previous::default()).remove(0);
            (words(content, &f, frame.data), sources(&f, frame.data))
        })
    };
    let (w, at) = five(&made, h.clone());
    assert_eq!(w.title, "Is it so with 4 credentials?");
    assert_eq!(w.criteria, ["made@1/R-1 Title of R-1: checked holds.", "made@1/R-2 Title of R-2."]);
    assert_eq!(w.condition, "Credential C-1 has no expiry. Again.");
    assert_eq!((w.cause.as_str(), w.effect.as_str()), ("A cause of 4 credentials.", "It cannot be excluded."));
    assert!(w.recommendation.ends_with("ettle it."), "{}", w.recommendation);
    assert_eq!(at.len(), 1, "both columns are read where the record is named: {at:?}");
    for (n, text) in [(1, "a"), (2, "a and b"), (3, "3 credentials")] {
        let mut h = hit(false, Level::High, "C-1");
        h.subjects = ["a", "b", "c"].iter().take(n).map(|k| Subject { table: Table::Credentials, key: (*k).into() }).collect();
        assert_eq!(five(&made, h).0.title, format!("What about {text} of Refunds?"));
    }
    // A workflow is not said to be its own, and a name that looks like a placeholder stays as it is.
    let mut h = hit(false, Level::High, "C-1");
    h.subjects = vec![Subject { table: Table::Workflows, key: "WF-1".into() }];
    assert_eq!(five(&made, h).0.title, "What about Refunds?");
    made.set(Table::Workflows, "WF-1", "name", "{subject}");
    assert_eq!(five(&made, hit(false, Level::High, "C-1")).0.title, "What about {subject}?");
}

#[test]
fn a_finding_that_stands_for_others_speaks_about_what_they_do() {
    let mut h = hit(true, Level::High, "C-1");
    h.code = "CT-01".into();
    let mut other = hit(true, Level::Critical, "C-1");
    other.condition = vec![Said::new("Another fact.", vec![])];
    h.take_in(other);
    let f = found(&organisation(), vec![h], &Previous::default()).remove(0);
    let cited: Vec<String> = f.criteria.iter().map(|(id, facet)| format!("{id}#{}", facet.as_deref().unwrap_or(""))).collect();
    assert_eq!(cited, ["made@1/R-2#", "made@1/R-1#checked"], "its own first, and each once");
    assert_eq!((f.if_true, f.severity), (Level::Critical, Level::High), "as bad as the worst, and printed one lower");
    assert_eq!(f.condition.last().unwrap().text, "Another fact.");
    // What makes no part fail is not cited by a finding that makes others fail.
    let with = |own: Level, other: Level| {
        let mut h = hit(true, own, "C-1");
        h.code = "CT-01".into();
        h.take_in(hit(true, other, "C-1"));
        found(&organisation(), vec![h], &Previous::default()).remove(0).criteria.len()
    };
    assert_eq!([with(Level::High, Level::Medium), with(Level::Medium, Level::Medium), with(Level::Medium, Level::High)], [1, 2, 2]);
}

/// Each part fails by the level of the rule that cites it, whichever finding tells of it.
#[test]
fn what_a_finding_stands_for_fails_by_its_own_level() {
    let cited = |hits: Vec<Hit>| {
        framed(&organisation(), |frame, content| {
            let mut analyses = Analyses::of(frame, &[]);
            let mut analysis = analyses.get("WF-1").unwrap().clone();
            analysis.hits = hits;
            analyses.put("WF-1".into(), analysis);
            let (against, claims) = frame.cited(content, &analyses);
            let of = |requirement: usize, facet: &str| {
                let codes = against.codes(&against.of(Some("WF-1")), requirement, Some(facet));
                codes.iter().map(|c| c.code.clone()).collect::<Vec<_>>().join(" ")
            };
            let number: usize = claims.values().map(Vec::len).sum();
            ([of(0, "kept"), of(0, "checked"), of(1, "outcome")], number)
        })
    };
    let of = |code: &str, level: Level| Hit::new(code, true, level, "x");
    let mut one = of("EX-STATUS", Level::Medium);
    one.take_in(of("CT-01", Level::High));
    // Neither its own parts (medium) nor those of EB-01 (medium) fail; those of CT-01 do, under its name.
    one.take_in(of("EB-01", Level::Medium));
    assert_eq!(one.if_true, Level::High);
    one.if_true = Level::Medium;
    assert_eq!(cited(vec![one.clone()]), ([String::new(), String::new(), "EX-STATUS-U".into()], 1));
    one.take_in(of("EB-01", Level::Critical));
    one.if_true = Level::Medium;
    assert_eq!(cited(vec![one]).0, [String::new(), "EX-STATUS-U".into(), "EX-STATUS-U".into()]);
    // What two of them cite speaks once against a claim.
    let mut twice = of("CT-01", Level::High);
    twice.take_in(of("EB-01", Level::High));
    assert_eq!(cited(vec![twice]), ([String::new(), "CT-01-U".into(), "CT-01-U".into()], 2));
}

#[test]
fn records_are_counted_by_their_kind_and_a_grant_says_who_may_do_what() {
    let mut made = organisation();
    made.put(Table::Identities, &[("id", "svc-2"), ("name", "Refund robot")]).put(Table::Resources, &[("id", "rs-1"), ("name", "Ledger")]);
    made.put(Table::Grants, &[("identity", "svc-2"), ("resource", "rs-1"), ("permission", "write")]);
    let title = |subjects: &[(Table, &str)]| {
        let mut h = hit(false, Level::High, "C-1");
        h.subjects = subjects.iter().map(|(table, key)| Subject { table: *table, key: (*key).into() }).collect();
        framed(&made, |frame, content| {
            let hits = vec![("WF-1".to_owned(), vec![h.clone()])];
            let none = BTreeMap::new();
            let f = derive(frame, content, of(hits, &[], &none), &Previous::default()).remove(0);
            words(content, &f, frame.data).title
        })
    };
    let grant = (Table::Grants, "svc-2\u{1f}rs-1\u{1f}write");
    assert_eq!(title(&[grant]), "What about Refund robot to Ledger (write) of Refunds?");
    assert_eq!(title(&[(Table::Identities, "svc-2"), (Table::Identities, "svc-1")]), "What about Refund robot and svc-1 of Refunds?");
    let many = [(Table::Identities, "a"), (Table::Identities, "b"), (Table::Evidence, "c"), grant];
    assert_eq!(title(&many), "What about 2 identities, 1 grant and 1 piece of evidence of Refunds?");
}

#[test]
fn many_facts_are_counted() {
    let mut h = hit(false, Level::High, "C-1");
    h.condition = (0..13).map(|i| Said::new(format!("Fact {i}."), vec![])).collect();
    let text = |h: &Hit| {
        framed(&organisation(), |frame, content| {
            let hits = vec![("WF-1".to_owned(), vec![h.clone()])];
            let none = BTreeMap::new();
            let f = derive(frame, content, of(hits.clone(), &[], &none), &Previous::default()).remove(0);
            words(content, &f, frame.data).condition
        })
    };
    assert!(text(&h).ends_with("Fact 11. And 1 more fact."));
    h.condition.push(Said::new("Fact 13.", vec![]));
    assert!(text(&h).ends_with("Fact 11. And 2 more facts."));
    h.condition.truncate(12);
    assert!(text(&h).ends_with("Fact 11."));
}

#[test]
fn paths_of_one_cause_are_put_together() {
    let with = |node: &str, leg: &str| {
        let mut h = hit(false, Level::High, "C-1");
        h.paths = Some(Box::new(Paths {
            nodes: vec![node.into()],
            witness: BTreeMap::from([(leg.into(), vec![node.into()])]),
            ..Paths::default()
        }));
        h
    };
    let f = found(
        &organisation(),
        vec![hit(false, Level::High, "C-1"), with("b", "egress"), with("a", "egress"), with("a", "private")],
        &Previous::default(),
    );
    let paths = f[0].paths.clone().unwrap();
    assert_eq!(paths.nodes, ["a", "b"]);
    assert_eq!(paths.witness, BTreeMap::from([("egress".into(), vec!["b".to_owned()]), ("private".into(), vec!["a".to_owned()])]));
}

#[test]
fn a_page_says_everything_about_its_kind() {
    let content = content();
    let text = page(&content, content.finding("EX-EXPIRED").unwrap());
    for part in
        ["# EX-EXPIRED: What about *subject* of *workflow*?", "e *workflow*", "- made@1/R-1 Title of R-1: kept holds.", "severity medium"]
    {
        assert!(text.contains(part), "{part} is not in\n{text}");
    }
    assert!(page(&content, content.finding("EB-01").unwrap()).ends_with("Method: TEST.\n"));
    assert_eq!(index(&content).lines().count(), 2 + content.findings.len());
    assert!(content.finding("EB-99").is_none());
}

#[test]
fn record_keys_of_several_parts_are_readable() {
    let mut made = organisation();
    made.put(Table::Grants, &[("identity", "svc-1"), ("resource", "rs-1"), ("permission", "read")]);
    let grant: Record = made.records.last().unwrap().clone();
    let f = framed(&made, |frame, content| {
        let hits = vec![("WF-1".to_owned(), vec![hit(false, Level::High, "C-1").about(&grant)])];
        let none = BTreeMap::new();
        let f = derive(frame, content, of(hits.clone(), &[], &none), &Previous::default()).remove(0);
        words(content, &f, frame.data).cause
    });
    assert_eq!(f, "A cause of svc-1 to rs-1 (read).");
}

#[test]
fn what_is_only_not_excluded_has_a_cause_of_its_own_where_one_is_told() {
    let mut kind = kind("EB-01", &[], None);
    assert_eq!([true, false].map(|u| kind.cause_of(u).as_str()), ["A cause of {subject}."; 2]);
    kind.unsure.cause = Some("It is not told.".into());
    assert_eq!([true, false].map(|u| kind.cause_of(u).as_str()), ["It is not told.", "A cause of {subject}."]);
    let done = |kind: &FindingKind| [true, false].map(|u| kind.recommendation_of(u).into_owned());
    assert_eq!(done(&kind), ["Put on record what is not told. If it turns out so: settle it.", "Settle it."]);
    kind.unsure.recommendation = Some("Tell it.".into());
    assert_eq!(done(&kind), ["Tell it.", "Settle it."]);
}

use super::CauseKind as K;
use super::ChangeKind::{Appeared, EvidenceAged, Gone, Improved, NewlyAssessed, Regressed, Same};
use super::*;
use crate::catalog::Content;
use crate::evidence::Period;
use crate::rule::{Condition, Rule};
use crate::status::EditionKind;
use crate::tables::Table;
use crate::testing::{Made, edition};

fn content() -> Content {
    Content {
        editions: vec![edition("a@1", EditionKind::Outcomes, &[("A1", &[]), ("A2", &["x", "y"]), ("A3", &[])])],
        rules: vec![Rule {
            id: "R1".into(),
            title: String::new(),
            why: String::new(),
            when: Condition::Always,
            requires: vec!["a@1/A1".parse().unwrap(), "a@1/A2".parse().unwrap()],
        }],
        ..Content::default()
    }
}

fn made() -> Made {
    let mut made = Made::default();
    made.put(Table::Workflows, &[("id", "WF-1"), ("name", "w"), ("owner", "P-1"), ("environment", "prod")])
        .put(Table::Workflows, &[("id", "WF-2"), ("name", "v"), ("owner", "P-1"), ("environment", "prod")])
        .put(Table::People, &[("id", "P-3"), ("name", "n"), ("kind", "human"), ("active", "yes"), ("authority", "accept:critical")])
        .proven_control("C-1", &[("requirements", "a@1/A1")]);
    made
}

/// A change: requirement, workflow, how, and the causes.
type Told = (String, String, ChangeKind, Vec<(CauseKind, String)>);

/// What changed, in words.
fn said(c: &Comparison) -> Vec<Told> {
    let leaf = |l: &Change| {
        let workflow = l.workflow.map_or(String::new(), |w| c.workflows[w as usize].clone());
        let causes = c.causes_of(l).map(|x| (x.kind, x.text.clone())).collect();
        (c.requirements[l.requirement as usize].id.clone(), workflow, l.kind, causes)
    };
    c.leaves.iter().map(leaf).collect()
}

/// Compares two organisations under one content. What time does is worked out from the earlier one.
fn between(old: &Made, new: &Made) -> Comparison {
    with(old, new, &content(), &content(), &[], &[])
}

fn with(old: &Made, new: &Made, was: &Content, is: &Content, before: &[Marked], after: &[Marked]) -> Comparison {
    let (a, b) = (old.assessed(was), new.assessed(is));
    let on = |period| Made { records: old.records.clone(), events: vec![], parameters: old.parameters.clone(), period, joins: vec![] };
    let (time, period) = (on(carried(&a.basis, &b.basis)).assessed(was), on(new.period).assessed(was));
    let (x, y) = (old.data(), new.data());
    let [before, after] = [(&a, &x, before), (&b, &y, after)].map(|(assessment, data, findings)| Side { assessment, data, findings });
    let found = compare(before, after, Passed { time: &time, period: &period }, None);
    let counts = found.counts;
    let listed = |kind| found.leaves.iter().filter(|l| l.kind == kind).count() as u64;
    assert_eq!(
        [counts.improved, counts.regressed, counts.evidence_aged, counts.newly_assessed, counts.appeared, counts.gone],
        [Improved, Regressed, EvidenceAged, NewlyAssessed, Appeared, Gone].map(listed)
    );
    assert_eq!(counts.total(), counts.same + found.leaves.len() as u64);
    assert!(found.leaves.iter().all(|l| l.kind != Same && !l.causes.is_empty()), "{:#?}", said(&found));
    found
}

fn later(made: &Made, to: &str) -> Made {
    let day: chrono::NaiveDate = to.parse().unwrap();
    let mut period = made.period;
    period.from += day - period.to;
    (period.to, period.as_of) = (day, day);
    Made { records: made.records.clone(), events: vec![], parameters: made.parameters.clone(), period, joins: vec![] }
}

#[test]
fn each_pair_of_statuses_is_one_kind_of_change() {
    use Status::{AcceptedRisk, Met, NotApplicable, NotAssessed, NotMet, Partial};
    let none = None;
    for (from, to, kind) in [
        (Some(Partial), Some(Met), Some(Improved)),
        (Some(NotMet), Some(Partial), Some(Improved)),
        (Some(NotMet), Some(AcceptedRisk), Some(Improved)),
        (Some(AcceptedRisk), Some(Met), Some(Improved)),
        (Some(Met), Some(AcceptedRisk), Some(Regressed)),
        (Some(Met), Some(NotMet), Some(Regressed)),
        (Some(Met), Some(NotAssessed), Some(Regressed)),
        // What is not known any more is no gain, though the fold ranks it above not met.
        (Some(NotMet), Some(NotAssessed), Some(Regressed)),
        (Some(NotAssessed), Some(NotMet), Some(NewlyAssessed)),
        (Some(NotAssessed), Some(Met), Some(NewlyAssessed)),
        (Some(NotApplicable), Some(NotAssessed), Some(Appeared)),
        (none, Some(NotMet), Some(Appeared)),
        (Some(Met), Some(NotApplicable), Some(Gone)),
        (Some(NotMet), none, Some(Gone)),
        (Some(NotApplicable), Some(NotApplicable), Some(Same)),
        (Some(NotMet), Some(NotMet), Some(Same)),
        (Some(NotApplicable), none, None),
        (none, Some(NotApplicable), None),
        (none, none, None),
    ] {
        assert_eq!(kind_of(from, to, None), kind, "{from:?} {to:?}");
        // Time alone explains it only when it leads to just this status, and only what fell has aged.
        let aged = if kind == Some(Regressed) { Some(EvidenceAged) } else { kind };
        assert_eq!(kind_of(from, to, to), aged, "{from:?} {to:?}");
    }
    assert_eq!(kind_of(Some(Met), Some(NotMet), Some(Partial)), Some(Regressed));
}

#[test]
fn two_assessments_of_the_same_differ_in_nothing() {
    let found = between(&made(), &made());
    assert_eq!((found.leaves.len(), found.counts.same), (0, 5));
    assert!(found.causes.is_empty());
    assert_eq!(found.workflows, ["WF-1", "WF-2"]);
}

#[test]
fn what_falls_by_the_day_alone_has_aged_and_what_is_edited_beside_it_is_no_cause() {
    let old = made();
    // A configuration snapshot is fresh for 90 days, a quarter of that in a workflow that may be autonomous.
    let mut new = later(&old, "2026-10-23");
    assert!(between(&old, &new).leaves.is_empty());
    new = later(&old, "2026-10-24");
    new.set(Table::Workflows, "WF-2", "owner", "P-9").put(Table::Controls, &[("id", "C-9"), ("title", "t")]);
    let found = said(&between(&old, &new));
    assert_eq!(found.len(), 2);
    for (requirement, _, kind, causes) in found {
        assert_eq!((requirement.as_str(), kind), ("A1", EvidenceAged));
        assert_eq!(causes.len(), 1);
        assert_eq!(causes[0].0, K::EvidenceAged);
        assert!(causes[0].1.starts_with("C-1: C-1.json is"), "{causes:?}");
    }
}

#[test]
fn what_a_test_of_a_later_day_found_is_told_and_is_no_age() {
    let mut old = made();
    // On record already, and after the earlier period.
    old.put(
        Table::ControlTests,
        &[
            ("id", "T-2"),
            ("control", "C-1"),
            ("method", "test"),
            ("procedure", "p"),
            ("result", "ineffective"),
            ("tested_at", "2026-10-05"),
        ],
    );
    let found = said(&between(&old, &later(&old, "2026-10-08")));
    assert_eq!(found.len(), 2, "{found:?}");
    for (requirement, _, kind, causes) in found {
        assert_eq!((requirement.as_str(), kind), ("A1", EvidenceAged));
        assert_eq!(causes, [(K::TimePassed, "C-1: test T-2 found it ineffective.".to_owned())]);
    }
}

#[test]
fn where_nothing_is_shown_otherwise_the_day_is_told_with_the_period_that_moved_with_it() {
    let (old, time) = (made(), |p: Period| Period { from: "2026-07-01".parse().unwrap(), ..p });
    let outcome = |findings: &[&str]| {
        let mut outcome = old.assessed(&content()).outcomes[2].clone();
        outcome.facets[0].findings = findings.iter().map(|c| (*c).to_owned()).collect();
        outcome
    };
    let told = |a: &Outcome, b: &Outcome, periods: [Period; 2]| {
        let mut causes = Vec::new();
        steps::by_time(a, b, periods, &mut causes);
        causes.into_iter().map(|c| (c.kind, c.text)).collect::<Vec<_>>()
    };
    let (same, moved) = ([old.period; 2], [old.period, time(old.period)]);
    let (none, some) = (outcome(&[]), outcome(&["EB-14"]));
    assert_eq!(told(&none, &none, same), [(K::TimePassed, "The day of the assessment moved on.".to_owned())]);
    let text = "The day moved on, and with it the period: 2026-07-01 to 2026-09-30; before it was 2026-04-01 to 2026-09-30.";
    assert_eq!(told(&none, &none, moved), [(K::TimePassed, text.to_owned())]);
    assert_eq!(told(&none, &some, moved), [(K::TimePassed, "EB-14 speaks against it now.".to_owned())]);
    assert_eq!(
        told(&some, &none, moved),
        [(K::TimePassed, "EB-14 does not speak against it any more; nothing else is shown of it.".to_owned())]
    );
}

#[test]
fn what_something_is_called_is_a_cause_only_where_somebody_signed_it() {
    let mut old = made();
    let mut new = later(&old, "2026-09-30");
    new.set(Table::Controls, "C-1", "title", "Another").set(Table::ControlTests, "T-C-1", "result", "ineffective");
    let test = "control_tests T-C-1 was changed: result from effective to ineffective.";
    assert_eq!(said(&between(&old, &new))[0].3, [(K::AnswerEdited, test.to_owned())]);
    // A sign-off covers every column: the title alone makes it stale.
    let hash = crate::assess::sign_off::content_hash(old.data().find(Table::Controls, "C-1").unwrap());
    let sign_off =
        [("id", "D-1"), ("kind", "sign_off"), ("subject", "C-1"), ("reason", "read"), ("decided_by", "P-3"), ("at", "2026-09-01")];
    old.put(Table::Decisions, &[sign_off.as_slice(), &[("value", hash.as_str())]].concat());
    let mut new = later(&old, "2026-09-30");
    new.set(Table::Controls, "C-1", "title", "Another");
    let found = said(&between(&old, &new));
    assert_eq!(found.len(), 2, "{found:?}");
    assert!(found[0].3.iter().any(|(_, text)| text.starts_with("controls C-1 was changed: title from")), "{found:?}");
}

#[test]
fn when_time_and_an_edit_both_play_a_part_both_are_told() {
    let old = made();
    let mut new = later(&old, "2026-12-30");
    // The evidence aged, and a test found the control not to work.
    new.set(Table::ControlTests, "T-C-1", "result", "ineffective");
    let found = said(&between(&old, &new));
    assert_eq!(found[0].2, Regressed);
    let kinds: Vec<_> = found[0].3.iter().map(|c| c.0).collect();
    assert_eq!(kinds, [K::EvidenceAged, K::AnswerEdited]);
    assert_eq!(found[0].3[1].1, "control_tests T-C-1 was changed: result from effective to ineffective.");
}

#[test]
fn an_exception_that_ends_is_told_and_one_that_is_withdrawn_is_an_edit() {
    let mut old = made();
    old.set(Table::ControlTests, "T-C-1", "result", "ineffective");
    old.put(
        Table::Exceptions,
        &[
            ("id", "EX-1"),
            ("requirement", "a@1/A1"),
            ("workflow", "WF-1"),
            ("reason", "r"),
            ("requested_by", "P-1"),
            ("approved_by", "P-3"),
            ("severity", "low"),
            ("valid_from", "2026-09-01"),
            ("expires", "2026-10-15"),
            ("status", "approved"),
        ],
    );
    let new = later(&old, "2026-10-15");
    let found = said(&between(&old, &new));
    assert_eq!(found.len(), 1);
    assert_eq!((found[0].1.as_str(), found[0].2), ("WF-1", EvidenceAged));
    assert_eq!(found[0].3, [(K::ExceptionLapsed, "The exception EX-1 does not hold any more.".to_owned())]);
    assert!(between(&old, &later(&old, "2026-10-14")).leaves.is_empty());

    let mut edited = later(&old, "2026-09-30");
    edited.set(Table::Exceptions, "EX-1", "status", "withdrawn");
    let found = said(&between(&old, &edited));
    assert_eq!((found[0].2, found[0].3[0].0), (Regressed, K::AnswerEdited));
    assert_eq!(found[0].3[0].1, "exceptions EX-1 was changed: status from approved to withdrawn.");
}

#[test]
fn records_that_bear_on_a_leaf_are_named_and_others_are_not() {
    let old = made();
    let mut new = made();
    new.proven_control("C-2", &[("requirements", "a@1/A2"), ("facets", "x;y"), ("scope_workflows", "WF-2")])
        .put(Table::Controls, &[("id", "C-8"), ("title", "t"), ("requirements", "a@1/A3")])
        .put(Table::Flows, &[("workflow", "WF-2"), ("from", "a"), ("to", "b")])
        .put(
            Table::Decisions,
            &[
                ("id", "D-1"),
                ("kind", "no_control"),
                ("subject", "a@1/A1"),
                ("workflow", "WF-1"),
                ("reason", "r"),
                ("decided_by", "P-2"),
                ("at", "2026-09-01"),
            ],
        );
    let found = said(&between(&old, &new));
    assert_eq!(
        found.iter().map(|f| (f.0.as_str(), f.1.as_str(), f.2)).collect::<Vec<_>>(),
        [("A1", "WF-1", Regressed), ("A2", "WF-2", NewlyAssessed)]
    );
    assert_eq!(found[0].3, [(K::AnswerEdited, "decisions D-1 is new.".to_owned())]);
    let texts: Vec<&str> = found[1].3.iter().map(|c| c.1.as_str()).collect();
    assert_eq!(
        texts,
        ["control_tests T-C-2 is new.", "controls C-2 is new.", "evidence C-2.json is new.", "evidence early-C-2.json is new."]
    );
    // The other way round, they are gone.
    let back = said(&between(&new, &old));
    assert_eq!((back[0].2, back[1].2), (Improved, Regressed));
    assert_eq!(back[0].3, [(K::AnswerEdited, "decisions D-1 is not there any more.".to_owned())]);
}

#[test]
fn workflows_that_come_and_go_say_so() {
    let old = made();
    let mut new = made();
    new.records.retain(|r| r.key != "WF-1");
    new.put(Table::Workflows, &[("id", "WF-3"), ("name", "u")]);
    let found = between(&old, &new);
    assert_eq!(found.workflows, ["WF-1", "WF-2", "WF-3"]);
    let leaves = said(&found);
    assert_eq!(
        leaves.iter().map(|l| (l.0.as_str(), l.1.as_str(), l.2, l.3[0].0)).collect::<Vec<_>>(),
        [
            ("A1", "WF-1", Gone, K::WorkflowRemoved),
            ("A1", "WF-3", Appeared, K::WorkflowAdded),
            ("A2", "WF-1", Gone, K::WorkflowRemoved),
            ("A2", "WF-3", Appeared, K::WorkflowAdded),
        ]
    );
    assert_eq!(leaves[0].3[0].1, "The workflow WF-1 is not there any more.");
    assert_eq!((found.leaves[0].to, found.leaves[1].from), (None, None));
    assert_eq!(found.causes.len(), 2, "each cause once");
}

#[test]
fn a_threshold_that_explains_it_is_named_with_both_values() {
    let old = later(&made(), "2026-10-10");
    let mut new = later(&old, "2026-10-10");
    new.parameters.set("fresh_config_snapshot_days", "30").unwrap();
    let found = said(&between(&old, &new));
    assert_eq!(found.len(), 2);
    assert_eq!(found[0].2, Regressed);
    assert_eq!(
        found[0].3,
        [(K::ThresholdChanged, "Thresholds differ, whether or not they bear on it: fresh_config_snapshot_days from 90 to 30.".to_owned())]
    );
}

#[test]
fn other_rules_are_told_and_then_time_is_credited_with_nothing() {
    let (old, mut other) = (made(), content());
    other.rules[0].requires.truncate(1);
    let found = said(&with(&old, &made(), &content(), &other, &[], &[]));
    // A2 is asked of the organisation now, no longer of each workflow.
    assert_eq!(
        found.iter().map(|f| (f.0.as_str(), f.1.as_str(), f.2, f.3[0].0)).collect::<Vec<_>>(),
        [("A2", "", Appeared, K::CatalogChanged), ("A2", "WF-1", Gone, K::CatalogChanged), ("A2", "WF-2", Gone, K::CatalogChanged)]
    );
    assert_eq!(found[0].3[0].1, "a@1/A2 was not assessed in this way before.");
    assert_eq!(found[1].3[0].1, "a@1/A2 is not assessed in this way any more.");

    // The rule asks only of what a person started: it fires no longer, and the record that says so is named.
    let by_start = || {
        let mut c = content();
        let attribute = crate::attributes::position("started_by").unwrap();
        c.rules[0].when = Condition::Test { attribute, test: crate::rule::Test::In(vec!["human".into()]) };
        c
    };
    let (mut a, mut b) = (made(), made());
    a.set(Table::Workflows, "WF-1", "started_by", "human");
    b.set(Table::Workflows, "WF-1", "started_by", "self");
    b.put(Table::Grants, &[("identity", "I-1"), ("resource", "R"), ("permission", "read"), ("workflow", "WF-1")]);
    let found = said(&with(&a, &b, &by_start(), &by_start(), &[], &[]));
    assert_eq!((found[0].0.as_str(), found[0].1.as_str(), found[0].2), ("A1", "WF-1", Gone));
    let told: Vec<_> = found[0].3.iter().map(|c| (c.0, c.1.as_str())).collect();
    assert_eq!(
        told,
        [
            (K::AnswerEdited, "grants I-1 / R / read is new."),
            (K::AnswerEdited, "workflows WF-1 was changed: started_by from human to self."),
            (K::RuleFired, "The rule R1 does not fire any more."),
        ]
    );
    let back = said(&with(&b, &a, &by_start(), &by_start(), &[], &[]));
    assert!(back[0].3.iter().any(|c| c.1 == "The rule R1 fires now."), "{back:?}");

    // Aged evidence under other rules: what time did cannot be told apart.
    let mut renamed = content();
    renamed.rules[0].why = "other".into();
    let mid = later(&old, "2026-12-30").assessed(&renamed);
    let (x, y) = (old.assessed(&content()), mid.clone());
    let data = old.data();
    let side = |assessment| Side { assessment, data: &data, findings: &[] };
    let found = compare(side(&x), side(&y), Passed { time: &mid, period: &mid }, None);
    assert!(found.leaves.iter().all(|l| l.kind == Regressed));
    assert_eq!(said(&found)[0].3, [(K::CatalogChanged, "Catalogs, rules, aliases or starter controls differ.".to_owned())]);
}

#[test]
fn findings_that_come_and_go_are_named_where_they_are_cited() {
    let old = made();
    let mut new = made();
    new.set(Table::ControlTests, "T-C-1", "result", "deviation");
    let mark =
        |id: &str, r: &str, w: Option<&str>| Marked { id: id.into(), requirements: vec![r.parse().unwrap()], workflow: w.map(Into::into) };
    let before = [mark("F-1", "a@1/A1", Some("WF-1")), mark("F-2", "a@1/A1", None), mark("F-9", "a@1/A1", Some("WF-2"))];
    let after = [mark("F-3", "a@1/A1", Some("WF-1")), mark("F-9", "a@1/A1", Some("WF-2")), mark("F-4", "a@1/A2", Some("WF-1"))];
    let found = said(&with(&old, &new, &content(), &content(), &before, &after));
    let told =
        |at: usize| found[at].3.iter().filter(|c| matches!(c.0, K::FindingNew | K::FindingGone)).map(|c| c.1.as_str()).collect::<Vec<_>>();
    assert_eq!(told(0), ["The finding F-3 is new.", "The finding F-1 is gone.", "The finding F-2 is gone."]);
    assert_eq!(told(1), ["The finding F-2 is gone."]);
}

#[test]
fn what_nothing_named_explains_is_said_to_be_so() {
    // The rows are the same, and the outcome is not: only events are left.
    let old = made();
    let (a, data) = (old.assessed(&content()), old.data());
    let mut b = a.clone();
    let at = b.rows[0].cells[0] as usize;
    let mut worse = b.outcomes[at].clone();
    worse.status = Status::NotMet;
    b.outcomes.push(worse);
    let mut cells = b.rows[0].cells.to_vec();
    cells[0] = b.outcomes.len() as u32 - 1;
    b.rows[0].cells = cells.into();
    let side = |assessment| Side { assessment, data: &data, findings: &[] };
    let found = compare(side(&a), side(&b), Passed { time: &a, period: &a }, None);
    assert_eq!(said(&found)[0].3, [(K::OtherRecords, "No record differs; events do.".to_owned())]);
    let mut other = made();
    other.set(Table::People, "P-3", "name", "m");
    let changed = other.data();
    let found = compare(side(&a), Side { assessment: &b, data: &changed, findings: &[] }, Passed { time: &a, period: &a }, None);
    assert_eq!(said(&found)[0].3, [(K::OtherRecords, "Records differ that this does not name.".to_owned())]);
    // Something that time does without a proof or an exception.
    let found = compare(side(&a), side(&b), Passed { time: &b, period: &b }, None);
    assert_eq!((said(&found)[0].2, said(&found)[0].3[0].0), (EvidenceAged, K::TimePassed));
}

#[test]
fn an_edition_that_is_assessed_no_longer_comes_last() {
    let mut two = content();
    two.editions.push(edition("b@1", EditionKind::Outcomes, &[("B1", &[])]));
    let found = with(&made(), &made(), &two, &content(), &[], &[]);
    assert_eq!(found.requirements.iter().map(|r| r.id.as_str()).collect::<Vec<_>>(), ["A1", "A2", "A3", "B1"]);
    let leaves = said(&found);
    assert_eq!((leaves.len(), leaves[0].0.as_str(), leaves[0].2), (1, "B1", Gone));
    assert_eq!(leaves[0].3, [(K::FrameworksChanged, "The later assessment was made without b@1.".to_owned())]);
    let back = said(&with(&made(), &made(), &content(), &two, &[], &[]));
    assert_eq!((back.len(), back[0].2), (1, Appeared));
    assert_eq!(back[0].3, [(K::FrameworksChanged, "The earlier assessment was made without b@1.".to_owned())]);
}

#[test]
fn another_period_is_told_and_is_no_age() {
    let old = made();
    // The evidence reaches back to April: a period that begins a year before asks for more than is shown.
    let mut wider = later(&old, "2026-09-30");
    wider.period.from = "2025-01-01".parse().unwrap();
    let text = "The period looked at is another: 2025-01-01 to 2026-09-30; before it was 2026-04-01 to 2026-09-30.";
    let found = said(&between(&old, &wider));
    assert_eq!(found.len(), 2, "{found:?}");
    for (requirement, _, kind, causes) in found {
        assert_eq!((requirement.as_str(), kind), ("A1", Regressed));
        let shown = "In the period 2025-01-01 to 2026-09-30, C-1: 2 of 7 occurrences have evidence; missing 2025 Q1, 2025 Q2, 2025 Q3, \
                     2025 Q4, 2026 Q1.";
        assert_eq!(causes, [(K::PeriodChanged, shown.to_owned()), (K::PeriodChanged, text.to_owned())]);
    }
}

#[test]
fn an_assessment_compared_backwards_finds_nothing_aged() {
    let (new, old) = (later(&made(), "2026-04-10"), made());
    let found = between(&old, &new);
    assert_eq!((found.counts.evidence_aged, found.counts.regressed), (0, 2), "{:?}", said(&found));
    for (_, _, kind, causes) in said(&found) {
        let shown = "In the period 2025-10-10 to 2026-04-10, C-1: it has not been tested.";
        assert_eq!((kind, causes.len(), causes[0].1.as_str()), (Regressed, 2, shown), "{causes:?}");
        assert!(causes.iter().all(|(kind, _)| *kind == K::PeriodChanged), "{causes:?}");
    }
}

//! Parts that fail by their controls raise findings of their own.

use crate::assess::Assessment;
use crate::catalog::Content;
use crate::findings::tests::kind;
use crate::findings::{Finding, FindingStatus};
use crate::risk::Level;
use crate::rule::{Condition, Rule};
use crate::status::{EditionKind, Status};
use crate::tables::Table::{ControlTests, Controls, Decisions, Evidence, Exceptions, People, Workflows};
use crate::testing::{Made, edition, varied};

/// R-1 with two parts, of which `works` is essential, and R-2 are asked of every workflow; R-3 of the organisation.
fn content() -> Content {
    of_parts(&["works", "checked"])
}

/// The same with other parts of R-1.
fn of_parts(parts: &[&str]) -> Content {
    let rule = |id: &str, requires: &str| Rule {
        id: id.into(),
        title: id.into(),
        why: String::new(),
        when: Condition::Always,
        requires: vec![requires.parse().unwrap()],
    };
    Content {
        editions: vec![edition("made@1", EditionKind::Outcomes, &[("R-1", parts), ("R-2", &[]), ("R-3", &[])])],
        rules: vec![rule("R01", "made@1/R-1"), rule("R02", "made@1/R-2")],
        findings: ["CF-01", "CF-02"].map(|code| kind(code, &[], Some((Level::Medium, Level::Medium)))).into(),
        ..Content::default()
    }
}

/// Two workflows, and C-1 of P-8, which covers `checked` of R-1.
fn organisation() -> Made {
    let mut made = Made::default();
    for id in ["WF-1", "WF-2"] {
        made.put(Workflows, &[("id", id), ("name", id), ("owner", "P-7")]);
    }
    for id in ["P-1", "P-2", "P-7", "P-8"] {
        let name = if id == "P-1" { "Ann Lee" } else { id };
        made.put(People, &[("id", id), ("name", name), ("kind", "human"), ("active", "yes"), ("authority", "accept:high")]);
    }
    made.put(People, &[("id", "P-3"), ("kind", "human"), ("active", "yes"), ("authority", "accept:low")]);
    control(&mut made, "C-1", &[]);
    made
}

fn control(made: &mut Made, id: &str, values: &[(&str, &str)]) {
    let all = varied(&[("id", id), ("owner", "P-8"), ("claim", "implemented"), ("requirements", "made@1/R-1#checked")], values);
    made.put(Controls, &all);
}

fn test(made: &mut Made, id: &str, values: &[(&str, &str)]) {
    let all = varied(&[("id", id), ("control", "C-1"), ("method", "test"), ("result", "ineffective"), ("tested_at", "2026-09-20")], values);
    made.put(ControlTests, &all);
}

fn no_control(made: &mut Made, id: &str, values: &[(&str, &str)]) {
    let all = varied(
        &[("id", id), ("kind", "no_control"), ("subject", "made@1/R-2"), ("reason", "made"), ("decided_by", "P-1"), ("at", "2026-09-01")],
        values,
    );
    made.put(Decisions, &all);
}

/// An exception to R-2 that P-2 approved for September to December, with some of it changed.
fn exception(made: &mut Made, id: &str, values: &[(&str, &str)]) {
    let usual = [
        ("id", id),
        ("requirement", "made@1/R-2"),
        ("reason", "made"),
        ("severity", "medium"),
        ("requested_by", "P-1"),
        ("approved_by", "P-2"),
        ("status", "approved"),
        ("valid_from", "2026-09-01"),
        ("expires", "2026-12-31"),
    ];
    made.put(Exceptions, &varied(&usual, values));
}

fn of<'a>(a: &'a Assessment, code: &str) -> Vec<&'a Finding> {
    a.findings.iter().filter(|f| f.code == code).collect()
}

fn criteria(f: &Finding) -> String {
    let cited = f.criteria.iter().map(|(r, facet)| facet.as_ref().map_or_else(|| r.to_string(), |facet| format!("{r}#{facet}")));
    cited.collect::<Vec<_>>().join(" ")
}

fn said(f: &Finding) -> String {
    f.condition.iter().map(|s| s.text.as_str()).collect::<Vec<_>>().join(" ")
}

#[test]
fn a_part_that_fails_raises_its_own_finding_where_another_part_is_open() {
    let mut made = organisation();
    test(&mut made, "T-1", &[("sample_size", "10"), ("deviations", "3"), ("evidence", "log.csv")]);
    control(&mut made, "C-2", &[("requirements", "made@1/R-1#kept")]);
    test(&mut made, "T-2", &[("control", "C-2"), ("result", "deviation")]);
    let a = made.assessed(&of_parts(&["works", "checked", "kept"]));
    let leaf = a.outcome(0, Some(0)).unwrap();
    assert_eq!((leaf.status, leaf.code.as_str()), (Status::NotAssessed, "FACET-OPEN"), "unknown does not look like progress");
    let [f] = of(&a, "CF-01")[..] else { panic!("{:?}", a.findings) };
    assert_eq!((f.severity, f.unsure, f.status, f.workflow.as_deref()), (Level::Medium, false, FindingStatus::Open, None));
    assert_eq!((criteria(f).as_str(), f.owner.as_deref()), ("made@1/R-1#checked", Some("P-8")));
    assert_eq!(f.evidence.to_vec(), ["log.csv"]);
    assert_eq!(
        said(f),
        "Test T-1 of 2026-09-20 found control C-1 ineffective; 3 of 10 items deviated. \
         No other control is shown to work for what it covers in 2 workflows: WF-1, WF-2."
    );
    assert!(f.condition.iter().all(|s| !s.at.is_empty()) && !f.fails_facets());
}

#[test]
fn one_that_works_for_the_same_part_leaves_nothing_to_find() {
    let mut made = organisation();
    test(&mut made, "T-1", &[]);
    control(&mut made, "C-2", &[("frequency", "annual")]);
    let count = |made: &Made| of(&made.assessed(&content()), "CF-01").len();
    assert_eq!(count(&made), 1, "nothing is known of the other one");
    let mut values = vec![("file", "log.csv"), ("kind", "event_log"), ("controls", "C-2"), ("direction", "supports"), ("tier", "R3")];
    values.extend([("period_from", "2026-04-01"), ("period_to", "2026-09-30"), ("collected_at", "2026-09-30"), ("collected_by", "P-1")]);
    values.extend([("ipe_conclusion", "validated"), ("stated_record_count", "4"), ("independent_count", "4")]);
    made.put(Evidence, &values);
    let log = made.records.last_mut().unwrap();
    log.extra = vec![("bytes".into(), "9".into()), ("sha256".into(), crate::testing::HELD.into())].into();
    test(&mut made, "T-2", &[("control", "C-2"), ("result", "effective"), ("evidence", "log.csv")]);
    assert_eq!(count(&made), 0);
    made.set(Controls, "C-2", "requirements", "made@1/R-1#works");
    assert_eq!(count(&made), 1, "another part");
}

#[test]
fn a_test_of_one_workflow_is_about_that_one_and_a_control_of_some_about_each_of_them() {
    let found = |change: &dyn Fn(&mut Made)| {
        let mut made = organisation();
        test(&mut made, "T-1", &[]);
        change(&mut made);
        let a = made.assessed(&content());
        of(&a, "CF-01").iter().map(|f| f.workflow.clone().unwrap_or_default()).collect::<Vec<_>>()
    };
    let sorted = |mut found: Vec<String>| {
        found.sort();
        found.join(" ")
    };
    assert_eq!(sorted(found(&|made| _ = made.set(ControlTests, "T-1", "workflow", "WF-2"))), "WF-2");
    assert_eq!(sorted(found(&|made| _ = made.set(Controls, "C-1", "scope_workflows", "WF-1;WF-2"))), "WF-1 WF-2");
    // A workflow that is not on record may be any of them.
    assert_eq!(found(&|made| _ = made.set(ControlTests, "T-1", "workflow", "WF-9")), [""]);
    assert!(found(&|made| _ = made.set(ControlTests, "T-1", "tested_at", "2026-03-01")).is_empty(), "before the period");
    assert!(found(&|made| _ = made.set(ControlTests, "T-1", "result", "deviation")).is_empty(), "in part");
}

#[test]
fn a_test_without_a_result_cannot_be_excluded_to_be_a_failure() {
    let mut made = organisation();
    test(&mut made, "T-1", &[("result", "")]);
    let a = made.assessed(&content());
    let [f] = of(&a, "CF-01")[..] else { panic!("{:?}", a.findings) };
    assert_eq!((f.unsure, f.severity, f.if_true), (true, Level::Low, Level::Medium));
    assert!(said(f).starts_with("Test T-1 of 2026-09-20 of control C-1 tells no result."), "{}", said(f));
    let id = f.id.clone();
    // What is known takes the place of what was not: the cause is the same.
    test(&mut made, "T-2", &[("procedure", "another")]);
    let a = made.assessed(&content());
    let [f] = of(&a, "CF-01")[..] else { panic!("{:?}", a.findings) };
    assert_eq!((f.unsure, f.id.as_str()), (false, id.as_str()));
}

#[test]
fn a_control_for_the_organisation_fails_there() {
    let mut made = organisation();
    made.set(Controls, "C-1", "requirements", "made@1/R-3;made@1/R-2");
    test(&mut made, "T-1", &[]);
    let a = made.assessed(&content());
    let [f] = of(&a, "CF-01")[..] else { panic!("{:?}", a.findings) };
    assert_eq!((criteria(f).as_str(), f.workflow.as_deref()), ("made@1/R-2 made@1/R-3", None));
}

#[test]
fn a_conclusion_that_there_is_no_control_raises_one_finding_for_its_requirement() {
    let mut made = organisation();
    no_control(&mut made, "D-1", &[("workflow", "WF-1")]);
    let a = made.assessed(&content());
    let [f] = of(&a, "CF-02")[..] else { panic!("{:?}", a.findings) };
    assert_eq!((f.workflow.as_deref(), f.unsure, criteria(f).as_str()), (Some("WF-1"), false, "made@1/R-2"));
    assert_eq!((f.owner.as_deref(), f.severity), (Some("P-7"), Level::Medium));
    assert_eq!(said(f), "P-1 concluded on 2026-09-01 that there is no control for made@1/R-2. The reason given: \"made\".");
    let id = f.id.clone();
    // Said again, it is the same finding; said of all, it is another.
    no_control(&mut made, "D-2", &[("workflow", "WF-1"), ("at", "2026-09-02")]);
    let a = made.assessed(&content());
    assert_eq!(of(&a, "CF-02").iter().map(|f| f.id.as_str()).collect::<Vec<_>>(), [id.as_str()]);
    no_control(&mut made, "D-3", &[("subject", "made@1/R-1#checked")]);
    let a = made.assessed(&content());
    let f = of(&a, "CF-02").into_iter().find(|f| f.workflow.is_none()).unwrap();
    assert_eq!(criteria(f), "made@1/R-1#checked");
    assert!(said(f).contains("no control for made@1/R-1#checked in 2 workflows: WF-1, WF-2."), "{}", said(f));
}

#[test]
fn a_conclusion_about_nothing_that_applies_raises_nothing() {
    let mut made = organisation();
    no_control(&mut made, "D-1", &[("at", "2026-10-01")]);
    no_control(&mut made, "D-2", &[("workflow", "WF-9")]);
    assert!(of(&made.assessed(&content()), "CF-02").is_empty());
    no_control(&mut made, "D-3", &[("workflow", "WF-1")]);
    let values = [("id", "D-4"), ("kind", "not_applicable"), ("subject", "made@1/R-2"), ("workflow", "WF-1"), ("reason", "made")];
    let mut all = values.to_vec();
    all.extend([("decided_by", "P-1"), ("approved_by", "P-2"), ("at", "2026-09-03")]);
    made.put(Decisions, &all);
    assert!(of(&made.assessed(&content()), "CF-02").is_empty(), "it does not apply");
}

#[test]
fn a_part_that_the_requirement_does_not_have_may_be_any_of_its_parts() {
    let mut made = organisation();
    no_control(&mut made, "D-1", &[("subject", "made@1/R-1#other"), ("workflow", "WF-1")]);
    let a = made.assessed(&content());
    let [f] = of(&a, "CF-02")[..] else { panic!("{:?}", a.findings) };
    assert_eq!((f.unsure, criteria(f).as_str()), (true, "made@1/R-1#checked made@1/R-1#works"));
}

#[test]
fn a_rating_counts_when_somebody_stands_behind_it_or_it_makes_the_risk_worse() {
    let rated = |likelihood: &str, impact: &str, approver: &str| {
        let mut made = organisation();
        let rating = [("likelihood", likelihood), ("impact", impact), ("approved_by", approver), ("workflow", "WF-1")];
        no_control(&mut made, "D-1", &rating);
        let a = made.assessed(&content());
        let f = of(&a, "CF-02")[0].clone();
        let said = f.condition.iter().map(|s| s.text.as_str()).find(|t| t.starts_with("The risk is rated")).unwrap_or("").to_owned();
        (f.severity, f.likelihood.zip(f.impact).map(|(l, i)| format!("{} {}", l.word(), i.word())).unwrap(), said)
    };
    let own = (Level::Medium, "medium medium".to_owned(), String::new());
    assert_eq!(
        [rated("low", "low", ""), rated("medium", "high", ""), rated("low", "", "P-2"), rated("", "", "P-2")],
        [&own; 4].map(Clone::clone)
    );
    assert_eq!(rated("low", "low", "P-2"), (Level::Low, "low low".to_owned(), String::new()));
    let high = |said: &str| (Level::High, "high high".to_owned(), said.to_owned());
    assert_eq!(rated("high", "high", "P-2"), high(""));
    let alone = "The risk is rated high: no other active person on record approved the rating, and a high one counts without.";
    for approver in ["", "P-1", "Ann Lee", "somebody"] {
        assert_eq!(rated("high", "high", approver), high(alone), "{approver}");
    }
    let half = "The risk is rated critical: likelihood or impact is not told or not understood, and counts as the worst.";
    assert_eq!(rated("high", "", "P-2"), (Level::Critical, "high critical".to_owned(), half.to_owned()));
}

#[test]
fn an_exception_for_all_that_fails_accepts_the_finding() {
    let status = |facets: &str, severity: &str, approver: &str| {
        let mut made = organisation();
        control(&mut made, "C-2", &[("requirements", "made@1/R-1#works")]);
        test(&mut made, "T-1", &[]);
        test(&mut made, "T-2", &[("control", "C-2")]);
        let values = [("requirement", "made@1/R-1"), ("facets", facets), ("severity", severity), ("approved_by", approver)];
        exception(&mut made, "X-1", &values);
        let a = made.assessed(&content());
        let of = |key: &str| of(&a, "CF-01").into_iter().find(|f| f.subjects[0].key == key).unwrap().status;
        (a.outcome(0, Some(0)).unwrap().status, of("C-1"), of("C-2"))
    };
    let all = (Status::AcceptedRisk, FindingStatus::Accepted, FindingStatus::Accepted);
    assert_eq!(status("", "medium", "P-2"), all);
    assert_eq!(status("", "low", "P-3"), all, "what is accepted is accepted in the leaf and in what raises it");
    assert_eq!(status("", "medium", "P-3"), (Status::NotMet, FindingStatus::Open, FindingStatus::Open), "P-3 may accept low risk");
    assert_eq!(status("checked", "medium", "P-2"), (Status::NotMet, FindingStatus::Open, FindingStatus::Open), "it has no effect there");
}

#[test]
fn an_exception_that_is_refused_accepts_no_finding() {
    let mut made = organisation();
    made.set(Workflows, "WF-1", "owner", "").set(Controls, "C-1", "requirements", "made@1/R-2").set(
        Controls,
        "C-1",
        "scope_workflows",
        "WF-1",
    );
    test(&mut made, "T-1", &[]);
    exception(&mut made, "X-1", &[("workflow", "WF-1")]);
    let with = |content: &Content| {
        let a = made.assessed(content);
        (a.outcome(1, Some(0)).unwrap().status, of(&a, "CF-01")[0].status, a.exceptions["X-1"].join(" "))
    };
    assert_eq!(with(&content()), (Status::AcceptedRisk, FindingStatus::Accepted, String::new()));
    // What is not told of the workflow's access speaks against the same part, and more severely.
    let mut severe = content();
    severe.findings.insert(0, kind("EB-00", &[("R-2", &[])], None));
    assert_eq!(with(&severe), (Status::NotMet, FindingStatus::Open, "EX-AUTHORITY EX-NOCOMP".to_owned()));
}

#[test]
fn counts_that_cannot_be_are_not_said() {
    for (size, deviations, ending) in [
        ("1200", "1100", "ineffective; 1,100 of 1,200 items deviated."),
        ("-1", "-3", "C-1 ineffective."),
        ("5", "9", "C-1 ineffective."),
        ("5", "", "C-1 ineffective."),
    ] {
        let mut made = organisation();
        test(&mut made, "T-1", &[("sample_size", size), ("deviations", deviations)]);
        let a = made.assessed(&content());
        let text = &of(&a, "CF-01")[0].condition[0].text;
        assert!(text.ends_with(ending), "{text}");
    }
}

#[test]
fn what_fails_for_the_organisation_is_not_closed_by_an_exception_of_one_workflow() {
    let mut made = organisation();
    made.set(Controls, "C-1", "requirements", "made@1/R-3");
    test(&mut made, "T-1", &[("workflow", "WF-1")]);
    exception(&mut made, "X-1", &[("requirement", "made@1/R-3"), ("workflow", "WF-1")]);
    let found = |made: &Made| {
        let a = made.assessed(&content());
        let [f] = of(&a, "CF-01")[..] else { panic!("{:?}", a.findings) };
        (a.outcome(2, None).unwrap().status, f.workflow.clone(), f.status, f.exceptions.to_vec())
    };
    assert_eq!(found(&made), (Status::NotMet, None, FindingStatus::Open, vec![]));
    made.set(Exceptions, "X-1", "workflow", "");
    assert_eq!(found(&made), (Status::AcceptedRisk, None, FindingStatus::Accepted, vec!["X-1".to_owned()]));
}

#[test]
fn one_that_is_accepted_in_every_workflow_is_accepted_as_a_whole() {
    let mut made = organisation();
    made.set(Workflows, "WF-1", "environment", "prod").set(Workflows, "WF-2", "environment", "test");
    made.set(Controls, "C-1", "requirements", "made@1/R-2");
    test(&mut made, "T-1", &[]);
    for (id, environment) in [("X-1", "prod"), ("X-2", "test")] {
        exception(&mut made, id, &[("environment", environment), ("severity", "low")]);
    }
    let found = |made: &Made| {
        let a = made.assessed(&content());
        let [f] = of(&a, "CF-01")[..] else { panic!("{:?}", a.findings) };
        (f.status, f.exceptions.to_vec())
    };
    assert_eq!(found(&made), (FindingStatus::Accepted, vec!["X-1".to_owned(), "X-2".to_owned()]));
    made.set(Exceptions, "X-2", "status", "draft");
    assert_eq!(found(&made), (FindingStatus::Open, vec![]));
}

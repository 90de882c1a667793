//! Exceptions that state less than is found.

use super::super::theatre::{Against, lab::Lab};
use super::*;
use crate::assess::{FacetState, Row, RuleSet};
use crate::tables::Table::{Controls, Decisions, Exceptions, People, Workflows};
use crate::variability::{Class, Interval};

/// An exception of medium risk to R-1, approved by P-5, who may accept high risk; in WF-1 EB-01 of a severity speaks against it.
fn lab(found: Level) -> Lab {
    let mut lab = Lab::default();
    lab.exception(&[]);
    lab.made.put(People, &[("id", "P-5"), ("kind", "human"), ("active", "yes"), ("authority", "accept:high")]);
    for facet in ["works", "laid_down"] {
        let against = Against { finding: "EB-01".into(), workflow: Some("WF-1".into()), unsure: false, level: found };
        lab.against.insert((0, Some(facet.to_owned())), vec![against]);
    }
    lab
}

/// What is refused: the exception, what is found of which codes where, and the clauses; with the clauses that the leaf of WF-1 was
/// accepted by.
fn refused(lab: &Lab) -> (String, bool) {
    lab.look(|frame, signals| {
        let outcomes: Vec<Outcome> =
            ["WF-1", "WF-2"].map(|w| frame.leaf(0, frame.scope_of(frame.data.find(Workflows, w).unwrap()), signals)).into();
        let row = |(at, workflow): (u32, &str)| Row {
            workflow: workflow.to_owned(),
            class: Interval { low: Class::D0, high: Class::D0 },
            fired: RuleSet::default(),
            assumed: RuleSet::default(),
            cells: [at].into(),
        };
        let rows = [(0, "WF-1"), (1, "WF-2")].map(row);
        let leaves = Leaves { rows: &rows, organisation: &BTreeMap::new(), outcomes: &outcomes };
        let said = frame.refusals(leaves, signals, &BTreeSet::new()).into_iter().map(|(id, r)| {
            let clauses: Vec<&str> = r.clauses.iter().copied().collect();
            let codes: Vec<&str> = r.findings.iter().map(String::as_str).collect();
            format!("{id} {} {} {} {}", r.found.word(), codes.join(","), r.workflow.unwrap_or_default(), clauses.join(","))
        });
        (said.collect::<Vec<_>>().join("; "), outcomes[0].status == Status::AcceptedRisk)
    })
}

#[test]
fn an_exception_that_states_less_than_is_found_is_refused_with_the_clauses_that_fail_by_it() {
    assert_eq!(refused(&lab(Level::High)), ("X-1 high EB-01 WF-1 EX-NOCOMP".to_owned(), false));
    assert_eq!(refused(&lab(Level::Critical)), ("X-1 critical EB-01 WF-1 EX-AUTHORITY,EX-NOCOMP".to_owned(), false));
}

#[test]
fn one_that_states_as_much_that_fails_by_itself_or_that_covers_less_is_not_refused() {
    for (column, value) in [
        ("severity", "high"),
        ("severity", "critical"),
        ("expires", "2026-09-15"),
        ("facets", "works"),
        ("workflow", "WF-2"),
        ("status", "draft"),
    ] {
        let mut lab = lab(Level::High);
        lab.made.set(Exceptions, "X-1", column, value);
        assert_eq!(refused(&lab), (String::new(), false), "{column} {value}");
    }
}

#[test]
fn a_part_of_which_nothing_is_known_does_not_hide_that_it_is_refused() {
    let mut lab = lab(Level::High);
    lab.against.remove(&(0, Some("laid_down".to_owned())));
    let scope_of = |frame: &Frame<'_>, signals: &Signals| {
        let workflow = frame.data.find(Workflows, "WF-1").unwrap();
        frame.leaf(0, frame.scope_of(workflow), signals).facets.iter().map(|f| (f.state, f.is_open())).collect::<Vec<_>>()
    };
    assert_eq!(lab.look(scope_of), [(FacetState::Fail, false), (FacetState::Open, true)]);
    assert_eq!(refused(&lab), ("X-1 high EB-01 WF-1 EX-NOCOMP".to_owned(), false));
}

#[test]
fn one_that_holds_for_what_is_found_is_accepted() {
    let mut lab = lab(Level::High);
    lab.made.set(Exceptions, "X-1", "compensating_controls", "C-2");
    let values = [("id", "C-2"), ("owner", "P-8"), ("claim", "implemented"), ("frequency", "annual"), ("requirements", "made@1/R-2")];
    lab.made.put(Controls, &values);
    lab.test("T-2", &[("control", "C-2"), ("evidence", "log.csv")]);
    assert_eq!(refused(&lab), ("X-1 high EB-01 WF-1 EX-NOCOMP".to_owned(), false), "it has no evidence");
    let whole = [("controls", "C-2"), ("period_from", "2026-04-01"), ("period_to", "2026-09-30"), ("collected_at", "2026-09-30")];
    lab.artefact("log.csv", &whole);
    assert_eq!(refused(&lab), (String::new(), true));
}

/// One requirement that the question of an untold workflow speaks about, which is severe.
fn assessed(values: &[(&str, &str)]) -> crate::assess::Assessment {
    use crate::findings::tests::kind;
    use crate::rule::{Condition, Rule};
    let requires = vec!["made@1/R-1".parse().unwrap()];
    let content = crate::catalog::Content {
        editions: vec![crate::testing::edition("made@1", crate::status::EditionKind::Outcomes, &[("R-1", &[])])],
        rules: vec![Rule { id: "R01".into(), title: "R01".into(), why: String::new(), when: Condition::Always, requires }],
        findings: vec![kind("EB-00", &[("R-1", &[])], None), kind("EX-NOCOMP", &[("R-1", &[])], Some((Level::Medium, Level::Medium)))],
        ..Default::default()
    };
    let mut lab = Lab::default();
    lab.exception(values);
    lab.made.put(People, &[("id", "P-5"), ("kind", "human"), ("active", "yes"), ("authority", "accept:critical")]);
    lab.made.assessed(&content)
}

#[test]
fn what_refuses_an_exception_is_listed_and_found_and_says_what_it_is() {
    let a = assessed(&[("workflow", "WF-2")]);
    assert_eq!(a.outcome(0, Some(1)).unwrap().status, Status::NotMet);
    assert_eq!(a.exceptions["X-1"], ["EX-NOCOMP"]);
    let f = a.findings.iter().find(|f| f.code == "EX-NOCOMP").unwrap();
    assert_eq!((f.workflow.as_deref(), f.unsure, f.subjects[0].key.as_str()), (Some("WF-2"), true, "X-1"));
    let said = "Exception X-1 is for medium risk; what it covers in WF-2 may be of critical severity (EB-00-U), and it names no compensating control.";
    assert_eq!(f.condition[0].text, said);
    let a = assessed(&[("compensating_controls", "C-7;C-8")]);
    let f = a.findings.iter().find(|f| f.code == "EX-NOCOMP").unwrap();
    assert!(f.condition[0].text.contains("in WF-1 may be of critical severity"), "the first of them: {}", f.condition[0].text);
    assert!(f.condition[0].text.contains("none of its compensating controls (C-7;C-8) is shown to work"), "{}", f.condition[0].text);
    // What states the risk as it is says so by itself.
    let a = assessed(&[("severity", "high")]);
    let f = a.findings.iter().find(|f| f.code == "EX-NOCOMP").unwrap();
    assert!(f.condition[0].text.starts_with("Exception X-1 is for high risk and names no"), "{}", f.condition[0].text);
}

#[test]
fn one_that_is_accepted_elsewhere_holds_and_what_refuses_it_is_found_all_the_same() {
    let found = lab(Level::High).look(|frame, _| {
        let clauses = BTreeSet::from(["EX-NOCOMP"]);
        let (findings, at) = (BTreeSet::new(), BTreeSet::new());
        let refusal = Refusal { found: Level::High, workflow: None, findings, clauses, at, accepted: true };
        let refused = BTreeMap::from([("X-1", refusal)]);
        let used = BTreeSet::from(["X-1"]);
        let listed = frame.exceptions_with_clauses(&used, &refused);
        let found = frame.raising(&listed, &used, &refused);
        (listed["X-1"].clone(), found["X-1"].clone(), frame.raising(&listed, &BTreeSet::new(), &refused)["X-1"].clone())
    });
    assert_eq!(found, (vec![], vec!["EX-NOCOMP".to_owned()], vec![]));
}

#[test]
fn an_approver_who_may_not_accept_what_is_found_is_named() {
    let mut lab = lab(Level::Critical);
    let said = |lab: &Lab, codes: &[&str]| {
        lab.look(|frame, _| {
            let (clauses, findings) = (BTreeSet::from(["EX-AUTHORITY"]), codes.iter().map(|c| (*c).to_owned()).collect());
            let at = BTreeSet::new();
            let refusal = Refusal { found: Level::Critical, workflow: Some("WF-1".into()), findings, clauses, at, accepted: false };
            let refused = BTreeMap::from([("X-1", refusal)]);
            let failing = BTreeMap::from([("X-1".to_owned(), vec!["EX-AUTHORITY".to_owned()])]);
            let sources = crate::findings::Sources { hits: vec![], claims: &[], exceptions: &failing, refused: &refused, controls: vec![] };
            let f = crate::findings::derive(frame, &Default::default(), sources, &Default::default()).remove(0);
            (f.unsure, f.condition[0].text.clone())
        })
    };
    let risk = "Exception X-1 is for medium risk; what it covers in WF-1 is of critical severity (EB-01); ";
    let lacking = format!("{risk}its approver P-5 is not on record as an active person who may accept that.");
    assert_eq!(said(&lab, &["EB-01"]), (false, lacking.clone()));
    let both = lacking.replace("is of critical severity (EB-01)", "is of up to critical severity (EB-01, EB-10-U)");
    assert_eq!(said(&lab, &["EB-01", "EB-10-U"]), (false, both));
    assert_eq!(
        said(&lab, &["EB-01-U"]),
        (true, lacking.replace("is of critical severity (EB-01)", "may be of critical severity (EB-01-U)"))
    );
    lab.made.set(People, "P-5", "authority", "");
    assert_eq!(said(&lab, &["EB-01"]), (true, format!("{risk}whether its approver P-5 may accept that is not told.")));
}

#[test]
fn what_a_person_rated_severe_is_judged_by_that_where_there_is_no_control() {
    let rated = |likelihood: &str, impact: &str, approver: &str| {
        let mut lab = Lab::default();
        lab.exception(&[]);
        lab.made.put(People, &[("id", "P-5"), ("kind", "human"), ("active", "yes"), ("authority", "accept:high")]);
        let mut values = vec![("id", "D-1"), ("kind", "no_control"), ("subject", "made@1/R-1"), ("workflow", "WF-1"), ("reason", "made")];
        values.extend([("likelihood", likelihood), ("impact", impact), ("decided_by", "P-8"), ("at", "2026-09-01")]);
        values.push(("approved_by", approver));
        lab.made.put(Decisions, &values);
        refused(&lab)
    };
    for (likelihood, impact) in [("high", "medium"), ("low", ""), ("", "medium"), ("", "")] {
        assert_eq!(rated(likelihood, impact, "P-9"), (String::new(), true), "{likelihood} {impact}");
    }
    assert_eq!(rated("high", "high", "P-9"), ("X-1 high CF-02 WF-1 EX-NOCOMP".to_owned(), false));
    // Nobody gains by leaving out who approved the rating, or half of it.
    assert_eq!(rated("high", "high", ""), ("X-1 high CF-02 WF-1 EX-NOCOMP".to_owned(), false));
    assert_eq!(rated("high", "", "P-9"), ("X-1 critical CF-02 WF-1 EX-AUTHORITY,EX-NOCOMP".to_owned(), false));
    assert_eq!(rated("", "high", "P-9"), ("X-1 high CF-02 WF-1 EX-NOCOMP".to_owned(), false));
}

#[test]
fn one_that_is_accepted_elsewhere_is_void_only_where_it_is_refused() {
    let at = BTreeSet::from([Some("WF-1".to_owned())]);
    let (findings, clauses) = (BTreeSet::new(), BTreeSet::new());
    let mut refusal = Refusal { found: Level::High, workflow: None, findings, clauses, at, accepted: true };
    let void = |r: &Refusal| [r.is_void(Some("WF-1")), r.is_void(Some("WF-2")), r.is_void(None)];
    assert_eq!(void(&refusal), [true, false, false]);
    refusal.accepted = false;
    assert_eq!(void(&refusal), [true, true, true]);
}

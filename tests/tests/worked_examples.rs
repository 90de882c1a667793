//! The worked numbers of the definitions, each through a whole assessment.
#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, reason = "a test may fail loudly, its helpers too")]

use countersign_core::Table;
use countersign_core::assess::{FacetState, Outcome};
use countersign_core::catalog::Content;
use countersign_core::evidence::Period;
use countersign_core::status::{Status, fold};
use countersign_core::variability::{Class, Interval};
use countersign_tests::records::{Lab, day, excerpt, half_year, leaf};
use countersign_tests::sound::{self, ACCESS, FACETS};

fn content() -> Content {
    excerpt(&countersign_content::shipped().unwrap(), "nist-csf@2.0", &["PR.AA-05"])
}

fn period(from: &str, to: &str, as_of: &str) -> Period {
    Period { from: day(from), to: day(to), as_of: day(as_of) }
}

/// State, code and text of the first proof of a facet.
fn facet(outcome: &Outcome, name: &str) -> (FacetState, String, String) {
    let f = outcome.facets.iter().find(|f| f.facet == name).unwrap();
    f.proofs.first().map_or((f.state, f.code.clone(), String::new()), |p| (f.state, p.code.clone(), p.text.clone()))
}

// ---- 1.4 freshness and occurrence coverage

#[test]
fn quarterly_evidence_of_28_june_is_109_of_120_days_old_in_october_and_stale_on_the_27th() {
    let content = content();
    let mut lab = Lab::default();
    sound::people(&mut lab);
    sound::workflow(&mut lab, "WF-7");
    sound::control(&mut lab, "C-1", &["reviewed"], "quarterly");
    sound::test(&mut lab, "C-1", "", "effective", "2026-06-29");
    sound::artefact(&mut lab, "rights.csv", "C-1", "", "2026-06-28");
    let at = |as_of: &str| {
        let a = lab.assess(&content, period("2026-04-01", "2026-06-30", as_of));
        facet(leaf(&a, ACCESS, "WF-7"), "reviewed")
    };
    assert_eq!(at("2026-10-15").0, FacetState::Ok, "{:?}", at("2026-10-15"));
    assert_eq!(at("2026-10-26").0, FacetState::Ok, "120 of 120 days is still fresh");
    let (state, code, text) = at("2026-10-27");
    assert_eq!((state, code.as_str()), (FacetState::Part, "EVIDENCE-STALE"));
    assert!(text.contains("121 of 120 d"), "{text}");
    let e = lab.records.iter().find(|r| r.table == Table::Evidence).unwrap();
    let age = countersign_core::evidence::freshness(e, period("2026-04-01", "2026-06-30", "2026-10-15"), Some(120));
    assert_eq!(age.text(), "109 of 120 d");
}

#[test]
fn a_monthly_control_with_five_of_six_months_names_the_missing_one() {
    let content = content();
    let mut lab = Lab::default();
    sound::workflow(&mut lab, "WF-7");
    sound::control(&mut lab, "C-1", &["enforced"], "monthly");
    sound::test(&mut lab, "C-1", "", "effective", "2026-09-30");
    let months = [("04", "30"), ("05", "31"), ("06", "30"), ("07", "31"), ("08", "31"), ("09", "30")];
    for (m, last) in months.iter().filter(|(m, _)| *m != "07") {
        sound::artefact(&mut lab, &format!("{m}.csv"), "C-1", &format!("2026-{m}-01"), &format!("2026-{m}-{last}"));
    }
    let a = lab.assess(&content, half_year());
    let (state, code, text) = facet(leaf(&a, ACCESS, "WF-7"), "enforced");
    assert_eq!((state, code.as_str()), (FacetState::Part, "OCCURRENCES-MISSING"));
    assert!(text.contains("5 of 6") && text.contains("2026-07"), "{text}");
    sound::artefact(&mut lab, "07.csv", "C-1", "2026-07-01", "2026-07-31");
    let a = lab.assess(&content, half_year());
    assert_eq!(facet(leaf(&a, ACCESS, "WF-7"), "enforced").0, FacetState::Ok, "with July, coverage is 1");
}

#[test]
fn one_artefact_covers_every_period_it_contains_and_its_own_dates_stay() {
    let content = content();
    let mut lab = Lab::default();
    sound::workflow(&mut lab, "WF-7");
    sound::control(&mut lab, "C-1", &["enforced"], "monthly");
    sound::test(&mut lab, "C-1", "", "effective", "2026-09-30");
    sound::artefact(&mut lab, "half-year.csv", "C-1", "2026-04-01", "2026-09-30");
    let a = lab.assess(&content, half_year());
    assert_eq!(facet(leaf(&a, ACCESS, "WF-7"), "enforced").0, FacetState::Ok);
    // A new link to old evidence does not refresh it: the dates are the artefact's own.
    lab.set(Table::Evidence, "half-year.csv", "period_to", "2026-08-01").set(
        Table::Evidence,
        "half-year.csv",
        "collected_at",
        "2026-09-30",
    );
    let a = lab.assess(&content, half_year());
    assert_eq!(facet(leaf(&a, ACCESS, "WF-7"), "enforced").1, "EVIDENCE-STALE");
}

#[test]
fn a_higher_class_tightens_the_limit_rounded_up_to_whole_days() {
    // Frequency, class, limit: x 0.5 for D2, x 0.25 for D3.
    for (frequency, class, limit) in [
        ("monthly", Class::D1, 45),
        ("monthly", Class::D2, 23),
        ("monthly", Class::D3, 12),
        ("quarterly", Class::D1, 120),
        ("quarterly", Class::D2, 60),
        ("quarterly", Class::D3, 30),
        ("weekly", Class::D2, 7),
        ("weekly", Class::D3, 4),
        ("per_event", Class::D2, 4),
        ("per_event", Class::D3, 2),
        ("annual", Class::D3, 100),
    ] {
        let content = content();
        for (age, fresh) in [(limit, true), (limit + 1, false)] {
            let mut lab = Lab::default();
            sound::workflow(&mut lab, "WF-7");
            match class {
                Class::D2 => lab.set(Table::Workflows, "WF-7", "parameters", "free_form"),
                Class::D3 => lab.set(Table::Workflows, "WF-7", "scope_growth", "yes"),
                _ => &mut lab,
            };
            sound::control(&mut lab, "C-1", &["enforced"], frequency);
            sound::test(&mut lab, "C-1", "", "effective", "2026-09-30");
            let last = day("2026-09-30") - chrono::Days::new(age);
            sound::artefact(&mut lab, "log.csv", "C-1", "2026-04-01", &last.to_string());
            let a = lab.assess(&content, half_year());
            assert_eq!(a.rows[0].class.high, class);
            let found = facet(leaf(&a, ACCESS, "WF-7"), "enforced");
            assert_eq!(found.1 != "EVIDENCE-STALE", fresh, "{frequency} {class:?} at {age} days: {found:?}");
        }
    }
}

// ---- 4b variability class

#[test]
fn the_highest_rule_that_fires_wins_and_unknown_widens_the_class() {
    let content = content();
    let class = |changes: &[(&str, &str)]| {
        let mut lab = Lab::default();
        sound::workflow(&mut lab, "WF-7");
        for (column, value) in changes {
            lab.set(Table::Workflows, "WF-7", column, value);
        }
        let Interval { low, high } = lab.assess(&content, half_year()).rows[0].class;
        (low, high)
    };
    let exactly = |c: Class| (c, c);
    use Class::{D0, D1, D2, D3};
    assert_eq!(class(&[("output", "fixed_model")]), exactly(D0));
    assert_eq!(class(&[("output", "none")]), exactly(D0));
    assert_eq!(class(&[]), exactly(D1));
    assert_eq!(class(&[("output", "none"), ("control_flow", "enumerated_branch")]), exactly(D1));
    for d2 in [("tool_mode", "dynamic"), ("parameters", "free_form"), ("scope_growth", "with_approval"), ("memory", "shared")] {
        assert_eq!(class(&[d2]), exactly(D2), "{d2:?}");
    }
    assert_eq!(class(&[("control_flow", "model_plans")]), exactly(D2), "gated before every effect");
    assert_eq!(class(&[("control_flow", "model_plans"), ("human_gate", "after"), ("effect", "reversible_write")]), exactly(D3));
    assert_eq!(class(&[("control_flow", "model_plans"), ("human_gate", "none"), ("effect", "advisory")]), exactly(D2));
    assert_eq!(class(&[("control_flow", "model_creates")]), exactly(D3));
    assert_eq!(class(&[("scope_growth", "yes")]), exactly(D3));
    assert_eq!(class(&[("started_by", "self"), ("effect", "reversible_write")]), exactly(D3));
    assert_eq!(class(&[("started_by", "self"), ("effect", "advisory")]), exactly(D1));
    assert_eq!(class(&[("parameters", "")]), (D1, D2));
    assert_eq!(class(&[("control_flow", "model_plans"), ("human_gate", ""), ("effect", "reversible_write")]), (D2, D3));
    assert_eq!(class(&[("output", "fixed_model"), ("scope_growth", "")]), (D0, D3));
}

// ---- 4f the fold

/// Workflows under one control, one for each status wanted.
fn programme(wanted: &[Status]) -> Lab {
    let mut lab = Lab::default();
    sound::people(&mut lab);
    sound::control(&mut lab, "C-REV", &FACETS, "per_event");
    sound::shown(&mut lab, "C-REV", "2026-04-01", "2026-09-30");
    for (i, status) in wanted.iter().enumerate() {
        let id = format!("WF-{i:03}");
        sound::workflow(&mut lab, &id);
        let result = match status {
            Status::Met | Status::NotApplicable => Some("effective"),
            Status::Partial | Status::AcceptedRisk => Some("deviation"),
            Status::NotMet => Some("ineffective"),
            Status::NotAssessed => None,
        };
        if let Some(result) = result {
            sound::test(&mut lab, "C-REV", &id, result, "2026-09-30");
        }
        if *status == Status::NotApplicable {
            let decision = format!("D-{i}");
            lab.add(
                Table::Decisions,
                &[
                    ("id", &decision),
                    ("kind", "not_applicable"),
                    ("subject", ACCESS),
                    ("workflow", &id),
                    ("reason", "It has no access of its own"),
                    ("decided_by", "P-2"),
                    ("approved_by", "P-1"),
                    ("at", "2026-09-01"),
                ],
            );
        }
        if *status == Status::AcceptedRisk {
            sound::exception(&mut lab, "EX-1", "", "2026-07-01", "2026-12-31");
            lab.set(Table::Exceptions, "EX-1", "workflow", &id).set(Table::Exceptions, "EX-1", "severity", "medium");
        }
    }
    lab
}

#[test]
fn seven_met_two_partial_one_accepted_one_open_three_not_applicable_are_not_assessed() {
    use Status::{AcceptedRisk, Met, NotApplicable, NotAssessed, Partial};
    let mut wanted = vec![Met; 7];
    wanted.extend([Partial, Partial, AcceptedRisk, NotAssessed, NotApplicable, NotApplicable, NotApplicable]);
    let a = programme(&wanted).assess(&content(), half_year());
    let r = a.position(&ACCESS.parse().unwrap()).unwrap();
    let counts = a.counts(r);
    assert_eq!(
        (counts.met, counts.partial, counts.accepted_risk, counts.not_assessed, counts.not_applicable),
        (7, 2, 1, 1, 3),
        "{counts:?}"
    );
    assert_eq!(a.status(r), NotAssessed);
    assert_eq!((counts.applicable(), counts.assessed()), (11, 10), "7 of 11 applicable met; 10 of 11 assessed");
}

#[test]
fn one_known_failure_is_not_hidden_by_ninety_nine_that_hold() {
    let mut wanted = vec![Status::Met; 99];
    wanted.push(Status::NotMet);
    let a = programme(&wanted).assess(&content(), half_year());
    let r = a.position(&ACCESS.parse().unwrap()).unwrap();
    assert_eq!(a.status(r), Status::NotMet);
    assert_eq!((a.counts(r).not_met, a.counts(r).applicable()), (1, 100));
    let a = programme(&[Status::Met, Status::AcceptedRisk]).assess(&content(), half_year());
    assert_eq!(a.status(r), Status::AcceptedRisk);
    assert_eq!(fold([]), Status::NotAssessed);
    let a = programme(&[Status::NotApplicable, Status::NotApplicable]).assess(&content(), half_year());
    assert_eq!(a.status(r), Status::NotApplicable);
}

// ---- 4f the leaf example, PR.AA-05 for WF-7

/// Policy, managed, enforced, reviewed ok; least privilege in part; separation of duties fails.
fn leaf_example(p: Period) -> Lab {
    let mut lab = Lab::default();
    sound::people(&mut lab);
    sound::workflow(&mut lab, "WF-7");
    sound::effective(&mut lab, "C-POL", &["policy", "managed", "enforced"], p);
    sound::effective(&mut lab, "C-REV", &["reviewed"], p);
    sound::control(&mut lab, "C-LP", &["least_privilege"], "per_event");
    sound::tested(&mut lab, "C-LP", "deviation", p);
    sound::control(&mut lab, "C-SOD", &["separation_of_duties"], "per_event");
    sound::tested(&mut lab, "C-SOD", "ineffective", p);
    lab
}

fn ends(to: &str) -> Period {
    period("2026-07-01", to, to)
}

#[test]
fn the_leaf_example_walks_from_partial_to_accepted_risk_and_back() {
    let content = content();
    let p = ends("2026-09-30");
    let lab = leaf_example(p);
    let a = lab.assess(&content, p);
    let outcome = leaf(&a, ACCESS, "WF-7");
    let states: Vec<FacetState> = outcome.facets.iter().map(|f| f.state).collect();
    use FacetState::{Fail, Ok, Part};
    assert_eq!(states, [Ok, Ok, Ok, Ok, Part, Fail]);
    assert_eq!(outcome.status, Status::Partial);

    // An exception for separation of duties only: still partial, although it is valid.
    let mut lab = lab;
    sound::exception(&mut lab, "EX-1", "separation_of_duties", "2026-07-01", "2026-12-31");
    let a = lab.assess(&content, p);
    assert_eq!(a.exceptions["EX-1"], Vec::<String>::new());
    assert_eq!(leaf(&a, ACCESS, "WF-7").status, Status::Partial);

    // Least privilege added: accepted risk.
    let both = "separation_of_duties;least_privilege";
    lab.set(Table::Exceptions, "EX-1", "facets", both);
    let a = lab.assess(&content, p);
    let outcome = leaf(&a, ACCESS, "WF-7");
    assert_eq!((outcome.status, outcome.exception.as_deref()), (Status::AcceptedRisk, Some("EX-1")));

    // Valid while t0 < expires: the day before the last one still, that day and the day after no longer.
    for (to, wanted) in [("2026-12-30", Status::AcceptedRisk), ("2026-12-31", Status::Partial), ("2027-01-01", Status::Partial)] {
        let p = ends(to);
        let mut lab = leaf_example(p);
        sound::exception(&mut lab, "EX-1", both, "2026-07-01", "2026-12-31");
        let a = lab.assess(&content, p);
        assert_eq!(leaf(&a, ACCESS, "WF-7").status, wanted, "{to}");
        assert_eq!(a.exceptions["EX-1"].contains(&"EX-EXPIRED".to_owned()), wanted == Status::Partial, "{to}");
    }
}

#[test]
fn each_failing_clause_of_an_exception_has_its_code_and_no_effect() {
    let content = content();
    let p = ends("2026-09-30");
    let spoilt = [
        ("status", "requested", "EX-STATUS"),
        ("approved_by", "P-2", "EX-SELF"),
        ("approved_by", "P-3", "EX-AUTHORITY"),
        ("approved_by", "", "EX-AUTHORITY"),
        ("requested_by", "", "EX-SELF"),
        ("valid_from", "2026-10-01", "EX-NOT-YET"),
        ("expires", "2026-09-30", "EX-EXPIRED"),
        ("expires", "2027-07-02", "EX-TOOLONG"),
        ("environment", "test", "EX-SCOPE"),
        ("workflow", "WF-8", "EX-SCOPE"),
        ("compensating_controls", "", "EX-NOCOMP"),
        ("compensating_controls", "C-LP", "EX-NOCOMP"),
        ("break_triggers", "context_change:model", "EX-TRIGGER"),
    ];
    for (column, value, code) in spoilt {
        let mut lab = leaf_example(p);
        lab.add(Table::ContextChanges, &[("workflow", "WF-7"), ("kind", "model"), ("at", "2026-08-12")]);
        sound::exception(&mut lab, "EX-1", "", "2026-07-01", "2026-12-31");
        assert_eq!(leaf(&lab.assess(&content, p), ACCESS, "WF-7").status, Status::AcceptedRisk, "sound before {column} is spoilt");
        lab.set(Table::Exceptions, "EX-1", column, value);
        let a = lab.assess(&content, p);
        assert!(a.exceptions["EX-1"].contains(&code.to_owned()), "{column}={value}: {:?}", a.exceptions["EX-1"]);
        assert_eq!(leaf(&a, ACCESS, "WF-7").status, Status::Partial, "{column}={value}");
    }
    // 2026-07-01 to 2027-07-01 are 365 days, which is allowed.
    let mut lab = leaf_example(p);
    sound::exception(&mut lab, "EX-1", "", "2026-07-01", "2027-07-01");
    assert_eq!(leaf(&lab.assess(&content, p), ACCESS, "WF-7").status, Status::AcceptedRisk);
}

#[test]
fn an_essential_facet_that_fails_decides_alone_and_an_open_one_hides_nothing_as_progress() {
    let content = content();
    let p = ends("2026-09-30");
    let mut lab = leaf_example(p);
    lab.set(Table::ControlTests, "T-C-POL-", "result", "ineffective");
    assert_eq!(leaf(&lab.assess(&content, p), ACCESS, "WF-7").status, Status::NotMet, "enforced is essential");
    let mut lab = leaf_example(p);
    lab.records.retain(|r| r.key != "C-REV");
    let a = lab.assess(&content, p);
    let outcome = leaf(&a, ACCESS, "WF-7");
    assert_eq!(outcome.status, Status::NotAssessed, "reviewed is open: never partial");
    assert!(outcome.facets.iter().any(|f| f.state == FacetState::Fail), "the failing facet stays visible");
    // An exception never touches not_assessed.
    sound::exception(&mut lab, "EX-1", "", "2026-07-01", "2026-12-31");
    lab.set(Table::Exceptions, "EX-1", "severity", "medium");
    assert_eq!(leaf(&lab.assess(&content, p), ACCESS, "WF-7").status, Status::NotAssessed);
}

use super::Effectiveness::{Deviation, Effective, Untested};
use super::Purpose::{Corrective, Detective, Preventive};
use super::*;
use crate::assess::{Basis, leaf::status_of};
use crate::catalog::Content;
use crate::citation::Resolver;
use crate::rule::{Condition, Rule};
use crate::testing::{Made, edition};

fn rated(likelihood: &str, impact: &str) -> Rating {
    Rating { likelihood: Level::parse(likelihood), impact: Level::parse(impact), decision: None }
}

fn by(purpose: Option<Purpose>, effectiveness: Effectiveness) -> Mitigation {
    Mitigation { control: "C-1".into(), purpose, effectiveness, facets: vec!["prevented".into()] }
}

const MET: (Status, &str) = (Status::Met, "ALL-OK");

#[test]
fn a_high_threat_is_treated_only_when_it_is_prevented_and_detected() {
    let (p, d, c) = (by(Some(Preventive), Effective), by(Some(Detective), Effective), by(Some(Corrective), Effective));
    let unsaid = by(None, Effective);
    let high = rated("high", "high");
    let code = |m: &[Mitigation]| {
        let (s, code, reasons) = status(MET, &high, m);
        assert_eq!(reasons.is_empty(), s == Status::Met);
        (s, code)
    };
    assert_eq!(code(&[p.clone(), d.clone()]), MET);
    assert_eq!(code(std::slice::from_ref(&p)), (Status::Partial, "THREAT-NO-DETECTIVE"));
    assert_eq!(code(std::slice::from_ref(&d)), (Status::Partial, "THREAT-NO-PREVENTIVE"));
    assert_eq!(code(&[c, unsaid.clone()]), (Status::Partial, "THREAT-NO-PREVENTIVE-NOR-DETECTIVE"));
    assert_eq!(code(&[]), (Status::Partial, "THREAT-NO-PREVENTIVE-NOR-DETECTIVE"));
    for weak in [Deviation, Untested] {
        assert_eq!(code(&[p.clone(), by(Some(Detective), weak)]), (Status::Partial, "THREAT-NO-DETECTIVE"));
        assert_eq!(code(&[by(Some(Preventive), weak), d.clone()]), (Status::Partial, "THREAT-NO-PREVENTIVE"));
    }
    let reasons = status(MET, &high, &[p, unsaid]).2;
    assert_eq!(reasons[0], "The risk before treatment is high, and no detective control was shown to be effective");
    assert_eq!(reasons[1], "It is not told whether C-1 prevents, detects or corrects");
    assert_eq!(
        status(MET, &Rating::default(), &[]).2,
        [
            "The risk before treatment is not rated in full, critical at worst, and no preventive or detective control was shown to be effective"
        ]
    );
}

#[test]
fn the_level_before_treatment_decides_and_what_is_not_rated_is_at_its_worst() {
    let one = [by(Some(Preventive), Effective)];
    for (rating, treated) in [
        (rated("high", "high"), false),
        (rated("high", "medium"), true),
        (rated("critical", "high"), false),
        (rated("medium", "critical"), false),
        (rated("medium", "high"), true),
        (rated("low", "critical"), true),
        // Impact unknown: critical at worst, and with that likelihood the level is known to be below high.
        (rated("low", ""), true),
        (rated("medium", ""), false),
        (rated("", "medium"), true),
        (rated("", "high"), false),
        (rated("", ""), false),
        (rated("unheard of", "low"), true),
    ] {
        assert_eq!(status(MET, &rating, &one).0 == Status::Met, treated, "{rating:?}");
        assert!(rating.low() <= rating.high());
    }
    assert_eq!((Rating::default().low(), Rating::default().high()), (Level::Info, Level::Critical));
}

#[test]
fn nothing_is_ever_raised_and_only_what_is_met_is_lowered() {
    for s in Status::ALL.into_iter().filter(|s| *s != Status::Met) {
        assert_eq!(status((s, "X"), &Rating::default(), &[]), (s, "X", vec![]));
    }
}

/// Two threats and an outcome, for every workflow; and a threat for the organisation as a whole.
fn content() -> Content {
    let requires = ["t@1/T1", "t@1/T2", "o@1/O1"].map(|id| id.parse().unwrap()).to_vec();
    Content {
        editions: vec![
            edition("t@1", EditionKind::Threats, &[("T1", &["prevented", "detected"]), ("T2", &[]), ("T3", &[])]),
            edition("o@1", EditionKind::Outcomes, &[("O1", &[])]),
        ],
        rules: vec![Rule { id: "R1".into(), title: String::new(), why: String::new(), when: Condition::Always, requires }],
        ..Content::default()
    }
}

fn made() -> Made {
    let mut made = Made::default();
    made.put(Table::Workflows, &[("id", "WF-1"), ("name", "w"), ("owner", "P-1")])
        .put(Table::Workflows, &[("id", "WF-2"), ("name", "v"), ("owner", "P-1")])
        .proven_control("C-1", &[("requirements", "t@1/T1"), ("facets", "prevented;detected"), ("kind", "preventive")])
        .proven_control("C-2", &[("requirements", "t@1/T1#detected"), ("kind", "detective"), ("scope_workflows", "WF-2")]);
    made
}

fn decide(made: &mut Made, id: &str, subject: &str, values: &[(&str, &str)]) {
    let mut all = vec![("id", id), ("kind", "treatment"), ("subject", subject), ("reason", "r"), ("decided_by", "P-2")];
    if !values.iter().any(|(c, _)| *c == "at") {
        all.push(("at", "2026-08-01"));
    }
    all.extend(values);
    made.put(Table::Decisions, &all);
}

/// Looks with a frame, the ratings and the finished assessment.
fn with<R>(made: &Made, look: impl FnOnce(&Frame<'_>, &Ratings<'_>, &Assessment) -> R) -> R {
    let (content, data, choices) = (content(), made.data(), BTreeMap::new());
    let editions = content.editions.iter().map(|e| e.id.clone()).collect();
    let basis = Basis { period: made.period, point_in_time: false, editions, parameters: made.parameters.clone() };
    let resolver = Resolver::new(&content, &choices);
    let frame = Frame::new(&data, &content, &resolver, &basis);
    let ratings = Ratings::new(&frame);
    look(&frame, &ratings, &made.assessed(&content))
}

#[test]
fn the_controls_behind_a_leaf_decide_in_each_workflow() {
    with(&made(), |frame, ratings, assessment| {
        for (workflow, expected) in [("WF-1", (Status::Partial, "THREAT-NO-DETECTIVE")), ("WF-2", MET)] {
            let scope = frame.scope_named(Some(workflow));
            let facets = assessment.outcome(0, assessment.workflow(workflow)).unwrap().facets.clone();
            let states: Vec<_> = facets.iter().map(|f| (f.state, f.facet == "prevented")).collect();
            assert_eq!(status_of(&states), MET, "the facets alone would call it treated");
            let (s, code, _) = frame.threat_status(ratings, 0, scope, &facets, MET);
            assert_eq!((s, code), expected, "{workflow}");
        }
        // What is no threat, or is not treated by its facets, stays as it is.
        let (outcome, scope) = (assessment.position(&"o@1/O1".parse().unwrap()).unwrap(), frame.scope_named(Some("WF-1")));
        assert_eq!(frame.threat_status(ratings, outcome, scope, &[], MET), (Status::Met, "ALL-OK", vec![]));
        let open = (Status::NotAssessed, "FACET-OPEN");
        assert_eq!(frame.threat_status(ratings, 0, scope, &[], open), (open.0, open.1, vec![]));
        assert_eq!(frame.threat_status(ratings, 0, scope, &[], MET).0, Status::Partial);
        assert!(is_threat(frame, 0) && !is_threat(frame, outcome) && !is_threat(frame, 99));
    });
}

#[test]
fn a_control_counts_once_with_what_it_was_shown_best_for() {
    with(&made(), |frame, ratings, assessment| {
        let record = record(frame, assessment, ratings, 0, assessment.workflow("WF-2")).unwrap();
        let of: Vec<_> = record.mitigations.iter().map(|m| (m.control.as_str(), m.purpose, m.effectiveness, m.facets.len())).collect();
        assert_eq!(of, [("C-1", Some(Preventive), Effective, 2), ("C-2", Some(Detective), Effective, 1)]);
        assert_eq!(record.applicable, [("R1".to_owned(), false)]);
        assert_eq!((record.state, record.inherent, record.residual), (Status::Met, Rating::default(), Rating::default()));
        let mut facets = assessment.outcome(0, assessment.workflow("WF-2")).unwrap().facets.clone();
        facets[0].proofs[0].effectiveness = Untested;
        assert_eq!(mitigations(frame, &facets)[0].effectiveness, Effective, "it is effective for the other facet");
        facets[1].proofs[0].effectiveness = Deviation;
        assert_eq!(mitigations(frame, &facets)[0].effectiveness, Deviation);
    });
}

#[test]
fn the_last_rating_for_the_workflow_holds_and_on_one_day_the_worst() {
    let mut made = made();
    decide(&mut made, "D-1", "t@1/T1", &[("workflow", "WF-1"), ("value", "mitigate"), ("likelihood", "high"), ("impact", "high")]);
    let at = ("at", "2026-08-02");
    decide(&mut made, "D-2", "t@1/T1", &[("workflow", "WF-1"), ("value", "mitigate"), ("likelihood", "moderate"), ("impact", "high"), at]);
    decide(&mut made, "D-3", "t@1/T1", &[("workflow", "WF-1"), ("value", "mitigate"), ("likelihood", "low"), ("impact", "low"), at]);
    decide(&mut made, "D-4", "t@1/T1", &[("workflow", "WF-1"), ("value", "Residual"), ("likelihood", "low"), ("impact", "medium")]);
    decide(&mut made, "D-5", "t@1/T2", &[("workflow", "WF-1"), ("value", "avoid"), ("likelihood", "4"), ("impact", "high")]);
    decide(&mut made, "D-6", "t@1/T1", &[("workflow", "WF-1"), ("likelihood", "low"), ("impact", "low"), ("at", "2026-09-01")]);
    decide(&mut made, "D-7", "t@1/T3", &[("value", "accepted"), ("likelihood", "low"), ("impact", "low")]);
    decide(&mut made, "D-8", "o@1/O1", &[("value", "mitigate")]);
    decide(
        &mut made,
        "D-9",
        "t@1/T1",
        &[("workflow", "WF-1"), ("value", "mitigate"), ("likelihood", "low"), ("impact", "low"), ("at", "2026-12-01")],
    );
    with(&made, |frame, ratings, assessment| {
        let inherent = ratings.inherent(0, Some("WF-1"));
        assert_eq!((inherent.decision.as_deref(), inherent.high()), (Some("D-2"), Level::Medium));
        assert_eq!(ratings.inherent(0, Some("WF-2")), Rating::default(), "a rating is about its workflow only");
        assert_eq!(ratings.inherent(1, Some("WF-1")).high(), Level::High, "what cannot be read is at its worst");
        assert_eq!((ratings.inherent(2, None).high(), ratings.inherent(2, Some("WF-1")).high()), (Level::Low, Level::Critical));
        assert_eq!(
            ratings.flags,
            [("D-5", "TREATMENT-NO-RATING"), ("D-6", "TREATMENT-NO-VALUE"), ("D-7", "TREATMENT-ACCEPT"), ("D-7", "TREATMENT-NO-WORKFLOW")]
                .map(|(id, code)| (id.to_owned(), code))
        );
        // Medium before treatment: one working preventive control is enough, and what is left is what was rated.
        let facets = assessment.outcome(0, assessment.workflow("WF-1")).unwrap().facets.clone();
        assert_eq!(frame.threat_status(ratings, 0, frame.scope_named(Some("WF-1")), &facets, MET).0, Status::Met);
        assert_eq!(ratings.residual(0, Some("WF-1"), Status::Met).decision.as_deref(), Some("D-4"));
        for s in Status::ALL.into_iter().filter(|s| *s != Status::Met) {
            assert_eq!(ratings.residual(0, Some("WF-1"), s), inherent, "{s:?}: what is not treated is left as it was");
        }
        assert_eq!(ratings.residual(0, Some("WF-2"), Status::Met), Rating::default());
        // A threat for the organisation as a whole has one record, whoever asks.
        let (t3, wf1) = (2, assessment.workflow("WF-1"));
        assert_eq!(record(frame, assessment, ratings, t3, wf1).unwrap().inherent.decision.as_deref(), Some("D-7"));
        assert!(record(frame, assessment, ratings, 3, wf1).is_none(), "an outcome is no threat");
        assert!(record(frame, assessment, ratings, 0, None).is_none());
    });
}

#[test]
fn blanking_a_cell_of_a_rating_never_lowers_what_there_is_before_treatment() {
    let rows: [&[(&str, &str)]; 3] = [
        &[("workflow", "WF-1"), ("value", "mitigate"), ("likelihood", "low"), ("impact", "medium"), ("at", "2026-06-01")],
        &[("workflow", "WF-1"), ("value", "mitigate"), ("likelihood", "medium"), ("impact", "medium"), ("at", "2026-07-01")],
        &[("workflow", "WF-1"), ("value", "residual"), ("likelihood", "low"), ("impact", "low"), ("at", "2026-08-01")],
    ];
    let order = [[0, 1, 2], [1, 0, 2], [2, 1, 0], [1, 2, 0]];
    for chosen in order.into_iter().flat_map(|o| (1..=3).map(move |n| o[..n].to_vec())) {
        let build = || {
            let mut made = made();
            for (i, row) in chosen.iter().enumerate() {
                let at = ["2026-06-01", "2026-07-01", "2026-08-01"][i];
                let values: Vec<_> = rows[*row].iter().map(|(c, v)| (*c, if *c == "at" { at } else { *v })).collect();
                decide(&mut made, &format!("D-{i}"), "t@1/T1", &values);
            }
            made
        };
        let before = with(&build(), |_, r, _| r.inherent(0, Some("WF-1")).high());
        for i in 0..chosen.len() {
            for column in ["workflow", "value", "likelihood", "impact"] {
                let mut made = build();
                made.set(Table::Decisions, &format!("D-{i}"), column, "");
                let (after, other) = with(&made, |_, r, _| (r.inherent(0, Some("WF-1")).high(), r.inherent(0, Some("WF-2")).high()));
                assert!(after >= before, "{chosen:?}: {column} of D-{i}: {before:?} becomes {after:?}");
                assert_eq!(other, Level::Critical);
            }
        }
    }
}

#[test]
fn a_rating_without_a_workflow_or_a_value_only_makes_it_worse() {
    let rated = |rest: &[&[(&str, &str)]]| {
        let mut made = made();
        for (i, values) in rest.iter().enumerate() {
            decide(&mut made, &format!("D-{i}"), "t@1/T1", values);
        }
        with(&made, |_, r, _| r.inherent(0, Some("WF-1")).high())
    };
    let own: &[(&str, &str)] = &[("workflow", "WF-1"), ("value", "mitigate"), ("likelihood", "medium"), ("impact", "medium")];
    let any = |level, at| [("value", "mitigate"), ("likelihood", level), ("impact", level), ("at", at)];
    assert_eq!(rated(&[own]), Level::Medium);
    assert_eq!(rated(&[own, &any("high", "2026-08-02")]), Level::High);
    assert_eq!(rated(&[own, &any("high", "2026-08-01")]), Level::High);
    assert_eq!(rated(&[own, &any("high", "2026-07-31")]), Level::Medium, "it was rated for this workflow since");
    assert_eq!(rated(&[own, &any("low", "2026-08-02")]), Level::Medium);
    assert_eq!(rated(&[&any("low", "2026-08-02")]), Level::Critical);
    let unsaid = |level| [("workflow", "WF-1"), ("likelihood", level), ("impact", level), ("at", "2026-08-02")];
    assert_eq!((rated(&[own, &unsaid("low")]), rated(&[own, &unsaid("high")])), (Level::Medium, Level::High));
    assert_eq!(rated(&[&unsaid("low")]), Level::Critical);
    // Of one day, whichever comes first.
    let low: &[(&str, &str)] =
        &[("workflow", "WF-1"), ("value", "mitigate"), ("likelihood", "low"), ("impact", "low"), ("at", "2026-08-02")];
    for rest in [[&unsaid("critical")[..], low], [low, &unsaid("critical")[..]]] {
        assert_eq!(rated(&rest), Level::Critical);
    }
    let earlier: Vec<_> = unsaid("critical").into_iter().map(|(c, v)| (c, if c == "at" { "2026-08-01" } else { v })).collect();
    assert_eq!(rated(&[&earlier, low]), Level::Low, "it was rated since");
}

#[test]
fn each_word_of_a_control_names_its_purpose() {
    assert_eq!(
        ["preventive", "detective", "corrective", "other"].map(Purpose::parse),
        [Some(Preventive), Some(Detective), Some(Corrective), None]
    );
}

//! What must hold for every organisation, tried on many small made-up ones.
#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, reason = "a test may fail loudly, its helpers too")]

use countersign_core::Table;
use countersign_core::assess::{Assessment, Effectiveness, FacetState};
use countersign_core::catalog::Content;
use countersign_core::evidence::{self, Period};
use countersign_core::parameters::Parameters;
use countersign_core::risk::Level;
use countersign_core::status::{Counts, Status, fold};
use countersign_core::tables::spec;
use countersign_tests::chance::{Draw, REQUIREMENTS, evidence as more_evidence, organisation};
use countersign_tests::laws::{Bytes, bytes, leaves, rank, standing, tries};
use countersign_tests::records::{Lab, excerpt, half_year};
use countersign_tests::tidy;
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::select;
use std::collections::BTreeSet;
use std::sync::LazyLock;

static CONTENT: LazyLock<Content> = LazyLock::new(|| {
    let of: Vec<&str> = REQUIREMENTS.iter().chain(&tidy::REQUIREMENTS).copied().collect();
    excerpt(&countersign_content::shipped().unwrap(), "nist-csf@2.0", &of)
});

static PERIOD: LazyLock<Period> = LazyLock::new(half_year);

/// An organisation drawn at random, or one that is in order but for a few things: of the first, little is met and much is found; of
/// the second, the analyses have a log to look at.
fn made(base: &Bytes) -> Lab {
    match base.0.split_first() {
        Some((first, rest)) if first % 2 == 1 => tidy::troubled(rest),
        _ => organisation(&base.0),
    }
}

fn assess(lab: &Lab) -> Assessment {
    lab.assess(&CONTENT, *PERIOD)
}

fn statuses() -> impl Strategy<Value = Vec<Status>> {
    vec(select(Status::ALL.to_vec()), 0..12)
}

proptest! {
    #![proptest_config(tries(256))]

    #[test]
    fn the_fold_is_the_worst_whatever_the_order_and_the_grouping(all in statuses(), cut in 0_usize..12, again in statuses()) {
        let (a, b) = all.split_at(cut.min(all.len()));
        let whole = fold(all.iter().copied());
        prop_assert_eq!(whole, fold(all.iter().rev().copied()));
        if !a.is_empty() && !b.is_empty() {
            prop_assert_eq!(whole, fold([fold(a.iter().copied()), fold(b.iter().copied())]));
        }
        if !all.is_empty() {
            prop_assert_eq!(whole, fold(all.iter().chain(&all).copied()));
            prop_assert_eq!(whole, fold(all.iter().copied().chain([Status::NotApplicable])));
        }
        // More to look at never makes the whole better.
        let more = fold(all.iter().chain(&again).copied());
        prop_assert!(whole == Status::NotApplicable || all.is_empty() || rank(more) >= rank(whole));
        let counts = Counts::of(all.iter().copied());
        prop_assert_eq!(counts.total(), all.len() as u64);
        prop_assert_eq!(counts.status(), whole);
        prop_assert!(counts.assessed() <= counts.applicable() && counts.applicable() <= counts.total());
    }
}

proptest! {
    #![proptest_config(tries(48))]

    #[test]
    fn more_supporting_evidence_that_raises_no_question_never_lowers_a_leaf(base in bytes(320), extra in bytes(24), control in 0_usize..3) {
        let mut lab = made(&base);
        let before = assess(&lab);
        more_evidence(&mut lab, &mut Draw::new(&extra.0), "more.csv", &format!("C-{control}"), &["supports", ""]);
        let after = assess(&lab);
        // Evidence about something else is a question to the owner (CT-02), and may leave the claim open.
        let questions = |a: &Assessment| a.claims.iter().flat_map(|c| c.flags.iter().map(move |f| (c.control.clone(), c.workflow.clone(), f.clone()))).collect::<BTreeSet<_>>();
        prop_assume!(questions(&after).is_subset(&questions(&before)));
        for ((leaf, old), (_, new)) in leaves(&before).into_iter().zip(leaves(&after)) {
            prop_assert!(standing(&CONTENT, &leaf, new) <= standing(&CONTENT, &leaf, old), "{leaf}: {:?} became {:?}\n{:#?}\n{:#?}", old.status, new.status, old.facets, new.facets);
        }
    }

    #[test]
    fn input_order_never_changes_the_assessment(base in bytes(320), keys in vec(any::<u32>(), 64)) {
        let mut lab = made(&base);
        let before = assess(&lab);
        let mut turned: Vec<(u32, _)> = lab.records.drain(..).enumerate().map(|(i, r)| (keys[i % keys.len()], r)).collect();
        turned.sort_by_key(|(k, _)| *k);
        lab.records = turned.into_iter().map(|(_, r)| r).collect();
        prop_assert_eq!(assess(&lab), before);
    }

    #[test]
    fn a_valid_exception_only_turns_partial_and_not_met_into_accepted_risk(base in bytes(320), extra in bytes(16)) {
        let mut lab = made(&base);
        lab.records.retain(|r| r.table != Table::Exceptions);
        countersign_tests::chance::exception(&mut lab, &mut Draw::new(&extra.0));
        let with = assess(&lab);
        // The same exception without approval: it exists, and has no effect.
        lab.set(Table::Exceptions, "EX-1", "status", "requested");
        let without = assess(&lab);
        prop_assert!(!without.exceptions["EX-1"].is_empty());
        let mut accepted = 0;
        for ((leaf, old), (_, new)) in leaves(&without).into_iter().zip(leaves(&with)) {
            let (was, is) = (old.computed.unwrap_or(old.status), new.computed.unwrap_or(new.status));
            if was == is {
                continue;
            }
            accepted += 1;
            prop_assert_eq!(is, Status::AcceptedRisk, "{} was {:?}", leaf, was);
            prop_assert!(matches!(was, Status::Partial | Status::NotMet), "{leaf} was {was:?}");
            prop_assert!(new.facets.iter().all(|f| f.state != FacetState::Open), "{leaf} has an open part");
        }
        prop_assert!(accepted == 0 || with.exceptions["EX-1"].is_empty(), "an exception that does not hold had an effect");
    }

    #[test]
    fn met_rests_on_a_chain_to_fresh_evidence_in_scope_whose_bytes_are_held(base in bytes(320)) {
        let lab = made(&base);
        let (a, data) = (assess(&lab), lab.dataset());
        for (leaf, outcome) in leaves(&a).into_iter().filter(|(_, o)| o.status == Status::Met && o.code != "OVERRIDE") {
            prop_assert!(!outcome.facets.is_empty(), "{leaf} has no part");
            let workflow = leaf.split_once(' ').map(|(_, w)| w.to_owned());
            let requirement = leaf.split(' ').next().unwrap();
            for facet in &outcome.facets {
                prop_assert_eq!(facet.state, FacetState::Ok);
                let against = a.findings.iter().find(|f| {
                    let cites = |(r, part): &(_, Option<String>)| {
                        ToString::to_string(r) == requirement && part.as_ref().is_none_or(|p| *p == facet.facet)
                    };
                    f.if_true >= Level::High && f.workflow.as_ref().is_none_or(|w| Some(w) == workflow.as_ref()) && f.criteria.iter().any(cites)
                });
                prop_assert!(against.is_none(), "{leaf}#{}: {:?}", facet.facet, against);
                let proof = facet.proofs.iter().find(|p| p.effectiveness == Effectiveness::Effective).unwrap();
                let row = |t: Table, key: &str| data.find(t, key).unwrap_or_else(|| panic!("{leaf}: no {t} {key}"));
                let control = row(Table::Controls, &proof.control);
                prop_assert_eq!(control.get("claim"), Some("implemented"));
                prop_assert!(control.list("scope_workflows").is_none_or(|s| workflow.as_deref().is_some_and(|w| s.contains(&w))));
                prop_assert!(proof.tests.iter().map(|t| row(Table::ControlTests, t)).any(|t| t.get("result") == Some("effective")
                    && t.day("tested_at").is_some_and(|d| d >= PERIOD.from && d <= PERIOD.as_of)));
                prop_assert!(!proof.evidence.is_empty(), "{leaf}: effective on nothing");
                for e in proof.evidence.iter().map(|k| row(Table::Evidence, k)) {
                    let class = workflow.as_deref().and_then(|w| a.workflow(w)).map_or(countersign_core::variability::Class::D0, |w| a.rows[w].class.high);
                    let limit = evidence::limit(e, control.get("frequency"), class, &Parameters::default());
                    prop_assert!(evidence::freshness(e, *PERIOD, limit).is_fresh(), "{leaf}: {} is not fresh", e.key);
                    prop_assert!(evidence::bytes_held(&data, e), "{leaf}: the bytes of {} are not held", e.key);
                    prop_assert_eq!(e.get("direction"), Some("supports"), "{}: {} does not support", leaf, e.key);
                    prop_assert!(e.list("workflows").is_none_or(|ws| workflow.as_deref().is_some_and(|w| ws.contains(&w))), "{leaf}: {} is about others", e.key);
                    let environment = workflow.as_deref().and_then(|w| data.find(Table::Workflows, w)).and_then(|w| w.get("environment"));
                    prop_assert!(workflow.is_none() || e.get("environment").is_none_or(|x| environment == Some(x)), "{leaf}: {} is of elsewhere", e.key);
                    prop_assert!(!matches!(e.get("ipe_conclusion"), Some("failed")), "{leaf}: {} failed its test", e.key);
                }
            }
        }
    }
}

proptest! {
    #![proptest_config(tries(24))]

    #[test]
    fn blanking_a_cell_of_a_workflow_never_improves_it_nor_takes_a_requirement_away(base in bytes(320)) {
        let lab = organisation(&base.0);
        let before = assess(&lab);
        let mut wrong = Vec::new();
        let known: Vec<&str> = lab.records.iter().find(|r| r.key == "WF-1").unwrap().named().map(|(c, _)| c).collect();
        for column in spec(Table::Workflows).columns.iter().map(|c| c.name).filter(|c| !matches!(*c, "id" | "name") && known.contains(c)) {
            let mut blanked = lab.clone();
            blanked.set(Table::Workflows, "WF-1", column, "");
            let after = assess(&blanked);
            let value = lab.records.iter().find(|r| r.key == "WF-1").unwrap().get(column).unwrap().to_owned();
            for (i, rule) in before.rules.iter().enumerate() {
                let fires = |a: &Assessment| a.rows[0].fired.contains(i) || a.rows[0].assumed.contains(i);
                if fires(&before) && !fires(&after) {
                    wrong.push(format!("without {column} ({value}), rule {rule} no longer fires"));
                }
            }
            for ((leaf, old), (_, new)) in leaves(&before).into_iter().zip(leaves(&after)).filter(|((_, o), _)| o.status != Status::NotApplicable) {
                if new.status == Status::NotApplicable || standing(&CONTENT, &leaf, new) < standing(&CONTENT, &leaf, old) {
                    wrong.push(format!("without {column} ({value}), {leaf} went from {:?} ({}) to {:?} ({})", old.status, old.code, new.status, new.code));
                }
            }
        }
        prop_assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    }
}

//! What the day and the period do to a leaf of which no record differs.

use super::causes::{Cause, CauseKind};
use crate::assess::{Effectiveness, Outcome, Proof};
use crate::evidence::Period;
use crate::hit::Subject;
use crate::status::Status;
use crate::tables::Table;
use std::collections::{BTreeMap, BTreeSet};

/// What time alone did, with the earlier period and where it is now: exceptions that ended, what is shown of controls, what speaks
/// against the leaf. Where none of them differs, the day.
pub(super) fn by_time(old: &Outcome, aged: &Outcome, [was, is]: [Period; 2], causes: &mut Vec<Cause>) {
    let count = causes.len();
    let about = |kind, (table, what): (Table, &str), id: &String, how: &str| {
        Cause::new(kind, format!("The {what} {id} {how}."), vec![Subject { table, key: id.clone() }])
    };
    let (exception, decision, begins) = ((Table::Exceptions, "exception"), (Table::Decisions, "decision"), "begins to count");
    if old.exception != aged.exception {
        causes.extend(old.exception.iter().map(|id| about(CauseKind::ExceptionLapsed, exception, id, "does not hold any more")));
        causes.extend(aged.exception.iter().map(|id| about(CauseKind::TimePassed, exception, id, begins)));
    }
    if old.decision != aged.decision {
        causes.extend(aged.decision.iter().map(|id| about(CauseKind::TimePassed, decision, id, begins)));
    }
    for (before, now) in differing(old, aged) {
        let kind = if is_age(now) && now.effectiveness > before.effectiveness { CauseKind::EvidenceAged } else { CauseKind::TimePassed };
        causes.push(Cause::new(kind, shown(now), rested_on(now)));
    }
    causes.extend(spoken(old, aged).into_iter().map(|text| Cause::new(CauseKind::TimePassed, text, vec![])));
    if causes.len() == count {
        let text = match (was.from, was.to) == (is.from, is.to) {
            true => "The day of the assessment moved on.".to_owned(),
            false => format!("The day moved on, and with it the period: {}; before it was {}.", days(is), days(was)),
        };
        causes.push(Cause::new(CauseKind::TimePassed, text, vec![]));
    }
}

/// What another period did: that it is another, and what is shown of controls and speaks against the leaf in the one and not in the
/// other.
pub(super) fn by_period(aged: &Outcome, moved: &Outcome, [was, is]: [Period; 2], causes: &mut Vec<Cause>) {
    let mut cause = |text: String, about| causes.push(Cause::new(CauseKind::PeriodChanged, text, about));
    cause(format!("The period looked at is another: {}; before it was {}.", days(is), days(was)), vec![]);
    for (_, now) in differing(aged, moved) {
        cause(format!("In the period {}, {}", days(is), shown(now)), rested_on(now));
    }
    spoken(aged, moved).into_iter().for_each(|text| cause(text, vec![]));
}

fn days(p: Period) -> String {
    format!("{} to {}", p.from, p.to)
}

/// What a control proves, as a sentence.
fn shown(proof: &Proof) -> String {
    format!("{}: {}.", proof.control, proof.text.trim_end_matches('.'))
}

/// Whether it is too old that makes a control prove less.
fn is_age(proof: &Proof) -> bool {
    matches!(proof.code.as_str(), "EVIDENCE-STALE" | "TEST-OLD")
}

/// What controls prove otherwise than before, or do not prove though it is due now.
fn differing<'o>(old: &'o Outcome, new: &'o Outcome) -> Vec<(&'o Proof, &'o Proof)> {
    let then = proofs(old);
    let both = proofs(new).into_iter().filter_map(|(key, now)| Some((*then.get(&key)?, now)));
    let proves = |p: &Proof| (p.effectiveness, p.effectiveness == Effectiveness::Untested && p.due);
    both.filter(|(before, now)| proves(before) != proves(now)).collect()
}

/// What controls prove, by facet and control.
fn proofs(outcome: &Outcome) -> BTreeMap<(&str, &str), &Proof> {
    outcome.facets.iter().flat_map(|f| f.proofs.iter().map(|p| ((f.facet.as_str(), p.control.as_str()), p))).collect()
}

/// The control, and of its evidence what the sentence names, so that one sentence is one cause.
fn rested_on(proof: &Proof) -> Vec<Subject> {
    let control = Subject { table: Table::Controls, key: proof.control.clone() };
    let named = proof.evidence.iter().filter(|e| proof.text.contains(e.as_str()));
    std::iter::once(control).chain(named.map(|e| Subject { table: Table::Evidence, key: e.clone() })).collect()
}

/// The findings that speak against a leaf on one side only, by their codes.
fn spoken(old: &Outcome, new: &Outcome) -> Vec<String> {
    let codes = |o: &Outcome| o.facets.iter().flat_map(|f| f.findings.iter().cloned()).collect::<BTreeSet<_>>();
    let (then, now) = (codes(old), codes(new));
    let more = now.difference(&then).map(|code| format!("{code} speaks against it now."));
    // What was known to fail is then not better, where nothing else is known of it.
    let left = if new.status == Status::NotAssessed { "; nothing else is shown of it" } else { "" };
    more.chain(then.difference(&now).map(|code| format!("{code} does not speak against it any more{left}."))).collect()
}

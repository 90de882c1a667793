//! EB-06, approval without execution binding: an approval lacks a content hash, a named executor, an expiry or single use, and an
//! execution of the period relied on it.
//!
//! An approval that had expired, or that was for one use and served several actions, is as good as without. It cannot be excluded where
//! the approval does not say how it went, or where the log does not tell that an execution relied on it.

use super::access::Access;
use super::severity::Steps;
use crate::case::Case;
use crate::chains::bounds;
use crate::event::{Decided, Event, Kind, moment};
use crate::hit::Hit;
use crate::risk::Level;
use crate::words::{counted, verb};
use std::collections::{BTreeMap, BTreeSet};

/// How many approvals a condition names.
const NAMED: usize = 8;

/// A day in milliseconds.
const DAY: i64 = 86_400_000;

/// Approvals that lack the same, with an execution that relied on each where there is one.
#[derive(Default)]
struct Lacking {
    known: bool,
    approvals: Vec<(usize, Option<usize>)>,
}

/// Looks for approvals that bind nothing.
pub fn check(case: &Case<'_, '_>, _: &Access<'_>) -> Vec<Hit> {
    let trail = case.trail;
    if trail.of(Kind::Approval).next().is_none() {
        return Vec::new();
    }
    let (from, to) = bounds(case.period());
    let mut bare: Vec<&Event<'_>> = Vec::new();
    let mut relied: Vec<(usize, usize)> = Vec::new();
    let mut all_relied: BTreeSet<usize> = BTreeSet::new();
    for reliance in &case.linked.reliances {
        all_relied.extend(&reliance.approvals);
        let Some(event) = trail.get(reliance.execution) else { continue };
        if event.at < from || event.at > to {
            continue;
        }
        if reliance.approvals.is_empty() && !event.not_done() {
            bare.push(event);
        }
        relied.extend(reliance.approvals.iter().map(|a| (*a, reliance.execution)));
    }
    relied.sort_unstable();
    let mut found: BTreeMap<Vec<&'static str>, Lacking> = BTreeMap::new();
    for uses in relied.chunk_by(|a, b| a.0 == b.0) {
        let Some((position, execution)) = uses.first().copied() else { continue };
        let Some(approval) = trail.get(position) else { continue };
        let executions: Vec<&Event<'_>> = uses.iter().filter_map(|(_, e)| trail.get(*e)).collect();
        let lacks = lacks(approval, &executions);
        if !lacks.is_empty() {
            let of = found.entry(lacks).or_default();
            of.known |= approval.decided() == Decided::Yes;
            of.approvals.push((position, Some(execution)));
        }
    }
    loose(case, &bare, &all_relied, &mut found);
    found.into_iter().map(|(lacks, of)| hit(case, &lacks, &of)).collect()
}

/// What an approval lacks, given the executions that relied on it.
fn lacks(approval: &Event<'_>, executions: &[&Event<'_>]) -> Vec<&'static str> {
    let mut lacks = Vec::new();
    let told = |key: &str| approval.detail(key).filter(|v| !v.trim().is_empty());
    if approval.sha256.is_none() {
        lacks.push("content hash");
    }
    if told("executors").is_none() {
        lacks.push("named executor");
    }
    match told("expires").and_then(|e| Some((moment(&e)?, e.len() <= 10))) {
        None => lacks.push("expiry"),
        Some((end, whole_day)) => {
            // A day without a time ends with the day.
            let end = if whole_day { end + DAY - 1 } else { end };
            if executions.iter().any(|e| e.at > end) {
                lacks.push("use before its expiry");
            }
        }
    }
    if told("single_use").as_deref() != Some("yes") {
        lacks.push("single use");
    } else if executions.len() > 1 {
        let actions: BTreeSet<String> = executions
            .iter()
            .map(|e| e.detail("idempotency_key").filter(|k| !k.is_empty()).map_or_else(|| e.id.to_owned(), |k| format!("key {k}")))
            .collect();
        if actions.len() > 1 {
            lacks.push("a single use only");
        }
    }
    lacks
}

/// Approvals that no execution is known to have relied on, where the log does not tell which run an event belongs to, or what it
/// follows from.
fn loose(case: &Case<'_, '_>, bare: &[&Event<'_>], relied: &BTreeSet<usize>, found: &mut BTreeMap<Vec<&'static str>, Lacking>) {
    let last = bare.iter().map(|e| e.at).max();
    let last_loose = bare.iter().filter(|e| e.run.is_none()).map(|e| e.at).max();
    let mut last_of_run: BTreeMap<&str, i64> = BTreeMap::new();
    for event in bare {
        if let Some(run) = event.run {
            let at = last_of_run.entry(run).or_insert(event.at);
            *at = event.at.max(*at);
        }
    }
    for position in case.trail.of(Kind::Approval).filter(|at| !relied.contains(at)) {
        let Some(approval) = case.trail.get(position).filter(|e| e.decided() != Decided::No) else { continue };
        let latest = match approval.run {
            None => last,
            Some(run) => last_loose.max(last_of_run.get(run).copied()),
        };
        let lacks = lacks(approval, &[]);
        if latest.is_some_and(|at| at >= approval.at) && !lacks.is_empty() {
            found.entry(lacks).or_default().approvals.push((position, None));
        }
    }
}

fn hit(case: &Case<'_, '_>, lacks: &[&str], of: &Lacking) -> Hit {
    let if_true = Steps::of(case).level(case, "EB-06", Level::High);
    let lacks = lacks.join(", ");
    let hit = Hit::new("EB-06", !of.known, if_true, format!("lacks {lacks}")).about(case.workflow);
    let (mut places, mut names) = (Vec::new(), Vec::new());
    for (approval, execution) in of.approvals.iter().take(NAMED) {
        let events = [Some(*approval), *execution].map(|at| at.and_then(|at| case.trail.get(at)));
        places.extend(events.iter().flatten().map(|e| e.place((e.kind == Kind::Approval).then_some("details"))));
        names.push(match events {
            [Some(a), Some(e)] => format!("{} (execution {})", a.id, e.id),
            [Some(a), None] => format!("{} (no execution is known to rest on it)", a.id),
            _ => String::new(),
        });
    }
    let more = if of.approvals.len() > NAMED { format!(" and {} more", of.approvals.len() - NAMED) } else { String::new() };
    let n = of.approvals.len();
    let lack = if of.known { verb(n, "lacks", "lack") } else { "may lack" };
    let text = format!("{} {lack}: {lacks}. {}{more}.", counted(n, "approval"), names.join(", "));
    hit.saying(text, places)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::chains::tests::{Change, organisation, run};
    use crate::place::Place;
    use crate::tables::Table;
    use crate::testing::Made;

    fn of(made: &Made) -> Vec<(String, String)> {
        made.case("WF-1", |c| check(c, &Access::of(c))).iter().map(|h| (h.full_code(), h.cause.clone())).collect()
    }

    fn one(changes: &[Change<'_>]) -> Vec<(String, String)> {
        let mut made = organisation();
        run(&mut made, "r", "2026-06-01", &[], changes);
        of(&made)
    }

    fn lacks(code: &str, what: &str) -> Vec<(String, String)> {
        vec![(code.to_owned(), format!("lacks {what}"))]
    }

    #[test]
    fn each_of_the_four_is_needed() {
        assert_eq!(one(&[]), []);
        assert_eq!(one(&[("approval", "content_sha256", "")]), lacks("EB-06", "content hash"));
        assert_eq!(one(&[("approval", "details", "expires=2027-01-01;single_use=yes")]), lacks("EB-06", "named executor"));
        assert_eq!(one(&[("approval", "details", "executors=agent-1;single_use=yes")]), lacks("EB-06", "expiry"));
        assert_eq!(one(&[("approval", "details", "executors=agent-1;expires=soon;single_use=yes")]), lacks("EB-06", "expiry"));
        assert_eq!(one(&[("approval", "details", "executors=agent-1;expires=2027-01-01")]), lacks("EB-06", "single use"));
        assert_eq!(one(&[("approval", "details", "executors=agent-1;expires=2027-01-01;single_use=no")]), lacks("EB-06", "single use"));
        assert_eq!(one(&[("approval", "details", "rationale=ok")]), lacks("EB-06", "named executor, expiry, single use"));
    }

    #[test]
    fn an_expiry_holds_to_its_end() {
        let expires = |e: &str| one(&[("approval", "details", &format!("executors=agent-1;expires={e};single_use=yes"))]);
        assert_eq!(expires("2026-06-01"), []);
        assert_eq!(expires("2026-06-01T10:06:00Z"), []);
        assert_eq!(expires("2026-06-01T10:05:59Z"), lacks("EB-06", "use before its expiry"));
        assert_eq!(expires("2026-05-31"), lacks("EB-06", "use before its expiry"));
    }

    #[test]
    fn an_approval_for_one_use_serves_one_action() {
        let mut made = organisation();
        run(&mut made, "r", "2026-06-01", &[], &[]);
        let mut again = |id: &str, details: &'static str| {
            let values = [("run_id", "r"), ("parents", "r-approval"), ("content_sha256", "aa"), ("actor", "agent-1"), ("details", details)];
            made.event(id, "execution", "2026-06-01T10:20:00Z", &values);
            of(&made)
        };
        assert_eq!(again("x2", "idempotency_key=r"), [], "a second try of the same action");
        assert_eq!(again("x3", "idempotency_key=s"), lacks("EB-06", "a single use only"));
    }

    #[test]
    fn only_an_approval_that_was_relied_on_in_the_period_counts() {
        let bare = ("approval", "details", "rationale=ok");
        assert_eq!(one(&[bare, ("approval", "outcome", "rejected")]), []);
        let mut made = organisation();
        run(&mut made, "r", "2026-06-01", &["execution", "effect"], &[bare]);
        assert_eq!(of(&made), []);
        let mut early = organisation();
        run(&mut early, "r", "2026-03-31", &[], &[bare]);
        assert_eq!(of(&early), []);
    }

    #[test]
    fn approvals_that_lack_the_same_are_one_finding() {
        let mut made = organisation();
        for n in 1..=10 {
            run(&mut made, &format!("r{n}"), &format!("2026-06-{n:02}"), &[], &[("approval", "details", "rationale=ok")]);
        }
        run(&mut made, "s", "2026-06-20", &[], &[("approval", "content_sha256", "")]);
        let hits = made.case("WF-1", |c| check(c, &Access::of(c)));
        assert_eq!(
            hits.iter().map(|h| h.cause.as_str()).collect::<Vec<_>>(),
            ["lacks content hash", "lacks named executor, expiry, single use"]
        );
        let [one, ten] = [0, 1].map(|n| &hits[n].condition[0]);
        assert!(one.text.starts_with("1 approval lacks: content hash. "), "{}", one.text);
        assert!(ten.text.starts_with("10 approvals lack: named executor, expiry, single use. "), "{}", ten.text);
        assert!(ten.text.ends_with("and 2 more."));
        assert_eq!(ten.at.len(), 2 * NAMED);
        assert!(matches!(&ten.at[0], Place::Event { column: Some(c), .. } if c == "details"), "the approval comes first: {:?}", ten.at[0]);
    }

    #[test]
    fn what_is_not_told_cannot_be_excluded() {
        let bare = ("approval", "details", "rationale=ok");
        let unsure = lacks("EB-06-U", "named executor, expiry, single use");
        assert_eq!(one(&[bare, ("approval", "outcome", "")]), unsure);
        // The approval has no run id, and an execution of another run has no approval.
        let mut made = organisation();
        run(
            &mut made,
            "r",
            "2026-06-01",
            &[],
            &[bare, ("approval", "run_id", ""), ("approval", "parents", ""), ("execution", "parents", "")],
        );
        assert_eq!(of(&made), unsure);
        // Neither is about the other's artefact, and neither says what it follows from.
        let apart = [bare, ("approval", "artefact", "a"), ("execution", "artefact", "b"), ("execution", "parents", "")];
        assert_eq!(one(&apart), unsure);
        let mut late = organisation();
        run(
            &mut late,
            "r",
            "2026-06-01",
            &[],
            &[
                bare,
                ("approval", "ts", "2026-06-02"),
                ("approval", "run_id", ""),
                ("approval", "parents", ""),
                ("execution", "parents", ""),
            ],
        );
        assert_eq!(of(&late), [], "an approval after the execution");
    }

    #[test]
    fn severity_has_its_steps() {
        let mut made = organisation();
        run(&mut made, "r", "2026-06-01", &[], &[("approval", "content_sha256", "")]);
        let level = |made: &Made| made.case("WF-1", |c| check(c, &Access::of(c))[0].if_true);
        assert_eq!(level(&made), Level::High);
        made.set(Table::Workflows, "WF-1", "environment", "");
        assert_eq!(level(&made), Level::Critical);
        made.proven_control("K-1", &[("compensates", "EB-06")]);
        assert_eq!(level(&made), Level::High);
    }
}

//! The runs of a workflow, with what the log leaves loose put where it belongs.
//!
//! An event without a run id belongs to the run of an event it follows from (a decision, also to the run of its call; a credential, to
//! the run that is its task), else to the run of an event that follows from it, else to the only run about its artefact. What still
//! belongs nowhere is grouped by artefact, or stands alone. Runs that try one action again, with the same idempotency key and no other
//! content, are one run.

use crate::event::{Event, Kind};
use crate::trail::{GroupedBy, Run, Trail};
use std::borrow::Cow;
use std::collections::BTreeMap;

/// Events that belong to one run.
#[derive(Clone, Debug)]
pub(crate) struct Group<'e> {
    /// The run's id; the artefact or the event's id where the log gives none.
    pub id: &'e str,
    /// What it was grouped by.
    pub by: GroupedBy,
    /// Whether an event of it has no run id.
    pub loose: bool,
    /// Ids of further runs that try the same action again.
    pub retried_as: Vec<&'e str>,
    /// Positions of its events, in order of time.
    pub events: Cow<'e, [usize]>,
}

/// Every group of a trail, by its first event. Events that are no link of a chain make no group of their own.
pub(crate) fn groups<'e>(trail: &'e Trail<'e>) -> Vec<Group<'e>> {
    gathered(trail, true)
}

/// The same without joining the runs that try an action again, for where it makes no difference.
pub(crate) fn single_groups<'e>(trail: &'e Trail<'e>) -> Vec<Group<'e>> {
    gathered(trail, false)
}

fn gathered<'e>(trail: &'e Trail<'e>, retries: bool) -> Vec<Group<'e>> {
    let runs = trail.runs();
    let untouched = |r: &'e Run<'e>| Group {
        id: r.id,
        by: r.by,
        loose: r.by != GroupedBy::Run,
        retried_as: Vec::new(),
        events: Cow::Borrowed(r.events.as_slice()),
    };
    let (mut into, mut touched) = placed(trail, runs);
    touched |= retries && join_retries(trail, &mut into);
    if !touched {
        return runs.iter().map(untouched).filter(|g| is_chain(trail, &g.events)).collect();
    }
    let mut made: BTreeMap<usize, Group<'e>> = BTreeMap::new();
    for (at, run) in runs.iter().enumerate() {
        let target = settled(&into, at);
        let Some(head) = runs.get(target) else { continue };
        let group = made.entry(target).or_insert_with(|| Group { events: Cow::Owned(Vec::new()), ..untouched(head) });
        group.loose |= run.by != GroupedBy::Run;
        if at != target && run.by == GroupedBy::Run {
            group.retried_as.push(run.id);
        }
        group.events.to_mut().extend_from_slice(&run.events);
    }
    let mut groups: Vec<Group<'e>> = made.into_values().collect();
    for group in &mut groups {
        group.events.to_mut().sort_unstable();
    }
    groups.retain(|g| is_chain(trail, &g.events));
    groups.sort_by_key(|g| g.events.first().copied());
    groups
}

/// Whether events are more than what happens around a chain: reviews, edits, credentials.
fn is_chain(trail: &Trail<'_>, events: &[usize]) -> bool {
    let around = |e: &Event<'_>| {
        matches!(e.kind, Kind::HumanEdit | Kind::ReviewOpen | Kind::ReviewComment | Kind::CredentialIssue | Kind::CredentialRevoke)
    };
    events.iter().filter_map(|at| trail.get(*at)).any(|e| !around(e))
}

/// The run that stands for one, over any number of steps.
fn settled(into: &[usize], at: usize) -> usize {
    let mut here = at;
    for _ in 0..into.len() {
        match into.get(here) {
            Some(next) if *next != here => here = *next,
            _ => break,
        }
    }
    here
}

/// For each run, the run it belongs to; and whether any belongs to another.
fn placed<'e>(trail: &'e Trail<'e>, runs: &'e [Run<'e>]) -> (Vec<usize>, bool) {
    let mut into: Vec<usize> = (0..runs.len()).collect();
    if runs.iter().all(|r| r.by == GroupedBy::Run) {
        return (into, false);
    }
    let mut run_at: Vec<usize> = vec![0; trail.events().len()];
    let mut named: BTreeMap<&'e str, usize> = BTreeMap::new();
    // The one run about an artefact; none when several are.
    let mut about: BTreeMap<&'e str, Option<usize>> = BTreeMap::new();
    for (number, run) in runs.iter().enumerate() {
        for at in &run.events {
            if let Some(slot) = run_at.get_mut(*at) {
                *slot = number;
            }
        }
        if run.by == GroupedBy::Run {
            named.insert(run.id, number);
            for artefact in run.events.iter().filter_map(|at| trail.get(*at)?.artefact) {
                about.entry(artefact).and_modify(|of| *of = of.filter(|n| *n == number)).or_insert(Some(number));
            }
        }
    }
    // What follows from a loose event shows where it belongs, when it follows from nothing itself.
    let mut followed: BTreeMap<usize, usize> = BTreeMap::new();
    for (child, run) in run_at.iter().enumerate() {
        for parent in trail.parents(child) {
            let of = run_at.get(parent).copied().unwrap_or(*run);
            if of != *run && runs.get(of).is_some_and(|r| r.by != GroupedBy::Run) {
                followed.entry(of).or_insert(*run);
            }
        }
    }
    for (number, run) in runs.iter().enumerate().filter(|(_, r)| r.by != GroupedBy::Run) {
        let by_event = run.events.iter().find_map(|at| {
            let event = trail.get(*at)?;
            let by_parent = trail.parents(*at).find_map(|p| run_at.get(p).copied()).filter(|of| *of != number);
            let by_call = || match event.kind {
                Kind::PolicyDecision => event.detail("call").and_then(|call| run_at.get(trail.find(&call)?).copied()),
                Kind::CredentialIssue | Kind::CredentialRevoke => event.detail("task").and_then(|task| named.get(task.as_ref()).copied()),
                _ => None,
            };
            by_parent.or_else(by_call)
        });
        let by_artefact = || if run.by == GroupedBy::Artefact { about.get(run.id).copied().flatten() } else { None };
        let target = by_event.or_else(|| followed.get(&number).copied()).or_else(by_artefact);
        if let (Some(target), Some(slot)) = (target, into.get_mut(number)) {
            *slot = target;
        }
    }
    unwind(&mut into);
    let moved = into.iter().enumerate().any(|(at, to)| at != *to);
    (into, moved)
}

/// Lets every run point to the one that stands for it. Runs that point to each other in a circle become one.
fn unwind(into: &mut [usize]) {
    let mut seen_from: Vec<usize> = vec![usize::MAX; into.len()];
    let mut path = Vec::new();
    for start in 0..into.len() {
        let mut here = start;
        path.clear();
        while let (Some(next), Some(seen)) = (into.get(here).copied(), seen_from.get_mut(here)) {
            if next == here || *seen == start {
                break;
            }
            *seen = start;
            path.push(here);
            here = next;
        }
        for at in path.iter().copied().chain([here]) {
            if let Some(slot) = into.get_mut(at) {
                *slot = here;
            }
        }
    }
}

/// Whether two contents can be one: their hashes agree, or one is not told.
pub(crate) fn same_content(a: Option<&str>, b: Option<&str>) -> bool {
    let plain = |h: &'_ str| h.trim().trim_start_matches("sha256:").to_ascii_lowercase();
    match (a, b) {
        (Some(a), Some(b)) => a == b || plain(a) == plain(b),
        _ => true,
    }
}

/// Joins runs whose executions carry one idempotency key and no two contents. Says whether any were joined.
fn join_retries<'e>(trail: &'e Trail<'e>, into: &mut [usize]) -> bool {
    let mut keys: Vec<(Cow<'e, str>, usize, usize)> = Vec::new();
    for (number, run) in trail.runs().iter().enumerate() {
        for at in &run.events {
            let key = trail.get(*at).filter(|e| e.kind == Kind::Execution).and_then(|e| e.detail("idempotency_key"));
            keys.extend(key.filter(|k| !k.is_empty()).map(|k| (k, *at, number)));
        }
    }
    keys.sort_unstable();
    let mut joined = false;
    for same in keys.chunk_by(|a, b| a.0 == b.0) {
        let Some((_, first, head)) = same.first() else { continue };
        let sha = trail.get(*first).and_then(|e| e.sha256);
        for (_, at, number) in same.iter().skip(1) {
            let (from, to) = (settled(into, *number), settled(into, *head));
            let one = from != to && same_content(sha, trail.get(*at).and_then(|e| e.sha256));
            if let Some(slot) = into.get_mut(from.max(to)).filter(|_| one) {
                *slot = from.min(to);
                joined = true;
            }
        }
    }
    joined
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::record::Record;
    use crate::tables::Table;
    use crate::testing::row;

    /// An event by id, type and further columns.
    type Told<'t> = (&'t str, &'t str, &'t [(&'t str, &'t str)]);

    fn log(events: &[Told<'_>]) -> Vec<Record> {
        let made = events.iter().enumerate().map(|(i, (id, kind, values))| {
            let ts = format!("2026-06-01T10:00:{i:02}Z");
            let mut all = vec![("event_id", *id), ("type", *kind), ("ts", ts.as_str())];
            all.extend(values.iter().copied());
            row(Table::Events, i as u64 + 2, &all)
        });
        made.collect()
    }

    fn grouped(events: &[Told<'_>]) -> Vec<(String, Vec<usize>, bool)> {
        let records = log(events);
        let trail = Trail::new(&records);
        groups(&trail).into_iter().map(|g| (g.id.to_owned(), g.events.to_vec(), g.loose)).collect()
    }

    fn is(id: &str, events: &[usize], loose: bool) -> (String, Vec<usize>, bool) {
        (id.to_owned(), events.to_vec(), loose)
    }

    #[test]
    fn runs_that_the_log_tells_apart_stay_as_they_are() {
        let got =
            grouped(&[("a", "request", &[("run_id", "r")]), ("b", "request", &[("run_id", "s")]), ("c", "prompt", &[("run_id", "r")])]);
        assert_eq!(got, [is("r", &[0, 2], false), is("s", &[1], false)]);
    }

    #[test]
    fn a_loose_event_goes_where_its_parents_its_call_or_its_task_are() {
        let got = grouped(&[
            ("a", "tool_call", &[("run_id", "r")]),
            ("b", "approval", &[("parents", "a")]),
            ("c", "policy_decision", &[("details", "call=a")]),
            ("d", "credential_issue", &[("details", "task=r")]),
            ("e", "approval", &[]),
            ("f", "execution", &[("run_id", "s"), ("parents", "e")]),
        ]);
        assert_eq!(got, [is("r", &[0, 1, 2, 3], true), is("s", &[4, 5], true)]);
    }

    #[test]
    fn a_loose_event_goes_to_the_only_run_about_its_artefact_else_it_is_grouped_by_it() {
        let got = grouped(&[
            ("a", "request", &[("run_id", "r"), ("artefact", "one")]),
            ("b", "approval", &[("artefact", "one")]),
            ("c", "request", &[("run_id", "s"), ("artefact", "two")]),
            ("d", "request", &[("run_id", "t"), ("artefact", "two")]),
            ("e", "approval", &[("artefact", "two")]),
            ("f", "execution", &[("artefact", "three")]),
            ("g", "effect", &[("artefact", "three")]),
            ("h", "execution", &[]),
        ]);
        let own = [is("two", &[4], true), is("three", &[5, 6], true), is("h", &[7], true)];
        assert_eq!(got[..3], [is("r", &[0, 1], true), is("s", &[2], false), is("t", &[3], false)]);
        assert_eq!(got[3..], own);
    }

    #[test]
    fn reviews_edits_and_credentials_alone_are_no_run() {
        let got = grouped(&[
            ("a", "credential_issue", &[]),
            ("b", "credential_revoke", &[("run_id", "r")]),
            ("c", "review_open", &[]),
            ("d", "review_comment", &[]),
            ("e", "human_edit", &[]),
            ("f", "prompt", &[]),
        ]);
        assert_eq!(got, [is("f", &[5], true)]);
    }

    #[test]
    fn a_run_that_tries_the_same_action_again_is_the_same_run() {
        let key = ("details", "idempotency_key=k");
        let got = grouped(&[
            ("a", "execution", &[("run_id", "r"), key, ("content_sha256", "aa")]),
            ("b", "execution", &[("run_id", "s"), key, ("content_sha256", "sha256:AA")]),
            ("c", "execution", &[("run_id", "t"), key, ("content_sha256", "bb")]),
            ("d", "execution", &[("run_id", "u"), key]),
            ("e", "execution", &[("run_id", "v"), ("details", "idempotency_key=")]),
            ("f", "execution", &[("run_id", "w"), ("details", "idempotency_key=")]),
        ]);
        assert_eq!(got, [is("r", &[0, 1, 3], false), is("t", &[2], false), is("v", &[4], false), is("w", &[5], false)]);
    }

    #[test]
    fn events_that_follow_from_each_other_in_a_circle_are_one_run() {
        let got =
            grouped(&[("a", "prompt", &[("parents", "c")]), ("b", "prompt", &[("parents", "a")]), ("c", "prompt", &[("parents", "b")])]);
        assert_eq!(got.len(), 1);
        assert_eq!(got[0].1, [0, 1, 2]);
    }

    #[test]
    fn a_long_chain_of_loose_events_is_one_run() {
        let records: Vec<Record> = (0..20_000u64)
            .map(|n| {
                let (id, parent) = (format!("e{n}"), format!("e{}", n + 1));
                let ts = format!("2026-06-01T{:02}:{:02}:{:02}Z", n / 3600, n / 60 % 60, n % 60);
                row(Table::Events, n, &[("event_id", &id), ("type", "prompt"), ("ts", &ts), ("parents", &parent)])
            })
            .collect();
        let trail = Trail::new(&records);
        assert_eq!(groups(&trail).len(), 1);
    }
}

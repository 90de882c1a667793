//! EB-01 standing access: a credential without an end or with a long life, or a grant that is not just-in-time and is active while no
//! run is in progress. What belongs to one task is exempt when the log shows that it ended with the task. It needs when and how a
//! credential is issued and how long it lives, the kind of a grant, and runs; without any of them it cannot be excluded.

use super::access::{Access, called, ended, identity_of};
use super::found::{Found, Verdict};
use super::lifetime::{DAY, Life, bounds};
use super::severity::Steps;
use crate::case::Case;
use crate::event::{Kind, midnight};
use crate::hit::Hit;
use crate::place::Place;
use crate::record::Record;
use crate::risk::Level;
use crate::trail::{GroupedBy, Trail};
use crate::words::duration;
use std::collections::BTreeMap;

pub(super) fn hits(case: &Case<'_, '_>, access: &Access<'_>) -> Vec<Hit> {
    let mut found = Found::new(case, "EB-01", Level::Medium);
    let tasks = Tasks::of(case, access);
    credentials(case, access, &tasks, &mut found);
    grants(case, access, &tasks, &mut found);
    found.hits(case)
}

fn credentials(case: &Case<'_, '_>, access: &Access<'_>, tasks: &Tasks<'_>, found: &mut Found) {
    let steps = Steps::of(case);
    let limit = case.parameters().credential_long_lived_seconds();
    let longest = duration(limit);
    for c in access.credentials.iter().filter(|c| !ended(c, case.period().from)) {
        let issued = issued_for_long(case, access, c, limit);
        let (verdict, text) = match Life::of(c, case.parameters()) {
            _ if tasks.end_it(case, access, c) => continue,
            Life::Long => (Verdict::Yes, format!("{} lives longer than {longest}.", called(c))),
            Life::Endless => (Verdict::Yes, format!("{} is standing and has no expiry.", called(c))),
            Life::Untold => (Verdict::Open, format!("How long {} lives is not told.", low(&called(c)))),
            Life::Short => (Verdict::No, String::new()),
        };
        let cause = format!("credentials of {}", identity_of(c));
        match (verdict, issued) {
            (Verdict::Yes, _) | (Verdict::Open, None) => {
                let columns = ["issued_per", "issued_at", "expires_at", "ttl_seconds"];
                let at = columns.into_iter().filter(|x| *x == "expires_at" || c.get(x).is_some()).map(|x| Place::cell(c, x)).collect();
                found.add(cause, verdict == Verdict::Open, steps, c, || (text, at));
            }
            (_, Some(at)) => {
                let text = format!("{} was issued for longer than {longest}.", called(c));
                found.add(cause, false, steps, c, || (text, vec![at]));
            }
            (Verdict::No, None) => {}
        }
    }
}

/// The event that issued a credential for longer than the threshold. What an issue does not say is left to the record.
fn issued_for_long(case: &Case<'_, '_>, access: &Access<'_>, c: &Record, limit: i64) -> Option<Place> {
    let used = access.uses.credential(case.trail, &c.key)?;
    let mut issues = used.issues.iter().filter_map(|at| case.trail.get(*at));
    let long = |e: &&crate::event::Event<'_>| e.detail("ttl_seconds").and_then(|s| s.parse::<i64>().ok()).is_some_and(|s| s > limit);
    issues.find(long).map(|e| e.place(Some("details")))
}

fn grants(case: &Case<'_, '_>, access: &Access<'_>, tasks: &Tasks<'_>, found: &mut Found) {
    let mut runs = None;
    let mut by_task: BTreeMap<&str, bool> = BTreeMap::new();
    for g in &access.grants {
        let kind = g.get("kind");
        if kind == Some("jit") || ended(g, case.period().from) {
            continue;
        }
        let runs = runs.get_or_insert_with(|| in_progress(case.trail));
        let Some(window) = active(case, g).filter(|w| !covered(runs, *w)) else { continue };
        let identity = identity_of(g);
        if *by_task.entry(identity).or_insert_with(|| tasks.end_all(case, access, identity)) {
            continue;
        }
        let unsure = runs.is_empty() || kind.is_none();
        let say = || {
            let text = match (kind, runs.is_empty()) {
                (None, _) => format!("Whether {} is standing or just-in-time is not told.", low(&called(g))),
                (_, true) => format!("{} is standing; no run is on record, so whether it is active between runs is not known.", called(g)),
                (_, false) => format!("{} is standing and active while no run is in progress.", called(g)),
            };
            let mut at = vec![Place::cell(g, "kind")];
            // The run that is the first after the grant became active and before which there was none.
            let next = runs.iter().find(|r| r.0 > window.0).or(runs.last());
            at.extend(next.and_then(|r| case.trail.get(r.2)).map(|e| e.place(Some("ts"))));
            (text, at)
        };
        found.add(format!("grants to {identity}"), unsure, Steps::of(case).reaching(case, g), g, say);
    }
}

/// A sentence's beginning inside a sentence.
fn low(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map_or_else(String::new, |first| first.to_lowercase().chain(letters).collect())
}

/// When a grant was active within the days covered; what its dates do not tell is taken as the whole of them.
fn active(case: &Case<'_, '_>, g: &Record) -> Option<(i64, i64)> {
    let (first, last) = (midnight(case.period().from), midnight(case.as_of()).saturating_add(DAY));
    let from = g.get("granted_at").and_then(bounds).map_or(first, |b| b.0.max(first));
    let to = g.get("expires_at").and_then(bounds).map_or(last, |b| b.1.min(last));
    (from < to).then_some((from, to))
}

/// The times in which a run that has an id was in progress, merged where they meet: from, to, and the event that begins it.
fn in_progress(trail: &Trail<'_>) -> Vec<(i64, i64, usize)> {
    let time = |at: Option<&usize>| at.and_then(|p| trail.get(*p)).map(|e| e.at);
    let named = trail.runs().iter().filter(|r| r.by == GroupedBy::Run);
    let spans = named.filter_map(|r| Some((time(r.events.first())?, time(r.events.last())?, *r.events.first()?)));
    let mut merged: Vec<(i64, i64, usize)> = Vec::new();
    // Runs come by their first event.
    for span in spans {
        match merged.last_mut() {
            Some(last) if span.0 <= last.1 => last.1 = last.1.max(span.1),
            _ => merged.push(span),
        }
    }
    merged
}

fn covered(runs: &[(i64, i64, usize)], window: (i64, i64)) -> bool {
    let after = runs.partition_point(|r| r.0 <= window.0);
    after.checked_sub(1).and_then(|at| runs.get(at)).is_some_and(|r| window.1 <= r.1)
}

/// When tasks ended, by the id of their run.
struct Tasks<'t>(BTreeMap<&'t str, i64>);

impl<'t> Tasks<'t> {
    fn of(case: &Case<'t, '_>, access: &Access<'_>) -> Self {
        if access.uses.credentials.iter().all(|c| c.issues.is_empty()) {
            return Self(BTreeMap::new());
        }
        let named = case.trail.runs().iter().filter(|r| r.by == GroupedBy::Run);
        let works = |p: &&usize| case.trail.get(**p).is_some_and(|e| !matches!(e.kind, Kind::CredentialIssue | Kind::CredentialRevoke));
        let end = |events: &[usize]| events.iter().rev().find(works).and_then(|p| case.trail.get(*p)).map(|e| e.at);
        Self(named.filter_map(|r| Some((r.id, end(&r.events)?))).collect())
    }

    /// Whether the log shows that a credential for one task ended with each task that it was issued for.
    fn end_it(&self, case: &Case<'_, '_>, access: &Access<'_>, c: &Record) -> bool {
        // An issue that does not say of what may be of this one.
        let known = c.get("issued_per") == Some("task") && access.uses.nameless_issue.is_none();
        let Some(used) = access.uses.credential(case.trail, &c.key).filter(|u| known && !u.issues.is_empty()) else { return false };
        // A threshold is a small whole number of seconds.
        #[allow(clippy::cast_possible_truncation, reason = "a saturating cast of a checked, small number")]
        let grace = case.parameters().get("boundary_task_grace_seconds") as i64 * 1000;
        used.issues.iter().all(|at| {
            let Some(e) = case.trail.get(*at) else { return false };
            let run = || case.trail.run_of(*at).filter(|r| r.by == GroupedBy::Run).and_then(|r| self.0.get(r.id));
            let Some(end) = e.detail("task").and_then(|t| self.0.get(&*t)).or_else(run) else { return false };
            let revoked = used.revokes.get(used.revokes.partition_point(|r| r < at)).and_then(|r| case.trail.get(*r)).map(|r| r.at);
            let seconds = e.detail("ttl_seconds").and_then(|s| s.parse().ok()).or_else(|| c.integer("ttl_seconds"));
            let expires = seconds.map(|s: i64| e.at.saturating_add(s.saturating_mul(1000)));
            revoked.into_iter().chain(expires).min().is_some_and(|gone| gone <= end.saturating_add(grace))
        })
    }

    /// Whether an identity has credentials, and each of them ends with its task.
    fn end_all(&self, case: &Case<'_, '_>, access: &Access<'_>, identity: &str) -> bool {
        let mut own = access.credentials.iter().filter(|c| identity_of(c) == identity).peekable();
        own.peek().is_some() && own.all(|c| self.end_it(case, access, c))
    }
}

#[cfg(test)]
mod tests {
    use crate::boundary::tests::{GRANT, codes, find, organisation};
    use crate::risk::Level;
    use crate::tables::Table::{Credentials, Grants, Identities, Workflows};
    use crate::testing::{Made, varied};

    /// A run of the workflow in which a credential is issued, used for work for an hour, and revoked so many seconds after it.
    fn run(made: &mut Made, issue: &[(&str, &str)], revoked: Option<&str>) {
        let values = varied(&[("run_id", "r1"), ("actor", "I-1"), ("credential", "C-1")], issue);
        made.event("e1", "credential_issue", "2026-09-01T10:00:00Z", &values);
        made.event("e2", "tool_call", "2026-09-01T11:00:00Z", &[("run_id", "r1"), ("actor", "I-1")]);
        if let Some(at) = revoked {
            made.event("e3", "credential_revoke", at, &[("run_id", "r1"), ("actor", "I-1"), ("credential", "C-1")]);
        }
    }

    #[test]
    fn a_long_life_or_no_end_is_standing_access() {
        let mut made = organisation();
        made.set(Credentials, "C-1", "ttl_seconds", "86400");
        assert!(codes(&made, "EB-01").is_empty());
        made.set(Credentials, "C-1", "ttl_seconds", "86401");
        let hits = find(&made, "EB-01");
        assert_eq!((hits.len(), hits[0].full_code().as_str(), hits[0].cause.as_str()), (1, "EB-01", "credentials of I-1"));
        assert_eq!(hits[0].condition[0].text, "Credential C-1 of I-1 lives longer than 24 hours.");
        assert_eq!((hits[0].if_true, hits[0].severity), (Level::Medium, Level::Medium));
        made.set(Credentials, "C-1", "ttl_seconds", "").set(Credentials, "C-1", "issued_per", "standing");
        made.set(Credentials, "C-1", "revocation_triggers", "incident");
        assert_eq!(find(&made, "EB-01")[0].condition[0].text, "Credential C-1 of I-1 is standing and has no expiry.");
        made.set(Credentials, "C-1", "issued_per", "");
        let hits = find(&made, "EB-01");
        assert_eq!((hits[0].full_code().as_str(), hits[0].if_true, hits[0].severity), ("EB-01-U", Level::Medium, Level::Low));
        assert_eq!(hits[0].condition[0].text, "How long credential C-1 of I-1 lives is not told.");
        made.set(Workflows, "WF-1", "environment", "prod");
        assert_eq!(find(&made, "EB-01")[0].if_true, Level::High);
    }

    #[test]
    fn a_credential_that_ended_before_the_period_is_no_access() {
        let mut made = organisation();
        made.set(Credentials, "C-1", "issued_per", "").set(Credentials, "C-1", "ttl_seconds", "").set(
            Credentials,
            "C-1",
            "issued_at",
            "2020-01-01",
        );
        made.set(Credentials, "C-1", "expires_at", "2026-03-31T23:59:59Z");
        assert!(codes(&made, "EB-01").is_empty());
        made.set(Credentials, "C-1", "expires_at", "2026-04-01T00:00:01Z");
        assert_eq!(codes(&made, "EB-01"), ["EB-01"]);
    }

    #[test]
    fn the_log_shows_an_issue_for_longer_than_the_record_says() {
        let mut made = organisation();
        run(&mut made, &[("details", "ttl_seconds=86400")], None);
        assert!(codes(&made, "EB-01").is_empty());
        made.events.clear();
        run(&mut made, &[("details", "ttl_seconds=86401")], None);
        let hits = find(&made, "EB-01");
        assert_eq!(hits[0].condition[0].text, "Credential C-1 of I-1 was issued for longer than 24 hours.");
        assert!(!hits[0].unsure);
    }

    #[test]
    fn what_ends_with_its_task_is_exempt() {
        let long = |issue: &[(&str, &str)], revoked| {
            let mut made = organisation();
            made.set(Credentials, "C-1", "ttl_seconds", "100000");
            run(&mut made, issue, revoked);
            codes(&made, "EB-01").len()
        };
        assert_eq!(long(&[], Some("2026-09-01T11:15:00Z")), 0);
        assert_eq!(long(&[], Some("2026-09-01T11:15:01Z")), 1);
        assert_eq!(long(&[], None), 1);
        assert_eq!(long(&[("run_id", "")], Some("2026-09-01T11:00:00Z")), 1, "no task is known");
        assert_eq!(long(&[("run_id", ""), ("details", "task=r1")], Some("2026-09-01T11:15:00Z")), 0);
        assert_eq!(long(&[("credential", "")], Some("2026-09-01T11:00:00Z")), 1);
        let mut made = organisation();
        made.set(Credentials, "C-1", "ttl_seconds", "");
        run(&mut made, &[("details", "ttl_seconds=4500")], None);
        assert!(codes(&made, "EB-01").is_empty(), "it expires a quarter of an hour after the task");
        made.set(Credentials, "C-1", "issued_per", "session");
        assert_eq!(codes(&made, "EB-01"), ["EB-01-U"], "only what is for one task is exempt");
        made.set(Credentials, "C-1", "issued_per", "task");
        made.event("e4", "credential_issue", "2026-09-02T10:00:00Z", &[("actor", "I-1"), ("details", "ttl_seconds=1")]);
        assert_eq!(codes(&made, "EB-01"), ["EB-01-U"], "an issue of something is not told");
    }

    #[test]
    fn every_issue_has_to_end_with_its_task() {
        let mut made = organisation();
        made.set(Credentials, "C-1", "ttl_seconds", "");
        run(&mut made, &[("details", "ttl_seconds=60")], None);
        made.event(
            "e5",
            "credential_issue",
            "2026-09-02T10:00:00Z",
            &[("run_id", "r2"), ("actor", "I-1"), ("credential", "C-1"), ("details", "ttl_seconds=901")],
        )
        .event("e6", "tool_call", "2026-09-02T10:00:00Z", &[("run_id", "r2"), ("actor", "I-1")]);
        assert_eq!(codes(&made, "EB-01"), ["EB-01-U"]);
        made.parameters.set("boundary_task_grace_seconds", "901").unwrap();
        assert!(codes(&made, "EB-01").is_empty());
    }

    #[test]
    fn a_standing_grant_is_active_between_runs() {
        let mut made = organisation();
        made.set(Grants, GRANT, "kind", "standing");
        let hits = find(&made, "EB-01");
        assert_eq!((hits[0].full_code().as_str(), hits[0].cause.as_str()), ("EB-01-U", "grants to I-1"));
        assert!(hits[0].condition[0].text.contains("no run is on record"));
        for (id, ts) in [("e1", "2026-03-31T23:00:00Z"), ("e2", "2026-10-01T00:00:00Z")] {
            made.event(id, "tool_call", ts, &[("run_id", "r1"), ("actor", "I-1"), ("actor_kind", "service")]);
        }
        assert!(codes(&made, "EB-01").is_empty(), "one run is in progress all the time");
        made.events[1] = crate::testing::row(
            crate::tables::Table::Events,
            9,
            &[
                ("event_id", "e2"),
                ("type", "tool_call"),
                ("ts", "2026-09-30T23:59:59Z"),
                ("workflow", "WF-1"),
                ("run_id", "r1"),
                ("actor", "I-1"),
            ],
        );
        let hits = find(&made, "EB-01");
        assert_eq!(hits[0].full_code(), "EB-01");
        assert_eq!(hits[0].condition[0].text, "The grant of read on R-1 to I-1 is standing and active while no run is in progress.");
        made.set(Grants, GRANT, "expires_at", "2026-09-30T23:00:00Z");
        assert!(codes(&made, "EB-01").is_empty(), "it was active within the run");
        made.set(Grants, GRANT, "granted_at", "2026-10-01");
        made.set(Grants, GRANT, "expires_at", "");
        assert!(codes(&made, "EB-01").is_empty(), "it was not active yet");
        made.set(Grants, GRANT, "granted_at", "").set(Grants, GRANT, "kind", "");
        assert_eq!(codes(&made, "EB-01"), ["EB-01-U"], "it may be just-in-time");
        made.set(Grants, GRANT, "expires_at", "2026-03-30");
        assert!(codes(&made, "EB-01").is_empty(), "it ended before the period");
    }

    #[test]
    fn runs_that_meet_are_one_time_in_progress_and_runs_without_an_id_are_none() {
        let mut made = organisation();
        made.set(Grants, GRANT, "kind", "standing");
        made.set(Grants, GRANT, "granted_at", "2026-05-01T10:00:00Z").set(Grants, GRANT, "expires_at", "2026-05-01T12:00:00Z");
        let mut event = |id: &str, run: (&str, &str), ts: &str| {
            made.event(id, "tool_call", ts, &[run, ("actor", "I-1")]);
            codes(&made, "EB-01")
        };
        event("a", ("artefact", "x"), "2026-05-01T09:00:00Z");
        assert_eq!(event("b", ("artefact", "x"), "2026-05-01T13:00:00Z"), ["EB-01-U"]);
        event("c", ("run_id", "r1"), "2026-05-01T10:00:00Z");
        assert_eq!(event("d", ("run_id", "r1"), "2026-05-01T11:00:00Z"), ["EB-01"]);
        event("e", ("run_id", "r2"), "2026-05-01T11:00:00Z");
        assert!(event("f", ("run_id", "r2"), "2026-05-01T12:00:00Z").is_empty());
        event("g", ("run_id", "r3"), "2026-05-01T11:10:00Z");
        assert!(event("h", ("run_id", "r3"), "2026-05-01T11:20:00Z").is_empty(), "a run within a longer one ends nothing");
    }

    #[test]
    fn a_grant_whose_every_credential_ends_with_its_task_is_exempt() {
        let mut made = organisation();
        made.set(Grants, GRANT, "kind", "standing");
        run(&mut made, &[], None);
        assert!(codes(&made, "EB-01").is_empty());
        made.put(
            Credentials,
            &[
                ("id", "C-2"),
                ("identity", "I-1"),
                ("issued_per", "session"),
                ("ttl_seconds", "60"),
                ("holders", "WF-1"),
                ("workload_claim", "yes"),
            ],
        );
        assert_eq!(codes(&made, "EB-01"), ["EB-01"], "another one does not");
        made.put(Identities, &[("id", "I-2"), ("kind", "workload")]);
        made.records.retain(|r| r.table != Credentials);
        assert_eq!(codes(&made, "EB-01"), ["EB-01"], "without a credential nothing ends");
    }
}

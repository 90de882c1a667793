//! EB-14, not revalidated after a context change: the environment, severity, sensitivity, model, tool, prompt or owner changed, no
//! review of access and no decision of the policy followed in time, and the workflow was used afterwards.
//!
//! A decision about one call, as a policy makes all day, is no second look at a change; one that names no call is. In time is a number of
//! days by class. A change within those days of the as-of day is not late yet. A change before the period counts when the workflow went
//! into the period, or past those days in it, without a second look. It cannot be excluded where a review tells no day or no decision, or
//! where nothing tells of the use.

use super::access::Access;
use super::severity::Steps;
use crate::case::Case;
use crate::event::{Kind, moment};
use crate::hit::Hit;
use crate::place::Place;
use crate::record::Record;
use crate::risk::Level;
use crate::variability::Class;
use std::collections::BTreeMap;

/// A day in milliseconds.
const DAY: i64 = 86_400_000;

/// How many changes a condition names.
const NAMED: usize = 8;

/// Changes of one kind with what is to be said of each, and whether any of it is known.
type Late<'a> = (bool, Vec<(&'a Record, String)>);

/// First and last millisecond of what a date column tells: a day is all of it.
fn span(text: &str) -> Option<(i64, i64)> {
    let from = moment(text)?;
    Some((from, if text.len() <= 10 { from + DAY - 1 } else { from }))
}

/// Looks for changes that nobody looked at again.
pub fn check(case: &Case<'_, '_>, access: &Access<'_>) -> Vec<Hit> {
    let mut by_kind: BTreeMap<&str, Late<'_>> = BTreeMap::new();
    for change in case.related().changes_of(&case.workflow.key) {
        if let Some((known, text)) = late(case, access, change) {
            let of = by_kind.entry(change.get("kind").unwrap_or("")).or_default();
            of.0 |= known;
            of.1.push((change, text));
        }
    }
    let if_true = Steps::of(case).level(case, "EB-14", Level::High);
    let hits = by_kind.into_iter().map(|(kind, (known, changes))| {
        let mut hit = Hit::new("EB-14", !known, if_true, format!("{kind} changed")).about(case.workflow);
        let more = changes.len().saturating_sub(NAMED);
        for (number, (change, text)) in changes.into_iter().enumerate() {
            hit = hit.about(change);
            if number < NAMED {
                hit = hit.saying(text, vec![Place::cell(change, "at")]);
            }
        }
        if more > 0 { hit.saying(format!("And {more} more."), Vec::new()) } else { hit }
    });
    hits.collect()
}

/// What is to be said of a change that was not re-validated in time, and whether that is known; `None` when there is nothing to say.
fn late(case: &Case<'_, '_>, access: &Access<'_>, change: &Record) -> Option<(bool, String)> {
    let name = if case.class.high >= Class::D2 { "boundary_revalidation_days_dynamic" } else { "boundary_revalidation_days" };
    let days = case.parameters().get(name);
    #[allow(clippy::cast_possible_truncation, reason = "a threshold is finite and not negative; the cast saturates")]
    let limit = (days * 86_400_000.0) as i64;
    let (changed, changed_end) = span(change.get("at")?)?;
    let end_of = |day: chrono::NaiveDate| span(&day.to_string()).map(|(_, end)| end);
    let (as_of, period_from) = (end_of(case.as_of())?, span(&case.period().from.to_string())?.0);
    let due = changed_end.saturating_add(limit);
    if due > as_of {
        return None;
    }
    // A change before the period is of interest when the workflow went through the period without a look at it.
    let due = if changed_end < period_from { due.max(period_from) } else { due };
    let in_time = |(from, to): (i64, i64)| to >= changed && from <= due;
    // A review of the day of a change that tells its hour may have been before it.
    let either = |(from, to): (i64, i64)| from < changed && to >= changed;
    let reviewed = reviewed(case, access, &in_time, &either);
    let reviewed = match (reviewed, decided_again(case, &in_time)) {
        (Some(true), _) | (_, Some(true)) => return None,
        (None, _) | (_, None) => None,
        (Some(false), Some(false)) => Some(false),
    };
    let used = used(case, access, changed, as_of);
    if used == Some(false) {
        return None;
    }
    let kind = change.get("kind").unwrap_or("context");
    let of = |c: &str| change.get(c).map(str::to_owned);
    let what = match (of("from"), of("to")) {
        (Some(from), Some(to)) => format!(" from {from} to {to}"),
        _ => String::new(),
    };
    let at = change.get("at").unwrap_or("");
    let looked = if reviewed.is_none() {
        "whether access was reviewed in time is not told"
    } else {
        "no review of access and no policy decision followed in time"
    };
    let use_ = if used.is_none() { "and whether the workflow was used since is not told" } else { "and the workflow was used since" };
    Some((reviewed.is_some() && used.is_some(), format!("The {kind} changed{what} on {at}; {looked}, {use_}.")))
}

/// Whether access was reviewed: the workflow, or every identity it acts as, or every grant of it. `None` when a review does not tell
/// its day or its decision, or may have been before the change.
fn reviewed(
    case: &Case<'_, '_>,
    access: &Access<'_>,
    in_time: &impl Fn((i64, i64)) -> bool,
    either: &impl Fn((i64, i64)) -> bool,
) -> Option<bool> {
    let of = |subject: &str, kind: &str| {
        let mut found = Some(false);
        for review in case.related().reviews_of(subject) {
            if review.get("subject_kind").is_some_and(|k| k != kind) {
                continue;
            }
            let told = review.get("decision").is_some() && review.get("subject_kind").is_some();
            match (review.get("at").and_then(span), review.get("decision")) {
                // Planned, and not made.
                (None, None) => {}
                (Some(at), _) if !in_time(at) => {}
                (Some(at), _) if told && !either(at) => return Some(true),
                _ => found = None,
            }
        }
        found
    };
    let all = |found: Vec<Option<bool>>| {
        if found.is_empty() || found.contains(&Some(false)) {
            Some(false)
        } else {
            found.into_iter().collect::<Option<Vec<bool>>>().map(|_| true)
        }
    };
    let last = case.workflow.get("last_reviewed").and_then(span).filter(|at| in_time(*at));
    let workflow = match (last.map(either), of(&case.workflow.key, "workflow")) {
        (Some(false), _) => Some(true),
        (Some(true), Some(false)) => None,
        (_, found) => found,
    };
    let identities = || all(access.ids.iter().map(|id| of(id, "identity")).collect()).filter(|all| !all || access.ids_told);
    let grants = || all(access.grants.iter().map(|g| of(&g.key, "grant")).collect()).filter(|all| !all || access.ids_told);
    let parts = [workflow, identities(), grants()];
    if parts.contains(&Some(true)) {
        Some(true)
    } else if parts.contains(&None) {
        None
    } else {
        Some(false)
    }
}

/// Whether the policy was decided again: a decision in time that is about no call. `None` when one does not tell what it is about.
fn decided_again(case: &Case<'_, '_>, in_time: &impl Fn((i64, i64)) -> bool) -> Option<bool> {
    let mut found = Some(false);
    for event in case.trail.of(Kind::PolicyDecision).filter_map(|at| case.trail.get(at)).filter(|e| in_time((e.at, e.at))) {
        match (event.detail("call").is_some_and(|c| !c.is_empty()), event.detail("policy").is_some_and(|p| !p.is_empty())) {
            (true, _) => {}
            (false, true) => return Some(true),
            (false, false) => found = None,
        }
    }
    found
}

/// Whether the workflow was used after a moment: an event, or the last use of a credential or a grant. `None` when nothing tells.
fn used(case: &Case<'_, '_>, access: &Access<'_>, after: i64, as_of: i64) -> Option<bool> {
    let events = case.trail.events();
    let start = events.partition_point(|e| e.at <= after);
    if events.get(start).is_some_and(|e| e.at <= as_of) {
        return Some(true);
    }
    // A log that ends before the change may have been taken before it: what it does not show says nothing.
    let records = access.credentials.len() + access.grants.len();
    let mut told = !events.is_empty() && records > 0;
    for record in access.credentials.iter().chain(&access.grants) {
        match record.get("last_used").and_then(span) {
            // A day that is the day of the change may be before or after it: it is read as after.
            Some((_, end)) if end > after => return Some(true),
            Some(_) => {}
            None => told = false,
        }
    }
    if told && access.ids_told { Some(false) } else { None }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::chains::tests::{organisation, run};
    use crate::tables::Table;
    use crate::testing::Made;

    /// The model changed on the first of June, and a run followed on the tenth without a decision of the policy.
    fn changed() -> Made {
        let mut made = organisation();
        made.put(Table::ContextChanges, &[("workflow", "WF-1"), ("kind", "model"), ("at", "2026-06-01"), ("from", "a"), ("to", "b")]);
        run(&mut made, "r", "2026-06-10", &["policy_decision"], &[]);
        made
    }

    fn of(made: &Made) -> Vec<String> {
        made.case("WF-1", |c| check(c, &Access::of(c))).iter().map(Hit::full_code).collect()
    }

    fn reviewed(at: &str, more: &[(&str, &str)]) -> Vec<String> {
        let mut made = changed();
        let mut all = vec![("id", "RV-1"), ("at", at)];
        for default in [("subject_kind", "workflow"), ("subject", "WF-1"), ("decision", "attest")] {
            if !more.iter().any(|(c, _)| *c == default.0) {
                all.push(default);
            }
        }
        all.extend(more.iter().filter(|(_, v)| !v.is_empty()));
        made.put(Table::Reviews, &all);
        of(&made)
    }

    #[test]
    fn a_change_that_nobody_looked_at_raises_it() {
        let made = changed();
        assert_eq!(of(&made), ["EB-14"]);
        let hit = &made.case("WF-1", |c| check(c, &Access::of(c)))[0];
        assert_eq!((hit.cause.as_str(), hit.if_true), ("model changed", Level::High));
        assert_eq!(
            hit.condition[0].text,
            "The model changed from a to b on 2026-06-01; no review of access and no policy decision followed in time, and the workflow was used since."
        );
    }

    #[test]
    fn a_review_in_time_clears_it_to_the_last_day() {
        assert_eq!(reviewed("2026-06-01", &[]), Vec::<String>::new());
        assert_eq!(reviewed("2026-06-08", &[]), Vec::<String>::new(), "seven days for a bounded workflow");
        assert_eq!(reviewed("2026-06-08T23:59:59Z", &[]), Vec::<String>::new());
        assert_eq!(reviewed("2026-06-09T00:00:00Z", &[]), ["EB-14"]);
        assert_eq!(reviewed("2026-05-31", &[]), ["EB-14"]);
        assert_eq!(reviewed("2026-06-02", &[("subject_kind", "identity"), ("subject", "agent-1")]), Vec::<String>::new());
        assert_eq!(reviewed("2026-06-02", &[("subject_kind", "identity"), ("subject", "svc-1")]), ["EB-14"]);
        let mut last = changed();
        last.set(Table::Workflows, "WF-1", "last_reviewed", "2026-06-03");
        assert_eq!(of(&last), Vec::<String>::new());
    }

    #[test]
    fn a_review_of_the_day_of_a_change_that_tells_its_hour_may_have_been_before_it() {
        let at = |change: &str, review: &str, last: &str| {
            let mut made = organisation();
            made.put(Table::ContextChanges, &[("workflow", "WF-1"), ("kind", "model"), ("at", change)]);
            made.set(Table::Workflows, "WF-1", "last_reviewed", last);
            run(&mut made, "r", "2026-09-29", &["policy_decision"], &[]);
            let values = [("id", "RV"), ("at", review), ("subject_kind", "workflow"), ("subject", "WF-1"), ("decision", "attest")];
            made.put(Table::Reviews, &values);
            of(&made)
        };
        let hour = "2026-05-01T15:00:00Z";
        assert_eq!((at(hour, "2026-05-01", ""), at(hour, "2026-01-01", "2026-05-01")), (vec!["EB-14-U".into()], vec!["EB-14-U".into()]));
        assert_eq!(at(hour, "2026-05-02", ""), Vec::<String>::new());
        assert_eq!(at(hour, "2026-05-01T16:00:00Z", ""), Vec::<String>::new());
        assert_eq!(at("2026-05-01", "2026-05-01", ""), Vec::<String>::new(), "the same day");
    }

    #[test]
    fn a_dynamic_workflow_has_one_day() {
        let by = |at: &str| {
            let mut made = changed();
            made.set(Table::Workflows, "WF-1", "tool_mode", "dynamic");
            made.put(
                Table::Reviews,
                &[("id", "RV-1"), ("at", at), ("subject_kind", "workflow"), ("subject", "WF-1"), ("decision", "attest")],
            );
            of(&made)
        };
        assert_eq!(by("2026-06-02"), Vec::<String>::new());
        assert_eq!(by("2026-06-03"), ["EB-14"]);
    }

    #[test]
    fn a_decision_of_the_policy_about_no_call_clears_it() {
        let decided = |ts: &str, details: &str| {
            let mut made = changed();
            made.event("d", "policy_decision", ts, &[("run_id", "s"), ("details", details)]);
            of(&made)
        };
        assert_eq!(decided("2026-06-05T10:00:00Z", "policy=access"), Vec::<String>::new());
        assert_eq!(decided("2026-06-05T10:00:00Z", "policy=access;call=r-tool_call"), ["EB-14"], "a decision of every day");
        assert_eq!(decided("2026-06-05T10:00:00Z", ""), ["EB-14-U"]);
        assert_eq!(decided("2026-05-31T23:59:59Z", "policy=access"), ["EB-14"]);
        assert_eq!(decided("2026-06-09T00:00:00Z", "policy=access"), ["EB-14"]);
    }

    #[test]
    fn a_grant_counts_when_every_grant_was_reviewed() {
        let mut made = changed();
        let grant = |r: &'static str| [("identity", "agent-1"), ("resource", r), ("permission", "read"), ("last_used", "2026-06-01")];
        made.put(Table::Grants, &grant("a")).put(Table::Grants, &grant("b"));
        let keys: Vec<String> = made.records.iter().filter(|r| r.table == Table::Grants).map(|r| r.key.clone()).collect();
        for (number, key) in keys.iter().enumerate() {
            assert_eq!(of(&made), ["EB-14"], "{number} of two");
            let id = format!("RV-{number}");
            made.put(
                Table::Reviews,
                &[("id", &id), ("at", "2026-06-02"), ("subject_kind", "grant"), ("subject", key), ("decision", "change")],
            );
        }
        assert_eq!(of(&made), Vec::<String>::new());
    }

    #[test]
    fn without_use_afterwards_there_is_nothing_to_say() {
        let mut made = organisation();
        made.put(Table::ContextChanges, &[("workflow", "WF-1"), ("kind", "tool"), ("at", "2026-06-01")]);
        run(&mut made, "r", "2026-05-20", &[], &[]);
        assert_eq!(of(&made), ["EB-14-U"], "the credential's last use is not told");
        made.set(Table::Credentials, "C-1", "last_used", "2026-05-31");
        assert_eq!(of(&made), Vec::<String>::new());
        made.set(Table::Credentials, "C-1", "last_used", "2026-06-02");
        assert_eq!(of(&made), ["EB-14"]);
        made.set(Table::Credentials, "C-1", "last_used", "2026-05-31").events.clear();
        assert_eq!(of(&made), ["EB-14-U"], "no log");
        let mut bare = organisation();
        bare.put(Table::ContextChanges, &[("workflow", "WF-1"), ("kind", "tool"), ("at", "2026-06-01")]);
        run(&mut bare, "r", "2026-05-20", &[], &[]);
        bare.records.retain(|r| r.table != Table::Credentials);
        assert_eq!(of(&bare), ["EB-14-U"], "the log may have been taken before");
        let mut untold = changed();
        untold.events.clear();
        untold.set(Table::Credentials, "C-1", "last_used", "2026-05-31").set(Table::Workflows, "WF-1", "agents", "");
        assert_eq!(of(&untold), ["EB-14-U"]);
    }

    #[test]
    fn what_a_review_does_not_tell_cannot_be_excluded() {
        assert_eq!(reviewed("", &[]), ["EB-14-U"]);
        assert_eq!(reviewed("", &[("decision", "")]), ["EB-14"], "planned, and not made");
        assert_eq!(reviewed("2026-06-02", &[("decision", "")]), ["EB-14-U"]);
        assert_eq!(reviewed("2026-07-02", &[("decision", "")]), ["EB-14"]);
        assert_eq!(reviewed("2026-06-02", &[("subject_kind", "")]), ["EB-14-U"]);
    }

    #[test]
    fn it_is_late_only_when_the_days_are_over_and_an_old_change_when_nothing_followed() {
        let at = |day: &str, review: Option<&str>| {
            let mut made = organisation();
            made.put(Table::ContextChanges, &[("workflow", "WF-1"), ("kind", "owner"), ("at", day)]);
            run(&mut made, "r", "2026-09-29", &["policy_decision"], &[]);
            if let Some(at) = review {
                made.put(
                    Table::Reviews,
                    &[("id", "RV"), ("at", at), ("subject_kind", "workflow"), ("subject", "WF-1"), ("decision", "attest")],
                );
            }
            of(&made)
        };
        assert_eq!(at("2026-09-23", None), ["EB-14"]);
        assert_eq!(at("2026-09-24", None), Vec::<String>::new());
        assert_eq!(at("2026-04-01", Some("2026-05-01")), ["EB-14"]);
        assert_eq!(at("2026-03-31", Some("2026-05-01")), ["EB-14"], "used in the period before anybody looked");
        assert_eq!(at("2026-03-31", Some("2026-04-05")), Vec::<String>::new());
        assert_eq!(at("2025-06-01", Some("2026-03-20")), Vec::<String>::new(), "late, and before the period");
        assert_eq!(at("2026-03-31", None), ["EB-14"]);
    }

    #[test]
    fn changes_of_one_kind_are_one_finding_with_its_steps() {
        let mut made = changed();
        for (kind, day) in [("model", "2026-06-03"), ("tool", "2026-06-02")] {
            made.put(Table::ContextChanges, &[("workflow", "WF-1"), ("kind", kind), ("at", day)]);
        }
        made.set(Table::Workflows, "WF-1", "environment", "prod");
        let hits = made.case("WF-1", |c| check(c, &Access::of(c)));
        assert_eq!(
            hits.iter().map(|h| (h.cause.as_str(), h.condition.len())).collect::<Vec<_>>(),
            [("model changed", 2), ("tool changed", 1)]
        );
        assert!(hits.iter().all(|h| h.if_true == Level::Critical));
        made.proven_control("K-1", &[("compensates", "EB-14")]);
        assert!(made.case("WF-1", |c| check(c, &Access::of(c))).iter().all(|h| h.if_true == Level::High));
    }
}

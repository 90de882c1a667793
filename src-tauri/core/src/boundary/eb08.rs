//! EB-08 environment crossing: an identity reaches an environment that is neither its home nor declared, or one that is not at home in
//! production holds a permission there. It needs the identity's home, where the resource stands (the grant's own environment counts
//! where the resource tells nothing, and excludes nothing), and the environments that the workflow declares. An execution reaches the
//! environment that it tells, else that of its workflow; one without any details may have been anywhere.

use super::access::{Access, called, ended, identity_of};
use super::found::{Found, Verdict};
use super::severity::Steps;
use crate::case::Case;
use crate::event::{ActorKind, Event, Kind};
use crate::facts::misread;
use crate::hit::Hit;
use crate::place::Place;
use crate::registry::Actor;
use crate::risk::Level;
use crate::tables::Table;
use std::borrow::Cow;
use std::collections::BTreeSet;

const PROD: &str = "prod";
const ENVIRONMENTS: [&str; 3] = ["dev", "test", PROD];

pub(super) fn hits(case: &Case<'_, '_>, access: &Access<'_>) -> Vec<Hit> {
    let mut found = Found::new(case, "EB-08", Level::High);
    let w = case.workflow;
    let declared = w.list("declared_environments").filter(|_| !misread(w, "declared_environments"));
    for g in access.grants.iter().filter(|g| !ended(g, case.period().from)) {
        let identity = identity_of(g);
        let record = case.data().find(Table::Identities, identity);
        let home = record.and_then(|i| i.get("home_environment"));
        let resource = g.get("resource").and_then(|r| case.data().find(Table::Resources, r));
        let stands = resource.and_then(|r| r.get("environment"));
        let reached = stands.or_else(|| g.get("environment"));
        let mut verdict = match reached {
            Some(e) => crosses(e, home, declared.as_deref()),
            None => Verdict::No,
        };
        if stands.is_none() && verdict == Verdict::No && ENVIRONMENTS.iter().any(|e| crosses(e, home, declared.as_deref()) != Verdict::No) {
            verdict = Verdict::Open;
        }
        if verdict == Verdict::No {
            continue;
        }
        let say = || {
            let text = match (verdict, reached, home) {
                (Verdict::Yes, Some(PROD), Some(h)) if h != PROD => {
                    format!("{} reaches production, and {identity} is at home in {h}.", called(g))
                }
                (Verdict::Yes, Some(e), Some(h)) => {
                    format!("{} reaches {e}, which is not declared; {identity} is at home in {h}.", called(g))
                }
                (_, Some(e), _) if stands.is_some() && home.is_none() => {
                    format!("{} reaches {e}; where {identity} is at home is not told.", called(g))
                }
                (_, Some(e), _) if stands.is_some() => {
                    format!("{} reaches {e}; whether the workflow declares that is not told.", called(g))
                }
                _ => format!("{}: in which environment its resource stands is not told.", called(g)),
            };
            let mut at = vec![Place::cell(g, "environment"), Place::cell(w, "declared_environments")];
            at.extend(resource.map(|r| Place::cell(r, "environment")));
            at.extend(record.map(|i| Place::cell(i, "home_environment")));
            (text, at)
        };
        found.add(format!("grants to {identity}"), verdict == Verdict::Open, Steps::of(case).reaching(case, g), g, say);
    }
    executions(case, declared.as_deref(), &mut found);
    found.hits(case)
}

/// Where the executions of the period were, by who carried them out: each environment that one of them reaches once, with the first
/// execution there. People have no home environment.
fn executions(case: &Case<'_, '_>, declared: Option<&[&str]>, found: &mut Found) {
    let (w, period) = (case.workflow, case.period());
    let mut seen: BTreeSet<(Option<&str>, Option<Cow<'_, str>>)> = BTreeSet::new();
    for event in case.trail.of(Kind::Execution).filter_map(|at| case.trail.get(at)) {
        let reached = environment(case, event);
        if !event.day().is_some_and(|d| period.from <= d && d <= period.as_of) || !seen.insert((event.actor, reached.clone())) {
            continue;
        }
        let actor = event.actor.map(|a| case.registry().resolve(a));
        if actor.is_some_and(|a| a.is_human() == Some(true)) || event.actor_kind == ActorKind::Human {
            continue;
        }
        let record = actor.and_then(Actor::record);
        let home = record.and_then(|r| r.get("home_environment"));
        let verdict = match reached.as_deref() {
            Some(e) => crosses(e, home, declared),
            None => ENVIRONMENTS.iter().map(|e| crosses(e, home, declared)).max().unwrap_or(Verdict::No).min(Verdict::Open),
        };
        // Who is in no register has no home that could be told; that is a finding of its own.
        if verdict == Verdict::No || (event.actor.is_some() && record.is_none()) {
            continue;
        }
        let who = event.actor.unwrap_or("somebody who is not told");
        let text = match (verdict, reached.as_deref(), home) {
            (Verdict::Yes, Some(e), Some(h)) if e == PROD => {
                format!("Execution {} by {who} was in production, and {who} is at home in {h}.", event.id)
            }
            (Verdict::Yes, Some(e), Some(h)) => {
                format!("Execution {} by {who} was in {e}, which is not declared; {who} is at home in {h}.", event.id)
            }
            (_, Some(e), None) => format!("Execution {} by {who} was in {e}; where that identity is at home is not told.", event.id),
            (_, Some(e), Some(_)) => {
                format!("Execution {} by {who} was in {e}; whether the workflow declares that is not told.", event.id)
            }
            (_, None, _) => format!("In which environment execution {} by {who} was is not told.", event.id),
        };
        let mut at = vec![event.place(Some("details")), Place::cell(w, "declared_environments")];
        at.extend(record.map(|i| Place::cell(i, "home_environment")));
        let production = reached.as_deref().is_none_or(|e| e == PROD);
        let steps = Steps { production, ..Steps::of(case) };
        let cause = format!("executions of {}", event.actor.unwrap_or("nobody named"));
        found.add(cause, verdict == Verdict::Open, steps, record.unwrap_or(w), || (text, at));
    }
}

/// The environment that an execution was in; `None` when that is not told.
fn environment<'e, 'a: 'e>(case: &Case<'_, 'a>, event: &Event<'e>) -> Option<Cow<'e, str>> {
    let own = event.detail("environment").map(trimmed).filter(|e| !e.is_empty());
    let own = own.map(|e| if e == "production" { PROD.into() } else { e });
    own.or_else(|| case.workflow.get("environment").filter(|_| !event.is_bare()).map(Cow::Borrowed))
}

/// A text without the blanks around it.
fn trimmed(text: Cow<'_, str>) -> Cow<'_, str> {
    match text {
        Cow::Borrowed(text) => text.trim().into(),
        Cow::Owned(text) => text.trim().to_owned().into(),
    }
}

/// Whether an identity crosses into an environment.
fn crosses(e: &str, home: Option<&str>, declared: Option<&[&str]>) -> Verdict {
    match home {
        Some(home) if home == e => Verdict::No,
        Some(_) if e == PROD => Verdict::Yes,
        // At home somewhere else, known or not: what is declared decides. Into production even that does not, unless it is at home there.
        _ => match declared.map(|d| d.contains(&e)) {
            Some(true) if e != PROD => Verdict::No,
            Some(false) if home.is_some() => Verdict::Yes,
            _ => Verdict::Open,
        },
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::boundary::tests::{GRANT, codes, find, organisation};
    use crate::risk::Level;
    use crate::tables::Table::{Grants, Identities, Resources, Workflows};

    #[test]
    fn crossing_is_decided_by_home_and_declaration() {
        use Verdict::{No, Open, Yes};
        for (e, home, declared, expected) in [
            ("dev", Some("dev"), None, No),
            ("test", Some("dev"), Some(&["dev", "test"][..]), No),
            ("test", Some("dev"), Some(&["dev"]), Yes),
            ("test", Some("dev"), None, Open),
            ("test", Some("prod"), Some(&["prod"]), Yes),
            ("test", None, Some(&["test"]), No),
            ("test", None, Some(&["dev"]), Open),
            ("test", None, None, Open),
            ("prod", Some("prod"), Some(&["dev"]), No),
            ("prod", Some("dev"), Some(&["prod"]), Yes),
            ("prod", Some("test"), None, Yes),
            ("prod", None, Some(&["prod"]), Open),
            ("prod", None, Some(&["dev"]), Open),
        ] {
            assert_eq!(crosses(e, home, declared), expected, "{e} {home:?} {declared:?}");
        }
    }

    #[test]
    fn where_the_resource_stands_decides_and_a_grant_alone_excludes_nothing() {
        for (grant, resource, expected) in [
            ("dev", "dev", &[][..]),
            ("", "dev", &[]),
            ("prod", "dev", &[]),
            ("dev", "prod", &["EB-08"]),
            ("", "prod", &["EB-08"]),
            ("prod", "", &["EB-08"]),
            ("dev", "", &["EB-08-U"]),
            ("", "", &["EB-08-U"]),
        ] {
            let mut made = organisation();
            made.set(Grants, GRANT, "environment", grant).set(Resources, "R-1", "environment", resource);
            assert_eq!(codes(&made, "EB-08"), expected, "{grant} {resource}");
        }
        let mut made = organisation();
        made.set(Identities, "I-1", "home_environment", "prod").set(Workflows, "WF-1", "declared_environments", "dev;test;prod");
        made.set(Resources, "R-1", "environment", "");
        assert!(codes(&made, "EB-08").is_empty(), "wherever it stands");
    }

    #[test]
    fn what_is_not_told_leaves_it_open() {
        let mut made = organisation();
        made.set(Resources, "R-1", "environment", "test");
        let hits = find(&made, "EB-08");
        assert_eq!((hits[0].full_code().as_str(), hits[0].if_true, hits[0].cause.as_str()), ("EB-08", Level::High, "grants to I-1"));
        assert_eq!(
            hits[0].condition[0].text,
            "The grant of read on R-1 to I-1 reaches test, which is not declared; I-1 is at home in dev."
        );
        made.set(Workflows, "WF-1", "declared_environments", "");
        assert_eq!(codes(&made, "EB-08"), ["EB-08-U"]);
        made.set(Workflows, "WF-1", "declared_environments", "dev;test");
        assert!(codes(&made, "EB-08").is_empty());
        let at = made.records.iter().position(|r| r.key == "WF-1").unwrap();
        made.records[at].extra.push(("raw.declared_environments".into(), "dev;test;somewhere".into()));
        assert_eq!(codes(&made, "EB-08"), ["EB-08-U"], "part of the cell was not understood");
        made.records[at].extra.clear();
        made.set(Workflows, "WF-1", "declared_environments", "dev").set(Identities, "I-1", "home_environment", "");
        let hits = find(&made, "EB-08");
        assert_eq!(hits[0].condition[0].text, "The grant of read on R-1 to I-1 reaches test; where I-1 is at home is not told.");
        made.set(Grants, GRANT, "expires_at", "2026-02-01");
        assert!(codes(&made, "EB-08").is_empty(), "it ended before the period");
    }

    #[test]
    fn an_execution_reaches_the_environment_that_it_tells() {
        let ran = |details: &str, home: &str, actor: &str| {
            let mut made = organisation();
            made.set(Identities, "I-1", "home_environment", home);
            let mut values = vec![("actor", actor), ("actor_kind", "agent"), ("details", details)];
            values.retain(|(_, v)| !v.is_empty());
            made.event("x-1", "execution", "2026-05-04T10:00:00Z", &values);
            find(&made, "EB-08").into_iter().filter(|h| h.cause.starts_with("executions")).collect::<Vec<_>>()
        };
        assert!(ran("environment=dev", "dev", "I-1").is_empty(), "at home");
        assert!(ran("recorded_as=I-1", "dev", "I-1").is_empty(), "where its workflow is");
        let hits = ran("environment=prod", "dev", "I-1");
        assert_eq!(
            (hits[0].full_code().as_str(), hits[0].cause.as_str(), hits[0].if_true),
            ("EB-08", "executions of I-1", Level::Critical)
        );
        assert_eq!(hits[0].condition[0].text, "Execution x-1 by I-1 was in production, and I-1 is at home in dev.");
        assert_eq!(hits[0].subjects[0].key, "I-1");
        let hits = ran("environment=test", "dev", "I-1");
        assert_eq!(hits[0].condition[0].text, "Execution x-1 by I-1 was in test, which is not declared; I-1 is at home in dev.");
        for (details, home, actor) in [("", "dev", "I-1"), ("environment=prod", "", "I-1"), ("environment=prod", "dev", "")] {
            let hits = ran(details, home, actor);
            assert_eq!(
                hits.iter().map(|h| (h.unsure, h.if_true)).collect::<Vec<_>>(),
                [(true, Level::Critical)],
                "{details} {home} {actor}"
            );
        }
        assert!(ran("environment=prod", "dev", "who").is_empty(), "who is in no register is another finding");
    }

    #[test]
    fn what_people_carry_out_and_what_lies_outside_the_period_crosses_nothing() {
        let ran = |ts: &str, actor: &str, kind: &str| {
            let mut made = organisation();
            made.put(Identities, &[("id", "I-7"), ("kind", "human"), ("home_environment", "dev")]);
            made.event("x-1", "execution", ts, &[("actor", actor), ("actor_kind", kind), ("details", "environment=prod")]);
            find(&made, "EB-08").iter().any(|h| h.cause.starts_with("executions"))
        };
        for (ts, crosses) in [
            ("2026-03-31T23:59:59Z", false),
            ("2026-04-01T00:00:00Z", true),
            ("2026-09-30T23:59:59Z", true),
            ("2026-10-01T00:00:00Z", false),
        ] {
            assert_eq!(ran(ts, "I-1", "agent"), crosses, "{ts}");
        }
        let day = "2026-05-04T10:00:00Z";
        assert!(ran(day, "I-1", "") && !ran(day, "I-1", "human") && !ran(day, "I-7", ""));
    }

    #[test]
    fn production_is_one_step_more() {
        let mut made = organisation();
        made.set(Resources, "R-1", "environment", "prod");
        let hits = find(&made, "EB-08");
        assert_eq!(hits[0].if_true, Level::Critical);
        assert_eq!(hits[0].condition[0].text, "The grant of read on R-1 to I-1 reaches production, and I-1 is at home in dev.");
    }
}

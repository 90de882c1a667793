//! EB-07, approval became access: a grant or a credential that stands was created by an approval of a person, or by what followed it.
//!
//! It cannot be excluded where what created it is not told or is not in the workflow's log, where it is not told whether it stands, or
//! whether a person approved. Access whose origin is not told, and which was given before the first approval of the log, came from none.

use super::access::Access;
use super::severity::Steps;
use crate::case::Case;
use crate::event::{ActorKind, Decided, Event, Kind};
use crate::hit::Hit;
use crate::place::Place;
use crate::record::Record;
use crate::risk::Level;
use crate::tables::Table;

/// How many records a condition names.
const NAMED: usize = 8;

/// Looks for access that an approval left behind.
pub fn check(case: &Case<'_, '_>, access: &Access<'_>) -> Vec<Hit> {
    let approvals = case.trail.of(Kind::Approval).next().is_some();
    // Without an approval in the log only what was created by an event that the log lacks may come from one.
    let lost = |r: &&Record| r.get("created_by_event").is_some_and(|id| case.trail.find(id).is_none());
    let (mut known, mut unsure): (Vec<&Record>, Vec<&Record>) = (Vec::new(), Vec::new());
    for record in access.grants.iter().chain(&access.credentials).copied().filter(|r| approvals || lost(r)) {
        match became(case, record) {
            Some(true) => known.push(record),
            None => unsure.push(record),
            Some(false) => {}
        }
    }
    let mut hits = Vec::new();
    if approvals && !access.ids_told && known.is_empty() && unsure.is_empty() {
        let if_true = Steps::of(case).level(case, "EB-07", Level::High);
        let places = ["identities", "agents"].map(|c| Place::cell(case.workflow, c)).to_vec();
        let hit = Hit::new("EB-07", true, if_true, "access of unknown origin").about(case.workflow);
        let text = "People approve what it does; which lasting access came of that is not known while its identities are not told.";
        hits.push(hit.saying(text, places).for_want_of_a_list());
    }
    for (records, is_unsure, cause) in [(known, false, "approval became access"), (unsure, true, "access of unknown origin")] {
        let levels = records.iter().map(|r| {
            let steps = Steps::of(case);
            let steps = if r.table == Table::Grants { steps.reaching(case, r) } else { steps };
            steps.level(case, "EB-07", Level::High)
        });
        let Some(if_true) = levels.max() else { continue };
        let mut hit = Hit::new("EB-07", is_unsure, if_true, cause).about(case.workflow);
        for record in &records {
            hit = hit.about(record);
        }
        for record in records.iter().take(NAMED) {
            hit = said(case, hit, record, is_unsure);
        }
        if records.len() > NAMED {
            hit = hit.saying(format!("And {} more.", records.len() - NAMED), Vec::new());
        }
        hits.push(hit);
    }
    hits
}

fn said(case: &Case<'_, '_>, hit: Hit, record: &Record, unsure: bool) -> Hit {
    let name = match record.table {
        Table::Grants => {
            let of = |c: &str| record.get(c).unwrap_or("unknown");
            format!("The grant of {} on {} to {}", of("permission"), of("resource"), of("identity"))
        }
        _ => format!("Credential {}", record.key),
    };
    let mut places = vec![Place::cell(record, "created_by_event"), Place::cell(record, stands_by(record))];
    let event = record.get("created_by_event").and_then(|id| case.trail.find(id)).and_then(|at| case.trail.get(at));
    places.extend(event.map(|e| e.place(None)));
    let text = match (unsure, record.get("created_by_event"), event) {
        (false, Some(id), _) => format!("{name} stands and was created by {id}, which is an approval or follows from one."),
        (_, None, _) => format!("What created it is not told: {}.", lower(&name)),
        (_, Some(id), None) => format!("{name} was created by {id}, which is not in the workflow's log."),
        (_, Some(id), Some(_)) => format!("{name} was created by {id}; whether it stands, or whether a person approved it, is not told."),
    };
    hit.saying(text, places)
}

fn lower(name: &str) -> String {
    let mut letters = name.chars();
    letters.next().map_or_else(String::new, |first| first.to_lowercase().chain(letters).collect())
}

fn stands_by(record: &Record) -> &'static str {
    if record.table == Table::Grants { "kind" } else { "issued_per" }
}

/// Whether a record is access that stands and came from an approval; `None` when that cannot be excluded.
fn became(case: &Case<'_, '_>, record: &Record) -> Option<bool> {
    let stands = record.get(stands_by(record)).map(|v| v == "standing");
    let over = record.day("expires_at").is_some_and(|d| d < case.period().from);
    let approved = || {
        let Some(id) = record.get("created_by_event") else { return if is_older(case, record) { Some(false) } else { None } };
        let at = case.trail.find(id)?;
        let own = case.trail.get(at)?;
        if own.kind == Kind::Approval {
            return human_yes(case, own);
        }
        let (behind, by_run) = case.trail.ancestors(at);
        let approvals: Vec<Option<bool>> =
            behind.iter().filter_map(|p| case.trail.get(*p)).filter(|e| e.kind == Kind::Approval).map(|e| human_yes(case, e)).collect();
        match (approvals.contains(&Some(true)), approvals.contains(&None)) {
            // Linked by the run alone, it may follow from another event of the run.
            (true, _) => Some(true).filter(|_| !by_run),
            (false, true) => None,
            (false, false) => Some(false).filter(|_| !by_run && !case.trail.has_lost_parent(at)),
        }
    };
    match (stands, over) {
        (Some(false), _) | (_, true) => Some(false),
        (Some(true), false) => approved(),
        (None, false) => approved().filter(|yes| !yes),
    }
}

/// Whether access was given on a day before the first approval of the log.
fn is_older(case: &Case<'_, '_>, record: &Record) -> bool {
    let given = record.day(if record.table == Table::Grants { "granted_at" } else { "issued_at" });
    let first = case.trail.of(Kind::Approval).next().and_then(|at| case.trail.get(at)?.day());
    given.zip(first).is_some_and(|(given, first)| given < first)
}

/// Whether an approval says yes and a person gave it; `None` when one of the two is not told.
fn human_yes(case: &Case<'_, '_>, approval: &Event<'_>) -> Option<bool> {
    let human = match approval.actor_kind {
        ActorKind::Human => Some(true),
        ActorKind::Agent | ActorKind::Service => Some(false),
        ActorKind::Unknown => approval.actor.and_then(|a| case.registry().resolve(a).is_human()),
    };
    match (approval.decided(), human) {
        (Decided::No, _) | (_, Some(false)) => Some(false),
        (Decided::Yes, Some(true)) => Some(true),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::chains::tests::{Change, organisation, run};
    use crate::testing::Made;

    const GRANT: [(&str, &str); 6] = [
        ("identity", "agent-1"),
        ("resource", "store"),
        ("permission", "admin"),
        ("kind", "standing"),
        ("created_by_event", "r-approval"),
        ("environment", "test"),
    ];

    fn with(grant: &[(&str, &str)], changes: &[Change<'_>]) -> Made {
        let mut made = organisation();
        let mut all: Vec<(&str, &str)> = GRANT.into_iter().filter(|(c, _)| !grant.iter().any(|(x, _)| x == c)).collect();
        all.extend(grant);
        made.put(Table::Resources, &[("id", "store"), ("sensitivity", "internal"), ("environment", "dev")]).put(Table::Grants, &all);
        run(&mut made, "r", "2026-06-01", &[], changes);
        made
    }

    fn of(made: &Made) -> Vec<(String, Level)> {
        made.case("WF-1", |c| check(c, &Access::of(c))).iter().map(|h| (h.full_code(), h.if_true)).collect()
    }

    fn is(code: &str) -> Vec<(String, Level)> {
        vec![(code.to_owned(), Level::High)]
    }

    #[test]
    fn standing_access_that_an_approval_created_raises_it() {
        assert_eq!(of(&with(&[], &[])), is("EB-07"));
        assert_eq!(of(&with(&[("created_by_event", "r-execution")], &[])), is("EB-07"), "what follows from the approval");
        let mut made = with(&[("created_by_event", "r-prompt")], &[]);
        made.set(Table::Credentials, "C-1", "created_by_event", "r-approval").set(Table::Credentials, "C-1", "issued_per", "standing");
        assert_eq!(of(&made), is("EB-07"));
        let hit = &made.case("WF-1", |c| check(c, &Access::of(c)))[0];
        assert_eq!(hit.subjects.iter().map(|s| s.key.as_str()).collect::<Vec<_>>(), ["WF-1", "C-1"]);
    }

    #[test]
    fn access_for_a_task_or_before_an_approval_does_not() {
        assert_eq!(of(&with(&[("kind", "jit")], &[])), []);
        assert_eq!(of(&with(&[("created_by_event", "r-policy_decision")], &[])), []);
        assert_eq!(of(&with(&[], &[("approval", "outcome", "rejected")])), []);
        assert_eq!(of(&with(&[], &[("approval", "actor_kind", "service")])), []);
        assert_eq!(of(&with(&[("expires_at", "2026-03-31")], &[])), [], "it ended before the period");
        assert_eq!(of(&with(&[("expires_at", "2026-04-01")], &[])), is("EB-07"));
        let mut without = organisation();
        without.put(Table::Grants, &[("identity", "agent-1"), ("resource", "s"), ("permission", "read"), ("kind", "standing")]);
        assert_eq!(of(&without), [], "no approval in the log");
        let mut lost = with(&[("created_by_event", "EV-9")], &[]);
        lost.events.retain(|e| e.get("type") != Some("approval"));
        assert_eq!(of(&lost), is("EB-07-U"), "what created it is not in the log");
    }

    #[test]
    fn what_is_not_told_cannot_be_excluded() {
        assert_eq!(of(&with(&[("created_by_event", "")], &[])), is("EB-07-U"));
        let given = |day: &str| of(&with(&[("created_by_event", ""), ("granted_at", day)], &[]));
        assert_eq!(given("2026-05-31"), [], "given before the first approval");
        assert_eq!(given("2026-06-01"), is("EB-07-U"));
        assert_eq!(of(&with(&[("created_by_event", "elsewhere"), ("granted_at", "2026-05-31")], &[])), is("EB-07-U"));
        assert_eq!(of(&with(&[("kind", "")], &[])), is("EB-07-U"));
        assert_eq!(of(&with(&[("kind", ""), ("created_by_event", "r-policy_decision")], &[])), []);
        assert_eq!(of(&with(&[], &[("approval", "outcome", "")])), is("EB-07-U"));
        assert_eq!(of(&with(&[("created_by_event", "r-execution")], &[("approval", "outcome", "")])), is("EB-07-U"));
        assert_eq!(of(&with(&[], &[("approval", "actor_kind", "")])), is("EB-07"), "the register says that the approver is a person");
        assert_eq!(of(&with(&[], &[("approval", "actor_kind", ""), ("approval", "actor", "")])), is("EB-07-U"));
        assert_eq!(of(&with(&[("created_by_event", "r-effect")], &[("effect", "parents", "")])), is("EB-07-U"), "by the run alone");
        assert_eq!(of(&with(&[("created_by_event", "r-policy_decision")], &[("policy_decision", "parents", "gone")])), is("EB-07-U"));
    }

    #[test]
    fn without_identities_it_cannot_be_excluded() {
        let mut made = with(&[], &[]);
        made.set(Table::Workflows, "WF-1", "identities", "");
        assert_eq!(of(&made), is("EB-07"), "the agent is told");
        made.set(Table::Workflows, "WF-1", "agents", "");
        assert_eq!(of(&made), is("EB-07-U"));
    }

    #[test]
    fn the_worst_of_what_is_reached_gives_the_severity() {
        let mut made = with(&[], &[]);
        made.set(Table::Resources, "store", "environment", "prod");
        assert_eq!(of(&made), [("EB-07".to_owned(), Level::Critical)]);
        made.proven_control("K-1", &[("compensates", "EB-07")]);
        assert_eq!(of(&made), is("EB-07"));
    }
}

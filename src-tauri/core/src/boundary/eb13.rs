//! EB-13 stale review: the access of a workflow was last reviewed longer ago than its class allows. A review of the workflow covers all
//! of it; without a fresh one, a review of each grant, or of the identity that holds it, does, when identities and grants are told.
//! Without any date it cannot be excluded. A review that decided nothing is none.

use super::access::{Access, ended, identity_of};
use super::found::Found;
use super::severity::Steps;
use crate::case::Case;
use crate::hit::Hit;
use crate::place::Place;
use crate::record::{KEY_SEPARATOR, Record};
use crate::risk::Level;
use chrono::NaiveDate;
use std::collections::BTreeMap;

const CAUSE: &str = "review";

pub(super) fn hits(case: &Case<'_, '_>, access: &Access<'_>) -> Vec<Hit> {
    let w = case.workflow;
    let cycle = cycle(case);
    let own = latest(w, "last_reviewed", case).max(reviewed(case, "workflow", &w.key));
    if fresh(case, own, cycle) {
        return Vec::new();
    }
    let mut by_identity: BTreeMap<&str, Option<NaiveDate>> = BTreeMap::new();
    let mut stale = Vec::new();
    for g in access.grants.iter().filter(|g| !ended(g, case.as_of())) {
        let identity = identity_of(g);
        let of_identity = *by_identity.entry(identity).or_insert_with(|| reviewed(case, "identity", identity));
        let spelled = g.key.replace(KEY_SEPARATOR, " / ");
        let of_grant = reviewed(case, "grant", &g.key).max(reviewed(case, "grant", &spelled));
        let last = own.max(of_identity).max(of_grant).max(latest(g, "last_reviewed", case));
        if !fresh(case, last, cycle) {
            stale.push((*g, last));
        }
    }
    let each = access.ids_told && access.without_grants().is_empty() && !access.grants.is_empty();
    if each && stale.is_empty() {
        return Vec::new();
    }
    let mut found = Found::new("EB-13", Level::Medium);
    let unsure = own.is_none() && stale.iter().all(|(_, last)| last.is_none());
    let steps = Steps::of(case);
    let text = match own {
        Some(day) => format!("The access of {} was last reviewed on {day}; it is due every {cycle} days.", w.key),
        None => format!("When the access of {} was last reviewed is not told; it is due every {cycle} days.", w.key),
    };
    found.add(CAUSE, unsure, steps, w, || (text, vec![Place::cell(w, "last_reviewed")]));
    for (g, last) in stale {
        found.add(CAUSE, unsure, steps, g, || {
            let name = g.key.replace(KEY_SEPARATOR, " / ");
            let text = match last {
                Some(day) => format!("The last review that covers the grant {name} was on {day}."),
                None => format!("No review that covers the grant {name} is on record."),
            };
            (text, vec![Place::cell(g, "last_reviewed")])
        });
    }
    found.hits(case)
}

/// Days between two reviews: those of the class, or fewer where the workflow says so.
fn cycle(case: &Case<'_, '_>) -> i64 {
    let class = case.parameters().review_cycle(case.class.high);
    case.workflow.integer("review_cycle_days").filter(|d| *d > 0).map_or(class, |own| own.min(class))
}

fn fresh(case: &Case<'_, '_>, last: Option<NaiveDate>, cycle: i64) -> bool {
    last.is_some_and(|day| (case.as_of() - day).num_days() <= cycle)
}

/// A day that is not after the as-of day.
fn latest(r: &Record, column: &str, case: &Case<'_, '_>) -> Option<NaiveDate> {
    r.day(column).filter(|d| *d <= case.as_of())
}

/// The last review of a subject that came to a decision.
fn reviewed(case: &Case<'_, '_>, kind: &str, subject: &str) -> Option<NaiveDate> {
    let of = case.related().reviews_of(subject).into_iter();
    of.filter(|r| r.get("subject_kind") == Some(kind) && r.get("decision").is_some()).filter_map(|r| latest(r, "at", case)).max()
}

#[cfg(test)]
mod tests {
    use crate::boundary::tests::{GRANT, codes, find, organisation};
    use crate::risk::Level;
    use crate::tables::Table::{Grants, Identities, Reviews, Workflows};
    use crate::testing::Made;

    fn reviewed(made: &mut Made, id: &str, kind: &str, subject: &str, decision: &str, at: &str) -> Vec<String> {
        made.put(Reviews, &[("id", id), ("subject_kind", kind), ("subject", subject), ("decision", decision), ("at", at)]);
        codes(made, "EB-13")
    }

    #[test]
    fn a_review_is_stale_after_the_cycle_of_the_class() {
        let mut made = organisation();
        for (last, expected) in [("2025-09-30", &[][..]), ("2025-09-29", &["EB-13"]), ("", &["EB-13-U"]), ("2026-10-01", &["EB-13-U"])] {
            made.set(Workflows, "WF-1", "last_reviewed", last);
            assert_eq!(codes(&made, "EB-13"), expected, "{last}");
        }
        made.set(Workflows, "WF-1", "last_reviewed", "2026-04-03").set(Workflows, "WF-1", "output", "generative");
        assert!(codes(&made, "EB-13").is_empty(), "180 days in class D1");
        made.set(Workflows, "WF-1", "last_reviewed", "2026-04-02");
        let hits = find(&made, "EB-13");
        assert_eq!((hits[0].if_true, hits[0].cause.as_str()), (Level::Medium, "review"));
        assert_eq!(hits[0].condition[0].text, "The access of WF-1 was last reviewed on 2026-04-02; it is due every 180 days.");
        assert_eq!(hits[0].condition[1].text, "The last review that covers the grant I-1 / R-1 / read was on 2026-04-02.");
        made.set(Workflows, "WF-1", "environment", "prod");
        assert_eq!(find(&made, "EB-13")[0].if_true, Level::High);
    }

    #[test]
    fn a_workflow_may_ask_for_more_and_not_for_less() {
        let mut made = organisation();
        for (days, expected) in [("60", 0), ("59", 1), ("0", 0), ("-1", 0), ("9999", 0)] {
            made.set(Workflows, "WF-1", "review_cycle_days", days);
            assert_eq!(codes(&made, "EB-13").len(), expected, "{days}");
        }
        made.set(Workflows, "WF-1", "review_cycle_days", "9999").set(Workflows, "WF-1", "last_reviewed", "2025-01-01");
        assert_eq!(codes(&made, "EB-13").len(), 1);
    }

    #[test]
    fn reviews_on_record_count_when_they_decided_something() {
        let mut made = organisation();
        made.set(Workflows, "WF-1", "last_reviewed", "2020-01-01");
        assert_eq!(reviewed(&mut made, "a", "workflow", "WF-1", "", "2026-09-01"), ["EB-13"]);
        assert_eq!(reviewed(&mut made, "b", "workflow", "WF-1", "attest", "2026-10-02"), ["EB-13"], "it is still to come");
        assert_eq!(reviewed(&mut made, "c", "identity", "WF-1", "attest", "2026-09-01"), ["EB-13"], "of something else");
        assert!(reviewed(&mut made, "d", "workflow", "WF-1", "change", "2026-09-01").is_empty());
    }

    #[test]
    fn access_may_be_reviewed_piece_by_piece() {
        for (kind, subject) in [("identity", "I-1"), ("grant", GRANT), ("grant", "I-1 / R-1 / read")] {
            let mut made = organisation();
            made.set(Workflows, "WF-1", "last_reviewed", "");
            assert!(reviewed(&mut made, "a", kind, subject, "revoke", "2026-09-01").is_empty(), "{kind} {subject}");
            made.put(Grants, &[("identity", "I-1"), ("resource", "R-2"), ("permission", "read"), ("last_reviewed", "2020-01-01")]);
            if kind == "grant" {
                let hits = find(&made, "EB-13");
                assert_eq!((hits[0].unsure, hits[0].subjects.len()), (false, 2), "the other grant was not");
            } else {
                assert!(codes(&made, "EB-13").is_empty());
            }
        }
        let mut made = organisation();
        made.set(Workflows, "WF-1", "last_reviewed", "").set(Grants, GRANT, "last_reviewed", "2026-09-01");
        assert!(codes(&made, "EB-13").is_empty());
        made.set(Workflows, "WF-1", "agents", "");
        assert_eq!(codes(&made, "EB-13"), ["EB-13-U"], "what else there is is not told");
        made.set(Workflows, "WF-1", "agents", "I-2").put(Identities, &[("id", "I-2")]);
        assert_eq!(codes(&made, "EB-13"), ["EB-13-U"], "what the other identity may do is not told");
        made.set(Workflows, "WF-1", "agents", "none");
        made.records.retain(|r| r.table != Grants);
        assert_eq!(codes(&made, "EB-13"), ["EB-13-U"]);
    }

    #[test]
    fn a_grant_that_has_ended_needs_no_review() {
        let mut made = organisation();
        made.set(Workflows, "WF-1", "last_reviewed", "2020-01-01").set(Grants, GRANT, "expires_at", "2026-09-01");
        assert!(codes(&made, "EB-13").is_empty());
    }
}

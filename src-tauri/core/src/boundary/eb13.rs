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
use crate::reviews::{Latest, cycle, latest_decided};
use crate::risk::Level;
use crate::tables::Table;
use chrono::NaiveDate;
use std::collections::BTreeMap;

const CAUSE: &str = "review";

pub(super) fn hits(case: &Case<'_, '_>, access: &Access<'_>) -> Vec<Hit> {
    let w = case.workflow;
    let cycle = cycle(case.parameters(), w, case.class.high);
    let own = latest_decided(case.related(), (Table::Workflows, &w.key), Some(w), case.as_of());
    if fresh(case, own, cycle) {
        return Vec::new();
    }
    let mut by_identity: BTreeMap<&str, Option<Latest<'_>>> = BTreeMap::new();
    let mut stale = Vec::new();
    for g in access.grants.iter().filter(|g| !ended(g, case.as_of())) {
        let identity = identity_of(g);
        let of_identity = *by_identity
            .entry(identity)
            .or_insert_with(|| latest_decided(case.related(), (Table::Identities, identity), None, case.as_of()));
        // Of reviews on one day, the one that looked most closely at the grant.
        let of_grant = latest_decided(case.related(), (Table::Grants, &g.key), Some(g), case.as_of());
        let last = [own, of_identity, of_grant].into_iter().flatten().max_by_key(|l| l.on);
        if !fresh(case, last, cycle) {
            stale.push((*g, last));
        }
    }
    let each = access.ids_told && access.without_grants().is_empty() && !access.grants.is_empty();
    if each && stale.is_empty() {
        return Vec::new();
    }
    let mut found = Found::new(case, "EB-13", Level::Medium);
    let unsure = own.is_none() && stale.iter().all(|(_, last)| last.is_none());
    let steps = Steps::of(case);
    found.add(CAUSE, unsure, steps, w, || of_workflow(case, own, cycle));
    for (g, last) in stale {
        found.add(CAUSE, unsure, steps, g, || of_grant(g, last, case.as_of()));
    }
    let mut hits = found.hits(case);
    if unsure && access.ids.is_empty() && access.grants.is_empty() {
        // What access there is to review is not told; when it was reviewed is part of that question.
        hits.iter_mut().for_each(|h| h.untold = true);
    }
    hits
}

/// When the access of the workflow as a whole was reviewed, and where that is told.
fn of_workflow(case: &Case<'_, '_>, last: Option<Latest<'_>>, cycle: i64) -> (String, Vec<Place>) {
    let (w, class) = (case.workflow, case.class.high);
    let mut at = vec![Place::cell(w, "last_reviewed")];
    at.extend(last.filter(|l| l.record.table == Table::Reviews).map(|l| l.place()));
    let days = if cycle == 1 { "every day".to_owned() } else { format!("every {cycle} days") };
    let every = if cycle < case.parameters().review_cycle(class) {
        at.push(Place::cell(w, "review_cycle_days"));
        format!("{days}, as the workflow asks for itself")
    } else if case.class.low < class {
        format!("{days} in class {}, which it may be of", class.word())
    } else {
        format!("{days} in class {}", class.word())
    };
    let text = match last {
        Some(l) => {
            let decided = if l.decision() == Some("revoke") { ", with the decision to revoke it" } else { "" };
            format!("The access of the workflow was last reviewed on {}{decided}; a review is due {every}.", l.on)
        }
        None => format!("When the access of the workflow was last reviewed is not told; a review is due {every}."),
    };
    (text, at)
}

/// What the last review shows of one grant, and where that is told: it cannot have looked at a grant that was made later, and a
/// decision to revoke is none to keep it.
fn of_grant(g: &Record, last: Option<Latest<'_>>, as_of: NaiveDate) -> (String, Vec<Place>) {
    let name = g.key.replace(KEY_SEPARATOR, " / ");
    let own = Place::cell(g, "last_reviewed");
    let granted = g.day("granted_at").filter(|d| *d <= as_of);
    let Some(l) = last else {
        let text = match granted {
            Some(made) => format!("No review of the grant {name} is on record since it was made on {made}."),
            None => format!("No review that covers the grant {name} is on record."),
        };
        let made = granted.map(|_| Place::cell(g, "granted_at"));
        return (text, [own].into_iter().chain(made).collect());
    };
    let day = l.on;
    // What the review was of; `None` for the grant itself.
    let of = match (l.record.table, l.record.get("subject_kind")) {
        (Table::Workflows, _) | (Table::Reviews, Some("workflow")) => Some("the workflow".to_owned()),
        (Table::Reviews, Some("identity")) => Some(format!("the identity {}", identity_of(g))),
        _ => None,
    };
    let mut at = vec![own, l.place()];
    at.dedup();
    let text = match (granted, of) {
        (Some(made), of) if made > day => {
            at.push(Place::cell(g, "granted_at"));
            let of = of.map(|of| format!(" of {of}")).unwrap_or_default();
            format!(
                "The grant {name} was made on {made} and is not reviewed since on record; the last review{of} was on {day}, before that."
            )
        }
        (_, of) if l.decision() == Some("revoke") => {
            let of = of.map_or_else(|| "the grant".to_owned(), |of| format!("the access of {of}"));
            format!("On {day} it was decided to revoke {of}; by its record the grant {name} has not ended.")
        }
        (_, None) => format!("The grant {name} was last reviewed on {day}."),
        (Some(_), Some(of)) => format!("The last review that covers the grant {name} is that of {of} on {day}."),
        (None, Some(of)) => {
            at.push(Place::cell(g, "granted_at"));
            format!("The last review that may cover the grant {name} is that of {of} on {day}; when the grant was made is not told.")
        }
    };
    (text, at)
}

fn fresh(case: &Case<'_, '_>, last: Option<Latest<'_>>, cycle: i64) -> bool {
    last.is_some_and(|l| (case.as_of() - l.on).num_days() <= cycle)
}

#[cfg(test)]
mod tests {
    use super::{Place, Table};
    use crate::boundary::tests::{GRANT, codes, find, organisation};
    use crate::risk::Level;
    use crate::tables::Table::{Grants, Identities, Reviews, Workflows};
    use crate::testing::Made;

    /// The table and the column of a place.
    fn told(place: &Place) -> (Table, String) {
        match place {
            Place::Cell { table, column, .. } => (*table, column.clone().unwrap_or_default().into_owned()),
            Place::Event { .. } => panic!("an event"),
        }
    }

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
        assert_eq!(
            hits[0].condition[0].text,
            "The access of the workflow was last reviewed on 2026-04-02; a review is due every 180 days in class D1."
        );
        made.set(Workflows, "WF-1", "review_cycle_days", "1");
        let every_day = find(&made, "EB-13")[0].condition[0].text.clone();
        assert!(every_day.ends_with("; a review is due every day, as the workflow asks for itself."), "{every_day}");
        let mut wide = made.clone();
        wide.set(Workflows, "WF-1", "review_cycle_days", "").set(Workflows, "WF-1", "memory", "");
        let may_be = find(&wide, "EB-13")[0].condition[0].text.clone();
        assert!(may_be.ends_with("; a review is due every 90 days in class D2, which it may be of."), "{may_be}");
        assert_eq!(
            hits[0].condition[1].text,
            "The last review that covers the grant I-1 / R-1 / read is that of the workflow on 2026-04-02."
        );
        made.set(Grants, GRANT, "granted_at", "");
        assert_eq!(
            find(&made, "EB-13")[0].condition[1].text,
            "The last review that may cover the grant I-1 / R-1 / read is that of the workflow on 2026-04-02; when the grant was made is \
             not told."
        );
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
    fn a_day_is_told_with_what_was_reviewed_on_it_and_where_that_stands() {
        let mut made = organisation();
        made.set(Workflows, "WF-1", "last_reviewed", "2020-01-05");
        let said = |made: &Made| {
            let said = find(made, "EB-13")[0].condition[1].clone();
            let at: Vec<_> = said.at.iter().map(told).collect();
            (said.text, at)
        };
        let cell = |table, column: &str| (table, column.to_owned());
        let (own, of_workflow) = (cell(Grants, "last_reviewed"), cell(Workflows, "last_reviewed"));
        made.set(Grants, GRANT, "granted_at", "2020-01-05");
        let text = "The last review that covers the grant I-1 / R-1 / read is that of the workflow on 2020-01-05.";
        assert_eq!(said(&made), (text.to_owned(), vec![own.clone(), of_workflow.clone()]));
        made.set(Grants, GRANT, "granted_at", "2020-01-06");
        let text = "The grant I-1 / R-1 / read was made on 2020-01-06 and is not reviewed since on record; the last review of the workflow \
                    was on 2020-01-05, before that.";
        assert_eq!(said(&made), (text.to_owned(), vec![own.clone(), of_workflow, cell(Grants, "granted_at")]));
        reviewed(&mut made, "a", "identity", "I-1", "attest", "2020-02-01");
        let text = "The last review that covers the grant I-1 / R-1 / read is that of the identity I-1 on 2020-02-01.";
        assert_eq!(said(&made), (text.to_owned(), vec![own.clone(), cell(Reviews, "at")]));
        made.set(Grants, GRANT, "last_reviewed", "2020-02-02");
        assert_eq!(said(&made), ("The grant I-1 / R-1 / read was last reviewed on 2020-02-02.".to_owned(), vec![own.clone()]));
        reviewed(&mut made, "b", "grant", GRANT, "revoke", "2020-02-02");
        let text = "On 2020-02-02 it was decided to revoke the grant; by its record the grant I-1 / R-1 / read has not ended.";
        assert_eq!(said(&made), (text.to_owned(), vec![own.clone(), cell(Reviews, "at")]));
        made.records.retain(|r| r.table != Reviews);
        made.set(Workflows, "WF-1", "last_reviewed", "").set(Grants, GRANT, "last_reviewed", "");
        let text = "No review of the grant I-1 / R-1 / read is on record since it was made on 2020-01-06.";
        assert_eq!(said(&made), (text.to_owned(), vec![own, cell(Grants, "granted_at")]));
    }

    #[test]
    fn the_day_of_the_workflow_is_told_with_the_row_that_holds_it() {
        let mut made = organisation();
        made.set(Workflows, "WF-1", "last_reviewed", "2020-01-05");
        reviewed(&mut made, "a", "workflow", "WF-1", "revoke", "2020-02-01");
        let hits = find(&made, "EB-13");
        let first = &hits[0].condition[0];
        assert!(first.text.starts_with("The access of the workflow was last reviewed on 2020-02-01, with the decision to revoke it; "));
        let at = first.at.iter().map(told).collect::<Vec<_>>();
        assert_eq!(at, [(Workflows, "last_reviewed".to_owned()), (Reviews, "at".to_owned())]);
    }

    #[test]
    fn a_grant_that_has_ended_needs_no_review() {
        let mut made = organisation();
        made.set(Workflows, "WF-1", "last_reviewed", "2020-01-01").set(Grants, GRANT, "expires_at", "2026-09-01");
        assert!(codes(&made, "EB-13").is_empty());
    }
}

//! Issues of Jira and Notion: findings and work papers become a reviewer's notes, requests for evidence become requests.

use super::csf_profile::outcome;
use super::{Context, Out};
use crate::text::{says_unknown, words};
use countersign_core::tables::{Kind, Table};

pub(super) fn read(from: &Context<'_>, out: &mut Out) {
    let row = from.record;
    let find = |wanted: &str| {
        let told = |h: &str| words(h.strip_prefix("Custom field").map_or(h, |rest| rest.trim()));
        row.members().iter().find(|(h, n)| told(h) == wanted && n.words().is_some_and(|t| !says_unknown(t, Kind::Text)))
    };
    let cell = |names: &[&str]| names.iter().find_map(|n| find(n)).and_then(|(h, n)| Some((h.as_str(), n.words()?)));
    let Some((_, key)) = cell(&["issue key", "key"]) else { return };
    let summary = cell(&["summary"]);
    let kind = cell(&["issue type", "type"]).map_or("", |(_, k)| k);
    let cited = cell(&["compliance requirement", "subcategory id", "requirement", "requirements", "control"]).map(|(_, r)| r.to_owned());
    let requirement = cited.or_else(|| summary.and_then(|(_, s)| outcome(s)));
    let owner = person(from, out, &cell, "assignee", "assignee id");
    if from.word("issue", kind) == Some("request") {
        let Some((at, what)) = summary else { return };
        let status = cell(&["status"]).and_then(|(_, s)| from.word("request", s)).map(str::to_owned);
        let request = out.add(Table::Requests, at);
        request.set("id", key).set("what", what).maybe("requirement", requirement).maybe("owner", owner).maybe("status", status);
        request.maybe("due", cell(&["due date", "due"]).map(|(_, d)| d));
        return keep(from, out);
    }
    // A work paper is its assignee's, a finding is of whom it was reported by.
    let paper = from.word("issue", kind) == Some("paper");
    let reporter = person(from, out, &cell, "reporter", "reporter id");
    let creator = person(from, out, &cell, "creator", "creator id");
    let by = if paper { owner.or(reporter).or(creator) } else { reporter.or(creator) };
    let written = if paper { cell(&["resolved", "updated", "created"]) } else { cell(&["created", "updated"]) };
    let observed: Vec<(&str, &str)> =
        ["q4", "q3", "q2", "q1"].iter().filter_map(|q| cell(&[format!("{q} observations").as_str()])).collect();
    let reason = observed.first().copied().or(if paper { None } else { summary }).or_else(|| cell(&["description"])).or(summary);
    let Some((at, reason)) = reason else { return };
    let note = out.add(Table::Decisions, at);
    note.set("id", key).set("kind", "reviewer_note").set("subject", requirement.as_deref().unwrap_or(key)).set("reason", reason);
    note.maybe("decided_by", by).maybe("at", written.map(|(_, w)| w));
    keep(from, out);
}

/// A row's cells: the first of some headers that says something, with its text.
type Cells<'a, 'r> = dyn Fn(&[&str]) -> Option<(&'r str, &'r str)> + 'a;

/// Who a pair of columns names: the account when there is one, else the name as this system knows it.
fn person<'r>(from: &Context<'_>, out: &mut Out, cell: &Cells<'_, 'r>, name: &str, id: &str) -> Option<String> {
    let (named, account) = (cell(&[name]), cell(&[id]));
    let (at, text) = account.or(named)?;
    let id = if text.contains('@') { text.to_lowercase() } else { format!("{}:{text}", from.preset.source) };
    let identity = out.mention(Table::Identities, at);
    identity.set("id", &id).maybe("name", named.map(|(_, n)| n));
    Some(id)
}

/// The row's other cells, at the record that was written down last.
fn keep(from: &Context<'_>, out: &mut Out) {
    let Some(draft) = out.drafts.last_mut() else { return };
    for (header, cell) in from.record.members() {
        draft.maybe_note(header, cell.words());
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::adapters::tests::taken;

    #[test]
    fn a_finding_is_a_note_of_whom_it_was_reported_by() {
        let (records, said) = taken(
            "jira",
            "f.csv",
            r#"{"Summary":"No second reader","Issue key":"F-1","Issue Type":"Task","Status":"Not Started","Reporter":"Ann","Reporter Id":"7:a","Created":"11/Jan/26 3:22 PM",
            "Custom field (Compliance Requirement)":"DE.CM-01","Description":"Long text"}"#,
        );
        assert!(said.is_empty(), "{said:?}");
        let note = records.iter().find(|r| r.table == Table::Decisions).unwrap();
        assert_eq!((note.key.as_str(), note.get("kind"), note.get("subject")), ("F-1", Some("reviewer_note"), Some("DE.CM-01")));
        assert_eq!(
            (note.get("reason"), note.get("decided_by"), note.get("at")),
            (Some("No second reader"), Some("jira:7:a"), Some("2026-01-11T15:22:00Z"))
        );
        assert_eq!(note.extra("Status"), Some("Not Started"));
        assert_eq!(records.iter().find(|r| r.table == Table::Identities).unwrap().get("name"), Some("Ann"));
    }

    #[test]
    fn a_work_paper_is_its_assignees_and_a_request_is_a_request() {
        let (records, _) = taken(
            "jira",
            "f.csv",
            r#"{"Summary":"GV.SC-02","Issue key":"E-1","Issue Type":"Work paper","Assignee":"Bo","Creator":"Ann","Updated":"10/Jan/26 7:46 PM",
            "Custom field (Q1 Observations)":"first","Custom field (Q2 Observations)":"second"}"#,
        );
        let note = records.iter().find(|r| r.table == Table::Decisions).unwrap();
        assert_eq!((note.get("subject"), note.get("reason"), note.get("decided_by")), (Some("GV.SC-02"), Some("second"), Some("jira:Bo")));
        let (records, _) = taken(
            "jira",
            "f.csv",
            r#"{"Summary":"Log export","Issue key":"R-1","Issue Type":"Evidence request","Status":"Open","Due date":"31/Aug/26 12:00 AM"}"#,
        );
        let request = records.iter().find(|r| r.table == Table::Requests).unwrap();
        assert_eq!(
            (request.get("what"), request.get("status"), request.get("due")),
            (Some("Log export"), Some("open"), Some("2026-08-31T00:00:00Z"))
        );
    }
}

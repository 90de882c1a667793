//! What a population may be of, and how it says in words what it is.

use crate::event::Kind;
use crate::tables::Table;
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

/// A kind of item that a sample may be drawn of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Items {
    /// As a command names it.
    pub word: &'static str,
    /// The table whose records are the items.
    pub table: Table,
    /// The kind of event, of the table events.
    pub event: Option<Kind>,
    /// Whether an item is of a day, so that a population of them has a period.
    pub dated: bool,
    /// How a sentence names them.
    pub name: &'static str,
    /// What an item's id is.
    pub id: &'static str,
    /// What such a sample is tested for.
    pub serves: &'static str,
}

const fn events(word: &'static str, event: Kind, name: &'static str, serves: &'static str) -> Items {
    Items { word, table: Table::Events, event: Some(event), dated: true, name, id: "the id of the event", serves }
}

const fn records(word: &'static str, table: Table, dated: bool, name: &'static str, id: &'static str, serves: &'static str) -> Items {
    Items { word, table, event: None, dated, name, id, serves }
}

/// The kinds of items there are: what happened, first, and what stands.
pub const ITEMS: &[Items] = &[
    events("requests", Kind::Request, "requests", "whether what was asked for was allowed to be asked"),
    events("tool-calls", Kind::ToolCall, "tool calls", "whether each call stayed within what the workflow may do"),
    events("policy-decisions", Kind::PolicyDecision, "policy decisions", "whether the policy was asked and followed"),
    events("approvals", Kind::Approval, "approvals", "whether somebody with authority looked before deciding"),
    events("executions", Kind::Execution, "executions", "whether what was carried out is what was approved"),
    events("effects", Kind::Effect, "effects", "whether each change goes back to an approval, starting from the log"),
    events("credentials-issued", Kind::CredentialIssue, "issues of credentials", "whether each was needed, narrow and short-lived"),
    records(
        "system-records",
        Table::SystemRecords,
        true,
        "records of systems of record",
        "the id of the record",
        "whether each change goes back to an approval, starting outside the log",
    ),
    records(
        "grants",
        Table::Grants,
        false,
        "grants",
        "identity, resource and permission with ` / ` between them",
        "whether each right is needed, approved and reviewed",
    ),
    records(
        "identities",
        Table::Identities,
        false,
        "identities",
        "the id of the identity",
        "whether each has an owner and is still needed",
    ),
    records("workflows", Table::Workflows, false, "workflows", "the id of the workflow", "whether a control operates in each workflow"),
];

impl Items {
    /// The kind that a command's word names.
    pub fn find(word: &str) -> Option<&'static Self> {
        ITEMS.iter().find(|i| i.word == word)
    }
}

/// What a population is of: enough to gather it again.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Definition {
    /// The word of one of [`ITEMS`].
    pub of: String,
    /// The workflows whose items they are, in id order; empty for all there are.
    pub workflows: Vec<String>,
    /// The control that is tested on them.
    pub control: Option<String>,
    /// First day, of items that have one.
    pub from: Option<NaiveDate>,
    /// Last day.
    pub to: Option<NaiveDate>,
}

impl Definition {
    /// What the population is, in a sentence: `The approvals of WF-07 from 2026-04-01 to 2026-09-30, each by the id of the event.`
    pub fn said(&self) -> String {
        let items = Items::find(&self.of);
        let name = items.map_or(self.of.as_str(), |i| i.name);
        let whose = match (self.workflows.as_slice(), items.map(|i| i.table)) {
            ([], Some(Table::Events)) => " of the whole log".to_owned(),
            ([], _) => " of the workspace".to_owned(),
            (some, Some(Table::Workflows)) => format!(" {}", listed(some)),
            (some, _) => format!(" of {}", listed(some)),
        };
        let when = match (self.from, self.to) {
            (Some(from), Some(to)) => format!(" from {from} to {to}, days in UTC"),
            _ => String::new(),
        };
        let whatever = if items.is_some_and(|i| i.event.is_some()) { ", whatever their outcome" } else { "" };
        let id = items.map_or("its id", |i| i.id);
        format!("The {name}{whose}{when}{whatever}; each by {id}.")
    }

    /// Whether a day is one of the population's; of an item whose day is not told that cannot be excluded.
    pub fn covers(&self, day: Option<NaiveDate>) -> bool {
        let Some(day) = day else { return true };
        self.from.is_none_or(|from| from <= day) && self.to.is_none_or(|to| day <= to)
    }
}

/// `A`, `A and B`, `A, B and C`.
fn listed(ids: &[String]) -> String {
    match ids {
        [] => String::new(),
        [one] => one.clone(),
        [first @ .., last] => format!("{} and {last}", first.join(", ")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn definition(of: &str, workflows: &[&str], period: bool) -> Definition {
        let day = |d: &str| if period { d.parse().ok() } else { None };
        Definition {
            of: of.to_owned(),
            workflows: workflows.iter().map(|w| (*w).to_owned()).collect(),
            control: None,
            from: day("2026-04-01"),
            to: day("2026-09-30"),
        }
    }

    #[test]
    fn a_population_says_in_words_what_it_is() {
        assert_eq!(
            definition("approvals", &["WF-07"], true).said(),
            "The approvals of WF-07 from 2026-04-01 to 2026-09-30, days in UTC, whatever their outcome; each by the id of the event."
        );
        assert_eq!(
            definition("grants", &[], false).said(),
            "The grants of the workspace; each by identity, resource and permission with ` / ` between them."
        );
        assert_eq!(definition("workflows", &["A", "B", "C"], false).said(), "The workflows A, B and C; each by the id of the workflow.");
        assert!(definition("effects", &[], true).said().starts_with("The effects of the whole log from "));
    }

    #[test]
    fn both_ends_of_the_period_count_and_a_day_that_is_not_told_is_not_excluded() {
        let d = definition("system-records", &[], true);
        let covers = |day: &str| d.covers(day.parse().ok());
        assert_eq!(["2026-03-31", "2026-04-01", "2026-09-30", "2026-10-01"].map(covers), [false, true, true, false]);
        assert!(d.covers(None));
        assert!(definition("grants", &[], false).covers("1999-01-01".parse().ok()));
    }

    #[test]
    fn each_kind_has_a_word_of_its_own_and_events_are_dated() {
        for (i, items) in ITEMS.iter().enumerate() {
            assert_eq!(Items::find(items.word), Some(items));
            assert!(ITEMS.iter().skip(i + 1).all(|o| o.word != items.word && (o.table, o.event) != (items.table, items.event)));
            assert_eq!(items.event.is_some(), items.table == Table::Events);
            assert!(items.dated || items.event.is_none());
        }
        assert_eq!(Items::find("colours"), None);
    }
}

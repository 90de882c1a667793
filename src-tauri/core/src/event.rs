//! One event of a log, read from its record. Nothing is copied: an event borrows the texts of its record.

mod details;
mod outcome;

pub use details::detail;
pub(crate) use outcome::Decided;

use crate::place::Place;
use crate::record::{Record, parse_day, split_list, trimmed};
use chrono::{DateTime, NaiveDate};
use details::Details;
use outcome::Outcome;
use serde::{Deserialize, Serialize};
use std::borrow::Cow;

/// What an event tells of.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    /// Somebody or something asked for work.
    Request,
    /// What a model was given.
    Prompt,
    /// What a model answered.
    ModelOutput,
    /// A person (or another agent) changed the text.
    HumanEdit,
    /// A reviewer opened the item.
    ReviewOpen,
    /// A reviewer wrote about it.
    ReviewComment,
    /// A tool was called.
    ToolCall,
    /// A policy was asked whether a call is allowed.
    PolicyDecision,
    /// A person decided about it.
    Approval,
    /// A credential was issued.
    CredentialIssue,
    /// A credential was revoked.
    CredentialRevoke,
    /// It was carried out.
    Execution,
    /// Something changed in a system of record.
    Effect,
}

impl Kind {
    /// All of them, in their order.
    pub const ALL: [Self; 13] = [
        Self::Request,
        Self::Prompt,
        Self::ModelOutput,
        Self::HumanEdit,
        Self::ReviewOpen,
        Self::ReviewComment,
        Self::ToolCall,
        Self::PolicyDecision,
        Self::Approval,
        Self::CredentialIssue,
        Self::CredentialRevoke,
        Self::Execution,
        Self::Effect,
    ];

    /// The kind a word of the column `type` names.
    pub fn parse(word: &str) -> Option<Self> {
        Some(match word {
            "request" => Self::Request,
            "prompt" => Self::Prompt,
            "model_output" => Self::ModelOutput,
            "human_edit" => Self::HumanEdit,
            "review_open" => Self::ReviewOpen,
            "review_comment" => Self::ReviewComment,
            "tool_call" => Self::ToolCall,
            "policy_decision" => Self::PolicyDecision,
            "approval" => Self::Approval,
            "credential_issue" => Self::CredentialIssue,
            "credential_revoke" => Self::CredentialRevoke,
            "execution" => Self::Execution,
            "effect" => Self::Effect,
            _ => return None,
        })
    }

    /// The word of the column `type`.
    pub fn word(self) -> &'static str {
        match self {
            Self::Request => "request",
            Self::Prompt => "prompt",
            Self::ModelOutput => "model_output",
            Self::HumanEdit => "human_edit",
            Self::ReviewOpen => "review_open",
            Self::ReviewComment => "review_comment",
            Self::ToolCall => "tool_call",
            Self::PolicyDecision => "policy_decision",
            Self::Approval => "approval",
            Self::CredentialIssue => "credential_issue",
            Self::CredentialRevoke => "credential_revoke",
            Self::Execution => "execution",
            Self::Effect => "effect",
        }
    }
}

/// What a size counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Unit {
    /// Words of prose.
    Word,
    /// Lines of code.
    Line,
}

/// Who an event says acted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum ActorKind {
    /// A person.
    Human,
    /// An AI agent.
    Agent,
    /// A program without a model.
    Service,
    /// It is not told.
    Unknown,
}

/// One event, borrowing its record.
#[derive(Clone, Copy, Debug)]
pub struct Event<'e> {
    /// The record it was read from.
    pub record: &'e Record,
    /// Its id.
    pub id: &'e str,
    /// What it tells of.
    pub kind: Kind,
    /// When, in milliseconds since 1970 in UTC.
    pub at: i64,
    /// The run it belongs to.
    pub run: Option<&'e str>,
    /// Who acted, as the log writes it.
    pub actor: Option<&'e str>,
    /// What the log says the actor is.
    pub actor_kind: ActorKind,
    /// For whom the actor acted.
    pub on_behalf_of: Option<&'e str>,
    /// The credential used.
    pub credential: Option<&'e str>,
    /// Ids of the events it follows from, as written (`;` between them).
    parents: Option<&'e str>,
    /// What it is about.
    pub artefact: Option<&'e str>,
    /// The hash of the content.
    pub sha256: Option<&'e str>,
    /// The size of the content, in `unit`.
    pub size: Option<u64>,
    /// What the size counts.
    pub unit: Option<Unit>,
    /// How it went: `allow`, `deny`, `approved`, `rejected`, ...
    pub outcome: Option<&'e str>,
    /// What that says.
    says: Outcome,
    /// `key=value` pairs.
    details: Option<Details<'e>>,
}

impl<'e> Event<'e> {
    /// Reads an event; `None` when its type or time cannot be understood, which an import rejects.
    pub fn read(record: &'e Record) -> Option<Self> {
        Self::read_at(record, Self::moment_of(record)?)
    }

    /// When the event of a record happened, in milliseconds since 1970 in UTC; `None` when its time cannot be understood.
    pub fn moment_of(record: &Record) -> Option<i64> {
        moment(record.at(TS)?)
    }

    /// Reads an event of which it is known when it happened; `None` when its type cannot be understood.
    pub fn read_at(record: &'e Record, at: i64) -> Option<Self> {
        let mut cells: [Option<&'e str>; 16] = [None; 16];
        for (position, value) in &record.fields {
            if let Some(cell) = cells.get_mut(usize::from(position)) {
                *cell = Some(value);
            }
        }
        // The order of the columns of the table `events`; a test keeps it so.
        let [id, run, _, kind, _, actor, actor_kind, on_behalf_of, credential, parents, artefact, sha256, size, unit, outcome, details] =
            cells;
        Some(Self {
            record,
            id: id?,
            kind: Kind::parse(kind?)?,
            at,
            run,
            actor,
            actor_kind: match actor_kind {
                Some("human") => ActorKind::Human,
                Some("agent") => ActorKind::Agent,
                Some("service") => ActorKind::Service,
                _ => ActorKind::Unknown,
            },
            on_behalf_of,
            credential,
            parents,
            artefact,
            sha256,
            size: size.and_then(|s| s.parse().ok()),
            unit: match unit {
                Some("word") => Some(Unit::Word),
                Some("line") => Some(Unit::Line),
                _ => None,
            },
            outcome,
            says: Outcome::of(outcome),
            details: details.map(Details::read),
        })
    }

    /// Which way a policy decision or an approval was taken.
    pub(crate) fn decided(&self) -> Decided {
        self.says.decided
    }

    /// Whether a call, an execution or an effect says that it did not take place.
    pub(crate) fn not_done(&self) -> bool {
        self.says.not_done
    }

    /// Whether an execution says that it was called off before anything was tried.
    pub(crate) fn called_off(&self) -> bool {
        self.says.called_off
    }

    /// Whether a call says that it still waits.
    pub(crate) fn waits(&self) -> bool {
        self.says.waits
    }

    /// The ids of the events it follows from.
    pub fn parents(&self) -> impl Iterator<Item = &'e str> {
        split_list(self.parents.unwrap_or(""))
    }

    /// Whether it names one event that it follows from, and that by this id.
    pub(crate) fn follows_only(&self, id: &str) -> bool {
        self.parents == Some(id) && !id.contains(';') && trimmed(id) == id
    }

    /// The value of one key of the details.
    pub fn detail(&self, key: &str) -> Option<Cow<'e, str>> {
        self.details.as_ref()?.get(key)
    }

    /// Whether the event has no details at all: what they would say is unknown.
    pub fn is_bare(&self) -> bool {
        self.details.is_none()
    }

    /// The last moment at which it may have happened: of a time that is known to the day only, the end of the day.
    pub fn latest(&self) -> i64 {
        if self.is_of_a_day() { self.at.saturating_add(DAY - 1) } else { self.at }
    }

    /// Whether its time is known to the day only.
    pub fn is_of_a_day(&self) -> bool {
        self.at.rem_euclid(DAY) == 0 && self.record.get("ts").is_some_and(|ts| ts.trim().len() <= 10)
    }

    /// Whether it and another are of one day and one of them tells no hour: neither is known to be the earlier.
    pub fn may_be_either_way(&self, other: &Self) -> bool {
        (self.is_of_a_day() || other.is_of_a_day()) && self.day() == other.day()
    }

    /// The day it happened, in UTC.
    pub fn day(&self) -> Option<NaiveDate> {
        DateTime::from_timestamp_millis(self.at).map(|t| t.date_naive())
    }

    /// Where it stands.
    pub fn place(&self, column: Option<&'static str>) -> Place {
        Place::Event { id: self.id.to_owned(), at: self.record.origin, column: column.map(Cow::Borrowed) }
    }
}

/// The position of the column that says when.
const TS: u16 = 4;

/// A day in milliseconds.
const DAY: i64 = 86_400_000;

/// A time in milliseconds since 1970 in UTC: RFC 3339, or a day, which begins at midnight UTC.
pub fn moment(text: &str) -> Option<i64> {
    if let Some(at) = plain_moment(text.as_bytes()) {
        return Some(at);
    }
    // No time is as short as a day.
    let day = if text.len() == 10 {
        parse_day(text)?
    } else {
        match DateTime::parse_from_rfc3339(text) {
            Ok(t) => return Some(t.timestamp_millis()),
            Err(_) => NaiveDate::parse_from_str(text, "%Y-%m-%d").ok()?,
        }
    };
    Some(midnight(day))
}

/// The moment at which a day begins, in milliseconds since 1970 in UTC.
pub(crate) fn midnight(day: NaiveDate) -> i64 {
    day.and_time(chrono::NaiveTime::MIN).and_utc().timestamp_millis()
}

/// A time as most logs write it, `2026-09-01T10:00:00Z`; `None` for any other, and for what needs a closer look.
fn plain_moment(text: &[u8]) -> Option<i64> {
    let [a, b, c, d, b'-', e, f, b'-', g, h, b'T', i, j, b':', k, l, b':', m, n, b'Z'] = *text else { return None };
    let number = |digits: &[u8]| digits.iter().try_fold(0_i64, |n, d| d.is_ascii_digit().then(|| n * 10 + i64::from(d - b'0')));
    let (year, month, day) = (number(&[a, b, c, d])?, number(&[e, f])?, number(&[g, h])?);
    let (hour, minute, second) = (number(&[i, j])?, number(&[k, l])?, number(&[m, n])?);
    // Of other days the calendar has to tell whether they exist.
    if !(1..=12).contains(&month) || !(1..=28).contains(&day) || year == 0 || hour > 23 || minute > 59 || second > 59 {
        return None;
    }
    // Years are counted from March, so that a leap day is the last of its year.
    let (year, month) = if month > 2 { (year, month - 3) } else { (year - 1, month + 9) };
    let days = 365 * year + year / 4 - year / 100 + year / 400 + (153 * month + 2) / 5 + day - 1 - 719_468;
    Some(((days * 24 + hour) * 60 + minute) * 60_000 + second * 1_000)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tables::{Table, spec};

    #[test]
    fn every_kind_has_its_place_and_its_word() {
        for (place, kind) in Kind::ALL.into_iter().enumerate() {
            assert_eq!((kind as usize, Kind::parse(kind.word())), (place, Some(kind)));
        }
        assert_eq!(Kind::parse("guess"), None);
    }

    #[test]
    fn the_columns_are_read_in_the_order_of_the_table() {
        let names: Vec<&str> = spec(Table::Events).columns.iter().map(|c| c.name).collect();
        assert_eq!(
            names,
            [
                "event_id",
                "run_id",
                "workflow",
                "type",
                "ts",
                "actor",
                "actor_kind",
                "on_behalf_of",
                "credential",
                "parents",
                "artefact",
                "content_sha256",
                "size",
                "unit",
                "outcome",
                "details"
            ]
        );
        assert_eq!(names[usize::from(TS)], "ts");
    }

    #[test]
    fn times_are_compared_in_utc() {
        assert_eq!(moment("2026-09-01T10:00:00+02:00"), moment("2026-09-01T08:00:00Z"));
        assert_eq!(moment("2026-09-01"), moment("2026-09-01T00:00:00Z"));
        assert_eq!(moment("yesterday"), None);
    }

    #[test]
    fn a_plain_time_is_what_the_calendar_says() {
        let mut day = NaiveDate::from_ymd_opt(1899, 12, 25).unwrap();
        for n in 0..80_000_u32 {
            let text = format!("{day}T{:02}:{:02}:{:02}Z", n % 24, n % 60, n % 59);
            let expected = DateTime::parse_from_rfc3339(&text).unwrap().timestamp_millis();
            assert_eq!(moment(&text), Some(expected), "{text}");
            assert_eq!(plain_moment(text.as_bytes()), Some(expected).filter(|_| chrono::Datelike::day(&day) <= 28), "{text}");
            day = day.succ_opt().unwrap();
        }
        for text in [
            "2026-02-30T10:00:00Z",
            "2026-00-10T10:00:00Z",
            "2026-13-10T10:00:00Z",
            "2026-01-00T10:00:00Z",
            "2026-01-10T24:00:00Z",
            "2026-01-10T10:60:00Z",
            "2026-01-10T10:00:61Z",
            "2026-01-1xT10:00:00Z",
            "0000-01-10T10:00:00Z",
            "2026-01-10T10:00:60Z",
            "2026-01-10T10:00:00z",
            "2026-01-10 10:00:00Z",
        ] {
            assert_eq!(plain_moment(text.as_bytes()), None, "{text}");
            assert_eq!(moment(text), DateTime::parse_from_rfc3339(text).ok().map(|t| t.timestamp_millis()), "{text}");
        }
    }
}

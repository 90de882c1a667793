//! Findings (domain 1.8): what the analyses, the claims and the exceptions raise, each once for each cause, with criteria, condition,
//! cause, effect and recommendation, an owner and a day it is due.

mod claims;
mod controls;
mod derive;
mod exceptions;
mod line;
mod page;
mod telling;
mod treatment;
mod words;

pub(crate) use controls::of_controls;
pub use controls::says_why;
pub use derive::{Raised, derive, derive_with, sort};
pub use exceptions::clause;
pub use line::{FindingLine, subject};
pub use page::{index, page};
pub use telling::{NOT_AGAIN, tell};
pub use treatment::{Rated, Response};
pub(crate) use treatment::{rated, rated_up_to};
pub use words::{FiveElements, PLACEHOLDERS, sources, words};

use crate::assess::Claim;
use crate::assess::refused::Refusal;
use crate::catalog::Method;
use crate::hit::{Hit, Paths, Said, Subject};
use crate::ids::RequirementId;
use crate::risk::Level;
use crate::seldom::Seldom;
use crate::tables::Table;
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::sync::Arc;

/// The requirements that findings speak about, each with the facet. Findings of one kind share them.
pub type Criteria = Arc<Vec<(RequirementId, Option<String>)>>;

/// Shared criteria are written as the list they are.
mod shared {
    use super::Criteria;
    use serde::{Deserialize, Deserializer, Serialize, Serializer};
    use std::sync::Arc;

    pub fn serialize<S: Serializer>(criteria: &Criteria, serializer: S) -> Result<S::Ok, S::Error> {
        criteria.as_ref().serialize(serializer)
    }

    pub fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Criteria, D::Error> {
        Ok(Arc::new(Vec::deserialize(deserializer)?))
    }
}

/// One finding.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Finding {
    /// `F-` and ten hexadecimal digits; the same in every assessment while the cause is the same.
    pub id: String,
    /// Its kind: `EB-01`, `CT-03`, `EX-EXPIRED`, ...
    pub code: String,
    /// Whether the condition only cannot be excluded: the `-U` variant.
    pub unsure: bool,
    /// How bad, as printed.
    pub severity: Level,
    /// How bad when what is unknown turns out at its worst. Statuses and the day it is due are taken from this one.
    pub if_true: Level,
    /// How likely harm is, where the kind tells.
    pub likelihood: Option<Level>,
    /// How bad harm would be, where the kind tells.
    pub impact: Option<Level>,
    /// The workflow; `None` for the organisation.
    pub workflow: Option<String>,
    /// The records that share the cause, in order.
    pub subjects: Vec<Subject>,
    /// The condition, as facts with their places, in order. An assessment is made and kept without those of its analyses: they are put
    /// in by [`tell`] when the finding is opened.
    pub condition: Vec<Said>,
    /// The paths, for EB-09 and EB-10; put in together with the condition.
    pub paths: Option<Box<Paths>>,
    /// The requirements it speaks about, each with the facet; without one, the single facet of a requirement that declares none.
    #[serde(with = "shared")]
    pub criteria: Criteria,
    /// How it was looked at.
    pub method: Method,
    /// Who has to answer it, as the records or a decision name them.
    pub owner: Option<String>,
    /// The as-of day of the first assessment that found it, and every one since.
    pub first_seen: NaiveDate,
    /// The day by which it is to be settled.
    pub due: NaiveDate,
    /// Where it stands.
    pub status: FindingStatus,
    /// The finding it repeats: it was found before, was gone, and is found again.
    pub repeat_of: Option<Box<Repeat>>,
    /// Ids of the valid exceptions that cover a criterion of it here.
    pub exceptions: Seldom<String>,
    /// Keys of the evidence that was looked at.
    pub evidence: Seldom<String>,
    /// What people decided about it.
    pub response: Option<Box<Response>>,
}

impl Finding {
    /// Its code with its variant: `EB-10`, `EB-10-U`.
    pub fn full_code(&self) -> String {
        if self.unsure { format!("{}-U", self.code) } else { self.code.clone() }
    }

    /// Whether the facets it cites fail by it (domain 4f.3). No word of a person and no exception changes that: an accepted risk is a
    /// risk.
    pub fn fails_facets(&self) -> bool {
        self.if_true >= Level::High
    }

    /// Whether a record is one of those that it is about.
    pub fn is_about(&self, table: Table, key: &str) -> bool {
        self.subjects.iter().any(|s| s.table == table && s.key == key)
    }

    /// Whether it is made of statuses, so that it accounts for none.
    pub fn follows_statuses(&self) -> bool {
        controls::CODES.contains(&self.code.as_str())
    }

    /// Whether it is due before a day and still open.
    pub fn is_overdue(&self, as_of: NaiveDate) -> bool {
        self.status != FindingStatus::Accepted && self.due < as_of
    }
}

/// Where a finding stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
#[serde(rename_all = "snake_case")]
pub enum FindingStatus {
    /// Nobody has said anything about it.
    Open,
    /// Somebody says it is being worked on.
    InProgress,
    /// A valid exception covers it.
    Accepted,
    /// Somebody says the risk is accepted, and no valid exception covers it.
    SaidAccepted,
    /// Somebody says it is resolved, and it is still found.
    SaidResolved,
}

impl FindingStatus {
    /// The word of machine formats.
    pub fn word(self) -> &'static str {
        match self {
            Self::Open => "open",
            Self::InProgress => "in_progress",
            Self::Accepted => "accepted",
            Self::SaidAccepted => "said_accepted",
            Self::SaidResolved => "said_resolved",
        }
    }

    /// The words a person reads.
    pub fn label(self) -> &'static str {
        match self {
            Self::Open => "open",
            Self::InProgress => "in progress",
            Self::Accepted => "accepted by an exception",
            Self::SaidAccepted => "said accepted, no valid exception covers it",
            Self::SaidResolved => "said resolved, still found",
        }
    }
}

/// An earlier time at which the same cause was found.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Repeat {
    /// The finding's id.
    pub id: String,
    /// The as-of day of the last assessment that found it before it was gone.
    pub last_seen: NaiveDate,
}

/// What earlier assessments found.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Previous {
    /// The findings of the assessment before this one, with the day each was first seen.
    pub findings: BTreeMap<String, NaiveDate>,
    /// The findings of all earlier assessments, with the day each was last seen.
    pub ever: BTreeMap<String, NaiveDate>,
}

/// What findings are derived from.
#[derive(Clone, Debug)]
pub struct Sources<'s> {
    /// What analyses found, by the id of the workflow; an empty id stands for the organisation.
    pub hits: Vec<(String, Vec<Hit>)>,
    /// Claims with the questions they raise.
    pub claims: &'s [Claim],
    /// Exceptions by id with the clauses that fail, as [`crate::assess::Assessment::exceptions`] lists them.
    pub exceptions: &'s BTreeMap<String, Vec<String>>,
    /// Exceptions that what is found refuses somewhere, by id.
    pub refused: &'s BTreeMap<&'s str, Refusal>,
    /// What parts raise that fail by their controls.
    pub controls: Vec<Raised>,
}

/// Whether a text is the id of a finding.
pub fn is_id(text: &str) -> bool {
    let hex = |c: char| c.is_ascii_digit() || ('a'..='f').contains(&c);
    text.strip_prefix("F-").is_some_and(|digits| digits.len() >= 10 && digits.chars().all(hex))
}

#[cfg(test)]
pub(crate) mod tests;

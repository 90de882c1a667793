//! What an analysis found: a condition that holds, or that cannot be excluded, with the places it is read from.

use crate::place::Place;
use crate::record::Record;
use crate::risk::Level;
use crate::tables::Table;
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;

/// A statement of fact with where it can be read.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Said {
    /// One sentence; what the records show, never what it means.
    pub text: String,
    /// The cells and events it rests on.
    pub at: Vec<Place>,
}

impl Said {
    /// A statement with its places.
    pub fn new(text: impl Into<String>, at: Vec<Place>) -> Self {
        Self { text: text.into(), at }
    }

    /// The rules that could not be looked at for want of what was said before, by code.
    pub fn not_looked_at(codes: &BTreeSet<&str>) -> Self {
        let codes: Vec<&str> = codes.iter().copied().collect();
        let listed = match codes.split_last() {
            Some((last, [])) => (*last).to_owned(),
            Some((last, rest)) => format!("{} and {last}", rest.join(", ")),
            None => String::new(),
        };
        Self::new(format!("For want of that, {listed} could not be looked at."), Vec::new())
    }
}

/// What a finding is about.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Subject {
    /// The table it is a record of.
    pub table: Table,
    /// Its key.
    pub key: String,
}

impl Subject {
    /// A record as a subject.
    pub fn of(record: &Record) -> Self {
        Self { table: record.table, key: record.key.clone() }
    }
}

/// A path through the flow of a workflow, as node ids from the first to the last.
pub type Path = Vec<String>;

/// An edge of the flow.
pub type Edge = (String, String);

/// The paths behind EB-09 and EB-10.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Paths {
    /// The processing nodes it holds for, in id order.
    pub nodes: Vec<String>,
    /// One shortest path for each leg, by its name: `untrusted`, `private`, `egress` (EB-10), `crossing` (EB-09).
    pub witness: std::collections::BTreeMap<String, Path>,
    /// The smallest sets of edges whose gating removes it, in id order. Only the smallest size is listed.
    pub smallest_fix: Vec<Vec<Edge>>,
    /// Edges with a gate that is claimed and not proven: it would break the path if it were.
    pub would_break: Vec<Edge>,
}

/// A condition that cannot be excluded and is told in the hit of another code, because the same question would answer both.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct StandsFor {
    /// Its code, without a variant.
    pub code: String,
    /// How bad it is when what is unknown turns out at its worst: what its kind cites fails by this one.
    pub if_true: Level,
}

/// A condition that holds for a workflow, or cannot be excluded.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Hit {
    /// `EB-01`, ...
    pub code: String,
    /// Whether something it needs is unknown: the `-U` variant.
    pub unsure: bool,
    /// How bad, as printed: for the `-U` variant one level below `if_true`.
    pub severity: Level,
    /// How bad it is when what is unknown turns out at its worst. Statuses are taken from this one.
    pub if_true: Level,
    /// What it is about: the records that share the cause, in order, without repeats.
    pub subjects: Vec<Subject>,
    /// What makes two hits one finding: a text that stays the same while the cause does, without dates and counts.
    pub cause: String,
    /// The condition, as facts.
    pub condition: Vec<Said>,
    /// The paths, for EB-09 and EB-10.
    pub paths: Option<Box<Paths>>,
    /// Whether it cannot be excluded only because a whole list is not told for the workflow.
    pub untold: bool,
    /// The conditions that are told in it, by code.
    pub stands_for: Vec<StandsFor>,
}

impl Hit {
    /// A hit with its severity: `if_true`, and one level lower when it only cannot be excluded.
    pub fn new(code: &str, unsure: bool, if_true: Level, cause: impl Into<String>) -> Self {
        let severity = if unsure { if_true.down() } else { if_true };
        Self {
            code: code.to_owned(),
            unsure,
            severity,
            if_true,
            subjects: Vec::new(),
            cause: cause.into(),
            condition: Vec::new(),
            paths: None,
            untold: false,
            stands_for: Vec::new(),
        }
    }

    /// Takes in a condition of another code that the same question would answer: its facts, its severity, and what it cites.
    pub fn take_in(&mut self, other: Hit) {
        self.if_true = self.if_true.max(other.if_true);
        self.severity = if self.unsure { self.if_true.down() } else { self.if_true };
        for subject in other.subjects {
            if !self.subjects.contains(&subject) {
                self.subjects.push(subject);
            }
        }
        for said in other.condition {
            if !self.condition.contains(&said) {
                self.condition.push(said);
            }
        }
        self.stands_for.push(StandsFor { code: other.code, if_true: other.if_true });
    }

    /// Names what it is about.
    #[must_use]
    pub fn about(mut self, record: &Record) -> Self {
        let subject = Subject::of(record);
        if !self.subjects.contains(&subject) {
            self.subjects.push(subject);
        }
        self
    }

    /// Adds a fact of the condition.
    #[must_use]
    pub fn saying(mut self, text: impl Into<String>, at: Vec<Place>) -> Self {
        self.condition.push(Said::new(text, at));
        self
    }

    /// Says that nothing but a whole list that is not told leaves it open.
    #[must_use]
    pub fn for_want_of_a_list(mut self) -> Self {
        self.untold = true;
        self
    }

    /// Its code with its variant: `EB-10`, `EB-10-U`.
    pub fn full_code(&self) -> String {
        if self.unsure { format!("{}-U", self.code) } else { self.code.clone() }
    }
}

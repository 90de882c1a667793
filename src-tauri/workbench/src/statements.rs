//! What people decide in the window, as rows of the organisation's own tables.

use crate::desk::{Moment, Workbench};
use crate::error::{Error, Result};
use crate::screens::day_words;
use crate::screens::{Treatment, Written};
use crate::stating::Statement;
use countersign_core::Record;
use countersign_core::digest::sha256_hex;
use countersign_core::findings::is_id;
use countersign_core::record::parse_day;
use countersign_core::tables::Table;

/// The words a finding's status may be said with, and how a sentence says them.
const SAID: [(&str, &str); 4] = [
    ("open", "is open"),
    ("in_progress", "is in progress"),
    ("accepted", "is said to be accepted"),
    ("resolved", "is said to be resolved"),
];

impl Workbench {
    /// Writes down what a person decides about a finding. It stands beside what is computed, and the next assessment that covers its
    /// day takes it into account.
    ///
    /// # Errors
    /// `usage/id`, `usage/status`, `usage/date`, `usage/reason`; `state/refused`, `workspace/failed`.
    pub fn treat_finding(&mut self, treatment: &Treatment, now: &Moment) -> Result<Written> {
        let t = treatment;
        if !is_id(&t.id) {
            return Err(Error::new("usage/id", format!("`{}` is not the id of a finding.", t.id), "Choose one of the list."));
        }
        reason(&t.response)?;
        let mut value: Vec<String> = Vec::new();
        let mut said = t.id.clone();
        if let Some(status) = told(&t.status) {
            let Some((word, sentence)) = SAID.iter().find(|(word, _)| *word == status) else {
                let hint = "Say open, in_progress, accepted or resolved.";
                return Err(Error::new("usage/status", format!("`{status}` is not a status of a finding."), hint));
            };
            value.push(format!("status={word}"));
            said.push_str(&format!(" {sentence}"));
        } else {
            said.push_str(" is answered");
        }
        if let Some(owner) = told(&t.owner) {
            value.push(format!("owner={}", serde_json::to_string(owner)?));
            said.push_str(&format!(", {owner} answers"));
        }
        if let Some(due) = told(&t.due) {
            let day = day(due)?;
            value.push(format!("due={day}"));
            said.push_str(&format!(", due {}", day_words(day)));
        }
        let mut values = vec![
            ("id", new_id(&t.id, now, &format!("{t:?}"))),
            ("kind", "treatment".to_owned()),
            ("subject", t.id.clone()),
            ("value", value.join(";")),
            ("reason", t.response.trim().to_owned()),
            ("decided_by", now.actor.clone()),
            ("at", now.at.clone()),
        ];
        values.extend(t.likelihood.map(|l| ("likelihood", l.word().to_owned())));
        values.extend(t.impact.map(|l| ("impact", l.word().to_owned())));
        self.written(&[Statement::new(Table::Decisions, values)], now, said)
    }

    /// A record that is there.
    pub(crate) fn known(&self, table: Table, id: &str) -> Result<Record> {
        let none = || {
            let said = format!("The table {table} holds no `{}`.", crate::importing::shown_key(id));
            Error::new("usage/id", said, "Choose one of the list.")
        };
        self.workspace.record(table, id, None)?.ok_or_else(none)
    }

    /// Takes statements as one batch.
    pub(crate) fn written(&mut self, statements: &[Statement], now: &Moment, said: String) -> Result<Written> {
        let report = self.state(statements, now)?;
        Ok(Written { batch: report.batch, said })
    }
}

/// A text that says something.
pub(crate) fn told(text: &Option<String>) -> Option<&str> {
    text.as_deref().map(str::trim).filter(|t| !t.is_empty())
}

/// A day as a person writes it.
pub(crate) fn day(text: &str) -> Result<chrono::NaiveDate> {
    let is_day = |text: &&str| text.len() == 10;
    let wrong = || Error::new("usage/date", format!("`{text}` is not a date."), "Write dates as YYYY-MM-DD.");
    Some(text).filter(is_day).and_then(parse_day).ok_or_else(wrong)
}

/// A reason has to be given.
pub(crate) fn reason(text: &str) -> Result<()> {
    if text.trim().is_empty() { Err(Error::new("usage/reason", "No reason is given.", "Say why, in a sentence.")) } else { Ok(()) }
}

/// The letters and digits of a moment: what makes the ids of statements differ.
fn stamp(now: &Moment) -> String {
    now.at.chars().filter(char::is_ascii_alphanumeric).collect()
}

/// An id that no statement of another moment or content has.
pub(crate) fn new_id(prefix: &str, now: &Moment, content: &str) -> String {
    let digest = sha256_hex(content.as_bytes());
    format!("{prefix}-{}-{}", stamp(now), digest.get(..6).unwrap_or(""))
}

/// Said of a requirement that is not there, or that may be several.
pub(crate) fn no_requirement(text: &str) -> Error {
    Error::new("usage/id", format!("There is no requirement `{text}`."), "Choose one of the list.")
}

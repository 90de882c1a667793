//! Trouble with the user's material, as data: a code, a place, what to do.

use crate::source::SourceRef;
use serde::{Deserialize, Serialize};

/// How much a diagnostic matters.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
#[serde(rename_all = "lowercase")]
pub enum Severity {
    /// Said so that nothing is silent; nothing to do.
    Note,
    /// A person should look.
    Warning,
    /// A row or value could not be used.
    Error,
}

/// One thing said about the user's material.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
pub struct Diagnostic {
    /// A code of [`crate::codes::CODES`], for example `import/unknown-column`.
    pub code: String,
    /// How much it matters.
    pub severity: Severity,
    /// What was found, as a fact.
    pub message: String,
    /// What to do about it.
    pub hint: String,
    /// Where.
    pub at: SourceRef,
    /// The id of what it is about, when it has one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub subject: Option<String>,
}

impl Diagnostic {
    /// A diagnostic with the severity and hint its code is registered with.
    pub fn new(code: &str, message: impl Into<String>, at: SourceRef) -> Self {
        let entry = crate::codes::find(code);
        Self {
            code: code.to_owned(),
            severity: entry.map_or(Severity::Warning, |e| e.severity),
            message: message.into(),
            hint: entry.map_or_else(String::new, |e| e.hint.to_owned()),
            at,
            subject: None,
        }
    }

    /// Names what the diagnostic is about.
    pub fn about(mut self, subject: &str) -> Self {
        self.subject = Some(subject.to_owned());
        self
    }

    /// Replaces the registered hint by one that knows more.
    pub fn hint(mut self, hint: impl Into<String>) -> Self {
        self.hint = hint.into();
        self
    }
}

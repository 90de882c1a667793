//! A piece of text with its colour, harmless by construction.

use super::look::{Ink, Look};
use super::text::{inert, width};
use countersign_core::status::{EditionKind, Status};

/// A piece of text with its colour.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Span {
    text: String,
    /// Its colour.
    pub ink: Ink,
}

impl Span {
    /// A text that may come from anywhere.
    pub fn new(ink: Ink, text: impl AsRef<str>) -> Self {
        Self { text: inert(text.as_ref()).into_owned(), ink }
    }

    /// The text, harmless.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// Its columns.
    pub fn width(&self) -> usize {
        width(&self.text)
    }

    /// With its colour, as it goes to the terminal.
    pub fn painted(&self, look: &Look) -> String {
        look.paint(self.ink, &self.text)
    }
}

/// Text.
pub fn plain(text: impl AsRef<str>) -> Span {
    Span::new(Ink::Plain, text)
}

/// A heading or a figure that matters.
pub fn strong(text: impl AsRef<str>) -> Span {
    Span::new(Ink::Strong, text)
}

/// Ids, sources, hashes.
pub fn dim(text: impl AsRef<str>) -> Span {
    Span::new(Ink::Dim, text)
}

/// The colour of a status.
pub fn ink_of(status: Status) -> Ink {
    match status {
        Status::Met => Ink::Met,
        Status::AcceptedRisk => Ink::Accepted,
        Status::Partial => Ink::Partial,
        Status::NotAssessed => Ink::Open,
        Status::NotMet => Ink::NotMet,
        Status::NotApplicable => Ink::Dim,
    }
}

/// The shape of a status.
pub fn shape(status: Status, look: &Look) -> &'static str {
    match status {
        Status::Met => look.either("●", "+"),
        Status::AcceptedRisk => look.either("◆", "a"),
        Status::Partial => look.either("◐", "~"),
        Status::NotAssessed => look.either("◌", "?"),
        Status::NotMet => look.either("■", "x"),
        Status::NotApplicable => look.either("–", "-"),
    }
}

/// Shape and word of a status.
pub fn status(status: Status, kind: EditionKind, look: &Look) -> Span {
    Span::new(ink_of(status), format!("{} {}", shape(status, look), status.label(kind)))
}

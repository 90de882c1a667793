//! A content file and the way from a byte in it to a line and column.

use crate::error::ContentError;
use serde::de::DeserializeOwned;
use std::ops::Range;

/// One TOML file.
#[derive(Clone, Copy)]
pub struct TomlFile<'a> {
    /// Its path inside `frameworks/`.
    pub path: &'a str,
    /// Its text.
    pub text: &'a str,
}

impl TomlFile<'_> {
    /// Reads the file into a shape.
    pub fn parse<T: DeserializeOwned>(&self) -> Result<T, ContentError> {
        toml::from_str(self.text).map_err(|e| match e.span() {
            Some(span) => self.at(span, e.message()),
            None => ContentError::whole(self.path, e.message()),
        })
    }

    /// An error at a place in the file.
    pub fn at(&self, span: Range<usize>, message: impl Into<String>) -> ContentError {
        let before = self.text.get(..span.start).unwrap_or(self.text);
        let line = before.matches('\n').count() + 1;
        let column = before.rsplit('\n').next().unwrap_or("").chars().count() + 1;
        ContentError::At { file: self.path.to_owned(), line, column, message: message.into() }
    }
}

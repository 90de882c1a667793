//! Official wording from publishers' files.

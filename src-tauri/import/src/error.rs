//! Failed operations. What is wrong with the user's material is not here: that is a diagnostic.

use crate::walk::shown;
use std::path::PathBuf;

/// What a [`crate::Sink`] may fail with.
pub type SinkError = Box<dyn std::error::Error + Send + Sync>;

/// An operation that failed, and on what. Files are named without the folders that lead to them: where they lie is nobody else's business.
#[derive(Debug, thiserror::Error)]
pub enum ImportError {
    /// A file or folder could not be read.
    #[error("cannot read `{}`", shown(path))]
    Read {
        /// The file.
        path: PathBuf,
        /// Why.
        source: std::io::Error,
    },
    /// A file could not be copied out.
    #[error("cannot copy `{}`", shown(path))]
    Copy {
        /// The file.
        path: PathBuf,
        /// Why.
        source: std::io::Error,
    },
    /// A file's bytes are not those that were planned.
    #[error("`{}` changed while it was read", shown(path))]
    Changed {
        /// The file.
        path: PathBuf,
    },
    /// A folder holds more files than can be taken.
    #[error("`{}` holds more than {limit} files", shown(path))]
    TooManyFiles {
        /// The folder.
        path: PathBuf,
        /// The limit.
        limit: usize,
    },
    /// A folder is nested deeper than can be taken.
    #[error("`{}` is nested deeper than {limit} folders", shown(path))]
    TooDeep {
        /// The folder that is too deep.
        path: PathBuf,
        /// The limit.
        limit: usize,
    },
    /// The encoding asked for is none.
    #[error("`{label}` is not the name of an encoding")]
    Encoding {
        /// The name given.
        label: String,
    },
    /// The delimiter asked for cannot separate cells.
    #[error("{delimiter:?} cannot be a delimiter")]
    Delimiter {
        /// The character given.
        delimiter: char,
    },
    /// The preset asked for is not there.
    #[error("there is no preset `{name}`; there are: {known}")]
    UnknownPreset {
        /// The name given.
        name: String,
        /// The names there are.
        known: String,
    },
    /// A sheet was asked for in a file that has none of that name.
    #[error("`{}` has no sheet `{sheet}`", shown(path))]
    Sheet {
        /// The file.
        path: PathBuf,
        /// The sheet given.
        sheet: String,
    },
    /// A preset or map file is not valid.
    #[error("map `{name}`, line {line}, column {column}: {reason}")]
    Map {
        /// The file's name.
        name: String,
        /// The line, from 1.
        line: usize,
        /// The column, from 1.
        column: usize,
        /// What is wrong.
        reason: String,
    },
    /// The receiver of the records failed.
    #[error("cannot hand on what was read from `{name}`")]
    Sink {
        /// The file.
        name: String,
        /// Why.
        source: SinkError,
    },
    /// The receiver asked to stop.
    #[error("reading `{name}` was stopped")]
    Cancelled {
        /// The file.
        name: String,
    },
    /// The reading thread broke off.
    #[error("reading `{name}` broke off (a bug)")]
    Broken {
        /// The file.
        name: String,
    },
}

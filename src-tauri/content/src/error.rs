//! What can be wrong with a content file or a publisher's file.

/// Why content cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum ContentError {
    /// A content file is wrong at one place.
    #[error("{file}:{line}:{column}: {message}")]
    At {
        /// The file, inside `frameworks/`.
        file: String,
        /// 1-based line.
        line: usize,
        /// 1-based column, in characters.
        column: usize,
        /// What is wrong.
        message: String,
    },
    /// A content file is wrong as a whole.
    #[error("{file}: {message}")]
    Whole {
        /// The file or folder, inside `frameworks/`.
        file: String,
        /// What is wrong.
        message: String,
    },
    /// A publisher's file cannot be read.
    #[error("the publisher's file cannot be read: {0}")]
    Official(String),
}

impl ContentError {
    /// An error about a whole file.
    pub fn whole(file: &str, message: &str) -> Self {
        Self::Whole { file: file.to_owned(), message: message.to_owned() }
    }
}

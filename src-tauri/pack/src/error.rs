//! Operations that failed. What is wrong *inside* a pack is never an error: it is a [`crate::Check`] that is not ok.

use std::io;
use std::path::PathBuf;

/// A pack could not be sealed, opened or signed.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum PackError {
    /// Neither a zip nor a folder that looks like a bag.
    #[error("{} is not an audit pack: {why}", path.display())]
    NotAPack {
        /// What was to be verified.
        path: PathBuf,
        /// What is missing.
        why: String,
    },
    /// The pack or the list of signers could not be read at all.
    #[error("cannot read {}", path.display())]
    Read {
        /// The file or folder.
        path: PathBuf,
        /// The system's answer.
        source: io::Error,
    },
    /// The list of allowed signers is not one.
    #[error("{} is not a list of allowed signers: {why}", path.display())]
    AllowedSigners {
        /// The list.
        path: PathBuf,
        /// The line and what is wrong with it.
        why: String,
    },
    /// The pack could not be written.
    #[error("cannot write {}", path.display())]
    Write {
        /// The file that was being written.
        path: PathBuf,
        /// The system's answer.
        source: io::Error,
    },
    /// There is a file already where the pack should go.
    #[error("{} exists already; a pack never replaces a file", path.display())]
    Exists {
        /// The file in the way.
        path: PathBuf,
    },
    /// What was to be packed breaks a rule of the pack.
    #[error("cannot pack {subject}: {why}")]
    Input {
        /// The field or the file.
        subject: String,
        /// The rule it breaks.
        why: String,
    },
    /// The content of one file could not be read while packing.
    #[error("cannot read the content of {path} for the pack")]
    Content {
        /// The path inside the pack.
        path: String,
        /// What went wrong.
        source: io::Error,
    },
    /// The zip could not be composed.
    #[error("cannot add {subject} to the zip")]
    Zip {
        /// The path inside the zip.
        subject: String,
        /// What went wrong.
        source: zip::result::ZipError,
    },
    /// The key is not one a pack can be signed with.
    #[error("cannot sign with this key: {why}")]
    Key {
        /// What is wrong and what would help.
        why: String,
    },
    /// The key is locked and no passphrase was given.
    #[error("the key is protected by a passphrase and none was given")]
    PassphraseMissing,
    /// The passphrase does not open the key.
    #[error("the passphrase does not open the key")]
    PassphraseWrong,
    /// The sealed pack did not pass its own verification, and was removed again.
    #[error("the pack did not verify after sealing and was not kept: {detail}")]
    SelfCheck {
        /// The checks that failed.
        detail: String,
    },
}

impl PackError {
    /// A stable code for screens and scripts.
    pub fn code(&self) -> &'static str {
        match self {
            Self::NotAPack { .. } => "pack/not-a-pack",
            Self::Read { .. } => "pack/unreadable",
            Self::AllowedSigners { .. } => "pack/allowed-signers",
            Self::Write { .. } => "pack/write",
            Self::Exists { .. } => "pack/exists",
            Self::Input { .. } => "pack/input",
            Self::Content { .. } => "pack/content",
            Self::Zip { .. } => "pack/zip",
            Self::Key { .. } => "pack/key",
            Self::PassphraseMissing => "pack/passphrase-missing",
            Self::PassphraseWrong => "pack/passphrase-wrong",
            Self::SelfCheck { .. } => "pack/self-check",
        }
    }

    pub(crate) fn input(subject: impl Into<String>, why: impl Into<String>) -> Self {
        Self::Input { subject: subject.into(), why: why.into() }
    }
}

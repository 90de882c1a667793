//! The audit pack: a BagIt 1.0 bag in a zip, sealed so that a stranger can check it without our software.
//!
//! A pack holds the report, its tables, the evidence and the index of both. `manifest-sha256.txt` names every file under
//! `data/` with its SHA-256, `tagmanifest-sha256.txt` names the files around them, and the SHA-256 of that second list is the
//! **root digest** of the pack. A signer may put an OpenSSH ed25519 signature over it.
//!
//! [`write_zip`] seals: the same input gives the same bytes, signature included. [`verify()`] trusts nothing it reads and
//! answers with one [`Check`] per question. Layout, commands and what the digests do *not* show stand in
//! `templates/pack/VERIFY.txt.tmpl`, which goes into every pack.

mod bag;
mod error;
mod input;
mod limits;
mod names;
mod seal;
mod sign;
mod signers;
mod text;
mod verify;

pub use error::PackError;
pub use input::{Content, PackFile, PackInput, external_identifier};
pub use names::{safe_name, why_unsafe};
pub use seal::{Sealed, write_zip};
pub use sign::Signer;
pub use verify::{Check, Report, verify};

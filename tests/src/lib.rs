//! What the whole-program suites share: the source tree, records made by hand, a desk with the sample on it, outside tools.
//!
//! A suite that needs something this machine may not have says so on standard error and passes; see [`tools::need`] and
//! [`tree::shared`].
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::print_stderr,
    reason = "only tests use this, and a test may fail loudly"
)]

pub mod cells;
pub mod chance;
pub mod desk;
pub mod laws;
pub mod load;
pub mod made_bad;
pub mod made_up;
pub mod oracle;
pub mod program;
pub mod records;
pub mod sample_files;
pub mod sound;
pub mod tidy;
pub mod tools;
pub mod tree;

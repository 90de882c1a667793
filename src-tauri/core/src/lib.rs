//! The nouns and the laws of Countersign. No input or output, no clock, no environment, no randomness:
//! time, ids and parameters come in as values, and the same values always give the same result.

pub mod codes;
pub mod diagnostic;
pub mod digest;
pub mod gap_report;
pub mod ids;
pub mod record;
pub mod source;
pub mod status;
pub mod tables;

pub use diagnostic::{Diagnostic, Severity};
pub use ids::{EditionId, RequirementId};
pub use record::{Origin, Record};
pub use source::{SourceFile, SourceRef};
pub use tables::Table;

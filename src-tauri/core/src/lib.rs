//! The nouns and the laws of Countersign. No input or output, no clock, no environment, no randomness:
//! time, ids and parameters come in as values, and the same values always give the same result.

pub mod analysis;
pub mod assess;
pub mod attributes;
pub mod authorship;
pub mod boundary;
pub mod case;
pub mod catalog;
pub mod chains;
pub mod citation;
pub mod codes;
pub mod compare;
pub mod crosswalk;
pub mod dataset;
pub mod definitions;
pub mod diagnostic;
pub mod digest;
pub mod event;
pub mod evidence;
pub mod facts;
pub mod fields;
pub mod findings;
pub mod gap_report;
pub mod hit;
pub mod ids;
pub mod layers;
pub mod parameters;
pub mod place;
mod places;
pub mod precedence;
pub mod programme;
pub mod record;
pub mod registry;
pub mod reviews;
pub mod risk;
pub mod rule;
pub mod sampling;
pub mod seldom;
pub mod source;
pub mod stats;
pub mod status;
pub mod tables;
#[cfg(test)]
pub(crate) mod testing;
pub mod threats;
pub mod trail;
pub mod variability;
pub mod words;
pub mod workers;

pub use diagnostic::{Diagnostic, Severity};
pub use fields::Fields;
pub use ids::{EditionId, RequirementId};
pub use record::{Origin, Record};
pub use seldom::Seldom;
pub use source::{SourceFile, SourceRef};
pub use tables::Table;

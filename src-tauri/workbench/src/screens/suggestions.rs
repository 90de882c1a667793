//! Controls against the requirements of a framework, and the requirements that controls may cover by their words.

use crate::screens::{MatrixColumn, MatrixGroup};
use countersign_core::assess::ClaimState;
use countersign_core::gap_report::NamedId;
use countersign_core::status::EditionKind;
use serde::{Deserialize, Serialize};

/// Which framework.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
pub struct MappingWhich {
    /// Its edition; empty for the first one.
    pub framework: String,
}

/// What a control shows for a requirement.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
#[serde(rename_all = "snake_case")]
pub enum MappingMark {
    /// Shown to work.
    Effective,
    /// Works with deviations.
    Deviation,
    /// Shown not to work.
    Ineffective,
    /// Only its design is shown.
    DesignOnly,
    /// Not tested.
    Untested,
    /// Mapped, but names no facet, so it covers nothing yet.
    NoFacet,
    /// Mapped, and no assessment has looked at it.
    Mapped,
}

/// A cell that is not empty.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
pub struct MappingCell {
    /// The column, from 0.
    pub column: u64,
    /// What it shows.
    pub mark: MappingMark,
    /// The facets that are covered, in words.
    pub facets: Vec<String>,
}

/// A control as a row.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
pub struct MappingRow {
    /// Its id.
    pub id: String,
    /// Its title.
    pub title: String,
    /// What is claimed of it: `implemented`, `partial`, `planned`, `not_implemented`; nothing when nothing is.
    pub claim: Option<String>,
    /// The worst state of its claims; nothing when nothing is claimed or there is no assessment.
    pub claim_state: Option<ClaimState>,
    /// `effective`, `deviation`, `ineffective`, `design_only`, `untested`; nothing before the first assessment.
    pub effectiveness: Option<String>,
    /// Its cells that are not empty, by column.
    pub cells: Vec<MappingCell>,
}

/// Controls against the requirements of one framework.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
pub struct ControlsMatrix {
    /// The edition.
    pub framework: String,
    /// Its name with the edition.
    pub title: String,
    /// Decides the words for statuses.
    pub kind: EditionKind,
    /// Whether an assessment stands behind the marks.
    pub analysed: bool,
    /// Controls in the workspace.
    pub controls: u64,
    /// Those claimed as implemented.
    pub claimed: u64,
    /// Requirements of the edition that apply.
    pub applicable: u64,
    /// The groups in order.
    pub groups: Vec<MatrixGroup>,
    /// The requirements that apply, in order.
    pub columns: Vec<MatrixColumn>,
    /// Every control.
    pub rows: Vec<MappingRow>,
}

/// Whose suggestions.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
pub struct SuggestionsWhich {
    /// A control; nothing for all.
    pub control: Option<String>,
    /// An edition; nothing for all.
    pub framework: Option<String>,
}

/// A facet that can be covered.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
pub struct FacetChoice {
    /// Its id.
    pub id: String,
    /// In our words.
    pub title: String,
    /// Whether one of the words is in its title.
    pub matched: bool,
}

/// A requirement that a control may cover, because they share words.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
pub struct Suggestion {
    /// The control.
    pub control: NamedId,
    /// The requirement, by full id.
    pub requirement: String,
    /// As printed by the publisher.
    pub label: String,
    /// Its title.
    pub title: String,
    /// The words of the requirement that the control has in some form, or has another word for, in alphabetical order.
    pub words: Vec<String>,
    /// Of how many different words of the requirement, without those that say nothing.
    pub of: u64,
    /// The facets it declares; empty when it is one whole.
    pub facets: Vec<FacetChoice>,
}

/// What waits for a person, the best match first.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
pub struct SuggestionList {
    /// The suggestions.
    pub suggestions: Vec<Suggestion>,
    /// How many a person passed.
    pub passed: u64,
}

/// A suggestion a person takes over.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
pub struct SuggestionAccepted {
    /// The control.
    pub control: String,
    /// The requirement, by full id.
    pub requirement: String,
    /// The facets it covers; empty for a requirement that is one whole.
    pub facets: Vec<String>,
}

/// A suggestion a person does not take over. It does not come back.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
pub struct SuggestionPassed {
    /// The control.
    pub control: String,
    /// The requirement, by full id.
    pub requirement: String,
}

//! Controls against the requirements of a framework, and the requirements that controls may cover by their words.

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
    /// Mapped, and nothing was assessed.
    Mapped,
}

/// A function or group of the framework, over so many columns.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
pub struct MappingGroup {
    /// Its name.
    pub title: String,
    /// How many columns.
    pub columns: u64,
}

/// A requirement as a column.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
pub struct MappingColumn {
    /// Full id.
    pub id: String,
    /// As printed by the publisher.
    pub label: String,
    /// The same without its group: `AA-05`.
    pub short: String,
    /// Its title.
    pub title: String,
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
    pub groups: Vec<MappingGroup>,
    /// The requirements that apply, in order.
    pub columns: Vec<MappingColumn>,
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
    /// Whether words of it occur in the control.
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
    /// The words both have, the rarest first.
    pub words: Vec<String>,
    /// Of how many words of the requirement.
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

//! What the screens look at. A [`Reading`] is the workspace at one moment with its latest assessment, read once and held in memory;
//! every question a screen asks is a method on it that changes nothing and takes no lock. Statuses, counts and sentences are made
//! here: the window draws them and decides nothing.

mod access;
mod access_view;
mod action_view;
mod activity;
mod ages;
mod alignment;
#[cfg(test)]
pub(crate) mod analysed_tests;
mod authorship;
mod authorship_view;
mod bars;
mod cell;
mod changes;
mod comparison;
mod comparison_rows;
#[cfg(test)]
mod comparison_tests;
mod comparison_view;
mod comparison_words;
mod controls;
mod controls_matrix;
mod evidence;
mod evidence_checks;
mod exception_clauses;
mod exception_view;
mod exceptions;
#[cfg(test)]
mod exceptions_tests;
mod exchange;
mod find;
mod finding_list;
mod finding_view;
mod findings;
mod flow;
mod flow_view;
mod frameworks;
mod history;
mod leaf;
mod links;
#[cfg(test)]
mod made_up;
#[cfg(test)]
mod mappings_tests;
mod marks;
mod matrix;
mod overview;
mod parameters;
mod preview;
mod reading;
mod recertification;
mod register;
mod request_view;
mod requests;
#[cfg(test)]
mod requests_tests;
mod requirement;
#[cfg(test)]
mod reviewed_tests;
mod runs;
mod runs_view;
mod sieve;
mod sorting;
mod steps;
mod suggesting;
mod suggestions;
mod summary;
mod tally;
mod timeline;
mod why;
mod words;
mod workflow;
mod workflow_tabs;
mod workflows;

pub use access::{AccessCredential, AccessGrant, AccessIdentity, AccessView};
pub use activity::{JournalLine, JournalPage, JournalQuery, JournalState};
pub(crate) use ages::year_up_to;
pub use alignment::{Alignment, AlignmentGroup, AlignmentRow, FacetLine, FacetMark, FiredRule, LeafView};
pub use authorship::{
    ActionLine, ActionView, ActionWhich, AuthorshipView, CountRange, DriftMark, DriftPoint, DriftTrend, ReviewCount, ReviewMark,
    ReviewerLine, ShareRange, TrendMark,
};
pub use cell::{CellQuery, CellView, RawRow, WaitingCell, waiting_cell};
pub use comparison::SideBySide;
pub use comparison_view::{
    CauseTally, CauseWords, ChangeRow, ChangeTally, ChangesPage, ChangesQuery, ComparisonView, ComparisonWhich, FindingMove, FindingMoved,
    FindingsMoved, Since,
};
pub use controls::{ClaimLine, ControlPage, ControlQuery, ControlRow, ControlView, MappingLine, TestLine};
pub use evidence::{Artefact, EvidenceCounts, EvidencePage, EvidenceQuery, EvidenceRow, RequestLine};
pub use exceptions::{
    BreakTrigger, Compensating, DecisionTally, ExceptionAct, ExceptionClause, ExceptionDecision, ExceptionState, ExceptionView,
    ExceptionsView, RecertificationPage, RecertificationQuery, Renewal, RevalidationLine, ReviewDecision, ReviewLine, ReviewSaid,
    ReviewTally, ReviewedKind,
};
pub use exchange::{table_csv, workflow_table};
pub use find::{Found, FoundItem};
pub use findings::{
    ExceptionLine, FindingCause, FindingLine, FindingList, FindingMark, FindingResponse, FindingSieve, FindingView, FindingsQuery,
    LevelCount, SieveCount, Statement, Treatment, WorkflowStanding, Written,
};
pub use flow::{
    FlowBadge, FlowEdge, FlowFinding, FlowFix, FlowHand, FlowLeg, FlowNear, FlowNode, FlowPair, FlowPath, FlowView, FlowZone, GateMark,
};
pub use frameworks::{AttachedText, FrameworkBar, FrameworkTree, TreeNode};
pub use history::{BatchFile, BatchLine, RejectedLine};
pub(crate) use marks::is_open;
pub use matrix::{Matrix, MatrixColumn, MatrixGroup, MatrixQuery, MatrixRow};
pub use overview::{ClassCell, DriftCount, EvidencePoint, NextStep, Overview, TopGap};
pub use parameters::ParameterLine;
pub use preview::Preview;
pub use reading::Reading;
pub use requests::{
    CheckResult, EvidenceAsked, EvidenceCheck, EvidenceChecks, EvidenceWhich, RequestAnswer, RequestSaid, RequestState, RequestView,
};
pub use requirement::{ControlRef, EdgeLine, EvidenceRef, LeafMark, RequirementView};
pub use runs::{ChainLink, GapCount, LinkMark, RunMark, RunPopulation, RunRow, RunView, RunWhich, RunsPage, RunsQuery};
pub use suggestions::{
    ControlsMatrix, FacetChoice, MappingCell, MappingMark, MappingRow, MappingWhich, Suggestion, SuggestionAccepted, SuggestionList,
    SuggestionPassed, SuggestionsWhich,
};
pub use summary::{AssessmentLine, PlaceCounts, Summary};
pub(crate) use words::day as day_words;
pub(crate) use workflow::no_workflow;
pub use workflow::{Attribute, WorkflowView};
pub use workflows::{FilterChoice, FilterColumn, WorkflowFlag, WorkflowPage, WorkflowQuery, WorkflowRow};

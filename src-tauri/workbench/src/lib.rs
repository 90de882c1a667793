//! Every use case of Countersign, behind one door. The command line and the window call this and decide nothing themselves.
//!
//! A [`Workbench`] is one open workspace with the content it is assessed against. Time and the person come in as a [`Moment`]:
//! nothing here reads a clock.

mod analysing;
mod analysis;
mod assessing;
mod cases;
mod catalogs;
mod comparing;
mod crosswalks;
mod demo;
mod desk;
mod error;
mod explain;
mod explain_decisions;
mod explain_exceptions;
mod explain_findings;
mod explain_offers;
mod explain_records;
mod findings;
mod gap;
mod gap_decisions;
mod gap_registers;
mod gap_rejected;
mod gap_unread;
mod gap_words;
mod importing;
mod interchange;
pub mod matching;
mod packing;
mod pressing;
mod references;
mod resolving;
mod sampling;
pub mod screens;
mod snapshot;
mod statements;
mod statements_of_mappings;
mod statements_of_reviews;
mod stating;
mod status;
mod telling;
mod threads;

pub use analysis::{AnalysisReport, BoundaryLine, WorkflowAnalysis};
pub use assessing::{AssessOptions, Assessed};
pub use catalogs::{
    AttachReport, CatalogList, CatalogView, CheckReport, check as check_catalog, list as list_catalogs, show as show_catalog,
};
pub use comparing::{CauseLine, ChangeLine, Compared, ComparisonReport};
pub use countersign_core::findings::FindingLine;
pub use countersign_core::gap_report::GapReport;
pub use countersign_import::{Order, Sketch, SketchColumn, SketchKept};
pub use countersign_pack::Check;
pub use countersign_pack::Report as VerifyReport;
pub use countersign_pack::Signer;
pub use countersign_store::{BackupInfo, Batch, JournalCheck, JournalEntry};
pub use crosswalks::{CrosswalkReport, crosswalk};
pub use demo::{DemoReport, demo};
pub use desk::{Moment, Workbench, restore};
pub use error::{Error, Result};
pub use explain::{Explanation, Step};
pub use findings::FindingsReport;
pub use importing::{
    AddedRecord, ChangedRecord, ColumnSpec, ColumnsLook, ConflictLine, FileChoice, HeaderLook, ImportOptions, ImportReport, ImportedFile,
    ImportedPart, JoinPair, JoinReport, JoinSide, MapPreview, MissingRecord, PresetInfo, PreviewSubject, SaidBy, SheetLook, TableSpec,
    Undone, find_file, look_at_columns, preset_folder, preset_list, preview_map, save_map, table_specs,
};
pub use interchange::write_templates;
pub use packing::{PackFolder, PackReport, key_is_encrypted, verify};
pub use resolving::{CitationEntry, CitationReport};
pub use sampling::{
    ConclusionView, DeviationView, DrawView, FreezeOptions, FrozenView, ItemView, SampleReport, SampleView, StepView, WithdrawnView,
};
pub use stating::Statement;
pub use status::ClaimCounts;
pub use status::{FrameworkStatus, GroupStatus, RequirementDetail, StatusReport, said_by_decision};
pub use threads::Threads;

/// The content that is built in, for what needs no workspace.
///
/// # Errors
/// `catalog/refused`, which a test keeps from happening.
pub fn shipped() -> Result<countersign_core::catalog::Content> {
    Ok(countersign_content::shipped()?)
}

/// The version of Countersign, printed in every report and pack.
pub const VERSION: &str = env!("CARGO_PKG_VERSION");

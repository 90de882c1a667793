//! The commands of the window, declared once. Each line is a name, what it takes, what it gives and the function that does it;
//! the dispatch and the TypeScript types are made from the same lines.

mod analyses;
mod exchange;
mod looking;
mod reporting;
mod reviewing;
mod settings;
mod shell;
#[cfg(test)]
mod types;
mod write;

use crate::session::{Job, Session};
use crate::shapes::*;
use countersign_workbench::screens::*;
use countersign_workbench::{
    AttachReport, CitationReport, ColumnsLook, CrosswalkReport, Error, Explanation, ImportReport, JoinReport, MapPreview, PresetInfo,
    Result, TableSpec,
};
use serde_json::Value;

macro_rules! commands {
    ($($(#[doc = $doc:literal])* $name:ident: $room:ident($input:ty) -> $output:ty;)*) => {
        /// The names of all commands.
        pub const NAMES: &[&str] = &[$(stringify!($name)),*];

        /// Does what a command says.
        pub(crate) fn dispatch(session: &Session, name: &str, input: Value, job: &Job) -> Result<Value> {
            match name {
                $(stringify!($name) => {
                    let input: $input = read(name, input)?;
                    let output: $output = $room::$name(session, input, job)?;
                    Ok(serde_json::to_value(output)?)
                })*
                _ => Err(unknown(name)),
            }
        }

        #[cfg(test)]
        fn each_command(visit: &mut impl types::EachCommand) {
            $(visit.command::<$input, $output>(stringify!($name), concat!($($doc, "\n"),*));)*
        }
    };
}

commands! {
    /// What the window needs before it draws anything.
    start: shell(Nothing) -> Start;
    /// The workspace that is open.
    workspace: shell(Nothing) -> Option<OpenWorkspace>;
    /// Keeps the preferences.
    set_prefs: shell(Prefs) -> Prefs;
    /// Makes a workspace where the person says; nothing when they cancel.
    create_workspace: shell(NewWorkspace) -> Option<OpenWorkspace>;
    /// Opens a workspace; nothing when the dialog is cancelled.
    open_workspace: shell(OpenWhich) -> Option<OpenWorkspace>;
    /// Makes the made-up organisation, unless it is there, and opens it.
    open_demo: shell(Nothing) -> OpenWorkspace;
    /// Closes the workspace.
    close_workspace: shell(Nothing) -> Nothing;
    /// Takes a workspace off the list of those that were open.
    forget_recent: shell(ById) -> Vec<Recent>;
    /// Makes a workspace from a backup; nothing when a dialog is cancelled.
    restore_backup: shell(Nothing) -> Option<OpenWorkspace>;

    /// Where things stand, and what to do next.
    overview: looking(Nothing) -> Overview;
    /// What changed since the assessment made before the latest, counted.
    since: looking(Nothing) -> Since;
    /// The stored assessments, the latest first.
    assessments: looking(Nothing) -> Vec<AssessmentLine>;
    /// Two assessments side by side, with what accounts for the changes.
    comparison: looking(ComparisonWhich) -> ComparisonView;
    /// A page of the leaves that changed between two assessments.
    changes: looking(ChangesQuery) -> ChangesPage;
    /// A page of the register of workflows.
    workflows: looking(WorkflowQuery) -> WorkflowPage;
    /// How many workflows match each query.
    workflow_counts: looking(CountThese) -> Vec<u64>;
    /// The values workflows can be filtered by.
    workflow_filters: looking(Nothing) -> Vec<FilterColumn>;
    /// One workflow.
    workflow: looking(ById) -> WorkflowView;
    /// One workflow against one framework.
    alignment: looking(AlignWhich) -> Alignment;
    /// One requirement for one workflow, or for the organisation.
    leaf: looking(LeafWhich) -> LeafView;
    /// From a status back to the cells it rests on.
    explain: looking(LeafWhich) -> Explanation;
    /// The raw cell with the rows around it.
    cell: looking(CellQuery) -> CellView;
    /// What a workflow can reach, identity by identity.
    workflow_access: analyses(ById) -> AccessView;
    /// The flow of a workflow as a graph.
    workflow_flow: analyses(ById) -> FlowView;
    /// A page of the runs of a workflow.
    workflow_runs: analyses(RunsQuery) -> RunsPage;
    /// One run with its links.
    workflow_run: analyses(RunWhich) -> RunView;
    /// Who wrote what was carried out, and whether somebody really looked.
    workflow_authorship: analyses(ById) -> AuthorshipView;
    /// One action with its links.
    workflow_action: analyses(ActionWhich) -> ActionView;
    /// The findings about a workflow.
    workflow_findings: analyses(ById) -> FindingList;
    /// The evidence about a workflow.
    workflow_evidence: analyses(ById) -> Vec<EvidenceRow>;
    /// The exceptions of a workflow.
    workflow_exceptions: analyses(ById) -> Vec<ExceptionLine>;
    /// The findings that a sieve keeps.
    findings: analyses(FindingsQuery) -> FindingList;
    /// One finding in full.
    finding: analyses(ById) -> FindingView;
    /// Writes down what a person decides about a finding.
    treat_finding: analyses(Treatment) -> Written;
    /// Every exception, clause by clause.
    exceptions: reviewing(Nothing) -> ExceptionsView;
    /// Writes down what a person decides about an exception.
    decide_exception: reviewing(ExceptionDecision) -> Written;
    /// A page of what has to be looked at again.
    recertification: reviewing(RecertificationQuery) -> RecertificationPage;
    /// Writes down a review.
    review: reviewing(ReviewSaid) -> Written;
    /// Controls against the requirements of one framework.
    controls_matrix: reviewing(MappingWhich) -> ControlsMatrix;
    /// Requirements that controls may cover.
    suggestions: reviewing(SuggestionsWhich) -> SuggestionList;
    /// Maps a control to a requirement.
    accept_suggestion: reviewing(SuggestionAccepted) -> Written;
    /// Passes a suggestion, so that it is not made again.
    pass_suggestion: reviewing(SuggestionPassed) -> Written;
    /// What is known about the completeness of an artefact.
    evidence_checks: reviewing(EvidenceWhich) -> EvidenceChecks;
    /// One request for evidence.
    request: reviewing(ById) -> RequestView;
    /// Asks somebody for evidence.
    ask_for_evidence: reviewing(EvidenceAsked) -> Written;
    /// Writes down what came of a request for evidence.
    answer_request: reviewing(RequestAnswer) -> Written;
    /// A page of the workflow x requirement matrix.
    matrix: looking(MatrixQuery) -> Matrix;
    /// The frameworks, one bar each.
    frameworks: looking(Nothing) -> Vec<FrameworkBar>;
    /// The tree of one framework.
    framework_tree: looking(ById) -> FrameworkTree;
    /// One requirement over every workflow.
    requirement: looking(ById) -> RequirementView;
    /// The edges between two editions.
    crosswalk: looking(TwoEditions) -> CrosswalkReport;
    /// A page of the controls.
    controls: looking(ControlQuery) -> ControlPage;
    /// One control.
    control: looking(ById) -> ControlView;
    /// A page of the evidence register.
    evidence: looking(EvidenceQuery) -> EvidencePage;
    /// One artefact, by its file.
    artefact: looking(ById) -> Artefact;
    /// A look into one artefact, by its file.
    preview: looking(ById) -> Preview;
    /// Requests for evidence.
    requests: looking(Nothing) -> Vec<RequestLine>;
    /// Anything by id, alias or words.
    find: looking(Words) -> Found;

    /// Asks for files or a folder to import; nothing when cancelled.
    choose_import: exchange(FileOrFolder) -> Option<ImportQueue>;
    /// What an import would do. Nothing is written.
    import_look: exchange(ImportWhich) -> ImportLook;
    /// Imports as one batch.
    import_apply: exchange(ImportWhich) -> ImportReport;
    /// Forgets files that were chosen.
    import_forget: exchange(QueueWhich) -> Nothing;
    /// A file's columns, and the map to start from. Nothing is written.
    import_columns: exchange(FileWhich) -> ColumnsLook;
    /// The raw cell of a file that waits to be imported, with the rows around it.
    import_cell: exchange(WaitingWhich) -> CellView;
    /// What a map makes of the first rows of a file. Nothing is written.
    import_preview: exchange(FileWhich) -> MapPreview;
    /// Keeps a map as a preset of the person's own.
    save_map: exchange(MapToSave) -> Saved;
    /// Our tables, for choosing columns from.
    table_specs: exchange(Nothing) -> Vec<TableSpec>;
    /// The presets an import can be told to use.
    presets: exchange(Nothing) -> Vec<PresetInfo>;
    /// Identities that may be one.
    joins: exchange(Nothing) -> JoinReport;
    /// Records whether two identities are one.
    settle_join: exchange(SettleJoin) -> JoinReport;
    /// The batches, latest first.
    batches: exchange(Nothing) -> Vec<BatchLine>;
    /// The rows a batch could not use.
    rejected: exchange(ById) -> Vec<RejectedLine>;
    /// Undoes a batch.
    undo_batch: exchange(ById) -> UndoDone;
    /// Every citation and where it stands.
    citations: exchange(Nothing) -> CitationReport;
    /// Records what a citation means.
    choose_citation: exchange(CitationChoice) -> CitationReport;
    /// Writes the empty tables into a folder; nothing when cancelled.
    save_templates: exchange(Nothing) -> Option<Saved>;

    /// Assesses the workspace for a period and stores the result.
    assess: reporting(AssessPeriod) -> OpenWorkspace;
    /// Builds a report and holds it for preview.
    report_build: reporting(ReportWhich) -> ReportBuilt;
    /// Writes a report where the person says; nothing when cancelled.
    report_save: reporting(ReportWhich) -> Option<Saved>;
    /// Asks for a signing key; nothing when cancelled.
    choose_key: reporting(Nothing) -> Option<KeyChosen>;
    /// Seals a pack where the person says, and reads it back; nothing when cancelled.
    pack_save: reporting(PackHow) -> Option<PackSaved>;
    /// Checks a pack the person names; nothing when cancelled.
    verify_pack: reporting(FileOrFolder) -> Option<PackVerified>;
    /// Writes the workflows of a query as a table; nothing when cancelled.
    export_workflows: reporting(WorkflowQuery) -> Option<Saved>;
    /// Writes the changes of a query as a table; nothing when cancelled.
    export_changes: reporting(ChangesQuery) -> Option<Saved>;
    /// Writes a table the window shows; nothing when cancelled.
    save_table: reporting(TableToSave) -> Option<Saved>;

    /// A page of the journal.
    journal: settings(JournalQuery) -> JournalPage;
    /// Checks the journal's chain.
    check_journal: settings(Nothing) -> JournalState;
    /// The thresholds.
    parameters: settings(Nothing) -> Vec<ParameterLine>;
    /// Sets a threshold, or the shipped value again.
    set_parameter: settings(SetParameter) -> Vec<ParameterLine>;
    /// Attaches a publisher's own text to an edition; nothing when cancelled.
    attach_official: settings(ById) -> Option<AttachReport>;
    /// Writes a verified copy of the workspace; nothing when cancelled.
    backup_save: settings(Nothing) -> Option<Saved>;
}

/// Commands that give bytes: what they take is a [`ById`].
pub(crate) fn bytes(session: &Session, name: &str, input: Value) -> Result<Vec<u8>> {
    let ById { id } = read(name, input)?;
    match name {
        "report_bytes" => reporting::report_bytes(session, &id),
        "artefact_bytes" => looking::artefact_bytes(session, &id),
        _ => Err(unknown(name)),
    }
}

fn unknown(name: &str) -> Error {
    Error::new("program/command", format!("There is no command `{name}`."), "This is a bug; please report it.")
}

fn read<T: serde::de::DeserializeOwned>(name: &str, input: Value) -> Result<T> {
    let input = if input.is_null() { Value::Object(serde_json::Map::new()) } else { input };
    serde_json::from_value(input).map_err(|e| {
        Error::new("program/command", format!("The command `{name}` was asked wrongly: {e}."), "This is a bug; please report it.")
    })
}

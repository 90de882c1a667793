//! What crosses to the window beside the shapes of the workbench.

use countersign_workbench::screens::{Summary, WaitingCell, WorkflowQuery};
use countersign_workbench::{FileChoice, ImportReport, Sketch};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// Nothing to say.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct Nothing {}

/// What the window needs before it draws anything.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct Start {
    /// The version of Countersign.
    pub version: String,
    /// The person's preferences.
    pub prefs: Prefs,
    /// Workspaces that were open before, latest first.
    pub recent: Vec<Recent>,
    /// The workspace that is open.
    pub open: Option<OpenWorkspace>,
    /// Diagnostic codes whose words the window may ask for: code and meaning.
    pub codes: BTreeMap<String, String>,
}

/// A workspace that was open before. Its path stays in the program.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct Recent {
    /// What `open_workspace` takes.
    pub id: String,
    /// The file's name.
    pub file: String,
    /// The organisation it is about.
    pub organisation: String,
    /// When it was last open, RFC 3339.
    pub opened_at: String,
    /// Whether the file is gone.
    pub missing: bool,
}

/// The workspace that is open.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct OpenWorkspace {
    /// The file's name.
    pub file: String,
    /// Why it can only be read, by code: `workspace/in-use`; nothing when it can be changed.
    pub read_only: Option<String>,
    /// What opening did, when there is something to say.
    pub said: Option<String>,
    /// Whether the assessment is still being read; then there is no summary yet.
    pub reading: bool,
    /// What stands around every screen.
    pub summary: Option<Summary>,
}

/// A person's preferences. They belong to the computer, not to a workspace.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[serde(default)]
pub struct Prefs {
    /// `light`, `dark` or `system`.
    pub theme: String,
    /// `compact` or `relaxed`.
    pub density: String,
    /// 1 for 100 %.
    pub zoom: f64,
    /// Whether single letters are shortcuts.
    pub single_keys: bool,
    /// Width of the inspector, by screen, in pixels.
    pub inspector: BTreeMap<String, u32>,
    /// Saved views, by screen.
    pub views: BTreeMap<String, Vec<SavedView>>,
    /// How the journal names the person; empty for the shell's own answer.
    pub actor: String,
    /// Whether the sidebar is narrow.
    pub rail: bool,
    /// Where the person last was, by the name of the workspace's file: an address of the window.
    pub places: BTreeMap<String, String>,
}

impl Default for Prefs {
    fn default() -> Self {
        Self {
            theme: "system".to_owned(),
            density: "compact".to_owned(),
            zoom: 1.0,
            single_keys: true,
            inspector: BTreeMap::new(),
            views: BTreeMap::new(),
            actor: String::new(),
            rail: false,
            places: BTreeMap::new(),
        }
    }
}

/// A view a person saved.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct SavedView {
    /// Stable.
    pub id: String,
    /// As the person named it.
    pub name: String,
    /// What it shows.
    pub query: WorkflowQuery,
}

/// A workspace to make.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct NewWorkspace {
    /// The organisation it is about.
    pub organisation: String,
}

/// A workspace to open.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[serde(default)]
pub struct OpenWhich {
    /// One that was open before; a dialog asks when absent.
    pub recent: Option<String>,
}

/// Something by its id.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct ById {
    /// The id.
    pub id: String,
}

/// Several counts at once.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct CountThese {
    /// Each is counted.
    pub queries: Vec<WorkflowQuery>,
}

/// A workflow against a framework.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct AlignWhich {
    /// The workflow's id.
    pub workflow: String,
    /// The edition.
    pub framework: String,
}

/// A requirement, for one workflow or for the organisation.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct LeafWhich {
    /// Full requirement id, or the id of anything that can be explained.
    pub id: String,
    /// The workflow.
    #[serde(default)]
    pub workflow: Option<String>,
}

/// Two editions.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct TwoEditions {
    /// The one the edges start from.
    pub source: String,
    /// The one they lead to.
    pub target: String,
}

/// Words to look for.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct Words {
    /// As typed.
    pub text: String,
}

/// A file or a folder.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct FileOrFolder {
    /// Whether a folder is asked for.
    pub folder: bool,
    /// The queue that the files are added to; without it they are a new one.
    #[serde(default)]
    #[cfg_attr(test, ts(optional))]
    pub add_to: Option<String>,
}

/// Files a person chose or dropped, waiting to be looked at.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct ImportQueue {
    /// What `import_look` and `import_apply` take.
    pub token: String,
    /// The names, without their folders.
    pub names: Vec<String>,
}

/// An import to look at or to apply.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct ImportWhich {
    /// Of the queue.
    pub token: String,
    /// What the person decided about its files.
    #[serde(default)]
    #[cfg_attr(test, ts(as = "Option<ImportChoices>", optional))]
    pub choices: ImportChoices,
}

/// What a person decided about the files of a queue.
#[derive(Clone, Debug, Default, PartialEq, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[serde(default, deny_unknown_fields)]
pub struct ImportChoices {
    /// What holds for every file.
    pub all: FileChoice,
    /// What holds for single files in place of that, by their names as the look gives them.
    pub files: BTreeMap<String, FileChoice>,
}

/// A queue of files.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct QueueWhich {
    /// Of the queue.
    pub token: String,
}

/// One file of a queue, and how it is to be read.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct FileWhich {
    /// Of the queue.
    pub token: String,
    /// Its name as the look gives it.
    pub file: String,
    /// How it is to be read; what is not decided is detected.
    #[serde(default)]
    #[cfg_attr(test, ts(as = "Option<FileChoice>", optional))]
    pub choice: FileChoice,
}

/// A cell of a file that waits to be imported.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct WaitingWhich {
    /// Of the queue.
    pub token: String,
    /// The file's name as the look gives it.
    pub file: String,
    /// Which cell, and how the look read the file.
    pub wanted: WaitingCell,
}

/// A map to keep as a preset of the person's own.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct MapToSave {
    /// The map.
    pub sketch: Sketch,
}

/// What a person decides about two identities that may be one.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct SettleJoin {
    /// The id of one.
    pub a: String,
    /// The id of the other.
    pub b: String,
    /// Whether they are the same; nothing = it is open again.
    pub same: Option<bool>,
    /// Why; it is kept in the journal.
    pub why: String,
}

/// What an import would do. Nothing has been written.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct ImportLook {
    /// Of the queue.
    pub token: String,
    /// What was recognised, and what differs.
    pub report: ImportReport,
}

/// What an undo did.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct UndoDone {
    /// Rows the batch had made, now gone.
    pub closed: u64,
    /// Rows the batch had replaced, now back.
    pub restored: u64,
}

/// A citation a person settles.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct CitationChoice {
    /// The citation as written.
    pub text: String,
    /// What it means.
    pub requirement: String,
    /// Why.
    pub why: String,
}

/// A period to assess: first and last day, or one day.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[serde(default)]
pub struct AssessPeriod {
    /// First day.
    pub from: Option<String>,
    /// Last day.
    pub to: Option<String>,
    /// One day instead.
    pub as_of: Option<String>,
}

/// What a report is about.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[serde(default)]
pub struct ReportWhich {
    /// One edition; every one when absent.
    pub framework: Option<String>,
    /// One workflow; every one when absent.
    pub workflow: Option<String>,
    /// `pdf`, `xlsx`, `csv` or `json`.
    pub format: String,
}

/// A report that was built and is held in memory, to be previewed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct ReportBuilt {
    /// What `report_bytes` takes.
    pub token: String,
    /// Its title.
    pub title: String,
    /// Size in bytes.
    pub bytes: u64,
    /// SHA-256 of the bytes.
    pub sha256: String,
}

/// A file that was written.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct Saved {
    /// Its name, without its folder.
    pub file: String,
    /// Size in bytes.
    pub bytes: u64,
    /// SHA-256 of the bytes; empty for a folder.
    pub sha256: String,
}

/// A signing key that was chosen. The key stays in the program.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct KeyChosen {
    /// What `pack_save` takes.
    pub token: String,
    /// The file's name.
    pub file: String,
    /// Whether it needs a passphrase.
    pub encrypted: bool,
    /// Who signs, as the key says; nothing until it is opened.
    pub signer: Option<String>,
    /// The key's fingerprint; nothing until it is opened.
    pub fingerprint: Option<String>,
}

/// How a pack is sealed.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[serde(default)]
pub struct PackHow {
    /// The key to sign with.
    pub key: Option<String>,
    /// Its passphrase.
    pub passphrase: Option<String>,
}

/// A pack that was written and read back.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct PackSaved {
    /// The file.
    pub saved: Saved,
    /// What it holds.
    pub report: countersign_workbench::PackReport,
    /// Its contents by folder.
    pub contents: Vec<countersign_workbench::PackFolder>,
    /// What checking the written file found.
    pub verified: PackVerified,
}

/// What checking a pack found.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct PackVerified {
    /// The pack's name.
    pub name: String,
    /// Whether every check is ok.
    pub ok: bool,
    /// `sha256:…` of the tag manifest as found.
    pub root_digest: Option<String>,
    /// The checks, always in the same order.
    pub checks: Vec<PackCheck>,
}

/// One question about a pack.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct PackCheck {
    /// Stable name, such as `manifest/digests`.
    pub id: String,
    /// The answer.
    pub ok: bool,
    /// What was looked at or, when not ok, every file that is to blame and why.
    pub detail: String,
}

/// A threshold a person sets.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct SetParameter {
    /// Its name.
    pub name: String,
    /// The value; the shipped one again when absent.
    pub value: Option<String>,
    /// Why.
    pub why: String,
}

/// A table the window shows, to be saved as it is.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct TableToSave {
    /// The name proposed for the file, without an ending.
    pub name: String,
    /// The header.
    pub columns: Vec<String>,
    /// The rows as shown.
    pub rows: Vec<Vec<String>>,
}

/// How far a job is, sent as the event `progress`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct Progress {
    /// The job.
    pub job: String,
    /// What is being done.
    pub what: String,
    /// How much is done.
    pub done: u64,
    /// Of how much; 0 when that is not known.
    pub total: u64,
}

/// Files were dropped on the window, sent as the event `dropped`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct Dropped {
    /// What `import_look` takes.
    pub queue: ImportQueue,
}

/// A use case that could not be done, as every command rejects with.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct TroubleShape {
    /// `room/what`, stable: screens switch on it.
    pub code: String,
    /// What happened.
    pub message: String,
    /// What to do.
    pub hint: String,
    /// The causes below, one a line.
    pub detail: String,
}

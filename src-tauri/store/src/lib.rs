//! The workspace file: one SQLite database that holds everything an organisation told us, who told us, and when.
//!
//! **Versions.** Every mutation is one [`Change`]: one transaction, one journal entry. The entry's number, its [`Seq`], is the
//! version of the workspace. Rows are never edited; a row that stops being true is closed, so the dataset *as of* any `Seq`
//! can be read back (`at: Option<Seq>`, `None` = now). A change that is dropped without [`Change::commit`] never was: a dry run
//! is begin, put everything, look, drop.
//!
//! ```no_run
//! use countersign_core::{Origin, Record, Table};
//! use countersign_store::{Access, Action, FileCounts, NewFile, Put, Rejected, Workspace};
//! # use std::path::Path;
//! # fn main() -> Result<(), countersign_store::StoreError> {
//! # let record = Record::new(Table::People, "P-1".into(), countersign_core::Fields::default(), Origin { file: 1, row: 2 });
//! Workspace::create(Path::new("acme.countersign"), "Acme", "2026-03-01T09:00:00Z", "p.lee", "6f1c…uuid")?;
//! let opened = Workspace::open(Path::new("acme.countersign"), Access::Write)?; // Opened { workspace, upgraded }
//! let mut ws = opened.workspace;
//!
//! let action = Action { at: "2026-03-01T09:05:00Z", actor: "p.lee", kind: "import", subject: "workflows.csv" };
//! let mut change = ws.change(&action)?; // takes the write transaction
//! let new_file = NewFile {
//!     name: "people.csv".into(), sha256: "ab…".into(), sheet: None,
//!     format: serde_json::json!({"delimiter": ","}), columns: [("id".to_owned(), "Person".to_owned())].into(),
//! };
//! let file = change.add_file(&new_file)?; // the number for Origin::file
//! change.put_blob("ab…", &mut std::io::empty())?; // the file's own bytes; refused when their hash differs
//! let mut counts = FileCounts { records: 1, ..FileCounts::default() };
//! match change.put(&record, "")? { // "": the organisation's own tables
//!     Put::New => counts.new += 1,
//!     Put::Changed(_fields) => counts.changed += 1,
//!     Put::Same => counts.same += 1,
//!     Put::DuplicateInBatch => counts.rejected += 1, // another row of this change has the key, with other content
//! }
//! change.put_events(&[])?; // the fast path for Table::Events, one answer per record
//! change.add_diagnostics(&[])?;
//! change.add_rejected(&[Rejected { file, row: 3, column: None, code: "import/missing-key".into(), reason: "…".into(), raw: ",Lee".into() }])?;
//! change.finish_file(file, counts)?;
//! change.save_batch("batch-uuid", &serde_json::json!({"files": 1}))?;
//! let _soon = change.view().counts(None)?; // every read, seeing what this change would make
//! let seq = change.commit(&serde_json::json!({"new": 1}))?;
//!
//! let now = ws.records(Table::People, None)?;
//! let then = ws.records(Table::People, Some(seq - 1))?;
//! ws.events(None, &mut |_event| Ok(()))?; // Err(StoreError::Stopped) to stop early
//! # let _ = (now, then);
//!
//! let mut undo = ws.change(&Action { kind: "undo", subject: "batch-uuid", ..action })?;
//! undo.undo_batch("batch-uuid")?; // UndoConflict names the keys a later change touched
//! undo.commit(&serde_json::Value::Null)?;
//! # Ok(()) }
//! ```
//!
//! Every record names a file that was added in this change or before (the database holds it to that). For what a person enters by
//! hand, add a file that says so.
//!
//! **What a change can do**: [`add_file`](Change::add_file), [`finish_file`](Change::finish_file), [`put`](Change::put),
//! [`put_mention`](Change::put_mention), [`put_events`](Change::put_events), [`remove`](Change::remove), [`put_blob`](Change::put_blob),
//! [`add_diagnostics`](Change::add_diagnostics), [`add_rejected`](Change::add_rejected), [`save_batch`](Change::save_batch),
//! [`undo_batch`](Change::undo_batch), [`save_assessment`](Change::save_assessment), [`set_setting`](Change::set_setting),
//! [`attach_catalog`](Change::attach_catalog), [`detach_catalog`](Change::detach_catalog),
//! [`choose_citation`](Change::choose_citation), [`forget_citation`](Change::forget_citation), [`join`](Change::join),
//! [`forget_join`](Change::forget_join), [`keep_population`](Change::keep_population), [`keep_sample`](Change::keep_sample); and [`missing`](Change::missing) says what a newer export no longer has.
//!
//! **Sources.** Each source system has its own row of a record; reading merges them, column by column
//! ([`countersign_core::precedence`]), and [`Workspace::conflicts`] lists what they disagree on.
//!
//! **What can be read** (all on [`Workspace`]): `meta()`, `head()`, `journal()`, `verify_journal()`, `records(table, at)`,
//! `record(table, key, at)`, `record_page(table, from, rows)`, `events(at, each)`, `events_of(workflow, at, each)`, `counts(at)`, `counts_by_file(at)`,
//! `files(at)`, `files_of_batch(seq)`, `batches()`, `diagnostics(batch seq)`, `rejected(batch seq)`, `blob(sha)`,
//! `blob_len(sha)`, `copy_blob(sha, writer)`, `read_blob(sha)`, `known_since()`, `settings(at)`, `attached(at)`, `citation_choices(at)`, `joins(at)`, `same_ids(at)`, `conflicts(at)`, `conflicts_since(seq)`, `samples(at)`, `population_of(sample)`,
//! `assessments()`, `assessment(id)`, `latest_assessment()`, `dump()`, `dump_digest()`;
//! and `backup(out)`, `Workspace::restore(from, to)`.
//!
//! **Full-text search** ([`Texts`]) is an index in memory, over texts the caller hands in; it belongs to no workspace.

mod assessments;
mod batches;
mod blobs;
mod catalogs;
mod change;
mod citations;
mod codec;
mod conflicts;
mod copy;
mod counts;
mod dump;
mod error;
mod events;
mod files;
mod header;
mod joins;
mod journal;
mod merged;
mod meta;
mod migrate;
mod missing;
mod records;
mod samples;
mod settings;
mod texts;
mod undo;
mod versions;
mod workspace;

pub use assessments::{AssessmentHeader, StoredAssessment};
pub use batches::{Batch, Rejected};
pub use blobs::BlobReader;
pub use catalogs::AttachedCatalog;
pub use change::Change;
pub use citations::CitationChoice;
pub use copy::BackupInfo;
pub use error::{Result, StoreError};
pub use files::{FileCounts, NewFile, StoredFile};
pub use joins::{Join, JoinState, SameIds};
pub use journal::{Head, JournalCheck, JournalEntry, Seq};
pub use merged::RecordPage;
pub use meta::Meta;
pub use missing::Missing;
pub use records::Put;
pub use texts::{FoundText, TextDocument, Texts};
pub use undo::UndoReport;
pub use workspace::{Access, Action, Opened, Upgraded, Workspace};

#[cfg(test)]
mod tests;

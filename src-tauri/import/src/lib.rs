//! Files of other people become subjects with provenance: bytes are looked at, mapped to interchange tables, and handed on
//! subject by subject. Nothing is dropped silently, nothing unknown becomes a value, nothing secret travels on.
//!
//! ```text
//! plan(paths, options, presets) -> Plan { inputs, evidence, refused, diagnostics }      // reads, decides nothing for good
//! read(input, sink)             -> FileSummary { records, rejected }                    // streams; one call per input, in the plan's order
//! look(path, name, choice, presets) -> Result<Look, ..>                                 // columns, samples and the map to start from; a guess is said
//! sample(path, name, choice, presets, rows) -> Sampled                                  // what the first rows would give
//! templates()                   -> [(file name, content)]                               // empty tables and an example of each
//! raw_rows(name, bytes, how, wanted, to_the_end) -> RawRows                              // a stored file again, nothing mapped
//!
//! pub struct Options  { choice: Choice, files: BTreeMap<String, Choice> }               // for all files, and in place of it for one by name
//! pub struct Choice   { leave_out, preset, map, sheet, encoding, delimiter, header_row, table, order, fill_down } // Default: detect everything
//! pub struct Plan     { inputs: Vec<Input>, evidence: Vec<EvidenceFile>, refused: Vec<Refused>, diagnostics: Vec<Diagnostic> }
//! pub struct Input    { path: PathBuf, name: String, sha256: String, bytes: u64, sheet: Option<String>, table: Table,
//!                       detected: Detected, columns: BTreeMap<String, String>, .. }
//! pub struct Detected { format: Format, encoding: Option<String>, delimiter: Option<char>, header_row: Option<u64>,
//!                       table: Table, preset: Option<String>, why: Vec<String> }        // Format::name(): csv json jsonl yaml xml xlsx toml file
//! pub struct EvidenceFile { path: PathBuf, name: String, sha256: String, bytes: u64 }   // name == `file` of the evidence record
//! impl Input          { fn copy_to(&self, out: &mut dyn Write) -> Result<(), ImportError> }  // fails when the bytes changed since
//! impl EvidenceFile   { fn copy_to(&self, out: &mut dyn Write) -> Result<(), ImportError> }
//! pub struct Refused  { path: PathBuf, name: String, sha256: Option<String>, bytes: u64, format: Option<String>, diagnostic: Diagnostic }
//! pub struct FileHead { name: String, sha256: String, sheet: Option<String>, table: Table, source: String, detected: Detected,
//!                       columns: BTreeMap<String, String>, headers: Vec<String> }       // our column -> header or path in the file
//! pub struct Subject  { record: Record, role: Role, mention: bool }                     // a row gives several; the first has Role::Row
//! pub struct Rejected { row: u64, raw: String, diagnostic: Diagnostic }                 // the diagnostic is not delivered again
//! pub struct FileSummary { records: u64, rejected: u64 }
//!
//! pub trait Sink {
//!     fn file(&mut self, head: &FileHead) -> Result<u32, SinkError>;                    // the id that origin.file gets; one call for each table
//!     fn record(&mut self, subject: Subject) -> Result<(), SinkError>;
//!     fn rejected(&mut self, rejected: Rejected) -> Result<(), SinkError>;
//!     fn diagnostic(&mut self, diagnostic: Diagnostic) -> Result<(), SinkError>;
//!     fn progress(&mut self, done: u64, total: u64) -> Continue { Continue::Yes }       // bytes; No -> ImportError::Cancelled
//! }
//! pub type SinkError = Box<dyn std::error::Error + Send + Sync>;
//!
//! impl Presets { fn builtin() -> Result<Presets, ImportError>; fn add_folder(&mut self, folder: &Path) -> Result<(), ImportError>;
//!                fn add(&mut self, map: Map); fn names(&self) -> Vec<&str> }
//! impl Map     { fn parse(name: &str, text: &str) -> Result<Map, ImportError> }         // a user's map file, same format as a preset
//! ```
//!
//! **What a record carries.** `key` joins the key columns with `core::record::KEY_SEPARATOR`; `fields` are in the columns' vocabulary;
//! `extra` holds foreign columns by header and `raw.COLUMN` for a text that was translated, not understood, or said to be unknown.
//! Evidence records have `extra` `sha256` and `bytes` of their file, and what `core::evidence::READ` names beside them; what a row itself
//! states under one of these headers is under `stated.HEADER`. What an adapter reads of a definition with a secret written into it has
//! `standing_secret`. A preset's row without
//! an id gets the preset's prefix and twelve hex digits of a SHA-256 over organisation, name and the row's own SHA-256 (the brief form of a
//! name-based UUID): the same row has the same key again, so an identical later row is seen to be the same.
//! `origin.row` is the row as a spreadsheet counts it, the position of a record in its document, the line of a JSON Lines file, or 1 for a
//! file that is evidence or describes it. A subject of a tree has `extra` `at`: the path inside the record. Of one code and file 1,000 diagnostics are delivered one by one, the rest in one that says how many.
//!
//! A plan with something in `refused` is an input refused: nothing of it should be applied. `Plan::diagnostics` are about the
//! walk (links, folders); what concerns a file comes through the sink while it is read. A file whose bytes are not those the
//! plan saw ends in [`ImportError::Changed`], so a batch is applied only when every `read` returned `Ok`.
//!
//! ```ignore
//! let presets = Presets::builtin()?;
//! let plan = plan(&paths, &Options::default(), &presets)?;
//! for input in &plan.inputs {            // dependency order: zones before resources before grants ...
//!     let summary = read(input, &mut sink)?;
//! }
//! for file in &plan.evidence { file.copy_to(&mut blob)?; }
//! ```

mod adapters;
mod choice;
mod clean;
mod contents;
mod decode;
mod delimited;
mod detect;
mod error;
mod evidence;
mod filled;
mod first;
mod guess;
mod inspect;
mod json;
mod look;
mod map;
mod masked;
mod node;
mod plan;
mod prove;
mod pruned;
mod read;
mod reread;
mod rows;
mod sample;
mod scan;
mod secret;
mod sheet;
mod sketch;
mod source;
mod subjects;
mod templates;
mod text;
mod tree;
mod walk;
mod worker;
mod xml;
mod yaml;

pub use choice::{Choice, Options};
pub use detect::{Detected, Format};
pub use error::{ImportError, SinkError};
pub use evidence::EvidenceFile;
pub use look::{Look, LookHeader, LookPart, look};
pub use map::date::Order;
pub use map::draft::Role;
pub use map::page::presets_page;
pub use map::preset::Map;
pub use map::presets::Presets;
pub use masked::{Keepable, holds_keys, keepable, masked_copy};
pub use plan::{Input, Plan, Refused, plan, plan_watched};
pub use read::{Continue, FileHead, FileSummary, Rejected, Sink, Subject, read};
pub use reread::{Beginning, How, RawRows, as_table, beginning, inert, known_as, raw_rows, raw_value};
pub use sample::{Sampled, sample};
pub use sketch::{Sketch, SketchColumn, SketchKept};
pub use templates::templates;
pub use walk::located;

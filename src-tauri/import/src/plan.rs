//! From paths to what will be read, in dependency order.

use crate::choice::{Choices, Options};
use crate::clean::{Found, clean};
use crate::detect::{Detected, Format, Refusal};
use crate::error::ImportError;
use crate::evidence::{self, EvidenceFile, Listed};
use crate::inspect::{inspect, one_line};
use crate::map::preset::Map;
use crate::map::presets::Presets;
use crate::read::Continue;
use crate::scan::{Scanned, scan};
use crate::source::Layered;
use crate::walk::{Walked, link, shown, walk};
use countersign_core::diagnostic::Diagnostic;
use countersign_core::source::SourceRef;
use countersign_core::tables::Table;
use std::collections::BTreeMap;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// A file may have this many bytes.
pub const FILE_LIMIT: u64 = 2 << 30;

/// One run of rows that become records of one table.
#[derive(Clone, Debug)]
pub struct Input {
    /// Where the file is.
    pub path: PathBuf,
    /// Its name: from the folder given on, or the file's own.
    pub name: String,
    /// SHA-256 of its bytes, lower-case hex.
    pub sha256: String,
    /// Its size.
    pub bytes: u64,
    /// The sheet of a workbook, or the place in a document, that holds the rows.
    pub sheet: Option<String>,
    /// The table the rows become.
    pub table: Table,
    /// What was detected.
    pub detected: Detected,
    /// For each of our columns, the header it is read from.
    pub columns: BTreeMap<String, String>,
    pub(crate) shape: Shape,
    pub(crate) map: Option<Arc<Map>>,
    pub(crate) listed: Option<Arc<Listed>>,
    pub(crate) notes: Vec<Diagnostic>,
}

impl Input {
    /// Whether it is one of our own tables, of which every cell is read.
    pub fn is_own_table(&self) -> bool {
        self.map.is_none() && matches!(self.shape, Shape::Table(_))
    }

    /// Whether its rows are evidence whose files are looked for beside it.
    pub(crate) fn names_files(&self) -> bool {
        self.table == Table::Evidence && self.map.as_ref().is_none_or(|m| m.names_files)
    }

    /// Copies the file's bytes out, and checks that they are those that were planned.
    ///
    /// # Errors
    /// [`ImportError::Changed`] when they are not; what was written is then to be thrown away.
    pub fn copy_to(&self, out: &mut dyn Write) -> Result<(), ImportError> {
        copy(&self.path, &self.sha256, out)
    }
}

/// Copies a file out, if its bytes are still those of a digest.
pub(crate) fn copy(path: &Path, sha256: &str, out: &mut dyn Write) -> Result<(), ImportError> {
    let scanned = scan(path, Some(out))?;
    if scanned.sha256 == sha256 { Ok(()) } else { Err(ImportError::Changed { path: path.to_owned() }) }
}

/// What [`crate::read()`] needs beyond [`Detected`].
#[derive(Clone, Debug)]
pub(crate) enum Shape {
    /// Rows.
    Table(Layered),
    /// The description of the evidence file of this name.
    Description { of: String },
    /// An evidence file without a description.
    Undescribed { why: Option<String>, key: String },
}

/// A file that cannot be read; with one of these, nothing should be imported.
#[derive(Clone, Debug)]
pub struct Refused {
    /// Where it is.
    pub path: PathBuf,
    /// Its name.
    pub name: String,
    /// SHA-256 of its bytes, when it was read to the end.
    pub sha256: Option<String>,
    /// Its size.
    pub bytes: u64,
    /// The ending of its name, when it is of a known format that cannot be read.
    pub format: Option<String>,
    /// Why.
    pub diagnostic: Diagnostic,
}

/// What will be read.
#[derive(Clone, Debug, Default)]
pub struct Plan {
    /// The runs of rows, in the order in which tables depend on each other.
    pub inputs: Vec<Input>,
    /// The files whose bytes are evidence.
    pub evidence: Vec<EvidenceFile>,
    /// What cannot be read.
    pub refused: Vec<Refused>,
    /// What was said about folders.
    pub diagnostics: Vec<Diagnostic>,
}

impl Plan {
    pub(crate) fn refuse(&mut self, file: &Walked, scanned: Option<&Scanned>, refusal: Refusal) {
        // Names from the file may stand in the message.
        let message = one_line(&clean(&refusal.message, &mut Found::default()));
        let mut diagnostic = Diagnostic::new(refusal.code, message, SourceRef::file(&file.name));
        if let Some(hint) = refusal.hint {
            diagnostic = diagnostic.hint(hint);
        }
        let bytes = scanned.map_or_else(|| file.path.symlink_metadata().map_or(0, |m| m.len()), |s| s.bytes);
        let sha256 = scanned.map(|s| s.sha256.clone());
        let format = (refusal.code == "import/unsupported-format").then(|| ending(&file.name));
        self.refused.push(Refused { path: file.path.clone(), name: file.name.clone(), sha256, bytes, format, diagnostic });
    }

    /// Reads a file once; a file that is too large or changes meanwhile is refused.
    pub(crate) fn scan(&mut self, file: &Walked) -> Result<Option<Scanned>, ImportError> {
        let size = file.path.symlink_metadata().map_err(|source| ImportError::Read { path: file.path.clone(), source })?.len();
        if size > FILE_LIMIT {
            self.refuse(file, None, Refusal::new("import/file-too-large", format!("{size} bytes are more than {FILE_LIMIT}")));
            return Ok(None);
        }
        match scan(&file.path, None) {
            Ok(scanned) => Ok(Some(scanned)),
            Err(ImportError::Changed { .. }) => {
                self.refuse(file, None, Refusal::new("evidence/file-changed", "the file changed while it was read"));
                Ok(None)
            }
            Err(other) => Err(other),
        }
    }
}

/// Finds out what paths hold. Files and folders may be mixed; nothing is read for good yet.
///
/// # Errors
/// When something cannot be read at all, or an option names what does not exist. What is wrong with a file is in [`Plan::refused`].
pub fn plan(paths: &[PathBuf], options: &Options, presets: &Presets) -> Result<Plan, ImportError> {
    plan_watched(paths, options, presets, &mut |_, _| Continue::Yes)
}

/// As [`plan()`], telling how many files were looked at, of how many.
///
/// # Errors
/// As [`plan()`]; [`ImportError::Cancelled`] when told to stop.
pub fn plan_watched(
    paths: &[PathBuf],
    options: &Options,
    presets: &Presets,
    watch: &mut dyn FnMut(u64, u64) -> Continue,
) -> Result<Plan, ImportError> {
    let choices = Choices::new(options, presets)?;
    let mut plan = Plan::default();
    for (at, path) in paths.iter().enumerate() {
        let kind = path.symlink_metadata().map_err(|source| ImportError::Read { path: path.clone(), source })?;
        if kind.is_dir() {
            let (files, skipped) = walk(path)?;
            plan.diagnostics.extend(skipped);
            let (left_out, files): (Vec<Walked>, Vec<Walked>) = files.into_iter().partition(|f| choices.of(&f.name).leave_out);
            plan.diagnostics.extend(left_out.iter().map(left_out_note));
            evidence::folder(&mut plan, &files, &choices, watch)?;
        } else if kind.is_file() {
            let file = Walked { path: path.clone(), name: shown(path) };
            if choices.of(&file.name).leave_out {
                plan.diagnostics.push(left_out_note(&file));
                continue;
            }
            seen(watch, at, paths.len(), &file.name)?;
            single(&mut plan, &file, &choices)?;
        } else {
            plan.diagnostics.push(link(&shown(path), kind.is_symlink()));
        }
    }
    plan.inputs.sort_by(|a, b| (a.table, &a.name, &a.sheet).cmp(&(b.table, &b.name, &b.sheet)));
    // A file that was named twice is read once.
    let mut seen = std::collections::BTreeSet::new();
    plan.inputs.retain(|i| seen.insert((i.path.clone(), i.table, i.sheet.clone())));
    plan.evidence.sort_by(|a, b| a.name.cmp(&b.name));
    plan.evidence.dedup();
    Ok(plan)
}

/// Says that a file was left out.
fn left_out_note(file: &Walked) -> Diagnostic {
    Diagnostic::new("import/left-out", format!("`{}` was left out, as asked", file.name), SourceRef::file(&file.name))
}

/// Tells that another file is looked at.
pub(crate) fn seen(watch: &mut dyn FnMut(u64, u64) -> Continue, done: usize, total: usize, name: &str) -> Result<(), ImportError> {
    match watch(done as u64, total as u64) {
        Continue::Yes => Ok(()),
        Continue::No => Err(ImportError::Cancelled { name: name.to_owned() }),
    }
}

/// A file that was named itself: it is to be read, whatever it is called.
fn single(plan: &mut Plan, file: &Walked, choices: &Choices<'_>) -> Result<(), ImportError> {
    let Some(scanned) = plan.scan(file)? else { return Ok(()) };
    if let Some(of) = file.name.strip_suffix(evidence::DESCRIPTION) {
        return evidence::described_alone(plan, file, &scanned, of);
    }
    match inspect(file, &scanned, choices, named(&file.name))? {
        Ok(mut inputs) => {
            let folder = file.path.parent().unwrap_or(Path::new("")).to_owned();
            for input in inputs.iter_mut().filter(|i| i.names_files()) {
                evidence::beside(plan, input, &folder)?;
            }
            plan.inputs.extend(inputs);
        }
        Err(refusal) => plan.refuse(file, Some(&scanned), refusal),
    }
    Ok(())
}

/// The table a file is named after.
pub(crate) fn named(name: &str) -> Option<Table> {
    let file = name.rsplit('/').next().unwrap_or(name);
    let (stem, ending) = file.rsplit_once('.')?;
    let readable = ["csv", "tsv", "tab", "psv", "txt", "json", "jsonl", "ndjson", "xlsx", "yaml", "yml"]
        .contains(&ending.to_ascii_lowercase().as_str());
    readable.then(|| crate::text::snake(stem).parse().ok()).flatten()
}

/// The ending of a name, in lower case.
pub(crate) fn ending(name: &str) -> String {
    name.rsplit('/').next().and_then(|n| n.rsplit_once('.')).map(|(_, e)| e.to_ascii_lowercase()).unwrap_or_default()
}

/// An input that is one evidence file, or the description of one.
pub(crate) fn evidence_input(file: &Walked, scanned: &Scanned, format: Format, shape: Shape, why: String) -> Input {
    let detected =
        Detected { format, encoding: None, delimiter: None, header_row: None, table: Table::Evidence, preset: None, why: vec![why] };
    Input {
        path: file.path.clone(),
        name: file.name.clone(),
        sha256: scanned.sha256.clone(),
        bytes: scanned.bytes,
        sheet: None,
        table: Table::Evidence,
        detected,
        columns: BTreeMap::new(),
        shape,
        map: None,
        listed: None,
        notes: Vec::new(),
    }
}

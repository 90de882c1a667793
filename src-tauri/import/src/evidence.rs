//! Evidence: files that are kept as they are, and what says what they are.

use crate::choice::Choices;
use crate::clean::{Found, clean};
use crate::contents;
use crate::detect::{Format, Refusal};
use crate::error::{ImportError, SinkError};
use crate::inspect::inspect;
use crate::plan::{Input, Plan, Shape, copy, evidence_input, named, seen};
use crate::read::{Continue, FileHead, Rejected, Sink, Subject, read};
use crate::rows::Row;
use crate::scan::{Scanned, scan};
use crate::templates;
use crate::walk::Walked;
use countersign_core::definitions::STANDING_SECRET;
use countersign_core::diagnostic::Diagnostic;
use countersign_core::evidence::READ;
use countersign_core::evidence::ipe::contradicted;
use countersign_core::record::Record;
use countersign_core::source::SourceRef;
use countersign_core::tables::{Table, spec};
use std::collections::{BTreeMap, BTreeSet};
use std::io::Write;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

/// What follows a file's name in the name of its description.
pub(crate) const DESCRIPTION: &str = ".evidence.toml";

/// A file whose bytes are evidence.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EvidenceFile {
    /// Where it is.
    pub path: PathBuf,
    /// Its name: the `file` of its evidence record.
    pub name: String,
    /// SHA-256 of its bytes, lower-case hex.
    pub sha256: String,
    /// Its size.
    pub bytes: u64,
}

impl EvidenceFile {
    /// Copies the bytes out, and checks that they are those that were planned.
    ///
    /// # Errors
    /// [`ImportError::Changed`] when they are not; what was written is then to be thrown away.
    pub fn copy_to(&self, out: &mut dyn Write) -> Result<(), ImportError> {
        copy(&self.path, &self.sha256, out)
    }
}

/// Where the hash that a row states of its file is kept: only bytes that were read may say `sha256`.
const STATED_SHA256: &str = "stated.sha256";

/// Sets aside what a row itself says under a header that only the reader of its file's bytes writes.
pub(crate) fn set_stated_aside(record: &mut Record) {
    aside(record, &READ);
}

/// Sets aside what a row says of a secret in a definition that was not read.
pub(crate) fn set_secrets_aside(record: &mut Record) {
    aside(record, &[STANDING_SECRET]);
}

fn aside(record: &mut Record, headers: &[&str]) {
    for (header, _) in &mut record.extra {
        if let Some(of) = headers.iter().find(|h| header.eq_ignore_ascii_case(h)) {
            *header = format!("stated.{of}");
        }
    }
}

/// A file that an index may name.
#[derive(Clone, Debug)]
struct Lying {
    path: PathBuf,
    sha256: String,
    bytes: u64,
}

/// What was shown of the bytes of files, as attributes, by their SHA-256.
type Shown = BTreeMap<String, Vec<(String, String)>>;

/// The files that an index may name, by name.
#[derive(Clone, Debug, Default)]
pub(crate) struct Listed {
    /// The index's own folder, with a `/` behind it, inside the folder given.
    prefix: String,
    files: Arc<BTreeMap<String, Lying>>,
    /// What was found in a file for what a row says of it: rows may name one file again and again.
    looked_into: Arc<Mutex<Shown>>,
}

impl Listed {
    /// The name of a file that an index names; `None` when it points out of the folder.
    fn name(&self, written: &str) -> Option<String> {
        let plain = written.trim().replace('\\', "/");
        let parts: Vec<&str> = plain.split('/').filter(|p| !p.is_empty() && *p != ".").collect();
        let outside =
            parts.is_empty() || plain.starts_with('/') || parts.contains(&"..") || parts.first().is_some_and(|p| p.ends_with(':'));
        (!outside).then(|| format!("{}{}", self.prefix, parts.join("/")))
    }

    /// Completes an evidence record with what its file is; says so when there is none.
    ///
    /// # Errors
    /// When the file cannot be read, or is not the one that was planned.
    pub(crate) fn complete(&self, record: &mut Record, at: SourceRef) -> Result<Vec<Diagnostic>, ImportError> {
        let written = record.key.clone();
        let Some(name) = self.name(&written) else {
            let message = format!("`{written}` points out of the folder; no bytes were taken");
            return Ok(vec![Diagnostic::new("evidence/file-missing", message, at).about(&written)]);
        };
        // The key is the name inside the index's own folder: the same whether the folder is imported alone or with others.
        let key = name.strip_prefix(&self.prefix).unwrap_or(&name).to_owned();
        if record.fields.contains(0) {
            record.fields.set(0, &key);
        }
        record.key = key;
        let Some(Lying { path, sha256, bytes }) = self.files.get(&name) else {
            let message = format!("`{name}` is not there");
            return Ok(vec![Diagnostic::new("evidence/file-missing", message, at).about(&name)]);
        };
        let mut said = Vec::new();
        let place = at.clone();
        if let Some(stated) = record.extra(STATED_SHA256).filter(|s| !s.eq_ignore_ascii_case(sha256)) {
            let message = format!("`{name}` has SHA-256 {sha256}, its row states {stated}");
            said.push(Diagnostic::new("evidence/digest-mismatch", message, at.clone()).about(&name));
        }
        if *bytes == 0 {
            said.push(Diagnostic::new("evidence/empty", format!("`{name}` holds no byte"), place).about(&name));
        }
        record.extra.push(("sha256".to_owned(), sha256.clone()));
        record.extra.push(("bytes".to_owned(), bytes.to_string()));
        record.extra.extend(self.contents(path, sha256, *bytes, record)?);
        let mut place = at;
        place.column = None;
        said.extend(contradicted(record, place).map(|d| d.about(&name)));
        Ok(said)
    }

    /// What is in a file, looked at once for each thing that rows say of it.
    fn contents(&self, path: &Path, sha256: &str, bytes: u64, record: &Record) -> Result<Vec<(String, String)>, ImportError> {
        let columns = ["kind", "period_from", "period_to", "stated_record_count", "independent_count", "independent_count_source"];
        let mut asked: Vec<&str> = vec![&record.key];
        asked.extend(columns.iter().map(|c| record.get(c).unwrap_or("")));
        asked.extend(record.extra("stated_control_totals"));
        let asked = asked.join("\u{1f}");
        // Another thread's panic leaves what it had written, which is whole.
        let known = self.looked_into.lock().unwrap_or_else(PoisonError::into_inner).get(&asked).cloned();
        if let Some(known) = known {
            return Ok(known);
        }
        let found = contents::attributes(path, sha256, bytes, record)?;
        self.looked_into.lock().unwrap_or_else(PoisonError::into_inner).insert(asked, found.clone());
        Ok(found)
    }
}

/// The record of an evidence file without a description.
///
/// # Errors
/// When the file cannot be read, or is not the one that was planned.
pub(crate) fn undescribed(input: &Input, key: &str, file: u32) -> Result<Record, ImportError> {
    let mut record = bare(input, key, file);
    record.extra.extend(contents::attributes(&input.path, &input.sha256, input.bytes, &record)?);
    Ok(record)
}

/// What is known of a file of evidence without looking into it.
fn bare(input: &Input, key: &str, file: u32) -> Record {
    use countersign_core::record::Origin;
    let spec = countersign_core::tables::spec(Table::Evidence);
    let field = |column: &str, value: &str| {
        let position = spec.position(column).and_then(|p| u16::try_from(p).ok());
        position.map(|p| (p, value.to_owned()))
    };
    let fields = [field("file", key), field("kind", "other"), field("tier", "R5")].into_iter().flatten().collect();
    let extra = vec![("sha256".to_owned(), input.sha256.clone()), ("bytes".to_owned(), input.bytes.to_string())].into();
    Record { extra, ..Record::new(Table::Evidence, key.to_owned(), fields, Origin { file, row: 1 }) }
}

/// The record of a file that a preset says is evidence.
///
/// # Errors
/// When the file cannot be read, or is not the one that was planned.
pub(crate) fn artefact(input: &Input, artefact: &crate::map::preset::Artefact, file: u32) -> Result<Record, ImportError> {
    use crate::map::draft::Draft;
    let mut draft = Draft::new(Table::Evidence, "", false);
    let name = input.name.rsplit('/').next().unwrap_or(&input.name);
    draft
        .set("file", &input.name)
        .set("title", format!("{}: {name}", artefact.title))
        .set("kind", &artefact.kind)
        .set("tier", &artefact.tier);
    draft.maybe("source_system", artefact.source_system.as_ref()).note("sha256", &input.sha256).note("bytes", input.bytes.to_string());
    let origin = countersign_core::record::Origin { file, row: 1 };
    // It has its key and its kind is checked when the preset is read.
    let mut record = draft.finish(origin, &mut Vec::new()).unwrap_or_else(|_| bare(input, &input.name, file));
    record.extra.extend(contents::attributes(&input.path, &input.sha256, input.bytes, &record)?);
    Ok(record)
}

/// Points a test's record to the file it was read from, when that file is itself evidence and the test names none.
pub(crate) fn point_to(record: &mut Record, file: &str) {
    if record.table != Table::ControlTests || record.get("evidence").is_some() || file.contains(';') {
        return;
    }
    if let Some(position) = spec(record.table).position("evidence").and_then(|p| u16::try_from(p).ok()) {
        record.fields.set(position, file);
    }
}

/// The one row of a description: its keys as headers, and the text it was read from.
///
/// # Errors
/// When the file cannot be read, or is not the one that was planned.
pub(crate) fn description_row(input: &Input, of: &str) -> Result<(Vec<String>, Row, String), ImportError> {
    let scanned = scan(&input.path, None)?;
    let text = String::from_utf8_lossy(&scanned.sample).into_owned();
    let table = toml::from_str::<toml::Table>(&text);
    let (true, Ok(mut table)) = (scanned.sha256 == input.sha256, table) else {
        return Err(ImportError::Changed { path: input.path.clone() });
    };
    table.insert("file".to_owned(), toml::Value::String(of.to_owned()));
    let (headers, row) = members(table);
    Ok((headers, row, text))
}

/// The keys of a description as headers, its values as one row.
pub(crate) fn members(table: toml::Table) -> (Vec<String>, Row) {
    let (mut headers, mut row) = (Vec::new(), Row::default());
    row.start(1);
    for (key, value) in table {
        headers.push(clean(&key, &mut Found::default()).into_owned());
        row.push(&cell(&value));
    }
    (headers, row)
}

/// A TOML value as a cell.
fn cell(value: &toml::Value) -> String {
    match value {
        toml::Value::String(text) => text.clone(),
        toml::Value::Array(items) => items.iter().map(cell).collect::<Vec<_>>().join(";"),
        other => other.to_string(),
    }
}

/// The files an index names, as written.
struct Names(Vec<String>);

impl Sink for Names {
    fn file(&mut self, _: &FileHead) -> Result<u32, SinkError> {
        Ok(0)
    }
    fn record(&mut self, subject: Subject) -> Result<(), SinkError> {
        self.0.push(subject.record.key);
        Ok(())
    }
    fn rejected(&mut self, _: Rejected) -> Result<(), SinkError> {
        Ok(())
    }
    fn diagnostic(&mut self, _: Diagnostic) -> Result<(), SinkError> {
        Ok(())
    }
}

fn names(input: &Input) -> Result<Vec<String>, ImportError> {
    let mut names = Names(Vec::new());
    read(input, &mut names)?;
    Ok(names.0)
}

fn keep(plan: &mut Plan, file: &Walked, name: &str, scanned: &Scanned) -> Lying {
    let (path, sha256, bytes) = (file.path.clone(), scanned.sha256.clone(), scanned.bytes);
    plan.evidence.push(EvidenceFile { path, name: name.to_owned(), sha256: sha256.clone(), bytes });
    Lying { path: file.path.clone(), sha256, bytes }
}

/// An index that was named itself: the files it names are looked for beside it.
pub(crate) fn beside(plan: &mut Plan, input: &mut Input, folder: &Path) -> Result<(), ImportError> {
    let mut listed = Listed::default();
    let mut found: BTreeMap<String, Lying> = BTreeMap::new();
    for written in names(input)? {
        let Some(name) = listed.name(&written).filter(|n| !found.contains_key(n)) else { continue };
        if let Some(path) = inside(folder, &name) {
            let file = Walked { path, name: name.clone() };
            let Some(scanned) = plan.scan(&file)? else { continue };
            let kept = keep(plan, &file, &name, &scanned);
            found.insert(name, kept);
        }
    }
    listed.files = Arc::new(found);
    input.listed = Some(Arc::new(listed));
    Ok(())
}

/// A regular file below a folder, reached without following a link.
fn inside(folder: &Path, name: &str) -> Option<PathBuf> {
    let mut path = folder.to_owned();
    let mut parts = name.split('/').peekable();
    while let Some(part) = parts.next() {
        path.push(part);
        let kind = path.symlink_metadata().ok()?;
        if parts.peek().is_some() && !kind.is_dir() || parts.peek().is_none() && !kind.is_file() {
            return None;
        }
    }
    Some(path)
}

/// A description that was named itself: the file it describes is looked for beside it.
pub(crate) fn described_alone(plan: &mut Plan, toml: &Walked, scanned: &Scanned, of: &str) -> Result<(), ImportError> {
    let folder = toml.path.parent().unwrap_or(Path::new("")).to_owned();
    let mut listed = Listed::default();
    if let Some(path) = inside(&folder, of) {
        let file = Walked { path, name: of.to_owned() };
        if let Some(found) = plan.scan(&file)? {
            let kept = keep(plan, &file, of, &found);
            listed.files = Arc::new(BTreeMap::from([(of.to_owned(), kept)]));
        }
    }
    description(plan, toml, scanned, of, Arc::new(listed));
    Ok(())
}

fn description(plan: &mut Plan, toml: &Walked, scanned: &Scanned, of: &str, listed: Arc<Listed>) {
    let text = String::from_utf8_lossy(&scanned.sample);
    if let Err(e) = toml::from_str::<toml::Table>(&text) {
        return plan.refuse(
            toml,
            Some(scanned),
            Refusal::new("import/unknown-format", format!("the description is not valid TOML: {}", e.message())),
        );
    }
    let shape = Shape::Description { of: of.to_owned() };
    let mut input = evidence_input(toml, scanned, Format::Toml, shape, format!("it stands beside `{of}`"));
    input.listed = Some(listed);
    plan.inputs.push(input);
}

/// Bytes of first parts that are kept while a folder is looked at; the others are read once more.
const KEPT: usize = 64 << 20;

/// A folder: tables, evidence with its indexes and descriptions, and what has no description.
pub(crate) fn folder(
    plan: &mut Plan,
    files: &[Walked],
    choices: &Choices<'_>,
    watch: &mut dyn FnMut(u64, u64) -> Continue,
) -> Result<(), ImportError> {
    let mut scans: BTreeMap<&str, Scanned> = BTreeMap::new();
    let mut kept = 0;
    for (at, file) in files.iter().enumerate() {
        seen(watch, at, files.len() * 2, &file.name)?;
        if let Some(mut scanned) = plan.scan(file)? {
            kept += scanned.sample.len();
            if kept > KEPT {
                scanned.sample = Vec::new();
            }
            scans.insert(&file.name, scanned);
        }
    }
    let lying = |f: &Walked| {
        let s = scans.get(f.name.as_str())?;
        Some((f.name.clone(), Lying { path: f.path.clone(), sha256: s.sha256.clone(), bytes: s.bytes }))
    };
    let all: Arc<BTreeMap<String, Lying>> = Arc::new(files.iter().filter_map(lying).collect());
    let mut listed: BTreeSet<String> = BTreeSet::new();
    let mut indexes: BTreeSet<&str> = BTreeSet::new();
    for file in files.iter().filter(|f| named(&f.name) == Some(Table::Evidence)) {
        let Some(scanned) = with_sample(&mut scans, file)? else { continue };
        indexes.insert(&file.name);
        match inspect(file, &scanned, choices, Some(Table::Evidence))? {
            Ok(mut inputs) => {
                for input in inputs.iter_mut().filter(|i| i.names_files()) {
                    let prefix = file.name.rsplit_once('/').map_or(String::new(), |(folder, _)| format!("{folder}/"));
                    let index = Listed { prefix, files: all.clone(), ..Listed::default() };
                    listed.extend(names(input)?.iter().filter_map(|n| index.name(n)));
                    input.listed = Some(Arc::new(index));
                }
                plan.inputs.extend(inputs);
            }
            Err(refusal) => plan.refuse(file, Some(&scanned), refusal),
        }
    }
    for (at, file) in files.iter().enumerate().filter(|(_, f)| !indexes.contains(f.name.as_str())) {
        seen(watch, files.len() + at, files.len() * 2, &file.name)?;
        let Some(scanned) = with_sample(&mut scans, file)? else { continue };
        let described = all.contains_key(&format!("{}{DESCRIPTION}", file.name));
        if listed.contains(&file.name) || described {
            keep(plan, file, &file.name, &scanned);
            // An export that lies beside its index under a table's name is both: evidence, and the table.
            if file.name.contains('/') || named(&file.name).is_none() {
                continue;
            }
        }
        if let Some(of) = file.name.strip_suffix(DESCRIPTION).filter(|of| all.contains_key(*of)) {
            description(plan, file, &scanned, of, Arc::new(Listed { files: all.clone(), ..Listed::default() }));
            continue;
        }
        one(plan, file, &scanned, choices, &indexes)?;
    }
    Ok(())
}

/// What was found of a file, given away, with its first part.
fn with_sample(scans: &mut BTreeMap<&str, Scanned>, file: &Walked) -> Result<Option<Scanned>, ImportError> {
    let Some(mut scanned) = scans.remove(file.name.as_str()) else { return Ok(None) };
    if scanned.sample.is_empty() && scanned.bytes > 0 {
        scanned.sample = crate::scan::first_part(&file.path)?;
    }
    Ok(Some(scanned))
}

/// A file of a folder that no index names: a table by its name or its headers, else evidence without a description.
fn one(plan: &mut Plan, file: &Walked, scanned: &Scanned, choices: &Choices<'_>, indexes: &BTreeSet<&str>) -> Result<(), ImportError> {
    if templates::is_example(&file.name) {
        let message = format!("`{}` is an example of the templates", file.name);
        plan.diagnostics.push(Diagnostic::new("import/example-skipped", message, SourceRef::file(&file.name)));
        return Ok(());
    }
    let table = named(&file.name);
    match inspect(file, scanned, choices, table)? {
        Ok(inputs) => plan.inputs.extend(inputs),
        Err(refusal) if table.is_some() || choices.of(&file.name).told() => plan.refuse(file, Some(scanned), refusal),
        Err(refusal) => {
            keep(plan, file, &file.name, scanned);
            let mut found = Found::default();
            let why = clean(&refusal.message, &mut found).into_owned();
            // Named inside the folder of the nearest index, as a row of that index would name it.
            let folders = indexes.iter().filter_map(|i| i.rsplit_once('/')).map(|(folder, _)| folder);
            let inside = folders.filter_map(|f| file.name.strip_prefix(f)?.strip_prefix('/')).min_by_key(|rest| rest.len());
            let shape = Shape::Undescribed { why: Some(why), key: inside.unwrap_or(&file.name).to_owned() };
            plan.inputs.push(evidence_input(file, scanned, Format::File, shape, "no index names it and it is no table".to_owned()));
        }
    }
    Ok(())
}

//! One file to its inputs: format, encoding, delimiter, header row, table or preset.

mod flat;
mod sheets;
mod tree;

use crate::choice::{Choices, Chosen};
use crate::detect::bytes::{binary, encoding, unsupported, unsupported_text};
use crate::detect::purpose::{Purpose, Wanted};
use crate::detect::{Detected, Format, Refusal};
use crate::error::ImportError;
use crate::map::layout::Layout;
use crate::map::presets::Presets;
use crate::plan::{Input, Shape, ending};
use crate::scan::{SAMPLE, Scanned};
use crate::source::{Layered, Source};
use crate::walk::Walked;
use countersign_core::diagnostic::Diagnostic;
use countersign_core::source::SourceRef;
use countersign_core::tables::Table;
use encoding_rs::Encoding;

/// What a file holds, or why it cannot be read.
pub(crate) type Found = Result<Vec<Input>, Refusal>;

/// What looking at a file needs.
pub(crate) struct Looking<'a> {
    pub file: &'a Walked,
    pub scanned: &'a Scanned,
    pub chosen: &'a Chosen,
    pub presets: &'a Presets,
    pub wanted: Wanted,
}

/// Finds out what a file holds; the inner error is a refusal.
pub(crate) fn inspect(file: &Walked, scanned: &Scanned, choices: &Choices<'_>, named: Option<Table>) -> Result<Found, ImportError> {
    let chosen = choices.of(&file.name);
    let looking = Looking { file, scanned, chosen, presets: choices.presets, wanted: wanted(chosen, named) };
    let ending = ending(&file.name);
    // An old Office file says in its directory whether it is a workbook, or one behind a password.
    if ending == "xlsx" && scanned.sample.starts_with(b"PK") || scanned.sample.starts_with(b"\xd0\xcf\x11\xe0") {
        return sheets::sheets(&looking);
    }
    if let Some(refusal) = unsupported(&scanned.sample, &ending) {
        return Ok(Err(refusal));
    }
    let (encoding, why) = match chosen.encoding {
        Some(name) => (name, format!("the encoding {name} was asked for")),
        None => encoding(scanned),
    };
    if !encoding.starts_with("UTF-16") && binary(&scanned.sample) {
        return Ok(Err(Refusal::new("import/unknown-format", "the file is not text")));
    }
    let sample = text(&scanned.sample, encoding);
    let mut base = Base { file, scanned, chosen, encoding: Some(encoding), why: vec![why.clone()], notes: Vec::new() };
    if encoding != "UTF-8" {
        base.note("import/encoding", None, format!("read as {encoding}: {why}"));
    }
    by_text(base, &sample, &ending, &looking)
}

/// By the first character that is not a space, and by the ending of the name where that says nothing.
fn by_text(base: Base<'_>, sample: &str, ending: &str, looking: &Looking<'_>) -> Result<Found, ImportError> {
    let start = sample.trim_start_matches('\u{feff}').trim_start();
    let table_like = matches!(ending, "csv" | "tsv" | "txt" | "tab" | "psv");
    let yaml = start.starts_with("---\n") || start.starts_with("---\r") || start.starts_with("--- ") || start.starts_with("%YAML");
    if yaml || matches!(ending, "yaml" | "yml") {
        return tree::yaml(base, looking);
    }
    if start.starts_with('<') && !table_like {
        return tree::xml(base, looking);
    }
    if let Some(refusal) = unsupported_text(ending) {
        return Ok(Err(refusal));
    }
    let json_like = start.starts_with(['{', '[']) || (start.starts_with("//") || start.starts_with("/*")) && !table_like;
    if json_like {
        let found = tree::json(base.clone(), start, ending, looking)?;
        if found.is_ok() || !table_like {
            return Ok(found);
        }
    }
    if matches!(ending, "json" | "jsonl" | "ndjson" | "jsonc" | "json5") {
        return Ok(Err(Refusal::new("import/unreadable-json", "the file starts with neither an object nor an array")));
    }
    flat::delimited(base, sample, looking.scanned.sample.len() < SAMPLE, looking)
}

fn wanted(chosen: &Chosen, named: Option<Table>) -> Wanted {
    let by_name = chosen.table.is_none() && chosen.map.is_none() && named.is_some();
    let table = chosen.table.or(named.filter(|_| chosen.map.is_none()));
    Wanted { table, by_name, map: chosen.map.clone(), header_row: chosen.header_row }
}

/// A header on one line.
pub(crate) fn one_line(header: &str) -> String {
    header.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// The text of a sample.
pub(crate) fn text(sample: &[u8], encoding: &str) -> String {
    let found = Encoding::for_label(encoding.as_bytes()).unwrap_or(encoding_rs::UTF_8);
    let unmarked = sample.strip_prefix(b"\xef\xbb\xbf").unwrap_or(sample);
    found.decode_with_bom_removal(unmarked).0.into_owned()
}

/// What is known before the rows are looked at.
#[derive(Clone)]
struct Base<'a> {
    file: &'a Walked,
    scanned: &'a Scanned,
    chosen: &'a Chosen,
    encoding: Option<&'static str>,
    why: Vec<String>,
    notes: Vec<Diagnostic>,
}

impl Base<'_> {
    fn note(&mut self, code: &str, column: Option<&str>, message: String) {
        let mut at = SourceRef::file(&self.file.name);
        at.column = column.map(str::to_owned);
        self.notes.push(Diagnostic::new(code, message, at));
    }

    /// The input that a file, or a part of it, is; a refusal when such a file belongs somewhere else.
    fn input(&self, format: Format, purpose: Purpose, keys: &[String], source: Source) -> Result<Input, Refusal> {
        if let Some(refusal) = purpose.elsewhere() {
            return Err(refusal);
        }
        let mut why = self.why.clone();
        if !why.contains(&purpose.why) {
            why.push(purpose.why);
        }
        let preset = purpose.map.as_ref().map(|m| m.id.clone());
        let encoding = self.encoding.map(str::to_owned);
        let detected = Detected { format, encoding, delimiter: None, header_row: None, table: purpose.table, preset, why };
        let gives = purpose.map.as_ref().and_then(|m| m.gives.first());
        let columns = match (&purpose.map, gives) {
            (Some(map), Some(gives)) if map.is_tree() => {
                Layout::new(purpose.table, Some(gives.as_ref()), &gives.paths).columns(&gives.paths)
            }
            (Some(_), Some(gives)) => Layout::new(purpose.table, Some(gives.as_ref()), keys).columns(keys),
            (Some(_), None) => std::collections::BTreeMap::new(),
            (None, _) => Layout::new(purpose.table, None, keys).columns(keys),
        };
        let mut fill_down = self.chosen.fill_down.clone();
        fill_down.extend(purpose.map.iter().flat_map(|m| m.fill_down.iter().cloned()));
        let order = self.chosen.order.or(purpose.map.as_ref().and_then(|m| m.order));
        Ok(Input {
            path: self.file.path.clone(),
            name: self.file.name.clone(),
            sha256: self.scanned.sha256.clone(),
            bytes: self.scanned.bytes,
            sheet: None,
            table: purpose.table,
            columns,
            detected,
            shape: Shape::Table(Layered { source, keys: keys.to_vec(), fill_down, order, first: None }),
            map: purpose.map,
            listed: None,
            notes: self.notes.clone(),
        })
    }
}

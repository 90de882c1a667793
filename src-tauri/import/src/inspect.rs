//! One file to its inputs: format, encoding, delimiter, header row, table or preset.

use crate::detect::bytes::{binary, encoding, unsupported, unsupported_text};
use crate::detect::purpose::{Purpose, Wanted, purpose, unknown};
use crate::detect::{Detected, Format, Refusal, delimited};
use crate::error::ImportError;
use crate::json::outline::{Part, outline};
use crate::json::parse::{Node, Parser};
use crate::json::rows::{at_place, document};
use crate::json::{DOCUMENT_LIMIT, LINE_LIMIT};
use crate::map::layout::Layout;
use crate::map::preset::{Map, Presets};
use crate::plan::{Input, Options, Shape, TableShape, ending};
use crate::scan::{SAMPLE, Scanned};
use crate::walk::Walked;
use countersign_core::diagnostic::Diagnostic;
use countersign_core::source::SourceRef;
use countersign_core::tables::Table;
use encoding_rs::Encoding;
use std::sync::Arc;

/// The options, checked.
pub(crate) struct Inspector<'a> {
    presets: &'a Presets,
    map: Option<Arc<Map>>,
    table: Option<Table>,
    sheet: Option<&'a str>,
    encoding: Option<&'static str>,
    delimiter: Option<u8>,
}

impl<'a> Inspector<'a> {
    pub(crate) fn new(options: &'a Options, presets: &'a Presets) -> Result<Self, ImportError> {
        let map = match (&options.map, &options.preset) {
            (Some(map), _) => Some(Arc::new(map.clone())),
            (None, Some(name)) => Some(presets.get(name)?),
            (None, None) => None,
        };
        let encoding = options.encoding.as_deref().map(|label| {
            let found = Encoding::for_label(label.as_bytes()).ok_or_else(|| ImportError::Encoding { label: label.to_owned() })?;
            Ok(found.name())
        });
        let delimiter = options.delimiter.map(|delimiter| match u8::try_from(delimiter) {
            Ok(byte) if byte.is_ascii() && !byte.is_ascii_alphanumeric() && !matches!(byte, b'"' | b'\n' | b'\r' | 0) => Ok(byte),
            _ => Err(ImportError::Delimiter { delimiter }),
        });
        Ok(Self {
            presets,
            map,
            table: options.table,
            sheet: options.sheet.as_deref(),
            encoding: encoding.transpose()?,
            delimiter: delimiter.transpose()?,
        })
    }

    /// Whether the user said what every file is.
    pub(crate) fn told(&self) -> bool {
        self.map.is_some() || self.table.is_some()
    }

    fn wanted(&self, named: Option<Table>) -> Wanted {
        let by_name = self.table.is_none() && self.map.is_none() && named.is_some();
        Wanted { table: self.table.or(named.filter(|_| self.map.is_none())), by_name, map: self.map.clone() }
    }
}

/// Finds out what a file holds; the inner error is a refusal.
pub(crate) fn inspect(
    file: &Walked,
    scanned: &Scanned,
    inspector: &Inspector<'_>,
    named: Option<Table>,
) -> Result<Result<Vec<Input>, Refusal>, ImportError> {
    let ending = ending(&file.name);
    if let Some(refusal) = unsupported(&scanned.sample, &ending) {
        return Ok(Err(refusal));
    }
    let (encoding, why) = match inspector.encoding {
        Some(name) => (name, format!("the encoding {name} was asked for")),
        None => encoding(scanned),
    };
    if !encoding.starts_with("UTF-16") && binary(&scanned.sample) {
        return Ok(Err(Refusal::new("import/unknown-format", "the file is not text")));
    }
    let sample = text(&scanned.sample, encoding);
    if let Some(refusal) = unsupported_text(&sample, &ending) {
        return Ok(Err(refusal));
    }
    let mut base = Base { file, scanned, encoding, why: vec![why.clone()], notes: Vec::new() };
    if encoding != "UTF-8" {
        base.note("import/encoding", None, format!("read as {encoding}: {why}"));
    }
    let whole = scanned.sample.len() < SAMPLE;
    let start = sample.trim_start();
    let wanted = inspector.wanted(named);
    if start.starts_with(['{', '[']) {
        let table_like = matches!(ending.as_str(), "csv" | "tsv" | "txt" | "tab" | "psv");
        let found = json(base.clone(), start, &ending, inspector, &wanted)?;
        if found.is_ok() || !table_like {
            return Ok(found);
        }
    }
    if matches!(ending.as_str(), "json" | "jsonl" | "ndjson") {
        return Ok(Err(Refusal::new("import/unreadable-json", "the file starts with neither an object nor an array")));
    }
    let found = match delimited::detect(&sample, whole, inspector.delimiter, &wanted, inspector.presets) {
        Ok(found) => found,
        Err(refusal) => return Ok(Err(refusal)),
    };
    if let Some(sheet) = inspector.sheet {
        return Err(ImportError::Sheet { path: file.path.clone(), sheet: sheet.to_owned() });
    }
    for repeat in &found.repeats {
        base.note("import/duplicate-header", Some(repeat), format!("the header stands here again; this column is `{}`", one_line(repeat)));
    }
    base.why.extend(found.why);
    let (delimiter, header_row) = (found.delimiter, found.header_row);
    let mut input = base.input(Format::Delimited, found.purpose, &found.headers, TableShape::Delimited { delimiter, header_row });
    input.detected.delimiter = Some(char::from(delimiter));
    input.detected.header_row = Some(header_row);
    Ok(Ok(vec![input]))
}

/// A header on one line.
pub(crate) fn one_line(header: &str) -> String {
    header.split_whitespace().collect::<Vec<_>>().join(" ")
}

fn text(sample: &[u8], encoding: &str) -> String {
    let found = Encoding::for_label(encoding.as_bytes()).unwrap_or(encoding_rs::UTF_8);
    let unmarked = sample.strip_prefix(b"\xef\xbb\xbf").unwrap_or(sample);
    found.decode_with_bom_removal(unmarked).0.into_owned()
}

/// What is known before the rows are looked at.
#[derive(Clone)]
struct Base<'a> {
    file: &'a Walked,
    scanned: &'a Scanned,
    encoding: &'static str,
    why: Vec<String>,
    notes: Vec<Diagnostic>,
}

impl Base<'_> {
    fn note(&mut self, code: &str, column: Option<&str>, message: String) {
        let mut at = SourceRef::file(&self.file.name);
        at.column = column.map(str::to_owned);
        self.notes.push(Diagnostic::new(code, message, at));
    }

    fn input(&self, format: Format, purpose: Purpose, headers: &[String], shape: TableShape) -> Input {
        let mut why = self.why.clone();
        if !why.contains(&purpose.why) {
            why.push(purpose.why);
        }
        let preset = purpose.map.as_ref().map(|m| m.id.clone());
        let encoding = Some(self.encoding.to_owned());
        let detected = Detected { format, encoding, delimiter: None, header_row: None, table: purpose.table, preset, why };
        Input {
            path: self.file.path.clone(),
            name: self.file.name.clone(),
            sha256: self.scanned.sha256.clone(),
            bytes: self.scanned.bytes,
            sheet: None,
            table: purpose.table,
            columns: Layout::new(purpose.table, purpose.map.as_ref(), headers).columns(headers),
            detected,
            shape: Shape::Table(shape),
            map: purpose.map,
            listed: None,
            notes: self.notes.clone(),
        }
    }
}

type Found = Result<Vec<Input>, Refusal>;

fn json(mut base: Base<'_>, start: &str, ending: &str, inspector: &Inspector<'_>, wanted: &Wanted) -> Result<Found, ImportError> {
    if start.starts_with('{') && (matches!(ending, "jsonl" | "ndjson") || lines(start)) {
        let keys = line_keys(start);
        base.why.push("each line holds one JSON object".to_owned());
        return Ok(match purpose(&keys, wanted, inspector.presets) {
            Some(found) => Ok(vec![base.input(Format::JsonLines, found, &keys, TableShape::Lines { keys: keys.clone() })]),
            None => Err(unknown(&keys, wanted)),
        });
    }
    if base.scanned.bytes > DOCUMENT_LIMIT {
        let message = format!("a JSON document of {} bytes is more than {DOCUMENT_LIMIT}", base.scanned.bytes);
        return Ok(Err(Refusal::new("import/file-too-large", message)));
    }
    let (text, sha256, _) = document(&base.file.path, base.encoding)?;
    if sha256 != base.scanned.sha256 {
        return Err(ImportError::Changed { path: base.file.path.clone() });
    }
    let outline = match outline(&text) {
        Ok(outline) => outline,
        Err(bad) => return Ok(Err(Refusal::new("import/unreadable-json", at_place(&text, &bad)))),
    };
    if !outline.others.is_empty() {
        let note = Diagnostic::new(
            "import/unknown-column",
            format!("members beside the records were not read: {}", outline.others.join(", ")),
            SourceRef::file(&base.file.name),
        );
        base.notes.push(note.hint("Rename a member to one of our tables when it is one."));
    }
    let parts = outline.parts.into_iter().filter(|p| inspector.sheet.is_none_or(|s| p.name.as_deref() == Some(s)));
    let parts: Vec<Part> = parts.collect();
    if let (true, Some(sheet)) = (parts.is_empty(), inspector.sheet) {
        return Err(ImportError::Sheet { path: base.file.path.clone(), sheet: sheet.to_owned() });
    }
    Ok(parts.into_iter().map(|part| one_part(&mut base, part, inspector, wanted)).collect())
}

fn one_part(base: &mut Base<'_>, part: Part, inspector: &Inspector<'_>, wanted: &Wanted) -> Result<Input, Refusal> {
    let table = part.name.as_deref().filter(|_| part.ours).and_then(|n| crate::text::snake(n).parse::<Table>().ok());
    let wanted = match table {
        Some(table) if !inspector.told() => Wanted { table: Some(table), by_name: true, map: None },
        _ => wanted.clone(),
    };
    // One object may be anything that shares some words; only an exact table is taken from it.
    let found = purpose(&part.keys, &wanted, inspector.presets).filter(|p| !part.single || p.map.is_none() || inspector.told());
    let found = match (found, wanted.table) {
        (Some(found), _) => found,
        // An empty array is a table without rows.
        (None, Some(table)) if part.keys.is_empty() => Purpose { table, map: None, known: 0, why: format!("it is named after `{table}`") },
        (None, _) => return Err(unknown(&part.keys, &wanted)),
    };
    let shape = TableShape::Json { at: part.at, single: part.single, keys: part.keys.clone() };
    let mut input = base.input(Format::Json, found, &part.keys, shape);
    input.detected.why.push(match (&part.name, part.single) {
        (Some(name), _) => format!("the records are under `{name}`"),
        (None, true) => "the document is one object".to_owned(),
        (None, false) => "the document is an array".to_owned(),
    });
    // What concerns the whole file is said once.
    base.notes.clear();
    input.sheet = part.name;
    Ok(input)
}

/// Whether the first line is a whole object and more follows it.
fn lines(start: &str) -> bool {
    let Some((first, rest)) = start.split_once('\n') else { return false };
    let mut parser = Parser::new(first, 0);
    parser.value(false).is_ok() && parser.peek().is_none() && rest.trim_start().starts_with('{')
}

fn line_keys(sample: &str) -> Vec<String> {
    let mut keys: Vec<String> = Vec::new();
    for line in sample.lines().take(200).filter(|l| l.len() < LINE_LIMIT) {
        let Ok(node) = Parser::new(line, 0).value(true) else { continue };
        let Node::Object(members) = crate::json::rows::unwrap_raw(node) else { continue };
        for (key, _) in members {
            if !keys.contains(&key) {
                keys.push(key);
            }
        }
    }
    keys
}

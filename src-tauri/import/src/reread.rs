//! A file that was imported, read again from the bytes that are held: the raw rows around one of them, or the beginning of a text.
//! Nothing is mapped. Keys are masked and hidden characters shown, as everywhere.

use crate::clean::{Found, clean};
use crate::detect::bytes::{binary, encoding, unsupported};
use crate::detect::delimited::separator;
use crate::error::ImportError;
use crate::evidence::members;
use crate::plan::ending;
use crate::rows::Next;
use crate::scan::{Scanned, utf8};
use crate::source::{Bytes, Layered, Source};
use crate::tree::place::Place;
use crate::tree::{NextRecord, cell, follow};
use std::io::Read;
use std::ops::RangeInclusive;
use std::path::Path;

/// How a file was read when it was imported.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct How {
    /// `csv`, `json`, `jsonl`, `yaml`, `xml`, `xlsx`, `toml` or `file`.
    pub format: String,
    /// WHATWG name; UTF-8 when it was not told.
    pub encoding: Option<String>,
    /// What stands between cells.
    pub delimiter: Option<char>,
    /// The row that holds the headers.
    pub header_row: Option<u64>,
    /// The sheet of a workbook, or the place in a document, that holds the rows.
    pub sheet: Option<String>,
}

/// Some rows of a file as they stand in it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct RawRows {
    /// The headers: those of the header row, or the keys of the records read.
    pub columns: Vec<String>,
    /// The rows, each with its number.
    pub rows: Vec<(u64, Vec<String>)>,
    /// Whether rows follow.
    pub more: bool,
    /// SHA-256 of the file, when it was read to its end.
    pub sha256: Option<String>,
}

/// The beginning of a text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Beginning {
    /// The text, with keys masked and hidden characters shown.
    pub text: String,
    /// WHATWG name of the encoding it was read with.
    pub encoding: &'static str,
}

/// A text from outside made inert: hidden characters as visible tokens, key-like strings masked.
pub fn inert(text: &str) -> String {
    clean(text, &mut Found::default()).into_owned()
}

/// The value at a path inside one record of a tree-shaped file (JSON, YAML, XML), as text; nothing when the file is none, or the path leads nowhere.
///
/// # Errors
/// When the bytes cannot be read, or are not what they were when they were imported.
pub fn raw_value(name: &str, bytes: Box<dyn Read + '_>, how: &How, row: u64, path: &str) -> Result<Option<String>, ImportError> {
    let encoding = how.encoding.as_deref().unwrap_or("UTF-8");
    let bytes = Bytes { read: bytes, path: Path::new(name), encoding };
    let Some(source) = tree_source(how) else { return Ok(None) };
    let mut records = Layered { source, keys: Vec::new(), fill_down: Vec::new(), order: None, first: None }.records(bytes, &[])?;
    loop {
        match records.next()? {
            NextRecord::End => return Ok(None),
            _ if records.number() > row => return Ok(None),
            NextRecord::Record if records.number() == row => {
                return Ok(follow(records.record(), path).map(|node| inert_value(path, &cell(&node))));
            }
            _ => {}
        }
    }
}

/// A value made inert as it would be beside its name: `x-api-key` alone says that what it holds is a key.
fn inert_value(path: &str, value: &str) -> String {
    let name = format!("{}: ", path.rsplit('/').next().unwrap_or_default());
    let whole = inert(&format!("{name}{value}"));
    whole.strip_prefix(&name).map_or_else(|| inert(value), str::to_owned)
}

/// How the records of a tree are found again; nothing for a file that is none.
fn tree_source(how: &How) -> Option<Source> {
    let place = Place { path: how.sheet.clone().unwrap_or_default() };
    Some(match how.format.as_str() {
        "jsonl" => Source::Lines,
        // What is strict reads the same way; what is not was imported so.
        "json" => Source::Json { place, relaxed: true },
        "yaml" => Source::Yaml { place },
        "xml" => Source::Xml { place },
        _ => return None,
    })
}

/// The rows of a file with numbers in a range, read from its beginning on. With `to_the_end` the whole file is read, so that its SHA-256
/// can be compared. A file that is no table has no rows.
///
/// # Errors
/// When the bytes cannot be read, or are not what they were when they were imported.
pub fn raw_rows(
    name: &str,
    bytes: Box<dyn Read + '_>,
    how: &How,
    wanted: RangeInclusive<u64>,
    to_the_end: bool,
) -> Result<RawRows, ImportError> {
    let path = Path::new(name);
    let broken =
        |why: String| ImportError::Read { path: path.to_owned(), source: std::io::Error::new(std::io::ErrorKind::InvalidData, why) };
    let encoding = how.encoding.as_deref().unwrap_or("UTF-8");
    let bytes = Bytes { read: bytes, path, encoding };
    let source = match how.format.as_str() {
        "csv" => {
            let delimiter = how.delimiter.and_then(|d| u8::try_from(d).ok()).unwrap_or(b',');
            Source::Delimited { delimiter, header_row: how.header_row.unwrap_or(1) }
        }
        "xlsx" => Source::Sheet { sheet: how.sheet.clone().unwrap_or_default(), header_row: how.header_row.unwrap_or(1) },
        "toml" => {
            let (text, sha256, _) = crate::tree::document::whole(bytes.window()?)?;
            let (columns, row) = members(toml::from_str(&text).map_err(|e| broken(e.message().to_owned()))?);
            let cells = row.cells().map(inert).collect();
            let rows = if wanted.contains(&1) { vec![(1, cells)] } else { Vec::new() };
            return Ok(RawRows { columns, rows, more: false, sha256: Some(sha256) });
        }
        _ => match tree_source(how) {
            Some(source) => source,
            None => return Ok(RawRows::default()),
        },
    };
    let mut rows = Layered { source, keys: Vec::new(), fill_down: Vec::new(), order: None, first: None }.rows(bytes)?;
    let mut found = RawRows::default();
    loop {
        let next = rows.next()?;
        match next {
            Next::End => break,
            // A document that cannot be read is refused as a whole, so it is not what was imported.
            Next::Reject { code: "import/unreadable-json", reason, .. } if how.format == "json" => return Err(broken(reason)),
            Next::Row | Next::Reject { .. } => {}
        }
        let number = rows.number();
        if number > *wanted.end() {
            found.more = true;
            break;
        }
        if wanted.contains(&number) {
            // A row that was rejected is shown as far as it was understood, else as it stands.
            let understood = rows.row().number == number && rows.row().len() > 0;
            let cells = if understood { rows.row().cells().map(inert).collect() } else { vec![inert(&rows.raw())] };
            found.rows.push((number, cells));
        }
    }
    found.columns = rows.headers().to_vec();
    // Records of a JSON file may bring keys of their own; the rows before them have nothing there.
    for (_, cells) in &mut found.rows {
        cells.resize(cells.len().max(found.columns.len()), String::new());
    }
    if to_the_end {
        found.sha256 = Some(rows.sha256()?);
    }
    Ok(found)
}

/// The beginning of a file as text; nothing when it is not text. `head` is its first bytes, `is_whole` says that they are all of them.
pub fn beginning(head: &[u8], is_whole: bool) -> Option<Beginning> {
    let mut seen = Scanned { sha256: String::new(), bytes: 0, sample: head.to_vec(), wide: 0, not_utf8: None };
    let mut carried = Vec::new();
    utf8(head, &mut carried, &mut seen);
    if let (true, Some(first), None) = (is_whole, carried.first(), seen.not_utf8) {
        seen.not_utf8 = Some((0, *first));
    }
    let (encoding, _) = encoding(&seen);
    if !encoding.starts_with("UTF-16") && binary(head) {
        return None;
    }
    let found = encoding_rs::Encoding::for_label(encoding.as_bytes()).unwrap_or(encoding_rs::UTF_8);
    let whole_characters = head.get(..head.len() - if encoding == "UTF-8" { carried.len() } else { 0 }).unwrap_or(head);
    let unmarked = whole_characters.strip_prefix(b"\xef\xbb\xbf").unwrap_or(whole_characters);
    let text = found.decode_with_bom_removal(unmarked).0;
    Some(Beginning { text: inert(&text), encoding })
}

/// How a table that was not imported as one would be read: by the ending of its name and its first bytes. Nothing when it is no table.
pub fn as_table(name: &str, head: &[u8], is_whole: bool) -> Option<How> {
    let ending = ending(name);
    if !matches!(ending.as_str(), "csv" | "tsv" | "tab" | "psv") {
        return None;
    }
    let text = beginning(head, is_whole)?;
    let delimiter = separator(&text.text, is_whole).map(char::from).or((ending == "tsv" || ending == "tab").then_some('\t'));
    Some(How {
        format: "csv".to_owned(),
        encoding: Some(text.encoding.to_owned()),
        delimiter: Some(delimiter.unwrap_or(',')),
        header_row: Some(1),
        sheet: None,
    })
}

/// What a file is, when its first bytes are those of a known format that is not text: "an Excel workbook (.xlsx)".
pub fn known_as(name: &str, head: &[u8]) -> Option<String> {
    unsupported(head, &ending(name)).map(|refusal| refusal.message.trim_start_matches("this is ").to_owned())
}

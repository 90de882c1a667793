//! How a list is built: what separates its cells, where its headers are, which of its places holds the records.

use crate::detect::delimited::{distinct_texts, records, separator};
use crate::inspect::text;
use crate::json::outline::outline;
use crate::node::escape;
use crate::plan::ending;
use crate::scan::{SAMPLE, Scanned};
use crate::sheet::beginnings;
use crate::source::{Layered, Source, workbook};
use crate::tree::document::document;
use crate::tree::place::Place;
use countersign_workbook::Visible;
use std::path::Path;

/// A list as it can be read.
pub(super) struct Built {
    pub layered: Layered,
    pub encoding: &'static str,
}

/// Finds out how a list is built; the error says in a sentence why it cannot be told. `encoding` is that of a text.
pub(super) fn how(path: &Path, name: &str, scanned: &Scanned, encoding: Option<&'static str>) -> Result<Built, String> {
    let ending = ending(name);
    let source = match (ending.as_str(), encoding) {
        ("xlsx", _) => sheet(path, scanned)?,
        (_, None) => return Err("it is no text".to_owned()),
        ("jsonl" | "ndjson", _) => Source::Lines,
        ("json", Some(encoding)) => json(path, encoding)?,
        (_, Some(encoding)) => delimited(scanned, encoding, &ending)?,
    };
    let layered = Layered { source, keys: Vec::new(), fill_down: Vec::new(), order: None, first: None };
    Ok(Built { layered, encoding: encoding.unwrap_or("UTF-8") })
}

/// The one sheet that is shown and has rows.
fn sheet(path: &Path, scanned: &Scanned) -> Result<Source, String> {
    let book = workbook(path, &scanned.sha256).map_err(|e| e.to_string())??;
    let heads = beginnings(&book)?;
    let shown: Vec<_> = heads.iter().filter(|h| h.visible == Visible::Yes && !h.rows.is_empty()).collect();
    match shown.as_slice() {
        [only] => Ok(Source::Sheet { sheet: only.name.clone(), header_row: header_row(&only.rows)? }),
        several => Err(format!("{} sheets have rows; which of them is the list is not told", several.len())),
    }
}

/// The one array of a document.
fn json(path: &Path, encoding: &str) -> Result<Source, String> {
    let (text, ..) = document(path, encoding).map_err(|e| e.to_string())?;
    let outline = outline(&text).map_err(|bad| bad.reason.to_owned())?;
    let mut lists = outline.parts.into_iter().filter(|p| !p.single);
    match (lists.next(), lists.count()) {
        (Some(only), 0) => {
            let place = Place { path: only.name.as_deref().map(escape).unwrap_or_default() };
            Ok(Source::Json { place, relaxed: false })
        }
        (None, _) => Err("it holds no list of records".to_owned()),
        (Some(_), more) => Err(format!("it holds {} lists; which of them is meant is not told", more + 1)),
    }
}

fn delimited(scanned: &Scanned, encoding: &str, ending: &str) -> Result<Source, String> {
    let (sample, whole) = (text(&scanned.sample, encoding), scanned.sample.len() < SAMPLE);
    let by_name = if matches!(ending, "tsv" | "tab") { b'\t' } else { b',' };
    let delimiter = separator(&sample, whole).unwrap_or(by_name);
    Ok(Source::Delimited { delimiter, header_row: header_row(&records(&sample, whole, delimiter))? })
}

/// The first row that holds as many different texts as headers would.
fn header_row(rows: &[(u64, Vec<String>)]) -> Result<u64, String> {
    let widest = rows.iter().map(|(_, cells)| cells.iter().filter(|c| !c.trim().is_empty()).count()).max().unwrap_or(0);
    let found = rows.iter().find(|(_, cells)| distinct_texts(cells) >= widest.clamp(1, 3));
    found.map(|(row, _)| *row).ok_or_else(|| "no row of it holds headers".to_owned())
}

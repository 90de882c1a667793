//! The delimiter and the header row of delimited text, by trying.

use super::Refusal;
use super::purpose::{Purpose, Wanted, purpose, unknown};
use crate::delimited::{Step, step};
use crate::map::presets::Presets;
use crate::rows::name_headers;
use std::collections::BTreeMap;

/// Records read with each delimiter to judge it.
const JUDGED: usize = 20;
/// Rows looked at for the header.
const SEARCHED: usize = 60;

/// What delimited text was found to be.
#[derive(Debug)]
pub struct Found {
    /// What stands between cells.
    pub delimiter: u8,
    /// The row of the headers.
    pub header_row: u64,
    /// The headers, repeats marked.
    pub headers: Vec<String>,
    /// The repeats.
    pub repeats: Vec<String>,
    /// What the headers are.
    pub purpose: Purpose,
    /// Why.
    pub why: Vec<String>,
}

struct Tried {
    delimiter: u8,
    records: Vec<(u64, Vec<String>)>,
    /// Of the first records, how many have the most frequent number of cells, and that number.
    alike: usize,
    cells: usize,
}

/// Finds delimiter, header row and purpose. `whole` says that the text is the whole file.
///
/// # Errors
/// A refusal when no delimiter fits or the headers are not known.
pub fn detect(text: &str, whole: bool, given: Option<u8>, wanted: &Wanted, presets: &Presets) -> Result<Found, Refusal> {
    let said = text.strip_prefix("sep=").and_then(|rest| match rest.as_bytes() {
        [d, b'\r' | b'\n', ..] => Some(*d),
        _ => None,
    });
    let candidates = given.or(said).map_or_else(|| vec![b',', b';', b'\t', b'|'], |d| vec![d]);
    let mut tried: Vec<Tried> = candidates.iter().map(|d| attempt(text, whole, *d)).collect();
    // Equal cell counts win; of two that are equally even, the one with more cells.
    tried.sort_by_key(|t| (t.cells < 2, std::cmp::Reverse((t.alike, t.cells))));
    for t in &tried {
        if let Some(Head { row, headers, repeats, purpose }) = head(&t.records, wanted, presets, "csv") {
            // A delimiter that leaves one cell only fits a table with one column.
            let shown = char::from(t.delimiter);
            let how = match (given, said) {
                (Some(_), _) => format!("{shown:?} was asked for"),
                (_, Some(_)) => format!("the first line says that {shown:?} separates cells"),
                _ => format!("{shown:?} gives {} of the first {} records the same {} cells", t.alike, t.records.len().min(JUDGED), t.cells),
            };
            let why = vec![how, format!("row {row} holds the headers"), purpose.why.clone()];
            return Ok(Found { delimiter: t.delimiter, header_row: row, headers, repeats, purpose, why });
        }
    }
    let best = tried.first().filter(|t| t.cells >= 2 || given.is_some() || wanted.table.is_some() || wanted.map.is_some());
    let Some(best) = best else {
        return Err(Refusal::new("import/no-delimiter", "none of , ; TAB | gives the rows more than one cell"));
    };
    let header = best.records.iter().find(|(_, c)| distinct_texts(c) >= 3).or(best.records.first());
    let headers = header.map(|(_, cells)| name_headers(cells.iter().map(String::as_str)).0).unwrap_or_default();
    if headers.is_empty() {
        return Err(Refusal::new("import/unknown-format", "the file is empty"));
    }
    Err(unknown(&headers, wanted))
}

/// A row of headers and what they are.
#[derive(Debug)]
pub struct Head {
    /// Its number.
    pub row: u64,
    /// The headers, repeats marked.
    pub headers: Vec<String>,
    /// The repeats.
    pub repeats: Vec<String>,
    /// What they are.
    pub purpose: Purpose,
}

/// The first of some rows whose cells are headers of something known. `format` is the short name of the file's format.
pub fn head(records: &[(u64, Vec<String>)], wanted: &Wanted, presets: &Presets, format: &str) -> Option<Head> {
    let asked = wanted.table.is_some() || wanted.map.is_some();
    records.iter().filter(|(row, _)| wanted.header_row.is_none_or(|asked| asked == *row)).find_map(|(row, cells)| {
        let (mut headers, repeats) = name_headers(cells.iter().map(String::as_str));
        headers.truncate(cells.iter().rposition(|c| !c.trim().is_empty()).map_or(0, |i| i + 1));
        let texts = distinct_texts(cells);
        let purpose = (texts >= 3 || asked && texts >= 1).then(|| purpose(&headers, wanted, presets, format)).flatten()?;
        Some(Head { row: *row, headers, repeats, purpose })
    })
}

/// What most likely separates the cells of a text, by the same trials; nothing when no candidate gives its rows more than one cell.
pub fn separator(text: &str, whole: bool) -> Option<u8> {
    let mut tried: Vec<Tried> = [b',', b';', b'\t', b'|'].iter().map(|d| attempt(text, whole, *d)).collect();
    tried.sort_by_key(|t| (t.cells < 2, std::cmp::Reverse((t.alike, t.cells))));
    tried.first().filter(|t| t.cells >= 2).map(|t| t.delimiter)
}

/// The first records of a text, each with its row.
pub fn records(text: &str, whole: bool, delimiter: u8) -> Vec<(u64, Vec<String>)> {
    attempt(text, whole, delimiter).records
}

fn attempt(text: &str, whole: bool, delimiter: u8) -> Tried {
    let mut data = text.as_bytes();
    let (mut buffer, mut ends) = (Vec::new(), Vec::new());
    let mut records = Vec::new();
    let mut row = 0;
    while records.len() < SEARCHED {
        let used = match step(data, whole, delimiter, &mut buffer, &mut ends) {
            Step::Record(n) => {
                row += 1;
                let mut from = 0;
                let cells = ends.iter().map(|end| {
                    let cell = String::from_utf8_lossy(buffer.get(from..*end).unwrap_or_default()).into_owned();
                    from = *end;
                    cell
                });
                records.push((row, cells.collect::<Vec<_>>()));
                n
            }
            Step::Blank(n) => {
                row += 1;
                n
            }
            Step::Open => {
                row += 1;
                data.iter().position(|b| *b == b'\n').map_or(data.len(), |n| n + 1)
            }
            Step::More | Step::End => break,
        };
        data = data.get(used..).unwrap_or_default();
    }
    let mut counts: BTreeMap<usize, usize> = BTreeMap::new();
    for (_, cells) in records.iter().take(JUDGED) {
        *counts.entry(cells.len()).or_default() += 1;
    }
    let (cells, alike) = counts.into_iter().max_by_key(|(cells, n)| (*n, *cells)).unwrap_or_default();
    Tried { delimiter, records, alike, cells }
}

/// How many different texts (not numbers) a row holds.
pub fn distinct_texts(cells: &[String]) -> usize {
    let mut texts: Vec<&str> = cells.iter().map(|c| c.trim()).filter(|c| c.chars().any(char::is_alphabetic)).collect();
    texts.sort_unstable();
    texts.dedup();
    texts.len()
}

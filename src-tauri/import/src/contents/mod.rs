//! What the bytes of a file of evidence show: its text without dates, and of a list how many records it holds and how it stands up to
//! the checks that need nothing but the list.

mod built;
mod list;

use crate::decode::Window;
use crate::detect::bytes::{binary, encoding, unsupported};
use crate::error::ImportError;
use crate::plan::ending;
use crate::reread::inert;
use crate::scan::{Scanned, scan};
use countersign_core::evidence::ipe::{CHECKS, Check, DIFFERS, Independent, Population, Total, Verdict, checks};
use countersign_core::evidence::{UNDATED, Undated};
use countersign_core::parameters::Parameters;
use countersign_core::record::Record;
use list::List;
use std::path::Path;

/// A larger file is not looked into.
pub(crate) const LIMIT: u64 = 64 << 20;

/// A longer line is not looked through for dates.
const LONGEST_LINE: usize = 4 << 20;

/// The attributes of an evidence record that rest on the bytes of its file, beside their hash and number.
///
/// # Errors
/// When the file cannot be read, or is not the one with that SHA-256. What is wrong inside it is said by a check.
pub(crate) fn attributes(path: &Path, sha256: &str, bytes: u64, of: &Record) -> Result<Vec<(String, String)>, ImportError> {
    let list = matches!(ending(&of.key).as_str(), "csv" | "tsv" | "tab" | "psv" | "json" | "jsonl" | "ndjson" | "xlsx");
    let mut found = Vec::new();
    if bytes > LIMIT {
        if list {
            let why = format!("the file holds {bytes} bytes, more than the {LIMIT} that are looked into");
            checked(of, Err(why), &mut found);
        }
        return Ok(found);
    }
    let scanned = scan(path, None)?;
    if scanned.sha256 != sha256 {
        return Err(ImportError::Changed { path: path.to_owned() });
    }
    let text = encoding_of(&scanned, &of.key);
    if let Some(encoding) = text.filter(|_| bytes > 0) {
        found.extend(undated(path, encoding)?.map(|digest| (UNDATED.to_owned(), digest)));
    }
    if list {
        let wanted = totals(of);
        let names: Vec<&str> = wanted.iter().map(|(name, _)| name.as_str()).collect();
        let built = built::how(path, &of.key, &scanned, text);
        // What the readers cannot take is no reason not to keep the file.
        let read = built.and_then(|how| list::read(path, &how, &names).map_err(|e| format!("its rows cannot be read: {e}")));
        checked(of, read, &mut found);
    }
    Ok(found)
}

/// The encoding of a file that is text.
fn encoding_of(scanned: &Scanned, name: &str) -> Option<&'static str> {
    let (encoding, _) = encoding(scanned);
    let known = unsupported(&scanned.sample, &ending(name)).is_some() || scanned.sample.starts_with(b"PK\x03\x04");
    (!known && (encoding.starts_with("UTF-16") || !binary(&scanned.sample))).then_some(encoding)
}

/// The digest of a text without its dates, line by line; nothing when a line is too long to be looked through.
fn undated(path: &Path, encoding: &str) -> Result<Option<String>, ImportError> {
    let mut window = Window::open(path, encoding)?;
    let mut digest = Undated::default();
    loop {
        let data = window.data();
        match data.iter().position(|b| *b == b'\n') {
            Some(end) => {
                digest.line(&String::from_utf8_lossy(data.get(..end).unwrap_or_default()));
                window.consume(end + 1);
            }
            None if window.ended() => {
                if !data.is_empty() {
                    digest.line(&String::from_utf8_lossy(data));
                }
                return Ok(Some(digest.finish()));
            }
            None if data.len() > LONGEST_LINE => return Ok(None),
            None => window.fill()?,
        }
    }
}

/// The control totals that a record states: `amount=120.50; hours: 3`.
fn totals(of: &Record) -> Vec<(String, Option<f64>)> {
    let stated = of.extra("stated_control_totals").unwrap_or("");
    let one = |item: &str| {
        let (name, value) = item.split_once(['=', ':'])?;
        Some((name.trim().to_owned(), list::number(value)))
    };
    countersign_core::record::split_list(stated).filter_map(one).collect()
}

/// Makes the checks and writes them down; `Err` says why the rows were not read.
fn checked(of: &Record, read: Result<List, String>, found: &mut Vec<(String, String)>) {
    let count = |column: &str| of.get(column).and_then(|n| n.trim().parse::<u64>().ok());
    let independent = count("independent_count").map(|count| {
        let source = of.get("independent_count_source").unwrap_or("another source").to_owned();
        Independent { source, ids: None, count: Some(count) }
    });
    let (list, why) = match read {
        Ok(list) => (Some(list), None),
        Err(why) => (None, Some(why)),
    };
    let stated = totals(of).into_iter().enumerate();
    let computed = |at: usize| list.as_ref().and_then(|l| l.totals.get(at).copied().flatten());
    // Only a log of what happened has to lie in its period: an account on a list may be older.
    let happened = matches!(of.get("kind"), Some("event_log" | "ticket" | "approval_record"));
    let population = Population {
        period: of.day("period_from").zip(of.day("period_to")),
        stated: count("stated_record_count"),
        imported: list.as_ref().map(|l| l.records),
        rejected: list.as_ref().map(|l| l.rejected),
        ids: list.iter().flat_map(|l| &l.ids).map(String::as_str).collect(),
        times: list.as_ref().filter(|_| happened).map(|l| l.times.clone()).unwrap_or_default(),
        totals: stated.map(|(at, (name, stated))| Total { computed: computed(at), name, stated }).collect(),
        independent,
    };
    let mut all = checks(&population, Parameters::default().get("evidence_silence_factor"));
    if let Some(why) = why {
        all.insert(0, Check { id: "read".to_owned(), compared: why, result: Verdict::Cannot });
    }
    if let Some(list) = &list {
        found.push(("imported_record_count".to_owned(), list.records.to_string()));
        found.push(("rejected_record_count".to_owned(), list.rejected.to_string()));
    }
    // Names and ids of the file stand in what was compared.
    let written: Vec<serde_json::Value> =
        all.iter().map(|c| serde_json::json!({"id": inert(&c.id), "compared": inert(&c.compared), "result": c.result.word()})).collect();
    found.push((CHECKS.to_owned(), serde_json::Value::Array(written).to_string()));
    let differs: Vec<String> = all.iter().filter(|c| c.contradicts()).map(|c| inert(&c.id).replace(';', ",")).collect();
    if !differs.is_empty() {
        found.push((DIFFERS.to_owned(), differs.join(";")));
    }
}

#[cfg(test)]
mod tests;

//! The journal: who did what, and whether its chain holds.

use crate::error::Result;
use crate::screens::Reading;
use crate::screens::links::{has_words, page, words_of};
use crate::screens::reading::count;
use crate::screens::words::{day, things, upper_first};
use countersign_core::record::parse_day;
use countersign_core::rule::plain;
use countersign_core::words::grouped;
use countersign_import::inert;
use countersign_store::JournalEntry;
use serde::{Deserialize, Serialize};
use serde_json::Value;

/// Which entries.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
#[serde(default)]
pub struct JournalQuery {
    /// Words that must all occur.
    pub text: String,
    /// First row wanted, from 0; the latest entry is row 0.
    pub from: u64,
    /// How many rows.
    pub rows: u64,
}

/// A page of the journal, latest first.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
pub struct JournalPage {
    /// Entries in the journal.
    pub total: u64,
    /// Those that match.
    pub matching: u64,
    /// First row of the page.
    pub from: u64,
    /// The entries.
    pub entries: Vec<JournalLine>,
}

/// One entry.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
pub struct JournalLine {
    /// Its number.
    pub seq: i64,
    /// When, RFC 3339.
    pub at: String,
    /// Who.
    pub actor: String,
    /// `import`, `assess`, …
    pub action: String,
    /// What was done, in a sentence.
    pub sentence: String,
    /// What it came to, as name and value.
    pub detail: Vec<(String, String)>,
    /// The hash of the entry before.
    pub prev: String,
    /// Its hash.
    pub hash: String,
}

/// Whether the chain holds.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
pub struct JournalState {
    /// Entries checked.
    pub entries: u64,
    /// The last entry's hash.
    pub head: String,
    /// Whether every entry follows from the one before.
    pub ok: bool,
    /// The first that does not, and why.
    pub broken: Option<(i64, String)>,
}

/// How many lines of detail one entry shows.
const DETAILS: usize = 100;

impl Reading {
    /// A page of the journal, latest first.
    ///
    /// # Errors
    /// Never today; the shape of every question is the same.
    pub fn journal(&self, query: &JournalQuery) -> Result<JournalPage> {
        let words = words_of(&query.text);
        let lines: Vec<JournalLine> = self.journal.iter().rev().map(journal_line).collect();
        let text = |l: &JournalLine| {
            let detail: String = l.detail.iter().map(|(name, value)| format!("{name}\n{value}\n")).collect();
            format!("{}\n{}\n{}\n{}\n{}\n{detail}", l.seq, l.at, l.actor, l.action, l.sentence).to_lowercase()
        };
        let matching: Vec<JournalLine> = lines.into_iter().filter(|l| words.is_empty() || has_words(&text(l), &words)).collect();
        Ok(JournalPage {
            total: count(self.journal.len()),
            matching: count(matching.len()),
            from: query.from,
            entries: page(&matching, query.from, query.rows).to_vec(),
        })
    }
}

impl crate::Workbench {
    /// Checks the chain of the journal.
    ///
    /// # Errors
    /// `workspace/failed`.
    pub fn journal_state(&self) -> Result<JournalState> {
        let check = self.verify_journal()?;
        Ok(JournalState { entries: check.entries, head: check.head.hash, ok: check.broken.is_none(), broken: check.broken })
    }
}

fn journal_line(e: &JournalEntry) -> JournalLine {
    let mut detail = Vec::new();
    flat("", &e.detail, &mut detail);
    if detail.len() > DETAILS {
        let more = detail.len() - (DETAILS - 1);
        detail.truncate(DETAILS - 1);
        detail.push(("More".to_owned(), format!("{more} more lines")));
    }
    JournalLine {
        seq: e.seq,
        at: e.at.clone(),
        actor: inert(&e.actor),
        action: e.action.clone(),
        sentence: sentence(e),
        detail,
        prev: e.prev.clone(),
        hash: e.hash.clone(),
    }
}

/// What was done, in a sentence.
fn sentence(e: &JournalEntry) -> String {
    let text = |name: &str| e.detail.get(name).and_then(Value::as_str).map(inert);
    let number = |name: &str| e.detail.get(name).and_then(Value::as_u64).unwrap_or(0);
    let subject = inert(&e.subject);
    match e.action.as_str() {
        "create" => format!("Made the workspace of {subject}"),
        "import" => {
            let files = e.detail.get("files").and_then(Value::as_array).map_or(&[][..], Vec::as_slice);
            let sum = |name: &str| files.iter().filter_map(|f| f.get(name)?.as_u64()).sum::<u64>();
            format!(
                "Imported {}: {}, {} rejected",
                things(count(files.len()), "file"),
                things(sum("records"), "record"),
                grouped(sum("rejected"))
            )
        }
        "undo" => format!("Undid an import: {} taken back, {} restored", things(number("closed"), "row"), grouped(number("restored"))),
        "resolve" => format!("Said that `{subject}` means {}", text("requirement").unwrap_or_default()),
        "attach" => format!("Attached {} to {}", text("file").unwrap_or_default(), text("edition").unwrap_or_default()),
        "set" => match text("value") {
            Some(value) => format!("Set {subject} to {value}"),
            None => format!("Set {subject} back to its shipped value"),
        },
        "assess" => {
            let basis = e.detail.get("basis");
            let of = |name: &str| basis?.get("period")?.get(name)?.as_str().and_then(parse_day).map(day);
            let point = basis.and_then(|b| b.get("point_in_time")).and_then(Value::as_bool).unwrap_or(false);
            match (of("from"), of("to"), of("as_of")) {
                (_, _, Some(as_of)) if point => format!("Assessed as of {as_of}"),
                (Some(from), Some(to), _) => format!("Assessed {from} to {to}"),
                _ => "Assessed".to_owned(),
            }
        }
        "pack" => match text("signed_by") {
            Some(who) => format!("Sealed an audit pack, signed by {who}"),
            None => "Sealed an audit pack".to_owned(),
        },
        "sample" => {
            let (size, seed) = (grouped(number("size")), text("seed").unwrap_or_default());
            let item = text("item").unwrap_or_default();
            match text("step").as_deref() {
                Some("frozen") => format!("Froze {} as the population of {subject}", things(number("items"), "item")),
                Some("drawn") => format!("Drew the {size} items of {subject} with the seed `{seed}`"),
                Some("extended") => format!("Extended {subject} to {size} items under the seed `{seed}`"),
                Some("deviates") => format!("Recorded that `{item}` of {subject} deviates"),
                Some("withdrawn") => format!("Took back that `{item}` of {subject} deviates"),
                Some("concluded") => {
                    format!("Concluded from {}: {} of {}", subject, grouped(number("deviations")), things(number("tested"), "item"))
                }
                _ => format!("Recorded a step of {subject}"),
            }
        }
        other => format!("{} {subject}", upper_first(&plain(other))).trim_end().to_owned(),
    }
}

/// A value as names and values: members under their names, lists of plain values in one line, files by their path.
fn flat(name: &str, value: &Value, out: &mut Vec<(String, String)>) {
    let shown = |name: &str| upper_first(&plain(&inert(name)));
    match value {
        Value::Null => {}
        Value::Object(members) => {
            if let Some(path) = members.get("path").and_then(Value::as_str) {
                let n = |of: &str| members.get(of).and_then(Value::as_u64).map(grouped).unwrap_or_default();
                let counts = ["new", "changed", "same", "rejected"].map(|of| format!("{} {of}", n(of))).join(", ");
                out.push((inert(path), format!("{} records: {counts}", n("records"))));
                return;
            }
            for (member, value) in members {
                flat(&if name.is_empty() { member.clone() } else { format!("{name} {member}") }, value, out);
            }
        }
        Value::Array(items) if items.iter().any(|i| i.is_object() || i.is_array()) => items.iter().for_each(|item| flat(name, item, out)),
        Value::Array(items) => {
            let items: Vec<String> = items.iter().map(plain_text).collect();
            out.push((shown(name), items.join(", ")));
        }
        plain => out.push((shown(name), plain_text(plain))),
    }
}

fn plain_text(value: &Value) -> String {
    match value {
        Value::String(text) => inert(text),
        Value::Bool(true) => "yes".to_owned(),
        Value::Bool(false) => "no".to_owned(),
        other => other.to_string(),
    }
}

//! Full-text search over texts that are handed in: an index in memory, ranked by bm25. Nothing of it is kept in a workspace.

use crate::error::{During, Result};
use rusqlite::{Connection, named_params};
use std::collections::BTreeSet;

/// A text to be found, in parts that weigh differently.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct TextDocument {
    /// What it is found as; unique.
    pub id: String,
    /// What it is searched in together with others.
    pub group: String,
    /// Its name.
    pub title: String,
    /// What it says.
    pub text: String,
    /// The names of its parts.
    pub parts: String,
    /// What shows it.
    pub evidence: String,
    /// The publisher's own words; empty when nobody attached them.
    pub official: String,
}

/// A text that was found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FoundText {
    /// Its id.
    pub id: String,
    /// The words of it that the question has in some form, as they are written there, in lower case and alphabetical order.
    pub words: Vec<String>,
}

/// An index of texts.
pub struct Texts {
    conn: Connection,
}

/// The weight of each part of a document in the rank: title, text, parts, evidence, official words.
const WEIGHTS: &str = "3.0, 1.5, 2.0, 1.0, 1.0";

/// What stands around a word that was found, while it is looked for. Texts that hold these are stripped of them.
const MARKS: (char, char) = ('\u{1}', '\u{2}');

impl Texts {
    /// Indexes some documents. Words are compared by their stem, without regard to case and accents.
    ///
    /// # Errors
    /// When the index cannot be made.
    pub fn new<'d>(documents: impl IntoIterator<Item = &'d TextDocument>) -> Result<Self> {
        let conn = Connection::open_in_memory().during("make", "an index of texts")?;
        conn.execute_batch(
            "CREATE VIRTUAL TABLE texts USING fts5(id UNINDEXED, topic UNINDEXED, title, body, parts, evidence, official,
                 tokenize = \"porter unicode61 remove_diacritics 2\")",
        )
        .during("make", "an index of texts")?;
        {
            let sql = "INSERT INTO texts (id, topic, title, body, parts, evidence, official)
                       VALUES (:id, :topic, :title, :body, :parts, :evidence, :official)";
            let mut insert = conn.prepare(sql).during("make", "an index of texts")?;
            let clean = |text: &str| text.replace([MARKS.0, MARKS.1], " ");
            for d in documents {
                let params = named_params! {":id": d.id, ":topic": d.group, ":title": clean(&d.title), ":body": clean(&d.text),
                ":parts": clean(&d.parts), ":evidence": clean(&d.evidence), ":official": clean(&d.official)};
                insert.execute(params).during("index", &d.id)?;
            }
        }
        Ok(Self { conn })
    }

    /// The best documents of a group for some words, best first; those with the same rank by id. `leave_out` are not among them, and
    /// there are `most` at most. Words are taken as words: nothing in them is an operator. A word that is said twice counts twice.
    ///
    /// # Errors
    /// When the index cannot be read.
    pub fn search<'w>(
        &self,
        words: impl IntoIterator<Item = &'w str>,
        group: &str,
        leave_out: &BTreeSet<String>,
        most: usize,
    ) -> Result<Vec<FoundText>> {
        // Between quotes everything is text; a quote cannot be a part of a word.
        let terms: Vec<String> =
            words.into_iter().filter(|w| w.chars().any(char::is_alphanumeric)).map(|w| format!("\"{}\"", w.replace('"', " "))).collect();
        if terms.is_empty() || most == 0 {
            return Ok(Vec::new());
        }
        let marked: Vec<String> = (2..=6).map(|column| format!("highlight(texts, {column}, :open, :close)")).collect();
        let sql = format!(
            "SELECT id, {} FROM texts WHERE texts MATCH :words AND topic = :topic ORDER BY bm25(texts, 0.0, 0.0, {WEIGHTS}), id",
            marked.join(" || ' ' || ")
        );
        let mut statement = self.conn.prepare_cached(&sql).during("search", "an index of texts")?;
        let params =
            named_params! {":words": terms.join(" OR "), ":topic": group, ":open": MARKS.0.to_string(), ":close": MARKS.1.to_string()};
        let mut rows = statement.query(params).during("search", "an index of texts")?;
        let mut found = Vec::new();
        while let Some(row) = rows.next().during("search", "an index of texts")? {
            let read = || -> rusqlite::Result<(String, String)> { Ok((row.get(0)?, row.get(1)?)) };
            let (id, text) = read().during("search", "an index of texts")?;
            if leave_out.contains(&id) {
                continue;
            }
            found.push(FoundText { id, words: marked_words(&text) });
            if found.len() == most {
                break;
            }
        }
        Ok(found)
    }
}

/// The words between the marks, in lower case, each once, in order.
fn marked_words(text: &str) -> Vec<String> {
    let words: BTreeSet<String> =
        text.split(MARKS.0).skip(1).filter_map(|rest| rest.split(MARKS.1).next()).map(|word| word.trim().to_lowercase()).collect();
    words.into_iter().filter(|w| !w.is_empty()).collect()
}

//! Records of one JSON document, held as text and read one by one.

use super::place::Place;
use super::{NextRecord, Records, embed, unwrap_raw};
use crate::decode::Window;
use crate::error::ImportError;
use crate::json::parse::{Bad, Parser};
use crate::json::{DOCUMENT_LIMIT, place};
use crate::node::Node;
use crate::pruned::{LOCATED, locate, value_at};
use std::path::Path;

/// A document's text, with its SHA-256 and size.
pub type Document = (String, String, u64);

/// A whole document as text, with its SHA-256 and size.
///
/// # Errors
/// When it cannot be read.
pub fn document(path: &Path, encoding: &str) -> Result<Document, ImportError> {
    whole(Window::open(path, encoding)?)
}

/// What a window shows, to its end, as text, with its SHA-256 and size.
///
/// # Errors
/// When it cannot be read.
pub fn whole(mut window: Window<'_>) -> Result<Document, ImportError> {
    while !window.ended() && window.read() <= DOCUMENT_LIMIT {
        window.fill()?;
    }
    let text = String::from_utf8_lossy(window.data()).into_owned();
    Ok((text, window.sha256()?, window.read()))
}

/// Records at one place of a document.
pub struct DocumentRecords {
    text: String,
    sha256: String,
    total: u64,
    relaxed: bool,
    embedded: Vec<String>,
    /// The values at the place: path and offset; the next one is the last.
    runs: Vec<(String, usize)>,
    /// Whether there may be more values than were looked for.
    cut: bool,
    /// The offset inside the list being read, and its next position.
    inside: Option<(usize, u64)>,
    at: usize,
    number: u64,
    span: (usize, usize),
    name: String,
    /// The path of the list being read, or of the value that is the record itself.
    within: String,
    record: Node,
}

impl DocumentRecords {
    /// Reads the records at a place; `relaxed` passes over comments and trailing commas.
    pub fn of((text, sha256, total): Document, place: &Place, relaxed: bool, embedded: &[String]) -> Self {
        let mut runs = locate(&text, &place.path, relaxed);
        runs.reverse();
        let cut = runs.len() >= LOCATED;
        Self {
            text,
            sha256,
            total,
            relaxed,
            embedded: embedded.to_vec(),
            runs,
            cut,
            inside: None,
            at: 0,
            number: 0,
            span: (0, 0),
            name: String::new(),
            within: String::new(),
            record: Node::Null,
        }
    }

    /// Whether the place leads anywhere.
    pub fn is_there(&self) -> bool {
        !self.runs.is_empty()
    }

    fn parser(&self, at: usize) -> Parser<'_> {
        if self.relaxed { Parser::relaxed(&self.text, at) } else { Parser::new(&self.text, at) }
    }

    /// Where the next record starts.
    fn seek(&mut self) -> Option<usize> {
        loop {
            if let Some((at, position)) = self.inside {
                let mut parser = self.parser(at);
                let more = if position == 0 { parser.eat(b'[') } else { parser.eat(b',') };
                // A comma before the end stands only in a relaxed document.
                if more && !matches!(parser.peek(), Some(b']') | None) {
                    let start = parser.at();
                    self.inside = Some((start, position + 1));
                    self.name = position.to_string();
                    return Some(start);
                }
                self.inside = None;
            }
            let (path, at) = self.runs.pop()?;
            let mut parser = self.parser(at);
            if parser.peek() == Some(b'[') {
                self.inside = Some((at, 0));
                self.within = path;
                continue;
            }
            self.name = crate::node::unescape(path.rsplit('/').next().unwrap_or_default());
            self.within = path;
            return Some(at);
        }
    }
}

impl Records for DocumentRecords {
    fn next(&mut self) -> Result<NextRecord, ImportError> {
        let Some(start) = self.seek() else {
            if std::mem::take(&mut self.cut) {
                self.number += 1;
                let reason = format!("records stand at more than {LOCATED} places of the document; those after them were not read");
                return Ok(NextRecord::Reject { code: "import/file-too-large", reason });
            }
            return Ok(NextRecord::End);
        };
        self.number += 1;
        let mut parser = self.parser(start);
        parser.peek();
        let start = parser.at();
        let node = parser.value(true);
        let (end, twice) = (parser.at(), parser.duplicate.take());
        self.at = end;
        self.span = (start, end);
        if let Some((at, _)) = &mut self.inside {
            *at = end;
        }
        let reject = |code, reason| Ok(NextRecord::Reject { code, reason });
        match node {
            Err(bad) => {
                self.runs.clear();
                self.inside = None;
                reject("import/unreadable-json", at_place(&self.text, &bad))
            }
            Ok(_) if twice.is_some() => {
                let (at, key) = twice.unwrap_or_default();
                let (line, column) = place(&self.text, at);
                reject("import/duplicate-json-key", format!("the key `{key}` occurs twice (line {line}, column {column})"))
            }
            Ok(node) => {
                self.record = unwrap_raw(node);
                embed(&mut self.record, &self.embedded);
                Ok(NextRecord::Record)
            }
        }
    }

    fn record(&self) -> &Node {
        &self.record
    }

    fn take(&mut self) -> Node {
        std::mem::replace(&mut self.record, Node::Null)
    }

    fn name(&self) -> &str {
        &self.name
    }

    fn place(&self) -> String {
        let path = self.within.trim_start_matches('/');
        match self.inside {
            Some(_) if path.is_empty() => self.name.clone(),
            Some(_) => format!("{path}/{}", self.name),
            None => path.to_owned(),
        }
    }

    fn number(&self) -> u64 {
        self.number
    }

    fn raw(&self) -> String {
        self.text.get(self.span.0..self.span.1).unwrap_or_default().to_owned()
    }

    fn done(&self) -> u64 {
        (self.at as u64).min(self.total)
    }

    fn sha256(&mut self) -> Result<String, ImportError> {
        Ok(self.sha256.clone())
    }

    fn one_document(&self) -> bool {
        true
    }

    fn outside(&self, path: &str) -> Option<Node> {
        value_at(&self.text, path, self.relaxed)
    }
}

/// What is wrong, with its place.
pub fn at_place(text: &str, bad: &Bad) -> String {
    let (line, column) = place(text, bad.at);
    format!("{} (line {line}, column {column})", bad.reason)
}

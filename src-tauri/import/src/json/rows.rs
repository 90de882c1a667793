//! Records of a JSON document or of a JSON Lines file, as rows.

use super::parse::{Bad, Node, Parser};
use super::{DOCUMENT_LIMIT, LINE_LIMIT, compact, place};
use crate::clean::{Found, clean};
use crate::decode::Window;
use crate::error::ImportError;
use crate::rows::{CELL_LIMIT, Next, Row, Rows};
use std::collections::HashMap;
use std::path::Path;

/// Cells of one record by key, with keys added as they appear.
#[derive(Default)]
struct Cells {
    headers: Vec<String>,
    slots: HashMap<String, usize>,
    values: Vec<String>,
    row: Row,
    wide: Vec<String>,
}

impl Cells {
    fn new(keys: &[String]) -> Self {
        let mut cells = Self::default();
        for key in keys {
            cells.slot(key);
        }
        cells
    }

    fn slot(&mut self, key: &str) -> usize {
        if let Some(slot) = self.slots.get(key) {
            return *slot;
        }
        self.headers.push(clean(key, &mut Found::default()).into_owned());
        self.slots.insert(key.to_owned(), self.headers.len() - 1);
        self.headers.len() - 1
    }

    /// Takes a record.
    fn take(&mut self, node: Node, number: u64, duplicate: Option<String>) -> Next {
        self.row.start(number);
        self.wide.clear();
        let reject = |code, column, reason| Next::Reject { code, column, reason };
        if let Some(place) = duplicate {
            return reject("import/duplicate-json-key", None, place);
        }
        let Node::Object(members) = unwrap_raw(node) else {
            return reject("import/unreadable-json", None, "the element is not an object".to_owned());
        };
        self.values.iter_mut().for_each(String::clear);
        self.values.resize(self.headers.len(), String::new());
        for (key, value) in members {
            let slot = self.slot(&key);
            self.values.resize(self.headers.len(), String::new());
            if let Node::Number(n) = &value
                && wide(n)
            {
                self.wide.push(key.clone());
            }
            let text = cell(value);
            if text.len() > CELL_LIMIT {
                let reason = format!("a value of {} bytes is longer than {CELL_LIMIT}", text.len());
                return reject("import/field-too-long", Some(key), reason);
            }
            if let Some(place) = self.values.get_mut(slot) {
                *place = text;
            }
        }
        self.values.iter().for_each(|v| self.row.push(v));
        Next::Row
    }
}

/// A record whose original is text under `_raw`, up to three deep.
pub(crate) fn unwrap_raw(mut node: Node) -> Node {
    for _ in 0..3 {
        let Node::Object(members) = &node else { break };
        let Some((_, Node::Text(inner))) = members.iter().find(|(k, _)| k == "_raw") else { break };
        let mut parser = Parser::new(inner.trim_start_matches('\u{feff}'), 0);
        match parser.value(true) {
            Ok(found @ Node::Object(_)) if parser.peek().is_none() && parser.duplicate.is_none() => node = found,
            _ => break,
        }
    }
    node
}

/// An integer that does not fit 64 bits.
fn wide(number: &str) -> bool {
    number.bytes().all(|b| b.is_ascii_digit() || b == b'-') && number.parse::<i64>().is_err() && number.parse::<u64>().is_err()
}

/// A value as a cell: lists as `a;b`, objects of plain values as `key=value;..`, the rest as it is written.
fn cell(node: Node) -> String {
    let plain = |n: &Node| matches!(n, Node::Text(_) | Node::Number(_) | Node::Bool(_));
    match node {
        Node::Null => String::new(),
        Node::Bool(b) => b.to_string(),
        Node::Number(n) => n,
        Node::Text(t) => t,
        Node::Array(items) if items.iter().all(|i| plain(i) && !matches!(i, Node::Text(t) if t.contains(';'))) => {
            items.into_iter().map(cell).collect::<Vec<_>>().join(";")
        }
        Node::Object(members) if members.iter().all(|(_, v)| plain(v)) => {
            let pair = |(key, value): (String, Node)| {
                let quoted = matches!(&value, Node::Text(t) if t.contains([';', '=', '"', '\n']) || t.trim() != t);
                let text = if quoted { json(&value) } else { cell(value) };
                format!("{key}={text}")
            };
            members.into_iter().map(pair).collect::<Vec<_>>().join(";")
        }
        other => json(&other),
    }
}

fn json(node: &Node) -> String {
    let mut out = String::new();
    compact(node, &mut out);
    out
}

/// Records of one array of a document.
pub struct DocumentRows {
    text: String,
    sha256: String,
    total: u64,
    at: usize,
    single: bool,
    begun: bool,
    number: u64,
    span: (usize, usize),
    cells: Cells,
}

impl DocumentRows {
    /// Reads a document; `at` is where the array (or the one object) starts.
    ///
    /// # Errors
    /// When it cannot be read.
    pub fn open(path: &Path, encoding: &str, at: usize, single: bool, keys: &[String]) -> Result<Self, ImportError> {
        Ok(Self::of(document(path, encoding)?, at, single, keys))
    }

    /// Reads a document that is already a text, with its SHA-256 and size.
    pub fn of((text, sha256, total): (String, String, u64), at: usize, single: bool, keys: &[String]) -> Self {
        Self { text, sha256, total, at, single, begun: false, number: 0, span: (at, at), cells: Cells::new(keys) }
    }
}

/// A whole document as text, with its SHA-256 and size.
///
/// # Errors
/// When it cannot be read.
pub fn document(path: &Path, encoding: &str) -> Result<(String, String, u64), ImportError> {
    whole(Window::open(path, encoding)?)
}

/// What a window shows, to its end, as text, with its SHA-256 and size.
///
/// # Errors
/// When it cannot be read.
pub fn whole(mut window: Window<'_>) -> Result<(String, String, u64), ImportError> {
    while !window.ended() && window.read() <= DOCUMENT_LIMIT {
        window.fill()?;
    }
    let text = String::from_utf8_lossy(window.data()).into_owned();
    Ok((text, window.sha256()?, window.read()))
}

impl Rows for DocumentRows {
    fn headers(&self) -> &[String] {
        &self.cells.headers
    }

    fn next(&mut self) -> Result<Next, ImportError> {
        let mut parser = Parser::new(&self.text, self.at);
        let more = match (self.begun, self.single) {
            (false, true) => true,
            (false, false) => parser.eat(b'[') && parser.peek() != Some(b']'),
            (true, true) => false,
            (true, false) => parser.eat(b','),
        };
        self.begun = true;
        if !more {
            return Ok(Next::End);
        }
        self.number += 1;
        parser.peek();
        let start = parser.at();
        let node = parser.value(true);
        self.at = parser.at();
        self.span = (start, self.at);
        let duplicate = parser.duplicate.take().map(|(at, key)| twice(&self.text, at, &key));
        match node {
            Ok(node) => Ok(self.cells.take(node, self.number, duplicate)),
            Err(bad) => {
                self.at = self.text.len();
                Ok(Next::Reject { code: "import/unreadable-json", column: None, reason: at_place(&self.text, &bad) })
            }
        }
    }

    fn row(&self) -> &Row {
        &self.cells.row
    }

    fn number(&self) -> u64 {
        self.number
    }

    fn raw(&self) -> String {
        self.text.get(self.span.0..self.span.1).unwrap_or_default().to_owned()
    }

    fn wide(&self) -> &[String] {
        &self.cells.wide
    }

    fn done(&self) -> u64 {
        (self.at as u64).min(self.total)
    }

    fn sha256(&mut self) -> Result<String, ImportError> {
        Ok(self.sha256.clone())
    }
}

fn twice(text: &str, at: usize, key: &str) -> String {
    let (line, column) = place(text, at);
    format!("the key `{key}` occurs twice (line {line}, column {column})")
}

/// What is wrong, with its place.
pub fn at_place(text: &str, bad: &Bad) -> String {
    let (line, column) = place(text, bad.at);
    format!("{} (line {line}, column {column})", bad.reason)
}

/// Records of a JSON Lines file, one for each line.
pub struct LineRows<'r> {
    window: Window<'r>,
    number: u64,
    length: usize,
    cells: Cells,
}

impl<'r> LineRows<'r> {
    /// Opens a JSON Lines file.
    ///
    /// # Errors
    /// When it cannot be read.
    pub fn open(path: &Path, encoding: &str, keys: &[String]) -> Result<Self, ImportError> {
        Ok(Self::over(Window::open(path, encoding)?, keys))
    }

    /// Reads what a window shows.
    pub fn over(window: Window<'r>, keys: &[String]) -> Self {
        Self { window, number: 0, length: 0, cells: Cells::new(keys) }
    }

    /// Passes over the rest of a line that is too long.
    fn skip_line(&mut self) -> Result<Next, ImportError> {
        loop {
            let data = self.window.data();
            let end = data.iter().position(|b| *b == b'\n');
            let all = data.len();
            self.window.consume(end.map_or(all, |n| n + 1));
            if end.is_some() || self.window.ended() {
                break;
            }
            self.window.fill()?;
        }
        let reason = format!("the line is longer than {LINE_LIMIT} bytes");
        Ok(Next::Reject { code: "import/line-too-long", column: None, reason })
    }
}

impl Rows for LineRows<'_> {
    fn headers(&self) -> &[String] {
        &self.cells.headers
    }

    fn next(&mut self) -> Result<Next, ImportError> {
        self.window.consume(std::mem::take(&mut self.length));
        let mut seen = 0;
        loop {
            let data = self.window.data();
            let found = data.get(seen..).unwrap_or_default().iter().position(|b| *b == b'\n').map(|n| seen + n);
            let length = match found {
                Some(n) => n + 1,
                None if self.window.ended() => data.len(),
                None if data.len() > LINE_LIMIT => {
                    self.number += 1;
                    return self.skip_line();
                }
                None => {
                    seen = data.len();
                    self.window.fill()?;
                    continue;
                }
            };
            if length == 0 {
                return Ok(Next::End);
            }
            self.number += 1;
            self.length = length;
            if length > LINE_LIMIT {
                return self.skip_line().inspect(|_| self.length = 0);
            }
            let line = String::from_utf8_lossy(data.get(..length).unwrap_or_default());
            let line = line.trim().trim_start_matches('\u{feff}');
            if line.is_empty() {
                self.window.consume(std::mem::take(&mut self.length));
                seen = 0;
                continue;
            }
            let mut parser = Parser::new(line, 0);
            let node = parser.value(true).and_then(|node| match parser.peek() {
                None => Ok(node),
                Some(_) => Err(Bad { at: parser.at(), reason: "something follows the record" }),
            });
            let duplicate = parser.duplicate.take().map(|(at, key)| twice(line, at, &key));
            return Ok(match node {
                Ok(node) => self.cells.take(node, self.number, duplicate),
                Err(bad) => Next::Reject { code: "import/unreadable-json", column: None, reason: at_place(line, &bad) },
            });
        }
    }

    fn row(&self) -> &Row {
        &self.cells.row
    }

    fn number(&self) -> u64 {
        self.number
    }

    fn raw(&self) -> String {
        String::from_utf8_lossy(self.window.data().get(..self.length).unwrap_or_default()).trim_end().to_owned()
    }

    fn wide(&self) -> &[String] {
        &self.cells.wide
    }

    fn done(&self) -> u64 {
        self.window.read()
    }

    fn sha256(&mut self) -> Result<String, ImportError> {
        self.window.sha256()
    }
}

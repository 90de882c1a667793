//! YAML 1.2 as [`Node`]s: plain words mean what the core schema says, anchors and merge keys are resolved within a budget.

mod build;
mod margin;
mod scalar;

use crate::node::Node;
use build::Builder;
use saphyr_parser::{Event, Parser, ScanError};

/// A file may have this many bytes.
pub const TEXT_LIMIT: usize = 64 << 20;
/// All documents of a file together, aliases expanded, may have this many values.
pub const NODE_LIMIT: usize = 1_000_000;

/// One document of a file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Document {
    /// What it holds. A key that stands twice is there twice, in file order.
    pub node: Node,
    /// The line where it starts, from 1: its `---`, or its first value when it has none.
    pub line: u64,
    /// Which document of the file it is, from 1, empty ones counted.
    pub number: u64,
    /// The first key that a mapping has twice, and the line where it stands again.
    pub duplicate: Option<(u64, String)>,
}

/// Why a text cannot be read as YAML, and where.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Bad {
    /// The line, from 1.
    pub line: u64,
    /// The column, from 1, in characters.
    pub column: u64,
    /// What is wrong there.
    pub reason: String,
}

impl Bad {
    fn new(line: usize, column: usize, reason: impl Into<String>) -> Self {
        Self { line: line as u64, column: column as u64, reason: reason.into() }
    }
}

/// Reads every document of a file. Documents that hold nothing at all are left out; `null` is something.
///
/// # Errors
/// Where the text is not YAML, or asks for more than the limits allow.
pub fn documents(text: &str) -> Result<Vec<Document>, Bad> {
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    if text.len() > TEXT_LIMIT {
        return Err(Bad::new(1, 1, "the file is larger than 64 MB"));
    }
    if let Some(at) = text.find('\0') {
        let (line, column) = crate::json::place(text, at);
        return Err(Bad::new(line, column, "the text holds a NUL character"));
    }
    margin::forgiven(text, read)
}

/// Why reading ended.
enum Stop {
    /// The scanner finds no YAML.
    Scan(ScanError),
    /// The builder refuses what it reads.
    Build(Bad),
}

fn read(text: &str) -> Result<Vec<Document>, Stop> {
    let mut builder = Builder::default();
    let mut found = Vec::new();
    let (mut number, mut line) = (0, None);
    for event in Parser::new_from_str(text) {
        let (event, span) = event.map_err(Stop::Scan)?;
        let start = span.start;
        match event {
            Event::StreamStart => {}
            Event::DocumentStart(explicit) => {
                number += 1;
                line = explicit.then_some(start.line() as u64);
                builder.start();
            }
            Event::DocumentEnd => {
                if let (Some(node), duplicate) = builder.finish() {
                    found.push(Document { node, line: line.unwrap_or(1), number, duplicate });
                }
            }
            Event::StreamEnd => break,
            other => {
                line = line.or(Some(start.line() as u64));
                let refused = |reason| Stop::Build(Bad::new(start.line(), start.col() + 1, reason));
                builder.take(other, start.line()).map_err(refused)?;
            }
        }
    }
    Ok(found)
}

/// What the scanner says, in plain words; what it found is not repeated.
fn reason(info: &str) -> String {
    let has = |words: &[&str]| words.iter().any(|w| info.contains(w));
    let known = if has(&["tab"]) && !has(&["stab"]) {
        "a tab stands where only spaces may"
    } else if has(&["unknown anchor"]) {
        "an alias names an anchor that no earlier line sets"
    } else if has(&["recursion limit"]) {
        build::TOO_DEEP
    } else if has(&["unexpected end of stream", "unexpected eof"]) {
        "a quoted text or a bracket is not closed"
    } else if has(&["',' or ']'"]) {
        "`,` or `]` is missing"
    } else if has(&["',' or '}'"]) {
        "`,` or `}` is missing"
    } else if has(&["misplaced bracket"]) {
        "a bracket closes what is not open"
    } else if has(&["escape", "hexadecimal"]) {
        "this escape does not exist"
    } else if has(&["mapping values are not allowed", "illegal placement of ':'"]) {
        "a `:` stands where no key can be"
    } else if has(&["simple key expect"]) {
        "a key without its `:`"
    } else if has(&[
        "ndentation",
        "wrongly indented",
        "did not find expected key",
        "expected '-' indicator",
        "are not allowed in this context",
    ]) {
        "this line does not fit the lines above it: look at its indentation"
    } else if has(&["handle wasn't declared"]) {
        "a tag uses a handle that is not declared"
    } else if has(&["unexpected character"]) {
        "no value starts with this character"
    } else if has(&["byte order mark"]) {
        "a byte order mark stands inside a document"
    } else if has(&["unprintable"]) {
        "a control character stands in the text"
    } else {
        return format!("this is not YAML ({info})");
    };
    known.to_owned()
}

#[cfg(test)]
mod tests;

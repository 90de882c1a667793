//! Records of a JSON Lines file, one for each line.

use super::document::at_place;
use super::{NextRecord, Records, embed, unwrap_raw};
use crate::decode::Window;
use crate::error::ImportError;
use crate::json::parse::{Bad, Parser};
use crate::json::{LINE_LIMIT, place};
use crate::node::Node;

/// Records of lines that a window shows.
pub struct LineRecords<'r> {
    window: Window<'r>,
    number: u64,
    length: usize,
    embedded: Vec<String>,
    record: Node,
}

impl<'r> LineRecords<'r> {
    /// Reads what a window shows.
    pub fn over(window: Window<'r>, embedded: &[String]) -> Self {
        Self { window, number: 0, length: 0, embedded: embedded.to_vec(), record: Node::Null }
    }

    /// Passes over the rest of a line that is too long.
    fn skip_line(&mut self) -> Result<NextRecord, ImportError> {
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
        Ok(NextRecord::Reject { code: "import/line-too-long", reason })
    }

    fn parse(&mut self, length: usize) -> Option<NextRecord> {
        let line = String::from_utf8_lossy(self.window.data().get(..length).unwrap_or_default());
        let line = line.trim().trim_start_matches('\u{feff}');
        if line.is_empty() {
            return None;
        }
        let mut parser = Parser::new(line, 0);
        let node = parser.value(true).and_then(|node| match parser.peek() {
            None => Ok(node),
            Some(_) => Err(Bad { at: parser.at(), reason: "something follows the record" }),
        });
        let reject = |code, reason| Some(NextRecord::Reject { code, reason });
        match (node, parser.duplicate.take()) {
            (Err(bad), _) => reject("import/unreadable-json", at_place(line, &bad)),
            (Ok(_), Some((at, key))) => {
                let (_, column) = place(line, at);
                let line = self.number;
                reject("import/duplicate-json-key", format!("the key `{key}` occurs twice (line {line}, column {column})"))
            }
            (Ok(node), None) => {
                let mut record = unwrap_raw(node);
                embed(&mut record, &self.embedded);
                self.record = record;
                Some(NextRecord::Record)
            }
        }
    }
}

impl Records for LineRecords<'_> {
    fn next(&mut self) -> Result<NextRecord, ImportError> {
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
                return Ok(NextRecord::End);
            }
            self.number += 1;
            self.length = length;
            if length > LINE_LIMIT {
                return self.skip_line().inspect(|_| self.length = 0);
            }
            match self.parse(length) {
                Some(next) => return Ok(next),
                None => {
                    self.window.consume(std::mem::take(&mut self.length));
                    seen = 0;
                }
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
        ""
    }

    fn number(&self) -> u64 {
        self.number
    }

    fn raw(&self) -> String {
        String::from_utf8_lossy(self.window.data().get(..self.length).unwrap_or_default()).trim_end().to_owned()
    }

    fn done(&self) -> u64 {
        self.window.read()
    }

    fn sha256(&mut self) -> Result<String, ImportError> {
        self.window.sha256()
    }
}

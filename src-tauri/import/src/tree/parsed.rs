//! Records of documents that are held as values: YAML, which has several in one file, and XML.

use super::place::{Place, records};
use super::{NextRecord, Records, compacted, embed, unwrap_raw};
use crate::error::ImportError;
use crate::node::Node;

/// One document of a file, and the first key that it has twice with its line.
pub type Held = (Node, Option<(u64, String)>);

/// Records at one place of each document.
pub struct ParsedRecords {
    documents: Vec<Node>,
    /// Document, path and record, or why it is none; the next one is the last.
    rest: Vec<(usize, String, Result<Node, String>)>,
    sha256: String,
    total: u64,
    count: u64,
    number: u64,
    document: usize,
    name: String,
    place: String,
    record: Node,
}

impl ParsedRecords {
    /// Reads the records at a place of each document.
    pub fn of(documents: Vec<Held>, sha256: String, total: u64, place: &Place, embedded: &[String]) -> Self {
        let mut rest = Vec::new();
        for (i, (document, twice)) in documents.iter().enumerate() {
            if let Some((line, key)) = twice {
                rest.push((i, String::new(), Err(format!("the key `{key}` occurs twice (line {line})"))));
                continue;
            }
            for (path, node) in records(place, document) {
                let mut record = unwrap_raw(node.clone());
                embed(&mut record, embedded);
                rest.push((i, path, Ok(record)));
            }
        }
        rest.reverse();
        let count = rest.len() as u64;
        let documents = documents.into_iter().map(|(node, _)| node).collect();
        Self {
            documents,
            rest,
            sha256,
            total,
            count,
            number: 0,
            document: 0,
            name: String::new(),
            place: String::new(),
            record: Node::Null,
        }
    }
}

impl Records for ParsedRecords {
    fn next(&mut self) -> Result<NextRecord, ImportError> {
        let Some((document, place, found)) = self.rest.pop() else { return Ok(NextRecord::End) };
        self.number += 1;
        self.document = document;
        self.name = crate::node::unescape(place.rsplit('/').next().unwrap_or_default());
        self.place = place;
        match found {
            Ok(record) => {
                self.record = record;
                Ok(NextRecord::Record)
            }
            Err(reason) => Ok(NextRecord::Reject { code: "import/duplicate-json-key", reason }),
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
        self.place.clone()
    }

    fn number(&self) -> u64 {
        self.number
    }

    fn raw(&self) -> String {
        compacted(&self.record)
    }

    fn done(&self) -> u64 {
        self.total * self.number / self.count.max(1)
    }

    fn sha256(&mut self) -> Result<String, ImportError> {
        Ok(self.sha256.clone())
    }

    fn outside(&self, path: &str) -> Option<Node> {
        self.documents.get(self.document)?.at(path).cloned()
    }
}

//! Records of a tree as rows of a table: one cell for each member, members added as they appear.

use super::{NextRecord, Records, cell, wide};
use crate::clean::{Found, clean};
use crate::error::ImportError;
use crate::node::Node;
use crate::rows::{CELL_LIMIT, Next, Row, Rows};
use std::collections::HashMap;

/// Records as rows.
pub struct FlatRows<'r> {
    records: Box<dyn Records + 'r>,
    headers: Vec<String>,
    slots: HashMap<String, usize>,
    values: Vec<String>,
    row: Row,
    wide: Vec<String>,
}

impl<'r> FlatRows<'r> {
    /// Rows with at least these keys as headers.
    pub fn over(records: Box<dyn Records + 'r>, keys: &[String]) -> Self {
        let mut rows =
            Self { records, headers: Vec::new(), slots: HashMap::new(), values: Vec::new(), row: Row::default(), wide: Vec::new() };
        for key in keys {
            rows.slot(key);
        }
        rows
    }

    fn slot(&mut self, key: &str) -> usize {
        if let Some(slot) = self.slots.get(key) {
            return *slot;
        }
        self.headers.push(clean(key, &mut Found::default()).into_owned());
        self.slots.insert(key.to_owned(), self.headers.len() - 1);
        self.headers.len() - 1
    }

    fn take(&mut self, record: Node) -> Next {
        let reject = |code, column, reason| Next::Reject { code, column, reason };
        let Node::Object(members) = record else {
            return reject("import/unreadable-json", None, "the element is not an object".to_owned());
        };
        self.values.iter_mut().for_each(String::clear);
        for (key, value) in members {
            let slot = self.slot(&key);
            self.values.resize(self.headers.len(), String::new());
            if matches!(&value, Node::Number(n) if wide(n)) {
                self.wide.push(key.clone());
            }
            let text = if let Node::Text(text) = value { text } else { cell(&value) };
            if text.len() > CELL_LIMIT {
                let reason = format!("a value of {} bytes is longer than {CELL_LIMIT}", text.len());
                return reject("import/field-too-long", Some(key), reason);
            }
            if let Some(place) = self.values.get_mut(slot) {
                *place = text;
            }
        }
        self.values.resize(self.headers.len(), String::new());
        self.values.iter().for_each(|v| self.row.push(v));
        Next::Row
    }
}

impl Rows for FlatRows<'_> {
    fn headers(&self) -> &[String] {
        &self.headers
    }

    fn next(&mut self) -> Result<Next, ImportError> {
        let next = self.records.next()?;
        self.row.start(self.records.number());
        self.wide.clear();
        Ok(match next {
            NextRecord::End => Next::End,
            NextRecord::Reject { code, reason } => Next::Reject { code, column: None, reason },
            NextRecord::Record => {
                let record = self.records.take();
                self.take(record)
            }
        })
    }

    fn row(&self) -> &Row {
        &self.row
    }

    fn number(&self) -> u64 {
        self.records.number()
    }

    fn raw(&self) -> String {
        self.records.raw()
    }

    fn wide(&self) -> &[String] {
        &self.wide
    }

    fn done(&self) -> u64 {
        self.records.done()
    }

    fn sha256(&mut self) -> Result<String, ImportError> {
        self.records.sha256()
    }
}

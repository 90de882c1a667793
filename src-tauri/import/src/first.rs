//! The first rows or records of a file only: for a look. What comes after them is not read, so there is no digest.

use crate::error::ImportError;
use crate::node::Node;
use crate::rows::{Next, Row, Rows};
use crate::tree::{NextRecord, Records};

/// The first of something that is read one by one.
pub(crate) struct First<T> {
    all: T,
    left: u64,
}

impl<T> First<T> {
    /// The first `most`.
    pub fn of(all: T, most: u64) -> Self {
        Self { all, left: most }
    }

    /// Whether one more may be read.
    fn more(&mut self) -> bool {
        let more = self.left > 0;
        self.left = self.left.saturating_sub(1);
        more
    }
}

impl Rows for First<Box<dyn Rows + '_>> {
    fn headers(&self) -> &[String] {
        self.all.headers()
    }

    fn next(&mut self) -> Result<Next, ImportError> {
        if self.more() { self.all.next() } else { Ok(Next::End) }
    }

    fn row(&self) -> &Row {
        self.all.row()
    }

    fn number(&self) -> u64 {
        self.all.number()
    }

    fn raw(&self) -> String {
        self.all.raw()
    }

    fn wide(&self) -> &[String] {
        self.all.wide()
    }

    fn done(&self) -> u64 {
        self.all.done()
    }

    fn noticed(&self) -> Vec<(&'static str, u64, Option<String>, String)> {
        self.all.noticed()
    }

    fn sha256(&mut self) -> Result<String, ImportError> {
        Ok(String::new())
    }
}

impl Records for First<Box<dyn Records + '_>> {
    fn next(&mut self) -> Result<NextRecord, ImportError> {
        if self.more() { self.all.next() } else { Ok(NextRecord::End) }
    }

    fn record(&self) -> &Node {
        self.all.record()
    }

    fn take(&mut self) -> Node {
        self.all.take()
    }

    fn name(&self) -> &str {
        self.all.name()
    }

    fn place(&self) -> String {
        self.all.place()
    }

    fn number(&self) -> u64 {
        self.all.number()
    }

    fn raw(&self) -> String {
        self.all.raw()
    }

    fn done(&self) -> u64 {
        self.all.done()
    }

    fn sha256(&mut self) -> Result<String, ImportError> {
        Ok(String::new())
    }

    fn one_document(&self) -> bool {
        self.all.one_document()
    }

    fn outside(&self, path: &str) -> Option<Node> {
        self.all.outside(path)
    }
}

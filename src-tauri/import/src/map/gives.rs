//! What a record gives: one kind of subject after the other, each a row of one of our tables.

use super::rule::{Place, Rule};
use crate::node::Node;
use crate::rows::Row;
use crate::text::{Pattern, words};
use countersign_core::tables::Table;
use std::rc::Rc;

/// One kind of subject that a record gives.
#[derive(Clone, Debug)]
pub(crate) struct Gives {
    pub table: Table,
    /// A path: one subject for each value there; the paths of the columns start from it, those with `^/` from the record.
    pub each: Option<String>,
    /// What must hold for the subject to be given.
    pub only: Vec<Condition>,
    /// The record only names the subject: it never changes what is known of it.
    pub mention: bool,
    pub derived: Option<Derived>,
    pub columns: Vec<Rule>,
    /// The paths that places and conditions name by position; empty in a preset for tables.
    pub paths: Vec<String>,
}

/// A record of a tree and where it stands.
pub(crate) struct Whence<'a> {
    /// The record.
    pub record: &'a Node,
    /// What it is called where it stands: its member name or its position.
    pub name: &'a str,
    /// The path that leads to it in its document.
    pub place: &'a str,
    /// Its number among the records.
    pub number: u64,
    /// The value at a path of the document.
    pub outside: &'a dyn Fn(&str) -> Option<Rc<Node>>,
}

/// How a row without an id of its own gets one.
#[derive(Clone, Debug)]
pub(crate) struct Derived {
    pub prefix: String,
    /// Positions of our columns that go into it, before the row's hash.
    pub from: Vec<u16>,
}

/// What a place must hold.
#[derive(Clone, Debug)]
pub(crate) struct Condition {
    pub place: Place,
    /// Any of these; something at all when there is none.
    pub any: Vec<Pattern>,
    /// None of these.
    pub none: Vec<Pattern>,
    /// Nothing may stand there.
    pub absent: bool,
}

impl Condition {
    fn holds(&self, text: &str) -> bool {
        let said = words(text);
        if self.absent {
            return text.trim().is_empty();
        }
        !text.trim().is_empty()
            && (self.any.is_empty() || self.any.iter().any(|p| p.fits(&said)))
            && !self.none.iter().any(|p| p.fits(&said))
    }
}

impl Gives {
    /// Whether everything holds that must, for a row under headers (as [`words`]); for a tree the headers are the paths themselves.
    pub fn wanted(&self, headers: &[String], row: &Row) -> bool {
        self.only.iter().all(|condition| match &condition.place {
            Place::Path(i) => condition.holds(row.cell(*i)),
            Place::Header(pattern) => {
                let at = headers.iter().position(|h| pattern.fits(h));
                condition.holds(at.map_or("", |i| row.cell(i)))
            }
        })
    }

    /// The rows that a record of a tree gives, one for each value of `each`: with the path to it, its cells are the values at [`Self::paths`].
    /// `.` is the value itself, `#` its member name or position, `^/x` starts from the record, `/x` from the document.
    pub fn project(&self, from: &Whence<'_>, mut row: impl FnMut(&str, &Row)) {
        let record = from.record;
        let found = match &self.each {
            Some(path) => record.all(path),
            None => vec![(String::new(), record)],
        };
        let mut cells = Row::default();
        for (at, element) in found {
            cells.start(from.number);
            for path in &self.paths {
                let text = if let Some(inner) = path.strip_prefix("^/") {
                    record.at(inner).map(crate::tree::cell)
                } else if path == "." {
                    Some(crate::tree::cell(element))
                } else if path == "#" {
                    Some(at.rsplit('/').next().filter(|n| !n.is_empty()).map_or_else(|| from.name.to_owned(), crate::node::unescape))
                } else if path.starts_with('/') {
                    (from.outside)(path).as_deref().map(crate::tree::cell)
                } else if path.contains('*') {
                    let parts: Vec<String> =
                        element.all(path).iter().map(|(_, n)| crate::tree::cell(n)).filter(|t| !t.is_empty()).collect();
                    Some(parts.join(";"))
                } else {
                    element.at(path).map(crate::tree::cell)
                };
                cells.push(&text.unwrap_or_default());
            }
            row(&at, &cells);
        }
    }
}

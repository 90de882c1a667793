//! The attributes of one workflow: what the records tell, what they do not, and which cells they rest on.

mod access;
mod analysed;
mod gather;
mod people;
mod related;
mod subject;

pub use analysed::Analysed;
pub use gather::{acting_as, acting_told, misread};
pub use related::{Lookups, Related};

use crate::attributes::{ATTRIBUTES, position};
use crate::record::Record;
use gather::Gather;

/// What an attribute is.
#[derive(Clone, Debug, PartialEq)]
pub enum Value<'a> {
    /// One word of its vocabulary; `yes` or `no` for a yes/no attribute.
    Word(&'a str),
    /// Several words.
    Words(Vec<&'a str>),
    /// A number.
    Number(f64),
    /// One of these words, and it is not known which.
    OneOf(Vec<&'a str>),
}

/// A column of a record that a fact rests on.
#[derive(Clone, Copy, Debug)]
pub struct Cell<'a> {
    /// The record.
    pub record: &'a Record,
    /// The column; it may be unknown in the record.
    pub column: &'static str,
}

/// One attribute of one workflow.
#[derive(Clone, Debug, Default)]
pub struct Fact<'a> {
    /// What is known; `None` when nothing is.
    pub value: Option<Value<'a>>,
    /// Whether the value is all there is to know. A list gathered from records of which some are silent is not complete.
    pub complete: bool,
    /// The cells it rests on, those that are empty included.
    pub cells: Vec<Cell<'a>>,
    /// Why it is unknown, when the reason is not an empty cell.
    pub why_unknown: Option<&'static str>,
}

/// All attributes of one workflow, by position in [`crate::attributes::ATTRIBUTES`].
#[derive(Clone, Debug)]
pub struct Facts<'a> {
    of: Vec<Fact<'a>>,
    /// Whether each has the cells it rests on.
    cited: bool,
}

impl<'a> Facts<'a> {
    /// The fact at a position of [`crate::attributes::ATTRIBUTES`].
    pub fn get(&self, attribute: usize) -> Option<&Fact<'a>> {
        self.of.get(attribute)
    }

    /// The fact with a name.
    pub fn named(&self, name: &str) -> Option<&Fact<'a>> {
        self.get(position(name)?)
    }

    /// Nothing known; with the cells that facts rest on, or without.
    fn new(cited: bool) -> Self {
        Self { of: vec![Fact::default(); ATTRIBUTES.len()], cited }
    }

    fn set(&mut self, name: &str, fact: Fact<'a>) {
        if let Some(slot) = position(name).and_then(|i| self.of.get_mut(i)) {
            *slot = fact;
        }
    }

    /// Columns of a record as cells that a fact rests on; none where nobody asks for them.
    fn at<const N: usize>(&self, record: &'a Record, columns: [&'static str; N]) -> Vec<Cell<'a>> {
        if self.cited { columns.map(|column| Cell { record, column }).into() } else { Vec::new() }
    }

    /// Begins to gather from several records, from the cells that say which, and whether they say it completely.
    fn gather(&self, known: bool, cells: &[Cell<'a>]) -> Gather<'a> {
        Gather::new(known, self.cited.then(|| cells.to_vec()))
    }

    /// Sets an attribute that is a column with one word.
    fn word(&mut self, w: &'a Record, column: &'static str) {
        let (value, cells) = (w.get(column).map(Value::Word), self.at(w, [column]));
        self.set(column, Fact { value, complete: true, cells, why_unknown: None });
    }

    /// Sets one that is a column with several words; not complete when part of the cell was not understood.
    fn words(&mut self, w: &'a Record, column: &'static str) {
        let (value, cells) = (w.list(column).map(Value::Words), self.at(w, [column]));
        self.set(column, Fact { value, complete: !misread(w, column), cells, why_unknown: None });
    }
}

impl Fact<'_> {
    /// The value as people read it; `unknown` when nothing is known.
    pub fn text(&self) -> String {
        match &self.value {
            None => "unknown".to_owned(),
            Some(Value::Word(w)) => crate::rule::plain(w),
            Some(Value::Words(ws)) if ws.is_empty() => "none".to_owned(),
            Some(Value::Words(ws)) => ws.iter().map(|w| crate::rule::plain(w)).collect::<Vec<_>>().join(", "),
            Some(Value::Number(n)) => format!("{n}"),
            Some(Value::OneOf(ws)) => ws.iter().map(|w| crate::rule::plain(w)).collect::<Vec<_>>().join(" or "),
        }
    }
}

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

use crate::attributes::position;
use crate::record::Record;

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
pub struct Facts<'a>(Vec<Fact<'a>>);

impl<'a> Facts<'a> {
    /// The fact at a position of [`crate::attributes::ATTRIBUTES`].
    pub fn get(&self, attribute: usize) -> Option<&Fact<'a>> {
        self.0.get(attribute)
    }

    /// The fact with a name.
    pub fn named(&self, name: &str) -> Option<&Fact<'a>> {
        self.get(position(name)?)
    }

    fn set(&mut self, name: &str, fact: Fact<'a>) {
        if let Some(slot) = position(name).and_then(|i| self.0.get_mut(i)) {
            *slot = fact;
        }
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

//! How one of our columns is read: from which cells or paths, joined, composed or looked up in a vocabulary.

use super::value::pair;
use crate::text::{Pattern, says_unknown, words};
use countersign_core::tables::Kind;
use std::borrow::Cow;

/// Where a text comes from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Place {
    /// Cells under headers that fit; in a table.
    Header(Pattern),
    /// A path; in a tree. The number is its position among the paths of its [`super::gives::Gives`].
    Path(usize),
}

/// A piece of a composed text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Piece {
    /// Said by the preset.
    Said(String),
    /// Read from the record; nothing is composed when it is not there.
    Read(Place),
}

/// What a column's text is made of.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Makeup {
    /// The first place that has something; every place that has, when they are joined.
    First(Vec<Place>),
    /// Pieces put together.
    Composed(Vec<Piece>),
    /// `name=value` pairs, those that are there, `;` between.
    Pairs(Vec<(String, Place)>),
}

/// How one of our columns is read.
#[derive(Clone, Debug)]
pub(crate) struct Rule {
    /// Position of our column.
    pub to: u16,
    pub makeup: Makeup,
    /// Everything that is there is read, and put together with this between.
    pub join: Option<String>,
    /// Words left out at the front of a value.
    pub strip: Vec<String>,
    /// Only what follows the last of this is taken.
    pub after: Option<String>,
    /// Only what stands before the first of this is taken.
    pub before: Option<String>,
    /// Made lower case: for keys that are compared without regard to case, such as mail addresses.
    pub lower: bool,
    /// What a text means; `None` = known to say nothing we can use.
    pub values: Vec<(Pattern, Option<String>)>,
    /// What any other text means, when the preset says so.
    pub other: Option<Option<String>>,
}

impl Rule {
    /// The meaning of a text: the closest pattern's, `None` when no pattern fits.
    pub fn meaning(&self, text: &str) -> Option<Option<&str>> {
        if self.values.is_empty() && self.other.is_none() {
            return None;
        }
        let said = words(text);
        let fit = self.values.iter().filter(|(p, _)| p.fits(&said)).max_by_key(|(p, _)| p.weight());
        match fit {
            Some((_, meaning)) => Some(meaning.as_deref()),
            None => self.other.as_ref().map(Option::as_deref),
        }
    }

    /// The text of this column, given the text of each cell by position.
    pub fn text<'r>(&self, cells: &[usize], kind: Kind, cell: &dyn Fn(usize) -> &'r str) -> Cow<'r, str> {
        match &self.makeup {
            Makeup::First(_) => self.first(cells, kind, cell),
            Makeup::Composed(pieces) => {
                let mut out = String::new();
                let mut read = cells.iter();
                for piece in pieces {
                    match piece {
                        Piece::Said(text) => out.push_str(text),
                        Piece::Read(_) => {
                            let text = read.next().map_or("", |i| cell(*i)).trim();
                            if says_unknown(text, Kind::Text) {
                                return Cow::Borrowed("");
                            }
                            out.push_str(text);
                        }
                    }
                }
                Cow::Owned(self.trimmed(&out).into_owned())
            }
            Makeup::Pairs(named) => {
                let filled = named.iter().zip(cells).map(|((name, _), i)| (name, cell(*i).trim())).filter(|(_, text)| !text.is_empty());
                Cow::Owned(filled.map(|(name, text)| pair(name, text)).collect::<Vec<_>>().join(";"))
            }
        }
    }

    fn first<'r>(&self, cells: &[usize], kind: Kind, cell: &dyn Fn(usize) -> &'r str) -> Cow<'r, str> {
        let Some(join) = &self.join else {
            let found = cells.iter().map(|i| cell(*i).trim()).find(|text| !text.is_empty());
            return self.trimmed(found.unwrap_or_default());
        };
        let mut parts: Vec<Cow<'r, str>> = Vec::new();
        for part in cells.iter().map(|i| self.trimmed(cell(*i))) {
            if !says_unknown(&part, kind) && !parts.contains(&part) {
                parts.push(part);
            }
        }
        Cow::Owned(parts.join(join))
    }

    /// A text without what the rule leaves out.
    fn trimmed<'t>(&self, text: &'t str) -> Cow<'t, str> {
        let mut text = self.strip.iter().fold(text.trim(), |text, word| strip(text, word));
        if let Some(mark) = &self.after {
            text = text.rsplit_once(mark.as_str()).map_or(text, |(_, rest)| rest.trim());
        }
        if let Some(mark) = &self.before {
            text = text.split_once(mark.as_str()).map_or(text, |(rest, _)| rest.trim());
        }
        if self.lower && text.chars().any(char::is_uppercase) { Cow::Owned(text.to_lowercase()) } else { Cow::Borrowed(text) }
    }
}

/// The text without a word and a dash or colon at its front.
fn strip<'t>(text: &'t str, word: &str) -> &'t str {
    let front = text.get(..word.len()).filter(|f| f.eq_ignore_ascii_case(word));
    let rest = front.and_then(|f| text.get(f.len()..)).map(str::trim_start);
    match rest.and_then(|r| r.strip_prefix(['\u{2014}', '\u{2013}', '-', ':'])).map(str::trim_start) {
        Some(rest) if !rest.is_empty() => rest,
        _ => text,
    }
}

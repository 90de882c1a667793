//! A preset: how to recognise a foreign file and read it as rows of our tables. Data; a user's map file has the same format.

use super::date::Order;
use super::gives::Gives;
use super::recognise::Recognise;
use crate::adapters::Adapter;
use crate::error::ImportError;
use crate::text::{Pattern, words};
use countersign_core::tables::Table;
use std::collections::BTreeMap;
use std::sync::Arc;

/// A preset or a user's map file, checked.
#[derive(Clone, Debug)]
pub struct Map {
    /// Its name, for `--preset`.
    pub id: String,
    /// What it is for.
    pub title: String,
    /// The source system its rows come from: what several sources say of one subject is kept side by side.
    pub source: String,
    /// The tables it fills, the main one first; none when it only says what a file is.
    pub tables: Vec<Table>,
    /// What it says about itself: the comment at the top of its file.
    pub about: String,
    pub(crate) recognise: Recognise,
    pub(crate) order: Option<Order>,
    pub(crate) gives: Vec<Arc<Gives>>,
    pub(crate) adapter: Option<Adapter>,
    /// What the file itself is as evidence.
    pub(crate) evidence: Option<Artefact>,
    /// Whether its rows of evidence name files, which are looked for beside it.
    pub(crate) names_files: bool,
    /// What to do with such a file instead of importing it.
    pub(crate) elsewhere: Option<String>,
    /// Vocabularies that the adapter looks words up in.
    pub(crate) words: BTreeMap<String, Vec<(Pattern, String)>>,
    /// Headers whose blank cells take the value of the row above.
    pub(crate) fill_down: Vec<Pattern>,
}

/// A file as a piece of evidence.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Artefact {
    /// One of the evidence kinds.
    pub kind: String,
    /// What it is.
    pub title: String,
    /// What made it.
    pub source_system: Option<String>,
    /// How far it can be relied on: R1 to R6.
    pub tier: String,
}

impl Map {
    /// Reads and checks a preset or map file; `name` is for messages.
    ///
    /// # Errors
    /// [`ImportError::Map`], pointing at the line.
    pub fn parse(name: &str, text: &str) -> Result<Self, ImportError> {
        super::file::parse(name, text)
    }

    /// The table most of its rows become: the first it fills, evidence when it fills none.
    pub fn table(&self) -> Table {
        self.tables.first().copied().unwrap_or(Table::Evidence)
    }

    /// Whether it reads trees; else it reads tables.
    pub(crate) fn is_tree(&self) -> bool {
        !self.recognise.keys.is_empty()
    }

    /// What the vocabulary of a name says a text means: the closest fit.
    pub(crate) fn word(&self, vocabulary: &str, text: &str) -> Option<&str> {
        let said = words(text);
        let fits = self.words.get(vocabulary)?.iter().filter(|(p, _)| p.fits(&said));
        fits.max_by_key(|(p, _)| p.weight()).map(|(_, meaning)| meaning.as_str())
    }
}

//! Which lines of the register a query lets through.

use crate::assessing::edition as named_edition;
use crate::error::Result;
use crate::screens::links::words_of;
use crate::screens::reading::count;
use crate::screens::register::Register;
use crate::screens::tally::Tally;
use crate::screens::{Reading, WorkflowFlag, WorkflowQuery};
use countersign_core::variability::Class;

/// What a query asks, ready to be held against a line.
pub(crate) struct Sieve {
    words: Vec<String>,
    classes: Vec<Class>,
    classes_asked: bool,
    values: [Option<Vec<u32>>; 4],
    flags: Vec<WorkflowFlag>,
    edition: Option<usize>,
}

/// The lines of one page.
pub(crate) struct Sifted {
    /// Positions in the register, in the order asked for.
    pub lines: Vec<usize>,
    /// How many there are over all pages.
    pub matching: u64,
    /// The position of the edition whose counts are shown.
    pub edition: Option<usize>,
}

impl Sieve {
    /// Understands a query. A value that no workflow has lets nothing through.
    pub fn new(register: &Register, query: &WorkflowQuery, edition: Option<usize>) -> Self {
        let asked = [&query.environment, &query.criticality, &query.lifecycle, &query.unit];
        let mut values = [const { None }; 4];
        for ((slot, asked), of) in values.iter_mut().zip(asked).zip(&register.values) {
            *slot = Some(asked.iter().filter_map(|v| of.wanted(v)).collect()).filter(|_| !asked.is_empty());
        }
        let classes = [Class::D0, Class::D1, Class::D2, Class::D3].into_iter().filter(|c| query.class.iter().any(|w| w == c.word()));
        Self {
            words: words_of(&query.text),
            classes: classes.collect(),
            classes_asked: !query.class.is_empty(),
            values,
            flags: query.flags.clone(),
            edition,
        }
    }

    /// Whether a line is what was asked for.
    pub fn lets_through(&self, register: &Register, tally: &Tally, at: usize) -> bool {
        let Some(line) = register.lines.get(at) else { return false };
        let by_class = !self.classes_asked || self.classes.contains(&line.class.high);
        let by_value = self.values.iter().zip(line.values).all(|(wanted, v)| wanted.as_ref().is_none_or(|w| w.contains(&v)));
        let by_flag = || {
            self.flags.iter().all(|flag| match flag {
                WorkflowFlag::NoOwner => line.no_owner,
                WorkflowFlag::IdentityUnknown => line.identity_unknown,
                WorkflowFlag::ReviewLate => line.review_late,
                WorkflowFlag::ClassOpen => line.class.low < line.class.high,
                WorkflowFlag::NotMet => line.row.zip(self.edition).and_then(|(row, e)| tally.row(row, e)).is_some_and(|c| c.not_met > 0),
            })
        };
        let by_text = || {
            let text = register.text(line);
            self.words.iter().all(|word| text.contains(word.as_str()))
        };
        by_class && by_value && by_flag() && by_text()
    }
}

impl Reading {
    /// The position of the edition whose counts are shown: the one named, else the first; nothing when it was not assessed.
    pub(crate) fn edition_shown(&self, framework: &str) -> Result<Option<usize>> {
        if framework.is_empty() {
            return Ok(Some(0).filter(|_| !self.tally.editions.is_empty()));
        }
        Ok(self.tally.edition(&named_edition(&self.content, framework)?))
    }

    /// The lines of a page.
    pub(crate) fn sifted(&self, query: &WorkflowQuery) -> Result<Sifted> {
        let edition = self.edition_shown(&query.framework)?;
        let sieve = Sieve::new(&self.register, query, edition);
        let all = self.register.lines.len();
        let through: Vec<bool> = (0..all).map(|at| sieve.lets_through(&self.register, &self.tally, at)).collect();
        let matching = count(through.iter().filter(|t| **t).count());
        let (from, rows) = (usize::try_from(query.from).unwrap_or(usize::MAX), usize::try_from(query.rows).unwrap_or(usize::MAX));
        let order = self.register.orders.by(&self.register, &self.now.data, &self.tally, &query.sort, query.descending, edition)?;
        let passing = order.iter().filter_map(|at| usize::try_from(*at).ok()).filter(|at| through.get(*at).copied().unwrap_or(false));
        Ok(Sifted { lines: passing.skip(from).take(rows).collect(), matching, edition })
    }
}

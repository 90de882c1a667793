//! What is found while rows are worked out, by whoever works on them, and the order in which it stands in an assessment.

use crate::assess::kinds::Kept;
use crate::assess::upheld::Standing;
use crate::assess::{Frame, Outcome};
use crate::places::Known;
use std::collections::BTreeMap;
use std::sync::{Arc, PoisonError, RwLock};

/// The position of the outcome of a leaf that no rule asks for.
pub const NO_RULE: u32 = 0;
/// The position of the outcome of a layer without a component.
pub const NO_COMPONENT: u32 = 1;

/// What is found while rows are worked out, by whoever works on them.
pub struct Found {
    /// For each requirement, the outcomes in workflows that nothing bearing on it names.
    pub alike: Kept<u32>,
    /// For each control, whether its claim stands in workflows that nothing about it names.
    pub standings: Kept<Standing>,
    /// The distinct outcomes, numbered as they come.
    book: RwLock<Outcomes>,
}

impl Found {
    /// Nothing yet.
    pub fn new(frame: &Frame<'_>) -> Self {
        let (alike, standings) = (Kept::new(frame.requirements.len()), Kept::new(frame.controls.len()));
        Self { alike, standings, book: RwLock::new(Outcomes::new()) }
    }

    /// The position of an outcome in the book.
    pub fn intern(&self, outcome: Outcome) -> u32 {
        // Most are known, and many may ask at one time.
        let known = self.book.read().unwrap_or_else(PoisonError::into_inner).positions.get(&outcome).copied();
        known.unwrap_or_else(|| self.book.write().unwrap_or_else(PoisonError::into_inner).intern(outcome))
    }
}

/// The order in which outcomes stand in an assessment: that of the workflows, whoever found them.
pub struct Order {
    /// The rows of workflows that nothing names, by what tells them apart, but for what is looked at everywhere: very many are asked the
    /// same and have the same to show.
    pub alike: Known<Box<[u64]>, Arc<[u32]>>,
    /// The outcomes by their positions in the book.
    order: Vec<u32>,
    /// For each outcome of the book its place in the order, once it has one.
    places: Vec<Option<u32>>,
}

impl Order {
    /// The outcomes that every assessment has.
    pub fn new() -> Self {
        let mut new = Self { alike: Known::default(), order: Vec::new(), places: Vec::new() };
        for at in [NO_RULE, NO_COMPONENT] {
            new.place(at);
        }
        new
    }

    /// The place of an outcome: the next one, where it has none.
    pub fn place(&mut self, at: u32) -> u32 {
        if self.places.len() <= at as usize {
            self.places.resize(at as usize + 1, None);
        }
        let next = u32::try_from(self.order.len()).unwrap_or(u32::MAX);
        let Some(place) = self.places.get_mut(at as usize) else { return next };
        *place.get_or_insert_with(|| {
            self.order.push(at);
            next
        })
    }

    /// The outcomes in this order.
    pub fn outcomes(self, found: Found) -> Vec<Outcome> {
        let mut book = found.book.into_inner().unwrap_or_else(PoisonError::into_inner).outcomes;
        self.order.iter().filter_map(|at| Some(std::mem::replace(book.get_mut(*at as usize)?, Outcome::no_rule()))).collect()
    }
}

/// The distinct outcomes, each with its position.
struct Outcomes {
    /// The outcomes, in the order in which they were found.
    outcomes: Vec<Outcome>,
    positions: BTreeMap<Outcome, u32>,
}

impl Outcomes {
    /// Those that every assessment has.
    fn new() -> Self {
        let mut new = Self { outcomes: Vec::new(), positions: BTreeMap::new() };
        new.intern(Outcome::no_rule());
        new.intern(Outcome::no_component());
        new
    }

    /// The position of an outcome.
    fn intern(&mut self, outcome: Outcome) -> u32 {
        if let Some(at) = self.positions.get(&outcome) {
            return *at;
        }
        let at = u32::try_from(self.outcomes.len()).unwrap_or(u32::MAX);
        self.positions.insert(outcome.clone(), at);
        self.outcomes.push(outcome);
        at
    }
}

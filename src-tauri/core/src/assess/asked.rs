//! Everything is assessed, and what was asked for is told.

use super::rows::{NO_COMPONENT, NO_RULE};
use super::{Outcome, Row, RuleSet};
use std::collections::BTreeMap;
use std::sync::Arc;

/// The leaves of an assessment.
pub(super) struct Told {
    /// For each requirement, the rules that name it.
    pub named_by: Vec<RuleSet>,
    /// The workflows.
    pub rows: Vec<Row>,
    /// The requirements that no rule names, with the position of their outcome.
    pub organisation: BTreeMap<usize, u32>,
    /// The distinct outcomes.
    pub outcomes: Vec<Outcome>,
}

impl Told {
    /// The same of the first so many requirements alone: the other leaves go, and with them the outcomes that no leaf has any more. The
    /// outcomes that every assessment has stay.
    pub fn of_first(mut self, asked: usize) -> Self {
        if self.named_by.len() <= asked {
            return self;
        }
        self.named_by.truncate(asked);
        self.organisation.retain(|r, _| *r < asked);
        let mut used = vec![false; self.outcomes.len()];
        let in_rows = self.rows.iter().flat_map(|row| row.cells.iter().take(asked));
        for at in [NO_RULE, NO_COMPONENT].iter().chain(self.organisation.values()).chain(in_rows) {
            used.get_mut(*at as usize).into_iter().for_each(|used| *used = true);
        }
        let mut next = 0;
        let place: Vec<u32> = used
            .iter()
            .map(|used| {
                next += u32::from(*used);
                next.saturating_sub(1)
            })
            .collect();
        let moved = |at: &u32| place.get(*at as usize).copied().unwrap_or(*at);
        // Rows that share their cells go on sharing them.
        let mut shorter: BTreeMap<*const u32, Arc<[u32]>> = BTreeMap::new();
        for row in &mut self.rows {
            let shared = shorter.entry(row.cells.as_ptr()).or_insert_with(|| row.cells.iter().take(asked).map(moved).collect());
            row.cells = Arc::clone(shared);
        }
        self.organisation.values_mut().for_each(|at| *at = moved(at));
        let mut kept = used.into_iter();
        self.outcomes.retain(|_| kept.next().unwrap_or(true));
        self
    }
}

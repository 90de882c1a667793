//! Everything is assessed, and what was asked for is told.

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
    /// first two outcomes stay, whether or not a leaf has them.
    pub fn of_first(mut self, asked: usize) -> Self {
        if self.named_by.len() <= asked {
            return self;
        }
        self.named_by.truncate(asked);
        self.organisation.retain(|r, _| *r < asked);
        // Rows that share their cells go on sharing them.
        let mut shorter: BTreeMap<*const u32, Arc<[u32]>> = BTreeMap::new();
        let mut used = vec![false; self.outcomes.len()];
        let mut mark = |at: &u32| used.get_mut(*at as usize).into_iter().for_each(|used| *used = true);
        [0, 1].iter().chain(self.organisation.values()).for_each(&mut mark);
        for row in &self.rows {
            shorter.entry(row.cells.as_ptr()).or_insert_with(|| {
                let cells = row.cells.get(..asked).unwrap_or(&row.cells);
                cells.iter().for_each(&mut mark);
                cells.into()
            });
        }
        let mut next = 0;
        let place: Vec<u32> = used
            .iter()
            .map(|used| {
                next += u32::from(*used);
                next.saturating_sub(1)
            })
            .collect();
        let moved = |at: u32| place.get(at as usize).copied().unwrap_or(at);
        let shorter: BTreeMap<*const u32, Arc<[u32]>> =
            shorter.into_iter().map(|(of, cells)| (of, cells.iter().map(|at| moved(*at)).collect())).collect();
        for row in &mut self.rows {
            if let Some(cells) = shorter.get(&row.cells.as_ptr()) {
                row.cells = Arc::clone(cells);
            }
        }
        self.organisation.values_mut().for_each(|at| *at = moved(*at));
        let mut kept = used.into_iter();
        self.outcomes.retain(|_| kept.next().unwrap_or(true));
        self
    }
}

//! The leaves of an assessment while it is made: the outcome of each requirement, workflow by workflow or for the organisation.

use super::{Outcome, Row};
use std::collections::BTreeMap;

/// Every leaf that has an outcome.
#[derive(Clone, Copy)]
pub struct Leaves<'l> {
    /// One row for each workflow.
    pub rows: &'l [Row],
    /// The outcome of each requirement that no rule names.
    pub organisation: &'l BTreeMap<usize, u32>,
    /// What the others point to.
    pub outcomes: &'l [Outcome],
}

impl<'l> Leaves<'l> {
    /// Visits the leaves with an outcome that is wanted, workflow by workflow and then those of the organisation: the position of the
    /// requirement, the id of the workflow, the outcome. There may be very many leaves, so that each outcome is looked at once.
    pub fn each(&self, wanted: impl Fn(&Outcome) -> bool, mut visit: impl FnMut(usize, Option<&'l str>, &'l Outcome)) {
        let wanted: Vec<Option<&Outcome>> = self.outcomes.iter().map(|o| wanted(o).then_some(o)).collect();
        let of = |cell: &u32| wanted.get(*cell as usize).copied().flatten();
        for row in self.rows {
            for (requirement, outcome) in row.cells.iter().enumerate().filter_map(|(r, cell)| Some((r, of(cell)?))) {
                visit(requirement, Some(&row.workflow), outcome);
            }
        }
        for (requirement, outcome) in self.organisation.iter().filter_map(|(r, cell)| Some((*r, of(cell)?))) {
            visit(requirement, None, outcome);
        }
    }
}

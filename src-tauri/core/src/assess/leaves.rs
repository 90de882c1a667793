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

/// The leaves of one requirement that have one outcome.
pub struct Alike<'l> {
    /// The requirement, by position.
    pub requirement: usize,
    /// Their outcome.
    pub outcome: &'l Outcome,
    /// The positions of their rows; none for the leaf of the organisation.
    pub rows: Vec<u32>,
}

impl Alike<'_> {
    /// The position of the row of each of them; `None` for the leaf of the organisation.
    pub fn each(&self) -> impl Iterator<Item = Option<u32>> {
        self.rows.iter().copied().map(Some).chain(self.rows.is_empty().then_some(None))
    }
}

impl<'l> Leaves<'l> {
    /// The leaves with an outcome that is wanted, those of one requirement with one outcome together, in the order of the requirements. What
    /// an outcome says is looked at once then, however many workflows have it.
    pub fn alike(&self, wanted: impl Fn(&Outcome) -> bool) -> Vec<Alike<'l>> {
        let is_wanted: Vec<bool> = self.outcomes.iter().map(wanted).collect();
        let is_wanted = |cell: &u32| is_wanted.get(*cell as usize).is_some_and(|wanted| *wanted);
        let mut rows: BTreeMap<(usize, u32), Vec<u32>> = BTreeMap::new();
        for (row, at) in self.rows.iter().zip(0..) {
            for (requirement, cell) in row.cells.iter().enumerate().filter(|(_, cell)| is_wanted(cell)) {
                rows.entry((requirement, *cell)).or_default().push(at);
            }
        }
        rows.extend(self.organisation.iter().filter(|(_, cell)| is_wanted(cell)).map(|(r, cell)| ((*r, *cell), Vec::new())));
        let alike = rows.into_iter().filter_map(|((requirement, cell), rows)| {
            let outcome = self.outcomes.get(cell as usize)?;
            Some(Alike { requirement, outcome, rows })
        });
        alike.collect()
    }

    /// The workflow of a row; `None` for the organisation.
    pub fn workflow(&self, row: Option<u32>) -> Option<&'l str> {
        self.rows.get(row? as usize).map(|row| row.workflow.as_str())
    }

    /// Visits the leaves with an outcome that is wanted, workflow by workflow and then those of the organisation: the position of the
    /// requirement, the id of the workflow, the outcome. There may be very many leaves, so that each outcome is looked at once.
    pub fn each(&self, wanted: impl Fn(&Outcome) -> bool, mut visit: impl FnMut(usize, Option<&'l str>, &'l Outcome)) {
        let wanted: Vec<Option<&Outcome>> = self.outcomes.iter().map(|o| wanted(o).then_some(o)).collect();
        if wanted.iter().all(Option::is_none) {
            return;
        }
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

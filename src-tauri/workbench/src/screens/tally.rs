//! An assessment counted once, so that no screen has to walk through every workflow again.

use crate::assessing::Assessed;
use countersign_core::assess::Row;
use countersign_core::catalog::{Content, Requirement};
use countersign_core::ids::{EditionId, RequirementId};
use countersign_core::status::{Counts, Status};
use countersign_core::tables::Table;
use std::collections::BTreeMap;
use std::ops::Range;

/// What an assessment amounts to, counted when it is read.
#[derive(Default)]
pub(crate) struct Tally {
    /// The editions assessed, in order, each with the positions of its requirements.
    pub editions: Vec<(EditionId, Range<usize>)>,
    /// The position of each requirement.
    pub positions: BTreeMap<RequirementId, usize>,
    /// For each requirement, the counts of its leaves: one per workflow, or one for the organisation.
    pub requirements: Vec<Counts>,
    /// For each requirement, how its leaves are spread over the distinct outcomes.
    pub spread: Vec<Vec<Share>>,
    /// For each workflow of the assessment and each edition, how many of its requirements have each status.
    rows: Vec<[u16; 6]>,
}

/// The leaves of a requirement that have one and the same outcome.
#[derive(Clone, Copy)]
pub(crate) struct Share {
    /// The number of the outcome.
    pub outcome: u32,
    /// How many leaves have it.
    pub leaves: u32,
    /// How many of them are in production.
    pub prod: u32,
}

impl Share {
    /// Counts one leaf. A requirement has few distinct outcomes, so that a short look finds the one wanted.
    fn add(shares: &mut Vec<Self>, outcome: u32, prod: bool) {
        match shares.iter_mut().find(|s| s.outcome == outcome) {
            Some(share) => {
                share.leaves += 1;
                share.prod += u32::from(prod);
            }
            None => shares.push(Self { outcome, leaves: 1, prod: u32::from(prod) }),
        }
    }
}

impl Tally {
    /// Counts an assessment; nothing is counted before the first.
    pub fn new(content: &Content, assessed: Option<&Assessed>) -> Self {
        let Some(a) = assessed.map(|a| &a.assessment) else { return Self::default() };
        let positions: BTreeMap<RequirementId, usize> = a.requirements.iter().enumerate().map(|(i, r)| (r.clone(), i)).collect();
        let mut editions: Vec<(EditionId, Range<usize>)> = Vec::new();
        for id in a.basis.editions.iter().filter(|id| content.edition(id).is_some()) {
            let first = a.requirements.iter().position(|r| r.edition == *id);
            let last = a.requirements.iter().rposition(|r| r.edition == *id);
            if let (Some(first), Some(last)) = (first, last) {
                editions.push((id.clone(), first..last + 1));
            }
        }
        // The status of each distinct outcome, by its number, and the column it counts in.
        let status: Vec<Status> = a.outcomes.iter().map(|o| o.status).collect();
        let at = |cell: u32| usize::try_from(cell).ok().and_then(|i| status.get(i)).copied();
        let once: Vec<Option<Status>> = (0..a.requirements.len()).map(|r| a.organisation.get(&r).and_then(|cell| at(*cell))).collect();
        let mut spread: Vec<Vec<Share>> = vec![Vec::new(); a.requirements.len()];
        let mut rows = vec![[0_u16; 6]; a.rows.len() * editions.len()];
        let production = production(assessed);
        for ((line, row), prod) in rows.chunks_mut(editions.len().max(1)).zip(&a.rows).zip(production) {
            for (slot, (_, range)) in line.iter_mut().zip(&editions) {
                for r in range.clone() {
                    let organisation = once.get(r).copied().flatten();
                    let cell = row.cells.get(r).copied();
                    if let (None, Some(cell), Some(shares)) = (organisation, cell, spread.get_mut(r)) {
                        Share::add(shares, cell, prod);
                    }
                    if let Some(n) = organisation.or_else(|| at(cell?)).and_then(|s| slot.get_mut(place(s))) {
                        *n += 1;
                    }
                }
            }
        }
        for (r, cell) in &a.organisation {
            if let Some(shares) = spread.get_mut(*r) {
                shares.push(Share { outcome: *cell, leaves: 1, prod: 0 });
            }
        }
        let fold = |shares: &Vec<Share>| {
            let mut counts = Counts::default();
            for share in shares {
                if let Some(status) = at(share.outcome) {
                    let so_far = counts.get(status);
                    put(&mut counts, status, so_far + u64::from(share.leaves));
                }
            }
            counts
        };
        Self { editions, positions, requirements: spread.iter().map(fold).collect(), spread, rows }
    }

    /// The position of an edition among those assessed.
    pub fn edition(&self, id: &EditionId) -> Option<usize> {
        self.editions.iter().position(|(e, _)| e == id)
    }

    /// The position of a requirement in the assessment.
    pub fn position(&self, id: &RequirementId) -> Option<usize> {
        self.positions.get(id).copied()
    }

    /// The counts of a requirement's leaves; nothing when it was not assessed.
    pub fn requirement(&self, r: &Requirement) -> Option<Counts> {
        self.requirements.get(self.position(&r.id)?).copied()
    }

    /// One count per requirement of an edition, for one workflow of the assessment. A requirement that is asked of the organisation
    /// once counts for each workflow as it stands for the organisation, so that the sum is the number of requirements.
    pub fn row(&self, workflow: usize, edition: usize) -> Option<Counts> {
        if edition >= self.editions.len() {
            return None;
        }
        let line = self.rows.get(workflow * self.editions.len() + edition)?;
        let mut counts = Counts::default();
        for status in Status::ALL {
            let n = line.get(place(status)).copied().map_or(0, u64::from);
            put(&mut counts, status, n);
        }
        Some(counts)
    }

    /// One count per requirement of an edition: the fold over every workflow.
    pub fn fold(&self, edition: usize) -> Option<Counts> {
        let (_, range) = self.editions.get(edition)?;
        Some(Counts::of(self.requirements.get(range.clone())?.iter().map(Counts::status)))
    }
}

/// For each workflow of an assessment, whether it is in production.
fn production(assessed: Option<&Assessed>) -> Vec<bool> {
    assessed.map_or_else(Vec::new, |assessed| {
        let found = |row: &Row| assessed.frozen.data.find(Table::Workflows, &row.workflow);
        assessed.assessment.rows.iter().map(|row| found(row).is_some_and(|w| w.get("environment") == Some("prod"))).collect()
    })
}

/// Sets the count of one status.
fn put(counts: &mut Counts, status: Status, n: u64) {
    match status {
        Status::Met => counts.met = n,
        Status::AcceptedRisk => counts.accepted_risk = n,
        Status::Partial => counts.partial = n,
        Status::NotAssessed => counts.not_assessed = n,
        Status::NotMet => counts.not_met = n,
        Status::NotApplicable => counts.not_applicable = n,
    }
}

/// The column a status counts in.
fn place(status: Status) -> usize {
    match status {
        Status::Met => 0,
        Status::AcceptedRisk => 1,
        Status::Partial => 2,
        Status::NotAssessed => 3,
        Status::NotMet => 4,
        Status::NotApplicable => 5,
    }
}

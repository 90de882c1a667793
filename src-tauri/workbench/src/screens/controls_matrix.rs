//! Controls against the requirements of one framework, as a grid of marks.

use crate::error::{Error, Result};
use crate::gap_registers::{Proven, proven, worst};
use crate::screens::Reading;
use crate::screens::matrix::{column, groups};
use crate::screens::reading::count;
use crate::screens::suggestions::{ControlsMatrix, MappingCell, MappingMark, MappingRow, MappingWhich};
use countersign_core::assess::{Effectiveness, Outcome};
use countersign_core::catalog::{Edition, Requirement};
use countersign_core::ids::RequirementId;
use std::collections::{BTreeMap, BTreeSet};

/// What an assessment found about the controls of one requirement.
#[derive(Default)]
struct Found<'a> {
    /// For each control, what it proves.
    proofs: BTreeMap<&'a str, Proven<'a>>,
    /// For each control, the facets it was looked at for.
    facets: BTreeMap<&'a str, BTreeSet<&'a str>>,
}

impl Reading {
    /// Every control against the requirements of a framework that apply. A cell that nobody looked at says that it is mapped, and no
    /// more.
    ///
    /// # Errors
    /// `usage/framework`.
    pub fn controls_matrix(&self, which: &MappingWhich) -> Result<ControlsMatrix> {
        let edition = self.edition_asked(&which.framework)?;
        let columns: Vec<&Requirement> = edition.assessable().filter(|r| self.may_apply(r)).collect();
        let place: BTreeMap<&RequirementId, usize> = columns.iter().enumerate().map(|(at, r)| (&r.id, at)).collect();
        let found: Vec<Option<Found<'_>>> = columns.iter().map(|r| self.found_of(r)).collect();
        let links = self.links();
        let rows = links.control_rows.iter().zip(&links.cited).enumerate().map(|(control, (row, cited))| {
            let mut covers: BTreeMap<usize, BTreeSet<usize>> = BTreeMap::new();
            for cites in cited {
                if let Some(at) = cites.citation.requirement.as_ref().and_then(|id| place.get(id)) {
                    covers.entry(*at).or_default().extend(&cites.facets);
                }
            }
            let cells = covers.into_iter().filter_map(|(at, facets)| {
                let r = columns.get(at)?;
                let declared = facets.iter().filter(|_| r.facets_declared).filter_map(|f| r.facets.get(*f));
                Some(MappingCell {
                    column: count(at),
                    facets: declared.map(|f| f.title.clone()).collect(),
                    mark: self.mark(control, r, &facets, found.get(at)?.as_ref()),
                })
            });
            MappingRow {
                id: row.id.clone(),
                title: row.title.clone(),
                claim: row.claim.clone(),
                claim_state: row.claim_state,
                effectiveness: row.effectiveness.clone(),
                cells: cells.collect(),
            }
        });
        Ok(ControlsMatrix {
            framework: edition.id.to_string(),
            title: edition.title.clone(),
            kind: edition.kind,
            analysed: self.tally.edition(&edition.id).is_some(),
            controls: count(links.control_rows.len()),
            claimed: count(links.control_rows.iter().filter(|r| r.claim.as_deref() == Some("implemented")).count()),
            applicable: count(columns.len()),
            groups: groups(edition, &columns),
            rows: rows.collect(),
            columns: columns.into_iter().map(|r| column(edition, r)).collect(),
        })
    }

    /// The edition that a question names; the first of those shown when it names none.
    pub(crate) fn edition_asked(&self, name: &str) -> Result<&Edition> {
        let none = || Error::new("usage/framework", format!("There is no framework edition `{name}`."), "Choose one of those shown.");
        if name.is_empty() {
            return self.editions().into_iter().next().ok_or_else(none);
        }
        name.parse().ok().and_then(|id| self.content.edition(&id)).ok_or_else(none)
    }

    /// Whether a requirement applies somewhere, or nobody has found out.
    pub(crate) fn may_apply(&self, r: &Requirement) -> bool {
        self.tally.requirement(r).is_none_or(|c| c.applicable() > 0)
    }

    fn found_of(&self, r: &Requirement) -> Option<Found<'_>> {
        let a = &self.assessed.as_ref()?.assessment;
        let spread = self.tally.spread.get(self.tally.position(&r.id)?)?;
        let outcomes: Vec<&Outcome> = spread.iter().filter_map(|s| a.outcomes.get(usize::try_from(s.outcome).ok()?)).collect();
        let mut found = Found { proofs: proven(outcomes.iter().copied()), facets: BTreeMap::new() };
        for facet in outcomes.iter().flat_map(|o| &o.facets) {
            for proof in &facet.proofs {
                found.facets.entry(&proof.control).or_default().insert(&facet.facet);
            }
        }
        Some(found)
    }

    /// What a control shows for some facets of a requirement.
    fn mark(&self, control: usize, r: &Requirement, facets: &BTreeSet<usize>, found: Option<&Found<'_>>) -> MappingMark {
        let links = self.links();
        if facets.is_empty() {
            return MappingMark::NoFacet;
        }
        let row = links.control_rows.get(control).filter(|row| row.effectiveness.is_some());
        let (Some(row), Some(found)) = (row, found) else { return MappingMark::Mapped };
        // What was mapped after the assessment is not shown by what it found about other parts.
        let looked = found.facets.get(row.id.as_str());
        let all_looked_at = || facets.iter().filter_map(|f| r.facets.get(*f)).all(|f| looked.is_some_and(|of| of.contains(f.id.as_str())));
        if links.changed.get(control) == Some(&true) && !all_looked_at() {
            return MappingMark::Mapped;
        }
        match worst(found.proofs.get(row.id.as_str()), true).0 {
            Effectiveness::Effective => MappingMark::Effective,
            Effectiveness::Deviation => MappingMark::Deviation,
            Effectiveness::Ineffective => MappingMark::Ineffective,
            Effectiveness::DesignOnly => MappingMark::DesignOnly,
            Effectiveness::Untested => MappingMark::Untested,
        }
    }
}

//! Workflows against the requirements of one framework, as a grid of marks.

use crate::error::{Error, Result};
use crate::gap::letter;
use crate::screens::Reading;
use crate::screens::bars::short_title;
use crate::screens::reading::count;
use crate::screens::words::upper_first;
use crate::screens::workflows::WorkflowQuery;
use countersign_core::catalog::{Edition, Requirement};
use countersign_core::status::{Counts, EditionKind};
use serde::{Deserialize, Serialize};

/// Which workflows against which framework.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
#[serde(default)]
pub struct MatrixQuery {
    /// The edition.
    pub framework: String,
    /// Which workflows, in which order, and which page of them.
    pub workflows: WorkflowQuery,
    /// Whether columns that apply to no workflow are left out.
    pub applicable_only: bool,
}

/// A page of the matrix.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
pub struct Matrix {
    /// The edition.
    pub framework: String,
    /// Decides the words for a status.
    pub kind: EditionKind,
    /// How many requirements the framework has.
    pub requirements: u64,
    /// Groups of columns, in order.
    pub groups: Vec<MatrixGroup>,
    /// The columns.
    pub columns: Vec<MatrixColumn>,
    /// Workflows in the inventory.
    pub total: u64,
    /// Those that match.
    pub matching: u64,
    /// First row of this page, from 0.
    pub from: u64,
    /// The rows of this page.
    pub rows: Vec<MatrixRow>,
    /// The fold over every workflow of the assessment, one letter per column.
    pub organisation: String,
    /// `17 of 61`: met of applicable for the fold.
    pub organisation_met: u64,
    /// Applicable columns of the fold.
    pub organisation_applicable: u64,
}

/// Columns that stand under one heading.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
pub struct MatrixGroup {
    /// The top-level element as printed by the publisher; the framework itself for a flat list.
    pub label: String,
    /// Its title as a heading: `Govern`.
    pub title: String,
    /// How many columns.
    pub columns: u64,
}

/// One column.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
pub struct MatrixColumn {
    /// Full id.
    pub id: String,
    /// As printed by the publisher.
    pub label: String,
    /// The label without what the group's heading says.
    pub short: String,
    /// Title.
    pub title: String,
}

/// One workflow.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
pub struct MatrixRow {
    /// Its id.
    pub id: String,
    /// Its name.
    pub name: String,
    /// One letter per column: `M` met, `A` accepted risk, `P` partial, `O` not assessed, `X` not met, `-` not applicable; empty when it was not assessed.
    pub cells: String,
    /// Met, of every requirement of the framework.
    pub met: u64,
    /// Applicable.
    pub applicable: u64,
}

impl Reading {
    /// A page of the matrix.
    ///
    /// # Errors
    /// `usage/framework`, `usage/sort`.
    pub fn matrix(&self, query: &MatrixQuery) -> Result<Matrix> {
        let id = crate::assessing::edition(&self.content, &query.framework)?;
        let unknown = || Error::new("usage/framework", format!("There is no framework edition `{id}`."), "Choose one of those shown.");
        let edition = self.content.edition(&id).ok_or_else(unknown)?;
        let shown = WorkflowQuery { framework: query.framework.clone(), ..query.workflows.clone() };
        let found = self.sifted(&shown)?;
        let applies = |r: &&Requirement| !query.applicable_only || self.tally.requirement(r).is_none_or(|c| c.applicable() > 0);
        let columns: Vec<&Requirement> = edition.assessable().filter(applies).collect();
        let positions: Vec<Option<usize>> = columns.iter().map(|r| self.tally.position(&r.id)).collect();
        let folded = found.edition.and_then(|e| self.tally.fold(e));
        let rows = found.lines.iter().filter_map(|at| self.register.lines.get(*at)).map(|line| {
            let row = self.workflow_row(line, found.edition);
            let cells = line.row.filter(|_| row.counts.is_some()).map_or_else(String::new, |w| self.letters(&positions, Some(w)));
            let (met, applicable) = row.counts.map_or((0, 0), |c| (c.met, c.applicable()));
            MatrixRow { id: row.id, name: row.name, cells, met, applicable }
        });
        Ok(Matrix {
            framework: id.to_string(),
            kind: edition.kind,
            requirements: count(edition.assessable().count()),
            groups: groups(edition, &columns),
            total: count(self.register.lines.len()),
            matching: found.matching,
            from: query.workflows.from,
            rows: rows.collect(),
            organisation: folded.map_or_else(String::new, |_| self.letters(&positions, None)),
            organisation_met: folded.map_or(0, |c| c.met),
            organisation_applicable: folded.map_or(0, |c| c.applicable()),
            columns: columns.into_iter().map(|r| column(edition, r)).collect(),
        })
    }

    /// One letter per column: of a workflow, or folded over all of them.
    fn letters(&self, columns: &[Option<usize>], workflow: Option<usize>) -> String {
        let Some(a) = self.assessed.as_ref().map(|a| &a.assessment) else { return String::new() };
        let status = |at: usize| match workflow {
            Some(_) => a.outcome(at, workflow).map(|o| o.status),
            None => self.tally.requirements.get(at).map(Counts::status),
        };
        columns.iter().map(|at| letter(at.and_then(status))).collect()
    }
}

/// Columns below one top-level element stand under one heading; a flat list has a single one.
pub(crate) fn groups(edition: &Edition, columns: &[&Requirement]) -> Vec<MatrixGroup> {
    let mut groups: Vec<(Option<&str>, MatrixGroup)> = Vec::new();
    for r in columns {
        let above = top(edition, r);
        let id = above.map(|top| top.id.id.as_str());
        if let Some((_, last)) = groups.last_mut().filter(|(of, _)| *of == id) {
            last.columns += 1;
            continue;
        }
        let label = above.map_or_else(|| short_title(edition), |top| top.label.clone());
        let title = above.map_or_else(|| edition.title.clone(), |top| heading(&top.title));
        groups.push((id, MatrixGroup { label, title, columns: 1 }));
    }
    groups.into_iter().map(|(_, group)| group).collect()
}

/// The top-level element a requirement stands below; nothing in a flat list.
fn top<'a>(edition: &'a Edition, r: &'a Requirement) -> Option<&'a Requirement> {
    edition.path(r).last().filter(|top| *top != r.id.id).and_then(|top| edition.requirement(top))
}

/// A title that its publisher prints in capitals, as a heading: `Govern`.
fn heading(title: &str) -> String {
    if title.chars().any(char::is_lowercase) { title.to_owned() } else { upper_first(&title.to_lowercase()) }
}

pub(crate) fn column(edition: &Edition, r: &Requirement) -> MatrixColumn {
    let rest = top(edition, r).and_then(|top| r.label.strip_prefix(top.label.as_str()));
    let short = rest.map(|rest| rest.trim_start_matches(['-', '.', ' ', ':'])).filter(|rest| !rest.is_empty());
    MatrixColumn { id: r.id.to_string(), label: r.label.clone(), short: short.unwrap_or(&r.label).to_owned(), title: r.title.clone() }
}

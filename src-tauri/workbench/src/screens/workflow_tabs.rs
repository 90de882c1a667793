//! What the head and the tabs of a workflow count, and its tabs Evidence and Exceptions.

use crate::assessing::Assessed;
use crate::error::Result;
use crate::screens::authorship_view::level;
use crate::screens::findings::{ExceptionLine, WorkflowStanding};
use crate::screens::marks::{is_open, levels};
use crate::screens::reading::count;
use crate::screens::register::person_name;
use crate::screens::{EvidenceRow, Reading, no_workflow};
use countersign_core::Record;
use countersign_core::facts::{Related, acting_as};
use countersign_core::findings::Finding;
use countersign_core::tables::Table;
use std::collections::BTreeSet;

impl Reading {
    /// The artefacts that name a workflow, or whose controls are for it. What is for the whole organisation is not among them.
    ///
    /// # Errors
    /// `usage/workflow`.
    pub fn workflow_evidence(&self, id: &str) -> Result<Vec<EvidenceRow>> {
        let data = &self.now.data;
        data.find(Table::Workflows, id).ok_or_else(|| no_workflow(id))?;
        let rows = data.rows(Table::Evidence).iter().zip(&self.links().evidence_rows).zip(&self.ages.of);
        let about = |e: &Record, controls: &[usize]| {
            let controls: Vec<&Record> = controls.iter().filter_map(|c| data.rows(Table::Controls).get(*c)).collect();
            self.workflows_of(e, &controls).contains(id)
        };
        Ok(rows.filter(|((e, _), age)| about(e, &age.controls)).map(|((_, row), _)| row.clone()).collect())
    }

    /// The exceptions for a workflow, and those for every workflow, as the assessment judged them.
    ///
    /// # Errors
    /// `usage/workflow`.
    pub fn workflow_exceptions(&self, id: &str) -> Result<Vec<ExceptionLine>> {
        let data = &self.now.data;
        data.find(Table::Workflows, id).ok_or_else(|| no_workflow(id))?;
        let here = |e: &&Record| e.get("workflow").is_none_or(|w| w == id);
        Ok(data.rows(Table::Exceptions).iter().filter(here).map(|e| self.exception_line(e)).collect())
    }

    /// An exception as a line; whether it holds is what the assessment found of the row as it was then.
    fn exception_line(&self, e: &Record) -> ExceptionLine {
        let data = &self.now.data;
        let text = |column: &str| e.get(column).map(str::to_owned);
        let person = |column: &str| e.get(column).map(|p| person_name(data, p).to_owned());
        let day = |column: &str| e.day(column).map(|d| d.to_string());
        let judged = self.assessed.as_ref().and_then(|a| {
            let before = a.frozen.data.find(Table::Exceptions, &e.key)?;
            let clauses = a.assessment.exceptions.get(&e.key)?;
            // A row that changed since is another exception: it was not judged.
            (before.fields == e.fields).then_some((a, clauses))
        });
        ExceptionLine {
            id: e.key.clone(),
            requirement: text("requirement").unwrap_or_default(),
            reason: text("reason").unwrap_or_default(),
            owner: person("owner").or_else(|| person("requested_by")),
            approved_by: person("approved_by"),
            from: day("valid_from"),
            expires: day("expires"),
            holds: judged.map(|(_, clauses)| clauses.is_empty()),
            fails: judged.map_or_else(Vec::new, |(a, clauses)| clauses.iter().map(|code| self.clause(a, e, code)).collect()),
            source: data.naming_cell(e),
        }
    }

    /// Why a clause does not hold: the fact its finding rests on, else the question of its kind.
    pub(crate) fn clause(&self, a: &Assessed, e: &Record, code: &str) -> String {
        let about = |f: &&Finding| f.code == code && f.is_about(Table::Exceptions, &e.key);
        let said = a.assessment.findings.iter().find(about).and_then(|f| f.condition.first());
        let asked = || self.content.finding(code).map_or_else(|| code.to_owned(), |k| k.page.asks.clone());
        said.map_or_else(asked, |s| s.text.clone())
    }

    /// What the head and the tabs of a workflow count. What was not analysed has no count.
    pub(crate) fn standing(&self, id: &str) -> Result<WorkflowStanding> {
        let then = self.assessed.as_ref().and_then(|a| {
            let row = a.assessment.workflow(id)?;
            Some((a, a.assessment.analyses.get(row)?))
        });
        let about = self.findings_about(id);
        Ok(WorkflowStanding {
            drift: then.map(|(_, analysis)| level(analysis.authorship.level)),
            findings: then.map(|_| levels(about.iter().copied().filter(|f| is_open(f)))),
            access: then.and_then(|(a, _)| access(a, id)),
            runs: then.map(|(_, analysis)| count(analysis.chains.runs)),
            evidence: Some(count(self.workflow_evidence(id)?.len())),
            exceptions: Some(count(self.workflow_exceptions(id)?.len())),
        })
    }
}

/// How many credentials and grants a workflow has, as its analysis gathers them.
fn access(a: &Assessed, id: &str) -> Option<u64> {
    let data = &a.frozen.data;
    let basis = &a.assessment.basis;
    let w = data.find(Table::Workflows, id)?;
    let related = Related::with(data, a.lookups(), basis.period.as_of, &basis.parameters);
    let list = |column: &str| w.list(column).unwrap_or_default();
    let ids: BTreeSet<&str> = acting_as(w).collect();
    let holders = ids.iter().copied().chain(list("tools")).chain([id]);
    let keys = |records: Vec<&Record>| records.into_iter().map(|r| r.key.clone()).collect::<Vec<_>>();
    let credentials: BTreeSet<String> =
        ids.iter().flat_map(|id| keys(related.credentials_of(id))).chain(holders.flat_map(|h| keys(related.held_by(h)))).collect();
    let grants: BTreeSet<String> = ids.iter().flat_map(|id| keys(related.grants_of(id))).chain(keys(related.grants_for(id))).collect();
    Some(count(credentials.len() + grants.len()))
}

//! Findings in lists: those a sieve keeps, and those about one workflow, by what they share.

use crate::error::Result;
use crate::screens::findings::{FindingCause, FindingLine, FindingList, FindingSieve, FindingsQuery, LevelCount, SieveCount};
use crate::screens::marks::{is_open, levels};
use crate::screens::reading::count;
use crate::screens::register::person_name;
use crate::screens::{Reading, no_workflow};
use chrono::NaiveDate;
use countersign_core::findings::{Finding, words};
use countersign_core::risk::Level;
use countersign_core::tables::Table;
use std::collections::BTreeMap;

/// Every sieve, in the order of the tabs.
const SIEVES: [FindingSieve; 6] =
    [FindingSieve::Open, FindingSieve::Severe, FindingSieve::Late, FindingSieve::NoOwner, FindingSieve::New, FindingSieve::Closed];

impl Reading {
    /// The findings of the latest assessment that a sieve keeps.
    ///
    /// # Errors
    /// Never today; the shape of every question is the same.
    pub fn findings(&self, query: &FindingsQuery) -> Result<FindingList> {
        let all: Vec<&Finding> = self.assessed.iter().flat_map(|a| &a.assessment.findings).collect();
        Ok(self.list(&all, query.sieve))
    }

    /// The open findings about a workflow.
    ///
    /// # Errors
    /// `usage/workflow`.
    pub fn workflow_findings(&self, id: &str) -> Result<FindingList> {
        self.now.data.find(Table::Workflows, id).ok_or_else(|| no_workflow(id))?;
        let mut list = self.list(&self.findings_about(id), FindingSieve::Open);
        list.analysed = self.assessed.as_ref().is_some_and(|a| a.assessment.workflow(id).is_some());
        Ok(list)
    }

    /// The findings of the assessment about a workflow, the worst first.
    pub(crate) fn findings_about(&self, workflow: &str) -> Vec<&Finding> {
        let all = self.assessed.iter().flat_map(|a| &a.assessment.findings);
        all.filter(|f| f.workflow.as_deref() == Some(workflow)).collect()
    }

    /// The findings that wait, by severity; nothing without an assessment.
    pub(crate) fn open_findings(&self) -> Option<Vec<LevelCount>> {
        let a = self.assessed.as_ref()?;
        Some(levels(a.assessment.findings.iter().filter(|f| is_open(f))))
    }

    /// The as-of day of the assessment before the latest, by the journal.
    pub(crate) fn assessed_before(&self) -> Option<NaiveDate> {
        let earlier = self.journal.iter().rev().filter(|e| e.action == "assess").nth(1)?;
        let day = earlier.detail.pointer("/basis/period/as_of")?.as_str()?;
        countersign_core::record::parse_day(day)
    }

    fn list(&self, all: &[&Finding], sieve: FindingSieve) -> FindingList {
        let since = self.assessed.as_ref().and_then(|_| self.assessed_before());
        let kept = |sieve: FindingSieve| all.iter().copied().filter(move |f| self.keeps(sieve, f, since));
        let mut at: BTreeMap<String, usize> = BTreeMap::new();
        let mut causes: Vec<FindingCause> = Vec::new();
        for f in kept(sieve) {
            let shared = self.shared(f);
            let slot = *at.entry(shared.clone()).or_insert_with(|| {
                causes.push(FindingCause { cause: shared, findings: Vec::new() });
                causes.len() - 1
            });
            if let (Some(group), Some(line)) = (causes.get_mut(slot), self.finding_line(f)) {
                group.findings.push(line);
            }
        }
        FindingList {
            analysed: self.assessed.is_some(),
            sieves: SIEVES.iter().map(|s| SieveCount { sieve: *s, findings: count(kept(*s).count()) }).collect(),
            severities: levels(all.iter().copied().filter(|f| is_open(f))),
            since: since.map(|d| d.to_string()),
            causes,
        }
    }

    fn keeps(&self, sieve: FindingSieve, f: &Finding, since: Option<NaiveDate>) -> bool {
        let open = is_open(f);
        match sieve {
            FindingSieve::Open => open,
            FindingSieve::Severe => open && f.severity >= Level::High,
            FindingSieve::Late => f.is_overdue(self.as_of()),
            FindingSieve::NoOwner => open && f.owner.is_none(),
            // Without an assessment of an earlier day nothing can be told to be new.
            FindingSieve::New => open && since.is_some_and(|d| f.first_seen > d),
            FindingSieve::Closed => !open,
        }
    }

    /// What findings of one kind share, in words.
    fn shared(&self, f: &Finding) -> String {
        let cause = self.content.finding(&f.code).map(|k| k.cause_of(f.unsure).as_str()).filter(|c| !c.is_empty());
        let text = cause.map_or_else(|| f.code.clone(), |c| c.replace("{workflow}", "the workflow").replace("{subject}", "it"));
        text.strip_suffix('.').map_or_else(|| text.clone(), str::to_owned)
    }

    /// A finding as a line; nothing without an assessment, of which it would have to be.
    pub(crate) fn finding_line(&self, f: &Finding) -> Option<FindingLine> {
        let data = &self.assessed.as_ref()?.frozen.data;
        let late = f.is_overdue(self.as_of()).then(|| (self.as_of() - f.due).num_days());
        Some(FindingLine {
            id: f.id.clone(),
            code: f.code.clone(),
            unsure: f.unsure,
            severity: f.severity,
            title: words(&self.content, f, data).title,
            workflow: f.workflow.as_deref().map(|w| self.workflow_named(w)),
            owner: f.owner.as_deref().map(|o| person_name(data, o).to_owned()),
            due: Some(f.due.to_string()),
            late_by: late.and_then(|days| u64::try_from(days).ok()),
            state: f.status.label().to_owned(),
        })
    }
}

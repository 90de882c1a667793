//! `analysis`: what is computed about each workflow, with what is behind it (`countersign/analysis@1`).

use crate::assessing::Assessed;
use crate::desk::Workbench;
use crate::error::{Error, Result};
use countersign_core::assess::Claim;
use countersign_core::tables::Table;
use countersign_core::variability::{Variability, classify};
use serde::Serialize;

/// What this version does not compute.
pub(crate) const NOT_ANALYSED: [&str; 7] = [
    "findings",
    "authorship",
    "boundary",
    "chains",
    "variability raised by observed events",
    "claim tests CT-04, CT-09, CT-10",
    "likeness of evidence content (CT-07 compares hashes only)",
];

/// What is computed about workflows and claims.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct AnalysisReport {
    /// `countersign/analysis@1`.
    pub schema: &'static str,
    /// One entry per workflow.
    pub workflows: Vec<WorkflowAnalysis>,
    /// One entry per claimed control and workflow it is for; `workflow` is `null` for the organisation as a whole.
    pub claims: Vec<Claim>,
    /// What this version does not compute.
    pub not_analysed: Vec<&'static str>,
}

/// What is computed about one workflow.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct WorkflowAnalysis {
    /// Its id.
    pub id: String,
    /// Its name; for people.
    #[serde(skip)]
    pub name: String,
    /// Its variability class with the reasons.
    pub variability: Variability,
    /// Who wrote the substance.
    pub authorship: NotYet,
    /// What it may reach; `null` while it is not analysed.
    pub boundary: Option<Vec<()>>,
    /// Whether its runs can be reconstructed; `null` while they are not analysed.
    pub chains: Option<()>,
}

/// An analysis that is not made, and why.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct NotYet {
    /// Always false here.
    pub assessable: bool,
    /// Why.
    pub reason: &'static str,
}

impl Workbench {
    /// The analyses of an assessment, of one workflow if asked.
    ///
    /// # Errors
    /// `usage/workflow`.
    pub fn analysis(&self, assessed: &Assessed, workflow: Option<&str>) -> Result<AnalysisReport> {
        let rows = assessed.frozen.data.rows(Table::Workflows);
        let workflows: Vec<WorkflowAnalysis> = rows
            .iter()
            .filter(|w| workflow.is_none_or(|id| w.key == id))
            .map(|w| WorkflowAnalysis {
                id: w.key.clone(),
                name: w.get("name").unwrap_or("").to_owned(),
                variability: classify(w),
                authorship: NotYet { assessable: false, reason: "authorship is not analysed by this version" },
                boundary: None,
                chains: None,
            })
            .collect();
        if workflows.is_empty() && workflow.is_some() {
            return Err(Error::new(
                "usage/workflow",
                format!("There is no workflow `{}`.", workflow.unwrap_or("")),
                "List them with `countersign analysis`.",
            ));
        }
        let claims = assessed
            .assessment
            .claims
            .iter()
            .filter(|c| workflow.is_none() || c.workflow.as_deref() == workflow || c.workflow.is_none())
            .cloned()
            .collect();
        Ok(AnalysisReport { schema: "countersign/analysis@1", workflows, claims, not_analysed: NOT_ANALYSED.to_vec() })
    }
}

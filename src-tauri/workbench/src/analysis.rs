//! `analysis`: what is computed about each workflow, with what is behind it (`countersign/analysis@1`).

use crate::assessing::Assessed;
use crate::desk::Workbench;
use crate::error::{Error, Result};
use countersign_core::analysis::Analysis;
use countersign_core::assess::{Assessment, Claim};
use countersign_core::authorship::Authorship;
use countersign_core::chains::Chains;
use countersign_core::findings::Finding;
use countersign_core::hit::{Edge, Path};
use countersign_core::programme::Programme;
use countersign_core::risk::Level;
use countersign_core::tables::Table;
use countersign_core::variability::{Variability, classify};
use serde::Serialize;
use std::collections::BTreeMap;

/// The codes of findings about paths.
pub(crate) const PATHS: [&str; 2] = ["EB-09", "EB-10"];

/// What is computed about workflows and claims.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct AnalysisReport {
    /// `countersign/analysis@1`.
    pub schema: &'static str,
    /// One entry per workflow.
    pub workflows: Vec<WorkflowAnalysis>,
    /// One entry per claimed control and workflow it is for; `workflow` is `null` for the organisation as a whole.
    pub claims: Vec<Claim>,
    /// The programme as a whole: counts over all workflows.
    pub programme: Programme,
    /// Events that belong to no workflow of the inventory, and were analysed for none.
    pub events_of_no_workflow: u64,
}

/// What is computed about one workflow.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct WorkflowAnalysis {
    /// Its id.
    pub id: String,
    /// Its name; for people.
    #[serde(skip)]
    pub name: String,
    /// How many of its events were read.
    pub events: u64,
    /// Its variability class with the reasons, raised by what was observed.
    pub variability: Variability,
    /// Who wrote the substance.
    pub authorship: Authorship,
    /// What it may reach: conditions of the entitlement boundary that hold or cannot be excluded.
    pub boundary: Vec<BoundaryLine>,
    /// Whether its runs can be reconstructed.
    pub chains: Chains,
}

/// One condition of the entitlement boundary.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct BoundaryLine {
    /// `EB-10`.
    pub code: String,
    /// `U` where it cannot be excluded.
    pub variant: Option<&'static str>,
    /// How bad.
    pub severity: Level,
    /// The finding it is.
    pub finding: String,
    /// The processing nodes it holds for; of conditions without a path, the records it is about.
    pub nodes: Vec<String>,
    /// One shortest path for each leg.
    pub witness: BTreeMap<String, Path>,
    /// The smallest sets of edges whose gating removes it; only the smallest size, in id order.
    pub smallest_fix: Vec<Vec<Edge>>,
}

impl BoundaryLine {
    fn of(f: &Finding) -> Self {
        let paths = f.paths.clone().unwrap_or_default();
        let subjects = || f.subjects.iter().map(|s| crate::importing::shown_key(&s.key)).collect();
        Self {
            code: f.code.clone(),
            variant: f.unsure.then_some("U"),
            severity: f.severity,
            finding: f.id.clone(),
            nodes: if f.paths.is_some() { paths.nodes } else { subjects() },
            witness: paths.witness,
            smallest_fix: paths.smallest_fix,
        }
    }
}

impl Workbench {
    /// The analyses of an assessment, of one workflow if asked.
    ///
    /// # Errors
    /// `usage/workflow`, `workspace/failed`.
    pub fn analysis(&self, assessed: &Assessed, workflow: Option<&str>) -> Result<AnalysisReport> {
        let a = &assessed.assessment;
        let mut boundary: BTreeMap<&str, Vec<BoundaryLine>> = BTreeMap::new();
        let here = |f: &&Finding| f.workflow.as_deref().is_some_and(|w| workflow.is_none_or(|id| w == id));
        let of_paths = |f: &Finding| PATHS.contains(&f.code.as_str());
        let (drawn, plain): (Vec<&Finding>, Vec<&Finding>) =
            a.findings.iter().filter(|f| f.code.starts_with("EB-")).filter(here).partition(|f| of_paths(f));
        let lines = self.telling(assessed).each(&drawn, &BoundaryLine::of)?.into_iter().chain(plain.iter().map(|f| BoundaryLine::of(f)));
        for (f, line) in drawn.iter().chain(&plain).zip(lines) {
            boundary.entry(f.workflow.as_deref().unwrap_or_default()).or_default().push(line);
        }
        let wanted = a.rows.iter().zip(&a.analyses).filter(|(row, _)| workflow.is_none_or(|id| row.workflow == id));
        let workflows: Vec<WorkflowAnalysis> = wanted
            .filter_map(|(row, of)| {
                let record = assessed.frozen.data.find(Table::Workflows, &row.workflow)?;
                let mut lines = boundary.remove(row.workflow.as_str()).unwrap_or_default();
                lines.sort_by(|x, y| (&x.code, x.variant, &x.finding).cmp(&(&y.code, y.variant, &y.finding)));
                Some(line(record, of, lines))
            })
            .collect();
        if workflows.is_empty() && workflow.is_some() {
            return Err(Error::new(
                "usage/workflow",
                format!("There is no workflow `{}`.", workflow.unwrap_or("")),
                "List them with `countersign analysis`.",
            ));
        }
        let claims =
            a.claims.iter().filter(|c| workflow.is_none() || c.workflow.as_deref() == workflow || c.workflow.is_none()).cloned().collect();
        Ok(AnalysisReport {
            schema: "countersign/analysis@1",
            workflows,
            claims,
            programme: a.programme.clone(),
            events_of_no_workflow: a.strays,
        })
    }
}

/// The class of a workflow with its reasons, raised by what the assessment observed.
pub(crate) fn variability(a: &Assessment, w: &countersign_core::Record) -> Variability {
    let v = classify(w);
    match a.workflow(&w.key).and_then(|at| a.analyses.get(at)) {
        Some(of) => v.observed(&of.observed),
        None => v,
    }
}

fn line(record: &countersign_core::Record, of: &Analysis, boundary: Vec<BoundaryLine>) -> WorkflowAnalysis {
    WorkflowAnalysis {
        id: record.key.clone(),
        name: record.get("name").unwrap_or("").to_owned(),
        events: of.events,
        variability: classify(record).observed(&of.observed),
        authorship: of.authorship.clone(),
        boundary,
        chains: of.chains.clone(),
    }
}

//! `findings`: what was found, in five elements (`countersign/findings@1`).

use crate::assessing::Assessed;
use crate::desk::Workbench;
use crate::error::{Error, Result};
use countersign_core::findings::{Finding, FindingLine};
use countersign_core::risk::Level;
use countersign_core::tables::Table;
use serde::Serialize;

/// The findings of an assessment.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct FindingsReport {
    /// `countersign/findings@1`.
    pub schema: &'static str,
    /// The day every figure obeys.
    pub as_of: String,
    /// The findings, worst first.
    pub findings: Vec<FindingLine>,
}

impl Workbench {
    /// The findings of an assessment, from a severity on and of one workflow if asked.
    ///
    /// # Errors
    /// `usage/workflow`, `workspace/failed`.
    pub fn findings(&self, assessed: &Assessed, severity: Option<Level>, workflow: Option<&str>) -> Result<FindingsReport> {
        if let Some(id) = workflow.filter(|id| assessed.frozen.data.find(Table::Workflows, id).is_none()) {
            let said = format!("There is no workflow `{id}` in this assessment.");
            return Err(Error::new("usage/workflow", said, "List them with `countersign analysis`."));
        }
        let wanted = |f: &&Finding| severity.is_none_or(|s| f.severity >= s) && (workflow.is_none() || f.workflow.as_deref() == workflow);
        let findings: Vec<&Finding> = assessed.assessment.findings.iter().filter(wanted).collect();
        let (content, data) = (&*self.content, &assessed.frozen.data);
        let findings = self.telling(assessed).each(&findings, &|f| FindingLine::of(content, f, data))?;
        let as_of = assessed.assessment.basis.period.as_of.to_string();
        Ok(FindingsReport { schema: "countersign/findings@1", as_of, findings })
    }
}

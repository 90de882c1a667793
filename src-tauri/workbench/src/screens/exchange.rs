//! What leaves and enters through the window's dialogs, beside the use cases the command line has too.

use crate::assessing::Assessed;
use crate::error::{Error, Result};
use crate::screens::{Reading, WorkflowRow};
use countersign_core::status::Status;

/// A table the window shows, as CSV: every field quoted, texts that a spreadsheet might run defused.
///
/// # Errors
/// `report/failed`.
pub fn table_csv(columns: &[String], rows: &[Vec<String>]) -> Result<Vec<u8>> {
    Ok(countersign_report::csv_table(columns, rows)?)
}

/// Rows of the register of workflows as a table: header and cells.
pub fn workflow_table(rows: &[WorkflowRow], framework: &str, basis: &str) -> (Vec<String>, Vec<Vec<String>>) {
    let columns = ["ID", "Workflow", "Unit", "Owner", "Class", "Environment", "Acts as", "Criticality", "Lifecycle", "Next review"];
    let mut head: Vec<String> = columns.iter().map(|c| (*c).to_owned()).collect();
    head.extend(Status::ALL.iter().map(|s| format!("{framework}: {}", s.word())));
    head.push("Basis".to_owned());
    let known = |text: &Option<String>| text.clone().unwrap_or_else(|| "unknown".to_owned());
    let cells = rows.iter().map(|r| {
        let class = r.class.map_or_else(
            || "not computed".to_owned(),
            |c| if c.low == c.high { c.high.word().to_owned() } else { format!("{} to {}", c.low.word(), c.high.word()) },
        );
        let mut row = vec![
            r.id.clone(),
            r.name.clone(),
            known(&r.unit),
            known(&r.owner),
            class,
            known(&r.environment),
            known(&r.acts_as),
            known(&r.criticality),
            known(&r.lifecycle),
            known(&r.next_review),
        ];
        row.extend(Status::ALL.iter().map(|s| r.counts.map_or_else(|| "not computed".to_owned(), |c| c.get(*s).to_string())));
        row.push(basis.to_owned());
        row
    });
    (head, cells.collect())
}

impl Reading {
    /// The latest assessment, for reports.
    ///
    /// # Errors
    /// `assess/none`, `assess/other-ruleset`.
    pub fn assessment(&self) -> Result<&Assessed> {
        self.assessed.as_deref().ok_or_else(|| match self.unassessed {
            Some("assess/other-ruleset") => Error::new(
                "assess/other-ruleset",
                "The latest assessment was made with another rule set, or by another version of Countersign, than this one.",
                "Assess again; the earlier assessment stays in the workspace.",
            ),
            _ => Error::new("assess/none", "There is no assessment yet.", "Choose a period and assess."),
        })
    }

    /// The organisation the workspace is about.
    pub fn organisation(&self) -> &str {
        &self.organisation
    }
}

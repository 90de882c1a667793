//! One workflow: what the inventory says of it, each statement with its cell, and how it stands.

use crate::analysis::variability;
use crate::error::{Error, Result};
use crate::screens::register::person_name;
use crate::screens::{FrameworkBar, Reading, words};
use countersign_core::reviews::{Next, OfWorkflows, is_reviewed};
use countersign_core::tables::{Kind, Table, spec};
use countersign_core::variability::{Variability, classify, interval};
use countersign_core::{Record, SourceRef};
use serde::Serialize;

/// One workflow.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
pub struct WorkflowView {
    /// Its id.
    pub id: String,
    /// Its name.
    pub name: String,
    /// Its class with the reasons.
    pub variability: Variability,
    /// The facts of the header: owner, acts as, environment, effect, gate, next review.
    pub header: Vec<Attribute>,
    /// Everything the inventory says, in the order of the table; unknown ones too, then columns that are not ours.
    pub attributes: Vec<Attribute>,
    /// One bar per framework, counting this workflow's requirements; empty when it was not assessed.
    pub frameworks: Vec<FrameworkBar>,
    /// The cell that names it.
    pub source: SourceRef,
    /// Whether its row changed since the assessment was made.
    pub changed_since: bool,
    /// What its head and its tabs count.
    pub standing: crate::screens::WorkflowStanding,
}

/// One thing the inventory says, or does not say.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
pub struct Attribute {
    /// The column.
    pub column: String,
    /// Its title.
    pub title: String,
    /// The value in words; nothing when unknown. The next review is worked out as the recertification does.
    pub value: Option<String>,
    /// The raw text that was not understood, when there was one.
    pub raw: Option<String>,
    /// The cell.
    pub source: SourceRef,
}

/// The facts of the header; the last one is worked out.
const HEADER: [&str; 6] = ["owner", "identity_mode", "environment", "effect", "human_gate", "next_review"];

impl Reading {
    /// One workflow.
    ///
    /// # Errors
    /// `usage/workflow`.
    pub fn workflow(&self, id: &str) -> Result<WorkflowView> {
        let data = &self.now.data;
        let w = data.find(Table::Workflows, id).ok_or_else(|| no_workflow(id))?;
        let then = self.assessed.as_ref().and_then(|a| Some((a, a.assessment.workflow(id)?)));
        let frameworks = then.map_or_else(Vec::new, |(_, row)| {
            let editions = self.tally.editions.iter().enumerate();
            editions.filter_map(|(at, (id, _))| Some(self.bar(self.content.edition(id)?, self.tally.row(row, at)))).collect()
        });
        let before = self.assessed.as_ref().map(|a| a.frozen.data.find(Table::Workflows, id));
        let mut attributes: Vec<Attribute> = spec(Table::Workflows).columns.iter().map(|c| self.attribute(w, c.name)).collect();
        attributes.extend(w.extra.iter().filter(|(header, _)| !header.starts_with("raw.")).map(|(header, value)| Attribute {
            column: header.clone(),
            title: header.clone(),
            value: Some(value.clone()),
            raw: None,
            source: data.attribute(w, header),
        }));
        Ok(WorkflowView {
            id: w.key.clone(),
            name: w.get("name").unwrap_or("").to_owned(),
            variability: self.assessed.as_ref().map_or_else(|| classify(w), |a| variability(&a.assessment, w)),
            header: HEADER.iter().map(|column| self.fact(w, column)).collect(),
            attributes,
            frameworks,
            source: data.naming_cell(w),
            changed_since: before.is_some_and(|b| b.is_none_or(|b| b.fields != w.fields || b.extra != w.extra)),
            standing: self.standing(id)?,
        })
    }

    /// One fact of the header. What is retired is not reviewed again, whatever day is still told.
    fn fact(&self, w: &Record, column: &str) -> Attribute {
        let fact = self.attribute(w, column);
        if column == "next_review" && !is_reviewed(w) {
            let lifecycle = self.attribute(w, "lifecycle");
            return Attribute { value: Some("None, as it is retired".to_owned()), raw: None, source: lifecycle.source, ..fact };
        }
        fact
    }

    /// One column of a workflow, in words, with its cell; the cell that names the workflow where the file has no such column.
    fn attribute(&self, w: &Record, column: &str) -> Attribute {
        let data = &self.now.data;
        let kind = spec(Table::Workflows).columns.iter().find(|c| c.name == column).map_or(Kind::Text, |c| c.kind);
        let told = w.get(column);
        let mut value = told.map(|cell| match column {
            "owner" | "control_owner" | "approver" => person_name(data, cell).to_owned(),
            _ => words::value(column, kind, cell),
        });
        let mut source = if data.has_column(w, column) { data.cell(w, Some(column)) } else { data.naming_cell(w) };
        if column == "next_review"
            && let Some(next) = self.next_review(w).filter(|next| w.day(column) != Some(next.on))
        {
            value = Some(next.on.to_string());
            source = next.at.source(data);
        }
        Attribute {
            column: column.to_owned(),
            title: words::title(column),
            value,
            raw: w.extra(&format!("raw.{column}")).map(str::to_owned),
            source,
        }
    }

    fn next_review(&self, w: &Record) -> Option<Next> {
        let used = self.assessed.as_ref().map_or(&self.now.parameters, |a| &a.assessment.basis.parameters);
        // By the class of the assessment, as the register has it: what was observed may have raised it.
        let class = self.assessed.as_ref().and_then(|a| Some(a.assessment.rows.get(a.assessment.workflow(&w.key)?)?.class));
        OfWorkflows::new(&self.now.data).next(w, class.unwrap_or_else(|| interval(w)).high, used, self.as_of())
    }
}

/// Nothing has that id.
pub(crate) fn no_workflow(id: &str) -> Error {
    Error::new("usage/workflow", format!("There is no workflow `{id}`."), "Choose one of the register.")
}

//! The report as plain tables, shared by the workbook and the CSV files.

mod findings;
mod gaps;
mod lists;
mod registers;

use countersign_core::gap_report::GapReport;
use countersign_core::status::{Counts, EditionKind, Status};

pub(crate) use gaps::{framework, gaps};

/// What stands in a cell.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Value {
    Text(String),
    Number(u64),
}

/// A table with named columns.
#[derive(Clone, Debug)]
pub(crate) struct Sheet {
    /// As a sheet is named; in lower case with hyphens, as a file is.
    pub name: String,
    pub columns: Vec<&'static str>,
    pub rows: Vec<Vec<Value>>,
}

impl Value {
    pub fn text(text: impl Into<String>) -> Self {
        Self::Text(text.into())
    }

    pub fn list<'a>(items: impl IntoIterator<Item = &'a String>) -> Self {
        Self::Text(items.into_iter().map(String::as_str).collect::<Vec<_>>().join("; "))
    }
}

impl Sheet {
    fn new(name: &str, columns: &[&'static str], rows: Vec<Vec<Value>>) -> Self {
        Self { name: name.to_owned(), columns: columns.to_vec(), rows }
    }

    /// `not-applicable` for the sheet `Not applicable`.
    pub fn file_name(&self) -> String {
        format!("{}.csv", self.name.to_lowercase().replace(' ', "-"))
    }
}

/// One count per status, then what applies, then what is assessed.
fn counts(counts: &Counts) -> impl Iterator<Item = Value> {
    Status::ALL
        .map(|s| Value::Number(counts.get(s)))
        .into_iter()
        .chain([Value::Number(counts.applicable()), Value::Number(counts.assessed())])
}

/// The columns of [`counts`].
const COUNTS: [&str; 8] = ["Met", "Accepted risk", "Partial", "Not assessed", "Not met", "Not applicable", "Applicable", "Assessed"];

fn status(status: Status, kind: EditionKind) -> Value {
    Value::text(status.label(kind))
}

/// Every list of the report except the frameworks, the gaps and the grid.
pub(crate) fn lists(report: &GapReport) -> Vec<Sheet> {
    vec![
        findings::findings(report),
        lists::not_assessed(report),
        lists::not_applicable(report),
        registers::workflows(report),
        registers::controls(report),
        registers::evidence(report),
        registers::exceptions(report),
        registers::citations(report),
        lists::rules(report),
        lists::thresholds(report),
        registers::sources(report),
        registers::rejected(report),
        registers::unread(report),
    ]
}

/// What the report is about, fact by fact.
pub(crate) fn summary(report: &GapReport) -> Sheet {
    lists::summary(report)
}

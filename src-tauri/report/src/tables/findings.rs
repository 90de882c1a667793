//! The findings, one row each, in five elements.

use super::{Sheet, Value};
use countersign_core::gap_report::GapReport;

pub(super) fn findings(report: &GapReport) -> Sheet {
    let columns = [
        "Id",
        "Kind",
        "Severity",
        "If true",
        "Question",
        "Workflow",
        "About",
        "Criteria",
        "Condition",
        "Cause",
        "Effect",
        "Recommendation",
        "Method",
        "Owner",
        "Due",
        "Status",
        "First seen",
        "Found before",
        "Exceptions",
        "Sources",
    ];
    let rows = report.findings.iter().map(|f| {
        let mut row: Vec<Value> = [&f.id, &f.code].into_iter().map(Value::text).collect();
        row.extend([f.severity, f.severity_if_true].map(|level| Value::text(level.word())));
        row.extend([&f.title, f.workflow.as_ref().unwrap_or(&String::new()), &f.subject].into_iter().map(Value::text));
        row.push(Value::list(&f.criteria));
        row.extend([&f.condition, &f.cause, &f.effect, &f.recommendation, &f.method].into_iter().map(Value::text));
        row.push(Value::text(f.owner.as_deref().unwrap_or("")));
        row.extend([&f.due, &f.status, &f.first_seen].into_iter().map(Value::text));
        row.push(Value::text(f.repeat_of.as_deref().unwrap_or("")));
        row.extend([&f.exceptions, &f.sources].map(Value::list));
        row
    });
    Sheet::new("Findings", &columns, rows.collect())
}

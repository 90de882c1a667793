//! The registers.

use super::{COUNTS, Sheet, Value, counts};
use countersign_core::gap_report::GapReport;

pub(super) fn workflows(report: &GapReport) -> Sheet {
    let mut columns = vec!["Id", "Workflow", "Owner", "Environment", "Criticality", "Lifecycle", "Class", "Drift", "Source"];
    columns.extend(COUNTS);
    let rows = report.workflows.iter().map(|w| {
        let mut row: Vec<Value> = [&w.id, &w.name, &w.owner, &w.environment, &w.criticality, &w.lifecycle, &w.class, &w.drift]
            .into_iter()
            .map(Value::text)
            .collect();
        row.push(Value::text(w.source.to_string()));
        row.extend(counts(&w.counts));
        row
    });
    Sheet::new("Workflows", &columns, rows.collect())
}

pub(super) fn controls(report: &GapReport) -> Sheet {
    let rows = report.controls.iter().map(|c| {
        let mut row: Vec<Value> = [&c.id, &c.title, &c.owner, &c.claim, &c.effectiveness, &c.reason].into_iter().map(Value::text).collect();
        row.extend([Value::Number(c.requirements), Value::text(c.source.to_string())]);
        row
    });
    let columns = ["Id", "Control", "Owner", "Claimed", "Found", "Because", "Requirements covered", "Source"];
    Sheet::new("Controls", &columns, rows.collect())
}

pub(super) fn evidence(report: &GapReport) -> Sheet {
    let rows = report.evidence.iter().map(|e| {
        let mut row: Vec<Value> = [&e.id, &e.title, &e.file, &e.sha256].into_iter().map(Value::text).collect();
        row.push(Value::Number(e.bytes));
        row.push(Value::text(if e.sha256.is_empty() { "no" } else { "yes" }));
        row.extend([&e.kind, &e.period, &e.age, &e.freshness, &e.tier, &e.ipe].into_iter().map(Value::text));
        row.extend([Value::list(&e.used_by), Value::text(e.source.to_string())]);
        row
    });
    let columns =
        ["Id", "Evidence", "File", "SHA-256", "Bytes", "Held", "Kind", "Covers", "Age", "Freshness", "Tier", "IPE", "Used by", "Source"];
    Sheet::new("Evidence", &columns, rows.collect())
}

pub(super) fn exceptions(report: &GapReport) -> Sheet {
    let rows = report.exceptions.iter().map(|x| {
        let mut row: Vec<Value> = [&x.id, &x.requirement, &x.workflow, &x.owner, &x.expires].into_iter().map(Value::text).collect();
        row.extend([
            Value::text(if x.valid { "holds" } else { "does not hold" }),
            Value::list(&x.failing),
            Value::Number(x.accepts),
            Value::text(x.source.to_string()),
        ]);
        row
    });
    let columns =
        ["Id", "Requirement", "Workflow", "Owner", "Ends", "At the as-of day", "Clauses that fail", "Accepts in leaves", "Source"];
    Sheet::new("Exceptions", &columns, rows.collect())
}

pub(super) fn citations(report: &GapReport) -> Sheet {
    let rows = report.citations.iter().map(|c| {
        let at: Vec<String> = c.at.iter().map(ToString::to_string).collect();
        vec![Value::text(&c.text), Value::text(&c.state), Value::list(&c.candidates), Value::list(&at)]
    });
    Sheet::new("Citations", &["As written", "State", "May mean", "Where"], rows.collect())
}

pub(super) fn sources(report: &GapReport) -> Sheet {
    let rows = report.sources.iter().map(|s| {
        let tables: Vec<String> = s.tables.iter().map(|(table, n)| format!("{table} {n}")).collect();
        vec![Value::text(&s.file), Value::text(&s.sha256), Value::list(&tables), Value::Number(s.records), Value::Number(s.rejected)]
    });
    Sheet::new("Sources", &["File", "SHA-256", "Filled", "Records read", "Rejected"], rows.collect())
}

pub(super) fn rejected(report: &GapReport) -> Sheet {
    let rows = report.rejected.iter().map(|r| {
        let or_nothing = |text: &Option<String>| Value::text(text.as_deref().unwrap_or_default());
        vec![
            Value::text(&r.at.file),
            or_nothing(&r.at.sheet),
            r.at.row.map_or_else(|| Value::text(""), Value::Number),
            or_nothing(&r.at.column),
            Value::text(&r.table),
            Value::text(&r.code),
            Value::text(&r.reason),
            Value::text(&r.hint),
            Value::text(&r.raw),
            Value::text(&r.sha256),
        ]
    });
    let columns = ["File", "Sheet", "Row", "Column", "Table", "Code", "Reason", "What to do", "Raw text", "SHA-256 of the file"];
    Sheet::new("Rejected rows", &columns, rows.collect())
}

pub(super) fn unread(report: &GapReport) -> Sheet {
    let rows = report.unread.iter().map(|u| {
        let mut row: Vec<Value> = [&u.table, &u.record, &u.column, &u.raw].into_iter().map(Value::text).collect();
        row.push(Value::text(u.at.to_string()));
        row
    });
    Sheet::new("Unread cells", &["Table", "Record", "Column", "Text", "Source"], rows.collect())
}

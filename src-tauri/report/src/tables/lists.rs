//! Facts, reasons, rules and thresholds.

use super::{Sheet, Value};
use crate::context::{period, tally};
use crate::words;
use countersign_core::gap_report::{GapReport, ListedRequirement};

pub(super) fn summary(report: &GapReport) -> Sheet {
    let b = &report.basis;
    let mut rows = Vec::new();
    let mut fact = |name: &str, value: String| rows.push(vec![Value::text(name), Value::Text(value)]);
    fact("Organisation", report.organisation.clone());
    fact("Report", "Gap report".to_owned());
    fact("Lead", report.lead.clone());
    fact("Basis", if b.kind == "point_in_time" { "Point in time" } else { "Period" }.to_owned());
    fact("Period", period(report));
    fact("As of", words::date(&b.as_of));
    fact("Workflows in scope", report.scope.workflows.to_string());
    fact("By environment", tally(&report.scope.by_environment));
    fact("By lifecycle", tally(&report.scope.by_lifecycle));
    fact("By variability class", tally(&report.scope.by_class));
    for left_out in &report.scope.exclusions {
        fact("Left out", format!("{}: {}", left_out.what, left_out.reason));
    }
    for f in &report.frameworks {
        let c = &f.counts;
        let met = countersign_core::status::Status::Met.label(f.kind).to_lowercase();
        let figures = format!(
            "{} {met}, {} assessed, {} {}",
            words::of(c.met, c.applicable()),
            words::of(c.assessed(), c.applicable()),
            c.total(),
            f.unit
        );
        fact(&f.title, format!("{figures}: {}", words::counts(c, f.kind)));
    }
    fact("Assessment", b.assessment.clone());
    fact("Assessed at", b.assessed_at.clone());
    fact("Sign-off", words::plain(&b.sign_off));
    fact("Snapshot", b.snapshot.clone());
    fact("Rule set", b.ruleset.clone());
    fact("Written by", format!("Countersign {}", b.tool_version));
    for limit in &report.limits {
        fact("Limit", limit.clone());
    }
    fact("Note", "Mapping is a review aid. It is not a certification.".to_owned());
    Sheet::new("Summary", &["Fact", "Value"], rows)
}

pub(super) fn not_assessed(report: &GapReport) -> Sheet {
    Sheet::new("Not assessed", &LISTED, report.not_assessed.iter().map(listed).collect())
}

pub(super) fn not_applicable(report: &GapReport) -> Sheet {
    Sheet::new("Not applicable", &LISTED, report.not_applicable.iter().map(listed).collect())
}

const LISTED: [&str; 8] = ["Requirement", "Title", "Code", "Reason", "Leaves", "Decided by", "Source", "Id"];

fn listed(line: &ListedRequirement) -> Vec<Value> {
    vec![
        Value::text(&line.label),
        Value::text(&line.title),
        Value::text(&line.code),
        Value::text(&line.reason),
        Value::Number(line.leaves),
        Value::text(&line.decided_by),
        Value::text(line.source.as_ref().map(ToString::to_string).unwrap_or_default()),
        Value::text(&line.requirement),
    ]
}

pub(super) fn rules(report: &GapReport) -> Sheet {
    let row = |r: &countersign_core::gap_report::RuleLine| {
        vec![
            Value::text(&r.id),
            Value::text(&r.title),
            Value::text(&r.sentence),
            Value::text(&r.why),
            Value::Number(r.fired),
            Value::Number(r.assumed),
        ]
    };
    Sheet::new("Rules", &["Rule", "Title", "Applies when", "Why", "Fired", "Assumed"], report.rules.iter().map(row).collect())
}

pub(super) fn thresholds(report: &GapReport) -> Sheet {
    let row = |t: &countersign_core::gap_report::Threshold| {
        let changed = if t.value == t.default { "" } else { "changed" };
        vec![Value::text(&t.name), Value::text(&t.value), Value::text(&t.default), Value::text(changed), Value::text(&t.meaning)]
    };
    let columns = ["Name", "Value", "Shipped", "Changed", "What it decides"];
    Sheet::new("Thresholds", &columns, report.thresholds.iter().map(row).collect())
}

//! What a template can name. Lists that may be long are given as their number; components print them.

use crate::words;
use countersign_core::gap_report::GapReport;
use countersign_core::risk::Level;
use countersign_core::status::Status;
use serde::Serialize;
use std::collections::BTreeMap;

/// The values of a template.
#[derive(Serialize)]
pub(crate) struct Context<'a> {
    organisation: &'a str,
    lead: &'a str,
    basis: BasisWords<'a>,
    scope: ScopeWords,
    frameworks: Vec<FrameworkWords<'a>>,
    /// How many of each list: `many.gaps`, `many.workflows`, …
    many: BTreeMap<&'static str, usize>,
    /// How many findings of each severity, worst first: `3 critical, 12 high`.
    severities: String,
    /// Findings whose condition only cannot be excluded.
    unsure: usize,
    limits: &'a [String],
    /// Thresholds whose value differs from the one shipped.
    changed_thresholds: usize,
    /// Characters no font has a glyph for, as `U+1F600`.
    missing_characters: Vec<String>,
}

#[derive(Serialize)]
struct BasisWords<'a> {
    kind: &'a str,
    from: &'a str,
    to: &'a str,
    /// `1 Apr to 30 Sep 2026`, or the day of a point in time.
    period: String,
    as_of: String,
    assessed_at: &'a str,
    assessment: &'a str,
    snapshot: &'a str,
    ruleset: &'a str,
    tool_version: &'a str,
    sign_off: &'a str,
}

#[derive(Serialize)]
struct ScopeWords {
    workflows: u64,
    environments: String,
    lifecycles: String,
    classes: String,
    exclusions: usize,
}

#[derive(Serialize)]
struct FrameworkWords<'a> {
    id: &'a str,
    title: &'a str,
    publisher: &'a str,
    unit: &'a str,
    lead: &'a str,
    status: &'static str,
    total: u64,
    applicable: u64,
    assessed: u64,
    met: u64,
}

impl<'a> Context<'a> {
    pub fn new(report: &'a GapReport, missing: impl Iterator<Item = char>) -> Self {
        let b = &report.basis;
        let framework = |f: &'a countersign_core::gap_report::FrameworkPage| FrameworkWords {
            id: &f.id,
            title: &f.title,
            publisher: &f.publisher,
            unit: &f.unit,
            lead: &f.lead,
            status: f.status.label(f.kind),
            total: f.counts.total(),
            applicable: f.counts.applicable(),
            assessed: f.counts.assessed(),
            met: f.counts.get(Status::Met),
        };
        Self {
            organisation: &report.organisation,
            lead: &report.lead,
            basis: BasisWords {
                kind: &b.kind,
                from: &b.from,
                to: &b.to,
                period: period(report),
                as_of: words::date(&b.as_of),
                assessed_at: &b.assessed_at,
                assessment: &b.assessment,
                snapshot: &b.snapshot,
                ruleset: &b.ruleset,
                tool_version: &b.tool_version,
                sign_off: &b.sign_off,
            },
            scope: ScopeWords {
                workflows: report.scope.workflows,
                environments: tally(&report.scope.by_environment),
                lifecycles: tally(&report.scope.by_lifecycle),
                classes: tally(&report.scope.by_class),
                exclusions: report.scope.exclusions.len(),
            },
            frameworks: report.frameworks.iter().map(framework).collect(),
            many: BTreeMap::from([
                ("citations", report.citations.len()),
                ("controls", report.controls.len()),
                ("evidence", report.evidence.len()),
                ("exceptions", report.exceptions.len()),
                ("findings", report.findings.len()),
                ("gaps", report.gaps.len()),
                ("not_applicable", report.not_applicable.len()),
                ("not_assessed", report.not_assessed.len()),
                ("rejected", report.rejected.len()),
                ("rules", report.rules.len()),
                ("sources", report.sources.len()),
                ("thresholds", report.thresholds.len()),
                ("unread", report.unread.len()),
                ("workflows", report.workflows.len()),
            ]),
            severities: severities(report),
            unsure: report.findings.iter().filter(|f| f.unsure).count(),
            limits: &report.limits,
            changed_thresholds: report.thresholds.iter().filter(|t| t.value != t.default).count(),
            missing_characters: missing.map(|c| format!("U+{:04X}", u32::from(c))).collect(),
        }
    }
}

/// `3 critical, 12 high`, worst first; nothing when nothing was found.
pub(crate) fn severities(report: &GapReport) -> String {
    let of = |level: Level| report.findings.iter().filter(|f| f.severity == level).count() as u64;
    let told = Level::ALL.into_iter().map(|l| (l, of(l))).filter(|(_, n)| *n > 0);
    told.map(|(l, n)| format!("{} {}", words::number(n), l.word())).collect::<Vec<_>>().join(", ")
}

/// The time the report is about, in words.
pub(crate) fn period(report: &GapReport) -> String {
    let b = &report.basis;
    if b.kind == "point_in_time" { words::date(&b.to) } else { words::period(&b.from, &b.to) }
}

/// `18 prod, 5 test, 2 unknown`, largest first.
pub(crate) fn tally(counts: &BTreeMap<String, u64>) -> String {
    let mut all: Vec<(&String, &u64)> = counts.iter().collect();
    all.sort_by(|a, b| b.1.cmp(a.1).then(a.0.cmp(b.0)));
    words::some(all.into_iter().map(|(word, n)| format!("{} {word}", words::number(*n))), 8, ", ")
}

//! Made-up workflows, controls, evidence and the smaller registers.

use super::{one, pick, status_of};
use countersign_core::digest::sha256_hex;
use countersign_core::gap_report::{
    CitationLine, ControlLine, EvidenceLine, ExceptionLine, Grid, RejectedRow, RuleLine, SourceLine, UnreadCell, WorkflowLine,
};
use countersign_core::source::SourceRef;
use countersign_core::status::Counts;
use std::collections::BTreeMap;

pub(super) const ENVIRONMENTS: &[&str] = &["prod", "prod", "test", "dev", ""];
pub(super) const LIFECYCLES: &[&str] = &["active", "active", "active", "pilot", "retired"];
pub(super) const CLASSES: &[&str] = &["D0", "D1", "D1 to D3", "D2", "D3"];
const DRIFT: &[&str] = &["none", "low", "high", "insufficient"];
pub(super) const OWNERS: &[&str] = &["Head of claims", "Payments lead", "Platform team", "Service desk lead", "Data office", ""];
const NAMES: &[&str] = &[
    "Refund triage",
    "Claims letter drafting",
    "Ticket routing",
    "Access review helper",
    "Policy search",
    "Nightly reconciliation",
    "Supplier check",
];
const PLACES: &[&str] =
    &["for private customers", "in the contact centre", "for the northern branch", "with the ledger", "of the broker desk"];
const CRITICALITIES: &[&str] = &["low", "medium", "high", "critical", ""];

pub(super) fn workflow_id(n: usize) -> String {
    format!("WF-{:04}", n + 1)
}

pub(super) fn workflow_name(n: usize) -> String {
    format!("{} {}", one(NAMES, n, 61), one(PLACES, n, 62))
}

pub(super) fn inventory(n: usize, column: &str) -> SourceRef {
    SourceRef { file: "inventory.xlsx".into(), sheet: Some("Workflows".into()), row: Some(n as u64 + 2), column: Some(column.into()) }
}

pub(super) fn workflows(grid: &Grid) -> Vec<WorkflowLine> {
    let line = |(n, cells): (usize, &str)| WorkflowLine {
        id: workflow_id(n),
        name: workflow_name(n),
        owner: one(OWNERS, n, 10).to_owned(),
        environment: one(ENVIRONMENTS, n, 11).to_owned(),
        criticality: one(CRITICALITIES, n, 12).to_owned(),
        lifecycle: one(LIFECYCLES, n, 13).to_owned(),
        class: one(CLASSES, n, 14).to_owned(),
        drift: one(DRIFT, n, 15).to_owned(),
        counts: Counts::of(cells.chars().filter_map(status_of)),
        source: inventory(n, "Id"),
    };
    grid.rows.iter().map(|row| row.cells.as_str()).enumerate().map(line).collect()
}

pub(super) fn controls(many: usize) -> Vec<ControlLine> {
    let titles = [
        "Two people approve payments",
        "Access is reviewed every quarter",
        "Agent runs are logged",
        "Suppliers are checked yearly",
        "Stop test",
    ];
    let states = ["effective", "deviation", "ineffective", "design_only", "untested"];
    let reasons = [
        "Tested in the period with fresh evidence.",
        "1 of 6 expected months has no evidence.",
        "The test failed on 3 of 25 items.",
        "A policy is shown, nothing that shows it operating.",
        "No test is recorded.",
    ];
    (0..many)
        .map(|n| {
            let state = pick(n, 71, states.len());
            ControlLine {
                id: format!("C-{:03}", n + 1),
                title: format!("{} ({})", one(&titles, n, 72), one(PLACES, n, 73)),
                owner: one(OWNERS, n, 74).to_owned(),
                claim: if state == 4 { "" } else { "implemented" }.to_owned(),
                effectiveness: states.get(state).copied().unwrap_or_default().to_owned(),
                reason: reasons.get(state).copied().unwrap_or_default().to_owned(),
                requirements: 1 + pick(n, 75, 12) as u64,
                source: SourceRef::file("controls.csv").at_row(n as u64 + 2),
            }
        })
        .collect()
}

pub(super) fn evidence(many: usize) -> Vec<EvidenceLine> {
    let titles = [
        "Access list of the payments service",
        "Approval export",
        "Log of agent runs",
        "Minutes of the risk meeting",
        "Configuration snapshot",
    ];
    let ages = [
        ("fresh", "18 of 45 d"),
        ("stale", "61 of 45 d"),
        ("fresh", "90 of 120 d"),
        ("out_of_period", "ends before the period"),
        ("cannot_be_aged", "no end date"),
    ];
    (0..many)
        .map(|n| {
            let (freshness, age) = ages.get(pick(n, 81, ages.len())).copied().unwrap_or_default();
            EvidenceLine {
                id: format!("E-{:04}", n + 1),
                title: one(&titles, n, 82).to_owned(),
                file: format!("{}-{:04}.csv", one(&["access", "approvals", "runs", "minutes"], n, 83), n + 1),
                sha256: sha256_hex(format!("made-up evidence {n}").as_bytes()),
                bytes: 2_000 + pick(n, 84, 900_000) as u64,
                kind: one(&["access_list", "approval_record", "event_log", "minutes", "config_snapshot"], n, 82).to_owned(),
                period: "2026-04-01 to 2026-09-12".to_owned(),
                age: age.to_owned(),
                freshness: freshness.to_owned(),
                tier: one(&["R1", "R2", "R3", "R4", "R5"], n, 85).to_owned(),
                ipe: one(&["validated", "not_tested", "relied_on_itgc"], n, 86).to_owned(),
                used_by: (0..1 + pick(n, 87, 3)).map(|i| format!("C-{:03}", 1 + pick(n, 88 + i, 12))).collect(),
                source: SourceRef::file("evidence.csv").at_row(n as u64 + 2),
            }
        })
        .collect()
}

pub(super) fn exceptions(many: usize) -> Vec<ExceptionLine> {
    let line = |n: usize| ExceptionLine {
        id: format!("X-{:03}", n + 1),
        requirement: "nist-csf@2.0/PR.AA-05".to_owned(),
        workflow: if n.is_multiple_of(3) { String::new() } else { workflow_id(n) },
        owner: one(OWNERS, n, 91).to_owned(),
        expires: "2026-12-31".to_owned(),
        valid: n.is_multiple_of(2),
        accepts: n as u64 % 3,
        failing: if n.is_multiple_of(2) { Vec::new() } else { vec!["EX-SELF".to_owned(), "EX-NOCOMP".to_owned()] },
        source: SourceRef::file("exceptions.csv").at_row(n as u64 + 2),
    };
    (0..many).map(line).collect()
}

pub(super) fn citations(many: usize) -> Vec<CitationLine> {
    let texts = [("PR.AC-4", "ambiguous"), ("OWASP Agentic A2", "unknown"), ("MAESTRO M1", "unknown")];
    (0..many)
        .map(|n| {
            let (text, state) = texts.get(n % texts.len()).copied().unwrap_or_default();
            let candidates = if state == "ambiguous" {
                vec!["nist-csf@2.0/PR.AA-05".to_owned(), "nist-csf@2.0/PR.AA-01".to_owned()]
            } else {
                Vec::new()
            };
            CitationLine { text: text.to_owned(), state: state.to_owned(), candidates, at: vec![inventory(n * 3, "Requirement")] }
        })
        .collect()
}

pub(super) fn sources(workflows: usize) -> Vec<SourceLine> {
    let line = |file: &str, table: &str, records: usize, rejected: u64| SourceLine {
        file: file.to_owned(),
        sha256: sha256_hex(file.as_bytes()),
        tables: BTreeMap::from([(table.to_owned(), records as u64)]),
        records: records as u64 + rejected,
        rejected,
    };
    vec![
        line("inventory.xlsx", "workflows", workflows, rejected(workflows).len() as u64),
        line("controls.csv", "controls", 12, 0),
        line("evidence.csv", "evidence", 3 + workflows / 2, 0),
        line("exceptions.csv", "exceptions", 2, 0),
    ]
}

/// One row of the inventory, and one more for every five hundred workflows.
pub(super) fn rejected(workflows: usize) -> Vec<RejectedRow> {
    let line = |n: usize| RejectedRow {
        at: inventory(workflows + n, "Id"),
        sha256: sha256_hex(b"inventory.xlsx"),
        table: "workflows".to_owned(),
        code: "import/missing-key".to_owned(),
        reason: "the row names no workflow: `Id` is empty".to_owned(),
        hint: "Fill the key.".to_owned(),
        raw: format!(",{},{},prod", workflow_name(workflows + n), one(OWNERS, n, 98)),
    };
    (0..1 + workflows / 500).map(line).collect()
}

/// One cell of the inventory, and one more for every five hundred workflows.
pub(super) fn unread(workflows: usize) -> Vec<UnreadCell> {
    let line = |n: usize| UnreadCell {
        at: inventory(n, "Environment"),
        table: "workflows".to_owned(),
        record: workflow_id(n),
        column: "environment".to_owned(),
        raw: "somewhere".to_owned(),
    };
    (0..1 + workflows / 500).map(line).collect()
}

pub(super) fn rules(workflows: usize) -> Vec<RuleLine> {
    let subjects = [
        "Shared service identity",
        "Writes in production",
        "Persistent memory",
        "Third-party model",
        "No stop mechanism",
        "Untrusted input",
    ];
    let line = |n: usize| RuleLine {
        id: format!("R{:02}", n + 1),
        title: one(&subjects, n, 95).to_owned(),
        sentence: "The identity mode is shared service, or the credential is static and older than 90 days.".to_owned(),
        why: "Nobody can say who acted, and ending the access is blunt.".to_owned(),
        fired: pick(n, 96, workflows + 1) as u64,
        assumed: pick(n, 97, workflows / 10 + 1) as u64,
    };
    (0..64).map(line).collect()
}

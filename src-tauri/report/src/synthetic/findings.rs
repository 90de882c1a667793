//! Made-up findings.

use super::{one, pick, registers};
use countersign_core::findings::FindingLine;
use countersign_core::gap_report::RequirementLine;
use countersign_core::risk::Level;

const KINDS: &[(&str, &str)] = &[
    ("EB-01", "When does this credential end?"),
    ("EB-06", "Who carried out what was approved?"),
    ("CT-03", "What shows that the control works, and not only that it is written?"),
    ("AD-06-U", "Who wrote what was sent?"),
    ("CH-05-U", "Where is the record of the run?"),
];

/// Findings about the workflows, worst first; no workflow, no finding.
pub(super) fn findings(lines: &[RequirementLine], workflows: usize) -> Vec<FindingLine> {
    let line = |n: usize| {
        let (code, title) = KINDS.get(pick(n, 71, KINDS.len())).copied().unwrap_or_default();
        let level = Level::ALL.get(pick(n, 72, Level::ALL.len())).copied().unwrap_or(Level::Info);
        let unsure = code.ends_with("-U");
        let workflow = registers::workflow_id(pick(n, 73, workflows.max(1)));
        FindingLine {
            id: format!("F-{n:010x}"),
            code: code.to_owned(),
            unsure,
            title: title.to_owned(),
            severity: level,
            severity_if_true: if unsure { level.up() } else { level },
            subject: format!("{workflow}: C-{n}"),
            workflow: Some(workflow),
            criteria: lines.get(pick(n, 74, lines.len())).map(|r| r.id.clone()).into_iter().collect(),
            condition: format!("Credential C-{n} has no end. It was used {} times in the period.", pick(n, 75, 90)),
            cause: "Nobody is named who ends it.".to_owned(),
            effect: "It is not established that access ends with the work.".to_owned(),
            recommendation: "Give the credential an end and name who renews it.".to_owned(),
            method: "EXAMINE".to_owned(),
            owner: Some(one(registers::OWNERS, n, 76)).filter(|o| !o.is_empty()).map(str::to_owned),
            due: "2026-10-30".to_owned(),
            status: "open".to_owned(),
            first_seen: "2026-06-30".to_owned(),
            repeat_of: None,
            exceptions: Vec::new(),
            paths: None,
            sources: vec![registers::inventory(n, "Credential").to_string()],
        }
    };
    let mut all: Vec<FindingLine> = (0..if workflows == 0 { 0 } else { 4 + workflows * 2 }).map(line).collect();
    all.sort_by(|a, b| b.severity.cmp(&a.severity).then_with(|| a.id.cmp(&b.id)));
    all
}

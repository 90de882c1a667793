//! Made-up gaps and lists.

use super::{one, pick, registers};
use countersign_core::gap_report::{FrameworkPage, Gap, ListedRequirement, NamedId, RequirementLine};
use countersign_core::source::SourceRef;
use countersign_core::status::Status;

const QUESTIONS: &[&str] = &[
    "Who else approved these refunds?",
    "What stops mail from leaving unread?",
    "Which person can stop the nightly agent?",
    "Who noticed when the tool list changed?",
    "What shows that access ended with the project?",
    "Where is the record of the model's version?",
];
const CAUSES: &[&str] = &[
    "Shown evidence does not establish that a second person took part: requester and approver are the same in 9 of 57 records.",
    "No log covers the last 41 days of the period, and the copy that was shown has no independent count.",
    "The control is described in a policy, but no operating evidence inside the period is shown.",
    "Two identities share one credential, so that actions cannot be told apart in the records shown.",
];
const MISSING: &[&str] = &[
    "Approval records of the payment queue, April to September 2026",
    "Export of the access list with issue and end dates",
    "Test of the stop mechanism with date and name of the tester",
    "Signed minutes of the quarterly review",
];
const STEPS: &[&str] = &[
    "Ask the queue's owner for the approval export of the period.",
    "Name one person per agent and enter the name in the inventory.",
    "Run the stop test once and keep the record.",
    "Split the shared credential and repeat the export.",
];

pub(super) fn gaps(frameworks: &[FrameworkPage], lines: &[RequirementLine], workflows: usize) -> Vec<Gap> {
    let order = [Status::NotMet, Status::Partial, Status::AcceptedRisk, Status::NotAssessed];
    let open = order.into_iter().flat_map(|s| lines.iter().filter(move |r| r.status == s));
    open.enumerate()
        .map(|(i, line)| {
            let framework = frameworks.iter().find(|f| line.id.starts_with(&format!("{}/", f.id)));
            let some = |n: usize| NamedId { id: registers::workflow_id(n), name: registers::workflow_name(n) };
            Gap {
                rank: i as u64 + 1,
                requirement: line.id.clone(),
                label: line.label.clone(),
                title: line.title.clone(),
                framework: framework.map(|f| f.id.clone()).unwrap_or_default(),
                kind: framework.map_or(super::Kind::Outcomes, |f| f.kind),
                status: line.status,
                counts: line.counts,
                question: one(QUESTIONS, i, 21).to_owned(),
                cause: one(CAUSES, i, 22).to_owned(),
                missing: (0..1 + pick(i, 23, 2)).map(|m| one(MISSING, i, 24 + m).to_owned()).collect(),
                next_step: one(STEPS, i, 25).to_owned(),
                owner: one(registers::OWNERS, i, 26).to_owned(),
                affected: workflows.min(4) as u64,
                workflows: (0..workflows.min(4)).map(|w| some(pick(i, 30 + w, workflows))).collect(),
                rules: vec![format!("R{:02}", 1 + pick(i, 27, 64)), format!("R{:02}", 1 + pick(i, 28, 64))],
                more_sources: 0,
                sources: (0..2).map(|s| registers::inventory(pick(i, 40 + s, workflows.max(1)), "Approver")).collect(),
            }
        })
        .collect()
}

pub(super) fn listed(lines: &[RequirementLine], status: Status, workflows: usize) -> Vec<ListedRequirement> {
    let reasons: &[(&str, &str)] = match status {
        Status::NotApplicable => &[
            ("NO-RULE", "No rule that names it fired for a workflow in scope."),
            ("NO-COMPONENT", "No workflow has the component it is about."),
            ("DECIDED", "Decided by a person: the service is not operated by us."),
        ],
        _ => &[
            ("NO-CONTROL-LINKED", "No control is linked to it yet."),
            ("NOT-DUE", "Evidence is not due before the end of the next quarter."),
            ("FACET-UNSTATED", "The control does not say which part of it is covered."),
        ],
    };
    let of_status = lines.iter().filter(|r| r.status == status);
    of_status
        .enumerate()
        .map(|(i, line)| {
            let (code, reason) = reasons.get(pick(i, 51, reasons.len())).copied().unwrap_or_default();
            let decided = code == "DECIDED";
            ListedRequirement {
                requirement: line.id.clone(),
                label: line.label.clone(),
                title: line.title.clone(),
                code: code.to_owned(),
                reason: reason.to_owned(),
                leaves: (workflows as u64).max(1),
                decided_by: if decided { "Head of risk" } else { "" }.to_owned(),
                source: decided.then(|| SourceRef::file("decisions.csv").at_row(i as u64 + 2)),
            }
        })
        .collect()
}

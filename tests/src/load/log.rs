//! The events of a workflow.

use super::{Kept, RUNS_EACH, person, plain_resource, record, run_day, workflow_id};
use countersign_core::record::Record;
use countersign_core::tables::Table;

/// The person who does a step of a run; where a workflow is looked after, whoever approves neither asked for it nor edited it.
fn actor(i: usize, run: usize, step: &str, tended: bool) -> String {
    let reviews = matches!(step, "review_open" | "approval");
    match tended {
        true if reviews => person(i + 1 + run % 2),
        true => person(i + 5),
        false => format!("P-{:03}", (i + run + usize::from(step == "approval")) % 200),
    }
}

/// The events of one workflow.
pub fn events(i: usize, kept: Kept) -> Vec<Record> {
    let tended = !kept.neglects(i);
    let kinds = [
        "request",
        "prompt",
        "model_output",
        "human_edit",
        "tool_call",
        "policy_decision",
        "review_open",
        "approval",
        "execution",
        "effect",
    ];
    let id = workflow_id(i);
    let mut rows = Vec::with_capacity(RUNS_EACH * kinds.len());
    for run in 0..RUNS_EACH {
        let name = |step: usize| format!("E-{i:06}-{run:02}-{step}");
        let sha = format!("{:064x}", i * 1000 + run);
        let (month, day) = run_day(i, run);
        for (step, kind) in kinds.iter().enumerate() {
            let by_person = matches!(*kind, "request" | "human_edit" | "review_open" | "approval");
            let mut values = vec![
                ("event_id", name(step)),
                ("run_id", format!("R-{i:06}-{run:02}")),
                ("workflow", id.clone()),
                ("type", (*kind).to_owned()),
                ("ts", format!("2026-{month:02}-{day:02}T10:{step:02}:00Z")),
                ("actor", if by_person { actor(i, run, kind, tended) } else { format!("agent-{i:06}") }),
                ("actor_kind", if by_person { "human" } else { "agent" }.to_owned()),
                ("artefact", format!("A-{i:06}-{run:02}")),
            ];
            if step > 0 {
                values.push(("parents", name(step - 1)));
            }
            match *kind {
                "model_output" => values.extend([
                    ("size", "220".to_owned()),
                    ("unit", "word".into()),
                    ("content_sha256", sha.clone()),
                    ("details", "model=m;version=1".into()),
                ]),
                "human_edit" => values.extend([
                    ("size", format!("{}", if tended { 160 } else { run * 9 })),
                    ("unit", "word".into()),
                    ("content_sha256", sha.clone()),
                    ("details", format!("removed={}", if tended { 90 } else { run * 4 })),
                ]),
                "tool_call" => values.push(("details", {
                    let resource = if tended { plain_resource(i * 7) } else { format!("RS-{:03}", (i * 7) % 500) };
                    format!("tool=TL-{:02};resource={resource};access=write", i % 60)
                })),
                "policy_decision" => values.extend([("outcome", "allow".to_owned()), ("details", format!("call={};policy=p1", name(4)))]),
                "approval" => values.extend([
                    ("outcome", "approved".to_owned()),
                    ("size", "220".into()),
                    ("unit", "word".into()),
                    ("content_sha256", sha.clone()),
                    (
                        "details",
                        format!(
                            "executors=agent-{i:06};expires=2026-12-31;single_use=yes;rationale=\"looked at the figures of case {run}\""
                        ),
                    ),
                ]),
                "execution" => values.extend([
                    ("credential", format!("CR-agent-{i:06}")),
                    (
                        "content_sha256",
                        if (i + run).is_multiple_of(if tended { 97 } else { 11 }) { format!("{:064x}", 7) } else { sha.clone() },
                    ),
                    (
                        "details",
                        if tended {
                            format!("recorded_as=agent-{i:06};environment=prod;idempotency_key=K-{i:06}-{run:02}")
                        } else {
                            format!("recorded_as=P-{:03};environment=prod;idempotency_key=K-{i:06}-{run:02}", (i + run) % 200)
                        },
                    ),
                ]),
                "effect" => values.push(("details", format!("record=REC-{i:06}-{run};class=money"))),
                _ => {}
            }
            rows.push(record(Table::Events, run * kinds.len() + step, &values));
        }
    }
    rows
}

//! A made-up organisation for the engine alone: workflows with identities, credentials, grants, tools, flows and runs, as records in
//! memory. The same numbers give the same records.

use countersign_core::catalog::Content;
use countersign_core::dataset::Dataset;
use countersign_core::record::{KEY_SEPARATOR, Origin, Record};
use countersign_core::tables::{Table, spec};
use std::collections::BTreeSet;

/// Ten grants for each workflow, and a hundred events.
pub const GRANTS_EACH: usize = 10;
/// Runs for each workflow, of ten events each.
pub const RUNS_EACH: usize = 10;

/// A record with some columns; its key is made of its key columns, which have to be among them.
fn record(table: Table, row: usize, values: &[(&str, String)]) -> Record {
    let spec = spec(table);
    let of = |c: &str| values.iter().find(|(x, _)| *x == c).map_or("", |(_, v)| v.as_str());
    let key = spec.key.iter().map(|c| of(c)).collect::<Vec<_>>().join(&KEY_SEPARATOR.to_string());
    let mut fields: Vec<(u16, String)> =
        values.iter().filter(|(_, v)| !v.is_empty()).map(|(c, v)| (u16::try_from(spec.position(c).unwrap()).unwrap(), v.clone())).collect();
    fields.sort();
    fields.shrink_to_fit();
    Record { table, key, fields, extra: Vec::new(), origin: Origin { file: table as u32 + 1, row: row as u64 + 2 }, others: Vec::new() }
}

/// One of some words, scattered by number and column.
fn one(words: &[&str], i: usize, salt: usize) -> String {
    words[(i * 31 + salt * 17 + i / 7) % words.len()].to_owned()
}

/// The id of a workflow.
pub fn workflow_id(i: usize) -> String {
    format!("WF-{i:06}")
}

/// The records of so many workflows, without their events.
pub fn dataset(workflows: usize, content: &Content) -> Dataset {
    let mut rows = Vec::new();
    for i in 0..200 {
        rows.push(record(
            Table::People,
            i,
            &[
                ("id", format!("P-{i:03}")),
                ("name", format!("Person {i}")),
                ("kind", "human".into()),
                ("active", if i % 19 == 0 { "no" } else { "yes" }.into()),
                ("authority", "prod_change;external_comm;money".into()),
            ],
        ));
    }
    for i in 0..60 {
        rows.push(record(
            Table::Tools,
            i,
            &[
                ("id", format!("TL-{i:02}")),
                ("discovery", "fixed".into()),
                ("access", one(&["read", "write", "execute"], i, 1)),
                ("needs", "read;write".into()),
                ("zone", one(&["internal", "dmz"], i, 2)),
                ("policy_scope", one(&["yes", "no"], i, 3)),
            ],
        ));
    }
    for i in 0..500 {
        rows.push(record(
            Table::Resources,
            i,
            &[
                ("id", format!("RS-{i:03}")),
                ("kind", one(&["store", "mailbox", "api", "repo", "secret_store"], i, 1)),
                ("sensitivity", one(&["public", "internal", "confidential", "restricted", ""], i, 2)),
                ("environment", one(&["prod", "test", "dev"], i, 3)),
                ("zone", one(&["internal", "dmz", "external"], i, 4)),
                ("untrusted", if i % 5 == 1 { "yes" } else { "no" }.into()),
                ("egress", if i % 7 == 1 { "yes" } else { "no" }.into()),
            ],
        ));
    }
    for i in 0..workflows {
        workflow(i, &mut rows);
    }
    let held = controls(content, &mut rows);
    Dataset::new(Vec::new(), rows, held)
}

fn workflow(i: usize, rows: &mut Vec<Record>) {
    let (id, agent, service) = (workflow_id(i), format!("agent-{i:06}"), format!("svc-{:05}", i / 3));
    let tools = [format!("TL-{:02}", i % 60), format!("TL-{:02}", (i + 7) % 60)];
    let word = |c: &'static str, words: &[&str], salt: usize| (c, one(words, i, salt));
    rows.push(record(
        Table::Workflows,
        i,
        &[
            ("id", id.clone()),
            ("name", format!("Workflow {i}")),
            ("owner", if i % 40 == 7 { String::new() } else { format!("P-{:03}", i % 200) }),
            word("lifecycle", &["active", "active", "active", "proposed", "retired"], 1),
            word("environment", &["prod", "prod", "test", "dev", ""], 2),
            word("criticality", &["low", "medium", "high", "critical", ""], 3),
            word("identity_mode", &["own_workload", "shared_service", "inherited_human", ""], 4),
            word("output", &["none", "fixed_model", "generative"], 5),
            word("control_flow", &["code", "enumerated_branch", "model_plans", ""], 6),
            word("tool_mode", &["fixed_single", "fixed_allowlist", "dynamic"], 7),
            word("parameters", &["template", "schema_validated", "free_form", ""], 8),
            word("effect", &["none", "advisory", "reversible_write", "irreversible_or_external"], 9),
            word("human_gate", &["before_every_effect", "after", "none", ""], 10),
            word("scope_growth", &["no", "no", "with_approval"], 11),
            word("started_by", &["human", "schedule_or_event", "self"], 12),
            word("memory", &["none", "session", "shared"], 13),
            word("effect_classes", &["money", "external_comm;money", "", "prod_change"], 14),
            word("data_classes", &["internal", "confidential;pii", "restricted", ""], 15),
            word("untrusted_inputs", &["yes", "no", ""], 16),
            word("external_egress", &["yes", "no", ""], 17),
            word("declared_class", &["D0", "D1", "D2", ""], 18),
            word("last_reviewed", &["2026-08-20", "2026-02-01", "", "2026-06-30"], 19),
            ("declared_zones", "internal;dmz".into()),
            ("declared_environments", "prod;test".into()),
            ("agents", agent.clone()),
            ("identities", service.clone()),
            ("tools", tools.join(";")),
        ],
    ));
    rows.push(record(
        Table::Identities,
        i * 2,
        &[
            ("id", agent.clone()),
            ("kind", "agent".into()),
            ("owner", format!("P-{:03}", i % 190)),
            ("home_environment", "prod".into()),
            ("zone", "internal".into()),
            ("lifecycle", "active".into()),
        ],
    ));
    if i.is_multiple_of(3) {
        rows.push(record(
            Table::Identities,
            i * 2 + 1,
            &[
                ("id", service.clone()),
                ("kind", "service_account".into()),
                ("owner", format!("P-{:03}", i % 200)),
                ("home_environment", "test".into()),
                ("zone", "internal".into()),
            ],
        ));
        rows.push(record(
            Table::Credentials,
            i,
            &[
                ("id", format!("CR-{service}")),
                ("identity", service.clone()),
                ("kind", "api_key".into()),
                ("issued_at", "2025-01-01".into()),
                ("issued_per", "standing".into()),
                ("holders", format!("{};{}", workflow_id(i), workflow_id(i + 1))),
            ],
        ));
    }
    rows.push(record(
        Table::Credentials,
        i,
        &[
            ("id", format!("CR-{agent}")),
            ("identity", agent.clone()),
            ("kind", "oauth_token".into()),
            ("issued_at", "2026-09-01T08:00:00Z".into()),
            ("ttl_seconds", one(&["3600", "86400", "8640000", ""], i, 21)),
            ("issued_per", one(&["task", "session", "standing"], i, 22)),
            ("revocation_triggers", one(&["task end", "inactivity;incident", "", "none"], i, 23)),
        ],
    ));
    for g in 0..GRANTS_EACH {
        rows.push(record(
            Table::Grants,
            i * GRANTS_EACH + g,
            &[
                ("identity", if g % 2 == 0 { agent.clone() } else { service.clone() }),
                ("resource", format!("RS-{:03}", (i * 7 + g * 13) % 500)),
                ("permission", ["read", "write", "read", "admin", "read"][g % 5].into()),
                ("environment", one(&["prod", "test", ""], i + g, 24)),
                ("kind", one(&["standing", "jit", ""], i + g, 25)),
                ("granted_at", "2026-01-10".into()),
                ("last_used", one(&["2026-09-20", "2026-03-01", ""], i + g, 26)),
                ("last_reviewed", one(&["2026-08-01", "2025-12-01", ""], i + g, 27)),
                ("revocation_triggers", one(&["task end", "", "role change"], i + g, 28)),
            ],
        ));
    }
    let (source, sink) = (format!("RS-{:03}", (i * 11) % 500), format!("RS-{:03}", (i * 11 + 1) % 500));
    let steps = [
        (&source, &agent),
        (&format!("RS-{:03}", (i * 5 + 2) % 500), &agent),
        (&agent, &tools[0]),
        (&tools[0], &tools[1]),
        (&tools[1], &sink),
    ];
    for (n, (from, to)) in steps.into_iter().enumerate() {
        rows.push(record(
            Table::Flows,
            i * 5 + n,
            &[
                ("workflow", id.clone()),
                ("from", from.clone()),
                ("to", to.clone()),
                ("kind", "data".into()),
                ("gate", one(&["none", "none", "human_approval"], i + n, 29)),
                ("gate_control", if n == 4 { "C-001".into() } else { String::new() }),
            ],
        ));
    }
    if i.is_multiple_of(9) {
        rows.push(record(Table::ContextChanges, i, &[("workflow", id.clone()), ("kind", "model".into()), ("at", "2026-07-01".into())]));
    }
    if i.is_multiple_of(4) {
        rows.push(record(
            Table::Reviews,
            i,
            &[
                ("id", format!("RV-{i:06}")),
                ("subject_kind", "workflow".into()),
                ("subject", id.clone()),
                ("reviewer", format!("P-{:03}", i % 200)),
                ("decision", "attest".into()),
                ("at", "2026-07-15".into()),
            ],
        ));
    }
    for r in 0..4 {
        rows.push(record(
            Table::SystemRecords,
            i * 4 + r,
            &[("record", format!("REC-{i:06}-{r}")), ("workflow", id.clone()), ("at", format!("2026-09-{:02}T10:09:00Z", 1 + r))],
        ));
    }
}

/// The starter controls as the organisation's own, each tested, with two artefacts.
fn controls(content: &Content, rows: &mut Vec<Record>) -> BTreeSet<String> {
    let mut held = BTreeSet::new();
    for (i, c) in content.controls.iter().enumerate() {
        let cited: Vec<String> = c.maps.iter().flat_map(|m| m.facets.iter().map(move |f| format!("{}#{f}", m.requirement))).collect();
        let id = format!("C-{i:03}");
        rows.push(record(
            Table::Controls,
            i,
            &[
                ("id", id.clone()),
                ("title", c.title.clone()),
                ("owner", format!("P-{:03}", i % 200)),
                ("kind", c.kind.clone()),
                ("frequency", c.frequency.clone()),
                ("requirements", cited.join(";")),
                ("claim", ["implemented", "implemented", "implemented", "partial", "planned"][i % 5].into()),
                ("claimed_at", "2026-04-15".into()),
            ],
        ));
        rows.push(record(
            Table::ControlTests,
            i,
            &[
                ("id", format!("T-{i:03}")),
                ("control", id.clone()),
                ("method", ["examine", "test", "examine", "interview"][i % 4].into()),
                ("result", ["effective", "effective", "effective", "deviation", "ineffective"][i % 5].into()),
                ("tested_at", "2026-09-20".into()),
            ],
        ));
        for part in ["a", "b"] {
            let sha = format!("{i:063x}{part}");
            let mut e = record(
                Table::Evidence,
                i,
                &[
                    ("file", format!("{id}-{part}.csv")),
                    ("kind", c.expects.first().map_or("ticket", String::as_str).into()),
                    ("period_from", "2026-04-01".into()),
                    ("period_to", "2026-09-29".into()),
                    ("collected_by", format!("P-{:03}", (i + 1) % 200)),
                    ("controls", id.clone()),
                    ("direction", "supports".into()),
                    ("tier", "R3".into()),
                    ("stated_record_count", "40".into()),
                    ("independent_count", "40".into()),
                    ("ipe_conclusion", "validated".into()),
                ],
            );
            e.extra = vec![("bytes".into(), "10".into()), ("sha256".into(), sha.clone())];
            rows.push(e);
            held.insert(sha);
        }
    }
    held
}

/// The events of one workflow.
pub fn events(i: usize) -> Vec<Record> {
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
        for (step, kind) in kinds.iter().enumerate() {
            let person = matches!(*kind, "request" | "human_edit" | "review_open" | "approval");
            let mut values = vec![
                ("event_id", name(step)),
                ("run_id", format!("R-{i:06}-{run:02}")),
                ("workflow", id.clone()),
                ("type", (*kind).to_owned()),
                ("ts", format!("2026-{:02}-{:02}T10:{:02}:00Z", 4 + run % 6, 1 + (i + run) % 28, step)),
                (
                    "actor",
                    if person { format!("P-{:03}", (i + run + usize::from(*kind == "approval")) % 200) } else { format!("agent-{i:06}") },
                ),
                ("actor_kind", if person { "human" } else { "agent" }.to_owned()),
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
                    ("size", format!("{}", run * 9)),
                    ("unit", "word".into()),
                    ("content_sha256", sha.clone()),
                    ("details", format!("removed={}", run * 4)),
                ]),
                "tool_call" => values.push(("details", format!("tool=TL-{:02};resource=RS-{:03};access=write", i % 60, (i * 7) % 500))),
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
                    ("content_sha256", if (i + run).is_multiple_of(11) { format!("{:064x}", 7) } else { sha.clone() }),
                    ("details", format!("recorded_as=P-{:03};environment=prod;idempotency_key=K-{i:06}-{run:02}", (i + run) % 200)),
                ]),
                "effect" => values.push(("details", format!("record=REC-{i:06}-{run};class=money"))),
                _ => {}
            }
            rows.push(record(Table::Events, run * kinds.len() + step, &values));
        }
    }
    rows
}

//! A workflow that is looked after.

use super::{GRANTS_EACH, RUNS_EACH, one, person, plain_resource, record, run_day, workflow_id};
use countersign_core::record::Record;
use countersign_core::tables::Table;

/// A workflow that is looked after, with a few faults of many kinds: each number divides some of the workflows.
pub(super) fn tended(i: usize, rows: &mut Vec<Record>) {
    let (id, agent, service) = (workflow_id(i), format!("agent-{i:06}"), format!("svc-{i:06}"));
    let tools = [format!("TL-{:02}", i % 60), format!("TL-{:02}", (i + 7) % 60)];
    let text = |c: &'static str, v: &str| (c, v.to_owned());
    let fault = |every: usize, from: usize| i % every == from;
    let owner = person(i);
    rows.push(record(
        Table::Workflows,
        i,
        &[
            ("id", id.clone()),
            ("name", format!("Workflow {i}")),
            ("owner", owner.clone()),
            ("control_owner", person(i + 3)),
            text("lifecycle", "active"),
            text("environment", "prod"),
            ("criticality", one(&["low", "medium", "high"], i, 3)),
            text("identity_mode", "own_workload"),
            ("output", one(&["fixed_model", "generative"], i, 5)),
            text("control_flow", "enumerated_branch"),
            text("tool_mode", "fixed_allowlist"),
            text("parameters", "schema_validated"),
            text("effect", "reversible_write"),
            text("human_gate", "before_every_effect"),
            text("scope_growth", "no"),
            ("started_by", one(&["human", "schedule_or_event"], i, 12)),
            text("memory", "session"),
            text("effect_classes", "money"),
            ("data_classes", one(&["internal", "confidential", "internal;pii"], i, 15)),
            text("untrusted_inputs", "no"),
            text("external_egress", "no"),
            text("retrieval", "no"),
            text("models", "m"),
            text("model_hosting", "vendor_api"),
            text("declared_class", if fault(6, 1) { "D1" } else { "D2" }),
            text("last_reviewed", if fault(7, 2) { "2026-02-01" } else { "2026-09-20" }),
            text("declared_zones", "internal;dmz"),
            text("declared_environments", "prod;test"),
            text("logged_links", "request;prompt;model_output;tool_call;policy_decision;approval;execution;effect"),
            text("log_protection", "append_only"),
            ("reviewers", format!("{};{}", person(i + 1), person(i + 2))),
            ("agents", agent.clone()),
            ("identities", service.clone()),
            ("tools", tools.join(";")),
        ],
    ));
    for (n, (name, kind)) in [(&agent, "agent"), (&service, "service_account")].into_iter().enumerate() {
        rows.push(record(
            Table::Identities,
            i * 2 + n,
            &[
                ("id", name.clone()),
                text("kind", kind),
                ("owner", owner.clone()),
                text("home_environment", "prod"),
                text("zone", "internal"),
                text("lifecycle", "active"),
            ],
        ));
        let long = n == 1 && fault(5, 4);
        rows.push(record(
            Table::Credentials,
            i * 2 + n,
            &[
                ("id", format!("CR-{name}")),
                ("identity", name.clone()),
                text("kind", "oauth_token"),
                text("issued_at", "2026-09-01T08:00:00Z"),
                text("ttl_seconds", if long { "8640000" } else { "3600" }),
                text("issued_per", if long { "standing" } else { "session" }),
                text("revocation_triggers", if fault(9, 5) { "" } else { "task end;inactivity;incident" }),
                text("revocation_exercised", "2026-08-30"),
                text("workload_claim", "yes"),
                ("holders", id.clone()),
            ],
        ));
    }
    for g in 0..GRANTS_EACH {
        rows.push(record(
            Table::Grants,
            i * GRANTS_EACH + g,
            &[
                ("identity", if g % 2 == 0 { agent.clone() } else { service.clone() }),
                ("resource", plain_resource(i * 7 + g * 13)),
                text("permission", ["read", "write"][g % 2]),
                text("environment", "prod"),
                text("kind", if fault(8, 6) && g == 2 { "standing" } else { "jit" }),
                text("granted_at", "2026-04-10"),
                text("last_used", if fault(4, 3) && g == 5 { "2026-04-11" } else { "2026-09-20" }),
                text("last_reviewed", "2026-09-15"),
                text("revocation_triggers", "task end;inactivity;incident"),
                text("revocation_exercised", "2026-08-30"),
                text("purpose", "the task"),
            ],
        ));
    }
    let ends = [plain_resource(i * 11), plain_resource(i * 5 + 2), plain_resource(i * 11 + 1)];
    let steps = [(&ends[0], &agent), (&ends[1], &agent), (&agent, &tools[0]), (&tools[0], &tools[1]), (&tools[1], &ends[2])];
    for (n, (from, to)) in steps.into_iter().enumerate() {
        rows.push(record(
            Table::Flows,
            i * 5 + n,
            &[
                ("workflow", id.clone()),
                ("from", from.clone()),
                ("to", to.clone()),
                text("kind", "data"),
                text("gate", if n == 4 { "human_approval" } else { "none" }),
                text("gate_control", if n == 4 { "C-001" } else { "" }),
            ],
        ));
    }
    if fault(9, 0) {
        rows.push(record(Table::ContextChanges, i, &[("workflow", id.clone()), text("kind", "model"), text("at", "2026-07-01")]));
    }
    if fault(4, 0) {
        rows.push(record(
            Table::Reviews,
            i,
            &[
                ("id", format!("RV-{i:06}")),
                text("subject_kind", "workflow"),
                ("subject", id.clone()),
                ("reviewer", person(i + 4)),
                text("decision", "attest"),
                text("at", "2026-09-15"),
            ],
        ));
    }
    for r in 0..RUNS_EACH {
        let (month, day) = run_day(i, r);
        let at = format!("2026-{month:02}-{day:02}T10:09:00Z");
        rows.push(record(
            Table::SystemRecords,
            i * RUNS_EACH + r,
            &[("record", format!("REC-{i:06}-{r}")), ("workflow", id.clone()), ("at", at)],
        ));
    }
}

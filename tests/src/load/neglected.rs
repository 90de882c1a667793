//! A workflow that nobody looks after: its columns are filled at random.

use super::{GRANTS_EACH, one, record, workflow_id};
use countersign_core::record::Record;
use countersign_core::tables::Table;

pub(super) fn neglected(i: usize, rows: &mut Vec<Record>) {
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

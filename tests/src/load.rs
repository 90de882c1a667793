//! A made-up organisation for the engine alone: workflows with identities, credentials, grants, tools, flows and runs, as records in
//! memory. The same numbers give the same records. Two are made: one that looks after its workflows, with a few things to find in each,
//! and one that neglects them all, so that almost everything that can be found is found everywhere.

use countersign_core::catalog::Content;
use countersign_core::dataset::Dataset;
use countersign_core::record::{KEY_SEPARATOR, Origin, Record};
use countersign_core::tables::{Table, spec};
use std::collections::BTreeSet;

/// Ten grants for each workflow, and a hundred events.
pub const GRANTS_EACH: usize = 10;
/// Runs for each workflow, of ten events each.
pub const RUNS_EACH: usize = 10;

/// How an organisation looks after its workflows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kept {
    /// Each workflow has two or three faults, and every tenth is as in a neglected organisation.
    Well,
    /// Columns are filled at random: about 26 findings for each workflow.
    Badly,
}

impl Kept {
    /// Whether a workflow is neglected.
    fn neglects(self, i: usize) -> bool {
        self == Self::Badly || i % 10 == 3
    }
}

/// A record with some columns; its key is made of its key columns, which have to be among them.
fn record(table: Table, row: usize, values: &[(&str, String)]) -> Record {
    let spec = spec(table);
    let of = |c: &str| values.iter().find(|(x, _)| *x == c).map_or("", |(_, v)| v.as_str());
    let key = spec.key.iter().map(|c| of(c)).collect::<Vec<_>>().join(&KEY_SEPARATOR.to_string());
    let position = |c: &str| u16::try_from(spec.position(c).unwrap()).unwrap();
    let fields = values.iter().filter(|(_, v)| !v.is_empty()).map(|(c, v)| (position(c), v)).collect();
    Record::new(table, key, fields, Origin { file: table as u32 + 1, row: row as u64 + 2 })
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
pub fn dataset(workflows: usize, kept: Kept, content: &Content) -> Dataset {
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
    for i in 0..500 {
        rows.push(record(
            Table::Resources,
            500 + i,
            &[
                ("id", plain_resource(i)),
                ("kind", one(&["store", "api", "repo"], i, 1)),
                ("sensitivity", one(&["internal", "confidential"], i, 2)),
                ("environment", "prod".into()),
                ("zone", "internal".into()),
                ("untrusted", "no".into()),
                ("egress", "no".into()),
            ],
        ));
    }
    for i in 0..workflows {
        if kept.neglects(i) { neglected(i, &mut rows) } else { tended(i, &mut rows) }
    }
    let held = controls(content, &mut rows);
    Dataset::new(Vec::new(), rows, held)
}

fn neglected(i: usize, rows: &mut Vec<Record>) {
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

/// A workflow that is looked after, with a few faults of many kinds: each number divides some of the workflows.
fn tended(i: usize, rows: &mut Vec<Record>) {
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

/// A person who is on record as active.
fn person(i: usize) -> String {
    let n = i % 200;
    format!("P-{:03}", if n.is_multiple_of(19) { n + 1 } else { n })
}

/// A resource inside, of which nothing is untrusted, secret or a way out.
fn plain_resource(i: usize) -> String {
    format!("RP-{:03}", i % 500)
}

/// The month and day of a run.
fn run_day(i: usize, run: usize) -> (usize, usize) {
    (4 + run % 6, 1 + (i + run) % 28)
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
                // One in nine is for some workflows alone.
                (
                    "scope_workflows",
                    if i % 9 == 4 { (0..40).map(|n| workflow_id(n * 9 + i)).collect::<Vec<_>>().join(";") } else { String::new() },
                ),
            ],
        ));
        if i % 7 == 3 {
            // One in seven was also tested in one workflow, found wanting there.
            let (workflow, id) = (workflow_id(i * 5), format!("TW-{i:03}"));
            let values = [("id", id), ("control", format!("C-{i:03}")), ("workflow", workflow), ("method", "test".into())];
            rows.push(record(
                Table::ControlTests,
                1_000 + i,
                &[&values[..], &[("result", "deviation".into()), ("tested_at", "2026-09-10".into())]].concat(),
            ));
            let note = [("id", format!("D-{i:03}")), ("kind", "reviewer_note".into()), ("subject", format!("C-{i:03}"))];
            let said =
                [("workflow", workflow_id(i * 7)), ("reason", "seen".into()), ("decided_by", person(i)), ("at", "2026-09-12".into())];
            rows.push(record(Table::Decisions, i, &[&note[..], &said[..]].concat()));
        }
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
            e.extra = vec![("bytes".into(), "10".into()), ("sha256".into(), sha.clone())].into();
            rows.push(e);
            held.insert(sha);
        }
    }
    held
}

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

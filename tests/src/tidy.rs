//! An organisation in which everything is told and in order, with a log, and what becomes of it when a few cells change.

use crate::chance::Draw;
use crate::records::{Lab, with};
use countersign_core::Table;
use countersign_core::tables::{Column, Kind, spec};

/// The requirements that it is assessed against: those that most findings cite. All that apply are met as it stands.
pub const REQUIREMENTS: [&str; 9] =
    ["PR.AA-05", "PR.PS-04", "PR.AA-01", "DE.AE-03", "GV.RR-02", "GV.OV-03", "PR.DS-10", "PR.IR-01", "ID.RA-07"];

/// What a policy answers.
const POLICY: &[(&str, &str)] = &[("nist-csf@2.0/PR.AA-05", "policy")];

/// What the control of access answers.
const ACCESS: &[(&str, &str)] = &[
    ("nist-csf@2.0/PR.AA-05", "managed enforced reviewed least_privilege separation_of_duties"),
    ("nist-csf@2.0/PR.AA-01", "inventoried issued protected revoked"),
    ("nist-csf@2.0/PR.DS-10", "confidentiality integrity availability"),
];

/// What the control of logs answers.
const LOGS: &[(&str, &str)] =
    &[("nist-csf@2.0/PR.PS-04", "recorded attributable available"), ("nist-csf@2.0/DE.AE-03", "collected correlated")];

/// What the control of duties and places answers.
const DUTIES: &[(&str, &str)] = &[
    ("nist-csf@2.0/GV.RR-02", "assigned communicated understood enforced"),
    ("nist-csf@2.0/GV.OV-03", "measured reviewed adjustments"),
    ("nist-csf@2.0/PR.IR-01", "networks environments"),
    ("nist-csf@2.0/ID.RA-07", "managed assessed recorded tracked"),
];

fn cited(of: &[(&str, &str)]) -> String {
    let parts = of.iter().flat_map(|(r, facets)| facets.split(' ').map(move |f| format!("{r}#{f}")));
    parts.collect::<Vec<_>>().join(";")
}

/// Everything told and in order.
pub fn tidy() -> Lab {
    let mut lab = Lab::default();
    people_and_machines(&mut lab);
    workflows(&mut lab);
    access(&mut lab);
    flows(&mut lab);
    controls(&mut lab);
    for n in 1..=5 {
        run(&mut lab, n);
    }
    lab
}

fn people_and_machines(lab: &mut Lab) {
    for (id, authority) in [("P-1", "accept:critical;prod_change"), ("P-2", "prod_change"), ("P-3", "accept:low"), ("P-9", "")] {
        lab.add(Table::People, &[("id", id), ("name", id), ("kind", "human"), ("active", "yes"), ("authority", authority)]);
    }
    lab.add(Table::Sources, &[("id", "log"), ("name", "log"), ("clock_skew_seconds", "0"), ("time_zone", "UTC")]);
    lab.add(Table::Zones, &[("id", "z-1"), ("rank", "1")]);
    for (id, kind) in [("I-1", "agent"), ("I-2", "workload")] {
        lab.add(
            Table::Identities,
            &[
                ("id", id),
                ("name", id),
                ("kind", kind),
                ("federation", "none"),
                ("home_environment", "prod"),
                ("zone", "z-1"),
                ("owner", "P-9"),
                ("lifecycle", "active"),
                ("broker", "no"),
            ],
        );
    }
    lab.add(
        Table::Tools,
        &[
            ("id", "TL-1"),
            ("name", "Ledger"),
            ("discovery", "fixed"),
            ("access", "write"),
            ("needs", "rs-db:write"),
            ("zone", "z-1"),
            ("policy_scope", "yes"),
            ("broker", "no"),
            ("third_party", "no"),
        ],
    );
    for (id, kind, sensitivity, untrusted, egress) in [
        ("rs-in", "mailbox", "internal", "yes", "no"),
        ("rs-crm", "store", "confidential", "no", "no"),
        ("rs-db", "store", "internal", "no", "no"),
        ("rs-out", "api", "internal", "no", "yes"),
    ] {
        lab.add(
            Table::Resources,
            &[
                ("id", id),
                ("name", id),
                ("kind", kind),
                ("sensitivity", sensitivity),
                ("zone", "z-1"),
                ("environment", "prod"),
                ("untrusted", untrusted),
                ("egress", egress),
            ],
        );
    }
}

fn workflows(lab: &mut Lab) {
    let same = [
        ("owner", "P-9"),
        ("lifecycle", "active"),
        ("environment", "prod"),
        ("criticality", "medium"),
        ("identity_mode", "own_workload"),
        ("control_flow", "code"),
        ("scope_growth", "no"),
        ("started_by", "human"),
        ("memory", "none"),
        ("stop_mechanism", "Switch"),
        ("logged_links", "request;prompt;model_output;tool_call;policy_decision;approval;execution;effect"),
        ("last_reviewed", "2026-09-15"),
        ("declared_environments", "prod"),
        ("declared_zones", "z-1"),
        ("log_protection", "append_only"),
        ("use_mandated", "no"),
    ];
    let mut first = vec![
        ("id", "WF-1"),
        ("name", "Refunds"),
        ("approver", "P-2"),
        ("output", "generative"),
        ("tool_mode", "fixed_single"),
        ("parameters", "template"),
        ("effect", "reversible_write"),
        ("human_gate", "before_every_effect"),
        ("effect_classes", "prod_change"),
        ("data_classes", "confidential;pii"),
        ("untrusted_inputs", "yes"),
        ("external_egress", "yes"),
        ("retrieval", "no"),
        ("model_hosting", "self_hosted"),
        ("declared_class", "D1"),
        ("review_cycle_days", "180"),
        ("agents", "I-1"),
        ("identities", "I-1"),
        ("tools", "TL-1"),
        ("reviewers", "P-2"),
        ("operators", "P-3"),
        ("queue_existing", "yes"),
        ("agent_protocol", "none"),
    ];
    first.extend(same);
    lab.add(Table::Workflows, &first);
    let mut second = vec![
        ("id", "WF-2"),
        ("name", "Sorting"),
        ("output", "fixed_model"),
        ("tool_mode", "none"),
        ("parameters", "template"),
        ("effect", "none"),
        ("human_gate", "none"),
        ("effect_classes", "none"),
        ("data_classes", "internal"),
        ("untrusted_inputs", "no"),
        ("external_egress", "no"),
        ("declared_class", "D0"),
        ("agents", "none"),
        ("identities", "I-2"),
        ("tools", "none"),
    ];
    second.extend(same);
    lab.add(Table::Workflows, &second);
    lab.add(
        Table::Actions,
        &[("workflow", "WF-1"), ("name", "Refund"), ("tool", "TL-1"), ("mode", "human_review"), ("effect_class", "prod_change")],
    );
}

fn access(lab: &mut Lab) {
    for (id, of, holder) in [("CR-1", "I-1", "WF-1"), ("CR-2", "I-2", "WF-2")] {
        lab.add(
            Table::Credentials,
            &[
                ("id", id),
                ("identity", of),
                ("kind", "svid"),
                ("issued_at", "2026-09-30T06:00:00Z"),
                ("expires_at", "2026-09-30T18:00:00Z"),
                ("ttl_seconds", "43200"),
                ("issued_per", "session"),
                ("holders", holder),
                ("workload_claim", "yes"),
                ("downscoped", "yes"),
                ("last_used", "2026-09-30"),
                ("revocation_triggers", "task end"),
                ("revocation_exercised", "2026-09-01"),
            ],
        );
    }
    for (of, resource, permission, workflow) in
        [("I-1", "rs-crm", "read", "WF-1"), ("I-1", "rs-db", "write", "WF-1"), ("I-2", "rs-db", "read", "WF-2")]
    {
        lab.add(
            Table::Grants,
            &[
                ("workflow", workflow),
                ("identity", of),
                ("resource", resource),
                ("permission", permission),
                ("environment", "prod"),
                ("kind", "jit"),
                ("granted_at", "2026-01-10"),
                ("last_used", "2026-09-30"),
                ("last_reviewed", "2026-09-15"),
                ("purpose", "refunds"),
                ("conditions", "one case"),
                ("revocation_triggers", "task end"),
                ("revocation_exercised", "2026-09-01"),
            ],
        );
    }
    lab.add(Table::ContextChanges, &[("workflow", "WF-1"), ("kind", "model"), ("at", "2026-06-02"), ("from", "m-1"), ("to", "m-2")]);
    lab.add(
        Table::Reviews,
        &[
            ("id", "RV-1"),
            ("subject_kind", "workflow"),
            ("subject", "WF-1"),
            ("reviewer", "P-1"),
            ("decision", "attest"),
            ("at", "2026-06-04"),
            ("due", "2026-06-09"),
        ],
    );
}

fn flows(lab: &mut Lab) {
    for (workflow, from, to, kind, gate) in [
        ("WF-1", "rs-in", "I-1", "data", "none"),
        ("WF-1", "rs-crm", "I-1", "data", "none"),
        ("WF-1", "I-1", "TL-1", "invoke", "none"),
        ("WF-1", "TL-1", "rs-db", "data", "none"),
        ("WF-1", "I-1", "rs-out", "data", "dlp"),
        ("WF-2", "rs-db", "I-2", "data", "none"),
    ] {
        let control = if gate == "none" { "" } else { "C-1" };
        lab.add(
            Table::Flows,
            &[("workflow", workflow), ("from", from), ("to", to), ("kind", kind), ("gate", gate), ("gate_control", control)],
        );
    }
}

fn controls(lab: &mut Lab) {
    for (id, frequency, kind, answers) in [
        ("C-1", "per_event", "ticket", ACCESS),
        ("C-2", "annual", "policy", POLICY),
        ("C-3", "per_event", "ticket", LOGS),
        ("C-4", "per_event", "ticket", DUTIES),
    ] {
        lab.add(
            Table::Controls,
            &[
                ("id", id),
                ("title", id),
                ("owner", "P-9"),
                ("kind", "preventive"),
                ("frequency", frequency),
                ("requirements", &cited(answers)),
                ("scope_workflows", "WF-1;WF-2"),
                ("claim", "implemented"),
                ("claimed_by", "P-9"),
                ("claimed_at", "2026-04-15"),
            ],
        );
        let (test, file, request) = (format!("T-{id}"), format!("{id}.csv"), format!("RQ-{id}"));
        lab.add(
            Table::ControlTests,
            &[
                ("id", &test),
                ("control", id),
                ("method", "examine"),
                ("result", "effective"),
                ("tested_at", "2026-09-29"),
                ("tester", "P-2"),
                ("sample_size", "25"),
                ("deviations", "0"),
                ("evidence", &file),
            ],
        );
        lab.evidence(&[
            ("file", &file),
            ("title", &file),
            ("kind", kind),
            ("source_system", "tracker"),
            ("period_from", "2026-04-01"),
            ("period_to", "2026-09-30"),
            ("collected_at", "2026-09-30"),
            ("collected_by", "P-2"),
            ("controls", id),
            ("direction", "supports"),
            ("stated_record_count", "40"),
            ("independent_count", "40"),
            ("extraction_channel", "api"),
            ("ipe_conclusion", "validated"),
            ("ipe_tested_by", "P-2"),
            ("ipe_tested_at", "2026-09-30"),
            ("tier", "R3"),
        ]);
        lab.add(
            Table::Requests,
            &[
                ("id", &request),
                ("control", id),
                ("what", "The tickets"),
                ("owner", "P-9"),
                ("due", "2026-09-20"),
                ("status", "accepted"),
                ("received_evidence", &file),
            ],
        );
    }
}

/// A run of `WF-1` on a day in September, with every link.
fn run(lab: &mut Lab, n: u32) {
    let (run, record) = (format!("r-{n}"), format!("REC-{n}"));
    let mut before = String::new();
    let mut event = |minute: u32, kind: &str, values: &[(&str, &str)]| {
        let (id, ts) = (format!("e-{n}-{minute:02}"), format!("2026-09-{:02}T10:{minute:02}:00Z", 10 + n));
        let artefact = format!("art-{n}");
        let mut all = vec![
            ("event_id", id.as_str()),
            ("run_id", &run),
            ("workflow", "WF-1"),
            ("type", kind),
            ("ts", &ts),
            ("parents", &before),
            ("artefact", &artefact),
        ];
        all.extend(values);
        lab.add(Table::Events, &all);
        before = id;
    };
    let (person, reviewer) = ([("actor", "P-1"), ("actor_kind", "human")], [("actor", "P-2"), ("actor_kind", "human")]);
    let agent = [("actor", "I-1"), ("actor_kind", "agent"), ("credential", "CR-1")];
    let hash = |version: u32| countersign_core::digest::sha256_hex(format!("{n}/{version}").as_bytes());
    let (asked, draft, edited) = (hash(0), hash(1), hash(2));
    event(0, "request", &[&person[..], &[("content_sha256", &asked), ("details", "origin=human")]].concat());
    event(1, "prompt", &[&agent[..], &[("content_sha256", &asked), ("details", "origin=machine")]].concat());
    let output = [("size", "40"), ("unit", "word"), ("content_sha256", &*draft), ("details", "model=m;version=1;origin=machine")];
    event(2, "model_output", &[&agent[..], &output].concat());
    event(3, "tool_call", &[&agent[..], &[("outcome", "pending"), ("details", "tool=TL-1;resource=rs-db;access=write")]].concat());
    let call = format!("call=e-{n}-03;policy=p-1");
    event(4, "policy_decision", &[&agent[..], &[("outcome", "allow"), ("details", &call)]].concat());
    event(5, "review_open", &[&reviewer[..], &[("details", "source=rs-crm")]].concat());
    let edit = [("size", "30"), ("unit", "word"), ("content_sha256", &*edited), ("details", "removed=20")];
    event(6, "human_edit", &[&reviewer[..], &edit].concat());
    let approval = [
        ("size", "50"),
        ("unit", "word"),
        ("content_sha256", &*edited),
        ("outcome", "approved"),
        ("details", "executors=I-1;expires=2026-12-31;single_use=yes"),
    ];
    event(20, "approval", &[&reviewer[..], &approval].concat());
    let details = format!("recorded_as=I-1;environment=prod;idempotency_key=k-{n}");
    event(21, "execution", &[&agent[..], &[("content_sha256", &edited), ("outcome", "done"), ("details", &details)]].concat());
    let details = format!("record={record};class=prod_change");
    event(22, "effect", &[&agent[..], &[("outcome", "done"), ("details", &details)]].concat());
    let at = format!("2026-09-{:02}", 10 + n);
    lab.add(Table::SystemRecords, &[("record", &record), ("workflow", "WF-1"), ("at", &at), ("effect_class", "prod_change")]);
}

/// Ids that name something, or nothing.
const IDS: [&str; 12] = ["I-1", "I-2", "P-2", "P-1", "P-9", "WF-1", "WF-2", "TL-1", "C-1", "rs-db", "rs-out", "X-9"];

/// Another value that a column may hold.
fn other(draw: &mut Draw<'_>, column: &Column) -> String {
    let dates = ["2026-09-30", "2026-06-01", "2025-01-01", "2026-12-31", "2026-09-11T10:10:30Z"];
    let details = [
        "executors=P-3;expires=2026-12-31;single_use=yes",
        "recorded_as=P-1;environment=prod",
        "record=REC-1;class=money",
        "tool=TL-9;resource=rs-db",
        "origin=mixed",
        "ttl_seconds=90000",
    ];
    let outcomes = ["deny", "allow", "rejected", "approved", "error", "done"];
    match (column.name, column.kind) {
        ("details", _) => draw.one(&details).to_owned(),
        ("outcome", _) => draw.one(&outcomes).to_owned(),
        ("authority", _) => draw.one(&["accept:low", "money"]).to_owned(),
        ("parents", _) => draw.one(&["e-1-02", "e-2-07", "X-9"]).to_owned(),
        ("revocation_triggers", _) => draw.one(&["none", "whenever"]).to_owned(),
        ("purpose" | "conditions", _) => draw.one(&["any", "dlp"]).to_owned(),
        ("compensates", _) => "EB-01;EB-10".to_owned(),
        ("requirements", _) => draw.one(&["nist-csf@2.0/PR.AA-05#policy", "nist-csf@2.0/PR.PS-04#recorded"]).to_owned(),
        (_, Kind::One(words)) => draw.one(words).to_owned(),
        (_, Kind::Many(words)) => match draw.below(words.len() + 1) {
            0 => "none".to_owned(),
            n => words[n - 1].to_owned(),
        },
        (_, Kind::YesNo) => draw.one(&["yes", "no"]).to_owned(),
        (_, Kind::Integer) => draw.one(&["0", "1", "20", "90000"]).to_owned(),
        (_, Kind::Date) => draw.one(&dates).to_owned(),
        (_, Kind::ListOrNone | Kind::TextOrNone) => draw.one(&["none", "I-2", "I-1;I-2", "TL-1", "X-9"]).to_owned(),
        (_, Kind::List) => draw.one(&["I-1;I-2", "WF-1", "C-2", "P-2", "X-9"]).to_owned(),
        (_, Kind::Text) => draw.one(&IDS).to_owned(),
    }
}

/// The tidy organisation with a few things changed: a cell set to something else, a record taken away, an exception.
pub fn troubled(bytes: &[u8]) -> Lab {
    let mut draw = Draw::new(bytes);
    let draw = &mut draw;
    let mut lab = tidy();
    if draw.below(3) == 1 {
        crate::chance::exception(&mut lab, draw);
    }
    if draw.below(3) == 1 {
        crate::chance::decisions(&mut lab, draw);
    }
    for _ in 0..draw.below(6) {
        let slot = (draw.below(256) * 256 + draw.below(256)) % lab.records.len();
        if draw.below(8) == 7 {
            lab.records.remove(slot);
            continue;
        }
        let table = lab.records[slot].table;
        // What names a row, and what a row has to tell, stays what it is.
        let free: Vec<&Column> = spec(table).columns.iter().filter(|c| !c.required && !spec(table).key.contains(&c.name)).collect();
        if free.is_empty() {
            continue;
        }
        let column = free[draw.below(free.len())];
        let value = other(draw, column);
        lab.records[slot] = with(lab.records[slot].clone(), column.name, &value);
    }
    lab
}

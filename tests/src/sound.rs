//! Controls that are as they should be, so that a test can spoil one thing at a time.

use crate::records::Lab;
use countersign_core::Table;
use countersign_core::evidence::Period;

/// The requirement of the worked example.
pub const ACCESS: &str = "nist-csf@2.0/PR.AA-05";
/// Its facets, in order.
pub const FACETS: [&str; 6] = ["policy", "managed", "enforced", "reviewed", "least_privilege", "separation_of_duties"];

/// A workflow whose class is D1, for which the access requirement applies and at whose boundary nothing is found, with its identity.
pub fn workflow(lab: &mut Lab, id: &str) {
    people(lab);
    let (identity, credential, resource) = (format!("I-{id}"), format!("CR-{id}"), format!("RS-{id}"));
    lab.add(
        Table::Workflows,
        &[
            ("id", id),
            ("name", "Refunds"),
            ("owner", "P-9"),
            ("lifecycle", "active"),
            ("environment", "prod"),
            ("data_classes", "internal"),
            ("identity_mode", "own_workload"),
            ("output", "generative"),
            ("control_flow", "code"),
            ("tool_mode", "none"),
            ("parameters", "template"),
            ("effect", "none"),
            ("human_gate", "before_every_effect"),
            ("scope_growth", "no"),
            ("started_by", "human"),
            ("memory", "none"),
            ("untrusted_inputs", "no"),
            ("external_egress", "no"),
            ("identities", &identity),
            ("agents", "none"),
            ("tools", "none"),
            ("declared_environments", "prod"),
            ("last_reviewed", "2026-09-01"),
        ],
    );
    lab.add(
        Table::Identities,
        &[("id", &identity), ("kind", "workload"), ("owner", "P-9"), ("home_environment", "prod"), ("broker", "no")],
    );
    lab.add(Table::Resources, &[("id", &resource), ("kind", "store"), ("sensitivity", "internal"), ("environment", "prod")]);
    lab.add(
        Table::Credentials,
        &[
            ("id", &credential),
            ("identity", &identity),
            ("kind", "svid"),
            ("issued_per", "task"),
            ("ttl_seconds", "900"),
            ("holders", id),
            ("workload_claim", "yes"),
            ("downscoped", "yes"),
        ],
    );
    lab.add(
        Table::Grants,
        &[
            ("identity", &identity),
            ("resource", &resource),
            ("permission", "read"),
            ("environment", "prod"),
            ("kind", "jit"),
            ("granted_at", "2026-01-01"),
            ("last_used", "2026-09-29"),
            ("purpose", "refunds"),
            ("conditions", "one case"),
            ("revocation_triggers", "task end"),
            ("revocation_exercised", "2026-09-01"),
        ],
    );
}

/// People who ask for, approve and own things, each once.
pub fn people(lab: &mut Lab) {
    for (id, authority) in [("P-1", "accept:critical"), ("P-2", ""), ("P-3", "accept:low"), ("P-9", "")] {
        if lab.records.iter().all(|r| r.table != Table::People || r.key != id) {
            lab.add(Table::People, &[("id", id), ("name", id), ("kind", "human"), ("active", "yes"), ("authority", authority)]);
        }
    }
}

/// A claimed control for some facets of the access requirement.
pub fn control(lab: &mut Lab, id: &str, facets: &[&str], frequency: &str) {
    let cited = facets.iter().map(|f| format!("{ACCESS}#{f}")).collect::<Vec<_>>().join(";");
    lab.add(
        Table::Controls,
        &[
            ("id", id),
            ("title", id),
            ("owner", "P-9"),
            ("frequency", frequency),
            ("requirements", &cited),
            ("claim", "implemented"),
            ("claimed_at", "2026-04-15"),
        ],
    );
}

/// A test of a control on the as-of day.
pub fn test(lab: &mut Lab, control: &str, workflow: &str, result: &str, at: &str) {
    let id = format!("T-{control}-{workflow}");
    lab.add(
        Table::ControlTests,
        &[
            ("id", &id),
            ("control", control),
            ("method", "examine"),
            ("result", result),
            ("tested_at", at),
            ("tester", "P-2"),
            ("workflow", workflow),
        ],
    );
}

/// An approval record for a control, complete and validated, that covers some days.
pub fn artefact(lab: &mut Lab, file: &str, control: &str, from: &str, to: &str) {
    lab.evidence(&[
        ("file", file),
        ("title", file),
        ("kind", "approval_record"),
        ("period_from", from),
        ("period_to", to),
        ("collected_at", to),
        ("collected_by", "P-2"),
        ("controls", control),
        ("direction", "supports"),
        ("stated_record_count", "40"),
        ("independent_count", "40"),
        ("extraction_channel", "api"),
        ("ipe_conclusion", "validated"),
        ("tier", "R3"),
    ]);
}

/// A control with a test and two artefacts of the whole period: effective wherever it is.
pub fn effective(lab: &mut Lab, id: &str, facets: &[&str], period: Period) {
    control(lab, id, facets, "per_event");
    tested(lab, id, "effective", period);
}

/// The test and the artefacts of a control.
pub fn tested(lab: &mut Lab, id: &str, result: &str, period: Period) {
    let (from, to) = (period.from.to_string(), period.to.to_string());
    test(lab, id, "", result, &to);
    shown(lab, id, &from, &to);
}

/// Two artefacts, so that neither is the only one.
pub fn shown(lab: &mut Lab, id: &str, from: &str, to: &str) {
    artefact(lab, &format!("{id}-a.csv"), id, from, to);
    artefact(lab, &format!("{id}-b.csv"), id, from, to);
}

/// An approved exception to the access requirement for `WF-7`, of high severity, compensated by control `C-REV`.
pub fn exception(lab: &mut Lab, id: &str, facets: &str, from: &str, expires: &str) {
    lab.add(
        Table::Exceptions,
        &[
            ("id", id),
            ("requirement", ACCESS),
            ("workflow", "WF-7"),
            ("facets", facets),
            ("reason", "The second approver starts in the new year"),
            ("owner", "P-9"),
            ("requested_by", "P-2"),
            ("approved_by", "P-1"),
            ("severity", "high"),
            ("valid_from", from),
            ("expires", expires),
            ("compensating_controls", "C-REV"),
            ("status", "approved"),
        ],
    );
}

//! Small made-up organisations, each drawn from a run of bytes, so that a failing one can be made smaller.

use crate::records::Lab;
use countersign_core::Table;
use countersign_core::tables::{Kind, spec};

/// The requirements that these organisations are assessed against: with facets, without, by rule, and for the organisation.
pub const REQUIREMENTS: [&str; 9] =
    ["PR.AA-05", "PR.AA-04", "PR.PS-04", "GV.SC-04", "GV.OC-05", "ID.AM-02", "DE.CM-09", "DE.AE-02", "RS.MA-01"];

/// Choices read off a run of bytes; zeros when it ends.
pub struct Draw<'a> {
    bytes: &'a [u8],
}

impl<'a> Draw<'a> {
    /// Reads from the beginning.
    pub fn new(bytes: &'a [u8]) -> Self {
        Self { bytes }
    }

    /// A number below `n`.
    pub fn below(&mut self, n: usize) -> usize {
        let Some((first, rest)) = self.bytes.split_first() else { return 0 };
        self.bytes = rest;
        usize::from(*first) % n.max(1)
    }

    /// One of a list.
    pub fn one<'x>(&mut self, list: &[&'x str]) -> &'x str {
        list[self.below(list.len())]
    }
}

const DAYS: [&str; 8] = ["2026-09-30", "2026-09-20", "2026-08-31", "2026-06-30", "2026-05-02", "2026-03-20", "2025-11-02", "2026-10-04"];

/// A known value for any column of the workflow table, or nothing.
fn value(draw: &mut Draw<'_>, column: &str, kind: Kind) -> String {
    match (column, kind) {
        ("name", _) => "Made up".to_owned(),
        ("owner" | "control_owner" | "approver", _) => draw.one(&["P-9", "P-1", ""]).to_owned(),
        ("vendor", _) => draw.one(&["", "Northlight"]).to_owned(),
        ("stop_mechanism", _) => draw.one(&["", "Switch", "none"]).to_owned(),
        ("identities", _) => draw.one(&["I-1", "", "I-2", "I-1;I-2"]).to_owned(),
        ("agents", _) => draw.one(&["", "I-2", "I-1;I-2"]).to_owned(),
        ("tools", _) => draw.one(&["", "TL-1", "TL-1;TL-2"]).to_owned(),
        ("reviewers" | "operators", _) => draw.one(&["", "P-2"]).to_owned(),
        (_, Kind::One(words)) => draw.below(words.len() + 1).checked_sub(1).map_or("", |i| words[i]).to_owned(),
        (_, Kind::Many(words)) => match draw.below(words.len() + 2) {
            0 => String::new(),
            n if n <= words.len() => words[n - 1].to_owned(),
            _ => words.iter().take(2).copied().collect::<Vec<_>>().join(";"),
        },
        (_, Kind::YesNo) => draw.one(&["", "yes", "no"]).to_owned(),
        (_, Kind::Integer) => draw.one(&["", "30", "180"]).to_owned(),
        (_, Kind::Date) => draw.one(&["", "2026-08-20", "2026-02-01"]).to_owned(),
        _ => String::new(),
    }
}

/// A workflow with a value, or none, in each column. It does not contradict itself: no tools are named where there are none, and
/// no class of effect where there is no effect.
pub fn workflow(lab: &mut Lab, draw: &mut Draw<'_>, id: &str) {
    let mut values: Vec<(&str, String)> = spec(Table::Workflows)
        .columns
        .iter()
        .map(|c| (c.name, if c.name == "id" { id.to_owned() } else { value(draw, c.name, c.kind) }))
        .collect();
    for (column, consequence) in [("tool_mode", "tools"), ("effect", "effect_classes")] {
        if values.iter().any(|(c, v)| *c == column && v == "none") {
            values.iter_mut().filter(|(c, _)| *c == consequence).for_each(|(_, v)| v.clear());
        }
    }
    let values: Vec<(&str, &str)> = values.iter().map(|(c, v)| (*c, v.as_str())).collect();
    lab.add(Table::Workflows, &values);
}

/// A piece of evidence of any kind and age, for one control.
pub fn evidence(lab: &mut Lab, draw: &mut Draw<'_>, file: &str, control: &str, directions: &[&str]) {
    let to = draw.one(&DAYS);
    let from = draw.one(&["2026-04-01", "", "2026-07-01", "2026-09-01"]);
    let from = if from > to { to } else { from };
    let kind = ["approval_record", "event_log", "access_list", "config_snapshot", "policy", "attestation", "minutes", "other"];
    lab.evidence(&[
        ("file", file),
        ("kind", draw.one(&kind)),
        ("period_from", from),
        ("period_to", to),
        ("collected_at", to),
        ("collected_by", draw.one(&["P-2", "P-9"])),
        ("controls", control),
        ("workflows", draw.one(&["", "WF-1", "WF-2"])),
        ("environment", draw.one(&["", "prod", "test"])),
        ("direction", draw.one(directions)),
        ("stated_record_count", draw.one(&["40", ""])),
        ("independent_count", draw.one(&["40", "41", ""])),
        ("extraction_channel", draw.one(&["api", "manual"])),
        ("ipe_conclusion", draw.one(&["validated", "relied_on_itgc", "not_tested", "failed", ""])),
        ("tier", draw.one(&["R3", "", "R1", "R6"])),
    ]);
    // The bytes of some are not there.
    if draw.below(6) == 5
        && let Some(sha) = lab.records.last().and_then(|e| e.extra("sha256")).map(str::to_owned)
    {
        lab.held.remove(&sha);
    }
}

/// A small organisation: two workflows, up to three controls with tests and evidence, identities, an exception and decisions.
pub fn organisation(bytes: &[u8]) -> Lab {
    let mut draw = Draw::new(bytes);
    let draw = &mut draw;
    let mut lab = Lab::default();
    crate::sound::people(&mut lab);
    things(&mut lab, draw);
    for id in ["WF-1", "WF-2"] {
        workflow(&mut lab, draw, id);
    }
    for n in 0..=draw.below(3) {
        control(&mut lab, draw, n);
    }
    if draw.below(2) == 1 {
        exception(&mut lab, draw);
    }
    decisions(&mut lab, draw);
    lab
}

fn things(lab: &mut Lab, draw: &mut Draw<'_>) {
    for id in ["I-1", "I-2"] {
        lab.add(
            Table::Identities,
            &[("id", id), ("kind", "agent"), ("federation", draw.one(&["none", "oidc", ""])), ("broker", draw.one(&["no", ""]))],
        );
        let credential = format!("CR-{id}");
        lab.add(
            Table::Credentials,
            &[
                ("id", &credential),
                ("identity", id),
                ("ttl_seconds", draw.one(&["900", "", "90000"])),
                ("issued_per", draw.one(&["task", "standing", ""])),
                ("revocation_triggers", draw.one(&["task end", ""])),
            ],
        );
        lab.add(
            Table::Grants,
            &[
                ("identity", id),
                ("resource", "rs-1"),
                ("permission", draw.one(&["read", "write", "admin"])),
                ("environment", draw.one(&["prod", "test", ""])),
                ("kind", draw.one(&["standing", "jit"])),
                ("revocation_triggers", draw.one(&["task end", ""])),
            ],
        );
    }
    let (kind, sensitivity) = (draw.one(&["store", "secret_store"]), draw.one(&["confidential", "secrets", ""]));
    lab.add(Table::Resources, &[("id", "rs-1"), ("kind", kind), ("sensitivity", sensitivity), ("environment", "prod")]);
    for id in ["TL-1", "TL-2"] {
        lab.add(
            Table::Tools,
            &[("id", id), ("access", draw.one(&["read", "read;write", ""])), ("third_party", draw.one(&["no", "yes", ""]))],
        );
    }
}

fn control(lab: &mut Lab, draw: &mut Draw<'_>, n: usize) {
    let id = format!("C-{n}");
    let mut cited: Vec<String> = crate::sound::FACETS.iter().map(|f| format!("{}#{f}", crate::sound::ACCESS)).collect();
    cited.truncate(6 - draw.below(4));
    for r in
        ["GV.OC-05", "ID.AM-02#inventoried", "ID.AM-02#complete", "ID.AM-02#maintained", "GV.SC-04", "DE.AE-02", "RS.MA-01", "PR.PS-04"]
    {
        if draw.below(3) == 0 {
            cited.push(format!("nist-csf@2.0/{r}"));
        }
    }
    let frequency = draw.one(&["per_event", "monthly", "quarterly", "annual", ""]);
    lab.add(
        Table::Controls,
        &[
            ("id", &id),
            ("title", &id),
            ("owner", draw.one(&["P-9", "P-2"])),
            ("frequency", frequency),
            ("requirements", &cited.join(";")),
            ("scope_workflows", draw.one(&["", "WF-1", "WF-1;WF-2"])),
            ("claim", draw.one(&["implemented", "implemented", "partial", "planned", ""])),
            ("claimed_at", draw.one(&["2026-04-15", "2026-09-25", ""])),
            ("facets", draw.one(&["", "outcome"])),
        ],
    );
    for t in 0..draw.below(3) {
        let test = format!("T-{n}{t}");
        lab.add(
            Table::ControlTests,
            &[
                ("id", &test),
                ("control", &id),
                ("method", draw.one(&["examine", "test", "interview"])),
                ("result", draw.one(&["effective", "effective", "effective", "deviation", "ineffective", ""])),
                ("tested_at", draw.one(&DAYS)),
                ("tester", "P-2"),
                ("workflow", draw.one(&["", "WF-1"])),
            ],
        );
    }
    for e in 0..draw.below(4) {
        evidence(lab, draw, &format!("e-{n}{e}.csv"), &id, &["supports", "supports", "supports", "", "contradicts", "context"]);
    }
    if draw.below(3) == 1 {
        let request = format!("RQ-{n}");
        let (due, status) = (draw.one(&["2026-09-01", "2026-10-09"]), draw.one(&["open", "received", "not_available"]));
        lab.add(Table::Requests, &[("id", &request), ("control", &id), ("what", "It"), ("due", due), ("status", status)]);
    }
}

/// An exception that holds, or not.
pub fn exception(lab: &mut Lab, draw: &mut Draw<'_>) {
    lab.add(
        Table::Exceptions,
        &[
            ("id", "EX-1"),
            ("requirement", draw.one(&[crate::sound::ACCESS, "nist-csf@2.0/ID.AM-02", "nist-csf@2.0/GV.OC-05"])),
            ("workflow", draw.one(&["", "WF-1"])),
            ("environment", draw.one(&["", "prod"])),
            ("facets", draw.one(&["", "enforced;managed"])),
            ("reason", "It takes until winter"),
            ("requested_by", "P-2"),
            ("approved_by", draw.one(&["P-1", "P-1", "P-3", "P-2"])),
            ("severity", draw.one(&["medium", "low", "high"])),
            ("valid_from", "2026-07-01"),
            ("expires", draw.one(&["2026-12-31", "2026-08-31"])),
            ("compensating_controls", "C-0"),
            ("status", "approved"),
        ],
    );
}

/// A few decisions about statuses, some of them twice.
pub(crate) fn decisions(lab: &mut Lab, draw: &mut Draw<'_>) {
    for (n, kind) in ["not_applicable", "no_control", "contradiction_resolved", "override", "override"].into_iter().enumerate() {
        if draw.below(4) != 1 {
            continue;
        }
        let (id, at) = (format!("D-{n}"), format!("2026-09-0{}", draw.below(5) + 1));
        let subject = match kind {
            "contradiction_resolved" => draw.one(&["e-00.csv", "C-1.csv"]),
            _ => draw.one(&[crate::sound::ACCESS, "nist-csf@2.0/ID.AM-02", "nist-csf@2.0/DE.AE-02"]),
        };
        lab.add(
            Table::Decisions,
            &[
                ("id", &id),
                ("kind", kind),
                ("subject", subject),
                ("workflow", draw.one(&["", "WF-1"])),
                ("value", if kind == "override" { draw.one(&["not_met", "partial", "met", ""]) } else { "" }),
                ("likelihood", if kind == "no_control" { draw.one(&["", "high", "medium"]) } else { "" }),
                ("impact", if kind == "no_control" { draw.one(&["high", "critical", ""]) } else { "" }),
                ("reason", "As written"),
                ("decided_by", "P-2"),
                ("approved_by", draw.one(&["", "P-1", "P-9"])),
                ("at", &at),
            ],
        );
    }
}

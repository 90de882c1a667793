//! The outline of five frameworks, with made-up requirement titles.

use super::{Kind, one};

/// A framework: its groups carry label, title and depth.
pub(super) struct Framework {
    pub id: &'static str,
    pub title: &'static str,
    pub publisher: &'static str,
    pub unit: &'static str,
    pub kind: Kind,
    pub groups: Vec<(&'static str, &'static str, u8)>,
    /// Requirements per group that has some: group label, how many.
    counts: Vec<(&'static str, usize)>,
}

/// A requirement.
pub(super) struct Requirement {
    pub id: String,
    pub label: String,
    pub title: String,
    pub group: String,
}

const CSF: &[(&str, &str, usize)] = &[
    ("GV", "Govern", 0),
    ("GV.OC", "Organizational Context", 5),
    ("GV.RM", "Risk Management Strategy", 7),
    ("GV.RR", "Roles, Responsibilities, and Authorities", 4),
    ("GV.PO", "Policy", 2),
    ("GV.OV", "Oversight", 3),
    ("GV.SC", "Cybersecurity Supply Chain Risk Management", 10),
    ("ID", "Identify", 0),
    ("ID.AM", "Asset Management", 7),
    ("ID.RA", "Risk Assessment", 10),
    ("ID.IM", "Improvement", 4),
    ("PR", "Protect", 0),
    ("PR.AA", "Identity Management, Authentication, and Access Control", 6),
    ("PR.AT", "Awareness and Training", 2),
    ("PR.DS", "Data Security", 4),
    ("PR.PS", "Platform Security", 6),
    ("PR.IR", "Technology Infrastructure Resilience", 4),
    ("DE", "Detect", 0),
    ("DE.CM", "Continuous Monitoring", 5),
    ("DE.AE", "Adverse Event Analysis", 6),
    ("RS", "Respond", 0),
    ("RS.MA", "Incident Management", 5),
    ("RS.AN", "Incident Analysis", 4),
    ("RS.CO", "Incident Response Reporting and Communication", 2),
    ("RS.MI", "Incident Mitigation", 2),
    ("RC", "Recover", 0),
    ("RC.RP", "Incident Recovery Plan Execution", 6),
    ("RC.CO", "Incident Recovery Communication", 2),
];

const RMF: &[(&str, &str, usize)] = &[("GOVERN", "Govern", 19), ("MAP", "Map", 18), ("MEASURE", "Measure", 22), ("MANAGE", "Manage", 13)];

pub(super) fn frameworks() -> Vec<Framework> {
    vec![
        framework("nist-csf@2.0", "NIST Cybersecurity Framework 2.0", "NIST", "subcategories", Kind::Outcomes, CSF),
        framework("nist-ai-rmf@1.0", "NIST AI Risk Management Framework 1.0", "NIST", "subcategories", Kind::Outcomes, RMF),
        framework(
            "owasp-t@1.1",
            "OWASP Agentic AI: Threats and Mitigations 1.1",
            "OWASP",
            "threats",
            Kind::Threats,
            &[("T", "Agentic threats", 17)],
        ),
        framework(
            "owasp-asi@2026",
            "OWASP Top 10 for Agentic Applications 2026",
            "OWASP",
            "risks",
            Kind::Threats,
            &[("ASI", "Agentic risks", 10)],
        ),
        framework("maestro@1", "MAESTRO layers", "CSA", "layers", Kind::Layers, &[("L", "Layers", 7)]),
    ]
}

fn framework(
    id: &'static str,
    title: &'static str,
    publisher: &'static str,
    unit: &'static str,
    kind: Kind,
    source: &[(&'static str, &'static str, usize)],
) -> Framework {
    let groups = source.iter().map(|(label, title, _)| (*label, *title, u8::from(label.contains('.')))).collect();
    let counts = source.iter().filter(|s| s.2 > 0).map(|(label, _, n)| (*label, *n)).collect();
    Framework { id, title, publisher, unit, kind, groups, counts }
}

const SUBJECTS: &[&str] = &[
    "Access rights of workloads",
    "Records of model decisions",
    "Reviews by a named person",
    "Supplier commitments",
    "Recovery of service",
    "Data leaving the organisation",
    "Changes to tools and prompts",
    "Monitoring of unattended runs",
    "Training of reviewers",
    "Lists of agents and their owners",
    "Separation of request and approval",
    "Limits on what an agent may spend",
];

const VERBS: &[&str] =
    &["are kept current", "are shown to work", "are agreed in writing", "are tested in the period", "are known to their owners"];

pub(super) fn requirements() -> Vec<Requirement> {
    let mut out = Vec::new();
    for framework in frameworks() {
        for (group, many) in &framework.counts {
            for n in 1..=*many {
                let label = match framework.id {
                    "nist-csf@2.0" => format!("{group}-{n:02}"),
                    "nist-ai-rmf@1.0" => format!("{group} {}.{}", n.div_ceil(5), (n - 1) % 5 + 1),
                    "owasp-asi@2026" => format!("ASI{n:02}"),
                    _ => format!("{group}{n}"),
                };
                let seed = out.len();
                out.push(Requirement {
                    id: format!("{}/{label}", framework.id),
                    title: format!("{} {}", one(SUBJECTS, seed, 3), one(VERBS, seed, 4)),
                    group: format!("{}/{group}", framework.id),
                    label,
                });
            }
        }
    }
    out
}

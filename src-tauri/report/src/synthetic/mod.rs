//! Made-up reports of any size, for tests and benches. Nothing in them is real: names, findings and figures are drawn
//! from short lists by a fixed rule, and the same size always gives the same report.

mod catalog;
mod findings;
mod gaps;
mod registers;

use catalog::Requirement;
use countersign_core::gap_report::{Basis, Exclusion, FrameworkPage, GapReport, Grid, GridRow, Group, RequirementLine, Scope, Threshold};
use countersign_core::status::{Counts, EditionKind, Status, fold};
use std::collections::BTreeMap;

/// A made-up report about `workflows` workflows, with all figures adding up.
pub fn synthetic(workflows: usize) -> GapReport {
    let requirements = catalog::requirements();
    let grid = grid(workflows, &requirements);
    let lines = requirement_lines(&requirements, &grid);
    let frameworks: Vec<FrameworkPage> = catalog::frameworks().iter().map(|f| framework(f, &lines)).collect();
    let listed = |status| gaps::listed(&lines, status, workflows);
    let total: u64 = frameworks.iter().map(|f| f.counts.applicable()).sum();
    let met: u64 = frameworks.iter().map(|f| f.counts.met).sum();
    let open: u64 = frameworks.iter().map(|f| f.counts.not_assessed).sum();
    GapReport {
        schema: "countersign/gap-report@1".to_owned(),
        organisation: "Brackwater Mutual".to_owned(),
        basis: basis(),
        scope: scope(workflows),
        lead: format!(
            "Shown evidence supports {met} of {total} applicable requirements. {open} are not assessed, and about those nothing can be said yet."
        ),
        gaps: gaps::gaps(&frameworks, &lines, workflows),
        findings: findings::findings(&lines, workflows),
        not_applicable: listed(Status::NotApplicable),
        not_assessed: listed(Status::NotAssessed),
        workflows: registers::workflows(&grid),
        controls: registers::controls(12 + (workflows / 50).min(400)),
        evidence: registers::evidence(3 + workflows / 2),
        exceptions: registers::exceptions(2 + workflows / 100),
        citations: registers::citations(3 + (workflows / 400).min(40)),
        sources: registers::sources(workflows),
        rejected: registers::rejected(workflows),
        unread: registers::unread(workflows),
        rules: registers::rules(workflows),
        thresholds: thresholds(),
        limits: limits(),
        frameworks,
        grid,
    }
}

/// A number below `below` that depends on nothing but its seeds.
fn pick(a: usize, b: usize, below: usize) -> usize {
    let mut x = (a as u64).wrapping_mul(0x9E37_79B9_7F4A_7C15) ^ (b as u64).wrapping_mul(0xC2B2_AE3D_27D4_EB4F) ^ 0x2545_F491;
    x = (x ^ (x >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    x = (x ^ (x >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
    ((x ^ (x >> 31)) % below.max(1) as u64) as usize
}

/// One of a list.
fn one<'a>(list: &[&'a str], a: usize, b: usize) -> &'a str {
    list.get(pick(a, b, list.len())).copied().unwrap_or_default()
}

/// The letters a requirement's workflows may have.
fn letters(requirement: usize) -> &'static [Status] {
    use Status::{AcceptedRisk, Met, NotApplicable, NotAssessed, NotMet, Partial};
    match pick(requirement, 1, 11) {
        0..=2 => &[Met, Met, NotApplicable],
        3 => &[Met, Met, AcceptedRisk, NotApplicable],
        4 | 5 => &[Met, Partial, Partial, AcceptedRisk, NotApplicable],
        6 | 7 => &[Met, Partial, NotAssessed, NotAssessed, NotApplicable],
        8 => &[Met, Partial, NotAssessed, NotMet, NotApplicable],
        _ => &[NotApplicable],
    }
}

fn letter(status: Status) -> char {
    match status {
        Status::Met => 'M',
        Status::AcceptedRisk => 'A',
        Status::Partial => 'P',
        Status::NotAssessed => 'O',
        Status::NotMet => 'X',
        Status::NotApplicable => '-',
    }
}

pub(crate) fn status_of(letter: char) -> Option<Status> {
    Status::ALL.into_iter().find(|s| self::letter(*s) == letter)
}

fn grid(workflows: usize, requirements: &[Requirement]) -> Grid {
    let choices: Vec<&[Status]> = (0..requirements.len()).map(letters).collect();
    let cells = |w: usize| {
        choices.iter().enumerate().filter_map(|(r, list)| list.get(pick(w, r, list.len()))).map(|s| letter(*s)).collect::<String>()
    };
    Grid {
        requirements: requirements.iter().map(|r| r.id.clone()).collect(),
        rows: (0..workflows).map(|w| GridRow { workflow: registers::workflow_id(w), cells: cells(w) }).collect(),
    }
}

fn requirement_lines(requirements: &[Requirement], grid: &Grid) -> Vec<RequirementLine> {
    let mut columns = vec![Counts::default(); requirements.len()];
    for row in &grid.rows {
        for (counts, letter) in columns.iter_mut().zip(row.cells.chars()) {
            if let Some(status) = status_of(letter) {
                counts.add(status);
            }
        }
    }
    let line = |(requirement, counts): (&Requirement, Counts)| RequirementLine {
        id: requirement.id.clone(),
        label: requirement.label.clone(),
        title: requirement.title.clone(),
        text: format!("{}, in our own words: who does it, how it is shown, and how often.", requirement.title),
        official_text: None,
        group: requirement.group.clone(),
        status: counts.status(),
        counts,
        reason: match counts.status() {
            Status::Met => "Shown evidence supports every workflow it applies to.".to_owned(),
            Status::NotApplicable => "No rule that names it fired for a workflow in scope.".to_owned(),
            status => format!(
                "{} of {} workflows it applies to are {}.",
                counts.get(status),
                counts.applicable(),
                status.word().replace('_', " ")
            ),
        },
    };
    requirements.iter().zip(columns).map(line).collect()
}

fn framework(source: &catalog::Framework, lines: &[RequirementLine]) -> FrameworkPage {
    let prefix = format!("{}/", source.id);
    let requirements: Vec<RequirementLine> = lines.iter().filter(|r| r.id.starts_with(&prefix)).cloned().collect();
    let counts = Counts::of(requirements.iter().map(|r| r.status));
    let groups = source.groups.iter().map(|(label, title, depth)| {
        let id = format!("{prefix}{label}");
        let below = requirements.iter().filter(|r| r.group == id || r.group.starts_with(&format!("{id}.")));
        let counts = Counts::of(below.map(|r| r.status));
        Group { id, label: (*label).to_owned(), title: (*title).to_owned(), depth: *depth, status: counts.status(), counts }
    });
    let groups = groups.collect();
    FrameworkPage {
        id: source.id.to_owned(),
        title: source.title.to_owned(),
        publisher: source.publisher.to_owned(),
        kind: source.kind,
        unit: source.unit.to_owned(),
        status: fold(requirements.iter().map(|r| r.status)),
        lead: format!(
            "Of {} {}, {} apply. {} of these {} are {}; {} are not assessed and {} are {}.",
            counts.total(),
            source.unit,
            counts.applicable(),
            counts.met,
            counts.applicable(),
            Status::Met.label(source.kind).to_lowercase(),
            counts.not_assessed,
            counts.not_met,
            Status::NotMet.label(source.kind).to_lowercase()
        ),
        counts,
        groups,
        requirements,
    }
}

fn basis() -> Basis {
    Basis {
        kind: "period".to_owned(),
        from: "2026-04-01".to_owned(),
        to: "2026-09-30".to_owned(),
        as_of: "2026-09-30".to_owned(),
        assessed_at: "2026-09-30T14:30:00Z".to_owned(),
        assessment: "A-0007".to_owned(),
        snapshot: format!("sha256:{}", countersign_core::digest::sha256_hex(b"made-up snapshot")),
        ruleset: format!("sha256:{}", countersign_core::digest::sha256_hex(b"made-up rules")),
        tool_version: "0.1.0".to_owned(),
        sign_off: "prepared".to_owned(),
    }
}

fn scope(workflows: usize) -> Scope {
    let count = |list: &[&str], seed: usize| {
        let mut map: BTreeMap<String, u64> = BTreeMap::new();
        for w in 0..workflows {
            let word = one(list, w, seed);
            *map.entry(if word.is_empty() { "unknown" } else { word }.to_owned()).or_default() += 1;
        }
        map
    };
    Scope {
        workflows: workflows as u64,
        by_environment: count(registers::ENVIRONMENTS, 11),
        by_lifecycle: count(registers::LIFECYCLES, 13),
        by_class: count(registers::CLASSES, 14),
        exclusions: vec![
            Exclusion {
                what: "Spreadsheet macros of the finance team".to_owned(),
                reason: "No model takes part; reviewed on 12 May 2026.".to_owned(),
            },
            Exclusion { what: "Pilot of the meeting assistant".to_owned(), reason: "Retired before the period began.".to_owned() },
        ],
    }
}

fn thresholds() -> Vec<Threshold> {
    let line = |name: &str, value: &str, default: &str, meaning: &str| Threshold {
        name: name.to_owned(),
        value: value.to_owned(),
        default: default.to_owned(),
        meaning: meaning.to_owned(),
    };
    vec![
        line("evidence.monthly.limit", "30", "45", "Days after which evidence of a monthly control is stale"),
        line("evidence.quarterly.limit", "120", "120", "Days after which evidence of a quarterly control is stale"),
        line("review.dwell.minimum", "20", "20", "Seconds below which a review is flagged as implausible"),
        line("authorship.share.review", "0.8", "0.8", "Share of substantive reviews below which a programme is flagged"),
        line("theatre.tail.share", "0.60", "0.75", "Share of artefacts made in the last tenth of the period that is flagged"),
        line("exception.longest", "365", "365", "Days an exception may hold at most"),
    ]
}

fn limits() -> Vec<String> {
    [
        "Completeness of the deployment log is not established: no independent count was shown.",
        "Attributes that are unknown make a rule fire; such rules are marked as assumed.",
        "Hashes show that files are unchanged since import, not that what they say is true.",
        "Thresholds are proposals of the tool and were partly changed for this assessment.",
        "Mappings between frameworks are ours unless a publisher is named.",
        "People are named as in the inventory; identities were not verified.",
    ]
    .map(str::to_owned)
    .to_vec()
}

/// What a framework lists, so that its words fit.
type Kind = EditionKind;

/// Puts values into a report that try to break a page: long, unbroken, right to left, invisible, empty.
pub fn make_hostile(report: &mut GapReport) {
    report.organisation = format!("Brackwater \u{202E}lautuM {} Mutual 保険相互会社", "Very Long Name ".repeat(12));
    let names = [
        "{{ 7*7 }} # Heading".to_owned(),
        "返金の審査と承認の流れ、支店ごとの例外を含む".to_owned(),
        "مراجعة طلبات الاسترداد والموافقة عليها 2026".to_owned(),
        "בדיקת החזרים ואישורם".to_owned(),
        "Emoji 😀🚀 family 👩‍👩‍👧 and \u{1F3F4}".to_owned(),
        "x".repeat(5_000),
        "long words and ".repeat(340),
        "N".repeat(200),
        "nul\u{0} bell\u{7} zero\u{200B}width \u{2066}isolate\u{2069} tag\u{E0041} private\u{E000}".to_owned(),
        "z\u{300}\u{301}\u{302}\u{303}\u{304}\u{305}algo".to_owned(),
        "```cover\n```\n- **bold** <b>html</b> [link](http://example.org)".to_owned(),
        "=HYPERLINK(\"http://example.org\")".to_owned(),
        "हिन्दी में एक नाम, ไทย, ქართული, Ελληνικά, Кириллица".to_owned(),
        String::new(),
    ];
    let texts: Vec<&String> = names.iter().collect();
    let pick_text = |n: usize| texts.get(n % texts.len()).map_or_else(String::new, |t| (*t).clone());
    for (n, workflow) in report.workflows.iter_mut().enumerate() {
        workflow.name = pick_text(n);
        workflow.owner = pick_text(n + 3);
    }
    for (n, gap) in report.gaps.iter_mut().enumerate() {
        gap.question = pick_text(n);
        gap.cause = pick_text(n + 6);
        gap.owner = pick_text(n + 7);
        gap.missing = vec![pick_text(n + 1), pick_text(n + 2)];
    }
    for (n, finding) in report.findings.iter_mut().enumerate() {
        finding.title = pick_text(n + 4);
        finding.condition = pick_text(n);
        finding.subject = pick_text(n + 9);
        finding.owner = Some(pick_text(n + 2));
        finding.sources = vec![pick_text(n + 5)];
    }
    for (n, evidence) in report.evidence.iter_mut().enumerate() {
        evidence.title = pick_text(n + 1);
        evidence.file = pick_text(n + 5);
    }
    for (n, row) in report.rejected.iter_mut().enumerate() {
        row.at.file = pick_text(n + 5);
        row.reason = pick_text(n + 6);
        row.raw = pick_text(n + 8);
    }
    for (n, cell) in report.unread.iter_mut().enumerate() {
        cell.at.file = pick_text(n + 5);
        cell.record = pick_text(n + 3);
        cell.raw = pick_text(n + 8);
    }
    report.controls.clear();
    report.citations.clear();
    report.exceptions.truncate(1);
    report.limits.push("Ω".repeat(3_000));
    if let Some(framework) = report.frameworks.first_mut() {
        framework.title = "N".repeat(200);
        framework.lead = "long words and ".repeat(300);
    }
}

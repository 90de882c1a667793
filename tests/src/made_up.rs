//! A made-up organisation of any size, the same every time: workflows, people, controls, tests and evidence.

use countersign_core::catalog::Content;
use countersign_workbench::{AssessOptions, ImportOptions, Workbench};
use std::io::Write;
use std::path::{Path, PathBuf};
use std::sync::Arc;

const UNITS: [&str; 12] = [
    "Claims",
    "Underwriting",
    "Finance",
    "Contact centre",
    "Complaints",
    "People",
    "Legal",
    "Actuarial",
    "IT operations",
    "Engineering",
    "Security desk",
    "",
];
const TASKS: [&str; 10] =
    ["triage", "drafting", "summary", "matching", "extraction", "review notes", "routing", "forecast", "translation", "answering"];
const THINGS: [&str; 9] = [
    "claims letters",
    "broker mail",
    "policy wordings",
    "refund requests",
    "vendor files",
    "call records",
    "alerts",
    "board papers",
    "契約書類 📄",
];

const COLUMNS: [&str; 32] = [
    "id",
    "name",
    "purpose",
    "business_unit",
    "owner",
    "lifecycle",
    "environment",
    "criticality",
    "identity_mode",
    "output",
    "control_flow",
    "tool_mode",
    "parameters",
    "effect",
    "human_gate",
    "scope_growth",
    "started_by",
    "memory",
    "effect_classes",
    "data_classes",
    "untrusted_inputs",
    "external_egress",
    "retrieval",
    "model_hosting",
    "declared_class",
    "review_cycle_days",
    "last_reviewed",
    "next_review",
    "tools",
    "identities",
    "agents",
    "cost centre",
];

/// One of some values, scattered by row and column.
fn one(list: &[&'static str], i: usize, salt: usize) -> String {
    list[(i * 31 + salt * 17 + i / 7) % list.len()].to_owned()
}

/// The register of workflows.
pub fn write_workflows(path: &Path, workflows: usize) {
    let mut out = csv::Writer::from_path(path).unwrap();
    out.write_record(COLUMNS).unwrap();
    for i in 0..workflows {
        let row = COLUMNS.iter().enumerate().map(|(salt, column)| match *column {
            "id" => format!("WF-{i:06}"),
            "name" => format!("{} {} {i}", capital(THINGS[i / 3 % THINGS.len()]), TASKS[i % TASKS.len()]),
            "purpose" => format!("Helps with the {} of {} in step {}", TASKS[i % TASKS.len()], THINGS[i / 3 % THINGS.len()], i % 97),
            "business_unit" => one(&UNITS, i, salt),
            "owner" if i % 40 == 7 => String::new(),
            "owner" => format!("P-{:02}", i % 60),
            "lifecycle" => one(&["active", "active", "proposed", "retired"], i, salt),
            "environment" => one(&["prod", "test", "dev", ""], i, salt),
            "criticality" => one(&["low", "medium", "high", "critical", ""], i, salt),
            "identity_mode" => one(&["own_workload", "shared_service", "inherited_human", ""], i, salt),
            "output" => one(&["none", "fixed_model", "generative"], i, salt),
            "control_flow" => one(&["code", "enumerated_branch", "model_plans", ""], i, salt),
            "tool_mode" => one(&["none", "fixed_single", "fixed_allowlist", "dynamic"], i, salt),
            "parameters" => one(&["template", "schema_validated", "free_form", ""], i, salt),
            "effect" => one(&["none", "advisory", "reversible_write", "irreversible_or_external"], i, salt),
            "human_gate" => one(&["before_every_effect", "after", "none", ""], i, salt),
            "scope_growth" => one(&["no", "no", "with_approval"], i, salt),
            "started_by" => one(&["human", "schedule_or_event", "self"], i, salt),
            "memory" => one(&["none", "session", "shared"], i, salt),
            "effect_classes" => one(&["money", "external_comm;money", "", "prod_change"], i, salt),
            "data_classes" => one(&["internal", "confidential;pii", "restricted", ""], i, salt),
            "model_hosting" => one(&["vendor_api", "self_hosted", "fine_tuned", ""], i, salt),
            "declared_class" => one(&["D0", "D1", "D2", ""], i, salt),
            "review_cycle_days" => one(&["90", "180", "", "365"], i, salt),
            "last_reviewed" => one(&["2026-08-20", "2026-02-01", "", "2026-06-30"], i, salt),
            "next_review" => one(&["", "", "2026-12-01", "2026-09-12"], i, salt),
            "tools" => format!("TL-{:02}", i % 30),
            "identities" | "agents" => format!("agent-{:02}", i % 40),
            "cost centre" => format!("CC-{}", i % 300),
            _ => one(&["yes", "no", ""], i, salt),
        });
        out.write_record(row.collect::<Vec<_>>()).unwrap();
    }
    out.flush().unwrap();
}

fn capital(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map_or_else(String::new, |c| c.to_uppercase().chain(letters).collect())
}

fn write_people(path: &Path) {
    let mut out = csv::Writer::from_path(path).unwrap();
    out.write_record(["id", "name", "kind", "active", "roles"]).unwrap();
    let (first, last) =
        (["Leila", "Adaeze", "Piet", "Ines", "Callum", "Noor", "Owen", "Marta"], ["Haddad", "Okon", "Lindqvist", "Sorrel", "Reyes"]);
    for i in 0..60 {
        let name = format!("{} {}", first[i % first.len()], last[i % last.len()]);
        out.write_record([format!("P-{i:02}"), name, "human".into(), if i % 9 == 0 { "no" } else { "yes" }.into(), format!("Role {i}")])
            .unwrap();
    }
    out.flush().unwrap();
}

/// The starter controls as if they were the organisation's own, two thirds of them tested, with a little evidence.
fn write_controls(folder: &Path, content: &Content) {
    let evidence = folder.join("evidence");
    std::fs::create_dir_all(&evidence).unwrap();
    let mut controls = csv::Writer::from_path(folder.join("controls.csv")).unwrap();
    let mut tests = csv::Writer::from_path(folder.join("control_tests.csv")).unwrap();
    let mut index = csv::Writer::from_path(evidence.join("evidence.csv")).unwrap();
    controls.write_record(["id", "title", "owner", "frequency", "requirements", "claim", "claimed_at"]).unwrap();
    tests.write_record(["id", "control", "method", "result", "tested_at", "tester", "workflow"]).unwrap();
    index
        .write_record([
            "file",
            "title",
            "kind",
            "period_from",
            "period_to",
            "collected_at",
            "collected_by",
            "controls",
            "direction",
            "stated_record_count",
            "independent_count",
            "extraction_channel",
            "ipe_conclusion",
            "tier",
        ])
        .unwrap();
    for (i, c) in content.controls.iter().enumerate() {
        let cited: Vec<String> = c.maps.iter().flat_map(|m| m.facets.iter().map(move |f| format!("{}#{f}", m.requirement))).collect();
        let claim = ["implemented", "implemented", "implemented", "partial", "planned"][i % 5];
        let (id, owner) = (format!("C-{i:03}"), format!("P-{:02}", i % 60));
        controls.write_record([&id, &c.title, &owner, &c.frequency, &cited.join(";"), claim, "2026-04-15"]).unwrap();
        if i % 3 < 2 {
            let result = ["effective", "effective", "effective", "effective", "deviation", "ineffective"][i / 3 % 6];
            let workflow = if i % 11 == 0 { format!("WF-{:06}", i * 7) } else { String::new() };
            tests
                .write_record([
                    &format!("T-{i:03}"),
                    &id,
                    ["examine", "test", "examine", "interview"][i % 4],
                    result,
                    "2026-09-20",
                    "P-01",
                    &workflow,
                ])
                .unwrap();
        }
        // Two artefacts for most, because one that stands alone for every workflow is questioned.
        for part in ["a", "b"].into_iter().take(if i % 8 == 5 { 1 } else { 2 }) {
            let file = format!("{id}-{part}.csv");
            std::fs::write(evidence.join(&file), format!("item,part,made_up\n{i},{part},yes\n")).unwrap();
            let to = ["2026-09-30", "2026-09-28", "2026-07-31", "2026-09-29"][i % 4];
            let kind = c.expects.first().map_or("ticket", String::as_str);
            let (title, by) = (format!("Records of {}", c.title), format!("P-{:02}", (i + 1) % 60));
            index
                .write_record([&file, &title, kind, "2026-04-01", to, to, &by, &id, "supports", "40", "40", "api", "validated", "R3"])
                .unwrap();
        }
    }
    for mut out in [controls, tests, index] {
        out.flush().unwrap();
    }
}

/// Writes the organisation's files into a folder, imports them into a new workspace and assesses the half-year of the sample.
pub fn workspace(out: &Path, workflows: usize, content: Arc<Content>, said: &mut dyn Write) {
    let files = tempfile::tempdir().unwrap();
    write_workflows(&files.path().join("workflows.csv"), workflows);
    write_people(&files.path().join("people.csv"));
    write_controls(files.path(), &content);
    let now = crate::desk::now();
    let mut bench = Workbench::create_with(out, "Hundred Thousand Mutual", &now, content).unwrap();
    let began = std::time::Instant::now();
    let paths: Vec<PathBuf> = vec![files.path().to_owned()];
    let report = bench.import(&paths, &ImportOptions::default(), &now, &mut |_, _| true).unwrap();
    assert!(!report.refused, "{:#?}", report.files.iter().flat_map(|f| &f.diagnostics).take(5).collect::<Vec<_>>());
    writeln!(said, "imported {} files in {:.1} s", report.files.len(), began.elapsed().as_secs_f64()).unwrap();
    let began = std::time::Instant::now();
    let options = AssessOptions { from: Some("2026-04-01".into()), to: Some("2026-09-30".into()), ..AssessOptions::default() };
    let (assessed, _) = bench.assess(&options, &now).unwrap();
    let a = &assessed.assessment;
    let leaves = a.rows.len() * a.requirements.len();
    writeln!(said, "assessed {leaves} leaves ({} distinct outcomes) in {:.1} s", a.outcomes.len(), began.elapsed().as_secs_f64()).unwrap();
}

//! `make bench`: speed as ratios against a baseline that is named and measured in the same run. No figure is asserted.
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::print_stdout,
    clippy::print_stderr,
    reason = "a bench prints, and may fail loudly"
)]

use countersign_report::Templates;
use countersign_tests::desk::{Desk, half_year, now};
use countersign_tests::tools;
use std::io::{BufWriter, Write};
use std::path::Path;
use std::time::Instant;

const EVENTS: u64 = 1_000_000;
const WORKFLOWS: usize = 10_000;
const PAGES: usize = 2_000;
const RUNS: usize = 3;

/// Measures and prints one figure; the folder is for its files.
type Part = fn(&Path);

/// The median of some seconds.
fn median(mut seconds: Vec<f64>) -> f64 {
    seconds.sort_by(f64::total_cmp);
    seconds[seconds.len() / 2]
}

/// The median seconds of several runs; each prepares without being measured.
fn measured<P>(mut prepare: impl FnMut() -> P, mut run: impl FnMut(P)) -> f64 {
    median(
        (0..RUNS)
            .map(|_| {
                let ready = prepare();
                let began = Instant::now();
                run(ready);
                began.elapsed().as_secs_f64()
            })
            .collect(),
    )
}

fn write_events(path: &Path) {
    let mut out = BufWriter::new(std::fs::File::create(path).unwrap());
    writeln!(out, "event_id,run_id,workflow,type,ts,actor,actor_kind,on_behalf_of,credential,parents,artefact,content_sha256,size,unit,outcome,details").unwrap();
    let kinds = ["request", "prompt", "model_output", "tool_call", "policy_decision", "approval", "execution", "effect"];
    for i in 0..EVENTS {
        let step = (i % 8) as usize;
        let parent = if step == 0 { String::new() } else { format!("EV-{:08}", i - 1) };
        writeln!(
            out,
            "EV-{i:08},RUN-{:07},WF-{:03},{},2026-{:02}-{:02}T{:02}:{:02}:{:02}Z,agent-{:02},agent,,CR-{:02},{parent},ART-{:07},{:064x},{},word,done,tool=TL-{:02}",
            i / 8,
            i / 8 % 200,
            kinds[step],
            4 + i / 8 % 6,
            1 + i / 48 % 28,
            i / 3_600 % 24,
            i / 60 % 60,
            i % 60,
            i / 8 % 40,
            i / 8 % 40,
            i / 8,
            u128::from(i) * 0x9E37_79B9_7F4A_7C15_F39C_u128,
            40 + i % 400,
            i % 30
        )
        .unwrap();
    }
    out.flush().unwrap();
}

fn write_workflows(path: &Path) {
    let columns = [
        "id",
        "name",
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
        "last_reviewed",
        "tools",
        "identities",
        "agents",
    ];
    let one = |list: &[&'static str], i: usize, salt: usize| list[(i * 31 + salt * 17 + i / 7) % list.len()];
    let mut out = csv::Writer::from_path(path).unwrap();
    out.write_record(columns).unwrap();
    for i in 0..WORKFLOWS {
        let row: Vec<String> = columns
            .iter()
            .enumerate()
            .map(|(salt, column)| match *column {
                "id" => format!("WF-{i:05}"),
                "name" => format!("Made-up workflow {i}"),
                "owner" => format!("P-{:02}", i % 60),
                "lifecycle" => one(&["active", "active", "proposed", "retired"], i, salt).to_owned(),
                "environment" => one(&["prod", "test", "dev", ""], i, salt).to_owned(),
                "criticality" => one(&["low", "medium", "high", "critical", ""], i, salt).to_owned(),
                "identity_mode" => one(&["own_workload", "shared_service", "inherited_human", ""], i, salt).to_owned(),
                "output" => one(&["none", "fixed_model", "generative"], i, salt).to_owned(),
                "control_flow" => one(&["code", "enumerated_branch", "model_plans", ""], i, salt).to_owned(),
                "tool_mode" => one(&["none", "fixed_single", "fixed_allowlist", "dynamic"], i, salt).to_owned(),
                "parameters" => one(&["template", "schema_validated", "free_form", ""], i, salt).to_owned(),
                "effect" => one(&["none", "advisory", "reversible_write", "irreversible_or_external"], i, salt).to_owned(),
                "human_gate" => one(&["before_every_effect", "after", "none", ""], i, salt).to_owned(),
                "scope_growth" => one(&["no", "no", "with_approval"], i, salt).to_owned(),
                "started_by" => one(&["human", "schedule_or_event", "self"], i, salt).to_owned(),
                "memory" => one(&["none", "session", "shared"], i, salt).to_owned(),
                "effect_classes" => one(&["money", "external_comm;money", "", "prod_change"], i, salt).to_owned(),
                "data_classes" => one(&["internal", "confidential;pii", "restricted", ""], i, salt).to_owned(),
                "model_hosting" => one(&["vendor_api", "self_hosted", "fine_tuned", ""], i, salt).to_owned(),
                "declared_class" => one(&["D0", "D1", "D2", ""], i, salt).to_owned(),
                "last_reviewed" => one(&["2026-08-20", "2026-02-01", ""], i, salt).to_owned(),
                "tools" => format!("TL-{:02}", i % 30),
                "identities" | "agents" => format!("agent-{:02}", i % 40),
                _ => one(&["yes", "no", ""], i, salt).to_owned(),
            })
            .collect();
        out.write_record(&row).unwrap();
    }
    out.flush().unwrap();
}

fn imports(folder: &Path) {
    let events = folder.join("events.csv");
    write_events(&events);
    let bytes = std::fs::metadata(&events).unwrap().len();
    println!(
        "1. Import of {EVENTS} events ({:.0} MB CSV): checked, keyed, each with its row, journalled, in one transaction",
        bytes as f64 / 1e6
    );
    let ours = measured(Desk::empty, |mut desk| {
        let report = desk.import(&events);
        assert_eq!(report.files[0].new, EVENTS, "{:?}", report.files[0].diagnostics.first());
    });
    println!("   ours: {ours:.2} s, {:.0} rows/s", EVENTS as f64 / ours);
    if !tools::need(&["sqlite3", "sha256sum"]) {
        return;
    }
    let theirs = measured(
        || tempfile::tempdir().unwrap(),
        |dir| {
            let import = format!(".import --csv \"{}\" events", events.display());
            tools::stdout(dir.path(), "sqlite3", &["x.db", "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL;", &import]);
            tools::stdout(dir.path(), "sha256sum", &[events.to_str().unwrap()]);
        },
    );
    println!("   baseline, `sqlite3 .import` of the same file and `sha256sum`: {theirs:.2} s");
    println!("   ratio: {:.2} x the baseline", ours / theirs);
}

fn assessments(folder: &Path) {
    let file = folder.join("workflows.csv");
    write_workflows(&file);
    let mut desk = Desk::empty();
    assert_eq!(desk.import(&file).files[0].new, WORKFLOWS as u64);
    let mut leaves = 0;
    let ours = measured(
        || (),
        |()| {
            let assessed = desk.bench.look(&half_year(), &now()).unwrap();
            leaves = assessed.assessment.requirements.len() * assessed.assessment.rows.len();
        },
    );
    let theirs = measured(
        || (),
        |()| {
            let mut reader = csv::Reader::from_path(&file).unwrap();
            assert_eq!(reader.records().map(Result::unwrap).count(), WORKFLOWS);
        },
    );
    println!("2. Assessment of {WORKFLOWS} workflows against every shipped edition: {leaves} leaves, snapshot read and digested");
    println!("   ours: {ours:.2} s, {:.0} leaves/s", leaves as f64 / ours);
    println!("   baseline, the csv crate alone reading the same rows: {theirs:.3} s");
    println!("   ratio: {:.0} x the baseline, {:.2} us a leaf", ours / theirs, ours / leaves as f64 * 1e6);
}

fn pages(pdf: &[u8], folder: &Path) -> Option<usize> {
    let file = folder.join("report.pdf");
    std::fs::write(&file, pdf).unwrap();
    if !tools::need(&["pdfinfo"]) {
        return None;
    }
    let info = tools::stdout(folder, "pdfinfo", &["report.pdf"]);
    info.lines().find_map(|l| l.strip_prefix("Pages:")).and_then(|n| n.trim().parse().ok())
}

fn reports(folder: &Path) {
    let templates = Templates::embedded();
    let size = |workflows: usize| {
        let report = countersign_report::synthetic(workflows);
        pages(&countersign_report::pdf(&report, &templates).unwrap(), folder)
    };
    // Pages grow with the workflows: two sizes tell how many it takes.
    let (small, large) = (2_000_usize, 4_000_usize);
    let workflows = match (size(small), size(large)) {
        (Some(a), Some(b)) if b > a => (small + (PAGES.saturating_sub(a)) * (large - small) / (b - a)).max(small),
        _ => 20_000,
    };
    let report = countersign_report::synthetic(workflows);
    let mut bytes = Vec::new();
    let ours = measured(|| (), |()| bytes = countersign_report::pdf(&report, &templates).unwrap());
    let count = pages(&bytes, folder).unwrap_or(0);
    println!(
        "3. A gap report of {count} pages ({workflows} workflows, {:.1} MB PDF), outlined and with every font subset",
        bytes.len() as f64 / 1e6
    );
    println!("   ours: {ours:.2} s, {:.0} pages/s", count as f64 / ours);
    if tools::need(&["pdftotext"]) {
        let theirs = measured(
            || (),
            |()| {
                tools::stdout(folder, "pdftotext", &["report.pdf", "report.txt"]);
            },
        );
        println!("   baseline, `pdftotext` reading it: {theirs:.2} s");
        println!("   ratio: {:.2} x the baseline", ours / theirs);
    }
}

fn main() {
    let folder = tempfile::tempdir().unwrap();
    let cores = std::thread::available_parallelism().map_or(0, usize::from);
    let profile = if cfg!(debug_assertions) { "debug: figures mean little" } else { "release" };
    println!("countersign bench: {cores} cores, {profile}, median of {RUNS} runs\n");
    let wanted: Vec<String> = std::env::args().skip(1).collect();
    let parts: [(&str, Part); 3] = [("import", imports), ("assess", assessments), ("report", reports)];
    for (name, part) in parts {
        if wanted.is_empty() || wanted.iter().any(|w| w == name) {
            part(folder.path());
            println!();
        }
    }
}

//! `make bench`: speed as ratios against a baseline that is named and measured in the same run. No figure is asserted.
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::print_stdout,
    clippy::print_stderr,
    reason = "a bench prints, and may fail loudly"
)]

use countersign_core::analysis::{Analyses, analyse, conclude};
use countersign_core::assess::{Basis, Earlier, Frame, assess_with};
use countersign_core::catalog::DEFAULT_EDITIONS;
use countersign_core::citation::Resolver;
use countersign_core::evidence::Period;
use countersign_core::facts::Lookups;
use countersign_core::parameters::Parameters;
use countersign_core::tables::spec;
use countersign_core::workers::map;
use countersign_core::{Record, Table};
use countersign_report::Templates;
use countersign_tests::desk::{Desk, half_year, now};
use countersign_tests::tools;
use countersign_tests::{load, made_up};
use countersign_workbench::screens::{MatrixQuery, WorkflowFlag, WorkflowQuery};
use countersign_workbench::{Threads, Workbench};
use std::io::{BufWriter, Write};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Instant;

/// As in the programs that are handed out: the engine asks for memory in many small pieces, from several threads (ADR 0038).
#[cfg(not(target_env = "msvc"))]
#[global_allocator]
static MEMORY: tikv_jemallocator::Jemalloc = tikv_jemallocator::Jemalloc;

const EVENTS: u64 = 1_000_000;
const WORKFLOWS: usize = 10_000;
const PAGES: usize = 2_000;
const RUNS: usize = 3;
const SCREEN_WORKFLOWS: usize = 100_000;

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

/// Events with short rows, so that ten million of them stay below the size a file may have.
fn write_short_events(path: &Path, count: u64) {
    let mut out = BufWriter::new(std::fs::File::create(path).unwrap());
    writeln!(out, "event_id,run_id,workflow,type,ts,actor,parents,outcome").unwrap();
    let kinds = ["prompt", "model_output", "tool_call", "effect"];
    for i in 0..count {
        let parent = if i % 4 == 0 { String::new() } else { format!("EV-{:08}", i - 1) };
        let (run, kind, day) = (i / 4, kinds[(i % 4) as usize], 1 + i / 48 % 28);
        let (hour, minute, second) = (i / 3_600 % 24, i / 60 % 60, i % 60);
        writeln!(
            out,
            "EV-{i:08},RUN-{run:07},WF-{:03},{kind},2026-06-{day:02}T{hour:02}:{minute:02}:{second:02}Z,agent-{:02},{parent},done",
            run % 200,
            run % 40
        )
        .unwrap();
    }
    out.flush().unwrap();
}

/// The most memory this process ever held, in MB, as the system counts it.
fn peak() -> Option<f64> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find_map(|l| l.strip_prefix("VmHWM:"))?;
    line.split_whitespace().next()?.parse::<f64>().ok().map(|kb| kb / 1024.0)
}

/// Imports a file in a process of its own and prints what that took; `memory` starts it.
fn import_alone(file: &Path) {
    let mut desk = Desk::empty();
    let report = desk.import(file);
    println!("{} {:.1}", report.files[0].new, peak().unwrap_or(f64::NAN));
}

fn memory(folder: &Path) {
    println!("5. Peak memory of an import, each in a process of its own");
    let mut peaks = Vec::new();
    for count in [EVENTS, 10 * EVENTS] {
        let file = folder.join("short.csv");
        write_short_events(&file, count);
        let bytes = std::fs::metadata(&file).unwrap().len();
        let program = std::env::current_exe().unwrap();
        let out = std::process::Command::new(program).arg("--import-alone").arg(&file).output().unwrap();
        let said = String::from_utf8_lossy(&out.stdout).into_owned();
        let words: Vec<&str> = said.split_whitespace().collect();
        assert_eq!(words.first(), Some(&count.to_string().as_str()), "{said}{}", String::from_utf8_lossy(&out.stderr));
        println!("   {count} events ({:.0} MB CSV): {} MB", bytes as f64 / 1e6, words[1]);
        peaks.push(words[1].parse::<f64>().unwrap());
        std::fs::remove_file(&file).unwrap();
    }
    println!("   ratio: {:.2} x the memory for ten times the rows", peaks[1] / peaks[0]);
}

fn assessments(folder: &Path) {
    let file = folder.join("workflows.csv");
    made_up::write_workflows(&file, WORKFLOWS);
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

/// What a screen waits for, with a hundred thousand workflows: the worst of some runs, each beside what it is held to.
fn screens(folder: &Path) {
    let given = std::env::args().skip(1).find(|a| a.ends_with(".countersign")).map(PathBuf::from);
    let path = given.unwrap_or_else(|| {
        let path = folder.join("screens.countersign");
        made_up::workspace(&path, SCREEN_WORKFLOWS, Arc::new(countersign_workbench::shipped().unwrap()), &mut std::io::stderr());
        path
    });
    let timed = |what: &str, aim: f64, run: &mut dyn FnMut()| {
        let worst = (0..2 * RUNS)
            .map(|_| {
                let began = Instant::now();
                run();
                began.elapsed().as_secs_f64() * 1e3
            })
            .fold(0.0, f64::max);
        println!("   {what}: {worst:.1} ms{}", if aim > 0.0 { format!(" (aim {aim:.0})") } else { String::new() });
    };
    println!("4. Screens over {} MB of workspace", std::fs::metadata(&path).unwrap().len() >> 20);
    let content = Arc::new(countersign_workbench::shipped().unwrap());
    timed("opening the file", 0.0, &mut || drop(Workbench::open_with(&path, false, Arc::clone(&content)).unwrap()));
    let bench = Workbench::open_with(&path, false, content).unwrap();
    let page = WorkflowQuery { rows: 60, ..WorkflowQuery::default() };
    timed("first rows before anything is read", 0.0, &mut || assert_eq!(bench.first_workflows(&page).unwrap().rows.len(), 60));
    let began = Instant::now();
    drop(bench.citations().unwrap());
    println!("   reading the records alone: {:.2} s", began.elapsed().as_secs_f64());
    let began = Instant::now();
    drop(bench.latest().unwrap());
    println!("   reading the assessment with its records: {:.2} s", began.elapsed().as_secs_f64());
    let began = Instant::now();
    let reading = bench.reading(&now()).unwrap();
    println!("   reading everything: {:.2} s", began.elapsed().as_secs_f64());
    let shown = |q: &WorkflowQuery| drop(reading.workflows(q).unwrap());
    shown(&WorkflowQuery { sort: "name".into(), ..page.clone() });
    timed("one keystroke in the filter, worst first", 15.0, &mut || shown(&WorkflowQuery { text: "letters dra".into(), ..page.clone() }));
    let late = WorkflowQuery { text: "x".into(), sort: "name".into(), from: 50, flags: vec![WorkflowFlag::ReviewLate], ..page.clone() };
    timed("the same by name, those late", 15.0, &mut || shown(&late));
    timed("a page far down", 15.0, &mut || shown(&WorkflowQuery { from: 90_000, ..page.clone() }));
    let views =
        [WorkflowFlag::NoOwner, WorkflowFlag::IdentityUnknown, WorkflowFlag::ReviewLate, WorkflowFlag::ClassOpen, WorkflowFlag::NotMet];
    let mut counted: Vec<WorkflowQuery> = views.map(|flag| WorkflowQuery { flags: vec![flag], ..page.clone() }).into();
    counted.push(page.clone());
    timed("counts of six views", 30.0, &mut || assert_eq!(reading.workflow_counts(&counted).unwrap().len(), 6));
    let id = reading.workflows(&WorkflowQuery { from: 40_000, ..page.clone() }).unwrap().rows[0].id.clone();
    timed("one workflow and its alignment", 50.0, &mut || {
        reading.workflow(&id).unwrap();
        reading.alignment(&id, "nist-csf@2.0").unwrap();
    });
    timed("one leaf", 50.0, &mut || drop(reading.leaf("nist-csf@2.0/PR.AA-05", Some(&id)).unwrap()));
    timed("one chain", 50.0, &mut || drop(reading.explain("nist-csf@2.0/PR.AA-05", Some(&id)).unwrap()));
    let matrix = MatrixQuery { framework: "nist-csf@2.0".into(), workflows: WorkflowQuery { rows: 200, ..page }, applicable_only: false };
    timed("200 rows of the matrix", 20.0, &mut || assert_eq!(reading.matrix(&matrix).unwrap().rows.len(), 200));
    timed("the overview", 0.0, &mut || drop(reading.overview().unwrap()));
}

/// Seconds of engine time for so many workflows: indexing the records, analysing each workflow with its events on all cores, and the
/// assessment; then those that letting go of the events takes, and how many findings there are. Events are made portion by portion;
/// neither that nor letting go of them is engine time, nor is reading them from a file.
/// Findings are concluded; putting all of them into words is a second analysis of each workflow, which is timed when asked for.
fn engine_seconds(workflows: usize, kept: load::Kept, in_words: bool) -> ([f64; 4], usize) {
    let content = countersign_content::shipped().unwrap();
    let data = load::dataset(workflows, kept, &content);
    let day = |d: &str| d.parse().unwrap();
    let period = Period { from: day("2026-04-01"), to: day("2026-09-30"), as_of: day("2026-09-30") };
    let editions = DEFAULT_EDITIONS.iter().map(|e| e.parse().unwrap()).collect();
    let basis = Basis { period, point_in_time: false, editions, parameters: Parameters::default() };
    let choices = std::collections::BTreeMap::new();
    let resolver = Resolver::new(&content, &choices);
    let threads = Threads::of_machine();
    let began = Instant::now();
    let frame = Frame::with(&data, &content, &resolver, &basis, Arc::new(Lookups::by(&data, &threads)));
    let indexed = began.elapsed().as_secs_f64();
    let mut analyses = Analyses::default();
    let (mut analysed, mut let_go) = (0.0, 0.0);
    let rows = data.rows(Table::Workflows);
    for first in (0..workflows).step_by(512) {
        let portion: Vec<_> = (first..workflows.min(first + 512)).map(|i| (&rows[i], load::events(i, kept))).collect();
        let began = Instant::now();
        let frame = &frame;
        let look = if in_words { analyse } else { conclude };
        let found = map(&threads, portion.iter().collect(), |(w, events)| (w.key.clone(), Box::new(look(frame, w, events))));
        for (id, analysis) in found {
            analyses.put(id, analysis);
        }
        analysed += began.elapsed().as_secs_f64();
        let began = Instant::now();
        drop(portion);
        let_go += began.elapsed().as_secs_f64();
    }
    let began = Instant::now();
    let (assessment, _) = assess_with(frame, &content, analyses, &Earlier::default(), &threads, &mut |_, _| true).unwrap();
    let assessed = began.elapsed().as_secs_f64();
    assert_eq!(assessment.rows.len(), workflows);
    ([indexed, analysed, assessed, let_go], assessment.findings.len())
}

/// What a process of its own prints for `engine`: its seconds, and the most memory it held.
fn engine_alone(workflows: usize, kept: load::Kept, in_words: bool) {
    let ([a, b, c, d], findings) = engine_seconds(workflows, kept, in_words);
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let peak = status.lines().find_map(|l| l.strip_prefix("VmHWM:")).map_or("0", str::trim);
    println!("{a} {b} {c} {d} {} {findings}", peak.trim_end_matches(" kB"));
}

/// The tables of the engine's organisation as CSV, for the joins of another tool.
fn write_load(folder: &Path, workflows: usize) {
    let content = countersign_content::shipped().unwrap();
    let data = load::dataset(workflows, load::Kept::Well, &content);
    let tables = [Table::Workflows, Table::Grants, Table::Identities, Table::Resources, Table::Credentials, Table::SystemRecords];
    let write = |table: Table, rows: &mut dyn Iterator<Item = Record>| {
        let mut out = csv::Writer::from_path(folder.join(format!("{table}.csv"))).unwrap();
        out.write_record(spec(table).columns.iter().map(|c| c.name)).unwrap();
        for r in rows {
            out.write_record(spec(table).columns.iter().map(|c| r.get(c.name).unwrap_or(""))).unwrap();
        }
        out.flush().unwrap();
    };
    for table in tables {
        write(table, &mut data.rows(table).iter().cloned());
    }
    write(Table::Events, &mut (0..workflows).flat_map(|i| load::events(i, load::Kept::Well)));
}

fn engine(folder: &Path) {
    let me = std::env::current_exe().unwrap();
    let mut totals = Vec::new();
    for (workflows, how) in [(10_000, "well"), (100_000, "well"), (10_000, "well-in-words"), (10_000, "badly"), (100_000, "badly")] {
        let run = || -> Vec<f64> {
            let out = std::process::Command::new(&me).args(["--engine-alone", &workflows.to_string(), how]).output().unwrap();
            String::from_utf8(out.stdout).unwrap().split_whitespace().map(|n| n.parse().unwrap()).collect()
        };
        // The large ones are run once.
        let mut runs: Vec<Vec<f64>> = (0..if workflows > 10_000 { 1 } else { RUNS }).map(|_| run()).collect();
        let seconds = |n: &[f64]| n[0] + n[1] + n[2];
        runs.sort_by(|a, b| seconds(a).total_cmp(&seconds(b)));
        let n = runs.swap_remove(runs.len() / 2);
        let total = seconds(&n);
        let of = match how {
            "well" => "",
            "well-in-words" => " (analysed in words, as a list of all findings does once more)",
            _ => " (an organisation that neglects them all)",
        };
        println!(
            "engine     {workflows} workflows, {} grants, {} events, {} findings{of}: {total:.2} s (index {:.2}, analyses {:.2}, assessment {:.2}; not counted: letting go of the events {:.2}), peak {:.0} MB",
            workflows * load::GRANTS_EACH,
            workflows * load::RUNS_EACH * 10,
            n[5],
            n[0],
            n[1],
            n[2],
            n[3],
            n[4] / 1024.0
        );
        totals.push(total);
    }
    println!("engine     ten times the size takes {:.1} x the time", totals[1] / totals[0]);
    write_load(folder, 10_000);
    let python = std::env::var("COUNTERSIGN_PYTHON").unwrap_or_else(|_| "python3".to_owned());
    let script = countersign_tests::tree::root().join("tests/bench/joins.py");
    let out = std::process::Command::new(python).arg(script).arg(folder).output().unwrap();
    let said: serde_json::Value = serde_json::from_slice(&out.stdout).unwrap_or_default();
    match said["seconds"].as_f64() {
        Some(s) => println!(
            "engine     pandas {} joining the same tables, and nothing else: {s:.2} s; the engine takes {:.2} x of that",
            said["pandas"].as_str().unwrap_or(""),
            totals[0] / s
        ),
        None => println!("engine     not compared: this Python has no pandas (COUNTERSIGN_PYTHON names another)"),
    }
}

fn main() {
    let wanted: Vec<String> = std::env::args().skip(1).collect();
    if let [flag, file] = wanted.as_slice()
        && flag == "--import-alone"
    {
        return import_alone(Path::new(file));
    }
    if let [flag, workflows, how] = wanted.as_slice()
        && flag == "--engine-alone"
    {
        let kept = if how == "badly" { load::Kept::Badly } else { load::Kept::Well };
        return engine_alone(workflows.parse().unwrap(), kept, how == "well-in-words");
    }
    let folder = tempfile::tempdir().unwrap();
    let cores = std::thread::available_parallelism().map_or(0, usize::from);
    let profile = if cfg!(debug_assertions) { "debug: figures mean little" } else { "release" };
    println!("countersign bench: {cores} cores, {profile}, median of {RUNS} runs\n");
    let parts: [(&str, Part); 6] =
        [("import", imports), ("assess", assessments), ("report", reports), ("screens", screens), ("memory", memory), ("engine", engine)];
    for (name, part) in parts {
        if wanted.is_empty() || wanted.iter().any(|w| w == name) {
            part(folder.path());
            println!();
        }
    }
}

//! Real files beside the project, each imported through the whole program: recognised as what its folder says, read to the last
//! record, the same again changing nothing, and undone to what was there before.
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::print_stdout,
    clippy::print_stderr,
    reason = "a test may fail loudly, its helpers too, and prints what it saw"
)]

use countersign_tests::desk::{Desk, now};
use countersign_tests::sample_files::{COUNTED, FILES, Is, OTHERWISE, REJECTED};
use countersign_tests::tree;
use countersign_workbench::{ImportOptions, ImportReport, ImportedFile, shipped};
use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Instant;

/// What is said of a file where it was fetched.
struct Stated {
    shape: String,
    sha256: String,
}

impl Stated {
    /// The number of records, where the shape gives one.
    fn records(&self) -> Option<u64> {
        let digits = |text: &str| text.chars().take_while(char::is_ascii_digit).collect::<String>().parse().ok();
        let marks = [("CSV ", " rows"), ("JSON array[", "]"), ("JSONL ", " records"), ("YAML ", " document(s)")];
        marks.iter().find_map(|(before, after)| {
            let rest = self.shape.strip_prefix(before)?;
            let number: u64 = digits(rest)?;
            rest.strip_prefix(&number.to_string())?.starts_with(after).then_some(number)
        })
    }
}

fn sources(root: &Path) -> BTreeMap<String, Stated> {
    let text = std::fs::read_to_string(root.join("SOURCES.md")).unwrap();
    let rows = text.lines().filter(|l| l.starts_with("| ") && !l.starts_with("| format"));
    rows.map(|row| {
        let cells: Vec<&str> = row.split('|').map(str::trim).collect();
        (format!("{}/{}", cells[1], cells[2]), Stated { shape: cells[8].to_owned(), sha256: cells[9].to_owned() })
    })
    .collect()
}

/// Every file below the folder but the list of sources, by its path from there.
fn walked(root: &Path) -> BTreeMap<String, PathBuf> {
    let files = walkdir::WalkDir::new(root).into_iter().map(Result::unwrap).filter(|e| e.file_type().is_file());
    let named = files.map(|e| (e.path().strip_prefix(root).unwrap().to_str().unwrap().replace('\\', "/"), e.path().to_owned()));
    named.filter(|(name, _)| name != "SOURCES.md").collect()
}

/// What was found wrong, with the file it concerns.
struct Problems {
    file: String,
    found: Vec<String>,
}

impl Problems {
    fn check(&mut self, holds: bool, says: impl FnOnce() -> String) {
        if !holds {
            self.found.push(format!("{}: {}", self.file, says()));
        }
    }
}

fn import(desk: &mut Desk, path: &Path) -> Result<ImportReport, countersign_workbench::Error> {
    desk.bench.import(&[path.to_owned()], &ImportOptions::default(), &now(), &mut |_, _| true)
}

/// What a file gave: subjects by table, and the records of each sheet or place when there are several.
fn given(file: &ImportedFile) -> String {
    let mut given: Vec<String> = file.tables.iter().map(|(table, n)| format!("{table} {n}")).collect();
    if file.parts.len() > 1 {
        given.extend(file.parts.iter().map(|p| format!("[{} {}]", p.sheet.as_deref().unwrap_or(""), p.records)));
    }
    given.join(", ")
}

/// What must hold of a file that was taken, alone or with others.
fn adds_up(file: &ImportedFile, problems: &mut Problems) {
    let (n, c, s, r) = (file.new, file.changed, file.same, file.rejected);
    problems.check(file.records == n + c + s + r, || format!("{} records are not {n} + {c} + {s} + {r}", file.records));
    let of = |count: fn(&countersign_workbench::ImportedPart) -> u64| file.parts.iter().map(count).sum::<u64>();
    let parts = (of(|p| p.records), of(|p| p.new), of(|p| p.changed), of(|p| p.same), of(|p| p.rejected));
    problems.check(parts == (file.records, n, c, s, r), || format!("its parts add up to {parts:?}"));
    let shown = serde_json::to_string(file).unwrap();
    problems.check(!holds_key(&shown), || "the report holds a whole key".to_owned());
}

/// Whether a text holds an access key id that was not masked.
fn holds_key(text: &str) -> bool {
    let key = |rest: &str| rest.len() >= 16 && rest.bytes().take(16).all(|b| b.is_ascii_uppercase() || b.is_ascii_digit());
    text.match_indices("AKIA").any(|(at, mark)| key(&text[at + mark.len()..]))
}

/// Imports a file twice into a workspace of its own and takes it back.
fn examine(name: &str, path: &Path, is: Is, stated: &Stated, desk: &mut Desk, problems: &mut Problems) -> String {
    let before = desk.dump();
    let began = Instant::now();
    let report = match import(desk, path) {
        Ok(report) => report,
        Err(e) => {
            problems.check(false, || format!("failed with {}: {} {}", e.code, e.message, e.detail));
            return format!("failed: {}", e.code);
        }
    };
    let took = began.elapsed().as_millis();
    let file = &report.files[0];
    problems.check(report.files.len() == 1, || format!("it is {} files", report.files.len()));
    problems
        .check(file.sha256.as_ref().is_some_and(|s| s.starts_with(&stated.sha256)), || "it is not the file that was fetched".to_owned());
    if report.refused {
        let said = &file.diagnostics[0];
        problems.check(is.refused(&said.code), || format!("refused with {}: {}", said.code, said.message));
        problems.check(!said.hint.is_empty() && !said.message.contains('\n'), || format!("not one clear line: {said:?}"));
        problems.check(desk.dump() == before && report.batch.is_none(), || "a refusal left something behind".to_owned());
        return format!("refused, {}: {}", said.code, said.message);
    }
    let presets: BTreeSet<&str> = file.parts.iter().map(|p| p.preset.as_deref().unwrap_or("(our own table)")).collect();
    let preset = presets.into_iter().collect::<Vec<_>>().join(" ");
    problems.check(is.by(&preset), || format!("read by {preset}, not {is:?}"));
    adds_up(file, problems);
    let counted = OTHERWISE.iter().chain(COUNTED).find(|(f, ..)| name.starts_with(f)).map(|(_, n, _)| *n).or(stated.records());
    problems.check(counted == Some(file.records), || format!("{} records; {counted:?} are there ({})", file.records, stated.shape));
    let rejected = REJECTED.iter().find(|(f, ..)| name.starts_with(f)).map_or(0, |(_, n, _)| *n);
    problems.check(rejected == file.rejected, || {
        let mut why: BTreeMap<&str, Vec<String>> = BTreeMap::new();
        for said in file.rejects.iter().map(|i| &file.diagnostics[*i]) {
            why.entry(&said.code).or_default().push(format!("{} {}", said.at.row.unwrap_or(0), said.message));
        }
        let why: Vec<String> = why.into_iter().map(|(code, all)| format!("{} {code}: {:?}", all.len(), &all[..all.len().min(8)])).collect();
        format!("{} rejected, not {rejected}: {why:#?}", file.rejected)
    });
    problems.check(file.rejected < file.records && !file.tables.is_empty(), || "nothing was taken of it".to_owned());
    let after = desk.dump();
    problems.check(after != before, || "it changed nothing".to_owned());
    problems.check(!holds_key(&after), || "a whole key was stored".to_owned());
    again(desk, path, file, &after, problems);
    match report.batch {
        None => problems.check(false, || "no batch was applied".to_owned()),
        Some(batch) => {
            desk.bench.undo_import(&batch, &now()).unwrap();
            problems.check(desk.dump() == before, || "undo did not lead back".to_owned());
        }
    }
    let format = file.format.as_deref().unwrap_or("");
    format!("{preset} | {format} | {} | {} | {} | {} | {took}", file.records, file.new, file.rejected, given(file))
}

/// The same file once more changes nothing.
fn again(desk: &mut Desk, path: &Path, first: &ImportedFile, dump: &str, problems: &mut Problems) {
    let report = import(desk, path).unwrap();
    let file = &report.files[0];
    adds_up(file, problems);
    problems
        .check((file.records, file.rejected) == (first.records, first.rejected), || "it was read differently the second time".to_owned());
    problems.check(file.new + file.changed == 0, || {
        format!("the second time {} new and {} changed: {:?} {:?}", file.new, file.changed, file.added.first(), file.changes.first())
    });
    problems.check(report.batch.is_none() && desk.dump() == dump, || "the second time changed something".to_owned());
}

#[test]
fn every_sample_is_what_its_folder_says_and_leaves_no_trace_when_undone() {
    let Some(root) = tree::shared("samples") else { return };
    let (files, stated) = (walked(&root), sources(&root));
    let listed: BTreeMap<&str, Is> = FILES.iter().copied().collect();
    assert_eq!(listed.len(), FILES.len(), "a file is listed twice");
    assert!(files.keys().map(String::as_str).eq(listed.keys().copied()), "not listed or not there: {:?}", {
        let there: BTreeSet<&str> = files.keys().map(String::as_str).collect();
        there.symmetric_difference(&listed.keys().copied().collect()).copied().collect::<Vec<_>>()
    });
    assert!(files.keys().eq(stated.keys()), "the list of sources is not of these files");
    for (name, n, why) in COUNTED.iter().chain(REJECTED).chain(OTHERWISE) {
        assert!(files.keys().any(|f| f.starts_with(name)) && *n > 0 && !why.is_empty(), "{name}");
    }
    for (name, shape) in stated.iter().filter(|(f, _)| COUNTED.iter().any(|(name, ..)| f.starts_with(name))) {
        // A document of YAML may hold several records.
        assert!(shape.records().is_none() || shape.shape.starts_with("YAML"), "{name} is counted where it was fetched: {}", shape.shape);
    }
    let content = Arc::new(shipped().unwrap());
    let mut problems = Vec::new();
    println!("file | preset | format | records | new | rejected | subjects by table | ms");
    for (name, path) in &files {
        let is = listed[name.as_str()];
        let mut desk = Desk::with(Arc::clone(&content));
        let mut found = Problems { file: name.clone(), found: Vec::new() };
        println!("{name} | {}", examine(name, path, is, &stated[name], &mut desk, &mut found));
        problems.extend(found.found);
    }
    println!("{} files", files.len());
    problems.iter().for_each(|p| println!("WRONG {p}"));
    assert!(problems.is_empty(), "{problems:#?}");
}

#[test]
fn the_whole_folder_is_one_batch_with_the_refused_files_kept_as_evidence() {
    let Some(root) = tree::shared("samples") else { return };
    let files = walked(&root);
    let listed: BTreeMap<&str, Is> = FILES.iter().copied().collect();
    let mut desk = Desk::empty();
    let before = desk.dump();
    let report = import(&mut desk, &root).unwrap();
    let refused: Vec<_> = report.files.iter().filter(|f| f.records == 0).map(|f| (&f.path, &f.diagnostics)).collect();
    assert!(!report.refused, "{refused:#?}");
    let mut problems = Problems { file: String::new(), found: Vec::new() };
    let mut names: Vec<&str> = Vec::new();
    for file in &report.files {
        problems.file.clone_from(&file.path);
        names.push(&file.path);
        adds_up(file, &mut problems);
        let is = listed.get(file.path.as_str());
        let undescribed = file.format.as_deref() == Some("file");
        // What is refused alone is kept as it is, and why is said.
        let kept = is.is_none_or(|is| matches!(is, Is::Refused(_)));
        problems.check(kept == undescribed, || format!("{is:?} is of format {:?}", file.format));
        let said = file.diagnostics.iter().find(|d| d.code == "evidence/undescribed");
        problems.check(said.is_some() == undescribed, || format!("{:?}", file.diagnostics));
        let presets: BTreeSet<&str> = file.parts.iter().filter_map(|p| p.preset.as_deref()).collect();
        let preset = presets.into_iter().collect::<Vec<_>>().join(" ");
        problems.check(kept || is.is_some_and(|is| is.by(&preset)), || format!("read by {preset}, not {is:?}"));
    }
    let mut expected: Vec<&str> = files.keys().map(String::as_str).chain(["SOURCES.md"]).collect();
    names.sort_unstable();
    expected.sort_unstable();
    assert_eq!(names, expected, "a file is missing from the report, or is in it twice");
    let total = |of: fn(&ImportedFile) -> u64| report.files.iter().map(of).sum::<u64>();
    let (records, new, changed, same, rejected) =
        (total(|f| f.records), total(|f| f.new), total(|f| f.changed), total(|f| f.same), total(|f| f.rejected));
    println!("{} files: {records} records = {new} new + {changed} changed + {same} same + {rejected} rejected", report.files.len());
    println!("{} differences between sources, {} identities that may be one", report.conflict_count, report.open_joins);
    assert_eq!(records, new + changed + same + rejected);
    assert!(problems.found.is_empty(), "{:#?}", problems.found);
    let after = desk.dump();
    assert!(after != before && !holds_key(&after));
    let again = import(&mut desk, &root).unwrap();
    let touched: Vec<_> =
        again.files.iter().filter(|f| f.new + f.changed > 0).map(|f| (&f.path, f.added.first(), f.changes.first())).collect();
    assert!(again.batch.is_none() && desk.dump() == after, "{touched:#?}");
    desk.bench.undo_import(&report.batch.unwrap(), &now()).unwrap();
    assert!(desk.dump() == before, "undo did not lead back");
}

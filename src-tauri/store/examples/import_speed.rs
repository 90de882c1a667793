//! How long a million events take, beside `sqlite3 .import` of the same rows as CSV.
//!
//! `cargo run --release -p countersign-store --example import_speed [ROWS]`
#![allow(clippy::print_stdout, reason = "a measurement prints what it measured")]

use countersign_core::tables::spec;
use countersign_core::{Fields, Origin, Record, Table};
use countersign_store::{Access, Action, NewFile, Put, Workspace};
use std::error::Error;
use std::io::{BufRead, BufReader, BufWriter, Write};
use std::path::Path;
use std::process::Command;
use std::time::Instant;

/// Records handed over at once.
const PIECE: usize = 10_000;

fn main() -> Result<(), Box<dyn Error>> {
    let rows: u64 = std::env::args().nth(1).map_or(Ok(1_000_000), |n| n.parse())?;
    let folder = tempfile::tempdir()?;
    for (name, random) in [("ids in order", false), ("random ids", true)] {
        let (first, second) = (folder.path().join("1.csv"), folder.path().join("2.csv"));
        let bytes = write_csv(&first, 0, rows, random)?;
        write_csv(&second, rows, rows, random)?;
        println!("{rows} rows, {} bytes a row, {name}", bytes / rows);
        let plain = [import(folder.path(), &first, "")?, import(folder.path(), &second, "")?];
        std::fs::remove_file(folder.path().join("plain.db"))?;
        let keyed = [
            import(folder.path(), &first, "CREATE UNIQUE INDEX IF NOT EXISTS k ON events (event_id);")?,
            import(folder.path(), &second, "")?,
        ];
        std::fs::remove_file(folder.path().join("plain.db"))?;
        let path = folder.path().join("w.countersign");
        let mut workspace = Workspace::create(&path, "Speed", "2026-01-01T00:00:00Z", "bench", "w")?;
        for (i, (what, csv)) in [("empty", &first), ("full", &second), ("same", &second)].into_iter().enumerate() {
            let ours = put(&mut workspace, csv)?;
            let beside = |times: &[f64; 2]| times.get(i).map_or(String::new(), |t| format!("{t:.2} s (x{:.2})", ours / t));
            println!("  into {what:5}: {ours:.2} s; .import without a key {}, with one {}", beside(&plain), beside(&keyed));
        }
        for what in ["first", "again"] {
            let start = Instant::now();
            let mut n = 0_u64;
            workspace.events(None, &mut |_| {
                n += 1;
                Ok(())
            })?;
            println!("  reading {n} in order, {what}: {:.2} s", start.elapsed().as_secs_f64());
        }
        let ours = put(&mut workspace, &second)?;
        println!("  the same again, after reading: {ours:.2} s");
        let start = Instant::now();
        let mut change = workspace.change(&Action { at: "2026-01-03T00:00:00Z", actor: "bench", kind: "undo", subject: "batch 3" })?;
        let report = change.undo_batch("batch 3")?;
        change.commit(&serde_json::Value::Null)?;
        println!("  undoing a batch of {}: {:.2} s", report.closed, start.elapsed().as_secs_f64());
        drop(workspace);
        let start = Instant::now();
        drop(Workspace::open(&path, Access::Read)?);
        println!("  opening {} MB: {:.2} s", std::fs::metadata(&path)?.len() >> 20, start.elapsed().as_secs_f64());
        std::fs::remove_file(&path)?;
    }
    Ok(())
}

fn write_csv(path: &Path, from: u64, rows: u64, random: bool) -> Result<u64, Box<dyn Error>> {
    let mut out = BufWriter::new(std::fs::File::create(path)?);
    let names: Vec<&str> = spec(Table::Events).columns.iter().map(|c| c.name).collect();
    writeln!(out, "{}", names.join(","))?;
    for i in from..from + rows {
        // Weyl's sequence, mixed: as scattered as a UUID, and never the same twice.
        let mixed = i.wrapping_mul(0x9E37_79B9_7F4A_7C15).rotate_left(31).wrapping_mul(0xD6E8_FEB8_6659_FD93);
        let id = if random { format!("{mixed:016x}-{i:08x}") } else { format!("EV-{i:010}") };
        let (day, h, m, s) = (1 + i % 28, i / 3600 % 24, i / 60 % 60, i % 60);
        writeln!(
            out,
            "{id},RUN-{:07},WF-{:03},tool_call,2026-03-{day:02}T{h:02}:{m:02}:{s:02}Z,svc-agent-{},agent,person-{},cred-{},EV-{:010},\
             artefact-{i},{mixed:016x}{mixed:016x}{mixed:016x}{mixed:016x},{},line,ok,tool=deploy;resource=prod/api;access=write",
            i / 9,
            i % 100,
            i % 17,
            i % 50,
            i % 40,
            i.saturating_sub(1),
            i % 900
        )?;
    }
    out.flush()?;
    Ok(std::fs::metadata(path)?.len())
}

fn import(folder: &Path, csv: &Path, after: &str) -> Result<f64, Box<dyn Error>> {
    let start = Instant::now();
    let db = folder.join("plain.db");
    let skip = if db.exists() { "--skip 1 " } else { "" };
    let done = Command::new("sqlite3")
        .arg(&db)
        .arg(".mode csv")
        .arg(format!(".import {skip}{} events", csv.display()))
        .args(Some(after).filter(|a| !a.is_empty()))
        .status()?;
    if !done.success() {
        return Err("sqlite3 .import failed".into());
    }
    Ok(start.elapsed().as_secs_f64())
}

/// Reads the CSV (which quotes nothing) and stores it, as an import would.
fn put(workspace: &mut Workspace, csv: &Path) -> Result<f64, Box<dyn Error>> {
    let start = Instant::now();
    let action = Action { at: "2026-01-02T00:00:00Z", actor: "bench", kind: "import", subject: "events.csv" };
    let mut change = workspace.change(&action)?;
    let new = NewFile { name: "events.csv".into(), sha256: "0".into(), sheet: None, format: serde_json::Value::Null, columns: [].into() };
    let file = change.add_file(&new)?;
    let mut piece: Vec<Record> = Vec::with_capacity(PIECE);
    let mut line = String::new();
    let mut input = BufReader::new(std::fs::File::open(csv)?);
    input.read_line(&mut line)?;
    let (mut row, mut used, mut news) = (1, 0, 0_u64);
    loop {
        line.clear();
        let more = input.read_line(&mut line)? > 0;
        if more {
            row += 1;
            if used == piece.len() {
                let origin = Origin { file, row };
                piece.push(Record::new(Table::Events, String::new(), Fields::default(), origin));
            }
            if let Some(record) = piece.get_mut(used) {
                read(record, line.trim_end(), row);
            }
            used += 1;
        }
        if used == PIECE || !more {
            let answers = change.put_events(piece.get(..used).unwrap_or_default())?;
            news += answers.iter().filter(|a| **a == Put::New).map(|_| 1).sum::<u64>();
            used = 0;
        }
        if !more {
            break;
        }
    }
    change.save_batch(&format!("batch {}", change.seq()), &serde_json::Value::Null)?;
    change.commit(&serde_json::json!({"new": news}))?;
    Ok(start.elapsed().as_secs_f64())
}

fn read(record: &mut Record, line: &str, row: u64) {
    record.origin.row = row;
    record.fields = (0_u16..).zip(line.split(',')).collect();
    record.key.clear();
    record.key.push_str(record.fields.get(0).unwrap_or(""));
}

//! `imports`.

use super::import_page::print_diagnostics;
use super::shown;
use crate::exit::Exit;
use crate::render::look::Ink;
use crate::render::span::{Span, dim, plain};
use crate::render::table::{Table, figure, fixed, flexible};
use crate::render::words::{count, minute, number, short_id};
use crate::session::Session;
use clap::Args;
use countersign_workbench::Result;
use serde_json::{Value, json};
use std::path::PathBuf;

/// List what was imported, or undo one batch
///
/// Lists every batch that was imported, the latest last. With --undo, takes one batch back: the workspace then holds what it
/// held before it. A batch whose rows a later batch changed can only be undone after that one.
#[derive(Debug, Args)]
#[command(after_help = "Example:\n  countersign imports acme.countersign\n  countersign imports acme.countersign --undo 4f2a1b3c")]
pub struct Imports {
    /// The workspace file
    #[arg(value_name = "WS")]
    workspace: PathBuf,
    /// Undo this batch; the beginning of its id is enough
    #[arg(long, value_name = "BATCH")]
    undo: Option<String>,
    /// Print one JSON document (countersign/imports@1)
    #[arg(long)]
    json: bool,
}

/// # Errors
/// `import/unknown-batch`, `import/already-undone`, `import/undo-conflict`, and those of opening.
pub fn run(args: &Imports, session: &mut Session) -> Result<Exit> {
    let mut bench = session.open(&args.workspace, args.undo.is_some())?;
    let mut undone = Value::Null;
    if let Some(batch) = &args.undo {
        let report = bench.undo_import(batch, &session.now)?;
        undone = json!({"closed": report.closed, "restored": report.restored, "samples": report.samples});
        if !args.json {
            let taken = count(report.closed, "row was", "rows were");
            session.out.para(0, &format!("Undone: {taken} taken back, {} restored.", number(report.restored)));
            print_diagnostics(&report.samples, &mut session.out);
            session.out.para(0, &format!("Next: countersign assess {} --from D --to D", shown(&args.workspace)));
            return Ok(Exit::Done);
        }
    }
    let batches = bench.imports()?;
    if args.json {
        let rows: Vec<Value> = batches
            .iter()
            .map(|b| json!({"seq": b.seq, "batch": b.id, "at": b.at, "by": b.actor, "undone_by": b.undone_by, "summary": b.summary}))
            .collect();
        session.out.json(&json!({"schema": "countersign/imports@1", "imports": rows, "undone": undone}))?;
        return Ok(Exit::Done);
    }
    if batches.is_empty() {
        session.out.para(0, &format!("Nothing has been imported yet. Next: countersign import {} PATH...", shown(&args.workspace)));
        return Ok(Exit::Done);
    }
    let columns =
        [fixed("Batch"), fixed("When"), flexible("By"), flexible("Files"), figure("New"), figure("Changed"), figure("Rejected"), fixed("")];
    let mut table = Table::new(&columns);
    for b in &batches {
        let ink = if b.undone_by.is_some() { Ink::Dim } else { Ink::Plain };
        let cell = |text: String| Span::new(ink, text);
        table.row(vec![
            plain(short_id(&b.id)),
            dim(minute(&b.at)),
            cell(b.actor.clone()),
            cell(files(&b.summary)),
            cell(number(sum(&b.summary, "new"))),
            cell(number(sum(&b.summary, "changed"))),
            cell(number(sum(&b.summary, "rejected"))),
            cell(b.undone_by.map_or_else(String::new, |by| format!("undone by entry {by}"))),
        ]);
    }
    table.print(&mut session.out);
    Ok(Exit::Done)
}

fn sum(summary: &Value, member: &str) -> u64 {
    let files = summary.get("files").and_then(Value::as_array);
    files.into_iter().flatten().filter_map(|f| f.get(member).and_then(Value::as_u64)).sum()
}

/// The first names, and how many more.
fn files(summary: &Value) -> String {
    let all = summary.get("files").and_then(Value::as_array);
    let names: Vec<&str> = all.into_iter().flatten().filter_map(|f| f.get("path").and_then(Value::as_str)).collect();
    match names.as_slice() {
        [a, b, rest @ ..] if rest.len() > 1 => format!("{a}, {b} and {} more", rest.len()),
        few => few.join(", "),
    }
}

//! `journal`.

use crate::exit::Exit;
use crate::render::look::Ink;
use crate::render::span::{Span, dim, plain, strong};
use crate::render::table::{Table, figure, fixed, flexible};
use crate::render::words::{count, minute, short};
use crate::session::Session;
use clap::Args;
use countersign_workbench::Result;
use serde_json::json;
use std::path::PathBuf;

/// Show who did what, and check that nothing was altered
///
/// Lists every change to the workspace: when, who, what. Entries are only ever added, and each carries the hash of the one
/// before; --verify computes them all again. Who acted is what was said at the time, not a proof of identity.
///
/// With --verify, exits with 1 when the chain does not hold.
#[derive(Debug, Args)]
#[command(after_help = "Example:\n  countersign journal acme.countersign --verify")]
pub struct Journal {
    /// The workspace file
    #[arg(value_name = "WS")]
    workspace: PathBuf,
    /// Check the chain of hashes
    #[arg(long)]
    verify: bool,
    /// Print one JSON document (countersign/journal@1)
    #[arg(long)]
    json: bool,
}

/// # Errors
/// Those of opening.
pub fn run(args: &Journal, session: &mut Session) -> Result<Exit> {
    let bench = session.open(&args.workspace, false)?;
    let entries = bench.journal()?;
    let check = if args.verify { Some(bench.verify_journal()?) } else { None };
    let exit = if check.as_ref().is_some_and(|c| c.broken.is_some()) { Exit::Gate } else { Exit::Done };
    let out = &mut session.out;
    if args.json {
        let check = check.map(|c| {
            let broken = c.broken.as_ref().map(|(at, why)| json!({"seq": at, "why": why}));
            json!({"ok": c.broken.is_none(), "entries": c.entries, "head": c.head, "broken": broken})
        });
        out.json(&json!({"schema": "countersign/journal@1", "entries": entries, "check": check}))?;
        return Ok(exit);
    }
    let mut table = Table::new(&[figure("Entry"), fixed("When (UTC)"), flexible("Who"), fixed("Did"), flexible("To"), fixed("Hash")]);
    for e in &entries {
        let subject = if e.subject.starts_with("sha256:") { short(&e.subject) } else { e.subject.clone() };
        table.row(vec![
            plain(e.seq.to_string()),
            dim(minute(&e.at)),
            plain(&e.actor),
            strong(&e.action),
            plain(subject),
            dim(short(&e.hash)),
        ]);
    }
    table.print(out);
    if let Some(check) = check {
        out.blank();
        let all = count(check.entries, "entry", "entries");
        match &check.broken {
            None => out.line(&[Span::new(Ink::Met, format!("The chain holds over {all}; it ends in {}.", check.head.hash))]),
            Some((at, why)) => out.line(&[Span::new(Ink::NotMet, format!("The chain does not hold at entry {at} of {all}: {why}"))]),
        }
    }
    Ok(exit)
}

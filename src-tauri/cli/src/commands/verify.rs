//! `verify`.

use crate::exit::Exit;
use crate::render::look::Ink;
use crate::render::span::{Span, plain, strong};
use crate::render::words::{count, number};
use crate::session::Session;
use clap::Args;
use countersign_workbench::{Result, VerifyReport};
use serde::Serialize;
use std::path::PathBuf;

/// Check a pack, one line per check
///
/// Checks a pack with nothing but the pack: that every file is there and is what it was, that nothing was added, that the report
/// is of the snapshot named, and that the signature holds. Nothing is unpacked to the disk.
///
/// Exits with 1 when any check does not hold.
#[derive(Debug, Args)]
#[command(after_help = "Example:
  countersign verify audit-pack.zip
  countersign verify audit-pack.zip --allowed-signers auditors.txt")]
pub struct Verify {
    /// The pack, as a zip or as the folder it was unpacked to
    #[arg(value_name = "FILE.zip|DIR")]
    pack: PathBuf,
    /// The signers you trust, as `ssh-keygen -Y verify` takes them; without it the pack's own list is used and said to be
    #[arg(long, value_name = "FILE")]
    allowed_signers: Option<PathBuf>,
    /// Print one JSON document (countersign/verify@1)
    #[arg(long)]
    json: bool,
}

/// `countersign/verify@1`.
#[derive(Serialize)]
struct Document<'a> {
    schema: &'static str,
    #[serde(flatten)]
    report: &'a VerifyReport,
}

/// # Errors
/// `pack/refused` when the path is no pack at all.
pub fn run(args: &Verify, session: &mut Session) -> Result<Exit> {
    let report = countersign_workbench::verify(&args.pack, args.allowed_signers.as_deref())?;
    let out = &mut session.out;
    if args.json {
        out.json(&Document { schema: "countersign/verify@1", report: &report })?;
        return Ok(exit(report.ok));
    }
    let longest = report.checks.iter().map(|c| c.id.len()).max().unwrap_or(0);
    for check in &report.checks {
        let (ink, mark) = if check.ok { (Ink::Met, "ok      ") } else { (Ink::NotMet, "not ok  ") };
        out.line(&[Span::new(ink, mark), strong(format!("{:<longest$}  ", check.id)), plain(&check.detail)]);
    }
    out.blank();
    if let Some(digest) = &report.root_digest {
        out.field("root digest", digest);
        out.para(2, "Compare it with the one you were given by another way.");
    }
    let bad = report.checks.iter().filter(|c| !c.ok).count();
    let all = count(report.checks.len(), "check", "checks");
    if report.ok {
        out.line(&[Span::new(Ink::Met, format!("The pack holds: {} of {all} ok.", number(report.checks.len())))]);
    } else {
        out.line(&[Span::new(Ink::NotMet, format!("The pack does not hold: {} of {all} not ok.", number(bad)))]);
    }
    Ok(exit(report.ok))
}

fn exit(ok: bool) -> Exit {
    if ok { Exit::Done } else { Exit::Gate }
}

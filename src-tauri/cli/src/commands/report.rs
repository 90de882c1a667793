//! `report`.

use crate::exit::Exit;
use crate::render::words::{bytes, count, number, short};
use crate::session::{Session, note};
use clap::Args;
use countersign_workbench::{Error, Result};
use std::fs::OpenOptions;
use std::io::Write as _;
use std::path::{Path, PathBuf};

/// Write the gap report of the latest assessment
///
/// Writes a report of the latest assessment. Every line of it leads back to a row of a file; the same assessment gives the
/// same bytes. An existing file is never overwritten.
#[derive(Debug, Args)]
#[command(after_help = "Example:
  countersign report acme.countersign --kind gap --format pdf -o gap-report.pdf
  countersign report acme.countersign --kind gap --format xlsx -o csf.xlsx --framework nist-csf@2.0")]
pub struct Report {
    /// The workspace file
    #[arg(value_name = "WS")]
    workspace: PathBuf,
    /// Which report: gap
    #[arg(long, value_name = "KIND", value_parser = kind)]
    kind: String,
    /// The file format: pdf, xlsx, csv or json
    #[arg(long, value_name = "FORMAT", value_parser = ["pdf", "xlsx", "csv", "json"], hide_possible_values = true)]
    format: String,
    /// The file to write
    #[arg(short, long, value_name = "FILE")]
    output: PathBuf,
    /// Only this framework edition
    #[arg(long, value_name = "F")]
    framework: Option<String>,
    /// Only this workflow
    #[arg(long, value_name = "W")]
    workflow: Option<String>,
}

fn kind(text: &str) -> std::result::Result<String, String> {
    match text {
        "gap" => Ok(text.to_owned()),
        "board" | "workflow" | "profile" => Err(format!("the {text} report is not in this version; `gap` is")),
        _ => Err("write gap".to_owned()),
    }
}

/// # Errors
/// `assess/none`, `usage/framework`, `usage/workflow`, `report/exists`, `report/failed`, and those of opening.
pub fn run(args: &Report, session: &mut Session) -> Result<Exit> {
    let bench = session.open(&args.workspace, false)?;
    free(&args.output)?;
    let assessed = bench.latest()?;
    if bench.changed_since(&assessed)? {
        note("The workspace has changed since this assessment; `countersign assess` makes a new one.");
    }
    let report = bench.gap_report(&assessed, args.framework.as_deref(), args.workflow.as_deref())?;
    let content = bench.report_bytes(&report, &args.format)?;
    write(&args.output, &content)?;
    let out = &mut session.out;
    out.para(0, &format!("Wrote {}: {}, {}.", args.output.display(), args.format, bytes(content.len() as u64)));
    out.field("gaps", &number(report.gaps.len()));
    out.field("frameworks", &count(report.frameworks.len(), "framework", "frameworks"));
    out.field("workflows", &number(report.workflows.len()));
    out.field("snapshot", &short(&report.basis.snapshot));
    Ok(Exit::Done)
}

fn free(path: &Path) -> Result<()> {
    if path.symlink_metadata().is_ok() { Err(exists(path)) } else { Ok(()) }
}

fn exists(path: &Path) -> Error {
    Error::new("report/exists", format!("{} exists already.", path.display()), "Choose another name; nothing is overwritten.")
}

/// Writes a new file, or none at all.
fn write(path: &Path, content: &[u8]) -> Result<()> {
    let failed = |e: std::io::Error| {
        if e.kind() == std::io::ErrorKind::AlreadyExists {
            return exists(path);
        }
        Error::new(
            "report/failed",
            format!("cannot write {}: {e}", path.display()),
            "The report was not written. Check that the folder is there and writable.",
        )
    };
    let mut file = OpenOptions::new().write(true).create_new(true).open(path).map_err(failed)?;
    let written = file.write_all(content).and_then(|()| file.sync_all());
    if written.is_err() {
        let _ = std::fs::remove_file(path);
    }
    written.map_err(failed)
}

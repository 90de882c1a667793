//! `demo`.

use super::{shown, status_page};
use crate::exit::Exit;
use crate::render::span::{plain, strong};
use crate::render::table::{Table, fixed, flexible};
use crate::render::words::{count, number};
use crate::session::{Session, note};
use clap::Args;
use countersign_workbench::{DemoReport, Result};
use indicatif::ProgressBar;
use std::io::IsTerminal;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::Duration;

/// Try everything on a made-up organisation
///
/// Imports a made-up organisation, assesses it, writes its gap report, seals an audit pack and verifies the pack, in one go.
/// Writes demo.countersign, gap-report.pdf and audit-pack.zip into the folder, and the tables it began with into sample/.
#[derive(Debug, Args)]
#[command(after_help = "Example:\n  countersign demo tour")]
pub struct Demo {
    /// The folder to write into; it is made when it is not there
    #[arg(value_name = "DIR")]
    folder: PathBuf,
    /// Then open the demo in the window, where `countersign-desktop` stands beside this program
    #[arg(long)]
    open: bool,
}

/// # Errors
/// `demo/exists`, `demo/failed`, and those of the steps.
pub fn run(args: &Demo, session: &mut Session) -> Result<Exit> {
    let spinner = std::io::stderr().is_terminal().then(|| {
        let spinner = ProgressBar::new_spinner();
        spinner.enable_steady_tick(Duration::from_millis(120));
        spinner
    });
    let made = countersign_workbench::demo(&args.folder, &session.now, &mut |step| {
        if let Some(spinner) = &spinner {
            spinner.set_message(step.to_owned());
        }
    });
    if let Some(spinner) = spinner {
        spinner.finish_and_clear();
    }
    let made = made?;
    print(&made, session);
    if args.open {
        open(&made.workspace);
    }
    Ok(if made.verified.ok { Exit::Done } else { Exit::Gate })
}

/// Starts the window and does not wait for it.
fn open(workspace: &Path) {
    let name = format!("countersign-desktop{}", std::env::consts::EXE_SUFFIX);
    let window = std::env::current_exe().ok().map(|program| program.with_file_name(name)).filter(|window| window.exists());
    let started =
        window.is_some_and(|window| Command::new(window).arg(workspace).stdout(Stdio::null()).stderr(Stdio::null()).spawn().is_ok());
    if !started {
        note("The window is not beside this program; everything it does can be done with the commands above.");
    }
}

fn print(made: &DemoReport, session: &mut Session) {
    let out = &mut session.out;
    let files = &made.imported.files;
    let (rows, left_out): (u64, u64) = files.iter().fold((0, 0), |(n, r), f| (n + f.records, r + f.rejected));
    out.line(&[strong("A made-up organisation, from its spreadsheets to a pack that verifies")]);
    out.field(
        "imported",
        &format!("{} from {}, {} left out", count(rows, "record", "records"), count(files.len(), "file", "files"), number(left_out)),
    );
    let s = &made.status;
    out.field(
        "assessed",
        &format!("{} against {}", count(s.workflows.total, "workflow", "workflows"), count(s.frameworks.len(), "framework", "frameworks")),
    );
    for f in &s.frameworks {
        out.field(
            "",
            &format!(
                "{} of {} {} in {}",
                number(f.counts.met),
                number(f.applicable),
                countersign_core::status::Status::Met.label(f.kind).to_lowercase(),
                f.id
            ),
        );
    }
    out.field("packed", &format!("{}, {}", count(made.packed.files, "file", "files"), made.packed.root_digest));
    let ok = made.verified.checks.iter().filter(|c| c.ok).count();
    out.field("verified", &format!("{} of {} ok", number(ok), count(made.verified.checks.len(), "check", "checks")));
    out.head("Where to look");
    let mut table = Table::new(&[fixed(""), flexible("")]).indent(2);
    for (path, what) in [(&made.workspace, "the workspace"), (&made.report, "the gap report"), (&made.pack, "the audit pack")] {
        table.row(vec![strong(path.display().to_string()), plain(what)]);
    }
    table.print(out);
    out.head("What to try");
    let ws = shown(&made.workspace);
    for command in [
        format!("countersign status {ws}"),
        format!("countersign explain {ws} nist-csf@2.0/PR.AA-05"),
        format!("countersign resolve {ws}"),
        format!("countersign verify {}", shown(&made.pack)),
    ] {
        out.line(&[plain(format!("  {command}"))]);
    }
    out.blank();
    out.line(&[crate::render::span::dim(status_page::REVIEW_AID)]);
}

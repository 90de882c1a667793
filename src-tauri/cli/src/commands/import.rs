//! `import`.

use super::import_page;
use crate::exit::Exit;
use crate::session::Session;
use clap::Args;
use countersign_workbench::{ImportOptions, Result};
use indicatif::{ProgressBar, ProgressStyle};
use std::io::IsTerminal;
use std::path::PathBuf;

/// Import files and folders as one batch that can be undone
///
/// Recognises files, maps them to tables, compares them with what is there and applies them as one batch.
///
/// Folders are walked. If one file is refused nothing is applied. Importing the same file again changes nothing, and every
/// batch can be undone with `countersign imports WS --undo BATCH`. Rows that cannot be used are listed with the reason;
/// they never stop the others.
#[derive(Debug, Args)]
#[command(
    after_help = "Example:\n  countersign import acme.countersign inventory.csv evidence/ --dry-run\n  countersign import acme.countersign inventory.csv evidence/"
)]
pub struct Import {
    /// The workspace file
    #[arg(value_name = "WS")]
    pub workspace: PathBuf,
    /// Files and folders
    #[arg(value_name = "PATH", required = true)]
    pub paths: Vec<PathBuf>,
    /// Read the files with this preset instead of the one that fits
    #[arg(long, value_name = "P")]
    preset: Option<String>,
    /// Read the files with a column map of your own
    #[arg(long, value_name = "FILE", conflicts_with = "preset")]
    map: Option<PathBuf>,
    /// Read only this sheet of a workbook
    #[arg(long, value_name = "S")]
    sheet: Option<String>,
    /// Look only: say what would change, change nothing
    #[arg(long)]
    dry_run: bool,
    /// Print one JSON document (countersign/import@1)
    #[arg(long)]
    json: bool,
}

/// # Errors
/// Those of the import.
pub fn run(args: &Import, session: &mut Session) -> Result<Exit> {
    let mut bench = session.open(&args.workspace, true)?;
    let options = ImportOptions { preset: args.preset.clone(), map: args.map.clone(), sheet: args.sheet.clone(), dry_run: args.dry_run };
    let bar = progress(session.out.look.unicode);
    let report = bench.import(&args.paths, &options, &session.now, &mut |done, total| {
        if let Some(bar) = &bar {
            bar.set_length(total);
            bar.set_position(done);
        }
        true
    });
    if let Some(bar) = bar {
        bar.finish_and_clear();
    }
    let report = report?;
    if args.json {
        session.out.json(&report)?;
    } else {
        import_page::print(&report, &args.workspace, &mut session.out);
    }
    Ok(if report.refused { Exit::Refused } else { Exit::Done })
}

/// A bar over bytes, when somebody is watching.
fn progress(unicode: bool) -> Option<ProgressBar> {
    if !std::io::stderr().is_terminal() {
        return None;
    }
    let style = ProgressStyle::with_template("{bar:40} {bytes} of {total_bytes}  {eta} left");
    Some(ProgressBar::new(0).with_style(style.unwrap_or_else(|_| ProgressStyle::default_bar()).progress_chars(if unicode {
        "█░"
    } else {
        "#."
    })))
}

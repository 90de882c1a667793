//! `import`.

use super::{import_page, new_map};
use crate::exit::Exit;
use crate::session::Session;
use clap::{Args, ValueEnum};
use countersign_core::tables::Table;
use countersign_workbench::{Error, FileChoice, ImportOptions, ImportReport, Order, Result, Workbench, find_file, preset_folder};
use indicatif::{ProgressBar, ProgressStyle};
use std::collections::BTreeMap;
use std::io::IsTerminal;
use std::path::PathBuf;

/// Import files and folders as one batch that can be undone
///
/// Recognises files, maps them to tables, compares them with what is there and applies them as one batch.
///
/// Folders are walked. If one file is refused nothing is applied: leave it out with --leave-out, or say how it is to be read.
/// Importing the same file again changes nothing, and every batch can be undone with `countersign imports WS --undo BATCH`.
/// Rows that cannot be used are listed with the reason; they never stop the others.
///
/// What is detected can be overridden; an option holds for every file that is named. A table that nothing recognises is not
/// guessed at: name a map with --map, and when FILE is not there yet, the best guess is written to it for you to look at.
///
/// Exits with 3 when a file is refused, with 4 when a map was written that a person has to look at first.
#[derive(Debug, Args)]
#[command(after_help = "Example:
  countersign import acme.countersign inventory.csv evidence/ --dry-run
  countersign import acme.countersign inventory.csv evidence/
  countersign import acme.countersign staff.csv --map staff-list.toml
  countersign import acme.countersign register.xlsx --sheet 'Keys 2026' --header-row 4 --dates day-first
  countersign import acme.countersign exports/ --leave-out old.xls")]
pub struct Import {
    /// The workspace file
    #[arg(value_name = "WS")]
    pub workspace: PathBuf,
    /// Files and folders
    #[arg(value_name = "PATH", required = true)]
    pub paths: Vec<PathBuf>,
    /// Read the files with this preset instead of the one that fits; `countersign presets` lists them
    #[arg(long, value_name = "P")]
    preset: Option<String>,
    /// Read the files with a column map of your own; when it is not there, the map detected or guessed is written to it
    #[arg(long, value_name = "FILE", conflicts_with = "preset")]
    map: Option<PathBuf>,
    /// Read only this sheet of a workbook, or this place in a document
    #[arg(long, value_name = "S")]
    sheet: Option<String>,
    /// Read the files as rows of this table
    #[arg(long, value_name = "T", value_parser = table)]
    table: Option<Table>,
    /// Read the files in this encoding, such as windows-1252
    #[arg(long, value_name = "E")]
    encoding: Option<String>,
    /// What stands between cells: one character, \t for a tab
    #[arg(long, value_name = "C")]
    delimiter: Option<String>,
    /// The row that holds the headers
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u64).range(1..))]
    header_row: Option<u64>,
    /// What 7/1/2026 means: the first of July, or the seventh of January
    #[arg(long, value_name = "ORDER")]
    dates: Option<Dates>,
    /// A header whose blank cells take the value of the row above; may be given several times
    #[arg(long, value_name = "HEADER")]
    fill_down: Vec<String>,
    /// A file to leave out, by its name as the import lists it; may be given several times
    #[arg(long, value_name = "NAME")]
    leave_out: Vec<String>,
    /// The folder with presets of your own [default: COUNTERSIGN_PRESETS, or countersign/presets in your settings]
    #[arg(long, value_name = "DIR")]
    presets: Option<PathBuf>,
    /// Look only: say what would change, change nothing
    #[arg(long)]
    dry_run: bool,
    /// Print one JSON document (countersign/import@1)
    #[arg(long)]
    json: bool,
}

/// What 7/1/2026 means.
#[derive(Clone, Copy, Debug, ValueEnum)]
enum Dates {
    /// The first of July
    MonthFirst,
    /// The seventh of January
    DayFirst,
}

fn table(text: &str) -> std::result::Result<Table, String> {
    let all = || Table::ALL.iter().map(|t| t.name()).collect::<Vec<_>>().join(", ");
    text.parse().map_err(|_| format!("the tables are {}", all()))
}

impl Import {
    fn options(&self) -> Result<ImportOptions> {
        let dates = self.dates.map(|dates| match dates {
            Dates::MonthFirst => Order::MonthFirst,
            Dates::DayFirst => Order::DayFirst,
        });
        let choice = FileChoice {
            preset: self.preset.clone(),
            map: self.map.clone(),
            sheet: self.sheet.clone(),
            encoding: self.encoding.clone(),
            delimiter: self.delimiter.clone(),
            header_row: self.header_row,
            table: self.table,
            dates,
            fill_down: self.fill_down.clone(),
            ..FileChoice::default()
        };
        let mut files = BTreeMap::new();
        for name in &self.leave_out {
            find_file(&self.paths, name)
                .map_err(|e| Error::new("usage/leave-out", e.message, "Give the name as `countersign import ... --dry-run` lists it."))?;
            files.insert(name.clone(), FileChoice { leave_out: true, ..FileChoice::default() });
        }
        Ok(ImportOptions { choice, files, presets: presets(self.presets.as_ref()), dry_run: self.dry_run })
    }
}

/// The folder with presets of the user's own.
pub fn presets(named: Option<&PathBuf>) -> Option<PathBuf> {
    named.cloned().or_else(|| preset_folder(|name| std::env::var_os(name)))
}

/// # Errors
/// `usage/leave-out`, `usage/map`, and those of the import.
pub fn run(args: &Import, session: &mut Session) -> Result<Exit> {
    let mut options = args.options()?;
    let mut bench = session.open(&args.workspace, true)?;
    let written = match &args.map {
        Some(map) if !map.exists() => Some(new_map::write(map, &args.paths, &mut options)?),
        _ => None,
    };
    let guessed = written.as_ref().is_some_and(|w| w.guessed);
    if guessed {
        options.dry_run = true;
    }
    let report = import(args, &options, &mut bench, session)?;
    if args.json {
        session.out.json(&report)?;
    } else if !guessed {
        import_page::print(&report, &args.workspace, &mut session.out);
    }
    if let Some(written) = &written {
        new_map::say(written, args.json, &mut session.out);
    }
    Ok(match (guessed, report.refused) {
        (true, _) => Exit::Undecided,
        (false, true) => Exit::Refused,
        (false, false) => Exit::Done,
    })
}

fn import(args: &Import, options: &ImportOptions, bench: &mut Workbench, session: &Session) -> Result<ImportReport> {
    let bar = progress(session.out.look.unicode);
    let report = bench.import(&args.paths, options, &session.now, &mut |done, total| {
        if let Some(bar) = &bar {
            bar.set_length(total);
            bar.set_position(done);
        }
        true
    });
    if let Some(bar) = bar {
        bar.finish_and_clear();
    }
    report
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

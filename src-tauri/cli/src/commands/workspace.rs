//! `new`, `templates`, `backup` and `restore`: the workspace as a file.

use super::shown;
use crate::exit::Exit;
use crate::render::out::Out;
use crate::render::span::{plain, strong};
use crate::render::table::{Table as Grid, fixed, flexible};
use crate::render::words::{bytes, count, number, short};
use crate::session::{Session, note};
use clap::Args;
use countersign_core::tables::{Kind, Table, spec};
use countersign_workbench::{Result, Workbench, write_templates};
use std::path::PathBuf;

/// Make a workspace file
///
/// Makes an empty workspace: one file that holds everything, and that only you keep. An existing file is never overwritten.
#[derive(Debug, Args)]
#[command(after_help = "Example:\n  countersign new acme.countersign --org \"Acme Mutual\"")]
pub struct New {
    /// The workspace file to make; its name should end in .countersign
    #[arg(value_name = "WS")]
    workspace: PathBuf,
    /// The organisation it is about, as reports print it
    #[arg(long, value_name = "NAME", default_value = "Unnamed organisation")]
    org: String,
}

/// Write the empty tables that can be filled in and imported, with an example of each
///
/// Writes the empty interchange tables, each with an example beside it. Fill in what you have, leave out what you have not:
/// an empty cell means "unknown" and never counts in your favour. Existing files are never overwritten.
///
/// With --columns nothing is written: what each column of each table may hold is printed.
#[derive(Debug, Args)]
#[command(after_help = "Example:\n  countersign templates tables/\n  countersign templates --columns")]
pub struct Templates {
    /// The folder to write into; it is made when it is not there
    #[arg(value_name = "DIR", required_unless_present = "columns")]
    folder: Option<PathBuf>,
    /// Print what each column may hold, and which a row has to fill
    #[arg(long, conflicts_with = "folder")]
    columns: bool,
}

/// Write a verified copy of a workspace
///
/// Writes a copy of a workspace, reopens it, compares it, and only then gives it its name. An existing file is never overwritten.
#[derive(Debug, Args)]
#[command(after_help = "Example:\n  countersign backup acme.countersign -o acme-2026-09-30.countersign")]
pub struct Backup {
    /// The workspace file
    #[arg(value_name = "WS")]
    workspace: PathBuf,
    /// The copy to write
    #[arg(short, long, value_name = "FILE")]
    output: PathBuf,
}

/// Make a workspace from a verified copy
///
/// Makes a workspace from a copy that `backup` wrote, after checking the copy. An existing file is never overwritten.
#[derive(Debug, Args)]
#[command(after_help = "Example:\n  countersign restore acme-2026-09-30.countersign -o acme.countersign")]
pub struct Restore {
    /// The copy
    #[arg(value_name = "FILE")]
    from: PathBuf,
    /// The workspace file to make
    #[arg(short, long, value_name = "WS")]
    output: PathBuf,
}

/// # Errors
/// `workspace/exists`, `workspace/failed`.
pub fn new(args: &New, session: &mut Session) -> Result<Exit> {
    let bench = Workbench::create(&args.workspace, &args.org, &session.now)?;
    if args.workspace.extension().is_none_or(|e| e != "countersign") {
        note("The name does not end in .countersign; the workspace works all the same.");
    }
    let out = &mut session.out;
    out.para(0, &format!("Made {} for {}.", args.workspace.display(), bench.organisation()?));
    out.para(0, &format!("Next: countersign import {} PATH...   (tables to fill in: countersign templates DIR)", shown(&args.workspace)));
    Ok(Exit::Done)
}

/// # Errors
/// `templates/exists`, `templates/failed`.
pub fn templates(args: &Templates, session: &mut Session) -> Result<Exit> {
    let Some(folder) = args.folder.as_deref().filter(|_| !args.columns) else {
        for table in Table::ALL {
            columns(*table, &mut session.out);
        }
        return Ok(Exit::Done);
    };
    let written = write_templates(folder)?;
    for path in &written {
        session.out.para(0, &path.display().to_string());
    }
    note(&format!(
        "{} written. Fill in what you have; an empty cell means unknown. What a cell may hold: countersign templates --columns",
        count(written.len(), "file", "files")
    ));
    Ok(Exit::Done)
}

/// The columns of one table, with what their cells may hold.
fn columns(table: Table, out: &mut Out) {
    let spec = spec(table);
    out.head(&format!("{}.csv", table.name()));
    let mut lines = Grid::new(&[fixed("Column"), fixed("A row"), flexible("A cell holds")]);
    for column in spec.columns {
        let use_of = match (spec.key.contains(&column.name), column.required) {
            (true, _) => "is named by it",
            (_, true) => "needs it",
            _ => "",
        };
        lines.row(vec![strong(column.name), plain(use_of), plain(holds(column.kind))]);
    }
    lines.print(out);
}

/// What a cell may hold, in words.
fn holds(kind: Kind) -> String {
    match kind {
        Kind::Text => "text".to_owned(),
        Kind::TextOrNone => "text, or `none` where there is none".to_owned(),
        Kind::List => "texts with ; between them".to_owned(),
        Kind::ListOrNone => "texts with ; between them, or `none` where there are none".to_owned(),
        Kind::Date => "a day, 2026-09-30, or a moment, 2026-09-30T12:00:00Z".to_owned(),
        Kind::Integer => "a whole number".to_owned(),
        Kind::YesNo => "yes, no".to_owned(),
        Kind::One(values) => format!("one of: {}", values.join(", ")),
        Kind::Many(values) => format!("any of these with ; between them, or `none`: {}", values.join(", ")),
    }
}

/// # Errors
/// `workspace/exists`, `workspace/failed`.
pub fn backup(args: &Backup, session: &mut Session) -> Result<Exit> {
    let info = session.open(&args.workspace, false)?.backup(&args.output)?;
    let rows: u64 = info.counts.values().sum();
    let out = &mut session.out;
    out.para(0, &format!("Wrote {}: {}, checked against the workspace.", info.path.display(), bytes(info.bytes)));
    out.field(
        "holds",
        &format!("{} in {}", count(rows, "row", "rows"), count(info.counts.values().filter(|n| **n > 0).count(), "table", "tables")),
    );
    out.field("journal", &format!("{} entries, ends in {}", number(u64::try_from(info.head.seq).unwrap_or(0)), short(&info.head.hash)));
    Ok(Exit::Done)
}

/// # Errors
/// `workspace/exists`, `workspace/damaged`, `workspace/failed`.
pub fn restore(args: &Restore, session: &mut Session) -> Result<Exit> {
    countersign_workbench::restore(&args.from, &args.output)?;
    session.out.para(0, &format!("Made {} from {}.", args.output.display(), args.from.display()));
    session.out.para(0, &format!("Next: countersign journal {} --verify", shown(&args.output)));
    Ok(Exit::Done)
}

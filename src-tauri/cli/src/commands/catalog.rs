//! `catalog`.

use super::catalog_pages as pages;
use crate::exit::Exit;
use crate::session::Session;
use clap::{Args, Subcommand};
use countersign_workbench::shipped;
use countersign_workbench::{CheckReport, Error, Result, check_catalog, list_catalogs, show_catalog};
use serde::Serialize;
use std::path::{Path, PathBuf};

/// Look at the frameworks, attach official wording, compare a publisher's file
///
/// The frameworks that are shipped, in our own words with the publishers' ids and titles. A publisher's own wording can be
/// attached from a file you have; it stays in your workspace.
#[derive(Debug, Args)]
#[command(arg_required_else_help = true, after_help = "Example:\n  countersign catalog list\n  countersign catalog show nist-csf@2.0")]
pub struct Catalog {
    /// What to do
    #[command(subcommand)]
    what: What,
}

#[derive(Debug, Subcommand)]
enum What {
    /// List the editions, with how many elements each level has
    #[command(after_help = "Example:\n  countersign catalog list")]
    List {
        /// Print one JSON document (countersign/catalog@1)
        #[arg(long)]
        json: bool,
    },
    /// Show the requirements of an edition, with facets, and with official wording where it is attached
    #[command(
        after_help = "Example:\n  countersign catalog show nist-ai-rmf@1.0\n  countersign catalog show nist-csf@2.0 -w acme.countersign"
    )]
    Show {
        /// The framework edition
        #[arg(value_name = "F")]
        framework: String,
        /// The workspace to take official wording from; the only one in this folder when not given
        #[arg(short, long, value_name = "WS")]
        workspace: Option<PathBuf>,
        /// Print one JSON document (countersign/catalog@1)
        #[arg(long)]
        json: bool,
    },
    /// Attach official wording to an edition from a publisher's file (OSCAL JSON or the publisher's table)
    #[command(after_help = "Example:\n  countersign catalog attach nist-csf@2.0 csf-2.0-catalog.json -w acme.countersign")]
    Attach {
        /// The framework edition
        #[arg(value_name = "F")]
        framework: String,
        /// The publisher's file
        #[arg(value_name = "FILE")]
        file: PathBuf,
        /// The workspace to attach it in; the only one in this folder when not given
        #[arg(short, long, value_name = "WS")]
        workspace: Option<PathBuf>,
        /// Print one JSON document (countersign/attach@1)
        #[arg(long)]
        json: bool,
    },
    /// Compare a publisher's file with the edition it fits best; changes nothing
    #[command(after_help = "Example:\n  countersign catalog check csf-2.0-catalog.json")]
    Check {
        /// The publisher's file
        #[arg(value_name = "FILE")]
        file: PathBuf,
        /// Print one JSON document (countersign/catalog-check@1)
        #[arg(long)]
        json: bool,
    },
}

/// `countersign/catalog-check@1`.
#[derive(Serialize)]
struct CheckDocument<'a> {
    schema: &'static str,
    #[serde(flatten)]
    report: &'a CheckReport,
}

/// # Errors
/// `usage/framework`, `usage/workspace`, `catalog/refused`, `catalog/unreadable`, `catalog/other-edition`, and those of opening.
pub fn run(args: &Catalog, session: &mut Session) -> Result<Exit> {
    match &args.what {
        What::List { json } => {
            let list = list_catalogs(&shipped()?);
            if *json { session.out.json(&list)? } else { pages::list(&list, &mut session.out) }
        }
        What::Show { framework, workspace, json } => {
            let bench = match workspace.clone().or_else(|| only(&here())) {
                Some(path) => Some(session.open(&path, false)?),
                None => None,
            };
            let view = show_catalog(&shipped()?, framework, bench.as_ref())?;
            if *json { session.out.json(&view)? } else { pages::show(&view, &mut session.out) }
        }
        What::Attach { framework, file, workspace, json } => {
            let path = workspace.clone().or_else(|| only(&here())).ok_or_else(unnamed)?;
            let report = session.open(&path, true)?.attach(framework, file, &session.now)?;
            if *json {
                session.out.json(&report)?;
            } else {
                pages::attached(&report, &mut session.out);
            }
        }
        What::Check { file, json } => {
            let report = check_catalog(&shipped()?, file, None)?;
            if *json {
                session.out.json(&CheckDocument { schema: "countersign/catalog-check@1", report: &report })?;
            } else {
                pages::check(&report, &mut session.out);
            }
        }
    }
    Ok(Exit::Done)
}

fn unnamed() -> Error {
    Error::new(
        "usage/workspace",
        "There is not exactly one workspace (*.countersign) in this folder.",
        "Name the workspace with --workspace WS.",
    )
}

/// The workspaces in the current folder.
fn here() -> Vec<PathBuf> {
    let entries = std::fs::read_dir(Path::new(".")).into_iter().flatten().flatten();
    entries
        .filter(|e| e.path().extension().is_some_and(|x| x == "countersign") && e.path().is_file())
        .map(|e| PathBuf::from(e.file_name()))
        .collect()
}

fn only(found: &[PathBuf]) -> Option<PathBuf> {
    match found {
        [one] => Some(one.clone()),
        _ => None,
    }
}

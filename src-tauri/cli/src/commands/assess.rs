//! `assess`.

use super::import_page::print_diagnostics;
use super::{shown, status_page};
use crate::exit::Exit;
use crate::session::{Session, note};
use clap::Args;
use countersign_workbench::{AssessOptions, Result};
use std::path::PathBuf;

/// Assess every workflow against every requirement, and keep the result
///
/// Assesses every workflow against every requirement of the frameworks, and keeps the result with everything it was made from.
///
/// Give the period that evidence is asked for, or one day; without either, today. Without --framework the five current
/// editions are assessed.
#[derive(Debug, Args)]
#[command(after_help = "Example:
  countersign assess acme.countersign --from 2026-04-01 --to 2026-09-30
  countersign assess acme.countersign --as-of 2026-06-30 --set fresh_quarterly_days=100 --framework nist-csf@2.0")]
pub struct Assess {
    /// The workspace file
    #[arg(value_name = "WS")]
    workspace: PathBuf,
    /// First day of the period, YYYY-MM-DD
    #[arg(long, value_name = "D", requires = "to")]
    from: Option<String>,
    /// Last day of the period; every figure is as of this day
    #[arg(long, value_name = "D", requires = "from")]
    to: Option<String>,
    /// One day instead of a period; evidence of the year up to it is looked at
    #[arg(long, value_name = "D", conflicts_with_all = ["from", "to"])]
    as_of: Option<String>,
    /// Use another value for a threshold; may be repeated. Every report lists them all
    #[arg(long, value_name = "NAME=VALUE", value_parser = threshold)]
    set: Vec<(String, String)>,
    /// Assess this framework edition; may be repeated
    #[arg(long, value_name = "F")]
    framework: Vec<String>,
    /// Print one JSON document (countersign/status@1)
    #[arg(long)]
    json: bool,
}

fn threshold(text: &str) -> std::result::Result<(String, String), String> {
    text.split_once('=').map(|(n, v)| (n.trim().to_owned(), v.trim().to_owned())).ok_or_else(|| "write it as NAME=VALUE".to_owned())
}

/// # Errors
/// `usage/date`, `usage/threshold`, `usage/framework`, and those of opening.
pub fn run(args: &Assess, session: &mut Session) -> Result<Exit> {
    let mut bench = session.open(&args.workspace, true)?;
    let options = AssessOptions {
        from: args.from.clone(),
        to: args.to.clone(),
        as_of: args.as_of.clone(),
        set: args.set.clone(),
        frameworks: args.framework.clone(),
    };
    let ws = shown(&args.workspace);
    let (assessed, report) = bench.assess(&options, &session.now)?;
    if args.json {
        session.out.json(&report)?;
    } else {
        let organisation = bench.organisation()?;
        status_page::print(
            &report,
            &status_page::About { organisation: &organisation, workspace: &ws, workflow: None, all_groups: false },
            &mut session.out,
        );
        if !assessed.diagnostics.is_empty() {
            session.out.head("Noticed");
            print_diagnostics(&assessed.diagnostics, &mut session.out);
        }
    }
    note(&format!("Assessment {} is kept. Next: countersign report {ws} --kind gap --format pdf -o gap-report.pdf", assessed.id));
    Ok(Exit::Done)
}

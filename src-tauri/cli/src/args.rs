//! The command line as clap reads it. The options of each command stand beside what it does.

use crate::commands::{
    analysis, assess, catalog, compare, crosswalk, demo, explain, findings, identities, import, imports, journal, pack, presets, report,
    resolve, sample, status, verify, workspace,
};
use clap::{Parser, Subcommand};

/// An offline workbench for the people who must show that AI-assisted work is governed.
///
/// Everything is kept in one workspace file that you own. No command touches the network. Data goes to standard output,
/// everything else to standard error.
#[derive(Debug, Parser)]
#[command(
    name = "countersign",
    version,
    arg_required_else_help = true,
    max_term_width = 100,
    after_help = "Exit codes:
  0    done
  1    done, and the gate asked for failed (status --fail-on, verify, journal --verify)
  2    the command was not understood
  3    the input was refused; nothing changed
  4    a person has to decide (resolve, identities, import --map)
  255  a bug

Environment:
  COUNTERSIGN_BY       who acts, when --by is not given
  COUNTERSIGN_NOW      the time to use instead of the clock, like 2026-09-30T12:00:00Z
  NO_COLOR             no colours
  COUNTERSIGN_PRESETS  the folder with presets of your own

Example:
  countersign demo tour
  countersign status tour/demo.countersign"
)]
pub struct Cli {
    /// Who acts, as the journal names them. Your account and your computer are never recorded. [default: analyst]
    #[arg(long, global = true, value_name = "NAME")]
    pub by: Option<String>,

    /// What to do.
    #[command(subcommand)]
    pub command: Command,
}

/// What to do. What each command says about itself stands beside it: the first line in lists, all of it in its help.
#[derive(Debug, Subcommand)]
pub enum Command {
    New(workspace::New),
    Templates(workspace::Templates),
    Import(import::Import),
    Imports(imports::Imports),
    Presets(presets::Presets),
    Identities(identities::Identities),
    Resolve(resolve::Resolve),
    Assess(assess::Assess),
    Status(status::Status),
    Compare(compare::Compare),
    Findings(findings::Findings),
    Analysis(analysis::Analysis),
    Explain(explain::Explain),
    Crosswalk(crosswalk::Crosswalk),
    Sample(sample::Sample),
    Report(report::Report),
    Pack(pack::Pack),
    Verify(verify::Verify),
    Catalog(catalog::Catalog),
    Journal(journal::Journal),
    Backup(workspace::Backup),
    Restore(workspace::Restore),
    Demo(demo::Demo),
}

//! One file per command, or per family of commands.

pub mod analysis;
pub mod assess;
pub mod catalog;
mod catalog_pages;
pub mod compare;
pub mod crosswalk;
pub mod demo;
pub mod explain;
pub mod findings;
pub mod identities;
pub mod import;
mod import_page;
pub mod imports;
pub mod journal;
mod new_map;
pub mod pack;
pub mod presets;
pub mod report;
pub mod resolve;
pub mod sample;
mod sample_page;
pub mod status;
mod status_page;
pub mod verify;
pub mod workspace;

use crate::args::Command;
use crate::exit::Exit;
use crate::session::Session;
use countersign_workbench::Result;

/// Does what was asked.
///
/// # Errors
/// Those of the command.
pub fn run(command: &Command, session: &mut Session) -> Result<Exit> {
    match command {
        Command::New(args) => workspace::new(args, session),
        Command::Templates(args) => workspace::templates(args, session),
        Command::Import(args) => import::run(args, session),
        Command::Imports(args) => imports::run(args, session),
        Command::Presets(args) => presets::run(args, session),
        Command::Identities(args) => identities::run(args, session),
        Command::Resolve(args) => resolve::run(args, session),
        Command::Assess(args) => assess::run(args, session),
        Command::Status(args) => status::run(args, session),
        Command::Analysis(args) => analysis::run(args, session),
        Command::Compare(args) => compare::run(args, session),
        Command::Findings(args) => findings::run(args, session),
        Command::Explain(args) => explain::run(args, session),
        Command::Crosswalk(args) => crosswalk::run(args, session),
        Command::Report(args) => report::run(args, session),
        Command::Sample(args) => sample::run(args, session),
        Command::Pack(args) => pack::run(args, session),
        Command::Verify(args) => verify::run(args, session),
        Command::Catalog(args) => catalog::run(args, session),
        Command::Journal(args) => journal::run(args, session),
        Command::Backup(args) => workspace::backup(args, session),
        Command::Restore(args) => workspace::restore(args, session),
        Command::Demo(args) => demo::run(args, session),
    }
}

/// A path as one word of a command to type.
pub fn shown(path: &std::path::Path) -> String {
    crate::render::text::quoted(&path.display().to_string())
}

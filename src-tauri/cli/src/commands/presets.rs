//! `presets`.

use super::import;
use crate::exit::Exit;
use crate::render::span::{dim, plain};
use crate::render::table::{Table, fixed, flexible};
use crate::session::Session;
use clap::Args;
use countersign_workbench::{Result, preset_list};
use serde_json::json;
use std::path::PathBuf;

/// List the formats of other systems that an import knows
///
/// Lists the presets: whose exports an import recognises by itself, and which tables they fill. A preset of your own is a text file;
/// `countersign import WS FILE --map NEW.toml` writes one to begin with.
#[derive(Debug, Args)]
#[command(after_help = "Example:\n  countersign presets\n  countersign presets --presets our-presets/ --json")]
pub struct Presets {
    /// The folder with presets of your own [default: COUNTERSIGN_PRESETS, or countersign/presets in your settings]
    #[arg(long, value_name = "DIR")]
    presets: Option<PathBuf>,
    /// Print one JSON document (countersign/presets@1)
    #[arg(long)]
    json: bool,
}

/// # Errors
/// `import/refused` when a preset of the folder is not valid.
pub fn run(args: &Presets, session: &mut Session) -> Result<Exit> {
    let folder = import::presets(args.presets.as_ref());
    let list = preset_list(folder.as_deref())?;
    if args.json {
        session.out.json(&json!({"schema": "countersign/presets@1", "presets": list}))?;
        return Ok(Exit::Done);
    }
    let mut table = Table::new(&[fixed("Preset"), flexible("Recognises"), flexible("Fills"), fixed("")]);
    for preset in &list {
        let tables: Vec<&str> = preset.tables.iter().map(|t| t.name()).collect();
        let fills = if tables.is_empty() { "evidence".to_owned() } else { tables.join(", ") };
        table.row(vec![plain(&preset.name), plain(&preset.title), dim(fills), plain(if preset.yours { "yours" } else { "" })]);
    }
    table.print(&mut session.out);
    if let Some(folder) = folder {
        session.out.blank();
        session.out.para(0, &format!("Presets of your own are read from {}.", folder.display()));
    }
    Ok(Exit::Done)
}

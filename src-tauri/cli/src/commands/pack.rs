//! `pack`.

use super::shown;
use crate::exit::Exit;
use crate::render::words::{bytes, count, short_id};
use crate::session::{Session, note};
use clap::Args;
use countersign_workbench::{Result, Signer};
use std::io::IsTerminal;
use std::path::PathBuf;

/// Seal report, tables and evidence into a pack that anyone can check
///
/// Seals the latest assessment, its report, its tables and its evidence into one zip that anyone can check, with
/// `countersign verify` or with tools every auditor has (VERIFY.txt inside says how). The same assessment gives the same bytes, except
/// that steps which samples took after it are told in the pack. An existing file is never overwritten.
#[derive(Debug, Args)]
#[command(after_help = "Example:
  countersign pack acme.countersign -o audit-pack.zip
  countersign pack acme.countersign -o audit-pack.zip --sign ~/.ssh/id_ed25519")]
pub struct Pack {
    /// The workspace file
    #[arg(value_name = "WS")]
    workspace: PathBuf,
    /// The pack to write
    #[arg(short, long, value_name = "FILE.zip")]
    output: PathBuf,
    /// Sign with this OpenSSH ed25519 private key; its comment names the signer, its passphrase is asked when it has one
    #[arg(long, value_name = "KEY")]
    sign: Option<PathBuf>,
    /// Print one JSON document (countersign/pack@1)
    #[arg(long)]
    json: bool,
}

/// # Errors
/// `assess/none`, `pack/refused`, `report/failed`, and those of opening.
pub fn run(args: &Pack, session: &mut Session) -> Result<Exit> {
    let signer = args.sign.as_ref().map(|key| Signer::open(key, || passphrase(&key.display().to_string()))).transpose()?;
    let mut bench = session.open(&args.workspace, true)?;
    if bench.changed_since(&bench.latest()?)? {
        note("The workspace has changed since the latest assessment, which is what is packed.");
    }
    let report = bench.pack(&args.output, signer.as_ref(), &session.now)?;
    for said in &report.samples {
        note(&format!("{} {}", said.message, said.hint));
    }
    if args.json {
        session.out.json(&report)?;
        return Ok(Exit::Done);
    }
    let out = &mut session.out;
    out.para(
        0,
        &format!(
            "Sealed {}: {} ({}) in a zip of {}.",
            args.output.display(),
            count(report.files, "file in data/", "files in data/"),
            bytes(report.bytes),
            bytes(report.zip_bytes)
        ),
    );
    out.field("root digest", &report.root_digest);
    out.field("snapshot", &report.snapshot);
    out.field("assessment", short_id(&report.assessment));
    let signed = match (&report.signed_by, &report.fingerprint) {
        (Some(by), Some(key)) => format!("by {by}, {key}"),
        (Some(by), None) => format!("by {by}"),
        _ => "no; the root digest, handed over by another way, protects it".to_owned(),
    };
    out.field("signed", &signed);
    out.blank();
    out.para(0, &format!("Check it: countersign verify {}", shown(&args.output)));
    Ok(Exit::Done)
}

/// Asks for the passphrase, when there is somebody to ask.
fn passphrase(key: &str) -> Option<String> {
    if !std::io::stdin().is_terminal() {
        return None;
    }
    rpassword::prompt_password(format!("Passphrase for {}: ", crate::render::text::inert(key))).ok()
}

//! `demo`: the made-up organisation, from its spreadsheets to a pack that verifies.

use crate::assessing::AssessOptions;
use crate::desk::{Moment, Workbench};
use crate::error::{Error, Result};
use crate::importing::{ImportOptions, ImportReport};
use crate::packing::PackReport;
use crate::status::StatusReport;
use include_dir::{Dir, include_dir};
use std::path::{Path, PathBuf};

static SAMPLE: Dir<'static> = include_dir!("$CARGO_MANIFEST_DIR/../../templates/sample");

/// The period the sample is assessed for.
pub const SAMPLE_PERIOD: (&str, &str) = ("2026-04-01", "2026-09-30");
/// What the sample organisation is called.
pub const SAMPLE_ORGANISATION: &str = "Brackwater Mutual";

/// What the demo made.
pub struct DemoReport {
    /// The workspace.
    pub workspace: PathBuf,
    /// The report.
    pub report: PathBuf,
    /// The pack.
    pub pack: PathBuf,
    /// What was imported.
    pub imported: ImportReport,
    /// Where things stand.
    pub status: StatusReport,
    /// What was packed.
    pub packed: PackReport,
    /// What checking the pack found.
    pub verified: countersign_pack::Report,
}

/// Writes `demo.countersign`, `gap-report.pdf` and `audit-pack.zip` into a folder. Files of an earlier demo are replaced; a file
/// that no demo wrote is not.
///
/// # Errors
/// `demo/failed` when the folder cannot be written; else those of import, assess, report and pack.
pub fn demo(folder: &Path, now: &Moment, progress: &mut dyn FnMut(&str)) -> Result<DemoReport> {
    let failed = |e: std::io::Error| {
        Error::new("demo/failed", format!("cannot write into {}: {e}", folder.display()), "Choose a folder that can be written.")
    };
    std::fs::create_dir_all(folder).map_err(failed)?;
    let (workspace, report, pack) = (folder.join("demo.countersign"), folder.join("gap-report.pdf"), folder.join("audit-pack.zip"));
    replaceable(&workspace)?;
    if let Some(other) = [&report, &pack].into_iter().find(|p| p.exists() && !workspace.exists()) {
        return Err(Error::new(
            "demo/exists",
            format!("{} is there already, and no demo beside it.", other.display()),
            "Choose another folder; nothing was touched.",
        ));
    }
    for name in ["demo.countersign", "demo.countersign-wal", "demo.countersign-shm", "gap-report.pdf", "audit-pack.zip"] {
        match std::fs::remove_file(folder.join(name)) {
            Err(e) if e.kind() != std::io::ErrorKind::NotFound => return Err(failed(e)),
            _ => {}
        }
    }
    let sample = folder.join("sample");
    write_sample(&SAMPLE, &sample).map_err(failed)?;

    let mut bench = Workbench::create(&workspace, SAMPLE_ORGANISATION, now)?;
    progress("Importing the sample's tables and evidence");
    let imported = bench.import(std::slice::from_ref(&sample), &ImportOptions::default(), now, &mut |_, _| true)?;
    progress("Assessing");
    let period = AssessOptions { from: Some(SAMPLE_PERIOD.0.to_owned()), to: Some(SAMPLE_PERIOD.1.to_owned()), ..AssessOptions::default() };
    let (assessed, status) = bench.assess(&period, now)?;
    progress("Writing the report");
    let document = bench.gap_report(&assessed, None, None)?;
    std::fs::write(&report, bench.report_bytes(&document, "pdf")?).map_err(failed)?;
    progress("Sealing the pack");
    let packed = bench.pack(&pack, None, now)?;
    progress("Verifying the pack");
    let verified = crate::packing::verify(&pack, None)?;
    Ok(DemoReport { workspace, report, pack, imported, status, packed, verified })
}

/// Whether what stands in the demo's place is an earlier demo, or nothing.
fn replaceable(workspace: &Path) -> Result<()> {
    if !workspace.exists() {
        return Ok(());
    }
    let bench = Workbench::open(workspace, false)?;
    let organisation = bench.organisation()?;
    if organisation == SAMPLE_ORGANISATION {
        // A demo makes, imports, assesses and packs; anything beyond that is somebody's work.
        if bench.journal()?.len() <= 4 {
            return Ok(());
        }
        return Err(Error::new(
            "demo/exists",
            format!("The demo in {} was worked in since.", workspace.display()),
            "Choose another folder, or remove this one; nothing was touched.",
        ));
    }
    Err(Error::new(
        "demo/exists",
        format!("{} is a workspace about {organisation}, not a demo.", workspace.display()),
        "Choose another folder; nothing was touched.",
    ))
}

fn write_sample(dir: &Dir<'static>, to: &Path) -> std::io::Result<()> {
    std::fs::create_dir_all(to)?;
    for file in dir.files() {
        let Some(name) = file.path().file_name() else { continue };
        if name != "README.md" {
            std::fs::write(to.join(name), file.contents())?;
        }
    }
    for sub in dir.dirs() {
        if let Some(name) = sub.path().file_name() {
            write_sample(sub, &to.join(name))?;
        }
    }
    Ok(())
}

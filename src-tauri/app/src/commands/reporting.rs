//! Reporting: assess, build, save, seal, verify.

use super::shell::one;
use super::write::{ANY, ZIP, file_name, filter_of, save};
use crate::host::Choose;
use crate::session::{Job, Session};
use crate::shapes::{
    AssessPeriod, FileOrFolder, KeyChosen, Nothing, OpenWorkspace, PackCheck, PackHow, PackSaved, PackVerified, ReportBuilt, ReportWhich,
    Saved, TableToSave,
};
use countersign_core::digest::sha256_hex;
use countersign_workbench::screens::{ChangesQuery, Reading, WorkflowQuery, table_csv, workflow_table};
use countersign_workbench::{AssessOptions, Error, Result, Signer, key_is_encrypted, verify};
use std::path::Path;

pub(super) fn assess(session: &Session, period: AssessPeriod, job: &Job) -> Result<OpenWorkspace> {
    job.part("Assessing")?;
    let options = AssessOptions { from: period.from, to: period.to, as_of: period.as_of, ..AssessOptions::default() };
    let mut step = |done, total| job.step("Assessing", done, total);
    session.change("assess", |bench, now| bench.assess_with(&options, now, &mut step).map(|_| ()))?;
    session.opened()?.shown()
}

pub(super) fn report_build(session: &Session, which: ReportWhich, job: &Job) -> Result<ReportBuilt> {
    let (title, bytes) = build(session, &which, job)?;
    let (size, sha256) = (bytes.len() as u64, sha256_hex(&bytes));
    let token = session.held().report(bytes);
    Ok(ReportBuilt { token, title, bytes: size, sha256 })
}

pub(super) fn report_bytes(session: &Session, token: &str) -> Result<Vec<u8>> {
    let bytes = session.held().report_bytes(token)?;
    Ok(bytes.as_ref().clone())
}

pub(super) fn report_save(session: &Session, which: ReportWhich, job: &Job) -> Result<Option<Saved>> {
    let reading = session.opened()?.reading()?;
    let name = format!("{}.{}", report_name(&reading, &which)?, which.format);
    save(session, "Save the report", name, filter_of(&which.format), || build(session, &which, job).map(|(_, bytes)| bytes))
}

/// Builds on a connection of its own, so that screens go on answering.
fn build(session: &Session, which: &ReportWhich, job: &Job) -> Result<(String, Vec<u8>)> {
    let opened = session.opened()?;
    let reading = opened.reading()?;
    job.part("Gathering the report")?;
    let bench = opened.fresh()?;
    let report = bench.gap_report(reading.assessment()?, which.framework.as_deref(), which.workflow.as_deref())?;
    job.part("Laying out the pages")?;
    let bytes = bench.report_bytes(&report, &which.format)?;
    job.part("Done")?;
    let about = which.workflow.as_deref().or(which.framework.as_deref()).unwrap_or("every framework");
    Ok((format!("Gap report, {about}"), bytes))
}

/// `gap-report-2026-09-30`, with what it is about.
fn report_name(reading: &Reading, which: &ReportWhich) -> Result<String> {
    let mut name = format!("gap-report-{}", reading.assessment()?.assessment.basis.period.as_of);
    for part in [&which.framework, &which.workflow].into_iter().flatten() {
        name.push('-');
        name.extend(part.chars().map(|c| if c.is_alphanumeric() || c == '.' { c } else { '-' }).take(40));
    }
    Ok(name)
}

pub(super) fn choose_key(session: &Session, _: Nothing, _: &Job) -> Result<Option<KeyChosen>> {
    let asked = Choose::OpenFile { title: "Choose an OpenSSH ed25519 private key", filter: ANY };
    let Some(path) = one(session, &asked) else { return Ok(None) };
    let encrypted = key_is_encrypted(&path)?;
    let signer = if encrypted { None } else { Some(Signer::open(&path, || None)?) };
    let file = file_name(&path);
    Ok(Some(KeyChosen {
        token: session.held().key(path),
        file,
        encrypted,
        signer: signer.as_ref().map(|s| s.identity().to_owned()),
        fingerprint: signer.as_ref().map(Signer::fingerprint),
    }))
}

pub(super) fn pack_save(session: &Session, how: PackHow, job: &Job) -> Result<Option<PackSaved>> {
    let signer = match &how.key {
        None => None,
        Some(token) => {
            let path = session.held().key_path(token)?;
            Some(Signer::open(&path, || how.passphrase.clone())?)
        }
    };
    let day = session.opened()?.reading()?.assessment()?.assessment.basis.period.as_of;
    let name = format!("audit-pack-{day}.zip");
    let Some(path) = one(session, &Choose::SaveFile { title: "Save the audit pack", name, filter: ZIP }) else { return Ok(None) };
    job.part("Sealing the pack")?;
    let report = session.change("pack", |bench, now| bench.pack(&path, signer.as_ref(), now))?;
    // It is written and in the journal by now: there is nothing left to cancel.
    let _ = job.part("Reading it back");
    let verified = checked(&path)?;
    let contents = report.folders.clone();
    let saved = Saved { file: file_name(&path), bytes: report.zip_bytes, sha256: file_digest(&path)? };
    Ok(Some(PackSaved { saved, report, contents, verified }))
}

pub(super) fn verify_pack(session: &Session, which: FileOrFolder, job: &Job) -> Result<Option<PackVerified>> {
    let asked = if which.folder {
        Choose::OpenFolder { title: "Choose an unpacked audit pack" }
    } else {
        Choose::OpenFile { title: "Choose an audit pack", filter: ZIP }
    };
    let Some(path) = one(session, &asked) else { return Ok(None) };
    job.part("Checking every file of the pack")?;
    checked(&path).map(Some)
}

fn checked(path: &Path) -> Result<PackVerified> {
    let report = verify(path, None)?;
    let checks = report.checks.into_iter().map(|c| PackCheck { id: c.id.to_owned(), ok: c.ok, detail: c.detail }).collect();
    Ok(PackVerified { name: file_name(path), ok: report.ok, root_digest: report.root_digest, checks })
}

fn file_digest(path: &Path) -> Result<String> {
    let bytes = std::fs::read(path)
        .map_err(|e| Error::new("pack/refused", format!("{} cannot be read back: {e}.", file_name(path)), "Save it again."))?;
    Ok(sha256_hex(&bytes))
}

pub(super) fn export_workflows(session: &Session, query: WorkflowQuery, _: &Job) -> Result<Option<Saved>> {
    let reading = session.opened()?.reading()?;
    let summary = reading.summary()?;
    let basis = match summary.assessment {
        Some(a) => {
            let later = if summary.changed_since {
                "; the workspace changed after the assessment, and columns without a framework say how it is now"
            } else {
                ""
            };
            format!("{}; as of {}; {}; {}{later}", reading.organisation(), a.as_of, filter_words(&query), a.snapshot)
        }
        None => format!("{}; not assessed; {}", reading.organisation(), filter_words(&query)),
    };
    let framework = match (query.framework.as_str(), reading.frameworks()?.first()) {
        ("", Some(first)) => first.id.clone(),
        (named, _) => named.to_owned(),
    };
    save(session, "Save these rows", "workflows.csv".to_owned(), filter_of("csv"), || {
        let rows = reading.workflow_rows(&query)?;
        let (columns, cells) = workflow_table(&rows, &framework, &basis);
        table_csv(&columns, &cells)
    })
}

pub(super) fn export_changes(session: &Session, query: ChangesQuery, job: &Job) -> Result<Option<Saved>> {
    let opened = session.opened()?;
    let compared = opened.side_by_side(&query.which(), job)?;
    let since = compared.since();
    let name = format!("changes-{}-to-{}.csv", since.before.as_of, since.after.as_of);
    save(session, "Save these changes", name, filter_of("csv"), || {
        let (columns, cells) = compared.changes_table(&query, &opened.organisation);
        table_csv(&columns, &cells)
    })
}

/// The filter in words, so that an exported table says what it leaves out.
fn filter_words(query: &WorkflowQuery) -> String {
    let mut parts = Vec::new();
    if !query.text.trim().is_empty() {
        parts.push(format!("text \"{}\"", query.text.trim()));
    }
    let lists = [
        ("class", &query.class),
        ("environment", &query.environment),
        ("criticality", &query.criticality),
        ("lifecycle", &query.lifecycle),
        ("unit", &query.unit),
    ];
    parts.extend(lists.iter().filter(|(_, l)| !l.is_empty()).map(|(name, l)| format!("{name} {}", l.join(" or "))));
    parts.extend(query.flags.iter().map(|f| f.words().to_owned()));
    if parts.is_empty() { "all workflows".to_owned() } else { parts.join(", ") }
}

pub(super) fn save_table(session: &Session, table: TableToSave, _: &Job) -> Result<Option<Saved>> {
    let name: String = table.name.chars().map(|c| if c.is_alphanumeric() { c } else { '-' }).take(80).collect();
    save(session, "Save the table", format!("{name}.csv"), filter_of("csv"), || table_csv(&table.columns, &table.rows))
}

//! `report`, `pack` and `verify`: the gap report as files, and the pack that carries it with its evidence.

use crate::assessing::Assessed;
use crate::desk::{Moment, Workbench};
use crate::error::{Error, Result};
use crate::sampling::SampleReport;
use countersign_core::Diagnostic;
use countersign_core::digest::canonical_json;
use countersign_core::gap_report::GapReport;
use countersign_pack::{Content, PackFile, PackInput, Sealed, Signer, safe_name};
use countersign_report::Templates;
use serde::Serialize;
use std::collections::{BTreeMap, BTreeSet};
use std::io::{Cursor, Read};
use std::path::Path;

/// What is said of samples when they are packed.
const SAID: [&str; 4] = ["sample/deviates-elsewhere", "sample/journal-differs", "sample/later-steps", "sample/population-lost"];

/// What a pack holds.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
pub struct PackReport {
    /// `countersign/pack@1`.
    pub schema: &'static str,
    /// `sha256:…`: the SHA-256 of the tag manifest.
    pub root_digest: String,
    /// `sha256:…` of the frozen dataset.
    pub snapshot: String,
    /// The assessment it carries.
    pub assessment: String,
    /// Files under `data/`.
    pub files: u64,
    /// Their bytes.
    pub bytes: u64,
    /// Size of the zip.
    pub zip_bytes: u64,
    /// The signer, when it is signed.
    pub signed_by: Option<String>,
    /// The fingerprint of the signer's key.
    pub fingerprint: Option<String>,
    /// What has to be known before its samples are relied on: later steps, a population that cannot be read.
    #[serde(skip)]
    pub samples: Vec<Diagnostic>,
    /// What it holds, by folder; for people.
    #[serde(skip)]
    pub folders: Vec<PackFolder>,
}

/// A folder of a pack, or a file at its top.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
pub struct PackFolder {
    /// `report.pdf`, `csv/`, …
    pub name: String,
    /// How many files.
    pub files: u64,
    /// Their bytes.
    pub bytes: u64,
}

/// Checks a pack with nothing but the pack.
///
/// # Errors
/// `pack/refused` when the path is no pack at all.
pub fn verify(path: &Path, allowed_signers: Option<&Path>) -> Result<countersign_pack::Report> {
    Ok(countersign_pack::verify(path, allowed_signers)?)
}

/// Whether a signing key needs a passphrase.
///
/// # Errors
/// `pack/refused` when the file is no OpenSSH ed25519 key.
pub fn key_is_encrypted(key: &Path) -> Result<bool> {
    Ok(Signer::is_encrypted(key)?)
}

impl Workbench {
    /// A gap report as bytes in one of the formats `pdf`, `xlsx`, `csv` and `json`.
    ///
    /// # Errors
    /// `usage/format`, `report/failed`.
    pub fn report_bytes(&self, report: &GapReport, format: &str) -> Result<Vec<u8>> {
        Ok(match format {
            "pdf" => countersign_report::pdf(report, &Templates::embedded())?,
            "xlsx" => countersign_report::xlsx(report)?,
            "csv" => countersign_report::csv(report)?,
            "json" => countersign_report::json(report)?,
            other => return Err(Error::new("usage/format", format!("There is no format `{other}`."), "Choose pdf, xlsx, csv or json.")),
        })
    }

    /// Seals the latest assessment, its report, its tables and its evidence into a pack, with the samples as they were when it was made.
    ///
    /// # Errors
    /// `assess/none`, `pack/refused`, `report/failed`, `workspace/failed`.
    pub fn pack(&mut self, out: &Path, signer: Option<&Signer>, now: &Moment) -> Result<PackReport> {
        let assessed = self.latest()?;
        let report = self.gap_report(&assessed, None, None)?;
        let samples = self.samples_then(&assessed.frozen)?;
        let (sealed, folders) = self.seal(&assessed, &report, &samples, signer, out)?;
        let action = Self::action(now, "pack", &assessed.id);
        let change = self.workspace.change(&action)?;
        change.commit(&serde_json::json!({"assessment": assessed.id, "snapshot": assessed.snapshot, "root_digest": sealed.root_digest, "signed_by": sealed.signed_by}))?;
        Ok(PackReport {
            schema: "countersign/pack@1",
            root_digest: sealed.root_digest,
            snapshot: assessed.snapshot,
            assessment: assessed.id,
            files: sealed.files,
            bytes: sealed.bytes,
            zip_bytes: sealed.zip_bytes,
            signed_by: sealed.signed_by,
            fingerprint: sealed.fingerprint,
            samples: samples.samples.into_iter().flat_map(|s| s.diagnostics).filter(|d| SAID.contains(&d.code.as_str())).collect(),
            folders,
        })
    }

    fn seal(
        &self,
        assessed: &Assessed,
        report: &GapReport,
        samples: &SampleReport,
        signer: Option<&Signer>,
        out: &Path,
    ) -> Result<(Sealed, Vec<PackFolder>)> {
        let mut files: Vec<PackFile<'_>> = Vec::new();
        let mut put = |path: String, bytes: Vec<u8>| files.push(PackFile { path, content: Content::Bytes(bytes) });
        put("report.pdf".to_owned(), countersign_report::pdf(report, &Templates::embedded())?);
        put("report.json".to_owned(), countersign_report::json(report)?);
        put("report.xlsx".to_owned(), countersign_report::xlsx(report)?);
        for (name, bytes) in countersign_report::csv_tables(report)? {
            put(format!("csv/{name}"), bytes);
        }
        let (custody, evidence) = self.custody(assessed, report)?;
        put("index/custody.jsonl".to_owned(), custody);
        put("index/journal.jsonl".to_owned(), self.journal_up_to(assessed)?);
        if !samples.samples.is_empty() {
            put("samples/samples.json".to_owned(), serde_json::to_vec_pretty(samples)?);
            for kept in self.workspace.samples(Some(assessed.frozen.seq))? {
                // Of one that cannot be read, samples.json says so.
                if let Ok(population) = self.workspace.population_of(&kept) {
                    put(format!("samples/{}/ids.txt", kept.name), population.lines().into_bytes());
                }
            }
        }
        let mut folders: BTreeMap<String, (u64, u64)> = BTreeMap::new();
        let mut count = |path: &str, bytes: u64| {
            let name = path.split_once('/').map_or_else(|| path.to_owned(), |(folder, _)| format!("{folder}/"));
            let of = folders.entry(name).or_default();
            *of = (of.0 + 1, of.1 + bytes);
        };
        for file in &files {
            if let Content::Bytes(bytes) = &file.content {
                count(&file.path, bytes.len() as u64);
            }
        }
        for (path, sha) in evidence {
            count(&path, self.workspace.blob_len(&sha)?.unwrap_or(0));
            let open = move || -> std::io::Result<Box<dyn Read>> {
                let mut bytes = Vec::new();
                self.workspace.copy_blob(&sha, &mut bytes).map_err(std::io::Error::other)?;
                Ok(Box::new(Cursor::new(bytes)))
            };
            files.push(PackFile { path, content: Content::Reader(Box::new(open)) });
        }
        let day = assessed.at.get(..10).unwrap_or("").to_owned();
        let input = PackInput {
            id: format!("countersign-{}-{}", day, assessed.id.get(..8).unwrap_or("")),
            external_identifier: countersign_pack::external_identifier(&assessed.id, &assessed.snapshot),
            bagging_date: day,
            assessed_at: assessed.at.clone(),
            snapshot: assessed.snapshot.clone(),
            tool_version: assessed.tool_version.clone(),
            ruleset: assessed.assessment.ruleset.clone(),
            organisation: report.organisation.clone(),
            limits: report.limits.clone(),
            files,
        };
        let sealed = countersign_pack::write_zip(input, signer, out)?;
        let folders = folders.into_iter().map(|(name, (files, bytes))| PackFolder { name, files, bytes }).collect();
        Ok((sealed, folders))
    }

    /// The chain of custody of every artefact, as of the assessment, and where each evidence file goes.
    #[allow(clippy::type_complexity, reason = "the index, and path and hash of each file it names")]
    fn custody(&self, assessed: &Assessed, report: &GapReport) -> Result<(Vec<u8>, Vec<(String, String)>)> {
        let mut lines = Vec::new();
        let mut evidence = Vec::new();
        let received: BTreeMap<i64, String> = self.workspace.journal()?.into_iter().map(|e| (e.seq, e.at)).collect();
        for file in &assessed.frozen.files {
            let at = received.get(&file.read_by).map_or("", String::as_str);
            lines.push(canonical_json(&serde_json::json!({"artefact": "import", "file": file.source.name, "sha256": file.source.sha256, "received": at, "hashed": at, "imported": at, "records": file.counts.records, "rejected": file.counts.rejected, "format": file.format}))?);
        }
        for line in &report.evidence {
            let mut taken = BTreeSet::new();
            let base = line.file.rsplit('/').next().unwrap_or(&line.file);
            let path = format!("evidence/{}/{}", line.id, safe_name(base, &mut taken));
            let record = assessed.frozen.data.rows(countersign_core::Table::Evidence).iter().find(|r| r.key == line.file);
            let file = record.and_then(|r| assessed.frozen.files.iter().find(|f| f.source.id == r.origin.file));
            let at = file.and_then(|f| received.get(&f.read_by)).map_or("", String::as_str);
            let held = !line.sha256.is_empty() && assessed.frozen.data.holds(&line.sha256);
            lines.push(canonical_json(&serde_json::json!({
                "artefact": line.id, "file": line.file, "sha256": line.sha256, "bytes": line.bytes, "known_since": at,
                "described_by": line.source.to_string(), "linked_to": line.used_by,
                "packed_as": if held { Some(&path) } else { None },
            }))?);
            if held {
                evidence.push((path, line.sha256.clone()));
            }
        }
        lines.push(String::new());
        Ok((lines.join("\n").into_bytes(), evidence))
    }

    /// The journal up to the dataset that was assessed, as JSON Lines: its last hash is the chain's head.
    fn journal_up_to(&self, assessed: &Assessed) -> Result<Vec<u8>> {
        let mut text = String::new();
        for e in self.workspace.journal()?.into_iter().filter(|e| e.seq <= assessed.frozen.seq) {
            let line = serde_json::json!({"seq": e.seq, "at": e.at, "actor": e.actor, "action": e.action, "subject": e.subject, "detail": e.detail, "prev": e.prev, "hash": e.hash});
            text.push_str(&canonical_json(&line)?);
            text.push('\n');
        }
        Ok(text.into_bytes())
    }
}

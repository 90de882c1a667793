//! A desk to work at: workspaces in temporary folders, the sample organisation imported and assessed.

use crate::tree;
use countersign_core::Table;
use countersign_core::catalog::Content;
use countersign_core::dataset::Dataset;
use countersign_store::{Access, Workspace};
use countersign_workbench::screens::Reading;
use countersign_workbench::{AssessOptions, Assessed, ImportOptions, ImportReport, Moment, Workbench};
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::sync::{Arc, OnceLock};
use tempfile::TempDir;

/// First and last day of the half-year the sample is assessed for.
pub const SAMPLE_PERIOD: (&str, &str) = ("2026-04-01", "2026-09-30");

/// Always the same moment and person.
pub fn now() -> Moment {
    Moment { at: "2026-10-01T08:30:00Z".to_owned(), actor: "p.lee".to_owned() }
}

/// The folder of the sample organisation.
pub fn sample_folder() -> PathBuf {
    tree::root().join("templates/sample")
}

/// Copies the sample as `countersign demo` does: all of it but what describes it to a reader.
pub fn copy_sample(to: &Path) {
    for entry in walkdir::WalkDir::new(sample_folder()) {
        let entry = entry.unwrap();
        let target = to.join(entry.path().strip_prefix(sample_folder()).unwrap());
        if entry.file_type().is_dir() {
            std::fs::create_dir_all(&target).unwrap();
        } else if entry.file_name() != "README.md" {
            std::fs::copy(entry.path(), &target).unwrap();
        }
    }
}

/// An assessment of the sample's half-year.
pub fn half_year() -> AssessOptions {
    AssessOptions { from: Some(SAMPLE_PERIOD.0.into()), to: Some(SAMPLE_PERIOD.1.into()), ..AssessOptions::default() }
}

/// A workspace in a folder that goes away with it.
pub struct Desk {
    /// The folder.
    pub folder: TempDir,
    /// The workspace.
    pub bench: Workbench,
}

impl Desk {
    /// An empty workspace.
    pub fn empty() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let bench = Workbench::create(&folder.path().join("w.countersign"), "Brackwater Mutual", &now()).unwrap();
        Self { folder, bench }
    }

    /// An empty workspace that shares content already read.
    pub fn with(content: Arc<Content>) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let bench = Workbench::create_with(&folder.path().join("w.countersign"), "Brackwater Mutual", &now(), content).unwrap();
        Self { folder, bench }
    }

    /// The sample organisation, imported.
    pub fn sample() -> Self {
        let mut desk = Self::empty();
        let sample = desk.folder.path().join("sample");
        copy_sample(&sample);
        let report = desk.import(&sample);
        assert!(!report.refused, "{:#?}", report.files);
        desk
    }

    /// Imports one file or folder.
    pub fn import(&mut self, path: &Path) -> ImportReport {
        self.bench.import(&[path.to_owned()], &ImportOptions::default(), &now(), &mut |_, _| true).unwrap()
    }

    /// Assesses the sample's half-year.
    pub fn assess(&mut self) -> Assessed {
        self.bench.assess(&half_year(), &now()).unwrap().0
    }

    /// Where the workspace is.
    pub fn workspace(&self) -> PathBuf {
        self.folder.path().join("w.countersign")
    }

    /// The records of the workspace as the engine sees them.
    pub fn dataset(&self) -> Dataset {
        let workspace = Workspace::open(&self.workspace(), Access::Read).unwrap().workspace;
        let mut records = Vec::new();
        for table in Table::ALL.iter().filter(|t| **t != Table::Events) {
            records.extend(workspace.records(*table, None).unwrap());
        }
        let mut held = BTreeSet::new();
        for sha in records.iter().filter(|r| r.table == Table::Evidence).filter_map(|r| r.extra("sha256")) {
            if workspace.blob_len(sha).unwrap().is_some() {
                held.insert(sha.to_owned());
            }
        }
        let files = workspace.files(None).unwrap().into_iter().map(|f| f.source).collect();
        Dataset::new(files, records, held)
    }

    /// The content of the workspace as text: the same text exactly when it holds the same.
    pub fn dump(&self) -> String {
        Workspace::open(&self.workspace(), Access::Read).unwrap().workspace.dump().unwrap()
    }

    /// Packs the latest assessment under a name.
    pub fn pack(&mut self, name: &str) -> PathBuf {
        let out = self.folder.path().join(name);
        self.bench.pack(&out, None, &now()).unwrap();
        out
    }
}

/// The sample, assessed and read once for all the tests of a suite.
pub struct Read {
    /// The folder it lies in.
    pub folder: TempDir,
    /// What the window reads.
    pub reading: Reading,
    /// The records.
    pub data: Dataset,
}

impl Read {
    /// The sample.
    pub fn sample() -> &'static Self {
        static READ: OnceLock<Read> = OnceLock::new();
        READ.get_or_init(|| {
            let mut desk = Desk::sample();
            desk.assess();
            let (reading, data) = (desk.bench.reading(&now()).unwrap(), desk.dataset());
            Self { reading, data, folder: desk.folder }
        })
    }

    /// A connection of its own to the same workspace.
    pub fn bench(&self) -> Workbench {
        Workbench::open(&self.workspace(), false).unwrap()
    }

    /// Where the workspace is.
    pub fn workspace(&self) -> PathBuf {
        self.folder.path().join("w.countersign")
    }
}

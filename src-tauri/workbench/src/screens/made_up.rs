//! A small workspace of tables written in a test.

use crate::AssessOptions;
use crate::desk::{Moment, Workbench};
use crate::importing::ImportOptions;
use crate::screens::Reading;
use countersign_core::Fields;
use countersign_core::tables::Table;
use std::path::PathBuf;
use tempfile::TempDir;

/// A workspace in a folder that is removed with it.
pub(super) struct Desk {
    pub folder: TempDir,
    pub bench: Workbench,
}

/// A moment of a day, and who acts.
pub(super) fn at(day: &str, actor: &str) -> Moment {
    Moment { at: format!("{day}T08:30:00Z"), actor: actor.to_owned() }
}

/// The first of October, when nobody in particular looks.
pub(super) fn now() -> Moment {
    at("2026-10-01", "p.lee")
}

impl Desk {
    /// Imports some tables, each with its name and its text.
    pub fn new(tables: &[(&str, &str)]) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let mut bench = Workbench::create(&folder.path().join("w.countersign"), "Brackwater Mutual", &now()).unwrap();
        let files: Vec<PathBuf> = tables
            .iter()
            .map(|(table, text)| {
                let path = folder.path().join(format!("{table}.csv"));
                std::fs::write(&path, text).unwrap();
                path
            })
            .collect();
        let report = bench.import(&files, &ImportOptions::default(), &now(), &mut |_, _| true).unwrap();
        assert!(!report.refused && report.files.iter().all(|f| f.rejected == 0), "{:#?}", report.files);
        Self { folder, bench }
    }

    /// Assesses the half-year up to a day.
    pub fn assess(&mut self, to: &str) {
        let options = AssessOptions { from: Some("2026-04-01".into()), to: Some(to.into()), ..AssessOptions::default() };
        self.bench.assess(&options, &now()).unwrap();
    }

    pub fn reading(&self) -> Reading {
        self.bench.reading(&now()).unwrap()
    }

    /// Takes the files of all statements into another workspace that had the same tables, and compares what both hold. What was stated
    /// is a file like any other, so that nothing of it is lost on the way.
    pub fn is_the_same_when_its_files_are_imported_again(&self, tables: &[(&str, &str)]) {
        let mut other = Self::new(tables);
        let store = &self.bench.workspace;
        let stated = store.files(None).unwrap().into_iter().filter(|f| f.source.name.starts_with("stated-"));
        let mut names = Vec::new();
        for file in stated {
            let path = other.folder.path().join(&file.source.name);
            std::fs::write(&path, store.blob(&file.source.sha256).unwrap().unwrap()).unwrap();
            let report = other.bench.import(&[path], &ImportOptions::default(), &now(), &mut |_, _| true).unwrap();
            assert!(!report.refused && report.files.iter().all(|f| f.rejected == 0), "{:#?}", report.files);
            names.push(file.source.name);
        }
        assert!(!names.is_empty());
        for table in Table::ALL.iter().filter(|t| **t != Table::Events) {
            let rows = |bench: &Workbench| -> Vec<(String, Fields)> {
                bench.workspace.records(*table, None).unwrap().into_iter().map(|r| (r.key, r.fields)).collect()
            };
            assert_eq!(rows(&self.bench), rows(&other.bench), "{table} after {names:?}");
        }
    }
}

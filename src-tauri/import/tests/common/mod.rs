//! A sink that keeps everything, and shortcuts.
#![allow(dead_code, reason = "each test file uses some of it")]

use countersign_core::diagnostic::Diagnostic;
use countersign_core::record::Record;
use countersign_import::{FileHead, Options, Plan, Presets, Rejected, Role, Sink, SinkError, Subject, plan, read};
use std::path::{Path, PathBuf};

#[derive(Default)]
pub struct Kept {
    pub heads: Vec<FileHead>,
    pub records: Vec<Record>,
    pub roles: Vec<(Role, bool)>,
    pub rejected: Vec<Rejected>,
    pub diagnostics: Vec<Diagnostic>,
}

impl Sink for Kept {
    fn file(&mut self, head: &FileHead) -> Result<u32, SinkError> {
        self.heads.push(head.clone());
        Ok(self.heads.len() as u32)
    }
    fn record(&mut self, subject: Subject) -> Result<(), SinkError> {
        self.roles.push((subject.role, subject.mention));
        self.records.push(subject.record);
        Ok(())
    }
    fn rejected(&mut self, rejected: Rejected) -> Result<(), SinkError> {
        self.rejected.push(rejected);
        Ok(())
    }
    fn diagnostic(&mut self, diagnostic: Diagnostic) -> Result<(), SinkError> {
        self.diagnostics.push(diagnostic);
        Ok(())
    }
}

impl Kept {
    pub fn codes(&self) -> Vec<&str> {
        self.diagnostics.iter().map(|d| d.code.as_str()).chain(self.rejected.iter().map(|r| r.diagnostic.code.as_str())).collect()
    }

    pub fn record(&self, key: &str) -> &Record {
        self.records.iter().find(|r| r.key == key).unwrap_or_else(|| panic!("no {key} in {:?}", self.records))
    }

    pub fn said(&self, code: &str) -> &Diagnostic {
        let all = self.diagnostics.iter().chain(self.rejected.iter().map(|r| &r.diagnostic));
        all.into_iter().find(|d| d.code == code).unwrap_or_else(|| panic!("no {code} in {:?}", self.codes()))
    }
}

pub fn planned(paths: &[PathBuf], options: &Options) -> Plan {
    plan(paths, options, &Presets::builtin().unwrap()).unwrap()
}

pub fn all(plan: &Plan) -> Kept {
    assert!(plan.refused.is_empty(), "{:?}", plan.refused);
    let mut kept = Kept::default();
    for input in &plan.inputs {
        read(input, &mut kept).unwrap();
    }
    kept
}

pub fn write(dir: &Path, name: &str, content: impl AsRef<[u8]>) -> PathBuf {
    let path = dir.join(name);
    std::fs::create_dir_all(path.parent().unwrap()).unwrap();
    std::fs::write(&path, content).unwrap();
    path
}

/// Reads one file of that name and content.
pub fn one(name: &str, content: impl AsRef<[u8]>) -> Kept {
    one_with(name, content, &Options::default())
}

pub fn one_with(name: &str, content: impl AsRef<[u8]>, options: &Options) -> Kept {
    let dir = tempfile::tempdir().unwrap();
    all(&planned(&[write(dir.path(), name, content)], options))
}

/// The refusal of one file of that name and content.
pub fn refused(name: &str, content: impl AsRef<[u8]>) -> Diagnostic {
    let dir = tempfile::tempdir().unwrap();
    let plan = planned(&[write(dir.path(), name, content)], &Options::default());
    assert!(plan.inputs.is_empty(), "{:?}", plan.inputs);
    plan.refused[0].diagnostic.clone()
}

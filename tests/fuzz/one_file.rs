//! One file of given bytes, taken through the import room as a person would: detected, mapped, read to its end. What must hold for
//! any bytes: no panic, every record has its key and its table's columns, and a second look at the same bytes finds the same.

use countersign_core::diagnostic::Diagnostic;
use countersign_import::{FileHead, Options, Presets, Rejected, Role, Sink, SinkError, Subject, plan, read};
use std::path::PathBuf;
use std::sync::OnceLock;

static PRESETS: OnceLock<Presets> = OnceLock::new();

/// Counts what comes and checks what must hold of each record.
#[derive(Default, PartialEq, Eq, Debug)]
struct Counted {
    rows: u64,
    subjects: u64,
    rejected: u64,
    said: u64,
}

impl Sink for Counted {
    fn file(&mut self, _: &FileHead) -> Result<u32, SinkError> {
        Ok(1)
    }
    fn record(&mut self, subject: Subject) -> Result<(), SinkError> {
        self.rows += u64::from(subject.role == Role::Row);
        self.subjects += 1;
        let record = &subject.record;
        assert!(!record.key.is_empty(), "a record without a key");
        assert!(record.fields.iter().is_sorted_by(|(a, _), (b, _)| a < b), "columns out of order: {record:?}");
        assert!(record.fields.iter().all(|(_, v)| !v.is_empty()), "a known value that is empty: {record:?}");
        assert!(!record.extra.iter().any(|(_, v)| v.contains("-----BEGIN RSA PRIVATE KEY-----\n")), "a key travels on");
        Ok(())
    }
    fn rejected(&mut self, rejected: Rejected) -> Result<(), SinkError> {
        assert!(countersign_core::codes::find(&rejected.diagnostic.code).is_some(), "{}", rejected.diagnostic.code);
        self.rejected += 1;
        Ok(())
    }
    fn diagnostic(&mut self, diagnostic: Diagnostic) -> Result<(), SinkError> {
        assert!(countersign_core::codes::find(&diagnostic.code).is_some(), "{}", diagnostic.code);
        self.said += 1;
        Ok(())
    }
}

/// Takes bytes through the import room under a name.
pub fn take(name: &str, bytes: &[u8]) {
    let presets = PRESETS.get_or_init(|| Presets::builtin().expect("the shipped presets are valid"));
    let path: PathBuf = std::env::temp_dir().join(format!("countersign-fuzz-{}-{name}", std::process::id()));
    std::fs::write(&path, bytes).expect("the folder for temporary files can be written");
    let once = |path: &PathBuf| {
        let plan = plan(std::slice::from_ref(path), &Options::default(), presets).expect("a file that is there can be looked at");
        let mut counted = Counted::default();
        for input in &plan.inputs {
            let summary = read(input, &mut counted).expect("a file that was looked at can be read");
            assert!(summary.records + summary.rejected >= summary.rejected);
        }
        (plan.inputs.len(), plan.refused.len(), counted)
    };
    let first = once(&path);
    assert!(first.0 + first.1 > 0, "neither read nor refused");
    assert_eq!(first, once(&path), "two looks differ");
}

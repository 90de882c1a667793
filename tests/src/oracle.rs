//! Asks the independent recomputation of the worked numbers (the folder `oracles` of the shared files beside the project) about
//! generated cases.

use serde_json::Value;
use std::io::Write;
use std::path::Path;
use std::process::{Command, Stdio};

/// Hands cases to a script of `tests/oracles`. The script loads the independent functions from the folder that is its one argument,
/// reads the cases from standard input and prints its answers as one JSON array. `None`, said aloud, when there is no such folder.
///
/// # Panics
/// When the script fails: it is part of the test.
pub fn ask(script: &str, cases: &Value) -> Option<Vec<Value>> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).ancestors().find(|p| p.join("tests/oracles").is_dir()).unwrap();
    let oracles = root.join("../shared/oracles");
    if !oracles.is_dir() {
        eprintln!("skipped: no independent recomputation beside the project");
        return None;
    }
    let mut child = Command::new("python3")
        .arg(root.join("tests/oracles").join(script))
        .arg(&oracles)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let mut input = child.stdin.take().unwrap();
    let text = cases.to_string();
    let writer = std::thread::spawn(move || input.write_all(text.as_bytes()));
    let out = child.wait_with_output().unwrap();
    writer.join().unwrap().unwrap();
    assert!(out.status.success(), "{script} failed");
    Some(serde_json::from_slice(&out.stdout).unwrap())
}

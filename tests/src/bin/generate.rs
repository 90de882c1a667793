//! Makes a workspace of a made-up organisation, for seeing how large ones feel:
//! `cargo run --release -p countersign-tests --bin generate -- --workflows 100000 OUT.countersign`. The same every time.
#![allow(clippy::unwrap_used, clippy::panic, clippy::print_stderr, reason = "a tool for tests may fail loudly")]

use countersign_tests::made_up;
use std::path::PathBuf;
use std::sync::Arc;

fn main() {
    let mut workflows = 100_000;
    let mut out = None;
    let mut arguments = std::env::args().skip(1);
    while let Some(argument) = arguments.next() {
        match argument.as_str() {
            "--workflows" => {
                workflows = arguments.next().and_then(|n| n.parse().ok()).unwrap_or_else(|| panic!("--workflows needs a number"))
            }
            _ => out = Some(PathBuf::from(argument)),
        }
    }
    let Some(out) = out else { panic!("name the workspace to make, for example 100k.countersign") };
    made_up::workspace(&out, workflows, Arc::new(countersign_workbench::shipped().unwrap()), &mut std::io::stderr());
    eprintln!("{}: {:.1} MB", out.display(), std::fs::metadata(&out).unwrap().len() as f64 / 1e6);
}

//! The program needs no network (invariant 10): it runs where there is none.
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::print_stderr,
    reason = "a test may fail loudly, its helpers too"
)]

use countersign_tests::program::countersign;
use countersign_tests::tools;
use std::path::Path;
use std::process::{Command, Output};

fn can_leave_the_network() -> bool {
    tools::need(&["unshare"]) && Command::new("unshare").args(["-rn", "true"]).output().is_ok_and(|o| o.status.success())
}

fn can_trace() -> bool {
    tools::need(&["strace"]) && Command::new("strace").args(["-f", "-e", "trace=none", "true"]).output().is_ok_and(|o| o.status.success())
}

fn finished(folder: &Path, output: &Output) {
    assert!(output.status.success(), "{}\n{}", output.status, String::from_utf8_lossy(&output.stderr));
    for name in ["demo.countersign", "gap-report.pdf", "audit-pack.zip"] {
        let bytes = std::fs::metadata(folder.join(name)).unwrap_or_else(|e| panic!("{name}: {e}")).len();
        assert!(bytes > 1_000, "{name} has {bytes} bytes");
    }
}

#[test]
fn the_demo_runs_without_any_network() {
    let folder = tempfile::tempdir().unwrap();
    let out = folder.path().join("out");
    let (program, target) = (countersign(), out.to_str().unwrap().to_owned());
    let program = program.to_str().unwrap();
    if can_leave_the_network() {
        finished(&out, &tools::run(folder.path(), "unshare", &["-rn", program, "demo", &target]));
        return;
    }
    if can_trace() {
        let log = folder.path().join("sockets.txt");
        let arguments = ["-f", "-qq", "-e", "trace=socket,connect", "-o", log.to_str().unwrap(), program, "demo", &target];
        finished(&out, &tools::run(folder.path(), "strace", &arguments));
        let calls = std::fs::read_to_string(&log).unwrap();
        let opened: Vec<&str> = calls.lines().filter(|l| l.contains("socket(") || l.contains("connect(")).collect();
        assert!(opened.is_empty(), "{opened:#?}");
        return;
    }
    eprintln!("skipped: neither a network namespace nor strace can be had here");
}

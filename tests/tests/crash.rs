//! `kill -9` of the program during an import: the workspace opens, its journal verifies, and the batch is there whole or not at all
//! (invariants 7 to 9).
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::print_stderr,
    reason = "a test may fail loudly, its helpers too"
)]

use countersign_core::Table;
use countersign_store::{Access, Workspace};
use countersign_tests::program::countersign;
use std::fmt::Write;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

const ROWS: u64 = 200_000;
const MOMENTS: u32 = 10;

/// A log of many runs of one workflow.
fn write_events(path: &Path) {
    let mut text = String::from("event_id,run_id,workflow,type,ts,actor,actor_kind,parents,size,unit,outcome\n");
    for i in 0..ROWS {
        let (kind, parent) = [("request", ""), ("prompt", "p"), ("model_output", "p"), ("execution", "p")][(i % 4) as usize];
        let parent = if parent.is_empty() { String::new() } else { format!("E{:07}", i - 1) };
        let (minute, second) = (i / 60 % 60, i % 60);
        let _ = writeln!(
            text,
            "E{i:07},R{:06},WF-1,{kind},2026-05-{:02}T{:02}:{minute:02}:{second:02}Z,agent-1,agent,{parent},120,word,done",
            i / 4,
            1 + i / 86_400 % 28,
            i / 3_600 % 24
        );
    }
    std::fs::write(path, text).unwrap();
}

fn import(program: &Path, workspace: &Path, events: &Path) -> Child {
    Command::new(program).arg("import").args([workspace, events]).stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap()
}

/// Events held, after the workspace was opened for writing and everything in it was checked.
fn examined(workspace: &Path) -> (u64, usize, String) {
    let opened = Workspace::open(workspace, Access::Write).unwrap_or_else(|e| panic!("{} does not open: {e}", workspace.display()));
    let ws = opened.workspace;
    assert_eq!(opened.upgraded, None);
    assert_eq!(ws.verify_journal().unwrap().broken, None);
    let counted = ws.counts(None).unwrap().get(&Table::Events).copied().unwrap_or(0);
    let mut read = 0;
    ws.events(None, &mut |_| {
        read += 1;
        Ok(())
    })
    .unwrap();
    assert_eq!(counted, read);
    (read, ws.batches().unwrap().len(), ws.dump_digest().unwrap())
}

#[test]
fn a_killed_import_leaves_all_or_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let (program, events) = (countersign(), folder.path().join("events.csv"));
    write_events(&events);
    let start = folder.path().join("start.countersign");
    let made = Command::new(&program).arg("new").arg(&start).args(["--org", "Brackwater Mutual"]).output().unwrap();
    assert!(made.status.success(), "{}", String::from_utf8_lossy(&made.stderr));
    let (none, batches, empty) = examined(&start);
    assert_eq!((none, batches), (0, 0));

    // Once undisturbed, to know how long it takes and what all of it is.
    let whole = folder.path().join("whole.countersign");
    std::fs::copy(&start, &whole).unwrap();
    let began = Instant::now();
    let done = import(&program, &whole, &events).wait().unwrap();
    let took = began.elapsed();
    assert!(done.success(), "the import itself failed: {done}");
    let (all, batches, full) = examined(&whole);
    assert_eq!((all, batches), (ROWS, 1));
    eprintln!("{ROWS} events in {took:?}");

    let (mut killed, mut held) = (0, 0);
    for moment in 1..=MOMENTS {
        let workspace = folder.path().join(format!("{moment}.countersign"));
        std::fs::copy(&start, &workspace).unwrap();
        let mut child = import(&program, &workspace, &events);
        std::thread::sleep(took.mul_f64(f64::from(moment) / f64::from(MOMENTS)) - Duration::from_millis(5));
        // On Unix this is SIGKILL.
        let _ = child.kill();
        killed += u32::from(!child.wait().unwrap().success());
        let (found, batches, dump) = examined(&workspace);
        match found {
            0 => assert_eq!((batches, &dump), (0, &empty), "moment {moment}: no event, and yet something"),
            ROWS => {
                held += 1;
                assert_eq!((batches, &dump), (1, &full), "moment {moment}: all events, and yet not the same");
            }
            some => panic!("moment {moment}: {some} of {ROWS} events"),
        }
        // What was interrupted can be done again, and then is all there.
        if moment == MOMENTS / 2 {
            assert!(import(&program, &workspace, &events).wait().unwrap().success());
            assert_eq!(examined(&workspace).2, full);
        }
        for name in ["", "-wal", "-shm"] {
            let _ = std::fs::remove_file(folder.path().join(format!("{moment}.countersign{name}")));
        }
    }
    eprintln!("{killed} of {MOMENTS} imports were killed; {held} had already committed");
    assert!(killed >= 3, "only {killed} were killed: this tested nothing");
}

//! Imports that something breaks off: a file that changes meanwhile, a disk that is full, a person who stops it. The workspace holds what
//! it held before, and what was broken off can be done again.
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::print_stderr,
    reason = "a test may fail loudly, its helpers too"
)]

use countersign_store::{Access, Workspace};
use countersign_tests::desk::{Desk, now};
use countersign_tests::{made_bad, program, tools};
use countersign_workbench::{Error, ImportOptions, ImportReport};
use std::path::{Path, PathBuf};
use std::process::Command;

fn write(folder: &Path, name: &str, content: impl AsRef<[u8]>) -> PathBuf {
    let path = folder.join(name);
    std::fs::create_dir_all(path.parent().unwrap()).unwrap();
    std::fs::write(&path, content).unwrap();
    path
}

/// What a change is called, and what it does to a file, given another content for it.
type Change = (&'static str, fn(&Path, &str));

/// A log of so many events.
fn events(rows: usize) -> String {
    let row = |i: usize| format!("E{i:06},WF-1,execution,2026-05-{:02}T10:00:00Z,agent-{}\n", 1 + i % 28, i % 7);
    std::iter::once("event_id,workflow,type,ts,actor\n".to_owned()).chain((0..rows).map(row)).collect()
}

/// A folder with something of every kind that is read, and evidence.
fn mixed(folder: &Path) {
    write(folder, "events.csv", events(6_000));
    write(folder, "zones.csv", "id,rank\na,1\nb,2\n");
    write(folder, "tools.json", "[{\"id\":\"T1\",\"name\":\"One\"},{\"id\":\"T2\"}]");
    write(folder, "people.jsonl", "{\"id\":\"p1\",\"name\":\"Ann\"}\n{\"id\":\"p2\"}\n");
    write(folder, "resources.yaml", "- id: r1\n  name: One\n- id: r2\n");
    write(folder, "book.xlsx", made_bad::workbook(&[]));
    write(folder, "build.yml", "name: Build\non: push\njobs:\n  a:\n    runs-on: x\n    steps:\n      - run: make\n");
    write(folder, "notes.md", "Only words.\n");
    write(folder, "evidence.csv", "file,title,kind\nnotes.md,Notes,other\n");
}

/// Imports, doing something at the n-th time that progress is told.
fn import(desk: &mut Desk, path: &Path, dry_run: bool, at: usize, mut act: impl FnMut() -> bool) -> (Result<ImportReport, Error>, usize) {
    let mut told = 0;
    let options = ImportOptions { dry_run, ..ImportOptions::default() };
    let outcome = desk.bench.import(&[path.to_owned()], &options, &now(), &mut |done, total| {
        assert!(done <= total, "{done} of {total}");
        told += 1;
        told != at || act()
    });
    (outcome, told)
}

#[track_caller]
fn unharmed(desk: &Desk, before: &str, batches: usize) {
    assert!(desk.dump() == before, "the workspace changed");
    assert_eq!(desk.bench.verify_journal().unwrap().broken, None);
    assert_eq!(desk.bench.imports().unwrap().len(), batches);
}

#[test]
fn an_import_can_be_stopped_at_every_point_and_leaves_nothing() {
    let mut desk = Desk::empty();
    let first = write(desk.folder.path(), "before/tools.csv", "id,name\nT0,Before\n");
    import(&mut desk, &first, false, 0, || true).0.unwrap();
    let folder = desk.folder.path().join("in");
    mixed(&folder);
    let before = desk.dump();
    let (look, points) = import(&mut desk, &folder, true, 0, || true);
    assert!(look.unwrap().batch.is_none() && points > 25, "{points}");
    unharmed(&desk, &before, 1);
    for dry_run in [true, false] {
        for point in 1..=points {
            let (outcome, told) = import(&mut desk, &folder, dry_run, point, || false);
            let e = outcome.expect_err("it was stopped");
            assert_eq!((e.code, told), ("import/cancelled", point), "{e:?}");
            let words = format!("{} {} {}", e.message, e.hint, e.detail);
            assert!(e.message.contains("stopped") && !words.contains(desk.folder.path().to_str().unwrap()), "{words}");
            unharmed(&desk, &before, 1);
        }
    }
    let (report, told) = import(&mut desk, &folder, false, 0, || true);
    let report = report.unwrap();
    assert_eq!((report.refused, told), (false, points));
    assert_eq!(report.files.iter().map(|f| f.records).sum::<u64>(), 6_000 + 2 + 2 + 2 + 2 + 1 + 1 + 1, "{:#?}", report.files);
    desk.bench.undo_import(&report.batch.unwrap(), &now()).unwrap();
    assert!(desk.dump() == before);
}

#[test]
fn a_file_that_changes_while_it_is_read_is_not_taken() {
    let rows = events(30_000);
    let other = rows.replace("E000001", "E999999");
    let changes: [Change; 7] = [
        ("longer", |path, _| {
            use std::io::Write;
            std::fs::File::options().append(true).open(path).unwrap().write_all(b"E9,WF-1,prompt,2026-01-01,x\n").unwrap();
        }),
        ("shorter", |path, _| std::fs::File::options().write(true).open(path).unwrap().set_len(900_000).unwrap()),
        ("other", |path, other| std::fs::write(path, other).unwrap()),
        ("replaced", |path, other| {
            let new = path.with_extension("new");
            std::fs::write(&new, other).unwrap();
            std::fs::rename(new, path).unwrap();
        }),
        ("gone", |path, _| std::fs::remove_file(path).unwrap()),
        ("a folder", |path, _| {
            std::fs::remove_file(path).unwrap();
            std::fs::create_dir(path).unwrap();
        }),
        // Opening a pipe that nobody writes to would wait for ever.
        ("a pipe", |path, _| {
            std::fs::remove_file(path).unwrap();
            let made = tools::need(&["mkfifo"]) && Command::new("mkfifo").arg(path).status().unwrap().success();
            assert!(made || !path.exists());
        }),
    ];
    for (what, change) in changes {
        let mut desk = Desk::empty();
        let before = desk.dump();
        let points = {
            let path = write(desk.folder.path(), "look/events.csv", &rows);
            import(&mut desk, &path, true, 0, || true).1
        };
        assert!(points > 3, "{points}");
        // After the look, in the midst of reading, and once all is read.
        for point in [2, points / 2, points] {
            let path = write(desk.folder.path(), &format!("{point}/events.csv"), &rows);
            let (outcome, _) = import(&mut desk, &path, false, point, || {
                change(&path, &other);
                true
            });
            let e = outcome.expect_err(what);
            assert_eq!(e.code, "import/file-changed", "{what} at {point}: {e:?}");
            let words = format!("{} {} {}", e.message, e.hint, e.detail);
            assert!(e.message.contains("events.csv") && !e.message.contains('\n'), "{what} at {point}: {words}");
            assert!(!words.contains(desk.folder.path().to_str().unwrap()), "{what} at {point}: {words}");
            unharmed(&desk, &before, 0);
            assert!(e.hint.contains("Nothing was changed") || e.message.contains("Nothing was changed"), "{what} at {point}: {words}");
        }
    }
}

#[test]
fn evidence_that_changes_after_the_look_is_not_taken() {
    let mut desk = Desk::empty();
    let folder = desk.folder.path().join("in");
    mixed(&folder);
    let before = desk.dump();
    let points = import(&mut desk, &folder, true, 0, || true).1;
    let (outcome, _) = import(&mut desk, &folder, false, points, || {
        std::fs::write(folder.join("notes.md"), "Other words.\n").unwrap();
        true
    });
    let e = outcome.expect_err("the evidence changed");
    assert_eq!(e.code, "import/file-changed", "{e:?}");
    assert!(e.message.contains("notes.md") && !e.message.contains(desk.folder.path().to_str().unwrap()), "{e:?}");
    unharmed(&desk, &before, 0);
}

/// What a workspace holds, by its dump, after everything in it was checked.
fn held(workspace: &Path) -> (String, usize) {
    let opened = Workspace::open(workspace, Access::Write).unwrap().workspace;
    assert_eq!(opened.verify_journal().unwrap().broken, None);
    (opened.dump_digest().unwrap(), opened.batches().unwrap().len())
}

/// Imports with the program itself, by a command line that surrounds it; what it printed, when it failed as it should.
fn fails(shell: &str, program: &Path, workspace: &Path, events: &Path) -> String {
    let out = Command::new("bash").args(["-c", shell]).arg(program).arg(workspace).arg(events).output().unwrap();
    let said = format!("{}{}", String::from_utf8_lossy(&out.stdout), String::from_utf8_lossy(&out.stderr));
    assert_eq!(out.status.code(), Some(3), "{said}");
    assert!(said.contains("Nothing was changed"), "{said}");
    said
}

#[cfg(target_os = "linux")]
#[test]
fn a_full_disk_changes_nothing_and_there_being_room_again_all_is_taken() {
    if !tools::need(&["bash"]) {
        return;
    }
    let folder = tempfile::tempdir().unwrap();
    let (program, workspace) = (program::countersign(), folder.path().join("w.countersign"));
    let log = write(folder.path(), "events.csv", events(60_000));
    let made = Command::new(&program).arg("new").arg(&workspace).args(["--org", "Brackwater Mutual"]).output().unwrap();
    assert!(made.status.success(), "{}", String::from_utf8_lossy(&made.stderr));
    let empty = held(&workspace);
    // No file may grow beyond a limit: at several sizes, so that it is met in the midst of reading and when the change is made good.
    for kilobytes in [1_000, 2_000, 4_000, 8_000] {
        let said = fails(&format!("trap '' XFSZ; ulimit -f {kilobytes}; exec \"$0\" import \"$1\" \"$2\""), &program, &workspace, &log);
        assert!(said.lines().filter(|l| !l.trim().is_empty()).count() <= 4, "{said}");
        assert_eq!(held(&workspace), empty, "at {kilobytes} KB");
    }
    // A disk of its own that is full, where a person may make one.
    let disk = folder.path().join("disk");
    std::fs::create_dir(&disk).unwrap();
    let small = "unshare --user --map-root-user --mount bash -c 'mount -t tmpfs -o size=6m tmpfs \"$3\" && cp \"$1\" \"$3/w.countersign\" && \
                 { \"$0\" import \"$3/w.countersign\" \"$2\"; code=$?; cp \"$3/w.countersign\" \"$1.after\"; exit $code; }' \"$0\" \"$1\" \"$2\" \"$3\"";
    let can = tools::need(&["unshare", "mount"])
        && Command::new("unshare").args(["--user", "--map-root-user", "--mount", "true"]).status().is_ok_and(|s| s.success());
    if can {
        let out = Command::new("bash").args(["-c", small]).args([&program, &workspace, &log, &disk]).output().unwrap();
        let said = String::from_utf8_lossy(&out.stderr).into_owned();
        assert_eq!(out.status.code(), Some(3), "{said}");
        assert!(said.contains("Nothing was changed") && said.contains("full"), "{said}");
        assert_eq!(held(&folder.path().join("w.countersign.after")), empty);
    } else {
        eprintln!("skipped: no disk of its own can be made here");
    }
    let done = Command::new(&program).arg("import").args([&workspace, &log]).output().unwrap();
    assert!(done.status.success(), "{}", String::from_utf8_lossy(&done.stderr));
    let (full, batches) = held(&workspace);
    assert!(full != empty.0 && batches == 1);
}

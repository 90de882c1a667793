//! Files made to do harm, through the whole program: each is refused in one clear line that names it, and the workspace holds what it
//! held before.
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::print_stderr,
    reason = "a test may fail loudly, its helpers too, and says what it skips"
)]

use countersign_tests::desk::{Desk, now};
use countersign_tests::made_bad::{self, zip};
use countersign_workbench::{ImportOptions, ImportReport};
use std::path::{Path, PathBuf};
use std::sync::mpsc;
use std::time::Duration;

const TOOLS: &str = "id,name\nT1,One\nT2,Two\n";

fn write(folder: &Path, name: &str, content: impl AsRef<[u8]>) -> PathBuf {
    let path = folder.join(name);
    std::fs::create_dir_all(path.parent().unwrap()).unwrap();
    std::fs::write(&path, content).unwrap();
    path
}

fn import(desk: &mut Desk, path: &Path) -> Result<ImportReport, countersign_workbench::Error> {
    desk.bench.import(&[path.to_owned()], &ImportOptions::default(), &now(), &mut |_, _| true)
}

/// A desk that holds something already, so that a loss would be seen.
fn desk() -> Desk {
    let mut desk = Desk::empty();
    let path = write(desk.folder.path(), "before/tools.csv", "id,name\nT0,Before\n");
    assert!(import(&mut desk, &path).unwrap().batch.is_some());
    desk
}

/// What is said when a file is refused: the code and all the words.
fn said(outcome: Result<ImportReport, countersign_workbench::Error>) -> (String, String, String) {
    match outcome {
        Err(e) => (e.code.to_owned(), e.message.clone(), format!("{} {} {}", e.message, e.hint, e.detail)),
        Ok(report) => {
            assert!(report.refused && report.batch.is_none(), "it was taken: {report:#?}");
            let d = &report.files[0].diagnostics[0];
            (d.code.clone(), format!("{} {}", d.at.file, d.message), serde_json::to_string(&report).unwrap())
        }
    }
}

/// Imports what must be refused: with this code, in one line that names the file, and without a trace.
#[track_caller]
fn spurned(desk: &mut Desk, path: &Path, code: &str, says: &str) {
    let before = desk.dump();
    let (found, line, words) = said(import(desk, path));
    let name = path.file_name().unwrap().to_string_lossy();
    assert_eq!(found, code, "{name}: {line}");
    assert!(line.contains(&*name) && line.contains(says), "{name}: {line}");
    assert!(!line.contains('\n') && line.len() < 600, "{name}: {line}");
    assert!(!words.contains(desk.folder.path().to_str().unwrap()), "{name}: {words}");
    unharmed(desk, &before, &name);
}

#[track_caller]
fn unharmed(desk: &Desk, before: &str, what: &str) {
    assert!(desk.dump() == before, "{what}: the workspace changed");
    assert_eq!(desk.bench.verify_journal().unwrap().broken, None, "{what}");
    assert_eq!(desk.bench.imports().unwrap().len(), 1, "{what}");
}

#[test]
fn archives_are_not_unpacked_and_bombs_do_not_go_off() {
    let mut desk = desk();
    let folder = desk.folder.path().join("in");
    let zeros = vec![0; 64 << 20];
    let bomb = zip(&[("zeros.csv", &zeros)]);
    assert!(bomb.len() < 1 << 20);
    let nested = zip(&[("inner.zip", &bomb), ("../../escaped.csv", TOOLS.as_bytes()), ("/etc/escaped.csv", TOOLS.as_bytes())]);
    spurned(&mut desk, &write(&folder, "bomb.zip", &bomb), "import/unsupported-format", "ZIP");
    spurned(&mut desk, &write(&folder, "nested.zip", &nested), "import/unsupported-format", "ZIP");
    spurned(&mut desk, &write(&folder, "tools.csv.gz", b"\x1f\x8b\x08\0rest"), "import/unsupported-format", "gzip");
    spurned(&mut desk, &write(&folder, "bomb.xlsx", &bomb), "import/unsupported-format", "inflates beyond");
    spurned(&mut desk, &write(&folder, "tools.csv", &bomb), "import/unsupported-format", "ZIP");
    assert!(!folder.parent().unwrap().join("escaped.csv").exists() && !Path::new("/etc/escaped.csv").exists());
}

#[test]
fn workbooks_that_are_bombs_or_hold_what_is_not_read() {
    let mut desk = desk();
    let folder = desk.folder.path().join("in");
    let spaces = " ".repeat(8 << 20);
    let many: Vec<(String, Vec<u8>)> = (0..2_001).map(|i| (format!("xl/media/{i}.bin"), vec![b'x'])).collect();
    let many: Vec<(&str, &[u8])> = many.iter().map(|(n, b)| (n.as_str(), b.as_slice())).collect();
    let announced = "<sst count=\"1\" uniqueCount=\"99999999999999999999\"><si><t>x</t></si></sst>";
    let ole = [b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1".as_slice(), &[0; 4096]].concat();
    let refused: Vec<(&str, Vec<u8>, &str)> = vec![
        ("spaces.xlsx", made_bad::workbook(&[("xl/worksheets/sheet1.xml", spaces.as_bytes())]), "out of proportion"),
        ("parts.xlsx", made_bad::workbook(&many), "more than 2000 parts"),
        ("strings.xlsx", made_bad::workbook(&[("xl/sharedStrings.xml", announced.as_bytes())]), "announces more than"),
        ("macros.xlsx", made_bad::workbook(&[("xl/vbaProject.bin", b"x")]), "macros"),
        ("macros.xlsm", made_bad::workbook(&[]), "macros"),
        ("linked.xlsx", made_bad::workbook(&[("xl/externalLinks/externalLink1.xml", b"<x/>")]), "other workbooks"),
        ("cut.xlsx", made_bad::workbook(&[])[..400].to_vec(), ".xlsx"),
        ("old.xls", ole.clone(), ".xlsx"),
        ("locked.xlsx", ole, ".xlsx"),
        ("text.xlsx", TOOLS.as_bytes().to_vec(), ".xlsx"),
        ("deep.xlsx", made_bad::workbook(&[("xl/worksheets/sheet1.xml", "<a>".repeat(100_000).as_bytes())]), ""),
        ("entity.xlsx", made_bad::workbook(&[("xl/worksheets/sheet1.xml", made_bad::ENTITIES.as_bytes())]), ""),
    ];
    for (name, bytes, says) in refused {
        let (hint, path) = (says == ".xlsx", write(&folder, name, bytes));
        spurned(&mut desk, &path, "import/unsupported-format", if hint { "" } else { says });
        if hint {
            assert!(said(import(&mut desk, &path)).2.contains(".xlsx"), "{name}: what to do is not said");
        }
    }
    // Parts with names that lead elsewhere are names: nothing is unpacked, and the sheet is read.
    let tricks = made_bad::workbook(&[("../../escaped.xml", b"<x/>"), ("/etc/escaped.xml", b"<x/>"), ("..\\..\\escaped.bin", b"x")]);
    let path = write(&folder, "tricks.xlsx", tricks);
    let report = import(&mut desk, &path).unwrap();
    assert_eq!((report.refused, report.files[0].new), (false, 1));
    for escaped in [folder.parent().unwrap().join("escaped.xml"), desk.folder.path().join("escaped.bin"), "/etc/escaped.xml".into()] {
        assert!(!escaped.exists(), "{}", escaped.display());
    }
}

#[test]
fn documents_that_are_deep_or_grow_when_read() {
    let mut desk = desk();
    let folder = desk.folder.path().join("in");
    let cases: Vec<(&str, String, &str, &str)> = vec![
        ("deep.json", "[".repeat(200_000), "import/unreadable-json", ""),
        ("closed.json", format!("[{}1{}]", "[".repeat(200), "]".repeat(200)), "import/unreadable-json", "128"),
        ("objects.json", "{\"a\":".repeat(100_000), "import/unreadable-json", ""),
        ("deep.yaml", "[".repeat(200_000), "import/unreadable-yaml", ""),
        ("steps.yaml", (0..2_000).map(|i| format!("{}a:\n", " ".repeat(i))).collect(), "import/unreadable-yaml", ""),
        ("aliases.yaml", made_bad::ALIASES.to_owned(), "import/unreadable-yaml", ""),
        ("itself.yaml", "a: &a [*a]\n".to_owned(), "import/unreadable-yaml", ""),
        ("deep.xml", "<a>".repeat(200_000), "import/unsupported-format", ""),
        ("entities.xml", made_bad::ENTITIES.to_owned(), "import/unsupported-format", "entities"),
        ("outside.xml", made_bad::OUTSIDE.to_owned(), "import/unsupported-format", "entities"),
        (
            "attributes.xml",
            format!("<a {}/>", (0..50_000).map(|i| format!("b{}='' ", i % 40_000)).collect::<String>()),
            "import/unsupported-format",
            "twice",
        ),
    ];
    for (name, text, code, says) in cases {
        spurned(&mut desk, &write(&folder, name, text), code, says);
    }
}

#[test]
fn keys_that_stand_twice_cost_their_own_record_and_are_said() {
    let mut desk = desk();
    let folder = desk.folder.path().join("in");
    for (name, text) in [
        ("tools.json", "[{\"id\":\"A\",\"name\":\"One\"},{\"id\":\"B\",\"name\":\"x\",\"name\":\"y\"},{\"id\":\"C\"}]"),
        ("tools.jsonl", "{\"id\":\"A\",\"name\":\"One\"}\n{\"id\":\"B\",\"name\":\"x\",\"n\\u0061me\":\"y\"}\n{\"id\":\"C\"}\n"),
    ] {
        let path = write(&folder, name, text);
        let before = desk.dump();
        let report = import(&mut desk, &path).unwrap();
        let file = &report.files[0];
        assert_eq!((file.records, file.new, file.rejected), (3, 2, 1), "{name}");
        let why = &file.diagnostics[file.rejects[0]];
        assert_eq!((why.code.as_str(), why.at.row), ("import/duplicate-json-key", Some(2)), "{name}");
        desk.bench.undo_import(&report.batch.unwrap(), &now()).unwrap();
        assert!(desk.dump() == before, "{name}");
    }
}

#[test]
fn keys_that_stand_twice_around_the_records_cost_the_document() {
    let mut desk = desk();
    let folder = desk.folder.path().join("in");
    for text in ["{\"tools\":[{\"id\":\"A\"}],\"tools\":[{\"id\":\"B\"}]}", "{\"value\":[{\"id\":\"A\",\"rank\":1}],\"value\":[]}"] {
        spurned(&mut desk, &write(&folder, "around.json", text), "import/unreadable-json", "twice");
    }
    let path = write(&folder, "twice.json", "{\"mcpServers\":{\"a\":{\"command\":\"x\"}},\"mcpServers\":{}}");
    spurned(&mut desk, &path, "import/duplicate-json-key", "`mcpServers` stands twice");
    spurned_once(&folder, "twice.yaml", "jobs: {a: {steps: []}}\non: push\njobs: {}\n");
}

/// A document in which a key stands twice is not taken by halves: nothing of it, or a row that is rejected.
#[track_caller]
fn spurned_once(folder: &Path, name: &str, text: &str) {
    let mut desk = desk();
    let path = write(folder, name, text);
    match import(&mut desk, &path) {
        Ok(report) if !report.refused => {
            let file = &report.files[0];
            assert!(file.rejected > 0 && file.new == 0, "{name}: {file:#?}");
            assert_eq!(file.diagnostics[file.rejects[0]].code, "import/duplicate-json-key", "{name}");
        }
        other => assert!(said(other).1.contains(name)),
    }
}

#[test]
fn what_a_refusal_repeats_of_a_file_is_inert_too() {
    let mut desk = desk();
    let folder = desk.folder.path().join("in");
    let name = "AKIAQWERTYUIOPASDFGH\\n\u{202e}<b>";
    for (file, text) in [
        ("a.json", format!("{{\"{name}\":1,\"b\":{{}},\"c\":2}}")),
        ("a.jsonl", format!("{{\"{name}\":1}}\n{{\"{name}\":2}}\n")),
        ("a.csv", format!("{},b,c\n1,2,3\n", name.replace("\\n", " "))),
        ("a.yaml", format!("\"{name}\": 1\nb: 2\n")),
    ] {
        let path = write(&folder, file, text);
        spurned(&mut desk, &path, "import/unknown-format", "AKIA[masked]");
        let words = said(import(&mut desk, &path)).2;
        assert!(!words.contains("QWERTY") && !words.contains('\u{202e}') && words.contains("<U+202E>"), "{words}");
    }
    let words = said(import(&mut desk, &write(&folder, "AKIAQWERTYUIOPASDFGH.dat", "x"))).2;
    assert!(words.contains("AKIA[masked]") && !words.contains("QWERTY"), "{words}");
}

#[test]
fn numbers_and_texts_without_end() {
    let mut desk = desk();
    let folder = desk.folder.path().join("in");
    let digits = "9".repeat(100_000);
    let wide = "123456789012345678901234567890";
    let text = format!("[{{\"id\":{wide},\"name\":\"wide\",\"x\":{digits},\"y\":1e999999,\"z\":-0.0e-99}}]");
    let report = import(&mut desk, &write(&folder, "tools.json", text)).unwrap();
    assert_eq!((report.files[0].new, report.files[0].added[0].key.as_str()), (1, wide));
    assert!(report.files[0].diagnostics.iter().any(|d| d.code == "import/raw-wide-number"));
    assert!(desk.dump().contains(&digits), "a wide number is kept to its last digit");
    let long = format!("id,name\nA,{}\nB,Two\n", "x".repeat((1 << 20) + 1));
    let report = import(&mut desk, &write(&folder, "long/tools.csv", long)).unwrap();
    assert_eq!((report.files[0].new, report.files[0].rejected), (1, 1));
    let open = format!("id,name\nA,\"{}\nB,Two\n", "x\n".repeat(200_000));
    let report = import(&mut desk, &write(&folder, "open/tools.csv", open)).unwrap();
    let codes: Vec<&str> = report.files[0].rejects.iter().map(|i| report.files[0].diagnostics[*i].code.as_str()).collect();
    assert!(codes.contains(&"import/unclosed-quote"), "{codes:?}");
}

#[test]
fn nul_bytes_are_never_text() {
    let mut desk = desk();
    let folder = desk.folder.path().join("in");
    spurned(&mut desk, &write(&folder, "nothing.csv", vec![0; 100_000]), "import/unknown-format", "not text");
    spurned(&mut desk, &write(&folder, "nothing.json", b"{\"a\":\0\0\0\0\0}"), "import/unknown-format", "not text");
    spurned(
        &mut desk,
        &write(&folder, "nul.xml", b"<CHECKLIST>\0 this is longer, so that it is still taken for text</CHECKLIST>"),
        "import/unsupported-format",
        "NUL",
    );
    let report = import(&mut desk, &write(&folder, "tools.csv", format!("{TOOLS}T3,Th\0ree\nT4,{}\n", "x".repeat(200)))).unwrap();
    assert_eq!((report.files[0].new, report.files[0].rejected), (3, 1));
    assert_eq!(report.files[0].diagnostics[report.files[0].rejects[0]].code, "import/nul-byte");
    let report = import(&mut desk, &write(&folder, "tools.json", "[{\"id\":\"N\\u0000\",\"name\":\"a\\u0000b\"}]")).unwrap();
    assert_eq!(report.files[0].new, 1);
    assert!(!desk.dump().contains('\0') && !desk.dump().contains("\\u0000"));
}

#[cfg(unix)]
#[test]
fn names_are_only_names() {
    use std::os::unix::ffi::OsStrExt;
    let mut desk = desk();
    let before = desk.dump();
    let names: [&[u8]; 9] = [
        b"..\\..\\tools.csv",
        b"-rf.csv",
        b"$(touch escaped).csv",
        b"'; DROP TABLE records; --.csv",
        b"con.csv",
        "\u{202e}vsc.sloot.csv".as_bytes(),
        b"line\nbreak.csv",
        b"not utf8 \xff\xfe.csv",
        b"<img src=x onerror=alert(1)>.csv",
    ];
    let folder = desk.folder.path().join("names");
    std::fs::create_dir_all(folder.join("..a/...")).unwrap();
    for (i, name) in names.iter().enumerate() {
        std::fs::write(folder.join(std::ffi::OsStr::from_bytes(name)), format!("id,name,provider\nN{i},One,x\n")).unwrap();
    }
    write(&folder, "..a/.../tools.csv", "id,name\nN9,One\n");
    let entries = || walkdir::WalkDir::new(desk.folder.path()).into_iter().count();
    let held = entries();
    let report = import(&mut desk, &folder).unwrap();
    let told: Vec<&str> = report.files.iter().map(|f| f.path.as_str()).collect();
    assert_eq!((told.len(), report.files.iter().map(|f| f.new).sum::<u64>()), (10, 10), "{told:?}");
    assert!(told.iter().all(|n| !n.contains(['\n', '\u{202e}', '\0'])), "{told:?}");
    assert!(told.contains(&"<U+202E>vsc.sloot.csv") && told.contains(&"..a/.../tools.csv"), "{told:?}");
    assert_eq!(walkdir::WalkDir::new(desk.folder.path()).into_iter().count(), held, "something was written beside the workspace");
    desk.bench.undo_import(&report.batch.unwrap(), &now()).unwrap();
    assert!(desk.dump() == before);
}

/// Does something that must not wait for ever.
fn in_time<T: Send + 'static>(what: &str, work: impl FnOnce() -> T + Send + 'static) -> T {
    let (sender, receiver) = mpsc::channel();
    std::thread::spawn(move || sender.send(work()));
    receiver.recv_timeout(Duration::from_secs(60)).unwrap_or_else(|_| panic!("{what} hangs"))
}

#[cfg(unix)]
#[test]
fn links_and_devices_are_told_and_not_opened() {
    use std::os::unix::fs::symlink;
    let desk = desk();
    let before = desk.dump();
    let folder = desk.folder.path().join("in");
    let outside = write(desk.folder.path(), "outside/tools.csv", TOOLS);
    write(&folder, "zones.csv", "id,rank\nz,1\n");
    symlink(&outside, folder.join("tools.csv")).unwrap();
    symlink(outside.parent().unwrap(), folder.join("more")).unwrap();
    symlink(&folder, folder.join("round")).unwrap();
    symlink("/dev/zero", folder.join("events.csv")).unwrap();
    symlink(folder.join("nowhere"), folder.join("broken.csv")).unwrap();
    let _socket = std::os::unix::net::UnixListener::bind(folder.join("socket.csv")).unwrap();
    let mut skipped = vec!["broken.csv", "events.csv", "more", "round", "socket.csv", "tools.csv"];
    if countersign_tests::tools::need(&["mkfifo"]) {
        let made = countersign_tests::tools::run(&folder, "mkfifo", &["grants.csv"]);
        assert!(made.status.success(), "{made:?}");
        skipped.push("grants.csv");
    }
    skipped.sort_unstable();
    let mut desk = in_time("a folder with links and pipes", {
        let (mut desk, folder) = (desk, folder.clone());
        move || {
            let report = import(&mut desk, &folder).unwrap();
            (desk, report)
        }
    });
    let report = desk.1;
    assert_eq!((report.refused, report.files.len(), report.files[0].new), (false, 1, 1));
    let mut told: Vec<&str> =
        report.files[0].diagnostics.iter().filter(|d| d.code == "import/link-skipped").map(|d| d.at.file.as_str()).collect();
    told.sort_unstable();
    assert_eq!(told, skipped);
    desk.0.bench.undo_import(&report.batch.unwrap(), &now()).unwrap();
    assert!(desk.0.dump() == before);
    // Named themselves they are no files either.
    let mut desk = desk.0;
    for name in skipped {
        let path = folder.join(name);
        desk = in_time(name, move || {
            let before = desk.dump();
            let (code, line, words) = said(import(&mut desk, &path));
            let name = path.file_name().unwrap().to_string_lossy();
            assert_eq!(code, "import/refused", "{line}");
            assert!(line.contains(&*name) && line.contains("not followed"), "{name}: {line}");
            assert!(!words.contains(desk.folder.path().to_str().unwrap()), "{words}");
            assert!(desk.dump() == before, "{name}");
            desk
        });
    }
}

#[test]
fn folders_without_end_are_refused_before_they_are_read() {
    let mut desk = desk();
    let folder = desk.folder.path().join("many");
    std::fs::create_dir_all(&folder).unwrap();
    for i in 0..50_001 {
        std::fs::File::create(folder.join(i.to_string())).unwrap();
    }
    spurned(&mut desk, &folder, "import/refused", "50000");
    std::fs::remove_file(folder.join("0")).unwrap();
    // One file fewer is a folder as any other; stopped at once, for it is only to be seen that it is looked at.
    let stopped = desk.bench.import(&[folder], &ImportOptions::default(), &now(), &mut |_, _| false).unwrap_err();
    assert_eq!(stopped.code, "import/cancelled");
    let nested = |depth: usize| (0..depth).fold(String::new(), |path, _| path + "d/") + "tools.csv";
    write(desk.folder.path(), &format!("in/{}", nested(33)), TOOLS);
    let in_32 = desk.folder.path().join("in/d");
    let before = desk.dump();
    let (code, line, words) = said(import(&mut desk, in_32.parent().unwrap()));
    assert_eq!(code, "import/refused");
    assert!(line.contains("32") && !words.contains(desk.folder.path().to_str().unwrap()), "{line}");
    unharmed(&desk, &before, "a deep folder");
    assert_eq!(import(&mut desk, &in_32).unwrap().files[0].new, 2);
}

#[test]
fn documents_larger_than_they_may_be() {
    let mut desk = desk();
    let folder = desk.folder.path().join("in");
    let held = |name: &str, start: &str, megabytes: usize| {
        let mut bytes = start.as_bytes().to_vec();
        bytes.resize((megabytes << 20) + 1, b' ');
        write(&folder, name, bytes)
    };
    let too_large = [held("a.json", "[{\"id\":\"x\"}]", 256), held("a.yaml", "a: 1", 64), held("a.xml", "<a/>", 64)];
    for path in too_large {
        spurned(&mut desk, &path, "import/file-too-large", "more than");
        std::fs::remove_file(path).unwrap();
    }
    let path = write(&folder, "events.csv", "event_id,workflow,type,ts\n");
    std::fs::File::options().write(true).open(&path).unwrap().set_len((2 << 30) + 1).unwrap();
    spurned(&mut desk, &path, "import/file-too-large", "2147483648");
}

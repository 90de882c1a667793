//! Folders: tables in their order, evidence with its index, and everything else said.
#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, clippy::print_stdout, reason = "tests")]

mod common;

use common::{all, planned, write};
use countersign_core::digest::sha256_hex;
use countersign_core::tables::Table;
use countersign_import::{Choice, ImportError, Options};

#[test]
fn tables_are_read_in_dependency_order() {
    let dir = tempfile::tempdir().unwrap();
    write(dir.path(), "grants.csv", "identity,resource,permission\nI,R,*\n");
    write(dir.path(), "Context-Changes.json", "[{\"workflow\":\"W\",\"kind\":\"model\",\"at\":\"2026-01-01\"}]");
    write(dir.path(), "zones.tsv", "id\trank\nZ\t1\n");
    write(dir.path(), "workflows.example.csv", "id,name\nX,Example\n");
    let plan = planned(&[dir.path().to_owned()], &Options::default());
    assert_eq!(plan.inputs.iter().map(|i| i.table).collect::<Vec<_>>(), [Table::Zones, Table::Grants, Table::ContextChanges]);
    assert_eq!(plan.diagnostics[0].code, "import/example-skipped");
    assert_eq!(all(&plan).records[1].key, "I\u{1f}R\u{1f}*");
}

#[test]
fn an_evidence_folder_is_registered_whole() {
    let dir = tempfile::tempdir().unwrap();
    let d = dir.path();
    let digest = sha256_hex(b"%PDF-1.7 policy");
    write(d, "policy.pdf", "%PDF-1.7 policy");
    write(d, "sub/log.csv", "a,b,c\n1,2,3\n");
    write(d, "events.csv", "event_id,workflow,type,ts\nE,W,prompt,2026-01-01T00:00:00Z\n");
    write(d, "photo.jpg", b"\xff\xd8\xffphoto");
    write(
        d,
        "photo.jpg.evidence.toml",
        "title = \"The rack\"\nkind = \"photo\"\ncollected_at = 2026-01-02\ncontrols = [\"C1\", \"C2\"]\nlens = \"50 mm\"\n",
    );
    write(d, "notes.md", "Just notes.\n");
    write(
        d,
        "evidence.csv",
        format!(
            "file,title,kind,sha256\npolicy.pdf,Policy,policy,{}\n.\\sub\\log.csv,Log,event_log,\nevents.csv,Events,event_log,{digest}\ngone.csv,Gone,other,\n../out.csv,Out,other,\n",
            digest.to_uppercase()
        ),
    );
    let plan = planned(&[d.to_owned()], &Options::default());
    let names: Vec<&str> = plan.evidence.iter().map(|e| e.name.as_str()).collect();
    assert_eq!(names, ["events.csv", "notes.md", "photo.jpg", "policy.pdf", "sub/log.csv"]);
    let kept = all(&plan);
    let policy = kept.record("policy.pdf");
    assert_eq!((policy.extra("sha256"), policy.extra("bytes"), policy.get("kind")), (Some(digest.as_str()), Some("15"), Some("policy")));
    assert!(policy.extra("stated.sha256").is_some());
    assert_eq!(kept.record("sub/log.csv").extra("bytes"), Some("12"));
    // An export beside its index under a table's name is evidence and table.
    assert_eq!(kept.record("E").table, Table::Events);
    assert_eq!(kept.said("evidence/digest-mismatch").subject.as_deref(), Some("events.csv"));
    let photo = kept.record("photo.jpg");
    assert_eq!((photo.get("controls"), photo.get("collected_at"), photo.extra("lens")), (Some("C1;C2"), Some("2026-01-02"), Some("50 mm")));
    assert!(photo.extra("sha256").is_some());
    let notes = kept.record("notes.md");
    assert_eq!((notes.get("kind"), notes.get("tier"), notes.extra("bytes")), (Some("other"), Some("R5"), Some("12")));
    assert_eq!(kept.said("evidence/undescribed").subject.as_deref(), Some("notes.md"));
    let missing: Vec<_> = kept.diagnostics.iter().filter(|d| d.code == "evidence/file-missing").map(|d| d.at.row).collect();
    assert_eq!(missing, [Some(5), Some(6)]);
    let mut bytes = Vec::new();
    plan.evidence[3].copy_to(&mut bytes).unwrap();
    assert_eq!(bytes, b"%PDF-1.7 policy");
    write(d, "policy.pdf", "%PDF-1.7 other!");
    assert!(matches!(plan.evidence[3].copy_to(&mut Vec::new()), Err(ImportError::Changed { .. })));
}

#[test]
fn an_index_or_description_named_itself_finds_its_files() {
    let dir = tempfile::tempdir().unwrap();
    write(dir.path(), "a/one.txt", "1");
    write(dir.path(), "two.txt", "2");
    write(dir.path(), "two.txt.evidence.toml", "kind = \"ticket\"\n");
    let index = write(dir.path(), "evidence.csv", "file,kind\na/one.txt,ticket\n../two.txt,ticket\n");
    let plan = planned(&[index, dir.path().join("two.txt.evidence.toml")], &Options::default());
    assert_eq!(plan.evidence.iter().map(|e| e.name.as_str()).collect::<Vec<_>>(), ["a/one.txt", "two.txt"]);
    let kept = all(&plan);
    assert_eq!((kept.records.len(), kept.record("two.txt").extra("bytes")), (3, Some("1")));
    assert_eq!(kept.said("evidence/file-missing").at.row, Some(3));
}

#[test]
fn a_table_that_cannot_be_read_is_refused_and_the_rest_is_still_planned() {
    let dir = tempfile::tempdir().unwrap();
    write(dir.path(), "tools.csv", "label\nx\n");
    write(dir.path(), "zones.csv", "id,rank\nZ,1\n");
    write(dir.path(), "old.xls", b"\xd0\xcf\x11\xe0");
    let bad = write(dir.path(), "x/y.txt.evidence.toml", "kind = \n");
    write(dir.path(), "x/y.txt", "y");
    let plan = planned(&[dir.path().to_owned()], &Options::default());
    let refused: Vec<&str> = plan.refused.iter().map(|r| r.name.as_str()).collect();
    assert_eq!(refused, ["tools.csv", "x/y.txt.evidence.toml"]);
    assert!(plan.refused[1].diagnostic.message.contains("not valid TOML"));
    std::fs::remove_file(bad).unwrap();
    std::fs::remove_file(dir.path().join("tools.csv")).unwrap();
    let kept = all(&planned(&[dir.path().to_owned()], &Options::default()));
    assert!(kept.diagnostics.iter().any(|d| d.code == "evidence/undescribed" && d.message.contains("old Office file")));
}

#[test]
fn a_file_too_large_is_refused_without_reading_it() {
    let dir = tempfile::tempdir().unwrap();
    let path = write(dir.path(), "events.csv", "event_id,workflow,type,ts\n");
    std::fs::File::options().write(true).open(&path).unwrap().set_len((2 << 30) + 1).unwrap();
    let plan = planned(&[path], &Options::default());
    assert_eq!((plan.refused[0].diagnostic.code.as_str(), plan.refused[0].bytes), ("import/file-too-large", (2 << 30) + 1));
}

#[cfg(unix)]
#[test]
fn links_are_said_and_not_followed() {
    let dir = tempfile::tempdir().unwrap();
    let outside = tempfile::tempdir().unwrap();
    let target = write(outside.path(), "zones.csv", "id,rank\nZ,1\n");
    std::os::unix::fs::symlink(&target, dir.path().join("zones.csv")).unwrap();
    write(dir.path(), "evidence.csv", "file,kind\nzones.csv,other\n");
    let plan = planned(&[dir.path().to_owned(), dir.path().join("zones.csv")], &Options::default());
    assert_eq!(plan.diagnostics.iter().map(|d| d.code.as_str()).collect::<Vec<_>>(), ["import/link-skipped"; 2]);
    assert!(plan.evidence.is_empty());
    assert_eq!(all(&plan).said("evidence/file-missing").subject.as_deref(), Some("zones.csv"));
    let index = planned(&[dir.path().join("evidence.csv")], &Options::default());
    assert!(index.evidence.is_empty());
}

#[test]
fn a_file_that_changes_while_it_is_read_is_refused() {
    use std::io::Write;
    use std::sync::atomic::{AtomicBool, Ordering};
    let dir = tempfile::tempdir().unwrap();
    let path = write(dir.path(), "growing.log", vec![b'x'; 32 << 20]);
    let done = AtomicBool::new(false);
    let plan = std::thread::scope(|scope| {
        scope.spawn(|| {
            let mut file = std::fs::File::options().append(true).open(&path).unwrap();
            while !done.load(Ordering::Relaxed) {
                file.write_all(b"x").unwrap();
                std::thread::sleep(std::time::Duration::from_micros(200));
            }
        });
        std::thread::sleep(std::time::Duration::from_millis(20));
        let plan = planned(&[dir.path().to_owned()], &Options::default());
        done.store(true, Ordering::Relaxed);
        plan
    });
    assert_eq!(plan.refused[0].diagnostic.code, "evidence/file-changed");
    assert!(plan.evidence.is_empty());
}

#[test]
fn a_file_without_a_byte_is_told() {
    let dir = tempfile::tempdir().unwrap();
    write(dir.path(), "evidence.csv", "file,title,kind\nempty.csv,Access list,access_list\n");
    write(dir.path(), "empty.csv", "");
    let kept = all(&planned(&[dir.path().to_owned()], &Options::default()));
    let said = kept.said("evidence/empty");
    assert_eq!((said.subject.as_deref(), said.at.row), (Some("empty.csv"), Some(2)));
    assert_eq!(kept.records[0].extra("bytes"), Some("0"));
}

#[test]
fn a_file_that_is_left_out_is_not_read_and_said() {
    let dir = tempfile::tempdir().unwrap();
    let d = dir.path();
    write(d, "zones.csv", "id,rank\nZ,1\n");
    write(d, "sub/broken.json", "{\"a\":");
    write(d, "broken.json", "{\"a\":");
    let out = |name: &str| (name.to_owned(), Choice { leave_out: true, ..Choice::default() });
    let options = Options { files: [out("sub/broken.json"), out("broken.json")].into(), ..Options::default() };
    let plan = planned(&[d.to_owned(), d.join("broken.json")], &options);
    assert!(plan.refused.is_empty() && plan.evidence.is_empty());
    assert_eq!(plan.inputs.iter().map(|i| i.name.as_str()).collect::<Vec<_>>(), ["zones.csv"]);
    let said: Vec<(&str, &str)> = plan.diagnostics.iter().map(|d| (d.code.as_str(), d.at.file.as_str())).collect();
    assert_eq!(said, [("import/left-out", "broken.json"), ("import/left-out", "sub/broken.json"), ("import/left-out", "broken.json")]);
}

#[test]
fn what_an_index_says_of_bytes_is_set_aside_and_what_they_show_is_written() {
    let dir = tempfile::tempdir().unwrap();
    write(dir.path(), "log.csv", "Event ID,When\n1,a\n2,b\n2,c\n");
    let headers = "file,kind,stated_record_count,ipe_conclusion,IPE.Differs,ipe.checks,undated,imported_record_count,rejected_record_count";
    let index = format!("{headers}\nlog.csv,event_log,4,validated,none,[],x,4,0\ngone.csv,event_log,4,validated,,[],x,4,0\n");
    write(dir.path(), "evidence.csv", index);
    let kept = all(&planned(&[dir.path().to_owned()], &Options::default()));
    let log = kept.record("log.csv");
    assert_eq!((log.extra("imported_record_count"), log.extra("rejected_record_count")), (Some("3"), Some("0")));
    assert_eq!((log.extra("ipe.differs"), log.extra("IPE.Differs")), (Some("counts;duplicates"), None));
    assert_eq!((log.extra("stated.ipe.differs"), log.extra("stated.imported_record_count")), (Some("none"), Some("4")));
    assert_eq!(log.extra("undated").map(str::len), Some(64));
    assert!(log.extra("ipe.checks").unwrap().contains("stated 4 with 3 read and 0 rejected"), "{log:?}");
    let said = kept.said("evidence/ipe-contradicted");
    assert_eq!((said.subject.as_deref(), said.at.row), (Some("log.csv"), Some(2)));
    assert_eq!(kept.codes().iter().filter(|c| **c == "evidence/ipe-contradicted").count(), 1, "of what is not there nothing is known");
    let gone = kept.record("gone.csv");
    for header in countersign_core::evidence::READ {
        assert_eq!(gone.extra(header), None, "{header}");
    }
}

#[test]
fn a_row_cannot_say_that_a_definition_holds_a_secret() {
    let dir = tempfile::tempdir().unwrap();
    write(dir.path(), "workflows.csv", "id,name,standing_secret\nWF-1,a,here\n");
    let kept = all(&planned(&[dir.path().to_owned()], &Options::default()));
    let w = kept.record("WF-1");
    assert_eq!((w.extra("standing_secret"), w.extra("stated.standing_secret")), (None, Some("here")));
}

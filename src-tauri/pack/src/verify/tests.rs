use super::zip_layout;
use super::*;
use std::io::{Cursor, Write};
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, ZipWriter};

fn zip(count: usize, large: bool) -> Cursor<Vec<u8>> {
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    let options = SimpleFileOptions::default().compression_method(CompressionMethod::Stored).large_file(large);
    for n in 0..count {
        zip.start_file(format!("p/data/{n}"), options).unwrap();
        zip.write_all(b"x").unwrap();
    }
    zip.finish().unwrap()
}

#[test]
fn a_zip_with_more_than_65535_entries_is_read() {
    let layout = zip_layout::read(&mut zip(66_000, false), &LIMITS).unwrap().unwrap();
    assert_eq!((layout.entries.len(), layout.problems), (66_000, vec![]));
}

#[test]
fn zip64_sizes_are_read() {
    let layout = zip_layout::read(&mut zip(2, true), &LIMITS).unwrap().unwrap();
    assert_eq!((layout.entries[1].size, layout.entries[1].packed, layout.problems), (1, 1, vec![]));
}

#[test]
fn limits_stop_the_reading_and_name_the_file() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("x.zip");
    std::fs::write(&path, zip(5, false).into_inner()).unwrap();
    let says = |limits: &Limits, id: &str, what: &str| {
        let report = verify_within(&path, None, limits).unwrap();
        let check = report.checks.iter().find(|c| c.id == id).unwrap();
        assert!(!check.ok && check.detail.contains(what), "{check:?}");
    };
    says(&Limits { entries: 4, ..LIMITS }, "container/structure", "more than 4 entries");
    says(&Limits { directory_bytes: 100, ..LIMITS }, "container/structure", "directory is larger");
    says(&Limits { total_bytes: 4, ..LIMITS }, "container/limits", "data/4 makes the pack larger");
    says(&Limits { file_bytes: 0, ..LIMITS }, "container/limits", "data/0 is larger");

    let folder = dir.path().join("bag");
    std::fs::create_dir_all(folder.join("data")).unwrap();
    for name in ["bagit.txt", "data/a", "data/b"] {
        std::fs::write(folder.join(name), "0123456789").unwrap();
    }
    let report = verify_within(&folder, None, &Limits { entries: 2, tag_bytes: 5, ..LIMITS }).unwrap();
    let limits = report.checks.iter().find(|c| c.id == "container/limits").unwrap();
    assert!(!limits.ok && limits.detail.contains("more than 2 files"), "{limits:?}");
    let report = verify_within(&folder, None, &Limits { tag_bytes: 5, ..LIMITS }).unwrap();
    let limits = report.checks.iter().find(|c| c.id == "container/limits").unwrap();
    assert!(!limits.ok && limits.detail.contains("bagit.txt is too large"), "{limits:?}");
}

//! Zips made to deceive or to harm: refused with the entry named, never rewritten, never unpacked.
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::print_stderr,
    reason = "a test may fail loudly, its helpers too"
)]

mod common;

use common::*;
use countersign_pack::{Report, verify};
use std::fs;
use std::io::{Cursor, Write};
use tempfile::tempdir;
use zip::write::{FullFileOptions, SimpleFileOptions};
use zip::{CompressionMethod, ZipArchive, ZipWriter};

/// Verifies a sound pack with changed bytes.
fn judge(bytes: &[u8]) -> Report {
    let dir = tempdir().unwrap();
    let path = dir.path().join("evil.zip");
    fs::write(&path, bytes).unwrap();
    verify(&path, None).unwrap()
}

fn sound() -> Vec<(String, Vec<u8>)> {
    let dir = tempdir().unwrap();
    entries(&seal(dir.path(), true))
}

fn sound_zip() -> Vec<u8> {
    let dir = tempdir().unwrap();
    fs::read(seal(dir.path(), true)).unwrap()
}

/// A sound pack and one more entry, added by `add`.
fn with(add: impl FnOnce(&mut ZipWriter<Cursor<Vec<u8>>>)) -> Vec<u8> {
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, content) in sound() {
        zip.start_file(name, SimpleFileOptions::default()).unwrap();
        zip.write_all(&content).unwrap();
    }
    add(&mut zip);
    zip.finish().unwrap().into_inner()
}

fn find(bytes: &[u8], what: &[u8]) -> Vec<usize> {
    bytes.windows(what.len()).enumerate().filter(|(_, w)| *w == what).map(|(i, _)| i).collect()
}

#[test]
fn dangerous_names_are_refused() {
    for (name, why) in [
        ("/abs.txt", "an absolute path"),
        ("C:\\win.txt", "a backslash"),
        ("C:win.txt", "a drive letter"),
        ("../up.txt", "climbs"),
        ("pack-2026-09-30/../../up.txt", "climbs"),
        ("pack-2026-09-30/./x.txt", "climbs"),
        ("pack-2026-09-30//x.txt", "an empty part"),
        ("pack-2026-09-30\\data\\x.txt", "a backslash"),
        ("pack-2026-09-30/data/con.txt", "a device name"),
        ("pack-2026-09-30/data/LPT1", "a device name"),
        ("pack-2026-09-30/data/x.txt.", "a dot at the end"),
        ("pack-2026-09-30/data/a\u{202e}b.txt", "a character outside"),
        ("pack-2026-09-30/data/nul\0.txt", "a character outside"),
        ("pack-2026-09-30/data/a b.txt", "a character outside"),
    ] {
        let report = judge(&with(|zip| zip.start_file(name, SimpleFileOptions::default()).unwrap()));
        blames(&report, "container/safe-names", why);
        let shown: String = name.escape_default().to_string();
        blames(&report, "container/safe-names", &shown);
        let text = serde_json::to_string(&report).unwrap();
        assert!(text.is_ascii() && !text.contains("\\u0000"), "{text}");
    }
}

#[test]
fn links_devices_and_full_folders_are_refused() {
    let link = with(|zip| zip.add_symlink("pack-2026-09-30/data/link", "/etc/passwd", SimpleFileOptions::default()).unwrap());
    blames(&judge(&link), "container/safe-names", "data/link (a link)");
    for (mode, why) in [(0o020_644_u32, "a device"), (0o010_644, "a pipe"), (0o140_755, "a device")] {
        let options = SimpleFileOptions::default().external_attributes(mode << 16);
        let device = with(|zip| zip.start_file("pack-2026-09-30/data/dev", options).unwrap());
        blames(&judge(&device), "container/safe-names", why);
    }
    let folder = with(|zip| zip.add_directory("pack-2026-09-30/data/evidence", SimpleFileOptions::default()).unwrap());
    assert_ok(&judge(&folder));
}

#[test]
fn names_that_fall_together_are_refused() {
    for name in ["data/REPORT.json", "DATA/other.txt", "data/report.json/x.txt", "VERIFY.TXT"] {
        let full = format!("{ID}/{name}");
        blames(
            &judge(&with(|zip| zip.start_file(&full, SimpleFileOptions::default()).unwrap())),
            "container/safe-names",
            name.split('/').next().unwrap(),
        );
    }
    // Two entries with one name: written under another of the same length, then renamed in both headers.
    let mut twice = with(|zip| zip.start_file(format!("{ID}/data/REPORT.jsom"), SimpleFileOptions::default()).unwrap());
    for at in find(&twice.clone(), b"data/REPORT.jsom") {
        twice[at..at + 16].copy_from_slice(b"data/report.json");
    }
    blames(&judge(&twice), "container/safe-names", "data/report.json (appears twice)");
}

#[test]
fn bytes_that_belong_to_nothing_are_found() {
    let zip = sound_zip();
    assert_ok(&judge(&zip));
    blames(&judge(&[&zip[..], b"x"].concat()), "container/structure", "1 bytes follow");
    blames(&judge(&[b"#!/bin/sh\n", &zip[..]].concat()), "container/structure", "10 bytes do not belong");
    let mut comment = zip.clone();
    let end = comment.len() - 2;
    comment[end] = 5;
    comment.extend(b"hello");
    blames(&judge(&comment), "container/structure", "a comment");
    // A gap between the entries and the directory.
    let directory = ZipArchive::new(Cursor::new(&zip)).unwrap().central_directory_start() as usize;
    let mut gap = [&zip[..directory], b"hidden", &zip[directory..]].concat();
    let field = gap.len() - 6;
    gap[field..field + 4].copy_from_slice(&(directory as u32 + 6).to_le_bytes());
    blames(&judge(&gap), "container/structure", "does not begin where the last entry ends");
    // One zip after another: the second is the one readers see.
    blames(&judge(&[&zip[..], &zip[..]].concat()), "container/structure", "do not belong");
    let cut = judge(&zip[..zip.len() - 30]);
    blames(&cut, "container/structure", "no end record");
}

#[test]
fn a_header_that_contradicts_the_directory_is_found() {
    let zip = sound_zip();
    let [local, _] = find(&zip, b"data/report.pdf")[..] else { panic!() };
    let mut renamed = zip.clone();
    renamed[local..local + 15].copy_from_slice(b"data/report.exe");
    blames(&judge(&renamed), "container/structure", "data/report.pdf has another name");
    let mut resized = zip.clone();
    resized[local - ID.len() - 1 - 8] ^= 1;
    assert!(!judge(&resized).ok);
}

#[test]
fn extra_fields_and_comments_that_could_hide_something_are_found() {
    for central_only in [true, false] {
        let zip = with(|zip| {
            let mut options = FullFileOptions::default();
            options.add_extra_field(0xbeef, b"hidden", central_only).unwrap();
            zip.start_file(format!("{ID}/data/x"), options).unwrap();
        });
        blames(&judge(&zip), "container/structure", "data/x has an extra field of an unexpected kind (0xbeef)");
    }
    let options = FullFileOptions::default().with_file_comment("hidden");
    let zip = with(|zip| zip.start_file(format!("{ID}/data/x"), options).unwrap());
    blames(&judge(&zip), "container/structure", "data/x carries a comment");
}

#[test]
fn damaged_content_is_named_not_an_error() {
    let zip = sound_zip();
    let [at] = find(&zip, b"%PDF-1.7 not really")[..] else { panic!() };
    let mut stored = zip.clone();
    stored[at] ^= 1;
    let report = judge(&stored);
    blames(&report, "container/readable", "data/report.pdf");
    blames(&report, "manifest/digests", "data/report.pdf");
    let mut deflated = zip.clone();
    let start = find(&zip, b"data/csv/gaps.csv")[0] + 17;
    deflated[start..start + 8].fill(0xff);
    blames(&judge(&deflated), "container/readable", "data/csv/gaps.csv");
}

#[test]
fn other_methods_and_encryption_are_refused() {
    let zip = sound_zip();
    let headers = [(b"PK\x03\x04", 6_usize, 8_usize, 30_usize), (b"PK\x01\x02", 8, 10, 46)];
    let change = |edit: &dyn Fn(&mut Vec<u8>, usize, usize)| {
        let mut bad = zip.clone();
        for (magic, flags, method, name) in headers {
            for at in find(&zip, magic) {
                if zip[at + name..].starts_with(format!("{ID}/data/report.pdf").as_bytes()) {
                    edit(&mut bad, at + flags, at + method);
                }
            }
        }
        judge(&bad)
    };
    blames(&change(&|bytes, flags, _| bytes[flags] |= 1), "container/readable", "data/report.pdf (it is encrypted)");
    blames(&change(&|bytes, _, method| bytes[method] = 12), "container/readable", "data/report.pdf (compression method 12");
}

#[test]
fn a_bomb_is_stopped() {
    let bomb = with(|zip| {
        let options = SimpleFileOptions::default().compression_method(CompressionMethod::Deflated);
        zip.start_file(format!("{ID}/data/bomb.txt"), options).unwrap();
        let zeros = vec![0; 1 << 20];
        for _ in 0..64 {
            zip.write_all(&zeros).unwrap();
        }
    });
    let report = judge(&bomb);
    blames(&report, "container/limits", "data/bomb.txt inflates like a bomb");
    blames(&report, "container/readable", "data/bomb.txt");
}

#[test]
fn any_flipped_byte_of_the_zip_is_found_or_leaves_the_content_alone() {
    let zip = sound_zip();
    let dir = tempdir().unwrap();
    let path = dir.path().join("flipped.zip");
    let good = sound();
    let mut silent = 0;
    for at in 0..zip.len() {
        let mut bad = zip.clone();
        bad[at] ^= 0x41;
        fs::write(&path, &bad).unwrap();
        if verify(&path, None).is_ok_and(|report| report.ok) {
            let same_names = |a: &(String, Vec<u8>), b: &(String, Vec<u8>)| {
                a.1 == b.1 && a.0.split_once('/').unwrap().1 == b.0.split_once('/').unwrap().1
            };
            let seen = entries(&path);
            assert!(seen.len() == good.len() && seen.iter().zip(&good).all(|(a, b)| same_names(a, b)), "byte {at}");
            silent += 1;
        }
    }
    // Times, versions and permissions of each entry, nothing else.
    assert!(silent < good.len() * 40, "{silent} silent bytes");
}

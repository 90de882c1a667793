//! The same snapshot gives the same bytes (invariant 3), and a pack can be checked with what every machine has.
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::print_stderr,
    reason = "a test may fail loudly, its helpers too"
)]

use countersign_tests::desk::{Desk, now};
use countersign_tests::tools;
use countersign_workbench::{Moment, verify};
use std::fs;
use std::io::Read;
use std::path::{Path, PathBuf};

/// Unpacks a zip; the one folder in it.
fn unzip(zip: &Path, into: &Path) -> PathBuf {
    let mut archive = zip::ZipArchive::new(fs::File::open(zip).unwrap()).unwrap();
    let mut top = None;
    for i in 0..archive.len() {
        let mut entry = archive.by_index(i).unwrap();
        let path = into.join(entry.enclosed_name().unwrap());
        top = top.or_else(|| path.strip_prefix(into).unwrap().iter().next().map(|p| into.join(p)));
        if entry.is_dir() {
            fs::create_dir_all(&path).unwrap();
            continue;
        }
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        let mut bytes = Vec::new();
        entry.read_to_end(&mut bytes).unwrap();
        fs::write(path, bytes).unwrap();
    }
    top.unwrap()
}

fn assessed() -> Desk {
    let mut desk = Desk::sample();
    desk.assess();
    desk
}

#[test]
fn two_packs_of_one_assessment_are_the_same_bytes() {
    let mut desk = assessed();
    let first = desk.pack("a.zip");
    // Packing is journalled itself, and happens at another moment by another hand.
    let second = desk.folder.path().join("b.zip");
    let later = Moment { at: "2026-11-05T17:01:09Z".into(), actor: "somebody.else".into() };
    desk.bench.pack(&second, None, &later).unwrap();
    let (a, b) = (fs::read(&first).unwrap(), fs::read(&second).unwrap());
    assert!(a == b, "{} and {} bytes", a.len(), b.len());
}

#[test]
fn the_same_material_in_two_workspaces_gives_the_same_report() {
    let (mut one, mut other) = (Desk::sample(), Desk::sample());
    let (a, b) = (one.assess(), other.assess());
    assert_eq!(a.snapshot, b.snapshot);
    assert_eq!(a.assessment, b.assessment);
}

#[test]
fn two_pdfs_of_one_assessment_are_the_same_bytes() {
    let desk = assessed();
    let latest = desk.bench.latest().unwrap();
    for format in ["pdf", "xlsx", "csv", "json"] {
        let make = || {
            let report = desk.bench.gap_report(&latest, None, None).unwrap();
            desk.bench.report_bytes(&report, format).unwrap()
        };
        let (a, b) = (make(), make());
        assert!(a == b && !a.is_empty(), "{format}: {} and {} bytes", a.len(), b.len());
    }
}

#[test]
fn a_pack_is_checked_by_hand_as_verify_txt_says() {
    if !tools::need(&["sha256sum", "sh", "find", "sort", "cut", "cmp"]) {
        return;
    }
    let mut desk = assessed();
    let zip = desk.pack("p.zip");
    let bag = unzip(&zip, &desk.folder.path().join("out"));
    let text = fs::read_to_string(bag.join("VERIFY.txt")).unwrap();
    for manifest in ["tagmanifest-sha256.txt", "manifest-sha256.txt"] {
        assert!(text.contains(manifest), "VERIFY.txt does not name {manifest}");
        tools::stdout(&bag, "sha256sum", &["--check", "--strict", "--quiet", manifest]);
    }
    let compare = "find data -type f | LC_ALL=C sort > ../a && cut -c67- manifest-sha256.txt | LC_ALL=C sort > ../b && cmp ../a ../b";
    tools::stdout(&bag, "sh", &["-c", compare]);
    // The comparison sees what the sums do not: a file that was added.
    fs::write(bag.join("data/added.txt"), "x").unwrap();
    tools::stdout(&bag, "sha256sum", &["--check", "--strict", "--quiet", "manifest-sha256.txt"]);
    assert!(!tools::run(&bag, "sh", &["-c", compare]).status.success());
}

#[test]
fn a_byte_changed_a_file_added_and_a_file_removed_are_each_found_and_named() {
    let mut desk = assessed();
    let zip = desk.pack("p.zip");
    assert!(verify(&zip, None).unwrap().ok);
    let said = |folder: &Path| {
        let report = verify(folder, None).unwrap();
        assert!(!report.ok, "{} was taken for sound", folder.display());
        report.checks.iter().filter(|c| !c.ok).map(|c| format!("{}: {}", c.id, c.detail)).collect::<Vec<_>>().join("\n")
    };
    let fresh = |name: &str| unzip(&zip, &desk.folder.path().join(name));

    let bag = fresh("changed");
    assert!(verify(&bag, None).unwrap().ok, "unpacked, it is still sound");
    let path = bag.join("data/report.json");
    let mut bytes = fs::read(&path).unwrap();
    let middle = bytes.len() / 2;
    bytes[middle] ^= 1;
    fs::write(&path, bytes).unwrap();
    assert!(said(&bag).contains("data/report.json"), "{}", said(&bag));

    let bag = fresh("added");
    fs::write(bag.join("data/evidence/one-more.csv"), "x").unwrap();
    assert!(said(&bag).contains("one-more.csv"), "{}", said(&bag));

    let bag = fresh("removed");
    fs::remove_file(bag.join("data/report.pdf")).unwrap();
    assert!(said(&bag).contains("data/report.pdf"), "{}", said(&bag));

    let bag = fresh("tag");
    fs::write(bag.join("VERIFY.txt"), "Everything is fine.\n").unwrap();
    assert!(said(&bag).contains("VERIFY.txt"), "{}", said(&bag));
}

#[test]
fn a_pack_carries_the_snapshot_and_the_evidence_that_is_held() {
    let mut desk = assessed();
    let zip = desk.pack("p.zip");
    let bag = unzip(&zip, &desk.folder.path().join("out"));
    let latest = desk.bench.latest().unwrap();
    let info = fs::read_to_string(bag.join("bag-info.txt")).unwrap();
    assert!(info.contains(&latest.snapshot), "{info}");
    let data = desk.dataset();
    let held: Vec<&str> =
        data.rows(countersign_core::Table::Evidence).iter().filter_map(|e| e.extra("sha256")).filter(|s| data.holds(s)).collect();
    assert!(held.len() > 50, "{}", held.len());
    let manifest = fs::read_to_string(bag.join("manifest-sha256.txt")).unwrap();
    let missing: Vec<&&str> = held.iter().filter(|sha| !manifest.contains(**sha)).collect();
    assert!(missing.is_empty(), "evidence not in the pack: {missing:?}");
    assert_eq!(now().at, latest.at, "the pack is as of its assessment");
}

//! Whatever is done to a pack after sealing is found, and the file is named.
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::print_stderr,
    reason = "a test may fail loudly, its helpers too"
)]

mod common;

use common::*;
use countersign_pack::{PackError, Report, verify, write_zip};
use ssh_key::PublicKey;
use std::fs;
use std::path::Path;
use tempfile::tempdir;

type Entries = Vec<(String, Vec<u8>)>;

/// The check that must blame a changed file.
fn check_for(name: &str) -> &'static str {
    match name {
        "tagmanifest-sha256.txt.sig" => "signature/valid",
        "allowed_signers.txt" => "signature/allowed-signers",
        "tagmanifest-sha256.txt" => "tagmanifest/format",
        _ if name.starts_with("data/") => "manifest/digests",
        _ => "tagmanifest/digests",
    }
}

/// Runs a change on the zip and on the folder of a signed pack.
fn both(change: &dyn Fn(&mut Entries), judge: &dyn Fn(&Report)) {
    let dir = tempdir().unwrap();
    let zip = rezip(&seal(dir.path(), true), change);
    judge(&verify(&zip, None).unwrap());
    judge(&verify(&unzip(&zip, &dir.path().join("out")), None).unwrap());
}

fn names() -> Vec<String> {
    let dir = tempdir().unwrap();
    entries(&seal(dir.path(), true)).into_iter().map(|(name, _)| name.strip_prefix(&format!("{ID}/")).unwrap().to_owned()).collect()
}

fn content<'a>(all: &'a mut [(String, Vec<u8>)], name: &str) -> &'a mut Vec<u8> {
    &mut all.iter_mut().find(|(n, _)| *n == format!("{ID}/{name}")).unwrap().1
}

#[test]
fn repacking_alone_changes_nothing() {
    both(&|_| {}, &assert_ok);
}

#[test]
fn one_changed_byte_in_any_file_is_found() {
    for name in names() {
        let change = |all: &mut Entries| match content(all, &name) {
            empty if empty.is_empty() => empty.push(b'x'),
            some => {
                let at = some.len() / 2;
                some[at] ^= 1;
            }
        };
        both(&change, &|report| {
            assert!(!report.ok, "{name}");
            let named = report.checks.iter().any(|c| !c.ok && c.detail.contains(&name));
            assert!(named, "{name}: {report:#?}");
            if name != "tagmanifest-sha256.txt" {
                blames(report, check_for(&name), &name);
            }
        });
    }
}

#[test]
fn every_changed_byte_of_the_unlisted_files_is_found() {
    let dir = tempdir().unwrap();
    let folder = unzip(&seal(dir.path(), true), dir.path());
    for name in ["tagmanifest-sha256.txt.sig", "allowed_signers.txt", "tagmanifest-sha256.txt", "bagit.txt"] {
        let path = folder.join(name);
        let good = fs::read(&path).unwrap();
        for at in 0..good.len() {
            let mut bad = good.clone();
            bad[at] ^= 0x20;
            fs::write(&path, bad).unwrap();
            let report = verify(&folder, None).unwrap();
            assert!(!report.ok, "{name}, byte {at}");
        }
        for bad in [[&good[..], b"\n"].concat(), [b"\n", &good[..]].concat(), good[..good.len() - 1].to_vec(), vec![]] {
            fs::write(&path, bad).unwrap();
            assert!(!verify(&folder, None).unwrap().ok, "{name}");
        }
        fs::write(&path, &good).unwrap();
    }
    assert_ok(&verify(&folder, None).unwrap());
}

#[test]
fn one_removed_file_is_found() {
    for name in names() {
        both(&|all| all.retain(|(n, _)| *n != format!("{ID}/{name}")), &|report| {
            let id = match name.as_str() {
                "tagmanifest-sha256.txt.sig" | "allowed_signers.txt" => "signature/present",
                "tagmanifest-sha256.txt" => "tagmanifest/format",
                _ if name.starts_with("data/") => "manifest/missing",
                _ => "tagmanifest/missing",
            };
            blames(report, id, &name);
        });
    }
}

#[test]
fn one_added_file_is_found() {
    for (name, id) in [
        ("data/evidence/E-0007/more.csv", "manifest/complete"),
        ("data/x", "manifest/complete"),
        ("README.txt", "tagmanifest/complete"),
        ("manifest-md5.txt", "tagmanifest/complete"),
        ("fetch.txt", "tagmanifest/complete"),
        ("metadata/x.txt", "tagmanifest/complete"),
        (".DS_Store", "tagmanifest/complete"),
    ] {
        both(&|all| all.push((format!("{ID}/{name}"), vec![])), &|report| blames(report, id, name));
    }
    let dir = tempdir().unwrap();
    let zip = rezip(&seal(dir.path(), false), |all| all.push(("elsewhere.txt".to_owned(), vec![])));
    blames(&verify(&zip, None).unwrap(), "container/one-folder", "elsewhere.txt");
}

#[test]
fn a_renamed_file_is_found_under_both_names() {
    let change = |all: &mut Entries| {
        all.iter_mut().find(|(n, _)| n.ends_with("users.csv")).unwrap().0 = format!("{ID}/data/evidence/E-0007/people.csv");
    };
    both(&change, &|report| {
        blames(report, "manifest/missing", "data/evidence/E-0007/users.csv");
        blames(report, "manifest/complete", "data/evidence/E-0007/people.csv");
    });
}

#[test]
fn a_report_of_another_snapshot_does_not_pass_with_new_digests() {
    // Somebody exchanges the report and repairs every digest: the snapshot in bag-info no longer fits.
    let dir = tempdir().unwrap();
    let zip = rezip(&seal(dir.path(), false), |all| {
        let other = br#"{"basis":{"snapshot":"sha256:1234"}}"#.to_vec();
        replace(all, "data/report.json", "manifest-sha256.txt", other);
        let manifest = content(all, "manifest-sha256.txt").clone();
        replace(all, "manifest-sha256.txt", "tagmanifest-sha256.txt", manifest);
    });
    let report = verify(&zip, None).unwrap();
    blames(&report, "report/snapshot", "sha256:1234");
    assert!(check(&report, "manifest/digests").ok && check(&report, "tagmanifest/digests").ok);
}

fn replace(all: &mut [(String, Vec<u8>)], name: &str, list: &str, new: Vec<u8>) {
    let digest = countersign_core::digest::sha256_hex(&new);
    *content(all, name) = new;
    let text = String::from_utf8(content(all, list).clone()).unwrap();
    let line = |l: &str| if l.ends_with(&format!("  {name}")) { format!("{digest}  {name}\n") } else { format!("{l}\n") };
    *content(all, list) = text.lines().map(line).collect::<String>().into_bytes();
}

#[test]
fn a_stripped_signature_is_missed() {
    both(&|all| all.retain(|(n, _)| !n.ends_with(".sig") && !n.ends_with("allowed_signers.txt")), &|report| {
        blames(report, "signature/present", "tagmanifest-sha256.txt.sig");
        blames(report, "signature/present", WHO);
    });
}

#[test]
fn a_signature_that_was_added_is_reported() {
    let dir = tempdir().unwrap();
    let theirs = entries(&seal(dir.path(), true));
    let zip = rezip(&seal(dir.path(), false), |all| all.extend(theirs.into_iter().filter(|(n, _)| n.ends_with(".sig"))));
    blames(&verify(&zip, None).unwrap(), "signature/present", "tagmanifest-sha256.txt.sig");
}

#[test]
fn a_signature_with_another_key_is_found() {
    // The same name, another key, its own list: consistent in itself, but not what bag-info says.
    let dir = tempdir().unwrap();
    let other = ssh_key::PrivateKey::from_openssh(key_file(2, WHO)).unwrap();
    let zip = rezip(&seal(dir.path(), true), |all| {
        let message = content(all, "tagmanifest-sha256.txt").clone();
        let signature = other.sign("file", ssh_key::HashAlg::Sha512, &message).unwrap().to_pem(ssh_key::LineEnding::LF).unwrap();
        *content(all, "tagmanifest-sha256.txt.sig") = format!("{}\n", signature.trim_end()).into_bytes();
        let key = PublicKey::new(other.public_key().key_data().clone(), "").to_openssh().unwrap();
        *content(all, "allowed_signers.txt") = format!("{WHO} namespaces=\"file\" {key}\n").into_bytes();
    });
    blames(&verify(&zip, None).unwrap(), "signature/valid", "another key");
}

#[test]
fn a_list_of_ones_own_decides_whom_to_trust() {
    let dir = tempdir().unwrap();
    let (signed, plain) = (seal(dir.path(), true), seal(dir.path(), false));
    let list = dir.path().join("list");
    let key = |seed| private_key(seed, "").public_key().to_openssh().unwrap();
    let ask = |text: &str, pack: &Path| {
        fs::write(&list, text).unwrap();
        verify(pack, Some(&list)).unwrap()
    };
    assert_ok(&ask(&format!("# ours\n*@example.org namespaces=\"file\" {}\n", key(1)), &signed));
    blames(&ask(&format!("{WHO} {}\n", key(2)), &signed), "signature/trusted", "does not have this key");
    blames(&ask(&format!("other@example.org {}\n", key(1)), &signed), "signature/trusted", "other@example.org");
    blames(&ask("", &signed), "signature/trusted", "");
    blames(&ask(&format!("{WHO} {}\n", key(1)), &plain), "signature/present", "not signed");
    fs::write(&list, "nonsense\n").unwrap();
    assert!(matches!(verify(&signed, Some(&list)), Err(PackError::AllowedSigners { .. })));
    assert!(matches!(verify(&signed, Some(Path::new("/nonexistent"))), Err(PackError::Read { .. })));
}

#[test]
fn a_time_stamp_must_be_about_this_pack() {
    let dir = tempdir().unwrap();
    let zip = seal(dir.path(), false);
    let root = verify(&zip, None).unwrap().root_digest.unwrap();
    let digest: Vec<u8> = (7..71).step_by(2).map(|i| u8::from_str_radix(&root[i..i + 2], 16).unwrap()).collect();
    let folder = unzip(&zip, dir.path());
    let token = [&[0x30, 0x81, 37, 0x04, 0x23, 1, 2, 3][..], &digest].concat();
    for name in ["tagmanifest-sha256.txt.tsq", "tagmanifest-sha256.txt.tsr"] {
        fs::write(folder.join(name), &token).unwrap();
        assert_ok(&verify(&folder, None).unwrap());
        for bad in [&token[1..], &token[..39], &[&token[..], b"x"].concat(), b"0\0", b""] {
            fs::write(folder.join(name), bad).unwrap();
            blames(&verify(&folder, None).unwrap(), "timestamp/imprint", name);
        }
        fs::remove_file(folder.join(name)).unwrap();
    }
}

#[test]
fn a_report_cannot_write_on_the_terminal() {
    let dir = tempdir().unwrap();
    let zip = rezip(&seal(dir.path(), false), |all| {
        *content(all, "data/report.json") = "{\"basis\":\"\u{202e}\u{1b}[2J\"}".as_bytes().to_vec();
        content(all, "bag-info.txt").extend("x\u{1b}[2J: y\n".as_bytes());
        content(all, "manifest-sha256.txt").extend("\u{202e}\n".as_bytes());
    });
    let report = verify(&zip, None).unwrap();
    blames(&report, "report/snapshot", "no basis.snapshot");
    assert!(report.checks.iter().all(|c| c.detail.bytes().all(|b| (b' '..=b'~').contains(&b))), "{report:#?}");
}

#[cfg(unix)]
#[test]
fn links_in_a_folder_are_not_followed() {
    let dir = tempdir().unwrap();
    let folder = unzip(&seal(dir.path(), false), dir.path());
    let report = folder.join("data/report.pdf");
    fs::rename(&report, dir.path().join("report.pdf")).unwrap();
    std::os::unix::fs::symlink(dir.path().join("report.pdf"), &report).unwrap();
    let answer = verify(&folder, None).unwrap();
    blames(&answer, "container/safe-names", "data/report.pdf (a link)");
    blames(&answer, "manifest/missing", "data/report.pdf");
}

#[test]
fn what_is_no_pack_is_an_error() {
    let dir = tempdir().unwrap();
    assert!(matches!(verify(dir.path(), None), Err(PackError::NotAPack { .. })));
    assert!(matches!(verify(&dir.path().join("none"), None), Err(PackError::Read { .. })));
    for content in [&b"hello"[..], b"", b"PK"] {
        let file = dir.path().join("file");
        fs::write(&file, content).unwrap();
        assert!(matches!(verify(&file, None), Err(PackError::NotAPack { .. })));
    }
    let zip = dir.path().join("other.zip");
    fs::write(&zip, zip_of(&[("a/b.txt".to_owned(), b"x".to_vec())])).unwrap();
    assert!(matches!(verify(&zip, None), Err(PackError::NotAPack { .. })));
    let empty = dir.path().join("empty.zip");
    fs::write(&empty, zip_of(&[])).unwrap();
    assert!(matches!(verify(&empty, None), Err(PackError::NotAPack { .. })));
    assert!(write_zip(input(), None, dir.path()).is_err());
}

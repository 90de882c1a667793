//! What is sealed verifies, and is the same again.
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::print_stderr,
    reason = "a test may fail loudly, its helpers too"
)]

mod common;

use common::*;
use countersign_pack::{Content, PackError, PackFile, Signer, verify, write_zip};
use std::fs;
use std::io::Read;
use tempfile::tempdir;

#[test]
fn a_pack_verifies_as_zip_and_as_folder() {
    let dir = tempdir().unwrap();
    for signed in [false, true] {
        let zip = seal(dir.path(), signed);
        let report = verify(&zip, None).unwrap();
        assert_ok(&report);
        let folder = unzip(&zip, &dir.path().join(format!("out-{signed}")));
        let of_folder = verify(&folder, None).unwrap();
        assert_ok(&of_folder);
        assert_eq!(report.root_digest, of_folder.root_digest);
        assert_eq!(check(&report, "report/snapshot").detail, SNAPSHOT);
        assert_eq!(check(&report, "bag/oxum").detail, "1674.6 (bytes.files)");
    }
}

#[test]
fn two_writes_are_byte_identical_whatever_the_order() {
    let dir = tempdir().unwrap();
    for signer in [None, Some(signer())] {
        let (a, b) = (dir.path().join("a.zip"), dir.path().join("b.zip"));
        let first = write_zip(input(), signer.as_ref(), &a).unwrap();
        let mut turned = input();
        turned.files.reverse();
        assert_eq!(first, write_zip(turned, signer.as_ref(), &b).unwrap());
        assert_eq!(fs::read(&a).unwrap(), fs::read(&b).unwrap());
        assert_eq!(first.zip_bytes, fs::metadata(&a).unwrap().len());
        assert_eq!((first.files, first.signed_by.as_deref()), (6, signer.as_ref().map(Signer::identity)));
        fs::remove_file(a).unwrap();
        fs::remove_file(b).unwrap();
    }
}

#[test]
fn the_bytes_of_a_pack_are_pinned() {
    let dir = tempdir().unwrap();
    let sealed = write_zip(input(), Some(&signer()), &dir.path().join("p.zip")).unwrap();
    let names: Vec<String> = entries(&dir.path().join("p.zip")).into_iter().map(|(name, _)| name.replace(&format!("{ID}/"), "")).collect();
    assert_eq!(
        names,
        [
            "data/csv/gaps.csv",
            "data/evidence/E-0007/users.csv",
            "data/evidence/E-0008/empty.txt",
            "data/index/custody.jsonl",
            "data/report.json",
            "data/report.pdf",
            "VERIFY.txt",
            "bag-info.txt",
            "bagit.txt",
            "manifest-sha256.txt",
            "tagmanifest-sha256.txt",
            "tagmanifest-sha256.txt.sig",
            "allowed_signers.txt",
        ]
    );
    let all = entries(&dir.path().join("p.zip"));
    let text = |name: &str| String::from_utf8(all.iter().find(|(n, _)| n.ends_with(name)).unwrap().1.clone()).unwrap();
    assert_eq!(
        text("bag-info.txt"),
        format!(
            "Source-Organization: Müller & {{id}} GmbH\nBagging-Date: 2026-09-30\nExternal-Identifier: {}\nPayload-Oxum: {}.6\n\
             Snapshot-Digest: {SNAPSHOT}\nTool-Version: countersign 0.1.0\nRuleset-Version: sha256:00ff\nSigned-By: {WHO}\nSigning-Key: {}\n",
            input().external_identifier,
            sealed.bytes,
            sealed.fingerprint.unwrap(),
        )
    );
    let manual = text("VERIFY.txt");
    assert!(manual.is_ascii() && !manual.contains('\r'), "{manual}");
    assert!(manual.contains("M<U+00FC>ller & {id} GmbH") && manual.contains("  - Thresholds are proposals"), "{manual}");
    assert!(!manual.contains("{organisation}") && !manual.contains("{limits}"));
    let mut archive = zip::ZipArchive::new(fs::File::open(dir.path().join("p.zip")).unwrap()).unwrap();
    let entry = archive.by_index(0).unwrap();
    let time = entry.last_modified().unwrap();
    assert_eq!((time.hour(), time.minute(), time.second()), (21, 59, 58), "UTC, even seconds");
    assert_eq!(entry.unix_mode(), Some(0o100_644));
}

#[test]
fn nothing_is_overwritten_and_nothing_is_left_behind() {
    let dir = tempdir().unwrap();
    let out = dir.path().join("p.zip");
    fs::write(&out, "mine").unwrap();
    assert!(matches!(write_zip(input(), None, &out), Err(PackError::Exists { .. })));
    assert_eq!(fs::read(&out).unwrap(), b"mine");
    fs::remove_file(&out).unwrap();

    let mut wrong = input();
    wrong.snapshot = "sha256:other".to_owned();
    let error = write_zip(wrong, None, &out).unwrap_err();
    assert!(matches!(&error, PackError::SelfCheck { detail } if detail.contains("report/snapshot")), "{error}");
    let mut failing = input();
    failing.files.push(PackFile { path: "z.txt".to_owned(), content: Content::Reader(Box::new(|| Err(std::io::Error::other("gone")))) });
    assert!(matches!(write_zip(failing, None, &out), Err(PackError::Content { path, .. }) if path == "data/z.txt"));
    assert_eq!(fs::read_dir(dir.path()).unwrap().count(), 0);
    assert!(matches!(write_zip(input(), None, &dir.path().join("no/p.zip")), Err(PackError::Write { .. })));
}

#[cfg(unix)]
#[test]
fn only_the_owner_can_read_the_pack() {
    use std::os::unix::fs::PermissionsExt;
    let dir = tempdir().unwrap();
    let mode = fs::metadata(seal(dir.path(), false)).unwrap().permissions().mode();
    assert_eq!(mode & 0o777, 0o600);
}

#[test]
fn input_that_breaks_a_rule_is_refused() {
    let dir = tempdir().unwrap();
    let out = dir.path().join("p.zip");
    let refused = |change: &dyn Fn(&mut countersign_pack::PackInput<'static>)| {
        let mut input = input();
        change(&mut input);
        let error = write_zip(input, None, &out).unwrap_err();
        assert!(matches!(error, PackError::Input { .. }), "{error}");
        assert_eq!(error.code(), "pack/input");
    };
    refused(&|i| i.id = "a/b".to_owned());
    refused(&|i| i.id = "..".to_owned());
    refused(&|i| i.bagging_date = "30.9.2026".to_owned());
    refused(&|i| i.assessed_at = "yesterday".to_owned());
    refused(&|i| i.assessed_at = "1970-01-01T00:00:00Z".to_owned());
    refused(&|i| i.external_identifier = "urn:uuid:x".to_owned());
    refused(&|i| i.snapshot = "sha256:x\nPayload-Oxum: 0.0".to_owned());
    refused(&|i| i.files.retain(|f| f.path != "report.json"));
    refused(&|i| i.files.push(bytes("REPORT.json", b"")));
    refused(&|i| i.files.push(bytes("report.json", b"")));
    refused(&|i| i.files.push(bytes("../x", b"")));
    refused(&|i| i.files.push(bytes("evidence/E-1/con.txt", b"")));
    refused(&|i| i.files.push(bytes("evidence/a b.txt", b"")));
}

#[test]
fn evidence_that_compresses_like_a_bomb_is_stored() {
    let dir = tempdir().unwrap();
    let (zip, size) = (dir.path().join("p.zip"), 9_000_000);
    let mut zeros = input();
    zeros.files.push(bytes("evidence/E-0009/zeros.log", &vec![b'0'; size]));
    let open = move || Ok(Box::new(std::io::repeat(b'x').take(size as u64)) as Box<dyn Read>);
    zeros.files.push(PackFile { path: "evidence/E-0010/same.csv".to_owned(), content: Content::Reader(Box::new(open)) });
    let line = "WF-0001,nist-csf@2.0/PR.AA-05,not_assessed,,,\n";
    let table: String = (0..40_000).map(|n| line.replace("0001", &format!("{n:04}"))).collect();
    zeros.files.push(bytes("csv/long.csv", table.as_bytes()));
    write_zip(zeros, None, &zip).unwrap();
    let mut archive = zip::ZipArchive::new(fs::File::open(&zip).unwrap()).unwrap();
    let mut packed = |name: &str| archive.by_name(&format!("{ID}/data/{name}")).unwrap().compressed_size();
    assert_eq!(packed("evidence/E-0009/zeros.log"), size as u64);
    assert_eq!(packed("evidence/E-0010/same.csv"), size as u64);
    assert!(packed("csv/long.csv") < table.len() as u64 / 4, "an ordinary long table stays compressed");
    assert_ok(&verify(&zip, None).unwrap());
}

#[test]
fn the_largest_pack_we_plan_for_stays_within_the_limits() {
    let dir = tempdir().unwrap();
    let zip = dir.path().join("p.zip");
    let mut large = input();
    let row = |n: usize| format!("WF-{n:04},nist-csf@2.0/PR.AA-05,not_assessed\n");
    large.files.extend((0..21_330).map(|n| bytes(&format!("evidence/E-{n:05}/export.csv"), row(n).repeat(20).as_bytes())));
    let sealed = write_zip(large, Some(&signer()), &zip).unwrap();
    assert_eq!(sealed.files, 21_336);
    assert_ok(&verify(&zip, None).unwrap());
}

#[test]
fn only_ed25519_keys_sign_and_a_locked_one_needs_its_passphrase() {
    let open = |text: &str, words: Option<&str>| Signer::from_bytes(text.as_bytes(), || words.map(str::to_owned));
    let locked = locked_key_file("correct horse");
    assert_eq!(open(&locked, Some("correct horse")).unwrap().identity(), WHO);
    assert!(matches!(open(&locked, Some("wrong")), Err(PackError::PassphraseWrong)));
    assert!(matches!(open(&locked, None), Err(PackError::PassphraseMissing)));
    for comment in ["", "Jo Doe", "$(reboot)", "a\"b", "-x", "a,b", "*"] {
        assert!(matches!(open(&key_file(1, comment), None), Err(PackError::Key { .. })), "{comment:?}");
    }
    assert!(matches!(open("-----BEGIN RSA PRIVATE KEY-----\nAAAA\n-----END RSA PRIVATE KEY-----\n", None), Err(PackError::Key { .. })));
    assert!(matches!(open(&"x".repeat(100_000), None), Err(PackError::Key { .. })));
    let dir = tempdir().unwrap();
    assert!(matches!(Signer::open(&dir.path().join("none"), || None), Err(PackError::Read { .. })));
    let secret = format!("{:?}", signer());
    assert!(secret.starts_with("Signer(assessor@example.org, SHA256:") && secret.len() < 100, "{secret}");
}

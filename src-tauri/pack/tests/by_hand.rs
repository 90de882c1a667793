//! The commands of VERIFY.txt do what it says, with the tools it names. A tool that is not installed is passed over, out loud.
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::print_stderr,
    reason = "a test may fail loudly, its helpers too"
)]

mod common;

use common::*;
use countersign_pack::{PackError, Signer, verify};
use std::fs;
use std::path::Path;
use std::process::{Command, Output};
use tempfile::tempdir;

fn sh(folder: &Path, command: &str) -> Output {
    Command::new("sh").args(["-c", command]).current_dir(folder).output().unwrap()
}

fn has(tool: &str) -> bool {
    let found = sh(Path::new("."), &format!("command -v {tool}")).status.success();
    if !found {
        eprintln!("SKIPPED: {tool} is not installed");
    }
    found
}

/// The lines of VERIFY.txt that are commands and begin so.
fn commands(folder: &Path, start: &str) -> Vec<String> {
    let text = fs::read_to_string(folder.join("VERIFY.txt")).unwrap();
    let found: Vec<String> =
        text.lines().filter_map(|l| l.strip_prefix("  ")).filter(|l| l.starts_with(start)).map(str::to_owned).collect();
    assert!(!found.is_empty(), "VERIFY.txt has no command {start}");
    found
}

#[test]
fn sha256sum_accepts_both_manifests_and_finds_the_root_digest() {
    if !has("sha256sum") {
        return;
    }
    let dir = tempdir().unwrap();
    let zip = seal(dir.path(), true);
    let folder = unzip(&zip, dir.path());
    let [root, check] = commands(&folder, "sha256sum").try_into().unwrap();
    let output = sh(&folder, &check);
    assert!(output.status.success() && output.stderr.is_empty(), "{output:?}");
    assert_eq!(String::from_utf8(output.stdout).unwrap().lines().filter(|l| l.ends_with(": OK")).count(), 10);
    let digest = String::from_utf8(sh(&folder, &root).stdout).unwrap();
    assert_eq!(verify(&zip, None).unwrap().root_digest.unwrap(), format!("sha256:{}", &digest[..64]));
    fs::write(folder.join("data/report.pdf"), "changed").unwrap();
    assert!(!sh(&folder, &check).status.success());
}

#[test]
fn the_file_lists_compare_verbatim() {
    if !has("find") || !has("cmp") {
        return;
    }
    let dir = tempdir().unwrap();
    let folder = unzip(&seal(dir.path(), false), &dir.path().join("deep"));
    let [list] = commands(&folder, "find data").try_into().unwrap();
    let [odd] = commands(&folder, "find . ").try_into().unwrap();
    let silent = |command: &str| {
        let output = sh(&folder, command);
        output.status.success() && output.stdout.is_empty() && output.stderr.is_empty()
    };
    assert!(silent(&list) && silent(&odd));
    fs::write(folder.join("data/added.txt"), "").unwrap();
    assert!(!silent(&list));
    fs::remove_file(folder.join("data/added.txt")).unwrap();
    fs::remove_file(folder.join("data/csv/gaps.csv")).unwrap();
    assert!(!silent(&list));
}

#[test]
fn ssh_keygen_accepts_the_signature_and_writes_the_same() {
    if !has("ssh-keygen") {
        return;
    }
    let dir = tempdir().unwrap();
    let folder = unzip(&seal(dir.path(), true), dir.path());
    let [command] = commands(&folder, "ssh-keygen").try_into().unwrap();
    let output = sh(&folder, &command);
    let said = String::from_utf8_lossy(&output.stdout).into_owned();
    assert!(output.status.success(), "{output:?}");
    assert!(said.contains(&format!("Good \"file\" signature for {WHO}")) && said.contains(&signer().fingerprint()), "{said}");

    let key = dir.path().join("key");
    fs::write(&key, key_file(1, WHO)).unwrap();
    sh(dir.path(), "chmod 600 key");
    let ours = fs::read(folder.join("tagmanifest-sha256.txt.sig")).unwrap();
    fs::remove_file(folder.join("tagmanifest-sha256.txt.sig")).unwrap();
    let signed = sh(&folder, "ssh-keygen -Y sign -f ../key -n file tagmanifest-sha256.txt");
    assert!(signed.status.success(), "{signed:?}");
    assert_eq!(fs::read(folder.join("tagmanifest-sha256.txt.sig")).unwrap(), ours);

    fs::write(folder.join("tagmanifest-sha256.txt"), "changed").unwrap();
    assert!(!sh(&folder, &command).status.success());
}

#[test]
fn keys_made_by_ssh_keygen_are_opened_or_refused() {
    if !has("ssh-keygen") {
        return;
    }
    let dir = tempdir().unwrap();
    for (kind, words, good) in [
        ("ed25519", "", true),
        ("ed25519", "secret", true),
        ("rsa -b 2048", "", false),
        ("ecdsa", "", false),
        ("ecdsa", "secret", false),
        ("rsa -b 2048 -m PEM", "", false),
    ] {
        let made = sh(dir.path(), &format!("rm -f key key.pub; ssh-keygen -q -t {kind} -N '{words}' -C {WHO} -f key"));
        assert!(made.status.success(), "{made:?}");
        let answer = Signer::open(&dir.path().join("key"), || Some(words.to_owned()));
        match answer {
            Ok(signer) => assert!(good && signer.identity() == WHO, "{kind}"),
            Err(PackError::Key { why }) => assert!(!good && why.contains("ed25519"), "{kind}: {why}"),
            Err(other) => panic!("{kind}: {other}"),
        }
    }
}

#[test]
fn another_bagit_tool_accepts_the_bag() {
    if !has("python3") || !sh(Path::new("."), "python3 -c 'import bagit'").status.success() {
        eprintln!("SKIPPED: the Python package bagit is not installed");
        return;
    }
    let dir = tempdir().unwrap();
    let folder = unzip(&seal(dir.path(), true), dir.path());
    let validate = format!("python3 -c \"import bagit; bagit.Bag('{}').validate()\"", folder.display());
    let output = sh(dir.path(), &validate);
    assert!(output.status.success(), "{output:?}");
    fs::write(folder.join("data/added.txt"), "").unwrap();
    assert!(!sh(dir.path(), &validate).status.success());
}

#[test]
fn unzip_accepts_the_zip() {
    if !has("unzip") {
        return;
    }
    let dir = tempdir().unwrap();
    let zip = seal(dir.path(), true);
    let output = sh(dir.path(), &format!("unzip -q {} -d out", zip.display()));
    assert!(output.status.success() && output.stderr.is_empty(), "{output:?}");
    assert_ok(&verify(&dir.path().join("out").join(ID), None).unwrap());
}

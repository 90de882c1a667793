//! A small pack, keys, and ways to take packs apart.
#![allow(dead_code, reason = "every suite uses a part")]

use countersign_pack::{Check, Content, PackFile, PackInput, Report, Signer, external_identifier};
use ssh_key::private::{Ed25519Keypair, KeypairData};
use ssh_key::{Cipher, Kdf, LineEnding, PrivateKey};
use std::fs;
use std::io::{Cursor, Read, Write};
use std::path::{Path, PathBuf};
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, ZipArchive, ZipWriter};

pub const SNAPSHOT: &str = "sha256:9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08";
pub const ID: &str = "pack-2026-09-30";
pub const WHO: &str = "assessor@example.org";

pub fn bytes(path: &str, content: &[u8]) -> PackFile<'static> {
    PackFile { path: path.to_owned(), content: Content::Bytes(content.to_vec()) }
}

pub fn input() -> PackInput<'static> {
    let report = format!(
        r#"{{"schema":"x","lines":[1,{{"basis":{{"snapshot":"not this"}}}}],"basis":{{"as_of":"2026-09-30","snapshot":"{SNAPSHOT}"}}}}"#
    );
    PackInput {
        id: ID.to_owned(),
        external_identifier: external_identifier("a1", SNAPSHOT),
        bagging_date: "2026-09-30".to_owned(),
        assessed_at: "2026-09-30T23:59:59+02:00".to_owned(),
        snapshot: SNAPSHOT.to_owned(),
        tool_version: "countersign 0.1.0".to_owned(),
        ruleset: "sha256:00ff".to_owned(),
        organisation: "Müller & {id} GmbH".to_owned(),
        limits: vec![
            "Thresholds are proposals, not norms; see part 4 of the report for every one of them and for what was changed.".to_owned(),
        ],
        files: vec![
            bytes("report.json", report.as_bytes()),
            bytes("report.pdf", b"%PDF-1.7 not really"),
            bytes("csv/gaps.csv", "workflow,status\nWF-7,partial\n".repeat(50).as_bytes()),
            bytes("evidence/E-0007/users.csv", b"user\njo\n"),
            bytes("evidence/E-0008/empty.txt", b""),
            PackFile {
                path: "index/custody.jsonl".to_owned(),
                content: Content::Reader(Box::new(|| Ok(Box::new(Cursor::new(b"{\"event\":\"received\"}\n".to_vec()))))),
            },
        ],
    }
}

pub fn private_key(seed: u8, comment: &str) -> PrivateKey {
    PrivateKey::new(KeypairData::from(Ed25519Keypair::from_seed(&[seed; 32])), comment).unwrap()
}

pub fn key_file(seed: u8, comment: &str) -> String {
    private_key(seed, comment).to_openssh(LineEnding::LF).unwrap().to_string()
}

pub fn locked_key_file(passphrase: &str) -> String {
    let kdf = Kdf::Bcrypt { salt: vec![7; 16], rounds: 4 };
    let locked = private_key(1, WHO).encrypt_with(Cipher::Aes256Ctr, kdf, 42, passphrase).unwrap();
    locked.to_openssh(LineEnding::LF).unwrap().to_string()
}

pub fn signer() -> Signer {
    Signer::from_bytes(key_file(1, WHO).as_bytes(), || panic!("this key has no passphrase")).unwrap()
}

pub fn seal(dir: &Path, signed: bool) -> PathBuf {
    let out = dir.join(if signed { "signed.zip" } else { "plain.zip" });
    countersign_pack::write_zip(input(), signed.then(signer).as_ref(), &out).unwrap();
    out
}

/// Entries of a zip, in their order.
pub fn entries(zip: &Path) -> Vec<(String, Vec<u8>)> {
    let mut archive = ZipArchive::new(fs::File::open(zip).unwrap()).unwrap();
    (0..archive.len())
        .map(|i| {
            let mut entry = archive.by_index(i).unwrap();
            let mut content = Vec::new();
            entry.read_to_end(&mut content).unwrap();
            (entry.name().unwrap().into_owned(), content)
        })
        .collect()
}

pub fn zip_of(entries: &[(String, Vec<u8>)]) -> Vec<u8> {
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    let options = SimpleFileOptions::default().compression_method(CompressionMethod::Stored);
    for (name, content) in entries {
        zip.start_file(name, options).unwrap();
        zip.write_all(content).unwrap();
    }
    zip.finish().unwrap().into_inner()
}

/// The same pack with its entries changed.
pub fn rezip(zip: &Path, change: impl FnOnce(&mut Vec<(String, Vec<u8>)>)) -> PathBuf {
    let mut all = entries(zip);
    change(&mut all);
    let out = zip.with_file_name("changed.zip");
    fs::write(&out, zip_of(&all)).unwrap();
    out
}

/// Unzips into `dir` and returns the pack's folder.
pub fn unzip(zip: &Path, dir: &Path) -> PathBuf {
    for (name, content) in entries(zip) {
        let path = dir.join(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, content).unwrap();
    }
    dir.join(ID)
}

pub fn check<'r>(report: &'r Report, id: &str) -> &'r Check {
    report.checks.iter().find(|c| c.id == id).unwrap_or_else(|| panic!("no check {id} in {report:#?}"))
}

/// The pack is not ok, and the given check names the file.
pub fn blames(report: &Report, id: &str, file: &str) {
    let check = check(report, id);
    assert!(!report.ok && !check.ok && check.detail.contains(file), "{id} should blame {file}: {report:#?}");
}

pub fn assert_ok(report: &Report) {
    assert!(report.ok, "{report:#?}");
}

//! What goes into a pack.

use crate::error::PackError;
use crate::names::{collisions, why_unsafe};
use std::fmt;
use std::io::{self, Read};
use uuid::Uuid;

/// Everything one pack is made of. Every value is of the assessment, none of the moment of packing.
#[derive(Debug)]
pub struct PackInput<'a> {
    /// Name of the pack's folder; a safe name.
    pub id: String,
    /// `urn:uuid:…`, see [`external_identifier`].
    pub external_identifier: String,
    /// The day of the assessment, `YYYY-MM-DD`.
    pub bagging_date: String,
    /// The time of the assessment, RFC 3339; the zip carries it (in UTC, to two seconds).
    pub assessed_at: String,
    /// The snapshot digest, `sha256:…`: the same that `report.json` carries in `basis.snapshot`.
    pub snapshot: String,
    /// Version of the program.
    pub tool_version: String,
    /// Digest or version of the rule set.
    pub ruleset: String,
    /// Whose assessment it is.
    pub organisation: String,
    /// What the assessment assumed and left out, one sentence each; `VERIFY.txt` repeats them.
    pub limits: Vec<String>,
    /// The files, in any order. One of them is `report.json`.
    pub files: Vec<PackFile<'a>>,
}

/// One file of the pack.
#[derive(Debug)]
pub struct PackFile<'a> {
    /// Where it goes, below `data/`: `report.pdf`, `csv/gaps.csv`, `evidence/E-0007/users.csv`.
    pub path: String,
    /// What is in it.
    pub content: Content<'a>,
}

/// Opens the content of a file; called once, or twice when the file is so repetitive that it must be stored uncompressed.
pub type Open<'a> = Box<dyn Fn() -> io::Result<Box<dyn Read + 'a>> + 'a>;

/// The content of one file.
pub enum Content<'a> {
    /// In memory.
    Bytes(Vec<u8>),
    /// Read when it is packed, never held whole.
    Reader(Open<'a>),
}

impl Content<'_> {
    pub(crate) fn open(&self) -> io::Result<Box<dyn Read + '_>> {
        match self {
            Self::Bytes(bytes) => Ok(Box::new(bytes.as_slice())),
            Self::Reader(open) => open(),
        }
    }
}

impl fmt::Debug for Content<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Bytes(bytes) => write!(f, "Bytes({})", bytes.len()),
            Self::Reader(_) => f.write_str("Reader"),
        }
    }
}

/// The pack's identifier, `urn:uuid:` and a UUIDv5: the same assessment gives the same one.
pub fn external_identifier(assessment: &str, snapshot: &str) -> String {
    let space = Uuid::new_v5(&Uuid::NAMESPACE_URL, b"urn:countersign:pack");
    Uuid::new_v5(&space, format!("{assessment}\n{snapshot}").as_bytes()).urn().to_string()
}

impl PackInput<'_> {
    /// Refuses what a verifier would refuse, before anything is written.
    pub(crate) fn check(&self) -> Result<(), PackError> {
        let refuse = |subject: &str, why: &str| Err(PackError::input(subject, why));
        if let Some(why) = why_unsafe(&self.id).or(self.id.contains('/').then_some("a slash")) {
            return refuse("the pack's id", &format!("it has {why}"));
        }
        if !is_date(&self.bagging_date) {
            return refuse("the bagging date", "it must be YYYY-MM-DD");
        }
        let uuid = self.external_identifier.strip_prefix("urn:uuid:").map(Uuid::try_parse);
        if !matches!(uuid, Some(Ok(_))) {
            return refuse("the external identifier", "it must be urn:uuid: and a UUID");
        }
        for (name, value) in [("snapshot", &self.snapshot), ("tool version", &self.tool_version), ("rule set", &self.ruleset)] {
            if value.is_empty() || !value.bytes().all(|b| b.is_ascii_graphic() || b == b' ') {
                return refuse(&format!("the {name}"), "it must be printable ASCII and not empty");
            }
        }
        for file in &self.files {
            if let Some(why) = why_unsafe(&format!("{}/data/{}", self.id, file.path)) {
                return refuse(&file.path, &format!("its path has {why}"));
            }
        }
        match collisions(self.files.iter().map(|f| f.path.as_str())).first() {
            Some(first) => refuse(first, "two files would end up in one place"),
            None if !self.files.iter().any(|f| f.path == "report.json") => refuse("report.json", "the pack needs it"),
            None => Ok(()),
        }
    }
}

fn is_date(text: &str) -> bool {
    text.len() == 10 && chrono::NaiveDate::parse_from_str(text, "%Y-%m-%d").is_ok()
}

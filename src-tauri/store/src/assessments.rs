//! Assessments: what was concluded, about which version of the dataset. They stay; a later one does not replace them.

use crate::error::{During, Result};
use crate::journal::Seq;
use crate::{Change, Workspace, blobs};
use countersign_core::digest::{canonical_json, sha256_hex};
use rusqlite::{Row, named_params};
use serde_json::Value;

/// A stored assessment without its body.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AssessmentHeader {
    /// The change that stored it. It changed no rows, so the dataset as of it is the one that was assessed.
    pub seq: Seq,
    /// Its UUID.
    pub id: String,
    /// When it was made, RFC 3339.
    pub at: String,
    /// What it says of itself.
    pub header: Value,
}

/// A stored assessment.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StoredAssessment {
    /// What it says of itself.
    pub about: AssessmentHeader,
    /// All of it, as it was given.
    pub body: Vec<u8>,
}

const SELECT: &str = "SELECT seq, assessments.id, at, header, body, sha256 FROM assessments JOIN blobs ON blobs.id = body";

impl Change<'_> {
    /// Keeps an assessment of the dataset as it is now. One to a change.
    ///
    /// # Errors
    /// When it cannot be written, for instance because the id is taken.
    pub fn save_assessment(&mut self, id: &str, header: &Value, mut body: &[u8]) -> Result<()> {
        let header = canonical_json(header).during("write the header of assessment", id)?;
        let (body, _) = blobs::store(self.conn(), &sha256_hex(body), &mut body)?;
        let sql = "INSERT INTO assessments (seq, id, at, header, body) VALUES (:seq, :id, :at, :header, :body)";
        let params = named_params! {":seq": self.seq(), ":id": id, ":at": self.at(), ":header": header, ":body": body};
        self.conn().execute(sql, params).during("save assessment", id)?;
        Ok(())
    }
}

impl Workspace {
    /// All assessments, oldest first.
    ///
    /// # Errors
    /// When they cannot be read.
    pub fn assessments(&self) -> Result<Vec<AssessmentHeader>> {
        let mut statement = self.conn.prepare_cached(&format!("{SELECT} ORDER BY seq")).during("read", "assessments")?;
        let mut rows = statement.query([]).during("read", "assessments")?;
        let mut found = Vec::new();
        while let Some(row) = rows.next().during("read", "assessments")? {
            found.push(header(row)?);
        }
        Ok(found)
    }

    /// One assessment, by its id.
    ///
    /// # Errors
    /// When it cannot be read, or is no longer the bytes that were stored.
    pub fn assessment(&self, id: &str) -> Result<Option<StoredAssessment>> {
        self.read_assessment("assessments.id = :id", Some(id))
    }

    /// The latest assessment.
    ///
    /// # Errors
    /// As [`Workspace::assessment`].
    pub fn latest_assessment(&self) -> Result<Option<StoredAssessment>> {
        self.read_assessment(":id IS NULL", None)
    }

    fn read_assessment(&self, which: &str, id: Option<&str>) -> Result<Option<StoredAssessment>> {
        let subject = id.unwrap_or("the latest");
        let sql = format!("{SELECT} WHERE {which} ORDER BY seq DESC LIMIT 1");
        let mut statement = self.conn.prepare_cached(&sql).during("read assessment", subject)?;
        let mut rows = statement.query(named_params! {":id": id}).during("read assessment", subject)?;
        let Some(row) = rows.next().during("read assessment", subject)? else { return Ok(None) };
        let about = header(row)?;
        let blob: i64 = row.get("body").during("read assessment", &about.id)?;
        let sha256: String = row.get("sha256").during("read assessment", &about.id)?;
        let mut body = Vec::new();
        blobs::copy(&self.conn, blob, &sha256, &mut body)?;
        Ok(Some(StoredAssessment { about, body }))
    }
}

fn header(row: &Row<'_>) -> Result<AssessmentHeader> {
    let read = || -> rusqlite::Result<(AssessmentHeader, String)> {
        let about = AssessmentHeader { seq: row.get("seq")?, id: row.get("id")?, at: row.get("at")?, header: Value::Null };
        Ok((about, row.get("header")?))
    };
    let (about, text) = read().during("read", "an assessment")?;
    let header = serde_json::from_str(&text).during("read the header of assessment", &about.id)?;
    Ok(AssessmentHeader { header, ..about })
}

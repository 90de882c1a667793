//! Import batches: what came in together, and what was said about it.

use crate::error::{During, Result, StoreError};
use crate::journal::Seq;
use crate::{Change, Workspace};
use countersign_core::digest::canonical_json;
use countersign_core::{Diagnostic, Severity, SourceRef};
use rusqlite::{Row, named_params};
use serde_json::Value;

/// One import batch.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Batch {
    /// The change that brought it.
    pub seq: Seq,
    /// Its UUID.
    pub id: String,
    /// When, RFC 3339.
    pub at: String,
    /// Who.
    pub actor: String,
    /// What it came to.
    pub summary: Value,
    /// The change that undid it.
    pub undone_by: Option<Seq>,
}

/// A row that could not be used, kept with its text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rejected {
    /// The file's number.
    pub file: u32,
    /// The row as a spreadsheet counts it.
    pub row: u64,
    /// The header of the column at fault.
    pub column: Option<String>,
    /// The diagnostic code.
    pub code: String,
    /// Why, in a sentence.
    pub reason: String,
    /// The row's raw text.
    pub raw: String,
}

impl Change<'_> {
    /// Makes this change an import batch with an id it can be undone by.
    ///
    /// # Errors
    /// When it cannot be written, for instance because the id is taken.
    pub fn save_batch(&mut self, id: &str, summary: &Value) -> Result<()> {
        let summary = canonical_json(summary).during("write the summary of batch", id)?;
        let sql = "INSERT INTO batches (seq, id, summary) VALUES (:seq, :id, :summary)";
        let params = named_params! {":seq": self.seq(), ":id": id, ":summary": summary};
        self.conn().execute(sql, params).during("save batch", id)?;
        Ok(())
    }

    /// Keeps what was said about the material of this change.
    ///
    /// # Errors
    /// When it cannot be written.
    pub fn add_diagnostics(&mut self, diagnostics: &[Diagnostic]) -> Result<()> {
        let sql = include_str!("sql/insert_diagnostic.sql");
        let mut statement = self.conn().prepare_cached(sql).during("add", "diagnostics")?;
        for d in diagnostics {
            let params = named_params! {
                ":seq": self.seq(), ":code": d.code, ":severity": severity_name(d.severity), ":message": d.message, ":hint": d.hint,
                ":file": d.at.file, ":sheet": d.at.sheet, ":row": d.at.row.map(crate::records::stored_row), ":column": d.at.column,
                ":subject": d.subject,
            };
            statement.execute(params).during("add diagnostic", &d.code)?;
        }
        Ok(())
    }

    /// Keeps the rows of this change that could not be used.
    ///
    /// # Errors
    /// When it cannot be written.
    pub fn add_rejected(&mut self, rejected: &[Rejected]) -> Result<()> {
        let sql = "INSERT INTO rejected (seq, file, row, column, code, reason, raw)
                   VALUES (:seq, :file, :row, :column, :code, :reason, :raw)";
        let mut statement = self.conn().prepare_cached(sql).during("add", "rejected rows")?;
        for r in rejected {
            let params = named_params! {
                ":seq": self.seq(), ":file": r.file, ":row": crate::records::stored_row(r.row), ":column": r.column, ":code": r.code,
                ":reason": r.reason, ":raw": r.raw,
            };
            statement.execute(params).during("add rejected row of file", &r.file.to_string())?;
        }
        Ok(())
    }
}

impl Workspace {
    /// All import batches, oldest first.
    ///
    /// # Errors
    /// When they cannot be read.
    pub fn batches(&self) -> Result<Vec<Batch>> {
        let sql = "SELECT seq, id, at, actor, summary, undone_by FROM batches JOIN journal USING (seq) ORDER BY seq";
        let mut statement = self.conn.prepare_cached(sql).during("read", "batches")?;
        let mut rows = statement.query([]).during("read", "batches")?;
        let mut found = Vec::new();
        while let Some(row) = rows.next().during("read", "batches")? {
            let (batch, summary) = batch(row).during("read", "batches")?;
            let summary = serde_json::from_str(&summary).during("read the summary of batch", &batch.id)?;
            found.push(Batch { summary, ..batch });
        }
        Ok(found)
    }

    /// What was said about the material of a change, in the order it was said.
    ///
    /// # Errors
    /// When it cannot be read.
    pub fn diagnostics(&self, seq: Seq) -> Result<Vec<Diagnostic>> {
        let sql = "SELECT code, severity, message, hint, file, sheet, row, column, subject FROM diagnostics WHERE seq = :seq ORDER BY id";
        let mut statement = self.conn.prepare_cached(sql).during("read", "diagnostics")?;
        let mut rows = statement.query(named_params! {":seq": seq}).during("read", "diagnostics")?;
        let mut found = Vec::new();
        while let Some(row) = rows.next().during("read", "diagnostics")? {
            let (diagnostic, name) = diagnostic(row).during("read", "diagnostics")?;
            let severity = severity(&name).ok_or_else(|| StoreError::Value {
                operation: "read diagnostic",
                subject: diagnostic.code.clone(),
                detail: format!("`{name}` is not a severity"),
            })?;
            found.push(Diagnostic { severity, ..diagnostic });
        }
        Ok(found)
    }

    /// The rows of a change that could not be used, by file and row.
    ///
    /// # Errors
    /// When they cannot be read.
    pub fn rejected(&self, seq: Seq) -> Result<Vec<Rejected>> {
        let sql = "SELECT file, row, column, code, reason, raw FROM rejected WHERE seq = :seq ORDER BY file, row, id";
        let mut statement = self.conn.prepare_cached(sql).during("read", "rejected rows")?;
        let rows = statement.query_map(named_params! {":seq": seq}, rejected).during("read", "rejected rows")?;
        rows.collect::<rusqlite::Result<_>>().during("read", "rejected rows")
    }
}

fn batch(row: &Row<'_>) -> rusqlite::Result<(Batch, String)> {
    let batch = Batch {
        seq: row.get("seq")?,
        id: row.get("id")?,
        at: row.get("at")?,
        actor: row.get("actor")?,
        summary: Value::Null,
        undone_by: row.get("undone_by")?,
    };
    Ok((batch, row.get("summary")?))
}

fn diagnostic(row: &Row<'_>) -> rusqlite::Result<(Diagnostic, String)> {
    let at = SourceRef {
        file: row.get("file")?,
        sheet: row.get("sheet")?,
        row: row.get::<_, Option<i64>>("row")?.map(i64::unsigned_abs),
        column: row.get("column")?,
    };
    let diagnostic = Diagnostic {
        code: row.get("code")?,
        severity: Severity::Note,
        message: row.get("message")?,
        hint: row.get("hint")?,
        at,
        subject: row.get("subject")?,
    };
    Ok((diagnostic, row.get("severity")?))
}

fn rejected(row: &Row<'_>) -> rusqlite::Result<Rejected> {
    Ok(Rejected {
        file: row.get("file")?,
        row: row.get::<_, i64>("row")?.unsigned_abs(),
        column: row.get("column")?,
        code: row.get("code")?,
        reason: row.get("reason")?,
        raw: row.get("raw")?,
    })
}

fn severity_name(severity: Severity) -> &'static str {
    match severity {
        Severity::Note => "note",
        Severity::Warning => "warning",
        Severity::Error => "error",
    }
}

fn severity(name: &str) -> Option<Severity> {
    [Severity::Note, Severity::Warning, Severity::Error].into_iter().find(|s| severity_name(*s) == name)
}

//! The current content as text that is the same whenever the content is: no version numbers, no row numbers, no journal.
//! Two workspaces with one dump hold the same; undo, dry run and a killed import are tested by it.

use crate::error::{During, Result};
use crate::{Workspace, events, merged};
use countersign_core::digest::hex;
use countersign_core::{Record, Table};
use serde_json::json;
use sha2::{Digest, Sha256};
use std::collections::BTreeMap;
use std::fmt::Write;

impl Workspace {
    /// One line of JSON for each record, event, stored file's hash, setting, attached catalog, citation choice, join and sample, in
    /// a fixed order. A record has a line for each source, which names the origin by file name, hash, sheet and row, and the source.
    ///
    /// # Errors
    /// When something cannot be read.
    pub fn dump(&self) -> Result<String> {
        let mut text = String::new();
        self.dump_lines(&mut |line| {
            text.push_str(line);
            text.push('\n');
        })?;
        Ok(text)
    }

    /// The SHA-256 of [`Workspace::dump`], without making all of it at once.
    ///
    /// # Errors
    /// As [`Workspace::dump`].
    pub fn dump_digest(&self) -> Result<String> {
        let mut hash = Sha256::new();
        self.dump_lines(&mut |line| {
            hash.update(line);
            hash.update("\n");
        })?;
        Ok(hex(&hash.finalize()))
    }

    fn dump_lines(&self, line: &mut dyn FnMut(&str)) -> Result<()> {
        let files = self.file_names()?;
        let mut text = String::new();
        for table in Table::ALL {
            let mut one = |record: &Record, by: Option<(&str, bool)>| {
                text.clear();
                let named: Vec<(&str, &str)> = record.named().collect();
                let mut row = json!([table.name(), record.key, named, &*record.extra, files.get(&record.origin.file), record.origin.row]);
                if let (Some((source, mention)), Some(parts)) = (by, row.as_array_mut()) {
                    parts.push(source.into());
                    parts.extend(mention.then(|| "mention".into()));
                }
                let _ = write!(text, "{row}");
                line(&text);
                Ok(())
            };
            if *table == Table::Events {
                events::each(&self.conn, None, "event_id", &mut |event| one(event, None))?;
            } else {
                merged::each_row(&self.conn, *table, None, |told| one(&told.record, Some((&told.source, told.mention))))?;
            }
        }
        for sha256 in self.current_blobs()? {
            line(&json!(["bytes", sha256]).to_string());
        }
        for (name, value) in self.settings(None)? {
            line(&json!(["setting", name, value]).to_string());
        }
        for c in self.attached(None)? {
            line(&json!(["attached", c.edition, c.file_name, c.sha256, c.entries]).to_string());
        }
        for c in self.citation_choices(None)? {
            line(&json!(["citation", c.citation, c.framework, c.requirement, c.why, c.by]).to_string());
        }
        for j in self.joins(None)? {
            line(&json!(["join", j.a, j.b, j.state.word(), j.rule, j.why, j.by]).to_string());
        }
        for s in self.samples(None)? {
            line(&json!(["sample", s]).to_string());
        }
        Ok(())
    }

    /// Every file there ever was, as a dump names it.
    fn file_names(&self) -> Result<BTreeMap<u32, serde_json::Value>> {
        let mut statement = self.conn.prepare_cached("SELECT id, name, sha256, sheet FROM files ORDER BY id").during("dump", "files")?;
        let rows = statement.query_map([], |row| {
            let parts: (String, String, Option<String>) = (row.get("name")?, row.get("sha256")?, row.get("sheet")?);
            Ok((row.get("id")?, json!(parts)))
        });
        rows.and_then(Iterator::collect).during("dump", "files")
    }

    /// The hashes of the bytes that some change brought and none undid.
    fn current_blobs(&self) -> Result<Vec<String>> {
        let sql = "SELECT DISTINCT sha256 FROM blobs JOIN blob_uses ON blob = id WHERE to_seq IS NULL ORDER BY sha256";
        let mut statement = self.conn.prepare_cached(sql).during("dump", "stored bytes")?;
        let rows = statement.query_map([], |row| row.get("sha256"));
        rows.and_then(Iterator::collect).during("dump", "stored bytes")
    }
}

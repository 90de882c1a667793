//! The rows of every interchange table but events.

use crate::error::{During, Result, StoreError};
use crate::journal::Seq;
use crate::versions::live;
use crate::{Change, Workspace, codec};
use countersign_core::record::{FieldChange, changes};
use countersign_core::{Origin, Record, Table};
use rusqlite::{Connection, OptionalExtension, Row, named_params};

/// What putting a record did.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Put {
    /// The key was not there; it is now.
    New,
    /// The key was there with the same values and attributes; nothing was written and the stored origin stays.
    Same,
    /// The key was there with other values; these changed.
    Changed(Vec<FieldChange>),
    /// This change was given the key before, with other content; nothing was written.
    DuplicateInBatch,
}

/// The current row of a key, as stored.
struct Current {
    id: i64,
    from_seq: Seq,
    fields: String,
    extra: Option<String>,
}

impl Change<'_> {
    /// Stores a record under its key. Events go through the same door, one at a time; [`Change::put_events`] is quicker.
    ///
    /// # Errors
    /// When it cannot be written, for instance because its origin names a file that was not added.
    pub fn put(&mut self, record: &Record) -> Result<Put> {
        if record.table == Table::Events {
            let answer = self.put_events(std::slice::from_ref(record))?.pop();
            return answer.ok_or(StoreError::Events { operation: "put into", table: "events" });
        }
        let fields = codec::fields_json(record)?;
        let extra = codec::extra_json(record)?;
        let Some(current) = current(self.conn(), record.table, &record.key)? else {
            insert(self.conn(), record, &fields, extra.as_deref(), self.seq())?;
            return Ok(Put::New);
        };
        let changed = if current.fields == fields && current.extra == extra { Vec::new() } else { differences(&current, record)? };
        if changed.is_empty() {
            if current.from_seq != self.seq() {
                self.seen_records.insert(current.id);
            }
            return Ok(Put::Same);
        }
        if current.from_seq == self.seq() || self.seen_records.contains(current.id) {
            return Ok(Put::DuplicateInBatch);
        }
        close(self.conn(), current.id, self.seq(), &record.key)?;
        insert(self.conn(), record, &fields, extra.as_deref(), self.seq())?;
        Ok(Put::Changed(changed))
    }

    /// Closes the current row of a key; `false` when there is none.
    ///
    /// # Errors
    /// When it cannot be written.
    pub fn remove(&mut self, table: Table, key: &str) -> Result<bool> {
        if table == Table::Events {
            return self.remove_event(key);
        }
        let Some(current) = current(self.conn(), table, key)? else { return Ok(false) };
        if current.from_seq == self.seq() {
            // Made by this very change: it never was.
            let sql = "DELETE FROM records WHERE id = :id";
            self.conn().execute(sql, named_params! {":id": current.id}).during("remove", key)?;
        } else {
            close(self.conn(), current.id, self.seq(), key)?;
        }
        Ok(true)
    }
}

impl Workspace {
    /// The records of a table in key order, now or as of a version. Not for events.
    ///
    /// # Errors
    /// [`StoreError::Events`] for events; when a row cannot be read.
    pub fn records(&self, table: Table, at: Option<Seq>) -> Result<Vec<Record>> {
        let mut found = Vec::new();
        each(&self.conn, table, at, |record| {
            found.push(record);
            Ok(())
        })?;
        Ok(found)
    }

    /// One record, now or as of a version. For events too.
    ///
    /// # Errors
    /// When it cannot be read.
    pub fn record(&self, table: Table, key: &str, at: Option<Seq>) -> Result<Option<Record>> {
        if table == Table::Events {
            return self.event(key, at);
        }
        let sql = format!("SELECT key, fields, extra, file, row FROM records WHERE tbl = :tbl AND key = :key AND {}", live(at));
        let mut statement = self.conn.prepare_cached(&sql).during("read", key)?;
        let params = named_params! {":tbl": table.name(), ":key": key, ":at": at};
        let mut rows = statement.query(params).during("read", key)?;
        rows.next().during("read", key)?.map(|row| decode(table, row)).transpose()
    }
}

/// Some of a table's records in key order, with how many there are.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RecordPage {
    /// Records in the table.
    pub total: u64,
    /// Those asked for.
    pub records: Vec<Record>,
}

impl Workspace {
    /// Some of the current records of a table in key order, without reading those after them. Not for events.
    ///
    /// # Errors
    /// [`StoreError::Events`] for events; when a row cannot be read.
    pub fn record_page(&self, table: Table, from: u64, rows: u64) -> Result<RecordPage> {
        let name = table.name();
        if table == Table::Events {
            return Err(StoreError::Events { operation: "list", table: name });
        }
        let count = "SELECT count(*) FROM records WHERE tbl = :tbl AND to_seq IS NULL";
        let total: i64 = self.conn.query_row(count, named_params! {":tbl": name}, |row| row.get(0)).during("count", name)?;
        let sql =
            "SELECT key, fields, extra, file, row FROM records WHERE tbl = :tbl AND to_seq IS NULL ORDER BY key LIMIT :rows OFFSET :from";
        let mut statement = self.conn.prepare_cached(sql).during("read", name)?;
        let params = named_params! {":tbl": name, ":rows": stored_row(rows), ":from": stored_row(from)};
        let mut found = statement.query(params).during("read", name)?;
        let mut records = Vec::new();
        while let Some(row) = found.next().during("read", name)? {
            records.push(decode(table, row)?);
        }
        Ok(RecordPage { total: total.unsigned_abs(), records })
    }
}

/// Visits a table's records in key order.
pub(crate) fn each(conn: &Connection, table: Table, at: Option<Seq>, mut visit: impl FnMut(Record) -> Result<()>) -> Result<()> {
    if table == Table::Events {
        return Err(StoreError::Events { operation: "list", table: table.name() });
    }
    let sql = format!("SELECT key, fields, extra, file, row FROM records WHERE tbl = :tbl AND {} ORDER BY key", live(at));
    let mut statement = conn.prepare_cached(&sql).during("read", table.name())?;
    let mut rows = statement.query(named_params! {":tbl": table.name(), ":at": at}).during("read", table.name())?;
    while let Some(row) = rows.next().during("read", table.name())? {
        visit(decode(table, row)?)?;
    }
    Ok(())
}

fn decode(table: Table, row: &Row<'_>) -> Result<Record> {
    let name = table.name();
    let text = |column: &str| row.get_ref(column).during("read", name).and_then(|v| v.as_str_or_null().during("read", name));
    let origin = origin(row).during("read", name)?;
    let key = text("key")?.unwrap_or_default().to_owned();
    let mut record = Record { table, key, fields: Vec::new(), extra: Vec::new(), origin };
    codec::decode(&mut record, text("fields")?.unwrap_or("{}"), text("extra")?)?;
    Ok(record)
}

pub(crate) fn origin(row: &Row<'_>) -> rusqlite::Result<Origin> {
    Ok(Origin { file: row.get("file")?, row: u64::try_from(row.get::<_, i64>("row")?).unwrap_or(0) })
}

/// A row number as the database holds it.
pub(crate) fn stored_row(row: u64) -> i64 {
    i64::try_from(row).unwrap_or(i64::MAX)
}

fn current(conn: &Connection, table: Table, key: &str) -> Result<Option<Current>> {
    let sql = "SELECT id, from_seq, fields, extra FROM records WHERE tbl = :tbl AND key = :key AND to_seq IS NULL";
    let mut statement = conn.prepare_cached(sql).during("look up", key)?;
    let read = |row: &Row<'_>| {
        Ok(Current { id: row.get("id")?, from_seq: row.get("from_seq")?, fields: row.get("fields")?, extra: row.get("extra")? })
    };
    statement.query_row(named_params! {":tbl": table.name(), ":key": key}, read).optional().during("look up", key)
}

fn differences(current: &Current, record: &Record) -> Result<Vec<FieldChange>> {
    let mut old = Record { table: record.table, key: record.key.clone(), fields: Vec::new(), extra: Vec::new(), origin: record.origin };
    codec::decode(&mut old, &current.fields, current.extra.as_deref())?;
    Ok(changes(&old, record))
}

fn insert(conn: &Connection, record: &Record, fields: &str, extra: Option<&str>, seq: Seq) -> Result<()> {
    let mut statement = conn.prepare_cached(include_str!("sql/insert_record.sql")).during("put", &record.key)?;
    let params = named_params! {
        ":tbl": record.table.name(), ":key": record.key, ":fields": fields, ":extra": extra,
        ":file": record.origin.file, ":row": stored_row(record.origin.row), ":seq": seq,
    };
    statement.execute(params).during("put", &record.key)?;
    Ok(())
}

fn close(conn: &Connection, id: i64, seq: Seq, key: &str) -> Result<()> {
    let mut statement = conn.prepare_cached("UPDATE records SET to_seq = :seq WHERE id = :id").during("close", key)?;
    statement.execute(named_params! {":seq": seq, ":id": id}).during("close", key)?;
    Ok(())
}

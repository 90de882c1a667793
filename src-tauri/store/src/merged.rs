//! Records as they are read: one for each key, merged of what each source says of it.

use crate::error::{During, Result, StoreError};
use crate::journal::Seq;
use crate::records::{origin, stored_row};
use crate::versions::live;
use crate::{Workspace, codec};
use countersign_core::precedence::{self, Precedence, Told};
use countersign_core::{Fields, Record, Table};
use rusqlite::{Connection, Row, Rows, named_params};

/// What a row of one source is read from.
const COLUMNS: &str = "key, source, mention, fields, extra, file, row, made_seq";

/// Some of a table's records in key order, with how many there are.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RecordPage {
    /// Records in the table.
    pub total: u64,
    /// Those asked for.
    pub records: Vec<Record>,
}

impl Workspace {
    /// The records of a table in key order, now or as of a version. Not for events. A record that several sources describe takes
    /// each column from the source that wins it ([`countersign_core::precedence`]).
    ///
    /// # Errors
    /// [`StoreError::Events`] for events; when a row cannot be read.
    pub fn records(&self, table: Table, at: Option<Seq>) -> Result<Vec<Record>> {
        let sql = format!("SELECT {COLUMNS} FROM records WHERE tbl = :tbl AND {} ORDER BY key, source, mention", live(at));
        let name = not_events(table)?;
        let mut statement = self.conn.prepare_cached(&sql).during("read", name)?;
        let rows = statement.query(named_params! {":tbl": name, ":at": at}).during("read", name)?;
        self.merged(table, at, rows)
    }

    /// One record, now or as of a version. For events too.
    ///
    /// # Errors
    /// When it cannot be read.
    pub fn record(&self, table: Table, key: &str, at: Option<Seq>) -> Result<Option<Record>> {
        if table == Table::Events {
            return self.event(key, at);
        }
        let sql = format!("SELECT {COLUMNS} FROM records WHERE tbl = :tbl AND key = :key AND {} ORDER BY key, source, mention", live(at));
        let mut statement = self.conn.prepare_cached(&sql).during("read", key)?;
        let rows = statement.query(named_params! {":tbl": table.name(), ":key": key, ":at": at}).during("read", key)?;
        Ok(self.merged(table, at, rows)?.pop())
    }

    /// Some of the current records of a table in key order, without reading those after them. Not for events.
    ///
    /// # Errors
    /// [`StoreError::Events`] for events; when a row cannot be read.
    pub fn record_page(&self, table: Table, from: u64, rows: u64) -> Result<RecordPage> {
        let name = not_events(table)?;
        let count = "SELECT count(*) FROM (SELECT DISTINCT key FROM records WHERE tbl = :tbl AND to_seq IS NULL)";
        let total: i64 = self.conn.query_row(count, named_params! {":tbl": name}, |row| row.get(0)).during("count", name)?;
        let sql = format!(
            "SELECT {COLUMNS} FROM records WHERE tbl = :tbl AND to_seq IS NULL AND key IN (
                 SELECT DISTINCT key FROM records WHERE tbl = :tbl AND to_seq IS NULL ORDER BY key LIMIT :rows OFFSET :from
             ) ORDER BY key, source, mention"
        );
        let mut statement = self.conn.prepare_cached(&sql).during("read", name)?;
        let params = named_params! {":tbl": name, ":rows": stored_row(rows), ":from": stored_row(from)};
        let found = statement.query(params).during("read", name)?;
        Ok(RecordPage { total: total.unsigned_abs(), records: self.merged(table, None, found)? })
    }

    /// The stated precedence of sources, now or as of a version.
    pub(crate) fn precedence(&self, at: Option<Seq>) -> Result<Precedence> {
        Ok(Precedence::new(&self.records(Table::Sources, at)?))
    }

    /// Merges neighbours with one key. The precedence of sources is looked up when the first record with two of them comes.
    fn merged(&self, table: Table, at: Option<Seq>, mut rows: Rows<'_>) -> Result<Vec<Record>> {
        let mut records = Vec::new();
        let (mut stated, mut unstated) = (None, Precedence::default());
        let mut told: Vec<Told> = Vec::new();
        let mut take = |told: &mut Vec<Told>| -> Result<()> {
            let precedence = match &mut stated {
                Some(stated) => stated,
                // Which source wins in the table of sources itself cannot rest on what that table says.
                none if told.len() > 1 && table != Table::Sources => none.insert(self.precedence(at)?),
                _ => &mut unstated,
            };
            records.extend(precedence.merge(told));
            Ok(())
        };
        while let Some(row) = rows.next().during("read", table.name())? {
            let one = decode(table, row)?;
            if told.first().is_some_and(|t| t.record.key != one.record.key) {
                take(&mut told)?;
            }
            precedence::add(&mut told, one);
        }
        take(&mut told)?;
        Ok(records)
    }
}

/// Visits a table's rows by key, source and mention, each source's on its own.
pub(crate) fn each_row(conn: &Connection, table: Table, at: Option<Seq>, mut visit: impl FnMut(Told) -> Result<()>) -> Result<()> {
    let name = not_events(table)?;
    let sql = format!("SELECT {COLUMNS} FROM records WHERE tbl = :tbl AND {} ORDER BY key, source, mention", live(at));
    let mut statement = conn.prepare_cached(&sql).during("read", name)?;
    let mut rows = statement.query(named_params! {":tbl": name, ":at": at}).during("read", name)?;
    while let Some(row) = rows.next().during("read", name)? {
        visit(decode(table, row)?)?;
    }
    Ok(())
}

/// What a row with [`COLUMNS`] says.
pub(crate) fn decode(table: Table, row: &Row<'_>) -> Result<Told> {
    let name = table.name();
    let text = |column: &str| row.get_ref(column).during("read", name).and_then(|v| v.as_str_or_null().during("read", name));
    let key = text("key")?.unwrap_or_default().to_owned();
    let origin = origin(row).during("read", name)?;
    let mut record = Record::new(table, key, Fields::default(), origin);
    codec::decode(&mut record, text("fields")?.unwrap_or("{}"), text("extra")?)?;
    let mention = row.get::<_, i64>("mention").during("read", name)? > 0;
    let said = row.get("made_seq").during("read", name)?;
    Ok(Told { source: text("source")?.unwrap_or_default().to_owned(), mention, said, record })
}

fn not_events(table: Table) -> Result<&'static str> {
    match table {
        Table::Events => Err(StoreError::Events { operation: "list", table: table.name() }),
        _ => Ok(table.name()),
    }
}

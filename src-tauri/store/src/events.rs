//! Events: the one table that is long, so it has real columns, few indexes, and no work per row that can be avoided.
//!
//! A new row costs one `INSERT` that does nothing when the key is there; only then is the row that has the key looked at.
//! The index for reading in order is dropped by the first row of a change and built again by the first reading after it,
//! which is quicker than keeping it up to date row by row, and much quicker than sorting whole rows at every reading.

use crate::error::{During, Result, StoreError};
use crate::journal::Seq;
use crate::records::{origin, stored_row};
use crate::versions::live;
use crate::{Access, Change, Put, Workspace, codec};
use countersign_core::record::changes;
use countersign_core::{Fields, Origin, Record, Table};
use rusqlite::{CachedStatement, Connection, Row, named_params};

/// How many columns of ours an event has; they stand in a row as in [`countersign_core::tables::spec`].
const WIDTH: usize = 16;

/// What a copy of an event takes over.
pub(crate) const COLUMNS: &str = "event_id, run_id, workflow, type, ts, actor, actor_kind, on_behalf_of, credential, parents, \
     artefact, content_sha256, size, unit, outcome, details, extra, file, row";

impl Change<'_> {
    /// Stores many events, with one answer for each, in order.
    ///
    /// # Errors
    /// When a record is not an event or cannot be written; the change should be dropped then.
    pub fn put_events(&mut self, records: &[Record]) -> Result<Vec<Put>> {
        let seq = self.seq();
        for record in records {
            self.given.note(record.origin.file, Table::Events, "");
        }
        let mut seen = std::mem::take(&mut self.seen_events);
        let conn = self.conn();
        if !records.is_empty() {
            conn.execute_batch("DROP INDEX IF EXISTS events_order").during("put", "events")?;
        }
        let mut insert = conn.prepare_cached(include_str!("sql/insert_event.sql")).during("put", "events")?;
        let mut answers = Vec::with_capacity(records.len());
        for record in records {
            if insert_event(&mut insert, record, seq)? {
                answers.push(Put::New);
                continue;
            }
            let Some((id, from_seq, old)) = current(conn, &record.key)? else {
                let detail = "its key is taken and not taken".to_owned();
                return Err(StoreError::Value { operation: "put event", subject: record.key.clone(), detail });
            };
            let changed = if old.fields == record.fields && old.extra == record.extra { Vec::new() } else { changes(&old, record) };
            answers.push(if changed.is_empty() {
                if from_seq != seq {
                    seen.insert(id);
                }
                Put::Same
            } else if from_seq == seq || seen.contains(id) {
                Put::DuplicateInBatch
            } else {
                close(conn, id, seq, &record.key)?;
                insert_event(&mut insert, record, seq)?;
                Put::Changed(changed)
            });
        }
        drop(insert);
        self.seen_events = seen;
        Ok(answers)
    }

    pub(crate) fn remove_event(&mut self, key: &str) -> Result<bool> {
        let Some((id, from_seq, _)) = current(self.conn(), key)? else { return Ok(false) };
        if from_seq == self.seq() {
            let sql = "DELETE FROM events WHERE id = :id";
            self.conn().execute(sql, named_params! {":id": id}).during("remove event", key)?;
        } else {
            close(self.conn(), id, self.seq(), key)?;
        }
        Ok(true)
    }
}

impl Workspace {
    /// Visits the events, now or as of a version, by workflow (first those of which it is unknown), time (as text), file and row. The record is reused: clone what is to stay.
    /// The first reading after events were written takes longer: a workspace open for writing builds the index for this order then.
    ///
    /// # Errors
    /// When a row cannot be read, and whatever `visit` answers.
    pub fn events(&self, at: Option<Seq>, visit: &mut dyn FnMut(&Record) -> Result<()>) -> Result<()> {
        if self.access() == Access::Write && self.conn.is_autocommit() {
            self.conn.execute_batch(include_str!("sql/events_order.sql")).during("order", "events")?;
        }
        each(&self.conn, at, "workflow, ts, file, row, id", visit)
    }

    /// Visits the events of one workflow (with `None`, those of which no workflow is told), otherwise as [`Workspace::events`]. Once
    /// the index for reading in order is there, it reads past no others.
    ///
    /// # Errors
    /// As [`Workspace::events`].
    pub fn events_of(&self, workflow: Option<&str>, at: Option<Seq>, visit: &mut dyn FnMut(&Record) -> Result<()>) -> Result<()> {
        let subject = workflow.unwrap_or("no workflow");
        let sql = include_str!("sql/events_of.sql");
        let mut statement = self.conn.prepare_cached(sql).during("read events of", subject)?;
        let mut rows = statement.query(named_params! {":workflow": workflow, ":at": at}).during("read events of", subject)?;
        let mut record = blank();
        while let Some(row) = rows.next().during("read events of", subject)? {
            fill(&mut record, row)?;
            visit(&record)?;
        }
        Ok(())
    }

    pub(crate) fn event(&self, key: &str, at: Option<Seq>) -> Result<Option<Record>> {
        let by_id = if at.is_none() { "event_id = :key" } else { "+event_id = :key" };
        let sql = format!("SELECT {COLUMNS} FROM events WHERE {by_id} AND {}", live(at));
        let mut statement = self.conn.prepare_cached(&sql).during("read event", key)?;
        let mut rows = statement.query(named_params! {":key": key, ":at": at}).during("read event", key)?;
        let Some(row) = rows.next().during("read event", key)? else { return Ok(None) };
        let mut record = blank();
        fill(&mut record, row)?;
        Ok(Some(record))
    }
}

/// Visits events in an order.
pub(crate) fn each(conn: &Connection, at: Option<Seq>, order: &str, visit: &mut dyn FnMut(&Record) -> Result<()>) -> Result<()> {
    let sql = format!("SELECT {COLUMNS} FROM events WHERE {} ORDER BY {order}", live(at));
    let mut statement = conn.prepare_cached(&sql).during("read", "events")?;
    let mut rows = statement.query(named_params! {":at": at}).during("read", "events")?;
    let mut record = blank();
    while let Some(row) = rows.next().during("read", "events")? {
        fill(&mut record, row)?;
        visit(&record)?;
    }
    Ok(())
}

/// Writes one row; `false` when its key has a current row.
fn insert_event(statement: &mut CachedStatement<'_>, record: &Record, seq: Seq) -> Result<bool> {
    let refuse = |detail: &str| StoreError::Value { operation: "put event", subject: record.key.clone(), detail: detail.to_owned() };
    if record.table != Table::Events {
        return Err(refuse("it is a row of another table"));
    }
    let mut cells: [Option<&str>; WIDTH] = [None; WIDTH];
    for (position, value) in &record.fields {
        let cell = cells.get_mut(usize::from(position)).ok_or_else(|| refuse("it has a column that events have not"))?;
        *cell = Some(value);
    }
    if cells.first() != Some(&Some(record.key.as_str())) {
        return Err(refuse("its key is not its event_id"));
    }
    let extra = codec::extra_json(record)?;
    let mut bind = || -> rusqlite::Result<usize> {
        for (position, cell) in cells.iter().enumerate() {
            statement.raw_bind_parameter(position + 1, cell)?;
        }
        statement.raw_bind_parameter(WIDTH + 1, &extra)?;
        statement.raw_bind_parameter(WIDTH + 2, record.origin.file)?;
        statement.raw_bind_parameter(WIDTH + 3, stored_row(record.origin.row))?;
        statement.raw_bind_parameter(WIDTH + 4, seq)?;
        statement.raw_execute()
    };
    bind().map(|written| written == 1).during("put event", &record.key)
}

/// The row that has a key now, with its number and the version that wrote it.
fn current(conn: &Connection, key: &str) -> Result<Option<(i64, Seq, Record)>> {
    let sql = include_str!("sql/current_event.sql");
    let mut statement = conn.prepare_cached(sql).during("look up event", key)?;
    let mut rows = statement.query(named_params! {":key": key}).during("look up event", key)?;
    let Some(row) = rows.next().during("look up event", key)? else { return Ok(None) };
    let mut record = blank();
    fill(&mut record, row)?;
    let id = row.get("id").during("look up event", key)?;
    let from_seq = row.get("from_seq").during("look up event", key)?;
    Ok(Some((id, from_seq, record)))
}

fn close(conn: &Connection, id: i64, seq: Seq, key: &str) -> Result<()> {
    let mut statement = conn.prepare_cached("UPDATE events SET to_seq = :seq WHERE id = :id").during("close event", key)?;
    statement.execute(named_params! {":seq": seq, ":id": id}).during("close event", key)?;
    Ok(())
}

fn blank() -> Record {
    Record::new(Table::Events, String::new(), Fields::default(), Origin { file: 0, row: 0 })
}

/// Reads a row whose first columns are [`COLUMNS`].
fn fill(record: &mut Record, row: &Row<'_>) -> Result<()> {
    let mut known: Vec<(u16, &str)> = Vec::with_capacity(WIDTH);
    for (column, position) in (0..WIDTH).zip(0_u16..) {
        let cell = row.get_ref(column).during("read", "an event")?.as_str_or_null().during("read", "an event")?;
        known.extend(cell.map(|text| (position, text)));
    }
    record.key.clear();
    record.key.push_str(known.first().map_or("", |(_, id)| id));
    record.fields = known.into_iter().collect();
    record.extra.clear();
    let extra: Option<String> = row.get(WIDTH).during("read", "an event")?;
    codec::decode_extra(record, extra.as_deref())?;
    record.origin = origin(row).during("read", "an event")?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use countersign_core::tables::spec;

    #[test]
    fn the_columns_are_those_of_the_interchange_table() {
        let ours: Vec<&str> = spec(Table::Events).columns.iter().map(|c| c.name).collect();
        let stored: Vec<&str> = COLUMNS.split(',').map(str::trim).take(WIDTH).collect();
        assert_eq!(stored, ours);
    }
}

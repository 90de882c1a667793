//! Writing the rows of every interchange table but events. One row is current for each table, key and source.

use crate::error::{During, Result, StoreError};
use crate::journal::Seq;
use crate::merged::decode;
use crate::{Change, codec};
use countersign_core::precedence::{self, PATH, Told};
use countersign_core::record::{FieldChange, changes};
use countersign_core::tables::spec;
use countersign_core::{Fields, Origin, Record, Table};
use rusqlite::{Connection, OptionalExtension, Row, named_params};
use std::collections::BTreeSet;

/// What putting a record did.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Put {
    /// The source did not have the key; it has now.
    New,
    /// The source had the key with the same values and attributes; nothing was written and the stored origin stays.
    Same,
    /// The source had the key with other values; these changed.
    Changed(Vec<FieldChange>),
    /// This change was given the key by this source before, with other content; nothing was written.
    DuplicateInBatch,
}

/// How many mentions a change remembers as already known; a log names the same few things on every line.
const KNOWN_MENTIONS: usize = 20_000;

/// The current row in which a source describes a key, as stored.
struct Current {
    id: i64,
    from_seq: Seq,
    file: u32,
    fields: String,
    extra: Option<String>,
}

/// A row about to be written.
struct NewRow<'r> {
    record: &'r Record,
    source: &'r str,
    /// 0 for a description, else the number of the mention.
    mention: i64,
    fields: &'r str,
    extra: Option<&'r str>,
}

impl Change<'_> {
    /// Stores what a source says of a record. `source` is the name of the source system (the id of its row in `sources`), and
    /// empty for the organisation's own tables; events have one row whatever their source. What other sources say of the same
    /// record stays as it is. Events go through the same door, one at a time; [`Change::put_events`] is quicker.
    ///
    /// # Errors
    /// When it cannot be written, for instance because its origin names a file that was not added.
    pub fn put(&mut self, record: &Record, source: &str) -> Result<Put> {
        if record.table == Table::Events {
            let answer = self.put_events(std::slice::from_ref(record))?.pop();
            return answer.ok_or(StoreError::Events { operation: "put into", table: "events" });
        }
        self.given.note(record.origin.file, record.table, source);
        let fields = codec::fields_json(record)?;
        let extra = codec::extra_json(record)?;
        let row = NewRow { record, source, mention: 0, fields: &fields, extra: extra.as_deref() };
        let Some(current) = current(self.conn(), record.table, &record.key, source)? else {
            insert(self.conn(), &row, self.seq())?;
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
        insert(self.conn(), &row, self.seq())?;
        self.given.replaced(current.file, record.table, source);
        self.known_mentions.clear();
        Ok(Put::Changed(changed))
    }

    /// Stores what a file says that has only some of the columns, as [`Change::put`] does. `says` answers for a column, or the header
    /// of an attribute, whether the file has it. What the source said before where the file says nothing stays as it is, with
    /// the place it was read from: in rows behind the new one, as mentions are.
    ///
    /// # Errors
    /// [`StoreError::Events`] for events; when it cannot be written.
    pub fn put_columns(&mut self, record: &Record, source: &str, says: &dyn Fn(&str) -> bool) -> Result<Put> {
        if record.table == Table::Events {
            return Err(StoreError::Events { operation: "put some columns into", table: "events" });
        }
        self.given.note(record.origin.file, record.table, source);
        let standing = standing(self.conn(), record.table, &record.key, source)?;
        let written = |r: &Record| Ok::<_, StoreError>((codec::fields_json(r)?, codec::extra_json(r)?));
        let (fields, extra) = written(record)?;
        let new = NewRow { record, source, mention: 0, fields: &fields, extra: extra.as_deref() };
        let Some((first, _)) = standing.first() else {
            insert(self.conn(), &new, self.seq())?;
            return Ok(Put::New);
        };
        let kept: Vec<Record> = standing.iter().filter_map(|(_, told)| unsaid(&told.record, says)).collect();
        let now = |record: Record| Told { source: source.to_owned(), mention: false, said: self.seq(), record };
        let old = folded(standing.iter().map(|(_, told)| told.clone()));
        let new_one = folded([record].into_iter().chain(&kept).map(|r| now(r.clone())));
        let changed = old.zip(new_one).map_or_else(Vec::new, |(old, new)| changes(&old, &new));
        let (id, from_seq, file) = (first.id, first.from_seq, first.file);
        if changed.is_empty() {
            if from_seq != self.seq() {
                self.seen_records.insert(id);
            }
            return Ok(Put::Same);
        }
        if from_seq == self.seq() || self.seen_records.contains(id) {
            return Ok(Put::DuplicateInBatch);
        }
        for (row, _) in &standing {
            close(self.conn(), row.id, self.seq(), &record.key)?;
        }
        insert(self.conn(), &new, self.seq())?;
        for (mention, rest) in (1_i64..).zip(&kept) {
            let (fields, extra) = written(rest)?;
            insert(self.conn(), &NewRow { record: rest, source, mention, fields: &fields, extra: extra.as_deref() }, self.seq())?;
        }
        self.given.replaced(file, record.table, source);
        self.known_mentions.clear();
        Ok(Put::Changed(changed))
    }

    /// Whether a file is to be taken for the one that gave the row of the source `beside`: that source has a row of the record, and
    /// what `source` says of it was read from another file than this record.
    ///
    /// # Errors
    /// When it cannot be read.
    pub fn stands_beside(&self, record: &Record, source: &str, beside: &str) -> Result<bool> {
        if record.table == Table::Events || current(self.conn(), record.table, &record.key, beside)?.is_none() {
            return Ok(false);
        }
        let first = current(self.conn(), record.table, &record.key, source)?;
        Ok(first.is_none_or(|first| first.file != record.origin.file))
    }

    /// Stores what a row of a source says in passing of another record, as a log line does of an identity. It fills what the
    /// source does not know of the record and changes nothing that it knows: `New` when the source had nothing of it, `Changed`
    /// with what it filled, else `Same`. A description by the same source, earlier or later, stands before it.
    ///
    /// # Errors
    /// [`StoreError::Events`] for events; when it cannot be written.
    pub fn put_mention(&mut self, record: &Record, source: &str) -> Result<Put> {
        if record.table == Table::Events {
            return Err(StoreError::Events { operation: "mention in", table: "events" });
        }
        let (fields, extra) = (codec::fields_json(record)?, codec::extra_json(record)?);
        let sign = [record.table.name(), source, &record.key, &fields, extra.as_deref().unwrap_or("")].join("\u{1e}");
        if self.known_mentions.contains(&sign) {
            return Ok(Put::Same);
        }
        let (known, last) = known(self.conn(), record, source)?;
        let news = Record {
            fields: record.fields.iter().filter(|(p, _)| is_key(record.table, *p) || known.at(*p).is_none()).collect(),
            extra: record.extra.iter().filter(|(h, _)| h == PATH || (known.extra(h).is_none() && !answered(&known, h))).cloned().collect(),
            ..record.clone()
        };
        let mut filled = changes(&blank(record), &news);
        // A path says where the row was read; alone it is nothing that is said of the record.
        filled.retain(|f| f.column != PATH && known.get(&f.column).is_none());
        let answer = match last {
            None => Put::New,
            Some(_) if filled.is_empty() => Put::Same,
            Some(_) => Put::Changed(filled),
        };
        if answer != Put::Same {
            let (fields, extra) = (codec::fields_json(&news)?, codec::extra_json(&news)?);
            let mention = last.unwrap_or(0) + 1;
            insert(self.conn(), &NewRow { record: &news, source, mention, fields: &fields, extra: extra.as_deref() }, self.seq())?;
        }
        if self.known_mentions.len() >= KNOWN_MENTIONS {
            self.known_mentions.clear();
        }
        self.known_mentions.insert(sign);
        Ok(answer)
    }

    /// Closes all current rows of a source with a key, its mentions too; `false` when there are none. Events have no source.
    ///
    /// # Errors
    /// When it cannot be written.
    pub fn remove(&mut self, table: Table, key: &str, source: &str) -> Result<bool> {
        if table == Table::Events {
            return self.remove_event(key);
        }
        self.known_mentions.clear();
        let which = "WHERE tbl = :tbl AND key = :key AND source = :source AND to_seq IS NULL AND from_seq";
        let params = named_params! {":tbl": table.name(), ":key": key, ":source": source, ":seq": self.seq()};
        // Made by this very change: it never was.
        let gone = self.conn().execute(&format!("DELETE FROM records {which} = :seq"), params).during("remove", key)?;
        let closed = self.conn().execute(&format!("UPDATE records SET to_seq = :seq {which} <> :seq"), params).during("remove", key)?;
        Ok(gone + closed > 0)
    }
}

/// What the change was given, for finding what it was not given any more ([`Change::missing`]).
#[derive(Debug, Default)]
pub(crate) struct Given {
    /// Which tables and sources each file gave rows of.
    pub kinds: BTreeSet<(u32, Table, String)>,
    /// How many rows that a file had given were replaced.
    pub replaced: std::collections::BTreeMap<(u32, Table, String), u64>,
    last: Option<(u32, Table, String)>,
}

impl Given {
    /// A file gave a row of a table for a source.
    pub fn note(&mut self, file: u32, table: Table, source: &str) {
        if self.last.as_ref().is_some_and(|(f, t, s)| (*f, *t, s.as_str()) == (file, table, source)) {
            return;
        }
        let kind = (file, table, source.to_owned());
        self.last = Some(kind.clone());
        self.kinds.insert(kind);
    }

    fn replaced(&mut self, file: u32, table: Table, source: &str) {
        *self.replaced.entry((file, table, source.to_owned())).or_default() += 1;
    }
}

pub(crate) fn origin(row: &Row<'_>) -> rusqlite::Result<Origin> {
    Ok(Origin { file: row.get("file")?, row: u64::try_from(row.get::<_, i64>("row")?).unwrap_or(0) })
}

/// A row number as the database holds it.
pub(crate) fn stored_row(row: u64) -> i64 {
    i64::try_from(row).unwrap_or(i64::MAX)
}

/// A record of which nothing is known but its key.
fn blank(record: &Record) -> Record {
    Record::new(record.table, record.key.clone(), Fields::default(), record.origin)
}

fn is_key(table: Table, position: u16) -> bool {
    let spec = spec(table);
    spec.columns.get(usize::from(position)).is_some_and(|c| spec.key.contains(&c.name))
}

/// Whether an attribute is a text that a known column could not be read from.
fn answered(known: &Record, header: &str) -> bool {
    header.strip_prefix("raw.").is_some_and(|column| known.get(column).is_some())
}

fn current(conn: &Connection, table: Table, key: &str, source: &str) -> Result<Option<Current>> {
    let sql = "SELECT id, from_seq, file, fields, extra FROM records
               WHERE tbl = :tbl AND key = :key AND source = :source AND mention = 0 AND to_seq IS NULL";
    let mut statement = conn.prepare_cached(sql).during("look up", key)?;
    let read = |row: &Row<'_>| {
        let (id, from_seq, file) = (row.get("id")?, row.get("from_seq")?, row.get("file")?);
        Ok(Current { id, from_seq, file, fields: row.get("fields")?, extra: row.get("extra")? })
    };
    statement.query_row(named_params! {":tbl": table.name(), ":key": key, ":source": source}, read).optional().during("look up", key)
}

/// A current row, as much of it as is needed to close it.
struct Standing {
    id: i64,
    from_seq: Seq,
    file: u32,
}

/// The current rows of a source with a key, the description first, each with what it says.
fn standing(conn: &Connection, table: Table, key: &str, source: &str) -> Result<Vec<(Standing, Told)>> {
    let sql = "SELECT id, from_seq, key, source, mention, fields, extra, file, row, made_seq FROM records
               WHERE tbl = :tbl AND key = :key AND source = :source AND to_seq IS NULL ORDER BY mention";
    let mut statement = conn.prepare_cached(sql).during("look up", key)?;
    let params = named_params! {":tbl": table.name(), ":key": key, ":source": source};
    let mut rows = statement.query(params).during("look up", key)?;
    let mut found = Vec::new();
    while let Some(row) = rows.next().during("look up", key)? {
        let number = |column: &str| row.get::<_, i64>(column).during("look up", key);
        let file = row.get("file").during("look up", key)?;
        found.push((Standing { id: number("id")?, from_seq: number("from_seq")?, file }, decode(table, row)?));
    }
    Ok(found)
}

/// What a source says in several rows as one record.
fn folded(rows: impl IntoIterator<Item = Told>) -> Option<Record> {
    let mut told = Vec::new();
    for row in rows {
        precedence::add(&mut told, row);
    }
    told.into_iter().next().map(|t: Told| t.record)
}

/// What a row says in columns and under headers that a file has not; `None` when that is nothing.
fn unsaid(row: &Record, says: &dyn Fn(&str) -> bool) -> Option<Record> {
    let columns = spec(row.table).columns;
    let name = |position: u16| columns.get(usize::from(position)).map_or("", |c| c.name);
    // What was not understood is said of its column.
    let column = |header: &str| header.strip_prefix("raw.").map_or(header, |c| c.split('#').next().unwrap_or(c)).to_owned();
    let rest = Record {
        fields: row.fields.iter().filter(|(p, _)| !is_key(row.table, *p) && !says(name(*p))).collect(),
        extra: row.extra.iter().filter(|(h, _)| h != PATH && !says(&column(h))).cloned().collect(),
        ..row.clone()
    };
    (!rest.fields.is_empty() || !rest.extra.is_empty()).then_some(rest)
}

/// All that a source knows of a record, and the number of its last row; `None` when it has no row.
fn known(conn: &Connection, record: &Record, source: &str) -> Result<(Record, Option<i64>)> {
    let key = &record.key;
    let sql = "SELECT mention, fields, extra FROM records
               WHERE tbl = :tbl AND key = :key AND source = :source AND to_seq IS NULL ORDER BY mention";
    let mut statement = conn.prepare_cached(sql).during("look up", key)?;
    let params = named_params! {":tbl": record.table.name(), ":key": key, ":source": source};
    let mut rows = statement.query(params).during("look up", key)?;
    let mut known = blank(record);
    let mut last = None;
    while let Some(row) = rows.next().during("look up", key)? {
        let (mention, fields, extra): (i64, String, Option<String>) = (
            row.get("mention").during("look up", key)?,
            row.get("fields").during("look up", key)?,
            row.get("extra").during("look up", key)?,
        );
        codec::decode(&mut known, &fields, extra.as_deref())?;
        last = Some(mention);
    }
    Ok((known, last))
}

fn differences(current: &Current, record: &Record) -> Result<Vec<FieldChange>> {
    let mut old = blank(record);
    codec::decode(&mut old, &current.fields, current.extra.as_deref())?;
    Ok(changes(&old, record))
}

fn insert(conn: &Connection, new: &NewRow<'_>, seq: Seq) -> Result<()> {
    let NewRow { record, source, mention, fields, extra } = new;
    let mut statement = conn.prepare_cached(include_str!("sql/insert_record.sql")).during("put", &record.key)?;
    let params = named_params! {
        ":tbl": record.table.name(), ":key": record.key, ":source": source, ":mention": mention, ":fields": fields, ":extra": extra,
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

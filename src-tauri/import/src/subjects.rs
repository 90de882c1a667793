//! One row or record to the subjects it gives: by each part of a preset, then by its adapter.

use crate::adapters::{Context, Out, mark_standing};
use crate::error::ImportError;
use crate::map::date::Order;
use crate::map::draft::merge;
use crate::map::gives::Whence;
use crate::map::mapper::{Mapper, Orders, Prove, Remark};
use crate::map::preset::Map;
use crate::node::Node;
use crate::rows::Row;
use crate::tree::Records;
use countersign_core::record::{Origin, Record};
use countersign_core::tables::Table;
use std::cell::RefCell;
use std::collections::{HashMap, HashSet};
use std::rc::Rc;
use std::sync::Arc;

/// Mentions remembered, so that a log that names one identity in every line does not hand it on in every line.
const REMEMBERED: usize = 1 << 17;
/// Values around the records that are remembered.
const REMEMBERED_AROUND: usize = 4096;

/// What one row or record gave.
#[derive(Debug, Default)]
pub(crate) struct Given {
    /// The records, each with whether the row only names it.
    pub subjects: Vec<(Record, bool)>,
    /// What there is to say about it.
    pub remarks: Vec<Remark>,
    /// Why its own record could not be taken.
    pub rejected: Option<Remark>,
}

/// Turns rows or records into subjects.
pub(crate) struct Subjects<'a> {
    map: Arc<Map>,
    mappers: Vec<Mapper<'a>>,
    adapter_file: u32,
    seen: HashSet<(Table, String, u64)>,
    outside: Outside,
}

/// Values around the records of a document, by path, as they were found.
#[derive(Default)]
struct Outside(RefCell<HashMap<String, Option<Rc<Node>>>>);

impl Outside {
    fn value(&self, path: &str, records: &dyn Records) -> Option<Rc<Node>> {
        // The documents of a YAML file differ, and are held anyway.
        if !records.one_document() {
            return records.outside(path).map(Rc::new);
        }
        if let Some(found) = self.0.borrow().get(path) {
            return found.clone();
        }
        let found = records.outside(path).map(Rc::new);
        let mut held = self.0.borrow_mut();
        if held.len() >= REMEMBERED_AROUND {
            held.clear();
        }
        held.insert(path.to_owned(), found.clone());
        found
    }
}

impl<'a> Subjects<'a> {
    /// For the rows under headers, or the records of a tree. `files` are the numbers of the tables the preset gives.
    pub fn new(
        map: Arc<Map>,
        files: &[u32],
        headers: &[String],
        order: Option<Order>,
        prove: &'a (dyn Fn(&[String]) -> Result<Orders, ImportError> + Sync),
    ) -> Self {
        let tree = map.is_tree();
        let mappers = map.gives.iter().enumerate().map(|(i, gives)| {
            let headers = if tree { gives.paths.as_slice() } else { headers };
            let file = files.get(i).copied().unwrap_or(0);
            let prove: Prove<'a> = Box::new(prove);
            let mapper = Mapper::new(gives.table, Some(gives.clone()), headers, file, order.or(map.order), prove);
            // The first table keeps the columns that are nobody's; a tree is kept by its bytes.
            if i > 0 || tree { mapper.without_others() } else { mapper }
        });
        let mappers = mappers.collect();
        Self { mappers, adapter_file: files.last().copied().unwrap_or(0), seen: HashSet::new(), outside: Outside::default(), map }
    }

    /// The headers that no part of the preset reads.
    pub fn others(&self) -> Vec<String> {
        let Some(first) = self.mappers.first() else { return Vec::new() };
        let read = |header: &str| self.mappers.iter().skip(1).any(|m| m.reads(header));
        first.extras().filter(|h| !read(h)).map(str::to_owned).collect()
    }

    /// How many headers are known.
    pub fn width(&self) -> usize {
        self.mappers.first().map_or(usize::MAX, Mapper::width)
    }

    /// Takes headers that appeared on the way, and returns those that are not ours.
    pub fn extend(&mut self, headers: &[String]) -> Vec<String> {
        let mut new = Vec::new();
        for (i, mapper) in self.mappers.iter_mut().enumerate() {
            let found = mapper.extend(headers);
            if i == 0 {
                new = found;
            }
        }
        new
    }

    /// The mappers, for what they have to say about the whole file.
    pub fn mappers(&self) -> impl Iterator<Item = &Mapper<'a>> {
        self.mappers.iter()
    }

    /// What a row of a table gives.
    pub fn of_row(&mut self, row: &Row, headers: &[String], file: &str) -> Result<Given, ImportError> {
        let mut given = Given::default();
        for (i, mapper) in self.mappers.iter_mut().enumerate() {
            let mention = self.map.gives.get(i).is_some_and(|g| g.mention);
            map_row(mapper, row, "", i == 0, mention, &mut given)?;
        }
        if self.map.adapter.is_some() {
            let cells = headers.iter().zip(row.cells()).filter(|(_, cell)| !cell.trim().is_empty());
            let record = Node::Object(cells.map(|(h, cell)| (h.clone(), Node::Text(cell.to_owned()))).collect());
            let from = Whence { record: &record, name: "", place: "", number: row.number, outside: &|_| None };
            self.adapt(&from, file, &mut given);
        }
        Ok(self.settle(given))
    }

    /// What a record of a tree gives.
    pub fn of_record(&mut self, records: &dyn Records, file: &str) -> Result<Given, ImportError> {
        let mut given = Given::default();
        // What stands around the records is looked up once for all of them.
        let seen = std::mem::take(&mut self.outside);
        let outside = |path: &str| seen.value(path, records);
        let place = records.place();
        let from = Whence { record: records.record(), name: records.name(), place: &place, number: records.number(), outside: &outside };
        for (i, mapper) in self.mappers.iter_mut().enumerate() {
            let Some(gives) = self.map.gives.get(i).cloned() else { continue };
            let mut failed = None;
            gives.project(&from, |at, row| {
                if failed.is_none() {
                    failed = map_row(mapper, row, at, i == 0 && gives.each.is_none(), gives.mention, &mut given).err();
                }
            });
            if let Some(error) = failed {
                return Err(error);
            }
        }
        self.adapt(&from, file, &mut given);
        self.outside = seen;
        Ok(self.settle(given))
    }

    fn adapt(&self, from: &Whence<'_>, file: &str, given: &mut Given) {
        let Some(adapter) = self.map.adapter else { return };
        let context = Context { record: from.record, name: from.name, place: from.place, file, preset: &self.map, outside: from.outside };
        let mut out = Out::default();
        (adapter.read)(&context, &mut out);
        mark_standing(&mut out);
        given.remarks.append(&mut out.remarks);
        let origin = Origin { file: self.adapter_file, row: from.number };
        for draft in out.drafts {
            let mention = draft.mention;
            match draft.finish(origin, &mut given.remarks) {
                Ok(record) => given.subjects.push((record, mention)),
                // A subject that lacks what it needs is said; the row's others are taken.
                Err(remark) => given.remarks.push(remark),
            }
        }
    }

    /// One record for each subject; mentions that were handed on before are left out; a row that gives nothing is rejected.
    fn settle(&mut self, given: Given) -> Given {
        let mut subjects: Vec<(Record, bool)> = Vec::with_capacity(given.subjects.len());
        for (record, mention) in given.subjects {
            match subjects.iter_mut().find(|(r, _)| r.table == record.table && r.key == record.key) {
                Some((before, only_named)) => {
                    *only_named &= mention;
                    merge(before, record);
                }
                None => subjects.push((record, mention)),
            }
        }
        // What the row itself says comes first.
        subjects.sort_by_key(|(_, mention)| *mention);
        if self.seen.len() > REMEMBERED {
            self.seen.clear();
        }
        let mut kept = Vec::with_capacity(subjects.len());
        for (record, mention) in subjects {
            let new = !mention || self.seen.insert((record.table, record.key.clone(), fingerprint(&record)));
            if new || kept.is_empty() {
                kept.push((record, mention));
            }
        }
        let nothing = kept.is_empty() && given.rejected.is_none();
        let rejected = given.rejected.or_else(|| {
            let message = format!("nothing that the preset `{}` takes stands in this row", self.map.id);
            nothing.then_some(Remark { code: "import/nothing-taken", column: None, message })
        });
        // Several parts of a preset may have the same to say about one cell.
        let mut remarks: Vec<Remark> = Vec::with_capacity(given.remarks.len());
        for remark in given.remarks {
            if !remarks.contains(&remark) {
                remarks.push(remark);
            }
        }
        Given { subjects: kept, remarks, rejected }
    }
}

/// Maps a row by one part of a preset. Only the first part's own record rejects the row; another one that lacks its key is not there.
fn map_row(mapper: &mut Mapper<'_>, row: &Row, at: &str, own: bool, mention: bool, given: &mut Given) -> Result<(), ImportError> {
    if !mapper.wants(row) {
        return Ok(());
    }
    let mapped = mapper.record(row)?;
    match mapped {
        Ok(mut record) => {
            given.remarks.append(&mut mapper.remarks);
            if !at.is_empty() {
                record.extra.push((crate::map::draft::AT.to_owned(), crate::reread::inert(at)));
            }
            given.subjects.push((record, mention));
        }
        Err(remark) if own => {
            given.remarks.append(&mut mapper.remarks);
            given.rejected = Some(remark);
        }
        // It is not there, unless what names it is there in words that nobody knows.
        Err(remark) if remark.code == "import/missing-key" => {
            given.remarks.extend(mapper.remarks.drain(..).filter(|r| r.code == "import/bad-value"));
        }
        Err(remark) => {
            given.remarks.append(&mut mapper.remarks);
            given.remarks.push(remark);
        }
    }
    Ok(())
}

/// A number for what a record says.
fn fingerprint(record: &Record) -> u64 {
    use std::hash::{DefaultHasher, Hash, Hasher};
    let mut hasher = DefaultHasher::new();
    (&record.fields, &record.extra).hash(&mut hasher);
    hasher.finish()
}

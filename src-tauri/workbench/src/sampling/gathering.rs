//! The items of a population as a workspace has them: their ids, and where each stands.

use crate::analysing::{one_by_one, owner};
use crate::error::{Error, Result};
use crate::importing::shown_key;
use crate::snapshot::Snapshot;
use chrono::NaiveDate;
use countersign_core::SourceRef;
use countersign_core::assess::{Basis, Frame};
use countersign_core::catalog::Content;
use countersign_core::citation::Resolver;
use countersign_core::event::Event;
use countersign_core::evidence::Period;
use countersign_core::facts::acting_as;
use countersign_core::record::{Record, parse_day};
use countersign_core::sampling::{Definition, Items, Population};
use countersign_core::tables::Table;
use countersign_core::words::{counted, verb};
use countersign_store::Workspace;
use std::collections::BTreeMap;

/// A population as it is at one moment.
pub(super) struct Gathered {
    /// The ids, frozen.
    pub population: Population,
    /// Where each item stands.
    pub places: BTreeMap<String, SourceRef>,
    /// What has to be known about it.
    pub notes: Vec<String>,
    /// How many items there are, however their ids are written.
    all: usize,
}

impl Gathered {
    /// The population, when each of its items has an id of its own.
    ///
    /// # Errors
    /// `sample/ids`.
    pub fn distinct(self) -> Result<Self> {
        if self.population.ids().len() == self.all {
            return Ok(self);
        }
        let said = format!("Of {} of the population, some have ids that are written alike.", counted(self.all, "item"));
        Err(Error::new("sample/ids", said, "Give each record an id of its own, and import it again."))
    }
}

/// Gathers populations from a workspace as a snapshot has it.
pub(super) struct Gathering<'g> {
    workspace: &'g Workspace,
    snapshot: &'g Snapshot,
    frame: Frame<'g>,
}

/// Days play no part in whose an event or a grant is.
pub(super) fn no_period(snapshot: &Snapshot) -> Basis {
    let day = NaiveDate::default();
    let period = Period { from: day, to: day, as_of: day };
    Basis { period, point_in_time: true, editions: Vec::new(), parameters: snapshot.parameters.clone() }
}

impl<'g> Gathering<'g> {
    /// Gathers from a snapshot of a workspace. `basis` is [`no_period`].
    pub fn new(workspace: &'g Workspace, content: &'g Content, snapshot: &'g Snapshot, basis: &'g Basis) -> Self {
        let resolver = Resolver::new(content, &snapshot.choices);
        Self { workspace, snapshot, frame: Frame::new(&snapshot.data, content, &resolver, basis) }
    }

    /// The items of a definition.
    ///
    /// # Errors
    /// `workspace/failed`.
    pub fn gather(&self, definition: &Definition) -> Result<Gathered> {
        let mut found = Found { definition, places: BTreeMap::new(), all: 0, undated: 0, nobodys: 0 };
        let Some(items) = Items::find(&definition.of) else {
            let notes = vec![format!("There are no `{}` to sample.", definition.of)];
            return Ok(Gathered { population: Population::freeze([]), places: found.places, notes, all: 0 });
        };
        let mut notes = Vec::new();
        let data = &self.snapshot.data;
        let missing: Vec<&str> =
            definition.workflows.iter().map(String::as_str).filter(|w| data.find(Table::Workflows, w).is_none()).collect();
        if !missing.is_empty() {
            let is = verb(missing.len(), "is", "are");
            let them = verb(missing.len(), "it", "them");
            let what = match items.table {
                Table::SystemRecords | Table::Grants => format!("only what names {them} is in the population"),
                _ => format!("nothing of {them} is in the population"),
            };
            notes.push(format!("{} {is} not among the workflows of the workspace; {what}.", missing.join(", ")));
        }
        match items.table {
            Table::Events => self.events(items, &mut found)?,
            Table::Grants => self.grants(&mut found),
            Table::Identities => self.identities(&mut found),
            Table::Workflows => {
                let wanted = |r: &&Record| definition.workflows.is_empty() || definition.workflows.contains(&r.key);
                data.rows(Table::Workflows).iter().filter(wanted).for_each(|r| found.put(&r.key, data.naming_cell(r)));
            }
            table => {
                for r in data.rows(table) {
                    let day = r.get("at").and_then(parse_day);
                    match r.get("workflow") {
                        _ if definition.workflows.is_empty() => found.put_dated(&r.key, day, || data.naming_cell(r)),
                        Some(w) if definition.workflows.iter().any(|d| d == w) => found.put_dated(&r.key, day, || data.naming_cell(r)),
                        Some(_) => {}
                        None => found.leave_out(day),
                    }
                }
            }
        }
        if found.undated > 0 {
            let of = counted(found.undated, "item");
            notes.push(format!(
                "The day of {of} is not told; {} in the population, because it cannot be excluded.",
                verb(found.undated, "it is", "they are")
            ));
        }
        if found.nobodys > 0 {
            let n = found.nobodys;
            notes.push(format!(
                "{} of this kind {} no workflow and cannot be told to be of one alone; {} not in the population.",
                counted(n, "item"),
                verb(n, "names", "name"),
                verb(n, "it is", "they are")
            ));
        }
        let population = Population::freeze(found.places.keys().cloned());
        Ok(Gathered { population, places: found.places, notes, all: found.all })
    }

    /// Events of a kind: of the workflows named, those that the analyses count among theirs; or of the whole log.
    fn events(&self, items: &Items, found: &mut Found<'_>) -> Result<()> {
        let (data, definition) = (&self.snapshot.data, found.definition);
        let mut take = |record: &Record| {
            if record.get("type") == items.event.map(|kind| kind.word()) {
                let day = Event::read(record).and_then(|e| e.day());
                found.put_dated(&record.key, day, || data.event_cell(record.origin, Some("event_id")));
            }
        };
        let at = Some(self.snapshot.seq);
        if definition.workflows.is_empty() {
            self.workspace.events(at, &mut |event| {
                take(event);
                Ok(())
            })?;
            return Ok(());
        }
        let workflows: Vec<&Record> = definition.workflows.iter().filter_map(|w| data.find(Table::Workflows, w)).collect();
        one_by_one(self.workspace, at, &self.frame, &workflows, &mut |_, events| {
            events.iter().for_each(&mut take);
            Ok(())
        })?;
        self.workspace.events_of(None, at, &mut |event| {
            if event.get("type") == items.event.map(|kind| kind.word()) && owner(&self.frame, event).is_none() {
                found.leave_out(Event::read(event).and_then(|e| e.day()));
            }
            Ok(())
        })?;
        Ok(())
    }

    /// Grants: of the workflows named, those that name them and those of their identities.
    fn grants(&self, found: &mut Found<'_>) {
        let (data, related) = (&self.snapshot.data, &self.frame.related);
        let mut all: BTreeMap<&str, &Record> = BTreeMap::new();
        if found.definition.workflows.is_empty() {
            all.extend(data.rows(Table::Grants).iter().map(|g| (g.key.as_str(), g)));
        }
        for w in &found.definition.workflows {
            all.extend(related.grants_for(w).into_iter().map(|g| (g.key.as_str(), g)));
            let named = data.find(Table::Workflows, w);
            for id in named.into_iter().flat_map(acting_as) {
                all.extend(related.grants_of(data.canonical(id)).into_iter().map(|g| (g.key.as_str(), g)));
            }
        }
        all.into_values().for_each(|g| found.put(&shown_key(&g.key), data.naming_cell(g)));
    }

    /// Identities, those that are one counted once: of the workflows named, those they act as.
    fn identities(&self, found: &mut Found<'_>) {
        let data = &self.snapshot.data;
        let mut all: BTreeMap<&str, SourceRef> = BTreeMap::new();
        if found.definition.workflows.is_empty() {
            for r in data.rows(Table::Identities) {
                all.entry(data.canonical(&r.key)).or_insert_with(|| data.naming_cell(r));
            }
        }
        for w in found.definition.workflows.iter().filter_map(|w| data.find(Table::Workflows, w)) {
            for id in acting_as(w) {
                let id = data.canonical(id);
                let record = data.find(Table::Identities, id);
                all.entry(id).or_insert_with(|| record.map_or_else(|| data.cell(w, Some("identities")), |r| data.naming_cell(r)));
            }
        }
        all.into_iter().for_each(|(id, at)| found.put(id, at));
    }
}

/// Items as they are found.
struct Found<'f> {
    definition: &'f Definition,
    places: BTreeMap<String, SourceRef>,
    /// How many items were put, however their ids are written.
    all: usize,
    undated: usize,
    /// How many were left out of some workflows' population, because whose they are is not told.
    nobodys: usize,
}

impl Found<'_> {
    fn put(&mut self, id: &str, at: SourceRef) {
        self.all += 1;
        self.places.insert(Population::written(id), at);
    }

    fn leave_out(&mut self, day: Option<NaiveDate>) {
        self.nobodys += usize::from(self.definition.covers(day));
    }

    fn put_dated(&mut self, id: &str, day: Option<NaiveDate>, at: impl FnOnce() -> SourceRef) {
        if self.definition.covers(day) {
            self.undated += usize::from(day.is_none());
            self.put(id, at());
        }
    }
}

//! Records made by hand, and what an assessment makes of them.

use countersign_core::analysis::Analyses;
use countersign_core::assess::{Assessment, Basis, Earlier, Frame, Outcome, assess};
use countersign_core::catalog::Content;
use countersign_core::citation::Resolver;
use countersign_core::dataset::Dataset;
use countersign_core::digest::sha256_hex;
use countersign_core::evidence::Period;
use countersign_core::parameters::Parameters;
use countersign_core::record::KEY_SEPARATOR;
use countersign_core::tables::spec;
use countersign_core::{Origin, Record, SourceFile, Table};
use std::collections::{BTreeMap, BTreeSet};

/// A day.
pub fn day(text: &str) -> chrono::NaiveDate {
    text.parse().unwrap_or_else(|e| panic!("{text}: {e}"))
}

/// April to September 2026, seen on its last day.
pub fn half_year() -> Period {
    Period { from: day("2026-04-01"), to: day("2026-09-30"), as_of: day("2026-09-30") }
}

/// A record from column names and values; an empty value is an absent one.
pub fn record(table: Table, row: u64, values: &[(&str, &str)]) -> Record {
    let spec = spec(table);
    let position = |c: &str| u16::try_from(spec.position(c).unwrap_or_else(|| panic!("{table} has no column {c}"))).unwrap();
    let fields = values.iter().filter(|(_, v)| !v.is_empty()).map(|(c, v)| (position(c), v)).collect();
    let of = |c: &str| values.iter().find(|(name, _)| *name == c).map_or("", |(_, v)| *v);
    let key = spec.key.iter().map(|c| of(c)).collect::<Vec<_>>().join(&KEY_SEPARATOR.to_string());
    Record::new(table, key, fields, Origin { file: table as u32 + 1, row })
}

/// The same record with one column set, or made unknown by an empty value.
pub fn with(mut record: Record, column: &str, value: &str) -> Record {
    let position = u16::try_from(spec(record.table).position(column).unwrap_or_else(|| panic!("no column {column}"))).unwrap();
    if value.is_empty() {
        record.fields.remove(position)
    } else {
        record.fields.set(position, value)
    }
    record
}

/// Some records and the evidence bytes that are held.
#[derive(Clone, Debug, Default)]
pub struct Lab {
    /// The records, in any order.
    pub records: Vec<Record>,
    /// SHA-256 of the bytes held.
    pub held: BTreeSet<String>,
}

impl Lab {
    /// Adds a row.
    pub fn add(&mut self, table: Table, values: &[(&str, &str)]) -> &mut Self {
        let row = 2 + self.records.iter().filter(|r| r.table == table).count() as u64;
        self.records.push(record(table, row, values));
        self
    }

    /// Adds a piece of evidence whose bytes are held and are like no other's.
    pub fn evidence(&mut self, values: &[(&str, &str)]) -> &mut Self {
        self.add(Table::Evidence, values);
        let e = self.records.last_mut().unwrap();
        let sha = sha256_hex(e.key.as_bytes());
        e.extra.push(("sha256".to_owned(), sha.clone()));
        self.held.insert(sha);
        self
    }

    /// Replaces a column of one record; an empty value makes it unknown.
    pub fn set(&mut self, table: Table, key: &str, column: &str, value: &str) -> &mut Self {
        let slot = self.records.iter_mut().find(|r| r.table == table && r.key == key).unwrap_or_else(|| panic!("no {table} {key}"));
        *slot = with(slot.clone(), column, value);
        self
    }

    /// The dataset.
    pub fn dataset(&self) -> Dataset {
        let files = Table::ALL.iter().map(|t| SourceFile {
            id: *t as u32 + 1,
            name: format!("{t}.csv"),
            sha256: sha256_hex(t.name().as_bytes()),
            sheet: None,
            columns: spec(*t).columns.iter().map(|c| (c.name.to_owned(), c.name.to_owned())).collect(),
        });
        Dataset::new(files.collect(), self.records.clone(), self.held.clone())
    }

    /// The assessment of all editions of some content.
    pub fn assess(&self, content: &Content, period: Period) -> Assessment {
        let events: Vec<&Record> = self.records.iter().filter(|r| r.table == Table::Events).collect();
        assess_with(&self.dataset(), &events, content, period)
    }
}

/// The assessment of a dataset under the shipped thresholds.
pub fn assess_dataset(data: &Dataset, content: &Content, period: Period) -> Assessment {
    assess_with(data, &[], content, period)
}

/// The same with events.
pub fn assess_with(data: &Dataset, events: &[&Record], content: &Content, period: Period) -> Assessment {
    let basis = basis(content, period);
    let choices = BTreeMap::new();
    let frame = Frame::new(data, content, &Resolver::new(content, &choices), &basis);
    let analyses = Analyses::of(&frame, events.iter().copied());
    assess(frame, content, analyses, &Earlier::default(), &mut |_, _| true).unwrap().0
}

/// All editions of some content, with the shipped thresholds.
pub fn basis(content: &Content, period: Period) -> Basis {
    Basis {
        period,
        point_in_time: false,
        editions: content.editions.iter().map(|e| e.id.clone()).collect(),
        parameters: Parameters::default(),
    }
}

/// The outcome for a requirement and a workflow.
pub fn leaf<'a>(a: &'a Assessment, requirement: &str, workflow: &str) -> &'a Outcome {
    let r = a.position(&requirement.parse().unwrap()).unwrap_or_else(|| panic!("{requirement} is not assessed"));
    let w = a.workflow(workflow);
    a.outcome(r, w).unwrap_or_else(|| panic!("there is no leaf of {requirement} for `{workflow}`"))
}

/// The shipped content cut down to one edition and a few of its requirements, so that many assessments are quick. Groups stay.
pub fn excerpt(content: &Content, edition: &str, keep: &[&str]) -> Content {
    let mut few = content.clone();
    few.editions.retain(|e| e.id.to_string() == edition);
    for e in &mut few.editions {
        e.requirements.retain(|r| !r.assessable || keep.contains(&r.id.id.as_str()));
        e.withdrawn.clear();
    }
    let known: BTreeSet<_> = few.editions.iter().flat_map(|e| e.requirements.iter().map(|r| r.id.clone())).collect();
    for rule in &mut few.rules {
        rule.requires.retain(|r| known.contains(r));
    }
    few.crosswalks.clear();
    few.controls.clear();
    few.aliases.clear();
    few.edition_names.clear();
    few
}

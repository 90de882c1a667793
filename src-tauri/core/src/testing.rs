//! Small made-up organisations for the unit tests of analyses.

use crate::analysis::Analyses;
use crate::assess::{Assessment, Basis, Earlier, Frame, assess_with};
use crate::case::Case;
use crate::catalog::{Content, Demand, Edition, Facet, Requirement};
use crate::chains::Linked;
use crate::citation::Resolver;
use crate::dataset::Dataset;
use crate::evidence::Period;
use crate::parameters::Parameters;
use crate::record::{KEY_SEPARATOR, Origin, Record};
use crate::status::EditionKind;
use crate::tables::{Table, spec};
use crate::trail::Trail;
use crate::variability::interval;
use crate::workers::{Alone, Workers};
use std::collections::{BTreeMap, BTreeSet};

/// The hash of bytes that are held.
pub(crate) const HELD: &str = "00000000000000000000000000000000000000000000000000000000000000aa";

/// A record with the values of some columns; its key is made of its key columns.
pub(crate) fn row(table: Table, number: u64, values: &[(&str, &str)]) -> Record {
    let spec = spec(table);
    let of = |c: &str| values.iter().find(|(x, _)| *x == c).map_or("", |(_, v)| *v);
    let key = spec.key.iter().map(|c| of(c)).collect::<Vec<_>>().join(&KEY_SEPARATOR.to_string());
    let position = |c: &str| u16::try_from(spec.position(c).unwrap_or_else(|| panic!("{table} has no column {c}"))).unwrap();
    let fields = values.iter().filter(|(_, v)| !v.is_empty()).map(|(c, v)| (position(c), v)).collect();
    Record::new(table, key, fields, Origin { file: 1, row: number })
}

/// The usual values of a record, with some changed.
pub(crate) fn varied<'v>(usual: &[(&'v str, &'v str)], by: &[(&'v str, &'v str)]) -> Vec<(&'v str, &'v str)> {
    let kept = usual.iter().filter(|(column, _)| !by.iter().any(|(other, _)| other == column));
    kept.chain(by).copied().collect()
}

/// Records, events, thresholds and a period. The period is April to September 2026, as of its last day.
#[derive(Clone)]
pub(crate) struct Made {
    pub records: Vec<Record>,
    pub events: Vec<Record>,
    pub parameters: Parameters,
    pub period: Period,
    /// Ids that were joined.
    pub joins: Vec<(String, String)>,
}

impl Default for Made {
    fn default() -> Self {
        let day = |d: &str| d.parse().unwrap();
        let period = Period { from: day("2026-04-01"), to: day("2026-09-30"), as_of: day("2026-09-30") };
        Self { records: Vec::new(), events: Vec::new(), parameters: Parameters::default(), period, joins: Vec::new() }
    }
}

impl Made {
    /// Adds a record.
    pub fn put(&mut self, table: Table, values: &[(&str, &str)]) -> &mut Self {
        let number = self.records.len() as u64 + 2;
        self.records.push(row(table, number, values));
        self
    }

    /// Changes one column of a record; an empty value makes it unknown.
    pub fn set(&mut self, table: Table, key: &str, column: &str, value: &str) -> &mut Self {
        let position = u16::try_from(spec(table).position(column).unwrap()).unwrap();
        let record = self.records.iter_mut().find(|r| r.table == table && r.key == key).unwrap();
        if value.is_empty() {
            record.fields.remove(position)
        } else {
            record.fields.set(position, value)
        }
        self
    }

    /// Adds an event of the workflow `WF-1` unless another is named.
    pub fn event(&mut self, id: &str, kind: &str, ts: &str, values: &[(&str, &str)]) -> &mut Self {
        let mut all = vec![("event_id", id), ("type", kind), ("ts", ts)];
        if !values.iter().any(|(c, _)| *c == "workflow") {
            all.push(("workflow", "WF-1"));
        }
        all.extend(values);
        let number = self.events.len() as u64 + 2;
        self.events.push(row(Table::Events, number, &all));
        self
    }

    /// Adds a control that is proven for every workflow: tested effective, on a fresh configuration snapshot.
    pub fn proven_control(&mut self, id: &str, values: &[(&str, &str)]) -> &mut Self {
        let all = varied(&[("id", id), ("title", "made"), ("claim", "implemented"), ("owner", "P-8"), ("frequency", "quarterly")], values);
        self.put(Table::Controls, &all);
        let (test, file) = (format!("T-{id}"), format!("{id}.json"));
        self.put(
            Table::ControlTests,
            &[
                ("id", &test),
                ("control", id),
                ("method", "test"),
                ("result", "effective"),
                ("tested_at", "2026-09-20"),
                ("evidence", &file),
            ],
        );
        for (from, to) in [("2026-04-01", "2026-06-30"), ("2026-07-01", "2026-09-30")] {
            let number = self.records.len() as u64 + 2;
            let name = if from == "2026-04-01" { format!("early-{file}") } else { file.clone() };
            let mut e = row(
                Table::Evidence,
                number,
                &[
                    ("file", &name),
                    ("kind", "config_snapshot"),
                    ("controls", id),
                    ("period_from", from),
                    ("period_to", to),
                    ("collected_by", "P-9"),
                    ("source_system", "console"),
                    ("ipe_conclusion", "validated"),
                    ("direction", "supports"),
                    ("tier", "R3"),
                ],
            );
            let (sha, bytes) = if from == "2026-04-01" { (HELD.replace("aa", "bb"), "10") } else { (HELD.to_owned(), "11") };
            e.extra = vec![("bytes".into(), bytes.into()), ("sha256".into(), sha)].into();
            self.records.push(e);
        }
        self
    }

    /// Looks at the frame of an assessment of every edition of some content. All evidence that has a hash is held.
    pub fn frame<R>(&self, content: &Content, look: impl FnOnce(&Frame<'_>) -> R) -> R {
        let held: BTreeSet<String> = self.records.iter().filter_map(|r| r.extra("sha256")).map(str::to_owned).collect();
        let data = Dataset::new(vec![], self.records.clone(), held).with_joins(&self.joins, &BTreeSet::new());
        let choices = BTreeMap::new();
        let resolver = Resolver::new(content, &choices);
        let editions = content.editions.iter().map(|e| e.id.clone()).collect();
        let basis = Basis { period: self.period, point_in_time: false, editions, parameters: self.parameters.clone() };
        look(&Frame::new(&data, content, &resolver, &basis))
    }

    /// Looks at a workflow, with its events, in a frame without frameworks.
    pub fn case<R>(&self, workflow: &str, look: impl FnOnce(&Case<'_, '_>) -> R) -> R {
        self.frame(&Content::default(), |frame| {
            let events: Vec<Record> = self.events.iter().filter(|e| e.get("workflow") == Some(workflow)).cloned().collect();
            let trail = Trail::new(&events);
            let w = frame.data.find(Table::Workflows, workflow).unwrap();
            let linked = Linked::of(&trail);
            look(&Case { frame, workflow: w, trail: &trail, linked: &linked, class: interval(w), in_words: true })
        })
    }

    /// The records, with the bytes of evidence held.
    pub fn data(&self) -> Dataset {
        let held = BTreeSet::from([HELD.to_owned(), HELD.replace("aa", "bb")]);
        Dataset::new(vec![], self.records.clone(), held)
    }

    /// Assesses every edition of some content.
    pub fn assessed(&self, content: &Content) -> Assessment {
        self.assessed_by(content, &Alone)
    }

    /// The same, shared out among workers.
    pub fn assessed_by(&self, content: &Content, workers: &dyn Workers) -> Assessment {
        let (data, choices) = (self.data(), BTreeMap::new());
        let editions = content.editions.iter().map(|e| e.id.clone()).collect();
        let basis = Basis { period: self.period, point_in_time: false, editions, parameters: self.parameters.clone() };
        let resolver = Resolver::new(content, &choices);
        let frame = Frame::new(&data, content, &resolver, &basis);
        let analyses = Analyses::of(&frame, &self.events);
        assess_with(frame, content, analyses, &Earlier::default(), workers, &mut |_, _| true).unwrap().0
    }
}

/// A small edition: each requirement with its facets, the first of which is essential; without any, with the facet `outcome`.
pub(crate) fn edition(id: &str, kind: EditionKind, requirements: &[(&str, &[&str])]) -> Edition {
    let edition: crate::ids::EditionId = id.parse().unwrap();
    let facet = |id: &str, essential| Facet { id: id.into(), title: id.into(), essential, demand: Demand::default() };
    let made = requirements.iter().map(|(r, facets)| Requirement {
        id: edition.requirement(r),
        label: (*r).into(),
        level: "part".into(),
        parent: None,
        title: (*r).into(),
        title_by: "us".into(),
        text: format!("{r} holds."),
        evidence: String::new(),
        assessable: true,
        demand: Demand::default(),
        facets: match *facets {
            [] => vec![facet("outcome", true)],
            several => several.iter().enumerate().map(|(i, f)| facet(f, i == 0)).collect(),
        },
        facets_declared: !facets.is_empty(),
    });
    let requirements = made.collect();
    Edition {
        id: edition,
        title: id.into(),
        publisher: String::new(),
        published: String::new(),
        source: String::new(),
        licence: String::new(),
        status: "final".into(),
        kind,
        assessed_level: "part".into(),
        requirements,
        withdrawn: vec![],
    }
}

#[test]
fn a_proven_control_is_proven_and_one_without_a_test_is_not() {
    let mut made = Made::default();
    made.put(Table::Workflows, &[("id", "WF-1"), ("name", "w"), ("environment", "prod"), ("output", "none"), ("control_flow", "code")]);
    for (column, value) in [
        ("tool_mode", "none"),
        ("parameters", "template"),
        ("effect", "none"),
        ("human_gate", "before_every_effect"),
        ("scope_growth", "no"),
        ("started_by", "human"),
        ("memory", "none"),
    ] {
        made.set(Table::Workflows, "WF-1", column, value);
    }
    made.proven_control("C-1", &[("compensates", "EB-04")])
        .put(Table::Controls, &[("id", "C-2"), ("title", "t"), ("claim", "implemented")]);
    made.case("WF-1", |c| {
        assert!(c.is_proven("C-1") && !c.is_proven("C-2") && !c.is_proven("C-3"));
        assert_eq!(c.compensated("EB-04", crate::risk::Level::High), crate::risk::Level::Medium);
        assert_eq!(c.compensated("EB-05", crate::risk::Level::High), crate::risk::Level::High);
    });
}

//! The records that differ between two datasets, found by what they bear on.

use crate::dataset::Dataset;
use crate::ids::RequirementId;
use crate::record::{FieldChange, Record, changes};
use crate::tables::Table;
use std::cmp::Ordering;
use std::collections::{BTreeMap, BTreeSet};

/// How a record differs.
pub(super) enum Edit {
    Added,
    Removed,
    Changed(Vec<FieldChange>),
}

/// A record as a table and a key.
pub(super) type Key<'a> = (Table, &'a str);

/// A column, when the table has one.
type Column = Option<&'static str>;

/// The columns that name a control, the requirements and the workflow a record of a table bears on.
const LINKS: [(Table, Column, Column, Column); 7] = [
    (Table::Controls, None, Some("requirements"), None),
    (Table::ControlTests, Some("control"), None, None),
    (Table::Evidence, Some("controls"), Some("requirements"), None),
    (Table::Exceptions, None, Some("requirement"), Some("workflow")),
    (Table::Decisions, None, Some("subject"), Some("workflow")),
    (Table::Requests, Some("control"), Some("requirement"), None),
    (Table::ContextChanges, None, None, Some("workflow")),
];

/// Tables whose records bear on a workflow through findings and through the rules that fire.
const ABOUT_WORKFLOWS: [Table; 4] = [Table::Actions, Table::Grants, Table::Flows, Table::SystemRecords];

/// The records that differ.
#[derive(Default)]
pub(super) struct Edits<'a> {
    all: BTreeMap<Key<'a>, Edit>,
    by_control: BTreeMap<&'a str, BTreeSet<Key<'a>>>,
    /// By the id inside its edition, each with the workflow it is limited to.
    by_requirement: BTreeMap<&'a str, BTreeSet<(Key<'a>, Option<&'a str>)>>,
    /// The workflows that edits of a requirement are limited to.
    limited: BTreeSet<&'a str>,
    by_workflow: BTreeMap<&'a str, BTreeSet<Key<'a>>>,
    about_workflow: BTreeMap<&'a str, BTreeSet<Key<'a>>>,
}

impl<'a> Edits<'a> {
    pub(super) fn new(before: &'a Dataset, after: &'a Dataset) -> Self {
        let mut edits = Self::default();
        for table in Table::ALL.iter().copied().filter(|t| *t != Table::Events) {
            edits.merge(before.rows(table), after.rows(table));
        }
        edits
    }

    /// Walks two lists in key order.
    fn merge(&mut self, mut before: &'a [Record], mut after: &'a [Record]) {
        loop {
            match (before.split_first(), after.split_first()) {
                (None, None) => return,
                (Some((old, rest)), None) => {
                    self.put(old, Edit::Removed, &[old]);
                    before = rest;
                }
                (None, Some((new, rest))) => {
                    self.put(new, Edit::Added, &[new]);
                    after = rest;
                }
                (Some((old, olds)), Some((new, news))) => match old.key.cmp(&new.key) {
                    Ordering::Less => {
                        self.put(old, Edit::Removed, &[old]);
                        before = olds;
                    }
                    Ordering::Greater => {
                        self.put(new, Edit::Added, &[new]);
                        after = news;
                    }
                    Ordering::Equal => {
                        if old.fields != new.fields || old.extra != new.extra {
                            self.put(new, Edit::Changed(changes(old, new)), &[old, new]);
                        }
                        (before, after) = (olds, news);
                    }
                },
            }
        }
    }

    fn put(&mut self, record: &'a Record, edit: Edit, of: &[&'a Record]) {
        let key = (record.table, record.key.as_str());
        self.all.insert(key, edit);
        for record in of {
            let Some((_, control, requirement, workflow)) = LINKS.iter().find(|(t, ..)| *t == record.table) else {
                if let Some(w) = record.get("workflow").filter(|_| ABOUT_WORKFLOWS.contains(&record.table)) {
                    self.about_workflow.entry(w).or_default().insert(key);
                }
                continue;
            };
            let list = |column: &Column| column.and_then(|c| record.list(c)).unwrap_or_default();
            let limited = workflow.and_then(|c| record.get(c));
            self.limited.extend(limited);
            for id in list(control) {
                self.by_control.entry(id).or_default().insert(key);
            }
            for citation in list(requirement) {
                let id = citation.rsplit('/').next().and_then(|id| id.split('#').next()).unwrap_or(citation);
                self.by_requirement.entry(id).or_default().insert((key, limited));
            }
            if let Some(w) = limited.filter(|_| requirement.is_none()) {
                self.by_workflow.entry(w).or_default().insert(key);
            }
        }
    }

    /// How a record differs.
    pub(super) fn get<'s>(&'s self, key: Key<'s>) -> Option<&'s Edit> {
        self.all.get(&key)
    }

    pub(super) fn of_control(&self, control: &str) -> impl Iterator<Item = Key<'a>> {
        self.by_control.get(control).into_iter().flatten().copied()
    }

    /// Edits that name a requirement, in a workflow or in none.
    pub(super) fn of_requirement<'s>(&'s self, id: &RequirementId, workflow: Option<&'s str>) -> impl Iterator<Item = Key<'a>> + 's {
        let here = move |limited: Option<&str>| limited.is_none() || limited == workflow;
        self.by_requirement.get(id.id.as_str()).into_iter().flatten().filter(move |(_, w)| here(*w)).map(|(key, _)| *key)
    }

    pub(super) fn of_workflow(&self, workflow: &str) -> impl Iterator<Item = Key<'a>> {
        self.by_workflow.get(workflow).into_iter().flatten().copied()
    }

    pub(super) fn about_workflow(&self, workflow: &str) -> impl Iterator<Item = Key<'a>> {
        self.about_workflow.get(workflow).into_iter().flatten().copied()
    }

    /// Whether anything that differs names a workflow.
    pub(super) fn touches(&self, workflow: &str) -> bool {
        self.all.contains_key(&(Table::Workflows, workflow))
            || self.by_workflow.contains_key(workflow)
            || self.about_workflow.contains_key(workflow)
            || self.limited.contains(workflow)
    }

    pub(super) fn is_empty(&self) -> bool {
        self.all.is_empty()
    }
}

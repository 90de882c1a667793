//! The records that other records are looked up in, and the facts of one workflow put together.

use super::{Analysed, Cell, Fact, Facts, Value};
use crate::dataset::Dataset;
use crate::definitions::STANDING_SECRET;
use crate::parameters::Parameters;
use crate::places::Index;
use crate::record::Record;
use crate::tables::Table;
use crate::variability::{Class, Interval};
use crate::workers::{Alone, Workers, map};
use chrono::NaiveDate;
use std::sync::Arc;

/// Where the records stand that other records are looked up in: found once for a dataset, and kept beside it.
#[derive(Clone, Debug, Default)]
pub struct Lookups {
    pub(super) credentials: Index,
    pub(super) held: Index,
    pub(super) grants_by_identity: Index,
    pub(super) grants_by_workflow: Index,
    pub(super) actions: Index,
    pub(super) exceptions: Index,
    flows: Index,
    changes: Index,
    reviews: Index,
    system_records: Index,
    /// The workflows that name an identity, an agent or a tool.
    users: Index,
    /// The tools and the credentials with a secret in their definition.
    with_secrets: Vec<(Table, usize)>,
}

impl Lookups {
    /// Looks through a dataset once. What is found is of use with that dataset only.
    pub fn new(data: &Dataset) -> Self {
        Self::by(data, &Alone)
    }

    /// The same, shared out among workers.
    pub fn by<'d>(data: &'d Dataset, workers: &dyn Workers) -> Self {
        let rows = |table: Table| data.rows(table).iter().enumerate();
        let index = |table: Table, column: &str| Index::new(rows(table).map(|(at, record)| (record.get(column).unwrap_or(""), at)));
        let holders = |(at, credential): (usize, &'d Record)| {
            let mut holders: Vec<&str> = credential.items("holders").into_iter().flatten().map(|holder| data.canonical(holder)).collect();
            holders.sort_unstable();
            holders.dedup();
            holders.into_iter().map(move |holder| (holder, at))
        };
        // What belongs to an identity belongs to every id that was joined with it.
        let by_identity =
            |table: Table| Index::new(rows(table).map(|(at, record)| (data.canonical(record.get("identity").unwrap_or("")), at)));
        let named = |(at, workflow): (usize, &'d Record)| {
            let columns = ["identities", "agents", "tools"].into_iter();
            let ids = columns.filter_map(|column| workflow.items(column)).flatten();
            let mut ids: Vec<&str> = ids.map(|id| data.canonical(id)).collect();
            ids.sort_unstable();
            ids.dedup();
            ids.into_iter().map(move |id| (id, at))
        };
        let mut with_secrets = Vec::new();
        for table in [Table::Tools, Table::Credentials] {
            let rows = data.rows(table).iter().enumerate();
            with_secrets.extend(rows.filter(|(_, r)| r.extra(STANDING_SECRET).is_some()).map(|(at, _)| (table, at)));
        }
        // Those of the largest tables come first, so that nobody waits long for the last.
        type Job<'j> = Box<dyn Fn() -> Index + Send + Sync + 'j>;
        let jobs: [Job<'_>; 11] = [
            Box::new(|| by_identity(Table::Grants)),
            Box::new(|| index(Table::SystemRecords, "workflow")),
            Box::new(|| index(Table::Flows, "workflow")),
            Box::new(|| index(Table::Grants, "workflow")),
            Box::new(|| Index::new(rows(Table::Workflows).flat_map(named))),
            Box::new(|| by_identity(Table::Credentials)),
            Box::new(|| Index::new(rows(Table::Credentials).flat_map(holders))),
            Box::new(|| index(Table::Reviews, "subject")),
            Box::new(|| index(Table::ContextChanges, "workflow")),
            Box::new(|| index(Table::Actions, "workflow")),
            Box::new(|| index(Table::Exceptions, "workflow")),
        ];
        let mut made = map(workers, jobs.into(), |job| job()).into_iter();
        let mut next = || made.next().unwrap_or_default();
        Self {
            grants_by_identity: next(),
            system_records: next(),
            flows: next(),
            grants_by_workflow: next(),
            users: next(),
            credentials: next(),
            held: next(),
            reviews: next(),
            changes: next(),
            actions: next(),
            exceptions: next(),
            with_secrets,
        }
    }
}

/// The records that other records are looked up in while facts are derived.
pub struct Related<'a> {
    pub(super) data: &'a Dataset,
    pub(super) lookups: Arc<Lookups>,
    pub(super) as_of: NaiveDate,
    pub(super) parameters: &'a Parameters,
}

/// Attributes that are one column with one word.
const WORDS: [&str; 19] = [
    "criticality",
    "identity_mode",
    "environment",
    "effect",
    "untrusted_inputs",
    "external_egress",
    "retrieval",
    "memory",
    "code_merged",
    "resource_limit",
    "started_by",
    "output",
    "scope_growth",
    "lifecycle",
    "log_protection",
    "use_mandated",
    "queue_existing",
    "agent_protocol",
    "vendor_exit",
];

impl<'a> Related<'a> {
    /// The records of a dataset, by lookups that were made of it.
    pub fn with(data: &'a Dataset, lookups: Arc<Lookups>, as_of: NaiveDate, parameters: &'a Parameters) -> Self {
        Self { data, lookups, as_of, parameters }
    }

    /// The tools, and then the credentials, in whose definition a secret stands; in key order.
    pub fn with_secrets(&self) -> impl Iterator<Item = &'a Record> {
        let data = self.data;
        self.lookups.with_secrets.iter().filter_map(move |(table, at)| data.rows(*table).get(*at))
    }

    /// The records of a table that an index names for a key, in key order.
    pub(super) fn found(&self, table: Table, index: &Index, key: &str) -> Vec<&'a Record> {
        let rows = self.data.rows(table);
        index.get(key).filter_map(|at| rows.get(at)).collect()
    }

    /// The credentials of an identity, under any id that was joined with it.
    pub fn credentials_of(&self, identity: &str) -> Vec<&'a Record> {
        self.found(Table::Credentials, &self.lookups.credentials, self.data.canonical(identity))
    }

    /// The credentials that a workflow, tool, identity or person holds, under any id that was joined with it.
    pub fn held_by(&self, holder: &str) -> Vec<&'a Record> {
        self.found(Table::Credentials, &self.lookups.held, self.data.canonical(holder))
    }

    /// The grants of an identity, under any id that was joined with it.
    pub fn grants_of(&self, identity: &str) -> Vec<&'a Record> {
        self.found(Table::Grants, &self.lookups.grants_by_identity, self.data.canonical(identity))
    }

    /// The grants that name a workflow.
    pub fn grants_for(&self, workflow: &str) -> Vec<&'a Record> {
        self.found(Table::Grants, &self.lookups.grants_by_workflow, workflow)
    }

    /// The credentials of some identities, and those that some holders hold; each once, in key order.
    pub fn credentials_among<'i>(&self, identities: &[&str], holders: impl Iterator<Item = &'i str>) -> Vec<&'a Record> {
        let (data, lookups) = (self.data, &self.lookups);
        let own = identities.iter().flat_map(|id| lookups.credentials.get(data.canonical(id)));
        self.each_once(Table::Credentials, own.chain(holders.flat_map(|holder| lookups.held.get(data.canonical(holder)))).collect())
    }

    /// The grants of some identities, and those that name a workflow; each once, in key order.
    pub fn grants_among(&self, identities: &[&str], workflow: &str) -> Vec<&'a Record> {
        let (data, lookups) = (self.data, &self.lookups);
        let own = identities.iter().flat_map(|id| lookups.grants_by_identity.get(data.canonical(id)));
        self.each_once(Table::Grants, own.chain(lookups.grants_by_workflow.get(workflow)).collect())
    }

    /// The records at some positions of a table, each once. Tables are in key order, and no two records of a workspace have one key.
    fn each_once(&self, table: Table, mut positions: Vec<usize>) -> Vec<&'a Record> {
        positions.sort_unstable();
        positions.dedup();
        let rows = self.data.rows(table);
        positions.into_iter().filter_map(|at| rows.get(at)).collect()
    }

    /// The flows of a workflow.
    pub fn flows_of(&self, workflow: &str) -> Vec<&'a Record> {
        self.found(Table::Flows, &self.lookups.flows, workflow)
    }

    /// The context changes of a workflow.
    pub fn changes_of(&self, workflow: &str) -> Vec<&'a Record> {
        self.found(Table::ContextChanges, &self.lookups.changes, workflow)
    }

    /// The reviews of a subject (a workflow's or an identity's id, or a grant's key), of every kind.
    pub fn reviews_of(&self, subject: &str) -> Vec<&'a Record> {
        self.found(Table::Reviews, &self.lookups.reviews, subject)
    }

    /// What the independent systems of record hold of a workflow.
    pub fn system_records_of(&self, workflow: &str) -> Vec<&'a Record> {
        self.found(Table::SystemRecords, &self.lookups.system_records, workflow)
    }

    /// The workflows that name an identity, an agent or a tool, under any id that was joined with it.
    pub fn users_of(&self, id: &str) -> Vec<&'a Record> {
        self.found(Table::Workflows, &self.lookups.users, self.data.canonical(id))
    }

    /// The first of the workflows that name an identity, an agent or a tool: at most so many, of one that very many may name.
    pub fn first_users_of(&self, id: &str, most: usize) -> Vec<&'a Record> {
        let rows = self.data.rows(Table::Workflows);
        self.lookups.users.get(self.data.canonical(id)).take(most).filter_map(|at| rows.get(at)).collect()
    }

    /// The actions of a workflow.
    pub fn actions_of(&self, workflow: &str) -> Vec<&'a Record> {
        self.found(Table::Actions, &self.lookups.actions, workflow)
    }

    /// Every attribute of one workflow, with its class and what analyses found.
    pub fn facts(&self, w: &'a Record, class: Interval, analysed: &Analysed) -> Facts<'a> {
        self.gathered(w, class, analysed, true)
    }

    /// The same without the cells that they rest on: what rules ask for, of very many workflows.
    pub fn facts_alone(&self, w: &'a Record, class: Interval, analysed: &Analysed) -> Facts<'a> {
        self.gathered(w, class, analysed, false)
    }

    fn gathered(&self, w: &'a Record, class: Interval, analysed: &Analysed, cited: bool) -> Facts<'a> {
        let mut f = Facts::new(cited);
        for column in WORDS {
            f.word(w, column);
        }
        for column in ["data_classes", "model_hosting", "ai_uses"] {
            f.words(w, column);
        }
        f.set("variability_class", class_fact(class, f.at(w, crate::variability::COLUMNS)));
        self.access(w, &mut f);
        self.tools(w, &mut f);
        self.subject(w, &mut f);
        self.people_and_reviews(w, class, &mut f);
        f.analysed(w, analysed);
        f
    }
}

/// The class: a word when the interval is one class, else every class of the interval is possible.
fn class_fact<'a>(class: Interval, cells: Vec<Cell<'a>>) -> Fact<'a> {
    let possible: Vec<&str> =
        [Class::D0, Class::D1, Class::D2, Class::D3].into_iter().filter(|c| class.low <= *c && *c <= class.high).map(Class::word).collect();
    let value = match possible.as_slice() {
        [one] => Value::Word(one),
        _ => Value::OneOf(possible),
    };
    Fact { value: Some(value), complete: true, cells, why_unknown: None }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn facts_without_their_cells_are_the_same_facts() {
        let mut made = crate::boundary::tests::organisation();
        made.put(Table::Exceptions, &[("id", "EX-1"), ("workflow", "WF-1")]);
        let analysed = Analysed { attribution_gap: Some(0.25), drift_level: Some("low".into()), ..Analysed::default() };
        made.case("WF-1", |c| {
            let (with, alone) =
                (c.related().facts(c.workflow, c.class, &analysed), c.related().facts_alone(c.workflow, c.class, &analysed));
            let mut cited = 0;
            for at in 0..crate::attributes::ATTRIBUTES.len() {
                let (a, b) = (with.get(at).unwrap(), alone.get(at).unwrap());
                assert_eq!((&a.value, a.complete, a.why_unknown), (&b.value, b.complete, b.why_unknown), "{at}");
                assert!(b.cells.is_empty());
                cited += a.cells.len();
            }
            assert!(cited > 60, "{cited}");
        });
    }
}

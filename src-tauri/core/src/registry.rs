//! Who an actor is: an id of a log, resolved against identities and then people.

use crate::dataset::Dataset;
use crate::record::{Record, trimmed};
use crate::tables::Table;
use std::collections::BTreeMap;

/// What an id resolves to.
#[derive(Clone, Copy, Debug)]
pub enum Actor<'a> {
    /// Exactly one registered identity.
    Identity(&'a Record),
    /// Exactly one registered person or team; a person is a registered identity.
    Person(&'a Record),
    /// Nothing is registered under it.
    Nobody,
    /// More than one is, and which one is not known.
    Several,
}

impl<'a> Actor<'a> {
    /// Its record, when there is exactly one.
    pub fn record(self) -> Option<&'a Record> {
        match self {
            Self::Identity(r) | Self::Person(r) => Some(r),
            Self::Nobody | Self::Several => None,
        }
    }

    /// Whether it is exactly one identity or person. A team is several.
    pub fn is_resolved(self) -> bool {
        match self {
            Self::Person(p) => p.get("kind") != Some("team"),
            Self::Identity(_) => true,
            Self::Nobody | Self::Several => false,
        }
    }

    /// Whether it is known to be a person: a person or an identity of the kind `human`. `None` when that is not told.
    pub fn is_human(self) -> Option<bool> {
        match self {
            Self::Person(p) => p.get("kind").map(|k| k == "human"),
            Self::Identity(i) => i.get("kind").map(|k| k == "human"),
            Self::Nobody | Self::Several => None,
        }
    }
}

/// Identities and people by id and by name.
#[derive(Clone, Debug)]
pub struct Registry<'a> {
    data: &'a Dataset,
    /// Names that are no ids, with every record that bears them.
    names: BTreeMap<&'a str, Vec<&'a Record>>,
}

impl<'a> Registry<'a> {
    /// Gathers who is registered.
    pub fn new(data: &'a Dataset) -> Self {
        let mut names: BTreeMap<&'a str, Vec<&'a Record>> = BTreeMap::new();
        for table in [Table::Identities, Table::People] {
            for record in data.rows(table) {
                if let Some(name) = record.get("name").filter(|n| *n != record.key) {
                    names.entry(name).or_default().push(record);
                }
            }
        }
        Self { data, names }
    }

    /// Who an id is: an identity by id, else a person by id, after the ids that were joined; else the one record with this name.
    pub fn resolve(&self, id: &str) -> Actor<'a> {
        let id = trimmed(id);
        for id in [id, self.data.canonical(id)] {
            match (self.data.find(Table::Identities, id), self.data.find(Table::People, id)) {
                (Some(_), Some(_)) => return Actor::Several,
                (Some(i), None) => return Actor::Identity(i),
                (None, Some(p)) => return Actor::Person(p),
                (None, None) => {}
            }
        }
        match self.names.get(id).map(Vec::as_slice) {
            None | Some([]) => Actor::Nobody,
            Some([one]) if one.table == Table::People => Actor::Person(one),
            Some([one]) => Actor::Identity(one),
            Some(_) => Actor::Several,
        }
    }

    /// Whether two ids are one actor: the same text, joined ids, or one record.
    pub fn same(&self, a: &str, b: &str) -> bool {
        let same_record = || match (self.resolve(a).record(), self.resolve(b).record()) {
            (Some(x), Some(y)) => x.table == y.table && x.key == y.key,
            _ => false,
        };
        a == b || self.data.canonical(a) == self.data.canonical(b) || same_record()
    }

    /// The person who is accountable under an id: an active human of `people`. `None` when there is none, or when it is not told.
    pub fn accountable(&self, id: &str) -> Accountable {
        match self.resolve(id) {
            Actor::Person(p) => match (p.get("kind"), p.yes_no("active")) {
                (Some("team"), _) => Accountable::TeamOnly,
                (Some("human"), Some(true)) => Accountable::Yes,
                (_, Some(false)) => Accountable::No,
                _ => Accountable::Unknown,
            },
            Actor::Identity(i) if i.get("kind") == Some("human") => Accountable::Unknown,
            Actor::Identity(_) => Accountable::No,
            Actor::Nobody | Actor::Several => Accountable::Unresolved,
        }
    }
}

/// Whether somebody can be held accountable.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Accountable {
    /// A person who is known and active.
    Yes,
    /// A team; no person is named.
    TeamOnly,
    /// A person of whom it is not told that they are active.
    Unknown,
    /// The name resolves to nobody, or to several.
    Unresolved,
    /// A person who is not active, or a machine.
    No,
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::record::Origin;
    use crate::tables::spec;
    use std::collections::BTreeSet;

    fn row(table: Table, values: &[(&str, &str)]) -> Record {
        let fields = values.iter().map(|(c, v)| (spec(table).position(c).unwrap() as u16, v)).collect();
        Record::new(table, values[0].1.into(), fields, Origin { file: 1, row: 2 })
    }

    #[test]
    fn two_matches_or_none_are_no_actor() {
        let records = [
            row(Table::Identities, &[("id", "svc-1"), ("name", "Deploy"), ("kind", "workload")]),
            row(Table::Identities, &[("id", "P-2"), ("kind", "human")]),
            row(Table::People, &[("id", "P-1"), ("name", "Ann Lee"), ("kind", "human"), ("active", "yes")]),
            row(Table::People, &[("id", "P-2"), ("name", "Bo Ek"), ("kind", "human"), ("active", "yes")]),
            row(Table::People, &[("id", "P-3"), ("name", "Ann Lee"), ("kind", "human"), ("active", "no")]),
            row(Table::People, &[("id", "P-4"), ("name", "Di Ro")]),
            row(Table::People, &[("id", "T-1"), ("name", "Operations"), ("kind", "team"), ("active", "yes")]),
        ];
        let data = Dataset::new(vec![], records, BTreeSet::new()).with_joins(&[("ann@x".into(), "P-1".into())], &BTreeSet::new());
        let r = Registry::new(&data);
        assert!(matches!(r.resolve("svc-1"), Actor::Identity(_)));
        assert!(matches!(r.resolve("Deploy"), Actor::Identity(_)));
        assert!(matches!(r.resolve("P-1"), Actor::Person(_)));
        assert!(matches!(r.resolve("ann@x"), Actor::Person(p) if p.key == "P-1"));
        assert!(matches!(r.resolve("P-2"), Actor::Several), "an identity and a person under one id");
        assert!(matches!(r.resolve("Ann Lee"), Actor::Several));
        assert!(matches!(r.resolve("nobody"), Actor::Nobody));
        let resolved = |id: &str| r.resolve(id).is_resolved();
        assert!(resolved("P-1") && resolved("svc-1") && !resolved("T-1") && !resolved("P-2") && !resolved("nobody"), "a team is several");
        assert!(r.same("ann@x", "P-1") && r.same("Deploy", "svc-1") && !r.same("nobody", "P-1"));
        assert_eq!(r.accountable("P-1"), Accountable::Yes);
        assert_eq!(r.accountable("P-3"), Accountable::No);
        assert_eq!(r.accountable("Operations"), Accountable::TeamOnly);
        assert_eq!(r.accountable("gone"), Accountable::Unresolved);
        assert_eq!(r.accountable("svc-1"), Accountable::No);
        let human = |id: &str| r.resolve(id).is_human();
        assert_eq!([human("P-1"), human("T-1"), human("P-4"), human("svc-1")], [Some(true), Some(false), None, Some(false)]);
    }
}

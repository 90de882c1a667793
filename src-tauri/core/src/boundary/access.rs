//! What a workflow may reach, gathered once: its identities and agents, their credentials and grants, and its tools.

use super::lifetime::bounds;
use super::uses::Uses;
use crate::case::Case;
use crate::event::{ActorKind, Kind};
use crate::facts::{acting_as, acting_told, misread};
use crate::place::Place;
use crate::record::Record;
use crate::tables::Table;
use chrono::NaiveDate;
use std::collections::{BTreeMap, BTreeSet};

/// The access of one workflow.
#[derive(Clone, Debug, Default)]
pub struct Access<'a> {
    /// Ids of the identities it acts as and of its agents, in order.
    pub ids: Vec<&'a str>,
    /// Whether those are all: both columns are told and were understood.
    pub ids_told: bool,
    /// Those of `ids` that the inventory of identities holds.
    pub identities: Vec<&'a Record>,
    /// Those of `ids` that it does not hold.
    pub unregistered: Vec<&'a str>,
    /// Credentials of the identities, and those that the workflow, its identities or its tools hold; in key order.
    pub credentials: Vec<&'a Record>,
    /// Grants of the identities, and those that name the workflow; in key order.
    pub grants: Vec<&'a Record>,
    /// Ids of its tools, in order.
    pub tool_ids: Vec<&'a str>,
    /// Whether those are all: the tool mode is fixed and the list was told.
    pub tools_told: bool,
    /// Those of its tools that the inventory of tools holds.
    pub tools: Vec<&'a Record>,
    /// Who used what, as its events show.
    pub uses: Uses,
    /// Those of `ids` of which no credential is recorded, and those of which no grant is, under any id joined with them.
    no_credential: Vec<&'a str>,
    no_grant: Vec<&'a str>,
}

impl<'a> Access<'a> {
    /// Gathers the access of a case's workflow.
    pub fn of(case: &Case<'_, 'a>) -> Self {
        let (w, data, related) = (case.workflow, case.data(), case.related());
        let mut ids: Vec<&'a str> = acting_as(w).collect();
        ids.sort_unstable();
        ids.dedup();
        let mut tool_ids: Vec<&'a str> = w.list("tools").unwrap_or_default();
        tool_ids.sort_unstable();
        tool_ids.dedup();
        let credentials = related.credentials_among(&ids, ids.iter().chain(&tool_ids).copied().chain([w.key.as_str()]));
        let grants = related.grants_among(&ids, &w.key);
        let lacking = |records: &[&Record]| {
            let have: BTreeSet<&str> = records.iter().filter_map(|r| r.get("identity")).map(|id| data.canonical(id)).collect();
            ids.iter().copied().filter(|id| !have.contains(data.canonical(id))).collect::<Vec<_>>()
        };
        Self {
            no_credential: lacking(&credentials),
            no_grant: lacking(&grants),
            ids_told: acting_told(w),
            identities: ids.iter().filter_map(|id| data.find(Table::Identities, id)).collect(),
            unregistered: ids.iter().copied().filter(|id| data.find(Table::Identities, id).is_none()).collect(),
            ids,
            credentials,
            grants,
            tools: tool_ids.iter().filter_map(|id| data.find(Table::Tools, id)).collect(),
            tool_ids,
            tools_told: tools_told(w),
            uses: Uses::of(case.trail),
        }
    }

    /// The ids of identities of which no credential is recorded.
    pub fn without_credentials(&self) -> Vec<&'a str> {
        self.no_credential.clone()
    }

    /// The ids of identities of which no grant is recorded.
    pub fn without_grants(&self) -> Vec<&'a str> {
        self.no_grant.clone()
    }

    /// The credentials that were seen in use in the period, by a machine or by nobody who is named, and that are not on record: by id, with
    /// who was seen and the first event.
    pub(super) fn unlisted<'c>(&self, case: &Case<'c, 'a>) -> BTreeMap<&'c str, (BTreeSet<&'c str>, Place)> {
        let id = |at: usize| case.trail.get(at).and_then(|e| e.credential);
        let listed = |id: &str| case.data().find(Table::Credentials, id).is_some();
        let mut unlisted = BTreeMap::new();
        if self.uses.credentials.iter().filter_map(|used| id(used.first)).all(listed) {
            return unlisted;
        }
        let during = case.period().from..=case.as_of();
        let uses = case.trail.events().iter().filter(|e| !matches!(e.kind, Kind::CredentialIssue | Kind::CredentialRevoke));
        let by_machine = uses.filter(|e| e.actor.is_none() || e.actor_kind != ActorKind::Human);
        for e in by_machine.filter(|e| e.day().is_some_and(|day| during.contains(&day))) {
            let Some(id) = e.credential.filter(|id| !listed(id)) else { continue };
            let (users, _) = unlisted.entry(id).or_insert_with(|| (BTreeSet::new(), e.place(Some("credential"))));
            users.extend(e.actor);
        }
        unlisted
    }

    /// The credentials on record that a machine was seen to use in the log and that are not among `credentials`, each with the event.
    pub(super) fn seen<'c>(&self, case: &Case<'c, 'a>) -> Vec<(&'a Record, Place)> {
        let held = |key: &str| self.credentials.binary_search_by(|c| c.key.as_str().cmp(key)).is_ok();
        let used = self.uses.credentials.iter().filter_map(|used| {
            let e = case.trail.get(*used.machines.first()?)?;
            let c = case.data().find(Table::Credentials, e.credential?).filter(|c| !held(&c.key))?;
            Some((c, e.place(Some("credential"))))
        });
        used.collect()
    }
}

/// What a person calls whatever an id is of: a workflow, a tool, an identity or a person. One that is not on record is called by its id.
pub(super) fn name_of<'n>(data: &'n crate::dataset::Dataset, id: &'n str) -> &'n str {
    let tables = [Table::Workflows, Table::Tools, Table::Identities, Table::People];
    tables.into_iter().find_map(|table| data.find(table, id)).map_or(id, Record::called)
}

/// Whether the tools of a workflow are told in full: its tool mode is fixed, and the list is told or there are none.
pub(super) fn tools_told(w: &Record) -> bool {
    let fixed = matches!(w.get("tool_mode"), Some("none" | "fixed_single" | "fixed_allowlist"));
    fixed && !misread(w, "tools") && (w.get("tools").is_some() || w.get("tool_mode") == Some("none"))
}

/// The identity that a credential or a grant is of.
pub(super) fn identity_of(record: &Record) -> &str {
    record.get("identity").unwrap_or("")
}

/// Whether access had ended before a day. What tells no end goes on.
pub(super) fn ended(record: &Record, day: NaiveDate) -> bool {
    let start = day.and_hms_opt(0, 0, 0).map_or(i64::MIN, |t| t.and_utc().timestamp_millis());
    record.get("expires_at").and_then(bounds).is_some_and(|(_, last)| last <= start)
}

/// A credential or a grant as a sentence begins with it.
pub(super) fn called(record: &Record) -> String {
    let of = |column: &str| record.get(column).unwrap_or("?");
    match record.table {
        Table::Grants => format!("The grant of {} on {} to {}", of("permission"), of("resource"), of("identity")),
        _ => format!("Credential {} of {}", record.key, of("identity")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::boundary::tests::{codes, organisation};
    use crate::tables::Table::{Credentials, Flows, Grants, Identities, Resources};

    #[test]
    fn what_an_id_that_was_joined_may_reach_is_reached() {
        let mut made = organisation();
        made.put(Identities, &[("id", "I-1@corp"), ("kind", "workload"), ("home_environment", "dev"), ("broker", "no")])
            .put(Resources, &[("id", "R-2"), ("kind", "store"), ("sensitivity", "secrets"), ("environment", "prod")])
            .put(Grants, &[("identity", "I-1@corp"), ("resource", "R-2"), ("permission", "*"), ("environment", "prod")])
            .put(Credentials, &[("id", "C-2"), ("identity", "I-1@corp"), ("issued_per", "standing"), ("holders", "x")])
            .put(Flows, &[("workflow", "WF-1"), ("from", "R-2"), ("to", "bot@corp")]);
        let reach = |made: &crate::testing::Made| {
            let own = |c: &Case<'_, '_>| (Access::of(c).grants.len(), Access::of(c).credentials.len());
            (made.case("WF-1", own), ["EB-01", "EB-08", "EB-16", "EB-18"].map(|code| !codes(made, code).is_empty()))
        };
        assert_eq!(reach(&made), ((1, 1), [false; 4]));
        made.joins = vec![("I-1".into(), "I-1@corp".into()), ("I-1".into(), "bot@corp".into())];
        assert_eq!(reach(&made), ((2, 2), [true; 4]));
        // The two are one identity: that one of them has no grant of its own is no gap in what is told.
        made.records.retain(|r| r.table != Grants || r.get("identity") != Some("I-1"));
        made.case("WF-1", |c| assert!(Access::of(c).without_grants().is_empty()));
        made.joins.clear();
        made.case("WF-1", |c| assert_eq!(Access::of(c).without_grants(), ["I-1"]));
    }
}

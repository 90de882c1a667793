//! What a workflow may reach, gathered once: its identities and agents, their credentials and grants, and its tools.

use super::lifetime::bounds;
use super::uses::Uses;
use crate::case::Case;
use crate::facts::misread;
use crate::record::Record;
use crate::tables::Table;
use chrono::NaiveDate;
use std::collections::BTreeSet;

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
}

impl<'a> Access<'a> {
    /// Gathers the access of a case's workflow.
    pub fn of(case: &Case<'_, 'a>) -> Self {
        let (w, data, related) = (case.workflow, case.data(), case.related());
        let mut ids: Vec<&'a str> = w.list("identities").into_iter().chain(w.list("agents")).flatten().collect();
        ids.sort_unstable();
        ids.dedup();
        let mut tool_ids: Vec<&'a str> = w.list("tools").unwrap_or_default();
        tool_ids.sort_unstable();
        tool_ids.dedup();
        let fixed = matches!(w.get("tool_mode"), Some("none" | "fixed_single" | "fixed_allowlist"));
        let tools_told = fixed && !misread(w, "tools") && (w.get("tools").is_some() || w.get("tool_mode") == Some("none"));
        let mut credentials: Vec<&'a Record> = ids.iter().flat_map(|id| related.credentials_of(id)).collect();
        let holders = ids.iter().chain(&tool_ids).copied().chain([w.key.as_str()]);
        credentials.extend(holders.flat_map(|h| related.held_by(h)));
        let mut grants: Vec<&'a Record> = ids.iter().flat_map(|id| related.grants_of(id)).collect();
        grants.extend(related.grants_for(&w.key));
        for list in [&mut credentials, &mut grants] {
            list.sort_by(|a, b| a.key.cmp(&b.key));
            list.dedup_by(|a, b| a.key == b.key);
        }
        Self {
            ids_told: ["identities", "agents"].into_iter().all(|c| w.get(c).is_some() && !misread(w, c)),
            identities: ids.iter().filter_map(|id| data.find(Table::Identities, id)).collect(),
            unregistered: ids.iter().copied().filter(|id| data.find(Table::Identities, id).is_none()).collect(),
            ids,
            credentials,
            grants,
            tools: tool_ids.iter().filter_map(|id| data.find(Table::Tools, id)).collect(),
            tool_ids,
            tools_told,
            uses: Uses::of(case.trail),
        }
    }

    /// The ids of identities of which no credential is recorded.
    pub fn without_credentials(&self) -> Vec<&'a str> {
        self.lacking(&self.credentials)
    }

    /// The ids of identities of which no grant is recorded.
    pub fn without_grants(&self) -> Vec<&'a str> {
        self.lacking(&self.grants)
    }

    fn lacking(&self, records: &[&'a Record]) -> Vec<&'a str> {
        let have: BTreeSet<&str> = records.iter().filter_map(|r| r.get("identity")).collect();
        self.ids.iter().copied().filter(|id| !have.contains(id)).collect()
    }
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

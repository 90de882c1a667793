//! How the tab Access is filled: the access of a workflow as its analysis gathers it, identity by identity.

use crate::cases::Looked;
use crate::desk::Workbench;
use crate::error::Result;
use crate::screens::Reading;
use crate::screens::access::{AccessCredential, AccessGrant, AccessIdentity, AccessView};
use crate::screens::marks::{Marks, facts_of};
use crate::screens::reading::count;
use crate::screens::words::{environment, things, value};
use countersign_core::Record;
use countersign_core::boundary::access::Access;
use countersign_core::case::Case;
use countersign_core::facts::acting_as;
use countersign_core::findings::Finding;
use countersign_core::record::KEY_SEPARATOR;
use countersign_core::rule::plain;
use countersign_core::tables::{Kind, Table};
use countersign_core::words::lower_first;

/// Columns that stand in lines of their own, or name what the line is about.
const CREDENTIAL: [&str; 2] = ["id", "identity"];
const GRANT: [&str; 3] = ["identity", "resource", "permission"];
const IDENTITY: [&str; 2] = ["id", "name"];

impl Workbench {
    /// What a workflow can reach, with what was found about each part of it.
    ///
    /// # Errors
    /// `usage/workflow`, `workspace/failed`.
    pub fn workflow_access(&self, reading: &Reading, id: &str) -> Result<AccessView> {
        let told = self.told_about(reading, id)?;
        self.with_case(reading, id, |looked| view(&told, looked))
    }
}

fn view(told: &[Finding], looked: &Looked<'_, '_>) -> AccessView {
    let case = &looked.case;
    let access = Access::of(case);
    let marks = Marks::of(told, &["EB-"]);
    // As the inventory names them: identities, then agents; then those that only a credential or a grant names.
    let mut ids: Vec<&str> = Vec::new();
    for id in acting_as(case.workflow).chain(access.credentials.iter().chain(&access.grants).filter_map(|r| r.get("identity"))) {
        if !ids.iter().any(|known| case.data().canonical(known) == case.data().canonical(id)) {
            ids.push(id);
        }
    }
    let mut identities: Vec<AccessIdentity> = ids.iter().map(|id| identity(case, &access, &marks, Some(id))).collect();
    let nameless = identity(case, &access, &marks, None);
    if !nameless.credentials.is_empty() || !nameless.grants.is_empty() {
        identities.push(nameless);
    }
    let records = access.identities.iter().chain(&access.credentials).chain(&access.grants);
    let shown: Vec<(Table, &str)> = records.map(|r| (r.table, r.key.as_str())).collect();
    AccessView {
        analysed: looked.analysed,
        identities,
        findings: if looked.analysed { marks.beside(&shown) } else { Vec::new() },
        unused_days: whole(case.parameters().get("boundary_unused_days")),
    }
}

/// One identity with what is its own; without an id, what names none.
fn identity(case: &Case<'_, '_>, access: &Access<'_>, marks: &Marks<'_>, id: Option<&str>) -> AccessIdentity {
    let data = case.data();
    let record = id.and_then(|id| data.find(Table::Identities, id).or_else(|| data.find(Table::Identities, data.canonical(id))));
    let of = |r: &&&Record| r.get("identity").map(|i| data.canonical(i)) == id.map(|i| data.canonical(i));
    let users = id.map_or(0, |id| case.related().users_of(data.canonical(id)).len());
    AccessIdentity {
        id: id.map(str::to_owned),
        name: record.and_then(|r| r.get("name")).map(str::to_owned),
        kind: record.and_then(|r| r.get("kind")).map(|kind| if kind == "human" { "person".to_owned() } else { plain(kind) }),
        registered: record.is_some(),
        shared: (users > 1).then(|| format!("shared by {}", things(count(users), "workflow"))),
        facts: record.map_or_else(Vec::new, |r| facts_of(data, r, &IDENTITY)),
        findings: match (record, id) {
            (Some(r), _) => marks.about(r),
            (None, Some(id)) => marks.under(Table::Identities, id),
            (None, None) => Vec::new(),
        },
        credentials: access.credentials.iter().filter(of).map(|r| credential(case, marks, r)).collect(),
        grants: access.grants.iter().filter(of).map(|r| grant(case, marks, r)).collect(),
    }
}

fn credential(case: &Case<'_, '_>, marks: &Marks<'_>, r: &Record) -> AccessCredential {
    AccessCredential {
        id: r.key.clone(),
        kind: r.get("kind").map(credential_kind),
        lifetime: lifetime(r),
        expires: day(r, "expires_at"),
        last_used: day(r, "last_used"),
        facts: facts_of(case.data(), r, &CREDENTIAL),
        findings: marks.about(r),
        source: case.data().naming_cell(r),
    }
}

fn grant(case: &Case<'_, '_>, marks: &Marks<'_>, r: &Record) -> AccessGrant {
    let data = case.data();
    let resource = r.get("resource").unwrap_or("");
    let of = data.find(Table::Resources, resource);
    AccessGrant {
        key: r.key.replace(KEY_SEPARATOR, " / "),
        resource: resource.to_owned(),
        resource_name: of.and_then(|x| x.get("name")).map(str::to_owned),
        sensitivity: of.and_then(|x| x.get("sensitivity")).map(plain),
        permission: if r.get("permission") == Some("*") { "anything".to_owned() } else { plain(r.get("permission").unwrap_or("")) },
        environment: r.get("environment").or_else(|| of?.get("environment")).map(environment),
        kind: r.get("kind").map(|kind| if kind == "jit" { "just in time".to_owned() } else { plain(kind) }),
        expires: day(r, "expires_at"),
        last_used: day(r, "last_used"),
        last_reviewed: day(r, "last_reviewed"),
        purpose: r.get("purpose").map(str::to_owned),
        facts: facts_of(data, r, &GRANT),
        findings: marks.about(r),
        source: data.naming_cell(r),
    }
}

fn credential_kind(word: &str) -> String {
    match word {
        "api_key" => "API key".to_owned(),
        "oauth_token" => "OAuth token".to_owned(),
        "svid" => "SVID".to_owned(),
        other => lower_first(&value("kind", Kind::One(&[]), other)),
    }
}

/// How long a credential lives, in words. What is standing and tells no end has none; what tells nothing is unknown.
fn lifetime(r: &Record) -> Option<String> {
    if let Some(seconds) = r.integer("ttl_seconds").and_then(|s| u64::try_from(s).ok()) {
        return Some(duration(seconds));
    }
    if let (Some(from), Some(to)) = (r.day("issued_at"), r.day("expires_at"))
        && let Ok(days) = u64::try_from((to - from).num_days())
    {
        return Some(if days == 0 { "less than a day".to_owned() } else { things(days, "day") });
    }
    match (r.get("issued_per"), r.get("expires_at")) {
        (Some("standing"), None) => Some("no expiry".to_owned()),
        (Some(per @ ("task" | "session")), _) => Some(format!("issued per {per}")),
        _ => None,
    }
}

/// A number of seconds in the largest unit that it fills.
fn duration(seconds: u64) -> String {
    match seconds {
        s if s >= 86_400 && s % 86_400 == 0 => things(s / 86_400, "day"),
        s if s >= 3_600 && s % 3_600 == 0 => things(s / 3_600, "hour"),
        s if s >= 60 && s % 60 == 0 => things(s / 60, "minute"),
        s => things(s, "second"),
    }
}

fn day(r: &Record, column: &str) -> Option<String> {
    r.day(column).map(|d| d.to_string())
}

/// A threshold that counts something.
#[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "thresholds are small and not below 0")]
fn whole(value: f64) -> u64 {
    value.round().max(0.0) as u64
}

#[cfg(test)]
mod tests {
    use super::*;
    use countersign_core::record::Origin;
    use countersign_core::tables::spec;

    fn credential(values: &[(&str, &str)]) -> Record {
        let of = |(c, v): &(&str, &str)| (u16::try_from(spec(Table::Credentials).position(c).unwrap()).unwrap(), (*v).to_owned());
        Record::new(Table::Credentials, "C".into(), values.iter().map(of).collect(), Origin { file: 1, row: 2 })
    }

    #[test]
    fn a_lifetime_is_told_in_words_or_not_at_all() {
        let of = |values: &[(&str, &str)]| lifetime(&credential(values));
        assert_eq!(of(&[("ttl_seconds", "3600")]).as_deref(), Some("1 hour"));
        assert_eq!(of(&[("ttl_seconds", "90")]).as_deref(), Some("90 seconds"));
        assert_eq!(of(&[("issued_at", "2026-01-01"), ("expires_at", "2026-01-31")]).as_deref(), Some("30 days"));
        assert_eq!(of(&[("issued_per", "standing")]).as_deref(), Some("no expiry"));
        assert_eq!(of(&[("issued_per", "task")]).as_deref(), Some("issued per task"));
        assert_eq!(of(&[("kind", "api_key")]), None, "nothing is told, nothing is said");
        assert_eq!(of(&[("issued_at", "2026-02-01"), ("expires_at", "2026-01-01")]), None, "an end before the start tells nothing");
        assert_eq!(duration(172_800), "2 days");
        assert_eq!(duration(120), "2 minutes");
        assert_eq!(whole(90.0), 90);
    }

    #[test]
    fn kinds_of_credentials_read_like_words() {
        assert_eq!(
            (credential_kind("api_key"), credential_kind("password"), credential_kind("oauth_token")),
            ("API key".into(), "password".into(), "OAuth token".into())
        );
    }
}

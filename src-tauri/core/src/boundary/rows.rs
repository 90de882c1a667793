//! The access of a workflow as rows: for each identity its credentials and grants, with the codes of what was found about them.

use super::access::{Access, identity_of};
use crate::case::Case;
use crate::hit::{Hit, Subject};
use crate::record::Record;
use crate::tables::Table;
use std::collections::{BTreeMap, BTreeSet};

/// One identity as what a workflow acts, or that holds what the workflow uses.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct IdentityRow {
    /// Its id.
    pub id: String,
    /// Its name; `None` when it is not told.
    pub name: Option<String>,
    /// `human`, `workload`, `service_account` or `agent`; `None` when it is not told.
    pub kind: Option<String>,
    /// Who owns it, as written.
    pub owner: Option<String>,
    /// Where it is at home: `dev`, `test` or `prod`.
    pub home: Option<String>,
    /// Whether the inventory of identities holds it.
    pub registered: bool,
    /// Whether the workflow names it as one that it acts as, or as its agent.
    pub named: bool,
    /// Its credentials, in id order.
    pub credentials: Vec<CredentialRow>,
    /// Its grants, by resource and permission.
    pub grants: Vec<GrantRow>,
    /// The full codes of what was found about the identity itself, in order.
    pub flags: Vec<String>,
}

/// One credential. Dates are as written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CredentialRow {
    /// Its id.
    pub id: String,
    /// `api_key`, `oauth_token`, ...
    pub kind: Option<String>,
    /// `task`, `session` or `standing`.
    pub issued_per: Option<String>,
    /// When it was issued.
    pub issued_at: Option<String>,
    /// When it expires.
    pub expires_at: Option<String>,
    /// How long it lives, in seconds.
    pub ttl_seconds: Option<i64>,
    /// Who holds it.
    pub holders: Vec<String>,
    /// When it was last used.
    pub last_used: Option<String>,
    /// The full codes of what was found about it, in order.
    pub flags: Vec<String>,
}

/// One grant. Dates are as written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct GrantRow {
    /// The key of its record.
    pub key: String,
    /// What it opens.
    pub resource: String,
    /// `read`, `write`, `execute`, `admin` or `*`.
    pub permission: String,
    /// The environment that the grant names, or else the one its resource stands in.
    pub environment: Option<String>,
    /// How sensitive the resource is.
    pub sensitivity: Option<String>,
    /// `standing` or `jit`.
    pub kind: Option<String>,
    /// When it expires.
    pub expires_at: Option<String>,
    /// When it was last used.
    pub last_used: Option<String>,
    /// When the grant itself was last reviewed.
    pub last_reviewed: Option<String>,
    /// The full codes of what was found about it, in order.
    pub flags: Vec<String>,
}

/// The access of a workflow, by identity, with what was found at its boundary.
pub fn access_rows(case: &Case<'_, '_>, access: &Access<'_>, found: &[Hit]) -> Vec<IdentityRow> {
    let flags = Flags::of(found);
    let mut ids: BTreeSet<&str> = access.ids.iter().copied().collect();
    ids.extend(access.credentials.iter().chain(&access.grants).map(|r| identity_of(r)));
    let mut credentials: BTreeMap<&str, Vec<CredentialRow>> = BTreeMap::new();
    for c in &access.credentials {
        credentials.entry(identity_of(c)).or_default().push(credential(c, &flags));
    }
    let mut grants: BTreeMap<&str, Vec<GrantRow>> = BTreeMap::new();
    for g in &access.grants {
        grants.entry(identity_of(g)).or_default().push(grant(case, g, &flags));
    }
    let row = |id: &str| {
        let record = case.data().find(Table::Identities, id);
        let of = |column: &str| record.and_then(|r| text(r, column));
        IdentityRow {
            id: id.to_owned(),
            name: of("name"),
            kind: of("kind"),
            owner: of("owner"),
            home: of("home_environment"),
            registered: record.is_some(),
            named: access.ids.contains(&id),
            credentials: credentials.remove(id).unwrap_or_default(),
            grants: grants.remove(id).unwrap_or_default(),
            flags: record.map(|r| flags.about(r)).unwrap_or_default(),
        }
    };
    ids.into_iter().map(row).collect()
}

/// The codes of hits, by what they are about.
struct Flags(BTreeMap<Subject, BTreeSet<String>>);

impl Flags {
    fn of(hits: &[Hit]) -> Self {
        let mut flags: BTreeMap<Subject, BTreeSet<String>> = BTreeMap::new();
        for hit in hits {
            for subject in &hit.subjects {
                flags.entry(subject.clone()).or_default().insert(hit.full_code());
            }
        }
        Self(flags)
    }

    fn about(&self, record: &Record) -> Vec<String> {
        self.0.get(&Subject::of(record)).into_iter().flatten().cloned().collect()
    }
}

fn text(r: &Record, column: &str) -> Option<String> {
    r.get(column).map(str::to_owned)
}

fn credential(c: &Record, flags: &Flags) -> CredentialRow {
    CredentialRow {
        id: c.key.clone(),
        kind: text(c, "kind"),
        issued_per: text(c, "issued_per"),
        issued_at: text(c, "issued_at"),
        expires_at: text(c, "expires_at"),
        ttl_seconds: c.integer("ttl_seconds"),
        holders: c.list("holders").unwrap_or_default().into_iter().map(str::to_owned).collect(),
        last_used: text(c, "last_used"),
        flags: flags.about(c),
    }
}

fn grant(case: &Case<'_, '_>, g: &Record, flags: &Flags) -> GrantRow {
    let resource = g.get("resource").and_then(|r| case.data().find(Table::Resources, r));
    GrantRow {
        key: g.key.clone(),
        resource: text(g, "resource").unwrap_or_default(),
        permission: text(g, "permission").unwrap_or_default(),
        environment: text(g, "environment").or_else(|| resource.and_then(|r| text(r, "environment"))),
        sensitivity: resource.and_then(|r| text(r, "sensitivity")),
        kind: text(g, "kind"),
        expires_at: text(g, "expires_at"),
        last_used: text(g, "last_used"),
        last_reviewed: text(g, "last_reviewed"),
        flags: flags.about(g),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::boundary::tests::{GRANT, organisation};

    #[test]
    fn each_identity_comes_with_what_it_holds_and_what_was_found_about_it() {
        let mut made = organisation();
        made.set(Table::Workflows, "WF-1", "agents", "I-0")
            .set(Table::Grants, GRANT, "last_used", "2026-01-01")
            .set(Table::Grants, GRANT, "environment", "")
            .set(Table::Credentials, "C-1", "issued_per", "session")
            .set(Table::Identities, "I-1", "owner", "")
            .put(Table::Grants, &[("workflow", "WF-1"), ("identity", "I-2"), ("resource", "R-9"), ("permission", "write")]);
        let found = super::super::tests::all(&made);
        let rows = made.case("WF-1", |c| access_rows(c, &Access::of(c), &found));
        assert_eq!(
            rows.iter().map(|r| (r.id.as_str(), r.registered, r.named)).collect::<Vec<_>>(),
            [("I-0", false, true), ("I-1", true, true), ("I-2", false, false)]
        );
        let one = &rows[1];
        assert_eq!((one.kind.as_deref(), one.home.as_deref(), one.owner.as_deref()), (Some("workload"), Some("dev"), None));
        assert_eq!(one.flags, ["EB-11-U"]);
        assert_eq!((one.credentials[0].id.as_str(), one.credentials[0].ttl_seconds), ("C-1", Some(900)));
        assert_eq!(one.credentials[0].flags, ["EB-12-U"]);
        assert_eq!(one.credentials[0].holders, ["WF-1"]);
        let grant = &one.grants[0];
        assert_eq!((grant.resource.as_str(), grant.permission.as_str(), grant.environment.as_deref()), ("R-1", "read", Some("dev")));
        assert_eq!(grant.flags, ["EB-16"]);
        assert_eq!(rows[2].grants[0].environment, None);
        assert!(rows[2].grants[0].flags.contains(&"EB-08-U".to_owned()));
    }
}

//! EB-19 orphan: an identity is used and is in no inventory, or a workflow is retired while a credential is active. It needs who acts,
//! whose a credential is, an inventory to look in, and the state of the workflow; without them it cannot be excluded.

use super::access::{Access, called, ended, identity_of};
use super::found::{Found, Verdict};
use super::severity::Steps;
use crate::case::Case;
use crate::hit::Hit;
use crate::place::Place;
use crate::record::Record;
use crate::registry::Actor;
use crate::risk::Level;
use crate::tables::Table;
use std::collections::BTreeMap;

pub(super) fn hits(case: &Case<'_, '_>, access: &Access<'_>) -> Vec<Hit> {
    let mut found = Found::new(case, "EB-19", Level::High);
    unregistered(case, access, &mut found);
    outliving(case, access, &mut found);
    found.hits(case)
}

fn unregistered(case: &Case<'_, '_>, access: &Access<'_>, found: &mut Found) {
    let (w, steps) = (case.workflow, Steps::of(case));
    let mut used: BTreeMap<&str, Vec<Place>> = BTreeMap::new();
    for id in &access.ids {
        let column = if w.list("agents").is_some_and(|of| of.contains(id)) { "agents" } else { "identities" };
        used.entry(id).or_default().push(Place::cell(w, column));
    }
    let event = |at: &usize| case.trail.get(*at);
    for e in access.uses.actors.iter().filter_map(event) {
        used.entry(e.actor.unwrap_or("")).or_default().push(e.place(Some("actor")));
    }
    for e in access.uses.behalf.iter().filter_map(event) {
        used.entry(e.on_behalf_of.unwrap_or("")).or_default().push(e.place(Some("on_behalf_of")));
    }
    let mut unlisted: Vec<(&str, Place)> = Vec::new();
    for e in access.uses.credentials.iter().filter_map(|c| event(&c.first)) {
        let (id, place) = (e.credential.unwrap_or(""), e.place(Some("credential")));
        match case.data().find(Table::Credentials, id) {
            Some(c) => used.entry(identity_of(c)).or_default().extend([place, Place::cell(c, "identity")]),
            None => unlisted.push((id, place)),
        }
    }
    // Where nothing at all is registered, that somebody is not says nothing.
    let inventory = !case.data().rows(Table::Identities).is_empty();
    for (id, at) in used {
        let text = match case.registry().resolve(id) {
            Actor::Identity(_) | Actor::Person(_) => continue,
            Actor::Nobody if inventory => format!("{id} is used and is in no inventory of identities or people."),
            Actor::Nobody => format!("{id} is used; there is no inventory of identities."),
            Actor::Several => format!("{id} is used, and more than one record bears that name."),
        };
        let unsure = !inventory || matches!(case.registry().resolve(id), Actor::Several);
        found.add("unregistered", unsure, steps, w, || (text, at));
    }
    for (id, at) in unlisted {
        found.add("unregistered", true, steps, w, || {
            (format!("Credential {id} is used and is not on record, so whose it is is not known."), vec![at])
        });
    }
    for (at, column, text) in [
        (access.uses.nobody, "actor", "Events do not tell who acted."),
        (access.uses.bare_execution, "credential", "Executions do not tell which credential was used."),
    ] {
        if let Some(e) = at.and_then(|at| case.trail.get(at)) {
            found.add("unregistered", true, steps, w, || (text.to_owned(), vec![e.place(Some(column))]));
        }
    }
}

fn outliving(case: &Case<'_, '_>, access: &Access<'_>, found: &mut Found) {
    let w = case.workflow;
    let retired = w.get("lifecycle");
    if !matches!(retired, Some("retired") | None) {
        return;
    }
    for c in &access.credentials {
        let active = active(case, access, c);
        if active == Verdict::No {
            continue;
        }
        let unsure = retired.is_none() || active == Verdict::Open;
        let text = match (retired, active) {
            (None, _) => format!("{} may be active; whether the workflow is retired is not told.", called(c)),
            (_, Verdict::Yes) => format!("{} is active, and the workflow is retired.", called(c)),
            _ => format!("{}: whether it has expired is not told, and the workflow is retired.", called(c)),
        };
        let at = vec![Place::cell(w, "lifecycle"), Place::cell(c, "expires_at")];
        found.add("outliving", unsure, Steps::of(case), c, || (text, at));
    }
}

/// Whether a credential is active on the as-of day.
fn active(case: &Case<'_, '_>, access: &Access<'_>, c: &Record) -> Verdict {
    // An issue that does not say of what may be of this one, after it was revoked.
    let used = access.uses.credential(case.trail, &c.key).filter(|_| access.uses.nameless_issue.is_none());
    if ended(c, case.as_of()) || used.is_some_and(|u| u.revokes.last() > u.issues.last()) {
        return Verdict::No;
    }
    match (c.get("expires_at"), c.get("issued_per")) {
        (Some(_), _) | (None, Some("standing")) => Verdict::Yes,
        _ => Verdict::Open,
    }
}

#[cfg(test)]
mod tests {
    use crate::boundary::tests::{codes, find, organisation};
    use crate::risk::Level;
    use crate::tables::Table::{Credentials, Identities, People, Workflows};

    const AT: &str = "2026-05-01T10:00:00Z";

    #[test]
    fn who_is_used_and_registered_nowhere_is_an_orphan() {
        let mut made = organisation();
        made.event("a", "tool_call", AT, &[("actor", "I-1"), ("on_behalf_of", "P-1")]).event("b", "effect", AT, &[("actor", "ledger")]);
        assert!(codes(&made, "EB-19").is_empty());
        for (n, values) in
            [&[("actor", "ghost")][..], &[("actor", "I-1"), ("on_behalf_of", "ghost")], &[("actor", "I-1"), ("credential", "C-9")]]
                .into_iter()
                .enumerate()
        {
            let mut made = organisation();
            made.put(Credentials, &[("id", "C-9"), ("identity", "ghost")]).event(&format!("e{n}"), "tool_call", AT, values);
            let hits = find(&made, "EB-19");
            assert_eq!((hits.len(), hits[0].full_code().as_str(), hits[0].cause.as_str()), (1, "EB-19", "unregistered"), "{n}");
            assert_eq!(hits[0].condition[0].text, "ghost is used and is in no inventory of identities or people.");
            assert_eq!(hits[0].if_true, Level::High);
        }
        made.set(Workflows, "WF-1", "agents", "ghost");
        assert_eq!(codes(&made, "EB-19"), ["EB-19"], "the workflow names it");
        made.put(People, &[("id", "ghost"), ("kind", "human")]);
        assert!(codes(&made, "EB-19").is_empty());
        made.put(Identities, &[("id", "ghost"), ("kind", "human"), ("owner", "P-1")]);
        assert_eq!(codes(&made, "EB-19"), ["EB-19-U"], "one of two records");
    }

    #[test]
    fn without_an_inventory_or_a_name_it_is_open() {
        let mut made = organisation();
        made.records.retain(|r| r.table != Identities);
        assert_eq!(codes(&made, "EB-19"), ["EB-19-U"]);
        for (kind, values, text) in [
            ("tool_call", &[][..], Some("Events do not tell who acted.")),
            ("effect", &[], None),
            ("execution", &[("actor", "I-1")], Some("Executions do not tell which credential was used.")),
            ("tool_call", &[("actor", "I-1")], None),
            (
                "tool_call",
                &[("actor", "I-1"), ("credential", "C-9")],
                Some("Credential C-9 is used and is not on record, so whose it is is not known."),
            ),
        ] {
            let mut made = organisation();
            made.event("e", kind, AT, values);
            let hits = find(&made, "EB-19");
            assert_eq!(hits.first().map(|h| h.condition[0].text.as_str()), text, "{kind} {values:?}");
            assert!(hits.iter().all(|h| h.unsure));
        }
    }

    #[test]
    fn a_retired_workflow_has_no_active_credential() {
        let mut made = organisation();
        for (lifecycle, expires, per, expected) in [
            ("active", "2027-01-01", "standing", &[][..]),
            ("suspended", "2027-01-01", "standing", &[]),
            ("retired", "2027-01-01", "task", &["EB-19"]),
            ("retired", "2026-09-30", "task", &["EB-19"]),
            ("retired", "2026-09-29", "task", &[]),
            ("retired", "", "standing", &["EB-19"]),
            ("retired", "", "task", &["EB-19-U"]),
            ("", "2027-01-01", "task", &["EB-19-U"]),
            ("", "2026-09-29", "task", &[]),
        ] {
            made.set(Workflows, "WF-1", "lifecycle", lifecycle);
            made.set(Credentials, "C-1", "expires_at", expires).set(Credentials, "C-1", "issued_per", per);
            assert_eq!(codes(&made, "EB-19"), expected, "{lifecycle} {expires} {per}");
        }
    }

    #[test]
    fn what_was_revoked_last_is_not_active() {
        let mut made = organisation();
        made.set(Workflows, "WF-1", "lifecycle", "retired").set(Credentials, "C-1", "expires_at", "2027-01-01");
        made.event("a", "credential_issue", "2026-05-01T10:00:00Z", &[("actor", "I-1"), ("credential", "C-1")]);
        assert_eq!(codes(&made, "EB-19"), ["EB-19"]);
        made.event("b", "credential_revoke", "2026-05-01T11:00:00Z", &[("actor", "I-1"), ("credential", "C-1")]);
        assert!(codes(&made, "EB-19").is_empty());
        made.event("c", "credential_issue", "2026-05-01T12:00:00Z", &[("actor", "I-1")]);
        assert_eq!(codes(&made, "EB-19"), ["EB-19"], "it may have been issued again");
        made.event("d", "credential_issue", "2026-05-01T12:00:00Z", &[("actor", "I-1"), ("credential", "C-1")]);
        assert_eq!(codes(&made, "EB-19"), ["EB-19"]);
    }
}

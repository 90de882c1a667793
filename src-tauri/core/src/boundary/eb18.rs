//! EB-18 direct secret reach: an identity that is no broker may read a store of secrets, or secrets flow to it. It needs what a resource
//! is and how sensitive it is, and whether an identity is a broker; without them it cannot be excluded.

use super::access::{Access, called, ended, identity_of};
use super::found::{Found, Verdict};
use super::severity::Steps;
use crate::case::Case;
use crate::hit::Hit;
use crate::place::Place;
use crate::record::Record;
use crate::risk::Level;
use crate::tables::Table;

pub(super) fn hits(case: &Case<'_, '_>, access: &Access<'_>) -> Vec<Hit> {
    let mut found = Found::new(case, "EB-18", Level::High);
    for g in access.grants.iter().filter(|g| g.get("permission") != Some("write") && !ended(g, case.period().from)) {
        let what = || format!("{} opens", called(g));
        reach(case, g, g.get("resource"), identity_of(g), what, &mut found);
    }
    for f in case.related().flows_of(&case.workflow.key) {
        let (from, to) = (f.get("from"), f.get("to").unwrap_or(""));
        let source = from.and_then(|r| case.data().find(Table::Resources, r));
        if source.is_some()
            && (access.ids.iter().any(|id| case.registry().same(id, to))
                || case.data().find(Table::Identities, to).is_some_and(|i| i.get("kind") != Some("human")))
        {
            let what = || format!("The flow from {} to {to} opens", from.unwrap_or("?"));
            reach(case, f, from, to, what, &mut found);
        }
    }
    found.hits(case)
}

/// Adds what a grant or a flow lets an identity reach.
fn reach(case: &Case<'_, '_>, record: &Record, resource: Option<&str>, identity: &str, what: impl Fn() -> String, found: &mut Found) {
    let holder = case.data().find(Table::Identities, identity);
    let broker = holder.and_then(|i| i.yes_no("broker"));
    let resource = resource.and_then(|r| case.data().find(Table::Resources, r));
    let secret = secrets(resource);
    if broker == Some(true) || secret == Verdict::No {
        return;
    }
    let unsure = secret == Verdict::Open || broker.is_none();
    let say = || {
        let what = what();
        let text = match (secret, broker) {
            (Verdict::Open, _) => format!("{what} what is not told to be free of secrets."),
            (_, None) => format!("{what} a store of secrets; whether {identity} is a broker is not told."),
            (_, Some(_)) => format!("{what} a store of secrets, and {identity} is no broker."),
        };
        let mut at = vec![if record.table == Table::Grants { Place::cell(record, "resource") } else { Place::cell(record, "from") }];
        at.extend(resource.into_iter().flat_map(|r| [Place::cell(r, "kind"), Place::cell(r, "sensitivity")]));
        at.extend(holder.map(|i| Place::cell(i, "broker")));
        (text, at)
    };
    found.add(format!("secrets of {identity}"), unsure, Steps::of(case).at(resource), record, say);
}

fn secrets(resource: Option<&Record>) -> Verdict {
    match resource.map(|r| (r.get("kind"), r.get("sensitivity"))) {
        Some((Some("secret_store"), _) | (_, Some("secrets"))) => Verdict::Yes,
        Some((Some(_), Some(_))) => Verdict::No,
        _ => Verdict::Open,
    }
}

#[cfg(test)]
mod tests {
    use crate::boundary::tests::{GRANT, codes, find, organisation};
    use crate::risk::Level;
    use crate::tables::Table::{Flows, Grants, Identities, Resources};

    #[test]
    fn a_store_of_secrets_is_one_by_kind_or_by_sensitivity() {
        let mut made = organisation();
        for (kind, sensitivity, expected) in [
            ("store", "restricted", &[][..]),
            ("secret_store", "internal", &["EB-18"]),
            ("secret_store", "", &["EB-18"]),
            ("store", "secrets", &["EB-18"]),
            ("", "secrets", &["EB-18"]),
            ("", "internal", &["EB-18-U"]),
            ("store", "", &["EB-18-U"]),
        ] {
            made.set(Resources, "R-1", "kind", kind).set(Resources, "R-1", "sensitivity", sensitivity);
            assert_eq!(codes(&made, "EB-18"), expected, "{kind} {sensitivity}");
        }
        made.records.retain(|r| r.table != Resources);
        assert_eq!(codes(&made, "EB-18"), ["EB-18-U"]);
    }

    #[test]
    fn a_broker_may_and_who_is_not_told_to_be_one_is_open() {
        let mut made = organisation();
        made.set(Resources, "R-1", "kind", "secret_store");
        for (broker, expected) in [("yes", &[][..]), ("no", &["EB-18"]), ("", &["EB-18-U"])] {
            made.set(Identities, "I-1", "broker", broker);
            assert_eq!(codes(&made, "EB-18"), expected, "{broker}");
        }
        made.set(Identities, "I-1", "broker", "no");
        let hits = find(&made, "EB-18");
        assert_eq!((hits[0].cause.as_str(), hits[0].if_true), ("secrets of I-1", Level::High));
        assert_eq!(hits[0].condition[0].text, "The grant of read on R-1 to I-1 opens a store of secrets, and I-1 is no broker.");
        made.set(Resources, "R-1", "sensitivity", "secrets");
        assert_eq!(find(&made, "EB-18")[0].if_true, Level::Critical);
        made.set(Grants, GRANT, "expires_at", "2026-03-01");
        assert!(codes(&made, "EB-18").is_empty(), "it ended before the period");
    }

    #[test]
    fn every_permission_but_to_write_opens_it() {
        for (permission, found) in [("read", true), ("execute", true), ("admin", true), ("*", true), ("write", false)] {
            let mut made = organisation();
            made.put(Resources, &[("id", "V"), ("kind", "secret_store"), ("sensitivity", "secrets"), ("environment", "dev")]);
            made.put(Grants, &[("identity", "I-1"), ("resource", "V"), ("permission", permission)]);
            assert_eq!(codes(&made, "EB-18") == ["EB-18"], found, "{permission}");
        }
    }

    #[test]
    fn secrets_may_flow_to_an_agent() {
        for (kind, found) in [("agent", true), ("", true), ("human", false)] {
            let mut made = organisation();
            made.put(Resources, &[("id", "V"), ("kind", "secret_store"), ("sensitivity", "secrets"), ("environment", "dev")])
                .put(Identities, &[("id", "A-1"), ("kind", kind), ("broker", "no")])
                .put(Flows, &[("workflow", "WF-1"), ("from", "V"), ("to", "A-1")]);
            assert_eq!(codes(&made, "EB-18") == ["EB-18"], found, "{kind}");
        }
        let mut made = organisation();
        made.put(Resources, &[("id", "V"), ("kind", "secret_store")]);
        made.put(Flows, &[("workflow", "WF-1"), ("from", "V"), ("to", "T-1")])
            .put(Flows, &[("workflow", "WF-1"), ("from", "T-1"), ("to", "I-1")]);
        assert!(codes(&made, "EB-18").is_empty(), "to a tool, and from what is no resource");
        made.set(Identities, "I-1", "kind", "human").put(Flows, &[("workflow", "WF-1"), ("from", "V"), ("to", "I-1")]);
        let hits = find(&made, "EB-18");
        assert_eq!(hits[0].condition[0].text, "The flow from V to I-1 opens a store of secrets, and I-1 is no broker.");
    }
}

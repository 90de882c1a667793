//! EB-11 missing owner: no person who is known and active answers for the workflow, or for an identity that it acts as. A team alone, an
//! owner who is not told, one of whom it is not told that they are active, and any name while no register of people is there, leave it
//! open. A person's own account is owned by that person.

use super::access::Access;
use super::found::{Found, Verdict};
use super::severity::Steps;
use crate::case::Case;
use crate::hit::Hit;
use crate::place::Place;
use crate::record::Record;
use crate::registry::{Accountable, Actor};
use crate::risk::Level;
use crate::tables::Table;

pub(super) fn hits(case: &Case<'_, '_>, access: &Access<'_>) -> Vec<Hit> {
    let mut found = Found::new("EB-11", Level::Medium);
    let steps = Steps::of(case);
    let machines = access.identities.iter().copied().filter(|i| i.get("kind") != Some("human"));
    for record in std::iter::once(case.workflow).chain(machines) {
        let (verdict, text) = answers(case, record);
        if verdict != Verdict::No {
            let cause = format!("owner of {}", record.key);
            let mut at = vec![Place::cell(record, "owner")];
            at.extend(record.get("owner").and_then(|o| case.registry().resolve(o).record()).map(|p| Place::cell(p, "active")));
            found.add(cause, verdict == Verdict::Open, steps, record, || (text, at));
        }
    }
    found.hits(case)
}

/// Whether an accountable person is missing.
fn answers(case: &Case<'_, '_>, record: &Record) -> (Verdict, String) {
    let key = &record.key;
    let Some(owner) = record.get("owner") else { return (Verdict::Open, format!("Who owns {key} is not told.")) };
    match case.registry().accountable(owner) {
        Accountable::Yes => (Verdict::No, String::new()),
        Accountable::TeamOnly => (Verdict::Open, format!("{key} is owned by the team {owner}; no person is named.")),
        Accountable::Unknown => (Verdict::Open, format!("{key} is owned by {owner}; whether that is an active person is not told.")),
        Accountable::Unresolved if case.data().rows(Table::People).is_empty() => {
            (Verdict::Open, format!("{key} is owned by {owner}; there is no register of people."))
        }
        Accountable::Unresolved if matches!(case.registry().resolve(owner), Actor::Several) => {
            (Verdict::Yes, format!("{key} is owned by {owner}, which more than one record bears."))
        }
        Accountable::Unresolved => (Verdict::Yes, format!("{key} is owned by {owner}, who is not registered.")),
        Accountable::No => (Verdict::Yes, format!("{key} is owned by {owner}, which is no active person.")),
    }
}

#[cfg(test)]
mod tests {
    use crate::boundary::tests::{codes, find, organisation};
    use crate::risk::Level;
    use crate::tables::Table::{Identities, People, Workflows};

    #[test]
    fn only_an_active_person_answers() {
        let mut made = organisation();
        made.put(People, &[("id", "P-2"), ("name", "Ann Lee"), ("kind", "human"), ("active", "no")])
            .put(People, &[("id", "P-3"), ("name", "Ann Lee"), ("kind", "human")])
            .put(People, &[("id", "P-4"), ("name", "Bo Ek"), ("kind", "human"), ("active", "yes")])
            .put(People, &[("id", "T-O"), ("kind", "team"), ("active", "yes")]);
        for (owner, expected) in [
            ("P-1", &[][..]),
            ("Bo Ek", &[]),
            ("P-2", &["EB-11"]),
            ("P-3", &["EB-11-U"]),
            ("T-O", &["EB-11-U"]),
            ("nobody", &["EB-11"]),
            ("Ann Lee", &["EB-11"]),
            ("I-1", &["EB-11"]),
            ("", &["EB-11-U"]),
        ] {
            made.set(Workflows, "WF-1", "owner", owner);
            assert_eq!(codes(&made, "EB-11"), expected, "{owner}");
        }
        made.set(Workflows, "WF-1", "owner", "P-2");
        let hits = find(&made, "EB-11");
        assert_eq!((hits[0].if_true, hits[0].cause.as_str()), (Level::Medium, "owner of WF-1"));
        assert_eq!(hits[0].condition[0].text, "WF-1 is owned by P-2, which is no active person.");
        made.set(Workflows, "WF-1", "owner", "Ann Lee");
        assert_eq!(find(&made, "EB-11")[0].condition[0].text, "WF-1 is owned by Ann Lee, which more than one record bears.");
    }

    #[test]
    fn without_a_register_of_people_a_name_says_nothing() {
        let mut made = organisation();
        made.records.retain(|r| r.table != People);
        let hits = find(&made, "EB-11");
        assert_eq!(
            hits.iter().map(|h| (h.unsure, h.cause.as_str())).collect::<Vec<_>>(),
            [(true, "owner of I-1"), (true, "owner of WF-1")]
        );
    }

    #[test]
    fn an_identity_needs_an_owner_unless_it_is_a_person() {
        let mut made = organisation();
        made.set(Identities, "I-1", "owner", "");
        assert_eq!(find(&made, "EB-11")[0].cause, "owner of I-1");
        made.set(Identities, "I-1", "kind", "human");
        assert!(codes(&made, "EB-11").is_empty());
        made.set(Identities, "I-1", "kind", "");
        assert_eq!(codes(&made, "EB-11"), ["EB-11-U"]);
    }
}

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
    let mut found = Found::new(case, "EB-11", Level::Medium);
    let (w, steps) = (case.workflow, Steps::of(case));
    let machines = access.identities.iter().copied().filter(|i| i.get("kind") != Some("human"));
    for record in std::iter::once(w).chain(machines) {
        let (verdict, text) = answers(case, record);
        if verdict != Verdict::No {
            let cause = owner_of(record);
            let mut at = vec![Place::cell(record, "owner")];
            at.extend(record.get("owner").and_then(|o| case.registry().resolve(o).record()).map(|p| Place::cell(p, "active")));
            found.add(cause, verdict == Verdict::Open, steps, record, || (text, at));
        }
    }
    let mut hits = found.hits(case);
    if w.get("owner").is_none() && access.ids.is_empty() {
        // With nothing told of its access either, who answers is part of the one question about both.
        let mine = owner_of(w);
        hits.iter_mut().filter(|h| h.cause == mine).for_each(|h| h.untold = h.unsure);
    }
    hits
}

/// The cause that a record lacks an owner.
fn owner_of(record: &Record) -> String {
    format!("owner of {}", record.key)
}

/// Whether an accountable person is missing.
fn answers(case: &Case<'_, '_>, record: &Record) -> (Verdict, String) {
    let what = if record.table == Table::Workflows { "the workflow".to_owned() } else { format!("identity {}", record.called()) };
    let Some(owner) = record.get("owner") else { return (Verdict::Open, format!("Who owns {what} is not told.")) };
    let found = case.registry().resolve(owner);
    let who = found.record().map_or(owner, Record::called);
    let owned = format!("The owner of {what} is {who}");
    match case.registry().accountable(owner) {
        Accountable::Yes => (Verdict::No, String::new()),
        Accountable::TeamOnly => (Verdict::Open, format!("{owned}, a team; no person is named.")),
        Accountable::Unknown => (Verdict::Open, format!("{owned}; whether that is an active person is not told.")),
        Accountable::Unresolved if case.data().rows(Table::People).is_empty() => {
            (Verdict::Open, format!("{owned}; there is no register of people."))
        }
        Accountable::Unresolved if matches!(found, Actor::Several) => {
            (Verdict::Yes, format!("{owned}, a name that more than one record bears."))
        }
        Accountable::Unresolved => (Verdict::Yes, format!("{owned}, who is not in the register of people.")),
        Accountable::No if matches!(found, Actor::Identity(_)) => {
            (Verdict::Yes, format!("{owned}, which is on record as an identity and not as a person."))
        }
        Accountable::No => (Verdict::Yes, format!("{owned}, who is on record as not active.")),
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
        assert_eq!(hits[0].condition[0].text, "The owner of the workflow is Ann Lee, who is on record as not active.");
        made.set(Workflows, "WF-1", "owner", "I-1");
        let text = find(&made, "EB-11")[0].condition[0].text.clone();
        assert!(text.ends_with(", which is on record as an identity and not as a person."), "{text}");
        made.set(Workflows, "WF-1", "owner", "Ann Lee");
        assert_eq!(
            find(&made, "EB-11")[0].condition[0].text,
            "The owner of the workflow is Ann Lee, a name that more than one record bears."
        );
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

//! EB-03 inherited human permissions: a workflow acts with the session or token of a person, and with all that the person may do. It
//! needs whose a credential is, whether it was narrowed down, and as whom the workflow says that it acts; without them it cannot be
//! excluded.

use super::access::{Access, called, ended, identity_of};
use super::found::{Found, Verdict};
use super::severity::Steps;
use crate::case::Case;
use crate::hit::Hit;
use crate::place::Place;
use crate::record::Record;
use crate::registry::Actor;
use crate::risk::Level;

pub(super) fn hits(case: &Case<'_, '_>, access: &Access<'_>) -> Vec<Hit> {
    let mut found = Found::new(case, "EB-03", Level::High);
    let steps = Steps::of(case);
    let mut of_people = false;
    let held = access.credentials.iter().copied().filter(|c| !ended(c, case.period().from)).map(|c| (c, None));
    // What a machine was seen to use counts, whoever is said to hold it.
    let seen = access.seen(case).into_iter().map(|(c, at)| (c, Some(at)));
    for (c, event) in held.chain(seen) {
        let identity = identity_of(c);
        let actor = case.registry().resolve(identity);
        if matches!(actor, Actor::Nobody) && access.unregistered.contains(&identity) {
            // That its record is missing is told once, as EB-00.
            continue;
        }
        let human = actor.is_human();
        of_people |= human == Some(true);
        let verdict = inherited(human, c);
        let text = match (verdict, human) {
            (Verdict::No, _) => continue,
            (Verdict::Yes, _) => format!("{}, a person, is used without having been narrowed down.", called(c)),
            (Verdict::Open, Some(true)) => format!("{}, a person, is used; whether it was narrowed down is not told.", called(c)),
            (Verdict::Open, _) => format!("{} is used; whether that is a person is not told.", called(c)),
        };
        let mut at = vec![Place::cell(c, "downscoped")];
        at.push(actor.record().map_or_else(|| Place::cell(c, "identity"), |r| Place::cell(r, "kind")));
        at.extend(event);
        found.add(format!("credentials of {identity}"), verdict == Verdict::Open, steps, c, || (text, at));
    }
    let w = case.workflow;
    let text = match w.get("identity_mode") {
        Some("inherited_human") => "The workflow acts with the permissions of a person; how far they were narrowed down is not told.",
        None if access.ids_told && access.without_credentials().is_empty() => {
            "Whether the workflow acts with the permissions of a person is not told."
        }
        // What rests on records that are missing is told once, as EB-00.
        _ => return found.hits(case),
    };
    // Where credentials of people are on record and nothing was found, each of them was narrowed down.
    if found.is_empty() && !of_people {
        found.add("identity mode", true, steps, w, || (text.to_owned(), vec![Place::cell(w, "identity_mode")]));
    }
    found.hits(case)
}

fn inherited(human: Option<bool>, credential: &Record) -> Verdict {
    match (human, credential.yes_no("downscoped")) {
        (Some(false), _) | (_, Some(true)) => Verdict::No,
        (Some(true), Some(false)) => Verdict::Yes,
        _ => Verdict::Open,
    }
}

#[cfg(test)]
mod tests {
    use crate::boundary::tests::{codes, find, organisation};
    use crate::risk::Level;
    use crate::tables::Table::{Credentials, Identities, Workflows};

    #[test]
    fn a_persons_credential_counts_unless_it_was_narrowed_down() {
        for (kind, downscoped, expected) in [
            ("human", "no", &["EB-03"][..]),
            ("human", "", &["EB-03-U"]),
            ("human", "yes", &[]),
            ("", "no", &["EB-03-U"]),
            ("", "", &["EB-03-U"]),
            ("", "yes", &[]),
            ("workload", "no", &[]),
            ("workload", "", &[]),
        ] {
            let mut made = organisation();
            made.set(Identities, "I-1", "kind", kind).set(Credentials, "C-1", "downscoped", downscoped);
            assert_eq!(codes(&made, "EB-03"), expected, "{kind} {downscoped}");
        }
    }

    #[test]
    fn it_is_high_at_base_with_its_steps_and_says_whose_it_is() {
        let mut made = organisation();
        made.set(Identities, "I-1", "kind", "human").set(Credentials, "C-1", "downscoped", "no");
        let hits = find(&made, "EB-03");
        assert_eq!((hits[0].if_true, hits[0].cause.as_str()), (Level::High, "credentials of I-1"));
        assert_eq!(hits[0].condition[0].text, "Credential C-1 of I-1, a person, is used without having been narrowed down.");
        assert_eq!(hits[0].condition[0].at.len(), 2);
        made.set(Workflows, "WF-1", "data_classes", "secrets");
        assert_eq!(find(&made, "EB-03")[0].if_true, Level::Critical);
        made.set(Credentials, "C-1", "expires_at", "2026-01-01");
        assert!(codes(&made, "EB-03").is_empty(), "it ended before the period");
    }

    #[test]
    fn the_workflow_itself_may_say_so_or_say_nothing() {
        let mut made = organisation();
        for mode in ["inherited_human", ""] {
            made.set(Workflows, "WF-1", "identity_mode", mode);
            let hits = find(&made, "EB-03");
            assert_eq!((hits.len(), hits[0].full_code().as_str(), hits[0].cause.as_str()), (1, "EB-03-U", "identity mode"), "{mode}");
        }
        made.set(Identities, "I-1", "kind", "human");
        assert!(codes(&made, "EB-03").is_empty(), "the person's credential was narrowed down");
        made.set(Credentials, "C-1", "downscoped", "no");
        assert_eq!(find(&made, "EB-03").len(), 1, "what the credential shows is said once");
        made.records.retain(|r| r.table != Credentials);
        assert!(codes(&made, "EB-03").is_empty(), "EB-00 says that no credential is on record");
        made.set(Workflows, "WF-1", "identity_mode", "inherited_human");
        assert_eq!(codes(&made, "EB-03"), ["EB-03-U"]);
        made.set(Workflows, "WF-1", "identity_mode", "shared_service");
        assert!(codes(&made, "EB-03").is_empty());
    }

    #[test]
    fn what_a_machine_was_seen_to_use_counts() {
        let mut made = organisation();
        made.put(Identities, &[("id", "H-1"), ("kind", "human")])
            .put(Credentials, &[("id", "C-9"), ("identity", "H-1"), ("downscoped", "no")])
            .event("a", "approval", "2026-05-01T10:00:00Z", &[("credential", "C-9"), ("actor", "H-1"), ("actor_kind", "human")]);
        assert!(codes(&made, "EB-03").is_empty(), "a person used it");
        made.event("b", "execution", "2026-05-01T10:00:00Z", &[("credential", "C-9"), ("actor", "I-1"), ("actor_kind", "agent")]);
        let hits = find(&made, "EB-03");
        assert_eq!((hits[0].full_code().as_str(), hits[0].condition[0].at.len()), ("EB-03", 3));
    }

    #[test]
    fn a_record_that_is_missing_is_told_as_such() {
        let mut made = organisation();
        made.records.retain(|r| r.table != Identities);
        made.set(Credentials, "C-1", "downscoped", "no");
        assert!(codes(&made, "EB-03").is_empty());
        assert!(codes(&made, "EB-00").len() == 1);
    }
}

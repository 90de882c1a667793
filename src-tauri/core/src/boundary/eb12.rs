//! EB-12 missing revocation trigger: nothing that ends a grant or a credential is named (the end of a task, a change of role,
//! inactivity, an incident, the exit of a vendor), or what is named was not exercised within the days allowed. A list that is not told,
//! words that cannot be recognised and an exercise that is not told leave it open. Access that has ended, and a credential that is
//! issued for each task and lives no longer than a day, need no trigger.

use super::access::{Access, called, ended, identity_of};
use super::found::{Found, Verdict};
use super::lifetime::Life;
use super::severity::Steps;
use crate::case::Case;
use crate::facts::misread;
use crate::hit::Hit;
use crate::place::Place;
use crate::record::Record;
use crate::risk::Level;
use crate::tables::Table;
use std::borrow::Cow;

/// Parts of words that name a trigger.
const TRIGGERS: [&str; 24] = [
    "task",
    "job",
    "run end",
    "session end",
    "completion", // the end of a task
    "role",
    "mover",
    "leaver",
    "transfer",
    "terminat",
    "leaving", // a change of role
    "inactiv",
    "idle",
    "unused",
    "dormant",
    "not used", // inactivity
    "incident",
    "compromise",
    "breach",
    "leak", // an incident
    "vendor",
    "supplier",
    "contract",
    "exit", // the exit of a vendor
];

pub(super) fn hits(case: &Case<'_, '_>, access: &Access<'_>) -> Vec<Hit> {
    let mut found = Found::new(case, "EB-12", Level::Medium);
    for r in access.credentials.iter().chain(&access.grants).filter(|r| !ended(r, case.as_of())) {
        if r.get("issued_per") == Some("task") && Life::of(r, case.parameters()) == Life::Short {
            continue;
        }
        let (verdict, text) = missing(case, r);
        if verdict == Verdict::No {
            continue;
        }
        let steps = if r.table == Table::Grants { Steps::of(case).reaching(case, r) } else { Steps::of(case) };
        let at = || vec![Place::cell(r, "revocation_triggers"), Place::cell(r, "revocation_exercised")];
        found.add(format!("triggers of {}", identity_of(r)), verdict == Verdict::Open, steps, r, || (text, at()));
    }
    found.hits(case)
}

fn missing(case: &Case<'_, '_>, r: &Record) -> (Verdict, String) {
    let name = || called(r);
    let Some(triggers) = r.items("revocation_triggers").filter(|_| !misread(r, "revocation_triggers")) else {
        return (Verdict::Open, format!("{}: what revokes it is not told.", name()));
    };
    let named: Vec<Cow<'_, str>> = triggers.clone().map(plain).collect();
    if named.iter().all(|t| says_none(t)) {
        return (Verdict::Yes, format!("{} has no revocation trigger.", name()));
    }
    if !named.iter().any(|t| is_trigger(t)) {
        return (
            Verdict::Open,
            format!(
                "{}: what is named as a revocation trigger is not one that is known ({}).",
                name(),
                triggers.collect::<Vec<_>>().join(", ")
            ),
        );
    }
    let Some(exercised) = r.day("revocation_exercised").filter(|d| *d <= case.as_of()) else {
        return (Verdict::Open, format!("{}: when its revocation trigger was last exercised is not told.", name()));
    };
    let most = case.parameters().get("boundary_trigger_exercised_days");
    // Days between two calendar days are few enough to be exact.
    #[allow(clippy::cast_precision_loss, reason = "a count of days is small")]
    let days = (case.as_of() - exercised).num_days() as f64;
    if days > most {
        return (Verdict::Yes, format!("{}: its revocation trigger was last exercised on {exercised}, more than {most} days ago.", name()));
    }
    (Verdict::No, String::new())
}

/// A text in small letters, with spaces for what joins words.
fn plain(text: &str) -> Cow<'_, str> {
    let text = text.trim();
    if text.bytes().all(|b| matches!(b, b'a'..=b'z' | b' ' | b'0'..=b'9')) {
        return Cow::Borrowed(text);
    }
    Cow::Owned(text.chars().flat_map(char::to_lowercase).map(|c| if matches!(c, '_' | '-') { ' ' } else { c }).collect())
}

/// Whether a plain text says that there is none.
fn says_none(text: &str) -> bool {
    matches!(text, "" | "no" | "none" | "n/a" | "na" | "nil") || text.starts_with("no ") || text.starts_with("none ")
}

/// Whether a plain text names one of the triggers.
fn is_trigger(text: &str) -> bool {
    !says_none(text) && !text.starts_with("not ") && TRIGGERS.iter().any(|t| text.contains(t))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::boundary::tests::{GRANT, codes, find, organisation};
    use crate::tables::Table::{Credentials, Grants, Resources};

    #[test]
    fn triggers_are_recognised_by_their_words() {
        for text in [
            "task end",
            "Task_End",
            "end of the job",
            "role change",
            "leaver",
            "inactivity 30 d",
            "incident",
            "vendor exit",
            "contract ends",
        ] {
            assert!(is_trigger(&plain(text)), "{text}");
        }
        for text in ["manual", "no task end", "not on role change", "none", "quarterly", ""] {
            assert!(!is_trigger(&plain(text)), "{text}");
        }
        for text in ["none", "No", " n/a ", "none defined", "no trigger", ""] {
            assert!(says_none(&plain(text)), "{text}");
        }
        assert!(!says_none("notice"));
    }

    #[test]
    fn a_trigger_is_named_and_was_exercised() {
        let mut made = organisation();
        for (triggers, exercised, expected) in [
            ("task end", "2026-09-01", &[][..]),
            ("manual;incident", "2026-09-01", &[]),
            ("task end", "2025-08-26", &[]),
            ("task end", "2025-08-25", &["EB-12"]),
            ("task end", "", &["EB-12-U"]),
            ("task end", "2026-10-01", &["EB-12-U"]),
            ("task end", "2026-09-30", &[]),
            ("none", "2026-09-01", &["EB-12"]),
            ("none defined", "2026-09-01", &["EB-12"]),
            ("manual", "2026-09-01", &["EB-12-U"]),
            ("", "2026-09-01", &["EB-12-U"]),
        ] {
            made.set(Grants, GRANT, "revocation_triggers", triggers).set(Grants, GRANT, "revocation_exercised", exercised);
            assert_eq!(codes(&made, "EB-12"), expected, "{triggers} {exercised}");
        }
    }

    #[test]
    fn severity_is_that_of_what_the_grant_reaches() {
        let mut made = organisation();
        made.set(Grants, GRANT, "revocation_triggers", "none");
        let hits = find(&made, "EB-12");
        assert_eq!((hits[0].if_true, hits[0].cause.as_str(), hits[0].subjects.len()), (Level::Medium, "triggers of I-1", 1));
        assert_eq!(hits[0].condition[0].text, "The grant of read on R-1 to I-1 has no revocation trigger.");
        made.set(Resources, "R-1", "environment", "prod");
        assert_eq!(find(&made, "EB-12")[0].if_true, Level::High);
        made.set(Grants, GRANT, "expires_at", "2026-09-30");
        assert_eq!(codes(&made, "EB-12"), ["EB-12"]);
        made.set(Grants, GRANT, "expires_at", "2026-09-29");
        assert!(codes(&made, "EB-12").is_empty(), "it has ended");
    }

    #[test]
    fn a_credential_for_each_task_ends_by_itself_and_no_other_does() {
        let mut made = organisation();
        made.set(Credentials, "C-1", "ttl_seconds", "90000");
        assert_eq!(codes(&made, "EB-12"), ["EB-12-U"]);
        made.set(Credentials, "C-1", "ttl_seconds", "900").set(Credentials, "C-1", "issued_per", "session");
        assert_eq!(codes(&made, "EB-12"), ["EB-12-U"]);
        made.set(Grants, GRANT, "revocation_triggers", "").set(Credentials, "C-1", "revocation_triggers", "none");
        let hits = find(&made, "EB-12");
        assert_eq!(hits.iter().map(|h| (h.unsure, h.subjects[0].key.as_str())).collect::<Vec<_>>(), [(false, "C-1"), (true, GRANT)]);
    }
}

//! EB-16 unused or excessive permission: a grant that was not used for so many days, or a wildcard. It needs when a grant was last used;
//! without that it cannot be excluded, unless it was granted more recently than that.

use super::access::{Access, called, ended, identity_of};
use super::found::{Found, Verdict};
use super::severity::Steps;
use crate::case::Case;
use crate::hit::Hit;
use crate::place::Place;
use crate::record::Record;
use crate::risk::Level;
use chrono::NaiveDate;

pub(super) fn hits(case: &Case<'_, '_>, access: &Access<'_>) -> Vec<Hit> {
    let mut found = Found::new(case, "EB-16", Level::Medium);
    let most = case.parameters().get("boundary_unused_days");
    for g in access.grants.iter().filter(|g| !ended(g, case.as_of())) {
        let identity = identity_of(g);
        let steps = || Steps::of(case).reaching(case, g);
        if g.get("permission") == Some("*") || g.get("resource") == Some("*") {
            let column = if g.get("permission") == Some("*") { "permission" } else { "resource" };
            found.add(format!("wildcards of {identity}"), false, steps(), g, || {
                (format!("{} is a wildcard.", called(g)), vec![Place::cell(g, column)])
            });
        }
        let verdict = unused(case, g);
        if verdict == Verdict::No {
            continue;
        }
        found.add(format!("unused by {identity}"), verdict == Verdict::Open, steps(), g, || {
            let text = match g.day("last_used").filter(|_| verdict == Verdict::Yes) {
                Some(day) => format!("{} was last used on {day}, more than {most} days ago.", called(g)),
                None => format!("{}: when it was last used is not told.", called(g)),
            };
            (text, vec![Place::cell(g, "last_used"), Place::cell(g, "granted_at")])
        });
    }
    found.hits(case)
}

fn unused(case: &Case<'_, '_>, g: &Record) -> Verdict {
    let most = case.parameters().get("boundary_unused_days");
    // Days between two calendar days are few enough to be exact.
    #[allow(clippy::cast_precision_loss, reason = "a count of days is small")]
    let recent = |day: NaiveDate| (case.as_of() - day).num_days() as f64 <= most;
    // What is dated after the as-of day says nothing about it.
    let past = |column: &str| g.day(column).filter(|d| *d <= case.as_of());
    match (past("granted_at"), past("last_used")) {
        (Some(granted), _) if recent(granted) => Verdict::No,
        (_, Some(used)) if recent(used) => Verdict::No,
        (_, Some(_)) => Verdict::Yes,
        (_, None) => Verdict::Open,
    }
}

#[cfg(test)]
mod tests {
    use crate::boundary::tests::{GRANT, codes, find, organisation};
    use crate::risk::Level;
    use crate::tables::Table::{Grants, Resources};

    #[test]
    fn ninety_days_without_use_are_allowed_and_one_more_is_not() {
        let mut made = organisation();
        for (granted, used, expected) in [
            ("2026-01-01", "2026-07-02", &[][..]),
            ("2026-01-01", "2026-07-01", &["EB-16"]),
            ("2026-01-01", "", &["EB-16-U"]),
            ("2026-01-01", "2026-10-01", &["EB-16-U"]),
            ("2026-07-02", "", &[]),
            ("2026-07-01", "", &["EB-16-U"]),
            ("2026-10-01", "", &["EB-16-U"]),
            ("2026-09-01", "2026-01-01", &[]),
            ("", "", &["EB-16-U"]),
            ("", "2026-01-01", &["EB-16"]),
        ] {
            made.set(Grants, GRANT, "granted_at", granted).set(Grants, GRANT, "last_used", used);
            assert_eq!(codes(&made, "EB-16"), expected, "{granted} {used}");
        }
        let hits = find(&made, "EB-16");
        assert_eq!((hits[0].cause.as_str(), hits[0].if_true), ("unused by I-1", Level::Medium));
        assert_eq!(hits[0].condition[0].text, "The grant of read on R-1 to I-1 was last used on 2026-01-01, more than 90 days ago.");
        made.set(Grants, GRANT, "expires_at", "2026-09-01");
        assert!(codes(&made, "EB-16").is_empty(), "it has ended");
    }

    #[test]
    fn what_is_unused_is_one_thing_to_mend_for_each_identity() {
        let mut made = organisation();
        for n in 1..=10 {
            made.put(Grants, &[("identity", "I-1"), ("resource", &format!("X-{n}")), ("permission", "read"), ("last_used", "2026-01-01")]);
        }
        let hits = find(&made, "EB-16");
        assert_eq!((hits.len(), hits[0].subjects.len(), hits[0].condition.len()), (1, 10, 9));
        assert_eq!(hits[0].condition[8].text, "And 2 more.");
        assert_eq!(hits[0].if_true, Level::Critical, "what they reach is not told");
    }

    #[test]
    fn a_wildcard_is_excessive_however_it_is_used() {
        let mut made = organisation();
        made.put(Resources, &[("id", "R-2"), ("sensitivity", "internal"), ("environment", "prod")]);
        for (resource, permission) in [("R-2", "*"), ("*", "read")] {
            made.put(Grants, &[("identity", "I-1"), ("resource", resource), ("permission", permission), ("last_used", "2026-09-29")]);
        }
        let hits = find(&made, "EB-16");
        assert_eq!((hits.len(), hits[0].cause.as_str(), hits[0].subjects.len()), (1, "wildcards of I-1", 2));
        assert!(!hits[0].unsure);
    }
}

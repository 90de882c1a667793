//! EB-04 read-only but sensitive: an identity without any grant to write that may read what is confidential or worse, with no purpose
//! named and no control over where it goes. It needs the resource's sensitivity, the grant's purpose and its conditions; without them
//! it cannot be excluded. A gate on the flow that is claimed and not proven controls nothing.

use super::access::{Access, called, ended, identity_of};
use super::found::{Found, Verdict};
use super::severity::Steps;
use crate::case::Case;
use crate::hit::Hit;
use crate::place::Place;
use crate::record::Record;
use crate::risk::Level;
use crate::tables::Table;
use std::collections::BTreeSet;

/// Words that name a control over where data goes.
const CONTROLS: [&str; 7] = ["dlp", "egress", "loss prevention", "leakage", "redact", "mask", "purpose"];

pub(super) fn hits(case: &Case<'_, '_>, access: &Access<'_>) -> Vec<Hit> {
    let mut found = Found::new(case, "EB-04", Level::Medium);
    let standing = || access.grants.iter().filter(|g| !ended(g, case.period().from));
    let writers: BTreeSet<&str> =
        standing().filter(|g| matches!(g.get("permission"), Some("write" | "admin" | "*"))).map(|g| identity_of(g)).collect();
    for g in standing() {
        let identity = identity_of(g);
        if g.get("permission") != Some("read") || writers.contains(identity) {
            continue;
        }
        let resource = g.get("resource").and_then(|r| case.data().find(Table::Resources, r));
        let (reads, limited) = (sensitive(resource), limited(g));
        if reads == Verdict::No || limited == Verdict::Yes || filtered(case, g) {
            continue;
        }
        let unsure = reads == Verdict::Open || limited == Verdict::Open;
        let say = || {
            let text = match (reads, unsure) {
                (Verdict::Open, _) => format!("{} reads what is of a sensitivity that is not told.", called(g)),
                (_, true) => format!("{} reads what is sensitive; a purpose or a control over where it goes is not told.", called(g)),
                (_, false) => {
                    format!("{} reads what is sensitive, for no named purpose and with no control over where it goes.", called(g))
                }
            };
            let mut at: Vec<Place> = ["purpose", "conditions"].into_iter().map(|c| Place::cell(g, c)).collect();
            at.push(resource.map_or_else(|| Place::cell(g, "resource"), |r| Place::cell(r, "sensitivity")));
            (text, at)
        };
        found.add(format!("reads of {identity}"), unsure, Steps::of(case).reaching(case, g), g, say);
    }
    found.hits(case)
}

fn sensitive(resource: Option<&Record>) -> Verdict {
    match resource.and_then(|r| r.get("sensitivity")) {
        Some("confidential" | "restricted" | "secrets") => Verdict::Yes,
        Some(_) => Verdict::No,
        None => Verdict::Open,
    }
}

/// Whether the grant itself names a purpose, or a control over where the data goes.
fn limited(g: &Record) -> Verdict {
    let blank = |text: &str| matches!(text.trim().to_lowercase().as_str(), "none" | "any" | "all" | "no" | "-" | "unlimited");
    let (purpose, conditions) = (g.get("purpose"), g.get("conditions").map(str::to_lowercase));
    let narrowed = |text: &String| !blank(text) && CONTROLS.iter().any(|word| text.contains(word));
    if purpose.is_some_and(|p| !blank(p)) || conditions.as_ref().is_some_and(narrowed) {
        Verdict::Yes
    } else if purpose.is_none() || conditions.is_none() {
        Verdict::Open
    } else {
        Verdict::No
    }
}

/// Whether all that flows from the resource in this workflow passes a data-loss gate that is proven.
fn filtered(case: &Case<'_, '_>, g: &Record) -> bool {
    let flows = case.related().flows_of(&case.workflow.key);
    let mut from = flows.iter().filter(|f| f.get("from") == g.get("resource")).peekable();
    let gated = |f: &&Record| f.get("gate") == Some("dlp") && f.get("gate_control").is_some_and(|c| case.is_proven(c));
    from.peek().is_some() && from.all(gated)
}

#[cfg(test)]
mod tests {
    use crate::boundary::tests::{GRANT, codes, find, organisation};
    use crate::risk::Level;
    use crate::tables::Table::{Flows, Grants, Resources};
    use crate::testing::Made;

    fn sensitive() -> Made {
        let mut made = organisation();
        made.set(Resources, "R-1", "sensitivity", "confidential").set(Grants, GRANT, "purpose", "none").set(
            Grants,
            GRANT,
            "conditions",
            "none",
        );
        made
    }

    #[test]
    fn only_what_is_confidential_or_worse_counts() {
        let mut made = sensitive();
        for (sensitivity, expected) in [
            ("public", &[][..]),
            ("internal", &[]),
            ("confidential", &["EB-04"]),
            ("restricted", &["EB-04"]),
            ("secrets", &["EB-04"]),
            ("", &["EB-04-U"]),
        ] {
            made.set(Resources, "R-1", "sensitivity", sensitivity);
            assert_eq!(codes(&made, "EB-04"), expected, "{sensitivity}");
        }
        made.records.retain(|r| r.table != Resources);
        assert_eq!(codes(&made, "EB-04"), ["EB-04-U"]);
    }

    #[test]
    fn a_purpose_or_a_control_over_egress_limits() {
        let mut made = sensitive();
        for (purpose, conditions, expected) in [
            ("none", "any", &["EB-04"][..]),
            ("Any", "own tenant", &["EB-04"]),
            ("answer the case", "none", &[]),
            ("none", "DLP on the outlet", &[]),
            ("", "masked fields only", &[]),
            ("", "own tenant", &["EB-04-U"]),
            ("none", "", &["EB-04-U"]),
            ("", "", &["EB-04-U"]),
        ] {
            made.set(Grants, GRANT, "purpose", purpose).set(Grants, GRANT, "conditions", conditions);
            assert_eq!(codes(&made, "EB-04"), expected, "{purpose} {conditions}");
        }
    }

    #[test]
    fn an_identity_that_may_write_is_not_read_only() {
        for permission in ["write", "admin", "*"] {
            let mut made = sensitive();
            let mut over = made.clone();
            made.put(Grants, &[("identity", "I-1"), ("resource", "R-1"), ("permission", permission)]);
            assert!(codes(&made, "EB-04").is_empty(), "{permission}");
            let ended = [("identity", "I-1"), ("resource", "R-1"), ("permission", permission), ("expires_at", "2025-12-31")];
            over.put(Grants, &ended);
            assert_eq!(codes(&over, "EB-04"), ["EB-04"], "what ended in the year before writes nothing");
        }
        let mut made = sensitive();
        made.put(Grants, &[("identity", "I-1"), ("resource", "R-1"), ("permission", "execute")]);
        assert_eq!(codes(&made, "EB-04"), ["EB-04"]);
        made.put(Grants, &[("workflow", "WF-1"), ("identity", "I-2"), ("resource", "R-1"), ("permission", "write")]);
        assert_eq!(codes(&made, "EB-04"), ["EB-04"], "another identity may");
        made.set(Grants, GRANT, "expires_at", "2026-01-01");
        assert!(codes(&made, "EB-04").is_empty(), "it ended before the period");
    }

    #[test]
    fn a_gate_counts_when_it_is_proven_on_all_that_flows_out() {
        let mut made = sensitive();
        made.put(Flows, &[("workflow", "WF-1"), ("from", "R-1"), ("to", "I-1"), ("gate", "dlp"), ("gate_control", "K-1")]);
        assert_eq!(codes(&made, "EB-04"), ["EB-04"], "it is claimed");
        made.proven_control("K-1", &[]);
        assert!(codes(&made, "EB-04").is_empty());
        made.set(Flows, "WF-1\u{1f}R-1\u{1f}I-1", "gate", "sanitiser");
        assert_eq!(codes(&made, "EB-04"), ["EB-04"]);
        made.set(Flows, "WF-1\u{1f}R-1\u{1f}I-1", "gate", "dlp");
        made.put(Flows, &[("workflow", "WF-1"), ("from", "R-1"), ("to", "T-1")]);
        assert_eq!(codes(&made, "EB-04"), ["EB-04"], "one way is open");
    }

    #[test]
    fn its_severity_is_that_of_what_is_read() {
        let mut made = sensitive();
        assert_eq!(find(&made, "EB-04")[0].if_true, Level::Medium);
        made.set(Resources, "R-1", "sensitivity", "restricted");
        assert_eq!(find(&made, "EB-04")[0].if_true, Level::High);
        made.set(Resources, "R-1", "environment", "prod");
        assert_eq!(find(&made, "EB-04")[0].if_true, Level::Critical);
        assert_eq!(find(&made, "EB-04")[0].cause, "reads of I-1");
    }
}

//! EB-15 one identity, several tools: an identity serves two or more tools that need different permissions, and is granted more than one
//! of them needs. Which identity serves a tool is read from who holds its credentials; the only identity of a workflow serves all its
//! tools. It needs the tools, what they need and which identity serves them; without them it cannot be excluded.

use super::access::{Access, ended, identity_of};
use super::found::{Found, Verdict};
use super::severity::Steps;
use crate::case::Case;
use crate::facts::misread;
use crate::hit::Hit;
use crate::place::Place;
use crate::record::Record;
use crate::risk::Level;
use crate::tables::Table;
use std::collections::{BTreeMap, BTreeSet};

pub(super) fn hits(case: &Case<'_, '_>, access: &Access<'_>) -> Vec<Hit> {
    let mut found = Found::new("EB-15", Level::Medium);
    let w = case.workflow;
    if !access.tools_told && !access.ids.is_empty() {
        let text = format!("Which tools {} uses is not told in full.", w.key);
        let at = vec![Place::cell(w, "tools"), Place::cell(w, "tool_mode")];
        let steps = access.grants.iter().fold(Steps::of(case), |s, g| s.or(s.reaching(case, g)));
        found.add("tools", true, steps, w, || (text, at));
    }
    if access.tool_ids.len() >= 2 {
        let (served, unclear) = serving(access);
        for id in &access.ids {
            identity(case, access, id, served.get(id), &unclear, &mut found);
        }
    }
    found.hits(case)
}

/// The tools that each identity serves, and those of which that is not told.
fn serving<'s>(access: &Access<'s>) -> (BTreeMap<&'s str, BTreeSet<&'s str>>, BTreeSet<&'s str>) {
    let all: BTreeSet<&str> = access.tool_ids.iter().copied().collect();
    if let ([only], true) = (access.ids.as_slice(), access.ids_told) {
        return (BTreeMap::from([(*only, all)]), BTreeSet::new());
    }
    let mut served: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
    let mut unclear = all.clone();
    for c in &access.credentials {
        for tool in c.list("holders").unwrap_or_default().into_iter().filter(|h| all.contains(h)) {
            served.entry(identity_of(c)).or_default().insert(tool);
            unclear.remove(tool);
        }
    }
    // A credential that does not say who holds it may be held by any of them.
    if access.credentials.iter().any(|c| c.get("holders").is_none() || misread(c, "holders")) {
        unclear = all;
    }
    (served, unclear)
}

fn identity(
    case: &Case<'_, '_>,
    access: &Access<'_>,
    id: &str,
    served: Option<&BTreeSet<&str>>,
    unclear: &BTreeSet<&str>,
    found: &mut Found,
) {
    let grants: Vec<&Record> = access.grants.iter().copied().filter(|g| identity_of(g) == id && !ended(g, case.period().from)).collect();
    let of = |names: &[&str]| excess(case, &needs_of(case, names), &grants);
    let sure: Vec<&str> = served.into_iter().flatten().copied().collect();
    let any: Vec<&str> = served.into_iter().flatten().chain(unclear).copied().collect::<BTreeSet<_>>().into_iter().collect();
    let (known, verdict) = match of(&sure) {
        Verdict::Yes => (&sure, Verdict::Yes),
        verdict => (&any, verdict.max(of(&any).min(Verdict::Open))),
    };
    if verdict == Verdict::No {
        return;
    }
    let tools = known.join(", ");
    let text = if verdict == Verdict::Yes {
        format!("Identity {id} serves {tools}, and is granted more than one of them needs.")
    } else {
        format!("Identity {id}: whether it serves more than one of {tools}, and what each of them needs, is not told in full.")
    };
    let steps = grants.iter().fold(Steps::of(case), |s, g| s.or(s.reaching(case, g)));
    let mut at: Vec<Place> =
        known.iter().filter_map(|t| case.data().find(Table::Tools, t)).take(4).map(|t| Place::cell(t, "needs")).collect();
    at.extend(grants.iter().take(4).map(|g| Place::cell(g, "permission")));
    let about = case.data().find(Table::Identities, id).unwrap_or(case.workflow);
    found.add(format!("tools of {id}"), verdict == Verdict::Open, steps, about, || (text, at));
}

/// What each tool needs; `None` when that is not told.
fn needs_of<'n>(case: &Case<'_, 'n>, tools: &[&str]) -> Vec<Option<BTreeSet<&'n str>>> {
    let needs = |t: &&str| {
        let tool = case.data().find(Table::Tools, t)?;
        Some(tool.list("needs").filter(|_| !misread(tool, "needs"))?.into_iter().collect())
    };
    tools.iter().map(needs).collect()
}

/// Whether several tools need different permissions, and one of them less than is granted.
fn excess(case: &Case<'_, '_>, needs: &[Option<BTreeSet<&str>>], grants: &[&Record]) -> Verdict {
    if needs.len() < 2 || grants.is_empty() {
        return Verdict::No;
    }
    let known: Vec<&BTreeSet<&str>> = needs.iter().flatten().collect();
    let differ = known.windows(2).any(|pair| pair.first() != pair.last());
    let more = |need: &&BTreeSet<&str>| grants.iter().any(|g| !need.iter().any(|n| covers(case, n, g)));
    if differ && known.iter().any(more) {
        Verdict::Yes
    } else if known.len() < needs.len() {
        Verdict::Open
    } else {
        Verdict::No
    }
}

/// Whether a need is for what a grant gives: a permission alone, or a resource (by id or name) with a permission, in either order.
fn covers(case: &Case<'_, '_>, need: &str, grant: &Record) -> bool {
    let (permission, resource) = (grant.get("permission").unwrap_or(""), grant.get("resource").unwrap_or(""));
    let name = case.data().find(Table::Resources, resource).and_then(|r| r.get("name"));
    let edge = |c: char| c.is_whitespace() || matches!(c, ':' | '/' | '.' | '(' | ')' | '@' | ',');
    let rests_on = |word: &str| {
        let rest = need.strip_prefix(word).into_iter().chain(need.trim_end_matches(edge).strip_suffix(word));
        // What is left is nothing, or the resource set apart by a sign or a space.
        rest.into_iter().any(|r| {
            let bare = r.trim_matches(edge);
            bare.is_empty() || (bare.len() < r.len() && (bare == resource || Some(bare) == name))
        })
    };
    rests_on(permission) || rests_on("admin") || rests_on("*")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::boundary::tests::{GRANT, codes, find, organisation};
    use crate::tables::Table::{Credentials, Grants, Identities, Resources, Tools, Workflows};
    use crate::testing::{Made, row};

    fn two_tools(needs: &str) -> Made {
        let mut made = organisation();
        made.set(Workflows, "WF-1", "tools", "T-1;T-2").put(Tools, &[("id", "T-2"), ("needs", needs)]);
        made
    }

    #[test]
    fn an_identity_with_more_than_one_of_its_tools_needs() {
        let made = two_tools("R-1:write");
        let hits = find(&made, "EB-15");
        assert_eq!((hits[0].full_code().as_str(), hits[0].cause.as_str(), hits[0].if_true), ("EB-15", "tools of I-1", Level::Medium));
        assert_eq!(hits[0].condition[0].text, "Identity I-1 serves T-1, T-2, and is granted more than one of them needs.");
        assert_eq!(hits[0].subjects[0].key, "I-1");
        assert!(codes(&two_tools("R-1:read"), "EB-15").is_empty(), "they need the same");
        assert!(codes(&two_tools("read;write"), "EB-15").is_empty(), "nothing is granted that one does not need");
        let mut made = two_tools("read;write");
        made.put(Grants, &[("identity", "I-1"), ("resource", "R-2"), ("permission", "write")]);
        assert_eq!(codes(&made, "EB-15"), ["EB-15"]);
        made.set(Grants, "I-1\u{1f}R-2\u{1f}write", "expires_at", "2026-01-01");
        assert!(codes(&made, "EB-15").is_empty(), "that ended before the period");
    }

    #[test]
    fn what_tools_need_or_which_there_are_may_be_untold() {
        assert_eq!(codes(&two_tools(""), "EB-15"), ["EB-15-U"]);
        let mut made = organisation();
        made.set(Workflows, "WF-1", "tools", "T-1;T-9");
        assert_eq!(codes(&made, "EB-15"), ["EB-15-U"], "a tool that is not on record");
        made.records.retain(|r| r.table != Grants);
        assert!(codes(&made, "EB-15").is_empty(), "EB-00 says that no grant is on record");
        for (column, value) in [("tools", ""), ("tool_mode", ""), ("tool_mode", "dynamic")] {
            let mut made = organisation();
            made.set(Workflows, "WF-1", column, value);
            assert_eq!(find(&made, "EB-15")[0].cause, "tools", "{column} {value}");
            made.set(Workflows, "WF-1", "identities", "none");
            assert!(codes(&made, "EB-15").is_empty(), "nobody to serve them");
        }
    }

    #[test]
    fn holders_tell_which_identity_serves_a_tool() {
        let mut made = two_tools("R-1:write");
        made.set(Workflows, "WF-1", "agents", "I-2").put(Identities, &[("id", "I-2"), ("kind", "agent")]);
        made.put(Grants, &[("identity", "I-2"), ("resource", "R-1"), ("permission", "write")]);
        made.put(Credentials, &[("id", "C-2"), ("identity", "I-2"), ("holders", "T-2")]);
        made.set(Credentials, "C-1", "holders", "T-1");
        assert!(codes(&made, "EB-15").is_empty(), "one for each");
        made.set(Credentials, "C-1", "holders", "T-1;T-2");
        let hits = find(&made, "EB-15");
        assert_eq!(hits.iter().map(|h| (h.unsure, h.cause.as_str())).collect::<Vec<_>>(), [(false, "tools of I-1")]);
        made.set(Credentials, "C-1", "holders", "WF-1");
        let hits = find(&made, "EB-15");
        assert_eq!(hits.iter().map(|h| (h.unsure, h.cause.as_str())).collect::<Vec<_>>(), [(true, "tools of I-2")], "it may serve both");
        made.set(Credentials, "C-1", "holders", "");
        assert_eq!(codes(&made, "EB-15"), ["EB-15-U", "EB-15-U"], "either may");
    }

    #[test]
    fn a_need_is_a_permission_with_or_without_its_resource() {
        let mut made = organisation();
        made.set(Resources, "R-1", "name", "claims store");
        made.case("WF-1", |c| {
            let grant = c.data().find(Table::Grants, GRANT).unwrap();
            for need in ["read", "R-1:read", "read:R-1", "R-1 (read)", "R-1/read", "claims store read", "admin", "*", "R-1:admin", "R-1:*"]
            {
                assert!(covers(c, need, grant), "{need}");
            }
            for need in ["write", "R-2:read", "read R-2", "R-1", "R-1:write", "R-1read", "reads", "R-2:*", ""] {
                assert!(!covers(c, need, grant), "{need}");
            }
        });
    }

    #[test]
    fn an_excess_needs_tools_that_differ_and_something_granted() {
        let made = organisation();
        made.case("WF-1", |c| {
            let grant = row(Grants, 1, &[("identity", "I"), ("resource", "R"), ("permission", "read")]);
            let need = |list: &[&'static str]| Some(list.iter().copied().collect::<BTreeSet<&str>>());
            let of = |needs: &[Option<BTreeSet<&'static str>>], grants: &[&Record]| excess(c, needs, grants);
            assert_eq!(of(&[need(&["read"]), need(&["write"])], &[&grant]), Verdict::Yes);
            assert_eq!(of(&[need(&["write"]), need(&["write"])], &[&grant]), Verdict::No);
            assert_eq!(of(&[need(&["write"])], &[&grant]), Verdict::No);
            assert_eq!(of(&[need(&["read"]), need(&["write"])], &[]), Verdict::No);
            assert_eq!(of(&[need(&["read"]), None], &[&grant]), Verdict::Open);
            assert_eq!(of(&[need(&["read"]), None, need(&["write"])], &[&grant]), Verdict::Yes);
        });
    }
}

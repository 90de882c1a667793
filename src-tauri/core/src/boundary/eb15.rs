//! EB-15 one identity, several tools: an identity serves two or more tools that need different permissions, and is granted more than one
//! of them needs. Which identity serves a tool is read from who holds its credentials; the only identity of a workflow serves all its
//! tools. What several workflows act as serves the tools of all of them. It needs the tools, what they need and which identity serves
//! them; without them it cannot be excluded.

use super::access::{Access, ended, identity_of, name_of, tools_told};
use super::found::{Found, Verdict};
use super::severity::Steps;
use crate::case::Case;
use crate::facts::{acting_as, acting_told, misread};
use crate::hit::Hit;
use crate::place::Place;
use crate::record::Record;
use crate::risk::Level;
use crate::tables::Table;
use std::collections::BTreeSet;

/// The most workflows that are asked what one identity serves; of more, it cannot be excluded that they have another tool.
const MOST_WORKFLOWS: usize = 64;
/// How many other workflows are named.
const NAMED: usize = 4;

pub(super) fn hits(case: &Case<'_, '_>, access: &Access<'_>) -> Vec<Hit> {
    let mut found = Found::new(case, "EB-15", Level::Medium);
    let w = case.workflow;
    if !access.tools_told && !access.ids.is_empty() {
        let text = "Which tools the workflow uses is not told in full.".to_owned();
        let at = vec![Place::cell(w, "tools"), Place::cell(w, "tool_mode")];
        let steps = access.grants.iter().fold(Steps::of(case), |s, g| s.or(s.reaching(case, g)));
        found.add("tools", true, steps, w, || (text, at));
    }
    if !access.tool_ids.is_empty() {
        let own = Holding::of(case, w);
        for id in &access.ids {
            identity(case, access, &own, id, &mut found);
        }
    }
    found.hits(case)
}

/// The tools of one workflow, and who holds the credentials of what it acts as.
struct Holding<'s> {
    tools: BTreeSet<&'s str>,
    /// Whether one identity is all that it acts as, which then serves all of its tools.
    alone: bool,
    credentials: Vec<&'s Record>,
    /// Whether a credential does not say who holds it: any of the tools may.
    untold: bool,
    /// The tools that hold a credential.
    held: BTreeSet<&'s str>,
}

impl<'s> Holding<'s> {
    fn of(case: &Case<'_, 's>, w: &'s Record) -> Self {
        let related = case.related();
        let tools: BTreeSet<&'s str> = w.items("tools").into_iter().flatten().collect();
        let ids: BTreeSet<&str> = acting_as(w).collect();
        let alone = acting_told(w) && ids.len() == 1;
        let mut credentials: Vec<&'s Record> = Vec::new();
        if !alone {
            let holders = ids.iter().chain(&tools).copied().chain([w.key.as_str()]);
            credentials.extend(ids.iter().flat_map(|id| related.credentials_of(id)));
            credentials.extend(holders.flat_map(|holder| related.held_by(holder)));
        }
        let untold = credentials.iter().any(|c| c.get("holders").is_none() || misread(c, "holders"));
        let held = credentials.iter().filter_map(|c| c.items("holders")).flatten().filter(|h| tools.contains(h)).collect();
        Self { tools, alone, credentials, untold, held }
    }
}

/// The tools that an identity serves, in every workflow that acts as it.
#[derive(Default)]
struct Served<'s> {
    /// Those that it is told to serve.
    sure: BTreeSet<&'s str>,
    /// Those that it may serve.
    unclear: BTreeSet<&'s str>,
    /// Whether there may be more.
    open: bool,
    /// The other workflows that act as it.
    others: Vec<&'s Record>,
}

impl<'s> Served<'s> {
    fn of(case: &Case<'_, 's>, own: &Holding<'s>, id: &str) -> Self {
        let related = case.related();
        let mut served = Self::default();
        served.add(own, id);
        let acts_as = |w: &&'s Record| w.key != case.workflow.key && acting_as(w).any(|of| of == id);
        let users = related.first_users_of(id, MOST_WORKFLOWS + 1);
        served.open = users.len() > MOST_WORKFLOWS;
        for w in users.into_iter().take(MOST_WORKFLOWS).filter(acts_as) {
            served.add(&Holding::of(case, w), id);
            served.open |= !tools_told(w);
            served.others.push(w);
        }
        for holder in related.credentials_of(id).into_iter().filter_map(|c| c.items("holders")).flatten() {
            if case.data().find(Table::Tools, holder).is_some() {
                served.sure.insert(holder);
            }
        }
        let sure = &served.sure;
        served.unclear.retain(|t| !sure.contains(t));
        served
    }

    /// Adds the tools of one workflow: its only identity serves all of them; one of several, those that hold a credential of it, and
    /// it may serve those of which no holder is told.
    fn add(&mut self, of: &Holding<'s>, id: &str) {
        if of.alone {
            self.sure.extend(&of.tools);
            return;
        }
        let own = of.credentials.iter().filter(|c| identity_of(c) == id).filter_map(|c| c.items("holders")).flatten();
        self.sure.extend(own.filter(|holder| of.tools.contains(holder)));
        self.unclear.extend(of.tools.iter().filter(|tool| of.untold || !of.held.contains(*tool)));
    }
}

fn identity<'a>(case: &Case<'_, 'a>, access: &Access<'_>, own: &Holding<'a>, id: &str, found: &mut Found) {
    let grants: Vec<&Record> =
        access.grants.iter().copied().filter(|g| case.registry().same(identity_of(g), id) && !ended(g, case.period().from)).collect();
    let of = |names: &[&str]| excess(case, &needs_of(case, names), &grants);
    let served = Served::of(case, own, id);
    let sure: Vec<&str> = served.sure.iter().copied().collect();
    let any: Vec<&str> = served.sure.union(&served.unclear).copied().collect();
    let (known, verdict) = match of(&sure) {
        Verdict::Yes => (&sure, Verdict::Yes),
        _ if served.open && !grants.is_empty() => (&any, Verdict::Open),
        verdict if any.len() == sure.len() => (&any, verdict),
        verdict => (&any, verdict.max(of(&any).min(Verdict::Open))),
    };
    if verdict == Verdict::No {
        return;
    }
    let tools = known.iter().map(|tool| name_of(case.data(), tool)).collect::<Vec<_>>().join(", ");
    let who = name_of(case.data(), id);
    let mut text = if verdict == Verdict::Yes {
        format!("Identity {who} serves {tools}; its grants go beyond what at least one of these tools needs.")
    } else {
        format!("Identity {who}: whether it serves more than one of {tools}, and what each of them needs, is not told in full.")
    };
    if !served.others.is_empty() {
        let others: Vec<&str> = served.others.iter().take(NAMED).map(|w| w.called()).collect();
        let more = if served.others.len() > NAMED { " and others" } else { "" };
        text.push_str(&format!(" Beside the workflow, others act as it: {}{more}.", others.join(", ")));
    }
    let steps = grants.iter().fold(Steps::of(case), |s, g| s.or(s.reaching(case, g)));
    let mut at: Vec<Place> =
        known.iter().filter_map(|t| case.data().find(Table::Tools, t)).take(4).map(|t| Place::cell(t, "needs")).collect();
    at.extend(grants.iter().take(4).map(|g| Place::cell(g, "permission")));
    at.extend(served.others.iter().take(NAMED).map(|w| Place::cell(w, "tools")));
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
        assert_eq!(hits[0].condition[0].text, "Identity I-1 serves T-1, T-2; its grants go beyond what at least one of these tools needs.");
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
    fn what_several_workflows_act_as_serves_the_tools_of_all() {
        let mut made = organisation();
        made.put(Tools, &[("id", "T-2"), ("needs", "R-1:write")]).put(
            Workflows,
            &[("id", "WF-2"), ("name", "b"), ("identities", "I-1"), ("agents", "none"), ("tools", "T-2"), ("tool_mode", "fixed_single")],
        );
        let hits = find(&made, "EB-15");
        assert_eq!((hits[0].full_code().as_str(), hits[0].cause.as_str()), ("EB-15", "tools of I-1"));
        let text = "Identity I-1 serves T-1, T-2; its grants go beyond what at least one of these tools needs. Beside the workflow, others act as it: b.";
        assert_eq!(hits[0].condition[0].text, text);
        for (column, value, wanted) in [
            ("tools", "", &["EB-15-U"][..]),
            ("tool_mode", "dynamic", &["EB-15"]),
            ("tools", "T-1", &[]),
            ("agents", "", &["EB-15-U"]),
            ("identities", "I-2", &[]),
        ] {
            let mut other = made.clone();
            other.set(Workflows, "WF-2", column, value);
            assert_eq!(codes(&other, "EB-15"), wanted, "{column} {value}");
        }
        made.set(Workflows, "WF-2", "identities", "none").set(Credentials, "C-1", "holders", "T-1;T-2");
        assert_eq!(codes(&made, "EB-15"), ["EB-15"], "a tool that holds its credential is served, wherever it belongs");
    }

    #[test]
    fn of_very_many_workflows_some_are_not_asked_and_may_have_another_tool() {
        let mut made = organisation();
        for n in 2..=MOST_WORKFLOWS {
            let id = format!("WF-{n:03}");
            let shared = [("identities", "I-1"), ("agents", "none"), ("tools", "T-1"), ("tool_mode", "fixed_single")];
            made.put(Workflows, &[&[("id", id.as_str()), ("name", &id)][..], &shared].concat());
        }
        assert!(codes(&made, "EB-15").is_empty(), "all of them have the same tool");
        made.put(
            Workflows,
            &[("id", "WF-900"), ("name", "z"), ("identities", "I-1"), ("agents", "none"), ("tools", "T-1"), ("tool_mode", "fixed_single")],
        );
        assert_eq!(codes(&made, "EB-15"), ["EB-15-U"]);
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

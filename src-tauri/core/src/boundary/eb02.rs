//! EB-02 shared service account: a credential that two or more workflows, tools or agents use, without a claim that tells them apart.
//! It needs who holds a credential and whether its use carries a claim; the log, where it shows the issue of it, goes before the record.
//! Of a credential that is used and not on record, and of one that an execution does not name, it cannot be excluded.
//! People who hold one are no workloads, and a workflow is not counted beside the tools and agents of its own that it holds it for.

use super::access::{Access, called, ended, identity_of, name_of};
use super::found::{Found, Verdict};
use super::severity::Steps;
use crate::case::Case;
use crate::facts::misread;
use crate::hit::Hit;
use crate::place::Place;
use crate::record::Record;
use crate::registry::Actor;
use crate::risk::Level;
use crate::tables::Table;
use std::collections::BTreeSet;

pub(super) fn hits(case: &Case<'_, '_>, access: &Access<'_>) -> Vec<Hit> {
    let mut found = Found::new(case, "EB-02", Level::High);
    let steps = Steps::of(case);
    // What a machine of this workflow was seen to use counts, whoever is said to hold it.
    let seen = access.seen(case).into_iter().map(|(c, at)| (c, Some(at)));
    let all = access.credentials.iter().map(|c| (*c, None)).chain(seen);
    for (c, event) in all.filter(|(c, _)| !ended(c, case.period().from)) {
        let (claim, mut at) = claim(case, access, &c.key, Some(c));
        if claim == Some(true) {
            continue;
        }
        let users = Users::new(case, access, c, event).counted(case);
        let (shared, unsure) = match (users.shared(), claim) {
            (Verdict::No, _) => continue,
            (Verdict::Yes, Some(false)) => (true, false),
            (verdict, _) => (verdict == Verdict::Yes, true),
        };
        let who = users.named.iter().map(|id| name_of(case.data(), id)).collect::<Vec<_>>().join(", ");
        let text = match (shared, claim) {
            (true, Some(_)) => format!("{} is used by {who}, and its use carries no claim that tells them apart.", called(c)),
            (true, None) => format!("{} is used by {who}; whether its use carries a claim that tells them apart is not told.", called(c)),
            (false, _) => format!("{}: who else uses it is not told.", called(c)),
        };
        at.extend(users.at);
        found.add(format!("credentials of {}", identity_of(c)), unsure, steps, c, || (text, at));
    }
    // Of one that is used and not on record nothing tells who else uses it.
    for (id, (users, event)) in access.unlisted(case) {
        let (claim, mut at) = claim(case, access, id, None);
        if claim != Some(true) {
            found.add("credentials that are not on record", true, steps, case.workflow, || {
                let told = if claim.is_none() { ", and whether its use carries a claim that tells them apart," } else { "" };
                let named: Vec<&str> = users.iter().map(|id| name_of(case.data(), id)).collect();
                let who = if named.is_empty() { "somebody whom it does not name".to_owned() } else { named.join(", ") };
                at.push(event);
                (format!("Credential {id} is not on record; the log shows it used by {who}. Who else uses it{told} is not told."), at)
            });
        }
    }
    // Nor of one that an execution does not name.
    if let Some(e) = access.uses.bare_execution.and_then(|at| case.trail.get(at)) {
        found.add("credentials that are not told", true, steps, case.workflow, || {
            (
                "Executions do not tell which credential was used, so who else uses it is not told.".to_owned(),
                vec![e.place(Some("credential"))],
            )
        });
    }
    found.hits(case)
}

/// Whether the use of a credential carries a claim that tells workloads apart, and where that is read.
fn claim(case: &Case<'_, '_>, access: &Access<'_>, id: &str, record: Option<&Record>) -> (Option<bool>, Vec<Place>) {
    let cell = record.map(|c| Place::cell(c, "workload_claim")).into_iter().collect();
    // An issue that does not say of what may be of this one: then the record alone shows no claim.
    let told = record.and_then(|c| c.yes_no("workload_claim"));
    let denied = told.filter(|claim| !claim);
    let used = access.uses.credential(case.trail, id).filter(|u| !u.issues.is_empty());
    let Some(used) = used else {
        return (if access.uses.nameless_issue.is_none() { told } else { denied }, cell);
    };
    let mut all = access.uses.nameless_issue.is_none();
    for e in used.issues.iter().filter_map(|at| case.trail.get(*at)) {
        match e.detail("workload_claim").map(|c| c.trim().to_ascii_lowercase()).as_deref() {
            Some("no" | "none" | "false") => return (Some(false), vec![e.place(Some("details"))]),
            None | Some("" | "unknown" | "n/a" | "null") => all = false,
            Some(_) => {}
        }
    }
    (if all { Some(true) } else { denied }, cell)
}

/// Who uses a credential.
struct Users<'u> {
    workflows: BTreeSet<&'u str>,
    others: BTreeSet<&'u str>,
    /// What may be a workload or a person.
    doubtful: BTreeSet<&'u str>,
    /// Whether those are all.
    told: bool,
    named: BTreeSet<&'u str>,
    at: Vec<Place>,
}

impl<'u> Users<'u> {
    /// Those of a credential on record. `seen` is the event in which a machine of the workflow was seen to use it, where nothing says that
    /// it is one of the workflow's: then those who are said to hold it are not all that use it.
    fn new(case: &Case<'u, 'u>, access: &Access<'_>, c: &'u Record, seen: Option<Place>) -> Self {
        let mut users = Self {
            workflows: seen.iter().map(|_| case.workflow.key.as_str()).collect(),
            others: BTreeSet::new(),
            doubtful: BTreeSet::new(),
            told: seen.is_none() && c.get("holders").is_some() && !misread(c, "holders"),
            named: BTreeSet::new(),
            at: [Place::cell(c, "holders")].into_iter().chain(seen).collect(),
        };
        let identity = identity_of(c);
        for holder in c.list("holders").unwrap_or_default().into_iter().filter(|h| !case.registry().same(h, identity)) {
            users.put(case, holder);
        }
        if let Some(used) = access.uses.credential(case.trail, &c.key) {
            users.told &= !used.by_nobody;
            for e in used.machines.iter().filter_map(|at| case.trail.get(*at)) {
                if let Some(actor) = e.actor.filter(|a| !case.registry().same(a, identity)) {
                    users.put(case, actor);
                    users.at.push(e.place(Some("actor")));
                }
            }
        }
        // An agent uses its own credential beside another agent that holds it or was seen with it.
        let agent = |i: &Record| i.get("kind") == Some("agent");
        let known = |id: &&str| matches!(case.registry().resolve(id), Actor::Identity(i) if agent(i));
        if let Some(own) = case.data().find(Table::Identities, identity).filter(|i| agent(i))
            && users.others.iter().any(known)
        {
            users.others.insert(&own.key);
        }
        if !users.told {
            // The only credential of an identity that two workflows act as is used by both.
            let only = case.related().credentials_of(identity).len() == 1;
            for w in case.related().first_users_of(identity, 2).into_iter().filter(|_| only) {
                users.workflows.insert(&w.key);
                users.at.push(Place::cell(w, "identities"));
            }
        }
        users
    }

    /// The same with what counts as a user of its own: a workflow is no second one beside what it names as its own.
    fn counted(mut self, case: &Case<'u, 'u>) -> Self {
        let (data, users) = (case.data(), &mut self);
        let named = |w: &&str, x: &str| {
            let record = data.find(Table::Workflows, w);
            ["agents", "identities", "tools"].into_iter().filter_map(|c| record?.list(c)).any(|of| of.contains(&x))
        };
        let alone = |w: &&str| !users.others.iter().chain(&users.doubtful).any(|x| named(w, x));
        let beside: Vec<&str> = users.workflows.iter().copied().filter(|w| alone(w)).collect();
        users.named = users.workflows.iter().chain(&users.others).chain(&users.doubtful).copied().collect();
        users.others.extend(beside);
        self
    }

    fn put(&mut self, case: &Case<'_, '_>, user: &'u str) {
        if case.data().find(Table::Workflows, user).is_some() {
            self.workflows.insert(user);
        } else if case.data().find(Table::Tools, user).is_some() {
            self.others.insert(user);
        } else {
            match case.registry().resolve(user) {
                // Neither people nor teams of them are workloads.
                Actor::Person(_) => {}
                Actor::Identity(i) if i.get("kind") == Some("human") => {}
                Actor::Identity(i) if i.get("kind").is_some() => drop(self.others.insert(user)),
                _ => drop(self.doubtful.insert(user)),
            }
        }
    }

    fn shared(&self) -> Verdict {
        if self.workflows.len() >= 2 || self.others.len() >= 2 {
            Verdict::Yes
        } else if !self.told || self.others.len() + self.doubtful.len() >= 2 {
            Verdict::Open
        } else {
            Verdict::No
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::boundary::tests::{codes, find, organisation};
    use crate::risk::Level;
    use crate::tables::Table::{Credentials, Identities, People, Tools, Workflows};
    use crate::testing::Made;

    fn claimless() -> Made {
        let mut made = organisation();
        made.set(Credentials, "C-1", "workload_claim", "no")
            .put(Workflows, &[("id", "WF-2"), ("name", "b"), ("tools", "T-1;T-3")])
            .put(Tools, &[("id", "T-2")])
            .put(Tools, &[("id", "T-3")])
            .put(Identities, &[("id", "A-1"), ("kind", "agent")])
            .put(Identities, &[("id", "H-1"), ("kind", "human")])
            .put(Identities, &[("id", "X-1")])
            .put(People, &[("id", "P-2"), ("kind", "human")])
            .put(People, &[("id", "T-O"), ("kind", "team")]);
        made
    }

    #[test]
    fn two_workloads_share_and_a_person_or_a_tool_of_ones_own_does_not() {
        let mut made = claimless();
        for (holders, expected) in [
            ("WF-1", &[][..]),
            ("WF-1;WF-2", &["EB-02"]),
            ("T-1;T-2", &["EB-02"]),
            ("T-1;A-1", &["EB-02"]),
            ("WF-1;T-2", &["EB-02"]),
            ("WF-1;T-1", &[]),
            ("WF-1;WF-2;T-1", &["EB-02"]),
            ("WF-2;T-3;T-1", &["EB-02"]),
            ("WF-1;I-1", &[]),
            ("WF-1;P-2;H-1", &[]),
            ("WF-1;T-O", &[]),
            ("WF-1;X-1", &["EB-02-U"]),
            ("WF-1;somebody", &["EB-02-U"]),
            ("", &["EB-02-U"]),
        ] {
            made.set(Credentials, "C-1", "holders", holders);
            assert_eq!(codes(&made, "EB-02"), expected, "{holders}");
        }
    }

    #[test]
    fn an_agent_and_another_that_holds_its_credential_are_two() {
        let mut made = claimless();
        let mut held = |kind: &str, holders: &str| {
            made.set(Identities, "I-1", "kind", kind).set(Credentials, "C-1", "holders", holders);
            codes(&made, "EB-02")
        };
        assert_eq!(held("agent", "I-1;A-1"), ["EB-02"]);
        assert_eq!(held("agent", "A-1"), ["EB-02"]);
        assert!(held("agent", "I-1;T-1").is_empty(), "its own tool calls with it");
        assert!(held("service_account", "A-1").is_empty(), "an account is used by whoever holds it");
    }

    #[test]
    fn it_is_high_at_base_and_says_who_shares() {
        let mut made = claimless();
        made.set(Credentials, "C-1", "holders", "WF-1;WF-2");
        let hits = find(&made, "EB-02");
        assert_eq!((hits[0].if_true, hits[0].cause.as_str()), (Level::High, "credentials of I-1"));
        assert_eq!(
            hits[0].condition[0].text,
            "Credential C-1 of I-1 is used by Triage, b, and its use carries no claim that tells them apart."
        );
        made.proven_control("K-1", &[("compensates", "EB-02")]);
        assert_eq!(find(&made, "EB-02")[0].if_true, Level::Medium);
        made.set(Credentials, "C-1", "workload_claim", "");
        assert_eq!(codes(&made, "EB-02"), ["EB-02-U"]);
        made.set(Credentials, "C-1", "workload_claim", "yes");
        assert!(codes(&made, "EB-02").is_empty());
        made.set(Credentials, "C-1", "workload_claim", "no").set(Credentials, "C-1", "expires_at", "2026-03-01");
        assert!(codes(&made, "EB-02").is_empty(), "it ended before the period");
    }

    #[test]
    fn an_identity_of_two_workflows_shares_its_only_credential() {
        let mut made = claimless();
        made.set(Credentials, "C-1", "holders", "").set(Workflows, "WF-2", "identities", "I-1");
        assert_eq!(codes(&made, "EB-02"), ["EB-02"]);
        made.put(Credentials, &[("id", "C-2"), ("identity", "I-1"), ("holders", "WF-1"), ("workload_claim", "yes")]);
        assert_eq!(codes(&made, "EB-02"), ["EB-02-U"], "each workflow may have its own");
    }

    #[test]
    fn the_log_shows_users_that_no_list_names() {
        let mut made = claimless();
        let mut used = |id: &str, actor: &str, kind: &str| {
            made.event(id, "tool_call", "2026-05-01T10:00:00Z", &[("credential", "C-1"), ("actor", actor), ("actor_kind", kind)]);
            codes(&made, "EB-02")
        };
        assert!(used("a", "I-1", "service").is_empty(), "the identity itself");
        assert!(used("b", "P-2", "human").is_empty());
        assert_eq!(used("c", "A-1", "agent"), ["EB-02"], "the workflow, and an agent that is not its own");
        made.events.clear();
        made.event("d", "tool_call", "2026-05-01T10:00:00Z", &[("credential", "C-1")]);
        assert_eq!(codes(&made, "EB-02"), ["EB-02-U"], "somebody used it");
    }

    #[test]
    fn an_execution_that_names_no_credential_may_have_used_a_shared_one() {
        let mut made = claimless();
        made.event("a", "tool_call", "2026-05-01T10:00:00Z", &[("actor", "A-1")]);
        assert!(codes(&made, "EB-02").is_empty(), "a call may need none");
        made.event("b", "execution", "2026-05-01T10:01:00Z", &[("actor", "A-1")]);
        let hits = find(&made, "EB-02");
        let said = &hits[0].condition[0];
        assert_eq!((hits.len(), hits[0].full_code().as_str()), (1, "EB-02-U"));
        assert_eq!(said.text, "Executions do not tell which credential was used, so who else uses it is not told.");
        assert!(matches!(&said.at[..], [crate::place::Place::Event { id, .. }] if id == "b"), "{:?}", said.at);
    }

    #[test]
    fn a_credential_of_another_workflow_that_the_log_shows_in_use_is_shared() {
        let mut made = claimless();
        made.put(Identities, &[("id", "svc-9"), ("kind", "service_account")])
            .put(Credentials, &[("id", "C-9"), ("identity", "svc-9"), ("holders", "WF-2"), ("workload_claim", "no")]);
        assert!(codes(&made, "EB-02").is_empty(), "nothing of it here");
        made.event("a", "tool_call", "2026-05-01T10:00:00Z", &[("credential", "C-9"), ("actor", "svc-9"), ("actor_kind", "service")]);
        let hits = find(&made, "EB-02");
        assert_eq!((hits[0].full_code().as_str(), hits[0].cause.as_str()), ("EB-02", "credentials of svc-9"));
        assert!(hits[0].condition[0].text.contains("is used by Triage, b,"), "{}", hits[0].condition[0].text);
        for holders in ["", "P-2", "svc-9"] {
            made.set(Credentials, "C-9", "holders", holders);
            assert_eq!(codes(&made, "EB-02"), ["EB-02-U"], "who else uses it is not told, {holders}");
        }
        made.set(Credentials, "C-9", "workload_claim", "yes");
        assert!(codes(&made, "EB-02").is_empty());
    }

    #[test]
    fn of_a_credential_that_is_only_seen_in_use_nobody_tells_who_shares_it() {
        let mut made = claimless();
        made.set(Credentials, "C-1", "holders", "WF-1").event(
            "a",
            "tool_call",
            "2026-05-01T10:00:00Z",
            &[("credential", "K-7"), ("actor", "A-1"), ("actor_kind", "agent")],
        );
        let hits = find(&made, "EB-02");
        assert_eq!((hits.len(), hits[0].full_code().as_str(), hits[0].if_true), (1, "EB-02-U", Level::High));
        assert_eq!(hits[0].cause, "credentials that are not on record");
        assert_eq!(
            hits[0].condition[0].text,
            "Credential K-7 is not on record; the log shows it used by A-1. Who else uses it, and whether its use carries a claim that \
             tells them apart, is not told."
        );
        let other = |at: &str, actor: &str| {
            let mut made = made.clone();
            made.events.clear();
            made.event("a", "tool_call", at, &[("credential", "K-7"), ("actor", actor), ("actor_kind", "agent")]);
            find(&made, "EB-02").into_iter().map(|hit| hit.condition[0].text.clone()).collect::<String>()
        };
        assert!(other("2026-05-01T10:00:00Z", "").contains("used by somebody whom it does not name."));
        assert!(other("2026-09-30T23:59:00Z", "A-1").contains("used by A-1."), "on the last day");
        for outside in ["2026-10-01T00:00:00Z", "2026-03-31T23:59:59Z"] {
            assert_eq!(other(outside, "A-1"), "", "{outside}");
        }
        let issued = |claim: &str| {
            let mut made = made.clone();
            let values = [("credential", "K-7"), ("actor", "I-1"), ("details", claim)];
            made.event("i", "credential_issue", "2026-05-01T09:00:00Z", &values);
            made
        };
        assert!(codes(&issued("workload_claim=repo:a"), "EB-02").is_empty(), "its use tells the workloads apart");
        let none = issued("workload_claim=no");
        let text = find(&none, "EB-02")[0].condition[0].text.clone();
        assert_eq!(text, "Credential K-7 is not on record; the log shows it used by A-1. Who else uses it is not told.");
        made.events.clear();
        made.event("b", "approval", "2026-05-01T10:00:00Z", &[("credential", "K-7"), ("actor", "P-2"), ("actor_kind", "human")]);
        assert!(codes(&made, "EB-02").is_empty(), "people are no workloads");
    }

    #[test]
    fn the_log_of_issues_goes_before_the_record() {
        let mut made = claimless();
        made.set(Credentials, "C-1", "holders", "WF-1;WF-2");
        let issued = |made: &mut Made, claims: &[&str], record: &str| {
            made.events.clear();
            made.set(Credentials, "C-1", "workload_claim", record);
            for (n, claim) in claims.iter().enumerate() {
                let details = if claim.is_empty() { "ttl_seconds=60".to_owned() } else { format!("workload_claim={claim}") };
                let values = [("credential", "C-1"), ("actor", "I-1"), ("details", details.as_str())];
                made.event(&format!("i{n}"), "credential_issue", "2026-05-01T10:00:00Z", &values);
            }
            codes(made, "EB-02")
        };
        assert!(issued(&mut made, &["yes", "repo:a"], "").is_empty());
        assert!(issued(&mut made, &["yes"], "no").is_empty());
        assert_eq!(issued(&mut made, &["yes", "no"], "yes"), ["EB-02"]);
        assert_eq!(issued(&mut made, &["FALSE"], "yes"), ["EB-02"]);
        assert_eq!(issued(&mut made, &["Unknown"], "no"), ["EB-02"], "the record alone tells");
        assert_eq!(issued(&mut made, &["unknown"], "yes"), ["EB-02-U"]);
        assert_eq!(issued(&mut made, &["yes", ""], "yes"), ["EB-02-U"]);
        assert_eq!(issued(&mut made, &["yes", ""], "no"), ["EB-02"]);
        made.events.clear();
        made.set(Credentials, "C-1", "workload_claim", "yes");
        made.event("n", "credential_issue", "2026-05-01T10:00:00Z", &[("actor", "I-1"), ("details", "workload_claim=yes")]);
        assert_eq!(codes(&made, "EB-02"), ["EB-02-U"], "an issue of something is not told");
        made.set(Credentials, "C-1", "workload_claim", "no");
        assert_eq!(codes(&made, "EB-02"), ["EB-02"]);
    }
}

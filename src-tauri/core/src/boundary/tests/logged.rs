//! What is logged at its limits: at the first and the last moment of the period, and as many as are named.

use super::super::access::Access;
use super::super::{eb05, eb06, eb07, eb14, eb17};
use crate::case::Case;
use crate::chains::tests::{Change, organisation, run};
use crate::hit::Hit;
use crate::place::Place;
use crate::tables::Table::{ContextChanges, Grants, Identities, People, Workflows};
use crate::testing::Made;

type Check = fn(&Case<'_, '_>, &Access<'_>) -> Vec<Hit>;

fn hits(made: &Made, check: Check) -> Vec<Hit> {
    made.case("WF-1", |c| check(c, &Access::of(c)))
}

fn codes(made: &Made, check: Check) -> Vec<String> {
    hits(made, check).iter().map(Hit::full_code).collect()
}

/// The codes of one run on the first of June, with changes.
fn of_run(check: Check, changes: &[Change<'_>]) -> Vec<String> {
    let mut made = organisation();
    run(&mut made, "r", "2026-06-01", &[], changes);
    codes(&made, check)
}

/// What a run's agent does, done by somebody else.
const BY_AGENT: [&str; 4] = ["model_output", "tool_call", "execution", "effect"];

#[test]
fn agents_are_counted_by_who_they_are() {
    let declared = |agents: &str, logged: &str| {
        let mut made = organisation();
        made.put(Identities, &[("id", "agent-2"), ("name", "Planner"), ("kind", "agent")]).set(Workflows, "WF-1", "agents", agents);
        run(&mut made, "r", "2026-06-01", &[], &[("model_output", "actor", logged)]);
        codes(&made, eb05::check)
    };
    assert!(declared("agent-1;agent-2", "agent-2").is_empty());
    assert!(declared("agent-1;agent-2", "Planner").is_empty(), "the log may call it by its name");
    assert_eq!(declared("agent-1;agent-2", "agent-1"), ["EB-05-U"], "one of two has no event of its own");
    let unregistered = |agents: &str| {
        let mut made = organisation();
        made.set(Workflows, "WF-1", "agents", agents);
        codes(&made, eb05::check)
    };
    assert!(unregistered("ghost").is_empty(), "one agent is not several");
    assert_eq!((unregistered("ghost;spirit"), unregistered("ghost;spirit;wraith")), (vec!["EB-05".into()], vec!["EB-05".into()]));
}

#[test]
fn a_run_in_which_nobody_who_acts_is_registered_raises_it() {
    let changes: Vec<Change<'_>> =
        BY_AGENT.into_iter().map(|kind| (kind, "actor", if kind == "effect" { "runner-8" } else { "runner-7" })).collect();
    assert_eq!(of_run(eb05::check, &changes), ["EB-05"]);
}

#[test]
fn a_step_that_nobody_may_lack_an_identity_for_raises_nothing() {
    let beside = |changes: &[Change<'_>]| {
        let mut made = organisation();
        // An unregistered agent before the period: the log is looked through.
        run(&mut made, "old", "2026-03-01", &[], &[("execution", "actor", "runner-7")]);
        made.put(Identities, &[("id", "agent-2"), ("kind", "agent")]);
        made.put(People, &[("id", "P-3"), ("name", "Cy"), ("kind", "human")]).put(People, &[("id", "P-4"), ("name", "Di")]);
        run(&mut made, "r", "2026-06-01", &[], changes);
        codes(&made, eb05::check)
    };
    assert!(beside(&[]).is_empty());
    assert!(beside(&[("execution", "actor", "agent-2")]).is_empty(), "two agents, each with an identity");
    let person = [("execution", "actor", "runner-7"), ("execution", "actor_kind", "human")];
    assert!(beside(&person).is_empty(), "the log says that a person acted");
    // One agent that nobody registered, beside somebody of whom the log does not say what it is.
    let with = |actor: &'static str| {
        let mut changes: Vec<Change<'_>> = BY_AGENT.into_iter().map(|kind| (kind, "actor", "ghost")).collect();
        changes.retain(|(kind, _, _)| *kind != "execution");
        changes.extend([("execution", "actor", actor), ("execution", "actor_kind", "")]);
        beside(&changes)
    };
    assert!(with("svc-1").is_empty(), "a workload is no second agent");
    assert!(with("P-3").is_empty(), "nor is a person");
    assert_eq!(with("P-4"), ["EB-05-U"], "of whom it has to be told that it is one");
    assert_eq!((with("agent-2"), with("stranger")), (vec!["EB-05".into()], vec!["EB-05-U".into()]));
}

#[test]
fn a_nameless_step_is_an_agents_where_the_log_says_so() {
    let nameless = |kind: &'static str| {
        let mut made = organisation();
        made.put(Identities, &[("id", "agent-2"), ("kind", "agent")]);
        let changes = [("model_output", "actor", "agent-2"), ("execution", "actor", ""), ("execution", "actor_kind", kind)];
        run(&mut made, "r", "2026-06-01", &[], &changes);
        codes(&made, eb05::check)
    };
    assert_eq!((nameless("agent"), nameless("")), (vec!["EB-05".into()], vec!["EB-05-U".into()]));
}

/// An approval that names nothing.
const BARE: Change<'_> = ("approval", "details", "rationale=ok");

/// The codes of a run whose execution, or call, was at a moment and which raises the code within the period.
fn at(check: Check, kind: &str, ts: &str, raising: &[Change<'_>], without: &[&str]) -> usize {
    let mut made = organisation();
    let mut changes = raising.to_vec();
    changes.push((kind, "ts", ts));
    run(&mut made, "r", "2026-03-31", without, &changes);
    codes(&made, check).len()
}

#[test]
fn the_first_and_the_last_moment_belong_to_the_period() {
    let moments = ["2026-03-31T23:59:59.999Z", "2026-04-01T00:00:00Z", "2026-09-30T23:59:59.999Z", "2026-10-01T00:00:00Z"];
    assert_eq!(moments.map(|ts| at(eb06::check, "execution", ts, &[BARE], &[])), [0, 1, 1, 0]);
    let undecided = |ts| at(eb17::check, "tool_call", ts, &[("tool_call", "outcome", "done")], &["policy_decision", "execution", "effect"]);
    assert_eq!(moments.map(undecided), [0, 1, 1, 0]);
}

#[test]
fn a_day_ends_before_the_next_one_begins() {
    let used = |ts: &str| {
        let details = "executors=agent-1;expires=2026-06-01;single_use=yes";
        of_run(eb06::check, &[("approval", "details", details), ("execution", "ts", ts)]).len()
    };
    assert_eq!((used("2026-06-01T23:59:59.999Z"), used("2026-06-02T00:00:00Z")), (0, 1));
}

#[test]
fn a_loose_approval_matters_only_to_an_execution_that_has_none() {
    let loose = |second: &[Change<'_>], without: &[&str]| {
        let mut made = organisation();
        // The approval of this run says neither its run nor what it follows from, and its execution was not carried out.
        let first = [BARE, ("approval", "run_id", ""), ("approval", "parents", "")];
        run(&mut made, "r", "2026-06-01", &["execution", "effect"], &first);
        run(&mut made, "s", "2026-06-02", without, second);
        codes(&made, eb06::check)
    };
    assert!(loose(&[], &[]).is_empty(), "the other execution has an approval of its own");
    assert_eq!(loose(&[], &["approval"]), ["EB-06-U"]);
    let refused = [("execution", "outcome", "failed"), ("effect", "outcome", "failed")];
    assert!(loose(&refused, &["approval"]).is_empty(), "nothing was carried out");
}

#[test]
fn an_approval_is_named_with_the_execution_that_rests_on_it() {
    let mut made = organisation();
    for n in 1..=8 {
        run(&mut made, &format!("r{n}"), &format!("2026-06-{n:02}"), &[], &[BARE]);
    }
    let hit = &hits(&made, eb06::check)[0];
    let said = &hit.condition[0];
    assert!(said.text.contains("r1-approval") && said.text.contains("r8-execution"), "{}", said.text);
    assert!(!said.text.contains(" more"), "all eight are named");
    let columns: Vec<Option<&str>> = said
        .at
        .iter()
        .take(2)
        .map(|p| match p {
            Place::Event { column, .. } | Place::Cell { column, .. } => column.as_deref(),
        })
        .collect();
    assert_eq!(columns, [Some("details"), None], "what an approval lacks, it lacks in its details");
    let mut loose = organisation();
    let changes = [BARE, ("approval", "run_id", ""), ("approval", "parents", ""), ("execution", "parents", "")];
    run(&mut loose, "r", "2026-06-01", &[], &changes);
    let said = &hits(&loose, eb06::check)[0].condition[0];
    assert!(said.text.contains("r-approval") && !said.text.contains("r-execution"), "{}", said.text);
}

#[test]
fn access_from_an_approval_is_named_by_what_it_opens() {
    let with = |grants: usize| {
        let mut made = organisation();
        run(&mut made, "r", "2026-06-01", &[], &[]);
        for n in 0..grants {
            let resource = format!("store-{n}");
            let values = [("identity", "agent-1"), ("resource", resource.as_str()), ("permission", "admin"), ("kind", "standing")];
            made.put(Grants, &[&values[..], &[("created_by_event", "r-approval")]].concat());
        }
        hits(&made, eb07::check).remove(0)
    };
    let texts = |hit: &Hit| hit.condition.iter().map(|s| s.text.clone()).collect::<Vec<_>>();
    let eight = texts(&with(8));
    assert!(eight.iter().all(|t| t.contains("admin") && !t.contains(crate::record::KEY_SEPARATOR)), "{eight:?}");
    assert_eq!(eight.len(), 8);
    assert!(texts(&with(10)).last().is_some_and(|t| t.contains("2 more")));
}

#[test]
fn what_is_linked_by_the_run_alone_may_follow_from_something_else() {
    let created = |parents: &'static str| {
        let mut made = organisation();
        let values = [("identity", "agent-1"), ("resource", "store"), ("permission", "admin"), ("kind", "standing")];
        made.put(Grants, &[&values[..], &[("created_by_event", "r-prompt")]].concat());
        run(&mut made, "r", "2026-06-01", &[], &[("prompt", "parents", parents)]);
        codes(&made, eb07::check)
    };
    assert!(created("r-request").is_empty(), "it follows from the request");
    assert_eq!(created(""), ["EB-07-U"]);
    assert_eq!(created("r-request;gone"), ["EB-07-U"], "one of the events it follows from is not in the log");
}

#[test]
fn of_many_changes_the_first_eight_are_told() {
    let told = |changes: u64| {
        let mut made = organisation();
        for n in 1..=changes {
            made.put(ContextChanges, &[("workflow", "WF-1"), ("kind", "model"), ("at", &format!("2026-06-{n:02}"))]);
        }
        let hit = hits(&made, eb14::check).remove(0);
        (hit.condition.len(), hit.subjects.len())
    };
    assert_eq!((told(8), told(9)), ((8, 9), (9, 10)), "the workflow is a subject as well; the ninth is counted");
}

/// Two calls in one run, each carried out, the first decided and the second as told.
fn two_calls(second_decided: bool) -> Made {
    let mut made = organisation();
    let common = [("run_id", "r"), ("actor", "agent-1"), ("actor_kind", "agent")];
    for (n, decided) in [(1, true), (2, second_decided)] {
        let id = |kind: &str| format!("{kind}-{n}");
        let ts = |minute: u32| format!("2026-06-01T1{n}:{minute:02}:00Z");
        made.event(&id("call"), "tool_call", &ts(0), &[&common[..], &[("outcome", "pending"), ("details", "tool=T-1")]].concat());
        if decided {
            let call = format!("call={}", id("call"));
            made.event(&id("policy"), "policy_decision", &ts(1), &[("run_id", "r"), ("outcome", "allow"), ("details", call.as_str())]);
        }
        let parents = id("call");
        let values = [("parents", parents.as_str()), ("outcome", "done")];
        made.event(&id("execution"), "execution", &ts(2), &[&common[..], &values].concat());
    }
    made
}

#[test]
fn each_call_needs_a_decision_of_its_own() {
    let mut made = organisation();
    for n in 1..=4 {
        run(&mut made, &format!("r{n}"), &format!("2026-06-{n:02}"), &[], &[]);
    }
    assert!(codes(&made, eb17::check).is_empty(), "every run has its decision");
    assert!(codes(&two_calls(true), eb17::check).is_empty());
    assert_eq!(codes(&two_calls(false), eb17::check), ["EB-17"], "the second call was carried out all the same");
}

#[test]
fn an_execution_before_a_call_does_not_carry_it_out() {
    let after = |execution: &str| {
        let mut made = organisation();
        let values = [("run_id", "r"), ("actor", "agent-1"), ("actor_kind", "agent"), ("outcome", "done")];
        made.event("execution", "execution", execution, &values);
        let call = [("run_id", "r"), ("actor", "agent-1"), ("outcome", "pending"), ("details", "tool=T-1")];
        made.event("call", "tool_call", "2026-06-01T10:00:00Z", &call);
        codes(&made, eb17::check)
    };
    assert!(after("2026-06-01T09:00:00Z").is_empty(), "the call waits");
    assert_eq!(after("2026-06-01T11:00:00Z"), ["EB-17"]);
}

#[test]
fn of_eight_calls_each_is_named() {
    let calls = |n: u64| {
        let mut made = organisation();
        for at in 1..=n {
            run(&mut made, &format!("r{at}"), &format!("2026-06-{at:02}"), &["policy_decision"], &[]);
        }
        hits(&made, eb17::check)[0].condition[0].text.clone()
    };
    assert!(calls(8).contains("r8-tool_call") && !calls(8).contains(" more"), "{}", calls(8));
    assert!(calls(9).contains("1 more"));
}

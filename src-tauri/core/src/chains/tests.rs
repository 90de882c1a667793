//! Runs of made-up logs.

use super::*;
use crate::hit::Hit;
use crate::risk::Level;
use crate::tables::Table;
use crate::testing::Made;

/// A workflow that plans, writes through one tool, and whose effects a person approves; with the people and machines of its log.
pub(crate) fn organisation() -> Made {
    let mut made = Made::default();
    made.put(
        Table::Workflows,
        &[
            ("id", "WF-1"),
            ("name", "w"),
            ("environment", "test"),
            ("output", "generative"),
            ("control_flow", "code"),
            ("tool_mode", "fixed_single"),
            ("parameters", "template"),
            ("effect", "reversible_write"),
            ("human_gate", "before_every_effect"),
            ("scope_growth", "no"),
            ("started_by", "human"),
            ("memory", "none"),
            ("effect_classes", "money"),
            ("data_classes", "internal"),
            ("identities", "agent-1"),
            ("agents", "agent-1"),
            ("tools", "T-1"),
            ("logged_links", "request;prompt;model_output;tool_call;policy_decision;approval;execution;effect"),
            ("declared_class", "D1"),
        ],
    );
    made.put(Table::Identities, &[("id", "agent-1"), ("kind", "agent")]);
    made.put(Table::Identities, &[("id", "svc-1"), ("kind", "workload")]);
    made.put(Table::People, &[("id", "P-1"), ("name", "Ann"), ("kind", "human"), ("active", "yes")]);
    made.put(Table::People, &[("id", "P-2"), ("name", "Bo"), ("kind", "human"), ("active", "yes")]);
    made.put(Table::Tools, &[("id", "T-1"), ("name", "Ledger"), ("policy_scope", "yes")]);
    made.put(Table::Credentials, &[("id", "C-1"), ("identity", "agent-1"), ("issued_per", "session")]);
    made
}

const LINKS: [&str; 8] = ["request", "prompt", "model_output", "tool_call", "policy_decision", "approval", "execution", "effect"];

/// What is changed in a run: the event's kind, the column, and its value.
pub(crate) type Change<'t> = (&'t str, &'t str, &'t str);

/// Adds the events of a run on a day, one a minute, without some of them. Each follows from the last one that is there.
pub(crate) fn run(made: &mut Made, id: &str, day: &str, without: &[&str], changes: &[Change<'_>]) {
    let mut parent = String::new();
    for (minute, kind) in LINKS.into_iter().enumerate() {
        if without.contains(&kind) {
            continue;
        }
        let (event, ts) = (format!("{id}-{kind}"), format!("{day}T10:{minute:02}:00Z"));
        let (actor, actor_kind) = match kind {
            "request" | "approval" => (if kind == "request" { "P-1" } else { "P-2" }, "human"),
            "prompt" | "policy_decision" => ("svc-1", "service"),
            _ => ("agent-1", "agent"),
        };
        let details = match kind {
            "model_output" => "model=m;version=1".to_owned(),
            "tool_call" => "tool=T-1;access=write".to_owned(),
            "policy_decision" => format!("call={id}-tool_call"),
            "approval" => "executors=agent-1;expires=2027-01-01;single_use=yes".to_owned(),
            "execution" => format!("idempotency_key={id}"),
            "effect" => format!("record=R-{id};class=money"),
            _ => String::new(),
        };
        let outcome = match kind {
            "policy_decision" => "allow",
            "approval" => "approved",
            "execution" | "effect" => "done",
            "tool_call" => "pending",
            _ => "",
        };
        let sha = if matches!(kind, "model_output" | "approval" | "execution") { "aa" } else { "" };
        let mut values = vec![
            ("run_id", id.to_owned()),
            ("actor", actor.to_owned()),
            ("actor_kind", actor_kind.to_owned()),
            ("parents", parent.clone()),
            ("content_sha256", sha.to_owned()),
            ("outcome", outcome.to_owned()),
            ("details", details),
        ];
        for (_, column, value) in changes.iter().filter(|(k, _, _)| *k == kind) {
            values.retain(|(c, _)| c != column);
            values.push((column, (*value).to_owned()));
        }
        let ts = values.iter().find(|(c, _)| *c == "ts").map_or(ts, |(_, v)| v.clone());
        let values: Vec<(&str, &str)> = values.iter().filter(|(c, _)| *c != "ts").map(|(c, v)| (*c, v.as_str())).collect();
        made.event(&event, kind, &ts, &values);
        parent = event;
    }
}

type Seen = (RunState, Option<LinkKind>);

fn states(made: &Made) -> Vec<(String, RunState, Option<LinkKind>)> {
    made.case("WF-1", |c| runs(c).iter().map(|r| (r.id.to_owned(), r.state, r.first_gap)).collect())
}

/// The verdict on one run with changes, and the reason at its first gap.
fn one(without: &[&str], changes: &[Change<'_>]) -> (Seen, Option<Why>) {
    let mut made = organisation();
    run(&mut made, "r", "2026-06-01", without, changes);
    made.case("WF-1", |c| {
        let runs = runs(c);
        assert_eq!(runs.len(), 1);
        let why = runs[0].first_gap.and_then(|k| runs[0].link(k).why).map(|(w, _)| w);
        ((runs[0].state, runs[0].first_gap), why)
    })
}

fn chains(made: &Made) -> Chains {
    made.case("WF-1", |c| analyse(c, &runs(c)))
}

fn found(made: &Made) -> Vec<Hit> {
    made.case("WF-1", |c| {
        let runs = runs(c);
        hits(c, &analyse(c, &runs), &runs)
    })
}

fn codes(made: &Made) -> Vec<String> {
    found(made).iter().map(Hit::full_code).collect()
}

#[test]
fn the_five_runs_of_the_definition() {
    let mut made = organisation();
    run(&mut made, "r1", "2026-06-01", &[], &[]);
    run(&mut made, "r2", "2026-06-02", &["approval"], &[]);
    run(&mut made, "r4", "2026-06-04", &[], &[("execution", "content_sha256", "bb")]);
    run(&mut made, "r5", "2026-06-05", &["tool_call", "policy_decision", "approval"], &[]);
    use LinkKind::{Approval, Execution, ToolCall};
    let expected = [
        ("r1", RunState::Complete, None),
        ("r2", RunState::Partial, Some(Approval)),
        ("r4", RunState::Broken, Some(Execution)),
        ("r5", RunState::Partial, Some(ToolCall)),
    ];
    assert_eq!(states(&made), expected.map(|(id, s, g)| (id.to_owned(), s, g)));
    // Where nobody has to review, a run without an approval is complete.
    let mut ungated = organisation();
    ungated.set(Table::Workflows, "WF-1", "human_gate", "after").set(Table::Workflows, "WF-1", "effect_classes", "none");
    run(&mut ungated, "r3", "2026-06-03", &["approval"], &[]);
    assert_eq!(states(&ungated), [("r3".to_owned(), RunState::Complete, None)]);
    // All five in one log: in r3 the policy needs no approval; the others are asked for one by the policy.
    let mut five = ungated;
    let asks = ("policy_decision", "outcome", "needs_approval");
    run(&mut five, "r1", "2026-06-01", &[], &[asks]);
    run(&mut five, "r2", "2026-06-02", &["approval"], &[asks]);
    run(&mut five, "r4", "2026-06-04", &[], &[asks, ("execution", "content_sha256", "bb")]);
    run(&mut five, "r5", "2026-06-05", &["tool_call", "policy_decision", "approval"], &[]);
    let c = chains(&five);
    assert_eq!((c.runs, c.complete, c.partial, c.broken), (5, 2, 2, 1));
    let gaps: Vec<(&str, usize)> = c.first_gaps.iter().map(|(k, n)| (k.as_str(), *n)).collect();
    assert_eq!(gaps, [("approval", 1), ("execution", 1), ("tool_call", 1)]);
    assert_eq!((c.population, c.established), (None, false));
}

#[test]
fn each_link_that_is_missing_is_the_first_gap() {
    let gap = |kind: &str, link: LinkKind| assert_eq!(one(&[kind], &[]), ((RunState::Partial, Some(link)), Some(Why::Absent)), "{kind}");
    for (kind, link) in LINKS.into_iter().zip(LinkKind::ALL.into_iter().filter(|k| *k != LinkKind::CredentialIssue)) {
        // Without its call, a decision is about a call that the log does not have: that is no gap but a break.
        if kind == "tool_call" {
            assert_eq!(one(&[kind], &[]).0, (RunState::Broken, Some(LinkKind::ToolCall)));
        } else {
            gap(kind, link);
        }
    }
}

#[test]
fn what_does_not_agree_breaks_the_run_at_its_link() {
    use LinkKind::{Approval, Effect, Execution, ModelOutput, PolicyDecision, Prompt, Request, ToolCall};
    let broken = |change: Change<'_>, link: LinkKind, why: Why| {
        assert_eq!(one(&[], &[change]), ((RunState::Broken, Some(link)), Some(why)), "{change:?}");
    };
    broken(("request", "actor", "nobody"), Request, Why::Actor);
    broken(("prompt", "actor", ""), Prompt, Why::Actor);
    broken(("prompt", "parents", "gone"), Prompt, Why::LostParent);
    broken(("tool_call", "parents", "r-model_output;gone"), ToolCall, Why::LostParent);
    broken(("model_output", "ts", "2026-06-01T09:00:00Z"), ModelOutput, Why::BeforeParent);
    broken(("request", "ts", "2026-06-01T11:00:00Z"), Request, Why::AfterExecution);
    broken(("policy_decision", "details", "call=gone"), PolicyDecision, Why::CallLost);
    broken(("policy_decision", "details", "call=r-prompt"), PolicyDecision, Why::CallLost);
    broken(("policy_decision", "outcome", "deny"), Execution, Why::Denied);
    broken(("approval", "actor", "P-9"), Approval, Why::Actor);
    broken(("approval", "outcome", "rejected"), Execution, Why::NotApproved);
    broken(("approval", "outcome", "changes_requested"), Execution, Why::NotApproved);
    broken(("execution", "content_sha256", "bb"), Execution, Why::Hash);
    broken(("approval", "content_sha256", "bb"), Execution, Why::Hash);
    broken(("approval", "details", "executors=P-1,svc-1"), Execution, Why::Executor);
    broken(("effect", "details", "class=money"), Effect, Why::NoRecord);
}

#[test]
fn what_is_not_told_is_a_gap_and_may_be_a_break() {
    use LinkKind::{Approval, Execution, ModelOutput, PolicyDecision};
    let partial = |change: Change<'_>, link: LinkKind, why: Why| {
        assert_eq!(one(&[], &[change]), ((RunState::Partial, Some(link)), Some(why)), "{change:?}");
        let mut made = organisation();
        run(&mut made, "r", "2026-06-01", &[], &[change]);
        assert_eq!(chains(&made).broken_at_worst, usize::from(why.is_untold()));
        let codes = codes(&made);
        let expected = if why.is_untold() { "CH-01-U" } else { "CH-02" };
        assert_eq!(codes.first().map(String::as_str), Some(expected), "{change:?}");
    };
    partial(("model_output", "details", "model=m"), ModelOutput, Why::Model);
    partial(("model_output", "details", "version=1"), ModelOutput, Why::Model);
    partial(("policy_decision", "details", ""), PolicyDecision, Why::CallUntold);
    partial(("policy_decision", "outcome", ""), PolicyDecision, Why::OutcomeUntold);
    partial(("approval", "outcome", ""), Approval, Why::OutcomeUntold);
    partial(("approval", "content_sha256", ""), Execution, Why::HashUntold);
    partial(("execution", "content_sha256", ""), Execution, Why::HashUntold);
    partial(("approval", "details", "single_use=yes"), Execution, Why::ExecutorUntold);
}

#[test]
fn what_agrees_in_other_words_is_valid() {
    let complete = (RunState::Complete, None);
    assert_eq!(one(&[], &[("approval", "content_sha256", "sha256:AA")]).0, complete);
    assert_eq!(one(&[], &[("approval", "details", "executors=svc-1, agent-1")]).0, complete);
    // The hash is enough: sizes and artefacts may be withheld.
    assert_eq!(one(&[], &[("model_output", "content_sha256", "")]).0, complete);
    assert_eq!(one(&[], &[("tool_call", "outcome", "")]).0, complete);
    // At the same second nothing is before anything.
    assert_eq!(one(&[], &[("request", "ts", "2026-06-01T10:01:00Z")]).0, complete);
}

#[test]
fn a_chain_may_end_at_a_denial_or_at_an_approver_who_says_no() {
    let ends = |without: &[&str], change: Change<'_>| {
        let mut made = organisation();
        run(&mut made, "r", "2026-06-01", without, &[change]);
        made.case("WF-1", |c| runs(c).iter().map(|r| (r.state, r.ended)).collect::<Vec<_>>())
    };
    let after_policy = ["approval", "execution", "effect"];
    assert_eq!(ends(&after_policy, ("policy_decision", "outcome", "deny")), [(RunState::Complete, Ended::Denied)]);
    assert_eq!(ends(&after_policy, ("policy_decision", "outcome", "allow")), [(RunState::Partial, Ended::Open)]);
    let after_approval = ["execution", "effect"];
    assert_eq!(ends(&after_approval, ("approval", "outcome", "rejected")), [(RunState::Complete, Ended::NotApproved)]);
    assert_eq!(ends(&after_approval, ("approval", "outcome", "changes_requested")), [(RunState::Complete, Ended::NotApproved)]);
    assert_eq!(ends(&after_approval, ("approval", "outcome", "approved")), [(RunState::Partial, Ended::Open)]);
    assert_eq!(ends(&after_approval, ("tool_call", "outcome", "failed")), [(RunState::Complete, Ended::Open)]);
    assert_eq!(ends(&after_approval, ("tool_call", "details", "tool=T-1;access=read")), [(RunState::Complete, Ended::Open)]);
    assert_eq!(ends(&[], ("policy_decision", "outcome", "deny")), [(RunState::Broken, Ended::CarriedOut)]);
    // An effect without an execution is an end all the same.
    assert_eq!(ends(&["execution"], ("effect", "outcome", "done")), [(RunState::Partial, Ended::CarriedOut)]);
}

#[test]
fn what_is_decided_or_has_an_effect_at_the_wrong_time_breaks_the_run() {
    use LinkKind::{Effect, Execution, PolicyDecision};
    let broken = |link, why| ((RunState::Broken, Some(link)), Some(why));
    let late = [("policy_decision", "ts", "2026-06-01T10:08:00Z"), ("approval", "parents", "r-tool_call")];
    assert_eq!(one(&[], &late), broken(PolicyDecision, Why::AfterExecution));
    let alone = [late[0], late[1], ("execution", "parents", "")];
    assert_eq!(one(&[], &alone), broken(PolicyDecision, Why::AfterExecution), "the only call of the run");
    assert_eq!(one(&[], &[("policy_decision", "ts", "2026-06-01T10:06:00Z"), late[1]]).0.0, RunState::Complete, "at the same moment");
    // Denied before the execution, and allowed after it.
    for parents in ["r-approval", ""] {
        let mut made = organisation();
        let changes = [("policy_decision", "outcome", "deny"), ("execution", "parents", parents)];
        run(&mut made, "r", "2026-06-01", &[], &changes);
        let again =
            [("run_id", "r"), ("actor", "svc-1"), ("parents", "r-tool_call"), ("outcome", "allow"), ("details", "call=r-tool_call")];
        made.event("again", "policy_decision", "2026-06-01T10:08:00Z", &again);
        made.case("WF-1", |c| assert_eq!(runs(c)[0].link(Execution).why.map(|(w, _)| w), Some(Why::Denied)));
    }
    let early = [("effect", "ts", "2026-06-01T09:00:00Z"), ("effect", "parents", "")];
    assert_eq!(one(&[], &early), broken(Effect, Why::BeforeExecution));
}

#[test]
fn a_day_without_an_hour_is_neither_before_nor_after() {
    use LinkKind::Execution;
    let untold = ((RunState::Partial, Some(Execution)), Some(Why::HourUntold));
    // The decision that the approval follows from is of the same day, and may be either.
    assert_eq!(one(&[], &[("approval", "ts", "2026-06-01")]), untold);
    assert_eq!(one(&[], &[("execution", "ts", "2026-06-01")]), untold);
    assert_eq!(one(&[], &[("execution", "ts", "2026-06-02"), ("effect", "ts", "2026-06-02")]).0.0, RunState::Complete);
    assert_eq!(one(&[], &[("execution", "ts", "2026-05-31")]).0.0, RunState::Broken);
}

#[test]
fn at_the_same_moment_the_order_of_reading_decides_nothing() {
    let changes = [("approval", "ts", "2026-06-01T10:06:00Z"), ("execution", "parents", ""), ("effect", "ts", "2026-06-01T10:06:00Z")];
    for with in [&changes[..1], &changes[..2], &changes[..]] {
        let mut made = organisation();
        run(&mut made, "r", "2026-06-01", &[], with);
        let seen = |made: &Made| {
            let class = made.case("WF-1", |c| crate::variability::observe(c.frame, c.workflow, c.trail, c.linked).raised_at_worst());
            (states(made), class)
        };
        assert_eq!(seen(&made), (vec![("r".to_owned(), RunState::Complete, None)], None));
        made.events.iter_mut().for_each(|e| e.origin.row = 100 - e.origin.row);
        assert_eq!(seen(&made), (vec![("r".to_owned(), RunState::Complete, None)], None), "{} changes", with.len());
    }
}

#[test]
fn an_execution_that_failed_needs_no_effect() {
    assert_eq!(one(&["effect"], &[("execution", "outcome", "failed")]).0, (RunState::Complete, None));
    assert_eq!(one(&["effect"], &[("execution", "outcome", "rolled_back")]).0, (RunState::Partial, Some(LinkKind::Effect)));
    let mut advisory = organisation();
    advisory.set(Table::Workflows, "WF-1", "effect", "advisory");
    run(&mut advisory, "r", "2026-06-01", &["effect"], &[]);
    assert_eq!(states(&advisory)[0].1, RunState::Complete);
}

#[test]
fn tries_with_one_idempotency_key_are_one_action() {
    let mut made = organisation();
    run(&mut made, "r", "2026-06-01", &[], &[("execution", "outcome", "failed")]);
    let again = [
        ("actor", "agent-1"),
        ("actor_kind", "agent"),
        ("parents", "r-execution"),
        ("content_sha256", "aa"),
        ("details", "idempotency_key=r"),
    ];
    let mut second = vec![("run_id", "r-again")];
    second.extend(again);
    made.event("again", "execution", "2026-06-01T10:30:00Z", &second);
    made.case("WF-1", |c| {
        let runs = runs(c);
        assert_eq!(runs.len(), 1);
        let r = &runs[0];
        assert_eq!((r.id, r.retried_as.as_slice(), r.actions, r.retries, r.state), ("r", &["r-again"][..], 1, 1, RunState::Complete));
        assert!(r.branches.is_empty());
    });
    // With another content it is another action, which nobody approved.
    let last = made.events.last_mut().unwrap();
    last.fields = last.fields.iter().map(|(p, v)| (p, if v == "aa" { "bb" } else { v })).collect();
    assert!(states(&made).iter().any(|(_, s, _)| *s == RunState::Broken));
}

#[test]
fn every_branch_of_a_fan_out_is_judged() {
    let mut made = organisation();
    run(&mut made, "r", "2026-06-01", &[], &[]);
    let own = |kind: &str, parents: &'static str| {
        vec![("run_id", "r"), ("actor", if kind == "approval" { "P-2" } else { "agent-1" }), ("parents", parents)]
    };
    let put = |made: &mut Made, id: &str, kind: &str, ts: &str, parents: &'static str, more: &[(&'static str, &'static str)]| {
        let mut values = own(kind, parents);
        values.extend(more.iter().copied());
        made.event(id, kind, ts, &values);
    };
    put(&mut made, "c2", "tool_call", "2026-06-01T11:00:00Z", "r-model_output", &[("details", "tool=T-1")]);
    let two = |made: &Made| {
        made.case("WF-1", |c| {
            let r = &runs(c)[0];
            (r.state, r.first_gap, r.actions, r.branches.len())
        })
    };
    assert_eq!(two(&made), (RunState::Partial, Some(LinkKind::PolicyDecision), 1, 0));
    put(&mut made, "d2", "policy_decision", "2026-06-01T11:01:00Z", "c2", &[("details", "call=c2"), ("outcome", "deny")]);
    assert_eq!(two(&made), (RunState::Complete, None, 1, 2));
    put(&mut made, "c3", "tool_call", "2026-06-01T11:02:00Z", "r-model_output", &[("details", "tool=T-1")]);
    put(&mut made, "d3", "policy_decision", "2026-06-01T11:03:00Z", "c3", &[("details", "call=c3"), ("outcome", "allow")]);
    put(&mut made, "x3", "execution", "2026-06-01T11:04:00Z", "d3;r-approval", &[("content_sha256", "aa"), ("outcome", "done")]);
    assert_eq!(two(&made), (RunState::Partial, Some(LinkKind::Effect), 2, 3));
    made.case("WF-1", |c| {
        let runs = runs(c);
        let gaps: Vec<Option<LinkKind>> = runs[0].branches.iter().map(|b| b.gap.map(|(k, _)| k)).collect();
        assert_eq!(gaps, [None, None, Some(LinkKind::Effect)]);
    });
    put(&mut made, "f3", "effect", "2026-06-01T11:05:00Z", "x3", &[("details", "record=R-2")]);
    assert_eq!(two(&made), (RunState::Complete, None, 2, 3));
    // The denied branch is tried, and then carried out after all.
    let parents = "d2;r-approval";
    put(&mut made, "x2", "execution", "2026-06-01T11:06:00Z", parents, &[("content_sha256", "aa"), ("outcome", "failed")]);
    assert_eq!(two(&made), (RunState::Complete, None, 3, 4));
    put(&mut made, "x4", "execution", "2026-06-01T11:07:00Z", parents, &[("content_sha256", "aa"), ("outcome", "done")]);
    assert_eq!(two(&made), (RunState::Broken, Some(LinkKind::Execution), 4, 5));
}

#[test]
fn a_run_belongs_to_the_period_of_its_last_execution() {
    let period = |request: &str, execution: &str, without: &[&str]| {
        let mut made = organisation();
        run(
            &mut made,
            "r",
            "2026-06-01",
            without,
            &[("request", "ts", request), ("execution", "ts", execution), ("effect", "ts", "2026-12-01")],
        );
        chains(&made).runs
    };
    assert_eq!(period("2026-03-01", "2026-04-01T00:00:00Z", &[]), 1);
    assert_eq!(period("2026-03-01", "2026-03-31T23:59:59Z", &[]), 0);
    assert_eq!(period("2026-03-01", "2026-09-30T23:59:59Z", &[]), 1);
    assert_eq!(period("2026-03-01", "2026-10-01T00:00:00Z", &[]), 0);
    assert_eq!(period("2026-03-01", "2026-06-01", &["execution"]), 0, "without an execution the last event decides");
}

#[test]
fn events_without_a_run_id_are_grouped_and_said_so() {
    let mut made = organisation();
    run(&mut made, "r", "2026-06-01", &[], &[("approval", "run_id", "")]);
    run(&mut made, "s", "2026-06-02", &[], &[]);
    let c = chains(&made);
    assert_eq!((c.runs, c.complete, c.linked_by_artefact), (2, 2, 1));
    assert_eq!(codes(&made), ["CH-01-U", "CH-02-U", "CH-05-U"]);
    let mut unlinked = organisation();
    run(&mut unlinked, "r", "2026-06-01", &[], &[("effect", "parents", "")]);
    let c = chains(&unlinked);
    assert_eq!((c.complete, c.linked_by_run), (1, 1));
    assert_eq!(codes(&unlinked), ["CH-01-U", "CH-05-U"]);
}

#[test]
fn an_approval_is_found_without_parents_by_artefact_time_and_content() {
    let loose = [("execution", "parents", ""), ("execution", "artefact", "doc"), ("approval", "artefact", "doc")];
    assert_eq!(one(&[], &loose).0, (RunState::Complete, None));
    let other = [("execution", "parents", ""), ("execution", "artefact", "doc"), ("approval", "artefact", "other")];
    assert_eq!(one(&[], &other).0, (RunState::Partial, Some(LinkKind::Approval)));
    let late = [("execution", "parents", "r-policy_decision"), ("approval", "ts", "2026-06-01T10:30:00Z")];
    assert_eq!(one(&[], &late), ((RunState::Broken, Some(LinkKind::Approval)), Some(Why::AfterExecution)));
}

#[test]
fn an_approval_of_another_run_may_be_relied_on() {
    let mut made = organisation();
    run(&mut made, "r", "2026-06-01", &[], &[]);
    run(&mut made, "s", "2026-06-02", &["approval"], &[("execution", "parents", "s-policy_decision;r-approval")]);
    assert!(states(&made).iter().all(|(_, s, _)| *s == RunState::Complete), "{:?}", states(&made));
}

#[test]
fn access_for_one_task_needs_issue_and_withdrawal() {
    let mut made = organisation();
    made.set(Table::Credentials, "C-1", "issued_per", "task");
    run(&mut made, "r", "2026-06-01", &[], &[("execution", "credential", "C-1")]);
    assert_eq!(states(&made)[0].2, Some(LinkKind::CredentialIssue));
    made.event("i", "credential_issue", "2026-06-01T10:05:30Z", &[("credential", "C-1"), ("actor", "svc-1")]);
    assert_eq!(states(&made)[0].2, Some(LinkKind::CredentialRevoke));
    made.event("v", "credential_revoke", "2026-06-01T10:40:00Z", &[("run_id", "r"), ("actor", "svc-1")]);
    assert_eq!(states(&made), [("r".to_owned(), RunState::Complete, None)]);
    // Another credential that stands for longer claims nothing; one of which it is not told may.
    let mut other = organisation();
    other.set(Table::Credentials, "C-1", "issued_per", "task");
    other.put(Table::Credentials, &[("id", "C-2"), ("identity", "agent-1"), ("issued_per", "standing")]);
    run(&mut other, "r", "2026-06-01", &[], &[("execution", "credential", "C-2")]);
    assert_eq!(states(&other)[0].1, RunState::Complete);
    other.set(Table::Credentials, "C-2", "issued_per", "");
    assert_eq!(states(&other)[0].1, RunState::Partial);
    assert_eq!(codes(&other), ["CH-02-U", "CH-05-U"]);
}

#[test]
fn the_severity_of_each_condition() {
    let mut made = organisation();
    run(&mut made, "r1", "2026-06-01", &[], &[("execution", "content_sha256", "bb")]);
    run(&mut made, "r2", "2026-06-02", &["approval"], &[]);
    made.put(Table::SystemRecords, &[("record", "R-r1"), ("workflow", "WF-1"), ("at", "2026-06-01")]);
    made.put(Table::SystemRecords, &[("record", "R-9"), ("workflow", "WF-1"), ("at", "2026-06-09")]);
    made.set(Table::Workflows, "WF-1", "logged_links", "request;prompt;model_output;tool_call;policy_decision;approval;execution");
    let hits: Vec<(String, Level, Level)> = found(&made).iter().map(|h| (h.full_code(), h.severity, h.if_true)).collect();
    let is = |code: &str, printed: Level, if_true: Level| (code.to_owned(), printed, if_true);
    assert_eq!(
        hits,
        [
            is("CH-01", Level::High, Level::High),
            is("CH-02", Level::Medium, Level::Medium),
            is("CH-03", Level::High, Level::High),
            is("CH-04", Level::Medium, Level::Medium),
            is("CH-06", Level::Medium, Level::Medium),
        ]
    );
    let said = found(&made);
    assert_eq!(said[0].condition[1].text, "In run r1 the execution has a content hash other than the approved one.");
    assert_eq!(said[1].condition[1].text, "No approval in 1 run: r2.");
    assert!(said[2].condition.iter().any(|s| s.text == "It is R-9."));
    // What is not told makes them conditions that cannot be excluded, one level lower in print and none at worst.
    made.set(Table::SystemRecords, "R-9", "at", "").set(Table::Workflows, "WF-1", "logged_links", "");
    let hits: Vec<(String, Level, Level)> = found(&made).iter().skip(2).map(|h| (h.full_code(), h.severity, h.if_true)).collect();
    assert_eq!(hits[0], is("CH-03-U", Level::Medium, Level::High));
    assert_eq!(hits[2], is("CH-06-U", Level::Low, Level::Medium));
    made.events.retain(|e| e.get("event_id") != Some("r2-effect"));
    run(&mut made, "r3", "2026-06-03", &[], &[("effect", "details", "class=money")]);
    assert!(codes(&made).contains(&"CH-04-U".to_owned()), "{:?}", codes(&made));
}

#[test]
fn a_complete_log_raises_nothing() {
    let mut made = organisation();
    run(&mut made, "r", "2026-06-01", &[], &[]);
    made.put(Table::SystemRecords, &[("record", "R-r"), ("workflow", "WF-1"), ("at", "2026-06-01")]);
    assert_eq!(codes(&made), Vec::<String>::new());
    let c = chains(&made);
    assert_eq!((c.complete, c.established, c.population), (1, true, Some(Population { matched: 1, of: 1 })));
    let json = serde_json::to_value(&c).unwrap();
    assert_eq!(json["population"], serde_json::json!({"matched": 1, "of": 1}));
    assert_eq!(json["first_gaps"], serde_json::json!({}));
}

#[test]
fn completeness_matters_where_there_may_be_effects() {
    let mut made = organisation();
    assert_eq!(codes(&made), ["CH-05-U"]);
    made.set(Table::Workflows, "WF-1", "effect", "");
    assert_eq!(codes(&made), ["CH-05-U"]);
    made.set(Table::Workflows, "WF-1", "effect", "advisory");
    assert_eq!(codes(&made), Vec::<String>::new());
    made.event("e", "effect", "2026-06-01", &[("run_id", "r")]);
    assert!(codes(&made).contains(&"CH-05-U".to_owned()));
}

#[test]
fn blanking_a_cell_of_the_log_never_makes_it_better() {
    let mut made = organisation();
    made.put(Table::SystemRecords, &[("record", "R-r1"), ("workflow", "WF-1"), ("at", "2026-06-01")]);
    run(&mut made, "r1", "2026-06-01", &[], &[("execution", "content_sha256", "bb")]);
    run(&mut made, "r2", "2026-06-02", &["approval"], &[]);
    run(&mut made, "r3", "2026-06-03", &[], &[("approval", "details", "executors=P-1")]);
    run(&mut made, "r4", "2026-06-04", &[], &[("policy_decision", "outcome", "deny")]);
    run(&mut made, "r5", "2026-06-05", &[], &[]);
    let before = (chains(&made).complete, found(&made));
    let columns = ["run_id", "actor", "actor_kind", "parents", "artefact", "content_sha256", "outcome", "details"];
    for at in 0..made.events.len() {
        for column in columns {
            let position = crate::tables::spec(Table::Events).position(column).unwrap() as u16;
            let mut blank = Made { records: made.records.clone(), events: made.events.clone(), ..Made::default() };
            blank.events[at].fields.remove(position);
            let (id, now) = (made.events[at].key.clone(), found(&blank));
            assert!(chains(&blank).complete <= before.0, "{column} of {id}");
            for hit in &before.1 {
                assert!(now.iter().any(|h| h.code == hit.code && h.if_true >= hit.if_true), "{} by {column} of {id}", hit.code);
            }
        }
    }
    let told: Vec<String> = made.records.iter().find(|r| r.table == Table::Workflows).unwrap().named().map(|(c, _)| c.to_owned()).collect();
    for column in told.iter().filter(|c| !matches!(c.as_str(), "id" | "name")) {
        let mut blank = Made { records: made.records.clone(), events: made.events.clone(), ..Made::default() };
        blank.set(Table::Workflows, "WF-1", column, "");
        let now = found(&blank);
        assert!(chains(&blank).complete <= before.0, "{column}");
        for hit in &before.1 {
            assert!(now.iter().any(|h| h.code == hit.code && h.if_true >= hit.if_true), "{} by {column}", hit.code);
        }
    }
}

#[test]
fn the_signals_say_yes_no_or_nothing() {
    let hit = |code: &str, unsure: bool| Hit::new(code, unsure, Level::High, "c");
    let mut made = organisation();
    made.case("WF-1", |c| {
        assert_eq!(approval_binding_gap(c, &[]), None, "no log");
        assert_eq!(approval_binding_gap(c, &[hit("EB-07", false)]), Some(true));
        assert_eq!(context_changed(c, &[]), None, "no register of changes");
        assert_eq!(unlogged_links(c, &runs(c)), Some(false), "its own word alone");
    });
    made.put(Table::ContextChanges, &[("workflow", "WF-2"), ("kind", "model"), ("at", "2026-06-01")]);
    run(&mut made, "r", "2026-06-01", &[], &[]);
    made.case("WF-1", |c| {
        assert_eq!(approval_binding_gap(c, &[hit("EB-14", false)]), Some(false));
        assert_eq!(approval_binding_gap(c, &[hit("EB-06", true)]), None);
        assert_eq!(approval_binding_gap(c, &[hit("EB-06", true), hit("EB-07", false)]), Some(true));
        assert_eq!(context_changed(c, &[]), Some(false));
        assert_eq!(context_changed(c, &[hit("EB-14", false)]), Some(true));
        assert_eq!(context_changed(c, &[hit("EB-14", true)]), None);
        assert_eq!(unlogged_links(c, &runs(c)), Some(false));
    });
    // Whether the run needs its approval is not told.
    let mut open = organisation();
    run(&mut open, "r", "2026-06-01", &["approval"], &[]);
    open.set(Table::Workflows, "WF-1", "human_gate", "after").set(Table::Workflows, "WF-1", "effect_classes", "");
    open.case("WF-1", |c| {
        let of = runs(c);
        assert!(!of[0].lacks_a_link() && of[0].may_lack_a_link());
        assert_eq!(unlogged_links(c, &of), None);
    });
    run(&mut made, "s", "2026-06-02", &["approval"], &[]);
    made.case("WF-1", |c| assert_eq!(unlogged_links(c, &runs(c)), Some(false), "a gap of one run"));
    made.events.retain(|e| e.get("type") != Some("approval"));
    made.case("WF-1", |c| assert_eq!(unlogged_links(c, &runs(c)), Some(true), "no run has it"));
    let mut asked = organisation();
    run(&mut asked, "r", "2026-06-01", &LINKS[1..], &[]);
    asked.case("WF-1", |c| assert_eq!(approval_binding_gap(c, &[]), None, "nothing but a request"));
    run(&mut asked, "s", "2026-06-01", &["approval"], &[]);
    asked.case("WF-1", |c| assert_eq!(approval_binding_gap(c, &[]), Some(false)));
    let mut silent = organisation();
    silent.set(Table::Workflows, "WF-1", "logged_links", "");
    silent.case("WF-1", |c| assert_eq!(unlogged_links(c, &runs(c)), None));
    silent.set(Table::Workflows, "WF-1", "logged_links", "request;effect");
    silent.case("WF-1", |c| assert_eq!(unlogged_links(c, &runs(c)), Some(true)));
    silent.records[0].extra.push(("raw.logged_links".into(), "?".into()));
    silent.case("WF-1", |c| assert_eq!(unlogged_links(c, &runs(c)), None));
}

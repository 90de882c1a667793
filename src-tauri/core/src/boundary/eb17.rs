//! EB-17, no runtime policy decision: a tool whose calls need a decision of the policy was called and carried out without one that says
//! allow before it.
//!
//! A call that an execution follows was carried out at that execution, and the decision has to come before it; otherwise a call was
//! carried out unless it says that it waits or was not, and at the latest when something was made of it: a model output, a further call
//! or an effect that names it as its parent. Asking for an approval allows what is then approved. A call that was denied and
//! shows no sign of having been carried out is in order. It cannot be excluded where it is not told whether the tool needs a decision,
//! which call a decision is about, or how it was decided.

use super::access::Access;
use super::severity::Steps;
use crate::case::Case;
use crate::chains::{Behind, Group, bounds, call_of, single_groups};
use crate::event::{Decided, Event, Kind};
use crate::hit::Hit;
use crate::record::Record;
use crate::risk::Level;
use crate::tables::Table;
use crate::words::{counted, verb};
use std::borrow::Cow;
use std::collections::BTreeMap;

/// How many calls a condition names.
const NAMED: usize = 8;

/// Calls of one tool without a decision: what is known, and what cannot be excluded.
#[derive(Default)]
struct Undecided {
    known: Vec<Carried>,
    unsure: Vec<Carried>,
}

/// A call and the execution that carried it out, where one is logged.
type Carried = (usize, Option<usize>);

/// Looks for calls that no policy allowed.
pub fn check(case: &Case<'_, '_>, access: &Access<'_>) -> Vec<Hit> {
    let trail = case.trail;
    if trail.of(Kind::ToolCall).next().is_none() {
        return Vec::new();
    }
    // Decisions by the call they name, in order of time.
    let mut decisions: Vec<(usize, usize)> = Vec::new();
    for at in trail.of(Kind::PolicyDecision) {
        let call = trail.get(at).and_then(|e| e.detail("call")).and_then(|call| call_of(trail, at, &call));
        decisions.extend(call.map(|call| (call, at)));
    }
    decisions.sort_unstable();
    let mut scopes: BTreeMap<Cow<'_, str>, Option<bool>> = BTreeMap::new();
    let mut found: BTreeMap<Cow<'_, str>, Undecided> = BTreeMap::new();
    let (mut behind, mut run) = (Behind::default(), Run::default());
    let (from, to) = bounds(case.period());
    for group in single_groups(trail) {
        run.read(case, &group, &mut behind);
        for at in group.events.iter().copied() {
            let Some(call) = trail.get(at).filter(|e| e.kind == Kind::ToolCall) else { continue };
            if call.at < from || call.at > to {
                continue;
            }
            let tool = call.detail("tool").unwrap_or_default();
            let scope = *scopes.entry(tool.clone()).or_insert_with(|| scope(case, access, &tool));
            if scope == Some(false) {
                continue;
            }
            let start = decisions.partition_point(|(c, _)| *c < at);
            let own = decisions.get(start..).unwrap_or_default();
            let end = own.partition_point(|(c, _)| *c == at);
            let carried = (at, run.execution_of(at));
            match (undecided(case, &run, at, call, own.get(..end).unwrap_or_default()), scope) {
                (Some(false), _) => {}
                (Some(true), Some(true)) => found.entry(tool).or_default().known.push(carried),
                _ => found.entry(tool).or_default().unsure.push(carried),
            }
        }
    }
    found.into_iter().map(|(tool, of)| hit(case, &tool, &of)).collect()
}

fn tool<'a>(case: &Case<'_, 'a>, access: &Access<'a>, name: &str) -> Option<&'a Record> {
    let named = || access.tools.iter().copied().find(|t| t.get("name").is_some_and(|n| n.eq_ignore_ascii_case(name)));
    case.data().find(Table::Tools, name).or_else(named)
}

/// Whether calls of a tool need a decision.
fn scope(case: &Case<'_, '_>, access: &Access<'_>, name: &str) -> Option<bool> {
    tool(case, access, name)?.yes_no("policy_scope")
}

/// What a run shows of calls: which were carried out when, and decisions that name no call.
#[derive(Default)]
struct Run {
    /// Call and the execution that carries it out.
    carried_out: Vec<(usize, usize)>,
    /// Executions that follow from no call they name.
    executions: Vec<usize>,
    /// The earliest decision that names no call and does not deny.
    nameless: Option<usize>,
    /// Approvals: position, and whether they say yes; `None` when that is not told.
    approvals: Vec<(usize, Option<bool>)>,
    /// Approvals with a call that they follow from.
    of_calls: Vec<(usize, usize)>,
    /// Approvals that follow from some call.
    linked: Vec<usize>,
    /// Calls with an event that was made of what they gave.
    used: Vec<(usize, usize)>,
}

impl Run {
    /// Reads a run. What was read before is forgotten.
    fn read(&mut self, case: &Case<'_, '_>, group: &Group<'_>, behind: &mut Behind) {
        let Self { carried_out, executions, nameless, approvals, of_calls, linked, used } = self;
        *nameless = None;
        for positions in [&mut *executions, &mut *linked] {
            positions.clear();
        }
        for pairs in [&mut *carried_out, &mut *of_calls, &mut *used] {
            pairs.clear();
        }
        approvals.clear();
        for at in group.events.iter().copied() {
            let Some(event) = case.trail.get(at) else { continue };
            match event.kind {
                Kind::Execution if !event.not_done() => {
                    behind.walk(case.trail, at);
                    if behind.calls.is_empty() {
                        executions.push(at);
                    }
                    carried_out.extend(behind.calls.iter().map(|call| (*call, at)));
                }
                Kind::PolicyDecision if event.decided() != Decided::No && event.detail("call").is_none_or(|c| c.is_empty()) => {
                    *nameless = nameless.or(Some(at));
                }
                Kind::Approval => {
                    let said = match event.decided() {
                        Decided::Yes => Some(true),
                        Decided::No | Decided::NeedsApproval => Some(false),
                        Decided::Untold => None,
                    };
                    approvals.push((at, said));
                    behind.walk(case.trail, at);
                    of_calls.extend(behind.calls.iter().map(|call| (*call, at)));
                    linked.extend((!behind.calls.is_empty()).then_some(at));
                }
                Kind::ModelOutput | Kind::ToolCall | Kind::Effect => {
                    let is_call = |p: &usize| case.trail.get(*p).is_some_and(|e| e.kind == Kind::ToolCall);
                    used.extend(case.trail.parents(at).filter(is_call).map(|call| (call, at)));
                }
                _ => {}
            }
        }
        for pairs in [carried_out, of_calls, used] {
            pairs.sort_unstable();
        }
    }

    /// The first event that was made of what a call gave.
    fn first_use(&self, call: usize) -> Option<usize> {
        self.used.get(self.used.partition_point(|(c, _)| *c < call)).filter(|(c, _)| *c == call).map(|(_, at)| *at)
    }

    /// The first execution that carries a call out.
    fn execution_of(&self, call: usize) -> Option<usize> {
        let named = self.carried_out.get(self.carried_out.partition_point(|(c, _)| *c < call)).filter(|(c, _)| *c == call);
        let after = || self.executions.get(self.executions.partition_point(|e| *e < call)).copied();
        named.map(|(_, e)| *e).or_else(after)
    }

    /// Whether an approval of a call before a position says yes; `None` when one does not say, or may be of another call. The approvals
    /// that follow from the call decide, the last of them; where none does, any of the run.
    fn approved(&self, call: usize, before: usize) -> Option<bool> {
        let own = self.of_calls.get(self.of_calls.partition_point(|(c, _)| *c < call)..).unwrap_or_default();
        let mut own = own.iter().take_while(|(c, _)| *c == call).map(|(_, at)| *at).peekable();
        let slot = |at: usize| self.approvals.binary_search_by(|(a, _)| a.cmp(&at)).ok().and_then(|slot| self.approvals.get(slot));
        let said = |at: usize| slot(at).and_then(|(_, yes)| *yes);
        if own.peek().is_some() {
            return own.filter(|at| *at < before).last().map_or(Some(false), said);
        }
        let elsewhere = |at: &usize| self.linked.binary_search(at).is_ok();
        let mut open = false;
        for (at, said) in self.approvals.iter().take_while(|(at, _)| *at < before) {
            match said {
                Some(true) if !elsewhere(at) => return Some(true),
                Some(false) => {}
                _ => open = true,
            }
        }
        Some(false).filter(|_| !open)
    }
}

/// Whether a call was carried out without a decision that allows it; `None` when that cannot be excluded.
fn undecided(case: &Case<'_, '_>, run: &Run, at: usize, call: &Event<'_>, decisions: &[(usize, usize)]) -> Option<bool> {
    let trail = case.trail;
    let execution = run.execution_of(at);
    let outcome = call.outcome.filter(|o| !o.trim().is_empty());
    if execution.is_none() && (call.not_done() || call.waits()) {
        return Some(false);
    }
    // At the same moment nothing is before anything.
    let carried_out = execution.or_else(|| run.first_use(at));
    let before = |decision: usize| match (carried_out.and_then(|e| trail.get(e)), trail.get(decision)) {
        (Some(e), Some(d)) => d.at <= e.at,
        _ => true,
    };
    let latest = decisions.iter().rev().map(|(_, d)| *d).find(|d| before(*d));
    let shown = execution.is_some() || outcome.is_some();
    match latest.and_then(|d| trail.get(d)).map(|d| d.decided()) {
        Some(Decided::Yes) => Some(false),
        Some(Decided::No) => Some(shown),
        Some(Decided::NeedsApproval) if !shown => Some(false),
        Some(Decided::NeedsApproval) => run.approved(at, carried_out.map_or(usize::MAX, |e| trail.until(e))).map(|yes| !yes),
        Some(Decided::Untold) => None,
        None => Some(true).filter(|_| !run.nameless.is_some_and(before)),
    }
}

fn hit(case: &Case<'_, '_>, name: &str, of: &Undecided) -> Hit {
    let known = !of.known.is_empty();
    let if_true = Steps::of(case).level(case, "EB-17", Level::High);
    let record = case.data().find(Table::Tools, name);
    let (title, cause) = if name.is_empty() {
        ("a tool that the log does not name".to_owned(), "a tool without a name".to_owned())
    } else {
        (format!("tool {}", record.map_or(name, Record::called)), format!("tool {name}"))
    };
    let mut hit = Hit::new("EB-17", !known, if_true, cause).about(case.workflow);
    if let Some(record) = record {
        hit = hit.about(record);
    }
    for (calls, text) in [
        (&of.known, "carried out, and no decision of the policy that allows this is on record before"),
        (&of.unsure, "carried out; whether a policy had to allow it, or did, is not told"),
    ] {
        if calls.is_empty() {
            continue;
        }
        let events = || calls.iter().take(NAMED).filter_map(|(at, _)| case.trail.get(*at));
        let names: Vec<&str> = events().map(|e| e.id).collect();
        let more = if calls.len() > NAMED { format!(" and {} more", calls.len() - NAMED) } else { String::new() };
        let executions = calls.iter().take(NAMED).filter_map(|(_, e)| case.trail.get((*e)?)).map(|e| e.place(Some("outcome")));
        let places = events().map(|e| e.place(Some("details"))).chain(executions).collect();
        let (number, were) = (counted(calls.len(), "call"), verb(calls.len(), "was", "were"));
        hit = hit.saying(format!("{number} of {title} {were} {text}: {}{more}.", names.join(", ")), places);
    }
    hit
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::chains::tests::{Change, organisation, run};
    use crate::testing::Made;

    fn of(made: &Made) -> Vec<String> {
        made.case("WF-1", |c| check(c, &Access::of(c))).iter().map(Hit::full_code).collect()
    }

    fn one(without: &[&str], changes: &[Change<'_>]) -> Vec<String> {
        let mut made = organisation();
        run(&mut made, "r", "2026-06-01", without, changes);
        of(&made)
    }

    const NOTHING: [&str; 0] = [];

    #[test]
    fn a_call_that_was_carried_out_needs_an_allow_before_it() {
        assert_eq!(one(&[], &[]), NOTHING);
        assert_eq!(one(&["policy_decision"], &[]), ["EB-17"]);
        assert_eq!(one(&[], &[("policy_decision", "outcome", "deny")]), ["EB-17"]);
        assert_eq!(one(&[], &[("policy_decision", "details", "call=other")]), ["EB-17"]);
        // The decision came after the execution.
        let late = [("policy_decision", "ts", "2026-06-01T10:07:00Z"), ("approval", "parents", "r-tool_call")];
        assert_eq!(one(&[], &late), ["EB-17"]);
        let same = [("policy_decision", "ts", "2026-06-01T10:06:00Z"), ("approval", "parents", "r-tool_call")];
        assert_eq!(one(&[], &same), NOTHING);
    }

    #[test]
    fn a_call_that_waits_was_denied_or_failed_was_not_carried_out() {
        let ends = ["approval", "execution", "effect"];
        let bare = ["policy_decision", "approval", "execution", "effect"];
        assert_eq!(one(&bare, &[]), NOTHING, "pending");
        assert_eq!(one(&bare, &[("tool_call", "outcome", "failed")]), NOTHING);
        assert_eq!(one(&bare, &[("tool_call", "outcome", "done")]), ["EB-17"]);
        assert_eq!(one(&bare, &[("tool_call", "outcome", "")]), ["EB-17"]);
        let denied = ("policy_decision", "outcome", "deny");
        assert_eq!(one(&ends, &[denied, ("tool_call", "outcome", "")]), NOTHING);
        assert_eq!(one(&ends, &[denied, ("tool_call", "outcome", "done")]), ["EB-17"]);
        // The execution failed: it carried nothing out.
        assert_eq!(one(&["policy_decision", "effect"], &[("execution", "outcome", "failed")]), NOTHING);
    }

    #[test]
    fn asking_for_an_approval_allows_what_is_then_approved() {
        let asks = ("policy_decision", "outcome", "needs_approval");
        assert_eq!(one(&[], &[asks]), NOTHING);
        assert_eq!(one(&["approval"], &[asks]), ["EB-17"]);
        assert_eq!(one(&[], &[asks, ("approval", "outcome", "rejected")]), ["EB-17"]);
        assert_eq!(one(&[], &[asks, ("approval", "outcome", "")]), ["EB-17-U"]);
        let open = ["approval", "execution", "effect"];
        assert_eq!(one(&open, &[asks, ("tool_call", "outcome", "")]), NOTHING, "it waits for the approval");
        assert_eq!(one(&open, &[asks, ("tool_call", "outcome", "done")]), ["EB-17"]);
        let late = [asks, ("approval", "ts", "2026-06-01T10:30:00Z"), ("execution", "parents", "r-policy_decision")];
        assert_eq!(one(&[], &late), ["EB-17"]);
    }

    #[test]
    fn a_call_that_something_was_made_of_was_carried_out_by_then() {
        let mut made = organisation();
        let ends = ["policy_decision", "approval", "execution", "effect"];
        run(&mut made, "r", "2026-06-01", &ends, &[("tool_call", "outcome", "done")]);
        let put = |made: &mut Made, id: &str, kind: &str, ts: &str, values: &[(&str, &str)]| {
            let of = [("run_id", "r"), ("parents", "r-tool_call")];
            made.event(id, kind, ts, &[&of[..], values].concat());
        };
        put(&mut made, "d", "policy_decision", "2026-06-01T18:00:00Z", &[("outcome", "allow"), ("details", "call=r-tool_call")]);
        assert_eq!(of(&made), NOTHING, "when it was carried out is not told");
        put(&mut made, "o", "model_output", "2026-06-01T10:05:00Z", &[]);
        assert_eq!(of(&made), ["EB-17"]);
    }

    #[test]
    fn each_of_several_calls_needs_an_approval_of_its_own() {
        let asks = ("policy_decision", "outcome", "needs_approval");
        let two = |second: &str, parents: &str| {
            let mut made = organisation();
            run(&mut made, "r", "2026-06-01", &[], &[asks]);
            let of = [("run_id", "r"), ("actor", "agent-1")];
            let put = |made: &mut Made, id: &str, kind: &str, ts: &str, values: &[(&str, &str)]| {
                made.event(id, kind, ts, &[&of[..], values].concat());
            };
            put(&mut made, "c2", "tool_call", "2026-06-01T10:10:00Z", &[("outcome", "pending"), ("details", "tool=T-1")]);
            let decision = [("parents", "c2"), ("outcome", "needs_approval"), ("details", "call=c2")];
            put(&mut made, "d2", "policy_decision", "2026-06-01T10:11:00Z", &decision);
            put(&mut made, "a2", "approval", "2026-06-01T10:12:00Z", &[("parents", parents), ("outcome", second)]);
            put(&mut made, "x2", "execution", "2026-06-01T10:13:00Z", &[("parents", "c2"), ("outcome", "done")]);
            super::tests::of(&made)
        };
        assert_eq!(two("approved", "d2"), NOTHING);
        assert_eq!(two("rejected", "d2"), ["EB-17"], "the other call's approval does not cover it");
        assert_eq!(two("", "d2"), ["EB-17-U"]);
        assert_eq!(two("rejected", ""), ["EB-17-U"], "which call was approved is not told of all");
        assert_eq!(two("approved", ""), NOTHING);
    }

    #[test]
    fn an_approval_of_another_call_that_says_no_leaves_nothing_open() {
        let asks = ("policy_decision", "outcome", "needs_approval");
        let mut made = organisation();
        made.put(Table::Tools, &[("id", "T-2"), ("policy_scope", "yes")]);
        run(&mut made, "r", "2026-06-01", &[], &[asks, ("approval", "outcome", "rejected")]);
        let mut put = |id: &str, kind: &str, ts: &str, values: &[(&str, &str)]| {
            made.event(id, kind, ts, &[&[("run_id", "r"), ("actor", "agent-1")], values].concat());
        };
        put("c2", "tool_call", "2026-06-01T10:10:00Z", &[("outcome", "pending"), ("details", "tool=T-2")]);
        let decision = [("parents", "c2"), ("outcome", "needs_approval"), ("details", "call=c2")];
        put("d2", "policy_decision", "2026-06-01T10:11:00Z", &decision);
        put("x2", "execution", "2026-06-01T10:13:00Z", &[("parents", "c2"), ("outcome", "done")]);
        let hits = made.case("WF-1", |c| check(c, &Access::of(c)));
        assert_eq!(
            hits.iter().map(|h| (h.full_code(), h.cause.clone())).collect::<Vec<_>>(),
            ["tool T-1", "tool T-2"].map(|tool| ("EB-17".to_owned(), tool.to_owned()))
        );
    }

    #[test]
    fn a_tool_outside_the_scope_of_the_policy_needs_none() {
        let mut made = organisation();
        run(&mut made, "r", "2026-06-01", &["policy_decision"], &[]);
        made.set(Table::Tools, "T-1", "policy_scope", "no");
        assert_eq!(of(&made), NOTHING);
        made.set(Table::Tools, "T-1", "policy_scope", "");
        assert_eq!(of(&made), ["EB-17-U"]);
        let mut named = organisation();
        run(&mut named, "r", "2026-06-01", &["policy_decision"], &[("tool_call", "details", "tool=ledger")]);
        assert_eq!(of(&named), ["EB-17"], "by its name");
        let mut outside = organisation();
        run(&mut outside, "r", "2026-03-01", &["policy_decision"], &[]);
        assert_eq!(of(&outside), NOTHING);
    }

    #[test]
    fn what_is_not_told_cannot_be_excluded() {
        assert_eq!(one(&[], &[("policy_decision", "details", "")]), ["EB-17-U"]);
        assert_eq!(one(&[], &[("policy_decision", "outcome", "")]), ["EB-17-U"]);
        assert_eq!(one(&["policy_decision"], &[("tool_call", "details", "tool=unheard")]), ["EB-17-U"]);
        assert_eq!(one(&["policy_decision"], &[("tool_call", "details", "")]), ["EB-17-U"]);
        // A decision that names no call and says deny allows none.
        assert_eq!(one(&[], &[("policy_decision", "details", ""), ("policy_decision", "outcome", "deny")]), ["EB-17"]);
    }

    #[test]
    fn calls_of_one_tool_are_one_finding_with_its_steps() {
        let mut made = organisation();
        for n in 1..=10 {
            run(&mut made, &format!("r{n}"), &format!("2026-06-{n:02}"), &["policy_decision"], &[]);
        }
        let hits = made.case("WF-1", |c| check(c, &Access::of(c)));
        assert_eq!((hits.len(), hits[0].cause.as_str(), hits[0].if_true), (1, "tool T-1", Level::High));
        assert_eq!(hits[0].condition[0].at.len(), 16, "eight calls and their executions");
        assert!(hits[0].condition[0].text.starts_with("10 calls of tool Ledger were carried out"));
        assert!(hits[0].condition[0].text.ends_with("and 2 more."));
        assert_eq!(hits[0].subjects.iter().map(|s| s.key.as_str()).collect::<Vec<_>>(), ["WF-1", "T-1"]);
        made.set(Table::Workflows, "WF-1", "data_classes", "restricted").set(Table::Workflows, "WF-1", "environment", "");
        let level = |made: &Made| made.case("WF-1", |c| check(c, &Access::of(c))[0].if_true);
        assert_eq!(level(&made), Level::Critical);
        made.proven_control("K-1", &[("compensates", "EB-17")]);
        assert_eq!(level(&made), Level::High);
    }
}

//! EB-05, multi-agent attribution gap: at least two agents are on the path to an effect, and some step lacks an identity of its own or
//! a record of its own in the log.
//!
//! Two agents are those that the workflow names, or those that act in one run with an effect. It cannot be excluded where the agents
//! are not told, where an actor may be an agent, or where a named agent leaves no event in the log.

use super::access::Access;
use super::severity::Steps;
use crate::case::Case;
use crate::chains::{Group, LinkKind, bounds, single_groups, writes};
use crate::event::{ActorKind, Event, Kind};
use crate::facts::misread;
use crate::hit::{Hit, Said};
use crate::place::Place;
use crate::risk::Level;
use crate::words::counted;
use std::collections::{BTreeMap, BTreeSet};

/// How many events a condition names.
const NAMED: usize = 6;

/// What is said where the workflow names no agents and does not say that there are none.
pub(super) const UNTOLD: &str = "Which agents take part is not told.";

/// What is known of an actor of the log.
#[derive(Clone, Copy, PartialEq, Eq)]
struct Actor {
    /// Whether it is an agent; `None` when that is not told.
    agent: Option<bool>,
    resolved: bool,
}

/// Looks for steps of several agents that nobody can tell apart.
pub fn check(case: &Case<'_, '_>, _: &Access<'_>) -> Vec<Hit> {
    let w = case.workflow;
    let logged = case.trail.of(Kind::Effect).next().is_some();
    if writes(w) == Some(false) && !logged {
        return Vec::new();
    }
    let (mut known, mut unsure) = (Vec::new(), Vec::new());
    in_runs(case, &mut known, &mut unsure);
    declared(case, writes(w) == Some(true) || logged, &mut known, &mut unsure);
    if known.is_empty() && unsure.is_empty() {
        return Vec::new();
    }
    let if_true = Steps::of(case).level(case, "EB-05", Level::High);
    let mut hit = Hit::new("EB-05", known.is_empty(), if_true, "several agents").about(w);
    // Nothing else speaks for it than that no agent is told.
    hit.untold = known.is_empty() && unsure.len() == 1 && w.get("agents").is_none();
    hit.condition.extend(known.into_iter().chain(unsure));
    vec![hit]
}

/// The agents that the workflow names.
fn declared(case: &Case<'_, '_>, has_effect: bool, known: &mut Vec<Said>, unsure: &mut Vec<Said>) {
    let w = case.workflow;
    let cell = || vec![Place::cell(w, "agents")];
    let told = w.list("agents").filter(|_| !misread(w, "agents"));
    let mut agents = w.list("agents").unwrap_or_default();
    agents.sort_unstable();
    agents.dedup();
    if told.is_none() {
        unsure.push(Said::new(UNTOLD, cell()));
    }
    if agents.len() < 2 {
        return;
    }
    let nobody: Vec<&str> = agents.iter().copied().filter(|a| !case.registry().resolve(a).is_resolved()).collect();
    if !nobody.is_empty() {
        let text = format!("{} agents take part; without one registered identity: {}.", agents.len(), nobody.join(", "));
        if has_effect { known.push(Said::new(text, cell())) } else { unsure.push(Said::new(text, cell())) }
    }
    let actors: BTreeSet<&str> = case.trail.events().iter().filter_map(|e| e.actor).collect();
    let acts = |agent: &str| actors.contains(agent) || actors.iter().any(|a| case.registry().same(a, agent));
    let silent: Vec<&str> = agents.iter().copied().filter(|a| !acts(a)).collect();
    if !silent.is_empty() {
        let text = format!("{} agents take part; without an event of their own in the log: {}.", agents.len(), silent.join(", "));
        unsure.push(Said::new(text, cell()));
    }
}

/// The agents that act in runs with an effect.
fn in_runs(case: &Case<'_, '_>, known: &mut Vec<Said>, unsure: &mut Vec<Said>) {
    let (from, to) = bounds(case.period());
    let mut looked_up: BTreeMap<(&str, ActorKind), Actor> = BTreeMap::new();
    // Most logs name a known actor everywhere: then no step lacks an identity.
    let may_act = |e: &&Event<'_>| LinkKind::of(e.kind).is_some() && !matches!(e.actor_kind, ActorKind::Human | ActorKind::Service);
    let mut known_actors: BTreeMap<&str, bool> = BTreeMap::new();
    let is_known = |actor: &&str| case.registry().resolve(actor).is_resolved();
    let mut acting = case.trail.events().iter().filter(may_act);
    if !acting.any(|e| e.actor.is_none_or(|a| !*known_actors.entry(a).or_insert_with(|| is_known(&a)))) {
        return;
    }
    let (mut certain, mut possible) = ((0, Vec::new()), (0, Vec::new()));
    for group in single_groups(case.trail) {
        let events = || group.events.iter().filter_map(|at| case.trail.get(*at));
        let ends = |e: &Event<'_>| matches!(e.kind, Kind::Effect | Kind::Execution);
        if !events().any(|e| ends(e) && from <= e.at && e.at <= to) {
            continue;
        }
        let (has_gap, places) = gap(case, &group, &mut looked_up);
        let of = match has_gap {
            Some(true) => &mut certain,
            None => &mut possible,
            Some(false) => continue,
        };
        of.0 += 1;
        of.1.extend(places);
        of.1.truncate(NAMED);
    }
    if certain.0 > 0 {
        let runs = counted(certain.0, "run");
        let text = format!("In {runs} with an effect several agents act, and a step has no registered identity of its own.");
        known.push(Said::new(text, certain.1));
    }
    if possible.0 > 0 {
        let runs = counted(possible.0, "run");
        let text = format!("In {runs} with an effect several agents may act, and a step has no known identity of its own.");
        unsure.push(Said::new(text, possible.1));
    }
}

/// Whether several agents act in a run and a step of theirs has no identity; `None` when that cannot be excluded.
fn gap<'c>(case: &Case<'c, '_>, group: &Group<'c>, looked_up: &mut BTreeMap<(&'c str, ActorKind), Actor>) -> (Option<bool>, Vec<Place>) {
    let (mut agents, mut maybe) = (BTreeSet::new(), BTreeSet::new());
    let (mut nameless, mut lacks, mut may_lack) = (false, Vec::new(), Vec::new());
    for event in group.events.iter().filter_map(|at| case.trail.get(*at)) {
        if LinkKind::of(event.kind).is_none() || matches!(event.actor_kind, ActorKind::Human | ActorKind::Service) {
            continue;
        }
        let said = (event.actor_kind == ActorKind::Agent).then_some(true);
        let Some(actor) = event.actor else {
            nameless = true;
            if said == Some(true) {
                lacks.push(event)
            } else {
                may_lack.push(event)
            }
            continue;
        };
        let of = *looked_up.entry((actor, event.actor_kind)).or_insert_with(|| {
            let found = case.registry().resolve(actor);
            let kind = found.record().and_then(|r| r.get("kind"));
            let agent = said.or(match (found.is_human(), kind) {
                (Some(true), _) => Some(false),
                (_, Some(kind)) => Some(kind == "agent"),
                _ => None,
            });
            Actor { agent, resolved: found.is_resolved() }
        });
        match of.agent {
            Some(true) => agents.insert(actor),
            None => maybe.insert(actor),
            Some(false) => continue,
        };
        if !of.resolved {
            if of.agent == Some(true) { lacks.push(event) } else { may_lack.push(event) }
        }
    }
    let places = |events: &[&Event<'_>]| events.iter().take(NAMED).map(|e| e.place(Some("actor"))).collect::<Vec<_>>();
    if agents.len() >= 2 && !lacks.is_empty() {
        return (Some(true), places(&lacks));
    }
    let at_most = agents.len() + maybe.len() + usize::from(nameless);
    if at_most >= 2 && !(lacks.is_empty() && may_lack.is_empty()) {
        lacks.extend(may_lack);
        return (None, places(&lacks));
    }
    (Some(false), Vec::new())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::chains::tests::{organisation, run};
    use crate::tables::Table;
    use crate::testing::Made;

    fn of(made: &Made) -> Vec<(String, Level, Level)> {
        let hits = made.case("WF-1", |c| check(c, &Access::of(c)));
        hits.iter().map(|h| (h.full_code(), h.severity, h.if_true)).collect()
    }

    fn is(code: &str, printed: Level, if_true: Level) -> Vec<(String, Level, Level)> {
        vec![(code.to_owned(), printed, if_true)]
    }

    #[test]
    fn one_agent_with_an_identity_raises_nothing() {
        let mut made = organisation();
        run(&mut made, "r", "2026-06-01", &[], &[]);
        assert_eq!(of(&made), []);
    }

    #[test]
    fn a_second_agent_that_nobody_registered_raises_it() {
        let mut made = organisation();
        made.set(Table::Workflows, "WF-1", "agents", "agent-1;agent-2");
        assert_eq!(of(&made), is("EB-05", Level::High, Level::High));
        made.put(Table::Identities, &[("id", "agent-2"), ("kind", "agent")]);
        assert_eq!(of(&made), is("EB-05-U", Level::Medium, Level::High), "neither has an event of its own");
        run(&mut made, "r", "2026-06-01", &[], &[("execution", "actor", "agent-2")]);
        assert_eq!(of(&made), []);
    }

    #[test]
    fn a_step_of_a_run_without_an_identity_raises_it_when_another_agent_acts() {
        let mut made = organisation();
        run(&mut made, "r", "2026-06-01", &[], &[("execution", "actor", "runner-7")]);
        assert_eq!(of(&made), is("EB-05", Level::High, Level::High));
        for change in [("execution", "actor_kind", "service"), ("execution", "actor_kind", "human")] {
            let mut near = organisation();
            run(&mut near, "r", "2026-06-01", &[], &[("execution", "actor", "runner-7"), change]);
            assert_eq!(of(&near), [], "{change:?}");
        }
        let mut outside = organisation();
        run(&mut outside, "r", "2026-03-01", &[], &[("execution", "actor", "runner-7")]);
        assert_eq!(of(&outside), []);
        let mut no_effect = organisation();
        run(&mut no_effect, "r", "2026-06-01", &["execution", "effect"], &[("tool_call", "actor", "runner-7")]);
        assert_eq!(of(&no_effect), []);
    }

    #[test]
    fn what_is_not_told_cannot_be_excluded() {
        let unsure = is("EB-05-U", Level::Medium, Level::High);
        for change in [("execution", "actor", ""), ("execution", "actor_kind", "")] {
            let mut made = organisation();
            run(&mut made, "r", "2026-06-01", &[], &[("execution", "actor", "runner-7"), change]);
            assert_eq!(of(&made), unsure, "{change:?}");
        }
        let mut made = organisation();
        made.set(Table::Workflows, "WF-1", "agents", "");
        assert_eq!(of(&made), unsure);
        let mut told = organisation();
        told.set(Table::Workflows, "WF-1", "agents", "none");
        assert_eq!(of(&told), []);
        // A known identity that is not said to be an agent's, beside an agent that nobody registered.
        let mut kindless = organisation();
        kindless.put(Table::Identities, &[("id", "x")]);
        let changes = [("execution", "actor", "x"), ("execution", "actor_kind", ""), ("effect", "actor", "gone")];
        run(&mut kindless, "r", "2026-06-01", &[], &changes);
        kindless.set(Table::Identities, "agent-1", "kind", "human");
        assert_eq!(of(&kindless).len(), 1);
    }

    #[test]
    fn without_an_effect_there_is_no_path_to_one() {
        let mut made = organisation();
        made.set(Table::Workflows, "WF-1", "agents", "agent-1;agent-2").set(Table::Workflows, "WF-1", "effect", "advisory");
        assert_eq!(of(&made), []);
        made.set(Table::Workflows, "WF-1", "effect", "");
        assert_eq!(of(&made), is("EB-05-U", Level::Medium, Level::High));
        made.set(Table::Workflows, "WF-1", "effect", "advisory");
        made.event("e", "effect", "2026-06-01", &[("run_id", "r")]);
        assert_eq!(of(&made)[0].0, "EB-05");
    }

    #[test]
    fn production_raises_it_and_a_proven_control_lowers_it() {
        let mut made = organisation();
        made.set(Table::Workflows, "WF-1", "agents", "agent-1;agent-2").set(Table::Workflows, "WF-1", "environment", "prod");
        assert_eq!(of(&made), is("EB-05", Level::Critical, Level::Critical));
        made.proven_control("K-1", &[("compensates", "EB-05")]);
        assert_eq!(of(&made), is("EB-05", Level::High, Level::High));
    }
}

//! What the chains of a workflow show as findings: CH-01 to CH-06.

use super::link::{Link, LinkKind, Need, RunState, Why};
use super::required::Required;
use super::{ChainRun, Chains, population};
use crate::case::Case;
use crate::event::Kind;
use crate::facts::misread;
use crate::hit::Hit;
use crate::place::Place;
use crate::risk::Level;
use crate::tables::Table;
use crate::words::{counted, verb};

/// How many runs, records or events a condition names.
const NAMED: usize = 8;

/// The links that a workflow is asked to log.
const LOGGED: [LinkKind; 8] = [
    LinkKind::Request,
    LinkKind::Prompt,
    LinkKind::ModelOutput,
    LinkKind::ToolCall,
    LinkKind::PolicyDecision,
    LinkKind::Approval,
    LinkKind::Execution,
    LinkKind::Effect,
];

/// The conditions that the runs of a workflow raise, in code order.
pub fn hits(case: &Case<'_, '_>, chains: &Chains, runs: &[ChainRun<'_>]) -> Vec<Hit> {
    let mut found = Vec::new();
    found.extend(broken(case, chains, runs));
    found.extend(incomplete(case, chains, runs));
    if !chains.unexplained.is_empty() || !chains.phantom.is_empty() {
        let effects = population::matching(case);
        found.extend(unexplained(case, &effects));
        found.extend(phantom(case, &effects));
    }
    found.extend(not_established(case, chains));
    found.extend(not_logged(case));
    found
}

fn hit(case: &Case<'_, '_>, code: &str, unsure: bool, level: Level, cause: &str) -> Hit {
    Hit::new(code, unsure, level, cause).about(case.workflow)
}

/// So many runs, with the verb for some of them that have something.
fn having(some: usize, runs: usize) -> String {
    format!("{} {}", counted(runs, "run"), verb(some, "has", "have"))
}

/// The column of an event that shows a reason.
fn column(why: Why) -> Option<&'static str> {
    Some(match why {
        Why::HourUntold => "ts",
        Why::Absent | Why::AfterExecution | Why::BeforeExecution => return None,
        Why::LostParent | Why::BeforeParent => "parents",
        Why::Actor => "actor",
        Why::Model | Why::CallLost | Why::CallElsewhere | Why::CallUntold | Why::Executor | Why::ExecutorUntold | Why::NoRecord => {
            "details"
        }
        Why::OutcomeUntold | Why::Denied | Why::NotApproved => "outcome",
        Why::Hash | Why::HashUntold => "content_sha256",
    })
}

/// Names runs with the link that shows it, the first ones only.
fn name_runs<'r>(case: &Case<'_, '_>, mut hit: Hit, which: impl Iterator<Item = (&'r ChainRun<'r>, LinkKind)>) -> Hit {
    for (run, kind) in which.take(NAMED) {
        let Some((why, at)) = run.link(kind).why else { continue };
        let place = case.trail.get(at).map(|e| e.place(column(why)));
        hit = hit.saying(format!("In run {} the {} {}.", run.id, kind.title(), why.text()), place.into_iter().collect());
    }
    hit
}

/// CH-01: runs with a link that does not agree; where links are not bound by what the log tells, they cannot be excluded.
fn broken(case: &Case<'_, '_>, chains: &Chains, runs: &[ChainRun<'_>]) -> Option<Hit> {
    let here = || runs.iter().filter(|r| r.in_period);
    let untold = here().filter(|r| r.state != RunState::Broken && r.may_be_broken());
    let untold: Vec<(&ChainRun<'_>, LinkKind)> =
        untold.filter_map(|r| Some((r, LinkKind::ALL.into_iter().find(|k| r.link(*k).need > Need::No && r.link(*k).unsure)?))).collect();
    let known = chains.broken > 0;
    if !known && untold.is_empty() && chains.linked_by_run == 0 && chains.linked_by_artefact == 0 {
        return None;
    }
    let mut hit = hit(case, "CH-01", !known, Level::High, "broken");
    if known {
        hit = hit.saying(
            format!("{} of {} a link that does not agree.", chains.broken, having(chains.broken, chains.runs)),
            vec![Place::record(case.workflow)],
        );
        let first =
            |r: &'_ ChainRun<'_>| LinkKind::ALL.into_iter().find(|k| r.link(*k).is_gap() && r.link(*k).state == super::LinkState::Invalid);
        hit = name_runs(case, hit, here().filter(|r| r.state == RunState::Broken).filter_map(|r| Some((r, first(r)?))));
    }
    if !untold.is_empty() {
        let text = format!("In {} of {} something that binds a link is not told.", untold.len(), counted(chains.runs, "run"));
        hit = name_runs(case, hit.saying(text, vec![Place::record(case.workflow)]), untold.into_iter());
    }
    for (number, what) in
        [(chains.linked_by_run, "a link names no event that it follows from"), (chains.linked_by_artefact, "an event carries no run id")]
    {
        if number > 0 {
            let at = here().find(|r| if what.starts_with("an event") { r.loose } else { r.linked_by_run });
            let place = at.and_then(|r| r.events.first()).and_then(|at| case.trail.get(*at)).map(|e| e.place(None));
            hit = hit.saying(format!("In {number} of {} {what}.", counted(chains.runs, "run")), place.into_iter().collect());
        }
    }
    Some(hit)
}

/// How a link that is missing is so.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Lacks {
    /// The run has none.
    All,
    /// It has one, and not where each is needed.
    Some,
    /// It does not tell its model.
    Model,
}

/// CH-02: runs that lack a required link; a link that is only assumed to be required cannot be excluded.
fn incomplete(case: &Case<'_, '_>, chains: &Chains, runs: &[ChainRun<'_>]) -> Option<Hit> {
    let here = || runs.iter().filter(|r| r.in_period);
    let known = here().filter(|r| r.lacks_a_link()).count();
    let assumed = here().filter(|r| !r.lacks_a_link() && r.may_lack_a_link()).count();
    if known == 0 && assumed == 0 && chains.linked_by_artefact == 0 {
        return None;
    }
    let mut hit = hit(case, "CH-02", known == 0, Level::Medium, "incomplete");
    for (need, number, text) in [
        (Need::Yes, known, "without a link that is needed"),
        (Need::Assumed, assumed, "without a link that is needed unless something that is not told says otherwise"),
    ] {
        if number == 0 {
            continue;
        }
        let text = format!("{number} of {} {} {text}.", counted(chains.runs, "run"), verb(number, "is", "are"));
        hit = hit.saying(text, vec![Place::record(case.workflow)]);
        for kind in LinkKind::ALL {
            let title = kind.title();
            // A link may be there and lack something, or be there once where it is needed twice.
            let lacks = |l: &Link| match l.why {
                Some((Why::Model, _)) => Lacks::Model,
                _ if l.events == 0 => Lacks::All,
                _ => Lacks::Some,
            };
            let absent = here().map(|r| (r, r.link(kind))).filter(|(_, l)| l.need == need && l.absent);
            let absent: Vec<(&ChainRun<'_>, Lacks)> = absent.map(|(r, l)| (r, lacks(&l))).collect();
            if absent.is_empty() {
                continue;
            }
            for (of, what) in [
                (Lacks::All, format!("No {title}")),
                (Lacks::Some, format!("Not each {title} that is needed")),
                (Lacks::Model, format!("A {title} that names no model or no version of it")),
            ] {
                let mut lacking = absent.iter().filter(|(_, how)| *how == of).map(|(r, _)| *r).peekable();
                let Some(first) = lacking.peek().and_then(|r| case.trail.get(r.link(kind).why?.1)) else { continue };
                let place = first.place(None);
                let names: Vec<&str> = lacking.clone().take(NAMED).map(|r| r.id).collect();
                let count = lacking.count();
                let more = if count > NAMED { format!(" and {} more", count - NAMED) } else { String::new() };
                hit = hit.saying(format!("{what} in {}: {}{more}.", counted(count, "run"), names.join(", ")), vec![place]);
            }
        }
    }
    if known == 0 && assumed == 0 {
        let text = format!("In {} of {} an event carries no run id.", chains.linked_by_artefact, counted(chains.runs, "run"));
        hit = hit.saying(text, vec![Place::record(case.workflow)]);
    }
    Some(hit)
}

/// CH-03: effects of the system of record that no run explains.
fn unexplained(case: &Case<'_, '_>, effects: &population::Matching<'_>) -> Option<Hit> {
    let (all, population) = (&effects.unexplained, effects.population?);
    if all.is_empty() {
        return None;
    }
    let known = all.iter().any(|r| r.day("at").is_some());
    let mut hit = hit(case, "CH-03", !known, Level::High, "unexplained");
    let places = all.iter().take(NAMED).map(|r| Place::cell(r, "record")).collect();
    hit = hit.saying(
        format!(
            "{} of {} in the system of record {} named by no effect in the log.",
            all.len(),
            counted(population.of, "effect"),
            verb(all.len(), "is", "are")
        ),
        places,
    );
    let undated = all.iter().filter(|r| r.day("at").is_none()).count();
    if undated > 0 {
        let first = all.iter().find(|r| r.day("at").is_none());
        hit = hit.saying(format!("The day is not told of {undated} of them."), first.map(|r| Place::cell(r, "at")).into_iter().collect());
    }
    let names: Vec<&str> = all.iter().take(NAMED).map(|r| r.key.as_str()).collect();
    let more = if all.len() > NAMED { format!(" and {} more", all.len() - NAMED) } else { String::new() };
    Some(hit.saying(format!("{} {}{more}.", verb(all.len(), "It is", "They are"), names.join(", ")), Vec::new()))
}

/// CH-04: effects in the log that the system of record does not hold.
fn phantom(case: &Case<'_, '_>, effects: &population::Matching<'_>) -> Option<Hit> {
    let all = &effects.phantom;
    if all.is_empty() {
        return None;
    }
    let named = all.len() - effects.unnamed;
    let mut hit = hit(case, "CH-04", named == 0, Level::Medium, "phantom");
    let events = || all.iter().filter_map(|at| case.trail.get(*at));
    let places = events().take(NAMED).map(|e| e.place(Some("details"))).collect();
    let naming = |n: usize| format!("{} in the log {}", counted(n, "effect"), verb(n, "names", "name"));
    let unnamed = format!("{} no record.", naming(effects.unnamed));
    if named > 0 {
        hit = hit.saying(format!("{} a record that the system of record does not hold.", naming(named)), places);
        if effects.unnamed > 0 {
            hit = hit.saying(unnamed, Vec::new());
        }
    } else {
        hit = hit.saying(unnamed, places);
    }
    Some(hit)
}

/// Whether there may be effects that the log does not hold: the workflow may write, and no independent list says how many effects there
/// were. What rests on such a log shows no more than a part (domain 4d).
pub fn log_open(case: &Case<'_, '_>, chains: &Chains) -> bool {
    let may_write = super::writes(case.workflow) != Some(false) || case.trail.of(Kind::Effect).next().is_some();
    may_write && !chains.established
}

/// CH-05: no independent list says whether the log holds every effect.
fn not_established(case: &Case<'_, '_>, chains: &Chains) -> Option<Hit> {
    if !log_open(case, chains) {
        return None;
    }
    let hit = hit(case, "CH-05", true, Level::Medium, "completeness").for_want_of_a_list();
    let text = match chains.population {
        None => "No independent list of its effects is on record: completeness of the log is not established.",
        Some(_) => {
            "The independent list of its effects has none of the period, nor from both before and after it: completeness of the log is not established."
        }
    };
    Some(hit.saying(text, vec![Place::cell(case.workflow, "effect")]))
}

/// CH-06: a link that the runs need is not logged, by the workflow's own word.
fn not_logged(case: &Case<'_, '_>) -> Option<Hit> {
    let w = case.workflow;
    let told = w.list("logged_links");
    let understood = told.is_some() && !misread(w, "logged_links");
    let logged = told.unwrap_or_default();
    if LOGGED.iter().all(|kind| logged.contains(&kind.word())) {
        return None;
    }
    let r = Required::of(case);
    let needs = LOGGED.into_iter().zip([Need::Yes, r.model, r.model, r.tools, r.tools, r.review.max(r.dynamic), r.effect, r.effect]);
    let lacking: Vec<(LinkKind, Need)> = needs.filter(|(k, n)| *n > Need::No && !logged.contains(&k.word())).collect();
    let known = understood && lacking.iter().any(|(_, n)| *n == Need::Yes);
    if lacking.is_empty() {
        return None;
    }
    let mut hit = hit(case, "CH-06", !known, Level::Medium, "logged links");
    if w.get("logged_links").is_none() {
        return Some(hit.saying("Which links are logged is not told.", vec![Place::cell(w, "logged_links")]).for_want_of_a_list());
    }
    for (need, text) in [(Need::Yes, "needed and not said to be logged"), (Need::Assumed, "not said to be logged, and may be needed")] {
        let names: Vec<&str> = lacking.iter().filter(|(_, n)| *n == need).map(|(k, _)| k.title()).collect();
        if !names.is_empty() {
            hit = hit.saying(format!("These links are {text}: {}.", names.join(", ")), vec![Place::cell(w, "logged_links")]);
        }
    }
    if !understood {
        hit = hit.saying(
            "Part of the cell was not understood.",
            vec![Place::Cell { table: Table::Workflows, key: w.key.clone(), column: Some("logged_links".into()) }],
        );
    }
    Some(hit)
}

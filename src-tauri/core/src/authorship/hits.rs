//! What authorship leads to as findings: AD-01 to AD-06.

use super::action::Action;
use super::drift::{Authorship, Drift, known_level};
use super::executor::Held;
use super::reviewers::{Capacity, Reviewer, Span};
use crate::case::Case;
use crate::event::{Event, Kind};
use crate::hit::Hit;
use crate::place::Place;
use crate::risk::Level;
use crate::words::{self, verb};
use std::collections::BTreeSet;

/// How many actions a condition names; the others are counted.
const NAMED: usize = 5;

/// What holds, or cannot be excluded, about the authorship of a workflow. One hit for each code, in the order of codes.
pub fn hits(case: &Case<'_, '_>, authorship: &Authorship, actions: &[Action<'_>]) -> Vec<Hit> {
    let all = [
        drift(case, authorship, actions),
        executor(case, actions),
        attribution(case, authorship, actions),
        own(case, actions),
        capacity(case, authorship),
        not_assessed(case, authorship, actions),
    ];
    all.into_iter().flatten().collect()
}

fn place(case: &Case<'_, '_>, at: Option<usize>, column: &'static str) -> Option<Place> {
    Some(case.trail.get(at?)?.place(Some(column)))
}

/// Names the first few and counts them all.
fn named<'i>(ids: impl Iterator<Item = &'i str>) -> String {
    let ids: Vec<&str> = ids.collect();
    let first = ids.iter().take(NAMED).copied().collect::<Vec<_>>().join(", ");
    if ids.len() > NAMED { format!("{first} and {} more", ids.len() - NAMED) } else { first }
}

/// Different texts in order, or nothing told.
fn distinct<'i>(texts: impl Iterator<Item = &'i str>) -> String {
    let texts: BTreeSet<&str> = texts.collect();
    if texts.is_empty() { "not told".to_owned() } else { texts.into_iter().collect::<Vec<_>>().join(", ") }
}

fn drift(case: &Case<'_, '_>, authorship: &Authorship, actions: &[Action<'_>]) -> Option<Hit> {
    let severity = |level: Drift| match level {
        Drift::None | Drift::Low => None,
        Drift::Moderate => Some(Level::Medium),
        Drift::High => Some(Level::High),
        Drift::Severe => Some(Level::Critical),
    };
    let if_true = severity(authorship.level?)?;
    // What raises the level may rest on something that is not told: who acted where, or whether a review is required.
    let known = severity(known_level(authorship, actions, case.parameters()));
    let half = case.parameters().get("authorship_machine_made");
    let counted: Vec<&Action<'_>> = actions.iter().filter(|a| a.drifted(half).1).collect();
    let places = counted.iter().take(NAMED).filter_map(|a| place(case, Some(a.at), "details")).collect();
    let mut hit = Hit::new("AD-01", known.is_none(), if_true, "drift").about(case.workflow);
    hit.severity = known.unwrap_or(hit.severity);
    if !counted.is_empty() {
        let text = format!(
            "{} of {} {} mostly machine-made with a person on record, or may be, and {} no substantive review: {}.",
            counted.len(),
            words::counted(actions.len(), "action"),
            verb(counted.len(), "is", "are"),
            verb(counted.len(), "shows", "show"),
            named(counted.iter().map(|a| a.id))
        );
        hit = hit.saying(text, places);
    }
    for force in &authorship.forced_by {
        let (text, at) = forced(case, authorship, actions, force);
        hit = hit.saying(text, at);
    }
    Some(hit)
}

/// A force-up as a fact.
fn forced(case: &Case<'_, '_>, authorship: &Authorship, actions: &[Action<'_>], force: &str) -> (String, Vec<Place>) {
    let pick = |of: &dyn Fn(&Action<'_>) -> bool| actions.iter().filter(|a| of(a)).collect::<Vec<_>>();
    let (chosen, column) = match force {
        "executor_mismatch_in_production" => (pick(&|a| a.mismatch.executor.min(a.production) != Held::No), "actor"),
        "no_substantive_review" => (pick(&|a| a.review_required), "parents"),
        _ => (pick(&|a| a.attribution_gap() != Held::No), "actor"),
    };
    let names = named(chosen.iter().map(|a| a.id));
    let text = match force {
        "executor_mismatch_in_production" => {
            format!("Of the actions {names}, in production, the executor is not among those approved, or this cannot be excluded.")
        }
        "no_substantive_review" => {
            let assumed = chosen.iter().filter(|a| a.review_assumed).count();
            let (of, total) = (authorship.substantive_review.of, words::counted(authorship.substantive_review.of, "action"));
            let require = verb(of, "requires", "require");
            match assumed {
                0 => format!("None of {total} that {require} a review shows a substantive one: {names}."),
                n if n == chosen.len() => {
                    format!("None of {total} shows a substantive review, and whether one is required is not told: {names}.")
                }
                n => format!(
                    "None of {total} that {require} a review, or may, shows a substantive one: {names}. Of {n} it is not told whether a \
                     review is required."
                ),
            }
        }
        _ => format!("Of the actions {names} some step is not, or may not be, of exactly one registered identity."),
    };
    (text, chosen.iter().take(NAMED).filter_map(|a| place(case, Some(a.at), column)).collect())
}

fn executor(case: &Case<'_, '_>, actions: &[Action<'_>]) -> Option<Hit> {
    let worst = actions.iter().map(|a| a.mismatch.any()).max().filter(|h| *h != Held::No)?;
    let other_in_production = actions.iter().map(|a| a.mismatch.executor.min(a.production)).max().unwrap_or_default();
    let if_true = if other_in_production == Held::No { Level::High } else { Level::Critical };
    let those: Vec<&Action<'_>> = actions.iter().filter(|a| a.mismatch.any() == worst).collect();
    let who = distinct(those.iter().filter_map(|a| a.executor));
    let mut hit = Hit::new("AD-02", worst == Held::Open, if_true, format!("executor {who}")).about(case.workflow);
    if worst == Held::Yes && other_in_production == Held::Open {
        hit.severity = Level::High;
    }
    type Kind<'k> = (fn(&Action<'_>) -> Held, &'k str, &'k str, bool);
    let kinds: [Kind<'_>; 3] = [
        (|a| a.mismatch.masked, "a person is on record and an agent or service acted", "details", false),
        (|a| a.mismatch.executor, "the executor is not among those that the approval names", "actor", false),
        (|a| a.mismatch.authority, "the approver may not approve effects of this class", "actor", true),
    ];
    for (of, fact, column, of_approval) in kinds {
        for (held, doubt) in [(Held::Yes, ""), (Held::Open, "it cannot be excluded that ")] {
            let some: Vec<&Action<'_>> = actions.iter().filter(|a| of(a) == held).collect();
            if some.is_empty() {
                continue;
            }
            let at = |a: &&Action<'_>| if of_approval { a.approval } else { Some(a.at) };
            let places = some.iter().take(NAMED).filter_map(|a| place(case, at(a), column)).collect();
            let number = format!("{} of {}", some.len(), words::counted(actions.len(), "action"));
            let text = format!("In {number} {doubt}{fact}: {}.", named(some.iter().map(|a| a.id)));
            hit = hit.saying(text, places);
        }
    }
    Some(hit)
}

fn attribution(case: &Case<'_, '_>, authorship: &Authorship, actions: &[Action<'_>]) -> Option<Hit> {
    let gap = authorship.attribution_gap;
    if gap.at_worst == 0 {
        return None;
    }
    let level = |n: usize| {
        let much = crate::stats::share(n, gap.of) >= case.parameters().get("authorship_force_attribution_gap");
        if much { Level::High } else { Level::Medium }
    };
    let some: Vec<&Action<'_>> = actions.iter().filter(|a| a.attribution_gap() != Held::No).collect();
    let mut hit = Hit::new("AD-03", gap.n == 0, level(gap.at_worst), "attribution").about(case.workflow);
    if gap.n > 0 {
        hit.severity = level(gap.n);
    }
    let about =
        |credential: bool| some.iter().flat_map(|a| &a.gaps).any(|g| g.held != Held::No && g.why.is_about_credential() == credential);
    let what = match (about(false), about(true)) {
        (false, true) => "under a credential that several workloads share",
        (true, true) => "without exactly one registered identity, or under a credential that several workloads share",
        _ => "without exactly one registered identity",
    };
    let text = format!(
        "{} of {} {} a step {what}: {}.",
        gap.n,
        words::counted(gap.of, "action"),
        verb(gap.n, "has", "have"),
        named(some.iter().map(|a| a.id))
    );
    let text = if gap.n == gap.at_worst { text } else { format!("{text} Of {} it cannot be excluded.", gap.at_worst - gap.n) };
    hit = hit.saying(text, some.iter().take(NAMED).filter_map(|a| place(case, Some(a.at), "actor")).collect());
    for action in some.iter().take(NAMED) {
        let Some(first) = action.gaps.iter().max_by_key(|g| (g.held, std::cmp::Reverse(g.event))) else { continue };
        let Some(event) = case.trail.get(first.event) else { continue };
        let column = if first.why.is_about_credential() { "credential" } else { "actor" };
        let text = format!("In action {}, step {}: {}.", action.id, crate::rule::plain(event.kind.word()), first.why.words());
        hit = hit.saying(text, vec![event.place(Some(column))]);
    }
    Some(hit)
}

fn own(case: &Case<'_, '_>, actions: &[Action<'_>]) -> Option<Hit> {
    let known: Vec<&Action<'_>> = actions.iter().filter(|a| a.own).collect();
    let maybe: Vec<&Action<'_>> = actions.iter().filter(|a| a.maybe_own).collect();
    let unsure = known.is_empty();
    let those = if unsure { &maybe } else { &known };
    if those.is_empty() {
        return None;
    }
    let who = distinct(those.iter().filter_map(|a| a.reviewer));
    let mut hit = Hit::new("AD-04", unsure, Level::High, format!("reviewer {who}")).about(case.workflow);
    // A listed operator is on record; only who operated this run is open. Else the log does not tell who asked.
    let (listed, open): (Vec<&Action<'_>>, Vec<&Action<'_>>) = maybe.into_iter().partition(|a| a.listed_operator);
    let facts = [
        (&known, "The approver is who asked for it, or for whom the agent acted", false),
        (&listed, "The approver is a listed operator of the workflow, and the log does not tell who operated it", true),
        (&open, "It cannot be excluded that the approver asked for it or operates the agent", false),
    ];
    for (some, fact, of_list) in facts.into_iter().filter(|(some, ..)| !some.is_empty()) {
        let places = some.iter().take(NAMED).filter_map(|a| place(case, a.approval, "actor"));
        let list = of_list.then(|| Place::cell(case.workflow, "operators"));
        let number = format!("{} of {}", some.len(), words::counted(actions.len(), "action"));
        let text = format!("{fact}, in {number}: {}.", named(some.iter().map(|a| a.id)));
        hit = hit.saying(text, places.chain(list).collect());
    }
    Some(hit)
}

fn capacity(case: &Case<'_, '_>, authorship: &Authorship) -> Option<Hit> {
    let many = case.parameters().get("theatre_uniform_decisions");
    let never = |r: &Reviewer| r.rejections == 0 && r.decisions as f64 >= many && r.batches > 0;
    let known = |r: &Reviewer| r.capacity == Capacity::Impossible || never(r);
    let some: Vec<&Reviewer> = authorship.reviewers.iter().filter(|r| known(r) || r.maybe_impossible).collect();
    if some.is_empty() {
        return None;
    }
    let who = distinct(some.iter().map(|r| r.id.as_str()));
    let unsure = !some.iter().any(|r| known(r));
    let mut hit = Hit::new("AD-05", unsure, Level::Medium, format!("reviewer {who}")).about(case.workflow);
    for r in some {
        let impossible = Some(r.capacity).filter(|c| *c == Capacity::Impossible).and(r.seconds_needed.zip(r.seconds_available));
        if let (Some((needed, available)), Some(span)) = (impossible, &r.span) {
            let ids = span.approvals.iter().filter_map(|p| case.trail.get(*p)).map(|e| e.id);
            let text = format!(
                "{} of {}, from {} on {} to the last approval on {}, are of what takes {needed:.0} s to read; there were {available:.0} s: \
                 {}.",
                words::counted(span.approvals.len(), "approval"),
                r.id,
                begins(case, r, span),
                clock(span.from),
                clock(span.to),
                named(ids)
            );
            hit = hit.saying(text, within(case, r, span));
        } else if r.maybe_impossible {
            let text = format!(
                "The size of some of what {} approved is not told; it cannot be excluded that there was less time than reading takes.",
                r.id
            );
            hit = hit.saying(text, decisions_of(case, &r.id));
        }
        if let (true, Some(batch)) = (never(r), &r.first_batch) {
            let all = decisions_in(case, &r.id);
            let day = |e: Option<&&Event<'_>>| e.map_or_else(|| "a time not told".to_owned(), |e| clock(e.at));
            let times = if r.batches == 1 { "once".to_owned() } else { format!("{} times", r.batches) };
            let text = format!(
                "None of {} of {} from {} to {} was a rejection; {times} at least {:.0} approvals came within {:.0} s, the first time {} from \
                 {} to {}.",
                words::counted(r.decisions, "decision"),
                r.id,
                day(all.iter().min_by_key(|e| e.at)),
                day(all.iter().max_by_key(|e| e.at)),
                case.parameters().get("authorship_batch_approvals"),
                case.parameters().get("authorship_batch_seconds"),
                batch.approvals.len(),
                clock(batch.from),
                clock(batch.to)
            );
            let mut places = decisions_of(case, &r.id);
            places.extend(within(case, r, batch));
            let mut seen = BTreeSet::new();
            places.retain(|p| seen.insert(p.clone()));
            hit = hit.saying(text, places);
        }
    }
    Some(hit)
}

/// A moment as a person reads it.
fn clock(ms: i64) -> String {
    chrono::DateTime::from_timestamp_millis(ms)
        .map_or_else(|| "a time not told".to_owned(), |t| t.format("%Y-%m-%d %H:%M:%S UTC").to_string())
}

/// The openings by a reviewer within a span.
fn openings<'c>(case: &'c Case<'_, '_>, r: &'c Reviewer, span: &'c Span) -> impl Iterator<Item = &'c Event<'c>> {
    let mine = |e: &&Event<'_>| e.actor.is_some_and(|a| case.registry().same(a, &r.id));
    case.trail.events().iter().filter(|e| e.kind == Kind::ReviewOpen && span.from <= e.at && e.at <= span.to).filter(mine)
}

/// What a span begins with: where no opening is logged it is the last change, or the approval itself.
fn begins(case: &Case<'_, '_>, r: &Reviewer, span: &Span) -> &'static str {
    let approved = || span.approvals.iter().filter_map(|p| case.trail.get(*p)).any(|e| e.at == span.from);
    if openings(case, r, span).any(|e| e.at == span.from) {
        "the first opening"
    } else if approved() {
        "the first approval"
    } else {
        "the change of the first item"
    }
}

/// Where the first approvals of a span stand, and the first openings in it.
fn within(case: &Case<'_, '_>, r: &Reviewer, span: &Span) -> Vec<Place> {
    let approvals = span.approvals.iter().take(NAMED).filter_map(|p| place(case, Some(*p), "ts"));
    approvals.chain(openings(case, r, span).take(NAMED).map(|e| e.place(Some("ts")))).collect()
}

/// The decisions of a reviewer in the period.
fn decisions_in<'c>(case: &'c Case<'_, '_>, reviewer: &str) -> Vec<&'c Event<'c>> {
    let period = case.period();
    let within = |day: chrono::NaiveDate| period.from <= day && day <= period.to;
    let events = case.trail.events().iter().filter(|e| e.kind == Kind::Approval && e.day().is_some_and(within));
    events.filter(|e| e.actor.is_some_and(|a| case.registry().same(a, reviewer))).collect()
}

/// Where the first of them stand.
fn decisions_of(case: &Case<'_, '_>, reviewer: &str) -> Vec<Place> {
    decisions_in(case, reviewer).into_iter().take(NAMED).map(|e| e.place(Some("ts"))).collect()
}

fn not_assessed(case: &Case<'_, '_>, authorship: &Authorship, actions: &[Action<'_>]) -> Option<Hit> {
    let w = case.workflow;
    let reason = authorship.reason.as_deref()?;
    // Without an action there is something to log only where it may write and is not known to be at rest.
    let harmless = matches!(w.get("effect"), Some("none" | "advisory")) || matches!(w.get("lifecycle"), Some("proposed" | "retired"));
    if actions.is_empty() && harmless {
        return None;
    }
    let mut places: Vec<Place> = actions.iter().take(NAMED).filter_map(|a| place(case, Some(a.at), "parents")).collect();
    if places.is_empty() {
        places.push(Place::cell(w, "effect"));
    }
    let mut hit = Hit::new("AD-06", true, Level::High, "authorship not assessable").about(w).saying(reason, places);
    hit.untold = actions.is_empty();
    Some(hit)
}

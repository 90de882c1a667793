//! What a log shows of a workflow's class. Observed evidence can only raise it (domain 4b).

use super::paths::{TaskType, task_types};
use super::{Class, Interval, Variability};
use crate::assess::Frame;
use crate::chains::{Group, Linked, bounds, same_content, writes};
use crate::event::{ActorKind, Decided, Event, Kind};
use crate::facts::misread;
use crate::hit::{Hit, Said};
use crate::place::Place;
use crate::record::Record;
use crate::risk::Level;
use crate::tables::Table;
use crate::trail::Trail;
use crate::words::{counted, verb};
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};

/// How many events a reason names.
const NAMED: usize = 8;

/// An observation that raises the class.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Raise {
    /// The class it raises to, at least.
    pub class: Class,
    /// Whether it only cannot be excluded: it then raises the upper end alone.
    pub unsure: bool,
    /// What was observed, with where.
    pub said: Said,
}

/// What a log shows of one workflow in the period.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Observed {
    /// What raises the class, the highest first.
    pub raised_by: Vec<Raise>,
    /// The tool paths by task type.
    pub task_types: Vec<TaskType>,
}

impl Observed {
    /// The class that observations raise to for sure, at least.
    pub fn raised(&self) -> Option<Class> {
        self.raised_by.iter().filter(|r| !r.unsure).map(|r| r.class).max()
    }

    /// The class that observations raise to at worst.
    pub fn raised_at_worst(&self) -> Option<Class> {
        self.raised_by.iter().map(|r| r.class).max()
    }

    /// Task types with too few runs to judge their paths, as sentences.
    pub fn not_judged(&self) -> Vec<String> {
        let few = self.task_types.iter().filter(|t| !t.judged);
        few.map(|t| {
            let of = if t.name.is_empty() { String::new() } else { format!(" of the task {}", t.name) };
            let (runs, are) = (counted(t.runs, "run"), verb(t.runs, "is", "are"));
            format!("{runs}{of} {are} too few to judge how tool paths vary; {} nothing.", verb(t.runs, "it raises", "they raise"))
        })
        .collect()
    }
}

/// The class with what was observed.
pub fn apply(interval: Interval, observed: &Observed) -> Interval {
    Interval {
        low: interval.low.max(observed.raised().unwrap_or(Class::D0)),
        high: interval.high.max(observed.raised_at_worst().unwrap_or(Class::D0)),
    }
}

impl Variability {
    /// The same with what was observed. An unknown attribute no longer lowers a class that an observation holds up.
    #[must_use]
    pub fn observed(mut self, observed: &Observed) -> Self {
        let raised = apply(Interval { low: self.low, high: self.high }, observed);
        if observed.raised_at_worst().is_some_and(|class| class >= self.high) {
            self.would_lower.clear();
        }
        (self.low, self.high) = (raised.low, raised.high);
        self.raised_by = observed.raised_by.iter().map(|r| r.said.text.clone()).collect();
        self
    }
}

/// Looks through the log of a workflow: tools that were not declared, effects without the declared gate, tool paths.
pub fn observe(frame: &Frame<'_>, workflow: &Record, trail: &Trail<'_>, linked: &Linked<'_>) -> Observed {
    if trail.events().is_empty() {
        return Observed::default();
    }
    let seen = Seen { frame, workflow, trail, period: bounds(frame.basis.period), gate: Gate::of(frame, workflow) };
    let mut raised_by = seen.effects_without_gate(linked);
    raised_by.extend(seen.undeclared_tools());
    let in_period = |g: &Group<'_>| {
        let events = || g.events.iter().rev().filter_map(|at| trail.get(*at));
        events().find(|e| e.kind == Kind::Execution).or_else(|| events().next()).is_some_and(|e| seen.in_period(e))
    };
    let task_types = task_types(trail, &linked.groups, in_period, &frame.basis.parameters);
    raised_by.extend(seen.varying_paths(&task_types));
    raised_by.sort_by_key(|r| (std::cmp::Reverse(r.class), r.unsure));
    Observed { raised_by, task_types }
}

/// Whether any holds; `None` where one may.
fn any_of(of: impl Iterator<Item = Option<bool>>) -> Option<bool> {
    let mut open = false;
    for one in of {
        match one {
            Some(true) => return Some(true),
            Some(false) => {}
            None => open = true,
        }
    }
    Some(false).filter(|_| !open)
}

struct Seen<'s, 'a> {
    frame: &'s Frame<'a>,
    workflow: &'s Record,
    trail: &'s Trail<'s>,
    /// First and last millisecond of the period.
    period: (i64, i64),
    gate: Gate<'s>,
}

/// The gate that is declared before effects.
enum Gate<'s> {
    /// It is not told.
    Untold,
    /// Before none.
    None,
    /// Before each.
    Every,
    /// Before effects of these classes; it is not told whether they are all.
    Classes(Vec<&'s str>, bool),
}

impl<'s> Gate<'s> {
    fn of(frame: &Frame<'s>, w: &'s Record) -> Self {
        match w.get("human_gate") {
            None => Self::Untold,
            Some("before_every_effect") => Self::Every,
            Some("before_effect_class") => {
                let told = w.get("effect_classes").is_some() && !misread(w, "effect_classes");
                let actions = frame.related.actions_of(&w.key);
                let reviewed = actions.into_iter().filter(|a| a.get("mode") == Some("human_review")).filter_map(|a| a.get("effect_class"));
                Self::Classes(w.list("effect_classes").unwrap_or_default().into_iter().chain(reviewed).collect(), told)
            }
            Some(_) => Self::None,
        }
    }

    /// Whether it stands before an effect; `None` when that is not told.
    fn is_before(&self, effect: &Event<'_>) -> Option<bool> {
        match self {
            Self::Untold => None,
            Self::None => Some(false),
            Self::Every => Some(true),
            Self::Classes(classes, told) => {
                let class = effect.detail("class").filter(|c| !c.is_empty())?;
                if classes.contains(&class.as_ref()) { Some(true) } else { Some(false).filter(|_| *told) }
            }
        }
    }
}

impl<'s> Seen<'s, '_> {
    fn in_period(&self, event: &Event<'_>) -> bool {
        self.period.0 <= event.at && event.at <= self.period.1
    }

    /// Whether a tool is one that the workflow declares, by id or name.
    fn is_declared(&self, tool: &str, declared: &[&str]) -> bool {
        let named =
            |id: &str| self.frame.data.find(Table::Tools, id).and_then(|t| t.get("name")).is_some_and(|n| n.eq_ignore_ascii_case(tool));
        declared.contains(&tool) || declared.iter().any(|id| named(id))
    }

    /// A tool that was called and is not declared raises to D2.
    fn undeclared_tools(&self) -> Vec<Raise> {
        let w = self.workflow;
        let none = (w.get("tool_mode") == Some("none")).then(Vec::new);
        let declared = w.list("tools").or(none);
        let told = declared.is_some() && !misread(w, "tools");
        let declared = declared.unwrap_or_default();
        // Calls by tool, each with how many and the first of them.
        let mut calls: BTreeMap<Option<std::borrow::Cow<'_, str>>, (usize, Vec<&Event<'_>>)> = BTreeMap::new();
        for event in self.trail.of(Kind::ToolCall).filter_map(|at| self.trail.get(at)).filter(|e| self.in_period(e)) {
            let of = calls.entry(event.detail("tool").filter(|t| !t.is_empty())).or_default();
            of.0 += 1;
            if of.1.len() < NAMED {
                of.1.push(event);
            }
        }
        let mut raises = Vec::new();
        for (tool, (number, first)) in calls {
            if tool.as_ref().is_some_and(|tool| self.is_declared(tool, &declared)) {
                continue;
            }
            let times = if number == 1 { "once".to_owned() } else { counted(number, "time") };
            let (unsure, text) = match tool {
                Some(tool) if told => (false, format!("Tool {tool}, which is outside the declared list, was called {times}.")),
                Some(tool) => (true, format!("Tool {tool} was called {times}, and whether it is declared is not told.")),
                None => (true, format!("A tool that the log does not name was called {times}.")),
            };
            let mut at: Vec<Place> = first.iter().map(|e| e.place(Some("details"))).collect();
            at.push(Place::cell(w, "tools"));
            raises.push(Raise { class: Class::D2, unsure, said: Said::new(text, at) });
        }
        raises
    }

    /// Whether an approval is a person's yes to what was executed; `None` where that is not told. An execution that follows from an approval
    /// passed it, whatever content was carried out (that is a link that does not agree); one that does not was approved only as far as the
    /// contents agree.
    fn is_gate(&self, approval: &Event<'_>, execution: &Event<'_>, linked: bool) -> Option<bool> {
        let said = match approval.decided() {
            Decided::Yes => Some(true),
            Decided::Untold => None,
            Decided::No | Decided::NeedsApproval => Some(false),
        };
        let agree = match (approval.sha256, execution.sha256) {
            (None, None) => true,
            (Some(a), Some(e)) => same_content(Some(a), Some(e)),
            _ => false,
        };
        let same = Some(true).filter(|_| linked || agree);
        let all = [said, same, self.by_person(approval)];
        if all.contains(&Some(false)) { Some(false) } else { Some(true).filter(|_| !all.contains(&None)) }
    }

    /// Whether an event was the act of a person: `None` where it is not told, or where the log and the registers disagree.
    fn by_person(&self, event: &Event<'_>) -> Option<bool> {
        let registered = event.actor.and_then(|a| self.frame.registry.resolve(a).is_human());
        let logged = match event.actor_kind {
            ActorKind::Human => Some(true),
            ActorKind::Agent | ActorKind::Service => Some(false),
            ActorKind::Unknown => None,
        };
        match (registered, logged) {
            (Some(a), Some(b)) => Some(a).filter(|_| a == b),
            (known, None) | (None, known) => known,
        }
    }

    /// An effect without the gate that is declared before it raises to D3.
    fn effects_without_gate(&self, linked: &Linked<'_>) -> Vec<Raise> {
        if matches!(self.gate, Gate::None) {
            return Vec::new();
        }
        let may_write = writes(self.workflow) != Some(false);
        let trail = self.trail;
        let reliances = &linked.reliances;
        let approvals = |execution: usize| reliances.binary_search_by(|r| r.execution.cmp(&execution)).ok().and_then(|i| reliances.get(i));
        // Whether an execution has a gate behind it: an approval by a person, before it, of its content, that says yes; `None` when one
        // may be that.
        let passed = |execution: usize, before: usize| {
            let relied = approvals(execution);
            let linked = relied.is_some_and(|r| r.linked);
            let before = relied.into_iter().flat_map(|r| r.approvals.iter()).filter(|at| **at < trail.until(before));
            let given = before.filter_map(|at| trail.get(*at));
            trail.get(execution).and_then(|e| any_of(given.map(|a| self.is_gate(a, e, linked))))
        };
        let mut found: [Vec<&Event<'_>>; 2] = [Vec::new(), Vec::new()];
        let mut note = |event, gated: Option<bool>, passed: Option<bool>| {
            let [known, unsure] = &mut found;
            match (gated, passed) {
                (Some(false), _) | (_, Some(true)) => {}
                (Some(true), Some(false)) => known.push(event),
                _ => unsure.push(event),
            }
        };
        let (mut with_effect, mut carried_out): (Vec<usize>, Vec<usize>) = (Vec::new(), Vec::new());
        for group in &linked.groups {
            let mut latest: Option<usize> = None;
            with_effect.clear();
            carried_out.clear();
            for at in group.events.iter().copied() {
                let Some(event) = trail.get(at) else { continue };
                match event.kind {
                    Kind::Execution => {
                        latest = Some(at);
                        carried_out.extend((self.in_period(event) && !event.not_done()).then_some(at));
                    }
                    Kind::Effect if !event.not_done() => {
                        let parent = |kind: Kind| trail.parents(at).find(|p| trail.get(*p).is_some_and(|e| e.kind == kind));
                        let of = parent(Kind::Execution).or(latest);
                        with_effect.extend(of);
                        // An effect of an approval, without an execution between them: whether it passed the gate is not told.
                        let straight = parent(Kind::Approval).map_or(Some(false), |_| None);
                        if self.in_period(event) {
                            note(event, self.gate.is_before(event), of.map_or(straight, |of| passed(of, at)));
                        }
                    }
                    _ => {}
                }
            }
            // Something was carried out and its effect is not in the log. A try of an action that had its effect needs none.
            with_effect.sort_unstable();
            carried_out.retain(|at| may_write && with_effect.binary_search(at).is_err());
            if carried_out.is_empty() {
                continue;
            }
            let key = |at: usize| trail.get(at).and_then(|e| Some((e.detail("idempotency_key").filter(|k| !k.is_empty())?, e.sha256)));
            let with_keys: BTreeSet<_> = with_effect.iter().filter_map(|at| key(*at)).collect();
            for at in carried_out.iter().copied().filter(|at| !key(*at).is_some_and(|k| with_keys.contains(&k))) {
                if let Some(event) = trail.get(at) {
                    note(event, None, passed(at, at));
                }
            }
        }
        let gate = Place::cell(self.workflow, "human_gate");
        let [known, unsure] = found;
        let mut raises = Vec::new();
        for (events, is_unsure, text) in [
            (known, false, "came without the gate that is declared before"),
            (unsure, true, "may have come without a gate that is declared before"),
        ] {
            if !events.is_empty() {
                let mut at: Vec<Place> = events.iter().take(NAMED).map(|e| e.place(None)).collect();
                at.push(gate.clone());
                let (effects, them) = (counted(events.len(), "effect"), verb(events.len(), "it", "them"));
                let open = if is_unsure { "; what would tell is unknown" } else { "" };
                let text = format!("{effects} {text} {them}{open}.");
                raises.push(Raise { class: Class::D3, unsure: is_unsure, said: Said::new(text, at) });
            }
        }
        raises
    }

    /// Tool paths that vary raise to D2. A run whose task type is not told may belong to any.
    fn varying_paths(&self, types: &[TaskType]) -> Vec<Raise> {
        let place = |t: &TaskType| self.trail.get(t.first).map(|e| e.place(None)).into_iter().collect::<Vec<_>>();
        let mut raises: Vec<Raise> = Vec::new();
        let untold = types.iter().find(|t| t.name.is_empty() && types.len() > 1).map_or(0, |t| t.runs);
        let p = &self.frame.basis.parameters;
        let number = |n: usize| u32::try_from(n).map_or(f64::from(u32::MAX), f64::from);
        for t in types {
            let of = if t.name.is_empty() { String::new() } else { format!(" of the task {}", t.name) };
            if t.varies {
                let text = format!(
                    "{} runs{of} took {} tool paths: normalised entropy {:.3}, most common path {:.2}.",
                    t.runs,
                    t.paths.len(),
                    t.normalised,
                    t.modal_share
                );
                raises.push(Raise { class: Class::D2, unsure: false, said: Said::new(text, place(t)) });
            } else if untold > 0 && !t.name.is_empty() {
                let most = number(t.paths.first().map_or(0, |(_, n)| *n));
                let all = number(t.runs + untold);
                if all >= p.get("variability_path_runs") && most / all < p.get("variability_path_modal_share") {
                    let (runs, them) = (counted(untold, "run"), verb(untold, "it", "them"));
                    let name = verb(untold, "does not name its task", "do not name their task");
                    let text = format!("{runs} {name}; with {them} the tool paths{of} may vary.");
                    raises.push(Raise { class: Class::D2, unsure: true, said: Said::new(text, place(t)) });
                }
            }
        }
        raises
    }
}

/// VC-01: the class that is declared is below the class that was found. A class that is not declared may be.
pub fn hits(case: &crate::case::Case<'_, '_>, observed: &Observed) -> Vec<Hit> {
    let w = case.workflow;
    let declared = super::declared(w);
    let below = |class: Class| declared.unwrap_or(Class::D0) < class;
    if !below(case.class.high) {
        return Vec::new();
    }
    let known = declared.is_some() && below(case.class.low);
    let (low, high) = (case.class.low.word(), case.class.high.word());
    let found = if low == high { high.to_owned() } else { format!("{low} at best and {high} at worst, which governs") };
    let said = declared.map_or_else(|| "No class is declared".to_owned(), |class| format!("Class {} is declared", class.word()));
    let text = format!("{said}; by what is told and logged of it the class is {found}.");
    let hit = Hit::new("VC-01", !known, Level::Medium, "declared class").about(w).saying(text, vec![Place::cell(w, "declared_class")]);
    let hit = raising(w, hit, below);
    let hit = observed.raised_by.iter().fold(hit, |hit, r| hit.saying(r.said.text.clone(), r.said.at.clone()));
    vec![hit]
}

/// Names the attributes that lead to a class above the declared one: what is told of them, and which are not told.
fn raising(w: &Record, mut hit: Hit, below: impl Fn(Class) -> bool) -> Hit {
    let mut rules = super::classify(w).rules;
    // Of what an attribute leads to, the highest class says most.
    let column_of = |because: &str| because.split(' ').next().unwrap_or("").to_owned();
    let highest: BTreeMap<String, Class> = rules.iter().map(|r| (column_of(&r.because), r.rule)).collect();
    rules.retain(|r| highest.get(&column_of(&r.because)) == Some(&r.rule));
    let (mut told, mut told_at, mut untold) = (Vec::new(), Vec::new(), Vec::new());
    for rule in rules.iter().filter(|r| below(r.rule)) {
        let Some(column) = super::COLUMNS.into_iter().find(|c| rule.because.split(' ').next() == Some(*c)) else { continue };
        if w.get(column).is_some() {
            told.push(crate::rule::plain(&rule.because).replace("parameters is", "parameters are"));
            told_at.push(Place::cell(w, column));
        } else if !untold.contains(&column) {
            untold.push(column);
        }
    }
    if !told.is_empty() {
        hit = hit.saying(format!("What raises it: {}.", told.join("; ")), told_at);
    }
    if !untold.is_empty() {
        let names: Vec<String> = untold.iter().map(|c| crate::rule::plain(c)).collect();
        let at = untold.into_iter().map(|c| Place::cell(w, c)).collect();
        hit = hit.saying(format!("Not told, and able to raise it: {}.", names.join(", ")), at);
    }
    hit
}

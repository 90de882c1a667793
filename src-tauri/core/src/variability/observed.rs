//! What a log shows of a workflow's class. Observed evidence can only raise it (domain 4b).

use super::paths::{TaskType, task_types};
use super::{Class, Interval, Variability};
use crate::assess::Frame;
use crate::chains::{Decided, Group, bounds, decided, groups, not_done, reliances, writes};
use crate::event::{Event, Kind};
use crate::facts::misread;
use crate::hit::{Hit, Said};
use crate::place::Place;
use crate::record::Record;
use crate::risk::Level;
use crate::tables::Table;
use crate::trail::Trail;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

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
            format!("{} runs{of} are too few to judge how tool paths vary; they raise nothing.", t.runs)
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
pub fn observe(frame: &Frame<'_>, workflow: &Record, trail: &Trail<'_>) -> Observed {
    if trail.events().is_empty() {
        return Observed::default();
    }
    let seen = Seen { frame, workflow, trail, period: bounds(frame.basis.period), gate: Gate::of(frame, workflow) };
    let groups = groups(trail);
    let mut raised_by = seen.effects_without_gate(&groups);
    raised_by.extend(seen.undeclared_tools());
    let in_period = |g: &Group<'_>| {
        let events = || g.events.iter().rev().filter_map(|at| trail.get(*at));
        events().find(|e| e.kind == Kind::Execution).or_else(|| events().next()).is_some_and(|e| seen.in_period(e))
    };
    let task_types = task_types(trail, &groups, in_period, &frame.basis.parameters);
    raised_by.extend(seen.varying_paths(&task_types));
    raised_by.sort_by_key(|r| (std::cmp::Reverse(r.class), r.unsure));
    Observed { raised_by, task_types }
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

    fn events(&self) -> impl Iterator<Item = (usize, &Event<'_>)> {
        self.trail.events().iter().enumerate().filter(|(_, e)| self.in_period(e))
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
        for (_, event) in self.events().filter(|(_, e)| e.kind == Kind::ToolCall) {
            let of = calls.entry(event.detail("tool").filter(|t| !t.is_empty())).or_default();
            of.0 += 1;
            if of.1.len() < NAMED {
                of.1.push(event);
            }
        }
        let mut raises = Vec::new();
        for (tool, (number, first)) in calls {
            let mut at: Vec<Place> = first.iter().map(|e| e.place(Some("details"))).collect();
            let (unsure, text) = match tool {
                Some(tool) if self.is_declared(&tool, &declared) => continue,
                Some(tool) if told => (false, format!("Tool {tool}, which is outside the declared list, was called {number} times.")),
                Some(tool) => (true, format!("Tool {tool} was called {number} times, and whether it is declared is not told.")),
                None => (true, format!("A tool that the log does not name was called {number} times.")),
            };
            at.push(Place::cell(w, "tools"));
            raises.push(Raise { class: Class::D2, unsure, said: Said::new(text, at) });
        }
        raises
    }

    /// An effect without the gate that is declared before it raises to D3.
    fn effects_without_gate(&self, groups: &[Group<'_>]) -> Vec<Raise> {
        if matches!(self.gate, Gate::None) {
            return Vec::new();
        }
        let may_write = writes(self.workflow) != Some(false);
        let trail = self.trail;
        let reliances = reliances(trail, groups);
        let approvals = |execution: usize| reliances.binary_search_by(|r| r.execution.cmp(&execution)).ok().and_then(|i| reliances.get(i));
        // Whether an execution has a gate behind it: an approval before it that says yes; `None` when one does not say.
        let passed = |execution: usize, before: usize| {
            let said = approvals(execution).into_iter().flat_map(|r| r.approvals.iter()).filter(|at| **at < before);
            let said: Vec<Decided> = said.filter_map(|at| trail.get(*at)).map(|e| decided(e.outcome)).collect();
            if said.contains(&Decided::Yes) {
                Some(true)
            } else if said.is_empty() {
                Some(false)
            } else {
                None
            }
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
        for group in groups {
            let mut latest: Option<usize> = None;
            let mut with_effect: Vec<usize> = Vec::new();
            for at in group.events.iter().copied() {
                let Some(event) = trail.get(at) else { continue };
                match event.kind {
                    Kind::Execution => latest = Some(at),
                    Kind::Effect if self.in_period(event) && !not_done(event.outcome) => {
                        let of = trail.parents(at).find(|p| trail.get(*p).is_some_and(|e| e.kind == Kind::Execution)).or(latest);
                        with_effect.extend(of);
                        note(event, self.gate.is_before(event), of.map_or(Some(false), |of| passed(of, at)));
                    }
                    _ => {}
                }
            }
            if with_effect.is_empty() && may_write {
                // Something was carried out and its effect is not in the log.
                let carried_out =
                    latest.and_then(|at| Some((at, trail.get(at)?))).filter(|(_, e)| self.in_period(e) && !not_done(e.outcome));
                if let Some((at, event)) = carried_out {
                    note(event, None, passed(at, at));
                }
            }
        }
        let gate = Place::cell(self.workflow, "human_gate");
        let [known, unsure] = found;
        let mut raises = Vec::new();
        for (events, is_unsure, text) in [
            (known, false, "effects came without the gate that is declared before them"),
            (unsure, true, "effects may have come without a gate that is declared before them; what would tell is unknown"),
        ] {
            if !events.is_empty() {
                let mut at: Vec<Place> = events.iter().take(NAMED).map(|e| e.place(None)).collect();
                at.push(gate.clone());
                raises.push(Raise { class: Class::D3, unsure: is_unsure, said: Said::new(format!("{} {text}.", events.len()), at) });
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
                    let text = format!("{untold} runs do not name their task; with them the tool paths{of} may vary.");
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
    let found = if case.class.low == case.class.high {
        case.class.high.word().to_owned()
    } else {
        format!("{} to {}", case.class.low.word(), case.class.high.word())
    };
    let text = match declared {
        Some(class) => format!("Class {} is declared; attributes and log show {found}.", class.word()),
        None => format!("No class is declared; attributes and log show {found}."),
    };
    let hit = Hit::new("VC-01", !known, Level::Medium, "declared class").about(w).saying(text, vec![Place::cell(w, "declared_class")]);
    let hit = observed.raised_by.iter().fold(hit, |hit, r| hit.saying(r.said.text.clone(), r.said.at.clone()));
    vec![hit]
}

//! Runtime variability class (domain 4b): the highest rule that fires wins; unknown widens it to an interval.

pub mod observed;
#[cfg(test)]
mod observed_tests;
mod paths;

pub use observed::{Observed, Raise, apply, hits, observe};
pub use paths::{TaskType, entropy, normalised};

use crate::record::Record;
use serde::{Deserialize, Serialize};

/// How much a workflow can vary at run time.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
pub enum Class {
    /// Deterministic.
    D0,
    /// Bounded.
    D1,
    /// Dynamic.
    D2,
    /// Autonomous.
    D3,
}

impl Class {
    /// `D0` to `D3`.
    pub fn word(self) -> &'static str {
        match self {
            Class::D0 => "D0",
            Class::D1 => "D1",
            Class::D2 => "D2",
            Class::D3 => "D3",
        }
    }

    /// The class as a person says it.
    pub fn title(self) -> &'static str {
        match self {
            Class::D0 => "Deterministic",
            Class::D1 => "Bounded",
            Class::D2 => "Dynamic",
            Class::D3 => "Autonomous",
        }
    }
}

/// The class at best and at worst; the upper end governs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
pub struct Interval {
    /// With every unknown read at its best.
    pub low: Class,
    /// With every unknown read at its worst.
    pub high: Class,
}

/// One reason for a class.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
pub struct Because {
    /// The class the reason leads to.
    pub rule: Class,
    /// The reason in words.
    pub because: String,
}

/// The class of one workflow with its reasons.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
pub struct Variability {
    /// At best.
    pub low: Class,
    /// At worst; this one governs.
    pub high: Class,
    /// What the workflow's owner declared.
    pub declared: Option<Class>,
    /// Why, lowest class first.
    pub rules: Vec<Because>,
    /// Observations that raised it.
    pub raised_by: Vec<String>,
    /// Unknown attributes that would lower the upper end if they turned out at their best.
    pub would_lower: Vec<String>,
}

/// The nine attributes, as column names, in the order of the definition.
pub const COLUMNS: [&str; 9] =
    ["output", "control_flow", "tool_mode", "parameters", "effect", "human_gate", "scope_growth", "started_by", "memory"];

/// What each attribute is at best and at worst.
const BOUNDS: [(&str, &str); 9] = [
    ("none", "generative"),
    ("code", "model_creates"),
    ("none", "dynamic"),
    ("template", "free_form"),
    ("none", "irreversible_or_external"),
    ("before_every_effect", "none"),
    ("no", "yes"),
    ("human", "self"),
    ("none", "shared"),
];

type Values<'a> = [&'a str; 9];

/// Classifies a workflow from its record.
pub fn classify(workflow: &Record) -> Variability {
    let told: [Option<&str>; 9] = COLUMNS.map(|c| workflow.get(c));
    let read = |worst: bool| -> Values<'_> {
        let mut values = [""; 9];
        for ((slot, told), (best, bad)) in values.iter_mut().zip(told).zip(BOUNDS) {
            *slot = told.unwrap_or(if worst { bad } else { best });
        }
        values
    };
    let (best, worst) = (read(false), read(true));
    let (low, high) = (class(&best), class(&worst));

    let mut would_lower = Vec::new();
    for (i, column) in COLUMNS.iter().enumerate() {
        if told.get(i).is_some_and(Option::is_none) {
            let mut trial = worst;
            if let (Some(slot), Some((b, _))) = (trial.get_mut(i), BOUNDS.get(i)) {
                *slot = b;
            }
            if class(&trial) < high {
                would_lower.push((*column).to_owned());
            }
        }
    }
    // When no single attribute lowers it, those that raise the class are named together.
    if would_lower.is_empty() && low < high {
        for (i, column) in COLUMNS.iter().enumerate().filter(|(i, _)| told.get(*i).is_some_and(Option::is_none)) {
            let (mut without, mut alone) = (worst, best);
            if let (Some(w), Some(a), Some((good, bad))) = (without.get_mut(i), alone.get_mut(i), BOUNDS.get(i)) {
                (*w, *a) = (good, bad);
            }
            let fewer = reasons(&without, &told).len() < reasons(&worst, &told).len();
            if fewer || class(&alone) > low {
                would_lower.push((*column).to_owned());
            }
        }
    }

    let mut rules = reasons(&worst, &told);
    if rules.is_empty() {
        rules.push(Because { rule: Class::D0, because: "output, control flow, tools and parameters are fixed".to_owned() });
    }
    Variability { low, high, declared: declared(workflow), rules, raised_by: Vec::new(), would_lower }
}

/// The class a workflow's owner declared.
pub fn declared(workflow: &Record) -> Option<Class> {
    match workflow.get("declared_class") {
        Some("D0") => Some(Class::D0),
        Some("D1") => Some(Class::D1),
        Some("D2") => Some(Class::D2),
        Some("D3") => Some(Class::D3),
        _ => None,
    }
}

/// The upper and lower end alone, for where reasons are not needed.
pub fn interval(workflow: &Record) -> Interval {
    let mut values = [[""; 9]; 2];
    for (values, worst) in values.iter_mut().zip([false, true]) {
        for ((slot, column), (best, bad)) in values.iter_mut().zip(COLUMNS).zip(BOUNDS) {
            *slot = workflow.get(column).unwrap_or(if worst { bad } else { best });
        }
    }
    let [best, worst] = values;
    Interval { low: class(&best), high: class(&worst) }
}

fn class(v: &Values<'_>) -> Class {
    let [output, flow, tools, parameters, effect, gate, growth, start, memory] = *v;
    let writes = matches!(effect, "reversible_write" | "irreversible_or_external");
    if (matches!(flow, "model_plans" | "model_creates") && writes && matches!(gate, "after" | "none"))
        || growth == "yes"
        || (start == "self" && writes)
        || flow == "model_creates"
    {
        return Class::D3;
    }
    if flow == "model_plans"
        || tools == "dynamic"
        || parameters == "free_form"
        || growth == "with_approval"
        || matches!(memory, "persistent" | "shared")
    {
        return Class::D2;
    }
    if output == "generative" || flow == "enumerated_branch" { Class::D1 } else { Class::D0 }
}

/// Why the upper end is what it is: one line for each attribute that leads to D1 or above.
fn reasons(worst: &Values<'_>, told: &[Option<&str>; 9]) -> Vec<Because> {
    let [output, flow, tools, parameters, effect, gate, growth, start, memory] = *worst;
    let writes = matches!(effect, "reversible_write" | "irreversible_or_external");
    let mut found = Vec::new();
    let mut say = |rule: Class, index: usize, fires: bool, extra: &str| {
        if !fires {
            return;
        }
        let (Some(column), Some(value)) = (COLUMNS.get(index), worst.get(index)) else { return };
        let because = match told.get(index).copied().flatten() {
            Some(_) => format!("{column} is {value}{extra}"),
            None => format!("{column} is unknown, {value} at worst{extra}"),
        };
        found.push(Because { rule, because });
    };
    say(Class::D1, 0, output == "generative", "");
    say(Class::D1, 1, flow == "enumerated_branch", "");
    say(Class::D2, 1, flow == "model_plans", "");
    say(Class::D2, 2, tools == "dynamic", "");
    say(Class::D2, 3, parameters == "free_form", "");
    say(Class::D2, 6, growth == "with_approval", "");
    say(Class::D2, 8, matches!(memory, "persistent" | "shared"), "");
    let ungated = matches!(gate, "after" | "none");
    let known = |index: usize| told.get(index).is_some_and(Option::is_some);
    let writing = if known(4) { "it writes" } else { "it may write" };
    let gating = if known(5) { "without a gate before the effect" } else { "and a gate before the effect is not told" };
    say(Class::D3, 1, flow == "model_plans" && writes && ungated, &format!(", {writing} {gating}"));
    say(Class::D3, 1, flow == "model_creates", "");
    say(Class::D3, 6, growth == "yes", "");
    say(Class::D3, 7, start == "self" && writes, &format!(" and {writing}"));
    found
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::record::Origin;
    use crate::tables::{Table, spec};

    fn workflow(values: &[(&str, &str)]) -> Record {
        let spec = spec(Table::Workflows);
        let fields = values.iter().map(|(c, v)| (spec.position(c).unwrap() as u16, v)).collect();
        Record::new(Table::Workflows, "WF".into(), fields, Origin { file: 1, row: 2 })
    }

    const FIXED: [(&str, &str); 9] = [
        ("output", "fixed_model"),
        ("control_flow", "code"),
        ("tool_mode", "fixed_allowlist"),
        ("parameters", "schema_validated"),
        ("effect", "reversible_write"),
        ("human_gate", "after"),
        ("scope_growth", "no"),
        ("started_by", "schedule_or_event"),
        ("memory", "session"),
    ];

    fn with(changes: &[(&str, Option<&str>)]) -> Variability {
        let values: Vec<(&str, &str)> = FIXED
            .iter()
            .filter_map(|(c, v)| match changes.iter().find(|(x, _)| x == c) {
                Some((_, Some(new))) => Some((*c, *new)),
                Some((_, None)) => None,
                None => Some((*c, *v)),
            })
            .collect();
        classify(&workflow(&values))
    }

    #[test]
    fn each_rule_of_domain_4b_fires_on_its_own() {
        let high = |changes: &[(&str, Option<&str>)]| with(changes).high;
        assert_eq!(high(&[]), Class::D0);
        assert_eq!(high(&[("output", Some("generative"))]), Class::D1);
        assert_eq!(high(&[("control_flow", Some("enumerated_branch"))]), Class::D1);
        assert_eq!(high(&[("tool_mode", Some("dynamic"))]), Class::D2);
        assert_eq!(high(&[("parameters", Some("free_form"))]), Class::D2);
        assert_eq!(high(&[("scope_growth", Some("with_approval"))]), Class::D2);
        assert_eq!(high(&[("memory", Some("persistent"))]), Class::D2);
        assert_eq!(high(&[("memory", Some("shared"))]), Class::D2);
        assert_eq!(high(&[("control_flow", Some("model_plans")), ("human_gate", Some("before_every_effect"))]), Class::D2);
        assert_eq!(high(&[("control_flow", Some("model_plans"))]), Class::D3);
        assert_eq!(high(&[("control_flow", Some("model_plans")), ("effect", Some("advisory"))]), Class::D2);
        assert_eq!(high(&[("control_flow", Some("model_creates")), ("effect", Some("none"))]), Class::D3);
        assert_eq!(high(&[("scope_growth", Some("yes"))]), Class::D3);
        assert_eq!(high(&[("started_by", Some("self"))]), Class::D3);
        assert_eq!(high(&[("started_by", Some("self")), ("effect", Some("advisory"))]), Class::D0);
    }

    #[test]
    fn unknown_widens_the_class_and_names_what_would_lower_it() {
        let v = with(&[("parameters", None), ("output", Some("generative"))]);
        assert_eq!((v.low, v.high), (Class::D1, Class::D2));
        assert_eq!(v.would_lower, ["parameters"]);
        assert!(v.rules.iter().any(|r| r.rule == Class::D2 && r.because == "parameters is unknown, free_form at worst"));
        let blank = classify(&workflow(&[]));
        assert_eq!((blank.low, blank.high), (Class::D0, Class::D3));
        // The gate takes no part: at worst the model creates its own steps, gate or not.
        let part: Vec<&str> = COLUMNS.into_iter().filter(|c| *c != "human_gate").collect();
        assert_eq!(blank.would_lower, part);
    }

    #[test]
    fn the_short_form_agrees_with_the_long_one() {
        for changes in [&[][..], &[("memory", Some("shared"))], &[("effect", None)], &[("control_flow", None)]] {
            let v = with(changes);
            let values: Vec<(&str, &str)> = FIXED
                .iter()
                .filter_map(|(c, v)| match changes.iter().find(|(x, _)| x == c) {
                    Some((_, new)) => new.map(|n| (*c, n)),
                    None => Some((*c, *v)),
                })
                .collect();
            assert_eq!(interval(&workflow(&values)), Interval { low: v.low, high: v.high });
        }
    }
}

//! Applicability rules: typed conditions over a workflow's attributes, with a third truth for what is unknown.

use crate::attributes::{ATTRIBUTES, Attribute, Values};
use crate::facts::{Fact, Facts, Value};
use crate::ids::RequirementId;
use serde::{Deserialize, Serialize};

/// One applicability rule.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Rule {
    /// `R07`.
    pub id: String,
    /// A few words.
    pub title: String,
    /// Why it matters, in our own words.
    pub why: String,
    /// When it fires.
    pub when: Condition,
    /// What it makes applicable.
    pub requires: Vec<RequirementId>,
}

/// A condition over attributes.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Condition {
    /// Every workflow in scope.
    Always,
    /// All of them.
    All(Vec<Condition>),
    /// At least one of them.
    Any(Vec<Condition>),
    /// The opposite.
    Not(Box<Condition>),
    /// A test of one attribute, by its position in [`ATTRIBUTES`].
    Test {
        /// Which attribute.
        attribute: usize,
        /// What must hold.
        test: Test,
    },
}

/// What must hold of an attribute.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Test {
    /// It is, or its list holds, one of these words.
    In(Vec<String>),
    /// It comes at or after this word in the attribute's order.
    AtLeast(String),
    /// At least this number.
    NumberAtLeast(f64),
    /// More than this number.
    MoreThan(f64),
    /// Less than this number.
    LessThan(f64),
    /// It is not told.
    Missing,
}

/// Whether a condition holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Truth {
    /// It does not.
    No,
    /// It cannot be said; the rule fires, marked assumed.
    Unknown,
    /// It does.
    Yes,
}

impl Condition {
    /// Evaluates the condition.
    pub fn holds(&self, facts: &Facts<'_>) -> Truth {
        match self {
            Condition::Always => Truth::Yes,
            Condition::All(parts) => parts.iter().map(|p| p.holds(facts)).min().unwrap_or(Truth::Yes),
            Condition::Any(parts) => parts.iter().map(|p| p.holds(facts)).max().unwrap_or(Truth::No),
            Condition::Not(part) => match part.holds(facts) {
                Truth::Yes => Truth::No,
                Truth::Unknown => Truth::Unknown,
                Truth::No => Truth::Yes,
            },
            Condition::Test { attribute, test } => {
                let Some(a) = ATTRIBUTES.get(*attribute) else { return Truth::Unknown };
                facts.get(*attribute).map_or(Truth::Unknown, |fact| test.holds(a, fact))
            }
        }
    }

    /// The attributes the condition asks about.
    pub fn attributes(&self, out: &mut Vec<usize>) {
        match self {
            Condition::Always => {}
            Condition::All(parts) | Condition::Any(parts) => parts.iter().for_each(|p| p.attributes(out)),
            Condition::Not(part) => part.attributes(out),
            Condition::Test { attribute, .. } => out.push(*attribute),
        }
    }

    /// The condition as words: "the criticality is high or critical".
    pub fn sentence(&self) -> String {
        match self {
            Condition::Always => "every workflow in scope".to_owned(),
            Condition::All(parts) => parts.iter().map(Condition::sentence).collect::<Vec<_>>().join(" and "),
            Condition::Any(parts) => {
                let either = parts.iter().map(Condition::sentence).collect::<Vec<_>>().join(" or ");
                if parts.len() > 1 { format!("either {either}") } else { either }
            }
            Condition::Not(part) => format!("not ({})", part.sentence()),
            Condition::Test { attribute, test } => ATTRIBUTES.get(*attribute).map_or_else(String::new, |a| test.sentence(a)),
        }
    }
}

impl Test {
    fn holds(&self, attribute: &Attribute, fact: &Fact<'_>) -> Truth {
        if let Test::Missing = self {
            return if fact.value.is_none() { Truth::Yes } else { Truth::No };
        }
        let Some(value) = &fact.value else { return Truth::Unknown };
        if let Value::OneOf(possible) = value {
            // It is one of these, and it is not known which.
            let holds = |w: &str| match self {
                Test::In(wanted) => wanted.iter().any(|x| x == w),
                Test::AtLeast(least) => at_least(attribute, w, least),
                _ => false,
            };
            return match (possible.iter().all(|w| holds(w)), possible.iter().any(|w| holds(w))) {
                (true, _) => Truth::Yes,
                (false, true) => Truth::Unknown,
                (false, false) => Truth::No,
            };
        }
        let found = match (self, value) {
            (Test::In(wanted), Value::Word(w)) => wanted.iter().any(|x| x == w),
            (Test::In(wanted), Value::Words(ws)) => ws.iter().any(|w| wanted.iter().any(|x| x == w)),
            (Test::AtLeast(least), Value::Word(w)) => at_least(attribute, w, least),
            (Test::AtLeast(least), Value::Words(ws)) => ws.iter().any(|w| at_least(attribute, w, least)),
            (Test::NumberAtLeast(n), Value::Number(x)) => x >= n,
            (Test::MoreThan(n), Value::Number(x)) => x > n,
            (Test::LessThan(n), Value::Number(x)) => x < n,
            _ => return Truth::Unknown,
        };
        match (found, fact.complete) {
            (true, _) => Truth::Yes,
            (false, true) => Truth::No,
            // Something known does not match, but more may exist.
            (false, false) => Truth::Unknown,
        }
    }

    fn sentence(&self, a: &Attribute) -> String {
        let words = a.words;
        match self {
            Test::In(wanted) if a.values == Values::YesNo => match wanted.first().map(String::as_str) {
                Some("yes") => format!("there is {words}"),
                _ => format!("there is not {words}"),
            },
            Test::In(wanted) => {
                let verb = match a.values {
                    Values::Words(_) if words.ends_with('s') => "include",
                    Values::Words(_) => "includes",
                    _ => "is",
                };
                format!("{words} {verb} {}", wanted.iter().map(|w| plain(w)).collect::<Vec<_>>().join(" or "))
            }
            Test::AtLeast(w) => format!("{words} is at least {}", plain(w)),
            Test::NumberAtLeast(n) => format!("{words} is at least {n}"),
            Test::MoreThan(n) => format!("{words} is more than {n}"),
            Test::LessThan(n) => format!("{words} is less than {n}"),
            Test::Missing => format!("{words} is not told"),
        }
    }
}

/// A vocabulary word as people read it.
pub fn plain(word: &str) -> String {
    word.replace('_', " ")
}

fn at_least(attribute: &Attribute, word: &str, least: &str) -> bool {
    let (Values::Word(order) | Values::Words(order)) = attribute.values else { return false };
    let place = |w: &str| order.iter().position(|x| *x == w);
    matches!((place(word), place(least)), (Some(a), Some(b)) if a >= b)
}

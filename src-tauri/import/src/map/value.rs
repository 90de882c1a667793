//! One cell's text to the form its column wants.

use super::Assumed;
use super::date::{self, Order, Parsed};
use crate::text::{says_unknown, snake};
use countersign_core::record::split_list;
use countersign_core::tables::Kind;
use std::borrow::Cow;

/// What a text turned out to be.
#[derive(Debug, PartialEq, Eq)]
pub enum Value<'a> {
    /// A value. The second is set when the raw text must be kept beside it.
    Known(Cow<'a, str>, bool, Vec<Assumed>),
    /// It says that nothing is known.
    Unknown,
    /// Day and month could change places.
    Ambiguous,
    /// It is not in the vocabulary or form; what could be used of it, and why not the rest.
    Bad(Option<String>, String),
}

/// Reads a trimmed text that is not empty.
pub fn read(text: &str, kind: Kind, order: Option<Order>) -> Value<'_> {
    let known = |v: Cow<'static, str>| Value::Known(v, false, vec![]);
    match kind {
        Kind::Text => said(text, kind).unwrap_or(Value::Known(Cow::Borrowed(text), false, vec![])),
        Kind::TextOrNone | Kind::ListOrNone if text.eq_ignore_ascii_case("none") => known("none".into()),
        Kind::TextOrNone => read(text, Kind::Text, order),
        Kind::ListOrNone => read(text, Kind::List, order),
        Kind::List => {
            if let Some(unknown) = said(text, kind) {
                return unknown;
            }
            if !text.contains(';') {
                return Value::Known(Cow::Borrowed(text), false, vec![]);
            }
            let items: Vec<&str> = split_list(text).collect();
            if items.is_empty() { Value::Unknown } else { Value::Known(Cow::Owned(items.join(";")), false, vec![]) }
        }
        Kind::YesNo => match one_of(text, &["yes", "y", "true", "1", "no", "n", "false", "0"]) {
            Some("yes" | "y" | "true" | "1") => known("yes".into()),
            Some(_) => known("no".into()),
            None => said(text, kind).unwrap_or_else(|| bad("is neither yes nor no")),
        },
        Kind::One(values) => match one_of(text, values) {
            Some(value) => known(value.into()),
            None => said(text, kind).unwrap_or_else(|| bad(&outside(values))),
        },
        Kind::Many(values) if text.eq_ignore_ascii_case("none") && !values.contains(&"none") => known("none".into()),
        Kind::Many(values) => many(text, values),
        Kind::Integer => match integer(text) {
            Some(v) if v == text => Value::Known(Cow::Borrowed(text), false, vec![]),
            Some(v) => Value::Known(Cow::Owned(v), false, vec![]),
            None => said(text, kind).unwrap_or_else(|| bad("is not a whole number of at most 64 bits")),
        },
        Kind::Date => match date::parse(text, order) {
            Parsed::Same => Value::Known(Cow::Borrowed(text), false, vec![]),
            Parsed::Read(v, assumed) => Value::Known(Cow::Owned(v), !assumed.is_empty(), assumed),
            Parsed::Ambiguous => Value::Ambiguous,
            Parsed::Bad => said(text, kind).unwrap_or_else(|| bad("is not a date")),
        },
    }
}

/// `name=value` as [`Kind::Text`] columns of pairs hold it: the value as JSON when it would otherwise be read in parts.
pub fn pair(name: &str, text: &str) -> String {
    let quoted = text.contains([';', '=', '"', '\n']) || text.trim() != text;
    if quoted { format!("{name}={}", serde_json::to_string(text).unwrap_or_default()) } else { format!("{name}={text}") }
}

fn said(text: &str, kind: Kind) -> Option<Value<'static>> {
    says_unknown(text, kind).then_some(Value::Unknown)
}

fn bad(why: &str) -> Value<'static> {
    Value::Bad(None, why.to_owned())
}

fn outside(values: &[&str]) -> String {
    format!("is none of {}", values.join(", "))
}

/// The word of a vocabulary that a text is, however it is written.
fn one_of(text: &str, values: &[&'static str]) -> Option<&'static str> {
    values.iter().find(|v| **v == text).copied().or_else(|| {
        if text.len() > 40 {
            return None;
        }
        let wanted = snake(text);
        values.iter().find(|v| v.to_ascii_lowercase() == wanted).copied()
    })
}

fn many<'a>(text: &'a str, values: &[&'static str]) -> Value<'a> {
    let mut found: Vec<&str> = Vec::new();
    let mut wrong: Vec<&str> = Vec::new();
    for item in split_list(text) {
        match one_of(item, values) {
            Some(value) if !found.contains(&value) => found.push(value),
            Some(_) => {}
            None => wrong.push(item),
        }
    }
    let joined = (!found.is_empty()).then(|| found.join(";"));
    if wrong.is_empty() {
        return joined.map_or(Value::Unknown, |v| {
            if v == text { Value::Known(Cow::Borrowed(text), false, vec![]) } else { Value::Known(v.into(), false, vec![]) }
        });
    }
    if joined.is_none() && wrong.iter().all(|w| says_unknown(w, Kind::Many(&[]))) {
        return Value::Unknown;
    }
    Value::Bad(joined, format!("holds `{}`, which {}", wrong.join("`, `"), outside(values)))
}

/// A whole number; `1,000` and `12.0` are ones too.
fn integer(text: &str) -> Option<String> {
    let plain = text.strip_prefix('+').unwrap_or(text);
    let plain = match plain.split_once('.') {
        Some((whole, zeros)) if !zeros.is_empty() && zeros.bytes().all(|b| b == b'0') => whole,
        Some(_) => return None,
        None => plain,
    };
    let mut groups = plain.split(',');
    let first = groups.next()?;
    let grouped = plain.contains(',') && (1..=3).contains(&first.trim_start_matches('-').len()) && groups.all(|g| g.len() == 3);
    let digits: Cow<'_, str> = if grouped { plain.replace(',', "").into() } else { plain.into() };
    digits.parse::<i64>().ok().map(|v| v.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(value: Value<'_>) -> String {
        match value {
            Value::Known(v, raw, assumed) => format!("{v}{}{}", if raw { " raw" } else { "" }, assumed.len()),
            other => format!("{other:?}"),
        }
    }

    #[test]
    fn words_of_a_vocabulary_are_found_however_written() {
        let gate = Kind::One(&["before_every_effect", "after", "none", "D1"]);
        assert_eq!(text(read("Before every-effect", gate, None)), "before_every_effect0");
        assert_eq!(text(read("d1", gate, None)), "D10");
        assert_eq!(text(read("None", gate, None)), "none0");
        assert_eq!(read("N/A", gate, None), Value::Unknown);
        assert!(matches!(read("sometimes", gate, None), Value::Bad(None, why) if why.contains("none of before_every_effect")));
        assert_eq!(read("none", Kind::One(&["low"]), None), Value::Unknown);
        assert_eq!(text(read("None", Kind::TextOrNone, None)), "none0");
        assert_eq!(read("N/A", Kind::TextOrNone, None), Value::Unknown);
    }

    #[test]
    fn a_wrong_item_does_not_cost_the_right_ones() {
        let classes = Kind::Many(&["pii", "phi"]);
        assert_eq!(text(read("PII; phi;pii", classes, None)), "pii;phi0");
        assert!(matches!(read("pii;secret sauce", classes, None), Value::Bad(Some(v), _) if v == "pii"));
        assert_eq!(read("n/a", classes, None), Value::Unknown);
    }

    #[test]
    fn yes_no_and_numbers_come_in_several_spellings() {
        for (t, v) in [("Y", "yes0"), ("TRUE", "yes0"), ("1", "yes0"), ("no", "no0"), ("0", "no0")] {
            assert_eq!(text(read(t, Kind::YesNo, None)), v);
        }
        assert_eq!(read("System.Object[]", Kind::YesNo, None), Value::Unknown);
        for (t, v) in [("12", "120"), ("1,000", "10000"), ("12.0", "120"), ("-3", "-30")] {
            assert_eq!(text(read(t, Kind::Integer, None)), v);
        }
        assert!(matches!(read("99999999999999999999", Kind::Integer, None), Value::Bad(..)));
        assert!(matches!(read("1,00", Kind::Integer, None), Value::Bad(..)));
    }

    #[test]
    fn lists_are_trimmed_and_texts_left_alone() {
        assert_eq!(text(read(" a ; ;b", Kind::List, None)), "a;b0");
        assert_eq!(text(read("=1+1", Kind::Text, None)), "=1+10");
        assert_eq!(read("None of the above", Kind::Text, None), Value::Unknown);
    }
}

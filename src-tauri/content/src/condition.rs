//! Conditions of rules, from TOML to typed tests over known attributes.

use crate::error::ContentError;
use crate::toml_file::TomlFile;
use countersign_core::attributes::{ATTRIBUTES, Values, position};
use countersign_core::rule::{Condition, Test};
use serde::Deserialize;
use std::ops::Range;
use toml::Spanned;

/// A condition as it is written.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Written {
    always: Option<bool>,
    all: Option<Vec<Spanned<Written>>>,
    any: Option<Vec<Spanned<Written>>>,
    not: Option<Box<Spanned<Written>>>,
    attribute: Option<Spanned<String>>,
    is: Option<Spanned<toml::Value>>,
    #[serde(rename = "in")]
    is_in: Option<Vec<Spanned<String>>>,
    at_least: Option<Spanned<toml::Value>>,
    more_than: Option<f64>,
    less_than: Option<f64>,
    missing: Option<bool>,
}

/// Types a condition, or says where it is wrong.
pub fn typed(file: &TomlFile<'_>, written: Spanned<Written>) -> Result<Condition, ContentError> {
    let span = written.span();
    let w = written.into_inner();
    let many = |list: Vec<Spanned<Written>>| list.into_iter().map(|c| typed(file, c)).collect::<Result<Vec<_>, _>>();
    match w {
        Written { always: Some(true), .. } => Ok(Condition::Always),
        Written { all: Some(list), .. } if !list.is_empty() => Ok(Condition::All(many(list)?)),
        Written { any: Some(list), .. } if !list.is_empty() => Ok(Condition::Any(many(list)?)),
        Written { not: Some(part), .. } => Ok(Condition::Not(Box::new(typed(file, *part)?))),
        Written { attribute: Some(name), is, is_in, at_least, more_than, less_than, missing, .. } => {
            let attribute =
                position(name.get_ref()).ok_or_else(|| file.at(name.span(), format!("there is no attribute `{}`", name.get_ref())))?;
            let values = ATTRIBUTES.get(attribute).map_or(Values::Number, |a| a.values);
            let test = match (is, is_in, at_least, more_than, less_than, missing) {
                (Some(v), ..) => match v.get_ref() {
                    toml::Value::String(s) => Test::In(vec![word(file, values, s, v.span())?]),
                    _ => return Err(file.at(v.span(), "`is` takes a word")),
                },
                (_, Some(list), ..) if !list.is_empty() => {
                    Test::In(list.iter().map(|s| word(file, values, s.get_ref(), s.span())).collect::<Result<_, _>>()?)
                }
                (_, _, Some(v), ..) => match (v.get_ref(), number(v.get_ref())) {
                    (toml::Value::String(s), _) => Test::AtLeast(word(file, values, s, v.span())?),
                    (_, Some(n)) if values == Values::Number => Test::NumberAtLeast(n),
                    _ => return Err(file.at(v.span(), "`at_least` takes a word of the attribute's order, or a number for a number")),
                },
                (_, _, _, Some(n), ..) if values == Values::Number => Test::MoreThan(n),
                (_, _, _, _, Some(n), _) if values == Values::Number => Test::LessThan(n),
                (.., Some(true)) => Test::Missing,
                _ => return Err(file.at(span, "the test does not fit the attribute")),
            };
            Ok(Condition::Test { attribute, test })
        }
        _ => Err(file.at(span, "a condition is always, all, any, not, or a test of one attribute")),
    }
}

fn number(value: &toml::Value) -> Option<f64> {
    value.as_float().or_else(|| value.as_integer().and_then(|i| i32::try_from(i).ok()).map(f64::from))
}

fn word(file: &TomlFile<'_>, values: Values, text: &str, span: Range<usize>) -> Result<String, ContentError> {
    let known = match values {
        Values::YesNo => ["yes", "no"].contains(&text),
        Values::Word(words) | Values::Words(words) => words.contains(&text),
        Values::Number => false,
    };
    if known { Ok(text.to_owned()) } else { Err(file.at(span, format!("`{text}` is not a value of this attribute"))) }
}

//! What a scalar means: the YAML 1.2 core schema for plain ones, text for the rest, and what a tag asks for.

use crate::node::Node;
use saphyr_parser::{ScalarStyle, Tag};

/// The namespace of YAML's own tags.
const CORE: &str = "tag:yaml.org,2002:";

/// The name of one of YAML's own tags (`str`, `int`, ...), or `!` for the tag that asks for text; nothing for tags of others.
pub fn core_tag(tag: &Tag) -> Option<String> {
    let whole = format!("{}{}", tag.handle, tag.suffix);
    if whole == "!" { Some(whole) } else { whole.strip_prefix(CORE).map(str::to_owned) }
}

/// Whether a scalar as a key is the merge key `<<`.
pub fn merges(text: &str, style: ScalarStyle, tag: Option<&Tag>) -> bool {
    let own = tag.and_then(core_tag);
    text == "<<" && (own.as_deref() == Some("merge") || (own.is_none() && style == ScalarStyle::Plain))
}

/// A scalar's value. A tag that the text does not fit changes nothing: the text is kept.
pub fn resolve(text: &str, style: ScalarStyle, tag: Option<&Tag>) -> Node {
    let kept = || Node::Text(text.to_owned());
    match tag.and_then(core_tag).as_deref() {
        Some("null") => Some(plain(text)).filter(|n| *n == Node::Null).unwrap_or_else(kept),
        Some("bool") => Some(plain(text)).filter(|n| matches!(n, Node::Bool(_))).unwrap_or_else(kept),
        Some("int" | "float") => Some(plain(text)).filter(|n| matches!(n, Node::Number(_))).unwrap_or_else(kept),
        Some(_) => kept(),
        None if style == ScalarStyle::Plain => plain(text),
        None => kept(),
    }
}

/// What a plain scalar means. `yes`, `on`, dates, sexagesimals and `1_000` are text, as the core schema has it.
fn plain(text: &str) -> Node {
    match text {
        "" | "~" | "null" | "Null" | "NULL" => Node::Null,
        "true" | "True" | "TRUE" => Node::Bool(true),
        "false" | "False" | "FALSE" => Node::Bool(false),
        _ => number(text).map_or_else(|| Node::Text(text.to_owned()), Node::Number),
    }
}

/// A number as JSON writes it: digits as they stand, `0x1F` and `0o17` as decimals, a sign `+` dropped, `.5` and `1.` with their zero.
///
/// Text remains what only looks like one: `.inf` and `.nan`, hexadecimals wider than 64 bits, and `007`, which is an identifier more often than
/// a number, and a different number in YAML 1.1.
fn number(text: &str) -> Option<String> {
    for (prefix, radix) in [("0x", 16), ("0o", 8)] {
        if let Some(digits) = text.strip_prefix(prefix) {
            let all = !digits.is_empty() && digits.chars().all(|c| c.is_digit(radix));
            return all.then(|| u64::from_str_radix(digits, radix).ok()).flatten().map(|n| n.to_string());
        }
    }
    let (sign, rest) = match text.strip_prefix(['+', '-']) {
        Some(rest) => (if text.starts_with('-') { "-" } else { "" }, rest),
        None => ("", text),
    };
    let (mantissa, power) = match rest.find(['e', 'E']) {
        Some(at) => (rest.get(..at)?, rest.get(at..)?),
        None => (rest, ""),
    };
    let (whole, part) = match mantissa.split_once('.') {
        Some((whole, part)) => (whole, Some(part)),
        None => (mantissa, None),
    };
    let digits = |t: &str| t.bytes().all(|b| b.is_ascii_digit());
    let exponent = power.get(1..).map(|p| p.strip_prefix(['+', '-']).unwrap_or(p));
    let written = (!whole.is_empty() || part.is_some_and(|p| !p.is_empty())) && digits(whole) && part.is_none_or(digits);
    if !written || exponent.is_some_and(|e| e.is_empty() || !digits(e)) || (whole.len() > 1 && whole.starts_with('0')) {
        return None;
    }
    let or_zero = |t: &str| if t.is_empty() { "0".to_owned() } else { t.to_owned() };
    let point = part.map(|p| format!(".{}", or_zero(p))).unwrap_or_default();
    Some(format!("{sign}{}{point}{power}", or_zero(whole)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn plain_words_mean_what_the_core_schema_says() {
        for (text, wanted) in [
            ("12", "12"),
            ("-0", "-0"),
            ("+12", "12"),
            ("1.50", "1.50"),
            (".5", "0.5"),
            ("-.5", "-0.5"),
            ("1.", "1.0"),
            ("1e3", "1e3"),
            ("1.e-3", "1.0e-3"),
            ("0x1F", "31"),
            ("0o17", "15"),
            ("0xFFFFFFFFFFFFFFFF", "18446744073709551615"),
            ("123456789012345678901234567890", "123456789012345678901234567890"),
        ] {
            assert_eq!(plain(text), Node::Number(wanted.into()), "{text}");
            assert!(serde_json::from_str::<serde_json::Value>(wanted).is_ok(), "{wanted}");
        }
        for text in [
            "yes",
            "no",
            "on",
            "off",
            "y",
            "tRUE",
            "nULL",
            "2024-01-01",
            "12:30:45",
            "1_000",
            "007",
            "08.5",
            ".inf",
            "-.Inf",
            ".NaN",
            "0x",
            "0o8",
            "-0x1",
            "0b1",
            "0x1FFFFFFFFFFFFFFFF",
            ".",
            "+",
            "-",
            "e3",
            "1e",
            "1e+",
            ".e3",
            "1.2.3",
            "1 2",
            "٣",
            "1e3.5",
            "inf",
            "+.5.",
        ] {
            assert_eq!(plain(text), Node::Text(text.into()), "{text}");
        }
        for text in ["", "~", "null", "Null", "NULL"] {
            assert_eq!(plain(text), Node::Null, "{text}");
        }
        assert_eq!((plain("TRUE"), plain("False")), (Node::Bool(true), Node::Bool(false)));
    }
}

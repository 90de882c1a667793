//! Plain text that cannot pretend to be something else.

use std::fmt::Write;

/// One line of a tag file: control, bidirectional and invisible characters become visible as `<U+202E>`.
pub(crate) fn one_line(value: &str) -> String {
    spell(value.trim(), |c| c.is_control() || is_deceptive(c))
}

/// The same in ASCII: every other character is spelled out too.
pub(crate) fn ascii_line(value: &str) -> String {
    spell(value.trim(), |c| c.is_control() || !c.is_ascii())
}

fn spell(value: &str, strange: impl Fn(char) -> bool) -> String {
    value.chars().fold(String::with_capacity(value.len()), |mut out, c| {
        if strange(c) {
            let _ = write!(out, "<U+{:04X}>", u32::from(c));
        } else {
            out.push(c);
        }
        out
    })
}

fn is_deceptive(c: char) -> bool {
    matches!(u32::from(c),
        0x061C | 0x200B..=0x200F | 0x2028..=0x202E | 0x2060..=0x206F | 0xFEFF | 0xE000..=0xF8FF | 0xFFF9..=0xFFFB | 0xE0000..=0x10FFFF)
}

/// Words in lines of at most 78 characters, each beginning with `indent`, the first with `first`.
pub(crate) fn wrap(text: &str, first: &str, indent: &str) -> String {
    let mut out = String::new();
    let mut line = first.to_owned();
    let mut empty = true;
    for word in text.split_whitespace() {
        if !empty && line.len() + 1 + word.len() > 78 {
            out.push_str(&line);
            out.push('\n');
            line = indent.to_owned();
            empty = true;
        }
        if !empty {
            line.push(' ');
        }
        line.push_str(word);
        empty = false;
    }
    out.push_str(&line);
    out.push('\n');
    out
}

/// A few names in a sentence; the rest is counted.
pub(crate) fn listed(items: &[String]) -> String {
    const SHOWN: usize = 100;
    let shown = items.iter().take(SHOWN).map(String::as_str).collect::<Vec<_>>().join("; ");
    match items.len().checked_sub(SHOWN) {
        Some(more) if more > 0 => format!("{shown}; and {more} more"),
        _ => shown,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_deceives_the_eye_is_spelled_out() {
        assert_eq!(one_line(" Müller\nGmbH\u{202e} "), "Müller<U+000A>GmbH<U+202E>");
        assert_eq!(ascii_line("Müller"), "M<U+00FC>ller");
    }

    #[test]
    fn lines_are_wrapped() {
        let text = wrap(&"word ".repeat(40), "  - ", "    ");
        assert!(text.lines().all(|l| l.len() <= 78 && l.starts_with("  ")), "{text}");
        assert_eq!(text.split_whitespace().filter(|w| *w == "word").count(), 40);
    }

    #[test]
    fn long_lists_are_counted() {
        let names: Vec<String> = (0..103).map(|n| n.to_string()).collect();
        assert!(listed(&names).ends_with("99; and 3 more"));
        assert!(listed(&names[..100]).ends_with("99"));
    }
}

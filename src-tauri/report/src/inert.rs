//! Text that came from elsewhere, made safe to look at: nothing invisible, nothing that reorders, nothing endless.

use std::borrow::Cow;
use std::collections::BTreeSet;

/// The most characters of one value that are printed.
pub(crate) const CAP: usize = 2_000;

/// The most combining marks that are stacked on one letter.
const MARKS: usize = 3;

/// The value with control, bidirectional, zero-width, private-use and tag characters, and those without a glyph,
/// as visible `<U+202E>` tokens, cut to `cap` characters with a note of how many are missing.
pub(crate) fn visible<'a>(text: &'a str, cap: usize, missing: &BTreeSet<char>) -> Cow<'a, str> {
    // A note of what is missing says less than the last few words would.
    let long = text.chars().count();
    let cap = if long <= cap + cap / 4 { long } else { cap };
    let plain = text.bytes().all(|b| (0x20..0x7F).contains(&b));
    if plain && text.len() <= cap {
        return Cow::Borrowed(text);
    }
    let mut out = String::with_capacity(text.len().min(cap * 4) + 32);
    let (mut marks, mut before) = (0, ' ');
    for (i, c) in text.chars().enumerate() {
        if i == cap {
            let rest = long.saturating_sub(cap);
            out.push_str(&format!("… ({rest} more characters)"));
            break;
        }
        marks = if is_combining(c) { marks + 1 } else { 0 };
        match c {
            '\r' if text.chars().nth(i + 1) == Some('\n') => {}
            '\r' | '\n' => out.push('\n'),
            '\t' => out.push(' '),
            '\u{FE0E}' | '\u{FE0F}' if before >= '\u{2190}' || "#*0123456789©®".contains(before) => {}
            _ if is_hidden(c) || marks > MARKS || missing.contains(&c) => out.push_str(&format!("<U+{:04X}>", u32::from(c))),
            _ => out.push(c),
        }
        before = c;
    }
    Cow::Owned(out)
}

/// The value on one line.
pub(crate) fn one_line<'a>(text: &'a str, cap: usize, missing: &BTreeSet<char>) -> Cow<'a, str> {
    match visible(text, cap, missing) {
        text if text.contains('\n') => Cow::Owned(text.replace('\n', " ")),
        text => text,
    }
}

/// Characters that do not show, or change what is shown around them.
pub(crate) fn is_hidden(c: char) -> bool {
    matches!(u32::from(c),
        0x00..=0x1F | 0x7F..=0x9F | 0xAD | 0x34F | 0x61C | 0x115F | 0x1160 | 0x17B4 | 0x17B5 | 0x180B..=0x180F
        | 0x200B..=0x200F | 0x2028..=0x202E | 0x2060..=0x206F | 0x3164 | 0xFE00..=0xFE0F | 0xFEFF | 0xFFA0 | 0xFFF0..=0xFFFB
        | 0xE000..=0xF8FF | 0x1D173..=0x1D17A | 0xE0000..=0xE0FFF | 0xF0000..=0x10FFFF)
        || u32::from(c) & 0xFFFE == 0xFFFE
}

fn is_combining(c: char) -> bool {
    matches!(u32::from(c), 0x300..=0x36F | 0x483..=0x489 | 0x591..=0x5BD | 0x610..=0x61A | 0x64B..=0x65F | 0x6D6..=0x6ED
        | 0x1AB0..=0x1AFF | 0x1DC0..=0x1DFF | 0x20D0..=0x20FF | 0xFE20..=0xFE2F)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn show(text: &str) -> String {
        visible(text, CAP, &BTreeSet::new()).into_owned()
    }

    #[test]
    fn what_cannot_be_seen_becomes_a_token() {
        assert_eq!(show("a\u{202E}b\u{200B}c\u{0}d\u{E001}e\u{E0041}"), "a<U+202E>b<U+200B>c<U+0000>d<U+E001>e<U+E0041>");
        assert_eq!(show("one\r\ntwo\tthree"), "one\ntwo three");
        assert_eq!(show("日本 עברית ok"), "日本 עברית ok");
        assert_eq!(show("\u{2764}\u{FE0F}"), "\u{2764}");
        assert_eq!(show("a\u{FE0F}"), "a<U+FE0F>");
        assert_eq!(show("z\u{300}\u{301}\u{302}\u{303}"), "z\u{300}\u{301}\u{302}<U+0303>");
        assert_eq!(visible("é", CAP, &BTreeSet::from(['é'])), "<U+00E9>");
    }

    #[test]
    fn a_long_value_says_how_much_is_missing() {
        let cut = show(&"x".repeat(5_000));
        assert!(cut.ends_with("… (3000 more characters)"));
        assert_eq!(cut.chars().take_while(|c| *c == 'x').count(), CAP);
    }
}

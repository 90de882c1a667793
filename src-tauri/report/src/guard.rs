//! Cells of spreadsheets: a text that a spreadsheet might take for a formula gets an apostrophe in front.

use std::borrow::Cow;

/// What begins a formula, plain and full-width, and the characters that hide one.
const STARTS: &[char] = &['=', '+', '-', '@', '\t', '\r', '\n', '\0', '＝', '＋', '－', '＠'];

/// The text, with an apostrophe in front when it begins like a formula after leading spaces.
pub(crate) fn guard(text: &str) -> Cow<'_, str> {
    let start = text.trim_start_matches([' ', '\u{A0}', '\u{3000}']);
    if start.starts_with(STARTS) || text.starts_with('\'') && start.get(1..).is_some_and(|rest| rest.starts_with(STARTS)) {
        Cow::Owned(format!("'{text}"))
    } else {
        Cow::Borrowed(text)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn formulas_are_texts() {
        for text in ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "  =1", "＝1", "＋1", "－1", "＠x", "\0=1", "'=1"] {
            assert_eq!(guard(text), format!("'{text}"), "{text:?}");
        }
        for text in ["", "a=1", "1-2", "'quoted'", "日本"] {
            assert_eq!(guard(text), text);
        }
    }
}

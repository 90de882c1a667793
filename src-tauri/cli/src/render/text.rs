//! Text that came from somewhere else: made harmless, measured, wrapped.

use std::borrow::Cow;
use unicode_width::UnicodeWidthChar;

/// Replaces characters that move the cursor, turn the line around or cannot be seen by tokens that can, such as `<ESC>` and
/// `<U+202E>`. Everything from a file, a name or a path goes through this before it is printed.
pub fn inert(text: &str) -> Cow<'_, str> {
    if !text.chars().any(hidden) {
        return Cow::Borrowed(text);
    }
    let mut shown = String::with_capacity(text.len() + 16);
    for c in text.chars() {
        match c {
            _ if !hidden(c) => shown.push(c),
            '\u{0}' => shown.push_str("<NUL>"),
            '\t' => shown.push_str("<TAB>"),
            '\n' => shown.push_str("<LF>"),
            '\r' => shown.push_str("<CR>"),
            '\u{1b}' => shown.push_str("<ESC>"),
            _ => shown.push_str(&format!("<U+{:04X}>", u32::from(c))),
        }
    }
    Cow::Owned(shown)
}

fn hidden(c: char) -> bool {
    c.is_control()
        || matches!(c,
            '\u{ad}' | '\u{61c}' | '\u{180e}' | '\u{200b}' | '\u{200e}' | '\u{200f}' | '\u{2028}'..='\u{202e}'
            | '\u{2060}'..='\u{206f}' | '\u{feff}' | '\u{fff9}'..='\u{fffb}' | '\u{e0000}'..='\u{e007f}')
}

/// A space at which no line is broken, until it is printed. Of no meaning in a file: it is the first private character.
pub const STICK: char = '\u{e000}';

/// How many columns a text takes on a terminal.
pub fn width(text: &str) -> usize {
    text.chars().map(|c| c.width().unwrap_or(0)).sum()
}

/// Breaks a text into lines no wider than `limit`; a word that is wider is broken where it must be.
pub fn wrap(text: &str, limit: usize) -> Vec<String> {
    wrap_after(text, limit, limit)
}

/// The same when the first line has other room than the rest.
pub fn wrap_after(text: &str, first: usize, rest: usize) -> Vec<String> {
    let (first, rest) = (first.max(1), rest.max(1));
    let (mut lines, mut line, mut used) = (Vec::new(), String::new(), 0);
    for word in text.split(' ').filter(|w| !w.is_empty()) {
        let room = |lines: &Vec<String>| if lines.is_empty() { first } else { rest };
        let long = width(word);
        if used > 0 && used + 1 + long > room(&lines) {
            lines.push(std::mem::take(&mut line));
            used = 0;
        } else if used > 0 {
            line.push(' ');
            used += 1;
        }
        if used + long <= room(&lines) {
            line.push_str(word);
            used += long;
            continue;
        }
        for c in word.chars() {
            let wide = c.width().unwrap_or(0);
            if used + wide > room(&lines) && used > 0 {
                lines.push(std::mem::take(&mut line));
                used = 0;
            }
            line.push(c);
            used += wide;
        }
    }
    if !line.is_empty() || lines.is_empty() {
        lines.push(line);
    }
    lines
}

/// A text as one word of a shell command.
pub fn quoted(text: &str) -> String {
    let safe = |c: char| c.is_ascii_alphanumeric() || matches!(c, '/' | '.' | '_' | '-' | '@' | ':' | '+' | '=' | ',');
    if !text.is_empty() && text.chars().all(safe) { text.to_owned() } else { format!("'{}'", text.replace('\'', r"'\''")) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_from_files_cannot_move_the_cursor_or_turn_the_line() {
        assert_eq!(inert("plain, naïve, 日本語, 🔏"), "plain, naïve, 日本語, 🔏");
        assert!(matches!(inert("plain"), Cow::Borrowed(_)));
        assert_eq!(inert("\u{1b}[31mred\u{7}"), "<ESC>[31mred<U+0007>");
        assert_eq!(inert("a\tb\r\nc\0"), "a<TAB>b<CR><LF>c<NUL>");
        assert_eq!(inert("inv\u{202e}fdp.exe\u{2066}x"), "inv<U+202E>fdp.exe<U+2066>x");
        assert_eq!(inert("\u{9b}1m \u{200b}\u{feff}\u{2028}\u{e0041}"), "<U+009B>1m <U+200B><U+FEFF><U+2028><U+E0041>");
    }

    #[test]
    fn lines_are_as_wide_as_they_may_be() {
        assert_eq!(wrap("what stops mail from leaving", 11), ["what stops", "mail from", "leaving"]);
        assert_eq!(wrap("abcdefgh ij", 3), ["abc", "def", "gh", "ij"]);
        assert_eq!(wrap("日本語の名前", 4), ["日本", "語の", "名前"]);
        assert_eq!(wrap("", 5), [""]);
        assert_eq!(wrap_after("one two three", 4, 9), ["one", "two three"]);
        for limit in 1..12 {
            assert!(wrap("a bb ccc dddd 日本 e\u{301}", limit).iter().all(|l| width(l) <= limit.max(2)), "{limit}");
        }
    }

    #[test]
    fn words_of_commands_are_quoted_only_when_they_must_be() {
        assert_eq!(quoted("nist-csf@2.0/PR.AA-05"), "nist-csf@2.0/PR.AA-05");
        assert_eq!(quoted("CSF 2.0 PR.AC-4"), "'CSF 2.0 PR.AC-4'");
        assert_eq!(quoted("it's"), r"'it'\''s'");
        assert_eq!(quoted(""), "''");
    }
}

//! Text from outside made inert: what cannot be seen becomes a visible token.

use countersign_workbook::hidden;

/// The text with control, direction, zero-width and private characters shown as `<U+202E>`, line breaks kept, other runs of white
/// space as one space, empty lines left out.
pub fn text(raw: &str) -> String {
    let lines = raw.lines().map(line).filter(|l| !l.is_empty());
    lines.collect::<Vec<_>>().join("\n")
}

/// The same as one line.
pub fn line(raw: &str) -> String {
    let mut out = String::with_capacity(raw.len());
    for word in raw.split_whitespace() {
        if !out.is_empty() {
            out.push(' ');
        }
        for c in word.chars() {
            if hidden(c) {
                out.push_str(&format!("<U+{:04X}>", u32::from(c)));
            } else {
                out.push(c);
            }
        }
    }
    out
}

/// One line for a message, cut to 200 characters.
pub fn short(raw: &str) -> String {
    let whole = line(raw);
    match whole.char_indices().nth(200) {
        Some((at, _)) => format!("{}…", whole.get(..at).unwrap_or_default()),
        None => whole,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_cannot_be_seen_is_shown() {
        assert_eq!(line("a\u{202e}b  c\u{0}"), "a<U+202E>b c<U+0000>");
        assert_eq!(text(" one \r\n\n two\tthree "), "one\ntwo three");
        assert_eq!(short(&"x".repeat(300)).chars().count(), 201);
    }
}

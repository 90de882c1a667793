//! Key-like strings: found, masked, and never passed on. A masked key keeps a short prefix, and when it is long enough
//! the first eight hex digits of its SHA-256, so that two mentions of one key are still seen to be one.

use countersign_core::digest::sha256_hex;

/// A key-like string: where it stands and what stays visible of it.
struct Hit {
    start: usize,
    end: usize,
    kept: usize,
}

/// Tokens shorter than this get no digest: a short secret could be guessed from it.
const DIGEST_FROM: usize = 16;

/// Whether a key-like string may start around this byte; the caller then looks closer with [`mask`].
#[inline]
pub fn suspicious(bytes: &[u8], at: usize) -> bool {
    let before = |n: usize| at.checked_sub(n).and_then(|from| bytes.get(from..at)).unwrap_or_default();
    let after = |n: usize| bytes.get(at + 1..at + 1 + n).unwrap_or_default();
    match bytes.get(at) {
        Some(b'K') => before(1) == b"A" && after(2) == b"IA",
        Some(b'_') => matches!(before(3), [b'g', b'h', b'p' | b'o' | b'u' | b's' | b'r'] | b"pat"),
        Some(b'-') => {
            matches!(before(2), b"sk") || matches!(before(4), [b'x', b'o', b'x', _]) || after(4) == b"----" || {
                matches!(before(1), b"x" | b"X") && after(3).eq_ignore_ascii_case(b"api")
            }
        }
        Some(b'b' | b'B') => after(6).eq_ignore_ascii_case(b"earer "),
        _ => false,
    }
}

/// The text with every key-like string masked, and how many there were; `None` when there was none.
pub fn mask(text: &str) -> Option<(String, usize)> {
    let mut out = String::new();
    let mut from = 0;
    let mut count = 0;
    while let Some(hit) = next_hit(text, from) {
        let secret = text.get(hit.kept..hit.end).unwrap_or_default();
        out.push_str(text.get(from..hit.kept).unwrap_or_default());
        out.push_str("[masked]");
        if secret.len() >= DIGEST_FROM {
            out.push('~');
            out.push_str(sha256_hex(text.get(hit.start..hit.end).unwrap_or_default().as_bytes()).get(..8).unwrap_or_default());
        }
        from = hit.end;
        count += 1;
    }
    if count == 0 {
        return None;
    }
    out.push_str(text.get(from..).unwrap_or_default());
    Some((out, count))
}

fn next_hit(text: &str, from: usize) -> Option<Hit> {
    let bytes = text.as_bytes();
    (from..bytes.len()).filter(|at| text.is_char_boundary(*at)).find_map(|at| hit_at(text, at, at > from))
}

/// The key-like string that starts at a place.
fn hit_at(text: &str, at: usize, has_before: bool) -> Option<Hit> {
    let rest = text.get(at..)?;
    let first = *rest.as_bytes().first()?;
    if !matches!(first, b'A' | b's' | b'g' | b'x' | b'X' | b'b' | b'B' | b'-') {
        return None;
    }
    if first == b'-' {
        return private_key(rest, at);
    }
    if has_before && !begins_here(text.get(..at)?) {
        return None;
    }
    let token = |prefix: usize, least: usize, allowed: fn(u8) -> bool| {
        let body = rest.get(prefix..)?;
        let length = body.bytes().take_while(|b| allowed(*b)).count();
        let body = body.get(..length)?;
        let mixed = body.bytes().any(|b| b.is_ascii_digit() || b.is_ascii_uppercase());
        (length >= least && mixed).then_some(Hit { start: at, kept: at + prefix, end: at + prefix + length })
    };
    let wordy = |b: u8| b.is_ascii_alphanumeric() || matches!(b, b'_' | b'-');
    if rest.starts_with("AKIA") {
        return token(4, 12, |b| b.is_ascii_uppercase() || b.is_ascii_digit());
    }
    if rest.starts_with("sk-") {
        return token(3, 12, wordy);
    }
    if rest.starts_with("github_pat_") {
        return token(11, 16, wordy);
    }
    if matches!(rest.as_bytes(), [b'g', b'h', b'p' | b'o' | b'u' | b's' | b'r', b'_', ..]) {
        return token(4, 12, |b| b.is_ascii_alphanumeric());
    }
    if matches!(rest.as_bytes(), [b'x', b'o', b'x', b'a' | b'b' | b'p' | b'r' | b's', b'-', ..]) {
        return token(5, 8, wordy);
    }
    if rest.get(..7).is_some_and(|p| p.eq_ignore_ascii_case("bearer ")) {
        let spaces = rest.get(7..)?.bytes().take_while(|b| *b == b' ').count();
        return token(7 + spaces, 12, |b| b.is_ascii_alphanumeric() || matches!(b, b'.' | b'_' | b'~' | b'+' | b'/' | b'=' | b'-'));
    }
    if rest.get(..9).is_some_and(|p| p.eq_ignore_ascii_case("x-api-key")) {
        return header_value(rest, at);
    }
    None
}

/// Whether a key may begin after this text: not inside a word. The letter of an escape (`\n`) and the digits of `%3D` are no word.
fn begins_here(before: &str) -> bool {
    if !before.ends_with(|c: char| c.is_ascii_alphanumeric()) {
        return true;
    }
    match before.as_bytes() {
        [.., b'\\', b'n' | b'r' | b't'] => true,
        [.., b'%', high, low] => high.is_ascii_hexdigit() && low.is_ascii_hexdigit(),
        _ => false,
    }
}

/// `x-api-key: value`, with any quoting around the colon and the value; also as a pair, `"name": "x-api-key", "value": "..."`.
fn header_value(rest: &str, at: usize) -> Option<Hit> {
    let quote = |b: u8| matches!(b, b'"' | b'\'' | b'\\' | b' ');
    let tail = rest.get(9..)?;
    let quotes = |from: usize| tail.bytes().skip(from).take_while(|b| quote(*b)).count();
    let mut lead = quotes(0);
    if tail.as_bytes().get(lead) == Some(&b',') {
        let word = lead + 1 + tail.bytes().skip(lead + 1).take_while(|b| quote(*b) || b.is_ascii_whitespace()).count();
        if tail.get(word..word + 5).is_some_and(|w| w.eq_ignore_ascii_case("value")) {
            lead = word + 5 + quotes(word + 5);
        }
    }
    if !matches!(tail.as_bytes().get(lead), Some(b':' | b'=')) {
        return None;
    }
    let value_at = lead + 1 + tail.get(lead + 1..)?.bytes().take_while(|b| quote(*b)).count();
    let value = tail.get(value_at..)?;
    let length = value.find(|c: char| c.is_whitespace() || matches!(c, '"' | '\'' | '\\' | ',' | ';' | '}')).unwrap_or(value.len());
    (length >= 4 && !value.starts_with("[masked]")).then_some(Hit { start: at, kept: at + 9 + value_at, end: at + 9 + value_at + length })
}

/// A private key block, to its end mark or to the end of the text.
fn private_key(rest: &str, at: usize) -> Option<Hit> {
    let after = rest.strip_prefix("-----BEGIN ")?;
    let close = after.find("-----")?;
    let label = after.get(..close)?;
    if label.len() > 60 || !label.contains("PRIVATE KEY") {
        return None;
    }
    let head = "-----BEGIN ".len() + close + "-----".len();
    let end = rest.get(head..)?.find("-----END ").and_then(|end| {
        let mark = head + end + "-----END ".len();
        rest.get(mark..)?.find("-----").map(|close| mark + close + 5)
    });
    let end = end.unwrap_or(rest.len());
    (end > head).then_some(Hit { start: at, kept: at + head, end: at + end })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn masked(text: &str) -> String {
        let hit = mask(text).map_or_else(|| text.to_owned(), |(t, _)| t);
        assert!((0..text.len()).any(|i| suspicious(text.as_bytes(), i)) || hit == text, "not suspected: {text}");
        hit
    }

    #[test]
    fn keys_are_masked_and_their_prefix_stays() {
        let cases = [
            ("id AKIAABCDEFGHIJKLMNOP.", "id AKIA[masked]"),
            ("sk-proj-a1b2c3d4e5f6g7h8", "sk-[masked]"),
            ("token=ghp_0123456789abcdefABCD", "token=ghp_[masked]"),
            ("xoxb-123456789012-abcdef", "xoxb-[masked]"),
            ("Authorization: Bearer abc.DEF123456789", "Authorization: Bearer [masked]"),
            ("{\"x-api-key\": \"hunter22\"}", "{\"x-api-key\": \"[masked]\"}"),
            ("X-Api-Key=abc123;", "X-Api-Key=[masked];"),
            ("{\"name\":\"x-api-key\",\"value\":\"hunter22\"}", "{\"name\":\"x-api-key\",\"value\":\"[masked]\"}"),
            ("{\"name\": \"X-API-Key\",\n  \"value\": \"hunter22\"}", "{\"name\": \"X-API-Key\",\n  \"value\": \"[masked]\"}"),
            ("a\\nAKIAABCDEFGHIJKLMNOP", "a\\nAKIA[masked]"),
            ("?key%3DAKIAABCDEFGHIJKLMNOP", "?key%3DAKIA[masked]"),
            ("x\\tsk-proj-a1b2c3d4e5f6g7h8", "x\\tsk-[masked]"),
        ];
        for (text, expected) in cases {
            assert!(masked(text).starts_with(expected), "{text} -> {}", masked(text));
        }
        let pem = masked("a\n-----BEGIN RSA PRIVATE KEY-----\nMIIE\nabc\n-----END RSA PRIVATE KEY-----\nb");
        assert!(pem.starts_with("a\n-----BEGIN RSA PRIVATE KEY-----[masked]~") && pem.ends_with("\nb") && !pem.contains("MIIE"), "{pem}");
        assert!(!masked("-----BEGIN PRIVATE KEY-----\nMIIEcutoff").contains("MIIE"));
    }

    #[test]
    fn two_mentions_of_one_key_stay_one_and_two_keys_stay_two() {
        assert_eq!(masked("AKIAABCDEFGHIJKLMNOP"), masked("AKIAABCDEFGHIJKLMNOP"));
        assert_ne!(masked("AKIAABCDEFGHIJKLMNOP"), masked("AKIAABCDEFGHIJKLMNOQ"));
        assert_eq!(mask(&masked("AKIAABCDEFGHIJKLMNOP sk-proj-a1b2c3d4e5f6g7h8 x-api-key: secret")), None);
    }

    #[test]
    fn plain_words_are_left_alone() {
        for plain in [
            "risk-based approach 2024",
            "task-1234567890123456",
            "the bearer of this letter",
            "AKIA",
            "x-api-key header",
            "sk-learn",
            "\"x-api-key\",\"values\"",
        ] {
            assert_eq!(mask(plain), None, "{plain}");
        }
    }
}

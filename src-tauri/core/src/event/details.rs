//! What an event says beside its columns: `key=value` pairs with `;` between them.

use std::borrow::Cow;

/// How many pairs are kept; events rarely have more, and those are read again.
const KEPT: usize = 8;

/// Where a name and its value stand in the text: from, to.
type Span = (u16, u16);

/// The details of one event, taken apart once: they are asked for one key after the other.
#[derive(Clone, Copy, Debug)]
pub(super) struct Details<'e> {
    text: &'e str,
    pairs: [(Span, Span); KEPT],
    count: u8,
    /// Whether these are all, each with its value as it stands in the text.
    all: bool,
}

impl<'e> Details<'e> {
    /// Takes a text apart.
    pub fn read(text: &'e str) -> Self {
        let mut details = Self { text, pairs: [((0, 0), (0, 0)); KEPT], count: 0, all: false };
        let mut rest = details.plain();
        loop {
            let Some((name, value, after)) = Some(rest).filter(|rest| !rest.is_empty()).and_then(next) else {
                details.all = true;
                return details;
            };
            let Cow::Borrowed(value) = value else { return details };
            let spans = span(text, name).zip(span(text, value));
            let (Some(spans), Some(slot)) = (spans, details.pairs.get_mut(usize::from(details.count))) else { return details };
            *slot = spans;
            details.count += 1;
            rest = after;
        }
    }

    /// Takes apart the pairs at the beginning that have nothing quoted and no blanks, as most logs write them; answers what is left.
    fn plain(&mut self) -> &'e str {
        let (mut from, mut sign) = (0, None);
        for (at, letter) in self.text.bytes().enumerate() {
            match LETTERS.get(usize::from(letter)) {
                None | Some(Letter::Plain) => {}
                Some(Letter::Sign) => sign = sign.or(Some(at)),
                Some(Letter::End) => {
                    if !self.pair(from, sign, at) {
                        return self.text.get(from..).unwrap_or("");
                    }
                    (from, sign) = (at + 1, None);
                }
                Some(Letter::Other) => return self.text.get(from..).unwrap_or(""),
            }
        }
        if self.pair(from, sign, self.text.len()) { "" } else { self.text.get(from..).unwrap_or("") }
    }

    /// Keeps a pair with its sign between two places of the text, if there is a sign, and room; whether it did.
    fn pair(&mut self, from: usize, sign: Option<usize>, to: usize) -> bool {
        let spans = sign.and_then(|sign| Some((short(from, sign)?, short(sign + 1, to)?)));
        let (Some(spans), Some(slot)) = (spans, self.pairs.get_mut(usize::from(self.count))) else { return false };
        *slot = spans;
        self.count += 1;
        true
    }

    /// The value of a key.
    pub fn get(&self, key: &str) -> Option<Cow<'e, str>> {
        let (text, key_bytes) = (self.text.as_bytes(), key.as_bytes());
        let is = |(from, to): Span| text.get(usize::from(from)..usize::from(to)) == Some(key_bytes);
        let known = self.pairs.iter().take(usize::from(self.count));
        match known.copied().find(|(name, _)| is(*name)) {
            Some((_, (from, to))) => self.text.get(usize::from(from)..usize::from(to)).map(Cow::Borrowed),
            None if self.all => None,
            None => detail(self.text, key),
        }
    }
}

/// What a letter means in details that have nothing quoted and no blanks.
#[derive(Clone, Copy)]
enum Letter {
    /// It is part of a name or a value.
    Plain,
    /// It stands between a name and its value.
    Sign,
    /// It ends a pair.
    End,
    /// It needs a closer look.
    Other,
}

/// What each letter means, by its byte.
#[allow(clippy::indexing_slicing, reason = "evaluated by the compiler, which stops at a bad index")]
static LETTERS: [Letter; 256] = {
    let mut letters = [Letter::Other; 256];
    let mut byte = 0;
    while byte < 0x80_u8 {
        letters[byte as usize] = match byte {
            b'=' => Letter::Sign,
            b';' => Letter::End,
            b'"' | b' ' | b'\t'..=b'\r' => Letter::Other,
            _ => Letter::Plain,
        };
        byte += 1;
    }
    letters
};

/// Where a part stands in the text that it is a part of; `None` beyond what is counted.
fn span(text: &str, part: &str) -> Option<Span> {
    let from = (part.as_ptr() as usize).checked_sub(text.as_ptr() as usize)?;
    short(from, from + part.len())
}

fn short(from: usize, to: usize) -> Option<Span> {
    Some((u16::try_from(from).ok()?, u16::try_from(to).ok()?))
}

/// The value of a key in `key=value` pairs with `;` between them. A value that is quoted as JSON may hold `;` and `=`.
pub fn detail<'t>(text: &'t str, key: &str) -> Option<Cow<'t, str>> {
    // Most keys do not occur, which a search for their letters shows faster than reading the pairs.
    if !text.contains(key) {
        return None;
    }
    let mut rest = text;
    while let Some((name, value, after)) = next(rest) {
        if name == key {
            return Some(value);
        }
        rest = after;
    }
    None
}

/// The first pair of a text, and what comes after it.
fn next(text: &str) -> Option<(&str, Cow<'_, str>, &str)> {
    let rest = text.trim_start_matches(|c: char| c == ';' || c.is_whitespace());
    let (name, after) = rest.split_once('=')?;
    // What has no `=` is no pair, and takes nothing from the one after it.
    let name = name.rsplit(';').next().unwrap_or("").trim();
    let quoted = after.trim_start();
    if let Some((plain, rest)) = plain_quoted(quoted) {
        return Some((name, Cow::Borrowed(plain), rest));
    }
    if quoted.starts_with('"') {
        let mut stream = serde_json::Deserializer::from_str(quoted).into_iter::<String>();
        if let Some(Ok(text)) = stream.next() {
            return Some((name, Cow::Owned(text), quoted.get(stream.byte_offset()..)?));
        }
    }
    let (plain, rest) = after.split_once(';').unwrap_or((after, ""));
    Some((name, Cow::Borrowed(plain.trim()), rest))
}

/// A text that begins with a JSON string in which nothing is escaped: the string, and what comes after it.
fn plain_quoted(text: &str) -> Option<(&str, &str)> {
    let inside = text.strip_prefix('"')?;
    let end = inside.find(|c: char| matches!(c, '"' | '\\') || c < ' ')?;
    let (plain, tail) = inside.split_at_checked(end)?;
    Some((plain, tail.strip_prefix('"')?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn details_are_pairs_and_a_quoted_value_may_hold_anything() {
        let text = r#"tool=mail; rationale="a; b = \"c\"";executors=P-1, P-2;empty="#;
        assert_eq!(detail(text, "tool").as_deref(), Some("mail"));
        assert_eq!(detail(text, "rationale").as_deref(), Some("a; b = \"c\""));
        assert_eq!(detail(text, "executors").as_deref(), Some("P-1, P-2"));
        assert_eq!(detail(text, "empty").as_deref(), Some(""));
        assert_eq!(detail(text, "b"), None);
        assert_eq!(detail("\"half=1", "half"), None);
        assert_eq!(detail("urgent;executors=P-9", "executors").as_deref(), Some("P-9"), "after what is no pair");
        assert_eq!(detail("rationale=\"seen\" today;executors=P-9", "executors").as_deref(), Some("P-9"));
        assert_eq!(detail("urgent;executors=P-9", "urgent"), None);
        assert_eq!(detail("", "x"), None);
    }

    #[test]
    fn a_quoted_value_is_the_same_with_and_without_escapes() {
        let text = r#"a="plain; x=1";b="with \\ and \"";c="no end;d=1"#;
        assert_eq!(detail(text, "a"), Some(Cow::Borrowed("plain; x=1")));
        assert_eq!(detail(text, "b").as_deref(), Some("with \\ and \""));
        assert_eq!(detail(text, "c").as_deref(), Some("\"no end"));
        assert_eq!(detail(text, "d").as_deref(), Some("1"));
        assert_eq!(detail(text, "x"), None, "inside a value");
        assert_eq!(detail("a=\"tab\there\";b=1", "a").as_deref(), Some("\"tab\there\""), "no text of JSON");
    }

    #[test]
    fn details_taken_apart_say_what_the_text_says() {
        let parts =
            ["a=1", "b = x y ", "c=\"q; d=2\"", "e=\"\\\"f\"", "urgent", ";", " ", "g=", "a=again", "ä=ö", "\"half=1", "h=\"no end", "=v"];
        let keys = ["a", "b", "c", "d", "e", "f", "g", "h", "ä", "half", "urgent", "", "\"half"];
        let mut seed = 7_usize;
        let mut chance = |n: usize| {
            seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            (seed >> 33) % n
        };
        for _ in 0..20_000 {
            let text: String = (0..chance(14)).map(|_| parts[chance(parts.len())]).collect::<Vec<_>>().join([";", "", "; "][chance(3)]);
            let details = Details::read(&text);
            for key in keys {
                assert_eq!(details.get(key), detail(&text, key), "{key} in {text:?}");
            }
        }
        let long = format!("a={};b=2", "x".repeat(70_000));
        assert_eq!(Details::read(&long).get("b").as_deref(), Some("2"));
    }
}

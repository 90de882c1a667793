//! A JSON reader of our own: it notices duplicate keys, keeps numbers as they are written, and can pass over what is not wanted.

use super::DEPTH_LIMIT;
use crate::node::Node;
use std::collections::HashSet;

/// Why a text is not JSON, and where.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Bad {
    /// Byte offset.
    pub at: usize,
    /// What is wrong there.
    pub reason: &'static str,
}

/// Reads values from a text.
pub struct Parser<'a> {
    text: &'a str,
    at: usize,
    depth: usize,
    relaxed: bool,
    /// A comment that is not closed stands where reading does.
    open_comment: bool,
    /// The first key that an object read has twice, and where.
    pub duplicate: Option<(usize, String)>,
}

impl<'a> Parser<'a> {
    /// Reads from a byte offset on.
    pub fn new(text: &'a str, at: usize) -> Self {
        Self { text, at, depth: 0, relaxed: false, open_comment: false, duplicate: None }
    }

    /// Reads from a byte offset on, and passes over what people add to JSON that they write by hand: comments (`//` to the end of the line,
    /// `/* */`) and a comma after the last element or member.
    pub fn relaxed(text: &'a str, at: usize) -> Self {
        Self { relaxed: true, ..Self::new(text, at) }
    }

    /// Where reading stands.
    pub fn at(&self) -> usize {
        self.at
    }

    /// An error at the place where reading stands.
    pub(crate) fn bad<T>(&self, reason: &'static str) -> Result<T, Bad> {
        Err(Bad { at: self.at, reason: if self.open_comment { "a comment is not closed" } else { reason } })
    }

    /// The next byte that is neither a space nor, in relaxed reading, in a comment. A comment that is not closed is not passed over: its
    /// first byte is next, and starts nothing.
    pub fn peek(&mut self) -> Option<u8> {
        let next = self.past_spaces();
        if self.relaxed && next == Some(b'/') { self.past_comments() } else { next }
    }

    fn past_spaces(&mut self) -> Option<u8> {
        let bytes = self.text.as_bytes();
        loop {
            match bytes.get(self.at).copied() {
                Some(b' ' | b'\t' | b'\n' | b'\r') => self.at += 1,
                next => return next,
            }
        }
    }

    #[cold]
    fn past_comments(&mut self) -> Option<u8> {
        while self.comment() {
            let next = self.past_spaces();
            if next != Some(b'/') {
                return next;
            }
        }
        Some(b'/')
    }

    /// Passes over the comment that starts here, if one does and it is closed.
    fn comment(&mut self) -> bool {
        let rest = self.text.get(self.at + 1..).unwrap_or_default();
        let length = match rest.as_bytes().first() {
            Some(b'/') => Some(rest.bytes().position(|b| matches!(b, b'\n' | b'\r')).unwrap_or(rest.len())),
            Some(b'*') => {
                let end = rest.get(1..).and_then(|inner| inner.find("*/"));
                self.open_comment = end.is_none();
                end.map(|n| n + 3)
            }
            _ => None,
        };
        self.at += length.map_or(0, |n| n + 1);
        length.is_some()
    }

    /// Fails when anything but spaces (and comments) follows.
    ///
    /// # Errors
    /// Where something does.
    pub fn end(&mut self) -> Result<(), Bad> {
        match self.peek() {
            None => Ok(()),
            Some(_) => self.bad("something follows the end of the document"),
        }
    }

    /// Passes over one character if it comes next.
    pub fn eat(&mut self, wanted: u8) -> bool {
        let found = self.peek() == Some(wanted);
        self.at += usize::from(found);
        found
    }

    /// Reads a value, or only passes over it (then it is `Null`).
    ///
    /// # Errors
    /// Where the text is not JSON.
    pub fn value(&mut self, keep: bool) -> Result<Node, Bad> {
        match self.peek() {
            None => self.bad("a value is missing"),
            Some(b'"') => Ok(Node::Text(self.string(if keep { usize::MAX } else { 0 })?)),
            Some(b'[') => self.nested(|p| p.array(keep)),
            Some(b'{') => self.nested(|p| p.object(keep)),
            Some(b't') => self.word("true", Node::Bool(true)),
            Some(b'f') => self.word("false", Node::Bool(false)),
            Some(b'n') => self.word("null", Node::Null),
            Some(b'-' | b'0'..=b'9') => self.number(if keep { usize::MAX } else { 0 }),
            Some(_) => self.bad("no value starts like this"),
        }
    }

    /// Passes over an opening bracket and reads what is inside, one level deeper.
    ///
    /// # Errors
    /// Where the text is not JSON, or nested too deep.
    pub fn nested<T>(&mut self, read: impl FnOnce(&mut Self) -> Result<T, Bad>) -> Result<T, Bad> {
        self.depth += 1;
        if self.depth >= DEPTH_LIMIT {
            return self.bad("values are nested deeper than 127");
        }
        self.at += 1;
        let found = read(self)?;
        self.depth -= 1;
        Ok(found)
    }

    /// Whether an element or member follows in what `close` closes: its comma is passed over, or the closing bracket. `first` is asked for
    /// right behind the opening bracket.
    ///
    /// # Errors
    /// Where neither a comma nor the closing bracket is next.
    #[allow(
        clippy::inline_always,
        reason = "called for every value: passing its result through memory doubles the time to pass over a document"
    )]
    #[inline(always)]
    pub fn more(&mut self, close: u8, first: bool) -> Result<bool, Bad> {
        let next = self.peek();
        if next == Some(close) {
            self.at += 1;
            return Ok(false);
        }
        if first {
            return Ok(true);
        }
        if next != Some(b',') {
            return self.bad(if close == b']' { "`,` or `]` is missing" } else { "`,` or `}` is missing" });
        }
        self.at += 1;
        Ok(!(self.relaxed && self.eat(close)))
    }

    fn array(&mut self, keep: bool) -> Result<Node, Bad> {
        let mut items = Vec::new();
        let mut first = true;
        while self.more(b']', first)? {
            first = false;
            let item = self.value(keep)?;
            if keep {
                items.push(item);
            }
        }
        Ok(Node::Array(items))
    }

    fn object(&mut self, keep: bool) -> Result<Node, Bad> {
        let mut members: Vec<(String, Node)> = Vec::new();
        // Small objects, which most are, are searched directly.
        let mut seen: HashSet<String> = HashSet::new();
        let mut first = true;
        while self.more(b'}', first)? {
            first = false;
            self.peek();
            let at = self.at;
            let key = self.key(keep)?;
            if keep && self.duplicate.is_none() {
                if members.len() == 32 {
                    seen.extend(members.iter().map(|(k, _)| k.clone()));
                }
                let twice = if members.len() < 32 { members.iter().any(|(k, _)| *k == key) } else { !seen.insert(key.clone()) };
                self.duplicate = twice.then(|| (at, key.clone()));
            }
            let value = self.value(keep)?;
            if keep {
                members.push((key, value));
            }
        }
        Ok(Node::Object(members))
    }

    /// A key and its colon.
    ///
    /// # Errors
    /// Where the text is not JSON.
    pub fn key(&mut self, keep: bool) -> Result<String, Bad> {
        self.short_key(if keep { usize::MAX } else { 0 })
    }

    /// A key and its colon, the key cut to about so many bytes.
    ///
    /// # Errors
    /// Where the text is not JSON.
    pub fn short_key(&mut self, most: usize) -> Result<String, Bad> {
        if self.peek() != Some(b'"') {
            return self.bad("a key is missing");
        }
        let key = self.string(most)?;
        if !self.eat(b':') {
            return self.bad("`:` is missing");
        }
        Ok(key)
    }

    fn word(&mut self, word: &str, node: Node) -> Result<Node, Bad> {
        if self.text.get(self.at..).is_some_and(|t| t.starts_with(word)) {
            self.at += word.len();
            return Ok(node);
        }
        self.bad("no value starts like this")
    }

    /// A number, its first character being next; one longer than so many bytes is cut, and then a text.
    ///
    /// # Errors
    /// Where the text is not JSON.
    pub fn number(&mut self, most: usize) -> Result<Node, Bad> {
        let rest = self.text.as_bytes().get(self.at..).unwrap_or_default();
        let digits = |from: usize| rest.iter().skip(from).take_while(|b| b.is_ascii_digit()).count();
        let mut n = usize::from(rest.first() == Some(&b'-'));
        let whole = digits(n);
        if whole == 0 || (whole > 1 && rest.get(n) == Some(&b'0')) {
            return self.bad("this is not a number");
        }
        n += whole;
        if rest.get(n) == Some(&b'.') {
            let part = digits(n + 1);
            if part == 0 {
                return self.bad("this is not a number");
            }
            n += 1 + part;
        }
        if matches!(rest.get(n), Some(b'e' | b'E')) {
            n += 1 + usize::from(matches!(rest.get(n + 1), Some(b'+' | b'-')));
            let power = digits(n);
            if power == 0 {
                return self.bad("this is not a number");
            }
            n += power;
        }
        let text = self.text.get(self.at..self.at + n).unwrap_or_default();
        self.at += n;
        Ok(match text.get(..most) {
            _ if most == 0 => Node::Null,
            Some(cut) if cut.len() < text.len() => Node::Text(cut.to_owned()),
            _ => Node::Number(text.to_owned()),
        })
    }

    /// A string, its quote being next; no more than about so many bytes of it are kept, in whole characters.
    ///
    /// # Errors
    /// Where the text is not JSON.
    pub fn string(&mut self, most: usize) -> Result<String, Bad> {
        self.at += 1;
        let mut out = String::new();
        loop {
            let rest = self.text.get(self.at..).unwrap_or_default();
            let Some(n) = rest.bytes().position(|b| b == b'"' || b == b'\\' || b < 0x20) else {
                return self.bad("a string is not closed");
            };
            match most {
                0 => {}
                usize::MAX => out.push_str(rest.get(..n).unwrap_or_default()),
                _ => push_some(&mut out, rest, n, most),
            }
            self.at += n;
            match rest.as_bytes().get(n) {
                Some(b'"') => {
                    self.at += 1;
                    return Ok(out);
                }
                Some(b'\\') => {
                    let c = self.escape()?;
                    if out.len() < most {
                        out.push(c);
                    }
                }
                _ => return self.bad("a string holds a control character"),
            }
        }
    }

    fn escape(&mut self) -> Result<char, Bad> {
        let found = match self.text.as_bytes().get(self.at + 1) {
            Some(b'n') => '\n',
            Some(b't') => '\t',
            Some(b'r') => '\r',
            Some(b'b') => '\u{8}',
            Some(b'f') => '\u{c}',
            Some(c @ (b'"' | b'\\' | b'/')) => char::from(*c),
            Some(b'u') => return self.unicode(),
            _ => return self.bad("this escape does not exist"),
        };
        self.at += 2;
        Ok(found)
    }

    fn unicode(&mut self) -> Result<char, Bad> {
        let hex = |at: usize| {
            let digits = self.text.get(at..at + 4).filter(|d| d.bytes().all(|b| b.is_ascii_hexdigit()))?;
            u32::from_str_radix(digits, 16).ok()
        };
        let Some(high) = hex(self.at + 2) else { return self.bad("this escape does not exist") };
        let low = (self.text.get(self.at + 6..self.at + 8) == Some("\\u")).then(|| hex(self.at + 8)).flatten();
        if let (0xd800..=0xdbff, Some(low @ 0xdc00..=0xdfff)) = (high, low) {
            self.at += 12;
            return Ok(char::from_u32(0x10000 + ((high - 0xd800) << 10) + (low - 0xdc00)).unwrap_or('\u{fffd}'));
        }
        self.at += 6;
        // Half of a pair alone stands for nothing.
        Ok(char::from_u32(high).unwrap_or('\u{fffd}'))
    }
}

/// Keeps of the next `n` bytes as many as fit into `most`, in whole characters.
#[inline(never)]
fn push_some(out: &mut String, rest: &str, n: usize, most: usize) {
    let room = most.saturating_sub(out.len());
    out.push_str(rest.get(..rest.floor_char_boundary(n.min(room))).unwrap_or_default());
}

#[cfg(test)]
mod tests;

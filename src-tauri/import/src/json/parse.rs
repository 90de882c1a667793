//! A JSON reader of our own: it notices duplicate keys, keeps numbers as they are written, and can pass over what is not wanted.

use super::DEPTH_LIMIT;
use std::collections::HashSet;

/// A JSON value. Numbers are kept as written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Node {
    /// `null`
    Null,
    /// `true`, `false`
    Bool(bool),
    /// A number's text.
    Number(String),
    /// A string.
    Text(String),
    /// An array.
    Array(Vec<Node>),
    /// An object, its members in file order.
    Object(Vec<(String, Node)>),
}

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
    /// The first key that an object read has twice, and where.
    pub duplicate: Option<(usize, String)>,
}

impl<'a> Parser<'a> {
    /// Reads from a byte offset on.
    pub fn new(text: &'a str, at: usize) -> Self {
        Self { text, at, depth: 0, duplicate: None }
    }

    /// Where reading stands.
    pub fn at(&self) -> usize {
        self.at
    }

    fn bad<T>(&self, reason: &'static str) -> Result<T, Bad> {
        Err(Bad { at: self.at, reason })
    }

    /// The next byte that is not a space.
    pub fn peek(&mut self) -> Option<u8> {
        let rest = self.text.as_bytes().get(self.at..)?;
        self.at += rest.iter().take_while(|b| matches!(b, b' ' | b'\t' | b'\n' | b'\r')).count();
        self.text.as_bytes().get(self.at).copied()
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
            Some(b'"') => Ok(Node::Text(self.string(keep)?)),
            Some(b'[') => self.nested(|p| p.array(keep)),
            Some(b'{') => self.nested(|p| p.object(keep)),
            Some(b't') => self.word("true", Node::Bool(true)),
            Some(b'f') => self.word("false", Node::Bool(false)),
            Some(b'n') => self.word("null", Node::Null),
            Some(b'-' | b'0'..=b'9') => self.number(keep),
            Some(_) => self.bad("no value starts like this"),
        }
    }

    fn nested(&mut self, read: impl FnOnce(&mut Self) -> Result<Node, Bad>) -> Result<Node, Bad> {
        self.depth += 1;
        if self.depth >= DEPTH_LIMIT {
            return self.bad("values are nested deeper than 127");
        }
        self.at += 1;
        let node = read(self)?;
        self.depth -= 1;
        Ok(node)
    }

    fn array(&mut self, keep: bool) -> Result<Node, Bad> {
        let mut items = Vec::new();
        if !self.eat(b']') {
            loop {
                let item = self.value(keep)?;
                if keep {
                    items.push(item);
                }
                if self.eat(b']') {
                    break;
                }
                if !self.eat(b',') {
                    return self.bad("`,` or `]` is missing");
                }
            }
        }
        Ok(Node::Array(items))
    }

    fn object(&mut self, keep: bool) -> Result<Node, Bad> {
        let mut members: Vec<(String, Node)> = Vec::new();
        // Small objects, which most are, are searched directly.
        let mut seen: HashSet<String> = HashSet::new();
        if !self.eat(b'}') {
            loop {
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
                if self.eat(b'}') {
                    break;
                }
                if !self.eat(b',') {
                    return self.bad("`,` or `}` is missing");
                }
            }
        }
        Ok(Node::Object(members))
    }

    /// A key and its colon.
    ///
    /// # Errors
    /// Where the text is not JSON.
    pub fn key(&mut self, keep: bool) -> Result<String, Bad> {
        if self.peek() != Some(b'"') {
            return self.bad("a key is missing");
        }
        let key = self.string(keep)?;
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

    fn number(&mut self, keep: bool) -> Result<Node, Bad> {
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
        Ok(if keep { Node::Number(text.to_owned()) } else { Node::Null })
    }

    fn string(&mut self, keep: bool) -> Result<String, Bad> {
        self.at += 1;
        let mut out = String::new();
        loop {
            let rest = self.text.get(self.at..).unwrap_or_default();
            let Some(n) = rest.bytes().position(|b| b == b'"' || b == b'\\' || b < 0x20) else {
                return self.bad("a string is not closed");
            };
            if keep {
                out.push_str(rest.get(..n).unwrap_or_default());
            }
            self.at += n;
            match rest.as_bytes().get(n) {
                Some(b'"') => {
                    self.at += 1;
                    return Ok(out);
                }
                Some(b'\\') => {
                    let c = self.escape()?;
                    if keep {
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::json::compact;

    fn read(text: &str) -> Result<String, Bad> {
        let mut parser = Parser::new(text, 0);
        let node = parser.value(true)?;
        if parser.peek().is_some() {
            return Err(Bad { at: parser.at(), reason: "more follows" });
        }
        let mut out = String::new();
        compact(&node, &mut out);
        Ok(out)
    }

    #[test]
    fn it_agrees_with_a_general_reader() {
        for text in [
            "null",
            " [1, -2.5e+3, true ,false,null] ",
            "{\"a\":{\"b\":[]},\"c\":\"\\u00e9\\ud83d\\ude00\\n\\\"\\/\"}",
            "[",
            "{\"a\" 1}",
            "01",
            "1.",
            "[1,]",
            "\"\u{1}\"",
            "\"\\x\"",
            "nul",
            "",
            "{}x",
            "-",
            "1e",
            "{\"a\":1,}",
            "\"\\u12g4\"",
            "[[[]]]",
        ] {
            let theirs = serde_json::from_str::<serde_json::Value>(text);
            let ours = read(text);
            assert_eq!(theirs.is_ok(), ours.is_ok(), "{text}: {ours:?}");
            if let (Ok(theirs), Ok(ours)) = (theirs, ours) {
                assert_eq!(theirs, serde_json::from_str::<serde_json::Value>(&ours).unwrap(), "{text}");
            }
        }
    }

    #[test]
    fn wide_numbers_keep_every_digit_and_duplicates_are_noticed() {
        let mut parser = Parser::new("{\"a\":123456789012345678901234567890,\"b\":1,\"b\":2}", 0);
        let Node::Object(members) = parser.value(true).unwrap() else { panic!() };
        assert_eq!(members[0].1, Node::Number("123456789012345678901234567890".into()));
        assert_eq!(parser.duplicate.unwrap().1, "b");
    }

    #[test]
    fn depth_is_limited_without_using_the_stack_up() {
        assert!(read(&format!("{}{}", "[".repeat(127), "]".repeat(127))).is_ok());
        assert!(read(&"[".repeat(128)).is_err() && read(&"{\"a\":".repeat(1_000_000)).is_err());
    }
}

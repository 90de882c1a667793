//! Records of tree-shaped files: JSON documents and lines, YAML, XML.

pub mod document;
pub mod flat;
pub mod lines;
pub mod parsed;
pub mod place;

use crate::error::ImportError;
use crate::json::compact;
use crate::json::parse::Parser;
use crate::map::value::pair;
use crate::node::Node;

/// What came next.
#[derive(Debug, PartialEq, Eq)]
pub enum NextRecord {
    /// A record, in [`Records::record`].
    Record,
    /// Something that cannot be one.
    Reject {
        /// A diagnostic code.
        code: &'static str,
        /// What was found.
        reason: String,
    },
    /// Nothing more.
    End,
}

/// Records read one by one.
pub trait Records {
    /// Reads on.
    ///
    /// # Errors
    /// When the file cannot be read.
    fn next(&mut self) -> Result<NextRecord, ImportError>;
    /// The record that was read.
    fn record(&self) -> &Node;
    /// The record, given away.
    fn take(&mut self) -> Node;
    /// What it is called where it stands: its member name, or its position from 0.
    fn name(&self) -> &str;
    /// The path that leads to it in its document; empty when the record is the document, or a line.
    fn place(&self) -> String {
        String::new()
    }
    /// The number of the record or of what was rejected, from 1; the line, in a file of lines.
    fn number(&self) -> u64;
    /// Its text, as it stands in the file or as compact JSON.
    fn raw(&self) -> String;
    /// Bytes of the file read so far.
    fn done(&self) -> u64;
    /// SHA-256 of the whole file, once [`NextRecord::End`] was seen.
    ///
    /// # Errors
    /// When the file cannot be read.
    fn sha256(&mut self) -> Result<String, ImportError>;
    /// Whether all records stand in one document.
    fn one_document(&self) -> bool {
        false
    }
    /// The value at a path of the document that the record stands in.
    fn outside(&self, _path: &str) -> Option<Node> {
        None
    }
}

/// A record whose original is text under `_raw`, up to three deep.
pub(crate) fn unwrap_raw(mut node: Node) -> Node {
    for _ in 0..3 {
        let Some(Node::Text(inner)) = node.get("_raw") else { break };
        match object(inner) {
            Some(found) => node = found,
            None => break,
        }
    }
    node
}

/// A text that is one JSON object.
fn object(text: &str) -> Option<Node> {
    json(text).filter(|node| matches!(node, Node::Object(_)))
}

/// A text that is one JSON value, an object or an array.
fn json(text: &str) -> Option<Node> {
    let text = text.trim().trim_start_matches('\u{feff}');
    if !text.starts_with(['{', '[', '"']) {
        return None;
    }
    let mut parser = Parser::new(text, 0);
    let node = parser.value(true).ok()?;
    (parser.peek().is_none() && parser.duplicate.is_none()).then_some(node)
}

/// Reads texts inside a record that are themselves JSON, in place, up to three deep (a text of a text of a text).
pub(crate) fn embed(node: &mut Node, paths: &[String]) {
    for path in paths {
        let names: Vec<String> = crate::node::segments(path).map(std::borrow::Cow::into_owned).collect();
        embed_at(node, &names);
    }
}

fn embed_at(node: &mut Node, names: &[String]) {
    let Some((first, rest)) = names.split_first() else { return read_in_place(node) };
    match node {
        Node::Object(members) => members.iter_mut().filter(|(k, _)| first == "*" || k == first).for_each(|(_, v)| embed_at(v, rest)),
        Node::Array(items) => {
            let wanted = first.parse::<usize>().ok();
            items.iter_mut().enumerate().filter(|(i, _)| first == "*" || wanted == Some(*i)).for_each(|(_, v)| embed_at(v, rest));
        }
        _ => {}
    }
}

fn read_in_place(node: &mut Node) {
    for _ in 0..3 {
        let Node::Text(text) = node else { return };
        match json(text) {
            Some(found @ (Node::Object(_) | Node::Array(_) | Node::Text(_))) => *node = found,
            _ => return,
        }
    }
}

/// The value at a path, through texts that are themselves JSON.
pub(crate) fn follow(node: &Node, path: &str) -> Option<Node> {
    let mut here = node.clone();
    for name in crate::node::segments(path) {
        read_in_place(&mut here);
        here = here.at(&crate::node::escape(&name))?.clone();
    }
    Some(here)
}

/// An integer that does not fit 64 bits.
pub(crate) fn wide(number: &str) -> bool {
    number.bytes().all(|b| b.is_ascii_digit() || b == b'-') && number.parse::<i64>().is_err() && number.parse::<u64>().is_err()
}

/// A value as a cell: lists as `a;b`, objects of plain values as `key=value;..`, the rest as it is written.
pub(crate) fn cell(node: &Node) -> String {
    let plain = |n: &Node| matches!(n, Node::Text(_) | Node::Number(_) | Node::Bool(_));
    match node {
        Node::Null => String::new(),
        Node::Bool(_) | Node::Number(_) | Node::Text(_) => node.text().unwrap_or_default().into_owned(),
        Node::Array(items) if items.iter().all(|i| plain(i) && !matches!(i, Node::Text(t) if t.contains(';'))) => {
            items.iter().map(cell).collect::<Vec<_>>().join(";")
        }
        Node::Object(members) if members.iter().all(|(_, v)| plain(v)) => {
            members.iter().map(|(key, value)| pair(key, &cell(value))).collect::<Vec<_>>().join(";")
        }
        other => compacted(other),
    }
}

/// A value as compact JSON.
pub(crate) fn compacted(node: &Node) -> String {
    let mut out = String::new();
    compact(node, &mut out);
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_that_hold_json_are_read_in_place_three_deep() {
        let inner = r#"{"a":[1]}"#;
        let twice = serde_json::to_string(&serde_json::to_string(inner).unwrap()).unwrap();
        let mut node = Parser::new(&format!(r#"{{"p":{{"q":{twice}}},"r":"[not"}}"#), 0).value(true).unwrap();
        embed(&mut node, &["p/q".to_owned(), "r".to_owned(), "nowhere/x".to_owned()]);
        assert_eq!(node.text_at("p/q/a/0").as_deref(), Some("1"));
        assert_eq!(node.words_at("r"), Some("[not"));
        let unread = Parser::new(&format!(r#"{{"p":{{"q":{twice}}}}}"#), 0).value(true).unwrap();
        assert_eq!(follow(&unread, "p/q/a/0"), Some(Node::Number("1".into())));
        assert_eq!(follow(&unread, "p/q/b"), None);
    }
}

//! What was said to a model or by it: kept as a hash and, where it is text, as a number of words; never copied.

use crate::json::parse::Parser;
use crate::map::draft::Draft;
use crate::map::value::pair;
use crate::node::Node;
use crate::tree::compacted;
use countersign_core::digest::sha256_hex;

/// Says what a content was: the hash of the text as it stands, of a structure as compact JSON.
pub(super) fn hashed(draft: &mut Draft, content: &Node) {
    let text = match content {
        Node::Null => return,
        Node::Text(text) => text.clone(),
        other => compacted(other),
    };
    if !text.trim().is_empty() {
        draft.set("content_sha256", sha256_hex(text.as_bytes()));
    }
}

/// Says how many words a content has, when it holds text in a script that parts its words by spaces.
pub(super) fn sized(draft: &mut Draft, content: &Node) {
    let mut texts = Vec::new();
    match content {
        Node::Text(text) => match structure(text) {
            Some(node) => spoken(&node, &mut texts),
            None => texts.push(text.clone()),
        },
        node => spoken(node, &mut texts),
    }
    let unparted = |c: char| matches!(c, '\u{3040}'..='\u{30ff}' | '\u{3400}'..='\u{9fff}' | '\u{e00}'..='\u{eff}');
    let words: usize = texts.iter().map(|t| t.split_whitespace().count()).sum();
    if words > 0 && !texts.iter().any(|t| t.contains(unparted)) {
        draft.set("size", words.to_string()).set("unit", "word");
    }
}

/// A text that is JSON.
pub(super) fn structure(text: &str) -> Option<Node> {
    let text = text.trim();
    if !text.starts_with(['{', '[', '"']) {
        return None;
    }
    let mut parser = Parser::new(text, 0);
    let node = parser.value(true).ok()?;
    if parser.peek().is_some() {
        return None;
    }
    match node {
        // Some exporters write JSON as a text of JSON.
        Node::Text(inner) => structure(&inner),
        other => Some(other),
    }
}

/// The texts of a message in the shapes that model providers give it; calls of tools and reasoning are none.
fn spoken(node: &Node, into: &mut Vec<String>) {
    match node {
        Node::Array(items) => items.iter().for_each(|n| spoken(n, into)),
        Node::Object(_) => {
            let called = matches!(
                node.words_at("type"),
                Some("tool_use" | "function_call" | "tool_call" | "tool_result" | "reasoning" | "thinking")
            );
            let before = into.len();
            for name in ["text", "content", "parts", "output", "message", "choices", "completion", "raw"] {
                match node.get(name).filter(|_| !called && into.len() == before) {
                    Some(Node::Text(text)) if !text.trim().is_empty() => into.push(text.clone()),
                    Some(other) => spoken(other, into),
                    None => {}
                }
            }
        }
        _ => {}
    }
}

/// Details of an event, those that are there.
pub(super) fn details<T: AsRef<str>>(draft: &mut Draft, pairs: &[(&str, Option<T>)]) {
    let there = pairs.iter().filter_map(|(name, text)| text.as_ref().map(|t| (*name, t.as_ref().trim())).filter(|(_, t)| !t.is_empty()));
    draft.set("details", there.map(|(name, text)| pair(name, text)).collect::<Vec<_>>().join(";"));
}

#[cfg(test)]
mod tests {
    use super::*;
    use countersign_core::Table;

    fn size(text: &str) -> Option<String> {
        let mut draft = Draft::new(Table::Events, "", false);
        sized(&mut draft, &Node::Text(text.to_owned()));
        draft.get("size").map(str::to_owned)
    }

    #[test]
    fn only_what_was_said_is_counted() {
        assert_eq!(size("two words").as_deref(), Some("2"));
        assert_eq!(
            size(r#"{"role":"assistant","content":[{"type":"text","text":"a b c"},{"type":"tool_use","name":"x","input":{}}]}"#).as_deref(),
            Some("3")
        );
        assert_eq!(size(r#"[{"role":"assistant","parts":[{"type":"text","content":"one"}]}]"#).as_deref(), Some("1"));
        assert_eq!(size(r#"{"id":"r","text":{"format":"plain"},"output":[{"type":"message","content":[{"type":"output_text","text":"a b"}]},{"type":"function_call","name":"f"}]}"#).as_deref(), Some("2"));
    }

    #[test]
    fn what_cannot_be_counted_has_no_size() {
        for text in ["", r#"{"role":"assistant","content":""}"#, r#"{"content":[{"type":"tool_use"}]}"#, "\u{5de5}\u{4f5c}"] {
            assert_eq!(size(text), None, "{text}");
        }
    }

    #[test]
    fn a_content_is_hashed_and_not_kept() {
        let mut draft = Draft::new(Table::Events, "", false);
        hashed(&mut draft, &Node::Text("abc".to_owned()));
        assert_eq!(draft.get("content_sha256"), Some("ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"));
        details(&mut draft, &[("model", Some("m;1")), ("origin", None), ("x", Some(" "))]);
        assert_eq!(draft.get("details"), Some("model=\"m;1\""));
    }
}

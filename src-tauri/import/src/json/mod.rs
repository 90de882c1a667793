//! JSON: a strict reader that notices what general ones pass over, and records from documents and lines.

pub mod outline;
pub mod parse;

/// A document may have this many bytes.
pub const DOCUMENT_LIMIT: u64 = 256 << 20;
/// A line of a JSON Lines file may have this many bytes.
pub const LINE_LIMIT: usize = 4 << 20;
/// Values may be nested this deep.
pub const DEPTH_LIMIT: usize = 128;

use crate::node::Node;

/// A node as compact JSON.
pub fn compact(node: &Node, out: &mut String) {
    let quote = |text: &str| serde_json::to_string(text).unwrap_or_default();
    match node {
        Node::Null => out.push_str("null"),
        Node::Bool(b) => out.push_str(if *b { "true" } else { "false" }),
        Node::Number(n) => out.push_str(n),
        Node::Text(t) => out.push_str(&quote(t)),
        Node::Array(items) => {
            out.push('[');
            for (i, item) in items.iter().enumerate() {
                if i > 0 {
                    out.push(',');
                }
                compact(item, out);
            }
            out.push(']');
        }
        Node::Object(members) => {
            out.push('{');
            for (i, (key, value)) in members.iter().enumerate() {
                if i > 0 {
                    out.push(',');
                }
                out.push_str(&quote(key));
                out.push(':');
                compact(value, out);
            }
            out.push('}');
        }
    }
}

/// The line and column (from 1) of a byte offset.
pub fn place(text: &str, at: usize) -> (usize, usize) {
    let before = text.get(..at).unwrap_or(text);
    (before.matches('\n').count() + 1, before.rsplit('\n').next().map_or(0, |l| l.chars().count()) + 1)
}

//! Builds values from the scanner's events, without the call stack: depth, values and text have limits, so have aliases.

use super::scalar::{merges, resolve};
use super::{NODE_LIMIT, TEXT_LIMIT};
use crate::json::{DEPTH_LIMIT, compact};
use crate::node::Node;
use saphyr_parser::{Event, ScalarStyle};
use std::collections::{HashMap, HashSet};

pub const TOO_DEEP: &str = "values are nested deeper than 127";

/// What a value amounts to.
#[derive(Clone, Copy, Default)]
struct Weight {
    nodes: usize,
    bytes: usize,
    /// Mappings and sequences inside each other.
    height: usize,
}

/// What has been used of the limits.
#[derive(Default)]
struct Spent {
    nodes: usize,
    bytes: usize,
}

impl Spent {
    fn add(&mut self, weight: Weight) -> bool {
        self.nodes += weight.nodes;
        self.bytes += weight.bytes;
        self.nodes <= NODE_LIMIT && self.bytes <= TEXT_LIMIT
    }
}

/// A member of a mapping that is being read.
struct Member {
    key: String,
    merge: bool,
    value: Node,
}

enum Holds {
    Items(Vec<Node>),
    Members { members: Vec<Member>, key: Option<(String, bool)>, seen: HashSet<String> },
}

/// A sequence or mapping that is being read.
struct Open {
    holds: Holds,
    anchor: usize,
    weight: Weight,
    line: usize,
}

/// Takes events and holds what they amount to.
#[derive(Default)]
pub struct Builder {
    open: Vec<Open>,
    root: Option<Node>,
    anchors: HashMap<usize, (Node, Weight)>,
    duplicate: Option<(u64, String)>,
    spent: Spent,
    /// What the copies that anchors hold amount to.
    copies: Spent,
}

impl Builder {
    /// Starts a document: anchors of the one before are gone.
    pub fn start(&mut self) {
        self.open.clear();
        self.anchors.clear();
        self.copies = Spent::default();
    }

    /// Ends a document: its value, unless it is empty, and its first key that stands twice.
    pub fn finish(&mut self) -> (Option<Node>, Option<(u64, String)>) {
        (self.root.take(), self.duplicate.take())
    }

    /// Takes an event inside a document.
    ///
    /// # Errors
    /// What the document asks for that it does not get.
    pub fn take(&mut self, event: Event<'_>, line: usize) -> Result<(), &'static str> {
        match event {
            Event::Scalar(text, style, anchor, tag) => {
                let tag = tag.as_deref();
                if self.open.is_empty() && anchor == 0 && tag.is_none() && style == ScalarStyle::Plain && text.is_empty() {
                    return Ok(());
                }
                let weight = Weight { nodes: 1, bytes: text.len(), height: 0 };
                self.spend(weight)?;
                let node = resolve(&text, style, tag);
                self.keep(anchor, &node, weight)?;
                match self.wants_key() {
                    // A key is kept as it is written.
                    true => self.key(text.to_string(), merges(&text, style, tag), weight, line),
                    false => self.place(node, weight, line),
                }
            }
            Event::Alias(anchor) => {
                let Some((node, weight)) = self.anchors.get(&anchor) else {
                    let inside = self.open.iter().any(|o| o.anchor == anchor);
                    return Err(if inside {
                        "an alias leads back to itself"
                    } else {
                        "an alias names an anchor that no earlier line sets"
                    });
                };
                let weight = *weight;
                if self.open.len() + weight.height >= DEPTH_LIMIT {
                    return Err(TOO_DEEP);
                }
                if !self.spent.add(weight) {
                    return Err("aliases make more of this file than 1,000,000 values or 64 MB of text");
                }
                let node = node.clone();
                self.place(node, weight, line)
            }
            Event::SequenceStart(anchor, _) => self.enter(Holds::Items(Vec::new()), anchor, line),
            Event::MappingStart(anchor, _) => {
                self.enter(Holds::Members { members: Vec::new(), key: None, seen: HashSet::new() }, anchor, line)
            }
            Event::SequenceEnd | Event::MappingEnd => self.leave(),
            Event::Nothing | Event::StreamStart | Event::StreamEnd | Event::DocumentStart(_) | Event::DocumentEnd => Ok(()),
        }
    }

    fn spend(&mut self, weight: Weight) -> Result<(), &'static str> {
        if self.spent.add(weight) { Ok(()) } else { Err("the file holds more than 1,000,000 values or 64 MB of text") }
    }

    /// Keeps a copy for aliases.
    fn keep(&mut self, anchor: usize, node: &Node, weight: Weight) -> Result<(), &'static str> {
        if anchor == 0 {
            return Ok(());
        }
        if !self.copies.add(weight) {
            return Err("what the anchors name amounts to more than 1,000,000 values or 64 MB of text");
        }
        self.anchors.insert(anchor, (node.clone(), weight));
        Ok(())
    }

    fn enter(&mut self, holds: Holds, anchor: usize, line: usize) -> Result<(), &'static str> {
        let weight = Weight { nodes: 1, bytes: 0, height: 1 };
        self.spend(weight)?;
        self.open.push(Open { holds, anchor, weight, line });
        if self.open.len() >= DEPTH_LIMIT { Err(TOO_DEEP) } else { Ok(()) }
    }

    fn leave(&mut self) -> Result<(), &'static str> {
        let Some(Open { holds, anchor, weight, line }) = self.open.pop() else { return Ok(()) };
        let node = match holds {
            Holds::Items(items) => Node::Array(items),
            Holds::Members { members, .. } => Node::Object(merged(members)),
        };
        self.keep(anchor, &node, weight)?;
        self.place(node, weight, line)
    }

    /// Whether a key comes next.
    fn wants_key(&self) -> bool {
        matches!(self.open.last(), Some(Open { holds: Holds::Members { key: None, .. }, .. }))
    }

    /// Puts a value where it belongs.
    fn place(&mut self, node: Node, weight: Weight, line: usize) -> Result<(), &'static str> {
        if self.wants_key() {
            let text = match node {
                Node::Text(text) => text,
                other => {
                    let mut out = String::new();
                    compact(&other, &mut out);
                    out
                }
            };
            return self.key(text, false, weight, line);
        }
        let Some(open) = self.open.last_mut() else {
            self.root = Some(node);
            return Ok(());
        };
        open.grow(weight);
        match &mut open.holds {
            Holds::Items(items) => items.push(node),
            Holds::Members { members, key, .. } => {
                let (key, merge) = key.take().unwrap_or_default();
                members.push(Member { key, merge, value: node });
            }
        }
        Ok(())
    }

    fn key(&mut self, text: String, merge: bool, weight: Weight, line: usize) -> Result<(), &'static str> {
        let Some(open) = self.open.last_mut() else { return Ok(()) };
        open.grow(weight);
        let Holds::Members { members, key, seen } = &mut open.holds else { return Ok(()) };
        // Small mappings, which most are, are searched directly.
        if members.len() == 32 {
            seen.extend(members.iter().map(|m| m.key.clone()));
        }
        let twice = if members.len() < 32 { members.iter().any(|m| m.key == text) } else { !seen.insert(text.clone()) };
        if twice && self.duplicate.is_none() {
            self.duplicate = Some((line as u64, text.clone()));
        }
        *key = Some((text, merge));
        Ok(())
    }
}

impl Open {
    fn grow(&mut self, inner: Weight) {
        self.weight.nodes += inner.nodes;
        self.weight.bytes += inner.bytes;
        self.weight.height = self.weight.height.max(inner.height + 1);
    }
}

/// A mapping's members, with what `<<` brings in its place: keys that the mapping has itself stay, and of several sources the first one counts.
fn merged(members: Vec<Member>) -> Vec<(String, Node)> {
    if !members.iter().any(|m| m.merge) {
        return members.into_iter().map(|m| (m.key, m.value)).collect();
    }
    let mut own: HashSet<String> = members.iter().filter(|m| !m.merge).map(|m| m.key.clone()).collect();
    let mut out = Vec::new();
    for Member { key, merge, value } in members {
        let sources = match value {
            Node::Object(source) if merge => vec![source],
            Node::Array(items) if merge && items.iter().all(|i| matches!(i, Node::Object(_))) => {
                items.into_iter().map(|i| if let Node::Object(source) = i { source } else { Vec::new() }).collect()
            }
            // Nothing to merge: an ordinary member with an odd name.
            value => {
                out.push((key, value));
                continue;
            }
        };
        for (key, value) in sources.into_iter().flatten() {
            if own.insert(key.clone()) {
                out.push((key, value));
            }
        }
    }
    out
}

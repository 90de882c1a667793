//! XML documents (checklists, OSCAL) as [`Node`]s.
//!
//! An element is an object: its attributes as `@name`, its child elements by name, repeated ones as an array in the place of the first, its text
//! as `#text`. An element that has only text is that text. Names are local ones, without their prefix; the namespaces that the outermost
//! element declares are kept as its attributes. Comments and processing instructions say nothing.

use crate::json::{DEPTH_LIMIT, place};
use crate::node::Node;
use quick_xml::errors::{Error, IllFormedError, SyntaxError};
use quick_xml::escape::EscapeError;
use quick_xml::events::{BytesRef, BytesStart, Event};
use quick_xml::{Reader, XmlVersion};
use std::collections::{HashMap, HashSet};

/// A document may have this many bytes.
pub const TEXT_LIMIT: usize = 64 << 20;
/// A document may have this many elements and attributes together.
pub const NODE_LIMIT: usize = 1_000_000;

/// Why a text cannot be read as XML, and where.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BadXml {
    /// The line, from 1.
    pub line: u64,
    /// The column, from 1, in characters.
    pub column: u64,
    /// What is wrong there.
    pub reason: String,
}

const OWN_ENTITIES: &str = "the file declares entities of its own";

/// An element that is being read.
#[derive(Default)]
struct Open {
    name: String,
    members: Vec<(String, Node)>,
    /// Where in `members` a child's name is, and whether it is repeated.
    slots: HashMap<String, (usize, bool)>,
    text: String,
}

impl Open {
    fn child(&mut self, name: String, node: Node) {
        let slot = self.slots.get_mut(&name);
        match slot.and_then(|(at, many)| Some((self.members.get_mut(*at)?, std::mem::replace(many, true)))) {
            None => {
                self.slots.insert(name.clone(), (self.members.len(), false));
                self.members.push((name, node));
            }
            Some(((_, Node::Array(items)), true)) => items.push(node),
            Some(((_, held), _)) => {
                let first = std::mem::replace(held, Node::Null);
                *held = Node::Array(vec![first, node]);
            }
        }
    }

    /// Text on both sides of a child is not one word.
    fn apart(&mut self) {
        if self.text.ends_with(|c: char| !c.is_whitespace()) {
            self.text.push(' ');
        }
    }

    fn close(mut self) -> (String, Node) {
        if self.members.is_empty() {
            return (self.name, Node::Text(self.text));
        }
        let text = self.text.trim();
        if !text.is_empty() {
            self.members.push(("#text".to_owned(), Node::Text(text.to_owned())));
        }
        (self.name, Node::Object(self.members))
    }
}

/// Reads a document: the name of its outermost element, and what that holds.
///
/// # Errors
/// Where the text is not XML, or asks for more than the limits allow.
pub fn document(text: &str) -> Result<(String, Node), BadXml> {
    let bad = |at: usize, reason: &str| {
        let (line, column) = place(text, at);
        BadXml { line: line as u64, column: column as u64, reason: reason.to_owned() }
    };
    if text.len() > TEXT_LIMIT {
        return Err(bad(0, "the document is larger than 64 MB"));
    }
    if let Some(at) = text.find('\0') {
        return Err(bad(at, "the text holds a NUL character"));
    }
    let mut reader = Reader::from_str(text);
    let mut builder = Builder::default();
    loop {
        let at = reader.buffer_position() as usize;
        let event = reader.read_event().map_err(|error| bad(reader.error_position() as usize, reason(&error)))?;
        if matches!(event, Event::Eof) {
            return builder
                .root
                .filter(|_| builder.open.is_empty())
                .ok_or_else(|| bad(text.len(), "an element is not closed, or there is none"));
        }
        builder.take(event).map_err(|reason| bad(at, reason))?;
    }
}

/// Takes events and holds what they amount to.
#[derive(Default)]
struct Builder {
    open: Vec<Open>,
    root: Option<(String, Node)>,
    nodes: usize,
}

impl Builder {
    fn take(&mut self, event: Event<'_>) -> Result<(), &'static str> {
        match event {
            Event::Start(start) => self.start(&start)?,
            Event::Empty(start) => {
                self.start(&start)?;
                self.end();
            }
            Event::End(_) => self.end(),
            Event::Text(text) => self.text(&text.xml10_content())?,
            Event::CData(text) => self.text(&text.xml10_content())?,
            Event::GeneralRef(reference) => self.text(resolved(&reference)?.encode_utf8(&mut [0; 4]))?,
            Event::DocType(_) => return Err(OWN_ENTITIES),
            Event::Comment(_) | Event::Decl(_) | Event::PI(_) | Event::Eof => {}
        }
        Ok(())
    }

    fn start(&mut self, start: &BytesStart<'_>) -> Result<(), &'static str> {
        if self.root.is_some() {
            return Err("a second element follows the outermost one");
        }
        if self.open.len() + 1 >= DEPTH_LIMIT {
            return Err("elements are nested deeper than 127");
        }
        let outermost = self.open.is_empty();
        let mut element = Open { name: start.local_name().as_ref().to_owned(), ..Open::default() };
        // Names that stand twice are looked for here: the reader's own way takes a time that grows with their square.
        let attributes = start.attributes().with_checks(false).collect::<Result<Vec<_>, _>>();
        let attributes = attributes.map_err(|_| "an attribute is not written as `name=\"value\"`")?;
        let whole_names: HashSet<&str> = attributes.iter().map(|a| a.key.as_ref()).collect();
        if whole_names.len() < attributes.len() {
            return Err("an attribute stands twice");
        }
        for attribute in &attributes {
            let whole = attribute.key.as_ref();
            let declares = attribute.key.as_namespace_binding().is_some();
            if declares && !outermost {
                continue;
            }
            let value = attribute.normalized_value(XmlVersion::Implicit1_0).map_err(|error| match error {
                Error::Escape(EscapeError::UnrecognizedEntity(..)) => OWN_ENTITIES,
                _ => "a reference in an attribute names no character",
            })?;
            let bare = attribute.key.local_name();
            let local = format!("@{}", bare.as_ref());
            // Two attributes of one local name: the one with a prefix keeps it.
            let prefixed = attribute.key.prefix().is_some();
            let taken = prefixed && (whole_names.contains(bare.as_ref()) || element.slots.contains_key(&local));
            let name = if declares || taken { format!("@{whole}") } else { local };
            element.slots.insert(name.clone(), (element.members.len(), false));
            element.members.push((name, Node::Text(value.into_owned())));
        }
        self.nodes += attributes.len();
        self.nodes += 1;
        if self.nodes > NODE_LIMIT {
            return Err("the document holds more than 1,000,000 elements and attributes");
        }
        if let Some(parent) = self.open.last_mut() {
            parent.apart();
        }
        self.open.push(element);
        Ok(())
    }

    fn end(&mut self) {
        let Some((name, node)) = self.open.pop().map(Open::close) else { return };
        match self.open.last_mut() {
            Some(parent) => parent.child(name, node),
            None => self.root = Some((name, node)),
        }
    }

    fn text(&mut self, text: &str) -> Result<(), &'static str> {
        match self.open.last_mut() {
            Some(element) => element.text.push_str(text),
            None if text.trim_start_matches('\u{feff}').trim().is_empty() => {}
            None => return Err("text stands outside the outermost element"),
        }
        Ok(())
    }
}

fn resolved(reference: &BytesRef<'_>) -> Result<char, &'static str> {
    match reference.resolve_char_ref() {
        Ok(Some(c)) => Ok(c),
        Ok(None) => match &**reference {
            "lt" => Ok('<'),
            "gt" => Ok('>'),
            "amp" => Ok('&'),
            "apos" => Ok('\''),
            "quot" => Ok('"'),
            _ => Err(OWN_ENTITIES),
        },
        Err(_) => Err("no character has this number"),
    }
}

/// What the reader says, in plain words; names from the file are not repeated.
fn reason(error: &Error) -> &'static str {
    match error {
        Error::IllFormed(IllFormedError::MismatchedEndTag { .. } | IllFormedError::UnmatchedEndTag(_)) => {
            "an end tag closes another element"
        }
        Error::IllFormed(IllFormedError::MissingEndTag(_)) => "an element is not closed",
        Error::IllFormed(IllFormedError::UnclosedReference) => "an `&` starts no reference: it is written `&amp;`",
        Error::Syntax(SyntaxError::UnclosedComment) => "a comment is not closed",
        Error::Syntax(SyntaxError::UnclosedCData) => "a CDATA section is not closed",
        Error::Syntax(SyntaxError::UnclosedDoctype) => OWN_ENTITIES,
        Error::Syntax(_) => "a tag is not closed",
        _ => "this is not XML",
    }
}

#[cfg(test)]
mod tests;

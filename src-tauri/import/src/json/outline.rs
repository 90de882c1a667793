//! Where the records of a JSON document are: an array, arrays under table names, one wrapped array, or one object.

use super::parse::{Bad, Parser};
use crate::node::Node;
use crate::text::snake;
use countersign_core::tables::Table;
use std::collections::HashSet;

/// One run of records in a document.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Part {
    /// The member of the outermost object that holds them.
    pub name: Option<String>,
    /// Whether that member is one of our tables by its name.
    pub ours: bool,
    /// Whether it is one object instead of an array.
    pub single: bool,
    /// The keys of its first records.
    pub keys: Vec<String>,
}

/// What a document holds.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Outline {
    /// Its runs of records.
    pub parts: Vec<Part>,
    /// Members of the outermost object that hold none.
    pub others: Vec<String>,
}

/// Names under which exports wrap their records.
pub const WRAPPERS: &[&str] = &["records", "value", "findings", "entries", "items", "data", "results", "rows", "events"];

/// Records looked at for their keys.
const SAMPLE: usize = 200;

/// Checks the whole document and finds its records.
///
/// # Errors
/// Where the text is not JSON.
pub fn outline(text: &str) -> Result<Outline, Bad> {
    let mut parser = Parser::new(text, 0);
    let mut out = Outline::default();
    match parser.peek() {
        Some(b'[') => {
            let at = parser.at();
            parser.value(false)?;
            out.parts.push(Part { name: None, ours: false, single: false, keys: keys(text, at)? });
        }
        Some(b'{') => object(text, &mut parser, &mut out)?,
        _ => return Err(Bad { at: parser.at(), reason: "neither an object nor an array" }),
    }
    if parser.peek().is_some() {
        return Err(Bad { at: parser.at(), reason: "something follows the end of the document" });
    }
    Ok(out)
}

fn object(text: &str, parser: &mut Parser<'_>, out: &mut Outline) -> Result<(), Bad> {
    parser.eat(b'{');
    let mut arrays = Vec::new();
    let mut members = Vec::new();
    let mut nests = false;
    let is_table = |name: &str| snake(name).parse::<Table>().is_ok();
    let mut seen = HashSet::new();
    if !parser.eat(b'}') {
        loop {
            let key_at = parser.at();
            let key = parser.key(true)?;
            if !seen.insert(key.clone()) {
                return Err(Bad { at: key_at, reason: "the outermost object has a key twice" });
            }
            let first = parser.peek();
            let is_array = first == Some(b'[');
            nests |= !is_table(&key) && matches!(first, Some(b'[' | b'{'));
            let at = parser.at();
            parser.value(false)?;
            if is_array && holds_objects(text, at) {
                arrays.push((key.clone(), at));
            }
            members.push(key);
            if parser.eat(b'}') {
                break;
            }
            if !parser.eat(b',') {
                return Err(Bad { at: parser.at(), reason: "`,` or `}` is missing" });
            }
        }
    }
    let is_wrapper = |name: &str| WRAPPERS.contains(&name.to_ascii_lowercase().as_str());
    // A document of ours holds tables and plain values beside them; one that nests other things only uses a word of ours.
    let mut chosen: Vec<(String, usize)> = if nests { Vec::new() } else { arrays.iter().filter(|(n, _)| is_table(n)).cloned().collect() };
    let ours = !chosen.is_empty();
    if !ours {
        chosen = match arrays.as_slice() {
            [one] if is_wrapper(&one.0) || members.len() <= 4 => vec![one.clone()],
            more => more.iter().find(|(n, _)| is_wrapper(n)).cloned().into_iter().collect(),
        };
    }
    if chosen.is_empty() {
        out.parts.push(Part { name: None, ours: false, single: true, keys: members });
        return Ok(());
    }
    members.retain(|m| !chosen.iter().any(|(n, _)| n == m));
    out.others = members;
    for (name, at) in chosen {
        out.parts.push(Part { name: Some(name), ours, single: false, keys: keys(text, at)? });
    }
    Ok(())
}

/// Whether an array that is known to be valid is empty or starts with an object.
fn holds_objects(text: &str, at: usize) -> bool {
    let mut parser = Parser::new(text, at);
    parser.eat(b'[');
    matches!(parser.peek(), Some(b'{' | b']'))
}

fn keys(text: &str, at: usize) -> Result<Vec<String>, Bad> {
    let mut parser = Parser::new(text, at);
    let mut keys = Vec::new();
    parser.eat(b'[');
    for _ in 0..SAMPLE {
        if parser.peek() == Some(b']') {
            break;
        }
        if let Node::Object(members) = crate::tree::unwrap_raw(parser.value(true)?) {
            for (key, _) in members {
                if !keys.contains(&key) {
                    keys.push(key);
                }
            }
        }
        if !parser.eat(b',') {
            break;
        }
    }
    Ok(keys)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn records_are_found_wherever_exports_put_them() {
        for (text, names) in [
            ("[{\"a\":1}]", vec![None]),
            ("{\"Records\":[{\"a\":1}],\"next\":null}", vec![Some("Records")]),
            ("{\"value\":[{\"a\":1}]}", vec![Some("value")]),
            ("{\"tools\":[{\"a\":1}],\"zones\":[],\"version\":1}", vec![Some("tools"), Some("zones")]),
            ("{\"id\":\"x\",\"name\":\"y\",\"tags\":[\"a\"]}", vec![None]),
        ] {
            let found = outline(text).unwrap();
            assert_eq!(found.parts.iter().map(|p| p.name.as_deref()).collect::<Vec<_>>(), names, "{text}");
        }
        assert_eq!(outline("{\"tools\":[],\"version\":1}").unwrap().others, ["version"]);
        assert!(outline("[1").is_err() && outline("[] []").is_err() && outline("{\"a\":1,\"a\":2}").is_err());
    }
}

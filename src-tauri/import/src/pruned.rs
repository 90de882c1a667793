//! Looks into large JSON documents without holding them: a thinned copy to recognise them by, and where the values of a path start.

use crate::json::parse::{Bad, Parser};
use crate::node::{Node, escape, segments};

/// Elements that are kept of an array.
const ELEMENTS: usize = 8;
/// Members that are kept of an object.
const MEMBERS: usize = 2_000;
/// Bytes that are kept of a text, a name or a number.
const TEXT: usize = 300;
/// Bytes that are kept of a text that may be JSON itself, so that a wrapped record is still recognised.
const WRAPPED: usize = 1 << 16;
/// Values that are kept of a document.
const NODES: usize = 50_000;
/// Places that [`locate`] finds.
pub const LOCATED: usize = 1_000_000;

fn parser(text: &str, relaxed: bool) -> Parser<'_> {
    if relaxed { Parser::relaxed(text, 0) } else { Parser::new(text, 0) }
}

/// Checks the whole document and keeps little of it: of every array the first 8 elements, of every object the first 2,000 members, of texts,
/// names and numbers the first 300 bytes (64 KB of a text that may be JSON itself), and no more than 50,000 values in all.
///
/// # Errors
/// Where the text is not JSON.
pub fn prune(text: &str, relaxed: bool) -> Result<Node, Bad> {
    let mut parser = parser(text, relaxed);
    let mut left = NODES;
    let node = thinned(&mut parser, &mut left)?.unwrap_or(Node::Null);
    parser.end()?;
    Ok(node)
}

/// A value, thinned; nothing once enough is kept.
fn thinned(parser: &mut Parser<'_>, left: &mut usize) -> Result<Option<Node>, Bad> {
    let first = parser.peek();
    let Some(rest) = left.checked_sub(1) else {
        parser.value(false)?;
        return Ok(None);
    };
    *left = rest;
    Ok(Some(match first {
        Some(b'"') => Node::Text(text(parser, left)?),
        Some(b'[') => parser.nested(|p| array(p, left))?,
        Some(b'{') => parser.nested(|p| object(p, left))?,
        Some(b'-' | b'0'..=b'9') => parser.number(TEXT)?,
        _ => parser.value(true)?,
    }))
}

/// A text; one that is kept longer counts as the many values it holds.
fn text(parser: &mut Parser<'_>, left: &mut usize) -> Result<String, Bad> {
    let mut text = parser.string(WRAPPED)?;
    if !text.trim_start().starts_with(['{', '[', '"']) {
        let end = (0..=TEXT.min(text.len())).rev().find(|i| text.is_char_boundary(*i)).unwrap_or(0);
        text.truncate(end);
    }
    *left = left.saturating_sub(text.len() / TEXT);
    Ok(text)
}

fn array(parser: &mut Parser<'_>, left: &mut usize) -> Result<Node, Bad> {
    let mut items = Vec::new();
    let mut first = true;
    while parser.more(b']', first)? {
        first = false;
        if items.len() < ELEMENTS {
            items.extend(thinned(parser, left)?);
        } else {
            parser.value(false)?;
        }
    }
    Ok(Node::Array(items))
}

fn object(parser: &mut Parser<'_>, left: &mut usize) -> Result<Node, Bad> {
    let mut members = Vec::new();
    let mut first = true;
    while parser.more(b'}', first)? {
        first = false;
        if members.len() < MEMBERS && *left > 0 {
            let key = parser.short_key(TEXT)?;
            members.extend(thinned(parser, left)?.map(|value| (key, value)));
        } else {
            parser.key(false)?;
            parser.value(false)?;
        }
    }
    Ok(Node::Object(members))
}

/// Where the values start that a path leads to (byte offsets), each with its path without `*`, in file order. Of a key that stands twice the
/// first counts, as it does in [`Node::all`]. The document is one that [`prune`] has passed; in another, what comes after the bad place is not
/// found. No more than [`LOCATED`] places: [`each`] has no limit.
pub fn locate(text: &str, path: &str, relaxed: bool) -> Vec<(String, usize)> {
    let mut found = Vec::new();
    each(text, path, relaxed, &mut |at, offset| {
        found.push((at.to_owned(), offset));
        found.len() < LOCATED
    });
    found
}

/// Hands over the path and byte offset of every value that a path leads to, one after the other, for as long as `take` wants more.
pub fn each(text: &str, path: &str, relaxed: bool, take: &mut dyn FnMut(&str, usize) -> bool) {
    let names: Vec<_> = segments(path).collect();
    let names: Vec<&str> = names.iter().map(AsRef::as_ref).collect();
    // A bad place ends the walk, as having found all does.
    let _ended = walk(&mut parser(text, relaxed), &names, &mut String::new(), false, take);
}

/// The value at a path (the first one, when `*` is in it), read whole.
pub fn value_at(text: &str, path: &str, relaxed: bool) -> Option<Node> {
    let mut offset = None;
    each(text, path, relaxed, &mut |_, at| {
        offset = Some(at);
        false
    });
    let mut parser = if relaxed { Parser::relaxed(text, offset?) } else { Parser::new(text, offset?) };
    parser.value(true).ok()
}

/// Looks at the next value, which `at` leads to; `again` when more can follow behind it. Says whether to go on.
fn walk(
    parser: &mut Parser<'_>,
    names: &[&str],
    at: &mut String,
    again: bool,
    take: &mut dyn FnMut(&str, usize) -> bool,
) -> Result<bool, Bad> {
    let next = parser.peek();
    let Some((name, inner)) = names.split_first() else {
        let wanted = next.is_some() && take(at, parser.at()) && again;
        if wanted {
            parser.value(false)?;
        }
        return Ok(wanted);
    };
    let close = match next {
        Some(b'[') => b']',
        Some(b'{') => b'}',
        _ => return parser.value(false).map(|_| again),
    };
    let (star, place, length) = (*name == "*", name.parse::<usize>().ok(), at.len());
    parser.nested(|parser| {
        let (mut index, mut met) = (0, false);
        while parser.more(close, index == 0)? {
            let key = if close == b'}' { Some(parser.key(true)?) } else { None };
            let here = star || (!met && key.as_ref().map_or(place == Some(index), |k| k == name));
            let go_on = if here {
                met = true;
                if length > 0 {
                    at.push('/');
                }
                match key {
                    Some(key) => at.push_str(&escape(&key)),
                    None if star => at.push_str(&index.to_string()),
                    None => at.push_str(&escape(name)),
                }
                let go_on = walk(parser, inner, at, again || star, take)?;
                at.truncate(length);
                go_on
            } else {
                parser.value(false)?;
                true
            };
            if !go_on {
                return Ok(false);
            }
            index += 1;
        }
        Ok(again)
    })
}

#[cfg(test)]
mod tests;

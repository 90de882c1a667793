//! A value of a tree-shaped file (JSON, YAML, XML), and the paths that lead to values inside it.
//!
//! A path is a list of member names or positions with `/` between: `userIdentity/arn`, `jobs/build/steps/0/uses`. Inside a name, `~1` is a
//! slash and `~0` a tilde, as in a JSON pointer. `*` stands for every member or element.

use std::borrow::Cow;

/// A value. Numbers are kept as written, members in file order.
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
    /// An object.
    Object(Vec<(String, Node)>),
}

impl Node {
    /// A member of an object.
    pub fn get(&self, name: &str) -> Option<&Node> {
        self.members().iter().find(|(key, _)| key == name).map(|(_, value)| value)
    }

    /// The value at a path without `*`; the empty path is the value itself.
    pub fn at(&self, path: &str) -> Option<&Node> {
        segments(path).try_fold(self, |node, name| match node {
            Node::Object(_) => node.get(&name),
            Node::Array(items) => items.get(name.parse::<usize>().ok()?),
            _ => None,
        })
    }

    /// The values at a path, each with the path that leads to it; `*` in the path stands for every member or element.
    pub fn all(&self, path: &str) -> Vec<(String, &Node)> {
        let mut found = vec![(String::new(), self)];
        for name in segments(path) {
            let mut next = Vec::new();
            for (at, node) in found {
                let join = |name: &str| if at.is_empty() { escape(name) } else { format!("{at}/{}", escape(name)) };
                match node {
                    Node::Object(members) if name == "*" => next.extend(members.iter().map(|(key, value)| (join(key), value))),
                    Node::Array(items) if name == "*" => {
                        next.extend(items.iter().enumerate().map(|(i, value)| (join(&i.to_string()), value)))
                    }
                    _ => next.extend(node.at(&escape(&name)).map(|value| (join(&name), value))),
                }
            }
            found = next;
        }
        found
    }

    /// A plain value as text; nothing for `null`, arrays and objects.
    pub fn text(&self) -> Option<Cow<'_, str>> {
        match self {
            Node::Bool(b) => Some(Cow::Borrowed(if *b { "true" } else { "false" })),
            Node::Number(text) | Node::Text(text) => Some(Cow::Borrowed(text)),
            Node::Null | Node::Array(_) | Node::Object(_) => None,
        }
    }

    /// A string that is not blank, trimmed.
    pub fn words(&self) -> Option<&str> {
        match self {
            Node::Text(text) => Some(text.trim()).filter(|t| !t.is_empty()),
            _ => None,
        }
    }

    /// The string at a path, trimmed and not blank.
    pub fn words_at(&self, path: &str) -> Option<&str> {
        self.at(path)?.words()
    }

    /// The plain value at a path as text, not blank.
    pub fn text_at(&self, path: &str) -> Option<Cow<'_, str>> {
        self.at(path)?.text().filter(|t| !t.trim().is_empty())
    }

    /// The elements of an array; none of anything else.
    pub fn items(&self) -> &[Node] {
        match self {
            Node::Array(items) => items,
            _ => &[],
        }
    }

    /// The elements of an array, or the value itself when it is no array and not `null`: exports write one element without brackets.
    pub fn one_or_many(&self) -> &[Node] {
        match self {
            Node::Array(items) => items,
            Node::Null => &[],
            other => std::slice::from_ref(other),
        }
    }

    /// The members of an object, in file order; none of anything else.
    pub fn members(&self) -> &[(String, Node)] {
        match self {
            Node::Object(members) => members,
            _ => &[],
        }
    }
}

/// The names of a path.
pub fn segments(path: &str) -> impl Iterator<Item = Cow<'_, str>> {
    let path = path.strip_prefix('/').unwrap_or(path);
    path.split('/')
        .filter(|s| !s.is_empty())
        .map(|name| if name.contains('~') { Cow::Owned(name.replace("~1", "/").replace("~0", "~")) } else { Cow::Borrowed(name) })
}

/// A name of a path as it stands in the file.
pub fn unescape(name: &str) -> String {
    name.replace("~1", "/").replace("~0", "~")
}

/// A name as it stands in a path.
pub fn escape(name: &str) -> String {
    name.replace('~', "~0").replace('/', "~1")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::json::parse::Parser;

    fn node(text: &str) -> Node {
        Parser::new(text, 0).value(true).unwrap()
    }

    #[test]
    fn paths_lead_through_objects_and_arrays() {
        let n = node(r#"{"a":{"b/c":[{"d":" x "},{"d":2}],"e":null}}"#);
        assert_eq!(n.words_at("a/b~1c/0/d"), Some("x"));
        assert_eq!(n.text_at("/a/b~1c/1/d").as_deref(), Some("2"));
        assert!(n.at("a/b~1c/2").is_none() && n.at("a/b~1c/x").is_none() && n.text_at("a/e").is_none());
        assert_eq!(n.at(""), Some(&n));
        let found: Vec<String> = n.all("a/b~1c/*/d").into_iter().map(|(at, _)| at).collect();
        assert_eq!(found, ["a/b~1c/0/d", "a/b~1c/1/d"]);
        assert!(n.all("a/*/nothing").is_empty());
        assert_eq!(n.all("a/*").len(), 2);
    }

    #[test]
    fn one_element_may_stand_without_brackets() {
        assert_eq!(node(r#"["a"]"#).one_or_many(), node(r#""a""#).one_or_many());
        assert!(node("null").one_or_many().is_empty());
    }
}

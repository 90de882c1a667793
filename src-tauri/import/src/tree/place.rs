//! Where the records of a document are.

use crate::json::outline::WRAPPERS;
use crate::node::Node;

/// Where records are: a path whose value is one record, or a list of them. The empty path is the document itself.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Place {
    /// The path, with `*` for every member or element.
    pub path: String,
}

impl Place {
    /// What the place is called among the sheets of a file: nothing when the records are the document itself.
    pub fn sheet(&self) -> Option<String> {
        Some(self.path.trim_start_matches('/').to_owned()).filter(|p| !p.is_empty())
    }
}

/// The places of a preset that are there; when none is, the outermost list, the list in a usual wrapper, or the document.
pub fn places(wanted: &[String], root: &Node) -> Vec<Place> {
    let there = wanted.iter().filter(|path| !root.all(path).is_empty());
    let found: Vec<Place> = there.map(|path| Place { path: path.trim_start_matches('/').to_owned() }).collect();
    if !found.is_empty() {
        return found;
    }
    let wrapped = root.members().iter().find(|(name, value)| {
        WRAPPERS.contains(&name.to_ascii_lowercase().as_str()) && value.items().first().is_some_and(|v| matches!(v, Node::Object(_)))
    });
    vec![Place { path: wrapped.map(|(name, _)| crate::node::escape(name)).unwrap_or_default() }]
}

/// A member on the way to a place that stands twice in its object: only the first of the two would be read.
pub fn twice(place: &Place, root: &Node) -> Option<String> {
    let mut here = vec![root];
    for name in crate::node::segments(&place.path) {
        let mut next = Vec::new();
        for node in here {
            if name == "*" {
                next.extend(node.items().iter().chain(node.members().iter().map(|(_, value)| value)));
                continue;
            }
            if node.members().iter().filter(|(key, _)| *key == name).count() > 1 {
                return Some(name.into_owned());
            }
            next.extend(node.at(&crate::node::escape(&name)));
        }
        here = next;
    }
    None
}

/// The records at a place of a document that is held, each with the path to it; a list gives its elements.
pub fn records<'n>(place: &Place, root: &'n Node) -> Vec<(String, &'n Node)> {
    let mut found = Vec::new();
    for (at, node) in root.all(&place.path) {
        match node {
            Node::Array(items) => {
                let inside = |i: usize| if at.is_empty() { i.to_string() } else { format!("{at}/{i}") };
                found.extend(items.iter().enumerate().map(|(i, item)| (inside(i), item)));
            }
            other => found.push((at, other)),
        }
    }
    found
}

//! OSCAL catalogs in JSON. Groups and controls may nest at any depth up to the JSON reader's own limit.

use super::assemble::{self, Element, Head};
use super::{BY_STATUS, Official, plain};
use countersign_core::catalog::Edition;
use serde::Deserialize;
use serde::de::{IgnoredAny, MapAccess, Visitor};
use std::fmt;

#[derive(Default, Deserialize)]
#[serde(default)]
struct Catalog {
    metadata: Metadata,
    groups: Vec<Node>,
    controls: Vec<Node>,
}

#[derive(Default, Deserialize)]
#[serde(default, rename_all = "kebab-case")]
struct Metadata {
    title: String,
    version: String,
    oscal_version: Option<String>,
}

/// A group or a control.
#[derive(Default, Deserialize)]
#[serde(default)]
struct Node {
    id: String,
    title: String,
    props: Vec<Prop>,
    links: Vec<Link>,
    parts: Vec<Part>,
    groups: Vec<Node>,
    controls: Vec<Node>,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct Prop {
    name: String,
    value: String,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct Link {
    href: String,
    rel: String,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct Part {
    name: String,
    props: Vec<Prop>,
    prose: String,
    parts: Vec<Part>,
}

/// What stands at the root.
enum Root {
    Catalog(Box<Catalog>),
    Other(String),
    Nothing,
}

impl<'de> Deserialize<'de> for Root {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_map(RootVisitor)
    }
}

struct RootVisitor;

impl<'de> Visitor<'de> for RootVisitor {
    type Value = Root;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an OSCAL document")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Root, A::Error> {
        let mut root = Root::Nothing;
        while let Some(key) = map.next_key::<String>()? {
            if key == "$schema" {
                map.next_value::<IgnoredAny>()?;
            } else if !matches!(root, Root::Nothing) {
                return Err(serde::de::Error::custom("an OSCAL document has one root"));
            } else if key == "catalog" {
                root = Root::Catalog(map.next_value()?);
            } else {
                map.next_value::<IgnoredAny>()?;
                root = Root::Other(key);
            }
        }
        Ok(root)
    }
}

/// Reads a catalog.
pub fn read(json: &[u8], edition: &Edition) -> Result<Official, String> {
    let root: Root = serde_json::from_slice(json).map_err(|e| format!("the JSON cannot be read: {}", plain::short(&e.to_string())))?;
    let catalog = match root {
        Root::Catalog(catalog) => *catalog,
        Root::Other(key) => return Err(format!("it holds an OSCAL `{}`, not a catalog; take the publisher's catalog", plain::short(&key))),
        Root::Nothing => return Err("it holds no OSCAL `catalog`".to_owned()),
    };
    let oscal_version = catalog.metadata.oscal_version.map(|v| plain::line(v.trim().trim_start_matches(['v', 'V'])));
    if let Some(version) = oscal_version.as_ref().filter(|v| !v.starts_with("1.")) {
        return Err(format!("it is written in OSCAL {}; versions 1.x are read", plain::short(version)));
    }
    let head =
        Head { format: "OSCAL JSON", title: catalog.metadata.title, version: catalog.metadata.version, oscal_version, marker: BY_STATUS };
    let mut elements = Vec::new();
    for node in catalog.groups.into_iter().chain(catalog.controls) {
        walk(node, &mut elements);
    }
    if elements.is_empty() {
        return Err("the catalog holds no groups or controls".to_owned());
    }
    assemble::official(head, elements, edition)
}

/// An element and all below it, in the order of the file. The JSON reader's depth limit bounds the recursion.
fn walk(node: Node, out: &mut Vec<Element>) {
    let labels: Vec<String> = all(&node.props, "label").map(str::to_owned).collect();
    let id = if node.id.is_empty() { labels.first().cloned().unwrap_or_default() } else { node.id };
    if !id.is_empty() {
        out.push(Element {
            labels,
            text: statement(&node.parts),
            sort: all(&node.props, "sort-id").next().map(str::to_owned),
            withdrawn: all(&node.props, "status").any(|v| v.eq_ignore_ascii_case("withdrawn")),
            targets: node.links.iter().filter(|l| successor(&l.rel)).map(|l| l.href.trim_start_matches('#').to_owned()).collect(),
            title: node.title,
            id,
        });
    }
    for child in node.groups.into_iter().chain(node.controls) {
        walk(child, out);
    }
}

fn all<'p>(props: &'p [Prop], name: &'p str) -> impl Iterator<Item = &'p str> {
    props.iter().filter(move |p| p.name == name).map(|p| p.value.trim())
}

/// NIST writes the relation with a hyphen in SP 800-53 and with an underscore in the CSF.
fn successor(rel: &str) -> bool {
    ["incorporated-into", "moved-to"].contains(&rel.replace('_', "-").as_str())
}

/// The parts named `statement`; for an element without any, those named `overview`, as NIST does for functions.
fn statement(parts: &[Part]) -> String {
    let named = |name: &str| {
        let mut lines = Vec::new();
        for part in parts.iter().filter(|p| p.name == name) {
            prose(part, &mut lines);
        }
        lines.join("\n")
    };
    let text = named("statement");
    if text.is_empty() { named("overview") } else { text }
}

/// A part's prose and its items, each on a line of its own after its label.
fn prose(part: &Part, lines: &mut Vec<String>) {
    if !part.prose.trim().is_empty() {
        let label = if part.name == "item" { all(&part.props, "label").next() } else { None };
        lines.push(label.map_or_else(|| part.prose.clone(), |l| format!("{l} {}", part.prose)));
    }
    for item in &part.parts {
        prose(item, lines);
    }
}

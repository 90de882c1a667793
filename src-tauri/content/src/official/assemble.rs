//! From a file's elements to an [`Official`]: our ids, live or withdrawn, texts and titles.

use super::names::Names;
use super::{BY_LIST, BY_NOTHING, Official, plain};
use countersign_core::catalog::Edition;
use std::collections::{BTreeMap, BTreeSet};

/// One element as a file has it.
#[derive(Debug, Default)]
pub struct Element {
    /// The publisher's id.
    pub id: String,
    /// Labels the publisher prints for it.
    pub labels: Vec<String>,
    /// Its title; may repeat the id.
    pub title: String,
    /// Its statement; empty when the file has none.
    pub text: String,
    /// The publisher's key of order.
    pub sort: Option<String>,
    /// Whether the file says that it is withdrawn.
    pub withdrawn: bool,
    /// Where it went, as the file says.
    pub targets: Vec<String>,
}

/// What a file says of itself.
pub struct Head {
    /// The format.
    pub format: &'static str,
    /// The title.
    pub title: String,
    /// The version.
    pub version: String,
    /// The OSCAL version.
    pub oscal_version: Option<String>,
    /// How this format marks what is withdrawn.
    pub marker: &'static str,
}

/// Puts elements together; refuses an id that is said to be two things.
pub fn official(head: Head, mut elements: Vec<Element>, edition: &Edition) -> Result<Official, String> {
    let names = Names::of(edition);
    let gone: BTreeSet<&str> = edition.withdrawn.iter().map(|w| w.id.as_str()).collect();
    let withdrawn_by = match (elements.iter().any(|e| e.withdrawn), gone.is_empty()) {
        (true, _) => head.marker,
        (false, false) => BY_LIST,
        (false, true) => BY_NOTHING,
    };
    if elements.iter().all(|e| e.sort.is_some()) {
        elements.sort_by(|a, b| a.sort.cmp(&b.sort));
    }
    let mut all: BTreeMap<String, Element> = BTreeMap::new();
    let mut order = Vec::with_capacity(elements.len());
    for mut element in elements {
        let known = std::iter::once(&element.id).chain(&element.labels).find_map(|name| names.ours(name));
        let id = known.map_or_else(|| plain::line(&element.id), str::to_owned);
        element.text = plain::text(&element.text);
        element.title = plain::line(&element.title);
        if withdrawn_by == BY_LIST {
            element.withdrawn = gone.contains(id.as_str());
        }
        match all.get_mut(&id) {
            None => {
                order.push(id.clone());
                all.insert(id, element);
            }
            Some(first) => merge(&id, first, element)?,
        }
    }
    let mut found = Official {
        format: head.format,
        title: plain::line(&head.title),
        version: plain::line(&head.version),
        oscal_version: head.oscal_version,
        texts: BTreeMap::new(),
        titles: BTreeMap::new(),
        live: BTreeSet::new(),
        order: Vec::new(),
        withdrawn: BTreeMap::new(),
        withdrawn_by,
    };
    for (id, element) in all {
        if element.withdrawn {
            let targets = element.targets.iter().map(|t| names.ours(t).map_or_else(|| plain::line(t), str::to_owned));
            found.withdrawn.insert(id, targets.collect());
            continue;
        }
        if !element.text.is_empty() {
            found.texts.insert(id.clone(), element.text);
        }
        let repeats_id = element.title == id || element.title == element.id || element.labels.contains(&element.title);
        if !element.title.is_empty() && !repeats_id {
            found.titles.insert(id.clone(), element.title);
        }
        found.live.insert(id);
    }
    found.order = order.into_iter().filter(|id| found.live.contains(id)).collect();
    Ok(found)
}

/// A file may name an element again (a function's closing row) but not say another thing of it.
fn merge(id: &str, first: &mut Element, again: Element) -> Result<(), String> {
    let differs = |a: &str, b: &str| !a.is_empty() && !b.is_empty() && a != b;
    if differs(&first.text, &again.text) || first.withdrawn && !again.withdrawn && !again.text.is_empty() {
        return Err(format!("{id} occurs twice with different statements"));
    }
    if first.text.is_empty() {
        first.text = again.text;
    }
    if first.title.is_empty() {
        first.title = again.title;
    }
    first.withdrawn |= again.withdrawn;
    first.targets.extend(again.targets);
    Ok(())
}

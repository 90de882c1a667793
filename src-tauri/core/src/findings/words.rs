//! The five elements of a finding as sentences, and the cells they rest on.

use super::Finding;
use crate::catalog::{Content, FindingKind};
use crate::dataset::Dataset;
use crate::hit::Subject;
use crate::ids::RequirementId;
use crate::record::KEY_SEPARATOR;
use crate::tables::Table;
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;

/// What a person reads of a finding. None of the sentences ends on a line of its own; `criteria` has one line for each requirement.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FiveElements {
    /// The question.
    pub title: String,
    /// What should be: each requirement with the facets in our own words.
    pub criteria: Vec<String>,
    /// What is: the facts, one sentence each.
    pub condition: String,
    /// Why it comes about.
    pub cause: String,
    /// What the shown records do not establish.
    pub effect: String,
    /// What would settle it.
    pub recommendation: String,
}

/// How many facts are printed in a sentence; the rest is counted, and all stand in [`Finding::condition`].
const FACTS: usize = 12;

/// The placeholders that a sentence of a kind may hold.
pub const PLACEHOLDERS: [&str; 2] = ["workflow", "subject"];

/// The five elements of a finding. A code that the content does not know is printed as its own title.
pub fn words(content: &Content, finding: &Finding, data: &Dataset) -> FiveElements {
    let kind = content.finding(&finding.code);
    let fill = |text: &str| filled(text, finding, data);
    let either = |sure: fn(&FindingKind) -> &String, unsure: fn(&FindingKind) -> &String| {
        kind.map(|k| fill(if finding.unsure { unsure(k) } else { sure(k) }))
    };
    FiveElements {
        title: either(|k| &k.title, |k| &k.unsure.title).unwrap_or_else(|| finding.full_code()),
        criteria: criteria(content, finding),
        condition: condition(finding),
        cause: kind.map(|k| fill(&k.cause)).unwrap_or_default(),
        effect: either(|k| &k.effect, |k| &k.unsure.effect).unwrap_or_default(),
        recommendation: kind.map(|k| fill(&k.recommendation)).unwrap_or_default(),
    }
}

/// The cells and events that a finding's condition rests on, as `file#sheet!row:column`, each once, in the order they are named.
pub fn sources(finding: &Finding, data: &Dataset) -> Vec<String> {
    let mut seen = BTreeSet::new();
    let places = finding.condition.iter().flat_map(|said| &said.at);
    places.map(|p| p.source(data).to_string()).filter(|s| seen.insert(s.clone())).collect()
}

fn condition(finding: &Finding) -> String {
    let mut text = finding.condition.iter().take(FACTS).map(|s| s.text.as_str()).collect::<Vec<_>>().join(" ");
    match finding.condition.len().saturating_sub(FACTS) {
        0 => {}
        1 => text.push_str(" And 1 more fact."),
        n => text.push_str(&format!(" And {n} more facts.")),
    }
    text
}

/// One line for each requirement: its label, its title, and the facets that are spoken about.
fn criteria(content: &Content, finding: &Finding) -> Vec<String> {
    let mut by_requirement: Vec<(&RequirementId, Vec<&str>)> = Vec::new();
    for (id, facet) in finding.criteria.iter() {
        let at = match by_requirement.iter().position(|(r, _)| *r == id) {
            Some(at) => at,
            None => {
                by_requirement.push((id, Vec::new()));
                by_requirement.len() - 1
            }
        };
        if let (Some((_, facets)), Some(f)) = (by_requirement.get_mut(at), facet) {
            facets.push(f);
        }
    }
    by_requirement.into_iter().map(|(id, facets)| line(content, id, &facets)).collect()
}

/// A requirement with some of its facets in our own words.
pub(super) fn line(content: &Content, id: &RequirementId, facets: &[&str]) -> String {
    let Some(r) = content.requirement(id) else { return id.to_string() };
    let titles: Vec<&str> = r.facets.iter().filter(|f| facets.contains(&f.id.as_str())).map(|f| f.title.as_str()).collect();
    let head = format!("{id} {}", r.title);
    if titles.is_empty() { format!("{head}.") } else { format!("{head}: {}.", titles.join("; ")) }
}

/// A sentence with its placeholders filled.
fn filled(text: &str, finding: &Finding, data: &Dataset) -> String {
    let named = |id: &str| match data.find(Table::Workflows, id).and_then(|w| w.get("name")).filter(|name| *name != id) {
        Some(name) => format!("{name} ({id})"),
        None => id.to_owned(),
    };
    let workflow = || finding.workflow.as_deref().map_or_else(|| "the organisation".to_owned(), named);
    let name = |s: &Subject| match s.table {
        Table::Workflows => named(&s.key),
        _ => s.key.replace(KEY_SEPARATOR, " / "),
    };
    let subject = || match finding.subjects.as_slice() {
        [] => workflow(),
        [one] => name(one),
        [first, second] => format!("{} and {}", name(first), name(second)),
        [first, second, third] => format!("{}, {} and {}", name(first), name(second), name(third)),
        [first, second, rest @ ..] => format!("{}, {} and {} more", name(first), name(second), rest.len()),
    };
    // A workflow is not said to be its own.
    let itself = |s: &Subject| s.table == Table::Workflows && Some(s.key.as_str()) == finding.workflow.as_deref();
    let whole = if finding.subjects.iter().all(itself) { text.replace("{subject} of {workflow}", "{workflow}") } else { text.to_owned() };
    // One pass, so that a name that looks like a placeholder is printed as it is.
    let mut out = String::with_capacity(whole.len());
    let mut rest = whole.as_str();
    while let Some((before, after)) = rest.split_once('{') {
        out.push_str(before);
        let (name, tail) = after.split_once('}').unwrap_or((after, ""));
        match name {
            "workflow" => out.push_str(&workflow()),
            "subject" => out.push_str(&subject()),
            other => out.push_str(other),
        }
        rest = tail;
    }
    out.push_str(rest);
    out
}

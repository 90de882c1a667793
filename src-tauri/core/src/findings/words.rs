//! The five elements of a finding as sentences, and the cells they rest on.

use super::{Finding, NOT_AGAIN};
use crate::catalog::{Content, FindingKind};
use crate::dataset::Dataset;
use crate::hit::Subject;
use crate::ids::RequirementId;
use crate::record::{KEY_SEPARATOR, Record};
use crate::rule::plain;
use crate::tables::Table;
use crate::words::{counted, verb};
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};

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
        cause: kind.map(|k| fill(k.cause_of(finding.unsure))).unwrap_or_default(),
        effect: either(|k| &k.effect, |k| &k.unsure.effect).unwrap_or_default(),
        recommendation: kind.map(|k| fill(&k.recommendation_of(finding.unsure))).unwrap_or_default(),
    }
}

/// The cells and events that a finding's condition rests on, as `file#sheet!row:column`, each once, in the order they are named.
pub fn sources(finding: &Finding, data: &Dataset) -> Vec<String> {
    let mut seen = BTreeSet::new();
    let places = finding.condition.iter().flat_map(|said| &said.at);
    places.map(|p| p.source(data).to_string()).filter(|s| seen.insert(s.clone())).collect()
}

fn condition(finding: &Finding) -> String {
    if finding.condition.is_empty() {
        return NOT_AGAIN.to_owned();
    }
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

/// Records by how many there are of each kind: `2 credentials and 5 grants`.
fn numbers(subjects: &[Subject]) -> String {
    let mut by_table: BTreeMap<Table, usize> = BTreeMap::new();
    for s in subjects {
        *by_table.entry(s.table).or_default() += 1;
    }
    let of_table = |(table, n): (Table, usize)| match table {
        Table::Identities => format!("{n} {}", verb(n, "identity", "identities")),
        Table::People => format!("{n} {}", verb(n, "person", "people")),
        Table::Evidence => format!("{} of evidence", counted(n, "piece")),
        table => counted(n, &plain(table.name().trim_end_matches('s'))),
    };
    let said: Vec<String> = by_table.into_iter().map(of_table).collect();
    match said.split_last() {
        Some((last, [])) => last.clone(),
        Some((last, rest)) => format!("{} and {last}", rest.join(", ")),
        None => String::new(),
    }
}

/// A sentence with its placeholders filled.
fn filled(text: &str, finding: &Finding, data: &Dataset) -> String {
    // The id stands beside the sentence, in a field of its own.
    let called = |table: Table, key: &str| data.find(table, key).map_or(key, Record::called).to_owned();
    let workflow = || finding.workflow.as_deref().map_or_else(|| "the organisation".to_owned(), |id| called(Table::Workflows, id));
    let name = |s: &Subject| match data.find(s.table, &s.key) {
        Some(grant) if s.table == Table::Grants => {
            let of = |table: Table, column: &str| grant.get(column).map(|key| called(table, key)).unwrap_or_default();
            let (who, what) = (of(Table::Identities, "identity"), of(Table::Resources, "resource"));
            format!("{who} to {what} ({})", grant.get("permission").unwrap_or("unknown"))
        }
        // A control or an exception is known by its id.
        Some(record) if matches!(s.table, Table::Workflows | Table::Identities | Table::Tools | Table::Resources) => {
            record.called().to_owned()
        }
        _ => s.key.replace(KEY_SEPARATOR, " / "),
    };
    // Few are named and many are counted: the condition lists them.
    let itself = |s: &Subject| s.table == Table::Workflows && Some(s.key.as_str()) == finding.workflow.as_deref();
    let subject = || match finding.subjects.as_slice() {
        [] => workflow(),
        // What is about the workflow and some of its records is about the workflow.
        some if some.len() > 1 && some.iter().any(itself) => workflow(),
        [one] => name(one),
        [first, second] if first.table == second.table && first.table != Table::Grants => format!("{} and {}", name(first), name(second)),
        many => numbers(many),
    };
    // A workflow is not said to be its own.
    let whole = if finding.subjects.is_empty() || finding.subjects.iter().any(itself) {
        text.replace("{subject} of {workflow}", "{workflow}")
    } else {
        text.to_owned()
    };
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

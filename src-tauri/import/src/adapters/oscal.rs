//! OSCAL assessment results (each finding is a test of its target) and system security plans (each implemented requirement is a control).
//!
//! JSON and YAML name a list in the plural, XML its elements in the singular and what identifies them as attributes: both are read.

use super::{Context, Out};
use crate::node::Node;
use countersign_core::tables::Table;

pub(super) fn read(from: &Context<'_>, out: &mut Out) {
    if from.place.starts_with("assessment-results") { results(from, out) } else { requirement(from, out) }
}

/// A member, however the notation writes it.
fn member<'n>(node: &'n Node, name: &str) -> Option<&'n str> {
    node.words_at(name).or_else(|| node.words_at(&format!("@{name}")))
}

/// The elements of a list, by its plural or its singular name.
fn list<'n>(node: &'n Node, plural: &str, singular: &str) -> Vec<(String, &'n Node)> {
    let named = |name: &str| {
        let found = node.at(name)?;
        let at = |i: usize| if matches!(found, Node::Array(_)) { format!("{name}/{i}") } else { name.to_owned() };
        Some(found.one_or_many().iter().enumerate().map(|(i, n)| (at(i), n)).collect())
    };
    named(plural).or_else(|| named(singular)).unwrap_or_default()
}

/// Prose, which XML keeps in paragraphs.
fn prose(node: &Node, name: &str) -> Option<String> {
    fn gather(node: &Node, into: &mut Vec<String>) {
        match node {
            Node::Array(items) => items.iter().for_each(|n| gather(n, into)),
            Node::Object(members) => members.iter().filter(|(k, _)| !k.starts_with('@')).for_each(|(_, n)| gather(n, into)),
            other => into.extend(other.words().map(|w| w.split_whitespace().collect::<Vec<_>>().join(" "))),
        }
    }
    let mut parts = Vec::new();
    gather(node.at(name)?, &mut parts);
    Some(parts.join(" ")).filter(|t| !t.is_empty())
}

fn results(from: &Context<'_>, out: &mut Out) {
    let node = from.record;
    let observations = list(node, "observations", "observation");
    let risks = list(node, "risks", "risk");
    let assessor = assessor(from);
    let mut relied: Vec<&str> = Vec::new();
    for (at, finding) in list(node, "findings", "finding") {
        let (Some(uuid), Some(target)) = (member(finding, "uuid"), finding.at("target")) else { continue };
        let Some(control) = member(target, "target-id") else { continue };
        let state = target.at("status").and_then(|s| member(s, "state")).unwrap_or_default();
        let said = super::results::verdict(from, out, &format!("{at}/target/status"), state).map(str::to_owned);
        let links = list(finding, "related-observations", "related-observation");
        let seen: Vec<&Node> =
            links.iter().filter_map(|(_, l)| member(l, "observation-uuid")).filter_map(|id| find(&observations, id)).collect();
        relied.extend(seen.iter().filter_map(|o| member(o, "uuid")));
        let mut methods: Vec<String> = Vec::new();
        for (_, method) in seen.iter().flat_map(|o| list(o, "methods", "method")) {
            let method = method.words().unwrap_or_default().to_lowercase();
            if matches!(method.as_str(), "examine" | "interview" | "test") && !methods.contains(&method) {
                methods.push(method);
            }
        }
        let draft = out.add(Table::ControlTests, &at);
        draft.set("id", format!("oscal:{control}:{uuid}")).set("control", format!("oscal:{control}")).maybe("result", said);
        // Of several methods none is the one.
        draft.maybe("method", methods.first().filter(|_| methods.len() == 1)).note("methods", methods.join(";"));
        draft.maybe("tested_at", seen.iter().filter_map(|o| member(o, "collected").or_else(|| o.words_at("collected"))).max());
        draft.maybe("tested_at", node.words_at("end").or_else(|| node.words_at("start"))).maybe("tester", assessor.as_deref());
        draft.maybe("procedure", prose(finding, "title")).maybe_note("title", prose(finding, "title"));
        draft.maybe_note("detail", prose(finding, "description")).note("status", state);
        let mut linked = list(finding, "related-risks", "related-risk");
        linked.extend(list(finding, "associated-risks", "associated-risk"));
        let named: Vec<String> = linked
            .iter()
            .filter_map(|(_, l)| find(&risks, member(l, "risk-uuid")?))
            .filter_map(|r| Some(format!("{} ({})", prose(r, "title")?, member(r, "status").unwrap_or("no status"))))
            .collect();
        draft.note("risks", named.join(";"));
    }
    let alone = observations.iter().filter(|(_, o)| !member(o, "uuid").is_some_and(|id| relied.contains(&id))).count();
    if alone > 0 {
        let message = format!("{alone} observations that no finding relies on say nothing of a control; they stay in the file");
        out.say("import/no-place", "observations", message);
    }
}

fn find<'n>(all: &[(String, &'n Node)], uuid: &str) -> Option<&'n Node> {
    all.iter().find(|(_, n)| member(n, "uuid") == Some(uuid)).map(|(_, n)| *n)
}

/// Who the metadata says assesses.
fn assessor(from: &Context<'_>) -> Option<String> {
    let metadata = from.outside("assessment-results/metadata")?;
    let duties = list(&metadata, "responsible-parties", "responsible-party");
    let duty = duties.iter().find(|(_, d)| member(d, "role-id") == Some("assessor"))?.1;
    let party = list(duty, "party-uuids", "party-uuid").first().and_then(|(_, n)| n.words())?;
    let parties = list(&metadata, "parties", "party");
    let name = find(&parties, party)?.words_at("name")?;
    Some(format!("oscal:{name}"))
}

fn requirement(from: &Context<'_>, out: &mut Out) {
    let node = from.record;
    let Some(control) = member(node, "control-id") else { return };
    let system = from.outside("system-security-plan/system-characteristics/system-name").and_then(|n| n.words().map(str::to_owned));
    let mut said: Vec<String> = Vec::new();
    let mut states: Vec<&str> = Vec::new();
    let mut components = list(node, "by-components", "by-component");
    for (_, statement) in list(node, "statements", "statement") {
        components.extend(list(statement, "by-components", "by-component"));
    }
    for (_, component) in &components {
        said.extend(prose(component, "description"));
        states.extend(component.at("implementation-status").and_then(|s| member(s, "state")));
    }
    // The parts of a requirement may be in different states; then none is the state of all.
    let state = states.first().filter(|first| states.len() == components.len() && states.iter().all(|s| s == *first));
    let claim = state.and_then(|s| from.word("claim", s)).map(str::to_owned);
    let draft = out.add(Table::Controls, "");
    draft.set("id", system.map_or_else(|| format!("oscal:{control}"), |s| format!("oscal:{s}/{control}")));
    draft.set("title", control).set("statement", said.join("\n")).set("requirements", control).maybe("claim", claim);
    draft.note("states", states.join(";"));
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::json::parse::Parser;

    #[test]
    fn both_notations_are_read() {
        let json = Parser::new(r#"{"findings":[{"uuid":"a","description":"x"}]}"#, 0).value(true).unwrap();
        let xml = Parser::new(r#"{"finding":{"@uuid":"a","description":{"p":["x","y"]}}}"#, 0).value(true).unwrap();
        for node in [&json, &xml] {
            assert_eq!(member(list(node, "findings", "finding")[0].1, "uuid"), Some("a"));
        }
        assert_eq!(prose(list(&xml, "findings", "finding")[0].1, "description").as_deref(), Some("x y"));
        assert_eq!(list(&xml, "findings", "finding")[0].0, "finding");
        assert_eq!(list(&json, "findings", "finding")[0].0, "findings/0");
    }
}

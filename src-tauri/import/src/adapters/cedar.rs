//! Entities of a Cedar policy store: people and machines, the groups they are in, and the resources that name those groups as their readers,
//! writers or administrators. Groups of groups are followed; what a group may do beyond that stands in policies, which this file is not.

use super::{Context, Out};
use crate::node::Node;
use countersign_core::tables::Table;
use std::collections::BTreeSet;

/// An entity's type and id, as `{type, id}` or wrapped in `__entity`.
fn named(node: &Node) -> Option<(&str, &str)> {
    let inner = node.get("__entity").unwrap_or(node);
    Some((inner.words_at("type")?, inner.words_at("id")?))
}

/// `cedar:Type::"id"`, as the policy language writes it.
fn id((kind, name): (&str, &str)) -> String {
    format!("cedar:{kind}::\"{name}\"")
}

/// The entity's id among our subjects: a mail address stands for itself.
fn subject(entity: (&str, &str)) -> String {
    if super::names::is_mail(entity.1) { entity.1.to_lowercase() } else { id(entity) }
}

fn parents(entity: &Node) -> impl Iterator<Item = (&str, &str)> {
    entity.get("parents").map(Node::items).unwrap_or_default().iter().filter_map(named)
}

/// The entities an attribute names: one, or a list of them.
fn references(value: &Node) -> Vec<(&str, &str)> {
    value.one_or_many().iter().filter(|v| v.get("__entity").is_some() || v.members().len() == 2).filter_map(named).collect()
}

/// Reads one entity.
pub(super) fn read(from: &Context<'_>, out: &mut Out) {
    let Some(own) = from.record.get("uid").and_then(named) else { return };
    let above: Vec<String> = parents(from.record).map(id).collect();
    // A type with a namespace: `App::User`.
    let role = from.word("type", own.0.rsplit("::").next().unwrap_or(own.0));
    match role {
        Some("team") => {
            out.add(Table::People, "uid")
                .set("id", id(own))
                .set("name", own.1)
                .set("kind", "team")
                .list("roles", &above)
                .note("type", own.0);
        }
        Some(kind @ ("human" | "service_account" | "workload" | "agent")) => {
            let draft = out.add(Table::Identities, "uid");
            draft
                .set("id", subject(own))
                .set("name", own.1)
                .set("kind", kind)
                .set("identity_source", "cedar")
                .note("groups", above.join(";"));
            inherited(from, own, out);
        }
        // Anything else that groups are named on is a resource.
        _ => {
            out.add(Table::Resources, "uid")
                .set("id", id(own))
                .set("name", own.1)
                .maybe("kind", role)
                .note("type", own.0)
                .note("within", above.join(";"));
            unplaced(from, out);
        }
    }
}

/// Attributes that name entities, but by a word the vocabulary does not know.
fn unplaced(from: &Context<'_>, out: &mut Out) {
    for (name, value) in from.record.get("attrs").map(Node::members).unwrap_or_default() {
        if !references(value).is_empty() && from.word("permission", name).is_none() {
            let message = format!("`{name}` says nothing sure about a permission; no grant was made of it");
            out.say("import/value-unmapped", &format!("attrs/{}", crate::node::escape(name)), message);
        }
    }
}

/// The grants of somebody: by name on a resource, or by a group at any height.
fn inherited(from: &Context<'_>, own: (&str, &str), out: &mut Out) {
    let Some(all) = from.around("") else { return };
    let entities = all.one_or_many();
    let mut reached: BTreeSet<(String, String)> = BTreeSet::from([(own.0.to_owned(), own.1.to_owned())]);
    let mut open: Vec<(String, String)> = reached.iter().cloned().collect();
    while let Some((kind, name)) = open.pop() {
        for entity in entities.iter().filter(|e| e.get("uid").and_then(named) == Some((kind.as_str(), name.as_str()))) {
            for (kind, name) in parents(entity) {
                let next = (kind.to_owned(), name.to_owned());
                if reached.insert(next.clone()) {
                    open.push(next);
                }
            }
        }
    }
    for entity in entities {
        let Some(resource) = entity.get("uid").and_then(named) else { continue };
        for (word, value) in entity.get("attrs").map(Node::members).unwrap_or_default() {
            let Some(permission) = from.word("permission", word) else { continue };
            let Some(via) = references(value).into_iter().find(|(k, n)| reached.contains(&((*k).to_owned(), (*n).to_owned()))) else {
                continue;
            };
            let draft = out.add(Table::Grants, "parents");
            draft.set("identity", subject(own)).set("resource", id(resource)).set("permission", permission).set("kind", "standing");
            draft.set("purpose", format!("among the {word} by {}", id(via))).note("actions", word);
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::adapters::tests::taken;
    use crate::adapters::{Context, Out};
    use countersign_core::record::Origin;
    use countersign_core::tables::Table;

    const STORE: &str = r#"[
        {"uid":{"type":"App::User","id":"kim"},"attrs":{},"parents":[{"type":"Team","id":"outer"}]},
        {"uid":{"type":"Team","id":"outer"},"attrs":{},"parents":[{"type":"Team","id":"inner"}]},
        {"uid":{"type":"Team","id":"inner"},"attrs":{},"parents":[{"type":"Team","id":"outer"}]},
        {"uid":{"type":"Document","id":"plan"},"attrs":{"readers":{"__entity":{"type":"Team","id":"inner"}},"admins":{"__entity":{"type":"Team","id":"other"}},"approvers":{"__entity":{"type":"Team","id":"inner"}}},"parents":[]}
    ]"#;

    fn entity(at: usize) -> (Vec<countersign_core::record::Record>, Vec<&'static str>) {
        let presets = crate::map::presets::Presets::builtin().unwrap();
        let preset = presets.get("policy-entities").unwrap();
        let root = crate::json::parse::Parser::relaxed(STORE, 0).value(true).unwrap();
        let outside = |path: &str| root.at(path).cloned().map(std::rc::Rc::new);
        let mut out = Out::default();
        let record = &root.items()[at];
        super::read(&Context { record, name: "", place: "", file: "e.json", preset: &preset, outside: &outside }, &mut out);
        let mut remarks = out.remarks;
        let records = out.drafts.into_iter().map(|d| d.finish(Origin { file: 1, row: 1 }, &mut remarks).unwrap()).collect();
        (records, remarks.into_iter().map(|r| r.code).collect())
    }

    #[test]
    fn a_member_of_a_member_holds_the_grant_and_circles_end() {
        let (records, codes) = entity(0);
        assert_eq!(
            (records[0].table, records[0].key.as_str(), records[0].get("kind")),
            (Table::Identities, "cedar:App::User::\"kim\"", Some("human"))
        );
        let grants: Vec<_> = records
            .iter()
            .filter(|r| r.table == Table::Grants)
            .map(|r| (r.get("resource").unwrap(), r.get("permission").unwrap()))
            .collect();
        assert_eq!(grants, [("cedar:Document::\"plan\"", "read")], "not admin: the other team is not reached");
        assert!(codes.is_empty());
    }

    #[test]
    fn a_word_that_says_nothing_sure_makes_no_grant() {
        let (records, codes) = entity(3);
        assert_eq!((records[0].table, records[0].get("kind")), (Table::Resources, None));
        assert_eq!(codes, ["import/value-unmapped"]);
        assert_eq!(entity(1).0[0].table, Table::People);
        assert!(taken("policy-entities", "e.json", r#"{"parents":[]}"#).0.is_empty());
    }
}

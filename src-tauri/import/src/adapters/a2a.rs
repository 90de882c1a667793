//! A2A agent cards: what an agent says of itself.

use super::{Context, Out};
use crate::node::Node;
use countersign_core::tables::Table;

/// Reads one card.
pub(super) fn read(from: &Context<'_>, out: &mut Out) {
    let card = from.record;
    let Some(name) = card.words_at("name") else { return };
    let url = ["url", "supportedInterfaces/0/url", "additionalInterfaces/0/url"].iter().find_map(|at| Some((*at, card.words_at(at)?)));
    // Where an agent answers is what it is known by; a name alone is not its own.
    let id = url.map_or_else(|| format!("a2a:{name}"), |(_, url)| format!("a2a:{}", url.trim_end_matches('/')));
    let provider = card.words_at("provider/organization");
    let skills = card.get("skills").map(Node::items).unwrap_or_default();
    let mut tools = Vec::new();
    for (i, skill) in skills.iter().enumerate() {
        let Some(key) = skill.text_at("id").or_else(|| skill.text_at("name")) else { continue };
        let tool = format!("{id}#{key}");
        let draft = out.add(Table::Tools, &format!("skills/{i}"));
        draft.set("id", &tool).set("name", skill.words_at("name").unwrap_or(&key)).maybe("provider", provider);
        draft.maybe_note("description", skill.words_at("description"));
        tools.push(tool);
    }
    let draft = out.add(Table::Identities, "");
    draft.set("id", &id).set("name", name).set("kind", "agent").set("identity_source", "A2A agent card");
    draft.maybe_note("version", card.words_at("version")).maybe_note("protocolVersion", card.words_at("protocolVersion"));
    schemes(card, draft);
    let draft = out.add(Table::Workflows, "");
    draft.set("id", &id).set("name", name).maybe("purpose", card.words_at("description")).maybe("vendor", provider);
    draft.set("agent_protocol", "a2a").list("agents", [&id]).list("identities", [&id]).list("tools", &tools);
    out.lead(Table::Workflows);
}

/// The ways to sign in that the card names; a card without any does not say that none is needed.
fn schemes(card: &Node, draft: &mut crate::map::draft::Draft) {
    let schemes = card.get("securitySchemes").map(Node::members).unwrap_or_default();
    let kinds: Vec<String> = schemes.iter().map(|(name, s)| s.words_at("type").map_or_else(|| name.clone(), str::to_owned)).collect();
    let older = card.all("authentication/schemes/*").into_iter().filter_map(|(_, n)| n.words().map(str::to_owned));
    draft.note("security schemes", kinds.into_iter().chain(older).collect::<Vec<_>>().join(";"));
}

#[cfg(test)]
mod tests {
    use super::super::tests::taken;
    use countersign_core::tables::Table;

    #[test]
    fn a_card_is_an_agent_with_skills() {
        let text = r#"{"name":"Clerk","description":"Files things","url":"https://clerk.example/a2a/","provider":{"organization":"Acme"},
          "skills":[{"id":"file","name":"File a case"},{"description":"no name"}],"securitySchemes":{"k":{"type":"apiKey"}}}"#;
        let (records, _) = taken("a2a", "card.json", text);
        let of = |table| records.iter().find(|r| r.table == table).unwrap();
        let w = of(Table::Workflows);
        assert_eq!(
            (w.key.as_str(), w.get("agent_protocol"), w.get("vendor")),
            ("a2a:https://clerk.example/a2a", Some("a2a"), Some("Acme"))
        );
        assert_eq!((w.get("tools"), w.get("started_by")), (Some("a2a:https://clerk.example/a2a#file"), None));
        assert_eq!(of(Table::Identities).extra("security schemes"), Some("apiKey"));
        // A skill says what it is for, not what it may change.
        assert_eq!(of(Table::Tools).get("access"), None);
    }
}

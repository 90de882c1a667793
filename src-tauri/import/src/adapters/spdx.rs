//! SPDX 3: AI packages, datasets and people.

use super::{Context, Out};
use crate::node::Node;
use countersign_core::tables::Table;

/// Reads one document.
pub(super) fn read(from: &Context<'_>, out: &mut Out) {
    let elements = from.record.get("@graph").map(Node::items).unwrap_or_default();
    for (i, element) in elements.iter().enumerate() {
        let at = format!("@graph/{i}");
        match element.words_at("type").or_else(|| element.words_at("@type")) {
            Some("ai_AIPackage") => package(from, element, elements, &at, out),
            Some("dataset_DatasetPackage") => dataset(from, element, &at, out),
            Some("Person") => person(element, &at, out),
            _ => {}
        }
    }
}

fn id(element: &Node) -> Option<&str> {
    element.words_at("spdxId").or_else(|| element.words_at("@id"))
}

fn named<'n>(elements: &'n [Node], wanted: &str) -> Option<&'n str> {
    elements.iter().find(|e| id(e) == Some(wanted)).and_then(|e| e.words_at("name"))
}

fn package(from: &Context<'_>, element: &Node, elements: &[Node], at: &str, out: &mut Out) {
    let Some(key) = id(element) else { return };
    let draft = out.add(Table::Workflows, at);
    draft.set("id", key).set("name", element.words_at("name").unwrap_or(key));
    draft.maybe("purpose", ["ai_informationAboutApplication", "summary", "description"].iter().find_map(|p| element.words_at(p)));
    draft.maybe("vendor", element.words_at("suppliedBy").map(|s| named(elements, s).unwrap_or(s)));
    draft.maybe("criticality", element.words_at("ai_safetyRiskAssessment").and_then(|r| from.word("risk", r)));
    if element.words_at("ai_useSensitivePersonalInformation") == Some("yes") {
        draft.list("data_classes", ["pii"]);
    }
    for (what, path) in [
        ("type of model", "ai_typeOfModel"),
        ("domain", "ai_domain"),
        ("autonomy", "ai_autonomyType"),
        ("sensitive personal information", "ai_useSensitivePersonalInformation"),
        ("limitation", "ai_limitation"),
        ("information about training", "ai_informationAboutTraining"),
        ("download", "software_downloadLocation"),
        ("version", "software_packageVersion"),
    ] {
        draft.maybe_note(what, element.get(path).map(crate::tree::cell));
    }
    for relation in elements.iter().filter(|e| e.words_at("from") == Some(key)) {
        let Some(kind @ ("trainedOn" | "testedOn" | "dependsOn" | "hasDataFile")) = relation.words_at("relationshipType") else { continue };
        let to = relation.get("to").map(Node::one_or_many).unwrap_or_default().iter().filter_map(Node::words);
        draft.note(kind, to.map(|t| named(elements, t).unwrap_or(t)).collect::<Vec<_>>().join(";"));
    }
}

fn dataset(from: &Context<'_>, element: &Node, at: &str, out: &mut Out) {
    let Some(key) = id(element) else { return };
    let draft = out.add(Table::Resources, at);
    draft.set("id", key).set("name", element.words_at("name").unwrap_or(key)).set("kind", "store");
    draft.maybe("sensitivity", element.words_at("dataset_confidentialityLevel").and_then(|l| from.word("confidentiality", l)));
    for (what, path) in [
        ("availability", "dataset_datasetAvailability"),
        ("type of data", "dataset_datasetType"),
        ("sensitive personal information", "dataset_hasSensitivePersonalInformation"),
        ("download", "software_downloadLocation"),
        ("description", "description"),
    ] {
        draft.maybe_note(what, element.get(path).map(crate::tree::cell));
    }
}

/// A person with an e-mail address; without one there is only a name, which is no id.
fn person(element: &Node, at: &str, out: &mut Out) {
    let identifiers = element.get("externalIdentifier").map(Node::items).unwrap_or_default();
    let email = identifiers.iter().find(|i| i.words_at("externalIdentifierType") == Some("email")).and_then(|i| i.words_at("identifier"));
    let Some(key) = email.map(str::to_lowercase).or_else(|| id(element).map(str::to_owned)) else { return };
    out.mention(Table::People, at).set("id", &key).set("name", element.words_at("name").unwrap_or(&key)).set("kind", "human");
}

#[cfg(test)]
mod tests {
    use super::super::tests::taken;

    #[test]
    fn packages_datasets_and_people_come_out_of_a_document() {
        let text = r#"{"@context":"https://spdx.org/rdf/3.0.1/spdx-context.jsonld","@graph":[
          {"type":"Person","spdxId":"urn:p","name":"Ada","externalIdentifier":[{"externalIdentifierType":"email","identifier":"Ada@Example.org"}]},
          {"type":"ai_AIPackage","spdxId":"urn:a","name":"Ranker","summary":"Ranks cases","suppliedBy":"urn:p","ai_useSensitivePersonalInformation":"no","ai_safetyRiskAssessment":"serious","ai_autonomyType":"yes"},
          {"type":"dataset_DatasetPackage","spdxId":"urn:d","name":"Cases","dataset_confidentialityLevel":"amber"},
          {"type":"Relationship","relationshipType":"trainedOn","from":"urn:a","to":["urn:d"]},
          {"type":"software_File","spdxId":"urn:f","name":"x"}]}"#;
        let (records, _) = taken("spdx", "x.json", text);
        assert_eq!(records.iter().map(|r| r.key.as_str()).collect::<Vec<_>>(), ["ada@example.org", "urn:a", "urn:d"]);
        let package = &records[1];
        assert_eq!(
            (package.get("criticality"), package.get("vendor"), package.extra("trainedOn")),
            (Some("critical"), Some("Ada"), Some("Cases"))
        );
        // No is no class of data; and that it can act by itself does not say that nobody gates it.
        assert_eq!((package.get("data_classes"), package.get("human_gate")), (None, None));
        assert_eq!(records[2].get("sensitivity"), Some("confidential"));
    }
}

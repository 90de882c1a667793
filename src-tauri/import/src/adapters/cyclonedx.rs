//! CycloneDX: models, datasets, services, build workflows, and attestations.

use super::{Context, Out};
use crate::node::Node;
use countersign_core::tables::Table;

/// Reads one bill of materials.
pub(super) fn read(from: &Context<'_>, out: &mut Out) {
    let mut models = Vec::new();
    components(from, from.record, "", &mut models, out);
    services(from, from.record, "", out);
    for (i, formula) in from.record.get("formulation").map(Node::items).unwrap_or_default().iter().enumerate() {
        for (j, flow) in formula.get("workflows").map(Node::items).unwrap_or_default().iter().enumerate() {
            build(from, flow, &format!("formulation/{i}/workflows/{j}"), out);
        }
    }
    attestations(from.record, out);
    // What the bill is of uses the models in it; without a model nothing says that it is an AI system.
    if let (Some(whole), false) = (from.record.at("metadata/component"), models.is_empty()) {
        let draft = out.add(Table::Workflows, "metadata/component");
        draft
            .set("id", named("cyclonedx", whole))
            .set("name", whole.words_at("name").unwrap_or_default())
            .maybe("purpose", whole.words_at("description"));
        draft.list("models", models).maybe("vendor", supplier(whole));
    }
}

/// `group/name`, as it is known outside this file.
fn named(prefix: &str, node: &Node) -> String {
    let name = node.words_at("name").unwrap_or("?");
    let version = node.words_at("version").filter(|_| prefix != "cyclonedx").map(|v| format!("@{v}")).unwrap_or_default();
    match node.words_at("group") {
        Some(group) => format!("{prefix}:{group}/{name}{version}"),
        None => format!("{prefix}:{name}{version}"),
    }
}

fn supplier(node: &Node) -> Option<&str> {
    ["supplier/name", "publisher", "manufacturer/name", "author"].iter().find_map(|at| node.words_at(at))
}

/// Models are called like tools; datasets are stores. Components may hold components.
fn components(from: &Context<'_>, node: &Node, at: &str, models: &mut Vec<String>, out: &mut Out) {
    for (i, component) in node.get("components").map(Node::items).unwrap_or_default().iter().enumerate() {
        let at = if at.is_empty() { format!("components/{i}") } else { format!("{at}/components/{i}") };
        match component.words_at("type") {
            Some("machine-learning-model") => model(from, component, &at, models, out),
            Some("data") => {
                let class = component.all("data/*/classification").into_iter().filter_map(|(_, n)| n.words()).collect();
                let draft = out.add(Table::Resources, &at);
                draft.set("id", named("dataset", component)).set("name", component.words_at("name").unwrap_or("?")).set("kind", "store");
                draft.maybe("sensitivity", sensitivity(from, class));
            }
            _ => {}
        }
        components(from, component, &at, models, out);
    }
}

fn model(from: &Context<'_>, component: &Node, at: &str, models: &mut Vec<String>, out: &mut Out) {
    let id = named("model", component);
    let draft = out.add(Table::Tools, at);
    draft.set("id", &id).set("name", component.words_at("name").unwrap_or("?")).maybe("provider", supplier(component));
    draft.note("type", "machine-learning-model").maybe_note("task", component.words_at("modelCard/modelParameters/task"));
    draft.maybe_note("approach", component.words_at("modelCard/modelParameters/approach/type"));
    draft.maybe_note("architecture", component.words_at("modelCard/modelParameters/modelArchitecture"));
    for (what, path) in [("limitations", "technicalLimitations"), ("use cases", "useCases"), ("users", "users")] {
        let said = component.at(&format!("modelCard/considerations/{path}")).map(crate::tree::cell);
        draft.maybe_note(what, said);
    }
    let mut sets = Vec::new();
    for (place, set) in component.all("modelCard/modelParameters/datasets/*") {
        let Some(name) = set.words_at("name").or_else(|| set.words_at("ref")) else { continue };
        sets.push(name.to_owned());
        if set.get("name").is_none() {
            continue;
        }
        let row = out.add(Table::Resources, &format!("{at}/{place}"));
        row.set("id", format!("dataset:{name}")).set("name", name).set("kind", "store").maybe_note("url", set.words_at("contents/url"));
        row.maybe("sensitivity", sensitivity(from, set.words_at("classification").into_iter().collect()));
    }
    if let Some(draft) = out.drafts.iter_mut().find(|d| d.table() == Table::Tools && d.get("id") == Some(&id)) {
        draft.note("datasets", sets.join(";"));
    }
    models.push(component.words_at("name").unwrap_or("?").to_owned());
}

/// The highest sensitivity that classes say, when each of them says one.
fn sensitivity(from: &Context<'_>, classes: Vec<&str>) -> Option<&'static str> {
    const ORDER: [&str; 5] = ["public", "internal", "confidential", "restricted", "secrets"];
    let known: Option<Vec<usize>> =
        classes.iter().map(|class| from.word("classification", class).and_then(|w| ORDER.iter().position(|o| *o == w))).collect();
    known?.into_iter().max().and_then(|at| ORDER.get(at)).copied()
}

fn services(from: &Context<'_>, node: &Node, at: &str, out: &mut Out) {
    for (i, service) in node.get("services").map(Node::items).unwrap_or_default().iter().enumerate() {
        let at = if at.is_empty() { format!("services/{i}") } else { format!("{at}/services/{i}") };
        let data = service.get("data").map(Node::items).unwrap_or_default();
        let classes: Vec<&str> = data.iter().filter_map(|d| d.words_at("classification")).collect();
        let draft = out.add(Table::Resources, &at);
        draft.set("id", named("service", service)).set("name", service.words_at("name").unwrap_or("?")).set("kind", "api");
        let flows: Vec<String> =
            data.iter().map(|d| format!("{} {}", d.words_at("classification").unwrap_or("?"), d.words_at("flow").unwrap_or("?"))).collect();
        draft.note("data", flows.join(";")).maybe_note("provider", service.words_at("provider/name"));
        draft.maybe_note("endpoints", service.get("endpoints").map(crate::tree::cell));
        draft
            .maybe_note("authenticated", service.text_at("authenticated"))
            .maybe_note("x-trust-boundary", service.text_at("x-trust-boundary"));
        draft.maybe("sensitivity", sensitivity(from, classes));
        services(from, service, &at, out);
    }
}

/// A workflow by which something was built.
fn build(from: &Context<'_>, flow: &Node, at: &str, out: &mut Out) {
    let Some(id) = flow.words_at("uid").or_else(|| flow.words_at("bom-ref")) else { return };
    let draft = out.add(Table::Workflows, at);
    draft
        .set("id", format!("cyclonedx:{id}"))
        .set("name", flow.words_at("name").unwrap_or(id))
        .maybe("purpose", flow.words_at("description"));
    draft.maybe("started_by", flow.words_at("trigger/type").and_then(|t| from.word("trigger", t)));
    draft.maybe_note("task types", flow.get("taskTypes").map(crate::tree::cell));
    let tasks: Vec<&str> = flow.get("tasks").map(Node::items).unwrap_or_default().iter().filter_map(|t| t.words_at("name")).collect();
    draft.note("tasks", tasks.join(";"));
}

/// What assessors say of requirements. A score is not a result, so none is said.
fn attestations(record: &Node, out: &mut Out) {
    let serial = record.words_at("serialNumber").unwrap_or("?");
    let assessors = record.at("declarations/assessors").map(Node::items).unwrap_or_default();
    for (i, attestation) in record.at("declarations/attestations").map(Node::items).unwrap_or_default().iter().enumerate() {
        let assessor = attestation.words_at("assessor");
        let who = assessors.iter().find(|a| a.words_at("bom-ref") == assessor).and_then(|a| a.words_at("organization/name")).or(assessor);
        for (j, row) in attestation.get("map").map(Node::items).unwrap_or_default().iter().enumerate() {
            let Some(requirement) = row.words_at("requirement") else { continue };
            let draft = out.add(Table::ControlTests, &format!("declarations/attestations/{i}/map/{j}"));
            draft.set("id", format!("cyclonedx:{serial}:{i}:{requirement}")).set("control", format!("cyclonedx:{requirement}"));
            draft.set("method", "examine").maybe("tester", who).maybe("procedure", attestation.words_at("summary"));
            for (what, path) in [
                ("conformance", "conformance/score"),
                ("conformance.rationale", "conformance/rationale"),
                ("confidence", "confidence/score"),
                ("confidence.rationale", "confidence/rationale"),
            ] {
                draft.maybe_note(what, row.text_at(path));
            }
            draft
                .maybe_note("claims", row.get("claims").map(crate::tree::cell))
                .maybe_note("counterClaims", row.get("counterClaims").map(crate::tree::cell));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::tests::taken;
    use countersign_core::tables::Table;

    #[test]
    fn models_datasets_and_services_come_out_of_a_bill() {
        let text = r#"{"bomFormat":"CycloneDX","metadata":{"component":{"type":"application","name":"Triage","publisher":"Acme"}},
          "components":[{"type":"library","name":"zlib"},
            {"type":"machine-learning-model","group":"acme","name":"m","version":"2","modelCard":{"modelParameters":{"task":"rank","datasets":[{"name":"Cases","classification":"confidential"},{"ref":"d-1"}]}}}],
          "services":[{"name":"Index","data":[{"classification":"Public","flow":"inbound"},{"classification":"PII","flow":"outbound"}],
             "services":[{"group":"g","name":"Inner","data":[{"classification":"public"}]}]}]}"#;
        let (records, said) = taken("cyclonedx", "bom.json", text);
        let keys: Vec<&str> = records.iter().map(|r| r.key.as_str()).collect();
        assert_eq!(keys, ["model:acme/m@2", "dataset:Cases", "service:Index", "service:g/Inner", "cyclonedx:Triage"]);
        let of = |key: &str| records.iter().find(|r| r.key == key).unwrap();
        assert_eq!(of("cyclonedx:Triage").get("models"), Some("m"));
        assert_eq!(of("dataset:Cases").get("sensitivity"), Some("confidential"));
        // Personal data has no place in the order of sensitivities: the highest known one would say too little.
        assert_eq!(of("service:Index").get("sensitivity"), None);
        assert_eq!(of("service:g/Inner").extra("at"), Some("services/0/services/0"));
        assert_eq!(of("model:acme/m@2").extra("datasets"), Some("Cases;d-1"));
        assert!(said.is_empty());
    }

    #[test]
    fn an_application_without_a_model_is_no_ai_workflow() {
        let text = r#"{"bomFormat":"CycloneDX","metadata":{"component":{"name":"Shop"}},"components":[{"type":"library","name":"zlib"}]}"#;
        assert!(taken("cyclonedx", "bom.json", text).0.is_empty());
    }

    #[test]
    fn a_score_is_no_result() {
        let text = r#"{"serialNumber":"urn:uuid:1","declarations":{"assessors":[{"bom-ref":"a","organization":{"name":"Checkers"}}],
          "attestations":[{"assessor":"a","map":[{"requirement":"r-1","conformance":{"score":0.4}}]}]}}"#;
        let (records, _) = taken("cyclonedx-attestation", "bom.json", text);
        let test = &records[0];
        assert_eq!((test.table, test.get("control"), test.get("tester")), (Table::ControlTests, Some("cyclonedx:r-1"), Some("Checkers")));
        assert_eq!((test.get("result"), test.extra("conformance")), (None, Some("0.4")));
    }

    #[test]
    fn a_build_workflow_says_how_it_starts() {
        let text = r#"{"formulation":[{"workflows":[{"uid":"u1","name":"Train","trigger":{"type":"manual"}},{"name":"nameless"}]}]}"#;
        let (records, _) = taken("cyclonedx", "bom.json", text);
        assert_eq!(records.len(), 1);
        assert_eq!((records[0].key.as_str(), records[0].get("started_by")), ("cyclonedx:u1", Some("human")));
    }
}

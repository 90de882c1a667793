//! AWS Security Finding Format: findings of Security Hub and the products that report to it.

use super::results::{result, tool, verdict};
use super::{Context, Out};
use crate::node::Node;

pub(super) fn read(from: &Context<'_>, out: &mut Out) {
    let node = from.record;
    let generator = node.words_at("GeneratorId").map(|g| g.rsplit_once(":::").map_or(g, |(_, rest)| rest));
    let generator = generator.map(|g| g.strip_prefix("ruleset/").unwrap_or(g));
    let Some(check) = node.words_at("Compliance/SecurityControlId").or(generator) else { return };
    let product = node.words_at("ProductName").or_else(|| node.words_at("ProductFields/aws~1securityhub~1ProductName"));
    let name = product.map_or_else(|| "asff".to_owned(), tool);
    let word = node.words_at("Compliance/Status");
    let said = word.and_then(|w| verdict(from, out, "Compliance/Status", w)).map(str::to_owned);
    let resources = node.at("Resources").map(Node::one_or_many).unwrap_or_default();
    let one = [Node::Null];
    let over = if resources.is_empty() { &one[..] } else { resources };
    for (i, resource) in over.iter().enumerate() {
        let at = if resources.is_empty() { String::new() } else { format!("Resources/{i}") };
        let draft = result(out, &at, &name, check, resource.words_at("Id"));
        draft.set("tester", &name).maybe("result", said.as_deref()).maybe_note("status", word).maybe("procedure", node.words_at("Title"));
        for when in ["LastObservedAt", "UpdatedAt", "CreatedAt"] {
            draft.maybe("tested_at", node.words_at(when));
        }
        draft.maybe_note("severity", node.words_at("Severity/Label")).maybe_note("title", node.words_at("Title"));
        draft.maybe_note("finding", node.words_at("Id")).maybe_note("account", node.text_at("AwsAccountId"));
        draft.maybe_note("region", node.words_at("Region")).maybe_note("resource_type", resource.words_at("Type"));
        draft.maybe_note("workflow_status", node.words_at("Workflow/Status")).maybe_note("record_state", node.words_at("RecordState"));
        let reasons: Vec<&str> = node.all("Compliance/StatusReasons/*/ReasonCode").into_iter().filter_map(|(_, n)| n.words()).collect();
        draft.note("reasons", reasons.join(";"));
    }
}

#[cfg(test)]
mod tests {
    use crate::adapters::tests::taken;

    fn one(status: &str) -> countersign_core::record::Record {
        let text = format!(
            r#"{{"GeneratorId":"arn:aws:securityhub:::ruleset/made-up/v/1/rule/2.1","ProductName":"Security Hub","Resources":[{{"Id":"arn:aws:s3:::b"}}],
            "UpdatedAt":"2026-01-02T03:04:05Z","Severity":{{"Label":"LOW"}},"Compliance":{{{status}}}}}"#
        );
        taken("asff", "f.json", &text).0.remove(0)
    }

    #[test]
    fn a_finding_is_a_test_of_its_resource() {
        let r = one(r#""Status":"FAILED""#);
        assert_eq!(r.key, "security-hub:made-up/v/1/rule/2.1:arn:aws:s3:::b");
        assert_eq!(
            (r.get("result"), r.get("tested_at"), r.extra("severity")),
            (Some("ineffective"), Some("2026-01-02T03:04:05Z"), Some("LOW"))
        );
        assert_eq!(one(r#""Status":"PASSED""#).get("result"), Some("effective"));
    }

    #[test]
    fn no_status_is_no_result() {
        assert_eq!(one("").get("result"), None);
        assert_eq!(one(r#""Status":"NOT_AVAILABLE""#).get("result"), None);
    }
}

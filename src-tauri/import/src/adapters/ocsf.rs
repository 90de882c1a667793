//! OCSF findings: detection, vulnerability and compliance findings of scanners, one row for each resource they name.

use super::results::{result, tool, verdict};
use super::{Context, Out};
use crate::node::Node;

pub(super) fn read(from: &Context<'_>, out: &mut Out) {
    let node = from.record;
    let first = |paths: &[&str]| paths.iter().find_map(|p| node.text_at(p)).map(|t| t.into_owned());
    let Some(name) = first(&["metadata/product/uid", "metadata/product/name", "metadata/product/vendor_name"]) else { return };
    let checks =
        ["metadata/event_code", "compliance/control", "finding_info/analytic/uid", "finding/type_uid", "finding_info/uid", "finding/uid"];
    let Some(check) = first(&checks) else { return };
    let name = tool(&name);
    let at = if node.at("status_code").is_some() { "status_code" } else { "compliance/status" };
    let word = first(&["status_code", "compliance/status"]);
    let said = word.as_deref().and_then(|w| verdict(from, out, at, w)).map(str::to_owned);
    let when = first(&["time_dt", "finding_info/modified_time_dt", "finding_info/created_time_dt", "time", "finding_info/created_time"]);
    let resources = node.at("resources").map(Node::one_or_many).unwrap_or_default();
    let one = [Node::Null];
    let over = if resources.is_empty() { &one[..] } else { resources };
    for (i, resource) in over.iter().enumerate() {
        let at = if resources.is_empty() { String::new() } else { format!("resources/{i}") };
        let called = resource.text_at("uid").or_else(|| resource.text_at("name"));
        let draft = result(out, &at, &name, &check, called.as_deref());
        draft
            .set("tester", &name)
            .maybe("result", said.as_deref())
            .maybe("tested_at", when.as_deref())
            .maybe_note("status", word.as_deref());
        draft.maybe("procedure", node.words_at("finding_info/title").or_else(|| node.words_at("finding/title")));
        draft.maybe_note("severity", node.words_at("severity")).maybe_note("title", node.words_at("message"));
        draft.maybe_note("detail", node.words_at("status_detail")).maybe_note("finding", first(&["finding_info/uid", "finding/uid"]));
        draft.maybe_note("account", first(&["cloud/account/uid"])).maybe_note("region", first(&["cloud/region"]));
        draft.maybe_note("resource_type", resource.words_at("type"));
        let compliance = node.at("unmapped/compliance").or_else(|| node.at("compliance/requirements"));
        draft.maybe_note("compliance", compliance.map(crate::tree::cell));
    }
}

#[cfg(test)]
mod tests {
    use crate::adapters::tests::taken;

    const FINDING: &str = r#"{"metadata":{"event_code":"bucket_public","product":{"uid":"Checker"}},"status_code":"WORD","severity":"High",
        "class_uid":2004,"time":1700000000,"resources":[{"uid":"r-1","type":"Bucket"},{"uid":"r-2"}]}"#;

    #[test]
    fn every_resource_is_a_row_of_its_own() {
        let (records, said) = taken("ocsf", "f.json", &FINDING.replace("WORD", "FAIL"));
        assert!(said.is_empty());
        assert_eq!(records.iter().map(|r| r.key.as_str()).collect::<Vec<_>>(), ["checker:bucket_public:r-1", "checker:bucket_public:r-2"]);
        assert_eq!((records[0].get("result"), records[0].get("tested_at")), (Some("ineffective"), Some("2023-11-14T22:13:20Z")));
        assert_eq!(records[0].extra("severity"), Some("High"));
    }

    #[test]
    fn manual_checks_have_no_result() {
        let (records, said) = taken("ocsf", "f.json", &FINDING.replace("WORD", "MANUAL"));
        assert_eq!((records[0].get("result"), records[0].extra("status"), said.len()), (None, Some("MANUAL"), 0));
        assert_eq!(taken("ocsf", "f.json", &FINDING.replace("WORD", "odd word")).1, ["import/value-unmapped"]);
    }
}

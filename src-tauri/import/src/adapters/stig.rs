//! STIG checklists (`.ckl`): what a person or a tool found for each rule of a guide on one host.

use super::results::{result, verdict};
use super::{Context, Out};
use crate::node::Node;

pub(super) fn read(from: &Context<'_>, out: &mut Out) {
    let node = from.record;
    let attribute = |name: &str| {
        let all = node.at("STIG_DATA").map(Node::one_or_many).unwrap_or_default();
        all.iter().find(|d| d.words_at("VULN_ATTRIBUTE") == Some(name)).and_then(|d| d.words_at("ATTRIBUTE_DATA"))
    };
    let Some(check) = attribute("Vuln_Num").or_else(|| attribute("Rule_ID")) else { return };
    let asset = from.outside("CHECKLIST/ASSET");
    let host = ["HOST_FQDN", "HOST_NAME", "HOST_IP"].iter().find_map(|p| asset.as_ref().and_then(|a| a.words_at(p)));
    let word = node.words_at("STATUS");
    let said = word.and_then(|w| verdict(from, out, "STATUS", w)).map(str::to_owned);
    let guide = from.place.split("/VULN").next().unwrap_or_default();
    let guide = from.outside(&format!("{guide}/STIG_INFO/SI_DATA")).and_then(|data| {
        let title = data.one_or_many().iter().find(|d| d.words_at("SID_NAME") == Some("title"));
        title.and_then(|d| d.words_at("SID_DATA").map(str::to_owned))
    });
    let draft = result(out, "STATUS", "stig", check, host);
    draft.maybe("result", said).maybe_note("status", word).maybe("procedure", attribute("Rule_Title"));
    draft.maybe_note("title", attribute("Rule_Title")).maybe_note("guide", guide).maybe_note("rule", attribute("Rule_Ver"));
    draft.maybe_note("severity", attribute("Severity")).maybe_note("severity_override", node.words_at("SEVERITY_OVERRIDE"));
    draft.maybe_note("severity_justification", node.words_at("SEVERITY_JUSTIFICATION"));
    draft.maybe_note("finding_details", node.words_at("FINDING_DETAILS")).maybe_note("comments", node.words_at("COMMENTS"));
    let all = node.at("STIG_DATA").map(Node::one_or_many).unwrap_or_default();
    let cci = all.iter().filter(|d| d.words_at("VULN_ATTRIBUTE") == Some("CCI_REF")).filter_map(|d| d.words_at("ATTRIBUTE_DATA"));
    draft.note("cci", cci.collect::<Vec<_>>().join(";"));
}

#[cfg(test)]
mod tests {
    use crate::adapters::tests::taken;

    fn one(status: &str) -> (Vec<countersign_core::record::Record>, Vec<&'static str>) {
        let text = format!(
            r#"{{"STIG_DATA":[{{"VULN_ATTRIBUTE":"Vuln_Num","ATTRIBUTE_DATA":"V-1"}},{{"VULN_ATTRIBUTE":"Severity","ATTRIBUTE_DATA":"low"}}],
            "STATUS":"{status}","SEVERITY_OVERRIDE":"high","SEVERITY_JUSTIFICATION":"why"}}"#
        );
        taken("stig", "h.ckl", &text)
    }

    #[test]
    fn open_rules_failed_and_unreviewed_ones_have_no_result() {
        for (status, result) in
            [("Open", Some("ineffective")), ("NotAFinding", Some("effective")), ("Not_Reviewed", None), ("Not_Applicable", None)]
        {
            let (records, said) = one(status);
            assert_eq!((records[0].key.as_str(), records[0].get("result"), said.len()), ("stig:V-1", result, 0), "{status}");
        }
        assert_eq!(one("Perhaps").1, ["import/value-unmapped"]);
        let (records, _) = one("Open");
        assert_eq!((records[0].extra("severity"), records[0].extra("severity_override")), (Some("low"), Some("high")));
    }
}

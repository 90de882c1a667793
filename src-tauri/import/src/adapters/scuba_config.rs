//! A ScubaGear configuration: policies that are left out of an assessment, with the reason given, and for how long.

use super::{Context, Out};
use crate::node::{Node, escape};
use countersign_core::tables::Table;

pub(super) fn read(from: &Context<'_>, out: &mut Out) {
    let node = from.record;
    let mut left = Vec::new();
    for (policy, omitted) in node.at("OmitPolicy").map(Node::members).unwrap_or_default() {
        let at = format!("OmitPolicy/{}", escape(policy));
        let Some(reason) = omitted.words_at("Rationale") else {
            left.push(format!("{policy} is left out without a reason"));
            continue;
        };
        let draft = out.add(Table::Exceptions, &at);
        draft.set("id", format!("scuba:omit:{policy}")).set("requirement", policy).set("reason", reason);
        draft.maybe("expires", omitted.text_at("Expiration"));
        draft.maybe_note("organisation", node.words_at("OrgName")).maybe_note("organisation_unit", node.words_at("OrgUnitName"));
    }
    for (policy, said) in node.at("AnnotatePolicy").map(Node::members).unwrap_or_default() {
        let wrong = said.text_at("IncorrectResult").as_deref() == Some("true");
        left.push(format!("{policy} is {}", if wrong { "said to be reported wrongly" } else { "annotated" }));
    }
    for (_, product) in node.members() {
        for (policy, exclusions) in product.members().iter().filter(|(name, _)| name.starts_with("MS.")) {
            if exclusions.at("CapExclusions").is_some() || exclusions.at("RoleExclusions").is_some() {
                left.push(format!("{policy} excludes users, groups or applications, without a reason"));
            }
        }
    }
    if !left.is_empty() {
        out.say("import/no-place", "", format!("no table has a place for: {}", left.join("; ")));
    }
}

#[cfg(test)]
mod tests {
    use crate::adapters::tests::taken;

    #[test]
    fn an_omission_with_its_reason_is_an_exception() {
        let (records, said) = taken(
            "scuba-config",
            "c.yaml",
            r#"{"OrgName":"Org","OmitPolicy":{"MS.X.1.1v1":{"Rationale":"why","Expiration":"2027-01-31"},"MS.X.1.2v1":{}},
            "Aad":{"MS.X.2.1v1":{"CapExclusions":{"Users":["u"]}}},"AnnotatePolicy":{"MS.X.3.1v1":{"Comment":"c"}}}"#,
        );
        let [r] = records.as_slice() else { panic!("{records:?}") };
        assert_eq!(
            (r.key.as_str(), r.get("requirement"), r.get("expires")),
            ("scuba:omit:MS.X.1.1v1", Some("MS.X.1.1v1"), Some("2027-01-31"))
        );
        assert_eq!((r.get("status"), r.get("approved_by"), r.extra("organisation")), (None, None, Some("Org")));
        assert_eq!(said, ["import/no-place"]);
    }
}

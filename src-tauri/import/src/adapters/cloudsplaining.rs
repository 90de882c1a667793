//! The results of Cloudsplaining: users, roles and groups of an AWS account with the names of their policies, whose documents and risks stand
//! elsewhere in the same file.

use super::aws_iam::{current, trust};
use super::aws_policy::Allowed;
use super::{Context, Out};
use crate::node::{Node, escape};
use countersign_core::tables::Table;

/// Where policies stand, and where in each its document is.
const KINDS: &[&str] = &["inline_policies", "customer_managed_policies", "aws_managed_policies"];
/// The risks that a policy is examined for.
const RISKS: &[&str] = &[
    "PrivilegeEscalation",
    "DataExfiltration",
    "ResourceExposure",
    "ServiceWildcard",
    "CredentialsExposure",
    "InfrastructureModification",
];

/// Reads one user, role or group.
pub(super) fn read(from: &Context<'_>, out: &mut Out) {
    let record = from.record;
    let (Some(arn), Some(name)) = (record.words_at("arn"), record.words_at("name")) else { return };
    if arn.contains(":group/") {
        out.add(Table::People, "arn").set("id", arn).set("name", name).set("kind", "team").note("type", "IAM group");
        return;
    }
    let mut allowed = Allowed::default();
    let mut risks: Vec<String> = Vec::new();
    let mut missing = Vec::new();
    let mut take = |holder: &Node, inside: &str| {
        for kind in KINDS {
            for (id, policy) in holder.get(kind).map(Node::members).unwrap_or_default() {
                let at = format!("{inside}{kind}/{}", escape(id));
                let name = policy.words().unwrap_or(id);
                let found = from.around(&format!("/{kind}/{}", escape(id)));
                match found.as_ref().and_then(|f| f.get("PolicyDocument").or_else(|| current(f))) {
                    Some(document) => allowed.policy(from, document, name, &at, false),
                    None => missing.push((at, name.to_owned())),
                }
                for risk in RISKS {
                    let count = found.as_ref().and_then(|f| f.get(risk)).map_or(0, |r| r.items().len());
                    if count > 0 {
                        risks.push(format!("{risk} ({count}) by {name}"));
                    }
                }
            }
        }
    };
    take(record, "");
    for (id, group) in record.get("groups").map(Node::members).unwrap_or_default() {
        take(group, &format!("groups/{}/", escape(id)));
    }
    let groups: Vec<&str> = record.get("groups").map(Node::members).unwrap_or_default().iter().map(|(id, _)| id.as_str()).collect();
    let draft = out.add(Table::Identities, "arn");
    draft.set("id", arn).set("name", name).set("identity_source", "aws").maybe_note("created", record.words_at("create_date"));
    draft.note("groups", groups.join(";")).note("risks", risks.join("; ")).note("denied", allowed.denied.join("; "));
    draft.maybe_note("excluded from the scan", record.text_at("is_excluded").filter(|t| t == "true"));
    allowed.write(from, arn, None, out);
    for (at, name) in missing {
        out.say("import/policy-not-in-file", &at, format!("what the policy {name} allows does not stand in this file"));
    }
    if let Some(document) = record.at("assume_role_policy/PolicyDocument") {
        trust(arn, document, "assume_role_policy/PolicyDocument", out);
    }
}

#[cfg(test)]
mod tests {
    use crate::adapters::tests::taken;
    use countersign_core::tables::Table;

    #[test]
    fn policies_are_looked_up_and_their_risks_kept() {
        // The record is its own document here, so its lists of policies are those looked up.
        let user = r#"{"arn":"arn:aws:iam::111122223333:user/u","name":"u","groups":{},
            "inline_policies":{"h1":{"PolicyName":"In","PolicyDocument":{"Statement":[{"Effect":"Allow","Action":"iam:CreatePolicyVersion","Resource":"*"}]},"PrivilegeEscalation":[{"type":"x"}],"DataExfiltration":[]}},
            "customer_managed_policies":{"c/1":{"PolicyVersionList":[{"Document":{"Statement":{"Effect":"Allow","Action":"s3:GetObject","Resource":"arn:aws:s3:::b/*"}},"IsDefaultVersion":true}]}},
            "aws_managed_policies":{"a1":"Gone"}}"#;
        let (records, codes) = taken("cloudsplaining", "r.json", user);
        let grants: Vec<_> = records
            .iter()
            .filter(|r| r.table == Table::Grants)
            .map(|r| (r.get("resource").unwrap(), r.get("permission").unwrap()))
            .collect();
        assert_eq!(grants, [("arn:aws:s3:::b/*", "read"), ("aws:iam:*", "admin")]);
        assert_eq!(records[0].extra("risks"), Some("PrivilegeEscalation (1) by h1"));
        let at = records.iter().find(|r| r.table == Table::Grants).unwrap().extra("at");
        assert_eq!(at, Some("customer_managed_policies/c~11"));
        assert_eq!(codes, ["import/policy-not-in-file"]);
    }

    #[test]
    fn a_group_is_a_team_and_something_without_a_name_is_nothing() {
        let (records, _) = taken("cloudsplaining", "r.json", r#"{"arn":"arn:aws:iam::111122223333:group/g","name":"g"}"#);
        assert_eq!((records[0].table, records[0].get("kind")), (Table::People, Some("team")));
        assert!(taken("cloudsplaining", "r.json", r#"{"name":"g"}"#).0.is_empty());
    }
}

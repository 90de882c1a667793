//! `get-account-authorization-details` of AWS IAM: users, roles and groups with their policies, and who may assume a role.

use super::aws_policy::{Allowed, conditions, statements};
use super::{Context, Out, names};
use crate::node::Node;
use countersign_core::tables::Table;

/// Reads one user, role or group.
pub(super) fn read(from: &Context<'_>, out: &mut Out) {
    let record = from.record;
    let Some(arn) = record.words_at("Arn") else { return };
    if let Some(group) = record.words_at("GroupName") {
        return a_group(from, arn, group, out);
    }
    let Some(name) = record.words_at("UserName").or_else(|| record.words_at("RoleName")) else { return };
    let mut allowed = Allowed::default();
    for (list, document) in [("UserPolicyList", "PolicyDocument"), ("RolePolicyList", "PolicyDocument")] {
        inline(from, record, list, document, "", &mut allowed);
    }
    let policies = from.around("/Policies");
    let policies = policies.as_deref().map(Node::items).unwrap_or_default();
    let mut missing = attached(from, record, policies, "", &mut allowed);
    let joined: Vec<&str> = record.get("GroupList").map(Node::items).unwrap_or_default().iter().filter_map(Node::words).collect();
    let groups = from.around("/GroupDetailList").filter(|_| !joined.is_empty());
    let groups = groups.as_deref().map(Node::items).unwrap_or_default();
    for (i, wanted) in joined.iter().enumerate() {
        let at = format!("GroupList/{i}");
        match groups.iter().find(|g| g.words_at("GroupName") == Some(wanted)) {
            Some(group) => {
                inline(from, group, "GroupPolicyList", "PolicyDocument", &at, &mut allowed);
                missing.extend(attached(from, group, policies, &at, &mut allowed));
            }
            None => missing.push((at, format!("group {wanted}"))),
        }
    }
    identity(from, arn, name, &joined, &allowed, out);
    allowed.write(from, arn, None, out);
    for (at, what) in missing {
        out.say("import/policy-not-in-file", &at, format!("what {what} allows does not stand in this file"));
    }
    if let Some(boundary) = record.words_at("PermissionsBoundary/PermissionsBoundaryArn") {
        let message = format!("the permissions boundary {boundary} may narrow the grants; it is not taken off them");
        out.say("import/deny-not-applied", "PermissionsBoundary", message);
    }
    if let Some(document) = record.get("AssumeRolePolicyDocument") {
        trust(arn, document, "AssumeRolePolicyDocument", out);
    }
}

/// A group is no identity: nobody signs in as it. It is a team whose members hold what it allows.
fn a_group(from: &Context<'_>, arn: &str, name: &str, out: &mut Out) {
    let record = from.record;
    let all = record.get("AttachedManagedPolicies").map(Node::items).unwrap_or_default().iter().filter_map(|p| p.words_at("PolicyName"));
    let own = record.get("GroupPolicyList").map(Node::items).unwrap_or_default().iter().filter_map(|p| p.words_at("PolicyName"));
    let policies: Vec<&str> = all.chain(own).collect();
    out.add(Table::People, "Arn").set("id", arn).set("name", name).set("kind", "team").list("roles", &policies).note("type", "IAM group");
    let members = from.around("/UserDetailList");
    let is_member = |user: &Node| user.get("GroupList").map(Node::items).unwrap_or_default().iter().any(|g| g.words() == Some(name));
    if !policies.is_empty() && !members.as_deref().map(Node::items).unwrap_or_default().iter().any(is_member) {
        let message = format!("the group {name} has no member in this file; what it allows ({}) is held by nobody", policies.join(", "));
        out.say("import/grant-without-holder", "Arn", message);
    }
}

fn inline(from: &Context<'_>, holder: &Node, list: &str, document: &str, via: &str, allowed: &mut Allowed) {
    for (i, policy) in holder.get(list).map(Node::items).unwrap_or_default().iter().enumerate() {
        let name = policy.words_at("PolicyName").unwrap_or("inline policy");
        let Some(found) = policy.get(document) else { continue };
        // What a group says stands elsewhere in the document: the record's own place is the group's name in its list.
        let (at, inside) = if via.is_empty() { (format!("{list}/{i}/{document}"), true) } else { (via.to_owned(), false) };
        allowed.policy(from, found, name, &at, inside);
    }
}

/// The managed policies of a holder; those that the file does not hold come back.
fn attached(from: &Context<'_>, holder: &Node, policies: &[Node], via: &str, allowed: &mut Allowed) -> Vec<(String, String)> {
    let mut missing = Vec::new();
    for (i, policy) in holder.get("AttachedManagedPolicies").map(Node::items).unwrap_or_default().iter().enumerate() {
        let at = if via.is_empty() { format!("AttachedManagedPolicies/{i}") } else { via.to_owned() };
        let Some(wanted) = policy.words_at("PolicyArn") else { continue };
        let name = policy.words_at("PolicyName").unwrap_or(wanted);
        let found = policies.iter().find(|p| p.words_at("Arn") == Some(wanted)).and_then(current);
        match found {
            Some(document) => allowed.policy(from, document, name, &at, false),
            None => missing.push((at, format!("the policy {wanted}"))),
        }
    }
    missing
}

/// The document of a managed policy that is in force.
pub(super) fn current(policy: &Node) -> Option<&Node> {
    let versions = policy.get("PolicyVersionList")?.items();
    let default = policy.words_at("DefaultVersionId");
    let in_force =
        |v: &&Node| v.get("IsDefaultVersion") == Some(&Node::Bool(true)) || v.words_at("VersionId").is_some_and(|id| Some(id) == default);
    versions.iter().find(in_force).or_else(|| versions.first().filter(|_| versions.len() == 1))?.get("Document")
}

fn identity(from: &Context<'_>, arn: &str, name: &str, groups: &[&str], allowed: &Allowed, out: &mut Out) {
    let record = from.record;
    let tag = |wanted: &str| {
        let tags = record.get("Tags").map(Node::items).unwrap_or_default();
        let found = tags.iter().find(|t| t.words_at("Key").is_some_and(|k| from.word("tag", k) == Some(wanted)));
        found.and_then(|t| t.words_at("Value"))
    };
    let who = record.get("AssumeRolePolicyDocument").map(principals).unwrap_or_default();
    let only_services = !who.is_empty() && who.iter().all(|(id, ..)| id.starts_with("aws:service:"));
    let draft = out.add(Table::Identities, "Arn");
    draft.set("id", arn).set("name", name).set("identity_source", "aws").maybe("owner", tag("owner"));
    if only_services {
        draft.set("kind", "workload");
    }
    if who.iter().any(|(id, ..)| id.contains(":oidc-provider/")) {
        draft.set("federation", "oidc");
    }
    draft.maybe("home_environment", tag("environment").and_then(|e| from.word("environment", e)));
    draft
        .note("type", if record.get("UserName").is_some() { "IAM user" } else { "IAM role" })
        .maybe_note("created", record.words_at("CreateDate"));
    draft.maybe_note("last used", record.words_at("RoleLastUsed/LastUsedDate")).note("groups", groups.join(";"));
    draft.maybe_note("permissions boundary", record.words_at("PermissionsBoundary/PermissionsBoundaryArn"));
    draft.note("may be assumed by", who.iter().map(|(id, ..)| id.as_str()).collect::<Vec<_>>().join(";"));
    draft.note("denied", allowed.denied.join("; "));
}

/// Who a trust policy lets in: id, place, the way in, and under which conditions.
fn principals(document: &Node) -> Vec<(String, String, String, Option<String>)> {
    let mut found = Vec::new();
    for (path, statement) in statements(document) {
        if statement.words_at("Effect").is_none_or(|e| !e.eq_ignore_ascii_case("allow")) {
            continue;
        }
        let ways =
            statement.get("Action").map(Node::one_or_many).unwrap_or_default().iter().filter_map(Node::words).collect::<Vec<_>>().join(";");
        let mut add = |id: String| found.push((id, path.clone(), ways.clone(), conditions(statement)));
        match statement.get("Principal") {
            Some(Node::Text(any)) if any == "*" => add("aws:anyone".to_owned()),
            Some(Node::Object(kinds)) => {
                for (kind, who) in kinds {
                    for who in who.one_or_many().iter().filter_map(Node::words) {
                        add(match (kind.as_str(), who) {
                            (_, "*") => "aws:anyone".to_owned(),
                            ("Service", who) => format!("aws:service:{who}"),
                            // An account is written by its number or by its root.
                            (_, who) if who.len() == 12 && who.bytes().all(|b| b.is_ascii_digit()) => format!("arn:aws:iam::{who}:root"),
                            (_, who) if who.starts_with("arn:") => who.to_owned(),
                            (_, who) => format!("aws:{who}"),
                        });
                    }
                }
            }
            _ => {}
        }
    }
    found
}

/// Who may assume a role holds a grant to act as it: `execute` on the role.
pub(super) fn trust(role: &str, document: &Node, at: &str, out: &mut Out) {
    for (who, path, ways, condition) in principals(document) {
        let at = format!("{at}/{path}");
        let kind = if who.starts_with("aws:service:") { Some("workload") } else { None };
        names::mention(out, &at, &who, kind, "aws");
        let draft = out.add(Table::Grants, &at);
        draft
            .set("identity", who)
            .set("resource", role)
            .set("permission", "execute")
            .set("kind", "standing")
            .maybe("conditions", condition);
        draft.set("purpose", "trust policy: may assume the role").note("actions", ways);
    }
    for (path, statement) in statements(document) {
        if statement.words_at("Effect").is_some_and(|e| e.eq_ignore_ascii_case("deny")) {
            out.say("import/deny-not-applied", &format!("{at}/{path}"), "a denial of the trust policy is not taken off the grants");
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::adapters::tests::taken;
    use countersign_core::record::Record;
    use countersign_core::tables::Table;

    /// The tests' document is its record too: a user with the lists that stand around it.
    const AROUND: &str = r#""Policies":[{"Arn":"arn:aws:iam::aws:policy/Old","DefaultVersionId":"v2","PolicyVersionList":[
            {"VersionId":"v1","IsDefaultVersion":false,"Document":{"Statement":[{"Effect":"Allow","Action":"*","Resource":"*"}]}},
            {"VersionId":"v2","IsDefaultVersion":true,"Document":{"Statement":[{"Effect":"Allow","Action":"sqs:SendMessage","Resource":"arn:aws:sqs:eu-west-1:111122223333:q"}]}}]}],
        "GroupDetailList":[{"GroupName":"ops","Arn":"arn:aws:iam::111122223333:group/ops","GroupPolicyList":[],"AttachedManagedPolicies":[{"PolicyArn":"arn:aws:iam::aws:policy/Old","PolicyName":"Old"}]}],
        "UserDetailList":[{"UserName":"u","GroupList":["ops"]}]"#;

    fn of(records: &[Record], table: Table) -> Vec<&Record> {
        records.iter().filter(|r| r.table == table).collect()
    }

    #[test]
    fn a_user_holds_what_the_groups_hold_by_the_version_in_force() {
        let user = format!(
            r#"{{"UserName":"u","Arn":"arn:aws:iam::111122223333:user/u","GroupList":["ops"],"AttachedManagedPolicies":[],"Tags":[{{"Key":"Owner","Value":"ann@example.org"}}],{AROUND}}}"#
        );
        let (records, codes) = taken("aws-iam", "iam.json", &user);
        let identity = of(&records, Table::Identities)[0];
        assert_eq!((identity.get("kind"), identity.get("owner")), (None, Some("ann@example.org")), "a user may be a person or a machine");
        let grants = of(&records, Table::Grants);
        assert_eq!(grants.len(), 1);
        assert_eq!((grants[0].get("resource"), grants[0].get("permission")), (Some("arn:aws:sqs:eu-west-1:111122223333:q"), Some("write")));
        assert_eq!(grants[0].extra("at"), Some("GroupList/0"));
        let queue = of(&records, Table::Resources)[0];
        assert_eq!(queue.get("kind"), Some("queue"));
        assert!(codes.is_empty(), "{codes:?}");
    }

    #[test]
    fn a_policy_or_group_that_the_file_lacks_is_said() {
        let user = r#"{"UserName":"u","Arn":"arn:aws:iam::111122223333:user/u","GroupList":["gone"],"AttachedManagedPolicies":[{"PolicyName":"P","PolicyArn":"arn:aws:iam::aws:policy/P"}],
            "PermissionsBoundary":{"PermissionsBoundaryArn":"arn:aws:iam::111122223333:policy/b"}}"#;
        let (records, codes) = taken("aws-iam", "iam.json", user);
        assert_eq!(records.len(), 1);
        assert_eq!(codes, ["import/policy-not-in-file", "import/policy-not-in-file", "import/deny-not-applied"]);
    }

    #[test]
    fn who_may_assume_a_role_may_act_as_it() {
        let role = r#"{"RoleName":"r","Arn":"arn:aws:iam::111122223333:role/r","AssumeRolePolicyDocument":{"Statement":[
            {"Effect":"Allow","Principal":{"Service":"lambda.amazonaws.com"},"Action":"sts:AssumeRole"},
            {"Effect":"Allow","Principal":{"AWS":["444455556666","arn:aws:iam::777788889999:role/x"]},"Action":"sts:AssumeRole","Condition":{"StringEquals":{"sts:ExternalId":"e"}}},
            {"Effect":"Allow","Principal":{"Federated":"arn:aws:iam::111122223333:oidc-provider/token.example.org"},"Action":"sts:AssumeRoleWithWebIdentity"}]}}"#;
        let (records, _) = taken("aws-iam", "iam.json", role);
        let trusted: Vec<_> = of(&records, Table::Grants)
            .iter()
            .map(|g| (g.get("identity").unwrap(), g.get("permission").unwrap(), g.get("conditions").is_some()))
            .collect();
        let expected = [
            ("aws:service:lambda.amazonaws.com", "execute", false),
            ("arn:aws:iam::444455556666:root", "execute", true),
            ("arn:aws:iam::777788889999:role/x", "execute", true),
            ("arn:aws:iam::111122223333:oidc-provider/token.example.org", "execute", false),
        ];
        assert_eq!(trusted, expected);
        let role = of(&records, Table::Identities).into_iter().find(|i| i.key.ends_with("role/r")).unwrap();
        assert_eq!((role.get("federation"), role.get("kind")), (Some("oidc"), None), "not only services may assume it");
    }

    #[test]
    fn a_group_is_a_team_and_says_when_nobody_is_in_it() {
        let group = |name: &str| {
            format!(
                r#"{{"GroupName":"{name}","Arn":"arn:aws:iam::111122223333:group/{name}","AttachedManagedPolicies":[{{"PolicyName":"Old","PolicyArn":"x"}}],{AROUND}}}"#
            )
        };
        let (records, codes) = taken("aws-iam", "iam.json", &group("ops"));
        assert_eq!((records[0].table, records[0].get("kind"), codes.len()), (Table::People, Some("team"), 0));
        assert_eq!(taken("aws-iam", "iam.json", &group("empty")).1, ["import/grant-without-holder"]);
    }
}

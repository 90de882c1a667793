//! AWS policy documents: what their statements let somebody do, gathered to one grant for each resource and kind of permission.

use super::{Context, Out, names};
use crate::node::Node;
use crate::tree::compacted;
use countersign_core::tables::Table;
use std::collections::BTreeMap;

/// What one identity may do.
#[derive(Debug, Default)]
pub(super) struct Allowed {
    /// By resource and permission.
    grants: BTreeMap<(String, &'static str), Grant>,
    /// Statements that take something away, as `actions on resources`.
    pub denied: Vec<String>,
    /// Actions whose kind of permission the vocabulary does not know.
    pub unplaced: Vec<String>,
}

#[derive(Debug, Default)]
struct Grant {
    /// Where in the record it is said first.
    at: String,
    actions: Vec<String>,
    policies: Vec<String>,
    conditions: Vec<String>,
    /// Whether some statement asks for nothing.
    unconditional: bool,
}

/// The permissions a vocabulary may name.
const PERMISSIONS: &[&str] = &["read", "write", "execute", "admin", "*"];

fn permission(word: &str) -> Option<&'static str> {
    PERMISSIONS.iter().find(|p| **p == word).copied()
}

fn push(list: &mut Vec<String>, item: &str) {
    if !item.is_empty() && !list.iter().any(|i| i == item) {
        list.push(item.to_owned());
    }
}

fn texts(node: Option<&Node>) -> Vec<&str> {
    node.map(Node::one_or_many).unwrap_or_default().iter().filter_map(Node::words).collect()
}

/// The statements of a policy document, each with its path inside the document.
pub(super) fn statements(document: &Node) -> Vec<(String, &Node)> {
    match document.get("Statement") {
        Some(Node::Array(items)) => items.iter().enumerate().map(|(i, s)| (format!("Statement/{i}"), s)).collect(),
        Some(one @ Node::Object(_)) => vec![("Statement".to_owned(), one)],
        _ => Vec::new(),
    }
}

/// The conditions of a statement as one text.
pub(super) fn conditions(statement: &Node) -> Option<String> {
    statement.get("Condition").filter(|c| !c.members().is_empty()).map(compacted)
}

impl Allowed {
    /// Takes the statements of a policy. `at` is where in the record the policy stands; a statement's own place follows it when `inside`.
    pub fn policy(&mut self, from: &Context<'_>, document: &Node, name: &str, at: &str, inside: bool) {
        for (path, statement) in statements(document) {
            let at = if inside { format!("{at}/{path}") } else { at.to_owned() };
            let (actions, except) = (texts(statement.get("Action")), texts(statement.get("NotAction")));
            let (on, not_on) = (texts(statement.get("Resource")), texts(statement.get("NotResource")));
            if statement.words_at("Effect").is_none_or(|e| !e.eq_ignore_ascii_case("allow")) {
                let what = if actions.is_empty() { format!("everything but {}", except.join(", ")) } else { actions.join(", ") };
                let place = if on.is_empty() { format!("everything but {}", not_on.join(", ")) } else { on.join(", ") };
                let when = conditions(statement).map(|c| format!(" when {c}")).unwrap_or_default();
                push(&mut self.denied, &format!("{what} on {place}{when} ({name})"));
                continue;
            }
            let mut asks: Vec<String> = conditions(statement).into_iter().collect();
            if !not_on.is_empty() {
                asks.push(format!("not on {}", not_on.join(", ")));
            }
            if !except.is_empty() {
                asks.push(format!("not {}", except.join(", ")));
            }
            let actions = if actions.is_empty() && !except.is_empty() { vec!["*"] } else { actions };
            let on = if on.is_empty() { vec!["*"] } else { on };
            for action in actions {
                let Some(permission) = kind(from, action) else {
                    push(&mut self.unplaced, action);
                    continue;
                };
                for resource in &on {
                    self.one(&at, name, action, &reach(resource, action), permission, &asks);
                }
            }
        }
    }

    fn one(&mut self, at: &str, policy: &str, action: &str, resource: &str, permission: &'static str, asks: &[String]) {
        let grant = self.grants.entry((resource.to_owned(), permission)).or_default();
        if grant.at.is_empty() {
            at.clone_into(&mut grant.at);
        }
        push(&mut grant.actions, action);
        push(&mut grant.policies, policy);
        grant.unconditional |= asks.is_empty();
        asks.iter().for_each(|ask| push(&mut grant.conditions, ask));
    }

    /// Writes the grants down, and what could not become one.
    pub fn write(&self, from: &Context<'_>, identity: &str, granted_at: Option<&str>, out: &mut Out) {
        for ((resource, permission), grant) in &self.grants {
            let draft = out.add(Table::Grants, &grant.at);
            draft.set("identity", identity).set("resource", resource).set("permission", permission).set("kind", "standing");
            draft.maybe("granted_at", granted_at).set("purpose", grant.policies.join(", ")).note("actions", grant.actions.join(";"));
            if !grant.conditions.is_empty() {
                let text = grant.conditions.join(" and ");
                // One statement without a condition is enough to be allowed.
                if grant.unconditional {
                    draft.note("conditions of some statements", text)
                } else {
                    draft.set("conditions", text)
                };
            }
            if let Some(kind) = service(resource).and_then(|s| from.word("resource", s)) {
                out.mention(Table::Resources, &grant.at).set("id", resource).set("kind", kind);
            }
        }
        if !self.unplaced.is_empty() {
            let message = format!("the vocabulary says of these actions neither read nor write: {}", self.unplaced.join(", "));
            out.say("import/value-unmapped", "", message);
        }
        for denied in &self.denied {
            out.say("import/deny-not-applied", "", format!("a denial is not taken off the grants: {denied}"));
        }
    }
}

/// What kind of permission an action is, by the vocabulary of the preset: `service verb words` first, then the words alone.
fn kind(from: &Context<'_>, action: &str) -> Option<&'static str> {
    let Some((service, name)) = action.split_once(':') else { return (action == "*").then_some("*") };
    if name == "*" {
        return from.word("whole", service).and_then(permission).or(Some("*"));
    }
    let words = names::spaced(name.trim_matches('*'));
    let found = from.word("permission", &format!("{service} {words}")).or_else(|| from.word("permission", &words));
    found.and_then(permission)
}

/// The resource a statement reaches: `*` stays a wildcard, of the service whose action it is.
fn reach(resource: &str, action: &str) -> String {
    match action.split_once(':') {
        Some((service, _)) if resource == "*" => format!("aws:{service}:*"),
        None if resource == "*" => "*".to_owned(),
        _ => resource.to_owned(),
    }
}

/// The service of a resource: of an ARN, or of the wildcard of a service.
fn service(resource: &str) -> Option<&str> {
    let rest = resource.strip_prefix("arn:").and_then(|r| r.split_once(':')).map(|(_, rest)| rest);
    rest.or_else(|| resource.strip_prefix("aws:")).and_then(|r| r.split(':').next()).filter(|s| !s.is_empty())
}

#[cfg(test)]
mod tests {
    use crate::adapters::tests::taken;
    use countersign_core::record::Record;
    use countersign_core::tables::Table;

    fn role(statements: &str) -> String {
        format!(
            r#"{{"Arn":"arn:aws:iam::111122223333:role/r","RoleName":"r","RolePolicyList":[{{"PolicyName":"p","PolicyDocument":{{"Statement":{statements}}}}}],"AttachedManagedPolicies":[]}}"#
        )
    }

    fn grants(statements: &str) -> (Vec<(String, String)>, Vec<Record>, Vec<&'static str>) {
        let (records, codes) = taken("aws-iam", "iam.json", &role(statements));
        let grants: Vec<Record> = records.into_iter().filter(|r| r.table == Table::Grants).collect();
        let pairs = grants.iter().map(|g| (g.get("resource").unwrap().to_owned(), g.get("permission").unwrap().to_owned())).collect();
        (pairs, grants, codes)
    }

    fn pair(resource: &str, permission: &str) -> (String, String) {
        (resource.to_owned(), permission.to_owned())
    }

    #[test]
    fn actions_become_one_grant_for_each_resource_and_permission() {
        let (pairs, grants, codes) = grants(
            r#"[{"Effect":"Allow","Action":["s3:GetObject","s3:ListBucket","s3:PutObject"],"Resource":"arn:aws:s3:::bucket-a/*"},
                {"Effect":"Allow","Action":"lambda:InvokeFunction","Resource":"*"}]"#,
        );
        let expected = [pair("arn:aws:s3:::bucket-a/*", "read"), pair("arn:aws:s3:::bucket-a/*", "write"), pair("aws:lambda:*", "execute")];
        assert_eq!(pairs, expected);
        assert_eq!(grants[0].extra("actions"), Some("s3:GetObject;s3:ListBucket"));
        assert_eq!(grants[0].extra("at"), Some("RolePolicyList/0/PolicyDocument/Statement/0"));
        assert_eq!(grants[2].extra("at"), Some("RolePolicyList/0/PolicyDocument/Statement/1"));
        assert!(codes.is_empty(), "{codes:?}");
    }

    #[test]
    fn wildcards_stay_wildcards_and_giving_out_permissions_is_to_administer() {
        let (pairs, ..) = grants(r#"{"Effect":"Allow","Action":"*","Resource":"*"}"#);
        assert_eq!(pairs, [pair("*", "*")]);
        let (pairs, ..) =
            grants(r#"{"Effect":"Allow","Action":["s3:*","iam:*","iam:PassRole","iam:GetUser","ec2:Describe*"],"Resource":["*"]}"#);
        let expected = [pair("aws:ec2:*", "read"), pair("aws:iam:*", "admin"), pair("aws:iam:*", "read"), pair("aws:s3:*", "*")];
        assert_eq!(pairs, expected);
    }

    #[test]
    fn an_action_of_unknown_kind_makes_no_grant_and_is_said() {
        let (pairs, _, codes) =
            grants(r#"{"Effect":"Allow","Action":["frob:FrobnicateThing","s3:GetObject"],"Resource":"arn:aws:s3:::b"}"#);
        assert_eq!(pairs, [pair("arn:aws:s3:::b", "read")]);
        assert_eq!(codes, ["import/value-unmapped"]);
    }

    #[test]
    fn what_a_statement_leaves_out_is_a_condition() {
        let (pairs, grants, _) = grants(r#"{"Effect":"Allow","NotAction":["iam:*"],"NotResource":"arn:aws:s3:::b"}"#);
        assert_eq!(pairs, [pair("*", "*")]);
        assert_eq!(grants[0].get("conditions"), Some("not on arn:aws:s3:::b and not iam:*"));
    }

    #[test]
    fn one_statement_without_a_condition_is_enough() {
        let asks =
            r#"{"Effect":"Allow","Action":"s3:GetObject","Resource":"arn:aws:s3:::b","Condition":{"Bool":{"aws:SecureTransport":"true"}}}"#;
        let (_, only, _) = grants(asks);
        assert!(only[0].get("conditions").unwrap().contains("SecureTransport"));
        let (_, both, _) = grants(&format!(r#"[{asks},{{"Effect":"Allow","Action":"s3:ListBucket","Resource":"arn:aws:s3:::b"}}]"#));
        assert_eq!((both.len(), both[0].get("conditions")), (1, None));
        assert!(both[0].extra("conditions of some statements").is_some());
    }

    #[test]
    fn a_denial_is_said_and_never_a_grant() {
        let (pairs, _, codes) = grants(
            r#"[{"Effect":"Allow","Action":"s3:GetObject","Resource":"arn:aws:s3:::b"},{"Effect":"Deny","Action":"s3:*","Resource":"arn:aws:s3:::b"}]"#,
        );
        assert_eq!(pairs, [pair("arn:aws:s3:::b", "read")]);
        assert_eq!(codes, ["import/deny-not-applied"]);
    }
}

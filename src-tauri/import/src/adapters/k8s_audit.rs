//! The audit log of Kubernetes: plain (`audit.k8s.io`), wrapped by Azure Monitor (AKS), or told in Google's words (GKE).

use super::{Context, Out, names};
use crate::node::Node;
use countersign_core::tables::Table;

/// Reads one request to an API server.
pub(super) fn read(from: &Context<'_>, out: &mut Out) {
    let inner = from.record.at("properties/log").filter(|n| !n.members().is_empty());
    let (log, inside) = (inner.unwrap_or(from.record), if inner.is_some() { "properties/log/" } else { "" });
    if log.get("verb").is_some() {
        plain(from, log, inside, out);
    } else if let Some(payload) = log.get("protoPayload") {
        google(from, log, payload, out);
    }
}

/// A user's id and kind: `system:serviceaccount:namespace:name` is a service account, a node and the control plane are workloads.
fn user(name: &str) -> (String, Option<&'static str>) {
    let kind = match name {
        n if n.starts_with("system:serviceaccount:") || n.ends_with(".gserviceaccount.com") => Some("service_account"),
        n if n.starts_with("system:") && n != "system:anonymous" && n != "system:admin" => Some("workload"),
        n if names::is_mail(n) => Some("human"),
        _ => None,
    };
    (names::actor("k8s", name), kind)
}

fn actor_kind(kind: Option<&str>) -> &'static str {
    match kind {
        Some("human") => "human",
        Some(_) => "service",
        None => "unknown",
    }
}

/// What sort of event a request is, unless it was refused.
fn event<'f>(from: &'f Context<'_>, verb: &str, resource: &str, refused: bool) -> &'f str {
    if refused {
        return "execution";
    }
    let what = format!("{verb} {resource}");
    from.word("event", &what).or_else(|| from.word("event", verb)).unwrap_or("execution")
}

fn plain(from: &Context<'_>, log: &Node, inside: &str, out: &mut Out) {
    let at = |path: &str| format!("{inside}{path}");
    let Some(verb) = log.words_at("verb") else { return };
    let part = |name: &str| log.words_at(&format!("objectRef/{name}"));
    let mut what = part("resource").unwrap_or_default().to_owned();
    if let Some(sub) = part("subresource") {
        what.push('/');
        what.push_str(sub);
    }
    let code = log.text_at("responseStatus/code");
    let refused = code.as_deref().and_then(|c| c.parse::<u16>().ok()).is_some_and(|c| c >= 400);
    // One request is logged at several stages under one id.
    let stage = log.words_at("stage").filter(|s| *s != "ResponseComplete");
    let id = log.words_at("auditID").map(|id| stage.map_or_else(|| id.to_owned(), |s| format!("{id}:{s}")));
    let ts =
        ["requestReceivedTimestamp", "timestamp", "metadata/creationTimestamp", "stageTimestamp"].into_iter().find_map(|p| log.text_at(p));
    let ts = ts.or_else(|| from.record.text_at("time")).or_else(|| from.record.text_at("p_event_time"));
    let who = log.words_at("user/username").map(user);
    // A request that a cloud identity made under a name of the cluster.
    let cloud = log.words_at("user/extra/arn/0");
    let acting = log.words_at("impersonatedUser/username").map(user);
    let name = [part("namespace"), part("name")].into_iter().flatten().collect::<Vec<_>>().join("/");
    let draft = out.add(Table::Events, inside.trim_end_matches('/'));
    draft.set("event_id", names::event(from, "k8s", id.as_deref())).set("type", event(from, verb, &what, refused)).maybe("ts", ts);
    if let Some((actor, kind)) = &who {
        draft.set("actor", actor).set("actor_kind", actor_kind(*kind));
    }
    draft.maybe("on_behalf_of", acting.as_ref().map(|(id, _)| id.as_str()).or(cloud));
    draft.maybe("outcome", log.words_at("responseStatus/reason").map(Into::into).or(code.clone()));
    draft.set(
        "details",
        names::details([
            ("action", Some(verb.into())),
            ("resource", Some(what.as_str().into())),
            ("object", Some(name.into())),
            ("code", code),
            ("reason", log.text_at("responseStatus/message")),
            ("decision", log.text_at("annotations/authorization.k8s.io~1decision")),
        ]),
    );
    for (path, who) in [("user/username", who), ("impersonatedUser/username", acting)] {
        if let Some((id, kind)) = who {
            names::mention(out, &at(path), &id, kind, "k8s");
        }
    }
    if let Some(arn) = cloud {
        names::mention(out, &at("user/extra/arn/0"), arn, None, "aws");
    }
}

fn google(from: &Context<'_>, log: &Node, payload: &Node, out: &mut Out) {
    let Some(method) = payload.words_at("methodName") else { return };
    let code = payload.text_at("status/code");
    let refused = code.as_deref().is_some_and(|c| c != "0");
    let (what, verb) = method.rsplit_once('.').unwrap_or(("", method));
    let who = payload.words_at("authenticationInfo/principalEmail").map(user);
    let ts = log.text_at("timestamp").or_else(|| log.text_at("receiveTimestamp")).or_else(|| log.text_at("p_event_time"));
    let id = names::event(from, "gcp", log.words_at("insertId"));
    let kind = event(from, verb, what.rsplit('.').next().unwrap_or_default(), refused);
    let draft = out.add(Table::Events, "protoPayload/methodName");
    draft.set("event_id", &id).set("type", kind).maybe("ts", ts.as_deref()).maybe("artefact", payload.words_at("resourceName"));
    if let Some((actor, kind)) = &who {
        draft.set("actor", actor).set("actor_kind", actor_kind(*kind));
    }
    draft.maybe("outcome", payload.text_at("status/message").or(code));
    draft.set("details", names::details([("action", Some(method.into())), ("resource", payload.text_at("resourceName"))]));
    for (i, decision) in payload.get("authorizationInfo").map(Node::items).unwrap_or_default().iter().enumerate() {
        let outcome = match decision.get("granted") {
            Some(Node::Bool(true)) => "allow",
            Some(Node::Bool(false)) => "deny",
            _ => continue,
        };
        let draft = out.add(Table::Events, &format!("protoPayload/authorizationInfo/{i}"));
        draft
            .set("event_id", format!("{id}:{i}"))
            .set("type", "policy_decision")
            .maybe("ts", ts.as_deref())
            .set("outcome", outcome)
            .set("parents", &id);
        draft.set(
            "details",
            names::details([
                ("call", Some(id.as_str().into())),
                ("permission", decision.text_at("permission")),
                ("resource", decision.text_at("resource")),
            ]),
        );
    }
    if let Some((id, kind)) = who {
        names::mention(out, "protoPayload/authenticationInfo/principalEmail", &id, kind, "gcp");
    }
}

#[cfg(test)]
mod tests {
    use crate::adapters::tests::taken;
    use countersign_core::tables::Table;

    fn request(verb: &str, resource: &str, code: u16, user: &str) -> String {
        format!(
            r#"{{"kind":"Event","apiVersion":"audit.k8s.io/v1","auditID":"a-1","stage":"ResponseComplete","verb":"{verb}","user":{{"username":"{user}"}},
                "objectRef":{{{resource},"namespace":"ns","name":"x"}},"responseStatus":{{"code":{code}}},"requestReceivedTimestamp":"2026-01-02T03:04:05.000001Z"}}"#
        )
    }

    fn kind(verb: &str, resource: &str, code: u16) -> String {
        taken("k8s-audit", "k.log", &request(verb, resource, code, "kim")).0[0].get("type").unwrap().to_owned()
    }

    #[test]
    fn reading_runs_changing_has_an_effect_and_a_refusal_changes_nothing() {
        let pods = r#""resource":"pods""#;
        assert_eq!(
            [kind("list", pods, 200), kind("create", pods, 201), kind("create", pods, 403), kind("propfind", pods, 200)],
            ["execution", "effect", "execution", "execution"]
        );
        assert_eq!(kind("create", r#""resource":"serviceaccounts","subresource":"token""#, 201), "credential_issue");
        assert_eq!(kind("create", r#""resource":"pods","subresource":"exec""#, 200), "execution");
        assert_eq!(kind("create", r#""resource":"subjectaccessreviews""#, 201), "policy_decision");
    }

    #[test]
    fn names_of_the_cluster_say_what_they_are() {
        let who = |name: &str| {
            let (records, _) = taken("k8s-audit", "k.log", &request("get", r#""resource":"pods""#, 200, name));
            let identity = records.into_iter().find(|r| r.table == Table::Identities).unwrap();
            (identity.key.clone(), identity.get("kind").map(str::to_owned))
        };
        assert_eq!(who("system:serviceaccount:ns:agent"), ("k8s:system:serviceaccount:ns:agent".into(), Some("service_account".into())));
        assert_eq!(who("system:node:n1"), ("k8s:system:node:n1".into(), Some("workload".into())));
        assert_eq!(who("Kim@Example.org"), ("kim@example.org".into(), Some("human".into())));
        assert_eq!(who("kim"), ("k8s:kim".into(), None));
    }

    #[test]
    fn wrapped_and_foreign_forms_are_read_too() {
        let inner = request("delete", r#""resource":"pods""#, 200, "kim");
        let (records, _) = taken("k8s-audit", "aks.json", &format!(r#"{{"category":"kube-audit","properties":{{"log":{inner}}}}}"#));
        assert_eq!(
            (records[0].key.as_str(), records[0].get("type"), records[0].extra("at")),
            ("k8s:a-1", Some("effect"), Some("properties/log"))
        );
        let google = r#"{"insertId":"i","timestamp":"2026-01-02T03:04:05Z","protoPayload":{"serviceName":"k8s.io","methodName":"io.k8s.core.v1.secrets.list",
            "authenticationInfo":{"principalEmail":"svc@p.iam.gserviceaccount.com"},"authorizationInfo":[{"granted":false,"permission":"p"}],"status":{"code":7,"message":"PERMISSION_DENIED"}}}"#;
        let (records, _) = taken("k8s-audit", "gke.json", google);
        assert_eq!((records[0].get("type"), records[0].get("actor_kind")), (Some("execution"), Some("service")));
        assert_eq!((records[1].get("type"), records[1].get("outcome")), (Some("policy_decision"), Some("deny")));
        assert!(taken("k8s-audit", "x.json", r#"{"category":"Administrative"}"#).0.is_empty());
    }
}

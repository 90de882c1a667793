//! Sign-in and audit logs of Microsoft Entra ID, as Microsoft Graph gives them or as Azure Monitor wraps them (under `properties`).

use super::{Context, Out, names};
use crate::node::Node;
use countersign_core::tables::Table;

/// An id of zeros only, as logs without ids have it.
fn real(id: &str) -> bool {
    id.bytes().any(|b| b.is_ascii_alphanumeric() && b != b'0')
}

/// Reads one sign-in or one audit entry.
pub(super) fn read(from: &Context<'_>, out: &mut Out) {
    let wrapped = from.record.get("properties").filter(|p| !p.members().is_empty());
    let (log, inside) = (wrapped.unwrap_or(from.record), if wrapped.is_some() { "properties/" } else { "" });
    let at = |path: &str| format!("{inside}{path}");
    let id = names::event(from, "entra", log.words_at("id").filter(|id| real(id)));
    if let Some(activity) = log.words_at("activityDisplayName").or_else(|| log.get("initiatedBy").and(log.words_at("operationName"))) {
        audit(from, log, &at, &id, activity, out);
    } else if log.get("userPrincipalName").is_some() || log.get("servicePrincipalId").is_some() {
        sign_in(from, log, &at, &id, out);
    }
}

/// Who a sign-in is by: a person's address, or a service principal.
fn signed_in(log: &Node) -> Option<(String, Option<&'static str>, &'static str)> {
    if let Some(name) = log.words_at("userPrincipalName") {
        let kind = if names::is_mail(name) { Some("human") } else { None };
        return Some((names::actor("entra", name), kind, "userPrincipalName"));
    }
    let app = log.words_at("servicePrincipalId").filter(|id| real(id))?;
    Some((format!("entra:{app}"), Some("workload"), "servicePrincipalId"))
}

fn sign_in(from: &Context<'_>, log: &Node, at: &dyn Fn(&str) -> String, id: &str, out: &mut Out) {
    let code = log.text_at("status/errorCode").or_else(|| from.record.text_at("resultType"));
    let code = code.as_deref().map(str::trim);
    let (kind_of_event, outcome) = match code {
        Some("0" | "Success") => ("credential_issue", Some("success".to_owned())),
        Some(_) => ("execution", Some(log.words_at("status/failureReason").unwrap_or("failure").to_owned())),
        // Whether it worked is not said: that somebody tried is.
        None => ("execution", None),
    };
    let who = signed_in(log);
    let ts = log.text_at("createdDateTime").or_else(|| from.record.text_at("time"));
    let text = |path: &str| log.text_at(path);
    let draft = out.add(Table::Events, at("").trim_end_matches('/'));
    draft.set("event_id", id).set("type", kind_of_event).maybe("ts", ts.as_deref()).maybe("outcome", outcome);
    if let Some((actor, actor_kind, _)) = &who {
        draft.set("actor", actor).set(
            "actor_kind",
            match actor_kind {
                Some("human") => "human",
                Some(_) => "service",
                None => "unknown",
            },
        );
    }
    draft.maybe("credential", text("sessionId").map(|s| format!("entra:{s}")));
    draft.set(
        "details",
        names::details([
            ("action", Some("sign-in".into())),
            ("app", text("appDisplayName")),
            ("resource", text("resourceDisplayName")),
            ("authentication", text("authenticationRequirement")),
            ("protocol", text("authenticationProtocol")),
            ("interactive", text("isInteractive")),
            ("conditional_access", text("conditionalAccessStatus")),
            ("risk", text("riskLevelDuringSignIn").filter(|r| r != "hidden" && r != "none")),
            ("code", code.map(Into::into)),
        ]),
    );
    for (i, policy) in log.get("appliedConditionalAccessPolicies").map(Node::items).unwrap_or_default().iter().enumerate() {
        // A policy that only reports, or did not apply, decided nothing.
        let Some(outcome) = policy.words_at("result").and_then(|r| from.word("policy", r)).filter(|o| !o.is_empty()) else { continue };
        let decision = out.add(Table::Events, &at(&format!("appliedConditionalAccessPolicies/{i}")));
        decision
            .set("event_id", format!("{id}:policy:{i}"))
            .set("type", "policy_decision")
            .maybe("ts", ts.as_deref())
            .set("outcome", outcome);
        decision.set("parents", id).maybe("on_behalf_of", who.as_ref().map(|(actor, ..)| actor.as_str()));
        decision.set("details", names::details([("call", Some(id.into())), ("policy", policy.text_at("displayName"))]));
    }
    let Some((actor, kind, path)) = who else { return };
    out.mention(Table::Identities, &at(path))
        .set("id", &actor)
        .maybe("kind", kind)
        .set("identity_source", "entra")
        .maybe("name", log.words_at("userDisplayName"));
    if let Some(session) = text("sessionId").filter(|_| kind_of_event == "credential_issue") {
        let draft = out.mention(Table::Credentials, &at("sessionId"));
        draft
            .set("id", format!("entra:{session}"))
            .set("identity", &actor)
            .set("kind", "session")
            .set("issued_per", "session")
            .maybe("issued_at", ts.as_deref());
    }
}

fn audit(from: &Context<'_>, log: &Node, at: &dyn Fn(&str) -> String, id: &str, activity: &str, out: &mut Out) {
    let result = log.words_at("result").or_else(|| from.record.words_at("resultSignature"));
    let ok = result.is_some_and(|r| r.eq_ignore_ascii_case("success"));
    let said = from.word("event", activity).or_else(|| log.words_at("operationType").and_then(|o| from.word("operation", o)));
    let mut kind = said.unwrap_or("execution");
    if !ok && result.is_some() && matches!(kind, "credential_issue" | "credential_revoke" | "effect") {
        kind = "execution";
    }
    let user = log.words_at("initiatedBy/user/userPrincipalName").map(|n| (names::actor("entra", n), "initiatedBy/user/userPrincipalName"));
    let user = user.or_else(|| log.words_at("initiatedBy/user/id").map(|n| (format!("entra:{n}"), "initiatedBy/user/id")));
    let app = ["initiatedBy/app/servicePrincipalId", "initiatedBy/app/appId", "initiatedBy/app/displayName"];
    let app = app.into_iter().find_map(|p| log.words_at(p).filter(|id| real(id)).map(|n| (format!("entra:{n}"), p)));
    let by_user = user.is_some();
    let who = user.or(app);
    let outcome = match (kind, ok) {
        ("approval", true) => from.word("approval", activity).or(Some("approved")),
        _ => result,
    };
    let targets = log.get("targetResources").map(Node::items).unwrap_or_default();
    let named =
        targets.iter().filter_map(|t| t.words_at("userPrincipalName").or_else(|| t.words_at("displayName")).or_else(|| t.words_at("id")));
    let changed = targets
        .iter()
        .flat_map(|t| t.get("modifiedProperties").map(Node::items).unwrap_or_default())
        .filter_map(|p| p.words_at("displayName"));
    let (named, changed) = (named.collect::<Vec<_>>().join(", "), changed.collect::<Vec<_>>().join(", "));
    let draft = out.add(Table::Events, at("").trim_end_matches('/'));
    draft
        .set("event_id", id)
        .set("type", kind)
        .maybe("ts", log.text_at("activityDateTime").or_else(|| from.record.text_at("time")))
        .maybe("outcome", outcome);
    if let Some((actor, _)) = &who {
        draft.set("actor", actor).set("actor_kind", if by_user { "human" } else { "service" });
    }
    draft.set(
        "details",
        names::details([
            ("action", Some(activity.into())),
            ("category", log.text_at("category")),
            ("service", log.text_at("loggedByService")),
            ("target", Some(named.into())),
            ("changed", Some(changed.into())),
            ("reason", log.text_at("resultReason")),
        ]),
    );
    if let Some((actor, path)) = &who {
        let draft = out.mention(Table::Identities, &at(path));
        draft.set("id", actor).set("kind", if by_user { "human" } else { "workload" }).set("identity_source", "entra");
        draft.maybe("name", log.words_at(if by_user { "initiatedBy/user/displayName" } else { "initiatedBy/app/displayName" }));
    }
    for (i, target) in targets.iter().enumerate() {
        if let Some(name) = target.words_at("userPrincipalName").filter(|n| names::is_mail(n)) {
            names::mention(out, &at(&format!("targetResources/{i}/userPrincipalName")), &name.to_lowercase(), Some("human"), "entra");
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::adapters::tests::taken;
    use countersign_core::tables::Table;

    #[test]
    fn a_sign_in_that_worked_issues_a_session_and_its_policies_decided() {
        let (records, _) = taken(
            "entra",
            "s.json",
            r#"{"id":"a1","createdDateTime":"2026-01-02T03:04:05Z","userPrincipalName":"Kim@Example.org","userDisplayName":"Kim","appDisplayName":"Portal","sessionId":"s-9","status":{"errorCode":0},
                "appliedConditionalAccessPolicies":[{"displayName":"MFA","result":"success"},{"displayName":"Try","result":"reportOnlyFailure"},{"displayName":"Block","result":"failure"}]}"#,
        );
        let events: Vec<_> = records
            .iter()
            .filter(|r| r.table == Table::Events)
            .map(|r| (r.key.as_str(), r.get("type").unwrap(), r.get("outcome").unwrap()))
            .collect();
        let expected = [
            ("entra:a1", "credential_issue", "success"),
            ("entra:a1:policy:0", "policy_decision", "allow"),
            ("entra:a1:policy:2", "policy_decision", "deny"),
        ];
        assert_eq!(events, expected);
        let person = records.iter().find(|r| r.table == Table::Identities).unwrap();
        assert_eq!((person.key.as_str(), person.get("kind")), ("kim@example.org", Some("human")));
        assert!(records.iter().any(|r| r.table == Table::Credentials && r.key == "entra:s-9"));
    }

    #[test]
    fn a_sign_in_that_failed_issues_nothing_and_one_that_says_nothing_is_not_taken_as_a_success() {
        let failed = r#"{"id":"00000000-0000","createdDateTime":"2026-01-02T03:04:05Z","userPrincipalName":"kim@example.org","appDisplayName":"P","sessionId":"s","status":{"errorCode":50126,"failureReason":"Invalid password"}}"#;
        let (records, _) = taken("entra", "s.json", failed);
        assert_eq!((records[0].get("type"), records[0].get("outcome")), (Some("execution"), Some("Invalid password")));
        assert!(records[0].key.starts_with("entra-"), "an id of zeros is none: {}", records[0].key);
        assert!(records.iter().all(|r| r.table != Table::Credentials));
        let silent = r#"{"id":"a","createdDateTime":"2026-01-02T03:04:05Z","userPrincipalName":"kim@example.org","appDisplayName":"P"}"#;
        let (records, _) = taken("entra", "s.json", silent);
        assert_eq!((records[0].get("type"), records[0].get("outcome")), (Some("execution"), None));
    }

    #[test]
    fn consents_approve_and_changes_that_failed_are_no_effects() {
        let audit = |name: &str, result: &str| {
            let text = format!(
                r#"{{"time":"2026-01-02T03:04:05Z","category":"AuditLogs","properties":{{"id":"d1","activityDateTime":"2026-01-02T03:04:05Z","activityDisplayName":"{name}","operationType":"Update","result":"{result}",
                    "initiatedBy":{{"user":{{"id":"u","userPrincipalName":"ann@example.org"}}}},"targetResources":[{{"type":"User","userPrincipalName":"bo@example.org"}}]}}}}"#
            );
            taken("entra", "a.json", &text).0
        };
        let told = |name: &str, result: &str| {
            let records = audit(name, result);
            (records[0].get("type").unwrap().to_owned(), records[0].get("outcome").unwrap().to_owned())
        };
        let pair = |a: &str, b: &str| (a.to_owned(), b.to_owned());
        assert_eq!(told("Consent to application", "success"), pair("approval", "approved"));
        assert_eq!(told("Add member to role request denied (PIM activation)", "success"), pair("approval", "rejected"));
        assert_eq!(told("Update policy", "success"), pair("effect", "success"));
        assert_eq!(told("Update policy", "failure"), pair("execution", "failure"));
        assert_eq!(told("Something new", "success"), pair("effect", "success"), "its kind of operation tells");
        let records = audit("Update user", "success");
        let at: Vec<_> =
            records.iter().filter(|r| r.table == Table::Identities).map(|r| (r.key.as_str(), r.extra("at").unwrap())).collect();
        assert_eq!(
            at,
            [
                ("ann@example.org", "properties/initiatedBy/user/userPrincipalName"),
                ("bo@example.org", "properties/targetResources/0/userPrincipalName")
            ]
        );
    }
}

//! AWS CloudTrail: who called what, with which access key, and the keys and sessions that were issued.

use super::{Context, Out, names};
use crate::node::Node;
use countersign_core::tables::Table;

/// Reads one event.
pub(super) fn read(from: &Context<'_>, out: &mut Out) {
    let record = from.record;
    let Some(action) = record.words_at("eventName") else { return };
    let source = record.words_at("eventSource").unwrap_or_default();
    let service = source.split('.').next().unwrap_or_default();
    let id = names::event(from, "cloudtrail", record.words_at("eventID"));
    let error = record.words_at("errorCode");
    let sign_in = record.words_at(&format!("responseElements/{action}"));
    let failed = error.is_some() || sign_in.is_some_and(|r| r.eq_ignore_ascii_case("failure"));
    let kind = if failed { "execution" } else { kind(from, service, action) };
    let who = Who::of(record);

    let draft = out.add(Table::Events, "");
    draft.set("event_id", &id).set("type", kind).maybe("ts", record.text_at("eventTime"));
    if let Some(who) = &who {
        draft
            .set("actor", &who.id)
            .set("actor_kind", if who.service { "service" } else { "unknown" })
            .maybe("on_behalf_of", who.person.as_deref());
    }
    draft.maybe("credential", record.words_at("userIdentity/accessKeyId").map(|k| format!("aws:{k}")));
    draft.maybe("artefact", record.words_at("resources/0/ARN"));
    draft.set("outcome", error.or(sign_in).unwrap_or("success"));
    let text = |path: &str| record.text_at(path);
    draft.set(
        "details",
        names::details([
            ("action", Some(format!("{service}:{action}").into())),
            ("reason", text("errorMessage")),
            ("region", text("awsRegion")),
            ("session", who.as_ref().and_then(|w| w.session.as_deref()).map(Into::into)),
            ("mfa", text("userIdentity/sessionContext/attributes/mfaAuthenticated").or_else(|| text("additionalEventData/MFAUsed"))),
            ("via", text("userIdentity/invokedBy")),
            ("user", text("requestParameters/userName")),
            ("role", text("requestParameters/roleArn").or_else(|| text("requestParameters/roleName"))),
            ("policy", text("requestParameters/policyArn")),
            ("model", text("requestParameters/modelId")),
            ("secret", text("requestParameters/secretId")),
        ]),
    );
    if kind == "prompt" {
        let output = out.add(Table::Events, "");
        output
            .set("event_id", format!("{id}:output"))
            .set("type", "model_output")
            .maybe("ts", record.text_at("eventTime"))
            .set("parents", &id);
        output.maybe("on_behalf_of", who.as_ref().map(|w| w.id.as_str()));
        output.set("details", names::details([("model", text("requestParameters/modelId"))]));
    }
    if let Some(who) = &who {
        who.write(record, out);
    }
    if !failed {
        issued(record, action, &id, out);
    }
}

/// What sort of event an action is: by the vocabulary, else by what the record says about reading, else by its verb.
fn kind<'f>(from: &'f Context<'_>, service: &str, action: &str) -> &'f str {
    let words = names::spaced(action);
    let said = from.word("event", &format!("{service} {words}")).or_else(|| from.word("event", &words));
    said.unwrap_or_else(|| match from.record.text_at("readOnly").as_deref() {
        Some("false") => "effect",
        Some(_) => "execution",
        None => from.word("verb", &words).unwrap_or("execution"),
    })
}

/// Who made a call.
struct Who {
    /// A user, a role, or a service of AWS.
    id: String,
    name: Option<String>,
    at: &'static str,
    service: bool,
    /// The name of a role's session.
    session: Option<String>,
    /// The person a session is named after.
    person: Option<String>,
}

impl Who {
    fn of(record: &Node) -> Option<Self> {
        let user = record.get("userIdentity")?;
        let mut who = Self {
            id: String::new(),
            name: user.words_at("userName").map(str::to_owned),
            at: "userIdentity/arn",
            service: false,
            session: None,
            person: None,
        };
        let arn = user.words_at("arn");
        if let Some(role) = user.words_at("sessionContext/sessionIssuer/arn") {
            // The session acts with what the role may do; its name is often the person or the job behind it.
            role.clone_into(&mut who.id);
            who.at = "userIdentity/sessionContext/sessionIssuer/arn";
            who.name = user.words_at("sessionContext/sessionIssuer/userName").map(str::to_owned);
            who.session = arn.and_then(|a| a.rsplit('/').next()).map(str::to_owned);
            let named = user.words_at("sessionContext/sourceIdentity").or(who.session.as_deref());
            who.person = named.filter(|n| names::is_mail(n)).map(str::to_lowercase);
        } else if user.words_at("type") == Some("AWSService") {
            who.id = format!("aws:service:{}", user.words_at("invokedBy")?);
            who.at = "userIdentity/invokedBy";
            who.service = true;
        } else if let Some(arn) = arn {
            arn.clone_into(&mut who.id);
        } else {
            let (path, principal) = user
                .words_at("principalId")
                .map(|p| ("userIdentity/principalId", p))
                .or_else(|| user.words_at("accountId").map(|a| ("userIdentity/accountId", a)))?;
            who.id = format!("aws:{principal}");
            who.at = path;
        }
        Some(who)
    }

    /// Names who it was, and the key that was used: AKIA keys stand until they are revoked, ASIA keys end with their session.
    fn write(&self, record: &Node, out: &mut Out) {
        let draft = out.mention(Table::Identities, self.at);
        draft.set("id", &self.id).maybe("name", self.name.as_deref()).set("identity_source", "aws");
        if self.service {
            draft.set("kind", "workload");
        }
        if let Some(person) = &self.person {
            names::mention(out, "userIdentity/arn", person, Some("human"), "aws");
        }
        if let Some(key) = record.words_at("userIdentity/accessKeyId") {
            let session = record.text_at("userIdentity/sessionContext/attributes/creationDate");
            credential(out.mention(Table::Credentials, "userIdentity/accessKeyId"), key, &self.id)
                .maybe("issued_at", session.filter(|_| key.starts_with("ASIA")));
        }
    }
}

fn credential<'d>(draft: &'d mut crate::map::draft::Draft, key: &str, identity: &str) -> &'d mut crate::map::draft::Draft {
    draft.set("id", format!("aws:{key}")).set("identity", identity);
    match key.get(..4) {
        Some("AKIA") => draft.set("kind", "api_key").set("issued_per", "standing"),
        Some("ASIA") => draft.set("kind", "session").set("issued_per", "session"),
        _ => draft,
    }
}

/// Keys and sessions that the call made or took away.
fn issued(record: &Node, action: &str, event: &str, out: &mut Out) {
    let at = record.text_at("eventTime");
    let account = record.words_at("recipientAccountId").or_else(|| record.words_at("userIdentity/accountId"));
    // Without a user name in the request the key is the caller's own.
    let user =
        match (record.words_at("requestParameters/userName").or_else(|| record.words_at("responseElements/accessKey/userName")), account) {
            (Some(name), Some(account)) => Some(format!("arn:aws:iam::{account}:user/{name}")),
            (None, _) => record.words_at("userIdentity/arn").map(str::to_owned),
            _ => None,
        };
    match action {
        "CreateAccessKey" => {
            if let (Some(key), Some(user)) = (record.words_at("responseElements/accessKey/accessKeyId"), user) {
                let draft = credential(out.add(Table::Credentials, "responseElements/accessKey/accessKeyId"), key, &user);
                draft.maybe("issued_at", at).set("created_by_event", event);
            }
        }
        "DeleteAccessKey" => {
            if let (Some(key), Some(user)) = (record.words_at("requestParameters/accessKeyId"), user) {
                let draft = credential(out.mention(Table::Credentials, "requestParameters/accessKeyId"), key, &user);
                draft.maybe("expires_at", at.as_deref()).maybe("revocation_exercised", at.as_deref());
            }
        }
        _ => {
            let (key, role) = (record.words_at("responseElements/credentials/accessKeyId"), record.words_at("requestParameters/roleArn"));
            if let (Some(key), Some(identity)) = (key, role.or_else(|| record.words_at("userIdentity/arn"))) {
                let draft = credential(out.add(Table::Credentials, "responseElements/credentials/accessKeyId"), key, identity);
                draft.maybe("issued_at", at).maybe("expires_at", record.text_at("responseElements/credentials/expiration"));
                draft.set("created_by_event", event).maybe("holders", record.words_at("userIdentity/arn"));
                draft.maybe("ttl_seconds", record.text_at("requestParameters/durationSeconds"));
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::adapters::tests::taken;
    use countersign_core::tables::Table;

    fn call(name: &str, source: &str, rest: &str) -> String {
        format!(
            r#"{{"eventID":"e-1","eventTime":"2026-01-02T03:04:05Z","eventName":"{name}","eventSource":"{source}.amazonaws.com","recipientAccountId":"111122223333"{rest}}}"#
        )
    }

    const USER: &str = r#","userIdentity":{"type":"IAMUser","arn":"arn:aws:iam::111122223333:user/kim","userName":"kim","accessKeyId":"AKIAZZZZYYYYXXXXWWWW"}"#;
    const SESSION: &str = r#","userIdentity":{"type":"AssumedRole","arn":"arn:aws:sts::111122223333:assumed-role/deploy/Kim.Lee@Example.org","accessKeyId":"ASIAZZZZYYYYXXXXWWWW",
        "sessionContext":{"attributes":{"creationDate":"2026-01-02T03:00:00Z","mfaAuthenticated":"true"},"sessionIssuer":{"type":"Role","arn":"arn:aws:iam::111122223333:role/deploy","userName":"deploy"}}}"#;

    #[test]
    fn standing_keys_and_sessions_are_told_apart() {
        let (records, codes) = taken("cloudtrail", "t.json", &call("PutObject", "s3", &format!(r#"{USER},"readOnly":false"#)));
        let event = &records[0];
        assert_eq!(
            (event.get("type"), event.get("actor"), event.get("outcome")),
            (Some("effect"), Some("arn:aws:iam::111122223333:user/kim"), Some("success"))
        );
        let key = records.iter().find(|r| r.table == Table::Credentials).unwrap();
        assert_eq!((key.get("kind"), key.get("issued_per")), (Some("api_key"), Some("standing")));
        assert_eq!(event.get("credential"), Some(key.key.as_str()));
        assert!(key.key.starts_with("aws:AKIA[masked]~") && codes.contains(&"secret/masked"), "{}", key.key);

        let (records, _) = taken("cloudtrail", "t.json", &call("GetObject", "s3", &format!(r#"{SESSION},"readOnly":true"#)));
        let event = &records[0];
        assert_eq!((event.get("type"), event.get("actor")), (Some("execution"), Some("arn:aws:iam::111122223333:role/deploy")));
        assert_eq!(event.get("on_behalf_of"), Some("kim.lee@example.org"));
        let session = records.iter().find(|r| r.table == Table::Credentials).unwrap();
        assert_eq!(
            (session.get("kind"), session.get("issued_per"), session.get("issued_at")),
            (Some("session"), Some("session"), Some("2026-01-02T03:00:00Z"))
        );
    }

    #[test]
    fn a_key_that_was_made_belongs_to_the_user_it_was_made_for() {
        let made = format!(
            r#"{USER},"readOnly":false,"requestParameters":{{"userName":"bot"}},"responseElements":{{"accessKey":{{"accessKeyId":"AKIAAAAABBBBCCCCDDDD","userName":"bot"}}}}"#
        );
        let (records, _) = taken("cloudtrail", "t.json", &call("CreateAccessKey", "iam", &made));
        assert_eq!(records[0].get("type"), Some("credential_issue"));
        let key = records.iter().find(|r| r.get("created_by_event").is_some()).unwrap();
        assert_eq!(
            (key.get("identity"), key.get("created_by_event")),
            (Some("arn:aws:iam::111122223333:user/bot"), Some("cloudtrail:e-1"))
        );
        let denied = format!(r#"{made},"errorCode":"AccessDenied""#);
        let (records, _) = taken("cloudtrail", "t.json", &call("CreateAccessKey", "iam", &denied));
        assert_eq!((records[0].get("type"), records[0].get("outcome")), (Some("execution"), Some("AccessDenied")));
        assert!(records.iter().all(|r| r.get("created_by_event").is_none()), "nothing was issued");
    }

    #[test]
    fn a_model_that_was_invoked_is_a_prompt_and_an_output() {
        let rest = format!(r#"{SESSION},"readOnly":true,"requestParameters":{{"modelId":"vendor.model-1"}}"#);
        let (records, _) = taken("cloudtrail", "t.json", &call("InvokeModel", "bedrock", &rest));
        assert_eq!((records[0].get("type"), records[1].get("type")), (Some("prompt"), Some("model_output")));
        assert_eq!(records[1].get("parents"), Some("cloudtrail:e-1"));
        assert!(records[1].get("details").unwrap().contains("model=vendor.model-1"));
    }

    #[test]
    fn without_read_only_the_verb_tells_and_an_unknown_verb_is_an_execution() {
        let kind = |name: &str| taken("cloudtrail", "t.json", &call(name, "s3", USER)).0[0].get("type").map(str::to_owned);
        assert_eq!(kind("DeleteBucket").as_deref(), Some("effect"));
        assert_eq!(kind("FrobnicateBucket").as_deref(), Some("execution"));
        let (records, _) = taken("cloudtrail", "t.json", &call("GetObject", "s3", ""));
        assert_eq!((records.len(), records[0].get("actor")), (1, None), "who it was is not known");
    }
}

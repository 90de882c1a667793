//! Presets for the logs and registers of clouds, identity providers and AI services: what comes out of a small file of each, through the
//! whole way from bytes to records.
#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, reason = "tests")]

mod common;

use common::{Kept, one};
use countersign_core::record::Record;
use countersign_core::tables::Table;

/// Reads a file and checks by which preset.
fn by(preset: &str, name: &str, content: &str) -> Kept {
    let kept = one(name, content);
    assert!(kept.heads.iter().all(|h| h.detected.preset.as_deref() == Some(preset)), "{:?}", kept.heads);
    kept
}

fn of(kept: &Kept, table: Table) -> Vec<&Record> {
    kept.records.iter().filter(|r| r.table == table).collect()
}

fn told<'r>(record: &'r Record, columns: &[&str]) -> Vec<&'r str> {
    columns.iter().map(|c| record.get(c).unwrap_or("?")).collect()
}

/// The type of each event, in file order.
fn types(kept: &Kept) -> Vec<&str> {
    of(kept, Table::Events).into_iter().map(|e| e.get("type").unwrap()).collect()
}

#[test]
fn okta_sessions_tokens_and_consents() {
    let event = |uuid: &str, kind: &str, result: &str, rest: &str| {
        format!(
            r#"{{"uuid":"{uuid}","published":"2026-01-02T03:04:05.000Z","eventType":"{kind}","legacyEventType":"x","displayMessage":"m","actor":{{"id":"00u1","type":"User","alternateId":"Kim@Example.org","displayName":"Kim"}},"outcome":{{"result":"{result}"}}{rest}}}"#
        )
    };
    let lines = [
        event("a", "user.session.start", "SUCCESS", r#","authenticationContext":{"externalSessionId":"trs1"}"#),
        event("b", "user.session.start", "FAILURE", ""),
        event("c", "app.oauth2.admin.consent.grant", "SUCCESS", ""),
        event(
            "d",
            "system.api_token.create",
            "SUCCESS",
            r#","target":[{"id":"00T9","type":"Token","alternateId":"unknown"},{"id":"00u2","type":"User","alternateId":"bo@example.org"}]"#,
        ),
        event("e", "policy.lifecycle.update", "SUCCESS", ""),
        event("f", "something.never.seen", "SUCCESS", ""),
    ];
    let kept = by("okta", "okta.jsonl", &lines.join("\n"));
    assert_eq!(types(&kept), ["credential_issue", "execution", "approval", "credential_issue", "effect", "execution"]);
    assert_eq!(told(kept.record("okta:c"), &["outcome", "actor", "actor_kind"]), ["approved", "kim@example.org", "human"]);
    assert_eq!(kept.record("okta:f").extra("raw.type"), Some("something.never.seen SUCCESS"));
    assert_eq!(
        told(kept.record("okta:00T9"), &["identity", "kind", "issued_per", "created_by_event"]),
        ["kim@example.org", "api_key", "standing", "okta:d"]
    );
    assert_eq!(told(kept.record("okta:trs1"), &["kind", "issued_per"]), ["session", "session"]);
    assert_eq!(kept.record("bo@example.org").get("kind"), Some("human"));
    assert!(kept.records.iter().all(|r| r.key != "unknown"));
    assert!(kept.rejected.is_empty());
}

#[test]
fn an_okta_event_without_a_time_is_said_and_gives_no_event() {
    let kept = by(
        "okta",
        "o.json",
        r#"[{"uuid":"a","eventType":"user.session.start","legacyEventType":"x","actor":{"alternateId":"kim@example.org","type":"User"}}]"#,
    );
    assert!(of(&kept, Table::Events).is_empty());
    assert_eq!(kept.record("kim@example.org").table, Table::Identities);
    assert_eq!(kept.said("import/missing-required").at.row, Some(1));
}

#[test]
fn google_activities_flat_and_nested() {
    let flat = r#"{"kind":"admin#reports#activity","id":{"applicationName":"admin","time":"2026-01-02T03:04:05Z","uniqueQualifier":"-1"},"actor":{"email":"Ann@Example.org","callerType":"USER"},"name":"CREATE_ROLE","parameters":{"ROLE_NAME":"r"}}"#;
    let nested = r#"{"kind":"admin#reports#activity","id":{"applicationName":"token","time":"2026-01-02T03:04:05Z","uniqueQualifier":"-2"},"actor":{"email":"ann@example.org","callerType":"USER"},"events":[{"name":"authorize","parameters":[{"name":"app_name","value":"x"}]},{"name":"peek"}]}"#;
    let kept = by("google-workspace", "g.json", &format!("[{flat},{nested}]"));
    assert_eq!(types(&kept), ["effect", "approval", "execution"]);
    assert_eq!(told(kept.record("google:-2:0"), &["actor", "actor_kind"]), ["ann@example.org", "human"]);
    assert!(kept.record("google:-1").get("details").unwrap().contains("role=r"));
}

#[test]
fn google_cloud_calls_denials_and_keys() {
    let entry = |id: &str, method: &str, log: &str, who: &str, rest: &str| {
        format!(
            r#"{{"insertId":"{id}","timestamp":"2026-01-02T03:04:05Z","logName":"projects/p/logs/cloudaudit.googleapis.com%2F{log}","protoPayload":{{"methodName":"{method}","serviceName":"s","authenticationInfo":{{"principalEmail":"{who}"{rest}}}}}}}"#
        )
    };
    let agent = "agent@p.iam.gserviceaccount.com";
    let denied = r#"},"status":{"code":7,"message":"PERMISSION_DENIED"},"x":{"#;
    let decided =
        r#"},"authorizationInfo":[{"permission":"a.b","granted":true},{"permission":"a.c","granted":false},{"permission":"a.d"}],"x":{"#;
    let lines = [
        entry("1", "google.iam.admin.v1.CreateServiceAccountKey", "activity", "ann@example.org", ""),
        entry("2", "google.iam.admin.v1.CreateServiceAccountKey", "activity", "ann@example.org", denied),
        entry("3", "storage.buckets.create", "activity", agent, r#","serviceAccountKeyName":"//iam/keys/k1""#),
        entry("4", "storage.objects.get", "data_access", agent, decided),
    ];
    let kept = by("gcp-audit", "gcp.jsonl", &lines.join("\n"));
    assert_eq!(types(&kept), ["credential_issue", "execution", "effect", "execution", "policy_decision", "policy_decision"]);
    assert_eq!(told(kept.record("gcp:2"), &["outcome", "actor_kind"]), ["PERMISSION_DENIED", "human"]);
    assert_eq!(told(kept.record("gcp:4:1"), &["outcome", "actor"]), ["deny", agent]);
    assert_eq!(kept.record(agent).get("kind"), Some("service_account"));
    assert_eq!(told(kept.record("gcp://iam/keys/k1"), &["identity", "issued_per"]), [agent, "standing"]);
}

#[test]
fn github_actions_of_people_and_bots() {
    let kept = by(
        "github-audit",
        "gh.json",
        r#"[{"_document_id":"d1","@timestamp":1767323045000,"action":"git.push","actor":"Kim","org":"o","repo":"o/r"},
            {"_document_id":"d2","@timestamp":1767323045000,"action":"personal_access_token.access_granted","actor":"ann","actor_is_bot":false},
            {"_document_id":"d3","@timestamp":1767323045000,"action":"git.clone","actor":"bot","actor_is_bot":true,"repo":"o/r","programmatic_access_type":"Fine-grained personal access token","token_id":42},
            {"action":"repo.destroy","actor":"kim"}]"#,
    );
    assert_eq!(types(&kept), ["effect", "approval", "execution"]);
    assert_eq!(told(kept.record("github:d1"), &["actor", "actor_kind", "artefact"]), ["github:kim", "?", "github:o/r"]);
    assert_eq!(told(kept.record("github:o/r"), &["kind"]), ["repo"]);
    assert_eq!(told(kept.record("github:token:42"), &["identity", "kind", "issued_per"]), ["github:bot", "api_key", "?"]);
    assert_eq!(kept.record("github:ann").get("kind"), None, "not a bot is not yet a person");
    assert_eq!(kept.rejected.len(), 1, "without a time there is no event");
}

#[test]
fn microsoft_365_and_what_copilot_did() {
    let kept = by(
        "m365-audit",
        "m.json",
        r#"[{"Id":"1","CreationTime":"2026-01-02T03:04:05","Operation":"UserLoginFailed","RecordType":15,"Workload":"AzureActiveDirectory","UserId":"Kim@example.org","UserType":0,"ResultStatus":"Failed"},
            {"Id":"2","CreationTime":"2026-01-02T03:04:05","Operation":"CopilotInteraction","RecordType":261,"Workload":"Copilot","UserId":"kim@example.org","UserType":0,
             "CopilotEventData":{"AppHost":"Word","ThreadId":"t1","Messages":[{"Id":"m1","isPrompt":true},{"Id":"m2","isPrompt":false}],"AccessedResources":[{"Name":"plan.docx","Action":"Read","SiteUrl":"https://x/plan.docx"}]}},
            {"Id":"3","CreationTime":"2026-01-02T03:04:05","Operation":"Add member to role.","RecordType":8,"Workload":"AzureActiveDirectory","UserId":"sp-1","UserType":6}]"#,
    );
    assert_eq!(types(&kept), ["execution", "request", "prompt", "model_output", "tool_call", "effect"]);
    assert_eq!(told(kept.record("m365:2:1"), &["workflow", "run_id", "parents", "type"]), ["Copilot.Word", "t1", "m365:2", "model_output"]);
    assert_eq!(kept.record("Copilot.Word").table, Table::Workflows);
    assert_eq!(told(kept.record("sp-1"), &["kind"]), ["service_account"]);
    assert_eq!(kept.record("m365:1").get("workflow"), None, "a sign-in is no part of a workflow");
}

#[test]
fn snowflake_views_alone_and_mixed() {
    let logins = "EVENT_ID,EVENT_TIMESTAMP,EVENT_TYPE,USER_NAME,IS_SUCCESS,FIRST_AUTHENTICATION_FACTOR\n1,2026-01-02 03:04:05.000 +0000,LOGIN,SVC_AI,YES,RSA_KEYPAIR\n2,2026-01-02 03:05:05.000 +0000,LOGIN,KIM,NO,PASSWORD\n";
    let kept = by("snowflake", "logins.csv", logins);
    assert_eq!(types(&kept), ["credential_issue", "execution"]);
    assert_eq!(told(kept.record("snowflake:svc_ai"), &["name", "kind"]), ["SVC_AI", "?"]);

    let mixed = r#"{"CREATED_ON":"2026-01-01T00:00:00Z","ROLE":"ACCOUNTADMIN","GRANTEE_NAME":"KIM","GRANTED_BY":"ROOT","DELETED_ON":""}
{"CREATED_ON":"2026-01-01T00:00:00Z","PRIVILEGE":"SELECT","GRANTED_ON":"TABLE","NAME":"T","TABLE_CATALOG":"D","TABLE_SCHEMA":"S","GRANTED_TO":"ROLE","GRANTEE_NAME":"READERS","DELETED_ON":"2026-02-01T00:00:00Z","GRANTED_BY":"ROOT"}
{"CREATED_ON":"2026-01-01T00:00:00Z","PRIVILEGE":"FROBNICATE","GRANTED_ON":"TABLE","NAME":"T","TABLE_CATALOG":"D","TABLE_SCHEMA":"S","GRANTED_TO":"ROLE","GRANTEE_NAME":"READERS","GRANTED_BY":"ROOT"}
{"QUERY_ID":"q1","QUERY_TYPE":"ALTER_USER","USER_NAME":"KIM","START_TIME":"2026-01-02T03:04:05Z","EXECUTION_STATUS":"SUCCESS","WAREHOUSE_NAME":"W"}
"#;
    let kept = by("snowflake", "usage.jsonl", mixed);
    let grants = of(&kept, Table::Grants);
    assert_eq!(
        told(grants[0], &["identity", "resource", "permission", "expires_at"]),
        ["snowflake:kim", "snowflake:role:accountadmin", "admin", "?"]
    );
    assert_eq!(
        told(grants[1], &["identity", "resource", "permission", "expires_at"]),
        ["snowflake:role:readers", "snowflake:d.s.t", "read", "2026-02-01T00:00:00Z"]
    );
    assert_eq!(grants.len(), 2, "a privilege of unknown kind makes no grant");
    assert_eq!(kept.said("import/bad-value").at.row, Some(3));
    assert_eq!(types(&kept), ["effect"]);
}

#[test]
fn openai_keys_roles_and_users() {
    let entry = |id: &str, kind: &str, rest: &str| {
        format!(
            r#"{{"object":"organization.audit_log","id":"audit_log-{id}","type":"{kind}","effective_at":1767323045,"actor":{{"type":"session","session":{{"user":{{"id":"user-1","email":"Ann@example.org"}}}}}}{rest}}}"#
        )
    };
    let lines = [
        entry("1", "api_key.created", r#","api_key.created":{"id":"key_1","data":{"scopes":["api.all.read"]}}"#),
        entry("2", "role.assignment.created", r#","role_assignment_created":{"id":"role_assignment_role-api-organization-owner__x","principal_id":"user-2","resource_id":"org-1"}"#),
        entry("3", "role.assignment.created", r#","role_assignment_created":{"id":"role_assignment_role-custom__x","principal_id":"user-3","resource_id":"org-1"}"#),
        entry("4", "login.failed", ""),
        r#"{"object":"organization.audit_log","id":"audit_log-5","type":"project.updated","effective_at":1767323045,"actor":{"type":"api_key","api_key":{"id":"key_9","type":"service_account","service_account":{"id":"sa-1"}}}}"#.to_owned(),
    ];
    let kept = by("openai-audit", "audit.jsonl", &lines.join("\n"));
    assert_eq!(types(&kept), ["credential_issue", "effect", "effect", "execution", "effect"]);
    assert_eq!(
        told(kept.record("openai:key_1"), &["identity", "issued_per", "created_by_event"]),
        ["ann@example.org", "standing", "openai:audit_log-1"]
    );
    let grants = of(&kept, Table::Grants);
    assert_eq!(grants.len(), 1, "what a role of one's own may do is not known");
    assert_eq!(kept.said("import/bad-value").at.row, Some(3));
    assert_eq!(told(grants[0], &["identity", "resource", "permission"]), ["openai:user-2", "openai:org-1", "admin"]);
    assert_eq!(told(kept.record("openai:audit_log-5"), &["actor", "actor_kind", "credential"]), ["openai:sa-1", "service", "openai:key_9"]);
    assert_eq!(kept.record("openai:sa-1").get("kind"), Some("service_account"));

    let users = r#"{"object":"list","data":[{"object":"organization.user","id":"user-1","email":"Ann@example.org","name":"Ann","role":"owner","added_at":1767323045},{"object":"organization.user","id":"user-2","email":"bo@example.org","name":"Bo","role":"visitor","added_at":1767323045}]}"#;
    let kept = by("openai-users", "users.json", users);
    assert_eq!(of(&kept, Table::Identities).len(), 2);
    assert_eq!(
        of(&kept, Table::Grants).iter().map(|g| told(g, &["identity", "permission"])).collect::<Vec<_>>(),
        [["ann@example.org", "admin"]]
    );
}

#[test]
fn anthropic_keys_and_connected_tools() {
    let entry = |id: &str, kind: &str, actor: &str, rest: &str| {
        format!(
            r#"{{"id":"activity_{id}","created_at":"2026-01-02T03:04:05Z","organization_id":"org_1","type":"{kind}","actor":{actor}{rest}}}"#
        )
    };
    let ann = r#"{"type":"user_actor","email_address":"Ann@example.org","user_id":"user_1"}"#;
    let lines = [
        entry("1", "admin_api_key_created", ann, r#","admin_api_key_id":"apikey_1""#),
        entry("2", "mcp_server_created", ann, r#","mcp_server_id":"mcpsrv_1","mcp_server_name":"Warehouse""#),
        entry("3", "sso_login_failed", r#"{"type":"unauthenticated_user_actor","ip_address":"192.0.2.1"}"#, ""),
        entry("4", "claude_chat_created", ann, ""),
    ];
    let kept = by("anthropic-compliance", "a.jsonl", &lines.join("\n"));
    assert_eq!(types(&kept), ["credential_issue", "effect", "execution", "execution"]);
    assert_eq!(told(kept.record("anthropic:mcpsrv_1"), &["name", "discovery"]), ["Warehouse", "?"]);
    assert_eq!(told(kept.record("anthropic:apikey_1"), &["identity", "issued_per"]), ["ann@example.org", "standing"]);
    assert_eq!(told(kept.record("anthropic:activity_3"), &["actor", "actor_kind", "outcome"]), ["?", "unknown", "failure"]);
}

#[test]
fn bedrock_calls_are_prompts_and_outputs() {
    let entry = |id: &str, operation: &str, rest: &str| {
        format!(
            r#"{{"schemaType":"ModelInvocationLog","timestamp":"2026-01-02T03:04:05Z","requestId":"{id}","operation":"{operation}","modelId":"vendor.model-1","identity":{{"arn":"arn:aws:iam::111122223333:role/agent"}},"input":{{"inputTokenCount":3}}{rest}}}"#
        )
    };
    let output =
        r#","output":{"outputContentType":"application/json","outputTokenCount":5,"outputBodyJson":{"stopReason":"guardrail_intervened"}}"#;
    let kept = by(
        "bedrock-invocation",
        "b.jsonl",
        &[entry("1", "Converse", output), entry("2", "InvokeModel", ""), entry("3", "ListModels", "")].join("\n"),
    );
    assert_eq!(types(&kept), ["prompt", "model_output", "prompt", "execution"], "a call that failed has no output");
    assert_eq!(told(kept.record("bedrock:1:output"), &["parents", "outcome", "actor"]), ["bedrock:1:prompt", "guardrail_intervened", "?"]);
    assert!(kept.record("bedrock:1:prompt").get("details").unwrap().contains("model=vendor.model-1"));
}

#[test]
fn copilot_messages_conversations_mail_and_documents() {
    let header = "File ID,Compound path,Conversation name,Conversation type,Date,Email sender domain,File name,Immutable ID,Internet message ID,Item class,Item source,Location ID,Modern attachment parent ID,Participants,Sender,Sender/Author,SPO unique ID,Target path,Type,Workload\n";
    let rows = "\u{feff},p,,,2026-01-02 03:04:05Z,example.org,Card.html,Thread/1,171,IPM.SkypeTeams.Message.Copilot.Word,kim@example.org,loc,Thread/1,x,Kim@example.org,Kim,0,t1,Message,Exchange\n\
\u{feff},p,,,2026-01-02 03:04:06Z,,Copilot in Word.html,Thread/1,172,IPM.SkypeTeams.Message.Copilot.Word,kim@example.org,loc,Thread/1,x,Copilot in Word,Copilot in Word,0,t2,Message,Exchange\n\
\u{feff},p,Write a letter,Group,2026-01-02 03:04:05Z,example.org,,Thread/1,,IPM.SkypeTeams.Message.Copilot.Word,kim@example.org,loc,,x,\"Kim@example.org;Copilot in Word\",x,0,t3,Message,Exchange\n\
\u{feff},p,,,2026-01-02 03:04:05Z,example.org,,i4,<4@x>,IPM.Note,kim@example.org,loc,,x,News@example.org,News,0,t4,Message,Exchange\n\
\u{feff},p,,,1980-01-02 00:00:00Z,,plan.docx,i5,,,kim,loc,Thread/1,x,Kim@example.org,Kim,9f-1,t5,Unknown,SharePoint\n";
    let kept = by("copilot-ediscovery", "items.csv", &format!("{header}{rows}"));
    assert_eq!(types(&kept), ["prompt", "model_output", "request"]);
    assert_eq!(
        told(kept.record("copilot:loc:171"), &["actor", "actor_kind", "workflow", "run_id", "parents"]),
        ["kim@example.org", "human", "Copilot.Word", "Thread/1", "copilot:Thread/1"]
    );
    assert_eq!(told(kept.record("copilot:loc:172"), &["actor", "actor_kind"]), ["Copilot.Word", "agent"]);
    assert_eq!(kept.record("copilot:Thread/1").get("on_behalf_of"), Some("kim@example.org"));
    assert_eq!(kept.record("news@example.org").get("kind"), None, "a mail box may be anybody's");
    assert_eq!(kept.record("sharepoint:9f-1").get("name"), Some("plan.docx"));
    assert!(kept.rejected.is_empty());
    assert_eq!(kept.codes().into_iter().filter(|c| *c == "import/bom-in-cell").count(), 5, "each cell is named once");
}

#[test]
fn registers_of_accounts_and_people() {
    let accounts = "account_id,account_name,system,owner_employee_id,shared,privileged,last_reviewed_date,status\nSA-1,svc-ai,Okta,E-7,Y,N,2026-01-02,Active\nSA-2,svc-x,AWS,,N,N,,Disabled\n";
    let kept = by("service-accounts", "accounts.csv", accounts);
    assert_eq!(
        told(kept.record("SA-1"), &["name", "kind", "owner", "identity_source", "lifecycle"]),
        ["svc-ai", "service_account", "E-7", "Okta", "Active"]
    );
    assert_eq!(kept.record("SA-1").extra("shared"), Some("Y"));
    assert_eq!(kept.record("SA-2").get("owner"), None);
    let reviews = of(&kept, Table::Reviews);
    assert_eq!(reviews.len(), 1, "an account that was never reviewed has no review");
    assert_eq!(told(reviews[0], &["subject_kind", "subject", "at", "decision"]), ["identity", "SA-1", "2026-01-02", "?"]);

    let people = "employee_id,full_name,email,title,status,okta_status,last_access_review_date\nE-7,Kim Lee,Kim@example.org,Analyst,Terminated,Active,2026-01-02\nE-8,Bo,bo@example.org,Analyst,On leave,Active,\n";
    let kept = by("identity-roster", "roster.csv", people);
    assert_eq!(told(kept.record("kim@example.org"), &["kind", "lifecycle", "owner"]), ["human", "Active", "E-7"], "the account lives on");
    assert_eq!(told(kept.record("E-7"), &["active", "roles"]), ["no", "Analyst"]);
    assert_eq!(kept.record("E-8").get("active"), None);
    assert_eq!(of(&kept, Table::Reviews).len(), 1);
}

#[test]
fn access_reviews_planned_and_decided() {
    let plan = r##"{"id":"d-1","displayName":"Guests of Finance","descriptionForReviewers":"x","scope":{"query":"/groups/g-1/transitiveMembers","queryType":"MicrosoftGraph"},
        "instanceEnumerationScope":{"query":"/groups/g-1"},"reviewers":[{"query":"/users/u-1"}],"settings":{"recurrence":{"range":{"endDate":"2026-03-31"}}}}"##;
    let kept = by("access-review", "plan.json", plan);
    assert_eq!(
        told(kept.record("entra:d-1"), &["subject", "reviewer", "due", "note", "decision"]),
        ["g-1", "u-1", "2026-03-31", "Guests of Finance", "?"]
    );
    assert_eq!(of(&kept, Table::Evidence)[0].get("kind"), Some("config_snapshot"));

    let decided = r#"{"value":[{"id":"x1","decision":"Deny","reviewedDateTime":"2026-01-02T03:04:05Z","reviewedBy":{"userPrincipalName":"ann@example.org"},"principal":{"id":"p","userPrincipalName":"Kim@example.org"}},
        {"id":"x2","decision":"NotReviewed","reviewedDateTime":null,"principal":{"id":"p2","displayName":"app"}}]}"#;
    let kept = by("access-review-decisions", "decisions.json", decided);
    assert_eq!(
        told(kept.record("entra:x1"), &["subject", "reviewer", "decision", "at"]),
        ["kim@example.org", "ann@example.org", "revoke", "2026-01-02T03:04:05Z"]
    );
    assert_eq!(told(kept.record("entra:x2"), &["subject", "decision"]), ["entra:p2", "?"]);
}

#[test]
fn an_agents_identity_document() {
    let kept = by(
        "agent-identity",
        "agent.json",
        r#"{"did":{"method":"mesh","unique_id":"ab12"},"name":"triage","public_key":"k","verification_key_id":"key-1","sponsor_email":"Ann@example.org","capabilities":["read"],"created_at":"2026-01-02T03:04:05Z","expires_at":null,"status":"active"}"#,
    );
    assert_eq!(told(kept.record("did:mesh:ab12"), &["kind", "owner", "lifecycle"]), ["agent", "ann@example.org", "active"]);
    assert_eq!(
        told(kept.record("did:mesh:ab12#key-1"), &["identity", "kind", "expires_at", "issued_per"]),
        ["did:mesh:ab12", "?", "?", "?"]
    );
    assert!(of(&kept, Table::Grants).is_empty(), "a capability without a resource is no grant");
}

#[test]
fn the_trail_in_each_of_its_wrappings() {
    let event = r#"{"eventID":"e1","eventTime":"2026-01-02T03:04:05Z","eventName":"PutObject","eventSource":"s3.amazonaws.com","awsRegion":"eu-west-1","readOnly":false,"userIdentity":{"type":"IAMUser","arn":"arn:aws:iam::111122223333:user/kim","accessKeyId":"AKIAZZZZYYYYXXXXWWWW"}}"#;
    // What is wrapped may be long: it is still recognised.
    let long = event.replacen('{', &format!(r#"{{"userAgent":"{}","#, "x".repeat(2_000)), 1);
    let raw = format!(r#"[{{"_raw":{},"source":"x"}}]"#, serde_json::to_string(&long).unwrap());
    for (name, content) in [
        ("a.json", format!(r#"{{"Records":[{event}]}}"#)),
        ("b.json", format!("[{event}]")),
        ("c.json", raw),
        ("d.jsonl", event.to_owned()),
    ] {
        let kept = by("cloudtrail", name, &content);
        assert_eq!(types(&kept), ["effect"], "{name}");
        assert_eq!(of(&kept, Table::Credentials)[0].get("issued_per"), Some("standing"), "{name}");
        assert!(kept.records.iter().all(|r| !r.key.contains("ZZZZYYYY")), "{name}");
    }
}

#[test]
fn an_account_gives_its_users_roles_and_groups() {
    let account = r#"{"UserDetailList":[{"Arn":"arn:aws:iam::111122223333:user/kim","UserName":"kim","GroupList":["ops"],"AttachedManagedPolicies":[]}],
        "GroupDetailList":[{"Arn":"arn:aws:iam::111122223333:group/ops","GroupName":"ops","GroupPolicyList":[{"PolicyName":"g","PolicyDocument":{"Statement":{"Effect":"Allow","Action":"secretsmanager:GetSecretValue","Resource":"*"}}}],"AttachedManagedPolicies":[]}],
        "RoleDetailList":[{"Arn":"arn:aws:iam::111122223333:role/agent","RoleName":"agent","RolePolicyList":[],"AttachedManagedPolicies":[],"AssumeRolePolicyDocument":{"Statement":[{"Effect":"Allow","Principal":{"Service":"lambda.amazonaws.com"},"Action":"sts:AssumeRole"}]}}],"Policies":[]}"#;
    let kept = by("aws-iam", "account.json", account);
    assert_eq!(kept.heads[0].sheet.as_deref(), Some("GroupDetailList"));
    assert_eq!(kept.record("arn:aws:iam::111122223333:role/agent").get("kind"), Some("workload"));
    assert_eq!(kept.record("arn:aws:iam::111122223333:group/ops").table, Table::People);
    let grants: Vec<_> = of(&kept, Table::Grants).into_iter().map(|g| told(g, &["identity", "resource", "permission"])).collect();
    assert!(grants.contains(&vec!["arn:aws:iam::111122223333:user/kim", "aws:secretsmanager:*", "read"]), "{grants:?}");
    assert!(grants.contains(&vec!["aws:service:lambda.amazonaws.com", "arn:aws:iam::111122223333:role/agent", "execute"]), "{grants:?}");
    assert_eq!(kept.record("aws:secretsmanager:*").get("kind"), Some("secret_store"));
}

#[test]
fn a_credential_report_as_csv() {
    let report = "user,arn,user_creation_time,password_enabled,password_last_used,mfa_active,access_key_1_active,access_key_1_last_rotated,access_key_1_last_used_date,access_key_2_active\n\
kim,arn:aws:iam::111122223333:user/kim,2025-01-01T00:00:00+00:00,true,N/A,true,true,2025-02-01T00:00:00+00:00,N/A,false\n\
total,not an arn,,,,,,,,\n";
    let kept = by("aws-credential-report", "report.csv", report);
    assert_eq!(kept.record("arn:aws:iam::111122223333:user/kim").extra("mfa"), Some("true"));
    let key = kept.record("aws:arn:aws:iam::111122223333:user/kim:access-key-1");
    assert_eq!(told(key, &["issued_per", "last_rotated", "last_used"]), ["standing", "2025-02-01T00:00:00+00:00", "?"]);
    assert_eq!(key.extra("at"), Some("access_key_1_active"));
    assert_eq!(kept.said("import/nothing-taken").at.row, Some(3));
}

#[test]
fn other_logs_with_words_like_these_are_not_taken_for_them() {
    let dir = tempfile::tempdir().unwrap();
    for (name, content) in [
        ("a.json", r#"[{"eventName":"x","when":"y"}]"#),
        ("b.json", r#"[{"actor":"kim","action":"clicked"}]"#),
        ("c.json", r#"[{"uid":"u","attrs":{}}]"#),
        ("d.csv", "user,arn\na,b\n"),
        ("e.json", r#"[{"userPrincipalName":"kim@example.org","createdDateTime":"2026-01-02T03:04:05Z"}]"#),
        ("f.json", r#"{"Content":"x","GeneratedTime":"y"}"#),
    ] {
        let plan = common::planned(&[common::write(dir.path(), name, content)], &countersign_import::Options::default());
        assert!(plan.inputs.is_empty(), "{name}: {:?}", plan.inputs[0].detected.preset);
    }
}

use super::super::tests::taken;
use countersign_core::record::Record;
use countersign_core::tables::Table;

const REVIEW: &str = r#"{"name":"Review","on":{"issue_comment":{"types":["created"]}},
  "permissions":{"contents":"read"},
  "jobs":{"look":{"runs-on":"x","timeout-minutes":5,"permissions":{"issues":"write","id-token":"write","actions":"none"},
    "environment":"production",
    "steps":[
      {"uses":"actions/checkout@v6"},
      {"uses":"anthropics/claude-code-action@0123456789abcdef0123456789abcdef01234567",
       "with":{"anthropic_api_key":"${{ secrets.MODEL_KEY }}","github_token":"${{ secrets.GITHUB_TOKEN }}",
               "claude_args":"--model m-9 --max-turns 3 --allowedTools \"Bash(make test:*),mcp__tracker__close\""}}]},
   "after":{"runs-on":"x","needs":"look","steps":[{"run":"make"}]}}}"#;

fn find<'a>(records: &'a [Record], table: Table, key: &str) -> &'a Record {
    records.iter().find(|r| r.table == table && r.key == key).unwrap_or_else(|| panic!("{key} in {records:#?}"))
}

fn grants(records: &[Record], identity: &str) -> Vec<String> {
    let mine = records.iter().filter(|r| r.table == Table::Grants && r.get("identity") == Some(identity));
    mine.map(|r| format!("{} {}", r.get("resource").unwrap(), r.get("permission").unwrap())).collect()
}

#[test]
fn a_job_with_an_agent() {
    let (records, said) = taken("github-actions", "review.yml", REVIEW);
    let w = find(&records, Table::Workflows, "github-actions:review");
    assert_eq!((w.get("started_by"), w.get("untrusted_inputs"), w.get("human_gate")), (Some("schedule_or_event"), Some("yes"), None));
    assert_eq!(
        (w.get("output"), w.get("control_flow"), w.get("tool_mode")),
        (Some("generative"), Some("model_plans"), Some("fixed_allowlist"))
    );
    assert_eq!((w.get("models"), w.get("resource_limit"), w.get("declared_environments")), (Some("m-9"), Some("yes"), Some("prod")));
    assert_eq!(w.get("agents"), Some("github-actions:review/look"));
    assert_eq!(
        w.get("tools"),
        Some("github-action:actions/checkout;github-action:anthropics/claude-code-action;agent-tool:Bash;mcp:tracker/close")
    );
    let job = find(&records, Table::Identities, "github-actions:review/look");
    assert_eq!((job.get("kind"), job.get("federation"), job.extra("environment")), (Some("agent"), Some("oidc"), Some("production")));
    // The job's own permissions replace those of the workflow.
    assert_eq!(grants(&records, "github-actions:review/look"), ["github-repository:issues write"]);
    assert_eq!(grants(&records, "github-actions:review/after"), ["github-repository:contents read"]);
    let key = find(&records, Table::Credentials, "github-actions:review/secrets.MODEL_KEY");
    assert_eq!(
        (key.get("issued_per"), key.get("kind"), key.get("identity")),
        (Some("standing"), Some("api_key"), Some("github-secret:MODEL_KEY"))
    );
    assert_eq!(key.extra("at"), Some("jobs/look/steps/1/with/anthropic_api_key"));
    let oidc = find(&records, Table::Credentials, "github-actions:review/look/oidc");
    assert_eq!((oidc.get("issued_per"), oidc.get("workload_claim")), (Some("task"), Some("yes")));
    assert_eq!(find(&records, Table::Credentials, "github-actions:review/look/GITHUB_TOKEN").get("kind"), Some("session"));
    assert!(!records.iter().any(|r| r.key.ends_with("secrets.GITHUB_TOKEN") || r.key.ends_with("after/oidc")));
    let action = find(&records, Table::Tools, "github-action:anthropics/claude-code-action");
    assert_eq!((action.extra("pinned"), action.get("third_party")), (Some("yes"), Some("yes")));
    assert_eq!(find(&records, Table::Tools, "github-action:actions/checkout").extra("pinned"), Some("no"));
    assert_eq!(find(&records, Table::Resources, "github-event:issue_comment").get("untrusted"), Some("yes"));
    assert!(said.is_empty(), "{said:?}");
    let keys: Vec<&str> = records.iter().filter(|r| r.table != Table::Flows).map(|r| r.key.as_str()).collect();
    let ends = records.iter().filter(|r| r.table == Table::Flows).flat_map(|r| [r.get("from"), r.get("to")]).flatten();
    assert!(ends.into_iter().all(|e| keys.contains(&e)));
    // What an environment demands is not in the file: no flow has a gate that is known.
    assert!(records.iter().filter(|r| r.table == Table::Flows).all(|r| r.get("gate").is_none()));
}

#[test]
fn permissions_absent_are_unknown_and_empty_are_none() {
    let of = |permissions: &str| {
        let text = format!(r#"{{"on":"push",{permissions}"jobs":{{"j":{{"runs-on":"x","steps":[]}}}}}}"#);
        let (records, said) = taken("github-actions", "w.yml", &text);
        let job = find(&records, Table::Identities, "github-actions:w/j").clone();
        (grants(&records, "github-actions:w/j"), job.extra("permissions").map(str::to_owned), job.extra("permissions.none").is_some(), said)
    };
    let (none, said, empty, _) = of("");
    assert!(none.is_empty() && !empty && said.unwrap().contains("default"));
    let (none, _, empty, _) = of(r#""permissions":{},"#);
    assert!(none.is_empty() && empty);
    assert_eq!(of(r#""permissions":"read-all","#).0, ["github-repository:* read"]);
    assert_eq!(of(r#""permissions":"write-all","#).0, ["github-repository:* write"]);
    assert_eq!(of(r#""permissions":{"contents":"some"},"#).3, ["import/bad-value"]);
    assert_eq!(of(r#""permissions":{"pull-requests":"read"},"#).0, ["github-repository:pull_requests read"]);
}

#[test]
fn an_action_beside_an_ai_action_is_none_and_a_command_may_be_one() {
    let of = |step: &str| {
        let text = format!(r#"{{"true":["workflow_dispatch"],"jobs":{{"j":{{"runs-on":"x","steps":[{step}]}}}}}}"#);
        let records = taken("github-actions", "w.yaml", &text).0;
        let w = find(&records, Table::Workflows, "github-actions:w").clone();
        assert_eq!(w.get("started_by"), Some("human"));
        (w.get("output").map(str::to_owned), w.get("control_flow").map(str::to_owned))
    };
    assert_eq!(of(r#"{"uses":"anthropics/claude-code-action/agent-approval-check@main"}"#), (None, None));
    assert_eq!(of(r#"{"run":"echo claude"}"#), (None, None));
    let agent = (Some("generative".to_owned()), Some("model_plans".to_owned()));
    assert_eq!(of(r#"{"run":"set -e\nX=1 npx @anthropic-ai/claude-code@2 -p 'look'"}"#), agent);
    assert_eq!(of(r#"{"run":"cat a | claude -p"}"#), agent);
    assert_eq!(of(r#"{"uses":"actions/ai-inference@v1"}"#), (Some("generative".to_owned()), None));
}

#[test]
fn a_secret_written_out_is_a_finding_and_a_name_is_not() {
    let text = r#"{"on":"push","jobs":{"j":{"runs-on":"x","secrets":"inherit","env":{"A_TOKEN":"plainvalue7","B_TOKEN":"${{ secrets.B }}","C_TOKEN":"${{ github.token }}","LEVEL":"3"},"steps":[]}}}"#;
    let (records, said) = taken("github-actions", "w.yml", text);
    assert_eq!(said, ["secret/standing-credential"]);
    let standing: Vec<_> = records
        .iter()
        .filter(|r| r.table == Table::Credentials && r.get("issued_per") == Some("standing"))
        .map(|r| r.key.as_str())
        .collect();
    assert_eq!(standing, ["github-actions:w/secrets.B", "github-actions:w/secrets.*", "github-actions:w/jobs/j/env/A_TOKEN"]);
    assert!(!format!("{records:?}").contains("plainvalue7"));
}

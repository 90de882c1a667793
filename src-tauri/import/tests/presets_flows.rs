//! Workflow and agent definitions of other systems, through the whole importer: recognised, read, with what must come out.
#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, clippy::print_stdout, reason = "tests")]

mod common;

use common::{Kept, all, one, planned};
use countersign_core::tables::Table;
use countersign_import::Options;
use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;

fn preset(kept: &Kept) -> &str {
    kept.heads[0].detected.preset.as_deref().unwrap_or("none")
}

fn keys(kept: &Kept, table: Table) -> Vec<String> {
    let mut keys: Vec<String> = kept.records.iter().filter(|r| r.table == table).map(|r| r.key.replace('\u{1f}', " ")).collect();
    keys.sort();
    keys
}

const DESK: &str = "name: Desk
on:
  issues:
    types: [opened]
permissions: {}
jobs:
  answer:
    runs-on: ubuntu-latest
    permissions:
      issues: write
      id-token: write
    steps:
      - uses: anthropics/claude-code-action@v1
        with:
          anthropic_api_key: ${{ secrets.MODEL_KEY }}
          claude_args: |
            --max-turns 4
            --allowedTools \"Read,Bash(gh issue view:*)\"
  tidy:
    runs-on: ubuntu-latest
    env:
      STORE_TOKEN: pa55-in-the-file
    steps:
      - run: make tidy
";

#[test]
fn a_workflow_file_with_on_as_a_key_is_recognised() {
    let kept = one("desk.yml", DESK);
    assert_eq!((preset(&kept), kept.rejected.len()), ("github-actions", 0));
    let workflow = kept.record("github-actions:desk");
    assert_eq!(kept.records[0].key, workflow.key);
    assert_eq!(
        (workflow.get("started_by"), workflow.get("tool_mode"), workflow.get("human_gate")),
        (Some("schedule_or_event"), Some("fixed_allowlist"), None)
    );
    assert_eq!(keys(&kept, Table::Grants), ["github-actions:desk/answer github-repository:issues write"]);
    let expected = [
        "github-actions:desk/answer/GITHUB_TOKEN",
        "github-actions:desk/answer/oidc",
        "github-actions:desk/jobs/tidy/env/STORE_TOKEN",
        "github-actions:desk/secrets.MODEL_KEY",
        "github-actions:desk/tidy/GITHUB_TOKEN",
    ];
    assert_eq!(keys(&kept, Table::Credentials), expected);
}

#[test]
fn a_secret_in_a_definition_is_a_finding_at_its_place_and_travels_nowhere() {
    let kept = one("desk.yml", DESK);
    let finding = kept.said("secret/standing-credential");
    assert_eq!((finding.at.row, finding.at.column.as_deref()), (Some(1), Some("jobs/tidy/env/STORE_TOKEN")));
    assert_eq!(kept.codes().iter().filter(|c| **c == "secret/standing-credential").count(), 1);
    let marked: Vec<_> = kept.records.iter().filter_map(|r| Some((r.table, r.extra("standing_secret")?))).collect();
    assert_eq!(marked, [(Table::Workflows, "jobs/tidy/env/STORE_TOKEN")]);
    assert!(!format!("{:?} {:?}", kept.records, kept.diagnostics).contains("pa55-in-the-file"));
}

#[test]
fn an_mcp_configuration_gives_one_record_for_each_server() {
    let text = r#"{"mcpServers":{"notes":{"command":"npx","args":["-y","@acme/notes@1.0.0"],"env":{"NOTES_TOKEN":"${NOTES_TOKEN}"}},
      "cases":{"type":"http","url":"https://cases.example/mcp","headers":{"X-Api-Key":"zz9-plural-7-alpha"}}}}"#;
    let kept = one(".mcp.json", text);
    assert_eq!((preset(&kept), kept.rejected.len()), ("mcp", 0));
    assert_eq!(keys(&kept, Table::Tools), ["mcp:cases", "mcp:notes"]);
    assert_eq!(keys(&kept, Table::Credentials), ["mcp:cases/X-Api-Key", "mcp:notes/NOTES_TOKEN"]);
    assert_eq!(kept.said("secret/standing-credential").at.row, Some(2));
    assert_eq!(keys(&kept, Table::Workflows), Vec::<String>::new());
    // The same servers as another client writes them.
    let kept = one("mcp.json", text.replace("mcpServers", "servers"));
    assert_eq!((preset(&kept), keys(&kept, Table::Tools).len()), ("mcp", 2));
}

#[test]
fn svids_live_as_long_as_their_entry_says() {
    let text = r#"{"entries":[{"spiffe_id":"spiffe://acme.example/desk","parent_id":"spiffe://acme.example/node","selectors":[{"type":"unix","value":"uid:1"}],"x509_svid_ttl":300,"admin":true},
      {"spiffe_id":"spiffe://acme.example/other","parent_id":"spiffe://acme.example/node","selectors":[],"jwt_svid_ttl":60}]}"#;
    let kept = one("entries.json", text);
    assert_eq!((preset(&kept), kept.rejected.len()), ("spiffe-entries", 0));
    let x509 = kept.record("spiffe://acme.example/desk#x509-svid");
    assert_eq!((x509.get("kind"), x509.get("ttl_seconds"), x509.get("issued_per")), (Some("svid"), Some("300"), Some("session")));
    // A lifetime that is not stated is the server's default: unknown.
    assert_eq!(kept.record("spiffe://acme.example/other#x509-svid").get("ttl_seconds"), None);
    assert_eq!(kept.record("spiffe://acme.example/other#jwt-svid").get("ttl_seconds"), Some("60"));
    assert_eq!(kept.record("spiffe://acme.example/desk").get("federation"), Some("spiffe"));
    assert_eq!(keys(&kept, Table::Grants), ["spiffe://acme.example/desk spire:server admin"]);
}

#[test]
fn catalog_entities_come_several_to_a_file() {
    let text = "apiVersion: backstage.io/v1alpha1\nkind: API\nmetadata:\n  name: cases\nspec:\n  type: mcp-server\n  lifecycle: production\n  owner: desk\n---\n\
      apiVersion: backstage.io/v1alpha1\nkind: Component\nmetadata:\n  name: clerk\nspec:\n  type: ai-agent\n  lifecycle: deprecated\n  owner: desk\n---\n\
      apiVersion: backstage.io/v1alpha1\nkind: Component\nmetadata:\n  name: shop\nspec:\n  type: website\n---\n\
      apiVersion: backstage.io/v1alpha1\nkind: System\nmetadata:\n  name: all\n";
    let kept = one("catalog-info.yaml", text);
    assert_eq!(preset(&kept), "backstage");
    assert_eq!(keys(&kept, Table::Tools), ["mcp:cases"]);
    assert_eq!(keys(&kept, Table::Workflows), ["backstage:component:clerk"]);
    assert_eq!(kept.record("backstage:component:clerk").get("lifecycle"), None);
    assert_eq!(keys(&kept, Table::Resources), ["backstage:component:shop"]);
    assert_eq!(kept.rejected.iter().map(|r| (r.row, r.diagnostic.code.as_str())).collect::<Vec<_>>(), [(4, "import/nothing-taken")]);
}

#[test]
fn an_app_asks_for_permissions_and_agents_are_named() {
    let kept =
        one("app.json", r#"{"name":"Desk bot","default_permissions":{"issues":"write","checks":"none"},"default_events":["issues"]}"#);
    assert_eq!(preset(&kept), "github-app");
    assert_eq!(keys(&kept, Table::Grants), ["github-app:Desk bot github-repository:issues write"]);
    let kept = one("agents.yaml", "agent_emails:\n  - Bot@Example.org\nagent_logins: [\"desk[bot]\"]\n");
    assert_eq!(preset(&kept), "github-agent-identities");
    assert_eq!(keys(&kept, Table::Identities), ["bot@example.org", "github:desk[bot]"]);
    assert!(kept.records.iter().all(|r| r.get("kind") == Some("agent")));
}

#[test]
fn a_bill_of_materials_is_evidence_too() {
    let text = r#"{"bomFormat":"CycloneDX","specVersion":"1.6","components":[{"type":"machine-learning-model","name":"m"}]}"#;
    let kept = one("bom.json", text);
    assert_eq!((preset(&kept), keys(&kept, Table::Tools)), ("cyclonedx", vec!["model:m".to_owned()]));
    let evidence = kept.records.iter().find(|r| r.table == Table::Evidence).unwrap();
    assert_eq!(evidence.get("kind"), Some("config_snapshot"));
}

#[test]
fn files_that_only_look_alike_are_not_taken() {
    for (name, text) in [
        ("a.yml", "jobs:\n  - one\non: push\n"),
        ("b.json", r#"{"servers":[{"host":"a"}]}"#),
        ("c.json", r#"{"nodes":[{"id":1}],"edges":[]}"#),
        ("d.json", r#"{"skills":["sewing"],"name":"Ada"}"#),
        ("e.json", r#"{"permissions":["read"]}"#),
    ] {
        let dir = tempfile::tempdir().unwrap();
        let plan = planned(&[common::write(dir.path(), name, text)], &Options::default());
        let presets: Vec<_> = plan.inputs.iter().filter_map(|i| i.detected.preset.clone()).collect();
        assert!(presets.is_empty(), "{name}: {presets:?}");
    }
}

/// Of each published file: its preset, its records, and how many subjects of which tables.
const SAMPLES: &[(&str, &str, usize, &str)] = &[
    (
        "github-actions-ai/agent-approval-check.yml",
        "github-actions",
        1,
        "credentials 1, flows 6, grants 3, identities 1, resources 5, tools 1, workflows 1",
    ),
    ("github-actions-ai/agent-identities.example.yaml", "github-agent-identities", 1, "identities 3"),
    (
        "github-actions-ai/claude-wif.yml",
        "github-actions",
        1,
        "credentials 2, flows 10, grants 4, identities 1, resources 8, tools 2, workflows 1",
    ),
    (
        "github-actions-ai/claude.yml",
        "github-actions",
        1,
        "credentials 3, flows 10, grants 4, identities 2, resources 8, tools 2, workflows 1",
    ),
    ("github-actions-ai/github-app-manifest.json", "github-app", 1, "grants 5, identities 1, resources 5"),
    (
        "github-actions-ai/issue-triage.yml",
        "github-actions",
        1,
        "credentials 2, flows 5, grants 2, identities 2, resources 3, tools 2, workflows 1",
    ),
    ("mcp-config/awslabs-cloudwatch.mcp.json", "mcp", 2, "tools 2"),
    ("mcp-config/awslabs-healthlake.mcp_config.json", "mcp", 1, "tools 1"),
    ("mcp-config/claude-code-action.mcp.json", "mcp", 1, "tools 1"),
    ("mcp-config/cursor-first-run.mcp.json", "mcp", 2, "credentials 3, identities 3, tools 2"),
    ("mcp-config/mcp-scan-client.mcp.json", "mcp", 4, "tools 4"),
    ("mcp-config/vscode.mcp.json", "mcp", 1, "tools 1"),
    ("mcp-registry/github-official.server.yaml", "mcp-server", 1, "resources 3, tools 1"),
    ("mcp-registry/kubectl.server.yaml", "mcp-server", 1, "tools 1"),
    ("mcp-registry/kubectl.tools.json", "mcp-tools", 26, "tools 26"),
    ("mcp-registry/okta.server.yaml", "mcp-server", 1, "tools 1"),
    ("mcp-registry/okta.tools.json", "mcp-tools", 108, "tools 108"),
    ("mcp-signature/math_server_signature.json", "mcp-tools", 5, "tools 5"),
    ("agent-permissions/claude-code-action.claude-settings.json", "agent-permissions", 1, "actions 1, tools 1, workflows 1"),
    ("agent-permissions/copilot-cli-strict-policy.json", "agent-permissions", 1, "actions 23, tools 12, workflows 1"),
    (
        "n8n/AI-powered email processing autoresponder and response approval (Yes_No).json",
        "n8n",
        1,
        "credentials 6, flows 7, identities 8, resources 1, tools 3, workflows 1",
    ),
    (
        "n8n/Proxmox AI Agent with n8n and Generative AI Integration.json",
        "n8n",
        1,
        "credentials 4, flows 13, identities 6, resources 4, tools 8, workflows 1",
    ),
    ("n8n/Supabase_RAG_AI_Agent_PDFs_Excel.json", "n8n", 1, "credentials 5, flows 11, identities 6, resources 7, tools 3, workflows 1"),
    ("n8n/V3_Local_Agentic_RAG_AI_Agent.json", "n8n", 1, "credentials 3, flows 20, identities 4, resources 5, tools 12, workflows 1"),
    (
        "n8n/generate-collaborative-handbooks-with-gpt4o-multi-agent-orchestration-human-review.json",
        "n8n",
        1,
        "credentials 4, identities 11, resources 2, tools 6, workflows 1",
    ),
    ("n8n/n8n_Workflow_Asana_AI_Agent.json", "n8n", 1, "credentials 2, flows 6, identities 3, resources 3, tools 1, workflows 1"),
    ("dify/AgentFlow.yml", "dify", 1, "flows 1, identities 1, resources 1, workflows 1"),
    ("dify/Agent工具调用.yml", "dify", 1, "flows 5, identities 1, resources 1, tools 2, workflows 1"),
    ("dify/MCP.yml", "dify", 1, "flows 5, identities 1, resources 1, tools 2, workflows 1"),
    ("flowise/Human In The Loop.json", "flowise", 1, "flows 7, identities 2, resources 1, tools 3, workflows 1"),
    ("flowise/Interacting With API.json", "flowise", 1, "flows 13, identities 2, resources 1, tools 6, workflows 1"),
    (
        "m365-declarative-agent/da-ITHelpdesk.ai-plugin.json",
        "m365-declarative-agent",
        1,
        "credentials 1, identities 1, resources 1, tools 6",
    ),
    (
        "m365-declarative-agent/da-ITHelpdesk.declarativeAgent.json",
        "m365-declarative-agent",
        1,
        "flows 7, identities 1, resources 3, tools 4, workflows 1",
    ),
    ("m365-declarative-agent/da-ITHelpdesk.manifest.json", "m365-declarative-agent", 1, "grants 2, identities 1, resources 2"),
    (
        "m365-declarative-agent/da-repairs-oauth-js.ai-plugin.json",
        "m365-declarative-agent",
        1,
        "credentials 1, identities 1, resources 1, tools 1",
    ),
    ("m365-declarative-agent/da-repairs-oauth-js.manifest.json", "m365-declarative-agent", 1, "grants 2, identities 1, resources 2"),
    ("m365-declarative-agent/da-repairs-oauth-js.repairDeclarativeAgent.json", "m365-declarative-agent", 1, "identities 1, workflows 1"),
    ("cyclonedx/saasbom-apigateway.json", "cyclonedx", 1, "evidence 1, resources 6"),
    ("cyclonedx/valid-attestation-1.6.json", "cyclonedx-attestation", 1, "control_tests 1, evidence 1"),
    ("cyclonedx/valid-formulation-1.6.json", "cyclonedx", 1, "evidence 1, workflows 1"),
    ("cyclonedx/valid-machine-learning-1.6.json", "cyclonedx", 1, "evidence 1, resources 1, tools 1"),
    ("cyclonedx/valid-machine-learning-considerations-env-1.6.json", "cyclonedx", 1, "evidence 1, tools 1"),
    ("cyclonedx/valid-service-1.6.json", "cyclonedx", 1, "evidence 1, resources 1"),
    ("spdx-ai/sbom.spdx3.json", "spdx", 1, "evidence 1, people 1, resources 1, workflows 1"),
    ("agent-bom/agent-mesh-inventory.json", "agent-bom", 5, "credentials 9, flows 8, identities 14, tools 38, workflows 5"),
    ("agent-bom/cloud-inventory.json", "agent-bom", 2, "credentials 2, flows 2, identities 4, tools 4, workflows 2"),
    ("agent-bom/inventory.json", "agent-bom", 2, "credentials 4, flows 3, identities 6, tools 5, workflows 2"),
    ("agent-bom/scan-report.minimal.json", "agent-bom", 1, "identities 1, workflows 1"),
    ("a2a-agent-card/agent_card.json", "a2a", 1, "identities 1, tools 1, workflows 1"),
    ("a2a-agent-card/air_ticketing_agent.json", "a2a", 1, "identities 1, tools 1, workflows 1"),
    ("a2a-agent-card/orchestrator_agent.json", "a2a", 1, "identities 1, tools 1, workflows 1"),
    ("a2a-agent-card/planner_agent.json", "a2a", 1, "identities 1, tools 1, workflows 1"),
    ("backstage/ai-resources.yaml", "backstage", 6, "identities 1, people 1, tools 6"),
    ("backstage/backstage-demo.catalog-info.yaml", "backstage", 2, "people 1, resources 2"),
    ("backstage/mcp-server-api.yaml", "backstage", 1, "people 1, tools 1"),
    ("spiffe-entries/entries_federates_with.json", "spiffe-entries", 5, "credentials 5, identities 5"),
    ("spiffe-entries/good.json", "spiffe-entries", 4, "credentials 8, grants 2, identities 4, resources 1"),
];

#[test]
fn the_published_files_give_what_they_hold() {
    let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../../shared/samples");
    if !folder.exists() {
        println!("skipped: no sample files");
        return;
    }
    for (name, preset, records, tables) in SAMPLES {
        let plan = planned(&[folder.join(name)], &Options::default());
        let kept = all(&plan);
        assert_eq!(self::preset(&kept), *preset, "{name}");
        let rows: BTreeSet<u64> = kept.records.iter().filter(|r| r.table != Table::Evidence).map(|r| r.origin.row).collect();
        assert_eq!((rows.len(), kept.rejected.len()), (*records, 0), "{name}: {:?}", kept.rejected);
        let mut found: BTreeMap<&str, usize> = BTreeMap::new();
        kept.records.iter().for_each(|r| *found.entry(r.table.name()).or_default() += 1);
        let found = found.iter().map(|(table, n)| format!("{table} {n}")).collect::<Vec<_>>().join(", ");
        assert_eq!(found, *tables, "{name}");
        // Every end of a flow is a subject of the same file.
        let known: BTreeSet<&str> = kept.records.iter().filter(|r| r.table != Table::Flows).map(|r| r.key.as_str()).collect();
        let flows = kept.records.iter().filter(|r| r.table == Table::Flows);
        let ends: Vec<&str> = flows.flat_map(|r| [r.get("from"), r.get("to")]).flatten().collect();
        assert!(ends.iter().all(|e| known.contains(e)), "{name}: {:?}", ends.iter().find(|e| !known.contains(*e)));
        // And every id that a workflow lists.
        for workflow in kept.records.iter().filter(|r| r.table == Table::Workflows) {
            for id in ["agents", "tools", "identities"].iter().flat_map(|c| workflow.list(c).unwrap_or_default()) {
                assert!(known.contains(id), "{name}: {id}");
            }
        }
        let codes: Vec<&str> = kept.codes().into_iter().filter(|c| *c != "import/value-unmapped").collect();
        assert!(codes.is_empty(), "{name}: {codes:?}");
    }
}

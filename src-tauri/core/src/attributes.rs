//! The attributes of a workflow that rules may ask about. A name that is not here is an error when a rule file is loaded.

use crate::places::Slots;
use std::sync::LazyLock;

/// What values an attribute has.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Values {
    /// `yes` or `no`.
    YesNo,
    /// One word; the order matters for `at_least`.
    Word(&'static [&'static str]),
    /// Several words.
    Words(&'static [&'static str]),
    /// A number.
    Number,
}

/// One attribute.
#[derive(Clone, Copy, Debug)]
pub struct Attribute {
    /// As rules name it.
    pub name: &'static str,
    /// What values it has.
    pub values: Values,
    /// As a sentence names it: "the criticality".
    pub words: &'static str,
}

const fn a(name: &'static str, values: Values, words: &'static str) -> Attribute {
    Attribute { name, values, words }
}

use Values::{Number, Word, Words, YesNo};

/// All attributes, by name. The position is the index used in [`crate::facts::Facts`].
pub const ATTRIBUTES: &[Attribute] = &[
    a("agent_count", Number, "the number of agents"),
    a("agent_protocol", Word(&["none", "a2a", "mcp", "other"]), "the agent-to-agent protocol"),
    a(
        "ai_uses",
        Words(&["code", "summary", "recommendation", "classification", "draft", "customer_response", "decision", "orchestration"]),
        "the use of AI",
    ),
    a("approval_binding_gap", YesNo, "an approval without binding to its execution (EB-06, EB-07)"),
    a("attribution_gap", Number, "the attribution gap"),
    a("code_execution", YesNo, "a tool that executes code"),
    a("code_merged", YesNo, "AI-written code that is merged"),
    a("context_changed", YesNo, "a context change without re-validation (EB-14)"),
    a("credential_lifetime", Words(&["static", "long_lived", "short_lived"]), "the credential lifetime"),
    a("criticality", Word(&["low", "medium", "high", "critical"]), "the criticality"),
    a("data_classes", Words(&["public", "internal", "confidential", "restricted", "secrets", "pii", "phi"]), "the data classes"),
    a("drift_level", Word(&["none", "low", "moderate", "high", "severe"]), "the authorship drift level"),
    a("effect", Word(&["none", "advisory", "reversible_write", "irreversible_or_external"]), "the effect"),
    a("effect_classes", Words(&["prod_change", "external_comm", "money", "people_decision", "access_change"]), "the effect classes"),
    a("environment", Word(&["dev", "test", "prod"]), "the environment"),
    a("environment_crossing", YesNo, "access outside the declared environments (EB-08)"),
    a("exceptions_exist", YesNo, "an exception for this workflow"),
    a("external_egress", YesNo, "external egress"),
    a("federation", Words(&["none", "oidc", "spiffe"]), "the federation"),
    a("has_effect", YesNo, "an effect beyond advice"),
    a("human_review_required", YesNo, "a required human review"),
    a("identity_mode", Word(&["own_workload", "shared_service", "inherited_human"]), "the identity mode"),
    a("identity_serves_several_tools", YesNo, "one identity for several tools"),
    a("jit_claimed", YesNo, "task-bound access"),
    a("lifecycle", Word(&["proposed", "active", "suspended", "retired"]), "the lifecycle"),
    a("log_protection", Word(&["append_only", "admin_alterable", "agent_alterable"]), "the log protection"),
    a("memory", Word(&["none", "session", "persistent", "shared"]), "the memory"),
    a("model_hosting", Words(&["vendor_api", "self_hosted", "fine_tuned"]), "the model hosting"),
    a("output", Word(&["none", "fixed_model", "generative"]), "the output"),
    a("owner_missing", YesNo, "a missing accountable owner"),
    a("personal_data", YesNo, "personal data"),
    a("queue_existing", YesNo, "an approval in the existing queue"),
    a("read_only", YesNo, "read-only access"),
    a("reads_secrets", YesNo, "an agent that can read secrets (EB-18)"),
    a("resource_limit", YesNo, "a resource limit"),
    a("retrieval", YesNo, "retrieval"),
    a("review_capacity_flag", YesNo, "a review capacity flag"),
    a("review_stale", YesNo, "a review older than its cycle (EB-13)"),
    a("reviewers_named", YesNo, "named reviewers or operators"),
    a("revocation_trigger_missing", YesNo, "access without a revocation trigger, or active after retirement (EB-12, EB-19)"),
    a("scope_growth", Word(&["no", "with_approval", "yes"]), "scope growth at run time"),
    a("sensitive_data", YesNo, "sensitive data"),
    a("started_by", Word(&["human", "schedule_or_event", "self"]), "what starts it"),
    a("stop_mechanism", Word(&["present", "none"]), "the stop mechanism"),
    a("substantive_review_share", Number, "the substantive review share"),
    a("third_party_model", YesNo, "a third-party model"),
    a("third_party_tools", YesNo, "a third-party tool"),
    a("tool_access", Words(&["read", "write", "execute"]), "the tools' access"),
    a("tool_count", Number, "the number of tools"),
    a("tool_mode", Word(&["none", "fixed_single", "fixed_allowlist", "dynamic"]), "the tool mode"),
    a("unlogged_links", YesNo, "a chain link that is not logged"),
    a("untrusted_inputs", YesNo, "untrusted inputs"),
    a("untrusted_private_egress_path", YesNo, "a path joining untrusted input, private data and egress (EB-10)"),
    a("use_mandated", YesNo, "mandated use"),
    a("variability_class", Word(&["D0", "D1", "D2", "D3"]), "the variability class"),
    a("vendor_exit", Word(&["planned", "none"]), "the vendor exit plan"),
    a("vendor_relation", YesNo, "a vendor relation"),
];

/// Where attributes stand in [`ATTRIBUTES`], by name.
static PLACES: LazyLock<Slots> = LazyLock::new(|| Slots::of(ATTRIBUTES.iter().map(|a| a.name)));

/// The position of an attribute in [`ATTRIBUTES`].
pub fn position(name: &str) -> Option<usize> {
    PLACES.find(name, |at| ATTRIBUTES.get(at).is_some_and(|a| a.name == name))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn attributes_are_in_name_order_so_that_they_are_found() {
        assert!(ATTRIBUTES.windows(2).all(|w| w[0].name < w[1].name));
        assert_eq!(position("criticality").map(|i| ATTRIBUTES[i].name), Some("criticality"));
        assert_eq!(position("colour"), None);
    }
}

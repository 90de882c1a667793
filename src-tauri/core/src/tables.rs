//! The interchange tables: their columns, keys and vocabularies. One place; import, store, templates and docs read it.

use serde::{Deserialize, Serialize};
use std::fmt;
use std::str::FromStr;

/// What a column's cells may hold. Empty always means unknown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// Free text.
    Text,
    /// Free text in which `none` says that there is none; elsewhere `none` says nothing.
    TextOrNone,
    /// A list of texts, separated by `;`.
    List,
    /// A list in which `none` alone says that there are none.
    ListOrNone,
    /// `YYYY-MM-DD` or RFC 3339.
    Date,
    /// A whole number.
    Integer,
    /// `yes` or `no`.
    YesNo,
    /// One of the named values.
    One(&'static [&'static str]),
    /// A list of the named values, separated by `;`; `none` alone says that there are none.
    Many(&'static [&'static str]),
}

/// One column of an interchange table.
#[derive(Clone, Copy, Debug)]
pub struct Column {
    /// The header, exactly.
    pub name: &'static str,
    /// What its cells hold.
    pub kind: Kind,
    /// A row without it is rejected.
    pub required: bool,
}

/// One interchange table.
#[derive(Clone, Copy, Debug)]
pub struct Spec {
    /// Which table.
    pub table: Table,
    /// The columns that together name a row.
    pub key: &'static [&'static str],
    /// The columns, in order.
    pub columns: &'static [Column],
    /// Where columns are found by name.
    slots: Slots,
}

impl Spec {
    /// The position of a column.
    // Every cell of every record is asked for by name. The letters of a name that is written in the program are put together by the
    // compiler; what is left is one step and one comparison.
    #[inline(always)]
    pub fn position(&self, column: &str) -> Option<usize> {
        self.standing(column, letters(column.as_bytes()))
    }

    #[inline]
    fn standing(&self, column: &str, letters: u64) -> Option<usize> {
        let position = usize::from(*self.slots.of.get(slot(letters, self.slots.scatter))?).checked_sub(1)?;
        (self.columns.get(position)?.name == column).then_some(position)
    }
}

/// As many as a power of two, and so many that every table has a number that scatters its columns.
const SLOTS: usize = 1 << SLOT_BITS;
const SLOT_BITS: u32 = 10;

/// Where the columns of a table are found.
#[derive(Clone, Copy, Debug)]
struct Slots {
    /// What leads each name to a slot of its own.
    scatter: u64,
    /// For each slot one more than the position of the column whose name leads there; 0 when none does.
    of: [u8; SLOTS],
}

/// The length of a name and some of its letters.
#[inline(always)]
const fn letters(name: &[u8]) -> u64 {
    let (front, back) = name.split_at(name.len() / 2);
    let (Some(first), Some(last), Some(middle)) = (front.first(), back.last(), back.first()) else { return name.len() as u64 };
    let (second, before) = match (front, back) {
        ([_, second, ..], [.., before, _]) => (*second, *before),
        _ => (0, 0),
    };
    let ends = (*first as u64) << 8 | (*last as u64) << 16;
    name.len() as u64 | ends | (*middle as u64) << 24 | (second as u64) << 32 | (before as u64) << 40
}

/// The slot that some letters lead to.
#[inline(always)]
#[allow(clippy::cast_possible_truncation, reason = "the upper bits")]
const fn slot(letters: u64, scatter: u64) -> usize {
    (letters.wrapping_mul(scatter) >> (u64::BITS - SLOT_BITS)) as usize
}

#[allow(clippy::indexing_slicing, clippy::cast_possible_truncation, reason = "evaluated by the compiler, which stops at a bad index")]
const fn slots(columns: &[Column]) -> Slots {
    assert!(columns.len() < u8::MAX as usize);
    let mut scatter = 0x9E37_79B9_7F4A_7C15;
    loop {
        let mut slots = Slots { scatter, of: [0; SLOTS] };
        let mut position = 0;
        while position < columns.len() {
            let slot = slot(letters(columns[position].name.as_bytes()), scatter);
            if slots.of[slot] != 0 {
                break;
            }
            slots.of[slot] = position as u8 + 1;
            position += 1;
        }
        if position == columns.len() {
            return slots;
        }
        scatter = scatter.wrapping_add(0x2545_F491_4F6C_DD1E);
    }
}

macro_rules! tables {
    ($($variant:ident $name:literal),* $(,)?) => {
        /// An interchange table, in the order in which tables depend on each other.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[cfg_attr(feature = "types", derive(ts_rs::TS))]
        #[serde(rename_all = "snake_case")]
        #[repr(u8)]
        pub enum Table { $(#[doc = concat!("`", $name, "`")] $variant),* }

        impl Table {
            /// All tables, in dependency order.
            pub const ALL: &'static [Table] = &[$(Table::$variant),*];
            /// The table's name: the file name without its ending.
            pub fn name(self) -> &'static str { match self { $(Table::$variant => $name),* } }
        }
    };
}

tables! {
    Sources "sources", Zones "zones", People "people", Identities "identities", Tools "tools", Resources "resources",
    Workflows "workflows", Actions "actions", Credentials "credentials", Grants "grants", Flows "flows", Events "events",
    ContextChanges "context_changes", Controls "controls", Evidence "evidence", ControlTests "control_tests",
    Exceptions "exceptions", Decisions "decisions", Reviews "reviews", SystemRecords "system_records", Requests "requests",
}

impl fmt::Display for Table {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

impl FromStr for Table {
    type Err = String;
    fn from_str(s: &str) -> Result<Self, String> {
        Self::ALL.iter().copied().find(|t| t.name() == s).ok_or_else(|| format!("`{s}` is not an interchange table"))
    }
}

use Kind::{Date, Integer, List, ListOrNone, Many, One, Text, TextOrNone, YesNo};

const fn c(name: &'static str, kind: Kind) -> Column {
    Column { name, kind, required: false }
}
const fn r(name: &'static str, kind: Kind) -> Column {
    Column { name, kind, required: true }
}

const LEVELS: &[&str] = &["low", "medium", "high", "critical"];
const ENVIRONMENTS: &[&str] = &["dev", "test", "prod"];
const EFFECT_CLASSES: &[&str] = &["prod_change", "external_comm", "money", "people_decision", "access_change"];
const SENSITIVITIES: &[&str] = &["public", "internal", "confidential", "restricted", "secrets"];
const LINKS: &[&str] = &["request", "prompt", "model_output", "tool_call", "policy_decision", "approval", "execution", "effect"];
const ACCESS: &[&str] = &["read", "write", "execute"];
/// The evidence kinds of domain 1.3.
pub const EVIDENCE_KINDS: &[&str] = &[
    "policy",
    "procedure",
    "config_snapshot",
    "access_list",
    "event_log",
    "approval_record",
    "ticket",
    "test_result",
    "training_record",
    "contract",
    "attestation",
    "screenshot",
    "photo",
    "minutes",
    "other",
];
/// The control frequencies of domain 1.4.
pub const FREQUENCIES: &[&str] =
    &["continuous", "per_event", "daily", "weekly", "monthly", "quarterly", "semi_annual", "annual", "config_snapshot", "policy"];

static WORKFLOWS: &[Column] = &[
    r("id", Text),
    r("name", Text),
    c("purpose", Text),
    c("business_process", Text),
    c("business_unit", Text),
    c("owner", Text),
    c("control_owner", Text),
    c("approver", Text),
    c("approval_queue", Text),
    c("lifecycle", One(&["proposed", "active", "suspended", "retired"])),
    c("environment", One(ENVIRONMENTS)),
    c("criticality", One(LEVELS)),
    c("ai_uses", Many(&["code", "summary", "recommendation", "classification", "draft", "customer_response", "decision", "orchestration"])),
    c("models", List),
    c("vendor", TextOrNone),
    c("identity_mode", One(&["own_workload", "shared_service", "inherited_human"])),
    c("output", One(&["none", "fixed_model", "generative"])),
    c("control_flow", One(&["code", "enumerated_branch", "model_plans", "model_creates"])),
    c("tool_mode", One(&["none", "fixed_single", "fixed_allowlist", "dynamic"])),
    c("parameters", One(&["template", "schema_validated", "free_form"])),
    c("effect", One(&["none", "advisory", "reversible_write", "irreversible_or_external"])),
    c("human_gate", One(&["before_every_effect", "before_effect_class", "after", "none"])),
    c("scope_growth", One(&["no", "with_approval", "yes"])),
    c("started_by", One(&["human", "schedule_or_event", "self"])),
    c("memory", One(&["none", "session", "persistent", "shared"])),
    c("effect_classes", Many(EFFECT_CLASSES)),
    c("data_classes", Many(&["public", "internal", "confidential", "restricted", "secrets", "pii", "phi"])),
    c("untrusted_inputs", YesNo),
    c("external_egress", YesNo),
    c("retrieval", YesNo),
    c("model_hosting", Many(&["vendor_api", "self_hosted", "fine_tuned"])),
    c("stop_mechanism", TextOrNone),
    c("logged_links", Many(LINKS)),
    c("declared_class", One(&["D0", "D1", "D2", "D3"])),
    c("review_cycle_days", Integer),
    c("last_reviewed", Date),
    c("next_review", Date),
    c("agents", ListOrNone),
    c("identities", ListOrNone),
    c("tools", ListOrNone),
    c("declared_environments", Many(ENVIRONMENTS)),
    c("declared_zones", List),
    c("code_merged", YesNo),
    c("resource_limit", YesNo),
    c("reviewers", List),
    c("operators", List),
    c("queue_existing", YesNo),
    c("agent_protocol", One(&["none", "a2a", "mcp", "other"])),
    c("log_protection", One(&["append_only", "admin_alterable", "agent_alterable"])),
    c("vendor_exit", One(&["planned", "none"])),
    c("use_mandated", YesNo),
];

static ACTIONS: &[Column] = &[
    r("workflow", Text),
    r("name", Text),
    c("tool", Text),
    c("mode", One(&["advisory", "human_review", "prohibited", "automatic"])),
    c("effect_class", One(EFFECT_CLASSES)),
    c("approver_role", Text),
];
static PEOPLE: &[Column] =
    &[r("id", Text), r("name", Text), c("kind", One(&["human", "team"])), c("active", YesNo), c("roles", List), c("authority", List)];
static IDENTITIES: &[Column] = &[
    r("id", Text),
    c("name", Text),
    c("kind", One(&["human", "workload", "service_account", "agent"])),
    c("identity_source", Text),
    c("federation", One(&["none", "oidc", "spiffe"])),
    c("home_environment", One(ENVIRONMENTS)),
    c("zone", Text),
    c("owner", Text),
    c("lifecycle", Text),
    c("broker", YesNo),
];
static CREDENTIALS: &[Column] = &[
    r("id", Text),
    r("identity", Text),
    c("kind", One(&["api_key", "oauth_token", "session", "certificate", "svid", "password"])),
    c("issued_at", Date),
    c("expires_at", Date),
    c("ttl_seconds", Integer),
    c("issued_per", One(&["task", "session", "standing"])),
    c("holders", List),
    c("workload_claim", YesNo),
    c("downscoped", YesNo),
    c("last_used", Date),
    c("last_rotated", Date),
    c("revocation_triggers", ListOrNone),
    c("revocation_exercised", Date),
    c("created_by_event", Text),
];
static TOOLS: &[Column] = &[
    r("id", Text),
    c("name", Text),
    c("provider", Text),
    c("discovery", One(&["fixed", "dynamic"])),
    c("access", Many(ACCESS)),
    c("needs", List),
    c("zone", Text),
    c("policy_scope", YesNo),
    c("broker", YesNo),
    c("third_party", YesNo),
];
static RESOURCES: &[Column] = &[
    r("id", Text),
    c("name", Text),
    c("kind", One(&["repo", "store", "queue", "api", "mailbox", "secret_store", "environment"])),
    c("sensitivity", One(SENSITIVITIES)),
    c("zone", Text),
    c("environment", One(ENVIRONMENTS)),
    c("untrusted", YesNo),
    c("egress", YesNo),
];
static GRANTS: &[Column] = &[
    c("workflow", Text),
    r("identity", Text),
    r("resource", Text),
    r("permission", One(&["read", "write", "execute", "admin", "*"])),
    c("environment", One(ENVIRONMENTS)),
    c("kind", One(&["standing", "jit"])),
    c("granted_at", Date),
    c("expires_at", Date),
    c("last_used", Date),
    c("last_reviewed", Date),
    c("purpose", TextOrNone),
    c("conditions", TextOrNone),
    c("revocation_triggers", ListOrNone),
    c("revocation_exercised", Date),
    c("created_by_event", Text),
];
static FLOWS: &[Column] = &[
    r("workflow", Text),
    r("from", Text),
    r("to", Text),
    c("kind", One(&["data", "invoke"])),
    c("gate", One(&["none", "human_approval", "policy_block", "sanitiser", "dlp"])),
    c("gate_control", Text),
];
static ZONES: &[Column] = &[r("id", Text), r("rank", Integer)];
static EVENTS: &[Column] = &[
    r("event_id", Text),
    c("run_id", Text),
    r("workflow", Text),
    r(
        "type",
        One(&[
            "request",
            "prompt",
            "model_output",
            "human_edit",
            "review_open",
            "review_comment",
            "tool_call",
            "policy_decision",
            "approval",
            "credential_issue",
            "credential_revoke",
            "execution",
            "effect",
        ]),
    ),
    r("ts", Date),
    c("actor", Text),
    c("actor_kind", One(&["human", "agent", "service", "unknown"])),
    c("on_behalf_of", Text),
    c("credential", Text),
    c("parents", List),
    c("artefact", Text),
    c("content_sha256", Text),
    c("size", Integer),
    c("unit", One(&["word", "line"])),
    c("outcome", Text),
    c("details", Text),
];
static CONTEXT_CHANGES: &[Column] = &[
    r("workflow", Text),
    r("kind", One(&["environment", "severity", "sensitivity", "model", "tool", "prompt", "owner"])),
    r("at", Date),
    c("from", Text),
    c("to", Text),
];
static CONTROLS: &[Column] = &[
    r("id", Text),
    r("title", Text),
    c("statement", Text),
    c("owner", Text),
    c("kind", One(&["preventive", "detective", "corrective"])),
    c("frequency", One(FREQUENCIES)),
    c("requirements", List),
    c("scope_workflows", List),
    c("claim", One(&["implemented", "partial", "planned", "not_implemented"])),
    c("claimed_by", Text),
    c("claimed_at", Date),
    c("facets", List),
    c("compensates", List),
];
static CONTROL_TESTS: &[Column] = &[
    r("id", Text),
    r("control", Text),
    c("method", One(&["examine", "interview", "test"])),
    c("procedure", Text),
    c("result", One(&["effective", "deviation", "ineffective"])),
    c("tested_at", Date),
    c("tester", Text),
    c("workflow", Text),
    c("sample_size", Integer),
    c("deviations", Integer),
    c("evidence", List),
];
static EVIDENCE: &[Column] = &[
    r("file", Text),
    c("title", Text),
    c("kind", One(EVIDENCE_KINDS)),
    c("source_system", Text),
    c("period_from", Date),
    c("period_to", Date),
    c("collected_at", Date),
    c("collected_by", Text),
    c("controls", List),
    c("requirements", List),
    c("workflows", List),
    c("environment", One(ENVIRONMENTS)),
    c("direction", One(&["supports", "contradicts", "context"])),
    c("report_name", Text),
    c("parameters", Text),
    c("population_statement", Text),
    c("stated_record_count", Integer),
    c("independent_count", Integer),
    c("independent_count_source", Text),
    c("extracted_by", Text),
    c("extraction_channel", One(&["api", "ui_export", "sql", "screenshot", "manual"])),
    c("ipe_conclusion", One(&["validated", "relied_on_itgc", "not_tested", "failed"])),
    c("ipe_tested_by", Text),
    c("ipe_tested_at", Date),
    c("tier", One(&["R1", "R2", "R3", "R4", "R5", "R6"])),
];
static EXCEPTIONS: &[Column] = &[
    r("id", Text),
    r("requirement", Text),
    c("workflow", Text),
    c("environment", One(ENVIRONMENTS)),
    c("facets", List),
    r("reason", Text),
    c("owner", Text),
    c("requested_by", Text),
    c("approved_by", Text),
    c("severity", One(&["info", "low", "medium", "high", "critical"])),
    c("valid_from", Date),
    c("expires", Date),
    c("compensating_controls", List),
    c("break_triggers", List),
    c("renewal_of", Text),
    c("status", Text),
];
static DECISIONS: &[Column] = &[
    r("id", Text),
    r("kind", One(&["not_applicable", "no_control", "override", "contradiction_resolved", "reviewer_note", "sign_off", "treatment"])),
    r("subject", Text),
    c("workflow", Text),
    c("value", Text),
    c("likelihood", Text),
    c("impact", Text),
    r("reason", Text),
    r("decided_by", Text),
    c("approved_by", Text),
    r("at", Date),
];
static REVIEWS: &[Column] = &[
    r("id", Text),
    c("subject_kind", One(&["workflow", "identity", "grant"])),
    r("subject", Text),
    c("reviewer", Text),
    c("decision", One(&["attest", "revoke", "change"])),
    c("at", Date),
    c("due", Date),
    c("note", Text),
];
static SYSTEM_RECORDS: &[Column] = &[r("record", Text), r("workflow", Text), c("at", Date), c("effect_class", One(EFFECT_CLASSES))];
static REQUESTS: &[Column] = &[
    r("id", Text),
    c("requirement", Text),
    c("control", Text),
    r("what", Text),
    c("format", Text),
    c("period", Text),
    c("owner", Text),
    c("due", Date),
    c("status", One(&["open", "received", "incomplete", "accepted", "rejected", "not_available"])),
    c("rejection_reason", Text),
    c("received_evidence", List),
];
static SOURCES: &[Column] =
    &[r("id", Text), r("name", Text), c("clock_skew_seconds", Integer), c("time_zone", Text), c("precedence", Integer)];

/// The table's columns and key.
pub fn spec(table: Table) -> &'static Spec {
    macro_rules! s {
        ($t:ident, $columns:ident, $($key:literal),+) => {{
            static SPEC: Spec = Spec { table: Table::$t, key: &[$($key),+], columns: $columns, slots: slots($columns) };
            &SPEC
        }};
    }
    match table {
        Table::Sources => s!(Sources, SOURCES, "id"),
        Table::Zones => s!(Zones, ZONES, "id"),
        Table::People => s!(People, PEOPLE, "id"),
        Table::Identities => s!(Identities, IDENTITIES, "id"),
        Table::Tools => s!(Tools, TOOLS, "id"),
        Table::Resources => s!(Resources, RESOURCES, "id"),
        Table::Workflows => s!(Workflows, WORKFLOWS, "id"),
        Table::Actions => s!(Actions, ACTIONS, "workflow", "name"),
        Table::Credentials => s!(Credentials, CREDENTIALS, "id"),
        Table::Grants => s!(Grants, GRANTS, "identity", "resource", "permission"),
        Table::Flows => s!(Flows, FLOWS, "workflow", "from", "to"),
        Table::Events => s!(Events, EVENTS, "event_id"),
        Table::ContextChanges => s!(ContextChanges, CONTEXT_CHANGES, "workflow", "kind", "at"),
        Table::Controls => s!(Controls, CONTROLS, "id"),
        Table::Evidence => s!(Evidence, EVIDENCE, "file"),
        Table::ControlTests => s!(ControlTests, CONTROL_TESTS, "id"),
        Table::Exceptions => s!(Exceptions, EXCEPTIONS, "id"),
        Table::Decisions => s!(Decisions, DECISIONS, "id"),
        Table::Reviews => s!(Reviews, REVIEWS, "id"),
        Table::SystemRecords => s!(SystemRecords, SYSTEM_RECORDS, "record"),
        Table::Requests => s!(Requests, REQUESTS, "id"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_column_is_found_by_its_name_and_no_other_is() {
        for table in Table::ALL {
            let spec = spec(*table);
            for (position, column) in spec.columns.iter().enumerate() {
                assert_eq!(spec.position(column.name), Some(position), "{table} {}", column.name);
                for other in [format!("{}x", column.name), column.name.to_uppercase(), column.name.replace('_', "-")] {
                    assert_eq!(spec.position(&other), spec.columns.iter().position(|c| c.name == other), "{table} {other}");
                }
            }
            assert_eq!(spec.position(""), None);
        }
    }
}

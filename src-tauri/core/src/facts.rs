//! The attributes of one workflow: what the records tell, what they do not, and which cells they rest on.

use crate::attributes::{ATTRIBUTES, position};
use crate::dataset::Dataset;
use crate::parameters::Parameters;
use crate::record::Record;
use crate::tables::Table;
use crate::variability::Interval;
use chrono::NaiveDate;
use std::collections::BTreeMap;

/// What an attribute is.
#[derive(Clone, Debug, PartialEq)]
pub enum Value<'a> {
    /// One word of its vocabulary; `yes` or `no` for a yes/no attribute.
    Word(&'a str),
    /// Several words.
    Words(Vec<&'a str>),
    /// A number.
    Number(f64),
}

/// A column of a record that a fact rests on.
#[derive(Clone, Copy, Debug)]
pub struct Cell<'a> {
    /// The record.
    pub record: &'a Record,
    /// The column; it may be unknown in the record.
    pub column: &'static str,
}

/// One attribute of one workflow.
#[derive(Clone, Debug, Default)]
pub struct Fact<'a> {
    /// What is known; `None` when nothing is.
    pub value: Option<Value<'a>>,
    /// Whether the value is all there is to know. A list gathered from records of which some are silent is not complete.
    pub complete: bool,
    /// The cells it rests on, those that are empty included.
    pub cells: Vec<Cell<'a>>,
    /// Why it is unknown, when the reason is not an empty cell.
    pub why_unknown: Option<&'static str>,
}

/// All attributes of one workflow, by position in [`ATTRIBUTES`].
#[derive(Clone, Debug)]
pub struct Facts<'a>(Vec<Fact<'a>>);

impl<'a> Facts<'a> {
    /// The fact at a position of [`ATTRIBUTES`].
    pub fn get(&self, attribute: usize) -> Option<&Fact<'a>> {
        self.0.get(attribute)
    }

    /// The fact with a name.
    pub fn named(&self, name: &str) -> Option<&Fact<'a>> {
        self.get(position(name)?)
    }

    fn set(&mut self, name: &str, fact: Fact<'a>) {
        if let Some(slot) = position(name).and_then(|i| self.0.get_mut(i)) {
            *slot = fact;
        }
    }
}

impl Fact<'_> {
    /// The value as people read it; `unknown` when nothing is known.
    pub fn text(&self) -> String {
        match &self.value {
            None => "unknown".to_owned(),
            Some(Value::Word(w)) => crate::rule::plain(w),
            Some(Value::Words(ws)) if ws.is_empty() => "none".to_owned(),
            Some(Value::Words(ws)) => ws.iter().map(|w| crate::rule::plain(w)).collect::<Vec<_>>().join(", "),
            Some(Value::Number(n)) => format!("{n}"),
        }
    }
}

/// The records that other records are looked up in while facts are derived.
pub struct Related<'a> {
    data: &'a Dataset,
    credentials: BTreeMap<&'a str, Vec<&'a Record>>,
    grants_by_identity: BTreeMap<&'a str, Vec<&'a Record>>,
    actions: BTreeMap<&'a str, Vec<&'a Record>>,
    exceptions: BTreeMap<&'a str, Vec<&'a Record>>,
    as_of: NaiveDate,
    parameters: &'a Parameters,
}

impl<'a> Related<'a> {
    /// Indexes a dataset for [`Related::facts`].
    pub fn new(data: &'a Dataset, as_of: NaiveDate, parameters: &'a Parameters) -> Self {
        let index = |table: Table, column: &str| {
            let mut map: BTreeMap<&'a str, Vec<&'a Record>> = BTreeMap::new();
            for record in data.rows(table) {
                map.entry(record.get(column).unwrap_or("")).or_default().push(record);
            }
            map
        };
        Self {
            data,
            credentials: index(Table::Credentials, "identity"),
            grants_by_identity: index(Table::Grants, "identity"),
            actions: index(Table::Actions, "workflow"),
            exceptions: index(Table::Exceptions, "workflow"),
            as_of,
            parameters,
        }
    }

    /// Every attribute of one workflow.
    pub fn facts(&self, w: &'a Record, class: Interval) -> Facts<'a> {
        let mut f = Facts(vec![Fact::default(); ATTRIBUTES.len()]);
        for column in [
            "criticality",
            "identity_mode",
            "environment",
            "effect",
            "untrusted_inputs",
            "external_egress",
            "retrieval",
            "memory",
            "code_merged",
            "resource_limit",
            "started_by",
            "output",
            "scope_growth",
            "lifecycle",
            "log_protection",
            "use_mandated",
            "queue_existing",
            "agent_protocol",
            "tool_mode",
            "vendor_exit",
        ] {
            f.set(column, word(w, column));
        }
        for column in ["effect_classes", "data_classes", "model_hosting", "ai_uses"] {
            f.set(column, words(w, column));
        }
        f.set(
            "variability_class",
            Fact {
                value: Some(Value::Word(class.high.word())),
                complete: true,
                cells: vec![Cell { record: w, column: "control_flow" }],
                why_unknown: None,
            },
        );
        self.access(w, &mut f);
        self.data_and_models(w, &mut f);
        self.people_and_reviews(w, class, &mut f);
        for (name, why) in [
            ("approval_binding_gap", "approvals are not analysed yet"),
            ("attribution_gap", "authorship is not analysed yet"),
            ("context_changed", "re-validation is not analysed yet"),
            ("drift_level", "authorship is not analysed yet"),
            ("review_capacity_flag", "review capacity is not analysed yet"),
            ("substantive_review_share", "authorship is not analysed yet"),
            ("untrusted_private_egress_path", "flow paths are not analysed yet"),
        ] {
            f.set(name, Fact { why_unknown: Some(why), ..Fact::default() });
        }
        f
    }

    fn access(&self, w: &'a Record, f: &mut Facts<'a>) {
        let mut identities: Option<Vec<&'a str>> = None;
        for column in ["identities", "agents"] {
            if let Some(list) = w.list(column) {
                identities.get_or_insert_default().extend(list);
            }
        }
        let cells = vec![Cell { record: w, column: "identities" }];
        let ids = identities.clone().unwrap_or_default();
        let known = identities.is_some();

        // Credentials and federation, over every identity the workflow acts as.
        let (mut lifetimes, mut per_task, mut federation) =
            (Gather::new(known, cells.clone()), Gather::new(known, cells.clone()), Gather::new(known, cells.clone()));
        let mut triggers_missing = Gather::new(known, cells.clone());
        let mut secrets = Gather::new(known, cells.clone());
        let mut crossing = Gather::new(known, cells);
        let declared = w.list("declared_environments").or_else(|| w.list("environment"));
        let retired = w.get("lifecycle") == Some("retired");
        for id in &ids {
            let identity = self.data.find(Table::Identities, id);
            match identity {
                Some(i) => federation.word(i, "federation"),
                None => federation.silent(),
            }
            let broker = identity.and_then(|i| i.yes_no("broker")).unwrap_or(false);
            for c in self.credentials.get(id).into_iter().flatten() {
                lifetimes.put(lifetime(c, self.parameters), c, "expires_at");
                per_task.put(c.get("issued_per").map(|p| if p == "task" { "yes" } else { "no" }), c, "issued_per");
                let active_after_end = retired && c.day("expires_at").is_none_or(|e| e > self.as_of);
                let trigger = if active_after_end {
                    Some("yes")
                } else {
                    c.list("revocation_triggers").map(|t| if t.is_empty() { "yes" } else { "no" })
                };
                triggers_missing.put(trigger, c, "revocation_triggers");
            }
            if !self.credentials.contains_key(id) {
                lifetimes.silent();
                per_task.silent();
            }
            for g in self.grants_by_identity.get(id).into_iter().flatten() {
                if g.get("kind") == Some("jit") {
                    per_task.put(Some("yes"), g, "kind");
                }
                triggers_missing.put(
                    g.list("revocation_triggers").map(|t| if t.is_empty() { "yes" } else { "no" }),
                    g,
                    "revocation_triggers",
                );
                let resource = g.get("resource").and_then(|r| self.data.find(Table::Resources, r));
                let secret = resource.and_then(|r| match (r.get("kind"), r.get("sensitivity")) {
                    (Some("secret_store"), _) | (_, Some("secrets")) => Some("yes"),
                    (Some(_), Some(_)) => Some("no"),
                    _ => None,
                });
                let reads = matches!(g.get("permission"), Some("read" | "admin" | "*" | "execute"));
                secrets.put(if broker || !reads { Some("no") } else { secret }, g, "resource");
                let environment = g.get("environment").or_else(|| resource.and_then(|r| r.get("environment")));
                let crosses = match (environment, &declared) {
                    (Some(e), Some(d)) => Some(if d.contains(&e) { "no" } else { "yes" }),
                    _ => None,
                };
                crossing.put(crosses, g, "environment");
            }
            if !self.grants_by_identity.contains_key(id) {
                secrets.silent();
                crossing.silent();
                triggers_missing.silent();
            }
        }
        f.set("credential_lifetime", lifetimes.words());
        f.set("jit_claimed", per_task.any_yes());
        f.set("federation", federation.words());
        f.set("revocation_trigger_missing", triggers_missing.any_yes());
        f.set("reads_secrets", secrets.any_yes());
        f.set("environment_crossing", crossing.any_yes());

        // Tools.
        let tools_cell = vec![Cell { record: w, column: "tools" }];
        let no_tools = w.get("tool_mode") == Some("none");
        let tools = w.list("tools").or(if no_tools { Some(Vec::new()) } else { None });
        let (mut tool_access, mut third) =
            (Gather::new(tools.is_some(), tools_cell.clone()), Gather::new(tools.is_some(), tools_cell.clone()));
        for t in tools.iter().flatten() {
            let tool = self.data.find(Table::Tools, t);
            let listed = tool.and_then(|t| t.list("access"));
            match (tool, listed) {
                (Some(tool), Some(list)) => list.into_iter().for_each(|a| tool_access.put(Some(a), tool, "access")),
                _ => tool_access.silent(),
            }
            match tool {
                Some(tool) => third.put(tool.get("third_party"), tool, "third_party"),
                None => third.silent(),
            }
        }
        let count = tools.as_ref().map(|t| t.len());
        let access = tool_access.words();
        let holds = |wanted: &str| match &access.value {
            Some(Value::Words(ws)) if ws.contains(&wanted) => Some("yes"),
            Some(Value::Words(_)) if access.complete => Some("no"),
            _ => None,
        };
        let writes = match (w.get("effect"), holds("write"), holds("execute")) {
            (Some("reversible_write" | "irreversible_or_external"), _, _) | (_, Some("yes"), _) | (_, _, Some("yes")) => Some("no"),
            (Some(_), Some("no"), Some("no")) => Some("yes"),
            _ => None,
        };
        f.set("code_execution", derived(holds("execute"), access.cells.clone()));
        f.set("read_only", derived(writes, vec![Cell { record: w, column: "effect" }, Cell { record: w, column: "tools" }]));
        f.set("tool_access", access);
        f.set("third_party_tools", third.any_yes());
        f.set("tool_count", number(count, tools_cell.clone()));
        // More than one tool served by one identity: several tools, and no more identities than one.
        let several = match (count, known) {
            (Some(n), _) if n < 2 => Some("no"),
            (Some(n), true) => Some(if ids.len() < n { "yes" } else { "no" }),
            _ => None,
        };
        f.set(
            "identity_serves_several_tools",
            derived(several, vec![Cell { record: w, column: "identities" }, Cell { record: w, column: "tools" }]),
        );
        f.set("agent_count", number(w.list("agents").map(|a| a.len()), vec![Cell { record: w, column: "agents" }]));
        let stop = w
            .get("stop_mechanism")
            .map(|s| if s.eq_ignore_ascii_case("none") || s.eq_ignore_ascii_case("no") { "none" } else { "present" });
        f.set("stop_mechanism", derived(stop, vec![Cell { record: w, column: "stop_mechanism" }]));
    }

    fn data_and_models(&self, w: &'a Record, f: &mut Facts<'a>) {
        let data = vec![Cell { record: w, column: "data_classes" }];
        let has = |wanted: &[&str]| w.list("data_classes").map(|d| if d.iter().any(|c| wanted.contains(c)) { "yes" } else { "no" });
        f.set("personal_data", derived(has(&["pii", "phi"]), data.clone()));
        f.set("sensitive_data", derived(has(&["confidential", "restricted", "secrets", "pii", "phi"]), data));
        let third = match (w.list("model_hosting"), w.get("vendor")) {
            (Some(h), _) if h.contains(&"vendor_api") => Some("yes"),
            (_, Some(_)) => Some("yes"),
            (Some(h), None) if !h.is_empty() => Some("no"),
            _ => None,
        };
        let cells = vec![Cell { record: w, column: "model_hosting" }, Cell { record: w, column: "vendor" }];
        f.set("third_party_model", derived(third, cells.clone()));
        f.set("vendor_relation", derived(third, cells));
        let effect = w.get("effect").map(|e| if matches!(e, "none" | "advisory") { "no" } else { "yes" });
        let effect = match (effect, w.list("effect_classes")) {
            (_, Some(c)) if !c.is_empty() => Some("yes"),
            (e, _) => e,
        };
        f.set("has_effect", derived(effect, vec![Cell { record: w, column: "effect" }, Cell { record: w, column: "effect_classes" }]));
        let all = 8;
        let unlogged = w.list("logged_links").map(|l| if l.len() < all { "yes" } else { "no" });
        f.set("unlogged_links", derived(unlogged, vec![Cell { record: w, column: "logged_links" }]));
    }

    fn people_and_reviews(&self, w: &'a Record, class: Interval, f: &mut Facts<'a>) {
        let owner = Cell { record: w, column: "owner" };
        let resolved = w.get("owner").and_then(|o| self.data.find(Table::People, o));
        let missing = match (w.get("owner"), resolved) {
            (Some(_), Some(p)) if p.get("kind") == Some("human") && p.yes_no("active") == Some(true) => Some("no"),
            (Some(_), Some(p)) if p.get("kind") == Some("team") || p.yes_no("active") == Some(false) => Some("yes"),
            // A name that no register of people confirms, or no name at all: it cannot be said.
            _ => None,
        };
        f.set("owner_missing", derived(missing, vec![owner]));
        let named = if w.get("reviewers").is_some() || w.get("operators").is_some() { Some("yes") } else { None };
        f.set("reviewers_named", derived(named, vec![Cell { record: w, column: "reviewers" }, Cell { record: w, column: "operators" }]));

        let actions = self.actions.get(w.key.as_str()).map_or(&[][..], Vec::as_slice);
        let mut cells = vec![Cell { record: w, column: "human_gate" }, Cell { record: w, column: "effect_classes" }];
        cells.extend(actions.iter().map(|a| Cell { record: a, column: "mode" }));
        let by_action = actions.iter().any(|a| a.get("mode") == Some("human_review"));
        let by_gate = w.get("human_gate").map(|g| g.starts_with("before"));
        let by_effect = w.list("effect_classes").map(|e| !e.is_empty());
        let review = match (by_action, by_gate, by_effect) {
            (true, _, _) | (_, Some(true), _) | (_, _, Some(true)) => Some("yes"),
            (false, Some(false), Some(false)) => Some("no"),
            _ => None,
        };
        f.set("human_review_required", derived(review, cells));

        let stale = w.day("last_reviewed").map(|d| {
            let cycle = w.integer("review_cycle_days").unwrap_or(i64::MAX).min(self.parameters.review_cycle(class.high));
            if (self.as_of - d).num_days() > cycle { "yes" } else { "no" }
        });
        f.set("review_stale", derived(stale, vec![Cell { record: w, column: "last_reviewed" }]));

        let mut cells: Vec<Cell<'a>> = Vec::new();
        for scope in [w.key.as_str(), ""] {
            cells.extend(self.exceptions.get(scope).into_iter().flatten().map(|e| Cell { record: e, column: "id" }));
        }
        let exists = if cells.is_empty() { "no" } else { "yes" };
        f.set("exceptions_exist", derived(Some(exists), cells));
    }
}

fn word<'a>(w: &'a Record, column: &'static str) -> Fact<'a> {
    Fact { value: w.get(column).map(Value::Word), complete: true, cells: vec![Cell { record: w, column }], why_unknown: None }
}

fn words<'a>(w: &'a Record, column: &'static str) -> Fact<'a> {
    let silent = w.extra.iter().any(|(h, _)| h.strip_prefix("raw.") == Some(column));
    Fact { value: w.list(column).map(Value::Words), complete: !silent, cells: vec![Cell { record: w, column }], why_unknown: None }
}

fn derived<'a>(value: Option<&'a str>, cells: Vec<Cell<'a>>) -> Fact<'a> {
    Fact { value: value.map(Value::Word), complete: true, cells, why_unknown: None }
}

fn number(n: Option<usize>, cells: Vec<Cell<'_>>) -> Fact<'_> {
    Fact { value: n.and_then(|n| u32::try_from(n).ok()).map(|n| Value::Number(f64::from(n))), complete: true, cells, why_unknown: None }
}

/// How long a credential lives: without an end it is static, above the threshold long-lived.
fn lifetime<'a>(c: &Record, parameters: &Parameters) -> Option<&'a str> {
    let seconds = c.integer("ttl_seconds").or_else(|| Some((c.day("expires_at")? - c.day("issued_at")?).num_seconds()));
    match (seconds, c.get("issued_per")) {
        (Some(s), _) if s <= parameters.credential_long_lived_seconds() => Some("short_lived"),
        (Some(_), _) => Some("long_lived"),
        (None, Some("task")) => Some("short_lived"),
        (None, Some("standing")) if c.get("expires_at").is_none() => Some("static"),
        _ => None,
    }
}

/// Gathers words over several records, remembering whether any of them was silent.
struct Gather<'a> {
    found: Vec<&'a str>,
    complete: bool,
    cells: Vec<Cell<'a>>,
}

impl<'a> Gather<'a> {
    fn new(known: bool, cells: Vec<Cell<'a>>) -> Self {
        Self { found: Vec::new(), complete: known, cells }
    }

    fn silent(&mut self) {
        self.complete = false;
    }

    fn put(&mut self, value: Option<&'a str>, record: &'a Record, column: &'static str) {
        self.cells.push(Cell { record, column });
        match value {
            Some(v) if self.found.contains(&v) => {}
            Some(v) => self.found.push(v),
            None => self.silent(),
        }
    }

    fn word(&mut self, record: &'a Record, column: &'static str) {
        self.put(record.get(column), record, column);
    }

    fn words(self) -> Fact<'a> {
        let value = if self.found.is_empty() && !self.complete { None } else { Some(Value::Words(self.found)) };
        Fact { value, complete: self.complete, cells: self.cells, why_unknown: None }
    }

    /// Yes when any record says yes; no only when all of them speak and none does.
    fn any_yes(self) -> Fact<'a> {
        let value = match (self.found.contains(&"yes"), self.complete) {
            (true, _) => Some("yes"),
            (false, true) => Some("no"),
            (false, false) => None,
        };
        Fact { value: value.map(Value::Word), complete: true, cells: self.cells, why_unknown: None }
    }
}

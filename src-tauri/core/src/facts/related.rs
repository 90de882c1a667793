//! The records that other records are looked up in, and the facts of one workflow put together.

use super::gather::{word, words};
use super::{Cell, Fact, Facts, Value};
use crate::attributes::ATTRIBUTES;
use crate::dataset::Dataset;
use crate::parameters::Parameters;
use crate::record::Record;
use crate::tables::Table;
use crate::variability::{Class, Interval};
use chrono::NaiveDate;
use std::collections::BTreeMap;

type Index<'a> = BTreeMap<&'a str, Vec<&'a Record>>;

/// The records that other records are looked up in while facts are derived.
pub struct Related<'a> {
    pub(super) data: &'a Dataset,
    pub(super) credentials: Index<'a>,
    pub(super) held: Index<'a>,
    pub(super) grants_by_identity: Index<'a>,
    pub(super) grants_by_workflow: Index<'a>,
    pub(super) actions: Index<'a>,
    pub(super) exceptions: Index<'a>,
    pub(super) as_of: NaiveDate,
    pub(super) parameters: &'a Parameters,
}

/// Attributes that no analysis computes yet, with the reason they are unknown.
const NOT_ANALYSED: [(&str, &str); 7] = [
    ("approval_binding_gap", "approvals are not analysed yet"),
    ("attribution_gap", "authorship is not analysed yet"),
    ("context_changed", "re-validation is not analysed yet"),
    ("drift_level", "authorship is not analysed yet"),
    ("review_capacity_flag", "review capacity is not analysed yet"),
    ("substantive_review_share", "authorship is not analysed yet"),
    ("untrusted_private_egress_path", "flow paths are not analysed yet"),
];

/// Attributes that are one column with one word.
const WORDS: [&str; 19] = [
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
    "vendor_exit",
];

impl<'a> Related<'a> {
    /// Indexes a dataset for [`Related::facts`].
    pub fn new(data: &'a Dataset, as_of: NaiveDate, parameters: &'a Parameters) -> Self {
        let index = |table: Table, column: &str| {
            let mut map = Index::new();
            for record in data.rows(table) {
                map.entry(record.get(column).unwrap_or("")).or_default().push(record);
            }
            map
        };
        let mut held = Index::new();
        for credential in data.rows(Table::Credentials) {
            for holder in credential.list("holders").unwrap_or_default() {
                held.entry(holder).or_default().push(credential);
            }
        }
        Self {
            data,
            credentials: index(Table::Credentials, "identity"),
            held,
            grants_by_identity: index(Table::Grants, "identity"),
            grants_by_workflow: index(Table::Grants, "workflow"),
            actions: index(Table::Actions, "workflow"),
            exceptions: index(Table::Exceptions, "workflow"),
            as_of,
            parameters,
        }
    }

    /// Every attribute of one workflow.
    pub fn facts(&self, w: &'a Record, class: Interval) -> Facts<'a> {
        let mut f = Facts(vec![Fact::default(); ATTRIBUTES.len()]);
        for column in WORDS {
            f.set(column, word(w, column));
        }
        for column in ["data_classes", "model_hosting", "ai_uses"] {
            f.set(column, words(w, column));
        }
        f.set("variability_class", class_fact(w, class));
        self.access(w, &mut f);
        self.tools(w, &mut f);
        self.subject(w, &mut f);
        self.people_and_reviews(w, class, &mut f);
        for (name, why) in NOT_ANALYSED {
            f.set(name, Fact { why_unknown: Some(why), ..Fact::default() });
        }
        f
    }
}

/// The class: a word when the interval is one class, else every class of the interval is possible.
fn class_fact(w: &Record, class: Interval) -> Fact<'_> {
    let possible: Vec<&str> =
        [Class::D0, Class::D1, Class::D2, Class::D3].into_iter().filter(|c| class.low <= *c && *c <= class.high).map(Class::word).collect();
    let value = match possible.as_slice() {
        [one] => Value::Word(one),
        _ => Value::OneOf(possible),
    };
    let cells = crate::variability::COLUMNS.into_iter().map(|column| Cell { record: w, column }).collect();
    Fact { value: Some(value), complete: true, cells, why_unknown: None }
}

//! The worked example of domain 4a as events, its edge cases, and the hits.

use super::*;
use crate::risk::Level;
use crate::tables::Table;
use crate::testing::Made;
use serde_json::{Value, json};

/// One action as a log tells it: a request, a draft, an edit, an approval and an execution.
#[derive(Clone)]
pub(crate) struct Told<'t> {
    pub id: &'t str,
    pub draft: Option<u64>,
    pub added: u64,
    pub removed: u64,
    pub unit: &'t str,
    pub dwell: Option<u64>,
    pub engaged: bool,
    pub approver: Option<&'t str>,
    pub requester: &'t str,
    pub recorded: &'t str,
    pub executor: &'t str,
    pub same_hash: bool,
    pub day: &'t str,
}

pub(crate) const PLAIN: Told<'_> = Told {
    id: "1",
    draft: Some(100),
    added: 0,
    removed: 0,
    unit: "line",
    dwell: Some(1_500),
    engaged: true,
    approver: Some("bo"),
    requester: "al",
    recorded: "al",
    executor: "al",
    same_hash: true,
    day: "2026-05-01",
};

fn time(day: &str, seconds: u64) -> String {
    let start: chrono::NaiveDate = day.parse().unwrap();
    let at = start.and_hms_opt(9, 0, 0).unwrap() + chrono::TimeDelta::seconds(seconds as i64);
    format!("{}Z", at.format("%Y-%m-%dT%H:%M:%S"))
}

impl Told<'_> {
    /// Puts the action on the log. The reviewer opens nothing: the dwell counts from the last change.
    pub fn put(&self, made: &mut Made) {
        let (id, run) = (self.id, format!("R-{}", self.id));
        let e = |kind: &str| format!("{id}-{kind}");
        let kind_of = |who: &str| if ["al", "bo", "cy", "di"].contains(&who) { "human" } else { "agent" };
        let common = [("run_id", run.as_str())];
        let put = |made: &mut Made, name: &str, kind: &str, at: u64, values: &[(&str, &str)]| {
            made.event(&e(name), kind, &time(self.day, at), &[&common[..], values].concat());
        };
        put(made, "req", "request", 0, &[("actor", self.requester), ("actor_kind", kind_of(self.requester)), ("details", "origin=human")]);
        let size = self.draft.map_or(String::new(), |d| d.to_string());
        let origin = if self.draft.is_some() { "origin=machine" } else { "origin=mixed" };
        let draft = [
            ("actor", "gen"),
            ("actor_kind", "agent"),
            ("unit", self.unit),
            ("size", size.as_str()),
            ("content_sha256", "d0"),
            ("details", origin),
        ];
        put(made, "out", "model_output", 10, &[&draft[..], &[("parents", &e("req"))]].concat());
        let mut last = e("out");
        if self.added + self.removed > 0 {
            let (added, removed) = (self.added.to_string(), format!("removed={}", self.removed));
            let edit = [("actor", "al"), ("actor_kind", "human"), ("unit", self.unit), ("size", &added), ("details", &removed)];
            put(made, "edit", "human_edit", 20, &[&edit[..], &[("parents", &last)]].concat());
            last = e("edit");
        }
        let approved = 20 + self.dwell.unwrap_or(0);
        if let Some(approver) = self.approver {
            let rationale = format!("rationale=Read against the order, number {id}");
            let details = if self.engaged { rationale.as_str() } else { "rationale=ok" };
            let approval =
                [("actor", approver), ("actor_kind", "human"), ("outcome", "approved"), ("content_sha256", "aa"), ("details", details)];
            let read = if self.draft.is_none() { vec![("size", "300"), ("unit", self.unit)] } else { vec![] };
            put(made, "app", "approval", approved, &[&approval[..], &read, &[("parents", &last)]].concat());
            last = e("app");
        }
        let hash = if self.same_hash { "aa" } else { "bb" };
        let recorded = format!("recorded_as={};environment=test", self.recorded);
        let run_by = [("actor", self.executor), ("actor_kind", kind_of(self.executor)), ("content_sha256", hash), ("details", &recorded)];
        let credential = if self.executor == "shared" { vec![("credential", "CR-S")] } else { vec![] };
        put(made, "exe", "execution", approved + 5, &[&run_by[..], &credential, &[("parents", &last)]].concat());
    }
}

/// People, identities and a workflow that is known not to be harmless.
pub(super) fn organisation() -> Made {
    let mut made = Made::default();
    made.put(
        Table::Workflows,
        &[("id", "WF-1"), ("name", "w"), ("environment", "test"), ("effect", "reversible_write"), ("effect_classes", "prod_change")],
    );
    for id in ["al", "bo", "cy", "di"] {
        made.put(
            Table::People,
            &[("id", id), ("name", &format!("Person {id}")), ("kind", "human"), ("active", "yes"), ("authority", "prod_change")],
        );
    }
    for id in ["gen", "agent", "sched"] {
        made.put(Table::Identities, &[("id", id), ("name", &format!("Machine {id}")), ("kind", "agent")]);
    }
    made.put(Table::Identities, &[("id", "shared"), ("kind", "service_account")]);
    made.put(Table::Credentials, &[("id", "CR-S"), ("identity", "shared"), ("holders", "WF-1;WF-2"), ("workload_claim", "no")]);
    made
}

/// The ten actions.
pub(crate) fn ten() -> Vec<Told<'static>> {
    vec![
        Told { id: "01", draft: Some(90), added: 10, ..PLAIN },
        Told { id: "02", draft: Some(200), dwell: Some(40), engaged: false, executor: "agent", ..PLAIN },
        Told { id: "03", draft: Some(100), added: 70, removed: 70, dwell: Some(900), approver: Some("cy"), ..PLAIN },
        Told { id: "04", draft: Some(400), added: 100, unit: "word", dwell: Some(120), engaged: false, ..PLAIN },
        Told { id: "05", draft: None, unit: "word", dwell: Some(200), engaged: false, ..PLAIN },
        Told { id: "06", draft: Some(50), dwell: Some(600), approver: Some("al"), ..PLAIN },
        Told { id: "07", draft: Some(80), added: 20, dwell: Some(900), same_hash: false, executor: "agent", ..PLAIN },
        Told { id: "08", draft: Some(120), approver: None, requester: "sched", recorded: "shared", executor: "shared", ..PLAIN },
        Told { id: "09", draft: Some(60), added: 40, dwell: Some(1_000), approver: Some("cy"), ..PLAIN },
        Told { id: "10", draft: Some(0), added: 100, dwell: Some(800), approver: Some("cy"), ..PLAIN },
    ]
}

pub(crate) fn log(of: &[Told<'_>]) -> Made {
    let mut made = organisation();
    of.iter().for_each(|t| t.put(&mut made));
    made
}

fn figures(made: &Made) -> Value {
    made.case("WF-1", |c| serde_json::to_value(analyse(c)).unwrap())
}

/// The review classes, in the order of ids.
fn reviews(made: &Made) -> Vec<ReviewClass> {
    made.case("WF-1", |c| {
        let by_id: std::collections::BTreeMap<&str, ReviewClass> = actions(c).iter().map(|a| (a.id, a.review)).collect();
        by_id.into_values().collect()
    })
}

#[test]
fn the_ten_actions_give_the_worked_figures() {
    let made = log(&ten());
    let found = figures(&made);
    assert_eq!(found["machine_share"], json!({"low": 0.64, "high": 0.74, "volume_weighted": 0.752, "volume_n": 9}));
    let classes = json!({"none": 1, "unbound": 1, "self": 1, "implausible": 1, "procedural": 2, "substantive": 4});
    assert_eq!(found["review_classes"], classes);
    assert_eq!(found["substantive_review"], json!({"n": 4, "of": 10}));
    assert_eq!(found["executor_mismatch"], json!({"n": 2, "of": 10, "at_worst": 2}));
    assert_eq!(found["attribution_gap"], json!({"n": 1, "of": 10, "at_worst": 1}));
    assert_eq!(found["drift_rate"], json!({"low": 0.4, "high": 0.5, "wilson95_of_high": [0.237, 0.763]}));
    assert_eq!(found["unreviewed_machine_share"], json!({"low": 0.5, "high": 0.6}));
    assert_eq!((&found["level"], &found["forced_by"]), (&json!("high"), &json!([])));
    assert_eq!((&found["assessable"], &found["indicative"], &found["actions"]), (&json!(true), &json!(true), &json!(10)));
    assert_eq!((&found["reason"], &found["trend"]["verdict"]), (&Value::Null, &json!("insufficient")));
    made.case("WF-1", |c| {
        let mut of = actions(c);
        of.sort_by_key(|a| a.id);
        let classes = reviews(&made);
        use ReviewClass::{Implausible, None, Own, Procedural, Substantive, Unbound};
        assert_eq!(classes, [Substantive, Implausible, Substantive, Procedural, Procedural, Own, Unbound, None, Substantive, Substantive]);
        assert_eq!(of.iter().map(|a| a.hurried).filter(|h| *h).count(), 0, "hurried ones are too short or long enough here");
        assert_eq!((of[0].machine, of[0].human, of[0].size), (Some(90), Some(10), Some(100)));
        assert_eq!((of[0].dwell, of[0].reviewer, of[0].requester, of[0].executor), (Some(1_500.0), Some("bo"), Some("al"), Some("al")));
        assert_eq!((of[7].gaps.len(), of[7].gaps[0].why), (1, Why::SharedCredential));
        assert_eq!(of[0].events.len(), 5, "request, draft, edit, approval, execution");
    });
}

mod bounds;
mod edges;
mod found;

//! Review classes, machine shares and drift of made-up logs against their independent recomputation.
#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, reason = "a test may fail loudly, its helpers too")]

use countersign_core::assess::{Basis, Frame};
use countersign_core::authorship::look;
use countersign_core::case::Case;
use countersign_core::catalog::Content;
use countersign_core::chains::Linked;
use countersign_core::citation::Resolver;
use countersign_core::dataset::Dataset;
use countersign_core::evidence::Period;
use countersign_core::parameters::Parameters;
use countersign_core::record::{Origin, Record};
use countersign_core::stats::share;
use countersign_core::tables::{Table, spec};
use countersign_core::trail::Trail;
use countersign_core::variability::interval;
use countersign_tests::oracle::ask;
use serde_json::{Value, json};
use std::collections::{BTreeMap, BTreeSet};

/// Numbers that are the same each time.
struct Chance(u64);

impl Chance {
    fn below(&mut self, n: u64) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 >> 11) % n
    }

    fn one<'x>(&mut self, of: &[&'x str]) -> &'x str {
        of[usize::try_from(self.below(of.len() as u64)).unwrap()]
    }
}

fn row(table: Table, number: u64, values: &[(&str, &str)]) -> Record {
    let spec = spec(table);
    let position = |c: &str| u16::try_from(spec.position(c).unwrap()).unwrap();
    let fields = values.iter().filter(|(_, v)| !v.is_empty()).map(|(c, v)| (position(c), v)).collect();
    Record::new(table, values[0].1.to_owned(), fields, Origin { file: 1, row: number })
}

/// One action in the words of the independent functions.
fn action(chance: &mut Chance) -> Value {
    let unit = chance.one(&["word", "line"]);
    let sized = chance.below(4) > 0;
    let (machine, human) = (chance.below(5) * chance.below(60), chance.below(4) * chance.below(60));
    let size = 1 + chance.below(400);
    let reading = if unit == "word" { size / 10 } else { size * 9 / 5 };
    // Around what reading takes, and around the least that a review takes.
    let dwell = match chance.below(4) {
        0 => Value::Null,
        1 => json!(chance.below(9)),
        _ => json!((reading / 2 + chance.below(2 + reading * 5)).max(1)),
    };
    json!({
        "M": if sized { json!(machine) } else { Value::Null },
        "H": if sized { json!(human) } else { Value::Null },
        "by": chance.one(&["machine", "human", "mixed"]),
        "size": size,
        "unit": unit,
        "dwell": dwell,
        "engaged": chance.below(2) == 0,
        "bound": chance.below(5) > 0,
        "approver": match chance.below(6) { 0 => Value::Null, 1 => json!("al"), 2 => json!("di"), _ => json!("bo") },
        "requester": chance.one(&["al", "sched"]),
        "operator": match chance.below(3) { 0 => json!("di"), _ => Value::Null },
        "recorded": chance.one(&["human", "human", "agent"]),
    })
}

/// The same action as events. Without a dwell there is nothing on the log that could tell when the review began: the content is not
/// timed before the approval, so that the approval is bound by being a standing one.
fn events(id: usize, action: &Value, log: &mut Vec<Record>) {
    let text = |key: &str| action[key].as_str().unwrap_or("");
    let at = |seconds: u64| format!("2026-05-{:02}T{:02}:{:02}:{:02}Z", 1 + id % 28, 8 + seconds / 3_600, seconds / 60 % 60, seconds % 60);
    let (run, draft, unit) = (format!("R{id}"), 10, text("unit"));
    let mut put = |name: &str, kind: &str, ts: u64, parent: &str, values: &[(&str, &str)]| {
        let (event, ts) = (format!("{id:03}-{name}"), at(ts));
        let parent = if parent.is_empty() { String::new() } else { format!("{id:03}-{parent}") };
        let number = log.len() as u64 + 2;
        let base =
            [("event_id", event.as_str()), ("type", kind), ("ts", &ts), ("run_id", &run), ("workflow", "WF-1"), ("parents", &parent)];
        log.push(row(Table::Events, number, &[&base[..], values].concat()));
    };
    let untimed = action["dwell"].is_null() && !action["approver"].is_null();
    let dwell = action["dwell"].as_u64().unwrap_or(5);
    let approved = if untimed { 5 } else { draft + dwell };
    put(
        "req",
        "request",
        0,
        "",
        &[("actor", text("requester")), ("actor_kind", if text("requester") == "al" { "human" } else { "agent" })],
    );
    let origin = format!("origin={}", text("by"));
    let machine = action["M"].as_u64().map_or(String::new(), |m| m.to_string());
    let out = [("actor", "gen"), ("actor_kind", "agent"), ("size", machine.as_str()), ("unit", unit), ("details", &origin)];
    put("out", "model_output", draft, "req", &[&out[..], &[("on_behalf_of", text("operator"))]].concat());
    let mut last = "out";
    if let Some(human) = action["H"].as_u64().filter(|h| *h > 0) {
        let human = human.to_string();
        put("edit", "human_edit", draft, "out", &[("actor", "ed"), ("actor_kind", "human"), ("size", &human), ("unit", unit)]);
        last = "edit";
    }
    if let Some(approver) = action["approver"].as_str() {
        let sign = if action["engaged"] == json!(true) { ";checklist=C-1" } else { "" };
        let standing = if untimed { "standing=yes;executors=al,agent;expires=2026-12-31;" } else { "" };
        let details = format!("{standing}rationale=ok{sign}");
        let size = action["size"].to_string();
        let values =
            [("actor", approver), ("actor_kind", "human"), ("outcome", "approved"), ("content_sha256", "aa"), ("details", &details)];
        put("app", "approval", approved, last, &[&values[..], &[("size", &size), ("unit", unit)]].concat());
        last = "app";
    }
    let hash = if action["bound"] == json!(true) { "aa" } else { "bb" };
    let person = text("recorded") == "human";
    let details = format!("recorded_as={}", if person { "al" } else { "agent" });
    let (actor, kind) = if person { ("al", "human") } else { ("agent", "agent") };
    let values = [("actor", actor), ("actor_kind", kind), ("content_sha256", hash), ("details", &details)];
    put("exe", "execution", approved.max(draft) + 1, last, &values);
}

#[test]
fn classes_shares_and_drift_agree_with_the_independent_ones() {
    let mut chance = Chance(0x9e37_79b9_7f4a_7c15);
    let logs: Vec<Vec<Value>> = (0..150).map(|_| (0..5 + chance.below(12)).map(|_| action(&mut chance)).collect()).collect();
    assert!(logs.iter().map(Vec::len).sum::<usize>() >= 1_000);
    let Some(answers) = ask("authorship.py", &json!(logs)) else { return };
    assert_eq!(answers.len(), logs.len());

    let mut records = vec![row(Table::Workflows, 2, &[("id", "WF-1"), ("name", "w"), ("effect_classes", "money")])];
    records.extend(
        ["al", "bo", "di", "ed"].map(|id| row(Table::People, 2, &[("id", id), ("name", id), ("kind", "human"), ("authority", "money")])),
    );
    records.extend(["gen", "agent", "sched"].map(|id| row(Table::Identities, 2, &[("id", id), ("kind", "agent")])));
    let data = Dataset::new(vec![], records, BTreeSet::new());
    let (content, choices) = (Content::default(), BTreeMap::new());
    let resolver = Resolver::new(&content, &choices);
    let day = |d: &str| d.parse().unwrap();
    let period = Period { from: day("2026-04-01"), to: day("2026-09-30"), as_of: day("2026-09-30") };
    let basis = Basis { period, point_in_time: false, editions: vec![], parameters: Parameters::default() };
    let frame = Frame::new(&data, &content, &resolver, &basis);
    let workflow = data.find(Table::Workflows, "WF-1").unwrap();

    let mut classes: BTreeSet<String> = BTreeSet::new();
    for (log, theirs) in logs.iter().zip(&answers) {
        let mut events_of = Vec::new();
        log.iter().enumerate().for_each(|(id, a)| events(id, a, &mut events_of));
        let trail = Trail::new(&events_of);
        let linked = Linked::of(&trail);
        let case = Case { frame: &frame, workflow, trail: &trail, linked: &linked, class: interval(workflow), in_words: true };
        let (figures, mut ours) = look(&case);
        ours.sort_by_key(|a| a.id);
        assert_eq!(ours.len(), log.len());
        let mut drifted = (0, 0);
        for ((told, our), their) in log.iter().zip(&ours).zip(theirs.as_array().unwrap()) {
            let (low, high) = (their["share"][0].as_f64().unwrap(), their["share"][1].as_f64().unwrap());
            assert!((our.share_low - low).abs() < 1e-12 && (our.share_high - high).abs() < 1e-12, "{told}: {our:?}, {their}");
            let class = serde_json::to_value(our.review).unwrap();
            assert_eq!(class, their["review"], "{told}: {our:?}");
            assert_eq!(json!(our.hurried), their["hurried"], "{told}: {our:?}");
            let drift = our.drifted(0.5);
            assert_eq!(json!([drift.0, drift.1]), their["drift"], "{told}: {our:?}");
            drifted = (drifted.0 + usize::from(drift.0), drifted.1 + usize::from(drift.1));
            classes.insert(class.to_string());
        }
        let rate = figures.drift_rate.unwrap();
        assert_eq!((rate.low, rate.high), (share(drifted.0, log.len()), share(drifted.1, log.len())));
    }
    assert_eq!(classes.len(), 6, "every class was met: {classes:?}");
}

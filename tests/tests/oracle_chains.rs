//! Runs made of valid, missing and invalid links, as events of a log: the engine's verdict against an independent one.
#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, reason = "a test may fail loudly, its helpers too")]

use countersign_core::assess::{Basis, Frame};
use countersign_core::case::Case;
use countersign_core::catalog::Content;
use countersign_core::chains;
use countersign_core::chains::Linked;
use countersign_core::citation::Resolver;
use countersign_core::dataset::Dataset;
use countersign_core::evidence::Period;
use countersign_core::parameters::Parameters;
use countersign_core::record::{Origin, Record};
use countersign_core::tables::{Table, spec};
use countersign_core::trail::Trail;
use countersign_core::variability::interval;
use countersign_tests::oracle::ask;
use serde_json::{Value, json};
use std::collections::{BTreeMap, BTreeSet};

const LINKS: [&str; 8] = ["request", "prompt", "model_output", "tool_call", "policy_decision", "approval", "execution", "effect"];

/// Numbers that look random and are the same each time.
struct Numbers(u64);

impl Numbers {
    fn below(&mut self, n: u64) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0 % n
    }

    fn one_of<'t>(&mut self, of: &[&'t str]) -> &'t str {
        of[usize::try_from(self.below(of.len() as u64)).unwrap()]
    }
}

fn row(table: Table, number: u64, values: &[(&str, &str)]) -> Record {
    let spec = spec(table);
    let position = |c: &str| u16::try_from(spec.position(c).unwrap()).unwrap();
    let fields = values.iter().filter(|(_, v)| !v.is_empty()).map(|(c, v)| (position(c), v)).collect();
    Record::new(table, values[0].1.to_owned(), fields, Origin { file: 1, row: number })
}

/// What a workflow is like: who reviews, whether it has a model, tools, and writes.
#[derive(Clone, Copy)]
struct Shape {
    review: bool,
    model: bool,
    tools: bool,
    writes: bool,
}

impl Shape {
    fn of(bits: usize) -> Self {
        Self { review: bits & 1 > 0, model: bits & 2 > 0, tools: bits & 4 > 0, writes: bits & 8 > 0 }
    }

    fn record(self, id: &str) -> Record {
        let pick = |yes: bool, a: &'static str, b: &'static str| if yes { a } else { b };
        row(
            Table::Workflows,
            2,
            &[
                ("id", id),
                ("name", "made"),
                ("environment", "test"),
                ("output", pick(self.model, "generative", "none")),
                ("control_flow", "code"),
                ("tool_mode", pick(self.tools, "fixed_single", "none")),
                ("parameters", "template"),
                ("effect", pick(self.writes, "reversible_write", "advisory")),
                ("human_gate", pick(self.review, "before_every_effect", "none")),
                ("scope_growth", "no"),
                ("started_by", "human"),
                ("memory", "none"),
                ("effect_classes", "none"),
                ("identities", "agent"),
                ("agents", "none"),
                ("tools", "T-1"),
            ],
        )
    }
}

/// One run: what it requires, and what its links are.
struct Made {
    shape: usize,
    required: Vec<&'static str>,
    valid: Vec<&'static str>,
    invalid: Vec<&'static str>,
    events: Vec<Record>,
}

fn made(numbers: &mut Numbers, run: usize) -> Made {
    let bits = usize::try_from(numbers.below(16)).unwrap();
    let shape = Shape::of(bits);
    // Mostly sound logs, sometimes poor ones.
    let odds = [4, 10, 40][usize::try_from(numbers.below(3)).unwrap()];
    let mut state: BTreeMap<&str, &str> = BTreeMap::new();
    for link in LINKS {
        let drawn = match numbers.below(odds) {
            0 => "missing",
            1 => "invalid",
            _ => "valid",
        };
        state.insert(link, drawn);
    }
    let advisory = numbers.below(6) == 0;
    if advisory {
        state.insert("execution", "missing");
        state.insert("effect", "missing");
    } else if state["execution"] == "missing" && state["effect"] == "missing" {
        state.insert("effect", "valid");
    }
    if !shape.review && (advisory || numbers.below(2) == 0) {
        state.insert("approval", "missing");
    }
    if !shape.tools && numbers.below(2) == 0 {
        state.insert("tool_call", "missing");
        state.insert("policy_decision", "missing");
    }
    // A decision about a call that is not there does not agree with anything.
    if state["tool_call"] == "missing" && state["policy_decision"] != "missing" {
        state.insert("policy_decision", "invalid");
    }
    let there = |link: &str| state[link] != "missing";
    let called = there("tool_call") || there("policy_decision");
    let acts = there("execution") || there("effect");
    let mut required = vec!["request"];
    if shape.model {
        required.extend(["prompt", "model_output"]);
    }
    if called || (acts && shape.tools) {
        required.extend(["tool_call", "policy_decision"]);
    }
    if shape.review {
        required.push("approval");
    }
    if acts {
        required.push("execution");
        if there("effect") || shape.writes {
            required.push("effect");
        }
    } else if shape.writes && (there("approval") || (there("tool_call") && there("policy_decision"))) {
        // What was allowed and shows no end was carried out, as far as the log excludes it.
        required.extend(["execution", "effect"]);
    }
    let events = events(numbers, run, &state);
    let with = |wanted: &str| LINKS.into_iter().filter(|l| state[l] == wanted).collect();
    Made { shape: bits, required, valid: with("valid"), invalid: with("invalid"), events }
}

fn events(numbers: &mut Numbers, run: usize, state: &BTreeMap<&str, &str>) -> Vec<Record> {
    let id = format!("r{run}");
    let bound = state["approval"] != "missing";
    let (mut events, mut parent) = (Vec::new(), String::new());
    for (minute, link) in LINKS.into_iter().enumerate().filter(|(_, l)| state[l] != "missing") {
        let own = format!("{id}-{link}");
        let mut actor = if link == "approval" || link == "request" { "P-1" } else { "agent" };
        let mut parents = parent.clone();
        let mut sha = if matches!(link, "approval" | "execution") { "aa" } else { "" };
        let call = if state["tool_call"] == "missing" { "gone".to_owned() } else { format!("{id}-tool_call") };
        let mut details = match link {
            "model_output" => "model=m;version=1".to_owned(),
            "tool_call" => "tool=T-1".to_owned(),
            "policy_decision" => format!("call={call}"),
            "approval" => "executors=agent,other".to_owned(),
            "effect" => format!("record=R-{run}"),
            _ => String::new(),
        };
        if state[link] == "invalid" {
            let mut ways = vec!["actor", "nobody"];
            if !parent.is_empty() {
                ways.push("parent");
            }
            match link {
                "policy_decision" => ways.push("call"),
                "execution" if bound => ways.extend(["hash", "executor"]),
                "effect" => ways.push("record"),
                _ => {}
            }
            match numbers.one_of(&ways) {
                "actor" => actor = "stranger",
                "nobody" => actor = "",
                "parent" => parents = format!("{parents};elsewhere"),
                "call" => details = "call=elsewhere".to_owned(),
                "hash" => sha = "bb",
                "executor" => actor = "P-1",
                _ => details = "class=money".to_owned(),
            }
        }
        let outcome = match link {
            "policy_decision" => "allow",
            "approval" => "approved",
            "execution" | "effect" => "done",
            _ => "",
        };
        let ts = format!("2026-06-01T10:{minute:02}:00Z");
        let values = [
            ("event_id", own.as_str()),
            ("run_id", &id),
            ("workflow", "W"),
            ("type", link),
            ("ts", &ts),
            ("actor", actor),
            ("actor_kind", "unknown"),
            ("parents", &parents),
            ("content_sha256", sha),
            ("outcome", outcome),
            ("details", &details),
        ];
        events.push(row(Table::Events, (run * 10 + minute) as u64, &values));
        parent = own;
    }
    events
}

/// The engine's verdicts.
fn verdicts(cases: &[Made]) -> Vec<Value> {
    let mut records: Vec<Record> = (0..16).map(|bits| Shape::of(bits).record(&format!("W{bits:02}"))).collect();
    records.push(row(Table::Identities, 2, &[("id", "agent"), ("kind", "agent")]));
    records.push(row(Table::People, 2, &[("id", "P-1"), ("name", "Ann"), ("kind", "human"), ("active", "yes")]));
    records.push(row(Table::Credentials, 2, &[("id", "C-1"), ("identity", "agent"), ("issued_per", "session")]));
    let data = Dataset::new(vec![], records, BTreeSet::new());
    let (content, choices) = (Content::default(), BTreeMap::new());
    let resolver = Resolver::new(&content, &choices);
    let day = |d: &str| d.parse().unwrap();
    let period = Period { from: day("2026-04-01"), to: day("2026-09-30"), as_of: day("2026-09-30") };
    let basis = Basis { period, point_in_time: false, editions: vec![], parameters: Parameters::default() };
    let frame = Frame::new(&data, &content, &resolver, &basis);
    let verdict = |made: &Made| {
        let workflow = data.find(Table::Workflows, &format!("W{:02}", made.shape)).unwrap();
        let trail = Trail::new(&made.events);
        let linked = Linked::of(&trail);
        let case = Case { frame: &frame, workflow, trail: &trail, linked: &linked, class: interval(workflow), in_words: true };
        let runs = chains::runs(&case);
        assert_eq!(runs.len(), 1);
        json!({"state": runs[0].state.word(), "first": runs[0].first_gap.map(|k| k.word())})
    };
    cases.iter().map(verdict).collect()
}

#[test]
fn the_verdict_on_a_run_is_the_independent_one() {
    let mut numbers = Numbers(0x5DEE_CE66_D1CE_4E5B);
    // An empty log is no run.
    let cases: Vec<Made> = (0..3_000).map(|run| made(&mut numbers, run)).filter(|m| !m.events.is_empty()).collect();
    let asked: Vec<Value> = cases.iter().map(|m| json!({"req": m.required, "valid": m.valid, "invalid": relevant(m)})).collect();
    let Some(expected) = ask("chains.py", &Value::Array(asked.clone())) else { return };
    let got = verdicts(&cases);
    assert!(got.len() >= 2_500 && got.len() == expected.len());
    let mut states: BTreeSet<String> = BTreeSet::new();
    for ((case, got), expected) in asked.iter().zip(&got).zip(&expected) {
        assert_eq!(got, expected, "{case}");
        states.insert(format!("{} {}", got["state"], got["first"]));
    }
    // Every state, and every link as a first gap both ways.
    assert_eq!(states.len(), 1 + 2 * LINKS.len(), "{states:?}");
}

/// The invalid links that the run requires: what is wrong with a link that it does not require is no gap of the run.
fn relevant(made: &Made) -> Vec<&'static str> {
    made.invalid.iter().copied().filter(|l| made.required.contains(l)).collect()
}

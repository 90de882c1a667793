//! A made-up claim for the tests of claims: control C-1, monthly, owned by P-8, for every workflow; it covers the facet `works` of
//! made@1/R-1. WF-1 is in production, WF-2 in the test environment.

use super::{Adoption, Against, Approvals, Cited, Claim, ClaimState, Gates, Signals};
use crate::assess::{Frame, Scope};
use crate::catalog::{Content, Demand, Edition, Facet, Question, Requirement};
use crate::ids::EditionId;
use crate::status::EditionKind;
use crate::tables::Table;
use crate::testing::{Made, row, varied};
use crate::workers::Alone;
use std::collections::{BTreeMap, BTreeSet};

#[derive(Clone)]
pub(crate) struct Lab {
    pub made: Made,
    pub approvals: BTreeMap<String, Approvals>,
    pub against: BTreeMap<Cited, Vec<Against>>,
    pub adoption: Option<Adoption>,
    pub open_logs: BTreeSet<String>,
}

impl Default for Lab {
    fn default() -> Self {
        let mut made = Made::default();
        let deterministic = [
            ("output", "none"),
            ("control_flow", "code"),
            ("tool_mode", "none"),
            ("parameters", "template"),
            ("effect", "none"),
            ("human_gate", "before_every_effect"),
            ("scope_growth", "no"),
            ("started_by", "human"),
            ("memory", "none"),
        ];
        for (id, environment) in [("WF-1", "prod"), ("WF-2", "test")] {
            let mut values = vec![("id", id), ("name", "made"), ("environment", environment)];
            values.extend(deterministic);
            made.put(Table::Workflows, &values);
        }
        made.put(
            Table::Controls,
            &[
                ("id", "C-1"),
                ("title", "made"),
                ("owner", "P-8"),
                ("claim", "implemented"),
                ("frequency", "monthly"),
                ("requirements", "made@1/R-1#works"),
            ],
        );
        for id in ["P-8", "P-9"] {
            made.put(Table::People, &[("id", id), ("kind", "human"), ("active", "yes")]);
        }
        Self { made, approvals: BTreeMap::new(), against: BTreeMap::new(), adoption: None, open_logs: BTreeSet::new() }
    }
}

impl Lab {
    /// Adds a fresh log of September, captured in August as far as bursts are concerned, of its own bytes and size.
    pub fn artefact(&mut self, file: &str, values: &[(&str, &str)]) -> &mut Self {
        let all = varied(
            &[
                ("file", file),
                ("kind", "event_log"),
                ("controls", "C-1"),
                ("period_from", "2026-08-25"),
                ("period_to", "2026-08-31"),
                ("collected_at", "2026-08-31"),
                ("collected_by", "P-9"),
                ("source_system", "console"),
                ("ipe_conclusion", "validated"),
                ("stated_record_count", "40"),
                ("independent_count", "40"),
                ("direction", "supports"),
                ("tier", "R3"),
            ],
            values,
        );
        let number = self.made.records.len() as u64 + 2;
        let mut e = row(Table::Evidence, number, &all);
        e.extra = vec![("bytes".into(), (100 + number).to_string()), ("sha256".into(), crate::digest::sha256_hex(file.as_bytes()))].into();
        self.made.records.push(e);
        self
    }

    /// Sets an attribute of an artefact.
    pub fn extra(&mut self, file: &str, header: &str, value: &str) -> &mut Self {
        let e = self.made.records.iter_mut().find(|r| r.table == Table::Evidence && r.key == file).unwrap();
        e.extra.retain(|(h, _)| h != header);
        e.extra.push((header.into(), value.into()));
        self
    }

    /// Adds an effective test of C-1.
    pub fn test(&mut self, id: &str, values: &[(&str, &str)]) -> &mut Self {
        let all =
            varied(&[("id", id), ("control", "C-1"), ("method", "test"), ("result", "effective"), ("tested_at", "2026-09-20")], values);
        self.made.put(Table::ControlTests, &all);
        self
    }

    /// C-1, annual, shown to work everywhere by a log of the whole period.
    pub fn shown_to_work() -> Self {
        let mut lab = Self::default();
        lab.made.set(Table::Controls, "C-1", "frequency", "annual");
        lab.artefact("log.csv", &[("period_from", "2026-04-01"), ("period_to", "2026-09-30"), ("collected_at", "2026-09-30")]);
        lab.test("T-1", &[("evidence", "log.csv")]);
        lab
    }

    /// Adds an exception to R-1 that P-5 approved for September and October.
    pub fn exception(&mut self, values: &[(&str, &str)]) -> &mut Self {
        let all = varied(
            &[
                ("id", "X-1"),
                ("requirement", "made@1/R-1"),
                ("reason", "made"),
                ("requested_by", "P-6"),
                ("approved_by", "P-5"),
                ("severity", "medium"),
                ("valid_from", "2026-09-01"),
                ("expires", "2026-10-31"),
                ("status", "approved"),
            ],
            values,
        );
        self.made.put(Table::Exceptions, &all);
        self
    }

    /// Puts a control behind a gate in a workflow's flow.
    pub fn gate(&mut self, control: &str, workflow: &str, gate: &str) -> &mut Self {
        self.made.put(Table::Flows, &[("workflow", workflow), ("from", "a"), ("to", control), ("gate", gate), ("gate_control", control)]);
        self
    }

    pub fn approvals(&mut self, workflow: &str, approvals: Approvals) -> &mut Self {
        self.approvals.insert(workflow.to_owned(), approvals);
        self
    }

    /// Looks at the frame, with what other analyses found.
    pub fn look<R>(&self, look: impl FnOnce(&Frame<'_>, &Signals) -> R) -> R {
        let content = content();
        self.made.frame(&content, |frame| {
            let signals =
                Signals::new(frame, Gates::of(frame), self.approvals.clone(), self.against.clone(), self.adoption.clone(), &Alone);
            look(frame, &signals.with_open_logs(self.open_logs.clone(), [(0, Some("works".to_owned()))].into()))
        })
    }

    /// The claim of C-1 for a workflow.
    pub fn claim(&self, workflow: &str) -> Claim {
        self.look(|frame, signals| {
            let w = frame.data.find(Table::Workflows, workflow).unwrap();
            frame.claim(&frame.controls[0], frame.scope_of(w), signals)
        })
    }

    pub fn flags(&self, workflow: &str) -> Vec<String> {
        self.claim(workflow).flags
    }

    pub fn state(&self, workflow: &str) -> ClaimState {
        self.claim(workflow).state
    }

    /// Whether the claim of C-1 for WF-1 raises a code: `CT-05`, `CT-05-U`.
    pub fn raises(&self, code: &str) -> bool {
        self.flags("WF-1").iter().any(|f| f == code)
    }

    /// The flags of C-1 for the organisation as a whole.
    pub fn organisation(&self) -> Vec<String> {
        self.look(|frame, signals| frame.claim(&frame.controls[0], Scope::organisation(), signals).flags)
    }
}

/// One edition: R-1 with an operating and a design facet, R-2 to R-12 with one operating outcome.
pub(crate) fn content() -> Content {
    let demand = |question, kinds: &[&str], min_tier, methods: &[&str]| Demand {
        question,
        accepted_kinds: kinds.iter().map(|k| (*k).to_owned()).collect(),
        min_tier,
        methods: methods.iter().map(|m| (*m).to_owned()).collect(),
    };
    let works = demand(Question::Operating, &["event_log", "approval_record", "config_snapshot", "ticket"], 4, &["test"]);
    let laid_down = demand(Question::Design, &["policy", "procedure"], 5, &["examine"]);
    let facet = |id: &str, demand: &Demand| Facet { id: id.into(), title: id.into(), essential: false, demand: demand.clone() };
    let edition = EditionId::new("made", "1");
    let requirement = |n: usize| Requirement {
        id: edition.requirement(&format!("R-{n}")),
        label: format!("R-{n}"),
        level: "requirement".into(),
        parent: None,
        title: "made".into(),
        title_by: "us".into(),
        text: "made".into(),
        evidence: "made".into(),
        assessable: true,
        demand: works.clone(),
        facets: if n == 1 { vec![facet("works", &works), facet("laid_down", &laid_down)] } else { vec![facet("outcome", &works)] },
        facets_declared: n == 1,
    };
    let made = Edition {
        id: edition.clone(),
        title: "made".into(),
        publisher: "us".into(),
        published: "2026-01".into(),
        source: "made".into(),
        licence: "made".into(),
        status: "final".into(),
        kind: EditionKind::Outcomes,
        assessed_level: "requirement".into(),
        requirements: (1..=12).map(requirement).collect(),
        withdrawn: vec![],
    };
    Content { editions: vec![made], ..Content::default() }
}

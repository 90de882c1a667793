//! The registers of the gap report: workflows, controls, evidence, exceptions, source files.

use crate::error::Result;
use crate::gap::Writing;
use countersign_core::Record;
use countersign_core::assess::Effectiveness;
use countersign_core::evidence::{self, Freshness};
use countersign_core::gap_report::{ControlLine, EvidenceLine, ExceptionLine, SourceLine, WorkflowLine};
use countersign_core::status::Counts;
use countersign_core::tables::Table;
use countersign_core::variability::Class;
use std::collections::BTreeMap;

impl<'a> Writing<'a> {
    /// Every workflow of the report.
    pub fn workflows(&self) -> Vec<WorkflowLine> {
        let a = &self.assessed.assessment;
        self.rows
            .iter()
            .filter_map(|row| {
                let w = self.workflow(Some(*row))?;
                let text = |column: &str| w.get(column).unwrap_or("").to_owned();
                let of = (0..a.requirements.len()).filter(|r| !a.organisation.contains_key(r)).filter_map(|r| a.outcome(r, Some(*row)));
                Some(WorkflowLine {
                    id: w.key.clone(),
                    name: text("name"),
                    owner: w.get("owner").map_or_else(String::new, |o| self.person(o)),
                    environment: text("environment"),
                    criticality: text("criticality"),
                    lifecycle: text("lifecycle"),
                    class: self.class(w),
                    counts: Counts::of(of.map(|o| o.status)),
                    source: self.assessed.frozen.data.naming_cell(w),
                })
            })
            .collect()
    }

    /// Every control, with the worst of what it proves.
    pub fn controls(&self) -> Vec<ControlLine> {
        // What a control proves stands in the outcomes; the worst is printed, with how often it is better.
        let mut proofs: BTreeMap<&str, BTreeMap<(Effectiveness, &str, &str), u64>> = BTreeMap::new();
        for proof in self.assessed.assessment.outcomes.iter().flat_map(|o| &o.facets).flat_map(|f| &f.proofs) {
            *proofs.entry(&proof.control).or_default().entry((proof.effectiveness, &proof.code, &proof.text)).or_default() += 1;
        }
        self.frame
            .controls
            .iter()
            .map(|c| {
                let of = proofs.get(c.id());
                let worst = of.and_then(|p| p.keys().max_by_key(|(e, ..)| badness(*e)));
                let (word, reason) = match worst {
                    Some((e, _, text)) => (effectiveness(*e), (*text).to_owned()),
                    None if c.covers.is_empty() => {
                        ("untested", "it covers no requirement that is assessed, or does not say which part".to_owned())
                    }
                    None => ("untested", "none of its requirements applies to a workflow it is for".to_owned()),
                };
                let mixed = of.is_some_and(|p| p.keys().any(|(e, ..)| Some(*e) != worst.map(|w| w.0)));
                ControlLine {
                    id: c.id().to_owned(),
                    title: c.record.get("title").unwrap_or("").to_owned(),
                    owner: c.record.get("owner").map_or_else(String::new, |o| self.person(o)),
                    claim: c.record.get("claim").unwrap_or("").to_owned(),
                    effectiveness: word.to_owned(),
                    reason: if mixed { format!("{reason} (better in other scopes)") } else { reason },
                    requirements: u64::try_from(c.covers.len()).unwrap_or(u64::MAX),
                    source: self.assessed.frozen.data.cell(c.record, Some("id")),
                }
            })
            .collect()
    }

    /// Every piece of evidence, numbered in file order.
    pub fn evidence(&self) -> Vec<EvidenceLine> {
        let data = &self.assessed.frozen.data;
        let mut linked: BTreeMap<&str, Vec<&countersign_core::assess::frame::Control<'a>>> = BTreeMap::new();
        for control in &self.frame.controls {
            for link in &control.evidence {
                linked.entry(&link.record.key).or_default().push(control);
            }
        }
        data.rows(Table::Evidence)
            .iter()
            .enumerate()
            .map(|(i, e)| {
                let controls = linked.get(e.key.as_str()).map_or(&[][..], Vec::as_slice);
                let age = self.age(e, controls);
                let held = e.extra("sha256").filter(|s| data.holds(s));
                EvidenceLine {
                    id: format!("E-{:04}", i + 1),
                    title: e.get("title").unwrap_or("").to_owned(),
                    file: e.key.clone(),
                    sha256: held.unwrap_or("").to_owned(),
                    bytes: e.extra("bytes").and_then(|b| b.parse().ok()).filter(|_| held.is_some()).unwrap_or(0),
                    kind: e.get("kind").unwrap_or("other").to_owned(),
                    period: match evidence::covers(e) {
                        Some((from, to)) if from == to => from.to_string(),
                        Some((from, to)) => format!("{from} to {to}"),
                        None => String::new(),
                    },
                    age: age.text(),
                    freshness: age.word().to_owned(),
                    tier: format!("R{}", evidence::tier(e)),
                    ipe: e.get("ipe_conclusion").unwrap_or(if evidence::is_document(e) { "not needed" } else { "not_tested" }).to_owned(),
                    used_by: controls.iter().map(|c| c.id().to_owned()).collect(),
                    source: data.cell(e, Some("file")),
                }
            })
            .collect()
    }

    /// The age of evidence by the strictest control it is linked to, before any tightening by class.
    fn age(&self, e: &Record, controls: &[&countersign_core::assess::frame::Control<'a>]) -> Freshness {
        let basis = &self.assessed.assessment.basis;
        let limits = controls.iter().map(|c| evidence::limit(e, c.record.get("frequency"), Class::D0, &basis.parameters));
        let strictest = limits.flatten().min().or_else(|| evidence::limit(e, None, Class::D0, &basis.parameters));
        evidence::freshness(e, basis.period, strictest)
    }

    /// Every exception, with the clauses that fail.
    pub fn exceptions(&self) -> Vec<ExceptionLine> {
        let mut seen = std::collections::BTreeSet::new();
        self.frame
            .exceptions
            .iter()
            .map(|e| e.record)
            .filter(|e| seen.insert(e.key.as_str()))
            .map(|e| {
                let failing = self.assessed.assessment.exceptions.get(&e.key).cloned().unwrap_or_default();
                let text = |column: &str| e.get(column).unwrap_or("").to_owned();
                ExceptionLine {
                    id: e.key.clone(),
                    requirement: text("requirement"),
                    workflow: text("workflow"),
                    owner: self.person(e.get("owner").or_else(|| e.get("requested_by")).unwrap_or("")),
                    expires: text("expires"),
                    valid: failing.is_empty(),
                    failing,
                    source: self.assessed.frozen.data.cell(e, Some("id")),
                }
            })
            .collect()
    }

    /// The files the dataset was read from.
    pub fn sources(&self) -> Result<Vec<SourceLine>> {
        let current = self.bench.workspace.counts_by_file(Some(self.assessed.frozen.seq))?;
        let mut lines: BTreeMap<(String, String), SourceLine> = BTreeMap::new();
        for file in &self.assessed.frozen.files {
            let line = lines.entry((file.source.name.clone(), file.source.sha256.clone())).or_insert_with(|| SourceLine {
                file: file.source.name.clone(),
                sha256: file.source.sha256.clone(),
                tables: BTreeMap::new(),
                records: 0,
                rejected: 0,
            });
            line.records += file.counts.records;
            line.rejected += file.counts.rejected;
            for ((_, table), n) in current.range((file.source.id, Table::Sources)..).take_while(|((id, _), _)| *id == file.source.id) {
                *line.tables.entry(table.name().to_owned()).or_default() += n;
            }
        }
        Ok(lines.into_values().collect())
    }
}

/// Which effectiveness is printed when a control proves different things in different scopes: the one that helps least.
fn badness(e: Effectiveness) -> u8 {
    match e {
        Effectiveness::Effective => 0,
        Effectiveness::Deviation => 1,
        Effectiveness::DesignOnly => 2,
        Effectiveness::Untested => 3,
        Effectiveness::Ineffective => 4,
    }
}

fn effectiveness(e: Effectiveness) -> &'static str {
    match e {
        Effectiveness::Effective => "effective",
        Effectiveness::Deviation => "deviation",
        Effectiveness::DesignOnly => "design_only",
        Effectiveness::Untested => "untested",
        Effectiveness::Ineffective => "ineffective",
    }
}

//! The registers of the gap report: workflows, controls, evidence, exceptions, source files.

use crate::error::Result;
use crate::explain_decisions::accepted;
use crate::gap::Writing;
use countersign_core::Record;
use countersign_core::assess::{Effectiveness, Outcome};
use countersign_core::authorship::Drift;
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
                    drift: a.analyses.get(*row).and_then(|of| of.authorship.level).map_or("insufficient", Drift::word).to_owned(),
                    counts: Counts::of(of.map(|o| o.status)),
                    source: self.assessed.frozen.data.naming_cell(w),
                })
            })
            .collect()
    }

    /// Every control, with the worst of what it proves.
    pub fn controls(&self) -> Vec<ControlLine> {
        let proofs = proven(&self.assessed.assessment.outcomes);
        let asked = self.assessed.assessment.requirements.len();
        self.frame
            .controls
            .iter()
            .map(|c| {
                let covers = c.covers.range(..asked).count();
                let (word, reason) = worst(proofs.get(c.id()), covers > 0);
                ControlLine {
                    id: c.id().to_owned(),
                    title: c.record.get("title").unwrap_or("").to_owned(),
                    owner: c.record.get("owner").map_or_else(String::new, |o| self.person(o)),
                    claim: c.record.get("claim").unwrap_or("").to_owned(),
                    effectiveness: effectiveness(word).to_owned(),
                    reason,
                    requirements: u64::try_from(covers).unwrap_or(u64::MAX),
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
                    ipe: match e.get("ipe_conclusion") {
                        None if evidence::is_document(e) => "not needed",
                        // A conclusion that the automatic checks contradict is none.
                        _ if evidence::ipe::is_contradicted(e) => "contradicted",
                        _ => evidence::ipe::State::of(e).word(),
                    }
                    .to_owned(),
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
        let accepted = accepted(&self.assessed.assessment);
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
                    accepts: accepted.get(e.key.as_str()).copied().unwrap_or_default(),
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

/// What one control proves in all outcomes: how well it works, by reason code and words, and how often.
pub(crate) type Proven<'a> = BTreeMap<(Effectiveness, &'a str, &'a str), u64>;

/// What each control proves, by its id.
pub(crate) fn proven<'a>(outcomes: impl IntoIterator<Item = &'a Outcome>) -> BTreeMap<&'a str, Proven<'a>> {
    let mut proofs: BTreeMap<&str, Proven<'_>> = BTreeMap::new();
    for proof in outcomes.into_iter().flat_map(|o| &o.facets).flat_map(|f| &f.proofs) {
        *proofs.entry(&proof.control).or_default().entry((proof.effectiveness, &proof.code, &proof.text)).or_default() += 1;
    }
    proofs
}

/// The worst of what a control proves, with the reason; `covers` says whether it covers anything that is assessed.
pub(crate) fn worst(of: Option<&Proven<'_>>, covers: bool) -> (Effectiveness, String) {
    let Some((word, _, text)) = of.and_then(|p| p.keys().max_by_key(|(e, ..)| badness(*e))) else {
        let reason = if covers {
            "none of its requirements applies to a workflow it is for"
        } else {
            "it covers no requirement that is assessed, or does not say which part"
        };
        return (Effectiveness::Untested, reason.to_owned());
    };
    let mixed = of.is_some_and(|p| p.keys().any(|(e, ..)| e != word));
    (*word, if mixed { format!("{text} (not the same in every scope)") } else { (*text).to_owned() })
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

/// How well a control may work, best first: the order in which it helps.
pub(crate) const EFFECTIVENESS: [Effectiveness; 5] =
    [Effectiveness::Effective, Effectiveness::Deviation, Effectiveness::DesignOnly, Effectiveness::Untested, Effectiveness::Ineffective];

/// The word used in machine formats.
pub(crate) fn effectiveness(e: Effectiveness) -> &'static str {
    match e {
        Effectiveness::Effective => "effective",
        Effectiveness::Deviation => "deviation",
        Effectiveness::DesignOnly => "design_only",
        Effectiveness::Untested => "untested",
        Effectiveness::Ineffective => "ineffective",
    }
}

//! From a status back to the cells it rests on.

use crate::assessing::Assessed;
use crate::desk::Workbench;
use crate::error::{Error, Result};
use crate::explain_decisions::why_void;
use crate::telling::Telling;
use countersign_core::assess::{Assessment, FacetResult, FacetState, Frame, Outcome, Proof};
use countersign_core::attributes::ATTRIBUTES;
use countersign_core::catalog::{Content, Requirement};
use countersign_core::dataset::Dataset;
use countersign_core::evidence;
use countersign_core::facts::{Facts, Related};
use countersign_core::findings::Finding;
use countersign_core::place::Place;
use countersign_core::record::Record;
use countersign_core::rule::Rule;
use countersign_core::status::{Counts, Status};
use countersign_core::tables::Table;
use countersign_core::{Diagnostic, SourceRef};
use serde::Serialize;
use std::cell::OnceCell;

/// A chain of reasons that ends at cells or at named statements.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
pub struct Explanation {
    /// `countersign/explain@1`.
    pub schema: &'static str,
    /// What was asked about.
    pub id: String,
    /// What it is called.
    pub title: String,
    /// The status, when it has one.
    pub status: Option<Status>,
    /// The counts behind the status.
    pub counts: Option<Counts>,
    /// The as-of day.
    pub as_of: String,
    /// The assessment's id.
    pub assessment: String,
    /// The chain, in order; `depth` says what belongs to what.
    pub steps: Vec<Step>,
}

/// One step of a chain.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
pub struct Step {
    /// 0 is the answer; each further level is what the one above rests on.
    pub depth: u8,
    /// `status`, `rule`, `fact`, `facet`, `control`, `test`, `evidence`, `exception`, `decision`, `searched`; `offer` and `judgement`
    /// stand beside the chain.
    pub kind: &'static str,
    /// Rule id or reason code.
    pub code: String,
    /// In words.
    pub text: String,
    /// The cell, when the step rests on one.
    pub source: Option<SourceRef>,
}

/// How many leaves of one requirement are followed to their cells.
const FOLLOWED: usize = 5;

pub(crate) struct Explainer<'a> {
    pub assessment: &'a Assessment,
    /// Where the words of its findings come from.
    pub telling: Telling<'a>,
    content: &'a Content,
    pub data: &'a Dataset,
    related: Related<'a>,
    diagnostics: &'a [Diagnostic],
    /// Made when it is asked for.
    frame: OnceCell<Frame<'a>>,
}

impl Workbench {
    /// Explains a requirement (`framework@edition/ID`), a requirement for one workflow (with `workflow`), a workflow, a control, a
    /// piece of evidence or an exception.
    ///
    /// # Errors
    /// `usage/id` when nothing has that id, `usage/workflow`; `workspace/failed`.
    pub fn explain(&self, assessed: &Assessed, id: &str, workflow: Option<&str>) -> Result<Explanation> {
        let mut out = explain(self.telling(assessed), id, workflow)?;
        out.steps.extend(self.judgement(assessed, &out.id, workflow.or_else(|| id.rsplit_once(' ').map(|(_, w)| w.trim()))));
        Ok(out)
    }

    /// The two judgements of the evidence of a requirement that is asked of the organisation, or of one workflow.
    fn judgement(&self, assessed: &Assessed, id: &str, workflow: Option<&str>) -> Vec<Step> {
        let a = &assessed.assessment;
        let Some(at) = id.parse().ok().and_then(|r| a.position(&r)) else { return Vec::new() };
        let of = workflow.filter(|w| !a.organisation.contains_key(&at) && a.workflow(w).is_some());
        if of.is_none() && !a.organisation.contains_key(&at) {
            return Vec::new();
        }
        // Nothing is asked where it does not apply.
        if a.outcome(at, of.and_then(|w| a.workflow(w))).is_some_and(|o| o.status == Status::NotApplicable) {
            return Vec::new();
        }
        let frame = assessed.frame_with_classes(&self.content);
        crate::explain_offers::judged(frame.judgement(at, frame.scope_named(of))).into()
    }
}

/// Explains whatever has an id, as [`Workbench::explain`] does.
pub(crate) fn explain(telling: Telling<'_>, id: &str, workflow: Option<&str>) -> Result<Explanation> {
    let Telling { content, assessed, workspace } = telling;
    let x = Explainer::new(telling);
    let a = &assessed.assessment;
    let mut out = Explanation {
        schema: "countersign/explain@1",
        id: id.to_owned(),
        title: String::new(),
        status: None,
        counts: None,
        as_of: a.basis.period.as_of.to_string(),
        assessment: assessed.id.clone(),
        steps: Vec::new(),
    };
    // "nist-csf@2.0/PR.AA-05 WF-07" and a label alone are understood too.
    let resolver = countersign_core::citation::Resolver::new(content, &assessed.frozen.choices);
    let (id, workflow) = match id.rsplit_once(' ') {
        Some((r, w)) if workflow.is_none() && resolver.resolve(id).requirement.is_none() && resolver.resolve(r).requirement.is_some() => {
            (r, Some(w.trim()))
        }
        _ => (id, workflow),
    };
    if let Some(r) = resolver.resolve(id).requirement {
        let at = a.position(&r).ok_or_else(|| {
            Error::new(
                "usage/id",
                format!("The assessment does not cover {r}."),
                "Assess again; every shipped framework is covered by default.",
            )
        })?;
        let row = workflow
            .map(|w| {
                a.workflow(w).ok_or_else(|| {
                    Error::new(
                        "usage/workflow",
                        format!("There is no workflow `{w}` in this assessment."),
                        "List them with `countersign analysis`.",
                    )
                })
            })
            .transpose()?;
        out.title = content.requirement(&r).map_or_else(String::new, |r| r.title.clone());
        out.id = r.to_string();
        x.requirement(at, row, &mut out)?;
        return Ok(out);
    }
    if let Some(finding) = a.findings.iter().find(|f| f.id == id) {
        x.finding(finding, &mut out)?;
        return Ok(out);
    }
    // A key of several columns is written with ` / ` between them.
    let key = id.replace(" / ", &countersign_core::record::KEY_SEPARATOR.to_string());
    let first = [Table::Workflows, Table::Controls, Table::Evidence, Table::Exceptions, Table::ControlTests, Table::Decisions];
    let others = Table::ALL.iter().copied().filter(|t| *t != Table::Events && !first.contains(t));
    for table in first.into_iter().chain(others) {
        if let Some(record) = assessed.frozen.data.find(table, &key) {
            x.record(record, &mut out);
            return Ok(out);
        }
    }
    // Events are not held with the other records.
    if let Some(event) = workspace.record(Table::Events, &key, Some(assessed.frozen.seq))? {
        x.record(&event, &mut out);
        return Ok(out);
    }
    Err(Error::new(
        "usage/id",
        format!("Nothing has the id `{id}`."),
        "Name a requirement (nist-csf@2.0/PR.AA-05), a finding, or anything that a table holds: a workflow, a control, an evidence file, an identity, an exception, an event.",
    ))
}

impl<'a> Explainer<'a> {
    /// What is needed to explain an assessment; what is looked up in its records is found once and kept with it.
    pub fn new(telling: Telling<'a>) -> Self {
        let Telling { content, assessed, .. } = telling;
        let basis = &assessed.assessment.basis;
        Self {
            assessment: &assessed.assessment,
            telling,
            content,
            data: &assessed.frozen.data,
            related: Related::with(&assessed.frozen.data, assessed.lookups(), basis.period.as_of, &basis.parameters),
            diagnostics: &assessed.diagnostics,
            frame: OnceCell::new(),
        }
    }

    /// The records as they were assessed.
    pub(crate) fn frame(&self) -> &Frame<'a> {
        self.frame.get_or_init(|| self.telling.assessed.frame_with_classes(self.content))
    }

    /// The frameworks and the kinds of findings.
    pub(crate) fn content(&self) -> &'a Content {
        self.content
    }

    /// What a place holds, as code and text: the column with its value, or the event.
    pub(crate) fn placed(&self, place: &Place) -> (String, String) {
        match place {
            Place::Cell { table, key, column } => {
                let value = column.as_deref().and_then(|c| self.data.find(*table, key).and_then(|r| r.get(c)));
                let of = format!("{table} {}", crate::importing::shown_key(key));
                match column {
                    Some(c) => (c.clone().into_owned(), format!("{of}: {}", value.unwrap_or("not told"))),
                    None => (table.to_string(), of),
                }
            }
            Place::Event { id, column, .. } => (column.as_deref().unwrap_or("event").to_owned(), format!("event {id}")),
        }
    }

    /// A requirement, folded over the workflows, with some of the leaves that decide followed to their cells.
    fn requirement(&self, at: usize, row: Option<usize>, out: &mut Explanation) -> Result<()> {
        let a = self.assessment;
        let counts = match row {
            None => a.counts(at),
            Some(_) => Counts::of(a.outcome(at, row).map(|o| o.status)),
        };
        let status = counts.status();
        out.status = Some(status);
        out.counts = Some(counts);
        if row.is_some() || a.organisation.contains_key(&at) {
            out.steps = self.leaf(at, row)?;
            self.offers(at, row, out);
            return Ok(());
        }
        let deciding: Vec<usize> = (0..a.rows.len()).filter(|w| a.outcome(at, Some(*w)).is_some_and(|o| o.status == status)).collect();
        out.steps.push(Step {
            depth: 0,
            kind: "status",
            code: "FOLD".to_owned(),
            text: format!(
                "{}: decided by {} of {} workflows ({} of {} applicable are assessed)",
                countersign_core::rule::plain(status.word()),
                deciding.len(),
                a.rows.len(),
                counts.assessed(),
                counts.applicable()
            ),
            source: None,
        });
        self.tell_for(at, deciding.get(..FOLLOWED).unwrap_or(&deciding))?;
        for w in deciding.iter().take(FOLLOWED) {
            out.steps.extend(self.leaf(at, Some(*w))?.into_iter().map(|mut s| {
                s.depth += 1;
                s
            }));
        }
        if deciding.len() > FOLLOWED {
            out.steps.push(Step {
                depth: 1,
                kind: "status",
                code: "MORE".to_owned(),
                text: format!("{} more workflows have the same status; name one to follow it", deciding.len() - FOLLOWED),
                source: None,
            });
        }
        self.offers(at, None, out);
        Ok(())
    }

    /// Puts what some leaves cite into words, all at once.
    fn tell_for(&self, at: usize, rows: &[usize]) -> Result<()> {
        let a = self.assessment;
        let cites = |row: &&usize| a.outcome(at, Some(**row)).is_some_and(|o| o.facets.iter().any(|f| !f.findings.is_empty()));
        let workflows: Vec<&str> = rows.iter().filter(cites).filter_map(|row| a.rows.get(*row)).map(|r| r.workflow.as_str()).collect();
        let here = |f: &&Finding| f.workflow.as_deref().is_some_and(|w| workflows.contains(&w));
        self.telling.few(&a.findings.iter().filter(here).collect::<Vec<_>>()).map(drop)
    }

    /// The chain of one leaf.
    pub(crate) fn leaf(&self, at: usize, row: Option<usize>) -> Result<Vec<Step>> {
        let a = self.assessment;
        let Some(outcome) = a.outcome(at, row) else { return Ok(Vec::new()) };
        let organisation = a.organisation.contains_key(&at);
        let workflow =
            if organisation { None } else { row.and_then(|r| a.rows.get(r)).and_then(|r| self.data.find(Table::Workflows, &r.workflow)) };
        let requirement = a.requirements.get(at).and_then(|id| self.content.requirement(id));
        let label = requirement.map_or("", |r| r.label.as_str());
        let scope = workflow.map_or_else(|| "the organisation".to_owned(), |w| format!("{} ({})", w.key, w.get("name").unwrap_or("")));
        let mut steps = vec![Step {
            depth: 0,
            kind: "status",
            code: outcome.code.clone(),
            text: format!(
                "{label} is {} for {scope}: {}{}",
                countersign_core::rule::plain(outcome.status.word()),
                reason(&outcome.code),
                beside(outcome)
            ),
            source: workflow.map(|w| self.data.naming_cell(w)),
        }];
        if let (Some(w), Some(row)) = (workflow, row) {
            let facts = a.rows.get(row).zip(a.analyses.get(row)).map(|(r, of)| self.related.facts(w, r.class, &of.analysed));
            if let Some(facts) = facts {
                self.rules(at, row, outcome, &facts, w, &mut steps);
            }
        } else {
            steps.push(self.statement("No applicability rule names this requirement, so it is asked of the organisation once."));
        }
        for d in outcome.decision.iter() {
            self.cited(1, "decision", (Table::Decisions, "reason"), d, "decided", &mut steps);
        }
        for (id, code) in &outcome.flags {
            let how = format!("{code}, without effect ({})", why_void(code));
            self.cited(1, "decision", (Table::Decisions, "reason"), id, &how, &mut steps);
        }
        for line in &outcome.why {
            steps.push(self.statement(line));
        }
        for facet in &outcome.facets {
            let title = requirement.and_then(|r| r.facets.iter().find(|f| f.id == facet.facet)).map_or("", |f| f.title.as_str());
            steps.push(Step {
                depth: 1,
                kind: "facet",
                code: facet.code.clone(),
                text: format!("{} ({title}): {}", facet.facet, facet_words(facet)),
                source: None,
            });
            self.cited_findings(at, row, facet, &mut steps)?;
            for proof in &facet.proofs {
                self.proof(proof, &mut steps);
            }
            if facet.proofs.is_empty() && facet.findings.is_empty() {
                self.searched(requirement, &mut steps);
            }
            for id in &facet.decisions {
                self.resting_on(2, id, &mut steps);
            }
        }
        for e in outcome.exception.iter() {
            let set = if outcome.computed.is_some() { ", until a decision set the status" } else { "" };
            let how = format!("risk accepted by a valid exception{set}");
            self.cited(1, "exception", (Table::Exceptions, "reason"), e, &how, &mut steps);
        }
        self.idle_exceptions(at, workflow, outcome, &mut steps);
        Ok(steps)
    }

    fn rules(&self, at: usize, row: usize, outcome: &Outcome, facts: &Facts<'a>, w: &'a Record, steps: &mut Vec<Step>) {
        let fired = self.assessment.fired(at, row);
        let named = self.assessment.named_by.get(at).copied().unwrap_or_default();
        for (_, id) in self.assessment.rules.iter().enumerate().filter(|(i, _)| named.contains(*i)) {
            let Some(rule) = self.content.rules.iter().find(|r| r.id == *id) else { continue };
            let how = fired.iter().find(|(f, _)| f == id).map(|(_, assumed)| *assumed);
            let said = match (how, outcome.code.as_str()) {
                (Some(false), _) => "applies",
                (Some(true), _) => "applies, assumed because a value is unknown",
                (None, "NO-RULE") => "does not apply",
                (None, _) => continue,
            };
            steps.push(Step {
                depth: 1,
                kind: "rule",
                code: rule.id.clone(),
                text: format!("{}: {} — {said}", rule.title, rule.when.sentence()),
                source: None,
            });
            self.facts(rule, facts, w, steps);
        }
    }

    /// The facts a rule asked about, each with the cells it rests on.
    fn facts(&self, rule: &Rule, facts: &Facts<'a>, w: &'a Record, steps: &mut Vec<Step>) {
        let mut asked = Vec::new();
        rule.when.attributes(&mut asked);
        if asked.is_empty() {
            steps.push(Step {
                depth: 2,
                kind: "fact",
                code: "in scope".to_owned(),
                text: "the workflow is in the inventory".to_owned(),
                source: Some(self.data.naming_cell(w)),
            });
        }
        for attribute in asked {
            let (Some(spec), Some(fact)) = (ATTRIBUTES.get(attribute), facts.get(attribute)) else { continue };
            let absent =
                fact.value.is_none() && !fact.cells.is_empty() && fact.cells.iter().all(|c| !self.data.has_column(c.record, c.column));
            let why = match fact.why_unknown {
                Some(why) => format!(" ({why})"),
                None if absent => " (the file has no column that tells it)".to_owned(),
                None => String::new(),
            };
            let text = format!("{} is {}{why}", spec.name, fact.text());
            let mut cells: Vec<SourceRef> = fact.cells.iter().take(6).map(|c| self.place(c.record, c.column)).collect();
            cells.dedup();
            if cells.is_empty() {
                let source = Some(self.data.naming_cell(w));
                steps.push(Step { depth: 2, kind: "fact", code: spec.name.to_owned(), text: text.clone(), source });
            }
            for cell in cells {
                steps.push(Step { depth: 2, kind: "fact", code: spec.name.to_owned(), text: text.clone(), source: Some(cell) });
            }
        }
    }

    /// The cell of a column; where the file has no such column, the cell that names the row that is silent.
    fn place(&self, record: &Record, column: &str) -> SourceRef {
        if self.data.has_column(record, column) { self.data.cell(record, Some(column)) } else { self.data.naming_cell(record) }
    }

    fn proof(&self, proof: &Proof, steps: &mut Vec<Step>) {
        let control = self.data.find(Table::Controls, &proof.control);
        let title = control.and_then(|c| c.get("title")).unwrap_or("");
        steps.push(Step {
            depth: 2,
            kind: "control",
            code: proof.code.clone(),
            text: format!("{} {title}: {}", proof.control, proof.text),
            source: control.map(|c| self.data.cell(c, Some("claim"))),
        });
        for id in &proof.tests {
            self.cited(3, "test", (Table::ControlTests, "result"), id, "test", steps);
        }
        for file in &proof.evidence {
            if let Some(e) = self.data.find(Table::Evidence, file) {
                let sha = e.extra("sha256").map_or_else(|| "bytes not held".to_owned(), |s| format!("sha256 {s}"));
                steps.push(Step {
                    depth: 3,
                    kind: "evidence",
                    code: file.clone(),
                    text: format!("{}; {sha}", e.get("title").unwrap_or(file)),
                    source: Some(self.data.cell(e, Some("file"))),
                });
            }
        }
        for id in &proof.decisions {
            self.resting_on(3, id, steps);
        }
    }

    /// A reviewer's note, or the resolution of evidence, that a result rests on.
    fn resting_on(&self, depth: u8, id: &str, steps: &mut Vec<Step>) {
        let Some(decision) = self.data.find(Table::Decisions, id) else { return };
        let subject = decision.get("subject").unwrap_or_default();
        let proven = self.data.find(Table::Evidence, subject).is_some_and(evidence::contradicts);
        let how = match decision.get("kind") {
            Some("reviewer_note") => "a reviewer answered what the evidence raises".to_owned(),
            _ if proven => format!("{subject}, which contradicts it, was resolved"),
            _ => format!("{subject}, which may contradict it, was resolved"),
        };
        self.cited(depth, "decision", (Table::Decisions, "reason"), id, &how, steps);
    }

    /// A decision, test or exception with what it says, by whom and when.
    pub fn cited(&self, depth: u8, kind: &'static str, (table, column): (Table, &str), key: &str, how: &str, steps: &mut Vec<Step>) {
        let Some(r) = self.data.find(table, key) else { return };
        let by = match (r.get("decided_by").or_else(|| r.get("tester")), r.get("approved_by")) {
            (Some(by), Some(approver)) => format!(" ({by}, approved by {approver})"),
            (Some(by), None) => format!(" ({by})"),
            (None, Some(approver)) => format!(" (approved by {approver})"),
            (None, None) => String::new(),
        };
        let at = r.get("at").or_else(|| r.get("tested_at")).map_or_else(String::new, |d| format!(" on {d}"));
        steps.push(Step {
            depth,
            kind,
            code: key.to_owned(),
            text: format!("{how}: {}{by}{at}", r.get(column).unwrap_or("nothing is said")),
            source: Some(self.data.cell(r, Some(column))),
        });
    }

    /// Where a control was looked for and none was found: every file that fills `controls`, or every file when none does.
    fn searched(&self, requirement: Option<&Requirement>, steps: &mut Vec<Step>) {
        let id = requirement.map_or_else(String::new, |r| r.id.to_string());
        let names =
            |d: &&Diagnostic| [id.as_str(), requirement.map_or("", |r| &r.label)].iter().any(|n| d.message.starts_with(&format!("`{n}`")));
        if let Some(d) = self.diagnostics.iter().filter(|d| d.code == "control/facet-unstated").find(names) {
            let text = format!(
                "{} cites the requirement without saying which part it covers, so it covers none",
                d.subject.as_deref().unwrap_or("a control")
            );
            steps.push(Step { depth: 2, kind: "searched", code: "FACET-UNSTATED".to_owned(), text, source: Some(d.at.clone()) });
            return;
        }
        let controls = self.data.rows(Table::Controls);
        let (text, source) = match controls.first() {
            Some(c) => (
                format!("looked through {}; none covers it here", count(controls.len(), "control")),
                Some(self.data.cell(c, Some("requirements"))),
            ),
            None => {
                let file = self.data.files().next();
                let place = file.map(|f| SourceRef { row: Some(1), ..f.cell(1, None) });
                (format!("no control has been imported; {} read, beginning with this one", count(self.data.files().count(), "file")), place)
            }
        };
        steps.push(Step { depth: 2, kind: "searched", code: "NO-CONTROL-NAMED".to_owned(), text, source });
    }

    fn statement(&self, text: &str) -> Step {
        Step { depth: 1, kind: "rule", code: "NO-RULE-NAMES-IT".to_owned(), text: text.to_owned(), source: None }
    }
}

fn count(n: usize, noun: &str) -> String {
    if n == 1 { format!("1 {noun}") } else { format!("{n} {noun}s") }
}

/// The computed status, where a person set another.
fn beside(outcome: &Outcome) -> String {
    outcome.computed.map_or_else(String::new, |c| format!(" (computed: {})", countersign_core::rule::plain(c.word())))
}

/// What a reason code says.
pub(crate) fn reason(code: &str) -> &'static str {
    match code {
        "NO-RULE" => "no applicability rule fires for it",
        "NO-COMPONENT" => "the workflow has no component in this layer",
        "THREAT-NO-PREVENTIVE" => "no control that was shown to work prevents it, and its inherent risk is high or not rated",
        "THREAT-NO-DETECTIVE" => "no control that was shown to work detects it, and its inherent risk is high or not rated",
        "THREAT-NO-PREVENTIVE-NOR-DETECTIVE" => {
            "no control that was shown to work prevents or detects it, and its inherent risk is high or not rated"
        }
        "NA-DECISION" => "a person decided, with a reason and an approver, that it does not apply",
        "FACET-FAIL" => "a part that decides does not hold or may not, or no part is shown to hold",
        "FACET-OPEN" => "at least one part is not shown yet",
        "FACET-PART" => "no part that decides fails, and at least one lacks something",
        "ALL-OK" => "every part is supported by shown evidence",
        "EXCEPTION" => "a valid exception covers every part that lacks something",
        "OVERRIDE" => "a person set it; the computed status stands beside it",
        "OVERRIDE-UNTOLD" => {
            "a person set it, and to what cannot be read: that it is not met cannot be excluded; the computed status stands beside it"
        }
        _ => "",
    }
}

fn facet_words(facet: &FacetResult) -> &'static str {
    match facet.state {
        FacetState::Ok => "supported by shown evidence",
        FacetState::Part => "claimed or tested, and something is lacking",
        FacetState::Open if facet.code == "NOT-SHOWN" => "tested, and not shown yet by evidence that counts",
        FacetState::Open => "nothing tested yet",
        FacetState::Fail if facet.only_may_fail() => "it cannot be excluded that it does not hold",
        FacetState::Fail => "known not to hold",
    }
}

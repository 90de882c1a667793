//! Makes an assessment: classes, applicability, outcomes. A requirement none of whose controls, tests, evidence, decisions or
//! exceptions names a workflow has one outcome per class and environment, so that the work does not grow with the workflows.

use super::{Assessment, Basis, Frame, Outcome, Row, RuleSet, Scope};
use crate::catalog::Content;
use crate::citation::Resolver;
use crate::dataset::Dataset;
use crate::facts::Related;
use crate::record::Record;
use crate::rule::Truth;
use crate::tables::Table;
use crate::variability::{Class, interval};
use chrono::NaiveDate;
use std::collections::{BTreeMap, BTreeSet};

impl<'a> Frame<'a> {
    /// The scope of one workflow.
    pub fn scope_of(&self, w: &'a Record) -> Scope<'a> {
        Scope { workflow: Some(w), class: interval(w).high, last_change: self.last_change(&w.key) }
    }

    /// The last change of a workflow's context up to the as-of day.
    pub fn last_change(&self, workflow: &str) -> Option<NaiveDate> {
        self.related.changes_of(workflow).into_iter().filter_map(|c| c.day("at")).filter(|at| *at <= self.basis.period.as_of).max()
    }

    /// For each requirement, the workflows that something bearing on it names; `None` when every workflow has to be looked at.
    fn named_workflows(&self) -> Vec<Option<BTreeSet<&'a str>>> {
        let mut named: Vec<Option<BTreeSet<&'a str>>> = vec![Some(BTreeSet::new()); self.requirements.len()];
        let changed: BTreeSet<&'a str> = self.data.rows(Table::ContextChanges).iter().filter_map(|c| c.get("workflow")).collect();
        for control in &self.controls {
            let mut of: BTreeSet<&'a str> = control.scope.iter().flatten().copied().collect();
            of.extend(control.tests.iter().filter_map(|t| t.get("workflow")));
            of.extend(control.evidence.iter().flat_map(|l| l.record.list("workflows").unwrap_or_default()));
            for requirement in control.covers.keys() {
                if let Some(Some(set)) = named.get_mut(*requirement) {
                    set.extend(of.iter().copied());
                }
            }
        }
        for d in self.decisions.values().flatten() {
            let Some(slot) = d.requirement.and_then(|r| named.get_mut(r)) else { continue };
            match d.record.get("workflow") {
                Some(w) => {
                    if let Some(set) = slot {
                        set.insert(w);
                    }
                }
                // Whether it is supported depends on each workflow's owner.
                None => *slot = None,
            }
        }
        // Resolutions and notes for one workflow, and what speaks against a requirement in some, are looked at there.
        let everywhere: Vec<&'a str> = ["contradiction_resolved", "reviewer_note"]
            .iter()
            .flat_map(|k| self.decisions(k))
            .filter_map(|d| d.record.get("workflow"))
            .collect();
        for (at, slot) in named.iter_mut().enumerate() {
            let Some(set) = slot else { continue };
            set.extend(everywhere.iter().copied());
            for link in self.against.get(&at).into_iter().flatten() {
                set.extend(link.record.list("workflows").unwrap_or_default());
            }
        }
        for e in &self.exceptions {
            let Some(Some(set)) = e.requirement.and_then(|r| named.get_mut(r)) else { continue };
            set.extend(e.record.get("workflow"));
            set.extend(changed.iter().copied());
            // What its compensating controls prove may differ by workflow.
            for id in e.record.list("compensating_controls").unwrap_or_default() {
                for c in self.controls.iter().filter(|c| c.id() == id) {
                    set.extend(c.scope.iter().flatten().copied());
                    set.extend(c.tests.iter().filter_map(|t| t.get("workflow")));
                    set.extend(c.evidence.iter().flat_map(|l| l.record.list("workflows").unwrap_or_default()));
                }
            }
        }
        named
    }
}

impl<'a> Frame<'a> {
    /// The claims of all controls: one for each workflow a control is for, or one for the organisation.
    fn claims(&self) -> Vec<super::Claim> {
        let mut kinds: BTreeMap<(Class, Option<&str>), Scope<'a>> = BTreeMap::new();
        for w in self.data.rows(Table::Workflows) {
            let scope = self.scope_of(w);
            kinds.entry((scope.class, w.get("environment"))).or_insert(scope);
        }
        let kinds: Vec<Scope<'a>> = kinds.into_values().collect();
        let mut claims = Vec::new();
        for control in self.controls.iter().filter(|c| matches!(c.record.get("claim"), Some("implemented" | "partial"))) {
            match &control.scope {
                None => claims.push(self.organisation_claim(control, &kinds)),
                Some(of) => {
                    claims.extend(of.iter().map(|id| self.claim(control, self.scope_named(Some(id)))).filter(|c| c.workflow.is_some()))
                }
            }
        }
        claims
    }
}

/// Why there is no assessment.
#[derive(Debug, thiserror::Error)]
pub enum AssessError {
    /// Whoever watched the progress said to stop.
    #[error("The assessment was stopped.")]
    Cancelled,
    /// The content cannot be written as JSON for its digest, which only a program error can cause.
    #[error(transparent)]
    Digest(#[from] serde_json::Error),
}

/// Assesses a dataset. The result depends on its arguments alone. `progress` is told how many workflows are done and how many there
/// are, and answers whether to go on; it decides nothing else.
///
/// # Errors
/// [`AssessError::Cancelled`] when `progress` said to stop; [`AssessError::Digest`].
pub fn assess<'a>(
    data: &'a Dataset,
    content: &'a Content,
    resolver: &Resolver<'_>,
    basis: &'a Basis,
    progress: &mut dyn FnMut(u64, u64) -> bool,
) -> Result<(Assessment, Frame<'a>), AssessError> {
    let total = data.rows(Table::Workflows).len() as u64;
    let mut go_on = |done: u64| if progress(done, total) { Ok(()) } else { Err(AssessError::Cancelled) };
    go_on(0)?;
    let frame = Frame::new(data, content, resolver, basis);
    let position: BTreeMap<_, usize> = frame.requirements.iter().enumerate().map(|(i, r)| (&r.id, i)).collect();
    let mut named_by = vec![RuleSet::default(); frame.requirements.len()];
    for (bit, rule) in content.rules.iter().enumerate() {
        for id in &rule.requires {
            if let Some(mask) = position.get(id).and_then(|r| named_by.get_mut(*r)) {
                mask.insert(bit);
            }
        }
    }
    let mut book = Outcomes::default();
    let none = book.intern(Outcome::no_rule());
    let organisation: BTreeMap<usize, u32> = named_by
        .iter()
        .enumerate()
        .filter(|(_, mask)| mask.is_empty())
        .map(|(r, _)| (r, book.intern(frame.leaf(r, Scope::organisation()))))
        .collect();

    let related = Related::new(data, basis.period.as_of, &basis.parameters);
    let named = frame.named_workflows();
    let mut alike: BTreeMap<(usize, Class, Option<&str>), u32> = BTreeMap::new();
    let mut rows = Vec::with_capacity(data.rows(Table::Workflows).len());
    for w in data.rows(Table::Workflows) {
        let class = interval(w);
        let facts = related.facts(w, class);
        let (mut fired, mut assumed) = (RuleSet::default(), RuleSet::default());
        for (bit, rule) in content.rules.iter().enumerate() {
            match rule.when.holds(&facts) {
                Truth::Yes => fired.insert(bit),
                Truth::Unknown => assumed.insert(bit),
                Truth::No => {}
            }
        }
        let scope = frame.scope_of(w);
        let cells = named_by
            .iter()
            .zip(&named)
            .enumerate()
            .map(|(r, (mask, named))| {
                if !mask.meets(fired) && !mask.meets(assumed) {
                    return none;
                }
                if named.as_ref().is_some_and(|set| !set.contains(w.key.as_str())) {
                    let key = (r, class.high, w.get("environment"));
                    return *alike.entry(key).or_insert_with(|| book.intern(frame.leaf(r, scope)));
                }
                book.intern(frame.leaf(r, scope))
            })
            .collect();
        rows.push(Row { workflow: w.key.clone(), class, fired, assumed, cells });
        go_on(rows.len() as u64)?;
    }

    let claims = frame.claims();
    go_on(total)?;
    let used: BTreeSet<&str> = book.outcomes.iter().filter_map(|o| o.exception.as_deref()).collect();
    let mut exceptions: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for e in &frame.exceptions {
        // One that is accepted somewhere holds, wherever its compensating control works.
        let failing = if used.contains(e.record.key.as_str()) { Vec::new() } else { frame.failing_clauses(e.record, e.requirement, None) };
        let listed = exceptions.entry(e.record.key.clone()).or_default();
        listed.extend(failing.into_iter().map(str::to_owned));
        listed.sort_unstable();
        listed.dedup();
    }
    let assessment = Assessment {
        basis: basis.clone(),
        ruleset: content.ruleset()?,
        requirements: frame.requirements.iter().map(|r| r.id.clone()).collect(),
        named_by,
        rules: content.rules.iter().map(|r| r.id.clone()).collect(),
        rows,
        organisation,
        outcomes: book.outcomes,
        claims,
        exceptions,
    };
    Ok((assessment, frame))
}

/// The distinct outcomes, each with its position.
#[derive(Default)]
struct Outcomes {
    outcomes: Vec<Outcome>,
    positions: BTreeMap<Outcome, u32>,
}

impl Outcomes {
    fn intern(&mut self, outcome: Outcome) -> u32 {
        if let Some(at) = self.positions.get(&outcome) {
            return *at;
        }
        let at = u32::try_from(self.outcomes.len()).unwrap_or(u32::MAX);
        self.positions.insert(outcome.clone(), at);
        self.outcomes.push(outcome);
        at
    }
}

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

    fn last_change(&self, workflow: &str) -> Option<NaiveDate> {
        // Keys begin with the workflow's id, but the table is small: a scan keeps it plain.
        self.data
            .rows(Table::ContextChanges)
            .iter()
            .filter(|c| c.get("workflow") == Some(workflow))
            .filter_map(|c| c.day("at"))
            .filter(|at| *at <= self.basis.period.as_of)
            .max()
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
        for (e, requirement) in &self.exceptions {
            let Some(Some(set)) = requirement.and_then(|r| named.get_mut(r)) else { continue };
            set.extend(e.get("workflow"));
            set.extend(changed.iter().copied());
            // What its compensating controls prove may differ by workflow.
            for id in e.list("compensating_controls").unwrap_or_default() {
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

/// Assesses a dataset. The result depends on its arguments alone.
///
/// # Errors
/// When the content cannot be written as JSON for its digest, which only a program error can cause.
pub fn assess<'a>(
    data: &'a Dataset,
    content: &'a Content,
    resolver: &Resolver<'_>,
    basis: &'a Basis,
) -> Result<(Assessment, Frame<'a>), serde_json::Error> {
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
    }

    let mut claims = Vec::new();
    for control in frame.controls.iter().filter(|c| matches!(c.record.get("claim"), Some("implemented" | "partial"))) {
        match &control.scope {
            None => claims.push(frame.claim(control, Scope::organisation())),
            Some(of) => {
                for id in of {
                    if data.find(Table::Workflows, id).is_some() {
                        claims.push(frame.claim(control, frame.scope_named(Some(id))));
                    }
                }
            }
        }
    }
    let exceptions = frame
        .exceptions
        .iter()
        .map(|(e, r)| (e.key.clone(), frame.failing_clauses(e, *r, None).into_iter().map(str::to_owned).collect()))
        .collect();
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

//! Makes an assessment: classes, applicability, outcomes. A requirement none of whose controls, tests, evidence, decisions or
//! exceptions names a workflow has one outcome per class and environment, so that the work does not grow with the workflows.

use super::against::{Against, Bearing, Cite, Cites};
use super::theatre::{self, Signals, programme as programme_hits};
use super::{Assessment, Earlier, Frame, Outcome, Row, RuleSet, Scope};
use crate::analysis::{Analyses, analyse};
use crate::catalog::Content;
use crate::findings::{Sources, derive};
use crate::hit::Hit;
use crate::layers;
use crate::programme::Programme;
use crate::record::Record;
use crate::risk::Level;
use crate::rule::{Condition, Truth};
use crate::tables::Table;
use crate::variability::{Class, Interval, interval};
use chrono::NaiveDate;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

impl<'a> Frame<'a> {
    /// The scope of one workflow.
    pub fn scope_of(&self, w: &'a Record) -> Scope<'a> {
        Scope { workflow: Some(w), class: self.class_of(w).high, last_change: self.last_change(&w.key) }
    }

    /// The class of a workflow: with what was observed, once that is known.
    pub fn class_of(&self, w: &Record) -> Interval {
        self.classes.get(&w.key).copied().unwrap_or_else(|| interval(w))
    }

    /// The last change of a workflow's context up to the as-of day.
    pub fn last_change(&self, workflow: &str) -> Option<NaiveDate> {
        self.related.changes_of(workflow).into_iter().filter_map(|c| c.day("at")).filter(|at| *at <= self.basis.period.as_of).max()
    }

    /// For each requirement, the workflows that something bearing on it names; `None` when every workflow has to be looked at.
    fn named_workflows(&self, signals: &Signals) -> Vec<Option<BTreeSet<&'a str>>> {
        let mut named: Vec<Option<BTreeSet<&'a str>>> = vec![Some(BTreeSet::new()); self.requirements.len()];
        let changed: BTreeSet<&'a str> = self.data.rows(Table::ContextChanges).iter().filter_map(|c| c.get("workflow")).collect();
        for control in &self.controls {
            let mut of: BTreeSet<&'a str> = control.scope.iter().flatten().copied().collect();
            of.extend(control.tests.iter().filter_map(|t| t.get("workflow")));
            of.extend(control.evidence.iter().flat_map(|l| l.record.list("workflows").unwrap_or_default()));
            // What the log of a workflow says of approvals bears on the control behind its gate, and on one that makes up for approvals.
            of.extend(signals.gated_by(control.id()).filter_map(|w| self.data.find(Table::Workflows, w)).map(|w| w.key.as_str()));
            let approvals = control.record.list("compensates").is_some_and(|c| c.contains(&"EB-06") || c.contains(&"EB-07"));
            for requirement in control.covers.keys() {
                match named.get_mut(*requirement) {
                    Some(slot) if approvals => *slot = None,
                    Some(Some(set)) => set.extend(of.iter().copied()),
                    _ => {}
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
    fn claims(&self, signals: &Signals) -> Vec<super::Claim> {
        let mut kinds: BTreeMap<(Class, Option<&str>), Scope<'a>> = BTreeMap::new();
        for w in self.data.rows(Table::Workflows) {
            let scope = self.scope_of(w);
            kinds.entry((scope.class, w.get("environment"))).or_insert(scope);
        }
        let kinds: Vec<Scope<'a>> = kinds.into_values().collect();
        let mut claims = Vec::new();
        for control in self.controls.iter().filter(|c| matches!(c.record.get("claim"), Some("implemented" | "partial"))) {
            match &control.scope {
                None => claims.push(self.organisation_claim(control, &kinds, signals)),
                Some(of) => claims
                    .extend(of.iter().map(|id| self.claim(control, self.scope_named(Some(id)), signals)).filter(|c| c.workflow.is_some())),
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

/// Assesses what a frame holds. The result depends on its arguments alone. `progress` is told how many workflows are done and how many
/// there are, and answers whether to go on; it decides nothing else.
///
/// The order is that of domain 4: the analyses come in, made by [`crate::analysis::analyse`] for each workflow; they give findings,
/// findings decide about claims, both about facets, facets about leaves.
///
/// # Errors
/// [`AssessError::Cancelled`] when `progress` said to stop; [`AssessError::Digest`].
pub fn assess<'a>(
    frame: Frame<'a>,
    content: &'a Content,
    mut analyses: Analyses,
    earlier: &Earlier,
    progress: &mut dyn FnMut(u64, u64) -> bool,
) -> Result<(Assessment, Frame<'a>), AssessError> {
    let workflows = frame.data.rows(Table::Workflows);
    let total = workflows.len() as u64;
    let mut go_on = |done: u64| if progress(done, total) { Ok(()) } else { Err(AssessError::Cancelled) };
    go_on(0)?;
    for w in workflows {
        if analyses.get(&w.key).is_none() {
            analyses.put(w.key.clone(), analyse(&frame, w, &[]));
        }
    }
    let named_by = naming(&frame, content);
    let mut frame = frame;
    frame.classes = analyses.iter().map(|(id, a)| (id.to_owned(), a.class)).collect();
    let (against, speaking) = frame.cited(content, &analyses);
    let programme = Programme::of(&frame, &analyses);
    // Only a moment before this one says what rose since.
    let before = earlier.programme.as_ref().filter(|(on, _)| *on < frame.basis.period.as_of);
    let adoption = before.map(|(_, before)| programme.since(before));
    let approvals = analyses.iter().map(|(id, a)| (id.to_owned(), a.approvals.clone())).collect();
    let signals = Signals::new(&frame, approvals, speaking, adoption);
    let claims = frame.claims(&signals);
    go_on(0)?;

    let mut book = Outcomes::default();
    let none = book.intern(Outcome::no_rule());
    let no_component = book.intern(Outcome::no_component());
    let layer_of: Vec<Option<usize>> = frame.requirements.iter().map(|r| layers::position(&r.id)).collect();
    let always = every_workflow(content);
    let organisation: BTreeMap<usize, u32> = named_by
        .iter()
        .enumerate()
        .filter(|(_, mask)| mask.is_empty())
        .map(|(r, _)| (r, book.intern(frame.leaf(r, Scope::organisation(), &signals))))
        .collect();
    let named = frame.named_workflows(&signals);
    let mut alike = Alike::new(&frame, &against);
    let mut rows = Vec::with_capacity(workflows.len());
    for w in workflows {
        let Some(analysis) = analyses.get(&w.key) else { continue };
        let scope = frame.scope_of(w);
        let facts = frame.related.facts(w, analysis.class, &analysis.analysed);
        let (mut fired, mut assumed) = (RuleSet::default(), RuleSet::default());
        for (bit, rule) in content.rules.iter().enumerate() {
            match rule.when.holds(&facts) {
                Truth::Yes => fired.insert(bit),
                Truth::Unknown => assumed.insert(bit),
                Truth::No => {}
            }
        }
        let cites = against.of(Some(&w.key));
        let present = layers::presence(frame.data, &frame.related, w, &facts);
        let lacks = |layer: Option<usize>| layer.and_then(|n| present.get(n)) == Some(&layers::Presence::Absent);
        let kind = alike.kind(scope);
        let cells = named_by
            .iter()
            .zip(&named)
            .enumerate()
            .map(|(r, (mask, named))| {
                if !mask.meets(fired) && !mask.meets(assumed) {
                    return none;
                }
                // A rule about the workflow itself is a component; one that asks every workflow is none.
                let particular = mask.without(always);
                if lacks(layer_of.get(r).copied().flatten()) && !particular.meets(fired) && !particular.meets(assumed) {
                    return no_component;
                }
                let mut leaf = || book.intern(frame.leaf(r, scope, &signals));
                if named.as_ref().is_some_and(|set| !set.contains(w.key.as_str())) { alike.of(r, kind, &cites, leaf) } else { leaf() }
            })
            .collect();
        rows.push(Row { workflow: w.key.clone(), class: analysis.class, fired, assumed, cells });
        go_on(rows.len() as u64)?;
    }

    let used: BTreeSet<&str> = book.outcomes.iter().filter_map(|o| o.exception.as_deref()).collect();
    let exceptions = frame.exceptions_with_clauses(&used);
    let mut hits = analyses.take_hits();
    hits.push((String::new(), programme_hits(&signals, &frame.basis.parameters)));
    let findings = derive(&frame, content, Sources { hits, claims: &claims, exceptions: &exceptions }, &earlier.found);
    let mut gone = earlier.found.ever.clone();
    for finding in &findings {
        gone.remove(&finding.id);
    }
    let assessment = Assessment {
        basis: frame.basis.clone(),
        ruleset: content.ruleset()?,
        requirements: frame.requirements.iter().map(|r| r.id.clone()).collect(),
        named_by,
        rules: content.rules.iter().map(|r| r.id.clone()).collect(),
        rows,
        organisation,
        outcomes: book.outcomes,
        claims,
        exceptions,
        findings,
        strays: analyses.strays,
        analyses: analyses.into_order(),
        programme,
        gone,
    };
    Ok((assessment, frame))
}

/// For each requirement, the rules that name it.
fn naming(frame: &Frame<'_>, content: &Content) -> Vec<RuleSet> {
    let position: BTreeMap<_, usize> = frame.requirements.iter().enumerate().map(|(i, r)| (&r.id, i)).collect();
    let mut named_by = vec![RuleSet::default(); frame.requirements.len()];
    for (bit, rule) in content.rules.iter().enumerate() {
        for id in &rule.requires {
            if let Some(mask) = position.get(id).and_then(|r| named_by.get_mut(*r)) {
                mask.insert(bit);
            }
        }
    }
    named_by
}

/// The rules that fire for every workflow.
fn every_workflow(content: &Content) -> RuleSet {
    let mut always = RuleSet::default();
    for (bit, rule) in content.rules.iter().enumerate() {
        if rule.when == Condition::Always {
            always.insert(bit);
        }
    }
    always
}

impl Frame<'_> {
    /// What the hits of at least high severity speak against: each part of each requirement that their kind cites.
    fn cited(&self, content: &Content, analyses: &Analyses) -> (Against, BTreeMap<theatre::Cited, Vec<theatre::Against>>) {
        let position: BTreeMap<_, usize> = self.requirements.iter().enumerate().map(|(i, r)| (&r.id, i)).collect();
        // For each code, what it cites of what is assessed.
        let mut of_code: BTreeMap<&str, Vec<(usize, Option<String>)>> = BTreeMap::new();
        for kind in &content.findings {
            let cited = of_code.entry(&kind.code).or_default();
            for c in &kind.criteria {
                let Some(at) = position.get(&c.requirement) else { continue };
                if c.facets.is_empty() {
                    cited.push((*at, None));
                }
                cited.extend(c.facets.iter().map(|f| (*at, Some(f.clone()))));
            }
        }
        let mut against = Against::default();
        let mut claims: Vec<(theatre::Cited, Vec<theatre::Against>)> = Vec::new();
        let mut claim_at: BTreeMap<theatre::Cited, usize> = BTreeMap::new();
        // For each code with its variant: its name, and for each part that it cites the place there and among the claims.
        let mut known: BTreeMap<(&str, bool), Known> = BTreeMap::new();
        for (workflow, analysis) in analyses.iter() {
            // A code counts once in a workflow, with the worst of its severities.
            let mut found: Vec<(&Hit, Level)> = Vec::new();
            for hit in analysis.hits.iter().filter(|h| h.if_true >= Level::High) {
                match found.iter_mut().find(|(f, _)| f.unsure == hit.unsure && f.code == hit.code) {
                    Some((_, level)) => *level = hit.if_true.max(*level),
                    None => found.push((hit, hit.if_true)),
                }
            }
            if found.is_empty() {
                continue;
            }
            let named: Arc<str> = Arc::from(workflow);
            for (hit, level) in found {
                let (finding, cited) = known.entry((hit.code.as_str(), hit.unsure)).or_insert_with(|| {
                    let of = of_code.get(hit.code.as_str()).into_iter().flatten().map(|(requirement, facet)| {
                        let cite = Cite { requirement: *requirement, facet: facet.clone(), code: hit.full_code(), unsure: hit.unsure };
                        let claim = *claim_at.entry((*requirement, facet.clone())).or_insert_with_key(|cited| {
                            claims.push((cited.clone(), Vec::new()));
                            claims.len() - 1
                        });
                        (against.place(cite), claim)
                    });
                    let of = of.collect();
                    (Arc::from(hit.full_code()), of)
                });
                against.mark(workflow, cited.iter().map(|(place, _)| *place));
                for (_, claim) in cited {
                    if let Some((_, of)) = claims.get_mut(*claim) {
                        let workflow = Some(Arc::clone(&named));
                        of.push(theatre::Against { finding: Arc::clone(finding), workflow, unsure: hit.unsure, level });
                    }
                }
            }
        }
        let claims = claims.into_iter().collect();
        (against, claims)
    }
}

/// A code with its variant: its name, and for each part that it cites its place there and among the claims.
type Known = (Arc<str>, Vec<(usize, usize)>);

/// Outcomes of workflows that nothing names: one for each requirement, class, environment and set of findings that bear on it.
struct Alike<'f> {
    /// For each requirement, the citations that bear on it: its own, and those of every requirement that a control of it covers.
    bearing: Vec<Bearing>,
    /// For each requirement, the outcome of each kind of workflow with each set of citations.
    known: Vec<BTreeMap<Vec<u64>, u32>>,
    /// The classes and environments that occur.
    kinds: BTreeMap<(Class, Option<&'f str>), u64>,
    /// What is looked up; kept so that it is not made anew each time.
    sought: Vec<u64>,
}

impl<'f> Alike<'f> {
    fn new(frame: &Frame<'_>, against: &Against) -> Self {
        let bearing = frame
            .controls_of
            .iter()
            .enumerate()
            .map(|(r, of)| {
                let covered = of.iter().filter_map(|c| frame.controls.get(*c)).flat_map(|c| c.covers.keys().copied());
                covered.chain([r]).fold(Cites::default(), |all, r| all.or(&against.concerning(r))).words()
            })
            .collect();
        Self { bearing, known: vec![BTreeMap::new(); frame.controls_of.len()], kinds: BTreeMap::new(), sought: Vec::new() }
    }

    /// The number of a class and environment.
    fn kind(&mut self, scope: Scope<'f>) -> u64 {
        let next = self.kinds.len() as u64;
        *self.kinds.entry((scope.class, scope.workflow.and_then(|w| w.get("environment")))).or_insert(next)
    }

    fn of(&mut self, requirement: usize, kind: u64, cites: &Cites, leaf: impl FnOnce() -> u32) -> u32 {
        let (Some(bearing), Some(known)) = (self.bearing.get(requirement), self.known.get_mut(requirement)) else { return leaf() };
        self.sought.clear();
        self.sought.push(kind);
        self.sought.extend(bearing.iter().map(|(at, mask)| cites.word(*at) & mask));
        if let Some(found) = known.get(self.sought.as_slice()) {
            return *found;
        }
        let at = leaf();
        known.insert(self.sought.clone(), at);
        at
    }
}

impl<'a> Frame<'a> {
    /// Every exception with the clauses that fail. One that is accepted somewhere holds, wherever its compensating control works.
    fn exceptions_with_clauses(&self, used: &BTreeSet<&str>) -> BTreeMap<String, Vec<String>> {
        let mut exceptions: BTreeMap<String, Vec<String>> = BTreeMap::new();
        for e in &self.exceptions {
            let failing =
                if used.contains(e.record.key.as_str()) { Vec::new() } else { self.failing_clauses(e.record, e.requirement, None) };
            let listed = exceptions.entry(e.record.key.clone()).or_default();
            listed.extend(failing.into_iter().map(str::to_owned));
            listed.sort_unstable();
            listed.dedup();
        }
        exceptions
    }
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

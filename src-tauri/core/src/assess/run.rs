//! Makes an assessment: classes, applicability, outcomes. A requirement none of whose controls, tests, evidence, decisions or
//! exceptions names a workflow has one outcome per class and environment, so that the work does not grow with the workflows.

use super::against::{Against, Cite};
use super::asked::Told;
use super::frame::Control;
use super::leaves::Leaves;
use super::refused::Refusal;
use super::rows::{Found, Ground, Order};
use super::theatre::{self, Gates, Signals, programme as programme_hits};
use super::{Assessment, Earlier, Frame, Scope};
use crate::analysis::{Analyses, analyse};
use crate::catalog::Content;
use crate::findings::{Sources, derive_with, of_controls};
use crate::hit::Hit;
use crate::programme::Programme;
use crate::record::Record;
use crate::risk::Level;
use crate::tables::Table;
use crate::variability::{Class, Interval, interval};
use crate::workers::{Alone, Workers, both, map};
use chrono::NaiveDate;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

impl<'a> Frame<'a> {
    /// The scope of one workflow.
    pub fn scope_of(&self, w: &'a Record) -> Scope<'a> {
        let Interval { low, high } = self.class_of(w);
        Scope { workflow: Some(w), class: high, least: low, last_change: self.last_change(&w.key) }
    }

    /// The scope of the organisation as a whole: what is said of it is said of everything in it, so that the highest class of its
    /// workflows governs.
    pub fn organisation(&self) -> Scope<'a> {
        let classes = || self.data.rows(Table::Workflows).iter().map(|w| self.class_of(w));
        let class = classes().map(|c| c.high).max().unwrap_or(Class::D0);
        let least = classes().map(|c| c.low).max().unwrap_or(Class::D0);
        Scope { class, least, ..Scope::organisation() }
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
            for requirement in control.covers.keys() {
                if let Some(Some(set)) = named.get_mut(*requirement) {
                    set.extend(control.named.iter().copied());
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
        for (at, slot) in named.iter_mut().enumerate() {
            let Some(set) = slot else { continue };
            set.extend(self.spoken_of.iter().copied());
            for link in self.against.get(&at).into_iter().flatten() {
                set.extend(link.record.list("workflows").unwrap_or_default());
            }
        }
        for e in &self.exceptions {
            let Some(Some(set)) = e.requirement.and_then(|r| named.get_mut(r)) else { continue };
            set.extend(e.record.get("workflow"));
            set.extend(changed.iter().copied());
            // Whoever approved may accept a risk of high and not one of critical severity.
            let critical = e.requirement.map(|r| signals.workflows_at(r, Level::Critical)).unwrap_or_default();
            set.extend(critical.into_iter().filter_map(|w| self.data.find(Table::Workflows, w)).map(|w| w.key.as_str()));
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
    fn claims(&self, signals: &Signals, workers: &dyn Workers) -> Vec<super::Claim> {
        let mut kinds: BTreeMap<(Class, Class, Option<&str>), Scope<'a>> = BTreeMap::new();
        for w in self.data.rows(Table::Workflows) {
            let scope = self.scope_of(w);
            kinds.entry((scope.class, scope.least, w.get("environment"))).or_insert(scope);
        }
        let kinds: Vec<Scope<'a>> = kinds.into_values().collect();
        let of_control = |control: &Control<'a>| match &control.scope {
            None => vec![self.organisation_claim(control, &kinds, signals)],
            // A workflow that is not on record has nothing to show, and is claimed for all the same.
            Some(of) => {
                let claim = |id: &&str| super::Claim {
                    workflow: Some((*id).to_owned()),
                    ..self.claim(control, self.scope_named(Some(id)), signals)
                };
                of.iter().map(claim).collect()
            }
        };
        let claimed = self.controls.iter().filter(|c| matches!(c.record.get("claim"), Some("implemented" | "partial")));
        map(workers, claimed.collect(), of_control).into_iter().flatten().collect()
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

/// How many workflows are assessed before it is asked whether to go on.
const PORTION: usize = 1024;

/// Assesses what a frame holds. The result depends on its arguments alone. `progress` is told how many workflows are done and how many
/// there are, and answers whether to go on; it decides nothing else.
///
/// The order is that of domain 4: the analyses come in, made by [`crate::analysis::conclude`] for each workflow; they give findings,
/// findings decide about claims, both about facets, facets about leaves. Analyses in words ([`crate::analysis::analyse`]) give the same
/// assessment, with findings that have their words already.
///
/// # Errors
/// [`AssessError::Cancelled`] when `progress` said to stop; [`AssessError::Digest`].
pub fn assess<'a>(
    frame: Frame<'a>,
    content: &'a Content,
    analyses: Analyses,
    earlier: &Earlier,
    progress: &mut dyn FnMut(u64, u64) -> bool,
) -> Result<(Assessment, Frame<'a>), AssessError> {
    assess_with(frame, content, analyses, earlier, &Alone, progress)
}

/// The same, with what is asked of each workflow alone shared out among `workers`. What comes out does not depend on them.
///
/// # Errors
/// Those of [`assess`].
pub fn assess_with<'a>(
    frame: Frame<'a>,
    content: &'a Content,
    mut analyses: Analyses,
    earlier: &Earlier,
    workers: &dyn Workers,
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
    let mut frame = frame;
    frame.classes = analyses.iter().map(|(id, a)| (id.to_owned(), a.class)).collect();
    let told = || {
        let approvals = analyses.iter().map(|(id, a)| (id.to_owned(), a.approvals.clone())).collect();
        let open_logs = analyses.iter().filter(|(_, a)| a.log_open).map(|(id, _)| id.to_owned()).collect();
        (Programme::of(&frame, &analyses), Gates::of(&frame), approvals, open_logs, content.ruleset())
    };
    let ((against, speaking), (programme, gates, approvals, open_logs, ruleset)) = both(workers, || frame.cited(content, &analyses), told);
    // Only a moment before this one says what rose since.
    let before = earlier.programme.as_ref().filter(|(on, _)| *on < frame.basis.period.as_of);
    let adoption = before.map(|(_, before)| programme.since(before));
    let signals =
        Signals::new(&frame, gates, approvals, speaking, adoption, workers).with_open_logs(open_logs, frame.of_whole_logs(content));
    let claims = frame.claims(&signals, workers);
    go_on(0)?;

    let (found, mut order) = (Found::new(&frame), Order::new());
    let mut ground = Ground::new(&frame, content, &signals, &against, frame.named_workflows(&signals));
    let as_a_whole = frame.organisation();
    let organisation: BTreeMap<usize, u32> = ground
        .named_by
        .iter()
        .enumerate()
        .filter(|(_, mask)| mask.is_empty())
        .map(|(r, _)| (r, order.place(found.intern(frame.leaf(r, as_a_whole, &signals)))))
        .collect();
    let mut rows = Vec::with_capacity(workflows.len());
    for portion in workflows.chunks(PORTION) {
        rows.extend(ground.rows(portion, &analyses, &found, &mut order, workers));
        go_on(rows.len() as u64)?;
    }
    let named_by = std::mem::take(&mut ground.named_by);
    drop(ground);
    let outcomes = order.outcomes(found);

    let used: BTreeSet<&str> = outcomes.iter().filter_map(|o| o.exception.as_deref()).collect();
    let leaves = Leaves { rows: &rows, organisation: &organisation, outcomes: &outcomes };
    let refused = frame.refusals(leaves, &signals, &used);
    let exceptions = frame.exceptions_with_clauses(&used, &refused);
    let mut hits = analyses.take_hits();
    hits.push((String::new(), programme_hits(&signals, &frame.basis.parameters)));
    // What the outcomes were worked out from is let go of before there are findings.
    drop((signals, against));
    let failing = frame.raising(&exceptions, &used, &refused);
    let sources =
        Sources { hits, claims: &claims, exceptions: &failing, refused: &refused, controls: of_controls(&frame, content, leaves) };
    let findings = derive_with(&frame, content, sources, &earlier.found, workers);
    let mut gone = earlier.found.ever.clone();
    for finding in &findings {
        gone.remove(&finding.id);
    }
    let Told { named_by, rows, organisation, outcomes } = Told { named_by, rows, organisation, outcomes }.of_first(frame.asked().len());
    let assessment = Assessment {
        basis: frame.basis.clone(),
        ruleset: ruleset?,
        requirements: frame.asked().iter().map(|r| r.id.clone()).collect(),
        named_by,
        rules: content.rules.iter().map(|r| r.id.clone()).collect(),
        rows,
        organisation,
        outcomes,
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

impl Frame<'_> {
    /// The parts of requirements that ask for a log without gaps: what CH-05 cites.
    fn of_whole_logs(&self, content: &Content) -> BTreeSet<theatre::Cited> {
        let criteria = content.findings.iter().filter(|kind| kind.code == "CH-05").flat_map(|kind| &kind.criteria);
        let mut cited = BTreeSet::new();
        for c in criteria {
            let Some(at) = self.requirements.iter().position(|r| r.id == c.requirement) else { continue };
            cited.extend(c.facets.iter().map(|f| (at, Some(f.clone()))));
            cited.extend(c.facets.is_empty().then_some((at, None)));
        }
        cited
    }

    /// What the hits of at least high severity speak against: each part of each requirement that their kind cites.
    pub(crate) fn cited(&self, content: &Content, analyses: &Analyses) -> (Against, BTreeMap<theatre::Cited, Vec<theatre::Against>>) {
        let position: BTreeMap<_, usize> = self.requirements.iter().enumerate().map(|(i, r)| (&r.id, i)).collect();
        // For each code, what it cites.
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
        // For each code that cites, under the name of a hit: that name, and for each part cited the place there and among the claims.
        let mut known: BTreeMap<(&str, bool, &str), Known> = BTreeMap::new();
        for (workflow, analysis) in analyses.iter() {
            // A code counts once in a workflow, with the worst of its severities. What a hit stands for cites by itself, under its name.
            let mut found: Vec<(&Hit, &str, Level)> = Vec::new();
            for hit in &analysis.hits {
                let stood_for = hit.stands_for.iter().map(|s| (s.code.as_str(), s.if_true));
                let each = std::iter::once((hit.code.as_str(), hit.if_true)).chain(stood_for);
                for (cites, if_true) in each.filter(|(_, level)| *level >= Level::High) {
                    match found.iter_mut().find(|(f, of, _)| f.unsure == hit.unsure && f.code == hit.code && *of == cites) {
                        Some((_, _, level)) => *level = if_true.max(*level),
                        None => found.push((hit, cites, if_true)),
                    }
                }
            }
            if found.is_empty() {
                continue;
            }
            let named: Arc<str> = Arc::from(workflow);
            for (hit, cites, level) in found {
                let (finding, cited) = known.entry((hit.code.as_str(), hit.unsure, cites)).or_insert_with(|| {
                    let of = of_code.get(cites).into_iter().flatten().map(|(requirement, facet)| {
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
                    let Some((_, of)) = claims.get_mut(*claim) else { continue };
                    // What a hit stands for may cite what the hit cites already.
                    let mut mine = of.iter_mut().rev().take_while(|a| a.workflow.as_ref().is_some_and(|w| Arc::ptr_eq(w, &named)));
                    match mine.find(|a| a.finding == *finding) {
                        Some(before) => before.level = before.level.max(level),
                        None => {
                            let workflow = Some(Arc::clone(&named));
                            of.push(theatre::Against { finding: Arc::clone(finding), workflow, unsure: hit.unsure, level });
                        }
                    }
                }
            }
        }
        let claims = claims.into_iter().collect();
        (against, claims)
    }
}

/// A code that cites, under the name of a hit: that name, and for each part that it cites its place there and among the claims.
type Known = (Arc<str>, Vec<(usize, usize)>);

impl<'a> Frame<'a> {
    /// Every exception with the clauses that fail. One that is accepted somewhere holds, wherever its compensating control works; one
    /// that is accepted nowhere fails by what refuses it, too.
    pub(super) fn exceptions_with_clauses(
        &self,
        used: &BTreeSet<&str>,
        refused: &BTreeMap<&str, Refusal>,
    ) -> BTreeMap<String, Vec<String>> {
        let mut exceptions: BTreeMap<String, Vec<String>> = BTreeMap::new();
        for e in &self.exceptions {
            let key = e.record.key.as_str();
            let mut failing = Vec::new();
            if !used.contains(key) {
                failing = self.failing_clauses(e.record, e.requirement, None);
                failing.extend(refused.get(key).into_iter().flat_map(|r| &r.clauses));
            }
            let listed = exceptions.entry(e.record.key.clone()).or_default();
            listed.extend(failing.into_iter().map(str::to_owned));
            listed.sort_unstable();
            listed.dedup();
        }
        exceptions
    }

    /// The clauses that are found: those that fail, and of what is accepted elsewhere that a change ended it, or what refuses it.
    pub(super) fn raising(
        &self,
        failing: &BTreeMap<String, Vec<String>>,
        used: &BTreeSet<&str>,
        refused: &BTreeMap<&str, Refusal>,
    ) -> BTreeMap<String, Vec<String>> {
        let mut all = failing.clone();
        let records = self.exceptions.iter().map(|e| e.record).filter(|r| used.contains(r.key.as_str()));
        for r in records.filter(|r| !self.triggering(r, None).is_empty()) {
            all.insert(r.key.clone(), vec!["EX-TRIGGER".to_owned()]);
        }
        for (key, refusal) in refused.iter().filter(|(key, _)| used.contains(*key)) {
            all.entry((*key).to_owned()).or_default().extend(refusal.clauses.iter().map(|c| (*c).to_owned()));
        }
        all
    }
}

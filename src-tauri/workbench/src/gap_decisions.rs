//! What people decided about statuses, as far as a reader of the report has to know of it: what they set against what is computed, and
//! what is without effect.

use crate::explain_decisions::{OF_STATUSES, cannot_count, in_leaves, why_void};
use crate::gap::Writing;
use countersign_core::assess::Outcome;
use countersign_core::assess::leaf::bears;
use countersign_core::catalog::Edition;
use countersign_core::citation::Resolver;
use countersign_core::tables::Table;
use countersign_core::words::{grouped, verb};
use countersign_core::{Record, RequirementId};
use std::collections::{BTreeMap, BTreeSet};

/// How many decisions of a sort are told one by one.
const TOLD: usize = 20;

/// What the report covers: positions of requirements, and the workflow when it is about one.
struct Covered<'a> {
    requirements: BTreeSet<usize>,
    workflow: Option<&'a str>,
}

impl Covered<'_> {
    /// Whether a leaf is in the report. One for the whole organisation is in each.
    fn has(&self, requirement: usize, workflow: Option<&str>) -> bool {
        let of_another = self.workflow.is_some() && workflow.is_some() && workflow != self.workflow;
        self.requirements.contains(&requirement) && !of_another
    }
}

/// The sentences about decisions in the list of limits. `workflow` is the one that the report is about, if it is about one.
pub(crate) fn said(w: &Writing<'_>, resolver: &Resolver<'_>, editions: &[&Edition], workflow: Option<&str>) -> Vec<String> {
    let covered = Covered { requirements: w.each(editions).map(|(at, ..)| at).collect(), workflow };
    let mut said = overrides(w, &covered);
    said.extend(without_effect(w, resolver, &covered));
    said
}

/// What each decision set against what was computed, with who took it and why.
fn overrides(w: &Writing<'_>, covered: &Covered<'_>) -> Vec<String> {
    let data = &w.assessed.frozen.data;
    let mut set: BTreeMap<&str, (&Outcome, u64)> = BTreeMap::new();
    let by_person = |o: &Outcome| o.computed.is_some();
    w.assessed.assessment.leaves().each(by_person, |at, workflow, o| {
        if covered.has(at, workflow) {
            set.entry(o.decision.as_deref().unwrap_or_default()).or_insert((o, 0)).1 += 1;
        }
    });
    let leaves: u64 = set.values().map(|(_, n)| n).sum();
    if leaves == 0 {
        return Vec::new();
    }
    let mut said = vec![format!(
        "{} set the status of {}; the computed status stands beside {} in the explanation.",
        verb(set.len(), "A person's decision", "People's decisions"),
        in_leaves(leaves),
        verb(leaves, "it", "each")
    )];
    let told = set.iter().filter_map(|(id, (outcome, leaves))| {
        let d = data.find(Table::Decisions, id)?;
        let text = |column: &str| d.get(column).unwrap_or("not told");
        let approved = d.get("approved_by").map_or_else(String::new, |by| format!(", approved by {}", w.person(by)));
        let (of, leaves) = (text("subject"), in_leaves(*leaves));
        let (by, why) = (w.person(text("decided_by")), text("reason"));
        let sets = match (outcome.code.as_str(), d.get("value")) {
            ("OVERRIDE-UNTOLD", None) => format!("does not tell to what it sets {of}, so that in {leaves} not met cannot be excluded"),
            ("OVERRIDE-UNTOLD", Some(value)) => {
                format!("sets {of} to “{value}”, which is no status, so that in {leaves} not met cannot be excluded")
            }
            _ => format!("sets {of} to {} in {leaves}", outcome.status.word().replace('_', " ")),
        };
        Some(format!("Decision {id} {sets}, whatever is computed: {why} ({by}{approved})."))
    });
    said.extend(capped(told));
    said
}

/// Decisions that were to set a status and do not, each with why.
fn without_effect(w: &Writing<'_>, resolver: &Resolver<'_>, covered: &Covered<'_>) -> Vec<String> {
    let a = &w.assessed.assessment;
    let mut refused: BTreeMap<&str, BTreeMap<&str, u64>> = BTreeMap::new();
    let flagged = |o: &Outcome| !o.flags.is_empty();
    a.leaves().each(flagged, |at, workflow, o| {
        for (id, code) in o.flags.iter().filter(|_| covered.has(at, workflow)) {
            *refused.entry(id).or_default().entry(code).or_default() += 1;
        }
    });
    let positions: BTreeMap<&RequirementId, usize> = w.frame.requirements.iter().enumerate().map(|(at, r)| (&r.id, at)).collect();
    let why = |d: &Record| -> Vec<String> {
        if let Some(codes) = refused.get(d.key.as_str()) {
            return codes.iter().map(|(code, n)| format!("without effect in {}: {}", in_leaves(*n), why_void(code))).collect();
        }
        let named = d.list("subject").unwrap_or_default().into_iter().filter_map(|text| resolver.resolve(text).requirement);
        let about: Vec<usize> = named.filter_map(|id| positions.get(&id).copied()).collect();
        let of_another = covered.workflow.is_some_and(|only| !bears(d, Some(only)));
        if of_another || (!about.is_empty() && about.iter().all(|at| !covered.requirements.contains(at))) {
            return Vec::new();
        }
        cannot_count(a, d, || Some(about)).into_iter().collect()
    };
    let of_statuses = |d: &&Record| d.get("kind").is_some_and(|kind| OF_STATUSES.contains(&kind));
    let decisions = w.assessed.frozen.data.rows(Table::Decisions).iter().filter(of_statuses);
    let told = decisions.flat_map(|d| {
        let kind = d.get("kind").unwrap_or_default().replace('_', " ");
        let of = d.get("subject").unwrap_or("what is not told");
        why(d).into_iter().map(move |why| format!("Decision {} ({kind}, {of}) is {why}.", d.key))
    });
    capped(told)
}

/// The first of many sentences, and how many more there are.
fn capped(told: impl Iterator<Item = String>) -> Vec<String> {
    let mut told: Vec<String> = told.collect();
    let more = told.len().saturating_sub(TOLD);
    told.truncate(TOLD);
    told.extend((more > 0).then(|| format!("And {} more; the command explain names each.", grouped(more as u64))));
    told
}

//! What bears on a control in a scope: evidence, contradictions, tests, requests, reviewers' notes.

use super::Scope;
use super::frame::{Control, Frame, Linked, limited_to};
use super::leaf::bears;
use crate::event::detail;
use crate::evidence::{self, requests};
use crate::facts::misread;
use crate::ids::RequirementId;
use crate::record::{Record, parse_instant};
use crate::tables::Table;
use std::collections::BTreeSet;

/// The tests that bear on a scope.
pub(super) struct Tests<'a> {
    /// The latest by each method, procedure and workflow, between the first day and the as-of day; failures without a day as well.
    pub bearing: Vec<&'a Record>,
    /// Whether there are tests before the period.
    pub old: bool,
}

impl<'a> Frame<'a> {
    /// The latest test by each method and procedure that bears on the scope: only what is done again the same way replaces what was
    /// found before. Of two on one day, the worse one bears. A test with a day and without a result may have found anything; without
    /// either it has not been made. What a test found lacking in one workflow bears on the organisation too.
    pub(super) fn latest_tests(&self, control: &Control<'a>, scope: Scope<'_>) -> Tests<'a> {
        let mut bearing: Vec<&'a Record> = Vec::new();
        let mut old = false;
        // A failure in a workflow that is not on record may be one of this one under another name.
        let nowhere = |w: &str, t: &Record| !is_clean(t) && self.data.find(Table::Workflows, w).is_none();
        let here = |t: &&&'a Record| scope.workflow.is_none() || t.get("workflow").is_none_or(|w| Some(w) == scope.id() || nowhere(w, t));
        for test in control.tests.iter().filter(here) {
            let Some(at) = test.day("tested_at") else {
                // A failure without a day is still a failure; a success without one proves nothing.
                if matches!(test.get("result"), Some("ineffective" | "deviation")) {
                    bearing.push(test);
                }
                continue;
            };
            if at > self.basis.period.as_of {
                continue;
            }
            if at < self.basis.period.from {
                old |= test.get("workflow").is_none_or(|w| Some(w) == scope.id());
                continue;
            }
            let alike = |t: &&mut &'a Record| {
                t.day("tested_at").is_some() && ["method", "procedure", "workflow"].iter().all(|c| t.get(c) == test.get(c))
            };
            match bearing.iter_mut().find(alike) {
                Some(slot) if slot.day("tested_at") < Some(at) => *slot = test,
                Some(slot) if slot.day("tested_at") == Some(at) && badness(test) > badness(slot) => *slot = test,
                Some(_) => {}
                None => bearing.push(test),
            }
        }
        // That it works in one workflow says nothing of the others.
        bearing.retain(|t| t.get("workflow").is_none_or(|w| Some(w) == scope.id()) || !is_clean(t));
        Tests { bearing, old }
    }

    /// Whether a claimed control should have left evidence by now and has none that is fresh, or a request for some is overdue; by the
    /// class that the scope has at least, so that what is not told of its class makes nothing due.
    pub(super) fn evidence_due(&self, control: &Control<'a>, supporting: &[&'a Record], scope: Scope<'_>) -> bool {
        let (frequency, p) = (control.record.get("frequency"), &self.basis.parameters);
        let fresh = |e: &&Record| evidence::freshness(e, self.basis.period, evidence::limit(e, frequency, scope.least, p)).is_fresh();
        self.evidence_was_due(control, scope) && (self.overdue(control).is_some() || !supporting.iter().any(fresh))
    }

    /// Whether a claimed control should have left evidence by now: a request is overdue, or an occurrence has passed.
    pub(super) fn evidence_was_due(&self, control: &Control<'a>, scope: Scope<'_>) -> bool {
        let (frequency, p) = (control.record.get("frequency"), &self.basis.parameters);
        let claimed = control.record.day("claimed_at").zip(p.freshness_limit("other", frequency, scope.least));
        let passed = claimed.is_some_and(|(at, limit)| (self.basis.period.as_of - at).num_days() > limit);
        matches!(control.record.get("claim"), Some("implemented" | "partial")) && (passed || self.overdue(control).is_some())
    }

    /// Whether evidence that supports speaks about a scope: its workflows and environment, where it names any.
    pub(super) fn in_scope(&self, evidence: &Record, scope: Scope<'_>) -> bool {
        let mut named = evidence.items("workflows").into_iter().flatten().peekable();
        let by_workflow = named.peek().is_none() || scope.id().is_some_and(|id| named.any(|w| w == id));
        // Evidence from one environment says nothing about another, or about one that is not told.
        let by_environment = match (evidence.get("environment"), scope.workflow) {
            // A text that was not understood names one, and not which.
            (None, _) => !misread(evidence, "environment"),
            (Some(e), Some(w)) => w.get("environment") == Some(e),
            (Some(e), None) => self.environments.iter().all(|of| *of == Some(e)),
        };
        by_workflow && by_environment
    }

    /// Whether evidence that contradicts may be about a scope: it is left out only where it is known to be about another.
    fn may_concern(&self, evidence: &Record, scope: Scope<'_>) -> bool {
        let elsewhere = match (evidence.list("workflows").filter(|w| !w.is_empty()), scope.id()) {
            // One that is not on record may be this one under another name.
            (Some(named), Some(id)) => !named.contains(&id) && named.iter().all(|w| self.data.find(Table::Workflows, w).is_some()),
            _ => false,
        };
        let other_environment = match (evidence.get("environment"), scope.workflow.and_then(|w| w.get("environment"))) {
            (Some(e), Some(w)) => e != w,
            _ => false,
        };
        !elsewhere && !other_environment
    }

    /// Evidence linked to a control that speaks against it in a scope and has not been resolved there, or of which that is not told.
    pub(super) fn contradiction(
        &self,
        control: &Control<'a>,
        requirement: Option<&RequirementId>,
        facet: Option<&str>,
        scope: Scope<'_>,
    ) -> Option<&'a Record> {
        let links = control.evidence.iter().filter(|l| limited_to(l, requirement, facet));
        self.unresolved(links, scope)
    }

    /// Evidence that speaks against a requirement as such, or of which that is not told.
    pub(super) fn spoken_against(&self, requirement: usize, facet: &str, scope: Scope<'_>) -> Option<&'a Record> {
        self.unresolved(self.against_facet(requirement, facet), scope)
    }

    /// The decisions by which evidence that contradicts a requirement as such, or may, speaks against nothing in a scope.
    pub(super) fn resolved_against(&self, requirement: usize, facet: &str, scope: Scope<'_>) -> Vec<&'a Record> {
        self.resolved(self.against_facet(requirement, facet), scope)
    }

    fn against_facet(&self, requirement: usize, facet: &str) -> impl Iterator<Item = &Linked<'a>> {
        let id = self.requirements.get(requirement).map(|r| &r.id);
        self.against.get(&requirement).into_iter().flatten().filter(move |l| limited_to(l, id, Some(facet)))
    }

    /// The first that contradicts and was not resolved; without one, the first of which it is not told whether it does.
    fn unresolved<'l>(&self, links: impl Iterator<Item = &'l Linked<'a>>, scope: Scope<'_>) -> Option<&'a Record>
    where
        'a: 'l,
    {
        let records = links.map(|l| l.record).filter(|e| may_contradict(e));
        let open = records.filter(|e| self.may_concern(e, scope) && self.resolution(e, scope).is_none());
        open.reduce(|first, e| if evidence::direction_untold(first) && evidence::contradicts(e) { e } else { first })
    }

    /// The decision by which evidence that contradicts, or may, speaks against nothing in a scope.
    fn resolution(&self, evidence: &Record, scope: Scope<'_>) -> Option<&'a Record> {
        let resolves = |d: &&'a Record| {
            // Nobody resolves what is not there yet.
            bears(d, scope.id()) && is_as_recent(d, evidence) && d.get("subject") == Some(evidence.key.as_str()) && d.reason().is_some()
        };
        self.decisions("contradiction_resolved").iter().map(|d| d.record).find(resolves)
    }

    /// The decisions by which evidence of a control that contradicts, or may, speaks against nothing in a scope.
    pub(super) fn resolutions(&self, control: &Control<'a>, scope: Scope<'_>) -> Vec<&'a Record> {
        self.resolved(control.evidence.iter(), scope)
    }

    fn resolved<'l>(&self, links: impl Iterator<Item = &'l Linked<'a>>, scope: Scope<'_>) -> Vec<&'a Record>
    where
        'a: 'l,
    {
        let doubtful = links.map(|l| l.record).filter(|e| may_contradict(e) && self.may_concern(e, scope));
        doubtful.filter_map(|e| self.resolution(e, scope)).collect()
    }

    /// A document older than the last context change of a workflow it is said to govern.
    pub(super) fn outdated_document(&self, control: &Control<'a>, e: &Record, scope: Scope<'_>) -> bool {
        let governs = match (e.list("workflows").filter(|w| !w.is_empty()), &control.scope, scope.id()) {
            (Some(named), _, Some(id)) => named.contains(&id),
            (None, Some(named), Some(id)) => named.contains(&id),
            _ => false,
        };
        matches!(e.get("kind"), Some("policy" | "procedure"))
            && governs
            && scope.last_change.is_some_and(|change| evidence::covers(e).is_some_and(|(_, to)| to < change))
    }

    /// A request for the control, or for any requirement that it covers, that is overdue or cannot be met, else the first of which that
    /// cannot be excluded: a control is claimed once, for all that it covers.
    pub(super) fn overdue(&self, control: &Control<'a>) -> Option<&'a Record> {
        let of = control.covers.keys().filter_map(|r| self.requests_of.get(r));
        let lateness = |r: &&'a Record| requests::lateness(r, self.basis.period.as_of);
        let asked = self.requests.get(control.id()).into_iter().chain(of).flatten().copied();
        let late = asked.filter(|r| lateness(r) != requests::Lateness::No);
        late.min_by_key(|r| (lateness(r) != requests::Lateness::Yes, r.key.as_str()))
    }

    /// The notes by which a reviewer on record other than the control's owner has answered what the evidence raises: one on the control,
    /// or, for over-reuse alone, one on each artefact that is over-reused. Where the owner is not told, nobody is known to be another. A
    /// note about a mapping answers nothing, and none answers what was not there yet.
    ///
    /// # Errors
    /// Why nobody has, to follow what the evidence raises.
    pub(crate) fn answer(&self, control: &Control<'a>, flags: &[String], scope: Scope<'_>) -> Result<Vec<&'a Record>, String> {
        let owner = control.record.get("owner");
        let notes: Vec<&'a Record> = self
            .decisions("reviewer_note")
            .iter()
            .map(|d| d.record)
            .filter(|d| bears(d, scope.id()))
            .filter(|d| d.reason().is_some() && d.get("value").is_none_or(|v| detail(v, "mapping").is_none()))
            .filter(|d| {
                let by = d.get("decided_by").filter(|by| self.is_active_person(by));
                by.is_some_and(|by| owner.is_some_and(|o| !self.same_person(by, o)))
            })
            .collect();
        let about = |subject: &str| -> Vec<&'a Record> { notes.iter().copied().filter(|n| n.get("subject") == Some(subject)).collect() };
        let of_file = |e: &Record| about(&e.key).into_iter().find(|n| is_as_recent(n, e));
        if flags == ["CT-03"]
            && let Some(each) = self.over_reused(control).into_iter().map(of_file).collect::<Option<Vec<&'a Record>>>()
        {
            return Ok(each);
        }
        let Some(note) = about(control.id()).into_iter().max_by_key(|n| n.get("at").and_then(parse_instant)) else {
            return Err("no reviewer's note answers it".to_owned());
        };
        // Approvals go on until the period ends.
        let of_approvals = flags.iter().any(|f| matches!(f.trim_end_matches("-U"), "CT-04" | "CT-09"));
        let until = self.basis.period.to.min(self.basis.period.as_of);
        if of_approvals && note.day("at") < Some(until) {
            return Err(format!("the reviewer's note {} was written before the period ended", note.key));
        }
        let as_of = self.basis.period.as_of;
        let known = |e: &&Record| evidence::covers(e).is_none_or(|(from, _)| from <= as_of);
        let here = control.evidence.iter().map(|l| l.record).filter(|e| self.may_concern(e, scope)).filter(known);
        let later = here.filter(|e| !is_as_recent(note, e)).max_by_key(|e| (e.get("collected_at").and_then(parse_instant), &e.key));
        match later {
            None => Ok(vec![note]),
            Some(than) => Err(format!("the reviewer's note {} is not known to be as recent as {}", note.key, than.key)),
        }
    }
}

/// The keys of records, in order, each once.
pub(super) fn keys_of(records: Vec<&Record>) -> Vec<String> {
    let keys: BTreeSet<&str> = records.into_iter().map(|r| r.key.as_str()).collect();
    keys.into_iter().map(str::to_owned).collect()
}

/// Whether evidence contradicts, or it is not told that it does not.
fn may_contradict(e: &Record) -> bool {
    evidence::contradicts(e) || evidence::direction_untold(e)
}

/// Whether a decision was taken when a piece of evidence was there to be looked at: not before it was collected, by the time of day where
/// both tell one. Where it is not told when it was collected, nobody is known to have looked at it.
fn is_as_recent(decision: &Record, evidence: &Record) -> bool {
    let (Some(taken), Some(collected)) = (decision.get("at"), evidence.get("collected_at")) else { return false };
    if taken.len() > 10 && collected.len() > 10 {
        return parse_instant(taken).zip(parse_instant(collected)).is_some_and(|(taken, collected)| taken >= collected);
    }
    decision.day("at").zip(evidence.day("collected_at")).is_some_and(|(taken, collected)| taken >= collected)
}

/// Whether a test found nothing lacking. What was told of deviations and is no count of them is not taken for none.
fn is_clean(test: &Record) -> bool {
    let silent = test.get("deviations").is_none();
    test.get("result") == Some("effective") && !misread(test, "deviations") && (silent || test.count("deviations") == Some(0))
}

fn badness(test: &Record) -> u8 {
    match test.get("result") {
        Some("effective") => 0,
        Some("deviation") => 1,
        // It may have found the control ineffective.
        None => 2,
        Some(_) => 3,
    }
}

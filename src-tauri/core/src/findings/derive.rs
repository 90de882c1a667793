//! From hits, claims and exceptions to findings: one for each cause, with an id that stays.

use super::treatment::{Rated, Treatments};
use super::{Criteria, Finding, FindingStatus, Previous, Repeat, Sources};
use crate::assess::frame::{Frame, OUTCOME};
use crate::assess::refused::Refusal;
use crate::catalog::{Content, FindingKind, Method};
use crate::digest::sha256_hex;
use crate::hit::Hit;
use crate::ids::RequirementId;
use crate::record::Record;
use crate::risk::{Level, level_of_risk};
use crate::tables::Table;
use crate::workers::{Alone, Workers, map};
use chrono::Days;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// A hit with what only its source knows.
#[derive(Clone, Debug)]
pub struct Raised {
    /// The workflow; `None` for the organisation.
    pub workflow: Option<String>,
    /// The hit.
    pub hit: Hit,
    /// Who has to answer it, when that is not who answers for the workflow.
    pub owner: Option<String>,
    /// Keys of the evidence that was looked at.
    pub evidence: Vec<String>,
    /// Requirements it speaks about beside those of its kind.
    pub criteria: Vec<(RequirementId, Option<String>)>,
    /// How a person rated the risk, where that decides how bad it is.
    pub rated: Option<Rated>,
    /// Ids of the exceptions that accept all of it, where the leaves that it is about say so; none where one of them is not accepted.
    pub accepted: Option<Vec<String>>,
}

impl Raised {
    /// A hit of an analysis.
    pub fn new(workflow: Option<String>, hit: Hit) -> Self {
        Self { workflow, hit, owner: None, evidence: Vec::new(), criteria: Vec::new(), rated: None, accepted: None }
    }
}

/// The severity a kind of finding has by itself: the level of risk of its likelihood and impact, medium where it tells neither.
pub(super) fn own_level(kind: Option<&FindingKind>) -> Level {
    kind.and_then(|k| Some(level_of_risk(k.likelihood?, k.impact?))).unwrap_or(Level::Medium)
}

/// How many workflows' findings are made at one time: what they are made of is not held twice for more.
const PORTION: usize = 1024;

/// The findings, worst first and then by id. Hits with one code, workflow and cause are one finding: it is sure when one of them is.
pub fn derive(frame: &Frame<'_>, content: &Content, from: Sources<'_>, previous: &Previous) -> Vec<Finding> {
    derive_with(frame, content, from, previous, &Alone)
}

/// The same, shared out among `workers`.
pub fn derive_with(frame: &Frame<'_>, content: &Content, from: Sources<'_>, previous: &Previous, workers: &dyn Workers) -> Vec<Finding> {
    let mut more = super::claims::raised(frame, content, from.claims);
    more.extend(super::exceptions::raised(frame, content, from.exceptions, from.refused));
    more.extend(from.controls);
    // What is about one workflow is kept together and given away workflow by workflow, so that hits are not held twice.
    let mut by_workflow: BTreeMap<String, (Vec<Hit>, Vec<Raised>)> = BTreeMap::new();
    let number = more.len() + from.hits.iter().map(|(_, hits)| hits.len()).sum::<usize>();
    for (workflow, mut hits) in from.hits {
        by_workflow.entry(workflow).or_default().0.append(&mut hits);
    }
    for raised in more {
        by_workflow.entry(raised.workflow.clone().unwrap_or_default()).or_default().1.push(raised);
    }
    let mut ground = Ground::new(frame, content, from.refused);
    let mut used = Used::default();
    let mut findings = Vec::with_capacity(number);
    let mut rest = by_workflow.into_iter();
    loop {
        let portion: Vec<_> = rest.by_ref().take(PORTION).collect();
        if portion.is_empty() {
            break;
        }
        let mut causes = map(workers, portion, |(workflow, (hits, more))| by_cause(&workflow, hits, more));
        // An id depends on those given before it, so that ids are given one after the other, in the place of the digests.
        for (digest, _) in causes.iter_mut().flatten() {
            *digest = used.unused(digest);
        }
        ground.share(causes.iter().flatten().map(|(_, raised)| &raised.hit));
        let of_one = |named: Vec<(String, Raised)>| -> Vec<Finding> {
            named.into_iter().map(|(id, raised)| ground.finding(id, raised, previous)).collect()
        };
        findings.extend(map(workers, causes, of_one).into_iter().flatten());
    }
    sort(&mut findings);
    findings
}

/// What was raised in one workflow, once for each cause, with the digest that names it.
pub(super) fn by_cause(workflow: &str, hits: Vec<Hit>, more: Vec<Raised>) -> Vec<(String, Raised)> {
    let named = Some(workflow).filter(|w| !w.is_empty());
    let hits = hits.into_iter().map(|hit| Raised::new(named.map(str::to_owned), hit));
    let mut all: Vec<Raised> = hits.chain(more).collect();
    // A stable sort, so that the facts of one cause stay in the order in which they were found.
    all.sort_by(|a, b| (&a.hit.code, &a.hit.cause).cmp(&(&b.hit.code, &b.hit.cause)));
    let mut causes: Vec<(String, Raised)> = Vec::with_capacity(all.len());
    for raised in all {
        match causes.last_mut() {
            Some((_, first)) if first.hit.code == raised.hit.code && first.hit.cause == raised.hit.cause => join(first, raised),
            _ => {
                let named = [raised.hit.code.as_str(), workflow, raised.hit.cause.as_str()].join("\u{1f}");
                let digest = sha256_hex(named.as_bytes());
                causes.push((digest, raised));
            }
        }
    }
    causes
}

/// Puts findings in order: worst first, then by id.
pub fn sort(findings: &mut [Finding]) {
    // In place, because there may be very many.
    findings.sort_unstable_by(|a, b| (b.severity, &a.id).cmp(&(a.severity, &b.id)));
}

/// How many digits the id of a finding has, unless another has the same.
pub(super) const DIGITS: usize = 10;

/// The ids that are taken.
#[derive(Default)]
struct Used {
    /// Those of the usual length, as numbers: there may be very many.
    short: BTreeSet<u64>,
    long: BTreeSet<String>,
}

impl Used {
    /// The shortest id of a digest, from ten digits on, that no other finding has.
    fn unused(&mut self, digest: &str) -> String {
        let short = digest.get(..DIGITS).and_then(|digits| Some((digits, u64::from_str_radix(digits, 16).ok()?)));
        if let Some((digits, _)) = short.filter(|(_, number)| self.short.insert(*number)) {
            return format!("F-{digits}");
        }
        let ids = (DIGITS + 1..=digest.len()).filter_map(|n| digest.get(..n)).map(|digits| format!("F-{digits}"));
        let id = ids.into_iter().find(|id| !self.long.contains(id)).unwrap_or_else(|| format!("F-{digest}"));
        self.long.insert(id.clone());
        id
    }
}

/// Adds a hit to another of the same cause.
fn join(of: &mut Raised, other: Raised) {
    let (hit, more) = (&mut of.hit, other.hit);
    if more.if_true > hit.if_true {
        of.rated = other.rated;
    }
    hit.unsure &= more.unsure;
    hit.severity = hit.severity.max(more.severity);
    hit.if_true = hit.if_true.max(more.if_true);
    hit.subjects.extend(more.subjects);
    hit.condition.extend(more.condition);
    hit.stands_for.extend(more.stands_for);
    // One path each is enough to see the cause; the nodes are all told.
    match (&mut hit.paths, more.paths) {
        (Some(paths), Some(others)) => {
            paths.nodes.extend(others.nodes);
            paths.nodes.sort();
            paths.nodes.dedup();
            for (leg, path) in others.witness {
                paths.witness.entry(leg).or_insert(path);
            }
        }
        (paths @ None, others) => *paths = others,
        (Some(_), None) => {}
    }
    of.owner = of.owner.take().or(other.owner);
    of.evidence.extend(other.evidence);
    of.criteria.extend(other.criteria);
    // Joined, they are accepted where both are.
    of.accepted = of.accepted.take().zip(other.accepted).map(|(mut by, more)| {
        by.extend(more.iter().filter(|e| !by.contains(e)).cloned().collect::<Vec<_>>());
        if by.is_empty() || more.is_empty() { Vec::new() } else { by }
    });
}

/// The exceptions that accept some of what a finding speaks about.
#[derive(Default)]
struct Accepting {
    by: Vec<String>,
    /// Whether they accept all of it.
    whole: bool,
}

/// What every finding is looked up in.
struct Ground<'g, 'a> {
    frame: &'g Frame<'a>,
    content: &'g Content,
    position: BTreeMap<&'g RequirementId, usize>,
    refused: &'g BTreeMap<&'g str, Refusal>,
    treatments: Treatments<'a>,
    days: BTreeMap<Level, Days>,
    /// What each kind speaks about, each once, by code.
    criteria: BTreeMap<&'g str, Criteria>,
    /// What a kind speaks about together with those that it stands for, by the codes.
    joint: BTreeMap<Vec<String>, Criteria>,
}

impl<'g, 'a> Ground<'g, 'a> {
    fn new(frame: &'g Frame<'a>, content: &'g Content, refused: &'g BTreeMap<&'g str, Refusal>) -> Self {
        let position = frame.requirements.iter().enumerate().map(|(i, r)| (&r.id, i)).collect();
        let criteria = content.findings.iter().map(|kind| (kind.code.as_str(), Arc::new(in_order(criteria_of(kind))))).collect();
        let (treatments, days) = (Treatments::new(frame), days_by_level(frame));
        Self { frame, content, position, refused, treatments, days, criteria, joint: BTreeMap::new() }
    }

    /// What a hit speaks about: what its kind does, and the kinds that it stands for. Findings that stand for the same share it.
    fn criteria(&self, hit: &Hit) -> Criteria {
        let joint = if hit.stands_for.is_empty() { None } else { self.joint.get(&spoken_for(hit)) };
        joint.or_else(|| self.criteria.get(&*hit.code)).cloned().unwrap_or_default()
    }

    /// Makes what some hits speak about known, so that it is made once.
    fn share<'h>(&mut self, hits: impl Iterator<Item = &'h Hit>) {
        for codes in hits.filter(|hit| !hit.stands_for.is_empty()).map(spoken_for).filter(|codes| codes.len() > 1) {
            if self.joint.contains_key(&codes) {
                continue;
            }
            let kinds = codes.iter().filter_map(|code| self.criteria.get(code.as_str()));
            let all = kinds.flat_map(|criteria| criteria.iter().cloned()).collect();
            self.joint.insert(codes, Arc::new(in_order(all)));
        }
    }

    fn finding(&self, id: String, raised: Raised, previous: &Previous) -> Finding {
        let Raised { workflow, hit, owner, evidence, criteria: more, rated, accepted } = raised;
        let kind = self.content.finding(&hit.code);
        let w = workflow.as_deref().and_then(|id| self.frame.data.find(Table::Workflows, id));
        let own = self.criteria(&hit);
        // What it stands for is not accepted with it: an exception to a part of that is none to the question.
        let of_kind = self.criteria.get(hit.code.as_str()).cloned().unwrap_or_default();
        let exceptions = match accepted {
            Some(by) => Accepting { whole: !by.is_empty(), by },
            None => self.accepting(hit.if_true, &of_kind, w, workflow.as_deref()),
        };
        let as_of = self.frame.basis.period.as_of;
        let (first_seen, repeat_of) = match (previous.findings.get(&id), previous.ever.get(&id)) {
            (Some(since), _) => ((*since).min(as_of), None),
            (None, Some(last)) => (as_of, Some(Box::new(Repeat { id: id.clone(), last_seen: *last }))),
            (None, None) => (as_of, None),
        };
        let owner = owner.or_else(|| self.answers(&hit, w));
        let mut finding = Finding {
            id,
            unsure: hit.unsure,
            severity: hit.severity,
            if_true: hit.if_true,
            likelihood: rated.map(|r| r.likelihood).or_else(|| kind.and_then(|k| k.likelihood)),
            impact: rated.map(|r| r.impact).or_else(|| kind.and_then(|k| k.impact)),
            workflow,
            subjects: in_order(hit.subjects),
            condition: in_order(hit.condition),
            paths: hit.paths,
            criteria: if more.is_empty() { own } else { Arc::new(in_order(own.iter().cloned().chain(more).collect())) },
            method: kind.map_or(Method::Examine, |k| k.method),
            owner,
            first_seen,
            // The worse severity decides: what is not told gives nobody more time.
            due: self.days.get(&hit.if_true).and_then(|days| first_seen.checked_add_days(*days)).unwrap_or(first_seen),
            status: if exceptions.whole { FindingStatus::Accepted } else { FindingStatus::Open },
            repeat_of,
            exceptions: exceptions.by.into(),
            evidence: in_order(evidence).into(),
            response: None,
            code: hit.code,
        };
        self.treatments.apply(&mut finding);
        finding
    }

    /// Who answers: for the workflow its control owner, else its owner; else the owner of an identity that it is about, or of the
    /// identity that holds the access it is about.
    fn answers(&self, hit: &Hit, workflow: Option<&Record>) -> Option<String> {
        let of_workflow = workflow.and_then(|w| w.get("control_owner").or_else(|| w.get("owner")));
        let data = self.frame.data;
        let of_identity = || {
            hit.subjects.iter().find_map(|s| {
                let record = data.find(s.table, &s.key)?;
                match s.table {
                    Table::Identities | Table::Workflows => record.get("owner"),
                    Table::Credentials | Table::Grants => data.find(Table::Identities, record.get("identity")?)?.get("owner"),
                    _ => None,
                }
            })
        };
        of_workflow.or_else(of_identity).map(str::to_owned)
    }

    /// The valid exceptions that cover a criterion of its kind, with the facet, where the finding is: their approver may accept a risk
    /// as severe as it may be, and from high on something compensates it. What one criterion fails by is accepted for none of the others.
    fn accepting(
        &self,
        risk: Level,
        criteria: &[(RequirementId, Option<String>)],
        w: Option<&'a Record>,
        named: Option<&str>,
    ) -> Accepting {
        // A workflow that is not on record has no scope in which an exception could hold.
        if self.frame.exceptions.is_empty() || (named.is_some() && w.is_none()) {
            return Accepting::default();
        }
        let scope = w.map_or_else(|| self.frame.organisation(), |w| self.frame.scope_of(w));
        // Whether each exception that was looked at holds here.
        let mut holds: BTreeMap<(&str, usize), bool> = BTreeMap::new();
        let (mut by, mut open) = (BTreeSet::new(), false);
        for (id, facet) in criteria {
            // Every edition of the frame is assessed; what it does not hold has no leaf.
            let Some(requirement) = self.position.get(id) else { continue };
            let facet = facet.as_deref().unwrap_or(OUTCOME);
            let mut accepted = false;
            for e in self.frame.excepted(*requirement) {
                let named = e.facets.is_empty() || e.facets.iter().any(|f| f == facet);
                let void = self.refused.get(e.record.key.as_str()).is_some_and(|r| r.is_void(scope.id()));
                if !named || void || !self.frame.exception_covers(e, *requirement, scope) {
                    continue;
                }
                let clauses = || self.frame.failing_clauses_at(e.record, e.requirement, Some(scope), risk);
                if *holds.entry((&e.record.key, *requirement)).or_insert_with(|| clauses().is_empty()) {
                    by.insert(e.record.key.clone());
                    accepted = true;
                }
            }
            open |= !accepted;
        }
        Accepting { whole: !open && !by.is_empty(), by: by.into_iter().collect() }
    }
}

/// The codes whose criteria a hit speaks about: its own, then those that it stands for. One that makes parts fail does not speak about
/// those that are left standing, because what it stands for there is milder.
fn spoken_for(hit: &Hit) -> Vec<String> {
    let speaks = hit.stands_for.iter().filter(|s| hit.if_true < Level::High || s.if_true >= Level::High);
    let mut codes: Vec<String> = speaks.map(|s| s.code.clone()).collect();
    codes.sort();
    codes.dedup();
    codes.insert(0, hit.code.clone());
    codes
}

/// The criteria of a kind, facet by facet.
fn criteria_of(kind: &FindingKind) -> Vec<(RequirementId, Option<String>)> {
    let each = kind.criteria.iter().flat_map(|c| {
        let facets: Vec<Option<String>> = if c.facets.is_empty() { vec![None] } else { c.facets.iter().cloned().map(Some).collect() };
        facets.into_iter().map(|f| (c.requirement.clone(), f))
    });
    each.collect()
}

/// The days within which a finding of each level is to be settled.
fn days_by_level(frame: &Frame<'_>) -> BTreeMap<Level, Days> {
    let days = |level| {
        let name = match level {
            Level::Critical => "finding_due_critical_days",
            Level::High => "finding_due_high_days",
            Level::Medium => "finding_due_medium_days",
            Level::Low | Level::Info => "finding_due_low_days",
        };
        #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a checked number of days; the cast saturates")]
        let days = frame.basis.parameters.get(name) as u64;
        (level, Days::new(days))
    };
    Level::ALL.into_iter().map(days).collect()
}

/// The same, each once, in the order of the first.
pub(super) fn in_order<T: Ord>(items: Vec<T>) -> Vec<T> {
    if items.len() < 2 {
        return items;
    }
    // Few are compared with each other, many are looked up.
    let kept: Vec<bool> = if items.len() <= 8 {
        items.iter().enumerate().map(|(at, item)| !items.iter().take(at).any(|other| other == item)).collect()
    } else {
        let mut seen = BTreeSet::new();
        items.iter().map(|item| seen.insert(item)).collect()
    };
    if kept.iter().all(|first| *first) {
        return items;
    }
    items.into_iter().zip(kept).filter(|(_, first)| *first).map(|(item, _)| item).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_id_that_is_taken_grows_by_a_digit() {
        let mut used = Used::default();
        let digest = "0123456789abcdef";
        assert_eq!(used.unused(digest), "F-0123456789");
        assert_eq!(used.unused(digest), "F-0123456789a");
        assert_eq!(used.unused(digest), "F-0123456789ab");
        assert_eq!(used.unused("0123456788abcdef"), "F-0123456788");
        assert!(super::super::is_id("F-0123456789") && super::super::is_id("F-0123456789a"));
        for no in ["F-012345678", "F-01234567xy", "F-0123456789A", "0123456789", "nist-csf@2.0/PR.AA-05"] {
            assert!(!super::super::is_id(no), "{no}");
        }
    }

    #[test]
    fn findings_are_in_order_of_severity_and_then_of_their_ids_as_texts() {
        let mut ids: Vec<String> = (0..300).map(|n| format!("F-{:010x}", n * 7_919_777_u64)).collect();
        ids.extend(
            ["F-0123456789", "F-0123456789a", "F-0123456789ab", "F-012345678", "F-", "", "F-0123456789\u{e4}", "\u{e4}"].map(str::to_owned),
        );
        let levels = [Level::Low, Level::Critical, Level::Medium];
        let any = crate::findings::tests::treated(&[], Level::Low);
        let made = |(at, id): (usize, &String)| Finding { id: id.clone(), severity: levels[at % 3], ..any.clone() };
        let mut findings: Vec<Finding> = ids.iter().enumerate().map(made).collect();
        let mut wanted: Vec<(std::cmp::Reverse<Level>, String)> =
            findings.iter().map(|f| (std::cmp::Reverse(f.severity), f.id.clone())).collect();
        wanted.sort();
        sort(&mut findings);
        assert_eq!(findings.iter().map(|f| (std::cmp::Reverse(f.severity), f.id.clone())).collect::<Vec<_>>(), wanted);
    }
}

//! For one requirement: the requirements of other editions that edges lead to, and what their status there allows.

use super::{Direction, Propagated, Relation, composed, propagate_between};
use crate::assess::{Assessment, Effectiveness, Outcome};
use crate::catalog::{Content, Crosswalk, Edge};
use crate::ids::{EditionId, RequirementId};
use crate::status::{EditionKind, Status, fold};
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};

/// Evidence of one requirement that may bear on another.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
pub struct Offer {
    /// The requirement the evidence is linked to.
    pub from: RequirementId,
    /// Its status in the same scope.
    pub status: Status,
    /// How it relates to the requirement asked about, read from it.
    pub relation: Relation,
    /// The requirement in between, when no edge joins the two: such an edge is derived, and nobody stated it.
    pub via: Option<RequirementId>,
    /// What its status allows.
    pub allows: Propagated,
    /// The controls that show something there and do not cover the requirement asked about yet, in id order.
    pub controls: Vec<String>,
    /// The crosswalk set; of a derived edge, that of its last step.
    pub set: String,
    /// `published`, `inferred` or `derived`.
    pub basis: String,
    /// Who stands behind it.
    pub authority: String,
    /// Where it is printed.
    pub citation: String,
    /// Why, as the set says.
    pub rationale: Option<String>,
}

/// An edge with one end at the requirement asked about.
struct Link<'a> {
    set: &'a Crosswalk,
    edge: &'a Edge,
    /// The other end.
    other: RequirementId,
    /// Read from the other end.
    relation: Relation,
    kinds: (EditionKind, EditionKind),
}

/// What edges offer a requirement, by its position in the assessment: those that are stated first, then the derived ones, each by the
/// requirement they come from. With a workflow, what holds in that workflow; else the folds.
pub fn offers(content: &Content, assessment: &Assessment, requirement: usize, workflow: Option<usize>) -> Vec<Offer> {
    let Some(asked) = assessment.requirements.get(requirement) else { return Vec::new() };
    let known: BTreeSet<&str> = controls_at(assessment, &[requirement], workflow).keys().copied().collect();
    let make = |link: &Link<'_>, relation: Relation, via: Option<&RequirementId>| -> Option<Offer> {
        let parts = positions(content, assessment, &link.other);
        if parts.is_empty() {
            return None;
        }
        let status = fold(parts.iter().filter_map(|r| match workflow {
            Some(w) => Some(assessment.outcome(*r, Some(w))?.status),
            None => Some(assessment.status(*r)),
        }));
        let allows = propagate_between(relation, Direction::Forward, status, link.kinds);
        let reviewed = via.is_none() && link.set.basis == "published";
        let shown = controls_at(assessment, &parts, workflow).into_iter().filter(|(id, shows)| *shows && !known.contains(id));
        Some(Offer {
            from: link.other.clone(),
            status,
            relation,
            via: via.cloned(),
            allows: if reviewed { allows } else { allows.at_most_offer() },
            controls: shown.map(|(id, _)| id.to_owned()).collect(),
            set: link.set.id.clone(),
            basis: if via.is_some() { "derived".to_owned() } else { link.set.basis.clone() },
            authority: link.set.authority.clone(),
            citation: link.set.citation.clone(),
            rationale: link.edge.rationale.clone(),
        })
    };
    let direct = links(content, asked);
    let mut found: Vec<Offer> = direct.iter().filter_map(|l| make(l, l.relation, None)).collect();
    found.sort();
    found.dedup();

    let mut reached: BTreeSet<RequirementId> = direct.iter().map(|l| l.other.clone()).collect();
    let mut middles: Vec<&Link<'_>> = direct.iter().collect();
    middles.sort_by(|a, b| (&a.other, a.relation).cmp(&(&b.other, b.relation)));
    let mut derived = Vec::new();
    for middle in middles {
        for link in links(content, &middle.other) {
            let Some(relation) = composed(link.relation, middle.relation).filter(|_| link.other.edition != asked.edition) else { continue };
            if reached.insert(link.other.clone()) {
                derived.extend(make(&link, relation, Some(&middle.other)));
            }
        }
    }
    derived.sort();
    found.extend(derived);
    found
}

/// The edges of every set that touch a requirement.
fn links<'a>(content: &'a Content, id: &RequirementId) -> Vec<Link<'a>> {
    let kind = |edition: &EditionId| content.edition(edition).map_or(EditionKind::Outcomes, |e| e.kind);
    let mut found = Vec::new();
    for set in &content.crosswalks {
        for (near, far, forward) in [(&set.source, &set.target, true), (&set.target, &set.source, false)] {
            if *near != id.edition {
                continue;
            }
            for edge in &set.edges {
                let (here, there) = if forward { (&edge.source, &edge.target) } else { (&edge.target, &edge.source) };
                if *here == id.id {
                    let stated = Relation::parse(&edge.relation);
                    let relation = if forward { stated.inverse() } else { stated };
                    found.push(Link { set, edge, other: far.requirement(there), relation, kinds: (kind(far), kind(near)) });
                }
            }
        }
    }
    found
}

/// The positions of what is assessed at or below an element; empty when its edition is not assessed.
fn positions(content: &Content, assessment: &Assessment, id: &RequirementId) -> Vec<usize> {
    match assessment.position(id) {
        Some(at) => vec![at],
        None => content
            .edition(&id.edition)
            .map(|e| e.assessable_below(&id.id).into_iter().filter_map(|r| assessment.position(&r.id)).collect())
            .unwrap_or_default(),
    }
}

/// The controls that cover some requirements in a scope, and whether each of them shows something there.
fn controls_at<'a>(assessment: &'a Assessment, requirements: &[usize], workflow: Option<usize>) -> BTreeMap<&'a str, bool> {
    let mut outcomes: BTreeSet<&Outcome> = BTreeSet::new();
    for r in requirements {
        match workflow {
            Some(w) => outcomes.extend(assessment.outcome(*r, Some(w))),
            None => {
                outcomes.extend(assessment.outcome(*r, None));
                outcomes.extend((0..assessment.rows.len()).filter_map(|w| assessment.outcome(*r, Some(w))));
            }
        }
    }
    let mut found = BTreeMap::new();
    for proof in outcomes.iter().flat_map(|o| &o.facets).flat_map(|f| &f.proofs) {
        *found.entry(proof.control.as_str()).or_insert(false) |= !matches!(proof.effectiveness, Effectiveness::Untested);
    }
    found
}

/// What two editions have that no edge joins to the other.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
pub struct Gaps {
    /// Assessed requirements of the first without an edge, in its order.
    pub source_without: Vec<RequirementId>,
    /// Assessed requirements of the second without an edge, in its order.
    pub target_without: Vec<RequirementId>,
}

/// The gaps on both sides of two editions. An edge to a category reaches none of its parts by itself, and one that says that there is
/// no relationship joins nothing.
pub fn gaps(content: &Content, source: &EditionId, target: &EditionId) -> Gaps {
    let (mut joined_source, mut joined_target) = (BTreeSet::new(), BTreeSet::new());
    for set in &content.crosswalks {
        let forward = set.source == *source && set.target == *target;
        if !forward && (set.source != *target || set.target != *source) {
            continue;
        }
        for edge in set.edges.iter().filter(|e| Relation::parse(&e.relation) != Relation::NoRelationship) {
            let (a, b) = if forward { (&edge.source, &edge.target) } else { (&edge.target, &edge.source) };
            joined_source.insert(a.as_str());
            joined_target.insert(b.as_str());
        }
    }
    let without = |edition: &EditionId, joined: &BTreeSet<&str>| -> Vec<RequirementId> {
        let listed = content.edition(edition).into_iter().flat_map(|e| e.assessable());
        listed.filter(|r| !joined.contains(r.id.id.as_str())).map(|r| r.id.clone()).collect()
    };
    Gaps { source_without: without(source, &joined_source), target_without: without(target, &joined_target) }
}

#[cfg(test)]
mod tests;

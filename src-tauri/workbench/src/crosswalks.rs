//! `crosswalk`: edges between two editions, and the gaps on both sides (`countersign/crosswalk@1`).

use crate::error::{Error, Result};
use countersign_core::catalog::{Content, Edition};
use countersign_core::crosswalk::{Relation, gaps};
use countersign_core::ids::RequirementId;
use serde::Serialize;

/// The edges from one edition to another.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
pub struct CrosswalkReport {
    /// `countersign/crosswalk@1`.
    pub schema: &'static str,
    /// Source edition.
    pub source: String,
    /// Target edition.
    pub target: String,
    /// The edges, by source and target.
    pub edges: Vec<CrosswalkEdge>,
    /// Assessed requirements of the source without an edge.
    pub source_without: Vec<String>,
    /// Assessed requirements of the target without an edge.
    pub target_without: Vec<String>,
}

/// One edge.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
pub struct CrosswalkEdge {
    /// Full id.
    pub source: String,
    /// Full id.
    pub target: String,
    /// As its set states it; inverted when the set is written the other way round.
    pub relation: String,
    /// As its set states it.
    pub strength: Option<String>,
    /// `published` or `inferred`.
    pub basis: String,
    /// Who stands behind it.
    pub authority: String,
    /// `final`, `draft for review`, …
    pub status: String,
    /// Where it is printed.
    pub citation: String,
    /// Why.
    pub rationale: Option<String>,
}

/// The edges between two editions, whichever way their sets are written.
///
/// # Errors
/// `usage/framework` when an edition does not exist.
pub fn crosswalk(content: &Content, source: &str, target: &str) -> Result<CrosswalkReport> {
    let find = |text: &str| -> Result<&Edition> {
        let id = text.parse().ok();
        id.and_then(|id| content.edition(&id)).ok_or_else(|| {
            Error::new("usage/framework", format!("There is no framework edition `{text}`."), "List them with `countersign catalog list`.")
        })
    };
    let (from, to) = (find(source)?, find(target)?);
    let mut edges = Vec::new();
    for set in &content.crosswalks {
        let forward = set.source == from.id && set.target == to.id;
        let backward = set.source == to.id && set.target == from.id;
        if !forward && !backward {
            continue;
        }
        for e in &set.edges {
            let (a, b) = if forward { (&e.source, &e.target) } else { (&e.target, &e.source) };
            edges.push(CrosswalkEdge {
                source: from.id.requirement(a).to_string(),
                target: to.id.requirement(b).to_string(),
                relation: if forward { e.relation.clone() } else { inverse(&e.relation) },
                strength: e.strength.clone(),
                basis: set.basis.clone(),
                authority: set.authority.clone(),
                status: set.status.clone(),
                citation: set.citation.clone(),
                rationale: e.rationale.clone(),
            });
        }
    }
    edges.sort_by(|a, b| (&a.source, &a.target, &a.citation).cmp(&(&b.source, &b.target, &b.citation)));
    let without = gaps(content, &from.id, &to.id);
    let ids = |list: Vec<RequirementId>| list.iter().map(ToString::to_string).collect();
    Ok(CrosswalkReport {
        schema: "countersign/crosswalk@1",
        source: from.id.to_string(),
        target: to.id.to_string(),
        edges,
        source_without: ids(without.source_without),
        target_without: ids(without.target_without),
    })
}

/// The relation read the other way round; a word that nobody explained stays as it is.
pub(crate) fn inverse(relation: &str) -> String {
    let stated = Relation::parse(relation);
    let back = stated.inverse();
    if back == stated { relation.to_owned() } else { back.word().to_owned() }
}

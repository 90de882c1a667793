//! Crosswalks from TOML.

use crate::error::ContentError;
use crate::toml_file::TomlFile;
use countersign_core::catalog::{Content, Crosswalk, Edge};
use countersign_core::ids::EditionId;
use serde::Deserialize;
use toml::Spanned;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    id: Spanned<String>,
    title: String,
    source: Spanned<String>,
    target: Spanned<String>,
    basis: Spanned<String>,
    authority: String,
    status: String,
    citation: String,
    #[serde(default)]
    #[allow(dead_code, reason = "the licence of the source the ids were read from; for readers of the file")]
    licence: String,
    #[serde(default)]
    edge: Vec<Entry>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Entry {
    source: Spanned<String>,
    target: Spanned<String>,
    relation: Spanned<String>,
    strength: Option<String>,
    rationale: Option<String>,
}

/// The relations an edge may have.
const RELATIONS: [&str; 6] = ["equal", "subset_of", "superset_of", "intersects_with", "no_relationship", "supports"];

/// Reads a crosswalk and checks both ends of every edge.
pub fn read(file: &TomlFile<'_>, content: &Content) -> Result<Crosswalk, ContentError> {
    let raw: File = file.parse()?;
    if raw.id.get_ref().ends_with("-UNREVIEWED") {
        return Err(file.at(raw.id.span(), "an unreviewed set is not shipped as edges"));
    }
    if !["published", "inferred"].contains(&raw.basis.get_ref().as_str()) {
        return Err(file.at(raw.basis.span(), "a basis is published or inferred"));
    }
    let edition = |text: &Spanned<String>| -> Result<EditionId, ContentError> {
        let id: EditionId = text.get_ref().parse().map_err(|e| file.at(text.span(), format!("{e}")))?;
        if content.edition(&id).is_some() { Ok(id) } else { Err(file.at(text.span(), format!("there is no edition {id}"))) }
    };
    let (source, target) = (edition(&raw.source)?, edition(&raw.target)?);
    let mut edges = Vec::with_capacity(raw.edge.len());
    for e in raw.edge {
        for (end, of) in [(&e.source, &source), (&e.target, &target)] {
            if content.edition(of).and_then(|x| x.requirement(end.get_ref())).is_none() {
                return Err(file.at(end.span(), format!("{of} has no `{}`", end.get_ref())));
            }
        }
        if !RELATIONS.contains(&e.relation.get_ref().as_str()) {
            return Err(file.at(e.relation.span(), format!("a relation is one of {}", RELATIONS.join(", "))));
        }
        edges.push(Edge {
            source: e.source.into_inner(),
            target: e.target.into_inner(),
            relation: e.relation.into_inner(),
            strength: e.strength,
            rationale: e.rationale,
        });
    }
    Ok(Crosswalk {
        id: raw.id.into_inner(),
        title: raw.title,
        source,
        target,
        basis: raw.basis.into_inner(),
        authority: raw.authority,
        status: raw.status,
        citation: raw.citation,
        edges,
    })
}

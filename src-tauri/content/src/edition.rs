//! One framework edition from TOML.

use crate::error::ContentError;
use crate::toml_file::TomlFile;
use countersign_core::catalog::{Demand, Edition, Facet, Question, Requirement, Withdrawn};
use countersign_core::ids::EditionId;
use countersign_core::status::EditionKind;
use countersign_core::tables::EVIDENCE_KINDS;
use serde::Deserialize;
use std::collections::BTreeSet;
use toml::Spanned;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    framework: String,
    edition: String,
    title: String,
    publisher: String,
    published: String,
    source: String,
    licence: String,
    status: String,
    assessed_level: String,
    kind: EditionKind,
    #[serde(default)]
    requirement: Vec<Element>,
    #[serde(default)]
    withdrawn: Vec<Gone>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Element {
    id: Spanned<String>,
    label: String,
    level: String,
    parent: Option<Spanned<String>>,
    title: String,
    title_by: String,
    text: String,
    #[serde(default)]
    evidence: String,
    question: Option<Question>,
    accepted_kinds: Option<Vec<Spanned<String>>>,
    min_tier: Option<Spanned<String>>,
    methods: Option<Vec<Spanned<String>>>,
    #[serde(default)]
    facet: Vec<Part>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Part {
    id: Spanned<String>,
    title: String,
    #[serde(default)]
    essential: bool,
    question: Option<Question>,
    accepted_kinds: Option<Vec<Spanned<String>>>,
    min_tier: Option<Spanned<String>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Gone {
    id: Spanned<String>,
    disposition: String,
    targets: Vec<Spanned<String>>,
}

/// Reads an edition and checks that its parts fit together.
pub fn read(file: &TomlFile<'_>) -> Result<Edition, ContentError> {
    let raw: File = file.parse()?;
    let id = EditionId::new(&raw.framework, &raw.edition);
    let ids: BTreeSet<String> = raw.requirement.iter().map(|r| r.id.get_ref().clone()).collect();
    let mut seen = BTreeSet::new();
    let mut requirements = Vec::with_capacity(raw.requirement.len());
    for element in raw.requirement {
        if !seen.insert(element.id.get_ref().clone()) || element.id.get_ref().contains([' ', '/', '#']) {
            return Err(file.at(element.id.span(), "the id occurs twice or holds a space, slash or #"));
        }
        if let Some(parent) = element.parent.as_ref().filter(|p| !ids.contains(p.get_ref())) {
            return Err(file.at(parent.span(), format!("there is no element `{}`", parent.get_ref())));
        }
        requirements.push(requirement(file, &id, &raw.assessed_level, element)?);
    }
    let mut withdrawn = Vec::with_capacity(raw.withdrawn.len());
    for gone in raw.withdrawn {
        if ids.contains(gone.id.get_ref()) {
            return Err(file.at(gone.id.span(), "a withdrawn id is also live"));
        }
        if let Some(target) = gone.targets.iter().find(|t| !ids.contains(t.get_ref())) {
            return Err(file.at(target.span(), format!("there is no element `{}`", target.get_ref())));
        }
        withdrawn.push(Withdrawn {
            id: gone.id.into_inner(),
            disposition: gone.disposition,
            targets: gone.targets.into_iter().map(Spanned::into_inner).collect(),
        });
    }
    Ok(Edition {
        id,
        title: raw.title,
        publisher: raw.publisher,
        published: raw.published,
        source: raw.source,
        licence: raw.licence,
        status: raw.status,
        kind: raw.kind,
        assessed_level: raw.assessed_level,
        requirements,
        withdrawn,
    })
}

fn requirement(file: &TomlFile<'_>, edition: &EditionId, assessed: &str, e: Element) -> Result<Requirement, ContentError> {
    let assessable = e.level == assessed;
    if assessable && (e.evidence.trim().is_empty() || e.question.is_none() || e.text.trim().is_empty()) {
        return Err(file.at(e.id.span(), "an assessed requirement needs a text, a question and what evidence of it looks like"));
    }
    let demand = Demand {
        question: e.question.unwrap_or_default(),
        accepted_kinds: kinds(file, e.accepted_kinds.unwrap_or_default())?,
        min_tier: match e.min_tier {
            Some(t) => tier(file, &t)?,
            None => 0,
        },
        methods: methods(file, e.methods.unwrap_or_default())?,
    };
    let declared = !e.facet.is_empty();
    let mut facets: Vec<Facet> = Vec::with_capacity(e.facet.len());
    for part in e.facet {
        if facets.iter().any(|f| f.id == *part.id.get_ref()) {
            return Err(file.at(part.id.span(), "the facet occurs twice"));
        }
        facets.push(Facet {
            id: part.id.get_ref().clone(),
            title: part.title,
            essential: part.essential,
            demand: part_demand(file, &demand, part.question, part.accepted_kinds, part.min_tier)?,
        });
    }
    if !declared {
        facets.push(Facet {
            id: countersign_core::assess::frame::OUTCOME.to_owned(),
            title: e.title.clone(),
            essential: true,
            demand: demand.clone(),
        });
    }
    Ok(Requirement {
        id: edition.requirement(e.id.get_ref()),
        label: e.label,
        level: e.level,
        parent: e.parent.map(Spanned::into_inner),
        title: e.title,
        title_by: e.title_by,
        text: e.text,
        evidence: e.evidence,
        assessable,
        demand,
        facets,
        facets_declared: declared,
    })
}

/// A facet asks what its requirement asks, unless it says otherwise. A facet about design inside an operating requirement may be
/// answered by a document (tier R5) and by any method; one about operation inside a design requirement is examined or tested.
fn part_demand(
    file: &TomlFile<'_>,
    whole: &Demand,
    question: Option<Question>,
    accepted: Option<Vec<Spanned<String>>>,
    min_tier: Option<Spanned<String>>,
) -> Result<Demand, ContentError> {
    let mut demand = whole.clone();
    if let Some(question) = question.filter(|q| *q != whole.question) {
        demand.question = question;
        let methods: &[&str] = if question == Question::Design { &[] } else { &["examine", "test"] };
        demand.methods = methods.iter().map(|m| (*m).to_owned()).collect();
        if question == Question::Design {
            demand.min_tier = demand.min_tier.max(5);
        }
    }
    if let Some(accepted) = accepted {
        demand.accepted_kinds = kinds(file, accepted)?;
    }
    if let Some(t) = min_tier {
        demand.min_tier = tier(file, &t)?;
    }
    Ok(demand)
}

fn kinds(file: &TomlFile<'_>, list: Vec<Spanned<String>>) -> Result<Vec<String>, ContentError> {
    list.into_iter()
        .map(|k| {
            if EVIDENCE_KINDS.contains(&k.get_ref().as_str()) {
                Ok(k.into_inner())
            } else {
                Err(file.at(k.span(), "this is not an evidence kind"))
            }
        })
        .collect()
}

fn methods(file: &TomlFile<'_>, list: Vec<Spanned<String>>) -> Result<Vec<String>, ContentError> {
    list.into_iter()
        .map(|m| {
            if ["examine", "interview", "test"].contains(&m.get_ref().as_str()) {
                Ok(m.into_inner())
            } else {
                Err(file.at(m.span(), "a method is examine, interview or test"))
            }
        })
        .collect()
}

fn tier(file: &TomlFile<'_>, text: &Spanned<String>) -> Result<u8, ContentError> {
    text.get_ref()
        .strip_prefix('R')
        .and_then(|n| n.parse().ok())
        .filter(|n| (1..=6).contains(n))
        .ok_or_else(|| file.at(text.span(), "a tier is R1 to R6"))
}

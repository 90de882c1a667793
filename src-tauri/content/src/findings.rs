//! Kinds of findings from TOML.

use crate::error::ContentError;
use crate::rules::assessed;
use crate::toml_file::TomlFile;
use countersign_core::catalog::{Content, Criterion, FindingKind, FindingPage, Method, Unsure};
use countersign_core::findings::PLACEHOLDERS;
use countersign_core::risk::Level;
use serde::Deserialize;
use toml::Spanned;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    finding: Vec<Entry>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Entry {
    code: Spanned<String>,
    family: Spanned<String>,
    title: Spanned<String>,
    criteria: Vec<Named>,
    method: Spanned<String>,
    cause: Spanned<String>,
    effect: Spanned<String>,
    recommendation: Spanned<String>,
    likelihood: Option<Spanned<String>>,
    impact: Option<Spanned<String>>,
    unsure: Doubt,
    page: Page,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Named {
    requirement: Spanned<String>,
    #[serde(default)]
    facets: Vec<Spanned<String>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Doubt {
    title: Spanned<String>,
    cause: Option<Spanned<String>>,
    effect: Spanned<String>,
    recommendation: Option<Spanned<String>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Page {
    looks_at: String,
    asks: String,
    raises: String,
    does_not: String,
    clears: String,
}

/// The analyses that findings come from.
const FAMILIES: [&str; 8] = ["boundary", "theatre", "exception", "authorship", "chain", "variability", "definition", "control"];

/// Reads kinds of findings and checks codes, words, requirements, facets and placeholders.
pub fn read(file: &TomlFile<'_>, content: &Content) -> Result<Vec<FindingKind>, ContentError> {
    let raw: File = file.parse()?;
    let mut kinds: Vec<FindingKind> = Vec::with_capacity(raw.finding.len());
    for entry in raw.finding {
        if kinds.iter().chain(&content.findings).any(|k| k.code == *entry.code.get_ref()) {
            return Err(file.at(entry.code.span(), "the kind of finding occurs twice"));
        }
        if !FAMILIES.contains(&entry.family.get_ref().as_str()) {
            return Err(file.at(entry.family.span(), format!("one of {} is wanted", FAMILIES.join(", "))));
        }
        if let (Some(alone), None) | (None, Some(alone)) = (&entry.likelihood, &entry.impact) {
            return Err(file.at(alone.span(), "likelihood and impact are told together"));
        }
        let mut criteria = Vec::with_capacity(entry.criteria.len());
        for named in entry.criteria {
            let criterion = criterion(file, content, named)?;
            if criteria.iter().any(|c: &Criterion| c.requirement == criterion.requirement) {
                return Err(file.at(entry.code.span(), format!("{} is named twice", criterion.requirement)));
            }
            criteria.push(criterion);
        }
        kinds.push(FindingKind {
            code: entry.code.into_inner(),
            family: entry.family.into_inner(),
            title: sentence(file, entry.title)?,
            criteria,
            method: method(file, &entry.method)?,
            cause: sentence(file, entry.cause)?,
            effect: sentence(file, entry.effect)?,
            recommendation: sentence(file, entry.recommendation)?,
            unsure: Unsure {
                title: sentence(file, entry.unsure.title)?,
                cause: entry.unsure.cause.map(|c| sentence(file, c)).transpose()?,
                effect: sentence(file, entry.unsure.effect)?,
                recommendation: entry.unsure.recommendation.map(|r| sentence(file, r)).transpose()?,
            },
            likelihood: level(file, entry.likelihood)?,
            impact: level(file, entry.impact)?,
            page: FindingPage {
                looks_at: entry.page.looks_at,
                asks: entry.page.asks,
                raises: entry.page.raises,
                does_not: entry.page.does_not,
                clears: entry.page.clears,
            },
        });
    }
    Ok(kinds)
}

/// A requirement with facets of it. One that declares facets is named with them, for each of them counts by itself.
fn criterion(file: &TomlFile<'_>, content: &Content, named: Named) -> Result<Criterion, ContentError> {
    let requirement = assessed(file, content, &named.requirement)?;
    let known = content.requirement(&requirement).filter(|r| r.facets_declared).map_or(&[][..], |r| &r.facets);
    if let Some(f) = named.facets.iter().find(|f| !known.iter().any(|k| k.id == *f.get_ref())) {
        return Err(file.at(f.span(), format!("{requirement} has no facet `{}`", f.get_ref())));
    }
    if named.facets.is_empty() && !known.is_empty() {
        return Err(file.at(named.requirement.span(), format!("{requirement} has facets; the kind of finding does not say which")));
    }
    Ok(Criterion { requirement, facets: named.facets.into_iter().map(Spanned::into_inner).collect() })
}

fn method(file: &TomlFile<'_>, text: &Spanned<String>) -> Result<Method, ContentError> {
    match text.get_ref().as_str() {
        "examine" => Ok(Method::Examine),
        "interview" => Ok(Method::Interview),
        "test" => Ok(Method::Test),
        _ => Err(file.at(text.span(), "one of examine, interview, test is wanted")),
    }
}

fn level(file: &TomlFile<'_>, text: Option<Spanned<String>>) -> Result<Option<Level>, ContentError> {
    let Some(text) = text else { return Ok(None) };
    match Level::ALL.into_iter().find(|l| l.word() == text.get_ref()) {
        Some(level) => Ok(Some(level)),
        None => Err(file.at(text.span(), "one of critical, high, medium, low, info is wanted")),
    }
}

/// A sentence whose placeholders are known; it has words.
fn sentence(file: &TomlFile<'_>, text: Spanned<String>) -> Result<String, ContentError> {
    let span = text.span();
    if text.get_ref().trim().is_empty() || text.get_ref().contains('\n') {
        return Err(file.at(span, "a sentence on one line is wanted"));
    }
    let mut rest = text.get_ref().as_str();
    while let Some((_, after)) = rest.split_once('{') {
        let Some((name, tail)) = after.split_once('}') else { return Err(file.at(span, "a placeholder is not closed")) };
        if !PLACEHOLDERS.contains(&name) {
            return Err(file.at(span, format!("there is no placeholder `{name}`; known are {}", PLACEHOLDERS.join(", "))));
        }
        rest = tail;
    }
    Ok(text.into_inner())
}

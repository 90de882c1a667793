//! Starter controls from TOML.

use crate::error::ContentError;
use crate::rules::assessed;
use crate::toml_file::TomlFile;
use countersign_core::catalog::{Content, StarterControl, StarterMap};
use countersign_core::tables::{EVIDENCE_KINDS, FREQUENCIES};
use serde::Deserialize;
use toml::Spanned;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    control: Vec<Entry>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Entry {
    id: Spanned<String>,
    title: String,
    statement: String,
    kind: Spanned<String>,
    frequency: Spanned<String>,
    expects: Vec<Spanned<String>>,
    evidence: String,
    asks: String,
    maps: Vec<Map>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Map {
    requirement: Spanned<String>,
    facets: Vec<Spanned<String>>,
    rationale: String,
}

/// Reads starter controls and checks kinds, frequencies, requirements and facets.
pub fn read(file: &TomlFile<'_>, content: &Content) -> Result<Vec<StarterControl>, ContentError> {
    let raw: File = file.parse()?;
    let mut controls: Vec<StarterControl> = Vec::with_capacity(raw.control.len());
    for c in raw.control {
        if controls.iter().any(|x| x.id == *c.id.get_ref()) {
            return Err(file.at(c.id.span(), "the control occurs twice"));
        }
        one_of(file, &c.kind, &["preventive", "detective", "corrective"])?;
        one_of(file, &c.frequency, FREQUENCIES)?;
        for kind in &c.expects {
            one_of(file, kind, EVIDENCE_KINDS)?;
        }
        let mut maps = Vec::with_capacity(c.maps.len());
        for map in c.maps {
            let requirement = assessed(file, content, &map.requirement)?;
            let known = content.requirement(&requirement).map_or(&[][..], |r| &r.facets);
            if let Some(f) = map.facets.iter().find(|f| !known.iter().any(|k| k.id == *f.get_ref())) {
                return Err(file.at(f.span(), format!("{requirement} has no facet `{}`", f.get_ref())));
            }
            maps.push(StarterMap {
                requirement,
                facets: map.facets.into_iter().map(Spanned::into_inner).collect(),
                rationale: map.rationale,
            });
        }
        controls.push(StarterControl {
            id: c.id.into_inner(),
            title: c.title,
            statement: c.statement,
            kind: c.kind.into_inner(),
            frequency: c.frequency.into_inner(),
            expects: c.expects.into_iter().map(Spanned::into_inner).collect(),
            evidence: c.evidence,
            asks: c.asks,
            maps,
        });
    }
    Ok(controls)
}

fn one_of(file: &TomlFile<'_>, text: &Spanned<String>, allowed: &[&str]) -> Result<(), ContentError> {
    if allowed.contains(&text.get_ref().as_str()) {
        Ok(())
    } else {
        Err(file.at(text.span(), format!("one of {} is wanted", allowed.join(", "))))
    }
}

//! Applicability rules from TOML.

use crate::condition::{Written, typed};
use crate::error::ContentError;
use crate::toml_file::TomlFile;
use countersign_core::catalog::Content;
use countersign_core::ids::RequirementId;
use countersign_core::rule::Rule;
use serde::Deserialize;
use toml::Spanned;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    rule: Vec<Entry>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Entry {
    id: Spanned<String>,
    title: String,
    why: String,
    when: Spanned<Written>,
    requires: Vec<Spanned<String>>,
}

/// Reads rules and checks every id they name.
pub fn read(file: &TomlFile<'_>, content: &Content) -> Result<Vec<Rule>, ContentError> {
    let raw: File = file.parse()?;
    let mut rules: Vec<Rule> = Vec::with_capacity(raw.rule.len());
    for entry in raw.rule {
        let known = rules.iter().chain(&content.rules).any(|r| r.id == *entry.id.get_ref());
        if known {
            return Err(file.at(entry.id.span(), "the rule occurs twice"));
        }
        rules.push(Rule {
            id: entry.id.into_inner(),
            title: entry.title,
            why: entry.why,
            when: typed(file, entry.when)?,
            requires: entry.requires.iter().map(|r| assessed(file, content, r)).collect::<Result<_, _>>()?,
        });
    }
    Ok(rules)
}

/// The id of a requirement that exists and is assessed.
pub fn assessed(file: &TomlFile<'_>, content: &Content, text: &Spanned<String>) -> Result<RequirementId, ContentError> {
    let id: RequirementId = text.get_ref().parse().map_err(|e| file.at(text.span(), format!("{e}")))?;
    match content.requirement(&id) {
        Some(r) if r.assessable => Ok(id),
        Some(_) => Err(file.at(text.span(), format!("{id} is not assessed by itself"))),
        None => Err(file.at(text.span(), format!("there is no requirement {id}"))),
    }
}

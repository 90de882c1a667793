//! Aliases and names of editions from TOML.

use crate::error::ContentError;
use crate::toml_file::TomlFile;
use countersign_core::catalog::{Alias, Content, EditionName};
use countersign_core::ids::{EditionId, RequirementId};
use serde::Deserialize;
use toml::Spanned;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    #[serde(default)]
    alias: Vec<Entry>,
    #[serde(default)]
    framework: Vec<Name>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Entry {
    text: String,
    framework: Option<String>,
    kind: Spanned<String>,
    #[serde(default)]
    #[allow(dead_code, reason = "the publisher's own word; the note repeats it for people")]
    disposition: Option<String>,
    targets: Vec<Spanned<String>>,
    #[serde(default)]
    suggest: bool,
    note: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Name {
    text: String,
    id: Spanned<String>,
}

/// Reads aliases and checks every target.
pub fn read(file: &TomlFile<'_>, content: &Content) -> Result<(Vec<Alias>, Vec<EditionName>), ContentError> {
    let raw: File = file.parse()?;
    let mut aliases = Vec::with_capacity(raw.alias.len());
    for entry in raw.alias {
        if !["legacy", "draft", "short_form", "other_edition", "not_an_id"].contains(&entry.kind.get_ref().as_str()) {
            return Err(file.at(entry.kind.span(), "a kind is legacy, draft, short_form, other_edition or not_an_id"));
        }
        let mut targets = Vec::with_capacity(entry.targets.len());
        for target in &entry.targets {
            let id: RequirementId = target.get_ref().parse().map_err(|e| file.at(target.span(), format!("{e}")))?;
            if content.requirement(&id).is_none() {
                return Err(file.at(target.span(), format!("there is no requirement {id}")));
            }
            targets.push(id);
        }
        aliases.push(Alias {
            text: entry.text,
            framework: entry.framework,
            kind: entry.kind.into_inner(),
            targets,
            suggest: entry.suggest,
            note: entry.note,
        });
    }
    let mut names = Vec::with_capacity(raw.framework.len());
    for name in raw.framework {
        let id: EditionId = name.id.get_ref().parse().map_err(|e| file.at(name.id.span(), format!("{e}")))?;
        names.push(EditionName { text: name.text, id });
    }
    Ok((aliases, names))
}

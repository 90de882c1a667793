//! What people decide about mappings: that a control covers a requirement, or that a suggestion to map it is passed. A passed one is a
//! reviewer's note about the requirement that names the control; it is no evidence of anything.

use crate::desk::{Moment, Workbench};
use crate::error::{Error, Result};
use crate::screens::{SuggestionAccepted, SuggestionPassed, Written};
use crate::statements::{new_id, no_requirement};
use crate::stating::Statement;
use countersign_core::Record;
use countersign_core::catalog::Requirement;
use countersign_core::citation::Resolver;
use countersign_core::event::detail;
use countersign_core::ids::RequirementId;
use countersign_core::record::split_list;
use countersign_core::tables::Table;
use std::collections::BTreeSet;

impl Workbench {
    /// Maps a control to a requirement, and the facets of it that it covers.
    ///
    /// # Errors
    /// `usage/id`, `usage/facet`; `state/refused`, `workspace/failed`.
    pub fn accept_suggestion(&mut self, accepted: &SuggestionAccepted, now: &Moment) -> Result<Written> {
        let control = self.known(Table::Controls, &accepted.control)?;
        let r = self.assessable(&accepted.requirement)?;
        facets_of(r, &accepted.facets)?;
        if r.facets_declared && accepted.facets.is_empty() {
            return Err(Error::new(
                "usage/facet",
                format!("{} is met facet by facet.", r.id),
                "Choose the facets that the control covers.",
            ));
        }
        let mut items: Vec<String> = control.get("requirements").into_iter().flat_map(split_list).map(str::to_owned).collect();
        let more =
            if r.facets_declared { accepted.facets.iter().map(|f| format!("{}#{f}", r.id)).collect() } else { vec![r.id.to_string()] };
        items.extend(more.into_iter().filter(|item| !items.contains(item)).collect::<Vec<_>>());
        let said = format!("{} covers {}", control.key, r.label);
        let values = vec![("id", control.key), ("requirements", items.join("; "))];
        self.written(&[Statement::new(Table::Controls, values)], now, said)
    }

    /// Passes a suggestion, so that it is not made again. One that is passed already is not written a second time.
    ///
    /// # Errors
    /// `usage/id`; `state/refused`, `workspace/failed`.
    pub fn pass_suggestion(&mut self, pass: &SuggestionPassed, now: &Moment) -> Result<Written> {
        let control = self.known(Table::Controls, &pass.control)?;
        let r = self.assessable(&pass.requirement)?;
        let said = format!("{} is not suggested for {} any more", r.label, control.key);
        if passed(&self.workspace.records(Table::Decisions, None)?).contains(&(control.key.clone(), r.id.clone())) {
            return Ok(Written { batch: None, said });
        }
        let requirement = r.id.to_string();
        let values = vec![
            ("id", new_id("MP", now, &format!("{} {requirement}", control.key))),
            ("kind", "reviewer_note".to_owned()),
            ("subject", requirement),
            ("value", format!("mapping=passed;control={}", serde_json::to_string(&control.key)?)),
            ("reason", "The suggestion to map the control to it is passed.".to_owned()),
            ("decided_by", now.actor.clone()),
            ("at", now.at.clone()),
        ];
        self.written(&[Statement::new(Table::Decisions, values)], now, said)
    }

    /// A requirement that gets a status of its own, by its full id.
    fn assessable(&self, id: &str) -> Result<&Requirement> {
        let found = id.parse().ok().and_then(|id| self.content.requirement(&id)).filter(|r| r.assessable);
        found.ok_or_else(|| no_requirement(id))
    }

    /// A requirement by its full id or as it is cited, where one reading of it is settled.
    pub(crate) fn cited(&self, text: &str) -> Result<&Requirement> {
        let choices = crate::resolving::choices(&self.workspace, None)?;
        let id = Resolver::new(&self.content, &choices).resolve(text).requirement;
        id.and_then(|id| self.content.requirement(&id)).ok_or_else(|| no_requirement(text))
    }
}

/// Every facet named has to be one of the requirement's.
pub(crate) fn facets_of(r: &Requirement, named: &[String]) -> Result<()> {
    let Some(facet) = named.iter().find(|name| !r.facets.iter().any(|f| f.id == **name)) else { return Ok(()) };
    let all: Vec<&str> = r.facets.iter().map(|f| f.id.as_str()).collect();
    Err(Error::new("usage/facet", format!("{} has no facet `{facet}`.", r.id), format!("Choose of {}.", all.join(", "))))
}

/// The suggestions that people passed, by their decisions: control and requirement.
pub(crate) fn passed(decisions: &[Record]) -> BTreeSet<(String, RequirementId)> {
    let notes = decisions.iter().filter(|d| d.get("kind") == Some("reviewer_note"));
    notes
        .filter_map(|d| {
            let value = d.get("value").filter(|v| detail(v, "mapping").as_deref() == Some("passed"))?;
            Some((detail(value, "control")?.into_owned(), d.get("subject")?.parse().ok()?))
        })
        .collect()
}

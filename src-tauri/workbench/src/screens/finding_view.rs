//! One finding in full: what should be, what is, why, what that leaves open, what would settle it, and what a person said.

use crate::error::{Error, Result};
use crate::screens::Reading;
use crate::screens::bars::short_title;
use crate::screens::findings::{FindingResponse, FindingView, Statement};
use crate::screens::register::person_name;
use crate::screens::words::{day, upper_first};
use countersign_core::Record;
use countersign_core::catalog::Method;
use countersign_core::findings::{Finding, NOT_AGAIN, words};
use countersign_core::gap_report::NamedId;
use countersign_core::ids::RequirementId;
use countersign_core::record::split_list;
use countersign_core::risk::{Level, level_of_risk};
use countersign_core::tables::Table;

impl Reading {
    /// One finding in full.
    ///
    /// # Errors
    /// `assess/none`, `assess/other-ruleset`; `usage/id` when the assessment has no such finding; `workspace/failed`.
    pub fn finding(&self, id: &str) -> Result<FindingView> {
        let a = self.assessment()?;
        let none = || Error::new("usage/id", format!("The assessment has no finding `{id}`."), "Choose one of the list.");
        let f = a.assessment.findings.iter().find(|f| f.id == id).ok_or_else(none)?;
        let data = &a.frozen.data;
        let f = &self.telling(a, |telling| telling.one(f))?;
        let five = words(&self.content, f, data);
        let alone = |text: String| if text.is_empty() { Vec::new() } else { vec![Statement { text, sources: Vec::new() }] };
        let statements = f
            .condition
            .iter()
            .map(|said| Statement { text: said.text.clone(), sources: said.at.iter().map(|place| place.source(data)).collect() });
        let condition = if f.condition.is_empty() { alone(NOT_AGAIN.to_owned()) } else { statements.collect() };
        let mut requirements: Vec<NamedId> = Vec::new();
        for (requirement, _) in f.criteria.iter() {
            let named = self.cited_as(requirement);
            if !requirements.contains(&named) {
                requirements.push(named);
            }
        }
        let said = self.treated(id);
        let rated = said.iter().rev().find_map(|d| Some((Level::parse(d.get("likelihood")?)?, Level::parse(d.get("impact")?)?)));
        let rating = rated.or(f.likelihood.zip(f.impact));
        Ok(FindingView {
            line: self.finding_line(f).ok_or_else(none)?,
            if_true: f.if_true,
            criteria: self.should_be(f),
            requirements,
            condition,
            cause: alone(five.cause),
            effect: alone(five.effect),
            recommendation: alone(five.recommendation),
            response: said.last().map(|d| FindingResponse {
                text: d.get("reason").unwrap_or("").to_owned(),
                by: d.get("decided_by").map_or_else(String::new, |p| person_name(&self.now.data, p).to_owned()),
                on: d.day("at").map(|d| d.to_string()),
                source: Some(self.now.data.cell(d, Some("reason"))),
            }),
            likelihood: rating.map(|r| r.0),
            impact: rating.map(|r| r.1),
            risk: rating.map(|(likelihood, impact)| level_of_risk(likelihood, impact)),
            examined: examined(f),
        })
    }

    /// What people said about a finding up to now, in the order they said it; the next assessment takes it into account.
    fn treated(&self, id: &str) -> Vec<&Record> {
        let about = |d: &&Record| d.get("kind") == Some("treatment") && d.get("subject").is_some_and(|s| split_list(s).any(|s| s == id));
        let mut said: Vec<&Record> = self.now.data.rows(Table::Decisions).iter().filter(about).collect();
        said.sort_by_key(|d| (d.get("at").unwrap_or(""), d.key.as_str()));
        said
    }

    /// A requirement as it is cited: `PR.AA-05, NIST CSF 2.0`.
    pub(crate) fn cited_as(&self, id: &RequirementId) -> NamedId {
        let edition = self.content.edition(&id.edition).map(short_title);
        let label = self.content.requirement(id).map_or_else(|| id.to_string(), |r| r.label.clone());
        NamedId { id: id.to_string(), name: edition.map_or_else(|| label.clone(), |e| format!("{label}, {e}")) }
    }

    /// What the requirements of a finding ask for, in our words, each part once.
    fn should_be(&self, f: &Finding) -> String {
        let mut parts: Vec<&str> = Vec::new();
        for (id, facet) in f.criteria.iter() {
            let Some(r) = self.content.requirement(id) else { continue };
            let named = facet.as_ref().and_then(|name| r.facets.iter().find(|part| part.id == *name));
            let text = named.map_or(r.title.as_str(), |part| part.title.as_str());
            if !parts.contains(&text) {
                parts.push(text);
            }
        }
        if parts.is_empty() { String::new() } else { format!("{}.", upper_first(&parts.join("; "))) }
    }
}

/// How it was looked at and since when it is known.
fn examined(f: &Finding) -> String {
    let how = match f.method {
        Method::Examine => "Records were read.",
        Method::Interview => "People were asked.",
        Method::Test => "Records were recomputed and compared.",
    };
    let again = f.repeat_of.as_ref().map(|r| format!(" It was found before, last on {}, and was gone in between.", day(r.last_seen)));
    format!("{how} First seen on {}.{}", day(f.first_seen), again.unwrap_or_default())
}

//! The requirements that controls may cover, because their texts have words in common, for a person to take over or to pass.

use crate::error::{Error, Result};
use crate::matching::{Matcher, telling};
use crate::screens::Reading;
use crate::screens::reading::count;
use crate::screens::suggestions::{FacetChoice, Suggestion, SuggestionList, SuggestionsWhich};
use crate::statements::told;
use crate::statements_of_mappings::passed;
use countersign_core::catalog::{Edition, Requirement};
use countersign_core::gap_report::NamedId;
use countersign_core::ids::{EditionId, RequirementId};
use countersign_core::tables::Table;
use std::collections::{BTreeMap, BTreeSet};

/// How many of the best matches of a control in one edition are offered when all controls are asked about.
const OF_EACH: u64 = 3;

/// How many words both must have, forms of one word counted once: fewer say little.
const LEAST: usize = 3;

impl Reading {
    /// What controls may cover, the best match of each control first. What is mapped already, what does not apply and what a person
    /// passed is not offered; what stands behind it does not move up, so that the list ends.
    ///
    /// # Errors
    /// `usage/id` when there is no such control, `usage/framework`; `workspace/failed`, which only a program error can cause.
    pub fn suggestions(&self, which: &SuggestionsWhich) -> Result<SuggestionList> {
        let editions: Vec<&Edition> = match told(&which.framework) {
            Some(name) => vec![self.edition_asked(name)?],
            None => self.editions(),
        };
        let wanted: Vec<EditionId> = editions.iter().map(|e| e.id.clone()).collect();
        let data = &self.now.data;
        let one = told(&which.control);
        if let Some(id) = one.filter(|id| data.find(Table::Controls, id).is_none()) {
            return Err(Error::new("usage/id", format!("There is no control `{id}`."), "Choose one of the list."));
        }
        let matcher = Matcher::new(&self.content, &self.official_words())?;
        let elsewhere: BTreeSet<RequirementId> =
            editions.iter().flat_map(|e| e.assessable()).filter(|r| !self.may_apply(r)).map(|r| r.id.clone()).collect();
        let passed = passed(data.rows(Table::Decisions));
        let most = if one.is_some() { u64::MAX } else { OF_EACH };
        let mut found: Vec<(u64, Suggestion)> = Vec::new();
        for (control, cited) in data.rows(Table::Controls).iter().zip(&self.links().cited) {
            if one.is_some_and(|id| id != control.key) {
                continue;
            }
            let mapped: BTreeSet<&RequirementId> = cited.iter().filter_map(|c| c.citation.requirement.as_ref()).collect();
            let (title, statement) = (control.get("title").unwrap_or(""), control.get("statement").unwrap_or(""));
            for of in matcher.candidates(title, statement, &elsewhere, &wanted)? {
                for candidate in of.candidates.into_iter().filter(|c| c.rank <= most && distinct(&c.words) >= LEAST) {
                    let Some(r) = candidate.requirement.parse().ok().and_then(|id| self.content.requirement(&id)) else { continue };
                    if mapped.contains(&r.id) || passed.contains(&(control.key.clone(), r.id.clone())) {
                        continue;
                    }
                    let control = NamedId { id: control.key.clone(), name: title.to_owned() };
                    found.push((candidate.rank, self.suggestion(control, r, candidate.words)));
                }
            }
        }
        found.sort_by(|(a, x), (b, y)| {
            (a, distinct(&y.words), &x.control.id, &x.requirement).cmp(&(b, distinct(&x.words), &y.control.id, &y.requirement))
        });
        let of_these = |(control, id): &&(String, RequirementId)| one.is_none_or(|c| c == control) && wanted.contains(&id.edition);
        Ok(SuggestionList {
            suggestions: found.into_iter().map(|(_, s)| s).collect(),
            passed: count(passed.iter().filter(of_these).count()),
        })
    }

    fn suggestion(&self, control: NamedId, r: &Requirement, words: Vec<String>) -> Suggestion {
        let titles = || r.facets.iter().map(|f| f.title.as_str());
        let official = self.official.get(&r.id.edition.to_string()).and_then(|texts| texts.get(&r.id.id));
        let texts = [r.title.as_str(), &r.text, &r.evidence].into_iter().chain(titles()).chain(official.map(String::as_str));
        let all: BTreeSet<String> = texts.flat_map(telling).chain(words.iter().cloned()).collect();
        let declared = r.facets.iter().filter(|_| r.facets_declared);
        Suggestion {
            control,
            requirement: r.id.to_string(),
            label: r.label.clone(),
            title: r.title.clone(),
            of: count(all.len()),
            facets: declared
                .map(|f| FacetChoice {
                    id: f.id.clone(),
                    title: f.title.clone(),
                    matched: telling(&f.title).iter().any(|word| words.contains(word)),
                })
                .collect(),
            words,
        }
    }

    /// The publishers' words, by requirement.
    fn official_words(&self) -> BTreeMap<RequirementId, String> {
        let of = |(edition, texts): (&String, &BTreeMap<String, String>)| {
            let edition = edition.parse::<EditionId>().ok()?;
            Some(texts.iter().map(|(id, text)| (edition.requirement(id), text.clone())).collect::<Vec<_>>())
        };
        self.official.iter().filter_map(of).flatten().collect()
    }
}

/// How many words there are, those that only go on from another one left out: `rank`, `ranked` and `ranking` are one.
fn distinct(words: &[String]) -> usize {
    let goes_on = |word: &str| words.iter().any(|other| other != word && word.starts_with(other.as_str()));
    words.iter().filter(|word| !goes_on(word)).count()
}

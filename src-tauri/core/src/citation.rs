//! Citations: what a text that names a requirement means. Resolved, noted, or left to a person; never guessed.

use crate::catalog::{Alias, Content, DEFAULT_EDITIONS, Edition, Requirement};
use crate::ids::{EditionId, RequirementId};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// How far a citation is understood.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
#[serde(rename_all = "lowercase")]
pub enum State {
    /// One exact match.
    Resolved,
    /// One match through an alias or a legacy id, with a note.
    Noted,
    /// Candidates, but no choice.
    Ambiguous,
    /// No candidate.
    Unknown,
}

impl State {
    /// Whether it waits for a person.
    pub fn is_open(self) -> bool {
        matches!(self, Self::Ambiguous | Self::Unknown)
    }
}

/// Something a citation may mean.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
pub struct Candidate {
    /// Full id.
    pub id: RequirementId,
    /// Title.
    pub title: String,
    /// Why it is a candidate.
    pub why: String,
}

/// A citation, understood as far as it can be.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Citation {
    /// The item exactly as written.
    pub text: String,
    /// The framework the text names, when it names one.
    pub framework_hint: Option<String>,
    /// How far it is understood.
    pub state: State,
    /// What it means, when that is settled.
    pub requirement: Option<RequirementId>,
    /// The facet it names after `#`.
    pub facet: Option<String>,
    /// One sentence for a person.
    pub note: Option<String>,
    /// What it may mean.
    pub candidates: Vec<Candidate>,
    /// Who chose, when a person did.
    pub chosen_by: Option<String>,
    /// The kind of alias that was used: `legacy`, `draft`, `short_form`, …
    pub via: Option<String>,
}

/// A person's choice for one citation.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Choice {
    /// The requirement chosen.
    pub requirement: RequirementId,
    /// Why.
    pub why: String,
    /// Who.
    pub by: String,
}

/// Resolves citations against shipped content and people's choices.
pub struct Resolver<'a> {
    content: &'a Content,
    choices: &'a BTreeMap<String, Choice>,
    aliases: BTreeMap<String, Vec<&'a Alias>>,
    names: Vec<(String, &'a EditionId)>,
    known: BTreeMap<String, Vec<&'a Requirement>>,
}

/// A text as it is compared: lower case, runs of spaces as one, dashes alike.
fn normal(text: &str) -> String {
    let dashes = text.replace(['\u{2010}', '\u{2011}', '\u{2012}', '\u{2013}', '\u{2014}'], "-");
    dashes.split_whitespace().collect::<Vec<_>>().join(" ").to_lowercase()
}

impl<'a> Resolver<'a> {
    /// Prepares the look-ups. `choices` are by citation text, as written.
    pub fn new(content: &'a Content, choices: &'a BTreeMap<String, Choice>) -> Self {
        let mut aliases: BTreeMap<String, Vec<&Alias>> = BTreeMap::new();
        for alias in &content.aliases {
            aliases.entry(normal(&alias.text)).or_default().push(alias);
        }
        let mut names: Vec<(String, &EditionId)> = content.edition_names.iter().map(|n| (normal(&n.text), &n.id)).collect();
        names.extend(content.editions.iter().map(|e| (normal(&e.id.to_string()), &e.id)));
        // The longest name first, so that `NIST CSF 2.0` is not read as `NIST CSF`.
        names.sort_by(|a, b| b.0.len().cmp(&a.0.len()).then_with(|| a.0.cmp(&b.0)));
        let mut known: BTreeMap<String, Vec<&Requirement>> = BTreeMap::new();
        for edition in content.editions.iter().filter(|e| DEFAULT_EDITIONS.contains(&e.id.to_string().as_str())) {
            for r in &edition.requirements {
                let mut forms = vec![normal(&r.id.id), normal(&r.label)];
                forms.dedup();
                for form in forms {
                    known.entry(form).or_default().push(r);
                }
            }
        }
        Self { content, choices, aliases, names, known }
    }

    /// What one citation means.
    pub fn resolve(&self, text: &str) -> Citation {
        let text = text.trim();
        let (body, facet) = match text.split_once('#') {
            Some((body, facet)) => (body.trim(), Some(facet.trim().to_owned()).filter(|f| !f.is_empty())),
            None => (text, None),
        };
        let mut citation = Citation {
            text: text.to_owned(),
            framework_hint: None,
            state: State::Unknown,
            requirement: None,
            facet,
            note: None,
            candidates: Vec::new(),
            chosen_by: None,
            via: None,
        };
        self.understand(body, &mut citation);
        let choice = self.choices.get(text).or_else(|| self.choices.get(body));
        let chosen = choice.and_then(|c| Some((c, self.content.requirement(&c.requirement).filter(|r| r.assessable)?)));
        if let Some((choice, r)) = chosen {
            citation.state = State::Noted;
            citation.requirement = Some(r.id.clone());
            citation.note = Some(format!("Chosen by {}: {}", choice.by, choice.why));
            citation.chosen_by = Some(choice.by.clone());
        }
        citation
    }

    fn understand(&self, body: &str, c: &mut Citation) {
        // A full id: framework@edition/ID.
        if let Ok(id) = body.parse::<RequirementId>() {
            c.framework_hint = Some(id.edition.to_string());
            match self.content.requirement(&id) {
                Some(r) => self.settle(r, c),
                None => self.in_framework(&id.edition, &id.id, c),
            }
            return;
        }
        let whole = normal(body);
        if self.by_alias(&whole, None, c) {
            return;
        }
        // "NIST CSF 2.0 PR.AC-4": a name, then an id.
        for (name, edition) in &self.names {
            let rest = whole
                .strip_prefix(name.as_str())
                .map(|r| r.trim_start_matches([' ', ':', '/', ',', '-']))
                .filter(|r| r.len() < whole.len() - name.len());
            if let Some(rest) = rest.filter(|r| !r.is_empty()) {
                c.framework_hint = Some(edition.to_string());
                self.in_framework(edition, rest, c);
                return;
            }
        }
        match self.known.get(&whole).map(Vec::as_slice) {
            Some([one]) => self.settle(one, c),
            Some(several) => {
                c.state = State::Ambiguous;
                c.candidates = several.iter().map(|r| candidate(r, "the id occurs in more than one framework")).collect();
            }
            None => self.by_title(&whole, c),
        }
    }

    /// An id inside a framework that the text names.
    fn in_framework(&self, edition: &EditionId, id: &str, c: &mut Citation) {
        let wanted = normal(id);
        if let Some(found) = self.content.edition(edition).and_then(|e| find(e, &wanted)) {
            self.settle(found, c);
            return;
        }
        if self.by_alias(&wanted, Some(edition), c) {
            return;
        }
        c.state = State::Unknown;
        c.note = Some(format!("{edition} has no requirement with the id {id}."));
    }

    fn by_alias(&self, wanted: &str, edition: Option<&EditionId>, c: &mut Citation) -> bool {
        let fits = |a: &&&Alias| match (edition, &a.framework) {
            (Some(e), Some(f)) => *f == e.framework,
            // An alias of no framework in particular does not speak for a framework that was named.
            (Some(e), None) => a.targets.iter().all(|t| t.edition.framework == e.framework) && !a.targets.is_empty(),
            (None, _) => true,
        };
        let Some(alias) = self.aliases.get(wanted).and_then(|all| all.iter().find(fits)).copied() else { return false };
        c.note = Some(alias.note.clone());
        c.via = Some(alias.kind.clone());
        let live: Vec<&Requirement> = alias.targets.iter().filter_map(|t| self.content.requirement(t)).collect();
        match live.as_slice() {
            [] => c.state = State::Unknown,
            [one] if one.assessable && !alias.suggest => {
                c.state = State::Noted;
                c.requirement = Some(one.id.clone());
            }
            several => {
                c.state = State::Ambiguous;
                for candidate in several.iter().flat_map(|r| self.answerable(r, &alias.note)) {
                    // A category and one of its parts may both be named: each part is offered once.
                    if !c.candidates.iter().any(|known| known.id == candidate.id) {
                        c.candidates.push(candidate);
                    }
                }
            }
        }
        true
    }

    /// A live element: settled when it is assessed itself, else its parts are candidates.
    fn settle(&self, r: &Requirement, c: &mut Citation) {
        if r.assessable {
            c.state = State::Resolved;
            c.requirement = Some(r.id.clone());
        } else {
            c.candidates = self.answerable(r, "a part of what was cited");
            c.state = if c.candidates.is_empty() { State::Unknown } else { State::Ambiguous };
            c.note = Some(format!("{} is a {}; a control answers one of its parts.", r.label, r.level));
        }
    }

    fn answerable(&self, r: &Requirement, why: &str) -> Vec<Candidate> {
        if r.assessable {
            return vec![candidate(r, why)];
        }
        self.content
            .edition(&r.id.edition)
            .map_or_else(Vec::new, |e| e.assessable_below(&r.id.id).into_iter().map(|x| candidate(x, why)).collect())
    }

    /// A text that is exactly a title: a candidate, never an answer.
    fn by_title(&self, whole: &str, c: &mut Citation) {
        for edition in self.content.editions.iter().filter(|e| DEFAULT_EDITIONS.contains(&e.id.to_string().as_str())) {
            for r in edition.assessable().filter(|r| normal(&r.title) == whole) {
                c.candidates.push(candidate(r, "the text is its title"));
            }
        }
        if !c.candidates.is_empty() {
            c.state = State::Ambiguous;
        }
    }
}

fn find<'e>(edition: &'e Edition, wanted: &str) -> Option<&'e Requirement> {
    edition.requirements.iter().find(|r| normal(&r.id.id) == wanted || normal(&r.label) == wanted)
}

fn candidate(r: &Requirement, why: &str) -> Candidate {
    Candidate { id: r.id.clone(), title: r.title.clone(), why: why.to_owned() }
}

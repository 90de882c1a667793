//! What hangs together in the records as they are now: controls with what they cover, were tested for and rest on. Found once, when it
//! is first asked for.

use crate::gap_registers::{effectiveness, proven, worst};
use crate::screens::Reading;
use crate::screens::controls::{ControlRow, claim_state_of};
use crate::screens::evidence::{EvidenceRow, evidence_row};
use crate::screens::reading::count;
use crate::screens::register::person_name;
use countersign_core::Record;
use countersign_core::assess::frame::OUTCOME;
use countersign_core::catalog::Requirement;
use countersign_core::citation::{Citation, Resolver, State};
use countersign_core::ids::RequirementId;
use countersign_core::tables::Table;
use std::collections::{BTreeMap, BTreeSet};

/// What hangs together. Lists are in the order of the records.
pub(crate) struct Links {
    /// For each control, what it cites.
    pub cited: Vec<Vec<Cites>>,
    /// The controls that cover some facet of a requirement, each with the positions of those facets.
    pub covering: BTreeMap<RequirementId, BTreeMap<usize, BTreeSet<usize>>>,
    /// For each control, its tests.
    pub tests: Vec<Vec<usize>>,
    /// For each control, the evidence linked to it.
    pub evidence: Vec<Vec<usize>>,
    /// For each control, its claims in the assessment.
    pub claims: Vec<Vec<usize>>,
    /// Each control as the list shows it.
    pub control_rows: Vec<ControlRow>,
    /// For each control, why it stands as it does.
    pub reasons: Vec<String>,
    /// For each control, whether its row or its tests changed after the assessment that looked at it.
    pub changed: Vec<bool>,
    /// For each control, what a search looks at, in lower case.
    pub control_text: Vec<String>,
    /// Each piece of evidence as the register shows it.
    pub evidence_rows: Vec<EvidenceRow>,
    /// For each piece of evidence, what a search looks at, in lower case.
    pub evidence_text: Vec<String>,
    /// For each file, the requirements of the assessment for which it was looked at.
    pub looked_at: BTreeMap<String, BTreeSet<usize>>,
    /// Every citation as written, understood, with how many rows hold it.
    pub citations: Vec<(Citation, u64)>,
}

/// One item of a control's `requirements`.
pub(crate) struct Cites {
    /// The item, understood as far as it can be.
    pub citation: Citation,
    /// Positions of the facets of the requirement that the control covers by this item; none when it names none.
    pub facets: Vec<usize>,
    /// What a person should know about it.
    pub note: Option<String>,
}

/// Said beside what an assessment found about a control that is not the same any more.
pub(crate) const CHANGED: &str = "it changed after the assessment";

/// What a row is sorted by. What is unknown comes last, whichever way.
#[derive(PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Key {
    /// A number, a place in a vocabulary, a day.
    Number(i64),
    /// A text.
    Text(String),
}

/// Some rows by what each is sorted by; among equals they stay as they stand.
pub(crate) fn ordered(mut rows: Vec<usize>, key: impl Fn(usize) -> Option<Key>, descending: bool) -> Vec<usize> {
    rows.sort_by_cached_key(|at| {
        let key = key(*at);
        let (up, down) = if descending { (None, key.map(std::cmp::Reverse)) } else { (key, None) };
        (up.is_none() && down.is_none(), up, down)
    });
    rows
}

/// A page of some rows.
pub(crate) fn page<T>(rows: &[T], from: u64, wanted: u64) -> &[T] {
    let from = usize::try_from(from).unwrap_or(usize::MAX).min(rows.len());
    let to = from.saturating_add(usize::try_from(wanted).unwrap_or(usize::MAX)).min(rows.len());
    rows.get(from..to).unwrap_or_default()
}

/// Whether all words of a search occur in a text that is in lower case.
pub(crate) fn has_words(text: &str, words: &[String]) -> bool {
    words.iter().all(|word| text.contains(word.as_str()))
}

/// The words of a search, in lower case.
pub(crate) fn words_of(text: &str) -> Vec<String> {
    text.to_lowercase().split_whitespace().map(str::to_owned).collect()
}

impl Reading {
    /// What hangs together.
    pub(crate) fn links(&self) -> &Links {
        self.links.get_or_init(|| Links::new(self))
    }

    /// Whether a requirement is one that the assessment covers; before the first, one that is assessed at all.
    pub(crate) fn is_assessed(&self, id: &RequirementId) -> bool {
        if self.assessed.is_some() { self.tally.position(id).is_some() } else { self.content.requirement(id).is_some_and(|r| r.assessable) }
    }
}

impl Links {
    fn new(reading: &Reading) -> Self {
        let data = &reading.now.data;
        let resolver = Resolver::new(&reading.content, &reading.now.choices);
        let controls = data.rows(Table::Controls);
        let position: BTreeMap<&str, usize> = controls.iter().enumerate().map(|(i, c)| (c.key.as_str(), i)).collect();
        let cited: Vec<Vec<Cites>> = controls.iter().map(|c| reading.cites(c, &resolver)).collect();
        let mut covering: BTreeMap<RequirementId, BTreeMap<usize, BTreeSet<usize>>> = BTreeMap::new();
        for (control, cites) in cited.iter().enumerate() {
            for (id, facets) in
                cites.iter().filter_map(|c| Some((c.citation.requirement.clone()?, &c.facets))).filter(|(_, f)| !f.is_empty())
            {
                covering.entry(id).or_default().entry(control).or_default().extend(facets);
            }
        }
        let mut tests = vec![Vec::new(); controls.len()];
        for (at, test) in data.rows(Table::ControlTests).iter().enumerate() {
            if let Some(of) = test.get("control").and_then(|c| position.get(c)).and_then(|c| tests.get_mut(*c)) {
                of.push(at);
            }
        }
        let mut evidence = vec![Vec::new(); controls.len()];
        for (at, age) in reading.ages.of.iter().enumerate() {
            for control in &age.controls {
                if let Some(of) = evidence.get_mut(*control) {
                    of.push(at);
                }
            }
        }
        let assessment = reading.assessed.as_ref().map(|a| &a.assessment);
        let mut claims = vec![Vec::new(); controls.len()];
        for (at, claim) in assessment.iter().flat_map(|a| &a.claims).enumerate() {
            if let Some(of) = position.get(claim.control.as_str()).and_then(|c| claims.get_mut(*c)) {
                of.push(at);
            }
        }
        let mut looked_at: BTreeMap<String, BTreeSet<usize>> = BTreeMap::new();
        for (requirement, shares) in reading.tally.spread.iter().enumerate() {
            for outcome in shares.iter().filter_map(|s| assessment?.outcomes.get(usize::try_from(s.outcome).ok()?)) {
                for file in outcome.facets.iter().flat_map(|f| &f.proofs).flat_map(|p| &p.evidence) {
                    looked_at.entry(file.clone()).or_default().insert(requirement);
                }
            }
        }
        let proofs = assessment.map(|a| proven(&a.outcomes)).unwrap_or_default();
        let (mut control_rows, mut reasons, mut control_text) = (Vec::new(), Vec::new(), Vec::new());
        let changed = changed(reading, &tests);
        for (at, c) in controls.iter().enumerate() {
            let covers: BTreeSet<&RequirementId> = cited
                .get(at)
                .into_iter()
                .flatten()
                .filter(|cites| !cites.facets.is_empty())
                .filter_map(|cites| cites.citation.requirement.as_ref())
                .filter(|id| reading.is_assessed(id))
                .collect();
            // A control that was imported after the assessment was not looked at by it.
            let known = reading.assessed.as_ref().is_some_and(|a| a.frozen.data.find(Table::Controls, &c.key).is_some());
            let (proved, reason) = if known {
                let (word, reason) = worst(proofs.get(c.key.as_str()), !covers.is_empty());
                let reason = if changed.get(at) == Some(&true) { format!("{reason} ({CHANGED})") } else { reason };
                (Some(effectiveness(word).to_owned()), reason)
            } else {
                let why = match (assessment, reading.unassessed) {
                    (Some(_), _) => "it was imported after the assessment",
                    (None, Some("assess/other-ruleset")) => "the latest assessment was made with another rule set",
                    (None, _) => "there is no assessment yet",
                };
                (None, why.to_owned())
            };
            let of = tests.get(at).map_or(&[][..], Vec::as_slice);
            let last = of.iter().filter_map(|t| data.rows(Table::ControlTests).get(*t)?.day("tested_at")).max();
            let row = ControlRow {
                id: c.key.clone(),
                title: c.get("title").unwrap_or("").to_owned(),
                owner: c.get("owner").map(|o| person_name(data, o).to_owned()),
                claim: c.get("claim").map(str::to_owned),
                claim_state: claim_state_of(assessment, claims.get(at)),
                effectiveness: proved,
                requirements: count(covers.len()),
                tests: count(of.len()),
                last_tested: last.map(|d| d.to_string()),
            };
            let owner = c.get("owner").unwrap_or("");
            control_text.push(searched(&[
                &row.id,
                &row.title,
                owner,
                row.owner.as_deref().unwrap_or(""),
                c.get("statement").unwrap_or(""),
            ]));
            control_rows.push(row);
            reasons.push(reason);
        }
        let (mut evidence_rows, mut evidence_text) = (Vec::new(), Vec::new());
        for (at, (e, age)) in data.rows(Table::Evidence).iter().zip(&reading.ages.of).enumerate() {
            let row = evidence_row(at, e, age);
            evidence_text.push(searched(&[&row.id, &row.file, &row.title, &row.kind, e.get("source_system").unwrap_or("")]));
            evidence_rows.push(row);
        }
        let citations = crate::resolving::citations(data, &resolver).into_iter().map(|(c, at)| (c, count(at.len()))).collect();
        Self {
            cited,
            covering,
            tests,
            evidence,
            claims,
            control_rows,
            reasons,
            changed,
            control_text,
            evidence_rows,
            evidence_text,
            looked_at,
            citations,
        }
    }
}

impl Reading {
    /// What a control cites, with the facets each item covers: only those it names, never by guess.
    fn cites(&self, control: &Record, resolver: &Resolver<'_>) -> Vec<Cites> {
        let bare = control.list("facets").unwrap_or_default();
        let items = control.list("requirements").unwrap_or_default().into_iter().map(|item| resolver.resolve(item));
        items
            .map(|citation| {
                let requirement = citation.requirement.as_ref().and_then(|id| self.content.requirement(id));
                let Some(r) = requirement else {
                    let note = match citation.state {
                        State::Ambiguous => format!("It may mean {} requirements; a person has to decide.", citation.candidates.len()),
                        _ => "Nothing that is known has this id; it covers nothing.".to_owned(),
                    };
                    let note = citation.note.as_ref().map_or(note.clone(), |said| format!("{said} {note}"));
                    return Cites { citation, facets: Vec::new(), note: Some(note) };
                };
                let (facets, complaint) = covered(r, citation.facet.as_deref(), &bare);
                let other = (!self.is_assessed(&r.id)).then(|| "The assessment does not cover its framework.".to_owned());
                let notes: Vec<String> = [citation.note.clone(), complaint, other].into_iter().flatten().collect();
                Cites { citation, facets, note: Some(notes.join(" ")).filter(|n| !n.is_empty()) }
            })
            .collect()
    }
}

/// For each control, whether its row or its tests are others than those an assessment looked at.
fn changed(reading: &Reading, tests: &[Vec<usize>]) -> Vec<bool> {
    let data = &reading.now.data;
    let controls = data.rows(Table::Controls);
    let Some(then) = reading.assessed.as_ref().filter(|_| reading.changed_since).map(|a| &a.frozen.data) else {
        return vec![false; controls.len()];
    };
    let mut tested: BTreeMap<&str, usize> = BTreeMap::new();
    for test in then.rows(Table::ControlTests) {
        *tested.entry(test.get("control").unwrap_or("")).or_default() += 1;
    }
    let other = |table: Table, r: &Record| then.find(table, &r.key).is_none_or(|before| before.fields != r.fields);
    let new_test = |at: &usize| data.rows(Table::ControlTests).get(*at).is_some_and(|t| other(Table::ControlTests, t));
    let of = |(at, c): (usize, &Record)| {
        let now = tests.get(at).map_or(&[][..], Vec::as_slice);
        other(Table::Controls, c) || tested.get(c.key.as_str()).copied().unwrap_or(0) != now.len() || now.iter().any(new_test)
    };
    controls.iter().enumerate().map(of).collect()
}

/// The facets of a requirement that a citation covers, and what is wrong when it covers none.
fn covered(r: &Requirement, named: Option<&str>, bare: &[&str]) -> (Vec<usize>, Option<String>) {
    let at = |name: &str| r.facets.iter().position(|f| f.id == name);
    if let Some(name) = named {
        return match at(name) {
            Some(facet) => (vec![facet], None),
            None => (Vec::new(), Some(format!("It has no facet `{name}`; this covers nothing."))),
        };
    }
    let mut facets: Vec<usize> = bare.iter().filter_map(|name| at(name)).collect();
    if facets.is_empty() && !r.facets_declared {
        facets.extend(at(OUTCOME));
    }
    facets.sort_unstable();
    facets.dedup();
    let names = || r.facets.iter().map(|f| f.id.as_str()).collect::<Vec<_>>().join(", ");
    let complaint = facets.is_empty().then(|| format!("It has the facets {}; none is named, which covers nothing.", names()));
    (facets, complaint)
}

fn searched(parts: &[&str]) -> String {
    parts.join("\n").to_lowercase()
}

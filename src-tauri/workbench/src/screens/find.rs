//! Finding anything by id, alias or words.

use crate::error::Result;
use crate::screens::Reading;
use crate::screens::bars::short_title;
use crate::screens::links::{has_words, words_of};
use crate::screens::register::person_name;
use crate::screens::words::things;
use countersign_core::catalog::Requirement;
use countersign_core::citation::{Resolver, State};
use countersign_core::gap_report::NamedId;
use countersign_core::ids::RequirementId;
use countersign_core::status::{Counts, EditionKind, Status};
use countersign_core::tables::Table;
use countersign_import::inert;
use serde::Serialize;
use std::fmt::Write as _;

/// What was found.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
pub struct Found {
    /// What the text means when it is an old or short id: "PR.AC-4 is a CSF 1.1 id. NIST moved it to PR.AA-05".
    pub note: Option<String>,
    /// Best first; at most 40.
    pub items: Vec<FoundItem>,
}

/// One thing that was found.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
pub struct FoundItem {
    /// `requirement`, `workflow`, `control`, `evidence`, `person`, `citation`, `exception`.
    pub kind: String,
    /// Its id.
    pub id: String,
    /// Its label as people write it.
    pub label: String,
    /// Its title.
    pub title: String,
    /// Something more: the framework, the owner.
    pub detail: String,
    /// Its status, when it has one.
    pub status: Option<Status>,
    /// Decides the words for the status.
    pub status_kind: Option<EditionKind>,
    /// The address of its place: `frameworks/nist-csf@2.0/PR.AA-05`, `workflows/WF-07`.
    pub place: String,
}

/// How many things are given.
const GIVEN: usize = 40;

/// How well something fits, best first: it is what the text means, its id is the text, begins with it, its title begins with it, a word of
/// its title does, or the words stand elsewhere.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Fit {
    Meant,
    Id,
    IdBegins,
    TitleBegins,
    WordBegins,
    Elsewhere,
}

/// What is looked for.
struct Wanted {
    /// The whole text, in lower case, without its prefix.
    text: String,
    words: Vec<String>,
    ids_only: bool,
    people_only: bool,
}

/// Something that fits, to be ranked: how well, which kind, the place among its kind.
type Hit = (Fit, u8, usize);

const REQUIREMENT: u8 = 0;
const WORKFLOW: u8 = 1;
const CONTROL: u8 = 2;
const EVIDENCE: u8 = 3;
const EXCEPTION: u8 = 4;
const PERSON: u8 = 5;
const CITATION: u8 = 6;

impl Wanted {
    fn new(text: &str) -> Self {
        let text = text.trim().to_lowercase();
        let (ids_only, people_only) = (text.starts_with('#'), text.starts_with('@'));
        let text = text.trim_start_matches(['#', '@']).trim().to_owned();
        Self { words: words_of(&text), text, ids_only, people_only }
    }

    /// How well something fits whose id, title and other words are given in lower case; nothing when it does not.
    fn fit(&self, id: &str, title: &str, all: &str) -> Option<Fit> {
        if id == self.text {
            return Some(Fit::Id);
        }
        if id.starts_with(&self.text) {
            return Some(Fit::IdBegins);
        }
        if self.ids_only {
            return id.contains(&self.text).then_some(Fit::Elsewhere);
        }
        if !has_words(all, &self.words) {
            return None;
        }
        let first = self.words.first()?;
        Some(if title.starts_with(&self.text) {
            Fit::TitleBegins
        } else if title.split(|c: char| !c.is_alphanumeric()).any(|word| word.starts_with(first.as_str())) {
            Fit::WordBegins
        } else {
            Fit::Elsewhere
        })
    }
}

impl Reading {
    /// Anything by id, alias or words. `#` looks at ids only, `@` at people only.
    ///
    /// # Errors
    /// Never today; the shape of every question is the same.
    pub fn find(&self, text: &str) -> Result<Found> {
        let wanted = Wanted::new(text);
        if wanted.text.is_empty() {
            return Ok(Found { note: None, items: Vec::new() });
        }
        let requirements: Vec<&Requirement> = self.editions().into_iter().flat_map(|e| &e.requirements).collect();
        let (note, meant) = if wanted.people_only { (None, Vec::new()) } else { self.meaning(text.trim().trim_start_matches('#')) };
        let mut hits: Vec<Hit> = Vec::new();
        if !wanted.people_only {
            for (at, r) in requirements.iter().enumerate() {
                let fit = if meant.contains(&r.id) { Some(Fit::Meant) } else { fit_of(&wanted, r) };
                hits.extend(fit.map(|fit| (fit, REQUIREMENT, at)));
            }
            self.find_records(&wanted, &mut hits);
        }
        for (at, p) in self.now.data.rows(Table::People).iter().enumerate() {
            let (id, name) = (p.key.to_lowercase(), p.get("name").unwrap_or("").to_lowercase());
            let all = format!("{id}\n{name}\n{}", p.get("roles").unwrap_or("").to_lowercase());
            hits.extend(wanted.fit(&id, &name, &all).map(|fit| (fit, PERSON, at)));
        }
        // Only the best are put in order: a single letter may fit a hundred thousand.
        if hits.len() > GIVEN {
            hits.select_nth_unstable(GIVEN);
            hits.truncate(GIVEN);
        }
        hits.sort_unstable();
        // What a text means comes in the order in which it was said.
        let mut items: Vec<FoundItem> = hits.into_iter().filter_map(|hit| self.item(hit, &requirements)).collect();
        items
            .sort_by_key(|item| meant.iter().position(|id| item.kind == "requirement" && id.to_string() == item.id).unwrap_or(meant.len()));
        Ok(Found { note, items })
    }

    /// What a text means when it is an old, short or ambiguous id, and what a person should know of it.
    fn meaning(&self, text: &str) -> (Option<String>, Vec<RequirementId>) {
        let citation = Resolver::new(&self.content, &self.now.choices).resolve(text);
        let candidates = citation.candidates.into_iter().map(|c| c.id);
        match citation.state {
            State::Resolved | State::Noted => (citation.note, citation.requirement.into_iter().chain(candidates).collect()),
            State::Ambiguous => (citation.note, candidates.collect()),
            // A text that only looks like an id of a framework is a search, unless an alias says something of it.
            State::Unknown => (citation.note.filter(|_| citation.via.is_some()), Vec::new()),
        }
    }

    /// Workflows, controls, evidence, exceptions and citations that fit.
    fn find_records(&self, wanted: &Wanted, hits: &mut Vec<Hit>) {
        let data = &self.now.data;
        for (at, line) in self.register.lines.iter().enumerate() {
            let all = self.register.text(line);
            // Every word of an id search stands in the text too, so that most lines are passed over here.
            if !has_words(all, &wanted.words) {
                continue;
            }
            let mut parts = all.split('\n');
            let (id, title) = (parts.next().unwrap_or(""), parts.next().unwrap_or(""));
            hits.extend(wanted.fit(id, title, all).map(|fit| (fit, WORKFLOW, at)));
        }
        let links = self.links();
        for (at, (row, all)) in links.control_rows.iter().zip(&links.control_text).enumerate() {
            hits.extend(wanted.fit(&row.id.to_lowercase(), &row.title.to_lowercase(), all).map(|fit| (fit, CONTROL, at)));
        }
        for (at, (row, all)) in links.evidence_rows.iter().zip(&links.evidence_text).enumerate() {
            let by_id = wanted.fit(&row.id.to_lowercase(), &row.title.to_lowercase(), all);
            let by_file = wanted.fit(&row.file.to_lowercase(), &row.title.to_lowercase(), all);
            hits.extend([by_id, by_file].into_iter().flatten().min().map(|fit| (fit, EVIDENCE, at)));
        }
        for (at, e) in data.rows(Table::Exceptions).iter().enumerate() {
            let (id, reason) = (e.key.to_lowercase(), e.get("reason").unwrap_or("").to_lowercase());
            let all = format!("{id}\n{reason}\n{}", e.get("requirement").unwrap_or("").to_lowercase());
            hits.extend(wanted.fit(&id, &reason, &all).map(|fit| (fit, EXCEPTION, at)));
        }
        for (at, (citation, _)) in links.citations.iter().enumerate() {
            let text = citation.text.to_lowercase();
            hits.extend(wanted.fit(&text, "", &text).map(|fit| (fit, CITATION, at)));
        }
    }

    /// What is shown of a hit.
    fn item(&self, (_, kind, at): Hit, requirements: &[&Requirement]) -> Option<FoundItem> {
        let data = &self.now.data;
        let links = self.links();
        Some(match kind {
            REQUIREMENT => self.requirement_item(requirements.get(at)?),
            WORKFLOW => {
                let line = self.register.lines.get(at)?;
                let w = data.rows(Table::Workflows).get(line.record)?;
                let detail = w.get("owner").map_or_else(String::new, |o| person_name(data, o).to_owned());
                thing("workflow", &w.key, w.get("name").unwrap_or(""), detail, format!("workflows/{}", address(&w.key)))
            }
            CONTROL => {
                let row = links.control_rows.get(at)?;
                thing("control", &row.id, &row.title, row.owner.clone().unwrap_or_default(), format!("controls/{}", address(&row.id)))
            }
            EVIDENCE => {
                let row = links.evidence_rows.get(at)?;
                let place = format!("evidence/{}", row.file.split('/').map(address).collect::<Vec<_>>().join("/"));
                FoundItem { label: row.id.clone(), ..thing("evidence", &row.file, &row.title, row.kind.clone(), place) }
            }
            EXCEPTION => {
                let e = data.rows(Table::Exceptions).get(at)?;
                let of = e.get("requirement").unwrap_or("").to_owned();
                thing("exception", &e.key, e.get("reason").unwrap_or(""), of, format!("exceptions/{}", address(&e.key)))
            }
            PERSON => {
                let p = data.rows(Table::People).get(at)?;
                thing("person", &p.key, p.get("name").unwrap_or(""), p.get("roles").unwrap_or("").to_owned(), "workflows".to_owned())
            }
            _ => {
                let (citation, rows) = links.citations.get(at)?;
                let means = match &citation.requirement {
                    Some(id) => format!("Means {id}"),
                    None => "A person has to decide what it means".to_owned(),
                };
                thing(
                    "citation",
                    &citation.text,
                    &format!("As written in {}", things(*rows, "imported row")),
                    means,
                    "import/citations".to_owned(),
                )
            }
        })
    }

    fn requirement_item(&self, r: &Requirement) -> FoundItem {
        let edition = self.content.edition(&r.id.edition);
        let counts = if r.assessable {
            self.tally.requirement(r)
        } else {
            let below = edition.map(|e| e.assessable_below(&r.id.id)).unwrap_or_default();
            Some(Counts::of(below.into_iter().filter_map(|x| self.tally.requirement(x)).map(|c| c.status()))).filter(|c| c.total() > 0)
        };
        FoundItem {
            kind: "requirement".to_owned(),
            id: r.id.to_string(),
            label: r.label.clone(),
            title: r.title.clone(),
            detail: edition.map_or_else(String::new, short_title),
            status: counts.map(|c| c.status()),
            status_kind: edition.map(|e| e.kind),
            place: format!("frameworks/{}/{}", address(&r.id.edition.to_string()), address(&r.id.id)),
        }
    }
}

fn fit_of(wanted: &Wanted, r: &Requirement) -> Option<Fit> {
    let title = r.title.to_lowercase();
    let label = r.label.to_lowercase();
    let all = format!("{}\n{label}\n{title}\n{}", r.id.to_string().to_lowercase(), r.text.to_lowercase());
    let forms = [r.id.to_string().to_lowercase(), r.id.id.to_lowercase(), label];
    forms.iter().filter_map(|form| wanted.fit(form, &title, &all)).min()
}

fn thing(kind: &str, id: &str, title: &str, detail: String, place: String) -> FoundItem {
    let named = NamedId { id: id.to_owned(), name: inert(title) };
    FoundItem {
        kind: kind.to_owned(),
        label: named.id.clone(),
        id: named.id,
        title: named.name,
        detail,
        status: None,
        status_kind: None,
        place,
    }
}

/// A part of an address: every byte that has a meaning there is written as `%2F`.
fn address(part: &str) -> String {
    part.bytes().fold(String::with_capacity(part.len()), |mut out, b| {
        if b.is_ascii_alphanumeric() || matches!(b, b'-' | b'_' | b'.' | b'~' | b'@' | b':' | b'!' | b'*' | b'\'' | b'(' | b')') {
            out.push(char::from(b));
        } else {
            let _ = write!(out, "%{b:02X}");
        }
        out
    })
}

//! What there is to say about a sample: against the workspace as it is, against the journal, and beside the other samples.

use super::gathering::Gathered;
use crate::error::Result;
use countersign_core::sampling::{Chosen, Kept, Population};
use countersign_core::words::{counted, verb};
use countersign_core::{Diagnostic, SourceRef};
use countersign_store::{JournalEntry, Workspace};
use std::collections::BTreeSet;

/// A sample with its population, or why that cannot be read.
pub(super) struct Frozen<'k> {
    /// The sample.
    pub kept: &'k Kept,
    /// Its population as it was frozen.
    pub population: std::result::Result<Population, String>,
}

impl<'k> Frozen<'k> {
    /// Reads the population of a sample. That it cannot be read is told of this sample and stops nothing else.
    pub fn read(workspace: &Workspace, kept: &'k Kept) -> Self {
        Self { kept, population: workspace.population_of(kept).map_err(|e| e.to_string()) }
    }

    /// The items by rank; none before a draw, nor of a population that cannot be read.
    pub fn drawn(&self) -> Vec<Chosen> {
        let sample = self.population.as_ref().ok().and_then(|p| self.kept.sample(p));
        sample.map(|s| s.items).unwrap_or_default()
    }
}

fn place(sample: &str) -> SourceRef {
    SourceRef::file(&format!("sample {sample}"))
}

/// Said of a sample whose population cannot be read, with the deviations that are recorded of it.
pub(super) fn lost(frozen: &Frozen<'_>) -> Option<Diagnostic> {
    let (kept, why) = (frozen.kept, frozen.population.as_ref().err()?);
    let deviating: Vec<String> = kept.deviating().map(|d| format!("`{}` ({})", d.item, d.why)).collect();
    let known = if deviating.is_empty() { String::new() } else { format!(" Recorded as deviating: {}.", deviating.join(", ")) };
    let said = format!("The items of {} cannot be told: {why}.{known}", kept.name);
    Some(Diagnostic::new("sample/population-lost", said, place(&kept.name)).about(&kept.name))
}

/// The items of a sample that another sample records as deviating and this one does not, whatever the seeds are.
pub(super) fn elsewhere<'k>(frozen: &Frozen<'_>, all: impl Iterator<Item = &'k Kept>) -> Option<Diagnostic> {
    let kept = frozen.kept;
    let mut open: BTreeSet<String> = frozen.drawn().into_iter().map(|c| c.id).collect();
    for here in kept.deviating() {
        open.remove(&here.item);
    }
    let others = all.filter(|o| o.name != kept.name && o.definition.of == kept.definition.of);
    let found: Vec<String> = others
        .flat_map(|o| o.deviating().filter(|d| open.contains(&d.item)).map(|d| format!("`{}` in {} ({})", d.item, o.name, d.why)))
        .collect();
    if found.is_empty() {
        return None;
    }
    let said = format!(
        "{} {} recorded of items of {} and {} not recorded here: {}.",
        counted(found.len(), "deviation"),
        verb(found.len(), "is", "are"),
        kept.name,
        verb(found.len(), "is", "are"),
        found.join(", ")
    );
    Some(Diagnostic::new("sample/deviates-elsewhere", said, place(&kept.name)).about(&kept.name))
}

/// The other drawn samples of the same kind whose populations share items with this one's, earlier and later ones.
pub(super) fn shared(frozen: &Frozen<'_>, all: &[Frozen<'_>]) -> Option<Diagnostic> {
    let kept = frozen.kept;
    let drawn = |k: &Kept| k.draws.first().map(|d| d.step.entry);
    let mut found = Vec::new();
    for other in all.iter().filter(|o| o.kept.name != kept.name && o.kept.definition.of == kept.definition.of) {
        let (Some(then), Some(seed)) = (drawn(other.kept), &other.kept.seed) else { continue };
        let shares = match (&frozen.population, &other.population) {
            (Ok(mine), Ok(theirs)) => mine.ids().iter().filter(|id| theirs.ids().binary_search(id).is_ok()).count(),
            // The same hash is of the same ids, also where they cannot be read.
            _ if kept.sha256 == other.kept.sha256 => kept.items,
            _ => 0,
        };
        if shares == 0 {
            continue;
        }
        let when = match drawn(kept) {
            Some(here) if then < here => "drawn before it",
            Some(_) => "drawn after it",
            None => "drawn",
        };
        let deviating = counted(other.kept.deviating().count(), "recorded deviation");
        found.push(format!("{shares} with {}, {when} with the seed `{seed}`, with {deviating}", other.kept.name));
    }
    if found.is_empty() {
        return None;
    }
    let said = format!("Of the {} of {}, others were drawn from too: {}.", counted(kept.items, "item"), kept.name, found.join("; "));
    Some(Diagnostic::new("sample/shares-items", said, place(&kept.name)).about(&kept.name))
}

/// Said of a sample of an earlier dataset: that steps came later, and that what was concluded then does not stand any more.
pub(super) fn later(name: &str, steps: usize, outdated: bool) -> Option<Diagnostic> {
    if steps == 0 && !outdated {
        return None;
    }
    let mut said = format!("{} of {name} came after the dataset that was assessed.", counted(steps, "step"));
    if outdated {
        said.push_str(" What was concluded from it by then does not stand any more.");
    }
    Some(Diagnostic::new("sample/later-steps", said, place(name)).about(name))
}

/// What came to a population and what went from it since it was frozen, and the items of a sample that are gone.
pub(super) fn standing(frozen: &Frozen<'_>, now: &Gathered) -> Vec<Diagnostic> {
    let mut found = Vec::new();
    let kept = frozen.kept;
    let at = || place(&kept.name);
    if let Some(changed) = frozen.population.as_ref().ok().and_then(|p| changed(p, &now.population)) {
        found.push(
            Diagnostic::new(
                "sample/population-changed",
                format!("The population of {} is not what was frozen: {changed}.", kept.name),
                at(),
            )
            .about(&kept.name),
        );
    }
    for chosen in frozen.drawn() {
        if !now.places.contains_key(&chosen.id) {
            let said = format!("`{}`, an item of {}, is not in the population any more.", chosen.id, kept.name);
            found.push(Diagnostic::new("sample/item-gone", said, at()).about(&chosen.id));
        }
    }
    if kept.standing().is_none()
        && let Some(last) = kept.conclusions.last()
    {
        let now = kept.deviating().count();
        let said = format!(
            "It was concluded from {} with {}; {} now, with {}.",
            counted(last.tested, "item"),
            counted(last.deviations, "deviation"),
            counted(kept.size(), "item"),
            counted(now, "deviation"),
        );
        found.push(Diagnostic::new("sample/conclusion-outdated", said, at()).about(&kept.name));
    }
    found
}

/// How many ids are named of those that came or went.
const NAMED: usize = 20;

/// What came and went between two populations, in words; nothing when they are the same.
pub(super) fn changed(before: &Population, now: &Population) -> Option<String> {
    if before.sha256() == now.sha256() {
        return None;
    }
    let (old, new): (BTreeSet<&String>, BTreeSet<&String>) = (before.ids().iter().collect(), now.ids().iter().collect());
    let part = |word: &str, ids: Vec<&&String>| {
        if ids.is_empty() {
            return None;
        }
        let named: Vec<&str> = ids.iter().take(NAMED).map(|id| id.as_str()).collect();
        let more = if ids.len() > NAMED { format!(" and {} more", ids.len() - NAMED) } else { String::new() };
        Some(format!("{} {word} ({}{more})", counted(ids.len(), "item"), named.join(", ")))
    };
    let parts = [part("came", new.difference(&old).collect()), part("went", old.difference(&new).collect())];
    Some(parts.into_iter().flatten().collect::<Vec<_>>().join("; "))
}

/// Whether the journal recorded every step as the sample has it, and none that the sample has not.
pub(super) fn recorded(kept: &Kept, journal: &[JournalEntry]) -> Result<Option<Diagnostic>> {
    let steps = kept.steps();
    let entries: Vec<&JournalEntry> = journal.iter().filter(|e| e.action == super::ACTION && e.subject == kept.name).collect();
    let mut wrong = None;
    for (step, what) in &steps {
        let told = serde_json::to_value(what)?;
        let same = |e: &&&JournalEntry| e.seq == step.entry && e.at == step.at && e.actor == step.by && e.detail == told;
        if !entries.iter().any(|e| same(&e)) {
            wrong = Some(format!("The journal does not hold what {} says of entry {}.", kept.name, step.entry));
        }
    }
    if kept.seed.is_some() && kept.draws.is_empty() {
        wrong = Some(format!("{} has a seed, and nothing was drawn with it.", kept.name));
    }
    if wrong.is_none() && entries.len() != steps.len() {
        wrong = Some(format!("The journal holds {} of {}, which itself has {}.", counted(entries.len(), "step"), kept.name, steps.len()));
    }
    Ok(wrong.map(|said| Diagnostic::new("sample/journal-differs", said, place(&kept.name)).about(&kept.name)))
}

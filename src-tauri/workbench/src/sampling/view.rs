//! Samples as they are shown (`countersign/sample@1`), and what there is to say about them.

use super::by_hand;
use super::gathering::Gathered;
use crate::error::Result;
use countersign_core::sampling::{Conclusion, Kept, Population, Step};
use countersign_core::words::counted;
use countersign_core::{Diagnostic, SourceRef};
use countersign_store::JournalEntry;
use serde::Serialize;
use std::collections::BTreeSet;

/// Samples (`countersign/sample@1`).
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct SampleReport {
    /// `countersign/sample@1`.
    pub schema: &'static str,
    /// Those that were asked for, in the order in which they were frozen.
    pub samples: Vec<SampleView>,
}

/// One sample with everything that was recorded of it.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct SampleView {
    /// `S-1`.
    pub name: String,
    /// The word for its kind of items.
    pub of: String,
    /// What the population is, in words.
    pub said: String,
    /// The control that is tested on it.
    pub control: Option<String>,
    /// The workflows it is limited to; empty for none.
    pub workflows: Vec<String>,
    /// First day of items that have one.
    pub from: Option<String>,
    /// Last day.
    pub to: Option<String>,
    /// What has to be known about the population.
    pub notes: Vec<String>,
    /// The population's SHA-256, its number of items, and when it was frozen and by whom.
    pub population: FrozenView,
    /// The seed, typed after that; nothing before a draw.
    pub seed: Option<String>,
    /// The draw and its extensions.
    pub draws: Vec<DrawView>,
    /// The items by rank.
    pub items: Vec<ItemView>,
    /// Deviations that were taken back.
    pub withdrawn: Vec<WithdrawnView>,
    /// What was concluded last, while nothing came after it and the journal says the same of every step.
    pub conclusion: Option<ConclusionView>,
    /// The commands by which anyone repeats the hash and the draw from a file `ids.txt` with the population's ids.
    pub by_hand: Vec<String>,
    /// What there is to say about it.
    pub diagnostics: Vec<Diagnostic>,
}

/// A population that was frozen.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct FrozenView {
    /// SHA-256 over its ids in byte order, each followed by a line feed.
    pub sha256: String,
    /// How many items it has.
    pub items: usize,
    /// Who froze it, and when.
    #[serde(flatten)]
    pub step: StepView,
}

/// Who took a step, and when.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct StepView {
    /// The journal entry.
    pub entry: i64,
    /// When, RFC 3339.
    pub at: String,
    /// Who.
    pub by: String,
}

impl From<&Step> for StepView {
    fn from(s: &Step) -> Self {
        Self { entry: s.entry, at: s.at.clone(), by: s.by.clone() }
    }
}

/// A draw or an extension.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct DrawView {
    /// How many items there are from here on.
    pub size: usize,
    /// Where the size comes from.
    pub basis: String,
    /// Why the sample was extended; nothing for the first draw.
    pub why: Option<String>,
    /// Deviations that were known by then.
    pub deviations_known: usize,
    /// Who drew it, and when.
    #[serde(flatten)]
    pub step: StepView,
}

/// An item of a sample.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct ItemView {
    /// Its place in the sample, from 1.
    pub number: usize,
    /// SHA-256 of seed, byte 0x1F, id.
    pub rank: String,
    /// Its id.
    pub id: String,
    /// Which draw brought it: 1, or a later one for an extension.
    pub draw: usize,
    /// Where it stands; nothing when it is not in the workspace any more.
    pub source: Option<SourceRef>,
    /// What deviates.
    pub deviation: Option<DeviationView>,
}

/// A deviation.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct DeviationView {
    /// What deviates.
    pub why: String,
    /// Who says so, and when.
    #[serde(flatten)]
    pub step: StepView,
}

/// A deviation that was taken back.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct WithdrawnView {
    /// The item.
    pub id: String,
    /// What was said to deviate.
    pub deviation: DeviationView,
    /// Why that was taken back.
    pub why: String,
    /// Who took it back, and when.
    #[serde(flatten)]
    pub step: StepView,
}

/// What was concluded.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct ConclusionView {
    /// The figures and the sentence.
    #[serde(flatten)]
    pub conclusion: Conclusion,
    /// Who says that every item was tested, and when.
    #[serde(flatten)]
    pub step: StepView,
}

/// A sample as it is shown, with its population as it was frozen and as it is now.
pub(super) fn view(kept: &Kept, frozen: &Population, now: &Gathered, all: &[Kept], journal: &[JournalEntry]) -> Result<SampleView> {
    let drawn = kept.sample(frozen).map(|s| s.items).unwrap_or_default();
    let items = drawn.into_iter().enumerate().map(|(i, chosen)| {
        let deviation = kept.deviating().find(|d| d.item == chosen.id);
        ItemView {
            number: i + 1,
            draw: kept.draws.iter().position(|d| i < d.size).map_or(0, |p| p + 1),
            source: now.places.get(&chosen.id).cloned(),
            deviation: deviation.map(|d| DeviationView { why: d.why.clone(), step: (&d.step).into() }),
            rank: chosen.rank,
            id: chosen.id,
        }
    });
    let items: Vec<ItemView> = items.collect();
    let withdrawn = kept.deviations.iter().filter_map(|d| {
        let taken = d.withdrawn.as_ref()?;
        let deviation = DeviationView { why: d.why.clone(), step: (&d.step).into() };
        Some(WithdrawnView { id: d.item.clone(), deviation, why: taken.why.clone(), step: (&taken.step).into() })
    });
    let mut diagnostics = recorded(kept, journal)?;
    // Nothing is concluded from what may have been altered.
    let relied_on = if diagnostics.is_empty() { kept.standing() } else { None };
    let conclusion = relied_on.zip(kept.supports()).map(|(c, conclusion)| ConclusionView { conclusion, step: (&c.step).into() });
    diagnostics.extend(standing(kept, frozen, now));
    diagnostics.extend(others(kept, all));
    Ok(SampleView {
        name: kept.name.clone(),
        of: kept.definition.of.clone(),
        said: kept.said.clone(),
        control: kept.definition.control.clone(),
        workflows: kept.definition.workflows.clone(),
        from: kept.definition.from.map(|d| d.to_string()),
        to: kept.definition.to.map(|d| d.to_string()),
        notes: kept.notes.clone(),
        population: FrozenView { sha256: kept.sha256.clone(), items: kept.items, step: (&kept.frozen).into() },
        seed: kept.seed.clone(),
        draws: kept
            .draws
            .iter()
            .map(|d| DrawView {
                size: d.size,
                basis: d.basis.clone(),
                why: d.why.clone(),
                deviations_known: d.known,
                step: (&d.step).into(),
            })
            .collect(),
        items,
        withdrawn: withdrawn.collect(),
        conclusion,
        by_hand: by_hand::commands(kept),
        diagnostics,
    })
}

/// What came to a population and what went from it since it was frozen, and the items of a sample that are gone.
pub(super) fn standing(kept: &Kept, frozen: &Population, now: &Gathered) -> Vec<Diagnostic> {
    let mut found = Vec::new();
    let at = || SourceRef::file(&format!("sample {}", kept.name));
    if let Some(changed) = changed(frozen, &now.population) {
        found.push(
            Diagnostic::new(
                "sample/population-changed",
                format!("The population of {} is not what was frozen: {changed}.", kept.name),
                at(),
            )
            .about(&kept.name),
        );
    }
    for chosen in kept.sample(frozen).map(|s| s.items).unwrap_or_default() {
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
fn recorded(kept: &Kept, journal: &[JournalEntry]) -> Result<Vec<Diagnostic>> {
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
    if wrong.is_none() && entries.len() != steps.len() {
        wrong = Some(format!("The journal holds {} of {}, which itself has {}.", counted(entries.len(), "step"), kept.name, steps.len()));
    }
    let at = || SourceRef::file(&format!("sample {}", kept.name));
    Ok(wrong.into_iter().map(|said| Diagnostic::new("sample/journal-differs", said, at()).about(&kept.name)).collect())
}

/// The earlier samples of the same items under another seed.
fn others(kept: &Kept, all: &[Kept]) -> Vec<Diagnostic> {
    let drawn = |k: &Kept| k.draws.first().map(|d| d.step.entry);
    let Some(entry) = drawn(kept) else { return Vec::new() };
    let earlier = all.iter().filter(|k| k.sha256 == kept.sha256 && k.seed != kept.seed && drawn(k).is_some_and(|e| e < entry));
    earlier
        .map(|k| {
            let seed = k.seed.as_deref().unwrap_or("");
            let said = format!("The items of {} were drawn from before as {}, with the seed `{seed}`.", kept.name, k.name);
            let at = SourceRef::file(&format!("sample {}", kept.name));
            Diagnostic::new("sample/drawn-before", said, at).about(&k.name)
        })
        .collect()
}

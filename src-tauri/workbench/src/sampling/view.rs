//! Samples as they are shown (`countersign/sample@1`), and what there is to say about them.

use super::by_hand;
use super::gathering::Gathered;
use super::said::{self, Frozen};
use crate::error::Result;
use countersign_core::sampling::{Conclusion, Step};
use countersign_core::{Diagnostic, SourceRef};
use countersign_store::JournalEntry;
use serde::Serialize;

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
    /// The items by rank; empty also when the population cannot be read.
    pub items: Vec<ItemView>,
    /// Deviations that were taken back.
    pub withdrawn: Vec<WithdrawnView>,
    /// What was concluded last, while nothing came after it, the journal says the same of every step, the population can be read, and
    /// no other sample records a deviation of one of its items that this one does not.
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
pub(super) fn view(frozen: &Frozen<'_>, now: &Gathered, all: &[Frozen<'_>], journal: &[JournalEntry]) -> Result<SampleView> {
    let kept = frozen.kept;
    let drawn = frozen.drawn();
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
    let mut diagnostics: Vec<Diagnostic> = said::recorded(kept, journal)?.into_iter().chain(said::lost(frozen)).collect();
    diagnostics.extend(said::elsewhere(frozen, all.iter().map(|f| f.kept)));
    // Nothing is concluded from what may have been altered, or against what another sample records.
    let relied_on = if diagnostics.is_empty() { kept.standing() } else { None };
    let conclusion = relied_on.zip(kept.supports()).map(|(c, conclusion)| ConclusionView { conclusion, step: (&c.step).into() });
    diagnostics.extend(said::standing(frozen, now));
    diagnostics.extend(said::shared(frozen, all));
    Ok(SampleView {
        name: kept.name.clone(),
        of: kept.definition.of.clone(),
        said: kept.definition.said(),
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

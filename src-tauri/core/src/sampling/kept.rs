//! A sample as it is kept: what was frozen, then drawn, then found, step by step. Steps are added and none is replaced.

use super::{Conclusion, Definition, Population, Sample, conclude};
use crate::words::{counted, verb};
use serde::{Deserialize, Serialize};

/// When a step was taken, by whom, and under which journal entry.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Step {
    /// The number of the journal entry that records it.
    pub entry: i64,
    /// When, RFC 3339.
    pub at: String,
    /// Who.
    pub by: String,
}

/// A draw, or the extension of one.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Draw {
    /// How many items the sample has from here on.
    pub size: usize,
    /// Where the size comes from, in words.
    pub basis: String,
    /// Why the sample was extended; nothing for the first draw.
    pub why: Option<String>,
    /// Deviations that were known when it was drawn.
    pub known: usize,
    /// When, and who.
    pub step: Step,
}

/// An item of the sample that deviates.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Deviation {
    /// Its id.
    pub item: String,
    /// What deviates.
    pub why: String,
    /// When, and who says so.
    pub step: Step,
    /// Why, when and by whom it was taken back. It stays listed.
    pub withdrawn: Option<Withdrawn>,
}

/// A deviation taken back.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Withdrawn {
    /// Why.
    pub why: String,
    /// When, and who.
    pub step: Step,
}

/// A person's word that every item drawn by then was tested.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Concluded {
    /// Items that were tested: all that were drawn.
    pub tested: usize,
    /// How many of them deviate.
    pub deviations: usize,
    /// What that supports, in a sentence.
    pub sentence: String,
    /// When, and who.
    pub step: Step,
}

/// A step that cannot be taken.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    /// It has a seed already.
    #[error("{0} is drawn already, with the seed `{1}`; a sample has one seed.")]
    Drawn(String, String),
    /// No seed was typed yet.
    #[error("Nothing is drawn from {0} yet.")]
    NotDrawn(String),
    /// A seed that cannot be typed again as it stands.
    #[error("That cannot be a seed.")]
    Seed,
    /// An extension that would not add an item.
    #[error("{name} has {now} items already; an extension has more, and {asked} is not more.")]
    NotLarger {
        /// The sample.
        name: String,
        /// Its items.
        now: usize,
        /// Those asked for.
        asked: usize,
    },
    /// A sample of no item.
    #[error("A sample has one item at least.")]
    Nothing,
    /// The item was not drawn.
    #[error("`{item}` is not an item of the sample {name}.")]
    NotInSample {
        /// The sample.
        name: String,
        /// The item.
        item: String,
    },
    /// It deviates already, or does not deviate.
    #[error("{0}")]
    Said(String),
}

/// A sample with its history.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Kept {
    /// `S-1`, `S-2`, …
    pub name: String,
    /// What the population is of.
    pub definition: Definition,
    /// What has to be known about it: items without a day, items that name no workflow, workflows that are not there.
    pub notes: Vec<String>,
    /// The SHA-256 of the population: its ids in byte order, each followed by a line feed.
    pub sha256: String,
    /// How many items the population has.
    pub items: usize,
    /// When it was frozen, and who froze it.
    pub frozen: Step,
    /// The seed, typed after that; one for all draws.
    pub seed: Option<String>,
    /// The first draw, then its extensions.
    pub draws: Vec<Draw>,
    /// Deviations in the order they were recorded, those taken back among them.
    pub deviations: Vec<Deviation>,
    /// Conclusions in the order they were drawn; the last one counts while nothing came after it.
    pub conclusions: Vec<Concluded>,
}

impl Kept {
    /// Freezes a population under a name. Nothing is drawn yet.
    pub fn freeze(name: &str, definition: Definition, notes: Vec<String>, population: &Population, frozen: Step) -> Self {
        Self {
            name: name.to_owned(),
            definition,
            notes,
            sha256: population.sha256().to_owned(),
            items: population.ids().len(),
            frozen,
            seed: None,
            draws: Vec::new(),
            deviations: Vec::new(),
            conclusions: Vec::new(),
        }
    }

    /// How many items are drawn.
    pub fn size(&self) -> usize {
        self.draws.last().map_or(0, |d| d.size)
    }

    /// The items that deviate, those taken back left aside.
    pub fn deviating(&self) -> impl Iterator<Item = &Deviation> {
        self.deviations.iter().filter(|d| d.withdrawn.is_none())
    }

    /// The items by rank; nothing before a draw.
    pub fn sample(&self, population: &Population) -> Option<Sample> {
        self.seed.as_ref().map(|seed| population.sample(seed, self.size()))
    }

    /// Draws under a seed that was typed after the population was frozen. A size beyond the population is the whole of it.
    ///
    /// # Errors
    /// [`Refusal::Drawn`], [`Refusal::Seed`], [`Refusal::Nothing`].
    pub fn draw(&mut self, seed: &str, size: usize, basis: String, step: Step) -> Result<(), Refusal> {
        if let Some(before) = &self.seed {
            return Err(Refusal::Drawn(self.name.clone(), before.clone()));
        }
        // What a person can read and type, and a shell can be given, as it stands.
        let plain = |c: char| c == ' ' || c.is_alphanumeric() || (c.is_ascii_graphic() && c != '\'');
        if seed.trim() != seed || seed.is_empty() || seed.chars().count() > 200 || !seed.chars().all(plain) {
            return Err(Refusal::Seed);
        }
        if size == 0 {
            return Err(Refusal::Nothing);
        }
        self.seed = Some(seed.to_owned());
        self.draws.push(Draw { size: size.min(self.items), basis, why: None, known: 0, step });
        Ok(())
    }

    /// Draws more items under the same seed; those drawn before stay in the sample.
    ///
    /// # Errors
    /// [`Refusal::NotDrawn`], [`Refusal::NotLarger`].
    pub fn extend(&mut self, size: usize, basis: String, why: &str, step: Step) -> Result<(), Refusal> {
        if self.seed.is_none() {
            return Err(Refusal::NotDrawn(self.name.clone()));
        }
        let (now, asked) = (self.size(), size.min(self.items));
        if asked <= now {
            return Err(Refusal::NotLarger { name: self.name.clone(), now, asked });
        }
        let known = self.deviating().count();
        self.draws.push(Draw { size: asked, basis, why: Some(why.to_owned()), known, step });
        Ok(())
    }

    /// Records that an item of the sample deviates.
    ///
    /// # Errors
    /// [`Refusal::NotDrawn`], [`Refusal::NotInSample`], [`Refusal::Said`] when it is recorded already.
    pub fn deviates(&mut self, item: &str, why: &str, population: &Population, step: Step) -> Result<(), Refusal> {
        let sample = self.sample(population).ok_or_else(|| Refusal::NotDrawn(self.name.clone()))?;
        if !sample.items.iter().any(|c| c.id == item) {
            return Err(Refusal::NotInSample { name: self.name.clone(), item: item.to_owned() });
        }
        if self.deviating().any(|d| d.item == item) {
            return Err(Refusal::Said(format!("The deviation of `{item}` is recorded already.")));
        }
        self.deviations.push(Deviation { item: item.to_owned(), why: why.to_owned(), step, withdrawn: None });
        Ok(())
    }

    /// Takes a deviation back. It stays listed, with both reasons.
    ///
    /// # Errors
    /// [`Refusal::Said`] when none is recorded of the item.
    pub fn withdraw(&mut self, item: &str, why: &str, step: Step) -> Result<(), Refusal> {
        let none = || Refusal::Said(format!("No deviation of `{item}` is recorded."));
        let found = self.deviations.iter_mut().find(|d| d.item == item && d.withdrawn.is_none()).ok_or_else(none)?;
        found.withdrawn = Some(Withdrawn { why: why.to_owned(), step });
        Ok(())
    }

    /// Takes a person's word that every item that is drawn was tested, and says what that supports.
    ///
    /// # Errors
    /// [`Refusal::NotDrawn`].
    pub fn conclude(&mut self, step: Step) -> Result<Conclusion, Refusal> {
        let found = self.supports().ok_or_else(|| Refusal::NotDrawn(self.name.clone()))?;
        let (tested, deviations, sentence) = (found.tested, found.deviations, found.sentence.clone());
        self.conclusions.push(Concluded { tested, deviations, sentence, step });
        Ok(found)
    }

    /// What the sample would support were every item that is drawn tested; `None` before a draw.
    pub fn supports(&self) -> Option<Conclusion> {
        let mut found = conclude(self.deviating().count(), self.size(), self.items)?;
        let taken_back = self.deviations.iter().filter(|d| d.withdrawn.is_some()).count();
        if taken_back > 0 {
            let was = verb(taken_back, "was", "were");
            found.sentence.push_str(&format!(" {} {was} taken back.", counted(taken_back, "recorded deviation")));
        }
        Some(found)
    }

    /// The conclusion that stands: the last one, while no item and no deviation came or went after it.
    pub fn standing(&self) -> Option<&Concluded> {
        self.conclusions.last().filter(|c| c.step.entry > self.touched())
    }

    /// The journal entry of the last draw or word about a deviation.
    fn touched(&self) -> i64 {
        let draws = self.draws.iter().map(|d| d.step.entry);
        let said = self.deviations.iter().flat_map(|d| [Some(d.step.entry), d.withdrawn.as_ref().map(|w| w.step.entry)]).flatten();
        draws.chain(said).max().unwrap_or(0)
    }

    /// What the journal says of the freezing.
    pub fn told_frozen(&self) -> Recorded<'_> {
        Recorded::Frozen { sha256: &self.sha256, items: self.items, definition: &self.definition, notes: &self.notes }
    }

    /// Every step with its journal entry, in the order they were taken: what the journal has to hold of it.
    pub fn steps(&self) -> Vec<(&Step, Recorded<'_>)> {
        let mut all = vec![(&self.frozen, self.told_frozen())];
        let seed = self.seed.as_deref().unwrap_or("");
        all.extend(self.draws.iter().enumerate().map(|(i, d)| {
            let (size, basis, known) = (d.size, d.basis.as_str(), d.known);
            // A first draw has no reason and knows of no deviation; one that says so is told as what it claims to be.
            let first = i == 0 && d.why.is_none() && known == 0;
            let why = d.why.as_deref().unwrap_or("");
            (&d.step, if first { Recorded::Drawn { seed, size, basis } } else { Recorded::Extended { seed, size, basis, why, known } })
        }));
        for d in &self.deviations {
            all.push((&d.step, Recorded::Deviates { item: &d.item, why: &d.why }));
            all.extend(d.withdrawn.iter().map(|w| (&w.step, Recorded::Withdrawn { item: &d.item, why: &w.why })));
        }
        for c in &self.conclusions {
            all.push((&c.step, Recorded::Concluded { tested: c.tested, deviations: c.deviations, sentence: &c.sentence }));
        }
        all.sort_by_key(|(step, _)| step.entry);
        all
    }
}

/// What the journal says of a step.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(tag = "step", rename_all = "snake_case")]
pub enum Recorded<'k> {
    /// A population was frozen.
    Frozen {
        /// Its hash.
        sha256: &'k str,
        /// Its items.
        items: usize,
        /// What it is of.
        definition: &'k Definition,
        /// What has to be known about it.
        notes: &'k [String],
    },
    /// A sample was drawn from it.
    Drawn {
        /// Under this seed.
        seed: &'k str,
        /// So many items.
        size: usize,
        /// Where the size comes from.
        basis: &'k str,
    },
    /// The sample was extended.
    Extended {
        /// Under the same seed.
        seed: &'k str,
        /// To so many items.
        size: usize,
        /// Where the size comes from.
        basis: &'k str,
        /// Why.
        why: &'k str,
        /// Deviations that were known by then.
        known: usize,
    },
    /// An item deviates.
    Deviates {
        /// The item.
        item: &'k str,
        /// What deviates.
        why: &'k str,
    },
    /// That was taken back.
    Withdrawn {
        /// The item.
        item: &'k str,
        /// Why.
        why: &'k str,
    },
    /// Every item was tested.
    Concluded {
        /// So many.
        tested: usize,
        /// Of which so many deviate.
        deviations: usize,
        /// What that supports.
        sentence: &'k str,
    },
}

#[cfg(test)]
mod tests {
    use super::*;

    fn step(entry: i64) -> Step {
        Step { entry, at: "2026-10-01T09:00:00Z".to_owned(), by: "p.lee".to_owned() }
    }

    fn population(items: usize) -> Population {
        Population::freeze((0..items).map(|n| format!("e-{n:03}")))
    }

    fn frozen(items: usize) -> (Population, Kept) {
        let definition = Definition { of: "approvals".into(), workflows: vec!["WF-1".into()], control: None, from: None, to: None };
        let population = population(items);
        let kept = Kept::freeze("S-1", definition, Vec::new(), &population, step(5));
        (population, kept)
    }

    #[test]
    fn one_seed_and_larger_sizes_only() {
        let (population, mut kept) = frozen(30);
        assert_eq!((kept.items, kept.sha256.as_str(), kept.size()), (30, population.sha256(), 0));
        assert!(kept.sample(&population).is_none() && kept.supports().is_none());
        assert_eq!(kept.extend(5, "asked".into(), "more", step(6)), Err(Refusal::NotDrawn("S-1".into())));
        for seed in ["", " 7", "it's", "a\nb", "7\u{200b}", &"x".repeat(201)] {
            assert_eq!(kept.draw(seed, 5, "asked".into(), step(6)), Err(Refusal::Seed), "{seed:?}");
        }
        assert_eq!(kept.draw("7", 0, "asked".into(), step(6)), Err(Refusal::Nothing));
        kept.draw("7", 5, "asked".into(), step(6)).unwrap();
        let first = kept.sample(&population).unwrap().items;
        assert_eq!(kept.draw("8", 5, "asked".into(), step(7)), Err(Refusal::Drawn("S-1".into(), "7".into())));
        assert!(matches!(kept.extend(5, "asked".into(), "more", step(7)), Err(Refusal::NotLarger { now: 5, asked: 5, .. })));
        kept.extend(99, "asked".into(), "one deviates", step(8)).unwrap();
        assert_eq!(kept.size(), 30, "never more than there are");
        assert!(matches!(kept.extend(100, "asked".into(), "more", step(9)), Err(Refusal::NotLarger { now: 30, asked: 30, .. })));
        assert_eq!(kept.sample(&population).unwrap().items[..5], first, "nothing drawn is replaced");
        assert_eq!(kept.draws.iter().map(|d| (d.size, d.why.as_deref())).collect::<Vec<_>>(), [(5, None), (30, Some("one deviates"))]);
    }

    #[test]
    fn deviations_are_of_drawn_items_and_stay_listed() {
        let (population, mut kept) = frozen(30);
        assert_eq!(kept.deviates("e-001", "no approval", &population, step(6)), Err(Refusal::NotDrawn("S-1".into())));
        kept.draw("7", 5, "asked".into(), step(6)).unwrap();
        let ids: Vec<String> = kept.sample(&population).unwrap().items.into_iter().map(|c| c.id).collect();
        let other = population.ids().iter().find(|id| !ids.contains(id)).unwrap();
        assert!(matches!(kept.deviates(other, "x", &population, step(7)), Err(Refusal::NotInSample { .. })));
        kept.deviates(&ids[0], "approved by the requester", &population, step(7)).unwrap();
        assert!(matches!(kept.deviates(&ids[0], "again", &population, step(8)), Err(Refusal::Said(_))));
        assert!(matches!(kept.withdraw(&ids[1], "x", step(8)), Err(Refusal::Said(_))));
        kept.withdraw(&ids[0], "the approval was found", step(8)).unwrap();
        assert_eq!((kept.deviating().count(), kept.deviations.len()), (0, 1));
        kept.deviates(&ids[0], "it was of another item", &population, step(9)).unwrap();
        kept.extend(6, "asked".into(), "one deviates", step(10)).unwrap();
        assert_eq!((kept.deviations.len(), kept.draws[1].known), (2, 1));
    }

    #[test]
    fn a_conclusion_stands_until_something_comes_after_it() {
        let (population, mut kept) = frozen(100);
        assert_eq!(kept.conclude(step(6)), Err(Refusal::NotDrawn("S-1".into())));
        kept.draw("7", 25, "daily".into(), step(6)).unwrap();
        assert!(kept.standing().is_none(), "a sample that was drawn is not one that was tested");
        kept.conclude(step(7)).unwrap();
        assert_eq!(
            kept.standing().unwrap().sentence,
            "25 items without deviation support only a rate below 8.8 % at 90 % confidence, or below 11.3 % at 95 %. \
             These are the figures of a large population; for this one of 100 items they are on the safe side."
        );
        let id = kept.sample(&population).unwrap().items[3].id.clone();
        kept.deviates(&id, "late", &population, step(8)).unwrap();
        assert!(kept.standing().is_none());
        kept.conclude(step(9)).unwrap();
        assert_eq!(kept.standing().unwrap().sentence, "1 of 25 items deviates: 4.0 %, with a 95 % interval from 0.7 % to 19.5 %.");
        kept.withdraw(&id, "it was in time", step(10)).unwrap();
        assert!(kept.standing().is_none());
        kept.conclude(step(11)).unwrap();
        assert!(kept.standing().unwrap().sentence.ends_with("on the safe side. 1 recorded deviation was taken back."));
        kept.extend(30, "asked".into(), "to be sure", step(12)).unwrap();
        assert!(kept.standing().is_none(), "what was drawn after it was not tested by then");
        assert_eq!(kept.conclusions.len(), 3);
    }

    #[test]
    fn every_step_is_told_in_order() {
        let (population, mut kept) = frozen(10);
        kept.draw("7", 3, "asked".into(), step(6)).unwrap();
        let id = kept.sample(&population).unwrap().items[0].id.clone();
        kept.deviates(&id, "late", &population, step(7)).unwrap();
        kept.extend(4, "asked".into(), "one deviates", step(8)).unwrap();
        kept.withdraw(&id, "in time", step(9)).unwrap();
        kept.conclude(step(10)).unwrap();
        let told = serde_json::to_value(kept.steps().into_iter().map(|(s, what)| (s.entry, what)).collect::<Vec<_>>()).unwrap();
        let words: Vec<(i64, &str)> =
            told.as_array().unwrap().iter().map(|t| (t[0].as_i64().unwrap(), t[1]["step"].as_str().unwrap())).collect();
        assert_eq!(words, [(5, "frozen"), (6, "drawn"), (7, "deviates"), (8, "extended"), (9, "withdrawn"), (10, "concluded")]);
        let again: Kept = serde_json::from_value(serde_json::to_value(&kept).unwrap()).unwrap();
        assert_eq!(again, kept);
    }
}

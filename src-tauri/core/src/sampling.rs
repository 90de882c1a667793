//! Sampling that anyone can repeat (domain 1.5): how many items, which ones, and what the result supports.
//!
//! The population is frozen before the seed is typed. Its hash is the SHA-256 over its ids in byte order, each followed by a line feed:
//! `LC_ALL=C sort -u ids.txt | sha256sum`. An item's rank is the SHA-256 of seed, byte 0x1F, id:
//! `printf '%s\037%s' "$SEED" "$ID" | sha256sum`. The items with the smallest ranks are the sample, so that a larger sample of the same
//! seed holds the smaller one, and no item that deviates can be replaced without a trace.

mod items;
mod kept;
mod size;

pub use items::{Definition, ITEMS, Items};
pub use kept::{Concluded, Deviation, Draw, Kept, Recorded, Refusal, Step, Withdrawn};
pub use size::{Asked, Frame, sized};

use crate::digest::sha256_hex;
use crate::parameters::Parameters;
use crate::stats::{share, wilson, zero_cases_upper};
use crate::words::{counted, verb};
use serde::{Deserialize, Serialize};

/// Items to test of a control that is expected not to deviate: by its frequency, all of a small population, never more than there are.
/// A frequency that is not told is taken as the most frequent. Half-yearly is read as quarterly.
pub fn default_size(frequency: Option<&str>, high_risk: bool, population: usize, parameters: &Parameters) -> usize {
    match default_parameter(frequency, high_risk, population, parameters) {
        "sampling_all_below" => population,
        name => whole(parameters.get(name)).min(population),
    }
}

/// The threshold that a default size comes from.
fn default_parameter(frequency: Option<&str>, high_risk: bool, population: usize, parameters: &Parameters) -> &'static str {
    match frequency {
        _ if population <= whole(parameters.get("sampling_all_below")) => "sampling_all_below",
        Some("annual") => "sampling_annual",
        Some("semi_annual" | "quarterly") => "sampling_quarterly",
        Some("monthly") => "sampling_monthly",
        Some("weekly") => "sampling_weekly",
        Some("daily") => "sampling_daily",
        _ if high_risk => "sampling_many_high_risk",
        _ => "sampling_many",
    }
}

/// The smallest sample that, without a deviation, shows at a confidence that the rate is not above the tolerable one; of a large
/// population. `None` when either is not strictly between 0 and 1.
pub fn zero_deviation_size(confidence: f64, tolerable: f64) -> Option<usize> {
    let inside = |x: f64| x > 0.0 && x < 1.0;
    if !inside(confidence) || !inside(tolerable) {
        return None;
    }
    Some(whole(((1.0 - confidence).ln() / (1.0 - tolerable).ln()).ceil()))
}

/// The same of a population of `items`: the smallest `n` for which drawing no deviation, were the tolerable number to deviate, is no
/// likelier than the confidence allows. The whole population where nothing smaller does; `None` when there is no item or a share is not
/// strictly between 0 and 1.
pub fn finite_size(items: usize, confidence: f64, tolerable: f64) -> Option<usize> {
    zero_deviation_size(confidence, tolerable)?;
    if items == 0 {
        return None;
    }
    let allowed = 1.0 - confidence;
    // Binary arithmetic misses a round decimal by a few units in the last place; there it is taken as the decimal it is.
    let product = items as f64 * tolerable;
    let near = product.round();
    let deviating = whole(if (product - near).abs() <= near * 1e-12 { near } else { product.ceil() }).max(1);
    let decimal = (allowed * 1e12).round() / 1e12;
    let mut chance = 1.0;
    for n in 1..items {
        let left = items.saturating_sub(deviating + n - 1);
        chance *= left as f64 / (items - n + 1) as f64;
        let chance = if (chance - decimal).abs() < 1e-13 { decimal } else { chance };
        if chance <= allowed {
            return Some(n);
        }
    }
    Some(items)
}

/// The items that a sample is drawn from, frozen.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Population {
    /// Their ids in byte order, without repeats.
    ids: Vec<String>,
    /// SHA-256 over the ids, each followed by a line feed; lower-case hex.
    sha256: String,
}

impl Population {
    /// An id as it stands in a population: a line feed inside it is taken as a blank, so that the ids stay lines.
    pub fn written(id: &str) -> String {
        id.replace('\n', " ")
    }

    /// Freezes a population, each id as it is [written](Self::written).
    pub fn freeze(ids: impl IntoIterator<Item = String>) -> Self {
        let mut ids: Vec<String> = ids.into_iter().map(|id| Self::written(&id)).collect();
        ids.sort_unstable();
        ids.dedup();
        Self { sha256: sha256_hex(lines(&ids).as_bytes()), ids }
    }

    /// The ids as the hash is taken of them: in byte order, each followed by a line feed.
    pub fn lines(&self) -> String {
        lines(&self.ids)
    }

    /// The ids, in byte order.
    pub fn ids(&self) -> &[String] {
        &self.ids
    }

    /// The hash that is recorded before the seed.
    pub fn sha256(&self) -> &str {
        &self.sha256
    }

    /// The first `size` items by rank under a seed; all of them when there are no more.
    pub fn sample(&self, seed: &str, size: usize) -> Sample {
        let mut ranked: Vec<Chosen> = self.ids.iter().map(|id| Chosen { rank: rank(seed, id), id: id.clone() }).collect();
        ranked.sort();
        ranked.truncate(size);
        Sample { population: self.sha256.clone(), of: self.ids.len(), seed: seed.to_owned(), items: ranked }
    }
}

fn lines(ids: &[String]) -> String {
    ids.iter().flat_map(|id| [id.as_str(), "\n"]).collect()
}

/// An item of a sample. In order: by rank, then by id.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Chosen {
    /// SHA-256 of seed, 0x1F, id; lower-case hex.
    pub rank: String,
    /// The item.
    pub id: String,
}

/// A sample with everything needed to draw it again.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Sample {
    /// The hash of the population.
    pub population: String,
    /// How many items the population has.
    pub of: usize,
    /// The seed as it was typed.
    pub seed: String,
    /// The items, by rank.
    pub items: Vec<Chosen>,
}

/// The rank of an item under a seed.
pub fn rank(seed: &str, id: &str) -> String {
    sha256_hex(&[seed.as_bytes(), &[0x1f], id.as_bytes()].concat())
}

/// What a tested sample supports.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Conclusion {
    /// Items that deviate.
    pub deviations: usize,
    /// Items tested.
    pub tested: usize,
    /// The share that deviates.
    pub rate: f64,
    /// Its 95 % interval after Wilson; for a whole population the share itself.
    pub interval: (f64, f64),
    /// Without a deviation in a part of the population, the rate that stays possible at 90 % and at 95 %.
    pub below: Option<(f64, f64)>,
    /// The same as a sentence.
    pub sentence: String,
}

/// Concludes from `deviations` in `tested` items out of `population`. `None` when nothing was tested.
pub fn conclude(deviations: usize, tested: usize, population: usize) -> Option<Conclusion> {
    let (at90, at95) = (zero_cases_upper(tested, 0.9)?, zero_cases_upper(tested, 0.95)?);
    let rate = share(deviations, tested);
    let all = tested >= population;
    let interval = if all { (rate, rate) } else { wilson(deviations, tested) };
    let percent = |x: f64| format!("{:.1} %", x * 100.0);
    let below = if deviations == 0 && !all { Some((at90, at95)) } else { None };
    let sentence = match (deviations, all) {
        (0, true) if tested == 1 => "The population's one item was tested; it does not deviate.".to_owned(),
        (k, true) if tested == 1 => format!("The population's one item was tested; it deviates: {k} of 1."),
        (0, true) => format!("All {tested} items of the population were tested; none deviates."),
        (0, false) => format!(
            "{} without deviation {} only a rate below {} at 90 % confidence, or below {} at 95 %. These are the figures of a large population; \
             for this one of {} they are on the safe side.",
            counted(tested, "item"),
            verb(tested, "supports", "support"),
            percent(at90),
            percent(at95),
            counted(population, "item"),
        ),
        (k, true) => {
            format!("All {tested} items of the population were tested; {k} {}: {}.", verb(k, "deviates", "deviate"), percent(rate))
        }
        (k, false) => format!(
            "{k} of {} {}: {}, with a 95 % interval from {} to {}.",
            counted(tested, "item"),
            verb(k, "deviates", "deviate"),
            percent(rate),
            percent(interval.0),
            percent(interval.1)
        ),
    };
    Some(Conclusion { deviations, tested, rate, interval, below, sentence })
}

/// A small number that is not negative as a count.
fn whole(value: f64) -> usize {
    #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a saturating cast of a small number")]
    let count = value as usize;
    count
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sizes_are_those_of_the_practice_tables() {
        let p = Parameters::default();
        let size = |f: &str, high: bool| default_size(Some(f), high, 1_000, &p);
        assert_eq!(["annual", "quarterly", "monthly", "weekly", "daily"].map(|f| size(f, true)), [1, 2, 2, 5, 25]);
        assert_eq!((size("semi_annual", false), size("continuous", false), size("per_event", true)), (2, 25, 40));
        assert_eq!((default_size(None, false, 1_000, &p), default_size(None, true, 1_000, &p)), (25, 40));
        assert_eq!(default_size(Some("annual"), false, 5, &p), 5, "a small population is tested whole");
        assert_eq!(default_size(Some("annual"), false, 6, &p), 1);
        assert_eq!(default_size(Some("daily"), false, 6, &p), 6, "never more than there are");
        assert_eq!(default_size(Some("daily"), false, 0, &p), 0);
    }

    #[test]
    fn statistical_sizes_are_the_worked_ones() {
        let size = |c, t| zero_deviation_size(c, t).unwrap();
        assert_eq!([size(0.9, 0.1), size(0.95, 0.1), size(0.9, 0.05), size(0.95, 0.05)], [22, 29, 45, 59]);
        assert_eq!([12, 52, 250].map(|n| finite_size(n, 0.9, 0.1).unwrap()), [8, 16, 21]);
        assert_eq!(finite_size(1, 0.9, 0.1), Some(1));
        // 100 times 0.07 is a little more than 7 in binary; 7 items deviate at that rate, not 8.
        assert_eq!((finite_size(100, 0.9, 0.07), finite_size(100, 0.9, 0.071)), (Some(28), Some(25)));
        // A tie: none of 9 in 10 leaves exactly one in ten, which is not below what 0.9 leaves in binary.
        assert_eq!((finite_size(10, 0.9, 0.1), finite_size(20, 0.95, 0.05)), (Some(10), Some(19)));
        for (c, t) in [(0.0, 0.1), (1.0, 0.1), (0.9, 0.0), (0.9, 1.0)] {
            assert_eq!((zero_deviation_size(c, t), finite_size(12, c, t)), (None, None));
        }
        assert_eq!(finite_size(0, 0.9, 0.1), None);
    }

    #[test]
    fn a_sample_is_drawn_as_sha256sum_draws_it() {
        let ids = ["b", "a", "c", "a"].map(str::to_owned);
        let population = Population::freeze(ids);
        assert_eq!(population.ids(), ["a", "b", "c"]);
        // printf 'a\nb\nc\n' | sha256sum
        assert_eq!(population.sha256(), "880553fca8fcea94e325ee2cfb48e5a985cc797f39a14cc6d3cedecfeb2ae4d2");
        // printf '%s\037%s' 7 a | sha256sum
        assert_eq!(rank("7", "a"), "845c3016ab928f4d43342252934e6ee257a7ad44b150ccbf9bdc548be82fd302");
        let all = population.sample("7", 9);
        assert_eq!((all.of, all.items.len(), all.population.as_str(), all.seed.as_str()), (3, 3, population.sha256(), "7"));
        assert!(all.items.windows(2).all(|w| w[0].rank < w[1].rank));
        assert_eq!(population.sample("7", 2).items, all.items[..2], "a larger sample holds the smaller one");
        assert_ne!(population.sample("8", 3).items, all.items);
        assert_eq!(Population::freeze(["x\ny".to_owned()]).ids(), ["x y"]);
    }

    #[test]
    fn conclusions_say_what_the_sample_supports() {
        let clean = conclude(0, 25, 1_000).unwrap();
        assert_eq!(
            clean.sentence,
            "25 items without deviation support only a rate below 8.8 % at 90 % confidence, or below 11.3 % at 95 %. \
             These are the figures of a large population; for this one of 1,000 items they are on the safe side."
        );
        assert!(clean.below.is_some() && clean.rate == 0.0);
        let one = conclude(1, 25, 1_000).unwrap();
        assert_eq!(one.sentence, "1 of 25 items deviates: 4.0 %, with a 95 % interval from 0.7 % to 19.5 %.");
        assert_eq!((one.interval, one.below), (wilson(1, 25), None));
        let all = conclude(0, 4, 4).unwrap();
        assert_eq!((all.sentence.as_str(), all.below), ("All 4 items of the population were tested; none deviates.", None));
        let bad = conclude(1, 4, 4).unwrap();
        assert_eq!((bad.sentence.as_str(), bad.interval), ("All 4 items of the population were tested; 1 deviates: 25.0 %.", (0.25, 0.25)));
        assert_eq!(conclude(0, 0, 4), None);
        let sentence = |deviations, population| conclude(deviations, 1, population).unwrap().sentence;
        assert_eq!(sentence(0, 1), "The population's one item was tested; it does not deviate.");
        assert_eq!(sentence(1, 1), "The population's one item was tested; it deviates: 1 of 1.");
        assert!(sentence(0, 9).starts_with("1 item without deviation supports only a rate below 90.0 %"), "{}", sentence(0, 9));
        assert!(sentence(1, 9).starts_with("1 of 1 item deviates: 100.0 %"), "{}", sentence(1, 9));
    }
}

//! Where texts stand in a list, found in one step: an open table of positions whose hash is the same in every run, so that nothing
//! depends on chance. It is asked and never walked through.

use std::borrow::Borrow;

/// The share of slots that stay empty: at least one in two.
const ROOM: usize = 2;

/// Positions in a list, found by the text that stands there. The texts are the caller's: each step asks whether one is meant.
#[derive(Clone, Debug, Default)]
pub(crate) struct Slots {
    /// For each slot one more than a position, in the lower bits, and in those that no position needs some of the hash, so that a slot of
    /// another text is mostly known without a look at that text; 0 when empty. As many as a power of two.
    slots: Vec<u32>,
}

impl Slots {
    /// Room for so many texts.
    pub fn with_room(texts: usize) -> Self {
        let slots = if texts == 0 { 0 } else { (texts * ROOM).next_power_of_two() };
        Self { slots: vec![0; slots] }
    }

    /// Some texts, none of them twice, each at its position.
    pub fn of<'t>(texts: impl ExactSizeIterator<Item = &'t str>) -> Self {
        let mut slots = Self::with_room(texts.len());
        texts.enumerate().for_each(|(at, text)| slots.put(text, at, |_| false));
        slots
    }

    /// The position of a text; `is` tells whether it stands at a position.
    #[inline]
    pub fn find(&self, text: &str, is: impl Fn(usize) -> bool) -> Option<usize> {
        self.find_scattered(hash(text.as_bytes()), is)
    }

    #[inline]
    fn find_scattered(&self, hash: u64, is: impl Fn(usize) -> bool) -> Option<usize> {
        let (mut slot, last, mark) = (self.first(hash), self.last(), self.mark(hash));
        loop {
            let found = self.slots.get(slot).filter(|found| **found != 0)?;
            if found & !last == mark {
                let position = (found & last) as usize - 1;
                if is(position) {
                    return Some(position);
                }
            }
            slot = (slot + 1) & last as usize;
        }
    }

    /// Notes the position of a text, in the place of an earlier one of the same text. There has to be room for it: the position is below
    /// the number of texts that room was made for.
    pub fn put(&mut self, text: &str, position: usize, is: impl Fn(usize) -> bool) {
        self.put_scattered(hash(text.as_bytes()), position, is);
    }

    fn put_scattered(&mut self, hash: u64, position: usize, is: impl Fn(usize) -> bool) {
        let (mut slot, last, mark) = (self.first(hash), self.last(), self.mark(hash));
        let Some(kept) = u32::try_from(position + 1).ok().filter(|kept| *kept <= last) else { return };
        while let Some(found) = self.slots.get_mut(slot) {
            if *found == 0 || (*found & !last == mark && is((*found & last) as usize - 1)) {
                *found = mark | kept;
                return;
            }
            slot = (slot + 1) & last as usize;
        }
    }

    /// The last slot; every bit that a position needs.
    fn last(&self) -> u32 {
        u32::try_from(self.slots.len()).unwrap_or(u32::MAX).saturating_sub(1)
    }

    /// What is kept of a hash beside a position.
    #[allow(clippy::cast_possible_truncation, reason = "the lower bits of a hash")]
    fn mark(&self, hash: u64) -> u32 {
        hash as u32 & !self.last()
    }

    #[allow(clippy::cast_possible_truncation, reason = "the upper bits of a hash")]
    fn first(&self, hash: u64) -> usize {
        (hash >> 32) as usize & self.slots.len().saturating_sub(1)
    }
}

const SPREAD: u64 = 0x9E37_79B9_7F4A_7C15;

/// One more word in a number that scatters.
#[inline]
fn mixed(found: u64, word: u64) -> u64 {
    let found = (found ^ word).wrapping_mul(SPREAD);
    found ^ found >> 29
}

/// A number that scatters texts, eight letters in one step.
fn hash(text: &[u8]) -> u64 {
    let (words, rest) = text.as_chunks::<8>();
    let found = words.iter().fold(text.len() as u64, |found, word| mixed(found, u64::from_le_bytes(*word)));
    mixed(found, rest.iter().fold(0, |n, letter| n << 8 | u64::from(*letter))).wrapping_mul(SPREAD)
}

/// What is found by a number that scatters it, the same in every run.
pub(crate) trait Scatter {
    /// The number.
    fn scattered(&self) -> u64;
}

impl Scatter for str {
    fn scattered(&self) -> u64 {
        hash(self.as_bytes())
    }
}

impl Scatter for [u64] {
    fn scattered(&self) -> u64 {
        self.iter().fold(self.len() as u64, |found, number| mixed(found, *number)).wrapping_mul(SPREAD)
    }
}

/// Something for each of some keys, found in one step. It grows as it has to, and is never walked through.
#[derive(Clone, Debug)]
pub(crate) struct Known<K, T> {
    slots: Slots,
    of: Vec<(K, T)>,
}

impl<K, T> Default for Known<K, T> {
    fn default() -> Self {
        Self { slots: Slots::default(), of: Vec::new() }
    }
}

impl<K, T> Known<K, T> {
    /// What there is for a key.
    #[inline]
    pub fn get<Q: Scatter + Eq + ?Sized>(&self, key: &Q) -> Option<&T>
    where
        K: Borrow<Q>,
    {
        let is = |at: usize| self.of.get(at).is_some_and(|(known, _)| known.borrow() == key);
        self.slots.find_scattered(key.scattered(), is).and_then(|at| self.of.get(at)).map(|(_, of)| of)
    }

    /// Notes something for a key that there is nothing for.
    pub fn put<Q: Scatter + ?Sized>(&mut self, key: K, of: T)
    where
        K: Borrow<Q>,
    {
        self.of.push((key, of));
        let from = if self.slots.slots.len() >= self.of.len() * ROOM {
            self.of.len() - 1
        } else {
            self.slots = Slots::with_room(self.of.len() * 2);
            0
        };
        for (at, (key, _)) in self.of.iter().enumerate().skip(from) {
            self.slots.put_scattered(key.borrow().scattered(), at, |_| false);
        }
    }
}

/// For each text, the positions that it is noted for, in the order in which they were noted.
#[derive(Clone, Debug, Default)]
pub(crate) struct Index {
    slots: Slots,
    /// The texts, one after the other.
    texts: String,
    /// The positions of each text, one text after the other.
    positions: Vec<u32>,
    /// Where each text ends, and where its positions do.
    ends: Vec<Ends>,
}

/// Where the parts of one text end; they begin where those of the text before end.
#[derive(Clone, Copy, Debug)]
struct Ends {
    text: u32,
    positions: u32,
}

impl Index {
    /// Notes each position for its text.
    pub fn new<'t>(noted: impl Iterator<Item = (&'t str, usize)> + Clone) -> Self {
        // Neighbours are alike more often than not: there are no more texts than places where one follows another.
        let mut before = None;
        let texts = noted.clone().filter(|(text, _)| before.replace(*text) != Some(*text)).count();
        let mut index = Self { slots: Slots::with_room(texts), ..Self::default() };
        let mut of: Vec<(u32, u32)> = Vec::with_capacity(noted.clone().count());
        let short = |n: usize| u32::try_from(n).unwrap_or(u32::MAX);
        let mut last: Option<(&str, usize)> = None;
        for (text, position) in noted {
            let known = last.filter(|(t, _)| *t == text).map(|(_, at)| at).or_else(|| index.find(text));
            let at = known.unwrap_or_else(|| {
                let at = index.ends.len();
                index.texts.push_str(text);
                index.ends.push(Ends { text: short(index.texts.len()), positions: 0 });
                index.slots.put(text, at, |_| false);
                at
            });
            last = Some((text, at));
            of.push((short(at), short(position)));
        }
        index.texts.shrink_to_fit();
        index.ends.shrink_to_fit();
        // In the order of the texts, and for each in the order in which its positions came.
        of.sort_by_key(|(at, _)| *at);
        for (at, ends) in index.ends.iter_mut().enumerate() {
            ends.positions = short(of.partition_point(|(t, _)| *t as usize <= at));
        }
        index.positions = of.into_iter().map(|(_, position)| position).collect();
        index
    }

    fn find(&self, text: &str) -> Option<usize> {
        self.slots.find(text, |at| self.span(at, |ends| ends.text).and_then(|span| self.texts.get(span)) == Some(text))
    }

    /// The positions that a text is noted for.
    pub fn get(&self, text: &str) -> impl Iterator<Item = usize> + '_ {
        let span = self.find(text).and_then(|at| self.span(at, |ends| ends.positions));
        span.and_then(|span| self.positions.get(span)).unwrap_or_default().iter().map(|at| *at as usize)
    }

    /// Whether a text is noted for any position.
    pub fn contains(&self, text: &str) -> bool {
        self.find(text).is_some()
    }

    /// From where to where a part of one text reaches.
    fn span(&self, at: usize, part: impl Fn(&Ends) -> u32) -> Option<std::ops::Range<usize>> {
        let end = |at: usize| self.ends.get(at).map(|ends| part(ends) as usize);
        Some(at.checked_sub(1).map_or(Some(0), end)?..end(at)?)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_text_has_its_positions_in_order() {
        let noted = [("b", 4), ("a", 0), ("a", 1), ("b", 2), ("", 3), ("a", 9)];
        let index = Index::new(noted.into_iter());
        let at = |text: &str| index.get(text).collect::<Vec<_>>();
        assert_eq!((at("a"), at("b"), at("")), (vec![0, 1, 9], vec![4, 2], vec![3]));
        assert!(at("c").is_empty() && !index.contains("c") && index.contains(""));
        assert!(Index::default().get("a").next().is_none());
    }

    #[test]
    fn many_texts_are_found_and_no_other() {
        let texts: Vec<String> = (0..5_000).map(|n| format!("text-{n:06}")).collect();
        let mut slots = Slots::with_room(texts.len());
        for (at, text) in texts.iter().enumerate() {
            slots.put(text, at, |p| texts[p] == *text);
        }
        let find = |text: &str| slots.find(text, |p| texts[p] == text);
        assert!(texts.iter().enumerate().all(|(at, text)| find(text) == Some(at)));
        assert!(find("text-005000").is_none() && find("").is_none());
        assert!(Slots::with_room(0).find("a", |_| true).is_none());
    }

    #[test]
    fn what_is_known_is_found_by_its_key_and_by_no_other() {
        let lists: Vec<Vec<u64>> = (0..3_000_u64).map(|n| vec![n % 7, n << (n % 60), n / 3][..1 + n as usize % 3].to_vec()).collect();
        let mut known: Known<Box<[u64]>, usize> = Known::default();
        let mut of: std::collections::BTreeMap<&[u64], usize> = std::collections::BTreeMap::new();
        for (n, list) in lists.iter().enumerate() {
            assert_eq!(known.get(list.as_slice()), of.get(list.as_slice()), "{list:?}");
            if !of.contains_key(list.as_slice()) {
                known.put::<[u64]>(list.as_slice().into(), n);
                of.insert(list, n);
            }
        }
        assert!(of.len() > 1_500 && of.iter().all(|(list, n)| known.get(*list) == Some(n)));
        assert!(known.get::<[u64]>(&[]).is_none() && known.get::<[u64]>(&[1, 2, 3, 4]).is_none() && known.get::<[u64]>(&[9]).is_none());
        let mut named: Known<&str, usize> = Known::default();
        assert_eq!(named.get("a"), None);
        ["a", "b", "", "ab"].into_iter().enumerate().for_each(|(n, name)| named.put::<str>(name, n));
        assert_eq!(["a", "b", "", "ab", "ba"].map(|name| named.get(name).copied()), [Some(0), Some(1), Some(2), Some(3), None]);
    }

    #[test]
    fn a_later_position_of_a_text_takes_the_place_of_an_earlier_one() {
        let texts = ["a", "b", "a"];
        let mut slots = Slots::with_room(3);
        for (at, text) in texts.iter().enumerate() {
            slots.put(text, at, |p| texts[p] == *text);
        }
        assert_eq!(slots.find("a", |p| texts[p] == "a"), Some(2));
        assert_eq!(slots.find("b", |p| texts[p] == "b"), Some(1));
    }

    #[test]
    fn texts_that_begin_alike_are_scattered() {
        let mut seen = std::collections::BTreeSet::new();
        for n in 0..4_096 {
            seen.insert(hash(format!("agent-{n:06}\u{1f}RS-{:03}\u{1f}read", n % 500).as_bytes()) >> 32 & 8_191);
        }
        assert!(seen.len() > 3_000, "{}", seen.len());
    }
}

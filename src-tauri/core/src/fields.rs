//! The known values of a record, in one block of memory. A workspace holds millions of records, most of their values are a few
//! letters long, and a block for each value would cost more than the values.

use std::fmt;
use std::ops::Range;

/// The known values of a record by column position, in column order, each column once. Empty, it takes no memory of its own.
///
/// ```
/// # use countersign_core::Fields;
/// let fields: Fields = [(4, "prod"), (0, "WF-1")].into_iter().collect();
/// assert_eq!((fields.get(4), fields.get(1)), (Some("prod"), None));
/// assert_eq!(fields.iter().collect::<Vec<_>>(), [(0, "WF-1"), (4, "prod")]);
/// ```
// The block: how many values there are, their columns, where each text ends, and the texts, one after the other. Numbers are
// written in bytes of seven bits, the lowest first, so that all of the block is text, and a part of it is handed out without being
// looked through. Values that are equal have equal blocks.
#[derive(Clone, Default, PartialEq, Eq, Hash)]
pub struct Fields(Box<str>);

/// The first byte of a block whose numbers are [`Wide`]; of any other it is the number of values.
const WIDE: u8 = 127;
/// Bytes before the columns of a wide block: [`WIDE`], and how many values there are.
const WIDE_START: usize = 4;
/// Longer texts than this altogether make a block wide.
const NARROW_TEXTS: usize = (1 << 14) - 1;

/// The head of nearly every block: a column takes one byte, an end two.
type Narrow<'f> = Head<'f, 1, 2>;
/// The head of a block with long texts, with more values than a byte counts, or a column far behind: a column takes three bytes, and
/// an end as many as the length of any text that there can be.
type Wide<'f> = Head<'f, 3, 9>;

impl Fields {
    /// The value at a column position; `None` when unknown.
    #[inline]
    pub fn get(&self, position: u16) -> Option<&str> {
        match self.0.as_bytes() {
            [] => None,
            [WIDE, ..] => Wide::read(&self.0, WIDE_START, self.len())?.find(position),
            [count, ..] => Narrow::read(&self.0, 1, usize::from(*count))?.find(position),
        }
    }

    /// How many values are known.
    pub fn len(&self) -> usize {
        match self.0.as_bytes() {
            [] => 0,
            [WIDE, a, b, c, ..] => number([*a, *b, *c]),
            [count, ..] => usize::from(*count),
        }
    }

    /// Whether no value is known.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Whether the value at a column position is known.
    pub fn contains(&self, position: u16) -> bool {
        self.get(position).is_some()
    }

    /// The known values by column position, in column order.
    pub fn iter(&self) -> Iter<'_> {
        let narrow = match self.0.as_bytes() {
            [] | [WIDE, ..] => None,
            [count, ..] => Narrow::read(&self.0, 1, usize::from(*count)),
        };
        match narrow {
            Some(head) => Iter(Left::Narrow { head, start: 0 }),
            None => Iter(Left::Wide { fields: self, left: 0..self.len() }),
        }
    }

    /// Makes a value known, in the place of one that is known already.
    pub fn set(&mut self, position: u16, text: &str) {
        let mut known: Vec<(u16, &str)> = self.iter().collect();
        match known.binary_search_by_key(&position, |(p, _)| *p) {
            Ok(at) => known.splice(at..=at, [(position, text)]).for_each(drop),
            Err(at) => known.insert(at, (position, text)),
        }
        *self = written(&known);
    }

    /// Makes a value unknown.
    pub fn remove(&mut self, position: u16) {
        if self.contains(position) {
            *self = self.iter().filter(|(p, _)| *p != position).collect();
        }
    }

    /// One of the values, by how many there are before it.
    fn nth(&self, at: usize) -> Option<(u16, &str)> {
        match self.0.as_bytes() {
            [WIDE, ..] => Wide::read(&self.0, WIDE_START, self.len())?.nth(at),
            _ => Narrow::read(&self.0, 1, self.len())?.nth(at),
        }
    }
}

/// Values in any order. Of several for one column the first is kept.
impl<T: AsRef<str>> FromIterator<(u16, T)> for Fields {
    fn from_iter<I: IntoIterator<Item = (u16, T)>>(values: I) -> Self {
        let mut known: Vec<(u16, T)> = values.into_iter().collect();
        if !known.is_sorted_by(|(a, _), (b, _)| a < b) {
            known.sort_by_key(|(position, _)| *position);
            known.dedup_by_key(|(position, _)| *position);
        }
        written(&known)
    }
}

impl<'f> IntoIterator for &'f Fields {
    type Item = (u16, &'f str);
    type IntoIter = Iter<'f>;

    fn into_iter(self) -> Iter<'f> {
        self.iter()
    }
}

impl fmt::Debug for Fields {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_list().entries(self).finish()
    }
}

/// The known values of a record ([`Fields::iter`]).
#[derive(Clone)]
pub struct Iter<'f>(Left<'f>);

/// What is left of a block to walk through.
#[derive(Clone)]
enum Left<'f> {
    /// Of the usual one, what of its head is left, and where the next text begins.
    Narrow { head: Narrow<'f>, start: usize },
    /// Of any other, which of its values.
    Wide { fields: &'f Fields, left: Range<usize> },
}

impl<'f> Iterator for Iter<'f> {
    type Item = (u16, &'f str);

    #[inline]
    fn next(&mut self) -> Option<Self::Item> {
        match &mut self.0 {
            Left::Narrow { head, start } => {
                let ([[column], columns @ ..], [end, ends @ ..]) = (head.columns, head.ends) else { return None };
                let end = number(*end);
                let text = head.texts.get(*start..end)?;
                (head.columns, head.ends, *start) = (columns, ends, end);
                Some((u16::from(*column), text))
            }
            Left::Wide { fields, left } => fields.nth(left.next()?),
        }
    }

    fn size_hint(&self) -> (usize, Option<usize>) {
        match &self.0 {
            Left::Narrow { head, .. } => (head.columns.len(), Some(head.columns.len())),
            Left::Wide { left, .. } => left.size_hint(),
        }
    }
}

impl ExactSizeIterator for Iter<'_> {}

/// A block, taken apart.
#[derive(Clone, Copy)]
struct Head<'f, const COLUMN: usize, const END: usize> {
    /// The columns, in their order.
    columns: &'f [[u8; COLUMN]],
    /// Where the text of each ends; it begins where the one before it ends.
    ends: &'f [[u8; END]],
    texts: &'f str,
}

impl<'f, const COLUMN: usize, const END: usize> Head<'f, COLUMN, END> {
    #[inline]
    fn read(block: &'f str, start: usize, count: usize) -> Option<Self> {
        let (columns, rest) = block.as_bytes().get(start..)?.split_at_checked(count * COLUMN)?;
        let (ends, _) = rest.split_at_checked(count * END)?;
        let texts = block.get(start + count * (COLUMN + END)..)?;
        Some(Self { columns: columns.as_chunks().0, ends: ends.as_chunks().0, texts })
    }

    #[inline]
    fn find(&self, position: u16) -> Option<&'f str> {
        let position = usize::from(position);
        // Each column stands once, so none stands further in than its position says.
        let before = self.columns.get(..=position).unwrap_or(self.columns);
        let at = before.iter().rposition(|column| number(*column) <= position)?;
        if number(*self.columns.get(at)?) == position { self.text(at) } else { None }
    }

    fn nth(&self, at: usize) -> Option<(u16, &'f str)> {
        Some((u16::try_from(number(*self.columns.get(at)?)).ok()?, self.text(at)?))
    }

    #[inline]
    fn text(&self, at: usize) -> Option<&'f str> {
        let start = at.checked_sub(1).map_or(Some(0), |before| self.ends.get(before).map(|end| number(*end)))?;
        self.texts.get(start..number(*self.ends.get(at)?))
    }
}

/// A number in bytes of seven bits, the lowest first.
#[inline]
fn number<const BYTES: usize>(bytes: [u8; BYTES]) -> usize {
    bytes.iter().rev().fold(0, |number, byte| number << 7 | usize::from(*byte))
}

fn write_number(block: &mut String, mut number: usize, bytes: usize) {
    for _ in 0..bytes {
        block.push(char::from_u32(number as u32 & 0x7f).unwrap_or_default());
        number >>= 7;
    }
}

/// The block of values that are in column order, each column once.
fn written<T: AsRef<str>>(known: &[(u16, T)]) -> Fields {
    let Some((last, _)) = known.last() else { return Fields::default() };
    let texts: usize = known.iter().map(|(_, text)| text.as_ref().len()).sum();
    let narrow = known.len() < usize::from(WIDE) && *last < 128 && texts <= NARROW_TEXTS;
    let (start, column, end) = if narrow { (1, 1, 2) } else { (WIDE_START, 3, 9) };
    let mut block = String::with_capacity(start + known.len() * (column + end) + texts);
    if !narrow {
        block.push(char::from(WIDE));
    }
    write_number(&mut block, known.len(), if narrow { 1 } else { WIDE_START - 1 });
    for (position, _) in known {
        write_number(&mut block, usize::from(*position), column);
    }
    let mut reached = 0;
    for (_, text) in known {
        reached += text.as_ref().len();
        write_number(&mut block, reached, end);
    }
    known.iter().for_each(|(_, text)| block.push_str(text.as_ref()));
    Fields(block.into_boxed_str())
}

#[cfg(test)]
mod tests;

//! The numbers of a row of an assessment as one short text.
//!
//! A number is written in digits of five bits, lowest first, each as one of 64 letters: the upper half of them says that more digits
//! follow. A tilde and a number after it repeat the last one that many times more. A list of plain numbers, as earlier versions wrote it,
//! is read too.

use serde::de::{Error, SeqAccess, Visitor};
use serde::{Deserializer, Serializer};
use std::fmt;
use std::sync::Arc;

const LETTERS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
const REPEAT: u8 = b'~';
/// The digits of the largest number.
const MOST: u32 = 7;

pub(super) fn serialize<S: Serializer>(cells: &[u32], serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_str(&written(cells))
}

pub(super) fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Arc<[u32]>, D::Error> {
    struct Cells;
    impl<'de> Visitor<'de> for Cells {
        type Value = Vec<u32>;

        fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
            f.write_str("the cells of a row")
        }

        fn visit_str<E: Error>(self, text: &str) -> Result<Vec<u32>, E> {
            read(text.as_bytes()).ok_or_else(|| E::custom("the cells of a row cannot be read"))
        }

        fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<Vec<u32>, A::Error> {
            let mut cells = Vec::with_capacity(list.size_hint().unwrap_or(256));
            while let Some(cell) = list.next_element()? {
                cells.push(cell);
            }
            Ok(cells)
        }
    }
    deserializer.deserialize_any(Cells).map(Arc::from)
}

fn written(cells: &[u32]) -> String {
    let mut out = String::with_capacity(cells.len() * 2);
    for run in cells.chunk_by(|a, b| a == b) {
        let Some(value) = run.first() else { continue };
        let more = u32::try_from(run.len() - 1).unwrap_or(u32::MAX);
        put(&mut out, *value);
        if more > 1 {
            out.push(char::from(REPEAT));
            put(&mut out, more);
        } else if more == 1 {
            put(&mut out, *value);
        }
    }
    out
}

fn put(out: &mut String, mut value: u32) {
    loop {
        let more = if value >= 32 { 32 } else { 0 };
        let letter = usize::try_from(value % 32 + more).ok().and_then(|at| LETTERS.get(at)).copied();
        out.extend(letter.map(char::from));
        value /= 32;
        if more == 0 {
            return;
        }
    }
}

/// The most cells a row may have: far more than any edition has requirements, so that a damaged text asks for no memory.
const LONGEST: usize = 1 << 20;

fn read(text: &[u8]) -> Option<Vec<u32>> {
    let mut cells: Vec<u32> = Vec::with_capacity(256);
    let mut rest = text;
    while let Some(first) = rest.first() {
        if *first == REPEAT {
            let again = usize::try_from(take(rest.get(1..)?, &mut rest)?).ok()?;
            let last = *cells.last()?;
            if cells.len() + again > LONGEST {
                return None;
            }
            cells.resize(cells.len() + again, last);
        } else {
            cells.push(take(rest, &mut rest)?);
        }
    }
    Some(cells)
}

/// One number from the beginning of a text; `rest` is what follows it.
fn take<'t>(text: &'t [u8], rest: &mut &'t [u8]) -> Option<u32> {
    let mut value: u32 = 0;
    for (place, letter) in (0_u32..MOST).zip(text) {
        let digit = digit(*letter)?;
        value |= (digit % 32).checked_shl(5 * place).filter(|v| v >> (5 * place) == digit % 32)?;
        if digit < 32 {
            *rest = text.get(usize::try_from(place).ok()? + 1..)?;
            return Some(value);
        }
    }
    None
}

fn digit(letter: u8) -> Option<u32> {
    Some(u32::from(match letter {
        b'A'..=b'Z' => letter - b'A',
        b'a'..=b'z' => letter - b'a' + 26,
        b'0'..=b'9' => letter - b'0' + 52,
        b'-' => 62,
        b'_' => 63,
        _ => return None,
    }))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_list_comes_back_as_it_was() {
        let mut lists: Vec<Vec<u32>> =
            vec![vec![], vec![0], vec![0; 5], vec![7, 7], vec![31, 32, 33, 1023, 1024, u32::MAX, u32::MAX, u32::MAX]];
        let mut seed = 1_u32;
        for length in 0..200 {
            lists.push(
                (0..length)
                    .map(|_| {
                        seed = seed.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
                        if seed & 0x100 == 0 { seed >> 30 } else { seed >> (seed % 31) }
                    })
                    .collect(),
            );
        }
        for cells in lists {
            let text = written(&cells);
            assert_eq!(read(text.as_bytes()), Some(cells.clone()), "{text}");
        }
        assert_eq!(written(&[0, 0, 0, 0, 33, 5, 5]), "A~DhBFF");
    }

    #[test]
    fn a_text_that_is_damaged_is_refused() {
        for bad in ["~B", "A~", "A B", "g", "ggggggggA", "_______", "A~______B", "\u{e9}"] {
            assert_eq!(read(bad.as_bytes()), None, "{bad}");
        }
    }

    #[test]
    fn what_earlier_versions_wrote_is_read() {
        let plain = r#"{"workflow":"WF-1","class":{"low":"D0","high":"D1"},"fired":"3","assumed":"0","cells":[0,0,0,0,33,5,5]}"#;
        let row: crate::assess::Row = serde_json::from_str(plain).unwrap();
        assert_eq!(*row.cells, [0, 0, 0, 0, 33, 5, 5]);
        let short = serde_json::to_string(&row).unwrap();
        assert!(short.contains(r#""cells":"A~DhBFF""#), "{short}");
        assert_eq!(serde_json::from_str::<crate::assess::Row>(&short).unwrap(), row);
    }
}

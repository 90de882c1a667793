//! Whether what stands under a header fits a column.

use crate::map::date::Order;
use crate::map::value::{self, Value};
use crate::text::says_unknown;
use countersign_core::record::split_list;
use countersign_core::tables::Kind;
use std::collections::BTreeSet;

/// The texts under one header.
pub(super) struct Cells<'a> {
    /// Those that say something.
    filled: Vec<&'a str>,
    /// Rows looked at.
    of: usize,
    /// The different words that stand here, when each text is no more than a list of some; none when a text is longer.
    used: BTreeSet<String>,
}

impl<'a> Cells<'a> {
    pub fn of(column: usize, rows: &'a [Vec<String>]) -> Self {
        let texts = rows.iter().filter_map(|row| row.get(column)).map(|t| t.trim());
        let filled: Vec<&str> = texts.filter(|t| !says_unknown(t, Kind::Text)).collect();
        let short = filled.iter().all(|t| t.len() <= 120);
        let used = filled.iter().filter(|_| short).flat_map(|t| split_list(t)).map(crate::text::snake).collect();
        Self { filled, of: rows.len(), used }
    }

    /// Whether no text stands here twice.
    pub fn all_differ(&self) -> bool {
        self.filled.iter().collect::<BTreeSet<_>>().len() == self.filled.len()
    }

    /// Whether every row says something here.
    pub fn all_filled(&self) -> bool {
        self.of > 0 && self.filled.len() == self.of
    }

    /// Whether nothing stands here.
    pub fn is_empty(&self) -> bool {
        self.filled.is_empty()
    }

    /// How many of the texts a column of a kind takes, in percent; nothing when there are none, or when it takes any.
    pub fn fit(&self, kind: Kind) -> Option<u32> {
        let takes = |text: &&&str| match kind {
            // Some words of a list may be others.
            Kind::Many(_) => matches!(value::read(text, kind, None), Value::Known(..) | Value::Bad(Some(_), _)),
            // Which order a date is in is settled later.
            Kind::Date => {
                matches!(value::read(text, kind, Some(Order::DayFirst)), Value::Known(..))
                    || matches!(value::read(text, kind, Some(Order::MonthFirst)), Value::Known(..))
            }
            _ => matches!(value::read(text, kind, None), Value::Known(..)),
        };
        if matches!(kind, Kind::Text | Kind::TextOrNone | Kind::List | Kind::ListOrNone) || self.filled.is_empty() {
            return None;
        }
        let fitting = self.filled.iter().filter(takes).count();
        u32::try_from(fitting * 100 / self.filled.len()).ok()
    }

    /// Whether only yes and no stand here.
    pub fn only_yes_and_no(&self) -> bool {
        self.fit(Kind::YesNo) == Some(100) && self.filled.iter().any(|t| t.parse::<u8>().is_err())
    }

    /// Whether the texts are words of a vocabulary, so many of them that it is no chance.
    pub fn is_vocabulary(&self, kind: Kind) -> bool {
        let words: &[&str] = match kind {
            Kind::One(words) | Kind::Many(words) => words,
            _ => return false,
        };
        let ours = |used: &String| words.iter().any(|w| w.eq_ignore_ascii_case(used));
        self.used.len() >= 2 && self.used.iter().all(ours) && self.used.iter().any(|w| w.contains('_')) && self.fit(kind) == Some(100)
    }

    /// The first different texts that a column does not take.
    pub fn others(&self, kind: Kind) -> Vec<String> {
        let mut found: Vec<String> = Vec::new();
        for text in &self.filled {
            if matches!(value::read(text, kind, None), Value::Bad(..) | Value::Ambiguous) {
                let shown = crate::reread::inert(crate::inspect::one_line(text).get(..40.min(text.len())).unwrap_or(text));
                if !found.contains(&shown) {
                    found.push(shown);
                }
            }
            if found.len() == 3 {
                break;
            }
        }
        found
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rows(texts: &[&str]) -> Vec<Vec<String>> {
        texts.iter().map(|t| vec![(*t).to_owned()]).collect()
    }

    #[test]
    fn texts_fit_a_kind_or_do_not() {
        let dates = rows(&["3/4/2026", "2026-01-02", "N/A", "soon"]);
        let cells = Cells::of(0, &dates);
        assert_eq!((cells.fit(Kind::Date), cells.fit(Kind::Text), cells.all_filled()), (Some(66), None, false));
        assert_eq!(cells.others(Kind::Date), ["3/4/2026", "soon"]);
        let words = rows(&["tool call", "Policy-Decision", "prompt"]);
        let kind = Kind::One(&["tool_call", "policy_decision", "prompt", "effect"]);
        assert!(Cells::of(0, &words).is_vocabulary(kind) && !Cells::of(0, &rows(&["prompt", "prompt"])).is_vocabulary(kind));
        assert!(Cells::of(0, &rows(&["Yes", "no"])).only_yes_and_no() && !Cells::of(0, &rows(&["1", "0"])).only_yes_and_no());
        assert!(!Cells::of(0, &rows(&["a", "b", "a"])).all_differ());
        assert!(Cells::of(4, &rows(&["a"])).is_empty());
    }
}

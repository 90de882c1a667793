use super::*;
use crate::record::{Origin, Record};
use crate::tables::{Table, spec};
use std::collections::BTreeMap;

/// Numbers that are the same in every run.
struct Dice(u64);

impl Dice {
    fn below(&mut self, n: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) as usize % n
    }

    fn position(&mut self) -> u16 {
        let most = [8, 40, 127, 128, 129, 70_000][self.below(6)];
        self.below(most).min(usize::from(u16::MAX)) as u16
    }

    fn text(&mut self) -> String {
        let letters = ["", "a", "prod", "\u{1f}", "\0", "é", "数据", "🔏", "\u{7f}", "\u{80}", "WF-0001", "a;b; c"];
        let one = letters[self.below(letters.len())];
        match self.below(60) {
            0 => one.repeat(self.below(20_000)),
            1 => "x".repeat([NARROW_TEXTS - 1, NARROW_TEXTS, NARROW_TEXTS + 1][self.below(3)]),
            n => one.repeat(n % 4),
        }
    }
}

/// All that can be asked of fields is answered as the model answers it.
fn same(fields: &Fields, model: &BTreeMap<u16, String>) {
    assert_eq!((fields.len(), fields.is_empty(), fields.iter().len()), (model.len(), model.is_empty(), model.len()));
    assert!(fields.iter().eq(model.iter().map(|(p, text)| (*p, text.as_str()))), "{fields:?}\n{model:?}");
    for position in (0..300).chain(model.keys().flat_map(|p| [p.saturating_sub(1), *p, p.saturating_add(1)])).chain([u16::MAX]) {
        let known = model.get(&position).map(String::as_str);
        assert_eq!((fields.get(position), fields.contains(position)), (known, known.is_some()), "{position} of {model:?}");
    }
    let again: Fields = model.iter().map(|(p, text)| (*p, text)).collect();
    assert_eq!((fields, format!("{fields:?}")), (&again, format!("{:?}", model.iter().collect::<Vec<_>>())));
}

#[test]
fn fields_are_what_a_plain_list_would_be() {
    let mut dice = Dice(1);
    for _ in 0..400 {
        let most = [3, 12, 60, 130, 400][dice.below(5)];
        let given: Vec<(u16, String)> = (0..dice.below(most)).map(|_| (dice.position(), dice.text())).collect();
        let mut model = BTreeMap::new();
        for (position, text) in &given {
            model.entry(*position).or_insert_with(|| text.clone());
        }
        let mut fields: Fields = given.into_iter().collect();
        same(&fields, &model);
        for _ in 0..dice.below(12) {
            // As often one that is known as any other.
            let known: Vec<u16> = model.keys().copied().collect();
            let position = if known.is_empty() || dice.below(2) == 0 { dice.position() } else { known[dice.below(known.len())] };
            let before = fields.clone();
            if dice.below(2) == 0 {
                let text = dice.text();
                fields.set(position, &text);
                assert_eq!(fields == before, model.get(&position) == Some(&text));
                model.insert(position, text);
            } else {
                fields.remove(position);
                assert_eq!(fields == before, !model.contains_key(&position));
                model.remove(&position);
            }
            same(&fields, &model);
        }
    }
}

#[test]
fn each_bound_of_a_narrow_block_is_passed_alone() {
    let is_wide = |fields: &Fields| fields.0.as_bytes().first() == Some(&WIDE);
    let many = |count: u16| (0..count).map(|p| (p, p.to_string())).collect::<Fields>();
    let long = |letters: usize| [(0, "é"), (1, &"x".repeat(letters - 2))].into_iter().collect::<Fields>();
    let far = |position: u16| [(0, "a"), (position, "b")].into_iter().collect::<Fields>();
    for (narrow, wide) in [(many(126), many(127)), (long(NARROW_TEXTS), long(NARROW_TEXTS + 1)), (far(127), far(128))] {
        assert_eq!((is_wide(&narrow), is_wide(&wide)), (false, true));
    }
    assert_eq!((many(126).len(), many(127).len(), many(u16::MAX).len()), (126, 127, 65_535));
    assert_eq!((many(u16::MAX).get(65_534), many(u16::MAX).get(65_535)), (Some("65534"), None));
    assert_eq!((long(NARROW_TEXTS).get(1).unwrap().len(), long(NARROW_TEXTS + 1).get(1).unwrap().len()), (16_381, 16_382));
    assert_eq!((far(127).get(127), far(u16::MAX).get(u16::MAX), far(u16::MAX).get(127)), (Some("b"), Some("b"), None));
}

#[test]
fn the_largest_text_comes_back_whole() {
    let large = "数".repeat(6_000_000);
    let mut fields: Fields = [(2, large.as_str()), (3, "behind"), (0, "")].into_iter().collect();
    assert_eq!((fields.get(0), fields.get(3)), (Some(""), Some("behind")));
    assert!(fields.get(2) == Some(&large));
    fields.set(2, "small");
    assert_eq!(fields, [(0, ""), (2, "small"), (3, "behind")].into_iter().collect());
}

#[test]
fn every_table_fits_a_narrow_block_with_all_of_its_columns() {
    for table in Table::ALL {
        let all: Fields = (0_u16..).zip(spec(*table).columns).map(|(p, column)| (p, column.name)).collect();
        assert!(all.0.as_bytes().first() != Some(&WIDE), "{table}");
        assert!(all.iter().map(|(_, name)| name).eq(spec(*table).columns.iter().map(|c| c.name)), "{table}");
    }
}

#[test]
fn a_record_is_small() {
    assert_eq!((size_of::<Fields>(), size_of::<Record>()), (16, 80));
    // A count, three bytes for each value, and the values.
    let grant = [(0, "agent-000001"), (1, "RS-000123"), (2, "read"), (3, "prod"), (6, "2026-04-01")];
    let fields: Fields = grant.into_iter().collect();
    assert_eq!(fields.0.len(), 1 + 3 * 5 + 39);
    let origin = Origin { file: 1, row: 2 };
    assert_eq!(Record::new(Table::Grants, "k".into(), fields.clone(), origin).fields, fields);
}

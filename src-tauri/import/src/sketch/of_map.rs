//! From a preset or map back to what the column editor holds.

use super::{Sketch, SketchColumn, SketchKept};
use crate::map::gives::Gives;
use crate::map::layout::{Layout, NOWHERE, Target};
use crate::map::preset::Map;
use crate::map::rule::{Makeup, Piece, Place, Rule};
use crate::text::Pattern;
use countersign_core::tables::{Table, spec};

impl Map {
    /// Whether a sketch says all that the map does: rows of one table, nothing besides.
    pub fn is_plain(&self) -> bool {
        let one = match self.gives.as_slice() {
            [gives] => gives.each.is_none() && gives.only.is_empty() && !gives.mention,
            _ => false,
        };
        one && !self.is_tree() && self.adapter.is_none() && self.evidence.is_none() && self.elsewhere.is_none() && self.words.is_empty()
    }

    /// The main table of the map as the column editor holds it; nothing when it maps no columns. How such files are known again is only
    /// kept where one header is asked for at a time.
    pub fn sketch(&self) -> Option<Sketch> {
        let gives = self.gives.first()?;
        let mut sketch = self.frame(gives);
        sketch.columns = gives.columns.iter().filter_map(|rule| column(gives, rule, written(rule, gives))).collect();
        let single = self.recognise.headers.iter().map(|group| if let [one] = group.as_slice() { Some(one.written()) } else { None });
        sketch.known_by = single.collect::<Option<Vec<_>>>().unwrap_or_default();
        Some(sketch)
    }

    /// The same for a file with these headers: each column names the headers of the file that it is read from. Columns that the file does
    /// not have are left out, unless `all` are wanted.
    pub(crate) fn sketch_for(&self, headers: &[String], all: bool) -> Option<Sketch> {
        let gives = self.gives.first()?;
        let layout = Layout::new(gives.table, Some(gives), headers);
        let mut sketch = self.frame(gives);
        for (i, rule) in gives.columns.iter().enumerate() {
            let found = layout.targets.iter().find(|t| t.rule == Some(i)).map(|t| named(t, headers)).filter(|names| !names.is_empty());
            let said = matches!(&rule.makeup, Makeup::Composed(pieces) if pieces.iter().all(|p| matches!(p, Piece::Said(_))));
            let names = match found {
                Some(names) if matches!(rule.makeup, Makeup::First(_)) => names,
                Some(_) => Vec::new(),
                None if all || said => written(rule, gives),
                None => continue,
            };
            sketch.columns.extend(column(gives, rule, names));
        }
        sketch.known_by = self.recognise.fitting(headers);
        Some(sketch)
    }

    fn frame(&self, gives: &Gives) -> Sketch {
        let columns = spec(gives.table).columns;
        let name = |p: &u16| columns.get(usize::from(*p)).map(|c| c.name.to_owned());
        Sketch {
            source: Some(self.source.clone()).filter(|source| *source != self.id),
            key_prefix: gives.derived.as_ref().map(|d| d.prefix.clone()),
            key_from: gives.derived.iter().flat_map(|d| d.from.iter().filter_map(name)).collect(),
            dates: self.order,
            fill_down: self.fill_down.iter().map(Pattern::written).collect(),
            ..Sketch::empty(&self.id, &self.title, gives.table)
        }
    }
}

impl Sketch {
    /// The columns of one of our own tables, as a file with these headers has them.
    pub(crate) fn of_own(table: Table, headers: &[String]) -> Self {
        let layout = Layout::new(table, None, headers);
        let columns =
            layout.targets.iter().map(|t| SketchColumn { to: t.name.to_owned(), headers: named(t, headers), ..SketchColumn::default() });
        // Rows of our own tables are of no other system, whoever maps them.
        Self { columns: columns.collect(), source: Some(String::new()), ..Self::empty(table.name(), &format!("The table {table}"), table) }
    }
}

/// The headers of a target's cells.
fn named(target: &Target, headers: &[String]) -> Vec<String> {
    target.cells.iter().filter(|i| **i != NOWHERE).filter_map(|i| headers.get(*i)).cloned().collect()
}

fn column(gives: &Gives, rule: &Rule, headers: Vec<String>) -> Option<SketchColumn> {
    let to = spec(gives.table).columns.get(usize::from(rule.to))?.name.to_owned();
    let place = |place: &Place| place_of(place, gives);
    let text = match &rule.makeup {
        Makeup::Composed(pieces) => Some(pieces.iter().map(|piece| match piece {
            Piece::Said(text) => text.clone(),
            Piece::Read(from) => format!("{{{}}}", place(from)),
        })),
        _ => None,
    };
    let pairs = match &rule.makeup {
        Makeup::Pairs(named) => named.iter().map(|(name, from)| (name.clone(), place(from))).collect(),
        _ => std::collections::BTreeMap::new(),
    };
    let kept = SketchKept {
        strip: rule.strip.clone(),
        after: rule.after.clone(),
        before: rule.before.clone(),
        lower: rule.lower,
        other: rule.other.clone().map(Option::unwrap_or_default),
        text: text.map(Iterator::collect),
        pairs,
    };
    let values = rule.values.iter().map(|(pattern, meaning)| (pattern.written(), meaning.clone().unwrap_or_default())).collect();
    Some(SketchColumn { to, headers, join: rule.join.clone(), values, kept: Some(kept).filter(|k| *k != SketchKept::default()) })
}

/// The places of a rule as a preset writes them.
fn written(rule: &Rule, gives: &Gives) -> Vec<String> {
    match &rule.makeup {
        Makeup::First(places) => places.iter().map(|place| place_of(place, gives)).collect(),
        Makeup::Composed(_) | Makeup::Pairs(_) => Vec::new(),
    }
}

fn place_of(place: &Place, gives: &Gives) -> String {
    match place {
        Place::Header(pattern) => pattern.written(),
        Place::Path(i) => gives.paths.get(*i).cloned().unwrap_or_default(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::map::presets::Presets;

    fn rules(map: &Map) -> String {
        // Everything but the name of the place in the file, which a sketch has no other word for.
        format!("{:?}", map.gives.first().map(|g| (&g.table, &g.derived, &g.columns)))
    }

    #[test]
    fn every_plain_preset_survives_the_way_through_a_sketch() {
        let presets = Presets::builtin().unwrap();
        let mut seen = 0;
        for map in presets.all().filter(|m| m.is_plain()) {
            let sketch = map.sketch().unwrap();
            let again = sketch.map().unwrap_or_else(|e| panic!("{}: {e}\n{}", map.id, sketch.toml()));
            assert_eq!(rules(&again), rules(map), "{}", map.id);
            assert_eq!((&again.source, again.order, &again.fill_down), (&map.source, map.order, &map.fill_down), "{}", map.id);
            assert_eq!(again.sketch().unwrap(), sketch, "{}", map.id);
            seen += 1;
        }
        assert!(seen > 0);
    }

    #[test]
    fn what_is_more_than_one_table_of_rows_is_not_plain() {
        let tree = "id = \"t\"\ntitle = \"T\"\n[recognise]\nkeys = [[\"a\"]]\n[[gives]]\ntable = \"people\"\n[[gives.column]]\nto = \"id\"\nfrom = [\"a/b\", \"c\"]\n";
        let map = Map::parse("t", tree).unwrap();
        assert!(!map.is_plain());
        assert_eq!(map.sketch().unwrap().columns[0].headers, ["a/b", "c"]);
        let two = "id = \"t\"\ntitle = \"T\"\n[[gives]]\ntable = \"people\"\n[[gives.column]]\nto = \"id\"\nheaders = [\"a\"]\n[[gives]]\ntable = \"tools\"\n[[gives.column]]\nto = \"id\"\nheaders = [\"b\"]\n";
        assert!(!Map::parse("t", two).unwrap().is_plain());
        assert!(
            !Map::parse(
                "t",
                &format!(
                    "{}\n[evidence]\nkind = \"test_result\"\ntitle = \"X\"\n",
                    two.split("[[gives]]\ntable = \"tools\"").next().unwrap()
                )
            )
            .unwrap()
            .is_plain()
        );
    }

    #[test]
    fn a_sketch_for_a_file_names_the_headers_of_the_file() {
        let presets = Presets::builtin().unwrap();
        let map = presets.get("ai-inventory").unwrap();
        let headers: Vec<String> = ["Use Case Name", "Agency", "Bureau", "Stage of\nDevelopment?", "Colour"].map(String::from).into();
        let sketch = map.sketch_for(&headers, false).unwrap();
        let of = |to: &str| sketch.columns.iter().find(|c| c.to == to).map(|c| c.headers.clone());
        assert_eq!(of("name"), Some(vec!["Use Case Name".to_owned()]));
        assert_eq!(of("business_unit"), Some(vec!["Agency".to_owned(), "Bureau".to_owned()]));
        assert_eq!((of("owner"), of("id")), (None, None));
        assert_eq!((sketch.key_prefix.as_deref(), sketch.key_from.len()), (Some("wf-"), 2));
        assert_eq!(sketch.known_by, ["Use Case Name", "Agency", "Stage of\nDevelopment?"]);
        let map = sketch.map().unwrap();
        let found = Layout::new(Table::Workflows, map.gives.first().map(AsRef::as_ref), &headers).columns(&headers);
        assert_eq!(found["lifecycle"], "Stage of\nDevelopment?");
        assert!(map.recognise.headers_fit(&headers.iter().map(|h| crate::text::words(h)).collect::<Vec<_>>()));
    }
}

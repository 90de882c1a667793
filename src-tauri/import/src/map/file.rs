//! A preset file, read and checked, with errors that point at the line.

use super::date::Order;
use super::gives::{Condition, Derived, Gives};
use super::preset::{Artefact, Map};
use super::recognise::{Member, Recognise};
use super::rule::{Makeup, Piece, Place, Rule};
use crate::adapters;
use crate::error::ImportError;
use crate::text::{Pattern, words};
use countersign_core::tables::{EVIDENCE_KINDS, Kind, Table, spec};
use serde::Deserialize;
use std::collections::BTreeMap;
use std::sync::Arc;
use toml::Spanned;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    id: Spanned<String>,
    title: String,
    source: Option<String>,
    table: Option<Spanned<String>>,
    adapter: Option<Spanned<String>>,
    elsewhere: Option<String>,
    #[serde(default)]
    names_files: bool,
    #[serde(default)]
    recognise: Recognising,
    dates: Option<Dates>,
    key: Option<Key>,
    #[serde(default)]
    column: Vec<Column>,
    #[serde(default)]
    gives: Vec<Giving>,
    evidence: Option<Evidence>,
    #[serde(default)]
    words: BTreeMap<String, BTreeMap<Spanned<String>, String>>,
    #[serde(default)]
    fill_down: Vec<Spanned<String>>,
}

#[derive(Deserialize, Default)]
#[serde(deny_unknown_fields)]
struct Recognising {
    #[serde(default)]
    formats: Vec<String>,
    #[serde(default)]
    all: Vec<Vec<Spanned<String>>>,
    #[serde(default)]
    none: Vec<Spanned<String>>,
    #[serde(default)]
    keys: Vec<Vec<Spanned<String>>>,
    #[serde(default)]
    without: Vec<Spanned<String>>,
    #[serde(default)]
    records: Vec<String>,
    #[serde(default)]
    embedded: Vec<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Dates {
    order: Order,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Key {
    prefix: String,
    from: Vec<Spanned<String>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Evidence {
    kind: Spanned<String>,
    title: String,
    source_system: Option<String>,
    tier: Option<Spanned<String>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Giving {
    table: Spanned<String>,
    each: Option<String>,
    #[serde(default)]
    only: BTreeMap<Spanned<String>, Vec<Spanned<String>>>,
    #[serde(default)]
    absent: Vec<Spanned<String>>,
    #[serde(default)]
    mention: bool,
    key: Option<Key>,
    column: Vec<Column>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Column {
    to: Spanned<String>,
    #[serde(default)]
    headers: Vec<Spanned<String>>,
    #[serde(default)]
    from: Vec<Spanned<String>>,
    text: Option<Spanned<String>>,
    #[serde(default)]
    pairs: BTreeMap<String, Spanned<String>>,
    join: Option<String>,
    #[serde(default)]
    strip: Vec<String>,
    after: Option<String>,
    before: Option<String>,
    #[serde(default)]
    lower: bool,
    #[serde(default)]
    values: BTreeMap<Spanned<String>, String>,
    other: Option<String>,
}

type Result<T> = std::result::Result<T, ImportError>;

/// The file being read, for messages.
struct Reading<'a> {
    name: &'a str,
    text: &'a str,
    tree: bool,
}

/// Reads and checks a preset or map file; `name` is for messages.
pub(crate) fn parse(name: &str, text: &str) -> Result<Map> {
    let mut reading = Reading { name, text, tree: false };
    let file: File = toml::from_str(text).map_err(|e| reading.at(e.span().map_or(0, |s| s.start), e.message()))?;
    reading.tree = !file.recognise.keys.is_empty();
    reading.map(file)
}

impl Reading<'_> {
    fn at(&self, offset: usize, reason: impl Into<String>) -> ImportError {
        let before = self.text.get(..offset).unwrap_or(self.text);
        let column = before.rsplit('\n').next().map_or(0, |l| l.chars().count()) + 1;
        ImportError::Map { name: self.name.to_owned(), line: before.matches('\n').count() + 1, column, reason: reason.into() }
    }

    fn wrong<T>(&self, place: &Spanned<String>, reason: impl Into<String>) -> Result<T> {
        Err(self.at(place.span().start, reason))
    }

    fn map(&self, file: File) -> Result<Map> {
        let start = file.id.span().start;
        if words(file.id.get_ref()).is_empty() {
            return self.wrong(&file.id, "an id is needed");
        }
        let mut gives = Vec::new();
        if let Some(table) = file.table {
            let first =
                Giving { table, each: None, only: BTreeMap::new(), absent: Vec::new(), mention: false, key: file.key, column: file.column };
            gives.push(self.gives(first)?);
        } else if !file.column.is_empty() {
            return Err(self.at(start, "columns need a table"));
        }
        for giving in file.gives {
            gives.push(self.gives(giving)?);
        }
        let adapter = match &file.adapter {
            None => None,
            Some(name) => match adapters::named(name.get_ref()) {
                Some(found) => Some(found),
                None => return self.wrong(name, format!("there is no adapter `{}`", name.get_ref())),
            },
        };
        let evidence = file.evidence.map(|e| self.evidence(e)).transpose()?;
        if gives.is_empty() && adapter.is_none() && evidence.is_none() && file.elsewhere.is_none() {
            return Err(self.at(start, "it gives nothing: a table, an adapter, evidence, or what to do elsewhere is needed"));
        }
        let mut tables: Vec<Table> = Vec::new();
        for table in gives.iter().map(|g| g.table).chain(adapter.iter().flat_map(|a| a.tables.iter().copied())) {
            if !tables.contains(&table) {
                tables.push(table);
            }
        }
        let vocabularies = file.words.into_iter().map(|(name, words)| {
            let words = words.into_iter().map(|(text, meaning)| Ok((self.pattern(&text)?, meaning))).collect::<Result<Vec<_>>>()?;
            Ok((name, words))
        });
        Ok(Map {
            source: file.source.unwrap_or_else(|| file.id.get_ref().clone()),
            id: file.id.into_inner(),
            title: file.title,
            tables,
            about: about(self.text),
            recognise: self.recognise(file.recognise)?,
            order: file.dates.map(|d| d.order),
            gives: gives.into_iter().map(Arc::new).collect(),
            adapter,
            evidence,
            names_files: file.names_files,
            elsewhere: file.elsewhere,
            words: vocabularies.collect::<Result<_>>()?,
            fill_down: file.fill_down.iter().map(|p| self.pattern(p)).collect::<Result<_>>()?,
        })
    }

    fn recognise(&self, file: Recognising) -> Result<Recognise> {
        let groups = |all: &[Vec<Spanned<String>>]| -> Result<Vec<Vec<Pattern>>> {
            all.iter().map(|group| group.iter().map(|p| self.pattern(p)).collect()).collect()
        };
        let member = |text: &Spanned<String>| Member::parse(text.get_ref()).ok_or_else(|| self.at(text.span().start, "a path is needed"));
        let keys = file.keys.iter().map(|group| group.iter().map(member).collect()).collect::<Result<_>>()?;
        Ok(Recognise {
            formats: file.formats,
            headers: groups(&file.all)?,
            never: file.none.iter().map(|p| self.pattern(p)).collect::<Result<_>>()?,
            keys,
            without: file.without.iter().map(member).collect::<Result<_>>()?,
            records: file.records,
            embedded: file.embedded,
        })
    }

    fn evidence(&self, file: Evidence) -> Result<Artefact> {
        if !EVIDENCE_KINDS.contains(&file.kind.get_ref().as_str()) {
            return self.wrong(&file.kind, format!("`{}` is not a kind of evidence", file.kind.get_ref()));
        }
        let tier = match file.tier {
            None => "R4".to_owned(),
            Some(tier) if matches!(tier.get_ref().as_str(), "R1" | "R2" | "R3" | "R4" | "R5" | "R6") => tier.into_inner(),
            Some(tier) => return self.wrong(&tier, format!("`{}` is not a tier of evidence", tier.get_ref())),
        };
        Ok(Artefact { kind: file.kind.into_inner(), title: file.title, source_system: file.source_system, tier })
    }

    fn pattern(&self, text: &Spanned<String>) -> Result<Pattern> {
        Pattern::parse(text.get_ref()).ok_or_else(|| self.at(text.span().start, format!("`{}` holds no words", text.get_ref())))
    }

    fn place(&self, text: &Spanned<String>, written: &str, paths: &mut Vec<String>) -> Result<Place> {
        if self.tree {
            let at = paths.iter().position(|p| p == written).unwrap_or_else(|| {
                paths.push(written.to_owned());
                paths.len() - 1
            });
            return Ok(Place::Path(at));
        }
        let pattern = Pattern::parse(written).ok_or_else(|| self.at(text.span().start, format!("`{written}` holds no words")))?;
        Ok(Place::Header(pattern))
    }

    fn position(&self, table: Table, column: &Spanned<String>) -> Result<u16> {
        let found = spec(table).position(column.get_ref()).and_then(|p| u16::try_from(p).ok());
        found.ok_or_else(|| self.at(column.span().start, format!("`{}` is not a column of {table}", column.get_ref())))
    }

    fn gives(&self, giving: Giving) -> Result<Gives> {
        let table: Table = giving.table.get_ref().parse().map_err(|e: String| self.at(giving.table.span().start, e))?;
        if giving.each.is_some() && !self.tree {
            return self.wrong(&giving.table, "`each` needs a preset that recognises `keys`");
        }
        let mut paths = Vec::new();
        let mut only = Vec::new();
        for (place, texts) in &giving.only {
            let (none, any): (Vec<_>, Vec<_>) = texts.iter().partition(|t| t.get_ref().starts_with('!'));
            only.push(Condition {
                place: self.place(place, place.get_ref(), &mut paths)?,
                any: any.into_iter().map(|t| self.pattern(t)).collect::<Result<_>>()?,
                none: none.into_iter().map(|t| self.pattern(t)).collect::<Result<_>>()?,
                absent: false,
            });
        }
        for place in &giving.absent {
            only.push(Condition { place: self.place(place, place.get_ref(), &mut paths)?, any: vec![], none: vec![], absent: true });
        }
        let columns = giving.column.iter().map(|c| self.rule(table, c, &mut paths)).collect::<Result<_>>()?;
        let derived = giving.key.as_ref().map(|key| {
            let from = key.from.iter().map(|c| self.position(table, c)).collect::<Result<_>>()?;
            Ok(Derived { prefix: key.prefix.clone(), from })
        });
        Ok(Gives { table, each: giving.each, only, mention: giving.mention, derived: derived.transpose()?, columns, paths })
    }

    fn rule(&self, table: Table, column: &Column, paths: &mut Vec<String>) -> Result<Rule> {
        let to = self.position(table, &column.to)?;
        let values = column.values.iter().map(|(text, meaning)| {
            let meaning = Some(meaning.clone()).filter(|m| !m.is_empty());
            if let Some(wrong) = meaning.as_deref().filter(|m| !allowed(table, to, m)) {
                return self.wrong(text, format!("`{wrong}` is not a value of {}", column.to.get_ref()));
            }
            Ok((self.pattern(text)?, meaning))
        });
        let values = values.collect::<Result<_>>()?;
        let other = column.other.clone().map(|m| Some(m).filter(|m| !m.is_empty()));
        if let Some(Some(wrong)) = other.as_ref().filter(|m| m.as_ref().is_some_and(|m| !allowed(table, to, m))) {
            return self.wrong(&column.to, format!("`{wrong}` is not a value of {}", column.to.get_ref()));
        }
        Ok(Rule {
            to,
            makeup: self.makeup(column, paths)?,
            join: column.join.clone(),
            strip: column.strip.clone(),
            after: column.after.clone(),
            before: column.before.clone(),
            lower: column.lower,
            values,
            other,
        })
    }

    fn makeup(&self, column: &Column, paths: &mut Vec<String>) -> Result<Makeup> {
        if let Some(text) = &column.text {
            return Ok(Makeup::Composed(self.pieces(text, paths)?));
        }
        if !column.pairs.is_empty() {
            let named = column.pairs.iter().map(|(name, p)| Ok((name.clone(), self.place(p, p.get_ref(), paths)?)));
            return Ok(Makeup::Pairs(named.collect::<Result<_>>()?));
        }
        let places = if self.tree { &column.from } else { &column.headers };
        if places.is_empty() {
            let wanted = if self.tree { "at least one path in `from` is needed" } else { "at least one header is needed" };
            return self.wrong(&column.to, wanted);
        }
        Ok(Makeup::First(places.iter().map(|p| self.place(p, p.get_ref(), paths)).collect::<Result<_>>()?))
    }

    /// `okta:{actor/id}`: what stands in braces is read.
    fn pieces(&self, text: &Spanned<String>, paths: &mut Vec<String>) -> Result<Vec<Piece>> {
        let mut pieces = Vec::new();
        let mut rest = text.get_ref().as_str();
        while let Some((said, after)) = rest.split_once('{') {
            let Some((inner, tail)) = after.split_once('}') else { return self.wrong(text, "a brace is not closed") };
            if !said.is_empty() {
                pieces.push(Piece::Said(said.to_owned()));
            }
            pieces.push(Piece::Read(self.place(text, inner, paths)?));
            rest = tail;
        }
        if !rest.is_empty() {
            pieces.push(Piece::Said(rest.to_owned()));
        }
        Ok(pieces)
    }
}

/// The comment at the top of a preset file.
fn about(text: &str) -> String {
    let lines = text.lines().map_while(|l| l.strip_prefix('#')).map(str::trim);
    lines.filter(|l| !l.starts_with("README.md")).collect::<Vec<_>>().join(" ").trim().to_owned()
}

fn allowed(table: Table, position: u16, value: &str) -> bool {
    match spec(table).columns.get(usize::from(position)).map(|c| c.kind) {
        Some(Kind::One(values)) => values.contains(&value),
        Some(Kind::Many(values)) => value.split(';').all(|v| values.contains(&v.trim())),
        Some(Kind::YesNo) => matches!(value, "yes" | "no"),
        Some(_) => true,
        None => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const SMALL: &str = "id = \"x\"\ntitle = \"X\"\ntable = \"workflows\"\n[[column]]\nto = \"lifecycle\"\nheaders = [\"Stage\"]\n";

    #[test]
    fn a_faulty_map_is_refused_with_its_line() {
        for (text, line, says) in [
            (SMALL.replace("workflows", "work"), 3, "not an interchange table"),
            (SMALL.replace("lifecycle", "life"), 5, "not a column of workflows"),
            (SMALL.replace("Stage", "?"), 6, "holds no words"),
            (SMALL.replace("[\"Stage\"]", "[]"), 5, "at least one header"),
            (format!("{SMALL}values = {{ \"go\" = \"running\" }}\n"), 7, "`running` is not a value of lifecycle"),
            (format!("{SMALL}other = \"running\"\n"), 5, "`running` is not a value of lifecycle"),
            (format!("{SMALL}valuse = {{}}\n"), 7, "unknown field"),
            (format!("adapter = \"nothing\"\n{SMALL}"), 1, "no adapter"),
            ("id = \"x\"\ntitle = \"X\"\n".to_owned(), 1, "gives nothing"),
            (SMALL.replace("headers = [\"Stage\"]", "text = \"{stage\""), 6, "brace"),
            ("id = ".to_owned(), 1, ""),
        ] {
            let Err(ImportError::Map { line: at, reason, .. }) = Map::parse("m.toml", &text) else { panic!("{text}") };
            assert_eq!(at, line, "{text}\n{reason}");
            assert!(reason.contains(says), "{reason}");
        }
    }

    #[test]
    fn the_closest_value_wins() {
        let text = format!("{SMALL}values = {{ \"retired*\" = \"retired\", \"retired soon\" = \"\", \"*use*\" = \"active\" }}\n");
        let map = Map::parse("m", &text).unwrap();
        let rule = &map.gives[0].columns[0];
        assert_eq!(rule.meaning("d) Retired \u{2013} gone"), Some(Some("retired")));
        assert_eq!(rule.meaning("Retired soon"), Some(None));
        assert_eq!(rule.meaning("other"), None);
    }

    #[test]
    fn a_preset_says_what_it_is_for() {
        let map = Map::parse("m", &format!("# Some rows.\n# More.\n\n# Not this.\n{SMALL}")).unwrap();
        assert_eq!((map.about.as_str(), map.source.as_str()), ("Some rows. More.", "x"));
    }
}

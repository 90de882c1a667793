//! Presets: how to recognise a foreign table and read it as one of ours. Data, in `templates/import/*.toml`; a user's map file has the same format.

use super::date::Order;
use crate::error::ImportError;
use crate::text::{Pattern, words};
use countersign_core::tables::{Kind, Table, spec};
use include_dir::{Dir, include_dir};
use serde::Deserialize;
use std::collections::BTreeMap;
use toml::Spanned;

/// The shipped presets and templates.
pub(crate) static SHIPPED: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/../../templates/import");

/// A preset or a user's map file, checked.
#[derive(Clone, Debug)]
pub struct Map {
    /// Its name, for `--preset`.
    pub id: String,
    /// What it is for.
    pub title: String,
    /// The interchange table its rows become.
    pub table: Table,
    pub(crate) recognise: Vec<Vec<Pattern>>,
    pub(crate) never: Vec<Pattern>,
    pub(crate) order: Option<Order>,
    pub(crate) derived: Option<Derived>,
    pub(crate) columns: Vec<Rule>,
}

/// How a row without an id of its own gets one.
#[derive(Clone, Debug)]
pub(crate) struct Derived {
    pub prefix: String,
    /// Positions of our columns that go into it, before the row's hash.
    pub from: Vec<u16>,
}

/// How one of our columns is read.
#[derive(Clone, Debug)]
pub(crate) struct Rule {
    pub to: u16,
    pub headers: Vec<Pattern>,
    /// All headers that fit are read, and their texts put together with this between.
    pub join: Option<String>,
    /// Words left out at the front of a value.
    pub strip: Vec<String>,
    /// What a text means; `None` = known to say nothing we can use.
    pub values: Vec<(Pattern, Option<String>)>,
}

impl Rule {
    /// The meaning of a text: the closest pattern's, `None` when no pattern fits.
    pub fn meaning(&self, text: &str) -> Option<Option<&str>> {
        if self.values.is_empty() {
            return None;
        }
        let words = words(text);
        let fit = self.values.iter().filter(|(p, _)| p.fits(&words)).max_by_key(|(p, _)| p.weight())?;
        Some(fit.1.as_deref())
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    id: Spanned<String>,
    title: String,
    table: Spanned<String>,
    #[serde(default)]
    recognise: Recognise,
    dates: Option<Dates>,
    key: Option<Key>,
    column: Vec<Column>,
}

#[derive(Deserialize, Default)]
#[serde(deny_unknown_fields)]
struct Recognise {
    #[serde(default)]
    all: Vec<Vec<Spanned<String>>>,
    #[serde(default)]
    none: Vec<Spanned<String>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Dates {
    order: OrderName,
}

#[derive(Deserialize)]
#[serde(rename_all = "kebab-case")]
enum OrderName {
    MonthFirst,
    DayFirst,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Key {
    prefix: String,
    from: Vec<Spanned<String>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Column {
    to: Spanned<String>,
    headers: Vec<Spanned<String>>,
    join: Option<String>,
    #[serde(default)]
    strip: Vec<String>,
    #[serde(default)]
    values: BTreeMap<Spanned<String>, String>,
}

impl Map {
    /// Reads and checks a preset or map file; `name` is for messages.
    ///
    /// # Errors
    /// [`ImportError::Map`], pointing at the line.
    pub fn parse(name: &str, text: &str) -> Result<Self, ImportError> {
        let at = |offset: usize, reason: String| {
            let before = text.get(..offset).unwrap_or(text);
            let column = before.rsplit('\n').next().map_or(0, |l| l.chars().count()) + 1;
            ImportError::Map { name: name.to_owned(), line: before.matches('\n').count() + 1, column, reason }
        };
        let file: File = toml::from_str(text).map_err(|e| at(e.span().map_or(0, |s| s.start), e.message().to_owned()))?;
        let table: Table = file.table.get_ref().parse().map_err(|e| at(file.table.span().start, e))?;
        let pattern = |p: &Spanned<String>| {
            Pattern::parse(p.get_ref()).ok_or_else(|| at(p.span().start, format!("`{}` holds no words", p.get_ref())))
        };
        let position = |c: &Spanned<String>| {
            let found = spec(table).position(c.get_ref()).and_then(|p| u16::try_from(p).ok());
            found.ok_or_else(|| at(c.span().start, format!("`{}` is not a column of {table}", c.get_ref())))
        };
        if words(file.id.get_ref()).is_empty() {
            return Err(at(file.id.span().start, "an id is needed".to_owned()));
        }
        let groups = file.recognise.all.iter().map(|group| group.iter().map(pattern).collect());
        let mut columns = Vec::new();
        for column in &file.column {
            let to = position(&column.to)?;
            if column.headers.is_empty() {
                return Err(at(column.to.span().start, "at least one header is needed".to_owned()));
            }
            let values = column.values.iter().map(|(text, meaning)| {
                let meaning = Some(meaning.clone()).filter(|m| !m.is_empty());
                if let Some(wrong) = meaning.as_deref().filter(|m| !allowed(table, to, m)) {
                    return Err(at(text.span().start, format!("`{wrong}` is not a value of {}", column.to.get_ref())));
                }
                Ok((pattern(text)?, meaning))
            });
            columns.push(Rule {
                to,
                headers: column.headers.iter().map(pattern).collect::<Result<_, _>>()?,
                join: column.join.clone(),
                strip: column.strip.clone(),
                values: values.collect::<Result<_, _>>()?,
            });
        }
        let derived = file.key.as_ref().map(|key| {
            let from = key.from.iter().map(position).collect::<Result<_, _>>()?;
            Ok(Derived { prefix: key.prefix.clone(), from })
        });
        Ok(Self {
            id: file.id.get_ref().clone(),
            title: file.title,
            table,
            recognise: groups.collect::<Result<_, _>>()?,
            never: file.recognise.none.iter().map(pattern).collect::<Result<_, _>>()?,
            order: file.dates.map(|d| match d.order {
                OrderName::MonthFirst => Order::MonthFirst,
                OrderName::DayFirst => Order::DayFirst,
            }),
            derived: derived.transpose()?,
            columns,
        })
    }

    /// Whether these headers (as [`words`]) are of the kind the preset reads: one header of its own for every group, none that rules it out.
    pub(crate) fn recognises(&self, headers: &[String]) -> bool {
        !self.recognise.is_empty()
            && !headers.iter().any(|h| self.never.iter().any(|p| p.fits(h)))
            && one_each(&self.recognise, headers, &mut Vec::new())
    }
}

/// Whether every group can have a header of its own.
fn one_each(groups: &[Vec<Pattern>], headers: &[String], taken: &mut Vec<usize>) -> bool {
    let Some((group, rest)) = groups.split_first() else { return true };
    for (i, header) in headers.iter().enumerate() {
        if !taken.contains(&i) && group.iter().any(|p| p.fits(header)) {
            taken.push(i);
            if one_each(rest, headers, taken) {
                return true;
            }
            taken.pop();
        }
    }
    false
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

/// The presets that can be recognised or asked for by name, the most specific first.
#[derive(Clone, Debug)]
pub struct Presets {
    maps: Vec<std::sync::Arc<Map>>,
}

impl Presets {
    /// The presets that come with the program.
    ///
    /// # Errors
    /// [`ImportError::Map`] when one of them is not valid.
    pub fn builtin() -> Result<Self, ImportError> {
        let mut files: Vec<_> = SHIPPED.files().filter(|f| f.path().extension().is_some_and(|e| e == "toml")).collect();
        files.sort_by_key(|f| f.path());
        let mut all = Self { maps: Vec::new() };
        for file in files {
            all.add(Map::parse(&file.path().display().to_string(), file.contents_utf8().unwrap_or_default())?);
        }
        Ok(all)
    }

    /// Adds a preset, in place of one with the same name.
    pub fn add(&mut self, map: Map) {
        self.maps.retain(|m| m.id != map.id);
        self.maps.push(std::sync::Arc::new(map));
        // More groups that must all fit: more specific.
        self.maps.sort_by(|a, b| b.recognise.len().cmp(&a.recognise.len()).then_with(|| a.id.cmp(&b.id)));
    }

    /// Each preset's name with what it is for.
    pub fn titles(&self) -> impl Iterator<Item = (&str, &str)> {
        self.maps.iter().map(|m| (m.id.as_str(), m.title.as_str()))
    }

    /// The names, in order of recognition.
    pub fn names(&self) -> Vec<&str> {
        self.maps.iter().map(|m| m.id.as_str()).collect()
    }

    pub(crate) fn get(&self, name: &str) -> Result<std::sync::Arc<Map>, ImportError> {
        let found = self.maps.iter().find(|m| m.id == name).cloned();
        found.ok_or_else(|| ImportError::UnknownPreset { name: name.to_owned(), known: self.names().join(", ") })
    }

    pub(crate) fn recognise(&self, headers: &[String]) -> Option<std::sync::Arc<Map>> {
        self.maps.iter().find(|m| m.recognises(headers)).cloned()
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
            (format!("{SMALL}valuse = {{}}\n"), 7, "unknown field"),
            ("id = ".to_owned(), 1, ""),
        ] {
            let Err(ImportError::Map { line: at, reason, .. }) = Map::parse("m.toml", &text) else { panic!("{text}") };
            assert_eq!(at, line, "{text}\n{reason}");
            assert!(reason.contains(says), "{reason}");
        }
    }

    #[test]
    fn the_closest_value_wins() {
        let map = Map::parse(
            "m",
            &format!("{SMALL}values = {{ \"retired*\" = \"retired\", \"retired soon\" = \"\", \"*use*\" = \"active\" }}\n"),
        )
        .unwrap();
        let rule = &map.columns[0];
        assert_eq!(rule.meaning("d) Retired \u{2013} gone"), Some(Some("retired")));
        assert_eq!(rule.meaning("Retired soon"), Some(None));
        assert_eq!(rule.meaning("other"), None);
    }

    #[test]
    fn shipped_presets_are_valid_and_the_more_specific_comes_first() {
        let mut presets = Presets::builtin().unwrap();
        assert!(presets.names().contains(&"ai-inventory"));
        presets.add(Map::parse("m", SMALL).unwrap());
        assert_eq!(presets.names().last(), Some(&"x"));
        let Err(e) = presets.get("y") else { panic!() };
        assert!(e.to_string().contains("ai-inventory"));
    }
}

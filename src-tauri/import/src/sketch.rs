//! A map for one table as the column editor holds it: which header fills which of our columns. It becomes a map, and a map file.

mod of_map;

use crate::error::ImportError;
use crate::map::date::Order;
use crate::map::preset::Map;
use countersign_core::tables::Table;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::fmt::Write;

/// A map for one table.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
#[serde(deny_unknown_fields)]
pub struct Sketch {
    /// Its name, for `--preset`.
    pub id: String,
    /// What it is for.
    pub title: String,
    /// The source system its rows come from; the map's own name when nothing is said.
    #[serde(default)]
    #[cfg_attr(feature = "types", ts(optional = nullable))]
    pub source: Option<String>,
    /// The table its rows become.
    pub table: Table,
    /// When a row has no id of its own: what stands before the id that is made of its content.
    pub key_prefix: Option<String>,
    /// Our columns that go into such an id besides the row itself.
    #[serde(default)]
    #[cfg_attr(feature = "types", ts(as = "Option<Vec<String>>", optional))]
    pub key_from: Vec<String>,
    /// The order of day and month.
    pub dates: Option<Order>,
    /// The headers by which such a file is known again, all of which must be there; none when it is to be asked for.
    pub known_by: Vec<String>,
    /// Headers whose blank cells take the value of the row above.
    #[serde(default)]
    #[cfg_attr(feature = "types", ts(as = "Option<Vec<String>>", optional))]
    pub fill_down: Vec<String>,
    /// Our columns and what fills them.
    pub columns: Vec<SketchColumn>,
}

/// What fills one of our columns.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
#[serde(deny_unknown_fields)]
pub struct SketchColumn {
    /// Our column.
    pub to: String,
    /// The headers in the file: the first that is there, or all of them when they are joined.
    pub headers: Vec<String>,
    /// What stands between joined texts.
    pub join: Option<String>,
    /// What a text of the file means; nothing = it says nothing we can use.
    pub values: BTreeMap<String, String>,
    /// What the column editor keeps as it is.
    #[serde(default)]
    #[cfg_attr(feature = "types", ts(optional = nullable))]
    pub kept: Option<SketchKept>,
}

/// What a preset says of a column beyond headers and values. The column editor hands it back as it got it.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
#[serde(default, deny_unknown_fields)]
pub struct SketchKept {
    /// Words left out at the front of a value.
    pub strip: Vec<String>,
    /// Only what follows the last of this is taken.
    pub after: Option<String>,
    /// Only what stands before the first of this is taken.
    pub before: Option<String>,
    /// Whether it is made lower case.
    pub lower: bool,
    /// What any other text means.
    pub other: Option<String>,
    /// A text made of several cells, in place of headers.
    pub text: Option<String>,
    /// `name=value` pairs, in place of headers: the header of each name.
    pub pairs: BTreeMap<String, String>,
}

impl Sketch {
    /// One without columns.
    pub fn empty(id: &str, title: &str, table: Table) -> Self {
        Self {
            id: id.to_owned(),
            title: title.to_owned(),
            source: None,
            table,
            key_prefix: None,
            key_from: Vec::new(),
            dates: None,
            known_by: Vec::new(),
            fill_down: Vec::new(),
            columns: Vec::new(),
        }
    }

    /// The map.
    ///
    /// # Errors
    /// [`ImportError::Map`], pointing into [`Sketch::toml`].
    pub fn map(&self) -> Result<Map, ImportError> {
        Map::parse(&self.id, &self.toml())
    }

    /// The map as a file.
    pub fn toml(&self) -> String {
        let mut out = format!("# {}\n\n", self.title.split_whitespace().collect::<Vec<_>>().join(" "));
        let _ = writeln!(out, "id = {}\ntitle = {}", quote(&self.id), quote(&self.title));
        if let Some(source) = &self.source {
            let _ = writeln!(out, "source = {}", quote(source));
        }
        let _ = writeln!(out, "table = {}", quote(self.table.name()));
        if !self.fill_down.is_empty() {
            let _ = writeln!(out, "fill_down = [{}]", list(&self.fill_down));
        }
        if !self.known_by.is_empty() {
            let groups = self.known_by.iter().map(|h| format!("[{}]", quote(h))).collect::<Vec<_>>().join(", ");
            let _ = writeln!(out, "\n[recognise]\nall = [{groups}]");
        }
        if let Some(order) = self.dates {
            let _ = writeln!(out, "\n[dates]\norder = {}", quote(order.name()));
        }
        if let Some(prefix) = &self.key_prefix {
            let from = list(&self.key_from);
            let _ = writeln!(
                out,
                "\n# A row without an id of its own gets one made of its content.\n[key]\nprefix = {}\nfrom = [{from}]",
                quote(prefix)
            );
        }
        for column in &self.columns {
            column.write(&mut out);
        }
        out
    }
}

impl SketchColumn {
    fn write(&self, out: &mut String) {
        let kept = self.kept.clone().unwrap_or_default();
        let _ = writeln!(out, "\n[[column]]\nto = {}", quote(&self.to));
        let pairs: Vec<String> = kept.pairs.iter().map(|(name, header)| format!("{} = {}", quote(name), quote(header))).collect();
        match &kept.text {
            Some(text) => {
                let _ = writeln!(out, "text = {}", quote(text));
            }
            None if !pairs.is_empty() => {
                let _ = writeln!(out, "pairs = {{ {} }}", pairs.join(", "));
            }
            None => {
                let _ = writeln!(out, "headers = [{}]", list(&self.headers));
            }
        }
        for (name, text) in [("join", &self.join), ("after", &kept.after), ("before", &kept.before), ("other", &kept.other)] {
            if let Some(text) = text {
                let _ = writeln!(out, "{name} = {}", quote(text));
            }
        }
        if !kept.strip.is_empty() {
            let _ = writeln!(out, "strip = [{}]", list(&kept.strip));
        }
        if kept.lower {
            out.push_str("lower = true\n");
        }
        if !self.values.is_empty() {
            out.push_str("[column.values]\n");
            for (text, meaning) in &self.values {
                let _ = writeln!(out, "{} = {}", quote(text), quote(meaning));
            }
        }
    }
}

/// A text as TOML writes it on one line, whatever stands in it.
fn quote(text: &str) -> String {
    let json = serde_json::Value::String(text.to_owned()).to_string();
    json.replace('\u{7f}', "\\u007f")
}

fn list(texts: &[String]) -> String {
    texts.iter().map(|t| quote(t)).collect::<Vec<_>>().join(", ")
}

#[cfg(test)]
mod tests {
    use super::*;

    pub(crate) fn column(to: &str, header: &str) -> SketchColumn {
        SketchColumn { to: to.into(), headers: vec![header.into()], ..SketchColumn::default() }
    }

    #[test]
    fn a_sketch_is_a_map_file_and_reads_back() {
        let values = [("In \"use\"\nor so".to_owned(), "active".to_owned()), ("Gone".to_owned(), String::new())].into();
        let sketch = Sketch {
            key_prefix: Some("ol-".into()),
            dates: Some(Order::DayFirst),
            known_by: vec!["Ding".into(), "Wer?\u{7f}".into()],
            columns: vec![column("name", "Ding"), SketchColumn { values, ..column("lifecycle", "Stand") }],
            ..Sketch::empty("our-list", "Our list\nof \"things\"", Table::Workflows)
        };
        let map = sketch.map().unwrap();
        assert_eq!((map.id.as_str(), map.table()), ("our-list", Table::Workflows));
        assert_eq!(map.order, Some(Order::DayFirst));
        assert_eq!(map.gives[0].columns[1].meaning("in use or so"), Some(Some("active")));
        assert_eq!(map.gives[0].columns[1].meaning("gone"), Some(None));
        assert!(map.recognise.headers_fit(&["ding".into(), "wer".into(), "x".into()]) && !map.recognise.headers_fit(&["ding".into()]));
        let broken = Sketch { columns: vec![column("nothing", "x")], ..sketch };
        assert!(matches!(broken.map(), Err(ImportError::Map { .. })));
    }

    #[test]
    fn the_window_may_leave_out_what_it_does_not_show() {
        let text = r#"{"id":"x","title":"X","table":"people","key_prefix":null,"dates":null,"known_by":[],
            "columns":[{"to":"name","headers":["Who"],"join":null,"values":{}}]}"#;
        let sketch: Sketch = serde_json::from_str(text).unwrap();
        assert_eq!(sketch.columns, [column("name", "Who")]);
        assert!(sketch.map().is_ok());
        assert!(serde_json::from_str::<Sketch>(&text.replace("\"id\"", "\"di\"")).is_err());
    }
}

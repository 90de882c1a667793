//! One row to one record.

use super::Assumed;
use super::date::Order;
use super::gives::Gives;
use super::layout::{Layout, Target};
use super::value::{self, Value};
use crate::clean::{self, Found};
use crate::error::ImportError;
use crate::rows::Row;
use crate::text::words;
use countersign_core::digest::sha256_hex;
use countersign_core::record::{KEY_SEPARATOR, Origin, Record};
use countersign_core::tables::{Kind, Table, spec};
use std::borrow::Cow;
use std::collections::BTreeMap;
use std::sync::Arc;

/// Something to say about a row.
#[derive(Debug, PartialEq, Eq)]
pub struct Remark {
    /// A diagnostic code.
    pub code: &'static str,
    /// The header of the cell.
    pub column: Option<String>,
    /// What was found.
    pub message: String,
}

/// Which order the dates of a header are in, as far as the file proves it.
#[derive(Clone, Debug, Default)]
pub struct Orders {
    /// By header; a header whose dates contradict each other is here without an order.
    pub by_header: BTreeMap<String, Option<Order>>,
    /// The order of the whole file, when all proofs agree.
    pub file: Option<Order>,
}

/// Reads the file once more to find the order of the dates under some headers.
pub type Prove<'a> = Box<dyn Fn(&[String]) -> Result<Orders, ImportError> + Send + 'a>;

/// Maps rows to records.
pub struct Mapper<'a> {
    table: Table,
    gives: Option<Arc<Gives>>,
    headers: Vec<String>,
    words: Vec<String>,
    keeps_others: bool,
    layout: Layout,
    file: u32,
    orders: Option<Orders>,
    prove: Prove<'a>,
    assumed: BTreeMap<(String, Assumed), (u64, u64)>,
    unmapped: BTreeMap<(String, String), (u64, u64)>,
    cleaned: Row,
    /// What cleaning found in all rows, and the first row with a control character.
    pub found: (Found, Option<u64>),
    /// Rows whose key was made, and the first of them.
    pub derived: (u64, Option<u64>),
    /// Events whose workflow their source does not know, and the row of the first.
    pub unassigned: (u64, Option<u64>),
    /// Things to say about the row that was mapped last.
    pub remarks: Vec<Remark>,
}

impl<'a> Mapper<'a> {
    /// A mapper for a table, by what a preset gives or by the names of its columns. `order` is the order of its dates when it is known;
    /// `prove` reads the file once more to find it, when that is needed.
    pub fn new(table: Table, gives: Option<Arc<Gives>>, headers: &[String], file: u32, order: Option<Order>, prove: Prove<'a>) -> Self {
        let layout = Layout::new(table, gives.as_deref(), headers);
        let orders = order.map(|order| Orders { by_header: BTreeMap::new(), file: Some(order) });
        Self {
            table,
            gives,
            headers: headers.to_vec(),
            words: headers.iter().map(|h| words(h)).collect(),
            keeps_others: true,
            layout,
            file,
            orders,
            prove,
            assumed: BTreeMap::new(),
            unmapped: BTreeMap::new(),
            cleaned: Row::default(),
            found: (Found::default(), None),
            derived: (0, None),
            unassigned: (0, None),
            remarks: Vec::new(),
        }
    }

    /// A mapper that does not keep what is not ours: another one keeps it, or the file's bytes do.
    pub fn without_others(mut self) -> Self {
        self.keeps_others = false;
        self.layout.extras.clear();
        self
    }

    /// Whether the row gives this subject.
    pub fn wants(&self, row: &Row) -> bool {
        self.gives.as_ref().is_none_or(|g| g.wanted(&self.words, row))
    }

    /// The headers of columns that are not ours.
    pub fn extras(&self) -> impl Iterator<Item = &str> {
        self.layout.extras.iter().map(|(_, h)| h.as_str())
    }

    /// Whether a header feeds one of our columns.
    pub fn reads(&self, header: &str) -> bool {
        let at = self.headers.iter().position(|h| h == header);
        at.is_some_and(|i| self.layout.targets.iter().any(|t| t.cells.contains(&i)))
    }

    /// Takes headers that appeared on the way, and returns those that are not ours.
    pub fn extend(&mut self, headers: &[String]) -> Vec<String> {
        let from = self.headers.len();
        self.headers = headers.to_vec();
        self.words = headers.iter().map(|h| words(h)).collect();
        self.layout = Layout::new(self.table, self.gives.as_deref(), headers);
        if !self.keeps_others {
            self.layout.extras.clear();
        }
        self.layout.extras.iter().filter(|(i, _)| *i >= from).map(|(_, h)| h.clone()).collect()
    }

    /// How many headers there are.
    pub fn width(&self) -> usize {
        self.headers.len()
    }

    /// Texts that the map knows and leaves unknown: by header the text, how often, and the first row.
    pub fn left_unknown(&self) -> impl Iterator<Item = (&str, &str, u64, u64)> {
        self.unmapped.iter().map(|((h, t), (n, row))| (h.as_str(), t.as_str(), *n, *row))
    }

    /// What had to be assumed about dates: by header the assumption, how often, and the first row.
    pub fn assumptions(&self) -> impl Iterator<Item = (&str, Assumed, u64, u64)> {
        self.assumed.iter().map(|((h, a), (n, row))| (h.as_str(), *a, *n, *row))
    }

    /// Maps a row. A row without its key or a required value comes back as a remark.
    ///
    /// # Errors
    /// When the file has to be read once more and cannot.
    pub fn record(&mut self, row: &Row) -> Result<Result<Record, Remark>, ImportError> {
        self.remarks.clear();
        if clean::needs_care(row.text()) {
            let mut cleaned = std::mem::take(&mut self.cleaned);
            self.clean(row, &mut cleaned);
            let result = self.map(&cleaned);
            self.cleaned = cleaned;
            return result;
        }
        self.map(row)
    }

    fn clean(&mut self, row: &Row, into: &mut Row) {
        into.start(row.number);
        for (i, cell) in row.cells().enumerate() {
            let mut found = Found::default();
            into.push(&clean::clean(cell, &mut found));
            if found == Found::default() {
                continue;
            }
            let column = self.headers.get(i).cloned();
            if found.marks > 0 {
                self.remarks.push(Remark {
                    code: "import/bom-in-cell",
                    column: column.clone(),
                    message: "a byte order mark stood in the cell".into(),
                });
            }
            if found.secrets > 0 {
                let message = super::masked_words(found.secrets);
                self.remarks.push(Remark { code: "secret/masked", column, message });
            }
            if found.controls > 0 {
                self.found.1.get_or_insert(row.number);
                self.found.0.controls += found.controls;
            }
        }
    }

    fn map(&mut self, row: &Row) -> Result<Result<Record, Remark>, ImportError> {
        let layout = std::mem::replace(&mut self.layout, Layout { targets: Vec::new(), extras: Vec::new() });
        let result = self.map_with(&layout, row);
        self.layout = layout;
        result
    }

    fn map_with(&mut self, layout: &Layout, row: &Row) -> Result<Result<Record, Remark>, ImportError> {
        let mut fields: Vec<(u16, String)> = Vec::with_capacity(layout.targets.len());
        let mut extra: Vec<(String, String)> = Vec::new();
        for target in &layout.targets {
            let text = self.text(target, row);
            if text.is_empty() {
                continue;
            }
            if target.rule.is_none() && target.cells.len() > 1 {
                // Two columns with one name that are both filled: the first counts, the others stay as attributes.
                let filled = target.cells.iter().filter(|i| !row.cell(**i).trim().is_empty()).skip(1);
                extra.extend(filled.filter_map(|i| Some((self.headers.get(*i)?.clone(), row.cell(*i).trim().to_owned()))));
            }
            let (value, keep_raw) = self.value(target, &text, row.number)?;
            if let Some(value) = value.filter(|v| !v.is_empty()) {
                match fields.last_mut().filter(|(c, _)| *c == target.column) {
                    Some((_, before)) if matches!(target.kind, Kind::Many(_) | Kind::List | Kind::ListOrNone) => {
                        before.push(';');
                        before.push_str(&value);
                    }
                    Some(_) => {}
                    None => fields.push((target.column, value)),
                }
            }
            if keep_raw {
                extra.push((target.raw.clone(), text.into_owned()));
            }
        }
        for (at, header) in &layout.extras {
            let text = row.cell(*at).trim();
            if !text.is_empty() {
                extra.push((header.clone(), text.to_owned()));
            }
        }
        if row.len() < self.headers.len() && !self.headers.is_empty() && self.keeps_others {
            let message = format!("the row has {} cells, the header {}", row.len(), self.headers.len());
            self.remarks.push(Remark { code: "import/short-row", column: None, message });
        }
        Ok(self.finish(fields, extra, row))
    }

    /// The text of a target's cells.
    fn text<'r>(&self, target: &Target, row: &'r Row) -> Cow<'r, str> {
        let rule = target.rule.and_then(|r| self.gives.as_ref()?.columns.get(r));
        let Some(rule) = rule else {
            let mut cells = target.cells.iter().map(|i| row.cell(*i).trim());
            return Cow::Borrowed(cells.find(|c| !c.is_empty()).unwrap_or_default());
        };
        rule.text(&target.cells, target.kind, &|i| row.cell(i))
    }

    /// The value of a text, and whether its raw form must be kept.
    fn value(&mut self, target: &Target, text: &str, row: u64) -> Result<(Option<String>, bool), ImportError> {
        if let Some(rule) = target.rule {
            let gives = self.gives.clone();
            if let Some(meaning) = gives.as_ref().and_then(|g| g.columns.get(rule)).and_then(|r| r.meaning(text)) {
                if meaning.is_none() {
                    let header = self.header(target).unwrap_or_default();
                    self.unmapped.entry((header, short(text).into_owned())).or_insert((0, row)).0 += 1;
                }
                return Ok((meaning.map(str::to_owned), meaning != Some(text)));
            }
        }
        let mut read = value::read(text, target.kind, self.order(target));
        if read == Value::Ambiguous && self.orders.is_none() {
            let dates = self.layout_dates(target);
            self.orders = Some((self.prove)(&dates)?);
            read = value::read(text, target.kind, self.order(target));
        }
        Ok(match read {
            Value::Known(value, raw, assumed) => {
                for assumption in assumed {
                    let header = self.header(target).unwrap_or_default();
                    self.assumed.entry((header, assumption)).or_insert((0, row)).0 += 1;
                }
                (Some(value.into_owned()), raw)
            }
            Value::Unknown => (None, true),
            Value::Ambiguous => {
                let message = format!("`{}` can be read day first or month first, and no other date of the file settles it", short(text));
                self.remarks.push(Remark { code: "import/ambiguous-date", column: self.header(target), message });
                (None, true)
            }
            Value::Bad(usable, why) => {
                let message = format!("`{}` {why}", short(text));
                self.remarks.push(Remark { code: "import/bad-value", column: self.header(target), message });
                (usable, true)
            }
        })
    }

    fn header(&self, target: &Target) -> Option<String> {
        target.cells.first().and_then(|i| self.headers.get(*i)).cloned()
    }

    fn order(&self, target: &Target) -> Option<Order> {
        let orders = self.orders.as_ref().filter(|_| target.kind == Kind::Date)?;
        let header = target.cells.first().and_then(|i| self.headers.get(*i));
        header.and_then(|h| orders.by_header.get(h)).copied().unwrap_or(orders.file)
    }

    /// The headers of all date columns; the layout is lent out while a row is mapped, so it is worked out again.
    fn layout_dates(&self, target: &Target) -> Vec<String> {
        let layout = Layout::new(self.table, self.gives.as_deref(), &self.headers);
        let dates = layout.targets.iter().filter(|t| t.kind == Kind::Date).chain([target]);
        dates.flat_map(|t| &t.cells).filter_map(|i| self.headers.get(*i)).cloned().collect()
    }

    fn finish(&mut self, mut fields: Vec<(u16, String)>, extra: Vec<(String, String)>, row: &Row) -> Result<Record, Remark> {
        let spec = spec(self.table);
        if let Some(derived) = self.gives.as_ref().and_then(|g| g.derived.as_ref()) {
            let key = spec.key.first().and_then(|k| spec.position(k)).and_then(|p| u16::try_from(p).ok()).unwrap_or(0);
            if !fields.iter().any(|(c, _)| *c == key) {
                let mut parts: Vec<&str> = derived.from.iter().map(|p| find(&fields, *p).unwrap_or_default()).collect();
                let all = row.cells().collect::<Vec<_>>().join("\u{1f}");
                let hash = sha256_hex(all.as_bytes());
                parts.push(&hash);
                let digest = sha256_hex(parts.join("\u{1f}").as_bytes());
                fields.push((key, format!("{}{}", derived.prefix, digest.get(..12).unwrap_or_default())));
                fields.sort_by_key(|(c, _)| *c);
                self.derived.0 += 1;
                self.derived.1.get_or_insert(row.number);
            }
        }
        let mut key = String::new();
        for name in spec.key {
            let position = spec.position(name).and_then(|p| u16::try_from(p).ok()).unwrap_or(u16::MAX);
            let Some(value) = find(&fields, position) else { return Err(self.missing("import/missing-key", name, &extra)) };
            if !key.is_empty() {
                key.push(KEY_SEPARATOR);
            }
            key.push_str(value);
        }
        let mut lacks = false;
        for (position, column) in spec.columns.iter().enumerate().filter(|(_, c)| c.required) {
            if find(&fields, u16::try_from(position).unwrap_or(u16::MAX)).is_none() {
                if self.gives.is_some() && may_lack(self.table, column.name) {
                    lacks = true;
                    continue;
                }
                return Err(self.missing("import/missing-required", column.name, &extra));
            }
        }
        if lacks {
            self.unassigned.0 += 1;
            self.unassigned.1.get_or_insert(row.number);
        }
        Ok(record(self.table, key, fields, extra, Origin { file: self.file, row: row.number }))
    }

    fn missing(&self, code: &'static str, name: &'static str, extra: &[(String, String)]) -> Remark {
        let layout = Layout::new(self.table, self.gives.as_deref(), &self.headers);
        let header =
            layout.targets.iter().find(|t| t.name == name).and_then(|t| t.cells.first()).and_then(|i| self.headers.get(*i)).cloned();
        let raw = extra.iter().find(|(h, _)| h.strip_prefix("raw.") == Some(name));
        let message = match raw {
            Some((_, raw)) => format!("`{name}` is needed, and `{}` could not be used", short(raw)),
            None => format!("`{name}` is needed and empty"),
        };
        Remark { code, column: header.or_else(|| Some(name.to_owned())), message }
    }
}

fn find(fields: &[(u16, String)], position: u16) -> Option<&str> {
    fields.iter().find(|(c, _)| *c == position).map(|(_, v)| v.as_str())
}

/// A text short enough for a message.
pub fn short(text: &str) -> Cow<'_, str> {
    match text.char_indices().nth(60) {
        Some((at, _)) => Cow::Owned(format!("{}\u{2026}", text.get(..at).unwrap_or_default())),
        None => Cow::Borrowed(text),
    }
}

/// A record read at one place.
pub fn record(table: Table, key: String, fields: Vec<(u16, String)>, extra: Vec<(String, String)>, origin: Origin) -> Record {
    Record { extra: extra.into(), ..Record::new(table, key, fields.into_iter().collect(), origin) }
}

/// Whether a record of another system may lack a column that our own tables require: the logs of others do not know our workflows.
pub fn may_lack(table: Table, column: &str) -> bool {
    table == Table::Events && column == "workflow"
}

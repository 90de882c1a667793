//! A subject as an adapter writes it down, and its way to a record: the same vocabularies, dates, masking and rejections as for any cell.

use super::mapper::{Remark, may_lack, record, short};
use super::value::{self, Value};
use crate::clean::{Found, clean};
use countersign_core::record::{KEY_SEPARATOR, Origin, Record, split_list};
use countersign_core::tables::{Kind, Table, spec};

/// How a subject stands to the record it was read from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Role {
    /// What the row itself is: it starts what the row gives.
    Row,
    /// Something else the row says.
    Also,
    /// Something the row only names; it never changes what is known of it.
    Mention,
    /// Something about the file rather than a row; it counts as no row.
    Beside,
}

/// The attribute that says where in its record a subject stands, as a path.
pub const AT: &str = "at";

/// A subject being written down.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Draft {
    table: Table,
    /// Whether the record only names it.
    pub mention: bool,
    /// Where in the record it stands, as a path.
    at: String,
    fields: Vec<(u16, String)>,
    extra: Vec<(String, String)>,
}

impl Draft {
    pub(crate) fn new(table: Table, at: &str, mention: bool) -> Self {
        Self { table, mention, at: at.to_owned(), fields: Vec::new(), extra: Vec::new() }
    }

    /// Where the record says it, as a path inside it.
    pub fn at(&self) -> &str {
        &self.at
    }

    /// The table it is a row of.
    pub fn table(&self) -> Table {
        self.table
    }

    /// Says a column. A blank text says nothing; a column that is said already keeps what was said first.
    pub fn set(&mut self, column: &str, text: impl AsRef<str>) -> &mut Self {
        let text = text.as_ref().trim();
        let position = spec(self.table).position(column).and_then(|p| u16::try_from(p).ok());
        debug_assert!(position.is_some(), "`{column}` is not a column of {}", self.table);
        if let Some(position) = position.filter(|p| !text.is_empty() && !self.fields.iter().any(|(c, _)| c == p)) {
            self.fields.push((position, text.to_owned()));
        }
        self
    }

    /// Says a column when there is something to say.
    pub fn maybe(&mut self, column: &str, text: Option<impl AsRef<str>>) -> &mut Self {
        if let Some(text) = text {
            self.set(column, text);
        }
        self
    }

    /// Says a list column: each item once, in the order given. No items say nothing (which is not `none`).
    pub fn list<T: AsRef<str>>(&mut self, column: &str, items: impl IntoIterator<Item = T>) -> &mut Self {
        let mut all: Vec<String> = Vec::new();
        for item in items {
            // A `;` would end the item.
            let item = item.as_ref().trim().replace(';', ",");
            if !item.is_empty() && !all.contains(&item) {
                all.push(item);
            }
        }
        self.set(column, all.join(";"))
    }

    /// Keeps an attribute that is none of our columns.
    pub fn note(&mut self, header: &str, text: impl AsRef<str>) -> &mut Self {
        let text = text.as_ref().trim();
        if !text.is_empty() && !self.extra.iter().any(|(h, _)| h == header) {
            self.extra.push((header.to_owned(), text.to_owned()));
        }
        self
    }

    /// Keeps an attribute when there is something to keep.
    pub fn maybe_note(&mut self, header: &str, text: Option<impl AsRef<str>>) -> &mut Self {
        if let Some(text) = text {
            self.note(header, text);
        }
        self
    }

    /// What was said of a column.
    pub fn get(&self, column: &str) -> Option<&str> {
        let position = u16::try_from(spec(self.table).position(column)?).ok()?;
        self.fields.iter().find(|(c, _)| *c == position).map(|(_, text)| text.as_str())
    }

    /// The record, with what there is to say about it; a subject without its key or a required value comes back as a remark.
    pub(crate) fn finish(mut self, origin: Origin, remarks: &mut Vec<Remark>) -> Result<Record, Remark> {
        let spec = spec(self.table);
        // Names of members stand in the path.
        self.at = clean(&self.at, &mut Found::default()).into_owned();
        let at = Some(self.at.clone()).filter(|at| !at.is_empty());
        let mut fields: Vec<(u16, String)> = Vec::with_capacity(self.fields.len());
        self.fields.sort_by_key(|(c, _)| *c);
        for (position, text) in std::mem::take(&mut self.fields) {
            let Some(column) = spec.columns.get(usize::from(position)) else { continue };
            let text = self.inert(&text, remarks);
            let mut keep = |value: Option<String>, raw: bool| {
                if raw {
                    self.extra.push((format!("raw.{}", column.name), text.clone()));
                }
                if let Some(value) = value.filter(|v| !v.is_empty()) {
                    fields.push((position, value));
                }
            };
            match value::read(&text, column.kind, None) {
                Value::Known(value, raw, _) => {
                    let value = value.into_owned();
                    keep(Some(value), raw);
                }
                Value::Unknown => keep(None, true),
                Value::Ambiguous => {
                    let message = format!("`{}` can be read day first or month first", short(&text));
                    remarks.push(Remark { code: "import/ambiguous-date", column: at.clone(), message });
                    keep(None, true);
                }
                Value::Bad(usable, why) => {
                    let message = format!("{}: `{}` {why}", column.name, short(&text));
                    remarks.push(Remark { code: "import/bad-value", column: at.clone(), message });
                    keep(usable, true);
                }
            }
        }
        let find = |name: &str| {
            let position = spec.position(name).and_then(|p| u16::try_from(p).ok())?;
            fields.iter().find(|(c, _)| *c == position).map(|(_, v)| v.as_str())
        };
        let lacking =
            |code, name: &str| Remark { code, column: at.clone(), message: format!("`{name}` of {} is needed and empty", self.table) };
        let mut key = String::new();
        for name in spec.key {
            let Some(value) = find(name) else { return Err(lacking("import/missing-key", name)) };
            if !key.is_empty() {
                key.push(KEY_SEPARATOR);
            }
            key.push_str(value);
        }
        if let Some(column) = spec.columns.iter().find(|c| c.required && find(c.name).is_none() && !may_lack(self.table, c.name)) {
            return Err(lacking("import/missing-required", column.name));
        }
        let mut extra = Vec::with_capacity(self.extra.len() + 1);
        for (header, text) in std::mem::take(&mut self.extra) {
            let text = self.inert(&text, remarks);
            extra.push((clean(&header, &mut Found::default()).into_owned(), text));
        }
        if let Some(at) = at {
            extra.push((AT.to_owned(), at));
        }
        Ok(record(self.table, key, fields, extra, origin))
    }

    fn inert(&self, text: &str, remarks: &mut Vec<Remark>) -> String {
        let mut found = Found::default();
        let out = clean(text, &mut found).into_owned();
        if found.secrets > 0 {
            let message = crate::map::masked_words(found.secrets);
            remarks.push(Remark { code: "secret/masked", column: Some(self.at.clone()).filter(|at| !at.is_empty()), message });
        }
        out
    }
}

/// Puts a record into one of the same table and key that the same row gave before: lists grow, what is not known yet is filled.
pub(crate) fn merge(into: &mut Record, other: Record) {
    let columns = spec(into.table).columns;
    for (position, value) in &other.fields {
        let list = columns.get(usize::from(position)).is_some_and(|c| matches!(c.kind, Kind::List | Kind::ListOrNone | Kind::Many(_)));
        match into.fields.get(position) {
            Some(before) if list && before != "none" && value != "none" => {
                let new: Vec<&str> = split_list(value).filter(|item| !split_list(before).any(|b| b == *item)).collect();
                let joined = split_list(before).chain(new).collect::<Vec<_>>().join(";");
                into.fields.set(position, &joined);
            }
            Some(_) => {}
            None => into.fields.set(position, value),
        }
    }
    for (header, text) in other.extra {
        if !into.extra.iter().any(|(h, _)| *h == header) {
            into.extra.push((header, text));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const HERE: Origin = Origin { file: 1, row: 3 };

    #[test]
    fn a_draft_becomes_a_record_with_its_place() {
        let mut draft = Draft::new(Table::Credentials, "env/KEY", false);
        draft
            .set("id", "c-1")
            .set("identity", "svc")
            .set("kind", "API key")
            .set("issued_at", "2026-01-02 03:04:05")
            .maybe("ttl_seconds", None::<&str>);
        draft.list("holders", ["a", "b;c", "a", " "]).note("value", "sk-proj-a1b2c3d4e5f6g7h8");
        let mut remarks = Vec::new();
        let record = draft.finish(HERE, &mut remarks).unwrap();
        assert_eq!(record.key, "c-1");
        assert_eq!(record.get("kind"), Some("api_key"));
        assert_eq!(record.get("issued_at"), Some("2026-01-02T03:04:05Z"));
        assert_eq!(record.get("holders"), Some("a;b,c"));
        assert!(record.extra("value").unwrap().starts_with("sk-[masked]"));
        assert_eq!(record.extra(AT), Some("env/KEY"));
        assert_eq!(remarks.iter().map(|r| r.code).collect::<Vec<_>>(), ["secret/masked"]);
    }

    #[test]
    fn a_key_in_a_path_or_a_header_is_masked_too() {
        let mut draft = Draft::new(Table::Tools, "nodes/AKIAABCDEFGHIJKLMNOP", false);
        draft.set("id", "t").note("sk-proj-a1b2c3d4e5f6g7h8", "x");
        let record = draft.finish(HERE, &mut Vec::new()).unwrap();
        assert!(record.extra(AT).unwrap().starts_with("nodes/AKIA[masked]"), "{record:?}");
        assert!(record.extra[0].0.starts_with("sk-[masked]"), "{record:?}");
    }

    #[test]
    fn a_draft_without_its_key_is_said() {
        let mut draft = Draft::new(Table::Grants, "x", false);
        draft.set("identity", "svc").set("permission", "read");
        let lacking = draft.finish(HERE, &mut Vec::new()).unwrap_err();
        assert_eq!((lacking.code, lacking.column.as_deref()), ("import/missing-key", Some("x")));
    }

    #[test]
    fn two_mentions_in_one_row_become_one() {
        let make = |holders: [&str; 2], kind: Option<&str>| {
            let mut draft = Draft::new(Table::Credentials, "", false);
            draft.set("id", "c").set("identity", "i").list("holders", holders).maybe("kind", kind);
            draft.finish(HERE, &mut Vec::new()).unwrap()
        };
        let mut one = make(["a", "b"], None);
        merge(&mut one, make(["b", "c"], Some("session")));
        assert_eq!((one.get("holders"), one.get("kind")), (Some("a;b;c"), Some("session")));
    }
}

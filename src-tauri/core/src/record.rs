//! A record: one row of an interchange table, with the place it came from.

use crate::fields::Fields;
use crate::precedence::PATH;
use crate::seldom::Seldom;
use crate::tables::{Spec, Table, spec};
use serde::{Deserialize, Serialize};

/// The unit that separates the parts of a key with several columns.
pub const KEY_SEPARATOR: char = '\u{1f}';

/// The file (by the workspace's number) and the row a record was read from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Origin {
    /// [`crate::source::SourceFile::id`].
    pub file: u32,
    /// The row as a spreadsheet counts it, or the 1-based position in a JSON array.
    pub row: u64,
}

/// One row of an interchange table. Values are already in the column's vocabulary; a column that is absent is unknown.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Record {
    /// The table.
    pub table: Table,
    /// The key columns' values, joined by [`KEY_SEPARATOR`].
    pub key: String,
    /// Known values by column position, in column order. Never empty strings.
    pub fields: Fields,
    /// Columns that are not ours, by header, and `raw.<column>` for a text that was not understood.
    pub extra: Seldom<(String, String)>,
    /// Where it was read.
    pub origin: Origin,
    /// Where a value was read when that is not `origin`, by column position, the attributes counting on after the columns; in
    /// that order. A record that several sources describe is merged of what each of them knows ([`crate::precedence`]). Empty for
    /// a record of one source.
    pub others: Seldom<(u16, Origin)>,
}

impl Record {
    /// A record of one source, without attributes.
    pub fn new(table: Table, key: String, fields: Fields, origin: Origin) -> Self {
        Self { table, key, fields, extra: Seldom::default(), origin, others: Seldom::default() }
    }

    /// The value of a column; `None` when unknown.
    #[inline(always)]
    pub fn get(&self, column: &str) -> Option<&str> {
        let position = spec(self.table).position(column)?;
        self.at(u16::try_from(position).ok()?)
    }

    /// What a person calls it: its name, or its key where it has none.
    pub fn called(&self) -> &str {
        self.get("name").unwrap_or(&self.key)
    }

    /// The value at a column position; `None` when unknown.
    #[inline]
    pub fn at(&self, position: u16) -> Option<&str> {
        self.fields.get(position)
    }

    /// The items of a list column; `None` when the column is unknown, no items when it says `none`.
    pub fn list(&self, column: &str) -> Option<Vec<&str>> {
        Some(self.items(column)?.collect())
    }

    /// The same, one after the other.
    #[inline]
    pub fn items(&self, column: &str) -> Option<Items<'_>> {
        let cell = self.get(column)?;
        Some(split_list(if cell == "none" { "" } else { cell }))
    }

    /// A yes/no column.
    pub fn yes_no(&self, column: &str) -> Option<bool> {
        match self.get(column)? {
            "yes" => Some(true),
            "no" => Some(false),
            _ => None,
        }
    }

    /// A whole-number column.
    pub fn integer(&self, column: &str) -> Option<i64> {
        self.get(column)?.parse().ok()
    }

    /// A column that counts things. What is below nothing counts none of them: it tells no more than an empty cell.
    pub fn count(&self, column: &str) -> Option<u64> {
        u64::try_from(self.integer(column)?).ok()
    }

    /// The reason that somebody gives, in the column `reason`; nothing where the text only holds its place until there is one.
    pub fn reason(&self) -> Option<&str> {
        self.get("reason").filter(|text| !holds_a_place(text))
    }

    /// The calendar day of a date column, in UTC.
    pub fn day(&self, column: &str) -> Option<chrono::NaiveDate> {
        parse_day(self.get(column)?)
    }

    /// An attribute that is not one of our columns.
    pub fn extra(&self, header: &str) -> Option<&str> {
        self.extra.iter().find(|(h, _)| h == header).map(|(_, v)| v.as_str())
    }

    /// Where the column at a position was read.
    pub fn origin_at(&self, position: u16) -> Origin {
        if self.others.is_empty() {
            return self.origin;
        }
        self.others.iter().find(|(p, _)| *p == position).map_or(self.origin, |(_, origin)| *origin)
    }

    /// Where a column, or the attribute with this header, was read.
    pub fn origin_of(&self, name: &str) -> Origin {
        let columns = spec(self.table);
        let attribute = || self.extra.iter().position(|(h, _)| h == name).map(|i| columns.columns.len() + i);
        let position = columns.position(name).or_else(attribute).and_then(|p| u16::try_from(p).ok());
        position.map_or(self.origin, |p| self.origin_at(p))
    }

    /// The path, inside the record of a file that is a tree, that a column was read at (with `None`, the record): the attribute
    /// `at`, which adapters of such files write, or `at.<column>` for a column that another source gave.
    pub fn path(&self, column: Option<&str>) -> Option<&str> {
        match column {
            Some(c) if self.origin_of(c) != self.origin => self.extra(&format!("{PATH}.{c}")),
            _ => self.extra(PATH),
        }
    }

    /// The known values by column name, in column order.
    pub fn named(&self) -> impl Iterator<Item = (&'static str, &str)> {
        let spec: &'static Spec = spec(self.table);
        self.fields.iter().filter_map(move |(p, v)| Some((spec.columns.get(usize::from(p))?.name, v)))
    }
}

/// Whether a text says nothing yet: no letter and no digit, or only words that announce what is to come (`tbc`, `to follow`).
fn holds_a_place(text: &str) -> bool {
    const TO_COME: [&str; 31] = [
        "added",
        "advised",
        "agreed",
        "approval",
        "be",
        "blank",
        "come",
        "completed",
        "confirmed",
        "decided",
        "defined",
        "determined",
        "do",
        "done",
        "follow",
        "follows",
        "later",
        "pending",
        "placeholder",
        "provided",
        "reason",
        "soon",
        "tba",
        "tbc",
        "tbd",
        "tk",
        "to",
        "todo",
        "will",
        "wip",
        "xxx",
    ];
    let words = || text.split(|c: char| !c.is_alphanumeric()).filter(|w| !w.is_empty()).map(str::to_lowercase);
    let announces = |word: &str| TO_COME.contains(&word) || word.chars().all(|c| c == 'x');
    // Letters that stand apart are one word: `t.b.c.`
    words().all(|w| announces(&w)) || announces(&words().collect::<String>())
}

/// The moment of a stored date value in UTC, a day without a time at its beginning.
pub fn parse_instant(text: &str) -> Option<chrono::NaiveDateTime> {
    let at = chrono::DateTime::parse_from_rfc3339(text).ok().map(|at| at.naive_utc());
    at.or_else(|| parse_day(text)?.and_hms_opt(0, 0, 0))
}

/// The day a stored date value falls on in UTC: `YYYY-MM-DD`, or that of an RFC 3339 time.
pub fn parse_day(text: &str) -> Option<chrono::NaiveDate> {
    let day = text.get(..10)?;
    if text.len() > day.len()
        && !text.ends_with(['Z', 'z'])
        && let Ok(at) = chrono::DateTime::parse_from_rfc3339(text)
    {
        return Some(at.naive_utc().date());
    }
    if let Some(day) = plain_day(day.as_bytes()) {
        return Some(day);
    }
    chrono::NaiveDate::parse_from_str(day, "%Y-%m-%d").ok()
}

/// A day written with ten characters, as almost all are.
fn plain_day(text: &[u8]) -> Option<chrono::NaiveDate> {
    let [a, b, c, d, b'-', e, f, b'-', g, h] = *text else { return None };
    let number = |digits: &[u8]| digits.iter().try_fold(0_u32, |n, d| d.is_ascii_digit().then(|| n * 10 + u32::from(d - b'0')));
    chrono::NaiveDate::from_ymd_opt(i32::try_from(number(&[a, b, c, d])?).ok()?, number(&[e, f])?, number(&[g, h])?)
}

/// A text without the blanks around it, of which most have none.
pub(crate) fn trimmed(text: &str) -> &str {
    match text.as_bytes() {
        [first, .., last] if first.is_ascii_graphic() && last.is_ascii_graphic() => text,
        _ => text.trim(),
    }
}

/// The items of a list cell, trimmed, without empty ones.
pub fn split_list(cell: &str) -> Items<'_> {
    Items(cell)
}

/// The items of a list cell that are left, one after the other.
#[derive(Clone, Debug)]
pub struct Items<'t>(&'t str);

impl<'t> Iterator for Items<'t> {
    type Item = &'t str;

    fn next(&mut self) -> Option<&'t str> {
        while !self.0.is_empty() {
            // Nearly all cells are a few letters long, for which one step after the other is the fastest way.
            let end = self.0.bytes().position(|letter| letter == b';').unwrap_or(self.0.len());
            let (item, rest) = self.0.split_at_checked(end)?;
            self.0 = rest.get(1..).unwrap_or("");
            let item = trimmed(item);
            if !item.is_empty() {
                return Some(item);
            }
        }
        None
    }
}

/// One column whose value a new record changes.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
pub struct FieldChange {
    /// The column, or the header of an attribute.
    pub column: String,
    /// The value before; `None` when it was unknown.
    pub old: Option<String>,
    /// The value after; `None` when it becomes unknown.
    pub new: Option<String>,
}

/// What differs between two records with one key.
pub fn changes(old: &Record, new: &Record) -> Vec<FieldChange> {
    let spec = spec(new.table);
    let mut found = Vec::new();
    for (position, column) in spec.columns.iter().enumerate() {
        let Ok(p) = u16::try_from(position) else { continue };
        if old.at(p) != new.at(p) {
            found.push(FieldChange { column: column.name.to_owned(), old: old.at(p).map(Into::into), new: new.at(p).map(Into::into) });
        }
    }
    let mut headers: Vec<&str> = old.extra.iter().chain(&new.extra).map(|(h, _)| h.as_str()).collect();
    headers.sort_unstable();
    headers.dedup();
    for header in headers {
        if old.extra(header) != new.extra(header) {
            found.push(FieldChange {
                column: header.to_owned(),
                old: old.extra(header).map(Into::into),
                new: new.extra(header).map(Into::into),
            });
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    fn workflow(fields: &[(&str, &str)]) -> Record {
        let spec = spec(Table::Workflows);
        let fields = fields.iter().map(|(c, v)| (spec.position(c).unwrap() as u16, v)).collect();
        Record::new(Table::Workflows, "WF-1".into(), fields, Origin { file: 1, row: 2 })
    }

    #[test]
    fn a_text_that_holds_the_place_of_a_reason_is_none() {
        let reason = |text: &str| {
            let position = spec(Table::Exceptions).position("reason").unwrap() as u16;
            let fields = [(position, &text)].into_iter().collect();
            Record::new(Table::Exceptions, "EX-1".into(), fields, Origin { file: 1, row: 2 }).reason().is_some()
        };
        for none in ["...", "?", "-", "xx", "TBC", "t.b.c.", "To be confirmed.", "to-follow", "will follow", "approval pending", "todo"] {
            assert!(!reason(none), "{none}");
        }
        for some in ["Trial", "to be confirmed by the vendor in May", "7", "RFC 12", "试用"] {
            assert!(reason(some), "{some}");
        }
    }

    #[test]
    fn an_absent_column_is_unknown_not_no() {
        let w = workflow(&[("id", "WF-1"), ("retrieval", "no"), ("effect_classes", "money; people_decision;")]);
        assert_eq!(w.yes_no("retrieval"), Some(false));
        assert_eq!(w.yes_no("external_egress"), None);
        assert_eq!(w.list("effect_classes").unwrap(), ["money", "people_decision"]);
        assert_eq!(w.list("data_classes"), None);
    }

    #[test]
    fn a_count_below_nothing_is_none() {
        let counted = |text: &str| {
            let position = spec(Table::ControlTests).position("deviations").unwrap() as u16;
            let fields = [(position, text)].into_iter().filter(|(_, text)| !text.is_empty()).collect();
            Record::new(Table::ControlTests, "T-1".into(), fields, Origin { file: 1, row: 2 }).count("deviations")
        };
        assert_eq!(["0", "7", "-0", "-1", "", "many"].map(counted), [Some(0), Some(7), Some(0), None, None, None]);
    }

    #[test]
    fn changes_name_each_column_with_old_and_new() {
        let a = workflow(&[("id", "WF-1"), ("owner", "P-1")]);
        let b = workflow(&[("id", "WF-1"), ("environment", "prod")]);
        let found = changes(&a, &b);
        assert_eq!(found.len(), 2);
        assert_eq!(found[0], FieldChange { column: "owner".into(), old: Some("P-1".into()), new: None });
        assert_eq!(found[1], FieldChange { column: "environment".into(), old: None, new: Some("prod".into()) });
    }

    #[test]
    fn a_day_is_read_as_the_calendar_reads_it() {
        for text in
            ["2026-09-30", "2024-02-29", "2026-02-29", "2026-9-30", "2026-13-01", "0000-01-01", "+2026-1-01", "2026-09-3x", "2026-09"]
        {
            let day = text.get(..10).and_then(|d| chrono::NaiveDate::parse_from_str(d, "%Y-%m-%d").ok());
            assert_eq!(parse_day(text), day, "{text}");
        }
        for (text, day) in [
            ("2026-09-30T23:59:59Z", (2026, 9, 30)),
            ("2026-09-30T23:30:00-05:00", (2026, 10, 1)),
            ("2026-10-01T01:00:00+05:00", (2026, 9, 30)),
            ("2026-09-30T12:00:00+00:00", (2026, 9, 30)),
        ] {
            assert_eq!(parse_day(text), chrono::NaiveDate::from_ymd_opt(day.0, day.1, day.2), "{text}");
        }
        assert!(parse_instant("2026-10-01T01:00:00+05:00") < parse_instant("2026-09-30T22:00:00Z"));
        assert_eq!(parse_instant("2026-09-30"), parse_instant("2026-09-30T00:00:00Z"));
    }
}

//! Findings beside what they are about, and what a record says, statement by statement.

use crate::screens::findings::{FindingMark, LevelCount};
use crate::screens::reading::count;
use crate::screens::register::person_name;
use crate::screens::{Attribute, words};
use countersign_core::Record;
use countersign_core::dataset::Dataset;
use countersign_core::findings::{Finding, FindingStatus, NOT_AGAIN};
use countersign_core::place::Place;
use countersign_core::risk::Level;
use countersign_core::tables::{Table, spec};

/// Columns that name a person.
const PEOPLE: [&str; 5] = ["owner", "control_owner", "approver", "reviewer", "approved_by"];

/// Findings that are looked up by what they are about.
pub(crate) struct Marks<'f>(Vec<&'f Finding>);

impl<'f> Marks<'f> {
    /// Of the findings about a workflow, in words, those of some families.
    pub fn of(told: &'f [Finding], families: &[&str]) -> Self {
        Self(told.iter().filter(|f| families.iter().any(|code| f.code.starts_with(code))).collect())
    }

    /// The findings themselves.
    pub fn findings(&self) -> &[&'f Finding] {
        &self.0
    }

    /// Those about a record.
    pub fn about(&self, record: &Record) -> Vec<FindingMark> {
        self.under(record.table, &record.key)
    }

    /// Those about what a table holds under a key.
    pub fn under(&self, table: Table, key: &str) -> Vec<FindingMark> {
        let is = |f: &&&Finding| f.is_about(table, key);
        self.0.iter().filter(is).map(|f| mark(f, Some((table, key)))).collect()
    }

    /// Those about none of some records.
    pub fn beside(&self, shown: &[(Table, &str)]) -> Vec<FindingMark> {
        let elsewhere = |f: &&&Finding| !f.subjects.iter().any(|s| shown.contains(&(s.table, s.key.as_str())));
        self.0.iter().filter(elsewhere).map(|f| mark(f, None)).collect()
    }

    /// All of them.
    pub fn all(&self) -> Vec<FindingMark> {
        self.0.iter().map(|f| mark(f, None)).collect()
    }
}

/// A finding in short; of its facts the first about a record, when it is told which.
pub(crate) fn mark(f: &Finding, about: Option<(Table, &str)>) -> FindingMark {
    let rests = |place: &Place| match place {
        Place::Cell { table, key, .. } => about == Some((*table, key.as_str())),
        Place::Event { .. } => false,
    };
    let said = f.condition.iter().find(|said| said.at.iter().any(rests)).or(f.condition.first());
    FindingMark {
        id: Some(f.id.clone()),
        code: f.code.clone(),
        unsure: f.unsure,
        severity: f.severity,
        text: said.map_or(NOT_AGAIN, |s| s.text.as_str()).to_owned(),
    }
}

/// Whether a finding waits: no valid exception covers it.
pub(crate) fn is_open(f: &Finding) -> bool {
    f.status != FindingStatus::Accepted
}

/// How many findings have each severity, the worst first; severities that none has are left out.
pub(crate) fn levels<'f>(findings: impl Iterator<Item = &'f Finding> + Clone) -> Vec<LevelCount> {
    let of = |severity: Level| LevelCount { severity, findings: count(findings.clone().filter(|f| f.severity == severity).count()) };
    Level::ALL.into_iter().map(of).filter(|c| c.findings > 0).collect()
}

/// What a record says, column by column, the unknown ones too; then columns that are not ours.
pub(crate) fn facts_of(data: &Dataset, r: &Record, left_out: &[&str]) -> Vec<Attribute> {
    let columns = spec(r.table).columns.iter().filter(|c| !left_out.contains(&c.name));
    let mut facts: Vec<Attribute> = columns
        .map(|c| Attribute {
            column: c.name.to_owned(),
            title: words::title(c.name),
            value: r
                .get(c.name)
                .map(|cell| if PEOPLE.contains(&c.name) { person_name(data, cell).to_owned() } else { words::value(c.name, c.kind, cell) }),
            raw: r.extra(&format!("raw.{}", c.name)).map(str::to_owned),
            source: if data.has_column(r, c.name) { data.cell(r, Some(c.name)) } else { data.naming_cell(r) },
        })
        .collect();
    let others = r.extra.iter().filter(|(header, _)| !header.starts_with("raw.") && !header.starts_with("at."));
    facts.extend(others.filter(|(header, _)| header != countersign_core::precedence::PATH).map(|(header, value)| Attribute {
        column: header.clone(),
        title: header.clone(),
        value: Some(value.clone()),
        raw: None,
        source: data.attribute(r, header),
    }));
    facts
}

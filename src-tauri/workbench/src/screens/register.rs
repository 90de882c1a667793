//! What every question about workflows needs of each of them, made once when the workspace is read.

use crate::assessing::Assessed;
use crate::screens::sorting::Orders;
use crate::screens::tally::Tally;
use crate::screens::words::{environment, upper_first};
use crate::screens::{FilterChoice, FilterColumn};
use crate::snapshot::Snapshot;
use chrono::NaiveDate;
use countersign_core::dataset::Dataset;
use countersign_core::reviews::OfWorkflows;
use countersign_core::rule::plain;
use countersign_core::tables::Table;
use countersign_core::variability::{Class, Interval, interval};
use std::collections::BTreeMap;

/// The columns that are filtered by value, with their titles.
pub(crate) const FILTERED: [(&str, &str); 4] =
    [("environment", "Environment"), ("criticality", "Criticality"), ("lifecycle", "Lifecycle"), ("business_unit", "Unit")];

/// One line per workflow, with the text that a search looks at, and the orders it was sorted in.
pub(crate) struct Register {
    /// The lines, in id order: as the records are.
    pub lines: Vec<Line>,
    /// The values of each column of [`FILTERED`], with how many workflows have each; 0 is "unknown".
    pub values: [Values; 4],
    /// The lines in every order that was asked for.
    pub orders: Orders,
    text: String,
}

/// One workflow, ready to be filtered and sorted.
pub(crate) struct Line {
    /// Its position among the workflows as they are now.
    pub record: usize,
    /// Its position in the assessment; nothing when it was imported after.
    pub row: Option<usize>,
    /// Its class as the inventory stands now.
    pub class: Interval,
    /// When it is to be reviewed next, as the core works it out; nothing for one that is retired.
    pub next_review: Option<NaiveDate>,
    /// The number of its value of each column of [`FILTERED`].
    pub values: [u32; 4],
    /// Nobody is on record as its owner.
    pub no_owner: bool,
    /// It is not known what identity it acts as.
    pub identity_unknown: bool,
    /// Its review was due before the as-of day.
    pub review_late: bool,
    text: (usize, usize),
}

/// The values of one column, numbered as they come; the first is "unknown".
pub(crate) struct Values {
    /// Each value with how many workflows have it.
    pub found: Vec<(String, u64)>,
    numbers: BTreeMap<String, u32>,
}

impl Values {
    fn new() -> Self {
        Self { found: vec![(String::new(), 0)], numbers: BTreeMap::new() }
    }

    fn number(&mut self, value: Option<&str>) -> u32 {
        let number = match value {
            None => 0,
            Some(value) => self.numbers.get(value).copied().unwrap_or_else(|| {
                let next = u32::try_from(self.found.len()).unwrap_or(u32::MAX);
                self.numbers.insert(value.to_owned(), next);
                self.found.push((value.to_owned(), 0));
                next
            }),
        };
        if let Some((_, n)) = usize::try_from(number).ok().and_then(|at| self.found.get_mut(at)) {
            *n += 1;
        }
        number
    }

    /// The number of a value as a query writes it.
    pub fn wanted(&self, value: &str) -> Option<u32> {
        if value == "unknown" { self.numbers.get(value).copied().or(Some(0)) } else { self.numbers.get(value).copied() }
    }
}

impl Register {
    /// Looks at every workflow once.
    pub fn new(now: &Snapshot, assessed: Option<&Assessed>, today: NaiveDate, tally: &Tally) -> Self {
        let assessment = assessed.map(|a| &a.assessment);
        let (as_of, parameters) = assessment.map_or((today, &now.parameters), |a| (a.basis.period.as_of, &a.basis.parameters));
        let (records, reviews) = (now.data.rows(Table::Workflows), OfWorkflows::new(&now.data));
        let mut text = String::with_capacity(records.len() * 128);
        let mut values = [(); 4].map(|()| Values::new());
        let mut lines = Vec::with_capacity(records.len());
        for (record, w) in records.iter().enumerate() {
            let from = text.len();
            let owner = w.get("owner");
            let searched = [
                Some(w.key.as_str()),
                w.get("name"),
                w.get("business_unit"),
                owner,
                owner.map(|o| person_name(&now.data, o)),
                w.get("purpose"),
            ];
            for part in searched.into_iter().flatten() {
                text.extend(part.chars().flat_map(char::to_lowercase));
                text.push('\n');
            }
            let assessed_as = assessment.and_then(|a| a.rows.get(a.workflow(&w.key)?));
            let class = assessed_as.map_or_else(|| interval(w), |row| row.class);
            let next_review = reviews.next(w, class.high, parameters, as_of).map(|next| next.on);
            let mut numbers = [0; 4];
            for ((slot, of), (column, _)) in numbers.iter_mut().zip(&mut values).zip(FILTERED) {
                *slot = of.number(w.get(column));
            }
            lines.push(Line {
                record,
                row: assessment.and_then(|a| a.workflow(&w.key)),
                class,
                next_review,
                values: numbers,
                no_owner: owner.is_none(),
                identity_unknown: w.get("identity_mode").is_none(),
                review_late: next_review.is_some_and(|due| due < as_of),
                text: (from, text.len()),
            });
        }
        text.shrink_to_fit();
        let register = Self { lines, values, orders: Orders::new(tally.editions.len()), text };
        // The order every screen opens with.
        register.orders.worst_first(&register, tally, 0);
        register
    }

    /// What a search looks at, in lower case.
    pub fn text(&self, line: &Line) -> &str {
        self.text.get(line.text.0..line.text.1).unwrap_or("")
    }
}

/// A person's name, where the register of people has one; else as written.
pub(crate) fn person_name<'a>(data: &'a Dataset, id: &'a str) -> &'a str {
    data.find(Table::People, id).and_then(|p| p.get("name")).unwrap_or(id)
}

/// The values of every column that can be filtered by, most frequent first, unknown last.
pub(crate) fn known_choices(register: &Register) -> Vec<FilterColumn> {
    let mut classes: BTreeMap<Class, u64> = BTreeMap::new();
    for line in &register.lines {
        *classes.entry(line.class.high).or_default() += 1;
    }
    let mut by_class: Vec<FilterChoice> = classes
        .into_iter()
        .map(|(c, n)| FilterChoice { value: c.word().to_owned(), label: format!("{} {}", c.word(), c.title()), workflows: n })
        .collect();
    by_class.sort_by_key(|c| std::cmp::Reverse(c.workflows));
    let mut columns = vec![FilterColumn { column: "class".to_owned(), title: "Class".to_owned(), choices: by_class }];
    for ((column, title), values) in FILTERED.into_iter().zip(&register.values) {
        let label = |value: &str| match column {
            "environment" => environment(value),
            "business_unit" => value.to_owned(),
            _ => upper_first(&plain(value)),
        };
        let mut choices: Vec<FilterChoice> = values
            .found
            .iter()
            .skip(1)
            .map(|(value, n)| FilterChoice { value: value.clone(), label: label(value), workflows: *n })
            .collect();
        choices.sort_by(|a, b| b.workflows.cmp(&a.workflows).then_with(|| a.value.cmp(&b.value)));
        if let Some((_, n)) = values.found.first().filter(|(_, n)| *n > 0) {
            choices.push(FilterChoice { value: "unknown".to_owned(), label: "Unknown".to_owned(), workflows: *n });
        }
        let column = if column == "business_unit" { "unit" } else { column };
        columns.push(FilterColumn { column: column.to_owned(), title: title.to_owned(), choices });
    }
    columns
}

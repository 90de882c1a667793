//! The register of workflows: filtered, sorted and paged here, so that a hundred thousand of them stay quick.

use crate::error::Result;
use crate::screens::Reading;
use crate::screens::reading::count;
use crate::screens::register::{Line, known_choices, person_name};
use crate::screens::sieve::Sieve;
use crate::screens::words::acts_as;
use countersign_core::status::Counts;
use countersign_core::tables::Table;
use countersign_core::variability::Interval;
use serde::{Deserialize, Serialize};

/// Which workflows, in which order.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
#[serde(default)]
pub struct WorkflowQuery {
    /// Words that must all occur in id, name, unit, owner or purpose; case does not matter.
    pub text: String,
    /// Allowed classes, by the upper end (`D2`); all when empty.
    pub class: Vec<String>,
    /// Allowed environments; `unknown` for those that do not say.
    pub environment: Vec<String>,
    /// Allowed criticalities.
    pub criticality: Vec<String>,
    /// Allowed lifecycles.
    pub lifecycle: Vec<String>,
    /// Allowed business units.
    pub unit: Vec<String>,
    /// What must be so.
    pub flags: Vec<WorkflowFlag>,
    /// The edition whose counts are shown; the first when empty.
    pub framework: String,
    /// `id`, `name`, `unit`, `owner`, `class`, `environment`, `criticality`, `lifecycle`, `acts_as`, `not_met`, `not_assessed`, `met`, `next_review`; worst first when empty.
    pub sort: String,
    /// Largest first.
    pub descending: bool,
    /// First row wanted, from 0.
    pub from: u64,
    /// How many rows.
    pub rows: u64,
}

/// Something that is so about a workflow.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
#[serde(rename_all = "snake_case")]
pub enum WorkflowFlag {
    /// Nobody is on record as its owner.
    NoOwner,
    /// It is not known what identity it acts as.
    IdentityUnknown,
    /// Its review was due before the as-of day.
    ReviewLate,
    /// Its class could be lower if what is unknown turned out well.
    ClassOpen,
    /// Some requirement of the framework shown is not met.
    NotMet,
}

impl WorkflowFlag {
    /// What must be so, in words.
    pub fn words(self) -> &'static str {
        match self {
            Self::NoOwner => "no owner on record",
            Self::IdentityUnknown => "identity not known",
            Self::ReviewLate => "review late",
            Self::ClassOpen => "class not settled",
            Self::NotMet => "some requirement not met",
        }
    }
}

/// A page of the register.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
pub struct WorkflowPage {
    /// Workflows in the inventory.
    pub total: u64,
    /// Those that match.
    pub matching: u64,
    /// First row of the page, from 0.
    pub from: u64,
    /// The rows.
    pub rows: Vec<WorkflowRow>,
}

/// One workflow in the register.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
pub struct WorkflowRow {
    /// Its id.
    pub id: String,
    /// Its name.
    pub name: String,
    /// Its business unit, when known.
    pub unit: Option<String>,
    /// Its owner, when known.
    pub owner: Option<String>,
    /// `prod`, when known.
    pub environment: Option<String>,
    /// `high`, when known.
    pub criticality: Option<String>,
    /// `active`, when known.
    pub lifecycle: Option<String>,
    /// What identity it acts as: `Itself`, `Shared account`, `A person`; nothing when unknown.
    pub acts_as: Option<String>,
    /// Its class; nothing while the assessment is being read.
    pub class: Option<Interval>,
    /// One count per requirement of the framework shown; nothing when it was not assessed.
    pub counts: Option<Counts>,
    /// When it is to be reviewed next; nothing while the assessment is being read, nor of one that is retired.
    pub next_review: Option<String>,
    /// Days until then, negative when late.
    pub review_in_days: Option<i64>,
}

/// The values of a column that can be filtered by.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
pub struct FilterColumn {
    /// The field of [`WorkflowQuery`].
    pub column: String,
    /// Its title.
    pub title: String,
    /// Its values, most frequent first, `unknown` last.
    pub choices: Vec<FilterChoice>,
}

/// One value with how often it occurs.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
pub struct FilterChoice {
    /// As the query takes it.
    pub value: String,
    /// As a person reads it.
    pub label: String,
    /// How many workflows have it.
    pub workflows: u64,
}

impl Reading {
    /// A page of the register.
    ///
    /// # Errors
    /// `usage/framework`, `usage/sort`.
    pub fn workflows(&self, query: &WorkflowQuery) -> Result<WorkflowPage> {
        let found = self.sifted(query)?;
        let rows = found.lines.iter().filter_map(|at| self.register.lines.get(*at)).map(|l| self.workflow_row(l, found.edition)).collect();
        Ok(WorkflowPage { total: count(self.register.lines.len()), matching: found.matching, from: query.from, rows })
    }

    /// Every row of a query in its order, whatever page it asks for.
    ///
    /// # Errors
    /// `usage/framework`, `usage/sort`.
    pub fn workflow_rows(&self, query: &WorkflowQuery) -> Result<Vec<WorkflowRow>> {
        let everything = WorkflowQuery { from: 0, rows: u64::MAX, ..query.clone() };
        Ok(self.workflows(&everything)?.rows)
    }

    /// How many workflows match each query.
    ///
    /// # Errors
    /// `usage/framework`.
    pub fn workflow_counts(&self, queries: &[WorkflowQuery]) -> Result<Vec<u64>> {
        queries
            .iter()
            .map(|query| {
                let sieve = Sieve::new(&self.register, query, self.edition_shown(&query.framework)?);
                Ok(count((0..self.register.lines.len()).filter(|at| sieve.lets_through(&self.register, &self.tally, *at)).count()))
            })
            .collect()
    }

    /// The values workflows can be filtered by.
    ///
    /// # Errors
    /// Never today; the shape of every question is the same.
    pub fn workflow_filters(&self) -> Result<Vec<FilterColumn>> {
        Ok(known_choices(&self.register))
    }

    /// One line as it is shown. `edition` is the position of the edition whose counts are shown.
    pub(crate) fn workflow_row(&self, line: &Line, edition: Option<usize>) -> WorkflowRow {
        let w = self.now.data.rows(Table::Workflows).get(line.record);
        let text = |column: &str| w.and_then(|w| w.get(column)).map(str::to_owned);
        WorkflowRow {
            id: w.map_or_else(String::new, |w| w.key.clone()),
            name: text("name").unwrap_or_default(),
            unit: text("business_unit"),
            owner: w.and_then(|w| w.get("owner")).map(|o| person_name(&self.now.data, o).to_owned()),
            environment: text("environment"),
            criticality: text("criticality"),
            lifecycle: text("lifecycle"),
            acts_as: w.and_then(|w| w.get("identity_mode")).map(acts_as),
            class: Some(line.class),
            counts: line.row.zip(edition).and_then(|(row, e)| self.tally.row(row, e)),
            next_review: line.next_review.map(|d| d.to_string()),
            review_in_days: line.next_review.map(|d| (d - self.as_of()).num_days()),
        }
    }
}

impl crate::Workbench {
    /// The first rows in id order, straight from the file, before the assessment is read. Only the page of the query is obeyed:
    /// nothing can be filtered or sorted before everything is read.
    ///
    /// # Errors
    /// `workspace/failed`.
    pub fn first_workflows(&self, query: &WorkflowQuery) -> Result<WorkflowPage> {
        let page = self.workspace.record_page(Table::Workflows, query.from, query.rows)?;
        let mut rows = Vec::with_capacity(page.records.len());
        for w in &page.records {
            let text = |column: &str| w.get(column).map(str::to_owned);
            let owner = match w.get("owner") {
                None => None,
                Some(id) => {
                    let person = self.workspace.record(Table::People, id, None)?;
                    Some(person.as_ref().and_then(|p| p.get("name")).unwrap_or(id).to_owned())
                }
            };
            rows.push(WorkflowRow {
                id: w.key.clone(),
                name: text("name").unwrap_or_default(),
                unit: text("business_unit"),
                owner,
                environment: text("environment"),
                criticality: text("criticality"),
                lifecycle: text("lifecycle"),
                acts_as: w.get("identity_mode").map(acts_as),
                class: None,
                counts: None,
                next_review: None,
                review_in_days: None,
            });
        }
        Ok(WorkflowPage { total: page.total, matching: page.total, from: query.from, rows })
    }
}

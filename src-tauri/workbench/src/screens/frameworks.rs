//! The frameworks: one bar each, and the tree of one with its counts.

use crate::error::Result;
use crate::screens::Reading;
use crate::screens::reading::count;
use countersign_core::catalog::{DEFAULT_EDITIONS, Edition};
use countersign_core::status::{Counts, EditionKind, Status};
use serde::Serialize;
use std::collections::BTreeMap;

/// One framework edition with its counts.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
pub struct FrameworkBar {
    /// `nist-csf@2.0`.
    pub id: String,
    /// Official title.
    pub title: String,
    /// Short name for tabs: `NIST CSF`.
    pub name: String,
    /// The edition: `2.0`.
    pub edition: String,
    /// Decides the words for a status.
    pub kind: EditionKind,
    /// The level that is assessed, plural: `subcategories`.
    pub unit: String,
    /// How many requirements are assessed: the sum of the counts.
    pub requirements: u64,
    /// Requirements less those not applicable.
    pub applicable: u64,
    /// Those about which something is known.
    pub assessed: u64,
    /// The fold; nothing before the first assessment.
    pub status: Option<Status>,
    /// One count per requirement; nothing before the first assessment.
    pub counts: Option<Counts>,
    /// The official text attached to it.
    pub attached: Option<AttachedText>,
}

/// A publisher's file attached to an edition.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
pub struct AttachedText {
    /// The file's name.
    pub file: String,
    /// SHA-256 of its bytes.
    pub sha256: String,
    /// How many requirements it has wording for.
    pub texts: u64,
}

/// The tree of one framework.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
pub struct FrameworkTree {
    /// The edition.
    pub framework: FrameworkBar,
    /// Every live element, parents before children, in the publisher's order.
    pub nodes: Vec<TreeNode>,
}

/// One element of a framework.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
pub struct TreeNode {
    /// Full id.
    pub id: String,
    /// As printed by the publisher.
    pub label: String,
    /// Title.
    pub title: String,
    /// `function`, `category`, `subcategory`, …
    pub level: String,
    /// 0 at the top.
    pub depth: u64,
    /// Whether it has a status of its own.
    pub assessable: bool,
    /// The fold over what is below it, or its own; nothing before the first assessment.
    pub status: Option<Status>,
    /// For a group: one count per requirement below it. For a requirement: one count per workflow (or one for the organisation).
    pub counts: Option<Counts>,
    /// How many requirements stand below it, itself included when it is one.
    pub requirements: u64,
}

impl Reading {
    /// The frameworks, one bar each: those of the assessment, or those that one covers by default.
    ///
    /// # Errors
    /// Never today; the shape of every question is the same.
    pub fn frameworks(&self) -> Result<Vec<FrameworkBar>> {
        Ok(self.editions().into_iter().map(|e| self.bar(e, self.tally.edition(&e.id).and_then(|at| self.tally.fold(at)))).collect())
    }

    /// The tree of one framework.
    ///
    /// # Errors
    /// `usage/framework`.
    pub fn framework_tree(&self, framework: &str) -> Result<FrameworkTree> {
        let id = crate::assessing::edition(&self.content, framework)?;
        let edition = self.content.edition(&id).ok_or_else(|| {
            crate::Error::new("usage/framework", format!("There is no framework edition `{framework}`."), "Choose one of the list.")
        })?;
        let at = self.tally.edition(&id);
        // What stands below each element, itself included, gathered from the requirements up.
        let mut below: BTreeMap<&str, (u64, Counts)> = BTreeMap::new();
        for r in edition.assessable() {
            let status = self.tally.requirement(r).map(|c| c.status());
            for step in edition.path(r) {
                let (requirements, counts) = below.entry(step).or_default();
                *requirements += 1;
                if let Some(status) = status {
                    counts.add(status);
                }
            }
        }
        let nodes = edition.requirements.iter().map(|r| {
            let (requirements, folded) = below.get(r.id.id.as_str()).copied().unwrap_or_default();
            let counts = if r.assessable { self.tally.requirement(r) } else { at.map(|_| folded).filter(|c| c.total() > 0) };
            TreeNode {
                id: r.id.to_string(),
                label: r.label.clone(),
                title: r.title.clone(),
                level: r.level.clone(),
                depth: count(edition.path(r).count().saturating_sub(1)),
                assessable: r.assessable,
                status: counts.map(|c| c.status()),
                counts,
                requirements,
            }
        });
        Ok(FrameworkTree { framework: self.bar(edition, at.and_then(|at| self.tally.fold(at))), nodes: nodes.collect() })
    }

    /// The editions of the assessment in their order, or those that one covers by default.
    pub(crate) fn editions(&self) -> Vec<&Edition> {
        if self.assessed.is_some() {
            return self.tally.editions.iter().filter_map(|(id, _)| self.content.edition(id)).collect();
        }
        DEFAULT_EDITIONS.iter().filter_map(|id| self.content.edition(&id.parse().ok()?)).collect()
    }
}

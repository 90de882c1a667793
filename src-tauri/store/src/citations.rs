//! What a person said an unclear citation means.

use crate::error::{During, Result};
use crate::journal::Seq;
use crate::versions::live;
use crate::{Change, Workspace};
use rusqlite::{Row, named_params};

/// One choice.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CitationChoice {
    /// The citation as it stands in the material.
    pub citation: String,
    /// The framework it was read under, when one was named.
    pub framework: Option<String>,
    /// The requirement it means.
    pub requirement: String,
    /// Why.
    pub why: String,
    /// Who says so.
    pub by: String,
}

impl Change<'_> {
    /// Records what a citation means, in place of what was said before. `false` when just this was said before.
    ///
    /// # Errors
    /// When it cannot be written.
    pub fn choose_citation(&mut self, choice: &CitationChoice) -> Result<bool> {
        let framework = choice.framework.as_deref().unwrap_or("");
        let row = [
            ("citation", choice.citation.as_str()),
            ("framework", framework),
            ("requirement", &choice.requirement),
            ("why", &choice.why),
            ("by", &choice.by),
        ];
        self.replace("citation_choices", &[("citation", &choice.citation), ("framework", framework)], &row)
    }

    /// Takes a choice back. `false` when there is none.
    ///
    /// # Errors
    /// When it cannot be written.
    pub fn forget_citation(&mut self, citation: &str, framework: Option<&str>) -> Result<bool> {
        self.replace("citation_choices", &[("citation", citation), ("framework", framework.unwrap_or(""))], &[])
    }
}

impl Workspace {
    /// The choices, now or as of a version, by citation and framework.
    ///
    /// # Errors
    /// When they cannot be read.
    pub fn citation_choices(&self, at: Option<Seq>) -> Result<Vec<CitationChoice>> {
        let sql = format!(
            "SELECT citation, framework, requirement, why, by FROM citation_choices WHERE {} ORDER BY citation, framework",
            live(at)
        );
        let mut statement = self.conn.prepare_cached(&sql).during("read", "citation choices")?;
        let rows = statement.query_map(named_params! {":at": at}, choice).during("read", "citation choices")?;
        rows.collect::<rusqlite::Result<_>>().during("read", "citation choices")
    }
}

fn choice(row: &Row<'_>) -> rusqlite::Result<CitationChoice> {
    let framework: String = row.get("framework")?;
    Ok(CitationChoice {
        citation: row.get("citation")?,
        framework: Some(framework).filter(|f| !f.is_empty()),
        requirement: row.get("requirement")?,
        why: row.get("why")?,
        by: row.get("by")?,
    })
}

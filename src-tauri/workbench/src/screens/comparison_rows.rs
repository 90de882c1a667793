//! The leaves that changed between two assessments, as rows: sifted, in pages, and as a table to be saved.

use crate::screens::comparison::SideBySide;
use crate::screens::comparison_view::{CauseWords, ChangeRow, ChangesPage, ChangesQuery};
use crate::screens::links::{has_words, page, words_of};
use crate::screens::reading::count;
use countersign_core::compare::{Cause, Change, ChangeKind};
use countersign_core::status::Status;

impl SideBySide {
    /// A page of the leaves that changed.
    ///
    /// # Errors
    /// Never today; the shape of every question is the same.
    pub fn changes(&self, query: &ChangesQuery) -> crate::Result<ChangesPage> {
        let matching = self.matching(query);
        Ok(ChangesPage {
            total: count(self.found.leaves.len()),
            matching: count(matching.len()),
            from: query.from,
            rows: page(&matching, query.from, query.rows).iter().filter_map(|change| self.row(change)).collect(),
        })
    }

    /// The leaves that a query keeps, all of them, as a table: header and cells. The last column says what the table is.
    pub fn changes_table(&self, query: &ChangesQuery, organisation: &str) -> (Vec<String>, Vec<Vec<String>>) {
        let titles =
            ["Requirement", "Title", "Framework", "Workflow", "Workflow name", "Before", "Now", "Change", "What accounts for it", "Basis"];
        let basis = self.basis(query, organisation);
        let cells = self.matching(query).into_iter().filter_map(|change| self.row(change)).map(|row| {
            let status = |s: Option<Status>| s.map_or("no such leaf", Status::word).to_owned();
            let causes: Vec<&str> = row.causes.iter().map(|c| c.text.as_str()).collect();
            let (workflow, name) = row.workflow.map_or_else(|| ("the organisation".to_owned(), String::new()), |w| (w.id, w.name));
            vec![
                row.requirement,
                row.title,
                row.framework,
                workflow,
                name,
                status(row.was),
                status(row.now),
                change_word(row.change).to_owned(),
                causes.join(" "),
                basis.clone(),
            ]
        });
        (titles.map(str::to_owned).to_vec(), cells.collect())
    }

    /// What a table is made from, and what it leaves out.
    fn basis(&self, query: &ChangesQuery, organisation: &str) -> String {
        let since = self.since();
        let made = |a: &crate::screens::AssessmentLine| {
            format!("assessment {}, {} to {}, as of {}, {}", a.number, a.from, a.to, a.as_of, a.snapshot)
        };
        let mut kept: Vec<String> = query.kinds.iter().map(|k| change_word(*k).to_owned()).collect();
        kept.extend(query.cause.and_then(|c| self.cause(c)).map(|c| format!("cause \"{}\"", c.text)));
        let text = query.text.trim();
        kept.extend((!text.is_empty()).then(|| format!("text \"{text}\"")));
        let kept = if kept.is_empty() { "all changes".to_owned() } else { kept.join("; ") };
        let mut basis = format!("{organisation}; {}; compared with {}; {kept}", made(&since.after), made(&since.before));
        for remark in &since.remarks {
            basis.push_str("; ");
            basis.push_str(remark);
        }
        basis
    }

    fn matching(&self, query: &ChangesQuery) -> Vec<&Change> {
        let words = words_of(&query.text);
        let keeps = |change: &&Change| {
            (query.kinds.is_empty() || query.kinds.contains(&change.kind))
                && query.cause.is_none_or(|cause| change.causes.contains(&cause))
                && (words.is_empty() || has_words(&self.text(change), &words))
        };
        self.found.leaves.iter().filter(keeps).collect()
    }

    /// What a search looks at, in lower case.
    fn text(&self, change: &Change) -> String {
        let Some(row) = self.row(change) else { return String::new() };
        let whose = row.workflow.map_or_else(|| "the organisation".to_owned(), |w| format!("{}\n{}", w.id, w.name));
        let causes: Vec<&str> = row.causes.iter().map(|c| c.text.as_str()).collect();
        format!("{}\n{}\n{}\n{}\n{whose}\n{}", row.requirement, row.label, row.title, row.framework, causes.join("\n")).to_lowercase()
    }

    fn row(&self, change: &Change) -> Option<ChangeRow> {
        let at = usize::try_from(change.requirement).ok()?;
        let named = self.requirements.get(at)?;
        let workflow = change.workflow.and_then(|w| self.workflows.get(usize::try_from(w).ok()?)).cloned();
        Some(ChangeRow {
            requirement: self.found.requirements.get(at)?.to_string(),
            label: named.label.clone(),
            title: named.title.clone(),
            framework: named.framework.clone(),
            kind: named.kind,
            workflow,
            was: change.from,
            now: change.to,
            change: change.kind,
            causes: self.found.causes_of(change).map(|c| CauseWords { kind: c.kind, text: c.text.clone() }).collect(),
        })
    }

    fn cause(&self, cause: u32) -> Option<&Cause> {
        self.found.causes.get(usize::try_from(cause).ok()?)
    }
}

/// A kind of change as it is printed.
fn change_word(kind: ChangeKind) -> &'static str {
    match kind {
        ChangeKind::Improved => "Improved",
        ChangeKind::Regressed => "Regressed",
        ChangeKind::EvidenceAged => "Evidence aged",
        ChangeKind::NewlyAssessed => "Newly assessed",
        ChangeKind::Appeared => "Appeared",
        ChangeKind::Gone => "Gone",
        ChangeKind::Same => "Same",
    }
}

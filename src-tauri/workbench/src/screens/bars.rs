//! One framework as a bar: its name, its denominator, its counts.

use crate::screens::{AttachedText, FrameworkBar, Reading};
use countersign_core::catalog::Edition;
use countersign_core::status::Counts;

/// What a framework is called where there is little room.
pub(crate) fn short_name(edition: &Edition) -> &str {
    match edition.id.framework.as_str() {
        "nist-csf" => "NIST CSF",
        "nist-ai-rmf" => "NIST AI RMF",
        "owasp-agentic-threats" => "OWASP agentic threats",
        "owasp-agentic-top10" => "OWASP agentic top 10",
        "csa-maestro" => "CSA MAESTRO",
        _ => &edition.title,
    }
}

/// The short name with the edition: `NIST CSF 2.0`.
pub(crate) fn short_title(edition: &Edition) -> String {
    format!("{} {}", short_name(edition), edition.id.edition)
}

impl Reading {
    /// The bar of an edition with some counts: over every workflow, or of one. Nothing to count is no bar of zeros.
    pub(crate) fn bar(&self, edition: &Edition, counts: Option<Counts>) -> FrameworkBar {
        let requirements = crate::screens::reading::count(edition.assessable().count());
        let id = edition.id.to_string();
        let attached = self.now.attached.iter().find(|c| c.edition == id).map(|c| AttachedText {
            file: c.file_name.clone(),
            sha256: c.sha256.clone(),
            texts: self.official.get(&id).map_or(0, |texts| crate::screens::reading::count(texts.len())),
        });
        FrameworkBar {
            id,
            title: edition.title.clone(),
            name: short_name(edition).to_owned(),
            edition: edition.id.edition.clone(),
            kind: edition.kind,
            unit: crate::gap_words::plural(&edition.assessed_level),
            requirements,
            applicable: counts.map_or(requirements, |c| c.applicable()),
            assessed: counts.map_or(0, |c| c.assessed()),
            status: counts.map(|c| c.status()),
            counts,
            attached,
        }
    }

    /// The publisher's words for a requirement, when they are attached.
    pub(crate) fn official_text(&self, id: &countersign_core::ids::RequirementId) -> Option<String> {
        self.official.get(&id.edition.to_string())?.get(&id.id).cloned()
    }
}

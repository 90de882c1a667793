//! `catalog`: what is shipped, and official wording attached by the user (`countersign/catalog@1`).

use crate::desk::{Moment, Workbench};
use crate::error::{Error, Result};
use crate::importing::base_name;
use countersign_content::official::{self, Check, Official};
use countersign_core::Diagnostic;
use countersign_core::catalog::{Content, Edition, Requirement};
use countersign_core::digest::sha256_hex;
use countersign_core::status::EditionKind;
use countersign_store::AttachedCatalog;
use serde::Serialize;
use std::collections::BTreeMap;
use std::path::Path;

/// The editions that are shipped.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct CatalogList {
    /// `countersign/catalog@1`.
    pub schema: &'static str,
    /// In the order they are shown.
    pub catalogs: Vec<CatalogSummary>,
}

/// One edition, without its requirements.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct CatalogSummary {
    /// `nist-csf@2.0`.
    pub id: String,
    /// Official title.
    pub title: String,
    /// The edition.
    pub edition: String,
    /// Who publishes it.
    pub publisher: String,
    /// The licence of the publisher's text.
    pub licence: String,
    /// `final`, `superseded`, …
    pub status: String,
    /// How many elements at each level.
    pub counts: BTreeMap<String, usize>,
    /// How many are assessed.
    pub assessable: usize,
    /// How many ids are withdrawn.
    pub withdrawn: usize,
}

/// One edition with its requirements.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct CatalogView {
    /// `countersign/catalog@1`.
    pub schema: &'static str,
    /// `nist-csf@2.0`.
    pub id: String,
    /// Official title.
    pub title: String,
    /// The edition.
    pub edition: String,
    /// Who publishes it.
    pub publisher: String,
    /// The licence of the publisher's text.
    pub licence: String,
    /// Decides the words for a status.
    #[serde(skip)]
    pub kind: EditionKind,
    /// The file official wording was attached from.
    pub official_file: Option<String>,
    /// Live elements at every level.
    pub requirements: Vec<RequirementView>,
    /// Ids the publisher withdrew.
    pub withdrawn: Vec<countersign_core::catalog::Withdrawn>,
}

/// One live element.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct RequirementView {
    /// Full id.
    pub id: String,
    /// As printed by the publisher.
    pub label: String,
    /// Title.
    pub title: String,
    /// Full id of what it stands under.
    pub parent: Option<String>,
    /// `function`, `category`, `subcategory`, …
    pub level: String,
    /// Whether it gets a status of its own.
    pub assessable: bool,
    /// Our own words.
    pub text: String,
    /// The publisher's words, when attached.
    pub official_text: Option<String>,
    /// What evidence of it looks like.
    pub evidence: String,
    /// Separately testable parts; empty for an element that is not assessed.
    pub facets: Vec<FacetView>,
    /// Evidence kinds that may answer.
    pub accepted_kinds: Vec<String>,
    /// The weakest tier that may answer.
    pub min_tier: Option<String>,
    /// Assessment methods, one of which is required.
    pub methods: Vec<String>,
}

/// One facet.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct FacetView {
    /// Its id.
    pub id: String,
    /// What has to hold.
    pub title: String,
    /// Whether its failure alone decides.
    pub essential: bool,
}

/// What attaching did.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
pub struct AttachReport {
    /// `countersign/attach@1`.
    pub schema: &'static str,
    /// How the file compares with ours.
    #[serde(flatten)]
    pub check: CheckReport,
    /// Whether anything changed: attaching the same file again changes nothing.
    pub attached: bool,
}

/// How a publisher's file compares with ours.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
pub struct CheckReport {
    /// The edition compared with.
    pub edition: String,
    /// The file.
    pub file: String,
    /// SHA-256 of its bytes.
    pub sha256: String,
    /// What the file is.
    pub format: String,
    /// The title inside it.
    pub title: String,
    /// Ids in both.
    pub matching: usize,
    /// Ids of ours that it lacks.
    pub missing: Vec<String>,
    /// Live ids of its that ours lacks.
    pub unknown: Vec<String>,
    /// Ids that one side withdrew and the other did not.
    pub withdrawn_differs: Vec<String>,
    /// Ids whose titles differ: id, ours, theirs.
    pub title_differs: Vec<(String, String, String)>,
    /// How withdrawn ids were told.
    pub withdrawn_by: String,
    /// How many ids it has official wording for.
    pub texts: usize,
    /// What was noticed.
    pub diagnostics: Vec<Diagnostic>,
}

/// The editions that are shipped.
pub fn list(content: &Content) -> CatalogList {
    let catalogs = content
        .editions
        .iter()
        .map(|e| CatalogSummary {
            id: e.id.to_string(),
            title: e.title.clone(),
            edition: e.id.edition.clone(),
            publisher: e.publisher.clone(),
            licence: e.licence.clone(),
            status: e.status.clone(),
            counts: e.levels().into_iter().map(|(l, n)| (l.to_owned(), n)).collect(),
            assessable: e.assessable().count(),
            withdrawn: e.withdrawn.len(),
        })
        .collect();
    CatalogList { schema: "countersign/catalog@1", catalogs }
}

/// One edition with its requirements; official wording stands beside ours when a workspace is given that has it.
///
/// # Errors
/// `usage/framework`, `workspace/failed`.
pub fn show(content: &Content, id: &str, workbench: Option<&Workbench>) -> Result<CatalogView> {
    let edition = find(content, id)?;
    let attached = match workbench {
        None => None,
        Some(w) => w.workspace.attached(None)?.into_iter().find(|a| a.edition == edition.id.to_string()),
    };
    let texts = attached.as_ref().map(official_texts).unwrap_or_default();
    Ok(CatalogView {
        schema: "countersign/catalog@1",
        id: edition.id.to_string(),
        title: edition.title.clone(),
        edition: edition.id.edition.clone(),
        publisher: edition.publisher.clone(),
        licence: edition.licence.clone(),
        kind: edition.kind,
        official_file: attached.map(|a| a.file_name),
        requirements: edition.requirements.iter().map(|r| view(edition, r, &texts)).collect(),
        withdrawn: edition.withdrawn.clone(),
    })
}

fn view(edition: &Edition, r: &Requirement, texts: &BTreeMap<String, String>) -> RequirementView {
    RequirementView {
        id: r.id.to_string(),
        label: r.label.clone(),
        title: r.title.clone(),
        parent: r.parent.as_ref().map(|p| edition.id.requirement(p).to_string()),
        level: r.level.clone(),
        assessable: r.assessable,
        text: r.text.clone(),
        official_text: texts.get(&r.id.id).cloned(),
        evidence: r.evidence.clone(),
        facets: if r.assessable {
            r.facets.iter().map(|f| FacetView { id: f.id.clone(), title: f.title.clone(), essential: f.essential }).collect()
        } else {
            Vec::new()
        },
        accepted_kinds: r.demand.accepted_kinds.clone(),
        min_tier: Some(r.demand.min_tier).filter(|t| *t > 0).map(|t| format!("R{t}")),
        methods: r.demand.methods.clone(),
    }
}

/// Compares a publisher's file with the edition it fits best, or with the one named.
///
/// # Errors
/// `usage/framework`, `catalog/refused`, `catalog/unreadable`.
pub fn check(content: &Content, file: &Path, edition: Option<&str>) -> Result<CheckReport> {
    let (name, bytes) = read(file)?;
    let editions: Vec<&Edition> = match edition {
        Some(id) => vec![find(content, id)?],
        None => content.editions.iter().collect(),
    };
    let mut best: Option<CheckReport> = None;
    let mut refused = None;
    for edition in editions {
        match compare(edition, &name, &bytes) {
            Ok((_, report)) if best.as_ref().is_none_or(|b| report.matching > b.matching) => best = Some(report),
            Ok(_) => {}
            Err(e) => refused = Some(e),
        }
    }
    best.ok_or_else(|| {
        refused.unwrap_or_else(|| {
            Error::new("catalog/refused", "There is no edition to compare with.", "List them with `countersign catalog list`.")
        })
    })
}

impl Workbench {
    /// Attaches official wording to an edition.
    ///
    /// # Errors
    /// `usage/framework`, `catalog/refused`, `catalog/unreadable`, `catalog/other-edition`, `workspace/failed`.
    pub fn attach(&mut self, id: &str, file: &Path, now: &Moment) -> Result<AttachReport> {
        let (name, bytes) = read(file)?;
        let edition = find(&self.content, id)?;
        let (official, check) = compare(edition, &name, &bytes)?;
        if official.texts.is_empty() || check.missing.len() > check.matching {
            return Err(Error::new(
                "catalog/other-edition",
                format!("{name} is not {id}: {} of its ids are ours, {} of ours are missing.", check.matching, check.missing.len()),
                "Check the file, or name the edition it is of.",
            ));
        }
        let entries = serde_json::json!({"format": official.format, "title": official.title, "version": official.version, "texts": official.texts, "titles": official.titles});
        let subject = format!("{id} from {name}");
        let action = Self::action(now, "attach", &subject);
        let mut change = self.workspace.change(&action)?;
        change.put_blob(&check.sha256, &mut bytes.as_slice())?;
        let attached =
            change.attach_catalog(&AttachedCatalog { edition: id.to_owned(), file_name: name, sha256: check.sha256.clone(), entries })?;
        if attached {
            change.commit(&serde_json::json!({"edition": id, "file": check.file, "sha256": check.sha256}))?;
        } else {
            change.rollback()?;
        }
        Ok(AttachReport { schema: "countersign/attach@1", check, attached })
    }
}

/// The official statements of an attached catalog, by id inside the edition.
pub(crate) fn official_texts(attached: &AttachedCatalog) -> BTreeMap<String, String> {
    attached.entries.get("texts").cloned().and_then(|t| serde_json::from_value(t).ok()).unwrap_or_default()
}

fn find<'c>(content: &'c Content, id: &str) -> Result<&'c Edition> {
    id.parse().ok().and_then(|id| content.edition(&id)).ok_or_else(|| {
        Error::new("usage/framework", format!("There is no framework edition `{id}`."), "List them with `countersign catalog list`.")
    })
}

fn read(file: &Path) -> Result<(String, Vec<u8>)> {
    let refused = |e: std::io::Error| Error::new("catalog/unreadable", format!("cannot read {}: {e}", file.display()), "Check the path.");
    let size = std::fs::metadata(file).map_err(refused)?.len();
    if size > 256 << 20 {
        return Err(Error::new(
            "catalog/unreadable",
            format!("{} is larger than 256 MB.", file.display()),
            "A publisher's catalog is far smaller; check the file.",
        ));
    }
    Ok((base_name(file), std::fs::read(file).map_err(refused)?))
}

fn compare(edition: &Edition, name: &str, bytes: &[u8]) -> Result<(Official, CheckReport)> {
    let official = official::read(bytes, name, edition)?;
    let Check { matching, missing, unknown, withdrawn_differs, title_differs, diagnostics } = official::check(&official, edition, name);
    let report = CheckReport {
        edition: edition.id.to_string(),
        file: name.to_owned(),
        sha256: sha256_hex(bytes),
        format: official.format.to_owned(),
        title: official.title.clone(),
        matching,
        missing,
        unknown,
        withdrawn_differs,
        title_differs,
        withdrawn_by: official.withdrawn_by.to_owned(),
        texts: official.texts.len(),
        diagnostics,
    };
    Ok((official, report))
}

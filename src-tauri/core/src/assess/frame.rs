//! The frame of an assessment: the requirements assessed, the controls mapped to them, and what each control rests on.

use super::Basis;
use super::kinds::ByKind;
use super::proof::Proof;
use crate::catalog::{Content, DEFAULT_EDITIONS, Edition, Facet, Requirement};
use crate::citation::{Citation, Resolver};
use crate::dataset::Dataset;
use crate::diagnostic::Diagnostic;
use crate::evidence;
use crate::facts::{Lookups, Related};
use crate::ids::RequirementId;
use crate::record::Record;
use crate::registry::Registry;
use crate::tables::Table;
use crate::threats::Ratings;
use crate::variability::Interval;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

mod index;

/// The facet of a requirement that declares none.
pub const OUTCOME: &str = "outcome";

/// Everything an assessment looks at, indexed once.
pub struct Frame<'a> {
    /// The records.
    pub data: &'a Dataset,
    /// Period, as-of day and thresholds.
    pub basis: &'a Basis,
    /// The editions that are asked for, in order, then the current ones beside them. A superseded one counts only where it is asked for.
    pub editions: Vec<&'a Edition>,
    /// The requirements of these editions, edition by edition, in order, so that those that are asked for come first. All of them are
    /// assessed, so that nothing depends on which are asked for: what speaks against a control does so wherever it is claimed to answer.
    pub requirements: Vec<&'a Requirement>,
    /// How many of the requirements are asked for.
    asked: usize,
    /// The controls, in id order.
    pub controls: Vec<Control<'a>>,
    /// For each requirement, the positions of the controls that cover a facet of it.
    pub controls_of: Vec<Vec<usize>>,
    /// Requests by control.
    pub requests: BTreeMap<&'a str, Vec<&'a Record>>,
    /// Decisions by kind.
    pub decisions: BTreeMap<&'a str, Vec<Decision<'a>>>,
    /// Positions of those that are about a requirement, by its position and their kind.
    decisions_of: BTreeMap<usize, BTreeMap<&'a str, Vec<usize>>>,
    /// The workflows for which alone a contradiction was resolved or a reviewer's note was written.
    pub spoken_of: BTreeSet<&'a str>,
    /// Exceptions, once for each requirement they name.
    pub exceptions: Vec<Excepted<'a>>,
    /// The positions of the exceptions about each requirement.
    exceptions_of: BTreeMap<usize, Vec<usize>>,
    /// Evidence that speaks against a requirement without naming a control, by requirement.
    pub against: BTreeMap<usize, Vec<Linked<'a>>>,
    /// Requests that name a requirement and no control, by requirement.
    pub requests_of: BTreeMap<usize, Vec<&'a Record>>,
    /// Every citation found, with where.
    pub citations: Vec<(Citation, &'a Record, &'static str)>,
    /// What was noticed while indexing.
    pub diagnostics: Vec<Diagnostic>,
    /// How many requirements and workflows each hash supports alone (CT-03).
    pub reuse: BTreeMap<&'a str, (usize, usize)>,
    /// The class of each workflow with what was observed, once that is known.
    pub classes: BTreeMap<String, Interval>,
    /// For each finding code, the positions of the controls that say they compensate it.
    pub compensators: BTreeMap<&'a str, Vec<usize>>,
    /// What people rated threats at.
    pub ratings: Ratings<'a>,
    /// Who an actor is.
    pub registry: Registry<'a>,
    /// Records by what names them.
    pub related: Related<'a>,
    /// The environments of the workflows, `None` among them where one is not told.
    pub environments: BTreeSet<Option<&'a str>>,
}

/// A control with what it covers and rests on.
pub struct Control<'a> {
    /// Its record.
    pub record: &'a Record,
    /// The workflows it is for; `None` means all.
    pub scope: Option<Vec<&'a str>>,
    /// Requirement position to the positions of the facets it covers.
    pub covers: BTreeMap<usize, Vec<usize>>,
    /// Its tests, in id order.
    pub tests: Vec<&'a Record>,
    /// Evidence linked to it, in file order.
    pub evidence: Vec<Linked<'a>>,
    /// Those who collected or extracted some of it and are known not to be its owner; empty where the owner is not told.
    pub by_others: BTreeSet<&'a str>,
    /// The workflows that it, a test of it or its evidence names: it may prove something else there than in others of their kind.
    pub named: BTreeSet<&'a str>,
    /// Whether it is proven in each kind of workflow, once it was asked ([`Frame::is_proven`]).
    pub(super) proven: ByKind<bool>,
    /// What is shown of it for each facet that it covers, by the positions of requirement and facet, in each kind of workflow.
    pub(super) shown: BTreeMap<(usize, usize), ByKind<Proof>>,
}

/// A piece of evidence as it is linked to a control.
#[derive(Clone)]
pub struct Linked<'a> {
    /// Its record.
    pub record: &'a Record,
    /// The requirements, and facets of them, that it is limited to; `None` takes those of the control.
    pub requirements: Option<BTreeSet<(RequirementId, Option<String>)>>,
    /// Whether a test of the control names it.
    pub by_test: bool,
}

/// A decision with the requirement it is about, when it is about one.
pub struct Decision<'a> {
    /// Its record.
    pub record: &'a Record,
    /// The requirement.
    pub requirement: Option<usize>,
    /// The facet, when it names one.
    pub facet: Option<String>,
}

/// An exception as it is about one requirement.
pub struct Excepted<'a> {
    /// Its record.
    pub record: &'a Record,
    /// The requirement; `None` when the citation is not settled.
    pub requirement: Option<usize>,
    /// The facets it covers; empty means all.
    pub facets: Vec<String>,
}

impl<'a> Control<'a> {
    /// Its id.
    pub fn id(&self) -> &'a str {
        &self.record.key
    }

    /// Whether it is for a workflow; `None` asks for the organisation as a whole.
    pub fn is_for(&self, workflow: Option<&str>) -> bool {
        match (&self.scope, workflow) {
            (None, _) => true,
            (Some(scope), Some(w)) => scope.contains(&w),
            (Some(_), None) => false,
        }
    }
}

impl<'a> Frame<'a> {
    /// Indexes a dataset against content.
    pub fn new(data: &'a Dataset, content: &'a Content, resolver: &Resolver<'_>, basis: &'a Basis) -> Self {
        Self::with(data, content, resolver, basis, Arc::new(Lookups::new(data)))
    }

    /// The same with the dataset's lookups made before.
    pub fn with(data: &'a Dataset, content: &'a Content, resolver: &Resolver<'_>, basis: &'a Basis, lookups: Arc<Lookups>) -> Self {
        let asked: Vec<&Edition> = basis.editions.iter().filter_map(|id| content.edition(id)).collect();
        let count = asked.iter().flat_map(|e| e.assessable()).count();
        let current = |e: &&Edition| DEFAULT_EDITIONS.contains(&e.id.to_string().as_str());
        let others = content.editions.iter().filter(|e| !basis.editions.contains(&e.id)).filter(current);
        let editions: Vec<&Edition> = asked.into_iter().chain(others).collect();
        let requirements: Vec<&Requirement> = editions.iter().flat_map(|e| e.assessable()).collect();
        let position: BTreeMap<&RequirementId, usize> = requirements.iter().enumerate().map(|(i, r)| (&r.id, i)).collect();
        let mut frame = Self {
            data,
            basis,
            editions,
            controls: Vec::new(),
            controls_of: vec![Vec::new(); requirements.len()],
            requirements,
            asked: count,
            requests: BTreeMap::new(),
            decisions: BTreeMap::new(),
            decisions_of: BTreeMap::new(),
            spoken_of: BTreeSet::new(),
            exceptions: Vec::new(),
            exceptions_of: BTreeMap::new(),
            against: BTreeMap::new(),
            requests_of: BTreeMap::new(),
            citations: Vec::new(),
            diagnostics: Vec::new(),
            reuse: BTreeMap::new(),
            classes: BTreeMap::new(),
            compensators: BTreeMap::new(),
            ratings: Ratings::default(),
            registry: Registry::new(data),
            related: Related::with(data, lookups, basis.period.as_of, &basis.parameters),
            environments: data.rows(Table::Workflows).iter().map(|w| w.get("environment")).collect(),
        };
        frame.index_controls(resolver, &position);
        frame.index_rest(resolver, &position);
        frame.count_reuse();
        frame.ratings = Ratings::new(&frame);
        frame
    }

    /// The requirements that are asked for, edition by edition, in order: those that an assessment tells.
    pub fn asked(&self) -> &[&'a Requirement] {
        self.requirements.get(..self.asked).unwrap_or_default()
    }

    /// Whether two texts may name one person: the same text in whatever letters, ids that were joined, or ids and names of which one is
    /// the same.
    pub fn same_person(&self, a: &str, b: &str) -> bool {
        a == b || !self.called(a).is_disjoint(&self.called(b))
    }

    /// All that a text is known to stand for: itself, what it was joined with, and the id and the name of whoever is registered under
    /// it; as they are compared.
    fn called(&self, text: &str) -> BTreeSet<String> {
        let mut ids = vec![text, self.data.canonical(text)];
        if let Some(one) = self.registry.resolve(text).record() {
            ids.extend([one.key.as_str(), self.data.canonical(&one.key)]);
        }
        let records = || ids.iter().flat_map(|id| [Table::Identities, Table::People].map(|table| self.data.find(table, id))).flatten();
        let names = records().filter_map(|r| r.get("name"));
        let plain = |text: &str| text.split_whitespace().collect::<Vec<_>>().join(" ").to_lowercase();
        ids.iter().copied().chain(names).map(plain).collect()
    }

    /// Whether a text names a person who is on record as active, so that who it is not can be known.
    pub fn is_active_person(&self, text: &str) -> bool {
        let active = |p: &Record| p.get("kind") == Some("human") && p.yes_no("active") == Some(true);
        self.person(text).or_else(|| self.person(self.data.canonical(text))).is_some_and(active)
    }

    /// Whether a register of people or identities knows whoever a text stands for.
    pub fn is_on_record(&self, text: &str) -> bool {
        let known = |text: &str| self.person(text).is_some() || self.registry.resolve(text).record().is_some();
        known(text) || known(self.data.canonical(text))
    }

    /// The row of `people` that an id or a name stands for.
    pub fn person(&self, text: &str) -> Option<&'a Record> {
        let by_id = self.data.find(Table::People, text);
        by_id.or_else(|| self.registry.resolve(text).record().filter(|r| r.table == Table::People))
    }

    /// The facet at a position of a requirement.
    pub fn facet(&self, requirement: usize, facet: usize) -> Option<&'a Facet> {
        self.requirements.get(requirement)?.facets.get(facet)
    }

    /// The exceptions about a requirement, whatever their scope and whether they hold or not.
    pub fn excepted(&self, requirement: usize) -> impl Iterator<Item = &Excepted<'a>> {
        self.exceptions_of.get(&requirement).into_iter().flatten().filter_map(|at| self.exceptions.get(*at))
    }

    /// Whether some workflow runs in an environment, or may.
    pub fn may_run_in(&self, environment: &str) -> bool {
        self.environments.iter().any(|of| of.is_none_or(|of| of == environment))
    }

    /// The decisions of a kind.
    pub fn decisions(&self, kind: &str) -> &[Decision<'a>] {
        self.decisions.get(kind).map_or(&[], Vec::as_slice)
    }

    /// The decisions of a kind about a requirement, in the order in which they were taken, each with its position among those of its kind.
    pub fn decisions_on<'f>(&'f self, kind: &str, requirement: usize) -> impl Iterator<Item = (usize, &'f Decision<'a>)> {
        let all = self.decisions(kind);
        let of = self.decisions_of.get(&requirement).and_then(|of| of.get(kind)).map_or(&[][..], Vec::as_slice);
        of.iter().filter_map(move |at| Some((*at, all.get(*at)?)))
    }
}

/// Whether evidence may speak for operation: it may support, and is not policy, procedure or attestation.
fn is_operating(e: &Record) -> bool {
    may_support(e) && !matches!(e.get("kind"), Some("policy" | "procedure" | "attestation"))
}

/// The hashes that may be the one artefact that all operating evidence of a control is: of what is told to support, the only one, and
/// where nothing is, each that may support. None when there is more than one that does.
pub fn sole_artefacts<'a>(control: &Control<'a>) -> BTreeSet<&'a str> {
    let operating = || control.evidence.iter().map(|l| l.record).filter(|e| is_operating(e));
    let told: BTreeSet<&'a str> = operating().filter(|e| evidence::supports(e)).filter_map(|e| e.extra("sha256")).collect();
    match told.len() {
        0 => operating().filter_map(|e| e.extra("sha256")).collect(),
        1 => told,
        _ => BTreeSet::new(),
    }
}

/// Whether evidence speaks for what it is linked to, or that cannot be excluded. It raises questions as if it did; it shows nothing
/// unless it is told to support ([`evidence::supports`]).
pub fn may_support(e: &Record) -> bool {
    evidence::supports(e) || evidence::direction_untold(e)
}

/// Whether a link may speak about a requirement, and a facet of it. Without a facet, any facet of the requirement will do.
pub fn limited_to(link: &Linked<'_>, requirement: Option<&RequirementId>, facet: Option<&str>) -> bool {
    match (&link.requirements, requirement) {
        (Some(only), Some(r)) => {
            only.iter().any(|(id, part)| id == r && (facet.is_none() || part.as_deref().is_none_or(|p| Some(p) == facet)))
        }
        _ => true,
    }
}

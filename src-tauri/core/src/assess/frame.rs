//! The frame of an assessment: the requirements assessed, the controls mapped to them, and what each control rests on.

use super::Basis;
use super::kinds::ByKind;
use super::proof::Proof;
use super::theatre::ct06;
use crate::catalog::{Content, Edition, Facet, Requirement};
use crate::citation::{Citation, Resolver};
use crate::dataset::Dataset;
use crate::diagnostic::Diagnostic;
use crate::evidence;
use crate::facts::{Lookups, Related};
use crate::ids::RequirementId;
use crate::record::{Record, parse_instant};
use crate::registry::Registry;
use crate::tables::Table;
use crate::threats::Ratings;
use crate::variability::Interval;
use crate::words::{counted, grouped};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// The facet of a requirement that declares none.
pub const OUTCOME: &str = "outcome";

/// Everything an assessment looks at, indexed once.
pub struct Frame<'a> {
    /// The records.
    pub data: &'a Dataset,
    /// Period, as-of day and thresholds.
    pub basis: &'a Basis,
    /// The editions assessed, in order.
    pub editions: Vec<&'a Edition>,
    /// The requirements assessed, edition by edition, in order.
    pub requirements: Vec<&'a Requirement>,
    /// The controls, in id order.
    pub controls: Vec<Control<'a>>,
    /// For each requirement, the positions of the controls that cover a facet of it.
    pub controls_of: Vec<Vec<usize>>,
    /// Requests by control.
    pub requests: BTreeMap<&'a str, Vec<&'a Record>>,
    /// Decisions by kind.
    pub decisions: BTreeMap<&'a str, Vec<Decision<'a>>>,
    /// The workflows for which alone a contradiction was resolved or a reviewer's note was written.
    pub spoken_of: BTreeSet<&'a str>,
    /// Exceptions, once for each requirement they name.
    pub exceptions: Vec<Excepted<'a>>,
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
        let editions: Vec<&Edition> = basis.editions.iter().filter_map(|id| content.edition(id)).collect();
        let requirements: Vec<&Requirement> = editions.iter().flat_map(|e| e.assessable()).collect();
        let position: BTreeMap<&RequirementId, usize> = requirements.iter().enumerate().map(|(i, r)| (&r.id, i)).collect();
        let mut frame = Self {
            data,
            basis,
            editions,
            controls: Vec::new(),
            controls_of: vec![Vec::new(); requirements.len()],
            requirements,
            requests: BTreeMap::new(),
            decisions: BTreeMap::new(),
            spoken_of: BTreeSet::new(),
            exceptions: Vec::new(),
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

    fn cite(&mut self, resolver: &Resolver<'_>, text: &str, record: &'a Record, column: &'static str) -> Citation {
        let citation = resolver.resolve(text);
        self.citations.push((citation.clone(), record, column));
        citation
    }

    fn index_controls(&mut self, resolver: &Resolver<'_>, position: &BTreeMap<&RequirementId, usize>) {
        let mut tests: BTreeMap<&str, Vec<&'a Record>> = BTreeMap::new();
        let mut linked: BTreeMap<&str, Vec<Linked<'a>>> = BTreeMap::new();
        let mut by_test: BTreeMap<&str, BTreeSet<&'a str>> = BTreeMap::new();
        let mut against_all: Vec<Linked<'a>> = Vec::new();
        for test in self.data.rows(Table::ControlTests) {
            let control = test.get("control").unwrap_or("");
            tests.entry(control).or_default().push(test);
            for file in test.list("evidence").unwrap_or_default() {
                by_test.entry(file).or_default().insert(control);
            }
            if let (Some(items), Some(deviations)) = (test.count("sample_size"), test.count("deviations"))
                && deviations > items
            {
                let text = format!("{} of {} deviate.", grouped(deviations), counted(items, "item"));
                let at = self.data.cell(test, Some("deviations"));
                self.diagnostics.push(Diagnostic::new("control/test-counts", text, at).about(&test.key));
            }
        }
        for e in self.data.rows(Table::Evidence) {
            let against = evidence::contradicts(e) || evidence::direction_untold(e);
            let (mut named, mut nowhere) = (BTreeSet::new(), false);
            for item in e.list("requirements").unwrap_or_default() {
                let cited = self.cite(resolver, item, e, "requirements");
                let of = if against { self.at_worst(cited, position) } else { settled(cited) };
                nowhere |= against && of.is_empty();
                named.extend(of);
            }
            // What speaks against something that no list knows may speak against any of what its controls cover.
            let requirements = (e.get("requirements").is_some() && !nowhere).then_some(named);
            if against {
                let of: BTreeSet<usize> = requirements.iter().flatten().filter_map(|(id, _)| position.get(id).copied()).collect();
                for requirement in of {
                    let link = Linked { record: e, requirements: requirements.clone(), by_test: false };
                    self.against.entry(requirement).or_default().push(link);
                }
            }
            let mut nameless = e.get("controls").is_none();
            for control in e.list("controls").unwrap_or_default() {
                if self.data.find(Table::Controls, control).is_none() {
                    nameless = true;
                    let at = self.data.cell(e, Some("controls"));
                    self.diagnostics
                        .push(Diagnostic::new("control/unknown", format!("There is no control `{control}`."), at).about(&e.key));
                }
                linked.entry(control).or_default().push(Linked { record: e, requirements: requirements.clone(), by_test: false });
            }
            // What contradicts and does not say which control, or names one that is not there, may contradict any that answers what it
            // is about.
            if evidence::contradicts(e) && nameless {
                against_all.push(Linked { record: e, requirements: requirements.clone(), by_test: false });
            }
            for control in by_test.get(e.key.as_str()).into_iter().flatten() {
                let of = linked.entry(control).or_default();
                match of.iter_mut().find(|l| std::ptr::eq(l.record, e)) {
                    Some(l) => l.by_test = true,
                    None => of.push(Linked { record: e, requirements: requirements.clone(), by_test: true }),
                }
            }
        }
        for (control, of) in &tests {
            if self.data.find(Table::Controls, control).is_none() {
                for test in of {
                    let at = self.data.cell(test, Some("control"));
                    self.diagnostics
                        .push(Diagnostic::new("control/unknown", format!("There is no control `{control}`."), at).about(&test.key));
                }
            }
        }
        for record in self.data.rows(Table::Controls) {
            let covers = self.covers(resolver, record, position);
            let at = self.controls.len();
            for requirement in covers.keys() {
                if let Some(of) = self.controls_of.get_mut(*requirement) {
                    of.push(at);
                }
            }
            for code in record.list("compensates").unwrap_or_default() {
                let of = self.compensators.entry(code).or_default();
                if of.last() != Some(&at) {
                    of.push(at);
                }
            }
            let mut evidence = linked.remove(record.key.as_str()).unwrap_or_default();
            let about = |l: &Linked<'a>| {
                l.requirements.is_none() || covers.keys().any(|r| limited_to(l, self.requirements.get(*r).map(|r| &r.id), None))
            };
            for link in against_all.iter().filter(|l| about(l)) {
                if !evidence.iter().any(|l| std::ptr::eq(l.record, link.record)) {
                    evidence.push(link.clone());
                }
            }
            evidence.sort_by(|a, b| a.record.key.cmp(&b.record.key));
            let another = |a: &&str| record.get("owner").is_some_and(|owner| !self.same_person(a, owner));
            let by_others = evidence.iter().flat_map(|l| ct06::authors(l.record)).filter(another).collect();
            let scope = record.list("scope_workflows").filter(|s| !s.is_empty());
            let tests = tests.remove(record.key.as_str()).unwrap_or_default();
            let mut named: BTreeSet<&str> = scope.iter().flatten().copied().collect();
            named.extend(tests.iter().filter_map(|t| t.get("workflow")));
            named.extend(evidence.iter().flat_map(|l| l.record.list("workflows").unwrap_or_default()));
            let kinds = self.environments.len();
            let parts = covers.iter().flat_map(|(r, facets)| facets.iter().map(|f| (*r, *f)));
            let (proven, shown) = (ByKind::new(kinds), parts.map(|part| (part, ByKind::new(kinds))).collect());
            self.controls.push(Control { record, scope, covers, tests, evidence, by_others, named, proven, shown });
        }
    }

    /// All that a citation may mean: what speaks against something that is not settled speaks against each candidate, and what names
    /// a facet that the requirement does not have speaks against the whole of it.
    fn at_worst(&self, c: Citation, position: &BTreeMap<&RequirementId, usize>) -> Vec<(RequirementId, Option<String>)> {
        if c.requirement.is_none() {
            return c.candidates.into_iter().map(|candidate| (candidate.id, None)).collect();
        }
        let has = |id: &RequirementId, facet: &str| {
            let named = position.get(id).and_then(|at| self.requirements.get(*at));
            named.is_some_and(|r| r.facets.iter().any(|f| f.id == facet))
        };
        settled(c)
            .into_iter()
            .map(|(id, facet)| {
                let facet = facet.filter(|f| has(&id, f));
                (id, facet)
            })
            .collect()
    }

    /// Which facets of which requirements a control covers: only those it names, never by guess.
    fn covers(
        &mut self,
        resolver: &Resolver<'_>,
        record: &'a Record,
        position: &BTreeMap<&RequirementId, usize>,
    ) -> BTreeMap<usize, Vec<usize>> {
        let bare: Vec<&str> = record.list("facets").unwrap_or_default();
        let mut used: BTreeSet<&str> = BTreeSet::new();
        let mut covers: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
        for item in record.list("requirements").unwrap_or_default() {
            let citation = self.cite(resolver, item, record, "requirements");
            let Some(id) = &citation.requirement else { continue };
            let Some((index, requirement)) = position.get(id).and_then(|i| Some((*i, *self.requirements.get(*i)?))) else { continue };
            let facets = covers.entry(index).or_default();
            let add = |name: &str, facets: &mut Vec<usize>| match requirement.facets.iter().position(|f| f.id == name) {
                Some(f) if !facets.contains(&f) => {
                    facets.push(f);
                    true
                }
                Some(_) => true,
                None => false,
            };
            let mut complaint = None;
            match &citation.facet {
                Some(name) if !add(name, facets) => {
                    complaint = Some(("control/facet-unknown", format!("{} has no facet `{name}`.", requirement.id)))
                }
                Some(_) => {}
                None => {
                    for name in &bare {
                        if add(name, facets) {
                            used.insert(name);
                        }
                    }
                    if facets.is_empty() && !requirement.facets_declared {
                        add(OUTCOME, facets);
                    }
                    if facets.is_empty() {
                        let names = requirement.facets.iter().map(|f| f.id.as_str()).collect::<Vec<_>>().join(", ");
                        complaint = Some((
                            "control/facet-unstated",
                            format!("`{item}` has the facets {names}; the control does not say which it covers."),
                        ));
                    }
                }
            }
            facets.sort_unstable();
            if let Some((code, message)) = complaint {
                let at = self.data.cell(record, Some("requirements"));
                self.diagnostics.push(Diagnostic::new(code, message, at).about(&record.key));
            }
        }
        for name in bare.iter().filter(|n| !used.contains(*n)) {
            let named = covers.iter().any(|(r, fs)| {
                self.requirements.get(*r).is_some_and(|r| fs.iter().any(|f| r.facets.get(*f).is_some_and(|f| f.id == **name)))
            });
            if !named {
                let at = self.data.cell(record, Some("facets"));
                self.diagnostics.push(
                    Diagnostic::new("control/facet-unknown", format!("None of the control's requirements has a facet `{name}`."), at)
                        .about(&record.key),
                );
            }
        }
        covers.retain(|_, facets| !facets.is_empty());
        covers
    }

    fn index_rest(&mut self, resolver: &Resolver<'_>, position: &BTreeMap<&RequirementId, usize>) {
        for request in self.data.rows(Table::Requests) {
            if let Some(control) = request.get("control") {
                self.requests.entry(control).or_default().push(request);
            }
            // One that names a control that is not on record is asked of nobody but the requirement.
            let answered = request.get("control").is_some_and(|c| self.data.find(Table::Controls, c).is_some());
            for text in request.list("requirement").unwrap_or_default() {
                let cited = self.cite(resolver, text, request, "requirement").requirement;
                if let Some(at) = cited.as_ref().and_then(|id| position.get(id)).filter(|_| !answered) {
                    self.requests_of.entry(*at).or_default().push(request);
                }
            }
        }
        // In the order they were taken, so that a later decision follows an earlier one; none after the as-of day counts.
        let mut taken: Vec<&'a Record> = self.data.rows(Table::Decisions).iter().collect();
        taken.sort_by_key(|d| (d.get("at").and_then(parse_instant), d.key.as_str()));
        taken.retain(|d| d.day("at").is_some_and(|at| at <= self.basis.period.as_of));
        for record in taken {
            let kind = record.get("kind").unwrap_or("");
            if !matches!(kind, "not_applicable" | "no_control" | "override" | "treatment") {
                self.decisions.entry(kind).or_default().push(Decision { record, requirement: None, facet: None });
                continue;
            }
            for text in record.list("subject").unwrap_or_default() {
                // A finding is no citation: its treatment is found by its id.
                if kind == "treatment" && crate::findings::is_id(text) {
                    self.decisions.entry(kind).or_default().push(Decision { record, requirement: None, facet: None });
                    continue;
                }
                let citation = self.cite(resolver, text, record, "subject");
                let requirement = citation.requirement.as_ref().and_then(|id| position.get(id)).copied();
                self.decisions.entry(kind).or_default().push(Decision { record, requirement, facet: citation.facet });
            }
        }
        let spoken = ["contradiction_resolved", "reviewer_note"].iter().flat_map(|kind| self.decisions(kind));
        self.spoken_of = spoken.filter_map(|d| d.record.get("workflow")).collect();
        for record in self.data.rows(Table::Exceptions) {
            let named: Vec<String> = record.list("facets").unwrap_or_default().into_iter().map(str::to_owned).collect();
            let first = self.exceptions.len();
            for text in record.list("requirement").unwrap_or_default() {
                let citation = self.cite(resolver, text, record, "requirement");
                let requirement = citation.requirement.as_ref().and_then(|id| position.get(id)).copied();
                let mut facets = named.clone();
                facets.extend(citation.facet);
                // What it names part by part is one exception of all these parts.
                let same = |e: &&mut Excepted<'_>| requirement.is_some() && e.requirement == requirement;
                match self.exceptions.iter_mut().skip(first).find(same) {
                    Some(e) if e.facets.is_empty() || facets.is_empty() => e.facets.clear(),
                    Some(e) => e.facets.extend(facets),
                    None => self.exceptions.push(Excepted { record, requirement, facets }),
                }
            }
        }
    }

    /// For each hash that is some control's only operating evidence: how many requirements and workflows rest on it alone.
    fn count_reuse(&mut self) {
        let workflows = self.data.rows(Table::Workflows).len();
        // The requirements, the workflows that are named, and whether it is for every workflow beside them.
        let mut rests: BTreeMap<&'a str, (BTreeSet<usize>, BTreeSet<&str>, bool)> = BTreeMap::new();
        for control in &self.controls {
            for sole in sole_artefacts(control) {
                let operating = control.evidence.iter().filter(|l| is_operating(l.record) && l.record.extra("sha256") == Some(sole));
                let (requirements, of, all) = rests.entry(sole).or_default();
                for link in operating {
                    requirements.extend(
                        control.covers.keys().copied().filter(|r| limited_to(link, self.requirements.get(*r).map(|r| &r.id), None)),
                    );
                    match (link.record.list("workflows").filter(|w| !w.is_empty()), &control.scope) {
                        (Some(named), _) => of.extend(named),
                        (None, Some(scope)) => of.extend(scope.iter().copied()),
                        (None, None) => *all = true,
                    }
                }
            }
        }
        let known = |w: &&&str| self.data.find(Table::Workflows, w).is_some();
        let counted = rests.into_iter().map(|(sha, (requirements, of, all))| {
            let named = if all { workflows + of.iter().filter(|w| !known(w)).count() } else { of.len() };
            (sha, (requirements.len(), named))
        });
        self.reuse = counted.collect();
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

    /// The row of `people` that an id or a name stands for.
    pub fn person(&self, text: &str) -> Option<&'a Record> {
        let by_id = self.data.find(Table::People, text);
        by_id.or_else(|| self.registry.resolve(text).record().filter(|r| r.table == Table::People))
    }

    /// The facet at a position of a requirement.
    pub fn facet(&self, requirement: usize, facet: usize) -> Option<&'a Facet> {
        self.requirements.get(requirement)?.facets.get(facet)
    }

    /// The decisions of a kind.
    pub fn decisions(&self, kind: &str) -> &[Decision<'a>] {
        self.decisions.get(kind).map_or(&[], Vec::as_slice)
    }
}

/// What a citation is settled to mean.
fn settled(c: Citation) -> Vec<(RequirementId, Option<String>)> {
    c.requirement.map(|id| (id, c.facet)).into_iter().collect()
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

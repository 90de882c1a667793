//! The frame of an assessment: the requirements assessed, the controls mapped to them, and what each control rests on.

use super::Basis;
use crate::catalog::{Content, Edition, Facet, Requirement};
use crate::citation::{Citation, Resolver};
use crate::dataset::Dataset;
use crate::diagnostic::Diagnostic;
use crate::facts::Related;
use crate::ids::RequirementId;
use crate::record::Record;
use crate::registry::Registry;
use crate::tables::Table;
use crate::threats::Ratings;
use crate::variability::Interval;
use std::collections::{BTreeMap, BTreeSet};

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
            related: Related::new(data, basis.period.as_of, &basis.parameters),
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
        for test in self.data.rows(Table::ControlTests) {
            let control = test.get("control").unwrap_or("");
            tests.entry(control).or_default().push(test);
            for file in test.list("evidence").unwrap_or_default() {
                by_test.entry(file).or_default().insert(control);
            }
        }
        for e in self.data.rows(Table::Evidence) {
            let requirements = e.list("requirements").map(|items| {
                let cited = items.into_iter().map(|item| self.cite(resolver, item, e, "requirements"));
                cited.filter_map(|c| Some((c.requirement?, c.facet))).collect::<BTreeSet<_>>()
            });
            if e.get("direction") == Some("contradicts") {
                let of: BTreeSet<usize> = requirements.iter().flatten().filter_map(|(id, _)| position.get(id).copied()).collect();
                for requirement in of {
                    let link = Linked { record: e, requirements: requirements.clone(), by_test: false };
                    self.against.entry(requirement).or_default().push(link);
                }
            }
            for control in e.list("controls").unwrap_or_default() {
                if self.data.find(Table::Controls, control).is_none() {
                    let at = self.data.cell(e, Some("controls"));
                    self.diagnostics
                        .push(Diagnostic::new("control/unknown", format!("There is no control `{control}`."), at).about(&e.key));
                }
                linked.entry(control).or_default().push(Linked { record: e, requirements: requirements.clone(), by_test: false });
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
            self.controls.push(Control {
                record,
                scope: record.list("scope_workflows").filter(|s| !s.is_empty()),
                covers,
                tests: tests.remove(record.key.as_str()).unwrap_or_default(),
                evidence: linked.remove(record.key.as_str()).unwrap_or_default(),
            });
        }
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
            for text in request.list("requirement").unwrap_or_default() {
                let cited = self.cite(resolver, text, request, "requirement").requirement;
                if let Some(at) = cited.as_ref().and_then(|id| position.get(id)).filter(|_| request.get("control").is_none()) {
                    self.requests_of.entry(*at).or_default().push(request);
                }
            }
        }
        // In the order they were taken, so that a later decision follows an earlier one; none after the as-of day counts.
        let mut taken: Vec<&'a Record> = self.data.rows(Table::Decisions).iter().collect();
        taken.sort_by_key(|d| (d.get("at").unwrap_or(""), d.key.as_str()));
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
        for record in self.data.rows(Table::Exceptions) {
            let named: Vec<String> = record.list("facets").unwrap_or_default().into_iter().map(str::to_owned).collect();
            for text in record.list("requirement").unwrap_or_default() {
                let citation = self.cite(resolver, text, record, "requirement");
                let requirement = citation.requirement.as_ref().and_then(|id| position.get(id)).copied();
                let mut facets = named.clone();
                facets.extend(citation.facet);
                self.exceptions.push(Excepted { record, requirement, facets });
            }
        }
    }

    /// For each hash that is some control's only operating evidence: how many requirements and workflows rest on it alone.
    fn count_reuse(&mut self) {
        let workflows = self.data.rows(Table::Workflows).len();
        // The requirements, the workflows that are named, and whether it is for every workflow beside them.
        let mut rests: BTreeMap<&'a str, (BTreeSet<usize>, BTreeSet<&str>, bool)> = BTreeMap::new();
        for control in &self.controls {
            let Some(sole) = sole_artefact(control) else { continue };
            let operating = control.evidence.iter().filter(|l| is_operating(l.record));
            let (requirements, of, all) = rests.entry(sole).or_default();
            for link in operating {
                requirements
                    .extend(control.covers.keys().copied().filter(|r| limited_to(link, self.requirements.get(*r).map(|r| &r.id), None)));
                match (link.record.list("workflows").filter(|w| !w.is_empty()), &control.scope) {
                    (Some(named), _) => of.extend(named),
                    (None, Some(scope)) => of.extend(scope.iter().copied()),
                    (None, None) => *all = true,
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

    /// Whether two texts name one person: the same text, ids that were joined, or the id and the name of one row of `people`.
    pub fn same_person(&self, a: &str, b: &str) -> bool {
        let names = |id: &str, name: &str| self.data.find(Table::People, id).and_then(|p| p.get("name")) == Some(name);
        let (one, other) = (self.data.canonical(a), self.data.canonical(b));
        one == other || names(one, b) || names(other, a) || names(a, b) || names(b, a)
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

/// Whether evidence may speak for operation: it supports, and is not policy, procedure or attestation.
fn is_operating(evidence: &Record) -> bool {
    supports(evidence) && !matches!(evidence.get("kind"), Some("policy" | "procedure" | "attestation"))
}

/// The hash of the one artefact that all operating evidence of a control is; `None` when there is none, or more than one.
pub fn sole_artefact<'a>(control: &Control<'a>) -> Option<&'a str> {
    let hashes: BTreeSet<&'a str> =
        control.evidence.iter().filter(|l| is_operating(l.record)).filter_map(|l| l.record.extra("sha256")).collect();
    hashes.first().copied().filter(|_| hashes.len() == 1)
}

/// Whether evidence speaks for what it is linked to. A link without a direction is one made to support.
pub fn supports(evidence: &Record) -> bool {
    matches!(evidence.get("direction"), None | Some("supports"))
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

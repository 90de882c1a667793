//! How the frame is indexed: what each control covers and rests on, what was asked, decided and excepted.

use super::{Control, Decision, Excepted, Frame, Linked, OUTCOME, is_operating, limited_to, sole_artefacts};
use crate::assess::kinds::ByKind;
use crate::assess::theatre::ct06;
use crate::citation::{Citation, Resolver};
use crate::diagnostic::Diagnostic;
use crate::evidence;
use crate::ids::RequirementId;
use crate::record::{Record, parse_instant};
use crate::tables::Table;
use crate::words::{counted, grouped};
use std::collections::{BTreeMap, BTreeSet};

impl<'a> Frame<'a> {
    fn cite(&mut self, resolver: &Resolver<'_>, text: &str, record: &'a Record, column: &'static str) -> Citation {
        let citation = resolver.resolve(text);
        self.citations.push((citation.clone(), record, column));
        citation
    }

    pub(super) fn index_controls(&mut self, resolver: &Resolver<'_>, position: &BTreeMap<&RequirementId, usize>) {
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
        let has = |id: &RequirementId, facet: &str| position.get(id).is_some_and(|at| self.has_facet(*at, facet));
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

    pub(super) fn index_rest(&mut self, resolver: &Resolver<'_>, position: &BTreeMap<&RequirementId, usize>) {
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
        for (kind, taken) in &self.decisions {
            for (at, requirement) in taken.iter().enumerate().filter_map(|(at, d)| Some((at, d.requirement?))) {
                self.decisions_of.entry(requirement).or_default().entry(kind).or_default().push(at);
            }
        }
        let spoken = ["contradiction_resolved", "reviewer_note"].iter().flat_map(|kind| self.decisions(kind));
        self.spoken_of = spoken.flat_map(|d| crate::assess::leaf::named(d.record)).collect();
        self.index_exceptions(resolver, position);
    }

    /// Each exception once for each requirement that it names, and by requirement.
    fn index_exceptions(&mut self, resolver: &Resolver<'_>, position: &BTreeMap<&RequirementId, usize>) {
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
        for (at, e) in self.exceptions.iter().enumerate() {
            if let Some(of) = e.requirement {
                self.exceptions_of.entry(of).or_default().push(at);
            }
        }
    }

    /// For each hash that is some control's only operating evidence: how many requirements and workflows rest on it alone.
    pub(super) fn count_reuse(&mut self) {
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
}

/// What a citation is settled to mean.
fn settled(c: Citation) -> Vec<(RequirementId, Option<String>)> {
    c.requirement.map(|id| (id, c.facet)).into_iter().collect()
}

//! Why one requirement reads as it does for one workflow.

use crate::explain_decisions::why_void;
use crate::gap_words::words_of;
use crate::screens::Reading;
use crate::screens::reading::count;
use crate::screens::words::{day, number, upper_first};
use countersign_core::Record;
use countersign_core::assess::leaf::{Part, status_of_parts};
use countersign_core::assess::{Assessment, Effectiveness, FacetResult, FacetState, Outcome, Proof};
use countersign_core::catalog::{Edition, Facet, Requirement};
use countersign_core::citation::Resolver;
use countersign_core::rule::Condition;
use countersign_core::status::Status;
use countersign_core::tables::Table;
use countersign_core::words::lower_first;
use std::collections::BTreeMap;

/// What exceptions and decisions are about: their keys by the position of the requirement.
#[derive(Default)]
pub(crate) struct Cited {
    /// Exceptions, each with the facets it is limited to.
    pub exceptions: BTreeMap<usize, Vec<(String, Vec<String>)>>,
    /// Decisions that no control exists, each with the facet it is limited to.
    pub no_control: BTreeMap<usize, Vec<(String, Option<String>)>>,
}

/// One requirement in one scope, as it is explained.
pub(crate) struct Asked<'a> {
    pub reading: &'a Reading,
    pub assessment: &'a Assessment,
    pub edition: &'a Edition,
    pub requirement: &'a Requirement,
    /// Its position.
    pub at: usize,
    /// The position of the workflow; nothing for the organisation.
    pub row: Option<usize>,
    pub outcome: &'a Outcome,
}

/// The proof that gives a facet its state: of several, the one that the fold went by.
pub(crate) fn deciding(facet: &FacetResult) -> Option<&Proof> {
    let first = |wanted: Effectiveness| facet.proofs.iter().find(|p| p.effectiveness == wanted && p.code != "CLAIM-NOT-IMPLEMENTED");
    match facet.code.as_str() {
        "NO-CONTROL" | "CONTRADICTED" | "FINDING" | "NOT-EXCLUDED" => None,
        "EFFECTIVE" => first(Effectiveness::Effective),
        "DEVIATION" => first(Effectiveness::Deviation),
        "DESIGN-ONLY" => first(Effectiveness::DesignOnly),
        "CONTROLS-INEFFECTIVE" => first(Effectiveness::Ineffective),
        "UNSUBSTANTIATED" => facet.proofs.iter().find(|p| p.due && p.code != "CLAIM-NOT-IMPLEMENTED"),
        "NOT-TESTED" | "NOT-SHOWN" => first(Effectiveness::Untested),
        _ => facet.proofs.first(),
    }
}

/// The reason for a facet's state in one line.
pub(crate) fn facet_line(facet: &FacetResult) -> String {
    match deciding(facet) {
        Some(proof) => format!("{}: {}", proof.control, proof.text),
        None if !facet.findings.is_empty() => format!("{} ({})", upper_first(words_of(&facet.code)), facet.findings.join(", ")),
        None => upper_first(words_of(&facet.code)),
    }
}

/// A clause of an exception that fails, in words.
pub(crate) fn clause(code: &str) -> &'static str {
    match code {
        "EX-STATUS" => "it is not approved",
        "EX-SELF" => "who asked for it approved it, or nobody is on record as asking",
        "EX-AUTHORITY" => "its approver is not on record as one who may accept this risk",
        "EX-NOT-YET" => "it is not valid yet",
        "EX-EXPIRED" => "it has expired, or has no end",
        "EX-TOOLONG" => "it is valid for longer than allowed",
        "EX-REASON" => "it gives no reason",
        "EX-OWNER" => "it has no owner",
        "EX-SCOPE" => "what it covers is not settled",
        "EX-NOCOMP" => "no compensating control is shown to work",
        "EX-TRIGGER" => "a change it names has happened since",
        _ => "a clause fails",
    }
}

impl Reading {
    /// What exceptions and decisions of the assessment are about.
    pub(crate) fn cited(&self) -> &Cited {
        self.cited.get_or_init(|| {
            let mut cited = Cited::default();
            let Some(assessed) = &self.assessed else { return cited };
            let data = &assessed.frozen.data;
            let resolver = Resolver::new(&self.content, &assessed.frozen.choices);
            for e in data.rows(Table::Exceptions) {
                for text in e.list("requirement").unwrap_or_default() {
                    let citation = resolver.resolve(text);
                    let Some(at) = citation.requirement.and_then(|r| self.tally.position(&r)) else { continue };
                    let mut facets: Vec<String> = e.list("facets").unwrap_or_default().into_iter().map(str::to_owned).collect();
                    facets.extend(citation.facet);
                    cited.exceptions.entry(at).or_default().push((e.key.clone(), facets));
                }
            }
            let as_of = assessed.assessment.basis.period.as_of;
            let taken = |d: &&Record| d.get("kind") == Some("no_control") && d.day("at").is_some_and(|at| at <= as_of);
            for d in data.rows(Table::Decisions).iter().filter(taken) {
                for text in d.list("subject").unwrap_or_default() {
                    let citation = resolver.resolve(text);
                    let Some(at) = citation.requirement.and_then(|r| self.tally.position(&r)) else { continue };
                    cited.no_control.entry(at).or_default().push((d.key.clone(), citation.facet));
                }
            }
            cited
        })
    }
}

impl<'a> Asked<'a> {
    /// The record of the workflow that is asked about.
    pub fn workflow(&self) -> Option<&'a Record> {
        let assessed = self.reading.assessed.as_ref()?;
        let row = self.assessment.rows.get(self.row?)?;
        assessed.frozen.data.find(Table::Workflows, &row.workflow)
    }

    /// A record as it was assessed.
    pub fn record(&self, table: Table, key: &str) -> Option<&'a Record> {
        self.reading.assessed.as_ref()?.frozen.data.find(table, key)
    }

    /// What a facet asks.
    pub fn title(&self, facet: &FacetResult) -> &'a str {
        self.facet(&facet.facet).map_or("", |f| f.title.as_str())
    }

    /// A facet of the requirement.
    pub fn facet(&self, id: &str) -> Option<&'a Facet> {
        self.requirement.facets.iter().find(|f| f.id == id)
    }

    /// The state of each facet, and whether it decides alone.
    pub fn parts(&self) -> Vec<Part> {
        self.outcome.facets.iter().map(|f| f.part(self.decides_alone(f))).collect()
    }

    /// A status as a person reads it here.
    pub fn label(&self, status: Status) -> &'static str {
        status.label(self.edition.kind)
    }

    fn decides_alone(&self, facet: &FacetResult) -> bool {
        self.facet(&facet.facet).is_some_and(|f| f.essential)
    }

    /// The decision of a person that no control exists for a facet here.
    pub fn no_control(&self, facet: &str) -> Option<&'a Record> {
        let id = self.workflow().map(|w| w.key.as_str());
        let of = self.reading.cited().no_control.get(&self.at)?.iter().filter(|(_, f)| f.as_deref().is_none_or(|f| f == facet));
        of.filter_map(|(key, _)| self.record(Table::Decisions, key)).find(|d| d.get("workflow").is_none_or(|w| Some(w) == id))
    }

    /// The exceptions that are about this leaf, with the facets each is limited to and the clauses that fail.
    pub fn exceptions(&self) -> Vec<(&'a Record, &'a [String], &'a [String])> {
        let w = self.workflow();
        let of = self.reading.cited().exceptions.get(&self.at).map_or(&[][..], Vec::as_slice);
        let here = |e: &Record| {
            e.get("workflow").is_none_or(|id| w.is_some_and(|w| w.key == id))
                && e.get("environment").is_none_or(|x| w.and_then(|w| w.get("environment")) == Some(x))
        };
        of.iter()
            .filter_map(|(key, facets)| {
                let failing = self.assessment.exceptions.get(key).map_or(&[][..], Vec::as_slice);
                Some((self.record(Table::Exceptions, key)?, facets.as_slice(), failing))
            })
            .filter(|(e, ..)| here(e))
            .collect()
    }

    /// Why it reads as it does, in a sentence or two.
    pub fn why(&self) -> String {
        let o = self.outcome;
        let of = |wanted: FacetState| -> Vec<&str> { o.facets.iter().filter(|f| f.state == wanted).map(|f| self.title(f)).collect() };
        let (ok, part, open, fail) = (of(FacetState::Ok), of(FacetState::Part), of(FacetState::Open), self.failing());
        let decision = o.decision.as_deref().and_then(|d| self.record(Table::Decisions, d));
        let reason = decision.and_then(|d| d.get("reason")).unwrap_or("no reason is given");
        let by = |column: &str| decision.and_then(|d| d.get(column)).map(|p| self.reading.person(p).to_owned());
        let mut said = match o.code.as_str() {
            "NO-RULE" => format!("It does not apply: {}.", self.no_rule()),
            "NA-DECISION" => format!(
                "A person decided that it does not apply: {reason} (decided by {}, approved by {}).",
                by("decided_by").unwrap_or_default(),
                by("approved_by").unwrap_or_default()
            ),
            "OVERRIDE" => format!(
                "{} set it: {reason}. Computed, it would read {}.",
                by("decided_by").unwrap_or_else(|| "A person".to_owned()),
                o.computed.map_or("", |c| self.label(c))
            ),
            "OVERRIDE-UNTOLD" => format!(
                "{} set it, and to what cannot be read: that it is not met cannot be excluded. Computed, it would read {}.",
                by("decided_by").unwrap_or_else(|| "A person".to_owned()),
                o.computed.map_or("", |c| self.label(c))
            ),
            "EXCEPTION" => {
                let id = o.exception.as_deref().unwrap_or("");
                let until = self.record(Table::Exceptions, id).and_then(|e| e.day("expires"));
                let until = until.map_or_else(String::new, |d| format!(", valid to {},", day(d)));
                let (without, _) = status_of_parts(&self.parts());
                format!("Exception {id}{until} covers every part that lacks something. Without it, it would read {}.", self.label(without))
            }
            "ALL-OK" if o.facets.len() == 1 => "Shown evidence supports it.".to_owned(),
            "ALL-OK" => format!("Shown evidence supports each of its {} parts.", o.facets.len()),
            "FACET-FAIL" => match o.facets.iter().find(|f| f.state == FacetState::Fail && self.decides_alone(f)) {
                Some(f) if o.facets.len() > 1 && f.only_may_fail() => {
                    format!("It cannot be excluded that “{}” does not hold, and it decides alone.", self.title(f))
                }
                Some(f) if o.facets.len() > 1 => format!("“{}” is known not to hold, and it decides alone.", self.title(f)),
                _ if o.facets.len() == 1 && o.facets.iter().any(FacetResult::only_may_fail) => {
                    "It cannot be excluded that it does not hold.".to_owned()
                }
                _ if o.facets.len() == 1 => "It is known not to hold.".to_owned(),
                _ => format!("{}; no other part is shown to.", upper_first(&fail)),
            },
            "FACET-OPEN" if o.facets.len() == 1 => "Nothing is tested yet.".to_owned(),
            "FACET-OPEN" if open.is_empty() => {
                let unknown: Vec<&str> = o.facets.iter().filter(|f| f.is_open()).map(|f| self.title(f)).collect();
                let of = match unknown.as_slice() {
                    [one] => format!("“{one}”"),
                    several => format!("{} parts", number(count(several.len()))),
                };
                format!("{}. Of {of} nothing else is known, and while that is so nothing is claimed about the whole.", upper_first(&fail))
            }
            "FACET-OPEN" => {
                let failing = if fail.is_empty() { String::new() } else { format!(" {}.", upper_first(&fail)) };
                format!(
                    "{} not tested yet, and while a part is open nothing is claimed about the whole.{failing}",
                    upper_first(&parts(&open))
                )
            }
            _ if o.facets.len() == 1 => "It is shown in part.".to_owned(),
            _ => {
                let mut lacks = Vec::new();
                if !fail.is_empty() {
                    lacks.push(format!("{fail}, which does not decide alone"));
                }
                if !part.is_empty() {
                    lacks.push(format!("{} shown in part", parts(&part)));
                }
                if !ok.is_empty() {
                    lacks.push(format!("{} supported", parts(&ok)));
                }
                format!("{}.", upper_first(&lacks.join("; ")))
            }
        };
        if matches!(o.status, Status::NotMet | Status::Partial) {
            for (e, facets, failing) in self.exceptions() {
                said.push(' ');
                said.push_str(&self.exception_without_effect(e, facets, failing));
            }
        }
        for (id, code) in &o.flags {
            said.push_str(&format!(" Decision {id} is without effect here: {}.", why_void(code)));
        }
        said
    }

    /// Which parts are known not to hold, and of which that cannot be excluded; empty when there are none.
    fn failing(&self) -> String {
        let failing = || self.outcome.facets.iter().filter(|f| f.state == FacetState::Fail);
        let known: Vec<&str> = failing().filter(|f| !f.only_may_fail()).map(|f| self.title(f)).collect();
        let open: Vec<&str> = failing().filter(|f| f.only_may_fail()).map(|f| self.title(f)).collect();
        let mut said = Vec::new();
        if !known.is_empty() {
            said.push(format!("{} known not to hold", parts(&known)));
        }
        match open.as_slice() {
            [] => {}
            [one] => said.push(format!("it cannot be excluded that “{one}” does not hold")),
            several => said.push(format!("it cannot be excluded that {} parts do not hold", number(count(several.len())))),
        }
        said.join("; ")
    }

    fn exception_without_effect(&self, e: &Record, facets: &[String], failing: &[String]) -> String {
        if let Some(first) = failing.first() {
            let more = failing.iter().skip(1).map(|c| format!(", and {}", clause(c))).collect::<String>();
            return format!("Exception {} does not hold: {}{more}.", e.key, clause(first));
        }
        let lacking = self.outcome.facets.iter().filter(|f| matches!(f.state, FacetState::Fail | FacetState::Part));
        let missed: Vec<&str> = lacking.filter(|f| !facets.is_empty() && !facets.contains(&f.facet)).map(|f| self.title(f)).collect();
        match missed.as_slice() {
            [] => format!("Exception {} is on record and accepts nothing here.", e.key),
            [one] => format!("Exception {} holds and does not cover “{one}”.", e.key),
            several => {
                format!("Exception {} holds and does not cover {} of the parts that lack something.", e.key, number(count(several.len())))
            }
        }
    }

    /// The rules that name it and do not fire.
    fn no_rule(&self) -> String {
        let named = self.assessment.named_by.get(self.at).copied().unwrap_or_default();
        let rules: Vec<&str> =
            self.assessment.rules.iter().enumerate().filter(|(i, _)| named.contains(*i)).map(|(_, id)| id.as_str()).collect();
        match rules.as_slice() {
            [] => "no rule names it".to_owned(),
            [one] => format!("the rule that names it ({one}) does not fire"),
            several => format!("none of the {} rules that name it fires ({})", several.len(), several.join(", ")),
        }
    }

    /// Why it applies or does not, in a few words.
    pub fn relevance(&self) -> String {
        if self.outcome.code == "NO-RULE" {
            return self.no_rule();
        }
        if let Some(d) = self.outcome.decision.as_deref().filter(|_| self.outcome.code == "NA-DECISION") {
            let reason = self.record(Table::Decisions, d).and_then(|d| d.get("reason")).unwrap_or("no reason is given");
            return format!("decided: {reason}");
        }
        let Some(row) = self.row.filter(|_| !self.assessment.organisation.contains_key(&self.at)) else {
            return "asked of the organisation once".to_owned();
        };
        // What is particular about the workflow says more than what is asked of every one; what is known, more than what is assumed.
        let mut fired: Vec<(bool, bool, String)> = self
            .assessment
            .fired(self.at, row)
            .into_iter()
            .filter_map(|(id, assumed)| {
                let rule = self.reading.content.rules.iter().find(|r| r.id == id)?;
                let every = matches!(rule.when, Condition::Always);
                let said = if every { "every workflow".to_owned() } else { lower_first(&rule.title) };
                Some((assumed, every, if assumed { format!("{said}, assumed") } else { said }))
            })
            .collect();
        fired.sort_by_key(|(assumed, every, _)| (*assumed, *every));
        let more = fired.len().saturating_sub(1);
        let first = fired.into_iter().next().map_or_else(String::new, |(.., said)| said);
        if more > 0 { format!("{first}, +{more}") } else { first }
    }
}

/// Some parts as the subject of a sentence, with its verb. One is named; several are counted, for they are listed beside it.
fn parts(titles: &[&str]) -> String {
    match titles {
        [one] => format!("“{one}” is"),
        several => format!("{} parts are", number(count(several.len()))),
    }
}

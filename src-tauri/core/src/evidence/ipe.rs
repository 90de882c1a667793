//! Information produced by the entity (domain 1.2): what is known of where a list came from, and what can be checked of it offline.

mod checks;

pub use checks::{Check, Independent, Population, Stamp, Total, Verdict, checks};

use crate::dataset::Dataset;
use crate::diagnostic::Diagnostic;
use crate::source::SourceRef;
use crate::tables::Table;

/// The attribute of an evidence record that names the automatic checks that differ and contradict a validation, with `;` between
/// them. Whoever read the population writes it from [`Check::contradicts`].
pub const DIFFERS: &str = "ipe.differs";

/// The attribute of an evidence record with every automatic check that was made of its list, as a JSON array of objects with `id`,
/// `compared` and `result` (`ok`, `differs`, `cannot`).
pub const CHECKS: &str = "ipe.checks";

/// How far it was shown that a list is complete and accurate.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum State {
    /// A person tested it.
    Validated,
    /// A person relied on controls over the system it comes from.
    ReliedOnItgc,
    /// Nobody tested it, it is not told, or what was concluded is contradicted by an automatic check.
    NotTested,
    /// The test failed.
    Failed,
}

impl State {
    /// The state that an evidence record is in. A conclusion that automatic checks contradict counts as not made.
    pub fn of(evidence: &crate::record::Record) -> Self {
        match evidence.get("ipe_conclusion") {
            Some("failed") => Self::Failed,
            Some(_) if is_contradicted(evidence) => Self::NotTested,
            Some("validated") => Self::Validated,
            Some("relied_on_itgc") => Self::ReliedOnItgc,
            _ => Self::NotTested,
        }
    }

    /// Whether the list may answer alone.
    pub fn is_ok(self) -> bool {
        matches!(self, Self::Validated | Self::ReliedOnItgc)
    }

    /// The word of machine formats.
    pub fn word(self) -> &'static str {
        match self {
            Self::Validated => "validated",
            Self::ReliedOnItgc => "relied_on_itgc",
            Self::NotTested => "not_tested",
            Self::Failed => "failed",
        }
    }
}

/// The automatic checks that contradict a validation of a piece of evidence: those its record names, and those that its own counts
/// show.
pub fn differing(evidence: &crate::record::Record) -> Vec<&str> {
    let mut found: Vec<&str> = crate::record::split_list(evidence.extra(DIFFERS).unwrap_or("")).collect();
    if evidence.extra("imported_record_count").is_none() {
        return found;
    }
    let own = Record::of(evidence);
    if let (Some(stated), Some(imported)) = (own.count("stated_record_count"), own.count("imported_record_count")) {
        let rejected = own.count("rejected_record_count").unwrap_or(0);
        if stated != imported.saturating_add(rejected) && !found.contains(&"counts") {
            found.push("counts");
        }
    }
    found
}

/// Whether an automatic check contradicts that a piece of evidence was concluded to be complete and accurate.
pub fn is_contradicted(evidence: &crate::record::Record) -> bool {
    matches!(evidence.get("ipe_conclusion"), Some("validated" | "relied_on_itgc")) && !differing(evidence).is_empty()
}

/// Says of each piece of evidence whose conclusion an automatic check contradicts that it does.
pub fn contradictions(data: &Dataset) -> Vec<Diagnostic> {
    let said = |e| Some(contradicted(e, data.cell(e, Some("ipe_conclusion")))?.about(&e.key));
    data.rows(Table::Evidence).iter().filter_map(said).collect()
}

/// Says of a piece of evidence that an automatic check contradicts what was concluded of it; `at` is where the conclusion stands.
pub fn contradicted(evidence: &crate::record::Record, at: SourceRef) -> Option<Diagnostic> {
    let differing = is_contradicted(evidence).then(|| differing(evidence).join(", "))?;
    let message = format!("{} is concluded to be complete and accurate, and these checks differ: {differing}", evidence.key);
    Some(Diagnostic::new("evidence/ipe-contradicted", message, at))
}

/// Where a field of an IPE record is kept: a column of `evidence`, or an attribute.
const FIELDS: [(&str, &str); 31] = [
    ("source_system", "source_system"),
    ("source_environment", "environment"),
    ("report_name", "report_name"),
    ("logic", "logic"),
    ("parameters_text", "parameters"),
    ("extracted_by", "extracted_by"),
    ("extracted_at", "extracted_at"),
    ("extraction_channel", "extraction_channel"),
    ("period_from", "period_from"),
    ("period_to", "period_to"),
    ("population_statement", "population_statement"),
    ("stated_record_count", "stated_record_count"),
    ("stated_control_totals", "stated_control_totals"),
    ("imported_record_count", "imported_record_count"),
    ("rejected_record_count", "rejected_record_count"),
    ("sha256", "sha256"),
    ("byte_size", "bytes"),
    ("original_filename", "file"),
    ("received_from", "received_from"),
    ("received_at", "received_at"),
    ("first_hash_at", "first_hash_at"),
    ("independent_count", "independent_count"),
    ("independent_count_source", "independent_count_source"),
    ("accuracy_sample", "accuracy_sample"),
    ("accuracy_agreed_to", "accuracy_agreed_to"),
    ("accuracy_result", "accuracy_result"),
    ("collected_by", "collected_by"),
    ("collected_at", "collected_at"),
    ("tested_by", "ipe_tested_by"),
    ("tested_at", "ipe_tested_at"),
    ("conclusion", "ipe_conclusion"),
];

/// What is told of where a piece of evidence came from and how it was tested; what is not told is named.
#[derive(Clone, Copy, Debug)]
pub struct Record<'e> {
    evidence: &'e crate::record::Record,
}

impl<'e> Record<'e> {
    /// The IPE record of a piece of evidence.
    pub fn of(evidence: &'e crate::record::Record) -> Self {
        Self { evidence }
    }

    /// Every field in the order of the record, with its value when it is told.
    pub fn fields(&self) -> impl Iterator<Item = (&'static str, Option<&'e str>)> {
        self.columns().map(|(name, _, value)| (name, value))
    }

    /// The same, each with the column or the attribute of the evidence record that it is kept in.
    pub fn columns(&self) -> impl Iterator<Item = (&'static str, &'static str, Option<&'e str>)> {
        let e = self.evidence;
        FIELDS.into_iter().map(move |(name, column)| (name, column, e.get(column).or_else(|| e.extra(column))))
    }

    /// One field.
    pub fn get(&self, name: &str) -> Option<&'e str> {
        let (_, column) = FIELDS.into_iter().find(|(n, _)| *n == name)?;
        self.evidence.get(column).or_else(|| self.evidence.extra(column))
    }

    /// One field that is a count.
    pub fn count(&self, name: &str) -> Option<u64> {
        self.get(name)?.trim().parse().ok()
    }

    /// The fields that are not told.
    pub fn unknown(&self) -> Vec<&'static str> {
        self.fields().filter(|(_, v)| v.is_none()).map(|(n, _)| n).collect()
    }

    /// Whether one is demanded: the evidence is a list or an export, not a document.
    pub fn is_demanded(&self) -> bool {
        !super::is_document(self.evidence)
    }

    /// How far it was shown that the list is complete and accurate.
    pub fn state(&self) -> State {
        State::of(self.evidence)
    }
}

#[cfg(test)]
mod tests {
    use super::super::tests::evidence;
    use super::*;
    use crate::tables::spec;
    use std::collections::BTreeSet;

    fn with(values: &[(&str, &str)], extra: &[(&str, &str)]) -> crate::record::Record {
        let mut e = evidence(values);
        e.extra = extra.iter().map(|(h, v)| ((*h).to_owned(), (*v).to_owned())).collect();
        e
    }

    #[test]
    fn every_column_of_the_evidence_table_about_provenance_is_a_field() {
        let of = |column: &str| FIELDS.iter().any(|(_, c)| *c == column);
        let others = ["title", "kind", "controls", "requirements", "workflows", "direction", "tier"];
        for column in spec(Table::Evidence).columns {
            assert!(of(column.name) != others.contains(&column.name), "{}", column.name);
        }
        let names: BTreeSet<&str> = FIELDS.iter().map(|(n, _)| *n).collect();
        assert_eq!(names.len(), FIELDS.len());
    }

    #[test]
    fn what_is_not_told_is_named() {
        let e = with(&[("kind", "access_list"), ("source_system", "console"), ("stated_record_count", "40")], &[("logic", "standard")]);
        let record = Record::of(&e);
        assert_eq!(
            (record.get("source_system"), record.get("logic"), record.count("stated_record_count")),
            (Some("console"), Some("standard"), Some(40))
        );
        let unknown = record.unknown();
        assert!(unknown.contains(&"extracted_by") && unknown.contains(&"conclusion") && !unknown.contains(&"logic"));
        assert_eq!(unknown.len(), FIELDS.len() - 3);
        assert!(record.is_demanded());
        assert!(!Record::of(&with(&[("kind", "policy")], &[])).is_demanded());
    }

    #[test]
    fn a_conclusion_that_a_check_contradicts_counts_as_not_made() {
        let state = |conclusion: &str, extra: &[(&str, &str)]| {
            let values = [("kind", "event_log"), ("ipe_conclusion", conclusion), ("stated_record_count", "40")];
            State::of(&with(values.get(..if conclusion.is_empty() { 1 } else { 3 }).unwrap(), extra)).word()
        };
        assert_eq!(state("validated", &[]), "validated");
        assert_eq!(state("relied_on_itgc", &[]), "relied_on_itgc");
        assert_eq!(state("not_tested", &[]), "not_tested");
        assert_eq!(state("", &[]), "not_tested");
        assert_eq!(state("failed", &[]), "failed");
        for conclusion in ["validated", "relied_on_itgc"] {
            assert_eq!(state(conclusion, &[(DIFFERS, "totals;duplicates")]), "not_tested");
            assert_eq!(state(conclusion, &[(DIFFERS, "")]), conclusion);
            assert_eq!(state(conclusion, &[("imported_record_count", "39")]), "not_tested");
            assert_eq!(state(conclusion, &[("imported_record_count", "39"), ("rejected_record_count", "1")]), conclusion);
            assert_eq!(state(conclusion, &[("imported_record_count", "40"), ("rejected_record_count", "1")]), "not_tested");
        }
        assert_eq!(state("failed", &[(DIFFERS, "totals")]), "failed", "a failed test stays one");
        let tier = |extra: &[(&str, &str)]| {
            super::super::tier(&with(&[("kind", "event_log"), ("ipe_conclusion", "validated"), ("tier", "R3")], extra))
        };
        assert_eq!((tier(&[]), tier(&[(DIFFERS, "totals")])), (3, 4));
        assert!(!super::super::ipe_ok(&with(&[("kind", "event_log"), ("ipe_conclusion", "validated")], &[(DIFFERS, "totals")])));
    }

    #[test]
    fn a_contradicted_conclusion_is_said_with_the_checks_that_differ() {
        let mut e = with(&[("kind", "event_log"), ("ipe_conclusion", "validated")], &[(DIFFERS, "duplicates")]);
        e.key = "log.csv".into();
        let untested = with(&[("kind", "event_log")], &[(DIFFERS, "duplicates")]);
        let data = Dataset::new(vec![], [e, untested], BTreeSet::new());
        let said = contradictions(&data);
        assert_eq!(said.len(), 1, "nothing was concluded of the other one");
        assert_eq!((said[0].code.as_str(), said[0].subject.as_deref()), ("evidence/ipe-contradicted", Some("log.csv")));
        assert!(said[0].message.ends_with("these checks differ: duplicates"), "{}", said[0].message);
    }
}

//! What is known about the completeness and accuracy of one artefact (domain 1.2).

use crate::error::Result;
use crate::screens::evidence::held_sha;
use crate::screens::register::person_name;
use crate::screens::requests::{CheckResult, EvidenceCheck, EvidenceChecks, EvidenceWhich};
use crate::screens::words::{self, names};
use crate::screens::{Attribute, Reading};
use countersign_core::evidence::ipe::{self, CHECKS, Independent, Population, Record as Ipe, State, Verdict};
use countersign_core::evidence::{self, READ};
use countersign_core::tables::{Kind, Table, spec};
use countersign_core::{Record, SourceRef};
use serde::Deserialize;

/// One check as it was written down when the artefact was read.
#[derive(Deserialize)]
struct Made {
    id: String,
    compared: String,
    result: CheckResult,
}

impl Reading {
    /// What is known about the completeness of an artefact, by its file or its number.
    ///
    /// # Errors
    /// `usage/id` when the register holds no such file.
    pub fn evidence_checks(&self, which: &EvidenceWhich) -> Result<EvidenceChecks> {
        let data = &self.now.data;
        let (e, ..) = self.registered(&which.file)?;
        let record = Ipe::of(e);
        let needed = record.is_demanded();
        Ok(EvidenceChecks {
            needed,
            record: record.columns().map(|(name, column, told)| self.field(e, name, column, told)).collect(),
            checks: if needed { self.made(e).into_iter().map(|made| self.check(e, made)).collect() } else { Vec::new() },
            conclusion: record.state().word().to_owned(),
            consequence: consequence(e, needed),
            tested_by: e.get("ipe_tested_by").map(|p| person_name(data, p).to_owned()),
            tested_at: e.day("ipe_tested_at").map(|d| d.to_string()),
        })
    }

    fn field(&self, e: &Record, name: &str, column: &str, told: Option<&str>) -> Attribute {
        let ours = spec(Table::Evidence).columns.iter().find(|c| c.name == column);
        Attribute {
            column: name.to_owned(),
            title: words::title(name),
            value: told.map(|cell| self.shown(column, ours.map_or(Kind::Text, |c| c.kind), cell)),
            raw: e.extra(&format!("raw.{column}")).map(str::to_owned),
            source: self.stands_in(e, column),
        }
    }

    /// Where a column or an attribute of an artefact is told; what the program read of the bytes, and what is not told, stands where the
    /// artefact is named.
    fn stands_in(&self, e: &Record, column: &str) -> SourceRef {
        let data = &self.now.data;
        if data.has_column(e, column) {
            data.cell(e, Some(column))
        } else if e.extra(column).is_some() && !READ.contains(&column) {
            data.attribute(e, column)
        } else {
            data.naming_cell(e)
        }
    }

    /// The checks that were made when the artefact was read; of one that was not, those that its record alone allows.
    fn made(&self, e: &Record) -> Vec<Made> {
        if let Some(made) = e.extra(CHECKS).and_then(|text| serde_json::from_str(text).ok()) {
            return made;
        }
        let record = Ipe::of(e);
        let independent = record.count("independent_count").map(|count| Independent {
            source: record.get("independent_count_source").unwrap_or("another source").to_owned(),
            ids: None,
            count: Some(count),
        });
        let population = Population {
            period: e.day("period_from").zip(e.day("period_to")),
            stated: record.count("stated_record_count"),
            independent,
            ..Population::default()
        };
        let unread = match held_sha(self, e) {
            Some(_) => "its rows were not read",
            None => "its bytes are not held",
        };
        let first = Made { id: "read".to_owned(), compared: unread.to_owned(), result: CheckResult::Cannot };
        let others = ipe::checks(&population, self.now.parameters.get("evidence_silence_factor"));
        let written = others.into_iter().map(|c| Made { result: result(c.result), id: c.id, compared: c.compared });
        std::iter::once(first).chain(written).collect()
    }

    fn check(&self, e: &Record, made: Made) -> EvidenceCheck {
        let columns: &[&str] = match made.id.as_str() {
            "counts" => &["stated_record_count"],
            "independent_count" => &["stated_record_count", "independent_count"],
            "period" => &["period_from", "period_to"],
            id if id.starts_with("total:") => &["stated_control_totals"],
            _ => &[],
        };
        let told = columns.iter().filter(|c| e.get(c).or_else(|| e.extra(c)).is_some());
        let sources: Vec<SourceRef> = told.map(|c| self.stands_in(e, c)).collect();
        EvidenceCheck { title: title(&made.id), result: made.result, compared: made.compared, sources }
    }
}

fn result(verdict: Verdict) -> CheckResult {
    match verdict {
        Verdict::Ok => CheckResult::Ok,
        Verdict::Differs => CheckResult::Differs,
        Verdict::Cannot => CheckResult::Cannot,
    }
}

/// What a check asks.
fn title(id: &str) -> String {
    match id {
        "read" => "Its rows can be read",
        "counts" => "Counts agree",
        "independent_count" => "Another source counts as many",
        "gaps" => "No number is missing",
        "duplicates" => "Nothing stands there twice",
        "period" => "Inside the period",
        "silence" => "No unusual silence",
        "zone" => "Times say their zone",
        "overlap" => "Another source lists the same",
        other => return other.strip_prefix("total:").map_or_else(|| other.to_owned(), |name| format!("Total agrees: {name}")),
    }
    .to_owned()
}

/// What is known means for what rests on it.
fn consequence(e: &Record, needed: bool) -> String {
    if !needed {
        return "It is no list and no export, so its completeness is no question.".to_owned();
    }
    let differing = ipe::differing(e);
    let concluded = matches!(e.get("ipe_conclusion"), Some("validated" | "relied_on_itgc"));
    let known = if evidence::completeness_known(e) {
        "; on its own it can support met"
    } else {
        "; no independent count says how many records there should be, so what rests on it shows a deviation at most"
    };
    let said = match State::of(e) {
        State::Failed => "A test did not show it to be complete and accurate; on its own it cannot support met".to_owned(),
        State::NotTested if concluded && !differing.is_empty() => {
            format!(
                "It was concluded to be complete and accurate, and checks differ ({}); on its own it cannot support met",
                names(&differing, 4)
            )
        }
        State::NotTested => "Completeness not established; on its own it cannot support met".to_owned(),
        State::Validated => format!("Tested to be complete and accurate{known}"),
        State::ReliedOnItgc => format!("Controls over the system it comes from are relied on{known}"),
    };
    format!("{said}.")
}

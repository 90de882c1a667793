//! The clauses of one exception, each with the fact that it holds or fails by.

use crate::screens::exceptions::ExceptionClause;
use crate::screens::register::person_name;
use crate::screens::words::{day, names, things};
use countersign_core::Record;
use countersign_core::assess::Frame;
use countersign_core::findings::{Finding, clause};
use countersign_core::hit::Said;
use countersign_core::risk::Level;

/// Every clause with what it asks, in the order of an exception's life.
pub(crate) const CLAUSES: [(&str, &str); 11] = [
    ("EX-STATUS", "It is approved"),
    ("EX-SELF", "Who approved it did not ask for it"),
    ("EX-AUTHORITY", "Who approved it may accept a risk of this severity"),
    ("EX-REASON", "It says why"),
    ("EX-OWNER", "Somebody answers for it"),
    ("EX-SCOPE", "What it is for is on record"),
    ("EX-NOT-YET", "It has begun"),
    ("EX-EXPIRED", "It has not ended"),
    ("EX-TOOLONG", "It runs no longer than allowed"),
    ("EX-NOCOMP", "A control that is shown to work makes up for a severe risk"),
    ("EX-TRIGGER", "No change has happened that ends it"),
];

/// An exception as an assessment judged it.
pub(crate) struct Judged<'f, 'a> {
    /// The codes of the clauses that fail.
    pub failing: &'f [String],
    /// What was found of it.
    pub found: &'f [&'f Finding],
    /// What it was judged in.
    pub frame: &'f Frame<'a>,
    /// Its record then.
    pub record: &'a Record,
}

/// A clause that does not fail: whether it holds, the fact, and the columns that tell it.
struct Held(Option<bool>, String, &'static [&'static str]);

impl Judged<'_, '_> {
    /// One clause of [`CLAUSES`].
    pub fn clause(&self, (code, title): (&str, &str)) -> ExceptionClause {
        let data = self.frame.data;
        let title = title.to_owned();
        if self.failing.iter().any(|f| f == code) {
            let (unsure, said) = self.found(code).unwrap_or_else(|| clause(self.frame, self.record, code));
            let sources = said.at.iter().map(|place| place.source(data)).collect();
            let holds = if unsure { None } else { Some(false) };
            return ExceptionClause { title, holds, code: Some(code.to_owned()), text: said.text, sources };
        }
        let Held(holds, text, columns) = self.held(code);
        let told = columns.iter().filter(|c| self.record.get(c).is_some() && data.has_column(self.record, c));
        ExceptionClause { title, holds, code: None, text, sources: told.map(|c| data.cell(self.record, Some(c))).collect() }
    }

    /// The fact that the finding of a clause rests on: it says, too, what refuses an exception that states less than was found.
    fn found(&self, code: &str) -> Option<(bool, Said)> {
        let finding = self.found.iter().find(|f| f.code == code)?;
        Some((finding.unsure, finding.condition.first()?.clone()))
    }

    fn held(&self, code: &str) -> Held {
        let e = self.record;
        let person = |column: &str| person_name(self.frame.data, e.get(column).unwrap_or("")).to_owned();
        let on = |column: &str| e.day(column).map_or_else(|| "a day that is not told".to_owned(), day);
        let holds = |text: String, columns: &'static [&'static str]| Held(Some(true), text, columns);
        match code {
            "EX-STATUS" => holds("Its status is approved.".to_owned(), &["status"]),
            "EX-SELF" if e.get("approved_by").is_none() => Held(None, "Nobody is named as its approver.".to_owned(), &["requested_by"]),
            "EX-SELF" => {
                let text = format!("{} asked for it, {} approved it.", person("requested_by"), person("approved_by"));
                holds(text, &["requested_by", "approved_by"])
            }
            "EX-AUTHORITY" => {
                let text = format!("{} may accept {} risk.", person("approved_by"), e.get("severity").unwrap_or("critical"));
                holds(text, &["approved_by", "severity"])
            }
            "EX-REASON" => holds(e.get("reason").unwrap_or("").to_owned(), &["reason"]),
            "EX-OWNER" if e.get("owner").is_some() => holds(format!("{} answers for it.", person("owner")), &["owner"]),
            "EX-OWNER" => holds(format!("{} asked for it.", person("requested_by")), &["requested_by"]),
            "EX-SCOPE" => {
                holds("Its requirement, its facets and its workflow are on record.".to_owned(), &["requirement", "facets", "workflow"])
            }
            "EX-NOT-YET" => holds(format!("It began on {}.", on("valid_from")), &["valid_from"]),
            "EX-EXPIRED" => holds(format!("It ends on {}.", on("expires")), &["expires"]),
            "EX-TOOLONG" => {
                let days =
                    e.day("valid_from").zip(e.day("expires")).and_then(|(from, until)| u64::try_from((until - from).num_days()).ok());
                holds(format!("It runs {}.", things(days.unwrap_or(0), "day")), &["valid_from", "expires"])
            }
            "EX-NOCOMP" if e.get("severity").and_then(Level::parse).is_some_and(|level| level < Level::High) => {
                holds(format!("Its risk is {}: none is asked for.", e.get("severity").unwrap_or("")), &["severity"])
            }
            "EX-NOCOMP" => {
                let of = e.list("compensating_controls").unwrap_or_default();
                let which = if of.len() == 1 { of.concat() } else { format!("At least one of {}", names(&of, 4)) };
                holds(format!("{which} is shown to work by a test with fresh evidence."), &["compensating_controls"])
            }
            "EX-TRIGGER" => self.untriggered(),
            _ => holds(String::new(), &[]),
        }
    }

    /// Why no change ends it. One that is for several workflows may have ended in some of them.
    fn untriggered(&self) -> Held {
        let e = self.record;
        let watched = e.list("break_triggers").unwrap_or_default();
        if watched.is_empty() {
            return Held(Some(true), "No change is named that would end it.".to_owned(), &[]);
        }
        if e.day("valid_from").is_none() {
            return Held(None, "When it began is not told, so no change can be held against it.".to_owned(), &["break_triggers"]);
        }
        let mut ended: Vec<&str> = self.frame.triggering(e, None).into_iter().filter_map(|c| c.get("workflow")).collect();
        ended.sort_unstable();
        ended.dedup();
        let text = if ended.is_empty() {
            format!("It watches \"{}\"; no such change is on record since it began.", watched.join("; "))
        } else {
            format!("It has ended for {}, where such a change happened, and holds elsewhere.", names(&ended, 4))
        };
        Held(Some(true), text, &["break_triggers"])
    }
}

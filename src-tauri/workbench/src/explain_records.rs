//! A record as it is explained: what was concluded from it, then every cell it was read from.

use crate::explain::{Explainer, Explanation, Step};
use countersign_core::Record;
use countersign_core::evidence;
use countersign_core::precedence::PATH;
use countersign_core::status::Counts;
use countersign_core::tables::{Table, spec};

impl Explainer<'_> {
    /// A record and what it means.
    pub fn record(&self, record: &Record, out: &mut Explanation) {
        out.title = record.get("name").or_else(|| record.get("title")).or_else(|| record.get("reason")).unwrap_or("").to_owned();
        if record.table == Table::Workflows {
            self.workflow(record, out);
        }
        match record.table {
            Table::Exceptions => self.came_of_exception(record, &mut out.steps),
            Table::Decisions => self.came_of_decision(record, &mut out.steps),
            _ => {}
        }
        for claim in self.assessment.claims.iter().filter(|c| record.table == Table::Controls && c.control == record.key) {
            let of = claim.workflow.as_deref().unwrap_or("the organisation");
            let flags = if claim.flags.is_empty() { String::new() } else { format!(" ({})", claim.flags.join(", ")) };
            let state = serde_json::to_value(claim.state).ok().and_then(|v| v.as_str().map(str::to_owned)).unwrap_or_default();
            out.steps.push(Step {
                depth: 0,
                kind: "control",
                code: "CLAIM".to_owned(),
                text: format!("the claim for {of} is {state}{flags}"),
                source: Some(self.data.cell(record, Some("claim"))),
            });
        }
        for (column, value) in record.named() {
            out.steps.push(Step {
                depth: 1,
                kind: "fact",
                code: column.to_owned(),
                text: value.to_owned(),
                source: Some(self.data.cell(record, Some(column))),
            });
        }
        // Where a record stands inside a tree is a place, and no fact about it.
        let place = |header: &str| header == PATH || header.strip_prefix("at.").is_some_and(|c| spec(record.table).position(c).is_some());
        for (header, value) in record.extra.iter().filter(|(header, _)| !place(header)) {
            // What was read from the bytes of a file stands in no table; the row that names the file leads to it.
            let is_read = record.table == Table::Evidence && evidence::READ.contains(&header.as_str());
            let source = if is_read { self.data.cell(record, Some("file")) } else { self.data.attribute(record, header) };
            out.steps.push(Step { depth: 1, kind: "fact", code: header.clone(), text: value.clone(), source: Some(source) });
        }
    }

    fn workflow(&self, record: &Record, out: &mut Explanation) {
        let v = crate::analysis::variability(self.assessment, record);
        let class = if v.low == v.high {
            v.high.word().to_owned()
        } else {
            format!("{} to {}, governed by {}", v.low.word(), v.high.word(), v.high.word())
        };
        out.steps.push(Step {
            depth: 0,
            kind: "status",
            code: "CLASS".to_owned(),
            text: format!("variability class {class} ({})", v.high.title()),
            source: Some(self.data.naming_cell(record)),
        });
        for because in &v.rules {
            let column = because.because.split(' ').next().unwrap_or("");
            out.steps.push(Step {
                depth: 1,
                kind: "rule",
                code: because.rule.word().to_owned(),
                text: because.because.clone(),
                source: Some(self.data.cell(record, Some(column))),
            });
        }
        if let Some(row) = self.assessment.workflow(&record.key) {
            let counts = Counts::of(
                (0..self.assessment.requirements.len())
                    .filter(|r| !self.assessment.organisation.contains_key(r))
                    .filter_map(|r| self.assessment.outcome(r, Some(row)))
                    .map(|o| o.status),
            );
            out.status = Some(counts.status());
            out.counts = Some(counts);
        }
    }
}

//! CSF 2.0 organisational profiles: what an organisation says it does for each outcome, and when it looked at it.
//!
//! A row in scope that says how the outcome is reached is a control without a claim. A quarter whose testing is complete is a test without a
//! result: a score is no conclusion, and no outcome becomes met by it.

use super::{Context, Out};
use crate::map::draft::Draft;
use crate::text::{says_unknown, words};
use countersign_core::tables::{Kind, Table};

/// How the outcome is reached, in the words of the two templates.
const PRACTICE: &[&str] =
    &["Implementation Description", "Current Internal Practices", "Current Policies, Processes, and Procedures", "Current Practices"];
/// The parts of a year that profiles keep apart.
const QUARTERS: [&str; 4] = ["Q1", "Q2", "Q3", "Q4"];
/// Kept beside the control.
const KEPT: &[&str] = &[
    "Stakeholder(s)",
    "NIST 800-53 Control Ref",
    "Implementation Example",
    "Rationale",
    "Current Priority",
    "Current Status",
    "Current Roles and Responsibilities",
    "Current Selected Informative References",
    "Current Artifacts and Evidence",
    "Target Priority",
    "Target CSF Tier",
    "Target Policies, Processes, and Procedures",
    "Target Internal Practices",
    "Target Roles and Responsibilities",
    "Minimum Target",
    "Remediation Owner",
    "Remediation Due Date",
    "Action Plan",
    "Artifact Name",
    "Notes",
    "Considerations",
];

pub(super) fn read(from: &Context<'_>, out: &mut Out) {
    let row = Cells(from);
    let cited = ["Subcategory ID", "CSF Outcome (Function, Category, or Subcategory)", "CSF Outcome", "Subcategory", "ID"];
    let Some((at, outcome)) = cited.iter().find_map(|h| row.named(h).and_then(|(at, text)| Some((at, outcome(text)?)))) else { return };
    let included = row.text("In Scope?").or_else(|| row.text("Included in Profile?"));
    if included.is_some_and(|i| matches!(words(i).as_str(), "no" | "n" | "false")) {
        let message = format!("{outcome} is said to be out of scope, without who decided it and when; no table has a place for that");
        return out.say("import/no-place", &at, message);
    }
    let Some((said_at, practice)) = PRACTICE.iter().find_map(|h| row.named(h)) else { return };
    let id = format!("csf:{}", row.text("ID").filter(|id| id.starts_with(&outcome)).unwrap_or(&outcome));
    let owner = row.text("Owner").map(person);
    for named in [&owner, &row.text("Auditor").map(person)].into_iter().flatten().filter(|p| p.id.contains('@')) {
        let identity = out.mention(Table::Identities, &at);
        identity.set("id", &named.id).set("kind", "human").set("name", &named.name);
    }
    let title = row.text("Subcategory Description").or_else(|| row.text("CSF Outcome Description"));
    let control = out.add(Table::Controls, &said_at);
    control.set("id", &id).set("title", title.unwrap_or(&outcome)).set("statement", practice).set("requirements", &outcome);
    control.maybe("owner", owner.map(|o| o.id));
    control.maybe("claim", row.text("Current Status").and_then(|s| from.word("claim", s)));
    for header in KEPT {
        control.maybe_note(header, row.text(header));
    }
    for quarter in QUARTERS {
        for score in ["Actual Score", "Target Score", "Testing Status"] {
            let header = format!("{quarter} {score}");
            control.maybe_note(&header, row.text(&header));
        }
    }
    QUARTERS.iter().for_each(|quarter| tests(&row, out, &id, quarter));
}

/// The tests of a quarter, one for each method used, when testing is said to be complete.
fn tests(row: &Cells<'_>, out: &mut Out, id: &str, quarter: &str) {
    let Some((at, status)) = row.named(&format!("{quarter} Testing Status")) else { return };
    if row.0.word("testing", status) != Some("done") {
        return;
    }
    let yes =
        |method: &&str| row.text(&format!("{quarter} {method}")).is_some_and(|t| matches!(words(t).as_str(), "yes" | "y" | "true" | "x"));
    let methods: Vec<&str> = ["Examine", "Interview", "Test"].into_iter().filter(yes).collect();
    let fill = |draft: &mut Draft| {
        draft.set("control", id).maybe("procedure", row.text("Test Procedure(s)").or_else(|| row.text("Test Procedures")));
        draft.maybe("tested_at", row.text(&format!("{quarter} Observation Date")));
        draft.maybe("tester", row.text("Auditor").map(|a| person(a).id));
        for (header, column) in [("observations", "Observations"), ("actual_score", "Actual Score"), ("target_score", "Target Score")] {
            draft.maybe_note(header, row.text(&format!("{quarter} {column}")));
        }
    };
    if methods.is_empty() {
        fill(out.add(Table::ControlTests, &at).set("id", format!("{id}/{quarter}")));
    }
    for method in methods {
        let method = method.to_lowercase();
        fill(out.add(Table::ControlTests, &at).set("id", format!("{id}/{quarter}/{method}")).set("method", &method));
    }
}

/// A row's cells by header.
struct Cells<'a>(&'a Context<'a>);

impl<'a> Cells<'a> {
    /// The header as it stands in the file, and the cell, when it says something.
    fn named(&self, header: &str) -> Option<(String, &'a str)> {
        let wanted = words(header);
        let (name, cell) = self.0.record.members().iter().find(|(h, _)| words(h) == wanted)?;
        cell.words().filter(|t| !says_unknown(t, Kind::Text)).map(|t| (name.clone(), t))
    }

    fn text(&self, header: &str) -> Option<&'a str> {
        self.named(header).map(|(_, text)| text)
    }
}

/// `GV.OC-01` at the front of a text.
pub(super) fn outcome(text: &str) -> Option<String> {
    let b = text.as_bytes();
    let upper = |at: usize| b.get(at).is_some_and(u8::is_ascii_uppercase);
    let digit = |at: usize| b.get(at).is_some_and(u8::is_ascii_digit);
    let shaped = upper(3) && upper(4) && b.get(2) == Some(&b'.') && b.get(5) == Some(&b'-') && digit(6) && digit(7) && !digit(8);
    let function = text.get(..2).is_some_and(|f| matches!(f, "GV" | "ID" | "PR" | "DE" | "RS" | "RC"));
    if shaped && function { text.get(..8).map(str::to_owned) } else { None }
}

/// A person as the cell names them.
struct Person {
    id: String,
    name: String,
}

/// `Ann <ann@example.org>`: the address is the id.
fn person(text: &str) -> Person {
    match text.split_once('<').and_then(|(name, rest)| Some((name.trim(), rest.split_once('>')?.0.trim()))) {
        Some((name, mail)) if mail.contains('@') => Person { id: mail.to_lowercase(), name: name.to_owned() },
        _ => Person { id: if text.contains('@') { text.to_lowercase() } else { text.to_owned() }, name: String::new() },
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::adapters::tests::taken;

    const ROW: &str = r#"{"ID":"GV.XX-01 Ex2","Subcategory ID":"GV.XX-01","Subcategory Description":"d","Implementation Description":"We do it","In Scope? ":"Yes",
        "Owner":"Ann <Ann@Example.org>","Auditor":"bo@example.org","Q1 Actual Score":"5","Q1 Target Score":"5","Q1 Testing Status":"Complete",
        "Q1 Examine":"Yes","Q1 Interview":"Yes","Q1 Test":"No","Q1 Observation Date":"2026-01-10","Q2 Testing Status":"In Progress","Q2 Examine":"Yes"}"#;

    #[test]
    fn a_score_is_no_result_and_nothing_is_claimed() {
        let (records, said) = taken("csf-profile", "p.csv", ROW);
        assert!(said.is_empty(), "{said:?}");
        let control = records.iter().find(|r| r.table == Table::Controls).unwrap();
        assert_eq!((control.key.as_str(), control.get("owner"), control.get("claim")), ("csf:GV.XX-01 Ex2", Some("ann@example.org"), None));
        assert_eq!(control.get("requirements"), Some("GV.XX-01"));
        let tests: Vec<_> = records.iter().filter(|r| r.table == Table::ControlTests).collect();
        assert_eq!(
            tests.iter().map(|t| (t.key.as_str(), t.get("method"))).collect::<Vec<_>>(),
            [("csf:GV.XX-01 Ex2/Q1/examine", Some("examine")), ("csf:GV.XX-01 Ex2/Q1/interview", Some("interview"))]
        );
        assert!(
            tests.iter().all(|t| t.get("result").is_none()
                && t.get("tested_at") == Some("2026-01-10")
                && t.get("tester") == Some("bo@example.org"))
        );
    }

    #[test]
    fn an_outcome_out_of_scope_is_said_and_not_decided() {
        let (records, said) = taken("csf-profile", "p.csv", &ROW.replace("\"In Scope? \":\"Yes\"", "\"In Scope? \":\"No\""));
        assert!(records.is_empty());
        assert_eq!(said, ["import/no-place"]);
    }

    #[test]
    fn outcomes_have_one_shape() {
        assert_eq!(outcome("PR.AA-05: x").as_deref(), Some("PR.AA-05"));
        for not in ["PR.AC-4", "PR.AA", "XX.AA-01", "PR.AA-051", "gv.oc-01", "", "Ωmega"] {
            assert_eq!(outcome(not), None, "{not}");
        }
    }
}

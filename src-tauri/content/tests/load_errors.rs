//! A mistake in a content file is shown at its place.
#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, reason = "tests")]

use countersign_content::{ContentError, load, shipped_files};

/// Line and column of the `nth` place (from 0) where `what` stands in a text.
fn place(text: &str, what: &str, nth: usize) -> (usize, usize) {
    let at = text.match_indices(what).nth(nth).unwrap_or_else(|| panic!("`{what}` is not there")).0;
    let before = &text[..at];
    (before.matches('\n').count() + 1, before.rsplit('\n').next().unwrap().chars().count() + 1)
}

/// Puts `new` for the first `old` in a shipped file; loading has to fail at `new` (plus `skip` characters) and say `why`.
fn breaks(file: &str, old: &str, new: &str, skip: usize, why: &str) {
    let mut files = shipped_files();
    let text = files.get_mut(file).unwrap_or_else(|| panic!("no file {file}"));
    assert!(text.contains(old), "{file} has no `{old}`");
    *text = text.replacen(old, new, 1);
    let (line, column) = place(text, new, 0);
    expect(&files, file, line, column + skip, why);
}

fn expect(files: &countersign_content::Files, file: &str, line: usize, column: usize, why: &str) {
    let error = load(files).unwrap_err();
    let said = error.to_string();
    assert!(said.starts_with(&format!("{file}:{line}:{column}: ")), "{said}\nwanted {file}:{line}:{column}");
    assert!(said.contains(why), "{said}");
    assert!(matches!(error, ContentError::At { .. }));
}

#[test]
fn an_unknown_attribute_in_a_rule() {
    breaks("rules/applicability.toml", "attribute = \"criticality\"", "attribute = \"kriticality\"", 12, "no attribute `kriticality`");
}

#[test]
fn an_unknown_word_in_a_rule() {
    let file = "rules/applicability.toml";
    let mut files = shipped_files();
    let text = files.get_mut(file).unwrap();
    let at = text.find("attribute = \"criticality\"").unwrap();
    let word = at + text[at..].find("\"high\"").unwrap();
    text.replace_range(word..word + 6, "\"hihg\"");
    let (line, column) = place(text, "\"hihg\"", 0);
    expect(&files, file, line, column, "not a value of this attribute");
}

#[test]
fn an_unknown_key_in_a_rule() {
    let mut files = shipped_files();
    let text = files.get_mut("rules/applicability.toml").unwrap();
    *text = text.replacen("attribute = \"criticality\"", "atribute = \"criticality\"", 1);
    let (line, _) = place(text, "atribute", 0);
    let said = load(&files).unwrap_err().to_string();
    assert!(said.starts_with(&format!("rules/applicability.toml:{line}:")), "{said}\nwanted line {line}");
}

#[test]
fn a_rule_that_names_what_is_not_there() {
    breaks("rules/applicability.toml", "\"nist-csf@2.0/PR.AA-05\"", "\"nist-csf@2.0/PR.ZZ-05\"", 0, "no requirement nist-csf@2.0/PR.ZZ-05");
}

#[test]
fn a_rule_that_names_what_is_withdrawn_or_not_assessed() {
    breaks("rules/applicability.toml", "\"nist-csf@2.0/PR.AA-05\"", "\"nist-csf@2.0/PR.AC-04\"", 0, "no requirement");
    breaks("rules/applicability.toml", "\"nist-csf@2.0/PR.AA-05\"", "\"nist-csf@2.0/PR.AA\"", 0, "not assessed by itself");
}

#[test]
fn an_unknown_facet_in_a_control() {
    let file = "controls/ai-workflow-baseline.toml";
    let mut files = shipped_files();
    let text = files.get_mut(file).unwrap();
    let at = text.find("facets = [\"").unwrap() + "facets = [".len();
    text.insert_str(at, "\"no_such_facet\", ");
    let (line, column) = place(text, "\"no_such_facet\"", 0);
    expect(&files, file, line, column, "no facet `no_such_facet`");
}

#[test]
fn an_alias_with_an_unknown_target() {
    breaks(
        "aliases/nist-csf-1.1.toml",
        "\"nist-csf@2.0/PR.AA-05\"",
        "\"nist-csf@2.0/PR.AA-55\"",
        0,
        "no requirement nist-csf@2.0/PR.AA-55",
    );
}

#[test]
fn a_crosswalk_with_an_unknown_end() {
    breaks("crosswalks/owasp-asi-to-threats.toml", "target = \"T6\"", "target = \"T66\"", 9, "has no `T66`");
    breaks("crosswalks/owasp-asi-to-threats.toml", "id = \"owasp-asi-to-threats\"", "id = \"x-UNREVIEWED\"", 5, "unreviewed");
}

#[test]
fn a_withdrawn_id_with_an_unknown_target_or_that_is_live() {
    breaks("nist-csf-2.0.toml", "targets = [\"PR.AA-05\"]", "targets = [\"PR.AA-55\"]", 11, "no element `PR.AA-55`");
    let mut files = shipped_files();
    let text = files.get_mut("nist-csf-2.0.toml").unwrap();
    *text = text.replacen("id = \"PR.AC-04\"", "id = \"PR.AA-05\"", 1);
    let (line, column) = place(text, "id = \"PR.AA-05\"", 1);
    expect(&files, "nist-csf-2.0.toml", line, column + 5, "also live");
}

#[test]
fn an_unknown_parent() {
    breaks("nist-csf-2.0.toml", "parent = \"PR.AA\"", "parent = \"PR.A\"", 9, "no element `PR.A`");
}

#[test]
fn an_id_that_occurs_twice() {
    let file = "nist-csf-2.0.toml";
    let mut files = shipped_files();
    let text = files.get_mut(file).unwrap();
    *text = text.replacen("id = \"PR.AA-04\"", "id = \"PR.AA-03\"", 1);
    let (line, column) = place(text, "id = \"PR.AA-03\"", 1);
    expect(&files, file, line, column + 5, "occurs twice");
}

#[test]
fn a_rule_that_occurs_twice() {
    let file = "rules/applicability.toml";
    let mut files = shipped_files();
    let text = files.get_mut(file).unwrap();
    *text = text.replacen("id = \"R02\"", "id = \"R01\"", 1);
    let (line, column) = place(text, "id = \"R01\"", 1);
    expect(&files, file, line, column + 5, "occurs twice");
}

#[test]
fn a_facet_that_occurs_twice() {
    let file = "nist-csf-2.0.toml";
    let mut files = shipped_files();
    let text = files.get_mut(file).unwrap();
    let at = text.find("id = \"PR.AA-05\"").unwrap();
    let facet = at + text[at..].find("id = \"managed\"").unwrap();
    text.replace_range(facet..facet + 14, "id = \"policy\"");
    let line = text[..facet].matches('\n').count() + 1;
    expect(&files, file, line, 6, "the facet occurs twice");
}

#[test]
fn words_outside_a_vocabulary() {
    breaks("nist-csf-2.0.toml", "min_tier = \"R4\"", "min_tier = \"R9\"", 11, "R1 to R6");
    breaks("nist-csf-2.0.toml", "methods = [\"examine\"", "methods = [\"look\"", 11, "examine, interview or test");
    breaks("aliases/nist-csf-1.1.toml", "kind = \"legacy\"", "kind = \"old\"", 7, "a kind is");
}

#[test]
fn a_toml_syntax_error() {
    let file = "crosswalks/owasp-asi-to-threats.toml";
    let mut files = shipped_files();
    let text = files.get_mut(file).unwrap();
    *text = text.replacen("title = \"ASI01", "title = ASI01", 1);
    let (line, column) = place(text, "ASI01..", 0);
    let said = load(&files).unwrap_err().to_string();
    assert!(said.starts_with(&format!("{file}:{line}:{column}: ")), "{said}\nwanted {file}:{line}:{column}");
}

#[test]
fn a_key_that_is_not_known() {
    let file = "aliases/nist-csf-1.1.toml";
    let mut files = shipped_files();
    let text = files.get_mut(file).unwrap();
    *text = text.replacen("suggest = false", "sugest = false", 1);
    let (line, column) = place(text, "sugest", 0);
    expect(&files, file, line, column, "sugest");
}

#[test]
fn columns_are_counted_in_characters() {
    let file = "crosswalks/owasp-asi-to-threats.toml";
    let mut files = shipped_files();
    let text = files.get_mut(file).unwrap();
    *text = text.replacen(
        "[[edge]]\nsource = \"ASI01\"",
        "edge = [{ rationale = \"é→ü\", source = \"ASI99\", target = \"T6\", relation = \"supports\" }]\n# cut here",
        1,
    );
    let rest = text.find("\n# cut here").unwrap();
    text.truncate(rest + 1);
    let (line, column) = place(text, "\"ASI99\"", 0);
    expect(&files, file, line, column, "has no `ASI99`");
}

const KINDS: &str = "findings/entitlement-boundary.toml";

#[test]
fn a_kind_of_finding_that_names_what_is_not_there() {
    breaks(KINDS, "\"nist-csf@2.0/PR.AA-05\"", "\"nist-csf@2.0/PR.AA-55\"", 0, "no requirement nist-csf@2.0/PR.AA-55");
    breaks(KINDS, "\"nist-csf@2.0/PR.AA-05\"", "\"nist-csf@2.0/PR.AA\"", 0, "is not assessed by itself");
    breaks(KINDS, "\"least_privilege\"", "\"least_privilage\"", 0, "nist-csf@2.0/PR.AA-05 has no facet `least_privilage`");
    let with = "requirement = \"nist-csf@2.0/PR.AA-05\", facets = [\"least_privilege\"]";
    breaks(KINDS, with, "requirement = \"nist-csf@2.0/PR.AA-05\"", 14, "has facets; the kind of finding does not say which");
    // A requirement that declares no facets is cited as a whole.
    let without = "requirement = \"nist-ai-rmf@1.0/MEASURE-1.3\"";
    let outcome = "requirement = \"nist-ai-rmf@1.0/MEASURE-1.3\", facets = [\"outcome\"]";
    breaks("findings/claims.toml", without, outcome, outcome.len() - 10, "nist-ai-rmf@1.0/MEASURE-1.3 has no facet `outcome`");
}

#[test]
fn a_kind_of_finding_with_a_word_that_is_none() {
    breaks(KINDS, "method = \"examine\"", "method = \"look\"", 9, "one of examine, interview, test is wanted");
    breaks(KINDS, "family = \"boundary\"", "family = \"border\"", 9, "one of boundary, theatre");
    breaks("findings/claims.toml", "impact = \"medium\"", "impact = \"moderate\"", 9, "one of critical, high, medium, low, info is wanted");
}

#[test]
fn a_kind_of_finding_with_a_sentence_that_cannot_be_filled() {
    let file = "findings/entitlement-boundary.toml";
    breaks(file, "title = \"What may", "title = \"{who} What may", 8, "there is no placeholder `who`; known are workflow, subject");
    breaks(file, "title = \"What may", "title = \"{workflow What may", 8, "there is no placeholder `workflow What may {workflow`");
    breaks(file, "cause = \"The records that", "cause = \"\" #", 8, "a sentence on one line is wanted");
    breaks(file, "cause = \"The records that", "cause = \"{ The records that", 8, "a placeholder is not closed");
}

#[test]
fn a_kind_of_finding_that_occurs_twice() {
    breaks(KINDS, "code = \"EB-19\"", "code =  \"EB-18\"", 8, "the kind of finding occurs twice");
    breaks("findings/exceptions.toml", "code = \"EX-SELF\"", "code =  \"CT-01\"", 8, "the kind of finding occurs twice");
}

#[test]
fn likelihood_without_impact() {
    let both = "likelihood = \"medium\"\nimpact = \"medium\"";
    breaks("findings/claims.toml", both, "likelihood =  \"medium\"", 14, "likelihood and impact are told together");
    breaks("findings/claims.toml", both, "impact =  \"medium\"", 10, "likelihood and impact are told together");
}

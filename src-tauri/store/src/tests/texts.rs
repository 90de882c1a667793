//! Texts are found by the stems of their words, best first, always in the same order.

use crate::{FoundText, TextDocument, Texts};
use std::collections::BTreeSet;

fn document(id: &str, group: &str, title: &str, text: &str) -> TextDocument {
    TextDocument { id: id.into(), group: group.into(), title: title.into(), text: text.into(), ..TextDocument::default() }
}

fn made() -> Vec<TextDocument> {
    vec![
        document("a/1", "a", "Log records", "Systems produce logs; the logs are monitored."),
        document("a/2", "a", "Access rights", "Rights are reviewed, and a log of the review is kept."),
        document("a/3", "a", "Training", "People are trained."),
        document("a/4", "a", "Training", "People are trained."),
        document("b/1", "b", "Log records", "Systems produce logs."),
        TextDocument {
            official: "Résumé of duties".into(),
            parts: "segregation".into(),
            evidence: "tickets".into(),
            ..document("a/5", "a", "Other", "")
        },
    ]
}

fn search(texts: &Texts, question: &str, group: &str) -> Vec<FoundText> {
    texts.search(question.split(' '), group, &BTreeSet::new(), 10).unwrap()
}

fn ids(found: &[FoundText]) -> Vec<&str> {
    found.iter().map(|f| f.id.as_str()).collect()
}

#[test]
fn the_best_stands_first_with_the_words_that_matched() {
    let texts = Texts::new(&made()).unwrap();
    let found = search(&texts, "logging monitor", "a");
    assert_eq!(ids(&found), ["a/1", "a/2"]);
    assert_eq!(found[0].words, ["log", "logs", "monitored"], "any form of a word, as it is written there");
    assert_eq!(found[1].words, ["log"]);
    assert_eq!(ids(&search(&texts, "logging", "b")), ["b/1"], "only of the group that was asked about");
    assert!(search(&texts, "logging", "c").is_empty());
}

#[test]
fn every_part_of_a_document_is_searched_and_accents_make_no_difference() {
    let texts = Texts::new(&made()).unwrap();
    for word in ["resume", "SEGREGATION", "ticket"] {
        assert_eq!(ids(&search(&texts, word, "a")), ["a/5"], "{word}");
    }
    assert_eq!(search(&texts, "resume", "a")[0].words, ["résumé"]);
    // A title counts for more than a text.
    let two = [document("t/1", "t", "word", "other things"), document("t/0", "t", "other things", "word")];
    assert_eq!(ids(&search(&Texts::new(&two).unwrap(), "word", "t")), ["t/1", "t/0"]);
}

#[test]
fn equals_stand_by_id_and_the_order_does_not_depend_on_that_of_the_documents() {
    let (texts, mut other) = (Texts::new(&made()).unwrap(), made());
    other.reverse();
    let turned = Texts::new(&other).unwrap();
    assert_eq!(ids(&search(&texts, "training people", "a")), ["a/3", "a/4"]);
    for question in ["training people", "log review access", "systems"] {
        assert_eq!(search(&texts, question, "a"), search(&turned, question, "a"));
    }
}

#[test]
fn what_is_left_out_makes_room_and_no_more_come_than_are_asked_for() {
    let texts = Texts::new(&made()).unwrap();
    let out = BTreeSet::from(["a/3".to_owned()]);
    assert_eq!(ids(&texts.search(["training"], "a", &out, 1).unwrap()), ["a/4"]);
    assert!(texts.search(["training"], "a", &out, 0).unwrap().is_empty());
    assert_eq!(texts.search(["training"], "a", &BTreeSet::new(), 1).unwrap().len(), 1);
}

#[test]
fn nothing_in_a_question_is_an_operator() {
    let texts = Texts::new(&made()).unwrap();
    for question in
        ["", "  ", "\"", "NOT", "AND OR NEAR", "title:log", "a*", "log)", "(((", "-log", "^log", "log\"; DROP TABLE texts; --", "\u{0}"]
    {
        assert!(texts.search([question], "a", &BTreeSet::new(), 5).is_ok(), "{question}");
    }
    assert!(ids(&search(&texts, "log\" OR \"training", "a")).len() >= 2);
    let many: Vec<String> = (0..3_000).map(|n| format!("word{n}")).chain(["training".to_owned()]).collect();
    assert_eq!(ids(&texts.search(many.iter().map(String::as_str), "a", &BTreeSet::new(), 9).unwrap()), ["a/3", "a/4"]);
}

#[test]
fn marks_inside_a_text_are_no_words_that_matched() {
    let odd = [document("t/1", "t", "\u{1}false\u{2} word", "\u{1}\u{2}")];
    let found = search(&Texts::new(&odd).unwrap(), "word", "t");
    assert_eq!(found, [FoundText { id: "t/1".into(), words: vec!["word".into()] }]);
}

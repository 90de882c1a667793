use super::*;
use crate::json::compact;

fn whole(text: &str) -> Node {
    Parser::relaxed(text, 0).value(true).unwrap()
}

#[test]
fn small_documents_are_kept_as_they_are() {
    let text = r#" {"a":[1,2.50,{"b":null}],"鍵":"值😀","c":true,"d":{},"e":[]} "#;
    assert_eq!(prune(text, false).unwrap(), whole(text));
    assert_eq!(prune("[1,] // x", true).unwrap(), Node::Array(vec![Node::Number("1".into())]));
    for bad in ["", "[1,]", "{} x", "[1] // x", "[1,,2]", "{\"a\" 1}", "[\u{0}]"] {
        assert!(prune(bad, false).is_err(), "{bad}");
    }
}

#[test]
fn the_rest_is_thinned_but_checked() {
    let long: Vec<String> = (0..20).map(|n| n.to_string()).collect();
    let text = format!("{{\"list\":[{}],\"text\":\"{}\"}}", long.join(","), "é".repeat(1_000));
    let node = prune(&text, false).unwrap();
    assert_eq!(node.at("list").unwrap().items().len(), 8);
    assert_eq!(node.words_at("text").unwrap(), "é".repeat(150));
    // What is not kept is read all the same.
    let bad = format!("[{},nul]", long.join(","));
    assert_eq!(prune(&bad, false).unwrap_err().at, bad.len() - 4);

    let wide: Vec<String> = (0..3_000).map(|n| format!("\"k{n}\":{n}")).collect();
    let node = prune(&format!("{{{}}}", wide.join(",")), false).unwrap();
    assert_eq!((node.members().len(), node.text_at("k1999").as_deref()), (2_000, Some("1999")));

    let digits = "9".repeat(100_000);
    assert_eq!(prune(&digits, false).unwrap(), Node::Text("9".repeat(300)));
    assert_eq!(prune(&format!("{{\"{digits}\":1}}"), false).unwrap().members()[0].0, "9".repeat(300));
}

fn count(node: &Node) -> usize {
    1 + node.items().iter().map(count).sum::<usize>() + node.members().iter().map(|(_, v)| count(v)).sum::<usize>()
}

#[test]
fn no_more_is_kept_than_the_budget_says() {
    let row: Vec<String> = (0..100).map(|n| format!("\"k{n}\":[1,2,3,4,5,6,7,8,9]")).collect();
    let rows = vec![format!("{{{}}}", row.join(",")); 8].join(",");
    let text = format!("{{{}}}", (0..50).map(|n| format!("\"t{n}\":[{rows}]")).collect::<Vec<_>>().join(","));
    let node = prune(&text, false).unwrap();
    assert!(count(&node) == NODES && node.members().len() < 50, "{}", count(&node));
    assert!(prune(&format!("{text}]"), false).is_err());
}

#[test]
fn nesting_does_not_use_the_stack_up() {
    for open in ["[", "{\"a\":", "[{\"a\":"] {
        let text = open.repeat(1_000_000);
        assert!(prune(&text, false).is_err());
        assert!(locate(&text, &"/*".repeat(1_000), false).is_empty());
        assert!(value_at(&text, &"/a".repeat(1_000), false).is_none());
    }
}

#[test]
fn places_are_those_that_the_node_finds() {
    let text = r#" // log
      {"a/b":[{"d":" x ","d":"y"},{"d":[2,3,],"~":{}},7], /* c */ "*":{"d":4},"列":[[1],[2,[3]]],"n":{"1":"one"}}"#;
    let node = whole(text);
    for path in [
        "",
        "/",
        "a~1b",
        "a~1b/0",
        "a~1b/*/d",
        "a~1b/*",
        "*/*",
        "*",
        "*/*/*",
        "列/*/0",
        "列/1/1/0",
        "n/1",
        "n/*",
        "a~1b/1/~0",
        "none/*",
        "a~1b/9",
        "a~1b/x",
        "a~1b/1/d/*",
        "*/d",
        "a~1b/2/x",
        "a~1b/+1/d",
        "列/01/0",
    ] {
        let found = locate(text, path, true);
        let wanted = node.all(path);
        assert_eq!(found.iter().map(|(at, _)| at).collect::<Vec<_>>(), wanted.iter().map(|(at, _)| at).collect::<Vec<_>>(), "{path}");
        for ((_, offset), (_, value)) in found.iter().zip(&wanted) {
            assert_eq!(Parser::relaxed(text, *offset).value(true).as_ref().ok(), Some(*value), "{path}");
        }
        assert_eq!(value_at(text, path, true), wanted.first().map(|(_, v)| (*v).clone()), "{path}");
    }
    assert!(locate(text, "*", false).is_empty());
}

#[test]
fn places_come_one_after_the_other_and_stop_when_enough() {
    let text = format!("[{}]", vec!["{\"a\":1}"; 100].join(","));
    let mut seen = Vec::new();
    each(&text, "*/a", false, &mut |at, offset| {
        seen.push((at.to_owned(), offset));
        seen.len() < 3
    });
    assert_eq!(seen.last(), Some(&("2/a".to_owned(), 22)));
    // What stands before a bad place is found.
    assert_eq!(locate("[1,2,x", "*", false).len(), 3);
    assert_eq!(value_at("[1,2,x", "2", false), None);
}

#[test]
fn a_megabyte_on_one_line_is_no_trouble() {
    let text = format!("{{\"log\":\"{}\",\"after\":{{\"x\":[1]}}}}", "\\u00e9\\n".repeat(150_000));
    let node = prune(&text, false).unwrap();
    assert!(node.words_at("log").unwrap().len() <= 301);
    let mut out = String::new();
    compact(&value_at(&text, "after", false).unwrap(), &mut out);
    assert_eq!(out, r#"{"x":[1]}"#);
}

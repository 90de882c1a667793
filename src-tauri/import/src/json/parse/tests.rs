use super::*;
use crate::json::compact;
use proptest::prelude::*;

fn read(text: &str) -> Result<String, Bad> {
    let mut parser = Parser::new(text, 0);
    let node = parser.value(true)?;
    if parser.peek().is_some() {
        return Err(Bad { at: parser.at(), reason: "more follows" });
    }
    let mut out = String::new();
    compact(&node, &mut out);
    Ok(out)
}

#[test]
fn it_agrees_with_a_general_reader() {
    for text in [
        "null",
        " [1, -2.5e+3, true ,false,null] ",
        "{\"a\":{\"b\":[]},\"c\":\"\\u00e9\\ud83d\\ude00\\n\\\"\\/\"}",
        "[",
        "{\"a\" 1}",
        "01",
        "1.",
        "[1,]",
        "\"\u{1}\"",
        "\"\\x\"",
        "nul",
        "",
        "{}x",
        "-",
        "1e",
        "{\"a\":1,}",
        "\"\\u12g4\"",
        "[[[]]]",
    ] {
        let theirs = serde_json::from_str::<serde_json::Value>(text);
        let ours = read(text);
        assert_eq!(theirs.is_ok(), ours.is_ok(), "{text}: {ours:?}");
        if let (Ok(theirs), Ok(ours)) = (theirs, ours) {
            assert_eq!(theirs, serde_json::from_str::<serde_json::Value>(&ours).unwrap(), "{text}");
        }
    }
}

#[test]
fn wide_numbers_keep_every_digit_and_duplicates_are_noticed() {
    let mut parser = Parser::new("{\"a\":123456789012345678901234567890,\"b\":1,\"b\":2}", 0);
    let Node::Object(members) = parser.value(true).unwrap() else { panic!() };
    assert_eq!(members[0].1, Node::Number("123456789012345678901234567890".into()));
    assert_eq!(parser.duplicate.unwrap().1, "b");
}

#[test]
fn depth_is_limited_without_using_the_stack_up() {
    assert!(read(&format!("{}{}", "[".repeat(127), "]".repeat(127))).is_ok());
    assert!(read(&"[".repeat(128)).is_err() && read(&"{\"a\":".repeat(1_000_000)).is_err());
}

fn read_relaxed(text: &str) -> Result<String, Bad> {
    let mut parser = Parser::relaxed(text, 0);
    let node = parser.value(true)?;
    parser.end()?;
    let mut out = String::new();
    compact(&node, &mut out);
    Ok(out)
}

#[test]
fn comments_and_last_commas_are_passed_over_when_asked() {
    for (text, wanted) in [
        ("// head\n{\"a\": 1, /* b */ \"c\": [1, 2, ], // end\r\n }", r#"{"a":1,"c":[1,2]}"#),
        ("/**/[/***/1/* * / */,/*\n*/]//", "[1]"),
        ("{\"u\":\"http://x/*y*/\"/* \u{4e2d} */}//\u{4e2d}", r#"{"u":"http://x/*y*/"}"#),
        ("{/* */}", "{}"),
        ("[1]//\r//x\n", "[1]"),
    ] {
        assert_eq!(read_relaxed(text).unwrap(), wanted, "{text}");
        assert!(read(text).is_err(), "{text}");
    }
}

#[test]
fn relaxed_is_not_lawless() {
    for text in [
        "[,]",
        "{,}",
        "[1,,]",
        "{\"a\":1,,}",
        "[1] /",
        "[1 / 2]",
        "# x\n1",
        "{a: 1}",
        "['a']",
        "[1 2]",
        "[1/**/2]",
        "// only",
        "",
        "1 2",
        "[1,",
        "{\"a\":1,",
    ] {
        assert!(read_relaxed(text).is_err(), "{text}");
    }
    for (text, at) in [("[1, /* x", 4), ("/* x", 0), ("{\"a\" /*/", 5), ("[1] /* *", 4), ("{\"a\":1 /* \u{4e2d}", 7)] {
        assert_eq!(read_relaxed(text), Err(Bad { at, reason: "a comment is not closed" }), "{text}");
    }
    // What looks like a comment in a string that is not closed is no comment.
    assert_eq!(read_relaxed("[\"/* x").unwrap_err().reason, "a string is not closed");
    assert!(read_relaxed(&"[/**/".repeat(1_000_000)).is_err());
    let many = format!("{}1", "/**///\n".repeat(1_000_000));
    assert_eq!(read_relaxed(&many).unwrap(), "1");
}

#[test]
fn halves_of_pairs_long_texts_and_limits() {
    assert_eq!(read("\"\\ud800x\\udc00\"").unwrap(), "\"\u{fffd}x\u{fffd}\"");
    let mut parser = Parser::new("\"a\u{e9}\\n\u{e9}b\" 12345", 0);
    assert_eq!(parser.string(4).unwrap(), "a\u{e9}\n");
    parser.peek();
    assert_eq!(parser.number(3).unwrap(), Node::Text("123".into()));
    assert_eq!(Parser::new("  {\"k\":1, \"k\":2}", 0).value(true).map(|n| n.members().len()), Ok(2));
    let mut parser = Parser::new("{\"k\":1,   \"k\":2}", 0);
    parser.value(true).unwrap();
    assert_eq!(parser.duplicate, Some((10, "k".into())));
}

/// The tokens of a value: what may stand between them changes nothing.
fn tokens(node: &Node, commas: bool, out: &mut Vec<String>) {
    let separate = |out: &mut Vec<String>, last: bool| {
        if !last || commas {
            out.push(",".into());
        }
    };
    match node {
        Node::Array(items) => {
            out.push("[".into());
            for (i, item) in items.iter().enumerate() {
                tokens(item, commas, out);
                separate(out, i + 1 == items.len());
            }
            out.push("]".into());
        }
        Node::Object(members) => {
            out.push("{".into());
            for (i, (key, value)) in members.iter().enumerate() {
                out.extend([serde_json::to_string(key).unwrap(), ":".into()]);
                tokens(value, commas, out);
                separate(out, i + 1 == members.len());
            }
            out.push("}".into());
        }
        plain => {
            let mut text = String::new();
            compact(plain, &mut text);
            out.push(text);
        }
    }
}

fn tree() -> impl Strategy<Value = Node> {
    let leaf = prop_oneof![
        Just(Node::Null),
        any::<bool>().prop_map(Node::Bool),
        any::<i64>().prop_map(|n| Node::Number(n.to_string())),
        any::<String>().prop_map(Node::Text),
        Just(Node::Text("// /* */".into())),
    ];
    leaf.prop_recursive(5, 40, 5, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..5).prop_map(Node::Array),
            prop::collection::vec((any::<String>(), inner), 0..5).prop_map(Node::Object),
        ]
    })
}

fn gap() -> impl Strategy<Value = String> {
    let block = "[^*\u{0}]{0,6}".prop_map(|t| format!("/*{t}*/"));
    let line = "[^\n\r]{0,6}".prop_map(|t| format!("//{t}\n"));
    prop_oneof![3 => Just(String::new()), 1 => "[ \t\r\n]{1,3}", 1 => block, 1 => line, 1 => Just("/***//*/*/".to_owned())]
}

proptest! {
    #[test]
    fn what_stands_between_tokens_changes_nothing(node in tree(), commas in any::<bool>(), gaps in prop::collection::vec(gap(), 1..20)) {
        let mut parts = Vec::new();
        tokens(&node, commas, &mut parts);
        let mut text = gaps[0].clone();
        for (i, part) in parts.iter().enumerate() {
            text += part;
            text += &gaps[(i + 1) % gaps.len()];
        }
        let mut parser = Parser::relaxed(&text, 0);
        let read = parser.value(true);
        prop_assert_eq!(read.as_ref(), Ok(&node), "{}", text);
        prop_assert!(parser.end().is_ok());
        prop_assert!(Parser::relaxed(&text, 0).value(false).is_ok());
    }
}

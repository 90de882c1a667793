use super::*;
use crate::json::compact;
use crate::json::parse::Parser as Json;
use proptest::prelude::*;

fn read(text: &str) -> String {
    let mut out = String::new();
    for document in documents(text).unwrap_or_else(|bad| panic!("{text}: {bad:?}")) {
        compact(&document.node, &mut out);
        out.push('|');
    }
    out.pop();
    out
}

fn refused(text: &str) -> (u64, u64, String) {
    let bad = documents(text).expect_err(text);
    (bad.line, bad.column, bad.reason)
}

#[test]
fn plain_words_are_resolved_and_quoted_ones_are_text() {
    for (text, wanted) in [
        ("on: push", r#"{"on":"push"}"#),
        ("on:\n  push:\n  pull_request: ~\n", r#"{"on":{"push":null,"pull_request":null}}"#),
        (
            "[yes, no, True, false, 2024-01-01, 1.10, 0x1F, 0o17, .inf, null]",
            r#"["yes","no",true,false,"2024-01-01",1.10,31,15,".inf",null]"#,
        ),
        ("['true', \"1\", '', \"~\"]", r#"["true","1","","~"]"#),
        ("a: |\n  1\n  2\nb: >-\n  true\n  x\nc: plain\n  goes on\n", r#"{"a":"1\n2\n","b":"true x","c":"plain goes on"}"#),
        ("a: \"x \\\n  y\\u00e9\\n\"\nb: 'it''s'", r#"{"a":"x yé\n","b":"it's"}"#),
        (
            "1: a\ntrue: b\n~: c\n0x1F: d\n? [x, 1]\n: e\n? {k: v}\n: f",
            r#"{"1":"a","true":"b","~":"c","0x1F":"d","[\"x\",1]":"e","{\"k\":\"v\"}":"f"}"#,
        ),
        ("鍵: 值 😀\n'ключ': [é]", r#"{"鍵":"值 😀","ключ":["é"]}"#),
        ("- a\n-\n- - b\n  - c\n- d: 1\n  e: 2", r#"["a",null,["b","c"],{"d":1,"e":2}]"#),
        ("{a: 1, b, 'c':2, d: }", r#"{"a":1,"b":null,"c":2,"d":null}"#),
        ("a: b # c\n# d\ne: 'f # g'", r#"{"a":"b","e":"f # g"}"#),
        ("\u{feff}a: 1\r\nb:\r\n  - x\r\n  - |\r\n    l1\r\n    l2\r\n", r#"{"a":1,"b":["x","l1\nl2\n"]}"#),
        ("n: 123456789012345678901234567890", r#"{"n":123456789012345678901234567890}"#),
    ] {
        assert_eq!(read(text), wanted, "{text}");
    }
}

#[test]
fn tags_of_yaml_are_honoured_and_others_passed_over() {
    for (text, wanted) in [
        ("[!!str 1, !!int '7', !!float '1.5', !!bool \"true\", !!null '', ! 3]", r#"["1",7,1.5,true,null,"3"]"#),
        ("[!!int x, !!bool 1, !!null y, !!timestamp 2024-01-01, !!binary aGk=]", r#"["x","1","y","2024-01-01","aGk="]"#),
        ("a: !Ref Name\nb: !Sub 1\nc: !x [1]\nd: !!set {e, f}", r#"{"a":"Name","b":1,"c":[1],"d":{"e":null,"f":null}}"#),
        ("!<tag:yaml.org,2002:str> 1", r#""1""#),
        ("%YAML 1.1\n%TAG !e! tag:example.org,2000:\n---\n!e!x {a: !e!y 1}", r#"{"a":1}"#),
    ] {
        assert_eq!(read(text), wanted, "{text}");
    }
    assert_eq!(refused("!e!x 1").2, "a tag uses a handle that is not declared");
}

#[test]
fn anchors_and_merge_keys_are_resolved() {
    for (text, wanted) in [
        ("a: &x [1]\nb: *x\nc: [*x, *x]", r#"{"a":[1],"b":[1],"c":[[1],[1]]}"#),
        ("a: &x {p: 1, q: 2}\nb:\n  <<: *x\n  q: 3", r#"{"a":{"p":1,"q":2},"b":{"p":1,"q":3}}"#),
        ("a: &x {p: 1, q: 2}\nb:\n  q: 3\n  <<: *x\n  r: 4", r#"{"a":{"p":1,"q":2},"b":{"q":3,"p":1,"r":4}}"#),
        ("- &x {p: 1}\n- &y {p: 2, q: 2}\n- <<: [*x, *y]", r#"[{"p":1},{"p":2,"q":2},{"p":1,"q":2}]"#),
        ("{'<<': {a: 1}, b: 2}", r#"{"<<":{"a":1},"b":2}"#),
        ("<<: text\na: 1", r#"{"<<":"text","a":1}"#),
        ("- &x k\n- *x : 1", r#"["k",{"k":1}]"#),
        ("- &x 1\n- &x 2\n- *x", "[1,2,2]"),
        ("&k key: &v value\nother: *v", r#"{"key":"value","other":"value"}"#),
    ] {
        assert_eq!(read(text), wanted, "{text}");
    }
    let missing = "an alias names an anchor that no earlier line sets";
    assert_eq!(refused("a: 1\nb: *x"), (2, 4, missing.to_owned()));
    // An anchor ends with its document.
    assert_eq!(refused("--- &x 1\n--- *x").2, missing);
    assert_eq!(refused("&a [1, *a]").2, "an alias leads back to itself");
    assert_eq!(refused("&a {k: {l: *a}}").2, "an alias leads back to itself");
}

#[test]
fn documents_are_numbered_and_empty_ones_left_out() {
    let text = "# head\n---\na: 1\n---\n# nothing\n---\nb: 2\n...\n---\n~\n...\n";
    let found = documents(text).unwrap();
    assert_eq!(found.iter().map(|d| (d.number, d.line)).collect::<Vec<_>>(), [(1, 2), (3, 6), (4, 9)]);
    assert_eq!(found[2].node, Node::Null);
    assert_eq!(documents("\n\n# c\na: 1").unwrap()[0].line, 4);
    for empty in ["", "\n", "# only a comment\n", "---\n", "---\n...\n", "\u{feff}"] {
        assert_eq!(documents(empty), Ok(Vec::new()), "{empty:?}");
    }
}

#[test]
fn a_key_that_stands_twice_is_noticed_in_its_document() {
    let found = documents("a: 1\n---\nb:\n  c: 1\n  d: 2\n  c: 3\nb: 4\n---\ne: 5").unwrap();
    assert_eq!(found.iter().map(|d| d.duplicate.clone()).collect::<Vec<_>>(), [None, Some((6, "c".to_owned())), None]);
    assert_eq!(found[1].node.text_at("b/c").as_deref(), Some("1"));
    let wide: String = (0..100).map(|n| format!("k{n}: 1\n")).collect();
    assert_eq!(documents(&format!("{wide}k50: 2")).unwrap()[0].duplicate, Some((101, "k50".to_owned())));
    assert_eq!(documents("{1: a, '1': b}").unwrap()[0].duplicate, Some((1, "1".to_owned())));
}

#[test]
fn what_is_not_yaml_is_refused_with_its_place() {
    for (text, line, reason) in [
        ("a:\n\tb: 1", 2, "a tab stands where only spaces may"),
        ("a: 'x", 1, "a quoted text or a bracket is not closed"),
        ("a: [1, 2\nb: 3", 2, ""),
        ("a: b: c", 1, "a `:` stands where no key can be"),
        ("a: 1\n  b: 2", 2, ""),
        ("a: ]", 1, ""),
        ("a: \"\\q\"", 1, "this escape does not exist"),
        ("a: \"\\ud800\"", 1, "this escape does not exist"),
        ("a: 1\nb: \u{0}", 2, "the text holds a NUL character"),
        ("a: @x", 1, "no value starts with this character"),
    ] {
        let (at, column, found) = refused(text);
        assert!(
            at == line && column > 0 && (reason.is_empty() || found == reason) && !found.contains("scan"),
            "{text}: {at}:{column} {found}"
        );
    }
}

#[test]
fn aliases_cannot_blow_a_file_up() {
    let mut laughs = "a0: &a0 [lol, lol, lol, lol, lol, lol, lol, lol, lol, lol]\n".to_owned();
    for n in 1..10 {
        laughs += &format!("a{n}: &a{n} [{}]\n", vec![format!("*a{}", n - 1); 10].join(", "));
    }
    assert!(refused(&laughs).2.contains("1,000,000 values"));
    let mut merges = "a0: &a0 {x: 1}\n".to_owned();
    for n in 1..40 {
        merges += &format!("a{n}: &a{n} {{l: *a{m}, r: *a{m}}}\n", m = n - 1);
    }
    assert!(refused(&merges).2.contains("1,000,000 values"));
    let long = format!("- &a {}\n{}", "x".repeat(1 << 20), "- *a\n".repeat(100));
    assert!(refused(&long).2.contains("64 MB"));
    let anchored: String = (0..100).map(|n| format!("&a{n} [")).collect();
    let wide = format!("{anchored}{}{}", "1,".repeat(20_000), "]".repeat(100));
    assert!(refused(&wide).2.contains("anchors"));
    let keys = format!("- &a {{{}: 1}}\n{}", "k".repeat(900), "- {? *a : 1}\n".repeat(90_000));
    assert!(refused(&keys).2.contains("64 MB"));
}

#[test]
fn nesting_does_not_use_the_stack_up() {
    assert!(documents(&format!("{}{}", "[".repeat(127), "]".repeat(127))).is_ok());
    for open in ["[", "{", "- ", "? ", "{a: ", "[{a: ", "!x [", "&a [", "[? "] {
        let found = refused(&open.repeat(1_000_000));
        assert_eq!((found.0, found.2.as_str()), (1, build::TOO_DEEP), "{open}");
    }
    let stairs: String = (0..400).map(|n| format!("{}a:\n", " ".repeat(n))).collect();
    assert_eq!(refused(&stairs).2, build::TOO_DEEP);
    // By aliases as well.
    let mut tower = "- &a0 [x]\n".to_owned();
    for n in 1..200 {
        tower += &format!("- &a{n} [*a{}]\n", n - 1);
    }
    assert_eq!(refused(&tower).2, build::TOO_DEEP);
}

#[test]
fn size_has_limits() {
    assert_eq!(refused(&" ".repeat(TEXT_LIMIT + 1)).2, "the file is larger than 64 MB");
    assert!(refused(&format!("[{}]", "1,".repeat(NODE_LIMIT))).2.contains("1,000,000 values"));
    let line = format!("a: \"{}\"\nb: {}", "é ".repeat(300_000), "w ".repeat(300_000));
    let node = &documents(&line).unwrap()[0].node;
    assert_eq!(node.text_at("a").unwrap().len(), 900_000);
    assert_eq!(node.words_at("b").unwrap().len(), 599_999);
}

fn tree() -> impl Strategy<Value = Node> {
    let text = prop_oneof!["[ -~é列😀\t\n]{0,12}", Just("on".to_owned()), Just("<<".to_owned()), Just("null".to_owned()), any::<String>()];
    let text = text.prop_map(|t: String| t.replace('\0', ""));
    let number = prop_oneof![any::<i64>().prop_map(|n| n.to_string()), (any::<i32>(), 0u32..1000).prop_map(|(a, b)| format!("{a}.{b}e-3"))];
    let leaf =
        prop_oneof![Just(Node::Null), any::<bool>().prop_map(Node::Bool), number.prop_map(Node::Number), text.clone().prop_map(Node::Text)];
    leaf.prop_recursive(5, 60, 6, move |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..6).prop_map(Node::Array),
            prop::collection::btree_map(text.clone(), inner, 0..6).prop_map(|m| Node::Object(m.into_iter().collect())),
        ]
    })
}

/// A value in flow style; texts in double quotes with every character that is not plain escaped.
fn flow(node: &Node, out: &mut String) {
    let quote = |t: &str| {
        let inner: String =
            t.chars().map(|c| if c.is_ascii_alphanumeric() || c == ' ' { c.to_string() } else { format!("\\U{:08x}", c as u32) }).collect();
        format!("\"{inner}\"")
    };
    match node {
        Node::Text(t) => out.push_str(&quote(t)),
        Node::Array(items) => {
            out.push('[');
            for item in items {
                flow(item, out);
                out.push_str(" ,\n ");
            }
            out.push(']');
        }
        Node::Object(members) => {
            out.push('{');
            for (key, value) in members {
                // A key and its colon stand on one line of at most 1,024 characters, unless marked.
                out.push_str(&format!("? {} : ", quote(key)));
                flow(value, out);
                out.push_str(", # comment\n ");
            }
            out.push('}');
        }
        other => compact(other, out),
    }
}

proptest! {
    #[test]
    fn trees_in_flow_style_read_as_they_do_in_json(node in tree()) {
        let (mut json, mut yaml) = (String::new(), String::new());
        compact(&node, &mut json);
        flow(&node, &mut yaml);
        prop_assert_eq!(&Json::new(&json, 0).value(true).unwrap(), &node);
        let found = documents(&yaml).map_err(|bad| TestCaseError::fail(format!("{bad:?}\n{yaml}")))?;
        prop_assert_eq!(&found[0].node, &node);
    }

    #[test]
    fn nothing_makes_the_reader_panic(text in "[-?:,\\[\\]{}#&*!|>'\"%@` \ta1~.<=\\\\\n\r\u{feff}é]{0,60}") {
        let _either = documents(&text);
    }
}

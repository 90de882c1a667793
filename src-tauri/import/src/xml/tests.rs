use super::*;
use crate::json::compact;

fn read(text: &str) -> String {
    let (name, node) = document(text).unwrap();
    let mut out = format!("{name} ");
    compact(&node, &mut out);
    out
}

fn refused(text: &str) -> (u64, u64, String) {
    let bad = document(text).unwrap_err();
    (bad.line, bad.column, bad.reason)
}

#[test]
fn elements_attributes_and_text_become_members() {
    for (text, wanted) in [
        ("<a/>", r#"a """#),
        ("<a></a>", r#"a """#),
        ("<a> x </a>", r#"a " x ""#),
        ("<a b='1'/>", r#"a {"@b":"1"}"#),
        ("<a b='1'>x</a>", r##"a {"@b":"1","#text":"x"}"##),
        ("<a>\n <b>1</b>\n <c/>\n <b>2</b>\n <b><d>3</d></b>\n</a>", r#"a {"b":["1","2",{"d":"3"}],"c":""}"#),
        ("<a><b><c>1</c></b></a>", r#"a {"b":{"c":"1"}}"#),
        ("<a>one<b>two</b>three</a>", r##"a {"b":"two","#text":"one three"}"##),
        ("<?xml version='1.0' encoding='UTF-16'?><!-- c --><a>x<!-- y -->z<?p q?></a>\n<!-- end -->", r#"a "xz""#),
        ("<a>&lt;&gt;&amp;&apos;&quot;&#65;&#x1F600;<![CDATA[<b>&amp;]]></a>", r#"a "<>&'\"A😀<b>&amp;""#),
        ("<a b='&lt;&#65;&quot;'/>", r#"a {"@b":"<A\""}"#),
        ("<a>1\r\n2\r3</a>", r#"a "1\n2\n3""#),
        ("\u{feff}<檢查 名='值'><項>一</項></檢查>", r#"檢查 {"@名":"值","項":"一"}"#),
    ] {
        assert_eq!(read(text), wanted, "{text}");
    }
}

#[test]
fn names_are_local_and_declarations_stay_at_the_top() {
    let text = "<o:cat xmlns:o='urn:o' xmlns='urn:d' o:id='1' id='2' o:n='3'><o:x>1</o:x><x xmlns='urn:e'>2</x></o:cat>";
    assert_eq!(read(text), r#"cat {"@xmlns:o":"urn:o","@xmlns":"urn:d","@o:id":"1","@id":"2","@n":"3","x":["1","2"]}"#);
    assert_eq!(read("<a p:i='1' q:i='2'/>"), r#"a {"@i":"1","@q:i":"2"}"#);
}

#[test]
fn what_is_not_xml_is_refused_with_its_place() {
    for (text, line, reason) in [
        ("<a>\n<b></a>", 2, "an end tag closes another element"),
        ("<a>\n<b>", 2, "an element is not closed, or there is none"),
        ("", 1, "an element is not closed, or there is none"),
        ("just text", 1, "text stands outside the outermost element"),
        ("<a/>\n<b/>", 2, "a second element follows the outermost one"),
        ("<a/>\nx", 1, "text stands outside the outermost element"),
        ("<a b='1' b='2'/>", 1, "an attribute stands twice"),
        ("<a b=1/>", 1, "an attribute is not written as `name=\"value\"`"),
        ("<a b/>", 1, "an attribute is not written as `name=\"value\"`"),
        ("<a><!-- x", 1, "a comment is not closed"),
        ("<a><![CDATA[ x", 1, "a CDATA section is not closed"),
        ("<a", 1, "a tag is not closed"),
        ("<a>1 & 2</a>", 1, "an `&` starts no reference: it is written `&amp;`"),
        ("<a b='&#xD800;'/>", 1, "a reference in an attribute names no character"),
        ("<a>&#xD800;</a>", 1, "no character has this number"),
        ("<a>\n\u{0}</a>", 2, "the text holds a NUL character"),
        ("</a>", 1, "an end tag closes another element"),
    ] {
        let (at, _, found) = refused(text);
        assert_eq!((at, found.as_str()), (line, reason), "{text}");
    }
}

#[test]
fn a_file_declares_nothing_of_its_own() {
    let bomb = "<!DOCTYPE l [<!ENTITY a 'ha'><!ENTITY b '&a;&a;'>]>\n<l>&b;</l>";
    for text in [bomb, "<!DOCTYPE l SYSTEM 'file:///etc/passwd'><l/>", "<l>&nbsp;</l>", "<l a='&x;'/>", "<!DOCTYPE l [<!ENTITY x '"] {
        assert_eq!(refused(text).2, OWN_ENTITIES, "{text}");
    }
}

#[test]
fn depth_size_and_numbers_have_limits() {
    assert!(document(&format!("{}{}", "<a>".repeat(127), "</a>".repeat(127))).is_ok());
    assert_eq!(refused(&format!("{}{}", "<a>".repeat(128), "</a>".repeat(128))).2, "elements are nested deeper than 127");
    assert!(document(&"<a>".repeat(1_000_000)).is_err());
    let many = format!("<a>{}</a>", "<b/>".repeat(NODE_LIMIT));
    assert_eq!(refused(&many).2, "the document holds more than 1,000,000 elements and attributes");
    assert!(document(&format!("<a>{}</a>", "x".repeat(TEXT_LIMIT))).is_err());
}

#[test]
fn many_attributes_and_names_take_no_longer_than_they_are() {
    let attributes: String = (0..100_000).map(|n| format!(" a{n}='{n}'")).collect();
    let children: String = (0..100_000).map(|n| format!("<c{n}/>")).collect();
    let (_, node) = document(&format!("<r{attributes}>{children}{}</r>", "<c1/>".repeat(100_000))).unwrap();
    assert_eq!(node.members().len(), 200_000);
    assert_eq!(node.members()[100_001].1.items().len(), 100_001);
}

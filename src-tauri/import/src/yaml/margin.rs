//! Lines between brackets that stand further left than YAML 1.2 allows. Many files have them and most readers take them; between brackets
//! indentation means nothing, so such a line is moved to the right and the file read again.

use super::{Bad, Document, Stop, TEXT_LIMIT, reason};
use saphyr_parser::ScanError;
use std::collections::BTreeSet;

/// How far a line is moved.
const MARGIN: usize = 256;

/// Whether a token inside brackets stands too far left: the only case in which the scanner says this.
fn too_far_left(error: &ScanError) -> bool {
    matches!(error.info(), "invalid indentation" | "invalid indentation in flow construct")
}

/// Reads a text, again after each line that stands too far left, for as long as all readings together are no longer than the
/// largest file.
pub fn forgiven(text: &str, read: impl Fn(&str) -> Result<Vec<Document>, Stop>) -> Result<Vec<Document>, Bad> {
    let mut moved = BTreeSet::new();
    let mut done = text.len();
    let mut result = read(text);
    loop {
        let error = match result {
            Ok(found) => return Ok(found),
            Err(Stop::Scan(error)) => error,
            Err(Stop::Build(bad)) => return Err(unmoved(bad, &moved)),
        };
        let line = error.marker().line();
        let wanted = too_far_left(&error) && moved.insert(line);
        let again = if wanted { shifted(text, &moved) } else { String::new() };
        done += again.len();
        if !wanted || done > TEXT_LIMIT {
            return Err(unmoved(Bad::new(line, error.marker().col() + 1, reason(error.info())), &moved));
        }
        result = read(&again);
    }
}

/// The place as it is in the file.
fn unmoved(mut bad: Bad, moved: &BTreeSet<usize>) -> Bad {
    if usize::try_from(bad.line).is_ok_and(|line| moved.contains(&line)) && bad.column > MARGIN as u64 {
        bad.column -= MARGIN as u64;
    }
    bad
}

/// The text with those lines (from 1) moved. A line ends with CR, LF or both.
fn shifted(text: &str, moved: &BTreeSet<usize>) -> String {
    let mut out = String::with_capacity(text.len() + moved.len() * MARGIN);
    let (mut line, mut rest) = (1, text);
    loop {
        let end = rest.find(['\r', '\n']).map(|n| if rest.get(n..n + 2) == Some("\r\n") { n + 2 } else { n + 1 });
        let (this, next) = rest.split_at(end.unwrap_or(rest.len()));
        if moved.contains(&line) {
            out.push_str(&" ".repeat(MARGIN));
        }
        out.push_str(this);
        if end.is_none() {
            return out;
        }
        (line, rest) = (line + 1, next);
    }
}

#[cfg(test)]
mod tests {
    use super::super::documents;
    use crate::json::compact;

    #[test]
    fn lines_between_brackets_may_stand_anywhere() {
        for (text, wanted) in [
            ("k:\n  a: [\"x\",\n  \"y\",\n 'z']\n  b: 1", r#"{"k":{"a":["x","y","z"],"b":1}}"#),
            ("a: [\n1,\n2\n]\r\nb: {\r\nc: 1,\rd: 2\n}", r#"{"a":[1,2],"b":{"c":1,"d":2}}"#),
            ("a: {\nb: 1,\n\"c\": 2,\n[d]: 3\n}", r#"{"a":{"b":1,"c":2,"[\"d\"]":3}}"#),
            ("- [a,\nb c\nd,\n# e\n\nf]", r#"[["a","b c d","f"]]"#),
        ] {
            let mut out = String::new();
            compact(&documents(text).unwrap_or_else(|bad| panic!("{text}: {bad:?}"))[0].node, &mut out);
            assert_eq!(out, wanted, "{text}");
        }
        let bad = documents("a: [\nb,\n c, *x]").unwrap_err();
        assert_eq!((bad.line, bad.column), (3, 5));
        let bad = documents("a: [\nb, *x]").unwrap_err();
        assert_eq!((bad.line, bad.column), (2, 4));
        // A line that is moved and still does not fit.
        let bad = documents("a: [\n}").unwrap_err();
        assert_eq!((bad.line, bad.column), (2, 1));
    }

    #[test]
    fn reading_again_has_an_end() {
        let lines = "1,\n".repeat(30_000);
        let many = format!("k:\n  a: [\n{lines}]");
        let bad = documents(&many).unwrap_err();
        assert!(bad.line > 100 && bad.reason.contains("indentation"), "{bad:?}");
        assert_eq!(documents(&format!("a: [\n{}]", "1,\n".repeat(300))).unwrap()[0].node.at("a").unwrap().items().len(), 300);
    }
}
